//! A figure with its uncertainty, as it stands in `summary.json`.

use serde::{Deserialize, Serialize};

/// What a figure speaks of; the two are never mixed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Estimand {
    /// Of a request drawn at random: a ratio of sums over replications.
    PerRequest,
    /// Of one programme: a mean of one number per replication.
    PerProgramme,
}

/// The spread of one programme: percentiles over replications. `None` → `null`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "T: Deserialize<'de>"))]
pub struct Percentiles<T> {
    // `deserialize_with` makes an absent key an error, so that a ratio, which has none of the three, reads back
    // as `percentiles: None` and not as three nulls.
    /// 5th percentile.
    #[serde(deserialize_with = "Option::deserialize")]
    pub p05: Option<T>,
    /// Median.
    #[serde(deserialize_with = "Option::deserialize")]
    pub p50: Option<T>,
    /// 95th percentile.
    #[serde(deserialize_with = "Option::deserialize")]
    pub p95: Option<T>,
}

/// A figure with its interval (E of `docs/outputs.md`).
///
/// `None` is written as `null` and means that nothing can be said, such as the mean wait of no requests; it is never
/// written as 0. For ratios and pooled quantiles `mean` holds the point estimate.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "T: Deserialize<'de>"))]
pub struct Estimate<T = f64> {
    /// The estimate.
    pub mean: Option<T>,
    /// Lower end of the interval.
    pub lo: Option<T>,
    /// Upper end of the interval.
    pub hi: Option<T>,
    /// Confidence of the interval, such as 0.95.
    pub confidence: f64,
    /// The spread of one programme; absent for ratios.
    #[serde(flatten, default = "Option::default", skip_serializing_if = "Option::is_none")]
    pub percentiles: Option<Percentiles<T>>,
    /// What the figure speaks of.
    pub estimand: Estimand,
    /// The interval is not to be trusted: the replications are too skewed for their number. Written only when true.
    #[serde(default, skip_serializing_if = "is_false")]
    pub skewed: bool,
}

/// An estimate of money: whole won in every field.
pub type EstimateWon = Estimate<i64>;

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_false(it: &bool) -> bool {
    !it
}
