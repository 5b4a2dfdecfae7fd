//! Reading a scenario file and the chain of its bases.

use super::{merge, nearest, not_read};
use crate::problem::{Problem, Reach};
use crate::tree::{Entry, Names, Node, Place, SourceId, Sources, Value, read, read_named};
use crate::words::{self, Text};
use std::io;
use std::path::{Path, PathBuf};

/// Bases that a chain may have. The real ones have two.
const LONGEST_CHAIN: usize = 16;

/// Reads a file and its bases, and lays them over one another, the file itself on top.
pub(crate) fn load(path: &Path, sources: &mut Sources) -> Result<Node, Vec<Problem>> {
    let mut layers = Vec::new();
    let mut chain: Vec<(PathBuf, String)> = Vec::new();
    let mut next = Some((path.to_owned(), None));
    while let Some((path, named_at)) = next.take() {
        let name = path.display().to_string();
        let identity = path.canonicalize().unwrap_or_else(|_| path.clone());
        let known = chain.iter().position(|(seen, _)| *seen == identity);
        if let (Some(place), true) = (named_at, known.is_some() || chain.len() == LONGEST_CHAIN) {
            let mut names: Vec<String> = chain[known.unwrap_or(0)..].iter().map(|(_, n)| n.clone()).collect();
            names.push(name);
            return Err(vec![not_read(Problem::error(words::base_loop(&names)).at(place))]);
        }
        let text = match open(&path) {
            Ok(text) => text,
            Err(problem) => return Err(vec![describe(*problem, &path, &name, named_at)]),
        };
        let source = sources.add(name.clone(), text.clone());
        chain.push((identity, name));
        let mut tree = scenario(source, &text).map_err(|p| vec![not_read(*p)])?;
        next = take_base(&mut tree, &path).map_err(|p| vec![not_read(*p)])?;
        layers.push(tree);
    }
    laid(layers)
}

/// The same of texts that were read before: the file's own and its bases', in that order, each with its name.
pub(crate) fn load_texts(chain: &[(&str, &str)], sources: &mut Sources) -> Result<Node, Vec<Problem>> {
    let mut layers = Vec::new();
    for (name, text) in chain {
        let source = sources.add((*name).to_owned(), (*text).to_owned());
        let mut tree = scenario(source, text).map_err(|p| vec![not_read(*p)])?;
        take_base(&mut tree, Path::new(name)).map_err(|p| vec![not_read(*p)])?;
        layers.push(tree);
    }
    laid(layers)
}

/// Layers over one another, the first on top.
fn laid(layers: Vec<Node>) -> Result<Node, Vec<Problem>> {
    let mut problems = Vec::new();
    let merged = layers.into_iter().rev().reduce(|base, over| merge(base, over, &mut problems));
    if problems.is_empty() { Ok(merged.expect("the chain has the file itself")) } else { Err(problems) }
}

/// Reads a file that has no base: one that is no scenario, such as a gate's.
pub(crate) fn plain(path: &Path, sources: &mut Sources) -> Result<Node, Vec<Problem>> {
    let name = path.display().to_string();
    let text = open(path).map_err(|problem| vec![describe(*problem, path, &name, None)])?;
    let source = sources.add(name, text.clone());
    read_named(source, &text, 0, Names::Any).and_then(a_struct).map_err(|problem| vec![not_read(*problem)])
}

