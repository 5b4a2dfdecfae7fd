//! The Korean object particle after a number, by how the number is read: 0.4를, 0.5를, 0.6을.

use crate::papers::hangul;

/// A figure with 을 or 를: read as a number, digit by digit behind its point; `%p` is 퍼센트포인트.
pub(super) fn object(figure: &str) -> String {
    let particle = if ends_in_consonant(figure) { "을" } else { "를" };
    format!("{figure}{particle}")
}

fn ends_in_consonant(figure: &str) -> bool {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let read = match figure.rsplit_once('.') {
        _ if !figure.ends_with(|c: char| c.is_ascii_digit()) => figure.to_owned(),
        Some((_, behind)) => hangul(digits(&behind[behind.len() - 1..]).parse().unwrap_or(0)),
        None => hangul(digits(figure).parse().unwrap_or(0)),
    };
    // Syllables stand in order of their last sound: none, then 27 consonants.
    read.chars()
        .last()
        .is_some_and(|c| matches!(c, '가'..='\u{d7a3}') && !(c as u32 - '가' as u32).is_multiple_of(28))
}

#[cfg(test)]
mod tests {
    use super::object;

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
        ] {
            let figure = &want[..want.len() - "을".len()];
            assert_eq!(object(figure), want);
        }
    }
}
