//! The statement of one user: use, amounts, own contribution, sessions.

use super::document::Block;
use super::lines::{self, Sums};
use super::log::Log;
use super::phrases::won;
use super::statement::{in_words, months, quantity, source, span, table};
use super::{hours, phrases};
use crate::format::{Place, change, count, date, exact_won};
use crate::phrase::product;
use crate::table::Side;
use crate::words::Lang;
use naru_results::{BillEntry, Project, StatementRow};
use naru_units::{Instant, Month};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn of_user(
    log: &Log,
    project: &str,
    month: Option<Month>,
    bills: &[&BillEntry],
    rows: &[StatementRow],
    lang: Lang,
) -> Vec<Block> {
    let mut of: BTreeSet<String> =
        rows.iter().filter_map(|row| row.product.as_deref()).map(product).collect();
    of.extend(log.project(project).map(|it| product(&it.product)));
    let suppliers: BTreeSet<&str> = rows.iter().filter_map(|row| row.supplier.as_deref()).collect();
    let joined = |names: Vec<&str>| if names.is_empty() { "-".to_owned() } else { names.join(", ") };
    let sums = Sums::of(rows);
    let year = month.unwrap_or_else(|| log.epoch.month(Instant::START)).year;
    let mut blocks = vec![
        Block::Title(lang.pick("월별 정산내역서", "Monthly statement").to_owned()),
        Block::Facts(vec![
            (lang.pick("과제", "project").to_owned(), project.to_owned()),
            (lang.pick("상품", "product").to_owned(), joined(of.iter().map(String::as_str).collect())),
            (lang.pick("공급사", "supplier").to_owned(), joined(suppliers.into_iter().collect())),
            (lang.pick("기간", "period").to_owned(), span(log, month, lang)),
            (lang.pick("합계(공급대가)", "total, VAT in").to_owned(), in_words(sums.total, lang)),
            source(log, lang),
        ]),
    ];
    let heading = |ko, en| Block::Heading(lang.pick(ko, en).to_owned());
    if rows.is_empty() {
        blocks.push(Block::Text(
            lang.pick("이 기간에 정산할 사용이 없음", "Nothing to settle in this period").to_owned(),
        ));
    } else {
        blocks.push(heading("1. 사용 내역", "1. Use"));
        blocks.push(used(rows, lang));
        blocks.push(heading("2. 금액(원)", "2. Amounts (won)"));
        blocks.push(amounts(rows, &sums, lang));
        blocks.extend(vat_note(log, lang));
        blocks.extend(of_which(rows, lang));
    }
    blocks.push(heading("3. 지급과 자부담금(원)", "3. Payment and own contribution (won)"));
    blocks.push(Block::Facts(contribution(log, project, month, rows, &sums, lang)));
    if !bills.is_empty() {
        blocks.push(heading("4. 세션", "4. Sessions"));
        blocks.push(sessions(log, bills, year, lang));
        blocks.push(Block::Text(
            lang.pick(
                "세트: 함께 쓴 상품 세트 수(k). 대기: 신청 자격이 생긴 때부터 할당까지. 시간: 이 내역서에서 정산한 상품·시간(NPU는 일)",
                "sets: held together (k). wait: from eligibility to allocation. hours: product-hours settled here (NPU: days)",
            )
            .to_owned(),
        ));
    }
    blocks
}

fn used(rows: &[StatementRow], lang: Lang) -> Block {
    let columns = [
        (lang.pick("항목", "line"), Side::Right),
        (lang.pick("달", "month"), Side::Left),
        (lang.pick("상품", "product"), Side::Left),
        (lang.pick("할당", "allocation"), Side::Left),
        (lang.pick("사용", "use"), Side::Right),
        (lang.pick("단가(원)", "won each"), Side::Right),
        (lang.pick("금액(원)", "won"), Side::Right),
    ];
    let line = |row: &StatementRow| {
        let texts = vec![
            row.line.to_string(),
            row.month.to_string(),
            row.product.as_deref().map(product).unwrap_or_default(),
            phrases::allocation(row.allocation, lang).to_owned(),
            quantity(row, lang),
            row.unit_price_won.map(count).unwrap_or_default(),
            won(row.gross_won, lang),
        ];
        (texts, false)
    };
    table(&columns, rows.iter().map(line).collect())
}

