//! The tracked figure: one whole programme replication beside the least loop that could be one, per request.
//!
//! `cargo bench -p naru-benches --bench ratio`; the goal is 4 with all policies on, 2.5 would be fine work.

use naru_benches::clock::{cpu_time_of, median};
use naru_benches::{limit, scenario};
use naru_model::observers::{Months, Series, Waits};
use naru_model::workload::Demand;
use naru_model::{Plan, replicate};

/// Interleaved rounds; the median counts.
const ROUNDS: u32 = 9;
/// About as many requests on both sides in a round.
const REPLICATIONS: u32 = 5;
const LIMIT_REQUESTS: u64 = 500_000;

/// What is timed of a replication, in requests made.
type Run = fn(&Plan, &Demand<'_>) -> u64;

fn bare(plan: &Plan, demand: &Demand<'_>) -> u64 {
    replicate(plan, demand, ()).0.requests
}

/// As a study runs it: waits, daily series and months are heard.
fn observed(plan: &Plan, demand: &Demand<'_>) -> u64 {
    let observers = ((Waits::new(plan), Series::new(plan)), Months::new(plan, demand));
    replicate(plan, demand, observers).0.requests
}

#[expect(clippy::print_stdout, reason = "a bench tells what it measured")]
fn main() {
    let runs: [(&str, Run); 2] = [("replicate", bare), ("with observers", observed)];
    let scenarios = [
        ("baseline", "baseline-2025.ron"),
        ("everything on", "baseline-full.ron"),
        ("fewer H100", "fewer-h100.ron"),
        ("cap at 90 %", "cap-90.ron"),
    ];
    for (name, file) in scenarios {
        let (plan, laws) = scenario(file);
        let mut least = Vec::new();
        let mut ours = [Vec::new(), Vec::new()];
        for round in 0..=ROUNDS {
            let (seconds, tally) = cpu_time_of(|| limit::run(LIMIT_REQUESTS, u64::from(round)));
            // The first round warms caches and clocks up.
            if round > 0 {
                least.push(seconds * 1e9 / tally.requests as f64);
            }
            for ((_, run), times) in runs.iter().zip(&mut ours) {
                let all = || {
                    let replications = REPLICATIONS * round..REPLICATIONS * (round + 1);
                    replications.map(|r| run(&plan, &Demand::new(&laws, 1, r))).sum::<u64>()
                };
                let (seconds, requests) = cpu_time_of(all);
                if round > 0 {
                    times.push(seconds * 1e9 / requests as f64);
                }
            }
        }
        let least = median(&mut least);
        print!("{name:18} limit {least:6.1} ns a request");
        for ((what, _), times) in runs.iter().zip(&mut ours) {
            let ns = median(times);
            print!(" | {what} {ns:6.1} ns, ratio {:.2}", ns / least);
        }
        println!();
    }
}
