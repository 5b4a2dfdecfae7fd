//! One line of a bill: from what was counted to what the programme pays, with all its operands (clause T8).

use super::exact::ExactWon;
use super::own::{programme_share, share_off, shared};
use super::parts::{Key, Tally};
use super::tariff::rounded_hours;
use super::tax::{vat_inside, vat_of_line};
use super::terms::{Allocation, Counting, Terms};
use crate::readings::{Accrual, OffRounding, Own, SlaDiscount, Vat, VatScope};
use naru_units::{Hours, Share, Span, Won};

/// A clause that had a part in a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Clause {
    /// Hours of use.
    T1,
    /// Closed by the month.
    T2,
    /// Months and days of fixed allocation.
    N3,
    /// Bound by the month's price over two suppliers.
    N4,
    /// The price of fixed allocation while the allocator was down.
    A4,
    /// Several sets at once.
    A5,
    /// Part of a set.
    T12,
    /// Discount for a late allocation.
    A3,
    /// Ended, suspended or made less by an outage.
    T4,
    /// VAT, added or inside.
    P2,
    /// Own contribution.
    T3,
}

impl Clause {
    /// Its id in the clause table.
    pub const fn id(self) -> &'static str {
        match self {
            Self::T1 => "T1",
            Self::T2 => "T2",
            Self::N3 => "N3",
            Self::N4 => "N4",
            Self::A4 => "A4",
            Self::A5 => "A5",
            Self::T12 => "T12",
            Self::A3 => "A3",
            Self::T4 => "T4",
            Self::P2 => "P2",
            Self::T3 => "T3",
        }
    }
}

/// A bill line (정산 항목) of one project and supplier: one month, allocation and unit price.
///
/// `hours × unit_price = supply + discount + credit + deduction`, and `supply + vat = amount +
/// own_contribution` unless the own contribution comes on top.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BillLine {
    /// Position of the month in the terms.
    pub month: usize,
    /// At which kind of price.
    pub allocation: Allocation,
    /// Product-hours; `None` for a monthly price and under `P4.accrual: second`.
    pub hours: Option<Hours>,
    /// Exact product-seconds, where they and not each session's hours are counted: `T1.hours: month_*` and
    /// `P4.accrual: second`.
    pub product_seconds: Option<i64>,
    /// Days held in the month; only for a monthly price.
    pub days: Option<i64>,
    /// Whole months that end in the month, by `N3.month`; only for a monthly price.
    pub whole_months: Option<i64>,
    /// Per product-hour, or per month.
    pub unit_price: Won,
    /// Product-hours at a discount.
    pub discounted_hours: Hours,
    /// Taken off for late allocation.
    pub discount: Won,
    /// Taken off against a credit (`A3.sla_discount: credit`).
    pub credit: Won,
    /// Taken off for unusable resources (T4).
    pub deduction: Won,
    /// What the supplier earns, without VAT that is added.
    pub supply: Won,
    /// VAT added.
    pub vat: Won,
    /// VAT that is inside `supply`, for display.
    pub vat_inside: Won,
    /// Paid by the user.
    pub own_contribution: Won,
    /// Paid by the programme.
    pub amount: Won,
    /// Of the amount, what comes with the true-up; 0 but under `T2.december: cut_off`. Below 0 where what is used after
    /// the cut-off makes the line cheaper, such as by a credit (A3).
    pub true_up: Won,
    /// Sessions that had a part in it, ascending.
    pub sessions: Vec<u32>,
    /// Clauses that had a part in it, in order of operations.
    pub clauses: Vec<Clause>,
}

/// A line's sums.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    hours: Hours,
    discounted_hours: Hours,
    gross: Won,
    credit: Won,
    supply: Won,
    vat: Won,
    own: Won,
    amount: Won,
}

/// Whether a line costs what its parts cost one by one: hours of sessions at the line's price, of which nothing is rounded
/// but the parts' discounts, and nothing taken off by a credit.
#[inline]
pub(super) const fn adds_up(terms: &Terms, own_ratio: Share) -> bool {
    let bears_vat = matches!((terms.readings.vat, terms.readings.vat_scope), (Vat::Excluded, VatScope::Line));
    let is_shared =
        matches!(terms.readings.own, Own::OutOfPrice | Own::DepositThenSettled) && own_ratio.0 != 0;
    let on_credit = matches!(terms.readings.sla_discount, SlaDiscount::Credit);
    matches!(terms.counting(), Counting::Hours) && !bears_vat && !is_shared && !on_credit
}

