//! A settlement for people: what stands on the terminal, and the list that goes back to the supplier (보완요청 목록).

use crate::format::{Place, change, count, counted, exact_won};
use crate::phrase::product;
use crate::table::cell;
use crate::words::{Lang, say};
use naru_results::{DifferenceRow, InvoiceCheck, Settlement, names};
use naru_units::Month;
use std::sync::Arc;

/// What only whoever called the settlement knows.
#[derive(Clone, Debug, Default)]
pub struct Notes {
    /// The file of outages.
    pub outages: Option<String>,
    /// The scenario that the log was made under is another one.
    pub other_scenario: bool,
    /// Lines whose payment differs most, the most first: see [`largest`].
    pub largest: Vec<LineDifference>,
    /// The invoice's months where all months were settled and it has fewer of them than the log.
    pub months_of_invoice: Vec<Month>,
}

/// What a line asks too much; negative: too little.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineDifference {
    /// Project; `None` in a row of a whole statement.
    pub project: Option<Arc<str>>,
    /// Product, or none as the project.
    pub product: Option<Arc<str>>,
    /// Month.
    pub month: Month,
    /// Won, of all its rows together.
    pub won: i64,
}

/// Lines that are named on a screen.
const LARGEST: usize = 5;

/// The lines whose payment differs most, by the rows of `differences.csv`: at most five.
pub fn largest(rows: &[DifferenceRow]) -> Vec<LineDifference> {
    let same = |a: &DifferenceRow, b: &DifferenceRow| (&a.line, a.our_line) == (&b.line, b.our_line);
    let of_line = |rows: &[DifferenceRow]| LineDifference {
        project: rows[0].project.clone(),
        product: rows[0].product.clone(),
        month: rows[0].month,
        won: rows.iter().map(|row| row.difference_won).sum(),
    };
    let mut lines: Vec<LineDifference> = rows.chunk_by(same).map(of_line).collect();
    lines.retain(|it| it.won != 0);
    lines.sort_by_key(|it| std::cmp::Reverse(it.won.abs()));
    lines.truncate(LARGEST);
    lines
}

/// What stands on the terminal: at most 80 columns, but for names of files.
pub fn text(of: &Settlement, notes: &Notes, folder: &str, lang: Lang) -> String {
    let month = of.month.as_deref().map_or(String::new(), |month| format!(" ({month})"));
    let (sessions, lines) = (count(of.sessions as i64), count(of.lines as i64));
    let (sessions_en, lines_en) = (counted(of.sessions as i64, "session"), counted(of.lines as i64, "line"));
    let amount = exact_won(of.amount_won, lang);
    let mut out = say!(
        lang,
        "정산{month}: 세션 {sessions}건, 항목 {lines}개, {amount}\n",
        "Settled{month}: {sessions_en}, {lines_en}, {amount}\n"
    );
    let encoding = &of.encoding;
    out += &say!(lang, "  세션 기록: {encoding}", "  session log: {encoding}");
    let (unserved, free) = (count(of.not_billed.unserved as i64), count(of.not_billed.free as i64));
    out += &say!(
        lang,
        ", 청구하지 않음: 미할당 {unserved}건, 무상·체험 {free}건\n",
        "; not billed: {unserved} never served, {free} free or trial\n"
    );
    if of.corrections > 0 {
        let corrections = count(of.corrections as i64);
        out += &say!(
            lang,
            "  지난달 정정 {corrections}개 포함\n",
            "  lines that correct earlier months: {corrections}\n"
        );
    }
    if !of.waits_known {
        out += &say!(
            lang,
            "  ※ 대기시간을 알 수 있는 열이 없어 할인(A3)을 따지지 못함\n",
            "  note: no column tells the waits, so no discount (A3) was looked for\n"
        );
    }
    if let (Some(rows), Some(file)) = (of.outages, &notes.outages) {
        let rows = count(rows as i64);
        out += &say!(lang, "  장애 기록 {rows}건: {file}\n", "  outages: {rows} ({file})\n");
    }
    if notes.other_scenario {
        let file = names::EFFECTIVE;
        out += &say!(
            lang,
            "  ※ {file}은 다른 시나리오의 것: 과제의 자부담과 서비스 종료만 따름\n",
            "  note: {file} is of another scenario: taken only\n  for what projects paid and when service ended\n"
        );
    }
    if let Some(first) = &of.first_side_by_side {
        let sessions = count(of.side_by_side as i64);
        out += &say!(
            lang,
            "  ※ 과제당 동시 세션 한도(S11)를 넘은 세션 {sessions}건, 처음은 {first}\n",
            "  warning: sessions beyond those that a project may hold at once (S11):\n  {sessions}, the first: {first}\n"
        );
    }
    if let Some(invoice) = &of.invoice {
        out += &checked(invoice, notes, lang);
        out += &fewer_months(notes, lang);
    }
    let files = match &of.invoice {
        Some(_) => format!("{}, {}, {}", names::BILLS_SETTLED, names::DIFFERENCES, names::DIFFERENCES_TEXT),
        None => names::BILLS_SETTLED.to_owned(),
    };
    out + &say!(lang, "{folder}: {files}\n", "{folder}: {files}\n")
}

