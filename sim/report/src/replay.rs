//! A replay for people: what stands on the terminal.

use crate::format::{count, counted, decimal, share};
use crate::job_log::reason;
use crate::table::{Side, Table, wrap};
use crate::words::{Lang, say};
use naru_results::{Against, Cause, Counted, FirstDifference, ReplayPolicy, Replayed};

/// Columns of a terminal.
const WIDTH: usize = 80;

/// What stands on the terminal: at most 80 columns, but for names of files.
pub fn text(of: &Replayed, folder: Option<&str>, lang: Lang) -> String {
    let mut out = String::new();
    for line in wrap(&heading(of, lang), WIDTH, 0, 2) {
        out.extend([line.as_str(), "\n"]);
    }
    for line in rows_of(of, lang).iter().flat_map(|line| wrap(line, WIDTH, 2, 4)) {
        out.extend([line.as_str(), "\n"]);
    }
    out.push('\n');
    for line in waits(of, lang).lines(WIDTH - 2) {
        out.extend(["  ", line.as_str(), "\n"]);
    }
    for line in pool(of, lang).iter().flat_map(|line| wrap(line, WIDTH, 2, 4)) {
        out.extend([line.as_str(), "\n"]);
    }
    if let Some(against) = &of.against {
        out.push('\n');
        for (indent, line) in [0, 2, 4].into_iter().zip(reference(against, lang)) {
            for line in wrap(&line, WIDTH, indent, indent) {
                out.extend([line.as_str(), "\n"]);
            }
        }
    }
    if let Some(folder) = folder {
        out += &say!(lang, "\n결과: {folder}\n", "\nresults: {folder}\n");
    }
    out
}

/// The log, the pool and the plan.
pub(crate) fn heading(of: &Replayed, lang: Lang) -> String {
    let unit = match of.unit.as_str() {
        "processors" => lang.pick("프로세서", "processors"),
        "cards" => lang.pick("카드", "cards"),
        _ => lang.pick("자리", "places"),
    };
    let (log, plan) = (&of.log, plan(&of.policy, lang));
    let each = count(i64::from(of.machine.cards_per_server));
    if of.machine.servers == 1 {
        say!(lang, "재현: {log}, {unit} {each}개, {plan}", "Replay: {log}, {each} {unit}, {plan}")
    } else {
        let servers = count(i64::from(of.machine.servers));
        say!(
            lang,
            "재현: {log}, 서버 {servers}대 × {unit} {each}개, {plan}",
            "Replay: {log}, {servers} servers of {each} {unit}, {plan}"
        )
    }
}

/// The operating plan.
pub(crate) fn plan(policy: &ReplayPolicy, lang: Lang) -> String {
    let order = match policy.order.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["arrival"] => lang.pick("선착순", "first come first served").to_owned(),
        ref other => other.join(", "),
    };
    let backfill = match policy.backfill.as_str() {
        "none" => lang.pick("백필 없음", "no backfill"),
        "easy" => lang.pick("EASY 백필", "EASY backfill"),
        _ => lang.pick("보수적 백필", "conservative backfill"),
    };
    let estimate = match (policy.backfill.as_str(), policy.estimate.as_str()) {
        ("none", _) | (_, "logged") => String::new(),
        (_, "exact") => lang.pick(", 예상시간 = 실행시간", ", exact estimates").to_owned(),
        (_, factor) => say!(lang, ", 예상시간 = 실행시간 × {factor}", ", estimates = run time × {factor}"),
    };
    let kill = if policy.kill_at_estimate {
        lang.pick(", 예상시간에 종료", ", jobs end at their estimate")
    } else {
        ""
    };
    format!("{order}, {backfill}{estimate}{kill}")
}

