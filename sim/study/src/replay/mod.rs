//! A job log once more under an operating plan: starts, waits, and a reference held against them.

mod against;
mod course;

pub use against::Comparison;

use course::{Course, Sizes};
use naru_model::replay::{Integrals, Job, Machine, Start, Stopped, replay};
use naru_model::rules::allocation::{Backfill, Criterion, Placement, Policy};
use naru_results::intake::jobs::{JobId, JobLog, LogFault, Noted, Skipped, Unit};
use naru_results::{
    Against, Counted, CourseRow, ReplayMachine, ReplayPolicy, Replayed, RowCounts, SCHEMA, StartRow, WaitRow,
};

/// What is expected of a job's length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// What its user said; its run time where nothing was said.
    Logged,
    /// Its run time.
    Exact,
    /// So many hundredths of a percent of its run time, to the nearest second.
    Factor(u32),
}

impl Expected {
    /// `logged`, `exact`, or a factor such as `1.5`.
    pub fn of(text: &str) -> Option<Self> {
        match text {
            "logged" => Some(Self::Logged),
            "exact" => Some(Self::Exact),
            factor => {
                let factor: f64 = factor.parse().ok()?;
                (0.0..=1_000.0).contains(&factor).then(|| Self::Factor((factor * 10_000.0).round() as u32))
            }
        }
    }

    fn name(self) -> String {
        match self {
            Self::Logged => "logged".to_owned(),
            Self::Exact => "exact".to_owned(),
            Self::Factor(factor) => (f64::from(factor) / 10_000.0).to_string(),
        }
    }
}

/// How a log is replayed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplayRequest {
    /// The pool.
    pub machine: Machine,
    /// The operating plan.
    pub policy: Policy,
    /// What is expected of lengths.
    pub expected: Expected,
    /// A job ends at its estimate, where the log has one.
    pub kill: bool,
}

/// The most criteria of an order.
pub const MOST_CRITERIA: usize = naru_model::rules::allocation::Key::MOST;

/// Criteria that a log of jobs can be ordered by; the others ask for a programme.
pub const REPLAY_ORDERS: [(&str, Criterion); 3] = [
    ("arrival", Criterion::Arrival),
    ("smallest_first", Criterion::SmallestFirst),
    ("largest_first", Criterion::LargestFirst),
];

impl ReplayRequest {
    /// A replay by the names of a scenario file; `None` for a name that is none.
    pub fn named(
        machine: Machine,
        (order, backfill, placement): (&[String], &str, &str),
        expected: Expected,
        kill: bool,
    ) -> Option<Self> {
        fn of<T: Copy>(all: &[(&str, T)], name: &str) -> Option<T> {
            all.iter().find(|(other, _)| *other == name).map(|(_, value)| *value)
        }
        let policy = Policy {
            order: order.iter().map(|name| of(&REPLAY_ORDERS, name)).collect::<Option<_>>()?,
            weights: Vec::new(),
            backfill: of(&Backfill::ALL, backfill)?,
            placement: of(&Placement::ALL, placement)?,
        };
        Some(Self { machine, policy, expected, kill })
    }

