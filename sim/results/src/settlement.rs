//! What a settlement found, in figures.

use serde::{Deserialize, Serialize};

/// `settlement.json`: a settlement in figures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settlement {
    /// Number of the contract: [`SCHEMA`](crate::SCHEMA).
    pub schema: u32,
    /// Version of the program; empty where an older one left it out.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub version: String,
    /// Name of the scenario.
    pub scenario: String,
    /// Hash of everything after base, overrides and defaults.
    pub scenario_hash: String,
    /// The month that is settled; null where all months are.
    pub month: Option<String>,
    /// How the session log is encoded.
    pub encoding: String,
    /// Sessions in the log.
    pub sessions: u64,
    /// Sessions that are not billed, by reason.
    pub not_billed: NotBilled,
    /// Whether the log says how long sessions waited: without it no discount (A3) can be due.
    pub waits_known: bool,
    /// Rows of the outages that were taken into account; null where none were given.
    pub outages: Option<u64>,
    /// Sessions that began while their project held as many as it may at once (S11): billed, but to be looked into.
    pub side_by_side: u64,
    /// The first of them.
    pub first_side_by_side: Option<String>,
    /// Bill lines by the rules.
    pub lines: u64,
    /// Of them, corrections to earlier months.
    pub corrections: u64,
    /// What the budget pays by the rules.
    pub amount_won: i64,
    /// What the invoice says to that; null without one.
    pub invoice: Option<InvoiceCheck>,
}

/// Sessions that no bill line names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotBilled {
    /// Never served.
    pub unserved: u64,
    /// Trials, the free month and use after the programme (T5, T6).
    pub free: u64,
}

/// An invoice against the rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceCheck {
    /// How the invoice is encoded.
    pub encoding: String,
    /// Lines of it that were checked.
    pub lines: u64,
    /// What they ask of the budget.
    pub amount_won: i64,
    /// What they ask too much: the sum of all differences; negative: too little.
    pub difference_won: i64,
    /// Operands that differ: rows of `differences.csv`.
    pub differences: u64,
    /// Lines that differ in something.
    pub lines_differing: u64,
    /// Lines by the rules that the invoice does not have.
    pub lines_missing: u64,
    /// Lines of the invoice that the rules do not have.
    pub lines_too_many: u64,
    /// Differences by column.
    pub by_column: Vec<ColumnCount>,
    /// Differences by likely mistake.
    pub by_cause: Vec<CauseCount>,
}

/// Differences in one column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnCount {
    /// The column.
    pub column: String,
    /// How many.
    pub count: u64,
    /// What they add to the invoice.
    pub difference_won: i64,
}

/// Differences from one likely mistake.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CauseCount {
    /// The mistake.
    pub cause: String,
    /// How many.
    pub count: u64,
    /// What they add to the invoice.
    pub difference_won: i64,
}
