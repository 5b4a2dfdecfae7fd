//! The wait limit (clause A2) and what a late allocation earns (clause A3).
//!
//! Pure: no clock, no queue. Who waited is not known here.

use super::terms::Terms;
use crate::readings::{Clock, Excess, SlaDiscount};
use naru_units::{Hours, Instant, Share, Span};

/// The second from which a wait counts: clause A2.
///
/// `paid` is when the own contribution came in, `slot_free` when the project's own earlier session gave its
/// slot back. Under `requested` neither matters.
#[inline]
pub fn eligible(reading: Clock, requested: Instant, paid: Instant, slot_free: Instant) -> Instant {
    match reading {
        Clock::Eligible => requested.max(paid).max(slot_free),
        Clock::Requested => requested,
    }
}

/// Whether a wait exceeds the limit: strictly more, since the call says 초과. Clause A2.
#[inline]
pub fn over_limit(wait: Span, limit: Span) -> bool {
    wait > limit
}

/// Hours past the wait limit (기준 대기시간) that earn a discount: clause A3.
///
/// `wait` runs from eligibility to allocation. The limit itself is not late. Under `begun` a begun hour
/// counts whole, under `full` only a full one.
pub fn hours_over_limit(reading: Excess, wait: Span, limit: Span) -> Hours {
    let excess = (wait - limit).max(Span::ZERO);
    match reading {
        Excess::Begun => excess.begun_hours(),
        Excess::Full => excess.full_hours(),
    }
}

/// The rate at which the hours over the limit are taken off: clause A3. Nothing without such an hour.
///
/// `growing` multiplies the rate by the hours, up to the ceiling; without a ceiling, to the whole price. Under
/// `credit` it is the rate of each hour, and no ceiling is asked.
pub fn discount_rate(reading: SlaDiscount, rate: Share, ceiling: Option<Share>, over: Hours) -> Share {
    match reading {
        _ if over.0 <= 0 => Share::NONE,
        SlaDiscount::Hours | SlaDiscount::Session | SlaDiscount::Credit => rate,
        SlaDiscount::Growing => {
            let most = ceiling.unwrap_or(Share::WHOLE);
            let grown = i64::from(rate.0).saturating_mul(over.0).min(i64::from(most.0));
            Share(u32::try_from(grown).expect("a ceiling is a share"))
        }
    }
}

/// What a session's wait takes off its price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Late {
    /// Clock hours from the session's start that are discounted; `None`: the whole session.
    pub(super) hours: Option<i64>,
    /// Never zero.
    pub(super) rate: Share,
}

/// `None` where nothing is taken off.
pub(super) fn late(terms: &Terms, wait: Span) -> Option<Late> {
    if !over_limit(wait, terms.wait_limit) {
        return None;
    }
    let readings = &terms.readings;
    let over = hours_over_limit(readings.excess, wait, terms.wait_limit);
    let rate = discount_rate(readings.sla_discount, terms.discount_rate, terms.discount_ceiling, over);
    let hours = match readings.sla_discount {
        SlaDiscount::Hours => Some(over.0),
        SlaDiscount::Session | SlaDiscount::Growing => None,
        // Taken off the account's lines, not off the session: see `credit`.
        SlaDiscount::Credit => return None,
    };
    (rate != Share::NONE).then_some(Late { hours, rate })
}
