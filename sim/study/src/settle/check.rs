//! An invoice held against our lines: every operand that differs.

use super::causes::{self, Open};
use super::figures::Chain;
use super::pairs::{Pair, agrees, same_line};
use super::{Line, Settled, Whose, allocation, line_figures};
use naru_results::intake::{Encoding, ITEMS, InvoiceLine, Item, Troubles, What};
use naru_results::{CauseCount, ColumnCount, DifferenceRow, Error, InvoiceCheck};
use naru_rules::settlement;
use naru_scenario::Lowered;
use naru_units::{Month, Share};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// An invoice, checked.
#[derive(Clone, Debug)]
pub struct Checked {
    /// `differences.csv`.
    pub rows: Vec<DifferenceRow>,
    /// For `settlement.json`.
    pub figures: InvoiceCheck,
    /// Sessions of the lines that differ, by their number in the log, each with our line: `disputed-sessions.csv`.
    pub disputed: Vec<(u32, u64)>,
}

impl Settled<'_> {
    /// Holds an invoice against the lines: of the month that is settled, or of all.
    ///
    /// Its names must be known: see [`judge_invoice`].
    ///
    /// # Errors
    /// `Io` where the log is streamed again.
    pub fn check(&self, invoice: &[InvoiceLine], encoding: Encoding) -> Result<Checked, Error> {
        let theirs: Cow<'_, [InvoiceLine]> = match self.month {
            Some(month) => {
                let month = self.lowered.plan.terms.month(month);
                invoice.iter().filter(|line| line.month == month).cloned().collect()
            }
            None if invoice.iter().any(|line| line.corrects.is_some()) => {
                billed_so_far(invoice.iter()).into()
            }
            None => invoice.into(),
        };
        let pairs = self.pairs(&theirs);
        let mut found = Found { rows: Vec::new(), open: Vec::new() };
        for (t, o) in &pairs {
            match (t.map(|t| (&theirs[t], t)), o.map(|o| (&self.lines[o], o as u64 + 1))) {
                (Some(theirs), Some(ours)) => self.compare(theirs, ours, &mut found),
                (None, Some((ours, number))) => self.missing(ours, number, &mut found),
                (Some((line, at)), None) => {
                    let again = theirs.iter().any(|it| it.row < line.row && same_line(it, line));
                    too_many((line, at), again, &mut found);
                }
                (None, None) => {}
            }
        }
        causes::name(self, &theirs, &found.open, &mut found.rows)?;
        let count = |wanted: fn(&Pair) -> bool| pairs.iter().filter(|pair| wanted(pair)).count() as u64;
        let figures = InvoiceCheck {
            encoding: encoding.name().to_owned(),
            lines: theirs.len() as u64,
            amount_won: theirs.iter().filter_map(|line| line.figures[Item::Amount as usize]).sum(),
            difference_won: found.rows.iter().map(|row| row.difference_won).sum(),
            differences: found.rows.len() as u64,
            lines_differing: found
                .rows
                .iter()
                .map(|row| (&row.line, row.our_line))
                .collect::<BTreeSet<_>>()
                .len() as u64,
            lines_missing: count(|pair| pair.0.is_none()),
            lines_too_many: count(|pair| pair.1.is_none()),
            by_column: by_column(&found.rows),
            by_cause: by_cause(&found.rows),
        };
        let ours: BTreeSet<u64> = found.rows.iter().filter_map(|row| row.our_line).collect();
        let mut disputed: Vec<(u32, u64)> = Vec::new();
        for number in ours {
            let sessions = &self.lines[number as usize - 1].bill.sessions;
            disputed.extend(sessions.iter().map(|session| (*session, number)));
        }
        disputed.sort_unstable();
        Ok(Checked { rows: found.rows, figures, disputed })
    }

    fn compare(&self, (theirs, at): (&InvoiceLine, usize), (ours, number): (&Line, u64), found: &mut Found) {
        let (project, product, supplier) = self.names(ours);
        let month = self.month_of(ours);
        let first = found.rows.len();
        let row = Row { theirs: Some(theirs), our_line: Some(number), month, project, product, supplier };
        let names = [
            ("month", theirs.month.to_string(), month.to_string(), "T2"),
            ("project", theirs.project.clone(), project.to_owned(), "T8"),
            ("product", theirs.product.clone(), product.to_owned(), "S1"),
            ("supplier", theirs.supplier.clone(), supplier.to_owned(), "S9"),
        ];
        for (column, theirs, ours, clause) in names {
            if theirs != ours {
                found.rows.push(row.differs(column, Some(theirs), Some(ours), 0, clause));
            }
        }
        let our_allocation = allocation(ours.bill.allocation);
        if let (Some(theirs), Whose::Party(_)) = (theirs.allocation, ours.whose)
            && theirs != our_allocation
        {
            let (theirs, ours) = (theirs.word().to_owned(), our_allocation.word().to_owned());
            found.rows.push(row.differs("allocation", Some(theirs), Some(ours), 0, "A4"));
        }
        if let (Some(theirs), Some(_)) = (&theirs.corrects, &ours.corrects)
            && ours.corrects.as_ref() != Some(theirs)
        {
            found.rows.push(row.differs("corrects", Some(theirs.clone()), ours.corrects.clone(), 0, "T2"));
        }
        self.figures_that_differ((theirs, at), ours, &row, found);
        if let Some(named) = &theirs.sessions {
            self.sessions_that_differ(named, ours, &row, found);
        }
        debug_assert_eq!(
            found.rows[first..].iter().map(|row| row.difference_won).sum::<i64>(),
            theirs.figures[Item::Amount as usize].unwrap_or(0) - ours.bill.amount.0,
            "the differences of a line are what it asks too much"
        );
    }

    /// Walks down the order of operations with the invoice's own figures: what does not follow from those before it
    /// is a difference, and adds to the amount what follows from it.
    fn figures_that_differ(
        &self,
        (theirs, position): (&InvoiceLine, usize),
        ours: &Line,
        row: &Row<'_>,
        found: &mut Found,
    ) {
        let figures = line_figures(ours);
        if ITEMS.iter().all(|item| agrees(theirs, &figures, *item)) {
            return;
        }
        let own_ratio = match ours.whose {
            Whose::Party(at) => self.books.parties[at as usize].own_ratio,
            Whose::Statement(..) => Share::NONE,
        };
        let chain = Chain { terms: &self.lowered.plan.terms, ours: figures, own_ratio };
        let mut now = figures.map(|figure| figure.unwrap_or(0));
        let mut amount = now[Item::Amount as usize];
        let mut upstream = false;
        for item in ITEMS {
            let at = item as usize;
            let follows = chain.derive(item, &now);
            let value = theirs.figures[at].unwrap_or(follows);
            now[at] = value;
            for later in &ITEMS[at + 1..] {
                now[*later as usize] = chain.derive(*later, &now);
            }
            // What is rounded on the way may part by a won where a figure before it is another.
            let slack = match item {
                Item::Discount if upstream => ours.bill.sessions.len() as i64,
                Item::Supply | Item::Vat | Item::VatInside | Item::OwnContribution if upstream => 1,
                Item::Hours
                | Item::Days
                | Item::WholeMonths
                | Item::UnitPrice
                | Item::DiscountedHours
                | Item::Discount
                | Item::Credit
                | Item::Deduction
                | Item::Supply
                | Item::Vat
                | Item::VatInside
                | Item::OwnContribution
                | Item::Amount => 0,
            };
            let effect = now[Item::Amount as usize] - amount;
            // What is as ours, though a figure before it is another, is no difference of its own: no money hangs on that one.
            let as_ours = upstream && value == figures[at].unwrap_or(0) && derived(item);
            if (value - follows).abs() > slack && !as_ours {
                upstream = true;
                let our = figures[at].map(|our| item.shown(our));
                let clause = clause(item, ours);
                found.open.push(Open {
                    row: found.rows.len(),
                    item: Some(item),
                    theirs: value,
                    ours: figures[at].unwrap_or(0),
                    now,
                    line: Some(row.our_line.expect("a line of ours") as usize - 1),
                    invoice: position,
                });
                found.rows.push(row.differs(item.column(), Some(item.shown(value)), our, effect, clause));
                amount += effect;
            } else if effect != 0 {
                // It belongs to the difference that it came from.
                let last = found.rows.last_mut().expect("nothing parts without a figure before it");
                last.difference_won += effect;
                amount += effect;
            }
        }
    }

    fn sessions_that_differ(&self, named: &str, ours: &Line, row: &Row<'_>, found: &mut Found) {
        let our_names: Vec<_> = self.sessions(ours).collect();
        if our_names.join(";") == named {
            return;
        }
        let theirs: BTreeSet<&str> = named.split(';').map(str::trim).filter(|id| !id.is_empty()).collect();
        let our: BTreeSet<&str> = our_names.iter().map(AsRef::as_ref).collect();
        let only = |a: &BTreeSet<&str>, b: &BTreeSet<&str>| {
            let ids: Vec<&str> = a.difference(b).copied().collect();
            (!ids.is_empty()).then(|| ids.join(";"))
        };
        let (too_many, left_out) = (only(&theirs, &our), only(&our, &theirs));
        if too_many.is_some() || left_out.is_some() {
            found.rows.push(row.differs("sessions", too_many, left_out, 0, "T8"));
        }
    }

    fn missing(&self, ours: &Line, number: u64, found: &mut Found) {
        let (project, product, supplier) = self.names(ours);
        let row = Row {
            theirs: None,
            our_line: Some(number),
            month: self.month_of(ours),
            project,
            product,
            supplier,
        };
        let amount = ours.bill.amount.0;
        let mut row = row.differs("line", None, Some(amount.to_string()), -amount, "T8");
        row.cause = Some(Arc::from("line-missing"));
        found.rows.push(row);
    }
}

