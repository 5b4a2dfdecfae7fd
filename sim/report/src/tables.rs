//! The tables of figures that terminal and documents share.
//!
//! `corner` is the heading of the label column: a section's name on a terminal, what the rows are in a document.

use crate::format::{self, Place};
use crate::phrase::{self, money_estimate, number_estimate, share_estimate};
use crate::programmes;
use crate::table::{Row, Side, Table};
use crate::words::{Lang, say};
use naru_results::{
    BudgetFigures, CardFigures, Clauses, Estimate, EstimateWon, Percentiles, Summary, WaitFigures,
};

/// Figures of the products that have a wait limit.
pub(crate) fn limited(summary: &Summary) -> Vec<&WaitFigures> {
    summary.waits.iter().filter(|w| w.limit_hours.is_some()).collect()
}

/// Shares below this, one request in 100,000, are not worth a line of a summary.
const LEAST_SHARE: f64 = 1e-5;

/// Whether anybody waits at all.
pub(crate) fn anybody_waits(summary: &Summary) -> bool {
    let positive = |e: &Estimate| e.mean.is_some_and(|mean| mean > 0.0);
    let waits =
        |w: &WaitFigures| positive(&w.mean_hours) || positive(&w.max_hours) || positive(&w.over_limit_share);
    limited(summary).into_iter().any(waits)
}

/// Waits by product.
pub(crate) fn waits(corner: &str, summary: &Summary, lang: Lang) -> Table {
    let limit = phrase::common_limit(summary, lang);
    let mut table = Table::default();
    table
        .column(corner, Side::Left)
        .column(lang.pick("GPU 신청\n(건)", "GPU\nrequests"), Side::Right)
        .column(lang.pick("평균\n(시간)", "mean\n(h)"), Side::Left)
        .column(lang.pick("99백분위수\n(시간)", "P99\n(h)"), Side::Left)
        .column(&say!(lang, "{limit} 초과율\n(GPU 신청 중)", "over {limit}\n(of GPU requests)"), Side::Left)
        .column(lang.pick("초과가 있던\n사업", "programmes\nwith any"), Side::Left);
    for w in limited(summary) {
        let any = &w.over_limit_any_share;
        let (count, n) = (phrase::count_of(any, summary.replications), summary.replications);
        let programmes = if any.mean.is_none() {
            "-".to_owned()
        } else if count == 0 {
            let bound = phrase::none_seen_bound(n, lang);
            say!(lang, "0회({bound})", "0 ({bound})")
        } else {
            say!(lang, "{n}회 중 {count}회", "{count} of {n}")
        };
        let none_late = w.over_limit_share.mean == Some(0.0);
        let texts = [
            phrase::product(&w.product),
            w.requests.mean.map_or_else(|| "-".to_owned(), |mean| format::decimal(mean, 0)),
            waiting(&w.mean_hours, 2, lang),
            waiting(&w.p99_hours, 1, lang),
            // The interval of "none" stands in the next column, where the programme is what is counted.
            if none_late {
                phrase::share_of(&w.over_limit_share)
            } else {
                share_estimate(&w.over_limit_share, lang)
            },
            programmes,
        ];
        table.row(texts, "");
    }
    table
}

/// A wait with its interval; zeros have none worth printing.
fn waiting(e: &Estimate, places: usize, lang: Lang) -> String {
    if e.mean == Some(0.0) { format::decimal(0.0, places) } else { number_estimate(e, places, lang) }
}

