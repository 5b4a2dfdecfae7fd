//! `naru fit` as people meet it: a log by hand, the program's own log as oracle, published logs, every kind of bad input.

use crate::workshop::Workshop;
use naru_results::{FitFigures, FitValue};
use std::fmt::Write as _;
use std::path::Path;

/// Ten weeks of a department: two users, on each weekday a failed start of some seconds at 10 and a session at 11 of
/// 15 minutes to 3 hours. No program is needed to know its shares.
fn log() -> String {
    // 2025-04-07 was a Monday.
    let mut log = "JobID|User|Submit|Start|End|State|AllocTRES\n".to_owned();
    let mut id = 0;
    for day in (0..70).filter(|day| day % 7 < 5) {
        let (month, date) = match 7 + day {
            date @ ..=30 => (4, date),
            date @ 31..=61 => (5, date - 30),
            date => (6, date - 61),
        };
        for user in ["kim", "lee"] {
            let session = 15 + id * 37 % 166;
            let (hours, minutes) = (11 + session / 60, session % 60);
            for (start, end, state) in [
                ("10:00:00", format!("10:00:{:02}", 5 + id % 30), "FAILED"),
                ("11:00:00", format!("{hours}:{minutes:02}:00"), "COMPLETED"),
            ] {
                id += 1;
                let day = format!("2025-{month:02}-{date:02}");
                writeln!(log, "{id}|{user}|{day}T{start}|{day}T{start}|{day}T{end}|{state}|gres/gpu=1,cpu=8")
                    .expect("text");
            }
        }
    }
    log
}

fn figures(workshop: &Workshop, name: &str) -> FitFigures {
    FitFigures::read(&workshop.path(name)).expect("fit.json")
}

#[track_caller]
fn close(what: &str, got: f64, want: f64) {
    assert!((got - want).abs() < 1e-9, "{what}: {got}, not {want}");
}

#[test]
fn a_log_by_hand() {
    let workshop = Workshop::new();
    workshop.write("log.txt", log());
    let out = workshop.done(&["fit", "log.txt", "--out", "scenarios/mine.ron", "--lang", "en"]);
    let fits = |line: &str| line.contains("mine.") || line.chars().count() <= 80;
    assert!(out.lines().all(fits), "{out}");
    let fit = figures(&workshop, "scenarios/mine.json");
    // 50 weekdays, two users, two jobs each.
    assert_eq!((fit.rows.read, fit.rows.jobs, fit.rows.used), (200, 200, 200));
    let all = &fit.sessions[0];
    let short = all.short.expect("failed starts");
    assert_eq!((all.used, short.starts), (100, 100));
    close("share of short starts", short.share.value, 0.5);
    close("failed", fit.outcomes.as_ref().expect("jobs ran").failed.value, 0.5);
    let users = fit.users.as_ref().expect("two users");
    assert_eq!((users.users, users.top[0].user.as_str()), (2, "kim"));
    close("the first user's share", users.top[0].share, 0.5);
    // Work ends before the next is asked for, but for each user's first.
    let thinking = fit.thinking.as_ref().expect("users and a calendar");
    assert_eq!((thinking.closed_loop, thinking.used), (true, 198));
    assert_eq!((fit.clock.source.as_str(), fit.clock.utc_offset_s), ("as_written", Some(32_400)));
    let asking = fit.asking.as_ref().expect("a calendar");
    let asked: Vec<usize> = (0..24).filter(|h| asking.weekday_hours[*h].value > 0.0).collect();
    assert_eq!(asked, [10, 11], "hours as they are written");

    let check = workshop.naru(&["check", "scenarios/mine.ron", "--lang", "en"]);
    assert_eq!((check.code, check.err.as_str()), (Some(0), ""), "{}", check.out);
    let names: Vec<String> =
        workshop.names("scenarios").into_iter().filter(|name| name.contains("mine")).collect();
    assert_eq!(names, ["mine.csv", "mine.en.svg", "mine.json", "mine.ko.svg", "mine.ron"]);

    // The same again takes its place; the same bytes.
    let before = workshop.files("scenarios");
    workshop.done(&["fit", "log.txt", "--out", "scenarios/mine.ron", "--lang", "ko"]);
    assert!(before == workshop.files("scenarios"), "the same log gives the same bytes");
}

