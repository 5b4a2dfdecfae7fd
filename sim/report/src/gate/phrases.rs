//! Sentences and cells of a gate that its forms share.

use crate::format;
use crate::metric::{Scale, label};
use crate::particle;
use crate::words::{Lang, say};
use naru_results::{Day, GateMetric, GatePairing, GateReport, GateScenario, GateSession, GateVerdict};

/// An answer in a word.
pub(crate) const fn verdict_word(verdict: GateVerdict, lang: Lang) -> &'static str {
    match verdict {
        GateVerdict::Pass => lang.pick("통과", "pass"),
        GateVerdict::Warn => lang.pick("주의", "warn"),
        GateVerdict::Open => lang.pick("판정 전", "open"),
        GateVerdict::Undecided => lang.pick("미결정", "undecided"),
        GateVerdict::Worse => lang.pick("나빠짐", "worse"),
    }
}

/// A metric's cells: baseline, this change, difference with its interval, margin.
pub(super) struct Cells {
    pub(super) baseline: String,
    pub(super) now: String,
    pub(super) difference: String,
    pub(super) margin: String,
}

/// Decimals that show a margin and half an interval; days as dates by the programme's first.
pub(crate) fn scale_of(metric: &GateMetric, start: Option<Day>) -> Scale {
    let half = metric.lo.zip(metric.hi).map_or(0.0, |(lo, hi)| 0.5 * (hi - lo));
    let smallest = if half > 0.0 { half.min(metric.fail) } else { metric.fail };
    Scale::of(&metric.metric, metric.unit, smallest, start.map(|it| it.0))
}

/// A margin as it was set, whatever the decimals of the figures: `0.25`, `0.5%p`.
pub(crate) fn margin(x: f64, scale: &Scale, lang: Lang) -> String {
    let (set, unit) = (format::plain(scale.in_unit(x, lang)), scale.unit_of_difference(lang));
    format!("{set}{unit}")
}

/// A sign before what grows; zero has none.
fn signed(x: f64, scale: &Scale, lang: Lang) -> String {
    let text = scale.difference(x, lang);
    let zero = text.chars().all(|c| "0.,-".contains(c));
    if x > 0.0 && !zero { format!("+{text}") } else { text }
}

pub(super) fn cells(metric: &GateMetric, scenario: &GateScenario, lang: Lang) -> Cells {
    let scale = scale_of(metric, scenario.start);
    let none = || "-".to_owned();
    let value = |x: Option<f64>| x.map_or_else(none, |x| scale.value(x, lang));
    let unit = scale.unit_of_difference(lang);
    let difference = match (metric.difference, metric.lo.zip(metric.hi)) {
        _ if metric.identical => "0".to_owned(),
        (Some(d), Some((lo, hi))) => {
            let [d, lo, hi] = [d, lo, hi].map(|x| signed(x, &scale, lang));
            say!(lang, "{d}{unit} ({lo}~{hi})", "{d}{unit} ({lo} to {hi})")
        }
        (Some(_), None) | (None, _) => none(),
    };
    Cells {
        baseline: value(metric.baseline),
        now: value(metric.now),
        difference,
        margin: margin(metric.fail, &scale, lang),
    }
}

