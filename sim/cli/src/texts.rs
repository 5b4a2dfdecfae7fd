//! The texts that a run came from, under names inside its result folder.

use naru_results::names;
use naru_scenario::Scenario;
use std::path::{Component, Path, PathBuf};

/// Changes of the command line, one a line, in order.
const CHANGES: &str = "set.txt";

/// The file, its bases and the changes. Files lie as they lay to one another, below the folder that holds them all, so
/// that none takes another's name.
pub(crate) fn texts(scenario: &Scenario, changes: &[String]) -> Vec<(String, String)> {
    // The changes come last, a text each.
    let files = scenario.texts().count() - changes.len();
    let files: Vec<(PathBuf, &str)> =
        scenario.texts().take(files).map(|(name, text)| (plain(name), text)).collect();
    let mut root = files.first().map_or_else(PathBuf::new, |(path, _)| path.clone());
    root.pop();
    while files.iter().any(|(path, _)| !path.starts_with(&root)) && root.pop() {}
    let mut texts: Vec<(String, String)> =
        files.iter().map(|(path, text)| (inside(path, &root), (*text).to_owned())).collect();
    if !changes.is_empty() {
        let lines = changes.iter().flat_map(|change| [change.as_str(), "\n"]).collect();
        texts.push((format!("{}/{CHANGES}", names::SCENARIO), lines));
    }
    texts
}

/// The whole path, `..` taken away by what is written, whatever links there are.
fn plain(name: &str) -> PathBuf {
    let whole = std::path::absolute(name).unwrap_or_else(|_| PathBuf::from(name));
    let mut plain = PathBuf::new();
    for part in whole.components() {
        match part {
            Component::ParentDir => drop(plain.pop()),
            Component::Prefix(_) | Component::RootDir | Component::CurDir | Component::Normal(_) => {
                plain.push(part);
            }
        }
    }
    plain
}

fn inside(path: &Path, root: &Path) -> String {
    let parts = path.strip_prefix(root).unwrap_or(path).components().filter_map(|part| match part {
        Component::Normal(part) => Some(part.to_string_lossy().into_owned()),
        Component::Prefix(_) | Component::RootDir | Component::CurDir | Component::ParentDir => None,
    });
    [names::SCENARIO.to_owned()].into_iter().chain(parts).collect::<Vec<_>>().join("/")
}
