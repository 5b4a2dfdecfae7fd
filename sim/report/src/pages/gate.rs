//! A gate as a page: whether a change made anything worse than its baseline by more than a margin.

use super::cells;
use super::chapters::{Chapters, again, fact, point, prose, remarks};
use super::{Options, hidden_metrics, hidden_note, is_price, tells_price};
use crate::charts;
use crate::document::{Block, DataTable, Datum, Document, Fact, Provenance};
use crate::format;
use crate::gate::{
    changes, code_differs, headlines, held_against, margin, metrics, notes, scale_of, verdict_word, why,
};
use crate::metric::label;
use crate::words::{Lang, say};
use naru_results::{GateMetric, GatePairing, GateReport, GateScenario, GateVerdict, MetricUnit};

/// Headlines in the summary, and facts of single metrics.
const NAMED: usize = 4;

/// The page of `gate.json`.
pub fn gate(of: &GateReport, options: Options, lang: Lang) -> Document {
    let title = title(of, lang);
    let lead = format!("{title}. {}", held_against(of, lang));
    let (whole, of) = (of, &without_prices(of, options));
    let hidden = metrics(whole).count() - metrics(of).count();
    let mut page = Chapters::new(lead, points(whole, of, lang), lang);
    page.chapter("method", "방법", "Method", method(of, lang));
    page.chapter("metrics", "지표별 판정", "Verdicts by metric", judged(of, hidden, lang));
    let reasons: Vec<String> = of.scenarios.iter().flat_map(|it| why(it, lang)).collect();
    let reasons = if reasons.is_empty() { Vec::new() } else { vec![Block::List(reasons)] };
    page.chapter("why", "까닭과 가장 많이 밀린 세션", "Why, and the sessions that lost most", reasons);
    page.chapter("changes", "기준과 다른 값", "What differs from the baseline", changed(of, options, lang));
    page.chapter(
        "notes",
        "유의사항",
        "Notes",
        remarks(notes(of, lang).into_iter().chain(hidden_metrics(hidden, lang)).collect(), lang),
    );
    let mut rows = vec![
        (lang.pick("변경 검증", "gate"), of.gate.clone()),
        (lang.pick("동작 해시", "behaviour hash"), of.behaviour_hash.clone()),
        (lang.pick("초깃값(시드)", "seed"), of.seed.to_string()),
        (lang.pick("반복(최대)", "replications at most"), of.replications_at_most.to_string()),
    ];
    rows.extend(of.scenarios.iter().map(|it| {
        let (hash, old) = (&it.scenario_hash, &it.baseline_scenario_hash);
        (it.scenario.as_str(), say!(lang, "{hash}(기준 {old})", "{hash} (baseline {old})"))
    }));
    page.ending(again(&of.version, None, rows, lang));
    let names: Vec<&str> = of.scenarios.iter().map(|it| it.scenario.as_str()).collect();
    let provenance = Provenance {
        scenario: names.join(", "),
        scenario_hash: match &of.scenarios[..] {
            [one] => one.scenario_hash.clone(),
            [] | [_, _, ..] => String::new(),
        },
        seed: Some(of.seed),
        replications: Some(of.replications).filter(|n| *n > 0),
        version: of.version.clone(),
        assumed: true,
    };
    let (gate, word) = (&of.gate, verdict_word(of.verdict, lang));
    let subtitle = say!(lang, "변경 검증 {gate}: {word}", "Gate {gate}: {word}");
    page.document(&title, subtitle, provenance, facts(of, &title, lang))
}

/// The same without metrics that tell a price, where prices are left out; its answer stands.
fn without_prices(of: &GateReport, options: Options) -> GateReport {
    let mut of = of.clone();
    for scenario in &mut of.scenarios {
        scenario.metrics.retain(|it| !options.hides_prices() || !tells_price(&it.metric));
    }
    of
}

/// How many metrics have a verdict.
fn of_verdict(of: &GateReport, wanted: GateVerdict) -> usize {
    metrics(of).filter(|(_, it)| it.verdict == wanted).count()
}