/// Why nobody waits, and what fewer cards would do to the product that suffers most in the smallest fleet tried;
/// nothing where none was tried.
pub(crate) fn tries(summary: &Summary, lang: Lang) -> Option<(String, Table)> {
    let nobody_waits = summary.waits.iter().all(|waits| waits.mean_hours.mean.is_none_or(|mean| mean == 0.0));
    let tries = || summary.fleet_tries.iter().filter(|it| nobody_waits && !it.own);
    let smallest = tries().min_by(|a, b| a.share_of_floor.total_cmp(&b.share_of_floor))?;
    let worst = smallest
        .late
        .iter()
        .filter(|late| late.product != "all")
        .max_by(|a, b| a.over_limit_share.unwrap_or(0.0).total_cmp(&b.over_limit_share.unwrap_or(0.0)))?;
    let product = phrase::product(&worst.product);
    let n = smallest.replications;
    let cause = if summary.floors.iter().all(|floor| floor.short == 0) {
        lang.pick(
            "까닭: 투입 카드가 과제마다 한 세트씩 돌아감.",
            "Why: there is one set of cards for every project.",
        )
    } else {
        lang.pick("이 투입 자원으로도 대기가 없음.", "Even this fleet leaves nobody waiting.")
    };
    let text = say!(
        lang,
        "{cause} 카드를 줄이면(과제당 한 세트 대비, 가장 늦는 {product}, {n}회 시험):",
        "{cause} With fewer (of one set each, {product} as the latest, {n} tried):"
    );
    let mut table = Table::default();
    table.column(lang.pick("카드", "cards"), Side::Left);
    let mut means = vec![lang.pick("평균(시간)", "mean (h)").to_owned()];
    let mut shares = vec![lang.pick("초과율(GPU 신청 중)", "late (of GPU requests)").to_owned()];
    for it in tries() {
        table.column(&format::set_share(it.share_of_floor), Side::Right);
        let late = it.late.iter().find(|late| late.product == worst.product);
        let mean = late.and_then(|late| late.mean_hours).map(|hours| format::decimal(hours, 2));
        let share = late.and_then(|late| late.over_limit_share).map(format::share);
        means.push(mean.unwrap_or_else(|| "-".to_owned()));
        shares.push(share.unwrap_or_else(|| "-".to_owned()));
    }
    table.rows.extend([means, shares].map(|texts| Row { texts, remark: String::new() }));
    Some((text, table))
}

/// What a table of cards has a row of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rows {
    /// Every pool.
    Pools,
    /// Pools of one name over several suppliers in one row, where no floor asks for their cards.
    Folded,
}

/// Whether more cards are in use than stand there on the first day.
fn grows(it: &CardFigures) -> bool {
    [&it.peak_in_use, &it.peak_p95].iter().any(|e| e.mean.is_some_and(|peak| peak > f64::from(it.installed)))
}

/// Where the peak lies above what is installed: a wave's cards are none of these.
pub(crate) fn wave_note(summary: &Summary, lang: Lang) -> Option<&'static str> {
    let waves = summary.course.wave_admitted_share.iter().next().is_some();
    (waves && summary.cards.iter().any(grows)).then(|| {
        lang.pick(
            "투입에는 추가모집 때 들어오는 카드가 없음: 최대 사용이 투입보다 클 수 있음",
            "installed: without the cards that come with a wave, so a peak may be above it",
        )
    })
}

/// Cards by pool.
pub(crate) fn cards(corner: &str, summary: &Summary, rows: Rows, lang: Lang) -> Table {
    let mut table = Table::default();
    let installed = if summary.cards.iter().any(grows) {
        lang.pick("투입\n(시작일)", "installed\n(first day)")
    } else {
        lang.pick("투입", "installed")
    };
    table
        .column(corner, Side::Left)
        .column(installed, Side::Right)
        .column(lang.pick("필요카드수", "floor"), Side::Right)
        .column(lang.pick("최대 사용", "peak in use"), Side::Left)
        .column(&programmes::stay_within(summary.replications, '\n', lang), Side::Left)
        .column(lang.pick("남는 카드", "spare"), Side::Left)
        .column(lang.pick("가동률", "in use"), Side::Left);
    for pools in rows.of(summary) {
        match pools.as_slice() {
            [it] => {
                let texts = [
                    phrase::pool(it, summary),
                    format::count(it.installed.into()),
                    floor_of(it, summary).map_or_else(|| "-".to_owned(), |floor| format::count(floor.into())),
                    number_estimate(&it.peak_in_use, 0, lang),
                    number_estimate(&it.peak_p95, 0, lang),
                    spare(it, lang),
                    share_estimate(&it.utilisation, lang),
                ];
                table.row(texts, "");
            }
            namesakes => folded(&mut table, namesakes, lang),
        }
    }
    table
}