fn too_many((theirs, position): (&InvoiceLine, usize), again: bool, found: &mut Found) {
    let row = Row {
        theirs: Some(theirs),
        our_line: None,
        month: theirs.month,
        project: &theirs.project,
        product: &theirs.product,
        supplier: &theirs.supplier,
    };
    let amount = theirs.figures[Item::Amount as usize].unwrap_or(0);
    let mut row = row.differs("line", Some(amount.to_string()), None, amount, "T8");
    if again {
        row.cause = Some(Arc::from("line-twice"));
    } else {
        found.open.push(Open {
            row: found.rows.len(),
            item: None,
            theirs: amount,
            ours: 0,
            now: [0; ITEMS.len()],
            line: None,
            invoice: position,
        });
    }
    found.rows.push(row);
}

/// Products, suppliers and months of an invoice that the scenario does not have.
pub fn judge_invoice(lowered: &Lowered, invoice: &[InvoiceLine], troubles: &mut Troubles) {
    let names = &lowered.names;
    let months = &lowered.plan.terms;
    let inside = |month: Month| (0..months.month_starts.len() - 1).any(|at| months.month(at) == month);
    for line in invoice {
        if !line.product.is_empty() && !names.products.iter().any(|it| it.id == line.product) {
            let known = names.products.iter().map(|it| it.id.clone()).collect();
            troubles.push(line.row, "product", &line.product, What::NoProduct(known));
        }
        if !names.suppliers.contains(&line.supplier) {
            troubles.push(line.row, "supplier", &line.supplier, What::NoSupplier(names.suppliers.clone()));
        }
        if !inside(line.month) {
            let last = months.month_starts.len() - 2;
            let what = What::Outside(months.month(0).to_string(), months.month(last).to_string());
            troubles.push(line.row, "month", &line.month.to_string(), what);
        }
    }
}

