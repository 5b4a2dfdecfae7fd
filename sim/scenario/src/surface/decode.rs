//! From places to types: each value is asked what it should be, and every disappointment is a problem with a place.
//!
//! A value that disappoints gives `None` and one problem; what depends on it is left out, so that one slip is told
//! once and all slips of a file are told together.

use super::figure::{Basis, Figure, Unit};
use crate::overlay::{SET, suggest};
use crate::problem::Problem;
use crate::tree::{Decimal, Entry, Node, Place, Sources, Value};
use crate::words::{self, Expect};
use jiff::civil::{Date, DateTime};
use naru_units::{Share, Span, Won};

/// Most servers, projects or cards that a figure may ask for.
const MOST_COUNTED: i64 = 1_000_000;
/// Most won that a figure may be: ten trillion, five hundred such programmes.
const MOST_WON: i64 = 10_000_000_000_000;

/// A value with its place, for checks that come after its type.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spot<T> {
    pub(crate) value: T,
    pub(crate) place: Place,
}

/// An entry of a map by name. `value` is `None` where it disappointed: the name itself is still known.
#[derive(Clone, Debug)]
pub(crate) struct Named<T> {
    pub(crate) name: String,
    pub(crate) place: Place,
    pub(crate) value: Option<T>,
}

/// The value of a name.
pub(crate) fn by_name<'a, T>(map: &'a [Named<T>], name: &str) -> Option<&'a Named<T>> {
    map.iter().find(|entry| entry.name == name)
}

/// A value in force from dates; `None` as the date of a value for all time.
pub(crate) type DatedText<T> = Vec<(Option<Spot<Date>>, Spot<T>)>;

/// The fields of one struct, crossed off as they are asked for.
pub(crate) struct Fields<'t> {
    path: String,
    entries: &'t [Entry],
    place: Place,
    known: Vec<&'static str>,
}

impl<'t> Fields<'t> {
    /// All of them, for a struct whose keys are judged elsewhere.
    pub(crate) fn entries(&self) -> &'t [Entry] {
        self.entries
    }

    /// Where a missing field is looked for.
    pub(crate) const fn place(&self) -> Place {
        self.place
    }
}

/// Asks values what they are, and collects problems and marked figures.
pub(crate) struct Decoder<'s> {
    sources: &'s Sources,
    pub(crate) problems: Vec<Problem>,
    pub(crate) figures: Vec<Figure>,
}

impl<'s> Decoder<'s> {
    pub(crate) fn new(sources: &'s Sources) -> Self {
        Self { sources, problems: Vec::new(), figures: Vec::new() }
    }

    /// A value of the wrong kind.
    fn disappointed<T>(&mut self, node: &Node, path: &str, expect: &Expect) -> Option<T> {
        let problem = Problem::error(words::expects(path, expect)).at(node.place);
        self.problems.push(problem.label(words::found(&node.value)));
        None
    }

