//! Sessions that came too late for their month's statement: lines of their own in the month that is settled.

use super::check::billed_so_far;
use super::{Line, Settled, Whose, allocation, line_figures};
use naru_results::intake::{InvoiceLine, Item};
use naru_rules::settlement::BillLine;
use naru_units::{Hours, Won};
use std::collections::{BTreeSet, HashMap};

/// Corrections to months before `month`: for a line whose earlier invoice leaves out sessions, what is to be added.
///
/// A month of which no earlier line is given counts as settled.
pub(super) fn corrections(settled: &Settled<'_>, month: usize, earlier: &[InvoiceLine]) -> Vec<Line> {
    let terms = &settled.lowered.plan.terms;
    let of_month = terms.month(month);
    let billed = billed_so_far(earlier.iter().filter(|line| line.month < of_month));
    let given: BTreeSet<_> = billed.iter().map(|line| line.month).collect();
    let mut by_key: HashMap<_, Vec<&InvoiceLine>> = HashMap::new();
    for line in &billed {
        let key = (line.month, line.project.as_str(), line.product.as_str(), line.supplier.as_str());
        by_key.entry(key).or_default().push(line);
    }
    let mut found = Vec::new();
    for line in &settled.lines {
        let its_month = settled.month_of(line);
        if line.bill.month >= month || !given.contains(&its_month) || !matches!(line.whose, Whose::Party(_)) {
            continue;
        }
        let (project, product, supplier) = settled.names(line);
        let same = by_key.get(&(its_month, project, product, supplier)).into_iter().flatten().find(|it| {
            it.allocation.is_none_or(|it| it == allocation(line.bill.allocation))
                && it.figures[Item::UnitPrice as usize].is_none_or(|price| price == line.bill.unit_price.0)
        });
        let correction = match same {
            None => Some((line.bill.clone(), its_month.to_string())),
            Some(theirs) => {
                let late = late(settled, line, theirs);
                (!late.is_empty())
                    .then(|| (rest(&line.bill, theirs, late), format!("{its_month}/{}", theirs.line)))
            }
        };
        if let Some((bill, corrects)) = correction {
            let bill = BillLine { month, true_up: Won::ZERO, ..bill };
            found.push(Line { whose: line.whose, bill, corrects: Some(corrects) });
        }
    }
    found
}

/// Sessions of our line that theirs does not name; where it names none, all of them if it has fewer hours or days.
fn late(settled: &Settled<'_>, ours: &Line, theirs: &InvoiceLine) -> Vec<u32> {
    let Some(named) = &theirs.sessions else {
        let figures = line_figures(ours);
        let fewer = |item: Item| theirs.figures[item as usize] < figures[item as usize];
        let less = theirs.figures[Item::Hours as usize].is_some() && fewer(Item::Hours)
            || theirs.figures[Item::Days as usize].is_some() && fewer(Item::Days);
        return if less { ours.bill.sessions.clone() } else { Vec::new() };
    };
    let named: BTreeSet<&str> = named.split(';').map(str::trim).collect();
    let sessions = ours.bill.sessions.iter().copied();
    sessions.filter(|session| !named.contains(&*settled.ids.get(*session))).collect()
}

/// Our line less theirs. What theirs does not say was as ours.
fn rest(ours: &BillLine, theirs: &InvoiceLine, sessions: Vec<u32>) -> BillLine {
    let less = |item: Item, ours: i64| ours - theirs.figures[item as usize].unwrap_or(ours);
    let won = |item: Item, ours: Won| Won(less(item, ours.0));
    let hours = |item: Item, ours: Hours| Hours(less(item, ours.0 * 1_000).div_euclid(1_000));
    BillLine {
        hours: ours.hours.map(|it| hours(Item::Hours, it)),
        product_seconds: None,
        days: ours.days.map(|it| less(Item::Days, it)),
        whole_months: ours.whole_months.map(|it| less(Item::WholeMonths, it)),
        discounted_hours: hours(Item::DiscountedHours, ours.discounted_hours),
        discount: won(Item::Discount, ours.discount),
        credit: won(Item::Credit, ours.credit),
        deduction: won(Item::Deduction, ours.deduction),
        supply: won(Item::Supply, ours.supply),
        vat: won(Item::Vat, ours.vat),
        vat_inside: won(Item::VatInside, ours.vat_inside),
        own_contribution: won(Item::OwnContribution, ours.own_contribution),
        amount: won(Item::Amount, ours.amount),
        sessions,
        ..ours.clone()
    }
}
