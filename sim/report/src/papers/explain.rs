//! `naru explain`: how each won of a line came about, and the life of a session (T8).

use super::hours::{self, Counting, Unknown};
use super::lines;
use super::log::{Log, Recount};
use super::phrases;
use super::refused::{Refused, What, some};
use crate::format::{count, exact_won};
use crate::phrase::product;
use crate::table::{Side, Table, wrap};
use crate::words::{Lang, say};
use naru_results::{Allocation, BillEntry, SessionEntry};
use naru_units::{HOUR, Instant};
use std::collections::BTreeSet;

/// An explanation.
#[derive(Clone, Debug)]
pub struct Explained {
    /// For a terminal, ending in a line break.
    pub text: String,
    /// Whether everything that can be found again from the sessions is what the bill says.
    pub agrees: bool,
}

/// Narrowest terminal that this is made for.
const NARROWEST: usize = 80;

/// Operands of a line, one a row, with the clauses that they come from.
struct Operands {
    table: Table,
    clauses: Vec<&'static str>,
    lang: Lang,
}

impl Operands {
    fn new(lang: Lang) -> Self {
        let mut table = Table::default();
        table.column("", Side::Left).column("", Side::Right).column("", Side::Left);
        Self { table, clauses: Vec::new(), lang }
    }

    fn row(&mut self, name: (&str, &str), value: String, clause: &'static str, operands: &str) {
        self.table.row([self.lang.pick(name.0, name.1).to_owned(), value, clause.to_owned()], operands);
        self.clauses.push(clause);
    }

    /// The rows, without the empty heading.
    fn lines(self, width: usize) -> Vec<String> {
        self.table.indented(2).lines(width).into_iter().skip(1).collect()
    }
}

/// Explains a bill line.
///
/// # Errors
/// `Absent` where there is no such line.
pub fn line(log: &Log, number: u64, lang: Lang, width: usize) -> Result<Explained, Refused> {
    let width = width.max(NARROWEST);
    let Some(bill) = log.bills.iter().find(|bill| bill.line == number) else {
        let lines: Vec<u64> = log.bills.iter().map(|bill| bill.line).collect();
        return Err(Refused::Absent { what: What::Line, asked: number.to_string(), there: some(&lines) });
    };
    let recount = log.recount(bill);
    let mut operands = Operands::new(lang);
    if bill.project.is_none() {
        of_statement(bill, &mut operands);
    } else if bill.days.is_some() {
        of_months(log, bill, &mut operands);
    } else {
        of_hours(log, bill, &recount, &mut operands);
    }
    if bill.project.is_some() {
        payment(log, bill, &mut operands);
    }
    let mut clauses = operands.clauses.clone();
    let mut out = wrap(&head(bill, lang), width, 0, 2);
    out.extend(operands.lines(width));
    if bill.days.is_none() && bill.project.is_some() {
        out.extend(of_which(bill, &recount, lang).iter().flat_map(|text| wrap(text, width, 2, 4)));
        clauses.push("A1");
    }
    let table = sessions(log, bill, &recount, lang);
    if !table.rows.is_empty() {
        out.push(String::new());
        out.extend(table.lines(width));
    }
    let (told, agrees) = checked(log, bill, &recount, lang);
    out.push(String::new());
    out.extend(told.iter().flat_map(|text| wrap(text, width, 0, 2)));
    out.push(String::new());
    let named = bill.clauses.iter().map(|it| &**it);
    out.extend(sources(log, named.chain(clauses.iter().copied()), lang, width));
    Ok(Explained { text: out.join("\n") + "\n", agrees })
}

fn head(bill: &BillEntry, lang: Lang) -> String {
    let (n, month) = (bill.line, phrases::month(bill.month, lang));
    let supplier = bill.supplier.as_deref().unwrap_or("-");
    let Some(project) = &bill.project else {
        return say!(
            lang,
            "정산 항목 {n}: {month}, 공급사 {supplier}, 내역서 단위",
            "bill line {n}: {month}, supplier {supplier}, of the whole statement"
        );
    };
    let of = bill.product.as_deref().map(product).unwrap_or_default();
    let allocation = phrases::allocation(bill.allocation, lang);
    say!(
        lang,
        "정산 항목 {n}: {month}, 과제 {project}, {of}, 공급사 {supplier}, {allocation}",
        "bill line {n}: {month}, project {project}, {of}, supplier {supplier}, {allocation}"
    )
}

