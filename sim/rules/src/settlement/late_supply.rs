//! Cards that come later than agreed (지연): clause S7.

use crate::readings::LateSupply;
use naru_units::{Cards, HOUR, Instant, Span, Won};

/// What one product of a pool costs an hour, and how many cards a set of it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SetPrice {
    /// Per product-hour.
    pub unit_price: Won,
    /// Cards of one set, at least one.
    pub cards: Cards,
}

impl SetPrice {
    /// Whether a card of it is cheaper than one of another: compared exactly.
    fn cheaper_by_card(self, other: Self) -> bool {
        i128::from(self.unit_price.0) * i128::from(other.cards.0)
            < i128::from(other.unit_price.0) * i128::from(self.cards.0)
    }
}

/// What is deducted for cards that came late (해당되는 금액과 지연기간을 반영하여 정산), at least 0: clause S7.
///
/// `deduction`: cards × price of a card-hour × delay, cut to a whole won once. The price is the pool's lowest
/// per card, so that a fleet shared by several products is not charged for the dearest; cards that do not fill a
/// set count by their part of it. `no_revenue`: the cards earned nothing, which is all. `period_moved`: see
/// [`support_until`].
///
/// ```
/// # use naru_rules::{readings::LateSupply, settlement::{SetPrice, late_deduction}};
/// # use naru_units::{Cards, Span, Won};
/// let pool = [
///     SetPrice { unit_price: Won(4_150), cards: Cards(1) },
///     SetPrice { unit_price: Won(8_000), cards: Cards(2) }, // 4,000 a card
/// ];
/// let deducted = |reading| late_deduction(reading, Cards(8), &pool, Span::hours(24));
/// assert_eq!(deducted(LateSupply::Deduction), Won(8 * 4_000 * 24));
/// assert_eq!(deducted(LateSupply::NoRevenue), Won(0));
/// ```
///
/// # Panics
/// For a pool without products.
pub fn late_deduction(reading: LateSupply, late: Cards, pool: &[SetPrice], delay: Span) -> Won {
    match reading {
        LateSupply::NoRevenue | LateSupply::PeriodMoved => Won::ZERO,
        LateSupply::Deduction => {
            let cheaper =
                |one: SetPrice, other: SetPrice| if other.cheaper_by_card(one) { other } else { one };
            let cheapest = pool.iter().copied().reduce(cheaper).expect("a pool has products");
            let card_seconds = i64::from(late.0) * delay.max(Span::ZERO).0;
            cheapest.unit_price.ratio_floor(card_seconds, i64::from(cheapest.cards.0) * HOUR)
        }
    }
}

/// Exclusive end of the support of projects whose cards came late: under `period_moved` as much later; else it
/// stays. Clause S7.
pub fn support_until(reading: LateSupply, until: Instant, delay: Span) -> Instant {
    match reading {
        LateSupply::NoRevenue | LateSupply::Deduction => until,
        LateSupply::PeriodMoved => until + delay.max(Span::ZERO),
    }
}
