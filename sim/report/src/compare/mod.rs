//! A comparison for people: terminal text and Markdown. The verb follows the interval.

mod markdown;
mod verdict;

pub use markdown::markdown;
pub use verdict::verdict;

use crate::format;
use crate::metric::{Scale, label};
use crate::table::{Side, Table, wrap};
use crate::words::{Lang, say};
use naru_results::{
    BestOf, Claim, Compared, ComparedMetric, LeftOutKind, MetricUnit, PairedDifference, Standing,
};
pub(crate) use verdict::letter;
use verdict::{margin, zone};

/// As many scenarios as have a letter in both languages.
pub const MOST: usize = 14;

/// Values that differ, as many as a terminal shows.
const SHOWN: usize = 8;

/// What stands on the terminal: lines of at most `width` columns, 80 at least, but for names of files.
pub fn text(of: &Compared, folder: Option<&str>, lang: Lang, width: usize) -> String {
    let mut out = Lines { text: String::new(), width: width.max(80) };
    out.wrapped(&heading(of, lang), 0, 2);
    for k in 1..of.scenarios.len() {
        out.blank();
        scenario(&mut out, of, k, lang);
        out.blank();
        for line in table(of, k - 1, lang).lines(out.width) {
            out.line(&line);
        }
    }
    for block in [best(of, lang), notes(of, lang)].iter().filter(|it| !it.is_empty()) {
        out.blank();
        for note in block {
            out.wrapped(note, 0, 2);
        }
    }
    if let Some(folder) = folder {
        out.blank();
        out.line(&say!(lang, "결과: {folder}", "results: {folder}"));
    }
    out.text
}

struct Lines {
    text: String,
    width: usize,
}

impl Lines {
    fn line(&mut self, line: &str) {
        self.text.extend([line, "\n"]);
    }

    fn blank(&mut self) {
        self.text.push('\n');
    }

    fn wrapped(&mut self, text: &str, first: usize, rest: usize) {
        for line in wrap(text, self.width, first, rest) {
            self.line(&line);
        }
    }
}

/// Which scenarios, how many replications.
pub(crate) fn heading(of: &Compared, lang: Lang) -> String {
    let named = (0..).zip(&of.scenarios).map(|(k, it)| format!("{}\u{a0}{}", letter(k, lang), it.name));
    let named: Vec<String> = named.collect();
    let (named, n, seed) = (named.join(", "), format::count(of.replications.into()), of.seed);
    say!(
        lang,
        "{named}: {n}회씩 반복, 초깃값(시드) {seed}, 같은 번호의 반복끼리 짝지음",
        "{named}: {n} replications of each, seed {seed}, paired by their number"
    )
}

/// In what a scenario differs from the first, and whether the same users ask.
fn scenario(out: &mut Lines, of: &Compared, k: usize, lang: Lang) {
    out.wrapped(&against_first(of, k, lang), 0, 2);
    let it = &of.scenarios[k];
    for difference in it.differences.iter().take(SHOWN) {
        let none = lang.pick("없음", "none");
        let (before, after) = (&difference.before, &difference.after);
        let (before, after) = (before.as_deref().unwrap_or(none), after.as_deref().unwrap_or(none));
        out.wrapped(&format!("{}: {before} -> {after}", difference.path), 2, 4);
    }
    if it.differences.len() > SHOWN {
        let more = it.differences.len() - SHOWN;
        out.line(&say!(lang, "  그 밖에 {more}개: compare.json", "  {more} more: compare.json"));
    }
}

