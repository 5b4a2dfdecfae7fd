//! Waits, cards and money of runs side by side: a table each, a row a run.

use super::super::cells;
use super::super::run::{over, waiting};
use super::super::{hidden_note, money_unit, rounding_note};
use super::{Page, section};
use crate::document::{Block, DataTable, Datum, Native, Section};
use crate::phrase::{self, Standing};
use crate::programmes;
use crate::tables;
use crate::words::say;
use naru_results::{CardFigures, Percentiles, RunFolder, WaitFigures};

pub(super) fn waits(page: &Page<'_>) -> Section {
    let lang = page.lang;
    let mut it = section("waits", lang.pick("2. 할당 대기시간", "2. Waits for cards"));
    let mut table = DataTable::new("waits", lang.pick("GPU 상품별 할당 대기시간", "Waits for GPU cards"), "")
        .texts(lang.pick("시나리오", "scenario"))
        .texts(lang.pick("상품", "product"))
        .figures(lang.pick("GPU 신청(건)", "GPU requests"))
        .figures(lang.pick("평균(시간)", "mean (h)"))
        .figures(lang.pick("99백분위수(시간)", "P99 (h)"))
        .figures(lang.pick("기준 초과율(GPU 신청 중)", "late (of GPU requests)"))
        .figures(lang.pick("초과가 있던 사업", "programmes with any"));
    for (letter, run) in page.lettered() {
        let limited = tables::limited(&run.summary);
        let whole = run.summary.waits.iter().find(|it| it.product == "all");
        for of in limited.iter().copied().chain(whole) {
            let row = wait(page, letter, run, of);
            if of.product == "all" { table.sum(row) } else { table.row(row) }
        }
    }
    table.notes.push(
        lang.pick(
            "※ 신청은 사업 하나의 평균 건수. 괄호 안은 각 실행의 95% 신뢰구간",
            "Requests: mean of one programme. In brackets: each run's own 95% interval.",
        )
        .to_owned(),
    );
    table.notes.extend(page.assumed_note());
    it.blocks.push(Block::Table(table));
    it
}

fn wait(page: &Page<'_>, letter: &str, run: &RunFolder, of: &WaitFigures) -> [Datum; 7] {
    let lang = page.lang;
    let n = run.summary.replications;
    let any = &of.over_limit_any_share;
    let count = phrase::count_of(any, n);
    let programmes = any.mean.map_or_else(Datum::none, |_| Datum {
        text: say!(lang, "{n}회 중 {count}회", "{count} of {n}"),
        ..cells::count(count.into(), lang)
    });
    let product = match of.product.as_str() {
        "all" => phrase::all_gpu(lang).to_owned(),
        id => phrase::product(id),
    };
    [
        Datum::text(letter),
        Datum::text(product),
        cells::number_or_none(of.requests.mean, 0, lang),
        waiting(&of.mean_hours, 2, lang),
        waiting(&of.p99_hours, 1, lang),
        over(&of.over_limit_share, lang),
        programmes,
    ]
}

pub(super) fn cards(page: &Page<'_>) -> Section {
    let lang = page.lang;
    let mut it = section("cards", lang.pick("3. 필요 카드 수", "3. Cards needed"));
    let mut table = DataTable::new(
        "cards",
        lang.pick("자원별 카드", "Cards by pool"),
        lang.pick("(단위: 장)", "(cards)"),
    )
    .texts(lang.pick("시나리오", "scenario"))
    .texts(lang.pick("자원", "pool"))
    .figures(lang.pick("투입", "installed"))
    .figures(lang.pick("필요카드수", "floor"))
    .figures(lang.pick("최대 사용(평균)", "peak in use (mean)"))
    .figures(page.replications().map_or_else(
        || lang.pick("95백분위수(20회 미만은 최대)", "P95 (the most, below 20 replications)").to_owned(),
        |n| programmes::stay_within(n, ' ', lang),
    ))
    .figures(lang.pick("가동률(투입 카드·시간 중)", "in use (of card-hours installed)"));
    let floored = |it: &CardFigures| {
        page.runs.iter().flat_map(|run| &run.summary.floors).any(|floor| floor.card_type == it.card_type)
    };
    let asked = page.runs.iter().flat_map(|run| &run.summary.cards).any(&floored);
    if asked {
        table.notes.push(
            lang.pick(
                "※ 필요카드수가 있는 카드만 적음: 그 밖의 자원은 각 실행의 보고서에 있음",
                "Only cards that the call asks a floor of; the others stand in each run's report.",
            )
            .to_owned(),
        );
    }
    for (letter, run) in page.lettered() {
        for pool in run.summary.cards.iter().filter(|it| !asked || floored(it)) {
            let floor = tables::floor_of(pool, &run.summary);
            table.row([
                Datum::text(letter),
                Datum::text(phrase::pool(pool, &run.summary)),
                cells::count(pool.installed.into(), lang),
                floor.map_or_else(Datum::none, |floor| cells::count(floor.into(), lang)),
                cells::estimate(&pool.peak_in_use, 0, lang),
                cells::estimate(&pool.peak_p95, 0, lang),
                cells::share_estimate(&pool.utilisation, lang),
            ]);
        }
    }
    table.notes.extend(page.assumed_note());
    it.blocks.push(Block::Table(table));
    let warnings = page.lettered().flat_map(|(letter, run)| {
        crate::text::warnings(&run.summary, lang).into_iter().map(move |it| format!("({letter}) {it}"))
    });
    let warnings: Vec<String> = warnings.collect();
    if !warnings.is_empty() {
        it.blocks.push(Block::List(warnings));
    }
    it
}

