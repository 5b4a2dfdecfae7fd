//! The log of one replication: five CSV files, enough to recompute every won and every card.
//!
//! UTF-8, LF, a header line, integers without separators, empty = not applicable, ids joined by `;`. `*_s` are whole
//! seconds since the programme's first midnight (KST); intervals are `[from, until)`.

use crate::{
    cell::{Cell, Kind, Value, joined, split, words},
    names,
    row::row,
};
use naru_units::Month;
use std::{fmt, sync::Arc};

words! {
    /// What a session is for.
    SessionKind {
        /// Within the product.
        Base = "base",
        /// k times the cards (A5).
        Burst = "burst",
        /// Whole servers for 1 PF (S3).
        Pf1 = "pf1",
        /// NPU.
        Npu = "npu",
        /// Cards kept for a project that does not work, while allocation is fixed (A4): billed, but no request.
        Hold = "hold",
        /// A trial (U2): never billed.
        Trial = "trial",
        /// The supplier's free month (T5): never billed.
        Free = "free",
        /// After the free month, at the user's own cost (T6): never billed to the programme.
        After = "after",
    }
}

words! {
    /// How cards were allocated (A4).
    Allocation {
        /// When asked for, returned after use.
        Dynamic = "dynamic",
        /// One to one.
        Fixed = "fixed",
    }
}

words! {
    /// How a request or its session ended.
    EndReason {
        /// The work was done.
        Done = "done",
        /// A fault.
        Outage = "outage",
        /// The money was gone (P4).
        Budget = "budget",
        /// The project's allowance was used up (A5).
        Allowance = "allowance",
        /// The programme ended.
        ProgrammeEnd = "programme_end",
        /// The user no longer waited, or withdrew.
        Abandoned = "abandoned",
        /// Cards, or the grant, were called back (A6).
        Recalled = "recalled",
        /// The project changed its supplier.
        Switched = "switched",
        /// Still in the queue at the line's end.
        Waiting = "waiting",
    }
}

words! {
    /// What was out of service.
    OutageKind {
        /// A server failed.
        Cards = "cards",
        /// A planned window without service (A8).
        Service = "service",
        /// The allocator: allocation is fixed meanwhile, switch and return delay included (A4).
        Allocator = "allocator",
    }
}

/// Cards of one server that a session holds. Servers are numbered from 0 within supplier and pool, in fleet order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Placement {
    /// The server.
    pub server: u32,
    /// How many of its cards.
    pub cards: u32,
}

impl fmt::Display for Placement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.server, self.cards)
    }
}

impl Value for Vec<Placement> {
    const KIND: Kind = Kind::Placement;
    const OPTIONAL: bool = true;
    fn cell(&self) -> Cell {
        joined(self)
    }
    fn from_cell(cell: &Cell) -> Option<Self> {
        split(cell, |part| {
            let (server, cards) = part.split_once(':')?;
            Some(Placement { server: server.parse().ok()?, cards: cards.parse().ok()? })
        })
    }
}

row! {
    /// `sessions.csv`: a request, served or not, in order of (`requested_s`, `project`, creation). Never split over rows.
    SessionRow in names::SESSIONS_LOG, per "request" {
        session: u64, "", "Its id.";
        project: u32, "", "Number of the project: by product in the programme's order.";
        product: Arc<str>, "", "Product, such as `gpu-134tf`.";
        supplier: Option<Arc<str>>, "", "Supplier asked.";
        pool: Option<Arc<str>>, "", "Pool that served it, or was asked.";
        kind: SessionKind, "", "What it is for. `base`, `burst`, `pf1`, `npu` are requests of the programme: only they count as requests and waits. `hold`: cards kept for a project that does not work, while allocation is fixed (A4).";
        multiple: u32, "", "k of a burst (A5); otherwise 1.";
        cards: u32, "cards", "Cards asked for; held from `started_s` to `released_s`.";
        placement: Vec<Placement>, "", "On which servers, ascending, numbered from 0 within supplier and pool in fleet order; sets on the same server in one entry.";
        requested_s: i64, "s", "When it was asked for.";
        contribution_paid_s: Option<i64>, "s", "When the project's own contribution was paid (T3).";
        slot_free_s: Option<i64>, "s", "When the project's own concurrency allowed it.";
        eligible_s: Option<i64>, "s", "Start of the A2 clock: the latest of requested, contribution paid, slot free.";
        queue_seq: Option<u64>, "", "Order of entering its queue; empty where it never entered one: `pf1`, `hold`, and what follows on cards kept.";
        started_s: Option<i64>, "s", "When cards were allocated.";
        wanted_s: Option<i64>, "s", "Length of the work asked for.";
        ended_s: Option<i64>, "s", "End of billable use: after the idle tail where that is billed (A1).";
        released_s: Option<i64>, "s", "When the cards were back in the pool.";
        idle_s: Option<i64>, "s", "Seconds held after the work's end.";
        wait_s: Option<i64>, "s", "Started less eligible less `not_counted_s`; empty where unserved.";
        left_s: Option<i64>, "s", "When an unserved request left the queue; the line's end for `waiting`.";
        allocation: Option<Allocation>, "", "At the start.";
        suspended_s: Option<i64>, "s", "Seconds in which the cards that it held could not be used (T4): fixed allocation, or `on_outage: suspend`.";
        end_reason: EndReason, "", "How it ended.";
        resumes: Option<u64>, "", "The session that this one continues.";
        part_bp: Option<u32>, "bp", "Part of a set that the job needed (T12); empty where it needed all of it.";
        not_counted_s: i64, "s", "Of the time from eligible to started (or left), seconds in planned windows whose waits do not count (A8 `waits_count: false`); otherwise 0.";
        queued_in: Option<Arc<str>>, "", "Pool of the same supplier whose queue it entered, where another one served it (S5 overflow): `queue_seq` and `queue_s` of `daily.csv` are of that one; empty where it is `pool`.";
    }
}

