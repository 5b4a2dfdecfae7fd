//! `naru statement --usage`: the supplier's monthly report of use by user and product (U3).

use super::document::Block;
use super::log::Log;
use super::refused::Refused;
use super::statement::{Ask, check, source, table};
use super::{Paper, hours, phrases};
use crate::format::count;
use crate::phrase::product;
use crate::table::Side;
use crate::words::{Lang, say};
use naru_results::{SessionEntry, UsageRow};
use naru_units::{Instant, Month};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Adds to the row of a key.
type Tell<'a> = dyn FnMut(Key, &dyn Fn(&mut UsageRow)) + 'a;

/// Who used what in which month.
type Key = (Month, Option<Arc<str>>, Arc<str>, Arc<str>);

/// The usage report of the months, suppliers and projects asked for.
///
/// # Errors
/// `Absent` where the log has no such month, project or supplier.
pub fn usage(log: &Log, ask: &Ask, lang: Lang) -> Result<Paper, Refused> {
    check(log, ask)?;
    let ask = &ask.of(log);
    let rows = rows(log, ask);
    let mut blocks = vec![
        Block::Title(lang.pick("자원할당 사용현황", "Usage report").to_owned()),
        Block::Facts(vec![
            (
                lang.pick("달", "month").to_owned(),
                ask.month.map_or_else(|| lang.pick("모두", "all").to_owned(), |it| phrases::month(it, lang)),
            ),
            source(log, lang),
        ]),
    ];
    let mut groups: BTreeMap<_, Vec<&UsageRow>> = BTreeMap::new();
    for row in &rows {
        groups
            .entry((row.month, &row.supplier, log.rank(Some(&row.product)), &row.product))
            .or_default()
            .push(row);
    }
    for ((month, supplier, _, of), rows) in groups {
        let (month, of) = (phrases::month(month, lang), product(of));
        let supplier = supplier.as_deref().unwrap_or("-");
        blocks.push(Block::Heading(format!("{month}, {supplier}, {of}")));
        blocks.push(of_product(&rows, lang));
    }
    let limit = phrases::length(log.effective.sla.limit_s, lang);
    blocks.push(Block::Text(say!(
        lang,
        "시간은 상품·시간(몰아쓰기는 k배). 신청과 대기는 신청한 달, 세션은 시작한 달, 사용과 보유는 흐른 달에 셈함. 사용에는 유휴 \
         시간이 없고 보유에는 있음. 정산은 시간, NPU는 일. 평균과 최장은 대기 시간, 초과는 대기 {limit} 초과이며 NPU에는 없음. 할당받지 못한 신청은 그 시간을 넘긴 뒤부터 그때까지의 대기로 셈함",
        "Hours are product-hours (a burst's k times). Requests and waits stand in the month of the request, sessions in that of \
         their start, used and held hours in the month in which they passed. Idle time is held, not used. Billed: hours, NPU \
         days. Mean and max are of waits; late: a wait past {limit}, which NPU does not have. A request never served \
         counts once it is late, with its wait so far"
    )));
    Ok(Paper::new("usage", &blocks, rows, lang))
}

fn of_product(rows: &[&UsageRow], lang: Lang) -> Block {
    let columns = [
        (lang.pick("과제", "user"), Side::Left),
        (lang.pick("신청", "asked"), Side::Right),
        (lang.pick("세션", "began"), Side::Right),
        (lang.pick("사용", "used h"), Side::Right),
        (lang.pick("보유", "held h"), Side::Right),
        (lang.pick("정산", "billed"), Side::Right),
        (lang.pick("평균", "mean h"), Side::Right),
        (lang.pick("최장", "max h"), Side::Right),
        (lang.pick("초과", "late"), Side::Right),
    ];
    let texts = |name: String, row: &UsageRow| {
        let mean = row.wait_sum_s.checked_div(row.waits.cast_signed());
        vec![
            name,
            count(row.requests.cast_signed()),
            count(row.sessions.cast_signed()),
            phrases::tenths(row.used_s),
            phrases::tenths(row.held_s),
            count(row.billed_hours + row.billed_days),
            mean.map_or_else(|| "-".to_owned(), phrases::tenths),
            row.wait_max_s.map_or_else(|| "-".to_owned(), phrases::tenths),
            count(row.over_limit.cast_signed()),
        ]
    };
    let mut lines: Vec<(Vec<String>, bool)> =
        rows.iter().map(|row| (texts(row.project.to_string(), row), false)).collect();
    let mut sum = rows[0].clone();
    for row in &rows[1..] {
        sum.requests += row.requests;
        sum.sessions += row.sessions;
        sum.used_s += row.used_s;
        sum.held_s += row.held_s;
        sum.billed_hours += row.billed_hours;
        sum.billed_days += row.billed_days;
        sum.waits += row.waits;
        sum.wait_sum_s += row.wait_sum_s;
        sum.wait_max_s = sum.wait_max_s.max(row.wait_max_s);
        sum.over_limit += row.over_limit;
    }
    lines.push((texts(lang.pick("합계", "total").to_owned(), &sum), true));
    table(&columns, lines)
}

