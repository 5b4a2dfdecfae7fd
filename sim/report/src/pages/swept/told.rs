//! Sentences of a sweep's page: its title, what was seen, facts.

use super::super::cells;
use super::super::chapters::{fact, point, prose};
use super::tables::{change, figure, index};
use crate::document::Fact;
use crate::format;
use crate::metric::label;
use crate::programmes;
use crate::rank;
use crate::sweep::{self, causes, input_label, range_of, scale_of};
use crate::words::{Lang, say};
use naru_results::{
    MetricUnit, SweepCell, SweepDesign, SweepDifference, SweepEffect, SweepIndex, SweepMetric, SweepMorris,
    SweepUncertainty, Swept,
};

/// Inputs that a superlative is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Among {
    /// All that were moved.
    All,
    /// All but prices, which are left out.
    Shown,
}

impl Among {
    /// Before a Korean claim, behind an English one.
    fn text(self, lang: Lang) -> &'static str {
        match self {
            Self::All => "",
            Self::Shown => lang.pick("단가를 뺀 입력 가운데 ", ", of the inputs shown"),
        }
    }
}

/// Inputs that the summary names.
const NAMED: usize = 3;

/// A metric without its unit, with a large first letter.
pub(super) fn bare(id: &str, lang: Lang) -> String {
    let metric = label(id, lang);
    let metric = metric.split('(').next().unwrap_or_default().trim_end();
    crate::solve::sentence(metric)
}

/// The larger end of an effect with its interval, by size.
fn extent(it: &SweepEffect, at: usize) -> Option<(f64, f64, f64)> {
    let ends = [&it.metrics[at].low, &it.metrics[at].high].into_iter().flatten();
    let sized = ends.map(|it| {
        let (near, far) = rank::size(it.lo, it.hi);
        (it.difference.abs(), near, far)
    });
    sized.max_by(|a, b| a.0.total_cmp(&b.0))
}

/// Inputs that move a metric, the largest effect first.
pub(super) fn moving(of: &Swept, at: usize) -> Vec<(&SweepEffect, (f64, f64, f64))> {
    let mut all: Vec<_> = of.effects.iter().filter_map(|it| Some((it, extent(it, at)?))).collect();
    all.retain(|(_, extent)| extent.0 > 0.0);
    all.sort_by(|a, b| b.1.0.total_cmp(&a.1.0));
    all
}

/// An input, and the least and the most that its effect may be in size.
type Sized<'a> = (&'a str, f64, f64);

/// What moves the first metric most, where its interval lies above all others'.
pub(super) fn title(of: &Swept, among: Among, lang: Lang) -> String {
    let Some(metric) = of.metrics.first() else { return sweep::heading(of, lang) };
    let name = bare(&metric.id, lang);
    let sized: Vec<Sized<'_>> = match of.design {
        SweepDesign::Tornado => {
            moving(of, 0).iter().map(|(it, (_, near, far))| (it.path.as_str(), *near, *far)).collect()
        }
        SweepDesign::Sobol => {
            let mut all: Vec<_> = of.indices.first().map_or(&[][..], |it| &it.inputs).iter().collect();
            all.sort_by(|a, b| b.total.value.total_cmp(&a.total.value));
            all.iter().map(|it| (it.path.as_str(), it.total.lo, it.total.hi)).collect()
        }
        SweepDesign::Morris => {
            let mut all: Vec<_> = of.elementary.first().map_or(&[][..], |it| &it.inputs).iter().collect();
            all.sort_by(|a, b| b.mean_size.total_cmp(&a.mean_size));
            // No intervals: the two are told apart by size alone, and so said.
            all.iter().map(|it| (it.path.as_str(), it.mean_size, it.mean_size)).collect()
        }
        SweepDesign::Grid | SweepDesign::LatinHypercube => return spread(of, metric, &name, lang),
    };
    ranked(of, &name, &sized, (among, lang))
}

