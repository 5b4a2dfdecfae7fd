//! `summary.json`: the figures of one study.
//!
//! Same scenario, seed and number of replications: same bytes. So no timings, paths or thread counts here; those
//! are [`RunInfo`](crate::RunInfo)'s. The order of the fields is the order of the keys.

use crate::{Estimate, EstimateWon, Named};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A text in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    /// Korean.
    pub ko: String,
    /// English.
    pub en: String,
}

/// A civil day (KST), written `2025-12-31`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Day(pub jiff::civil::Date);

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl FromStr for Day {
    type Err = String;

    /// Reads `2025-12-31`.
    ///
    /// ```
    /// # use naru_results::Day;
    /// assert_eq!("2025-12-31".parse::<Day>().expect("a day").to_string(), "2025-12-31");
    /// assert!("2025-02-30".parse::<Day>().is_err());
    /// ```
    fn from_str(text: &str) -> Result<Self, String> {
        text.parse().map(Self).map_err(|_| format!("`{text}` is no day such as 2025-12-31"))
    }
}

impl From<Day> for String {
    fn from(day: Day) -> Self {
        day.to_string()
    }
}

impl TryFrom<String> for Day {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

/// All figures of one study, with intervals.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// Number of the contract: [`SCHEMA`](crate::SCHEMA).
    pub schema: u32,
    /// Name of the scenario.
    pub scenario: String,
    /// Hash of everything after base, overrides and defaults.
    pub scenario_hash: String,
    /// Title of the scenario.
    pub title: Label,
    /// The programme in one line.
    pub programme: ProgrammeSpan,
    /// Seed of all draws.
    pub seed: u64,
    /// Number of replications.
    pub replications: u32,
    /// Events handled, all replications together.
    pub events: u64,
    /// One per product in the programme's order, then `all`.
    pub waits: Vec<WaitFigures>,
    /// One per supplier and pool, in fleet order.
    pub cards: Vec<CardFigures>,
    /// One per card type that has a floor (S2).
    pub floors: Vec<Floor>,
    /// Money.
    pub budget: BudgetFigures,
    /// What the scenario promises, and whether it holds.
    pub promises: Vec<Promise>,
    /// One per supplier, in fleet order.
    pub suppliers: Vec<SupplierFigures>,
    /// What was decided and reported on the way.
    pub course: Course,
    /// Every input without a source.
    pub assumed: Vec<Assumed>,
    /// Reading in force by `clause.variant`, such as `T1.hours`.
    pub readings: Named<String>,
    /// The scenario's own fleet, then fleets that were tried, largest first; empty where no product is billed by the hour.
    pub fleet_tries: Vec<FleetTry>,
    /// The assumed inputs that move the need by hand most, largest first.
    pub largest_assumed: Vec<LargestAssumed>,
}

/// The programme in one line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProgrammeSpan {
    /// First day.
    pub start: Day,
    /// Last day, itself included.
    pub end: Day,
    /// Projects on GPU products.
    pub gpu_projects: u32,
    /// Projects on NPU products.
    pub npu_projects: u32,
}

/// Waits of one product. Hours are wall-clock hours from eligibility to allocation (A2).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WaitFigures {
    /// Product, or `all`.
    pub product: String,
    /// The wait limit (A2); null where the product has none, and for `all`.
    pub limit_hours: Option<f64>,
    /// Requests of one programme.
    pub requests: Estimate,
    /// Share of requests that were never served.
    pub unserved_share: Estimate,
    /// Share of requests that their users gave up; of them, those past the limit are late, the others undecided.
    pub abandoned_share: Estimate,
    /// Share of requests unserved before the limit had passed: in no other share, mean or quantile.
    pub undecided_share: Estimate,
    /// Share of waits that are known only as a lower bound: unserved, the limit passed.
    pub censored_share: Estimate,
    /// Mean wait.
    pub mean_hours: Estimate,
    /// Median wait, pooled over replications.
    pub p50_hours: Estimate,
    /// 90th percentile of waits, pooled.
    pub p90_hours: Estimate,
    /// 95th percentile of waits, pooled.
    pub p95_hours: Estimate,
    /// 99th percentile of waits, pooled.
    pub p99_hours: Estimate,
    /// Longest wait of one programme.
    pub max_hours: Estimate,
    /// Share of requests that waited past the limit: late / (all − undecided).
    pub over_limit_share: Estimate,
    /// Upper bound of that share: (late + undecided) / all.
    pub over_limit_share_upper: Estimate,
    /// Share of programmes with any late request.
    pub over_limit_any_share: Estimate,
}