fn amounts(rows: &[StatementRow], sums: &Sums, lang: Lang) -> Block {
    let off = sums.off != 0;
    let mut columns = vec![
        (lang.pick("항목", "line"), Side::Left),
        (lang.pick("공급가액", "without VAT"), Side::Right),
        (lang.pick("부가가치세", "VAT"), Side::Right),
        (lang.pick("공급대가", "VAT in"), Side::Right),
    ];
    let names = [lang.pick("할인", "discount"), lang.pick("감액", "deducted")];
    if off {
        columns.splice(1..1, names.map(|name| (name, Side::Right)));
    }
    let mut lines: Vec<(Vec<String>, bool)> = Vec::new();
    let mut push = |name: String, discount: i64, other: i64, figures: [i64; 3], sum| {
        let mut texts = vec![name];
        if off {
            texts.extend([won(discount, lang), won(other, lang)]);
        }
        texts.extend(figures.map(|it| won(it, lang)));
        lines.push((texts, sum));
    };
    for row in rows {
        let other = row.credit_won + row.deduction_won;
        push(
            row.line.to_string(),
            row.discount_won,
            other,
            [row.net_won, row.vat_part_won, row.total_won],
            false,
        );
    }
    let discount = rows.iter().map(|row| row.discount_won).sum();
    let name = lang.pick("합계", "total").to_owned();
    push(name, discount, sums.off - discount, [sums.net, sums.vat, sums.total], true);
    table(&columns, lines)
}

fn vat_note(log: &Log, lang: Lang) -> Option<Block> {
    let by_statement = lines::vat_excluded(log) && log.reading("P2.vat_scope") == "statement";
    by_statement.then(|| {
        let text = lang.pick(
            "부가가치세는 공급사 정산내역서에서 한 번에 셈하므로 여기에는 없음(P2)",
            "VAT is reckoned once on the supplier's whole statement and is not in these lines (P2)",
        );
        Block::Text(text.to_owned())
    })
}

/// What rounding and idle minutes are worth, of the gross.
fn of_which(rows: &[StatementRow], lang: Lang) -> Option<Block> {
    let hourly: Vec<&StatementRow> = rows.iter().filter(|row| row.rounding_won.is_some()).collect();
    if hourly.is_empty() {
        return None;
    }
    let rounding: i64 = hourly.iter().filter_map(|row| row.rounding_won).sum();
    let idle: i64 = hourly.iter().filter_map(|row| row.idle_won).sum();
    let gross: i64 = hourly.iter().map(|row| row.gross_won).sum();
    Some(Block::Facts(vec![
        (
            lang.pick("금액 중 작업 시간", "of the gross, work to the second").to_owned(),
            exact_won(gross - rounding - idle, lang),
        ),
        (
            lang.pick("금액 중 반납 전 유휴(A1)", "of the gross, idle time before return (A1)").to_owned(),
            exact_won(idle, lang),
        ),
        (
            lang.pick("금액 중 1시간 단위로 맞춤(T1)", "of the gross, rounding to hours (T1)").to_owned(),
            exact_won(rounding, lang),
        ),
    ]))
}

/// The user's own money in a month (T3).
struct Own {
    due: i64,
    paid: i64,
    back: i64,
}

/// What a project owes of a flat contribution for a calendar month of its support: from the month of the payment to
/// that in which it dropped out or the line's service ended.
pub(super) fn due(log: &Log, known: &Project, month: Month) -> i64 {
    let (from, until) = (log.epoch.month_start(month).0, log.epoch.month_start(month.next()).0);
    let programme = &log.effective.programme;
    let (gpu, npu) = (programme.service_ended_s, programme.npu_service_ended_s);
    let ended = if log.is_monthly(&known.product) { npu } else { gpu };
    // In the log of a replication, who has no second of payment never paid, and never began.
    let begun = match known.contribution_paid_s {
        Some(paid) => paid < until,
        None => log.effective.replication.is_none(),
    };
    let supported = begun
        && from < ended.unwrap_or(programme.end_s)
        && known.dropped_out_s.is_none_or(|dropped| from < dropped);
    if supported { known.own_monthly_won } else { 0 }
}

fn own_of_month(log: &Log, project: &str, month: Month, rows: &[StatementRow]) -> Own {
    let rows = || rows.iter().filter(|row| row.month == month);
    let credited: i64 = rows().map(|row| row.own_contribution_won).sum();
    let Some(known) = log.project(project) else { return Own { due: credited, paid: credited, back: 0 } };
    let reading = log.reading("T3.own");
    if known.own_monthly_won > 0 {
        let due = due(log, known, month);
        let back = if reading == "outside" { 0 } else { due - credited };
        return Own { due, paid: due, back };
    }
    if reading == "outside" && known.own_ratio_bp > 0 {
        // Paid outside the bill, a share is still a share of it; what is left to the programme is cut.
        let rest = i128::from(10_000 - known.own_ratio_bp);
        let due: i64 =
            rows().map(|row| row.amount_won - (i128::from(row.amount_won) * rest / 10_000) as i64).sum();
        return Own { due, paid: due, back: 0 };
    }
    Own { due: credited, paid: credited, back: 0 }
}

