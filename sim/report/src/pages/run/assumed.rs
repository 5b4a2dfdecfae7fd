//! 5. 가정별 비교 분석 and 붙임 1: what assumed inputs are worth, and all of them with value, range and reason.

use super::super::cells::{self, marked};
use super::super::{hidden_note, is_price, rounding_note};
use super::Page;
use crate::document::{Block, DataTable, Datum, Section};
use crate::input;
use crate::metric::label;
use crate::phrase;
use crate::sweep;
use crate::uncertainty;
use crate::words::{Lang, say};
use naru_results::{
    Assumed, Estimand, Estimate, HeadlineUncertainty, LargestAssumed, MetricUnit, Summary, SweepDifference,
    SweepEffect, Swept, UncertainBasis, UncertainRange, Uncertainty, Unit,
};

/// Inputs of a sweep that the report shows.
const SHOWN: usize = 10;

pub(super) fn section(page: &Page<'_>, figures: Vec<Block>) -> Section {
    let lang = page.lang;
    let mut it =
        super::section("assumptions", lang.pick("5. 가정별 비교 분석", "5. Comparison by assumption"));
    let largest: Vec<&LargestAssumed> =
        page.summary().largest_assumed.iter().filter(|it| !page.hides(&it.path)).collect();
    if let Some(first) = largest.first() {
        it.blocks.push(Block::Text(widest(
            first,
            largest.len() < page.summary().largest_assumed.len(),
            lang,
        )));
        it.blocks.push(Block::Table(by_hand(page, &largest)));
    }
    if let Some(uncertainty) = &page.folder().uncertainty {
        it.blocks.push(Block::Table(kinds(page, uncertainty)));
    }
    match page.files.tornado() {
        Some(swept) if page.hides_metric(&swept.metrics[0].id) => {}
        Some(swept) => it.blocks.push(Block::Table(effects(page, swept))),
        None if page.summary().assumed.is_empty() => {
            let none = lang
                .pick("가정값이 없어 견줄 것이 없음.", "No input is assumed: there is nothing to compare.");
            it.blocks.push(Block::Text(none.to_owned()));
        }
        None => {
            it.blocks.extend(super::outdated(page));
            it.blocks.push(Block::Text(
                lang.pick(
                    "가정값을 하나씩 범위의 끝으로 옮긴 모의실험은 이 결과에 없으며, 다음 명령으로 만듦(이 시나리오의 연구 파일로):",
                    "Assumed inputs were not simulated at the ends of their ranges; this does it (with a study of this scenario):",
                )
                .to_owned(),
            ));
            it.blocks.push(Block::Code("naru sweep scenarios/studies/tornado.ron".to_owned()));
        }
    }
    if page.options.hides_prices() {
        it.blocks.push(Block::Note(hidden_note(lang)));
    }
    let binds = figures.iter().any(|it| matches!(it, Block::Figure(it) if it.name == "what-binds"));
    it.blocks.extend(figures);
    it.blocks.extend(two_thresholds(page.summary(), lang).filter(|_| binds).map(Block::Note));
    it
}

/// How the use that the money bears and the cards in use at which the chart has it end are of one another.
fn two_thresholds(summary: &Summary, lang: Lang) -> Option<String> {
    let bears = crate::format::share(summary.budget.break_even_use?);
    Some(say!(
        lang,
        "※ 그림의 카드 가동률과 4장의 '가용 예산만큼 쓰는 평균 이용률' {bears}(손계산)는 같은 한도를 달리 잰 것임: 가동률은 투입 카드·시간 중 과금된 시간(1시간 단위 올림과 반납 전 유휴 포함, 모의실험), 이용률은 과제 지원기간 중 실제로 쓴 시간",
        "The chart's cards in use and the mean use of {bears} that the money bears (chapter 4, by hand) measure one cap in two ways: cards in use are billed hours (begun hours and idle minutes in, simulated) of the card-hours installed, mean use is hours really used of the projects' support"
    ))
}