fn of_hours(log: &Log, bill: &BillEntry, recount: &Recount, rows: &mut Operands) {
    let lang = rows.lang;
    let price = bill.unit_price_won.unwrap_or(0);
    let sessions = count(bill.sessions.len() as i64);
    let exact = phrases::clock(recount.seconds);
    let reading =
        log.reading(if log.readings.counting == Counting::Exact { "P4.accrual" } else { "T1.hours" });
    let how = match log.readings.counting {
        Counting::Hours => say!(
            lang,
            "세션 {sessions}개의 {exact}를 세션마다 시간으로 맞춤({reading})",
            "{sessions} sessions, {exact}, each made whole hours ({reading})"
        ),
        Counting::Seconds => say!(
            lang,
            "세션 {sessions}개의 {exact}를 더한 뒤 시간으로 맞춤({reading})",
            "{sessions} sessions, {exact}, added, then made whole hours ({reading})"
        ),
        Counting::Exact => {
            say!(lang, "세션 {sessions}개의 {exact}({reading})", "{sessions} sessions, {exact} ({reading})")
        }
    };
    let used = bill.hours.map_or_else(
        || exact.clone(),
        |hours| {
            let hours = count(hours);
            say!(lang, "{hours}시간", "{hours} h")
        },
    );
    rows.row(("사용시간", "hours"), used, "T1", &how);
    if bill.allocation == Some(Allocation::Fixed) {
        let ratio = phrases::rate(log.effective.fixed_ratio_bp.into());
        let each = exact_won(price, lang);
        let text = say!(
            lang,
            "고정할당: 동적할당 단가의 {ratio}, 원 미만 버림",
            "fixed allocation: {ratio} of the dynamic price, cut to a won"
        );
        rows.row(("고정할당 단가", "fixed price"), each, "A4", &text);
    }
    let gross = lines::row(log, bill).gross_won;
    let (each, vat) = (exact_won(price, lang), vat_of_price(log, lang));
    let of = bill.hours.map_or(exact, count);
    rows.row(
        ("금액", "gross"),
        exact_won(gross, lang),
        "T12",
        &say!(lang, "{of} x {each}(정산단가, {vat})", "{of} x {each} (unit price, {vat})"),
    );
    let discount = bill.discount_won.unwrap_or(0);
    if discount != 0 || bill.discounted_hours.unwrap_or(0) != 0 {
        let texts: Vec<String> =
            recount.sessions.iter().filter_map(|(i, part)| discounted(log, *i, part, price, lang)).collect();
        rows.row(("할인", "discount"), exact_won(-discount, lang), "A3", &texts.join("; "));
    }
    let credit = bill.credit_won.unwrap_or(0);
    if credit != 0 {
        let text = credits(log, bill, lang);
        rows.row(("대기 보상 사용", "credit used"), exact_won(-credit, lang), "A3", &text);
    }
    let deduction = bill.deduction_won.unwrap_or(0);
    if deduction != 0 {
        let text = lang.pick(
            "장애로 쓰지 못한 자원의 임차료, 늦은 제공 등 그 밖의 감액",
            "rent of resources that an outage or late supply kept from use, and the like",
        );
        rows.row(("감액", "deduction"), exact_won(-deduction, lang), "T4", text);
    }
}

fn vat_of_price(log: &Log, lang: Lang) -> &'static str {
    if lines::vat_excluded(log) {
        lang.pick("VAT 별도", "VAT apart")
    } else {
        lang.pick("VAT 포함", "VAT in")
    }
}

/// Which session waited how long, and what that takes off here.
fn discounted(log: &Log, i: usize, part: &hours::Part, price: i64, lang: Lang) -> Option<String> {
    let session = &log.sessions[i];
    let late = hours::late(log, session)?;
    let k = hours::multiple(session);
    let hours =
        if part.discounted > 0 { count(part.discounted * k) } else { phrases::clock(part.discounted_s * k) };
    if part.discounted == 0 && part.discounted_s == 0 {
        return None;
    }
    let (id, wait) = (&session.session, phrases::length(session.wait_s?, lang));
    let (over, rate, price) = (count(late.over), phrases::rate(late.rate_bp), exact_won(price, lang));
    Some(say!(
        lang,
        "세션 {id}이(가) {wait} 대기(초과 {over}시간): {hours} x {price} x {rate}",
        "session {id} waited {wait} ({over} h over): {hours} x {price} x {rate}"
    ))
}