impl Rows {
    /// Pools in fleet order, those of one row together.
    pub(crate) fn of(self, summary: &Summary) -> Vec<Vec<&CardFigures>> {
        let mut rows: Vec<Vec<&CardFigures>> = Vec::new();
        for it in &summary.cards {
            let folds = self == Self::Folded
                && !summary.floors.iter().any(|floor| floor.card_type == it.card_type && floor.floor > 0);
            let same =
                |row: &&mut Vec<&CardFigures>| (&row[0].pool, &row[0].card_type) == (&it.pool, &it.card_type);
            match rows.iter_mut().find(same).filter(|_| folds) {
                Some(row) => row.push(it),
                None => rows.push(vec![it]),
            }
        }
        rows
    }
}

/// The name of several suppliers' pools together.
pub(crate) fn folded_name(it: &CardFigures, suppliers: usize, lang: Lang) -> String {
    let name = &it.pool;
    say!(lang, "{name}({suppliers}개 공급사)", "{name} ({suppliers} suppliers)")
}

/// A row of several suppliers' pools: their cards together, and between which values their own figures lie.
fn folded(table: &mut Table, pools: &[&CardFigures], lang: Lang) {
    let n = pools.len();
    let installed: u32 = pools.iter().map(|it| it.installed).sum();
    let each = |figure: fn(&CardFigures) -> &Estimate| {
        let values: Vec<f64> = pools.iter().filter_map(|it| figure(it).mean).collect();
        let ends = (values.iter().copied().reduce(f64::min), values.iter().copied().reduce(f64::max));
        ends.0.zip(ends.1).filter(|_| values.len() == n)
    };
    let between = |ends: Option<(f64, f64)>, unit: &str, text: &dyn Fn(f64) -> String| match ends {
        None => "-".to_owned(),
        Some((low, high)) if text(low) == text(high) => {
            let value = text(low);
            say!(lang, "각 {value}{unit}", "{value}{unit} each")
        }
        Some((low, high)) => {
            let range = format::range(&text(low), &text(high), lang);
            say!(lang, "각 {range}{unit}", "{range}{unit} each")
        }
    };
    let cards = |x: f64| format::decimal(x, 0);
    let share = |x: f64| format::percent_number(x, 1);
    let texts = [
        folded_name(pools[0], n, lang),
        format::count(installed.into()),
        "-".to_owned(),
        between(each(|it| &it.peak_in_use), "", &cards),
        between(each(|it| &it.peak_p95), "", &cards),
        "-".to_owned(),
        between(each(|it| &it.utilisation), "%", &share),
    ];
    table.row(texts, "");
}

/// Card types whose floor is met by several pools together: a line each.
pub(crate) fn shared_floors(summary: &Summary, lang: Lang) -> Vec<String> {
    let shared = summary
        .floors
        .iter()
        .filter(|floor| summary.cards.iter().filter(|it| it.card_type == floor.card_type).count() > 1);
    shared
        .map(|floor| {
            let (card, installed, least) =
                (&floor.card_type, format::count(floor.installed.into()), format::count(floor.floor.into()));
            say!(
                lang,
                "{card} 모두 {installed}장, 필요카드수 {least}장",
                "{card}: {installed} in all pools, floor {least}"
            )
        })
        .collect()
}

/// The floor of a pool that is the only one of its card type.
pub(crate) fn floor_of(it: &CardFigures, summary: &Summary) -> Option<u32> {
    let pools = summary.cards.iter().filter(|other| other.card_type == it.card_type).count();
    summary.floors.iter().find(|floor| floor.card_type == it.card_type && pools == 1).map(|floor| floor.floor)
}

/// Cards that 95 % of programmes never touch, where they are a whole server or more; none of a fleet that changes, of
/// which no number is spare all along.
pub(crate) fn spare_cards(it: &CardFigures) -> Option<u32> {
    let p95 = it.peak_p95.mean.filter(|_| it.installed == it.installed_at_end)?;
    let cards = it.installed.saturating_sub(p95.ceil() as u32);
    (cards > 0 && cards >= it.installed.checked_div(it.servers)?).then_some(cards)
}

