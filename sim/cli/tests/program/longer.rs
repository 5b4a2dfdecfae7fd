//! A run that goes on from one that stands there, and a run until it is precise enough.

use crate::shard::{made, workshop};
use crate::workshop::Workshop;
use naru_results::{KeptPart, Precision, Replace, RunInfo, Shard, Summary};
use naru_study::Arm;
use std::collections::BTreeMap;
use std::fs;

fn run<'a>(out: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let mut all = vec!["run", "scenarios/shared.ron", "--no-charts", "--out", out];
    all.extend(more);
    all
}

/// Everything but how it was made.
fn files(workshop: &Workshop, folder: &str) -> BTreeMap<String, Vec<u8>> {
    let mut files = workshop.files(folder);
    files.remove("run.json").expect("every run says how it was made");
    files
}

fn kept(workshop: &Workshop, folder: &str) -> u32 {
    let run = RunInfo::read(&workshop.path(folder).join("run.json")).expect("it was written");
    // A speed is of what was simulated just now.
    let of_all = run.events_per_second.map(|it| it * run.wall_seconds);
    match run.kept_replications {
        0 => assert!(of_all.is_some_and(|it| (it / run.events as f64 - 1.0).abs() < 0.1), "{run:?}"),
        _ => assert_eq!(of_all, None, "{run:?}"),
    }
    run.kept_replications
}

/// 3, then 7 of them: the bytes of 7 from the start, at another number of threads and with a log of one that was kept;
/// then 5, which are all there. Another seed, or an audit, begins anew.
#[test]
fn a_longer_run_goes_on_from_what_stands_there() {
    let workshop = Workshop::new();
    workshop.done(&run("out", &["--replications", "3"]));
    assert_eq!(kept(&workshop, "out"), 0);
    let log = ["--replications", "7", "--log-replication", "1"];
    workshop.done(&run("out", &[&log[..], &["--threads", "1"]].concat()));
    assert_eq!(kept(&workshop, "out"), 3);
    workshop.done(&run("new", &log));
    assert_eq!(kept(&workshop, "new"), 0);
    assert!(files(&workshop, "out") == files(&workshop, "new"), "the bytes of a run from the start");
    workshop.done(&run("out", &["--replications", "5"]));
    assert_eq!(kept(&workshop, "out"), 5);
    workshop.done(&run("five", &["--replications", "5"]));
    let figures = |folder: &str| {
        let mut files = files(&workshop, folder);
        files.remove("records.bin");
        files
    };
    assert!(figures("out") == figures("five"), "fewer are the first of them");
    workshop.done(&run("out", &["--replications", "7"]));
    assert_eq!(kept(&workshop, "out"), 7, "a shorter run throws none away");
    workshop.done(&run("out", &["--replications", "5", "--seed", "2"]));
    assert_eq!(kept(&workshop, "out"), 0);
    workshop.done(&run("out", &["--replications", "5", "--seed", "2", "--audit"]));
    assert_eq!(kept(&workshop, "out"), 0, "nobody has heard those that were kept");
}

/// Replications 0, 1, 3, 7 and 8 of a longer run are kept, as where one of two threads was ahead: 4 take three of them.
#[test]
fn replications_that_were_not_used_are_not_counted() {
    let workshop = workshop();
    made(&workshop, &["run", "small.ron", "--replications", "12"], (0, 1));
    let shard = Shard::read(&workshop.path("shards/shard-0-of-1.bin")).expect("it is whole");
    let ahead = |part: &str| {
        let opened = KeptPart::open(&workshop.path(part), &shard.head.study, Replace::SameScenario);
        let (mut part, _) = opened.expect("it can be written");
        let own = shard.rows.iter().filter(|row| row.arm == Arm::OWN.0);
        for row in own.filter(|row| [0, 1, 3, 7, 8].contains(&row.replication)) {
            part.add(row.arm, row.replication, &row.numbers).expect("it can be written");
        }
    };
    ahead("out.part");
    ahead("ko.part");
    let run = ["run", "small.ron", "--no-charts", "--out"];
    let of_4 = |out, lang| {
        let ran = workshop.naru(&[&run[..], &[out, "--replications", "4", "--lang", lang]].concat());
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        ran.err
    };
    let err = of_4("out", "en");
    let left = "\n2 finished replications that this result did not take stay in out.part: the command that made them goes on from there, and the file may be removed if it is not to\n";
    assert!(err.ends_with(left), "{err}");
    assert_eq!(kept(&workshop, "out"), 3);
    let err = of_4("ko", "ko");
    let left = "\n이 결과에 쓰이지 않은 끝난 반복 2회는 ko.part에 그대로 있음. 그것을 낸 명령은 거기에서 이어서 함. 다시 하지 않으려면 지워도 됨\n";
    assert!(err.ends_with(left), "{err}");
    // Until it is precise enough, no smaller fleet is tried.
    ahead("precise.part");
    let precise = ["precise", "--precision", "10", "--most", "40", "--lang", "en"];
    let ran = workshop.naru(&[&run[..], &precise].concat());
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.err.contains("going on: 5 replications were done before\n"), "{}", ran.err);
    assert_eq!(kept(&workshop, "precise"), 5);
}

