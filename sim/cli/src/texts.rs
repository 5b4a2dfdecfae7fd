//! The texts that a run came from, under names inside its result folder.

use naru_results::names;
use naru_scenario::Scenario;
use std::path::{Component, Path, PathBuf};

/// Changes of the command line, one a line, in order.
const CHANGES: &str = "set.txt";

/// The file, its bases and the changes. Files lie as they lay to one another, below the folder that holds them all, so
/// that none takes another's name.
pub(crate) fn texts(scenario: &Scenario, changes: &[String]) -> Vec<(String, String)> {
    let files: Vec<(PathBuf, &str)> =
        of_files(scenario, changes).map(|(name, text)| (plain(name), text)).collect();
    let root = root_of(&files);
    let mut texts: Vec<(String, String)> =
        files.iter().map(|(path, text)| (inside(path, &root), (*text).to_owned())).collect();
    if !changes.is_empty() {
        let lines = changes.iter().flat_map(|change| [change.as_str(), "\n"]).collect();
        texts.push((format!("{}/{CHANGES}", names::SCENARIO), lines));
    }
    texts
}

/// Names and texts of a scenario's files: its changes come last, a text each.
pub(crate) fn of_files<'a>(
    scenario: &'a Scenario,
    changes: &[String],
) -> impl Iterator<Item = (&'a str, &'a str)> {
    scenario.texts().take(scenario.texts().count() - changes.len())
}

/// Files with the texts that each is read from, under names below the folder that holds them all: the names of each file's
/// texts, then names and texts.
pub(crate) fn bundle(files: &[Vec<(&str, &str)>]) -> (Vec<Vec<String>>, Vec<(String, String)>) {
    let all: Vec<(PathBuf, &str)> = files.iter().flatten().map(|(name, text)| (plain(name), *text)).collect();
    let root = root_of(&all);
    let named = |path: &Path| below(path, &root).join("/");
    let of_file = |file: &Vec<(&str, &str)>| file.iter().map(|(name, _)| named(&plain(name))).collect();
    let mut texts: Vec<(String, String)> =
        all.iter().map(|(path, text)| (named(path), (*text).to_owned())).collect();
    texts.sort_unstable();
    texts.dedup();
    (files.iter().map(of_file).collect(), texts)
}

/// The folder that holds all of them.
fn root_of(files: &[(PathBuf, &str)]) -> PathBuf {
    let mut root = files.first().map_or_else(PathBuf::new, |(path, _)| path.clone());
    root.pop();
    while files.iter().any(|(path, _)| !path.starts_with(&root)) && root.pop() {}
    root
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
    [vec![names::SCENARIO.to_owned()], below(path, root)].concat().join("/")
}

fn below(path: &Path, root: &Path) -> Vec<String> {
    let parts = path.strip_prefix(root).unwrap_or(path).components().filter_map(|part| match part {
        Component::Normal(part) => Some(part.to_string_lossy().into_owned()),
        Component::Prefix(_) | Component::RootDir | Component::CurDir | Component::ParentDir => None,
    });
    parts.collect()
}