/// Times in UTC: who asks at 10 by the log asks at 19 in Korea.
#[test]
fn a_log_in_utc_is_told_its_users_zone() {
    let workshop = Workshop::new();
    workshop.write("log.txt", log());
    let out = workshop.done(&["fit", "log.txt", "--zone", "+09:00", "--format", "json"]);
    workshop.write("printed.json", out);
    let fit = figures(&workshop, "printed.json");
    assert_eq!((fit.clock.source.as_str(), fit.clock.utc_offset_s), ("option", Some(32_400)));
    let asking = fit.asking.as_ref().expect("a calendar");
    let asked: Vec<usize> = (0..24).filter(|h| asking.weekday_hours[*h].value > 0.0).collect();
    assert_eq!(asked, [19, 20]);
}

#[test]
fn users_who_ask_most_can_be_left_out() {
    let workshop = Workshop::new();
    workshop.write("log.txt", log());
    let out = workshop.done(&["fit", "log.txt", "--without-top-users", "1", "--format", "json"]);
    workshop.write("printed.json", out);
    let fit = figures(&workshop, "printed.json");
    // Both ask equally often: the first in the log goes.
    assert_eq!(
        (fit.rows.used, fit.rows.left_out[0].why.as_str(), fit.rows.left_out[0].rows),
        (100, "top_user", 100)
    );
    assert_eq!(fit.users.expect("one is left").top[0].user, "lee");
    workshop.refuses(
        &["fit", "log.txt", "--without-top-users", "2", "--out", "fit.ron", "--lang", "en"],
        2,
        "error: `--without-top-users 2`: nobody is left without them, or the log names no user\n  = give a smaller number, or leave the option out\n",
        "",
    );
}

/// A log without users (Philly's columns): lengths, and a message in place of think times.
#[test]
fn a_log_without_users_has_no_think_times() {
    let workshop = Workshop::new();
    let mut log = "timestamp,duration,num_gpus,gpu_time,cluster\n".to_owned();
    for i in 0..40 {
        let (day, duration) = (1 + i % 28, 700 + 137 * i);
        writeln!(log, "2017-09-{day:02} 10:{i:02}:00,{duration},1,{duration},a").expect("text");
    }
    workshop.write("log.csv", log);
    let out = workshop.done(&["fit", "log.csv", "--out", "fit.ron", "--lang", "en"]);
    assert!(out.contains("note: the log names no user: think times and classes are not fitted"), "{out}");
    let fit = figures(&workshop, "fit.json");
    assert!(fit.thinking.is_none() && fit.users.is_none());
    assert_eq!(fit.fragment.lacks, ["classes", "failed", "think_cv"]);
    workshop.done(&["check", "fit.ron"]);
}

#[test]
fn what_is_no_log_is_refused() {
    let workshop = Workshop::new();
    workshop.write("empty.swf", "");
    workshop.write("text.txt", "nothing of the kind\n");
    workshop.write("cut.swf.gz", [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0x33]);
    workshop.write(
        "bad.swf",
        "1 0 0 60 1 -1 -1 1 60 -1 1 1 1 -1 -1 -1 -1 -1\n2 x 0 60 1 -1 -1 1 60 -1 1 1 1 -1 -1 -1 -1 -1\n",
    );
    for (log, code) in [
        ("empty.swf", 2),
        ("text.txt", 2),
        ("cut.swf.gz", 2),
        ("bad.swf", 2),
        ("scenarios", 2),
        ("none.swf", 3),
    ] {
        for lang in ["ko", "en"] {
            let before = workshop.files("");
            let ran = workshop.naru(&["fit", log, "--out", "out/fit.ron", "--lang", lang]);
            assert_eq!((ran.code, ran.out.as_str()), (Some(code), ""), "{log}: {}", ran.err);
            assert!(ran.err.contains(log), "{log}: {}", ran.err);
            assert!(before == workshop.files(""), "{log}: nothing is left behind");
        }
    }
    let out = workshop.done(&["fit", "bad.swf", "--skip-bad-rows", "--format", "json"]);
    workshop.write("printed.json", out);
    let fit = figures(&workshop, "printed.json");
    assert_eq!((fit.rows.read, fit.rows.jobs, fit.rows.not_jobs[0].rows), (2, 1, 1));
}

