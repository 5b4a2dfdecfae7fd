//! What all charts share: the texts around a plot, axes.

use super::canvas::{Anchor, Canvas, Caption, Pen, Point, sheet};
use super::chart::{Chart, Dress, Look};
use super::ink;
use super::lay::{balance, clip, wrap};
use super::page::Page;
use super::scale::Linear;
use crate::font;
use crate::format;
use crate::words::Lang;
use naru_units::Epoch;

/// Lines of a footer at most: it holds names that anyone may have written.
const FOOTER_LINES: usize = 4;

/// Everything that a chart says in words.
#[derive(Clone, Debug)]
pub(super) struct Texts {
    /// Name of its files; ids in the picture begin with it.
    pub(super) name: &'static str,
    pub(super) lang: Lang,
    /// The sentence that it shows.
    pub(super) title: String,
    /// Unit line of its caption; may be empty.
    pub(super) unit: String,
    /// What bands, dashes and colours mean.
    pub(super) remark: String,
    pub(super) description: String,
    /// ※ …
    pub(super) notes: Vec<String>,
    /// What makes it again.
    pub(super) footer: String,
}

impl Texts {
    /// A chart of these texts, which `draw` draws in each form.
    pub(super) fn chart(self, draw: impl Fn(&Self, Look) -> String + Send + Sync + 'static) -> Chart {
        let texts = self.clone();
        let chart = Chart::new(self.name, self.title, move |look| draw(&texts, look));
        Chart {
            unit: self.unit,
            remark: self.remark,
            description: self.description,
            notes: self.notes,
            ..chart
        }
    }
}

/// A rectangle that data are drawn in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plot {
    pub(super) left: f64,
    pub(super) right: f64,
    pub(super) top: f64,
    pub(super) bottom: f64,
}

/// Title, lines below it, and footer of a picture, broken into lines that fit its width; none of them in a bare one.
pub(super) struct Frame<'a> {
    texts: &'a Texts,
    pub(super) page: Page,
    title: Vec<String>,
    remarks: Vec<String>,
    footer: Vec<String>,
}

impl<'a> Frame<'a> {
    pub(super) fn new(texts: &'a Texts, look: Look) -> Self {
        let page = Page::of(look);
        if look.dress == Dress::Bare {
            return Self { texts, page, title: Vec::new(), remarks: Vec::new(), footer: Vec::new() };
        }
        let mut footer = wrap(&texts.footer, page.inner(), page.small);
        if footer.len() > FOOTER_LINES {
            footer.truncate(FOOTER_LINES);
            footer[FOOTER_LINES - 1].push('…');
        }
        Self {
            texts,
            page,
            title: balance(&texts.title, page.inner(), page.title),
            remarks: if texts.remark.is_empty() {
                Vec::new()
            } else {
                wrap(&texts.remark, page.inner(), page.body)
            },
            footer,
        }
    }

    /// Height that title and remarks take.
    pub(super) fn head(&self) -> f64 {
        let page = &self.page;
        let title = self.title.len() as f64 * page.title * 1.35;
        page.edge + title + self.remarks.len() as f64 * page.line() + if title > 0.0 { 6.0 } else { 2.0 }
    }

    /// Height that the footer takes.
    pub(super) fn foot(&self) -> f64 {
        self.footer.len() as f64 * self.page.small * 1.35 + self.page.edge
    }

    /// Draws the picture: these texts, and what `draw` puts between head and foot.
    pub(super) fn sheet(&self, height: f64, draw: impl FnOnce(&Canvas)) -> String {
        let texts = self.texts;
        let caption = Caption {
            name: texts.name,
            title: &texts.title,
            description: &texts.description,
            language: texts.lang.tag(),
        };
        sheet(self.page, height.ceil(), &caption, |canvas| {
            self.write(canvas, height.ceil());
            draw(canvas);
        })
    }

    fn write(&self, canvas: &Canvas, height: f64) {
        let page = &self.page;
        let mut y = page.edge;
        let head = [(&self.title, page.title, ink::BLACK), (&self.remarks, page.body, ink::GREY)];
        for (lines, size, colour) in head {
            for line in lines {
                canvas.text(line, (page.edge, y + size * 0.675), size, colour, Anchor::Start);
                y += size * 1.35;
            }
        }
        let mut y = height - self.foot() + page.edge * 0.3;
        for line in &self.footer {
            canvas.text(line, (page.edge, y + page.small * 0.675), page.small, ink::GREY, Anchor::Start);
            y += page.small * 1.35;
        }
    }
}

/// Horizontal grid lines with their numbers left of the plot, and the axis' unit above them.
pub(super) fn value_axis(canvas: &Canvas, plot: Plot, ticks: &[(f64, String)], unit: &str) {
    let page = &canvas.page;
    for (y, number) in ticks {
        canvas.line(&[(plot.left, *y), (plot.right, *y)], Pen::solid(ink::FAINT, 0.7));
        canvas.text(number, (plot.left - 6.0, *y), page.body, ink::GREY, Anchor::End);
    }
    axis_unit(canvas, plot.top - page.above(), unit);
}

/// The unit of a vertical axis, at a height of its own.
pub(super) fn axis_unit(canvas: &Canvas, y: f64, unit: &str) {
    let page = &canvas.page;
    if !unit.is_empty() {
        canvas.text(
            &clip(unit, page.inner(), page.body),
            (page.edge, y),
            page.body,
            ink::GREY,
            Anchor::Start,
        );
    }
}

