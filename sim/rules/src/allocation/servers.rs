//! Servers of one pool, and what is free on each.

use crate::allocation::Placement;

/// What a set needs, or a server has (clause S4): cards, cores, memory, disk, all of them on one server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Resources {
    /// Accelerator cards.
    pub cards: u32,
    /// CPU cores.
    pub cores: u32,
    /// Memory in GB.
    pub memory_gb: u32,
    /// SSD in GB.
    pub disk_gb: u32,
}

impl Resources {
    /// A set or server of cards alone, where nothing else can run short.
    pub const fn cards(cards: u32) -> Self {
        Self { cards, cores: 0, memory_gb: 0, disk_gb: 0 }
    }

    /// Whether `need` fits into this.
    pub const fn holds(&self, need: &Self) -> bool {
        self.cards >= need.cards
            && self.cores >= need.cores
            && self.memory_gb >= need.memory_gb
            && self.disk_gb >= need.disk_gb
    }

    /// How many of `set` fit into this, on one server.
    pub fn fits(&self, set: &Self) -> u32 {
        let by = |have: u32, need: u32| have.checked_div(need).unwrap_or(u32::MAX);
        by(self.cards, set.cards)
            .min(by(self.cores, set.cores))
            .min(by(self.memory_gb, set.memory_gb))
            .min(by(self.disk_gb, set.disk_gb))
    }

    /// What both have at least.
    pub(super) fn least(&self, other: &Self) -> Self {
        Self {
            cards: self.cards.min(other.cards),
            cores: self.cores.min(other.cores),
            memory_gb: self.memory_gb.min(other.memory_gb),
            disk_gb: self.disk_gb.min(other.disk_gb),
        }
    }

    /// So many of this together.
    pub const fn times(&self, n: u32) -> Self {
        Self {
            cards: self.cards * n,
            cores: self.cores * n,
            memory_gb: self.memory_gb * n,
            disk_gb: self.disk_gb * n,
        }
    }

    /// What is left after `need` is taken.
    pub(super) const fn less(&self, need: &Self) -> Self {
        Self {
            cards: self.cards - need.cards,
            cores: self.cores - need.cores,
            memory_gb: self.memory_gb - need.memory_gb,
            disk_gb: self.disk_gb - need.disk_gb,
        }
    }

    /// What is free after `need` comes back.
    pub(super) const fn plus(&self, need: &Self) -> Self {
        Self {
            cards: self.cards + need.cards,
            cores: self.cores + need.cores,
            memory_gb: self.memory_gb + need.memory_gb,
            disk_gb: self.disk_gb + need.disk_gb,
        }
    }
}

/// Number of a server within its pool, from 0, in fleet order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServerId(pub u32);

/// Why a server takes no new session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// It is not there yet, or no longer (clause S12).
    NotStanding = 1,
    /// A fault (clause T4).
    Down = 2,
    /// Planned maintenance (clause A8).
    Maintenance = 4,
    /// It is kept empty for a gang (clause S3).
    HeldForGang = 8,
}

/// What stands where.
#[derive(Clone, Copy, Debug)]
struct Server {
    free: Resources,
    /// The reasons that hold, a bit each; 0 is open.
    closed: u8,
}

/// The servers of one pool. Numbers are given once and never change hands.
#[derive(Clone, Debug)]
pub struct Servers {
    shape: Resources,
    all: Vec<Server>,
    /// In the c-th row of [`words`](Self::words) bit s is set where server s takes new sessions and has exactly c cards
    /// free. Empty where servers are so few that all are looked at.
    open_with: Vec<u64>,
    /// Words of a row.
    words: usize,
    /// Bits of each row that are set: an empty one is not searched.
    filled: Vec<u32>,
    /// By server: the sets that stand on it, each with how many; noted for [`Placement::Packed`] alone.
    holds: Option<Vec<Vec<(Resources, u32)>>>,
    changes: u64,
}

/// Servers of a pool that are looked at one by one.
const FEW: u32 = 4;

