//! EASY backfill on servers: whoever does not delay the blocked head may pass it.
//!
//! The head's *shadow time* is when it can be placed at last, if those who run end as they are expected to and nobody
//! else starts. Another request passes if it is expected to end by then, or if the head can still be placed then
//! although it holds its cards. One reservation a pass, for the head alone. (Lifka 1995, and Mu'alem and Feitelson
//! 2001, for one pool of equal cards; here for servers, on which cards have neighbours.)

use super::decide::{Grant, Scratch, View, heads, place_all};
use super::{Placement, Resources, ServerId, Spread, Waiting};
use naru_units::{Instant, Span};

/// What is kept for the blocked head.
#[derive(Clone, Debug, Default)]
pub(super) struct Reservation {
    head: Option<Waiting>,
    shadow: Instant,
    /// By server: what is free at the shadow time, without the head; `None` where none may start.
    free: Vec<Option<Resources>>,
    /// How many of the head's sets fit there.
    fits: u64,
    /// No set of more cards can be taken from what is free at the shadow time; a bound from above.
    spare: u32,
    /// Ends of those granted in this pass, the soonest last.
    granted: Vec<(Instant, usize)>,
    /// Sets, and how many, that fit nowhere in this pass.
    without_room: Vec<(Resources, u32)>,
    /// Those that would delay the head where they are placed, until somebody starts.
    delaying: Vec<(Resources, u32)>,
}

impl Scratch {
    pub(super) fn easy(&mut self, placement: Placement, view: &View<'_>) {
        let from = match view.fresh {
            Some(at) if self.reservation.holds(view) => at,
            Some(_) | None => {
                let Some((at, head)) = heads(placement, view, self) else {
                    self.reservation.head = None;
                    return;
                };
                self.reservation.reserve(view, head, &self.grants);
                at + 1
            }
        };
        self.backfill(placement, view, from);
    }

    fn backfill(&mut self, placement: Placement, view: &View<'_>, from: usize) {
        let Self { grants, promised, reservation, .. } = self;
        let window = Span(reservation.shadow.0.saturating_sub(view.now.0));
        let mut most_free = view.servers.most_free(promised);
        let mut from = from;
        reservation.without_room.clear();
        reservation.delaying.clear();
        while most_free > 0 {
            let spare = reservation.spare;
            let may =
                |cards: u32, estimate: Span| cards <= most_free && (estimate <= window || cards <= spare);
            let Some((at, waiting)) = view.queue.find(from, may) else { return };
            from = at + 1;
            let by_then = waiting.ends(view.now) <= reservation.shadow;
            // Whether the head is delayed hangs on where this one is placed.
            let before = promised.len();
            let wanted = (waiting.set, waiting.sets);
            if reservation.without_room.contains(&wanted)
                || (!by_then && reservation.delaying.contains(&wanted))
            {
                continue; // as those before it that want the same
            }
            let Some(servers) = place_all(placement, view.servers, waiting, promised) else {
                reservation.without_room.push(wanted);
                continue;
            };
            if by_then || reservation.spares(&servers, &waiting.set) {
                grants.push(Grant::new(at, waiting, servers));
                most_free = view.servers.most_free(promised);
                reservation.delaying.clear();
            } else {
                promised.back_to(before);
                reservation.delaying.push(wanted);
            }
        }
    }
}

impl Reservation {
    /// Whether the reservation of the last pass is that of this one: the head is the same and nobody runs longer than
    /// expected.
    fn holds(&self, view: &View<'_>) -> bool {
        let head = view.queue.iter().next();
        self.head.is_some()
            && head == self.head.as_ref()
            && view.running.soonest().is_none_or(|end| end > view.now)
    }

    /// Finds the shadow time of the head, and what is free then.
    fn reserve(&mut self, view: &View<'_>, head: &Waiting, grants: &[Grant]) {
        self.head = Some(*head);
        let servers = view.servers;
        self.free.clear();
        self.free.extend(
            (0..servers.len() as u32)
                .map(|s| servers.is_open(ServerId(s)).then(|| servers.free_on(ServerId(s)))),
        );
        self.granted.clear();
        for (i, grant) in grants.iter().enumerate() {
            let waiting = view.queue.at(grant.at);
            self.granted.push((waiting.ends(view.now), i));
            for server in grant.servers.iter() {
                if let Some(free) = &mut self.free[server.0 as usize] {
                    *free = free.less(&grant.set);
                }
            }
        }
        self.granted.sort_unstable_by(|a, b| b.cmp(a));
        let fits = |free: &Option<Resources>| free.map_or(0, |free| u64::from(free.fits(&head.set)));
        self.fits = self.free.iter().map(fits).sum();
        let next = view.now + Span(1);
        let mut ends =
            view.running.iter().map(|held| (held.until.max(next), held.servers, held.set)).peekable();
        self.shadow = Instant(i64::MAX);
        while self.fits < u64::from(head.sets) {
            let granted = self.granted.last().map(|(until, _)| *until);
            let running = ends.peek().map(|(until, ..)| *until);
            let Some(at) = granted.into_iter().chain(running).min() else { break };
            while let Some((_, servers, set)) = ends.next_if(|(until, ..)| *until == at) {
                self.give(&servers, &set, &head.set);
            }
            while let Some((_, i)) = self.granted.pop_if(|(until, _)| *until == at) {
                self.give(&grants[i].servers, &grants[i].set, &head.set);
            }
            self.shadow = at;
        }
        if self.fits < u64::from(head.sets) {
            self.shadow = Instant(i64::MAX); // no end is known: nobody can delay it
        }
        self.spare = self.most_spare(head);
    }

    fn give(&mut self, servers: &Spread, set: &Resources, head: &Resources) {
        for server in servers.iter() {
            if let Some(free) = &mut self.free[server.0 as usize] {
                let before = free.fits(head);
                *free = free.plus(set);
                self.fits += u64::from(free.fits(head) - before);
            }
        }
    }

    /// Whether the head can still be placed at the shadow time if a request holds sets then; if so, it does.
    fn spares(&mut self, servers: &Spread, set: &Resources) -> bool {
        let head = self.head.expect("there is a blocked head");
        let mut left = self.fits;
        for (i, server) in servers.iter().enumerate() {
            if servers.iter().take(i).any(|other| other == server) {
                continue;
            }
            let here = servers.iter().filter(|other| *other == server).count() as u32;
            let free = self.free[server.0 as usize].expect("who starts now starts on an open server");
            left -= u64::from(free.fits(&head.set) - free.less(&set.times(here)).fits(&head.set));
        }
        if left < u64::from(head.sets) {
            return false;
        }
        self.fits = left;
        for server in servers.iter() {
            let free = self.free[server.0 as usize].as_mut().expect("it is open");
            *free = free.less(set);
        }
        self.spare = if self.free.len() == 1 { self.most_spare(&head) } else { self.spare };
        true
    }

    /// The most cards that one server can do without at the shadow time.
    fn most_spare(&self, head: &Waiting) -> u32 {
        let sets = u64::from(head.sets);
        let spare = |free: &Resources| {
            let elsewhere = self.fits - u64::from(free.fits(&head.set));
            free.cards - sets.saturating_sub(elsewhere) as u32 * head.set.cards
        };
        if self.fits < sets {
            return u32::MAX;
        }
        self.free.iter().flatten().map(spare).max().unwrap_or(0)
    }
}
