//! Kinds of uncertainty side by side, never added up.

use crate::input;
use crate::metric::{Scale, label};
use crate::sweep::LEVEL;
use crate::table::{Side, Table, wrap};
use crate::words::{Lang, say};
use naru_results::{HeadlineUncertainty, UncertainBasis, UncertainRange, Uncertainty};

/// What to run for the columns that are empty.
#[derive(Clone, Copy, Debug)]
pub struct Missing<'a> {
    /// How the program is called.
    pub program: &'a str,
    /// The scenario file with its options, as given.
    pub scenario: &'a str,
}

/// A table for a terminal of so many cells: for each headline figure its estimate, its interval, and how far assumed inputs
/// and readings of the call move it, each with what moves it most.
pub fn lines(uncertainty: &Uncertainty, missing: &Missing<'_>, lang: Lang, width: usize) -> Vec<String> {
    let mut table = Table::default();
    table
        .column(lang.pick("불확실성(따로)", "Uncertainty, apart"), Side::Left)
        .column(lang.pick("값", "value"), Side::Right)
        .column(lang.pick("모의실험\n(95%)", "simulation\n(95%)"), Side::Right)
        .column(lang.pick("가정값", "assumed"), Side::Right)
        .column(lang.pick("해석안", "readings"), Side::Right);
    for it in &uncertainty.headlines {
        let scale = scale(it);
        let value = |x: f64| scale.value(x, lang);
        let between = |low: f64, high: f64| scale.between(low, high, lang);
        let range = |of: &Option<UncertainRange>| {
            let star = |of: &UncertainRange| if of.basis == UncertainBasis::ByHand { "*" } else { "" };
            of.as_ref().map_or_else(|| "-".to_owned(), |of| between(of.low, of.high) + star(of))
        };
        let simulation = it.lo.zip(it.hi).map_or_else(|| "-".to_owned(), |(lo, hi)| between(lo, hi));
        let texts = [
            format!("  {}", label(&it.metric, lang)),
            it.estimate.map_or_else(|| "-".to_owned(), value),
            simulation,
            range(&it.assumed),
            range(&it.readings),
        ];
        table.row(texts, &causes(it, lang));
    }
    let mut out = table.lines(width);
    out.extend(notes(uncertainty, missing, lang).iter().flat_map(|note| wrap(note, width, 2, 4)));
    out
}

pub(crate) fn scale(it: &HeadlineUncertainty) -> Scale {
    let half = it.lo.zip(it.hi).map_or(0.0, |(lo, hi)| (hi - lo) / 2.0);
    Scale::of(&it.metric, it.unit, half, None)
}

/// What moves a figure most, in one line a kind.
pub(crate) fn causes(it: &HeadlineUncertainty, lang: Lang) -> String {
    let of = |range: &UncertainRange| {
        let label = |by: Option<&String>, it: Option<&naru_results::Label>| {
            // A sweep's value of the level is a factor, and no mean use.
            let factor = by.and_then(|by| by.strip_prefix(LEVEL)?.strip_prefix('='));
            let name = it.map(|it| match factor {
                Some(value) => format!("{} {value}", input::name(LEVEL, lang)),
                None => lang.pick(&it.ko, &it.en).to_owned(),
            });
            name.map(|it| it.replace(' ', "\u{a0}"))
        };
        let low = label(range.low_by.as_ref(), range.low_label.as_ref());
        let high = label(range.high_by.as_ref(), range.high_label.as_ref());
        match (low, high) {
            (Some(low), Some(high)) if low == high => Some(low),
            (Some(low), Some(high)) => Some(say!(lang, "아래 {low}, 위 {high}", "low {low}; high {high}")),
            (Some(low), None) => Some(say!(lang, "아래 {low}", "low {low}")),
            (None, Some(high)) => Some(say!(lang, "위 {high}", "high {high}")),
            (None, None) => None,
        }
    };
    let assumed = it.assumed.as_ref().and_then(of);
    let readings = it.readings.as_ref().and_then(of);
    let assumed = assumed.map(|it| say!(lang, "가정값: {it}", "assumed: {it}"));
    let readings = readings.map(|it| say!(lang, "해석안: {it}", "readings: {it}"));
    let all: Vec<String> = assumed.into_iter().chain(readings).collect();
    // A remark of two lines stands below its row.
    if all.is_empty() { String::new() } else { all.join("\n") + if all.len() == 1 { "\n" } else { "" } }
        .trim_end_matches('\n')
        .to_owned()
}

fn notes(uncertainty: &Uncertainty, missing: &Missing<'_>, lang: Lang) -> Vec<String> {
    let mut out = Vec::new();
    let bases =
        |basis| uncertainty.headlines.iter().filter_map(|it| it.assumed.as_ref()).any(|it| it.basis == basis);
    if bases(UncertainBasis::ByHand) {
        out.push(
            lang.pick(
                "* 손계산: 가정값 하나씩 범위의 끝에 두었을 때, 대기와 소진 없이",
                "* by hand: one input at a time at the ends of its range, no queues, no end of money",
            )
            .to_owned(),
        );
    }
    let Missing { program, scenario } = missing;
    if !bases(UncertainBasis::OneAtATime) && !bases(UncertainBasis::DrawnTogether) {
        out.push(say!(
            lang,
            "가정값의 나머지: {program} sweep scenarios/studies/tornado.ron (이 시나리오의 연구 파일)",
            "the rest of assumed: {program} sweep scenarios/studies/tornado.ron (a study of this scenario)"
        ));
    }
    if uncertainty.headlines.iter().all(|it| it.readings.is_none()) {
        out.push(say!(
            lang,
            "해석안: {program} readings {scenario}",
            "readings: {program} readings {scenario}"
        ));
    }
    out
}
