//! The life of a session, and the lines that name it.

use super::{Explained, NARROWEST, discounted, sources};
use crate::format::{count, counted, exact_won};
use crate::papers::hours;
use crate::papers::log::Log;
use crate::papers::phrases;
use crate::papers::readings::Counting;
use crate::papers::refused::{Refused, What, some};
use crate::papers::unbilled;
use crate::phrase::product;
use crate::table::{Side, Table, wrap};
use crate::words::{Lang, say};
use naru_results::{Allocation, BillEntry, SessionEntry};

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
    let cards_en = it.cards.map_or_else(|| "- cards".to_owned(), |n| counted(n.into(), "card"));
    say!(
        lang,
        "세션 {id}: 과제 {project}, {of}, {kind}, 공급사 {supplier}{pool}, 카드 {cards}장",
        "session {id}: project {project}, {of}, {kind}, supplier {supplier}{pool}, {cards_en}"
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
    let work = it.wanted_s.map(|wanted| {
        let wanted = phrases::clock(wanted);
        say!(lang, "작업 {wanted}", "for {wanted} of work")
    });
    let resumed =
        it.resumes.as_ref().map(|id| say!(lang, ", 세션 {id}을(를) 이음", ", resumes session {id}"));
    tell(("신청", "asked"), it.requested_s, work.unwrap_or_default() + &resumed.unwrap_or_default());
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
        let (waited, over) =
            (phrases::length(wait, lang), log.readings.hours_over(wait, limit.unwrap_or(i64::MAX)));
        let late = limit.filter(|limit| wait > *limit).map(|limit| {
            let limit = phrases::length(limit, lang);
            say!(lang, "(기준 {limit}을 넘김, 초과 {over}시간)", " (past {limit}, {over} h over)")
        });
        say!(lang, "대기 {waited}", "waited {waited}") + &late.unwrap_or_default()
    });
    let how = it.allocation.map(|_| phrases::allocation(it.allocation, lang));
    let placed: Vec<String> = it.placement.iter().map(|at| format!("{}({})", at.server, at.cards)).collect();
    let placed = (!placed.is_empty()).then(|| {
        let servers = placed.join(", ");
        say!(lang, "서버(카드) {servers}", "server (cards) {servers}")
    });
    let remark: Vec<String> = [how.map(str::to_owned), wait, no_wait(it, lang), elsewhere(it, lang), placed]
        .into_iter()
        .flatten()
        .collect();
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
            tell(("장애", "outage"), None, text);
        }
        // Billable use ends after an idle tail that is billed, and at the work's end where none is (A1, A4).
        let billed = if it.ended_s == released && hours::is_billed(it) {
            lang.pick("정산함", "billed")
        } else {
            lang.pick("정산하지 않음", "not billed")
        };
        let what = if unbilled::kept(log, it) {
            lang.pick("고정할당 중 작업 없음", "kept on fixed allocation without work")
        } else {
            lang.pick("반납 전 유휴", "idle before return")
        };
        let text = if idle > 0 {
            let idle = phrases::clock(idle);
            say!(lang, "{what} {idle}({billed})", "{what} {idle} ({billed})")
        } else {
            String::new()
        };
        tell(("반납", "released"), released, text);
    }
    let left = it.left_s.map(|_| {
        let spent = it.not_counted_s.unwrap_or(0);
        let so_far =
            it.left_s.zip(it.eligible_s).map(|(left, from)| phrases::length(left - from - spent, lang));
        let so_far = so_far.unwrap_or_default();
        let so_far = say!(lang, "그때까지 대기 {so_far}", "waited {so_far} until then");
        [Some(so_far), no_wait(it, lang)].into_iter().flatten().collect::<Vec<_>>().join(", ")
    });
    tell(("줄에서 나감", "left the queue"), it.left_s, left.unwrap_or_default());
    if it.end_reason.is_some() {
        let reason = phrases::end_reason(it.end_reason, lang).to_owned();
        rows.push((lang.pick("끝난 까닭", "why it ended").to_owned(), reason, String::new()));
    }
    rows
}

/// Time in its queue that is no wait.
fn no_wait(it: &SessionEntry, lang: Lang) -> Option<String> {
    let seconds = it.not_counted_s.filter(|seconds| *seconds > 0)?;
    let length = phrases::length(seconds, lang);
    Some(say!(
        lang,
        "점검 {length}은 대기로 치지 않음[A8]",
        "{length} of planned maintenance is no wait [A8]"
    ))
}

/// A queue that is not of the pool that served it.
fn elsewhere(it: &SessionEntry, lang: Lang) -> Option<String> {
    let (queued, pool) = (it.queued_in.as_ref()?, it.pool.as_ref()?);
    Some(say!(
        lang,
        "자원 {queued}의 줄에서 기다려 자원 {pool}에서 받음[S5]",
        "waited in the queue of pool {queued}, served by pool {pool} [S5]"
    ))
}

/// The lines that name a session, each with its part; and whether its hours are those of the lines.
fn billed(log: &Log, i: usize, lang: Lang) -> (Vec<String>, bool) {
    let it = &log.sessions[i];
    let k = hours::multiple(log, it);
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
        let why = unbilled::why(log, i, lang);
        out.push(say!(lang, "정산한 항목이 없음: {why}", "no bill line: {why}"));
    }
    (out, agrees)
}
