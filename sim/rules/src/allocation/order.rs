//! The order of a queue: criteria become one key.

use super::{Criterion, Policy};
use naru_units::{HOUR, Instant, MINUTE, Span};

/// What criteria look at: a request as it stands when it enters its queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// From when its wait counts.
    pub eligible: Instant,
    /// The product's wait limit; a product without one has all the slack there is.
    pub limit: Option<Span>,
    /// The product's priority, the higher one first.
    pub priority: i32,
    /// What its project has used of late, in card-seconds ([`FairShare`](super::FairShare)).
    pub usage: u64,
    /// TF-seconds that its project may still draw; `None`: no bound.
    pub allowance: Option<i64>,
    /// Cards of all its sets.
    pub cards: u32,
    /// Breaks the last ties: its number in the book of the queue, or of its project by name.
    pub number: u32,
}

impl Asked {
    /// A request of which nothing but the time is known.
    pub const fn at(eligible: Instant, number: u32) -> Self {
        Self { eligible, limit: None, priority: 0, usage: 0, allowance: None, cards: 1, number }
    }

    fn value(&self, criterion: Criterion) -> i64 {
        match criterion {
            Criterion::Arrival => self.eligible.0,
            Criterion::LeastSlack => self.eligible.0 + self.limit.map_or(NO_LIMIT, |limit| limit.0),
            Criterion::Priority => -i64::from(self.priority),
            Criterion::FairShare => i64::try_from(self.usage).unwrap_or(i64::MAX),
            Criterion::LeastAllowance => self.allowance.unwrap_or(NO_BOUND),
            Criterion::SmallestFirst => i64::from(self.cards),
            Criterion::LargestFirst => -i64::from(self.cards),
            Criterion::WeightedSum => 0,
        }
    }
}

/// Seconds of slack without a limit: longer than a programme lasts.
const NO_LIMIT: i64 = 365 * 24 * HOUR;
/// TF-seconds of an allowance without a bound: more than any programme lends a project.
const NO_BOUND: i64 = 1 << 40;

/// Of one unit of a weighted criterion.
const fn unit(criterion: Criterion) -> i64 {
    match criterion {
        Criterion::Arrival | Criterion::LeastSlack => MINUTE,
        Criterion::FairShare | Criterion::LeastAllowance => HOUR,
        Criterion::Priority | Criterion::SmallestFirst | Criterion::LargestFirst | Criterion::WeightedSum => {
            1
        }
    }
}

/// Where a request stands in its queue: the smaller key first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    criteria: [i64; Key::MOST],
    eligible: Instant,
    number: u32,
}

impl Key {
    /// The most criteria of an order.
    pub const MOST: usize = 3;

    /// The key under [`Criterion::Arrival`] alone: what [`Key::new`] makes of it.
    #[inline]
    pub const fn by_arrival(eligible: Instant, number: u32) -> Self {
        Self { criteria: [eligible.0, 0, 0], eligible, number }
    }

    /// The key of a request under a policy.
    ///
    /// # Panics
    /// For more than [`Key::MOST`] criteria.
    pub fn new(policy: &Policy, asked: &Asked) -> Self {
        let mut criteria = [0; Self::MOST];
        for (slot, criterion) in policy.order.iter().enumerate() {
            criteria[slot] = if *criterion == Criterion::WeightedSum {
                policy.weights.iter().fold(0, |sum: i64, (c, weight)| {
                    sum.saturating_add(weight.saturating_mul(asked.value(*c).div_euclid(unit(*c))))
                })
            } else {
                asked.value(*criterion)
            };
        }
        Self { criteria, eligible: asked.eligible, number: asked.number }
    }
}
