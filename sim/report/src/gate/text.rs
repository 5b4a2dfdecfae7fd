//! A gate on a terminal.

use super::{
    Accepted, AcceptedOver, GatePaths, Listed, cells, changes, code_differs, effort, headlines, notes,
    verdict_word, why,
};
use crate::format;
use crate::metric::{Scale, label};
use crate::table::{Side, Table, wrap};
use crate::words::{Lang, say};
use naru_results::{GateReport, GateScenario, GateVerdict};

/// Columns of a terminal.
const WIDTH: usize = 80;
/// Changes that are shown.
const SHOWN: usize = 5;

fn push(out: &mut String, text: &str, first: usize) {
    for line in wrap(text, WIDTH, first, first + 2) {
        out.extend([line.as_str(), "\n"]);
    }
}

/// The answer, what differs, the table, what limits it, and why.
pub fn text(report: &GateReport, paths: &GatePaths<'_>, lang: Lang) -> String {
    let (gate, verdict) = (&report.gate, verdict_word(report.verdict, lang));
    let mut out = say!(lang, "변경 검증 {gate}: {verdict}\n", "gate {gate}: {verdict}\n");
    let (failing, rest) = headlines(report, lang);
    for sentence in failing.iter().map(String::as_str).chain([rest]).filter(|it| !it.is_empty()) {
        push(&mut out, sentence, 0);
    }
    let all = changes(report, lang);
    for change in all.iter().take(SHOWN) {
        push(&mut out, change, 2);
    }
    if all.len() > SHOWN {
        let more = all.len() - SHOWN;
        push(&mut out, &say!(lang, "그 밖에 값 {more}개가 다름", "{more} more values differ"), 2);
    }
    if code_differs(report) {
        push(&mut out, lang.pick("코드가 기준과 다름", "the code differs from the baseline's"), 2);
    }
    push(&mut out, &effort(report, paths.seconds, lang), 0);
    for scenario in &report.scenarios {
        out.extend(["\n", scenario.scenario.as_str(), "\n"]);
        let lines = figures(scenario, lang).lines(WIDTH);
        let (head, rows) = lines.split_at(lines.len() - scenario.metrics.len());
        out.extend(head.iter().flat_map(|line| [line.as_str(), "\n"]));
        for (metric, line) in scenario.metrics.iter().zip(rows) {
            push(&mut out, &label(&metric.metric, lang), 2);
            out.extend([line.as_str(), "\n"]);
        }
    }
    for block in [notes(report, lang), report.scenarios.iter().flat_map(|it| why(it, lang)).collect()] {
        if !block.is_empty() {
            out.push('\n');
        }
        for line in block {
            push(&mut out, &line, 0);
        }
    }
    let results = paths.results;
    out += &say!(lang, "\n결과: {results}\n", "\nresults: {results}\n");
    if let Some(accept) = paths.accept.filter(|_| report.verdict != GateVerdict::Pass) {
        out += &say!(lang, "일부러 바꾼 것이면: {accept} --accept\n", "on purpose? {accept} --accept\n");
    }
    out
}

/// A row per metric, to stand below its name: together they never fit a terminal.
fn figures(scenario: &GateScenario, lang: Lang) -> Table {
    let mut table = Table::default();
    table
        .column(lang.pick("    판정", "    verdict"), Side::Left)
        .column(lang.pick("기준", "before"), Side::Right)
        .column(lang.pick("이번", "now"), Side::Right)
        .column(lang.pick("차이(95%)", "difference (95%)"), Side::Right)
        .column(lang.pick("허용폭", "margin"), Side::Right)
        .column(lang.pick("반복", "runs"), Side::Right);
    for metric in &scenario.metrics {
        let it = cells(metric, scenario, lang);
        let word = format!("    {}", verdict_word(metric.verdict, lang));
        let runs = metric.replications.to_string();
        table.row([word, it.baseline, it.now, it.difference, it.margin, runs], "");
    }
    table
}

