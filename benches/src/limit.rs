//! The least that one replication can cost: a fixed loop without rules, money, names or facts.
//!
//! 700 projects ask one of four pools (450, 250, 100 and 50 cards), each in its own Poisson stream; a request takes
//! 1, 2, 4 or 8 cards for a lognormal length, one in twenty comes to nothing, and each pool serves strictly in
//! order. Three events a request (asking, end of work, cards back) and four draws, from streams of their own by
//! project and purpose, so that common random numbers are paid for here too. What is told: waits in a histogram,
//! by pool and by project.
//!
//! **Never tune this file**: it is the yardstick.

use rand::rand_core::{Infallible, TryRng};
use rand_distr::{Distribution, Exp1, LogNormal};
use std::collections::VecDeque;

const PROJECTS: usize = 700;
const CARDS: [u32; 4] = [450, 250, 100, 50];
/// Cards of a request, by the top four bits of a draw: mean 2.5.
const SIZES: [u8; 16] = [1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 8, 8];
const MEAN_CARDS: f64 = 2.5;
const LOAD: f64 = 0.9;
const MEAN_HOURS: f64 = 4.0;
const LN_SIGMA: f64 = 1.2;
const NO_SHOW: f64 = 0.05;
const NO_SHOW_HOURS: f64 = 0.25;
const CLEAN_UP_HOURS: f64 = 0.1;

/// What a run comes to.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// Requests made.
    pub requests: u64,
    /// Events handled.
    pub events: u64,
    /// Sum of waits in hours, by pool.
    pub wait_hours: [f64; 4],
    /// Sum of waits in hours, by project.
    pub by_project: Vec<f64>,
    /// Waits over an hour.
    pub late: u64,
    /// Card-hours served.
    pub card_hours: f64,
    /// Waits by half powers of two.
    pub histogram: Vec<u64>,
    /// The hour of the last event.
    pub ended: f64,
}

/// `SplitMix64`: an addition and a finaliser a word.
#[derive(Clone, Copy)]
struct Stream(u64);

#[inline]
const fn finalised(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

impl Stream {
    fn of(replication: u64, project: usize, purpose: u64) -> Self {
        let front = finalised(replication << 8 | purpose);
        Self(finalised(front ^ (project as u64).wrapping_mul(0xD134_2543_DE82_EF95)))
    }

    #[inline]
    fn word(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        finalised(self.0)
    }
}

impl TryRng for Stream {
    type Error = Infallible;

    #[inline]
    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok((self.word() >> 32) as u32)
    }

    #[inline]
    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.word())
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        for byte in bytes {
            *byte = self.word() as u8;
        }
        Ok(())
    }
}

#[derive(Clone, Copy)]
struct Draws {
    gap: Stream,
    length: Stream,
    size: Stream,
}

/// A four-ary heap of keys: time in the high half, sequence and what happens in the low one.
#[derive(Default)]
struct Heap(Vec<u128>);

impl Heap {
    #[inline]
    fn push(&mut self, key: u128) {
        let mut i = self.0.len();
        self.0.push(key);
        while i > 0 {
            let parent = (i - 1) / 4;
            if self.0[parent] <= key {
                break;
            }
            self.0[i] = self.0[parent];
            i = parent;
        }
        self.0[i] = key;
    }

    #[inline]
    fn replace_first(&mut self, key: u128) {
        let keys = self.0.as_mut_slice();
        let mut i = 0;
        while let Some(children) = keys.get(4 * i + 1..).filter(|rest| !rest.is_empty()) {
            let (mut least, mut at) = (children[0], 0);
            for (j, child) in children.iter().enumerate().take(4).skip(1) {
                (least, at) = if *child < least { (*child, j) } else { (least, at) };
            }
            if least >= key {
                break;
            }
            keys[i] = least;
            i = 4 * i + 1 + at;
        }
        keys[i] = key;
    }

    #[inline]
    fn drop_first(&mut self) {
        let last = self.0.pop().expect("an event is dropped when it was looked at");
        if !self.0.is_empty() {
            self.replace_first(last);
        }
    }
}

const ASKS: u32 = 0;
const WORK_ENDS: u32 = 1;

/// Low half of a key: sequence, kind (2 bits), cards (6), pool (2), project.
#[inline]
fn key(hour: f64, sequence: u64, kind: u32, cards: u32, pool: usize, project: usize) -> u128 {
    let what = u64::from(kind << 30 | cards << 20 | (pool as u32) << 16) | project as u64;
    u128::from(hour.to_bits()) << 64 | u128::from(sequence << 32 | what)
}

struct Waiting {
    since: f64,
    hours: f64,
    project: u16,
    cards: u8,
}

