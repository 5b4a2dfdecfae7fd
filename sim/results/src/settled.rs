//! What `naru settle` writes by the row: bill lines of a real log, and where a supplier's invoice differs from them.

use crate::{Allocation, names, row::row};
use naru_units::Month;
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
        true_up_won: i64, "won", "Of `amount_won`, what comes with the true-up under `T2.december: cut_off`, else 0; of a correction, nothing.";
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
