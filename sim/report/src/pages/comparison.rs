//! Two or more runs side by side: what differs in them, their waits, cards and money.
//!
//! The runs are not paired here: nothing is said of the difference of two of them but what each says of itself.

use super::cells;
use super::run::{allocation, late, requests};
use super::{Options, RunFiles, facts, terms};
use crate::charts;
use crate::compare::{MOST, letter};
use crate::document::{Block, DataTable, Datum, Document, Fact, Provenance, Section};
use crate::format;
use crate::phrase;
use crate::tables;
use crate::words::{Lang, say};
use naru_results::RunFolder;

mod chapters;
mod differences;

use chapters::{cards, money, waits};

/// The comparison of runs, at most fourteen: more have no letter.
///
/// # Panics
/// Where there is none.
pub fn comparison(files: &[RunFiles<'_>], options: Options, lang: Lang) -> Document {
    assert!(!files.is_empty(), "a comparison is of runs");
    let page = Page { runs: files.iter().take(MOST).map(|it| it.folder).collect(), options, lang };
    let (mut waits, mut money) = (waits(&page), money(&page));
    let studies: Vec<_> = page.runs.iter().map(|run| RunFiles::alone(run).study()).collect();
    for chart in charts::of_runs(&studies, lang) {
        let section = if chart.name == "runs-waits" { &mut waits } else { &mut money };
        section.blocks.push(Block::Figure(chart));
    }
    let mut sections = vec![summary(&page), what_differs(&page), waits, cards(&page), money, limits(&page)];
    sections.push(terms::section(&sections, lang.pick("붙임 1. 용어 풀이", "Annex 1. Terms"), lang));
    sections.push(reproduction(&page));
    Document {
        lang,
        title: title(&page),
        subtitle: subtitle(&page),
        provenance: provenance(&page),
        sections,
        facts: quoted(&page),
    }
}

struct Page<'a> {
    runs: Vec<&'a RunFolder>,
    options: Options,
    lang: Lang,
}

impl<'a> Page<'a> {
    /// Each run with its letter.
    fn lettered(&self) -> impl Iterator<Item = (&'static str, &'a RunFolder)> + '_ {
        self.runs.iter().enumerate().map(|(i, run)| (letter(i, self.lang), *run))
    }

    /// How many replications they have, where all have as many.
    fn replications(&self) -> Option<u32> {
        let n = self.runs[0].summary.replications;
        self.runs.iter().all(|run| run.summary.replications == n).then_some(n)
    }

    fn title_of(&self, run: &'a RunFolder) -> &'a str {
        self.lang.pick(&run.summary.title.ko, &run.summary.title.en)
    }

    /// `가 2025년 사업 기준안`.
    fn named(&self, letter: &str, run: &'a RunFolder) -> Datum {
        Datum::text(format!("{letter} {}", self.title_of(run)))
    }

    fn assumed(&self) -> bool {
        self.runs.iter().any(|it| !it.summary.assumed.is_empty())
    }

    fn assumed_note(&self) -> Option<String> {
        let lang = self.lang;
        let note = lang.pick(
            "※ 가정값 포함: 각 실행의 보고서 붙임 1",
            "Rests on assumed inputs: annex 1 of each run's report.",
        );
        self.assumed().then(|| note.to_owned())
    }
}

fn title(page: &Page<'_>) -> String {
    let n = page.runs.len();
    say!(page.lang, "시나리오 {n}개의 비교", "{n} scenarios side by side")
}

fn subtitle(page: &Page<'_>) -> String {
    let names: Vec<String> =
        page.lettered().map(|(letter, run)| format!("{letter} {}", page.title_of(run))).collect();
    names.join(", ")
}

/// What is the same of all runs; of what is not, the first's hash would mislead, so there is none.
fn provenance(page: &Page<'_>) -> Provenance {
    let same = |of: fn(&RunFolder) -> u64| {
        let first = of(page.runs[0]);
        page.runs.iter().all(|it| of(it) == first).then_some(first)
    };
    let names: Vec<&str> = page.runs.iter().map(|it| it.summary.scenario.as_str()).collect();
    let mut versions: Vec<&str> = page.runs.iter().map(|it| it.run.version.as_str()).collect();
    versions.dedup();
    Provenance {
        scenario: names.join(", "),
        scenario_hash: String::new(),
        seed: same(|it| it.summary.seed),
        replications: same(|it| it.summary.replications.into()).map(|n| n as u32),
        version: versions.join(", "),
        assumed: page.assumed(),
    }
}

fn section(id: &'static str, heading: &str) -> Section {
    Section { id, heading: heading.to_owned(), blocks: Vec::new() }
}

fn summary(page: &Page<'_>) -> Section {
    let lang = page.lang;
    let mut it = section("summary", lang.pick("요약", "Summary"));
    it.blocks.push(Block::Lead(not_paired(lang)));
    let points = page.lettered().map(|(letter, run)| {
        let title = page.title_of(run);
        let said = super::run::lead(&run.summary, lang);
        format!("({letter} {title}) {said}")
    });
    it.blocks.push(Block::List(points.collect()));
    it.blocks.push(Block::Table(runs(page)));
    it
}

fn not_paired(lang: Lang) -> String {
    lang.pick(
        "시나리오마다 따로 돌린 결과를 나란히 놓은 것으로, 짝지은 차이가 아님: 두 값의 차이는 이 표로 판정할 수 없음",
        "Runs made one by one and put side by side, not paired: these tables do not judge the difference of two figures",
    )
    .to_owned()
}