    /// The value of a figure, bare or marked; a marked one is noted down.
    pub(crate) fn bare<'t>(&mut self, node: &'t Node, path: &str, unit: Unit) -> &'t Node {
        if !node.is_marked() {
            return node;
        }
        let mut fields = self.fields(node, path).expect("a marked figure is a struct");
        let value = node.get("value").expect("a marked figure has a value");
        fields.known.push("value");
        let range = ["low", "high"].map(|end| {
            fields.known.push(end);
            node.get(end).map(|n| (self.written(n), number_of(n)))
        });
        let [low, high] = range;
        let source: Option<String> = self.maybe(&mut fields, "source", Self::text).flatten();
        let assumed: Option<String> = self.maybe(&mut fields, "assumed", Self::text).flatten();
        let label = self.maybe(&mut fields, "label", Self::title).flatten();
        self.done(&fields);
        let basis = match (source, assumed) {
            (_, Some(why)) => Basis::Assumed(why),
            (Some(source), None) => Basis::Source(source),
            (None, None) => {
                self.problems.push(Problem::error(words::no_basis(path)).at(node.place));
                return value;
            }
        };
        let reason_place =
            node.get("assumed").or_else(|| node.get("source")).expect("a basis was read").place;
        let changed = (value.place.source != reason_place.source).then(|| self.sources.line(value.place));
        self.figures.push(Figure {
            path: path.to_owned(),
            written: self.written(value),
            unit,
            value: number_of(value),
            low,
            high,
            basis,
            label,
            changed,
            place: value.place,
        });
        value
    }

    /// The bytes of a value, as they stand in the file.
    pub(crate) fn written(&self, node: &Node) -> String {
        let text = &self.sources.get(node.place.source).text;
        text[node.place.start as usize..node.place.end as usize].to_owned()
    }

    // ---- structs and maps ----

    pub(crate) fn fields<'t>(&mut self, node: &'t Node, path: &str) -> Option<Fields<'t>> {
        match &node.value {
            Value::Struct(entries) => {
                let opening = Place { end: node.place.start + 1, ..node.place };
                let place =
                    if self.sources.get(node.place.source).name == SET { node.place } else { opening };
                Some(Fields { path: path.to_owned(), entries, place, known: Vec::new() })
            }
            Value::Map(_) | Value::List(_) | Value::Text(_) | Value::Number(_) | Value::Word(_) => {
                self.disappointed(node, path, &words::a_struct())
            }
        }
    }

    /// A field that must be there.
    pub(crate) fn field<T>(
        &mut self,
        fields: &mut Fields<'_>,
        key: &'static str,
        read: impl FnOnce(&mut Self, &Node, &str) -> Option<T>,
    ) -> Option<T> {
        fields.known.push(key);
        let Some(entry) = fields.entries.iter().find(|e| e.key == key) else {
            let problem = Problem::error(words::missing(&join(&fields.path, key))).at(fields.place);
            self.problems.push(problem.label(words::missing_here(key)));
            return None;
        };
        read(self, &entry.value, &join(&fields.path, key))
    }

    /// A field that may be left out, or be `none`: then `Some(None)`. `None` if it disappointed.
    #[expect(clippy::option_option, reason = "left out and wrong are two things: only one is a problem")]
    pub(crate) fn maybe<T>(
        &mut self,
        fields: &mut Fields<'_>,
        key: &'static str,
        read: impl FnOnce(&mut Self, &Node, &str) -> Option<T>,
    ) -> Option<Option<T>> {
        fields.known.push(key);
        match fields.entries.iter().find(|e| e.key == key) {
            Some(entry) if !is_none(&entry.value) => {
                read(self, &entry.value, &join(&fields.path, key)).map(Some)
            }
            Some(_) | None => Some(None),
        }
    }

    /// Names every key that nobody asked for.
    pub(crate) fn done(&mut self, fields: &Fields<'_>) {
        for entry in fields.entries.iter().filter(|e| !fields.known.contains(&e.key.as_str())) {
            let path = join(&fields.path, &entry.key);
            let on_command_line = self.sources.get(entry.key_place.source).name == SET;
            let title = if on_command_line { words::no_such_path(&path) } else { words::unknown_key(&path) };
            let problem = Problem::error(title).at(entry.key_place);
            let problem =
                if on_command_line { problem.reach(crate::problem::Reach::NotRead) } else { problem };
            self.problems.push(suggest(problem, &entry.key, fields.known.iter().copied()));
        }
    }

    /// A map by name; `none` is the empty map.
    pub(crate) fn map<T>(
        &mut self,
        node: &Node,
        path: &str,
        mut read: impl FnMut(&mut Self, &Node, &str) -> Option<T>,
    ) -> Option<Vec<Named<T>>> {
        match &node.value {
            Value::Map(entries) => Some(
                entries
                    .iter()
                    .map(|e| Named {
                        name: e.key.clone(),
                        place: e.key_place,
                        value: read(self, &e.value, &join(path, &e.key)),
                    })
                    .collect(),
            ),
            Value::Word(word) if word == "none" => Some(Vec::new()),
            Value::Struct(_) | Value::List(_) | Value::Text(_) | Value::Number(_) | Value::Word(_) => {
                self.disappointed(node, path, &words::a_map())
            }
        }
    }

    pub(crate) fn list<T>(
        &mut self,
        node: &Node,
        path: &str,
        mut read: impl FnMut(&mut Self, &Node, &str) -> Option<T>,
    ) -> Option<Vec<T>> {
        match &self.bare(node, path, Unit::Number).value {
            // Every item is read, so that every slip is told.
            Value::List(items) => {
                let read: Vec<Option<T>> = items.iter().map(|item| read(self, item, path)).collect();
                read.into_iter().collect()
            }
            Value::Struct(_) | Value::Map(_) | Value::Text(_) | Value::Number(_) | Value::Word(_) => {
                self.disappointed(node, path, &words::a_list())
            }
        }
    }

    /// A value with its place.
    pub(crate) fn spot<T>(
        read: impl FnOnce(&mut Self, &Node, &str) -> Option<T>,
    ) -> impl FnOnce(&mut Self, &Node, &str) -> Option<Spot<T>> {
        move |d, node, path| {
            let place =
                if node.is_marked() { node.get("value").map_or(node.place, |v| v.place) } else { node.place };
            read(d, node, path).map(|value| Spot { value, place })
        }
    }

    // ---- words and texts ----

    pub(crate) fn text(&mut self, node: &Node, path: &str) -> Option<String> {
        match &self.bare(node, path, Unit::Number).value {
            Value::Text(text) => Some(text.clone()),
            Value::Struct(_) | Value::Map(_) | Value::List(_) | Value::Number(_) | Value::Word(_) => {
                self.disappointed(self_value(node), path, &words::a_text())
            }
        }
    }

    /// Any bare word.
    pub(crate) fn word(&mut self, node: &Node, path: &str) -> Option<String> {
        match &self.bare(node, path, Unit::Number).value {
            Value::Word(word) => Some(word.clone()),
            // Names such as `gpu-134tf` cannot be bare words.
            Value::Text(text) => Some(text.clone()),
            Value::Struct(_) | Value::Map(_) | Value::List(_) | Value::Number(_) => {
                self.disappointed(self_value(node), path, &words::a_word())
            }
        }
    }

    /// One of some words.
    pub(crate) fn choice<T: Copy>(
        &mut self,
        node: &Node,
        path: &str,
        all: &[(&'static str, T)],
    ) -> Option<T> {
        let word = self.word(node, path)?;
        let found = all.iter().find(|(name, _)| *name == word).map(|(_, value)| *value);
        if found.is_none() {
            let problem = Problem::error(words::not_a_choice(path, &word)).at(self_value(node).place);
            self.problems.push(suggest(problem, &word, all.iter().map(|(name, _)| *name)));
        }
        found
    }

    pub(crate) fn yes_no(&mut self, node: &Node, path: &str) -> Option<bool> {
        self.choice(node, path, &[("true", true), ("false", false)])
    }

    pub(crate) fn title(&mut self, node: &Node, path: &str) -> Option<words::Text> {
        let mut f = self.fields(node, path)?;
        let ko = self.field(&mut f, "ko", Self::text);
        let en = self.field(&mut f, "en", Self::text);
        self.done(&f);
        Some(words::Text { ko: ko?, en: en? })
    }

    // ---- numbers ----

    fn decimal(&mut self, node: &Node, path: &str, unit: Unit, expect: &Expect) -> Option<Decimal> {
        let value = self.bare(node, path, unit);
        match &value.value {
            Value::Number(number) => Some(*number),
            Value::Struct(_) | Value::Map(_) | Value::List(_) | Value::Text(_) | Value::Word(_) => {
                self.disappointed(value, path, expect)
            }
        }
    }

    fn checked<T>(
        &mut self,
        node: &Node,
        path: &str,
        (unit, expect): (Unit, &Expect),
        convert: impl FnOnce(Decimal) -> Option<T>,
    ) -> Option<T> {
        let number = self.decimal(node, path, unit, expect)?;
        convert(number).or_else(|| self.disappointed(self_value(node), path, expect))
    }

    /// A whole number, 0 to a million.
    pub(crate) fn count(&mut self, node: &Node, path: &str) -> Option<u32> {
        let expect = (words::a_count(), words::too_many());
        self.whole(node, path, (Unit::Number, &expect), MOST_COUNTED).map(|n| n as u32)
    }

    /// Whole won, 0 to ten trillion.
    pub(crate) fn won(&mut self, node: &Node, path: &str) -> Option<Won> {
        let expect = (words::won(), words::too_much_won());
        self.whole(node, path, (Unit::Won, &expect), MOST_WON).map(Won)
    }

    /// A whole number from 0 to a limit, below which no sum overflows.
    fn whole(
        &mut self,
        node: &Node,
        path: &str,
        (unit, (expect, too_large)): (Unit, &(Expect, Expect)),
        most: i64,
    ) -> Option<i64> {
        let number = self.decimal(node, path, unit, expect)?;
        match number.whole() {
            Some(n) if (0..=most).contains(&n) => Some(n),
            Some(n) if n > most => self.disappointed(self_value(node), path, too_large),
            Some(_) | None => self.disappointed(self_value(node), path, expect),
        }
    }

    /// A share that decides or bills: 0 to 1, exact to a basis point.
    pub(crate) fn basis_points(&mut self, node: &Node, path: &str) -> Option<Share> {
        self.checked(node, path, (Unit::Share, &words::basis_points()), |n| {
            u32::try_from(n.times(10_000)?).ok().filter(|bp| *bp <= 10_000).map(Share)
        })
    }

    /// A share that is the parameter of a law: 0 to 1.
    pub(crate) fn share(&mut self, node: &Node, path: &str) -> Option<f64> {
        self.checked(node, path, (Unit::Share, &words::a_share()), |n| {
            Some(n.to_f64()).filter(|share| (0.0..=1.0).contains(share))
        })
    }

    /// A number, 0 or more.
    pub(crate) fn amount(&mut self, node: &Node, path: &str) -> Option<f64> {
        self.checked(node, path, (Unit::Number, &words::an_amount()), |n| {
            (!n.is_negative()).then(|| n.to_f64())
        })
    }

    /// Any number.
    pub(crate) fn number(&mut self, node: &Node, path: &str) -> Option<f64> {
        self.checked(node, path, (Unit::Number, &words::a_number()), |n| Some(n.to_f64()))
    }

    /// Tenths of a teraflop or of a TOPS.
    pub(crate) fn tenths(&mut self, node: &Node, path: &str) -> Option<u32> {
        self.checked(node, path, (Unit::Number, &words::tenths()), |n| u32::try_from(n.times(10)?).ok())
    }

    // ---- times ----

    /// `"30min"`, `"8h"`, `"14d"`, `"600s"`: whole units, 0 or more.
    pub(crate) fn duration(&mut self, node: &Node, path: &str) -> Option<Span> {
        let value = self.bare(node, path, Unit::Hours);
        let span = match &value.value {
            Value::Text(text) => parse_duration(text),
            Value::Struct(_) | Value::Map(_) | Value::List(_) | Value::Number(_) | Value::Word(_) => None,
        };
        span.or_else(|| self.disappointed(value, path, &words::a_duration()))
    }

    /// `"2025-04-01"`.
    pub(crate) fn date(&mut self, node: &Node, path: &str) -> Option<Date> {
        let value = self.bare(node, path, Unit::Number);
        match &value.value {
            Value::Text(text) => match parse_date(text) {
                Some(date) => Some(date),
                None => self.disappointed(value, path, &words::a_date()),
            },
            Value::Struct(_) | Value::Map(_) | Value::List(_) | Value::Number(_) | Value::Word(_) => {
                self.disappointed(value, path, &words::a_date())
            }
        }
    }

    /// `"2025-08-04"`, its first second, or `"2025-08-04T22:00"` (KST).
    pub(crate) fn moment(&mut self, node: &Node, path: &str) -> Option<DateTime> {
        let value = self.bare(node, path, Unit::Number);
        let moment = match &value.value {
            Value::Text(text) => parse_moment(text),
            Value::Struct(_) | Value::Map(_) | Value::List(_) | Value::Number(_) | Value::Word(_) => None,
        };
        moment.or_else(|| self.disappointed(value, path, &words::a_moment()))
    }

    /// A value for all time, or a map of values by the date from which they hold, ascending.
    pub(crate) fn dated<T>(
        &mut self,
        node: &Node,
        path: &str,
        mut read: impl FnMut(&mut Self, &Node, &str) -> Option<T>,
    ) -> Option<DatedText<T>> {
        let value = self.bare(node, path, Unit::Number);
        let Value::Map(entries) = &value.value else {
            return read(self, value, path).map(|v| vec![(None, Spot { value: v, place: value.place })]);
        };
        let mut dated: Option<DatedText<T>> = Some(Vec::new());
        let mut last: Option<Date> = None;
        for entry in entries {
            let date = parse_date(&entry.key);
            if date.is_none() || last.is_some_and(|last| date <= Some(last)) {
                let problem = Problem::error(words::not_ascending(path)).at(entry.key_place);
                self.problems.push(problem.label(words::a_date_label()));
                dated = None;
                continue;
            }
            last = date;
            let item = read(self, &entry.value, &join(path, &entry.key));
            match (&mut dated, date, item) {
                (Some(dated), Some(date), Some(value)) => dated.push((
                    Some(Spot { value: date, place: entry.key_place }),
                    Spot { value, place: entry.value.place },
                )),
                (_, _, _) => dated = None,
            }
        }
        dated.filter(|d| !d.is_empty())
    }
}

/// A path and a key below it.
pub(crate) fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

/// A date that exists.
pub(crate) fn parse_date(text: &str) -> Option<Date> {
    (text.len() == 10).then(|| text.parse().ok()).flatten()
}

/// A date, or a date and the time of day to the minute.
fn parse_moment(text: &str) -> Option<DateTime> {
    let time = text.len() == 16 && text.as_bytes()[10] == b'T';
    parse_date(text).map(|date| date.at(0, 0, 0, 0)).or_else(|| time.then(|| text.parse().ok()).flatten())
}

/// The node that a message points at: the value inside the marks.
fn self_value(node: &Node) -> &Node {
    if node.is_marked() { node.get("value").unwrap_or(node) } else { node }
}

/// `none`, bare or inside marks.
fn is_none(node: &Node) -> bool {
    self_value(node).is_none()
}

fn parse_duration(text: &str) -> Option<Span> {
    let unit = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let seconds = match unit {
        "s" => 1,
        "min" => 60,
        "h" => 3_600,
        "d" => 86_400,
        _ => return None,
    };
    let number: i64 = text[..text.len() - unit.len()].parse().ok()?;
    number.checked_mul(seconds).map(Span)
}

/// The number in a node, for the range of an assumption; a length of time in hours.
fn number_of(node: &Node) -> Option<f64> {
    match &node.value {
        Value::Number(number) => Some(number.to_f64()),
        Value::Text(text) => parse_duration(text).map(|span| span.0 as f64 / 3_600.0),
        Value::Struct(_) | Value::Map(_) | Value::List(_) | Value::Word(_) => None,
    }
}