/// Left edge of a plot whose axis has these numbers.
pub(super) fn number_room<'a>(page: &Page, numbers: impl IntoIterator<Item = &'a str>) -> f64 {
    page.edge + numbers.into_iter().map(|number| font::width(number, page.body)).fold(0.0, f64::max) + 8.0
}

/// A line below the plot with a tick and a text at each place; texts that would touch the one before are left out.
/// The axis' unit stands centred below them, unless it is empty.
pub(super) fn bottom_axis(canvas: &Canvas, plot: Plot, ticks: &[(f64, String)], unit: &str) {
    let page = &canvas.page;
    canvas.line(&[(plot.left, plot.bottom), (plot.right, plot.bottom)], Pen::solid(ink::GREY, 0.9));
    let mut free_from = f64::NEG_INFINITY;
    let every = every(page, ticks);
    // Zero keeps its number.
    let zero =
        ticks.iter().position(|it| !it.1.contains(|c: char| c.is_ascii_digit() && c != '0')).unwrap_or(0);
    for (i, (x, text)) in ticks.iter().enumerate() {
        canvas.line(&[(*x, plot.bottom), (*x, plot.bottom + 5.0)], Pen::solid(ink::GREY, 0.9));
        let half = font::width(text, page.body) / 2.0;
        let x = x.min(page.width - half - 1.0);
        if i.abs_diff(zero) % every == 0 && x - half > free_from {
            canvas.text(text, (x, plot.bottom + 12.0), page.body, ink::GREY, Anchor::Middle);
            free_from = x + half + 3.0;
        }
    }
    let middle = f64::midpoint(plot.left, plot.right);
    let half = font::width(unit, page.body) / 2.0;
    let middle = middle.min(page.width - page.edge - half).max(page.edge + half);
    if !unit.is_empty() {
        canvas.text(unit, (middle, plot.bottom + 12.0 + page.line()), page.body, ink::GREY, Anchor::Middle);
    }
}

/// Of numbers that stand evenly, every how many-th is written, so that none touches its neighbour; of others each that
/// has room.
fn every(page: &Page, ticks: &[(f64, String)]) -> usize {
    let steps = || ticks.windows(2).map(|it| it[1].0 - it[0].0);
    let (least, most) = steps().fold((f64::INFINITY, 0.0_f64), |(lo, hi), it| (lo.min(it), hi.max(it)));
    if ticks.len() < 3 || most - least > 0.5 || least <= 0.0 {
        return 1;
    }
    let widest = ticks.iter().map(|it| font::width(&it.1, page.body)).fold(0.0, f64::max);
    ((widest + 3.0) / least).ceil().max(1.0) as usize
}

/// Height that two lines of texts take below a plot: numbers and unit, or months and year.
pub(super) fn axis_height(page: &Page) -> f64 {
    12.0 + page.line() * 1.75
}

/// Month ticks below the plot, the name centred in its month; the first month of each year carries the year. Names
/// that would touch the one before are left out.
pub(super) fn month_axis(canvas: &Canvas, plot: Plot, days: &Linear, epoch: Epoch, lang: Lang) {
    let page = &canvas.page;
    let total = days.to as u32;
    canvas.line(&[(plot.left, plot.bottom), (plot.right, plot.bottom)], Pen::solid(ink::GREY, 0.9));
    let (mut year, mut free_from, mut year_free_from) = (None, f64::NEG_INFINITY, f64::NEG_INFINITY);
    for (first, length, month) in super::scale::months(epoch, total) {
        let x = days.place(first);
        canvas.line(&[(x, plot.bottom), (x, plot.bottom + 5.0)], Pen::solid(ink::GREY, 0.9));
        let middle: Point = (days.place(first + length / 2.0), plot.bottom + 12.0);
        let name = format::month(month, lang);
        let half = font::width(&name, page.body) / 2.0;
        if middle.0 - half > free_from {
            canvas.text(&name, middle, page.body, ink::GREY, Anchor::Middle);
            free_from = middle.0 + half + 2.0;
        }
        let this = epoch.date(naru_units::Instant(first as i64 * naru_units::DAY)).year();
        let text = match lang {
            Lang::Ko => format!("{this}년"),
            Lang::En => this.to_string(),
        };
        let half = font::width(&text, page.body) / 2.0;
        if year != Some(this) && middle.0 - half > year_free_from {
            year = Some(this);
            year_free_from = middle.0 + half + 2.0;
            canvas.text(&text, (middle.0, middle.1 + page.line()), page.body, ink::GREY, Anchor::Middle);
        }
    }
    let end = days.place(days.to);
    canvas.line(&[(end, plot.bottom), (end, plot.bottom + 5.0)], Pen::solid(ink::GREY, 0.9));
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers 20 apart: as many steps as the widest with its gap of 3 takes; of uneven ones each decides alone.
    #[test]
    fn numbers_that_stand_evenly_are_left_out_evenly() {
        let page = Page::of(Look::WHOLE);
        let wide = |n: usize| "0".repeat(n);
        let ticks = |n: usize| (0..5).map(|i| (f64::from(i) * 20.0, wide(n))).collect::<Vec<_>>();
        let em = font::width("0", page.body);
        for n in [1, 2, 4, 6] {
            let want = ((em * n as f64 + 3.0) / 20.0).ceil() as usize;
            assert_eq!(every(&page, &ticks(n)), want, "{n}");
        }
        assert!(every(&page, &ticks(6)) > 1);
        let mut uneven = ticks(6);
        uneven[4].0 = 95.0;
        assert_eq!(every(&page, &uneven), 1);
    }
}
