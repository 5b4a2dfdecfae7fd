//! A baseline: made, held to be current, and what its spread says of the margins.

use super::{GateFigure, GateRequest, Gated, depth_of, row, sample, waiting};
use crate::gate::lost::project_waits;
use crate::metrics::{Figure, MetricTable, Sample};
use crate::run::{BEHAVIOUR_HASH, STREAM_LAYOUT, Stopped, Watch};
use crate::statistics::{Confidence, mean};
use crate::variant::{Ask, Variant};
use naru_model::Cause;
use naru_results::{Baseline, BaselineRow, MetricUnit, Part, hash_of};
use naru_scenario::Lowered;
use std::sync::atomic::AtomicBool;

/// Hash of what a scenario is lowered to: it changes with the file, and with the code that reads it, which
/// [`BEHAVIOUR_HASH`] does not cover.
pub fn plan_hash(lowered: &Lowered) -> String {
    hash_of(&format!("{:?}\n{:?}\n{:?}", lowered.plan, lowered.demand, lowered.names))
}

/// Whether neither the scenario nor the code has changed since its baseline.
pub fn is_current(of: &Gated, seed: u64) -> bool {
    is_current_baseline(&of.baseline, &of.variant, seed)
}

/// The same of a baseline that need not fit the gate.
pub fn is_current_baseline(baseline: &Baseline, variant: &Variant, seed: u64) -> bool {
    baseline.scenario_hash == variant.hash
        && baseline.behaviour_hash == BEHAVIOUR_HASH
        && baseline.stream_layout == STREAM_LAYOUT
        && baseline.seed == seed
        && baseline.plan_hash == plan_hash(&variant.lowered)
}

/// Mean wait of a baseline's requests, in hours; `None` where there are none.
pub fn mean_wait_hours(baseline: &Baseline) -> Option<f64> {
    let (requests, waiting_s) = waiting(&baseline.rows);
    (requests > 0).then(|| waiting_s as f64 / requests as f64 / 3_600.0)
}

/// The first metric that a baseline lacks.
pub fn lacks<'a>(baseline: &Baseline, figures: &'a [GateFigure]) -> Option<&'a str> {
    figures.iter().map(|it| it.figure.id.as_str()).find(|id| baseline.metrics.iter().all(|it| it != id))
}

/// What a baseline has that this program cannot take for figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BaselineMisfit {
    /// Its causes of waiting are not this program's.
    Causes,
    /// A part that its metric does not have.
    Part {
        /// The metric.
        metric: String,
        /// The replication.
        replication: usize,
    },
}

/// The first thing in a baseline that does not fit the program or a metric that both have.
pub fn misfit(baseline: &Baseline, figures: &[GateFigure]) -> Option<BaselineMisfit> {
    if !baseline.causes.iter().eq(Cause::ALL.iter().map(|(name, _)| name)) {
        return Some(BaselineMisfit::Causes);
    }
    figures.iter().find_map(|it| {
        let place = baseline.metrics.iter().position(|id| *id == it.figure.id)?;
        let replication = baseline.rows.iter().position(|row| !fits(row.parts[place], &it.figure))?;
        Some(BaselineMisfit::Part { metric: it.figure.id.clone(), replication })
    })
}

/// Whether a metric can have such a part: per request only a ratio of counts.
fn fits(part: Part, figure: &Figure) -> bool {
    let unit = figure.metric.unit;
    match part {
        Part::Nothing => true,
        Part::Ratio { of, .. } => of > 0 && unit != MetricUnit::Day,
        Part::Number(_) => figure.of_programme && unit != MetricUnit::Day,
        Part::Won(_) => figure.of_programme && unit == MetricUnit::Won,
        Part::Happened(_) => figure.of_programme && unit == MetricUnit::Share,
        Part::Day(_) => figure.of_programme && unit == MetricUnit::Day,
    }
}

/// The first metric that says nothing in any replication of a baseline: no change of it could ever show.
pub fn silent<'a>(table: &MetricTable, figures: &'a [GateFigure], baseline: &Baseline) -> Option<&'a str> {
    let points = baseline_points(table, figures, baseline);
    figures.iter().zip(points).find_map(|(it, point)| point.is_none().then_some(it.figure.id.as_str()))
}

