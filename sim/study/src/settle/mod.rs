//! Settlement of a real log: the programme's rules on sessions from elsewhere, and an invoice held against them.
//!
//! A log is streamed: accounts keep tallies, bill lines name their sessions by 4 bytes each. Where an invoice differs,
//! the log is streamed again under each likely mistake, for the accounts that differ alone.

mod books;
mod causes;
mod check;
mod corrections;
mod figures;
mod ids;
mod mistakes;
mod pairs;

pub use check::{Checked, judge_invoice};

use books::Books;
use figures::{Figures, figures};
use ids::Ids;
use mistakes::Mistake;
use naru_model::Line as BudgetLine;
use naru_results::intake::{Fault, InvoiceLine, SessionSheet, Troubles, What};
use naru_results::{Allocation, NotBilled, SCHEMA, SettledRow, Settlement};
use naru_rules::settlement::{self, BillLine, vat_of_statement};
use naru_scenario::Lowered;
use naru_units::{Month, Won};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A log, settled.
#[derive(Debug)]
pub struct Settled<'a> {
    lowered: &'a Lowered,
    sheet: &'a SessionSheet,
    books: Books,
    ids: Ids,
    month: Option<usize>,
    lines: Vec<Line>,
}

/// A bill line and whose it is.
#[derive(Clone, Debug)]
struct Line {
    whose: Whose,
    bill: BillLine,
    corrects: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Whose {
    /// Position of the party.
    Party(u32),
    /// A supplier's whole statement for a budget line.
    Statement(u16, BudgetLine),
}

/// Settles a log by the terms of a scenario; `month` is the one whose statement is asked for, or all.
///
/// `earlier` are lines of months before it that have been billed: sessions that those leave out become corrections.
///
/// # Errors
/// What is wrong with the log, all of it.
pub fn settle<'a>(
    lowered: &'a Lowered,
    sheet: &'a SessionSheet,
    month: Option<Month>,
    earlier: &[InvoiceLine],
) -> Result<Settled<'a>, Fault> {
    let terms = &lowered.plan.terms;
    let mut troubles = Troubles::of(sheet.path());
    let (mut books, mut ids) = (Books::new(), Ids::new());
    sheet.each(&mut troubles, |session, troubles| {
        let number = ids.len() as u32;
        ids.push(&session.session);
        books.enter((lowered, terms), Mistake::None, (number, session), troubles);
    })?;
    doubles(sheet, &ids, &mut troubles)?;
    troubles.none()?;
    let month = month.map(|asked| {
        let months = terms.month_starts.len() - 1;
        (0..months).find(|at| terms.month(*at) == asked).expect("the month was looked for in the programme")
    });
    let mut settled = Settled { lowered, sheet, books, ids, month, lines: Vec::new() };
    settled.lines = settled.of_parties();
    if let Some(month) = month {
        let corrections = corrections::corrections(&settled, month, earlier);
        settled.lines.retain(|line| line.bill.month == month);
        settled.lines.extend(corrections);
    }
    settled.statements();
    Ok(settled)
}

/// Ids that stand twice. Their rows are looked for only where there are any.
fn doubles(sheet: &SessionSheet, ids: &Ids, troubles: &mut Troubles) -> Result<(), Fault> {
    let twice = ids.twice();
    if twice.is_empty() {
        return Ok(());
    }
    let mut rows = Vec::with_capacity(ids.len());
    sheet.each(&mut Troubles::default(), |session, _| rows.push(session.row))?;
    for (first, later) in twice {
        let what = What::Duplicate(rows[first as usize]);
        troubles.push(rows[later as usize], "session", &ids.get(later), what);
    }
    Ok(())
}

