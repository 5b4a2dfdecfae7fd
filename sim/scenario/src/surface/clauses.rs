//! The clause table: what the call says, where, and how the simulator takes it.

use super::decode::{Decoder, Named, Spot};
use crate::problem::Problem;
use crate::tree::Node;
use crate::words::{self, Text};

/// A clause of the call.
#[derive(Clone, Debug)]
pub struct Clause {
    /// Its id, such as `T1`.
    pub id: String,
    /// Its place in the call, such as `3-①-나`.
    pub place: String,
    /// Its sentence, quoted.
    pub sentence: String,
    /// What people call it.
    pub label: Text,
    /// The part of the simulator that carries it out.
    pub mechanism: String,
    /// How far that part has come.
    pub status: Status,
    /// The ways in which it can be understood.
    pub readings: Vec<Reading>,
}

/// How far the simulator carries a clause out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// It does.
    Built,
    /// Not yet.
    Planned,
    /// It never will, because.
    NotSimulated(Text),
}

/// A variant: one question that a clause leaves open.
#[derive(Clone, Debug)]
pub struct Reading {
    /// Its name within the clause, such as `hours`.
    pub variant: String,
    /// What people call it.
    pub label: Text,
    /// The answers, by name, with what people call them.
    pub values: Vec<(String, Text)>,
    /// Answers that have a meaning but cannot be chosen yet.
    pub planned: Vec<String>,
    /// What to ask the agency, so that one of them is agreed.
    pub question: Option<Text>,
}

pub(crate) fn clause(d: &mut Decoder<'_>, node: &Node, path: &str) -> Option<Clause> {
    let mut f = d.fields(node, path)?;
    let place = d.field(&mut f, "place", Decoder::text);
    let sentence = d.field(&mut f, "text", Decoder::text);
    let label = d.field(&mut f, "label", Decoder::title);
    let mechanism = d.field(&mut f, "mechanism", Decoder::text);
    let status = d.field(&mut f, "status", |d, n, p| {
        d.choice(n, p, &[("built", 0), ("planned", 1), ("not_simulated", 2)])
    });
    let because = d.maybe(&mut f, "because", Decoder::title);
    let readings = d.maybe(&mut f, "readings", |d, n, p| d.map(n, p, reading));
    d.done(&f);
    let status = match (status?, because?) {
        (0, None) => Status::Built,
        (1, None) => Status::Planned,
        (2, Some(because)) => Status::NotSimulated(because),
        (_, _) => {
            d.problems.push(Problem::error(words::because(path)).at(node.place));
            return None;
        }
    };
    let readings = readings?
        .unwrap_or_default()
        .into_iter()
        .map(|named| named.value.map(|reading: Reading| Reading { variant: named.name, ..reading }));
    Some(Clause {
        id: path.rsplit('.').next().unwrap_or(path).to_owned(),
        place: place?,
        sentence: sentence?,
        label: label?,
        mechanism: mechanism?,
        status,
        readings: readings.collect::<Option<_>>()?,
    })
}

fn reading(d: &mut Decoder<'_>, node: &Node, path: &str) -> Option<Reading> {
    let mut f = d.fields(node, path)?;
    let ko = d.field(&mut f, "ko", Decoder::text);
    let en = d.field(&mut f, "en", Decoder::text);
    let values = d.field(&mut f, "values", |d, n, p| d.map(n, p, Decoder::title));
    let planned = d.maybe(&mut f, "planned", |d, n, p| d.list(n, p, Decoder::text));
    let question = d.maybe(&mut f, "question", Decoder::title);
    d.done(&f);
    let values = values?.into_iter().map(|named| named.value.map(|label| (named.name, label)));
    Some(Reading {
        variant: String::new(),
        label: Text { ko: ko?, en: en? },
        values: values.collect::<Option<_>>()?,
        planned: planned?.unwrap_or_default(),
        question: question?,
    })
}

/// The readings chosen for one clause: `(hours: session_ceil, …)`. Which variants there are, the clause table says.
pub(crate) fn chosen(d: &mut Decoder<'_>, node: &Node, path: &str) -> Option<Vec<Named<Spot<String>>>> {
    let fields = d.fields(node, path)?;
    let mut chosen = Vec::new();
    for entry in fields.entries() {
        let value = d.word(&entry.value, &super::decode::join(path, &entry.key));
        let value = value.map(|value| Spot { value, place: entry.value.place });
        chosen.push(Named { name: entry.key.clone(), place: entry.key_place, value });
    }
    Some(chosen)
}
