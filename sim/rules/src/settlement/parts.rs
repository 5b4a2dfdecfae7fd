//! A session cut into parts: one month, one allocation, one unit price each (clauses T2, A4), and outages taken out (T4).
//!
//! Here a session's use becomes product-hours or product-seconds with their discount; lines only add up.

use super::own::share_off;
use super::sla::{Late, late};
use super::tariff::{agreed, rounded_hours};
use super::terms::{Allocation, Counting, Terms, Usage};
use crate::readings::{Accrual, FaultHour, HourRounding, PriceAt, Split};
use core::ops::AddAssign;
use naru_units::{Dated, HOUR, Share, Span, Won};

/// What a bill line is one of; its order is the order of lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    pub(super) month: usize,
    pub(super) allocation: Allocation,
    /// Per product-hour.
    pub(super) price: Won,
}

/// What has been counted for a line: product-hours, or product-seconds, as [`Counting`] says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) count: i64,
    /// Of these, at a discount.
    pub(super) discounted: i64,
    /// Discounted seconds × rate in basis points; unused where hours are counted.
    pub(super) weighted: i64,
    /// Discount, rounded once per part; unused where seconds are counted.
    pub(super) off: Won,
    pub(super) made_by: MadeBy,
}

/// What had a part in a line that its figures do not show (clause T8).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct MadeBy {
    /// Of several sets at once (A5).
    pub(super) burst: bool,
    /// Of a part of a set (T12).
    pub(super) part: bool,
    /// Of a session that an outage ended or suspended (T4).
    pub(super) outage: bool,
}

impl MadeBy {
    fn of(usage: &Usage<'_>) -> Self {
        Self {
            burst: usage.multiple > 1,
            part: usage.part != Share::WHOLE,
            outage: usage.broken
                || (!usage.suspended.is_empty() && usage.usable() < usage.ended - usage.started),
        }
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, o: Self) {
        self.count += o.count;
        self.discounted += o.discounted;
        self.weighted += o.weighted;
        self.off += o.off;
        self.made_by.burst |= o.made_by.burst;
        self.made_by.part |= o.made_by.part;
        self.made_by.outage |= o.made_by.outage;
    }
}

/// Whether use has come to its end, or is only looked at while it goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    /// It ended: hours are rounded as the reading says.
    Ended,
    /// It goes on: an hour that has begun is committed whole, also where the reading would drop it (P4).
    Running,
}

/// Cuts a session and tells each part. Zero-length use has no parts, nor has a part that rounds to nothing.
#[inline]
pub(super) fn cut(
    terms: &Terms,
    prices: &Dated<Won>,
    usage: &Usage<'_>,
    ending: Ending,
    mut tell: impl FnMut(Key, Tally),
) {
    if usage.ended <= usage.started {
        return;
    }
    let month = terms.month_of(usage.started);
    let mut parts = Vec::new().into_iter();
    // Nearly every session is one part.
    let mut whole = if is_whole(terms, prices, usage, month) {
        let used = usage.ended - usage.started;
        let clock = match terms.counting() {
            Counting::Hours => hours(terms.readings.hours, used, ending),
            Counting::Seconds => used.0,
        };
        if clock == 0 {
            return;
        }
        let key = Key { month, allocation: Allocation::Dynamic, price: *prices.at(usage.started) };
        let made_by = MadeBy { burst: usage.multiple > 1, ..MadeBy::default() };
        Some((key, Tally { count: clock * i64::from(usage.multiple), made_by, ..Tally::default() }))
    } else {
        parts = cut_apart(terms, prices, usage, ending).into_iter();
        None
    };
    // One place in which a part is told: what is done with it is compiled into the loop.
    while let Some((key, tally)) = whole.take().or_else(|| parts.next()) {
        tell(key, tally);
    }
}

/// Whether a session that starts in a month lies in it, at one price, with nothing taken off.
#[inline]
fn is_whole(terms: &Terms, prices: &Dated<Won>, usage: &Usage<'_>, month: usize) -> bool {
    let one_price = match terms.readings.price_at {
        PriceAt::SessionStart => true,
        PriceAt::HourBegin => prices.next_change(usage.started).is_none_or(|change| change >= usage.ended),
    };
    one_price
        && usage.fixed.is_empty()
        && usage.suspended.is_empty()
        && !usage.broken
        && usage.part == Share::WHOLE
        && usage.wait <= terms.wait_limit
        && usage.ended <= terms.month_end(month)
}

#[inline]
fn hours(reading: HourRounding, used: Span, ending: Ending) -> i64 {
    match ending {
        Ending::Ended => rounded_hours(reading, used).0,
        Ending::Running => used.begun_hours().0,
    }
}

/// Usable seconds `[from, until)` in a row, counted from the session's first, in one month, under one
/// allocation, at one price. Without an outage they are the seconds since its start.
struct Stretch {
    key: Key,
    from: Span,
    until: Span,
}

/// Stretches of a session, in time. Empty for zero-length use.
fn stretches(terms: &Terms, prices: &Dated<Won>, usage: &Usage<'_>) -> impl Iterator<Item = Stretch> {
    let mut at = usage.started;
    let mut used = Span::ZERO;
    core::iter::from_fn(move || {
        let mut until = usage.ended;
        // Ascending, so that stretches of outage that touch are passed one after the other.
        for (begin, end) in usage.suspended.iter().filter(|(begin, end)| begin < end) {
            if *begin <= at {
                at = at.max(*end);
            } else {
                until = until.min(*begin);
                break;
            }
        }
        if at >= usage.ended {
            return None;
        }
        let month = terms.month_of(at);
        until = until.min(terms.month_end(month));
        let dynamic = match terms.readings.price_at {
            PriceAt::SessionStart => *prices.at(usage.started),
            PriceAt::HourBegin => {
                until = prices.next_change(at).map_or(until, |change| until.min(change));
                *prices.at(at)
            }
        };
        let allocation = match usage.fixed.iter().find(|(_, end)| at < *end) {
            Some((begin, end)) if *begin <= at => {
                until = until.min(*end);
                Allocation::Fixed
            }
            Some((begin, _)) => {
                until = until.min(*begin);
                Allocation::Dynamic
            }
            None => Allocation::Dynamic,
        };
        let price = agreed(allocation, dynamic, terms.fixed_ratio).share_floor(usage.part);
        let from = used;
        used += until - at;
        at = until;
        Some(Stretch { key: Key { month, allocation, price }, from, until: used })
    })
}