fn title(of: &GateReport, lang: Lang) -> String {
    let (gate, n) = (&of.gate, metrics(of).count());
    let count = |it| of_verdict(of, it);
    match of.verdict {
        GateVerdict::Worse => {
            let k = count(GateVerdict::Worse);
            say!(
                lang,
                "변경 검증 {gate}: 지표 {n}개 중 {k}개가 허용폭을 넘어 나빠짐",
                "Gate {gate}: {k} of {n} metrics are worse by more than their margins"
            )
        }
        GateVerdict::Undecided | GateVerdict::Open => {
            let k = count(GateVerdict::Undecided) + count(GateVerdict::Open);
            say!(
                lang,
                "변경 검증 {gate}: 지표 {n}개 중 {k}개는 허용폭 안인지 판단하기 어려움",
                "Gate {gate}: of {n} metrics, {k} cannot be told to be within their margins"
            )
        }
        GateVerdict::Warn => {
            let k = count(GateVerdict::Warn);
            say!(
                lang,
                "변경 검증 {gate}: 지표 {n}개 모두 허용폭 안이나 {k}개는 주의폭을 넘음",
                "Gate {gate}: all of {n} metrics are within their margins, {k} beyond what warns"
            )
        }
        GateVerdict::Pass if is_unchanged(of) => say!(
            lang,
            "변경 검증 {gate}: 기준과 달라진 것이 없어 지표 {n}개 모두 기준 그대로임",
            "Gate {gate}: nothing has changed since the baseline, so all of {n} metrics stand as they were"
        ),
        GateVerdict::Pass => say!(
            lang,
            "변경 검증 {gate}: 지표 {n}개 모두 허용폭 안에 있음",
            "Gate {gate}: all of {n} metrics are within their margins"
        ),
    }
}

fn is_unchanged(of: &GateReport) -> bool {
    of.scenarios.iter().all(|it| it.pairing == GatePairing::Unchanged)
}

fn points(whole: &GateReport, of: &GateReport, lang: Lang) -> Vec<String> {
    // What is said of all others is of those, too, that are left out.
    let (failing, rest) = (headlines(of, lang).0, headlines(whole, lang).1);
    let more = failing.len().saturating_sub(NAMED);
    let mut points: Vec<String> = failing.into_iter().take(NAMED).collect();
    if more > 0 {
        points.push(say!(lang, "그 밖에 {more}개: 2절의 표", "{more} more: table of chapter 2"));
    }
    points.extend((!rest.is_empty()).then(|| rest.to_owned()));
    let values = changes(of, lang).len();
    if values > 0 || code_differs(of) {
        let code = if code_differs(of) {
            lang.pick("코드가 기준과 다름", "the code differs from the baseline's")
        } else {
            lang.pick("코드는 기준과 같음", "the code is the baseline's")
        };
        let told = say!(
            lang,
            "시나리오의 값 {values}개가 다르고, {code}",
            "{values} values of scenarios differ; {code}"
        );
        points.push(point(lang.pick("바꾼 것", "Changed"), &told, lang));
    }
    points
}

fn method(of: &GateReport, lang: Lang) -> Vec<Block> {
    let (looks, most, alpha) = (of.looks, of.replications_at_most, format::set_share(of.alpha));
    vec![Block::Text(say!(
        lang,
        "기준은 반복마다 저장되어 있고, 바뀐 쪽만 같은 난수로 모의실험하여 반복끼리 짝지음. 최대 {most}회까지 {looks}번 나누어 보며, 나빠지지 않은 것을 \
         나빠졌다고 하거나 나빠진 것을 통과시킬 확률은 여러 번 보는 것까지 셈하여 {alpha} 이하임. 표의 구간은 그 지표를 판정한 때의 95% 구간임.",
        "The baseline is stored by the replication; only the change is simulated, on the same draws, and paired with it. It is \
         looked at {looks} times, with {most} replications at most; the chance of a wrong pass, and of any wrong `worse`, is {alpha} \
         at most over all looks. Intervals are those at the look that decided a metric, each at 95%."
    ))]
}

