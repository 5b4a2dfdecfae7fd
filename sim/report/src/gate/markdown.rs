//! A gate for a pull request: short, one table, details folded.

use super::{GatePaths, cells, changes, code_differs, effort, headlines, notes, verdict_word, why};
use crate::metric::label;
use crate::table::cell;
use crate::words::{Lang, say};
use naru_results::{GateReport, GateVerdict};

/// Changes that are shown before the fold.
const SHOWN: usize = 3;

/// The comment, ending in a line break.
pub fn markdown(report: &GateReport, paths: &GatePaths<'_>, lang: Lang) -> String {
    let verdict = verdict_word(report.verdict, lang);
    let mut out = say!(lang, "### naru 변경 검증: {verdict}\n", "### naru gate: {verdict}\n");
    let (failing, rest) = headlines(report, lang);
    let mut sentences: Vec<String> = failing.iter().map(|it| format!("**{}**", cell(it))).collect();
    sentences.extend((!rest.is_empty()).then(|| rest.to_owned()));
    out.extend([sentences.join(" ").as_str(), "\n"]);
    let all = changes(report, lang);
    for change in all.iter().take(SHOWN) {
        out.extend([change_line(change).as_str(), "\n"]);
    }
    if all.len() > SHOWN {
        let more = all.len() - SHOWN;
        out += &say!(lang, "그 밖에 값 {more}개가 다름. ", "{more} more values differ. ");
    }
    if code_differs(report) {
        out += lang.pick("코드가 기준과 다름. ", "The code differs from the baseline's. ");
    }
    out.extend([cell(&effort(report, paths.seconds, lang)).as_str(), "\n\n"]);
    table(&mut out, report, lang);
    for note in notes(report, lang) {
        out.extend(["\n> ", cell(&note).as_str(), "\n"]);
    }
    let reasons: Vec<String> = report.scenarios.iter().flat_map(|it| why(it, lang)).collect();
    let details = !reasons.is_empty() || all.len() > SHOWN;
    if details {
        out += lang.pick(
            "\n<details><summary>까닭과 가장 많이 밀린 세션</summary>\n\n",
            "\n<details><summary>Why, and the sessions that lost most</summary>\n\n",
        );
        for reason in &reasons {
            out.extend(["- ", cell(reason).as_str(), "\n"]);
        }
        for change in all.iter().skip(SHOWN) {
            out.extend(["- ", change_line(change).as_str(), "\n"]);
        }
        out += "\n";
    }
    if let Some(accept) = paths.accept.filter(|_| report.verdict != GateVerdict::Pass) {
        if !details {
            out.push('\n');
        }
        out += &say!(lang, "일부러 바꾼 것이면 `{accept} --accept`.\n", "On purpose? `{accept} --accept`.\n");
    }
    if details {
        out += "</details>\n";
    }
    out
}

/// `path: before → after` with the path as code.
fn change_line(change: &str) -> String {
    match change.split_once(": ") {
        Some((path, rest)) => format!("`{path}`: {}", cell(rest)),
        None => cell(change),
    }
}

fn table(out: &mut String, report: &GateReport, lang: Lang) {
    out.push_str(lang.pick(
        "| 시나리오 | 지표 | 기준 | 이번 | 차이(95%) | 허용폭 | 반복 | |\n",
        "| scenario | metric | baseline | this change | difference (95 %) | margin | runs | |\n",
    ));
    out.push_str("|---|---|--:|--:|--:|--:|--:|---|\n");
    for scenario in &report.scenarios {
        for metric in &scenario.metrics {
            let it = cells(metric, scenario, lang);
            let word = verdict_word(metric.verdict, lang);
            let word = match metric.verdict {
                GateVerdict::Worse | GateVerdict::Undecided => format!("**{word}**"),
                GateVerdict::Pass | GateVerdict::Warn | GateVerdict::Open => word.to_owned(),
            };
            let texts = [
                cell(&scenario.scenario),
                cell(&label(&metric.metric, lang)),
                cell(&it.baseline),
                cell(&it.now),
                cell(&it.difference),
                cell(&it.margin),
                metric.replications.to_string(),
                word,
            ];
            out.extend(["| ", texts.join(" | ").as_str(), " |\n"]);
        }
    }
}