impl Servers {
    /// `count` servers of one shape, none of them standing yet.
    ///
    /// # Panics
    /// For more than 65,536 servers, which no [`Spread`](super::Spread) can name.
    pub fn new(shape: Resources, count: u32) -> Self {
        assert!(count <= 1 << 16, "a pool has at most 65,536 servers, not {count}");
        let words = (count as usize).div_ceil(64);
        let rows = if count <= FEW { 0 } else { shape.cards as usize + 1 };
        Self {
            shape,
            all: vec![Server { free: shape, closed: Reason::NotStanding as u8 }; count as usize],
            open_with: vec![0; rows * words],
            words,
            filled: vec![0; rows],
            holds: None,
            changes: 0,
        }
    }

    /// The same for a policy: whether it has to know which sets stand where.
    #[must_use]
    pub fn placed_by(self, placement: Placement) -> Self {
        let holds = (placement == Placement::Packed).then(|| vec![Vec::new(); self.all.len()]);
        Self { holds, ..self }
    }

    /// Number of servers, open or not.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether the pool has no server at all.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// What each server has.
    pub const fn shape(&self) -> Resources {
        self.shape
    }

    /// Cards of each server.
    #[inline]
    pub fn cards_per_server(&self) -> u32 {
        self.shape.cards
    }

    /// What is free on a server.
    #[inline]
    pub fn free_on(&self, server: ServerId) -> Resources {
        self.all[server.0 as usize].free
    }

    /// Whether a server takes new sessions.
    #[inline]
    pub fn is_open(&self, server: ServerId) -> bool {
        self.all[server.0 as usize].closed == 0
    }

    /// Whether a reason keeps a server closed; others may too.
    #[inline]
    pub fn is_closed_for(&self, server: ServerId, reason: Reason) -> bool {
        self.all[server.0 as usize].closed & reason as u8 != 0
    }

    /// Whether a server holds no session.
    #[inline]
    pub fn is_idle(&self, server: ServerId) -> bool {
        self.all[server.0 as usize].free == self.shape
    }

    /// Stops a server from taking new sessions, for a reason; those on it stay.
    pub fn close(&mut self, server: ServerId, reason: Reason) {
        let s = server.0 as usize;
        self.set_closed(s, self.all[s].closed | reason as u8);
    }

    /// Takes a reason away: where no other is left, the server takes new sessions.
    pub fn reopen(&mut self, server: ServerId, reason: Reason) {
        let s = server.0 as usize;
        self.set_closed(s, self.all[s].closed & !(reason as u8));
    }

    /// How often something has been taken, given back, closed or opened: while it stays, so does what fits.
    pub const fn changes(&self) -> u64 {
        self.changes
    }

    fn set_closed(&mut self, s: usize, closed: u8) {
        self.changes += 1;
        let server = &mut self.all[s];
        let was = core::mem::replace(&mut server.closed, closed);
        if (was == 0) == (closed == 0) || self.open_with.is_empty() {
            return;
        }
        let row = server.free.cards as usize;
        if closed == 0 {
            self.enter(s, row);
        } else {
            self.strike(s, row);
        }
    }

    /// Takes a set on a server, open or not: a gang takes the servers that are held for it.
    #[inline]
    pub fn take(&mut self, server: ServerId, set: &Resources) {
        let s = server.0 as usize;
        let free = &mut self.all[s].free;
        let had = free.cards;
        assert!(free.holds(set), "a set is placed only where it fits: {set:?} on {free:?}");
        *free = free.less(set);
        self.changed(s, had);
        if let Some(holds) = &mut self.holds {
            match holds[s].iter_mut().find(|(other, _)| other == set) {
                Some((_, count)) => *count += 1,
                None => holds[s].push((*set, 1)),
            }
        }
    }

