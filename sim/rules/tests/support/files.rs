//! Reading case files.

use serde_json::{Map, Value};
use std::fs;
use std::path::PathBuf;

pub(crate) struct File {
    pub(crate) path: PathBuf,
    pub(crate) clause: String,
    pub(crate) cases: Vec<Case>,
    /// Counted in the text, not by the parser.
    pub(crate) ids_in_text: usize,
}

pub(crate) struct Case {
    pub(crate) id: String,
    pub(crate) clause: String,
    pub(crate) reading: Map<String, Value>,
    pub(crate) input: Map<String, Value>,
    pub(crate) expected: Map<String, Value>,
}

/// Whether the project's own folder is read.
pub(crate) fn own() -> bool {
    std::env::var_os("NARU_CASES").is_none()
}

fn folder() -> PathBuf {
    // A relative folder is meant from where cargo was called: the workspace's root.
    let root = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    std::env::var_os("NARU_CASES")
        .map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/cases")), |dir| root.join(dir))
}

pub(crate) fn all() -> Vec<File> {
    let folder = folder();
    let entries = fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("a folder entry").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    paths.sort();
    assert!(!paths.is_empty(), "{}: no case files", folder.display());
    paths.into_iter().map(read).collect()
}

pub(crate) fn of_clause(clause: &str) -> Vec<File> {
    all().into_iter().filter(|file| file.clause == clause).collect()
}

fn read(path: PathBuf) -> File {
    let name = path.display().to_string();
    let text = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{name}: {e}"));
    let value: Value = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{name}: {e}"));
    assert_eq!(value["schema"], 1, "{name}: schema");
    let clause = value["clause"].as_str().unwrap_or_else(|| panic!("{name}: clause")).to_owned();
    let cases = value["cases"].as_array().unwrap_or_else(|| panic!("{name}: cases"));
    let object = |case: &Value, field: &str| {
        case[field].as_object().unwrap_or_else(|| panic!("{name}: {field} of {}", case["id"])).clone()
    };
    let cases = cases
        .iter()
        .map(|case| Case {
            id: case["id"].as_str().unwrap_or_else(|| panic!("{name}: an id")).to_owned(),
            clause: case["clause"].as_str().unwrap_or_else(|| panic!("{name}: clause of a case")).to_owned(),
            reading: object(case, "reading"),
            input: object(case, "input"),
            expected: object(case, "expected"),
        })
        .collect();
    File { ids_in_text: text.matches("\"why\":").count(), path, clause, cases }
}
