//! The computing allowance of a project (연산자원 총량) and what bursts draw from it (당겨쓰기, 몰아쓰기): clause A5.
//!
//! An allowance is counted in product-seconds: seconds of one set of the project's own product. Any other
//! unit will do, such as TF-seconds, where the left and the drawing are both counted in it. Deliberately
//! absent: who draws how often, and what is billed, but for the price of a burst's hour.

use crate::allocation::Resources;
use crate::readings::{AllowanceMonth, BurstPrice, BurstSpan, Draw};
use naru_units::{DAY, HOUR, Instant, Month, Span, Won};

/// Product-seconds of `months` months of support from `first` on.
///
/// ```
/// # use naru_rules::{allowance::product_seconds, readings::AllowanceMonth};
/// # use naru_units::Month;
/// let april = Month::parse("2025-04").unwrap();
/// assert_eq!(product_seconds(AllowanceMonth::Days30, april, 9), 270 * 86_400);
/// assert_eq!(product_seconds(AllowanceMonth::Calendar, april, 9), 275 * 86_400);
/// ```
pub fn product_seconds(reading: AllowanceMonth, first: Month, months: u32) -> i64 {
    match reading {
        AllowanceMonth::Days30 => i64::from(months) * 30 * DAY,
        AllowanceMonth::Calendar => core::iter::successors(Some(first), |month| Some(month.next()))
            .take(months as usize)
            .map(|month| month.days() * DAY)
            .sum(),
    }
}

/// The sets of a burst from one performance to another: 1 (no burst), 2, 4 or 8 times; else `None`.
pub fn multiple(product_tf: u32, burst_tf: u32) -> Option<u32> {
    [1, 2, 4, 8].into_iter().find(|k| product_tf.checked_mul(*k) == Some(burst_tf))
}

/// For how many months an allowance lasts at another performance: months × TF is kept. A reduced fraction,
/// numerator first.
///
/// ```
/// # use naru_rules::allowance::burst_months;
/// assert_eq!(burst_months(134, 8, 536), (2, 1)); // 134TF x 8개월 = 1,072TF -> 536TF으로 2개월
/// assert_eq!(burst_months(134, 9, 268), (9, 2));
/// ```
///
/// # Panics
/// For a burst of no performance.
pub fn burst_months(product_tf: u32, months: u32, burst_tf: u32) -> (u64, u64) {
    assert!(burst_tf > 0, "a burst has a performance");
    let (all, by) = (u64::from(product_tf) * u64::from(months), u64::from(burst_tf));
    let (mut divisor, mut rest) = (all, by);
    while rest > 0 {
        (divisor, rest) = (rest, divisor % rest);
    }
    (all / divisor, by / divisor)
}

/// Price of a clock hour of a burst of `multiple` sets. `target` is the price of the product of that
/// performance, where there is one.
///
/// Under `target_product` such an hour is billed as one of that product, not as `multiple` of the own one.
pub fn burst_price(reading: BurstPrice, own: Won, multiple: u32, target: Option<Won>) -> Won {
    match (reading, target) {
        (BurstPrice::TargetProduct, Some(target)) => target,
        (BurstPrice::TargetProduct, None) | (BurstPrice::Multiple, _) => own * i64::from(multiple),
    }
}

/// What a burst asks of the servers: so many sets, each of such resources whole on one server.
///
/// `None` where a set is more than an empty `server` has.
pub fn burst_sets(
    reading: BurstSpan,
    set: Resources,
    multiple: u32,
    server: Resources,
) -> Option<(u32, Resources)> {
    let (sets, set) = match reading {
        BurstSpan::SetBySet => (multiple, set),
        BurstSpan::OneServer => (1, set.times(multiple)),
    };
    server.holds(&set).then_some((sets, set))
}

/// A session as the allowance sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Drawing {
    /// First second.
    pub started: Instant,
    /// Exclusive end of use if the allowance covers it, a billed idle tail included.
    pub wants_until: Instant,
    /// Drawn a second, in the unit of the allowance: the sets held, where it is product-seconds.
    pub multiple: u32,
}

/// What a session has drawn by its end.
#[inline]
pub fn drawn(reading: Draw, started: Instant, ended: Instant, multiple: u32) -> i64 {
    let used = (ended - started).max(Span::ZERO);
    i64::from(multiple)
        * match reading {
            Draw::Seconds => used.0,
            Draw::BilledHours => used.begun_hours().0 * HOUR,
        }
}