/// What became of the log's rows, and what is odd about it.
pub(crate) fn rows_of(of: &Replayed, lang: Lang) -> Vec<String> {
    let (rows, jobs) = (count(of.rows.rows as i64), count(of.rows.jobs as i64));
    let mut lines = vec![say!(lang, "{rows}행 가운데 작업 {jobs}건", "jobs: {jobs} of {rows} rows")];
    lines.extend(list(lang.pick("뺀 행: ", "left out: "), &of.rows.skipped, lang));
    lines.extend(list(lang.pick("특이한 작업: ", "odd jobs: "), &of.rows.noted, lang));
    if of.sorted {
        let text = lang.pick(
            "기록의 순서가 신청 순서가 아님: 신청시각, 번호 순으로 다시 세움",
            "the log is not in order of submit: sorted by submit, then id",
        );
        lines.push(text.to_owned());
    }
    if of.repeated_ids > 0 {
        let repeated = count(of.repeated_ids as i64);
        lines.push(say!(
            lang,
            "같은 번호가 또 나온 작업 {repeated}건",
            "jobs with an id that came before: {repeated}"
        ));
    }
    lines
}

fn list(title: &str, counted: &[Counted], lang: Lang) -> Option<String> {
    let reasons: Vec<String> = counted.iter().map(|it| reason(it, lang)).collect();
    (!reasons.is_empty()).then(|| format!("{title}{}", reasons.join(", ")))
}

/// How busy the pool was, and how long its head waited although enough was free.
pub(crate) fn pool(of: &Replayed, lang: Lang) -> Vec<String> {
    let (used, waiting) = (share(of.utilisation), decimal(of.mean_waiting, 1));
    let (most, slow) = (count(of.most_waiting as i64), decimal(of.mean_bounded_slowdown, 1));
    let mut lines = vec![say!(
        lang,
        "가동률 {used}, 대기 작업 평균 {waiting}건·최대 {most}건, 평균 지연비 {slow}",
        "in use {used}; waiting {waiting} on average, {most} at most; mean slowdown {slow}"
    )];
    if of.fragmented_s > 0 {
        let hours = decimal(of.fragmented_s as f64 / 3_600.0, 1);
        lines.push(say!(
            lang,
            "빈 카드가 충분한데도 서버에 나뉘어 맨 앞이 기다린 시간 {hours}시간",
            "the head waited {hours} h although enough cards were free, on several servers"
        ));
    }
    lines
}

fn waits(of: &Replayed, lang: Lang) -> Table {
    let mut table = Table::default();
    table.column(lang.pick("크기", "size"), Side::Left);
    for heading in [
        lang.pick("작업", "jobs"),
        lang.pick("기다림", "waited"),
        lang.pick("평균", "mean"),
        lang.pick("중앙값", "median"),
        "90%",
        "99%",
        lang.pick("최장", "longest"),
    ] {
        table.column(heading, Side::Right);
    }
    for it in &of.waits {
        let size = size(&it.size, lang);
        let waited = share(it.waited as f64 / it.jobs.max(1) as f64);
        let span = |seconds: f64| span(seconds, lang);
        table.row(
            [
                size,
                count(it.jobs as i64),
                waited,
                span(it.mean_s),
                span(it.p50_s as f64),
                span(it.p90_s as f64),
                span(it.p99_s as f64),
                span(it.max_s as f64),
            ],
            "",
        );
    }
    table
}

/// Sizes of jobs for a reader: `2–8`, `65 이상`.
pub(crate) fn size(size: &str, lang: Lang) -> String {
    match size {
        "all" => lang.pick("전체", "all").to_owned(),
        open if open.ends_with('-') => open.replace('-', lang.pick(" 이상", " or more")),
        range => range.replace('-', "–"),
    }
}

/// A length of time for a reader: seconds, minutes or hours.
pub(crate) fn span(seconds: f64, lang: Lang) -> String {
    let (value, places, unit) = match seconds {
        0.0 => return "0".to_owned(),
        s if s < 90.0 => (s, 0, lang.pick("초", " s")),
        s if s < 5_400.0 => (s / 60.0, 0, lang.pick("분", " min")),
        s if s < 360_000.0 => (s / 3_600.0, 1, lang.pick("시간", " h")),
        s => (s / 3_600.0, 0, lang.pick("시간", " h")),
    };
    format!("{}{unit}", decimal(value, places))
}

