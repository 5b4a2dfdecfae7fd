//! Many replications over all cores, in order.

use crate::record::{Depth, Plans, Record};
use naru_model::observers::{Auditor, Log};
use naru_model::workload::Laws;
use rayon::prelude::*;
use std::any::Any;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};

/// Which replications to run, and how.
#[derive(Clone, Debug)]
pub struct Request {
    /// Seed of all draws.
    pub seed: u64,
    /// Their numbers.
    pub replications: Range<u32>,
    /// Whether the auditor hears every one of them.
    pub audit: bool,
    /// The one whose log is kept.
    pub log: Option<u32>,
}

/// Hash of all code that can change an outcome.
pub const BEHAVIOUR_HASH: &str = env!("NARU_BEHAVIOUR_HASH");

/// Hash of all code that can change what is kept of a study: the same, and what lowers scenarios and counts.
pub const PROGRAM_HASH: &str = env!("NARU_PROGRAM_HASH");

/// Version of the layout of random streams.
pub const STREAM_LAYOUT: u32 = naru_model::STREAM_LAYOUT;

/// Why a study did not come to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stopped {
    /// From outside.
    Interrupted,
    /// An invariant broke: a bug, to be reported with what it takes to see it again.
    Bug {
        /// In which replication.
        replication: u32,
        /// What was found.
        message: String,
    },
}

/// Who watches a study run.
pub trait Watch: Sync {
    /// One more replication is done.
    fn done(&self);

    /// So many more are to come.
    fn more(&self, _replications: u32) {}
}

impl Watch for () {
    fn done(&self) {}
}

/// Runs the replications on the current rayon pool; records come in replication order, whatever the threads.
///
/// # Errors
/// `Interrupted` once `stop` is set: the replications at hand are finished first. `Bug` where an invariant breaks.
pub fn run(
    plans: &Plans,
    laws: &Laws,
    request: &Request,
    watch: &dyn Watch,
    stop: &AtomicBool,
) -> Result<(Vec<Record>, Option<Log>), Stopped> {
    let one = |replication: u32| {
        let auditor = request.audit.then(Auditor::default);
        let log = (request.log == Some(replication)).then(Log::default);
        let (record, (_, log)) = plans.run(laws, request.seed, replication, Depth::Otherwise, (auditor, log));
        (record, log)
    };
    let all = each(request.replications.clone(), one, watch, stop)?;
    let mut logged = None;
    let records = all
        .into_iter()
        .map(|(record, log)| {
            logged = logged.take().or(log);
            record
        })
        .collect();
    Ok((records, logged))
}

/// Does one thing for each replication, over all cores; results come in order.
pub(crate) fn each<T: Send>(
    replications: Range<u32>,
    one: impl Fn(u32) -> T + Sync,
    watch: &dyn Watch,
    stop: &AtomicBool,
) -> Result<Vec<T>, Stopped> {
    let guarded = |replication: u32| {
        if stop.load(Ordering::Relaxed) {
            return Err(Stopped::Interrupted);
        }
        let done = catch_unwind(AssertUnwindSafe(|| one(replication)))
            .map_err(|panic| Stopped::Bug { replication, message: message_of(panic.as_ref()) })?;
        watch.done();
        Ok(done)
    };
    replications.into_par_iter().map(guarded).collect()
}

fn message_of(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("an invariant broke").to_owned()
}
