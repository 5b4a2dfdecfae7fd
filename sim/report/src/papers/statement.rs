//! `naru statement`: what a user owes and got for a month, or a supplier's whole statement (T2, T8).

use super::document::{Block, SUM};
use super::hangul::hangul;
use super::lines::{self, Sums};
use super::log::Log;
use super::phrases::{self, won};
use super::refused::{Refused, What, some};
use super::{Paper, user};
use crate::format::{count, exact_won};
use crate::phrase::product;
use crate::table::{Row, Side, Table};
use crate::words::{Lang, say};
use naru_results::{BillEntry, StatementRow};
use naru_units::{Instant, Month};
use std::collections::{BTreeMap, BTreeSet};

/// What a statement is to be of. `None`: of all.
#[derive(Clone, Debug, Default)]
pub struct Ask {
    /// A user's, not a supplier's.
    pub project: Option<String>,
    /// A month.
    pub month: Option<Month>,
    /// A supplier.
    pub supplier: Option<String>,
}

impl Ask {
    /// What is asked of a folder in which one month was settled is asked of that month.
    pub(super) fn of(&self, log: &Log) -> Self {
        Self { month: self.month.or(log.settled), ..self.clone() }
    }
}

/// The statement that is asked for.
///
/// # Errors
/// `Absent` where the log has no such project, month or supplier.
pub fn statement(log: &Log, ask: &Ask, lang: Lang) -> Result<Paper, Refused> {
    check(log, ask)?;
    let ask = &ask.of(log);
    let chosen = log.bills.iter().filter(|bill| {
        ask.month.is_none_or(|month| bill.month == month)
            && ask.project.as_deref().is_none_or(|it| bill.project.as_deref() == Some(it))
            && ask.supplier.as_deref().is_none_or(|it| bill.supplier.as_deref() == Some(it))
    });
    let bills: Vec<&BillEntry> = chosen.collect();
    let rows: Vec<StatementRow> = bills.iter().map(|bill| lines::row(log, bill)).collect();
    let blocks = match &ask.project {
        Some(project) => user::of_user(log, project, ask.month, &bills, &rows, lang),
        None => whole(log, ask, &rows, lang),
    };
    Ok(Paper::new("statement", &blocks, rows, lang))
}

/// Whether the log has what is asked for.
pub(super) fn check(log: &Log, ask: &Ask) -> Result<(), Refused> {
    let absent = |what, asked: &dyn std::fmt::Display, there| {
        Err(Refused::Absent { what, asked: asked.to_string(), there })
    };
    if let Some(month) = ask.month {
        let months = months(log);
        if !months.contains(&month) {
            return absent(What::Month, &month, some(&months));
        }
    }
    if let Some(project) = &ask.project {
        let billed = || log.bills.iter().any(|bill| bill.project.as_deref() == Some(project));
        if log.sessions_of(project).is_empty() && log.project(project).is_none() && !billed() {
            return absent(What::Project, project, some(&projects(log)));
        }
    }
    if let Some(supplier) = &ask.supplier {
        let names: BTreeSet<&str> = log.bills.iter().filter_map(|it| it.supplier.as_deref()).collect();
        if !names.contains(supplier.as_str()) {
            return absent(What::Supplier, supplier, some(&names.into_iter().collect::<Vec<_>>()));
        }
    }
    Ok(())
}

/// Months of the programme, and any other that has a bill or a session.
pub(super) fn months(log: &Log) -> Vec<Month> {
    let mut months: BTreeSet<Month> = log.bills.iter().map(|bill| bill.month).collect();
    // The free month and what follows have sessions and no bills.
    months.extend(log.sessions.iter().filter_map(|it| Some(log.epoch.month(Instant(it.started_s?)))));
    let mut at = log.epoch.month(Instant::START);
    while log.epoch.month_start(at).0 < log.effective.programme.end_s {
        months.insert(at);
        at = at.next();
    }
    months.into_iter().collect()
}

