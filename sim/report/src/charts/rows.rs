//! Labelled rows about zero, in panels of one unit each: differences with their intervals, bars of a tornado.
//!
//! On a wide page a row's name stands left of it and its figures right; on a narrow one both stand above it.

use super::canvas::{Anchor, Canvas, Pen};
use super::frame::{Frame, Plot, axis_height, bottom_axis};
use super::ink;
use super::lay::{balance, clip, wrap};
use super::page::Page;
use super::scale::{Linear, round_steps, step_places};
use crate::font;
use crate::format::{self, Place, decimal};
use crate::words::Lang;
use plotters::style::RGBColor;

/// Rows of one unit, on one axis.
#[derive(Clone, Debug)]
pub(super) struct Panel {
    /// Below the axis: what it counts and in which unit.
    pub(super) unit: String,
    pub(super) rows: Vec<Row>,
}

/// A row. All numbers in the panel's unit.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) label: String,
    /// Its numbers, such as `△2.1 (△2.4~△1.8)`; may be empty.
    pub(super) figure: String,
    /// What may be said of it: below its numbers, on a wide page alone.
    pub(super) says: String,
    /// What does not matter: shaded.
    pub(super) zone: Option<(f64, f64)>,
    /// Margins: what lies beyond is too much.
    pub(super) limits: Vec<f64>,
    pub(super) marks: Marks,
}

/// What is drawn in a row.
#[derive(Clone, Debug)]
pub(super) enum Marks {
    /// A dot with its interval.
    Interval { middle: Option<f64>, ends: Option<(f64, f64)>, tone: Tone },
    /// Bars from zero: the lower and the upper end of a range.
    Bars { low: Option<Bar>, high: Option<Bar> },
}

/// A bar with the interval of its end, and what is written there.
#[derive(Clone, Debug)]
pub(super) struct Bar {
    pub(super) to: f64,
    pub(super) ends: (f64, f64),
    pub(super) text: String,
}

/// What may be said of a difference: its colour, and whether its dot is filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tone {
    Better,
    Worse,
    /// Another value, of which nobody has said whether it is better.
    Other,
    /// Smaller than what matters.
    Small,
    /// Nothing shown: hollow.
    Open,
}

impl Tone {
    const fn colour(self) -> RGBColor {
        match self {
            Self::Better => ink::BLUE,
            Self::Worse => ink::ORANGE,
            Self::Other => ink::BLACK,
            Self::Small => ink::GREEN,
            Self::Open => ink::GREY,
        }
    }
}

impl Row {
    /// Least and greatest number in it, zero with them.
    fn extent(&self) -> (f64, f64) {
        let mut all: Vec<f64> = vec![0.0];
        all.extend(self.zone.iter().flat_map(|it| [it.0, it.1]));
        all.extend(&self.limits);
        match &self.marks {
            Marks::Interval { middle, ends, .. } => {
                all.extend(middle);
                all.extend(ends.iter().flat_map(|it| [it.0, it.1]));
            }
            Marks::Bars { low, high } => {
                all.extend(low.iter().chain(high).flat_map(|it| [it.to, it.ends.0, it.ends.1]));
            }
        }
        all.into_iter().fold((0.0, 0.0), |(lo, hi): (f64, f64), x| (lo.min(x), hi.max(x)))
    }

    /// Room for what is written at the ends of its bars.
    fn end_room(&self, size: f64) -> f64 {
        match &self.marks {
            Marks::Interval { .. } => 0.0,
            Marks::Bars { low, high } => {
                let texts = low.iter().chain(high).map(|it| font::width(&it.text, size));
                texts.fold(0.0, f64::max) + 6.0
            }
        }
    }
}

/// A number with the mark of a decrease: `△2.5` in Korean.
pub(super) fn signed(x: f64, places: usize, lang: Lang) -> String {
    format::change(&decimal(x, places), lang, Place::Document)
}

/// Where names, plot and figures stand.
struct Columns {
    /// Width of the names; nothing where they stand above their rows.
    names: f64,
    left: f64,
    right: f64,
    /// Whether figures are written.
    figures: bool,
    row: f64,
}

