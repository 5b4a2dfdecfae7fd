//! A sweep as a page: which inputs move the result, and how far the assumptions lead.

use super::cells;
use super::chapters::{Chapters, again, fact, point, remarks};
use crate::charts;
use crate::document::{Block, DataTable, Datum, Document, Fact, Provenance};
use crate::format;
use crate::metric::{Scale, label};
use crate::sweep::{self, causes, input_label, parts, range_of, scale_of, skewed_note, written};
use crate::words::{Lang, say};
use naru_results::{
    Estimate, SweepDesign, SweepDifference, SweepEffect, SweepInterval, SweepMetric, SweepUncertainty, Swept,
};

/// Inputs that the summary names.
const NAMED: usize = 3;

/// The page of `sweep.json`.
pub fn swept(of: &Swept, lang: Lang) -> Document {
    let title = title(of, lang);
    let lead = match now(of, lang) {
        Some(now) => say!(lang, "{title}. {now}", "{title}. {now}"),
        None => title.clone(),
    };
    let mut page = Chapters::new(lead, points(of, lang), lang);
    page.chapter("method", "방법", "Method", vec![Block::Text(sweep::remark(of, lang))]);
    page.chapter("results", "결과", "Results", results(of, lang));
    let wide = if of.uncertainty.is_empty() { Vec::new() } else { vec![Block::Table(uncertainty(of, lang))] };
    page.chapter("uncertainty", "모의실험 오차와 가정의 폭", "Simulation error and assumptions", wide);
    let left = sweep::left_out(of, lang);
    let left = if left.is_empty() { Vec::new() } else { vec![Block::List(left)] };
    page.chapter("left-out", "빠진 것", "Left out", left);
    page.chapter("notes", "유의사항", "Notes", remarks(limits(of, lang), lang));
    page.annex("inputs", "바꾼 입력과 범위", "Inputs and their ranges", vec![Block::Table(inputs(of, lang))]);
    let rows = vec![
        (lang.pick("연구", "study"), of.study.clone()),
        (lang.pick("시나리오", "scenario"), of.scenario.clone()),
        (lang.pick("시나리오 해시", "scenario hash"), of.scenario_hash.clone()),
        (lang.pick("동작 해시", "behaviour hash"), of.behaviour_hash.clone()),
        (lang.pick("초깃값(시드)", "seed"), of.seed.to_string()),
        (lang.pick("점", "points"), format::count(of.points.into())),
        (lang.pick("점마다의 반복", "replications of a point"), of.replications.to_string()),
    ];
    page.annex("again", "재현 정보", "To make it again", again(&of.version, None, rows, lang));
    let provenance = Provenance {
        scenario: of.scenario.clone(),
        scenario_hash: of.scenario_hash.clone(),
        seed: Some(of.seed),
        replications: Some(of.replications),
        version: of.version.clone(),
        assumed: true,
    };
    page.document(&title, sweep::heading(of, lang), provenance, facts(of, lang))
}

/// A metric without its unit, with a large first letter.
fn bare(id: &str, lang: Lang) -> String {
    let metric = label(id, lang);
    let metric = metric.split('(').next().unwrap_or_default().trim_end();
    crate::solve::sentence(metric)
}

/// The larger end of an effect with its interval, by size.
fn extent(it: &SweepEffect, at: usize) -> Option<(f64, f64, f64)> {
    let ends = [&it.metrics[at].low, &it.metrics[at].high].into_iter().flatten();
    let sized = ends.map(|it| {
        let (near, far) = (it.lo.abs().min(it.hi.abs()), it.lo.abs().max(it.hi.abs()));
        (it.difference.abs(), if it.lo <= 0.0 && it.hi >= 0.0 { 0.0 } else { near }, far)
    });
    sized.max_by(|a, b| a.0.total_cmp(&b.0))
}

/// Inputs that move a metric, the largest effect first.
fn moving(of: &Swept, at: usize) -> Vec<(&SweepEffect, (f64, f64, f64))> {
    let mut all: Vec<_> = of.effects.iter().filter_map(|it| Some((it, extent(it, at)?))).collect();
    all.retain(|(_, extent)| extent.0 > 0.0);
    all.sort_by(|a, b| b.1.0.total_cmp(&a.1.0));
    all
}

