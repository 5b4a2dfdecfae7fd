//! The bills, written when the last session has ended, and the books closed over them.

use crate::fact::{Bill, Charge, Fact, Observer, Outage, StatementRow};
use crate::outcome::Outcome;
use crate::plan::{Line, Plan, Tariff};
use crate::replication::Engine;
use naru_rules::settlement::{
    Allocation, BillLine, SetPrice, late_deduction, outage_deduction, stands, statement_correction,
    vat_of_statement,
};
use naru_units::{Cards, Dated, Instant, Span, Won};
use std::collections::BTreeMap;

impl<O: Observer> Engine<'_, O> {
    /// Service has ended: writes the bills, and tells of the last day and month.
    pub(crate) fn write_bills(&mut self) {
        let end = self.plan.end;
        let committed = self.ledger.spent;
        self.bills = self.bills();
        let operating = self.ledger.operating;
        let day = Instant(end.0 - 1).day();
        let billed = self.billed();
        self.observer.hear(end, &Fact::DayClosed { day, committed: billed, operating });
        self.observer.hear(end, &Fact::MonthClosed { month: self.plan.terms.month_starts.len() - 2 });
        let mut without_statements = [Won::ZERO; 2];
        for bill in self.bills.iter().filter(|bill| bill.project.is_some()) {
            without_statements[bill.budget_line] += bill.amount;
        }
        assert!(
            self.ledger.counted_whole || without_statements == committed,
            "the sum of bill lines is the drop in the budget: {without_statements:?} {committed:?}"
        );
    }

    fn billed(&self) -> [Won; 2] {
        let mut billed = [Won::ZERO; 2];
        for bill in &self.bills {
            billed[bill.budget_line] += bill.amount;
        }
        billed
    }

    /// Tells the bills and closes the books.
    pub(crate) fn finish(mut self, events: u64) -> (Outcome, O) {
        let end = self.plan.horizon();
        for bill in core::mem::take(&mut self.bills) {
            self.observer.hear(end, &Fact::Billed(&bill));
            self.bills.push(bill);
        }
        let (spent, operating) = (self.billed(), self.ledger.operating);
        self.observer.hear(end, &Fact::Closed { spent, operating });
        let exhausted = Line::ALL.map(|l| self.ledger.purses[self.ledger.purse_of(l)].exhausted);
        (Outcome { events, requests: self.requests(), spent, operating, exhausted }, self.observer)
    }

    /// All bill lines, in the order of the files.
    fn bills(&self) -> Vec<Bill> {
        let plan = self.plan;
        // By month first; within a month the accounts come in the order of the files.
        let mut months = vec![Vec::new(); plan.terms.month_starts.len() - 1];
        for p in 0..self.projects.len() as u32 {
            let product = self.product(p);
            let number = plan.projects[p as usize].product.0;
            let state = &self.projects[p as usize];
            let mut lines = Vec::new();
            for account in &state.accounts {
                let supplier = product.offers[account.offer as usize].supplier.0;
                let prices = self.prices_of(p, account);
                for closed in account.lines.close(&plan.terms) {
                    self.assert_agreed_price(prices, &closed);
                    lines.push((supplier, closed));
                }
            }
            if let Some(flat) = &state.flat {
                lines.sort_by_key(|(supplier, l)| (l.month, *supplier, l.allocation, l.unit_price));
                flat.credit_lines(lines.iter_mut().map(|(_, line)| line));
            }
            for (supplier, closed) in lines {
                months[closed.month].push(bill(Some(p), number, supplier, product.line, closed));
            }
            for tenancy in &state.tenancies {
                let supplier = product.offers[tenancy.offer as usize].supplier.0;
                for closed in self.months(p, tenancy).bill(tenancy.session, tenancy.days) {
                    months[closed.month].push(bill(Some(p), number, supplier, product.line, closed));
                }
            }
        }
        for (month, bills) in months.iter_mut().enumerate() {
            bills.sort_by_key(Bill::key);
            bills.extend(self.deductions(month, bills));
            let vat = self.statement_vat(bills);
            bills.extend(vat);
            let rounding = self.statement_rounding(bills);
            bills.extend(rounding);
            bills.sort_by_key(Bill::key);
        }
        months.into_iter().flatten().collect()
    }

    /// No line of hours is above the agreed unit price (kr-2025/P5), whatever readings made it.
    fn assert_agreed_price(&self, prices: &Dated<Won>, line: &BillLine) {
        if line.hours.is_some() {
            let end = self.plan.terms.month_end(line.month);
            let in_force = prices.iter().filter(|(from, _)| *from < end).map(|(_, price)| *price);
            let agreed = in_force.max().expect("a price is in force before the month ends");
            assert!(
                stands(line, agreed, self.plan.terms.fixed_ratio),
                "no line above the agreed price: {line:?}"
            );
        }
    }

    fn deductions(&self, month: usize, bills: &[Bill]) -> Vec<Bill> {
        let mut earned = BTreeMap::<u16, Won>::new();
        for bill in bills.iter().filter(|b| b.budget_line == Line::Gpu.index()) {
            *earned.entry(bill.supplier).or_default() += bill.amount;
        }
        let rows = deductions(self.plan, self.outages_so_far(), month, earned).into_iter();
        rows.map(|(supplier, row, won)| {
            let true_up = self.plan.terms.true_up_of_statement(month, -won);
            let line = BillLine {
                month,
                deduction: won,
                supply: -won,
                amount: -won,
                true_up,
                ..BillLine::default()
            };
            let bill = bill(None, 0, supplier, Line::Gpu, line);
            Bill { charge: Charge::Statement(row), clauses: vec![row.clause()], ..bill }
        })
        .collect()
    }

    /// Under `P2.vat_scope: statement`, VAT of each month, supplier and line in a row of its own.
    fn statement_vat(&self, bills: &[Bill]) -> Vec<Bill> {
        let terms = &self.plan.terms;
        rows_of_statements(bills, StatementRow::Vat, |_, Sum { total, true_up }| {
            let vat = vat_of_statement(terms, total);
            let true_up = vat - vat_of_statement(terms, total - true_up);
            BillLine { vat, amount: vat, true_up, ..BillLine::default() }
        })
    }

    /// Under `P8.statement_round: below_10_dropped`, what each statement drops.
    fn statement_rounding(&self, bills: &[Bill]) -> Vec<Bill> {
        let terms = &self.plan.terms;
        rows_of_statements(bills, StatementRow::Rounding, |month, Sum { total, .. }| {
            let dropped = statement_correction(terms.readings.statement_round, total);
            let true_up = terms.true_up_of_statement(month, dropped);
            BillLine { supply: dropped, amount: dropped, true_up, ..BillLine::default() }
        })
    }
}

