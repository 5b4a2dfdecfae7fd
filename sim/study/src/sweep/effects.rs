//! What points say of each other: paired effects, and how variances part.

use crate::metrics::Series;
use crate::statistics::{Confidence, mean, rank};
use naru_results::{SweepDifference, SweepSpread};

/// `other` less `base`, replication by replication; `None` where fewer than two can be paired.
pub(super) fn difference(base: &Series, other: &Series) -> Option<SweepDifference> {
    let both = base.values.iter().zip(&other.values).filter_map(|(a, b)| Some(b.as_ref()? - a.as_ref()?));
    let d = mean(&both.collect::<Vec<_>>(), Confidence::P95).ok()?;
    Some(SweepDifference { difference: d.mean, lo: d.interval.lo, hi: d.interval.hi, skewed: d.skewed })
}

/// The variance of numbers, with n − 1; `None` below two.
pub(super) fn variance(numbers: &[f64]) -> Option<f64> {
    mean(numbers, Confidence::P95).ok().map(|it| it.sd * it.sd)
}

/// What chance adds to the variance of points over the inputs.
///
/// Every point meets the same replications, so that what a replication does to all points alike moves no difference. What is
/// left is the residual of points × replications without repetition, Σ(y − ȳₚ − ȳᵣ + ȳ)² / ((P − 1)(m − 1)), over m
/// (Scheffé 1959, section 4.2). `None` below two replications or points, or where a number is missing.
pub(super) fn noise_variance(points: &[&Series]) -> Option<f64> {
    let m = points.first()?.values.len();
    if m < 2 || points.len() < 2 {
        return None;
    }
    let table: Vec<Vec<f64>> =
        points.iter().map(|it| it.values.iter().copied().collect()).collect::<Option<_>>()?;
    let of_point: Vec<f64> = table.iter().map(|row| row.iter().sum::<f64>() / m as f64).collect();
    let of_replication: Vec<f64> =
        (0..m).map(|r| table.iter().map(|row| row[r]).sum::<f64>() / table.len() as f64).collect();
    let all = of_point.iter().sum::<f64>() / table.len() as f64;
    let mut squares = 0.0;
    for (row, p) in table.iter().zip(&of_point) {
        for (y, r) in row.iter().zip(&of_replication) {
            let residual = y - p - r + all;
            squares += residual * residual;
        }
    }
    Some(squares / ((table.len() - 1) * (m - 1)) as f64 / m as f64)
}

/// The 5th and 95th percentile of the points, and how variances part; `None` where a point says nothing.
pub(super) fn spread(points: &[&Series]) -> Option<(f64, f64, SweepSpread)> {
    let mut means: Vec<f64> = points.iter().map(|it| it.point).collect::<Option<_>>()?;
    let between = variance(&means)?;
    let noise = noise_variance(points);
    let within: Option<Vec<f64>> = points
        .iter()
        .map(|it| it.values.iter().copied().collect::<Option<Vec<f64>>>().and_then(|it| variance(&it)))
        .collect();
    means.sort_by(f64::total_cmp);
    let at = |p: f64| means[rank(means.len() as u64, p) as usize - 1];
    let spread = SweepSpread {
        points: means.len() as u32,
        p50: at(0.5),
        inputs_variance: (between - noise.unwrap_or(0.0)).max(0.0),
        noise_variance: noise,
        programme_variance: within.map(|it| it.iter().sum::<f64>() / it.len() as f64),
    };
    Some((at(0.05), at(0.95), spread))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(values: &[f64]) -> Series {
        Series {
            point: Some(values.iter().sum::<f64>() / values.len() as f64),
            values: values.iter().copied().map(Some).collect(),
        }
    }

    /// Points 0 and 10, replications −1 and 1 for all: what is common to all points is no noise of their differences.
    #[test]
    fn what_all_points_meet_is_no_noise() {
        let (a, b) = (series(&[-1.0, 1.0]), series(&[9.0, 11.0]));
        let (_, _, spread) = spread(&[&a, &b]).expect("numbers");
        assert_eq!(spread.noise_variance, Some(0.0));
        assert!((spread.programme_variance.expect("two replications") - 2.0).abs() < 1e-12);
        assert!((spread.inputs_variance - 50.0).abs() < 1e-12); // (0 − 5)² + (10 − 5)², over 1
        let d = difference(&a, &b).expect("two pairs");
        assert_eq!([d.difference, d.lo, d.hi].map(f64::to_bits), [10.0_f64.to_bits(); 3]);
    }

    /// By hand: y = (0, 0), (0, 4). Means of points 0, 2, of replications 0, 2, of all 1; residuals ±1, so that their
    /// squares are 4 over one degree of freedom, and half of it is in a mean of two.
    #[test]
    fn what_differs_from_point_to_point_is_noise() {
        let (a, b) = (series(&[0.0, 0.0]), series(&[0.0, 4.0]));
        assert_eq!(noise_variance(&[&a, &b]), Some(2.0));
        // Variance of the means 0 and 2 is 2: all of it may be noise.
        assert!(spread(&[&a, &b]).expect("numbers").2.inputs_variance.abs() < 1e-12);
        assert_eq!(noise_variance(&[&a]), None);
    }
}
