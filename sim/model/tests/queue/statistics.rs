//! Mean, standard error and verdict, by the jackknife over independent blocks of replications.

use crate::meter::Sums;

/// P(|normal| > this) = 0.001.
const ALARM: f64 = 3.2905;
/// 2 % / (3.2905 + 2.3263): with this relative error a fault of 2 % is seen with probability 0.99.
const POWER: f64 = 0.003_560_8;

pub(crate) struct Verdict {
    pub(crate) measured: f64,
    pub(crate) half_width: f64,
    /// The exact value lies within the half-width.
    pub(crate) passes: bool,
    /// The half-width is narrow enough.
    pub(crate) powerful: bool,
}

/// A hundred blocks or more, so that the normal quantile serves.
pub(crate) fn judge(blocks: &[Sums], estimate: impl Fn(&Sums) -> f64, exact: f64) -> Verdict {
    let n = blocks.len() as f64;
    assert!(n >= 100.0, "a hundred blocks at least");
    let mut total = Sums::default();
    for block in blocks {
        total.add(block, 1.0);
    }
    let whole = estimate(&total);
    let pseudo: Vec<f64> = blocks
        .iter()
        .map(|block| {
            let mut without = total.clone();
            without.add(block, -1.0);
            n * whole - (n - 1.0) * estimate(&without)
        })
        .collect();
    let measured = pseudo.iter().sum::<f64>() / n;
    let square: f64 = pseudo.iter().map(|p| (p - measured) * (p - measured)).sum();
    let se = (square / (n * (n - 1.0))).sqrt();
    Verdict {
        measured,
        half_width: ALARM * se,
        passes: (measured - exact).abs() <= ALARM * se,
        powerful: se <= POWER * exact.abs(),
    }
}
