//! Sentences of a comparison's page: its title, the points of its summary, facts.

use super::super::chapters::{fact, point, prose};
use super::figures;
use crate::compare::{self, against_first, best};
use crate::document::Fact;
use crate::format::{self, Place};
use crate::metric::label;
use crate::words::{Lang, say};
use naru_results::{Claim, Compared, ComparedMetric, Standing};

/// Metrics that a point of the summary names.
const NAMED: usize = 3;
/// Facts of a page.
const FACTS: usize = 6;

/// What is claimed of each scenario, or which of several is best.
pub(super) fn title(of: &Compared, lang: Lang) -> String {
    if of.scenarios.len() == 2 {
        return standing(of, 1, lang);
    }
    let several = |standing: Standing| -> Vec<&str> {
        let all = of.best.iter().flat_map(|best| of.scenarios.iter().zip(&best.standings));
        all.filter(|(_, it)| **it == standing).map(|(it, _)| it.name.as_str()).collect()
    };
    let on = of.best.as_ref().map(|it| label(&it.metric, lang)).unwrap_or_default();
    let n = of.scenarios.len();
    match (&several(Standing::Best)[..], &several(Standing::MayBeBest)[..]) {
        ([winner], _) => say!(
            lang,
            "{on} 기준으로 시나리오 {n}개 가운데 {winner}이(가) 가장 나음",
            "By {on}, {winner} is the best of {n} scenarios"
        ),
        (_, may) if !may.is_empty() => {
            let may = may.join(", ");
            say!(
                lang,
                "{on} 기준으로 가장 나은 시나리오를 하나로 가리기 어려움: {may} 가운데 하나임",
                "By {on}, no one scenario can be told to be best: it may be {may}"
            )
        }
        (_, _) => {
            let better = (1..n).filter(|k| claims(of, *k, &[Claim::Better]) > 0).count();
            let (first, others) = (&of.scenarios[0].name, n - 1);
            say!(
                lang,
                "{first}과(와) 견준 시나리오 {others}개 가운데 나은 지표가 확인된 것은 {better}개임",
                "Of {others} scenarios against {first}, {better} are better by some metric"
            )
        }
    }
}

/// How many metrics say so of a scenario.
fn claims(of: &Compared, k: usize, wanted: &[Claim]) -> usize {
    of.metrics.iter().filter(|it| it.against.get(k - 1).is_some_and(|it| wanted.contains(&it.claim))).count()
}

/// What all claims together say of a scenario against the first.
fn standing(of: &Compared, k: usize, lang: Lang) -> String {
    let (a, b, n) = (&of.scenarios[0].name, &of.scenarios[k].name, of.metrics.len());
    let better = claims(of, k, &[Claim::Better]);
    let worse = claims(of, k, &[Claim::Worse]);
    let other = claims(of, k, &[Claim::Larger, Claim::Smaller]);
    let open = claims(of, k, &[Claim::NotShown, Claim::Nothing]);
    match (better, worse, other) {
        (0, 0, 0) if claims(of, k, &[Claim::Nothing]) == n => say!(
            lang,
            "{b}과(와) {a}은(는) 짝이 모자라 견줄 수 없음",
            "Too few pairs to compare {b} with {a}"
        ),
        (0, 0, 0) if claims(of, k, &[Claim::Equal]) == n => say!(
            lang,
            "{b}은(는) {a}과(와) 지표 {n}개가 모든 짝에서 같음",
            "{b} equals {a} in every pair, in all of {n} metrics"
        ),
        (0, 0, 0) if open == 0 => say!(
            lang,
            "{b}과(와) {a}의 차이는 지표 {n}개 모두 따지지 않을 범위 안에 있음",
            "{b} and {a} differ by less than what matters in all of {n} metrics"
        ),
        (0, 0, 0) => say!(
            lang,
            "{b}과(와) {a}의 차이가 확인되지 않음(지표 {n}개)",
            "No difference of {b} from {a} is shown ({n} metrics)"
        ),
        (0, 0, _) => say!(
            lang,
            "{b}은(는) {a}과(와) 지표 {n}개 중 {other}개에서 다르나, 나은 것도 못한 것도 확인되지 않음",
            "{b} differs from {a} in {other} of {n} metrics; neither better nor worse is shown"
        ),
        (_, 0, _) => say!(
            lang,
            "{b}은(는) {a}보다 지표 {n}개 중 {better}개에서 낫고, 못한 것은 확인되지 않음",
            "{b} is better than {a} in {better} of {n} metrics, and shown to be worse in none"
        ),
        (0, _, _) => say!(
            lang,
            "{b}은(는) {a}보다 지표 {n}개 중 {worse}개에서 못하고, 나은 것은 확인되지 않음",
            "{b} is worse than {a} in {worse} of {n} metrics, and shown to be better in none"
        ),
        (_, _, _) => say!(
            lang,
            "{b}은(는) {a}보다 지표 {n}개 중 {better}개에서 낫고 {worse}개에서 못함",
            "{b} is better than {a} in {better} of {n} metrics and worse in {worse}"
        ),
    }
}

