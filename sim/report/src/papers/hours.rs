//! From a session to its hours once more, by the readings named in `scenario.effective.json` (T1, T2, A3, A4, T4).
//!
//! This is nobody's bill. It is written from the clauses alone and shares no code with the settlement, so that a paper
//! that cannot find a line's hours again says so.

use super::log::Log;
use super::readings::{Counting, PriceAt, Split, late};
use naru_results::{Allocation, EndReason, OutageKind, SessionEntry, SessionKind};
use naru_units::{DAY, HOUR, Instant, Month};

/// What a bill line is one of, within project, product and supplier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    pub(super) month: Month,
    pub(super) fixed: bool,
    pub(super) price: i64,
}

/// Part of a session in one line. Clock time; product-hours are `multiple` times as many.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    pub(super) key: Key,
    /// Clock hours that are billed; 0 where a line's seconds are rounded together.
    pub(super) hours: i64,
    /// Billable seconds inside them.
    pub(super) seconds: i64,
    /// Of these seconds, after the work's end.
    pub(super) idle_s: i64,
    /// Clock hours at a discount, and seconds at a discount where seconds are counted.
    pub(super) discounted: i64,
    pub(super) discounted_s: i64,
}

/// A session's parts, and what of its billable time is in none of them.
#[derive(Clone, Debug, Default)]
pub(super) struct Count {
    pub(super) parts: Vec<Part>,
    /// Clock seconds cut by `session_floor`, `session_nearest`, or by a fault.
    pub(super) cut_s: i64,
    pub(super) cut_by_fault: bool,
    /// Why the log is not enough to count it.
    pub(super) unknown: Option<Unknown>,
}

/// What the log does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unknown {
    /// No price of this product at this supplier.
    Price,
    /// An outage inside a held session that `outages.csv` does not place.
    Suspension,
}

/// Whether a session's use is the programme's to pay: not a trial, not the free month, not after it.
pub(super) const fn is_billed(session: &SessionEntry) -> bool {
    match session.kind {
        Some(SessionKind::Trial | SessionKind::Free | SessionKind::After) => false,
        Some(
            SessionKind::Base | SessionKind::Burst | SessionKind::Pf1 | SessionKind::Npu | SessionKind::Hold,
        )
        | None => true,
    }
}

/// Sets that a session holds: k of a burst, else 1.
pub(super) fn sets(session: &SessionEntry) -> i64 {
    i64::from(session.multiple.unwrap_or(1))
}

/// Product-hours of a clock hour: its sets, but one where it is priced as the product that they make.
pub(super) fn multiple(log: &Log, session: &SessionEntry) -> i64 {
    if log.target(session).is_some() { 1 } else { sets(session) }
}

/// A stretch of billable time and what it belongs to.
struct Stretch {
    key: Key,
    from: i64,
    until: i64,
}

/// Counts the hours of a session that is billed by the hour.
pub(super) fn count(log: &Log, session: &SessionEntry) -> Count {
    let mut count = Count::default();
    let (Some(started), Some(ended)) = (session.started_s, session.ended_s) else { return count };
    if !is_billed(session) || log.is_monthly(&session.product) || ended <= started {
        return count;
    }
    let readings = &log.readings;
    let used = usable(log, session, started, ended, &mut count);
    let Some(stretches) = stretches(log, session, &used) else {
        count.unknown = Some(Unknown::Price);
        return count;
    };
    let all: i64 = used.iter().map(|(from, until)| until - from).sum();
    let work_end = session.released_s.unwrap_or(ended) - session.idle_s.unwrap_or(0);
    let late = late(log, session);
    let first = late.map_or(0, |late| late.hours.unwrap_or(i64::MAX / HOUR));
    let broken = readings.fault_hour_not_billed && session.end_reason == Some(EndReason::Outage);
    let rounded = |seconds: i64, fault: bool| if fault { seconds / HOUR } else { readings.round(seconds) };
    let idle = |from: i64, until: i64| (until - from.max(work_end)).clamp(0, until - from);
    match readings.counting {
        Counting::Hours if readings.split == Split::HourBegin => {
            let hours = rounded(all, broken);
            let mut at = 0;
            for stretch in &stretches {
                let length = stretch.until - stretch.from;
                // Hours whose first second lies in this stretch.
                let (begin, end) = (hours_before(at).min(hours), hours_before(at + length).min(hours));
                at += length;
                if end > begin {
                    let (from, until) = (begin * HOUR, (end * HOUR).min(all));
                    let idle_s = (until - from.max(all - idle_tail(&used, work_end))).clamp(0, until - from);
                    add(
                        &mut count.parts,
                        Part {
                            key: stretch.key,
                            hours: end - begin,
                            seconds: until - from,
                            idle_s,
                            discounted: end.min(first) - begin.min(first),
                            discounted_s: 0,
                        },
                    );
                }
            }
            count.cut_s = (all - hours * HOUR).max(0);
        }
        Counting::Hours => {
            for Stretch { key, from, until } in &stretches {
                add(
                    &mut count.parts,
                    Part {
                        key: *key,
                        hours: 0,
                        seconds: until - from,
                        idle_s: idle(*from, *until),
                        discounted: 0,
                        discounted_s: 0,
                    },
                );
            }
            let last = stretches.last().map(|it| it.key);
            let mut left = first;
            for part in &mut count.parts {
                part.hours = rounded(part.seconds, broken && Some(part.key) == last);
                part.discounted = part.hours.min(left);
                left -= part.discounted;
                let cut = (part.seconds - part.hours * HOUR).max(0);
                part.seconds -= cut;
                part.idle_s = (part.idle_s - cut).max(0);
                count.cut_s += cut;
            }
            count.parts.retain(|part| part.hours > 0);
        }
        Counting::Seconds | Counting::Exact => {
            let full_price_from = started.saturating_add(first.saturating_mul(HOUR));
            for Stretch { key, from, until } in &stretches {
                add(
                    &mut count.parts,
                    Part {
                        key: *key,
                        hours: 0,
                        seconds: until - from,
                        idle_s: idle(*from, *until),
                        discounted: 0,
                        discounted_s: ((*until).min(full_price_from) - from).max(0),
                    },
                );
            }
        }
    }
    count.cut_by_fault = broken && count.cut_s > 0;
    count
}

