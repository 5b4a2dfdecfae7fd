//! Readings of the call: what each changes in spend.

use super::{claims_note, drawn};
use crate::charts::chart::Chart;
use crate::charts::frame::Texts;
use crate::charts::rows::{Marks, Panel, Row, Tone, signed};
use crate::format::{self, count};
use crate::metric::Scale;
use crate::phrase;
use crate::rank;
use crate::words::{Lang, say};
use naru_results::{MetricUnit, PricedReading, PricedReadings, ReadingClaim};

/// Readings that are drawn.
const READINGS: usize = 15;

pub(in super::super) fn priced(of: &PricedReadings, version: &str, lang: Lang) -> Vec<Chart> {
    let moving: Vec<&PricedReading> =
        of.readings.iter().filter(|it| it.spent_won.claim != ReadingClaim::Same).collect();
    let scale = Scale::of("budget.spent_won", MetricUnit::Won, f64::INFINITY, None);
    let row = |it: &&PricedReading| {
        let change = &it.spent_won;
        let shown = |x: f64| scale.in_unit(x, lang);
        Row {
            label: name(it, lang),
            figure: money(change.mean, (change.lo, change.hi), lang),
            says: String::new(),
            zone: None,
            limits: Vec::new(),
            marks: Marks::Interval {
                middle: Some(shown(change.mean)),
                ends: Some((shown(change.lo), shown(change.hi))),
                tone: match change.claim {
                    ReadingClaim::More => Tone::Worse,
                    ReadingClaim::Less => Tone::Better,
                    ReadingClaim::NotShown | ReadingClaim::Same => Tone::Open,
                },
            },
        }
    };
    let rows: Vec<Row> = moving.iter().take(READINGS).map(row).collect();
    let unit = lang.pick(
        "집행액의 차이(억 원), 다른 안 - 기본안",
        "change in spend (bn won), other reading - the one in force",
    );
    let panels = if rows.is_empty() { Vec::new() } else { vec![Panel { unit: unit.to_owned(), rows }] };
    let title = readings_title(&moving, lang);
    let mut notes = vec![claims_note(of.claims, of.confidence, lang)];
    let (hidden, same) = (moving.len().saturating_sub(READINGS), of.readings.len() - moving.len());
    if hidden > 0 {
        notes.push(say!(
            lang,
            "이보다 적게 바꾸는 해석안 {hidden}개는 그리지 않음",
            "{hidden} readings that change it less are not drawn"
        ));
    }
    if same > 0 {
        notes.push(say!(
            lang,
            "해석안 {same}개는 모의실험에서 집행액이 모두 같음",
            "with {same} readings spend is the same in every replication"
        ));
    }
    let described: Vec<String> =
        panels.iter().flat_map(|it| &it.rows).map(|it| format!("{}: {}", it.label, it.figure)).collect();
    let hash: String = of.scenario_hash.chars().take(8).collect();
    let (scenario, seed, n) = (lang.pick(&of.title.ko, &of.title.en), of.seed, count(of.replications.into()));
    let what = say!(
        lang,
        "{scenario} · 시나리오 {hash} · 시드 {seed} · 해석안마다 {n}회",
        "{scenario} · scenario {hash} · seed {seed} · {n} replications a reading"
    );
    let texts = Texts {
        name: "readings",
        lang,
        description: format!("{title}. {}", described.join(". ")),
        title,
        unit: lang.pick("(단위: 억 원, VAT 포함)", "(bn won, VAT included)").to_owned(),
        remark: lang
            .pick(
                "해석안을 하나씩 바꿀 때 집행액의 차이와 구간(같은 사용자와 장애). 파랑: 덜 씀, 주황: 더 씀, 빈 점: 차이가 확인되지 않음",
                "Change in spend with one reading changed, and its interval (same users and faults). Blue: less, orange: more, hollow: not shown",
            )
            .to_owned(),
        notes,
        footer: phrase::origin(&what, version, true, lang),
    };
    let none = lang.pick("집행액을 바꾸는 해석안이 없음", "no reading changes spend");
    vec![drawn(texts, panels, none)]
}