/// What the assumption that moves the need most is worth; of those `without` prices, where some are left out.
fn widest(it: &LargestAssumed, without: bool, lang: Lang) -> String {
    let (of, among) = if without {
        ("단가를 뺀 가정 가운데 ", "Of the assumptions shown, the one")
    } else {
        ("", "The assumption")
    };
    let (name, value, range) = phrase::assumed_whole(it, lang);
    let small = super::summary::lowered(&name);
    let text = |won: i64| crate::format::money(won as f64, lang);
    let need = crate::format::range(&text(it.need_low_won), &text(it.need_high_won), lang);
    say!(
        lang,
        "{of}손계산 필요액을 가장 크게 움직이는 가정은 '{name}'(지금 {value})으로, 범위 {range}에서 필요액은 {need}억 원임. 아래는 가정값을 하나씩 범위의 양 끝에 두었을 때의 손계산이며, 대기와 소진은 들어 있지 않음.",
        "{among} that moves the need by hand most is {small} (now {value}): over its range {range} the need is {need} bn won. Below, one input at a time stands at either end of its range, by hand, without queues or the money's end."
    )
}

/// The need by hand at both ends of each range.
fn by_hand(page: &Page<'_>, largest: &[&LargestAssumed]) -> DataTable {
    let lang = page.lang;
    let mut table = DataTable::new(
        "largest-assumed",
        lang.pick(
            "가정값의 범위와 손계산 필요액(큰 것부터)",
            "Ranges of assumed inputs and the need by hand, largest first",
        ),
        lang.pick("(필요액의 단위: 억 원, VAT 포함)", "(need in bn won, VAT in)"),
    )
    .texts(lang.pick("가정", "assumption"))
    .figures(lang.pick("값", "value"))
    .figures(lang.pick("범위의 아래 끝", "range: from"))
    .figures(lang.pick("위 끝", "to"))
    .figures(lang.pick("아래 끝에서의 필요액", "need at the lower end"))
    .figures(lang.pick("위 끝에서의 필요액", "need at the upper end"));
    for it in largest {
        let value = |x: f64| in_unit(x, it.unit, lang);
        table.row([
            Datum::text(phrase::assumed_whole(it, lang).0),
            value(it.value),
            value(it.low),
            value(it.high),
            cells::won(it.need_low_won, lang),
            cells::won(it.need_high_won, lang),
        ]);
    }
    table.notes.push(rounding_note(lang));
    if largest.iter().any(|it| is_price(&it.path)) {
        let together = lang.pick(
            "※ 한 공급사에서 같은 카드를 쓰는 상품의 단가는 함께 움직인 값임(함께 협상됨)",
            "Prices of one supplier's products on the same card are moved together: they are negotiated together.",
        );
        table.notes.push(together.to_owned());
    }
    table
}

/// A value of an assumed input.
fn in_unit(x: f64, unit: Unit, lang: Lang) -> Datum {
    match unit {
        Unit::Share => {
            Datum { text: format!("{}%", crate::format::decimal(x * 100.0, 1)), ..cells::set_share(x) }
        }
        Unit::Won | Unit::WonPerHour | Unit::WonPerMonth => cells::exact_won(x.round() as i64, lang),
        Unit::Hours => cells::number(x, 1, lang),
        Unit::Number => Datum { text: crate::format::plain(x), ..cells::number(x, 3, lang) },
    }
}

/// Three kinds of uncertainty side by side, never added up.
fn kinds(page: &Page<'_>, of: &Uncertainty) -> DataTable {
    let lang = page.lang;
    let mut table = DataTable::new(
        "uncertainty",
        lang.pick("불확실성의 세 갈래(서로 더하지 않음)", "Three kinds of uncertainty, not to be added up"),
        "",
    )
    .texts(lang.pick("지표", "figure"))
    .figures(lang.pick("값(모의실험의 95% 신뢰구간)", "value (95% interval of the simulation)"))
    .figures(lang.pick("가정값에 따른 아래 끝", "assumed: from"))
    .figures(lang.pick("위 끝", "to"))
    .figures(lang.pick("해석안에 따른 아래 끝", "readings: from"))
    .figures(lang.pick("위 끝", "to"))
    .texts(lang.pick("가장 크게 움직이는 것", "what moves it most"));
    for it in of.headlines.iter().filter(|it| !page.hides_metric(&it.metric)) {
        let scale = uncertainty::scale(it);
        let ends = |range: &Option<UncertainRange>| {
            let end = |x: f64, by: &Option<String>| {
                if by.as_deref().is_some_and(|by| page.hides(by)) {
                    Datum::none()
                } else if it.unit == MetricUnit::Share {
                    cells::share(x)
                } else {
                    cells::metric(&scale, x, None, lang)
                }
            };
            range.as_ref().map_or_else(
                || [Datum::none(), Datum::none()],
                |it| [end(it.low, &it.low_by), end(it.high, &it.high_by)],
            )
        };
        let ([low, high], [less, more]) = (ends(&it.assumed), ends(&it.readings));
        let name = label(&it.metric, lang) + if by_hand_only(it) { "*" } else { "" };
        table.row([
            Datum::text(name),
            estimate(it, lang),
            low,
            high,
            less,
            more,
            Datum::text(movers(page, it)),
        ]);
    }
    table.notes = kinds_notes(of, lang);
    table
}

