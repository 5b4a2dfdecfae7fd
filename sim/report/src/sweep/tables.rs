//! The tables of a sweep that terminal and document share.

use super::{Block, Length};
use crate::format::{decimal, share};
use crate::input;
use crate::metric::{Scale, label};
use crate::table::{Row, Side, Table, cells};
use crate::words::{Lang, say};
use naru_results::{
    Estimate, SweepCell, SweepDesign, SweepDifference, SweepEffect, SweepIndices, SweepInput, SweepInterval,
    SweepMetric, SweepSpread, SweepUncertainty, Swept,
};

/// The demand's level.
pub(crate) const LEVEL: &str = "demand.level";

/// What people call an input.
///
/// The demand's level is a factor in a sweep, where its values are as written; elsewhere its label stands beside the
/// mean use that it makes.
pub(crate) fn input_label(of: &Swept, path: &str, lang: Lang) -> String {
    let label = |it: &SweepInput| input::label((&it.label.ko, &it.label.en), &it.path, lang);
    let own = of.inputs.iter().find(|it| it.path == path).filter(|_| path != LEVEL).map(label);
    // Two suppliers' prices of one product may be called alike: their paths name whose they are.
    let alone = |own: &String| of.inputs.iter().all(|it| it.path == path || label(it) != *own);
    own.filter(alone).unwrap_or_else(|| input::name(path, lang))
}

/// Cells of an input's name beside two differences with their intervals at 80 columns.
const NAME: usize = 24;

/// The same where there is little room: of a long path, its last keys.
fn short_label(of: &Swept, path: &str, length: Length, lang: Lang) -> String {
    let name = input_label(of, path, lang);
    if length == Length::Whole || cells(&name) <= NAME {
        return name;
    }
    let mut rest = &*name;
    while let Some((_, after)) = rest.split_once('.').filter(|_| cells(rest) + 2 > NAME) {
        rest = after;
    }
    format!("..{rest}")
}

/// A value as written, for a reader: `7_920` with commas, a text without its quotes.
pub(crate) fn written(value: &str) -> String {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if value.contains('_') && value.split('_').all(digits) {
        return value.replace('_', ",");
    }
    if digits(value) && value.len() > 4 {
        return value.parse().map_or_else(|_| value.to_owned(), crate::format::count);
    }
    value.trim_matches('"').to_owned()
}

/// The decimals that the differences of a metric need.
pub(crate) fn scale_of(of: &Swept, metric: &SweepMetric) -> Scale {
    let half = |lo: Option<f64>, hi: Option<f64>| lo.zip(hi).map_or(0.0, |(lo, hi)| (hi - lo) / 2.0);
    let base = half(metric.estimate.lo, metric.estimate.hi);
    Scale::of(&metric.id, metric.unit, base, Some(of.start.0))
}

/// An estimate with its interval, marked where that is not to be trusted.
pub(crate) fn estimate(it: &Estimate, scale: &Scale, lang: Lang) -> String {
    let Some(mean) = it.mean else { return "-".to_owned() };
    let mean = scale.value(mean, lang);
    let skewed = if it.skewed { "*" } else { "" };
    match it.lo.zip(it.hi) {
        Some((lo, hi)) => {
            let range = scale.between(lo, hi, lang);
            format!("{mean} ({range}){skewed}")
        }
        None => mean,
    }
}

/// A difference with its interval, marked likewise; `-` where there is none.
pub(crate) fn difference(it: Option<&SweepDifference>, scale: &Scale, lang: Lang) -> String {
    let Some(it) = it else { return "-".to_owned() };
    let skewed = if it.skewed { "*" } else { "" };
    scale.difference_with(it.difference, Some((it.lo, it.hi)), lang) + skewed
}

