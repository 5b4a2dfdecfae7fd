//! Differences with their intervals and margins: scenarios compared, a gate, readings of the call. One design for all.

use super::chart::{Chart, Look};
use super::frame::{Frame, Texts};
use super::rows::{self, Marks, Panel, Row, Tone, signed};
use crate::compare;
use crate::format::{self, count, set_share};
use crate::gate;
use crate::metric::{Scale, label};
use crate::phrase;
use crate::words::{Lang, say};
use naru_results::{
    Claim, Compared, ComparedMetric, GateMetric, GateReport, GateVerdict, GateWorse, MetricUnit,
    PairedDifference, PricedReading, PricedReadings, ReadingClaim,
};

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
/// Readings that are drawn.
const READINGS: usize = 15;

fn drawn(texts: Texts, panels: Vec<Panel>, none: &'static str) -> Chart {
    texts.chart(move |texts, look: Look| rows::draw(&Frame::new(texts, look), &panels, none, texts.lang))
}

/// `△2.1 (△2.4~△1.8)`, `*` where the interval is not to be trusted.
fn figure(scale: &Scale, d: f64, ends: Option<(f64, f64)>, skewed: bool, lang: Lang) -> String {
    let number = |x: f64| format::change(&scale.difference(x, lang), lang, format::Place::Document);
    let unit = scale.unit_of_difference(lang);
    let (middle, mark) = (number(d), if skewed { "*" } else { "" });
    let Some((lo, hi)) = ends else { return format!("{middle}{unit}{mark}") };
    let (lo, hi) = (number(lo), number(hi));
    // A hyphen between two signed numbers cannot be read.
    let range = say!(lang, "{lo}~{hi}", "{lo} to {hi}");
    format!("{middle}{unit} ({range}){mark}")
}

/// Puts rows of one unit together, in the order in which units appear.
fn panels(rows: Vec<(Scale, Row)>, lang: Lang) -> Vec<Panel> {
    let mut out: Vec<Panel> = Vec::new();
    for (scale, row) in rows {
        let unit = scale.unit_of_axis(lang);
        let unit = say!(lang, "차이({unit})", "difference ({unit})");
        match out.iter_mut().find(|it| it.unit == unit) {
            Some(panel) => panel.rows.push(row),
            None => out.push(Panel { unit, rows: vec![row] }),
        }
    }
    out
}

/// A name without its unit, which stands below the axis.
fn bare(id: &str, unit: MetricUnit, lang: Lang) -> String {
    let name = label(id, lang);
    match (unit, name.rsplit_once('(')) {
        // What a share is of stays.
        (MetricUnit::Share, _) | (_, None) => name,
        (_, Some((name, _))) => name.trim_end().to_owned(),
    }
}

pub(super) fn compared(of: &Compared, version: &str, lang: Lang) -> Vec<Chart> {
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
            says: compare::verdict(metric, it, k, lang),
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
    say!(
        lang,
        "{heading} · 시나리오 {hashes} · naru {version}",
        "{heading} · scenarios {hashes} · naru {version}"
    )
}

/// What a star behind a figure means, where there is one.
fn skewed_note(panels: &[Panel], lang: Lang) -> Option<String> {
    let starred = panels.iter().flat_map(|it| &it.rows).any(|it| it.figure.ends_with('*'));
    starred.then(|| phrase::skewed(lang).to_owned())
}

