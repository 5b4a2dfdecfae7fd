//! `naru replay`: published schedules met start by start, differences told with their cause, logs that are wrong.

use crate::workshop::Workshop;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::Command;

/// The folder of shared logs and programs; `None`, told past the test harness, where it is not there.
fn shared(test: &str, what: &str) -> Option<PathBuf> {
    let root = std::env::var_os("NARU_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    let there = root.join(what).exists().then_some(root);
    if there.is_none() {
        writeln!(std::io::stderr(), "SKIPPED, NOTHING PROVED: {test}: no {what} (NARU_SHARED=dir)")
            .expect("stderr");
    }
    there
}

/// Every schedule of the reference, by an independent scheduler: each start equal.
#[test]
fn every_published_schedule_is_met_start_by_start() {
    let Some(shared) = shared("published schedules", "data/reference") else { return };
    let workshop = Workshop::new();
    let mut met = 0;
    for entry in std::fs::read_dir(shared.join("data/reference")).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let Some(of) = name.strip_suffix(".csv.gz") else { continue };
        let (rest, mode) = of.rsplit_once('.').expect("LOG.N100.mode");
        let (log, cards) = rest.rsplit_once(".N").expect("LOG.N100");
        let log = shared.join(format!("data/swf/{log}.swf.gz"));
        let (backfill, kind) = mode.split_once('-').unwrap_or((mode, ""));
        let backfill = if backfill == "fcfs" { "none" } else { "easy" };
        let (log, path) = (log.to_string_lossy(), path.to_string_lossy());
        let mut arguments =
            vec!["replay", &log, "--cards", cards, "--backfill", backfill, "--against", &path];
        match kind {
            "exact" => arguments.extend(["--estimate", "exact"]),
            "kill" => arguments.push("--kill-at-estimate"),
            _ => assert_eq!(kind, "", "{name}"),
        }
        arguments.extend(["--no-charts", "--out", "replayed", "--force", "--lang", "en"]);
        let ran = workshop.naru(&arguments);
        assert_eq!(ran.code, Some(0), "{name}: {}{}", ran.out, ran.err);
        assert!(ran.out.contains(" jobs, 0 differences\n"), "{name}: {}", ran.out);
        met += 1;
    }
    assert!(met >= 31, "{met} schedules");
}

/// 200,000 jobs of `gen_swf.py` with seed 42: the start times' hash that the hand-written Rust loop of the peers prints
/// (`easy`, row `rust-easy-full`), with exact and with declared estimates.
#[test]
fn the_peers_traces_have_equal_hashes() {
    let Some(shared) = shared("peers", "peers/py/gen_swf.py") else { return };
    let workshop = Workshop::new();
    for (over, want) in [("0", 0x235c_61cc_9034_89d4_u64), ("1", 0x5d80_1942_a854_0294)] {
        let trace = workshop.path(&format!("w2_o{over}.swf"));
        let made = Command::new("python3")
            .arg(shared.join("peers/py/gen_swf.py"))
            .arg(&trace)
            .args(["200000", "42", over])
            .output();
        if !made.is_ok_and(|made| made.status.success()) {
            writeln!(std::io::stderr(), "SKIPPED, NOTHING PROVED: peers: no python3 to make the trace")
                .expect("stderr");
            return;
        }
        let trace = trace.to_string_lossy();
        workshop.done(&[
            "replay",
            &trace,
            "--cards",
            "450",
            "--backfill",
            "easy",
            "--no-charts",
            "--out",
            over,
        ]);
        let starts = std::fs::read_to_string(workshop.path(&format!("{over}/starts.csv"))).expect("starts");
        let hash = starts.lines().skip(1).fold(0, |hash, line| {
            let start: u64 = line.split(',').nth(1).and_then(|s| s.parse().ok()).expect("a start");
            mix(hash ^ start)
        });
        assert_eq!(hash, want, "over {over}: {hash:016x}");
    }
}

