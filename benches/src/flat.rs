//! The least EASY backfill that could be one: rigid jobs on one pool of equal cards, nothing else.
//!
//! Ends in a binary heap, those who run in a sorted list, the queue in order; a pass over everybody only when cards came
//! back. No servers, no policies, no estimate that is passed. What a replay stands beside.
//!
//! **Never tune this file**: it is the yardstick.

use naru_kernel::Streams;
use naru_model::replay::Job;
use naru_model::workload::sample;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

/// Cards of the pool.
pub const CARDS: u32 = 450;

/// Jobs at nine tenths of the pool: sizes 1 to 56, lognormal runs of four hours on average, estimates one to three times
/// as long.
pub fn trace(jobs: u32) -> Vec<Job> {
    const SIZES: [(u32, f64); 6] = [(1, 0.45), (2, 0.65), (4, 0.80), (8, 0.92), (16, 0.98), (56, 1.0)];
    const MEAN_S: f64 = 4.0 * 3_600.0;
    const SIGMA: f64 = 1.2;
    /// ln 14,400 − σ²/2.
    const MU: f64 = 8.854_983_485_56;
    let streams = Streams::new(42, 0);
    let entity = streams.entity("trace");
    let [gap, run, size, over] = ["gap", "run", "size", "over"].map(|purpose| entity.stream(purpose));
    let (mut mean_cards, mut below) = (0.0, 0.0);
    for (cards, share) in SIZES {
        mean_cards += f64::from(cards) * (share - below);
        below = share;
    }
    let mean_gap_s = mean_cards * MEAN_S / (0.9 * f64::from(CARDS));
    let mut at = 0.0;
    let job = |i: u32| {
        at += mean_gap_s * sample::exponential(gap.uniform(i));
        let run_s = sample::lognormal(run.uniform(i), MU, SIGMA);
        let run_s = (run_s as i64).clamp(60, 14 * 86_400);
        let u = size.uniform(i);
        let cards = SIZES.iter().find(|(_, share)| u < *share).map_or(56, |(cards, _)| *cards);
        let estimate = (run_s as f64 * (1.0 + 2.0 * over.uniform(i))) as i64;
        Job { id: u64::from(i), submit: at as i64, run: run_s, estimate, cards }
    };
    (0..jobs).map(job).collect()
}

/// The pool while it runs.
struct Pool<'a> {
    jobs: &'a [Job],
    free: u32,
    start: Vec<i64>,
    ends: BinaryHeap<Reverse<(i64, u32)>>,
    /// Expected end, cards, job; the soonest last.
    running: Vec<(i64, u32, u32)>,
}

impl Pool<'_> {
    fn go(&mut self, id: u32, now: i64) {
        let job = &self.jobs[id as usize];
        self.start[id as usize] = now;
        self.free -= job.cards;
        self.ends.push(Reverse((now + job.run, id)));
        let expected = now + job.estimate;
        let at = self.running.partition_point(|r| r.0 > expected);
        self.running.insert(at, (expected, job.cards, id));
    }

    /// Those that end now give their cards back; whether anybody does.
    fn come_back(&mut self, now: i64) -> bool {
        let mut any = false;
        while let Some(Reverse((_, id))) = self.ends.peek().copied().filter(|Reverse((at, _))| *at == now) {
            self.ends.pop();
            let job = &self.jobs[id as usize];
            self.free += job.cards;
            let expected = self.start[id as usize] + job.estimate;
            let mut at = self.running.partition_point(|r| r.0 > expected);
            while self.running[at].2 != id {
                at += 1;
            }
            self.running.remove(at);
            any = true;
        }
        any
    }

    /// When so many cards will be free, and what is left of them then.
    fn shadow(&self, need: u32, now: i64) -> (i64, u32) {
        let (mut then, mut shadow) = (self.free, now);
        for (expected, cards, _) in self.running.iter().rev() {
            if then >= need && *expected > shadow {
                break;
            }
            (then, shadow) = (then + cards, *expected);
        }
        (shadow, then - need)
    }
}

/// Start times by job.
pub fn easy(jobs: &[Job]) -> Vec<i64> {
    let mut pool = Pool {
        jobs,
        free: CARDS,
        start: vec![0; jobs.len()],
        ends: BinaryHeap::with_capacity(512),
        running: Vec::with_capacity(512),
    };
    let mut queue: VecDeque<u32> = VecDeque::with_capacity(1_024);
    let mut next = 0;
    // Of the blocked head: when it can start, and what it can spare then.
    let mut reserved: Option<(i64, u32)> = None;
    loop {
        let end = pool.ends.peek().map_or(i64::MAX, |Reverse((at, _))| *at);
        let now = end.min(jobs.get(next).map_or(i64::MAX, |job| job.submit));
        if now == i64::MAX {
            return pool.start;
        }
        let came_back = pool.come_back(now);
        let mut from = queue.len();
        while jobs.get(next).is_some_and(|job| job.submit == now) {
            queue.push_back(next as u32);
            next += 1;
        }
        if came_back || reserved.is_none() {
            reserved = None;
            while let Some(head) = queue.front().copied().filter(|id| jobs[*id as usize].cards <= pool.free) {
                queue.pop_front();
                pool.go(head, now);
            }
            from = 1;
        }
        let Some(head) = queue.front() else { continue };
        let (shadow, mut spare) = reserved.unwrap_or_else(|| pool.shadow(jobs[*head as usize].cards, now));
        let mut kept = from;
        for i in from..queue.len() {
            let id = queue[i];
            let job = &jobs[id as usize];
            let in_time = now + job.estimate <= shadow;
            if job.cards <= pool.free && (in_time || job.cards <= spare) {
                if !in_time {
                    spare -= job.cards;
                }
                pool.go(id, now);
            } else {
                queue[kept] = id;
                kept += 1;
            }
        }
        queue.truncate(kept);
        reserved = Some((shadow, spare));
    }
}
