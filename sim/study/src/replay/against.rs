//! A reference schedule held against a replay: the first difference in time, and its cause.

use super::{ReplayRequest, file_name};
use naru_model::replay::{Job, Start};
use naru_model::rules::allocation::{Backfill, Criterion};
use naru_results::intake::jobs::{JobId, JobLog, LogFault, Schedule};
use naru_results::{Against, Cause, FirstDifference};
use std::collections::BTreeMap;
use std::path::Path;

/// How many rows of a reference are read before the jobs that they are of: a reference has the log's order, or nearly.
const AHEAD: usize = 100_000;

/// A reference, read along with the starts in the order of the log.
pub struct Comparison {
    reference: String,
    schedule: Schedule,
    compared: u64,
    differences: u64,
    first: Option<Difference>,
    /// Rows that were read before the jobs that they are of.
    ahead: BTreeMap<JobId, i64>,
}

#[derive(Clone, Copy, Debug)]
struct Difference {
    id: JobId,
    ours: Option<i64>,
    theirs: Option<i64>,
}

impl Difference {
    /// The second until which both schedules are the same.
    fn at(&self) -> i64 {
        self.ours.into_iter().chain(self.theirs).min().expect("one of both starts it")
    }
}

impl Comparison {
    /// Opens a reference: CSV with `job_id` and `start`, one row for each job that was kept, in the log's order.
    ///
    /// # Errors
    /// A file that is no schedule.
    pub fn open(path: &Path) -> Result<Self, LogFault> {
        Ok(Self {
            reference: file_name(path),
            schedule: Schedule::open(path)?,
            compared: 0,
            differences: 0,
            first: None,
            ahead: BTreeMap::new(),
        })
    }

    /// Compares the next job of the log.
    pub(super) fn compare(&mut self, start: &Start<JobId>) -> Result<(), LogFault> {
        let ours = start.job.id;
        let theirs = match self.ahead.remove(&ours) {
            Some(theirs) => Some(theirs),
            None => self.look_for(ours)?,
        };
        match theirs {
            Some(theirs) => {
                self.compared += 1;
                if theirs != start.at {
                    self.differ(Difference { id: ours, ours: Some(start.at), theirs: Some(theirs) });
                }
            }
            None => self.differ(Difference { id: ours, ours: Some(start.at), theirs: None }),
        }
        Ok(())
    }

    /// Reads on until a job comes; those before it are kept for later.
    fn look_for(&mut self, id: JobId) -> Result<Option<i64>, LogFault> {
        while self.ahead.len() < AHEAD {
            match self.schedule.next().transpose()? {
                Some(row) if row.id == id => return Ok(Some(row.start_s)),
                Some(row) => drop(self.ahead.insert(row.id, row.start_s)),
                None => break,
            }
        }
        Ok(None)
    }

    fn differ(&mut self, difference: Difference) {
        self.differences += 1;
        if self.first.is_none_or(|first| difference.at() < first.at()) {
            self.first = Some(difference);
        }
    }

    /// Reads the rest, and looks into the first difference.
    pub(super) fn done(mut self, log: &JobLog, request: &ReplayRequest) -> Result<Against, LogFault> {
        for (id, theirs) in core::mem::take(&mut self.ahead) {
            self.differ(Difference { id, ours: None, theirs: Some(theirs) });
        }
        while let Some(row) = self.schedule.next().transpose()? {
            self.differ(Difference { id: row.id, ours: None, theirs: Some(row.start_s) });
        }
        let first = match self.first {
            Some(difference) => Some(look_into(&difference, log, request)?),
            None => None,
        };
        let Self { reference, compared, differences, .. } = self;
        Ok(Against { reference, compared, differences, first })
    }
}

/// The pool in the second of a difference, before anything starts in it; until then both schedules are the same.
#[derive(Default)]
struct Moment {
    free: i64,
    /// Expected ends of those that run, with their cards.
    ends: Vec<(i64, i64)>,
    /// Of those that wait and start here in this second: before the job in the queue.
    job: Option<Job<JobId>>,
    /// The first that waits on, with what starts before it.
    head: Option<Job<JobId>>,
}

