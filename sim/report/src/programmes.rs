//! What may be said of where programmes lie, by how many of them were simulated: one rule for all texts.
//!
//! A percentile needs replications beyond it. Result files have the order statistics ⌈np⌉: of up to nineteen replications
//! the 5th and the 95th percentile are the smallest and the largest, and are called so; of twenty the 95th is the
//! nineteenth. No sentence counts more programmes than were simulated.

use crate::words::{Lang, say};

/// Of so many replications one is a twentieth: from here on the 95th percentile has one beyond it.
const TWENTY: u32 = 20;

/// Whether there are too few replications for a 5th and a 95th percentile.
pub(crate) const fn few(n: u32) -> bool {
    n < TWENTY
}

/// The replications that are at or below the 95th percentile: ⌈0.95 n⌉.
const fn within_95(n: u32) -> u32 {
    n - n / TWENTY
}

/// The subject of where most programmes lie: `사업 10회 중 9회는`, `모의실험 10회는 모두`.
pub(crate) fn most(n: u32, lang: Lang) -> String {
    if few(n) {
        say!(lang, "모의실험 {n}회는 모두", "all {n} programmes simulated")
    } else {
        lang.pick("사업 10회 중 9회는", "9 programmes in 10").to_owned()
    }
}

/// The same as the heading of one column: `사업 10회 중 9회`, `10회의 최소~최대`.
pub(crate) fn range(n: u32, lang: Lang) -> String {
    if few(n) {
        say!(lang, "{n}회의 최소~최대", "least to most of {n}")
    } else {
        lang.pick("사업 10회 중 9회", "9 programmes in 10").to_owned()
    }
}

/// The same beside a figure of a picture: `10회 중 9회`, `10회의 최소~최대`.
pub(crate) fn spread(n: u32, lang: Lang) -> String {
    if few(n) { range(n, lang) } else { lang.pick("10회 중 9회", "9 in 10").to_owned() }
}

/// The middle half beside a figure: `10회 중 5회`; of few replications the quartiles.
pub(crate) fn half(n: u32, lang: Lang) -> String {
    if few(n) {
        say!(lang, "{n}회의 사분위 범위", "quartiles of {n}")
    } else {
        lang.pick("10회 중 5회", "5 in 10").to_owned()
    }
}

/// What a band or a thin line of a picture covers.
pub(crate) fn band(n: u32, lang: Lang) -> String {
    if few(n) {
        say!(lang, "모의실험 {n}회의 최소~최대", "from the least to the most of {n} programmes simulated")
    } else {
        lang.pick("사업 10회 중 9회가 드는 범위", "where 9 programmes in 10 fall").to_owned()
    }
}

/// Headings of its two ends.
pub(crate) fn ends(n: u32, lang: Lang) -> [String; 2] {
    if few(n) {
        [say!(lang, "{n}회 중 최소", "least of {n}"), say!(lang, "{n}회 중 최대", "most of {n}")]
    } else {
        [lang.pick("사업 10회 중 9회의 아래 끝", "9 programmes in 10: from"), lang.pick("위 끝", "to")]
            .map(str::to_owned)
    }
}

/// Short names of the 5th percentile, the median and the 95th, behind what they are of.
pub(crate) fn points(n: u32, lang: Lang) -> [&'static str; 3] {
    let middle = lang.pick("중앙값", "P50");
    if few(n) {
        [lang.pick("최소", "least"), middle, lang.pick("최대", "most")]
    } else {
        [lang.pick("5%", "P5"), middle, lang.pick("95%", "P95")]
    }
}

/// Heading of the 95th percentile of a peak: `200회 중 190회 이내`, `10회 중 최대`. `gap` is a blank, or the break
/// of a heading of two lines.
pub(crate) fn stay_within(n: u32, gap: char, lang: Lang) -> String {
    if few(n) {
        return say!(lang, "{n}회 중 최대", "most of {n}");
    }
    let k = within_95(n);
    say!(lang, "{n}회 중{gap}{k}회 이내", "{k} of {n}{gap}within")
}

