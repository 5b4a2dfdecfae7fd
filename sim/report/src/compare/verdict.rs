//! What may be said of one difference: the verb follows the interval, and silence is no "no difference".

use crate::format::{self, Place};
use crate::words::{Lang, say};
use naru_results::{Claim, ComparedMetric, MetricUnit, PairedDifference};

const KOREAN: [&str; super::MOST] =
    ["가", "나", "다", "라", "마", "바", "사", "아", "자", "차", "카", "타", "파", "하"];
const ENGLISH: [&str; super::MOST] = ["A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L", "M", "N"];

/// What a scenario is called in a table: 가, 나, … or A, B, …
pub(crate) fn letter(scenario: usize, lang: Lang) -> &'static str {
    match lang {
        Lang::Ko => KOREAN[scenario],
        Lang::En => ENGLISH[scenario],
    }
}

/// What may be said of a scenario against the first.
pub fn verdict(metric: &ComparedMetric, it: &PairedDifference, scenario: usize, lang: Lang) -> String {
    verdict_of(metric, it, letter(scenario, lang), (Place::Terminal, lang))
}

/// The same of a scenario that is called so. A document has room for a blank before the unit of what does not matter.
pub(crate) fn verdict_of(
    metric: &ComparedMetric,
    it: &PairedDifference,
    b: &str,
    (place, lang): (Place, Lang),
) -> String {
    let spent = metric.id.ends_with("budget.spent_won");
    let small = metric.indifference.filter(|_| it.within_indifference);
    let small = small.map(|below| match (place, metric.unit) {
        (Place::Document, MetricUnit::Share | MetricUnit::Day) => {
            margin(metric, below, lang).replace('\u{a0}', " ")
        }
        (Place::Terminal | Place::Document, _) => short(metric, below, lang),
    });
    let said = match it.claim {
        Claim::Better => say!(lang, "{b}이(가) 나음", "{b} better"),
        Claim::Worse => say!(lang, "{b}이(가) 못함", "{b} worse"),
        Claim::Larger if spent => say!(lang, "{b}이(가) 더 씀", "spends more"),
        Claim::Smaller if spent => say!(lang, "{b}이(가) 덜 씀", "spends less"),
        Claim::Larger => say!(lang, "{b}이(가) 더 큼", "{b} larger"),
        Claim::Smaller => say!(lang, "{b}이(가) 더 작음", "{b} smaller"),
        Claim::Equivalent => {
            let below = small.unwrap_or_default();
            return say!(lang, "{below} 이내", "within {below}");
        }
        Claim::Equal => return lang.pick("모두 같음", "all equal").to_owned(),
        Claim::NotShown => return lang.pick("확인 안 됨", "not shown").to_owned(),
        Claim::Nothing => return lang.pick("짝이 모자람", "too few pairs").to_owned(),
    };
    match small {
        Some(below) => say!(lang, "{said}({below} 이내)", "{said}, within {below}"),
        None => said,
    }
}

/// The same without a unit that stands in the metric's name.
fn short(metric: &ComparedMetric, x: f64, lang: Lang) -> String {
    let whole = margin(metric, x, lang);
    let bare = whole.trim_end_matches(|c: char| !c.is_ascii_digit());
    match metric.unit {
        MetricUnit::Share | MetricUnit::Day => whole.replace('\u{a0}', ""),
        MetricUnit::Hours
        | MetricUnit::Won
        | MetricUnit::Cards
        | MetricUnit::Requests
        | MetricUnit::SetHours
        | MetricUnit::Terabytes
        | MetricUnit::Count => bare.to_owned(),
    }
}

/// A size in a metric's unit, as short as it is: `0.1시간`, `5%p`, `0.2억 원`.
pub(crate) fn margin(metric: &ComparedMetric, x: f64, lang: Lang) -> String {
    let plain = |x: f64| format::plain(x);
    match metric.unit {
        MetricUnit::Hours => {
            let x = plain(x);
            say!(lang, "{x}시간", "{x} h")
        }
        MetricUnit::Share => {
            let x = plain(x * 100.0);
            say!(lang, "{x}%p", "{x} pp")
        }
        MetricUnit::Won if metric.id.ends_with("revenue_per_card_month_won") => {
            let (ko, en) = (plain(x / 1e4), plain(x / 1e3));
            say!(lang, "{ko}만 원", "{en} k won")
        }
        MetricUnit::Won => {
            let (ko, en) = (plain(x / 1e8), plain(x / 1e9));
            say!(lang, "{ko}억 원", "{en} bn won")
        }
        MetricUnit::Day => {
            let x = plain(x);
            say!(lang, "{x}일", "{x} days")
        }
        MetricUnit::Cards
        | MetricUnit::Requests
        | MetricUnit::SetHours
        | MetricUnit::Terabytes
        | MetricUnit::Count => plain(x),
    }
    .replace(' ', "\u{a0}")
}

/// What does not matter in a unit.
pub(crate) fn zone(metric: &ComparedMetric, lang: Lang) -> String {
    let below = margin(metric, metric.indifference.unwrap_or_default(), lang);
    let of = match metric.unit {
        MetricUnit::Hours => lang.pick("대기", "waits"),
        MetricUnit::Share if metric.chance => lang.pick("확률", "chances"),
        MetricUnit::Share => lang.pick("비율", "shares"),
        MetricUnit::Won => lang.pick("금액", "money"),
        MetricUnit::Day => lang.pick("날짜", "dates"),
        MetricUnit::Cards => lang.pick("카드", "cards"),
        MetricUnit::Requests => lang.pick("신청", "requests"),
        MetricUnit::SetHours => lang.pick("카드시간", "card-hours"),
        MetricUnit::Terabytes => "TB",
        MetricUnit::Count => lang.pick("건수", "counts"),
    };
    format!("{of}\u{a0}{below}")
}
