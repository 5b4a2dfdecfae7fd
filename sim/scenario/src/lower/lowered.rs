//! What a scenario is lowered to: plan and demand, and what people will want to know beside them.

use crate::problem::Problems;
use crate::surface::{Clause, Figure};
use crate::tree::Place;
use crate::words::Text;
use jiff::civil::Date;
use naru_model::rules::settlement::Clawback;
use naru_model::workload::Spec;
use naru_model::{Plan, PoolId, SupplierId};
use naru_units::{Instant, Share, Won};

/// A scenario that can run, and what stands beside it.
#[derive(Clone, Debug)]
pub struct Lowered {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: Text,
    /// What the engine is handed.
    pub plan: Plan,
    /// What users would ask for.
    pub demand: Spec,
    /// What the ids of the plan are called.
    pub names: Names,
    /// What a run is judged by.
    pub promises: Vec<Promise>,
    /// Figures that say where they come from, in file order.
    pub figures: Vec<Figure>,
    /// The clause table, in the call's order.
    pub clauses: Vec<Clause>,
    /// Every reading in force, as `T1.hours` and its value, in the clause table's order.
    pub readings: Vec<(String, String)>,
    /// Facts that neither plan nor demand hold.
    pub facts: Facts,
    /// What `check` warns of.
    pub warnings: Problems,
}

/// What the ids of a plan are called; positions are the plan's.
#[derive(Clone, Debug)]
pub struct Names {
    /// Suppliers, by `SupplierId`.
    pub suppliers: Vec<String>,
    /// Pools, by `PoolId`.
    pub pools: Vec<PoolName>,
    /// Products, by `ProductId`.
    pub products: Vec<ProductName>,
    /// Classes of behaviour, in the demand's order.
    pub classes: Vec<String>,
    /// Kinds of user, in the demand's order.
    pub kinds: Vec<String>,
}

/// A pool's name and card.
#[derive(Clone, Debug)]
pub struct PoolName {
    /// Its supplier.
    pub supplier: String,
    /// Its own name, such as `H100`.
    pub name: String,
    /// Class of its cards, as floors count them and results name them.
    pub card_type: String,
    /// The very card, such as `H100-SXM`.
    pub card: String,
    /// Cards of one server.
    pub cards_per_server: u32,
    /// The most servers that its supplier could bring (clause S10).
    pub maximum_servers: Option<u32>,
}

/// A product's name and specification.
#[derive(Clone, Debug)]
pub struct ProductName {
    /// Its id, such as `gpu-134tf`.
    pub id: String,
    /// What people call it, such as `134TF`.
    pub title: Text,
    /// TF or TOPS of one set, whole.
    pub performance: u32,
    /// Number of the first project, from 1. Those of its waves come after all others.
    pub first_project: u32,
    /// Number of projects, those of waves too.
    pub projects: u32,
}

/// A promise (약속) that a run is judged by.
#[derive(Clone, Debug)]
pub struct Promise {
    /// Its name, such as `wait`.
    pub name: String,
    /// What people call it.
    pub title: Text,
    /// Path of the metric.
    pub metric: String,
    /// What the metric keeps to.
    pub kept: Kept,
    /// Share of programmes in which it must.
    pub in_programmes: f64,
    /// Where the metric is named, to say so if there is none of that name.
    pub place: Place,
}

/// When a promise is kept.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kept {
    /// Not more than this.
    AtMost(f64),
    /// Not less than this.
    AtLeast(f64),
    /// Not before this second.
    NotBefore(Instant),
}

/// Facts for people and for files.
#[derive(Clone, Debug)]
pub struct Facts {
    /// First day.
    pub start: Date,
    /// Day after the last.
    pub end: Date,
    /// Card floors with what stands there on the first day.
    pub floors: Vec<CardFloor>,
    /// Months of support of a project granted at the start (clause A5).
    pub support_months: u32,
    /// Allowance of such a project in product-seconds (clause A5).
    pub allowance_product_s: i64,
    /// The waves, in the plan's order (clause P6).
    pub waves: Vec<WaveName>,
    /// Terabytes of storage beside the servers, by supplier (clause S6).
    pub storage_tb: Vec<(SupplierId, u32)>,
    /// What is settled with suppliers after the last statement (clauses T9, T10, T11).
    pub final_settlements: Vec<FinalSettlement>,
    /// Criteria of the order, by name.
    pub order: Vec<String>,
    /// Name of the backfill.
    pub backfill: String,
    /// Name of the placement.
    pub placement: String,
    /// Name of what suppliers expect of a request's length.
    pub estimate: String,
    /// Days in which use counts by half, where the order is by fair share.
    pub half_life_days: Option<u32>,
    /// Servers of each pool by the date from which so many stand there.
    pub fleet: Vec<ServersOfPool>,
}

/// A wave (추가모집).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaveName {
    /// Its name.
    pub name: String,
    /// When it is decided.
    pub at: Instant,
    /// Whole months of support of its projects.
    pub support_months: u32,
}

/// What is settled with one supplier after the last statement; it changes no bill line and no date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FinalSettlement {
    /// With whom.
    pub supplier: SupplierId,
    /// Share of its whole rent that is cut after a poor evaluation (clause T9).
    pub rent_cut: Option<Share>,
    /// What is asked back after fraud (clause T10).
    pub clawback: Option<Clawback>,
    /// What its servers really cost (clause T11).
    pub actual_cost: Option<ActualCost>,
}

/// Settlement on actual cost (실비 정산).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActualCost {
    /// Cost of a server of each of the supplier's pools for a month.
    pub server_month: Vec<(PoolId, Won)>,
    /// Added to the cost.
    pub margin: Share,
}

/// A card floor (필요카드수).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardFloor {
    /// Class of cards.
    pub card_type: String,
    /// Cards that stand there on the first day.
    pub installed: u32,
    /// The floor that holds for this fleet (clause S2).
    pub floor: u32,
}

/// How many servers a pool has, from when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServersOfPool {
    /// The pool.
    pub pool: PoolId,
    /// First second and number of servers, ascending.
    pub servers: Vec<(Instant, u32)>,
}
