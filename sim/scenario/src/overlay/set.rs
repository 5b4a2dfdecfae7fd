//! `--set path=value`: a change laid over the tree at one path.

use super::{merge, not_read, suggest};
use crate::problem::Problem;
use crate::tree::{Entry, Node, Place, SourceId, Sources, Value, read};
use crate::words;

/// The name under which a change on the command line appears in messages.
pub(crate) const SET: &str = "--set";

/// Lays `path=value` over the tree.
///
/// Every key of the path but the last must exist. The last may be new: the schema judges it later, with its
/// place here; but in a map of structs a new name with a bare value is a slip.
pub(crate) fn set(tree: Node, change: &str, sources: &mut Sources) -> Result<Node, Vec<Problem>> {
    let source = sources.add(SET.to_owned(), change.to_owned());
    let whole = Place { source, start: 0, end: change.len() as u32 };
    let Some((path, _)) = change.split_once('=') else {
        return Err(vec![not_read(Problem::error(words::not_path_value()).at(whole))]);
    };
    let value = read(source, change, path.len() + 1).map_err(|p| vec![not_read(*p)])?;
    let over = wrap(&tree, source, path.trim_end(), value).map_err(|p| vec![not_read(*p)])?;
    let mut problems = Vec::new();
    let merged = merge(tree, over, &mut problems);
    if problems.is_empty() { Ok(merged) } else { Err(problems) }
}

/// The value inside the structs and maps that lead to it.
fn wrap(tree: &Node, source: SourceId, path: &str, value: Node) -> Result<Node, Box<Problem>> {
    let mut steps: Vec<(String, Place, bool)> = Vec::new();
    let mut node = Some(tree);
    let mut at = 0;
    for key in path.split('.') {
        let place = Place { source, start: at as u32, end: (at + key.len()) as u32 };
        let last = at + key.len() == path.len();
        let here = node.expect("only the last key of a path may be new");
        let inner = match here.get("value") {
            Some(value) if here.is_marked() && here.get(key).is_none() => value,
            _ => here,
        };
        let Some(entries) = inner.entries() else {
            return Err(Problem::error(words::has_no_parts(&path[..at.saturating_sub(1)])).at(place).into());
        };
        let in_map = matches!(inner.value, Value::Map(_));
        node = inner.get(key);
        let siblings_are_structs =
            entries.first().is_some_and(|e| e.value.entries().is_some() && !e.value.is_marked());
        let slip = in_map && siblings_are_structs && value.entries().is_none() && !value.is_none();
        if node.is_none() && (!last || slip) {
            let problem = Problem::error(words::no_such_path(&path[..at + key.len()])).at(place);
            return Err(suggest(problem, key, entries.iter().map(|e| e.key.as_str())).into());
        }
        steps.push((key.to_owned(), place, in_map));
        at += key.len() + 1;
    }
    Ok(steps.into_iter().rev().fold(value, |inside, (key, key_place, in_map)| {
        let place = Place { source, start: key_place.start, end: inside.place.end };
        let entries = vec![Entry { key, key_place, value: inside }];
        Node { value: if in_map { Value::Map(entries) } else { Value::Struct(entries) }, place }
    }))
}