fn judged(of: &GateReport, hidden: usize, lang: Lang) -> Vec<Block> {
    // A chart's title counts the verdicts that it shows, which are not all where some are left out.
    let charts = if hidden == 0 { charts::of_gate(of, lang) } else { Vec::new() };
    let mut blocks: Vec<Block> = charts.into_iter().map(Block::Figure).collect();
    let caption = lang.pick("지표별 판정", "Verdicts by metric");
    let mut table = DataTable::new("metrics", caption, "")
        .texts(lang.pick("시나리오", "scenario"))
        .texts(lang.pick("지표", "metric"))
        .figures(lang.pick("기준", "baseline"))
        .figures(lang.pick("이번", "this change"))
        .figures(lang.pick("차이(95% 구간)", "difference (95% interval)"))
        .figures(lang.pick("주의폭", "warns at"))
        .figures(lang.pick("허용폭", "margin"))
        .figures(lang.pick("반복(회)", "replications"))
        .texts(lang.pick("판정", "verdict"));
    for (scenario, metric) in metrics(of) {
        let scale = scale_of(metric, scenario.start);
        let value = |x: Option<f64>| x.map_or_else(Datum::none, |x| cells::metric(&scale, x, None, lang));
        let margin = |x: Option<f64>| {
            x.map_or_else(Datum::none, |x| Datum {
                text: margin(x, &scale, lang),
                ..cells::difference(&scale, x, None, lang)
            })
        };
        table.row([
            Datum::text(scenario.scenario.clone()),
            Datum::text(label(&metric.metric, lang)),
            value(metric.baseline),
            value(metric.now),
            difference(scenario, metric, lang),
            margin(metric.warn),
            margin(Some(metric.fail)),
            cells::count(metric.replications.into(), lang),
            Datum::text(verdict_word(metric.verdict, lang)),
        ]);
    }
    if metrics(of).any(|(_, it)| it.unit == MetricUnit::Day) {
        table.notes.push(
            lang.pick(
                "소진일: 예산이 남은 반복은 사업이 끝난 다음 날로 셈",
                "gone on: where the money lasts, the day after the programme's last is counted",
            )
            .to_owned(),
        );
    }
    blocks.push(Block::Table(table));
    blocks
}

fn difference(scenario: &GateScenario, metric: &GateMetric, lang: Lang) -> Datum {
    let scale = scale_of(metric, scenario.start);
    match metric.difference {
        Some(_) if metric.identical => Datum { text: "0".to_owned(), ..cells::number(0.0, 0, lang) },
        Some(d) => {
            let mut cell = cells::difference(&scale, d, metric.lo.zip(metric.hi), lang);
            if metric.skewed {
                cell.text.push('*');
            }
            cell
        }
        None => Datum::none(),
    }
}

fn changed(of: &GateReport, options: Options, lang: Lang) -> Vec<Block> {
    let mut table = DataTable::new("changes", lang.pick("기준과 다른 값", "Values that differ"), "")
        .texts(lang.pick("시나리오", "scenario"))
        .texts(lang.pick("시나리오의 자리", "path in the scenario"))
        .texts(lang.pick("기준", "baseline"))
        .texts(lang.pick("이번", "this change"));
    for scenario in &of.scenarios {
        for it in &scenario.changes {
            let hidden = options.hides_prices() && is_price(&it.path);
            let text =
                |it: &Option<String>| it.as_ref().filter(|_| !hidden).map_or_else(Datum::none, Datum::text);
            if hidden && table.notes.is_empty() {
                table.notes.push(hidden_note(lang));
            }
            table.row([
                Datum::text(scenario.scenario.clone()),
                Datum::text(it.path.clone()),
                text(&it.before),
                text(&it.after),
            ]);
        }
    }
    if table.rows.is_empty() { Vec::new() } else { vec![Block::Table(table)] }
}

/// The answer, and the metrics that say most: those that are worse first.
fn facts(of: &GateReport, title: &str, lang: Lang) -> Vec<Fact> {
    let word = verdict_word(of.verdict, lang);
    let sentence = say!(lang, "{title}(판정: {word}).", "{title} (verdict: {word}).");
    let mut facts = vec![fact("gate.verdict", word, sentence)];
    let mut all: Vec<(&GateScenario, &GateMetric)> = metrics(of).collect();
    all.sort_by_key(|(_, it)| std::cmp::Reverse(it.verdict));
    for (scenario, metric) in all.into_iter().take(NAMED) {
        let scale = scale_of(metric, scenario.start);
        let cell = prose(&difference(scenario, metric, lang).text, "", lang);
        let margin = margin(metric.fail, &scale, lang);
        let value = |x: Option<f64>| x.map_or_else(|| "-".to_owned(), |x| scale.value(x, lang));
        let (before, now, word) =
            (value(metric.baseline), value(metric.now), verdict_word(metric.verdict, lang));
        let (name, label, n) = (&scenario.scenario, label(&metric.metric, lang), metric.replications);
        let runs = if n == 0 { String::new() } else { say!(lang, ", 반복 {n}회", ", {n} replications") };
        let sentence = say!(
            lang,
            "{name}의 {label}: 기준 {before}, 이번 {now}, 차이 {cell}(허용폭 {margin}{runs}): {word}.",
            "{label} in {name}: baseline {before}, now {now}, difference {cell} (margin {margin}{runs}): {word}."
        );
        facts.push(fact(format!("gate.{name}.{}", metric.metric), cell, sentence));
    }
    facts
}
