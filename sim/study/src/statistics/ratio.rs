//! Figures per request: a ratio of sums over replications, by the jackknife.

use super::mean::{Moments, is_skewed};
use super::{Confidence, Interval, TooFew, student_quantile};

/// A ratio of sums R = ΣY/ΣN, in units of Y per N.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ratio {
    /// Replications behind it, those with N = 0 included.
    pub n: usize,
    /// R itself: the figure to print.
    pub point: f64,
    /// The mean of the pseudo-values: R with its bias of order 1/n taken out; the interval's centre.
    pub jackknife: f64,
    /// Standard error of the pseudo-values' mean.
    pub se: f64,
    /// Standard error by the delta method, √(Σ(y − R n)²/(n(n − 1)))/N̄: a check on `se`.
    pub se_delta: f64,
    /// t·se.
    pub half_width: f64,
    /// jackknife ± half-width; clipped to 0..=1 by [`share`] alone.
    pub interval: Interval,
    /// Cochran's rule on the pseudo-values: coverage is below nominal.
    pub skewed: bool,
}

/// R = ΣY/ΣN alone, without an interval; `None` where ΣN = 0: no requests is no ratio, never 0.
///
/// # Panics
/// If the two lists differ in length.
pub fn sum_ratio(y: &[f64], per: &[f64]) -> Option<f64> {
    assert_eq!(y.len(), per.len(), "each replication has a numerator and a denominator");
    let total: f64 = per.iter().sum();
    (total > 0.0).then(|| y.iter().sum::<f64>() / total)
}

/// The jackknife's pseudo-values θ = nR − (n − 1)R₍₋ᵣ₎, one per replication in their order (Quenouille 1956, Tukey 1958).
///
/// Two scenarios run on the same replications are compared by the difference of these (see [`paired`](super::paired)).
/// Worked as R + (n − 1)(y − R·x)/(Σx − x), the same number without its cancellation. `None` where ΣN = 0.
///
/// # Errors
/// `TooFew` where fewer than two replications have a denominator above 0: without that one nothing would be left.
///
/// # Panics
/// If the lists differ in length, or a value is not finite, or a denominator negative.
pub fn pseudo_values(y: &[f64], per: &[f64]) -> Result<Option<Vec<f64>>, TooFew> {
    assert!(y.iter().chain(per).all(|v| v.is_finite()), "every replication's sums are finite");
    assert!(per.iter().all(|v| *v >= 0.0), "a denominator counts: it is not negative");
    TooFew::unless(2, y.len())?;
    let Some(ratio) = sum_ratio(y, per) else { return Ok(None) };
    TooFew::unless(2, per.iter().filter(|v| **v > 0.0).count())?;
    let total: f64 = per.iter().sum();
    let others = y.len() as f64 - 1.0;
    Ok(Some(y.iter().zip(per).map(|(y, x)| ratio + others * (y - ratio * x) / (total - x)).collect()))
}

/// Ratio of sums with the interval `R_J` ± t·se over the pseudo-values (jackknife, Efron 1982, chapter 2).
///
/// `y` and `per` hold one sum per replication, in replication order: seconds waited and requests give a mean wait
/// in seconds. `None` where no replication has a denominator above 0. Where every y is 0 the interval is [0, 0]:
/// the rare breach is bounded by [`zero_events_upper`](super::zero_events_upper) over programmes instead.
///
/// # Errors
/// `TooFew` where fewer than two replications have a denominator above 0.
///
/// # Panics
/// If the lists differ in length, or a value is not finite, or a denominator negative.
pub fn ratio(y: &[f64], per: &[f64], confidence: Confidence) -> Result<Option<Ratio>, TooFew> {
    let Some(pseudo) = pseudo_values(y, per)? else { return Ok(None) };
    let n = y.len() as f64;
    let point = sum_ratio(y, per).expect("pseudo-values exist only where the ratio does");
    let Moments { mean: jackknife, sd, .. } = Moments::of(&pseudo);
    let se = sd / n.sqrt();
    let half_width = student_quantile(n - 1.0, confidence.upper()) * se;
    Ok(Some(Ratio {
        n: y.len(),
        point,
        jackknife,
        se,
        se_delta: delta_standard_error(y, per, point),
        half_width,
        interval: Interval::around(jackknife, half_width),
        skewed: is_skewed(&pseudo),
    }))
}

