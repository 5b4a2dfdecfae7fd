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
    const fn less(&self, need: &Self) -> Self {
        Self {
            cards: self.cards - need.cards,
            cores: self.cores - need.cores,
            memory_gb: self.memory_gb - need.memory_gb,
            disk_gb: self.disk_gb - need.disk_gb,
        }
    }

    /// What is free after `need` comes back.
    const fn plus(&self, need: &Self) -> Self {
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

/// The servers of one pool. Numbers are given once and never change hands.
#[derive(Clone, Debug)]
pub struct Servers {
    shape: Resources,
    free: Vec<Resources>,
    /// The reasons that hold, a bit each; 0 is open.
    closed: Vec<u8>,
    /// `open_with[c]`: bit s is set where server s takes new sessions and has exactly c cards free.
    open_with: Vec<Vec<u64>>,
}

impl Servers {
    /// `count` servers of one shape, none of them standing yet.
    ///
    /// # Panics
    /// For more than 65,536 servers, which no [`Spread`](super::Spread) can name.
    pub fn new(shape: Resources, count: u32) -> Self {
        assert!(count <= 1 << 16, "a pool has at most 65,536 servers, not {count}");
        let words = (count as usize).div_ceil(64);
        Self {
            shape,
            free: vec![shape; count as usize],
            closed: vec![Reason::NotStanding as u8; count as usize],
            open_with: vec![vec![0; words]; shape.cards as usize + 1],
        }
    }

    /// Number of servers, open or not.
    pub fn len(&self) -> usize {
        self.free.len()
    }

    /// Whether the pool has no server at all.
    pub fn is_empty(&self) -> bool {
        self.free.is_empty()
    }

    /// What each server has.
    pub const fn shape(&self) -> Resources {
        self.shape
    }

    /// Cards of each server.
    pub fn cards_per_server(&self) -> u32 {
        self.shape.cards
    }

    /// What is free on a server.
    pub fn free_on(&self, server: ServerId) -> Resources {
        self.free[server.0 as usize]
    }

    /// Whether a server takes new sessions.
    pub fn is_open(&self, server: ServerId) -> bool {
        self.closed[server.0 as usize] == 0
    }

    /// Whether a reason keeps a server closed; others may too.
    pub fn is_closed_for(&self, server: ServerId, reason: Reason) -> bool {
        self.closed[server.0 as usize] & reason as u8 != 0
    }

    /// Whether a server holds no session.
    pub fn is_idle(&self, server: ServerId) -> bool {
        self.free[server.0 as usize] == self.shape
    }

    /// Stops a server from taking new sessions, for a reason; those on it stay.
    pub fn close(&mut self, server: ServerId, reason: Reason) {
        let s = server.0 as usize;
        self.set_closed(s, self.closed[s] | reason as u8);
    }

    /// Takes a reason away: where no other is left, the server takes new sessions.
    pub fn reopen(&mut self, server: ServerId, reason: Reason) {
        let s = server.0 as usize;
        self.set_closed(s, self.closed[s] & !(reason as u8));
    }

    fn set_closed(&mut self, s: usize, closed: u8) {
        if (self.closed[s] == 0) != (closed == 0) {
            self.flip(s);
        }
        self.closed[s] = closed;
    }

    /// Takes a set on a server, open or not: a gang takes the servers that are held for it.
    pub fn take(&mut self, server: ServerId, set: &Resources) {
        let s = server.0 as usize;
        assert!(self.free[s].holds(set), "a set is placed only where it fits: {set:?} on {:?}", self.free[s]);
        self.change(s, self.free[s].less(set));
    }

    /// Gives a set back.
    pub fn give(&mut self, server: ServerId, set: &Resources) {
        let s = server.0 as usize;
        let free = self.free[s].plus(set);
        assert!(free.cards <= self.shape.cards, "no server has more cards free than it has: server {s}");
        self.change(s, free);
    }

    fn change(&mut self, s: usize, free: Resources) {
        if self.closed[s] == 0 {
            self.flip(s);
            self.free[s] = free;
            self.flip(s);
        } else {
            self.free[s] = free;
        }
    }

    fn flip(&mut self, s: usize) {
        self.open_with[self.free[s].cards as usize][s / 64] ^= 1 << (s % 64);
    }

    /// The server for one set by a placement rule; `None` if it fits on none.
    pub fn find(&self, set: &Resources, placement: Placement) -> Option<ServerId> {
        self.place(set, placement, &[])
    }

    /// The server for one more set, where some have been promised already in this pass.
    ///
    /// `promised` is short (the grants of one second on one pool), so it is searched, not indexed.
    pub(super) fn place(
        &self,
        set: &Resources,
        placement: Placement,
        promised: &[(ServerId, Resources)],
    ) -> Option<ServerId> {
        let untouched = self.place_untouched(set, placement, promised);
        // Servers with a promise have less free than the index says: judge each by what is left.
        let touched = promised.iter().filter_map(|(s, _)| {
            let left = self.left(*s, promised);
            left.holds(set).then_some((left.cards, *s))
        });
        let best = match placement {
            Placement::BestFit => touched.chain(untouched).min(),
            Placement::FirstFit => touched.chain(untouched).min_by_key(|(_, s)| *s),
            Placement::WorstFit => touched.chain(untouched).min_by_key(|(cards, s)| (u32::MAX - cards, *s)),
        };
        best.map(|(_, s)| s)
    }

    fn left(&self, server: ServerId, promised: &[(ServerId, Resources)]) -> Resources {
        promised
            .iter()
            .filter(|(s, _)| *s == server)
            .fold(self.free_on(server), |left, (_, set)| left.less(set))
    }

    fn place_untouched(
        &self,
        set: &Resources,
        placement: Placement,
        promised: &[(ServerId, Resources)],
    ) -> Option<(u32, ServerId)> {
        let fits = |cards: u32| {
            bits(&self.open_with[cards as usize])
                .map(ServerId)
                .find(|s| self.free_on(*s).holds(set) && promised.iter().all(|(p, _)| p != s))
                .map(|s| (cards, s))
        };
        let mut counts = set.cards..=self.shape.cards;
        match placement {
            Placement::BestFit => counts.find_map(fits),
            Placement::FirstFit => counts.filter_map(fits).min_by_key(|(_, s)| *s),
            Placement::WorstFit => counts.rev().find_map(fits),
        }
    }
}

/// Set bits, ascending.
fn bits(words: &[u64]) -> impl Iterator<Item = u32> {
    words.iter().enumerate().flat_map(|(i, &word)| {
        core::iter::successors((word != 0).then_some(word), |w| {
            let rest = w & (w - 1);
            (rest != 0).then_some(rest)
        })
        .map(move |w| i as u32 * 64 + w.trailing_zeros())
    })
}