/// Only a fit is replaced by a fit; what is read, never.
#[test]
fn other_files_stay() {
    let workshop = Workshop::new();
    workshop.write("log.csv", log());
    workshop.write("mine.json", "{}");
    let fit = |out: &'static str| ["fit", "log.csv", "--out", out, "--lang", "en"];
    let cure = "  = give another name with `--out`, or add `--force` if the file may go\n";
    for (out, path) in [("scenarios/flat.ron", "scenarios/flat.ron"), ("mine.ron", "mine.json")] {
        let want = format!("error: {path} was not written by naru fit and is not replaced\n{cure}");
        workshop.refuses(&fit(out), 2, &want, "");
    }
    workshop.refuses(
        &[&fit("log.ron")[..], &["--force"]].concat(),
        2,
        "error: log.csv: a file that is read would be written over\n  = give another name with `--out`\n",
        "",
    );
    workshop.refuses(
        &fit("fit.txt"),
        2,
        "error: `--out fit.txt`: the name of a scenario fragment ends in .ron, such as fit.ron\n",
        "",
    );
    workshop.done(&[&fit("mine.ron")[..], &["--force"]].concat());
    assert!(workshop.files("")["mine.json"].len() > 100);
    let ran = workshop.naru(&["fit", "log.csv", "--out", "fit.ron", "--base", "none.ron"]);
    assert_eq!(ran.code, Some(3), "{}", ran.err);
    assert!(!workshop.path("fit.ron").exists());
}

#[track_caller]
fn covers(what: &str, of: FitValue, want: f64) {
    let (Some(lo), Some(hi)) = (of.lo, of.hi) else { panic!("{what} has an interval: {of:?}") };
    assert!(lo <= want && want <= hi, "{what}: {of:?} misses {want}");
}

/// What no log of one period tells from habits (ramp, seasons, shocks, rushes, people who leave) taken out, and half of the
/// use, so that nobody waits.
const PLAIN: [&str; 10] = [
    "demand.level=0.5",
    "demand.ramp.floor=1",
    "demand.seasons=none",
    "demand.shocks.programme=0",
    "demand.shocks.month=0",
    "demand.rush=none",
    "demand.drop_out=0",
    "demand.bursts=none",
    "demand.switching=none",
    "faults=none",
];

/// The baseline's failed share, `think_cv`, weekends and holidays come back from a run's log, tenancies left out.
#[test]
#[cfg_attr(debug_assertions, ignore = "takes a minute in a debug build; release builds run it")]
fn a_runs_own_sessions_give_back_its_demand() {
    let workshop = Workshop::new();
    let run = ["run", "scenarios/baseline-2025.ron", "--replications", "1", "--log-replication", "0"];
    let changes: Vec<&str> = PLAIN.iter().flat_map(|change| ["--set", change]).collect();
    workshop.done(&[&run[..], &changes, &["--seed", "2", "--no-charts", "--out", "run"]].concat());
    workshop.done(&["fit", "run/sessions.csv", "--out", "fit.ron"]);
    let fit = figures(&workshop, "fit.json");
    let tenancies = fit.rows.left_out.iter().find(|it| it.why == "tenancy").expect("NPU");
    assert!(tenancies.rows > 0);
    let short = fit.sessions[0].short.expect("starts fail");
    covers("failed share", short.share, 0.15);
    let thinking = fit.thinking.as_ref().expect("users think");
    assert!(thinking.closed_loop);
    assert_eq!(thinking.tail_s, 1_800, "the baseline's idle return");
    covers("think_cv", thinking.law.expect("many think").cv, 2.0);
    let asking = fit.asking.as_ref().expect("they ask");
    covers("weekend", asking.weekend.expect("weekends"), 0.55);
    covers("holiday", asking.holiday.expect("holidays"), 0.60);
    assert_eq!(fit.fragment.lacks, [""; 0]);
    workshop.done(&["check", "fit.ron"]);
}

/// A published log, where the logs stand beside the project.
#[test]
#[cfg_attr(debug_assertions, ignore = "takes a minute in a debug build; release builds run it")]
fn a_published_log_is_fitted() {
    let log = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/swf/RICC-2010-05.swf.gz");
    if !log.is_file() {
        eprintln!("SKIPPED, NOTHING PROVED: no {}", log.display());
        return;
    }
    let workshop = Workshop::new();
    workshop.done(&["fit", &log.display().to_string(), "--out", "fit.ron"]);
    let fit = figures(&workshop, "fit.json");
    assert!(fit.rows.jobs > 40_000 && fit.lengths.len() == 6);
    assert!(fit.thinking.is_some_and(|it| !it.closed_loop), "its users submit by the hundred");
    workshop.done(&["check", "fit.ron"]);
}
