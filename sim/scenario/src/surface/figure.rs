//! Marked figures: a value with its range and where it comes from.

use crate::tree::Place;
use crate::words::Text;

/// Where a figure comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Basis {
    /// Somebody has said or measured it.
    Source(String),
    /// Nobody has: why we take it.
    Assumed(String),
}

/// Unit of a figure that is a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// 0 to 1.
    Share,
    /// Whole won.
    Won,
    /// Won per product-hour.
    WonPerHour,
    /// Won per month.
    WonPerMonth,
    /// Hours: a length of time.
    Hours,
    /// A bare number.
    Number,
}

/// A figure that says where it comes from.
#[derive(Clone, Debug)]
pub struct Figure {
    /// Where it stands in the scenario, such as `demand.level`: what `--set` changes.
    pub path: String,
    /// The value as written, such as `7_920` or `"30min"`.
    pub written: String,
    /// What `value`, `low` and `high` are in.
    pub unit: Unit,
    /// The value as a number, if it is one; a length of time in hours.
    pub value: Option<f64>,
    /// Lower end of its range: as written, and as a number if it is one.
    pub low: Option<(String, Option<f64>)>,
    /// Upper end of its range.
    pub high: Option<(String, Option<f64>)>,
    /// Source or assumption.
    pub basis: Basis,
    /// What people call it, where the path does not say.
    pub label: Option<Text>,
    /// `file:line` of the change, where a value was laid over the one that the basis speaks of.
    pub changed: Option<String>,
    /// Where the value stands.
    pub place: Place,
}