fn checked(of: &InvoiceCheck, notes: &Notes, lang: Lang) -> String {
    let (lines, amount, encoding) = (count(of.lines as i64), exact_won(of.amount_won, lang), &of.encoding);
    let lines_en = counted(of.lines as i64, "line");
    let mut out = say!(
        lang,
        "청구서({encoding}): 항목 {lines}개, {amount}\n",
        "Invoice ({encoding}): {lines_en}, {amount}\n"
    );
    if of.differences == 0 {
        return out
            + lang.pick(
                "차이가 없음: 모든 항목이 원 단위까지 같음\n",
                "No difference: every line agrees to the won\n",
            );
    }
    let (differences, differing) = (count(of.differences as i64), count(of.lines_differing as i64));
    let (differences_en, differing_en) =
        (counted(of.differences as i64, "difference"), counted(of.lines_differing as i64, "line"));
    let won = exact_won(of.difference_won.abs(), lang);
    let (ko, en) = match of.difference_won {
        0 => ("합계는 같음".to_owned(), "the totals agree".to_owned()),
        more if more > 0 => (format!("{won} 더 청구"), format!("{won} too much")),
        _ => (format!("{won} 덜 청구"), format!("{won} too little")),
    };
    out += &say!(
        lang,
        "차이 {differences}건(항목 {differing}개): {ko}\n",
        "{differences_en} in {differing_en}: {en}\n"
    );
    for it in &of.by_column {
        let (name, n, won) =
            (column(&it.column, lang), count(it.count as i64), exact_won(it.difference_won, lang));
        out += &say!(lang, "  {name}: {n}건, {won}\n", "  {name}: {n}, {won}\n");
    }
    if !notes.largest.is_empty() {
        out += lang.pick("차액이 큰 항목\n", "Largest differences\n");
    }
    for it in &notes.largest {
        let (month, won) = (it.month, exact_won(it.won, lang));
        let of = it.product.as_deref().map(product).unwrap_or_default();
        out += &match &it.project {
            Some(project) => {
                say!(
                    lang,
                    "  과제 {project}, {month}, {of}: {won}\n",
                    "  project {project}, {month}, {of}: {won}\n"
                )
            }
            None => say!(lang, "  내역서 단위, {month}: {won}\n", "  whole statement, {month}: {won}\n"),
        };
    }
    if !of.by_cause.is_empty() {
        out += lang.pick("추정 사유\n", "Likely mistakes\n");
    }
    for it in &of.by_cause {
        let (name, n) = (cause(&it.cause, lang), count(it.count as i64));
        out += &say!(lang, "  {name}: {n}건\n", "  {name}: {n}\n");
    }
    out
}

/// Says that an invoice of one month is best held against that month.
fn fewer_months(notes: &Notes, lang: Lang) -> String {
    let Some(first) = notes.months_of_invoice.first() else { return String::new() };
    let months = notes.months_of_invoice.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    say!(
        lang,
        "  ※ 청구서의 달은 {months}뿐인데 세션 기록에는 다른 달도 있음.\n     그 달만 견주려면 --month {first}\n",
        "  note: the invoice has only {months}, the log has other months too.\n  To settle one month alone: --month {first}\n"
    )
}

