//! Cells of a page's tables: a figure of a result file as its readers write it, with the value behind it.
//!
//! Texts are those of `phrase` and `format`, as the terminal writes them, with the document's mark of a decrease.

use crate::document::{Datum, Native, Shown};
use crate::format;
use crate::metric::Scale;
use crate::phrase;
use crate::tables;
use crate::words::Lang;
use jiff::civil::Date;
use naru_results::{Estimate, EstimateWon};

/// A text with the document's mark of a decrease: in Korean `△3.2` for `-3.2`, in English as it is.
///
/// A minus sign is a hyphen before a digit and after nothing, a blank, an opening bracket or `~`; every other hyphen
/// joins (`2025-04-01`, `gpu-39tf`, `18.07-18.39`).
pub(crate) fn marked(text: &str, lang: Lang) -> String {
    match lang {
        Lang::En => text.to_owned(),
        Lang::Ko => {
            let mut out = String::with_capacity(text.len());
            let mut before = ' ';
            let mut rest = text.chars().peekable();
            while let Some(c) = rest.next() {
                let number = rest.peek().is_some_and(char::is_ascii_digit);
                let alone = before.is_whitespace() || matches!(before, '(' | '~' | '[');
                out.push(if c == '-' && number && alone { '△' } else { c });
                before = c;
            }
            out
        }
    }
}

/// A whole number: `21,440`.
pub(crate) fn count(n: i64, lang: Lang) -> Datum {
    number(n as f64, 0, lang)
}

/// A number in so many decimals.
pub(crate) fn number(x: f64, places: u8, lang: Lang) -> Datum {
    let text = marked(&format::decimal(x, usize::from(places)), lang);
    Datum { text, value: Native::Number(x, Shown::Decimals(places)) }
}

/// The same, `-` where there is none.
pub(crate) fn number_or_none(x: Option<f64>, places: u8, lang: Lang) -> Datum {
    x.map_or_else(Datum::none, |x| number(x, places, lang))
}

/// A share of 1 as a percentage: its column names what it is a share of.
pub(crate) fn share(x: f64) -> Datum {
    let places = format::share_places(x) as u8;
    Datum { text: format::share(x), value: Native::Number(x, Shown::Percent(places)) }
}

/// A share that somebody set: without needless zeros.
pub(crate) fn set_share(x: f64) -> Datum {
    Datum { text: format::set_share(x), value: Native::Number(x, Shown::Percent(1)) }
}

/// Whole won in the document's unit (억 원, bn won).
pub(crate) fn won(won: i64, lang: Lang) -> Datum {
    Datum { text: marked(&format::money(won as f64, lang), lang), value: Native::Won(won) }
}

/// Whole won to the won: `7,920`.
pub(crate) fn exact_won(won: i64, lang: Lang) -> Datum {
    let text = marked(&format::count(won), lang);
    Datum { text, value: Native::Number(won as f64, Shown::ExactWon) }
}

/// A day in full: `2025. 12. 24.`.
pub(crate) fn day(day: Date, lang: Lang) -> Datum {
    Datum { text: format::date(day, lang), value: Native::Day(day) }
}

/// A number with its interval in so many decimals: `338 (335~341)`.
pub(crate) fn estimate(e: &Estimate, places: u8, lang: Lang) -> Datum {
    let text = phrase::number_estimate(e, usize::from(places), lang);
    interval(&text, e, 1.0, Shown::Decimals(places), lang)
}

/// A share with its interval: `15.0% (10.7~20.6)`. Its column names what it is a share of.
pub(crate) fn share_estimate(e: &Estimate, lang: Lang) -> Datum {
    let places = phrase::share_places(e) as u8;
    interval(&phrase::share_estimate(e, lang), e, 1.0, Shown::Percent(places), lang)
}

/// Money with its interval in the document's unit: `183.8 (182.1~185.5)`.
pub(crate) fn money_estimate(e: &EstimateWon, lang: Lang) -> Datum {
    interval(&phrase::money_estimate(e, lang), &real(e), 1.0, Shown::MoneyUnit, lang)
}