/// What the programme pays for a part of a line that [adds up](adds_up).
#[inline]
pub(super) fn amount_of_part(price: Won, part: &Tally) -> Won {
    price * part.count - part.off
}

/// What the programme pays for a line as it stands.
#[inline]
pub(super) fn amount(terms: &Terms, own_ratio: Share, price: Won, tally: &Tally) -> Won {
    match terms.readings.accrual {
        Accrual::Hour => by_hour(terms, own_ratio, price, tally, Won::ZERO).amount,
        Accrual::Second => exact_amount(terms, own_ratio, price, tally, ExactWon::ZERO).floor(),
    }
}

/// What the programme owes for a line as it stands, less a credit: unrounded under `P4.accrual: second`, else
/// in whole won.
pub(super) fn exact_amount(
    terms: &Terms,
    own_ratio: Share,
    price: Won,
    tally: &Tally,
    credit: ExactWon,
) -> ExactWon {
    match terms.readings.accrual {
        Accrual::Hour => by_hour(terms, own_ratio, price, tally, credit.floor()).amount.into(),
        Accrual::Second => exact_total(terms, price, tally, credit).share(programme_share(terms, own_ratio)),
    }
}

/// What a line costs before a credit is taken off: hours × price less its discount.
pub(super) fn charge(terms: &Terms, price: Won, tally: &Tally) -> ExactWon {
    match terms.readings.accrual {
        Accrual::Hour => by_hour(terms, Share::NONE, price, tally, Won::ZERO).supply.into(),
        Accrual::Second => exact_net(price, tally, ExactWon::ZERO),
    }
}

/// The bill line of a tally, less a credit; `None` for a line of no hours.
pub(super) fn line(
    terms: &Terms,
    own_ratio: Share,
    key: Key,
    tally: &Tally,
    credit: ExactWon,
    mut sessions: Vec<u32>,
) -> Option<BillLine> {
    let (sums, hours) = match terms.readings.accrual {
        Accrual::Hour => {
            let sums = by_hour(terms, own_ratio, key.price, tally, credit.floor());
            (sums, Some(sums.hours))
        }
        Accrual::Second => (by_second(terms, own_ratio, key.price, tally, credit), None),
    };
    if hours.map_or(tally.count, |hours| hours.0) == 0 {
        return None;
    }
    sessions.sort_unstable();
    let line = BillLine {
        month: key.month,
        allocation: key.allocation,
        hours,
        product_seconds: match terms.counting() {
            Counting::Hours => None,
            Counting::Seconds => Some(tally.count),
        },
        days: None,
        whole_months: None,
        unit_price: key.price,
        discounted_hours: sums.discounted_hours,
        discount: sums.gross - sums.supply - sums.credit,
        credit: sums.credit,
        deduction: Won::ZERO,
        supply: sums.supply,
        vat: sums.vat,
        vat_inside: inside(terms, sums.supply),
        own_contribution: sums.own,
        amount: sums.amount,
        true_up: Won::ZERO,
        sessions,
        clauses: Vec::new(),
    };
    let fixed = key.allocation == Allocation::Fixed;
    let made_by = [
        (Clause::T1, true),
        (Clause::T2, true),
        (Clause::A4, fixed),
        (Clause::A5, tally.made_by.burst),
        (Clause::T12, tally.made_by.part),
        (Clause::A3, tally.discounted > 0 || line.credit != Won::ZERO),
        (Clause::T4, tally.made_by.outage),
        (Clause::P2, line.vat != Won::ZERO || line.vat_inside != Won::ZERO),
        (Clause::T3, line.own_contribution != Won::ZERO),
    ];
    Some(BillLine { clauses: chosen(&made_by), ..line })
}

