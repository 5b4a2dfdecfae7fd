//! Papers about single bills: the statement that a user gets, the supplier's usage report, and where each won is from.
//!
//! Made from the log of one replication, or of a real month that was settled (`bills.csv`, `sessions.csv`,
//! `scenario.effective.json`). Ids are texts. No settlement here: figures are the bill's; what is found again from the
//! sessions (`hours`) only confirms or contradicts them.

pub(crate) mod document;
mod explain;
mod hangul;
mod hours;
mod lines;
mod log;
mod phrases;
mod readings;
mod refused;
mod statement;
mod unbilled;
mod usage;
mod user;

pub use explain::{Explained, line, session};
pub use hangul::hangul;
pub use log::Log;
pub use refused::{Refused, What};
pub use statement::{Ask, statement};
pub use unbilled::unbilled;
pub use usage::usage;

use crate::words::Lang;
use document::Block;
use naru_results::{Row, write_csv_to};

/// A paper in its three forms.
#[derive(Clone, Debug)]
pub struct Paper {
    /// Name of its files without an ending: `statement`, `usage`.
    pub name: &'static str,
    /// For a terminal and for people who write on.
    pub markdown: String,
    /// One page to print.
    pub html: String,
    /// The figures, with a byte order mark for spreadsheets.
    pub csv: Vec<u8>,
}

impl Paper {
    fn new<R: Row>(name: &'static str, blocks: &[Block], rows: Vec<R>, lang: Lang) -> Self {
        let mut csv = "\u{feff}".as_bytes().to_vec();
        write_csv_to(&mut csv, rows).expect("memory takes it");
        Self { name, markdown: document::markdown(blocks), html: document::html(blocks, lang), csv }
    }
}
