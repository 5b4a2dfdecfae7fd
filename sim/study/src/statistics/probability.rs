//! Chances of a programme: x of n replications in which something held.

use super::{Confidence, Interval, TooFew, beta_quantile, normal_quantile};

/// Interval of a chance of which `x` of `n` replications showed the event: Wilson; where none or all did,
/// Clopper-Pearson, whose end is exact there and wider.
///
/// In words none is better put one-sided: [`zero_events_upper`].
///
/// # Errors
/// `TooFew` without a replication.
///
/// # Panics
/// If `x` exceeds `n`.
///
/// ```
/// use naru_study::statistics::{Confidence, probability};
/// let kept = probability(200, 200, Confidence::P95).expect("200 replications");
/// assert!((kept.lo - 0.9817).abs() < 1e-4 && kept.hi == 1.0);
/// ```
pub fn probability(x: u64, n: u64, confidence: Confidence) -> Result<Interval, TooFew> {
    if x == 0 || x == n { clopper_pearson(x, n, confidence) } else { wilson(x, n, confidence) }
}

/// Score interval of a chance (Wilson 1927), without continuity correction; in 0..=1.
///
/// # Errors
/// `TooFew` without a replication.
///
/// # Panics
/// If `x` exceeds `n`.
pub fn wilson(x: u64, n: u64, confidence: Confidence) -> Result<Interval, TooFew> {
    checked(x, n)?;
    let z = normal_quantile(confidence.upper());
    let count = n as f64;
    let share = x as f64 / count;
    let square = z * z / count;
    let centre = (share + 0.5 * square) / (1.0 + square);
    let half_width = z * (share * (1.0 - share) / count + 0.25 * square / count).sqrt() / (1.0 + square);
    let interval = Interval::around(centre, half_width).within_share();
    // Exactly the end, not what rounding leaves of it.
    Ok(Interval { lo: if x == 0 { 0.0 } else { interval.lo }, hi: if x == n { 1.0 } else { interval.hi } })
}

/// Exact interval of a chance, equal tails on both sides also where none or all showed the event (Clopper & Pearson 1934).
///
/// # Errors
/// `TooFew` without a replication.
///
/// # Panics
/// If `x` exceeds `n`.
pub fn clopper_pearson(x: u64, n: u64, confidence: Confidence) -> Result<Interval, TooFew> {
    checked(x, n)?;
    let (seen, unseen) = (x as f64, (n - x) as f64);
    let lo = if x == 0 { 0.0 } else { beta_quantile(seen, unseen + 1.0, 1.0 - confidence.upper()) };
    let hi = if x == n { 1.0 } else { beta_quantile(seen + 1.0, unseen, confidence.upper()) };
    Ok(Interval { lo, hi })
}

/// One-sided upper bound of a chance that none of `n` replications showed: 1 − α^{1/n}, near 3/n at 95 % (Hanley & Lippman-Hand 1983).
///
/// The cluster is the programme: no breach among ten million requests of 200 programmes bounds the chance that a
/// *programme* has one by 1.5 %, and nothing tighter.
///
/// # Errors
/// `TooFew` without a replication.
///
/// ```
/// use naru_study::statistics::{Confidence, zero_events_upper};
/// let bound = zero_events_upper(200, Confidence::P95).expect("200 replications");
/// assert_eq!(format!("{:.1} %", 100.0 * bound), "1.5 %");
/// ```
pub fn zero_events_upper(n: u64, confidence: Confidence) -> Result<f64, TooFew> {
    checked(0, n)?;
    Ok(-libm::expm1(libm::log(confidence.alpha()) / n as f64))
}

/// `Err` without a replication; a count above its total is a mistake of the caller.
fn checked(x: u64, n: u64) -> Result<(), TooFew> {
    assert!(x <= n, "an event is counted at most once a replication: {x} of {n}");
    TooFew::unless(1, n as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// At none and all the interval is Clopper-Pearson's 1 − (α/2)^{1/n}; next to them Wilson's.
    #[test]
    fn none_and_all_are_exact_the_neighbours_are_wilsons() {
        let upper = 1.0 - libm::pow(0.025, 1.0 / 50.0);
        let none = probability(0, 50, Confidence::P95).unwrap();
        let all = probability(50, 50, Confidence::P95).unwrap();
        assert!(none.lo <= 0.0 && (none.hi - upper).abs() < 1e-12, "{none:?}");
        assert!(all.hi >= 1.0 && (all.lo - (1.0 - upper)).abs() < 1e-12, "{all:?}");
        for x in [1, 25, 49] {
            assert_eq!(probability(x, 50, Confidence::P95), wilson(x, 50, Confidence::P95), "{x}");
        }
    }

    #[test]
    fn wilson_ends_exactly_at_0_and_1() {
        for n in 1..400 {
            assert_eq!(wilson(0, n, Confidence::P95).unwrap().lo.to_bits(), 0, "{n}");
            assert_eq!(wilson(n, n, Confidence::P95).unwrap().hi.to_bits(), 1.0f64.to_bits(), "{n}");
        }
    }

    #[test]
    fn without_replications_nothing_is_known() {
        let error = TooFew { needed: 1, got: 0 };
        assert_eq!(probability(0, 0, Confidence::P95), Err(error));
        assert_eq!(wilson(0, 0, Confidence::P95), Err(error));
        assert_eq!(zero_events_upper(0, Confidence::P95), Err(error));
    }

    #[test]
    #[should_panic(expected = "at most once a replication: 3 of 2")]
    fn more_events_than_replications_are_refused() {
        let _ = wilson(3, 2, Confidence::P95);
    }
}
