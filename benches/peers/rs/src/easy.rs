//! EASY backfill by hand: rigid jobs of a trace on one pool of 450 equal cards, in the order of their submits.

use crate::heap::Heap;
use std::collections::VecDeque;

const CARDS: u32 = 450;

#[derive(Clone, Copy)]
pub struct Job {
    submit: u32,
    run: u32,
    estimate: u32,
    cards: u32,
}

/// Jobs of a trace in the Standard Workload Format.
pub fn parse(trace: &str) -> Vec<Job> {
    let job = |line: &str| {
        let mut fields =
            line.split_ascii_whitespace().map(|field| field.parse::<i64>().expect("a number") as u32);
        let (submit, run, cards) = (fields.nth(1)?, fields.nth(1)?, fields.nth(3)?);
        Some(Job { submit, run, cards, estimate: fields.next()?.max(run) })
    };
    let lines = trace.lines().filter(|line| !line.starts_with(';'));
    lines.map(|line| job(line).expect("a job has nine fields")).collect()
}

struct Running {
    expected: u32,
    cards: u32,
    job: u32,
}

struct Pool<'a> {
    jobs: &'a [Job],
    start: Vec<u32>,
    /// End and job, packed.
    ends: Heap<u64>,
    /// The soonest expected last.
    running: Vec<Running>,
    free: u32,
}

impl Pool<'_> {
    #[inline(always)]
    fn go(&mut self, job: u32, now: u32) {
        let Job { run, estimate, cards, .. } = self.jobs[job as usize];
        self.start[job as usize] = now;
        self.free -= cards;
        self.ends.push(u64::from(now + run) << 32 | u64::from(job));
        let expected = now + estimate;
        let at = self.running.partition_point(|running| running.expected > expected);
        self.running.insert(at, Running { expected, cards, job });
    }

    #[inline(always)]
    fn end(&mut self, job: u32) {
        let Job { estimate, cards, .. } = self.jobs[job as usize];
        self.free += cards;
        let expected = self.start[job as usize] + estimate;
        let mut at = self.running.partition_point(|running| running.expected > expected);
        while self.running[at].job != job {
            at += 1;
        }
        self.running.remove(at);
    }

    /// When so many cards are expected to be free, and how many more are then.
    fn reservation(&self, cards: u32) -> (u32, u32) {
        let (mut free, mut shadow) = (self.free, 0);
        for running in self.running.iter().rev() {
            if free >= cards && running.expected > shadow {
                break;
            }
            free += running.cards;
            shadow = running.expected;
        }
        (shadow, free - cards)
    }
}

/// When each job starts. What came in between ends is tried alone: the others were, with as many cards.
pub fn starts(jobs: &[Job]) -> Vec<u32> {
    let mut pool = Pool {
        jobs,
        start: vec![u32::MAX; jobs.len()],
        ends: Heap::with_capacity(512),
        running: Vec::with_capacity(512),
        free: CARDS,
    };
    let mut queue: VecDeque<u32> = VecDeque::with_capacity(1_024);
    let mut next = 0;
    let mut reserved: Option<(u32, u32)> = None;
    loop {
        let end = pool.ends.first().map_or(u32::MAX, |first| (first >> 32) as u32);
        let now = end.min(jobs.get(next).map_or(u32::MAX, |job| job.submit));
        if now == u32::MAX {
            return pool.start;
        }
        while let Some(first) = pool.ends.first().filter(|first| (first >> 32) as u32 == now) {
            pool.ends.pop();
            pool.end(first as u32);
            reserved = None;
        }
        let mut from = queue.len();
        while next < jobs.len() && jobs[next].submit == now {
            queue.push_back(next as u32);
            next += 1;
        }
        if reserved.is_none() {
            while let Some(&head) = queue.front().filter(|head| jobs[**head as usize].cards <= pool.free) {
                queue.pop_front();
                pool.go(head, now);
            }
            let Some(&head) = queue.front() else { continue };
            reserved = Some(pool.reservation(jobs[head as usize].cards));
            from = 1;
        }
        let (shadow, spare) = reserved.as_mut().expect("the head is blocked");
        let mut kept = from;
        for i in from..queue.len() {
            let Job { estimate, cards, .. } = jobs[queue[i] as usize];
            let in_time = now + estimate <= *shadow;
            if cards <= pool.free && (in_time || cards <= *spare) {
                if !in_time {
                    *spare -= cards;
                }
                pool.go(queue[i], now);
            } else {
                queue[kept] = queue[i];
                kept += 1;
            }
        }
        queue.truncate(kept);
    }
}
