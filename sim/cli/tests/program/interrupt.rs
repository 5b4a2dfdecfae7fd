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
        (
            "-INT",
            "ko",
            "중단함: 끝난 반복 ",
            "회(자원을 줄여 본 것도 셈)를 out.part에 남김. 같은 명령으로 이어서 함",
        ),
        (
            "-TERM",
            "en",
            "interrupted: ",
            " finished replications (those of the smaller fleets that are tried counted in) kept in out.part; the same command goes on from there",
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

/// Starts it, and kills it once more was kept, by so many bytes.
fn killed_once(workshop: &Workshop, arguments: &[&str], part: &str, more: u64) {
    let mut child = at_work(workshop, arguments, part, more);
    child.kill().expect("it was started");
    drop(child.wait());
}

/// What was kept for another question is none of this one's, and is not dropped unless that is asked for.
#[test]
fn another_study_is_told_what_was_kept() {
    let workshop = workshop();
    let run = ["run", "small.ron", "--replications", "150", "--no-charts", "--threads", "1", "--out"];
    killed_once(&workshop, &[&run[..], &["out"]].concat(), "out.part", 300);
    let bytes = fs::read(workshop.path("out.part")).expect("it is there");
    let other = |more: &[&str]| workshop.naru(&[&run[..], more].concat());
    for (lang, first, rest) in [
        (
            "ko",
            "오류: out.part에 다른 연구의 끝난 반복 ",
            "회가 남아 있음\n  = 다른 초깃값: 그 파일은 1, 여기는 2\n  = 그 연구를 같은 명령으로 마저 하거나, `--out`으로 다른 폴더를 줌. 버려도 되면 `--force`를 더함\n",
        ),
        (
            "en",
            "error: out.part holds ",
            " of another study\n  = another seed: 1 there, 2 here\n  = finish that one by its own command, or give another folder with `--out`; add `--force` if they may go\n",
        ),
    ] {
        let ran = other(&["out", "--seed", "2", "--lang", lang]);
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{}", ran.err);
        assert!(ran.err.contains(first) && ran.err.ends_with(rest), "{}", ran.err);
    }
    for more in [&["--audit"][..], &["--set", "demand.level=1.1"]] {
        assert_eq!(other(&[&["out"], more].concat()).code, Some(2), "{more:?}");
    }
    assert!(fs::read(workshop.path("out.part")).expect("it is there") == bytes, "nothing is lost");
    let forced = other(&["out", "--seed", "2", "--force", "--lang", "en"]);
    assert!(forced.code == Some(0) && !forced.err.contains("going on"), "{}", forced.err);
    other(&["new", "--seed", "2"]);
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

/// A shorter study uses what a longer one has done, and leaves the rest to it.
#[test]
fn a_shorter_study_throws_nothing_away() {
    for (study, n, part) in
        [(&["sweep", "study.ron"][..], "20", 1_500), (&["run", "small.ron"], "60", 30_000)]
    {
        let workshop = workshop();
        let of = |n: &'static str, out: &'static str| {
            [study, &["--replications", n, "--out", out, "--lang", "en"]].concat()
        };
        workshop.done(&of(n, "long"));
        workshop.done(&of("2", "short"));
        killed_once(&workshop, &[&of(n, "out")[..], &["--threads", "1"]].concat(), "out.part", part);
        let kept = fs::read(workshop.path("out.part")).expect("it is there");
        let ran = workshop.naru(&of("2", "out"));
        assert!(ran.code == Some(0) && ran.err.contains("going on: "), "{}", ran.err);
        let mut found = [files(&workshop, "short"), files(&workshop, "out")];
        for it in &mut found {
            it.remove("records.bin");
        }
        assert!(found[0] == found[1], "{study:?}");
        if study[0] == "sweep" {
            assert!(ran.err.contains(" that this result did not take stay in out.part: "), "{}", ran.err);
            let now = fs::read(workshop.path("out.part")).expect("it is there");
            assert!(now.starts_with(&kept), "nothing is lost");
        }
        let ran = workshop.naru(&of(n, "out"));
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        assert!(files(&workshop, "long") == files(&workshop, "out"), "{study:?}");
        assert!(!workshop.path("out.part").exists(), "the longer one has taken all");
    }
}

/// More replications of the same readings go on from fewer, those that are tried together too.
#[test]
fn more_readings_go_on_from_fewer() {
    let workshop = workshop();
    let of = |n: &'static str, out: &'static str| {
        let readings = ["readings", "small.ron", "--shapley", "3", "--lang", "en", "--threads", "1"];
        [&readings[..], &["--replications", n, "--out", out]].concat()
    };
    workshop.done(&of("5", "new"));
    killed_once(&workshop, &of("4", "out"), "out.part", 1_500);
    let ran = workshop.naru(&of("5", "out"));
    assert!(ran.code == Some(0) && ran.err.contains(" (of all readings together)\n"), "{}", ran.err);
    assert!(files(&workshop, "new") == files(&workshop, "out"));
}
