//! Published logs of GPU clusters. Rows of Alibaba's traces, which have no licence, are written by hand.

use crate::{Scratch, counted, jobs, opened, sample};
use naru_results::intake::jobs::{Cut, End, Format, Noted, Offset, Options, Order, Skipped, Unit};

/// 2017-09-29 is day 17,438 after 1970-01-01 (47 years of 365 days, 12 leap days, 271 days of 2017); 07:58:32 is
/// 28,712 s into it: 17,438 × 86,400 + 28,712 = 1,506,671,912.
#[test]
fn philly_is_sorted_and_its_times_are_taken_as_utc() {
    let log = opened(&sample("philly.csv"), Options::default());
    assert_eq!((log.format, log.unit, log.order), (Format::Philly, Unit::Cards, Order::Sorted));
    assert_eq!((log.clock.origin_unix_s, log.clock.offset_s), (Some(0), Offset::Assumed(0)));
    let (rows, kept, skipped, noted) = counted(&log);
    assert_eq!((rows, kept, skipped), (16, 14, vec![(Skipped::Duplicate, 2)]));
    assert_eq!(noted, [(Noted::NoEstimate, 14)]);
    let jobs = jobs(&log);
    assert!(jobs.is_sorted_by_key(|job| (job.submit_s, job.id)));
    let first = jobs[0];
    assert_eq!((first.submit_s, first.run_s, first.cards, first.id.number), (1_506_671_912, 860_662, 1, 3));
    assert_eq!((first.user, log.name(first.group.unwrap()).as_str()), (None, "6c71a0"));
}

const INSTANCES: &str = "instance_sn,role,app_name,gpu_request,creation_time,scheduled_time,deletion_time\n";

/// The trace ends with its latest time, 5000 s.
#[test]
fn instances_that_begin_before_the_trace_or_outlast_it() {
    let file = Scratch::of(format!(
        "{INSTANCES}instance_10,HN,a,1,,,\ninstance_11,HN,a,1,,,900.0\ninstance_12,HN,b,1,100.0,160.00000000000003,\n\
         instance_13,HN,b,1,200.0,230.0,5000.0\ninstance_14,CN,b,0,300.0,300.0,400.0\ninstance_15,HN,b,1,4000.0,,\n"
    ));
    let log = file.log().unwrap();
    assert_eq!((log.format, log.clock.origin_unix_s, log.order), (Format::Instances, None, Order::File));
    let (rows, kept, skipped, _) = counted(&log);
    assert_eq!((rows, kept, skipped), (6, 4, vec![(Skipped::NeverStarted, 1), (Skipped::NoSize, 1)]));
    let got: Vec<_> = jobs(&log)
        .iter()
        .map(|job| (job.id.number, job.submit_s, job.wait_s, job.run_s, job.cut, job.end))
        .collect();
    assert_eq!(
        got,
        [
            (10, 0, None, 5_000, Cut::Both, End::Running),
            (11, 0, None, 900, Cut::Begin, End::Unknown),
            (12, 100, Some(60), 4_840, Cut::End, End::Running),
            (13, 200, Some(30), 4_770, Cut::Whole, End::Unknown),
        ]
    );
}

#[test]
fn requests_count_one_each_on_a_shifted_clock() {
    let file = Scratch::of(
        "gmt_create,predict_status,exec_time_seconds,groupId\n\
         2024-11-15 16:57:50,SUCCEED,32.0,G7\n2024-11-15 16:57:51,PENDING,0.0,G7\n2024-11-15 16:57:52,FAILED,3.5,G8\n",
    );
    let log = file.log().unwrap();
    assert_eq!((log.format, log.unit, log.clock.shifted), (Format::Requests, Unit::Jobs, true));
    let (rows, kept, skipped, noted) = counted(&log);
    assert_eq!((rows, kept, skipped), (3, 2, vec![(Skipped::NeverStarted, 1)]));
    assert_eq!(noted, [(Noted::NoEstimate, 2), (Noted::NoSizeInLog, 2), (Noted::Fraction, 1)]);
    let jobs = jobs(&log);
    assert_eq!((jobs[1].submit_s - jobs[0].submit_s, jobs[1].run_s, jobs[1].cards), (2, 4, 1));
    assert_eq!(
        (jobs[1].id.number, jobs[1].end, log.name(jobs[1].user.unwrap()).as_str()),
        (3, End::Failed, "G8")
    );
}

/// What a folder of such traces has beside job logs is told from one.
#[test]
fn what_is_no_log_says_what_it_is() {
    for (text, want) in [
        (
            "time,submit_job_all,start_job_all\n2020-04-01 00:00:00,6,6\n",
            "not a job log: it counts jobs by time and has no single jobs; take the log that it was made from",
        ),
        (
            "id,job_num,cpu_job_num\nSeren,1031550,367737\n",
            "not a job log: it has averages of whole clusters and no single jobs; take a cluster's own log",
        ),
        (
            "cluster,metric,value,cum_pct\nkalos,gpu_util_pct,0,0\n",
            "not a job log: it is a distribution and has no single jobs",
        ),
        (
            "gpu_model,gpu_capacity_num,cpu_num,node_name\nA10,1,128,2\n",
            "not a job log: it is a list of servers, not of jobs; take the job log of the same trace",
        ),
        (
            "job_id,start\n1,0\n",
            "not a job log: it is a schedule (start times without the jobs); hold it against the replay of a log",
        ),
        (
            "JobID           JobName  Partition\n------------ ---------- ----------\n",
            "it is sacct's table, whose columns cut what does not fit; write it again with `sacct --parsable2`",
        ),
        (
            "{\"a\": 1}\n",
            "no format is known that begins with `{\"a\": 1}`; known are Standard Workload Format, sacct --parsable2, \
             Philly jobs (CSV), Alibaba 2025 instances (CSV), Alibaba 2026 requests (CSV), naru sessions.csv",
        ),
    ] {
        let file = Scratch::of(text);
        let fault = file.log().unwrap_err().to_string();
        assert_eq!(fault, format!("{}: {want}", file.0.display()));
    }
}
