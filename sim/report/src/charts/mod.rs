//! Charts for a proposal of A4 width, as SVG in either language.
//!
//! Each chart is a file here: it turns result rows into what it shows and its texts, and draws both in any
//! [`Look`]. They share one design: `page` (sizes), `ink` (colours and strokes), `frame` (texts and axes), `names`
//! (labels and keys), `lay` (where texts go), `scale` (from a quantity to a place), on a `canvas`. Text stays text, in
//! the vendored font where it is installed and in the reader's Korean font elsewhere; widths are the vendored font's.

mod binds;
mod burn;
mod canvas;
mod cards;
mod causes;
mod chart;
mod data;
mod differences;
mod fit;
mod fixed;
mod frame;
mod hourly;
mod ink;
mod lay;
mod monthly;
mod names;
mod page;
mod png;
mod pools;
mod replay;
mod rows;
mod runs;
mod scale;
mod sharing;
mod solved;
mod tornado;
mod verbs;
mod waits;

pub use chart::{Chart, Course, Dress, Look, Trace, Width};
pub(crate) use data::percentile;
pub use png::png;
pub use verbs::{
    draw_replay, draw_sweep, fit, of_compared, of_fit, of_gate, of_readings, of_replay, of_solved, of_sweep,
};

use crate::phrase;
use crate::words::Lang;
use naru_results::{
    DailyRow, Effective, HourlyRow, MonthlyRow, Replications, RunInfo, Summary, WaitRow,
    names as names_of_files,
};

/// What the charts are drawn from: files of one result folder.
#[derive(Clone, Copy, Debug)]
pub struct Study<'a> {
    /// `summary.json`.
    pub summary: &'a Summary,
    /// `run.json`.
    pub run: &'a RunInfo,
    /// `scenario.effective.json`.
    pub effective: &'a Effective,
    /// `daily.parquet`, in any order.
    pub daily: &'a [DailyRow],
    /// `waits.parquet`, in any order.
    pub waits: &'a [WaitRow],
    /// `monthly.parquet`, in any order; empty where it is not there.
    pub monthly: &'a [MonthlyRow],
    /// `hourly.parquet`, in any order; empty where it is not there.
    pub hourly: &'a [HourlyRow],
    /// `replications.parquet`; charts that need it leave out without.
    pub replications: Option<&'a Replications>,
}

/// All charts of a run, in one language, in the order in which a report has them.
pub fn of_run(study: &Study<'_>, lang: Lang) -> Vec<Chart> {
    let always = [burn::chart(study, lang), waits::chart(study, lang), cards::chart(study, lang)];
    let (monthly, hourly) = (monthly::chart(study, lang), hourly::chart(study, lang));
    let [burn, waits, cards] = always;
    let of_run = [Some(burn), monthly, Some(waits), hourly, Some(causes::chart(study, lang)), Some(cards)];
    // For who plans: those that the files say nothing of are left out.
    let planning = [sharing::chart(study, lang), binds::chart(study, lang), fixed::chart(study, lang)];
    of_run.into_iter().chain(planning).flatten().collect()
}

/// Charts of two or more runs side by side; none of fewer.
pub fn of_runs(studies: &[Study<'_>], lang: Lang) -> Vec<Chart> {
    runs::charts(studies, lang)
}

/// What charts that are left out would have shown: their names and a sentence each.
pub fn said_of_run(study: &Study<'_>, lang: Lang) -> Vec<(&'static str, String)> {
    hourly::said(study, lang).map(|it| ("wait-by-hour", it)).into_iter().collect()
}

/// Draws the charts that stand in a result folder, in one language: name (`charts/budget-burn.ko.svg`) and SVG text.
pub fn draw(study: &Study<'_>, lang: Lang) -> Vec<(String, String)> {
    [burn::chart(study, lang), waits::chart(study, lang), cards::chart(study, lang)]
        .map(|chart| (file(chart.name, lang), chart.svg(Look::WHOLE)))
        .into()
}

/// Place of a chart in a result folder.
fn file(name: &str, lang: Lang) -> String {
    format!("{}/{name}.{}.svg", names_of_files::CHARTS, lang.tag())
}

fn footer(study: &Study<'_>, lang: Lang) -> String {
    phrase::footer(study.summary, &study.run.version, lang)
}

/// Won in one unit of an axis of money, and the unit's name.
fn money_unit(lang: Lang) -> (f64, &'static str) {
    match lang {
        Lang::Ko => (1e8, "억 원"),
        Lang::En => (1e9, "₩ bn"),
    }
}