/// One sentence on each metric that is not simply within its margin, and one on all others.
pub(crate) fn headlines(report: &GateReport, lang: Lang) -> (Vec<String>, &'static str) {
    let mut all = Vec::new();
    for (scenario, metric) in metrics(report) {
        let Cells { difference, margin, .. } = cells(metric, scenario, lang);
        let start = scenario.start;
        let (scenario, name) = (&scenario.scenario, label(&metric.metric, lang));
        let (n, object) = (metric.replications, particle::object(&margin));
        match metric.verdict {
            GateVerdict::Worse => all.push(say!(
                lang,
                "{scenario}의 {name}: {difference}, 허용폭 {margin}{object} 넘음.",
                "{name} in {scenario}: {difference}; the margin is {margin}."
            )),
            GateVerdict::Undecided => all.push(say!(
                lang,
                "{scenario}의 {name}: {difference}. {n}회로는 허용폭 {margin} 안인지 밖인지 보일 수 없음.",
                "{name} in {scenario}: {difference}; {n} replications show it neither within {margin} nor beyond."
            )),
            GateVerdict::Warn => {
                let scale = scale_of(metric, start);
                let warn = metric.warn.map(|it| super::margin(it, &scale, lang)).unwrap_or_default();
                let object = particle::object(&warn);
                all.push(say!(
                    lang,
                    "{scenario}의 {name}: {difference}. 허용폭 {margin} 안이지만 주의폭 {warn}{object} 넘음.",
                    "{name} in {scenario}: {difference}; within the margin of {margin}, beyond {warn} that warns."
                ));
            }
            GateVerdict::Pass | GateVerdict::Open => {}
        }
    }
    let verdicts = || metrics(report).map(|(_, metric)| metric.verdict);
    let rest = if verdicts().any(|it| it == GateVerdict::Open) {
        lang.pick(
            "나머지는 허용폭 안이거나, 판정하기 전에 멈춤.",
            "All else is within its margin, or was not decided when the gate stopped.",
        )
    } else if verdicts().all(|it| it == GateVerdict::Pass) {
        lang.pick("모든 지표가 허용폭 안임.", "Every metric is within its margin.")
    } else if verdicts().any(|it| it == GateVerdict::Pass) {
        lang.pick("나머지는 허용폭 안임.", "All else is within its margin.")
    } else {
        ""
    };
    (all, rest)
}

pub(crate) fn metrics(report: &GateReport) -> impl Iterator<Item = (&GateScenario, &GateMetric)> {
    report.scenarios.iter().flat_map(|it| it.metrics.iter().map(move |metric| (it, metric)))
}

/// How much was done, and how long it took.
pub(crate) fn effort(report: &GateReport, seconds: f64, lang: Lang) -> String {
    let done = held_against(report, lang);
    let seconds = format::decimal(seconds, usize::from(seconds < 10.0));
    say!(lang, "{done}, {seconds}초.", "{done}, {seconds} s.")
}

/// How much was done: scenarios, pairing, looks. Without a full stop.
pub(crate) fn held_against(report: &GateReport, lang: Lang) -> String {
    let scenarios = report.scenarios.len();
    let unchanged = report.scenarios.iter().filter(|it| it.pairing == GatePairing::Unchanged).count();
    let s = if scenarios == 1 { "" } else { "s" };
    if unchanged == scenarios {
        return say!(
            lang,
            "시나리오 {scenarios}개, 시나리오도 코드도 기준과 같음: 모의실험하지 않음",
            "{scenarios} scenario{s}: neither scenarios nor code have changed since the baseline: nothing simulated"
        );
    }
    let (look, looks, n) = (report.look, report.looks, report.replications);
    let same = match unchanged {
        0 => String::new(),
        _ => say!(lang, "(그대로 {unchanged}개)", " ({unchanged} unchanged)"),
    };
    let paired =
        report.scenarios.iter().all(|it| matches!(it.pairing, GatePairing::Paired | GatePairing::Unchanged));
    let code: &str = report.scenarios.first().map_or("", |it| short(&it.baseline_behaviour_hash));
    let pairing = if paired {
        say!(lang, "기준({code})과 짝지음", "paired with the baseline ({code})")
    } else {
        lang.pick("짝짓지 못한 것이 있음", "not all paired").to_owned()
    };
    say!(
        lang,
        "시나리오 {scenarios}개{same}, {pairing}, {looks}번 가운데 {look}번째({n}회)",
        "{scenarios} scenario{s}{same}, {pairing}, look {look} of {looks} ({n} replications)"
    )
}

fn short(hash: &str) -> &str {
    hash.get(..8).unwrap_or(hash)
}