    /// Gives a set back.
    #[inline]
    pub fn give(&mut self, server: ServerId, set: &Resources) {
        let s = server.0 as usize;
        let free = &mut self.all[s].free;
        let had = free.cards;
        *free = free.plus(set);
        assert!(free.cards <= self.shape.cards, "no server has more cards free than it has: server {s}");
        self.changed(s, had);
        if let Some(holds) = &mut self.holds {
            let at = holds[s].iter().position(|(other, _)| other == set).expect("what is given was taken");
            holds[s][at].1 -= 1;
            if holds[s][at].1 == 0 {
                holds[s].swap_remove(at);
            }
        }
    }

    /// What is free on a server, open or not, has changed; it had so many cards.
    #[inline]
    fn changed(&mut self, s: usize, had: u32) {
        self.changes += 1;
        let Server { free, closed } = self.all[s];
        if closed == 0 && had != free.cards && !self.open_with.is_empty() {
            let (had, has, word, bit) = (had as usize, free.cards as usize, s / 64, 1 << (s % 64));
            self.open_with[had * self.words + word] &= !bit;
            self.open_with[has * self.words + word] |= bit;
            self.filled[had] -= 1;
            self.filled[has] += 1;
        }
    }

    /// A server is in a row from now on.
    #[inline]
    fn enter(&mut self, s: usize, row: usize) {
        self.open_with[row * self.words + s / 64] |= 1 << (s % 64);
        self.filled[row] += 1;
    }

    /// It is not in it any more.
    #[inline]
    fn strike(&mut self, s: usize, row: usize) {
        self.open_with[row * self.words + s / 64] &= !(1 << (s % 64));
        self.filled[row] -= 1;
    }

    /// The open servers with exactly so many cards free, a bit each.
    #[inline]
    fn row(&self, cards: u32) -> &[u64] {
        &self.open_with[cards as usize * self.words..][..self.words]
    }

    /// The servers that take new sessions, ascending.
    pub fn open(&self) -> impl Iterator<Item = ServerId> {
        self.all.iter().zip(0..).filter(|(server, _)| server.closed == 0).map(|(_, s)| ServerId(s))
    }

    /// The most cards that are free on one server that takes new sessions.
    pub(super) fn most_free(&self, promised: &Promised) -> u32 {
        if self.open_with.is_empty() {
            return self.open().map(|s| promised.left(self, s).cards).max().unwrap_or(0);
        }
        // What is promised is left out: a bound from above.
        let some = |cards: &u32| self.filled[*cards as usize] > 0;
        (0..=self.shape.cards).rev().find(some).unwrap_or(0)
    }

    /// The server for one set by a placement rule; `None` if it fits on none.
    #[inline]
    pub fn find(&self, set: &Resources, placement: Placement) -> Option<ServerId> {
        self.place(set, placement, &Promised::default())
    }

    /// The server for one more set, where some have been promised already in this pass.
    #[inline]
    pub(super) fn place(
        &self,
        set: &Resources,
        placement: Placement,
        promised: &Promised,
    ) -> Option<ServerId> {
        if !promised.0.is_empty() || placement == Placement::Packed {
            return self.place_beside(set, placement, promised);
        }
        // The usual case.
        if self.open_with.is_empty() {
            let fit = self.open().filter(|s| self.free_on(*s).holds(set));
            let free = |s: &ServerId| self.free_on(*s).cards;
            return match placement {
                Placement::BestFit => fit.min_by_key(free),
                Placement::FirstFit => { fit }.next(),
                Placement::WorstFit => fit.min_by_key(|s| u32::MAX - free(s)),
                Placement::Packed => unreachable!("a packed pool looks at its sets"),
            };
        }
        self.place_untouched(set, placement, |_| false)
    }

    /// The same where servers may have a promise, or sets that stand there count.
    fn place_beside(&self, set: &Resources, placement: Placement, promised: &Promised) -> Option<ServerId> {
        if self.open_with.is_empty() || placement == Placement::Packed {
            let free = self.open().map(|s| (promised.left(self, s), s));
            return self.choose(set, placement, free.filter(|(free, _)| free.holds(set)), promised);
        }
        let untouched = self.place_untouched(set, placement, |s| promised.on(s).next().is_some());
        let untouched = untouched.map(|s| (self.free_on(s), s));
        // Servers with a promise have less free than the index says: judge each by what is left.
        let touched = promised.0.iter().map(|(s, _)| (promised.left(self, *s), *s));
        let fit = touched.filter(|(left, _)| left.holds(set)).chain(untouched);
        self.choose(set, placement, fit, promised)
    }

