//! 요약: the sentence that a hurried reader takes along, and five points.

use super::super::cells::marked;
use super::Page;
use crate::document::{Block, Section};
use crate::format;
use crate::phrase::{self, Standing};
use crate::programmes;
use crate::tables;
use crate::text;
use crate::words::{Lang, say};
use naru_results::{CardFigures, Percentiles, Summary};

pub(super) fn section(page: &Page<'_>) -> Section {
    let (summary, lang) = (page.summary(), page.lang);
    let mut it = super::section("summary", lang.pick("요약", "Summary"));
    it.blocks.push(Block::Lead(lead(summary, lang)));
    let mut points = vec![waits(page), cards(summary, lang), budget(summary, lang)];
    points.extend(judgement(page));
    points.extend(caution(page));
    points.extend(text::warnings(summary, lang));
    it.blocks.push(Block::List(points.into_iter().map(|point| marked(&point, lang)).collect()));
    it
}

/// What the run says of both promises in one sentence, or of waits and money where the scenario promises nothing.
pub(in super::super) fn lead(summary: &Summary, lang: Lang) -> String {
    let promise = |name: &str| summary.promises.iter().find(|it| it.name == name);
    let (wait, money) = (promise("wait"), promise("money"));
    if let (Some(wait), Some(money)) = (wait, money) {
        let good = |it| matches!(Standing::of(it), Standing::Kept | Standing::Likely);
        let against = good(wait) != good(money);
        let first = phrase::promise_joined(wait, summary, against, lang);
        let second = phrase::promise(money, summary, lang);
        return match lang {
            Lang::Ko => format!("{first}, {second}"),
            Lang::En => format!("{first} {}", lowered(&second)),
        };
    }
    let first =
        wait.map_or_else(|| phrase::waits_title(summary, lang), |it| phrase::promise(it, summary, lang));
    let second =
        money.map_or_else(|| phrase::burn_title(summary, lang), |it| phrase::promise(it, summary, lang));
    format!("{first}. {second}")
}

/// With a small first letter.
pub(super) fn lowered(text: &str) -> String {
    let mut rest = text.chars();
    rest.next().map_or_else(String::new, |first| first.to_lowercase().chain(rest).collect())
}

fn waits(page: &Page<'_>) -> String {
    let (summary, lang) = (page.summary(), page.lang);
    let tag = lang.pick("(대기) ", "(Waits) ");
    let limit = phrase::common_limit(summary, lang);
    let n = format::count(summary.replications.into());
    let requests = super::waits::requests(page.folder());
    let all = summary.waits.iter().find(|it| it.product == "all");
    let late = super::waits::late(page.folder());
    let total = format::count(requests as i64);
    let said = match all {
        Some(all) if requests > 0 && late > 0 => {
            let (share, late) = (phrase::share_of(&all.over_limit_share), format::count(late as i64));
            let any = phrase::count_of(&all.over_limit_any_share, summary.replications);
            say!(
                lang,
                "모의실험 {n}회의 GPU 할당 신청 {total}건 중 {late}건(초과 여부가 가려진 GPU 신청 중 {share})이 {limit}을 넘겨 기다린 것으로 나타남. 초과가 한 건이라도 있던 사업은 {n}회 중 {any}회임.",
                "{late} of {total} requests for GPU cards in {n} programmes ({share} of those known to be late or not) waited over {limit}; {any} of the {n} programmes had any."
            )
        }
        Some(_) if requests > 0 => {
            let bound = phrase::none_seen_bound(summary.replications, lang);
            say!(
                lang,
                "모의실험 {n}회의 GPU 할당 신청 {total}건에서 {limit}을 넘겨 기다린 신청이 없었음(한 사업에서 한 건이라도 생길 확률 {bound}).",
                "None of {total} requests for GPU cards in {n} programmes waited over {limit} (chance of any in one programme: {bound})."
            )
        }
        Some(_) | None => lang
            .pick(
                "할당 신청이 없어 대기시간을 말할 수 없음.",
                "Nobody asked for cards, so nothing is known of waits.",
            )
            .to_owned(),
    };
    format!("{tag}{said}{}", fewer(summary, lang))
}

/// What the smallest fleet that was tried does, in one sentence.
fn fewer(summary: &Summary, lang: Lang) -> String {
    let own = summary.fleet_tries.iter().find(|it| it.own).map_or(f64::INFINITY, |it| it.share_of_floor);
    let fewer = summary.fleet_tries.iter().filter(|it| !it.own && it.share_of_floor < own);
    let smallest = fewer.min_by(|a, b| a.share_of_floor.total_cmp(&b.share_of_floor));
    let worst = smallest.and_then(|it| {
        let late = it.late.iter().filter(|late| late.product != "all");
        late.max_by(|a, b| a.over_limit_share.unwrap_or(0.0).total_cmp(&b.over_limit_share.unwrap_or(0.0)))
    });
    let (Some(smallest), Some(worst)) = (smallest, worst) else { return String::new() };
    let (Some(share), product) = (worst.over_limit_share, phrase::product(&worst.product)) else {
        return String::new();
    };
    let interval = phrase::late_interval(worst, lang);
    let (size, share, n) =
        (format::decimal(smallest.share_of_floor * 100.0, 0), format::share(share), smallest.replications);
    let limit = phrase::common_limit(summary, lang);
    say!(
        lang,
        " 카드를 과제마다 한 세트일 때의 {size}%로 줄이면 {product} 신청의 {share}{interval}가 {limit}을 넘겨 기다림({n}회 시험).",
        " With {size}% of one set of cards for every project, {share}{interval} of {product} requests would wait over {limit} ({n} tried)."
    )
}