/// Late sessions of the project up to this line's month, each with the credit that it earned.
fn credits(log: &Log, bill: &BillEntry, lang: Lang) -> String {
    let Some(project) = &bill.project else { return String::new() };
    let end = log.epoch.month_start(bill.month.next()).0;
    let earned = log.sessions_of(project).iter().filter_map(|i| {
        let session = &log.sessions[*i];
        let won = hours::credit(log, session).filter(|_| session.started_s.is_some_and(|at| at < end))?;
        let (id, wait, won) =
            (&session.session, phrases::length(session.wait_s?, lang), exact_won(won, lang));
        Some(say!(lang, "세션 {id}: {wait} 대기, {won}", "session {id}: waited {wait}, {won}"))
    });
    let earned: Vec<String> = earned.collect();
    let list = earned.join("; ");
    say!(
        lang,
        "이 달까지 생긴 보상에서 앞 항목부터 씀. {list}",
        "of what was earned to this month, earlier lines first: {list}"
    )
}

fn of_months(log: &Log, bill: &BillEntry, rows: &mut Operands) {
    let lang = rows.lang;
    let (days, months) = (count(bill.days.unwrap_or(0)), count(bill.whole_months.unwrap_or(0)));
    let reading = format!("{}, {}", log.reading("N3.month"), log.reading("N3.days"));
    rows.row(
        ("사용일수", "days"),
        say!(lang, "{days}일", "{days} d"),
        "N3",
        &say!(
            lang,
            "그 가운데 끝난 한 달 {months}개({reading})",
            "whole months that end in it: {months} ({reading})"
        ),
    );
    let (each, vat) = (exact_won(bill.unit_price_won.unwrap_or(0), lang), vat_of_price(log, lang));
    let whole = bill.whole_months.unwrap_or(0) > 0;
    let text = if whole {
        say!(lang, "{months}개월 x {each}(정산단가, 월, {vat})", "{months} x {each} (a month, {vat})")
    } else {
        say!(
            lang,
            "{each}(정산단가, 월, {vat}) x {days}일 / 30일, 한 달 단가 이내",
            "{each} (a month, {vat}) x {days} d / 30 d, at most the month's"
        )
    };
    rows.row(("금액", "gross"), exact_won(lines::row(log, bill).gross_won, lang), "N3", &text);
    let deduction = bill.deduction_won.unwrap_or(0);
    if deduction != 0 {
        let text = lang.pick("장애로 쓰지 못한 날 등의 감액", "days lost to an outage, and the like");
        rows.row(("감액", "deduction"), exact_won(-deduction, lang), "T4", text);
    }
}

fn of_statement(bill: &BillEntry, rows: &mut Operands) {
    let lang = rows.lang;
    let amount = exact_won(bill.amount_won, lang);
    if bill.clauses.iter().any(|it| &**it == "P8") {
        let text = lang.pick(
            "이 달 이 공급사 합계의 10원 미만을 버린 차이",
            "the month's total of this supplier, what is below 10 won dropped",
        );
        rows.row(("10원 미만 절사", "rounding"), amount, "P8", text);
    } else if bill.vat_won.unwrap_or(0) != 0 {
        let text = lang.pick(
            "이 달 이 공급사 항목의 공급가액을 더한 뒤 한 번 셈한 부가가치세",
            "VAT on this supplier's lines of the month, reckoned once on their sum",
        );
        rows.row(("부가가치세", "VAT"), amount, "P2", text);
    } else {
        let text = lang.pick("공급사 단위의 가감", "a sum of the supplier's whole statement");
        rows.row(("가감", "adjustment"), amount, "T2", text);
    }
}