fn ranked(of: &Swept, metric: &str, sized: &[Sized<'_>], (among, lang): (Among, Lang)) -> String {
    let input = |at: usize| input_label(of, sized[at].0, lang);
    // What is shown to move it at all leads; what is not may still be a rival.
    let Some(lead) = sized.iter().position(|it| it.1 > 0.0) else {
        return match among {
            Among::Shown => say!(
                lang,
                "{metric}: 단가를 뺀 입력 가운데서는 움직이는 입력이 확인되지 않음",
                "{metric}: of the inputs shown here, none can be told to move it"
            ),
            Among::All => {
                say!(
                    lang,
                    "{metric}: 움직이는 입력이 확인되지 않음",
                    "{metric}: no input is shown to move it"
                )
            }
        };
    };
    let order: Vec<usize> = std::iter::once(lead).chain((0..sized.len()).filter(|it| *it != lead)).collect();
    let extents: Vec<(f64, f64)> = order.iter().map(|&at| (sized[at].1, sized[at].2)).collect();
    let (first, among) = (input(lead), among.text(lang));
    match rank::rival(&extents).map(|at| order[at]) {
        Some(at) if sized[at].1 > 0.0 => {
            let second = input(at);
            say!(
                lang,
                "{metric}: {among}{first}과(와) {second}의 범위가 크게 움직임. 둘의 순서는 확인되지 않음",
                "{metric} is moved most by the ranges of {first} and {second}{among}; which of the two does more is not shown"
            )
        }
        Some(_) => say!(
            lang,
            "{metric}: {among}{first}의 범위가 움직임. 가장 크게 움직이는지는 확인되지 않음",
            "{metric} is moved by the range of {first}{among}; whether most is not shown"
        ),
        None => say!(
            lang,
            "{metric}: {among}{first}의 범위가 가장 크게 움직임",
            "{metric} is moved most by the range of {first}{among}"
        ),
    }
}

/// From the lowest to the highest that was seen.
fn spread(of: &Swept, metric: &SweepMetric, name: &str, lang: Lang) -> String {
    let scale = scale_of(of, metric);
    let seen = of.cells.iter().filter(|it| it.refused.is_none());
    let values: Vec<f64> = seen.filter_map(|it| it.metrics.first()?.mean).collect();
    let n = values.len();
    let low = values.iter().copied().reduce(f64::min).zip(values.iter().copied().reduce(f64::max));
    let unit = blank(unit(metric, lang), lang);
    match (of.design, low) {
        (SweepDesign::Grid, Some((low, high))) => {
            let range = scale.between(low, high, lang);
            say!(
                lang,
                "{name}: 조합 {n}개에서 {range}{unit}(평균)으로 나타남",
                "{name}: {range}{unit} on average over {n} combinations"
            )
        }
        (_, _) => match of.uncertainty.first().and_then(|it| it.assumed_low.zip(it.assumed_high)) {
            Some((low, high)) => {
                let range = scale.between(low, high, lang);
                let points = of.points.saturating_sub(of.refused_points);
                let most = if programmes::few(points) {
                    say!(lang, "점 {points}개가 모두", "all {points} points")
                } else {
                    lang.pick("열에 아홉은", "nine of ten points").to_owned()
                };
                say!(
                    lang,
                    "{name}: 가정의 범위에서 {most} {range}{unit} 안에 있음",
                    "{name}: {range}{unit} in {most} of the assumed ranges"
                )
            }
            None => sweep::heading(of, lang),
        },
    }
}

/// The unit behind a figure in a sentence.
fn unit(metric: &SweepMetric, lang: Lang) -> &'static str {
    match metric.unit {
        MetricUnit::Won if metric.id.ends_with("revenue_per_card_month_won") => lang.pick("만 원", "k won"),
        MetricUnit::Won => lang.pick("억 원", "bn won"),
        MetricUnit::Hours => lang.pick("시간", "h"),
        MetricUnit::Cards => lang.pick("장", "cards"),
        MetricUnit::Requests => lang.pick("건", "requests"),
        MetricUnit::Terabytes => "TB",
        // A share has its sign, a day is one, and the others are named by their label.
        MetricUnit::Share | MetricUnit::Day | MetricUnit::SetHours | MetricUnit::Count => "",
    }
}

/// A unit behind a figure: with a blank in English.
fn blank(unit: &str, lang: Lang) -> String {
    if unit.is_empty() || lang == Lang::Ko { unit.to_owned() } else { format!(" {unit}") }
}

/// The first metric as it stands.
pub(super) fn now(of: &Swept, lang: Lang) -> Option<String> {
    let metric = of.metrics.first()?;
    let name = bare(&metric.id, lang);
    let (value, n) = (stands(of, metric, lang), of.replications);
    Some(say!(
        lang,
        "지금의 {name}은(는) {value}임(모의실험 {n}회)",
        "As it stands, {name}: {value} ({n} replications)"
    ))
}

/// A metric as it stands, as a sentence has it.
fn stands(of: &Swept, metric: &SweepMetric, lang: Lang) -> String {
    let value = figure(&metric.estimate, metric.unit, &scale_of(of, metric), lang).text;
    prose(&value, unit(metric, lang), lang)
}

