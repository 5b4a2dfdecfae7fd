//! Ctrl-C, a kill, a power cut: nothing half-written, what stood before still stands, and what is done is gone on from.

#![cfg(unix)]

use crate::shard::{STUDIES, files, workshop};
use crate::workshop::{Ran, Workshop};
use std::fs;
use std::process::{Child, Command, Output};
use std::thread::sleep;
use std::time::Duration;

fn signal(child: &Child, signal: &str) {
    let sent = Command::new("kill").args([signal, &child.id().to_string()]).status();
    assert!(sent.expect("`kill` is on every Unix").success());
}

/// Starts it and waits until it has kept more than before, by so many bytes.
fn at_work(workshop: &Workshop, arguments: &[&str], part: &str, more: u64) -> Child {
    let size = || fs::metadata(workshop.path(part)).map_or(0, |it| it.len());
    let before = size();
    let child = workshop.command(arguments).spawn().expect("the program can be started");
    let mut patience = 0..60_000;
    while size() <= before + more {
        patience.next().expect("a replication is done within a minute");
        sleep(Duration::from_millis(1));
    }
    child
}

/// Starts a run that would take minutes, and stops it once it is at work.
fn stopped(workshop: &Workshop, how: &str, lang: &str) -> Output {
    let run = ["run", "scenarios/shared.ron", "--replications", "100000", "--out", "out", "--lang", lang];
    let child = at_work(workshop, &run, "out.part", 2_000);
    signal(&child, how);
    child.wait_with_output().expect("the program ends")
}

#[test]
fn an_interrupted_run_keeps_what_is_done_and_says_so() {
    let workshop = Workshop::new();
    // By Ctrl-C, and as a scheduler sends it before it kills.
    for (how, lang, first, rest) in [
        ("-INT", "ko", "중단함: 끝난 반복 ", "회를 out.part에 남김. 같은 명령으로 이어서 함"),
        (
            "-TERM",
            "en",
            "interrupted: ",
            " finished replications kept in out.part; the same command goes on from there",
        ),
    ] {
        let output = stopped(&workshop, how, lang);
        let err = String::from_utf8(output.stderr).expect("UTF-8");
        assert_eq!(output.status.code(), Some(130), "{err}");
        let last = err.lines().last().expect("a message");
        let kept = last.strip_prefix(first).and_then(|it| it.strip_suffix(rest));
        assert!(kept.is_some_and(|kept| kept.parse::<u32>().is_ok_and(|kept| kept > 1)), "{last}");
        assert!(output.stdout.is_empty());
        assert_eq!(workshop.names(""), ["out.part", "scenarios"], "no folder, and no hidden part of one");
    }
}

#[test]
fn results_of_an_earlier_run_stand() {
    let workshop = Workshop::new();
    workshop.done(&["run", "scenarios/shared.ron", "--replications", "1", "--no-charts", "--out", "out"]);
    let before = workshop.files("out");
    assert_eq!(stopped(&workshop, "-INT", "en").status.code(), Some(130));
    assert!(workshop.files("out") == before);
    assert_eq!(workshop.names(""), ["out", "out.part", "scenarios"]);
}

/// Killed three times, each after more was kept, once with its last replication torn; then it goes on to its end.
fn killed(workshop: &Workshop, arguments: &[&str], part: &str) -> Ran {
    for time in 0..3_u64 {
        // More each time: 1 byte is one more replication at least.
        let mut child = at_work(workshop, arguments, part, 1 + 300 * time);
        child.kill().expect("it was started");
        assert!(!child.wait().expect("it ends").success(), "it was killed at work");
        if time == 1 {
            let bytes = fs::read(workshop.path(part)).expect("it is there");
            fs::write(workshop.path(part), &bytes[..bytes.len() - 3]).expect("it can be written");
        }
    }
    let ran = workshop.naru(arguments);
    let going = ran.err.lines().find(|line| line.starts_with("going on: "));
    assert!(going.is_some(), "{arguments:?}: it was killed before anything was kept: {}", ran.err);
    ran
}