/// VAT, own contribution, and what the budget pays.
fn payment(log: &Log, bill: &BillEntry, rows: &mut Operands) {
    let lang = rows.lang;
    let row = lines::row(log, bill);
    let (net, vat) = (count(row.net_won), count(row.vat_won));
    let text = match (lines::vat_excluded(log), log.reading("P2.vat_scope")) {
        (true, "statement") => lang
            .pick(
                "부가가치세는 공급사 정산내역서의 항목에 있음",
                "VAT stands in a line of the supplier's whole statement",
            )
            .to_owned(),
        (true, _) => say!(lang, "공급가액 {net} + 부가가치세 10% {vat}", "{net} without VAT + 10% VAT {vat}"),
        (false, _) => say!(
            lang,
            "공급가액 {net} + 부가가치세 {vat}(공급대가 / 11, 버림)",
            "{net} without VAT + VAT {vat} (total / 11, cut)"
        ),
    };
    rows.row(("공급대가", "total"), exact_won(row.total_won, lang), "P2", &text);
    let own = bill.own_contribution_won.unwrap_or(0);
    let project = bill.project.as_deref().and_then(|it| log.project(it));
    let monthly = exact_won(project.map_or(0, |it| it.own_monthly_won), lang);
    let ratio = phrases::rate(project.map_or(0, |it| it.own_ratio_bp).into());
    let flat = project.is_none_or(|it| it.own_monthly_won > 0 || it.own_ratio_bp == 0);
    let text = match (log.reading("T3.own"), flat) {
        ("outside", true) => say!(
            lang,
            "한도 밖: 월 {monthly}은 운영기관에 따로 냄",
            "outside the cap: {monthly} a month goes to the agency"
        ),
        ("outside", false) => say!(
            lang,
            "한도 밖: 공급대가의 {ratio}를 운영기관에 따로 냄",
            "outside the cap: {ratio} of the total goes to the agency"
        ),
        ("on_top", _) => say!(lang, "공급대가의 {ratio}를 더 냄", "{ratio} of the total on top of it"),
        (_, true) => say!(
            lang,
            "월 {monthly} 가운데 앞 항목에서 쓰고 남은 만큼, 이 항목의 금액까지",
            "of {monthly} a month, what earlier lines left, at most this line"
        ),
        (_, false) => say!(lang, "공급대가의 {ratio}", "{ratio} of the total"),
    };
    rows.row(("자부담금", "own part"), exact_won(own, lang), "T3", &text);
    let text = match log.reading("T3.own") {
        "outside" | "on_top" => lang.pick("공급대가 모두", "all of the total"),
        _ => lang.pick("공급대가 - 자부담금", "total - own part"),
    };
    rows.row(("집행액", "paid"), exact_won(bill.amount_won, lang), "P2", text);
}

fn of_which(bill: &BillEntry, recount: &Recount, lang: Lang) -> Vec<String> {
    let Some(price) = bill.unit_price_won.filter(|_| recount.unknown.is_none()) else { return Vec::new() };
    let (rounding, idle) = (recount.rounding_won(price), recount.idle_won(price));
    let (rounded, idled) =
        (phrases::clock(recount.hours * HOUR - recount.seconds), phrases::clock(recount.idle_s));
    let (rounding, idle) = (exact_won(rounding, lang), exact_won(idle, lang));
    if bill.hours.is_none() {
        return vec![say!(
            lang,
            "금액 중 반납 전 유휴 {idled}: {idle}[A1]",
            "of the gross, idle before return {idled}: {idle} [A1]"
        )];
    }
    vec![say!(
        lang,
        "금액 중 1시간 단위로 맞춘 몫 {rounded}: {rounding}[T1], 반납 전 유휴 {idled}: {idle}[A1]",
        "of the gross, rounding to hours {rounded}: {rounding} [T1], idle before return {idled}: {idle} [A1]"
    )]
}