fn claims_note(claims: u32, confidence: f64, lang: Lang) -> String {
    let (claims, percent) = (count(claims.into()), set_share(confidence));
    say!(
        lang,
        "구간은 판정 {claims}개를 함께 {percent}로 맞춘 것임",
        "Intervals are so wide that all {claims} claims hold together at {percent}"
    )
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
fn compared_title(of: &Compared, k: usize, lang: Lang) -> String {
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

pub(super) fn gated(of: &GateReport, lang: Lang) -> Vec<Chart> {
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
    if panels.is_empty() {
        return Vec::new();
    }
    let title = gate_title(of, lang);
    let described: Vec<String> = panels
        .iter()
        .flat_map(|it| &it.rows)
        .map(|it| format!("{} {}: {}", it.label, it.figure, it.says))
        .collect();
    let (name, seed, n, version) = (&of.gate, of.seed, count(of.replications.into()), &of.version);
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
        footer: say!(
            lang,
            "변경 검증 {name} · 시드 {seed} · {n}회 · naru {version}",
            "gate {name} · seed {seed} · {n} replications · naru {version}"
        ),
    };
    vec![drawn(texts, panels, "")]
}

/// What is within the margin, beside what is better.
const fn margin(of: &GateMetric) -> (f64, f64) {
    match of.worse {
        GateWorse::Larger => (0.0, of.fail),
        GateWorse::Smaller => (-of.fail, 0.0),
        GateWorse::Either => (-of.fail, of.fail),
    }
}

fn limits(of: &GateMetric) -> Vec<f64> {
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

fn gate_title(of: &GateReport, lang: Lang) -> String {
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

pub(super) fn priced(of: &PricedReadings, version: &str, lang: Lang) -> Vec<Chart> {
    let moving: Vec<&PricedReading> =
        of.readings.iter().filter(|it| it.spent_won.claim != ReadingClaim::Same).collect();
    let scale = Scale::of("budget.spent_won", MetricUnit::Won, f64::INFINITY, None);
    let row = |it: &&PricedReading| {
        let change = &it.spent_won;
        let shown = |x: f64| scale.in_unit(x, lang);
        Row {
            label: name(it, lang),
            figure: money(change.mean, (change.lo, change.hi), lang),
            says: String::new(),
            zone: None,
            limits: Vec::new(),
            marks: Marks::Interval {
                middle: Some(shown(change.mean)),
                ends: Some((shown(change.lo), shown(change.hi))),
                tone: match change.claim {
                    ReadingClaim::More => Tone::Worse,
                    ReadingClaim::Less => Tone::Better,
                    ReadingClaim::NotShown | ReadingClaim::Same => Tone::Open,
                },
            },
        }
    };
    let rows: Vec<Row> = moving.iter().take(READINGS).map(row).collect();
    let unit = lang.pick(
        "집행액의 차이(억 원), 다른 안 - 기본안",
        "change in spend (bn won), other reading - the one in force",
    );
    let panels = if rows.is_empty() { Vec::new() } else { vec![Panel { unit: unit.to_owned(), rows }] };
    let title = readings_title(&moving, lang);
    let mut notes = vec![claims_note(of.claims, of.confidence, lang)];
    let (hidden, same) = (moving.len().saturating_sub(READINGS), of.readings.len() - moving.len());
    if hidden > 0 {
        notes.push(say!(
            lang,
            "이보다 적게 바꾸는 해석안 {hidden}개는 그리지 않음",
            "{hidden} readings that change it less are not drawn"
        ));
    }
    if same > 0 {
        notes.push(say!(
            lang,
            "해석안 {same}개는 모의실험에서 집행액이 모두 같음",
            "with {same} readings spend is the same in every replication"
        ));
    }
    let described: Vec<String> =
        panels.iter().flat_map(|it| &it.rows).map(|it| format!("{}: {}", it.label, it.figure)).collect();
    let hash: String = of.scenario_hash.chars().take(8).collect();
    let (scenario, seed, n) = (lang.pick(&of.title.ko, &of.title.en), of.seed, count(of.replications.into()));
    let texts = Texts {
        name: "readings",
        lang,
        description: format!("{title}. {}", described.join(". ")),
        title,
        unit: lang.pick("(단위: 억 원, VAT 포함)", "(bn won, VAT included)").to_owned(),
        remark: lang
            .pick(
                "해석안을 하나씩 바꿀 때 집행액의 차이와 구간(같은 사용자와 장애). 파랑: 덜 씀, 주황: 더 씀, 빈 점: 차이가 확인되지 않음",
                "Change in spend with one reading changed, and its interval (same users and faults). Blue: less, orange: more, hollow: not shown",
            )
            .to_owned(),
        notes,
        footer: say!(
            lang,
            "{scenario} · 시나리오 {hash} · 시드 {seed} · 해석안마다 {n}회 · naru {version}",
            "{scenario} · scenario {hash} · seed {seed} · {n} replications a reading · naru {version}"
        ),
    };
    let none = lang.pick("집행액을 바꾸는 해석안이 없음", "no reading changes spend");
    vec![drawn(texts, panels, none)]
}

/// `T1 1시간 단위: 월 합산 뒤 올림`.
fn name(of: &PricedReading, lang: Lang) -> String {
    let (clause, label) = (&of.clause, lang.pick(&of.label.ko, &of.label.en));
    let other = lang.pick(&of.other_label.ko, &of.other_label.en);
    format!("{clause} {label}: {other}")
}

/// `△9.0 (△9.2~△8.8)` in 억 원 or bn won; what is too small for its decimals gets more.
fn money(won: f64, (lo, hi): (f64, f64), lang: Lang) -> String {
    let half = (hi - lo) / 2.0;
    // Tenths of 억 원 show 0.1억; a narrower interval is shown in hundredths.
    let places = match lang {
        Lang::Ko => 1 + usize::from(half < 1e7),
        Lang::En => 2 + usize::from(half < 1e7),
    };
    let unit = match lang {
        Lang::Ko => 1e8,
        Lang::En => 1e9,
    };
    let number = |x: f64| signed(x / unit, places, lang);
    let (middle, lo, hi) = (number(won), number(lo), number(hi));
    say!(lang, "{middle} ({lo}~{hi})", "{middle} ({lo} to {hi})")
}

/// What is shown to change spend most; nothing where no interval says so.
fn readings_title(moving: &[&PricedReading], lang: Lang) -> String {
    let shown = |it: &&&PricedReading| match it.spent_won.claim {
        ReadingClaim::More | ReadingClaim::Less => true,
        ReadingClaim::NotShown | ReadingClaim::Same => false,
    };
    let largest =
        moving.iter().filter(shown).max_by(|a, b| a.spent_won.mean.abs().total_cmp(&b.spent_won.mean.abs()));
    let Some(it) = largest else {
        return lang
            .pick("집행액이 달라진다고 확인된 해석안이 없음", "No reading was shown to change spend")
            .to_owned();
    };
    let (name, won) = (name(it, lang), format::money_text(it.spent_won.mean.abs(), lang));
    match it.spent_won.claim {
        ReadingClaim::More => say!(
            lang,
            "평균으로 집행액을 가장 크게 바꾸는 해석안은 {name}({won} 늘어남)",
            "On average spend is changed most by {name} ({won} more)"
        ),
        ReadingClaim::Less | ReadingClaim::NotShown | ReadingClaim::Same => say!(
            lang,
            "평균으로 집행액을 가장 크게 바꾸는 해석안은 {name}({won} 줄어듦)",
            "On average spend is changed most by {name} ({won} less)"
        ),
    }
}

#[cfg(test)]
mod tests;
