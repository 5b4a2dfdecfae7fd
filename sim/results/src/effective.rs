//! `scenario.effective.json`: everything after base, overrides and defaults that money and allocation depend on.
//!
//! Rates are basis points, money is whole won, times are whole seconds since the programme's first midnight (KST).
//! What one replication draws or finds is an `Option` that is left out unless that replication is logged.

use crate::Named;
use serde::{Deserialize, Serialize};

/// The effective scenario.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effective {
    /// Number of the contract: [`SCHEMA`](crate::SCHEMA).
    pub schema: u32,
    /// Name of the scenario.
    pub scenario: String,
    /// Hash of everything after base, overrides and defaults.
    pub scenario_hash: String,
    /// Seed of all draws.
    pub seed: u64,
    /// The logged replication, from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replication: Option<u32>,
    /// Its span.
    pub programme: Programme,
    /// Money.
    pub budget: Budget,
    /// Reading in force by `clause.variant`.
    pub readings: Named<String>,
    /// Discount for late allocation (A2, A3).
    pub sla: Sla,
    /// Price of fixed allocation over dynamic (A4).
    pub fixed_ratio_bp: u32,
    /// By product, in the programme's order.
    pub products: Named<Product>,
    /// In order of their numbers.
    pub projects: Vec<Project>,
    /// In fleet order.
    pub fleet: Vec<FleetPool>,
    /// How queues are served.
    pub queue: Queue,
}

/// The programme's span.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Programme {
    /// First midnight, such as `2025-04-01T00:00:00+09:00`.
    pub start: String,
    /// Its last second, excluded.
    pub end_s: i64,
    /// End of service on the GPU line in the logged replication. `stop_at_once`: the second in which everything
    /// ended; `stop_new`: from which nothing new is allocated; `overrun`: the programme's end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_ended_s: Option<i64>,
    /// The same on the NPU line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub npu_service_ended_s: Option<i64>,
    /// Second from which what begins comes with December's true-up (`T2.december: cut_off`); absent under `by_use`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub december_cut_off_s: Option<i64>,
}

/// Money and the rules of its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Budget {
    /// The cap (P2).
    pub cap_won: i64,
    /// Operating cost, inside the cap.
    pub operating_won: i64,
    /// Whether prices include VAT: `included` or `excluded`.
    pub vat: String,
    /// Transfers between the lines (P3).
    pub transfer: String,
    /// What happens when the money is gone (P4).
    pub when_exhausted: String,
    /// Second from which no new sessions are funded; `null` where there is none.
    pub funding_stop_s: Option<i64>,
    /// Money of each line at the start.
    pub opening_won: OpeningWon,
}

/// Money of each line at the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpeningWon {
    /// GPU line.
    pub gpu: i64,
    /// NPU line.
    pub npu: i64,
}

/// Discount for late allocation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sla {
    /// The wait limit (A2); exceeded means strictly longer.
    pub limit_s: i64,
    /// Rate of the discount (A3).
    pub rate_bp: u32,
    /// Its ceiling; `null` where there is none.
    pub ceiling_bp: Option<u32>,
}

/// A product and its prices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Product {
    /// Budget line: `gpu` or `npu`.
    pub line: String,
    /// Performance of one set: teraflops, or TOPS for NPU.
    pub tf: u32,
    /// Seconds from the work's end until cards come back of themselves (A1).
    pub idle_return_s: i64,
    /// Cards of one set by card type; of a gang (S3), of all its servers.
    pub cards: Named<u32>,
    /// What one set draws a second from the allowance by card type, in teraflops (A5, S5).
    pub draws_tf: Named<u32>,
    /// By supplier, ascending by `from_s`.
    pub prices: Named<Vec<Price>>,
}

/// A price in force from a second.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Price {
    /// From when.
    pub from_s: i64,
    /// Per product-hour; for NPU per month.
    pub unit_price_won: i64,
}

/// A project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Project {
    /// Its number.
    pub project: u32,
    /// Its product.
    pub product: String,
    /// Allowance (A5) in product-seconds; `null` where there is none, as for NPU.
    pub allowance_product_s: Option<i64>,
    /// Own contribution (T3) as a share of the price.
    pub own_ratio_bp: u32,
    /// Own contribution as a monthly sum.
    pub own_monthly_won: i64,
    /// Sessions that may be held at once; a burst counts as one.
    pub concurrency: u32,
    /// When its own contribution was paid, in the logged replication; absent too where it was never granted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contribution_paid_s: Option<i64>,
    /// When it dropped out, or its grant was recalled, in the logged replication; absent where it stays. No own contribution is due for later
    /// months.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dropped_out_s: Option<i64>,
    /// Months of support.
    pub support_months: u32,
    /// The wave that it comes with (P6), from 1; `null` where it is granted from the start.
    pub wave: Option<u32>,
}

/// A part of the fleet: servers of one pool that come and go together. Those of a wave stand here if the logged
/// replication admitted it; their numbers within the pool follow `first_server`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FleetPool {
    /// Supplier.
    pub supplier: String,
    /// Pool.
    pub pool: String,
    /// Card type.
    pub card_type: String,
    /// Number of its first server within the pool, from 0.
    pub first_server: u32,
    /// Servers.
    pub servers: u32,
    /// Cards of one server.
    pub cards_per_server: u32,
    /// Cards of all.
    pub cards: u32,
    /// From when.
    pub from_s: i64,
    /// From when they take no new session: those on them run to their end; `null` to the end.
    pub until_s: Option<i64>,
    /// From when they were agreed; earlier than `from_s` where they come late (S7).
    pub agreed_s: i64,
}

/// How queues are served.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Queue {
    /// Criteria, the first first.
    pub order: Vec<String>,
    /// Backfill.
    pub backfill: String,
    /// Placement on servers.
    pub placement: String,
    /// No request starts before one that entered the same queue earlier.
    pub strict: bool,
    /// What has a queue of its own.
    pub scope: Vec<String>,
}
