//! Standard Workload Format.

use crate::{Scratch, counted, jobs, opened, sample};
use naru_results::intake::jobs::{
    Cut, End, Format, Job, JobId, JobLog, Noted, Offset, Options, Order, Skipped, Unit,
};

/// The first and the thirteenth job of KTH, by their columns; the wall clock of the start is two hours east of UTC.
#[test]
fn a_log_with_a_header() {
    let log = opened(&sample("kth.swf"), Options::default());
    assert_eq!(
        (log.format, log.packed, log.unit, log.order),
        (Format::Swf, false, Unit::Processors, Order::File)
    );
    assert_eq!((log.processors, log.largest, log.repeated_ids), (Some(100), 84, 0));
    assert_eq!(log.clock.origin_unix_s, Some(843_480_031));
    assert_eq!(log.clock.offset_s, Offset::Said(7_200));
    assert_eq!(log.clock.zone_name.as_deref(), Some("Europe/Stockholm"));
    assert_eq!(counted(&log).0, 24);
    let jobs = jobs(&log);
    let first = Job {
        id: JobId::plain(1),
        line: 20,
        submit_s: 0,
        wait_s: Some(964_980),
        run_s: 97_225,
        work_s: None,
        cards: 56,
        estimate_s: Some(210_000),
        user: Some(1),
        group: None,
        end: End::Completed,
        cut: Cut::Whole,
    };
    assert_eq!(jobs[0], first);
    assert_eq!((jobs[12].submit_s, jobs[12].end, jobs[12].expected_s()), (590_254, End::Failed, 3_600));
}

/// Five of the first 24 jobs of HPC2N have run −1: 16, 18, 19, 21, 58.
#[test]
fn runs_below_zero_are_dropped() {
    let log = opened(&sample("hpc2n.swf"), Options::default());
    let (rows, kept, skipped, _) = counted(&log);
    assert_eq!((rows, kept, skipped), (24, 19, vec![(Skipped::NegativeRun, 5)]));
    assert!(jobs(&log).iter().all(|job| ![16, 18, 19, 21, 58].contains(&job.id.number)));
}

/// Requested processors are −1 throughout: those allocated count, and the run time stands for the estimate.
#[test]
fn a_log_without_requests_and_estimates() {
    let log = opened(&sample("nasa.swf"), Options::default());
    let (rows, kept, _, noted) = counted(&log);
    assert_eq!((rows, kept), (12, 12));
    assert_eq!(noted, [(Noted::NoEstimate, 12), (Noted::OtherSize, 12)]);
    let first = jobs(&log)[0];
    assert_eq!((first.cards, first.estimate_s, first.expected_s(), first.wait_s), (128, None, 1_451, None));
}

/// One job, its columns 2, 4, 5, 8, 9 as given.
fn row(id: u32, submit: i64, run: i64, allocated: i64, requested: i64, estimate: i64) -> String {
    format!("{id} {submit} -1 {run} {allocated} -1 -1 {requested} {estimate} -1 1 7 1 -1 -1 -1 -1 -1\n")
}

/// Each rule of the reference at its boundary, in a pool of 10, in the order in which the rules are asked.
#[test]
fn what_is_dropped_and_what_is_kept() {
    let dropped = |text: String| {
        let file = Scratch::of(text + &row(99, 5, 1, 1, 1, 1));
        let log = opened(&file.0, Options { pool: Some(10), ..Options::default() });
        Skipped::ALL.into_iter().find(|why| log.tally.skipped(*why) > 0)
    };
    for (what, text, want) in [
        ("requested before allocated", row(1, 0, 1, 11, 10, 1), None),
        ("allocated where none was requested", row(1, 0, 1, 10, 0, 1), None),
        ("no size", row(1, 0, 1, 0, 0, 1), Some(Skipped::NoSize)),
        ("missing size", row(1, 0, 1, -1, -1, 1), Some(Skipped::NoSize)),
        ("as large as the pool", row(1, 0, 1, 10, 10, 1), None),
        ("larger", row(1, 0, 1, 11, 11, 1), Some(Skipped::AbovePool)),
        ("no length", row(1, 0, 0, 1, 1, 1), None),
        ("no run", row(1, 0, -1, 1, 1, 1), Some(Skipped::NegativeRun)),
        ("submitted at zero", row(1, 0, 1, 1, 1, 1), None),
        ("submitted before", row(1, -1, 1, 1, 1, 1), Some(Skipped::NegativeSubmit)),
        ("size is asked first", row(1, -1, -1, 0, 0, 1), Some(Skipped::NoSize)),
        ("then the run", row(1, -1, -1, 1, 1, 1), Some(Skipped::NegativeRun)),
    ] {
        assert_eq!(dropped(text), want, "{what}");
    }
}