/// Cards of one pool.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CardFigures {
    /// Supplier.
    pub supplier: String,
    /// Pool.
    pub pool: String,
    /// Card type.
    pub card_type: String,
    /// Servers, at the programme's start.
    pub servers: u32,
    /// Cards, at the programme's start.
    pub installed: u32,
    /// Cards, at the programme's end.
    pub installed_at_end: u32,
    /// Most cards in use at any second of one programme.
    pub peak_in_use: Estimate,
    /// Number of cards that 95 % of programmes never pass, with an interval by order statistics.
    pub peak_p95: Estimate,
    /// Card-seconds in use that the programme pays over card-seconds that stand there, 0..=1.
    pub utilisation: Estimate,
    /// Idle card-hours that were held for a gang until all its servers were empty (S3).
    pub held_for_gang_card_hours: Estimate,
    /// Hours that requests waited here, all requests together.
    pub waiting_hours: Estimate,
    /// What they waited for.
    pub waiting_by: WaitingBy,
}

/// Shares of the waiting hours of a pool by what kept a request from starting then; they sum to 1. Of several causes, the
/// first counts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WaitingBy {
    /// The allocator had failed, or was being switched (A4).
    pub allocator: Estimate,
    /// It would have fitted, but somebody before it did not: strict order.
    pub order: Estimate,
    /// It would have fitted, but the cards were reserved for somebody before it: backfill.
    pub reserved: Estimate,
    /// It would have fitted if the servers that were held for gangs had taken others (S3).
    pub held_for_gang: Estimate,
    /// Enough cards were free in the pool, but not together on servers that can take the sets.
    pub servers: Estimate,
    /// Not enough cards were free in the pool.
    pub cards: Estimate,
}

/// The call's floor of cards of one type (S2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Floor {
    /// Card type.
    pub card_type: String,
    /// Cards in the fleet.
    pub installed: u32,
    /// Cards that the call asks for.
    pub floor: u32,
    /// How many are missing; 0 where the floor is met.
    pub short: u32,
}

/// Money of one programme, VAT as the scenario states it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BudgetFigures {
    /// The cap (P2).
    pub cap_won: i64,
    /// Spent, operating cost included.
    pub spent_won: EstimateWon,
    /// Cap less spent.
    pub left_won: EstimateWon,
    /// Spent and what the demand that was not served for want of money would have cost.
    pub need_won: EstimateWon,
    /// What demand that was not served would have cost, by what stopped it.
    pub not_served_won: NotServed,
    /// Mean use of the GPU sets above which the money ends before the programme, 0..=1; null where none does.
    pub break_even_use: Option<f64>,
    /// Need without queues, to be redone in a spreadsheet: the sum of the won in `by_hand`.
    pub by_hand_won: i64,
    /// Parts of the need by hand.
    pub by_hand: ByHand,
    /// Share of programmes whose money ends early.
    pub exhausted_share: Estimate,
    /// On which day.
    pub exhausted_on: ExhaustedOn,
    /// Spent by budget line.
    pub lines: BudgetLines,
}

/// Cost of what was not served, by what stopped it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NotServed {
    /// The wait was too long, or the programme ended first.
    pub waiting: EstimateWon,
    /// The money was gone.
    pub money: EstimateWon,
    /// The project's allowance was used up.
    pub allowance: EstimateWon,
    /// A fault stood in the way.
    pub outage: EstimateWon,
}

