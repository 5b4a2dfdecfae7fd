//! A document before it has a form: sections of text, tables and figures, each cell with its value beside its text.
//!
//! `pages` makes documents from result files; `writers` turn one into HTML, PDF, a spreadsheet, Markdown. A document
//! has one language and holds plain text: escaping is the writers' business, each by its own form's rules.

use crate::charts::Chart;
use crate::words::Lang;
use jiff::civil;

/// A whole document in one language.
#[derive(Debug)]
pub struct Document {
    /// Language of everything in it.
    pub lang: Lang,
    /// Title of the first page and of the file.
    pub title: String,
    /// One line below it: period, size, cap.
    pub subtitle: String,
    /// Where its figures come from; stands at every figure and table.
    pub provenance: Provenance,
    /// In the order of reading; the first is the summary.
    pub sections: Vec<Section>,
    /// Sentences with figures, for `facts.md`: each can stand alone.
    pub facts: Vec<Fact>,
}

/// What makes a figure again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provenance {
    /// Name of the scenario, or of several.
    pub scenario: String,
    /// Its hash, in full; empty where there is none (a job log).
    pub scenario_hash: String,
    /// Seed of all draws; none where nothing is drawn.
    pub seed: Option<u64>,
    /// Number of replications; none where nothing is drawn.
    pub replications: Option<u32>,
    /// Version of the program that made the results.
    pub version: String,
    /// Whether inputs are assumed: the mark 가정값 포함.
    pub assumed: bool,
}

/// A section with its heading.
#[derive(Debug)]
pub struct Section {
    /// Name in links: ASCII, unique in the document.
    pub id: &'static str,
    /// Heading with its number, as it is shown: `2. 할당 대기시간`, `붙임 1. 가정값과 근거`.
    pub heading: String,
    /// What stands in it.
    pub blocks: Vec<Block>,
}

/// A piece of a section.
#[derive(Debug)]
pub enum Block {
    /// A paragraph.
    Text(String),
    /// A smaller heading without a number.
    Heading(String),
    /// Points of a list.
    List(Vec<String>),
    /// The one sentence that a hurried reader takes along.
    Lead(String),
    /// A remark in small type: ※ …
    Note(String),
    /// Text to be copied letter by letter: a command.
    Code(String),
    /// A table.
    Table(DataTable),
    /// A picture with its caption.
    Figure(Chart),
}

/// A table with native values beside the texts.
#[derive(Debug, Clone, PartialEq)]
pub struct DataTable {
    /// Name in links and of its sheet: ASCII, unique in the document.
    pub id: &'static str,
    /// Caption without a number: writers count `<표 1>`.
    pub caption: String,
    /// Unit line, such as `(단위: 억 원, VAT 포함)`; empty where each column names its own.
    pub unit: String,
    /// Headings.
    pub columns: Vec<Heading>,
    /// Rows, each with as many cells as there are columns.
    pub rows: Vec<Cells>,
    /// Remarks below it.
    pub notes: Vec<String>,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// Its heading.
    pub text: String,
    /// Whether its cells are figures, set to the right.
    pub figures: bool,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Cells {
    /// One per column.
    pub cells: Vec<Datum>,
    /// Whether it is a sum of others, set apart.
    pub sum: bool,
}

/// A cell: what is read, and the value behind it.
#[derive(Debug, Clone, PartialEq)]
pub struct Datum {
    /// As it is read.
    pub text: String,
    /// As a spreadsheet takes it.
    pub value: Native,
}

/// The value of a cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Native {
    /// The text itself.
    Text,
    /// Nothing.
    Empty,
    /// A number and how it is shown.
    Number(f64, Shown),
    /// An estimate with its interval, where it has one: three cells of a spreadsheet.
    Interval {
        /// Point estimate.
        mean: f64,
        /// Ends of the interval.
        ends: Option<(f64, f64)>,
        /// How all three are shown.
        shown: Shown,
    },
    /// Whole won: exact in a spreadsheet, shown in the document's unit.
    Won(i64),
    /// A day.
    Day(civil::Date),
}

/// How a spreadsheet shows a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// So many decimals, with separators.
    Decimals(u8),
    /// A share of 1 as per cent, with so many decimals.
    Percent(u8),
    /// Whole won, shown in 억 원 or bn won with one or two decimals.
    MoneyUnit,
    /// Whole won to the won.
    ExactWon,
}

impl Shown {
    /// The same with so many decimals, where it has fewer; money is in its unit.
    pub(crate) fn at_least(self, places: u8) -> Self {
        match self {
            Self::Decimals(own) => Self::Decimals(own.max(places)),
            Self::Percent(own) => Self::Percent(own.max(places)),
            Self::MoneyUnit | Self::ExactWon => self,
        }
    }
}

/// A sentence with a figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// Its name, stable between runs: `budget.exhausted_share`.
    pub id: String,
    /// The figure alone, as it stands in the sentence: what a document quotes.
    pub figure: String,
    /// The sentence.
    pub sentence: String,
}

impl Document {
    /// Its tables in the order of reading, as they are numbered.
    pub fn tables(&self) -> impl Iterator<Item = &DataTable> {
        self.sections.iter().flat_map(|section| &section.blocks).filter_map(|block| match block {
            Block::Table(table) => Some(table),
            Block::Text(_)
            | Block::Heading(_)
            | Block::List(_)
            | Block::Lead(_)
            | Block::Note(_)
            | Block::Code(_)
            | Block::Figure(_) => None,
        })
    }
}

impl DataTable {
    /// A table without rows.
    pub fn new(id: &'static str, caption: impl Into<String>, unit: impl Into<String>) -> Self {
        let (caption, unit) = (caption.into(), unit.into());
        Self { id, caption, unit, columns: Vec::new(), rows: Vec::new(), notes: Vec::new() }
    }

    /// Adds a column of texts.
    pub fn texts(mut self, heading: impl Into<String>) -> Self {
        self.columns.push(Heading { text: heading.into(), figures: false });
        self
    }

    /// Adds a column of figures.
    pub fn figures(mut self, heading: impl Into<String>) -> Self {
        self.columns.push(Heading { text: heading.into(), figures: true });
        self
    }

    /// Adds a row.
    ///
    /// # Panics
    /// Unless it has a cell for each column.
    pub fn row(&mut self, cells: impl Into<Vec<Datum>>) {
        self.push(cells.into(), false);
    }

    /// Adds a row of sums.
    ///
    /// # Panics
    /// As for [`row`](Self::row).
    pub fn sum(&mut self, cells: impl Into<Vec<Datum>>) {
        self.push(cells.into(), true);
    }

    fn push(&mut self, cells: Vec<Datum>, sum: bool) {
        assert_eq!(cells.len(), self.columns.len(), "a cell for each column of {}", self.id);
        self.rows.push(Cells { cells, sum });
    }
}

impl Datum {
    /// A text.
    pub fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), value: Native::Text }
    }

    /// No value, read as `-`.
    pub fn none() -> Self {
        Self { text: "-".to_owned(), value: Native::Empty }
    }
}
