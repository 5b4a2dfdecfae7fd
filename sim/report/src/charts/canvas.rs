//! A sheet of SVG in units of a quarter millimetre, on plotters' SVG backend.
//!
//! The backend's pixels are integers, so the sheet is ten times as large inside and scaled down by `viewBox`: a
//! line is then placed to 0.025 mm. Every mark is drawn on a backend of its own and its text is put together here,
//! which allows what plotters has not: groups, dashes, hot spots. Nothing here knows what is drawn.

use plotters::coord::Shift;
use plotters::element::{Circle, PathElement, Polygon, Text};
use plotters::prelude::{DrawingArea, IntoDrawingArea, SVGBackend};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color as _, FontDesc, FontFamily, FontStyle, RGBColor, ShapeStyle, TextStyle};
use std::cell::RefCell;
use std::fmt::Write as _;

use super::page::Page;
use crate::printable;
use crate::writers::markup;

/// Backend pixels per unit.
const FINE: f64 = 10.0;

/// The vendored font first; then what Windows, macOS and Linux have for Korean.
const FAMILY: &str =
    "Naru Sans, Pretendard, Noto Sans KR, Malgun Gothic, Apple SD Gothic Neo, NanumGothic, sans-serif";

/// plotters writes `size / 1.24` into the file; this puts the size itself there.
const PLOTTERS_FONT_SCALE: f64 = 1.24;

/// Which point of a text is put at its place, from left to right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// How a line is drawn, beside its colour and width; lengths in units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Dash {
    Solid,
    /// A stroke and the gap after it.
    Broken(f64, f64),
    /// A stroke, a gap, a dot, a gap.
    Chain(f64, f64, f64, f64),
}

/// A line's look.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pen {
    pub(super) colour: RGBColor,
    pub(super) width: f64,
    pub(super) dash: Dash,
}

impl Pen {
    pub(super) const fn solid(colour: RGBColor, width: f64) -> Self {
        Self { colour, width, dash: Dash::Solid }
    }

    pub(super) const fn broken(colour: RGBColor, width: f64, stroke: f64, gap: f64) -> Self {
        Self { colour, width, dash: Dash::Broken(stroke, gap) }
    }
}

/// A point on the sheet, in units from its upper left corner.
pub(super) type Point = (f64, f64);

/// The sheet being drawn on.
pub(super) struct Canvas {
    /// Sizes of type and edges.
    pub(super) page: Page,
    size: (u32, u32),
    body: RefCell<String>,
    hot: RefCell<String>,
}

/// What stands around a picture: read aloud by screen readers.
pub(super) struct Caption<'a> {
    /// Begins the ids in the picture: several stand in one HTML page. ASCII letters, digits and `-`.
    pub(super) name: &'a str,
    pub(super) title: &'a str,
    pub(super) description: &'a str,
    /// `ko` or `en`.
    pub(super) language: &'a str,
}

/// Draws a sheet of the given height (units) and gives its SVG text.
pub(super) fn sheet(page: Page, height: f64, caption: &Caption<'_>, draw: impl FnOnce(&Canvas)) -> String {
    let size = (fine(page.width).unsigned_abs(), fine(height).unsigned_abs());
    let canvas = Canvas { page, size, body: RefCell::default(), hot: RefCell::default() };
    draw(&canvas);
    let (body, hot) = (canvas.body.into_inner(), canvas.hot.into_inner());
    let hot = if hot.is_empty() {
        hot
    } else {
        format!("<g class=\"hot\" fill=\"none\" pointer-events=\"all\">\n{hot}</g>\n")
    };
    let name = caption.name;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}mm\" height=\"{}mm\" viewBox=\"0 0 {} {}\" role=\"img\" \
         xml:lang=\"{}\" aria-labelledby=\"{name}-title {name}-desc\" font-family=\"{FAMILY}\">\n\
         <title id=\"{name}-title\">{}</title>\n<desc id=\"{name}-desc\">{}</desc>\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#FFFFFF\"/>\n{body}{hot}</svg>\n",
        page.width / 4.0,
        f64::from(size.1) / FINE / 4.0,
        size.0,
        size.1,
        caption.language,
        escape(caption.title),
        escape(caption.description),
    )
}

