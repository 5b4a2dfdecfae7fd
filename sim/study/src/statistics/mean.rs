//! A mean of one number per replication, with its Student interval.

use super::{Confidence, Interval, TooFew, student_quantile};

/// Mean of one number per programme, in that number's unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// Replications behind it.
    pub n: usize,
    /// x̄.
    pub mean: f64,
    /// s, with n − 1 in the denominator.
    pub sd: f64,
    /// t·s/√n.
    pub half_width: f64,
    /// x̄ ± half-width.
    pub interval: Interval,
    /// g₁ = m₃/m₂^1.5 with n in the denominators; 0 where all values are equal.
    pub skewness: f64,
    /// Replications from which the interval may be trusted: ⌈25 g₁²⌉ (Cochran 1977, section 2.15).
    pub enough_at: f64,
    /// n < 25 g₁²: coverage is below nominal.
    pub skewed: bool,
}

/// Mean over replications with the interval x̄ ± t s/√n (Student 1908).
///
/// `x` in replication order, any unit. Where all values are equal the mean is that value, to the bit, and the
/// half-width is 0.
///
/// # Errors
/// `TooFew` below two replications.
///
/// # Panics
/// If a value is not finite: a figure that does not exist in a replication is no number.
///
/// ```
/// use naru_study::statistics::{Confidence, mean};
/// let spent = mean(&[3.0, 5.0], Confidence::P95).expect("two replications");
/// assert_eq!(spent.mean, 4.0);
/// assert!((spent.half_width - 12.7062).abs() < 1e-4); // t with one degree of freedom × √2/√2
/// ```
pub fn mean(x: &[f64], confidence: Confidence) -> Result<Estimate, TooFew> {
    TooFew::unless(2, x.len())?;
    let Moments { mean, sd, skewness } = Moments::of(x);
    let n = x.len() as f64;
    let half_width = student_quantile(n - 1.0, confidence.upper()) * sd / n.sqrt();
    let enough = 25.0 * skewness * skewness;
    Ok(Estimate {
        n: x.len(),
        mean,
        sd,
        half_width,
        interval: Interval::around(mean, half_width),
        skewness,
        enough_at: enough.ceil(),
        skewed: n < enough,
    })
}

/// Mean, standard deviation (n − 1) and skewness (n) of at least two values.
pub(super) struct Moments {
    pub(super) mean: f64,
    pub(super) sd: f64,
    pub(super) skewness: f64,
}

impl Moments {
    pub(super) fn of(x: &[f64]) -> Self {
        assert!(x.iter().all(|v| v.is_finite()), "every replication's number is finite: {x:?}");
        let first = *x.first().expect("moments are asked of at least one value");
        #[expect(
            clippy::float_cmp,
            reason = "equal to the bit is meant: then there is no spread, not even by rounding"
        )]
        let all_equal = x.iter().all(|v| *v == first);
        if all_equal {
            return Self { mean: first, sd: 0.0, skewness: 0.0 };
        }
        let n = x.len() as f64;
        let mean = x.iter().sum::<f64>() / n;
        let (mut sum, mut squares, mut cubes) = (0.0, 0.0, 0.0);
        for v in x {
            let d = v - mean;
            sum += d;
            squares += d * d;
            cubes += d * d * d;
        }
        squares -= sum * sum / n; // what rounding left in the mean
        let second = squares / n;
        Self { mean, sd: (squares / (n - 1.0)).sqrt(), skewness: cubes / n / (second * second.sqrt()) }
    }

    /// Third cumulant of the mean of `n` such values: g₁ s³/n².
    pub(super) fn third_of_mean(&self, n: usize) -> f64 {
        let n = n as f64;
        self.skewness * self.sd * self.sd * self.sd / (n * n)
    }

    /// Whether n < 25 g₁² for `n` values of this skewness.
    pub(super) fn skewed(&self, n: usize) -> bool {
        (n as f64) < 25.0 * self.skewness * self.skewness
    }
}

/// Whether n < 25 g₁² for these values.
pub(super) fn is_skewed(x: &[f64]) -> bool {
    Moments::of(x).skewed(x.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_replication_says_nothing_about_spread() {
        assert_eq!(mean(&[], Confidence::P95), Err(TooFew { needed: 2, got: 0 }));
        assert_eq!(mean(&[1.0], Confidence::P95), Err(TooFew { needed: 2, got: 1 }));
        assert!(mean(&[1.0, 2.0], Confidence::P95).is_ok());
    }

    /// 0.1 added ten times and divided is not 0.1; a spread of rounding would then look like a finding.
    #[test]
    fn equal_values_have_no_spread_at_all() {
        let got = mean(&[0.1; 10], Confidence::P95).unwrap();
        assert_eq!((got.mean.to_bits(), got.sd.to_bits(), got.skewed), (0.1f64.to_bits(), 0, false));
    }

    /// k ones in n values: g₁ = (1 − 2q)/√(q(1 − q)), q = k/n (Bernoulli). At q = 1/20 25 g₁² = 426.3.
    #[test]
    fn cochrans_rule_flags_a_rare_event_below_427_replications() {
        for (n, skewed) in [(200, true), (420, true), (440, false)] {
            let x: Vec<f64> = (0..n).map(|i| if i % 20 == 0 { 1.0 } else { 0.0 }).collect();
            let got = mean(&x, Confidence::P95).unwrap();
            assert!((got.skewness - 0.9 / 0.0475f64.sqrt()).abs() < 1e-9, "{}", got.skewness);
            assert_eq!((got.enough_at.to_bits(), got.skewed), (427.0f64.to_bits(), skewed), "{n}");
        }
    }

    #[test]
    #[should_panic(expected = "every replication's number is finite")]
    fn not_a_number_is_refused() {
        let _ = mean(&[1.0, f64::NAN], Confidence::P95);
    }
}
