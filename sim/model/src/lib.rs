//! One replication: a plan and a demand in, an outcome out.
//!
//! Events and their ranks, pools, ledger, facts, observers. No text, no names, no files.

mod plan;

pub use naru_rules as rules;
pub use naru_workload as workload;
pub use plan::*;