#[test]
fn what_is_noted() {
    let noted = |text: &str| counted(&Scratch::of(text).log().unwrap()).3;
    let whole = row(1, 0, 1, 1, 1, 1);
    assert_eq!(noted(&whole), [], "a run as long as its estimate");
    assert_eq!(noted(&row(1, 0, 2, 1, 1, 1)), [(Noted::PastEstimate, 1)]);
    assert_eq!(noted(&row(1, 0, 0, 1, 1, 1)), [(Noted::ZeroLength, 1)]);
    assert_eq!(noted(&row(1, 0, 1, 1, 1, 0)), [(Noted::NoEstimate, 1)]);
    assert_eq!(noted(&row(1, 0, 1, 2, 1, 1)), [(Noted::OtherSize, 1)]);
    assert_eq!(noted(&whole.replace('\n', " node17 queue\n")), [(Noted::MoreColumns, 1)]);
    // 1.5 s and 0.5 s round up, as −0.5 s does.
    let fractions =
        "1 0.5 -1 1.5 1 -1 -1 1 9 -1 1 7 1 -1 -1 -1 -1 -1\n2 -0.5 -1 1 1 -1 -1 1 9 -1 1 7 1 -1 -1 -1 -1 -1\n";
    let file = Scratch::of(fractions);
    let log = file.log().unwrap();
    assert_eq!(counted(&log).3, [(Noted::Fraction, 2)]);
    assert_eq!(jobs(&log).iter().map(|job| (job.submit_s, job.run_s)).collect::<Vec<_>>(), [(0, 1), (1, 2)]);
}

/// Not by submit time in the file: sorted by (submit, id), equal ids by line, and both are told.
#[test]
fn a_log_out_of_order_is_sorted() {
    let ids = |text: &str| {
        let file = Scratch::of(text);
        let log = file.log().unwrap();
        let ids: Vec<_> = jobs(&log).iter().map(|job| (job.id.number, job.line)).collect();
        (log.order, log.repeated_ids, ids)
    };
    let one = |id, submit| row(id, submit, 1, 1, 1, 1);
    assert_eq!(ids(&(one(2, 5) + &one(3, 5) + &one(7, 6))), (Order::File, 0, vec![(2, 1), (3, 2), (7, 3)]));
    assert_eq!(ids(&(one(2, 9) + &one(3, 5))), (Order::Sorted, 0, vec![(3, 2), (2, 1)]));
    assert_eq!(ids(&(one(3, 5) + &one(2, 5))), (Order::Sorted, 0, vec![(2, 2), (3, 1)]));
    // Equal ids at one time keep their lines' order and need no sorting.
    assert_eq!(ids(&(one(2, 5) + &one(2, 5) + &one(2, 7))), (Order::File, 2, vec![(2, 1), (2, 2), (2, 3)]));
    assert_eq!(ids(&(one(9, 8) + &one(2, 5) + &one(2, 5))), (Order::Sorted, 1, vec![(2, 2), (2, 3), (9, 1)]));
    // Ids that descend while times ascend are in order.
    assert_eq!(ids(&(one(9, 1) + &one(4, 2))), (Order::File, 0, vec![(9, 1), (4, 2)]));
    assert_eq!(ids(&(one(4, 8) + &one(2, 5) + &one(4, 5))), (Order::Sorted, 1, vec![(2, 2), (4, 3), (4, 1)]));
}

/// Without `UnixStartTime`, submit times of our days are Unix times and stay as they are.
#[test]
fn absolute_times_stay_on_the_logs_clock() {
    let file = Scratch::of(row(0, 1_356_996_147, 56_011, 64, 64, 86_400));
    let log = file.log().unwrap();
    assert_eq!((log.clock.origin_unix_s, log.clock.offset_s), (Some(0), Offset::Unknown));
    assert_eq!((log.first_submit_s, log.end_s), (1_356_996_147, 1_356_996_147 + 56_011));
    assert_eq!(jobs(&log)[0].submit_s, 1_356_996_147);
}

/// Blank lines, comments between jobs, a byte order mark, CRLF, tabs, no end of the last line.
#[test]
fn a_file_as_editors_leave_it() {
    let text = format!(
        "\u{feff}\r\n;\r\n{}\r\n; a note\r\n\t{}",
        row(1, 0, 1, 1, 1, 1).trim(),
        row(2, 0, 1, 1, 1, 1).trim()
    );
    let log = Scratch::of(text).log().unwrap();
    assert_eq!(counted(&log), (2, 2, vec![], vec![]));
}

#[test]
fn a_file_that_changes_between_two_readings_is_told() {
    let file = Scratch::of(row(1, 0, 1, 1, 1, 1));
    let log: JobLog = file.log().unwrap();
    std::fs::write(&file.0, row(1, 0, 1, 1, 1, 1) + &row(2, 0, 1, 1, 1, 1)).unwrap();
    let last = log.jobs().unwrap().last().unwrap();
    assert!(last.unwrap_err().to_string().ends_with("changed while it was read; read it again"));
}