/// Exclusive end of the last second that is covered, of a session that draws alone: at most what it wants.
///
/// Nothing is drawn past `left`. By billed hours an hour that is not wholly covered does not begin.
///
/// ```
/// # use naru_rules::{allowance::{Drawing, end}, readings::Draw};
/// # use naru_units::Instant;
/// let burst = Drawing { started: Instant(0), wants_until: Instant(14_400), multiple: 4 };
/// assert_eq!(end(Draw::Seconds, 36_000, &burst), Instant(9_000));
/// assert_eq!(end(Draw::BilledHours, 36_000, &burst), Instant(7_200));
/// ```
pub fn end(reading: Draw, left: i64, drawing: &Drawing) -> Instant {
    let Drawing { started, wants_until, multiple } = *drawing;
    if multiple == 0 {
        return wants_until.max(started);
    }
    let left = left.max(0);
    let covered = match reading {
        Draw::Seconds => left / i64::from(multiple),
        Draw::BilledHours => left / (i64::from(multiple) * HOUR) * HOUR,
    };
    wants_until.max(started).min(started + Span(covered))
}

/// As [`end`], of sessions that draw from one allowance together, in the same order. `left` is what was left
/// before the first of them began.
///
/// Each second (by billed hours: all hours that begin in it) is covered for all who draw then or for none of
/// them; who is not covered ends there, and what is left goes to those who draw later. `ends` is emptied
/// first; it is asked for room only where there are more sessions than it has held before.
pub fn ends(reading: Draw, left: i64, drawings: &[Drawing], ends: &mut Vec<Instant>) {
    ends.clear();
    if let [alone] = drawings {
        ends.push(end(reading, left, alone));
        return;
    }
    // The second up to which each is covered; its end, once it is not, or has what it wants.
    ends.extend(drawings.iter().map(|drawing| drawing.started));
    let mut left = left.max(0);
    let mut over = Instant(i64::MIN);
    loop {
        // The next second in which somebody is to be covered, and what all of them draw there.
        let wants = |drawing: &Drawing, until: Instant| until < drawing.wants_until && until >= over;
        let open = || drawings.iter().zip(&*ends).filter(|(drawing, until)| wants(drawing, **until));
        let Some(at) = open().map(|(_, until)| *until).min() else { break };
        let here = || open().filter(|(_, until)| **until == at);
        let rate: i64 = here().map(|(drawing, _)| i64::from(drawing.multiple)).sum();
        // As long as nobody joins or leaves, all stretches are alike.
        let (step, stretches) = match reading {
            Draw::Seconds => {
                let joins = open().map(|(_, until)| *until).filter(|until| *until > at).min();
                let leaves = here().map(|(drawing, _)| drawing.wants_until).min();
                let next = joins.into_iter().chain(leaves).min().expect("somebody draws here");
                (Span(1), (next - at).0)
            }
            Draw::BilledHours => (Span(HOUR), 1),
        };
        let covered = if rate == 0 { stretches } else { stretches.min(left / (rate * step.0)) };
        left -= rate * step.0 * covered;
        let reached = at + Span(step.0 * covered);
        for (drawing, until) in drawings.iter().zip(&mut *ends) {
            if *until == at && wants(drawing, at) {
                *until = reached;
            }
        }
        if covered < stretches {
            // These end here: no later look finds them open.
            over = Instant(reached.0 + 1);
        }
    }
    // The last hour is drawn whole, and used as far as it is wanted.
    for (drawing, until) in drawings.iter().zip(ends) {
        *until = (*until).min(drawing.wants_until.max(drawing.started));
    }
}

/// A stretch in which cards are held in a multiple (몰아쓰기).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// First second.
    pub from: Instant,
    /// Exclusive end.
    pub until: Instant,
    /// Drawn a second, where 1 is drawn outside.
    pub multiple: u32,
}

/// Exclusive end of an allowance that the calendar spends (`A5.allowance: calendar_months`): from the first
/// service on a month is drawn a month, in burst windows the multiple of it. Used or not plays no part.
///
/// `windows` ascending and apart. The second that is not wholly covered is not drawn.
///
/// ```
/// # use naru_rules::allowance::{Window, used_up};
/// # use naru_units::{DAY, Instant};
/// // 134TF x 8개월 -> 536TF으로 2개월
/// let burst = [Window { from: Instant(0), until: Instant(100 * DAY), multiple: 4 }];
/// assert_eq!(used_up(240 * DAY, Instant(0), &burst), Instant(60 * DAY));
/// ```
pub fn used_up(left: i64, first_service: Instant, windows: &[Window]) -> Instant {
    let mut left = left.max(0);
    let mut at = first_service;
    for window in windows.iter().filter(|window| window.until > first_service) {
        for (until, rate) in [(window.from, 1), (window.until, i64::from(window.multiple))] {
            let length = (until - at).0.max(0);
            if rate > 0 && length > left / rate {
                return at + Span(left / rate);
            }
            left -= length * rate;
            at = at.max(until);
        }
    }
    at + Span(left)
}