/// Rent of resources that could not be used (T4), or came late (S7), by supplier and row of its statement: never more
/// than it `earned` in the month, since the programme does not earn. `outages` of servers; others are passed over.
pub fn deductions<'o>(
    plan: &Plan,
    outages: impl Iterator<Item = &'o Outage>,
    month: usize,
    earned: BTreeMap<u16, Won>,
) -> Vec<(u16, StatementRow, Won)> {
    let readings = &plan.terms.readings;
    let (begins, ends) = (plan.terms.month_starts[month], plan.terms.month_end(month));
    let within = |from: Instant, until: Instant| (until.min(ends) - from.max(begins)).max(Span::ZERO);
    let mut off = BTreeMap::<_, Won>::new();
    for (p, pool) in plan.pools.iter().enumerate() {
        for late in pool.servers.iter().filter(|g| g.wave.is_none() && within(g.agreed, g.from) > Span::ZERO)
        {
            let (cards, delay) = (Cards(late.count * pool.server.cards), within(late.agreed, late.from));
            let of = set_prices(plan, p, late.agreed.max(begins));
            if !of.is_empty() {
                *off.entry((pool.supplier.0, StatementRow::Late)).or_default() +=
                    late_deduction(readings.late_supply, cards, &of, delay);
            }
        }
    }
    for outage in outages {
        let unusable = within(outage.from, outage.until);
        let Some(pool) = outage.pool.filter(|_| unusable > Span::ZERO) else { continue };
        let cheapest = set_prices(plan, pool as usize, outage.from.max(begins)).into_iter().reduce(|a, b| {
            let dearer = a.unit_price.0 * i64::from(b.cards.0) > b.unit_price.0 * i64::from(a.cards.0);
            if dearer { b } else { a }
        });
        if let Some(set) = cheapest {
            *off.entry((plan.pools[pool as usize].supplier.0, StatementRow::Deduction)).or_default() +=
                outage_deduction(readings.outage, outage.cards, set.unit_price, set.cards.0, unusable);
        }
    }
    let mut left = earned;
    let capped = off.into_iter().map(|((supplier, row), won)| {
        let left = left.entry(supplier).or_default();
        let won = won.min(*left);
        *left -= won;
        (supplier, row, won)
    });
    capped.filter(|(.., won)| *won != Won::ZERO).collect()
}

