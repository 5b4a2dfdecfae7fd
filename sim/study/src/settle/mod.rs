//! Settlement of a real log: the programme's rules on sessions from elsewhere, and an invoice held against them.
//!
//! A log is streamed: accounts keep tallies, bill lines name their sessions by 4 bytes each. Where an invoice differs,
//! the log is streamed again under each likely mistake, for the accounts that differ alone.

mod beside;
mod books;
mod causes;
mod check;
mod corrections;
mod figures;
mod ids;
mod mistakes;
mod overlaps;
mod pairs;
mod row;

pub use beside::{Beside, effective_of};
pub use check::{Checked, judge_invoice};

use beside::Facts;
use books::{Books, Ground};
use figures::{Figures, figures};
use ids::Ids;
use mistakes::Mistake;
use naru_model::{Line as BudgetLine, StatementRow, Tariff, deductions};
use naru_results::intake::{Fault, InvoiceLine, SessionSheet, Troubles, What};
use naru_results::{Allocation, NotBilled, SCHEMA, SettledRow, Settlement};
use naru_rules::settlement::{self, BillLine, Terms, statement_correction, vat_of_statement};
use naru_scenario::Lowered;
use naru_units::{Instant, Month, Won};
use row::is_free;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A log, settled.
#[derive(Debug)]
pub struct Settled<'a> {
    lowered: &'a Lowered,
    sheet: &'a SessionSheet,
    facts: Facts,
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
    /// A supplier's whole statement for a budget line, and what the row is for.
    Statement(u16, BudgetLine, StatementRow),
}

/// Settles a log by the terms of a scenario and what stands beside it; `month` is the one whose statement is asked for,
/// or all.
///
/// `earlier` are lines of months before it that have been billed: sessions that those leave out become corrections.
///
/// # Errors
/// What is wrong with the log, or with the outages beside it, all of it.
pub fn settle<'a>(
    lowered: &'a Lowered,
    sheet: &'a SessionSheet,
    beside: &Beside,
    month: Option<Month>,
    earlier: &[InvoiceLine],
) -> Result<Settled<'a>, Fault> {
    let terms = &lowered.plan.terms;
    let facts = Facts::of(lowered, beside)?;
    let on = Ground { lowered, terms, facts: &facts };
    let mut troubles = Troubles::of(sheet.path());
    let (mut books, mut ids) = (Books::new(), Ids::new());
    sheet.each(&mut troubles, |session, troubles| {
        let number = ids.len() as u32;
        ids.push(&session.session);
        books.enter(on, Mistake::None, (number, session), troubles);
    })?;
    doubles(sheet, &ids, &mut troubles)?;
    troubles.none()?;
    side_by_side(sheet, lowered, &mut books)?;
    let month = month.map(|asked| {
        let months = terms.month_starts.len() - 1;
        (0..months).find(|at| terms.month(*at) == asked).expect("the month was looked for in the programme")
    });
    let mut settled = Settled { lowered, sheet, facts, books, ids, month, lines: Vec::new() };
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

/// Projects whose sessions do not come in order of their start are looked at again.
fn side_by_side(sheet: &SessionSheet, lowered: &Lowered, books: &mut Books) -> Result<(), Fault> {
    let mut again = Vec::new();
    if books.overlaps.any_unordered() {
        let mut number = 0;
        sheet.each(&mut Troubles::default(), |session, _| {
            let project = books.number_of(&session.project).filter(|p| books.overlaps.is_unordered(*p));
            let product = lowered.names.products.iter().position(|it| it.id == *session.product);
            let hourly = product.is_some_and(|p| lowered.plan.products[p].tariff == Tariff::Hourly);
            if let (Some(project), Some(from), Some(until)) = (project, session.started, session.ended)
                && hourly
                && !is_free(session)
            {
                again.push((project, Instant(from), Instant(until), number));
            }
            number += 1;
        })?;
    }
    books.overlaps.sum(again, lowered.plan.concurrency);
    Ok(())
}

