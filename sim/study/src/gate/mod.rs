//! A gate: did a change make anything worse than a baseline, by more than a margin?
//!
//! The baseline is stored by the replication, so only the change is simulated: at a few looks fixed beforehand, until
//! every metric has passed or one is worse. On the same draws the two sides are paired; otherwise they are two
//! independent samples (Welch), and the report says so. The test itself is [`statistics::Gate`].
//!
//! [`statistics::Gate`]: crate::statistics::Gate

mod accept;
mod judge;
mod lost;

pub use accept::{
    BaselineMisfit, GateCost, baseline_of, baseline_points, cost_of, is_current, is_current_baseline, lacks,
    mean_wait_hours, misfit, plan_hash, silent,
};
use judge::{Line, judge};
use lost::lost;

use crate::metrics::{Better, Figure, MetricTable, Sample};
use crate::record::{Depth, Record};
use crate::run::{BEHAVIOUR_HASH, STREAM_LAYOUT, Stopped, Watch};
use crate::statistics::{Gate, Looks};
use crate::variant::{Ask, Variant};
use naru_model::Cause;
use naru_results::{
    Baseline, BaselineRow, Day, GateChange, GatePairing, GateReport, GateScenario, GateVerdict, GateWorse,
    Part, SCHEMA, SessionRow,
};
use naru_scenario::{GateMargin, WorseWay};
use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;

/// Chance of a wrong *pass*, and of any wrong *worse*, over all looks.
pub const GATE_ALPHA: f64 = 0.05;

/// A mean wait below which a scenario tells no policies apart, in seconds: at the floor nobody waits.
const HARDLY_A_WAIT_S: u64 = 36;

/// A metric with its margins.
#[derive(Clone, Debug)]
pub struct GateFigure {
    /// What is measured.
    pub figure: Figure,
    /// Which way is worse.
    pub worse: GateWorse,
    /// Margin that warns, below `fail`.
    pub warn: Option<f64>,
    /// Margin that fails, above 0.
    pub fail: f64,
}

/// Why a metric cannot be gated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GateFault {
    /// There is none of that name; these look most like it.
    Unknown(Vec<String>),
    /// It has no number per replication: `programme.` before it asks for one.
    Pooled,
    /// Neither way of it is better, and the gate's file does not say which is worse.
    NoDirection,
}

impl GateFigure {
    /// A metric of a scenario's table.
    ///
    /// # Errors
    /// Every [`GateFault`].
    pub fn new(table: &MetricTable, margin: &GateMargin) -> Result<Self, GateFault> {
        let Some(figure) = table.figure(&margin.metric) else {
            let prefix = if margin.metric.starts_with("programme.") { "programme." } else { "" };
            let nearest = table.nearest(&margin.metric).into_iter().map(|id| format!("{prefix}{id}"));
            return Err(GateFault::Unknown(nearest.collect()));
        };
        if !figure.can_be_paired() {
            return Err(GateFault::Pooled);
        }
        let worse = match (margin.worse, figure.metric.better) {
            (Some(WorseWay::Larger), _) | (None, Better::Smaller) => GateWorse::Larger,
            (Some(WorseWay::Smaller), _) | (None, Better::Larger) => GateWorse::Smaller,
            (Some(WorseWay::Either), _) => GateWorse::Either,
            (None, Better::Neither) => return Err(GateFault::NoDirection),
        };
        Ok(Self { figure, worse, warn: margin.warn, fail: margin.fail })
    }

    /// Tests that it takes: one a side.
    fn tests(&self) -> usize {
        match self.worse {
            GateWorse::Larger | GateWorse::Smaller => 1,
            GateWorse::Either => 2,
        }
    }
}

/// How deep replications must be run for some metrics.
pub fn depth_of(figures: &[GateFigure]) -> Depth {
    figures.iter().map(|it| it.figure.metric.what.depth()).max().unwrap_or(Depth::Own)
}

/// A scenario to be held against its baseline.
pub struct Gated {
    /// Its name in the gate.
    pub name: String,
    /// The scenario.
    pub variant: Variant,
    /// Its values, sorted by path.
    pub values: Vec<(String, String)>,
    /// Its metrics, in the gate file's order.
    pub figures: Vec<GateFigure>,
    /// What was accepted: of the same metrics and of at least as many replications as the gate may ask for.
    pub baseline: Baseline,
}