/// Projects that asked for anything.
fn projects(log: &Log) -> Vec<&str> {
    let mut seen = BTreeSet::new();
    let in_log = log.sessions.iter().map(|it| &*it.project);
    let mut names: Vec<&str> = in_log.filter(|it| seen.insert(*it)).collect();
    // Numbers in order of number, before names.
    names.sort_by_key(|name| (name.parse::<u64>().unwrap_or(u64::MAX), *name));
    names
}

pub(super) fn span(log: &Log, month: Option<Month>, lang: Lang) -> String {
    let (from, until) = match month {
        Some(month) => (log.epoch.month_start(month).0, log.epoch.month_start(month.next()).0),
        None => (0, log.effective.programme.end_s),
    };
    crate::format::period(log.epoch.date(Instant(from)), log.epoch.date(Instant(until - 1)), lang)
}

/// Says that nobody is to pay a simulated statement.
pub(super) fn source(log: &Log, lang: Lang) -> (String, String) {
    let name = &log.effective.scenario;
    let hash = log.effective.scenario_hash.get(..8).unwrap_or(&log.effective.scenario_hash);
    let seed = log.effective.seed;
    let value = match log.effective.replication {
        Some(n) => say!(
            lang,
            "시나리오 {name}({hash}), 초깃값 {seed}, 반복 {n}: 모의실험이며 실제 청구가 아님",
            "scenario {name} ({hash}), seed {seed}, replication {n}: simulated, nobody's invoice"
        ),
        None => say!(lang, "시나리오 {name}({hash})의 조건", "terms of scenario {name} ({hash})"),
    };
    (lang.pick("자료", "source").to_owned(), value)
}

/// `금1,869,120원(금일백팔십육만구천일백이십원)`.
pub(super) fn in_words(won: i64, lang: Lang) -> String {
    let (digits, words) = (count(won), hangul(won));
    say!(lang, "금{digits}원(금{words}원)", "{digits} won (금{words}원)")
}

pub(super) fn quantity(row: &StatementRow, lang: Lang) -> String {
    let n = |it: i64| count(it);
    match (row.hours, row.days) {
        (Some(hours), _) => {
            let hours = n(hours);
            say!(lang, "{hours}시간", "{hours} h")
        }
        (None, Some(days)) => {
            let days = n(days);
            say!(lang, "{days}일", "{days} d")
        }
        (None, None) => "-".to_owned(),
    }
}

pub(super) fn table(columns: &[(&str, Side)], rows: Vec<(Vec<String>, bool)>) -> Block {
    let mut table = Table::default();
    for (heading, side) in columns {
        table.column(heading, *side);
    }
    for (texts, sum) in rows {
        assert_eq!(texts.len(), columns.len(), "one text per column");
        table.rows.push(Row { texts, remark: if sum { SUM.to_owned() } else { String::new() } });
    }
    Block::Table(table)
}

/// Rows of a whole statement, grouped: supplier, then product in the programme's order; a row without a product is the statement's own.
type Groups<'a> = BTreeMap<(Option<&'a str>, usize, Option<&'a str>), Vec<&'a StatementRow>>;

