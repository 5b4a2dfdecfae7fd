//! A bill line against what the sessions give.

use crate::format::count;
use crate::papers::hours::{self, Unknown};
use crate::papers::lines;
use crate::papers::log::{Log, Recount};
use crate::papers::readings::Counting;
use crate::papers::user;
use crate::words::{Lang, say};
use naru_results::BillEntry;
use naru_units::HOUR;
use std::collections::BTreeSet;

/// What was found again from the sessions, and whether it is what the bill says.
pub(super) fn checked(log: &Log, bill: &BillEntry, recount: &Recount, lang: Lang) -> (Vec<String>, bool) {
    if let Some(line) = &bill.corrects {
        let text = say!(
            lang,
            "정정: 앞 항목 {line}에 더할 차이이므로 세션에서 다시 센 것과 견주지 않음",
            "correction: what is to be added to the earlier line {line}; not held against the sessions"
        );
        return (vec![text], true);
    }
    let mut checks = Checks { log, bill, lang, faults: Vec::new() };
    if bill.project.is_some() {
        checks.payment();
        checks.own();
        match (bill.hours, bill.days) {
            (_, Some(days)) => checks.days(days),
            (Some(hours), None) => {
                checks.gross(hours);
                if recount.unknown.is_none() {
                    checks.hours(hours, recount);
                    checks.sessions(recount);
                }
            }
            (None, None) if recount.unknown.is_none() => checks.seconds(recount),
            (None, None) => {}
        }
    } else {
        checks.statement();
    }
    if !checks.faults.is_empty() {
        return (checks.faults, false);
    }
    let told = match recount.unknown.map(|why| unknown(why, lang)) {
        Some(why) => say!(
            lang,
            "확인: 시간은 세션에서 다시 셀 수 없었음({why})",
            "checked: hours could not be counted again ({why})"
        ),
        None if bill.project.is_none() && of_other_lines(bill) => lang
            .pick(
                "확인: 이 내역서의 다른 항목들에서 다시 구한 것과 같음",
                "checked: the other lines of this statement give the same",
            )
            .to_owned(),
        None if bill.project.is_none() => lang
            .pick(
                "확인: 과제의 항목이 아니어서 세션에서 다시 셀 것이 없음",
                "checked: no project's line, nothing to count again",
            )
            .to_owned(),
        None => {
            lang.pick("확인: 세션에서 다시 센 것과 같음", "checked: the sessions give the same").to_owned()
        }
    };
    (vec![told], true)
}

fn says(bill: &BillEntry, clause: &str) -> bool {
    bill.clauses.iter().any(|id| **id == *clause)
}

/// Whether a row of a whole statement is made from its other rows: rounding (P8) and VAT (P2).
fn of_other_lines(bill: &BillEntry) -> bool {
    says(bill, "P8") || bill.vat_won.unwrap_or(0) != 0
}

struct Checks<'a> {
    log: &'a Log,
    bill: &'a BillEntry,
    lang: Lang,
    faults: Vec<String>,
}

