//! Scenarios held against the first of them, on the same replications (common random numbers).
//!
//! [`Question::new`] settles what is compared before anything is simulated, [`Question::measure`] runs one scenario,
//! [`Question::answer`] pairs what was measured. The claim of each difference follows its interval.

mod best;
mod difference;
mod figures;

pub use best::{Between, standings};
pub(crate) use difference::interval;
pub use difference::{Rule, paired_difference};
pub use figures::{Refused, default_metrics, figure_in_all, indifference_of, is_chance};

use crate::Depth;
use crate::arm::{Arm, Extent};
use crate::metrics::{Figure, Sample, Series};
use crate::run::{Stopped, Watch, together};
use crate::statistics::{Confidence, holm};
use crate::variant::{Ask, Variant};
use naru_results::{
    Better, Compared, ComparedMetric, ComparedScenario, Day, Estimand, Label, MetricColumn, MetricUnit,
    MetricValues, PairedDifference, ReplicationKey, Replications, SCHEMA, ScenarioDifference,
};
use naru_scenario::Scenario;
use std::sync::atomic::AtomicBool;

/// Confidence of a comparison's claims, all together.
pub const CONFIDENCE: Confidence = Confidence::P95;

/// A scenario to be compared.
#[derive(Clone, Debug)]
pub struct Contender {
    /// As it was read.
    pub scenario: Scenario,
    /// Made ready.
    pub variant: Variant,
}

/// What somebody wants to know. Empty: what most people do.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Ids of metrics; empty: [`default_metrics`].
    pub metrics: Vec<String>,
    /// Differences that do not matter, by metric, in its unit.
    pub indifference: Vec<(String, f64)>,
    /// The metric by which the best of three or more is chosen; `None`: the first that has a direction.
    pub best: Option<String>,
}

/// What is compared.
#[derive(Clone, Debug)]
pub struct Question<'a> {
    contenders: &'a [Contender],
    asked: Vec<Asked>,
    best: Option<usize>,
}

/// A metric, with its figure in each scenario.
#[derive(Clone, Debug)]
struct Asked {
    figures: Vec<Figure>,
    indifference: Option<f64>,
}

/// What one scenario's replications bring.
#[derive(Clone, Debug, PartialEq)]
pub struct Measured {
    /// Digest of the demand that each replication met.
    pub digests: Vec<u64>,
    /// Events of all replications.
    pub events: u64,
    /// By metric, then by replication.
    parts: Vec<Vec<Sample>>,
}

impl<'a> Question<'a> {
    /// What is compared, or what cannot be.
    ///
    /// # Errors
    /// A metric that not all scenarios have, or that cannot be paired; a difference that does not matter of one that is
    /// not compared; a best by what has no better.
    ///
    /// # Panics
    /// If there are fewer than two scenarios.
    pub fn new(contenders: &'a [Contender], wanted: &Wanted) -> Result<Self, Refused> {
        assert!(contenders.len() >= 2, "a comparison has two sides");
        let tables: Vec<_> = contenders.iter().map(|it| &it.variant.table).collect();
        let mut ids = wanted.metrics.clone();
        if ids.is_empty() {
            ids = default_metrics(&contenders[0].variant, &tables);
        }
        ids.extend(wanted.best.clone());
        let mut asked: Vec<Asked> = Vec::new();
        for id in ids {
            if asked.iter().all(|it| it.figures[0].id != id) {
                let figures = figure_in_all(&id, &tables)?;
                let indifference =
                    indifference_of(&figures[0], contenders[0].variant.lowered.plan.budget.cap);
                asked.push(Asked { figures, indifference });
            }
        }
        for (id, below) in &wanted.indifference {
            let Some(of) = asked.iter_mut().find(|it| it.figures[0].id == *id) else {
                let compared = asked.iter().map(|it| it.figures[0].id.clone()).collect();
                return Err(Refused::NotCompared { id: id.clone(), compared });
            };
            of.indifference = Some(*below);
        }
        let directed = |it: &Asked| it.figures[0].metric.better != Better::Neither;
        let best = match &wanted.best {
            Some(id) => {
                let at = asked.iter().position(|it| it.figures[0].id == *id);
                let at = at.expect("it was added to what is compared");
                if !directed(&asked[at]) {
                    return Err(Refused::NoDirection { id: id.clone() });
                }
                Some(at)
            }
            None if contenders.len() > 2 => asked.iter().position(directed),
            None => None,
        };
        Ok(Self { contenders, asked, best })
    }

