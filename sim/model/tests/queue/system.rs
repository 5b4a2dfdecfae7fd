//! A system as a plan and a demand, and its runs.

use crate::common::{bare, pool, product, projects, sources, terms};
use crate::meter::{Gauge, Meter, Sums};
use crate::reference::Row;
use naru_model::rules::allocation::{Criterion, Placement, Policy, Resources};
use naru_model::rules::readings::Readings;
use naru_model::rules::settlement::Terms;
use naru_model::workload::{Behaviour, Cohort, Demand, Laws, Spec};
use naru_model::{Line, Observer, Plan, Product, replicate};
use naru_units::{DAY, Instant, Span};
use rayon::prelude::*;

/// Independent blocks of a run.
const BLOCKS: u32 = 100;
/// Of the first round. Fixed, as so many metrics would raise an alarm by chance now and then.
const SEED: u64 = 1;
/// The engine counts seconds in 32 bits.
const LONGEST_S: f64 = 49_000.0 * DAY as f64;
/// Mean services after the last request in which all who wait are served.
const REST: f64 = 300.0;

/// One kind of request.
pub(crate) struct Class {
    pub(crate) cards: u32,
    /// The higher one first, where the order is by priority.
    pub(crate) priority: i32,
    /// Projects that ask.
    pub(crate) projects: u32,
    pub(crate) behaviour: Behaviour,
}

/// How long a replication is, in mean service times.
pub(crate) enum Length {
    /// From empty to T.
    Transient { t: f64 },
    /// As long as need be: what comes before `warm_up` is not counted, nor what is asked in the `ask_on` after those
    /// who are counted.
    Stationary { warm_up: f64, ask_on: f64 },
}

/// A system that the engine can be.
pub(crate) struct System {
    pub(crate) cards: u32,
    /// Whether sets of several cards share one server, so that there are no boundaries.
    pub(crate) one_server: bool,
    pub(crate) order: Criterion,
    /// Mean patience in mean services; `None`: without end.
    pub(crate) patience: Option<f64>,
    pub(crate) classes: Vec<Class>,
    /// Requests in a mean service time.
    pub(crate) rate: f64,
    pub(crate) length: Length,
    /// Seconds of a mean service time.
    pub(crate) unit_s: f64,
    /// Edges between which waits are counted, in mean services, ascending.
    pub(crate) edges: Vec<f64>,
    /// When the state is looked at, in mean services, ascending.
    pub(crate) probes: Vec<f64>,
}

impl System {
    /// Requests, over all replications, that a metric's power needs; infinite where the file's simulation saw nothing,
    /// `None` where the file does not say.
    pub(crate) fn requests_needed(&self, row: &Row) -> Option<f64> {
        match (row.effort?, &self.length) {
            (0.0, _) => Some(f64::INFINITY),
            (effort, Length::Transient { t }) => {
                assert!(row.in_replications, "the effort of a terminating run is in replications");
                Some(effort * (self.rate * t).max(1.0))
            }
            (effort, Length::Stationary { .. }) => Some(effort),
        }
    }

    /// Whether what is not counted at first costs less than a few thousand requests a block.
    pub(crate) fn is_short(&self) -> bool {
        match self.length {
            Length::Transient { .. } => true,
            Length::Stationary { warm_up, .. } => warm_up * self.rate < 2_500.0,
        }
    }

    /// Runs so many requests, in independent blocks; every round draws anew.
    pub(crate) fn run(&self, name: &str, requests: f64, round: u64) -> Vec<Sums> {
        let (replications, from, until, asking, end) = match self.length {
            Length::Transient { t } => {
                let each = (self.rate * t).max(1.0);
                let replications = (requests / each / f64::from(BLOCKS)).ceil();
                (replications, 0.0, t, t, t)
            }
            Length::Stationary { warm_up, ask_on } => {
                let longest = LONGEST_S / self.unit_s - warm_up - ask_on - REST;
                let wanted = requests / f64::from(BLOCKS) / self.rate;
                let replications = (wanted / longest).ceil();
                let until = warm_up + wanted / replications;
                (replications, warm_up, until, until + ask_on, until + ask_on + REST)
            }
        };
        let seconds = |units: f64| (units * self.unit_s).round() as i64;
        let gauge = Gauge {
            from: seconds(from),
            until: seconds(until),
            edges_s: self.edges.iter().map(|t| t * self.unit_s).collect(),
            // The state at the very end is that of the second before: then sessions are cut.
            probes: self.probes.iter().map(|t| seconds(*t).min(seconds(end) - 1)).collect(),
            cards: self.cards,
        };
        let (plan, laws) = (self.plan(end), self.laws(name, asking));
        let replications = replications as u32;
        let block = |block: u32| {
            let mut sums = Sums::default();
            for replication in block * replications..(block + 1) * replications {
                let demand = Demand::new(&laws, SEED + round, replication);
                let (_, meter) = replicate(&plan, &demand, Meter::new(&gauge));
                sums.add(&meter.sums, 1.0);
            }
            sums
        };
        (0..BLOCKS).into_par_iter().map(block).collect()
    }

    /// One replication of so many mean services, from empty to a cut, for another observer.
    pub(crate) fn hear<O: Observer>(&self, name: &str, units: f64, observer: O) -> O {
        let laws = self.laws(name, units);
        replicate(&self.plan(units), &Demand::new(&laws, SEED, 0), observer).1
    }

    fn instant(&self, units: f64) -> Instant {
        Instant((units * self.unit_s).round() as i64)
    }

    fn laws(&self, name: &str, asking: f64) -> Laws {
        let cohort = |(i, class): (usize, &Class)| {
            Cohort::new(format!("{name}-{i}"), class.projects, class.behaviour.clone())
        };
        let cohorts = self.classes.iter().enumerate().map(cohort).collect();
        let patience_s = self.patience.map(|patience| patience * self.unit_s);
        Laws::new(Spec { patience_s, ..sources(self.instant(asking), cohorts) })
    }

    fn plan(&self, end: f64) -> Plan {
        let end = self.instant(end);
        let servers = if self.one_server {
            pool(Resources::cards(self.cards), 1)
        } else {
            pool(Resources::cards(1), self.cards)
        };
        let free = |class: &Class| Product {
            limit: None,
            idle_return: Span::ZERO,
            priority: class.priority,
            ..product(Line::Gpu, 0, Resources::cards(class.cards), 0)
        };
        let counts: Vec<u32> = self.classes.iter().map(|class| class.projects).collect();
        let products = self.classes.iter().map(free).collect();
        Plan {
            policy: Policy { order: vec![self.order], placement: Placement::FirstFit, ..Policy::default() },
            concurrency: u32::MAX,
            wait_bounds: Vec::new(),
            terms: Terms { month_starts: vec![Instant::START, end], ..terms(Readings::default()) },
            ..bare(end, vec![servers], products, projects(&counts))
        }
    }
}
