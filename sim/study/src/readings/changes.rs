//! Main effects: each reading against those in force, paired, and all claims judged together.

use super::others::Other;
use super::{CONFIDENCE, FIGURES, Measured, figure};
use crate::metrics::MetricTable;
use crate::rows::label;
use crate::statistics::{holm, mean, student_upper_tail};
use naru_results::{PricedReading, ReadingChange, ReadingClaim, ReadingFigure, ReadingFigures, ReadingRange};

/// Figures in force, and what each reading changes, the largest change in spend first.
pub(super) struct Changes {
    pub(super) in_force: ReadingFigures,
    pub(super) readings: Vec<PricedReading>,
}

/// Values of one figure by replication; `None` where one says nothing.
type Values = Vec<Option<f64>>;

pub(super) fn changes(
    table: &MetricTable,
    base: &Measured,
    others: &[&Other<'_>],
    measured: &[Measured],
) -> Changes {
    let values = |of: &Measured| -> [Values; FIGURES.len()] {
        std::array::from_fn(|i| table.series(&figure(table, FIGURES[i]), &of.figure(i)).values)
    };
    let of_base = values(base);
    let mut changes: Vec<[Option<ReadingChange>; FIGURES.len()]> = measured
        .iter()
        .map(|of| {
            let of = values(of);
            std::array::from_fn(|i| change(&of_base[i], &of[i]))
        })
        .collect();
    together(&mut changes);
    let base_spent = base.spent();
    let mut readings: Vec<PricedReading> = others
        .iter()
        .zip(measured)
        .zip(changes)
        .map(|((other, measured), [spent, exhausted, day, late])| {
            let difference = measured.spent().iter().zip(&base_spent).map(|(b, a)| b - a).sum();
            priced(other, difference, [spent.map(whole), exhausted, day], late)
        })
        .collect();
    // Equal changes stay in the order of the call.
    readings.sort_by_key(|reading| std::cmp::Reverse(reading.spent_sum_won.unsigned_abs()));
    let [spent, exhausted, day, late] = &of_base;
    let known = |values: &Values| figure_of(values).expect("every programme has spent");
    Changes {
        in_force: ReadingFigures {
            spent_won: {
                let ReadingFigure { mean, lo, hi } = known(spent);
                ReadingFigure { mean: mean.round(), lo: lo.round(), hi: hi.round() }
            },
            exhausted_share: known(exhausted),
            exhausted_on: known(day),
            over_limit_share: figure_of(late).map(within_share),
        },
        readings,
    }
}

fn priced(
    other: &Other<'_>,
    spent_sum_won: i64,
    [spent, exhausted, day]: [Option<ReadingChange>; 3],
    late: Option<ReadingChange>,
) -> PricedReading {
    let known = |change: Option<ReadingChange>| change.expect("every programme has money");
    PricedReading {
        clause: other.clause.id.clone(),
        variant: other.reading.variant.clone(),
        label: label(&other.reading.label),
        place: other.clause.place.clone(),
        sentence: other.clause.sentence.clone(),
        in_force: other.in_force.to_owned(),
        in_force_label: other.label_of(other.in_force),
        other: other.value.to_owned(),
        other_label: other.label_of(other.value),
        question: other.reading.question.as_ref().map(label),
        spent_sum_won,
        spent_won: known(spent),
        exhausted_share: known(exhausted),
        exhausted_on: known(day),
        over_limit_share: late,
    }
}

/// A figure with its interval; `None` where fewer than two replications say anything.
fn figure_of(values: &Values) -> Option<ReadingFigure> {
    let known: Vec<f64> = values.iter().flatten().copied().collect();
    let estimate = mean(&known, CONFIDENCE).ok()?;
    Some(ReadingFigure { mean: estimate.mean, lo: estimate.interval.lo, hi: estimate.interval.hi })
}

fn within_share(of: ReadingFigure) -> ReadingFigure {
    ReadingFigure { lo: of.lo.clamp(0.0, 1.0), hi: of.hi.clamp(0.0, 1.0), ..of }
}

/// The paired difference, its p-value not yet adjusted; `None` where fewer than two pairs say anything.
fn change(base: &Values, other: &Values) -> Option<ReadingChange> {
    let pairs = base.iter().zip(other).filter_map(|(a, b)| Some((*a)? - (*b)?));
    let differences: Vec<f64> = pairs.map(|less| -less).collect();
    let estimate = mean(&differences, CONFIDENCE).ok()?;
    let se = estimate.sd / (estimate.n as f64).sqrt();
    // Without spread there is no doubt: all replications differ by the same.
    let p = if se > 0.0 {
        2.0 * student_upper_tail(estimate.n as f64 - 1.0, estimate.mean.abs() / se)
    } else {
        f64::from(u8::from(estimate.mean == 0.0))
    };
    let same = differences.iter().all(|difference| *difference == 0.0);
    Some(ReadingChange {
        mean: estimate.mean + 0.0, // never -0
        lo: estimate.interval.lo + 0.0,
        hi: estimate.interval.hi + 0.0,
        skewed: estimate.skewed,
        p_adjusted: p.min(1.0),
        claim: if same { ReadingClaim::Same } else { ReadingClaim::NotShown },
    })
}

/// Adjusts all p-values together, and says what they allow.
fn together(changes: &mut [[Option<ReadingChange>; FIGURES.len()]]) {
    let p: Vec<f64> = changes.iter().flatten().flatten().map(|change| change.p_adjusted).collect();
    for (change, p) in changes.iter_mut().flatten().flatten().zip(holm(&p)) {
        change.p_adjusted = p;
        if p < CONFIDENCE.alpha() {
            change.claim = if change.mean > 0.0 { ReadingClaim::More } else { ReadingClaim::Less };
        }
    }
}

/// Money in whole won.
fn whole(change: ReadingChange) -> ReadingChange {
    ReadingChange { mean: change.mean.round(), lo: change.lo.round(), hi: change.hi.round(), ..change }
}

/// How far one reading moves each headline figure.
pub(super) fn ranges(of: &Changes) -> Vec<ReadingRange> {
    let figures = &of.in_force;
    let range = |metric: &str, in_force: f64, change: &dyn Fn(&PricedReading) -> Option<ReadingChange>| {
        let mut range = ReadingRange {
            metric: metric.to_owned(),
            in_force,
            low: in_force,
            low_by: None,
            high: in_force,
            high_by: None,
        };
        for reading in &of.readings {
            let Some(change) = change(reading) else { continue };
            let at = in_force + change.mean;
            let name = || Some(format!("{}.{}={}", reading.clause, reading.variant, reading.other));
            if at < range.low {
                (range.low, range.low_by) = (at, name());
            }
            if at > range.high {
                (range.high, range.high_by) = (at, name());
            }
        }
        range
    };
    let mut ranges = vec![
        range(FIGURES[0], figures.spent_won.mean, &|reading| Some(reading.spent_won)),
        range(FIGURES[1], figures.exhausted_share.mean, &|reading| Some(reading.exhausted_share)),
        range(FIGURES[2], figures.exhausted_on.mean, &|reading| Some(reading.exhausted_on)),
    ];
    if let Some(late) = &figures.over_limit_share {
        ranges.push(range(FIGURES[3], late.mean, &|reading| reading.over_limit_share));
    }
    ranges
}
