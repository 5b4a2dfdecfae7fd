//! Intervals that hold at every n at once: for looking whenever one likes, without a last look fixed beforehand.
//!
//! The price is width, 1.5 to 1.7 times that of an interval at a fixed n. Where an `n_max` can be named, the looks of
//! [`Gate`](super::Gate) are narrower.

use super::distributions::{ln_beta, solve};
use super::{Confidence, Interval, TooFew};

/// Half-width of the asymptotic confidence sequence of a mean (Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas 2024,
/// theorem 2.2), two-sided, at `n` replications with standard deviation `sd`; in its unit.
///
/// s √(2(nρ² + 1)/(n²ρ²) · ln(√(nρ² + 1)/α)), ρ by [`mixture_scale`]. Holds at all n from the first look on as that
/// look's n grows: do not start below 40.
///
/// # Errors
/// `TooFew` below two replications.
///
/// # Panics
/// If `n_opt` is 0.
pub fn asymptotic_half_width(n: u64, sd: f64, n_opt: u64, confidence: Confidence) -> Result<f64, TooFew> {
    TooFew::unless(2, n as usize)?;
    let rho = mixture_scale(n_opt, confidence);
    let (count, alpha) = (n as f64, confidence.alpha());
    let grown = count * rho * rho + 1.0;
    let log = 0.5 * libm::log(grown) - libm::log(alpha);
    Ok(sd * (2.0 * grown * log).sqrt() / (count * rho))
}

/// ρ of the normal mixture, near the best at `n_opt` replications: √((−2 ln α + ln(1 − 2 ln α))/n) at n = `n_opt`.
///
/// # Panics
/// If `n_opt` is 0.
pub fn mixture_scale(n_opt: u64, confidence: Confidence) -> f64 {
    assert!(n_opt > 0, "the sequence is tuned to some number of replications");
    let twice = -2.0 * libm::log(confidence.alpha());
    ((twice + libm::log(twice + 1.0)) / n_opt as f64).sqrt()
}

/// Confidence sequence of a chance of which `x` of `n` replications showed the event (Robbins 1970): all p against
/// which the likelihood, mixed over a uniform prior, is below 1/α. Holds at every n, exactly.
///
/// # Errors
/// `TooFew` without a replication.
///
/// # Panics
/// If `x` exceeds `n`.
pub fn bernoulli_sequence(x: u64, n: u64, confidence: Confidence) -> Result<Interval, TooFew> {
    assert!(x <= n, "an event is counted at most once a replication: {x} of {n}");
    TooFew::unless(1, n as usize)?;
    let (seen, unseen) = (x as f64, (n - x) as f64);
    let share = seen / n as f64;
    let least = libm::log(confidence.alpha()) + ln_beta(seen + 1.0, unseen + 1.0);
    // ln of the likelihood at p above its least, and its slope; a factor of exponent 0 is 1 also at the ends
    let above = |p: f64| {
        let part = |exponent: f64, ln: f64| if exponent > 0.0 { exponent * ln } else { 0.0 };
        let value = part(seen, libm::log(p)) + part(unseen, libm::log1p(-p)) - least;
        (value, seen / p - unseen / (1.0 - p))
    };
    let lo = if x == 0 { 0.0 } else { solve(0.0, share, 0.5 * share, above) };
    let hi = if x == n {
        1.0
    } else {
        solve(share, 1.0, f64::midpoint(share, 1.0), |p| {
            let (value, slope) = above(p);
            (-value, -slope)
        })
    };
    Ok(Interval { lo, hi })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// x = 0: (1 − p)^n = α/(n + 1), in closed form; and the mirror at x = n.
    #[test]
    fn none_and_all_in_closed_form() {
        for n in [1, 2, 50, 10_000] {
            let upper = -libm::expm1((libm::log(0.05) - libm::log(n as f64 + 1.0)) / n as f64);
            let (none, all) = (
                bernoulli_sequence(0, n, Confidence::P95).unwrap(),
                bernoulli_sequence(n, n, Confidence::P95).unwrap(),
            );
            assert!(none.lo <= 0.0 && (none.hi - upper).abs() < 1e-12, "{none:?}");
            assert!(all.hi >= 1.0 && (all.lo - (1.0 - upper)).abs() < 1e-12, "{all:?}");
        }
    }

    /// Exactly: the chance that p ever leaves the interval within 300 replications, by the recursion over (n, x).
    #[test]
    fn at_no_n_in_300_does_it_err_more_than_alpha() {
        for p in [0.5, 0.9, 0.05] {
            let (mut within, mut left) = (vec![1.0], 0.0);
            for n in 1..=300_u64 {
                let mut next = vec![0.0; n as usize + 1];
                for (x, chance) in within.iter().enumerate() {
                    next[x] += chance * (1.0 - p);
                    next[x + 1] += chance * p;
                }
                for (x, chance) in next.iter_mut().enumerate() {
                    if *chance > 0.0 && !bernoulli_sequence(x as u64, n, Confidence::P95).unwrap().covers(p) {
                        left += *chance;
                        *chance = 0.0;
                    }
                }
                within = next;
            }
            assert!(left < 0.05 && left > 0.005, "{p}: {left}");
        }
    }

    /// Best near `n_opt`: there no other tuning of a grid is more than 1 % narrower, and it is 1.5–1.7 times z/√n.
    #[test]
    fn the_tuning_is_near_its_best() {
        let at = |n_opt: u64| asymptotic_half_width(200, 1.0, n_opt, Confidence::P95).unwrap();
        for n_opt in [50, 100, 150, 250, 400, 800] {
            assert!(at(200) < 1.01 * at(n_opt), "{n_opt}");
        }
        let wider = at(200) / (1.959_963_984_540_054 / 200.0f64.sqrt());
        assert!((1.5..=1.7).contains(&wider), "{wider}");
    }

    #[test]
    fn one_replication_says_nothing_about_spread() {
        assert_eq!(asymptotic_half_width(1, 1.0, 100, Confidence::P95), Err(TooFew { needed: 2, got: 1 }));
        assert_eq!(bernoulli_sequence(0, 0, Confidence::P95), Err(TooFew { needed: 1, got: 0 }));
    }
}
