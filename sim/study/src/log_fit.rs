//! A job log, fitted: which of its jobs the fit is given, by which clock, and what is written of it.

mod figures;

use crate::Fragment;
use naru_results::intake::jobs::{Clock, Cut, End, Format, Job, JobLog, LogFault, Offset};
use naru_results::{FitCurveRow, FitFigures, names};
use naru_scenario::Lowered;
use naru_units::{DAY, HOUR};
use naru_workload::Behaviour;
use naru_workload::fit::{Fit, Run, Settings, without_top_users};
use std::collections::BTreeSet;

/// How a log is fitted.
#[derive(Clone, Copy, Debug, Default)]
pub struct LogReading<'a> {
    /// Seconds by which users are ahead of UTC, and the log's times are UTC; `None`: what the log says.
    pub zone_s: Option<i64>,
    /// So many users who ask most often are left out, and rows without a user with them; 0: nobody.
    pub without_top_users: usize,
    /// The scenario below the fragment: sessions' limits, classes and holidays, and of a `sessions.csv` the calendar.
    pub base: Option<&'a Lowered>,
}

/// What was fitted to a log.
#[derive(Clone, Debug)]
pub struct LogFit<'a> {
    log: &'a JobLog,
    /// Everything that was fitted.
    pub fit: Fit,
    /// How the log was read.
    pub settings: Settings,
    left_out: LeftOut,
    clock: UsersClock,
}

/// Jobs that the fit was not given.
#[derive(Clone, Copy, Debug, Default)]
struct LeftOut {
    began_before: u64,
    tenancy: u64,
    top_user: u64,
    no_user: u64,
}

/// The clock of who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum UsersClock {
    Log(i64),
    Option(i64),
    /// Written without a zone: taken as it stands.
    AsWritten(i64),
    /// Unix time without a zone.
    Assumed(i64),
    None,
}

/// Taken where a log has a date and no zone.
const KOREA_S: i64 = 9 * HOUR;

/// Fits a log: its jobs are read once and kept, 56 bytes each.
///
/// A job that began before the log is left out; one that the log's end or something else than its work ended counts as
/// cut. Of `sessions.csv` a length is the work that was asked for, which is never cut; requests never served did
/// not start. A log without a date has neither hours nor think times.
///
/// # Errors
/// As [`JobLog::jobs`].
pub fn fit_log<'a>(log: &'a JobLog, reading: &LogReading<'_>) -> Result<LogFit<'a>, LogFault> {
    let ours = log.format == Format::Sessions;
    let sessions = reading.base.filter(|_| ours).map(|base| with_sessions(base));
    let mut left_out = LeftOut::default();
    let mut runs = Vec::with_capacity(log.tally.jobs as usize);
    let mut tails = Vec::new();
    for job in log.jobs()? {
        let job = job?;
        let product = job.group.map(|group| log.name(group)).filter(|_| sessions.is_some());
        if let (Some(sessions), Some(product)) = (&sessions, product)
            && !sessions.contains(product.as_str())
        {
            left_out.tenancy += 1;
        } else if matches!(job.cut, Cut::Begin | Cut::Both) {
            left_out.began_before += 1;
        } else {
            if let (Some(work_s), End::Completed, Cut::Whole) = (job.work_s, job.end, job.cut) {
                tails.push(job.run_s - work_s);
            }
            runs.push(run(&job, ours));
        }
    }
    if reading.without_top_users > 0 {
        left_out.no_user = runs.iter().filter(|run| run.user.is_none()).count() as u64;
        let kept = without_top_users(&runs, reading.without_top_users);
        left_out.top_user = (runs.len() - kept.len()) as u64 - left_out.no_user;
        runs = kept;
    }
    let (clock, unix_at_zero_s) = users_clock(log, reading);
    // After its last request nobody is seen to ask, though jobs still run.
    let window = [log.first_submit_s, log.last_submit_s + 1];
    let mut settings = Settings { tail_s: median(tails), ..Settings::new(unix_at_zero_s, window) };
    if let UsersClock::Log(s) | UsersClock::Option(s) | UsersClock::AsWritten(s) | UsersClock::Assumed(s) =
        clock
    {
        settings.utc_offset_s = s;
    }
    if let Some(base) = reading.base {
        of_base(base, &mut settings);
    }
    let mut fit = Fit::new(&runs, &settings);
    if clock == UsersClock::None {
        (fit.asking, fit.active, fit.thinking) = (None, None, None);
    }
    Ok(LogFit { log, fit, settings, left_out, clock })
}

/// A job as the fit takes it; of our own sessions, the work that was asked for.
fn run(job: &Job, ours: bool) -> Run {
    let started = !ours || job.wait_s.is_some();
    let work_s = job.work_s.filter(|_| ours);
    Run {
        user: job.user,
        submit_s: job.submit_s,
        start_s: job.wait_s.map(|wait| job.submit_s + wait),
        run_s: started.then(|| work_s.unwrap_or(job.run_s)),
        cards: job.cards,
        censored: work_s.is_none() && matches!(job.cut, Cut::End | Cut::Both),
        failed: matches!(job.end, End::Failed | End::Cancelled),
    }
}

