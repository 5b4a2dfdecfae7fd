//! The people alone: what they ask for if nobody waits and nothing fails.
//!
//! Each project's chain (think → ask → work → tail → think …) is run by itself, since without a queue no project
//! meets another. This is the demand side of the hand check, and what pilot runs measure the level with.

use crate::{Demand, Laws, ProjectId, RushPart, Spec};
use naru_units::Instant;

/// Seed of the pilot runs: fixed, so that a level is a property of the spec.
const PILOT_SEED: u64 = 2025;
const PILOT_REPLICATIONS: u32 = 16;

/// What the projects of one cohort and class asked for in one replication.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClassUse {
    /// Index of the cohort in the spec.
    pub cohort: usize,
    /// Class; `None` where the cohort has none.
    pub class: Option<u8>,
    /// Projects granted, those that never begin included.
    pub projects: u64,
    /// Requests made.
    pub requests: u64,
    /// Seconds of work within the period; k times in a burst, as are the next two.
    pub used_s: u64,
    /// Seconds of work and idle tail within the period.
    pub held_s: u64,
    /// Begun hours of held time, session by session.
    pub billed_hours: u64,
}

/// What one replication asked for, by cohort, then class.
#[derive(Clone, Debug, PartialEq)]
pub struct Use {
    /// One row for each cohort and class that has projects.
    pub rows: Vec<ClassUse>,
    period_hours: f64,
}

impl Use {
    /// Used product-hours over granted projects × the period's hours, for the rows that `keep` keeps; 0 if none.
    pub fn mean_use(&self, keep: impl Fn(&ClassUse) -> bool) -> f64 {
        let (used, projects) = self
            .rows
            .iter()
            .filter(|row| keep(row))
            .fold((0, 0), |(used, projects), row| (used + row.used_s, projects + row.projects));
        if projects == 0 {
            return 0.0;
        }
        used as f64 / 3_600.0 / (projects as f64 * self.period_hours)
    }
}

/// Runs every project's chain of one replication.
pub fn run(laws: &Laws, seed: u64, replication: u32) -> Use {
    let demand = Demand::new(laws, seed, replication);
    let classes = laws.spec().classes.len();
    let mut rows = Vec::new();
    let mut first = 0;
    for (cohort, c) in laws.spec().cohorts.iter().enumerate() {
        let row = |class| ClassUse {
            cohort,
            class,
            projects: 0,
            requests: 0,
            used_s: 0,
            held_s: 0,
            billed_hours: 0,
        };
        let mut classless = row(None);
        let mut by_class: Vec<ClassUse> = (0..classes).map(|class| row(u8::try_from(class).ok())).collect();
        for p in (first..first + c.projects).map(ProjectId) {
            let row = demand.class(p).map_or(&mut classless, |class| &mut by_class[usize::from(class)]);
            row.projects += 1;
            chain(&demand, p, row);
        }
        first += c.projects;
        rows.extend(core::iter::once(classless).chain(by_class).filter(|row| row.projects > 0));
    }
    Use { rows, period_hours: laws.hours() }
}

/// One project from its first service to the end.
fn chain(demand: &Demand<'_>, p: ProjectId, row: &mut ClassUse) {
    let Some(start) = demand.first_service(p) else { return };
    let (end, tail) = (demand.laws().spec().end, demand.laws().spec().tail);
    let mut rushes: Vec<RushPart> =
        (0..demand.laws().spec().rushes.len()).filter_map(|r| demand.rush(p, r)).collect();
    rushes.sort_by_key(|rush| rush.at);
    let mut rushes = rushes.into_iter().peekable();
    let mut thinks_from = start;
    for nth in 0.. {
        let wish = demand.wish(p, nth);
        let mut ask = demand.asks_at(p, thinks_from, wish.think);
        let mut hurried = None;
        while let Some(rush) = rushes.next_if(|rush| ask.is_none_or(|ask| rush.at <= ask)) {
            // At work when the rush came (`thinks_from` is the release) or thinking: one moment to ask at.
            let at = rush.at.max(thinks_from);
            if at < rush.deadline && demand.drops_at(p).is_none_or(|drop| at < drop) && at < end {
                (ask, hurried) = (Some(at), Some(rush));
                break;
            }
        }
        let Some(ask) = ask.filter(|ask| *ask < end) else { return };
        let sets = u64::from(demand.sets(p, ask));
        let work = match hurried {
            Some(rush) if !wish.failed => (wish.work.0 as f64 * rush.work + 0.5) as i64,
            Some(_) | None => wish.work.0,
        };
        let within = |until: i64| (until.min(end.0) - ask.0) as u64;
        let held_s = within(ask.0 + work + tail.0);
        row.requests += 1;
        row.used_s += sets * within(ask.0 + work);
        row.held_s += sets * held_s;
        row.billed_hours += sets * held_s.div_ceil(3_600);
        thinks_from = if demand.is_open(p) { ask } else { Instant(ask.0 + work + tail.0) };
        if thinks_from >= end {
            return;
        }
    }
}

/// The mean use of a spec's closed-loop projects: used product-hours over granted projects × hours of the period, if
/// nobody waits, at shocks of 1. Sixteen replications of a seed of its own: within 0.4 % of the true mean.
pub fn pilot_mean_use(laws: &Laws) -> f64 {
    mean_use_without_shocks(laws.spec().clone())
}

fn mean_use_without_shocks(mut spec: Spec) -> f64 {
    spec.programme_shock = 0.0;
    spec.month_shock = 0.0;
    let laws = Laws::new(spec);
    let sum: f64 = (0..PILOT_REPLICATIONS)
        .map(|replication| run(&laws, PILOT_SEED, replication).mean_use(|row| row.class.is_some()))
        .sum();
    sum / f64::from(PILOT_REPLICATIONS)
}

/// The level at which a spec's mean use is `target`, to 0.1 % of the target, by the secant rule on pilot runs.
///
/// `None` if no level gives it: use saturates where every class asks as soon as it can. The spec's own level is
/// only where the search starts.
pub fn level_for_mean_use(spec: &Spec, target: f64) -> Option<f64> {
    let use_at = |level: f64| mean_use_without_shocks(Spec { level, ..spec.clone() });
    let close = |mean_use: f64| (mean_use / target - 1.0).abs() < 0.001;
    let mut previous = (spec.level, use_at(spec.level));
    if close(previous.1) {
        return Some(previous.0);
    }
    let mut level = previous.0 * target / previous.1;
    for _ in 0..20 {
        let now = (level, use_at(level));
        if close(now.1) {
            return Some(level);
        }
        let slope = (now.1 - previous.1) / (now.0 - previous.0);
        // Rising slower than this, use is saturated and the target out of reach.
        if !(slope > 1e-6 && level < 100.0) {
            return None;
        }
        // Use is concave in the level: a step past a factor of two would leave the region where the slope holds.
        let next = now.0 + (target - now.1) / slope;
        level = next.clamp(now.0 / 2.0, now.0 * 2.0);
        previous = now;
    }
    None
}
