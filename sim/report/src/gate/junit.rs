//! A gate as `JUnit` XML: a suite per scenario, a case per metric.

use super::{cells, verdict_word, why};
use crate::metric::label;
use crate::words::{Lang, say};
use crate::writers::markup::escape;
use naru_results::{GateMetric, GateReport, GateScenario, GateVerdict};

/// Whether a metric that is undecided fails its case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UndecidedFails {
    /// It does.
    Yes,
    /// It is skipped.
    No,
}

/// The XML, ending in a line break.
pub fn junit(report: &GateReport, seconds: f64, undecided: UndecidedFails, lang: Lang) -> String {
    let count = |scenarios: &[GateScenario], of: &dyn Fn(GateVerdict) -> bool| {
        scenarios.iter().flat_map(|it| &it.metrics).filter(|metric| of(metric.verdict)).count()
    };
    let fails = |verdict| fails(verdict, undecided);
    let skips =
        |verdict| verdict == GateVerdict::Open || verdict == GateVerdict::Undecided && !fails(verdict);
    let counts = |scenarios: &[GateScenario]| {
        format!(
            "tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\"",
            count(scenarios, &|_| true),
            count(scenarios, &fails),
            count(scenarios, &skips)
        )
    };
    let gate = escape(&report.gate);
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"naru gate {gate}\" {} time=\"{seconds:.3}\">\n",
        counts(&report.scenarios)
    );
    for scenario in &report.scenarios {
        let name = escape(&scenario.scenario);
        let counts = counts(std::slice::from_ref(scenario));
        out.extend([format!("  <testsuite name=\"{name}\" {counts}>\n")]);
        for metric in &scenario.metrics {
            let id = escape(&metric.metric);
            out.extend([format!("    <testcase classname=\"{gate}.{name}\" name=\"{id}\"")]);
            let message = escape(&message(metric, scenario, lang));
            let word = verdict_name(metric.verdict);
            if fails(metric.verdict) {
                let reasons = escape(&why(scenario, lang).join("\n"));
                out.extend([format!(
                    ">\n      <failure type=\"{word}\" message=\"{message}\">{reasons}</failure>\n    </testcase>\n"
                )]);
            } else if skips(metric.verdict) {
                out.extend([format!(">\n      <skipped message=\"{message}\"/>\n    </testcase>\n")]);
            } else {
                out.extend([format!(">\n      <system-out>{message}</system-out>\n    </testcase>\n")]);
            }
        }
        out.push_str("  </testsuite>\n");
    }
    out + "</testsuites>\n"
}

fn fails(verdict: GateVerdict, undecided: UndecidedFails) -> bool {
    match verdict {
        GateVerdict::Worse => true,
        GateVerdict::Undecided => undecided == UndecidedFails::Yes,
        GateVerdict::Pass | GateVerdict::Warn | GateVerdict::Open => false,
    }
}

/// For machines: the same in every language.
const fn verdict_name(verdict: GateVerdict) -> &'static str {
    verdict_word(verdict, Lang::En)
}

fn message(metric: &GateMetric, scenario: &GateScenario, lang: Lang) -> String {
    let (label, word) = (label(&metric.metric, lang), verdict_word(metric.verdict, lang));
    let it = cells(metric, scenario, lang);
    let (baseline, now, difference, margin) = (it.baseline, it.now, it.difference, it.margin);
    say!(
        lang,
        "{word}: {label}, 기준 {baseline}, 이번 {now}, 차이 {difference}, 허용폭 {margin}",
        "{word}: {label}, baseline {baseline}, this change {now}, difference {difference}, margin {margin}"
    )
}