/// The need by hand and what it is made from; no queues, no draws.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ByHand {
    /// Product-hours of use expected of the GPU projects.
    pub used_hours: f64,
    /// Those hours times their prices.
    pub gpu_won: i64,
    /// What begun hours (T1) add.
    pub begun_hours_won: i64,
    /// What idle minutes before return (A1) add.
    pub idle_won: i64,
    /// What hours held without use add under fixed allocation (A4).
    pub held_won: i64,
    /// What the projects of waves (P6) add, of those that are admitted by hand.
    pub waves_won: i64,
    /// Flat own contributions that come off bills (T3), as the reading has it: not above zero.
    pub own_contribution_won: i64,
    /// NPU by enrolment.
    pub npu_won: i64,
    /// Operating cost.
    pub operating_won: i64,
    /// Mean use of the GPU sets that it was made with, 0..=1.
    pub mean_use: f64,
}

impl ByHand {
    /// The sum of its parts.
    pub const fn total_won(&self) -> i64 {
        self.gpu_won
            + self.begun_hours_won
            + self.idle_won
            + self.held_won
            + self.waves_won
            + self.own_contribution_won
            + self.npu_won
            + self.operating_won
    }
}

/// The day on which the money ends. Quantiles are over all programmes: `None` where that share of programmes has
/// money to the end.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExhaustedOn {
    /// 5 % of programmes end by this day.
    pub p05: Option<Day>,
    /// Half of programmes end by this day.
    pub p50: Option<Day>,
    /// 95 % of programmes end by this day.
    pub p95: Option<Day>,
    /// Among those that end early.
    pub given_exhausted: GivenExhausted,
}

/// The programmes whose money ends early.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenExhausted {
    /// How many replications.
    pub count: u32,
    /// Their median day; null where there is none.
    pub p50: Option<Day>,
}

/// Money by budget line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BudgetLines {
    /// GPU line.
    pub gpu: EstimateWon,
    /// NPU line.
    pub npu: EstimateWon,
    /// Operating cost.
    pub operating: EstimateWon,
}

/// A promise of the scenario, judged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Promise {
    /// Its name in the scenario, such as `money`.
    pub name: String,
    /// Whether the share of programmes that keep it reaches the share that was asked.
    pub kept: bool,
    /// Share of programmes that keep it.
    pub kept_share: Estimate,
    /// Share of programmes that were asked to keep it, 0..=1.
    pub asked_share: f64,
    /// Metric that it speaks of, such as `programme.waits.all.over_limit_share`.
    pub metric: String,
    /// Most that the metric may be; null where the promise is of another kind.
    pub at_most: Option<f64>,
    /// Least that the metric may be; null where the promise is of another kind.
    pub at_least: Option<f64>,
    /// First day on which it may happen; null where the promise is of another kind.
    pub not_before: Option<Day>,
}

/// What one supplier earns in one programme.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SupplierFigures {
    /// Supplier.
    pub supplier: String,
    /// Revenue from the programme.
    pub revenue_won: EstimateWon,
    /// Revenue per card installed and month.
    pub revenue_per_card_month_won: EstimateWon,
    /// Discounts and credits for late allocation (A3).
    pub discount_won: EstimateWon,
    /// Deductions for resources that could not be used, or came late (T4, S7), on lines and whole statements.
    pub deduction_won: EstimateWon,
    /// Card-hours given free (T5).
    pub free_card_hours: Estimate,
    /// Card-hours installed and not in use while the programme lasts.
    pub idle_card_hours: Estimate,
    /// Of the card-hours installed, 0..=1.
    pub idle_share: Estimate,
    /// Product-hours of trials, at the supplier's cost (U2).
    pub trial_hours: Estimate,
    /// Begun product-hours after the free month (T6).
    pub after_hours: Estimate,
    /// What their users pay for them: nothing of it is the programme's.
    pub after_won: EstimateWon,
    /// Reports due within 3 days of a fault of its allocator (A4).
    pub fault_reports: Estimate,
    /// Storage of their own that its projects claim, in TB (S6).
    pub storage_claimed_tb: Estimate,
    /// Of it, beyond what the supplier has; null where that is not known.
    pub storage_short_tb: Option<Estimate>,
    /// Cost of its servers while they stand there; null where no cost is given.
    pub cost_won: Option<EstimateWon>,
    /// What the final settlement takes off its revenue (T9, T10, T11), which no bill line and no date knows of; null
    /// where nothing is settled finally.
    pub final_settlement_won: Option<EstimateWon>,
    /// Revenue less what is settled finally and less that cost; null where no cost is given.
    pub margin_won: Option<EstimateWon>,
}

