//! The bills, written when the last session has ended, and the books closed over them.

use crate::fact::{Bill, Charge, Fact, Observer};
use crate::outcome::Outcome;
use crate::plan::Line;
use crate::replication::Engine;
use naru_rules::settlement::{Allocation, BillLine, stands, vat_of_statement};
use naru_units::{Instant, Won};

impl<O: Observer> Engine<'_, O> {
    /// Writes the bills and closes the books.
    pub(crate) fn finish(mut self, events: u64) -> (Outcome, O) {
        let plan = self.plan;
        let end = plan.end;
        let spent = self.ledger.spent;
        let last_day = Instant(end.0 - 1).day();
        let bills = self.bills();
        let mut billed = [Won::ZERO; 2];
        for bill in &bills {
            billed[bill.budget_line] += bill.amount;
        }
        let operating = self.ledger.operating;
        self.observer.hear(end, &Fact::DayClosed { day: last_day, committed: billed, operating });
        self.observer.hear(end, &Fact::MonthClosed { month: plan.terms.month_starts.len() - 2 });
        for bill in &bills {
            self.observer.hear(end, &Fact::Billed(bill));
        }
        assert!(
            self.ledger.counted_whole || billed == spent,
            "the sum of bill lines is the drop in the budget: {billed:?} {spent:?}"
        );
        self.observer.hear(end, &Fact::Closed { spent: billed, operating });
        let exhausted = Line::ALL.map(|l| self.ledger.purses[self.ledger.purse_of(l)].exhausted);
        (Outcome { events, requests: self.requests(), spent: billed, operating, exhausted }, self.observer)
    }

    /// All bill lines, in the order of the files.
    fn bills(&self) -> Vec<Bill> {
        let plan = self.plan;
        // By month first; within a month the accounts come in the order of the files.
        let mut months = vec![Vec::new(); plan.terms.month_starts.len() - 1];
        for p in 0..self.projects.len() as u32 {
            let (line, supplier) = (self.product(p).line, self.offer(p).supplier.0);
            let product = plan.projects[p as usize].product.0;
            let state = &self.projects[p as usize];
            let hourly = state.account.close(&plan.terms).into_iter();
            let monthly = state
                .tenancies
                .iter()
                .flat_map(|tenancy| self.months(p, tenancy.started).bill(tenancy.session, tenancy.days));
            for closed in hourly.chain(monthly) {
                self.assert_agreed_price(p, &closed);
                months[closed.month].push(bill(Some(p), product, supplier, line, closed));
            }
        }
        for bills in &mut months {
            let vat = self.statement_vat(bills);
            bills.extend(vat);
        }
        months.into_iter().flatten().collect()
    }

    /// No line of hours is above the agreed unit price (kr-2025/P5), whatever readings made it.
    fn assert_agreed_price(&self, p: u32, line: &BillLine) {
        if line.hours.is_some() {
            let end = self.plan.terms.month_end(line.month);
            let in_force =
                self.offer(p).prices.iter().filter(|(from, _)| *from < end).map(|(_, price)| *price);
            let agreed = in_force.max().expect("a price is in force before the month ends");
            assert!(
                stands(line, agreed, self.plan.terms.fixed_ratio),
                "no line above the agreed price: {line:?}"
            );
        }
    }

    /// Under `P2.vat_scope: statement`, VAT of each month, supplier and line in a row of its own.
    fn statement_vat(&self, bills: &[Bill]) -> Vec<Bill> {
        let mut net = std::collections::BTreeMap::<_, Won>::new();
        for b in bills {
            *net.entry((b.month, b.supplier, b.budget_line)).or_default() += b.amount;
        }
        let terms = &self.plan.terms;
        net.into_iter()
            .map(|(key, net)| (key, vat_of_statement(terms, net)))
            .filter(|(_, vat)| *vat != Won::ZERO)
            .map(|((month, supplier, line), vat)| {
                let line = if line == Line::Gpu.index() { Line::Gpu } else { Line::Npu };
                let row = BillLine { month, vat, amount: vat, ..BillLine::default() };
                bill(None, 0, supplier, line, row)
            })
            .collect()
    }
}

fn bill(project: Option<u32>, product: u16, supplier: u16, line: Line, closed: BillLine) -> Bill {
    let charge = match (project, closed.days, closed.whole_months) {
        (None, ..) => Charge::StatementVat,
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
        supply: closed.supply,
        vat: closed.vat,
        vat_inside: closed.vat_inside,
        own_contribution: closed.own_contribution,
        amount: closed.amount,
        clauses: closed.clauses.iter().map(|c| c.id()).collect(),
        sessions: closed.sessions,
    }
}
