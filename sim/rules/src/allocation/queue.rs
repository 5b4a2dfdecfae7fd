//! Those who wait for one pool.

use super::{Key, Resources, Spread};
use naru_units::{Instant, Span};

/// A request in a queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Its place in the order.
    pub key: Key,
    /// The caller's name for the request; decides nothing.
    pub ticket: u32,
    /// What it needs on one server.
    pub set: Resources,
    /// How many sets start together: 1, k of a burst (clause A5), the servers of a gang (S3).
    pub sets: u32,
    /// How long it is expected to hold them.
    pub estimate: Span,
}

impl Waiting {
    /// A request for one set.
    #[inline]
    pub const fn new(key: Key, ticket: u32, set: Resources, estimate: Span) -> Self {
        Self { key, ticket, set, sets: 1, estimate }
    }

    /// The same for so many sets, which start in the same second.
    ///
    /// # Panics
    /// For none, or more than a [`Spread`] holds.
    #[inline]
    pub fn of_sets(self, sets: u32) -> Self {
        assert!((1..=Spread::MOST).contains(&sets), "sets of a request: 1 to {}, not {sets}", Spread::MOST);
        Self { sets, ..self }
    }

    /// When it is expected to end if it starts now; not before the next second.
    pub fn ends(&self, now: Instant) -> Instant {
        now + Span(self.estimate.0.max(1))
    }
}

/// Those who wait for one pool, in order.
///
/// A request has a *position* until it leaves or another one enters; positions ascend in order.
#[derive(Clone, Debug, Default)]
pub struct Queue {
    /// No sets: nobody stands there any more.
    slots: Vec<Waiting>,
    /// Nobody stands before this.
    head: usize,
    len: usize,
    /// The least needs of each block of slots, or less: what a search may leave out.
    blocks: Vec<Least>,
}

/// Slots of a block.
const BLOCK: usize = 64;

#[derive(Clone, Copy, Debug)]
struct Least {
    cards: u32,
    estimate: Span,
}

impl Least {
    const NOBODY: Self = Self { cards: u32::MAX, estimate: Span(i64::MAX) };

    #[inline]
    fn with(self, waiting: &Waiting) -> Self {
        Self { cards: self.cards.min(waiting.set.cards), estimate: self.estimate.min(waiting.estimate) }
    }

    fn of(slots: &[Waiting]) -> Self {
        slots.iter().filter(|w| w.sets > 0).fold(Self::NOBODY, Self::with)
    }
}

impl Queue {
    /// Enters a request behind all with the same or a smaller key; gives its position.
    #[inline]
    pub fn enter(&mut self, waiting: Waiting) -> usize {
        if self.slots.len() > 2 * self.len + BLOCK {
            self.slots.retain(|w| w.sets > 0);
            self.head = 0;
            self.index_from(0);
        }
        let last = self.slots.last();
        if last.is_none_or(|last| last.key <= waiting.key) {
            if self.slots.len().is_multiple_of(BLOCK) {
                self.blocks.push(Least::NOBODY);
            }
            let block = self.blocks.last_mut().expect("each slot is in a block");
            *block = block.with(&waiting);
            self.slots.push(waiting);
            self.len += 1;
            return self.slots.len() - 1;
        }
        // Who has left keeps his key: the slots stay in order.
        let at = self.head + self.slots[self.head..].partition_point(|w| w.key <= waiting.key);
        self.slots.insert(at, waiting);
        self.len += 1;
        self.index_from(at / BLOCK);
        at
    }

    fn index_from(&mut self, block: usize) {
        self.blocks.truncate(block);
        self.blocks.extend(self.slots[block * BLOCK..].chunks(BLOCK).map(Least::of));
    }

    /// Takes out who stands at a position.
    #[inline]
    pub fn leave(&mut self, at: usize) {
        assert!(self.slots[at].sets > 0, "nobody leaves a queue twice");
        self.len -= 1;
        if self.len == 0 {
            self.clear();
            return;
        }
        self.slots[at].sets = 0;
        if at == self.head {
            while self.slots[self.head].sets == 0 {
                self.head += 1;
            }
            return; // what the block is said to need is less than it needs: no harm
        }
        let (block, gone) = (at / BLOCK, &self.slots[at]);
        let least = self.blocks[block];
        if gone.set.cards == least.cards || gone.estimate == least.estimate {
            let from = block * BLOCK;
            self.blocks[block] = Least::of(&self.slots[from..self.slots.len().min(from + BLOCK)]);
        }
    }

    /// Empties the queue.
    pub fn clear(&mut self) {
        self.slots.clear();
        self.blocks.clear();
        (self.head, self.len) = (0, 0);
    }

    /// Takes out all that are not to be kept.
    pub fn retain(&mut self, keep: impl FnMut(&Waiting) -> bool) {
        let mut keep = keep;
        self.slots.retain(|w| w.sets > 0 && keep(w));
        (self.head, self.len) = (0, self.slots.len());
        self.index_from(0);
    }

    /// Gives everybody a new key, and orders the queue by them.
    pub fn order_again(&mut self, key: impl Fn(&Waiting) -> Key) {
        self.retain(|_| true);
        for waiting in &mut self.slots {
            waiting.key = key(waiting);
        }
        self.slots.sort_by_key(|w| w.key);
        self.index_from(0);
    }

    /// Who waits, in order.
    pub fn iter(&self) -> impl Iterator<Item = &Waiting> {
        self.from(0).map(|(_, waiting)| waiting)
    }

    /// Who waits at a position or behind it, with positions.
    #[inline]
    pub fn from(&self, at: usize) -> impl Iterator<Item = (usize, &Waiting)> {
        let from = self.head.max(at).min(self.slots.len());
        (from..).zip(&self.slots[from..]).filter(|(_, w)| w.sets > 0)
    }

    /// Who waits, with its position, if one does alone.
    #[inline]
    pub(super) fn only(&self) -> Option<(usize, &Waiting)> {
        (self.len == 1).then(|| (self.head, &self.slots[self.head]))
    }

    /// Where a request stands that was found at a position before others left or entered.
    ///
    /// # Panics
    /// If it stands nowhere.
    #[inline]
    pub fn position(&self, ticket: u32, was: usize) -> usize {
        if self.slots.get(was).is_some_and(|w| w.ticket == ticket && w.sets > 0) {
            return was; // the usual case
        }
        self.from(0).find(|(_, w)| w.ticket == ticket).expect("who was granted from a queue stands in it").0
    }

    /// Who stands at a position.
    pub(super) fn at(&self, at: usize) -> &Waiting {
        &self.slots[at]
    }

    /// The first at a position or behind it whose need (cards of a set, estimate) may be met. Whoever needs no more
    /// of either than another one must be met if that one is.
    pub(super) fn find(&self, at: usize, met: impl Fn(u32, Span) -> bool) -> Option<(usize, &Waiting)> {
        let mut at = at.max(self.head);
        while at < self.slots.len() {
            let block = at / BLOCK;
            let until = self.slots.len().min((block + 1) * BLOCK);
            let least = self.blocks[block];
            if met(least.cards, least.estimate) {
                let mut here = (at..).zip(&self.slots[at..until]);
                let found = here.find(|(_, w)| w.sets > 0 && met(w.set.cards, w.estimate));
                if found.is_some() {
                    return found;
                }
            }
            at = until;
        }
        None
    }

    /// How many wait.
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Whether nobody waits.
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }
}