fn sessions(log: &Log, bill: &BillEntry, recount: &Recount, lang: Lang) -> Table {
    let mut table = Table::default();
    table
        .column(lang.pick("세션", "session"), Side::Right)
        .column(lang.pick("시작", "began"), Side::Left)
        .column(lang.pick("끝", "ended"), Side::Left)
        .column(lang.pick("쓴 시간", "length"), Side::Right)
        .column(lang.pick("대기", "wait"), Side::Right)
        .column(lang.pick("이 항목", "here"), Side::Right);
    for id in &bill.sessions {
        let Some(i) = log.session(id) else {
            let gone = lang.pick("sessions.csv에 없음", "not in sessions.csv");
            table.row(
                [id.to_string(), gone.to_owned(), String::new(), String::new(), String::new(), String::new()],
                "",
            );
            continue;
        };
        let session = &log.sessions[i];
        let part = recount.sessions.iter().find(|(at, _)| *at == i).map(|(_, part)| part);
        let k = hours::multiple(session);
        let here = match (bill.days, part) {
            (Some(_), _) => {
                let days = hours::days_in(log, session, bill.month);
                say!(lang, "{days}일", "{days} d")
            }
            (None, Some(part)) if part.hours > 0 => {
                let hours = count(part.hours * k);
                say!(lang, "{hours}시간", "{hours} h")
            }
            (None, Some(part)) => phrases::clock(part.seconds * k),
            (None, None) => "-".to_owned(),
        };
        let length = session.ended_s.zip(session.started_s).map(|(ended, started)| ended - started);
        table.row(
            [
                id.to_string(),
                phrases::short(log, session.started_s, lang),
                phrases::short(log, session.ended_s, lang),
                length.map_or_else(|| "-".to_owned(), phrases::clock),
                session.wait_s.map_or_else(|| "-".to_owned(), phrases::clock),
                here,
            ],
            "",
        );
    }
    table
}

/// What was found again from the sessions, and whether it is what the bill says.
fn checked(log: &Log, bill: &BillEntry, recount: &Recount, lang: Lang) -> (Vec<String>, bool) {
    let mut faults = Vec::new();
    let mut differs = |what: (&str, &str), billed: i64, found: i64| {
        if billed != found {
            let (what, billed, found) = (lang.pick(what.0, what.1), count(billed), count(found));
            faults.push(say!(
                lang,
                "어긋남: {what}: 항목에는 {billed}, 다시 세면 {found}",
                "DIFFERS: {what}: the line says {billed}, counted again {found}"
            ));
        }
    };
    let row = lines::row(log, bill);
    let on_top = log.reading("T3.own") == "on_top";
    let own = if on_top { 0 } else { row.own_contribution_won };
    if bill.project.is_some() {
        differs(
            ("집행액(공급대가 - 자부담금)", "paid (total - own part)"),
            bill.amount_won,
            row.total_won - own,
        );
        if !lines::vat_excluded(log) {
            differs(
                ("부가가치세(공급대가 / 11)", "VAT (total / 11)"),
                row.vat_won,
                row.total_won.div_euclid(11),
            );
        }
    }
    if let Some(hours) = bill.hours {
        differs(
            ("금액(시간 x 단가, 원)", "gross (hours x price, won)"),
            row.gross_won,
            hours * bill.unit_price_won.unwrap_or(0),
        );
    }
    if let Some(days) = bill.days {
        // Two prices in a month share its days.
        let same = |it: &&BillEntry| {
            (it.month, &it.project, &it.product, &it.supplier)
                == (bill.month, &bill.project, &bill.product, &bill.supplier)
        };
        let all: Vec<&BillEntry> = log.bills.iter().filter(same).collect();
        let billed = if all.len() > 1 { all.iter().filter_map(|it| it.days).sum() } else { days };
        let ids: BTreeSet<&str> = all.iter().flat_map(|it| it.sessions.iter().map(|id| &**id)).collect();
        let found = ids.iter().filter_map(|id| log.session(id));
        differs(
            ("일수", "days"),
            billed,
            found.map(|i| hours::days_in(log, &log.sessions[i], bill.month)).sum(),
        );
    }
    let counted = bill.hours.is_some() && recount.unknown.is_none();
    if counted {
        differs(("시간", "hours"), bill.hours.unwrap_or(0), recount.hours);
        differs(("할인(원)", "discount (won)"), row.discount_won, recount.discount);
        if log.readings.counting == Counting::Hours {
            differs(
                ("할인 시간", "discounted hours"),
                bill.discounted_hours.unwrap_or(0),
                recount.discounted,
            );
        }
    }
    if counted && !bill.sessions.is_empty() {
        let named: BTreeSet<&str> = bill.sessions.iter().map(|it| &**it).collect();
        let found: BTreeSet<&str> =
            recount.sessions.iter().map(|(i, _)| &*log.sessions[*i].session).collect();
        for id in named.symmetric_difference(&found) {
            faults.push(if named.contains(id) {
                say!(
                    lang,
                    "어긋남: 세션 {id}의 시간은 이 항목에 없음",
                    "DIFFERS: session {id} has no hours in this line"
                )
            } else {
                say!(
                    lang,
                    "어긋남: 세션 {id}의 시간이 이 항목에 있으나 적히지 않음",
                    "DIFFERS: session {id} has hours in this line, which does not name it"
                )
            });
        }
    }
    if !faults.is_empty() {
        return (faults, false);
    }
    let unknown = recount.unknown.map(|why| unknown(why, lang));
    let told = match unknown {
        Some(why) => say!(
            lang,
            "확인: 시간은 세션에서 다시 셀 수 없었음({why})",
            "checked: hours could not be counted again ({why})"
        ),
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

fn unknown(why: Unknown, lang: Lang) -> &'static str {
    match why {
        Unknown::Price => {
            lang.pick("이 상품과 공급사의 단가가 없음", "no price of this product at this supplier")
        }
        Unknown::Suspension => lang.pick(
            "멈춘 시간을 outages.csv에서 찾을 수 없음",
            "outages.csv does not place the time of an outage inside a session",
        ),
        Unknown::BurstPrice => {
            lang.pick("몰아쓰기를 다른 상품의 단가로 셈함", "a burst is priced as another product")
        }
    }
}

/// Clauses with their place in the call and their sentence, as it stands there.
fn sources<'a>(log: &Log, ids: impl Iterator<Item = &'a str>, lang: Lang, width: usize) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let mut out = Vec::new();
    for id in ids.filter(|id| seen.insert(*id)) {
        let text = match log.clauses.get(id) {
            Some(clause) => {
                let label = lang.pick(&clause.label.ko, &clause.label.en);
                format!("{id} {label} ({}): {}", clause.place, clause.sentence)
            }
            None => say!(lang, "{id}: clauses.json에 없음", "{id}: not in clauses.json"),
        };
        out.extend(wrap(&text, width, 0, 4));
    }
    if !out.is_empty() {
        let heading =
            lang.pick("근거 조항(공모안내서의 자리와 문장)", "Clauses (place in the call, its sentence)");
        out.insert(0, heading.to_owned());
    }
    out
}