/// Runs one replication of that many requests.
#[must_use]
pub fn run(requests: u64, replication: u64) -> Tally {
    let lengths =
        LogNormal::new(MEAN_HOURS.log2() * core::f64::consts::LN_2 - LN_SIGMA * LN_SIGMA / 2.0, LN_SIGMA)
            .expect("a standard deviation is positive");
    let all: u32 = CARDS.iter().sum();
    let mean_gap = PROJECTS as f64 * MEAN_CARDS * MEAN_HOURS / (LOAD * f64::from(all));
    let mut draws: Vec<Draws> = (0..PROJECTS)
        .map(|p| Draws {
            gap: Stream::of(replication, p, 0),
            length: Stream::of(replication, p, 1),
            size: Stream::of(replication, p, 2),
        })
        .collect();
    let mut tally = Tally { by_project: vec![0.0; PROJECTS], histogram: vec![0; 64], ..Tally::default() };
    let mut free = CARDS;
    let mut queues: [VecDeque<Waiting>; 4] = Default::default();
    let mut calendar = Heap::default();
    let mut sequence = 0;
    for (project, draw) in draws.iter_mut().enumerate() {
        let card = (project * all as usize / PROJECTS) as u32;
        let pool = [450, 700, 800].iter().filter(|first| card >= **first).count();
        let gap: f64 = Exp1.sample(&mut draw.gap);
        sequence += 1;
        calendar.push(key(gap * mean_gap, sequence, ASKS, 0, pool, project));
    }
    let mut left = requests;
    while let Some(first) = calendar.0.first() {
        let hour = f64::from_bits((first >> 64) as u64);
        let what = *first as u32;
        let (kind, cards) = (what >> 30, what >> 20 & 63);
        let (pool, project) = ((what >> 16 & 3) as usize, (what & 0xFFFF) as usize);
        tally.events += 1;
        tally.ended = hour;
        sequence += 1;
        match kind {
            ASKS => {
                if left == 0 {
                    calendar.drop_first();
                    continue;
                }
                left -= 1;
                tally.requests += 1;
                let draw = &mut draws[project];
                let hours = lengths.sample(&mut draw.length);
                let word = draw.size.word();
                let cards = u32::from(SIZES[(word >> 60) as usize]);
                let no_show = ((word << 8) >> 11) as f64 / ((1_u64 << 53) as f64) < NO_SHOW;
                let hours = if no_show { NO_SHOW_HOURS } else { hours };
                let gap: f64 = Exp1.sample(&mut draw.gap);
                calendar.replace_first(key(hour + gap * mean_gap, sequence, ASKS, 0, pool, project));
                if queues[pool].is_empty() && free[pool] >= cards {
                    free[pool] -= cards;
                    tally.histogram[0] += 1;
                    tally.card_hours += hours * f64::from(cards);
                    sequence += 1;
                    calendar.push(key(hour + hours, sequence, WORK_ENDS, cards, pool, project));
                } else {
                    let waiting = Waiting { since: hour, hours, project: project as u16, cards: cards as u8 };
                    queues[pool].push_back(waiting);
                }
            }
            WORK_ENDS => {
                let back = key(hour + CLEAN_UP_HOURS, sequence, WORK_ENDS + 1, cards, pool, project);
                calendar.replace_first(back);
            }
            _ => {
                free[pool] += cards;
                let mut replaced = false;
                while let Some(head) = queues[pool].front() {
                    let cards = u32::from(head.cards);
                    if free[pool] < cards {
                        break;
                    }
                    free[pool] -= cards;
                    let wait = hour - head.since;
                    tally.wait_hours[pool] += wait;
                    tally.by_project[usize::from(head.project)] += wait;
                    tally.late += u64::from(wait > 1.0);
                    tally.card_hours += head.hours * f64::from(cards);
                    let bucket = ((wait.to_bits() >> 51) as i64 - (1012 << 1)).clamp(1, 63);
                    tally.histogram[bucket as usize] += 1;
                    sequence += 1;
                    let end =
                        key(hour + head.hours, sequence, WORK_ENDS, cards, pool, usize::from(head.project));
                    if replaced {
                        calendar.push(end);
                    } else {
                        calendar.replace_first(end);
                        replaced = true;
                    }
                    queues[pool].pop_front();
                }
                if !replaced {
                    calendar.drop_first();
                }
            }
        }
    }
    tally
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three events a request; cards busy near the load that was set, less what the run-out and no-shows take; the
    /// same replication twice is the same, another is another.
    #[test]
    fn the_loop_does_the_work_that_it_says() {
        let (tally, again, other) = (run(100_000, 1), run(100_000, 1), run(100_000, 2));
        assert_eq!(tally.requests, 100_000);
        assert_eq!(tally.histogram.iter().sum::<u64>(), 100_000, "everybody is served");
        assert!((tally.events as f64 / 100_000.0 - 3.0).abs() < 0.01, "{} events", tally.events);
        let use_ = tally.card_hours / (tally.ended * f64::from(CARDS.iter().sum::<u32>()));
        assert!((0.75..0.9).contains(&use_), "{use_}");
        assert!(tally.late > 0 && tally.wait_hours.iter().sum::<f64>() > 0.0);
        assert_eq!(tally.ended.to_bits(), again.ended.to_bits());
        assert_ne!(tally.ended.to_bits(), other.ended.to_bits());
    }
}
