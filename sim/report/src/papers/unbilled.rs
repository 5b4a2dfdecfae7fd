//! `naru explain --unbilled`: the hours that cards were held and earned nothing, by cause.

use super::explain::Explained;
use super::hours;
use super::log::Log;
use super::phrases;
use super::readings::Counting;
use crate::format::{count, counted};
use crate::phrase::product;
use crate::table::{Side, Table, wrap};
use crate::words::{Lang, say};
use naru_results::{Allocation, BillEntry, OutageKind, OutageRow, SessionEntry, SessionKind};
use naru_units::{HOUR, Instant};
use std::collections::BTreeMap;

/// Why a held hour earns nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Cause {
    Idle,
    Kept,
    Cut,
    Fault,
    Suspended,
    Free,
    After,
    Trial,
}

impl Cause {
    const ALL: [Self; 8] = [
        Self::Idle,
        Self::Kept,
        Self::Cut,
        Self::Fault,
        Self::Suspended,
        Self::Free,
        Self::After,
        Self::Trial,
    ];

    const fn clause(self) -> &'static str {
        match self {
            Self::Idle => "A1",
            Self::Kept => "A4",
            Self::Cut => "T1",
            Self::Fault | Self::Suspended => "T4",
            Self::Free => "T5",
            Self::After => "T6",
            Self::Trial => "U2",
        }
    }

    const fn text(self, lang: Lang) -> &'static str {
        match self {
            Self::Idle => lang.pick("반납 전 유휴", "idle before return"),
            Self::Kept => lang.pick("고정할당 중 작업 없음", "kept without work"),
            Self::Cut => lang.pick("시간으로 맞추며 버림", "cut by rounding"),
            Self::Fault => lang.pick("장애로 깨진 시간", "hour broken by a fault"),
            Self::Suspended => lang.pick("장애로 멈춘 시간", "suspended by an outage"),
            Self::Free => lang.pick("추가 1개월 무상", "free month"),
            Self::After => lang.pick("협약 이후(사용자 부담)", "after (users pay)"),
            Self::Trial => lang.pick("사전 체험", "trial"),
        }
    }
}

/// Where time was lost: a session, or a line that its rounding cut. By position in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Lost {
    Session(usize),
    Line(usize),
}

/// Sessions and lines that `--unbilled` lists.
const LISTED: usize = 10;

/// Whether the time that a session's cards stood idle at its end is fixed allocation's, which bills use alone (A4
/// `fixed_hours: used`).
pub(super) fn kept(log: &Log, session: &SessionEntry) -> bool {
    let (Some(started), Some(ended)) = (session.started_s, session.ended_s) else { return false };
    let released = session.released_s.unwrap_or(ended);
    let down = |it: &OutageRow| {
        it.kind == OutageKind::Allocator
            && it.from_s < released
            && it.until_s.is_none_or(|until| started.max(ended) < until)
    };
    let fixed = session.allocation == Some(Allocation::Fixed) || log.outages_of(session).any(down);
    fixed && ended < released && log.reading("A4.fixed_hours") == "used"
}

/// Product-seconds of a session that earn nothing, by cause.
fn of_session(log: &Log, i: usize) -> Vec<(Cause, i64)> {
    let session = &log.sessions[i];
    let Some(started) = session.started_s else { return Vec::new() };
    let ended = session.ended_s.unwrap_or(started);
    let released = session.released_s.unwrap_or(ended);
    let k = hours::sets(session);
    let held = k * (released - started);
    let whole = match session.kind {
        Some(SessionKind::Free) => Some(Cause::Free),
        Some(SessionKind::After) => Some(Cause::After),
        Some(SessionKind::Trial) => Some(Cause::Trial),
        Some(
            SessionKind::Base | SessionKind::Burst | SessionKind::Pf1 | SessionKind::Npu | SessionKind::Hold,
        )
        | None => None,
    };
    if let Some(cause) = whole {
        return vec![(cause, held)];
    }
    // NPU is billed by days: a day that is touched is paid.
    if log.is_monthly(&session.product) {
        return Vec::new();
    }
    let counted = log.count(i);
    let cut = if counted.cut_by_fault { Cause::Fault } else { Cause::Cut };
    vec![
        (if kept(log, session) { Cause::Kept } else { Cause::Idle }, k * (released - ended)),
        (cut, k * counted.cut_s),
        (Cause::Suspended, k * session.suspended_s.unwrap_or(0)),
    ]
}