pub(super) fn points(of: &Swept, lang: Lang) -> Vec<String> {
    let mut points = of.metrics.first().map_or_else(Vec::new, |metric| told(of, metric, lang));
    for (it, metric) in of.uncertainty.iter().take(NAMED).filter_map(|it| Some((it, metric_of(of, it)?))) {
        let scale = scale_of(of, metric);
        let seen = it.assumed_low.zip(it.assumed_high);
        // A width that its decimals do not show is none to speak of.
        let shown = seen.is_some_and(|(low, high)| scale.value(low, lang) != scale.value(high, lang));
        if let Some(range) = sweep::assumptions(of, it, lang).filter(|_| shown) {
            let wider = wider(it).map_or_else(String::new, |times| {
                let times = format::decimal(times, usize::from(times < 10.0));
                say!(
                    lang,
                    ". 가정의 폭이 모의실험 오차의 {times}배임",
                    "; {times} times as wide as the simulation's error"
                )
            });
            let range = prose(&range, unit(metric, lang), lang);
            let told = say!(
                lang,
                "가정에 따른 폭 {range}{wider}",
                "what the assumptions leave open: {range}{wider}"
            );
            points.push(point(&bare(&metric.id, lang), &told, lang));
        }
    }
    let (left, refused) = (of.left_out.len(), of.refused_points);
    if left > 0 || refused > 0 {
        let told = say!(
            lang,
            "입력의 끝 {left}개와 점 {refused}개는 검사가 받아들이지 않아 모의실험하지 않음",
            "{left} ends of inputs and {refused} points were refused by check and not simulated"
        );
        points.push(point(lang.pick("빠진 것", "Left out"), &told, lang));
    }
    points
}

pub(super) fn metric_of<'a>(of: &'a Swept, it: &SweepUncertainty) -> Option<&'a SweepMetric> {
    of.metrics.iter().find(|metric| metric.id == it.metric)
}

/// What was seen of the first metric: the inputs that move it most, or its lowest and highest combination.
fn told(of: &Swept, metric: &SweepMetric, lang: Lang) -> Vec<String> {
    let (scale, unit, name) = (scale_of(of, metric), unit(metric, lang), bare(&metric.id, lang));
    match of.design {
        SweepDesign::Tornado => {
            let one = |it: &SweepEffect| {
                let end = |end: &Option<SweepDifference>| {
                    let end = change(end.as_ref(), &scale, lang).text;
                    if end == "-" { lang.pick("없음", "none").to_owned() } else { prose(&end, unit, lang) }
                };
                let (low, high) = (end(&it.metrics[0].low), end(&it.metrics[0].high));
                let (input, range) = (input_label(of, &it.path, lang), range_of(of, &it.path, lang));
                let told = say!(
                    lang,
                    "{range}에서 {name}의 변화는 아래 끝 {low}, 위 끝 {high}",
                    "{range}; {name} changes by {low} at the lower end, {high} at the upper"
                );
                point(&input, &told, lang)
            };
            moving(of, 0).into_iter().take(NAMED).map(|(it, _)| one(it)).collect()
        }
        SweepDesign::Grid => {
            let mut seen: Vec<_> = of.cells.iter().filter(|it| it.refused.is_none()).collect();
            seen.retain(|it| it.metrics.first().is_some_and(|it| it.mean.is_some()));
            seen.sort_by(|a, b| {
                a.metrics[0].mean.unwrap_or(0.0).total_cmp(&b.metrics[0].mean.unwrap_or(0.0))
            });
            let ends = seen.first().into_iter().chain(seen.last().filter(|_| seen.len() > 1));
            let words = [lang.pick("가장 낮음", "Lowest"), lang.pick("가장 높음", "Highest")];
            let one = |(cell, word): (&&SweepCell, &str)| {
                let named = of.inputs.iter().zip(sweep::values(of, cell, lang));
                let at: Vec<String> =
                    named.map(|(it, value)| format!("{} {value}", input_label(of, &it.path, lang))).collect();
                let value = prose(&figure(&cell.metrics[0], metric.unit, &scale, lang).text, unit, lang);
                point(word, &format!("{}: {value}", at.join(", ")), lang)
            };
            ends.zip(words).map(one).collect()
        }
        SweepDesign::Sobol => {
            let mut all: Vec<_> = of.indices.first().map_or(&[][..], |it| &it.inputs).iter().collect();
            all.sort_by(|a, b| b.total.value.total_cmp(&a.total.value));
            let one = |it: &&SweepIndex| {
                let value = prose(&index(&it.total, lang).text, "", lang);
                let told = say!(lang, "{name} 분산의 몫(ST) {value}", "share of the variance (ST): {value}");
                point(&input_label(of, &it.path, lang), &told, lang)
            };
            all.iter().take(NAMED).map(one).collect()
        }
        SweepDesign::Morris => {
            let mut all: Vec<_> = of.elementary.first().map_or(&[][..], |it| &it.inputs).iter().collect();
            all.sort_by(|a, b| b.mean_size.total_cmp(&a.mean_size));
            let one = |it: &&SweepMorris| {
                let size = prose(&cells::difference(&scale, it.mean_size, None, lang).text, unit, lang);
                let told = say!(
                    lang,
                    "{name}의 평균 변화 크기 {size}",
                    "{name} changes by {size} in size on average"
                );
                point(&input_label(of, &it.path, lang), &told, lang)
            };
            all.iter().take(NAMED).map(one).collect()
        }
        SweepDesign::LatinHypercube => Vec::new(),
    }
}

