//! 2. 할당 대기시간: how long requests wait, how many too long, and what they wait for.

use super::super::cells;
use super::{Page, Rests};
use crate::document::{Block, DataTable, Datum, Section};
use crate::format;
use crate::phrase;
use crate::tables;
use crate::words::{Lang, say};
use naru_results::{Estimate, RunFolder, Summary, WaitFigures};

/// Requests of products with a wait limit, all replications together.
pub(in super::super) fn requests(of: &RunFolder) -> u64 {
    sum(of, |row| row.requests)
}

/// Of them, those past the limit.
pub(in super::super) fn late(of: &RunFolder) -> u64 {
    sum(of, |row| row.late)
}

fn sum(of: &RunFolder, figure: impl Fn(&naru_results::MonthlyRow) -> u64) -> u64 {
    let limited = tables::limited(&of.summary);
    let counts = |product: &str| limited.iter().any(|it| it.product == product);
    of.monthly.iter().filter(|row| counts(&row.product)).map(figure).sum()
}

pub(super) fn section(page: &Page<'_>, figures: Vec<Block>) -> Section {
    let (summary, lang) = (page.summary(), page.lang);
    let mut it = super::section("waits", lang.pick("2. 할당 대기시간", "2. Waits for cards"));
    let limit = phrase::common_limit(summary, lang);
    it.blocks.push(Block::Text(say!(
        lang,
        "대기시간은 할당받을 자격이 생긴 때부터 할당까지의 시간이며, GPU 신청은 {limit}을 넘으면 초과로 봄. 끝내 할당받지 못한 신청도 그때까지 {limit}을 넘겨 기다렸으면 초과로 셈함.",
        "A wait runs from the right to cards to their allocation; of GPU requests, beyond {limit} it is late. A request that was never served counts as late if it had waited that long by then."
    )));
    let limited = tables::limited(summary);
    if limited.is_empty() {
        return it;
    }
    it.blocks.push(Block::Table(waits(page, &limited)));
    let below = [tables::not_served(summary, lang), causes(summary, lang)].concat();
    if !below.is_empty() {
        it.blocks.push(Block::List(below.iter().map(|line| line.replace('\u{a0}', " ")).collect()));
    }
    if !tables::anybody_waits(summary) {
        it.blocks.extend(tries(summary, lang));
    }
    it.blocks.extend(figures);
    it
}

fn waits(page: &Page<'_>, limited: &[&WaitFigures]) -> DataTable {
    let (summary, lang) = (page.summary(), page.lang);
    let limit = phrase::common_limit(summary, lang);
    let unlimited = unlimited(summary);
    let asked = if unlimited.is_empty() {
        lang.pick("GPU 신청(건)", "GPU requests")
    } else {
        lang.pick("GPU·NPU 신청(건)", "GPU and NPU requests")
    };
    let mut table = DataTable::new("waits", lang.pick("상품별 할당 대기시간", "Waits by product"), "")
        .texts(lang.pick("상품", "product"))
        .figures(asked)
        .figures(lang.pick("평균(시간)", "mean (h)"))
        .figures(lang.pick("95백분위수(시간)", "P95 (h)"))
        .figures(lang.pick("99백분위수(시간)", "P99 (h)"))
        .figures(say!(lang, "{limit} 초과율(GPU 신청 중)", "over {limit} (of GPU requests)"))
        .figures(lang.pick("초과가 있던 사업", "programmes with any"));
    let whole = summary.waits.iter().find(|it| it.product == "all").filter(|_| limited.len() > 1);
    for it in limited.iter().copied().chain(whole) {
        let name = match it.product.as_str() {
            "all" => phrase::all_gpu(lang).to_owned(),
            id => phrase::product(id),
        };
        let cells = [
            Datum::text(name),
            cells::number_or_none(it.requests.mean, 0, lang),
            waiting(&it.mean_hours, 2, lang),
            waiting(&it.p95_hours, 1, lang),
            waiting(&it.p99_hours, 1, lang),
            over(&it.over_limit_share, lang),
            programmes(it, summary, lang),
        ];
        if it.product == "all" { table.sum(cells) } else { table.row(cells) }
    }
    for it in &unlimited {
        table.row([
            Datum::text(phrase::product(&it.product)),
            cells::number_or_none(it.requests.mean, 0, lang),
            waiting(&it.mean_hours, 2, lang),
            waiting(&it.p95_hours, 1, lang),
            waiting(&it.p99_hours, 1, lang),
            Datum::none(),
            Datum::none(),
        ]);
    }
    if !unlimited.is_empty() {
        table.notes.push(
            lang.pick(
                "※ NPU는 과제마다 자리를 한 번 신청해 고정할당으로 받으므로 기준 대기시간이 없으며, 'GPU 전체'에 들지 않음",
                "NPU projects ask once for a place of their own (fixed allocation): no wait limit holds for them, and 'all GPU' leaves them out.",
            )
            .to_owned(),
        );
    }
    let n = format::count(summary.replications.into());
    table.notes.push(say!(
        lang,
        "※ 신청은 사업 하나의 평균 건수. 95백분위수: 신청 100건 중 95건은 이 시간 안에 할당됨. 괄호 안은 95% 신뢰구간. 사업은 모의실험 {n}회",
        "Requests: mean of one programme. P95: 95 requests in 100 have their cards within it. In brackets: 95% intervals. Programmes: {n} replications."
    ));
    table.notes.extend(tables::skewed_note(summary, lang).map(str::to_owned));
    table.notes.extend(page.notes(Rests::Assumed));
    table
}

