//! One difference, its intervals, and what may be claimed of it. Pure.

use crate::metrics::Series;
use crate::statistics::{Confidence, Interval, mean, paired, zero_events_upper};
use naru_results::{Better, Claim, PairedDifference};

/// By what a difference is judged.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rule {
    /// Which way is better.
    pub better: Better,
    /// Each value is 0 or 1: whether something happened.
    pub chance: bool,
    /// Differences below it do not matter (δ), in the figure's unit.
    pub indifference: Option<f64>,
    /// Confidence of all claims together.
    pub confidence: Confidence,
    /// Claims that share it.
    pub claims: usize,
}

/// B − A over the replications in which both say something.
///
/// The claim follows the interval at 1 − α/claims: [`Claim::Better`] and the like only where all of it lies on one side
/// of 0; [`Claim::Equivalent`] where it does not but the 90 % interval lies inside (−δ, δ) (two one-sided tests at 5 %,
/// Schuirmann 1987); else [`Claim::NotShown`]. Where all pairs are equal the difference is exactly 0.
///
/// ```
/// use naru_results::{Better, Claim};
/// use naru_study::compare::{Rule, paired_difference};
/// use naru_study::{metrics::Series, statistics::Confidence};
/// let hours = |values: [f64; 4]| Series { point: None, values: values.map(Some).into() };
/// let rule =
///     Rule { better: Better::Smaller, chance: false, indifference: Some(0.1), confidence: Confidence::P95, claims: 1 };
/// let found = paired_difference(&hours([3.0, 5.0, 4.0, 6.0]), &hours([1.0, 3.5, 2.0, 4.5]), &rule);
/// assert_eq!((found.difference, found.claim), (Some(-1.75), Claim::Better)); // -2, -1.5, -2, -1.5
/// ```
pub fn paired_difference(a: &Series, b: &Series, rule: &Rule) -> PairedDifference {
    assert_eq!(a.values.len(), b.values.len(), "pairs are of the same replication");
    let both = a.values.iter().zip(&b.values).filter_map(|(a, b)| Some(((*a)?, (*b)?)));
    let (x, y): (Vec<f64>, Vec<f64>) = both.unzip();
    let dropped = (a.values.len() - x.len()) as u32;
    let differing = x.iter().zip(&y).filter(|(x, y)| x.to_bits() != y.to_bits()).count() as u32;
    let whole = dropped == 0;
    let nothing = PairedDifference {
        pairs: x.len() as u32,
        dropped,
        differing,
        first: figure(a, &x, whole),
        second: figure(b, &y, whole),
        difference: None,
        lo: None,
        hi: None,
        marginal_lo: None,
        marginal_hi: None,
        equivalence_lo: None,
        equivalence_hi: None,
        p: None,
        p_holm: None,
        claim: Claim::Nothing,
        within_indifference: false,
        differs_below: None,
        variance_reduction: None,
        correlation: None,
        skewed: false,
    };
    let claimed = rule.confidence.shared_by(rule.claims);
    let (Some(interval), Some(marginal), Some(ninety)) = (
        interval(&x, &y, rule.chance, claimed),
        interval(&x, &y, rule.chance, rule.confidence),
        interval(&x, &y, rule.chance, Confidence::P90),
    ) else {
        return PairedDifference { difference: x.first().zip(y.first()).map(|(x, y)| y - x), ..nothing };
    };
    let found = paired(&x, &y, 0.0, rule.confidence).expect("an interval has two pairs");
    let differences: Vec<f64> = x.iter().zip(&y).map(|(x, y)| y - x).collect();
    let within = rule.indifference.is_some_and(|below| is_within(ninety, below));
    let below = (differing == 0).then(|| zero_events_upper(x.len() as u64, rule.confidence).ok());
    PairedDifference {
        difference: Some(found.mean_diff),
        lo: Some(interval.lo),
        hi: Some(interval.hi),
        marginal_lo: Some(marginal.lo),
        marginal_hi: Some(marginal.hi),
        equivalence_lo: Some(ninety.lo),
        equivalence_hi: Some(ninety.hi),
        p: Some(found.p_two_sided),
        claim: if differing == 0 { Claim::Equal } else { claim(interval, within, rule.better) },
        within_indifference: within,
        differs_below: below.flatten(),
        variance_reduction: found.variance_reduction,
        correlation: found.correlation,
        skewed: mean(&differences, rule.confidence).is_ok_and(|it| it.skewed),
        ..nothing
    }
}