/// How many times wider the assumptions are than the interval of the simulation.
fn wider(it: &SweepUncertainty) -> Option<f64> {
    let (low, high) = it.assumed_low.zip(it.assumed_high)?;
    let error = it.monte_carlo.filter(|it| *it > 0.0)?;
    Some((high - low) / (2.0 * error)).filter(|it| *it > 1.0)
}

pub(super) fn limits(of: &Swept, lang: Lang) -> Vec<String> {
    let mut all = vec![
        lang.pick(
            "범위는 시나리오에 적힌 가정의 것이며, 범위 안의 값이 얼마나 그럴듯한지는 말하지 않음",
            "Ranges are those of the scenario's assumptions; how likely their values are is not said",
        )
        .to_owned(),
    ];
    all.extend(sweep::capped(of, lang));
    if of.design == SweepDesign::Morris {
        all.push(
            lang.pick(
                "기본 효과에는 구간이 없어, 가까운 두 입력의 순서는 말하지 않음",
                "Elementary effects have no intervals: the order of two that are close is not claimed",
            )
            .to_owned(),
        );
    }
    all
}

pub(super) fn facts(of: &Swept, among: Among, lang: Lang) -> Vec<Fact> {
    let mut facts = Vec::new();
    for (k, metric) in of.metrics.iter().enumerate().take(2) {
        let (id, scale, unit) = (&metric.id, scale_of(of, metric), unit(metric, lang));
        let (name, n) = (bare(id, lang), of.replications);
        let scenario = lang.pick(&of.scenario_title.ko, &of.scenario_title.en);
        let now = stands(of, metric, lang);
        let sentence = say!(
            lang,
            "{scenario}의 {name}은(는) {now}임(모의실험 {n}회).",
            "{name} of {scenario}: {now} ({n} replications)."
        );
        facts.push(fact(format!("sweep.{id}.now"), now, sentence));
        if let Some(it) = of.uncertainty.iter().find(|it| it.metric == *id)
            && let Some((low, high)) = it.assumed_low.zip(it.assumed_high)
        {
            let range = format!("{}{}", scale.between(low, high, lang), blank(unit, lang));
            let by = causes(of, it, lang);
            let by = if by.is_empty() { by } else { say!(lang, "({by})", " ({by})") };
            let sentence = say!(
                lang,
                "가정을 범위 안에서 바꾸면 {name}은(는) {range} 사이임{by}.",
                "Over the ranges of the assumptions, {name}: {range}{by}."
            );
            facts.push(fact(format!("sweep.{id}.assumed"), range, sentence));
        }
        if of.design == SweepDesign::Tornado
            && let Some((it, _)) = moving(of, k).first()
            && let Some(largest) = [&it.metrics[k].low, &it.metrics[k].high]
                .into_iter()
                .flatten()
                .max_by(|a, b| a.difference.abs().total_cmp(&b.difference.abs()))
        {
            let moved = prose(&change(Some(largest), &scale, lang).text, unit, lang);
            let (input, most) = (input_label(of, &it.path, lang), among.text(lang));
            let sizes: Vec<(f64, f64)> =
                moving(of, k).iter().map(|(_, (_, near, far))| (*near, *far)).collect();
            let sentence = if rank::leads(&sizes) {
                say!(
                    lang,
                    "입력을 하나씩 옮길 때 {most}{name}의 가장 큰 변화는 {input}에 따른 {moved}임.",
                    "With one input moved at a time, {name} changes most by {input}{most}: {moved}."
                )
            } else {
                say!(
                    lang,
                    "입력을 하나씩 옮길 때 {input}에 따른 {name}의 변화는 {moved}임(가장 큰지는 확인되지 않음).",
                    "With one input moved at a time, {name} changes by {input}: {moved} (whether most is not shown)."
                )
            };
            facts.push(fact(format!("sweep.{id}.largest"), moved, sentence));
        }
    }
    facts
}
