//! The bills, written when the last session has ended, and the books closed over them.

use crate::fact::{Bill, Charge, Fact, Observer, StatementRow};
use crate::outcome::Outcome;
use crate::plan::Line;
use crate::replication::Engine;
use naru_rules::settlement::{Allocation, BillLine, stands, statement_correction, vat_of_statement};
use naru_units::{Dated, Instant, Won};

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
                for closed in account.account.close(&plan.terms) {
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
        for bills in &mut months {
            bills.sort_by_key(Bill::key);
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

    /// Under `P2.vat_scope: statement`, VAT of each month, supplier and line in a row of its own.
    fn statement_vat(&self, bills: &[Bill]) -> Vec<Bill> {
        let terms = &self.plan.terms;
        rows_of_statements(bills, StatementRow::Vat, |net| {
            let vat = vat_of_statement(terms, net);
            BillLine { vat, amount: vat, ..BillLine::default() }
        })
    }

    /// Under `P8.statement_round: below_10_dropped`, what each statement drops.
    fn statement_rounding(&self, bills: &[Bill]) -> Vec<Bill> {
        let reading = self.plan.terms.readings.statement_round;
        rows_of_statements(bills, StatementRow::Rounding, |total| {
            let dropped = statement_correction(reading, total);
            BillLine { supply: dropped, amount: dropped, ..BillLine::default() }
        })
    }
}

/// A row of its own for each statement (month, supplier, budget line) of one month's bills; none of nothing.
fn rows_of_statements(bills: &[Bill], row: StatementRow, line: impl Fn(Won) -> BillLine) -> Vec<Bill> {
    let mut totals = std::collections::BTreeMap::<_, Won>::new();
    for b in bills {
        *totals.entry((b.month, b.supplier, b.budget_line)).or_default() += b.amount;
    }
    totals
        .into_iter()
        .map(|((month, supplier, budget_line), total)| {
            let line = BillLine { month, ..line(total) };
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
        clauses: closed.clauses.iter().map(|c| c.id()).collect(),
        sessions: closed.sessions,
    }
}