    /// Of servers with room for a set, each with what is free on it: the one that a placement rule takes.
    fn choose(
        &self,
        set: &Resources,
        placement: Placement,
        fit: impl Iterator<Item = (Resources, ServerId)>,
        promised: &Promised,
    ) -> Option<ServerId> {
        let best = match placement {
            Placement::BestFit => fit.min_by_key(|(free, s)| (free.cards, *s)),
            Placement::FirstFit => fit.min_by_key(|(_, s)| *s),
            Placement::WorstFit => fit.min_by_key(|(free, s)| (u32::MAX - free.cards, *s)),
            Placement::Packed => {
                fit.min_by_key(|(free, s)| (self.company(*s, set, promised), free.cards, *s))
            }
        };
        best.map(|(_, s)| s)
    }

    /// What a set finds on a server: equal sets alone (0), nothing (1), others (2).
    fn company(&self, server: ServerId, set: &Resources, promised: &Promised) -> u8 {
        let holds = self.holds.as_ref().expect("a packed pool notes its sets: see `placed_by`");
        let stand = holds[server.0 as usize].iter().map(|(other, _)| other);
        stand.chain(promised.on(server)).fold(1, |company, other| match company {
            0 | 1 if other == set => 0,
            _ => 2,
        })
    }

    /// Of the servers without a promise: the one that a placement rule takes.
    #[inline]
    fn place_untouched(
        &self,
        set: &Resources,
        placement: Placement,
        has_promise: impl Fn(ServerId) -> bool,
    ) -> Option<ServerId> {
        let mut lowest = None;
        for more in 0..=self.shape.cards.checked_sub(set.cards)? {
            let cards = match placement {
                Placement::BestFit | Placement::FirstFit => set.cards + more,
                Placement::WorstFit => self.shape.cards - more,
                Placement::Packed => unreachable!("a packed pool looks at all its servers"),
            };
            if self.filled[cards as usize] == 0 {
                continue;
            }
            let fits = |s: ServerId| self.free_on(s).holds(set) && !has_promise(s);
            let Some(s) = first(self.row(cards), fits) else { continue };
            if placement != Placement::FirstFit {
                return Some(s);
            }
            lowest = Some(lowest.map_or(s, |other: ServerId| s.min(other)));
        }
        lowest
    }
}

/// What has been promised in one pass, set by set. Short (the grants of one second on one pool): searched, not indexed.
#[derive(Clone, Debug, Default)]
pub(super) struct Promised(Vec<(ServerId, Resources)>);

impl Promised {
    /// How many sets are promised: what [`Promised::back_to`] goes back to.
    pub(super) const fn len(&self) -> usize {
        self.0.len()
    }

    /// Takes the promises since back.
    pub(super) fn back_to(&mut self, len: usize) {
        self.0.truncate(len);
    }

    pub(super) fn add(&mut self, server: ServerId, set: &Resources) {
        self.0.push((server, *set));
    }

    fn on(&self, server: ServerId) -> impl Iterator<Item = &Resources> {
        self.0.iter().filter(move |(s, _)| *s == server).map(|(_, set)| set)
    }

    /// What is left on a server.
    pub(super) fn left(&self, servers: &Servers, server: ServerId) -> Resources {
        self.on(server).fold(servers.free_on(server), |left, set| left.less(set))
    }
}

/// The first server of a row that will do.
#[inline]
fn first(row: &[u64], will_do: impl Fn(ServerId) -> bool) -> Option<ServerId> {
    for (i, word) in row.iter().enumerate() {
        let mut rest = *word;
        while rest != 0 {
            let server = ServerId(i as u32 * 64 + rest.trailing_zeros());
            if will_do(server) {
                return Some(server);
            }
            rest &= rest - 1;
        }
    }
    None
}
