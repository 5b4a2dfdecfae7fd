//! Won credit for a late allocation: clause A3 under `sla_discount: credit`.
//!
//! A session that starts late earns won in the month in which it starts. They are taken off the account's
//! lines of that month and of later ones, in line order, until they are used up. So what a line costs hangs on
//! every line before it, and an account under this reading is reckoned whole each time.

use super::exact::ExactWon;
use super::own::share_off;
use super::parts::Key;
use super::sla::{discount_rate, hours_over_limit, over_limit};
use super::tariff::agreed;
use super::terms::{Allocation, Terms, Usage};
use crate::readings::SlaDiscount;
use naru_units::{Dated, Won};

/// What late starts have earned, by month.
#[derive(Clone, Debug)]
pub(super) struct Credits(Vec<(usize, Won)>);

impl Credits {
    pub(super) const NONE: Self = Self(Vec::new());

    /// Enters what a session has earned by its start: rate × hours over the limit × unit price of its first
    /// second × sets held, rounded by `A3.won`. Whatever it uses of them; use of no length earns nothing.
    pub(super) fn earn(&mut self, terms: &Terms, prices: &Dated<Won>, usage: &Usage<'_>) {
        if !over_limit(usage.wait, terms.wait_limit) || usage.ended <= usage.started {
            return;
        }
        let started = usage.started;
        let month = terms.month_of(started);
        let fixed = usage.fixed.iter().any(|(from, until)| *from <= started && started < *until);
        let allocation = if fixed { Allocation::Fixed } else { Allocation::Dynamic };
        let price = agreed(allocation, *prices.at(started), terms.fixed_ratio);
        let over = hours_over_limit(terms.readings.excess, usage.wait, terms.wait_limit);
        let rate = discount_rate(SlaDiscount::Credit, terms.discount_rate, None, over);
        let late_hours = price.share_floor(usage.part) * over.0 * i64::from(usage.multiple);
        let earned = share_off(terms.readings.off, rate, late_hours);
        match self.0.iter_mut().find(|(earlier, _)| *earlier == month) {
            Some((_, sum)) => *sum += earned,
            None => self.0.push((month, earned)),
        }
    }

    /// What is taken off each line, given with its charge in line order: never more than the charge.
    pub(super) fn taken(&self, lines: impl Iterator<Item = (Key, ExactWon)>) -> Vec<ExactWon> {
        let earned_by = |month| self.0.iter().filter(|(m, _)| *m <= month).map(|(_, won)| *won).sum::<Won>();
        let mut used = ExactWon::ZERO;
        lines
            .map(|(key, charge)| {
                let taken = charge.min(ExactWon::from(earned_by(key.month)) - used);
                used += taken;
                taken
            })
            .collect()
    }
}
