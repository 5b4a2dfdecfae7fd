//! Allocation (할당): who gets which server now. One pure question, [`decide`], on one pool.
//!
//! A policy is a product of small choices (order, backfill, placement); no combination has a name of its own.
//! No clock, no draw, no project is known here: a waiting request is an order key and a set of resources.

mod decide;
mod servers;
mod spread;

pub use decide::{Grant, Queue, Scratch, View, Waiting, decide};
pub use servers::{Reason, Resources, ServerId, Servers};
pub use spread::{Spread, drain};

/// The supplier's operating plan (동적할당 운영계획): clause A7.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Criteria; the first decides, ties go to who entered the queue first.
    pub order: Vec<Criterion>,
    /// Who may pass a blocked head.
    pub backfill: Backfill,
    /// Which of the servers that fit.
    pub placement: Placement,
}

impl Policy {
    /// Whether requests of one pool start in the order in which they became eligible.
    pub fn keeps_arrival_order(&self) -> bool {
        match (self.order.first(), self.backfill) {
            (None | Some(Criterion::Arrival), Backfill::None) => true,
            (Some(Criterion::LeastSlack), Backfill::None) => false,
        }
    }
}

impl Default for Policy {
    fn default() -> Self {
        Self { order: vec![Criterion::Arrival], backfill: Backfill::None, placement: Placement::BestFit }
    }
}

/// What a queue is ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Criterion {
    /// Who became eligible first.
    Arrival,
    /// Whose wait limit is reached first: arrival plus the product's limit.
    LeastSlack,
}

impl Criterion {
    /// All criteria with their names in a scenario file.
    pub const ALL: [(&'static str, Self); 2] =
        [("arrival", Self::Arrival), ("least_slack", Self::LeastSlack)];
}

/// Who may pass a head that does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backfill {
    /// Nobody: strict order.
    None,
}

impl Backfill {
    /// All choices with their names in a scenario file.
    pub const ALL: [(&'static str, Self); 1] = [("none", Self::None)];
}

/// Which server, among those with room for the whole set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placement {
    /// Fewest free cards, then the lowest number.
    BestFit,
    /// The lowest number.
    FirstFit,
    /// Most free cards, then the lowest number.
    WorstFit,
}

impl Placement {
    /// All choices with their names in a scenario file.
    pub const ALL: [(&'static str, Self); 3] =
        [("best_fit", Self::BestFit), ("first_fit", Self::FirstFit), ("worst_fit", Self::WorstFit)];
}