/// What moves the first metric most, where its interval lies above the next one's.
fn title(of: &Swept, lang: Lang) -> String {
    let Some(metric) = of.metrics.first() else { return sweep::heading(of, lang) };
    let name = bare(&metric.id, lang);
    let first_of = |paths: [Option<(&str, f64, f64)>; 2]| ranked(of, &name, paths, lang);
    match of.design {
        SweepDesign::Tornado => {
            let all = moving(of, 0);
            let at = |i: usize| all.get(i).map(|(it, (_, near, far))| (it.path.as_str(), *near, *far));
            first_of([at(0), at(1)])
        }
        SweepDesign::Sobol => {
            let mut all: Vec<_> = of.indices.first().map_or(&[][..], |it| &it.inputs).iter().collect();
            all.sort_by(|a, b| b.total.value.total_cmp(&a.total.value));
            let at = |i: usize| all.get(i).map(|it| (it.path.as_str(), it.total.lo, it.total.hi));
            first_of([at(0), at(1)])
        }
        SweepDesign::Morris => {
            let mut all: Vec<_> = of.elementary.first().map_or(&[][..], |it| &it.inputs).iter().collect();
            all.sort_by(|a, b| b.mean_size.total_cmp(&a.mean_size));
            // No intervals: the two are told apart by size alone, and so said.
            let at = |i: usize| all.get(i).map(|it| (it.path.as_str(), it.mean_size, it.mean_size));
            first_of([at(0), at(1)])
        }
        SweepDesign::Grid | SweepDesign::LatinHypercube => spread(of, metric, &name, lang),
    }
}

fn ranked(of: &Swept, metric: &str, first: [Option<(&str, f64, f64)>; 2], lang: Lang) -> String {
    let input = |path: &str| input_label(of, path, lang).to_owned();
    match first {
        [None, _] => {
            say!(lang, "{metric}: 움직이는 입력이 확인되지 않음", "{metric}: no input is shown to move it")
        }
        [Some((path, near, _)), second] => {
            let first = input(path);
            match second.filter(|(.., far)| *far > near) {
                Some((path, ..)) => {
                    let second = input(path);
                    say!(
                        lang,
                        "{metric}: {first}과(와) {second}의 범위가 크게 움직임. 둘의 순서는 확인되지 않음",
                        "{metric} is moved most by the ranges of {first} and {second}; which of the two does more is not shown"
                    )
                }
                None => say!(
                    lang,
                    "{metric}: {first}의 범위가 가장 크게 움직임",
                    "{metric} is moved most by the range of {first}"
                ),
            }
        }
    }
}

/// From the lowest to the highest that was seen.
fn spread(of: &Swept, metric: &SweepMetric, name: &str, lang: Lang) -> String {
    let scale = scale_of(of, metric);
    let seen = of.cells.iter().filter(|it| it.refused.is_none());
    let values: Vec<f64> = seen.filter_map(|it| it.metrics.first()?.mean).collect();
    let n = values.len();
    let low = values.iter().copied().reduce(f64::min).zip(values.iter().copied().reduce(f64::max));
    let unit = unit(metric, lang);
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
                say!(
                    lang,
                    "{name}: 가정의 범위에서 열에 아홉은 {range}{unit} 안에 있음",
                    "{name}: {range}{unit} in nine of ten points of the assumed ranges"
                )
            }
            None => sweep::heading(of, lang),
        },
    }
}

/// The unit behind a figure in a sentence.
fn unit(metric: &SweepMetric, lang: Lang) -> String {
    let label = label(&metric.id, lang);
    let inside = label.rsplit_once('(').map_or("", |(_, unit)| unit.trim_end_matches(')'));
    let named = ["억 원", "bn won", "시간", "h", "만 원", "k won", "건", "장"].contains(&inside);
    match (named, lang) {
        (false, _) => String::new(),
        (true, Lang::Ko) if inside == "억 원" || inside == "만 원" => inside.to_owned(),
        (true, Lang::Ko) => inside.to_owned(),
        (true, Lang::En) => format!(" {inside}"),
    }
}

