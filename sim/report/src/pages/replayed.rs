//! A replay as a page: who of a job log would have waited how long. Nothing in it is drawn: its figures have no intervals.

use super::Options;
use super::cells;
use super::chapters::{Chapters, again, fact, point, remarks};
use crate::charts;
use crate::document::{Block, DataTable, Datum, Document, Fact, Provenance};
use crate::format::{count, share};
use crate::job_log::words;
use crate::replay::{heading, plan, pool, reference, rows_of, size, span};
use crate::words::{Lang, say};
use naru_results::{CourseRow, ReplayWaits, Replayed, WaitRow};

/// The page of `replay.json`, with the pool's course (`course.csv`) and the waits (`waits.parquet`). A job log has no prices:
/// there is nothing to hide.
pub fn replayed(of: &Replayed, course: &[CourseRow], waits: &[WaitRow], _: Options, lang: Lang) -> Document {
    let title = title(of, lang);
    let all = of.waits.iter().find(|it| it.size == "all");
    let lead = all.map_or_else(|| title.clone(), |it| waited(it, lang));
    let mut page = Chapters::new(lead, points(of, lang), lang);
    page.chapter("method", "방법", "Method", method(of, lang));
    let mut figures: Vec<Block> =
        charts::of_replay(of, course, waits, lang).into_iter().map(Block::Figure).collect();
    figures.push(Block::Table(table(of, lang)));
    page.chapter("waits", "대기시간", "Waits", figures);
    let against = of.against.as_ref().map_or_else(Vec::new, |it| reference(it, lang));
    let against = against.into_iter().map(Block::Text).collect();
    page.chapter("against", "기준 일정과의 차이", "Against the reference", against);
    page.chapter("rows", "기록의 행", "Rows of the log", rows(of, lang));
    page.chapter("notes", "유의사항", "Notes", remarks(limits(of, lang), lang));
    let again_rows = vec![
        (lang.pick("기록", "log"), of.log.clone()),
        (lang.pick("형식", "format"), of.format.clone()),
        (lang.pick("재현의 표지", "what it is of"), of.scenario_hash.clone()),
    ];
    page.ending(again(&of.version, None, again_rows, lang));
    let provenance = Provenance {
        scenario: of.log.clone(),
        scenario_hash: String::new(),
        seed: None,
        replications: None,
        version: of.version.clone(),
        assumed: false,
    };
    page.document(&title, heading(of, lang), provenance, facts(of, lang))
}

/// How many waited, and how long; or whether a reference says the same.
fn title(of: &Replayed, lang: Lang) -> String {
    let log = &of.log;
    if let Some(against) = &of.against {
        let (jobs, differences) = (count(against.compared as i64), count(against.differences as i64));
        let reference = &against.reference;
        return match against.differences {
            0 => say!(
                lang,
                "{log}: 작업 {jobs}건의 시작이 기준 일정 {reference}과(와) 모두 같음",
                "{log}: all of {jobs} jobs start as in the reference {reference}"
            ),
            _ => say!(
                lang,
                "{log}: 작업 {jobs}건 중 {differences}건의 시작이 기준 일정 {reference}과(와) 다름",
                "{log}: {differences} of {jobs} jobs start otherwise than in the reference {reference}"
            ),
        };
    }
    match of.waits.iter().find(|it| it.size == "all") {
        Some(it) => format!("{log}: {}", waited(it, lang)),
        None => log.clone(),
    }
}

/// `작업 28,489건 중 89.8%가 기다렸고, 평균 대기는 108시간임`.
fn waited(it: &ReplayWaits, lang: Lang) -> String {
    let (jobs, part) = (count(it.jobs as i64), share(it.waited as f64 / it.jobs.max(1) as f64));
    let (mean, p95) = (span(it.mean_s, lang), span(it.p95_s as f64, lang));
    if it.waited == 0 {
        return say!(lang, "작업 {jobs}건이 모두 기다리지 않고 시작함", "all of {jobs} jobs start at once");
    }
    say!(
        lang,
        "작업 {jobs}건 중 {part}가 기다렸고, 평균 대기는 {mean}, 95백분위수는 {p95}임",
        "{part} of {jobs} jobs wait; {mean} on average, 95% at most {p95}"
    )
}

fn points(of: &Replayed, lang: Lang) -> Vec<String> {
    let mut points = vec![point(lang.pick("운영계획", "Plan"), &plan(&of.policy, lang), lang)];
    let mut busy = pool(of, lang);
    points.push(point(lang.pick("자원", "Pool"), &busy.remove(0), lang));
    points.extend(busy.iter().map(|it| point(lang.pick("단편화", "Fragmentation"), it, lang)));
    if let Some(against) = &of.against {
        let told = reference(against, lang).join(". ");
        points.push(point(lang.pick("기준 일정", "Reference"), &told, lang));
    }
    let worst = of
        .waits
        .iter()
        .filter(|it| it.size != "all" && it.jobs > 0)
        .max_by(|a, b| a.mean_s.total_cmp(&b.mean_s));
    if let Some(it) = worst.filter(|it| it.mean_s > 0.0) {
        let (size, jobs, mean) = (size(&it.size, lang), count(it.jobs as i64), span(it.mean_s, lang));
        points.push(point(
            lang.pick("크기", "Sizes"),
            &say!(
                lang,
                "평균 대기가 가장 긴 것은 크기 {size}의 작업 {jobs}건이며 {mean}임",
                "the longest mean wait is of {jobs} jobs of size {size}: {mean}"
            ),
            lang,
        ));
    }
    points.push(point(lang.pick("기록", "Log"), &rows_of(of, lang).join(". "), lang));
    points
}

