//! The log of a replication, or of a real month, as papers read it.
//!
//! The same columns as [`SessionRow`](crate::SessionRow) and [`BillRow`](crate::BillRow) with two liberties that a real
//! log needs: ids are texts, and whatever a paper can do without may be empty or absent.

use crate::{
    log::{Allocation, EndReason, Placement, SessionKind},
    names,
    row::row,
};
use naru_units::Month;
use std::sync::Arc;

row! {
    /// A row of `sessions.csv`.
    SessionEntry in names::SESSIONS_LOG, per "request" {
        session: Arc<str>, "", "Its id.";
        project: Arc<str>, "", "Project.";
        product: Arc<str>, "", "Product, such as `gpu-134tf`.";
        supplier: Option<Arc<str>>, "", "Supplier asked.";
        pool: Option<Arc<str>>, "", "Pool asked.";
        kind: Option<SessionKind>, "", "What it is for; absent: within the product.";
        multiple: Option<u32>, "", "k of a burst (A5); absent: 1.";
        cards: Option<u32>, "cards", "Cards asked for.";
        placement: Vec<Placement>, "", "On which servers.";
        requested_s: Option<i64>, "s", "When it was asked for.";
        contribution_paid_s: Option<i64>, "s", "When the project's own contribution was paid (T3).";
        slot_free_s: Option<i64>, "s", "When the project's own concurrency allowed it.";
        eligible_s: Option<i64>, "s", "Start of the A2 clock.";
        started_s: Option<i64>, "s", "When cards were allocated; empty where unserved.";
        wanted_s: Option<i64>, "s", "Length of the work asked for.";
        ended_s: Option<i64>, "s", "End of billable use.";
        released_s: Option<i64>, "s", "When the cards were back in the pool; absent: with the end of billable use.";
        idle_s: Option<i64>, "s", "Seconds held after the work's end; absent: none.";
        wait_s: Option<i64>, "s", "Started less eligible less `not_counted_s`.";
        left_s: Option<i64>, "s", "When an unserved request left the queue.";
        allocation: Option<Allocation>, "", "At the start.";
        suspended_s: Option<i64>, "s", "Outage inside a held session (T4 `suspend`).";
        end_reason: Option<EndReason>, "", "How it ended.";
        resumes: Option<Arc<str>>, "", "The session that this one continues.";
        not_counted_s: Option<i64>, "s", "Of the wait, seconds in planned windows that do not count (A8); absent: none.";
        queued_in: Option<Arc<str>>, "", "Pool whose queue it entered, where another one served it; absent: `pool`.";
    }
}

row! {
    /// A row of `bills.csv`.
    BillEntry in names::BILLS_LOG, per "month, project, product, supplier, allocation and unit price" {
        line: u64, "", "Its number.";
        month: Month, "", "Month (KST).";
        project: Option<Arc<str>>, "", "Project; empty in a row of a whole statement.";
        product: Option<Arc<str>>, "", "Product.";
        supplier: Option<Arc<str>>, "", "Supplier.";
        allocation: Option<Allocation>, "", "Allocation of these hours (A4).";
        budget_line: Option<Arc<str>>, "", "Budget line: gpu or npu.";
        hours: Option<i64>, "h", "Product-hours billed.";
        days: Option<i64>, "d", "NPU: days used of the month.";
        whole_months: Option<i64>, "months", "NPU: whole months.";
        unit_price_won: Option<i64>, "won", "Per product-hour; NPU: per month.";
        discounted_hours: Option<i64>, "h", "Product-hours discounted (A3).";
        discount_won: Option<i64>, "won", "Discount for late allocation (A3).";
        credit_won: Option<i64>, "won", "Credit taken (A3 `credit`).";
        deduction_won: Option<i64>, "won", "Other deductions.";
        supply_won: i64, "won", "What is left of hours × unit price.";
        vat_won: Option<i64>, "won", "VAT added to prices without it (P2).";
        vat_inside_won: Option<i64>, "won", "VAT inside a gross price.";
        own_contribution_won: Option<i64>, "won", "The user's part (T3).";
        amount_won: i64, "won", "What the budget pays, VAT in.";
        clauses: Vec<Arc<str>>, "", "Clauses that made it.";
        sessions: Vec<Arc<str>>, "", "Sessions in it.";
        true_up_won: Option<i64>, "won", "Of the amount, what comes with the true-up (T2 `cut_off`); absent: none.";
        corrects: Option<Arc<str>>, "", "In a settled month: the earlier line that this row corrects by what is to be added.";
    }
}