    /// The policy by its names.
    fn policy(&self) -> ReplayPolicy {
        fn name<T: PartialEq>(all: &[(&'static str, T)], value: &T) -> String {
            all.iter().find(|(_, v)| v == value).expect("every choice has a name").0.to_owned()
        }
        ReplayPolicy {
            order: self.policy.order.iter().map(|c| name(&Criterion::ALL, c)).collect(),
            backfill: name(&Backfill::ALL, &self.policy.backfill),
            placement: name(&Placement::ALL, &self.policy.placement),
            estimate: self.expected.name(),
            kill_at_estimate: self.kill,
        }
    }

    /// What a replay is of, in one line: its folder is replaced by one of the same only.
    pub fn title(&self, log: &JobLog) -> String {
        let ReplayPolicy { order, backfill, placement, estimate, kill_at_estimate } = self.policy();
        let Machine { servers, cards } = self.machine;
        let kill = if kill_at_estimate { " kill" } else { "" };
        let log = file_name(log.path());
        format!("{log} {servers}x{cards} {} {backfill} {placement} {estimate}{kill}", order.join(","))
    }

    /// A job of the log as it is replayed.
    pub(crate) fn job(&self, job: &naru_results::intake::jobs::Job) -> Job<JobId> {
        let run = match job.estimate_s {
            Some(estimate) if self.kill => job.run_s.min(estimate),
            Some(_) | None => job.run_s,
        };
        let estimate = match self.expected {
            Expected::Logged => job.expected_s(),
            Expected::Exact => run,
            Expected::Factor(factor) => (run * i64::from(factor) + 5_000).div_euclid(10_000),
        };
        Job { id: job.id, submit: job.submit_s, run, estimate, cards: job.cards }
    }

    /// Runs it, and tells each start in the order of the log.
    pub(crate) fn run(&self, log: &JobLog, tell: impl FnMut(&Start<JobId>)) -> Result<Integrals, LogFault> {
        let jobs = log.jobs()?.map(|job| job.map(|job| self.job(&job)));
        replay(&self.policy, self.machine, jobs, tell).map_err(|stopped| match stopped {
            Stopped::Job(fault) => fault,
            Stopped::Clock => LogFault::TooLong(log.path().to_owned()),
        })
    }
}

/// What a replay gives beside its starts.
#[derive(Clone, Debug)]
pub struct ReplayOutcome {
    /// `replay.json`.
    pub figures: Replayed,
    /// `course.csv`.
    pub course: Vec<CourseRow>,
    /// `waits.parquet`, by size for a product.
    pub waits: Vec<WaitRow>,
}

/// Replays a log, tells each start, and holds a reference against it.
///
/// The log must have been opened with the machine as its pool, so that every job fits.
///
/// # Errors
/// A log or a reference that cannot be read.
pub fn replay_log(
    log: &JobLog,
    request: &ReplayRequest,
    reference: Option<Comparison>,
    tell: impl FnMut(StartRow),
) -> Result<ReplayOutcome, LogFault> {
    let (mut tell, mut reference) = (tell, reference);
    let mut sizes = Sizes::default();
    let mut course = Course::over(log.first_submit_s, log.end_s);
    let mut fault = None;
    let integrals = request.run(log, |start| {
        let Job { id, submit, run, estimate, cards } = start.job;
        sizes.count(cards, start.at - submit, run);
        let (set, sets) = request.machine.sets(cards).expect("the log was opened for this machine");
        course.count(submit, start.at, start.at + run, i64::from(set.cards * sets));
        if let Some(reference) = &mut reference
            && fault.is_none()
        {
            fault = reference.compare(start).err();
        }
        let (start, wait_s) = (start.at, start.at - submit);
        tell(StartRow {
            job_id: id.to_string().into(),
            start,
            submit,
            wait_s,
            run_s: run,
            estimate_s: estimate,
            cards: i64::from(cards),
        });
    })?;
    if let Some(fault) = fault {
        return Err(fault);
    }
    let against = match reference {
        Some(reference) => Some(reference.done(log, request)?),
        None => None,
    };
    let course = course.rows(log.first_submit_s + integrals.seconds);
    let figures = figures(log, request, &integrals, &sizes, against);
    Ok(ReplayOutcome { figures, course, waits: sizes.histograms() })
}

fn figures(
    log: &JobLog,
    request: &ReplayRequest,
    integrals: &Integrals,
    sizes: &Sizes,
    against: Option<Against>,
) -> Replayed {
    let counts = |all: Vec<(&str, u64)>| {
        let some = all.into_iter().filter(|(_, count)| *count > 0);
        some.map(|(what, count)| Counted { what: what.to_owned(), count }).collect()
    };
    let tally = &log.tally;
    let over = |sum: i128, per: i128| if per == 0 { 0.0 } else { sum as f64 / per as f64 };
    let seconds = i128::from(integrals.seconds);
    Replayed {
        schema: SCHEMA,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        scenario_hash: request.title(log),
        log: file_name(log.path()),
        format: log.format.name().to_owned(),
        unit: match log.unit {
            Unit::Cards => "cards",
            Unit::Processors => "processors",
            Unit::Jobs => "jobs",
        }
        .to_owned(),
        machine: ReplayMachine { servers: request.machine.servers, cards_per_server: request.machine.cards },
        policy: request.policy(),
        rows: RowCounts {
            rows: tally.rows,
            jobs: tally.jobs,
            skipped: counts(Skipped::ALL.map(|why| (why.name(), tally.skipped(why))).into()),
            noted: counts(Noted::ALL.map(|what| (what.name(), tally.noted(what))).into()),
        },
        sorted: log.order == naru_results::intake::jobs::Order::Sorted,
        repeated_ids: log.repeated_ids,
        first_submit_s: log.first_submit_s,
        seconds: integrals.seconds,
        waits: sizes.waits(),
        mean_bounded_slowdown: sizes.mean_bounded_slowdown(),
        utilisation: over(integrals.card_s, seconds * i128::from(request.machine.total())),
        mean_waiting: over(integrals.queue_s, seconds),
        most_waiting: integrals.most_waiting as u64,
        fragmented_s: integrals.fragmented_s,
        against,
    }
}

/// The last part of a path.
pub(crate) fn file_name(path: &std::path::Path) -> String {
    path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}
