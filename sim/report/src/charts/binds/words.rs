//! What the picture says: the sentence above it, and what screen readers hear.

use super::data::Binds;
use crate::format::{self, count};
use crate::phrase;
use crate::words::{Lang, say};

impl Binds {
    /// Replications whose money ended early.
    fn gone(&self) -> u32 {
        phrase::count_of(&self.exhausted, self.replications)
    }

    /// The use up to which the money lasts at the mean price.
    pub(super) fn bears(&self) -> f64 {
        self.bounds.use_at(self.price)
    }
}

/// Title: how much use the money bears at this price, and how many programmes' money ended.
pub(super) fn title(of: &Binds, lang: Lang) -> String {
    let (n, gone) = (of.replications, of.gone());
    if of.bears() >= 1.0 && gone == 0 {
        return lang
            .pick(
                "이 단가에서는 예산보다 카드가 먼저 다함: 모든 카드를 내내 써도 예산이 남음",
                "At this price cards end before money: all of them in use all the time would cost less than there is",
            )
            .to_owned();
    }
    let bears = format::share(of.bears());
    let head = say!(
        lang,
        "이 단가에서 예산은 카드 가동률 {bears}까지 버팀",
        "At this price the money bears {bears} of card use"
    );
    if gone == 0 {
        let bound = phrase::none_seen_bound(n, lang);
        return say!(
            lang,
            "{head}: 모의실험 {n}회 모두 끝까지 감(소진 확률 {bound})",
            "{head}: it lasted in all {n} simulated programmes (chance of running out: {bound})"
        );
    }
    if gone == n {
        return say!(
            lang,
            "{head}: 모의실험 {n}회 모두에서 예산이 먼저 다함",
            "{head}: it ended early in all {n} simulated programmes"
        );
    }
    let interval = phrase::share_interval(&of.exhausted, lang);
    let interval = interval.trim_matches(['(', ')']);
    say!(
        lang,
        "{head}: 모의실험 {n}회 중 {gone}회는 예산이 먼저 다함(95% 신뢰구간 {interval})",
        "{head}: it ended early in {gone} of {n} simulated programmes (95% interval {interval})"
    )
}

/// What dots, line and areas are.
pub(super) fn remark(lang: Lang) -> &'static str {
    lang.pick(
        "점: 모의실험한 사업(주황은 예산이 먼저 다한 사업, 높이는 소진 뒤의 수요까지). 굵은 선: 예산이 꼭 맞게 다하는 가동률",
        "Dots: simulated programmes (orange: money ended early; height with the demand after it). Thick line: use that costs just the money",
    )
}

/// The picture in words and numbers.
pub(super) fn description(of: &Binds, lang: Lang) -> String {
    let (price, bears, needed) =
        (count(of.price.round() as i64), format::share(of.bears()), format::share(of.needed));
    let all = count(of.bounds.price_of_all().round() as i64);
    let money = format::money_text(of.bounds.money_won, lang);
    let hours = count(of.bounds.card_hours.round() as i64);
    say!(
        lang,
        "카드시간 단가와 카드 가동률. GPU에 쓸 {money}을 카드 {hours}시간으로 나누면 {all}원. 평균 단가 {price}원에서 예산은 \
         가동률 {bears}까지 버티고, 수요는 평균 {needed}",
        "Price of a card-hour and use of the cards. {money} for GPU over {hours} card-hours are {all} won. At the mean price of \
         {price} won the money bears a use of {bears}; the mean demand is {needed}"
    )
}

/// How the figures come about.
pub(super) fn notes(of: &Binds, lang: Lang) -> Vec<String> {
    let money = format::money_text(of.bounds.money_won, lang);
    let hours = count(of.bounds.card_hours.round() as i64);
    vec![say!(
        lang,
        "GPU에 쓸 {money} = 한도 - 운영비 - NPU(평균), 카드시간 {hours} = 투입 카드 x 사업 기간. 단가 = GPU 집행액 / 가동 카드시간(올림한 시간과 할인 포함)",
        "{money} for GPU = cap - operating cost - NPU (mean); {hours} card-hours = cards installed x the period. Price = GPU spend / card-hours in use (begun hours and discounts included)"
    )]
}

#[cfg(test)]
mod tests {
    use super::super::data::Bounds;
    use super::*;
    use naru_results::{Estimand, Estimate};

    /// 850 cards, 6,600 h, the whole cap: at ₩7,058.82 the money bears half of the use.
    fn sample(price: f64, share: [f64; 3]) -> Binds {
        let [mean, lo, hi] = share.map(Some);
        let exhausted = Estimate {
            mean,
            lo,
            hi,
            confidence: 0.95,
            percentiles: None,
            estimand: Estimand::PerProgramme,
            skewed: false,
        };
        let bounds = Bounds { money_won: 19.8e9, card_hours: 5.61e6 };
        Binds { bounds, spots: Vec::new(), price, needed: 0.46, replications: 200, exhausted }
    }

    /// The verb follows what was seen: none, some, all, and a price at which cards end first.
    #[test]
    fn the_title_claims_what_was_seen() {
        let twice = 19.8e9 / 5.61e6 * 2.0;
        for (of, ko, en) in [
            (
                sample(twice, [0.235, 0.182, 0.298]),
                "이 단가에서 예산은 카드 가동률 50.0%까지 버팀: 모의실험 200회 중 47회는 예산이 먼저 다함(95% 신뢰구간 18.2~29.8%)",
                "At this price the money bears 50.0% of card use: it ended early in 47 of 200 simulated programmes (95% interval 18.2-29.8%)",
            ),
            (
                sample(twice, [0.0, 0.0, 0.018]),
                "이 단가에서 예산은 카드 가동률 50.0%까지 버팀: 모의실험 200회 모두 끝까지 감(소진 확률 1.5% 미만)",
                "At this price the money bears 50.0% of card use: it lasted in all 200 simulated programmes (chance of running out: below 1.5%)",
            ),
            (
                sample(twice, [1.0, 0.98, 1.0]),
                "이 단가에서 예산은 카드 가동률 50.0%까지 버팀: 모의실험 200회 모두에서 예산이 먼저 다함",
                "At this price the money bears 50.0% of card use: it ended early in all 200 simulated programmes",
            ),
            (
                sample(3_000.0, [0.0, 0.0, 0.018]),
                "이 단가에서는 예산보다 카드가 먼저 다함: 모든 카드를 내내 써도 예산이 남음",
                "At this price cards end before money: all of them in use all the time would cost less than there is",
            ),
        ] {
            assert_eq!(title(&of, Lang::Ko), ko);
            assert_eq!(title(&of, Lang::En), en);
        }
    }
}
