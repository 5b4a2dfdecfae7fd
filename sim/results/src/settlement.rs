//! What `naru settle` writes: bill lines of a real log, and where a supplier's invoice differs from them.

use crate::{Allocation, names, row::row};
use naru_units::Month;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

row! {
    /// `bills.csv`: a bill line of a real log; the columns of a run's, and `corrects`. Ids are texts as they came.
    SettledRow in names::BILLS_SETTLED, per "month, project, product, supplier, allocation and unit price" {
        line: u64, "", "Its number.";
        month: Month, "", "Month (KST); of a correction, the month that is settled.";
        project: Option<Arc<str>>, "", "Project; empty in a row of a whole statement (P2 `vat_scope: statement`).";
        product: Option<Arc<str>>, "", "Product.";
        supplier: Option<Arc<str>>, "", "Supplier.";
        allocation: Option<Allocation>, "", "Allocation of these hours (A4).";
        budget_line: Arc<str>, "", "Budget line: gpu or npu.";
        hours: Option<i64>, "h", "Product-hours: clock hours × multiple; empty for NPU.";
        days: Option<i64>, "d", "NPU: days used of the month.";
        whole_months: Option<i64>, "months", "NPU: whole months.";
        unit_price_won: Option<i64>, "won", "Per product-hour, never times k; NPU: per month.";
        discounted_hours: Option<i64>, "h", "Product-hours discounted for late allocation (A3).";
        discount_won: i64, "won", "Discount for late allocation (A3).";
        credit_won: i64, "won", "Credit taken (A3 `credit`), else 0.";
        deduction_won: i64, "won", "Other deductions.";
        supply_won: i64, "won", "What is left of hours × unit price.";
        vat_won: i64, "won", "VAT added to prices without it (P2).";
        vat_inside_won: i64, "won", "VAT inside a gross price; 0 where prices exclude VAT.";
        own_contribution_won: i64, "won", "The user's part (T3); 0 where it is paid outside.";
        amount_won: i64, "won", "What the budget pays, VAT in.";
        clauses: Vec<Arc<str>>, "", "Clauses that made it.";
        sessions: Vec<Arc<str>>, "", "Sessions in it.";
        corrects: Option<Arc<str>>, "", "With `--month`: the earlier month's line that this row corrects, `MONTH/LINE` of the invoice, or `MONTH` where it has no such line; every figure is what is to be added.";
    }
}

row! {
    /// `differences.csv`: an operand of a bill line in which the invoice differs, in order of operations.
    ///
    /// What follows from an operand named before is not named again: the rows of a line add up to what it asks too much.
    DifferenceRow in names::DIFFERENCES, per "operand of an invoice line that differs" {
        line: Option<Arc<str>>, "", "The invoice's line: its `line`, else its row; empty where the line is missing there.";
        our_line: Option<u64>, "", "Line of `bills.csv`; empty where the invoice has a line too many.";
        month: Month, "", "Month.";
        project: Option<Arc<str>>, "", "Project.";
        product: Option<Arc<str>>, "", "Product.";
        supplier: Arc<str>, "", "Supplier.";
        column: Arc<str>, "", "Column that differs; `line` where a whole line is missing or too many.";
        theirs: Option<Arc<str>>, "", "The invoice's value; of `sessions`, those it names too many.";
        ours: Option<Arc<str>>, "", "The value by the rules; of `sessions`, those it leaves out.";
        difference_won: i64, "won", "What the operand adds to the line's `amount_won`: theirs less ours, what follows from it included. 0 where it changes no payment.";
        clause: Arc<str>, "", "Clause that decides it.";
        cause: Option<Arc<str>>, "", "Likely mistake, where one gives just this value.";
    }
}

/// `settlement.json`: a settlement in figures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settlement {
    /// Number of the contract: [`SCHEMA`](crate::SCHEMA).
    pub schema: u32,
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
