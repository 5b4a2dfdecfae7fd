//! Sentences and short pieces that charts, terminal and documents share.
//!
//! What a sentence claims follows the interval behind it: never "certain", never "no difference". A share names what
//! it is a share of, a probability its count.

use crate::format;
use crate::input;
use crate::programmes;
use crate::tables::Rows;
use crate::words::{Lang, say};
use naru_results::{
    CardFigures, Estimate, EstimateWon, ExhaustedOn, LargestAssumed, LateShare, Promise, Summary, Unit,
    WaitFigures,
};

/// How surely a promise is kept, by where the interval lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// All of the interval keeps it.
    Kept,
    /// The estimate keeps it, part of the interval does not.
    Likely,
    /// The estimate misses it, part of the interval keeps it; or too few replications to say anything.
    Open,
    /// None of the interval keeps it.
    Broken,
}

/// An interval of a share so wide that its estimate says nothing: 5 of 5 programmes leave 48 to 100 %.
const WIDE: f64 = 0.3;

impl Standing {
    pub(crate) fn of(promise: &Promise) -> Self {
        let asked = promise.asked_share;
        match (promise.kept_share.lo, promise.kept_share.hi) {
            (Some(lo), _) if lo >= asked => Self::Kept,
            (_, Some(hi)) if hi < asked => Self::Broken,
            (Some(lo), Some(hi)) if promise.kept && hi - lo < WIDE => Self::Likely,
            (Some(_) | None, Some(_) | None) => Self::Open,
        }
    }

    pub(crate) const fn text(self, lang: Lang) -> &'static str {
        match self {
            Self::Kept => lang.pick("지켜짐", "kept"),
            Self::Likely => lang.pick("지켜질 가능성이 큼", "likely kept"),
            Self::Open => lang.pick("판단하기 어려움", "cannot be told"),
            Self::Broken => lang.pick("지켜지지 않음", "not kept"),
        }
    }
}

/// What people call a promise, with what it asks of waits: `대기 약속(8시간 초과가 GPU 신청의 1% 이내)`.
pub(crate) fn promise_name(promise: &Promise, summary: &Summary, lang: Lang) -> String {
    let name = match promise.name.as_str() {
        "wait" => lang.pick("대기 약속", "Wait promise").to_owned(),
        "money" => lang.pick("예산 약속", "Money promise").to_owned(),
        other => say!(lang, "약속 `{other}`", "Promise `{other}`"),
    };
    match promise.at_most {
        Some(most) if promise.metric.ends_with("over_limit_share") => {
            let (most, limit) = (format::set_share(most), common_limit(summary, lang));
            say!(
                lang,
                "{name}({limit} 초과가 GPU 신청의 {most} 이내)",
                "{name} (over {limit}: at most {most} of GPU requests)"
            )
        }
        Some(_) | None => name,
    }
}

/// A promise with its standing and its counts, as one sentence without a full stop.
pub(crate) fn promise(promise: &Promise, summary: &Summary, lang: Lang) -> String {
    let standing = Standing::of(promise);
    let verb = standing.text(lang);
    let name = promise_name(promise, summary, lang);
    let counts = promise_counts(promise, summary, lang);
    let head = say!(lang, "{name}은 {verb}", "{name} {verb}");
    match (standing, lang) {
        (Standing::Kept, Lang::Ko) => format!("{head}({counts})"),
        (Standing::Kept, Lang::En) => format!("{head} ({counts})"),
        (Standing::Likely | Standing::Open | Standing::Broken, Lang::Ko | Lang::En) => {
            format!("{head}: {counts}")
        }
    }
}

/// The first of two promises in one sentence: `대기 약속은 지켜지나(200회 중 200회)`; `but` joins it against the second.
pub(crate) fn promise_joined(promise: &Promise, summary: &Summary, but: bool, lang: Lang) -> String {
    let standing = Standing::of(promise);
    let name = promise_name(promise, summary, lang);
    let counts = promise_counts(promise, summary, lang);
    match lang {
        Lang::Ko => {
            let stem = match standing {
                Standing::Kept => {
                    if but {
                        "지켜지나"
                    } else {
                        "지켜지며"
                    }
                }
                Standing::Likely => {
                    if but {
                        "지켜질 가능성이 크나"
                    } else {
                        "지켜질 가능성이 크며"
                    }
                }
                Standing::Open => {
                    if but {
                        "판단하기 어려우나"
                    } else {
                        "판단하기 어려우며"
                    }
                }
                Standing::Broken => {
                    if but {
                        "지켜지지 않으나"
                    } else {
                        "지켜지지 않으며"
                    }
                }
            };
            format!("{name}은 {stem}({counts})")
        }
        Lang::En => {
            let verb = standing.text(lang);
            let join = if but { "but" } else { "and" };
            format!("{name} {verb} ({counts}), {join}")
        }
    }
}