/// The mixing of 64 bits that the peers hash with (`SplitMix64`'s).
fn mix(z: u64) -> u64 {
    let z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// A line of SWF: id, submit, run, processors, estimate.
fn swf(jobs: &[(u32, i64, i64, u32, i64)]) -> String {
    let mut text = "; MaxProcs: 10\n".to_owned();
    for (id, submit, run, size, estimate) in jobs {
        writeln!(text, "{id} {submit} -1 {run} {size} -1 -1 {size} {estimate} -1 1 1 1 -1 1 -1 -1 -1")
            .expect("text");
    }
    text
}

/// By hand, on ten processors (the header's): 1 runs to 100 on six. 2 needs eight and waits for it; two are spare then.
/// 3 takes these; 4 ends by 100; 5 would end at 101, and waits until 2 has ended.
const JOBS: [(u32, i64, i64, u32, i64); 5] =
    [(1, 0, 100, 6, 100), (2, 1, 50, 8, 60), (3, 2, 998, 2, 998), (4, 3, 97, 2, 97), (5, 3, 98, 2, 98)];

#[test]
fn starts_by_hand() {
    let workshop = Workshop::new();
    workshop.write("log.swf", swf(&JOBS));
    for (backfill, want) in [("easy", [0, 100, 2, 3, 150]), ("none", [0, 100, 100, 150, 150])] {
        workshop.done(&["replay", "log.swf", "--backfill", backfill, "--out", backfill]);
        let starts =
            std::fs::read_to_string(workshop.path(&format!("{backfill}/starts.csv"))).expect("starts");
        let got: Vec<i64> =
            starts.lines().skip(1).map(|l| l.split(',').nth(1).expect("start").parse().expect("s")).collect();
        assert_eq!(got, want, "{backfill}");
    }
    let starts = std::fs::read_to_string(workshop.path("easy/starts.csv")).expect("starts");
    let head = "job_id,start,submit,wait_s,run_s,estimate_s,cards\n1,0,0,0,100,100,6\n2,100,1,99,50,60,8\n";
    assert!(starts.starts_with(head), "{starts}");
    let names = workshop.names("easy");
    assert_eq!(names, ["charts", "course.csv", "replay.json", "starts.csv", "waits.parquet"]);
}

/// One changed start each: the cause is what was changed.
#[test]
#[expect(clippy::too_many_lines, reason = "a whole message a cause")]
fn the_first_difference_is_told_with_its_cause() {
    let workshop = Workshop::new();
    workshop.write("log.swf", swf(&JOBS));
    let told = |backfill: &str, reference: &str, lang: &str| {
        workshop.write("ref.csv", format!("job_id,start\n{reference}"));
        let ran = workshop.naru(&[
            "replay",
            "log.swf",
            "--backfill",
            backfill,
            "--against",
            "ref.csv",
            "--out",
            "out",
            "--force",
            "--no-charts",
            "--lang",
            lang,
        ]);
        assert_eq!(ran.code, Some(1), "{reference}: {}", ran.err);
        ran.out
            .split("\nreference ")
            .nth(1)
            .or(ran.out.split("\n기준 일정 ").nth(1))
            .expect("it is told")
            .to_owned()
    };
    let cases = [
        // The schedule without backfill against that with it, and the other way round.
        (
            "easy",
            "1,0\n2,100\n3,100\n4,150\n5,150\n",
            "ref.csv: 5 jobs, 2 differences
  the first in time: job 3, 2 s here, 100 s in the reference
    here it passes the head, job 2, on 2 that this can spare; the reference lets
    it wait

results: out\n",
        ),
        (
            "none",
            "1,0\n2,100\n3,2\n4,3\n5,150\n",
            "ref.csv: 5 jobs, 2 differences
  the first in time: job 3, 100 s here, 2 s in the reference
    the reference lets it pass job 2, which waits before it: a schedule with
    backfill

results: out\n",
        ),
        (
            "easy",
            "1,0\n2,100\n3,2\n4,150\n5,150\n",
            "ref.csv: 5 jobs, 1 difference
  the first in time: job 4, 3 s here, 150 s in the reference
    here it passes the head, job 2: it is expected to end at 100 s, by the
    reservation at 100 s. The reference lets it wait: no backfill, or other
    estimates

results: out\n",
        ),
        // The fifth in the place of the fourth.
        (
            "easy",
            "1,0\n2,100\n3,2\n4,3\n5,3\n",
            "ref.csv: 5 jobs, 1 difference
  the first in time: job 5, 150 s here, 3 s in the reference
    the reference breaks the reservation of the head, job 2, at 100 s: the job
    is expected to end at 101 s, 0 can be spared then, and it holds 2

results: out\n",
        ),
        (
            "easy",
            "1,0\n2,99\n3,2\n4,3\n5,150\n",
            "ref.csv: 5 jobs, 1 difference
  the first in time: job 2, 100 s here, 99 s in the reference
    the reference starts it on 8 when only 0 are free: another machine, or other
    run times

results: out\n",
        ),
        (
            "easy",
            "1,0\n2,100\n3,2\n4,2\n5,150\n",
            "ref.csv: 5 jobs, 1 difference
  the first in time: job 4, 3 s here, 2 s in the reference
    the reference starts it before its submit (3 s)

results: out\n",
        ),
        (
            "easy",
            "1,5\n2,100\n3,2\n4,3\n5,150\n",
            "ref.csv: 5 jobs, 1 difference
  the first in time: job 1, 0 s here, 5 s in the reference
    here it is the head and 10 are free; the reference lets it wait

results: out\n",
        ),
        (
            "easy",
            "1,0\n3,2\n4,3\n5,150\n",
            "ref.csv: 4 jobs, 1 difference
  the first in time: job 2, 100 s here, no start in the reference
    the reference has no such job

results: out\n",
        ),
        (
            "easy",
            "1,0\n2,100\n3,2\n4,3\n5,150\n9,7\n",
            "ref.csv: 5 jobs, 1 difference
  the first in time: job 9, no start here, 7 s in the reference
    the log has no such job, or its row was left out

results: out\n",
        ),
    ];
    for (backfill, reference, want) in cases {
        assert_eq!(told(backfill, reference, "en"), want, "{backfill} {reference}");
    }
    let ko = told("none", "1,0\n2,100\n3,2\n4,3\n5,150\n", "ko");
    assert!(ko.contains("앞에서 기다리는 작업 2를 앞지름"), "{ko}");
}

/// Each is told with its line, in either language, and nothing is written.
#[test]
fn logs_that_cannot_be_taken() {
    let workshop = Workshop::new();
    let good = swf(&JOBS);
    let row = |bad: &str| format!("{good}{bad}\n");
    let cases: [(&str, Vec<u8>, i32, &str); 6] = [
        (
            "columns.swf",
            row("6 5 -1 10 2").into(),
            2,
            "error: columns.swf:7:1: the row has 5 columns; expected 18 columns",
        ),
        (
            "nan.swf",
            row("6 5 -1 NaN 2 -1 -1 2 10 -1 1 1 1 -1 1 -1 -1 -1").into(),
            2,
            "error: nan.swf:7:8: `4 run` is `NaN`; expected a number",
        ),
        ("empty.swf", Vec::new(), 2, "error: empty.swf: there is no row in it"),
        ("header.swf", "; MaxProcs: 10\n".into(), 2, "error: header.swf: there is no row in it"),
        (
            "cut.swf.gz",
            vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0x33],
            2,
            "error: cut.swf.gz, line 1: the gzip data are cut off or damaged here",
        ),
        (
            "notes.txt",
            "one two\n".into(),
            2,
            "error: notes.txt: no format is known that begins with `one two`",
        ),
    ];
    for (name, bytes, code, want) in cases {
        workshop.write(name, bytes);
        let before = workshop.files("");
        let ran = workshop.naru(&["replay", name, "--cards", "10", "--lang", "en"]);
        assert_eq!(ran.code, Some(code), "{name}: {}", ran.err);
        assert!(ran.err.starts_with(want), "{name}: {}", ran.err);
        let ko = workshop.naru(&["replay", name, "--cards", "10", "--lang", "ko"]);
        assert!(ko.err.starts_with("오류: ") && ko.code == Some(code), "{name}: {}", ko.err);
        assert!(workshop.files("") == before, "{name}: nothing is written");
    }
    let ran = workshop.naru(&["replay", "none.swf", "--cards", "10", "--lang", "en"]);
    assert_eq!(ran.code, Some(3), "{}", ran.err);
    workshop.write("bare.swf", good.replace("; MaxProcs: 10\n", ""));
    let ran = workshop.naru(&["replay", "bare.swf", "--lang", "en"]);
    assert!(ran.code == Some(2) && ran.err.contains("by `--cards N` or `--servers 57x8`"), "{}", ran.err);
}

