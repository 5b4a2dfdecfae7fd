//! What a gate found, for people: on a terminal, in a pull request, for a CI's list of tests.

mod junit;
mod markdown;
mod notes;
mod phrases;
mod text;

pub use junit::{UndecidedFails, junit};
pub use markdown::markdown;
pub(crate) use notes::notes;
use phrases::cells;
pub(crate) use phrases::{
    changes, code_differs, effort, headlines, held_against, margin, metrics, scale_of, verdict_word, why,
};
pub use text::{accepted, list, text};

use naru_results::MetricUnit;

/// What the report of a gate cannot know.
#[derive(Clone, Copy, Debug)]
pub struct GatePaths<'a> {
    /// What `--accept` goes behind where a change is meant: `naru gate scenarios/policy.gate.ron`. None where values were
    /// changed by `--set`: a baseline is of what stands in the files.
    pub accept: Option<&'a str>,
    /// The result folder.
    pub results: &'a str,
    /// Wall seconds that it took.
    pub seconds: f64,
}

/// A metric of a replication's row: old and new figure of an accepted baseline.
#[derive(Clone, Debug)]
pub struct AcceptedMetric {
    /// Its id.
    pub metric: String,
    /// Unit of its values.
    pub unit: MetricUnit,
    /// Margin that fails, by which its decimals are chosen.
    pub fail: f64,
    /// The figure of the baseline before.
    pub before: Option<f64>,
    /// And now.
    pub now: Option<f64>,
}

/// What stood where `--accept` writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AcceptedOver {
    /// Nothing.
    Nothing,
    /// What it would write: it is left alone.
    Same,
    /// Another baseline.
    Other,
    /// One that was edited by hand, or cut off.
    Edited,
    /// A file that is no baseline of this program, or cannot be read.
    Unreadable,
}

/// A scenario of a gate as `--accept` left it.
#[derive(Clone, Debug)]
pub struct Accepted {
    /// Its name in the gate.
    pub scenario: String,
    /// Its file.
    pub file: String,
    /// What was there before.
    pub over: AcceptedOver,
    /// First day of its programme, by which days are written.
    pub start: jiff::civil::Date,
    /// Its metrics.
    pub metrics: Vec<AcceptedMetric>,
}

/// A metric of a gate as `--list` shows it.
#[derive(Clone, Debug)]
pub struct ListedMetric {
    /// Its id.
    pub metric: String,
    /// Unit of its values.
    pub unit: MetricUnit,
    /// Margin that fails.
    pub fail: f64,
    /// Spread of the baseline's replications; `None` without a baseline.
    pub sd: Option<f64>,
    /// Replications that it takes where pairing buys nothing.
    pub unpaired: Option<f64>,
    /// Whether it needs further programmes beside each replication.
    pub deep: bool,
}

/// A scenario of a gate as `--list` shows it.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Its name in the gate.
    pub scenario: String,
    /// Whether neither it nor the code has changed; `None` without a baseline.
    pub current: Option<bool>,
    /// Mean wait in the baseline, in hours.
    pub wait_hours: Option<f64>,
    /// Seconds of one replication on one core.
    pub replication_s: f64,
    /// Its metrics.
    pub metrics: Vec<ListedMetric>,
}
