//! The event loop against queueing theory: exact values that the very engine must reproduce.
//!
//! A metric passes when the mean of independent replications lies within 3.2905 standard errors of the exact value
//! *and* the standard error is at most 0.356 % of it: a false alarm in a thousand, and a fault of 2 % is seen with
//! probability 0.99. Seeds are fixed.
//!
//! Metrics that need at most ten million requests are run; `NARU_VERIFY=1` runs those that need up to thirty
//! million; without optimization only what needs twenty thousand. `NARU_REFERENCE=dir` reads `dir/queueing.csv` instead of the room's copy.

#[path = "../common/mod.rs"]
mod common;
mod meter;
mod reference;
mod statistics;
mod system;

use meter::Sums;
use reference::{Case, Row};
use statistics::{Verdict, judge};
use std::fmt::Write as _;
use system::System;

/// Requests that a metric may need to be run.
fn limit() -> f64 {
    match std::env::var_os("NARU_VERIFY") {
        Some(_) => 3e7,
        None if cfg!(debug_assertions) => 2e4,
        None => 1e7,
    }
}

/// Requests of the first and of a further round, as a part of the file's effort, and the most further rounds.
const FIRST_ROUND: f64 = 1.3;
const NEXT_ROUND: f64 = 0.4;
const ROUNDS: u64 = 6;

/// A metric of a case: how it is read off the sums of replications, if the engine can be asked.
type Estimate = Box<dyn Fn(&Sums) -> f64 + Send + Sync>;

struct Asked {
    row: Row,
    estimate: Estimate,
}

/// What a case's run came to, one line a metric.
fn run(case: &Case, system: &System, asked: &[Asked]) -> (String, bool) {
    let requests = asked.iter().map(|a| system.requests_needed(&a.row)).fold(0.0, f64::max);
    let judged = |blocks: &[Sums]| -> Vec<Verdict> {
        asked.iter().map(|a| judge(blocks, &a.estimate, a.row.value)).collect()
    };
    let mut blocks = system.run(&case.name, FIRST_ROUND * requests, 0);
    let mut verdicts = judged(&blocks);
    // The file's effort is an estimate. Only the spread says whether to go on, never the mean.
    for round in 1..=ROUNDS {
        if verdicts.iter().all(|v| v.powerful) {
            break;
        }
        for (block, more) in blocks.iter_mut().zip(system.run(&case.name, NEXT_ROUND * requests, round)) {
            block.add(&more, 1.0);
        }
        verdicts = judged(&blocks);
    }
    let mut told = String::new();
    let mut passed = true;
    for (Asked { row, .. }, verdict) in asked.iter().zip(verdicts) {
        let Verdict { measured, half_width, passes, powerful } = verdict;
        passed &= passes && powerful;
        let word = match (passes, powerful) {
            (true, true) => "ok",
            (false, _) => "FAILED",
            (true, false) => "FAILED (no power)",
        };
        writeln!(
            told,
            "{:8} {:34} {:>14} {:14.8} {:14.8} {:12.8} {word}",
            case.name, row.metric, row.arg, row.value, measured, half_width
        )
        .expect("a string takes all");
    }
    let counted: f64 = blocks.iter().map(Sums::requests).sum();
    writeln!(told, "{:8} {counted:.3e} requests counted", case.name).expect("a string takes all");
    (told, passed)
}

#[test]
fn queue_lengths_and_waits_are_those_of_theory() {
    let (mut ran, mut failed, mut left_out) = (0, Vec::new(), 0);
    let mut not_built = std::collections::BTreeMap::<String, usize>::new();
    println!(
        "{:8} {:34} {:>14} {:>14} {:>14} {:>12}",
        "case", "metric", "arg", "value", "measured", "half-width"
    );
    for case in reference::cases() {
        let Some(system) = System::of(&case) else {
            *not_built.entry(case.model.clone()).or_default() += case.rows.len();
            continue;
        };
        let mut asked = Vec::new();
        for row in &case.rows {
            match system.estimate(row) {
                Some(estimate) if system.requests_needed(row) <= limit() => {
                    asked.push(Asked { row: row.clone(), estimate });
                }
                Some(_) | None => left_out += 1,
            }
        }
        if asked.is_empty() {
            continue;
        }
        let (told, passed) = run(&case, &system, &asked);
        print!("{told}");
        ran += asked.len();
        if !passed {
            failed.push(told);
        }
    }
    println!(
        "{ran} metrics run; {left_out} LEFT OUT: they need more than {:.0e} requests, or say no effort",
        limit()
    );
    for (model, metrics) in not_built {
        println!("not built, so not run: {model} ({metrics} metrics)");
    }
    assert!(failed.is_empty(), "against theory:\n{}", failed.concat());
    assert!(ran > 0, "something was verified");
}
