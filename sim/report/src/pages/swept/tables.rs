//! Tables of a sweep's page.

use super::super::cells;
use super::told::{bare, metric_of, moving};
use crate::document::{DataTable, Datum, Native, Shown};
use crate::format;
use crate::input;
use crate::metric::{Scale, label};
use crate::programmes;
use crate::sweep::{self, causes, input_label, parts, range_of, scale_of, skewed_note};
use crate::words::{Lang, say};
use naru_results::{Estimate, MetricUnit, SweepDesign, SweepDifference, SweepEffect, SweepInterval, Swept};

/// An estimate on a metric's scale; marked where its interval is not to be trusted.
pub(super) fn figure(it: &Estimate, unit: MetricUnit, scale: &Scale, lang: Lang) -> Datum {
    it.mean.map_or_else(Datum::none, |mean| {
        let mut cell = told_from_none(cells::metric(scale, mean, it.lo.zip(it.hi), lang), mean, unit);
        if it.skewed {
            cell.text.push('*');
        }
        cell
    })
}

/// A share that is not 0 shows a digit that says so.
fn told_from_none(cell: Datum, x: f64, unit: MetricUnit) -> Datum {
    let silent = cell.text.chars().all(|c| "0.%~() -".contains(c));
    if unit == MetricUnit::Share && x > 0.0 && silent {
        Datum { text: format::share(x), ..cell }
    } else {
        cell
    }
}

pub(super) fn change(it: Option<&SweepDifference>, scale: &Scale, lang: Lang) -> Datum {
    it.map_or_else(Datum::none, |it| {
        let mut cell = cells::difference(scale, it.difference, Some((it.lo, it.hi)), lang);
        if it.skewed {
            cell.text.push('*');
        }
        cell
    })
}

/// What each input does to some of the metrics; none where they are none.
pub(super) fn effects(
    of: &Swept,
    id: &'static str,
    at: std::ops::Range<usize>,
    lang: Lang,
) -> Option<DataTable> {
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
    let (mut skewed, mut spends) = (false, false);
    for k in at {
        let metric = &of.metrics[k];
        let scale = scale_of(of, metric);
        spends |= metric.id.ends_with("budget.spent_won");
        let all = moving(of, k);
        // What the decimals of the table show as nothing is counted below it.
        let seen = |it: &&(&SweepEffect, _)| {
            let ends = &it.0.metrics[k];
            [&ends.low, &ends.high].into_iter().flatten().any(|end| {
                let shown = |x: f64| scale.difference(x, lang).contains(|c: char| ('1'..='9').contains(&c));
                shown(end.difference) || shown(end.lo) || shown(end.hi)
            })
        };
        let unseen = all.len() - all.iter().filter(seen).count();
        for (it, _) in all.iter().filter(seen) {
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
        if unseen > 0 {
            let (name, inputs) = (bare(&metric.id, lang), format::counted(unseen as i64, "input"));
            table.notes.push(say!(
                lang,
                "{name}: 입력 {unseen}개는 표의 자릿수에 나타나지 않을 만큼만 움직임",
                "{name}: {inputs} with less effect than the table's decimals show"
            ));
        }
        let still = of.effects.len() - all.len();
        if still > 0 {
            let (name, n) = (bare(&metric.id, lang), of.replications);
            table.notes.push(say!(
                lang,
                "{name}: 입력 {still}개는 이 {n}회에서 조금도 움직이지 않음",
                "{name}: {still} inputs do not move it at all in these {n} replications"
            ));
        }
    }
    table.notes.extend(sweep::capped(of, lang).filter(|_| spends));
    table.notes.extend(skewed_note(skewed, lang));
    Some(table)
}

pub(super) fn grid(of: &Swept, lang: Lang) -> DataTable {
    let mut table = DataTable::new("grid", lang.pick("조합별 결과", "Every combination"), "");
    for input in &of.inputs {
        table = table.texts(input_label(of, &input.path, lang));
    }
    let scales: Vec<Scale> = of.metrics.iter().map(|it| scale_of(of, it)).collect();
    for metric in &of.metrics {
        table = table.figures(label(&metric.id, lang));
    }
    table = table.texts(lang.pick("비고", "note"));
    let mut row: Vec<Datum> =
        of.inputs.iter().map(|it| Datum::text(input::value(&it.path, &it.value, lang))).collect();
    row.extend(of.metrics.iter().zip(&scales).map(|(it, scale)| figure(&it.estimate, it.unit, scale, lang)));
    row.push(Datum::text(lang.pick("지금", "as it stands")));
    table.row(row);
    for cell in &of.cells {
        let mut row: Vec<Datum> = sweep::values(of, cell, lang).into_iter().map(Datum::text).collect();
        match &cell.refused {
            Some(_) => row.extend(scales.iter().map(|_| Datum::none())),
            None => row.extend(
                cell.metrics
                    .iter()
                    .zip(of.metrics.iter().zip(&scales))
                    .map(|(it, (metric, scale))| figure(it, metric.unit, scale, lang)),
            ),
        }
        row.resize(of.inputs.len() + of.metrics.len(), Datum::none());
        row.push(Datum::text(cell.refused.as_ref().map_or("", |why| lang.pick(&why.ko, &why.en))));
        table.row(row);
    }
    let skewed = of.cells.iter().flat_map(|it| &it.metrics).any(|it| it.skewed);
    table.notes.extend(skewed_note(skewed || of.metrics.iter().any(|it| it.estimate.skewed), lang));
    table
}

pub(super) fn indices(of: &Swept, lang: Lang) -> DataTable {
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
            table.row([
                Datum::text(name.clone()),
                Datum::text(input_label(of, &it.path, lang)),
                index(&it.first, lang),
                index(&it.total, lang),
                Datum::text(range_of(of, &it.path, lang)),
            ]);
        }
        table.notes.extend(
            sweep::of_variance(of, metric, found, lang).into_iter().map(|it| format!("{name}: {it}")),
        );
    }
    table
}

