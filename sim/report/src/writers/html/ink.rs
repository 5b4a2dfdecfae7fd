//! Colours of pictures on a light and on a dark page.
//!
//! A picture is drawn for white paper. On a dark page each colour keeps its hue and stands as far from the page as it
//! stood from white: two colours then have the contrast to each other that they had, so that a picture that can be
//! read on paper can be read in the dark.

use std::collections::BTreeSet;
use std::fmt::Write as _;

/// The dark page (`--paper` of `page.css`).
const PAGE: u32 = 0x14_17_1c;

/// The lightest that a colour becomes: full white glares.
const LIGHTEST: f64 = 0.86;

/// Style rules for the colours of all pictures: a variable each, and what is drawn in it.
pub(super) fn rules(colours: &BTreeSet<u32>) -> String {
    let (mut light, mut dark, mut uses) = (String::new(), String::new(), String::new());
    for &colour in colours {
        let other = on_dark(colour);
        let name = format!("{colour:06x}");
        write!(light, "--c{name}:#{name};").expect(MEMORY);
        write!(dark, "--c{name}:#{other:06x};").expect(MEMORY);
        writeln!(
            uses,
            "[fill=\"#{name}\"]{{fill:var(--c{name})}}[stroke=\"#{name}\"]{{stroke:var(--c{name})}}"
        )
        .expect(MEMORY);
    }
    format!(
        ":root{{{light}}}\n\
         @media screen and (prefers-color-scheme:dark){{:root:not([data-theme=light]){{{dark}}}}}\n\
         @media screen{{:root[data-theme=dark]{{{dark}}}}}\n{uses}"
    )
}

const MEMORY: &str = "writing to a string does not fail";

/// A colour for white paper as it is on the dark page.
fn on_dark(colour: u32) -> u32 {
    if colour == 0xff_ff_ff {
        return PAGE;
    }
    let channels = linear(colour);
    let light = luminance(channels);
    let wanted = ((luminance(linear(PAGE)) + 0.05) * 1.05 / (light + 0.05) - 0.05).clamp(0.0, LIGHTEST);
    let widest = channels.iter().fold(0.0_f64, |most, &c| most.max(c));
    if widest <= 0.0 {
        return packed([wanted; 3]);
    }
    // Brighter in its own hue as far as that goes, from there towards white.
    let times = (wanted / light).min(1.0 / widest);
    let reached = light * times;
    let white = if reached < 1.0 { ((wanted - reached) / (1.0 - reached)).max(0.0) } else { 0.0 };
    packed(channels.map(|c| c * times + (1.0 - c * times) * white))
}

/// Red, green and blue from 0 to 1 in proportion to light (sRGB, IEC 61966-2-1).
fn linear(colour: u32) -> [f64; 3] {
    [colour >> 16 & 0xff, colour >> 8 & 0xff, colour & 0xff].map(|byte| {
        let c = f64::from(byte) / 255.0;
        if c <= 0.040_45 { c / 12.92 } else { libm::pow((c + 0.055) / 1.055, 2.4) }
    })
}

fn packed(channels: [f64; 3]) -> u32 {
    channels.iter().fold(0, |colour, &c| {
        let c = c.clamp(0.0, 1.0);
        let c = if c <= 0.003_130_8 { c * 12.92 } else { 1.055 * libm::pow(c, 1.0 / 2.4) - 0.055 };
        colour << 8 | (c * 255.0).round() as u32
    })
}

/// Relative luminance (WCAG 2.2).
fn luminance([red, green, blue]: [f64; 3]) -> f64 {
    0.212_6 * red + 0.715_2 * green + 0.072_2 * blue
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contrast(a: u32, b: u32) -> f64 {
        let (a, b) = (luminance(linear(a)) + 0.05, luminance(linear(b)) + 0.05);
        if a > b { a / b } else { b / a }
    }

    /// WCAG 2.2: black on white is 21, #767676 on white is the well-known 4.54.
    #[test]
    fn contrast_is_that_of_wcag() {
        assert!((contrast(0, 0xff_ff_ff) - 21.0).abs() < 1e-9);
        assert!((contrast(0x76_76_76, 0xff_ff_ff) - 4.54).abs() < 0.005);
    }

    #[test]
    fn a_colour_stands_as_far_from_the_dark_page_as_from_white() {
        for colour in [0x11_18_27, 0x4b_55_63, 0xd9_dd_e3, 0x00_57_96, 0xb4_4a_00, 0x00_7a_5a, 0x9f_12_39] {
            let (light, dark) = (contrast(colour, 0xff_ff_ff), contrast(on_dark(colour), PAGE));
            // Eight bits a channel, and white kept from glaring.
            assert!((light - dark).abs() < 0.1 || dark > 15.0, "{colour:06x}: {light} and {dark}");
        }
        assert_eq!(on_dark(0xff_ff_ff), PAGE);
        assert!(contrast(on_dark(0), PAGE) > 15.0);
    }
}