/// Why no line names a session.
pub(super) fn why(log: &Log, i: usize, lang: Lang) -> String {
    let session = &log.sessions[i];
    if session.started_s.is_none() {
        return lang.pick("할당받지 못함", "it was never allocated").to_owned();
    }
    let causes: Vec<&str> =
        of_session(log, i).iter().filter(|(_, s)| *s > 0).map(|(cause, _)| cause.text(lang)).collect();
    if causes.is_empty() {
        return lang.pick("쓴 시간이 없음", "it has no length").to_owned();
    }
    causes.join(", ")
}

/// Tells every held hour that earned nothing.
pub fn unbilled(log: &Log, lang: Lang, width: usize) -> Explained {
    let width = width.max(80);
    let mut totals: BTreeMap<Cause, (i64, i64)> = BTreeMap::new();
    let mut largest: Vec<(i64, Cause, Lost)> = Vec::new();
    let (mut lengthless, mut never, mut wanted) = (0, 0, 0);
    for (i, session) in log.sessions.iter().enumerate() {
        let Some(started) = session.started_s else {
            never += 1;
            wanted += hours::sets(session) * session.wanted_s.unwrap_or(0);
            continue;
        };
        lengthless += i64::from(session.ended_s == Some(started));
        for (cause, seconds) in of_session(log, i).into_iter().filter(|(_, seconds)| *seconds > 0) {
            let total = totals.entry(cause).or_default();
            *total = (total.0 + seconds, total.1 + 1);
            largest.push((seconds, cause, Lost::Session(i)));
        }
    }
    if log.readings.counting == Counting::Seconds {
        cut_by_lines(log, &mut totals, &mut largest);
    }
    largest.sort_by_key(|(seconds, cause, lost)| (-seconds, *cause, *lost));
    largest.truncate(LISTED);

    let mut out = wrap(
        lang.pick(
            "카드를 잡았으나 정산하지 않은 시간(상품·시간: 몰아쓰기는 k배)",
            "Hours that held cards and earned nothing (product-hours: a burst's k times)",
        ),
        width,
        0,
        2,
    );
    out.extend(readings(log, lang).iter().flat_map(|text| wrap(text, width, 2, 4)));
    out.push(String::new());
    if totals.is_empty() {
        out.push(
            lang.pick("정산하지 않은 시간이 없음", "There are none: every held hour is billed").to_owned(),
        );
    } else {
        out.extend(totals_table(&totals, lang).lines(width));
        out.push(String::new());
        out.extend(largest_table(log, &largest, lang).lines(width));
    }
    out.push(String::new());
    let (zero_en, never_en) = (counted(lengthless, "session"), counted(never, "request"));
    let (zero, never, wanted) = (count(lengthless), count(never), phrases::tenths(wanted));
    let notes = [
        say!(lang, "쓴 시간이 0초인 세션 {zero}개: 항목이 없음", "{zero_en} of no length: no line"),
        say!(
            lang,
            "할당받지 못한 신청 {never}건(원한 작업 {wanted}시간): 카드를 잡지 않았으므로 위에 없음",
            "{never_en} never allocated ({wanted} h wanted): no cards were held, so it is not above"
        ),
    ];
    out.extend(notes.iter().flat_map(|text| wrap(text, width, 0, 2)));
    Explained { text: out.join("\n") + "\n", agrees: true }
}

/// Seconds that a line's rounding cuts (`month_floor`, `month_nearest`).
fn cut_by_lines(log: &Log, totals: &mut BTreeMap<Cause, (i64, i64)>, largest: &mut Vec<(i64, Cause, Lost)>) {
    // Lines that were cut to nothing have no bill: all seconds there are, less what the bills hold.
    let of_session = |i| {
        hours::multiple(log, &log.sessions[i])
            * log.count(i).parts.iter().map(|part| part.seconds).sum::<i64>()
    };
    let mut cut: i64 = (0..log.sessions.len()).map(of_session).sum();
    let mut lines = 0;
    for (i, bill) in log.bills.iter().enumerate() {
        let Some(hours) = bill.hours else { continue };
        let seconds = log.recount(bill).seconds;
        let kept = seconds.min(hours * HOUR);
        cut -= kept;
        if kept < seconds {
            lines += 1;
            largest.push((seconds - kept, Cause::Cut, Lost::Line(i)));
        }
    }
    if cut > 0 {
        totals.insert(Cause::Cut, (cut, lines));
    }
}