/// The same with its whole servers: `86장(10대)`, or `-`.
pub(crate) fn spare(it: &CardFigures, lang: Lang) -> String {
    let Some(cards) = spare_cards(it) else { return "-".to_owned() };
    let servers = cards / it.installed.checked_div(it.servers).unwrap_or(1).max(1);
    say!(lang, "{cards}장({servers}대)", "{cards} ({servers} srv)")
}

/// `162.1~198.0`: where most programmes fall, as its heading says.
pub(crate) fn nine_in_ten(e: &EstimateWon, lang: Lang) -> String {
    match e.percentiles {
        Some(Percentiles { p05: Some(low), p95: Some(high), .. }) => {
            let number = |won: i64| format::money(won as f64, lang);
            format::range(&number(low), &number(high), lang)
        }
        Some(_) | None => String::new(),
    }
}

/// Money of one programme.
pub(crate) fn money(corner: &str, summary: &Summary, lang: Lang, place: Place) -> Table {
    let budget = &summary.budget;
    let n = summary.replications;
    let mut table = Table::default();
    table
        .column(corner, Side::Left)
        .column(lang.pick("예상", "expected"), Side::Left)
        .column(&programmes::range(n, lang), Side::Left);
    let amount = |table: &mut Table, label: &str, won: &EstimateWon, remark: &str| {
        table.row([label.to_owned(), money_estimate(won, lang), nine_in_ten(won, lang)], remark);
    };
    amount(&mut table, lang.pick("집행액", "spent"), &budget.spent_won, &lines_of(budget, lang));
    amount(&mut table, lang.pick("불용 예상액", "left unspent"), &budget.left_won, "");
    let gone = budget.exhausted_on.given_exhausted.count;
    let bound = phrase::none_seen_bound(n, lang);
    table.row(
        [
            lang.pick("조기소진 확률", "gone before year end").into(),
            share_estimate(&budget.exhausted_share, lang),
            say!(lang, "{n}회 중 {gone}회", "{gone} of {n}"),
        ],
        &if gone == 0 {
            say!(lang, "확률 {bound}(한쪽 95%)", "chance {bound} (one-sided)")
        } else {
            String::new()
        },
    );
    if gone > 0 {
        exhaustion(&mut table, summary, lang);
    }
    let not_served = &budget.not_served_won;
    for (won, label) in [
        (&not_served.money, lang.pick("소진 뒤 미충족 수요", "not served after")),
        (&not_served.waiting, lang.pick("대기로 미충족 수요", "not served, waiting")),
        (&not_served.allowance, lang.pick("총량 소진 미충족", "not served, allowance")),
        (&not_served.outage, lang.pick("장애로 미충족 수요", "not served, outage")),
    ] {
        if won.mean.is_some_and(|mean| mean > 0) {
            amount(&mut table, label, &phrase::not_below_zero(won), "");
        }
    }
    if let Some(share) = budget.break_even_use {
        table.row(
            [
                lang.pick("예산만큼 쓰는 이용률", "use it can bear").into(),
                format::share(share),
                String::new(),
            ],
            lang.pick("이를 넘으면 평균으로 모자람", "above it, short on average"),
        );
    }
    table.row(
        [
            lang.pick("검산(손계산)", "by hand").into(),
            format::money(budget.by_hand_won as f64, lang),
            String::new(),
        ],
        &match place {
            Place::Terminal => {
                let lines = [parts_by_hand(budget, lang), by_hand(budget, lang, place)];
                lines.into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
            }
            Place::Document => by_hand(budget, lang, place), // a table of its own has the parts
        },
    );
    table
}

pub(crate) fn lines_of(budget: &BudgetFigures, lang: Lang) -> String {
    let number =
        |e: &EstimateWon| e.mean.map_or_else(|| "-".to_owned(), |won| format::money(won as f64, lang));
    let lines = &budget.lines;
    let (gpu, npu, oper) = (number(&lines.gpu), number(&lines.npu), number(&lines.operating));
    say!(lang, "GPU {gpu}, NPU {npu}, 운영 {oper}", "GPU {gpu} NPU {npu} oper. {oper}")
}

