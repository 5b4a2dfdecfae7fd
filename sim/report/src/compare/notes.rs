//! What must be said beside the differences of a comparison.

use super::verdict::{letter, margin, zone};
use crate::format;
use crate::metric::label;
use crate::words::{Lang, say};
use naru_results::{Claim, Compared, ComparedMetric, LeftOutKind, MetricUnit};

/// What must be said beside the table.
pub(crate) fn notes(of: &Compared, lang: Lang) -> Vec<String> {
    let mut notes = Vec::new();
    let all = || of.metrics.iter().flat_map(|metric| metric.against.iter().map(move |it| (metric, it)));
    let percent = format::set_share(of.confidence);
    let claims = of.claims;
    if all().any(|(_, it)| it.lo.is_some() && it.claim != Claim::Equal) {
        notes.push(say!(
            lang,
            "괄호: 차이의 구간, 판정 {claims}개를 함께 {percent}로 맞춤",
            "in brackets: interval of the difference (shares: points, dates: days), all {claims} verdicts together at {percent}"
        ));
    }
    notes.extend(zones(of, lang));
    notes.extend(not_shown(of, lang));
    let equal = all().filter(|(_, it)| it.claim == Claim::Equal).filter_map(|(_, it)| it.differs_below);
    if let Some(below) = equal.reduce(f64::max) {
        let below = format::share(below);
        notes.push(say!(
            lang,
            "모두 같음: 짝마다 같았음. 같지 않은 사업이 나올 확률은 {below} 미만({percent})",
            "all equal: in every pair. The chance of a programme in which they differ is below {below} ({percent})"
        ));
    }
    notes.extend(pairing(of, lang));
    let dropped: Vec<String> = all()
        .filter(|(_, it)| it.dropped > 0)
        .map(|(metric, it)| format!("{}\u{a0}{}", name(metric, lang), it.dropped))
        .collect();
    if !dropped.is_empty() {
        let dropped = dropped.join(", ");
        notes.push(say!(
            lang,
            "값이 없어 뺀 짝: {dropped}",
            "pairs left out, since one side has no value: {dropped}"
        ));
    }
    if all().any(|(metric, _)| metric.id.ends_with("budget.exhausted_on")) {
        let year = next_year(of, lang);
        notes.push(say!(
            lang,
            "소진일: 예산이 남은 반복은 사업이 끝난 다음 날로 셈{year}",
            "gone on: where the money lasts, the day after the programme's last is counted{year}"
        ));
    }
    if all().any(|(_, it)| it.skewed) {
        notes.push(
            lang.pick(
                "* 반복에 따라 한쪽으로 치우쳐 구간이 실제보다 좁을 수 있음",
                "* skewed over replications: the interval may be too narrow",
            )
            .to_owned(),
        );
    }
    notes.extend(left_out(of, lang));
    notes
}

/// Which dates are of the year after the first day's.
fn next_year(of: &Compared, lang: Lang) -> String {
    let start = of.start.0;
    let days = of.metrics.iter().filter(|it| it.unit == MetricUnit::Day).flat_map(|it| &it.against);
    let dates = days.flat_map(|it| [it.first, it.second]).flatten();
    let later = dates
        .map(|x| start.saturating_add(jiff::Span::new().days(x.round() as i64)))
        .filter(|day| day.year() != start.year())
        .max();
    later.map_or_else(String::new, |day| {
        let (month, year) = (format::month(day.month(), lang), day.year());
        say!(lang, "({month}은 {year}년)", " (dates in {month}: {year})")
    })
}

/// What counts as the same, by unit, as far as some verdict rests on it.
fn zones(of: &Compared, lang: Lang) -> Option<String> {
    let within = |metric: &&ComparedMetric| {
        metric.against.iter().any(|it| it.within_indifference && it.claim != Claim::Equal)
    };
    let mut zones: Vec<String> = Vec::new();
    for metric in of.metrics.iter().filter(within) {
        let zone = zone(metric, lang);
        if !zones.contains(&zone) {
            zones.push(zone);
        }
    }
    let zones = zones.join(", ");
    (!zones.is_empty()).then(|| {
        say!(
            lang,
            "이내: 차이의 90% 구간이 따지지 않을 차이({zones}) 안에 있음",
            "within: the 90% interval lies inside differences that do not matter ({zones})"
        )
    })
}