    /// All its replications.
    pub fn extent(&self, replications: u32) -> Extent {
        Extent::new((0..self.contenders.len()).map(|k| (Arm(k as u64), replications)))
    }

    /// What is kept of each replication, in one line: scenarios and metrics.
    pub fn line(&self) -> String {
        let hashes = self.contenders.iter().map(|it| it.variant.hash.as_str());
        hashes.chain(self.asked.iter().map(|it| it.figures[0].id.as_str())).collect::<Vec<_>>().join(" ")
    }

    /// Runs the replications of all scenarios on the current rayon pool, as deep as the metrics ask.
    ///
    /// # Errors
    /// As [`run`](crate::run()).
    pub fn measure_all(
        &self,
        seed: u64,
        replications: u32,
        watch: &dyn Watch,
        stop: &AtomicBool,
    ) -> Result<Vec<Measured>, Stopped> {
        together((0..self.contenders.len()).map(|k| self.measure(k, seed, replications, watch, stop)))
    }

    /// Runs a scenario's replications.
    ///
    /// # Errors
    /// As [`run`](crate::run()).
    pub fn measure(
        &self,
        scenario: usize,
        seed: u64,
        replications: u32,
        watch: &dyn Watch,
        stop: &AtomicBool,
    ) -> Result<Measured, Stopped> {
        let variant = &self.contenders[scenario].variant;
        let figures: Vec<&Figure> = self.asked.iter().map(|it| &it.figures[scenario]).collect();
        let depth = figures.iter().map(|it| it.metric.what.depth()).max().unwrap_or(Depth::Own);
        let ask = Ask { seed, replications: 0..replications, depth };
        let of = |record: crate::Record| {
            let parts: Vec<Sample> = figures.iter().map(|it| variant.table.part(it, &record)).collect();
            (record.digest, record.outcome.events, parts)
        };
        let all = variant.map_kept(Arm(scenario as u64), &ask, of, watch, stop)?;
        Ok(Measured {
            digests: all.iter().map(|(digest, ..)| *digest).collect(),
            events: all.iter().map(|(_, events, _)| *events).sum(),
            parts: (0..figures.len()).map(|i| all.iter().map(|(.., parts)| parts[i]).collect()).collect(),
        })
    }

    /// What the replications of all scenarios say. `measured` is in the scenarios' order.
    ///
    /// # Panics
    /// If the scenarios were not all measured, or on different replications.
    pub fn answer(&self, seed: u64, measured: &[Measured]) -> Compared {
        assert_eq!(measured.len(), self.contenders.len(), "every scenario was measured");
        let n = measured[0].digests.len();
        assert!(measured.iter().all(|it| it.digests.len() == n), "replications are paired by their number");
        let claims = self.asked.len() * (self.contenders.len() - 1);
        let mut metrics: Vec<ComparedMetric> =
            (0..self.asked.len()).map(|i| self.metric(i, claims, measured)).collect();
        adjust(&mut metrics);
        let best = self.best.map(|i| {
            let series: Vec<Series> = (0..measured.len()).map(|k| self.series(i, k, measured)).collect();
            best::best_of(&self.asked[i].figures[0], &series, &self.rule(i, 1))
        });
        let first = &self.contenders[0];
        Compared {
            schema: SCHEMA,
            scenario_hash: Scenario::hash_of_all(self.contenders.iter().map(|it| &it.scenario)),
            seed,
            replications: n as u32,
            start: Day(first.variant.lowered.plan.terms.epoch.0),
            confidence: CONFIDENCE.value(),
            claims: claims as u32,
            scenarios: (0..measured.len()).map(|k| self.scenario(k, measured)).collect(),
            left_out: figures::left_out(self.contenders),
            metrics,
            best,
        }
    }

