//! 1. 검토 배경과 방법: what was looked at, how, and by which promises it is judged.

use super::super::cells;
use super::{Page, Rests};
use crate::document::{Block, DataTable, Datum, Section};
use crate::format;
use crate::phrase::{self, Standing};
use crate::precision;
use crate::programmes;
use crate::tables::{self, Rows};
use crate::words::{Lang, say};
use naru_results::{CardFigures, Effective, Promise, Queue};

pub(super) fn section(page: &Page<'_>) -> Section {
    let (summary, lang) = (page.summary(), page.lang);
    let mut it = super::section("method", lang.pick("1. 검토 배경과 방법", "1. Background and method"));
    let title = lang.pick(&summary.title.ko, &summary.title.en);
    let n = format::count(summary.replications.into());
    it.blocks.push(Block::Text(say!(
        lang,
        "검토 대상은 '{title}'이며, 할당 대기시간, 필요 카드 수, 예산 집행과 소진 시점을 모의실험으로 살펴봄.",
        "{title} is studied by simulation: waits for cards, cards needed, spending and the day the money ends."
    )));
    it.blocks.push(Block::Text(say!(
        lang,
        "모의실험은 과제별 할당 신청, 대기열과 서버 배정, 장애, 정산과 예산 집행을 초 단위로 재현함. 이용 수요와 장애를 새로 뽑아 사업 전체를 {n}회 반복하고, 같은 초깃값(시드)이면 같은 결과가 나옴.",
        "The simulation follows requests, queues and servers, faults, settlement and spending second by second. The whole programme is repeated {n} times with demand and faults drawn anew; the same seed gives the same result."
    )));
    it.blocks.push(Block::Table(subject(page)));
    if !summary.promises.is_empty() {
        it.blocks.push(Block::Table(promises(page)));
    }
    it.blocks.push(Block::Heading(lang.pick("수치를 읽는 법", "How to read the figures").to_owned()));
    it.blocks.push(Block::List(
        [
            lang.pick(
                "괄호 안은 95% 신뢰구간으로, 가정이 맞을 때의 모의실험 오차만을 나타냄",
                "In brackets: 95% intervals, which show the simulation's error alone, if the assumptions hold",
            ),
            &programmes::legend(summary.replications, lang),
            lang.pick(
                "비율은 분모를 함께 적음(GPU 신청 중, 사업 중). 확률에는 반복 횟수를 함께 적음",
                "Every share names what it is a share of, every probability its count",
            ),
            lang.pick(
                "가동률은 카드, 이용률은 사용자, 집행률은 예산의 비율임",
                "Cards in use, use by users and spending are different shares and never mixed",
            ),
        ]
        .map(str::to_owned)
        .into(),
    ));
    if let Some(precise) = &page.folder().precision {
        let lines = precision::lines(precise, lang, usize::MAX);
        it.blocks.push(Block::Text(lines.join(" ").replace('\u{a0}', " ")));
    }
    it
}

/// What was looked at.
fn subject(page: &Page<'_>) -> DataTable {
    let (summary, effective, lang) = (page.summary(), &page.folder().effective, page.lang);
    let mut table = DataTable::new("subject", lang.pick("검토 대상", "What was studied"), "")
        .texts(lang.pick("항목", "item"))
        .texts(lang.pick("내용", "content"));
    let span = &summary.programme;
    let mut row = |name: &str, text: String| table.row([Datum::text(name), Datum::text(text)]);
    row(lang.pick("시나리오", "Scenario"), summary.scenario.clone());
    row(lang.pick("사업기간", "Period"), format::period(span.start.0, span.end.0, lang));
    row(lang.pick("과제", "Projects"), projects(effective, page));
    row(lang.pick("예산 한도(VAT 포함)", "Cap (VAT in)"), format::exact_won(summary.budget.cap_won, lang));
    row(
        lang.pick("그중 운영비", "Of it, operating cost"),
        format::exact_won(effective.budget.operating_won, lang),
    );
    row(lang.pick("투입 자원", "Fleet"), fleet(page));
    row(lang.pick("배정 방식", "Allocation"), allocation(&effective.queue, lang));
    row(lang.pick("기준 대기시간", "Wait limit"), phrase::common_limit(summary, lang));
    let (n, seed) = (format::count(summary.replications.into()), summary.seed);
    row(
        lang.pick("모의실험", "Simulation"),
        say!(lang, "{n}회 반복, 초깃값(시드) {seed}", "{n} replications, seed {seed}"),
    );
    table.notes = page.notes(Rests::Assumed);
    table
}

/// `39TF 200, 67TF 150, …` of the projects that are granted from the start; those of waves apart.
fn projects(effective: &Effective, page: &Page<'_>) -> String {
    let lang = page.lang;
    let of = |product: &str| {
        effective.projects.iter().filter(|it| it.product == product && it.wave.is_none()).count()
    };
    let products: Vec<String> = effective
        .products
        .iter()
        .map(|(product, _)| (phrase::product(product), of(product)))
        .filter(|(_, count)| *count > 0)
        .map(|(name, count)| format!("{name} {}", format::count(count as i64)))
        .collect();
    let span = &page.summary().programme;
    let (gpu, npu) = (format::count(span.gpu_projects.into()), format::count(span.npu_projects.into()));
    let total = say!(lang, "GPU {gpu}개, NPU {npu}개", "{gpu} on GPU, {npu} on NPU");
    let waves = effective.projects.iter().filter(|it| it.wave.is_some()).count();
    let waves =
        if waves > 0 { say!(lang, ", 추가모집 {waves}개", ", {waves} in waves") } else { String::new() };
    if products.is_empty() {
        return total + &waves;
    }
    let products = products.join(", ");
    say!(lang, "{total}({products}){waves}", "{total} ({products}){waves}")
}

