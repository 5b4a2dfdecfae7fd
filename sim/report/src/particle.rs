//! Korean particles by how the word before them is read: 0.4를, 0.6을; 한도는, 대기열은; `demand.level`은, 39TF는.
//!
//! Syllables and numbers are read by rule. Of a word in Latin letters only its ending is known, so that a rare name is read
//! otherwise than a Korean would: `cup` as 컵, `out` as 아웃, but also `iron` as it is written.

use crate::papers::hangul;

/// 은 or 는: the topic.
pub fn topic(word: &str) -> &'static str {
    if last(word) == Sound::Vowel { "는" } else { "은" }
}

/// 이 or 가: the subject.
pub fn subject(word: &str) -> &'static str {
    if last(word) == Sound::Vowel { "가" } else { "이" }
}

/// 을 or 를: the object.
pub fn object(word: &str) -> &'static str {
    if last(word) == Sound::Vowel { "를" } else { "을" }
}

/// 과 or 와: with, and.
pub fn with(word: &str) -> &'static str {
    if last(word) == Sound::Vowel { "와" } else { "과" }
}

/// 으로 or 로: by, into; ㄹ takes the short one.
pub fn by(word: &str) -> &'static str {
    if last(word) == Sound::Consonant { "으로" } else { "로" }
}

/// A text with a particle in place of each pair, by the word before it: `0.5을(를)` becomes `0.5를`.
pub fn chosen(text: String) -> String {
    type Choice = fn(&str) -> &'static str;
    const PAIRS: [(&str, Choice); 5] =
        [("은(는)", topic), ("이(가)", subject), ("을(를)", object), ("과(와)", with), ("(으)로", by)];
    PAIRS.into_iter().fold(text, |text, (pair, choice)| {
        let mut parts = text.split(pair);
        let mut out = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            out.push_str(choice(&out));
            out.push_str(part);
        }
        out
    })
}

/// How a word ends when it is read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sound {
    Vowel,
    Rieul,
    Consonant,
}

fn last(word: &str) -> Sound {
    if word.ends_with("%p") {
        // 퍼센트포인트
        return Sound::Vowel;
    }
    // What is not read: brackets and what is in them at the end, quotes, points.
    let mut word = word.trim_end_matches(|c: char| !c.is_alphanumeric() && !")%".contains(c));
    while let Some((before, _)) = word.strip_suffix(')').and_then(|it| it.rsplit_once('(')) {
        word = before.trim_end();
    }
    match word.chars().last() {
        Some(c) if c.is_ascii_digit() => of_syllable(number(word)),
        Some(c @ '가'..='\u{d7a3}') => of_syllable(c),
        Some('A'..='Z') => of_letter(word),
        Some('a'..='z') => of_word(word),
        Some(_) | None => Sound::Vowel,
    }
}

/// Syllables stand in order of their last sound: none, then 27 consonants, ㄹ the eighth.
fn of_syllable(c: char) -> Sound {
    match (c as u32).wrapping_sub('가' as u32) % 28 {
        0 => Sound::Vowel,
        8 => Sound::Rieul,
        _ => Sound::Consonant,
    }
}

/// The last syllable of a number: read whole, behind its point digit by digit.
fn number(word: &str) -> char {
    let start = word
        .rfind(|c: char| !c.is_ascii_digit() && !",.".contains(c))
        .map_or(0, |at| at + word[at..].chars().next().map_or(1, char::len_utf8));
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let read = match word[start..].rsplit_once('.') {
        Some((_, behind)) => digits(&behind[behind.len() - 1..]),
        None => digits(&word[start..]),
    };
    hangul(read.parse().unwrap_or(0)).chars().last().unwrap_or('영')
}

/// An abbreviation, letter by letter: 엘, 엠, 엔, 알 end in a consonant.
fn of_letter(word: &str) -> Sound {
    match word.chars().last() {
        Some('L' | 'R') => Sound::Rieul,
        Some('M' | 'N') => Sound::Consonant,
        Some(_) | None => Sound::Vowel,
    }
}

/// A word: l, m, n and ng sound, a silent e behind them too; p, t, k, c, b behind one short vowel as well.
fn of_word(word: &str) -> Sound {
    let letters: Vec<char> = word.chars().rev().take_while(char::is_ascii_alphabetic).collect();
    let vowel = |at: usize| letters.get(at).is_some_and(|c| "aeiou".contains(c.to_ascii_lowercase()));
    match letters[..] {
        // `file`, `table`, but not `the`.
        ['l', ..] | ['e', 'l', _, _, ..] => Sound::Rieul,
        ['m' | 'n', ..] | ['g', 'n', ..] | ['e', 'm', 'm', ..] => Sound::Consonant,
        ['e', 'm' | 'n', ..] if vowel(2) => Sound::Consonant,
        ['p' | 't' | 'k' | 'c' | 'b', ..] if vowel(1) && !vowel(2) => Sound::Consonant,
        _ => Sound::Vowel,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 영, 일, 삼, 육, 칠, 팔 and 십, 백, 천, 만, 억 end in a consonant; 이, 사, 오, 구 and 조 do not.
    #[test]
    fn the_particle_follows_the_reading() {
        for want in [
            "0을",
            "1을",
            "2를",
            "3을",
            "4를",
            "5를",
            "6을",
            "7을",
            "8을",
            "9를",
            "0.5를",
            "1.0을",
            "-0.3을",
            "0.05를",
            "12.9를",
            "10을",
            "200을",
            "1,000을",
            "20,000을",
            "12,345를",
            "0.5%p를",
            "3일을",
            "1,000,000,000,000를",
            "한도를",
            "대기열을",
            "H100을",
            "39TF를",
            "`demand.level`을",
            "p95_hours를",
            "자부담금(원)을",
            "plan-easy를",
            "baseline-2025를",
            "programme을",
            "idle_return을",
            "KRW를",
            "VM을",
            "floor-split을",
        ] {
            let word = &want[..want.len() - "을".len()];
            assert_eq!(format!("{word}{}", object(word)), want);
        }
    }

    #[test]
    fn a_pair_in_a_text_becomes_one_of_the_two() {
        let text = "\"언젠가\"은(는) 시각이 아님. `x.mean_hours`을(를) 적음, schema 7(으)로".to_owned();
        assert_eq!(chosen(text), "\"언젠가\"는 시각이 아님. `x.mean_hours`를 적음, schema 7로");
        assert_eq!(chosen("과제(사용자)은(는)".to_owned()), "과제(사용자)는");
    }

    #[test]
    fn each_particle_has_its_two_forms() {
        let all = |word| [topic(word), subject(word), object(word), with(word), by(word)];
        assert_eq!(all("한도"), ["는", "가", "를", "와", "로"]);
        assert_eq!(all("예산안"), ["은", "이", "을", "과", "으로"]);
        assert_eq!(all("서울"), ["은", "이", "을", "과", "로"]);
        assert_eq!([by("2"), by("7"), by("10")], ["로", "로", "으로"]);
    }
}