/// What each input does to one metric.
pub(super) fn effects(of: &Swept, at: usize, length: Length, lang: Lang) -> Block {
    let metric = &of.metrics[at];
    let limit = length.rows();
    let scale = scale_of(of, metric);
    let size = |it: &SweepEffect| {
        let ends = [&it.metrics[at].low, &it.metrics[at].high];
        ends.into_iter().flatten().map(|end| end.difference.abs()).fold(0.0, f64::max)
    };
    let mut sorted: Vec<&SweepEffect> = of.effects.iter().collect();
    sorted.sort_by(|a, b| size(b).total_cmp(&size(a)));
    let moving = sorted.iter().filter(|it| size(it) > 0.0).count();
    let mut table = Table::default();
    table.column(lang.pick("입력", "input"), Side::Left);
    table.column(lang.pick("아래 끝에서", "at the\nlower end"), Side::Right);
    table.column(lang.pick("위 끝에서", "at the\nupper end"), Side::Right);
    for it in sorted.iter().take(limit.min(moving)) {
        let ends = &it.metrics[at];
        let end = |it: &Option<SweepDifference>| difference(it.as_ref(), &scale, lang);
        let name = short_label(of, &it.path, length, lang);
        table.row([name, end(&ends.low), end(&ends.high)], &range_of(of, &it.path, lang));
    }
    let mut notes = Vec::new();
    if moving > limit {
        let rest = moving - limit;
        notes.push(say!(lang, "그 밖에 {rest}개는 이보다 적게 움직임", "{rest} more move it less"));
    }
    if moving < sorted.len() {
        let still = sorted.len() - moving;
        let n = of.replications;
        notes.push(say!(
            lang,
            "{still}개는 이 {n}회에서 조금도 움직이지 않음",
            "{still} do not move it at all in these {n} replications"
        ));
    }
    let ends = || sorted.iter().flat_map(|it| [&it.metrics[at].low, &it.metrics[at].high]).flatten();
    notes.extend(skewed_note(ends().any(|it| it.skewed), lang));
    let (name, base) = (label(&metric.id, lang), estimate(&metric.estimate, &scale, lang));
    let heading =
        say!(lang, "{name}: 지금 {base}, 하나씩 옮길 때의 차이", "{name}: {base} as it stands; differences");
    Block { heading, table, notes }
}

/// What the mark means.
pub(crate) fn skewed_note(skewed: bool, lang: Lang) -> Option<String> {
    let note = lang.pick(
        "* 한쪽으로 치우쳐 이 반복 수로는 구간을 믿기 어려움",
        "* too skewed for this number of replications: the interval is not to be trusted",
    );
    skewed.then(|| note.to_owned())
}

/// `4,100~11,000원/시간(지금 7,920)`.
pub(crate) fn range_of(of: &Swept, path: &str, lang: Lang) -> String {
    let Some(SweepInput { value, low: Some(low), high: Some(high), .. }) =
        of.inputs.iter().find(|it| it.path == path)
    else {
        return String::new();
    };
    input::range_now(path, [low, value, high], lang)
}

/// What each metric owes to chance and to inputs.
pub(super) fn uncertainty(of: &Swept, lang: Lang) -> Block {
    let drawn = of.design == SweepDesign::LatinHypercube;
    let mut table = Table::default();
    table.column(lang.pick("지표", "metric"), Side::Left);
    table.column(lang.pick("지금\n(모의실험 오차)", "as it stands\n(simulation error)"), Side::Right);
    table.column(
        if drawn {
            lang.pick("가정의 범위에서 5~95%", "5-95%\nover the ranges")
        } else {
            lang.pick("가정 하나를 바꿀 때", "one assumption\nmoved")
        },
        Side::Right,
    );
    for (it, metric) in of.uncertainty.iter().zip(&of.metrics) {
        let scale = scale_of(of, metric);
        let ends = it.assumed_low.zip(it.assumed_high);
        let range = ends.map_or_else(|| "-".to_owned(), |(low, high)| scale.between(low, high, lang));
        let remark = match &it.spread {
            Some(spread) if drawn => parts(spread, lang),
            Some(_) | None => causes(of, it, lang),
        };
        table.row([label(&metric.id, lang), estimate(&metric.estimate, &scale, lang), range], &remark);
    }
    let heading =
        lang.pick("모의실험 오차와 가정의 폭", "Simulation error, and what the assumptions leave open");
    Block { heading: heading.to_owned(), table, notes: vec![of_ranges(drawn, lang).to_owned()] }
}

