//! A gate: its differences beside their margins.

use super::{bare, drawn, figure, panels, skewed_note};
use crate::charts::chart::Chart;
use crate::charts::frame::Texts;
use crate::charts::rows::{Marks, Row, Tone};
use crate::format::{self, count};
use crate::gate;
use crate::phrase;
use crate::words::{Lang, say};
use naru_results::{GateMetric, GateReport, GateVerdict, GateWorse};

/// None where nothing was judged or nothing differs at all, as when no code has changed: a row of zeros shows nothing.
pub(in super::super) fn gated(of: &GateReport, lang: Lang) -> Vec<Chart> {
    if of.scenarios.iter().flat_map(|it| &it.metrics).all(|it| it.identical) {
        return Vec::new();
    }
    let several = of.scenarios.len() > 1;
    let metrics = of.scenarios.iter().flat_map(|it| it.metrics.iter().map(move |metric| (it, metric)));
    let rows = metrics.map(|(scenario, metric)| {
        let scale = gate::scale_of(metric, scenario.start);
        let shown = |x: f64| scale.in_unit(x, lang);
        let ends = metric.lo.zip(metric.hi).filter(|_| !metric.identical);
        let figure = match metric.difference {
            _ if metric.identical => "0".to_owned(),
            Some(d) => figure(&scale, d, ends, metric.skewed, lang),
            None => "-".to_owned(),
        };
        let name = bare(&metric.metric, metric.unit, lang);
        let row = Row {
            label: if several { format!("{}: {name}", scenario.scenario) } else { name },
            figure,
            says: gate::verdict_word(metric.verdict, lang).to_owned(),
            zone: Some(margin(metric)).map(|(lo, hi)| (shown(lo), shown(hi))),
            limits: limits(metric).into_iter().map(shown).collect(),
            marks: Marks::Interval {
                middle: metric.difference.map(shown),
                ends: ends.map(|(lo, hi)| (shown(lo), shown(hi))),
                tone: gate_tone(metric.verdict),
            },
        };
        (scale, row)
    });
    let panels = panels(rows.collect(), lang);
    let title = gate_title(of, lang);
    let described: Vec<String> = panels
        .iter()
        .flat_map(|it| &it.rows)
        .map(|it| format!("{} {}: {}", it.label, it.figure, it.says))
        .collect();
    let (name, seed, n, version) = (&of.gate, of.seed, count(of.replications.into()), &of.version);
    let what =
        say!(lang, "변경 검증 {name} · 시드 {seed} · {n}회", "gate {name} · seed {seed} · {n} replications");
    let texts = Texts {
        name: "gate",
        lang,
        description: format!("{title}. {}", described.join(". ")),
        title,
        unit: String::new(),
        remark: lang
            .pick(
                "이번 - 기준의 차이와 95% 구간. 빨간 선: 허용폭, 초록 바탕: 그 안. 파랑: 통과, 주황: 나빠짐, 검정: 주의, 빈 점: 판정하지 못함",
                "This change less the baseline, with 95% intervals. Red: margin, green ground: within it. Blue: pass, orange: worse, black: warns, hollow: not decided",
            )
            .to_owned(),
        notes: skewed_note(&panels, lang).into_iter().collect(),
        footer: phrase::origin(&what, version, true, lang),
    };
    vec![drawn(texts, panels, "")]
}

/// What is within the margin, beside what is better.
pub(super) const fn margin(of: &GateMetric) -> (f64, f64) {
    match of.worse {
        GateWorse::Larger => (0.0, of.fail),
        GateWorse::Smaller => (-of.fail, 0.0),
        GateWorse::Either => (-of.fail, of.fail),
    }
}

pub(super) fn limits(of: &GateMetric) -> Vec<f64> {
    match of.worse {
        GateWorse::Larger => vec![of.fail],
        GateWorse::Smaller => vec![-of.fail],
        GateWorse::Either => vec![-of.fail, of.fail],
    }
}

const fn gate_tone(verdict: GateVerdict) -> Tone {
    match verdict {
        GateVerdict::Pass => Tone::Better,
        GateVerdict::Warn => Tone::Other,
        GateVerdict::Worse => Tone::Worse,
        GateVerdict::Open | GateVerdict::Undecided => Tone::Open,
    }
}

pub(super) fn gate_title(of: &GateReport, lang: Lang) -> String {
    let verdicts: Vec<GateVerdict> =
        of.scenarios.iter().flat_map(|it| &it.metrics).map(|it| it.verdict).collect();
    let n = |verdict: GateVerdict| verdicts.iter().filter(|it| **it == verdict).count();
    let (all, name) = (verdicts.len(), &of.gate);
    let counted = format::counted(all as i64, "figure");
    let (worse, open, warn) =
        (n(GateVerdict::Worse), n(GateVerdict::Open) + n(GateVerdict::Undecided), n(GateVerdict::Warn));
    if worse > 0 {
        return say!(
            lang,
            "변경 검증 {name}: 지표 {all}개 중 {worse}개가 허용폭을 넘어 나빠짐",
            "Gate {name}: {worse} of {all} figures worse by more than the margin"
        );
    }
    if open > 0 {
        return say!(
            lang,
            "변경 검증 {name}: 지표 {all}개 중 {open}개는 허용폭 안인지 밖인지 보이지 못함",
            "Gate {name}: {open} of {all} figures shown neither within the margin nor beyond"
        );
    }
    if warn > 0 {
        return say!(
            lang,
            "변경 검증 {name}: 지표 {all}개 모두 허용폭 안이나 {warn}개는 주의폭을 넘음",
            "Gate {name}: {warn} of {all} figures beyond the margin that warns, none beyond the one that fails"
        );
    }
    say!(
        lang,
        "변경 검증 {name}: 지표 {all}개 모두 허용폭 안임",
        "Gate {name}: every one of {counted} within its margin"
    )
}
