//! What a solve was asked, and the values that it varies, in words.

use crate::format::{self, count, decimal, plain, set_share};
use crate::input;
use crate::metric::{Scale, label};
use crate::phrase;
use crate::words::{Lang, say};
use naru_results::{MetricUnit, Relation, SolveAxis, Solved, Unit};

/// What was looked for, as a sentence.
pub(crate) fn question(of: &Solved, lang: Lang) -> String {
    let holds = holds(of, lang);
    let counted = |axis: &SolveAxis| {
        let name = name(axis, lang);
        if axis.pool.is_some() { say!(lang, "{name} 서버 수", "number of {name} servers") } else { name }
    };
    let axes: Vec<String> = of.axes.iter().map(counted).collect();
    let axes = axes.join(", ");
    if of.question.largest {
        say!(lang, "다음을 지키는 가장 큰 {axes}: {holds}", "largest {axes} for which {holds}")
    } else {
        say!(lang, "다음을 지키는 가장 작은 {axes}: {holds}", "smallest {axes} for which {holds}")
    }
}

/// The condition with its sense: `사업 100개 중 95개 이상에서 134TF 신청의 95%가 8시간 안에 할당됨`.
pub(crate) fn holds(of: &Solved, lang: Lang) -> String {
    let condition = condition(of, lang);
    match of.question.in_programmes {
        Some(share) => {
            let (in_hundred, percent) = (plain(share * 100.0), set_share(share));
            say!(
                lang,
                "사업 100개 중 {in_hundred}개 이상에서 {condition}",
                "in {percent} of programmes or more, {condition}"
            )
        }
        None => say!(lang, "평균으로 {condition}", "on average, {condition}"),
    }
}

fn condition(of: &Solved, lang: Lang) -> String {
    let it = &of.question;
    let id = it.metric.strip_prefix("programme.").unwrap_or(&it.metric);
    let quantile = id.strip_prefix("waits.").and_then(|rest| rest.rsplit_once('.'));
    let quantile = quantile
        .and_then(|(product, figure)| Some((product, figure.strip_prefix('p')?.strip_suffix("_hours")?)));
    if let (Some((product, percent)), Relation::Below | Relation::AtMost) = (quantile, it.relation) {
        let who = if product == "all" { "GPU".to_owned() } else { phrase::product(product) };
        let hours = plain(it.bound);
        return match it.relation {
            Relation::Below => say!(
                lang,
                "{who} 신청의 {percent}%가 {hours}시간 안에 할당됨",
                "{percent}% of {who} requests start within {hours} h"
            ),
            Relation::AtMost | Relation::Above | Relation::AtLeast => say!(
                lang,
                "{who} 신청의 {percent}%가 {hours}시간까지 할당됨",
                "{percent}% of {who} requests start in {hours} h at most"
            ),
        };
    }
    let (label, bound) = (label(&it.metric, lang), bound(of, lang));
    if it.unit == MetricUnit::Day {
        return match it.relation {
            Relation::AtLeast => say!(lang, "예산이 {bound}까지 버팀", "the money lasts to {bound}"),
            Relation::Above => say!(lang, "예산이 {bound} 뒤까지 버팀", "the money lasts beyond {bound}"),
            Relation::Below => say!(lang, "예산이 {bound} 전에 소진됨", "the money is gone before {bound}"),
            Relation::AtMost => say!(lang, "예산이 {bound}까지 소진됨", "the money is gone by {bound}"),
        };
    }
    match it.relation {
        Relation::Below => say!(lang, "{label} {bound} 미만", "{label} below {bound}"),
        Relation::AtMost => say!(lang, "{label} {bound} 이하", "{label} at most {bound}"),
        Relation::Above => say!(lang, "{label} {bound} 초과", "{label} above {bound}"),
        Relation::AtLeast => say!(lang, "{label} {bound} 이상", "{label} at least {bound}"),
    }
}

pub(crate) fn bound(of: &Solved, lang: Lang) -> String {
    let it = &of.question;
    match it.unit {
        MetricUnit::Day => {
            let date = it.written.parse::<jiff::civil::Date>();
            date.map_or_else(|_| it.written.clone(), |date| format::date(date, lang))
        }
        MetricUnit::Share => set_share(it.bound),
        MetricUnit::Won => scale(of).value(it.bound, lang),
        MetricUnit::Hours
        | MetricUnit::Cards
        | MetricUnit::Requests
        | MetricUnit::SetHours
        | MetricUnit::Terabytes
        | MetricUnit::Count => plain(it.bound),
    }
}

pub(crate) fn scale(of: &Solved) -> Scale {
    Scale::of(&of.question.metric, of.question.unit, of.question.bound.abs() / 100.0, Some(of.start.0))
}

/// What an axis is called: `H100`, `67TF 단가`, or its path.
pub(crate) fn name(axis: &SolveAxis, lang: Lang) -> String {
    let path = &axis.paths[0];
    let own = axis.label.as_ref().map_or(("", ""), |it| (&it.ko, &it.en));
    let name = axis.pool.clone().unwrap_or_else(|| input::label(own, path, lang));
    match axis.paths.len() {
        1 => name,
        n => {
            let others = n - 1;
            say!(lang, "{name}(그 밖의 {others}개도 같은 비율로)", "{name} ({others} more in proportion)")
        }
    }
}

/// A value with its unit: `31대(248장)`, `9,150원/시간`.
pub(crate) fn value(axis: &SolveAxis, at: f64, cards: Option<u32>, lang: Lang) -> String {
    if axis.pool.is_some() {
        let servers = plain(at);
        return match cards {
            Some(cards) => {
                let cards = count(i64::from(cards));
                say!(lang, "{servers}대({cards}장)", "{servers} servers ({cards} cards)")
            }
            None => say!(lang, "{servers}대", "{servers} servers"),
        };
    }
    let number = bare(axis, at);
    match axis.unit {
        Some(Unit::Share) => format!("{}%", plain(at * 100.0)),
        Some(Unit::Won) => say!(lang, "{number}원", "{number} won"),
        Some(Unit::WonPerHour) => say!(lang, "{number}원/시간", "{number} won/h"),
        Some(Unit::WonPerMonth) => say!(lang, "{number}원/월", "{number} won/month"),
        Some(Unit::Hours) => say!(lang, "{number}시간", "{number} h"),
        Some(Unit::Number) | None => number,
    }
}

/// A value without its unit, with the decimals that its step needs.
pub(crate) fn bare(axis: &SolveAxis, at: f64) -> String {
    let places = (0..=8).find(|places| {
        let scaled = axis.step * format::DECIMALS[*places];
        (scaled - scaled.round()).abs() < 1e-9 * scaled.max(1.0)
    });
    decimal(at, places.unwrap_or(8))
}