/// An index with its interval.
pub(super) fn index(it: &SweepInterval, lang: Lang) -> Datum {
    let [value, lo, hi] = [it.value, it.lo, it.hi].map(|x| format::decimal(x, 2));
    let text = say!(lang, "{value} ({lo}~{hi})", "{value} ({lo} to {hi})");
    let value = Native::Interval { mean: it.value, ends: Some((it.lo, it.hi)), shown: Shown::Decimals(2) };
    Datum { text: cells::marked(&text, lang), value }
}

pub(super) fn elementary(of: &Swept, lang: Lang) -> DataTable {
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

pub(super) fn uncertainty(of: &Swept, lang: Lang) -> DataTable {
    let drawn = of.design == SweepDesign::LatinHypercube;
    let caption =
        lang.pick("모의실험 오차와 가정의 폭", "Simulation error, and what the assumptions leave open");
    let (low, high) = if drawn && programmes::few(of.points.saturating_sub(of.refused_points)) {
        (lang.pick("가정의 범위에서 최소", "least over the ranges"), lang.pick("최대", "most"))
    } else if drawn {
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
    for (it, metric) in of.uncertainty.iter().filter_map(|it| Some((it, metric_of(of, it)?))) {
        let scale = scale_of(of, metric);
        let value = |x: Option<f64>| {
            x.map_or_else(Datum::none, |x| {
                told_from_none(cells::metric(&scale, x, None, lang), x, metric.unit)
            })
        };
        let note = match &it.spread {
            Some(spread) if drawn => parts(spread, lang),
            Some(_) | None => causes(of, it, lang),
        };
        table.row([
            Datum::text(label(&metric.id, lang)),
            figure(&metric.estimate, metric.unit, &scale, lang),
            value(it.assumed_low),
            value(it.assumed_high),
            Datum::text(note),
        ]);
    }
    table.notes.push(sweep::of_ranges(drawn, lang).to_owned());
    table
}

pub(super) fn inputs(of: &Swept, lang: Lang) -> DataTable {
    let mut table = DataTable::new("inputs", lang.pick("바꾼 입력과 범위", "Inputs and their ranges"), "")
        .texts(lang.pick("입력", "input"))
        .texts(lang.pick("시나리오의 자리", "path in the scenario"))
        .figures(lang.pick("지금", "now"))
        .figures(lang.pick("아래 끝", "lower end"))
        .figures(lang.pick("위 끝", "upper end"));
    for it in &of.inputs {
        let end = |value: &Option<String>| {
            value.as_ref().map_or_else(Datum::none, |value| Datum::text(input::value(&it.path, value, lang)))
        };
        table.row([
            Datum::text(input_label(of, &it.path, lang)),
            Datum::text(it.path.clone()),
            Datum::text(input::value(&it.path, &it.value, lang)),
            end(&it.low),
            end(&it.high),
        ]);
    }
    table
}
