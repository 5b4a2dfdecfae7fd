//! Which numbers and pictures of a document come from which results.

use crate::{Error, SCHEMA, json};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// `report.json` of a report's folder, which it marks; `manifest.json` of a folder of documents that quote results.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Number of the contract: [`SCHEMA`].
    pub schema: u32,
    /// Result folders, relative to this one: one, or several runs side by side.
    pub results: Vec<String>,
    /// What they are of; of several, joined by `+`.
    pub scenario_hash: String,
    /// Seed of all draws; null where nothing is drawn.
    pub seed: Option<u64>,
    /// Number of replications; null where nothing is drawn.
    pub replications: Option<u32>,
    /// Version of the program that made the results.
    pub version: String,
    /// Whether unit prices are left out.
    #[serde(default)]
    pub hide_prices: bool,
    /// Figures that the documents quote.
    pub numbers: Vec<QuotedNumber>,
    /// Pictures.
    pub charts: Vec<QuotedChart>,
}

/// A figure that a document quotes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuotedNumber {
    /// Id of the fact (`facts.md`).
    pub id: String,
    /// Its language: `ko` or `en`.
    pub lang: String,
    /// The figure, letter by letter.
    pub figure: String,
}

/// A picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuotedChart {
    /// Its file, relative to the folder; its name is as `naru report` gave it.
    pub file: String,
    /// Its language: `ko` or `en`.
    pub lang: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

impl Manifest {
    /// The bytes of its file.
    pub fn to_json(&self) -> Vec<u8> {
        json::bytes(self)
    }

    /// Reads its file.
    ///
    /// # Errors
    /// No such file, no JSON, another schema, or a key that is missing or of another type.
    pub fn read(path: &Path) -> Result<Self, Error> {
        json::read_checked(path)
    }

    /// Of nothing yet.
    pub fn new(scenario_hash: String) -> Self {
        Self {
            schema: SCHEMA,
            results: Vec::new(),
            scenario_hash,
            seed: None,
            replications: None,
            version: String::new(),
            hide_prices: false,
            numbers: Vec::new(),
            charts: Vec::new(),
        }
    }
}
