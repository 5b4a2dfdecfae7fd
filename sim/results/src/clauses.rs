//! `clauses.json`: the clause table of the programme, for whoever explains a bill from files alone.

use crate::{Label, Named};
use serde::{Deserialize, Serialize};

/// The clause table, in the order of the call.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Clauses(pub Vec<Clause>);

impl Clauses {
    /// The clause of an id, such as `A3`.
    pub fn get(&self, id: &str) -> Option<&Clause> {
        self.0.iter().find(|clause| clause.id == id)
    }
}

/// A clause of the call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clause {
    /// Id, such as `A3`.
    pub id: String,
    /// Place in the call, such as `3-①-나`.
    pub place: String,
    /// The sentence, in Korean as it stands there.
    pub sentence: String,
    /// What it is called.
    pub label: Label,
    /// What becomes of it here.
    #[serde(flatten)]
    pub treatment: Treatment,
    /// Its named readings by variant, such as `hours`; empty where it can be read in one way.
    #[serde(default)]
    pub readings: Named<ClauseReading>,
}

/// What becomes of a clause: a key `mechanism` or `not_simulated`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Treatment {
    /// The coded mechanism that carries it out.
    Mechanism(String),
    /// Why it is not simulated.
    NotSimulated(String),
}

/// A variant of a clause and the ways in which it can be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClauseReading {
    /// What is open; a clause that can be read in one way has no readings, `{}`.
    pub label: Label,
    /// The readings by value.
    pub values: Named<Label>,
    /// What to ask the agency; absent where the table has no question.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question: Option<Label>,
}