/// What is left out, or odd, is counted by its reason: sizes above the pool, negative times, bad rows passed over, a log
/// out of order with absolute Unix times, no estimates.
#[test]
fn rows_that_are_no_jobs_are_counted() {
    let workshop = Workshop::new();
    let odd = [
        (9, 1_700_000_100, 10, 2, -1),
        (8, 1_700_000_000, 10, 11, 20),
        (7, 1_700_000_050, -1, 2, 20),
        (6, -5, 10, 2, 20),
        (5, 1_700_000_000, 10, 0, 20),
        (4, 1_700_000_000, 30, 2, 20),
        (3, 1_700_000_000, 0, 2, 20),
    ];
    workshop.write("odd.swf", swf(&odd) + "2 x\n");
    let out = workshop.done(&["replay", "odd.swf", "--skip-bad-rows", "--out", "out", "--lang", "en"]);
    for part in [
        "jobs: 3 of 8 rows",
        "left out: no size 1, larger than the pool 1, negative run time 1, negative\n    submit 1, wrong number of columns 1",
        "odd jobs: no estimate (run time taken) 1, ran past the estimate 1, of no\n    length 1",
        "the log is not in order of submit: sorted by submit, then id",
    ] {
        assert!(out.contains(part), "{part}:\n{out}");
    }
    let starts = std::fs::read_to_string(workshop.path("out/starts.csv")).expect("starts");
    let jobs: Vec<&str> = starts.lines().skip(1).map(|l| l.split(",1700").next().expect("id")).collect();
    assert_eq!(jobs, ["3", "4", "9"]);
}

