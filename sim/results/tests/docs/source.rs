//! Reads the doc comments of the JSON types: public structs and enums with a sentence over each field.

use std::collections::HashMap;

/// A key of a JSON file.
pub(crate) struct Key {
    pub(crate) path: String,
    pub(crate) kind: String,
    pub(crate) meaning: String,
}

/// A field or variant as it stands in the source.
struct Member {
    name: String,
    of: String,
    meaning: String,
    attributes: String,
}

struct Type {
    is_enum: bool,
    members: Vec<Member>,
}

/// The types of the JSON files by name.
pub(crate) struct Types(HashMap<String, Type>);

impl Types {
    pub(crate) fn read() -> Self {
        let mut types = Self(HashMap::new());
        for source in [
            include_str!("../../src/estimate.rs"),
            include_str!("../../src/summary.rs"),
            include_str!("../../src/run_info.rs"),
            include_str!("../../src/precision.rs"),
            include_str!("../../src/uncertainty.rs"),
            include_str!("../../src/effective.rs"),
            include_str!("../../src/clauses.rs"),
            include_str!("../../src/settlement.rs"),
            include_str!("../../src/metric.rs"),
            include_str!("../../src/compared.rs"),
            include_str!("../../src/fit.rs"),
            include_str!("../../src/readings.rs"),
            include_str!("../../src/gate.rs"),
            include_str!("../../src/replayed.rs"),
            include_str!("../../src/swept.rs"),
            include_str!("../../src/solved.rs"),
        ] {
            types.scan(source);
        }
        types
    }

    fn scan(&mut self, source: &str) {
        let mut open: Option<(String, Type)> = None;
        let (mut docs, mut attributes) = (Vec::new(), String::new());
        for line in source.lines() {
            let text = line.trim();
            if let Some(doc) = text.strip_prefix("///") {
                docs.push(doc.trim());
                continue;
            }
            if text.starts_with("#[") {
                attributes.push_str(text);
                continue;
            }
            let mut member = |name: &str, of: &str| Member {
                name: name.to_owned(),
                of: of.to_owned(),
                meaning: plain(&docs.join(" ")),
                attributes: std::mem::take(&mut attributes),
            };
            if let Some(rest) = line.strip_prefix("pub struct ").or_else(|| line.strip_prefix("pub enum ")) {
                let name = rest.split([' ', '<', '(']).next().expect("a type has a name");
                let mut new = Type { is_enum: line.starts_with("pub enum"), members: Vec::new() };
                if let Some((_, inner)) = rest.split_once("(pub ") {
                    // A newtype stands for what is in it.
                    new.members.push(member("", inner.trim_end_matches(");")));
                    self.0.insert(name.to_owned(), new);
                } else {
                    open = Some((name.to_owned(), new));
                }
            } else if line == "}" {
                self.0.extend(open.take());
            } else if let Some((_, new)) = &mut open {
                if let Some((name, of)) = text.strip_prefix("pub ").and_then(|it| it.split_once(": ")) {
                    new.members.push(member(name, of.trim_end_matches(',')));
                } else if new.is_enum && text.ends_with(',') {
                    let (name, of) = text
                        .trim_end_matches(',')
                        .split_once('(')
                        .unwrap_or((text.trim_end_matches(','), ""));
                    new.members.push(member(&snake(name), of.trim_end_matches(')')));
                }
            }
            if !text.starts_with("//") {
                docs.clear();
                attributes.clear();
            }
        }
    }

    /// The keys of a type, those of its parts in their place.
    pub(crate) fn keys(&self, root: &str) -> Vec<Key> {
        let mut keys = Vec::new();
        self.enter("", root, "", &mut keys);
        keys
    }

    fn enter(&self, path: &str, name: &str, suffix: &str, keys: &mut Vec<Key>) {
        for member in &self.0[name].members {
            let path = if member.name.is_empty() || member.attributes.contains("flatten") {
                path.to_owned()
            } else if path.is_empty() {
                member.name.clone()
            } else {
                format!("{path}.{}", member.name)
            };
            let absent = member.attributes.contains("skip_serializing_if") && !suffix.contains("absent");
            let suffix = if absent { format!("{suffix}, may be absent") } else { suffix.to_owned() };
            self.member(path, member, &member.of, &suffix, keys);
        }
    }

    fn member(&self, path: String, member: &Member, of: &str, suffix: &str, keys: &mut Vec<Key>) {
        let inner = |wrapper: &str| of.strip_prefix(wrapper)?.strip_prefix('<')?.strip_suffix('>');
        let mut leaf = |kind: &str| {
            keys.push(Key {
                path: path.clone(),
                kind: format!("{kind}{suffix}"),
                meaning: member.meaning.clone(),
            });
        };
        if let Some(of) = inner("Option") {
            let said = suffix.contains(" or null") || member.attributes.contains("skip_serializing_if");
            let null = if said { "" } else { " or null" };
            self.member(path, member, of, &format!("{null}{suffix}"), keys);
        } else if let Some(of) = inner("Vec") {
            self.member(format!("{path}[]"), member, of, suffix, keys);
        } else if let Some(of) = inner("Named") {
            self.member(format!("{path}.*"), member, of, suffix, keys);
        } else if let Some(of) = inner("Percentiles") {
            self.enter(&path, "Percentiles", &format!("{suffix}{}", of.replace('T', "")), keys);
        } else {
            let known = [
                "String",
                "f64",
                "T",
                "u32",
                "u64",
                "i64",
                "bool",
                "Day",
                "Label",
                "Estimate",
                "EstimateWon",
            ];
            assert!(
                known.contains(&of) || self.0.contains_key(of),
                "{path}: `{of}` is in none of the files above"
            );
            match of {
                "String" => leaf("text"),
                "f64" | "T" => leaf("number"),
                "u32" | "u64" | "i64" => leaf("integer"),
                "bool" => leaf("true or false"),
                "Day" => leaf("date `2025-12-31`"),
                "Label" => leaf("`{ \"ko\", \"en\" }`"),
                "Estimate" => leaf("E"),
                "EstimateWon" => leaf("E, won"),
                other if self.0[other].is_enum && member.attributes.contains("flatten") => {
                    self.enter(&path, other, ", one of them", keys);
                }
                other if self.0[other].is_enum => {
                    let words: Vec<_> = self.0[other].members.iter().map(|it| it.name.as_str()).collect();
                    leaf(&words.join(" · "));
                }
                other => self.enter(&path, other, suffix, keys),
            }
        }
    }
}

/// `PerRequest` as `per_request`.
fn snake(name: &str) -> String {
    let mut out = String::new();
    for (i, letter) in name.char_indices() {
        if letter.is_uppercase() && i > 0 {
            out.push('_');
        }
        out.extend(letter.to_lowercase());
    }
    out
}

/// A doc comment without its links.
fn plain(doc: &str) -> String {
    let mut out = String::new();
    let mut rest = doc;
    while let Some((before, link)) = rest.split_once("[`") {
        let (name, after) = link.split_once("`]").expect("a link ends");
        out.extend([before, "`", name, "`"]);
        rest = match after.strip_prefix('(') {
            Some(target) => target.split_once(')').expect("a link's target ends").1,
            None => after,
        };
    }
    out + rest
}