/// The bill line of a part of a tenancy at a monthly price, made by `months_by`, less a deduction (T4); `None` for no
/// days.
pub(super) fn monthly_line(
    terms: &Terms,
    own_ratio: Share,
    (month, unit_price): (usize, Won),
    (days, whole_months): (i64, i64),
    (price, deduction): (Won, Won),
    session: u32,
    months_by: &[Clause],
) -> Option<BillLine> {
    if days == 0 {
        return None;
    }
    let supply = price - deduction;
    let vat = vat_of_line(terms, supply);
    let (own_contribution, amount) = shared(terms, own_ratio, supply + vat);
    let vat_inside = inside(terms, supply);
    let made_by = [
        (Clause::T4, deduction != Won::ZERO),
        (Clause::P2, vat != Won::ZERO || vat_inside != Won::ZERO),
        (Clause::T3, own_contribution != Won::ZERO),
    ];
    Some(BillLine {
        month,
        allocation: Allocation::Fixed,
        days: Some(days),
        whole_months: Some(whole_months),
        unit_price,
        deduction,
        supply,
        vat,
        vat_inside,
        own_contribution,
        amount,
        sessions: vec![session],
        clauses: [months_by, &chosen(&made_by)].concat(),
        ..BillLine::default()
    })
}

fn chosen(made_by: &[(Clause, bool)]) -> Vec<Clause> {
    made_by.iter().filter(|(_, made)| *made).map(|(clause, _)| *clause).collect()
}

fn inside(terms: &Terms, supply: Won) -> Won {
    match terms.readings.vat {
        Vat::Included => vat_inside(terms.readings.vat_extract, terms.vat_rate, supply),
        Vat::Excluded => Won::ZERO,
    }
}

#[inline]
fn by_hour(terms: &Terms, own_ratio: Share, price: Won, tally: &Tally, credit: Won) -> Sums {
    let (hours, discounted_hours, discount) = match terms.counting() {
        Counting::Hours => (Hours(tally.count), Hours(tally.discounted), tally.off),
        Counting::Seconds => {
            let rounded = |seconds| rounded_hours(terms.readings.hours, Span(seconds));
            let hours = rounded(tally.count);
            (hours, rounded(tally.discounted), discount_by_seconds(terms.readings.off, price, hours, tally))
        }
    };
    let gross = price * hours.0;
    let supply = gross - discount - credit;
    let vat = vat_of_line(terms, supply);
    let (own, amount) = shared(terms, own_ratio, supply + vat);
    Sums { hours, discounted_hours, gross, credit, supply, vat, own, amount }
}

/// Discount of a line whose seconds are rounded once: price × exact seconds × rate, rounded once, and never
/// more than the line costs (A3).
fn discount_by_seconds(rounding: OffRounding, price: Won, hours: Hours, tally: &Tally) -> Won {
    if tally.weighted == 0 {
        return Won::ZERO;
    }
    let exact = ExactWon::of_weighted(price, tally.weighted);
    let rounded = match rounding {
        OffRounding::PaidFloor => exact.ceil(),
        OffRounding::OffFloor => exact.floor(),
        OffRounding::OffHalfUp => exact.half_up(),
    };
    rounded.min(price * hours.0)
}

/// Net of discount and credit, with VAT that the line bears; without rounding.
fn exact_total(terms: &Terms, price: Won, tally: &Tally, credit: ExactWon) -> ExactWon {
    let net = exact_net(price, tally, credit);
    match (terms.readings.vat, terms.readings.vat_scope) {
        (Vat::Excluded, VatScope::Line) => net + net.share(terms.vat_rate),
        (Vat::Included, _) | (Vat::Excluded, VatScope::Statement) => net,
    }
}

fn exact_net(price: Won, tally: &Tally, credit: ExactWon) -> ExactWon {
    ExactWon::of_seconds(price, tally.count) - ExactWon::of_weighted(price, tally.weighted) - credit
}

/// Every running sum is cut, so that no line is above its exact sum; each step takes the remainder.
fn by_second(terms: &Terms, own_ratio: Share, price: Won, tally: &Tally, credit: ExactWon) -> Sums {
    let total = exact_total(terms, price, tally, credit);
    let supply = exact_net(price, tally, credit).floor();
    let amount = total.share(programme_share(terms, own_ratio)).floor();
    Sums {
        hours: Hours(0),
        discounted_hours: Hours(0),
        gross: ExactWon::of_seconds(price, tally.count).floor(),
        credit: exact_net(price, tally, ExactWon::ZERO).floor() - supply,
        supply,
        vat: total.floor() - supply,
        own: match terms.readings.own {
            Own::OnTop => share_off(OffRounding::OffFloor, own_ratio, total.floor()),
            Own::Outside | Own::OutOfPrice | Own::DepositThenSettled => total.floor() - amount,
        },
        amount,
    }
}
