//! What lines and areas are called: at their right ends where there is room, else in a key below the plot.

use super::canvas::{Anchor, Canvas, Pen};
use super::frame::Plot;
use super::ink;
use super::lay::{clip, spread};
use super::page::Page;
use crate::font;
use plotters::style::RGBColor;

/// The sample beside a name in a key.
#[derive(Clone, Copy, Debug)]
pub(super) enum Mark {
    Line(Pen),
    Area(RGBColor, f64),
    Dot(RGBColor),
}

/// A name.
#[derive(Clone, Debug)]
pub(super) struct Name {
    pub(super) text: String,
    /// Colour of the text: that of what it names.
    pub(super) colour: RGBColor,
    pub(super) mark: Mark,
    /// What it names, on the value axis: where it stands beside the plot.
    pub(super) at: f64,
    /// The layer that it belongs to.
    pub(super) series: Option<String>,
}

impl Name {
    /// The name of a line.
    pub(super) fn line(text: impl Into<String>, pen: Pen, at: f64) -> Self {
        Self { text: text.into(), colour: pen.colour, mark: Mark::Line(pen), at, series: None }
    }

    /// The name of an area, in black: not every area's colour can carry text.
    pub(super) fn area(text: impl Into<String>, (colour, strength): (RGBColor, f64), at: f64) -> Self {
        Self { text: text.into(), colour: ink::BLACK, mark: Mark::Area(colour, strength), at, series: None }
    }

    /// As part of a layer.
    pub(super) fn of(self, series: impl Into<String>) -> Self {
        Self { series: Some(series.into()), ..self }
    }
}

/// Width of the sample in a key, with the gap after it.
const SAMPLE: f64 = 24.0;
/// Between two entries of a key.
const APART: f64 = 12.0;

/// Names of one plot, laid out.
pub(super) struct Names {
    page: Page,
    all: Vec<Name>,
    /// Left edge of each in its row of the key, by row; empty where they stand beside the plot.
    rows: Vec<Vec<f64>>,
}

impl Names {
    /// Right of the plot on a wide page where `height` has room for all; else below.
    pub(super) fn new(page: Page, names: Vec<Name>, height: f64) -> Self {
        let fits = names.len().saturating_sub(1) as f64 * page.line() <= height;
        if page.half() || !fits {
            return Self::below(page, names);
        }
        let most = page.width * 0.36;
        let names =
            names.into_iter().map(|it| Name { text: clip(&it.text, most, page.body), ..it }).collect();
        Self { page, all: names, rows: Vec::new() }
    }

    /// In a key below the plot: as many in a row as fit.
    pub(super) fn below(page: Page, names: Vec<Name>) -> Self {
        let room = page.inner();
        let names: Vec<Name> = names
            .into_iter()
            .map(|it| Name { text: clip(&it.text, room - SAMPLE, page.body), ..it })
            .collect();
        let mut rows: Vec<Vec<f64>> = Vec::new();
        let mut x = f64::INFINITY;
        for name in &names {
            let wide = SAMPLE + font::width(&name.text, page.body);
            if x + wide > page.edge + room {
                rows.push(Vec::new());
                x = page.edge;
            }
            rows.last_mut().expect("the first name opens a row").push(x);
            x += wide + APART;
        }
        Self { page, all: names, rows }
    }

    /// Right edge of the plot.
    pub(super) fn right(&self) -> f64 {
        let page = &self.page;
        if self.rows.is_empty() && !self.all.is_empty() {
            let widest = self.all.iter().map(|it| font::width(&it.text, page.body)).fold(0.0, f64::max);
            return page.width - widest - 17.0 - page.edge;
        }
        page.width - page.edge - 4.0
    }

    /// Height that the key takes below the axis; nothing where names stand beside the plot.
    pub(super) fn height(&self) -> f64 {
        if self.rows.is_empty() { 0.0 } else { self.rows.len() as f64 * self.page.line() + 4.0 }
    }

    /// Writes them: each beside the plot where `place` puts it, or all from `below` on.
    pub(super) fn draw(&self, canvas: &Canvas, plot: Plot, place: impl Fn(f64) -> f64, below: f64) {
        if self.rows.is_empty() {
            return self.draw_beside(canvas, plot, place);
        }
        let places = self.rows.iter().zip(0_u32..).flat_map(|(row, i)| {
            row.iter().map(move |&x| (x, below + (f64::from(i) + 0.5) * self.page.line()))
        });
        for (name, (x, y)) in self.all.iter().zip(places) {
            in_layer(canvas, name, |canvas| {
                sample(canvas, name.mark, (x, y));
                canvas.text(&name.text, (x + SAMPLE, y), self.page.body, name.colour, Anchor::Start);
            });
        }
    }

    fn draw_beside(&self, canvas: &Canvas, plot: Plot, place: impl Fn(f64) -> f64) {
        let wanted: Vec<f64> = self.all.iter().map(|it| place(it.at)).collect();
        let places = spread(&wanted, self.page.line(), plot.top, plot.bottom);
        for ((name, from), y) in self.all.iter().zip(wanted).zip(places) {
            in_layer(canvas, name, |canvas| {
                let colour = name.colour;
                canvas.line(&[(plot.right + 2.0, from), (plot.right + 12.0, y)], Pen::solid(colour, 0.6));
                canvas.text(&name.text, (plot.right + 16.0, y), self.page.body, colour, Anchor::Start);
            });
        }
    }
}

fn in_layer(canvas: &Canvas, name: &Name, draw: impl FnOnce(&Canvas)) {
    match &name.series {
        Some(series) => canvas.layer(series, draw),
        None => draw(canvas),
    }
}

/// A piece of what is named, at the beginning of a line of a key.
pub(super) fn sample(canvas: &Canvas, mark: Mark, (x, y): (f64, f64)) {
    let to = x + SAMPLE - 5.0;
    match mark {
        Mark::Line(pen) => canvas.line(&[(x, y), (to, y)], pen),
        Mark::Area(colour, strength) => canvas.block((x, y - 4.0), (to, y + 4.0), colour, strength),
        Mark::Dot(colour) => canvas.dot((f64::midpoint(x, to), y), 2.6, colour),
    }
}