impl Columns {
    fn of(page: &Page, panels: &[Panel]) -> Self {
        let rows = || panels.iter().flat_map(|it| &it.rows);
        let widest =
            |of: fn(&Row) -> &str, size| rows().map(|it| font::width(of(it), size)).fold(0.0, f64::max);
        let figure = widest(|it| &it.figure, page.body).max(widest(|it| &it.says, page.small));
        if page.half() {
            let fits = |it: &Row| {
                let both = font::width(&it.label, page.body) + font::width(&it.figure, page.body);
                it.figure.is_empty() || both + 10.0 <= page.inner()
            };
            return Self {
                names: 0.0,
                left: page.edge + 14.0,
                right: page.width - page.edge - 8.0,
                figures: rows().all(fits),
                row: page.line() + 15.0,
            };
        }
        let names = widest(|it| &it.label, page.body).min(page.width * 0.32);
        let figures = figure > 0.0;
        let two = rows().any(|it| !it.says.is_empty() || font::width(&it.label, page.body) > names + 0.1);
        Self {
            names,
            left: page.edge + names + 14.0,
            right: page.width - page.edge - if figures { figure + 12.0 } else { 8.0 },
            figures,
            row: if two { page.line() * 1.9 } else { page.line() * 1.35 },
        }
    }
}

/// Draws panels below each other; `none` stands where there is no row.
pub(super) fn draw(frame: &Frame<'_>, panels: &[Panel], none: &str, lang: Lang) -> String {
    const BETWEEN: f64 = 10.0;
    let page = frame.page;
    let columns = Columns::of(&page, panels);
    let top = frame.head() + 6.0;
    let height = |it: &Panel| it.rows.len() as f64 * columns.row + axis_height(&page) + BETWEEN;
    let all: f64 = panels.iter().map(height).sum();
    let empty = if panels.is_empty() { page.line() * 3.0 } else { 0.0 };
    frame.sheet(top + all + empty + frame.foot(), |canvas| {
        if panels.is_empty() {
            let middle = (page.width / 2.0, top + page.line());
            canvas.text(none, middle, page.body, ink::GREY, Anchor::Middle);
        }
        let mut y = top;
        for panel in panels {
            one(canvas, panel, &columns, y, lang);
            y += height(panel);
        }
    })
}

fn one(canvas: &Canvas, panel: &Panel, columns: &Columns, top: f64, lang: Lang) {
    let page = &canvas.page;
    let bottom = top + panel.rows.len() as f64 * columns.row;
    let plot = Plot { left: columns.left, right: columns.right, top, bottom };
    let x = axis(page, panel, plot);
    let steps = round_steps(x.to.max(-x.from));
    let places = step_places(&steps);
    let mut ticks: Vec<f64> = steps.iter().skip(1).map(|it| -it).chain(steps.iter().copied()).collect();
    ticks.retain(|it| (x.from..=x.to).contains(it));
    ticks.sort_by(f64::total_cmp);
    for (row, i) in panel.rows.iter().zip(0_u32..) {
        let above = top + f64::from(i) * columns.row;
        // Lines stop below a name that stands above its row.
        let name = if page.half() { page.line() * 1.1 } else { 0.0 };
        for &it in &ticks {
            let pen = if it == 0.0 { Pen::solid(ink::BLACK, 1.2) } else { Pen::solid(ink::FAINT, 0.7) };
            canvas.line(&[(x.place(it), above + name), (x.place(it), above + columns.row)], pen);
        }
        let inner = Plot { top: above + name + 1.0, bottom: above + columns.row - 1.0, ..plot };
        zone(canvas, row, &x, inner);
        texts(canvas, row, columns, above);
        marks(canvas, row, &x, inner);
    }
    let ticks: Vec<(f64, String)> = ticks.iter().map(|&it| (x.place(it), signed(it, places, lang))).collect();
    bottom_axis(canvas, plot, &ticks, &clip(&panel.unit, page.inner(), page.body));
}

