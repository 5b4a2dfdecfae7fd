//! A gate as `JUnit` XML: a suite per scenario, a case per metric.

use super::{cells, verdict_word, why};
use crate::metric::label;
use crate::words::{Lang, say};
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
    let gate = escaped(&report.gate);
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"naru gate {gate}\" {} time=\"{seconds:.3}\">\n",
        counts(&report.scenarios)
    );
    for scenario in &report.scenarios {
        let name = escaped(&scenario.scenario);
        let counts = counts(std::slice::from_ref(scenario));
        out.extend([format!("  <testsuite name=\"{name}\" {counts}>\n")]);
        for metric in &scenario.metrics {
            let id = escaped(&metric.metric);
            out.extend([format!("    <testcase classname=\"{gate}.{name}\" name=\"{id}\"")]);
            let message = escaped(&message(metric, scenario, lang));
            let word = verdict_name(metric.verdict);
            if fails(metric.verdict) {
                let reasons = escaped(&why(scenario, lang).join("\n"));
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

/// Text inside an element or an attribute; what XML 1.0 cannot hold is left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\n' | '\t' => out.push(c),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}
