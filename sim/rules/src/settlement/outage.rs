//! Resources that cannot be used (장애로 인해 서비스를 이용할 수 없는 경우): clause T4.
//!
//! Pure: when faults come is not known here. What an outage takes out of a session's use is cut with the
//! session (`parts`); here is where a session ends, and what is taken off a rent.

use super::terms::Terms;
use crate::readings::{NpuOutage, OffRounding, OnOutage, Outage};
use naru_units::{DAY, HOUR, Instant, Span, Won};

/// The second in which a fault ends a session `[started, wants_until)`; `None` where none does. Clause T4.
///
/// `outages` ascending: half open, of the cards that the session holds. A fault in the second in which the
/// session ends anyway has no effect, nor has an outage that is over when it starts.
pub fn ended_by_fault(
    reading: OnOutage,
    started: Instant,
    wants_until: Instant,
    outages: &[(Instant, Instant)],
) -> Option<Instant> {
    match reading {
        OnOutage::Suspend => None,
        OnOutage::Cut => outages
            .iter()
            .find(|(from, until)| *from < wants_until && started < *until)
            .map(|(from, _)| started.max(*from)),
    }
}

/// Taken off for resources that stood unusable for so long (해당 자원 임차료만큼 감액): clause T4. Their rent, cut.
///
/// `price` is the hourly price of a set of `cards_per_set` cards. Nothing under `not_billed`.
///
/// ```
/// # use naru_rules::{readings::Outage, settlement::outage_deduction};
/// # use naru_units::{Span, Won};
/// // A server of 8 H100 for half an hour: 4 sets of 2 at 8,300 won.
/// let off = outage_deduction(Outage::Deduction, 8, Won(8_300), 2, Span(1_800));
/// assert_eq!(off, Won(16_600));
/// ```
///
/// # Panics
/// For a set of no cards.
pub fn outage_deduction(reading: Outage, cards: u32, price: Won, cards_per_set: u32, unusable: Span) -> Won {
    match reading {
        Outage::NotBilled => Won::ZERO,
        Outage::Deduction => {
            (price * i64::from(cards)).ratio_floor(unusable.0, i64::from(cards_per_set) * HOUR)
        }
    }
}

/// Taken off a monthly price for so long an outage, rounded by `A3.won`: by default up, so that what is paid
/// is cut. Never more than `part`, what the days held in the month cost.
pub(super) fn monthly_deduction(terms: &Terms, price: Won, part: Won, unusable: Span) -> Won {
    let (units, of) = match terms.readings.npu_outage {
        NpuOutage::WholeDays => (unusable.0 / DAY, 30),
        NpuOutage::ProrataSeconds => (unusable.0, 30 * DAY),
    };
    let off = match terms.readings.off {
        OffRounding::PaidFloor => -(-price).ratio_floor(units, of),
        OffRounding::OffFloor => price.ratio_floor(units, of),
        OffRounding::OffHalfUp => price.ratio_half_up(units, of),
    };
    off.min(part)
}
