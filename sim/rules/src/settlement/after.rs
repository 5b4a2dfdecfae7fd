//! After the service: a month free of charge (clause T5), then use at a price off the market's (clause T6).
//!
//! Both cost the supplier or the user, never the programme: nothing here is in a bill.

use crate::readings::{AfterBase, AfterLength, FreeMonth, FreeMonthEnd, Readings, UnitRound};
use jiff::civil::Date;
use naru_units::{Epoch, Instant, Month, Share, Span, Won};

/// The free month (추가 1개월 무상), `[from, until)`: clause T5.
///
/// From the earlier of `programme_end` and the second in which the line's money ran out, `service_ended`;
/// under `january_only` from the programme's end whatever happened, which leaves a gap after an early end.
pub fn free_month(
    readings: &Readings,
    epoch: Epoch,
    service_ended: Instant,
    programme_end: Instant,
) -> (Instant, Instant) {
    let from = match readings.free_month {
        FreeMonth::FromActualEnd => service_ended.min(programme_end),
        FreeMonth::JanuaryOnly => programme_end,
    };
    let until = match readings.free_month_end {
        FreeMonthEnd::CalendarSameClockTime => months_later(epoch, from, 1),
    };
    (from, until)
}

/// The time after the free month in which users pay (3개월 내외), `[from, until)`: clause T6.
pub fn paid_after(readings: &Readings, epoch: Epoch, free_until: Instant) -> (Instant, Instant) {
    let until = match readings.after_length {
        AfterLength::ThreeCalendarMonths => months_later(epoch, free_until, 3),
    };
    (free_until, until)
}

/// The same clock time on the same day, `months` later; where that month has no such day, the end of its last.
fn months_later(epoch: Epoch, at: Instant, months: usize) -> Instant {
    let civil = epoch.civil(at);
    let Month { year, month } = (0..months).fold(epoch.month(at), |month, _| month.next());
    Date::new(year, month, civil.day()).map_or_else(
        |_| epoch.month_start(Month { year, month }.next()),
        |day| epoch.instant(day.to_datetime(civil.time())),
    )
}

/// Exclusive end of the use that is billed: an hour that begins before the service ends is. Clause T5.
///
/// Use after it is counted by [`within`], to the second; under `hours` readings that round up, its first
/// seconds may lie in an hour that was billed.
pub fn billed_until(ended: Instant, service_ended: Instant) -> Instant {
    ended.min(service_ended)
}

/// How much of a use `[started, ended)` lies in a period: seconds of the free month (T5), of the time after (T6).
pub fn within((started, ended): (Instant, Instant), (from, until): (Instant, Instant)) -> Span {
    (ended.min(until) - started.max(from)).max(Span::ZERO)
}

/// Unit price that users pay after the free month: the discounted market price (시중가), rounded by
/// `T6.unit_round` before it is multiplied by hours. Clause T6.
///
/// ```
/// # use naru_rules::{readings::Readings, settlement::price_after};
/// # use naru_units::{Share, Won};
/// let price = price_after(&Readings::default(), Won(6_001), Won(4_150), Share(3_000));
/// assert_eq!(price, Won(4_200)); // 70 % of the market's 6,001, not of the agreed 4,150
/// ```
pub fn price_after(readings: &Readings, market: Won, agreed: Won, discount: Share) -> Won {
    let base = match readings.after_base {
        AfterBase::Market => market,
        AfterBase::Agreed => agreed,
    };
    assert!(discount <= Share::WHOLE, "a discount is at most the whole price");
    let kept = Share(Share::WHOLE.0 - discount.0);
    match readings.after_unit_round {
        UnitRound::Floor => base.share_floor(kept),
        UnitRound::HalfUp => base.share_half_up(kept),
    }
}
