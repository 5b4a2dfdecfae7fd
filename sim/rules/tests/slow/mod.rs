//! Bill lines the slow way: hour by hour where a session's hours are billed, second by second else.

use naru_rules::readings::{
    FaultHour, HourRounding, OffRounding, Own, PriceAt, SlaDiscount, Split, Vat, VatRound, VatScope,
};
use naru_rules::settlement::{Allocation, BillLine, Terms, Usage};
use naru_units::{Dated, HOUR, Share, Won};
use std::collections::BTreeMap;

type Key = (usize, Allocation, i64);

/// Month, allocation, price; hours, discounted hours, discount, credit, VAT, own contribution, amount; sessions.
type Told = (usize, Allocation, i64, [i64; 7], Vec<u32>);

pub(crate) fn told(lines: &[BillLine]) -> Vec<Told> {
    let figures = |line: &BillLine| {
        let hours = line.hours.unwrap_or_default().0;
        let won = [line.discount, line.credit, line.vat, line.own_contribution, line.amount].map(|won| won.0);
        [hours, line.discounted_hours.0, won[0], won[1], won[2], won[3], won[4]]
    };
    let told = |line: &BillLine| {
        (line.month, line.allocation, line.unit_price.0, figures(line), line.sessions.clone())
    };
    lines.iter().map(told).collect()
}

#[derive(Default)]
struct Line {
    hours: i64,
    seconds: i64,
    discounted: i64,
    /// Numerator of the exact discount over 10,000 × 3,600, and what was rounded per part.
    exact_off: i128,
    off: i64,
    sessions: Vec<u32>,
}