/// How large a difference that was not shown can be: of two scenarios, since with more it is a list that nobody reads.
pub(crate) fn not_shown(of: &Compared, lang: Lang) -> Option<String> {
    if of.scenarios.len() > 2 {
        return None;
    }
    let size = |metric: &ComparedMetric| {
        let it = &metric.against[0];
        let (Claim::NotShown, Some(lo), Some(hi)) = (it.claim, it.lo, it.hi) else { return None };
        let (name, most) = (name(metric, lang), margin(metric, rounded_up(lo.abs().max(hi.abs())), lang));
        Some(format!("{name}\u{a0}{most}"))
    };
    let sizes = of.metrics.iter().filter_map(size).collect::<Vec<_>>().join(", ");
    (!sizes.is_empty()).then(|| {
        say!(
            lang,
            "확인되지 않은 차이도 이보다 크지 않음(95%): {sizes}",
            "what is not shown is no larger (95%) than: {sizes}"
        )
    })
}

/// Two digits, never less than the number itself.
fn rounded_up(x: f64) -> f64 {
    if x <= 0.0 || !x.is_finite() {
        return x;
    }
    let mut unit = 1.0;
    while x / unit >= 100.0 {
        unit *= 10.0;
    }
    while x / unit < 10.0 {
        unit /= 10.0;
    }
    (x / unit).ceil() * unit
}

/// A metric's name without its unit: that stands with the value.
fn name(metric: &ComparedMetric, lang: Lang) -> String {
    let label = label(&metric.id, lang);
    let name = label.rsplit_once('(').map_or(label.as_str(), |(name, _)| name.trim_end());
    name.replace(' ', "\u{a0}")
}

/// What pairing bought, where it bought most and least.
fn pairing(of: &Compared, lang: Lang) -> Option<String> {
    let mut all: Vec<(f64, String)> = of
        .metrics
        .iter()
        .flat_map(|metric| metric.against.iter().map(move |it| (metric, it)))
        .filter_map(|(metric, it)| Some((it.variance_reduction?, name(metric, lang))))
        .collect();
    all.sort_by(|a, b| b.0.total_cmp(&a.0));
    let digits = |x: f64| format::decimal(x, usize::from(x < 10.0));
    let part = |(by, name): &(f64, String)| {
        let (part, times) = (digits(*by), digits(1.0 / by));
        let by = match *by {
            ..0.95 => say!(lang, "{times}배로 늚", "{times} times"),
            0.95..1.05 => lang.pick("그대로", "1/1").to_owned(),
            _ => say!(lang, "{part}분의 1", "1/{part}"),
        };
        format!("{name} {by}").replace(' ', "\u{a0}")
    };
    let (most, least) = (part(all.first()?), part(all.last()?));
    if all.len() == 1 {
        return Some(say!(
            lang,
            "짝지음에 따른 차이의 분산: {most}",
            "variance of the difference by pairing: {most}"
        ));
    }
    Some(say!(
        lang,
        "짝지음에 따른 차이의 분산: 가장 많이 줄어 {most}, 가장 적게 줄어 {least}",
        "variance of differences by pairing: at best {most}, at worst {least}"
    ))
}

/// What only some scenarios have.
fn left_out(of: &Compared, lang: Lang) -> Option<String> {
    let whose = |scenarios: &[u32]| {
        let letters: Vec<&str> = scenarios.iter().map(|k| letter(*k as usize, lang)).collect();
        letters.join(lang.pick("·", "+"))
    };
    let told = of.left_out.iter().map(|it| {
        let kind = match it.kind {
            LeftOutKind::Product => lang.pick("상품", "product"),
            LeftOutKind::Pool => lang.pick("자원", "pool"),
            LeftOutKind::Supplier => lang.pick("공급사", "supplier"),
        };
        let (name, whose) = (&it.name, whose(&it.scenarios));
        say!(lang, "{kind} {name}({whose})", "{kind} {name} ({whose})").replace(' ', "\u{a0}")
    });
    let told = told.collect::<Vec<_>>().join(", ");
    (!told.is_empty()).then(|| {
        say!(lang, "일부에만 있어 견주지 않은 것: {told}", "not compared, since only some have it: {told}")
    })
}