/// `T1 1시간 단위: 월 합산 뒤 올림`.
pub(super) fn name(of: &PricedReading, lang: Lang) -> String {
    let (clause, label) = (&of.clause, lang.pick(&of.label.ko, &of.label.en));
    let other = lang.pick(&of.other_label.ko, &of.other_label.en);
    format!("{clause} {label}: {other}")
}

/// `△9.0 (△9.2~△8.8)` in 억 원 or bn won; what is too small for its decimals gets more.
pub(super) fn money(won: f64, (lo, hi): (f64, f64), lang: Lang) -> String {
    let half = (hi - lo) / 2.0;
    // Tenths of 억 원 show 0.1억; a narrower interval is shown in hundredths.
    let places = match lang {
        Lang::Ko => 1 + usize::from(half < 1e7),
        Lang::En => 2 + usize::from(half < 1e7),
    };
    let unit = match lang {
        Lang::Ko => 1e8,
        Lang::En => 1e9,
    };
    // What even those show as zero is told in won.
    if won != 0.0 && won.abs() * 2.0 * libm::exp10(places as f64) < unit {
        let number = |x: f64| signed_won(x, lang);
        let (middle, lo, hi) = (number(won), number(lo), number(hi));
        return say!(lang, "{middle}원 ({lo}~{hi})", "{middle} won ({lo} to {hi})");
    }
    let number = |x: f64| signed(x / unit, places, lang);
    let (middle, lo, hi) = (number(won), number(lo), number(hi));
    say!(lang, "{middle} ({lo}~{hi})", "{middle} ({lo} to {hi})")
}

/// `△1,234`: whole won with the mark of a decrease.
fn signed_won(won: f64, lang: Lang) -> String {
    format::change(&count(won.round() as i64), lang, format::Place::Document)
}

/// What is shown to change spend most; nothing where no interval says so.
pub(super) fn readings_title(moving: &[&PricedReading], lang: Lang) -> String {
    let shown = |it: &&&PricedReading| match it.spent_won.claim {
        ReadingClaim::More | ReadingClaim::Less => true,
        ReadingClaim::NotShown | ReadingClaim::Same => false,
    };
    let largest =
        moving.iter().filter(shown).max_by(|a, b| a.spent_won.mean.abs().total_cmp(&b.spent_won.mean.abs()));
    let Some(it) = largest else {
        return lang
            .pick("집행액이 달라진다고 확인된 해석안이 없음", "No reading was shown to change spend")
            .to_owned();
    };
    let (name, won) = (name(it, lang), format::money_text(it.spent_won.mean.abs(), lang));
    let sized = |it: &PricedReading| rank::size(it.spent_won.lo, it.spent_won.hi);
    let others = moving.iter().filter(|other| !std::ptr::eq(**other, *it)).map(|it| sized(it));
    if !rank::leads(&std::iter::once(sized(it)).chain(others).collect::<Vec<_>>()) {
        return match it.spent_won.claim {
            ReadingClaim::More => say!(
                lang,
                "{name}(으)로 읽으면 평균 집행액이 {won} 늘어남. 가장 큰 차이인지는 확인되지 않음",
                "{name}: {won} more spent on average; whether the largest change is not shown"
            ),
            ReadingClaim::Less | ReadingClaim::NotShown | ReadingClaim::Same => say!(
                lang,
                "{name}(으)로 읽으면 평균 집행액이 {won} 줄어듦. 가장 큰 차이인지는 확인되지 않음",
                "{name}: {won} less spent on average; whether the largest change is not shown"
            ),
        };
    }
    match it.spent_won.claim {
        ReadingClaim::More => say!(
            lang,
            "평균으로 집행액을 가장 크게 바꾸는 해석안은 {name}({won} 늘어남)",
            "On average spend is changed most by {name} ({won} more)"
        ),
        ReadingClaim::Less | ReadingClaim::NotShown | ReadingClaim::Same => say!(
            lang,
            "평균으로 집행액을 가장 크게 바꾸는 해석안은 {name}({won} 줄어듦)",
            "On average spend is changed most by {name} ({won} less)"
        ),
    }
}
