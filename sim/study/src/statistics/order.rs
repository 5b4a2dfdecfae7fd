//! Quantiles of one number per programme, by order statistics; dates that may never come.

use super::distributions::binomial_tails;
use super::pooled::rank;
use super::{Confidence, TooFew};

/// Which order statistics estimate and bound a quantile of n values; ranks from 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OrderRanks {
    /// ⌈np⌉.
    pub point: u64,
    /// Rank of the lower end; `None` where no order statistic is low enough.
    pub lower: Option<u64>,
    /// Rank of the upper end; `None` where no order statistic is high enough.
    pub upper: Option<u64>,
    /// Chance that the interval covers, at least (exactly for a continuous law); a missing end counts as unbounded.
    pub coverage: f64,
}

/// Distribution-free interval of the p-quantile of n independent values: X₍l₎..X₍u₎ (Thompson 1936; David & Nagaraja 2003, section 7.1).
///
/// l = max{l: P(Bin(n,p) ≤ l−1) ≤ α/2}, u = min{u: P(Bin(n,p) ≤ u−1) ≥ 1−α/2}. At p = 0.05 and 95 % a lower end
/// exists from n = 72 on.
///
/// # Errors
/// `TooFew` without a value.
///
/// # Panics
/// Unless 0 < `p` < 1.
///
/// ```
/// use naru_study::statistics::{Confidence, quantile_order};
/// let median = quantile_order(20, 0.5, Confidence::P95).expect("twenty values");
/// assert_eq!((median.lower, median.point, median.upper), (Some(6), 10, Some(15)));
/// ```
pub fn quantile_order(n: u64, p: f64, confidence: Confidence) -> Result<OrderRanks, TooFew> {
    assert!(p > 0.0 && p < 1.0, "a quantile needs a level between 0 and 1, not {p}");
    TooFew::unless(1, n as usize)?;
    // A tie is a tie, although both sides come rounded: 1/32 is not above (1 − 0.9375)/2.
    let tail = 0.5 * confidence.alpha() * (1.0 + 1e-12);
    let below = |k: u64| binomial_tails(n, p, k).0;
    let above = |k: u64| binomial_tails(n, p, k).1;
    let lower = Some(first(n, |k| below(k) > tail)).filter(|l| *l > 0);
    let upper = Some(first(n, |k| above(k) <= tail) + 1).filter(|u| *u <= n);
    let missed = lower.map_or(0.0, |l| below(l - 1)) + upper.map_or(0.0, |u| above(u - 1));
    Ok(OrderRanks { point: rank(n, p), lower, upper, coverage: 1.0 - missed })
}

/// The first k below n for which `holds`, or n; `holds` must stay true once it is.
fn first(n: u64, holds: impl Fn(u64) -> bool) -> u64 {
    let (mut lo, mut hi) = (0, n);
    while lo < hi {
        let middle = lo.midpoint(hi);
        if holds(middle) {
            hi = middle;
        } else {
            lo = middle + 1;
        }
    }
    lo
}

/// A quantile of the day on which the money ends, in the unit of the days given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateQuantile {
    /// Programmes behind it: all, or those in which the money ended.
    pub count: u64,
    /// The quantile; `None` beyond the horizon.
    pub point: Option<i64>,
    /// Lower end; `None` beyond the horizon, or where no order statistic is low enough.
    pub lo: Option<i64>,
    /// Upper end; `None` beyond the horizon, or where no order statistic is high enough.
    pub hi: Option<i64>,
}

/// Unconditional quantile of the exhaustion date: order statistics with "never within the programme" last.
///
/// `days` holds one entry per programme; `None` where the money lasted. All programmes end on the same day, so this
/// is what Kaplan-Meier would give. How often the money ends is [`probability`](super::probability), not this.
///
/// # Errors
/// `TooFew` without a programme.
///
/// # Panics
/// Unless 0 < `p` < 1.
pub fn censored_date_quantile(
    days: &[Option<i64>],
    p: f64,
    confidence: Confidence,
) -> Result<DateQuantile, TooFew> {
    let ranks = quantile_order(days.len() as u64, p, confidence)?;
    let mut ended: Vec<i64> = days.iter().flatten().copied().collect();
    ended.sort_unstable();
    let at = |rank: u64| ended.get(rank as usize - 1).copied();
    Ok(DateQuantile {
        count: days.len() as u64,
        point: at(ranks.point),
        lo: ranks.lower.and_then(at),
        hi: ranks.upper.and_then(at),
    })
}