/// Values that differ, each once, as `path: before → after`; with the scenarios where not all share it.
pub(crate) fn changes(report: &GateReport, lang: Lang) -> Vec<String> {
    let mut all: Vec<(String, Vec<&str>)> = Vec::new();
    for scenario in &report.scenarios {
        for change in &scenario.changes {
            let none = lang.pick("(없음)", "(none)");
            let (before, after) =
                (change.before.as_deref().unwrap_or(none), change.after.as_deref().unwrap_or(none));
            let text = format!("{}: {before} → {after}", change.path);
            match all.iter_mut().find(|(known, _)| *known == text) {
                Some((_, scenarios)) => scenarios.push(&scenario.scenario),
                None => all.push((text, vec![&scenario.scenario])),
            }
        }
    }
    let everywhere = report.scenarios.len();
    all.into_iter()
        .map(
            |(text, scenarios)| {
                if scenarios.len() == everywhere {
                    text
                } else {
                    format!("{text} ({})", scenarios.join(", "))
                }
            },
        )
        .collect()
}

/// Whether the code differs from what made a baseline.
pub(crate) fn code_differs(report: &GateReport) -> bool {
    report.scenarios.iter().any(|it| it.baseline_behaviour_hash != report.behaviour_hash)
}

/// Why a scenario failed: causes first, then its sessions.
pub(crate) fn why(scenario: &GateScenario, lang: Lang) -> Vec<String> {
    let Some(lost) = &scenario.lost else { return Vec::new() };
    let name = &scenario.scenario;
    let mut all = Vec::new();
    let causes: Vec<String> = lost
        .causes
        .iter()
        .filter(|it| it.added_share >= 0.005)
        .take(3)
        .map(|it| {
            // A part of what was added: more decimals than one would be of no use.
            let share = |x: f64| format!("{}%", format::percent_number(x, 1));
            let (added, before) = (share(it.added_share), share(it.before_share));
            let cause = cause(&it.cause, lang);
            say!(
                lang,
                "{cause} {added}(전에는 대기의 {before})",
                "{added} {cause} (before: {before} of waiting)"
            )
        })
        .collect();
    if !causes.is_empty() {
        let causes = causes.join(", ");
        all.push(say!(lang, "{name}: 늘어난 대기의 까닭: {causes}.", "{name}, the added wait: {causes}."));
    }
    all.extend(lost.sessions.iter().map(|it| session(it, lang)));
    if lost.sessions.is_empty() && !lost.causes.is_empty() {
        let matched = format::count(lost.matched as i64);
        all.push(say!(
            lang,
            "반복 0에서는 더 오래 기다린 신청이 없음({matched}건을 맞댐).",
            "In replication 0 no request waits longer ({matched} matched)."
        ));
    }
    all
}

fn cause(id: &str, lang: Lang) -> &str {
    match id {
        "allocator" => lang.pick("할당기 장애", "the allocator is down"),
        "order" => lang.pick("앞선 신청을 기다림", "somebody is ahead in the order"),
        "reserved" => lang.pick("앞선 신청에 예약됨", "reserved for somebody ahead"),
        "held_for_gang" => lang.pick("1PF에 비워 둔 서버", "servers held for gangs"),
        "servers" => lang.pick("빈 카드가 서버에 흩어짐", "cards free, but on different servers"),
        "cards" => lang.pick("빈 카드가 없음", "no cards free"),
        other => other,
    }
}

fn session(it: &GateSession, lang: Lang) -> String {
    let hours = |minutes: i64, served: bool| {
        let text = format::decimal(minutes as f64 / 60.0, 1);
        if served { text } else { format!("> {text}") }
    };
    let (before, now) = (hours(it.before_minutes, it.before_served), hours(it.now_minutes, it.now_served));
    let held = it.held_by.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let (id, project, nth) = (it.session, &it.project, it.nth);
    let by = if held.is_empty() {
        String::new()
    } else {
        say!(lang, ", 카드를 쥐고 있던 세션 {held}", ", held up by {held}")
    };
    say!(
        lang,
        "세션 {id}({project}의 {nth}번째): {before} → {now}시간{by}.",
        "Session {id} ({project}, request {nth}): {before} → {now} h{by}."
    )
}