/// The same as a sentence's piece, the figure being `what`: `모의실험 200회 중 190회는 439장 이내`.
pub(crate) fn told_within(what: &str, n: u32, lang: Lang) -> String {
    if few(n) {
        return say!(
            lang,
            "모의실험 {n}회 중 최대는 {what}",
            "the most of {n} programmes simulated is {what}"
        );
    }
    let k = within_95(n);
    say!(lang, "모의실험 {n}회 중 {k}회는 {what} 이내", "{k} of {n} programmes simulated stay within {what}")
}

/// The same as a fact of a pool's peak.
pub(crate) fn told_of(pool: &str, what: &str, n: u32, lang: Lang) -> String {
    if few(n) {
        return say!(
            lang,
            "모의실험 {n}회 가운데 {pool}의 최대 사용이 가장 큰 것은 {what}임.",
            "Over {n} programmes simulated at most {what} {pool} cards are in use at once."
        );
    }
    let k = within_95(n);
    say!(
        lang,
        "모의실험 {n}회 중 {k}회에서 {pool}의 최대 사용은 {what} 이내임.",
        "In {k} of {n} programmes simulated no more than {what} {pool} cards are in use at once."
    )
}

/// The 5th percentile of a day: what it is called, and what it means.
pub(crate) fn early(n: u32, lang: Lang) -> [String; 2] {
    if few(n) {
        return [
            lang.pick("소진 예상일(가장 이름)", "gone on (earliest)").to_owned(),
            say!(lang, "{n}회 중 가장 이른 날", "earliest of {n}"),
        ];
    }
    let k = n.div_ceil(TWENTY);
    [
        lang.pick("소진 예상일(빠른 5%)", "gone on (earliest 5%)").to_owned(),
        say!(lang, "{n}회 중 {k}회가 이날까지 소진", "{k} of {n} by this day"),
    ]
}

/// The same in a few words: `빠른 5%: 12. 20. 이전`, `가장 이름: 12. 20.`.
pub(crate) fn early_day(day: &str, n: u32, lang: Lang) -> String {
    if few(n) {
        say!(lang, "가장 이름: {day}", "earliest: {day}")
    } else {
        say!(lang, "빠른 5%: {day} 이전", "earliest 5%: by {day}")
    }
}

/// How the range is to be read.
pub(crate) fn legend(n: u32, lang: Lang) -> String {
    if few(n) {
        return say!(
            lang,
            "모의실험이 {n}회뿐이어서 5백분위수와 95백분위수 대신 {n}회의 최소와 최대를 적음(20회부터 백분위수)",
            "With {n} replications alone, the least and the most of them stand in place of the 5th and the 95th percentile (which take 20)"
        );
    }
    say!(
        lang,
        "'사업 10회 중 9회'는 모의실험 {n}회의 5백분위수에서 95백분위수까지의 범위임",
        "'9 programmes in 10': from the 5th to the 95th percentile of the {n} programmes simulated"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// ⌈0.95 n⌉ by hand on both sides of twenty and of forty; below twenty nothing is called a percentile.
    #[test]
    fn no_sentence_counts_more_programmes_than_were_simulated() {
        for (n, want) in [
            (10, "모의실험 10회 중 최대는 439장"),
            (19, "모의실험 19회 중 최대는 439장"),
            (20, "모의실험 20회 중 19회는 439장 이내"),
            (39, "모의실험 39회 중 38회는 439장 이내"),
            (40, "모의실험 40회 중 38회는 439장 이내"),
            (200, "모의실험 200회 중 190회는 439장 이내"),
        ] {
            assert_eq!(told_within("439장", n, Lang::Ko), want);
            let said = [
                most(n, Lang::Ko),
                range(n, Lang::Ko),
                ends(n, Lang::Ko).concat(),
                points(n, Lang::Ko).concat(),
                spread(n, Lang::Ko),
                half(n, Lang::Ko),
                band(n, Lang::Ko),
            ];
            let percentiles = said.iter().any(|it| it.contains("10회 중 9회") || it.contains('%'));
            assert_eq!(percentiles, n >= 20, "{said:?}");
        }
        assert_eq!(early(21, Lang::Ko)[1], "21회 중 2회가 이날까지 소진");
    }
}