/// The row of the day on which the money ends.
fn exhaustion(table: &mut Table, summary: &Summary, lang: Lang) {
    let on = &summary.budget.exhausted_on;
    let day = |day: naru_results::Day| format::day_of_year(day.0, lang);
    let middle = on.p50.map_or_else(
        || lang.pick("중앙값: 기간 안에 없음", "median: not in period").to_owned(),
        |middle| {
            let middle = day(middle);
            say!(lang, "중앙값 {middle}", "median {middle}")
        },
    );
    let early = on
        .p05
        .map_or_else(String::new, |early| programmes::early_day(&day(early), summary.replications, lang));
    let count = on.given_exhausted.count;
    let given = match on.given_exhausted.p50 {
        Some(middle) if count < summary.replications => {
            let middle = day(middle);
            say!(lang, "소진된 {count}회의 중앙값 {middle}", "median of the {count}: {middle}")
        }
        Some(_) | None => String::new(),
    };
    table.row([lang.pick("소진 예상일", "gone on").into(), middle, early], &given);
}

/// What the need by hand is made of, all of it.
pub(crate) fn parts_of_hand(summary: &Summary, lang: Lang) -> Vec<(String, i64)> {
    let hand = &summary.budget.by_hand;
    let (hours, share) = (format::decimal(hand.used_hours, 0), format::share(hand.mean_use));
    let used = say!(
        lang,
        "GPU: 상품·시간 {hours}(평균 이용률 {share}) x 단가",
        "GPU: {hours} product-hours (mean use {share}) at their prices"
    );
    let part = |ko, en, won| (lang.pick(ko, en).to_owned(), won);
    vec![
        (used, hand.gpu_won),
        part("1시간 단위 올림[T1]", "begun hours [T1]", hand.begun_hours_won),
        part("반납 전 유휴[A1]", "idle minutes before return [A1]", hand.idle_won),
        part("고정할당으로 잡고만 있는 시간[A4]", "hours held without use [A4]", hand.held_won),
        part("추가모집 과제[P6]", "projects of waves [P6]", hand.waves_won),
        part("사용료에서 빠지는 자부담금[T3]", "own contributions off bills [T3]", hand.own_contribution_won),
        part("NPU: 신청 과제의 월 사용료", "NPU by enrolment", hand.npu_won),
        part("운영비", "operating cost", hand.operating_won),
    ]
}

/// What the need by hand is made of, in one line: what is not zero.
fn parts_by_hand(budget: &BudgetFigures, lang: Lang) -> String {
    let hand = &budget.by_hand;
    let parts = [
        (hand.gpu_won, lang.pick("이용", "use")),
        (hand.begun_hours_won, lang.pick("올림", "begun h")),
        (hand.idle_won, lang.pick("유휴", "idle")),
        (hand.held_won, lang.pick("고정 보유", "held")),
        (hand.waves_won, lang.pick("추가모집", "waves")),
        (hand.own_contribution_won, lang.pick("자부담", "own")),
        (hand.npu_won, "NPU"),
        (hand.operating_won, lang.pick("운영", "oper.")),
    ];
    let named = parts.iter().filter(|(won, _)| *won != 0).zip(0_u32..).map(|((won, name), i)| {
        let amount = format::money(won.abs() as f64, lang);
        let sign = match (i, *won < 0) {
            (_, true) => "- ",
            (0, false) => "",
            (_, false) => "+ ",
        };
        format!("{sign}{name}\u{a0}{amount}")
    });
    named.collect::<Vec<_>>().join(" ")
}

