//! Those who hold sets of one pool, by when they are expected to give them back.

use super::{Resources, Spread};
use naru_units::Instant;

/// What a session holds, and for how long as far as the supplier knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// Expected end: start plus estimate. Whoever runs longer is expected to end in the next second.
    pub until: Instant,
    /// A server for each set.
    pub servers: Spread,
    /// What one set takes.
    pub set: Resources,
}

/// The running sessions of one pool.
#[derive(Clone, Debug, Default)]
pub struct Running {
    /// Soonest last.
    ends: Vec<(Instant, u32)>,
    /// By ticket.
    held: Vec<Option<Held>>,
}

impl Running {
    /// A session starts. Tickets are small numbers that are used again.
    ///
    /// # Panics
    /// For a ticket that runs already.
    pub fn start(&mut self, ticket: u32, held: Held) {
        let slot = ticket as usize;
        if self.held.len() <= slot {
            self.held.resize(slot + 1, None);
        }
        assert!(self.held[slot].replace(held).is_none(), "a session starts once: {ticket}");
        let at = self.ends.partition_point(|(until, _)| *until > held.until);
        self.ends.insert(at, (held.until, ticket));
    }

    /// A session ends, whenever it was expected to; gives what it held.
    ///
    /// # Panics
    /// For a ticket that does not run.
    pub fn end(&mut self, ticket: u32) -> Held {
        let held = self.held[ticket as usize].take().expect("only a running session ends");
        let from = self.ends.partition_point(|(until, _)| *until > held.until);
        let at = self.ends[from..].iter().position(|(_, t)| *t == ticket).expect("it has an end");
        self.ends.remove(from + at);
        held
    }

    /// What a running session holds.
    ///
    /// # Panics
    /// For a ticket that does not run.
    pub fn of(&self, ticket: u32) -> &Held {
        self.held[ticket as usize].as_ref().expect("it runs")
    }

    /// Another end is expected.
    pub fn expect(&mut self, ticket: u32, until: Instant) {
        let held = self.end(ticket);
        self.start(ticket, Held { until, ..held });
    }

    /// Those who run, by expected end, the soonest first.
    pub fn iter(&self) -> impl Iterator<Item = &Held> {
        self.ends.iter().rev().map(|(_, ticket)| self.held[*ticket as usize].as_ref().expect("it runs"))
    }

    /// The soonest expected end.
    pub fn soonest(&self) -> Option<Instant> {
        self.ends.last().map(|(until, _)| *until)
    }

    /// How many run.
    pub const fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether nobody runs.
    pub const fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }
}