/// What `--accept` wrote, and what it changed by metric.
pub fn accepted(all: &[Accepted], removed: &[String], lang: Lang) -> String {
    let mut out = String::new();
    for it in all {
        let file = &it.file;
        out += &match it.over {
            AcceptedOver::Same => say!(lang, "{file}: 그대로임\n", "{file}: stands as it was\n"),
            AcceptedOver::Nothing => say!(lang, "{file}: 새로 씀\n", "{file}: new\n"),
            AcceptedOver::Other => say!(lang, "{file}: 바꿈\n", "{file}: replaced\n"),
            AcceptedOver::Edited => {
                say!(lang, "{file}: 손으로 고친 기준을 바꿈\n", "{file}: an edited baseline is replaced\n")
            }
            AcceptedOver::Unreadable => say!(
                lang,
                "{file}: 읽을 수 없는 기준을 바꿈\n",
                "{file}: a baseline that cannot be read is replaced\n"
            ),
        };
        if it.over == AcceptedOver::Same {
            continue;
        }
        let mut table = Table::default();
        table
            .column(lang.pick("  지표", "  metric"), Side::Left)
            .column(lang.pick("앞서", "before"), Side::Right)
            .column(lang.pick("지금", "now"), Side::Right);
        for metric in &it.metrics {
            let scale = Scale::of(&metric.metric, metric.unit, metric.fail, Some(it.start));
            let value = |x: Option<f64>| x.map_or_else(|| "-".to_owned(), |x| scale.value(x, lang));
            let name = format!("  {}", label(&metric.metric, lang));
            table.row([name, value(metric.before), value(metric.now)], "");
        }
        for line in table.lines(WIDTH) {
            out.extend([line.as_str(), "\n"]);
        }
    }
    for file in removed {
        out += &say!(
            lang,
            "{file}: 지움. 이 검증에 없는 시나리오임\n",
            "{file}: taken away; the gate names no such scenario\n"
        );
    }
    out
}

/// What a gate would take: replications, time, and whether its margins can be shown at all.
pub fn list(gate: &str, all: &[Listed], replications: u32, looks: u32, threads: usize, lang: Lang) -> String {
    let first = replications / looks;
    let each: f64 = all.iter().map(|it| it.replication_s).sum::<f64>() / threads.max(1) as f64;
    let time = |n: u32| format::decimal(each * f64::from(n), 0);
    let (scenarios, least, most) = (all.len(), time(first), time(replications));
    let s = if scenarios == 1 { "" } else { "s" };
    let mut out = say!(
        lang,
        "변경 검증 {gate}: 시나리오 {scenarios}개, {first}회에서 {replications}회까지 {looks}번 봄\n",
        "gate {gate}: {scenarios} scenario{s}, {looks} looks from {first} to {replications} replications\n"
    );
    out += &say!(
        lang,
        "모두 바뀌었을 때: 첫 번에 판정되면 {least}초쯤, 끝까지 가면 {most}초쯤(스레드 {threads}개)\n",
        "where all have changed: {least} s if the first look decides, {most} s at most ({threads} threads)\n"
    );
    for it in all {
        let state = match it.current {
            Some(true) => lang.pick("기준과 같음: 모의실험하지 않음", "as its baseline: not simulated"),
            Some(false) => lang.pick("기준과 다름: 모의실험함", "not as its baseline: simulated"),
            None => lang.pick("기준이 없음: --accept로 만듦", "no baseline: --accept makes one"),
        };
        out.extend(["\n", it.scenario.as_str(), ": ", state, "\n"]);
        if let Some(hours) = it.wait_hours {
            let hours = format::decimal(hours, 2);
            out += &say!(lang, "  평균 대기 {hours}시간\n", "  mean wait {hours} h\n");
        }
        for metric in &it.metrics {
            let scale = Scale::of(&metric.metric, metric.unit, metric.fail, None);
            let (name, margin) =
                (label(&metric.metric, lang), scale.difference_with(metric.fail, None, lang));
            let mut text = say!(lang, "{name}, 허용폭 {margin}: ", "{name}, margin {margin}: ");
            text += &shown(metric.unpaired, (first, replications), lang);
            if metric.deep {
                text += lang.pick(
                    ". 반복마다 다른 조건의 사업을 더 돌려야 해서 느림",
                    "; slow, since each replication takes further programmes beside it",
                );
            }
            push(&mut out, &text, 2);
        }
    }
    out
}

/// Whether a margin can be shown: even unpaired, or only by what pairing buys.
fn shown(unpaired: Option<f64>, (first, replications): (u32, u32), lang: Lang) -> String {
    let Some(unpaired) = unpaired else {
        return lang.pick("기준이 있어야 알 수 있음", "a baseline must tell").to_owned();
    };
    let most = f64::from(replications);
    let needed = format::count(unpaired as i64);
    if unpaired == 0.0 {
        return lang.pick("기준에서는 늘 같은 값임", "never varies in the baseline").to_owned();
    }
    if unpaired <= f64::from(first) {
        return lang
            .pick("짝짓지 않아도 첫 번에 보일 수 있음", "can be shown at the first look, even unpaired")
            .to_owned();
    }
    if unpaired <= most {
        return say!(
            lang,
            "짝짓지 않아도 {needed}회로 보일 수 있음",
            "can be shown by {needed} replications, even unpaired"
        );
    }
    let factor = format::decimal(unpaired / most, 1);
    say!(
        lang,
        "짝짓지 않으면 {needed}회. 짝지음이 분산을 {factor}분의 1로 줄여야 보일 수 있음",
        "takes {needed} replications unpaired; can be shown where pairing divides the variance by {factor}"
    )
}
