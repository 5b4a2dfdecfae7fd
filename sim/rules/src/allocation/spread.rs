//! Where the sets of one session stand.

use super::{ServerId, Servers};
use core::fmt;
use naru_units::Instant;

/// The servers of a session: one for each of its sets, in the order in which they were chosen. A server that
/// has several of them comes several times.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Spread {
    servers: [u16; Spread::MOST as usize],
    count: u8,
}

impl Spread {
    /// The most sets that a session can have: a gang of A100 on servers of four takes 14.
    pub const MOST: u32 = 16;

    /// One set on one server.
    #[inline]
    pub fn of(server: ServerId) -> Self {
        let mut spread = Self { count: 1, ..Self::default() };
        spread.servers[0] = name(server);
        spread
    }

    /// Adds a server for one more set.
    ///
    /// # Panics
    /// For one set too many.
    pub fn push(&mut self, server: ServerId) {
        self.servers[self.count as usize] = name(server);
        self.count += 1;
    }

    /// The servers, in the order in which they were chosen.
    #[inline]
    pub fn iter(&self) -> impl Iterator<Item = ServerId> {
        self.servers[..self.count as usize].iter().map(|server| ServerId(u32::from(*server)))
    }

    /// How many sets.
    pub const fn len(&self) -> usize {
        self.count as usize
    }

    /// Whether it has no set yet.
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The server of the first set.
    pub fn first(&self) -> Option<ServerId> {
        self.iter().next()
    }

    /// Whether one of the sets stands on a server.
    pub fn contains(&self, server: ServerId) -> bool {
        self.iter().any(|other| other == server)
    }
}

#[inline]
fn name(server: ServerId) -> u16 {
    u16::try_from(server.0).expect("a pool has at most 65,536 servers")
}

impl fmt::Debug for Spread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter().map(|server| server.0)).finish()
    }
}

/// The `n` servers that will be empty first, for a gang to hold (clause S3): empty ones, then those whose
/// last session is expected to end first; ties to the lower number. `None` where fewer are open.
///
/// `ends` is asked of open servers with sessions alone: when the last of these is expected to end. A server
/// that is closed is not chosen, whatever the reason: neither is one that is held for another gang.
pub fn drain(servers: &Servers, n: u32, ends: impl Fn(ServerId) -> Instant) -> Option<Spread> {
    let mut open: Vec<(Instant, ServerId)> = (0..servers.len() as u32)
        .map(ServerId)
        .filter(|server| servers.is_open(*server))
        .map(|server| (if servers.is_idle(server) { Instant(i64::MIN) } else { ends(server) }, server))
        .collect();
    open.sort_unstable();
    let mut spread = Spread::default();
    for (_, server) in open.get(..n as usize)? {
        spread.push(*server);
    }
    Some(spread)
}
