//! A replay of 200,000 jobs under EASY beside the least loop that could be one, per job; and how it grows with the queue.
//!
//! `cargo bench -p naru-benches --bench backfill`; the goal is 3 times the loop, 1.7 would be fine work.

use naru_benches::clock::{cpu_time_of, median};
use naru_benches::flat;
use naru_model::replay::{Job, Machine, replay};
use naru_model::rules::allocation::{Backfill, Placement, Policy};

/// Interleaved rounds; the median counts.
const ROUNDS: u32 = 9;
const JOBS: u32 = 200_000;

fn starts(backfill: Backfill, jobs: &[Job]) -> Vec<i64> {
    let policy = Policy { backfill, placement: Placement::FirstFit, ..Policy::default() };
    let machine = Machine { servers: 1, cards: flat::CARDS };
    let mut starts = Vec::with_capacity(jobs.len());
    let each = jobs.iter().map(|job| Ok::<_, ()>(*job));
    replay(&policy, machine, each, |start| starts.push(start.at)).expect("no job is wrong");
    starts
}

#[expect(clippy::print_stdout, reason = "a bench tells what it measured")]
fn main() {
    let jobs = flat::trace(JOBS);
    let (mut least, mut ours, mut strict) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        let (reference, wanted) = cpu_time_of(|| flat::easy(&jobs));
        let (replayed, got) = cpu_time_of(|| starts(Backfill::Easy, &jobs));
        let (in_order, _) = cpu_time_of(|| starts(Backfill::None, &jobs));
        assert!(wanted == got, "the same starts first");
        // The first round warms caches and clocks up.
        if round > 0 {
            for (times, seconds) in [(&mut least, reference), (&mut ours, replayed), (&mut strict, in_order)]
            {
                times.push(seconds * 1e9 / f64::from(JOBS));
            }
        }
    }
    let (least, ours, strict) = (median(&mut least), median(&mut ours), median(&mut strict));
    println!(
        "EASY, {JOBS} jobs: loop {least:.0} ns a job | replay {ours:.0} ns, ratio {:.2} | no backfill {strict:.0} ns",
        ours / least
    );
    // All submitted within a minute: as many wait as there are.
    for waiting in [12_500, 25_000, 50_000, 100_000, 200_000] {
        let at_once: Vec<Job> =
            flat::trace(waiting).iter().map(|job| Job { submit: job.submit % 60, ..*job }).collect();
        let mut sorted = at_once;
        sorted.sort_by_key(|job| (job.submit, job.id));
        let (seconds, _) = cpu_time_of(|| starts(Backfill::Easy, &sorted));
        println!(
            "EASY, {waiting:6} jobs that all wait at once: {:.0} ns a job",
            seconds * 1e9 / f64::from(waiting)
        );
    }
}
