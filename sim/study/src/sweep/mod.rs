//! A scenario at many points of its inputs: effects, grids, indices, and what a figure owes to what was assumed.
//!
//! All points meet the same replications, so that their differences are the inputs' and not chance's. A point is done
//! alone and comes back as rows: whoever runs them may stop between any two and go on later.

mod analysis;
mod designs;
mod effects;
mod indices;

use crate::arm::{Arm, Extent};
use crate::metrics::{Figure, Sample};
use crate::record::Depth;
use crate::run::{Stopped, Watch, kept, together};
use crate::statistics::SOBOL_DIMENSIONS;
use crate::variant::Variant;
use naru_results::Label;
use naru_scenario::{Design, Factor, Problems, Scenario, Severity, SweepFile, Text};
use rayon::prelude::*;
use std::ops::Range;
use std::sync::OnceLock;
use std::sync::atomic::AtomicBool;

/// Most points of a sweep.
pub const MOST_POINTS: u64 = 1_000_000;

/// A sweep, ready to run.
#[derive(Debug)]
pub struct Sweep<'a> {
    study: &'a SweepFile,
    scenario: &'a Scenario,
    base: Variant,
    metrics: Vec<Figure>,
    factors: Vec<Factor>,
    left_out: Vec<LeftOut>,
    /// By point, from 0: the scenario as it stands.
    rows: Vec<Row>,
    seed: u64,
    replications: u32,
}

/// A value by factor, as `--set` takes it; `None` as it stands.
pub(crate) type Row = Vec<Option<String>>;

/// A point that is done.
#[derive(Clone, Debug, PartialEq)]
pub struct SweepPoint {
    /// Its number.
    pub point: u32,
    /// What came of it.
    pub outcome: SweepOutcome,
}

/// What came of a point.
#[derive(Clone, Debug, PartialEq)]
pub enum SweepOutcome {
    /// It ran: a list per replication, with an element per metric.
    Ran(Vec<Vec<Sample>>),
    /// `check` refuses it: why.
    Refused(Label),
}

/// An input that cannot be moved, and why.
#[derive(Clone, Debug)]
struct LeftOut {
    factor: Factor,
    reason: Text,
}

/// Why a sweep cannot be made.
#[derive(Clone, Debug)]
pub enum Fault {
    /// Something is wrong with the study.
    Problems(Problems),
    /// More points than [`MOST_POINTS`].
    TooManyPoints(u64),
    /// More inputs than Sobol' points have dimensions for: how many, and the most.
    TooManyInputs(usize, usize),
    /// Every input is refused by `check`: the first, and why.
    NothingMoves(String, Text),
}

/// Replications of a point where the study names no number.
pub const fn default_replications(design: &Design) -> u32 {
    match design {
        Design::Tornado(_) | Design::Grid(_) => 40,
        Design::Sobol(..) | Design::LatinHypercube(..) | Design::Morris(..) => 4,
    }
}

impl<'a> Sweep<'a> {
    /// Makes a sweep ready: finds its inputs and lays out its points.
    ///
    /// # Errors
    /// Paths that do not exist or have no range, too many points, nothing that can be moved.
    pub fn new(
        study: &'a SweepFile,
        scenario: &'a Scenario,
        base: Variant,
        metrics: Vec<Figure>,
        (seed, replications): (u64, u32),
    ) -> Result<Self, Fault> {
        let found = study.factors(scenario.tree(), &base.lowered).map_err(Fault::Problems)?;
        let (mut factors, mut left_out) = (Vec::new(), Vec::new());
        for mut factor in found {
            let drawn = !matches!(study.design, Design::Tornado(_) | Design::Grid(_));
            match if drawn { factor.settle(scenario) } else { Ok(()) } {
                Ok(()) => factors.push(factor),
                Err(reason) => left_out.push(LeftOut { factor, reason }),
            }
        }
        if factors.is_empty() {
            let LeftOut { factor, reason } = left_out.swap_remove(0);
            return Err(Fault::NothingMoves(factor.path, reason));
        }
        if matches!(study.design, Design::Sobol(..)) && factors.len() > SOBOL_DIMENSIONS / 2 {
            return Err(Fault::TooManyInputs(factors.len(), SOBOL_DIMENSIONS / 2));
        }
        let count = designs::count(&study.design, factors.len());
        if count > MOST_POINTS {
            return Err(Fault::TooManyPoints(count));
        }
        let rows = designs::rows(&study.design, &factors, seed);
        Ok(Self { study, scenario, base, metrics, factors, left_out, rows, seed, replications })
    }

