//! Allocation (할당): who gets which server now. One pure question, [`decide`], on one pool.
//!
//! A policy is a product of small choices (order, backfill, placement); no combination has a name of its own.
//! No clock, no draw, no project is known here: a waiting request is a [`Key`], an estimate and a set of resources.

mod conservative;
mod decide;
mod easy;
mod fair_share;
mod order;
mod queue;
mod running;
mod servers;
mod spread;

pub use decide::{Grant, Scratch, View, decide};
pub use fair_share::{FairShare, decay};
pub use order::{Asked, Key};
pub use queue::{Queue, Waiting};
pub use running::{Held, Running};
pub use servers::{Reason, Resources, ServerId, Servers};
pub use spread::{Spread, drain};

/// The supplier's operating plan (동적할당 운영계획): clause A7.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Criteria, at most [`Key::MOST`]: each breaks the ties of those before it; the last ties go to who became
    /// eligible first, then to the lower number.
    pub order: Vec<Criterion>,
    /// Of [`Criterion::WeightedSum`]: what a unit of each criterion counts.
    pub weights: Vec<(Criterion, i64)>,
    /// Who may pass a blocked head.
    pub backfill: Backfill,
    /// Which of the servers that fit.
    pub placement: Placement,
}

impl Policy {
    /// Whether requests of one pool start in the order in which they became eligible.
    pub fn keeps_arrival_order(&self) -> bool {
        matches!(self.order.first(), None | Some(Criterion::Arrival)) && self.backfill == Backfill::None
    }

    /// Whether a criterion takes part in the order, by itself or in a weighted sum.
    pub fn looks_at(&self, criterion: Criterion) -> bool {
        let weighed = || self.weights.iter().any(|(c, weight)| *c == criterion && *weight != 0);
        self.order.iter().any(|c| *c == criterion || (*c == Criterion::WeightedSum && weighed()))
    }
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            order: vec![Criterion::Arrival],
            weights: Vec::new(),
            backfill: Backfill::None,
            placement: Placement::BestFit,
        }
    }
}

/// What a queue is ordered by. Each is a whole number, the smaller one first, that does not change while a request
/// waits; [`Criterion::FairShare`] changes at midnights alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Criterion {
    /// Who became eligible first. Unit of a weight: minute.
    Arrival,
    /// Whose wait limit is reached first: eligible plus the product's limit. Unit: minute; no limit counts a year.
    LeastSlack,
    /// Higher priority of the product first. Unit: point.
    Priority,
    /// Who has used least of late: card-seconds with a half-life ([`FairShare`]). Unit: card-hour.
    FairShare,
    /// Who has least allowance left. Unit: TF-hour; no bound counts as 2⁴⁰ TF-seconds.
    LeastAllowance,
    /// Fewest cards first. Unit: card.
    SmallestFirst,
    /// Most cards first. Unit: card.
    LargestFirst,
    /// The sum of all others, each in its unit (cut) times its weight.
    WeightedSum,
}

impl Criterion {
    /// All criteria with their names in a scenario file.
    pub const ALL: [(&'static str, Self); 8] = [
        ("arrival", Self::Arrival),
        ("least_slack", Self::LeastSlack),
        ("priority", Self::Priority),
        ("fair_share", Self::FairShare),
        ("least_allowance", Self::LeastAllowance),
        ("smallest_first", Self::SmallestFirst),
        ("largest_first", Self::LargestFirst),
        ("weighted_sum", Self::WeightedSum),
    ];
}

/// Who may pass a head that does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backfill {
    /// Nobody: strict order.
    None,
    /// Whoever does not delay the head, by what running sessions are expected to take.
    Easy,
    /// Whoever delays nobody before him: each request has a reservation, on the first servers that fit, whatever the
    /// placement.
    Conservative,
}

impl Backfill {
    /// All choices with their names in a scenario file.
    pub const ALL: [(&'static str, Self); 3] =
        [("none", Self::None), ("easy", Self::Easy), ("conservative", Self::Conservative)];
}

/// Which server, among those with room for the whole set. Ties go to the lowest number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placement {
    /// Fewest free cards.
    BestFit,
    /// The lowest number.
    FirstFit,
    /// Most free cards.
    WorstFit,
    /// Servers that hold equal sets alone, then empty ones, then the others; among each, fewest free cards.
    /// Products keep apart, so that what one gives back has the shape that it asks for next.
    Packed,
}

impl Placement {
    /// All choices with their names in a scenario file.
    pub const ALL: [(&'static str, Self); 4] = [
        ("best_fit", Self::BestFit),
        ("first_fit", Self::FirstFit),
        ("worst_fit", Self::WorstFit),
        ("packed", Self::Packed),
    ];
}
