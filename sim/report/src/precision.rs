//! How precise a run has become: in a line on the terminal, in a table of half-widths against replications in
//! `summary.md`.

use crate::metric::{Scale, label};
use crate::table::{Side, Table, wrap};
use crate::words::{Lang, say};
use naru_results::{Look, LookFigure, Precision};

/// What people call a headline figure.
fn name(metric: &str, lang: Lang) -> String {
    match metric {
        "budget.exhausted_on.p50" => lang.pick("소진일(중앙값)", "gone on (median)").to_owned(),
        id => label(id, lang),
    }
}

/// `±0.14`, in the figure's unit.
/// `-` where there is no interval.
fn half(figure: &LookFigure, width: Option<f64>, lang: Lang) -> String {
    let Some(width) = width else { return "-".to_owned() };
    let narrowest = figure.half_width.unwrap_or(figure.target).min(figure.target);
    let scale = Scale::of(&figure.metric, figure.unit, narrowest, None);
    format!("±{}", scale.difference_with(width, None, lang))
}

fn of<'a>(look: &'a Look, metric: &str) -> Option<&'a LookFigure> {
    look.figures.iter().find(|it| it.metric == metric)
}

/// Lines for a terminal of so many cells: looks, what held it up, what was not met.
pub fn lines(precision: &Precision, lang: Lang, width: usize) -> Vec<String> {
    let Some(last) = precision.looks.last() else { return Vec::new() };
    let sizes: Vec<String> =
        precision.looks.iter().map(|look| crate::format::count(look.replications.into())).collect();
    let (count, sizes) = (sizes.len(), sizes.join(", "));
    let looks = crate::format::counted(count as i64, "look");
    let (n, most) =
        (crate::format::count(last.replications.into()), crate::format::count(precision.most.into()));
    let mut out = vec![if precision.met {
        say!(
            lang,
            "정밀도\u{a0}\u{a0}{n}회에서 모든 지표가 목표에 듦. {count}번 판정함({sizes}회)",
            "Precision\u{a0}\u{a0}every figure met its target at {n} replications; {looks} ({sizes})"
        )
    } else {
        say!(
            lang,
            "정밀도\u{a0}\u{a0}상한 {most}회까지도 목표에 못 미친 지표가 있음. {count}번 판정함({sizes}회)",
            "Precision\u{a0}\u{a0}not every figure met its target within the {most} allowed; {looks} ({sizes})"
        )
    }];
    if let Some(metric) = &precision.held_up_by
        && let Some(figure) = of(last, metric)
    {
        let name = name(metric, lang);
        let (now, target) = (half(figure, figure.half_width, lang), half(figure, Some(figure.target), lang));
        out.push(say!(
            lang,
            "가장 늦은 지표: {name} {now}, 목표 {target}",
            "last to meet it: {name} {now}, target {target}"
        ));
    }
    let others = precision.unmet.iter().filter(|it| Some(*it) != precision.held_up_by.as_ref());
    let unmet: Vec<String> = others
        .filter_map(|metric| of(last, metric))
        .map(|figure| {
            let name = name(&figure.metric, lang);
            let (now, target) =
                (half(figure, figure.half_width, lang), half(figure, Some(figure.target), lang));
            if figure.half_width.is_some_and(|half_width| half_width <= figure.target) {
                say!(lang, "{name}(분포가 치우쳐 {n}회로 부족)", "{name} (skewed: {n} are too few)")
            } else {
                say!(lang, "{name} {now}(목표 {target})", "{name} {now} (target {target})")
            }
        })
        .collect();
    if !unmet.is_empty() {
        let unmet = unmet.join(", ");
        out.push(say!(lang, "못 미침: {unmet}", "not met: {unmet}"));
    }
    let indent = |i: usize| if i == 0 { 0 } else { 2 };
    out.iter().enumerate().flat_map(|(i, line)| wrap(line, width, indent(i), 4)).collect()
}

/// Half-widths against replications, a column a look, as Markdown.
pub(crate) fn table(precision: &Precision, lang: Lang) -> String {
    let mut table = Table::default();
    table.column(lang.pick("지표", "figure"), Side::Left);
    for look in &precision.looks {
        let n = crate::format::count(look.replications.into());
        table.column(&say!(lang, "{n}회", "n = {n}"), Side::Right);
    }
    table.column(lang.pick("목표", "target"), Side::Right);
    let Some(last) = precision.looks.last() else { return String::new() };
    for figure in &last.figures {
        let mut texts = vec![name(&figure.metric, lang)];
        texts.extend(precision.looks.iter().map(|look| {
            of(look, &figure.metric).map_or_else(|| "-".to_owned(), |at| half(at, at.half_width, lang))
        }));
        texts.push(half(figure, Some(figure.target), lang));
        table.rows.push(crate::table::Row { texts, remark: String::new() });
    }
    table.markdown("")
}
