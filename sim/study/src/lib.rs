//! Many replications, and what may be said of them.
//!
//! Replications run over all cores and come back in order; floats begin here, in that order. No files: rows and
//! figures are `naru_results` types, for the caller to write.

mod arm;
mod assumed;
pub mod compare;
mod course;
pub mod estimate;
mod fit;
mod gate;
mod hand;
mod hours;
mod kept;
mod log_fit;
pub mod metrics;
mod numbers;
mod precision;
mod readings;
mod record;
mod replay;
mod rows;
mod run;
mod settle;
pub mod solve;
pub mod statistics;
mod summary;
pub mod sweep;
mod tries;
mod uncertainty;
mod variant;

pub use arm::{Arm, Extent, Share};
pub use course::Course;
pub use fit::Fragment;
pub use gate::{
    BaselineMisfit, GATE_ALPHA, GateCost, GateFault, GateFigure, GateFound, GateRequest, Gated, baseline_of,
    baseline_points, cost_of, depth_of, gate, identity, is_current, is_current_baseline, lacks,
    mean_wait_hours, misfit, plan_hash, silent,
};
pub use hand::Hand;
pub use hours::HourCounts;
pub use kept::Condition;
pub use log_fit::{LogFit, LogReading, fit_log};
pub use naru_model::observers::Log;
pub use naru_model::replay::Machine;
pub use naru_model::workload::Laws;
pub use naru_results::Summary;
pub use precision::{Precise, precise};
pub use readings::{MOST_READING_REPLICATIONS, MOST_SHAPLEY, Readings, ReadingsRequest};
pub use record::{Depth, Needs, Plans, Record};
pub use replay::{
    Comparison, Expected, MOST_CRITERIA, REPLAY_ORDERS, ReplayOutcome, ReplayRequest, replay_log,
};
pub use rows::Rows;
pub use run::{BEHAVIOUR_HASH, PROGRAM_HASH, Request, STREAM_LAYOUT, Stopped, Watch, run};
pub use settle::{Beside, Checked, Settled, effective_of, judge_invoice, settle};
pub use summary::{Study, metric_table, promises_without_metric};
pub use tries::Tries;
pub use uncertainty::uncertainty;
pub use variant::{Ask, Variant};
