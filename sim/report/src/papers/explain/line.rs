//! The operands of a bill line, each with its clause.

use super::checked::checked;
use super::{Explained, NARROWEST, discounted, sources};
use crate::format::{count, counted, date, exact_won};
use crate::papers::hours;
use crate::papers::lines;
use crate::papers::log::{Log, Recount};
use crate::papers::phrases;
use crate::papers::readings::{self, Counting};
use crate::papers::refused::{Refused, What, some};
use crate::phrase::product;
use crate::table::{Side, Table, wrap};
use crate::words::{Lang, say};
use naru_results::{Allocation, BillEntry};
use naru_units::HOUR;

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
    true_up(log, bill, &mut operands);
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
    let named = bill.sessions.len() as i64;
    let (sessions, sessions_en) = (count(named), counted(named, "session"));
    let exact = phrases::clock(recount.seconds);
    let reading = phrases::reading(
        log,
        if log.readings.counting == Counting::Exact { "P4.accrual" } else { "T1.hours" },
        lang,
    );
    let how = match log.readings.counting {
        Counting::Hours | Counting::Exact => {
            say!(lang, "세션 {sessions}개, {exact}: {reading}", "{sessions_en}, {exact}: {reading}")
        }
        Counting::Seconds => say!(
            lang,
            "세션 {sessions}개, 더하면 {exact}: {reading}",
            "{sessions_en}, {exact} together: {reading}"
        ),
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
    let target = recount.sessions.iter().find_map(|(i, _)| log.target(&log.sessions[*i]));
    if let Some(target) = target {
        let (of, each) = (product(target), exact_won(price, lang));
        let text = say!(
            lang,
            "몰아쓰기가 만드는 상품 {of}의 단가로 한 번: 세트 수를 곱하지 않음",
            "at the price of {of}, which the burst's sets make: once, not by set"
        );
        rows.row(("몰아쓰기 단가", "burst price"), each, "A5", &text);
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

/// Late sessions of the project up to this line's month, each with the credit that it earned.
fn credits(log: &Log, bill: &BillEntry, lang: Lang) -> String {
    let Some(project) = &bill.project else { return String::new() };
    let end = log.epoch.month_start(bill.month.next()).0;
    let earned = log.sessions_of(project).iter().filter_map(|i| {
        let session = &log.sessions[*i];
        let won = readings::credit(log, session).filter(|_| session.started_s.is_some_and(|at| at < end))?;
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
    let reading = ["N3.month", "N3.days"].map(|id| phrases::reading(log, id, lang)).join(", ");
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
    let supplier = bill.supplier.as_deref().unwrap_or("-");
    let bound = phrases::reading(log, "N4.bound", lang);
    let text = say!(
        lang,
        "사용자가 고른 공급사 {supplier}의 월 단가. 공급사를 바꾼 달의 상한: {bound}",
        "a month at {supplier}, which the user chose; where a month has two, the price bounds {bound}"
    );
    rows.row(("월 단가", "price"), each.clone(), "N4", &text);
    let gross = lines::row(log, bill).gross_won;
    let text = if Some(gross) == bill.unit_price_won.zip(bill.whole_months).map(|(price, n)| price * n) {
        say!(lang, "{months}개월 x {each}(정산단가, 월, {vat})", "{months} x {each} (a month, {vat})")
    } else if bill.whole_months.unwrap_or(0) == 0 {
        say!(
            lang,
            "{each}(정산단가, 월, {vat}) x {days}일 / 30일, 한 달 단가 이내",
            "{each} (a month, {vat}) x {days} d / 30 d, at most the month's"
        )
    } else {
        say!(
            lang,
            "{each}(정산단가, 월, {vat}): 끝난 달의 나머지와 새 달의 날 / 30일",
            "{each} (a month, {vat}): the rest of the month that ends, days / 30 d of the next"
        )
    };
    rows.row(("금액", "gross"), exact_won(gross, lang), "N3", &text);
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
        let known = ["S7", "T4", "T9", "T10", "T11"];
        let clause = known.into_iter().find(|id| bill.clauses.iter().any(|it| &**it == *id)).unwrap_or("T2");
        let text = match clause {
            "S7" => lang.pick("늦게 제공된 자원의 감액", "deducted for resources that came late"),
            "T4" => lang.pick(
                "장애로 쓰지 못한 자원의 임차료 감액",
                "deducted for resources that an outage kept from use",
            ),
            "T9" => lang.pick("결과평가에 따른 임차료 차감", "rent cut after the evaluation"),
            _ => lang.pick("공급사 단위의 가감", "a sum of the supplier's whole statement"),
        };
        rows.row(("가감", "adjustment"), amount, clause, text);
    }
}

/// VAT, own contribution, and what the budget pays.
fn payment(log: &Log, bill: &BillEntry, rows: &mut Operands) {
    let lang = rows.lang;
    let row = lines::row(log, bill);
    let (net, vat) = (count(row.net_won), count(row.vat_part_won));
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
    let none = own == 0 && project.is_some_and(|it| it.own_monthly_won == 0 && it.own_ratio_bp == 0);
    let text = match (log.reading("T3.own"), flat) {
        _ if none => lang.pick("이 과제에는 없음", "this project pays none").to_owned(),
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

/// What of a line of December comes with the true-up.
fn true_up(log: &Log, bill: &BillEntry, rows: &mut Operands) {
    let Some(at) = lines::cut_off(log, bill.month) else { return };
    let lang = rows.lang;
    let day = date(log.epoch.date(at), lang);
    let text = if bill.project.is_some() {
        say!(
            lang,
            "집행액 가운데 {day} 0시부터 시작한 시간(NPU는 날)의 몫. 나머지는 12월분 정산내역서",
            "of what is paid, all but the hours (NPU: days) begun before {day}, which December's statement has"
        )
    } else {
        lang.pick("이 가운데 추가 정산으로 지급할 몫", "of it, what is paid with the true-up").to_owned()
    };
    rows.row(("추가 정산", "true-up"), exact_won(bill.true_up_won.unwrap_or(0), lang), "T2", &text);
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
        .column(lang.pick("세트", "sets"), Side::Right)
        .column(lang.pick("대기", "wait"), Side::Right)
        .column(lang.pick("이 항목", "here"), Side::Right);
    for id in &bill.sessions {
        let Some(i) = log.session(id) else {
            let gone = lang.pick("sessions.csv에 없음", "not in sessions.csv");
            let mut texts: [String; 7] = core::array::from_fn(|_| String::new());
            (texts[0], texts[1]) = (id.to_string(), gone.to_owned());
            table.row(texts, "");
            continue;
        };
        let session = &log.sessions[i];
        let part = recount.sessions.iter().find(|(at, _)| *at == i).map(|(_, part)| part);
        let k = hours::multiple(log, session);
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
                phrases::short(log, session.started_s, bill.month.year, lang),
                phrases::short(log, session.ended_s, bill.month.year, lang),
                length.map_or_else(|| "-".to_owned(), phrases::clock),
                hours::sets(session).to_string(),
                session.wait_s.map_or_else(|| "-".to_owned(), phrases::clock),
                here,
            ],
            "",
        );
    }
    table
}
