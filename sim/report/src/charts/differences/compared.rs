//! Scenarios against the first, pair by pair: a picture for each.

use super::{bare, claims_note, drawn, figure, panels, skewed_note};
use crate::charts::chart::Chart;
use crate::charts::frame::Texts;
use crate::charts::rows::{Marks, Row, Tone};
use crate::compare;
use crate::format::{self, Place};
use crate::metric::Scale;
use crate::phrase;
use crate::words::{Lang, say};
use naru_results::{Claim, Compared, ComparedMetric, PairedDifference};

/// A picture per scenario after the first; as many as have a letter.
const NAMES: [&str; compare::MOST - 1] = [
    "differences",
    "differences-c",
    "differences-d",
    "differences-e",
    "differences-f",
    "differences-g",
    "differences-h",
    "differences-i",
    "differences-j",
    "differences-k",
    "differences-l",
    "differences-m",
    "differences-n",
];

pub(in super::super) fn compared(of: &Compared, version: &str, lang: Lang) -> Vec<Chart> {
    (1..of.scenarios.len().min(compare::MOST)).map(|k| one_compared(of, k, version, lang)).collect()
}

fn one_compared(of: &Compared, k: usize, version: &str, lang: Lang) -> Chart {
    let of_metric = |metric: &ComparedMetric| -> Option<(Scale, Row)> {
        let it = metric.against.get(k - 1)?;
        let scale = compare::scale(metric, it, of);
        let shown = |x: f64| scale.in_unit(x, lang);
        let ends = it.lo.zip(it.hi).filter(|_| it.claim != Claim::Equal);
        let figure = match it.difference {
            Some(_) if it.claim == Claim::Equal => "0".to_owned(),
            Some(d) => figure(&scale, d, ends, it.skewed, lang),
            None => "-".to_owned(),
        };
        let row = Row {
            label: bare(&metric.id, metric.unit, lang),
            figure,
            says: compare::verdict_of(metric, it, compare::letter(k, lang), (Place::Document, lang)),
            zone: metric.indifference.map(|it| (-shown(it), shown(it))),
            limits: Vec::new(),
            marks: Marks::Interval {
                middle: it.difference.map(shown),
                ends: ends.map(|(lo, hi)| (shown(lo), shown(hi))),
                tone: tone(it),
            },
        };
        Some((scale, row))
    };
    let panels = panels(of.metrics.iter().filter_map(of_metric).collect(), lang);
    let title = compared_title(of, k, lang);
    let (a, b) = (compare::letter(0, lang), compare::letter(k, lang));
    let (first, second) = (&of.scenarios[0].name, &of.scenarios[k].name);
    let remark = say!(
        lang,
        "{a} {first}, {b} {second}: 짝지은 차이({b}-{a})와 구간. 파랑: {b}가 나음, 주황: {b}가 못함, 검정: 다름, 빈 점: 확인 안 됨. 초록 바탕: 문제 삼지 않는 차이",
        "{a} {first}, {b} {second}: paired differences ({b} - {a}) with intervals. Blue: {b} better, orange: {b} worse, black: different, hollow: not shown. Green ground: too small to matter"
    );
    let described: Vec<String> = panels
        .iter()
        .flat_map(|it| &it.rows)
        .map(|it| format!("{} {}: {}", it.label, it.figure, it.says))
        .collect();
    let texts = Texts {
        name: NAMES[k - 1],
        lang,
        description: format!("{title}. {}", described.join(". ")),
        title,
        unit: String::new(),
        remark,
        notes: [Some(claims_note(of.claims, of.confidence, lang)), skewed_note(&panels, lang)]
            .into_iter()
            .flatten()
            .collect(),
        footer: origin(of, k, version, lang),
    };
    drawn(texts, panels, lang.pick("견줄 것이 없음", "nothing to compare"))
}

/// What makes a picture of a comparison again.
fn origin(of: &Compared, k: usize, version: &str, lang: Lang) -> String {
    let hashes = [0, k].map(|i| of.scenarios[i].scenario_hash.chars().take(8).collect::<String>()).join(", ");
    let heading = compare::heading(of, lang);
    let what = say!(lang, "{heading} · 시나리오 {hashes}", "{heading} · scenarios {hashes}");
    phrase::origin(&what, version, true, lang)
}

const fn tone(it: &PairedDifference) -> Tone {
    match it.claim {
        Claim::Better => Tone::Better,
        Claim::Worse => Tone::Worse,
        Claim::Larger | Claim::Smaller => Tone::Other,
        Claim::Equivalent | Claim::Equal => Tone::Small,
        Claim::NotShown | Claim::Nothing => Tone::Open,
    }
}

/// How many figures are better, worse, different, within what matters, not shown.
pub(super) fn compared_title(of: &Compared, k: usize, lang: Lang) -> String {
    let tones: Vec<Tone> = of.metrics.iter().filter_map(|it| it.against.get(k - 1)).map(tone).collect();
    let n = |tone: Tone| tones.iter().filter(|it| **it == tone).count();
    let parts = [
        (n(Tone::Better), lang.pick("개는 나음", " better")),
        (n(Tone::Worse), lang.pick("개는 못함", " worse")),
        (n(Tone::Other), lang.pick("개는 달라짐", " different")),
        (n(Tone::Small), lang.pick("개는 문제 삼지 않을 차이", " too close to matter")),
        (n(Tone::Open), lang.pick("개는 차이가 확인되지 않음", " not shown to differ")),
    ];
    let said: Vec<String> =
        parts.iter().filter(|it| it.0 > 0).map(|(n, text)| format!("{n}{text}")).collect();
    let (said, all) = (said.join(", "), tones.len());
    let counted = format::counted(all as i64, "figure");
    let (a, b) = (compare::letter(0, lang), compare::letter(k, lang));
    let (first, name) = (&of.scenarios[0].name, &of.scenarios[k].name);
    if all == 0 {
        return say!(lang, "{b} {name}: 견줄 지표가 없음", "{b} {name}: no figures to compare");
    }
    say!(
        lang,
        "{b} {name}, {a} {first}와 견준 지표 {all}개: {said}",
        "{b} {name} against {a} {first}, {counted}: {said}"
    )
}