/// The counts behind a promise's standing, and what was promised where it is not plainly kept.
fn promise_counts(promise: &Promise, summary: &Summary, lang: Lang) -> String {
    let n = summary.replications;
    let kept = count_of(&promise.kept_share, n);
    if Standing::of(promise) == Standing::Kept {
        return say!(lang, "{n}회 중 {kept}회", "{kept} of {n}");
    }
    let gone = count_of(&summary.budget.exhausted_share, n);
    if promise.name == "money" && gone + kept == n {
        let chance = format::share(1.0 - f64::from(kept) / f64::from(n));
        let most = format::set_share(1.0 - promise.asked_share);
        return say!(
            lang,
            "조기소진 확률 {chance}({n}회 중 {gone}회), 약속은 {most} 이내",
            "{chance} run out early ({gone} of {n}), {most} promised"
        );
    }
    let asked = format::set_share(promise.asked_share);
    say!(lang, "{n}회 중 {kept}회 지킴, 약속은 {asked} 이상", "{kept} of {n} keep it, {asked} promised")
}

/// The number of replications behind a share of programmes.
pub(crate) fn count_of(share: &Estimate, replications: u32) -> u32 {
    share.mean.map_or(0, |mean| (mean * f64::from(replications)).round() as u32)
}

/// `39TF` for `gpu-39tf`, `NPU-60` for `npu-60`.
pub(crate) fn product(id: &str) -> String {
    let upper = id.to_uppercase();
    upper.strip_prefix("GPU-").map_or(upper.clone(), str::to_owned)
}

/// Requests of all products that have a wait limit: by the call, those for GPU cards.
pub(crate) const fn all_gpu(lang: Lang) -> &'static str {
    lang.pick("GPU 전체", "all GPU")
}

/// The wait limit of a product: `8시간`, `8 h`.
pub(crate) fn limit(waits: &WaitFigures, lang: Lang) -> String {
    waits.limit_hours.map_or_else(|| lang.pick("기준", "limit").to_owned(), |hours| hours_short(hours, lang))
}

/// The wait limit of all products where it is one; else the word for it.
pub(crate) fn common_limit(summary: &Summary, lang: Lang) -> String {
    one_limit(summary)
        .map_or_else(|| lang.pick("기준 대기시간", "the limit").to_owned(), |hours| hours_short(hours, lang))
}

/// The wait limit of all products in hours; `None` where they have none, or not the same.
pub(crate) fn one_limit(summary: &Summary) -> Option<f64> {
    let mut limits = summary.waits.iter().filter_map(|w| w.limit_hours);
    let first = limits.next()?;
    limits.all(|other| other.total_cmp(&first).is_eq()).then_some(first)
}

/// Hours without needless decimals: `8시간`, `7.5시간`, `8 h`.
pub(crate) fn hours_short(hours: f64, lang: Lang) -> String {
    let places = usize::from(hours.fract() != 0.0);
    let number = format::decimal(hours, places);
    say!(lang, "{number}시간", "{number} h")
}

/// The point estimate of a share, or `-`.
pub(crate) fn share_of(share: &Estimate) -> String {
    let places = share_places(share);
    share.mean.map_or_else(|| "-".to_owned(), |mean| format!("{}%", format::percent_number(mean, places)))
}

/// Decimals of a share and both ends of its interval: those of the share, and one more for a small share whose
/// interval would else shrink to one digit.
pub(crate) fn share_places(share: &Estimate) -> usize {
    let own = share.mean.map_or(1, format::share_places);
    let (Some(mean), Some(lo), Some(hi)) = (share.mean, share.lo, share.hi) else { return own };
    let narrow = (hi - lo) * 100.0 * format::DECIMALS[own] < 2.0;
    if mean > 0.0 && mean < 0.01 && narrow { (own + 1).min(format::DECIMALS.len() - 1) } else { own }
}

