//! Times, lengths and names as papers write them.

use super::log::Log;
use crate::format::{Place, change, count};
use crate::words::{Lang, say};
use naru_results::{Allocation, EndReason, SessionEntry, SessionKind};
use naru_units::{HOUR, Instant, Month};

/// A reading in force by its label in the clause table: `세션마다 올림`.
pub(super) fn reading(log: &Log, id: &str, lang: Lang) -> String {
    let value = log.reading(id);
    let label = id
        .split_once('.')
        .and_then(|(clause, variant)| log.clauses.get(clause)?.readings.get(variant)?.values.get(value));
    label.map_or_else(|| value.to_owned(), |it| lang.pick(&it.ko, &it.en).to_owned())
}

/// Money of a document: a decrease as its readers mark it.
pub(super) fn won(won: i64, lang: Lang) -> String {
    change(&count(won), lang, Place::Document)
}

/// `2025년 6월`, `June 2025` as `2025-06`.
pub(super) fn month(month: Month, lang: Lang) -> String {
    let (y, m) = (month.year, month.month);
    say!(lang, "{y}년 {m}월", "{month}")
}

/// A second of the programme: `2025. 6. 3. 09:12:05`.
pub(super) fn moment(log: &Log, at: i64, lang: Lang) -> String {
    let civil = log.epoch.civil(Instant(at));
    let day = crate::format::date(civil.date(), lang);
    format!("{day} {:02}:{:02}:{:02}", civil.hour(), civil.minute(), civil.second())
}

/// The same inside a table, without the year where it is that of the paper: `6. 3. 09:12:05`.
pub(super) fn short(log: &Log, at: Option<i64>, year: i16, lang: Lang) -> String {
    let Some(at) = at else { return "-".to_owned() };
    let civil = log.epoch.civil(Instant(at));
    if civil.year() != year {
        return moment(log, at, lang);
    }
    let day = crate::format::day_of_year(civil.date(), lang);
    format!("{day} {:02}:{:02}:{:02}", civil.hour(), civil.minute(), civil.second())
}

/// Hours, minutes and seconds: `41:12:05`.
pub(super) fn clock(seconds: i64) -> String {
    let sign = if seconds < 0 { "-" } else { "" };
    let s = seconds.abs();
    format!("{sign}{}:{:02}:{:02}", s / HOUR, s / 60 % 60, s % 60)
}

/// A length in words: `9시간 20분`, `9 h 20 min`.
pub(super) fn length(seconds: i64, lang: Lang) -> String {
    let parts = [
        (seconds / HOUR, lang.pick("시간", " h")),
        (seconds / 60 % 60, lang.pick("분", " min")),
        (seconds % 60, lang.pick("초", " s")),
    ];
    let words: Vec<String> =
        parts.iter().filter(|(n, _)| *n > 0).map(|(n, unit)| format!("{}{unit}", count(*n))).collect();
    if words.is_empty() { lang.pick("없음", "none").to_owned() } else { words.join(" ") }
}

/// Hours with one place: `41.2`.
pub(super) fn tenths(seconds: i64) -> String {
    crate::format::decimal(seconds as f64 / HOUR as f64, 1)
}

/// A rate in basis points: `30%`, `12.5%`.
pub(super) fn rate(bp: i64) -> String {
    crate::format::set_share(bp as f64 / 10_000.0)
}

pub(super) fn allocation(allocation: Option<Allocation>, lang: Lang) -> &'static str {
    match allocation {
        Some(Allocation::Dynamic) => lang.pick("동적할당", "dynamic"),
        Some(Allocation::Fixed) => lang.pick("고정할당", "fixed"),
        None => "-",
    }
}

pub(super) fn kind(session: &SessionEntry, lang: Lang) -> String {
    let k = session.multiple.unwrap_or(1);
    match session.kind {
        Some(SessionKind::Burst) => say!(lang, "당겨쓰기/몰아쓰기 {k}배", "burst of {k} sets"),
        Some(SessionKind::Pf1) => lang.pick("1PF형", "1PF").to_owned(),
        Some(SessionKind::Npu) => lang.pick("NPU 고정할당", "NPU, fixed allocation").to_owned(),
        Some(SessionKind::Trial) => lang.pick("사전 체험", "trial").to_owned(),
        Some(SessionKind::Free) => lang.pick("추가 1개월 무상", "free month").to_owned(),
        Some(SessionKind::After) => {
            lang.pick("협약 이후 할인 사용", "after the programme, at a discount").to_owned()
        }
        Some(SessionKind::Hold) => {
            lang.pick("고정할당 중 보유(작업 없음)", "cards kept on fixed allocation").to_owned()
        }
        Some(SessionKind::Base) | None => lang.pick("기본 사용", "base").to_owned(),
    }
}

pub(super) fn end_reason(reason: Option<EndReason>, lang: Lang) -> &'static str {
    match reason {
        Some(EndReason::Done) => lang.pick("작업이 끝남", "the work was done"),
        Some(EndReason::Outage) => lang.pick("장애로 끊김", "cut by an outage"),
        Some(EndReason::Budget) => lang.pick("예산소진", "the money was gone"),
        Some(EndReason::Allowance) => lang.pick("연산자원 총량을 다 씀", "the allowance was used up"),
        Some(EndReason::ProgrammeEnd) => lang.pick("사업이 끝남", "the programme ended"),
        Some(EndReason::Abandoned) => lang.pick("사용자가 신청을 거둠", "the user gave up"),
        Some(EndReason::Recalled) => lang.pick("자원회수", "cards were recalled"),
        Some(EndReason::Switched) => lang.pick("다른 공급사로 옮김", "moved to another supplier"),
        Some(EndReason::Waiting) => lang.pick("끝까지 할당받지 못함", "never allocated"),
        None => "-",
    }
}