fn fleet(page: &Page<'_>) -> String {
    let (summary, lang) = (page.summary(), page.lang);
    let rows = Rows::Folded.of(summary);
    let pools = rows.iter().map(|pools| {
        let name = match pools.as_slice() {
            [it] => phrase::pool(it, summary),
            namesakes => tables::folded_name(namesakes[0], namesakes.len(), lang),
        };
        let sum = |of: fn(&CardFigures) -> u32| format::count(pools.iter().map(|it| i64::from(of(it))).sum());
        let (servers, cards) = (sum(|it| it.servers), sum(|it| it.installed));
        say!(lang, "{name} {cards}장({servers}대)", "{name} {cards} ({servers} servers)")
    });
    pools.collect::<Vec<_>>().join(", ")
}

/// How queues are served: order, backfill, placement.
pub(in super::super) fn allocation(queue: &Queue, lang: Lang) -> String {
    let order: Vec<&str> = queue.order.iter().map(|it| criterion(it, lang)).collect();
    let order = order.join(", ");
    let backfill = match queue.backfill.as_str() {
        "none" => lang.pick("백필 없음", "no backfill"),
        "easy" => lang.pick("EASY 백필", "EASY backfill"),
        "conservative" => lang.pick("보수적 백필", "conservative backfill"),
        other => other,
    };
    let placement = match queue.placement.as_str() {
        "best_fit" => lang.pick("최적 적합 배치", "best fit"),
        "first_fit" => lang.pick("최초 적합 배치", "first fit"),
        "worst_fit" => lang.pick("최악 적합 배치", "worst fit"),
        "packed" => lang.pick("모아 채우기 배치", "packed"),
        other => other,
    };
    say!(lang, "배정 순서 {order}; {backfill}; {placement}", "order: {order}; {backfill}; {placement}")
}

/// A criterion of an order; one that nobody has named is its own name.
fn criterion(name: &str, lang: Lang) -> &str {
    match name {
        "arrival" => lang.pick("선착순", "first come first served"),
        "priority" => lang.pick("우선순위", "priority"),
        "fair_share" => lang.pick("균등 배분", "fair share"),
        "least_slack" => lang.pick("기준 대기시간이 먼저 차는 순", "least slack first"),
        "least_allowance" => lang.pick("잔여 총량이 적은 순", "least allowance first"),
        "smallest" | "smallest_first" => lang.pick("작은 신청 먼저", "smallest first"),
        "largest" | "largest_first" => lang.pick("큰 신청 먼저", "largest first"),
        "weighted_sum" => lang.pick("가중 합", "weighted sum"),
        other => other,
    }
}

/// A promise's name with what it asks.
fn promised(it: &Promise, page: &Page<'_>) -> String {
    let lang = page.lang;
    let name = phrase::promise_name(it, page.summary(), lang);
    it.not_before.map_or(name.clone(), |day| {
        let day = format::date(day.0, lang);
        say!(lang, "{name}({day} 전에 소진되지 않음)", "{name} (not gone before {day})")
    })
}

/// The promises of the scenario, each with its standing.
fn promises(page: &Page<'_>) -> DataTable {
    let (summary, lang) = (page.summary(), page.lang);
    let mut table =
        DataTable::new("promises", lang.pick("판정 기준과 결과", "Promises and how they stand"), "")
            .texts(lang.pick("약속", "promise"))
            .figures(lang.pick("지켜야 할 비율(사업 중)", "asked (of programmes)"))
            .figures(lang.pick("지킨 비율(사업 중)", "kept (of programmes)"))
            .figures(lang.pick("지킨 사업", "programmes that keep it"))
            .texts(lang.pick("판정", "standing"));
    let n = summary.replications;
    for it in &summary.promises {
        let kept = phrase::count_of(&it.kept_share, n);
        table.row([
            Datum::text(promised(it, page)),
            cells::set_share(it.asked_share),
            cells::share_estimate(&it.kept_share, lang),
            Datum {
                text: say!(lang, "{n}회 중 {kept}회", "{kept} of {n}"),
                ..cells::count(kept.into(), lang)
            },
            Datum::text(Standing::of(it).text(lang)),
        ]);
    }
    table.notes.push(
        lang.pick(
            "※ 판정은 95% 신뢰구간으로 함: 구간 전체가 기준을 넘으면 지켜짐, 구간 전체가 못 미치면 지켜지지 않음",
            "Judged by the 95% interval: kept where all of it reaches what is asked, not kept where none of it does.",
        )
        .to_owned(),
    );
    table.notes.extend(page.notes(Rests::Assumed));
    table
}
