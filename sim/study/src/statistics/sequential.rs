//! Group sequential boundaries: looking several times at growing data without erring more often.
//!
//! Five looks at plain 95 % intervals err in 14 %, not 5 %. Lan and DeMets (1983) fix beforehand how much of the
//! error may have been spent at each fraction of the final information, and the boundaries follow by the
//! recursion of Armitage, McPherson and Rowe (1969): the law of the running sum, cut at each boundary.

use super::distributions::{solve, upper_normal_tail};
use super::normal_quantile;

/// How much of the error may be spent by a fraction t of the final information (Lan & DeMets 1983).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spending {
    /// 2 − 2 Φ(z_{α/2}/√t): nearly nothing early, nearly the whole level at the end, as O'Brien & Fleming (1979).
    OBrienFleming,
    /// α ln(1 + (e − 1) t): nearly the same boundary at each look, as Pocock (1977).
    Pocock,
}

impl Spending {
    /// Error spent in one tail by information fraction `t`, of `alpha` in all; both in 0..=1.
    pub fn spent(self, alpha: f64, t: f64) -> f64 {
        match self {
            Self::OBrienFleming => 2.0 * upper_normal_tail(-normal_quantile(0.5 * alpha) / t.sqrt()),
            Self::Pocock => alpha * libm::log1p((core::f64::consts::E - 1.0) * t),
        }
    }
}

/// Whether a test may end on one side or on both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sides {
    /// α in the upper tail; below, the test always goes on.
    One,
    /// α/2 in each tail, each by the spending function at α/2.
    Two,
}

/// The z at each look beyond which the test ends, so that it errs with chance `alpha` over all looks together.
///
/// `information` is the part of the final information at each look: rising, in (0, 1], `n/n_max` for replications.
/// The test statistic at look k is the mean over its standard error. A look whose share of the error is below
/// 1e-290 cannot end the test: its z is infinite. Exact to about 1e-10: the law of the running sum is integrated by
/// Gauss-Legendre with ten points in each stretch of one standard deviation of a step.
///
/// # Panics
/// Unless 0 < `alpha` < 1 and the information rises within (0, 1].
///
/// ```
/// use naru_study::statistics::{Sides, Spending, boundaries};
/// let z = boundaries(Spending::OBrienFleming, Sides::One, 0.05, &[0.2, 0.4, 0.6, 0.8, 1.0]);
/// let rounded: Vec<String> = z.iter().map(|z| format!("{z:.4}")).collect();
/// assert_eq!(rounded, ["4.2292", "2.8881", "2.2981", "1.9618", "1.7397"]);
/// ```
pub fn boundaries(spending: Spending, sides: Sides, alpha: f64, information: &[f64]) -> Vec<f64> {
    assert!(alpha > 0.0 && alpha < 1.0, "an error level lies between 0 and 1, not {alpha}");
    let rises = information.windows(2).all(|pair| pair[0] < pair[1]);
    let inside = information.iter().all(|t| *t > 0.0 && *t <= 1.0);
    assert!(rises && inside, "information rises within 0..=1: {information:?}");
    let tail = match sides {
        Sides::One => alpha,
        Sides::Two => 0.5 * alpha,
    };
    let (mut law, mut before, mut spent) = (SumLaw::start(), 0.0, 0.0);
    let mut z = Vec::with_capacity(information.len());
    for (k, &t) in information.iter().enumerate() {
        let step = (t - before).sqrt();
        let may = spending.spent(tail, t);
        let boundary = law.boundary(step, t.sqrt(), may - spent);
        z.push(boundary / t.sqrt());
        if let Some(next) = information.get(k + 1) {
            let far = FAR * t.sqrt();
            let hi = boundary.min(far);
            let lo = match sides {
                Sides::One => -far,
                Sides::Two => -hi,
            };
            law = law.after(step, lo, hi, step.min((next - t).sqrt()));
        }
        (before, spent) = (t, may);
    }
    z
}

/// The chance beyond each boundary at its look alone, P(Z > z): the level at which that look's Student quantile
/// or exact bound is taken.
pub fn nominal_levels(z: &[f64]) -> Vec<f64> {
    z.iter().map(|z| upper_normal_tail(*z)).collect()
}

/// Standard deviations beyond which the law of the running sum is cut: there it is 1e-23 of its top.
const FAR: f64 = 10.0;

/// Least error worth a boundary: below, the normal quantile leaves the range of a float.
const LEAST_ERROR: f64 = 1e-290;

/// The running sum (variance t) of the paths that have crossed nothing so far: places, and the chance at each.
struct SumLaw(Vec<(f64, f64)>);

impl SumLaw {
    /// Before the first look the sum is 0.
    fn start() -> Self {
        Self(vec![(0.0, 1.0)])
    }

    /// The sum's value that is exceeded with chance `error` after one more step of deviation `step`.
    fn boundary(&self, step: f64, deviation: f64, error: f64) -> f64 {
        if error < LEAST_ERROR {
            return f64::INFINITY;
        }
        // In logarithms, where Newton's steps are good also far out.
        solve(-FAR * deviation, 40.0 * deviation, deviation, |b| {
            let (mut beyond, mut density) = (0.0, 0.0);
            for (place, chance) in &self.0 {
                let x = (b - place) / step;
                beyond += chance * upper_normal_tail(x);
                density += chance * normal_density(x) / step;
            }
            (libm::log(error) - libm::log(beyond), density / beyond)
        })
    }