/// `나 plan-easy: 가와 다른 값 1개, 사용자는 같음`.
pub(crate) fn against_first(of: &Compared, k: usize, lang: Lang) -> String {
    let it = &of.scenarios[k];
    let (first, this, name) = (letter(0, lang), letter(k, lang), &it.name);
    if it.differences.is_empty() {
        return say!(
            lang,
            "{this} {name}: {first}와 모든 값이 같은 시나리오임",
            "{this} {name}: the same scenario as {first}, value by value"
        );
    }
    let (values, differ) = (it.differences.len(), format::counted(it.differences.len() as i64, "value"));
    let (n, same) = (of.replications, it.same_demand);
    if same == n {
        return say!(
            lang,
            "{this} {name}: {first}와 다른 값 {values}개. 사용자와 그 수요는 같음",
            "{this} {name}: {differ} other than in {first}; the same users with the same demand"
        );
    }
    say!(
        lang,
        "{this} {name}: {first}와 다른 값 {values}개. 수요가 다름({n}회 중 {same}회만 같음): 같은 난수를 쓰나 같은 사용자가 아님",
        "{this} {name}: {differ} other than in {first}; demand differs ({same} of {n} are the same): same random numbers, but not the same users"
    )
}

/// Decimals that tell whether an interval reaches 0.
pub(crate) fn scale(metric: &ComparedMetric, it: &PairedDifference, of: &Compared) -> Scale {
    let (lo, hi) = (it.lo.unwrap_or(0.0), it.hi.unwrap_or(0.0));
    let half = (hi - lo) / 2.0;
    let nearest = lo.abs().min(hi.abs());
    let smallest = match it.claim {
        Claim::Better | Claim::Worse | Claim::Larger | Claim::Smaller if nearest < half => nearest,
        Claim::Better
        | Claim::Worse
        | Claim::Larger
        | Claim::Smaller
        | Claim::Equivalent
        | Claim::Equal
        | Claim::NotShown
        | Claim::Nothing => half,
    };
    Scale::of(&metric.id, metric.unit, smallest, Some(of.start.0))
}

/// Each metric of one scenario against the first.
fn table(of: &Compared, against: usize, lang: Lang) -> Table {
    let (a, b) = (letter(0, lang), letter(against + 1, lang));
    let mut table = Table::default();
    table.column("", Side::Left).column(a, Side::Right).column(b, Side::Right);
    let less = say!(lang, "차이({b}-{a})", "{b} - {a}");
    table.column(&less, Side::Left);
    for metric in &of.metrics {
        let it = &metric.against[against];
        let scale = scale(metric, it, of);
        let value = |x: Option<f64>| value(metric, &scale, x, lang);
        table.row(
            [label(&metric.id, lang), value(it.first), value(it.second), difference(it, &scale, lang)],
            &verdict(metric, it, against + 1, lang),
        );
    }
    table
}

/// A figure; a share that is not 0 shows a digit that says so.
pub(crate) fn value(metric: &ComparedMetric, scale: &Scale, x: Option<f64>, lang: Lang) -> String {
    let Some(x) = x else { return "-".to_owned() };
    let shown = scale.value(x, lang);
    let silent = metric.unit == MetricUnit::Share && x > 0.0 && shown.chars().all(|c| "0.%".contains(c));
    if silent { format::share(x) } else { shown }
}

/// A difference with the interval that claims are made by.
fn difference(it: &PairedDifference, scale: &Scale, lang: Lang) -> String {
    let Some(d) = it.difference else { return "-".to_owned() };
    if it.claim == Claim::Equal {
        return "0".to_owned();
    }
    let mark = if it.skewed { "*" } else { "" };
    let interval = it.lo.zip(it.hi);
    let shown = match (lang, interval) {
        // Units would take the columns that the verdict needs: they are said below.
        (Lang::En, Some((lo, hi))) => {
            let part = |x: f64| scale.difference(x, lang);
            format!("{} ({} to {})", part(d), part(lo), part(hi))
        }
        (Lang::Ko | Lang::En, _) => scale.difference_with(d, interval, lang),
    };
    format!("{shown}{mark}")
}

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
        notes.push(
            lang.pick(
                "소진일: 예산이 남은 반복은 사업이 끝난 다음 날로 셈",
                "gone on: where the money lasts, the day after the programme's last is counted",
            )
            .to_owned(),
        );
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
fn not_shown(of: &Compared, lang: Lang) -> Option<String> {
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
