//! A settlement for people: what stands on the terminal, and the list that goes back to the supplier (보완요청 목록).

mod words;

pub(crate) use words::{cause, column};

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
    out.extend(["  ", log(of, lang).as_str(), "\n"]);
    if let Some(line) = corrections(of, lang) {
        out.extend(["  ", line.as_str(), "\n"]);
    }
    if let Some(line) = unknown_waits(of, lang) {
        out += &say!(lang, "  ※ {line}\n", "  note: {line}\n");
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
    if let Some(line) = side_by_side(of, lang) {
        let line = say!(lang, "  ※ {line}\n", "  warning: {line}\n");
        // An English line of 80 columns has no room for the count.
        out += &line.replace("(S11): ", "(S11):\n  ");
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

/// How the session log was read, and what of it is not billed.
pub(crate) fn log(of: &Settlement, lang: Lang) -> String {
    let encoding = &of.encoding;
    let (unserved, free) = (count(of.not_billed.unserved as i64), count(of.not_billed.free as i64));
    say!(
        lang,
        "세션 기록: {encoding}, 청구하지 않음: 미할당 {unserved}건, 무상·체험 {free}건",
        "session log: {encoding}; not billed: {unserved} never served, {free} free or trial"
    )
}

/// Lines that correct months before the one that is settled.
pub(crate) fn corrections(of: &Settlement, lang: Lang) -> Option<String> {
    let corrections = count(of.corrections as i64);
    (of.corrections > 0).then(|| {
        say!(lang, "지난달 정정 {corrections}개 포함", "lines that correct earlier months: {corrections}")
    })
}

/// That no discount can be due without waits.
pub(crate) fn unknown_waits(of: &Settlement, lang: Lang) -> Option<String> {
    let text = lang.pick(
        "대기시간을 알 수 있는 열이 없어 할인(A3)을 따지지 못함",
        "no column tells the waits, so no discount (A3) was looked for",
    );
    (!of.waits_known).then(|| text.to_owned())
}

/// Sessions beyond those that a project may hold at once.
pub(crate) fn side_by_side(of: &Settlement, lang: Lang) -> Option<String> {
    let (first, sessions) = (of.first_side_by_side.as_ref()?, count(of.side_by_side as i64));
    Some(say!(
        lang,
        "과제당 동시 세션 한도(S11)를 넘은 세션 {sessions}건, 처음은 {first}",
        "sessions beyond those that a project may hold at once (S11): {sessions}, the first: {first}"
    ))
}

/// How an invoice differs in all: `차이 2건(항목 2개): 7,854원 덜 청구`.
pub(crate) fn verdict(of: &InvoiceCheck, lang: Lang) -> String {
    if of.differences == 0 {
        return lang
            .pick("차이가 없음: 모든 항목이 원 단위까지 같음", "No difference: every line agrees to the won")
            .to_owned();
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
    say!(lang, "차이 {differences}건(항목 {differing}개): {ko}", "{differences_en} in {differing_en}: {en}")
}

fn checked(of: &InvoiceCheck, notes: &Notes, lang: Lang) -> String {
    let (lines, amount, encoding) = (count(of.lines as i64), exact_won(of.amount_won, lang), &of.encoding);
    let lines_en = counted(of.lines as i64, "line");
    let mut out = say!(
        lang,
        "청구서({encoding}): 항목 {lines}개, {amount}\n",
        "Invoice ({encoding}): {lines_en}, {amount}\n"
    );
    out.extend([verdict(of, lang).as_str(), "\n"]);
    if of.differences == 0 {
        return out;
    }
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
    out.push('\n');
    for note in of_the_list(lang) {
        out += &say!(lang, "※ {note}\n", "{note}\n");
    }
    out
}

/// How the list of differences is read.
pub(crate) fn of_the_list(lang: Lang) -> [&'static str; 3] {
    [
        lang.pick(
            "차액 = 청구 - 산정. 한 항목에서 앞의 오류에 따라온 금액은 따로 적지 않으며, 항목의 차액을 모두 더하면 더 청구한 금액이 됨.",
            "Difference = asked - due. What follows from an earlier operand of a line is not listed again: the differences of a \
             line add up to what it asks too much.",
        ),
        lang.pick(
            "세션의 '청구'는 더 적힌 세션, '산정'은 빠진 세션. 조항은 공모안내서의 조항 번호표(clauses.json)를 따름.",
            "Of sessions, `asked` are those named too many, `due` those left out. Clauses are those of clauses.json.",
        ),
        lang.pick(
            "추정 사유는 같은 값이 나오는 흔한 오류로, 확인이 필요함.",
            "A likely mistake is one that gives the same value: it wants confirming.",
        ),
    ]
}

/// Ids by the hundred are not read in a table: the file has them.
pub(crate) fn shortened(text: &str, lang: Lang) -> String {
    const SHOWN: usize = 60;
    if text.chars().count() <= SHOWN {
        return text.to_owned();
    }
    let start: String = text.chars().take(SHOWN).collect();
    let n = text.split(';').count();
    say!(lang, "{start}…({n}건)", "{start}… ({n})")
}