/// Tells the life of a session.
///
/// # Errors
/// `Absent` where there is no such session.
pub fn session(log: &Log, id: &str, lang: Lang, width: usize) -> Result<Explained, Refused> {
    let width = width.max(NARROWEST);
    let Some(i) = log.session(id) else {
        let ids: Vec<&str> = log.sessions.iter().map(|it| &*it.session).collect();
        return Err(Refused::Absent { what: What::Session, asked: id.to_owned(), there: some(&ids) });
    };
    let it = &log.sessions[i];
    let mut out = wrap(&session_head(it, lang), width, 0, 2);
    let mut table = Table::default();
    table.column("", Side::Left).column("", Side::Left);
    for (name, at, remark) in life(log, it, lang) {
        table.row([name, at], &remark);
    }
    out.extend(table.indented(2).lines(width).into_iter().skip(1));
    let (lines, agrees) = billed(log, i, lang);
    out.push(String::new());
    out.extend(lines.iter().flat_map(|text| wrap(text, width, 0, 2)));
    out.push(String::new());
    let mut clauses = vec!["A1", "A2"];
    let waited = it.wait_s.unwrap_or(0);
    if !log.is_monthly(&it.product) && waited > log.effective.sla.limit_s {
        clauses.push("A3");
    }
    clauses.push(if log.is_monthly(&it.product) { "N3" } else { "T1" });
    out.extend(sources(log, clauses.into_iter(), lang, width));
    Ok(Explained { text: out.join("\n") + "\n", agrees })
}