/// What hourly products of a pool cost at a second.
fn set_prices(plan: &Plan, pool: usize, at: Instant) -> Vec<SetPrice> {
    let hourly = plan.products.iter().filter(|p| p.tariff == Tariff::Hourly);
    let offers = hourly.flat_map(|p| &p.offers).filter(|o| o.pool.0 as usize == pool && o.gang.is_none());
    offers.map(|o| SetPrice { unit_price: *o.prices.at(at), cards: Cards(o.set.cards) }).collect()
}

/// What a statement comes to, and what of it comes with the true-up (T2).
#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    total: Won,
    true_up: Won,
}

/// A row of its own for each statement (month, supplier, budget line) of one month's bills; none of nothing.
fn rows_of_statements(bills: &[Bill], row: StatementRow, line: impl Fn(usize, Sum) -> BillLine) -> Vec<Bill> {
    let mut totals = BTreeMap::<_, Sum>::new();
    for b in bills {
        let sum = totals.entry((b.month, b.supplier, b.budget_line)).or_default();
        sum.total += b.amount;
        sum.true_up += b.true_up;
    }
    totals
        .into_iter()
        .map(|((month, supplier, budget_line), total)| {
            let line = BillLine { month, ..line(month, total) };
            let of = if budget_line == Line::Gpu.index() { Line::Gpu } else { Line::Npu };
            Bill {
                charge: Charge::Statement(row),
                clauses: vec![row.clause()],
                ..bill(None, 0, supplier, of, line)
            }
        })
        .filter(|bill| bill.amount != Won::ZERO)
        .collect()
}

fn bill(project: Option<u32>, product: u16, supplier: u16, line: Line, closed: BillLine) -> Bill {
    let charge = match (project, closed.days, closed.whole_months) {
        (None, ..) => Charge::Statement(StatementRow::Deduction),
        (Some(_), Some(days), Some(whole_months)) => Charge::Tenancy { days, whole_months },
        (Some(_), ..) => Charge::Hours {
            fixed: closed.allocation == Allocation::Fixed,
            hours: closed.hours.map(|h| h.0),
            discounted: closed.discounted_hours.0,
        },
    };
    Bill {
        month: closed.month,
        project,
        product,
        supplier,
        budget_line: line.index(),
        charge,
        unit_price: closed.unit_price,
        discount: closed.discount,
        credit: closed.credit,
        deduction: closed.deduction,
        supply: closed.supply,
        vat: closed.vat,
        vat_inside: closed.vat_inside,
        own_contribution: closed.own_contribution,
        amount: closed.amount,
        true_up: closed.true_up,
        clauses: closed.clauses.iter().map(|c| c.id()).collect(),
        sessions: closed.sessions,
    }
}
