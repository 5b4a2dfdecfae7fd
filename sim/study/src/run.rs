//! Many replications over all cores, in order.

use crate::arm::Arm;
use crate::numbers::{Numbers, from_numbers, numbers_of};
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
    /// All that is to be simulated here is done; the rest is for other shards.
    Elsewhere,
    /// A replication that was done could not be kept: whoever keeps them knows why.
    NotKept,
}

/// Who watches a study run.
pub trait Watch: Sync {
    /// One more replication is done.
    fn done(&self);

    /// So many more are to come.
    fn more(&self, _replications: u32) {}

    /// Whether a replication is to be simulated here, and not in another shard.
    fn wants(&self, _arm: Arm, _replication: u32) -> bool {
        true
    }

    /// What was kept of a replication that is done.
    fn found(&self, _arm: Arm, _replication: u32) -> Option<Vec<i64>> {
        None
    }

    /// Keeps a replication that was just done; `false` if it cannot be kept.
    fn keep(&self, _arm: Arm, _replication: u32, _numbers: &dyn Fn() -> Vec<i64>) -> bool {
        true
    }
}

impl Watch for () {
    fn done(&self) {}
}

/// Runs the replications on the current rayon pool; records come in replication order, whatever the threads.
///
/// # Errors
/// `Interrupted` once `stop` is set: the replications at hand are finished first. `Bug` where an invariant breaks.
/// `Elsewhere` and `NotKept` as `watch` says.
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
    // A log is not kept: it is made again with its replication.
    if request.log.is_none() {
        let arm = if request.audit { Arm::AUDITED } else { Arm::OWN };
        let records = kept(arm, request.replications.clone(), |it| one(it).0, watch, stop)?;
        return Ok((records, None));
    }
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
    let guarded = |replication| {
        let done = guarded(replication, &one, stop)?;
        watch.done();
        Ok(done)
    };
    replications.into_par_iter().map(guarded).collect()
}

/// The same, where what was kept is not done again, and what is done is kept.
///
/// # Errors
/// `Elsewhere` once those are done that are wanted here, if they are not all.
pub(crate) fn kept<T: Numbers + Send>(
    arm: Arm,
    replications: Range<u32>,
    one: impl Fn(u32) -> T + Sync,
    watch: &dyn Watch,
    stop: &AtomicBool,
) -> Result<Vec<T>, Stopped> {
    let all = replications.len();
    let here: Vec<u32> = replications.filter(|replication| watch.wants(arm, *replication)).collect();
    let one = |replication: u32| {
        let found = watch.found(arm, replication);
        let done = if let Some(done) = found.as_deref().and_then(from_numbers) {
            done
        } else {
            let done = guarded(replication, &one, stop)?;
            if !watch.keep(arm, replication, &|| numbers_of(&done)) {
                return Err(Stopped::NotKept);
            }
            done
        };
        watch.done();
        Ok(done)
    };
    let done = here.into_par_iter().map(one).collect::<Result<Vec<_>, _>>()?;
    if done.len() == all { Ok(done) } else { Err(Stopped::Elsewhere) }
}

fn guarded<T>(replication: u32, one: impl Fn(u32) -> T, stop: &AtomicBool) -> Result<T, Stopped> {
    if stop.load(Ordering::Relaxed) {
        return Err(Stopped::Interrupted);
    }
    catch_unwind(AssertUnwindSafe(|| one(replication)))
        .map_err(|panic| Stopped::Bug { replication, message: message_of(panic.as_ref()) })
}

/// What several steps bring that do not need one another; `Elsewhere` only once each has done what is wanted here.
pub(crate) fn together<T>(steps: impl IntoIterator<Item = Result<T, Stopped>>) -> Result<Vec<T>, Stopped> {
    let (mut found, mut elsewhere) = (Vec::new(), false);
    for step in steps {
        match step {
            Ok(it) => found.push(it),
            Err(Stopped::Elsewhere) => elsewhere = true,
            Err(stopped) => return Err(stopped),
        }
    }
    if elsewhere { Err(Stopped::Elsewhere) } else { Ok(found) }
}

fn message_of(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("an invariant broke").to_owned()
}