row! {
    /// `bills.csv`: a bill line, by month, project, product, supplier, allocation and unit price, in that order. No zero rows.
    ///
    /// GPU: hours × unit price = supply + discount + credit + deduction; supply + vat = amount + own contribution where
    /// that offsets.
    BillRow in names::BILLS_LOG, per "month, project, product, supplier, allocation and unit price" {
        line: u64, "", "Its number.";
        month: Month, "", "Month (KST).";
        project: Option<u32>, "", "Project; empty in a row of a whole statement, last in its month. `clauses` says what for: T4 rent of what could not be used, S7 of what came late, P2 VAT (`vat_scope: statement`), P8 rounding.";
        product: Option<Arc<str>>, "", "Product.";
        supplier: Option<Arc<str>>, "", "Supplier.";
        allocation: Option<Allocation>, "", "Allocation of these hours (A4).";
        budget_line: Arc<str>, "", "Budget line: gpu or npu.";
        hours: Option<i64>, "h", "Product-hours billed: clock hours × multiple; empty for NPU, and where money runs by the second.";
        days: Option<i64>, "d", "NPU: days used of the month. A part month costs a thirtieth of the price for each; a whole one is billed by `whole_months`.";
        whole_months: Option<i64>, "months", "NPU: whole months.";
        unit_price_won: Option<i64>, "won", "Per product-hour, never times k; NPU: per month.";
        discounted_hours: Option<i64>, "h", "Product-hours discounted for late allocation (A3).";
        discount_won: i64, "won", "Discount for late allocation (A3).";
        credit_won: i64, "won", "Taken off against a credit for late allocation (A3 `credit`), else 0.";
        deduction_won: i64, "won", "Taken off for resources that could not be used, or came late (T4, S7).";
        supply_won: i64, "won", "What is left of hours × unit price.";
        vat_won: i64, "won", "VAT added to prices without it (P2).";
        vat_inside_won: i64, "won", "VAT inside a gross price: supply / 11, cut; 0 where prices exclude VAT.";
        own_contribution_won: i64, "won", "The user's part (T3); 0 where it is paid outside.";
        amount_won: i64, "won", "What the budget pays, VAT in.";
        clauses: Vec<Arc<str>>, "", "Clauses that made it.";
        sessions: Vec<u64>, "", "Sessions in it.";
        true_up_won: i64, "won", "Of `amount_won`, what comes with the true-up under `T2.december: cut_off`: all but what the hours (NPU: days) begun before the cut-off come to; the rest stands on December's statement. 0 in other months and under `by_use`.";
    }
}

row! {
    /// `outages.csv`: an outage, `[from_s, until_s)`.
    OutageRow in names::OUTAGES_LOG, per "outage" {
        outage: u64, "", "Its number, by from, supplier, pool and server in fleet order.";
        kind: OutageKind, "", "What was out of service. `allocator`: allocation is fixed meanwhile, switch and return delay included (A4).";
        supplier: Arc<str>, "", "Supplier.";
        pool: Option<Arc<str>>, "", "Pool; empty for an allocator.";
        server: Option<u32>, "", "Server, numbered from 0 within supplier and pool; empty for an allocator.";
        cards: Option<u32>, "cards", "Cards that were down; empty for an allocator.";
        from_s: i64, "s", "From when.";
        until_s: Option<i64>, "s", "Until when; the programme's end for what was not back by then.";
        sessions_cut: u32, "sessions", "Sessions that it ended.";
        report_due: Option<Arc<str>>, "date", "`allocator`: day by which its supplier reports cause and measures (A4): the third calendar day after the day (KST) of `from_s`, moved to the next working day; otherwise empty.";
    }
}

row! {
    /// `budget.csv`: a month of a budget line. left = allotted − spent + transfer in; transfers sum to 0.
    BudgetRow in names::BUDGET_LOG, per "month and budget line" {
        month: Month, "", "Month (KST).";
        line: Arc<str>, "", "Budget line: gpu or npu.";
        allotted_won: i64, "won", "Its money at the month's start.";
        spent_won: i64, "won", "Bills of the month.";
        operating_won: i64, "won", "Operating cost of the month; subtracted only under `monthly_accrual` (P2).";
        transfer_in_won: i64, "won", "Moved in from the other line (P3); negative: moved out.";
        left_won: i64, "won", "Its money at the month's end.";
        report_due: Arc<str>, "date", "Day by which the month's report is due (T2): the 7th of the next month, moved to the next working day.";
    }
}

row! {
    /// `daily.csv`: exact integrals of one day. All-zero rows may be left out.
    DayRow in names::DAILY_LOG, per "day, supplier and pool" {
        day: u32, "d", "Day of the programme, or after it (T5, T6); 0 is the first.";
        supplier: Arc<str>, "", "Supplier.";
        pool: Arc<str>, "", "Pool.";
        queue_s: u64, "request-s", "Integral of the number of eligible requests in the queue, from eligible to started or left: `not_counted_s` is in it, since who waits through a planned window still stands in the queue. Kinds that do not count as requests are left out.";
        card_s: u64, "card-s", "Integral of the number of cards in use, free and after sessions included.";
    }
}
