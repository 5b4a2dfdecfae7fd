//! The palette: colours and strokes that stay apart for colour-blind eyes and in grey print.
//!
//! Every colour here can carry text on white (contrast 4.5 or more, WCAG 2 AA). Series of one hue differ in their
//! strokes, so that twelve can be told apart without any colour.

use super::canvas::{Dash, Pen};
use plotters::style::RGBColor;

/// Titles and installed quantities.
pub(super) const BLACK: RGBColor = RGBColor(0x11, 0x18, 0x27);
/// Axes and remarks.
pub(super) const GREY: RGBColor = RGBColor(0x4b, 0x55, 0x63);
/// Grid; never text.
pub(super) const FAINT: RGBColor = RGBColor(0xd9, 0xdd, 0xe3);
/// The first series (Okabe-Ito blue, darkened for print).
pub(super) const BLUE: RGBColor = RGBColor(0x00, 0x57, 0x96);
/// The second series and exhaustion (Okabe-Ito vermilion, darkened).
pub(super) const ORANGE: RGBColor = RGBColor(0xb4, 0x4a, 0x00);
/// The third series (Okabe-Ito green, darkened).
pub(super) const GREEN: RGBColor = RGBColor(0x00, 0x7a, 0x5a);
/// The fifth series (Okabe-Ito reddish purple, darkened).
pub(super) const PURPLE: RGBColor = RGBColor(0x8e, 0x3b, 0x8a);
/// The sixth series (Okabe-Ito yellow, darkened).
pub(super) const BROWN: RGBColor = RGBColor(0x7a, 0x5c, 0x00);
/// Limits: the cap, the floor, eight hours. No series has it.
pub(super) const RED: RGBColor = RGBColor(0x9f, 0x12, 0x39);
/// Paper.
pub(super) const WHITE: RGBColor = RGBColor(0xff, 0xff, 0xff);

const HUES: [RGBColor; 6] = [BLUE, ORANGE, GREEN, BLACK, PURPLE, BROWN];
const STROKES: [Dash; 4] =
    [Dash::Solid, Dash::Broken(10.0, 3.0), Dash::Broken(4.0, 2.5), Dash::Chain(9.0, 2.5, 1.5, 2.5)];

/// Colour of the lines and texts of the i-th series; the seventh has that of the first.
pub(super) const fn hue(i: usize) -> RGBColor {
    HUES[i % HUES.len()]
}

/// Stroke of the i-th series; two of one hue never have one stroke among the first twelve.
pub(super) const fn stroke(i: usize) -> Dash {
    STROKES[(i + i / HUES.len()) % STROKES.len()]
}

/// Line of the i-th series.
pub(super) const fn series(i: usize, width: f64) -> Pen {
    Pen { colour: hue(i), width, dash: stroke(i) }
}

/// Filled area of the i-th of several that touch: its colour and how strongly it covers the paper. Neighbours differ
/// in lightness.
pub(super) const fn area(i: usize) -> (RGBColor, f64) {
    const STRENGTHS: [f64; 4] = [0.95, 0.5, 0.75, 0.3];
    (hue(i), STRENGTHS[(i + i / HUES.len()) % STRENGTHS.len()])
}

/// What a colour looks like on white paper at a strength of 0..=1.
pub(super) fn on_paper(colour: RGBColor, strength: f64) -> RGBColor {
    let mix = |c: u8| (255.0 - (255.0 - f64::from(c)) * strength).round() as u8;
    RGBColor(mix(colour.0), mix(colour.1), mix(colour.2))
}

/// Black or white: the one that is read better on a filled area.
pub(super) fn on(area: RGBColor) -> RGBColor {
    if contrast(area, WHITE) >= contrast(area, BLACK) { WHITE } else { BLACK }
}

/// Contrast of two colours, 1 to 21 (WCAG 2.2).
pub(super) fn contrast(a: RGBColor, b: RGBColor) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn luminance(RGBColor(r, g, b): RGBColor) -> f64 {
    let linear = |c: u8| {
        let c = f64::from(c) / 255.0;
        if c <= 0.040_45 { c / 12.92 } else { libm::pow((c + 0.055) / 1.055, 2.4) }
    };
    0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Black on white is 21 by definition; #767676 on white is the well-known edge of 4.54.
    #[test]
    fn contrast_is_that_of_wcag() {
        assert!((contrast(RGBColor(0, 0, 0), WHITE) - 21.0).abs() < 1e-9);
        assert!((contrast(RGBColor(0x76, 0x76, 0x76), WHITE) - 4.54).abs() < 0.005);
    }

    #[test]
    fn every_ink_of_texts_is_read_on_white() {
        for (i, colour) in HUES.into_iter().chain([GREY, RED]).enumerate() {
            assert!(contrast(colour, WHITE) >= 4.5, "{i}: {}", contrast(colour, WHITE));
        }
    }

    #[test]
    fn twelve_series_differ_in_hue_or_stroke() {
        for i in 0..12 {
            for j in 0..i {
                assert!(hue(i) != hue(j) || stroke(i) != stroke(j), "{i} and {j}");
            }
        }
    }

    #[test]
    fn text_on_any_area_is_read() {
        for i in 0..12 {
            let (colour, strength) = area(i);
            let ground = on_paper(colour, strength);
            assert!(contrast(ground, on(ground)) >= 4.5, "{i}");
            let (next, strength) = area(i + 1);
            assert!(contrast(ground, on_paper(next, strength)) > 1.2, "{i} and its neighbour in grey");
        }
    }
}
