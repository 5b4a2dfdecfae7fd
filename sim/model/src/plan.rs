//! The engine's input language. A scenario is lowered into it; the engine is built and tested without a parser.
//!
//! A plan holds no text for people: names stay with the scenario, ids are positions. The names that faults are
//! drawn by are the exception, since identity follows names.

use naru_rules::allocation::{Policy, Resources};
use naru_rules::settlement::Terms;
use naru_units::{Dated, Instant, Share, Span, Won};
use naru_workload::faults::FaultLaws;

/// Position of a supplier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SupplierId(pub u16);

/// Position of a pool in [`Plan::pools`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PoolId(pub u16);

/// Position of a product in [`Plan::products`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProductId(pub u16);

/// Everything that one replication needs besides what users would ask for.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Exclusive end of the programme.
    pub end: Instant,
    /// Supply.
    pub pools: Vec<Pool>,
    /// What can be asked for, in the programme's order.
    pub products: Vec<Product>,
    /// Who may ask: one entry per project of the demand, in its numbering.
    pub projects: Vec<Project>,
    /// The operating plan of every pool.
    pub policy: Policy,
    /// What a supplier expects of a request's length.
    pub estimate: Estimate,
    /// What is left of 2³² of a day's use a day later, where the order is by fair share
    /// ([`decay`](naru_rules::allocation::decay)).
    pub fair_share_decay: u64,
    /// Sessions that one project may hold at the same time.
    pub concurrency: u32,
    /// Terms of settlement: months, readings, limit, rates.
    pub terms: Terms,
    /// The money.
    pub budget: Budget,
    /// Waits whose share is counted exactly, because something is judged by them: a promised quantile.
    pub wait_bounds: Vec<Span>,
    /// How a project finds its supplier where several offer its product (clause S9).
    pub choice: Choice,
    /// What fails, and when (clauses T4, A4, A8).
    pub outages: Outages,
    /// Cohorts that are admitted later, if the money allows (clause P6).
    pub waves: Vec<Wave>,
    /// Resources that are taken back (clause A6).
    pub recall: Recall,
    /// Share of the work's seconds with GPU use above zero (reading `A1.billed_time: gpu_busy`).
    pub gpu_busy: Share,
    /// Jobs that need a part of their set (clause T12).
    pub part_sets: PartSets,
    /// Use after the service's end (clauses T5, T6); `None`: not simulated.
    pub after: Option<After>,
}

/// How long a supplier expects a request to work. Its idle tail, which the supplier sets, comes on top.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Estimate {
    /// As long as it will.
    #[default]
    Exact,
    /// As long as its product's users declare: [`Product::declared`].
    Declared,
    /// So many times as long as it will, in hundredths of a percent; to the nearest second.
    Factor(u32),
    /// A round number above what users think, who think too much: their work over a uniform draw (Mu'alem and
    /// Feitelson 2001), at the next of a few round lengths (Tsafrir, Etsion and Feitelson 2005).
    UserLike,
}

/// What a one-card job on a two-card product takes and costs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PartSets {
    /// It is billed for the cards that it needs; else for the whole product-hour.
    pub billed_pro_rata: bool,
    /// The other cards are free for others.
    pub frees_the_rest: bool,
}

/// How a project finds its supplier.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Choice {
    /// As [`Project::offer`] says: by share or by price.
    #[default]
    Given,
    /// At its first service second, where the least is held and waited for, per card that stands there.
    ExpectedWait,
}

/// What fails: servers, allocators, and what is taken out of service by plan.
#[derive(Clone, Debug, Default)]
pub struct Outages {
    /// How long things run and how long they are down.
    pub laws: FaultLaws,
    /// By pool: the name that the faults of its servers are drawn by; `None`: its servers do not fail.
    pub servers: Vec<Option<String>>,
    /// By supplier: the name that the faults of its allocator are drawn by; `None`: it does not fail.
    pub allocators: Vec<Option<String>>,
    /// Failures of an allocator on given dates.
    pub allocator_down: Vec<(SupplierId, Instant, Instant)>,
    /// From a failure of the allocator to the first grant under fixed allocation (즉시: 0).
    pub switch_delay: Span,
    /// From the allocator's repair to the return to dynamic allocation.
    pub return_delay: Span,
    /// Planned windows without service (clause A8).
    pub maintenance: Vec<Maintenance>,
}

/// A planned window without service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Maintenance {
    /// Of which pool.
    pub pool: PoolId,
    /// Servers `[0, servers)` of it.
    pub servers: u32,
    /// First second.
    pub from: Instant,
    /// Exclusive end.
    pub until: Instant,
    /// Whether time spent waiting inside the window counts as waiting.
    pub waits_count: bool,
}

/// A cohort that is admitted on a date if enough money is forecast to be left (추가모집).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wave {
    /// When it is decided: the beginning of a month.
    pub at: Instant,
    /// The least share of the available money that must be forecast unspent.
    pub threshold: Share,
}

/// Resources taken back (자원회수).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Recall {
    /// Of a running allocation.
    pub allocation: Option<RecallAllocation>,
    /// Of a grant that is hardly used.
    pub grant: Option<RecallGrant>,
}

/// A running session may be ended while others wait for its pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecallAllocation {
    /// Only sessions that have held their cards for so long.
    pub after: Span,
    /// From the notice to the end.
    pub notice: Span,
}

