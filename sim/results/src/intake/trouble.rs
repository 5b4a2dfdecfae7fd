//! What is wrong with a file from elsewhere, as values: where, what was found, what was expected.

use crate::Error;
use std::path::{Path, PathBuf};

/// How many troubles are told one by one; the rest is a count.
const TOLD: usize = 20;

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// Line of the file, the header being 1; 0 where the whole file is meant.
    pub row: u64,
    /// Column, as the contract names it; empty where a whole row or file is meant.
    pub column: String,
    /// What stood there.
    pub found: String,
    /// What is wrong with it.
    pub what: What,
}

/// Kinds of trouble.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A column that is needed is not there; the headers that are.
    NoColumn(Vec<String>),
    /// Two columns have the same header.
    TwoColumns,
    /// The map names a column that the contract does not have; those it has.
    MapColumn(Vec<&'static str>),
    /// The map names a header that the file does not have; the headers that it has.
    MapHeader(Vec<String>),
    /// The map is no RON of the expected form; what was wrong.
    MapText(String),
    /// Nothing stands in the file.
    Nothing,
    /// A header, and no row below it.
    NoRows,
    /// A folder where a file is meant.
    Folder,
    /// A spreadsheet or UTF-16, not CSV.
    NotCsv,
    /// Neither UTF-8 nor CP949.
    NotText,
    /// Another number of cells than the header has.
    Cells(usize),
    /// A cell that may not be empty is.
    Empty,
    /// No whole number.
    NotNumber,
    /// A number, but not a whole one.
    NotWhole,
    /// No time.
    NotTime,
    /// No month.
    NotMonth,
    /// None of these words.
    NotWord(Vec<String>),
    /// A number below this one.
    Below(i64),
    /// A number above this one.
    Above(i64),
    /// It ends before it starts; the start as it stands in the file.
    Reversed(String),
    /// It started and has no end, or ended without a start.
    Half,
    /// `wait_s` is not what the times say; what they say, in seconds.
    WaitContradicts(i64),
    /// The id stands in an earlier row.
    Duplicate(u64),
    /// No such product in the scenario; those it has.
    NoProduct(Vec<String>),
    /// The supplier does not offer the product; those that do.
    NoSupplier(Vec<String>),
    /// Use outside the programme's months, and not marked as free or after; its first day and the day after its last.
    Outside(String, String),
    /// An outage inside a session that crosses a month's end, which cannot be placed.
    Suspended,
    /// Outages of its servers come to another sum: theirs, in seconds.
    OtherOutages(i64),
    /// No servers with cards.
    NotPlacement,
    /// The supplier has no such pool; those it has.
    NoPool(Vec<String>),
    /// The project's share differs from an earlier row's, in basis points.
    OtherShare(u32),
    /// Not among the projects of the programme: how many there are.
    NoProject(usize),
    /// The project is granted another product.
    OtherProduct(String),
    /// No number of sets that may be used at once.
    NotMultiple,
}

/// The troubles of one file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Troubles {
    /// The file.
    pub file: PathBuf,
    /// The first of them, by row as they were met.
    pub first: Vec<Trouble>,
    /// All of them.
    pub count: u64,
}

impl Troubles {
    /// None yet.
    pub fn of(file: &Path) -> Self {
        Self { file: file.to_owned(), first: Vec::new(), count: 0 }
    }

    /// One more.
    pub fn push(&mut self, row: u64, column: &str, found: &str, what: What) {
        self.count += 1;
        if self.first.len() < TOLD {
            // A cell that swallowed half a file is not shown whole.
            let found = found.chars().take(60).collect();
            self.first.push(Trouble { row, column: column.to_owned(), found, what });
        }
    }

    /// `Ok` where there is none.
    ///
    /// # Errors
    /// Itself.
    pub fn none(self) -> Result<(), Self> {
        if self.count == 0 { Ok(()) } else { Err(self) }
    }
}

/// Why a file from elsewhere could not be taken.
#[derive(Debug)]
pub enum Fault {
    /// The system refused.
    Io(Error),
    /// What stands in it.
    Troubles(Troubles),
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self::Io(error)
    }
}

impl From<Troubles> for Fault {
    fn from(troubles: Troubles) -> Self {
        Self::Troubles(troubles)
    }
}