fn cut_apart(terms: &Terms, prices: &Dated<Won>, usage: &Usage<'_>, ending: Ending) -> Vec<(Key, Tally)> {
    let late = late(terms, usage.wait);
    let usable = usage.usable();
    // An hour that a fault breaks is dropped at the end; while the session runs it is committed whole.
    let may_drop =
        terms.readings.fault_hour == FaultHour::NotBilled && terms.readings.accrual == Accrual::Hour;
    let drops = may_drop && usage.broken && ending == Ending::Ended;
    let reading = if drops { HourRounding::SessionFloor } else { terms.readings.hours };
    let mut parts = Vec::new();
    match (terms.counting(), terms.readings.split) {
        (Counting::Seconds, _) => {
            let full = Span::hours(usable.full_hours().0);
            let end = if drops { full } else { usable };
            // Committed money covers either end: the hour's seconds count, its discount does not yet.
            let discounted_end = if may_drop && ending == Ending::Running { full } else { end };
            seconds(stretches(terms, prices, usage), (end, discounted_end), late, &mut parts);
        }
        (Counting::Hours, Split::HourBegin) => {
            let all = hours(reading, usable, ending);
            hours_by_begin(stretches(terms, prices, usage), all, late, &mut parts);
        }
        (Counting::Hours, Split::PartsAlone) => {
            let mut last = None;
            for stretch in stretches(terms, prices, usage) {
                let count = (stretch.until - stretch.from).0;
                add(&mut parts, stretch.key, Tally { count, ..Tally::default() });
                last = Some(stretch.key);
            }
            let open = last.map(|key| (key, reading, ending));
            round_apart(terms.readings.hours, open, late, &mut parts);
        }
    }
    parts.retain(|(_, tally)| tally.count > 0);
    for (key, tally) in &mut parts {
        let multiple = i64::from(usage.multiple);
        tally.made_by = MadeBy::of(usage);
        tally.count *= multiple;
        tally.discounted *= multiple;
        tally.weighted *= multiple;
        if let (Counting::Hours, Some(late)) = (terms.counting(), late) {
            tally.off = share_off(terms.readings.off, late.rate, key.price * tally.discounted);
        }
    }
    parts
}

/// Exact seconds of each part up to `end`; the first hours of the session, to the second and up to
/// `discounted_end`, are the discounted ones.
fn seconds(
    stretches: impl Iterator<Item = Stretch>,
    (end, discounted_end): (Span, Span),
    late: Option<Late>,
    parts: &mut Vec<(Key, Tally)>,
) {
    let full_price_from = Span(first_hours(late).saturating_mul(HOUR)).min(discounted_end);
    for Stretch { key, from, until } in stretches {
        let until = until.min(end);
        let discounted = (until.min(full_price_from) - from).0.max(0);
        let weighted = discounted * i64::from(late.map_or(Share::NONE, |late| late.rate).0);
        let count = (until - from).0.max(0);
        add(parts, key, Tally { count, discounted, weighted, ..Tally::default() });
    }
}

/// Hour j of the `all` hours of a session belongs to the stretch in which it begins.
fn hours_by_begin(
    stretches: impl Iterator<Item = Stretch>,
    all: i64,
    late: Option<Late>,
    parts: &mut Vec<(Key, Tally)>,
) {
    let discounted = first_hours(late);
    for Stretch { key, from, until } in stretches {
        // Hours that begin before a usable second: the begun hours of the use before it.
        let first = from.begun_hours().0.min(all);
        let end = until.begun_hours().0.min(all);
        let tally = Tally {
            count: end - first,
            discounted: end.min(discounted) - first.min(discounted),
            ..Tally::default()
        };
        add(parts, key, tally);
    }
}

/// Seconds of each part become hours alone, in order of the parts' first seconds; the discounted hours are
/// the first of them. `open` is the part in which the session ends or goes on, with its own rounding.
fn round_apart(
    reading: HourRounding,
    open: Option<(Key, HourRounding, Ending)>,
    late: Option<Late>,
    parts: &mut [(Key, Tally)],
) {
    let mut discounted_left = first_hours(late);
    for (key, tally) in parts {
        let (reading, ending) = match open {
            Some((open, reading, ending)) if open == *key => (reading, ending),
            Some(_) | None => (reading, Ending::Ended),
        };
        tally.count = hours(reading, Span(tally.count), ending);
        tally.discounted = tally.count.min(discounted_left);
        discounted_left -= tally.discounted;
    }
}

/// Clock hours from a session's start that are discounted.
fn first_hours(late: Option<Late>) -> i64 {
    late.map_or(0, |late| late.hours.unwrap_or(i64::MAX))
}

/// Parts of one session with the same key are one part: its hours and its discount are rounded once.
pub(super) fn add(parts: &mut Vec<(Key, Tally)>, key: Key, tally: Tally) {
    match parts.iter_mut().find(|(other, _)| *other == key) {
        Some((_, sum)) => *sum += tally,
        None => parts.push((key, tally)),
    }
}