    /// How many points it has.
    pub fn points(&self) -> usize {
        self.rows.len()
    }

    /// Whether it says nothing once a point is refused: indices need all of them.
    pub fn needs_every_point(&self) -> bool {
        matches!(self.study.design, Design::Sobol(..) | Design::Morris(..))
    }

    /// The changes of a point, as `--set` takes them.
    pub fn changes(&self, point: usize) -> Vec<String> {
        let moved = self.factors.iter().zip(&self.rows[point]);
        moved.filter_map(|(it, value)| Some(format!("{}={}", it.path, value.as_ref()?))).collect()
    }

    /// All its replications: an arm per point.
    pub fn extent(&self) -> Extent {
        Extent::new((0..self.points()).map(|point| (Arm(point as u64), self.replications)))
    }

    /// What is kept of each replication, in one line: the study. (How many there are of a point shapes none of them.)
    pub fn line(&self) -> String {
        let metrics = self.metrics.iter().map(|it| it.id.as_str());
        metrics.chain([self.study.canonical().as_str()]).collect::<Vec<_>>().join(" ")
    }

    /// Does some points on the current rayon pool; they come back in their order, whatever the threads.
    ///
    /// # Errors
    /// As [`run`](crate::run()).
    pub fn run(
        &self,
        points: Range<usize>,
        watch: &dyn Watch,
        stop: &AtomicBool,
    ) -> Result<Vec<SweepPoint>, Stopped> {
        let depth = self.metrics.iter().map(|it| it.metric.what.depth()).max().unwrap_or(Depth::Own);
        let one = |point: usize| {
            // Made once a replication asks for it: of a point whose replications were all kept it is not needed.
            let made = OnceLock::new();
            let variant = || made.get_or_init(|| self.variant(point));
            let values = |replication: u32| {
                let (variant, figures) = variant().as_ref().ok()?;
                let record = variant.plans.run(&variant.laws, self.seed, replication, depth, ()).0;
                let value = |it: &Option<Figure>| {
                    it.as_ref().map_or(Sample::Nothing, |figure| variant.table.part(figure, &record))
                };
                Some(figures.iter().map(value).collect::<Vec<Sample>>())
            };
            let rows = kept(Arm(point as u64), 0..self.replications, values, watch, stop)?;
            let outcome = match rows.into_iter().collect() {
                Some(rows) => SweepOutcome::Ran(rows),
                None => SweepOutcome::Refused(
                    variant().as_ref().err().cloned().expect("a point that is refused is so again"),
                ),
            };
            Ok(SweepPoint { point: point as u32, outcome })
        };
        together(points.into_par_iter().map(one).collect::<Vec<_>>())
    }

    /// A point's scenario and the metrics of it: a change may take one away with what it is of.
    fn variant(&self, point: usize) -> Result<(Variant, Vec<Option<Figure>>), Label> {
        let changes = self.changes(point);
        let reason = |problems: Problems| {
            let first = problems.iter().find(|it| it.severity == Severity::Error);
            label(&first.expect("what is refused has an error").title)
        };
        let scenario = self.scenario.with(&changes).map_err(reason)?;
        let variant = Variant::of(&scenario).map_err(reason)?;
        let figures = self.metrics.iter().map(|it| variant.table.figure(&it.id)).collect();
        Ok((variant, figures))
    }
}

fn label(text: &Text) -> Label {
    Label { ko: text.ko.clone(), en: text.en.clone() }
}