/// The pool that the report speaks of: of those that the call asks a floor of, the largest.
pub(in super::super) fn main_pool(summary: &Summary) -> Option<&CardFigures> {
    let asked = |it: &CardFigures| summary.floors.iter().any(|floor| floor.card_type == it.card_type);
    // The last of equals: of two products' pools, the programme lists the larger cards later.
    summary.cards.iter().max_by_key(|it| (asked(it), it.installed))
}

fn cards(summary: &Summary, lang: Lang) -> String {
    let tag = lang.pick("(카드) ", "(Cards) ");
    let Some(pool) = main_pool(summary) else {
        return format!("{tag}{}", lang.pick("투입 자원이 없음.", "There is no fleet."));
    };
    let name = phrase::pool(pool, summary);
    let (Some(peak), Some(p95)) = (pool.peak_in_use.mean, pool.peak_p95.mean) else {
        return format!("{tag}{}", lang.pick("카드를 쓴 신청이 없음.", "Nobody used any card."));
    };
    let (peak, p95) = (format::decimal(peak, 0), format::decimal(p95, 0));
    let p95 = say!(lang, "{p95}장", "{p95}");
    let within = programmes::told_within(&p95, summary.replications, lang);
    let ends = pool.peak_in_use.lo.zip(pool.peak_in_use.hi);
    let range = match ends.map(|(lo, hi)| (format::decimal(lo, 0), format::decimal(hi, 0))) {
        Some((lo, hi)) if lo != hi => {
            let range = format::range(&lo, &hi, lang);
            say!(lang, "(95% 신뢰구간 {range}장)", " (95% interval {range})")
        }
        Some(_) | None => String::new(),
    };
    let first = say!(
        lang,
        "{name}의 최대 사용은 평균 {peak}장{range}이며, {within}임.",
        "At most {peak} {name} are in use at once on average{range}; {within}."
    );
    format!("{tag}{first} {}", floor(pool, summary, lang))
}

/// What is left of the pool, and what the call asks for.
fn floor(pool: &CardFigures, summary: &Summary, lang: Lang) -> String {
    let installed = format::count(pool.installed.into());
    let spare = tables::spare(pool, lang);
    let left = match spare.as_str() {
        "-" => say!(lang, "투입은 {installed}장", "{installed} are installed"),
        spare => say!(lang, "투입 {installed}장 중 {spare}이 남음", "{spare} of {installed} are spare"),
    };
    let Some(floor) = summary.floors.iter().find(|floor| floor.card_type == pool.card_type) else {
        return say!(lang, "{left}.", "{left}.");
    };
    let least = format::count(floor.floor.into());
    // A floor is met by all pools of its cards together.
    let several = summary.cards.iter().filter(|it| it.card_type == pool.card_type).count() > 1;
    let left = if several {
        let (card, all) = (&pool.card_type, format::count(floor.installed.into()));
        say!(
            lang,
            "{left}. {card}은(는) 공급사를 합하여 {all}장임",
            "{left}. Over all suppliers there are {all} {card}"
        )
    } else {
        left
    };
    if floor.short > 0 {
        let short = format::count(floor.short.into());
        return say!(
            lang,
            "{left}. 필요카드수 {least}장보다 {short}장 적어 이대로는 공모 조건에 맞지 않음.",
            "{left}. That is {short} short of the call's floor of {least}: as it stands the fleet does not meet the call."
        );
    }
    say!(
        lang,
        "{left}. 필요카드수 {least}장보다 줄이려면 공모 조건의 변경이 필요함.",
        "{left}. Going below the floor of {least} would need a change of the call."
    )
}

fn budget(summary: &Summary, lang: Lang) -> String {
    let tag = lang.pick("(예산) ", "(Money) ");
    let budget = &summary.budget;
    let money = |won: i64| format::money(won as f64, lang);
    let between = |low: i64, high: i64| {
        let range = format::range(&money(low), &money(high), lang);
        say!(lang, "{range}억 원", "{range} bn won")
    };
    let Some(mean) = budget.spent_won.mean else { return tag.to_owned() };
    let mean = format::money_text(mean as f64, lang);
    let interval = match (budget.spent_won.lo, budget.spent_won.hi) {
        (Some(lo), Some(hi)) => {
            let range = between(lo, hi);
            say!(lang, "(95% 신뢰구간 {range})", " (95% interval {range})")
        }
        (Some(_) | None, Some(_) | None) => String::new(),
    };
    let nine = match budget.spent_won.percentiles {
        Some(Percentiles { p05: Some(low), p95: Some(high), .. }) => {
            let range = between(low, high);
            let most = programmes::most(summary.replications, lang);
            say!(lang, "이고, {most} {range}임.", "; {most} spend {range}.")
        }
        Some(_) | None => lang.pick("임.", ".").to_owned(),
    };
    let spent =
        say!(lang, "집행액은 평균 {mean}{interval}{nine}", "Spent: {mean} on average{interval}{nine}");
    format!("{tag}{spent} {}", exhaustion(summary, lang))
}