/// Verbs whose work is kept, with so much of it that three kills do not outlive it.
const LONG: [&[&str]; 5] = [
    &["run", "small.ron", "--replications", "60"],
    &["sweep", "study.ron", "--replications", "20"],
    &["compare", "small.ron", "cap.ron", "--replications", "50", "--metric", "budget.spent_won"],
    &["readings", "small.ron", "--replications", "4", "--shapley", "3"],
    &[
        "solve",
        "small.ron",
        "--vary",
        "fleet.naru.H100.servers=1..12",
        "--until",
        "programme.waits.all.mean_hours < 1",
        "--share",
        "0.8",
    ],
];

/// Whatever moment it was: the result is that of a study that nobody touched, and nothing else is left.
#[test]
fn a_killed_study_goes_on_to_the_same_bytes() {
    for study in LONG {
        let workshop = workshop();
        workshop.naru(&[study, &["--out", "one"]].concat());
        let ran = killed(
            &workshop,
            &[study, &["--out", "out", "--threads", "1", "--lang", "en"]].concat(),
            "out.part",
        );
        assert!(ran.code.is_some_and(|code| code < 2), "{study:?}: {}", ran.err);
        let all = |folder: &str| {
            let mut files = workshop.files(folder);
            files.remove("run.json");
            files
        };
        let (one, out) = (all("one"), all("out"));
        assert!(one.len() > 1 && one == out, "{study:?}: {:?} {:?}", one.keys(), out.keys());
        assert_eq!(workshop.names(""), ["cap.ron", "one", "out", "scenarios", "small.ron", "study.ron"]);
    }
}

/// A shard that is killed has left no shard; its second try goes on from what was kept.
#[test]
fn a_killed_shard_goes_on() {
    let workshop = workshop();
    let run = ["run", "small.ron", "--replications", "100", "--lang", "en"];
    workshop.done(&[&run[..], &["--out", "one"]].concat());
    let which = ["--index", "1", "--of", "2", "--out", "shards", "--threads", "1"];
    let ran = killed(&workshop, &[&["shard"], &run[..], &which[..]].concat(), "shards/.shard-1-of-2.part");
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    workshop.done(&[&["shard"], &run[..], &["--index", "0", "--of", "2", "--out", "shards"]].concat());
    assert_eq!(workshop.names("shards"), ["shard-0-of-2.bin", "shard-1-of-2.bin"]);
    workshop.done(&["merge", "shards", "--out", "merged"]);
    assert!(files(&workshop, "one") == files(&workshop, "merged"));
}

/// What was kept for another question is none of this one's.
#[test]
fn another_study_begins_anew() {
    let workshop = workshop();
    let study = [
        "run",
        "small.ron",
        "--replications",
        "150",
        "--lang",
        "en",
        "--no-charts",
        "--threads",
        "1",
        "--out",
    ];
    let mut child = at_work(&workshop, &[&study[..], &["out"]].concat(), "out.part", 300);
    child.kill().expect("it was started");
    drop(child.wait());
    let other = |out| workshop.naru(&[&study[..], &[out, "--seed", "2"]].concat());
    assert!(!other("out").err.contains("going on"));
    other("new");
    assert!(files(&workshop, "out") == files(&workshop, "new"));
    // And a file of somebody else is nobody's to write over.
    workshop.write("mine.part", "my notes\n");
    for (verb, _) in STUDIES {
        let ran = workshop.naru(&[verb, &["--out", "mine", "--lang", "en"]].concat());
        let want = "error: mine.part was not written by naru and is not replaced\n  = move it away, or give another folder with `--out`\n";
        assert!(ran.err.ends_with(want) && ran.code == Some(2), "{}", ran.err);
    }
    assert_eq!(fs::read(workshop.path("mine.part")).expect("it is there"), b"my notes\n");
}
