//! The event loop against queueing theory: exact values that the very engine must reproduce.
//!
//! A metric passes when the mean of independent replications lies within 3.2905 standard errors of the exact value
//! *and* the standard error is at most 0.356 % of it: a false alarm in a thousand, and a fault of 2 % is seen with
//! probability 0.99. Seeds are fixed, and an alarm must repeat itself with other draws to be a failure.
//!
//! That precision is demanded of what needs at most ten million requests by the file's own estimate; `NARU_VERIFY=1`
//! demands it up to thirty million. What needs more, and quantiles, of which the file does not say, are judged by the first
//! half of the rule from the requests that the case is run with — a million at least, `NARU_VERIFY=1` thirty million — and
//! the table says with what probability a fault of 2 % would be seen. Where a standard error would be more than a tenth of
//! the value, the row is listed with the reason: none is left out in silence.
//!
//! Without optimization only what needs twenty thousand requests, and has no long warm-up, is run. `NARU_REFERENCE=dir` reads `dir/queueing.csv`
//! instead of the room's copy; `NARU_CASES=mmcc,erla` runs only cases whose names begin so.

#[path = "../common/mod.rs"]
mod common;
mod exact;
mod meter;
mod metrics;
mod models;
mod reference;
mod statistics;
mod system;

use metrics::Reading;
use reference::{Case, Row};
use statistics::{POWER, Verdict};
use std::collections::BTreeMap;
use system::System;

/// How much is run.
struct Effort {
    /// Requests that a metric may need, to have its precision demanded.
    demanded: f64,
    /// Requests of a case at least.
    least: f64,
}

impl Effort {
    fn asked_for() -> Self {
        match std::env::var_os("NARU_VERIFY") {
            Some(_) => Self { demanded: 3e7, least: 3e7 },
            None if cfg!(debug_assertions) => Self { demanded: 2e4, least: 2e4 },
            None => Self { demanded: 1e7, least: 1e6 },
        }
    }
}

/// Requests of the first and of a further round, as a part of the file's effort, and the most further rounds.
const FIRST_ROUND: f64 = 1.3;
const NEXT_ROUND: f64 = 0.4;
const ROUNDS: u64 = 6;
/// A standard error above this part of the value says nothing: the few events behind it are far from normal.
const TOO_WIDE: f64 = 0.1;

/// What becomes of a row.
enum Answer {
    Tested {
        reading: Reading,
        /// Whether the standard error must be narrow enough.
        demanded: bool,
    },
    Listed(String),
}

/// Which rows of a case are tested, and with how many requests.
fn answers(case: &Case, system: &System, effort: &Effort) -> (Vec<Answer>, f64) {
    let needed: Vec<Option<f64>> = case.rows.iter().map(|row| system.requests_needed(row)).collect();
    let demanded = |needed: &Option<f64>| needed.is_some_and(|needed| needed <= effort.demanded);
    let most = needed.iter().filter(|needed| demanded(needed)).flatten().copied().fold(0.0, f64::max);
    let rest = if needed.iter().all(demanded) { 0.0 } else { effort.least };
    // The file's efforts are rough where they are small.
    let requests = (FIRST_ROUND * most).max(rest).max(effort.least.min(1e6));
    // A quantile needs about as much as the rarest wait of its case.
    let rarest = needed.iter().flatten().copied().filter(|needed| needed.is_finite()).fold(0.0, f64::max);
    let answer = |(row, needed): (&Row, &Option<f64>)| {
        let Some(reading) = metrics::reading(row, system) else {
            return Answer::Listed(format!("no metric {} is known", row.metric));
        };
        if cfg!(debug_assertions) && !(demanded(needed) && system.is_short()) {
            return Answer::Listed("needs an optimized build".to_owned());
        }
        if demanded(needed) {
            return Answer::Tested { reading, demanded: true };
        }
        let predicted = POWER * (needed.unwrap_or(rarest) / requests).sqrt();
        if predicted.is_infinite() {
            Answer::Listed("too rare: the file's own simulation saw none".to_owned())
        } else if predicted > TOO_WIDE {
            Answer::Listed(format!(
                "too few requests: of {requests:.1e} a standard error is {:.0} % of the value",
                100.0 * predicted
            ))
        } else {
            Answer::Tested { reading, demanded: false }
        }
    };
    (case.rows.iter().zip(&needed).map(answer).collect(), requests)
}

/// Runs a case from a round of draws on: a verdict for each row that is tested, and the requests counted.
fn measure(
    case: &Case,
    system: &System,
    answers: &[Answer],
    requests: f64,
    first_round: u64,
) -> (Vec<Option<Verdict>>, f64) {
    if answers.iter().all(|answer| matches!(answer, Answer::Listed(_))) {
        return (answers.iter().map(|_| None).collect(), 0.0);
    }
    let judged = |blocks: &[meter::Sums]| -> Vec<Option<Verdict>> {
        let verdict = |(row, answer): (&Row, &Answer)| match answer {
            Answer::Tested { reading, .. } => Some(reading.judge(blocks, row)),
            Answer::Listed(_) => None,
        };
        case.rows.iter().zip(answers).map(verdict).collect()
    };
    let mut blocks = system.run(&case.name, requests, first_round);
    let mut verdicts = judged(&blocks);
    // The file's effort is an estimate. Only the spread says whether to go on, never the mean.
    for round in 1..=ROUNDS {
        let short = |(answer, verdict): (&Answer, &Option<Verdict>)| {
            matches!(answer, Answer::Tested { demanded: true, .. })
                && verdict.as_ref().is_some_and(|v| !v.powerful)
        };
        if !answers.iter().zip(&verdicts).any(short) {
            break;
        }
        let more = system.run(&case.name, NEXT_ROUND * requests, first_round + round);
        for (block, more) in blocks.iter_mut().zip(more) {
            block.add(&more, 1.0);
        }
        verdicts = judged(&blocks);
    }
    (verdicts, blocks.iter().map(meter::Sums::requests).sum())
}

