//! M/M/450 by hand: the least recursion that could be one, and an event loop as a good programmer writes it.

use crate::heap::Heap;
use crate::queue::{MEAN_GAP, SERVERS, Waits, exponential, streams};
use std::collections::VecDeque;
use std::hint::black_box;

/// Kiefer and Wolfowitz (1955): when each server is free next, and no event at all. Positive floats order as their bits.
pub fn kiefer_wolfowitz(customers: u64, seed: u64) -> Waits {
    let [mut gaps, mut services] = streams(seed);
    let mut waits = Waits::default();
    let mut free = Heap::of(0_u64, SERVERS);
    let mut now = 0.0;
    for _ in 0..customers {
        now += exponential(&mut gaps) * MEAN_GAP;
        let first = f64::from_bits(free.first().expect("there are servers"));
        let start = if first > now { first } else { now };
        waits.record(start - now);
        free.replace_first((start + exponential(&mut services)).to_bits());
    }
    waits
}

const ARRIVAL: u64 = 1 << 31;

/// One calendar of time, order of entry and what happens; customers in arrays; a queue of those who wait.
pub fn event_loop(customers: u64, seed: u64) -> Waits {
    let [mut gaps, mut services] = streams(seed);
    let mut waits = Waits::default();
    let key =
        |time: f64, entry: u64, what: u64| u128::from(time.to_bits()) << 64 | u128::from(entry << 32 | what);
    let mut calendar = Heap::with_capacity(1_024);
    let mut arrived = vec![0.0; customers as usize];
    let mut left = vec![0.0; customers as usize];
    let mut queue: VecDeque<u32> = VecDeque::with_capacity(1 << 16);
    let (mut busy, mut entries, mut next) = (0, 0, 0);
    calendar.push(key(exponential(&mut gaps) * MEAN_GAP, 0, ARRIVAL));
    while let Some(first) = calendar.pop() {
        let now = f64::from_bits((first >> 64) as u64);
        let what = u64::from(first as u32);
        if what == ARRIVAL {
            let customer = next;
            next += 1;
            arrived[customer as usize] = now;
            if busy < SERVERS {
                busy += 1;
                waits.record(0.0);
                entries += 1;
                calendar.push(key(now + exponential(&mut services), entries, customer));
            } else {
                queue.push_back(customer as u32);
            }
            if next < customers {
                entries += 1;
                calendar.push(key(now + exponential(&mut gaps) * MEAN_GAP, entries, ARRIVAL));
            }
        } else {
            left[what as usize] = now;
            if let Some(customer) = queue.pop_front() {
                waits.record(now - arrived[customer as usize]);
                entries += 1;
                calendar.push(key(now + exponential(&mut services), entries, u64::from(customer)));
            } else {
                busy -= 1;
            }
        }
    }
    black_box(left);
    waits
}
