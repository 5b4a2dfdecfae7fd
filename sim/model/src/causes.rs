//! Why those who wait for a pool do: counted after each decision, for observers that ask. Decides nothing.

use crate::fact::Observer;
use crate::gangs::BROKEN;
use crate::replication::Engine;
use naru_rules::allocation::{Backfill, Reason, Resources, ServerId};
use naru_units::Instant;

/// What keeps a request from starting now. One that several keep counts for the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The allocator has failed, or is being switched: nobody is granted (clause A4).
    Allocator,
    /// It would fit now, but somebody before it does not: strict order.
    Order,
    /// It would fit now, but the cards are reserved for somebody before it: backfill.
    Reserved,
    /// It would fit if the servers that are held for gangs took others (clause S3).
    HeldForGang,
    /// Enough cards are free in the pool, but not together: on no server, or servers, that can take the sets. A gang
    /// waits by this cause for its servers to become empty.
    Servers,
    /// Not enough cards are free in the pool.
    Cards,
}

impl Cause {
    /// All causes, with their names in files.
    pub const ALL: [(&'static str, Self); 6] = [
        ("allocator", Self::Allocator),
        ("order", Self::Order),
        ("reserved", Self::Reserved),
        ("held_for_gang", Self::HeldForGang),
        ("servers", Self::Servers),
        ("cards", Self::Cards),
    ];
}

/// How many wait for a pool, by cause. Who does not count as a request of the programme is in none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Causes([u32; Cause::ALL.len()]);

impl Causes {
    /// How many wait by a cause.
    pub const fn by(&self, cause: Cause) -> u32 {
        self.0[cause as usize]
    }

    fn add(&mut self, cause: Cause) {
        self.0[cause as usize] += 1;
    }
}

/// What was told of a pool, and whether that may have changed since.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Told {
    causes: Causes,
    /// Who waits has changed.
    pub(crate) is_stale: bool,
    /// What the servers' count of changes was.
    changes: u64,
    frozen: bool,
}

/// How many sets of one kind find room.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Room {
    /// On the servers that take sessions.
    open: u64,
    /// On those too that are only closed since a gang holds them.
    with_held: u64,
}

impl<O: Observer> Engine<'_, O> {
    /// Tells of each pool where it has changed who waits and why.
    pub(crate) fn tell_causes(&mut self, at: Instant) {
        if !O::HEARS_CAUSES {
            return;
        }
        for p in 0..self.pools.len() {
            let pool = &self.pools[p];
            let nobody = pool.queue.is_empty() && pool.gangs.is_empty();
            if nobody && pool.told.causes == Causes::default() {
                continue;
            }
            let changes = pool.servers.changes();
            let frozen = self.suppliers[self.plan.pools[p].supplier.0 as usize].is_frozen(at);
            let told = pool.told;
            if !told.is_stale && (told.changes, told.frozen) == (changes, frozen) {
                continue;
            }
            let causes = self.causes(p, frozen);
            self.pools[p].told = Told { causes, is_stale: false, changes, frozen };
            if causes != told.causes {
                self.observer.hear_causes(at, p as u16, &causes);
            }
        }
    }

    fn causes(&mut self, p: usize, frozen: bool) -> Causes {
        let mut room = core::mem::take(&mut self.room);
        room.clear();
        let pool = &self.pools[p];
        let servers = &pool.servers;
        // Each server that stands there unbroken: what is free, and whether a gang alone keeps it closed.
        let usable = || {
            let ids = (0..servers.len() as u32).map(ServerId);
            ids.filter_map(|s| {
                let held = servers.is_closed_for(s, Reason::HeldForGang);
                let only = held && BROKEN.iter().all(|reason| !servers.is_closed_for(s, *reason));
                (servers.is_open(s) || only).then(|| (servers.free_on(s), held))
            })
        };
        let (mut open, mut with_held) = (0, 0);
        for (free, held) in usable() {
            with_held += free.cards;
            open += if held { 0 } else { free.cards };
        }
        let mut fits = |set: &Resources| -> Room {
            if let Some((_, known)) = room.iter().find(|(of, _)| of == set) {
                return *known;
            }
            let mut fits = Room::default();
            for (free, held) in usable() {
                let sets = u64::from(free.fits(set));
                fits.with_held += sets;
                fits.open += if held { 0 } else { sets };
            }
            room.push((*set, fits));
            fits
        };
        let is_counted = |ticket: u32| self.places[ticket as usize].session.kind.is_counted();
        let by_order =
            if self.plan.policy.backfill == Backfill::None { Cause::Order } else { Cause::Reserved };
        let mut causes = Causes::default();
        for waiting in pool.queue.iter().filter(|waiting| is_counted(waiting.ticket)) {
            let (sets, fits) = (u64::from(waiting.sets), fits(&waiting.set));
            causes.add(if frozen {
                Cause::Allocator
            } else if fits.open >= sets {
                by_order
            } else if fits.with_held >= sets {
                Cause::HeldForGang
            } else if u64::from(open) >= sets * u64::from(waiting.set.cards) {
                Cause::Servers
            } else {
                Cause::Cards
            });
        }
        for gang in pool.gangs.iter().filter(|gang| is_counted(gang.ticket)) {
            let wanted = self.places[gang.ticket as usize].session.cards;
            causes.add(if with_held >= wanted { Cause::Servers } else { Cause::Cards });
        }
        self.room = room;
        causes
    }
}
