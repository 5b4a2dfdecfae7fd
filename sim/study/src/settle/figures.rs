//! Figures of a bill line, and what follows from which.

use naru_results::intake::{ITEMS, Item};
use naru_rules::readings::{NpuMonth, NpuWon, OffRounding, Own, Vat, VatRound, VatScope};
use naru_rules::settlement::{BillLine, FlatSum, Terms, vat_inside};
use naru_units::{Share, Won};

/// By [`Item`]; hours in thousandths. `None`: not a figure of such a line.
pub(super) type Figures = [Option<i64>; ITEMS.len()];

/// Figures of a line of a party, or of a whole statement.
pub(super) fn figures(bill: &BillLine, of_party: bool) -> Figures {
    let hourly = of_party && bill.days.is_none();
    let mut figures = [None; ITEMS.len()];
    for item in ITEMS {
        figures[item as usize] = match item {
            Item::Hours => bill.hours.map(|hours| hours.0 * 1_000),
            Item::Days => bill.days,
            Item::WholeMonths => bill.whole_months,
            Item::UnitPrice => of_party.then_some(bill.unit_price.0),
            Item::DiscountedHours => hourly.then_some(bill.discounted_hours.0 * 1_000),
            Item::Discount => Some(bill.discount.0),
            Item::Credit => Some(bill.credit.0),
            Item::Deduction => Some(bill.deduction.0),
            Item::Supply => Some(bill.supply.0),
            Item::Vat => Some(bill.vat.0),
            Item::VatInside => Some(bill.vat_inside.0),
            Item::OwnContribution => Some(bill.own_contribution.0),
            Item::Amount => Some(bill.amount.0),
        };
    }
    figures
}

/// How the figures of one of our lines follow from one another.
pub(super) struct Chain<'a> {
    pub(super) terms: &'a Terms,
    pub(super) ours: Figures,
    /// The project's own share, where a reading takes one.
    pub(super) own_ratio: Share,
}

impl Chain<'_> {
    fn our(&self, item: Item) -> i64 {
        self.ours[item as usize].unwrap_or(0)
    }

    /// What a figure comes to where those before it are `now`. Ours, while they are ours.
    pub(super) fn derive(&self, item: Item, now: &[i64; ITEMS.len()]) -> i64 {
        let of = |item: Item| now[item as usize];
        let ours = |items: &[Item]| items.iter().all(|item| of(*item) == self.our(*item));
        let our = self.our(item);
        match item {
            Item::Hours
            | Item::Days
            | Item::WholeMonths
            | Item::UnitPrice
            | Item::DiscountedHours
            | Item::Credit
            | Item::Deduction => our,
            Item::Discount if ours(&[Item::UnitPrice, Item::DiscountedHours]) => our,
            Item::Discount => self.discount(of(Item::UnitPrice), of(Item::DiscountedHours)),
            Item::Supply if ours(&ITEMS[..Item::Supply as usize]) => our,
            Item::Supply if self.ours[Item::Days as usize].is_some() => self.tenancy(now),
            Item::Supply => {
                let gross = ratio(of(Item::Hours), of(Item::UnitPrice), 1_000);
                gross - of(Item::Discount) - of(Item::Credit) - of(Item::Deduction)
            }
            Item::Vat | Item::VatInside if ours(&[Item::Supply]) => our,
            Item::Vat => match (self.terms.readings.vat, self.terms.readings.vat_scope) {
                (Vat::Included, _) | (Vat::Excluded, VatScope::Statement) => 0,
                (Vat::Excluded, VatScope::Line) => match self.terms.readings.vat_round {
                    VatRound::Floor => Won(of(Item::Supply)).share_floor(self.terms.vat_rate).0,
                    VatRound::HalfUp => Won(of(Item::Supply)).share_half_up(self.terms.vat_rate).0,
                },
            },
            Item::VatInside => match self.terms.readings.vat {
                Vat::Included => {
                    let supply = Won(of(Item::Supply));
                    vat_inside(self.terms.readings.vat_extract, self.terms.vat_rate, supply).0
                }
                Vat::Excluded => 0,
            },
            Item::OwnContribution if ours(&[Item::Supply, Item::Vat]) => our,
            Item::OwnContribution => match self.terms.readings.own {
                Own::Outside => 0,
                Own::OutOfPrice | Own::DepositThenSettled | Own::OnTop => {
                    let total = Won(of(Item::Supply) + of(Item::Vat));
                    if FlatSum::comes_off(&self.terms.readings) {
                        // What was not used up by a line of ours would have paid for more.
                        return if self.our(Item::Amount) == 0 { total.0 } else { our.min(total.0) };
                    }
                    off(self.terms.readings.off, total, self.own_ratio)
                }
            },
            Item::Amount => of(Item::Supply) + of(Item::Vat) - of(Item::OwnContribution),
        }
    }

    /// A discount by our rate; without a discount of ours, by the rate of the terms.
    fn discount(&self, price: i64, discounted: i64) -> i64 {
        let (our_price, our_discounted) = (self.our(Item::UnitPrice), self.our(Item::DiscountedHours));
        let gross = ratio(price, discounted, 1_000);
        if our_price > 0 && our_discounted > 0 {
            return ratio(self.our(Item::Discount) * 1_000, gross, our_price * our_discounted);
        }
        off(self.terms.readings.off, Won(gross), self.terms.discount_rate)
    }

    /// Whole months at the price, other days at a thirtieth of it.
    fn tenancy(&self, now: &[i64; ITEMS.len()]) -> i64 {
        let of = |item: Item| now[item as usize];
        let (price, whole, days) = (of(Item::UnitPrice), of(Item::WholeMonths), of(Item::Days));
        let part = |days: i64| match self.terms.readings.npu_won {
            NpuWon::Floor => Won(price).ratio_floor(days, 30).0,
            NpuWon::HalfUp => Won(price).ratio_half_up(days, 30).0,
        };
        let gross = match self.terms.readings.npu_month {
            NpuMonth::Calendar if whole > 0 => ratio(price, whole, 1),
            NpuMonth::Calendar => part(days),
            // A line may hold the end of one month and the beginning of the next: ours, and what is more or less.
            NpuMonth::Running30 | NpuMonth::Anniversary | NpuMonth::ShortUseOnly => {
                let more = days - self.our(Item::Days) - 30 * (whole - self.our(Item::WholeMonths));
                let at_price = ratio(self.our(Item::Supply), price, self.our(Item::UnitPrice).max(1));
                at_price + ratio(price, whole - self.our(Item::WholeMonths), 1) + part(more)
            }
        };
        gross - of(Item::Discount) - of(Item::Credit) - of(Item::Deduction)
    }
}

/// No programme pays more: what an absurd figure of an invoice comes to stops here, so that sums fit.
const MOST: i128 = 10_000_000_000_000_000;

/// `a × b / c`, cut; exact in between.
pub(super) fn ratio(a: i64, b: i64, c: i64) -> i64 {
    (i128::from(a) * i128::from(b)).div_euclid(i128::from(c)).clamp(-MOST, MOST) as i64
}

fn off(rounding: OffRounding, of: Won, share: Share) -> i64 {
    match rounding {
        OffRounding::PaidFloor => -Won(-of.0).share_floor(share).0,
        OffRounding::OffFloor => of.share_floor(share).0,
        OffRounding::OffHalfUp => of.share_half_up(share).0,
    }
}
