//! What is drawn: how much of its time a set is used and billed, product by product, and the ratio of the two prices.

use crate::charts::Study;
use crate::charts::data::Fan;
use naru_results::{MonthlyRow, Project};
use naru_units::HOUR;
use std::collections::BTreeMap;

/// A product on dynamic allocation. Shares of the hours of the programme, one set a project.
#[derive(Clone, Debug)]
pub(super) struct Product {
    pub(super) id: String,
    /// Hours of work, over replications.
    pub(super) used: Fan,
    /// Hours that are billed: begun hours and idle time before the return with them.
    pub(super) billed: Fan,
}

/// All of the picture.
#[derive(Clone, Debug)]
pub(super) struct Fixed {
    /// Price of a set's hour on fixed allocation over that on dynamic allocation (A4).
    pub(super) ratio: f64,
    /// In the programme's order.
    pub(super) products: Vec<Product>,
    pub(super) replications: u32,
}

/// Which allocation costs less, where 9 programmes in 10 agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cheaper {
    Dynamic,
    Fixed,
    /// It depends on the programme.
    Either,
}

/// Won of a month before what is taken off the bills; own contributions only where they come off them (T3).
fn before_cuts(row: &MonthlyRow, offsets: bool) -> i64 {
    let own = if offsets { row.own_contribution_won } else { 0 };
    row.amount_won + row.discount_won + row.credit_won + row.deduction_won + own
}

impl Fixed {
    /// Products of the GPU line that are billed by the hour at the full price. `None` where there are none, and where
    /// projects come with waves: their hours are in no file.
    pub(super) fn of(study: &Study<'_>) -> Option<Self> {
        let effective = study.effective;
        if effective.projects.iter().any(|it| it.wave.is_some()) {
            return None;
        }
        let hours = effective.programme.end_s as f64 / HOUR as f64;
        let offsets = effective.readings.get("T3.own").is_some_and(|it| it != "outside");
        let gpu = effective.products.iter().filter(|(_, it)| it.line == "gpu");
        let products = gpu.filter_map(|(id, product)| {
            let of_product = |it: &&Project| it.product == id;
            let all = effective.projects.iter().filter(of_product).count() as f64 * hours;
            let price = |row: &MonthlyRow| {
                let prices = product.prices.get(&row.supplier)?;
                prices.iter().map(|it| it.unit_price_won).min().map(|it| it as f64)
            };
            // Used seconds, billed hours, won at the lowest full price, and won before discounts and own contributions.
            let mut sums: BTreeMap<u32, [f64; 4]> = BTreeMap::new();
            for row in study.monthly.iter().filter(|row| *row.product == *id) {
                let sum = sums.entry(row.replication).or_default();
                sum[0] += row.used_s as f64;
                sum[1] += row.billed_hours as f64;
                sum[2] += row.billed_hours as f64 * price(row).unwrap_or(0.0);
                sum[3] += before_cuts(row, offsets) as f64;
            }
            let (full, paid) =
                sums.values().fold((0.0, 0.0), |(full, paid), it| (full + it[2], paid + it[3]));
            // A part of the hours at the price of fixed allocation says nothing of dynamic allocation.
            (all > 0.0 && full > 0.0 && paid > 0.8 * full).then(|| {
                let fan = |of: fn(&[f64; 4]) -> f64| {
                    Fan::of(&mut sums.values().map(|it| of(it) / all).collect::<Vec<_>>())
                };
                Product { id: id.to_owned(), used: fan(|it| it[0] / HOUR as f64), billed: fan(|it| it[1]) }
            })
        });
        let products: Vec<Product> = products.collect();
        let ratio = f64::from(effective.fixed_ratio_bp) / 1e4;
        (!products.is_empty() && ratio > 0.0).then_some(Self {
            ratio,
            products,
            replications: study.summary.replications,
        })
    }

    /// What 9 programmes in 10 say of a product: dynamic allocation costs its billed hours, fixed allocation all of them
    /// at the ratio.
    pub(super) fn cheaper(&self, product: &Product) -> Cheaper {
        if product.billed.p95 < self.ratio {
            Cheaper::Dynamic
        } else if product.billed.p05 > self.ratio {
            Cheaper::Fixed
        } else {
            Cheaper::Either
        }
    }

    /// What all products say together.
    pub(super) fn verdict(&self) -> Cheaper {
        let mut all = self.products.iter().map(|it| self.cheaper(it));
        let first = all.next().unwrap_or(Cheaper::Either);
        if all.all(|it| it == first) { first } else { Cheaper::Either }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use naru_units::Month;
    use std::sync::Arc;

    /// 700 paid, of a bill of 900 less 200 of cuts; 100 of own contribution more where it came off the bill.
    #[test]
    fn what_came_off_a_bill_is_put_back() {
        let row = MonthlyRow {
            replication: 0,
            month: Month::parse("2025-04").expect("a month"),
            product: Arc::from("gpu-39tf"),
            supplier: Arc::from("naru"),
            requests: 0,
            served: 0,
            unserved: 0,
            used_s: 0,
            held_s: 0,
            billed_hours: 0,
            late: 0,
            discounted_hours: 0,
            discount_won: 120,
            credit_won: 50,
            deduction_won: 30,
            own_contribution_won: 100,
            amount_won: 700,
            free_card_s: 0,
        };
        assert_eq!((before_cuts(&row, false), before_cuts(&row, true)), (900, 1_000));
    }
}