/// What the readings in force leave unbilled.
fn readings(log: &Log, lang: Lang) -> Vec<String> {
    let mut out = Vec::new();
    let idle = match log.reading("A1.idle") {
        "not_billed" => lang.pick("유휴는 정산하지 않음", "idle time is not billed"),
        _ => lang.pick(
            "유휴도 정산하므로 이 까닭으로 빠지는 시간은 없음",
            "idle time is billed: nothing is lost to it",
        ),
    };
    out.push(format!("A1 {idle}"));
    if log.reading("A4.fixed_hours") == "used" {
        out.push(
            lang.pick(
                "A4 고정할당에서도 쓴 시간만 정산함: 작업 없이 잡고 있는 시간은 빠짐",
                "A4 fixed allocation bills use alone: cards kept without work earn nothing",
            )
            .to_owned(),
        );
    }
    let rounding = log.reading("T1.hours");
    let hours = match (log.readings.counting, rounding.ends_with("ceil")) {
        (Counting::Exact, _) => lang.pick("초 단위로 정산", "billed by the second: nothing is cut"),
        (_, true) => lang.pick("올림이므로 버리는 시간은 없음", "rounded up: nothing is cut"),
        (_, false) => lang.pick("시간으로 맞추며 버릴 수 있음", "hours may be cut"),
    };
    let reading = phrases::reading(log, "T1.hours", lang);
    out.push(format!("T1 {reading}: {hours}"));
    let fault = match log.reading("T4.fault_hour") {
        "not_billed" => {
            lang.pick("장애로 깨진 시간은 정산하지 않음", "an hour that a fault broke is not billed")
        }
        _ => lang.pick(
            "장애로 깨진 시간도 다른 시간처럼 셈함",
            "an hour that a fault broke counts like any other",
        ),
    };
    out.push(format!("T4 {fault}"));
    let ended = log.effective.programme.service_ended_s.unwrap_or(log.effective.programme.end_s);
    let from = crate::format::date(log.epoch.date(Instant(ended)), lang);
    out.push(say!(
        lang,
        "T5, T6 {from}부터 공급사 또는 사용자 부담",
        "T5, T6 from {from} on the supplier or the user pays"
    ));
    out
}

fn totals_table(totals: &BTreeMap<Cause, (i64, i64)>, lang: Lang) -> Table {
    let mut table = Table::default();
    table
        .column(lang.pick("까닭", "cause"), Side::Left)
        .column(lang.pick("조항", "clause"), Side::Left)
        .column(lang.pick("시간", "hours"), Side::Right)
        .column(lang.pick("건", "times"), Side::Right);
    for cause in Cause::ALL {
        if let Some((seconds, times)) = totals.get(&cause) {
            let name = cause.text(lang).to_owned();
            table.row([name, cause.clause().to_owned(), phrases::tenths(*seconds), count(*times)], "");
        }
    }
    let (seconds, times) = totals.values().fold((0, 0), |sum, it| (sum.0 + it.0, sum.1 + it.1));
    let name = lang.pick("합계", "total").to_owned();
    table.row([name, String::new(), phrases::tenths(seconds), count(times)], "");
    table
}

fn largest_table(log: &Log, largest: &[(i64, Cause, Lost)], lang: Lang) -> Table {
    let mut table = Table::default();
    table
        .column(lang.pick("가장 큰 것", "largest"), Side::Left)
        .column(lang.pick("과제", "project"), Side::Right)
        .column(lang.pick("상품", "product"), Side::Left)
        .column(lang.pick("까닭", "cause"), Side::Left)
        .column(lang.pick("시간", "hours"), Side::Right);
    for (seconds, cause, lost) in largest {
        let (name, project, of) = match lost {
            Lost::Session(i) => {
                let SessionEntry { session, project, product, .. } = &log.sessions[*i];
                (say!(lang, "세션 {session}", "session {session}"), Some(project), Some(product))
            }
            Lost::Line(i) => {
                let BillEntry { line, project, product, .. } = &log.bills[*i];
                (say!(lang, "항목 {line}", "line {line}"), project.as_ref(), product.as_ref())
            }
        };
        let project = project.map(ToString::to_string).unwrap_or_default();
        let of = of.map(|it| product(it)).unwrap_or_default();
        table.row([name, project, of, cause.text(lang).to_owned(), phrases::clock(*seconds)], "");
    }
    table
}
