//! Normal, Student, beta and binomial: tails and quantiles, the same bits on every machine.
//!
//! One special function carries them all, the incomplete beta by its continued fraction (Lentz 1976);
//! the normal comes from `libm::erfc`. Quantiles are solved by Newton steps held inside a bracket.

/// The z with P(Z ≤ z) = `p` for a standard normal Z.
///
/// First guess Abramowitz & Stegun 26.2.23, then Halley steps on `erfc` to full precision.
///
/// # Panics
/// Unless 0 < `p` < 1.
pub fn normal_quantile(p: f64) -> f64 {
    assert!(p > 0.0 && p < 1.0, "a quantile needs a level between 0 and 1, not {p}");
    if p > 0.5 { upper_normal_quantile(1.0 - p) } else { -upper_normal_quantile(p) }
}

/// The z ≥ 0 with P(Z > z) = `tail`, `tail` ≤ 1/2.
fn upper_normal_quantile(tail: f64) -> f64 {
    let t = (-2.0 * libm::log(tail)).sqrt();
    let numerator = 2.515_517 + t * (0.802_853 + t * 0.010_328);
    let denominator = 1.0 + t * (1.432_788 + t * (0.189_269 + t * 0.001_308));
    let mut z = t - numerator / denominator;
    for _ in 0..3 {
        let density = libm::exp(-0.5 * z * z) / (2.0 * core::f64::consts::PI).sqrt();
        let newton = (upper_normal_tail(z) - tail) / density;
        z += newton / (1.0 - 0.5 * z * newton);
    }
    z
}

/// P(Z > `z`) for a standard normal Z, exact in relative terms also far out.
pub(super) fn upper_normal_tail(z: f64) -> f64 {
    0.5 * libm::erfc(z * core::f64::consts::FRAC_1_SQRT_2)
}

/// The t with P(T ≤ t) = `p` for Student's T with `df` degrees of freedom (Student 1908).
///
/// # Panics
/// Unless 0 < `p` < 1 and `df` > 0.
pub fn student_quantile(df: f64, p: f64) -> f64 {
    assert!(p > 0.0 && p < 1.0, "a quantile needs a level between 0 and 1, not {p}");
    assert!(df > 0.0, "Student's t needs degrees of freedom above 0, not {df}");
    if p < 0.5 { -student_upper_quantile(df, p) } else { student_upper_quantile(df, 1.0 - p) }
}

/// The t ≥ 0 with P(T > t) = `tail` for Student's T; exact also where 1 − `tail` is 1. Infinite at 0.
pub(crate) fn student_upper_quantile(df: f64, tail: f64) -> f64 {
    if tail >= 0.5 {
        return 0.0;
    }
    if tail <= 0.0 {
        return f64::INFINITY;
    }
    let z = upper_normal_quantile(tail);
    let mut hi = 2.0 * z + 1.0;
    while student_upper_tail(df, hi) > tail {
        hi *= 2.0;
    }
    let log_density_at_0 = -ln_beta(0.5 * df, 0.5) - 0.5 * libm::log(df);
    let start = z + z * (z * z + 1.0) / (4.0 * df); // Fisher's expansion, first term
    solve(0.0, hi, start, |t| {
        let log_density = log_density_at_0 - 0.5 * (df + 1.0) * libm::log1p(t * t / df);
        (tail - student_upper_tail(df, t), libm::exp(log_density))
    })
}

/// P(T > `t`) for Student's T with `df` degrees of freedom; exact in relative terms also far out (`t` > 0).
pub fn student_upper_tail(df: f64, t: f64) -> f64 {
    if t.is_infinite() {
        return if t > 0.0 { 0.0 } else { 1.0 };
    }
    let square = t * t;
    let beyond = 0.5 * incomplete_beta(0.5 * df, 0.5, df / (df + square), square / (df + square)).0;
    if t < 0.0 { 1.0 - beyond } else { beyond }
}

/// The x with P(X ≤ x) = `p` for X from Beta(`a`, `b`), in 0..=1.
///
/// # Panics
/// Unless 0 < `p` < 1 and both parameters are above 0.
pub fn beta_quantile(a: f64, b: f64, p: f64) -> f64 {
    assert!(p > 0.0 && p < 1.0, "a quantile needs a level between 0 and 1, not {p}");
    assert!(a > 0.0 && b > 0.0, "a beta law needs parameters above 0, not {a} and {b}");
    let log_beta = ln_beta(a, b);
    solve(0.0, 1.0, a / (a + b), |x| {
        let (lower, upper) = incomplete_beta(a, b, x, 1.0 - x);
        let density = libm::exp((a - 1.0) * libm::log(x) + (b - 1.0) * libm::log1p(-x) - log_beta);
        (if p <= 0.5 { lower - p } else { (1.0 - p) - upper }, density)
    })
}

/// P(X ≤ `k`) for X the number of successes in `n` trials of chance `p`; 1 from `k` = `n` on.
///
/// By the incomplete beta: P(X ≤ k) = `I_{1−p}(n − k, k + 1)`.
///
/// # Panics
/// Unless 0 ≤ `p` ≤ 1.
pub fn binomial_cdf(n: u64, p: f64, k: u64) -> f64 {
    binomial_tails(n, p, k).0
}

