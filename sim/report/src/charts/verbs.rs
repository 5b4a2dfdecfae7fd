//! Charts of the verbs beside `run`: which files each is drawn from.

use super::{Chart, Look, differences, file, fit as fits, replay, solved, tornado};
use crate::words::Lang;
use naru_results::{
    Compared, CourseRow, FitCurveRow, FitFigures, GateReport, PricedReadings, Replayed, Solved, Swept,
    WaitRow,
};

/// Charts of a comparison: one per scenario after the first. `version` is the program's.
pub fn of_compared(of: &Compared, version: &str, lang: Lang) -> Vec<Chart> {
    differences::compared(of, version, lang)
}

/// The chart of a gate: its differences with their margins; none where nothing was judged.
pub fn of_gate(of: &GateReport, lang: Lang) -> Vec<Chart> {
    differences::gated(of, lang)
}

/// The chart of priced readings: changes in spend. `version` is the program's.
pub fn of_readings(of: &PricedReadings, version: &str, lang: Lang) -> Vec<Chart> {
    differences::priced(of, version, lang)
}

/// The chart of a solve: its probes with one axis, its front with two.
pub fn of_solved(of: &Solved, version: &str, lang: Lang) -> Vec<Chart> {
    solved::charts(of, version, lang)
}

/// The charts of a sweep: of a tornado alone there is one.
pub fn of_sweep(of: &Swept, version: &str, lang: Lang) -> Vec<Chart> {
    tornado::charts(of, version, lang)
}

/// The chart of a fit: observed lengths and the laws laid over them.
pub fn of_fit(figures: &FitFigures, curves: &[FitCurveRow], version: &str, lang: Lang) -> Vec<Chart> {
    fits::charts(figures, curves, version, lang)
}

/// The charts of a replay: its course, and waits by size.
pub fn of_replay(of: &Replayed, course: &[CourseRow], waits: &[WaitRow], lang: Lang) -> Vec<Chart> {
    replay::charts(of, course, waits, lang)
}

/// Draws what was fitted to a log over what was observed: the SVG text.
///
/// # Panics
/// Never: a fit has a chart.
pub fn fit(figures: &FitFigures, curves: &[FitCurveRow], version: &str, lang: Lang) -> String {
    of_fit(figures, curves, version, lang).first().expect("a fit has a chart").svg(Look::WHOLE)
}

/// Draws the charts of a replay in one language: name in the result folder and SVG text.
pub fn draw_replay(
    of: &Replayed,
    course: &[CourseRow],
    waits: &[WaitRow],
    lang: Lang,
) -> Vec<(String, String)> {
    drawn(&of_replay(of, course, waits, lang), lang)
}

/// Draws the charts of a sweep in one language, as [`draw_replay`] does those of a replay.
pub fn draw_sweep(of: &Swept, version: &str, lang: Lang) -> Vec<(String, String)> {
    drawn(&of_sweep(of, version, lang), lang)
}

fn drawn(charts: &[Chart], lang: Lang) -> Vec<(String, String)> {
    charts.iter().map(|it| (file(it.name, lang), it.svg(Look::WHOLE))).collect()
}
