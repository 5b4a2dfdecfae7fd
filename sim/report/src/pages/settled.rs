//! A settlement as a page: what a real log costs by the rules, and where an invoice differs.

use super::Options;
use super::cells;
use super::chapters::{Chapters, again, fact, point, remarks, withheld};
use crate::document::{Block, DataTable, Datum, Document, Fact, Native, Provenance};
use crate::format::{Place, change, count, exact_won};
use crate::papers::hangul;
use crate::phrase::product;
use crate::settlement::{
    cause, column, corrections, largest, log, of_the_list, shortened, side_by_side, unknown_waits, verdict,
};
use crate::words::{Lang, say};
use naru_results::{DifferenceRow, InvoiceCheck, SettledRow, Settlement, names};
use naru_units::Month;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Differences in the list of a page; the file has all.
const LISTED: usize = 200;

/// The page of `settlement.json`, with the bill by the rules (`bills.csv`) and the differences (`differences.csv`); withheld
/// where prices are hidden.
pub fn settled(
    of: &Settlement,
    bills: &[SettledRow],
    differences: &[DifferenceRow],
    options: Options,
    lang: Lang,
) -> Document {
    let (scenario, month_of) = (&of.scenario, month(of, lang));
    let subtitle = say!(lang, "정산 대상 {month_of}, 기준 {scenario}", "Settled: {month_of}, by {scenario}");
    // Hours beside amounts tell the price of an hour.
    if options.hides_prices() {
        return withheld(subtitle, provenance(of), lang);
    }
    let title = title(of, lang);
    let mut page = Chapters::new(lead(of, lang), points(of, differences, lang), lang);
    page.chapter("method", "방법", "Method", method(of, lang));
    page.chapter("bill", "산정 내역", "The bill by the rules", vec![Block::Table(bill(bills, lang))]);
    if let Some(invoice) = &of.invoice {
        page.chapter("invoice", "청구서와의 차이", "Where the invoice differs", checked(invoice, lang));
        page.chapter("differences", "보완요청 목록", "Requests for correction", listed(differences, lang));
    }
    let notes = [unknown_waits(of, lang), side_by_side(of, lang)];
    page.chapter("notes", "유의사항", "Notes", remarks(notes.into_iter().flatten().collect(), lang));
    let rows = vec![
        (lang.pick("시나리오", "scenario"), of.scenario.clone()),
        (lang.pick("시나리오 해시", "scenario hash"), of.scenario_hash.clone()),
        (lang.pick("정산 대상", "settled"), month(of, lang)),
        (lang.pick("세션 기록의 부호화", "encoding of the log"), of.encoding.clone()),
    ];
    page.ending(again(&of.version, None, rows, lang));
    page.document(&title, subtitle, provenance(of), facts(of, lang))
}

fn provenance(of: &Settlement) -> Provenance {
    Provenance {
        scenario: of.scenario.clone(),
        scenario_hash: of.scenario_hash.clone(),
        seed: None,
        replications: None,
        version: of.version.clone(),
        assumed: false,
    }
}

fn month(of: &Settlement, lang: Lang) -> String {
    of.month.clone().unwrap_or_else(|| lang.pick("모든 달", "all months").to_owned())
}

/// Whether the invoice agrees, and by how much not.
fn title(of: &Settlement, lang: Lang) -> String {
    let Some(invoice) = &of.invoice else {
        let (due, month) = (exact_won(of.amount_won, lang), month(of, lang));
        return say!(
            lang,
            "정산 대상 {month}의 산정액은 {due}(VAT 포함)임",
            "By the rules {month} come to {due} (VAT in)"
        );
    };
    let (won, n) = (exact_won(invoice.difference_won.abs(), lang), count(invoice.differences as i64));
    match (invoice.differences, invoice.difference_won) {
        (0, _) => say!(lang, "청구서가 산정과 원 단위까지 같음", "The invoice agrees to the won"),
        (_, 0) => say!(
            lang,
            "청구서의 합계는 산정과 같으나 보완할 곳이 {n}건임",
            "The invoice's total agrees, with {n} places to correct"
        ),
        (_, more) if more > 0 => say!(
            lang,
            "청구서가 산정보다 {won} 더 청구함: 보완할 곳 {n}건",
            "The invoice asks {won} too much: {n} places to correct"
        ),
        (_, _) => say!(
            lang,
            "청구서가 산정보다 {won} 덜 청구함: 보완할 곳 {n}건",
            "The invoice asks {won} too little: {n} places to correct"
        ),
    }
}

