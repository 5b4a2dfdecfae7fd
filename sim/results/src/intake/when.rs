//! Times as logs have them, to whole seconds since the programme's first midnight (KST).

use jiff::civil::Date;
use naru_units::{DAY, Epoch, HOUR, Month};

/// Beyond this no log of a programme goes: some three thousand years.
const FARTHEST: i64 = 100_000_000_000;

/// A time: whole seconds since the programme's first midnight, or `2025-08-22 18:30[:00]`, ISO 8601 with `T` and with
/// or without a zone. Without one it is Korean. Parts of a second are cut. A date may be as spreadsheets show it:
/// `2025.08.22`, `2025/8/22`, `2025. 8. 22.`; these alone are the day's first second, as a spreadsheet means a time of
/// 0:00 that it shows without.
pub(super) fn time(text: &str, epoch: Epoch) -> Option<i64> {
    let bytes = text.as_bytes();
    if !bytes.is_empty() && bytes.len() <= 12 && bytes.iter().all(|b| b.is_ascii_digit() || *b == b'-') {
        // A bare date is no time: whether its beginning or its end is meant is not said.
        return text.parse().ok().filter(|s: &i64| s.abs() <= FARTHEST);
    }
    if !text.is_ascii() {
        return None;
    }
    let (day, clock, iso) = day_of(text)?;
    if clock.is_empty() && iso {
        return None;
    }
    let midnight = epoch.midnight(day).0;
    if clock.is_empty() {
        return Some(midnight);
    }
    // A zone in brackets says again what the offset says.
    let clock = clock.split('[').next().unwrap_or_default();
    let (clock, offset) = match clock.find(['Z', 'z', '+', '-']) {
        Some(at) => (clock[..at].trim_end(), offset(&clock[at..])?),
        None => (clock, 9 * HOUR),
    };
    let mut parts = clock.split(':');
    // Spreadsheets write the hour of a morning with one digit.
    let hour = parts.next()?;
    let hour = if iso { two(hour)? } else { short(hour)? };
    let minute = two(parts.next()?)?;
    let second = match parts.next() {
        Some(second) => {
            let (whole, part) = second.split_once('.').unwrap_or((second, "0"));
            if !part.bytes().all(|b| b.is_ascii_digit()) {
                return None;
            }
            two(whole)?
        }
        None => 0,
    };
    // 24:00 is the end of the day, as Korean documents write it.
    let end_of_day = hour == 24 && minute == 0 && second == 0;
    let stands = parts.next().is_none() && (hour < 24 || end_of_day) && minute < 60 && second < 60;
    stands.then(|| midnight + hour * HOUR + minute * 60 + second + 9 * HOUR - offset)
}

/// A month: `2025-06`, `2025.06`, `2025/6`, `202506`, or a day of it with or without a time, which is what spreadsheets
/// make of a month.
pub(super) fn month(text: &str) -> Option<Month> {
    if let Some((date, ..)) = day_of(text).filter(|(_, clock, _)| clock.is_empty() || clock.contains(':')) {
        return Month::parse(&format!("{:04}-{:02}", date.year(), date.month()));
    }
    if text.len() == 6 && text.bytes().all(|b| b.is_ascii_digit()) {
        return Month::parse(&format!("{}-{}", &text[..4], &text[4..]));
    }
    let mut parts = text.split(['-', '.', '/']).map(str::trim);
    let (year, month) = (parts.next()?, parts.next()?);
    let day_or_nothing =
        parts.next().is_none_or(|day| day.is_empty() || two(&format!("{day:0>2}")).is_some());
    let nothing_more = parts.all(str::is_empty);
    let month = Month::parse(&format!("{year}-{month:0>2}"))?;
    (day_or_nothing && nothing_more).then_some(month)
}

/// The date that a text begins with, what follows it, and whether it is written as ISO 8601 has it.
fn day_of(text: &str) -> Option<(Date, &str, bool)> {
    if text.as_bytes().get(4) == Some(&b'-') {
        let (first, rest) = (text.get(..10)?, &text[10..]);
        if first.as_bytes()[7] != b'-' || !(rest.is_empty() || rest.starts_with(['T', 't', ' '])) {
            return None;
        }
        let date = of_parts(&first[..4], two(&first[5..7])?, two(&first[8..])?)?;
        return Some((date, rest.get(1..).unwrap_or_default(), true));
    }
    // With points or strokes: `2025.08.22`, `2025/8/22`, `2025. 8. 22.`.
    let separator = text.chars().nth(4).filter(|c| matches!(c, '.' | '/'))?;
    let mut parts = text.splitn(3, separator);
    let (year, month) = (parts.next()?, parts.next()?.trim());
    let last = parts.next()?.trim_start();
    let digits = last.bytes().take_while(u8::is_ascii_digit).count();
    let (day, rest) = last.split_at(digits);
    let rest = if separator == '.' { rest.strip_prefix('.').unwrap_or(rest) } else { rest };
    let clock = rest.trim_start();
    let apart = rest.is_empty() || clock.len() < rest.len();
    apart.then(|| Some((of_parts(year, short(month)?, short(day)?)?, clock, false)))?
}