pub(super) fn money(page: &Page<'_>) -> Section {
    let lang = page.lang;
    let mut it =
        section("budget", lang.pick("4. 예산 집행과 소진 시점", "4. Spending and the day the money ends"));
    let [low, high] = page.replications().map_or_else(
        || {
            [
                lang.pick("5%(20회 미만은 최소)", "P5 (the least, below 20)"),
                lang.pick("95%(20회 미만은 최대)", "P95 (the most, below 20)"),
            ]
            .map(str::to_owned)
        },
        |n| programmes::ends(n, lang),
    );
    let mut table =
        DataTable::new("money", lang.pick("예산 집행 전망", "What the programmes spend"), money_unit(lang))
            .texts(lang.pick("시나리오", "scenario"))
            .figures(lang.pick("한도", "cap"))
            .figures(lang.pick("집행액(95% 신뢰구간)", "spent (95% interval)"))
            .figures(low)
            .figures(high)
            .figures(lang.pick("필요액(95% 신뢰구간)", "need (95% interval)"))
            .figures(lang.pick("조기소진 확률(사업 중)", "gone early (of programmes)"))
            .figures(lang.pick("소진된 사업", "programmes"))
            .figures(lang.pick("소진되는 경우의 소진일", "gone on, where it ends early"))
            .texts(lang.pick("예산 약속", "money promise"));
    for (letter, run) in page.lettered() {
        table.row(spent(page, letter, run));
    }
    table.notes.push(rounding_note(lang));
    table.notes.push(
        lang.pick(
            "※ 소진일은 소진된 사업의 중앙값",
            "Gone on: median of the programmes whose money ends early.",
        )
        .to_owned(),
    );
    if page.options.hides_prices() {
        table.notes.push(hidden_note(lang));
    }
    table.notes.extend(page.assumed_note());
    it.blocks.push(Block::Table(table));
    it
}

fn spent(page: &Page<'_>, letter: &str, run: &RunFolder) -> [Datum; 10] {
    let lang = page.lang;
    let (summary, budget) = (&run.summary, &run.summary.budget);
    let [low, high] = match budget.spent_won.percentiles {
        Some(Percentiles { p05: Some(low), p95: Some(high), .. }) => {
            [cells::won(low, lang), cells::won(high, lang)]
        }
        Some(_) | None => [Datum::none(), Datum::none()],
    };
    let n = summary.replications;
    let on = &budget.exhausted_on.given_exhausted;
    let gone = on.count;
    let promise = summary.promises.iter().find(|it| it.name == "money");
    [
        Datum::text(letter),
        cells::won(budget.cap_won, lang),
        cells::money_estimate(&budget.spent_won, lang),
        low,
        high,
        cells::money_estimate(&budget.need_won, lang),
        cells::share_estimate(&budget.exhausted_share, lang),
        Datum {
            text: say!(lang, "{n}회 중 {gone}회", "{gone} of {n}"), ..cells::count(gone.into(), lang)
        },
        on.p50.map_or_else(Datum::none, |day| cells::day(day.0, lang)),
        promise.map_or_else(Datum::none, |it| Datum {
            text: Standing::of(it).text(lang).to_owned(),
            value: Native::Text,
        }),
    ]
}