/// A file that was cut is nothing to go on from, and no error.
#[test]
fn broken_records_are_made_anew() {
    let workshop = Workshop::new();
    workshop.done(&run("out", &["--replications", "2"]));
    let path = workshop.path("out/records.bin");
    let bytes = fs::read(&path).expect("it was written");
    fs::write(&path, &bytes[..bytes.len() / 2]).expect("it can be written");
    workshop.done(&run("out", &["--replications", "3"]));
    assert_eq!(kept(&workshop, "out"), 0);
}

/// By its own rule, from the files alone: looks at 40 and then by whole batches of 20; each figure that is asked for is
/// within its target, and the other files are those of a run of that many replications.
#[test]
fn a_precise_run_stops_when_every_figure_has_met_its_target() {
    let workshop = Workshop::new();
    let text = workshop.done(&run("precise", &["--precision", "10", "--lang", "en"]));
    let precision = Precision::read(&workshop.path("precise/precision.json")).expect("it was written");
    assert!(precision.met && precision.unmet.is_empty(), "{precision:?}");
    let sizes: Vec<u32> = precision.looks.iter().map(|look| look.replications).collect();
    assert_eq!(sizes[0], 40);
    assert!(
        sizes.windows(2).all(|pair| (pair[1] - pair[0]) % 20 == 0 && pair[1] <= 2 * pair[0]),
        "{sizes:?}"
    );
    let last = precision.looks.last().expect("a look");
    assert!(last.figures.iter().all(|it| it.half_width.is_some_and(|half| half <= it.target)));
    // The half-widths are those of the summary: 0.05 × 10 of a probability, 0.1/1.1 of money.
    let summary = Summary::read(&workshop.path("precise/summary.json")).expect("it was written");
    let spent = summary.budget.spent_won;
    let half = (spent.hi.expect("an end") - spent.lo.expect("an end")) as f64 / 2.0;
    let shown = last.figures.iter().find(|it| it.metric == "budget.spent_won").expect("a headline");
    assert!((shown.half_width.expect("an interval") - half).abs() <= 1.0, "{shown:?} {half}");
    let mean = spent.mean.expect("a mean") as f64;
    assert!((shown.target - 0.1 / 1.1 * mean).abs() < 1e-6 * mean, "{}", shown.target);
    let gone = last.figures.iter().find(|it| it.metric == "budget.exhausted_share").expect("a headline");
    assert!((gone.target - 0.5).abs() < 1e-12);
    assert!(text.contains("\nPrecision  every figure met its target at "), "{text}");

    let n = summary.replications.to_string();
    workshop.done(&run("plain", &["--replications", &n]));
    let (mut precise, mut plain) = (files(&workshop, "precise"), files(&workshop, "plain"));
    assert!(precise.remove("precision.json").is_some() && precise.remove("summary.md").is_some());
    plain.remove("summary.md");
    // The one has `precision.json` in it.
    assert!(precise.remove(".written") != plain.remove(".written"));
    assert!(precise == plain, "the files of a run of {n}");
}

#[test]
fn a_cap_that_is_too_low_says_what_was_not_met() {
    let workshop = Workshop::new();
    let text = workshop.done(&run("out", &["--precision", "0.2", "--most", "40", "--lang", "ko"]));
    assert!(text.contains("상한 40회까지도 목표에 못 미친 지표가 있음. 1번 판정함(40회)"), "{text}");
    let precision = Precision::read(&workshop.path("out/precision.json")).expect("it was written");
    assert!(!precision.met && !precision.unmet.is_empty());
    let ran = workshop.naru(&run("x", &["--precision", "0"]));
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("a factor on the targets is a number above 0"), "{}", ran.err);
    let ran = workshop.naru(&run("x", &["--precision", "--replications", "50"]));
    assert_eq!(ran.code, Some(2), "either so many, or so precise");
}