/// The interval of a share in brackets, `(44.8~47.2%)`; empty where there is none.
pub(crate) fn share_interval(share: &Estimate, lang: Lang) -> String {
    match (share.lo, share.hi) {
        (Some(lo), Some(hi)) => {
            let places = share_places(share);
            let number = |x: f64| format::percent_number(x, places);
            format!("({}%)", format::range(&number(lo), &number(hi), lang))
        }
        (Some(_) | None, Some(_) | None) => String::new(),
    }
}

/// The interval of a late share of a fleet that was tried: `(95% 신뢰구간 0.2~1.6%)`, with a blank before it in English;
/// empty where there is none.
pub(crate) fn late_interval(it: &LateShare, lang: Lang) -> String {
    let (Some(lo), Some(hi)) = (it.over_limit_lo, it.over_limit_hi) else { return String::new() };
    let places = it.over_limit_share.map_or(1, format::share_places);
    let range = format::range(&format::percent_number(lo, places), &format::percent_number(hi, places), lang);
    say!(lang, "(95% 신뢰구간 {range}%)", " (95% interval {range}%)")
}

/// Upper bound of a probability that no replication showed: one-sided, at 95 % (1 - 0.05^(1/n)).
pub(crate) fn none_seen_bound(replications: u32, lang: Lang) -> String {
    let bound = format::share(1.0 - libm::pow(0.05, 1.0 / f64::from(replications.max(1))));
    say!(lang, "{bound} 미만", "below {bound}")
}

fn all(summary: &Summary) -> Option<&WaitFigures> {
    summary.waits.iter().find(|w| w.product == "all")
}

/// Title of the budget chart.
pub(crate) fn burn_title(summary: &Summary, lang: Lang) -> String {
    let n = summary.replications;
    let share = &summary.budget.exhausted_share;
    let gone = count_of(share, n);
    if gone == 0 {
        let bound = none_seen_bound(n, lang);
        return say!(
            lang,
            "모의실험 {n}회에서 예산이 연말 전에 소진되지 않음(소진 확률 {bound})",
            "Money lasted in all {n} simulated programmes (chance of running out: {bound})"
        );
    }
    if gone == n {
        let day = summary.budget.exhausted_on.p50.map(|day| format::date(day.0, lang)).unwrap_or_default();
        return say!(
            lang,
            "모의실험 {n}회 모두에서 예산이 기간 안에 소진됨(중앙값 {day})",
            "Money ran out early in all {n} simulated programmes (median {day})"
        );
    }
    let chance = share_of(share);
    let interval = share_interval(share, lang);
    let interval = interval.trim_matches(['(', ')']);
    say!(
        lang,
        "조기소진 확률은 {chance}로 나타남({n}회 중 {gone}회, 95% 신뢰구간 {interval})",
        "Money runs out early in {chance} of programmes ({gone} of {n}; 95% interval {interval})"
    )
}

/// The budget chart in words, for who cannot see it. `spent` is the last day's 5, 50 and 95 % points in won.
pub(crate) fn burn_description(summary: &Summary, spent: [f64; 3], lang: Lang) -> String {
    let [low, middle, high] = spent.map(|won| format::money_text(won, lang));
    let cap = format::money_text(summary.budget.cap_won as f64, lang);
    let dates = exhausted_on(summary, lang).join(", ");
    let most = programmes::most(summary.replications, lang);
    say!(
        lang,
        "날짜별 집행액 누계와 한도 {cap}. 마지막 날의 중앙값 {middle}, {most} {low}에서 {high} 사이. {dates}",
        "Cumulative spend by day against the cap of {cap}. On the last day: median {middle}, {most} \
         between {low} and {high}. {dates}"
    )
}