impl Settled<'_> {
    /// Lines of all accounts: by month, then project, product and supplier.
    fn of_parties(&mut self) -> Vec<Line> {
        let terms = &self.lowered.plan.terms;
        let books = &mut self.books;
        let mut order: Vec<u32> = (0..books.parties.len() as u32).collect();
        order.sort_by_key(|at| {
            let party = &books.parties[*at as usize];
            let supplier = party.offer(self.lowered).supplier;
            (natural(&books.projects[party.project as usize]), party.product, supplier)
        });
        let mut lines = Vec::new();
        for at in order {
            let closed = books.parties[at as usize].close(self.lowered, terms);
            // Its lines name its sessions from here on: not twice in memory.
            books.parties[at as usize].forget();
            lines.extend(closed.into_iter().map(|bill| Line {
                whose: Whose::Party(at),
                bill,
                corrects: None,
            }));
        }
        // Stable: within a month the accounts keep their order.
        lines.sort_by_key(|line| line.bill.month);
        for line in &mut lines {
            self.ids.sort(&mut line.bill.sessions);
        }
        lines
    }

    /// Under `P2.vat_scope: statement`, VAT of each month, supplier and budget line in a row of its own, last in the
    /// month.
    fn statements(&mut self) {
        let mut net = BTreeMap::<_, Won>::new();
        for line in &self.lines {
            let (supplier, budget_line) = self.payer(line.whose);
            *net.entry((line.bill.month, supplier, budget_line)).or_default() += line.bill.amount;
        }
        for ((month, supplier, budget_line), net) in net {
            let vat = vat_of_statement(&self.lowered.plan.terms, net);
            if vat != Won::ZERO {
                let bill = BillLine { month, vat, amount: vat, ..BillLine::default() };
                self.lines.push(Line {
                    whose: Whose::Statement(supplier, budget_line),
                    bill,
                    corrects: None,
                });
            }
        }
        self.lines.sort_by_key(|line| line.bill.month);
    }

    fn payer(&self, whose: Whose) -> (u16, BudgetLine) {
        match whose {
            Whose::Party(at) => {
                let party = &self.books.parties[at as usize];
                (party.offer(self.lowered).supplier.0, party.line(self.lowered))
            }
            Whose::Statement(supplier, line) => (supplier, line),
        }
    }

    /// Project and product by name, empty for a whole statement, and the supplier's name.
    fn names(&self, line: &Line) -> (&str, &str, &str) {
        let supplier = &self.lowered.names.suppliers[self.payer(line.whose).0 as usize];
        match line.whose {
            Whose::Party(at) => {
                let party = &self.books.parties[at as usize];
                let project = &self.books.projects[party.project as usize];
                (project, &self.lowered.names.products[party.product].id, supplier)
            }
            Whose::Statement(..) => ("", "", supplier),
        }
    }

    fn month_of(&self, line: &Line) -> Month {
        self.lowered.plan.terms.month(line.bill.month)
    }

    fn sessions(&self, line: &Line) -> impl Iterator<Item = Cow<'_, str>> {
        line.bill.sessions.iter().map(|at| self.ids.get(*at)).collect::<Vec<_>>().into_iter()
    }

    /// `bills.csv`, a row at a time: the sessions of a line become texts only while it is written.
    pub fn rows(&self) -> impl Iterator<Item = SettledRow> {
        let some = |name: &str| (!name.is_empty()).then(|| Arc::from(name));
        self.lines.iter().zip(1..).map(move |(line, number)| {
            let bill = &line.bill;
            let (project, product, supplier) = self.names(line);
            let party = !project.is_empty();
            SettledRow {
                line: number,
                month: self.month_of(line),
                project: some(project),
                product: some(product),
                supplier: some(supplier),
                allocation: party.then_some(allocation(bill.allocation)),
                budget_line: Arc::from(match self.payer(line.whose).1 {
                    BudgetLine::Gpu => "gpu",
                    BudgetLine::Npu => "npu",
                }),
                hours: bill.hours.map(|hours| hours.0),
                days: bill.days,
                whole_months: bill.whole_months,
                unit_price_won: party.then_some(bill.unit_price.0),
                discounted_hours: (party && bill.days.is_none()).then_some(bill.discounted_hours.0),
                discount_won: bill.discount.0,
                credit_won: bill.credit.0,
                deduction_won: bill.deduction.0,
                supply_won: bill.supply.0,
                vat_won: bill.vat.0,
                vat_inside_won: bill.vat_inside.0,
                own_contribution_won: bill.own_contribution.0,
                amount_won: bill.amount.0,
                clauses: bill.clauses.iter().map(|clause| Arc::from(clause.id())).collect(),
                sessions: self.sessions(line).map(Arc::from).collect(),
                corrects: line.corrects.as_deref().map(Arc::from),
            }
        })
    }

    /// `settlement.json`, without an invoice.
    pub fn settlement(&self, scenario_hash: &str) -> Settlement {
        Settlement {
            schema: SCHEMA,
            scenario: self.lowered.name.clone(),
            scenario_hash: scenario_hash.to_owned(),
            month: self.month.map(|at| self.lowered.plan.terms.month(at).to_string()),
            encoding: self.sheet.encoding().name().to_owned(),
            sessions: self.ids.len() as u64,
            not_billed: NotBilled { ..self.books.not_billed },
            waits_known: self.sheet.knows_waits(),
            lines: self.lines.len() as u64,
            corrections: self.lines.iter().filter(|line| line.corrects.is_some()).count() as u64,
            amount_won: self.lines.iter().map(|line| line.bill.amount).sum::<Won>().0,
            invoice: None,
        }
    }
}

fn line_figures(line: &Line) -> Figures {
    figures(&line.bill, matches!(line.whose, Whose::Party(_)))
}

fn allocation(of: settlement::Allocation) -> Allocation {
    match of {
        settlement::Allocation::Dynamic => Allocation::Dynamic,
        settlement::Allocation::Fixed => Allocation::Fixed,
    }
}

/// Projects in the order of people: numbers by value, then texts.
fn natural(project: &str) -> (u64, &str) {
    let number = project.parse().ok().filter(|_| project.bytes().all(|b| b.is_ascii_digit()));
    (number.unwrap_or(u64::MAX), project)
}
