//! Tables over all replications: rows of the Parquet files.

use crate::{names, row::row};
use naru_units::Month;
use std::sync::Arc;

row! {
    /// `daily.parquet`: a day of one pool in one replication.
    DailyRow in names::DAILY, per "replication, day, supplier and pool" {
        replication: u32, "", "Replication, from 0.";
        day: u32, "d", "Day of the programme; 0 is the first.";
        supplier: Arc<str>, "", "Supplier.";
        pool: Arc<str>, "", "Pool.";
        queue_s: u64, "request-s", "Exact integral of the number of eligible requests in the queue.";
        card_s: u64, "card-s", "Exact integral of the number of cards in use that the programme pays for.";
        peak_in_use: u32, "cards", "Most cards in use at any second of the day, of sessions that the programme pays.";
        peak_queue: u32, "requests", "Most eligible requests in the queue at any second of the day.";
        spent_won: i64, "won", "Spent by the programme from its start to the day's end, operating cost included: the same in every pool's row.";
    }
}

row! {
    /// `monthly.parquet`: a month of one product at one supplier in one replication.
    MonthlyRow in names::MONTHLY, per "replication, month, product and supplier" {
        replication: u32, "", "Replication, from 0.";
        month: Month, "", "Month (KST).";
        product: Arc<str>, "", "Product; `statement` for rows of whole statements (T4, S7, P2 `vat_scope: statement`, P8).";
        supplier: Arc<str>, "", "Supplier.";
        requests: u64, "requests", "Requests made in the month.";
        served: u64, "requests", "Of them, served, whenever that was.";
        unserved: u64, "requests", "Of them, never served.";
        used_s: u64, "product-s", "Product-seconds of work in the month: clock seconds × multiple, no idle tail.";
        held_s: u64, "product-s", "Product-seconds held in the month, idle tail included.";
        billed_hours: i64, "product-h", "Product-hours billed in the month; 0 for NPU.";
        late: u64, "requests", "Requests of the month that waited past the limit (A2).";
        discounted_hours: i64, "product-h", "Product-hours discounted (A3).";
        discount_won: i64, "won", "Discount (A3).";
        credit_won: i64, "won", "Taken off against a credit for late allocation (A3 `credit`).";
        deduction_won: i64, "won", "Taken off for resources that could not be used, or came late (T4, S7).";
        own_contribution_won: i64, "won", "Own contributions of the month (T3): on the bills, or due outside them, which the budget never sees.";
        amount_won: i64, "won", "What the budget pays.";
        free_card_s: u64, "card-s", "Card-seconds of free sessions (T5) that began in the month; in the last month also those that began after it.";
    }
}

row! {
    /// `waits.parquet`: a bucket of the wait histogram over all replications. Empty buckets are left out.
    WaitRow in names::WAITS, per "product and bucket" {
        product: Arc<str>, "", "Product, or `all`.";
        bucket_from_s: u64, "s", "Shortest wait in it.";
        bucket_to_s: u64, "s", "End of the bucket, itself not in it.";
        count: u64, "requests", "Waits in it: of served requests, and so far of unserved ones past the limit.";
    }
}

row! {
    /// `hourly.parquet`: the wait that one request must expect, by product, month and hour of day (KST) at which it
    /// becomes eligible. Quantiles over all such requests of all replications together; hours without a request are left out.
    HourlyRow in names::HOURLY, per "product, month and hour of day" {
        product: Arc<str>, "", "Product, or `all`.";
        month: Month, "", "Month (KST).";
        hour: u32, "h", "Hour of day (KST), 0 to 23, in which the request became eligible.";
        requests: u64, "requests", "Requests behind it, served or late so far, all replications together.";
        late: u64, "requests", "Of them, past the limit (A2).";
        p50_s: u64, "s", "Median wait: upper end of its bucket.";
        p90_s: u64, "s", "90th percentile, likewise.";
        p95_s: u64, "s", "95th percentile, likewise.";
    }
}
