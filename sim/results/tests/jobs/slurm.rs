//! Slurm accounting.

use crate::{Scratch, counted, jobs, opened, sample};
use naru_results::intake::jobs::{Cut, End, Format, Noted, Offset, Options, Order, Skipped, Unit};

/// 10:00 of 2025-05-01 in Korea is 01:00 UTC: 20,209 days × 86,400 + 3,600 = 1,746,061,200.
const TEN: i64 = 1_746_061_200;

#[test]
fn steps_arrays_parts_and_jobs_that_never_ran() {
    let log = opened(&sample("sacct.txt"), Options::default());
    assert_eq!((log.format, log.unit, log.order), (Format::Slurm, Unit::Cards, Order::File));
    assert_eq!((log.clock.origin_unix_s, log.clock.offset_s), (Some(0), Offset::Assumed(32_400)));
    assert_eq!(
        counted(&log),
        (
            13,
            6,
            vec![(Skipped::Step, 3), (Skipped::NeverStarted, 3), (Skipped::NoSize, 1)],
            vec![
                (Noted::NoEstimate, 2),
                (Noted::PastEstimate, 1),
                (Noted::ZeroLength, 1),
                (Noted::OtherSize, 1),
                (Noted::CutEnd, 1)
            ]
        )
    );
    let got: Vec<_> = jobs(&log)
        .iter()
        .map(|job| {
            let user = log.name(job.user.unwrap());
            (
                job.id.to_string(),
                job.submit_s - TEN,
                job.wait_s,
                job.run_s,
                job.cards,
                job.estimate_s,
                user,
                job.end,
            )
        })
        .collect();
    let want = [
        ("1001", 0, 5, 3_600, 4, Some(7_200), "kim", End::Completed),
        ("1002_1", 60, 60, 3_630, 1, Some(3_600), "lee", End::TimedOut),
        ("1002_10", 60, 60, 0, 1, Some(3_600), "lee", End::Cancelled),
        ("1003+0", 180, 0, 600, 2, None, "park", End::Failed),
        ("1003+1", 180, 0, 600, 1, None, "park", End::Failed),
        ("1007", 420, 60, 7_200, 8, Some(259_200), "choi", End::Running),
    ];
    let want = want.map(|(id, submit, wait, run, cards, estimate, user, end)| {
        (id.to_owned(), submit, Some(wait), run, cards, estimate, user.to_owned(), end)
    });
    assert_eq!(got, want);
    assert_eq!(jobs(&log)[5].cut, Cut::End);
    assert_eq!(log.name(jobs(&log)[5].group.unwrap()), "gpu");
}

/// Columns in any order and with any letters; lengths as clocks; processors where nothing has a GPU; a bar behind the
/// last column (`--parsable`); the header again where two files were put together.
#[test]
fn other_columns() {
    let header = "ncpus|start|SUBMIT|jobid|elapsed|timelimit|\n";
    let text = format!(
        "{header}4|2025-05-01T10:00:30|2025-05-01T10:00:00|7|1-02:03:04|2-00:00:00|\n{header}2|1746061200|1746061200|8|00:00:10|UNLIMITED|\n"
    );
    let log = Scratch::of(text);
    let log = log.log();
    let log = log.unwrap_or_else(|fault| panic!("{fault}"));
    assert_eq!(log.unit, Unit::Processors);
    assert_eq!((log.tally.rows, log.tally.jobs, log.first_submit_s, log.largest), (2, 2, TEN, 4));
    // 1 day, 2 h, 3 min, 4 s after 30 s of waiting.
    assert_eq!(log.end_s, TEN + 30 + 93_784);
}

/// Two exports of neighbouring months both have the job that crosses: the same row is one job, another state is not.
#[test]
fn equal_rows_are_one_job() {
    let header = "JobID|Submit|Start|ElapsedRaw|NCPUS|State\n";
    let row = "7|1746061200|1746061200|60|4|COMPLETED\n";
    let log = Scratch::of(format!("{header}{row}{row}7|1746061200|1746061200|30|4|RUNNING\n")).log().unwrap();
    let (rows, kept, skipped, _) = counted(&log);
    assert_eq!((rows, kept, skipped), (3, 2, vec![(Skipped::Duplicate, 1)]));
    assert_eq!(log.repeated_ids, 1);
}

/// It started before it was submitted, as a requeued job may: its wait is not known.
#[test]
fn a_wait_below_zero_is_not_known() {
    let file = Scratch::of("JobID|Submit|Start|ElapsedRaw|NCPUS\n7|1746061200|1746061199|60|4\n");
    let log = file.log().unwrap();
    assert_eq!(counted(&log).3, [(Noted::NoEstimate, 1), (Noted::NegativeWait, 1)]);
    assert_eq!(jobs(&log)[0].wait_s, None);
}
