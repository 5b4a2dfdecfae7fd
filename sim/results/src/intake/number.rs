//! Whole numbers as spreadsheets and people write them.

/// No figure of a programme is larger, and products of two of them fit 128 bits.
const MOST: i64 = 1_000_000_000_000_000;

/// A whole number: `1234567`, `1,234,567`, `1,234,567원`, `₩1,234,567`, `-5`, `△5`, `(5)`, `4150.0`.
pub(super) fn whole(text: &str) -> Option<i64> {
    let thousandths = thousandths(text)?;
    (thousandths % 1_000 == 0).then_some(thousandths / 1_000)
}

/// A number in thousandths, to the nearest: `2.27` hours are 2,270.
pub(super) fn thousandths(text: &str) -> Option<i64> {
    let plain = !text.is_empty() && text.len() <= 15 && text.bytes().all(|b| b.is_ascii_digit());
    if plain {
        return text.parse::<i64>().ok().map(|n| n * 1_000);
    }
    let text = text.trim();
    let (negative, text) = match text.strip_prefix('(').and_then(|text| text.strip_suffix(')')) {
        Some(inside) => (true, inside),
        None => match text.strip_prefix(['-', '△', '−']) {
            Some(rest) => (true, rest),
            None => (false, text),
        },
    };
    let text = text.strip_prefix(['₩', '\\']).unwrap_or(text).trim();
    let text = text.strip_suffix('원').unwrap_or(text).trim();
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !digits(part) {
        return None;
    }
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let mut number: i64 = first.parse().ok().filter(|_| digits(first))?;
    let separated = whole.len() > first.len();
    if separated && first.len() > 3 {
        return None;
    }
    for group in groups {
        if group.len() != 3 || !digits(group) {
            return None;
        }
        number = number.checked_mul(1_000)?.checked_add(group.parse().ok()?)?;
    }
    if number > MOST {
        return None;
    }
    let mut decimals = part.bytes().map(|b| i64::from(b - b'0')).chain(std::iter::repeat(0));
    let mut next = || decimals.next().expect("zeros without end");
    let part = next() * 100 + next() * 10 + next() + i64::from(next() >= 5);
    let number = number * 1_000 + part;
    Some(if negative { -number } else { number })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_as_people_write_them() {
        for (text, want) in [
            ("0", Some(0)),
            ("1234567", Some(1_234_567)),
            ("1,234,567", Some(1_234_567)),
            ("1,234,567원", Some(1_234_567)),
            ("₩ 15,840", Some(15_840)),
            ("-5", Some(-5)),
            ("△5", Some(-5)),
            ("(5)", Some(-5)),
            ("4150.0", Some(4_150)),
            ("4150.00", Some(4_150)),
            ("2.27", None),
            ("1,23", None),
            ("1234,567", None),
            ("", None),
            ("-", None),
            ("1e5", None),
            ("12a", None),
            ("99999999999999999999", None),
        ] {
            assert_eq!(whole(text), want, "{text}");
        }
    }

    #[test]
    fn hours_may_have_parts() {
        for (text, want) in
            [("2.27", Some(2_270)), ("2.2703", Some(2_270)), ("2.2705", Some(2_271)), ("97", Some(97_000))]
        {
            assert_eq!(thousandths(text), want, "{text}");
        }
    }
}