fn whole(log: &Log, ask: &Ask, rows: &[StatementRow], lang: Lang) -> Vec<Block> {
    let sums = Sums::of(rows);
    let mut by_month: BTreeMap<Month, Vec<&StatementRow>> = BTreeMap::new();
    for row in rows {
        by_month.entry(row.month).or_default().push(row);
    }
    let all = lang.pick("모두", "all");
    let mut facts = vec![
        (lang.pick("공급사", "supplier").to_owned(), ask.supplier.as_deref().unwrap_or(all).to_owned()),
        (lang.pick("기간", "period").to_owned(), span(log, ask.month, lang)),
        (lang.pick("정산 항목", "bill lines").to_owned(), count(sums.lines as i64)),
        (lang.pick("합계(공급대가)", "total, VAT in").to_owned(), in_words(sums.total, lang)),
        (lang.pick("할인과 감액", "discounts and deductions").to_owned(), exact_won(sums.off, lang)),
        (lang.pick("자부담금", "own contribution").to_owned(), exact_won(sums.own, lang)),
        (lang.pick("사업비로 지급", "paid by the programme").to_owned(), exact_won(sums.amount, lang)),
    ];
    facts.extend(lines::by_cut_off(log, ask.month, &sums, lang));
    facts.push(source(log, lang));
    let mut blocks =
        vec![Block::Title(lang.pick("정산 총괄표", "Whole statement").to_owned()), Block::Facts(facts)];
    if by_month.len() > 1 {
        blocks.push(Block::Heading(lang.pick("월별(원)", "By month (won)").to_owned()));
        let mut lines: Vec<(Vec<String>, bool)> = by_month
            .iter()
            .map(|(month, rows)| {
                (month_line(month.to_string(), &Sums::of(rows.iter().copied()), lang), false)
            })
            .collect();
        lines.push((month_line(lang.pick("합계", "total").to_owned(), &sums, lang), true));
        let columns = [
            (lang.pick("달", "month"), Side::Left),
            (lang.pick("공급가액", "without VAT"), Side::Right),
            (lang.pick("부가가치세", "VAT"), Side::Right),
            (lang.pick("공급대가", "VAT in"), Side::Right),
            (lang.pick("사업비 지급", "programme"), Side::Right),
        ];
        blocks.push(table(&columns, lines));
    }
    for (month, rows) in &by_month {
        let month = phrases::month(*month, lang);
        blocks.push(Block::Heading(say!(lang, "{month}(원)", "{month} (won)")));
        blocks.push(month_table(log, rows, lang));
    }
    blocks
}

fn month_line(name: String, sums: &Sums, lang: Lang) -> Vec<String> {
    let figures = [sums.net, sums.vat, sums.total, sums.amount].map(|it| won(it, lang));
    std::iter::once(name).chain(figures).collect()
}

fn month_table(log: &Log, rows: &[&StatementRow], lang: Lang) -> Block {
    let mut groups: Groups<'_> = BTreeMap::new();
    for row in rows {
        let key = (row.supplier.as_deref(), log.rank(row.product.as_deref()), row.product.as_deref());
        groups.entry(key).or_default().push(row);
    }
    let columns = [
        (lang.pick("공급사", "supplier"), Side::Left),
        (lang.pick("상품", "product"), Side::Left),
        (lang.pick("사용", "use"), Side::Right),
        (lang.pick("공급가액", "without VAT"), Side::Right),
        (lang.pick("부가가치세", "VAT"), Side::Right),
        (lang.pick("공급대가", "VAT in"), Side::Right),
    ];
    let figures = |sums: &Sums| [sums.net, sums.vat, sums.total].map(|it| won(it, lang));
    let mut lines: Vec<(Vec<String>, bool)> = Vec::new();
    for ((supplier, _, of), rows) in &groups {
        let sums = Sums::of(rows.iter().copied());
        let (hours, days) = (count(sums.hours), count(sums.days));
        let used = match (sums.hours, sums.days) {
            (0, 0) => String::new(),
            (0, _) => say!(lang, "{days}일", "{days} d"),
            _ => say!(lang, "{hours}시간", "{hours} h"),
        };
        let own = lang.pick("내역서 단위", "statement");
        let mut texts =
            vec![supplier.unwrap_or("-").to_owned(), of.map_or_else(|| own.to_owned(), product), used];
        texts.extend(figures(&sums));
        lines.push((texts, false));
    }
    let sums = Sums::of(rows.iter().copied());
    let mut texts = vec![lang.pick("합계", "total").to_owned(), String::new(), String::new()];
    texts.extend(figures(&sums));
    lines.push((texts, true));
    table(&columns, lines)
}