/// Products whose users come and go; a tenancy has one length, to the programme's end.
fn with_sessions(base: &Lowered) -> BTreeSet<&str> {
    let cohorts = base.demand.cohorts.iter();
    cohorts
        .filter(|it| match it.behaviour {
            Behaviour::Programme { .. }
            | Behaviour::ClosedSource { .. }
            | Behaviour::OpenSource { .. }
            | Behaviour::Listed { .. } => true,
            Behaviour::Tenancy { .. } => false,
        })
        .map(|it| it.product.as_str())
        .collect()
}

/// The clock of users, and the Unix time of the log's second 0.
fn users_clock(log: &JobLog, reading: &LogReading<'_>) -> (UsersClock, i64) {
    let Clock { origin_unix_s, offset_s, shifted, .. } = log.clock;
    // The programme's first midnight, in Korea.
    let first_midnight = |base: &Lowered| days_since_1970(base) * DAY - KOREA_S;
    let origin = match log.format {
        Format::Sessions => reading.base.map(first_midnight),
        Format::Swf | Format::Slurm | Format::Philly | Format::Instances | Format::Requests => origin_unix_s,
    };
    let Some(origin) = origin.filter(|_| !shifted) else { return (UsersClock::None, 0) };
    match (reading.zone_s, offset_s) {
        // Times without a zone were taken as of an assumed one: as written, they are UTC.
        (Some(zone), Offset::Assumed(assumed)) => (UsersClock::Option(zone), origin + assumed),
        (Some(zone), Offset::Said(_) | Offset::Unknown) => (UsersClock::Option(zone), origin),
        (None, Offset::Said(said)) => (UsersClock::Log(said), origin),
        (None, Offset::Assumed(assumed)) => (UsersClock::AsWritten(assumed), origin),
        (None, Offset::Unknown) => (UsersClock::Assumed(KOREA_S), origin),
    }
}

fn days_since_1970(base: &Lowered) -> i64 {
    let epoch = base.plan.terms.epoch.0;
    epoch.duration_since(jiff::civil::date(1970, 1, 1)).as_secs() / DAY
}

/// Limits of sessions, classes and holidays of the scenario below.
fn of_base(base: &Lowered, settings: &mut Settings) {
    let length = base.demand.cohorts.iter().find_map(|cohort| match &cohort.behaviour {
        Behaviour::Programme { length } => Some(length),
        Behaviour::Tenancy { .. }
        | Behaviour::ClosedSource { .. }
        | Behaviour::OpenSource { .. }
        | Behaviour::Listed { .. } => None,
    });
    if let Some(length) = length {
        settings.least_session_s = length.min.0;
        settings.longest_session_s = Some(length.max.0);
    }
    if !base.demand.classes.is_empty() {
        settings.class_shares = base.demand.classes.iter().map(|class| class.share).collect();
    }
    // Holidays of Korea are none elsewhere.
    if settings.utc_offset_s == KOREA_S {
        let first = days_since_1970(base);
        settings.holidays = base.demand.calendar.holidays.iter().map(|day| first + day).collect();
    }
}

/// 0 of nothing.
fn median(mut of: Vec<i64>) -> i64 {
    of.sort_unstable();
    of.get(of.len() / 2).copied().unwrap_or(0).max(0)
}

impl LogFit<'_> {
    /// What is written to the scenario's file: its first line has [`names::FIT_MARK`].
    pub fn fragment(&self, fragment: &Fragment<'_>) -> String {
        let text = fragment.text(&self.fit, &self.settings);
        assert!(text.starts_with(names::FIT_MARK), "a fit is known by its first line");
        text
    }

    /// `fit.json`.
    pub fn figures(&self) -> FitFigures {
        figures::figures(self)
    }

    /// `fit.csv`: whole lengths, then sessions, each with the law that was chosen.
    pub fn curves(&self) -> Vec<FitCurveRow> {
        figures::curves(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use naru_results::intake::jobs::JobId;

    fn job(work_s: Option<i64>, wait_s: Option<i64>, cut: Cut) -> Job {
        Job {
            id: JobId::plain(1),
            line: 2,
            submit_s: 1_000,
            wait_s,
            run_s: 500,
            work_s,
            cards: 2,
            estimate_s: None,
            user: Some(3),
            group: None,
            end: End::Failed,
            cut,
        }
    }

    #[track_caller]
    fn check(job: &Job, ours: bool, start_s: Option<i64>, run_s: Option<i64>, censored: bool) {
        let got = run(job, ours);
        assert_eq!((got.start_s, got.run_s, got.censored), (start_s, run_s, censored), "{job:?}");
    }

    /// Of our own sessions the work counts, which nothing cuts; who was never served did not start. Of other logs the run
    /// counts, and a wait that nobody knows is none.
    #[test]
    fn a_job_becomes_a_run() {
        check(&job(Some(900), Some(20), Cut::End), true, Some(1_020), Some(900), false);
        check(&job(Some(900), None, Cut::Whole), true, None, None, false);
        check(&job(None, Some(20), Cut::End), false, Some(1_020), Some(500), true);
        check(&job(None, None, Cut::Whole), false, None, Some(500), false);
    }

    #[test]
    fn a_row_takes_what_the_page_says() {
        assert_eq!(size_of::<Run>(), 56);
    }

    #[test]
    fn the_tail_is_the_middle_one() {
        for (tails, want) in
            [(vec![], 0), (vec![1_800], 1_800), (vec![0, 1_800, 1_800], 1_800), (vec![-5], 0)]
        {
            assert_eq!(median(tails.clone()), want, "{tails:?}");
        }
    }
}
