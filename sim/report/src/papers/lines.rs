//! What a statement shows of a bill line, with VAT taken apart.

use super::log::Log;
use naru_results::{BillEntry, StatementRow};

/// Whether VAT is added to prices, rather than inside them (P2).
pub(super) fn vat_excluded(log: &Log) -> bool {
    log.reading("P2.vat") == "excluded"
}

/// The row of a statement for a bill line.
pub(super) fn row(log: &Log, bill: &BillEntry) -> StatementRow {
    let or_zero = |won: Option<i64>| won.unwrap_or(0);
    let own = or_zero(bill.own_contribution_won);
    let (discount, credit, deduction) =
        (or_zero(bill.discount_won), or_zero(bill.credit_won), or_zero(bill.deduction_won));
    let added = or_zero(bill.vat_won);
    // A row of a whole statement (P8, P2 `vat_scope`) is what the statement pays for it.
    let total = if bill.project.is_some() { bill.supply_won + added } else { bill.amount_won + own };
    let vat = if vat_excluded(log) { added } else { or_zero(bill.vat_inside_won) };
    let hours = bill.hours.zip(bill.unit_price_won).map(|(_, price)| (log.recount(bill), price));
    let known = hours.filter(|(recount, _)| recount.unknown.is_none());
    StatementRow {
        month: bill.month,
        supplier: bill.supplier.clone(),
        project: bill.project.clone(),
        product: bill.product.clone(),
        allocation: bill.allocation,
        line: bill.line,
        hours: bill.hours,
        days: bill.days,
        whole_months: bill.whole_months,
        unit_price_won: bill.unit_price_won,
        gross_won: bill.supply_won + discount + credit + deduction,
        discount_won: discount,
        credit_won: credit,
        deduction_won: deduction,
        net_won: total - vat,
        vat_part_won: vat,
        total_won: total,
        own_contribution_won: own,
        amount_won: bill.amount_won,
        rounding_won: known.as_ref().map(|(recount, price)| recount.rounding_won(*price)),
        idle_won: known.as_ref().map(|(recount, price)| recount.idle_won(*price)),
    }
}

/// Sums over rows of a statement.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sums {
    pub(super) lines: usize,
    pub(super) hours: i64,
    pub(super) days: i64,
    pub(super) off: i64,
    pub(super) net: i64,
    pub(super) vat: i64,
    pub(super) total: i64,
    pub(super) own: i64,
    pub(super) amount: i64,
}

impl Sums {
    pub(super) fn of<'a>(rows: impl IntoIterator<Item = &'a StatementRow>) -> Self {
        let mut sums = Self::default();
        for row in rows {
            sums.lines += 1;
            sums.hours += row.hours.unwrap_or(0);
            sums.days += row.days.unwrap_or(0);
            sums.off += row.discount_won + row.credit_won + row.deduction_won;
            sums.net += row.net_won;
            sums.vat += row.vat_part_won;
            sums.total += row.total_won;
            sums.own += row.own_contribution_won;
            sums.amount += row.amount_won;
        }
        sums
    }
}
