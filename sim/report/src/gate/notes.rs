//! What limits a gate's answer.

use crate::format;
use crate::metric::label;
use crate::words::{Lang, say};
use naru_results::{GateMetric, GatePairing, GateReport, GateScenario, GateVerdict};

/// What limits the answer.
pub(crate) fn notes(report: &GateReport, lang: Lang) -> Vec<String> {
    let mut all = Vec::new();
    let told_apart = |it: &GateScenario| it.verdict > GateVerdict::Warn;
    let blind = report.scenarios.iter().all(|it| it.hardly_waits && !told_apart(it));
    if blind {
        all.push(
            lang.pick(
                "기다리는 사람이 거의 없는 시나리오뿐임: 이 검증으로는 운영계획의 좋고 나쁨을 가릴 수 없음. 자원을 줄인 시나리오를 더함.",
                "at the floor nobody waits: this gate cannot tell policies apart; add a scenario with fewer cards.",
            )
            .to_owned(),
        );
    }
    for scenario in &report.scenarios {
        let name = &scenario.scenario;
        if scenario.hardly_waits && !blind && !told_apart(scenario) {
            all.push(say!(
                lang,
                "{name}: 기다리는 사람이 거의 없어, 대기를 조금 늘리는 변경은 드러나지 않을 수 있음.",
                "{name}: hardly anybody waits here, so a change that makes waits a little worse may not show."
            ));
        }
        let why = match scenario.pairing {
            GatePairing::Unchanged | GatePairing::Paired => None,
            GatePairing::OtherSeed => Some(lang.pick("초깃값이 다름", "the seed differs")),
            GatePairing::OtherStreamLayout => {
                Some(lang.pick("난수 배치의 판이 다름", "the layout of random streams differs"))
            }
            GatePairing::OtherDemand => Some(lang.pick("수요가 다름", "the demand differs")),
        };
        if let Some(why) = why {
            all.push(say!(
                lang,
                "{name}: 기준과 짝짓지 못함({why}). 서로 독립인 두 표본으로 견줌(Welch): 구간이 훨씬 넓음.",
                "{name}: not paired with the baseline, since {why}; compared as two independent samples (Welch), with far wider intervals."
            ));
        }
        for metric in &scenario.metrics {
            let label = label(&metric.metric, lang);
            // Of a metric that was decided all the same there is nothing to say.
            let open = matches!(metric.verdict, GateVerdict::Undecided | GateVerdict::Open);
            if let Some(needed) = metric.needed.filter(|_| open) {
                let (needed, most) = (format::count(needed as i64), report.replications_at_most);
                all.push(say!(
                    lang,
                    "{name}의 {label}: 허용폭이 너무 좁음. {needed}회가 있어야 하는데 이 검증은 {most}회까지임.",
                    "{name}, {label}: the margin is too narrow; it would take {needed} replications, and the gate allows {most}."
                ));
            }
            if metric.skewed && metric.verdict != GateVerdict::Open {
                all.push(say!(
                    lang,
                    "{name}의 {label}: 차이가 몇 번의 반복에 몰려 있음. 틀릴 확률은 docs/gate.md.",
                    "{name}, {label}: a few replications make the difference; error rates as in docs/gate.md."
                ));
            }
            if metric.difference.is_none() && metric.verdict != GateVerdict::Pass {
                all.push(say!(
                    lang,
                    "{name}의 {label}: 값이 없는 반복이 있어 견줄 수 없음.",
                    "{name}, {label}: some replications have no value, so nothing can be shown."
                ));
            } else if let Some((known, seen)) = silent(metric, report) {
                all.push(say!(
                    lang,
                    "{name}의 {label}: 반복 {seen}회 가운데 값이 있는 {known}회만으로 견줌.",
                    "{name}, {label}: compared by the {known} of {seen} replications that have a value."
                ));
            }
        }
    }
    all
}

/// Replications that a metric has values in and all that its look saw, where those are more.
fn silent(metric: &GateMetric, report: &GateReport) -> Option<(u32, u32)> {
    let seen = report.replications_at_most * metric.look / report.looks.max(1);
    (metric.replications < seen).then_some((metric.replications, seen))
}
