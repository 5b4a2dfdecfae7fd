//! One replication: a plan and a demand in, an outcome out.
//!
//! Events and their ranks, pools, ledger, facts, observers. No text, no names, no files.

mod bills;
mod event;
mod exhaustion;
mod fact;
mod ledger;
pub mod observers;
mod outcome;
mod plan;
mod replication;
mod settle;

pub use fact::{Bill, Charge, EndReason, Fact, Frame, Observer, Session, Standing};
pub use naru_rules as rules;
pub use naru_workload as workload;
pub use outcome::Outcome;
pub use plan::*;
pub use replication::replicate;

/// Version of the layout of random streams: runs of another version met other people.
pub const STREAM_LAYOUT: u32 = naru_kernel::LAYOUT;
