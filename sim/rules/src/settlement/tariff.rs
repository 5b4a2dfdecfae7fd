//! Product-hours and their price (정산단가): clauses T1, A4, P5.

use super::bill::BillLine;
use super::terms::{Allocation, Terms};
use crate::readings::{FixedHours, HourRounding, PriceAt, SlaDiscount, Split, Vat};
use naru_units::{Dated, Hours, Instant, Share, Span, Won};

/// Hours of a length of use, by the named rounding: clause T1.
///
/// Of one session under the `session_*` readings, of a line's product-seconds under `month_*`.
#[inline]
pub(super) const fn rounded_hours(reading: HourRounding, used: Span) -> Hours {
    match reading {
        HourRounding::SessionCeil | HourRounding::MonthCeil => used.begun_hours(),
        HourRounding::SessionFloor | HourRounding::MonthFloor => used.full_hours(),
        HourRounding::SessionNearest | HourRounding::MonthNearest => used.nearest_hours(),
    }
}

/// Price under fixed allocation: the ratio of the dynamic price, cut (at most half: "50% 이내"). Clause A4.
///
/// ```
/// # use naru_rules::settlement::fixed_price;
/// # use naru_units::{Share, Won};
/// assert_eq!(fixed_price(Won(4_151), Share(5_000)), Won(2_075));
/// ```
pub const fn fixed_price(dynamic: Won, ratio: Share) -> Won {
    dynamic.share_floor(ratio)
}

/// The most that fixed allocation may cost, of the dynamic price: "50% 이내" (clause A4).
pub const MOST_FIXED: Share = Share(5_000);

/// The fixed price of a supplier that takes part on fixed allocation (고정할당 참여 희망 시): clause A4.
///
/// `None`: the offer is above half the dynamic price, and is not accepted.
///
/// ```
/// # use naru_rules::settlement::fixed_offer;
/// # use naru_units::{Share, Won};
/// assert_eq!(fixed_offer(Won(4_150), Share(4_999)), Some(Won(2_074)));
/// assert_eq!(fixed_offer(Won(4_150), Share(5_001)), None);
/// ```
pub fn fixed_offer(dynamic: Won, ratio: Share) -> Option<Won> {
    (ratio <= MOST_FIXED).then(|| fixed_price(dynamic, ratio))
}

/// How long fixed allocation is billed for, of cards that were held and used for so long: clause A4.
pub const fn fixed_length(reading: FixedHours, held: Span, used: Span) -> Span {
    match reading {
        FixedHours::Held => held,
        FixedHours::Used => used,
    }
}

/// The agreed price of an hour under an allocation.
pub(super) const fn agreed(allocation: Allocation, dynamic: Won, ratio: Share) -> Won {
    match allocation {
        Allocation::Dynamic => dynamic,
        Allocation::Fixed => fixed_price(dynamic, ratio),
    }
}

/// The most that product-hours may cost at the agreed price (협약으로 정한 단가): clause P5.
///
/// A burst of k sets for an hour is k product-hours, so its unit price stays the agreed one.
pub fn ceiling(dynamic: Won, fixed_ratio: Share, allocation: Allocation, hours: Hours) -> Won {
    agreed(allocation, dynamic, fixed_ratio) * hours.0
}

/// Whether a line of hours may stand: clause P5. `dynamic` is the agreed price in force.
///
/// Neither its unit price nor what the programme and the user pay together, without VAT that was added, is
/// above the agreed price of its product-hours.
pub fn stands(line: &BillLine, dynamic: Won, fixed_ratio: Share) -> bool {
    let most = ceiling(dynamic, fixed_ratio, line.allocation, line.hours.unwrap_or_default());
    line.unit_price <= agreed(line.allocation, dynamic, fixed_ratio)
        && line.amount + line.own_contribution - line.vat <= most
}

/// The most that one clock hour of a session can cost the programme, VAT in, if it begins in `[from, until)`.
///
/// The dearest price in force there, or at `started` where that fixes it (`T2.price_at`), for `multiple`
/// sets; discount and own contribution are left out, fixed allocation is never dearer (A4).
pub fn dearest_hour(
    terms: &Terms,
    prices: &Dated<Won>,
    started: Instant,
    from: Instant,
    until: Instant,
    multiple: u32,
) -> Won {
    let unit = match terms.readings.price_at {
        PriceAt::SessionStart => *prices.at(started),
        PriceAt::HourBegin => changes(prices, from, until).fold(*prices.at(from), Won::max),
    };
    let net = unit * i64::from(multiple);
    match terms.readings.vat {
        Vat::Included => net,
        Vat::Excluded => net - Won(-net.0).share_floor(terms.vat_rate),
    }
}

/// The most that a session running over `[from, until)` can add to committed money: an upper bound for every
/// reading.
///
/// `from` is the session's start, or any later second whose committed money is known with the session
/// running. Every hour that can begin there, one for rounding, and under `T2.split: parts_alone` one more for
/// each month's end and price change inside (and for each change of allocation, which the caller adds), at
/// the dearest price ([`dearest_hour`]).
pub fn most_added(
    terms: &Terms,
    prices: &Dated<Won>,
    started: Instant,
    from: Instant,
    until: Instant,
    multiple: u32,
) -> Won {
    let hours = (until - from).max(Span::ZERO).begun_hours().0 + 1;
    let cuts = match terms.readings.split {
        Split::HourBegin => 0,
        Split::PartsAlone => {
            let months = terms.month_starts.iter().filter(|start| from < **start && **start < until).count();
            (months + changes(prices, from, until).count()) as i64
        }
    };
    let moved = match terms.readings.sla_discount {
        SlaDiscount::Hours | SlaDiscount::Session | SlaDiscount::Growing => Won::ZERO,
        // A credit that a growing line draws is one less for the lines after it: no more money than the growth,
        // but each of them may round its VAT up once, and each statement.
        SlaDiscount::Credit => Won((terms.month_starts.len() * prices.iter().count() * 2 * 2) as i64),
    };
    dearest_hour(terms, prices, started, from, until, multiple) * (hours + cuts) + moved
}

/// Prices that come into force inside `(from, until)`.
fn changes(prices: &Dated<Won>, from: Instant, until: Instant) -> impl Iterator<Item = Won> {
    prices.iter().filter(move |(at, _)| from < *at && *at < until).map(|(_, price)| *price)
}