/// Hours of the session's own clock that begin before so many of its seconds have gone.
const fn hours_before(seconds: i64) -> i64 {
    (seconds + HOUR - 1).div_euclid(HOUR)
}

/// Billable seconds after the work's end.
fn idle_tail(used: &[(i64, i64)], work_end: i64) -> i64 {
    used.iter().map(|(from, until)| (until - (*from).max(work_end)).max(0)).sum()
}

fn add(parts: &mut Vec<Part>, part: Part) {
    match parts.iter_mut().find(|it| it.key == part.key) {
        Some(sum) => {
            sum.hours += part.hours;
            sum.seconds += part.seconds;
            sum.idle_s += part.idle_s;
            sum.discounted += part.discounted;
            sum.discounted_s += part.discounted_s;
        }
        None => parts.push(part),
    }
}

/// Billable time without the outages inside it (T4 `suspend`).
fn usable(log: &Log, session: &SessionEntry, started: i64, ended: i64, count: &mut Count) -> Vec<(i64, i64)> {
    let suspended = session.suspended_s.unwrap_or(0);
    let mut used = vec![(started, ended)];
    if suspended == 0 {
        return used;
    }
    let mut gone = 0;
    for outage in log.outages_of(session) {
        let hit = match outage.kind {
            OutageKind::Cards => session.placement.iter().any(|it| Some(it.server) == outage.server),
            OutageKind::Service => true,
            OutageKind::Allocator => false,
        };
        if !hit {
            continue;
        }
        let until = outage.until_s.unwrap_or(i64::MAX);
        let before: i64 = used.iter().map(|(from, to)| to - from).sum();
        used = used
            .iter()
            .flat_map(|&(from, to)| [(from, to.min(outage.from_s)), (from.max(until), to)])
            .filter(|(from, to)| from < to)
            .collect();
        gone += before - used.iter().map(|(from, to)| to - from).sum::<i64>();
    }
    if gone != suspended {
        count.unknown = Some(Unknown::Suspension);
        return vec![(started, ended - suspended)];
    }
    used
}

/// Stretches of one month, allocation and price each; none without a price.
fn stretches(log: &Log, session: &SessionEntry, used: &[(i64, i64)]) -> Option<Vec<Stretch>> {
    let started = session.started_s?;
    let fixed: Vec<(i64, i64)> = log
        .outages_of(session)
        .filter(|it| it.kind == OutageKind::Allocator)
        .map(|it| (it.from_s, it.until_s.unwrap_or(i64::MAX)))
        .collect();
    let down = |at: i64| fixed.iter().any(|(from, until)| (*from..*until).contains(&at));
    // A supplier that takes part on fixed allocation from the start, not for want of an allocator.
    let always = session.allocation == Some(Allocation::Fixed) && !down(started);
    let mut out = Vec::new();
    for &(from, until) in used {
        let mut at = from;
        while at < until {
            let month = log.epoch.month(Instant(at));
            let mut end = until.min(log.epoch.month_start(month.next()).0);
            let cuts = fixed.iter().flat_map(|(a, b)| [*a, *b]).chain(log.price_changes(session));
            for cut in cuts.filter(|cut| *cut > at) {
                end = end.min(cut);
            }
            let dynamic = log.price(
                session,
                match log.readings.price_at {
                    PriceAt::SessionStart => started,
                    PriceAt::HourBegin => at,
                },
            )?;
            let is_fixed = always || down(at);
            let price = if is_fixed { log.fixed_price(dynamic) } else { dynamic };
            out.push(Stretch { key: Key { month, fixed: is_fixed, price }, from: at, until: end });
            at = end;
        }
    }
    Some(out)
}

/// Days (N3) of a tenancy that fall in a month: those that it touches, or begun stretches of 24 hours.
///
/// A day on which the project moved to another supplier is the one's, the other's or both's (N4 `switch_day`).
pub(super) fn days_in(log: &Log, session: &SessionEntry, month: Month) -> i64 {
    let (Some(started), Some(ended)) = (session.started_s, session.ended_s) else { return 0 };
    if ended <= started {
        return 0;
    }
    let mut first = Instant(started).day();
    let mut end = match log.reading("N3.days") {
        "begun_24h" => first + (ended - started + DAY - 1) / DAY,
        _ => Instant(ended - 1).day() + 1,
    };
    let moved = |it: &SessionEntry| it.end_reason == Some(EndReason::Switched);
    let switch_day = log.reading("N4.switch_day");
    if moved(session) && log.reading("N3.days") != "begun_24h" {
        end = Instant(ended).day() + i64::from(switch_day != "day_to_new");
    }
    let before = session.resumes.as_ref().and_then(|id| log.session(id));
    if switch_day == "day_to_old" && before.is_some_and(|i| moved(&log.sessions[i])) {
        first += 1;
    }
    let (from, until) = (log.epoch.month_start(month).day(), log.epoch.month_start(month.next()).day());
    (end.min(until) - first.max(from)).max(0)
}
