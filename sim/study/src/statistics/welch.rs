//! Two independent samples of unequal spread.

use super::mean::Moments;
use super::{Confidence, Interval, TooFew, student_quantile};

/// What two independent samples say of B − A, in the unit of the figure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Welch {
    /// Mean of b less mean of a.
    pub difference: f64,
    /// Its standard error: √(`s_a`²/`n_a` + `s_b`²/`n_b`).
    pub se: f64,
    /// Degrees of freedom (Welch 1947); `n_b` − 1 where neither varies.
    pub df: f64,
    /// Difference ± t se.
    pub interval: Interval,
}

/// Difference of two means where the samples did not meet the same draws (Welch 1947).
///
/// # Errors
/// `TooFew` where a side has fewer than two values.
///
/// # Panics
/// If a value is not finite.
///
/// ```
/// use naru_study::statistics::{Confidence, welch};
/// let found = welch(&[1.0, 3.0], &[2.0, 4.0], Confidence::P95).expect("two values a side");
/// assert_eq!((found.difference, found.df), (1.0, 2.0)); // equal sizes and spreads: 2 (n − 1)
/// ```
pub fn welch(a: &[f64], b: &[f64], confidence: Confidence) -> Result<Welch, TooFew> {
    TooFew::unless(2, a.len().min(b.len()))?;
    let (of_a, of_b) = (Moments::of(a), Moments::of(b));
    let part = |moments: &Moments, n: usize| moments.sd * moments.sd / n as f64;
    let (part_a, part_b) = (part(&of_a, a.len()), part(&of_b, b.len()));
    let variance = part_a + part_b;
    let split = part_a * part_a / (a.len() as f64 - 1.0) + part_b * part_b / (b.len() as f64 - 1.0);
    let df = if split > 0.0 { variance * variance / split } else { b.len() as f64 - 1.0 };
    let (difference, se) = (of_b.mean - of_a.mean, variance.sqrt());
    let interval = Interval::around(difference, student_quantile(df, confidence.upper()) * se);
    Ok(Welch { difference, se, df, interval })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Student's sleep data by R's `t.test(extra ~ group, data = sleep)`: t = -1.8608, df = 17.776, 95 % interval of
    /// group 1 less group 2 from -3.3654832 to 0.2054832, means 0.75 and 2.33.
    #[test]
    fn the_sleep_data_by_r() {
        let first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0];
        let second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];
        let found = welch(&second, &first, Confidence::P95).unwrap();
        assert!((found.difference + 1.58).abs() < 1e-12, "{found:?}");
        assert!((found.difference / found.se + 1.8608).abs() < 5e-5, "{found:?}");
        assert!((found.df - 17.776).abs() < 5e-4, "{found:?}");
        assert!((found.interval.lo + 3.365_483_2).abs() < 5e-8, "{found:?}");
        assert!((found.interval.hi - 0.205_483_2).abs() < 5e-8, "{found:?}");
    }

    #[test]
    fn one_value_on_a_side_is_too_few() {
        assert!(welch(&[1.0], &[1.0, 2.0], Confidence::P95).is_err());
    }
}
