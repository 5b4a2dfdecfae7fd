//! Main effects: each reading against those in force, paired, and all claims judged together: each follows its interval.

use super::others::Other;
use super::{CONFIDENCE, FIGURES, Measured, figure};
use crate::compare::{interval, is_chance};
use crate::metrics::MetricTable;
use crate::rows::label;
use crate::statistics::{holm, mean, student_upper_tail};
use naru_results::{PricedReading, ReadingChange, ReadingClaim, ReadingFigure, ReadingFigures, ReadingRange};

/// Figures in force, and what each reading changes, the largest change in spend first.
pub(super) struct Changes {
    pub(super) in_force: ReadingFigures,
    pub(super) readings: Vec<PricedReading>,
    /// Claims of all of them, which share the confidence.
    pub(super) claims: usize,
}

/// Values of one figure by replication; `None` where one says nothing.
type Values = Vec<Option<f64>>;
/// In force and other, of the replications in which both say something.
type Pairs = (Vec<f64>, Vec<f64>);

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
    let pairs: Vec<[Pairs; FIGURES.len()]> = measured
        .iter()
        .map(|of| {
            let of = values(of);
            std::array::from_fn(|i| pairs(&of_base[i], &of[i]))
        })
        .collect();
    // A pair alone says nothing of its spread, so no claim is made of it.
    let claims = pairs.iter().flatten().filter(|(base, _)| base.len() >= 2).count();
    let chance = FIGURES.map(|id| is_chance(figure(table, id).metric.what));
    let mut changes: Vec<[Option<ReadingChange>; FIGURES.len()]> =
        pairs.iter().map(|of| std::array::from_fn(|i| change(&of[i], chance[i], claims))).collect();
    adjust(&mut changes);
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
        claims,
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

fn pairs(base: &Values, other: &Values) -> Pairs {
    base.iter().zip(other).filter_map(|(a, b)| Some(((*a)?, (*b)?))).unzip()
}

/// The paired difference, one of `claims`, its p-value not yet adjusted; `None` below two pairs.
///
/// The claim follows the interval at 1 − α/claims (Bonferroni), which stands beside it. `chance`: each value is 0 or 1.
fn change((base, other): &Pairs, chance: bool, claims: usize) -> Option<ReadingChange> {
    let together = interval(base, other, chance, CONFIDENCE.shared_by(claims))?;
    let marginal = interval(base, other, chance, CONFIDENCE)?;
    let differences: Vec<f64> = base.iter().zip(other).map(|(a, b)| b - a).collect();
    let estimate = mean(&differences, CONFIDENCE).ok()?;
    let n = estimate.n as f64;
    let se = estimate.sd / n.sqrt();
    let p = if se > 0.0 {
        2.0 * student_upper_tail(n - 1.0, estimate.mean.abs() / se)
    } else if estimate.mean == 0.0 {
        1.0
    } else if chance {
        // The level at which the bound on chances without spread touches 0: 1 − 2(1 − α^{1/n}) = 0.
        libm::exp2(-n)
    } else {
        // All differ by the same: without spread there is no doubt.
        0.0
    };
    let claim = if differences.iter().all(|difference| *difference == 0.0) {
        ReadingClaim::Same
    } else if together.lo > 0.0 {
        ReadingClaim::More
    } else if together.hi < 0.0 {
        ReadingClaim::Less
    } else {
        ReadingClaim::NotShown
    };
    Some(ReadingChange {
        mean: estimate.mean + 0.0, // never -0
        lo: together.lo + 0.0,
        hi: together.hi + 0.0,
        marginal_lo: marginal.lo + 0.0,
        marginal_hi: marginal.hi + 0.0,
        skewed: estimate.skewed,
        p_adjusted: p.min(1.0),
        claim,
    })
}

/// Adjusts all p-values together.
fn adjust(changes: &mut [[Option<ReadingChange>; FIGURES.len()]]) {
    let p: Vec<f64> = changes.iter().flatten().flatten().map(|change| change.p_adjusted).collect();
    for (change, p) in changes.iter_mut().flatten().flatten().zip(holm(&p)) {
        change.p_adjusted = p;
    }
}

/// Money in whole won.
fn whole(change: ReadingChange) -> ReadingChange {
    ReadingChange {
        mean: change.mean.round(),
        lo: change.lo.round(),
        hi: change.hi.round(),
        marginal_lo: change.marginal_lo.round(),
        marginal_hi: change.marginal_hi.round(),
        ..change
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn of(differences: &[f64], chance: bool, claims: usize) -> ReadingChange {
        let base = vec![0.0; differences.len()];
        change(&(base, differences.to_vec()), chance, claims).expect("two pairs at least")
    }

    /// 9, 10, 11: mean 10, standard error 1/√3. Two degrees of freedom have t = c√(2/(1 − c²)) at confidence c:
    /// 4.302 7 at 95 %, 44.705 at 99.95 % (100 claims), so that one claim alone is shown and one of a hundred is not.
    #[test]
    fn a_claim_follows_the_interval_that_all_claims_share() {
        let t = |c: f64| c * (2.0 / (1.0 - c * c)).sqrt();
        for (claims, c, claim) in [(1, 0.95, ReadingClaim::More), (100, 0.9995, ReadingClaim::NotShown)] {
            let found = of(&[9.0, 10.0, 11.0], false, claims);
            let half = t(c) / 3.0_f64.sqrt();
            assert!(
                (found.lo - (10.0 - half)).abs() < 1e-6 && (found.hi - (10.0 + half)).abs() < 1e-6,
                "{found:?}"
            );
            let half = t(0.95) / 3.0_f64.sqrt();
            assert!((found.marginal_lo - (10.0 - half)).abs() < 1e-6, "{found:?}");
            assert!((found.marginal_hi - (10.0 + half)).abs() < 1e-6, "{found:?}");
            assert_eq!(found.claim, claim);
        }
        assert_eq!(of(&[-9.0, -10.0, -11.0], false, 1).claim, ReadingClaim::Less);
        assert_eq!(of(&[0.0, 0.0], true, 1).claim, ReadingClaim::Same);
    }

    /// n of n flip: at least α^{1/n} do. Two: √0.05 = 22.36 %, so the difference is at least 2 · 0.223 6 − 1 = −0.552 8;
    /// nothing is shown, p = 1/4. Five: 0.05^{1/5} = 54.93 %, at least 0.098 6, p = 1/32; shared by ten claims
    /// 0.005^{1/5} = 34.66 %, at least −0.306 9.
    #[test]
    fn two_that_flip_show_nothing() {
        for (n, claims, lo, p, claim) in [
            (2, 1, -0.552_8, 0.25, ReadingClaim::NotShown),
            (5, 1, 0.098_6, 1.0 / 32.0, ReadingClaim::More),
            (5, 10, -0.306_9, 1.0 / 32.0, ReadingClaim::NotShown),
        ] {
            let found = of(&vec![1.0; n], true, claims);
            assert!((found.lo - lo).abs() < 1e-4 && (found.hi - 1.0).abs() < 1e-12, "{found:?}");
            assert!((found.p_adjusted - p).abs() < 1e-12, "{found:?}");
            assert_eq!(found.claim, claim);
        }
    }
}
