//! A scenario made ready to be simulated again and again: by compare, gate, solve, sweep and readings.

use crate::arm::Arm;
use crate::metrics::MetricTable;
use crate::numbers::Numbers;
use crate::record::{Depth, Plans, Record};
use crate::run::{Stopped, Watch, each, kept};
use crate::summary::metric_table;
use naru_model::observers::Log;
use naru_model::workload::Laws;
use naru_scenario::{Lowered, Problems, Scenario};
use naru_units::Span;
use std::ops::Range;
use std::sync::atomic::AtomicBool;

/// A scenario with all that its replications need.
#[derive(Clone, Debug)]
pub struct Variant {
    /// The scenario.
    pub lowered: Lowered,
    /// Its hash.
    pub hash: String,
    /// Its metrics.
    pub table: MetricTable,
    /// Laws of its demand.
    pub laws: Laws,
    pub(crate) plans: Box<Plans>,
}

/// Which replications, and how deep.
#[derive(Clone, Debug)]
pub struct Ask {
    /// Seed of all draws.
    pub seed: u64,
    /// Numbers of the replications.
    pub replications: Range<u32>,
    /// How much is simulated of each.
    pub depth: Depth,
}

impl Variant {
    /// Makes a scenario ready.
    ///
    /// # Errors
    /// Its problems, where it cannot run.
    pub fn of(scenario: &Scenario) -> Result<Self, Problems> {
        Ok(Self::new(scenario.lower()?, scenario.hash(), &[]))
    }

    /// Makes a lowered scenario ready. A constraint on a quantile of waits is decided by an exact count of waits up to
    /// its bound, which must be among `bounds` before anything is simulated.
    pub fn new(mut lowered: Lowered, hash: String, bounds: &[Span]) -> Self {
        for bound in bounds {
            if !lowered.plan.wait_bounds.contains(bound) {
                lowered.plan.wait_bounds.push(*bound);
            }
        }
        let table = metric_table(&lowered);
        let laws = Laws::new(lowered.demand.clone());
        let plans = Box::new(Plans::new(lowered.plan.clone()));
        Self { lowered, hash, table, laws, plans }
    }

    /// Runs replications on the current rayon pool and keeps of each what `of` says, in replication order, whatever
    /// the threads.
    ///
    /// # Errors
    /// As [`run`](crate::run()).
    pub fn map<T: Send>(
        &self,
        ask: &Ask,
        of: impl Fn(Record) -> T + Sync,
        watch: &dyn Watch,
        stop: &AtomicBool,
    ) -> Result<Vec<T>, Stopped> {
        let one = |replication| of(self.plans.run(&self.laws, ask.seed, replication, ask.depth, ()).0);
        each(ask.replications.clone(), one, watch, stop)
    }

    /// The same; what was kept of the arm is not run again, and what is run is kept.
    pub(crate) fn map_kept<T: Numbers + Send>(
        &self,
        arm: Arm,
        ask: &Ask,
        of: impl Fn(Record) -> T + Sync,
        watch: &dyn Watch,
        stop: &AtomicBool,
    ) -> Result<Vec<T>, Stopped> {
        let one = |replication| of(self.plans.run(&self.laws, ask.seed, replication, ask.depth, ()).0);
        kept(arm, ask.replications.clone(), one, watch, stop)
    }

    /// Runs one replication with its log.
    ///
    /// # Errors
    /// As [`run`](crate::run()).
    pub fn logged(&self, seed: u64, replication: u32, stop: &AtomicBool) -> Result<(Record, Log), Stopped> {
        let one = |replication| self.plans.run(&self.laws, seed, replication, Depth::Own, Log::default());
        let mut one = each(replication..replication + 1, one, &(), stop)?;
        Ok(one.pop().expect("one was asked for"))
    }

    /// As [`map`](Self::map), for metrics of waits alone (`What::is_of_waits`): of each record only they are filled, and
    /// nothing is simulated after the programme.
    ///
    /// # Errors
    /// As [`run`](crate::run()).
    pub fn map_waits<T: Send>(
        &self,
        ask: &Ask,
        of: impl Fn(Record) -> T + Sync,
        watch: &dyn Watch,
        stop: &AtomicBool,
    ) -> Result<Vec<T>, Stopped> {
        let one = |replication| of(self.plans.until_end(&self.laws, ask.seed, replication));
        each(ask.replications.clone(), one, watch, stop)
    }

    /// The same; what was kept of the arm is not run again, and what is run is kept.
    pub(crate) fn map_waits_kept<T: Numbers + Send>(
        &self,
        arm: Arm,
        ask: &Ask,
        of: impl Fn(Record) -> T + Sync,
        watch: &dyn Watch,
        stop: &AtomicBool,
    ) -> Result<Vec<T>, Stopped> {
        let one = |replication| of(self.plans.until_end(&self.laws, ask.seed, replication));
        kept(arm, ask.replications.clone(), one, watch, stop)
    }
}
