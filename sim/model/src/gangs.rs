//! What stands beside the queues: gangs of whole servers (clause S3), and requests that another pool can serve (S5).

use crate::fact::{Fact, Observer};
use crate::plan::PoolId;
use crate::replication::{Engine, Granted, Stage};
use crate::settle::price_of;
use naru_rules::allocation::{Grant, Reason, ServerId, Spread, drain};
use naru_units::{Instant, Span};

/// Why a server that is held for a gang can serve it no more.
pub(crate) const BROKEN: [Reason; 3] = [Reason::NotStanding, Reason::Down, Reason::Maintenance];

/// A gang that waits: it drains the servers that will be empty first, and holds them until all are.
#[derive(Clone, Debug)]
pub(crate) struct GangWait {
    pub(crate) ticket: u32,
    servers: u32,
    held: Spread,
}

impl GangWait {
    pub(crate) fn new(ticket: u32, servers: u32) -> Self {
        Self { ticket, servers, held: Spread::default() }
    }
}

impl<O: Observer> Engine<'_, O> {
    /// Gangs pick and hold their servers before the queues are looked at: what they hold is closed to these.
    #[inline]
    pub(crate) fn gather_gangs(&mut self, at: Instant) {
        for i in 0..self.beside.gangs.len() {
            let pool = self.beside.gangs[i];
            if !self.pools[pool as usize].gangs.is_empty() && !self.is_frozen(pool, at) {
                self.gather(pool, at);
            }
        }
    }

    /// Requests that their own pool cannot serve, after it has decided.
    #[inline]
    pub(crate) fn overflow_all(&mut self, at: Instant) {
        for i in 0..self.beside.overflow.len() {
            let pool = self.beside.overflow[i];
            if !self.pools[pool as usize].queue.is_empty() {
                self.overflow(pool, at);
            }
        }
    }

    /// Whether nothing is allocated from a pool now, since its supplier changes over to fixed allocation.
    fn is_frozen(&self, pool: u16, at: Instant) -> bool {
        self.suppliers[self.plan.pools[pool as usize].supplier.0 as usize].is_frozen(at)
    }

    /// Each gang of a pool that has no servers yet picks them; one whose servers are all empty is granted.
    fn gather(&mut self, pool: u16, at: Instant) {
        let mut gangs = core::mem::take(&mut self.pools[pool as usize].gangs);
        gangs.retain_mut(|gang| {
            let servers = &self.pools[pool as usize].servers;
            if gang.held.iter().any(|s| BROKEN.iter().any(|reason| servers.is_closed_for(s, *reason))) {
                // One of them has failed, or leaves: the gang looks for others.
                self.let_go(pool, gang);
            }
            if gang.held.is_empty() {
                let ends = self.ends_by_server(pool, at);
                let servers = &mut self.pools[pool as usize].servers;
                gang.held = drain(servers, gang.servers, |s| ends[s.0 as usize]).unwrap_or_default();
                for server in gang.held.iter() {
                    servers.close(server, Reason::HeldForGang);
                }
            }
            let servers = &self.pools[pool as usize].servers;
            let promised =
                |s: ServerId| self.granted.iter().any(|g| g.pool.0 == pool && g.grant.servers.contains(s));
            let ready = !gang.held.is_empty() && gang.held.iter().all(|s| servers.is_idle(s) && !promised(s));
            if ready {
                let set = self.plan.pools[pool as usize].server;
                let grant = Grant { ticket: gang.ticket, at: 0, servers: gang.held, set };
                self.let_go(pool, gang);
                self.take(PoolId(pool), &grant, at);
                self.places[gang.ticket as usize].stage = Stage::Promised;
                self.granted.push(Granted { pool: PoolId(pool), grant, queue: None });
            }
            !ready
        });
        self.pools[pool as usize].gangs = gangs;
        self.tell_held(pool, at);
    }

    fn let_go(&mut self, pool: u16, gang: &mut GangWait) {
        for server in core::mem::take(&mut gang.held).iter() {
            self.pools[pool as usize].servers.reopen(server, Reason::HeldForGang);
        }
    }

    /// A gang's request has left: its servers take others again.
    pub(crate) fn forget_gang(&mut self, pool: u16, ticket: u32, at: Instant) {
        let gangs = &mut self.pools[pool as usize].gangs;
        if let Some(i) = gangs.iter().position(|gang| gang.ticket == ticket) {
            let mut gang = gangs.remove(i);
            self.let_go(pool, &mut gang);
            self.tell_held(pool, at);
        }
    }

    /// Tells how many idle cards are held for gangs, where that has changed.
    fn tell_held(&mut self, pool: u16, at: Instant) {
        let state = &mut self.pools[pool as usize];
        let idle = |s: ServerId| state.servers.free_on(s).cards;
        let cards = state.gangs.iter().flat_map(|gang| gang.held.iter()).map(idle).sum();
        if state.held_for_gangs != cards {
            state.held_for_gangs = cards;
            self.observer.hear(at, &Fact::HeldForGang { pool, cards });
        }
    }

    /// By server of a pool: when the last session on it is expected to end.
    fn ends_by_server(&self, pool: u16, at: Instant) -> Vec<Instant> {
        let mut ends = vec![Instant::START; self.pools[pool as usize].servers.len()];
        let mut held = |servers: Spread, until: Instant| {
            for server in servers.iter() {
                let end = &mut ends[server.0 as usize];
                // Whoever runs longer is expected to end in the next second.
                *end = (*end).max(until).max(at + Span(1));
            }
        };
        for place in self.places.iter().filter(|p| p.stage == Stage::Running && p.session.pool == pool) {
            held(place.session.servers, place.expected);
        }
        for granted in self.granted.iter().filter(|granted| granted.pool.0 == pool) {
            let place = &self.places[granted.grant.ticket as usize];
            if place.stage == Stage::Promised {
                held(granted.grant.servers, place.expected);
            }
        }
        ends
    }

    /// The heads of a pool's queue that it cannot serve go to another pool of their supplier, if nobody waits there.
    fn overflow(&mut self, pool: u16, at: Instant) {
        let granted = self.granted.iter().filter(|granted| granted.queue == Some(PoolId(pool))).count();
        if granted == self.pools[pool as usize].queue.len() || self.is_frozen(pool, at) {
            return; // usually nobody is left
        }
        loop {
            let waits = |ticket: u32| self.granted.iter().all(|g| g.grant.ticket != ticket);
            let head = self.pools[pool as usize].queue.from(0).find(|(_, w)| waits(w.ticket));
            let Some((at_place, head)) = head.map(|(place, head)| (place, *head)) else { return };
            let session = self.places[head.ticket as usize].session;
            let Some((offer, other)) = self.overflow_of(&session) else { return };
            let target = &self.pools[other.0 as usize];
            let busy = self.granted.iter().any(|g| g.pool == other);
            if !target.queue.is_empty()
                || busy
                || head.sets > 1
                || session.multiple > 1
                || session.offer == offer
            {
                return;
            }
            let set = self.product(session.project).offers[offer as usize].set;
            let Some(server) = target.servers.find(&set, self.plan.policy.placement) else { return };
            let place = &mut self.places[head.ticket as usize];
            place.session.offer = offer;
            place.session.pool = other.0;
            place.session.cards = set.cards;
            let moved = place.session;
            self.account_at(moved.project, offer, price_of(self.plan, &moved));
            self.observer.hear(at, &Fact::Moved { from: pool, session: &moved });
            let grant = Grant { ticket: head.ticket, at: at_place, servers: Spread::of(server), set };
            self.take(other, &grant, at);
            self.places[head.ticket as usize].stage = Stage::Promised;
            self.granted.push(Granted { pool: other, grant, queue: Some(PoolId(pool)) });
            // Those behind it may fit here.
            self.again.push(pool);
        }
    }
}