/// `differences.md`: the list that can be sent back.
pub fn markdown(of: &Settlement, rows: &[DifferenceRow], lang: Lang) -> String {
    let mut out = lang.pick("# 보완요청 목록\n\n", "# Requests for correction\n\n").to_owned();
    let scenario = cell(&of.scenario);
    let month = of.month.as_deref().unwrap_or(lang.pick("모든 달", "all months"));
    let amount = exact_won(of.amount_won, lang);
    let Some(invoice) = &of.invoice else { return out };
    let (asked, differences) = (exact_won(invoice.amount_won, lang), count(invoice.differences as i64));
    let won = change(&count(invoice.difference_won), lang, Place::Document);
    out += &say!(
        lang,
        "정산 대상 {month}, 기준 {scenario}. 청구 {asked}, 산정 {amount}, 차액 {won}원(VAT 포함), 보완할 곳 {differences}건.\n",
        "Settled: {month}, by {scenario}. Asked {asked}, due {amount}, difference {won} won (VAT in), {differences} to correct.\n"
    );
    if rows.is_empty() {
        return out
            + lang.pick("\n청구서가 산정과 원 단위까지 같음.\n", "\nThe invoice agrees to the won.\n");
    }
    out += lang.pick(
        "\n| 번호 | 청구 항목 | 월 | 과제 | 상품 | 공급사 | 보완할 곳 | 청구 | 산정 | 차액(원) | 조항 | 추정 사유 |\n\
         |---:|---|---|---|---|---|---|---:|---:|---:|---|---|\n",
        "\n| no. | line | month | project | product | supplier | to correct | asked | due | difference (won) | clause | likely mistake |\n\
         |---:|---|---|---|---|---|---|---:|---:|---:|---|---|\n",
    );
    for (row, number) in rows.iter().zip(1..) {
        let text = |it: &Option<Arc<str>>| cell(it.as_deref().unwrap_or("-"));
        let figure = |it: &Option<Arc<str>>| {
            let plain = it.as_deref().and_then(|it| it.parse().ok()).filter(|_| &*row.column != "sessions");
            plain.map_or_else(|| shortened(&text(it), lang), count)
        };
        let cells = [
            count(number),
            text(&row.line),
            row.month.to_string(),
            text(&row.project),
            text(&row.product),
            cell(&row.supplier),
            column(&row.column, lang).to_owned(),
            figure(&row.theirs),
            figure(&row.ours),
            change(&count(row.difference_won), lang, Place::Document),
            cell(&row.clause),
            row.cause.as_deref().map_or(String::new(), |it| cause(it, lang).to_owned()),
        ];
        out.extend(["| ", &cells.join(" | "), " |\n"]);
    }
    out + lang.pick(
        "\n※ 차액 = 청구 - 산정. 한 항목에서 앞의 오류에 따라온 금액은 따로 적지 않으며, 항목의 차액을 모두 더하면 더 청구한 금액이 됨.\n\
         ※ 세션의 '청구'는 더 적힌 세션, '산정'은 빠진 세션. 조항은 공모안내서의 조항 번호표(clauses.json)를 따름.\n\
         ※ 추정 사유는 같은 값이 나오는 흔한 오류로, 확인이 필요함.\n",
        "\nDifference = asked - due. What follows from an earlier operand of a line is not listed again: the differences of a \
         line add up to what it asks too much.\nOf sessions, `asked` are those named too many, `due` those left out. Clauses \
         are those of clauses.json.\nA likely mistake is one that gives the same value: it wants confirming.\n",
    )
}

/// Ids by the hundred are not read in a table: the file has them.
fn shortened(text: &str, lang: Lang) -> String {
    const SHOWN: usize = 60;
    if text.chars().count() <= SHOWN {
        return text.to_owned();
    }
    let start: String = text.chars().take(SHOWN).collect();
    let n = text.split(';').count();
    say!(lang, "{start}…({n}건)", "{start}… ({n})")
}

/// A column in words.
fn column(name: &str, lang: Lang) -> &str {
    let known: [(&str, &str, &str); 21] = [
        ("line", "항목", "line"),
        ("month", "월", "month"),
        ("project", "과제", "project"),
        ("product", "상품", "product"),
        ("supplier", "공급사", "supplier"),
        ("allocation", "할당 방식", "allocation"),
        ("corrects", "정정 대상", "line corrected"),
        ("sessions", "세션", "sessions"),
        ("hours", "시간", "hours"),
        ("days", "일수", "days"),
        ("whole_months", "온달 수", "whole months"),
        ("unit_price_won", "정산단가", "unit price"),
        ("discounted_hours", "할인 시간", "discounted hours"),
        ("discount_won", "할인액", "discount"),
        ("credit_won", "차감액", "credit"),
        ("deduction_won", "감액", "deduction"),
        ("supply_won", "공급대가", "supply"),
        ("vat_won", "부가가치세", "VAT"),
        ("vat_inside_won", "대가 속 부가가치세", "VAT inside"),
        ("own_contribution_won", "자부담금", "own contribution"),
        ("amount_won", "청구액", "amount"),
    ];
    known.iter().find(|(id, ..)| *id == name).map_or(name, |(_, ko, en)| match lang {
        Lang::Ko => ko,
        Lang::En => en,
    })
}