/// Which runs there are.
fn runs(page: &Page<'_>) -> DataTable {
    let lang = page.lang;
    let mut table = DataTable::new("runs", lang.pick("비교한 실행", "Runs compared"), "")
        .texts(lang.pick("시나리오", "scenario"))
        .texts(lang.pick("이름", "name"))
        .texts(lang.pick("시나리오 해시", "scenario hash"))
        .figures(lang.pick("반복(회)", "replications"))
        .figures(lang.pick("초깃값(시드)", "seed"))
        .texts(lang.pick("프로그램", "program"));
    for (letter, run) in page.lettered() {
        let it = &run.summary;
        let hash: String = it.scenario_hash.chars().take(8).collect();
        table.row([
            page.named(letter, run),
            Datum::text(it.scenario.clone()),
            Datum::text(hash),
            cells::count(it.replications.into(), lang),
            Datum { text: it.seed.to_string(), ..cells::count(it.seed as i64, lang) },
            Datum::text(format!("naru {}", run.run.version)),
        ]);
    }
    table.notes = mixed(page);
    let places = page.lettered().zip(BEFORE.chars());
    let places: Vec<String> = places.map(|((letter, _), before)| format!("{letter} {before}/")).collect();
    let places = places.join(", ");
    table.notes.push(say!(
        lang,
        "※ 인용하는 수치의 이름은 실행에 따라 {places}로 시작함",
        "Names of figures to quote begin by run: {places}"
    ));
    table
}

/// What makes runs less alike than their scenarios are.
fn mixed(page: &Page<'_>) -> Vec<String> {
    let lang = page.lang;
    let differs = |of: fn(&RunFolder) -> String| {
        let first = of(page.runs[0]);
        page.runs.iter().any(|it| of(it) != first)
    };
    let notes = [
        (
            differs(|it| it.summary.seed.to_string()),
            lang.pick("※ 초깃값(시드)이 서로 다름", "The seeds differ."),
        ),
        (
            differs(|it| it.summary.replications.to_string()),
            lang.pick(
                "※ 반복 횟수가 서로 다름: 신뢰구간의 폭도 그만큼 다름",
                "The numbers of replications differ, and with them the widths of the intervals.",
            ),
        ),
        (
            differs(|it| it.run.behaviour_hash.clone()),
            lang.pick(
                "※ 프로그램의 동작(동작 해시)이 서로 다름: 차이가 시나리오에서 온 것인지 알 수 없음",
                "The programs behave differently (behaviour hash): a difference may not be the scenario's.",
            ),
        ),
    ];
    notes.into_iter().filter(|(differs, _)| *differs).map(|(_, note)| note.to_owned()).collect()
}

fn what_differs(page: &Page<'_>) -> Section {
    let lang = page.lang;
    let mut it = section("differences", lang.pick("1. 무엇이 다른가", "1. What differs"));
    it.blocks.extend(differences::blocks(&page.runs, page.options, lang));
    it
}

fn limits(page: &Page<'_>) -> Section {
    let lang = page.lang;
    let mut it = section("limits", lang.pick("5. 유의사항", "5. Limits"));
    let mut points = vec![
        lang.pick(
            "실행마다의 결과를 나란히 놓은 것으로, 짝지어 구한 차이가 아님. 신뢰구간이 겹치는지로 차이를 판정하지 않음",
            "The runs stand side by side; their differences are not paired. Whether two intervals overlap does not judge a difference",
        )
        .to_owned(),
        lang.pick(
            "차이와 그 신뢰구간은 같은 사용자와 장애로 짝지어 구해야 하며, 다음 명령으로 만듦",
            "The difference with its interval takes the same users and faults on both sides; this makes it",
        )
        .to_owned(),
    ];
    let mixed = mixed(page).into_iter().map(|note| note.trim_start_matches("※ ").to_owned());
    points.splice(1..1, mixed);
    it.blocks.push(Block::List(points));
    let scenarios: Vec<String> =
        page.runs.iter().map(|run| super::run::scenario(&run.run.command, page.options)).collect();
    it.blocks.push(Block::Code(format!("naru compare {}", scenarios.join(" "))));
    it
}

fn reproduction(page: &Page<'_>) -> Section {
    let lang = page.lang;
    let mut it = section("annex-reproduction", lang.pick("붙임 2. 재현 정보", "Annex 2. To make it again"));
    let mut table = DataTable::new("reproduction", lang.pick("재현 정보", "To make it again"), "")
        .texts(lang.pick("시나리오", "scenario"))
        .texts(lang.pick("시나리오 해시", "scenario hash"))
        .texts(lang.pick("동작 해시", "behaviour hash"))
        .figures(lang.pick("GPU 신청(건)", "GPU requests"))
        .figures(lang.pick("GPU 기준 초과(건)", "late, GPU"));
    for (letter, run) in page.lettered() {
        table.row([
            page.named(letter, run),
            Datum::text(run.summary.scenario_hash.clone()),
            Datum::text(run.run.behaviour_hash.clone()),
            cells::count(requests(run) as i64, lang),
            cells::count(late(run) as i64, lang),
        ]);
    }
    it.blocks.push(Block::Table(table));
    for run in &page.runs {
        it.blocks.push(Block::Code(super::run::command(&run.run.command, page.options)));
    }
    it
}

/// Letters before the facts of each run, in the order of the runs: as many as runs have.
const BEFORE: &str = "abcdefghijklmn";

/// The facts of each run, named by its place: two runs may be of one scenario.
fn quoted(page: &Page<'_>) -> Vec<Fact> {
    let mut out = Vec::new();
    for ((letter, run), before) in page.lettered().zip(BEFORE.chars()) {
        let (lang, title) = (page.lang, page.title_of(run));
        out.extend(facts::of_run(run, lang).into_iter().map(|it| Fact {
            id: format!("{before}/{}", it.id),
            sentence: format!("({letter} {title}) {}", it.sentence),
            figure: it.figure,
        }));
    }
    out
}
