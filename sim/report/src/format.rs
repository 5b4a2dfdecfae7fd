//! Numbers, money, dates and shares as their readers write them (행정업무 표기 in Korean).
//!
//! Only for people: files carry exact won, ISO dates and plain shares. A terminal writes a decrease as `-`, a Korean
//! document as `△`, since some terminals draw that mark double width.

use jiff::civil::{Date, Weekday};

use crate::words::{Lang, say};

/// Where a text will stand: it decides the mark of a decrease.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A terminal or a text file: `-3.2`.
    Terminal,
    /// A document: `△3.2` in Korean, `-3.2` in English.
    Document,
}

/// A whole number with a comma every three digits: `21,440,000`.
pub fn count(n: i64) -> String {
    let digits = n.unsigned_abs().to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if n < 0 {
        out.push('-');
    }
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A count with its English noun: `1 session`, `1,234 sessions`. The plural takes an s.
pub(crate) fn counted(n: i64, noun: &str) -> String {
    let s = if n == 1 { "" } else { "s" };
    format!("{} {noun}{s}", count(n))
}

/// Ten to the number of decimals.
pub(crate) const DECIMALS: [f64; 9] = [1.0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8];

/// A number with a fixed number of decimals and commas in its whole part; halves go away from zero. At most eight.
pub fn decimal(x: f64, places: usize) -> String {
    let unit = DECIMALS[places];
    let scaled = (x * unit).round() as i64;
    let (whole, part) = (scaled.abs() / unit as i64, scaled.abs() % unit as i64);
    let sign = if scaled < 0 { "-" } else { "" };
    if places == 0 {
        return format!("{sign}{}", count(whole));
    }
    format!("{sign}{}.{part:0places$}", count(whole))
}

/// Money without its unit: 억 원 with one place in Korean (`184.9`), bn won with two in English (`18.49`).
pub fn money(won: f64, lang: Lang) -> String {
    match lang {
        Lang::Ko => decimal(won / 1e8, 1),
        Lang::En => decimal(won / 1e9, 2),
    }
}

/// Money in a sentence: `184.9억 원`, `18.49 bn won`.
pub fn money_text(won: f64, lang: Lang) -> String {
    let amount = money(won, lang);
    say!(lang, "{amount}억 원", "{amount} bn won")
}

/// Exact money: `19,800,000,000원`, `19,800,000,000 won`.
pub fn exact_won(won: i64, lang: Lang) -> String {
    let amount = count(won);
    say!(lang, "{amount}원", "{amount} won")
}

/// A difference that people read as more or less: `3.2`, `-3.2`; in a Korean document `△3.2`.
pub fn change(amount: &str, lang: Lang, place: Place) -> String {
    match (amount.strip_prefix('-'), lang, place) {
        (Some(size), Lang::Ko, Place::Document) => format!("△{size}"),
        (Some(_) | None, Lang::Ko | Lang::En, Place::Terminal | Place::Document) => amount.to_owned(),
    }
}

/// Two ends of an interval: `182.1~185.5` in Korean, `18.21-18.55` in English; two numbers below zero, between which a
/// hyphen cannot be read, with `to`.
pub fn range(low: &str, high: &str, lang: Lang) -> String {
    if high.starts_with('-') {
        return say!(lang, "{low}~{high}", "{low} to {high}");
    }
    say!(lang, "{low}~{high}", "{low}-{high}")
}

/// A share of one as a percentage with the places that say something.
///
/// One place as a rule (`46.0%`); a share that one place would show as 0.0 or 100.0 gets more, until a digit tells it
/// from none or all; 0 and 1 themselves are bare (`0%`, `100%`).
pub fn share(x: f64) -> String {
    format!("{}%", percent_number(x, share_places(x)))
}

/// A share that somebody set, such as 90 % of programmes: without needless zeros (`90%`, `67.5%`).
pub fn set_share(x: f64) -> String {
    format!("{}%", plain(x * 100.0))
}

/// A number that somebody set, without needless zeros and with three decimals at most: `1`, `0.675`.
pub fn plain(x: f64) -> String {
    let text = decimal(x, 3);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A share as a bare percentage number, for use inside an interval: `44.8`, `0`, `0.02`.
pub fn percent_number(x: f64, places: usize) -> String {
    if x <= 0.0 {
        return "0".to_owned();
    }
    if x >= 1.0 {
        return "100".to_owned();
    }
    decimal(x * 100.0, places)
}

/// Decimals in which a percentage is told from 0 and from 100: at least one.
pub fn share_places(x: f64) -> usize {
    if x <= 0.0 || x >= 1.0 {
        return 1;
    }
    let from_ends = x.min(1.0 - x) * 100.0;
    (1..DECIMALS.len() - 1).find(|&places| from_ends * DECIMALS[places] >= 0.95).unwrap_or(DECIMALS.len() - 1)
}

/// A date: `2025. 4. 1.`, `2025-04-01`.
pub fn date(day: Date, lang: Lang) -> String {
    let (y, m, d) = (day.year(), day.month(), day.day());
    say!(lang, "{y}. {m}. {d}.", "{y}-{m:02}-{d:02}")
}

/// A date inside a year that is known from the text before it: `12. 20.`, `12-20`.
pub fn day_of_year(day: Date, lang: Lang) -> String {
    let (m, d) = (day.month(), day.day());
    say!(lang, "{m}. {d}.", "{m:02}-{d:02}")
}

/// A date with its weekday: `2025. 6. 3.(화)`, `2025-06-03 (Tue)`.
pub fn date_with_weekday(day: Date, lang: Lang) -> String {
    let (ko, en) = match day.weekday() {
        Weekday::Monday => ("월", "Mon"),
        Weekday::Tuesday => ("화", "Tue"),
        Weekday::Wednesday => ("수", "Wed"),
        Weekday::Thursday => ("목", "Thu"),
        Weekday::Friday => ("금", "Fri"),
        Weekday::Saturday => ("토", "Sat"),
        Weekday::Sunday => ("일", "Sun"),
    };
    let date = date(day, lang);
    say!(lang, "{date}({ko})", "{date} ({en})")
}

/// First to last day: `2025. 4. 1. ~ 12. 31.`; a last day in another year keeps its year.
pub fn period(first: Date, last: Date, lang: Lang) -> String {
    let from = date(first, lang);
    let to = if first.year() == last.year() { day_of_year(last, lang) } else { date(last, lang) };
    say!(lang, "{from} ~ {to}", "{from} to {to}")
}

/// A month under an axis: `4월`, `Apr`.
pub fn month(month: i8, lang: Lang) -> String {
    const ENGLISH: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    match lang {
        Lang::Ko => format!("{month}월"),
        Lang::En => ENGLISH[usize::from(month.unsigned_abs()) - 1].to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date as day;

    #[test]
    fn money_is_eok_with_one_place_or_bn_with_two() {
        for (won, ko, en) in [
            (18_490_000_000.0, "184.9억 원", "18.49 bn won"),
            (19_800_000_000.0, "198.0억 원", "19.80 bn won"),
            (0.0, "0.0억 원", "0.00 bn won"),
            (4_999_999.0, "0.0억 원", "0.00 bn won"),
            (5_000_000.0, "0.1억 원", "0.01 bn won"),
            (-320_000_000.0, "-3.2억 원", "-0.32 bn won"),
            (123_450_000_000_000.0, "1,234,500.0억 원", "123,450.00 bn won"),
        ] {
            assert_eq!(money_text(won, Lang::Ko), ko);
            assert_eq!(money_text(won, Lang::En), en);
        }
        assert_eq!(exact_won(19_800_000_000, Lang::Ko), "19,800,000,000원");
        assert_eq!(exact_won(-1_859, Lang::En), "-1,859 won");
    }

    #[test]
    fn a_decrease_is_a_triangle_only_in_a_korean_document() {
        for (lang, place, want) in [
            (Lang::Ko, Place::Document, "△3.2"),
            (Lang::Ko, Place::Terminal, "-3.2"),
            (Lang::En, Place::Document, "-3.2"),
            (Lang::En, Place::Terminal, "-3.2"),
        ] {
            assert_eq!(change("-3.2", lang, place), want);
            assert_eq!(change("3.2", lang, place), "3.2");
        }
    }

    #[test]
    fn counts_have_a_comma_every_three_digits() {
        for (n, want) in
            [(0, "0"), (999, "999"), (1_000, "1,000"), (21_440_000, "21,440,000"), (-1_234, "-1,234")]
        {
            assert_eq!(count(n), want);
        }
    }

    #[test]
    fn halves_go_away_from_zero_and_no_negative_zero_is_written() {
        for (x, places, want) in
            [(0.25, 1, "0.3"), (-0.25, 1, "-0.3"), (-0.04, 1, "0.0"), (2.0, 0, "2"), (1_234.5, 2, "1,234.50")]
        {
            assert_eq!(decimal(x, places), want);
        }
    }

    #[test]
    fn a_share_has_one_place_and_more_only_where_one_would_say_none_or_all() {
        for (x, want) in [
            (0.0, "0%"),
            (0.46, "46.0%"),
            (0.153, "15.3%"),
            (0.006, "0.6%"),
            (0.0009, "0.09%"),
            (0.001, "0.1%"),
            (0.0001, "0.01%"),
            (0.000_04, "0.004%"),
            (0.000_000_05, "0.000005%"),
            (0.9997, "99.97%"),
            (0.999_999_9, "99.99999%"),
            (1.0, "100%"),
        ] {
            assert_eq!(share(x), want, "{x}");
        }
    }

    #[test]
    fn what_somebody_set_has_no_needless_zeros() {
        for (x, want) in [(0.9, "90%"), (0.675, "67.5%"), (0.1, "10%"), (1.0, "100%"), (1.0 - 0.9, "10%")] {
            assert_eq!(set_share(x), want);
        }
        assert_eq!([plain(1.97), plain(1_000.0), plain(0.0)], ["1.97", "1,000", "0"]);
    }

    #[test]
    fn dates_have_points_and_spaces_in_korean_and_are_iso_in_english() {
        let (april, june, december) = (day(2025, 4, 1), day(2025, 6, 3), day(2025, 12, 31));
        assert_eq!(date(april, Lang::Ko), "2025. 4. 1.");
        assert_eq!(date(april, Lang::En), "2025-04-01");
        assert_eq!(date_with_weekday(june, Lang::Ko), "2025. 6. 3.(화)");
        assert_eq!(date_with_weekday(june, Lang::En), "2025-06-03 (Tue)");
        assert_eq!(day_of_year(december, Lang::Ko), "12. 31.");
        assert_eq!(day_of_year(april, Lang::En), "04-01");
        assert_eq!(period(april, december, Lang::Ko), "2025. 4. 1. ~ 12. 31.");
        assert_eq!(period(april, december, Lang::En), "2025-04-01 to 12-31");
        assert_eq!(period(december, day(2026, 1, 31), Lang::Ko), "2025. 12. 31. ~ 2026. 1. 31.");
    }

    #[test]
    fn months_and_intervals() {
        assert_eq!([month(4, Lang::Ko), month(12, Lang::En)], ["4월", "Dec"]);
        assert_eq!(range("44.8", "47.2", Lang::Ko), "44.8~47.2");
        assert_eq!(range("18.21", "18.55", Lang::En), "18.21-18.55");
        assert_eq!(range("-0.40", "-0.24", Lang::En), "-0.40 to -0.24");
    }
}