/// Counts of verdicts.
#[derive(Default)]
struct Counts {
    /// At full power.
    full: usize,
    /// Within the half-width, the power being short, and stated.
    short: usize,
    /// Of both: after an alarm that was not repeated.
    alarms: usize,
    listed: BTreeMap<String, usize>,
    failed: Vec<String>,
}

impl Counts {
    fn told(&self) -> usize {
        self.full + self.short + self.failed.len() + self.listed.values().sum::<usize>()
    }
}

/// Runs a case: a line for each of its rows.
///
/// A metric that raises an alarm is measured anew, with other draws and twice the requests, and fails if it raises it
/// again. Among seven hundred metrics some alarm by chance is as likely as not; twice, none is in a thousand runs, and a
/// fault of 2 % is still seen with probability 0.99.
fn run(case: &Case, system: &System, effort: &Effort, counts: &mut Counts) -> Vec<String> {
    let (answers, requests) = answers(case, system, effort);
    let (mut verdicts, counted) = measure(case, system, &answers, requests, 0);
    let mut told = vec![format!("{:8} {}: {counted:.2e} requests counted", case.name, case.model)];
    let head = |row: &Row| format!("{:8} {:29} {:>14} {:14.8}", case.name, row.metric, row.arg, row.value);
    let line = |row: &Row, v: &Verdict, word: &str| {
        format!("{} {:14.8} {:12.8} {word}", head(row), v.measured, v.half_width)
    };
    let alarms = |verdict: &Option<Verdict>| verdict.as_ref().is_some_and(|v| !v.passes);
    if verdicts.iter().any(alarms) {
        let (again, counted) = measure(case, system, &answers, 2.0 * requests, ROUNDS + 1);
        for ((row, first), again) in case.rows.iter().zip(&mut verdicts).zip(again) {
            if let Some(v) = first.as_ref().filter(|v| !v.passes) {
                counts.alarms += usize::from(again.as_ref().is_some_and(|v| v.passes));
                told.push(line(row, v, &format!("ALARM; again, of {counted:.2e} requests:")));
                *first = again;
            }
        }
    }
    for ((row, answer), verdict) in case.rows.iter().zip(&answers).zip(&verdicts) {
        match (answer, verdict) {
            (Answer::Tested { demanded, .. }, Some(v)) => {
                let word = match (v.passes, v.powerful) {
                    (false, _) => "FAILED".to_owned(),
                    (true, true) => "ok".to_owned(),
                    (true, false) if *demanded => format!("FAILED (power only {:.3})", v.power),
                    (true, false) => format!("ok (power {:.3})", v.power),
                };
                let line = line(row, v, &word);
                told.push(line.clone());
                match (word.starts_with("ok"), v.powerful) {
                    (false, _) => counts.failed.push(line),
                    (true, true) => counts.full += 1,
                    (true, false) => counts.short += 1,
                }
            }
            (Answer::Listed(why), _) => {
                told.push(format!("{} {:>14} {:>12} listed: {why}", head(row), "", ""));
                let kind = why.split(':').next().unwrap_or(why);
                *counts.listed.entry(kind.to_owned()).or_default() += 1;
            }
            (Answer::Tested { .. }, None) => unreachable!("what is tested was run"),
        }
    }
    told
}

#[test]
fn queue_lengths_and_waits_are_those_of_theory() {
    let effort = Effort::asked_for();
    let chosen = std::env::var("NARU_CASES").unwrap_or_default();
    let (cases, rows) = reference::cases();
    let mut counts = Counts::default();
    println!(
        "{:8} {:29} {:>14} {:>14} {:>14} {:>12} verdict",
        "case", "metric", "arg", "value", "measured", "half-width"
    );
    for case in &cases {
        let why = if chosen.split(',').any(|chosen| case.name.starts_with(chosen)) {
            match System::of(case) {
                Some(system) => {
                    println!("{}", run(case, &system, &effort, &mut counts).join("\n"));
                    continue;
                }
                None => format!("no model {} is known", case.model),
            }
        } else {
            "not asked for".to_owned()
        };
        println!("{:8} all {} rows listed: {why}", case.name, case.rows.len());
        *counts.listed.entry(why).or_default() += case.rows.len();
    }
    println!(
        "{rows} rows: {} at full power, {} within the half-width at less ({} of these after an alarm that was not \
         repeated), {} failed, {} listed",
        counts.full,
        counts.short,
        counts.alarms,
        counts.failed.len(),
        counts.listed.values().sum::<usize>()
    );
    for (why, rows) in &counts.listed {
        println!("  listed: {rows} rows: {why}");
    }
    assert_eq!(counts.told(), rows, "every row of the file is tested or listed");
    assert!(counts.failed.is_empty(), "against theory:\n{}", counts.failed.join("\n"));
    assert!(counts.full > 0 || !chosen.is_empty(), "something was verified");
    let unknown = counts.listed.keys().find(|why| why.starts_with("no m"));
    assert!(!reference::is_own() || unknown.is_none(), "the room's own file is known whole: {unknown:?}");
}