/// When the money ends, in short pieces; empty where no replication's does.
pub(crate) fn exhausted_on(summary: &Summary, lang: Lang) -> Vec<String> {
    let on: &ExhaustedOn = &summary.budget.exhausted_on;
    let count = on.given_exhausted.count;
    if count == 0 {
        return Vec::new();
    }
    let n = summary.replications;
    let day = |day: naru_results::Day| format::day_of_year(day.0, lang);
    let mut out = vec![say!(lang, "{n}회 중 {count}회 소진", "gone early in {count} of {n}")];
    if let Some(early) = on.p05.map(day) {
        out.push(programmes::early_day(&early, n, lang));
    }
    if count < n
        && let Some(middle) = on.given_exhausted.p50.map(day)
    {
        out.push(say!(lang, "소진된 {count}회의 중앙값 {middle}", "median of the {count}: {middle}"));
    }
    if let Some(middle) = on.p50.map(day) {
        out.push(say!(lang, "전체 중앙값 {middle}", "median of all: {middle}"));
    }
    out
}

/// Title of the chart of waits.
pub(crate) fn waits_title(summary: &Summary, lang: Lang) -> String {
    let limit = common_limit(summary, lang);
    let n = summary.replications;
    let Some(all) = all(summary) else {
        return lang.pick("할당 대기시간", "Waits for cards").to_owned();
    };
    let over = &all.over_limit_share;
    if over.mean.is_none() {
        return lang
            .pick(
                "할당 신청이 없어 대기시간을 말할 수 없음",
                "Nobody asked for cards, so nothing is known of waits",
            )
            .to_owned();
    }
    if over.mean.is_some_and(|mean| mean <= 0.0) {
        let bound = none_seen_bound(n, lang);
        return say!(
            lang,
            "모의실험 {n}회에서 {limit}을 넘긴 GPU 신청이 없었음(한 사업에서 생길 확률 {bound})",
            "No GPU request waited over {limit} in {n} programmes (chance in one: {bound})"
        );
    }
    let share = share_of(over);
    let interval = share_interval(over, lang);
    let interval = interval.trim_matches(['(', ')']);
    say!(
        lang,
        "GPU 신청 중 {share}가 {limit}을 넘겨 기다린 것으로 나타남(95% 신뢰구간 {interval})",
        "{share} of GPU requests waited over {limit} for cards (95% interval {interval})"
    )
}

/// The chart of waits in words.
pub(crate) fn waits_description(summary: &Summary, lang: Lang) -> String {
    let products: Vec<String> = summary
        .waits
        .iter()
        .filter(|w| w.limit_hours.is_some())
        .map(|w| {
            let name = product(&w.product);
            let limit = limit(w, lang);
            let share = share_of(&w.over_limit_share);
            say!(lang, "{name} {limit} 초과 {share}", "{name}: {share} over {limit}")
        })
        .collect();
    let products = products.join(", ");
    say!(
        lang,
        "상품별로 할당까지 t시간보다 오래 기다린 GPU 신청의 비율. {products}",
        "Share of GPU requests that waited longer than t for their cards, by product. {products}"
    )
}

/// What stands in the chart of waits where there is nothing to draw.
pub(crate) fn nobody_waits(summary: &Summary, lang: Lang) -> [String; 2] {
    let requests: f64 =
        summary.waits.iter().filter(|w| w.limit_hours.is_some()).filter_map(|w| w.requests.mean).sum();
    let n = summary.replications;
    let total = (requests * f64::from(n)).round() as i64;
    if total == 0 {
        return [lang.pick("할당 신청이 없음", "No requests").to_owned(), String::new()];
    }
    let total = format::count(total);
    let unserved = summary.waits.iter().any(|w| w.unserved_share.mean.is_some_and(|share| share > 0.0));
    let first = if unserved {
        lang.pick(
            "할당된 GPU 신청은 모두 대기 없이 즉시 할당됨",
            "Every GPU request that was served got its cards at once",
        )
    } else {
        lang.pick("모든 GPU 신청이 대기 없이 즉시 할당됨", "Every GPU request got its cards at once")
    };
    [
        first.to_owned(),
        say!(lang, "(모의실험 {n}회, GPU 신청 {total}건)", "({total} GPU requests in {n} programmes)"),
    ]
}

