//! A sheet of SVG in units of a quarter millimetre, on plotters' SVG backend.
//!
//! The backend's pixels are integers, so the sheet is ten times as large inside and scaled down by `viewBox`: a
//! line is then placed to 0.025 mm. Nothing here knows what is drawn.

use plotters::coord::Shift;
use plotters::element::{Circle, PathElement, Polygon, Text};
use plotters::prelude::{DrawingArea, IntoDrawingArea, SVGBackend};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color as _, FontDesc, FontFamily, FontStyle, RGBColor, ShapeStyle, TextStyle};

use crate::font;

/// Width of every picture: 160 mm, the text width of an A4 proposal.
pub(super) const WIDTH: f64 = 640.0;

/// Backend pixels per unit.
const FINE: f64 = 10.0;

/// The vendored font first; then what Windows, macOS and Linux have for Korean.
const FAMILY: &str =
    "Naru Sans, Pretendard, Noto Sans KR, Malgun Gothic, Apple SD Gothic Neo, NanumGothic, sans-serif";

/// plotters writes `size / 1.24` into the file; this puts the size itself there.
const PLOTTERS_FONT_SCALE: f64 = 1.24;

/// Colours that differ in lightness as well as in hue, so that grey print and colour-blind eyes tell them apart.
pub(super) mod ink {
    use super::RGBColor;
    /// Titles and installed quantities.
    pub(in super::super) const BLACK: RGBColor = RGBColor(0x11, 0x18, 0x27);
    /// Axes and remarks.
    pub(in super::super) const GREY: RGBColor = RGBColor(0x4b, 0x55, 0x63);
    /// Grid.
    pub(in super::super) const FAINT: RGBColor = RGBColor(0xd9, 0xdd, 0xe3);
    /// The first series (Okabe-Ito blue, darkened for print).
    pub(in super::super) const BLUE: RGBColor = RGBColor(0x00, 0x57, 0x96);
    /// The second series and exhaustion (Okabe-Ito vermilion, darkened).
    pub(in super::super) const ORANGE: RGBColor = RGBColor(0xb4, 0x4a, 0x00);
    /// The third series (Okabe-Ito green, darkened).
    pub(in super::super) const GREEN: RGBColor = RGBColor(0x00, 0x7a, 0x5a);
    /// Limits: the cap, the floor, eight hours.
    pub(in super::super) const RED: RGBColor = RGBColor(0x9f, 0x12, 0x39);
}

/// Which point of a text is put at its place, from left to right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// How a line is drawn, beside its colour and width.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Dash {
    Solid,
    /// Lengths of a stroke and of the gap after it.
    Broken(f64, f64),
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
pub(super) struct Canvas<'a> {
    area: DrawingArea<SVGBackend<'a>, Shift>,
}

/// What stands around a picture: read aloud by screen readers.
pub(super) struct Caption<'a> {
    pub(super) title: &'a str,
    pub(super) description: &'a str,
    /// `ko` or `en`.
    pub(super) language: &'a str,
}

/// Draws a sheet of the given height (units) and gives its SVG text.
pub(super) fn sheet(height: f64, caption: &Caption<'_>, draw: impl FnOnce(&Canvas<'_>)) -> String {
    let mut svg = String::new();
    {
        let area =
            SVGBackend::with_string(&mut svg, (fine(WIDTH) as u32, fine(height) as u32)).into_drawing_area();
        let canvas = Canvas { area };
        draw(&canvas);
        canvas.area.present().expect(MEMORY);
    }
    let (_, body) = svg.split_once('>').expect("plotters opens the svg element first");
    let body = body.replace(" opacity=\"1\"", "");
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}mm\" height=\"{}mm\" viewBox=\"0 0 {} {}\" role=\"img\" \
         xml:lang=\"{}\" aria-labelledby=\"title desc\">\n<title id=\"title\">{}</title>\n<desc id=\"desc\">{}</desc>\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#FFFFFF\"/>{body}",
        WIDTH / 4.0,
        height / 4.0,
        fine(WIDTH),
        fine(height),
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
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

impl Canvas<'_> {
    /// A line through the points.
    pub(super) fn line(&self, points: &[Point], pen: Pen) {
        let style = ShapeStyle {
            color: pen.colour.to_rgba(),
            filled: false,
            stroke_width: fine(pen.width).max(1).unsigned_abs(),
        };
        let strokes = match pen.dash {
            Dash::Solid => vec![points.to_vec()],
            Dash::Broken(stroke, gap) => dashes(points, stroke, gap),
        };
        for stroke in strokes {
            let path: Vec<(i32, i32)> = stroke.iter().map(|&(x, y)| (fine(x), fine(y))).collect();
            self.area.draw(&PathElement::new(path, style)).expect(MEMORY);
        }
    }

    /// A filled shape; `strength` 0..=1 lets what lies below shine through.
    pub(super) fn fill(&self, points: &[Point], colour: RGBColor, strength: f64) {
        let path: Vec<(i32, i32)> = points.iter().map(|&(x, y)| (fine(x), fine(y))).collect();
        self.area.draw(&Polygon::new(path, colour.mix(strength).filled())).expect(MEMORY);
    }

    /// A band between a lower and an upper line over the same x.
    pub(super) fn band(&self, upper: &[Point], lower: &[Point], colour: RGBColor, strength: f64) {
        let outline: Vec<Point> = upper.iter().chain(lower.iter().rev()).copied().collect();
        self.fill(&outline, colour, strength);
    }

    /// A filled dot.
    pub(super) fn dot(&self, (x, y): Point, radius: f64, colour: RGBColor) {
        self.area.draw(&Circle::new((fine(x), fine(y)), fine(radius), colour.filled())).expect(MEMORY);
    }

    /// One line of text, centred on `y`.
    pub(super) fn text(&self, text: &str, (x, y): Point, size: f64, colour: RGBColor, anchor: Anchor) {
        let h_pos = match anchor {
            Anchor::Start => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::End => HPos::Right,
        };
        let font =
            FontDesc::new(FontFamily::Name(FAMILY), size * FINE * PLOTTERS_FONT_SCALE, FontStyle::Normal);
        let style = TextStyle { font, color: colour.to_backend_color(), pos: Pos::new(h_pos, VPos::Center) };
        self.area.draw(&Text::new(text, (fine(x), fine(y)), style)).expect(MEMORY);
    }
}

