//! The number at a path: what can be varied.

use crate::tree::{Decimal, Node, Value};

/// Why there is no number to vary at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotNumber {
    /// No such path; as far as it leads, and the key there that looks most like the one asked for.
    NoSuchPath {
        /// The longest beginning of the path that does not exist.
        path: String,
        /// The path with the likeliest key in its place.
        nearest: Option<String>,
    },
    /// A value in force from dates: one of them can be varied.
    Dated {
        /// Its first date.
        date: String,
    },
    /// Keys of its own stand there.
    Parts {
        /// The first.
        first: String,
    },
    /// A text or a word, such as `"30min"` or `best_fit`.
    Text(String),
}

pub(crate) fn at(tree: &Node, path: &str) -> Result<Decimal, NotNumber> {
    let mut node = tree;
    let mut before = String::new();
    for key in path.split('.') {
        let inner = if node.get(key).is_none() { unmarked(node) } else { node };
        let join = |key: &str| if before.is_empty() { key.to_owned() } else { format!("{before}.{key}") };
        let Some(next) = inner.get(key) else {
            let keys = inner.entries().unwrap_or_default().iter().map(|entry| entry.key.as_str());
            let near = keys.map(|it| (strsim::jaro_winkler(it, key), it)).max_by(|a, b| a.0.total_cmp(&b.0));
            let nearest = near.filter(|(likeness, _)| *likeness > 0.7).map(|(_, it)| join(it));
            return Err(NotNumber::NoSuchPath { path: join(key), nearest });
        };
        before = join(key);
        node = next;
    }
    let node = unmarked(node);
    match &node.value {
        Value::Number(number) => Ok(*number),
        Value::Text(text) | Value::Word(text) => Err(NotNumber::Text(text.clone())),
        Value::List(_) => Err(NotNumber::Text("[…]".to_owned())),
        Value::Struct(entries) | Value::Map(entries) => {
            let first = entries.first().map(|entry| entry.key.clone()).unwrap_or_default();
            Err(if node.is_dated() { NotNumber::Dated { date: first } } else { NotNumber::Parts { first } })
        }
    }
}

/// Of a marked figure its value.
fn unmarked(node: &Node) -> &Node {
    if node.is_marked() { node.get("value").unwrap_or(node) } else { node }
}
