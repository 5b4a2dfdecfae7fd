//! Faults by name: how long something works until it fails, and how long it is down.
//!
//! What bears the name (a server, a supplier's allocator), how many there are and what a fault does is not known here.
//! No part of the demand: the laws stand in no [`digest`](crate::Demand::digest).

use crate::Law;
use crate::length::whole_seconds;
use crate::sample::exponential;
use naru_kernel::{Stream, Streams};
use naru_units::Span;

/// A law of faults: up and down in turn, from the first second on; up is exponential.
///
/// Baseline: a server is up for 238 days on average and down by Weibull .4216, 161,420 s (584 faults of a cluster of 400
/// servers); a dynamic allocator fails 60 days after it came back, for 4 h (median), 18 h (P90).
#[derive(Clone, Debug, PartialEq)]
pub struct FaultLaw {
    /// Mean seconds from the start, or the end of the last fault, to the next fault.
    pub mean_up_s: f64,
    /// Law of the seconds that it is down.
    pub down: Law,
}

/// What fails, and how; `None` never does.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FaultLaws {
    /// Each server by itself.
    pub server: Option<FaultLaw>,
    /// Each supplier's dynamic allocator (동적할당 장애, clause A4).
    pub allocator: Option<FaultLaw>,
}

/// One fault: it comes `up` seconds after the last one's end (or the start) and lasts `down` seconds.
///
/// Both are rounded to the nearest second and at least 1: nothing fails twice in a second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Seconds of work before it.
    pub up: Span,
    /// Seconds of standstill.
    pub down: Span,
}

/// All faults of one replication, by name.
#[derive(Clone, Copy, Debug)]
pub struct Faults<'a> {
    laws: &'a FaultLaws,
    streams: Streams,
}

/// The faults of one named thing: small, to be kept beside it.
#[derive(Clone, Copy, Debug)]
pub struct FaultsOf<'a> {
    law: &'a FaultLaw,
    up: Stream,
    branch: Stream,
    down: Stream,
}

impl<'a> Faults<'a> {
    /// The faults that these laws give in a replication.
    pub fn new(laws: &'a FaultLaws, seed: u64, replication: u32) -> Self {
        Self { laws, streams: Streams::new(seed, replication) }
    }

    /// A server's, by its whole name: supplier/pool/number, such as `naru/H100/3`. `None` if servers do not fail.
    pub fn server(&self, name: &str) -> Option<FaultsOf<'a>> {
        self.laws.server.as_ref().map(|law| self.of(law, name))
    }

    /// An allocator's, by its whole name: supplier/allocator, such as `naru/allocator`. `None` if allocators do not fail.
    pub fn allocator(&self, name: &str) -> Option<FaultsOf<'a>> {
        self.laws.allocator.as_ref().map(|law| self.of(law, name))
    }

    fn of(&self, law: &'a FaultLaw, name: &str) -> FaultsOf<'a> {
        let entity = self.streams.entity(name);
        let stream = |purpose| entity.stream(purpose);
        FaultsOf { law, up: stream("fault up"), branch: stream("fault branch"), down: stream("fault down") }
    }
}

impl FaultsOf<'_> {
    /// The n-th fault (from 0): always the same, whatever else fails.
    pub fn nth(&self, n: u32) -> Fault {
        let down = self.law.down.at(|| self.branch.uniform(n), self.down.uniform(n));
        let up = self.law.mean_up_s * exponential(self.up.uniform(n));
        let seconds = |s: f64| Span(whole_seconds(s).max(1));
        Fault { up: seconds(up), down: seconds(down) }
    }
}