/// Money far below the document's unit, with its interval: in 만 원 or m won, which its column names. The value behind
/// it is in that unit too.
pub(crate) fn small_money_estimate(e: &EstimateWon, lang: Lang) -> Datum {
    let (unit, places) = match lang {
        Lang::Ko => (1e4, 0),
        Lang::En => (1e6, 2),
    };
    interval(&tables::small_money(e, lang), &real(e), unit, Shown::Decimals(places), lang)
}

/// A metric's value with its interval where it has one, as its scale writes it. A day is a day where the scale knows the
/// first one.
pub(crate) fn metric(scale: &Scale, x: f64, ends: Option<(f64, f64)>, lang: Lang) -> Datum {
    let middle = scale.value(x, lang);
    let text = match ends {
        Some((lo, hi)) => format!("{middle} ({})", scale.between(lo, hi, lang)),
        None => middle,
    };
    let value = scale.day(x).map_or_else(|| of_scale(scale, x, ends, lang), Native::Day);
    Datum { text: marked(&text, lang), value }
}

/// A metric's difference with its interval where it has one: `△1.09%p (△1.25~△0.93)`.
pub(crate) fn difference(scale: &Scale, d: f64, ends: Option<(f64, f64)>, lang: Lang) -> Datum {
    Datum { text: marked(&scale.difference_with(d, ends, lang), lang), value: of_scale(scale, d, ends, lang) }
}

fn of_scale(scale: &Scale, x: f64, ends: Option<(f64, f64)>, lang: Lang) -> Native {
    let (unit, shown) = scale.native(lang);
    Native::Interval { mean: x / unit, ends: ends.map(|(lo, hi)| (lo / unit, hi / unit)), shown }
}

fn real(e: &EstimateWon) -> Estimate {
    let real = |won: Option<i64>| won.map(|won| won as f64);
    Estimate {
        mean: real(e.mean),
        lo: real(e.lo),
        hi: real(e.hi),
        confidence: e.confidence,
        percentiles: None,
        estimand: e.estimand,
        skewed: e.skewed,
    }
}

fn interval(text: &str, e: &Estimate, unit: f64, shown: Shown, lang: Lang) -> Datum {
    let ends = e.lo.zip(e.hi).map(|(lo, hi)| (lo / unit, hi / unit));
    e.mean.map_or_else(Datum::none, |mean| Datum {
        text: marked(text, lang),
        value: Native::Interval { mean: mean / unit, ends, shown },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use naru_results::MetricUnit;

    #[test]
    fn a_decrease_is_marked_and_a_hyphen_that_joins_is_not() {
        for (text, want) in [
            ("-3.2", "△3.2"),
            ("-1.09%p (-1.25~-0.93)", "△1.09%p (△1.25~△0.93)"),
            ("2025-04-01 gpu-39tf NPU-60", "2025-04-01 gpu-39tf NPU-60"),
            ("3-①-나, 단가 -", "3-①-나, 단가 -"),
        ] {
            assert_eq!(marked(text, Lang::Ko), want);
            assert_eq!(marked(text, Lang::En), text);
        }
    }

    #[test]
    fn a_cell_keeps_the_value_behind_its_text() {
        let cell = won(-320_000_000, Lang::Ko);
        assert_eq!((cell.text.as_str(), cell.value), ("△3.2", Native::Won(-320_000_000)));
        let cell = won(18_380_000_000, Lang::En);
        assert_eq!((cell.text.as_str(), cell.value), ("18.38", Native::Won(18_380_000_000)));
        let cell = share(0.000_1);
        assert_eq!((cell.text.as_str(), cell.value), ("0.01%", Native::Number(0.000_1, Shown::Percent(2))));
        let scale = Scale::of("budget.spent_won", MetricUnit::Won, 3e7, None);
        let cell = difference(&scale, -9e8, Some((-9.2e8, -8.8e8)), Lang::Ko);
        assert_eq!(cell.text, "△9.0 (△9.2~△8.8)");
        let want = Native::Interval { mean: -9e8, ends: Some((-9.2e8, -8.8e8)), shown: Shown::MoneyUnit };
        assert_eq!(cell.value, want);
    }
}
