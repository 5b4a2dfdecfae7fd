//! Amounts in Hangul (금일백구십팔억원): what nobody can add a digit to.

/// A whole amount in Hangul digits, grouped by 만, 억, 조, 경; every 일 is written, as documents want it.
///
/// ```
/// # use naru_report::papers::hangul;
/// assert_eq!(hangul(1_234_567), "일백이십삼만사천오백육십칠");
/// assert_eq!(hangul(0), "영");
/// ```
pub fn hangul(amount: i64) -> String {
    const DIGITS: [&str; 10] = ["", "일", "이", "삼", "사", "오", "육", "칠", "팔", "구"];
    const PLACES: [(u64, &str); 4] = [(1_000, "천"), (100, "백"), (10, "십"), (1, "")];
    const GROUPS: [(u64, &str); 5] =
        [(10_u64.pow(16), "경"), (10_u64.pow(12), "조"), (100_000_000, "억"), (10_000, "만"), (1, "")];
    let mut out = String::new();
    for (group, name) in GROUPS {
        let four = amount.unsigned_abs() / group % 10_000;
        for (place, unit) in PLACES {
            let digit = four / place % 10;
            if digit > 0 {
                out.extend([DIGITS[digit as usize], unit]);
            }
        }
        if four > 0 {
            out.push_str(name);
        }
    }
    match amount {
        0 => "영".to_owned(),
        1.. => out,
        _ => format!("마이너스 {out}"),
    }
}

#[cfg(test)]
mod tests {
    use super::hangul;

    /// 198억 stands so in 행정업무 표기 (words of the call): 금일백구십팔억원.
    #[test]
    fn amounts_are_written_as_they_are_read_with_every_one() {
        for (amount, want) in [
            (0, "영"),
            (1, "일"),
            (10, "일십"),
            (11, "일십일"),
            (100, "일백"),
            (1_001, "일천일"),
            (9_999, "구천구백구십구"),
            (10_000, "일만"),
            (10_001, "일만일"),
            (113_560, "일십일만삼천오백육십"),
            (1_234_567, "일백이십삼만사천오백육십칠"),
            (100_000_000, "일억"),
            (100_010_000, "일억일만"),
            (19_800_000_000, "일백구십팔억"),
            (1_000_000_000_001, "일조일"),
            (-10, "마이너스 일십"),
        ] {
            assert_eq!(hangul(amount), want, "{amount}");
        }
    }
}