/// The axis of a panel: all of its numbers, with room for what is written at the ends of bars.
fn axis(page: &Page, panel: &Panel, plot: Plot) -> Linear {
    let room = panel.rows.iter().map(|it| it.end_room(page.small)).fold(4.0, f64::max);
    let extents = panel.rows.iter().map(Row::extent);
    let (from, to) = extents.fold((0.0, 0.0), |(lo, hi): (f64, f64), it| (lo.min(it.0), hi.max(it.1)));
    // Where nothing differs at all.
    let (from, to) = if to > from { (from, to) } else { (-1.0, 1.0) };
    let (left, right) =
        (plot.left + if from < 0.0 { room } else { 4.0 }, plot.right - if to > 0.0 { room } else { 4.0 });
    Linear { from, to, place_from: left, place_to: right.max(left + 20.0) }
}

fn zone(canvas: &Canvas, row: &Row, x: &Linear, plot: Plot) {
    if let Some((from, to)) = row.zone {
        canvas.block((x.place(from), plot.top), (x.place(to), plot.bottom), ink::GREEN, 0.16);
    }
    for &limit in &row.limits {
        let at = x.place(limit);
        canvas.line(&[(at, plot.top), (at, plot.bottom)], Pen::solid(ink::RED, 1.8));
    }
}

fn texts(canvas: &Canvas, row: &Row, columns: &Columns, above: f64) {
    let page = &canvas.page;
    if page.half() {
        let y = above + page.line() * 0.55;
        let room =
            page.inner() - if columns.figures { font::width(&row.figure, page.body) + 8.0 } else { 0.0 };
        canvas.text(&clip(&row.label, room, page.body), (page.edge, y), page.body, ink::BLACK, Anchor::Start);
        if columns.figures {
            canvas.text(&row.figure, (page.width - page.edge, y), page.body, ink::BLACK, Anchor::End);
        }
        return;
    }
    let middle = above + columns.row / 2.0;
    let mut lines = balance(&row.label, columns.names, page.body);
    if lines.len() > 2 {
        lines = wrap(&row.label, columns.names, page.body);
        lines.truncate(2);
        let last = clip(&format!("{}…", lines[1]), columns.names, page.body);
        lines[1] = last;
    }
    let first = middle - (lines.len() as f64 - 1.0) * page.line() / 2.0 * 0.9;
    for (line, i) in lines.iter().zip(0_u32..) {
        let y = first + f64::from(i) * page.line() * 0.9;
        canvas.text(line, (page.edge, y), page.body, ink::BLACK, Anchor::Start);
    }
    let right = page.width - page.edge;
    let up = if row.says.is_empty() { 0.0 } else { page.line() * 0.42 };
    if !row.figure.is_empty() {
        canvas.text(&row.figure, (right, middle - up), page.body, ink::BLACK, Anchor::End);
    }
    if !row.says.is_empty() {
        canvas.text(&row.says, (right, middle + up), page.small, ink::GREY, Anchor::End);
    }
}

fn marks(canvas: &Canvas, row: &Row, x: &Linear, plot: Plot) {
    let y = f64::midpoint(plot.top, plot.bottom);
    match &row.marks {
        Marks::Interval { middle, ends, tone } => {
            let colour = tone.colour();
            if let Some((lo, hi)) = ends {
                whisker(canvas, (x.place(*lo), x.place(*hi)), y, Pen::solid(colour, 1.6));
            }
            if let Some(middle) = middle {
                canvas.dot((x.place(*middle), y), 3.4, colour);
                if *tone == Tone::Open {
                    canvas.dot((x.place(*middle), y), 2.0, ink::WHITE);
                }
            }
        }
        Marks::Bars { low, high } => bars(canvas, low.as_ref(), high.as_ref(), x, y),
    }
    let hot = if row.says.is_empty() {
        format!("{}: {}", row.label, row.figure)
    } else {
        format!("{}: {}, {}", row.label, row.figure, row.says)
    };
    canvas.hot((plot.left, plot.top), (plot.right, plot.bottom), hot.trim_end_matches(": "));
}

