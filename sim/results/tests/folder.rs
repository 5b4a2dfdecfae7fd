//! A result folder is there as a whole or not at all.

use naru_results::{Error, Folder, Replace, names, scenario_hash};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// An empty folder of this test's own.
fn place(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("folder-{name}"));
    if path.exists() {
        fs::remove_dir_all(&path).expect("ours");
    }
    fs::create_dir_all(&path).expect("a writable folder");
    path
}

/// Names in a folder, but for the list of what was written.
fn entries(path: &Path) -> Vec<String> {
    let mut found: Vec<_> = fs::read_dir(path)
        .expect("a folder")
        .map(|it| it.expect("an entry").file_name().into_string().expect("UTF-8"))
        .filter(|name| name != names::WRITTEN)
        .collect();
    found.sort();
    found
}

fn fill(folder: &Folder, hash: &str) {
    folder.write(names::SUMMARY, format!(r#"{{"scenario_hash": "{hash}"}}"#).as_bytes()).expect("writes");
}

fn put(path: &Path, hash: &str) {
    let folder = Folder::begin(path, hash, Replace::SameScenario).expect("begins");
    fill(&folder, hash);
    folder.finish().expect("ends");
}

#[test]
fn nothing_is_seen_before_the_end_and_all_of_it_after() {
    let place = place("whole");
    let target = place.join("new/baseline");
    let folder = Folder::begin(&target, "aa", Replace::SameScenario).expect("begins");
    fill(&folder, "aa");
    folder.write("scenario/programmes/kr-2025.ron", b"()").expect("writes");
    fs::write(folder.path(names::WAITS).expect("a path"), b"PAR1").expect("writes");
    assert!(!target.exists());
    folder.finish().expect("ends");
    assert_eq!(entries(&target), ["scenario", "summary.json", "waits.parquet"]);
    assert_eq!(entries(&place.join("new")), ["baseline"]);
    assert_eq!(scenario_hash(&target).expect("reads"), "aa");
}

#[test]
fn a_run_that_stops_leaves_nothing_and_keeps_what_was_there() {
    let place = place("dropped");
    let target = place.join("baseline");
    put(&target, "aa");
    fs::write(target.join("mark"), "").expect("writes");
    drop(Folder::begin(&target, "aa", Replace::SameScenario).expect("begins"));
    assert_eq!(entries(&place), ["baseline"]);
    assert_eq!(entries(&target), ["mark", "summary.json"]);
}

/// What an earlier run wrote goes, its report and empty folders too; files of the user's stay where they lay, in folders
/// of the program's and in a result folder that stands in this one.
#[test]
fn what_the_program_wrote_is_replaced_as_a_whole_and_all_else_stays() {
    let place = place("same");
    let target = place.join("baseline");
    let folder = Folder::begin(&target, "aa", Replace::SameScenario).expect("begins");
    fill(&folder, "aa");
    for name in ["stale.csv", "charts/stale.svg"] {
        folder.write(name, b"").expect("writes");
    }
    folder.finish().expect("ends");
    report(&target.join("report"), "aa");
    put(&target.join("own/nested"), "cc");
    for name in ["note.txt", "charts/mine.svg", "report/my.docx", "report/charts/mine.png"] {
        fs::write(target.join(name), "mine").expect("writes");
    }
    put(&target, "aa");
    assert_eq!(entries(&target), ["charts", "note.txt", "own", "report", "summary.json"]);
    assert_eq!(entries(&target.join("charts")), ["mine.svg"]);
    assert_eq!(entries(&target.join("report")), ["charts", "my.docx"]);
    assert_eq!(entries(&target.join("report/charts")), ["mine.png"]);
    assert_eq!(entries(&target.join("own/nested")), ["summary.json"]);
    assert_eq!(fs::read_to_string(target.join("report/charts/mine.png")).expect("kept"), "mine");
    assert_eq!(entries(&place), ["baseline"]);
    // Once more: what was kept is still nobody's but the user's.
    put(&target, "aa");
    assert_eq!(entries(&target.join("charts")), ["mine.svg"]);
}

/// What lies below a folder, folders with a `/` behind them, but for lists of what was written.
fn below(path: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for name in entries(path) {
        if path.join(&name).is_dir() {
            found.extend(below(&path.join(&name)).into_iter().map(|it| format!("{name}/{it}")));
            found.push(name + "/");
        } else {
            found.push(name);
        }
    }
    found.sort();
    found
}

fn report(path: &Path, hash: &str) {
    let report = Folder::begin_marked(path, names::REPORT, hash, Replace::AnyResults).expect("begins");
    report.write(names::REPORT, format!(r#"{{"scenario_hash": "{hash}"}}"#).as_bytes()).expect("writes");
    report.write("charts/waits.svg", b"<svg/>").expect("writes");
    report.finish().expect("ends");
}

/// A log of the user's own where the new results bring one, a file where they bring a folder, a folder where they bring a
/// file: each is named, and nothing is replaced or lost.
#[test]
fn a_file_of_the_users_in_the_way_is_a_refusal() {
    let place = place("taken");
    let target = place.join("out");
    for (mine, comes, named) in [
        ("sessions.csv", "sessions.csv", "sessions.csv"),
        ("charts", "charts/waits.svg", "charts"),
        ("sessions.csv/mine.txt", "sessions.csv", "sessions.csv"),
        ("charts/waits.svg", "charts/waits.svg", "charts/waits.svg"),
    ] {
        put(&target, "aa");
        fs::create_dir_all(target.join(mine).parent().expect("ours")).expect("a folder");
        fs::write(target.join(mine), "mine").expect("writes");
        let before = below(&target);
        let folder = Folder::begin(&target, "aa", Replace::SameScenario).expect("begins");
        fill(&folder, "aa");
        folder.write(comes, b"new").expect("writes");
        match folder.finish() {
            Err(Error::Taken { path }) => assert_eq!(path, target.join(named)),
            other => panic!("{mine}: {other:?}"),
        }
        assert_eq!((below(&target), entries(&place)), (before, vec!["out".to_owned()]), "{mine}");
        assert_eq!(fs::read_to_string(target.join(mine)).expect("kept"), "mine");
        fs::remove_dir_all(&target).expect("ours");
    }
}

/// Folders of the user's stay, empty ones and those in folders of the program's too; empty ones of the program's go.
#[test]
fn empty_folders_stay_where_they_are_the_users() {
    let target = place("hollow").join("out");
    let begin = || Folder::begin(&target, "aa", Replace::SameScenario).expect("begins");
    let folder = begin();
    fill(&folder, "aa");
    folder.write("charts/old.svg", b"").expect("writes");
    folder.write("scenario/a.ron", b"").expect("writes");
    folder.finish().expect("ends");
    fs::create_dir_all(target.join("drafts/may")).expect("a folder");
    fs::create_dir_all(target.join("charts/drafts")).expect("a folder");
    put(&target, "aa");
    assert_eq!(below(&target), ["charts/", "charts/drafts/", "drafts/", "drafts/may/", "summary.json"]);
}

/// Only `report`, and only of the results that are replaced.
#[test]
fn a_report_of_something_else_stays() {
    let target = place("reports").join("out");
    put(&target, "aa");
    report(&target.join("report"), "aa");
    report(&target.join("sent"), "aa");
    put(&target, "aa");
    let sent = ["sent/", "sent/charts/", "sent/charts/waits.svg", "sent/report.json"];
    assert_eq!(below(&target), [&sent[..], &["summary.json"]].concat());
    report(&target.join("report"), "bb");
    put(&target, "aa");
    let others = ["report/", "report/charts/", "report/charts/waits.svg", "report/report.json"];
    assert_eq!(below(&target), [&others[..], &sent[..], &["summary.json"]].concat());
}

/// Where nothing but what outlived a report is left, or what a file browser leaves, another begins.
#[test]
fn a_report_begins_where_only_what_was_kept_lies() {
    let target = place("again").join("out");
    let inside = target.join("report");
    put(&target, "aa");
    report(&inside, "aa");
    for name in [".DS_Store", "my.docx", "charts/mine.png"] {
        fs::write(inside.join(name), "mine").expect("writes");
    }
    for _ in 0..2 {
        put(&target, "aa");
        assert_eq!(below(&inside), [".DS_Store", "charts/", "charts/mine.png", "my.docx"]);
    }
    report(&inside, "aa");
    let all = [".DS_Store", "charts/", "charts/mine.png", "charts/waits.svg", "my.docx", "report.json"];
    assert_eq!(below(&inside), all);
    // Results are not put among them either way.
    assert!(matches!(
        Folder::begin(&inside, "aa", Replace::AnyResults),
        Err(Error::NotResults { mark: names::SUMMARY, .. })
    ));
    let looked = target.join("looked");
    fs::create_dir(&looked).expect("a folder");
    fs::write(looked.join("Thumbs.db"), "").expect("writes");
    put(&looked, "aa");
    assert_eq!(below(&looked), ["Thumbs.db", "summary.json"]);
}

/// A replacement that was killed at any of its steps.
#[test]
fn what_a_killed_replacement_left_is_put_right() {
    let place = place("killed");
    let (target, old) = (place.join("out"), place.join(".out.old-17-0"));
    let begin = || Folder::begin(&target, "aa", Replace::SameScenario);
    // Before the new one stood: the old one is what it was.
    put(&old, "aa");
    fs::write(old.join("note.txt"), "mine").expect("writes");
    drop(begin().expect("begins"));
    assert_eq!((below(&target), below(&place).len()), (vec!["note.txt".into(), "summary.json".into()], 3));
    // Before what outlives it had moved.
    fs::rename(&target, &old).expect("ours");
    put(&place.join("new"), "aa");
    fs::rename(place.join("new"), &target).expect("ours");
    Folder::allowed(&target, names::SUMMARY, "aa", Replace::SameScenario).expect("may");
    assert_eq!((below(&target), below(&place).len()), (vec!["note.txt".into(), "summary.json".into()], 3));
    // What is there twice, or cannot be told from the program's, is left for the user.
    for listed in [true, false] {
        put(&old, "aa");
        fs::write(old.join("note.txt"), "another").expect("writes");
        if !listed {
            fs::remove_file(old.join(names::WRITTEN)).expect("a list");
        }
        match begin() {
            Err(Error::LeftBehind { path, old: left }) => {
                assert_eq!((path, left), (target.clone(), old.clone()));
            }
            other => panic!("{other:?}"),
        }
        assert_eq!(fs::read_to_string(old.join("note.txt")).expect("kept"), "another");
        fs::remove_dir_all(&old).expect("ours");
    }
    // Before all of it was removed, which begins once nothing in it is anybody's.
    fs::create_dir(place.join(".out.gone-17-0")).expect("a folder");
    fs::write(place.join(".out.gone-17-0/waits.parquet"), "").expect("writes");
    begin().expect("begins");
    assert_eq!(below(&place).len(), 3);
    // Neighbours that only look like it are nobody's to touch.
    fs::create_dir(place.join(".out.old-mine")).expect("a folder");
    begin().expect("begins");
    assert!(place.join(".out.old-mine").is_dir());
}

/// Results of a version that left no list: what comes again is replaced, nothing else is touched.
#[test]
fn without_a_list_only_what_comes_again_is_replaced() {
    let target = place("unlisted").join("baseline");
    put(&target, "aa");
    fs::remove_file(target.join(names::WRITTEN)).expect("a list");
    fs::write(target.join("waits.parquet"), "old").expect("writes");
    put(&target, "aa");
    assert_eq!(entries(&target), ["summary.json", "waits.parquet"]);
}

#[test]
fn results_of_another_scenario_are_kept_unless_told() {
    let target = place("other").join("baseline");
    put(&target, "aa");
    let error =
        Folder::begin(&target, "bb", Replace::SameScenario).expect_err("another scenario").to_string();
    let want = "holds results of scenario aa, not of bb; it is not replaced unless forced";
    assert_eq!(error, format!("{}: {want}", target.display()));

    let folder = Folder::begin(&target, "bb", Replace::AnyResults).expect("begins");
    fill(&folder, "bb");
    folder.finish().expect("ends");
    assert_eq!(scenario_hash(&target).expect("reads"), "bb");
}

/// Two runs at once: the second to end sees what the first left.
#[test]
fn another_scenario_that_came_meanwhile_is_kept() {
    let place = place("meanwhile");
    let target = place.join("out");
    let late = Folder::begin(&target, "bb", Replace::SameScenario).expect("begins");
    fill(&late, "bb");
    put(&target, "aa");
    assert!(matches!(late.finish(), Err(Error::OtherScenario { .. })));
    assert_eq!(scenario_hash(&target).expect("reads"), "aa");
    assert_eq!(entries(&place), ["out"]);
}

/// `--out ~ --force` must not cost anybody a home.
#[test]
fn what_holds_no_results_is_never_replaced() {
    let place = place("home");
    fs::write(place.join("thesis.txt"), "years").expect("writes");
    for replace in [Replace::SameScenario, Replace::AnyResults] {
        assert!(matches!(Folder::begin(&place, "aa", replace), Err(Error::NotResults { .. })));
        assert!(matches!(
            Folder::begin(&place.join("thesis.txt"), "aa", replace),
            Err(Error::NotResults { .. })
        ));
    }
    assert_eq!(entries(&place), ["thesis.txt"]);
    assert!(matches!(scenario_hash(&place), Err(Error::Missing { .. })));
}

#[test]
fn an_empty_folder_and_one_with_dots_and_slashes_are_taken() {
    let place = place("empty");
    let target = place.join("out");
    fs::create_dir(&target).expect("a writable folder");
    put(&place.join("out/../out/"), "aa");
    assert_eq!(entries(&target), ["summary.json"]);
    assert_eq!(entries(&place), ["out"]);
}

/// A file where a folder should be: what even root cannot write to.
#[test]
fn a_place_that_cannot_be_written_is_named_with_the_cause() {
    let place = place("unwritable");
    fs::write(place.join("file"), "").expect("writes");
    let target = place.join("file/baseline");
    match Folder::begin(&target, "aa", Replace::SameScenario) {
        Err(Error::Io { path, source }) => {
            assert_eq!(path, target);
            assert_eq!(source.kind(), std::io::ErrorKind::NotADirectory);
        }
        other => panic!("{other:?}"),
    }
}

#[test]
#[should_panic(expected = "a name inside the folder: ../x")]
fn no_name_leads_out_of_the_folder() {
    let folder = Folder::begin(&place("outside").join("out"), "aa", Replace::SameScenario).expect("begins");
    drop(folder.write("../x", b""));
}
