//! One replication: a plan and a demand in, an outcome out.
//!
//! Events and their ranks, pools, ledger, facts, observers. No text, no names, no files.

mod asking;
mod bills;
mod causes;
mod committed;
mod days;
mod event;
mod exhaustion;
mod expecting;
mod fact;
mod gangs;
mod holding;
mod ledger;
pub mod observers;
mod opening;
mod outages;
mod outcome;
mod plan;
mod recall;
pub mod replay;
mod replication;
mod resettle;
mod service;
mod settle;

pub use asking::NO_QUEUE;
pub use bills::deductions;
pub use causes::{Cause, Causes};
pub use fact::{
    Bill, Charge, Discounted, EndReason, Fact, Frame, Kind, Observer, Outage, OutageKind, Session, Standing,
    StatementRow,
};
pub use naru_rules as rules;
pub use naru_workload as workload;
pub use outcome::Outcome;
pub use plan::*;
pub use replication::replicate;
pub use resettle::{Tape, resettle};
pub use settle::{priced_as, prices};

/// Version of the layout of random streams: runs of another version met other people.
pub const STREAM_LAYOUT: u32 = naru_kernel::LAYOUT;