/// Differences so far, and those whose cause is looked for.
struct Found {
    rows: Vec<DifferenceRow>,
    open: Vec<Open>,
}

/// What the differences of a line have in common.
struct Row<'a> {
    theirs: Option<&'a InvoiceLine>,
    our_line: Option<u64>,
    month: Month,
    project: &'a str,
    product: &'a str,
    supplier: &'a str,
}

impl Row<'_> {
    fn differs(
        &self,
        column: &str,
        theirs: Option<String>,
        ours: Option<String>,
        difference_won: i64,
        clause: &str,
    ) -> DifferenceRow {
        let some = |name: &str| (!name.is_empty()).then(|| Arc::from(name));
        DifferenceRow {
            line: self.theirs.map(|theirs| Arc::from(theirs.line.as_str())),
            our_line: self.our_line,
            month: self.month,
            project: some(self.project),
            product: some(self.product),
            supplier: Arc::from(self.supplier),
            column: Arc::from(column),
            theirs: theirs.map(Arc::from),
            ours: ours.map(Arc::from),
            difference_won,
            clause: Arc::from(clause),
            cause: None,
        }
    }
}

/// Whether a figure follows from those before it.
fn derived(item: Item) -> bool {
    matches!(
        item,
        Item::Discount | Item::Supply | Item::Vat | Item::VatInside | Item::OwnContribution | Item::Amount
    )
}