/// A figure over the pairs: where nothing is left out, as it stands in a summary.
fn figure(of: &Series, kept: &[f64], whole: bool) -> Option<f64> {
    let mean_of = || match mean(kept, Confidence::P95) {
        Ok(it) => Some(it.mean),
        Err(_) => kept.first().copied(),
    };
    if whole { of.point.or_else(mean_of) } else { mean_of() }
}

/// The interval of a mean difference; `None` below two pairs.
///
/// Pairs of chances that all differ the same way have no spread from which a width could come: with n of them, at least
/// α^{1/n} of all programmes differ so at confidence 1 − α, and the others may differ the other way.
pub(crate) fn interval(x: &[f64], y: &[f64], chance: bool, confidence: Confidence) -> Option<Interval> {
    let found = paired(x, y, 0.0, confidence).ok()?;
    let same_way = x.iter().zip(y).all(|(x, y)| (y - x).abs() > 0.5) && found.sd_diff <= 0.0;
    let (lo, hi) = match zero_events_upper(x.len() as u64, confidence) {
        Ok(others) if chance && same_way && found.mean_diff > 0.0 => (1.0 - 2.0 * others, 1.0),
        Ok(others) if chance && same_way => (-1.0, 2.0 * others - 1.0),
        // A difference of chances lies in -1..=1.
        Ok(_) if chance => (found.interval.lo.max(-1.0), found.interval.hi.min(1.0)),
        Ok(_) | Err(_) => (found.interval.lo, found.interval.hi),
    };
    Some(Interval { lo, hi })
}

/// Whether an interval lies inside (−δ, δ).
fn is_within(interval: Interval, below: f64) -> bool {
    -below < interval.lo && interval.hi < below
}

/// What an interval lets one say.
fn claim(interval: Interval, within: bool, better: Better) -> Claim {
    let (above, below) = (interval.lo > 0.0, interval.hi < 0.0);
    match better {
        Better::Smaller if above => Claim::Worse,
        Better::Smaller if below => Claim::Better,
        Better::Larger if above => Claim::Better,
        Better::Larger if below => Claim::Worse,
        Better::Neither if above => Claim::Larger,
        Better::Neither if below => Claim::Smaller,
        Better::Smaller | Better::Larger | Better::Neither if within => Claim::Equivalent,
        Better::Smaller | Better::Larger | Better::Neither => Claim::NotShown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(lo: f64, hi: f64) -> Interval {
        Interval { lo, hi }
    }

    /// The end of an interval that touches 0 shows nothing; a 90 % interval that touches δ is not inside.
    #[test]
    fn the_claim_follows_the_interval() {
        use Better::{Larger, Neither, Smaller};
        for (interval, better, want) in [
            (at(0.1, 0.3), Smaller, Claim::Worse),
            (at(0.1, 0.3), Larger, Claim::Better),
            (at(0.1, 0.3), Neither, Claim::Larger),
            (at(-0.3, -0.1), Smaller, Claim::Better),
            (at(-0.3, -0.1), Larger, Claim::Worse),
            (at(-0.3, -0.1), Neither, Claim::Smaller),
            (at(0.0, 0.3), Smaller, Claim::NotShown),
            (at(-0.3, 0.0), Smaller, Claim::NotShown),
        ] {
            assert_eq!(claim(interval, false, better), want, "{interval:?} {better:?}");
        }
        assert_eq!(claim(at(-0.1, 0.1), true, Smaller), Claim::Equivalent);
        assert_eq!(claim(at(0.01, 0.02), true, Smaller), Claim::Worse);
        for (interval, want) in
            [(at(-0.09, 0.09), true), (at(-0.1, 0.0), false), (at(0.0, 0.1), false), (at(0.2, 0.3), false)]
        {
            assert_eq!(is_within(interval, 0.1), want, "{interval:?}");
        }
    }

    /// 40 of 40 that differ the same way: at least 0.05^(1/40) = 92.8 % do so, at most 7.2 % the other way, so that the
    /// difference is at least 85.6 points at 95 %.
    #[test]
    fn chances_without_spread_keep_a_width() {
        let (none, all) = (vec![0.0; 40], vec![1.0; 40]);
        let up = interval(&none, &all, true, Confidence::P95).expect("40 pairs");
        assert!((up.lo - 0.855_7).abs() < 1e-3 && up.hi.to_bits() == 1.0_f64.to_bits(), "{up:?}");
        let down = interval(&all, &none, true, Confidence::P95).expect("40 pairs");
        assert_eq!([down.lo, down.hi].map(f64::to_bits), [-up.hi, -up.lo].map(f64::to_bits));
    }
}