fn method(of: &Replayed, lang: Lang) -> Vec<Block> {
    let heading = heading(of, lang);
    vec![Block::Text(say!(
        lang,
        "{heading}. 기록의 작업을 적힌 신청시각, 크기, 실행시간대로 다시 넣고, 사업의 할당 규칙으로 시작시각을 정함. 난수를 쓰지 않아 같은 기록과 계획은 \
         늘 같은 결과가 되며, 신뢰구간이 없음.",
        "{heading}. The log's jobs are submitted as they were, with their sizes and run times, and started by the programme's \
         own decision. Nothing is drawn: the same log and plan give the same result, and figures have no intervals."
    ))]
}

fn table(of: &Replayed, lang: Lang) -> DataTable {
    // One unit for a column: hours, or minutes where all waits are short.
    let longest = of.waits.iter().map(|it| it.max_s).max().unwrap_or(0);
    let (unit_s, unit, places) = if longest < 7_200 {
        (60.0, lang.pick("(단위: 분)", "(minutes)"), 1)
    } else {
        (3_600.0, lang.pick("(단위: 시간)", "(hours)"), if longest < 360_000 { 2 } else { 1 })
    };
    let caption = lang.pick("크기별 대기시간", "Waits by size of job");
    let mut table = DataTable::new("waits", caption, unit)
        .texts(lang.pick("크기", "size"))
        .figures(lang.pick("작업(건)", "jobs"))
        .figures(lang.pick("기다림(작업 중)", "waited (of jobs)"))
        .figures(lang.pick("평균", "mean"))
        .figures(lang.pick("중앙값", "median"))
        .figures(lang.pick("90백분위수", "P90"))
        .figures(lang.pick("95백분위수", "P95"))
        .figures(lang.pick("99백분위수", "P99"))
        .figures(lang.pick("최장", "longest"));
    for it in &of.waits {
        let seconds = |s: f64| cells::number(s / unit_s, places, lang);
        let row = [
            Datum::text(size(&it.size, lang)),
            cells::count(it.jobs as i64, lang),
            cells::share(it.waited as f64 / it.jobs.max(1) as f64),
            seconds(it.mean_s),
            seconds(it.p50_s as f64),
            seconds(it.p90_s as f64),
            seconds(it.p95_s as f64),
            seconds(it.p99_s as f64),
            seconds(it.max_s as f64),
        ];
        if it.size == "all" { table.sum(row) } else { table.row(row) }
    }
    table.notes.push(
        lang.pick(
            "백분위수는 대기 구간의 위 끝으로, 참값보다 64분의 1까지 클 수 있음. 최장은 정확함",
            "Percentiles are upper ends of buckets, up to a 64th above the true value; the longest is exact",
        )
        .to_owned(),
    );
    table
}

fn rows(of: &Replayed, lang: Lang) -> Vec<Block> {
    let mut table = DataTable::new("rows", lang.pick("기록의 행", "Rows of the log"), "")
        .texts(lang.pick("무엇을", "what became of it"))
        .texts(lang.pick("까닭", "reason"))
        .figures(lang.pick("행(건)", "rows"));
    for (kind, all) in [
        (lang.pick("뺀 행", "left out"), &of.rows.skipped),
        (lang.pick("특이한 작업", "odd job, kept"), &of.rows.noted),
    ] {
        for it in all {
            table.row([
                Datum::text(kind),
                Datum::text(words(&it.what, lang)),
                cells::count(it.count as i64, lang),
            ]);
        }
    }
    let mut blocks = vec![Block::List(rows_of(of, lang))];
    if !table.rows.is_empty() {
        blocks.push(Block::Table(table));
    }
    blocks
}

fn limits(of: &Replayed, lang: Lang) -> Vec<String> {
    let mut all = vec![
        lang.pick(
            "지연비는 max(1, (대기 + 실행) / max(실행, 10초))의 평균임",
            "Slowdown is the mean of max(1, (wait + run) / max(run, 10 s))",
        )
        .to_owned(),
    ];
    if of.policy.backfill != "none" {
        all.push(
            lang.pick(
                "백필: 순서를 해치지 않고 남는 자원에 작은 작업을 먼저 배정하는 것. 예상시간이 틀리면 순서가 달라질 수 있음",
                "Backfill starts small jobs on what is left over without hurting the order, by expected run times",
            )
            .to_owned(),
        );
    }
    all
}

fn facts(of: &Replayed, lang: Lang) -> Vec<Fact> {
    let (log, plan) = (&of.log, plan(&of.policy, lang));
    let mut facts = Vec::new();
    if let Some(it) = of.waits.iter().find(|it| it.size == "all") {
        let told = waited(it, lang);
        let part = share(it.waited as f64 / it.jobs.max(1) as f64);
        let sentence = say!(lang, "{log}을(를) {plan}(으)로 재현하면 {told}.", "{log} under {plan}: {told}.");
        facts.push(fact("replay.waited_share", part, sentence));
        let (p95, longest) = (span(it.p95_s as f64, lang), span(it.max_s as f64, lang));
        let sentence = say!(
            lang,
            "{log}: 작업 100건 중 95건은 {p95} 이내에 시작하고, 가장 오래 기다린 작업은 {longest}임.",
            "{log}: 95 of 100 jobs start within {p95}; the longest wait is {longest}."
        );
        facts.push(fact("replay.p95_wait", p95, sentence));
    }
    let busy = pool(of, lang).remove(0);
    facts.push(fact("replay.utilisation", share(of.utilisation), format!("{log}: {busy}.")));
    if let Some(against) = &of.against {
        let differences = count(against.differences as i64);
        let figure = say!(lang, "{differences}건", "{differences}");
        let told = reference(against, lang).remove(0);
        facts.push(fact("replay.differences", figure, format!("{log}: {told}.")));
    }
    facts
}