/// A headline figure with its interval; a share in the decimals that tell it from none.
fn estimate(it: &HeadlineUncertainty, lang: Lang) -> Datum {
    let Some(x) = it.estimate else { return Datum::none() };
    if it.unit == MetricUnit::Share {
        let of = Estimate {
            mean: Some(x),
            lo: it.lo,
            hi: it.hi,
            confidence: 0.95,
            percentiles: None,
            estimand: Estimand::PerProgramme,
            skewed: false,
        };
        return cells::share_estimate(&of, lang);
    }
    cells::metric(&uncertainty::scale(it), x, it.lo.zip(it.hi), lang)
}

fn by_hand_only(it: &HeadlineUncertainty) -> bool {
    it.assumed.as_ref().is_some_and(|of| of.basis == UncertainBasis::ByHand)
}

/// What moves a figure most, by kind; nothing of prices where they are hidden.
fn movers(page: &Page<'_>, it: &HeadlineUncertainty) -> String {
    let lang = page.lang;
    let hidden = |by: &Option<String>| by.as_deref().is_some_and(|by| page.hides(by));
    let shown = |range: &UncertainRange| {
        let mut it = range.clone();
        if hidden(&it.low_by) {
            it.low_label = None;
        }
        if hidden(&it.high_by) {
            it.high_label = None;
        }
        it
    };
    let it = HeadlineUncertainty {
        assumed: it.assumed.as_ref().map(shown),
        readings: it.readings.as_ref().map(shown),
        ..it.clone()
    };
    let causes = uncertainty::causes(&it, lang).replace('\n', "; ").replace('\u{a0}', " ");
    if causes.is_empty() { "-".to_owned() } else { causes }
}

fn kinds_notes(of: &Uncertainty, lang: Lang) -> Vec<String> {
    let mut out = vec![rounding_note(lang)];
    if of.headlines.iter().any(by_hand_only) {
        out.push(
            lang.pick(
                "* 가정값의 폭은 손계산: 하나씩 범위의 끝에 두었을 때, 대기와 소진 없이",
                "* assumed: by hand, one input at a time at the ends of its range, no queues, no end of money",
            )
            .to_owned(),
        );
    }
    let empty = |none: fn(&HeadlineUncertainty) -> bool| of.headlines.iter().any(none);
    if empty(|it| it.assumed.is_none() || it.readings.is_none()) {
        out.push(lang.pick("※ -: 구하지 않음", "-: not found out").to_owned());
    }
    out
}

/// What each input does to the first figure of a sweep, simulated.
fn effects(page: &Page<'_>, of: &Swept) -> DataTable {
    let lang = page.lang;
    let metric = &of.metrics[0];
    let scale = sweep::scale_of(of, metric);
    let name = label(&metric.id, lang);
    let (n, seed) = (of.replications, of.seed);
    let mut table = DataTable::new(
        "sweep",
        say!(
            lang,
            "가정값을 하나씩 옮긴 모의실험: {name}의 차이",
            "Inputs moved one at a time, simulated: difference in {name}"
        ),
        "",
    )
    .texts(lang.pick("입력", "input"))
    .texts(lang.pick("아래 끝", "lower end"))
    .texts(lang.pick("위 끝", "upper end"))
    .figures(lang.pick("아래 끝에서의 차이(95% 구간)", "difference at the lower end (95% interval)"))
    .figures(lang.pick("위 끝에서의 차이(95% 구간)", "at the upper end (95% interval)"));
    let size = |it: &SweepEffect| {
        let ends = [&it.metrics[0].low, &it.metrics[0].high];
        ends.into_iter().flatten().map(|end| end.difference.abs()).fold(0.0, f64::max)
    };
    let mut sorted: Vec<&SweepEffect> =
        of.effects.iter().filter(|it| !page.hides(&it.path) && size(it) > 0.0).collect();
    sorted.sort_by(|a, b| size(b).total_cmp(&size(a)));
    let difference = |it: &Option<SweepDifference>| {
        it.as_ref().map_or_else(Datum::none, |it| {
            cells::difference(&scale, it.difference, Some((it.lo, it.hi)), lang)
        })
    };
    for it in sorted.iter().take(SHOWN) {
        let input = of.inputs.iter().find(|input| input.path == it.path);
        let end = |of: Option<&String>| {
            of.map_or_else(Datum::none, |value| Datum::text(input::value(&it.path, value, lang)))
        };
        table.row([
            Datum::text(sweep::input_label(of, &it.path, lang)),
            end(input.and_then(|it| it.low.as_ref())),
            end(input.and_then(|it| it.high.as_ref())),
            difference(&it.metrics[0].low),
            difference(&it.metrics[0].high),
        ]);
    }
    table.notes.extend(
        sweep::capped(of, lang)
            .filter(|_| metric.id.ends_with("budget.spent_won"))
            .map(|it| say!(lang, "※ {it}", "{it}.")),
    );
    table.notes.push(say!(
        lang,
        "※ 모의실험 {n}회, 초깃값(시드) {seed}. 같은 사용자와 장애로 짝지은 차이(옮긴 값 - 지금)",
        "{n} replications, seed {seed}; paired differences (moved less as it stands), same users and faults."
    ));
    table
}

