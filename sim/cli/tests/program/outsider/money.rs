//! Every bill line from the sessions, the budget from the bill lines, and the second in which the money ends.

use super::{DAY, Faults, HOUR, IDLE_RETURN, Log, MONTHS, Served, is_npu, month_of};
use naru_results::{BillRow, EndReason};
use std::collections::BTreeMap;

/// What a line is of: month, project, unit price. A project has one product, one supplier and one allocation here.
type Key = (usize, u32, i64);

/// A line as it should be.
#[derive(Clone, Debug, Default)]
struct Due {
    npu: bool,
    hours: i64,
    discounted: i64,
    discount: i64,
    days: i64,
    whole_months: i64,
    amount: i64,
    sessions: Vec<u64>,
}

impl Log {
    /// The lines of everything used before a second.
    fn due(&self, until: i64) -> BTreeMap<Key, Due> {
        let mut lines: BTreeMap<Key, Due> = BTreeMap::new();
        for it in self.served().filter(|it| it.started < until) {
            if is_npu(it.row) {
                self.tenancy(&Served { ended: it.ended.min(until), ..it }, &mut lines);
            } else {
                // What runs on owes the hour that it begins in this second (P4).
                self.hours(&Served { ended: it.ended.min(until + 1), ..it }, &mut lines);
            }
        }
        lines
    }

    /// T1, T2, A3: each begun hour goes to the month and the price of its first second; of a late session the first
    /// hours, as many as were begun past the limit, are cheaper; what is paid for a part is cut to a whole won.
    fn hours(&self, it: &Served<'_>, lines: &mut BTreeMap<Key, Due>) {
        let sla = &self.effective.sla;
        let late = (it.wait - sla.limit_s).max(0);
        let discounted_hours = if sla.rate_bp == 0 { 0 } else { (late + HOUR - 1) / HOUR };
        let mut parts: BTreeMap<Key, (i64, i64)> = BTreeMap::new();
        for hour in 0..(it.ended - it.started + HOUR - 1) / HOUR {
            let begins = it.started + hour * HOUR;
            let key = (month_of(begins), it.row.project, self.price(it.row, begins));
            let part = parts.entry(key).or_default();
            part.0 += i64::from(it.row.multiple);
            part.1 += if hour < discounted_hours { i64::from(it.row.multiple) } else { 0 };
        }
        for (key, (hours, discounted)) in parts {
            let (price, rate) = (key.2, i64::from(sla.rate_bp));
            let paid = (hours * price * 10_000 - discounted * price * rate) / 10_000;
            let line = lines.entry(key).or_default();
            line.hours += hours;
            line.discounted += discounted;
            line.discount += hours * price - paid;
            line.amount += paid;
            line.sessions.push(it.row.session);
        }
    }

    /// N3: whole calendar months at the price, of other months the days touched, a thirtieth each, cut, at most the
    /// price.
    fn tenancy(&self, it: &Served<'_>, lines: &mut BTreeMap<Key, Due>) {
        let (first, after) = (it.started / DAY, (it.ended - 1) / DAY + 1);
        for (month, (_, from, to)) in MONTHS.iter().enumerate() {
            let days = after.min(*to) - first.max(*from);
            if days <= 0 {
                continue;
            }
            let price = self.price(it.row, first.max(*from) * DAY);
            let whole = days == to - from;
            let line = lines.entry((month, it.row.project, price)).or_default();
            line.npu = true;
            line.days += days;
            line.whole_months += i64::from(whole);
            line.amount += if whole { price } else { price.min(price * days / 30) };
            line.sessions.push(it.row.session);
        }
    }

    pub(super) fn check_bills(&self, faults: &mut Faults) {
        let mut due = self.due(self.effective.programme.end_s);
        let mut before = None;
        for (number, row) in (1..).zip(&self.bills) {
            let at = || format!("line {}", row.line);
            let month = MONTHS.iter().position(|(name, ..)| *name == row.month.to_string());
            let (Some(month), Some(project), Some(price)) = (month, row.project, row.unit_price_won) else {
                faults.unless(false, "bill-lines", at);
                continue;
            };
            let key = (month, project, price);
            faults.unless(row.line == number && before < Some(key), "bill-order", at);
            before = Some(key);
            check_identities(row, faults);
            match due.remove(&key) {
                Some(due) => check_line(row, &due, faults),
                None => faults.unless(false, "bill-lines", || format!("{}: nothing was used", at())),
            }
        }
        faults.unless(due.is_empty(), "bill-lines", || format!("not billed: {:?}", due.first_key_value()));
    }

    /// What the programme owes at a second for everything begun before it, and for the hours that what runs begins in
    /// it; operating cost inside.
    pub(crate) fn spent_by(&self, second: i64) -> i64 {
        self.effective.budget.operating_won + self.due(second).values().map(|due| due.amount).sum::<i64>()
    }

