//! A picture as pixels, for programs that take no SVG.

use crate::font;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb};
use std::sync::{Arc, LazyLock};

const MM_AN_INCH: f64 = 25.4;

static FONTS: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
    let mut fonts = fontdb::Database::new();
    fonts.load_font_data(font::TTF.to_vec());
    Arc::new(fonts)
});

/// Draws the SVG text of a chart as PNG of so many dots an inch, which the file states: a text program shows it in its
/// size in millimetres. The compiled-in font writes all text, whatever the machine has; the same bytes each time.
///
/// # Panics
/// Where `svg` is not what [`Chart::svg`](super::Chart::svg) gives.
pub fn png(svg: &str, dpi: u32) -> Vec<u8> {
    let options = Options {
        dpi: dpi as f32,
        font_family: "Naru Sans".to_owned(),
        fontdb: Arc::clone(&FONTS),
        ..Options::default()
    };
    let tree = Tree::from_str(svg, &options).expect("a chart is SVG");
    let size = tree.size();
    let (width, height) = (size.width().round().max(1.0), size.height().round().max(1.0));
    let mut pixels = Pixmap::new(width as u32, height as u32).expect("a chart has a size");
    let fit = Transform::from_scale(width / size.width(), height / size.height());
    resvg::render(&tree, fit, &mut pixels.as_mut());
    let file = pixels.encode_png().expect("pixels in memory can be written");
    with_density(&file, dpi)
}

/// The file with a `pHYs` chunk behind its first one (PNG 1.2, 4.2.4.2).
fn with_density(file: &[u8], dpi: u32) -> Vec<u8> {
    /// Signature, then length, name, 13 bytes and check sum of `IHDR`.
    const HEAD: usize = 8 + 4 + 4 + 13 + 4;
    let a_metre = (f64::from(dpi) * 1_000.0 / MM_AN_INCH).round() as u32;
    let mut chunk = b"pHYs".to_vec();
    chunk.extend(a_metre.to_be_bytes());
    chunk.extend(a_metre.to_be_bytes());
    chunk.push(1); // dots a metre
    let mut out = file[..HEAD].to_vec();
    out.extend(9_u32.to_be_bytes());
    out.extend(&chunk);
    out.extend(crc(&chunk).to_be_bytes());
    out.extend(&file[HEAD..]);
    out
}

/// Check sum of a chunk's name and content (CRC-32, ISO 3309).
fn crc(bytes: &[u8]) -> u32 {
    let step = |crc: u32, _| if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 };
    !bytes.iter().fold(u32::MAX, |crc, &byte| (0..8).fold(crc ^ u32::from(byte), step))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The check value of CRC-32, and the sum that every PNG ends with.
    #[test]
    fn the_check_sum_is_that_of_png() {
        assert_eq!((crc(b"123456789"), crc(b"IEND")), (0xcbf4_3926, 0xae42_6082));
    }
}
