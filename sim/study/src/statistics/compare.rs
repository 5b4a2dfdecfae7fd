//! Two scenarios on the same draws, and several claims at once.

use super::mean::Moments;
use super::{Confidence, Interval, TooFew, student_quantile, student_upper_tail};

/// What n paired replications say of B − A, in the unit of the figure; worse = larger.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Paired {
    /// d̄, the mean of b − a.
    pub mean_diff: f64,
    /// Standard deviation of b − a (n − 1).
    pub sd_diff: f64,
    /// t·s/√n.
    pub half_width: f64,
    /// d̄ ± half-width.
    pub interval: Interval,
    /// Two-sided p of "no difference" (Student 1908).
    pub p_two_sided: f64,
    /// One-sided p of "worse by the margin or more": small means not inferior.
    pub p_noninferior: f64,
    /// p of "they differ by the margin or more", the larger of two one-sided tests (TOST, Schuirmann 1987).
    pub p_tost: f64,
    /// (`s_A`² + `s_B`²)/`s_d`², what pairing bought; `None` where all differences are equal.
    pub variance_reduction: Option<f64>,
    /// Correlation of a and b; `None` where one of them does not vary.
    pub correlation: Option<f64>,
}

/// Paired comparison of B with A on the same replications.
///
/// `a` and `b` in replication order: one number per programme, or the jackknife's
/// [`pseudo_values`](super::pseudo_values) where the figure is a ratio. `margin` ≥ 0, in their unit. Where all
/// differences are equal there is no doubt left: each p is 0 or 1 by where the difference lies.
///
/// # Errors
/// `TooFew` below two replications.
///
/// # Panics
/// If the lists differ in length, a value is not finite, or the margin is negative.
pub fn paired(a: &[f64], b: &[f64], margin: f64, confidence: Confidence) -> Result<Paired, TooFew> {
    assert_eq!(a.len(), b.len(), "pairs are of the same replication");
    assert!(margin >= 0.0, "a margin is not negative: {margin}");
    TooFew::unless(2, a.len())?;
    let differences: Vec<f64> = a.iter().zip(b).map(|(a, b)| b - a).collect();
    let Moments { mean: mean_diff, sd: sd_diff, .. } = Moments::of(&differences);
    let (of_a, of_b) = (Moments::of(a), Moments::of(b));
    let n = a.len() as f64;
    let df = n - 1.0;
    let se = sd_diff / n.sqrt();
    let half_width = student_quantile(df, confidence.upper()) * se;
    // P(T > distance / se); without spread the sign of the distance decides, and 0 shows nothing.
    let p_above = |distance: f64| {
        if se > 0.0 { student_upper_tail(df, distance / se) } else { f64::from(u8::from(distance <= 0.0)) }
    };
    let p_noninferior = p_above(margin - mean_diff);
    let covariance = a.iter().zip(b).map(|(a, b)| (a - of_a.mean) * (b - of_b.mean)).sum::<f64>() / df;
    let variances = of_a.sd * of_a.sd + of_b.sd * of_b.sd;
    Ok(Paired {
        mean_diff,
        sd_diff,
        half_width,
        interval: Interval::around(mean_diff, half_width),
        p_two_sided: (2.0 * p_above(mean_diff.abs())).min(1.0),
        p_noninferior,
        p_tost: p_noninferior.max(p_above(margin + mean_diff)),
        variance_reduction: (sd_diff > 0.0).then(|| variances / (sd_diff * sd_diff)),
        correlation: (of_a.sd > 0.0 && of_b.sd > 0.0).then(|| covariance / (of_a.sd * of_b.sd)),
    })
}

/// p-values adjusted so that each may be compared with α and all claims hold together (Holm 1979), in the given order.
///
/// The i-th smallest of m is multiplied by m − i + 1, never below one before it, at most 1.
///
/// # Panics
/// If a p-value lies outside 0..=1.
///
/// ```
/// use naru_study::statistics::holm;
/// assert_eq!(holm(&[0.01, 0.04]), [0.02, 0.04]);
/// ```
pub fn holm(p: &[f64]) -> Vec<f64> {
    check_levels(p);
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|i, j| p[*i].total_cmp(&p[*j]));
    let mut adjusted = vec![0.0; p.len()];
    let mut largest = 0.0_f64;
    for (place, index) in order.into_iter().enumerate() {
        largest = largest.max(((p.len() - place) as f64 * p[index]).min(1.0));
        adjusted[index] = largest;
    }
    adjusted
}

/// p-values multiplied by their number, at most 1 (Bonferroni 1936; Dunn 1961), in the given order.
///
/// The intervals that go with such claims are made at [`Confidence::shared_by`].
///
/// # Panics
/// If a p-value lies outside 0..=1.
pub fn bonferroni(p: &[f64]) -> Vec<f64> {
    check_levels(p);
    p.iter().map(|level| (level * p.len() as f64).min(1.0)).collect()
}

fn check_levels(p: &[f64]) {
    assert!(p.iter().all(|level| (0.0..=1.0).contains(level)), "a p-value lies in 0..=1: {p:?}");
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Equal draws in equal scenarios: the difference is 0 to the bit, and below any margin above 0.
    #[test]
    fn no_spread_leaves_no_doubt() {
        for (shift, margin, two_sided, noninferior, tost) in [
            (0.0, 0.5, 1.0, 0.0, 0.0),
            (0.0, 0.0, 1.0, 1.0, 1.0),
            (0.5, 0.5, 0.0, 1.0, 1.0), // a difference of the margin is not below it
            (0.25, 0.5, 0.0, 0.0, 0.0),
            (-1.0, 0.5, 0.0, 0.0, 1.0), // better by more than the margin: not inferior, not equivalent
        ] {
            let a = [1.0, 2.0, 4.0];
            let got = paired(&a, &a.map(|v| v + shift), margin, Confidence::P95).unwrap();
            let p = [got.p_two_sided, got.p_noninferior, got.p_tost];
            assert_eq!(
                p.map(f64::to_bits),
                [two_sided, noninferior, tost].map(f64::to_bits),
                "{shift} {margin}"
            );
            assert_eq!((got.mean_diff.to_bits(), got.variance_reduction), (f64::to_bits(shift), None));
        }
    }

    #[test]
    fn one_pair_is_too_few() {
        assert_eq!(paired(&[1.0], &[2.0], 0.1, Confidence::P95), Err(TooFew { needed: 2, got: 1 }));
    }

    /// A figure that never varies has no correlation, and pairing then bought nothing.
    #[test]
    fn a_constant_side_has_no_correlation() {
        let got = paired(&[5.0; 4], &[5.0, 6.0, 5.0, 7.0], 1.0, Confidence::P95).unwrap();
        assert_eq!((got.correlation, got.variance_reduction), (None, Some(1.0)));
    }

    #[test]
    fn no_claims_no_adjustment() {
        assert!(holm(&[]).is_empty() && bonferroni(&[]).is_empty());
    }
}
