//! What all charts share: title, unit line, footer, axes, direct labels.

use super::canvas::{Anchor, Canvas, Pen, Point, WIDTH, balance, ink, spread, wrap};
use super::scale::Linear;
use crate::font;
use crate::format;
use crate::words::Lang;
use naru_units::Epoch;
use plotters::style::RGBColor;

/// Text sizes in units of a quarter millimetre: 10.6, 7.8 and 6.4 points at 160 mm.
pub(super) const TITLE: f64 = 15.0;
pub(super) const BODY: f64 = 11.0;
pub(super) const SMALL: f64 = 9.0;

const EDGE: f64 = 14.0;
const LINE: f64 = 1.35;

/// Height of what stands over a plot: its unit, a limit.
pub(super) const ABOVE: f64 = 16.0;

/// A rectangle that data are drawn in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plot {
    pub(super) left: f64,
    pub(super) right: f64,
    pub(super) top: f64,
    pub(super) bottom: f64,
}

/// Title, lines below it, and footer of a picture, broken into lines that fit its width.
pub(super) struct Frame {
    title: Vec<String>,
    remarks: Vec<String>,
    footer: Vec<String>,
}

impl Frame {
    pub(super) fn new(title: &str, remark: &str, footer: &str) -> Self {
        let room = WIDTH - 2.0 * EDGE;
        Self {
            title: balance(title, room, TITLE),
            remarks: wrap(remark, room, BODY),
            footer: wrap(footer, room, SMALL),
        }
    }

    /// Height that title and remarks take.
    pub(super) fn head(&self) -> f64 {
        EDGE + self.title.len() as f64 * TITLE * LINE + self.remarks.len() as f64 * BODY * LINE + 6.0
    }

    /// Height that the footer takes.
    pub(super) fn foot(&self) -> f64 {
        self.footer.len() as f64 * SMALL * LINE + EDGE
    }

    pub(super) fn draw(&self, canvas: &Canvas<'_>, height: f64) {
        let mut y = EDGE;
        for (lines, size, colour) in [(&self.title, TITLE, ink::BLACK), (&self.remarks, BODY, ink::GREY)] {
            for line in lines {
                canvas.text(line, (EDGE, y + size * LINE / 2.0), size, colour, Anchor::Start);
                y += size * LINE;
            }
        }
        let mut y = height - self.foot() + 4.0;
        for line in &self.footer {
            canvas.text(line, (EDGE, y + SMALL * LINE / 2.0), SMALL, ink::GREY, Anchor::Start);
            y += SMALL * LINE;
        }
    }
}

/// A text at the right end of a line, in its colour.
pub(super) struct EndLabel {
    /// Height of what it names.
    pub(super) at: f64,
    pub(super) text: String,
    pub(super) colour: RGBColor,
}

/// Room that end labels take right of the plot.
pub(super) fn label_room<'a>(texts: impl IntoIterator<Item = &'a str>) -> f64 {
    let widest = texts.into_iter().map(|text| font::width(text, BODY)).fold(0.0, f64::max);
    widest + 16.0 + EDGE
}

/// Writes labels right of `x`, pushed apart, each with a thin line to what it names.
pub(super) fn end_labels(canvas: &Canvas<'_>, labels: &[EndLabel], x: f64, top: f64, bottom: f64) {
    let wanted: Vec<f64> = labels.iter().map(|label| label.at).collect();
    for (label, y) in labels.iter().zip(spread(&wanted, BODY * LINE, top, bottom)) {
        canvas.line(&[(x + 2.0, label.at), (x + 12.0, y)], Pen::solid(label.colour, 0.6));
        canvas.text(&label.text, (x + 16.0, y), BODY, label.colour, Anchor::Start);
    }
}

/// Horizontal grid lines with their numbers left of the plot, and the axis' unit above them.
pub(super) fn value_axis(canvas: &Canvas<'_>, plot: Plot, ticks: &[(f64, String)], unit: &str) {
    for (y, number) in ticks {
        canvas.line(&[(plot.left, *y), (plot.right, *y)], Pen::solid(ink::FAINT, 0.7));
        canvas.text(number, (plot.left - 6.0, *y), BODY, ink::GREY, Anchor::End);
    }
    canvas.text(unit, (EDGE, plot.top - ABOVE), BODY, ink::GREY, Anchor::Start);
}

/// Left edge of a plot whose axis has these numbers.
pub(super) fn number_room<'a>(numbers: impl IntoIterator<Item = &'a str>) -> f64 {
    EDGE + numbers.into_iter().map(|number| font::width(number, BODY)).fold(0.0, f64::max) + 8.0
}

/// Month ticks below the plot, the name centred in its month; the first month of each year carries the year.
pub(super) fn month_axis(canvas: &Canvas<'_>, plot: Plot, days: &Linear, epoch: Epoch, lang: Lang) {
    let total = days.to as u32;
    canvas.line(&[(plot.left, plot.bottom), (plot.right, plot.bottom)], Pen::solid(ink::GREY, 0.9));
    let mut year = None;
    for (first, length, month) in super::scale::months(epoch, total) {
        let x = days.place(first);
        canvas.line(&[(x, plot.bottom), (x, plot.bottom + 5.0)], Pen::solid(ink::GREY, 0.9));
        let middle: Point = (days.place(first + length / 2.0), plot.bottom + 12.0);
        canvas.text(&format::month(month, lang), middle, BODY, ink::GREY, Anchor::Middle);
        let this = epoch.date(naru_units::Instant(first as i64 * naru_units::DAY)).year();
        if year != Some(this) {
            year = Some(this);
            let text = match lang {
                Lang::Ko => format!("{this}년"),
                Lang::En => this.to_string(),
            };
            canvas.text(&text, (middle.0, middle.1 + BODY * LINE), BODY, ink::GREY, Anchor::Middle);
        }
    }
    let end = days.place(days.to);
    canvas.line(&[(end, plot.bottom), (end, plot.bottom + 5.0)], Pen::solid(ink::GREY, 0.9));
}

/// Height that the month names and the year take below a plot.
pub(super) const MONTHS_HEIGHT: f64 = 38.0;
