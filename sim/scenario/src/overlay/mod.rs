//! From files to one tree: the chain of bases, then `--set path=value`, each laid over what lies below.
//!
//! Structs and maps meet key by key; everything else is replaced whole, dated values too. A bare value over a
//! marked figure replaces the value and leaves range and reason; since every value keeps its place, a figure whose
//! value and reason come from different files is one that somebody changed. The word `none` takes a name out of a map.

mod files;
mod set;

pub(crate) use files::{load, load_texts, plain};
pub(crate) use set::{SET, set};

use crate::problem::{Problem, Reach};
use crate::tree::{Entry, Node, Value};
use crate::words;

/// Keys that a marked figure may have beside its value.
const MARKS: [&str; 5] = ["low", "high", "source", "assumed", "label"];

/// Lays one tree over another.
pub(crate) fn merge(base: Node, over: Node, problems: &mut Vec<Problem>) -> Node {
    if base.is_marked() && !over.is_marked() {
        return merge_figure(base, over, problems);
    }
    let whole = base.is_marked() || over.is_marked() || base.is_dated() || over.is_dated();
    match (base.value, over.value) {
        (Value::Struct(below), Value::Struct(above)) if !whole => {
            Node { value: Value::Struct(merge_entries(below, above, problems)), place: over.place }
        }
        (Value::Map(below), Value::Map(above)) if !whole => {
            let (below, above) = take_away(below, above, problems);
            Node { value: Value::Map(merge_entries(below, above, problems)), place: over.place }
        }
        (_, value) => Node { value, place: over.place },
    }
}

/// A bare value over a marked figure, or new marks for it.
fn merge_figure(base: Node, over: Node, problems: &mut Vec<Problem>) -> Node {
    let Value::Struct(mut marks) = base.value else { unreachable!("a marked figure is a struct") };
    let is_mark = |e: &Entry| MARKS.contains(&e.key.as_str());
    let over = match over {
        Node { value: Value::Struct(new), .. } if !new.is_empty() && new.iter().all(is_mark) => {
            return Node { value: Value::Struct(merge_entries(marks, new, problems)), place: base.place };
        }
        value => value,
    };
    let figure = marks.iter_mut().find(|e| e.key == "value").expect("a marked figure has a value");
    figure.value = merge(figure.value.clone(), over, problems);
    Node { value: Value::Struct(marks), place: base.place }
}

fn merge_entries(mut below: Vec<Entry>, above: Vec<Entry>, problems: &mut Vec<Problem>) -> Vec<Entry> {
    for over in above {
        match below.iter_mut().find(|e| e.key == over.key) {
            Some(base) => {
                base.value = merge(base.value.clone(), over.value, problems);
                base.key_place = over.key_place;
            }
            None => below.push(over),
        }
    }
    below
}

/// Takes names whose new value is `none` out of a map. A `none` over nothing is most likely a slip in the name.
fn take_away(
    mut below: Vec<Entry>,
    above: Vec<Entry>,
    problems: &mut Vec<Problem>,
) -> (Vec<Entry>, Vec<Entry>) {
    let (gone, kept): (Vec<Entry>, Vec<Entry>) = above.into_iter().partition(|e| e.value.is_none());
    for entry in gone {
        if let Some(at) = below.iter().position(|b| b.key == entry.key) {
            below.remove(at);
        } else {
            let problem = Problem::error(words::nothing_to_remove(&entry.key)).at(entry.key_place);
            problems.push(suggest(problem, &entry.key, below.iter().map(|e| e.key.as_str())));
        }
    }
    (below, kept)
}

/// Adds the nearest right name as a label, and all names below.
pub(crate) fn suggest<'a>(
    problem: Problem,
    wrong: &str,
    names: impl Iterator<Item = &'a str> + Clone,
) -> Problem {
    let problem = match nearest(wrong, names.clone()) {
        Some(name) => problem.label(words::did_you_mean(name)),
        None => problem,
    };
    if names.clone().next().is_some() { problem.note(words::names_here(names)) } else { problem }
}

/// The name that a person most likely meant: few slips of the keyboard away, or the same but for case.
pub(crate) fn nearest<'a>(wrong: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let lower = wrong.to_lowercase();
    let most = (wrong.chars().count() / 3).max(1);
    names
        .map(|name| (strsim::damerau_levenshtein(&lower, &name.to_lowercase()), name))
        .filter(|(slips, _)| *slips <= most)
        .min_by_key(|(slips, _)| *slips)
        .map(|(_, name)| name)
}

fn not_read(problem: Problem) -> Problem {
    problem.reach(Reach::NotRead)
}
