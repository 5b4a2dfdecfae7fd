//! The decision: which of those who wait start now, and where.

use super::{Backfill, Criterion, Policy, Resources, ServerId, Servers, Spread};
use naru_units::{Instant, Span};
use std::collections::VecDeque;

/// A request in a queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Order key: smaller goes first. Constant in time for every criterion there is.
    key: i64,
    /// The caller's name for the request; decides nothing.
    pub ticket: u32,
    /// What it needs on one server.
    pub set: Resources,
    /// How many sets start together: 1, k of a burst (clause A5), the servers of a gang (S3).
    pub sets: u32,
}

impl Waiting {
    /// A request for one set under a policy. `limit` is the product's wait limit; a product without one has all the slack there is.
    pub fn new(policy: &Policy, eligible: Instant, limit: Option<Span>, ticket: u32, set: Resources) -> Self {
        let key = match policy.order.first() {
            None | Some(Criterion::Arrival) => eligible.0,
            Some(Criterion::LeastSlack) => limit.map_or(i64::MAX, |l| eligible.0 + l.0),
        };
        Self { key, ticket, set, sets: 1 }
    }

    /// The same for so many sets, which start in the same second.
    ///
    /// # Panics
    /// For none, or more than a [`Spread`] holds.
    pub fn of_sets(self, sets: u32) -> Self {
        assert!((1..=Spread::MOST).contains(&sets), "sets of a request: 1 to {}, not {sets}", Spread::MOST);
        Self { sets, ..self }
    }
}

/// Those who wait for one pool, in order.
#[derive(Clone, Debug, Default)]
pub struct Queue(VecDeque<Waiting>);

impl Queue {
    /// Enters a request behind all with the same or a smaller key.
    pub fn enter(&mut self, waiting: Waiting) {
        let at = match self.0.back() {
            Some(last) if last.key > waiting.key => self.0.partition_point(|w| w.key <= waiting.key),
            _ => self.0.len(),
        };
        self.0.insert(at, waiting);
    }

    /// Takes the granted ones out: under strict order they are the first `n`.
    pub fn leave(&mut self, n: usize) {
        self.0.drain(..n);
    }

    /// Empties the queue and gives back who was in it, in order.
    pub fn clear(&mut self) -> impl Iterator<Item = Waiting> {
        self.0.drain(..)
    }

    /// Takes out all that `gone` names, in order.
    pub fn retain(&mut self, keep: impl FnMut(&Waiting) -> bool) {
        self.0.retain(keep);
    }

    /// Who waits, in order.
    pub fn iter(&self) -> impl Iterator<Item = &Waiting> {
        self.0.iter()
    }

    /// How many wait.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nobody waits.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// What a decision may look at: one pool, now.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// Who waits, in order.
    pub queue: &'a Queue,
    /// What is free.
    pub servers: &'a Servers,
}

/// One request starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grant {
    /// Whose request.
    pub ticket: u32,
    /// Where: a server for each of its sets.
    pub servers: Spread,
    /// With what, each of them.
    pub set: Resources,
}

/// Room that decisions reuse, so that none of them allocates.
#[derive(Clone, Debug, Default)]
pub struct Scratch {
    grants: Vec<Grant>,
    promised: Vec<(ServerId, Resources)>,
}

/// Who starts now, in queue order. Pure: the same view gives the same grants, and nothing in it changes.
pub fn decide<'s>(policy: &Policy, view: &View<'_>, scratch: &'s mut Scratch) -> &'s [Grant] {
    let Scratch { grants, promised } = scratch;
    grants.clear();
    promised.clear();
    match policy.backfill {
        Backfill::None => {
            for waiting in view.queue.iter() {
                let Some(servers) = place_all(policy, view.servers, waiting, promised) else { break };
                grants.push(Grant { ticket: waiting.ticket, servers, set: waiting.set });
            }
        }
    }
    grants
}

/// Servers for all sets of a request, chosen one by one and promised; none is promised if not all fit.
fn place_all(
    policy: &Policy,
    servers: &Servers,
    waiting: &Waiting,
    promised: &mut Vec<(ServerId, Resources)>,
) -> Option<Spread> {
    let before = promised.len();
    let mut spread = Spread::default();
    for _ in 0..waiting.sets {
        let Some(server) = servers.place(&waiting.set, policy.placement, promised) else {
            promised.truncate(before);
            return None;
        };
        promised.push((server, waiting.set));
        spread.push(server);
    }
    Some(spread)
}