fn rows(log: &Log, ask: &Ask) -> Vec<UsageRow> {
    let mut rows: BTreeMap<Key, UsageRow> = BTreeMap::new();
    let wanted = |month: Month, supplier: Option<&str>, project: &str| {
        ask.month.is_none_or(|it| it == month)
            && ask.supplier.as_deref().is_none_or(|it| supplier == Some(it))
            && ask.project.as_deref().is_none_or(|it| it == project)
    };
    let mut tell = |key: Key, add: &dyn Fn(&mut UsageRow)| {
        if wanted(key.0, key.1.as_deref(), &key.2) {
            add(rows.entry(key.clone()).or_insert_with(|| empty(key)));
        }
    };
    for session in &log.sessions {
        of_session(log, session, &mut tell);
    }
    for bill in &log.bills {
        let (Some(project), Some(of)) = (&bill.project, &bill.product) else { continue };
        let key = (bill.month, bill.supplier.clone(), Arc::clone(project), Arc::clone(of));
        tell(key, &|row| {
            row.billed_hours += bill.hours.unwrap_or(0);
            row.billed_days += bill.days.unwrap_or(0);
            row.amount_won += bill.amount_won;
        });
    }
    // Projects that are numbers stand in order of number.
    let mut rows: Vec<UsageRow> = rows.into_values().collect();
    rows.sort_by_key(|row| {
        let number = row.project.parse::<u64>().unwrap_or(u64::MAX);
        (row.month, row.supplier.clone(), row.product.clone(), number, row.project.clone())
    });
    rows
}

fn empty((month, supplier, project, product): Key) -> UsageRow {
    UsageRow {
        month,
        supplier,
        project,
        product,
        requests: 0,
        sessions: 0,
        used_s: 0,
        held_s: 0,
        billed_hours: 0,
        billed_days: 0,
        amount_won: 0,
        waits: 0,
        wait_sum_s: 0,
        wait_max_s: None,
        over_limit: 0,
    }
}

fn of_session(log: &Log, session: &SessionEntry, tell: &mut Tell<'_>) {
    let key =
        |month| (month, session.supplier.clone(), Arc::clone(&session.project), Arc::clone(&session.product));
    let month_of = |at: i64| log.epoch.month(Instant(at));
    let limit = (!log.is_monthly(&session.product)).then_some(log.effective.sla.limit_s);
    if let Some(asked) = session.requested_s.or(session.started_s) {
        // Unserved: a lower bound once the limit has passed, undecided before.
        let so_far =
            session.left_s.zip(session.eligible_s.or(session.requested_s)).map(|(left, from)| left - from);
        let so_far = so_far.map(|wait| wait - session.not_counted_s.unwrap_or(0));
        let wait = match session.started_s {
            Some(_) => session.wait_s,
            None => so_far.filter(|wait| limit.is_none_or(|limit| *wait > limit)),
        };
        tell(key(month_of(asked)), &|row| {
            row.requests += 1;
            if let Some(wait) = wait {
                row.waits += 1;
                row.wait_sum_s += wait;
                row.wait_max_s = row.wait_max_s.max(Some(wait));
                row.over_limit += u64::from(limit.is_some_and(|limit| wait > limit));
            }
        });
    }
    let Some(started) = session.started_s else { return };
    let Some(released) = session.released_s.or(session.ended_s) else { return };
    tell(key(month_of(started)), &|row| row.sessions += 1);
    let work_end = released - session.idle_s.unwrap_or(0);
    let k = hours::sets(session);
    let mut at = started;
    while at < released {
        let month = month_of(at);
        let until = released.min(log.epoch.month_start(month.next()).0);
        tell(key(month), &|row| {
            row.held_s += k * (until - at);
            row.used_s += k * (until.min(work_end) - at).max(0);
        });
        at = until;
    }
}
