//! Many replications, and what may be said of them.
//!
//! Replications run over all cores and come back in order; floats begin here, in that order. No files: rows and
//! figures are `naru_results` types, for the caller to write.

mod assumed;
pub mod estimate;
mod hand;
pub mod metrics;
mod record;
mod rows;
mod run;
pub mod statistics;
mod summary;
mod tries;

pub use hand::Hand;
pub use record::{Plans, Record};
pub use rows::Rows;
pub use run::{BEHAVIOUR_HASH, Request, Stopped, Watch, run};
pub use summary::{Study, UnknownMetric, metric_table, promises_can_be_judged};
pub use tries::{nobody_waited, tries};