/// P(X ≤ k) and P(X > k), each exact in relative terms.
pub(super) fn binomial_tails(n: u64, p: f64, k: u64) -> (f64, f64) {
    assert!((0.0..=1.0).contains(&p), "a chance lies in 0..=1, not {p}");
    if k >= n {
        return (1.0, 0.0);
    }
    incomplete_beta((n - k) as f64, (k + 1) as f64, 1.0 - p, p)
}

/// `I_x(a, b)` and 1 − `I_x(a, b)`; `y` is 1 − `x`, handed in because the caller often knows it better.
fn incomplete_beta(a: f64, b: f64, x: f64, y: f64) -> (f64, f64) {
    if x <= 0.0 {
        return (0.0, 1.0);
    }
    if y <= 0.0 {
        return (1.0, 0.0);
    }
    let log_x = if x > 0.5 { libm::log1p(-y) } else { libm::log(x) };
    let log_y = if y > 0.5 { libm::log1p(-x) } else { libm::log(y) };
    let front = libm::exp(a * log_x + b * log_y - ln_beta(a, b));
    if x < (a + 1.0) / (a + b + 2.0) {
        let lower = front * beta_fraction(a, b, x) / a;
        (lower, 1.0 - lower)
    } else {
        let upper = front * beta_fraction(b, a, y) / b;
        (1.0 - upper, upper)
    }
}

/// The continued fraction of the incomplete beta (DLMF 8.17.22) by the modified Lentz method.
///
/// Terms needed grow like √max(a, b): the limit below is met beyond any count of replications.
#[expect(clippy::many_single_char_names, reason = "the names of the formula's source")]
fn beta_fraction(a: f64, b: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    const MOST_TERMS: u32 = 1_000_000;
    let away_from_0 = |v: f64| if v.abs() < TINY { TINY } else { v };
    let mut c = 1.0;
    let mut d = 1.0 / away_from_0(1.0 - (a + b) * x / (a + 1.0));
    let mut value = d;
    for term in 1..=MOST_TERMS {
        let m = f64::from(term);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / away_from_0(1.0 + even * d);
        c = away_from_0(1.0 + even / c);
        value *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / away_from_0(1.0 + odd * d);
        c = away_from_0(1.0 + odd / c);
        let factor = d * c;
        value *= factor;
        if (factor - 1.0).abs() <= f64::EPSILON {
            return value;
        }
    }
    panic!("the continued fraction of I({a}, {b}) at {x} did not settle");
}

/// ln B(a, b). Above 16 by Stirling's series, so that large parameters do not cancel.
pub(super) fn ln_beta(a: f64, b: f64) -> f64 {
    let (small, large) = if a < b { (a, b) } else { (b, a) };
    if large < 16.0 {
        return libm::lgamma(small) + libm::lgamma(large) - libm::lgamma(small + large);
    }
    let sum = small + large;
    let ln_ratio = libm::log1p(small / large);
    if small < 16.0 {
        // ln Γ(large) − ln Γ(sum), both by Stirling
        let difference =
            -(large - 0.5) * ln_ratio - small * libm::log(sum) + small + stirling(large) - stirling(sum);
        return libm::lgamma(small) + difference;
    }
    let half_ln_two_pi = 0.5 * libm::log(2.0 * core::f64::consts::PI);
    let log_small_part = -libm::log1p(large / small); // ln(small / sum)
    half_ln_two_pi - 0.5 * libm::log(large) + (small - 0.5) * log_small_part - large * ln_ratio
        + stirling(small)
        + stirling(large)
        - stirling(sum)
}

/// What Stirling's formula leaves of ln Γ(x), for x ≥ 16 to 1e-17 (DLMF 5.11.1).
fn stirling(x: f64) -> f64 {
    let inverse = 1.0 / x;
    let square = inverse * inverse;
    inverse
        * (1.0 / 12.0
            - square * (1.0 / 360.0 - square * (1.0 / 1260.0 - square * (1.0 / 1680.0 - square / 1188.0))))
}

/// The zero of an increasing function between `lo` and `hi`: Newton, or the middle where Newton leaves the bracket.
///
/// `f` gives value and slope. Ends when a step no longer moves the last two bits.
pub(super) fn solve(mut lo: f64, mut hi: f64, start: f64, f: impl Fn(f64) -> (f64, f64)) -> f64 {
    const MOST_STEPS: u32 = 2_000; // halving alone needs 1,075 from 1 down to the smallest number
    let mut x = if start > lo && start < hi { start } else { f64::midpoint(lo, hi) };
    for _ in 0..MOST_STEPS {
        let (value, slope) = f(x);
        if value == 0.0 {
            return x;
        }
        if value < 0.0 {
            lo = x;
        } else {
            hi = x;
        }
        let newton = x - value / slope;
        let next = if newton > lo && newton < hi { newton } else { f64::midpoint(lo, hi) };
        if (next - x).abs() <= 2.0 * f64::EPSILON * next.abs() {
            return next;
        }
        x = next;
    }
    x
}