/// Likely mistakes: id, Korean, English.
const CAUSES: [(&str, &str, &str); 46] = [
    ("utc-months", "달을 세계표준시로 나눔(한국시간 9시에 바뀜)", "months cut by UTC (at 09:00 KST)"),
    (
        "split-rounds-twice",
        "월을 넘는 세션을 달마다 따로 올림",
        "a session over a month's end rounded up in each month",
    ),
    ("k-missing", "당겨쓰기 배수를 곱하지 않음", "a burst's multiple is missing"),
    ("k-twice", "당겨쓰기 배수를 두 번 곱함", "a burst's multiple taken twice"),
    ("k-in-the-price", "당겨쓰기 배수를 단가에 곱함", "a burst's multiple in the unit price"),
    (
        "late-at-the-limit",
        "기준 대기시간과 같은 대기도 초과로 셈",
        "a wait of just the limit taken as over it",
    ),
    ("full-hours-of-excess", "초과 시간의 끝수를 버림", "only full hours past the limit counted"),
    ("whole-session-discounted", "초과 시간이 아니라 세션 전체를 할인", "the whole session discounted"),
    ("discount-missing", "지연 할인 누락", "the discount for a late start is missing"),
    ("discount-not-taken-off", "할인을 적고 빼지 않음", "the discount is stated and not taken off"),
    (
        "discounted-clock-hours",
        "당겨쓰기의 할인 시간에 배수를 곱하지 않음",
        "a burst's discounted hours in clock hours",
    ),
    ("more-discounted-than-used", "쓴 시간보다 많이 할인", "more hours discounted than used"),
    ("wait-from-request", "대기를 신청 때부터 셈", "waits counted from the request"),
    ("hours-cut", "1시간 미만을 버림", "begun hours dropped"),
    ("hours-to-the-nearest", "시간을 반올림", "hours rounded to the nearest"),
    ("hours-of-the-month", "세션마다가 아니라 달에 한 번 올림", "rounded up once a month, not by session"),
    ("exact-hours", "1시간 단위로 올리지 않은 소수 시간", "parts of an hour billed, not begun hours"),
    ("idle-billed", "반납까지의 유휴시간을 더함", "idle time until release added"),
    ("idle-left-out", "유휴시간을 뺌", "idle time left out"),
    ("outage-billed", "장애시간을 청구", "time of an outage billed"),
    ("free-use-billed", "무상·체험·사업 뒤 사용을 청구", "free, trial or later use billed"),
    ("price-at-start", "단가 변경 뒤에도 시작 때의 단가", "price at the session's start kept after a change"),
    ("price-of-another-date", "다른 날의 단가", "the price of another date"),
    ("price-of-another-supplier", "다른 공급사의 단가", "the price of another supplier"),
    ("price-of-another-product", "다른 상품의 단가", "the price of another product"),
    ("half-price-rounded-up", "고정할당 단가를 올림", "the price of fixed allocation rounded up"),
    ("dynamic-price-for-fixed", "고정할당에 동적할당 단가", "the dynamic price for fixed allocation"),
    ("fixed-price-for-dynamic", "동적할당에 고정할당 단가", "the fixed price for dynamic allocation"),
    ("vat-twice", "부가가치세를 두 번 더함", "VAT twice"),
    ("vat-missing", "부가가치세 누락", "VAT is missing"),
    ("vat-taken-out", "부가가치세가 빠진 금액", "without the VAT that belongs in"),
    ("vat-without-own-part", "자부담금을 뺀 금액에 부가가치세", "VAT without the user's part"),
    (
        "vat-tenth-of-gross",
        "부가가치세를 11분의 1이 아니라 10분의 1로 셈",
        "a tenth, not an eleventh, taken as VAT",
    ),
    ("own-part-missing", "자부담금 누락", "the own contribution is missing"),
    ("own-part-not-taken-off", "자부담금을 빼지 않음", "the own contribution is not taken off"),
    ("own-part-on-top", "자부담금을 더함", "the own contribution added"),
    ("tens-dropped", "10원 미만을 버림", "won below ten dropped"),
    ("rounding", "단수처리", "rounding"),
    ("whole-month-for-a-part", "한 달이 안 되는 사용에 한 달 요금", "a whole month for a part"),
    ("days-of-the-month", "30일이 아니라 그달의 날수로 나눔", "divided by the month's days, not by 30"),
    (
        "thirtieths-of-a-whole-month",
        "한 달 사용을 30분의 날수로 셈(31/30)",
        "a whole month in thirtieths (31/30)",
    ),
    ("months-of-30-days", "첫날부터 30일씩 나눔", "months of 30 days from the first"),
    ("months-from-the-first-day", "시작한 날짜부터 한 달씩 나눔", "months from the day of the start"),
    ("days-of-24-hours", "날짜가 아니라 24시간씩 셈", "days as 24 hours from the start"),
    ("line-missing", "항목 누락", "a line is missing"),
    ("line-twice", "같은 항목을 두 번 청구", "a line is billed twice"),
];

/// A likely mistake in words.
fn cause(id: &str, lang: Lang) -> &str {
    CAUSES.iter().find(|(it, ..)| *it == id).map_or(id, |(_, ko, en)| match lang {
        Lang::Ko => ko,
        Lang::En => en,
    })
}