fn session_head(it: &SessionEntry, lang: Lang) -> String {
    let (id, project, of) = (&it.session, &it.project, product(&it.product));
    let (kind, supplier) = (phrases::kind(it, lang), it.supplier.as_deref().unwrap_or("-"));
    let pool = it.pool.as_deref().map(|pool| format!(" {pool}")).unwrap_or_default();
    let cards = it.cards.map_or_else(|| "-".to_owned(), |n| n.to_string());
    say!(
        lang,
        "세션 {id}: 과제 {project}, {of}, {kind}, 공급사 {supplier}{pool}, 카드 {cards}장",
        "session {id}: project {project}, {of}, {kind}, supplier {supplier}{pool}, {cards} cards"
    )
}

/// What happened to a session, in order: what, when, and a remark.
fn life(log: &Log, it: &SessionEntry, lang: Lang) -> Vec<(String, String, String)> {
    let mut rows = Vec::new();
    let mut tell = |name: (&str, &str), at: Option<i64>, remark: String| {
        if let Some(at) = at {
            rows.push((lang.pick(name.0, name.1).to_owned(), phrases::moment(log, at, lang), remark));
        }
    };
    let wanted = it.wanted_s.map(|wanted| {
        let wanted = phrases::clock(wanted);
        say!(lang, "작업 {wanted}", "for {wanted} of work")
    });
    let resumed =
        it.resumes.as_ref().map(|id| say!(lang, ", 세션 {id}을(를) 이음", ", resumes session {id}"));
    tell(("신청", "asked"), it.requested_s, wanted.unwrap_or_default() + &resumed.unwrap_or_default());
    let because = [
        (it.requested_s, ("신청한 때부터", "from the request")),
        (it.contribution_paid_s, ("자부담금이 입금된 때부터", "from the payment of the own contribution")),
        (it.slot_free_s, ("앞 세션이 반납된 때부터", "from the return of the session before")),
    ];
    let why = it.eligible_s.and_then(|at| because.iter().find(|(it, _)| *it == Some(at)));
    let why = why.map(|(_, why)| lang.pick(why.0, why.1).to_owned()).unwrap_or_default();
    tell(("대기 시작", "eligible"), it.eligible_s, why);
    let limit = (!log.is_monthly(&it.product)).then_some(log.effective.sla.limit_s);
    let wait = it.wait_s.map(|wait| {
        let (long, over) =
            (phrases::length(wait, lang), log.readings.hours_over(wait, limit.unwrap_or(i64::MAX)));
        let late = limit.filter(|limit| wait > *limit).map(|limit| {
            let limit = phrases::length(limit, lang);
            say!(lang, "(기준 {limit}을 넘김, 초과 {over}시간)", " (past {limit}, {over} h over)")
        });
        say!(lang, "대기 {long}", "waited {long}") + &late.unwrap_or_default()
    });
    let how = it.allocation.map(|_| phrases::allocation(it.allocation, lang));
    let placed: Vec<String> = it.placement.iter().map(|at| format!("{}({})", at.server, at.cards)).collect();
    let placed = (!placed.is_empty()).then(|| {
        let servers = placed.join(", ");
        say!(lang, "서버(카드) {servers}", "server (cards) {servers}")
    });
    let remark: Vec<String> = [how.map(str::to_owned), wait, placed].into_iter().flatten().collect();
    tell(("할당", "allocated"), it.started_s, remark.join(", "));
    if let Some(started) = it.started_s {
        let released = it.released_s.or(it.ended_s);
        let idle = it.idle_s.unwrap_or(0);
        let work_end = released.map(|at| at - idle);
        let worked = work_end.map(|at| phrases::clock(at - started - it.suspended_s.unwrap_or(0)));
        let worked = worked.map(|it| say!(lang, "작업 {it}", "{it} of work")).unwrap_or_default();
        tell(("작업 끝", "work ended"), work_end, worked);
        if it.suspended_s.unwrap_or(0) > 0 {
            let lost = phrases::clock(it.suspended_s.unwrap_or(0));
            let text =
                say!(lang, "장애로 멈춘 {lost}은 정산하지 않음", "{lost} of outage inside, not billed");
            tell(("장애", "outage"), Some(started), text);
        }
        let billed = if log.reading("A1.idle") == "not_billed" {
            lang.pick("정산하지 않음", "not billed")
        } else {
            lang.pick("정산함", "billed")
        };
        let text = if idle > 0 {
            let idle = phrases::clock(idle);
            say!(lang, "반납 전 유휴 {idle}({billed})", "idle before return {idle} ({billed})")
        } else {
            String::new()
        };
        tell(("반납", "released"), released, text);
    }
    let left = it.left_s.map(|_| {
        let so_far = it.left_s.zip(it.eligible_s).map(|(left, from)| phrases::length(left - from, lang));
        let so_far = so_far.unwrap_or_default();
        say!(lang, "그때까지 대기 {so_far}", "waited {so_far} until then")
    });
    tell(("줄에서 나감", "left the queue"), it.left_s, left.unwrap_or_default());
    if it.end_reason.is_some() {
        let reason = phrases::end_reason(it.end_reason, lang).to_owned();
        rows.push((lang.pick("끝난 까닭", "why it ended").to_owned(), reason, String::new()));
    }
    rows
}

