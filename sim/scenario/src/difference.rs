//! In which values two scenarios differ.

use crate::tree::{Entry, Node, Sources, Value};

/// A value in which two scenarios differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Its path, as `--set` takes it.
    pub path: String,
    /// As it is written in the first scenario; `None` where it has none.
    pub before: Option<String>,
    /// As it is written in the second.
    pub after: Option<String>,
}

/// Values that differ, in the first scenario's order, then those that only the second has. A figure is its value:
/// another range or reason is no difference. Names and titles are left out: they decide nothing.
pub(crate) fn differences(a: (&Node, &Sources), b: (&Node, &Sources)) -> Vec<Difference> {
    let mut found = Vec::new();
    walk("", Some(a.0), Some(b.0), (a.1, b.1), &mut found);
    found.retain(|it| decides(&it.path));
    found
}

/// Whether a value decides anything: names and titles do not.
fn decides(path: &str) -> bool {
    path != "name" && !path.starts_with("title") && !path.split('.').any(|key| key == "label")
}

/// Every value by its path, sorted by path; a figure is its value. Texts for people are left out.
pub(crate) fn values(tree: &Node) -> Vec<(String, String)> {
    let mut found = Vec::new();
    leaves("", tree, &mut found);
    let for_people = |key: &str| ["en", "ko", "text", "place", "source"].contains(&key);
    found.retain(|(path, _)| decides(path) && !path.split('.').any(for_people));
    found.sort();
    found
}

fn leaves(path: &str, node: &Node, found: &mut Vec<(String, String)>) {
    let node = value_of(node);
    match node.entries() {
        Some(entries) if !node.is_dated() => {
            for entry in entries {
                let path = if path.is_empty() { entry.key.clone() } else { format!("{path}.{}", entry.key) };
                leaves(&path, &entry.value, found);
            }
        }
        Some(_) | None => found.push((path.to_owned(), written(node))),
    }
}

/// A value in one line, however its file lays it out.
fn written(node: &Node) -> String {
    let inside = |entries: &[Entry]| -> String {
        let all: Vec<String> =
            entries.iter().map(|it| format!("{}: {}", it.key, written(&it.value))).collect();
        all.join(", ")
    };
    match &node.value {
        Value::Struct(entries) => format!("({})", inside(entries)),
        Value::Map(entries) => format!("{{{}}}", inside(entries)),
        Value::List(items) => format!("[{}]", items.iter().map(written).collect::<Vec<_>>().join(", ")),
        Value::Text(text) => text.split_whitespace().collect::<Vec<_>>().join(" "),
        Value::Number(number) => number.to_string(),
        Value::Word(word) => word.clone(),
    }
}

fn walk(
    path: &str,
    a: Option<&Node>,
    b: Option<&Node>,
    sources: (&Sources, &Sources),
    found: &mut Vec<Difference>,
) {
    let (a, b) = (a.map(value_of), b.map(value_of));
    if let (Some(x), Some(y)) = (a, b)
        && x.canonical() == y.canonical()
    {
        return;
    }
    let parts = |node: Option<&'_ Node>| node.map(|node| !node.is_dated() && node.entries().is_some());
    if parts(a) != Some(false) && parts(b) != Some(false) {
        let none: &[Entry] = &[];
        let of = |node: Option<&Node>| {
            node.and_then(Node::entries).map(<[Entry]>::to_vec).unwrap_or(none.to_vec())
        };
        let (below, above) = (of(a), of(b));
        let join = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
        for entry in &below {
            let other = above.iter().find(|it| it.key == entry.key).map(|it| &it.value);
            walk(&join(&entry.key), Some(&entry.value), other, sources, found);
        }
        for entry in above.iter().filter(|it| below.iter().all(|other| other.key != it.key)) {
            walk(&join(&entry.key), None, Some(&entry.value), sources, found);
        }
        return;
    }
    let written = |node: Option<&Node>, sources: &Sources| node.map(|node| text(node, sources));
    found.push(Difference {
        path: path.to_owned(),
        before: written(a, sources.0),
        after: written(b, sources.1),
    });
}

/// What stands in a marked figure, or the node itself.
fn value_of(node: &Node) -> &Node {
    if node.is_marked() { node.get("value").unwrap_or(node) } else { node }
}

/// As it stands in its file, in one line.
fn text(node: &Node, sources: &Sources) -> String {
    match &node.value {
        Value::Text(text) => text.clone(),
        Value::Struct(_) | Value::Map(_) | Value::List(_) | Value::Number(_) | Value::Word(_) => {
            let place = node.place;
            let text = &sources.get(place.source).text[place.start as usize..place.end as usize];
            text.split_whitespace().collect::<Vec<_>>().join(" ")
        }
    }
}
