//! Ten sentences with figures that a proposal may quote, each with a stable id.
//!
//! A figure is what stands in a result file, written as people write it: whoever reads the file finds it again.

use super::run::{late, main_pool, requests};
use crate::document::Fact;
use crate::format;
use crate::phrase;
use crate::programmes;
use crate::words::{Lang, say};
use naru_results::{Day, Estimate, RunFolder, Summary};

/// How many sentences there are.
const MOST: usize = 10;

/// The first ten that the run has something to say of.
pub(super) fn of_run(of: &RunFolder, lang: Lang) -> Vec<Fact> {
    let summary = &of.summary;
    let all = [
        asked(of, lang),
        over_limit(of, lang),
        pool(summary, "peak_in_use", |it| &it.peak_in_use, lang),
        pool(summary, "peak_p95", |it| &it.peak_p95, lang),
        spent(summary, lang),
        interval(summary, lang),
        exhausted(summary, lang),
        gone_on(summary, lang),
        break_even(summary, lang),
        by_hand(summary, lang),
        // In place of those above that a run has nothing to say of.
        left(summary, lang),
        need(summary, lang),
        utilisation(summary, lang),
    ];
    all.into_iter().flatten().take(MOST).collect()
}

/// A figure with the sentence around it.
fn fact(id: impl Into<String>, figure: String, sentence: impl FnOnce(&str) -> String) -> Fact {
    let sentence = sentence(&figure);
    Fact { id: id.into(), figure, sentence }
}

fn asked(of: &RunFolder, lang: Lang) -> Option<Fact> {
    let n = of.summary.replications;
    let total = requests(of);
    let figure = format::count(total as i64);
    (total > 0).then(|| {
        fact("waits.requests", say!(lang, "{figure}건", "{figure}"), |it| {
            say!(
                lang,
                "모의실험 {n}회에서 GPU 할당 신청은 모두 {it}임.",
                "There were {it} requests for GPU cards in all {n} simulated programmes."
            )
        })
    })
}

fn over_limit(of: &RunFolder, lang: Lang) -> Option<Fact> {
    let summary = &of.summary;
    let all = summary.waits.iter().find(|it| it.product == "all")?;
    all.over_limit_share.mean?;
    let limit = phrase::common_limit(summary, lang);
    let (late, total) = (format::count(late(of) as i64), format::count(requests(of) as i64));
    Some(fact("waits.all.over_limit_share", phrase::share_of(&all.over_limit_share), |it| {
        say!(
            lang,
            "{limit}을 넘겨 기다린 신청은 GPU 할당 신청 {total}건 중 {late}건으로, 초과 여부가 가려진 GPU 신청 중 {it}임.",
            "{late} of {total} requests for GPU cards waited over {limit} for their cards: {it} of those known to be late or not."
        )
    }))
}

fn pool(
    summary: &Summary,
    figure: &str,
    of: fn(&naru_results::CardFigures) -> &Estimate,
    lang: Lang,
) -> Option<Fact> {
    let it = main_pool(summary)?;
    let cards = format::decimal(of(it).mean?, 0);
    let (name, installed) = (phrase::pool(it, summary), format::count(it.installed.into()));
    let (all, n) = (cards == format::decimal(it.installed.into(), 0), summary.replications);
    let id = format!("cards.{}.{figure}", it.pool);
    let cards = say!(lang, "{cards}장", "{cards}");
    Some(fact(id, cards, |cards| match figure {
        "peak_in_use" => say!(
            lang,
            "{name}의 최대 사용은 사업당 평균 {cards}으로, 투입은 {installed}장임.",
            "At most {cards} {name} cards are in use at once, on average over programmes; {installed} are installed."
        ),
        _ if all => say!(
            lang,
            "{name}은 투입한 {cards}을 모두 쓰는 때가 있음(모의실험 {n}회).",
            "All {cards} {name} cards installed are in use at times ({n} programmes simulated)."
        ),
        _ => programmes::told_of(&name, cards, summary.replications, lang),
    }))
}

fn spent(summary: &Summary, lang: Lang) -> Option<Fact> {
    let won = summary.budget.spent_won.mean?;
    let cap = format::money_text(summary.budget.cap_won as f64, lang);
    Some(fact("budget.spent_won", format::money_text(won as f64, lang), |it| {
        say!(
            lang,
            "예상 집행액은 평균 {it}(VAT 포함)으로, 한도는 {cap}임.",
            "The programme spends {it} on average (VAT in), against a cap of {cap}."
        )
    }))
}

