//! The summary on a terminal: verdict, the three answers, what was assumed, lines to copy.
//!
//! No colour. Every line fits the width that was asked for (80 at least); what does not fit beside a figure stands
//! below it. No character of ambiguous width stands left of a later column.

use crate::format::{self, Place};
use crate::phrase::{self, money_estimate, number_estimate, share_estimate};
use crate::table::{Side, Table, wrap};
use crate::words::{Lang, say};
use naru_results::{BudgetFigures, CardFigures, EstimateWon, Percentiles, RunInfo, Summary, WaitFigures};

/// Narrowest terminal that the summary is made for.
const NARROWEST: usize = 80;

/// What a person types to go on.
#[derive(Clone, Copy, Debug)]
pub struct Paths<'a> {
    /// How the program is called: `naru`, or `cargo run --release --`.
    pub program: &'a str,
    /// The scenario file, as given.
    pub scenario: &'a str,
    /// The result folder.
    pub results: &'a str,
}

/// The summary for a terminal of so many cells, ending in a line break.
pub fn summary(summary: &Summary, run: &RunInfo, paths: &Paths<'_>, lang: Lang, width: usize) -> String {
    let width = width.max(NARROWEST);
    let blocks = [
        head(summary, run, lang, width),
        verdict(summary, lang, width),
        waits(summary, lang, width),
        cards(summary, lang, width),
        money(summary, lang, width),
        assumed(summary, paths, lang, width),
        next(paths, lang),
    ];
    let mut out = String::new();
    for block in blocks.iter().filter(|block| !block.is_empty()) {
        if !out.is_empty() {
            out.push('\n');
        }
        for line in block {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

/// Warnings of a run that people must see whatever else they read: a fleet below the call's floors (S2).
pub fn warnings(summary: &Summary, lang: Lang) -> Vec<String> {
    let short = summary.floors.iter().filter(|floor| floor.short > 0);
    short
        .map(|it| {
            let (card, installed, floor, short) = (
                &it.card_type,
                format::count(it.installed.into()),
                format::count(it.floor.into()),
                format::count(it.short.into()),
            );
            say!(
                lang,
                "경고[S2] {card} {installed}장은 필요카드수 {floor}장보다 {short}장 적음: 이대로는 공모 조건에 맞지 않음",
                "warning[S2] {installed} {card} are {short} short of the call's floor of {floor}: as it stands this fleet \
                 does not meet the call"
            )
        })
        .collect()
}

fn head(summary: &Summary, run: &RunInfo, lang: Lang, width: usize) -> Vec<String> {
    let title = lang.pick(&summary.title.ko, &summary.title.en);
    let span = &summary.programme;
    let period = format::period(span.start.0, span.end.0, lang);
    let (gpu, npu) = (format::count(span.gpu_projects.into()), format::count(span.npu_projects.into()));
    let cap = format::money_text(summary.budget.cap_won as f64, lang);
    let (n, seed) = (format::count(summary.replications.into()), summary.seed);
    let seconds = format::decimal(run.wall_seconds, usize::from(run.wall_seconds < 9.95));
    let first = say!(
        lang,
        "{title}, {period}, GPU {gpu}과제, NPU {npu}과제, 한도 {cap}(VAT 포함)",
        "{title}, {period}, {gpu} GPU and {npu} NPU projects, cap {cap} (VAT in)"
    );
    let second = say!(
        lang,
        "모의실험 {n}회 반복, 초깃값(시드) {seed}, {seconds}초. 괄호: 95% 신뢰구간(가정이 맞을 때의 모의실험 오차)",
        "{n} replications, seed {seed}, {seconds} s. In brackets: 95% interval, simulation error if the assumptions hold"
    );
    let mut lines = wrap(&first, width, 0, 2);
    lines.extend(wrap(&second, width, 0, 2));
    lines
}

fn verdict(summary: &Summary, lang: Lang, width: usize) -> Vec<String> {
    let promises: Vec<String> =
        summary.promises.iter().map(|it| phrase::promise(it, summary, lang)).collect();
    let (head, indent) = match lang {
        Lang::Ko => ("결론  ", 6),
        Lang::En => ("Verdict  ", 9),
    };
    let mut lines = Vec::new();
    for (text, i) in promises.iter().zip(0_u32..) {
        let mut wrapped = wrap(text, width, indent, indent);
        if i == 0 {
            wrapped[0].replace_range(..indent, head);
        }
        lines.extend(wrapped);
    }
    lines.extend(warnings(summary, lang).iter().flat_map(|text| wrap(text, width, indent, indent)));
    lines
}

/// Whether any product has a wait or a late request.
fn anybody_waits(figures: &[&WaitFigures]) -> bool {
    let positive = |e: &naru_results::Estimate| e.mean.is_some_and(|mean| mean > 0.0);
    figures.iter().any(|w| positive(&w.mean_hours) || positive(&w.max_hours) || positive(&w.over_limit_share))
}

fn waits(summary: &Summary, lang: Lang, width: usize) -> Vec<String> {
    let figures: Vec<&WaitFigures> = summary.waits.iter().filter(|w| w.limit_hours.is_some()).collect();
    let limit = phrase::common_limit(summary, lang);
    let mut table = Table::default();
    table
        .column(lang.pick("1 대기", "1 Waits"), Side::Left)
        .column(lang.pick("신청\n(건)", "requests"), Side::Right)
        .column(lang.pick("평균\n(시간)", "mean\n(h)"), Side::Left)
        .column(lang.pick("99백분위수\n(시간)", "P99\n(h)"), Side::Left)
        .column(&say!(lang, "{limit} 초과율\n(신청 중)", "over {limit}\n(of requests)"), Side::Left)
        .column(lang.pick("초과가 있던\n사업", "programmes\nwith any"), Side::Left);
    for w in &figures {
        let any = &w.over_limit_any_share;
        let (count, n) = (phrase::count_of(any, summary.replications), summary.replications);
        let programmes = if count == 0 {
            let bound = phrase::none_seen_bound(n, lang);
            say!(lang, "0회({bound})", "0 ({bound})")
        } else {
            say!(lang, "{n}회 중 {count}회", "{count} of {n}")
        };
        let texts = [
            format!("  {}", phrase::product(&w.product)),
            w.requests.mean.map_or_else(|| "-".to_owned(), |mean| format::decimal(mean, 0)),
            waiting(&w.mean_hours, 2, lang),
            waiting(&w.p99_hours, 1, lang),
            if any.mean == Some(0.0) {
                phrase::share_of(&w.over_limit_share)
            } else {
                share_estimate(&w.over_limit_share, lang)
            },
            programmes,
        ];
        table.row(texts, "");
    }
    let mut lines = table.lines(width);
    if anybody_waits(&figures) {
        lines.extend(not_served(summary, &figures, lang, width));
    } else {
        lines.extend(why_nobody_waits(summary, lang, width));
    }
    lines
}

/// A wait with its interval; zeros have none worth printing.
fn waiting(e: &naru_results::Estimate, places: usize, lang: Lang) -> String {
    if e.mean == Some(0.0) { format::decimal(0.0, places) } else { number_estimate(e, places, lang) }
}

/// Requests that got no cards, and what lateness costs the suppliers.
fn not_served(summary: &Summary, figures: &[&WaitFigures], lang: Lang, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let shares: Vec<String> = figures
        .iter()
        .filter(|w| w.unserved_share.mean.is_some_and(|share| share > 0.0))
        .map(|w| format!("{} {}", phrase::product(&w.product), share_estimate(&w.unserved_share, lang)))
        .collect();
    if !shares.is_empty() {
        let shares = shares.join(", ");
        let text =
            say!(lang, "할당받지 못한 신청(신청 중): {shares}", "never served (of requests): {shares}");
        lines.extend(wrap(&text, width, 2, 4));
    }
    for it in summary.suppliers.iter().filter(|it| it.discount_won.mean.is_some_and(|won| won > 0)) {
        let won = small_money(&it.discount_won, lang);
        let name = if summary.suppliers.len() > 1 { format!(" {}", it.supplier) } else { String::new() };
        let text = say!(
            lang,
            "초과에 따른 할인액{name}(만 원): {won}",
            "discounts for late requests{name} (m won): {won}"
        );
        lines.extend(wrap(&text, width, 2, 4));
    }
    lines
}

/// Money that may be far below one unit of the tables: in 만 원 or m won, with its interval.
fn small_money(e: &EstimateWon, lang: Lang) -> String {
    let (unit, places) = match lang {
        Lang::Ko => (1e4, 0),
        Lang::En => (1e6, 2),
    };
    let scaled = |won: Option<i64>| won.map(|won| won as f64 / unit);
    let e = naru_results::Estimate {
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

/// What the floor is, and what fewer cards would do: the product that suffers most in the smallest fleet tried.
fn why_nobody_waits(summary: &Summary, lang: Lang, width: usize) -> Vec<String> {
    let Some(smallest) =
        summary.fleet_tries.iter().min_by(|a, b| a.share_of_floor.total_cmp(&b.share_of_floor))
    else {
        return Vec::new();
    };
    let worst = smallest
        .late
        .iter()
        .filter(|late| late.product != "all")
        .max_by(|a, b| a.over_limit_share.unwrap_or(0.0).total_cmp(&b.over_limit_share.unwrap_or(0.0)));
    let Some(worst) = worst else { return Vec::new() };
    let product = phrase::product(&worst.product);
    let n = smallest.replications;
    let dedicated = summary.floors.iter().all(|floor| floor.short == 0);
    let cause = if dedicated {
        lang.pick(
            "까닭: 투입 카드가 과제마다 한 세트씩 돌아감.",
            "Why: there is one set of cards for every project.",
        )
    } else {
        lang.pick("이 투입 자원으로도 대기가 없음.", "Even this fleet leaves nobody waiting.")
    };
    let text = say!(
        lang,
        "{cause} 카드를 줄이면(필요카드수 대비, {product}, {n}회 시험):",
        "{cause} With fewer (of the floor, {product}, {n} tried):"
    );
    let mut lines = wrap(&text, width, 2, 4);
    let mut table = Table::default();
    table.column(lang.pick("    카드", "    cards"), Side::Left);
    let mut rows = [
        vec![lang.pick("    평균(시간)", "    mean (h)").to_owned()],
        vec![lang.pick("    초과율(신청 중)", "    late (of requests)").to_owned()],
    ];
    for it in &summary.fleet_tries {
        table.column(&format::set_share(it.share_of_floor), Side::Right);
        let late = it.late.iter().find(|late| late.product == worst.product);
        let mean = late.and_then(|late| late.mean_hours).map(|hours| format::decimal(hours, 2));
        let share = late.and_then(|late| late.over_limit_share).map(format::share);
        rows[0].push(mean.unwrap_or_else(|| "-".to_owned()));
        rows[1].push(share.unwrap_or_else(|| "-".to_owned()));
    }
    for texts in rows {
        table.rows.push(crate::table::Row { texts, remark: String::new() });
    }
    lines.extend(table.lines(width));
    lines
}

fn cards(summary: &Summary, lang: Lang, width: usize) -> Vec<String> {
    let mut table = Table::default();
    table
        .column(lang.pick("2 카드(장)", "2 Cards"), Side::Left)
        .column(lang.pick("투입", "installed"), Side::Right)
        .column(lang.pick("필요카드수", "floor"), Side::Right)
        .column(lang.pick("최대 사용", "peak in use"), Side::Left)
        .column(lang.pick("사업 95%에서\n이 수 이내", "P95 of\nprogrammes"), Side::Left)
        .column(lang.pick("남는 카드", "spare"), Side::Left)
        .column(lang.pick("가동률", "in use"), Side::Left);
    for it in &summary.cards {
        let texts = [
            format!("  {}", phrase::pool(it, summary)),
            format::count(it.installed.into()),
            floor_of(it, summary).map_or_else(|| "-".to_owned(), |floor| format::count(floor.into())),
            number_estimate(&it.peak_in_use, 0, lang),
            number_estimate(&it.peak_p95, 0, lang),
            spare(it, lang),
            share_estimate(&it.utilisation, lang),
        ];
        table.row(texts, "");
    }
    let mut lines = table.lines(width);
    for floor in &summary.floors {
        let pools = summary.cards.iter().filter(|it| it.card_type == floor.card_type).count();
        if pools > 1 {
            let (card, installed, least) =
                (&floor.card_type, format::count(floor.installed.into()), format::count(floor.floor.into()));
            let text = say!(
                lang,
                "{card} 모두 {installed}장, 필요카드수 {least}장",
                "{card}: {installed} in all pools, floor {least}"
            );
            lines.extend(wrap(&text, width, 2, 4));
        }
    }
    lines
}

/// The floor of a pool that is the only one of its card type.
fn floor_of(it: &CardFigures, summary: &Summary) -> Option<u32> {
    let pools = summary.cards.iter().filter(|other| other.card_type == it.card_type).count();
    summary.floors.iter().find(|floor| floor.card_type == it.card_type && pools == 1).map(|floor| floor.floor)
}

/// Whole servers that 95 % of programmes never touch.
fn spare(it: &CardFigures, lang: Lang) -> String {
    let Some(p95) = it.peak_p95.mean else { return "-".to_owned() };
    let cards = it.installed.saturating_sub(p95.ceil() as u32);
    let size = if it.servers == 0 { 0 } else { it.installed / it.servers };
    match cards.checked_div(size) {
        Some(servers) if servers > 0 => {
            say!(lang, "{cards}장({servers}대)", "{cards} ({servers} srv)")
        }
        Some(_) | None => "-".to_owned(),
    }
}

/// `162.1~198.0`: where nine programmes in ten fall.
fn nine_in_ten(e: &EstimateWon, lang: Lang) -> String {
    match e.percentiles {
        Some(Percentiles { p05: Some(low), p95: Some(high), .. }) => {
            let number = |won: i64| format::money(won as f64, lang);
            format::range(&number(low), &number(high), lang)
        }
        Some(_) | None => String::new(),
    }
}

fn money(summary: &Summary, lang: Lang, width: usize) -> Vec<String> {
    let budget = &summary.budget;
    let n = summary.replications;
    let mut table = Table::default();
    table
        .column(lang.pick("3 예산(억 원)", "3 Money (bn won)"), Side::Left)
        .column(lang.pick("예상", "expected"), Side::Left)
        .column(lang.pick("사업 10회 중 9회", "9 programmes in 10"), Side::Left);
    let lines_text = {
        let number =
            |e: &EstimateWon| e.mean.map_or_else(|| "-".to_owned(), |won| format::money(won as f64, lang));
        let (gpu, npu, oper) =
            (number(&budget.lines.gpu), number(&budget.lines.npu), number(&budget.lines.operating));
        say!(lang, "GPU {gpu}, NPU {npu}, 운영 {oper}", "GPU {gpu} NPU {npu} oper. {oper}")
    };
    let spread = |e: &EstimateWon| nine_in_ten(e, lang);
    table.row(
        [
            lang.pick("  집행액", "  spent").into(),
            money_estimate(&budget.spent_won, lang),
            spread(&budget.spent_won),
        ],
        &lines_text,
    );
    table.row(
        [
            lang.pick("  불용 예상액", "  left unspent").into(),
            money_estimate(&budget.left_won, lang),
            spread(&budget.left_won),
        ],
        "",
    );
    let gone = budget.exhausted_on.given_exhausted.count;
    table.row(
        [
            lang.pick("  조기소진 확률", "  gone before year end").into(),
            share_estimate(&budget.exhausted_share, lang),
            say!(lang, "{n}회 중 {gone}회", "{gone} of {n}"),
        ],
        &if gone == 0 {
            let bound = phrase::none_seen_bound(n, lang);
            say!(lang, "확률 {bound}", "chance {bound}")
        } else {
            String::new()
        },
    );
    if gone > 0 {
        exhaustion_row(&mut table, summary, lang);
    }
    for (won, ko, en) in [
        (&budget.not_served_won.money, "  소진 뒤 미충족 수요", "  not served after"),
        (&budget.not_served_won.waiting, "  대기로 미충족 수요", "  not served, waiting"),
        (&budget.not_served_won.allowance, "  총량 소진 미충족", "  not served, allowance"),
        (&budget.not_served_won.outage, "  장애로 미충족 수요", "  not served, outage"),
    ] {
        if won.mean.is_some_and(|mean| mean > 0) {
            table.row([lang.pick(ko, en).into(), money_estimate(won, lang), spread(won)], "");
        }
    }
    if let Some(share) = budget.break_even_use {
        table.row(
            [
                lang.pick("  연말까지 버틸 이용률", "  use it can bear").into(),
                format::share(share),
                String::new(),
            ],
            lang.pick("평균 이용률이 이를 넘으면 소진", "above it, gone before year end"),
        );
    }
    table.row(
        [
            lang.pick("  검산(손계산)", "  by hand").into(),
            format::money(budget.by_hand_won as f64, lang),
            String::new(),
        ],
        &by_hand(budget, lang, Place::Terminal),
    );
    let mut lines = table.lines(width);
    if any_skewed(summary) {
        let text = lang.pick(
            "* 표본이 한쪽으로 치우쳐 신뢰구간이 실제보다 좁을 수 있음",
            "* skewed over replications: the interval may be too narrow",
        );
        lines.extend(wrap(text, width, 2, 4));
    }
    lines
}

fn exhaustion_row(table: &mut Table, summary: &Summary, lang: Lang) {
    let on = &summary.budget.exhausted_on;
    let day = |day: naru_results::Day| format::day_of_year(day.0, lang);
    let middle = on.p50.map_or_else(
        || lang.pick("중앙값: 기간 안에 없음", "median: not in period").to_owned(),
        |middle| {
            let middle = day(middle);
            say!(lang, "중앙값 {middle}", "median {middle}")
        },
    );
    let early = on.p05.map_or_else(String::new, |early| {
        let early = day(early);
        say!(lang, "빠른 5%: {early} 이전", "earliest 5%: by {early}")
    });
    let count = on.given_exhausted.count;
    let given = match on.given_exhausted.p50 {
        Some(middle) if count < summary.replications => {
            let middle = day(middle);
            say!(lang, "소진된 {count}회의 중앙값 {middle}", "median of the {count}: {middle}")
        }
        Some(_) | None => String::new(),
    };
    table.row([lang.pick("  소진 예상일", "  gone on").into(), middle, early], &given);
}

/// How the need by hand lies to the simulated need.
pub(crate) fn by_hand(budget: &BudgetFigures, lang: Lang, place: Place) -> String {
    let need = &budget.need_won;
    let (Some(mean), Some(lo), Some(hi)) = (need.mean, need.lo, need.hi) else { return String::new() };
    let need = format::money(mean as f64, lang);
    let gap = format::change(&format::money((budget.by_hand_won - mean) as f64, lang), lang, place);
    let within = if (lo..=hi).contains(&budget.by_hand_won) {
        lang.pick("신뢰구간 안", "within its interval")
    } else {
        lang.pick("신뢰구간 밖", "beyond its interval")
    };
    say!(lang, "필요액 {need}, 차이 {gap}({within})", "need {need}, {gap} apart ({within})")
}

fn any_skewed(summary: &Summary) -> bool {
    let budget = &summary.budget;
    let waits = summary.waits.iter().filter(|w| w.limit_hours.is_some());
    let shares = waits.flat_map(|w| [&w.mean_hours, &w.p99_hours, &w.over_limit_share, &w.unserved_share]);
    let cards = summary.cards.iter().flat_map(|it| [&it.peak_in_use, &it.utilisation]);
    let not_served = &budget.not_served_won;
    shares.chain(cards).any(|e| e.skewed)
        || [
            &budget.spent_won,
            &budget.left_won,
            &not_served.money,
            &not_served.waiting,
            &not_served.allowance,
            &not_served.outage,
        ]
        .into_iter()
        .chain(summary.suppliers.iter().map(|it| &it.discount_won))
        .any(|e| e.skewed)
}

fn assumed(summary: &Summary, paths: &Paths<'_>, lang: Lang, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    if !summary.largest_assumed.is_empty() {
        let mut table = Table::default();
        table
            .column(lang.pick("가정(큰 것부터)", "Assumed (largest first)"), Side::Left)
            .column(lang.pick("값", "value"), Side::Left)
            .column(lang.pick("범위", "range"), Side::Left)
            .column(lang.pick("손계산 필요액(억 원)", "need by hand (bn won)"), Side::Left);
        for it in &summary.largest_assumed {
            let (name, value, range) = phrase::assumed(it, lang);
            let number = |won: i64| format::money(won as f64, lang);
            let need = format::range(&number(it.need_low_won), &number(it.need_high_won), lang);
            table.row([format!("  {name}"), value, range, need], "");
        }
        lines.extend(table.lines(width));
    }
    let more = summary.assumed.len().saturating_sub(summary.largest_assumed.len());
    let readings = summary.readings.len();
    let file = format!("{}/{}", paths.results, naru_results::names::SUMMARY_TEXT);
    let text = say!(
        lang,
        "그 밖의 가정 {more}개, 적용 해석안 {readings}개: {file}",
        "{more} more, and {readings} readings of the call: {file}"
    );
    lines.extend(wrap(&text, width, 2, 4));
    lines
}

fn next(paths: &Paths<'_>, lang: Lang) -> Vec<String> {
    let Paths { program, scenario, .. } = paths;
    let head = lang.pick("다음  ", "Next  ");
    [
        format!("{head}{program} run {scenario} --set demand.level=1.5"),
        format!("      {program} run {scenario} --log-replication 0"),
        format!("      {program} check {scenario}"),
    ]
    .into()
}
