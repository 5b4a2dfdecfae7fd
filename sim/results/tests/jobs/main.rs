//! Logs of jobs from elsewhere: one file a format, one of what is wrong with files, one over the public logs.

mod bad;
mod gpu;
mod own;
mod public;
mod schedule;
mod slurm;
mod swf;

use naru_results::intake::jobs::{Job, JobLog, LogFault, Noted, Options, Skipped};
use std::{
    fs,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU32, Ordering},
};

/// A file that is gone after the test.
struct Scratch(PathBuf);

impl Scratch {
    fn of(bytes: impl AsRef<[u8]>) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("naru-jobs-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        fs::write(&path, bytes).expect("the folder for such files takes it");
        Self(path)
    }

    fn log(&self) -> Result<JobLog, LogFault> {
        JobLog::open(&self.0, Options::default())
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        fs::remove_file(&self.0).expect("it was written");
    }
}

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/jobs/logs").join(name)
}

#[track_caller]
fn opened(path: &Path, options: Options) -> JobLog {
    JobLog::open(path, options).unwrap_or_else(|fault| panic!("{fault}"))
}

#[track_caller]
fn jobs(log: &JobLog) -> Vec<Job> {
    let jobs = log.jobs().and_then(Iterator::collect::<Result<Vec<_>, _>>);
    jobs.unwrap_or_else(|fault| panic!("{fault}"))
}

/// Rows, jobs, rows skipped and what was noted.
type Counts = (u64, u64, Vec<(Skipped, u64)>, Vec<(Noted, u64)>);

/// Everything that was counted, but for what is nought.
fn counted(log: &JobLog) -> Counts {
    let tally = &log.tally;
    let skipped: Vec<_> =
        Skipped::ALL.map(|it| (it, tally.skipped(it))).into_iter().filter(|it| it.1 > 0).collect();
    let noted = Noted::ALL.map(|it| (it, tally.noted(it))).into_iter().filter(|it| it.1 > 0).collect();
    assert_eq!(tally.rows, tally.jobs + skipped.iter().map(|it| it.1).sum::<u64>(), "every row is somewhere");
    (tally.rows, tally.jobs, skipped, noted)
}
