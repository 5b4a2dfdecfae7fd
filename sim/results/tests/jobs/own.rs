//! Our own sessions as a log.

use crate::{Scratch, counted, jobs};
use naru_results::intake::jobs::{Cut, End, Format, Noted, Skipped};

/// Served to its end, cut by a fault and continued, never served, cards kept for nobody, and no length at all.
#[test]
fn sessions_are_jobs() {
    let file = Scratch::of(
        "session,project,product,kind,cards,requested_s,started_s,wanted_s,released_s,end_reason,resumes\n\
         1,17,gpu-134tf,base,2,100,160,3600,5560,done,\n\
         2,18,gpu-134tf,base,2,200,200,7200,1200,outage,\n\
         3,18,gpu-134tf,base,2,1200,1200,6200,9200,done,2\n\
         4,19,gpu-39tf,burst,8,1300,,500,,waiting,\n\
         5,19,gpu-39tf,hold,8,1400,1400,500,2000,done,\n\
         6,19,gpu-39tf,base,8,1500,,,,abandoned,\n",
    );
    let log = file.log().unwrap();
    assert_eq!(log.format, Format::Sessions);
    assert_eq!(
        counted(&log),
        (
            6,
            4,
            vec![(Skipped::NeverStarted, 1), (Skipped::Hold, 1)],
            vec![(Noted::NoEstimate, 4), (Noted::CutEnd, 1), (Noted::NotServed, 1), (Noted::Resumes, 1)]
        )
    );
    let got: Vec<_> = jobs(&log)
        .iter()
        .map(|job| (job.submit_s, job.wait_s, job.run_s, job.work_s, job.cards, job.end, job.cut))
        .collect();
    assert_eq!(
        got,
        [
            (100, Some(60), 5_400, Some(3_600), 2, End::Completed, Cut::Whole),
            (200, Some(0), 1_000, Some(7_200), 2, End::Failed, Cut::End),
            (1_200, Some(0), 8_000, Some(6_200), 2, End::Completed, Cut::Whole),
            (1_300, None, 500, Some(500), 8, End::Unknown, Cut::Whole),
        ]
    );
    let first = jobs(&log)[0];
    assert_eq!(
        (log.name(first.user.unwrap()), log.name(first.group.unwrap())),
        ("17".into(), "gpu-134tf".into())
    );
}