const MEMORY: &str = "writing to a string does not fail";

fn fine(units: f64) -> i32 {
    (units * FINE).round() as i32
}

/// Text as XML content: names come from files that anyone may have written.
pub(super) fn escape(text: &str) -> String {
    markup::escape(&text.replace(['\n', '\t'], " "))
}

/// As it is shown, on one line.
fn plain(text: &str) -> String {
    printable(text).replace(['\n', '\t'], " ")
}

impl Canvas {
    fn put(&self, draw: impl FnOnce(&DrawingArea<SVGBackend<'_>, Shift>)) {
        let mut svg = String::new();
        {
            let area = SVGBackend::with_string(&mut svg, self.size).into_drawing_area();
            draw(&area);
            area.present().expect(MEMORY);
        }
        let (_, body) = svg.split_once('>').expect("plotters opens the svg element first");
        let (body, _) = body.rsplit_once("</svg>").expect("plotters closes it last");
        let body = body.trim_start().replace(" font-family=\"serif\"", "").replace(" opacity=\"1\"", "");
        self.body
            .borrow_mut()
            .push_str(&relative(&body.replace(">\n", ">").replace("\n</text>", "</text>\n")));
    }

    fn write(&self, text: &str) {
        self.body.borrow_mut().push_str(text);
    }

    /// What belongs to one series: a page can hide and show it by its name. The same name may come several times.
    pub(super) fn layer(&self, name: &str, draw: impl FnOnce(&Self)) {
        self.write(&format!("<g data-series=\"{}\">\n", escape(name)));
        draw(self);
        self.write("</g>\n");
    }

    /// A rectangle from its upper left to its lower right corner that tells `text` to who points at it.
    pub(super) fn hot(&self, (left, top): Point, (right, bottom): Point, text: &str) {
        let (x, y) = (fine(left), fine(top));
        let (width, height) = ((fine(right) - x).max(1), (fine(bottom) - y).max(1));
        writeln!(
            self.hot.borrow_mut(),
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"><title>{}</title></rect>",
            escape(text)
        )
        .expect(MEMORY);
    }

    /// A line through the points.
    pub(super) fn line(&self, points: &[Point], pen: Pen) {
        let style = ShapeStyle {
            color: pen.colour.to_rgba(),
            filled: false,
            stroke_width: fine(pen.width).max(1).unsigned_abs(),
        };
        let lengths: &[f64] = match &pen.dash {
            Dash::Solid => &[],
            Dash::Broken(stroke, gap) => &[*stroke, *gap],
            Dash::Chain(stroke, gap, dot, next) => &[*stroke, *gap, *dot, *next],
        };
        let path = pixels(points);
        if path.len() < 2 {
            return;
        }
        let draw = || self.put(|area| area.draw(&PathElement::new(path, style)).expect(MEMORY));
        if lengths.is_empty() {
            return draw();
        }
        let lengths: Vec<String> = lengths.iter().map(|&length| fine(length).max(1).to_string()).collect();
        self.write(&format!("<g stroke-dasharray=\"{}\">", lengths.join(" ")));
        draw();
        self.write("</g>\n");
    }

    /// A filled shape; `strength` 0..=1 lets what lies below shine through.
    pub(super) fn fill(&self, points: &[Point], colour: RGBColor, strength: f64) {
        let path = pixels(points);
        if path.len() > 2 {
            self.put(|area| area.draw(&Polygon::new(path, colour.mix(strength).filled())).expect(MEMORY));
        }
    }

    /// A filled rectangle between two corners.
    pub(super) fn block(&self, (left, top): Point, (right, bottom): Point, colour: RGBColor, strength: f64) {
        self.fill(&[(left, top), (right, top), (right, bottom), (left, bottom)], colour, strength);
    }

    /// A band between a lower and an upper line over the same x.
    pub(super) fn band(&self, upper: &[Point], lower: &[Point], colour: RGBColor, strength: f64) {
        let outline: Vec<Point> = upper.iter().chain(lower.iter().rev()).copied().collect();
        self.fill(&outline, colour, strength);
    }

    /// A filled dot.
    pub(super) fn dot(&self, (x, y): Point, radius: f64, colour: RGBColor) {
        self.put(|area| {
            area.draw(&Circle::new((fine(x), fine(y)), fine(radius), colour.filled())).expect(MEMORY);
        });
    }

    /// One line of text, centred on `y`.
    pub(super) fn text(&self, text: &str, (x, y): Point, size: f64, colour: RGBColor, anchor: Anchor) {
        let h_pos = match anchor {
            Anchor::Start => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::End => HPos::Right,
        };
        let font = FontDesc::new(FontFamily::Serif, size * FINE * PLOTTERS_FONT_SCALE, FontStyle::Normal);
        let style = TextStyle { font, color: colour.to_backend_color(), pos: Pos::new(h_pos, VPos::Center) };
        let text = plain(text);
        self.put(|area| area.draw(&Text::new(text, (fine(x), fine(y)), style)).expect(MEMORY));
    }
}

/// A polyline or polygon as a path of steps from point to point: a third shorter. Other elements as they are.
fn relative(element: &str) -> String {
    let outline =
        [("<polyline ", ""), ("<polygon ", "z")].into_iter().find(|(tag, _)| element.starts_with(tag));
    let parts = outline.zip(element.split_once("points=\"")).and_then(|((tag, close), (before, rest))| {
        Some((before.strip_prefix(tag)?, close, rest.split_once('"')?))
    });
    let Some((before, close, (points, after))) = parts else { return element.to_owned() };
    let mut d = String::new();
    let mut last = (0, 0);
    for (pair, i) in points.split_whitespace().zip(0_u32..) {
        let number = |text: &str| text.parse::<i32>().expect("plotters writes whole pixels");
        let (x, y) = pair.split_once(',').expect("plotters writes x,y");
        let (x, y) = (number(x), number(y));
        match i {
            0 => write!(d, "M{x},{y}"),
            1 => write!(d, "l{},{}", x - last.0, y - last.1),
            _ => write!(d, " {},{}", x - last.0, y - last.1),
        }
        .expect(MEMORY);
        last = (x, y);
    }
    format!("<path {before}d=\"{d}{close}\"{after}\n")
}

/// Points as backend pixels, without those that lie on the way between their neighbours.
fn pixels(points: &[Point]) -> Vec<(i32, i32)> {
    let mut path: Vec<(i32, i32)> = Vec::with_capacity(points.len());
    for next in points.iter().map(|&(x, y)| (fine(x), fine(y))) {
        if path.last() == Some(&next) {
            continue;
        }
        if let [.., a, b] = path[..] {
            let (ab, bc) = ((b.0 - a.0, b.1 - a.1), (next.0 - b.0, next.1 - b.1));
            let turn = i64::from(ab.0) * i64::from(bc.1) - i64::from(ab.1) * i64::from(bc.0);
            let ahead = i64::from(ab.0) * i64::from(bc.0) + i64::from(ab.1) * i64::from(bc.1) > 0;
            if turn == 0 && ahead {
                path.pop();
            }
        }
        path.push(next);
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand: of five points on two straight lines the three corners stay; a way back is a corner too.
    #[test]
    fn points_on_the_way_are_left_out() {
        let corners =
            pixels(&[(0.0, 0.0), (1.0, 0.0), (1.0, 0.0), (2.0, 0.0), (2.0, 1.0), (2.0, 3.0), (2.0, 2.0)]);
        assert_eq!(corners, [(0, 0), (20, 0), (20, 30), (20, 20)]);
    }

    #[test]
    fn shapes_are_written_as_steps() {
        let polygon = "<polygon fill=\"#123456\" points=\"10,20 13,18 7,18 \"/>";
        assert_eq!(relative(polygon), "<path fill=\"#123456\" d=\"M10,20l3,-2 -6,0z\"/>\n");
        assert_eq!(relative("<circle cx=\"1\"/>"), "<circle cx=\"1\"/>");
    }

    #[test]
    fn what_xml_refuses_and_what_turns_text_is_shown() {
        assert_eq!(escape("a\u{202e}\nb\u{1}<\">&"), "a\\u{202e} b\\u{1}&lt;&quot;&gt;&amp;");
    }
}
