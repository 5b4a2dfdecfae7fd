//! Which of several scenarios is best, and which may be.

use super::verdict::{letter, margin};
use crate::format;
use crate::metric::{Scale, label};
use crate::words::{Lang, say};
use naru_results::{BestOf, Compared, ComparedMetric, Standing};

/// Which scenario is best, which may be.
pub(crate) fn best(of: &Compared, lang: Lang) -> Vec<String> {
    let Some(best) = &of.best else { return Vec::new() };
    let Some(metric) = of.metrics.iter().find(|it| it.id == best.metric) else { return Vec::new() };
    let named = |k: usize| format!("{}\u{a0}{}", letter(k, lang), of.scenarios[k].name);
    let those = |standing: Standing| {
        let all = (0..).zip(&best.standings).filter(|(_, it)| **it == standing);
        all.map(|(k, _)| named(k)).collect::<Vec<_>>().join(", ")
    };
    let (on, pairs) = (label(&metric.id, lang), best.pairs.len());
    let percent = format::set_share(of.confidence);
    let winner = those(Standing::Best);
    let within = those(Standing::WithinIndifference);
    let (perhaps, not) = (those(Standing::MayBeBest), those(Standing::NotBest));
    let zone = metric.indifference.map_or_else(String::new, |below| margin(metric, below, lang));
    let mut parts = Vec::new();
    if !winner.is_empty() {
        parts.push(say!(lang, "가장 나음: {winner}", "best: {winner}"));
    }
    if !within.is_empty() {
        parts.push(say!(
            lang,
            "골라도 가장 나은 것보다 {zone} 넘게 못하지 않음: {within}",
            "worse than the best by less than {zone}, if at all: {within}"
        ));
    }
    if !perhaps.is_empty() {
        parts.push(say!(lang, "가장 나을 수 있음: {perhaps}", "may be best: {perhaps}"));
    }
    if !not.is_empty() {
        parts.push(say!(lang, "더 나은 것이 있음: {not}", "another is better: {not}"));
    }
    let parts = parts.join(lang.pick(". ", "; "));
    vec![
        say!(lang, "{on} 기준으로 {parts}", "by {on}, {parts}"),
        differences_of_all(best, metric, of, lang),
        say!(
            lang,
            "(모든 짝 {pairs}개의 구간을 함께 {percent}로 맞춤)",
            "(intervals of all {pairs} pairs together at {percent})"
        ),
    ]
}

/// Every pair with its interval.
fn differences_of_all(best: &BestOf, metric: &ComparedMetric, of: &Compared, lang: Lang) -> String {
    let pair = |it: &naru_results::BestPair| {
        let (Some(d), Some(lo), Some(hi)) = (it.difference, it.lo, it.hi) else { return None };
        let scale = Scale::of(&metric.id, metric.unit, (hi - lo) / 2.0, Some(of.start.0));
        let (a, b) = (letter(it.first as usize, lang), letter(it.second as usize, lang));
        let shown = scale.difference_with(d, Some((lo, hi)), lang);
        Some(format!("{b}-{a} {shown}").replace(' ', "\u{a0}"))
    };
    best.pairs.iter().filter_map(pair).collect::<Vec<_>>().join(", ")
}