/// The first metric as it stands.
fn now(of: &Swept, lang: Lang) -> Option<String> {
    let metric = of.metrics.first()?;
    let (scale, unit) = (scale_of(of, metric), unit(metric, lang));
    let name = bare(&metric.id, lang);
    let value = sweep::estimate(&metric.estimate, &scale, lang);
    let n = of.replications;
    Some(say!(
        lang,
        "지금의 {name}은(는) {value}{unit}임(모의실험 {n}회)",
        "As it stands, {name}: {value}{unit} ({n} replications)"
    ))
}

fn points(of: &Swept, lang: Lang) -> Vec<String> {
    let mut points = Vec::new();
    if of.design == SweepDesign::Tornado
        && let Some(metric) = of.metrics.first()
    {
        let scale = scale_of(of, metric);
        let told = moving(of, 0).into_iter().take(NAMED).map(|(it, _)| {
            let end = |end: &Option<SweepDifference>| sweep::difference(end.as_ref(), &scale, lang);
            let (low, high) = (end(&it.metrics[0].low), end(&it.metrics[0].high));
            let (input, range) = (input_label(of, &it.path, lang), range_of(of, &it.path, lang));
            point(
                input,
                &say!(
                    lang,
                    "{range}에서 아래 끝 {low}, 위 끝 {high}",
                    "{range}; {low} at the lower end, {high} at the upper"
                ),
                lang,
            )
        });
        points.extend(told);
    }
    for (it, metric) in of.uncertainty.iter().zip(&of.metrics).take(NAMED) {
        let name = bare(&metric.id, lang);
        if let Some(range) = sweep::assumptions(of, it, lang) {
            let wider = wider(it).map_or_else(String::new, |times| {
                let times = format::decimal(times, usize::from(times < 10.0));
                say!(
                    lang,
                    ". 가정의 폭이 모의실험 오차의 {times}배임",
                    "; {times} times as wide as the simulation's error"
                )
            });
            let told = say!(
                lang,
                "가정에 따른 폭 {range}{wider}",
                "what the assumptions leave open: {range}{wider}"
            );
            points.push(point(&name, &told, lang));
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

/// How many times wider the assumptions are than the interval of the simulation.
fn wider(it: &SweepUncertainty) -> Option<f64> {
    let (low, high) = it.assumed_low.zip(it.assumed_high)?;
    let error = it.monte_carlo.filter(|it| *it > 0.0)?;
    Some((high - low) / (2.0 * error)).filter(|it| *it > 1.0)
}

fn results(of: &Swept, lang: Lang) -> Vec<Block> {
    let mut blocks: Vec<Block> =
        charts::of_sweep(of, &of.version, lang).into_iter().map(Block::Figure).collect();
    match of.design {
        SweepDesign::Tornado => {
            blocks.extend(effects(of, "effects", 0..of.metrics.len().min(1), lang).map(Block::Table));
            blocks.extend(effects(of, "effects-others", 1..of.metrics.len(), lang).map(Block::Table));
        }
        SweepDesign::Grid => blocks.push(Block::Table(grid(of, lang))),
        SweepDesign::Sobol => blocks.push(Block::Table(indices(of, lang))),
        SweepDesign::Morris => blocks.push(Block::Table(elementary(of, lang))),
        SweepDesign::LatinHypercube => {}
    }
    blocks
}

/// An estimate on a metric's scale; marked where its interval is not to be trusted.
fn figure(it: &Estimate, scale: &Scale, lang: Lang) -> Datum {
    it.mean.map_or_else(Datum::none, |mean| {
        let mut cell = cells::metric(scale, mean, it.lo.zip(it.hi), lang);
        if it.skewed {
            cell.text.push('*');
        }
        cell
    })
}

fn change(it: Option<&SweepDifference>, scale: &Scale, lang: Lang) -> Datum {
    it.map_or_else(Datum::none, |it| {
        let mut cell = cells::difference(scale, it.difference, Some((it.lo, it.hi)), lang);
        if it.skewed {
            cell.text.push('*');
        }
        cell
    })
}

/// What each input does to some of the metrics; none where they are none.
fn effects(of: &Swept, id: &'static str, at: std::ops::Range<usize>, lang: Lang) -> Option<DataTable> {
    let several = at.len() > 1 || at.start > 0;
    let first = of.metrics.get(at.start)?;
    let name = label(&first.id, lang);
    let caption = if several {
        lang.pick(
            "그 밖의 지표: 하나씩 옮길 때의 차이",
            "Other metrics: differences, one input moved at a time",
        )
        .to_owned()
    } else {
        let now = sweep::estimate(&first.estimate, &scale_of(of, first), lang);
        say!(
            lang,
            "{name}: 지금 {now}, 하나씩 옮길 때의 차이",
            "{name}: {now} as it stands; differences, one input moved at a time"
        )
    };
    let mut table = DataTable::new(id, caption, "");
    if several {
        table = table.texts(lang.pick("지표", "metric"));
    }
    table = table
        .texts(lang.pick("입력", "input"))
        .figures(lang.pick("아래 끝에서", "at the lower end"))
        .figures(lang.pick("위 끝에서", "at the upper end"))
        .texts(lang.pick("범위(지금)", "range (now)"));
    let mut skewed = false;
    for k in at {
        let metric = &of.metrics[k];
        let scale = scale_of(of, metric);
        for (it, _) in moving(of, k) {
            let ends = &it.metrics[k];
            skewed |= [&ends.low, &ends.high].into_iter().flatten().any(|it| it.skewed);
            let mut row = Vec::new();
            if several {
                row.push(Datum::text(label(&metric.id, lang)));
            }
            row.extend([
                Datum::text(input_label(of, &it.path, lang)),
                change(ends.low.as_ref(), &scale, lang),
                change(ends.high.as_ref(), &scale, lang),
                Datum::text(range_of(of, &it.path, lang)),
            ]);
            table.row(row);
        }
        let still = of.effects.len() - moving(of, k).len();
        if still > 0 {
            let (name, n) = (bare(&metric.id, lang), of.replications);
            table.notes.push(say!(
                lang,
                "{name}: 입력 {still}개는 이 {n}회에서 조금도 움직이지 않음",
                "{name}: {still} inputs do not move it at all in these {n} replications"
            ));
        }
    }
    table.notes.extend(skewed_note(skewed, lang));
    Some(table)
}

fn grid(of: &Swept, lang: Lang) -> DataTable {
    let mut table = DataTable::new("grid", lang.pick("조합별 결과", "Every combination"), "");
    for input in &of.inputs {
        table = table.texts(input_label(of, &input.path, lang));
    }
    let scales: Vec<Scale> = of.metrics.iter().map(|it| scale_of(of, it)).collect();
    for metric in &of.metrics {
        table = table.figures(label(&metric.id, lang));
    }
    table = table.texts(lang.pick("비고", "note"));
    let mut row: Vec<Datum> = of.inputs.iter().map(|it| Datum::text(written(&it.value))).collect();
    row.extend(of.metrics.iter().zip(&scales).map(|(it, scale)| figure(&it.estimate, scale, lang)));
    row.push(Datum::text(lang.pick("지금", "as it stands")));
    table.row(row);
    for cell in &of.cells {
        let mut row: Vec<Datum> = cell.values.iter().map(|it| Datum::text(written(it))).collect();
        match &cell.refused {
            Some(_) => row.extend(scales.iter().map(|_| Datum::none())),
            None => row.extend(cell.metrics.iter().zip(&scales).map(|(it, scale)| figure(it, scale, lang))),
        }
        row.resize(of.inputs.len() + of.metrics.len(), Datum::none());
        row.push(Datum::text(cell.refused.as_ref().map_or("", |why| lang.pick(&why.ko, &why.en))));
        table.row(row);
    }
    let skewed = of.cells.iter().flat_map(|it| &it.metrics).any(|it| it.skewed);
    table.notes.extend(skewed_note(skewed || of.metrics.iter().any(|it| it.estimate.skewed), lang));
    table
}

fn indices(of: &Swept, lang: Lang) -> DataTable {
    let caption = lang.pick(
        "분산 가운데 각 입력의 몫(Sobol' 지수)",
        "The part of the variance that each input has (Sobol')",
    );
    let mut table = DataTable::new("indices", caption, "")
        .texts(lang.pick("지표", "metric"))
        .texts(lang.pick("입력", "input"))
        .figures(lang.pick("혼자(S1)", "alone (S1)"))
        .figures(lang.pick("다른 입력과 함께(ST)", "with others (ST)"))
        .texts(lang.pick("범위(지금)", "range (now)"));
    for (metric, found) in of.metrics.iter().zip(&of.indices) {
        let name = label(&metric.id, lang);
        let mut sorted: Vec<_> = found.inputs.iter().collect();
        sorted.sort_by(|a, b| b.total.value.total_cmp(&a.total.value));
        for it in sorted {
            let number = |it: &SweepInterval| {
                let cell = cells::number(it.value, 2, lang);
                let [value, lo, hi] = [it.value, it.lo, it.hi].map(|x| format::decimal(x, 2));
                let text = say!(lang, "{value} ({lo}~{hi})", "{value} ({lo} to {hi})");
                Datum { text: cells::marked(&text, lang), ..cell }
            };
            table.row([
                Datum::text(name.clone()),
                Datum::text(input_label(of, &it.path, lang)),
                number(&it.first),
                number(&it.total),
                Datum::text(range_of(of, &it.path, lang)),
            ]);
        }
        table.notes.extend(
            sweep::of_variance(of, metric, found, lang).into_iter().map(|it| format!("{name}: {it}")),
        );
    }
    table
}

fn elementary(of: &Swept, lang: Lang) -> DataTable {
    let caption =
        lang.pick("범위 전체를 옮길 때의 변화(Morris)", "What a move over the whole range does (Morris)");
    let mut table = DataTable::new("elementary", caption, "")
        .texts(lang.pick("지표", "metric"))
        .texts(lang.pick("입력", "input"))
        .figures(lang.pick("크기(μ*)", "size (μ*)"))
        .figures(lang.pick("평균(μ)", "mean (μ)"))
        .figures(lang.pick("흩어짐(σ)", "spread (σ)"))
        .texts(lang.pick("범위(지금)", "range (now)"));
    for (metric, found) in of.metrics.iter().zip(&of.elementary) {
        let (name, scale) = (label(&metric.id, lang), scale_of(of, metric));
        let mut sorted: Vec<_> = found.inputs.iter().collect();
        sorted.sort_by(|a, b| b.mean_size.total_cmp(&a.mean_size));
        for it in sorted {
            let [size, mean, sd] =
                [it.mean_size, it.mean, it.sd].map(|x| cells::difference(&scale, x, None, lang));
            table.row([
                Datum::text(name.clone()),
                Datum::text(input_label(of, &it.path, lang)),
                size,
                mean,
                sd,
                Datum::text(range_of(of, &it.path, lang)),
            ]);
        }
    }
    table
}

fn uncertainty(of: &Swept, lang: Lang) -> DataTable {
    let drawn = of.design == SweepDesign::LatinHypercube;
    let caption =
        lang.pick("모의실험 오차와 가정의 폭", "Simulation error, and what the assumptions leave open");
    let (low, high) = if drawn {
        (lang.pick("가정의 범위에서 5%", "5% over the ranges"), lang.pick("95%", "95%"))
    } else {
        (
            lang.pick("가정 하나로 가장 낮게", "lowest, one moved"),
            lang.pick("가장 높게", "highest, one moved"),
        )
    };
    let mut table = DataTable::new("uncertainty", caption, "")
        .texts(lang.pick("지표", "metric"))
        .figures(lang.pick("지금(모의실험 오차)", "as it stands (simulation error)"))
        .figures(low)
        .figures(high)
        .texts(lang.pick("비고", "note"));
    for (it, metric) in of.uncertainty.iter().zip(&of.metrics) {
        let scale = scale_of(of, metric);
        let value = |x: Option<f64>| x.map_or_else(Datum::none, |x| cells::metric(&scale, x, None, lang));
        let note = match &it.spread {
            Some(spread) if drawn => parts(spread, lang),
            Some(_) | None => causes(of, it, lang),
        };
        table.row([
            Datum::text(label(&metric.id, lang)),
            figure(&metric.estimate, &scale, lang),
            value(it.assumed_low),
            value(it.assumed_high),
            Datum::text(note),
        ]);
    }
    table.notes.push(sweep::of_ranges(drawn, lang).to_owned());
    table
}

fn inputs(of: &Swept, lang: Lang) -> DataTable {
    let mut table = DataTable::new("inputs", lang.pick("바꾼 입력과 범위", "Inputs and their ranges"), "")
        .texts(lang.pick("입력", "input"))
        .texts(lang.pick("시나리오의 자리", "path in the scenario"))
        .figures(lang.pick("지금", "now"))
        .figures(lang.pick("아래 끝", "lower end"))
        .figures(lang.pick("위 끝", "upper end"));
    for it in &of.inputs {
        let end = |it: &Option<String>| it.as_ref().map_or_else(Datum::none, |it| Datum::text(written(it)));
        table.row([
            Datum::text(input_label(of, &it.path, lang)),
            Datum::text(it.path.clone()),
            Datum::text(written(&it.value)),
            end(&it.low),
            end(&it.high),
        ]);
    }
    table
}

fn limits(of: &Swept, lang: Lang) -> Vec<String> {
    let mut all = vec![
        lang.pick(
            "범위는 시나리오에 적힌 가정의 것이며, 범위 안의 값이 얼마나 그럴듯한지는 말하지 않음",
            "Ranges are those of the scenario's assumptions; how likely their values are is not said",
        )
        .to_owned(),
    ];
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

fn facts(of: &Swept, lang: Lang) -> Vec<Fact> {
    let mut facts = Vec::new();
    for (k, metric) in of.metrics.iter().enumerate().take(2) {
        let (id, scale, unit) = (&metric.id, scale_of(of, metric), unit(metric, lang));
        let (name, n, scenario) =
            (bare(id, lang), of.replications, lang.pick(&of.scenario_title.ko, &of.scenario_title.en));
        let now = format!("{}{unit}", sweep::estimate(&metric.estimate, &scale, lang));
        let sentence = say!(
            lang,
            "{scenario}의 {name}은(는) {now}임(모의실험 {n}회).",
            "{name} of {scenario}: {now} ({n} replications)."
        );
        facts.push(fact(format!("sweep.{id}.now"), now, sentence));
        if let Some(it) = of.uncertainty.iter().find(|it| it.metric == *id)
            && let Some((low, high)) = it.assumed_low.zip(it.assumed_high)
        {
            let range = format!("{}{unit}", scale.between(low, high, lang));
            let by = causes(of, it, lang);
            let sentence = say!(
                lang,
                "가정을 범위 안에서 바꾸면 {name}은(는) {range} 사이임({by}).",
                "Over the ranges of the assumptions, {name}: {range} ({by})."
            );
            facts.push(fact(
                format!("sweep.{id}.assumed"),
                range,
                sentence.replace("()", "").replace(" .", "."),
            ));
        }
        if of.design == SweepDesign::Tornado
            && let Some((it, _)) = moving(of, k).first()
        {
            let ends = [&it.metrics[k].low, &it.metrics[k].high].into_iter().flatten();
            let Some(largest) = ends.max_by(|a, b| a.difference.abs().total_cmp(&b.difference.abs())) else {
                continue;
            };
            let moved = sweep::difference(Some(largest), &scale, lang);
            let input = input_label(of, &it.path, lang);
            let sentence = say!(
                lang,
                "입력을 하나씩 옮길 때 {name}의 가장 큰 변화는 {input}에 따른 {moved}{unit}임.",
                "With one input moved at a time, {name} changes most by {input}: {moved}{unit}."
            );
            facts.push(fact(format!("sweep.{id}.largest"), moved, sentence));
        }
    }
    facts
}
