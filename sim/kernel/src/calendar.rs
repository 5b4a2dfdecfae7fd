//! The calendar: what happens next.
//!
//! An event is a 64-bit key: 32 bits of time, 4 bits of rank, 28 bits of payload. Comparing two events is comparing two
//! integers, and the order is a rule that can be read off the key:
//!
//! 1. the earlier second first;
//! 2. within a second, the lower rank first;
//! 3. within a rank, the lower payload first. The payload is the id of whom the event is about.
//!
//! Never the order of insertion: a result cannot hang on who was scheduled first. Two events with the same
//! key are the same event twice, and both are returned.
//!
//! There is no cancelling. A model that no longer wants an event ignores it when it comes, by comparing it
//! with what it knows (the session has ended, the pending request has another second).
//!
//! Events lie in a timing wheel (Varghese and Lauck, *Hashed and hierarchical timing wheels*, SOSP 1987) of three levels:
//! slots of 64 seconds for the 18 hours that run, of 18 hours for the two years that run, of two years for the rest. A slot
//! is a list in no order; when its time comes, a wide one is dealt out to the level below, and one of 64 seconds is sorted.
//! So an event costs the same however many are pending, where a heap of them pays for each level with a cache line. What is
//! scheduled within the slot that runs takes its place among the sorted, or, where that would move many of them, a heap.
#![deny(clippy::float_arithmetic)]

use core::cmp::Reverse;
use core::marker::PhantomData;
use naru_units::Instant;
use std::collections::BinaryHeap;

const PAYLOAD_BITS: u32 = 28;
const RANK_BITS: u32 = 4;
/// A slot of the finest level is 2⁶ seconds.
const SLOT_BITS: u32 = 6;
/// Each of the two finer levels has 2¹⁰ slots.
const LEVEL_BITS: u32 = 10;
const LEVEL: usize = 1 << LEVEL_BITS;
/// Slots of all levels, finest first.
const SLOTS: usize = 2 * LEVEL + (1 << (32 - SLOT_BITS - 2 * LEVEL_BITS));
const WORDS: usize = SLOTS / 64;
/// Keys that one may move to take its place among the sorted.
const MOVED: usize = 64;
/// No node.
const NONE: u32 = u32::MAX;

/// Something that happens in a second, small enough to live in the calendar's key.
pub trait Event: Copy {
    /// Order within a second, below 16: lower ranks are handled first.
    fn rank(self) -> u8;
    /// Whom it is about, below 2²⁸: within a rank, lower payloads are handled first.
    fn pack(self) -> u32;
    /// The event of a rank and a payload: the inverse of the other two.
    fn unpack(rank: u8, payload: u32) -> Self;
}

/// Events to come, earliest first; see the module's head for the order within a second, and for how they lie.
#[derive(Clone, Debug)]
pub struct Calendar<E> {
    /// Keys of the slots before `next`, the earliest last.
    soon: Vec<u64>,
    /// More of them: those that would have moved many to take their places.
    late: BinaryHeap<Reverse<u64>>,
    /// First node of each slot.
    heads: Box<[u32; SLOTS]>,
    /// A bit for each slot that is not empty.
    filled: [u64; WORDS],
    nodes: Vec<Node>,
    /// First of the nodes that hold nothing.
    free: u32,
    /// Number of the first slot of the finest level, from second 0, that has not been sorted.
    next: u32,
    /// The wide slot whose seconds the finest level holds, and the widest whose seconds the middle one does.
    window: u32,
    era: u32,
    len: usize,
    /// The latest second handed out: nothing may be scheduled before it.
    now: u32,
    event: PhantomData<E>,
}

/// An event in the list of a slot.
#[derive(Clone, Copy, Debug)]
struct Node {
    key: u64,
    next: u32,
}

impl<E: Event> Default for Calendar<E> {
    fn default() -> Self {
        Self::new()
    }
}

impl<E: Event> Calendar<E> {
    /// No events.
    pub fn new() -> Self {
        Self {
            soon: Vec::new(),
            late: BinaryHeap::new(),
            heads: Box::new([NONE; SLOTS]),
            filled: [0; WORDS],
            nodes: Vec::new(),
            free: NONE,
            next: 0,
            window: 0,
            era: 0,
            len: 0,
            now: 0,
            event: PhantomData,
        }
    }

