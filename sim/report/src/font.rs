//! The font that every picture is measured with: Naru Sans, compiled in (`font/README.md`).

use std::sync::LazyLock;

use ab_glyph::{Font, FontRef};

/// The whole TTF file.
pub static TTF: &[u8] = include_bytes!("../font/NaruSans-Regular.ttf");

static FONT: LazyLock<FontRef<'static>> =
    LazyLock::new(|| FontRef::try_from_slice(TTF).expect("the compiled-in font is a valid TTF"));

/// Characters of a text that have no glyph in the font, each once, in order of appearance.
///
/// Line breaks are layout, not characters to draw. An empty answer means that the text can be drawn.
pub fn missing(text: &str) -> Vec<char> {
    let mut absent = Vec::new();
    for c in text.chars() {
        if c != '\n' && FONT.glyph_id(c).0 == 0 && !absent.contains(&c) {
            absent.push(c);
        }
    }
    absent
}

/// Width of a text in the unit of `size` (the font size, em): the sum of its glyphs' advances.
///
/// Kerning is left out: it only narrows, so that a text never is wider than this. A character without a
/// glyph counts as one em, the width of a Hangul or Han character in whichever font draws it.
pub fn width(text: &str, size: f64) -> f64 {
    let per_em = f64::from(FONT.units_per_em().expect("the compiled-in font states its units per em"));
    text.chars()
        .map(|c| match FONT.glyph_id(c) {
            glyph if glyph.0 == 0 => size,
            glyph => f64::from(FONT.h_advance_unscaled(glyph)) / per_em * size,
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_outside_the_subset_is_named_once() {
        assert_eq!(missing("소진 \u{4f5b} 12. 24. \u{4f5b} \u{3042}"), ['\u{4f5b}', '\u{3042}']);
        assert_eq!(missing("억·만 △3.2억 원 ₩19.8 bn, 8시간 초과율 0.6%\n※ 가정값"), []);
    }

    /// Advance widths of the same file as fontTools reads them, in 2,048ths of an em.
    #[test]
    fn widths_are_the_fonts_own() {
        for (text, units) in WIDTHS {
            let want = units / 2_048.0 * 12.0;
            assert!((width(text, 12.0) - want).abs() < 1e-6, "{text}: {} not {want}", width(text, 12.0));
        }
    }

    const WIDTHS: [(&str, f64); 3] = [("가", 1_770.0), ("H100", 4_784.0), ("예산 (억 원)", 9_504.0)];
}
