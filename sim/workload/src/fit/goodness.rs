//! How far a law is from what was observed.

use super::fitted::Fitted;
use super::observed::Observed;

/// Distances between the empirical distribution (Kaplan-Meier where lengths are cut) and a law.
///
/// To compare laws with, not to test one: with ten thousand rows every law is rejected.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Goodness {
    /// Greatest distance of the two distribution functions (Kolmogorov-Smirnov).
    pub ks: f64,
    /// ∫ (`F_n` − F)²/(F(1 − F)) dF, up to the longest observed: Anderson and Darling's A²/n.
    pub ad_per_n: f64,
}

/// A point of the chart that shows both.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CurvePoint {
    /// Seconds.
    pub s: f64,
    /// Share observed to end by then.
    pub empirical: f64,
    /// Share that the law ends by then.
    pub fitted: f64,
}

/// The distances of a law.
pub fn goodness(observed: &Observed, law: &Fitted) -> Goodness {
    let steps = observed.steps();
    let (mut ks, mut ad) = (0.0_f64, 0.0);
    // The empirical height since the last step, and the law's two tails there.
    let (mut height, mut below, mut above) = (0.0_f64, 0.0_f64, 1.0_f64);
    let last = observed.range().map(|(_, longest)| longest);
    // What is cut beyond the last step is still observed not to have ended.
    let ends = steps.iter().map(|s| (s.value, s.before, s.at)).chain(
        last.filter(|last| steps.last().is_none_or(|s| s.value < *last))
            .map(|last| (last, steps.last().map_or(0.0, |s| s.at), steps.last().map_or(0.0, |s| s.at))),
    );
    for (value, before, at) in ends {
        let (to, left) = (law.cdf(value), law.survival(value));
        ks = ks.max((to - before).abs()).max((to - at).abs());
        ad += piece(height, (below, above), (to, left));
        (height, below, above) = (at, to, left);
    }
    if observed.cut() == 0 {
        ad += piece(1.0, (below, above), (1.0, 0.0));
    }
    Goodness { ks, ad_per_n: ad }
}

/// ∫ (c − u)²/(u(1 − u)) du, both ends given as (u, 1 − u): c² ln u − (1 − c)² ln(1 − u) − u.
fn piece(c: f64, from: (f64, f64), to: (f64, f64)) -> f64 {
    // c = 0 from u = 0 and c = 1 to u = 1 leave 0 · ln 0, which is 0 here; a tail that underflowed stays finite.
    let ln = |u: f64| libm::log(u.max(f64::MIN_POSITIVE));
    let rise = if c > 0.0 { c * c * (ln(to.0) - ln(from.0)) } else { 0.0 };
    let d = 1.0 - c;
    // Kaplan and Meier's product can miss 1 by its rounding.
    let fall = if d > 1e-12 { d * d * (ln(from.1) - ln(to.1)) } else { 0.0 };
    rise + fall - (to.0 - from.0)
}

/// Both distribution functions at `points` places, spaced evenly in ln seconds from the shortest to the longest.
pub fn curve(observed: &Observed, law: &Fitted, points: usize) -> Vec<CurvePoint> {
    let Some((low, high)) = observed.range() else { return Vec::new() };
    let (ln_low, ln_high) = (libm::log(low), libm::log(high));
    let steps = observed.steps();
    (0..points)
        .map(|i| {
            let s = if i + 1 == points {
                high
            } else {
                libm::exp(ln_low + (ln_high - ln_low) * i as f64 / (points.max(2) - 1) as f64)
            };
            let done = steps.partition_point(|step| step.value <= s);
            let empirical = done.checked_sub(1).map_or(0.0, |last| steps[last].at);
            CurvePoint { s, empirical, fitted: law.cdf(s) }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fit::ExponentialPart;

    /// Two lengths at the quartiles of an exponential. KS: ½ − ¼ = ¼. A² = −n − Σ (2i − 1)/n [ln uᵢ + ln(1 − u₍n₊₁₋ᵢ₎)]
    /// = −2 − ½(2 ln ¼ ) − (3/2)(2 ln ¾) = −2 + ln 4 + 3 ln(4/3).
    #[test]
    fn two_lengths_by_hand() {
        let law = Fitted::Hyperexponential(vec![ExponentialPart { weight: 1.0, mean_s: 1.0 }]);
        let at = |u: f64| -libm::log(1.0 - u);
        let observed = Observed::new([(at(0.25), false), (at(0.75), false)]);
        let got = goodness(&observed, &law);
        assert!((got.ks - 0.25).abs() < 1e-12, "{got:?}");
        let want = (-2.0 + libm::log(4.0) + 3.0 * libm::log(4.0 / 3.0)) / 2.0;
        assert!((got.ad_per_n - want).abs() < 1e-12, "{got:?}, not {want}");
    }

    /// One length at the median, one cut at ¾: `F_n` is 0, then ½. On (0, ½) the integrand is u/(1 − u), integral ln 2 − ½; on
    /// (½, ¾) it is ¼/u + ¼/(1 − u) − 1, integral ¼ ln 1.5 + ¼ ln 2 − ¼. KS: ½ before the step, ½ at it is 0, ¼ at the end.
    #[test]
    fn a_cut_length_ends_the_comparison() {
        let law = Fitted::Hyperexponential(vec![ExponentialPart { weight: 1.0, mean_s: 1.0 }]);
        let at = |u: f64| -libm::log(1.0 - u);
        let got = goodness(&Observed::new([(at(0.5), false), (at(0.75), true)]), &law);
        assert!((got.ks - 0.5).abs() < 1e-12, "{got:?}");
        let ln2 = core::f64::consts::LN_2;
        let want = ln2 - 0.5 + 0.25 * libm::log(1.5) + 0.25 * ln2 - 0.25;
        assert!((got.ad_per_n - want).abs() < 1e-12, "{got:?}, not {want}");
    }

    #[test]
    fn the_curve_runs_from_the_shortest_to_the_longest() {
        let law = Fitted::Hyperexponential(vec![ExponentialPart { weight: 1.0, mean_s: 10.0 }]);
        let curve = curve(&Observed::new([(1.0, false), (10.0, false), (100.0, false)]), &law, 3);
        let got: Vec<(f64, f64)> = curve.iter().map(|p| (p.s, p.empirical)).collect();
        for ((s, empirical), (want_s, want)) in got.iter().zip([(1.0, 1.0), (10.0, 2.0), (100.0, 3.0)]) {
            assert!((s - want_s).abs() < 1e-9 && (empirical - want / 3.0).abs() < 1e-9, "{got:?}");
        }
        assert!((curve[1].fitted - (1.0 - libm::exp(-1.0))).abs() < 1e-9);
    }
}