/// Exact money with its reading in Hangul, as documents have it.
fn in_full(won: i64, lang: Lang) -> String {
    let (digits, read) = (count(won), hangul(won));
    say!(lang, "금{digits}원(금{read}원)", "{digits} won")
}

fn lead(of: &Settlement, lang: Lang) -> String {
    let due = in_full(of.amount_won, lang);
    let title = title(of, lang);
    match &of.invoice {
        None => say!(lang, "산정액은 {due}임(VAT 포함)", "Due: {due} (VAT in)"),
        Some(invoice) => {
            let asked = exact_won(invoice.amount_won, lang);
            say!(
                lang,
                "{title}. 청구 {asked}, 산정 {due}(VAT 포함)",
                "{title}. Asked {asked}, due {due} (VAT in)"
            )
        }
    }
}

fn points(of: &Settlement, differences: &[DifferenceRow], lang: Lang) -> Vec<String> {
    let (sessions, lines) = (count(of.sessions as i64), count(of.lines as i64));
    let told = say!(
        lang,
        "세션 기록 {sessions}건, 산정 항목 {lines}개",
        "{sessions} sessions in the log, {lines} lines due"
    );
    let mut points = vec![
        point(lang.pick("정산", "Settled"), &told, lang),
        point(lang.pick("기록", "Log"), &log(of, lang), lang),
    ];
    points.extend(corrections(of, lang).map(|it| point(lang.pick("정정", "Corrections"), &it, lang)));
    let Some(invoice) = &of.invoice else { return points };
    if invoice.differences > 0 {
        points.push(point(lang.pick("청구서", "Invoice"), &verdict(invoice, lang), lang));
    }
    let most: Vec<String> = largest(differences)
        .iter()
        .take(3)
        .map(|it| {
            let (month, won) = (it.month, change(&exact_won(it.won, lang), lang, Place::Document));
            let what = it.product.as_deref().map(product).unwrap_or_default();
            match &it.project {
                Some(project) => say!(
                    lang,
                    "과제 {project}, {month}, {what}: {won}",
                    "project {project}, {month}, {what}: {won}"
                ),
                None => say!(lang, "내역서 단위, {month}: {won}", "whole statement, {month}: {won}"),
            }
        })
        .collect();
    if !most.is_empty() {
        points.push(point(lang.pick("차액이 큰 항목", "Largest"), &most.join("; "), lang));
    }
    if let Some(it) = invoice.by_cause.iter().max_by_key(|it| (it.count, it.difference_won.abs())) {
        let (name, n) = (cause(&it.cause, lang), count(it.count as i64));
        let told = say!(
            lang,
            "가장 많은 것은 '{name}' {n}건(확인이 필요함)",
            "most often: {name}, {n} (to be confirmed)"
        );
        points.push(point(lang.pick("추정 사유", "Likely mistakes"), &told, lang));
    }
    points
}

fn method(of: &Settlement, lang: Lang) -> Vec<Block> {
    let scenario = &of.scenario;
    vec![Block::Text(say!(
        lang,
        "실제 세션 기록을 시나리오 {scenario}의 조건, 단가, 해석안으로 모의실험과 같은 규칙에 넣어 항목을 산정하고, 청구서가 있으면 항목마다 계산 순서대로 견줌. \
         금액은 원 단위로 정확하며 신뢰구간이 없음.",
        "A real session log is entered into the rules that bill a simulation, under the terms, prices and readings of {scenario}; an \
         invoice is held against the lines operand by operand. Amounts are exact to the won and have no intervals."
    ))]
}

