//! Bills and budget of any log: hours from sessions, each at its mode and price; nothing that is free; money that adds up.

use super::cards::{is_billed, is_within, supplier};
use super::{DAY, Faults, HOUR, Log, MONTHS, Served, month_of};
use naru_results::{Allocation, BillRow, SessionRow};
use std::collections::{BTreeMap, BTreeSet};

/// Month, project, supplier, fixed, unit price.
type Key = (usize, u32, String, bool, i64);

impl Log {
    pub(super) fn check_any_lines(&self, faults: &mut Faults) {
        let by_id: BTreeMap<u64, &SessionRow> = self.sessions.iter().map(|row| (row.session, row)).collect();
        for (number, row) in (1..).zip(&self.bills) {
            let at = || format!("{row:?}");
            faults.unless(row.line == number, "bill-order", at);
            check_sums(row, faults);
            if row.project.is_none() {
                let known = row.clauses.len() == 1 && ["T4", "S7", "P2", "P8"].contains(&&*row.clauses[0]);
                faults.unless(known && row.sessions.is_empty() && row.product.is_none(), "bill-lines", at);
            }
            for id in &row.sessions {
                let named = by_id.get(id).is_some_and(|session| {
                    Some(session.project) == row.project
                        && Some(&session.product) == row.product.as_ref()
                        && session.supplier == row.supplier
                        && self.line(session) == &*row.budget_line
                });
                faults.unless(named, "bill-sessions", at);
                let free = by_id.get(id).is_none_or(|session| !is_billed(session));
                faults.unless(!free, "bill-for-free-use", at);
            }
        }
        self.check_any_hours(faults);
        self.check_any_days(faults);
        self.check_any_budget(faults);
    }

    /// T1, T2, A3, A4: begun hours at the month, mode and price of their first second; late sessions' first hours are
    /// discounted. A session whose cards could not be used for a while is looked at by its hours alone.
    fn check_any_hours(&self, faults: &mut Faults) {
        let down = self.one_to_one();
        let mut due: BTreeMap<Key, (i64, i64)> = BTreeMap::new();
        let mut of_project: BTreeMap<u32, i64> = BTreeMap::new();
        let mut suspended = BTreeSet::new();
        for it in self.served().filter(|it| is_billed(it.row) && self.line(it.row) == "gpu") {
            let seconds = it.ended - it.started - it.row.suspended_s.unwrap_or_default();
            let hours = (seconds.max(0) + HOUR - 1) / HOUR;
            let k = i64::from(it.row.multiple);
            *of_project.entry(it.row.project).or_default() += k * hours;
            if it.row.suspended_s.unwrap_or_default() > 0 {
                suspended.insert(it.row.project);
                continue;
            }
            let sla = &self.effective.sla;
            let late = ((it.wait - sla.limit_s).max(0) + HOUR - 1) / HOUR;
            for hour in 0..hours {
                let line = due.entry(self.key(&it, it.started + hour * HOUR, &down)).or_default();
                line.0 += k;
                line.1 += if hour < late && sla.rate_bp > 0 { k } else { 0 };
            }
        }
        let mut billed: BTreeMap<Key, (i64, i64)> = BTreeMap::new();
        let mut billed_of_project: BTreeMap<u32, i64> = BTreeMap::new();
        for row in &self.bills {
            let (Some(hours), Some(project), Some(price)) = (row.hours, row.project, row.unit_price_won)
            else {
                continue;
            };
            *billed_of_project.entry(project).or_default() += hours;
            let month = MONTHS.iter().position(|(name, ..)| *name == row.month.to_string()).expect("a month");
            let fixed = row.allocation == Some(Allocation::Fixed);
            let of = row.supplier.as_deref().unwrap_or_default().to_owned();
            let line = billed.entry((month, project, of, fixed, price)).or_default();
            line.0 += hours;
            line.1 += row.discounted_hours.unwrap_or_default();
        }
        of_project.retain(|_, hours| *hours > 0);
        for project in of_project.keys().chain(billed_of_project.keys()) {
            let (due, billed) = (of_project.get(project), billed_of_project.get(project));
            faults.unless(due == billed, "bill-hours", || {
                format!("project {project}: {due:?}, billed {billed:?}")
            });
        }
        for key in due.keys().chain(billed.keys()).filter(|key| !suspended.contains(&key.1)) {
            let (due, billed) = (due.get(key), billed.get(key));
            faults.unless(due == billed, "bill-hours", || format!("{key:?}: {due:?}, billed {billed:?}"));
        }
    }