fn interval(summary: &Summary, lang: Lang) -> Option<Fact> {
    let (lo, hi) = (summary.budget.spent_won.lo?, summary.budget.spent_won.hi?);
    let money = |won: i64| format::money(won as f64, lang);
    let range = format::range(&money(lo), &money(hi), lang);
    Some(fact("budget.spent_won.interval", say!(lang, "{range}억 원", "{range} bn won"), |it| {
        say!(
            lang,
            "평균 집행액의 95% 신뢰구간은 {it}임(가정이 맞을 때의 모의실험 오차).",
            "The 95% interval of the mean spend is {it} (simulation error, if the assumptions hold)."
        )
    }))
}

fn exhausted(summary: &Summary, lang: Lang) -> Option<Fact> {
    summary.budget.exhausted_share.mean?;
    let n = summary.replications;
    let gone = summary.budget.exhausted_on.given_exhausted.count;
    Some(fact("budget.exhausted_share", phrase::share_of(&summary.budget.exhausted_share), |it| {
        if gone == 0 {
            let bound = phrase::none_seen_bound(n, lang);
            return say!(
                lang,
                "조기소진 확률은 {it}(모의실험 {n}회 중 0회, 한쪽 95% 한계로 {bound})로 나타남.",
                "The money runs out early in {it} of programmes (0 of {n}; one-sided 95% bound: {bound})."
            );
        }
        say!(
            lang,
            "조기소진 확률은 {it}(모의실험 {n}회 중 {gone}회)로 나타남.",
            "The money runs out early in {it} of programmes ({gone} of {n})."
        )
    }))
}

fn gone_on(summary: &Summary, lang: Lang) -> Option<Fact> {
    let on = &summary.budget.exhausted_on;
    let Day(day) = on.given_exhausted.p50?;
    let gone = on.given_exhausted.count;
    Some(fact("budget.exhausted_on.given_exhausted.p50", format::date(day, lang), |it| {
        say!(
            lang,
            "예산이 소진되는 경우의 소진일 중앙값은 {it}임(소진된 {gone}회).",
            "Where the money runs out early, the median day is {it} (of {gone} programmes)."
        )
    }))
}

fn break_even(summary: &Summary, lang: Lang) -> Option<Fact> {
    let share = summary.budget.break_even_use?;
    let now = format::share(summary.budget.by_hand.mean_use);
    Some(fact("budget.break_even_use", format::share(share), |it| {
        say!(
            lang,
            "손계산으로는 과제의 평균 이용률(지원기간 중) {it}에서 필요한 돈의 평균이 가용 예산과 같으며, 지금의 가정은 {now}임.",
            "By hand a mean use of {it} (of the hours of support) needs the money that there is, on average; {now} is assumed."
        )
    }))
}

fn by_hand(summary: &Summary, lang: Lang) -> Option<Fact> {
    let won = summary.budget.by_hand_won;
    let need = summary.budget.need_won.mean?;
    let need = format::money_text(need as f64, lang);
    Some(fact("budget.by_hand_won", format::money_text(won as f64, lang), |it| {
        say!(
            lang,
            "대기열과 난수 없이 손으로 구한 필요액은 {it}이며, 모의실험의 필요액은 평균 {need}임.",
            "By hand, without queues or draws, the need is {it}; the simulated need is {need} on average."
        )
    }))
}

fn left(summary: &Summary, lang: Lang) -> Option<Fact> {
    let won = summary.budget.left_won.mean?;
    Some(fact("budget.left_won", format::money_text(won as f64, lang), |it| {
        say!(lang, "불용 예상액은 평균 {it}임.", "{it} are left unspent on average.")
    }))
}

fn need(summary: &Summary, lang: Lang) -> Option<Fact> {
    let won = summary.budget.need_won.mean?;
    Some(fact("budget.need_won", format::money_text(won as f64, lang), |it| {
        say!(
            lang,
            "한도가 없을 때의 필요액은 평균 {it}임.",
            "Without the cap the demand would cost {it} on average."
        )
    }))
}

fn utilisation(summary: &Summary, lang: Lang) -> Option<Fact> {
    let it = main_pool(summary)?;
    it.utilisation.mean?;
    let name = phrase::pool(it, summary);
    Some(fact(format!("cards.{}.utilisation", it.pool), phrase::share_of(&it.utilisation), |share| {
        say!(
            lang,
            "{name}의 가동률은 {share}(투입 카드·시간 중)임.",
            "{share} of the card-hours of {name} that are installed are in use."
        )
    }))
}