/// What a gate is asked.
#[derive(Clone, Debug)]
pub struct GateRequest {
    /// Name of the gate.
    pub gate: String,
    /// Version of the program.
    pub version: String,
    /// Replications at the last look.
    pub replications: u32,
    /// Looks.
    pub looks: u32,
    /// Seed of all draws.
    pub seed: u64,
}

/// What a gate found.
pub struct GateFound {
    /// The report.
    pub report: GateReport,
    /// Sessions of replication 0 of scenarios that failed, by position.
    pub logs: Vec<(usize, Vec<SessionRow>)>,
}

/// Holds scenarios against their baselines.
///
/// # Errors
/// As [`run`](crate::run()).
///
/// # Panics
/// If a baseline lacks a metric or replications ([`lacks`]).
pub fn gate(
    request: &GateRequest,
    gated: &[Gated],
    watch: &dyn Watch,
    stop: &AtomicBool,
) -> Result<GateFound, Stopped> {
    let tests = gated.iter().flat_map(|it| &it.figures).map(GateFigure::tests).sum();
    let looks = Looks::new(request.replications as usize, request.looks as usize, GATE_ALPHA);
    let test = Gate::new(looks, tests);
    let mut sides: Vec<Side<'_>> = gated.iter().map(|it| Side::new(it, request)).collect();
    let (mut look, mut replications) = (0, 0);
    for (n, k) in test.sizes().iter().zip(1..) {
        if sides.iter().all(Side::is_decided) || sides.iter().any(Side::is_worse) {
            break;
        }
        (look, replications) = (k, *n as u32);
        for side in sides.iter_mut().filter(|side| !side.is_decided()) {
            side.simulate(request.seed, replications, watch, stop)?;
            side.look(&test, *n);
        }
    }
    let mut logs = Vec::new();
    let mut scenarios = Vec::new();
    for (position, side) in sides.into_iter().enumerate() {
        let failed = side
            .lines
            .iter()
            .any(|line| matches!(line.metric.verdict, GateVerdict::Worse | GateVerdict::Undecided));
        let mut found = None;
        if failed && side.pairing == GatePairing::Paired {
            let (_, log) = side.of.variant.logged(request.seed, 0, stop)?;
            let (lost, sessions) = lost(side.of, &side.rows, &log);
            logs.push((position, sessions));
            found = Some(lost);
        }
        scenarios.push(GateScenario { lost: found, ..side.told() });
    }
    let report = GateReport {
        schema: SCHEMA,
        gate: request.gate.clone(),
        scenario_hash: identity(&request.gate),
        verdict: scenarios.iter().map(|it| it.verdict).max().unwrap_or(GateVerdict::Pass),
        version: request.version.clone(),
        behaviour_hash: BEHAVIOUR_HASH.to_owned(),
        stream_layout: STREAM_LAYOUT,
        seed: request.seed,
        alpha: GATE_ALPHA,
        replications_at_most: request.replications,
        looks: request.looks,
        look,
        replications,
        scenarios,
    };
    Ok(GateFound { report, logs })
}

/// What marks a gate's folder as this gate's.
pub fn identity(gate: &str) -> String {
    format!("gate {gate}")
}

/// A scenario while it is looked at.
struct Side<'a> {
    of: &'a Gated,
    pairing: GatePairing,
    rows: Vec<BaselineRow>,
    lines: Vec<Line>,
}

impl<'a> Side<'a> {
    fn new(of: &'a Gated, request: &GateRequest) -> Self {
        let baseline = &of.baseline;
        let pairing = if is_current(of, request.seed) {
            GatePairing::Unchanged
        } else if baseline.stream_layout != STREAM_LAYOUT {
            GatePairing::OtherStreamLayout
        } else if baseline.seed != request.seed {
            GatePairing::OtherSeed
        } else {
            GatePairing::Paired
        };
        let lines = of.figures.iter().map(|figure| Line::new(of, figure, pairing)).collect();
        Self { of, pairing, rows: Vec::new(), lines }
    }

    fn is_decided(&self) -> bool {
        self.lines.iter().all(|line| line.metric.verdict != GateVerdict::Open)
    }

    fn is_worse(&self) -> bool {
        self.lines.iter().any(|line| line.metric.verdict == GateVerdict::Worse)
    }

