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
    let report = Folder::begin_marked(&target.join("report"), names::REPORT, "aa", Replace::AnyResults)
        .expect("begins");
    for name in [names::REPORT, "report.html", "charts/waits.png"] {
        report.write(name, b"{}").expect("writes");
    }
    report.finish().expect("ends");
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