/// The chance that the money ends early, and when.
fn exhaustion(summary: &Summary, lang: Lang) -> String {
    let n = summary.replications;
    let on = &summary.budget.exhausted_on;
    let gone = on.given_exhausted.count;
    if gone == 0 {
        let bound = phrase::none_seen_bound(n, lang);
        return say!(
            lang,
            "모의실험 {n}회에서 예산이 기간 안에 소진되지 않음(조기소진 확률 {bound}).",
            "The money lasted in all {n} programmes (chance of running out early: {bound})."
        );
    }
    let chance = phrase::share_of(&summary.budget.exhausted_share);
    let first = say!(
        lang,
        "조기소진 확률은 {chance}(모의실험 {n}회 중 {gone}회)",
        "The money runs out early in {chance} of programmes ({gone} of {n})"
    );
    let Some(day) = on.given_exhausted.p50 else { return say!(lang, "{first}임.", "{first}.") };
    let day = format::date(day.0, lang);
    say!(
        lang,
        "{first}이며, 소진되는 경우의 시점은 {day} 전후(소진된 {gone}회의 중앙값)임.",
        "{first}, then on {day} (median of the {gone})."
    )
}

/// Up to which use the money lasts.
fn judgement(page: &Page<'_>) -> Option<String> {
    let (summary, lang) = (page.summary(), page.lang);
    let bears = summary.budget.break_even_use?;
    let now = summary.budget.by_hand.mean_use;
    let gap = format::decimal((bears - now).abs() * 100.0, 1);
    let (bears_text, now_text) = (format::share(bears), format::share(now));
    let head = say!(
        lang,
        "(판단) 손계산으로는 과제의 평균 이용률(지원기간 중) {bears_text}에서 필요한 돈의 평균이 가용 예산과 같음: 오르내림에 따라 그 아래에서도 소진될 수 있음.",
        "(Judgement) By hand a mean use of {bears_text} (of the hours of support) needs the money that there is, on average: with its ups and downs the money may end early below it too."
    );
    Some(if bears >= now {
        say!(
            lang,
            "{head} 지금의 가정 {now_text}와의 차이는 {gap}%p임.",
            "{head} The assumed {now_text} is {gap} pp below it."
        )
    } else {
        say!(
            lang,
            "{head} 지금의 가정 {now_text}는 이를 {gap}%p 넘음.",
            "{head} The assumed {now_text} is {gap} pp above it."
        )
    })
}

/// What the widest assumption is worth, beside the simulation's own error.
fn caution(page: &Page<'_>) -> Option<String> {
    let (summary, lang) = (page.summary(), page.lang);
    let count = summary.assumed.len();
    if count == 0 {
        return None;
    }
    let head = if page.options.hides_prices() || !summary.assumed.iter().any(|it| super::is_price(&it.path)) {
        say!(lang, "(유의) 입력 {count}개가 가정값임.", "(Caution) {count} inputs are assumed.")
    } else {
        say!(
            lang,
            "(유의) 정산단가와 이용률을 포함한 입력 {count}개가 가정값임.",
            "(Caution) {count} inputs are assumed, unit prices and use among them."
        )
    };
    let Some(largest) = summary.largest_assumed.iter().find(|it| !page.hides(&it.path)) else {
        return Some(head);
    };
    let (name, _, range) = phrase::assumed_whole(largest, lang);
    let small = lowered(&name);
    let money = |won: i64| format::money(won as f64, lang);
    let need = format::range(&money(largest.need_low_won), &money(largest.need_high_won), lang);
    let said = say!(
        lang,
        "{head} {name} {range}에서 손계산 필요액은 {need}억 원임",
        "{head} With {small} of {range} the need by hand is {need} bn won"
    );
    let width = (largest.need_high_won - largest.need_low_won).abs();
    let need = &summary.budget.need_won;
    Some(match (need.lo, need.hi) {
        (Some(lo), Some(hi)) if width > hi - lo => {
            let interval = format::range(&money(lo), &money(hi), lang);
            say!(
                lang,
                "{said}: 모의실험 오차(필요액의 95% 신뢰구간 {interval}억 원)보다 넓음.",
                "{said}: wider than the simulation's own error (95% interval of the need: {interval} bn won)."
            )
        }
        (Some(_) | None, Some(_) | None) => say!(lang, "{said}.", "{said}."),
    })
}
