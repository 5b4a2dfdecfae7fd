//! What the metric table says of a metric beside its name.

use serde::{Deserialize, Serialize};

/// Which way is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Better {
    /// Less of it.
    Smaller,
    /// More of it.
    Larger,
    /// Neither: it describes.
    Neither,
}

/// Unit of a metric's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MetricUnit {
    /// Whole won.
    Won,
    /// Hours of waiting.
    Hours,
    /// 0..=1.
    Share,
    /// Cards.
    Cards,
    /// Requests.
    Requests,
    /// Hours of cards or product sets.
    SetHours,
    /// Terabytes.
    Terabytes,
    /// A bare count.
    Count,
    /// Day of the programme, 0 = the first; none where the money lasts.
    Day,
}