/// The lines that name a session, each with its part; and whether its hours are those of the lines.
fn billed(log: &Log, i: usize, lang: Lang) -> (Vec<String>, bool) {
    let it = &log.sessions[i];
    let k = hours::multiple(it);
    let bills: Vec<&BillEntry> =
        log.bills.iter().filter(|bill| bill.sessions.contains(&it.session)).collect();
    let mut out = Vec::new();
    let mut agrees = true;
    for bill in &bills {
        let recount = log.recount(bill);
        let part = recount.sessions.iter().find(|(at, _)| *at == i).map(|(_, part)| part);
        let (n, month) = (bill.line, phrases::month(bill.month, lang));
        let price = bill.unit_price_won.unwrap_or(0);
        let each = exact_won(price, lang);
        let text = match (bill.days, part) {
            (Some(days), _) => say!(lang, "{days}일, 월 {each}", "{days} d at {each} a month"),
            (None, Some(part)) if part.hours > 0 => {
                let (hours, won) = (count(part.hours * k), exact_won(part.hours * k * price, lang));
                let off =
                    discounted(log, i, part, price, lang).map(|it| format!("; {it}")).unwrap_or_default();
                say!(lang, "{hours}시간 x {each} = {won}{off}", "{hours} h x {each} = {won}{off}")
            }
            (None, Some(part)) => {
                let time = phrases::clock(part.seconds * k);
                say!(
                    lang,
                    "{time}, 시간당 {each}, 항목에서 함께 맞춤",
                    "{time} at {each} an hour, rounded with its line"
                )
            }
            (None, None) if recount.unknown.is_some() => {
                lang.pick("몫을 다시 셀 수 없음", "its part cannot be counted again").to_owned()
            }
            (None, None) => {
                agrees = false;
                lang.pick(
                    "어긋남: 다시 세면 이 항목에 시간이 없음",
                    "DIFFERS: counted again it has no hours here",
                )
                .to_owned()
            }
        };
        out.push(say!(lang, "정산 항목 {n}({month}): {text}", "bill line {n} ({month}): {text}"));
    }
    let missing = log.count(i).parts.iter().any(|part| {
        let fixed = |bill: &&&BillEntry| (bill.allocation == Some(Allocation::Fixed)) == part.key.fixed;
        let same =
            |bill: &&&BillEntry| (bill.month, bill.unit_price_won) == (part.key.month, Some(part.key.price));
        !bills.iter().filter(fixed).any(|bill| same(&bill))
    });
    // Seconds of a line that is rounded down may be in no line at all.
    if missing && log.readings.counting == Counting::Hours {
        agrees = false;
        out.push(
            lang.pick(
                "어긋남: 다시 세면 시간이 있으나 이를 적은 항목이 없음",
                "DIFFERS: it has hours that no line names",
            )
            .to_owned(),
        );
    }
    if out.is_empty() {
        let why = super::unbilled::why(log, i, lang);
        out.push(say!(lang, "정산한 항목이 없음: {why}", "no bill line: {why}"));
    }
    (out, agrees)
}

/// A day of the programme for messages.
pub(super) fn day(log: &Log, at: i64, lang: Lang) -> String {
    crate::format::date(log.epoch.date(Instant(at)), lang)
}
