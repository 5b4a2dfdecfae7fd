//! Files of one name: all of them or what stood there, and nothing else is replaced.

use naru_results::{Error, Replace, Together};
use std::fs;
use std::path::{Path, PathBuf};

const MARK: &str = "// mark";

/// A folder of its own.
fn folder(name: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("naru-together-{name}-{}", std::process::id()));
    fs::create_dir_all(&path).expect("a folder can be made");
    path
}

fn begin(main: &Path, replace: Replace) -> Result<Together, Error> {
    Together::begin(main, MARK, &["ron", "json", "ko.svg"], replace)
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("it is there");
    let mut names: Vec<String> =
        entries.map(|it| it.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort_unstable();
    names
}

#[test]
fn nothing_is_seen_before_the_end() {
    let folder = folder("end");
    let main = folder.join("x.ron");
    let files = begin(&main, Replace::SameScenario).expect("an empty folder");
    files.write("ron", b"// mark").expect("it is written");
    assert!(!main.exists());
    drop(files);
    assert_eq!(names(&folder), [""; 0], "dropped, it leaves nothing");
    for text in ["// mark 1", "// mark 2"] {
        let files = begin(&main, Replace::SameScenario).expect("its own may go");
        files.write("ron", text.as_bytes()).expect("it is written");
        files.finish().expect("it is put in place");
        assert_eq!(names(&folder), ["x.json", "x.ko.svg", "x.ron"]);
        assert_eq!(fs::read_to_string(&main).expect("it is there"), text);
    }
    fs::remove_dir_all(folder).expect("it was made");
}

#[test]
fn other_files_stay_unless_forced_and_folders_always() {
    let folder = folder("other");
    let (main, beside) = (folder.join("x.ron"), folder.join("x.json"));
    fs::write(&beside, "not ours").expect("it is written");
    let refused = |replace| matches!(begin(&main, replace), Err(Error::NotOurs { path }) if path == beside);
    assert!(refused(Replace::SameScenario));
    fs::write(&main, " // mark").expect("it is written");
    assert!(matches!(begin(&main, Replace::SameScenario), Err(Error::NotOurs { path }) if path == main));
    assert!(begin(&main, Replace::AnyResults).is_ok());
    fs::remove_file(&beside).expect("it is there");
    fs::create_dir(&beside).expect("a folder can be made");
    assert!(refused(Replace::AnyResults));
    fs::remove_dir_all(folder).expect("it was made");
}