/// How the need by hand, which knows no queue, lies to the simulated need and what queues held back of it.
pub(crate) fn by_hand(budget: &BudgetFigures, lang: Lang, place: Place) -> String {
    let need = &budget.need_won;
    let (Some(mean), Some(lo), Some(hi)) = (need.mean, need.lo, need.hi) else { return String::new() };
    let gap = |to: i64| format::change(&format::money((budget.by_hand_won - to) as f64, lang), lang, place);
    let money = |won: i64| format::money(won as f64, lang);
    if let Some(waiting) = budget.not_served_won.waiting.mean.filter(|won| *won > 0) {
        let (gap, need, waiting) = (gap(mean + waiting), money(mean), money(waiting));
        return say!(
            lang,
            "필요액 {need} + 대기로 미충족 {waiting}, 차이 {gap}",
            "need {need} + {waiting} not served, waiting: {gap} apart"
        );
    }
    let (gap, need) = (gap(mean), money(mean));
    if (lo..=hi).contains(&budget.by_hand_won) {
        say!(lang, "필요액 {need}, 차이 {gap}(신뢰구간 안)", "need {need}, {gap} apart (within its interval)")
    } else {
        say!(
            lang,
            "필요액 {need}, 차이 {gap}(신뢰구간 밖: 손계산에는 공통 변동이 없음)",
            "need {need}, {gap} apart (beyond its interval: no common shocks by hand)"
        )
    }
}

/// The first so many of the largest assumed inputs and what their ranges are worth.
pub(crate) fn assumed(corner: &str, summary: &Summary, lang: Lang, most: usize) -> Table {
    let mut table = Table::default();
    table
        .column(corner, Side::Left)
        .column(lang.pick("값", "value"), Side::Left)
        .column(lang.pick("범위", "range"), Side::Left)
        .column(lang.pick("손계산 필요액(억 원)", "need by hand (bn won)"), Side::Left);
    for it in summary.largest_assumed.iter().take(most) {
        let (name, value, range) = phrase::assumed(it, lang);
        let number = |won: i64| format::money(won as f64, lang);
        let need = format::range(&number(it.need_low_won), &number(it.need_high_won), lang);
        table.row([name, value, range, need], &phrase::moved_with(it, lang));
    }
    table
}

/// A reading of the call that is in force, as people call it.
pub(crate) struct InForce {
    /// Clause and what it leaves open: `T1.hours`.
    pub(crate) id: String,
    /// Place in the call; empty where the clause table does not know the id.
    pub(crate) place: String,
    /// What is open; empty likewise.
    pub(crate) open: String,
    /// What the reading is called; its value where nobody named it.
    pub(crate) label: String,
    /// Its value in the scenario.
    pub(crate) value: String,
}

/// Readings in force with the labels of the clause table.
pub(crate) fn readings_in_force(summary: &Summary, clauses: &Clauses, lang: Lang) -> Vec<InForce> {
    let one = |(id, value): (&str, &String)| {
        let clause = id.split_once('.').and_then(|(clause, variant)| Some((clauses.get(clause)?, variant)));
        let place = clause.map_or_else(String::new, |(clause, _)| clause.place.clone());
        let variant = clause.and_then(|(clause, variant)| clause.readings.get(variant));
        let open = variant.map_or_else(String::new, |it| lang.pick(&it.label.ko, &it.label.en).to_owned());
        let label = variant.and_then(|it| it.values.get(value));
        let label = label.map_or(value.as_str(), |it| lang.pick(&it.ko, &it.en)).to_owned();
        InForce { id: id.to_owned(), place, open, label, value: value.clone() }
    };
    summary.readings.iter().map(one).collect()
}

/// What stands under the tables where an interval is marked `*`.
pub(crate) fn skewed_note(summary: &Summary, lang: Lang) -> Option<&'static str> {
    any_skewed(summary).then(|| phrase::skewed(lang))
}

fn any_skewed(summary: &Summary) -> bool {
    let budget = &summary.budget;
    let waits = limited(summary).into_iter();
    let shares = waits.flat_map(|w| [&w.mean_hours, &w.p99_hours, &w.over_limit_share, &w.unserved_share]);
    let cards = summary.cards.iter().flat_map(|it| [&it.peak_in_use, &it.peak_p95, &it.utilisation]);
    let not_served = &budget.not_served_won;
    let money = [&budget.spent_won, &budget.left_won].into_iter();
    let not_served = [&not_served.money, &not_served.waiting, &not_served.allowance, &not_served.outage];
    let of_suppliers = summary.suppliers.iter().flat_map(|it| {
        let known = [&it.cost_won, &it.margin_won].into_iter().flatten();
        [&it.revenue_won, &it.revenue_per_card_month_won, &it.discount_won, &it.deduction_won]
            .into_iter()
            .chain(known)
    });
    shares.chain(cards).chain([&budget.exhausted_share]).any(|e| e.skewed)
        || money.chain(not_served).chain(of_suppliers).any(|e| e.skewed)
}