/// The bytes of a file as text, or why not.
fn open(path: &Path) -> Result<String, Box<Problem>> {
    let bytes = std::fs::read(path).map_err(|e| {
        let known = [
            (io::ErrorKind::NotFound, words::no_such_file as fn() -> Text),
            (io::ErrorKind::PermissionDenied, words::no_permission),
            (io::ErrorKind::IsADirectory, words::a_folder),
        ];
        let reason = known.iter().find(|(kind, _)| *kind == e.kind());
        let reason = reason.map_or_else(|| words::other_failure(&e.to_string()), |(_, say)| say());
        Problem::error(reason).reach(Reach::NotOpened)
    })?;
    if let Some(byte) = bytes.iter().position(|b| *b == 0) {
        return Err(not_read(
            Problem::error(words::binary_file(byte + 1)).in_file(&position(&bytes[..byte])),
        )
        .into());
    }
    String::from_utf8(bytes).map_err(|e| {
        let byte = e.utf8_error().valid_up_to();
        let at = position(&e.as_bytes()[..byte]);
        not_read(Problem::error(words::not_utf8(byte + 1)).in_file(&at)).into()
    })
}

/// `:line:column` of the byte after these; columns in characters, or bytes where they are none.
fn position(before: &[u8]) -> String {
    let line = before.split(|b| *b == b'\n').count();
    let start = before.iter().rposition(|b| *b == b'\n').map_or(0, |i| i + 1);
    format!(":{line}:{}", String::from_utf8_lossy(&before[start..]).chars().count() + 1)
}

/// Says which file it was, where it was named, and which file may have been meant.
fn describe(problem: Problem, path: &Path, name: &str, named_at: Option<Place>) -> Problem {
    let not_opened = problem.reach == Reach::NotOpened;
    let Some(place) = named_at else {
        let title = if not_opened { words::cannot_open(&problem.title) } else { problem.title };
        let at = format!("{name}{}", problem.file.unwrap_or_default());
        let problem = Problem::error(title).reach(problem.reach).in_file(&at);
        return if not_opened { hint(problem, path) } else { problem };
    };
    if not_opened {
        let reason: Text = problem.title;
        return hint(not_read(Problem::error(words::missing_base(name)).at(place).label(reason)), path);
    }
    let at = format!("{name}{}", problem.file.as_deref().unwrap_or_default());
    problem.in_file(&at)
}

/// The scenario in the same folder whose name is nearest.
fn hint(problem: Problem, path: &Path) -> Problem {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let Ok(entries) = std::fs::read_dir(folder) else { return problem };
    let mut names: Vec<String> = entries
        .flatten()
        .filter_map(|e| e.file_name().into_string().ok())
        .filter(|n| Path::new(n).extension().is_some_and(|e| e == "ron"))
        .collect();
    names.sort_unstable();
    let wrong = path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
    match nearest(wrong, names.iter().map(String::as_str)) {
        Some(name) => problem.note(words::did_you_mean(&folder.join(name).display().to_string())),
        None => problem,
    }
}

fn scenario(source: SourceId, text: &str) -> Result<Node, Box<Problem>> {
    a_struct(read(source, text, 0)?)
}

fn a_struct(tree: Node) -> Result<Node, Box<Problem>> {
    match tree.value {
        Value::Struct(_) => Ok(tree),
        Value::Map(_) | Value::List(_) | Value::Text(_) | Value::Number(_) | Value::Word(_) => {
            Err(Problem::error(words::not_a_struct()).at(tree.place).into())
        }
    }
}

type Base = Option<(PathBuf, Option<Place>)>;

/// Takes `base` out of a file's tree: the path from that file's folder, or absolute.
fn take_base(tree: &mut Node, path: &Path) -> Result<Base, Box<Problem>> {
    let Value::Struct(entries) = &mut tree.value else { return Ok(None) };
    let Some(at) = entries.iter().position(|e| e.key == "base") else { return Ok(None) };
    let Entry { value: node, .. } = entries.remove(at);
    let Some(base) = (match &node.value {
        Value::Text(base) if !base.trim().is_empty() => Some(base),
        Value::Text(_)
        | Value::Struct(_)
        | Value::Map(_)
        | Value::List(_)
        | Value::Number(_)
        | Value::Word(_) => None,
    }) else {
        return Err(Problem::error(words::base_is_text()).at(node.place).into());
    };
    let folder = path.parent().unwrap_or(Path::new(""));
    Ok(Some((folder.join(base), Some(node.place))))
}