pub(super) fn points(of: &Compared, lang: Lang) -> Vec<String> {
    let mut points = best(of, lang);
    if of.scenarios.len() > 2 {
        points.extend((1..of.scenarios.len()).map(|k| standing(of, k, lang)));
        return points;
    }
    for (word, wanted) in [
        (lang.pick("나은 것", "Better"), &[Claim::Better][..]),
        (lang.pick("못한 것", "Worse"), &[Claim::Worse]),
        (lang.pick("달라진 것", "Different"), &[Claim::Larger, Claim::Smaller]),
    ] {
        let those: Vec<&ComparedMetric> =
            of.metrics.iter().filter(|it| wanted.contains(&it.against[0].claim)).collect();
        if those.is_empty() {
            continue;
        }
        let told: Vec<String> = those.iter().take(NAMED).map(|it| from_to(it, of, lang)).collect();
        let rest = those.len().saturating_sub(NAMED);
        let more = if rest == 0 { String::new() } else { say!(lang, " 외 {rest}개", " and {rest} more") };
        points.push(point(word, &format!("{}{more}", told.join("; ")), lang));
    }
    let open = claims(of, 1, &[Claim::NotShown]);
    if open > 0 {
        let sizes = compare::not_shown(of, lang).unwrap_or_default();
        let counted = format::counted(open as i64, "metric");
        points.push(point(
            lang.pick("확인되지 않은 것", "Not shown"),
            &say!(lang, "지표 {open}개. {sizes}", "{counted}; {sizes}"),
            lang,
        ));
    }
    points.push(point(lang.pick("바꾼 값", "Changed"), &against_first(of, 1, lang), lang));
    points
}

/// `134TF 대기 95백분위수(시간) 5.2 → 3.1, 차이 △2.1 (△2.4~△1.8)`.
fn from_to(metric: &ComparedMetric, of: &Compared, lang: Lang) -> String {
    let it = &metric.against[0];
    let name = label(&metric.id, lang);
    let [first, second, difference] = figures(metric, it, of, lang).map(|it| prose(&it.text, "", lang));
    say!(
        lang,
        "{name} {first} → {second}, 차이 {difference}",
        "{name} {first} → {second}, difference {difference}"
    )
}

/// A sentence per difference, those that were shown first.
pub(super) fn facts(of: &Compared, lang: Lang) -> Vec<Fact> {
    let all = (1..of.scenarios.len()).flat_map(|k| of.metrics.iter().map(move |it| (k, it)));
    let shown = |(k, metric): &(usize, &ComparedMetric)| match metric.against[k - 1].claim {
        Claim::Better | Claim::Worse | Claim::Larger | Claim::Smaller => 0,
        Claim::Equivalent | Claim::Equal => 1,
        Claim::NotShown => 2,
        Claim::Nothing => 3,
    };
    let mut all: Vec<(usize, &ComparedMetric)> = all.collect();
    all.sort_by_key(shown);
    let told = |(k, metric): (usize, &ComparedMetric)| {
        let it = &metric.against[k - 1];
        let (a, b, n) = (&of.scenarios[0].name, &of.scenarios[k].name, format::count(it.pairs.into()));
        let [first, second, difference] = figures(metric, it, of, lang).map(|it| prose(&it.text, "", lang));
        let label = crate::solve::sentence(&label(&metric.id, lang));
        let said = compare::verdict_of(metric, it, b, (Place::Document, lang));
        let (claims, percent) = (of.claims, format::set_share(of.confidence));
        let sentence = say!(
            lang,
            "{label}: {a} {first}, {b} {second}, 짝지은 차이 {difference}. {b} 기준 판정: {said}(짝 {n}회, 판정 {claims}개를 함께 {percent}로 맞춤).",
            "{label}: {a} {first}, {b} {second}, paired difference {difference}. Verdict on {b}: {said} ({n} pairs, {claims} verdicts together at {percent})."
        );
        fact(format!("compare.{b}.{}", metric.id), difference, sentence)
    };
    all.into_iter().take(FACTS).map(told).collect()
}
