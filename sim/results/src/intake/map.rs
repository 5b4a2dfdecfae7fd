//! Other names for columns and values: `--map MAP.ron`.

use super::trouble::{Fault, Troubles, What};
use crate::Error;
use serde::Deserialize;
use std::{collections::BTreeMap, fs, path::Path};

/// What a supplier calls the columns and their values.
///
/// ```
/// # use naru_results::intake::Map;
/// let map: Map = Map::parse(r#"(
///     sessions: { "session": "접속번호", "project": "과제번호" },          // our column: their header
///     invoice: { "amount_won": "청구금액" },
///     values: { "product": { "H100 2장": "gpu-134tf" } },                // our column: their value: ours
/// )"#).unwrap();
/// assert_eq!(map.sessions["session"], "접속번호");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Map {
    /// Our columns of the session log → their headers.
    pub sessions: BTreeMap<String, String>,
    /// Our columns of the invoice → their headers.
    pub invoice: BTreeMap<String, String>,
    /// Our columns → their values → ours, in both files.
    pub values: BTreeMap<String, BTreeMap<String, String>>,
}

impl Map {
    /// Reads a map from its text.
    ///
    /// # Errors
    /// What is wrong, with line and column.
    pub fn parse(text: &str) -> Result<Self, String> {
        ron::from_str(text).map_err(|error| error.to_string())
    }

    /// Reads a file.
    ///
    /// # Errors
    /// `Io` where it cannot be opened, else what is wrong with it.
    pub fn read(path: &Path) -> Result<Self, Fault> {
        let bytes = fs::read(path).map_err(Error::reading(path))?;
        let trouble = |what| {
            let mut troubles = Troubles::of(path);
            troubles.push(0, "", "", what);
            Fault::from(troubles)
        };
        let text = String::from_utf8(bytes).map_err(|_| trouble(What::NotText))?;
        Self::parse(text.trim_start_matches('\u{feff}')).map_err(|reason| trouble(What::MapText(reason)))
    }

    /// Ours for a value of theirs; the value itself where the map does not have it.
    pub(super) fn value<'a>(&'a self, column: &str, theirs: &'a str) -> &'a str {
        self.values.get(column).and_then(|values| values.get(theirs)).map_or(theirs, String::as_str)
    }
}