    fn simulate(
        &mut self,
        seed: u64,
        until: u32,
        watch: &dyn Watch,
        stop: &AtomicBool,
    ) -> Result<(), Stopped> {
        let Gated { variant, figures, .. } = self.of;
        let ask = Ask { seed, replications: self.rows.len() as u32..until, depth: depth_of(figures) };
        let rows = variant.map(&ask, |record| row(&variant.table, figures, &record), watch, stop)?;
        self.rows.extend(rows);
        let same = self.rows.iter().zip(&self.of.baseline.rows).all(|(a, b)| a.digest == b.digest);
        if self.pairing == GatePairing::Paired && !same {
            self.pairing = GatePairing::OtherDemand;
        }
        Ok(())
    }

    fn look(&mut self, test: &Gate, n: usize) {
        for line in self.lines.iter_mut().filter(|line| line.metric.verdict == GateVerdict::Open) {
            judge(line, self.of, &self.rows[..n], self.pairing, test);
        }
    }

    fn told(&self) -> GateScenario {
        let baseline = &self.of.baseline;
        let (requests, waiting_s) = waiting(&baseline.rows);
        GateScenario {
            scenario: self.of.name.clone(),
            scenario_hash: self.of.variant.hash.clone(),
            start: Some(Day(self.of.variant.lowered.facts.start)),
            baseline_scenario_hash: baseline.scenario_hash.clone(),
            baseline_behaviour_hash: baseline.behaviour_hash.clone(),
            verdict: self.lines.iter().map(|line| line.metric.verdict).max().unwrap_or(GateVerdict::Pass),
            pairing: self.pairing,
            changes: changes(&baseline.values, &self.of.values),
            baseline_wait_hours: mean_wait_hours(baseline),
            hardly_waits: requests == 0 || waiting_s < HARDLY_A_WAIT_S * requests,
            metrics: self.lines.iter().map(|line| line.metric.clone()).collect(),
            lost: None,
        }
    }
}

/// Requests, and request-seconds of waiting by any cause.
fn waiting(rows: &[BaselineRow]) -> (u64, u64) {
    let requests = rows.iter().map(|row| row.requests).sum();
    (requests, rows.iter().flat_map(|row| &row.waiting_s).sum())
}

/// One replication as a baseline keeps it.
pub(crate) fn row(table: &MetricTable, figures: &[GateFigure], record: &Record) -> BaselineRow {
    let by = |cause: Cause| record.waiting.iter().map(|pool| pool.seconds(cause)).sum();
    BaselineRow {
        digest: record.digest,
        requests: table.waits(record, crate::metrics::Whose::All).requests,
        waiting_s: Cause::ALL.iter().map(|(_, cause)| by(*cause)).collect(),
        parts: figures.iter().map(|it| part(table.part(&it.figure, record))).collect(),
    }
}

fn part(sample: Sample) -> Part {
    match sample {
        Sample::Ratio { part, of } => Part::Ratio { part, of },
        Sample::Number(number) => Part::Number(number),
        Sample::Won(won) => Part::Won(won),
        Sample::Happened(it) => Part::Happened(it),
        Sample::Day(day) => Part::Day(day),
        Sample::Nothing => Part::Nothing,
    }
}

fn sample(part: Part) -> Sample {
    match part {
        Part::Ratio { part, of } => Sample::Ratio { part, of },
        Part::Number(number) => Sample::Number(number),
        Part::Won(won) => Sample::Won(won),
        Part::Happened(it) => Sample::Happened(it),
        Part::Day(day) => Sample::Day(day),
        Part::Nothing => Sample::Nothing,
    }
}

/// In which values two scenarios differ, by path.
fn changes(before: &[(String, String)], after: &[(String, String)]) -> Vec<GateChange> {
    let mut all: BTreeMap<&str, [Option<&str>; 2]> = BTreeMap::new();
    for (side, values) in [before, after].into_iter().enumerate() {
        for (path, value) in values {
            all.entry(path).or_default()[side] = Some(value);
        }
    }
    let differs = all.into_iter().filter(|(_, [before, after])| before != after);
    differs
        .map(|(path, [before, after])| GateChange {
            path: path.to_owned(),
            before: before.map(str::to_owned),
            after: after.map(str::to_owned),
        })
        .collect()
}