fn whisker(canvas: &Canvas, (lo, hi): (f64, f64), y: f64, pen: Pen) {
    canvas.line(&[(lo, y), (hi, y)], pen);
    for at in [lo, hi] {
        canvas.line(&[(at, y - 3.0), (at, y + 3.0)], pen);
    }
}

/// The bars of both ends: the longer below, so that two bars on one side are both seen.
fn bars(canvas: &Canvas, low: Option<&Bar>, high: Option<&Bar>, x: &Linear, y: f64) {
    const BAR: f64 = 10.0;
    let mut ends: Vec<(&Bar, RGBColor)> =
        low.map(|it| (it, ink::ORANGE)).into_iter().chain(high.map(|it| (it, ink::BLUE))).collect();
    ends.sort_by(|a, b| b.0.to.abs().total_cmp(&a.0.to.abs()));
    let same_side = ends.len() == 2 && (ends[0].0.to >= 0.0) == (ends[1].0.to >= 0.0);
    for (i, (bar, colour)) in ends.into_iter().enumerate() {
        let (from, to) = (x.place(0.0), x.place(bar.to));
        let half = if same_side && i == 1 { BAR / 4.0 } else { BAR / 2.0 };
        canvas.block((from.min(to), y - half), (from.max(to), y + half), colour, 0.85);
        let (lo, hi) = (x.place(bar.ends.0), x.place(bar.ends.1));
        whisker(canvas, (lo, hi), y, Pen::solid(ink::BLACK, 0.8));
        if same_side && i == 1 {
            continue;
        }
        if bar.to < 0.0 {
            canvas.text(&bar.text, (lo.min(to) - 5.0, y), canvas.page.small, ink::GREY, Anchor::End);
        } else if bar.to > 0.0 {
            canvas.text(&bar.text, (hi.max(to) + 5.0, y), canvas.page.small, ink::GREY, Anchor::Start);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(middle: f64, ends: (f64, f64)) -> Row {
        Row {
            label: "134TF".to_owned(),
            figure: String::new(),
            says: String::new(),
            zone: Some((-0.1, 0.1)),
            limits: vec![0.5],
            marks: Marks::Interval { middle: Some(middle), ends: Some(ends), tone: Tone::Better },
        }
    }

    /// By hand: the interval reaches to -2.4, the limit to 0.5; zero and both are inside.
    #[test]
    fn an_axis_holds_zero_intervals_and_limits() {
        assert_eq!(row(-2.1, (-2.4, -1.8)).extent(), (-2.4, 0.5));
        let plot = Plot { left: 100.0, right: 400.0, top: 0.0, bottom: 10.0 };
        let page = Page::of(crate::charts::Look::WHOLE);
        let panel = Panel { unit: String::new(), rows: vec![row(-2.1, (-2.4, -1.8)), row(0.0, (0.0, 0.5))] };
        let x = axis(&page, &panel, plot);
        assert_eq!((x.place_from, x.place_to), (104.0, 396.0));
        // 292 units for 2.9 hours: zero lies 2.4 / 2.9 of them from the left.
        assert!((x.place(0.0) - (104.0 + 292.0 * 2.4 / 2.9)).abs() < 1e-9);
    }

    /// Where every difference is zero there still is an axis.
    #[test]
    fn nothing_but_zero_has_an_axis() {
        let plot = Plot { left: 100.0, right: 400.0, top: 0.0, bottom: 10.0 };
        let bare = Row { zone: None, limits: Vec::new(), ..row(0.0, (0.0, 0.0)) };
        let x = axis(
            &Page::of(crate::charts::Look::WHOLE),
            &Panel { unit: String::new(), rows: vec![bare] },
            plot,
        );
        assert!((x.place(0.0) - 250.0).abs() < 1e-9);
    }

    #[test]
    fn a_decrease_has_the_mark_of_a_document() {
        assert_eq!(signed(-2.5, 1, Lang::Ko), "△2.5");
        assert_eq!(signed(-2.5, 1, Lang::En), "-2.5");
    }
}