    /// Puts an event at a second.
    ///
    /// # Panics
    /// If the second is negative, beyond 2³²−1 (136 years) or before the second last handed out, or if the
    /// event's rank or payload is too large for the key.
    ///
    /// ```
    /// # use naru_kernel::{Calendar, Event};
    /// # use naru_units::Instant;
    /// #[derive(Clone, Copy, Debug, PartialEq)]
    /// struct Alarm(u32);
    /// impl Event for Alarm {
    ///     fn rank(self) -> u8 { 0 }
    ///     fn pack(self) -> u32 { self.0 }
    ///     fn unpack(_: u8, payload: u32) -> Self { Self(payload) }
    /// }
    /// let mut calendar = Calendar::new();
    /// calendar.schedule(Instant(9), Alarm(2));
    /// calendar.schedule(Instant(9), Alarm(1));
    /// assert_eq!(calendar.pop(), Some((Instant(9), Alarm(1))));
    /// ```
    #[inline]
    pub fn schedule(&mut self, at: Instant, event: E) {
        // Here, where the kind of event is known, its rank is.
        self.insert(key(at, event.rank(), event.pack()), at);
    }

    fn insert(&mut self, key: u64, at: Instant) {
        assert!(
            time(key) >= self.now,
            "nothing is scheduled in the past: {at:?} is before second {}",
            self.now
        );
        self.len += 1;
        if slot(key) < self.next {
            let at = self.soon.partition_point(|other| *other > key);
            if self.soon.len() - at <= MOVED {
                self.soon.insert(at, key);
            } else {
                self.late.push(Reverse(key));
            }
        } else {
            self.put(key);
        }
    }

    /// Takes the first event.
    #[inline]
    pub fn pop(&mut self) -> Option<(Instant, E)> {
        self.pop_before(Instant(i64::MAX))
    }

    /// Takes the first event if its second is before `until`.
    #[inline]
    pub fn pop_before(&mut self, until: Instant) -> Option<(Instant, E)> {
        if self.soon.is_empty() && self.late.is_empty() {
            self.turn(until);
        }
        let key = self.first()?;
        let at = Instant(i64::from(time(key)));
        if at >= until {
            return None;
        }
        self.now = time(key);
        self.take(key);
        Some((at, event(key)))
    }

    /// Takes the first event if it is of the second last handed out.
    #[inline]
    pub(crate) fn pop_now(&mut self) -> Option<E> {
        // Whatever of that second is left, or has come since, is soon.
        let key = self.first().filter(|key| time(*key) == self.now)?;
        self.take(key);
        Some(event(key))
    }

    /// The earliest key that is soon.
    #[inline]
    fn first(&self) -> Option<u64> {
        let sorted = self.soon.last().copied();
        match self.late.peek() {
            None => sorted, // the usual case
            Some(Reverse(late)) => Some(sorted.map_or(*late, |sorted| sorted.min(*late))),
        }
    }

    /// Takes the earliest.
    #[inline]
    fn take(&mut self, key: u64) {
        self.len -= 1;
        if self.late.is_empty() || self.soon.last() == Some(&key) {
            self.soon.pop();
        } else {
            self.late.pop();
        }
    }

    /// Number of events.
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Puts a key that is not soon into a slot.
    #[inline]
    fn put(&mut self, key: u64) {
        let i = if self.free == NONE {
            self.nodes.push(Node { key, next: NONE });
            self.nodes.len() as u32 - 1
        } else {
            let node = &mut self.nodes[self.free as usize];
            node.key = key;
            core::mem::replace(&mut self.free, node.next)
        };
        self.link(i);
    }

    /// Links a node into the finest slot that there is for its key.
    #[inline]
    fn link(&mut self, i: u32) {
        let node = &mut self.nodes[i as usize];
        let slot = slot(node.key);
        let wide = slot >> LEVEL_BITS;
        let widest = wide >> LEVEL_BITS;
        let at = if wide == self.window {
            slot as usize % LEVEL
        } else if widest == self.era {
            LEVEL + wide as usize % LEVEL
        } else {
            2 * LEVEL + widest as usize
        };
        node.next = core::mem::replace(&mut self.heads[at], i);
        self.filled[at / 64] |= 1 << (at % 64);
    }