/// What a width over the ranges means.
pub(crate) fn of_ranges(drawn: bool, lang: Lang) -> &'static str {
    if drawn {
        lang.pick(
            "범위 안의 값을 모두 똑같이 그럴듯하게 본 폭이며, 확률에 대한 판단이 아님",
            "every value of a range is taken as equally likely: a width, not a judgement of chances",
        )
    } else {
        lang.pick(
            "하나씩 바꾼 폭이므로, 여러 가정이 함께 어긋나면 더 벌어질 수 있음",
            "one at a time: several assumptions that fail together can lead further",
        )
    }
}

/// Which inputs make a metric lowest and highest.
pub(crate) fn causes(of: &Swept, it: &SweepUncertainty, lang: Lang) -> String {
    let by = |it: &Option<naru_results::SweepBy>| {
        it.as_ref().map(|by| {
            format!("{} {}", input_label(of, &by.path, lang), input::value(&by.path, &by.value, lang))
        })
    };
    match (by(&it.low_by), by(&it.high_by)) {
        (Some(low), Some(high)) => say!(lang, "낮게: {low}, 높게: {high}", "low: {low}; high: {high}"),
        (Some(low), None) => say!(lang, "낮게: {low}", "low: {low}"),
        (None, Some(high)) => say!(lang, "높게: {high}", "high: {high}"),
        (None, None) => String::new(),
    }
}

/// The part of one programme's variance that inputs have.
pub(crate) fn parts(spread: &SweepSpread, lang: Lang) -> String {
    let Some(own) = spread.programme_variance else { return String::new() };
    let all = spread.inputs_variance + own;
    if all <= 0.0 {
        return String::new();
    }
    let (inputs, chance) = (share(spread.inputs_variance / all), share(own / all));
    say!(lang, "분산의 {inputs}는 가정, {chance}는 우연", "of the variance {inputs} inputs, {chance} chance")
}

/// A combination's values as people write them, in the order of the inputs.
pub(crate) fn values(of: &Swept, cell: &SweepCell, lang: Lang) -> Vec<String> {
    let one = |(it, value): (&SweepInput, &String)| input::value(&it.path, value, lang);
    of.inputs.iter().zip(&cell.values).map(one).collect()
}

/// Every combination and its metrics.
pub(super) fn grid(of: &Swept, limit: usize, lang: Lang) -> Block {
    let mut table = Table::default();
    for input in &of.inputs {
        table.column(&input_label(of, &input.path, lang), Side::Left);
    }
    let scales: Vec<Scale> = of.metrics.iter().map(|it| scale_of(of, it)).collect();
    for metric in &of.metrics {
        table.column(&label(&metric.id, lang), Side::Right);
    }
    let now = of.inputs.iter().map(|it| input::value(&it.path, &it.value, lang));
    let figures = |metrics: &mut dyn Iterator<Item = &Estimate>| -> Vec<String> {
        metrics.zip(&scales).map(|(it, scale)| estimate(it, scale, lang)).collect()
    };
    let base = figures(&mut of.metrics.iter().map(|it| &it.estimate));
    let remark = lang.pick("지금", "as it stands");
    table.rows.push(Row { texts: now.chain(base).collect(), remark: remark.to_owned() });
    for cell in of.cells.iter().take(limit) {
        let mut texts = values(of, cell, lang);
        texts.extend(figures(&mut cell.metrics.iter()));
        texts.resize(of.inputs.len() + of.metrics.len(), "-".to_owned());
        let remark = cell.refused.as_ref().map_or("", |why| lang.pick(&why.ko, &why.en));
        table.rows.push(Row { texts, remark: remark.to_owned() });
    }
    let mut notes = Vec::new();
    if of.cells.len() > limit {
        let rest = of.cells.len() - limit;
        notes.push(say!(lang, "그 밖에 {rest}개 조합", "{rest} more combinations"));
    }
    let skewed = of.cells.iter().flat_map(|it| &it.metrics).any(|it| it.skewed)
        || of.metrics.iter().any(|it| it.estimate.skewed);
    notes.extend(skewed_note(skewed, lang));
    let heading = lang.pick("조합별 결과", "Every combination");
    Block { heading: heading.to_owned(), table, notes }
}