/// What the programme's office decides or is told in the course of one programme.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Course {
    /// By wave (P6): share of programmes that admit it.
    pub wave_admitted_share: Named<Estimate>,
    /// Grants withdrawn for under-use (A6).
    pub recalled_grants: Estimate,
    /// Money moved from the NPU to the GPU line (P3), less what was moved back.
    pub npu_to_gpu_won: EstimateWon,
    /// Reports due for a stay of two months in one of the stages 1 to 3 (N5).
    pub stage_reports: Estimate,
}

/// An input without a source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assumed {
    /// Path in the scenario.
    pub path: String,
    /// The value as written there.
    pub value: String,
    /// Lower end of its range, as written there; left out where it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub low: Option<String>,
    /// Upper end of its range.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub high: Option<String>,
    /// Why this value; empty where a later text changed it and gave no reason of its own.
    pub why: String,
    /// Where it was changed without a reason, `file:line`; null where it was not.
    pub changed_in: Option<String>,
}

/// A fleet that was tried, or the scenario's own, over the pools that serve by the hour.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FleetTry {
    /// Whether it is the scenario's own fleet, from its own replications.
    pub own: bool,
    /// Its cards over those of one set for every project, as aimed at: 0.6 is 60 % (rounded up to whole servers); of the
    /// scenario's own fleet as it stands.
    pub share_of_floor: f64,
    /// Replications of this try.
    pub replications: u32,
    /// Servers by pool, at the programme's start.
    pub servers: Named<u32>,
    /// Cards, at the programme's start.
    pub cards: u32,
    /// What the GPU line pays, mean over replications, per card that stands in these pools and month; null without cards.
    pub revenue_per_card_month_won: Option<i64>,
    /// Spent by the programme, mean over replications, operating cost included.
    pub spent_won: i64,
    /// Waits by product.
    pub late: Vec<LateShare>,
}

/// Waits of one product in a fleet that was tried.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LateShare {
    /// Product, or `all`.
    pub product: String,
    /// Mean wait; null where there were no requests.
    pub mean_hours: Option<f64>,
    /// Share of requests that waited past the limit; null where there were none.
    pub over_limit_share: Option<f64>,
    /// Lower end of its 95 % interval over replications; null where none or all were late, or there are too few.
    pub over_limit_lo: Option<f64>,
    /// Upper end of that interval.
    pub over_limit_hi: Option<f64>,
}

/// An assumed input and what its range is worth.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LargestAssumed {
    /// Path in the scenario.
    pub path: String,
    /// What it is called.
    pub label: Label,
    /// Of a price: the products whose prices move with it, this one among them, in the programme's order; empty where it
    /// moves alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub together: Vec<String>,
    /// In which unit the three values are.
    pub unit: Unit,
    /// The value.
    pub value: f64,
    /// Lower end of its range.
    pub low: f64,
    /// Upper end of its range.
    pub high: f64,
    /// Need by hand at the lower end.
    pub need_low_won: i64,
    /// Need by hand at the upper end.
    pub need_high_won: i64,
}

/// Unit of an assumed value, so that a report can write it as people read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// 0..=1, shown in per cent.
    Share,
    /// Won.
    Won,
    /// Won per product-hour.
    WonPerHour,
    /// Won per month.
    WonPerMonth,
    /// Hours.
    Hours,
    /// A bare number.
    Number,
}
