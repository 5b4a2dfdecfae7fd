//! The files of a report, from the documents of a result folder: every form, and each chart at both widths.

use crate::charts::{Chart, Dress, Look, Width, png};
use crate::document::{Block, Document};
use crate::pages::{self, Options, RunFiles};
use crate::words::Lang;
use crate::writers;
use naru_results::{Loaded, PricedReadings, RunFolder, Swept};
use rust_xlsxwriter::XlsxError;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Dots an inch of the pictures.
const DPI: u32 = 300;

/// Results that a report is made from.
#[derive(Clone, Copy, Debug)]
pub enum Source<'a> {
    /// One folder, with the sweeps and readings that stand beside it.
    One(&'a Loaded, &'a [Swept], &'a [PricedReadings]),
    /// Runs, side by side.
    Runs(&'a [RunFolder]),
}

/// The document of results, in one language.
pub fn document(of: Source<'_>, options: Options, lang: Lang) -> Document {
    match of {
        Source::Runs(folders) => {
            let files: Vec<RunFiles<'_>> = folders.iter().map(RunFiles::alone).collect();
            pages::comparison(&files, options, lang)
        }
        Source::One(loaded, sweeps, readings) => match loaded {
            Loaded::Run(folder) => pages::run(&RunFiles { folder, sweeps, readings }, options, lang),
            Loaded::Compare(it) => pages::compared(&it.compared, &it.run, options, lang),
            Loaded::Solve(it) => pages::solved(it, options, lang),
            Loaded::Sweep(it) => pages::swept(&it.swept, options, lang),
            Loaded::Readings(it) => pages::readings(&it.priced, options, lang),
            Loaded::Gate(it) => pages::gate(it, options, lang),
            Loaded::Replay(it) => pages::replayed(&it.replayed, &it.course, &it.waits, options, lang),
            Loaded::Settlement(it) => {
                pages::settled(&it.settlement, &it.bills, &it.differences, options, lang)
            }
        },
    }
}

/// Whether names of files say the language: where a report is in both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tagged {
    /// `report.ko.html`.
    Yes,
    /// `report.html`.
    No,
}

impl Tagged {
    /// Name of a file of a report: `report`, `html`.
    pub fn name(self, stem: &str, ending: &str, lang: Lang) -> String {
        match self {
            Self::Yes => format!("{stem}.{}.{ending}", lang.tag()),
            Self::No => format!("{stem}.{ending}"),
        }
    }
}

/// The texts and tables of a report: name in its folder and bytes. The PDF is typst's, the charts are [`charts`]'.
///
/// # Errors
/// Tables that no spreadsheet holds.
pub fn texts(of: &Document, tagged: Tagged) -> Result<Vec<(String, Vec<u8>)>, XlsxError> {
    let name = |stem, ending| tagged.name(stem, ending, of.lang);
    let picture = |chart: &str| tagged.name(&format!("charts/{chart}"), "png", of.lang);
    Ok(vec![
        (name("report", "html"), writers::html(of).into_bytes()),
        (name("tables", "html"), writers::tables_html(of).into_bytes()),
        (name("tables", "xlsx"), writers::xlsx(of)?),
        (name("facts", "md"), writers::facts(of).into_bytes()),
        (name("summary", "md"), writers::markdown(of, picture).into_bytes()),
        (name("charts/captions", "md"), writers::captions(of).into_bytes()),
    ])
}

/// A picture to be drawn.
#[derive(Clone, Debug)]
pub struct Picture<'a> {
    /// Its file in the report's folder.
    pub name: String,
    /// Language of its words.
    pub lang: Lang,
    chart: &'a Chart,
    look: Look,
    is_png: bool,
}

/// The pictures of a document: each chart at 160 and 80 mm, as SVG and PNG.
pub fn pictures(of: &Document, tagged: Tagged) -> Vec<Picture<'_>> {
    let blocks = of.sections.iter().flat_map(|section| &section.blocks);
    let charts = blocks.filter_map(|block| if let Block::Figure(chart) = block { Some(chart) } else { None });
    let of_chart = |chart| {
        [(Width::Full, ""), (Width::Half, "-80mm")].into_iter().flat_map(move |(width, mark)| {
            [("svg", false), ("png", true)].map(|(ending, is_png)| Picture {
                name: picture_name(chart, mark, ending, tagged, of.lang),
                lang: of.lang,
                chart,
                look: Look { width, dress: Dress::Whole },
                is_png,
            })
        })
    };
    charts.flat_map(of_chart).collect()
}

fn picture_name(chart: &Chart, mark: &str, ending: &str, tagged: Tagged, lang: Lang) -> String {
    tagged.name(&format!("charts/{}{mark}", chart.name), ending, lang)
}

impl Picture<'_> {
    /// Its bytes: the same each time.
    pub fn bytes(&self) -> Vec<u8> {
        let svg = self.chart.svg(self.look);
        if self.is_png { png(&svg, DPI) } else { svg.into_bytes() }
    }
}

/// Draws pictures on all cores; bytes come in their order.
///
/// # Panics
/// As a picture does that cannot be drawn.
pub fn draw(pictures: &[Picture<'_>]) -> Vec<Vec<u8>> {
    let next = AtomicUsize::new(0);
    let drawn = Mutex::new(vec![Vec::new(); pictures.len()]);
    let work = || {
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(picture) = pictures.get(at) else { return };
            let bytes = picture.bytes();
            drawn.lock().expect("nobody breaks while holding it")[at] = bytes;
        }
    };
    let threads = thread::available_parallelism().map_or(1, usize::from).min(pictures.len());
    thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(work);
        }
        work();
    });
    drawn.into_inner().expect("nobody broke")
}
