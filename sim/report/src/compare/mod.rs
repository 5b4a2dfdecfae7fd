//! A comparison for people: terminal text and Markdown. The verb follows the interval.

mod best;
mod markdown;
mod notes;
mod verdict;

pub(crate) use best::best;
pub use markdown::markdown;
pub(crate) use notes::{not_shown, notes};
pub use verdict::verdict;
pub(crate) use verdict::{letter, margin, verdict_of};

use crate::format;
use crate::metric::{Scale, label};
use crate::table::{Side, Table, wrap};
use crate::words::{Lang, say};
use naru_results::{Claim, Compared, ComparedMetric, MetricUnit, PairedDifference};

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
        // A year would take the columns that the verdict needs: it is said below.
        let day = |x: f64| scale.day(x).map(|day| format::day_of_year(day, lang));
        let value = |x: Option<f64>| x.and_then(day).unwrap_or_else(|| value(metric, &scale, x, lang));
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