/// A baseline's rows with the metrics in the order of `figures`.
pub(crate) fn in_order(baseline: &mut Baseline, figures: &[GateFigure]) {
    let places: Vec<usize> = figures
        .iter()
        .map(|it| baseline.metrics.iter().position(|id| *id == it.figure.id).expect("it lacks none"))
        .collect();
    for row in &mut baseline.rows {
        row.parts = places.iter().map(|place| row.parts[*place]).collect();
    }
    baseline.metrics = figures.iter().map(|it| it.figure.id.clone()).collect();
}

/// Simulates a baseline.
///
/// # Errors
/// As [`run`](crate::run()).
pub fn baseline_of(
    request: &GateRequest,
    name: &str,
    variant: &Variant,
    values: &[(String, String)],
    figures: &[GateFigure],
    watch: &dyn Watch,
    stop: &AtomicBool,
) -> Result<Baseline, Stopped> {
    let ask = Ask { seed: request.seed, replications: 0..request.replications, depth: depth_of(figures) };
    let rows = variant.map(&ask, |record| row(&variant.table, figures, &record), watch, stop)?;
    let (_, log) = variant.logged(request.seed, 0, stop)?;
    Ok(Baseline {
        gate: request.gate.clone(),
        scenario: name.to_owned(),
        scenario_hash: variant.hash.clone(),
        plan_hash: plan_hash(&variant.lowered),
        behaviour_hash: BEHAVIOUR_HASH.to_owned(),
        version: request.version.clone(),
        stream_layout: STREAM_LAYOUT,
        seed: request.seed,
        values: values.to_vec(),
        metrics: figures.iter().map(|it| it.figure.id.clone()).collect(),
        causes: Cause::ALL.iter().map(|(name, _)| (*name).to_owned()).collect(),
        rows,
        waits: project_waits(variant, &log),
    })
}

impl Gated {
    /// A scenario with its baseline, whose metrics are put in order.
    ///
    /// # Panics
    /// If the baseline lacks a metric ([`lacks`]); later, if it does not fit ([`misfit`]).
    pub fn new(
        name: String,
        variant: Variant,
        values: Vec<(String, String)>,
        figures: Vec<GateFigure>,
        mut baseline: Baseline,
    ) -> Self {
        in_order(&mut baseline, &figures);
        Self { name, variant, values, figures, baseline }
    }
}

/// The figures of a baseline, by metric.
pub fn baseline_points(table: &MetricTable, figures: &[GateFigure], baseline: &Baseline) -> Vec<Option<f64>> {
    figures.iter().map(|it| of_metric(table, it, baseline).and_then(|series| series.point)).collect()
}

fn of_metric(table: &MetricTable, it: &GateFigure, baseline: &Baseline) -> Option<crate::metrics::Series> {
    let place = baseline.metrics.iter().position(|id| *id == it.figure.id)?;
    let part = |row: &BaselineRow| sample(row.parts[place]);
    let parts: Vec<Sample> = baseline.rows.iter().map(part).collect();
    Some(table.series(&it.figure, &parts))
}

/// What it takes to show a margin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GateCost {
    /// Spread of the baseline's replications, in the metric's unit.
    pub sd: f64,
    /// Replications to tell no change from the margin with power 90 %, if pairing bought nothing: 2 (2.927 s/M)².
    pub unpaired: f64,
}

/// What it takes to show a metric's margin, by the spread of its baseline; `None` where that has none to tell.
pub fn cost_of(table: &MetricTable, it: &GateFigure, baseline: &Baseline) -> Option<GateCost> {
    let series = of_metric(table, it, baseline)?;
    let known: Vec<f64> = series.values.iter().flatten().copied().collect();
    let sd = mean(&known, Confidence::P95).ok()?.sd;
    let reach = (1.645 + 1.282) * sd / it.fail;
    Some(GateCost { sd, unpaired: (2.0 * reach * reach).ceil() })
}