fn contribution(
    log: &Log,
    project: &str,
    month: Option<Month>,
    rows: &[StatementRow],
    sums: &Sums,
    lang: Lang,
) -> Vec<(String, String)> {
    let months = month.map_or_else(|| months(log), |month| vec![month]);
    let own = months.into_iter().map(|month| own_of_month(log, project, month, rows));
    let own = own.fold(Own { due: 0, paid: 0, back: 0 }, |sum, it| Own {
        due: sum.due + it.due,
        paid: sum.paid + it.paid,
        back: sum.back + it.back,
    });
    let won = |n| change(&exact_won(n, lang), lang, Place::Document);
    let mut facts = vec![
        (lang.pick("사업비로 지급", "paid by the programme").to_owned(), won(sums.amount)),
        (lang.pick("공급대가 중 자부담금", "of the total, own contribution").to_owned(), won(sums.own)),
        (lang.pick("자부담금 부과액", "own contribution due").to_owned(), won(own.due)),
        (lang.pick("자부담금 납입액", "own contribution paid").to_owned(), won(own.paid)),
        (lang.pick("자부담금 반환액", "own contribution to be returned").to_owned(), won(own.back)),
    ];
    facts.splice(1..1, lines::by_cut_off(log, month, sums, lang));
    let known = log.project(project);
    if let Some(paid) = known.and_then(|it| it.contribution_paid_s) {
        let name = lang.pick("첫 입금과 서비스 시작", "first payment, start of service").to_owned();
        facts.push((name, date(log.epoch.date(Instant(paid)), lang)));
    }
    let how = match log.reading("T3.own") {
        "outside" => lang.pick(
            "한도 밖: 운영기관에 따로 내며 단가에서 빼지 않음(T3)",
            "outside the cap: paid to the agency, not taken off the price (T3)",
        ),
        "deposit_then_settled" => lang.pick(
            "미리 낸 뒤 실제 사용으로 정산함. 예정 사용에 따른 선납액은 기록에 없음(T3)",
            "paid ahead, settled on actual use; a deposit on planned use is not in the log (T3)",
        ),
        "on_top" => lang.pick("단가에 더함(T3)", "on top of the price (T3)"),
        _ => lang.pick(
            "사용료에서 빼고 나머지를 사업비로 지급함(T3)",
            "taken off the price; the programme pays the rest (T3)",
        ),
    };
    facts.push((lang.pick("방식", "how").to_owned(), how.to_owned()));
    facts
}

/// `year`: of the statement; other years are named.
fn sessions(log: &Log, bills: &[&BillEntry], year: i16, lang: Lang) -> Block {
    // Once each, however many lines name it.
    let mut settled: BTreeMap<(i64, usize), i64> = BTreeMap::new();
    for bill in bills {
        let recount = log.recount(bill);
        for id in &bill.sessions {
            let Some(i) = log.session(id) else { continue };
            let session = &log.sessions[i];
            let part = recount.sessions.iter().find(|(at, _)| *at == i);
            let n = match (bill.days, part) {
                (Some(_), _) => hours::days_in(log, session, bill.month),
                (None, Some((_, part))) if part.hours > 0 => part.hours * hours::multiple(log, session),
                // Seconds that only the line rounds.
                (None, Some((_, part))) => log.readings.round(part.seconds * hours::multiple(log, session)),
                (None, None) => 0,
            };
            *settled.entry((session.started_s.unwrap_or(0), i)).or_default() += n;
        }
    }
    let columns = [
        (lang.pick("세션", "session"), Side::Right),
        (lang.pick("시작", "began"), Side::Left),
        (lang.pick("끝", "ended"), Side::Left),
        (lang.pick("세트", "sets"), Side::Right),
        (lang.pick("대기", "wait"), Side::Right),
        (lang.pick("시간", "hours"), Side::Right),
    ];
    let line = |((_, i), n): (&(i64, usize), &i64)| {
        let session = &log.sessions[*i];
        let texts = vec![
            session.session.to_string(),
            phrases::short(log, session.started_s, year, lang),
            phrases::short(log, session.ended_s, year, lang),
            hours::sets(session).to_string(),
            session.wait_s.map_or_else(|| "-".to_owned(), phrases::clock),
            count(*n),
        ];
        (texts, false)
    };
    table(&columns, settled.iter().map(line).collect())
}
