//! What may be said of n independent replications: estimates, and intervals that mean what they say.
//!
//! Every interval is over replications, never over requests: requests of one programme share its
//! queues and are not independent. Two estimands are kept apart. A figure *per request* is a ratio of
//! sums ([`ratio`](fn@ratio), [`share`], [`pooled_quantile`]); a figure *per programme* is a mean or a quantile of one number per
//! replication ([`mean`](fn@mean), [`quantile_order`], [`probability`]).
//!
//! Numbers come in replication order and are added in that order; `ln`, `exp` and `erfc` come from
//! the pure-Rust `libm`, nothing is fused, `sqrt` is exact by IEEE 754. So the same sums give the same
//! bytes on every machine. The quantiles are our own for that reason: statrs reaches the platform's
//! `ln` as soon as any other crate of the build switches on `num-traits/std`; it is the oracle of our tests.
//!
//! Not here: a file, a metric's name, a replication's own arithmetic (integers, in `model`), random numbers.

mod compare;
mod confidence_sequence;
mod control;
mod distributions;
mod gate;
mod mean;
mod order;
mod points;
mod pooled;
mod probability;
mod ratio;
mod sensitivity;
mod sequential;
mod shapley;
mod share_test;
mod stopping;
mod survival;
mod welch;

pub use compare::{Paired, bonferroni, holm, paired};
pub use confidence_sequence::{asymptotic_half_width, bernoulli_sequence, mixture_scale};
pub use control::{Controlled, control_variate};
pub use distributions::{beta_quantile, binomial_cdf, normal_quantile, student_quantile, student_upper_tail};
pub use gate::{Gate, Judged, Looks, Verdict};
pub use mean::{Estimate, mean};
pub use order::{
    DateQuantile, OrderRanks, censored_date_quantile, date_quantile_given_exhausted, quantile_order,
};
pub use points::{Point, SOBOL_DIMENSIONS, latin_hypercube, sobol_points};
pub use pooled::{
    PooledQuantile, pooled_quantile, pooled_quantile_of_buckets, pooled_quantile_of_waits, rank,
};
pub use probability::{clopper_pearson, probability, wilson, zero_events_upper};
pub use ratio::{Ratio, pseudo_values, ratio, share, sum_ratio};
pub use sensitivity::{
    ElementaryEffects, Evaluated, Index, Saltelli, SobolIndices, elementary_effects, morris_paths,
    sobol_indices,
};
pub use sequential::{Sides, Spending, boundaries, nominal_levels};
pub use shapley::{Shapley, shapley};
pub use share_test::{Promise, ShareTest};
pub use stopping::{Batches, Skewness, Target};
pub use survival::{End, Step, Survival, kaplan_meier};
pub use welch::{Welch, welch};

/// How often an interval is to cover, 1 − α: a number strictly between 0 and 1.
///
/// ```
/// use naru_study::statistics::Confidence;
/// assert_eq!(Confidence::new(0.95), Some(Confidence::P95));
/// assert_eq!(Confidence::new(95.0), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Confidence(f64);

impl Confidence {
    /// 90 %: the level of an equivalence claim (two one-sided tests at 5 %).
    pub const P90: Self = Self(0.90);
    /// 95 %: the level of every figure in `summary.json` unless another is asked for.
    pub const P95: Self = Self(0.95);
    /// 99 %.
    pub const P99: Self = Self(0.99);

    /// `value` as a confidence; `None` unless it lies strictly between 0 and 1 (so for 0, 1, 95 and NaN).
    pub fn new(value: f64) -> Option<Self> {
        (value > 0.0 && value < 1.0).then_some(Self(value))
    }

    /// 1 − α.
    pub fn value(self) -> f64 {
        self.0
    }

    /// α, the chance of missing.
    pub fn alpha(self) -> f64 {
        1.0 - self.0
    }

    /// The level at which each of `claims` intervals must be made so that all hold together at this
    /// level: 1 − α/m (Bonferroni). Zero claims count as one.
    pub fn shared_by(self, claims: usize) -> Self {
        Self(1.0 - self.alpha() / claims.max(1) as f64)
    }

    /// The level 1 − α/2 of the upper quantile of a two-sided interval.
    fn upper(self) -> f64 {
        f64::midpoint(1.0, self.0)
    }
}

/// Both ends of a confidence interval, in the unit of what it is for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// Lower end.
    pub lo: f64,
    /// Upper end, never below `lo`.
    pub hi: f64,
}

impl Interval {
    /// `centre` ± `half_width`.
    fn around(centre: f64, half_width: f64) -> Self {
        Self { lo: centre - half_width, hi: centre + half_width }
    }

    /// The part within 0..=1, for what is a share by its nature.
    fn within_share(self) -> Self {
        Self { lo: self.lo.clamp(0.0, 1.0), hi: self.hi.clamp(0.0, 1.0) }
    }

    /// Whether `value` lies in it; the ends count.
    pub fn covers(self, value: f64) -> bool {
        self.lo <= value && value <= self.hi
    }
}

/// Too few replications for an interval: one says nothing about spread, none says nothing at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooFew {
    /// Replications that the estimator needs at least.
    pub needed: usize,
    /// Replications that had something to say (for a ratio: with a denominator above zero).
    pub got: usize,
}

impl std::fmt::Display for TooFew {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "too few replications for an interval: {} needed, {} usable", self.needed, self.got)
    }
}

impl std::error::Error for TooFew {}

impl TooFew {
    /// `Err` unless `got` reaches `needed`.
    fn unless(needed: usize, got: usize) -> Result<(), Self> {
        if got >= needed { Ok(()) } else { Err(Self { needed, got }) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_confidence_lies_strictly_between_0_and_1() {
        for (value, good) in
            [(0.0, false), (1e-9, true), (0.95, true), (1.0, false), (95.0, false), (f64::NAN, false)]
        {
            assert_eq!(Confidence::new(value).is_some(), good, "{value}");
        }
    }

    /// Bonferroni: four claims at 95 % together need 98.75 % each.
    #[test]
    fn claims_share_the_error() {
        let each = Confidence::P95.shared_by(4).value();
        assert!((each - 0.9875).abs() < 1e-15, "{each}");
        assert_eq!(Confidence::P95.shared_by(0).value().to_bits(), 0.95f64.to_bits());
    }

    #[test]
    fn too_few_says_what_is_needed() {
        let error = TooFew::unless(2, 1).unwrap_err();
        assert_eq!(error.to_string(), "too few replications for an interval: 2 needed, 1 usable");
        assert_eq!(TooFew::unless(2, 2), Ok(()));
    }
}