/// Title of the chart of cards in use.
pub(crate) fn cards_title(summary: &Summary, lang: Lang) -> String {
    // A pool that is shown together with others is not named; where all are, there is nothing else to name.
    let rows = Rows::Folded.of(summary);
    let apart: Vec<&CardFigures> =
        rows.iter().filter(|pools| pools.len() == 1).map(|pools| pools[0]).collect();
    let mut largest: Vec<&CardFigures> =
        if apart.is_empty() { summary.cards.iter().collect() } else { apart };
    // The call's own card types first: those that it asks a floor of.
    let asked = |it: &CardFigures| summary.floors.iter().any(|floor| floor.card_type == it.card_type);
    largest.sort_by_key(|it| std::cmp::Reverse((asked(it), it.installed)));
    let shown = largest.len().min(3);
    let named: Vec<String> = summary
        .cards
        .iter()
        .filter(|it| largest[..shown].iter().any(|other| std::ptr::eq(*other, *it)))
        .map(|it| {
            let pool = pool(it, summary);
            let peak = it.peak_in_use.mean.map_or_else(|| "-".to_owned(), |peak| format::decimal(peak, 0));
            say!(lang, "{pool} {peak}장", "{pool} {peak}")
        })
        .collect();
    let (listed, more) = (named.join(", "), summary.cards.len() > shown);
    let more = if more { lang.pick(" 등", " and others") } else { "" };
    say!(
        lang,
        "사업 중 최대 사용은 {listed}{more}으로 나타남(평균)",
        "Most cards in use at once, on average: {listed}{more}"
    )
}

/// The chart of cards in words.
pub(crate) fn cards_description(summary: &Summary, lang: Lang) -> String {
    let pools: Vec<String> = summary
        .cards
        .iter()
        .map(|it| {
            let pool = pool(it, summary);
            let installed = it.installed;
            let peak = it.peak_in_use.mean.map_or_else(|| "-".to_owned(), |peak| format::decimal(peak, 0));
            let use_share = share_of(&it.utilisation);
            say!(
                lang,
                "{pool}: 투입 {installed}장, 최대 사용 {peak}장, 가동률 {use_share}",
                "{pool}: {installed} installed, {peak} in use at most, {use_share} of the time in use"
            )
        })
        .collect();
    let pools = pools.join(". ");
    say!(
        lang,
        "자원별 하루 평균과 하루 중 최대 사용 카드. {pools}",
        "Cards in use by day, mean and peak. {pools}"
    )
}

/// A pool's name, with its supplier where another supplier has a pool of that name.
pub(crate) fn pool(figures: &CardFigures, summary: &Summary) -> String {
    let namesakes = summary.cards.iter().filter(|other| other.pool == figures.pool).count();
    if namesakes > 1 { format!("{} {}", figures.supplier, figures.pool) } else { figures.pool.clone() }
}

/// What a star behind an interval means.
pub(crate) const fn skewed(lang: Lang) -> &'static str {
    lang.pick(
        "* 반복에 따라 한쪽으로 치우쳐 신뢰구간이 실제보다 좁을 수 있음",
        "* skewed over replications: the interval may be too narrow",
    )
}

/// The line at the foot of a picture or page: enough to make it again.
pub(crate) fn footer(summary: &Summary, version: &str, lang: Lang) -> String {
    let hash: String = summary.scenario_hash.chars().take(8).collect();
    let (seed, n) = (summary.seed, summary.replications);
    let name = match lang {
        Lang::Ko => &summary.title.ko,
        Lang::En => &summary.title.en,
    };
    let assumed = match summary.assumed.len() {
        0 => String::new(),
        count => say!(lang, " · 가정값 {count}개 포함", " · rests on {count} assumed inputs"),
    };
    say!(
        lang,
        "{name} · 시나리오 {hash} · 시드 {seed} · {n}회 · naru {version}{assumed}",
        "{name} · scenario {hash} · seed {seed} · {n} replications · naru {version}{assumed}"
    )
}

/// The same of what holds no number of assumed inputs: what it is of, the program, and whether it rests on assumed inputs, as all
/// does whose file (sweep, readings, solve, compare, gate) does not say.
pub(crate) fn origin(what: &str, version: &str, assumed: bool, lang: Lang) -> String {
    let assumed = if assumed { lang.pick(" · 가정값 포함", " · rests on assumed inputs") } else { "" };
    format!("{what} · naru {version}{assumed}")
}

/// `183.8 (182.1~185.5)` in 억 원 or bn won, `*` where the interval is not to be trusted.
pub(crate) fn money_estimate(e: &EstimateWon, lang: Lang) -> String {
    let number = |won: i64| format::money(won as f64, lang);
    estimate_text(e.mean.map(number), e.lo.map(number), e.hi.map(number), e.skewed, lang)
}