pub(crate) fn lines(terms: &Terms, own: Share, prices: &Dated<Won>, usages: &[Usage<'_>]) -> Vec<Told> {
    let mut lines: BTreeMap<Key, Line> = BTreeMap::new();
    for usage in usages {
        if terms.readings.hours.by_line() {
            by_second(terms, prices, usage, &mut lines);
        } else {
            by_session(terms, prices, usage, &mut lines);
        }
    }
    let mut earned: Vec<(usize, i64)> =
        usages.iter().filter_map(|usage| earned(terms, prices, usage)).collect();
    let lines = lines.into_iter();
    lines.filter_map(|(key, line)| close(terms, own, key, line, &mut earned)).collect()
}

/// Month and won of the credit that a session earns.
fn earned(terms: &Terms, prices: &Dated<Won>, usage: &Usage<'_>) -> Option<(usize, i64)> {
    if terms.readings.sla_discount != SlaDiscount::Credit || usage.started == usage.ended {
        return None;
    }
    let (month, _, price) = key(terms, prices, usage, usage.started.0);
    let exact = i128::from(price) * i128::from(usage.multiple) * i128::from(terms.discount_rate.0);
    Some((month, off(terms.readings.off, exact * i128::from(hours_over(terms, usage)), 10_000)))
}

fn hours_over(terms: &Terms, usage: &Usage<'_>) -> i64 {
    let mut over = 0;
    while usage.wait.0 > terms.wait_limit.0 + over * HOUR {
        over += 1;
    }
    over
}

/// Discounted hours and the rate in basis points.
fn lateness(terms: &Terms, usage: &Usage<'_>) -> (i64, i64) {
    let over = hours_over(terms, usage);
    let rate = i64::from(terms.discount_rate.0);
    match terms.readings.sla_discount {
        _ if over == 0 => (0, 0),
        SlaDiscount::Credit => (0, 0),
        SlaDiscount::Hours => (over, rate),
        SlaDiscount::Session => (i64::MAX / HOUR, rate),
        SlaDiscount::Growing => {
            (i64::MAX / HOUR, (rate * over).min(i64::from(terms.discount_ceiling.expect("a ceiling").0)))
        }
    }
}

fn key(terms: &Terms, prices: &Dated<Won>, usage: &Usage<'_>, at: i64) -> Key {
    let month = terms.month_starts.iter().rposition(|start| start.0 <= at).expect("a month");
    let second = match terms.readings.price_at {
        PriceAt::HourBegin => at,
        PriceAt::SessionStart => usage.started.0,
    };
    let price = prices.iter().filter(|(from, _)| from.0 <= second).last().expect("a price").1.0;
    let part = |price: i64| price * i64::from(usage.part.0) / 10_000;
    if usage.fixed.iter().any(|(from, until)| from.0 <= at && at < until.0) {
        (month, Allocation::Fixed, part(price * i64::from(terms.fixed_ratio.0) / 10_000))
    } else {
        (month, Allocation::Dynamic, part(price))
    }
}

/// The seconds in which the session could use its cards, in order.
fn usable(usage: &Usage<'_>) -> Vec<i64> {
    let suspended = |at: i64| usage.suspended.iter().any(|(from, until)| from.0 <= at && at < until.0);
    (usage.started.0..usage.ended.0).filter(|at| !suspended(*at)).collect()
}

/// Whether the last hour, if it is not whole, is dropped.
fn drops(terms: &Terms, usage: &Usage<'_>) -> bool {
    usage.broken && terms.readings.fault_hour == FaultHour::NotBilled
}

fn by_second(terms: &Terms, prices: &Dated<Won>, usage: &Usage<'_>, lines: &mut BTreeMap<Key, Line>) {
    let (late_hours, rate) = lateness(terms, usage);
    let mut seconds = usable(usage);
    while drops(terms, usage) && seconds.len() as i64 % HOUR != 0 {
        seconds.pop();
    }
    for (n, second) in seconds.into_iter().enumerate() {
        let key = key(terms, prices, usage, second);
        let line = lines.entry(key).or_default();
        let k = i64::from(usage.multiple);
        line.seconds += k;
        if (n as i64) < late_hours * HOUR {
            line.discounted += k;
            line.exact_off += i128::from(key.2 * k * rate);
        }
        if !line.sessions.contains(&usage.session) {
            line.sessions.push(usage.session);
        }
    }
}

fn by_session(terms: &Terms, prices: &Dated<Won>, usage: &Usage<'_>, lines: &mut BTreeMap<Key, Line>) {
    let (late_hours, rate) = lateness(terms, usage);
    // Each billed clock hour of the session, in order, by the key that it belongs to.
    let mut hours: Vec<Key> = Vec::new();
    let seconds = usable(usage);
    let last_rounded = |length| {
        if drops(terms, usage) { length / HOUR } else { rounded(terms.readings.hours, length) }
    };
    match terms.readings.split {
        Split::HourBegin => {
            let all = last_rounded(seconds.len() as i64);
            hours.extend((0..all).map(|j| key(terms, prices, usage, seconds[(j * HOUR) as usize])));
        }
        Split::PartsAlone => {
            let mut parts: Vec<(Key, i64)> = Vec::new();
            for second in &seconds {
                let key = key(terms, prices, usage, *second);
                match parts.iter_mut().find(|(other, _)| *other == key) {
                    Some((_, seconds)) => *seconds += 1,
                    None => parts.push((key, 1)),
                }
            }
            let last = seconds.last().map(|second| key(terms, prices, usage, *second));
            for (key, seconds) in parts {
                let billed = if Some(key) == last {
                    last_rounded(seconds)
                } else {
                    rounded(terms.readings.hours, seconds)
                };
                hours.extend((0..billed).map(|_| key));
            }
        }
    }
    let mut parts: BTreeMap<Key, (i64, i64)> = BTreeMap::new();
    for (j, key) in hours.into_iter().enumerate() {
        let part = parts.entry(key).or_default();
        part.0 += 1;
        part.1 += i64::from((j as i64) < late_hours && rate > 0);
    }
    for (key, (hours, discounted)) in parts {
        let k = i64::from(usage.multiple);
        let line = lines.entry(key).or_default();
        line.hours += hours * k;
        line.discounted += discounted * k;
        line.off += off(terms.readings.off, i128::from(key.2 * discounted * k * rate), 10_000);
        line.sessions.push(usage.session);
    }
}

fn rounded(reading: HourRounding, seconds: i64) -> i64 {
    match reading {
        HourRounding::SessionCeil | HourRounding::MonthCeil => (seconds + HOUR - 1) / HOUR,
        HourRounding::SessionFloor | HourRounding::MonthFloor => seconds / HOUR,
        HourRounding::SessionNearest | HourRounding::MonthNearest => (seconds + HOUR / 2) / HOUR,
    }
}

/// What is taken off, by `A3.won`: where what is paid is cut, the rest of the won goes to what is taken off.
fn off(reading: OffRounding, numerator: i128, denominator: i128) -> i64 {
    (match reading {
        OffRounding::PaidFloor => (numerator + denominator - 1) / denominator,
        OffRounding::OffFloor => numerator / denominator,
        OffRounding::OffHalfUp => (2 * numerator + denominator) / (2 * denominator),
    }) as i64
}

fn close(terms: &Terms, own: Share, key: Key, line: Line, earned: &mut [(usize, i64)]) -> Option<Told> {
    let r = &terms.readings;
    let (hours, discounted, discount) = if r.hours.by_line() {
        let hours = rounded(r.hours, line.seconds);
        let discount = off(r.off, line.exact_off, 10_000 * i128::from(HOUR)).min(hours * key.2);
        (hours, rounded(r.hours, line.discounted).min(hours), discount)
    } else {
        (line.hours, line.discounted, line.off)
    };
    if hours == 0 {
        return None;
    }
    let mut supply = hours * key.2 - discount;
    // The first credit that is there, while anything is left to pay.
    let mut credit = 0;
    for (_, won) in earned.iter_mut().filter(|(month, _)| *month <= key.0) {
        let step = (*won).min(supply);
        (*won, supply, credit) = (*won - step, supply - step, credit + step);
    }
    let vat = match (r.vat, r.vat_scope, r.vat_round) {
        (Vat::Included, _, _) | (_, VatScope::Statement, _) => 0,
        (Vat::Excluded, VatScope::Line, VatRound::Floor) => supply / 10,
        (Vat::Excluded, VatScope::Line, VatRound::HalfUp) => (supply + 5) / 10,
    };
    let share = off(r.off, i128::from((supply + vat) * i64::from(own.0)), 10_000);
    let (own, amount) = match r.own {
        Own::Outside => (0, supply + vat),
        Own::OutOfPrice | Own::DepositThenSettled => (share, supply + vat - share),
        Own::OnTop => (share, supply + vat),
    };
    let mut sessions = line.sessions;
    sessions.sort_unstable();
    Some((key.0, key.1, key.2, [hours, discounted, discount, credit, vat, own, amount], sessions))
}
