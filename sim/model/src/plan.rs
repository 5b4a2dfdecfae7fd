//! The engine's input language. A scenario is lowered into it; the engine is built and tested without a parser.
//!
//! A plan holds no text: names stay with the scenario, ids are positions.

use naru_rules::allocation::{Policy, Resources};
use naru_rules::settlement::Terms;
use naru_units::{Dated, Instant, Share, Span, Won};

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
    /// Sessions that one project may hold at the same time.
    pub concurrency: u32,
    /// Terms of settlement: months, readings, limit, rates.
    pub terms: Terms,
    /// The money.
    pub budget: Budget,
    /// Waits whose share is counted exactly, because something is judged by them: a promised quantile.
    pub wait_bounds: Vec<Span>,
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
    /// First second.
    pub from: Instant,
    /// Second from which they take no new session; those running end of themselves. `None`: to the end.
    pub until: Option<Instant>,
}

/// A product (상품) and where it can be had.
#[derive(Clone, Debug)]
pub struct Product {
    /// The budget line that pays.
    pub line: Line,
    /// How use is billed.
    pub tariff: Tariff,
    /// How cards are held.
    pub allocation: Allocation,
    /// Wait limit (clause A2); `None` where the call sets none.
    pub limit: Option<Span>,
    /// Time from the end of the work until cards come back of themselves (clause A1).
    pub idle_return: Span,
    /// Who offers it.
    pub offers: Vec<Offer>,
    /// Flat own contribution a month by kind of user, in the demand's order of kinds (clause T3); reported.
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
    /// What one set takes on one server.
    pub set: Resources,
    /// Unit price per product-hour, or per month.
    pub prices: Dated<Won>,
}

/// A granted project (과제).
#[derive(Clone, Copy, Debug)]
pub struct Project {
    /// Its product.
    pub product: ProductId,
    /// Which of the product's offers it uses.
    pub offer: u16,
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