fn of_parts(year: &str, month: i64, day: i64) -> Option<Date> {
    let year = two(&year[..2])? * 100 + two(&year[2..])?;
    Date::new(year as i16, month as i8, day as i8).ok()
}

fn two(text: &str) -> Option<i64> {
    match text.as_bytes() {
        [a @ b'0'..=b'9', b @ b'0'..=b'9'] => Some(i64::from(a - b'0') * 10 + i64::from(b - b'0')),
        _ => None,
    }
}

/// A number of one or two digits.
fn short(text: &str) -> Option<i64> {
    match text.as_bytes() {
        [a @ b'0'..=b'9'] => Some(i64::from(a - b'0')),
        _ => two(text),
    }
}

/// Seconds east of UTC: `Z`, `+09:00`, `+0900`, `+09`.
fn offset(text: &str) -> Option<i64> {
    let (sign, rest) = match text.as_bytes().first()? {
        b'Z' | b'z' => return (text.len() == 1).then_some(0),
        b'+' => (1, &text[1..]),
        _ => (-1, &text[1..]),
    };
    let (hours, minutes) = (rest.get(..2)?, rest.get(2..)?);
    let minutes = minutes.strip_prefix(':').unwrap_or(minutes);
    let minutes = if minutes.is_empty() { 0 } else { two(minutes)? };
    let seconds = two(hours)? * HOUR + minutes * 60;
    (seconds < DAY).then_some(sign * seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// August 22 is day 30 + 31 + 30 + 31 + 21 = 143 after April 1; 18:30 is 66,600 s into it.
    #[test]
    fn times_as_logs_have_them() {
        let epoch = Epoch(Date::constant(2025, 4, 1));
        let evening = 143 * 86_400 + 66_600;
        for (text, want) in [
            ("66600", Some(66_600)),
            ("-1", Some(-1)),
            ("2025-08-22 18:30", Some(evening)),
            ("2025-08-22 18:30:07", Some(evening + 7)),
            ("2025-08-22T18:30:07.9", Some(evening + 7)),
            ("2025-08-22T09:30:00Z", Some(evening)),
            ("2025-08-22T18:30:00+09:00", Some(evening)),
            ("2025-08-22T18:30:00+09:00[Asia/Seoul]", Some(evening)),
            ("2025-08-22T05:30:00-0400", Some(evening)),
            ("2025-08-22 18:30 +09", Some(evening)),
            ("2025-03-31T15:00:00Z", Some(0)),
            ("2025-08-22 24:00", Some(144 * 86_400)),
            ("2025-08-22 24:01", None),
            ("2025-02-29 00:00", None),
            ("2025-13-01 00:00", None),
            ("2025-08-22", None),
            ("2025.08.22 18:30", Some(evening)),
            ("2025/08/22 18:30:07", Some(evening + 7)),
            ("2025/8/22 18:30", Some(evening)),
            ("2025. 8. 22. 18:30", Some(evening)),
            ("2025. 8. 22 18:30", Some(evening)),
            ("2025. 8. 22. 9:05", Some(143 * 86_400 + 9 * 3_600 + 300)),
            ("2025/08/22 24:00", Some(144 * 86_400)),
            ("2025.08.22", Some(143 * 86_400)),
            ("2025/08/22", Some(143 * 86_400)),
            ("2025. 8. 22.", Some(143 * 86_400)),
            ("2025.08.2218:30", None),
            ("2025.08/22 18:30", None),
            ("2025.13.01 00:00", None),
            ("2025. 2. 29.", None),
            ("2025/08", None),
            ("2025.", None),
            ("2025/8/22/1", None),
            ("2025-8-22 18:30", None),
            ("2025-08-22 18:60", None),
            ("22.08.2025 18:30", None),
            ("2025-08-22 6:30 PM", None),
            ("soon", None),
            ("", None),
        ] {
            assert_eq!(time(text, epoch), want, "{text}");
        }
    }

    #[test]
    fn months_as_spreadsheets_have_them() {
        let june = Month { year: 2025, month: 6 };
        for (text, want) in [
            ("2025-06", Some(june)),
            ("2025.06", Some(june)),
            ("2025. 6.", Some(june)),
            ("2025.06.30", Some(june)),
            ("2025/06/30", Some(june)),
            ("2025. 6. 30.", Some(june)),
            ("2025-06-30 00:00:00", Some(june)),
            ("2025. 6. 30. 0:00", Some(june)),
            ("2025/6", Some(june)),
            ("202506", Some(june)),
            ("2025-06-01", Some(june)),
            ("2025-13", None),
            ("June", None),
            ("", None),
        ] {
            assert_eq!(month(text), want, "{text}");
        }
    }
}