/// Cuts a line into strokes and leaves the gaps out; lengths are measured along the line.
fn dashes(points: &[Point], stroke: f64, gap: f64) -> Vec<Vec<Point>> {
    let mut out = Vec::new();
    let Some(&first) = points.first() else { return out };
    let (mut drawing, mut left) = (true, stroke);
    let mut current = vec![first];
    for pair in points.windows(2) {
        let (mut from, to) = (pair[0], pair[1]);
        loop {
            let length = ((to.0 - from.0) * (to.0 - from.0) + (to.1 - from.1) * (to.1 - from.1)).sqrt();
            if length <= left {
                left -= length;
                if drawing {
                    current.push(to);
                }
                break;
            }
            let part = left / length;
            let cut = (from.0 + (to.0 - from.0) * part, from.1 + (to.1 - from.1) * part);
            if drawing {
                current.push(cut);
                out.push(std::mem::take(&mut current));
                left = gap;
            } else {
                current = vec![cut];
                left = stroke;
            }
            drawing = !drawing;
            from = cut;
        }
    }
    if drawing && current.len() > 1 {
        out.push(current);
    }
    out
}

/// Breaks a text into lines no wider than `width` at the given size, at spaces.
pub(super) fn wrap(text: &str, width: f64, size: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if font::width(&format!("{line} {word}"), size) <= width => {
                line.push(' ');
                line.push_str(word);
            }
            Some(_) | None => lines.push(word.to_owned()),
        }
    }
    lines
}

/// [`wrap`]ped into as few lines, of about one length: no line of a single word.
pub(super) fn balance(text: &str, width: f64, size: f64) -> Vec<String> {
    let lines = wrap(text, width, size);
    let mut narrower = lines.clone();
    for step in 1_u32..20 {
        let tried = wrap(text, width * (1.0 - 0.025 * f64::from(step)), size);
        if tried.len() > lines.len() {
            break;
        }
        narrower = tried;
    }
    narrower
}

/// Moves the wanted heights of labels apart until neighbours are at least `gap` from each other, inside
/// `top..=bottom` where they fit. Order is kept; the answer is in the order of the question.
pub(super) fn spread(wanted: &[f64], gap: f64, top: f64, bottom: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|&a, &b| wanted[a].total_cmp(&wanted[b]));
    let mut placed = vec![0.0; wanted.len()];
    let mut least = top;
    for &i in &order {
        placed[i] = wanted[i].max(least);
        least = placed[i] + gap;
    }
    let mut most = bottom;
    for &i in order.iter().rev() {
        placed[i] = placed[i].min(most);
        most = placed[i] - gap;
    }
    placed
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand: a line of 10 in strokes of 3 and gaps of 2 has strokes 0..3 and 5..8.
    #[test]
    fn dashes_leave_gaps_and_go_round_corners() {
        assert_eq!(
            dashes(&[(0.0, 0.0), (10.0, 0.0)], 3.0, 2.0),
            [vec![(0.0, 0.0), (3.0, 0.0)], vec![(5.0, 0.0), (8.0, 0.0)]]
        );
        assert_eq!(
            dashes(&[(0.0, 0.0), (2.0, 0.0), (2.0, 9.0)], 3.0, 20.0),
            [vec![(0.0, 0.0), (2.0, 0.0), (2.0, 1.0)]]
        );
    }

    #[test]
    fn labels_that_want_one_place_are_pushed_apart_and_stay_inside() {
        assert_eq!(spread(&[50.0, 50.0, 10.0], 12.0, 0.0, 100.0), [50.0, 62.0, 10.0]);
        assert_eq!(spread(&[99.0, 98.0], 12.0, 0.0, 100.0), [100.0, 88.0]);
        assert_eq!(spread(&[], 12.0, 0.0, 100.0), [0.0; 0]);
    }

    proptest::proptest! {
        /// Whatever labels want: where there is room for all, no two are closer than the gap, all stay inside, and
        /// their order is kept.
        #[test]
        fn labels_never_touch(wanted in proptest::collection::vec(-50.0..150.0_f64, 0..8)) {
            let placed = spread(&wanted, 12.0, 0.0, 100.0);
            let mut order: Vec<usize> = (0..wanted.len()).collect();
            order.sort_by(|&a, &b| wanted[a].total_cmp(&wanted[b]));
            for pair in order.windows(2) {
                proptest::prop_assert!(placed[pair[1]] - placed[pair[0]] > 12.0 - 1e-9, "{wanted:?} {placed:?}");
            }
            proptest::prop_assert!(placed.iter().all(|y| (-1e-9..=100.0 + 1e-9).contains(y)), "{placed:?}");
        }
    }

    #[test]
    fn a_long_title_breaks_at_spaces() {
        let lines = wrap("예산이 연말 전에 소진될 확률은 15.0%로 나타남", 150.0, 14.0);
        assert!(lines.len() > 1 && lines.iter().all(|line| font::width(line, 14.0) <= 150.0), "{lines:?}");
        assert_eq!(lines.join(" "), "예산이 연말 전에 소진될 확률은 15.0%로 나타남");
    }
}
