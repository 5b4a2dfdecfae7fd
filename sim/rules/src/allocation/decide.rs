//! The decision: which of those who wait start now, and where.

use super::conservative::Profile;
use super::easy::Reservation;
use super::servers::Promised;
use super::{Backfill, Placement, Policy, Queue, Resources, Running, Servers, Spread, Waiting};
use naru_units::Instant;

/// What a decision may look at: one pool, now.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// The second of the decision.
    pub now: Instant,
    /// Who waits, in order.
    pub queue: &'a Queue,
    /// What is free.
    pub servers: &'a Servers,
    /// Who holds the rest, and until when. Not looked at without backfill.
    pub running: &'a Running,
    /// Where only requests from this position on are new since the last decision with the same scratch, whose grants
    /// have all started: nobody else can start now that could not then. `None` looks at everybody.
    pub fresh: Option<usize>,
}

/// One request starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grant {
    /// Whose request.
    pub ticket: u32,
    /// Its position in the queue.
    pub at: usize,
    /// Where: a server for each of its sets.
    pub servers: Spread,
    /// With what, each of them.
    pub set: Resources,
}

impl Grant {
    pub(super) const fn new(at: usize, waiting: &Waiting, servers: Spread) -> Self {
        Self { ticket: waiting.ticket, at, servers, set: waiting.set }
    }
}

/// Room that decisions reuse, so that none of them allocates; and what the last one has kept for those who wait.
#[derive(Clone, Debug, Default)]
pub struct Scratch {
    pub(super) grants: Vec<Grant>,
    pub(super) promised: Promised,
    pub(super) reservation: Reservation,
    pub(super) profile: Profile,
}

/// Who starts now, in queue order. Pure: the same view gives the same grants, and nothing in it changes.
#[inline]
pub fn decide<'s>(policy: &Policy, view: &View<'_>, scratch: &'s mut Scratch) -> &'s [Grant] {
    scratch.grants.clear();
    scratch.promised.back_to(0);
    match policy.backfill {
        Backfill::None => match view.queue.only() {
            // The usual case: there is nobody to keep an order with.
            Some((at, waiting)) if waiting.sets == 1 => {
                let server = view.servers.find(&waiting.set, policy.placement);
                scratch.grants.extend(server.map(|server| Grant::new(at, waiting, Spread::of(server))));
            }
            Some(_) | None => {
                heads(policy.placement, view, scratch);
            }
        },
        Backfill::Easy => scratch.easy(policy.placement, view),
        Backfill::Conservative => scratch.conservative(view),
    }
    &scratch.grants
}

/// Grants in order as long as everybody fits; gives who does not.
#[inline]
pub(super) fn heads<'v>(
    placement: Placement,
    view: &View<'v>,
    scratch: &mut Scratch,
) -> Option<(usize, &'v Waiting)> {
    for (at, waiting) in view.queue.from(0) {
        let Some(servers) = place_all(placement, view.servers, waiting, &mut scratch.promised) else {
            return Some((at, waiting));
        };
        scratch.grants.push(Grant::new(at, waiting, servers));
    }
    None
}

/// Servers for all sets of a request, chosen one by one and promised; none is promised if not all fit.
#[inline]
pub(super) fn place_all(
    placement: Placement,
    servers: &Servers,
    waiting: &Waiting,
    promised: &mut Promised,
) -> Option<Spread> {
    if waiting.sets == 1 {
        let server = servers.place(&waiting.set, placement, promised)?;
        promised.add(server, &waiting.set);
        return Some(Spread::of(server));
    }
    place_several(placement, servers, waiting, promised)
}

fn place_several(
    placement: Placement,
    servers: &Servers,
    waiting: &Waiting,
    promised: &mut Promised,
) -> Option<Spread> {
    let before = promised.len();
    let mut spread = Spread::default();
    for _ in 0..waiting.sets {
        let Some(server) = servers.place(&waiting.set, placement, promised) else {
            promised.back_to(before);
            return None;
        };
        promised.add(server, &waiting.set);
        spread.push(server);
    }
    Some(spread)
}
