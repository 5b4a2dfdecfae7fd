//! Many replications, and what may be said of them.
//!
//! Replications run over all cores and come back in order; floats begin here, in that order. No files: rows and
//! figures are `naru_results` types, for the caller to write.

pub mod estimate;
mod hand;
pub mod metrics;
mod record;
mod run;
pub mod statistics;

pub use hand::Hand;
pub use record::{Plans, Record};
pub use run::{BEHAVIOUR_HASH, Request, Stopped, Watch, run};