impl Settled<'_> {
    fn ground<'g>(&'g self, terms: &'g Terms) -> Ground<'g> {
        Ground { lowered: self.lowered, terms, facts: &self.facts }
    }

    /// Lines of all accounts: by month, then project, product, supplier, allocation and unit price.
    fn of_parties(&mut self) -> Vec<Line> {
        let on = Ground { lowered: self.lowered, terms: &self.lowered.plan.terms, facts: &self.facts };
        let closed = self.books.close(on);
        let line = |(at, bill)| Line { whose: Whose::Party(at), bill, corrects: None };
        let mut lines: Vec<Line> = closed.into_iter().map(line).collect();
        lines.sort_by_cached_key(|line| {
            let Whose::Party(at) = line.whose else { unreachable!("all lines are of parties") };
            let party = &self.books.parties[at as usize];
            let supplier = party.offer(self.lowered).supplier;
            let project = natural(&self.books.projects[party.project as usize].name);
            let project = (project.0, project.1.to_owned());
            (line.bill.month, project, party.product, supplier, line.bill.allocation, line.bill.unit_price)
        });
        for line in &mut lines {
            self.ids.sort(&mut line.bill.sessions);
        }
        lines
    }

    /// Rows of whole statements, last in their month: what is taken off for resources that could not be used or came
    /// late (T4, S7), VAT under `P2.vat_scope: statement`, rounding (P8).
    fn statements(&mut self) {
        let plan = &self.lowered.plan;
        let months = match self.month {
            Some(month) => month..month + 1,
            None => 0..plan.terms.month_starts.len() - 1,
        };
        for month in months {
            let gpu = self.net(month).into_iter().filter(|((_, line), _)| *line == BudgetLine::Gpu);
            let earned = gpu.map(|((supplier, _), (net, _))| (supplier, net)).collect();
            for (supplier, row, won) in deductions(plan, self.facts.outages.iter(), month, earned) {
                let true_up = plan.terms.true_up_of_statement(month, -won);
                let bill = BillLine {
                    month,
                    deduction: won,
                    supply: -won,
                    amount: -won,
                    true_up,
                    ..BillLine::default()
                };
                self.statement(supplier, BudgetLine::Gpu, row, bill);
            }
            for ((supplier, line), (net, later)) in self.net(month) {
                let vat = vat_of_statement(&plan.terms, net);
                let true_up = vat - vat_of_statement(&plan.terms, net - later);
                let bill = BillLine { month, vat, amount: vat, true_up, ..BillLine::default() };
                self.statement(supplier, line, StatementRow::Vat, bill);
            }
            for ((supplier, line), (total, _)) in self.net(month) {
                let dropped = statement_correction(plan.terms.readings.statement_round, total);
                let true_up = plan.terms.true_up_of_statement(month, dropped);
                let bill =
                    BillLine { month, supply: dropped, amount: dropped, true_up, ..BillLine::default() };
                self.statement(supplier, line, StatementRow::Rounding, bill);
            }
        }
        self.lines.sort_by_key(|line| {
            let row = match line.whose {
                Whose::Party(_) => None,
                Whose::Statement(supplier, line, row) => Some((supplier, line, row)),
            };
            (line.bill.month, row)
        });
    }

    /// What is paid for a month so far, by supplier and budget line, and what of it comes with the true-up (T2).
    fn net(&self, month: usize) -> BTreeMap<(u16, BudgetLine), (Won, Won)> {
        let mut net = BTreeMap::new();
        for line in self.lines.iter().filter(|line| line.bill.month == month) {
            let (paid, later) = net.entry(self.payer(line.whose)).or_insert((Won::ZERO, Won::ZERO));
            *paid += line.bill.amount;
            *later += line.bill.true_up;
        }
        net
    }

    fn statement(&mut self, supplier: u16, line: BudgetLine, row: StatementRow, bill: BillLine) {
        if bill.amount != Won::ZERO {
            self.lines.push(Line { whose: Whose::Statement(supplier, line, row), bill, corrects: None });
        }
    }

    fn payer(&self, whose: Whose) -> (u16, BudgetLine) {
        match whose {
            Whose::Party(at) => {
                let party = &self.books.parties[at as usize];
                (party.offer(self.lowered).supplier.0, party.line(self.lowered))
            }
            Whose::Statement(supplier, line, _) => (supplier, line),
        }
    }

    /// Project and product by name, empty for a whole statement, and the supplier's name.
    fn names(&self, line: &Line) -> (&str, &str, &str) {
        let supplier = &self.lowered.names.suppliers[self.payer(line.whose).0 as usize];
        match line.whose {
            Whose::Party(at) => {
                let party = &self.books.parties[at as usize];
                let project = &self.books.projects[party.project as usize].name;
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
                clauses: match line.whose {
                    Whose::Party(_) => bill.clauses.iter().map(|clause| Arc::from(clause.id())).collect(),
                    Whose::Statement(.., row) => vec![Arc::from(row.clause())],
                },
                sessions: self.sessions(line).map(Arc::from).collect(),
                corrects: line.corrects.as_deref().map(Arc::from),
                true_up_won: bill.true_up.0,
            }
        })
    }

    /// `settlement.json`, without an invoice.
    pub fn settlement(&self, scenario_hash: &str) -> Settlement {
        Settlement {
            schema: SCHEMA,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            scenario: self.lowered.name.clone(),
            scenario_hash: scenario_hash.to_owned(),
            month: self.month.map(|at| self.lowered.plan.terms.month(at).to_string()),
            encoding: self.sheet.encoding().name().to_owned(),
            sessions: self.ids.len() as u64,
            not_billed: NotBilled { ..self.books.not_billed },
            waits_known: self.sheet.knows_waits(),
            outages: self.facts.tells_outages.then_some(self.facts.rows),
            side_by_side: self.books.overlaps.sessions,
            first_side_by_side: self.books.overlaps.first.map(|at| self.ids.get(at).into_owned()),
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
