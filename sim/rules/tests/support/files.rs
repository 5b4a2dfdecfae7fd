//! Reading case files.

use serde_json::{Map, Value};
use std::fs;
use std::path::{Path, PathBuf};

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

/// The project's own folder.
pub(crate) fn own() -> Vec<File> {
    all(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/cases")))
}

/// The further folder that `NARU_CASES` names; a relative one is meant from where cargo was called, the
/// workspace's root.
pub(crate) fn further() -> Option<Vec<File>> {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    std::env::var_os("NARU_CASES").map(|folder| all(&root.join(folder)))
}

fn all(folder: &Path) -> Vec<File> {
    let entries = fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("a folder entry").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    paths.sort();
    assert!(!paths.is_empty(), "{}: no case files", folder.display());
    paths.into_iter().map(read).collect()
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