#[cfg(test)]
mod tests {
    use statrs::distribution::{Beta, Binomial, ContinuousCDF, DiscreteCDF, Normal, StudentsT};

    use super::*;

    #[track_caller]
    fn close(got: f64, want: f64, tolerance: f64) {
        assert!((got - want).abs() <= tolerance * want.abs().max(1e-300), "got {got:e}, want {want:e}");
    }

    /// t with one and two degrees of freedom has closed forms: tan(π(p − ½)), and 2a/√(1 − 4a²)·√½ with a = p − ½.
    #[test]
    fn student_meets_its_closed_forms_out_to_the_far_tail() {
        for tail in [0.4, 0.1, 0.025, 1e-4, 1e-8] {
            close(student_quantile(1.0, 1.0 - tail), 1.0 / libm::tan(core::f64::consts::PI * tail), 1e-7);
            let a = 0.5 - tail;
            close(
                student_quantile(2.0, 1.0 - tail),
                2.0 * a * (2.0 / (4.0 * tail * (1.0 - tail))).sqrt(),
                1e-7,
            );
        }
    }

    #[test]
    fn student_is_symmetric_and_tends_to_the_normal() {
        assert_eq!(student_quantile(9.0, 0.5).to_bits(), 0.0f64.to_bits());
        close(student_quantile(9.0, 0.025), -student_quantile(9.0, 0.975), 1e-12);
        close(student_quantile(1e9, 0.975), normal_quantile(0.975), 1e-8);
    }

    #[test]
    fn beyond_everything_lies_nothing() {
        for (t, want) in [(f64::INFINITY, 0.0), (f64::NEG_INFINITY, 1.0), (1e200, 0.0), (0.0, 0.5)] {
            close(student_upper_tail(9.0, t), want, 1e-15);
        }
    }

    /// statrs is an independent program; its quantiles bisect, its tails do not, so tails are compared.
    #[test]
    fn statrs_agrees() {
        for df in [1.0, 2.0, 3.0, 9.0, 39.0, 199.0, 999.0] {
            let law = StudentsT::new(0.0, 1.0, df).unwrap();
            for p in [0.6, 0.9, 0.975, 0.995, 0.9999] {
                close(law.cdf(student_quantile(df, p)), p, 1e-11);
            }
        }
        let normal = Normal::new(0.0, 1.0).unwrap();
        for p in [1e-6, 0.01, 0.3, 0.5, 0.7, 0.99, 0.999_999] {
            close(normal.cdf(normal_quantile(p)), p, 1e-9);
        }
        for (a, b) in [(0.5, 0.5), (1.0, 20.0), (7.0, 44.0), (199.0, 2.0), (38.0, 163.0), (4000.0, 6000.0)] {
            let law = Beta::new(a, b).unwrap();
            for p in [0.001, 0.025, 0.5, 0.975] {
                close(law.cdf(beta_quantile(a, b, p)), p, 1e-8);
            }
        }
        for (n, p) in [(6, 0.5), (72, 0.05), (200, 0.95), (1000, 0.9)] {
            let law = Binomial::new(p, n).unwrap();
            for k in 0..=n {
                let want = law.cdf(k);
                assert!((binomial_cdf(n, p, k) - want).abs() < 1e-11, "n {n}, p {p}, k {k}: want {want}");
            }
        }
    }

    /// Counted by hand: of the 64 results of six fair coins, 1, 7, 22, 42, 57, 63, 64 have at most k heads.
    #[test]
    fn six_coins() {
        for (k, ways) in [1.0, 7.0, 22.0, 42.0, 57.0, 63.0, 64.0].into_iter().enumerate() {
            close(binomial_cdf(6, 0.5, k as u64), ways / 64.0, 1e-14);
        }
        close(binomial_cdf(6, 0.5, 7), 1.0, 0.0);
        close(binomial_cdf(6, 0.0, 0), 1.0, 0.0);
        close(binomial_cdf(6, 1.0, 5), 0.0, 0.0);
    }

    /// B(a, b) = (a−1)!(b−1)!/(a+b−1)! on both sides of the change of formula, and B(a, ½)'s recursion far out.
    #[test]
    fn ln_beta_is_smooth_where_its_formula_changes() {
        let factorial = |n: u32| (1..=n).map(f64::from).product::<f64>();
        for (a, b) in [(3, 4), (15, 2), (16, 2), (17, 15), (17, 16), (40, 30)] {
            let want =
                libm::log(factorial(a - 1)) + libm::log(factorial(b - 1)) - libm::log(factorial(a + b - 1));
            close(ln_beta(f64::from(a), f64::from(b)), want, 1e-13);
        }
        for a in [15.5, 16.0, 1e3, 1e6] {
            close(ln_beta(a + 1.0, 0.5) - ln_beta(a, 0.5), libm::log(a / (a + 0.5)), 1e-13 * a.max(100.0));
        }
    }
}