/// What a reference says to it; where they differ, the first difference in time and its cause.
pub(crate) fn reference(of: &Against, lang: Lang) -> Vec<String> {
    let (file, compared) = (&of.reference, count(of.compared as i64));
    let Some(first) = &of.first else {
        return vec![say!(
            lang,
            "기준 일정 {file}: 작업 {compared}건, 차이 0건",
            "reference {file}: {compared}\u{a0}jobs,\u{a0}0\u{a0}differences"
        )];
    };
    let differences = counted(of.differences as i64, "difference");
    let several = count(of.differences as i64);
    let counted = say!(
        lang,
        "기준 일정 {file}: 작업 {compared}건, 차이 {several}건",
        "reference {file}: {compared} jobs, {differences}"
    );
    let at = |start: Option<i64>| {
        start.map_or_else(|| lang.pick("없음", "no start").to_owned(), |s| say!(lang, "{s}초", "{s} s"))
    };
    let (job, ours, theirs) = (&first.job_id, at(first.ours), at(first.theirs));
    let earliest = say!(
        lang,
        "가장 이른 차이: 작업 {job}, 여기서는 {ours}, 기준은 {theirs}",
        "the first in time: job {job}, {ours} here, {theirs} in the reference"
    );
    vec![counted, earliest, cause(first, lang)]
}

/// Why the first difference is one.
fn cause(first: &FirstDifference, lang: Lang) -> String {
    let (cards, free) = (count(first.cards), count(first.free));
    let second = |s: Option<i64>| s.map_or_else(String::new, |s| s.to_string());
    let (submit, shadow, ends) = (second(first.submit), second(first.shadow), second(first.ends));
    let head = first.head.as_deref().unwrap_or_default();
    let spare = first.spare.map_or_else(String::new, count);
    match first.cause {
        Cause::NotInReference => say!(lang, "기준 일정에 이 작업이 없음", "the reference has no such job"),
        Cause::NotInLog => {
            say!(lang, "기록에 이 작업이 없거나, 뺀 행임", "the log has no such job, or its row was left out")
        }
        Cause::BeforeSubmit => say!(
            lang,
            "기준 일정은 신청({submit}초)보다 먼저 시작함",
            "the reference starts it before its submit ({submit} s)"
        ),
        Cause::NotFree => say!(
            lang,
            "기준 일정은 {cards}개가 필요한 작업을 {free}개만 비어 있을 때 시작함: 장비의 크기나 작업의 길이가 다름",
            "the reference starts it on {cards} when only {free} are free: another machine, or other run times"
        ),
        Cause::PassesHead => say!(
            lang,
            "기준 일정에서는 앞에서 기다리는 작업 {head}을(를) 앞지름: 백필이 있는 일정임",
            "the reference lets it pass job {head}, which waits before it: a schedule with backfill"
        ),
        Cause::DelaysHead => say!(
            lang,
            "기준 일정에서는 맨 앞 작업 {head}의 예약({shadow}초)을 어김: 이 작업은 {ends}초에 끝날 예정이고, 그때 남는 것은 {spare}개, 필요한 것은 {cards}개",
            "the reference breaks the reservation of the head, job {head}, at {shadow} s: the job is expected to end at {ends} s, {spare} can be spared then, and it holds {cards}"
        ),
        Cause::FitsAsHead => say!(
            lang,
            "여기서는 맨 앞이고 {free}개가 비어 있어 시작함. 기준 일정은 기다리게 함",
            "here it is the head and {free} are free; the reference lets it wait"
        ),
        Cause::EndsInTime => say!(
            lang,
            "여기서는 맨 앞 작업 {head}의 예약({shadow}초)보다 늦지 않게({ends}초) 끝날 예정이라 앞지름. 기준 일정은 기다리게 함: 백필이나 예상시간이 다름",
            "here it passes the head, job {head}: it is expected to end at {ends} s, by the reservation at {shadow} s. The reference lets it wait: no backfill, or other estimates"
        ),
        Cause::OnSpareCards => say!(
            lang,
            "여기서는 맨 앞 작업 {head}이(가) 예약된 때에 {spare}개를 남기므로 앞지름. 기준 일정은 기다리게 함",
            "here it passes the head, job {head}, on {spare} that this can spare; the reference lets it wait"
        ),
        Cause::Otherwise => say!(
            lang,
            "그 시각에 {free}개가 비어 있고 {cards}개가 필요함: 순서나 서버 배치가 다름",
            "{free} are free then and it needs {cards}: another order, or another placement on servers"
        ),
    }
}