/// Lines by the rules, summed by month, product and supplier.
fn bill(bills: &[SettledRow], lang: Lang) -> DataTable {
    type Key = (Month, Option<Arc<str>>, Option<Arc<str>>);
    let mut sums: BTreeMap<Key, (i64, i64, i64, i64)> = BTreeMap::new();
    for row in bills {
        let sum = sums.entry((row.month, row.product.clone(), row.supplier.clone())).or_default();
        let (lines, hours, taken, amount) = *sum;
        let off = row.discount_won + row.credit_won + row.deduction_won;
        *sum = (lines + 1, hours + row.hours.unwrap_or(0), taken + off, amount + row.amount_won);
    }
    let caption = lang.pick("월·상품·공급사별 산정액", "Due by month, product and supplier");
    let unit = lang.pick("(단위: 원, VAT 포함)", "(won, VAT in)");
    let mut table = DataTable::new("bill", caption, unit)
        .texts(lang.pick("월", "month"))
        .texts(lang.pick("상품", "product"))
        .texts(lang.pick("공급사", "supplier"))
        .figures(lang.pick("항목(개)", "lines"))
        .figures(lang.pick("사용시간", "hours"))
        .figures(lang.pick("할인·차감·감액", "discounts and deductions"))
        .figures(lang.pick("산정액", "due"));
    for ((month, what, supplier), (lines, hours, off, amount)) in &sums {
        table.row([
            Datum::text(month.to_string()),
            what.as_deref().map_or_else(Datum::none, |it| Datum::text(product(it))),
            supplier.as_deref().map_or_else(Datum::none, Datum::text),
            cells::count(*lines, lang),
            if *hours == 0 { Datum::none() } else { cells::count(*hours, lang) },
            cells::exact_won(*off, lang),
            cells::exact_won(*amount, lang),
        ]);
    }
    let total = sums.values().fold((0, 0, 0, 0), |a, b| (a.0 + b.0, a.1 + b.1, a.2 + b.2, a.3 + b.3));
    table.sum([
        Datum::text(lang.pick("합계", "total")),
        Datum::text(""),
        Datum::text(""),
        cells::count(total.0, lang),
        cells::count(total.1, lang),
        cells::exact_won(total.2, lang),
        cells::exact_won(total.3, lang),
    ]);
    table
}

fn checked(of: &InvoiceCheck, lang: Lang) -> Vec<Block> {
    let counts =
        [of.lines, of.lines_differing, of.lines_missing, of.lines_too_many].map(|it| count(it as i64));
    let [lines, differing, missing, many] = counts;
    let mut blocks = vec![Block::Text(say!(
        lang,
        "청구 항목 {lines}개 가운데 다른 항목 {differing}개, 청구서에 없는 항목 {missing}개, 산정에 없는 항목 {many}개.",
        "Of {lines} lines of the invoice and those by the rules {differing} differ; {missing} are missing in the invoice, {many} too many."
    ))];
    let unit = lang.pick("(단위: 원)", "(won)");
    let head = |id, caption: &str, first: &str| {
        DataTable::new(id, caption, unit)
            .texts(first)
            .figures(lang.pick("건수", "number"))
            .figures(lang.pick("차액(청구 - 산정)", "difference (asked less due)"))
    };
    let mut columns =
        head("by-column", lang.pick("어디가 다른가", "What differs"), lang.pick("보완할 곳", "to correct"));
    for it in &of.by_column {
        columns.row([
            Datum::text(column(&it.column, lang)),
            cells::count(it.count as i64, lang),
            cells::exact_won(it.difference_won, lang),
        ]);
    }
    columns.sum([
        Datum::text(lang.pick("합계", "total")),
        cells::count(of.differences as i64, lang),
        cells::exact_won(of.difference_won, lang),
    ]);
    blocks.push(Block::Table(columns));
    if !of.by_cause.is_empty() {
        let mut causes =
            head("by-cause", lang.pick("추정 사유", "Likely mistakes"), lang.pick("사유", "mistake"));
        for it in &of.by_cause {
            causes.row([
                Datum::text(cause(&it.cause, lang)),
                cells::count(it.count as i64, lang),
                cells::exact_won(it.difference_won, lang),
            ]);
        }
        causes.notes.push(of_the_list(lang)[2].to_owned());
        blocks.push(Block::Table(causes));
    }
    blocks
}