/// Sobol' indices of one metric.
pub(super) fn indices(of: &Swept, at: usize, lang: Lang) -> Block {
    let (metric, found) = (&of.metrics[at], &of.indices[at]);
    let name = label(&metric.id, lang);
    let mut table = Table::default();
    table.column(lang.pick("입력", "input"), Side::Left);
    table.column(lang.pick("혼자(S1)", "alone (S1)"), Side::Right);
    table.column(lang.pick("다른 입력과 함께(ST)", "with others (ST)"), Side::Right);
    let number = |it: &SweepInterval| {
        let [value, lo, hi] = [it.value, it.lo, it.hi].map(|x| decimal(x, 2));
        say!(lang, "{value} ({lo}~{hi})", "{value} ({lo} to {hi})")
    };
    let mut sorted: Vec<_> = found.inputs.iter().collect();
    sorted.sort_by(|a, b| b.total.value.total_cmp(&a.total.value));
    for it in sorted {
        let name = input_label(of, &it.path, lang);
        table.row([name, number(&it.first), number(&it.total)], &range_of(of, &it.path, lang));
    }
    let notes = of_variance(of, metric, found, lang);
    let heading = say!(
        lang,
        "{name}: 분산 가운데 각 입력의 몫",
        "{name}: the part of its variance that each input has"
    );
    Block { heading, table, notes }
}

/// How large the variance is, and how much of it is the simulation's; or why there are no indices.
pub(crate) fn of_variance(of: &Swept, metric: &SweepMetric, found: &SweepIndices, lang: Lang) -> Vec<String> {
    let scale = scale_of(of, metric);
    match (found.variance, found.noise_share) {
        (None, _) => vec![
            lang.pick(
                "모든 점에서 같거나, 값이 없는 점이 있어 지수가 없음",
                "no indices: it is the same at all points, or has no value at one",
            )
            .to_owned(),
        ],
        (Some(variance), noise) => {
            let sd = scale.difference(variance.sqrt(), lang);
            let spread = say!(lang, "범위 안에서의 표준편차 {sd}", "standard deviation over the ranges {sd}");
            let noise = noise.map(|it| {
                let noise = share(it.clamp(0.0, 1.0));
                say!(lang, "분산 가운데 모의실험 오차 {noise}", "of the variance {noise} is simulation error")
            });
            [Some(spread), noise].into_iter().flatten().collect()
        }
    }
}

/// Elementary effects on one metric.
pub(super) fn elementary(of: &Swept, at: usize, limit: usize, lang: Lang) -> Block {
    let (metric, found) = (&of.metrics[at], &of.elementary[at]);
    let scale = scale_of(of, metric);
    let mut table = Table::default();
    table.column(lang.pick("입력", "input"), Side::Left);
    table.column(lang.pick("크기(mu*)", "size (mu*)"), Side::Right);
    table.column(lang.pick("평균(mu)", "mean (mu)"), Side::Right);
    table.column(lang.pick("흩어짐(sigma)", "spread (sigma)"), Side::Right);
    let mut sorted: Vec<_> = found.inputs.iter().collect();
    sorted.sort_by(|a, b| b.mean_size.total_cmp(&a.mean_size));
    for it in sorted.into_iter().take(limit) {
        let [size, mean, sd] = [it.mean_size, it.mean, it.sd].map(|x| scale.difference(x, lang));
        let name = input_label(of, &it.path, lang);
        table.row([name, size, mean, sd], &range_of(of, &it.path, lang));
    }
    let name = label(&metric.id, lang);
    let heading =
        say!(lang, "{name}: 범위 전체를 옮길 때의 변화", "{name}: what a move over the whole range does");
    let notes = if found.inputs.is_empty() {
        vec![lang.pick("값이 없는 점이 있음", "it has no value at one of the points").to_owned()]
    } else {
        Vec::new()
    };
    Block { heading, table, notes }
}