/// The clause that decides a figure.
fn clause(item: Item, ours: &Line) -> &'static str {
    let monthly = ours.bill.days.is_some();
    match item {
        Item::Days | Item::WholeMonths => "N3",
        Item::UnitPrice if ours.bill.allocation == settlement::Allocation::Fixed && !monthly => "A4",
        Item::UnitPrice => "P5",
        Item::DiscountedHours | Item::Discount | Item::Credit => "A3",
        Item::Deduction => "T4",
        Item::Supply if monthly => "N3",
        Item::Hours | Item::Supply => "T1",
        Item::Vat | Item::VatInside => "P2",
        Item::OwnContribution => "T3",
        Item::Amount => "T8",
    }
}

/// Lines with what corrects them added: what has been billed for them in all.
pub(super) fn billed_so_far<'l>(lines: impl Iterator<Item = &'l InvoiceLine>) -> Vec<InvoiceLine> {
    let mut billed: Vec<InvoiceLine> = Vec::new();
    let mut corrections = Vec::new();
    for line in lines {
        if line.corrects.is_some() { corrections.push(line) } else { billed.push(line.clone()) }
    }
    for correction in corrections {
        let corrects = correction.corrects.as_deref().expect("it is a correction");
        let (month, number) = corrects.split_once('/').unwrap_or((corrects, ""));
        let Some(month) = Month::parse(month) else {
            billed.push(correction.clone());
            continue;
        };
        let of = billed.iter_mut().find(|line| {
            line.month == month
                && line.line == number
                && line.project == correction.project
                && !number.is_empty()
        });
        let Some(line) = of else {
            billed.push(InvoiceLine { month, corrects: None, ..correction.clone() });
            continue;
        };
        for item in ITEMS {
            let sum = &mut line.figures[item as usize];
            let more = correction.figures[item as usize].filter(|_| item != Item::UnitPrice);
            *sum = sum.zip(more).map(|(a, b)| a + b).or(*sum);
        }
        if let (Some(sessions), Some(more)) = (&mut line.sessions, &correction.sessions) {
            sessions.push(';');
            sessions.push_str(more);
        }
    }
    billed
}

fn by_column(rows: &[DifferenceRow]) -> Vec<ColumnCount> {
    counts(rows.iter().map(|row| (&*row.column, row.difference_won)))
        .map(|(column, count, difference_won)| ColumnCount { column, count, difference_won })
        .collect()
}

fn by_cause(rows: &[DifferenceRow]) -> Vec<CauseCount> {
    counts(rows.iter().filter_map(|row| Some((row.cause.as_deref()?, row.difference_won))))
        .map(|(cause, count, difference_won)| CauseCount { cause, count, difference_won })
        .collect()
}

/// The most frequent first.
fn counts<'n>(named: impl Iterator<Item = (&'n str, i64)>) -> impl Iterator<Item = (String, u64, i64)> {
    let mut sums = BTreeMap::<&str, (u64, i64)>::new();
    for (name, won) in named {
        let sum = sums.entry(name).or_default();
        *sum = (sum.0 + 1, sum.1 + won);
    }
    let mut sums: Vec<_> =
        sums.into_iter().map(|(name, (count, won))| (name.to_owned(), count, won)).collect();
    sums.sort_by_key(|(_, count, _)| std::cmp::Reverse(*count));
    sums.into_iter()
}