/// The list that goes back to the supplier.
fn listed(rows: &[DifferenceRow], lang: Lang) -> Vec<Block> {
    if rows.is_empty() {
        return Vec::new();
    }
    let caption = lang.pick("보완요청 목록", "Requests for correction");
    let mut table =
        DataTable::new("differences", caption, lang.pick("(차액 단위: 원)", "(differences in won)"))
            .figures(lang.pick("번호", "no."))
            .texts(lang.pick("청구 항목", "line"))
            .texts(lang.pick("월", "month"))
            .texts(lang.pick("과제", "project"))
            .texts(lang.pick("상품", "product"))
            .texts(lang.pick("공급사", "supplier"))
            .texts(lang.pick("보완할 곳", "to correct"))
            .figures(lang.pick("청구", "asked"))
            .figures(lang.pick("산정", "due"))
            .figures(lang.pick("차액", "difference"))
            .texts(lang.pick("조항", "clause"))
            .texts(lang.pick("추정 사유", "likely mistake"));
    for (row, number) in rows.iter().take(LISTED).zip(1..) {
        let text = |it: &Option<Arc<str>>| it.as_deref().map_or_else(Datum::none, Datum::text);
        let figure = |it: &Option<Arc<str>>| {
            let plain =
                it.as_deref().and_then(|it| it.parse::<i64>().ok()).filter(|_| &*row.column != "sessions");
            plain.map_or_else(
                || {
                    it.as_deref().map_or_else(Datum::none, |it| Datum {
                        text: shortened(it, lang),
                        value: Native::Text,
                    })
                },
                |n| cells::count(n, lang),
            )
        };
        table.row([
            cells::count(number, lang),
            text(&row.line),
            Datum::text(row.month.to_string()),
            text(&row.project),
            row.product.as_deref().map_or_else(Datum::none, |it| Datum::text(product(it))),
            Datum::text(&*row.supplier),
            Datum::text(column(&row.column, lang)),
            figure(&row.theirs),
            figure(&row.ours),
            cells::exact_won(row.difference_won, lang),
            Datum::text(&*row.clause),
            Datum::text(row.cause.as_deref().map_or("", |it| cause(it, lang))),
        ]);
    }
    table.notes.extend(of_the_list(lang).map(str::to_owned));
    if rows.len() > LISTED {
        let (more, file) = (count((rows.len() - LISTED) as i64), names::DIFFERENCES);
        table.notes.push(say!(lang, "그 밖에 {more}건: {file}", "{more} more: {file}"));
    }
    vec![Block::Table(table)]
}

fn facts(of: &Settlement, lang: Lang) -> Vec<Fact> {
    let (due, month, sessions) = (exact_won(of.amount_won, lang), month(of, lang), count(of.sessions as i64));
    let scenario = &of.scenario;
    let mut facts = vec![fact(
        "settle.amount",
        due.clone(),
        say!(
            lang,
            "{scenario} 기준, 정산 대상 {month}의 산정액은 {due}임(VAT 포함, 세션 기록 {sessions}건).",
            "By {scenario}, {month} come to {due} (VAT in; {sessions} sessions in the log)."
        ),
    )];
    let Some(invoice) = &of.invoice else { return facts };
    let (asked, lines) = (exact_won(invoice.amount_won, lang), count(invoice.lines as i64));
    facts.push(fact(
        "settle.asked",
        asked.clone(),
        say!(
            lang,
            "청구서는 항목 {lines}개에 {asked}을(를) 청구함(VAT 포함).",
            "The invoice asks {asked} in {lines} lines (VAT in)."
        ),
    ));
    let difference = change(&exact_won(invoice.difference_won, lang), lang, Place::Document);
    let title = title(of, lang);
    let sentence = say!(
        lang,
        "{title}(차액 {difference}, 청구 - 산정).",
        "{title} (difference {difference}, asked less due)."
    );
    facts.push(fact("settle.difference", difference, sentence));
    let (n, differing) = (count(invoice.differences as i64), count(invoice.lines_differing as i64));
    facts.push(fact(
        "settle.differences",
        say!(lang, "{n}건", "{n}"),
        say!(
            lang,
            "청구서에서 보완할 곳은 항목 {differing}개의 {n}건임.",
            "{n} places in {differing} lines of the invoice are to be corrected."
        ),
    ));
    facts
}
