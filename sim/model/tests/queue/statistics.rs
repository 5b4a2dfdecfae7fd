//! Mean, standard error and verdict, by the jackknife over independent blocks of replications.

use crate::meter::Sums;
use naru_model::workload::sample::normal_cdf;

/// P(|normal| > this) = 0.001.
const ALARM: f64 = 3.2905;
/// 2 % / (3.2905 + 2.3263): with this relative error a fault of 2 % is seen with probability 0.99.
pub(crate) const POWER: f64 = 0.003_560_8;

pub(crate) struct Verdict {
    pub(crate) measured: f64,
    /// 3.2905 standard errors.
    pub(crate) half_width: f64,
    /// The exact value lies within the half-width.
    pub(crate) passes: bool,
    /// Probability that a fault of 2 % is seen.
    pub(crate) power: f64,
    /// The standard error is narrow enough: the power is 0.99.
    pub(crate) powerful: bool,
}

/// Against an exact value.
pub(crate) fn judge(blocks: &[Sums], estimate: impl Fn(&Sums) -> f64, exact: f64) -> Verdict {
    let (measured, se) = jackknife(blocks, estimate);
    let fault = 0.02 * exact.abs() / se;
    Verdict {
        measured,
        half_width: ALARM * se,
        passes: (measured - exact).abs() <= ALARM * se,
        power: normal_cdf(fault - ALARM) + normal_cdf(-fault - ALARM),
        powerful: se <= POWER * exact.abs(),
    }
}

/// Against a bound that must not be passed: a quantile of 0, where no more than 1 − p wait at all. The power is that of
/// the share that waits: 1 if it is surely below the bound.
pub(crate) fn judge_bound(blocks: &[Sums], estimate: impl Fn(&Sums) -> f64, bound: f64) -> Verdict {
    let (measured, se) = jackknife(blocks, estimate);
    let half_width = ALARM * se;
    let powerful = measured + half_width <= bound;
    Verdict {
        measured,
        half_width,
        passes: measured - half_width <= bound,
        power: f64::from(u8::from(powerful)),
        powerful,
    }
}

/// Mean and standard error: a hundred blocks or more, so that the normal quantile serves.
fn jackknife(blocks: &[Sums], estimate: impl Fn(&Sums) -> f64) -> (f64, f64) {
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
    (measured, (square / (n * (n - 1.0))).sqrt())
}