    /// What each replication of a scenario brings: the numbers that were paired, with the digest of its demand.
    pub fn columns(&self, scenario: usize, seed: u64, measured: &[Measured]) -> Replications {
        let keys = (0..).zip(&measured[scenario].digests);
        let keys =
            keys.map(|(replication, digest)| ReplicationKey { replication, seed, demand_digest: *digest });
        let column = |i: usize| MetricColumn {
            id: self.asked[i].figures[scenario].id.clone(),
            values: MetricValues::Real(self.series(i, scenario, measured).values),
        };
        Replications { keys: keys.collect(), metrics: (0..self.asked.len()).map(column).collect() }
    }

    fn series(&self, metric: usize, scenario: usize, measured: &[Measured]) -> Series {
        let figure = &self.asked[metric].figures[scenario];
        self.contenders[scenario].variant.table.series(figure, &measured[scenario].parts[metric])
    }

    fn rule(&self, metric: usize, claims: usize) -> Rule {
        let asked = &self.asked[metric];
        Rule {
            better: asked.figures[0].metric.better,
            chance: is_chance(asked.figures[0].metric.what),
            indifference: asked.indifference,
            confidence: CONFIDENCE,
            claims,
        }
    }

    fn metric(&self, i: usize, claims: usize, measured: &[Measured]) -> ComparedMetric {
        let asked = &self.asked[i];
        let (figure, rule) = (&asked.figures[0], self.rule(i, claims));
        let first = self.series(i, 0, measured);
        let against = |k: usize| {
            let mut found = paired_difference(&first, &self.series(i, k, measured), &rule);
            if self.contenders[k].variant.hash == self.contenders[0].variant.hash {
                // Equal by construction: nothing is left to bound.
                found.differs_below = None;
            }
            if figure.metric.unit == MetricUnit::Won { whole_won(&found) } else { found }
        };
        let per_programme = figure.of_programme;
        ComparedMetric {
            id: figure.id.clone(),
            unit: figure.metric.unit,
            better: figure.metric.better,
            estimand: if per_programme { Estimand::PerProgramme } else { Estimand::PerRequest },
            chance: rule.chance,
            indifference: asked.indifference,
            against: (1..measured.len()).map(against).collect(),
        }
    }

    fn scenario(&self, k: usize, measured: &[Measured]) -> ComparedScenario {
        let (first, this) = (&self.contenders[0], &self.contenders[k]);
        let digests = measured[0].digests.iter().zip(&measured[k].digests);
        let title = &this.variant.lowered.title;
        let told = |it: naru_scenario::Difference| ScenarioDifference {
            path: it.path,
            before: it.before,
            after: it.after,
        };
        ComparedScenario {
            name: this.variant.lowered.name.clone(),
            title: Label { ko: title.ko.clone(), en: title.en.clone() },
            scenario_hash: this.variant.hash.clone(),
            same_demand: digests.filter(|(a, b)| a == b).count() as u32,
            differences: first.scenario.differences(&this.scenario).into_iter().map(told).collect(),
        }
    }
}

/// Adjusts p for all claims. One that cannot be made still counts: how many there are was settled beforehand.
fn adjust(metrics: &mut [ComparedMetric]) {
    let all = || metrics.iter().flat_map(|it| &it.against);
    let p: Vec<f64> = all().map(|it| it.p.unwrap_or(1.0)).collect();
    let mut adjusted = holm(&p).into_iter();
    for found in metrics.iter_mut().flat_map(|it| &mut it.against) {
        let own = adjusted.next().expect("one for each");
        found.p_holm = found.p.map(|_| own);
    }
}

/// Money in a file is whole won.
fn whole_won(it: &PairedDifference) -> PairedDifference {
    let whole = |x: Option<f64>| x.map(f64::round);
    PairedDifference {
        first: whole(it.first),
        second: whole(it.second),
        difference: whole(it.difference),
        lo: whole(it.lo),
        hi: whole(it.hi),
        marginal_lo: whole(it.marginal_lo),
        marginal_hi: whole(it.marginal_hi),
        equivalence_lo: whole(it.equivalence_lo),
        equivalence_hi: whole(it.equivalence_hi),
        ..it.clone()
    }
}
