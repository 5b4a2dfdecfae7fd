//! The syntax tree of a scenario file: every value knows its file and bytes.
//!
//! Here: values, their places, exact decimals. Not here: what a key means, which keys there are, any arithmetic
//! of the programme. Base and overrides meet on this tree (`overlay`), before types.

mod decimal;
mod read;
mod sources;
#[cfg(test)]
mod tests;

pub use decimal::Decimal;
pub(crate) use read::{Names, read, read_named};
pub use sources::{Place, SourceId, Sources};

/// A value with its place.
#[derive(Clone, Debug)]
pub struct Node {
    /// What stands there.
    pub value: Value,
    /// Where it stands.
    pub place: Place,
}

/// What a value is, before anybody asks what it means.
#[derive(Clone, Debug)]
pub enum Value {
    /// `( key: value, … )`: the keys are the schema's.
    Struct(Vec<Entry>),
    /// `{ "name": value, … }`: the names are the author's (or dates).
    Map(Vec<Entry>),
    /// `[ value, … ]`.
    List(Vec<Node>),
    /// `"text"`.
    Text(String),
    /// A number, exact as written.
    Number(Decimal),
    /// A bare word: `best_fit`, `true`, `none`.
    Word(String),
}

/// A key and its value.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key, without quotes.
    pub key: String,
    /// Where the key stands.
    pub key_place: Place,
    /// Its value.
    pub value: Node,
}

impl Node {
    /// Entries of a struct or a map, in file order.
    pub fn entries(&self) -> Option<&[Entry]> {
        match &self.value {
            Value::Struct(entries) | Value::Map(entries) => Some(entries),
            Value::List(_) | Value::Text(_) | Value::Number(_) | Value::Word(_) => None,
        }
    }

    /// The value of a key of a struct or a map.
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.entries()?.iter().find(|e| e.key == key).map(|e| &e.value)
    }

    /// The value at a path: keys joined by dots.
    pub fn find(&self, path: &str) -> Option<&Self> {
        path.split('.').try_fold(self, |node, key| node.get(key))
    }

    /// Whether this is a marked figure: `(value: …, low: …, high: …, source: … | assumed: …)`.
    pub fn is_marked(&self) -> bool {
        matches!(&self.value, Value::Struct(entries) if entries.iter().any(|e| e.key == "value"))
    }

    /// Whether this is a value in force from dates: a map whose names are all dates.
    pub fn is_dated(&self) -> bool {
        matches!(&self.value, Value::Map(entries) if !entries.is_empty() && entries.iter().all(|e| is_date(&e.key)))
    }

    /// The text, if this is one.
    pub(crate) fn as_text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            Value::Struct(_) | Value::Map(_) | Value::List(_) | Value::Number(_) | Value::Word(_) => None,
        }
    }

    /// Whether this is the word `none`.
    pub fn is_none(&self) -> bool {
        matches!(&self.value, Value::Word(word) if word == "none")
    }

    /// The tree as one line of text that does not depend on layout, comments, the order of a struct's keys or how
    /// a number was written. The order of a map's names stays: servers and projects are numbered by it.
    ///
    /// Texts go with their length, so that no two trees have the same line.
    pub fn canonical(&self) -> String {
        match &self.value {
            Value::Struct(entries) => {
                let mut sorted: Vec<&Entry> = entries.iter().collect();
                sorted.sort_by(|a, b| a.key.cmp(&b.key));
                format!("({})", canonical_entries(sorted))
            }
            Value::Map(entries) => format!("{{{}}}", canonical_entries(entries.iter().collect())),
            Value::List(items) => {
                format!("[{}]", items.iter().map(|item| item.canonical() + ",").collect::<String>())
            }
            Value::Text(text) => canonical_text(text),
            Value::Number(number) => number.to_string(),
            Value::Word(word) => word.clone(),
        }
    }
}

fn canonical_entries(entries: Vec<&Entry>) -> String {
    entries.into_iter().map(|e| canonical_text(&e.key) + "=" + &e.value.canonical() + ",").collect()
}

fn canonical_text(text: &str) -> String {
    format!("{}:{text}", text.len())
}

/// Whether a key is written as a date, `2025-04-01` (not whether that day exists).
fn is_date(key: &str) -> bool {
    let b = key.as_bytes();
    b.len() == 10
        && b.iter().enumerate().all(|(i, c)| if i == 4 || i == 7 { *c == b'-' } else { c.is_ascii_digit() })
}
