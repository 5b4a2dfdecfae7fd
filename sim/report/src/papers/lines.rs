//! What a statement shows of a bill line, with VAT taken apart.

use super::log::Log;
use crate::format::{Place, change, date, exact_won};
use crate::words::{Lang, say};
use naru_results::{BillEntry, StatementRow};
use naru_units::{Instant, Month};

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
        true_up_won: or_zero(bill.true_up_won),
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
    pub(super) true_up: i64,
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
            sums.true_up += row.true_up_won;
        }
        sums
    }
}

/// The cut-off of December's statement (T2), where a month closes after it.
pub(super) fn cut_off(log: &Log, month: Month) -> Option<Instant> {
    let at = log.effective.programme.december_cut_off_s.map(Instant)?;
    (at < log.epoch.month_start(month.next())).then_some(at)
}

/// The two sums of December, by the cut-off and with the true-up (T2); none of any other month.
pub(super) fn by_cut_off(log: &Log, month: Option<Month>, sums: &Sums, lang: Lang) -> Vec<(String, String)> {
    let Some(at) = month.and_then(|month| cut_off(log, month)) else { return Vec::new() };
    let day = date(log.epoch.date(at), lang);
    let won = |n| change(&exact_won(n, lang), lang, Place::Document);
    vec![
        (
            say!(lang, "그 가운데 마감({day} 0시) 전에 시작한 사용(T2)", "of it, begun before {day} (T2)"),
            won(sums.amount - sums.true_up),
        ),
        (lang.pick("그 가운데 추가 정산(T2)", "of it, with the true-up (T2)").to_owned(), won(sums.true_up)),
    ]
}