/// A quantity that is not below zero: an interval that reaches below it, as a t interval of a few replications may, is
/// shown from zero.
pub(crate) fn not_below_zero<T: Copy + Default + PartialOrd>(e: &Estimate<T>) -> Estimate<T> {
    let zero = T::default();
    let lo = e.lo.map(|lo| if lo < zero && e.mean.is_some_and(|mean| mean >= zero) { zero } else { lo });
    Estimate { lo, ..*e }
}

/// A number with its interval, in so many decimals.
pub(crate) fn number_estimate(e: &Estimate, places: usize, lang: Lang) -> String {
    let number = |x: f64| format::decimal(x, places);
    estimate_text(e.mean.map(number), e.lo.map(number), e.hi.map(number), e.skewed, lang)
}

/// A share with its interval: `15.0% (10.7~20.6)`.
pub(crate) fn share_estimate(e: &Estimate, lang: Lang) -> String {
    let places = share_places(e);
    let number = |x: f64| format::percent_number(x, places);
    let mean = e.mean.map(|x| format!("{}%", number(x)));
    estimate_text(mean, e.lo.map(number), e.hi.map(number), e.skewed, lang)
}

fn estimate_text(
    mean: Option<String>,
    lo: Option<String>,
    hi: Option<String>,
    skewed: bool,
    lang: Lang,
) -> String {
    let mark = if skewed { "*" } else { "" };
    match (mean, lo, hi) {
        (Some(mean), Some(lo), Some(hi)) => format!("{mean} ({}){mark}", format::range(&lo, &hi, lang)),
        (Some(mean), Some(_) | None, Some(_) | None) => mean,
        (None, Some(_) | None, Some(_) | None) => "-".to_owned(),
    }
}

/// Of a price with which its supplier's other products move: whose it is and which; empty where it moves alone.
pub(crate) fn moved_with(it: &LargestAssumed, lang: Lang) -> String {
    let ["prices", supplier, own] = it.path.split('.').collect::<Vec<_>>()[..] else { return String::new() };
    let others: Vec<String> = it.together.iter().filter(|id| *id != own).map(|id| product(id)).collect();
    if others.is_empty() {
        return String::new();
    }
    let others = others.join(lang.pick("·", ", "));
    say!(lang, "{supplier}, {others}도 같은 비율로", "{supplier}; {others} in proportion")
}

/// What an assumed input is called, with whose price it is and which others move with it.
fn assumed_name(it: &LargestAssumed, lang: Lang) -> String {
    let label = input::label((&it.label.ko, &it.label.en), &it.path, lang);
    match moved_with(it, lang) {
        with if with.is_empty() => label,
        with => say!(lang, "{label}({with})", "{label} ({with})"),
    }
}

/// Name, value and range of an assumed input, as people write them where [`moved_with`] has a place of its own.
pub(crate) fn assumed(it: &LargestAssumed, lang: Lang) -> (String, String, String) {
    assumed_as(input::label((&it.label.ko, &it.label.en), &it.path, lang), it, lang)
}

/// The same, with whose price it is and which others move with it.
pub(crate) fn assumed_whole(it: &LargestAssumed, lang: Lang) -> (String, String, String) {
    assumed_as(assumed_name(it, lang), it, lang)
}

fn assumed_as(label: String, it: &LargestAssumed, lang: Lang) -> (String, String, String) {
    let number = |x: f64| match it.unit {
        Unit::Share => format::decimal(x * 100.0, 1),
        Unit::Won | Unit::WonPerHour | Unit::WonPerMonth => format::decimal(x, 0),
        Unit::Hours => format::decimal(x, 1),
        Unit::Number => format::plain(x),
    };
    let (value, range) = (number(it.value), format::range(&number(it.low), &number(it.high), lang));
    let unit = match it.unit {
        Unit::Share => return (label, format!("{value}%"), format!("{range}%")),
        Unit::Won => lang.pick("(원)", " (won)"),
        Unit::WonPerHour => lang.pick("(원/시간)", " (won/h)"),
        Unit::WonPerMonth => lang.pick("(원/월)", " (won/month)"),
        Unit::Hours => lang.pick("(시간)", " (h)"),
        Unit::Number => "",
    };
    (format!("{label}{unit}"), value, range)
}
