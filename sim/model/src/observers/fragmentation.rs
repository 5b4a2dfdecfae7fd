//! Waiting by cause, integrated while the replication runs: what keeps cards and requests apart.

use crate::causes::{Cause, Causes};
use crate::fact::{Fact, Observer};
use crate::plan::Plan;
use naru_units::Instant;

/// Requests waiting × seconds of one pool, in the order of [`Cause::ALL`]; they sum to the integral of its queue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WaitingBy(pub [u64; Cause::ALL.len()]);

impl WaitingBy {
    /// Request-seconds by a cause.
    pub const fn seconds(&self, cause: Cause) -> u64 {
        self.0[cause as usize]
    }

    /// Request-seconds by any.
    pub fn total(&self) -> u64 {
        self.0.iter().sum()
    }
}

/// Waiting by cause of every pool.
#[derive(Clone, Debug)]
pub struct Fragmentation {
    since: Vec<(Instant, Causes)>,
    /// By pool.
    pub pools: Vec<WaitingBy>,
}

impl Fragmentation {
    /// Nothing heard yet.
    pub fn new(plan: &Plan) -> Self {
        let pools = plan.pools.len();
        Self {
            since: vec![(Instant::START, Causes::default()); pools],
            pools: vec![WaitingBy::default(); pools],
        }
    }
}

impl Observer for Fragmentation {
    const HEARS_CAUSES: bool = true;

    fn hear(&mut self, _: Instant, _: &Fact<'_>) {}

    fn hear_causes(&mut self, at: Instant, pool: u16, waiting: &Causes) {
        let (since, were) = core::mem::replace(&mut self.since[pool as usize], (at, *waiting));
        let seconds = (at.0 - since.0).cast_unsigned();
        for (_, cause) in Cause::ALL {
            self.pools[pool as usize].0[cause as usize] += u64::from(were.by(cause)) * seconds;
        }
    }
}