    /// Nothing is soon: sorts the first slot that is not empty, if it begins before `until`.
    #[inline(never)]
    fn turn(&mut self, until: Instant) {
        loop {
            let begun = self.next >> LEVEL_BITS == self.window;
            let from = if begun { self.next as usize % LEVEL / 64 } else { 0 };
            if let Some(at) = first(&self.filled[from..LEVEL / 64]) {
                let at = from * 64 + at;
                let slot = self.window << LEVEL_BITS | at as u32;
                if begins(slot) < until {
                    self.next = slot + 1;
                    self.sort(at);
                }
                return;
            }
            if !self.turn_wide(until) {
                return;
            }
        }
    }

    /// Makes the events of a slot those that are soon.
    #[inline]
    fn sort(&mut self, at: usize) {
        let mut i = self.empty(at);
        while i != NONE {
            let node = &mut self.nodes[i as usize];
            self.soon.push(node.key);
            let next = core::mem::replace(&mut node.next, self.free);
            self.free = core::mem::replace(&mut i, next);
        }
        if self.soon.len() > 1 {
            self.soon.sort_unstable_by(|a, b| b.cmp(a));
        }
    }

    /// Nothing is left in the window: the next wide slot becomes it, if it begins before `until`.
    #[cold]
    fn turn_wide(&mut self, until: Instant) -> bool {
        let (middle, widest) = self.filled[LEVEL / 64..].split_at(LEVEL / 64);
        let at = if let Some(at) = first(middle) {
            let wide = self.era << LEVEL_BITS | at as u32;
            if begins(wide << LEVEL_BITS) >= until {
                return false;
            }
            self.window = wide;
            self.next = wide << LEVEL_BITS;
            LEVEL + at
        } else if let Some(at) = first(widest) {
            let first = (at as u32) << (2 * LEVEL_BITS);
            if begins(first) >= until {
                return false;
            }
            self.era = at as u32;
            self.next = first;
            2 * LEVEL + at
        } else {
            return false;
        };
        let mut i = self.empty(at);
        while i != NONE {
            let next = self.nodes[i as usize].next;
            self.link(i);
            i = next;
        }
        true
    }

    /// Takes the list of a slot.
    #[inline]
    fn empty(&mut self, at: usize) -> u32 {
        self.filled[at / 64] &= !(1 << (at % 64));
        core::mem::replace(&mut self.heads[at], NONE)
    }
}

/// The first bit that is set.
#[inline]
fn first(words: &[u64]) -> Option<usize> {
    let word = words.iter().position(|word| *word != 0)?;
    Some(word * 64 + words[word].trailing_zeros() as usize)
}

/// Number of a key's slot of the finest level.
#[inline]
const fn slot(key: u64) -> u32 {
    time(key) >> SLOT_BITS
}

/// First second of a slot of the finest level.
#[inline]
const fn begins(slot: u32) -> Instant {
    Instant((slot as i64) << SLOT_BITS)
}

#[inline]
fn key(at: Instant, rank: u8, payload: u32) -> u64 {
    let Ok(time) = u32::try_from(at.0) else {
        panic!("an event's second is 0 to 2^32 - 1, not {}", at.0);
    };
    assert!(u32::from(rank) < 1 << RANK_BITS, "an event's rank is 0 to 15, not {rank}");
    assert!(payload < 1 << PAYLOAD_BITS, "an event's payload is below 2^28, not {payload}");
    u64::from(time) << (RANK_BITS + PAYLOAD_BITS) | u64::from(rank) << PAYLOAD_BITS | u64::from(payload)
}

#[inline]
const fn time(key: u64) -> u32 {
    (key >> (RANK_BITS + PAYLOAD_BITS)) as u32
}

#[inline]
fn event<E: Event>(key: u64) -> E {
    let low = key as u32;
    E::unpack((low >> PAYLOAD_BITS) as u8, low & ((1 << PAYLOAD_BITS) - 1))
}