/// Interval for a share of requests: [`ratio`] of two counts per replication, clipped to 0..=1.
///
/// `part` and `all` are per replication, in replication order; point and interval in 0..=1.
///
/// # Errors
/// `TooFew` where fewer than two replications have any request.
///
/// # Panics
/// If the lists differ in length, or a part exceeds its whole, or a count exceeds 2⁵³.
///
/// ```
/// use naru_study::statistics::{Confidence, share};
/// let late = share(&[0, 2, 0, 1, 5], &[100, 120, 90, 110, 130], Confidence::P95)
///     .expect("five replications")
///     .expect("there were requests");
/// assert_eq!(late.point, 8.0 / 550.0);
/// assert_eq!(late.interval.lo, 0.0); // −0.0066 before clipping
/// ```
pub fn share(part: &[u64], all: &[u64], confidence: Confidence) -> Result<Option<Ratio>, TooFew> {
    assert!(part.iter().zip(all).all(|(part, all)| part <= all), "a part never exceeds its whole");
    let answer = ratio(&exact(part), &exact(all), confidence)?;
    Ok(answer.map(|ratio| Ratio { interval: ratio.interval.within_share(), ..ratio }))
}

/// Standard error of ΣY/ΣN by linearisation: what each replication is off the line y = R·n.
pub(super) fn delta_standard_error(y: &[f64], per: &[f64], ratio: f64) -> f64 {
    let n = y.len() as f64;
    let squares: f64 = y.iter().zip(per).map(|(y, x)| (y - ratio * x) * (y - ratio * x)).sum();
    (squares / (n * (n - 1.0))).sqrt() / (per.iter().sum::<f64>() / n)
}

/// Counts as floats, without loss.
pub(super) fn exact(counts: &[u64]) -> Vec<f64> {
    assert!(counts.iter().all(|c| *c <= 1 << 53), "a count above 2^53 is no float");
    counts.iter().map(|c| *c as f64).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_requests_is_no_ratio() {
        assert_eq!(ratio(&[0.0; 3], &[0.0; 3], Confidence::P95), Ok(None));
        assert_eq!(sum_ratio(&[], &[]), None);
    }

    /// Leaving out the only replication with requests leaves 0/0.
    #[test]
    fn one_replication_with_requests_is_too_few() {
        let error = Err(TooFew { needed: 2, got: 1 });
        assert_eq!(ratio(&[5.0], &[10.0], Confidence::P95), error);
        assert_eq!(ratio(&[0.0, 5.0, 0.0], &[0.0, 10.0, 0.0], Confidence::P95), error);
        let both = ratio(&[0.0, 5.0, 1.0], &[0.0, 10.0, 4.0], Confidence::P95).unwrap().unwrap();
        assert!((both.point - 6.0 / 14.0).abs() < 1e-15, "{both:?}");
    }

    /// By the definition nR − (n−1)R₍₋ᵣ₎, in exact fractions: R = 3/7, R₍₋₁₎ = 2/5, R₍₋₂₎ = 1/2 for 1/2 and 2/5.
    #[test]
    fn pseudo_values_follow_their_definition() {
        let got = pseudo_values(&[1.0, 2.0], &[2.0, 5.0]).unwrap().unwrap();
        for (got, want) in got.iter().zip([6.0 / 7.0 - 2.0 / 5.0, 6.0 / 7.0 - 1.0 / 2.0]) {
            assert!((got - want).abs() < 1e-15, "{got} {want}");
        }
    }

    #[test]
    fn a_share_stays_within_0_and_1() {
        let few = share(&[0, 0, 3], &[10, 10, 10], Confidence::P95).unwrap().unwrap();
        let most = share(&[10, 10, 7], &[10, 10, 10], Confidence::P95).unwrap().unwrap();
        assert_eq!(few.interval.lo.to_bits(), 0);
        assert_eq!(most.interval.hi.to_bits(), 1.0f64.to_bits());
        assert!(few.interval.hi > 0.1 && most.interval.lo < 0.9, "only the outer end is clipped");
    }

    #[test]
    #[should_panic(expected = "a part never exceeds its whole")]
    fn a_part_above_its_whole_is_refused() {
        let _ = share(&[1, 3], &[2, 2], Confidence::P95);
    }
}