    /// The law after one more step of deviation `step`, of the paths that end between `lo` and `hi`.
    ///
    /// `stretch`: the finest scale of this law and of the next step.
    fn after(&self, step: f64, lo: f64, hi: f64, stretch: f64) -> Self {
        let pieces = ((hi - lo) / stretch).ceil().max(1.0);
        let half = 0.5 * (hi - lo) / pieces;
        let mut places = Vec::with_capacity(10 * pieces as usize);
        for piece in 0..pieces as u32 {
            let middle = lo + half * (2.0 * f64::from(piece) + 1.0);
            for (node, weight) in GAUSS_LEGENDRE_10 {
                for place in [middle - half * node, middle + half * node] {
                    let density: f64 = self
                        .0
                        .iter()
                        .map(|(from, chance)| chance * normal_density((place - from) / step))
                        .sum();
                    places.push((place, half * weight * density / step));
                }
            }
        }
        Self(places)
    }
}

/// Positive nodes and their weights on −1..1 (Abramowitz & Stegun, table 25.4).
const GAUSS_LEGENDRE_10: [(f64, f64); 5] = [
    (0.148_874_338_981_631_2, 0.295_524_224_714_752_9),
    (0.433_395_394_129_247_2, 0.269_266_719_309_996_4),
    (0.679_409_568_299_024_4, 0.219_086_362_515_982_04),
    (0.865_063_366_688_984_5, 0.149_451_349_150_580_6),
    (0.973_906_528_517_171_7, 0.066_671_344_308_688_14),
];

fn normal_density(x: f64) -> f64 {
    libm::exp(-0.5 * x * x) / (2.0 * core::f64::consts::PI).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIVE: [f64; 5] = [0.2, 0.4, 0.6, 0.8, 1.0];

    /// One look is the plain test, whatever the spending.
    #[test]
    fn one_look_is_the_plain_quantile() {
        for spending in [Spending::OBrienFleming, Spending::Pocock] {
            for (sides, level) in [(Sides::One, 0.95), (Sides::Two, 0.975)] {
                let z = boundaries(spending, sides, 0.05, &[1.0]);
                assert!((z[0] - normal_quantile(level)).abs() < 1e-12, "{spending:?} {sides:?} {z:?}");
            }
        }
    }

    /// Two looks: P(Z₁ > z₁ or Z₂ > z₂) by another rule (Simpson over the first look) is α again; on two sides twice
    /// that, less the paths that have left at the other end. At α = 0.6 those are many.
    #[test]
    fn two_looks_err_alpha_in_all() {
        for (spending, sides, alpha, t) in [
            (Spending::OBrienFleming, Sides::One, 0.05, 0.5),
            (Spending::Pocock, Sides::One, 0.05, 0.3),
            (Spending::Pocock, Sides::One, 0.01, 0.9),
            (Spending::Pocock, Sides::Two, 0.05, 0.3),
            (Spending::Pocock, Sides::Two, 0.6, 0.2),
        ] {
            let z = boundaries(spending, sides, alpha, &[t, 1.0]);
            let (lo, tails) = match sides {
                Sides::One => (-12.0, 1.0),
                Sides::Two => (-z[0], 2.0),
            };
            let steps = 20_000;
            let width = (z[0] - lo) / f64::from(steps);
            let second: f64 = (0..=steps)
                .map(|i| {
                    let x = lo + width * f64::from(i);
                    let weight = if i == 0 || i == steps { 1.0 } else { f64::from(2 + 2 * (i % 2)) };
                    let later = (z[1] - x * f64::sqrt(t)) / f64::sqrt(1.0 - t);
                    weight * width / 3.0 * normal_density(x) * upper_normal_tail(later)
                })
                .sum();
            let all = tails * (upper_normal_tail(z[0]) + second);
            assert!((all - alpha).abs() < 1e-10, "{spending:?} {sides:?} {alpha} {t}: {all}");
        }
    }

    /// An early look at next to nothing (and at a level shared by many claims) can never end the test, and costs nothing.
    #[test]
    fn a_look_without_error_to_spend_never_ends_the_test() {
        let z = boundaries(Spending::OBrienFleming, Sides::One, 1e-3, &[0.005, 0.5, 1.0]);
        let without = boundaries(Spending::OBrienFleming, Sides::One, 1e-3, &[0.5, 1.0]);
        assert!(z[0].is_infinite(), "{z:?}");
        for (a, b) in z[1..].iter().zip(&without) {
            assert!((a - b).abs() < 1e-9, "{z:?} {without:?}");
        }
        assert_eq!(nominal_levels(&z)[0].to_bits(), 0);
    }

    /// Spending is nothing at the start, the level at the end, and never falls.
    #[test]
    fn spending_rises_to_the_level() {
        for spending in [Spending::OBrienFleming, Spending::Pocock] {
            let spent: Vec<f64> = (1..=100).map(|i| spending.spent(0.05, f64::from(i) / 100.0)).collect();
            assert!(spent.windows(2).all(|pair| pair[0] < pair[1]) || spent[0] == 0.0, "{spending:?}");
            assert!((spent[99] - 0.05).abs() < 1e-15, "{spending:?}");
        }
    }

    /// Each look alone is stricter than the whole, and all nominal levels together are more than the whole.
    #[test]
    fn nominal_levels_lie_below_alpha_and_sum_above_it() {
        let levels = nominal_levels(&boundaries(Spending::OBrienFleming, Sides::One, 0.05, &FIVE));
        assert!(levels.iter().all(|p| *p < 0.05) && levels.iter().sum::<f64>() > 0.05, "{levels:?}");
    }

    #[test]
    #[should_panic(expected = "information rises within 0..=1")]
    fn information_that_does_not_rise_is_refused() {
        let _ = boundaries(Spending::Pocock, Sides::One, 0.05, &[0.5, 0.5, 1.0]);
    }
}
