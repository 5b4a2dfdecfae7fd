//! What `naru statement` writes beside its pages: the same figures as CSV.

use crate::{log::Allocation, names, row::row};
use naru_units::Month;
use std::sync::Arc;

row! {
    /// `statement.csv`: a bill line of the statement, with VAT taken apart and with what its hours are made of.
    StatementRow in names::STATEMENT, per "bill line of the statement" {
        month: Month, "", "Month (KST).";
        supplier: Option<Arc<str>>, "", "Supplier.";
        project: Option<Arc<str>>, "", "Project; empty in a row of a whole statement.";
        product: Option<Arc<str>>, "", "Product.";
        allocation: Option<Allocation>, "", "Allocation (A4).";
        line: u64, "", "Number of the line in `bills.csv`.";
        hours: Option<i64>, "h", "Product-hours billed; empty for NPU.";
        days: Option<i64>, "d", "NPU: days used of the month.";
        whole_months: Option<i64>, "months", "NPU: whole months.";
        unit_price_won: Option<i64>, "won", "Per product-hour; NPU: per month.";
        gross_won: i64, "won", "Before discount, credit and deduction.";
        discount_won: i64, "won", "Discount for late allocation (A3).";
        credit_won: i64, "won", "Credit taken (A3 `credit`).";
        deduction_won: i64, "won", "Other deductions.";
        net_won: i64, "won", "공급가액: without VAT.";
        vat_part_won: i64, "won", "부가가치세: VAT of the total, inside the price (`vat_inside_won` of `bills.csv`) or added to it (`vat_won` there).";
        total_won: i64, "won", "공급대가: both together.";
        own_contribution_won: i64, "won", "The user's part of it (T3); 0 where it is paid outside.";
        amount_won: i64, "won", "What the budget pays.";
        rounding_won: Option<i64>, "won", "Of the gross: begun hours less exact seconds, at the unit price (T1). Negative where hours are cut.";
        idle_won: Option<i64>, "won", "Of the gross: idle seconds before the cards' return, at the unit price (A1).";
        true_up_won: i64, "won", "Of what the budget pays, what comes with December's true-up (T2 `cut_off`), else 0.";
    }
}

row! {
    /// `usage.csv`: the supplier's monthly report (U3). Times are product-hours in seconds: clock seconds × multiple.
    UsageRow in names::USAGE, per "month, supplier, project and product" {
        month: Month, "", "Month (KST).";
        supplier: Option<Arc<str>>, "", "Supplier.";
        project: Arc<str>, "", "Project.";
        product: Arc<str>, "", "Product.";
        requests: u64, "requests", "Asked for in the month.";
        sessions: u64, "sessions", "Begun in the month.";
        used_s: i64, "product-s", "Work done in the month, idle time not counted.";
        held_s: i64, "product-s", "Cards held in the month, product sets.";
        billed_hours: i64, "h", "Product-hours billed in the month.";
        billed_days: i64, "d", "NPU: days billed in the month.";
        amount_won: i64, "won", "What the budget pays for the month.";
        waits: u64, "requests", "Requests of the month whose wait is known: served, or unserved past the limit.";
        wait_sum_s: i64, "s", "Their waits; unserved ones so far.";
        wait_max_s: Option<i64>, "s", "The longest of them.";
        over_limit: u64, "requests", "Of them, past the wait limit (A2); NPU has none.";
    }
}