/// A reference in another order than the log, and one that lacks a job: one difference, not a row of them.
#[test]
fn a_reference_is_matched_by_id() {
    let workshop = Workshop::new();
    workshop.write("log.swf", swf(&[(10, 0, 5, 1, 5), (5, 1, 5, 1, 5), (7, 2, 5, 1, 5)]));
    for (reference, code, told) in [
        ("7,2\n10,0\n5,1\n", 0, "3 jobs, 0 differences"),
        (
            "5,1\n7,2\n",
            1,
            "2 jobs, 1 difference\n  the first in time: job 10, 0 s here, no start in the reference",
        ),
    ] {
        workshop.write("ref.csv", format!("job_id,start\n{reference}"));
        let against =
            ["replay", "log.swf", "--against", "ref.csv", "--out", "out", "--force", "--lang", "en"];
        let ran = workshop.naru(&against);
        assert_eq!(ran.code, Some(code), "{}", ran.err);
        assert!(ran.out.contains(told), "{}", ran.out);
    }
}

/// Times beyond the clock, whether given or come to, and choices that are too many or too large.
#[test]
fn what_goes_too_far_is_refused() {
    let workshop = Workshop::new();
    let years = 4_000_000_000;
    workshop.write("late.swf", swf(&[(1, 0, 10, 1, 10), (2, 5_000_000_000, 10, 1, 10)]));
    workshop.write("long.swf", swf(&[(1, 0, years, 10, years), (2, 1, years, 10, years)]));
    for log in ["late.swf", "long.swf"] {
        let before = workshop.files("");
        let ran = workshop.naru(&["replay", log, "--lang", "en"]);
        assert_eq!(ran.code, Some(2), "{log}: {}", ran.err);
        assert!(ran.err.contains("longer than 136 years; give a larger pool"), "{}", ran.err);
        assert!(workshop.files("") == before, "nothing is written");
    }
    let four = "arrival,arrival,arrival,arrival";
    let ran = workshop.naru(&["replay", "long.swf", "--order", four, "--lang", "en"]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(2), "error: `--order` has 4 criteria: at most 3\n"));
    let ran = workshop.naru(&["replay", "long.swf", "--servers", "65536x1000000", "--lang", "en"]);
    assert!(
        ran.code == Some(2) && ran.err.contains("up to 65536 servers of up to 1024 cards"),
        "{}",
        ran.err
    );
}

/// Two servers of eight: jobs of six leave two cards each, and one of four waits though four are free, in 10 seconds.
#[test]
fn cards_on_several_servers_are_told_apart() {
    let workshop = Workshop::new();
    workshop.write("log.swf", swf(&[(1, 0, 10, 6, 10), (2, 0, 20, 6, 20), (3, 0, 5, 4, 5)]));
    let out = workshop.done(&["replay", "log.swf", "--servers", "2x8", "--out", "out", "--format", "json"]);
    assert!(out.contains("\"fragmented_s\": 10,"), "{out}");
    let starts = std::fs::read_to_string(workshop.path("out/starts.csv")).expect("starts");
    assert!(starts.ends_with("3,10,0,10,5,5,4\n"), "{starts}");
}
