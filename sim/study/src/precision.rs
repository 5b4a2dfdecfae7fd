//! Replications until every headline figure is as precise as asked, or until there are as many as are allowed.

use crate::estimate::figure;
use crate::metrics::{MetricTable, Unit};
use crate::record::Record;
use crate::run::Stopped;
use crate::statistics::{Batches, Skewness, Target, censored_date_quantile, mean};
use naru_model::Plan;
use naru_results::{Look, LookFigure, Precision, SCHEMA};
use naru_units::Instant;

/// What precision is asked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Precise {
    /// Every target is multiplied by it.
    pub scale: f64,
    /// Most replications.
    pub most: u32,
}

/// Half-widths asked of headline figures (method.md): of waits 0.1 h or 5 %, of the share of requests over the limit
/// 0.001, of a probability 0.05, of money 0.1 % of the cap or 1 %, of a date 2 days.
const WAIT: Target = Target { absolute: 0.1, relative: 0.05 };
const SHARE: Target = Target { absolute: 0.001, relative: 0.0 };
const PROBABILITY: Target = Target { absolute: 0.05, relative: 0.0 };
const MONEY_OF_CAP: f64 = 0.001;
const MONEY: f64 = 0.01;
const DATE: Target = Target { absolute: 2.0, relative: 0.0 };

/// The date of exhaustion, as a headline: its median over programmes, where there is one.
const MEDIAN_DAY: &str = "budget.exhausted_on.p50";

/// Adds replications until each headline figure meets its target. `run` gives all replications up to a number, in
/// order; it is called with growing numbers and may keep what it has.
///
/// Where it stops depends on the replications alone: on scenario and seed, and not on what was kept.
///
/// # Errors
/// What `run` says.
pub fn precise(
    plan: &Plan,
    table: &MetricTable,
    asked: Precise,
    run: &mut dyn FnMut(u32) -> Result<Vec<Record>, Stopped>,
) -> Result<(Vec<Record>, Precision), Stopped> {
    let batches = Batches::up_to(asked.most as usize);
    let mut looks: Vec<Look> = Vec::new();
    let mut records = Vec::new();
    let mut worst = 0.0;
    while let Some(n) = batches.next(records.len(), worst) {
        records = run(n as u32)?;
        let figures = headlines(plan, table, asked.scale, &records);
        worst = figures.iter().map(short).fold(0.0, f64::max);
        looks.push(Look { replications: n as u32, figures });
        if worst <= 1.0 {
            break;
        }
    }
    let last = looks.last().map_or(&[][..], |look| &look.figures);
    let unmet = last.iter().filter(|it| short(it) > 1.0).map(|it| it.metric.clone()).collect();
    // What was furthest from its target when last something was: that is what asked for the last batch.
    let before = if worst <= 1.0 { looks.iter().rev().nth(1) } else { looks.last() };
    let furthest = before.and_then(|look| look.figures.iter().max_by(|a, b| short(a).total_cmp(&short(b))));
    let held_up_by = furthest.filter(|it| short(it) > 1.0).map(|it| it.metric.clone());
    let precision = Precision {
        schema: SCHEMA,
        scale: asked.scale,
        most: asked.most,
        met: worst <= 1.0,
        held_up_by,
        unmet,
        looks,
    };
    Ok((records, precision))
}

/// How far a figure is from its target; what has no interval is as far as can be.
fn short(figure: &LookFigure) -> f64 {
    figure.shortfall.unwrap_or(f64::INFINITY)
}

/// Every headline figure with its half-width and target.
fn headlines(plan: &Plan, table: &MetricTable, scale: f64, records: &[Record]) -> Vec<LookFigure> {
    let scaled =
        |target: Target| Target { absolute: target.absolute * scale, relative: target.relative * scale };
    let money = Target { absolute: plan.budget.cap.0 as f64 * MONEY_OF_CAP, relative: MONEY };
    let mut found = Vec::new();
    for metric in table.iter() {
        let (family, last) = metric.id.split_once('.').expect("an id has a family");
        let (target, skewness) = match (family, last.rsplit('.').next()) {
            ("waits", Some("mean_hours")) if table.is_limited(metric.what) => (WAIT, Skewness::Waits),
            ("waits", Some("over_limit_share")) if table.is_limited(metric.what) => (SHARE, Skewness::Flags),
            ("budget", _) if last == "spent_won" || last == "need_won" => (money, Skewness::Waits),
            ("budget", _) if last == "exhausted_share" => (PROBABILITY, Skewness::Flags),
            _ => continue,
        };
        let target = scaled(target);
        let estimate = figure(table, metric, records);
        let Some(point) = estimate.mean else { continue };
        let figure = |half_width, shortfall| LookFigure {
            metric: metric.id.clone(),
            unit: metric.unit,
            half_width,
            target: target.half_width(point),
            shortfall,
        };
        let (Some(lo), Some(hi)) = (estimate.lo, estimate.hi) else {
            found.push(figure(None, None));
            continue;
        };
        // Intervals of shares are cut at 0 and 1, and Wilson's are not symmetric: the longer side counts.
        let half_width = (hi - point).max(point - lo);
        let ratio = target.ratio(point, half_width);
        let shortfall = match skewness {
            // Money is a mean of one number per programme, whose skewness is known; a wait is a ratio with a flag.
            Skewness::Waits if metric.unit == Unit::Won => {
                let numbers: Vec<f64> =
                    records.iter().filter_map(|record| table.number(metric, record)).collect();
                mean(&numbers, crate::estimate::CONFIDENCE)
                    .map_or(ratio, |it| target.shortfall(&it, skewness))
            }
            Skewness::Waits if estimate.skewed && ratio > FAR_INSIDE => ratio.max(STILL_SKEWED),
            Skewness::Waits | Skewness::Flags => ratio,
        };
        found.push(figure(Some(half_width), Some(shortfall)));
    }
    found.extend(median_day(scaled(DATE), records));
    found
}

/// A ratio whose skewness asks for more replications, when how many is not known: one batch more.
const STILL_SKEWED: f64 = 1.000_001;

/// A wait whose interval is a tenth of what is asked meets it, however skewed: where nearly nobody waits, ten times the
/// width would still do, and skewness alone would ask for replications without end.
const FAR_INSIDE: f64 = 0.1;

/// The median day of exhaustion with the half-width of its interval by order statistics; `None` where the median lies
/// beyond the programme's end, so that there is no date to be precise about.
fn median_day(target: Target, records: &[Record]) -> Option<LookFigure> {
    let days: Vec<Option<i64>> = records.iter().map(|record| record.exhausted().map(Instant::day)).collect();
    let found = censored_date_quantile(&days, 0.5, crate::estimate::CONFIDENCE).ok()?;
    let point = found.point? as f64;
    // An upper end beyond the programme is at least its last day.
    let end = records.first().map_or(0, |record| record.spent_by_day.len()) as f64;
    let hi = found.hi.map_or(end, |day| day as f64);
    let half_width = found.lo.map_or(hi - point, |lo| (hi - point).max(point - lo as f64));
    let ratio = target.ratio(point, half_width);
    Some(LookFigure {
        metric: MEDIAN_DAY.to_owned(),
        unit: Unit::Day,
        half_width: Some(half_width),
        target: target.half_width(point),
        shortfall: Some(ratio),
    })
}