/// 붙임 1: every assumed input.
pub(super) fn annex(page: &Page<'_>) -> Section {
    let (summary, lang) = (page.summary(), page.lang);
    let mut it = super::section(
        "annex-assumptions",
        lang.pick("붙임 1. 가정값과 근거", "Annex 1. Assumed inputs and their reasons"),
    );
    if summary.assumed.is_empty() {
        let none =
            lang.pick("가정값 없이 모두 근거가 있는 값임.", "No input is assumed: every value has a source.");
        it.blocks.push(Block::Text(none.to_owned()));
        return it;
    }
    let shown: Vec<&Assumed> = summary.assumed.iter().filter(|it| !page.hides(&it.path)).collect();
    let mut table = DataTable::new("assumed", lang.pick("가정값과 근거", "Assumed inputs"), "")
        .texts(lang.pick("가정", "assumption"))
        .figures(lang.pick("값", "value"))
        .figures(lang.pick("범위", "range"))
        .texts(lang.pick("근거", "reason"))
        .texts(lang.pick("시나리오의 자리", "path in the scenario"));
    for it in &shown {
        table.row([
            Datum::text(input::name(&it.path, lang)),
            Datum::text(input::value(&it.path, &it.value, lang)),
            Datum::text(range(page, it)),
            Datum::text(marked(&reason(it, lang), lang)),
            Datum::text(it.path.clone()),
        ]);
    }
    table.notes.push(
        lang.pick(
            "※ 근거가 공개되지 않은 입력을 모두 적음. 범위 -: 시나리오에 범위를 두지 않음",
            "All inputs without a public source, with the reasons that the scenario gives, in its own language. Range -: the scenario gives none.",
        )
        .to_owned(),
    );
    let left_out = summary.assumed.len() - shown.len();
    if left_out > 0 {
        let hidden = hidden_note(lang);
        table.notes.push(say!(lang, "{hidden}(가정 {left_out}개)", "{hidden} ({left_out} inputs)"));
    }
    it.blocks.push(Block::Table(table));
    it
}

/// `30.2~65.4%`, or as the scenario writes it, or `-`.
fn range(page: &Page<'_>, of: &Assumed) -> String {
    let lang = page.lang;
    let largest = page.summary().largest_assumed.iter().find(|it| it.path == of.path);
    let written = of.low.as_ref().zip(of.high.as_ref());
    let written = written.map(|(low, high)| input::range(&of.path, low, high, lang));
    match (written, largest.map(|it| (phrase::assumed(it, lang), it.unit))) {
        // The knob is a factor; what people know is the use that it gives.
        (Some(written), Some(((name, _, range), Unit::Share))) => {
            say!(lang, "{written}({name} {range})", "{written} ({name} {range})")
        }
        (Some(written), Some(_) | None) => written,
        (None, Some(((name, _, range), Unit::Share))) => format!("{name} {range}"),
        (None, Some(((_, _, range), _))) => range,
        (None, None) => "-".to_owned(),
    }
}

fn reason(it: &Assumed, lang: Lang) -> String {
    match &it.changed_in {
        Some(place) => say!(lang, "바뀐 값({place})", "changed in {place}"),
        None if it.why.is_empty() => "-".to_owned(),
        None => it.why.clone(),
    }
}
