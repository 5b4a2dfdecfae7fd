//! Ctrl-C: nothing half-written, and what stood before still stands.

#![cfg(unix)]

use crate::workshop::Workshop;
use std::process::{Command, Output};
use std::thread::sleep;
use std::time::Duration;

/// Starts a run that would take minutes, and presses Ctrl-C once it is at work.
fn interrupted(workshop: &Workshop, lang: &str) -> Output {
    let run = ["run", "scenarios/shared.ron", "--replications", "100000", "--out", "out", "--lang", lang];
    let before = workshop.names("").len();
    let child = workshop.command(&run).spawn().expect("the program can be started");
    // At work is who has begun a folder.
    let mut patience = 0..600;
    while workshop.names("").len() == before {
        patience.next().expect("the program begins its folder within a minute");
        sleep(Duration::from_millis(100));
    }
    let id = child.id().to_string();
    let sent = Command::new("kill").args(["-INT", &id]).status().expect("`kill` is on every Unix");
    assert!(sent.success());
    child.wait_with_output().expect("the program ends")
}

#[test]
fn an_interrupted_run_leaves_nothing_and_says_so() {
    let workshop = Workshop::new();
    for (lang, message) in [
        ("ko", "중단함: 아무것도 쓰지 않았고 전에 있던 결과는 그대로임"),
        ("en", "interrupted: nothing was written, earlier results stand as they were"),
    ] {
        let output = interrupted(&workshop, lang);
        let err = String::from_utf8(output.stderr).expect("UTF-8");
        assert_eq!(output.status.code(), Some(130), "{err}");
        assert_eq!(err.lines().last(), Some(message));
        assert!(output.stdout.is_empty());
        assert_eq!(workshop.names(""), ["scenarios"], "no folder, and no hidden part of one");
    }
}

#[test]
fn results_of_an_earlier_run_stand() {
    let workshop = Workshop::new();
    workshop.done(&["run", "scenarios/shared.ron", "--replications", "1", "--no-charts", "--out", "out"]);
    let before = workshop.files("");
    assert_eq!(interrupted(&workshop, "en").status.code(), Some(130));
    assert!(workshop.files("") == before);
}