/// Quantile of the exhaustion date among those programmes in which the money ended; `count` says how many.
///
/// # Errors
/// `TooFew` where the money lasted in every programme.
///
/// # Panics
/// Unless 0 < `p` < 1.
pub fn date_quantile_given_exhausted(
    days: &[Option<i64>],
    p: f64,
    confidence: Confidence,
) -> Result<DateQuantile, TooFew> {
    let ended: Vec<Option<i64>> = days.iter().flatten().copied().map(Some).collect();
    censored_date_quantile(&ended, p, confidence)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// .95^n ≤ .025 first at n = 72 (71.9): below, even the smallest value is too high to bound the 5 % quantile.
    #[test]
    fn the_5_percent_quantile_has_a_lower_end_from_72_on() {
        for (n, lower) in [(71, None), (72, Some(1)), (73, Some(1))] {
            assert_eq!(quantile_order(n, 0.05, Confidence::P95).unwrap().lower, lower, "{n}");
            let mirrored = lower.map(|_| n);
            assert_eq!(quantile_order(n, 0.95, Confidence::P95).unwrap().upper, mirrored, "{n}");
        }
    }

    /// Of 2ⁿ results of n coins, so many have at most k heads: a level α/2 of exactly that share is reached, for
    /// "at most" admits it; a hair stricter is not.
    #[test]
    fn a_tie_counts_as_reached() {
        for n in 1..=24_u32 {
            let all = f64::from(1_u32 << n);
            let (mut ways, mut at_most) = (1_u64, 0_u64);
            for k in 0..u64::from(n.div_ceil(2)) {
                at_most += ways;
                ways = ways * (u64::from(n) - k) / (k + 1);
                let alpha = 2.0 * at_most as f64 / all;
                for (strictness, lower) in [(0.0, k + 1), (1e-9, k)] {
                    let Some(confidence) = Confidence::new(1.0 - alpha * (1.0 - strictness)) else {
                        continue;
                    };
                    let got = quantile_order(u64::from(n), 0.5, confidence).unwrap();
                    assert_eq!(got.lower.unwrap_or(0), lower, "{n} coins, {k} heads, {strictness}");
                    assert_eq!(got.upper.map_or(0, |u| u64::from(n) + 1 - u), lower, "{n} coins, {k} tails");
                }
            }
        }
    }

    /// Ten programmes, eight exhausted: the P90 is the 9th of ten, and that one lasted; among the eight it is the 8th.
    #[test]
    fn dates_beyond_the_horizon_are_null_and_the_conditional_ones_count_the_exhausted() {
        let days = [
            Some(250),
            Some(261),
            Some(244),
            None,
            Some(270),
            Some(255),
            None,
            Some(248),
            Some(266),
            Some(259),
        ];
        let all = censored_date_quantile(&days, 0.9, Confidence::P95).unwrap();
        assert_eq!((all.count, all.point), (10, None));
        let some = date_quantile_given_exhausted(&days, 0.9, Confidence::P95).unwrap();
        assert_eq!((some.count, some.point), (8, Some(270)));
    }

    #[test]
    fn never_exhausted() {
        let got = censored_date_quantile(&[None; 200], 0.05, Confidence::P95).unwrap();
        assert_eq!(got, DateQuantile { count: 200, point: None, lo: None, hi: None });
        let error = Err(TooFew { needed: 1, got: 0 });
        assert_eq!(date_quantile_given_exhausted(&[None; 200], 0.05, Confidence::P95), error);
        assert_eq!(censored_date_quantile(&[], 0.5, Confidence::P95), error);
    }
}