    /// The line of an hour. Fixed allocation costs a share of the price, cut to a whole won.
    fn key(&self, it: &Served<'_>, second: i64, down: &[(String, i64, i64)]) -> Key {
        let of = supplier(it.row);
        let from_the_start = it.row.allocation == Some(Allocation::Fixed) && !is_within(down, of, it.started);
        let fixed = from_the_start || is_within(down, of, second);
        let price = self.price(it.row, second);
        let price = if fixed { price * i64::from(self.effective.fixed_ratio_bp) / 10_000 } else { price };
        (month_of(second), it.row.project, of.to_owned(), fixed, price)
    }

    /// N3, N4: each day that a project holds a set is billed once, by whomever, and no month costs more than a month.
    fn check_any_days(&self, faults: &mut Faults) {
        let mut held: BTreeMap<(usize, u32), BTreeSet<i64>> = BTreeMap::new();
        for it in self.served().filter(|it| is_billed(it.row) && self.line(it.row) == "npu") {
            for day in it.started / DAY..(it.ended + DAY - 1) / DAY {
                held.entry((month_of(day * DAY), it.row.project)).or_default().insert(day);
            }
        }
        let mut billed: BTreeMap<(usize, u32), i64> = BTreeMap::new();
        for row in &self.bills {
            let (Some(days), Some(project), Some(price)) = (row.days, row.project, row.unit_price_won) else {
                continue;
            };
            let month = MONTHS.iter().position(|(name, ..)| *name == row.month.to_string()).expect("a month");
            *billed.entry((month, project)).or_default() += days;
            faults
                .unless(row.supply_won + row.deduction_won <= price, "P5-unit-price", || format!("{row:?}"));
        }
        for key in held.keys().chain(billed.keys()) {
            let (held, billed) =
                (held.get(key).map_or(0, |days| days.len() as i64), billed.get(key).copied());
            faults
                .unless(Some(held) == billed, "bill-days", || format!("{key:?}: {held}, billed {billed:?}"));
        }
    }

    /// Left = allotted − spent + transfer, month by month; transfers make no money.
    fn check_any_budget(&self, faults: &mut Faults) {
        let budget = &self.effective.budget;
        let mut left = [budget.opening_won.gpu, budget.opening_won.npu];
        faults.unless(self.budget.len() == 2 * MONTHS.len(), "budget-left", || "rows".to_owned());
        for months in self.budget.chunks(2) {
            let moved: i64 = months.iter().map(|row| row.transfer_in_won).sum();
            faults.unless(moved == 0, "transfers", || format!("{months:?}"));
            for (row, left) in months.iter().zip(&mut left) {
                let at = || format!("{row:?}");
                let of_line = |bill: &&BillRow| bill.month == row.month && bill.budget_line == row.line;
                let spent: i64 = self.bills.iter().filter(of_line).map(|bill| bill.amount_won).sum();
                faults.unless(row.spent_won == spent, "budget-spent", at);
                faults.unless(row.allotted_won == *left, "budget-left", at);
                *left += row.transfer_in_won - spent;
                faults.unless(row.left_won == *left, "budget-left", at);
            }
        }
        let pooled = budget.transfer == "pooled";
        let kept = if pooled { left[0] + left[1] >= 0 } else { left.iter().all(|it| *it >= 0) };
        faults.unless(kept || budget.when_exhausted != "stop_at_once", "cap", || format!("{left:?} left"));
    }
}

fn check_sums(row: &BillRow, faults: &mut Faults) {
    let at = || format!("{row:?}");
    if let (Some(hours), Some(price)) = (row.hours, row.unit_price_won) {
        let gross = row.supply_won + row.discount_won + row.credit_won + row.deduction_won;
        faults.unless(hours * price == gross, "bill-supply", at);
        faults.unless(
            row.discounted_hours.is_some_and(|it| (0..=hours).contains(&it)),
            "bill-discounted-hours",
            at,
        );
    }
    faults.unless(row.supply_won + row.vat_won == row.amount_won + row.own_contribution_won, "bill-vat", at);
}