/// Runs the replay once more, and looks at the second of the difference.
fn look_into(
    difference: &Difference,
    log: &JobLog,
    request: &ReplayRequest,
) -> Result<FirstDifference, LogFault> {
    let at = difference.at();
    let mut moment = Moment { free: request.machine.total() as i64, ..Moment::default() };
    let mut beginning = Vec::new();
    request.run(log, |start| {
        let job = start.job;
        let (set, sets) = request.machine.sets(job.cards).expect("the log was opened for this machine");
        let held = i64::from(set.cards * sets);
        if job.id == difference.id {
            moment.job = Some(job);
        }
        if start.at < at && at < start.at + job.run {
            moment.free -= held;
            moment.ends.push(((start.at + job.estimate).max(at + 1), held));
        } else if job.submit <= at && start.at >= at && job.id != difference.id {
            if start.at == at && moment.head.is_none() {
                beginning.push(job); // before the head: it starts in order
            } else if start.at > at && moment.head.is_none() {
                moment.head = Some(job);
            }
        }
    })?;
    let told = FirstDifference {
        job_id: difference.id.to_string(),
        ours: difference.ours,
        theirs: difference.theirs,
        cards: moment.job.map_or(0, |job| i64::from(job.cards)),
        free: moment.free,
        cause: Cause::Otherwise,
        submit: None,
        head: None,
        shadow: None,
        ends: None,
        spare: None,
    };
    Ok(match (difference.ours, difference.theirs, moment.job) {
        (None, _, _) | (_, _, None) => FirstDifference { cause: Cause::NotInLog, ..told },
        (_, None, _) => FirstDifference { cause: Cause::NotInReference, ..told },
        (Some(_), Some(theirs), Some(job)) if theirs < job.submit => {
            FirstDifference { cause: Cause::BeforeSubmit, submit: Some(job.submit), ..told }
        }
        (Some(ours), Some(theirs), Some(job)) => {
            with_cause(&told, &moment, &beginning, &job, theirs < ours, request)
        }
    })
}

/// The same with why one of both starts the job now, and the other does not.
fn with_cause(
    told: &FirstDifference,
    moment: &Moment,
    beginning: &[Job<JobId>],
    job: &Job<JobId>,
    theirs_first: bool,
    request: &ReplayRequest,
) -> FirstDifference {
    let at = told.ours.into_iter().chain(told.theirs).min().expect("one of both starts it");
    let cards = i64::from(job.cards);
    let because = |cause: Cause| FirstDifference { cause, ..told.clone() };
    let before = beginning.iter().filter(|other| (other.submit, other.id) < (job.submit, job.id));
    let mut free = moment.free - before.clone().map(|other| i64::from(other.cards)).sum::<i64>();
    if theirs_first && cards > moment.free {
        return because(Cause::NotFree);
    }
    let flat = request.machine.servers == 1 && request.policy.order == [Criterion::Arrival];
    // Only those before it in the queue can hold it back.
    let head = moment.head.filter(|head| (head.submit, head.id) < (job.submit, job.id));
    let Some(head) = head.filter(|_| flat) else {
        let fits = flat && !theirs_first && cards <= free;
        return because(if fits { Cause::FitsAsHead } else { Cause::Otherwise });
    };
    let named = |cause: Cause| FirstDifference { head: Some(head.id.to_string()), ..because(cause) };
    if request.policy.backfill != Backfill::Easy {
        return if theirs_first { named(Cause::PassesHead) } else { because(Cause::Otherwise) };
    }
    // The shadow time: with those that start in order before the head.
    let mut ends = moment.ends.clone();
    ends.extend(before.map(|other| ((at + other.estimate).max(at + 1), i64::from(other.cards))));
    ends.sort_unstable();
    let mut shadow = at;
    for (i, (end, cards)) in ends.iter().enumerate() {
        free += cards;
        shadow = *end;
        if free >= i64::from(head.cards) && ends.get(i + 1).is_none_or(|next| next.0 > *end) {
            break;
        }
    }
    let ends = (at + job.estimate).max(at + 1);
    let cause = match (theirs_first, ends <= shadow) {
        (true, _) => Cause::DelaysHead,
        (false, true) => Cause::EndsInTime,
        (false, false) => Cause::OnSpareCards,
    };
    let spare = Some(free - i64::from(head.cards));
    FirstDifference { shadow: Some(shadow), ends: Some(ends), spare, ..named(cause) }
}
