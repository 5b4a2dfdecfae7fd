//! Functions whose variance shares are known in closed form, for tests of the sensitivity indices.

use core::f64::consts::PI;

/// Mean, variance, first and total shares.
pub(crate) struct Shares {
    pub(crate) mean: f64,
    pub(crate) variance: f64,
    pub(crate) first: Vec<f64>,
    pub(crate) total: Vec<f64>,
}

/// sin x₁ + a sin² x₂ + b x₃⁴ sin x₁ on (−π, π)³ (Ishigami & Homma 1990), x in the unit cube.
pub(crate) fn ishigami(x: &[f64], a: f64, b: f64) -> f64 {
    let angle = |u: f64| PI * (2.0 * u - 1.0);
    let (one, two, three) = (libm::sin(angle(x[0])), libm::sin(angle(x[1])), angle(x[2]));
    one + a * two * two + b * three * three * three * three * one
}

/// E x⁴ = π⁴/5 and E x⁸ = π⁸/9: sin x₁ carries (1 + b π⁴/5)²/2 alone and 8 b² π⁸/225 with x₃; x₂ a²/8 alone.
pub(crate) fn ishigami_shares(a: f64, b: f64) -> Shares {
    let fourth = PI * PI * PI * PI;
    let alone = 0.5 * (1.0 + b * fourth / 5.0) * (1.0 + b * fourth / 5.0);
    let second = a * a / 8.0;
    let together = 8.0 * b * b * fourth * fourth / 225.0;
    let variance = alone + second + together;
    Shares {
        mean: a / 2.0,
        variance,
        first: vec![alone / variance, second / variance, 0.0],
        total: vec![(alone + together) / variance, second / variance, together / variance],
    }
}

/// `Π (|4x_i − 2| + a_i)/(1 + a_i)` on the unit cube (Saltelli & Sobol' 1995).
pub(crate) fn g_function(x: &[f64], a: &[f64]) -> f64 {
    x.iter().zip(a).map(|(x, a)| ((4.0 * x - 2.0).abs() + a) / (1.0 + a)).product()
}

/// Each factor has mean 1 and variance `v_i = 1/(3(1 + a_i)²)`; `V = Π(1 + v_i) − 1`; the total of i is `v_i Π_{j≠i}(1 + v_j)/V`.
pub(crate) fn g_shares(a: &[f64]) -> Shares {
    let v: Vec<f64> = a.iter().map(|a| 1.0 / (3.0 * (1.0 + a) * (1.0 + a))).collect();
    let product: f64 = v.iter().map(|v| 1.0 + v).product();
    let variance = product - 1.0;
    Shares {
        mean: 1.0,
        variance,
        first: v.iter().map(|v| v / variance).collect(),
        total: v.iter().map(|v| v * product / (1.0 + v) / variance).collect(),
    }
}