/// Requests that got no cards: a line, nothing where there are none.
pub(crate) fn not_served(summary: &Summary, lang: Lang) -> Vec<String> {
    let mut lines = Vec::new();
    let shares = |of: fn(&WaitFigures) -> &Estimate| -> Option<String> {
        let some = limited(summary).into_iter().filter(|w| of(w).mean.is_some_and(|it| it >= LEAST_SHARE));
        let texts: Vec<String> = some
            .map(|w| {
                let share = share_estimate(of(w), lang);
                format!("{} {share}", phrase::product(&w.product)).replace(' ', "\u{a0}")
            })
            .collect();
        (!texts.is_empty()).then(|| texts.join(", "))
    };
    if let Some(shares) = shares(|w| &w.unserved_share) {
        lines.push(say!(
            lang,
            "할당받지 못한 신청(신청 중): {shares}",
            "never served (of requests): {shares}"
        ));
    }
    if let Some(shares) = shares(|w| &w.abandoned_share) {
        lines.push(say!(
            lang,
            "그중 기다리다 포기한 신청(신청 중): {shares}",
            "of them given up while waiting (of requests): {shares}"
        ));
    }
    lines
}

/// Request-hours of waiting in a pool that are worth a line.
const LEAST_WAITING: f64 = 1.0;

/// Shares of a pool's waiting hours by cause, in the order of [`cause_names`].
pub(crate) fn cause_shares(it: &CardFigures) -> [&Estimate; 6] {
    let by = &it.waiting_by;
    [&by.cards, &by.servers, &by.order, &by.reserved, &by.held_for_gang, &by.allocator]
}

/// What kept requests waiting.
pub(crate) const fn cause_names(lang: Lang) -> [&'static str; 6] {
    [
        lang.pick("카드 부족", "too few cards free"),
        lang.pick("남은 카드가 서버에 흩어짐", "free cards on different servers"),
        lang.pick("앞 신청 차례", "somebody before in order"),
        lang.pick("앞 신청 몫으로 예약", "reserved for somebody before"),
        lang.pick("1PF형 몫으로 비움", "held for 1PF"),
        lang.pick("할당기 장애", "allocator down"),
    ]
}

/// What requests waited for, pool by pool of those that are looked at: a line each where there was waiting.
pub(crate) fn causes(summary: &Summary, of: impl Fn(&CardFigures) -> bool, lang: Lang) -> Vec<String> {
    let waited = |it: &&CardFigures| of(it) && it.waiting_hours.mean.is_some_and(|h| h >= LEAST_WAITING);
    let pools = summary.cards.iter().filter(waited);
    pools
        .map(|it| {
            let shares = cause_shares(it).into_iter().zip(cause_names(lang));
            let some = shares.filter(|(e, _)| e.mean.is_some_and(|mean| mean >= 0.000_5));
            let texts =
                some.map(|(e, name)| format!("{name} {}", share_estimate(e, lang)).replace(' ', "\u{a0}"));
            let texts = texts.collect::<Vec<_>>().join(", ");
            let pool = phrase::pool(it, summary);
            say!(
                lang,
                "{pool} 대기 원인(대기시간 중): {texts}",
                "{pool} waits by cause (of the time waited): {texts}"
            )
        })
        .collect()
}

/// Money that may be far below one unit of the tables: in 만 원 or m won, with its interval.
pub(crate) fn small_money(e: &EstimateWon, lang: Lang) -> String {
    let (unit, places) = match lang {
        Lang::Ko => (1e4, 0),
        Lang::En => (1e6, 2),
    };
    let scaled = |won: Option<i64>| won.map(|won| won as f64 / unit);
    let e = Estimate {
        mean: scaled(e.mean),
        lo: scaled(e.lo),
        hi: scaled(e.hi),
        confidence: e.confidence,
        percentiles: None,
        estimand: e.estimand,
        skewed: e.skewed,
    };
    number_estimate(&e, places, lang)
}