impl Checks<'_> {
    fn same(&mut self, what: (&str, &str), billed: i64, found: i64) {
        if billed != found {
            let (what, billed, found) = (self.lang.pick(what.0, what.1), count(billed), count(found));
            self.faults.push(say!(
                self.lang,
                "어긋남: {what}: 항목에는 {billed}, 다시 세면 {found}",
                "DIFFERS: {what}: the line says {billed}, counted again {found}"
            ));
        }
    }

    /// Supply, VAT and own contribution give what is paid.
    fn payment(&mut self) {
        let row = lines::row(self.log, self.bill);
        let own = if self.log.reading("T3.own") == "on_top" { 0 } else { row.own_contribution_won };
        let paid = ("집행액(공급대가 - 자부담금)", "paid (total - own part)");
        self.same(paid, self.bill.amount_won, row.total_won - own);
        if !lines::vat_excluded(self.log) {
            self.same(
                ("부가가치세(공급대가 / 11)", "VAT (total / 11)"),
                row.vat_part_won,
                row.total_won.div_euclid(11),
            );
        }
    }

    /// The user's part that comes off the price (T3): a share of the line, or what the month's earlier lines left of a
    /// flat sum.
    fn own(&mut self) {
        let (log, bill) = (self.log, self.bill);
        let project = bill.project.as_deref();
        let Some(known) = project.and_then(|id| log.project(id)) else { return };
        if log.reading("T3.own") != "out_of_price" {
            return;
        }
        let total = lines::row(log, bill).total_won;
        let found = if known.own_monthly_won > 0 {
            let earlier = log
                .bills
                .iter()
                .filter(|it| it.line < bill.line && (it.month, &it.project) == (bill.month, &bill.project));
            let taken: i64 = earlier.filter_map(|it| it.own_contribution_won).sum();
            (user::due(log, known, bill.month) - taken).min(total)
        } else {
            let rest = i128::from(10_000 - known.own_ratio_bp);
            total - (i128::from(total) * rest).div_euclid(10_000) as i64
        };
        self.same(("자부담금(원)", "own part (won)"), bill.own_contribution_won.unwrap_or(0), found);
    }

    /// VAT and rounding of a whole statement against its other rows, whose supply and payment they are made from.
    fn statement(&mut self) {
        let (log, bill) = (self.log, self.bill);
        let of = |it: &BillEntry| (it.month, it.supplier.clone(), it.budget_line.clone());
        let others = || log.bills.iter().filter(|it| it.line != bill.line && of(it) == of(bill));
        if says(bill, "P8") {
            let sum: i64 = others().map(|it| it.amount_won).sum();
            self.same(("10원 미만", "won below ten"), bill.amount_won, -sum.rem_euclid(10));
        } else if bill.vat_won.unwrap_or(0) != 0 {
            let half = if log.reading("P2.vat_round") == "half_up" { 5 } else { 0 };
            let supply: i64 = others().filter(|it| !says(it, "P8")).map(|it| it.supply_won).sum();
            let found = (supply + half).div_euclid(10);
            self.same(("부가가치세(공급가액 / 10)", "VAT (supply / 10)"), bill.vat_won.unwrap_or(0), found);
        }
    }

    fn gross(&mut self, hours: i64) {
        let gross = lines::row(self.log, self.bill).gross_won;
        let found = hours * self.bill.unit_price_won.unwrap_or(0);
        self.same(("금액(시간 x 단가, 원)", "gross (hours x price, won)"), gross, found);
    }

    fn hours(&mut self, hours: i64, recount: &Recount) {
        self.same(("시간", "hours"), hours, recount.hours);
        self.same(("할인(원)", "discount (won)"), self.bill.discount_won.unwrap_or(0), recount.discount);
        if self.log.readings.counting == Counting::Hours {
            let billed = self.bill.discounted_hours.unwrap_or(0);
            self.same(("할인 시간", "discounted hours"), billed, recount.discounted);
        }
    }

    /// By the second (P4) a line's money is cut once.
    fn seconds(&mut self, recount: &Recount) {
        let price = i128::from(self.bill.unit_price_won.unwrap_or(0));
        let found = price * i128::from(recount.seconds) / i128::from(HOUR);
        let gross = lines::row(self.log, self.bill).gross_won;
        self.same(("금액(초 x 단가, 원)", "gross (seconds x price, won)"), gross, found as i64);
    }

    fn days(&mut self, days: i64) {
        let (log, bill) = (self.log, self.bill);
        let price = bill.unit_price_won.unwrap_or(0);
        // A project that moved may owe at most one month's price for both parts (N4 `bound`).
        let moved = log
            .bills
            .iter()
            .any(|it| (it.month, &it.project) == (bill.month, &bill.project) && it.supplier != bill.supplier);
        if log.reading("N3.month") == "calendar" && bill.sessions.len() == 1 && !moved {
            let half = if log.reading("N3.won") == "half_up" { 15 } else { 0 };
            let part = (i128::from(price) * i128::from(days) + half).div_euclid(30) as i64;
            let found = if bill.whole_months == Some(1) { price } else { part.min(price) };
            self.same(("금액(원)", "gross (won)"), lines::row(log, bill).gross_won, found);
        }
        // Two prices in a month share its days.
        let of = |it: &BillEntry| (it.month, it.project.clone(), it.product.clone(), it.supplier.clone());
        let all: Vec<&BillEntry> = log.bills.iter().filter(|it| of(it) == of(bill)).collect();
        let billed = all.iter().filter_map(|it| it.days).sum();
        let ids: BTreeSet<&str> = all.iter().flat_map(|it| it.sessions.iter().map(|id| &**id)).collect();
        if ids.is_empty() {
            return;
        }
        let found = ids.iter().filter_map(|id| log.session(id));
        let found = found.map(|i| hours::days_in(log, &log.sessions[i], bill.month)).sum();
        self.same(("일수", "days"), billed, found);
    }

    /// The line names the sessions that have hours in it, and no others.
    fn sessions(&mut self, recount: &Recount) {
        let named: BTreeSet<&str> = self.bill.sessions.iter().map(|it| &**it).collect();
        let found: BTreeSet<&str> =
            recount.sessions.iter().map(|(i, _)| &*self.log.sessions[*i].session).collect();
        // A real bill need not name any.
        if named.is_empty() {
            return;
        }
        for id in named.symmetric_difference(&found) {
            self.faults.push(if named.contains(id) {
                say!(
                    self.lang,
                    "어긋남: 세션 {id}: 다시 세면 이 항목에 시간이 없음",
                    "DIFFERS: session {id}: counted again it has no hours in this line"
                )
            } else {
                say!(
                    self.lang,
                    "어긋남: 세션 {id}: 시간이 이 항목에 있으나 적히지 않음",
                    "DIFFERS: session {id}: has hours in this line, which does not name it"
                )
            });
        }
    }
}

fn unknown(why: Unknown, lang: Lang) -> &'static str {
    match why {
        Unknown::Price => {
            lang.pick("이 상품과 공급사의 단가가 없음", "no price of this product at this supplier")
        }
        Unknown::Suspension => lang.pick(
            "멈춘 시간을 outages.csv에서 찾을 수 없음",
            "outages.csv does not place the time of an outage inside a session",
        ),
    }
}
