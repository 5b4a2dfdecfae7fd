//! The calendar: what happens next.
//!
//! A four-ary heap of 64-bit keys: 32 bits of time, 4 bits of rank, 28 bits of payload. Comparing two events
//! is comparing two integers, and the order is a rule that can be read off the key:
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
#![deny(clippy::float_arithmetic)]

use core::marker::PhantomData;
use naru_units::Instant;

/// Children of a heap node.
const ARITY: usize = 4;
const PAYLOAD_BITS: u32 = 28;
const RANK_BITS: u32 = 4;

/// Something that happens in a second, small enough to live in the calendar's key.
pub trait Event: Copy {
    /// Order within a second, below 16: lower ranks are handled first.
    fn rank(self) -> u8;
    /// Whom it is about, below 2²⁸: within a rank, lower payloads are handled first.
    fn pack(self) -> u32;
    /// The event of a rank and a payload: the inverse of the other two.
    fn unpack(rank: u8, payload: u32) -> Self;
}

/// Events to come, earliest first; see the module's head for the order within a second.
///
/// After [`pop`](Self::pop) the top stays open until the next call, so that a `schedule` right after a `pop`
/// costs one sift instead of two.
#[derive(Clone, Debug)]
pub struct Calendar<E> {
    keys: Vec<u64>,
    /// The key at the top has been handed out and its place is not filled yet.
    open_top: bool,
    /// The latest second handed out: nothing may be scheduled before it.
    now: u32,
    event: PhantomData<E>,
}

impl<E: Event> Default for Calendar<E> {
    fn default() -> Self {
        Self::new()
    }
}

impl<E: Event> Calendar<E> {
    /// No events.
    pub const fn new() -> Self {
        Self { keys: Vec::new(), open_top: false, now: 0, event: PhantomData }
    }

    /// No events, with room for some.
    pub fn with_capacity(events: usize) -> Self {
        Self { keys: Vec::with_capacity(events), ..Self::new() }
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
        let key = key(at, event.rank(), event.pack());
        assert!(
            time(key) >= self.now,
            "nothing is scheduled in the past: {at:?} is before second {}",
            self.now
        );
        if self.open_top {
            self.open_top = false;
            self.sift_down(key);
        } else {
            self.sift_up(key);
        }
    }

    /// The earliest second in the calendar.
    #[inline]
    pub fn peek_time(&mut self) -> Option<Instant> {
        self.close_top();
        self.keys.first().map(|key| Instant(i64::from(time(*key))))
    }

    /// Takes the first event.
    #[inline]
    pub fn pop(&mut self) -> Option<(Instant, E)> {
        self.pop_before(Instant(i64::MAX))
    }

    /// Takes the first event if its second is before `until`.
    #[inline]
    pub fn pop_before(&mut self, until: Instant) -> Option<(Instant, E)> {
        self.close_top();
        let key = *self.keys.first()?;
        let at = Instant(i64::from(time(key)));
        if at >= until {
            return None;
        }
        self.open_top = true;
        self.now = time(key);
        Some((at, event(key)))
    }

    /// Number of events.
    pub fn len(&self) -> usize {
        self.keys.len() - usize::from(self.open_top)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Forgets all events and the time; keeps the memory.
    pub fn clear(&mut self) {
        self.keys.clear();
        self.open_top = false;
        self.now = 0;
    }

    /// Fills the place that `pop` left open, from the end.
    #[inline]
    fn close_top(&mut self) {
        if self.open_top {
            self.open_top = false;
            let last = self.keys.pop().expect("an open top is a place in the heap");
            if !self.keys.is_empty() {
                self.sift_down(last);
            }
        }
    }

    /// Adds a key at the end and lets it rise.
    #[inline]
    fn sift_up(&mut self, key: u64) {
        let mut i = self.keys.len();
        self.keys.push(key);
        while i > 0 {
            let parent = (i - 1) / ARITY;
            if self.keys[parent] <= key {
                break;
            }
            self.keys[i] = self.keys[parent];
            i = parent;
        }
        self.keys[i] = key;
    }

    /// Puts a key at the top, whose own key is gone, and lets it sink.
    #[inline]
    fn sift_down(&mut self, key: u64) {
        let keys = self.keys.as_mut_slice();
        let mut i = 0;
        loop {
            let first = i * ARITY + 1;
            let Some((least, child)) = least_child(keys, first) else { break };
            if least >= key {
                break;
            }
            keys[i] = least;
            i = child;
        }
        keys[i] = key;
    }
}

/// The least key among the children that begin at `first`, and its place.
#[inline]
fn least_child(keys: &[u64], first: usize) -> Option<(u64, usize)> {
    let children = keys.get(first..)?;
    if let Some(&[a, b, c, d]) = children.first_chunk::<ARITY>() {
        let (ab, i) = if b < a { (b, 1) } else { (a, 0) };
        let (cd, j) = if d < c { (d, 3) } else { (c, 2) };
        let (least, offset) = if cd < ab { (cd, j) } else { (ab, i) };
        return Some((least, first + offset));
    }
    let (offset, least) = children.iter().copied().enumerate().min_by_key(|&(_, key)| key)?;
    Some((least, first + offset))
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
