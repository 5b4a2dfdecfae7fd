//! The report of one run: summary, seven chapters, four annexes.

mod annexes;
mod assumed;
mod budget;
mod cards;
mod limits;
mod method;
mod monthly;
mod readings;
mod summary;
mod waits;

pub(super) use annexes::{command, scenario};
pub(super) use method::allocation;
pub(super) use summary::{lead, main_pool};
pub(super) use waits::{late, over, requests, waiting};

use super::{Options, Prices, RunFiles, facts, hidden_note, is_price, rounding_note, tells_price, terms};
use crate::charts::{self, Chart};
use crate::document::{Block, Document, Section};
use crate::format;
use crate::words::{Lang, say};
use naru_results::{RunFolder, Summary};

/// The report of a run.
pub fn run(files: &RunFiles<'_>, options: Options, lang: Lang) -> Document {
    let page = Page { files, options, lang };
    let mut figures = Figures::of(&page);
    let mut sections = vec![
        summary::section(&page),
        method::section(&page),
        waits::section(&page, figures.take(Part::Waits)),
        cards::section(&page, figures.take(Part::Cards)),
        budget::section(&page, figures.take(Part::Budget)),
        assumed::section(&page, figures.take(Part::Assumed)),
        readings::section(&page),
        limits::section(&page),
        assumed::annex(&page),
        readings::annex(&page),
    ];
    sections.push(terms::section(&sections, lang.pick("붙임 3. 용어 풀이", "Annex 3. Terms"), lang));
    sections.push(annexes::reproduction(&page));
    Document {
        lang,
        title: page.title(),
        subtitle: page.subtitle(),
        provenance: files.provenance(),
        sections,
        facts: facts::of_run(files.folder, lang),
    }
}

/// What every part of the report is made from.
#[derive(Clone, Copy)]
struct Page<'a> {
    files: &'a RunFiles<'a>,
    options: Options,
    lang: Lang,
}

impl<'a> Page<'a> {
    fn folder(&self) -> &'a RunFolder {
        self.files.folder
    }

    fn summary(&self) -> &'a Summary {
        &self.files.folder.summary
    }

    /// Whether something that tells a price is left out.
    fn hides(&self, path: &str) -> bool {
        self.options.hides_prices() && is_price(path)
    }

    /// Whether a metric is left out since it tells a price.
    fn hides_metric(&self, id: &str) -> bool {
        self.options.hides_prices() && tells_price(id)
    }

    fn title(&self) -> String {
        let title = &self.summary().title;
        let title = self.lang.pick(&title.ko, &title.en);
        say!(self.lang, "{title} 모의실험 검토", "{title}: a study by simulation")
    }

    fn subtitle(&self) -> String {
        let (lang, summary) = (self.lang, self.summary());
        let span = &summary.programme;
        let period = format::period(span.start.0, span.end.0, lang);
        let (gpu, npu) = (format::count(span.gpu_projects.into()), format::count(span.npu_projects.into()));
        let cap = format::money_text(summary.budget.cap_won as f64, lang);
        say!(
            lang,
            "사업기간 {period}, GPU {gpu}과제, NPU {npu}과제, 한도 {cap}(VAT 포함)",
            "{period}, {gpu} GPU and {npu} NPU projects, cap {cap} (VAT in)"
        )
    }

    /// Remarks under a table that rests on assumed inputs; of money, also how it is rounded.
    fn notes(&self, of: Rests) -> Vec<String> {
        let lang = self.lang;
        let mut out = Vec::new();
        if of == Rests::Money {
            out.push(rounding_note(lang));
        }
        let assumed = &self.summary().assumed;
        if of == Rests::Money && self.options.hides_prices() {
            out.push(hidden_note(lang));
        } else if of == Rests::Money && assumed.iter().any(|it| is_price(&it.path)) {
            out.push(
                lang.pick(
                    "※ 정산단가는 협상 비공개로 가정값을 사용함",
                    "Unit prices are negotiated and not public: assumed values.",
                )
                .to_owned(),
            );
        }
        let count = assumed.len();
        if count > 0 {
            out.push(say!(
                lang,
                "※ 가정값 {count}개 포함(붙임 1)",
                "Rests on {count} assumed inputs (annex 1)."
            ));
        }
        out
    }
}

/// That results beside the run are not used, since another program made them.
fn outdated(page: &Page<'_>) -> Option<Block> {
    let note = page.lang.pick(
        "※ 곁의 결과는 동작이 다른 판의 프로그램으로 만든 것이라 쓰지 않음",
        "Results beside this run are not used: a program that behaves in another way made them.",
    );
    page.files.outdated().then(|| Block::Note(note.to_owned()))
}

/// What a table rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rests {
    /// Assumed inputs.
    Assumed,
    /// The same, prices among them.
    Money,
}

/// Chapters that have figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Waits,
    Cards,
    Budget,
    Assumed,
}

/// Where a chart stands, by its name; one that is not here stands in the chapter of assumptions.
const PLACES: [(&str, Part); 8] = [
    ("waits", Part::Waits),
    ("wait-by-hour", Part::Waits),
    ("wait-causes", Part::Waits),
    ("cards-in-use", Part::Cards),
    ("dedicated-to-shared", Part::Cards),
    ("budget-burn", Part::Budget),
    ("monthly-spend", Part::Budget),
    ("dynamic-or-fixed", Part::Budget),
];

/// Charts that tell a price.
const PRICED: [&str; 5] =
    ["what-binds", "dedicated-to-shared", "tornado", "monthly-spend", "dynamic-or-fixed"];

/// The charts of a run, until they are placed.
struct Figures {
    charts: Vec<Chart>,
    /// Sentences in place of charts, by their names.
    said: Vec<(&'static str, String)>,
}

impl Figures {
    fn of(page: &Page<'_>) -> Self {
        let (study, prices) = (page.files.study(), page.options.prices);
        let mut all = charts::of_run(&study, page.lang);
        if let Some(swept) = page.files.tornado() {
            all.extend(charts::of_sweep(swept, &page.folder().run.version, page.lang));
        }
        all.retain(|it| prices == Prices::Shown || !PRICED.contains(&it.name));
        Self { charts: all, said: charts::said_of_run(&study, page.lang) }
    }

    /// Those of a part, in the order in which they were drawn.
    fn take(&mut self, part: Part) -> Vec<Block> {
        let place =
            |of: &str| PLACES.iter().find(|(name, _)| *name == of).map_or(Part::Assumed, |(_, part)| *part);
        let said = self.said.iter().filter(|(name, _)| place(name) == part);
        let said = said.map(|(_, text)| Block::Text(format!("{text}."))).collect::<Vec<_>>();
        let (of_part, rest) =
            std::mem::take(&mut self.charts).into_iter().partition(|it| place(it.name) == part);
        self.charts = rest;
        said.into_iter().chain(of_part.into_iter().map(Block::Figure)).collect()
    }
}

/// A section without blocks.
fn section(id: &'static str, heading: &str) -> Section {
    Section { id, heading: heading.to_owned(), blocks: Vec::new() }
}