    pub(super) fn check_budget(&self, faults: &mut Faults) {
        let budget = &self.effective.budget;
        let mut left = [budget.opening_won.gpu, budget.opening_won.npu];
        let sum: i64 = left.iter().sum::<i64>() + budget.operating_won;
        faults.unless(sum == budget.cap_won, "budget-left", || format!("{budget:?}"));
        faults.unless(self.budget.len() == 2 * MONTHS.len(), "budget-left", || "rows".to_owned());
        let mut operating = 0;
        for (i, row) in self.budget.iter().enumerate() {
            let at = || format!("{row:?}");
            let (month, line) = (MONTHS[i / 2].0, i % 2);
            let named = row.month.to_string() == month && *row.line == *["gpu", "npu"][line];
            faults.unless(named, "budget-left", at);
            let of_line = |bill: &&BillRow| bill.month == row.month && bill.budget_line == row.line;
            let spent: i64 = self.bills.iter().filter(of_line).map(|bill| bill.amount_won).sum();
            faults.unless(row.spent_won == spent, "budget-spent", at);
            // Pooled lines need no transfers.
            faults.unless(row.allotted_won == left[line] && row.transfer_in_won == 0, "budget-left", at);
            left[line] -= spent;
            faults.unless(row.left_won == left[line], "budget-left", at);
            operating += row.operating_won;
        }
        faults.unless(operating == budget.operating_won, "budget-operating", || format!("{operating}"));
        let left = left[0] + left[1];
        faults.unless(left >= 0, "cap", || format!("{left} left"));
        self.check_stop(left, faults);
    }

    /// `stop_at_once`: all ends in one second, because what would have begun in it could not be paid.
    fn check_stop(&self, left: i64, faults: &mut Faults) {
        let programme = &self.effective.programme;
        let stop = programme.service_ended_s.expect("a log says when service ended");
        faults.unless(programme.npu_service_ended_s == Some(stop), "stop", || {
            "pooled lines end together".to_owned()
        });
        if stop == programme.end_s {
            return;
        }
        let cost = self.begins_at(stop);
        faults.unless(left < cost, "stopped-too-early", || format!("{left} left, {cost} asked for"));
    }

    /// At most what would begin in the second of the money's end: hours of running sessions, who waits, NPU days.
    pub(crate) fn begins_at(&self, stop: i64) -> i64 {
        let cost = |row: &naru_results::SessionRow| i64::from(row.multiple) * self.price(row, stop);
        let mut sum = 0;
        for row in &self.sessions {
            let cut = row.released_s == Some(stop) && row.idle_s != Some(IDLE_RETURN);
            sum += match (row.started_s, row.end_reason) {
                (None, EndReason::Waiting) if row.left_s == Some(stop) => cost(row),
                (Some(_), EndReason::Budget) if is_npu(row) && stop % DAY == 0 => cost(row) / 30,
                (Some(started), _) if cut && !is_npu(row) && (stop - started) % HOUR == 0 => cost(row),
                (None | Some(_), _) => 0,
            };
        }
        sum
    }
}

/// What holds in any line, whatever was used.
fn check_identities(row: &BillRow, faults: &mut Faults) {
    let at = || format!("line {}", row.line);
    if let (Some(hours), Some(price)) = (row.hours, row.unit_price_won) {
        let gross = row.supply_won + row.discount_won + row.credit_won + row.deduction_won;
        faults.unless(hours * price == gross, "bill-supply", at);
    }
    faults.unless(row.supply_won + row.vat_won == row.amount_won + row.own_contribution_won, "bill-vat", at);
    faults.unless(row.vat_won == 0 && row.vat_inside_won == row.supply_won / 11, "bill-vat", at);
    faults.unless(row.own_contribution_won == 0, "bill-own", at);
    faults.unless(row.credit_won == 0 && row.deduction_won == 0, "bill-supply", at);
    faults.unless(row.amount_won > 0, "bill-lines", || format!("{}: a zero row", at()));
}

/// A line against what was used.
fn check_line(row: &BillRow, due: &Due, faults: &mut Faults) {
    let at = || format!("line {}: {due:?}", row.line);
    let line = if due.npu { "npu" } else { "gpu" };
    faults.unless(*row.budget_line == *line, "bill-lines", at);
    let only = |npu: bool, value: i64| (due.npu == npu).then_some(value);
    faults.unless(row.hours == only(false, due.hours), "bill-hours", at);
    faults.unless(row.discounted_hours == only(false, due.discounted), "bill-discounted-hours", at);
    faults.unless(row.days == only(true, due.days), "bill-days", at);
    faults.unless(row.whole_months == only(true, due.whole_months), "bill-days", at);
    faults.unless(row.discount_won == due.discount, "bill-discount", at);
    faults.unless(row.supply_won == due.amount && row.amount_won == due.amount, "bill-supply", at);
    faults.unless(row.sessions == due.sessions, "bill-sessions", at);
    let discounted = row.clauses.iter().any(|clause| **clause == *"A3");
    faults.unless(discounted == (due.discounted > 0), "bill-clauses", at);
}