/// Products that are asked for and have no wait limit: those on NPU.
fn unlimited(summary: &Summary) -> Vec<&WaitFigures> {
    let asked = |it: &&WaitFigures| {
        it.product != "all" && it.limit_hours.is_none() && it.requests.mean.is_some_and(|n| n > 0.0)
    };
    summary.waits.iter().filter(asked).collect()
}

/// A wait with its interval; zeros have none worth reading.
pub(in super::super) fn waiting(e: &Estimate, places: u8, lang: Lang) -> Datum {
    if e.mean == Some(0.0) { cells::number(0.0, places, lang) } else { cells::estimate(e, places, lang) }
}

/// The late share; that of none has its bound in the column of programmes.
pub(in super::super) fn over(e: &Estimate, lang: Lang) -> Datum {
    if e.mean == Some(0.0) { cells::share(0.0) } else { cells::share_estimate(e, lang) }
}

/// What requests waited for, in the pools that the call asks a floor of where it asks any.
fn causes(summary: &Summary, lang: Lang) -> Vec<String> {
    let asked = |card: &str| summary.floors.iter().any(|floor| floor.card_type == card);
    let any = summary.cards.iter().any(|it| asked(&it.card_type));
    tables::causes(summary, |it| !any || asked(&it.card_type), lang)
}

/// Programmes with any late request, of all.
fn programmes(it: &WaitFigures, summary: &Summary, lang: Lang) -> Datum {
    let any = &it.over_limit_any_share;
    if any.mean.is_none() {
        return Datum::none();
    }
    let (count, n) = (phrase::count_of(any, summary.replications), summary.replications);
    let text = if count == 0 {
        let bound = phrase::none_seen_bound(n, lang);
        say!(lang, "0회({bound})", "0 ({bound})")
    } else {
        say!(lang, "{n}회 중 {count}회", "{count} of {n}")
    };
    Datum { text, ..cells::count(count.into(), lang) }
}

/// What fewer cards would do, where nobody waits.
fn tries(summary: &Summary, lang: Lang) -> Vec<Block> {
    let Some((why, _)) = tables::tries(summary, lang) else { return Vec::new() };
    let mut table = DataTable::new(
        "fewer-cards",
        lang.pick(
            "카드를 줄일 때의 대기(과제마다 한 세트일 때의 카드 대비)",
            "Waits with fewer cards (of one set for every project)",
        ),
        "",
    )
    .figures(lang.pick("카드", "cards"))
    .texts(lang.pick("상품", "product"))
    .figures(lang.pick("평균(시간)", "mean (h)"))
    .figures(lang.pick("초과율(GPU 신청 중)", "late (of GPU requests)"))
    .figures(lang.pick("시험(회)", "tried"));
    for it in summary.fleet_tries.iter().filter(|it| !it.own) {
        for late in it.late.iter().filter(|late| late.product != "all") {
            table.row([
                Datum {
                    text: format!("{}%", format::decimal(it.share_of_floor * 100.0, 0)),
                    ..cells::set_share(it.share_of_floor)
                },
                Datum::text(phrase::product(&late.product)),
                cells::number_or_none(late.mean_hours, 2, lang),
                late.over_limit_share.map_or_else(Datum::none, cells::share),
                cells::count(it.replications.into(), lang),
            ]);
        }
    }
    vec![Block::Text(why), Block::Table(table)]
}