/// A grant is withdrawn for under-use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecallGrant {
    /// When it is looked at: the mid-check.
    pub at: Instant,
    /// Withdrawn if the hours used are below this share of the hours since the project's first service second.
    pub below: Share,
    /// From the notice to the end of service.
    pub notice: Span,
}

/// Use after the service's end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct After {
    /// Exclusive end of all that is simulated.
    pub horizon: Instant,
    /// Of the projects that used the free month, the share that stays at the market's price less a discount.
    pub stays: Share,
    /// That discount.
    pub discount: Share,
}

/// Servers of one kind of one supplier, with one queue.
#[derive(Clone, Debug)]
pub struct Pool {
    /// Whose servers.
    pub supplier: SupplierId,
    /// What each server has.
    pub server: Resources,
    /// Servers by the time in which they stand there. Numbered through in this order.
    pub servers: Vec<Servers>,
}

/// Some servers of a pool (clauses S7, S12).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Servers {
    /// How many.
    pub count: u32,
    /// First second as agreed; where `from` is later, they come late (clause S7).
    pub agreed: Instant,
    /// First second.
    pub from: Instant,
    /// Second from which they take no new session; those running end of themselves. `None`: to the end.
    pub until: Option<Instant>,
    /// They come with this wave, if it is admitted; `None`: in any case.
    pub wave: Option<u16>,
}

/// A product (상품) and where it can be had.
#[derive(Clone, Debug)]
pub struct Product {
    /// The budget line that pays.
    pub line: Line,
    /// How use is billed.
    pub tariff: Tariff,
    /// TF or TOPS of one set.
    pub performance: u32,
    /// Wait limit (clause A2); `None` where the call sets none.
    pub limit: Option<Span>,
    /// Time from the end of the work until cards come back of themselves (clause A1).
    pub idle_return: Span,
    /// What an order by slack aims at; the wait limit unless the operating plan sets another.
    pub aim: Option<Span>,
    /// Its place in an order by priority, the higher one first.
    pub priority: i32,
    /// How long its users declare that they work.
    pub declared: Span,
    /// Who offers it.
    pub offers: Vec<Offer>,
    /// Flat own contribution a month by kind of user, in the demand's order of kinds (clause T3). By the reading it
    /// comes off the bills of an hourly product, or is reported as due outside them.
    pub own_monthly: Vec<Won>,
    /// Own contribution as a share of each bill line by kind of user; empty where no kind pays one.
    pub own_ratio: Vec<Share>,
}

/// A budget line (내역사업 예산).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Line {
    /// High-performance computing (clause S).
    Gpu,
    /// Domestic AI semiconductors (clause N).
    Npu,
}

impl Line {
    /// Both lines, in the order of every file.
    pub const ALL: [Self; 2] = [Self::Gpu, Self::Npu];

    /// Position in arrays by line.
    pub const fn index(self) -> usize {
        self as usize
    }
}

/// How use is billed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tariff {
    /// By product-hours (clause T1).
    Hourly,
    /// By months and days (clause N3).
    Monthly,
}

/// How cards are held (clauses A1, A4, N2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Allocation {
    /// 동적할당: for the length of a session.
    Dynamic,
    /// 고정할당: from the start to the end of use.
    Fixed,
}

/// One supplier's offer of a product.
#[derive(Clone, Debug)]
pub struct Offer {
    /// Whose.
    pub supplier: SupplierId,
    /// From which pool.
    pub pool: PoolId,
    /// How cards are held.
    pub allocation: Allocation,
    /// What one set takes on one server; a whole server of a gang.
    pub set: Resources,
    /// Servers that are held together, whole and empty at the start (clause S3); `None`: one set is one set.
    pub gang: Option<u32>,
    /// Only for requests that their project's own offer cannot serve at once (clause S5).
    pub overflow: bool,
    /// TF that a set draws from the project's allowance (clause S5): the product's, or the card's.
    pub draws: u32,
    /// Unit price per product-hour, or per month.
    pub prices: Dated<Won>,
    /// The market's price of the same, for use after the programme (clause T6).
    pub market: Won,
}

impl Offer {
    /// Whether it ever has a price.
    pub(crate) fn costs(&self) -> bool {
        self.prices.iter().any(|(_, price)| *price != Won::ZERO)
    }
}

/// A granted project (과제).
#[derive(Clone, Copy, Debug)]
pub struct Project {
    /// Its product.
    pub product: ProductId,
    /// Which of the product's offers it uses at first.
    pub offer: u16,
    /// What it may draw in all, in TF-seconds (clause A5); `None`: no bound.
    pub allowance: Option<i64>,
    /// Granted with this wave, if it is admitted; `None`: from the start.
    pub wave: Option<u16>,
    /// Granted with its wave only in the place of a recalled grant of its product (clause A6).
    pub in_recalled_place: bool,
}

/// The money (clauses P2, P3, P4).
#[derive(Clone, Copy, Debug)]
pub struct Budget {
    /// Hard cap on all that the programme pays, VAT in.
    pub cap: Won,
    /// Operating cost inside the cap.
    pub operating: Won,
    /// Opening money of each line, by [`Line::index`]; with the operating cost it makes the cap.
    pub opening: [Won; 2],
    /// A second trigger: funding stops on a date.
    pub funding_stop: Option<Instant>,
}
