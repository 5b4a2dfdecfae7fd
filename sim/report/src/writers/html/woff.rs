//! The font for one page, as WOFF 1.0: only the glyphs that the page's characters need.
//!
//! Glyphs keep their numbers and those left out become empty, so that every other table stays as it is. The whole font
//! would be the larger half of a page.

use std::collections::BTreeSet;
use std::io::Write as _;

use ab_glyph::{Font as _, FontRef};
use flate2::{Compression, write::ZlibEncoder};

use crate::font;

const MEMORY: &str = "writing to memory does not fail";
const WHOLE: &str = "the compiled-in font is whole";

/// A table of the font: its name and its bytes.
struct Table {
    tag: [u8; 4],
    bytes: Vec<u8>,
}

/// The font with the glyphs of `text`, and those that stand for others: figures of one width.
pub(super) fn font(text: &BTreeSet<char>) -> Vec<u8> {
    let mut tables = tables(font::TTF);
    let find = |tag: &[u8; 4]| tables.iter().position(|it| &it.tag == tag).expect(WHOLE);
    let (glyf, loca) = (find(b"glyf"), find(b"loca"));
    let starts: Vec<usize> = tables[loca].bytes.chunks_exact(4).map(|at| long(at) as usize).collect();
    let outlines = std::mem::take(&mut tables[glyf].bytes);
    let outline = |glyph: usize| &outlines[starts[glyph]..starts[glyph + 1]];
    let wanted = wanted(text, starts.len() - 1, outline);
    let (mut kept, mut at) = (Vec::new(), Vec::new());
    for glyph in 0..starts.len() - 1 {
        at.push(kept.len());
        if wanted.contains(&glyph) {
            kept.extend_from_slice(outline(glyph));
        }
    }
    at.push(kept.len());
    tables[glyf].bytes = kept;
    tables[loca].bytes = at.into_iter().flat_map(word).collect();
    woff(&tables)
}

/// Glyphs of the text, their parts, and every glyph that no character has of its own.
fn wanted<'a>(text: &BTreeSet<char>, glyphs: usize, outline: impl Fn(usize) -> &'a [u8]) -> BTreeSet<usize> {
    let font = FontRef::try_from_slice(font::TTF).expect(WHOLE);
    let mut wanted: BTreeSet<usize> = (0..glyphs).collect();
    for (glyph, _) in font.codepoint_ids() {
        wanted.remove(&usize::from(glyph.0));
    }
    wanted.insert(0);
    wanted.extend(text.iter().map(|&c| usize::from(font.glyph_id(c).0)));
    let mut open: Vec<usize> = wanted.iter().copied().collect();
    while let Some(glyph) = open.pop() {
        open.extend(parts(outline(glyph)).into_iter().filter(|&part| wanted.insert(part)));
    }
    wanted
}

/// Glyphs that a glyph is put together from (OpenType 1.9, `glyf`, composite glyphs).
fn parts(outline: &[u8]) -> Vec<usize> {
    const WORDS: u16 = 0x1;
    const SCALE: u16 = 0x8;
    const MORE: u16 = 0x20;
    const SCALES: u16 = 0x40;
    const MATRIX: u16 = 0x80;
    let short = |at: usize| u16::from_be_bytes([outline[at], outline[at + 1]]);
    let mut parts = Vec::new();
    // A negative number of contours says that there are parts.
    if outline.len() < 12 || short(0) < 0x8000 {
        return parts;
    }
    let mut at = 10;
    loop {
        let flags = short(at);
        parts.push(usize::from(short(at + 2)));
        at += if flags & WORDS > 0 { 8 } else { 6 };
        at += match (flags & SCALE > 0, flags & SCALES > 0, flags & MATRIX > 0) {
            (true, _, _) => 2,
            (false, true, _) => 4,
            (false, false, true) => 8,
            (false, false, false) => 0,
        };
        if flags & MORE == 0 {
            return parts;
        }
    }
}

/// The tables of a TrueType file, in its order: by name.
fn tables(file: &[u8]) -> Vec<Table> {
    let count = usize::from(u16::from_be_bytes([file[4], file[5]]));
    let entry = |i: usize| {
        let entry = &file[12 + 16 * i..28 + 16 * i];
        let (at, length) = (long(&entry[8..12]) as usize, long(&entry[12..16]) as usize);
        Table { tag: entry[..4].try_into().expect("four bytes"), bytes: file[at..at + length].to_vec() }
    };
    (0..count).map(entry).collect()
}

/// Tables as a WOFF file (W3C WOFF 1.0): each compressed where that makes it smaller.
fn woff(tables: &[Table]) -> Vec<u8> {
    const HEADER: usize = 44;
    const ENTRY: usize = 20;
    let padded = |length: usize| length.next_multiple_of(4);
    let (mut directory, mut data) = (Vec::new(), Vec::new());
    let start = HEADER + ENTRY * tables.len();
    for it in tables {
        let mut packed = ZlibEncoder::new(Vec::new(), Compression::best());
        packed.write_all(&it.bytes).expect(MEMORY);
        let packed = packed.finish().expect(MEMORY);
        let stored = if packed.len() < it.bytes.len() { &packed } else { &it.bytes };
        directory.extend_from_slice(&it.tag);
        for number in [start + data.len(), stored.len(), it.bytes.len(), checksum(&it.bytes) as usize] {
            directory.extend(word(number));
        }
        data.extend_from_slice(stored);
        data.resize(padded(data.len()), 0);
    }
    let plain = 12 + tables.iter().map(|it| 16 + padded(it.bytes.len())).sum::<usize>();
    let mut out = b"wOFF\0\x01\0\0".to_vec();
    out.extend(word(start + data.len()));
    out.extend([(tables.len() >> 8) as u8, tables.len() as u8, 0, 0]);
    out.extend(word(plain));
    // Version 1.0 of the file; neither metadata nor private data.
    out.extend([0, 1, 0, 0]);
    out.resize(HEADER, 0);
    [out, directory, data].concat()
}

/// Sum of a table as big-endian words, modulo 2^32.
fn checksum(table: &[u8]) -> u32 {
    table.chunks(4).fold(0, |sum, word| {
        let mut whole = [0; 4];
        whole[..word.len()].copy_from_slice(word);
        sum.wrapping_add(u32::from_be_bytes(whole))
    })
}

fn long(bytes: &[u8]) -> u32 {
    u32::from_be_bytes(bytes.try_into().expect("four bytes"))
}

fn word(number: usize) -> [u8; 4] {
    u32::try_from(number).expect("a font is below 4 GB").to_be_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The file's own directory has the sum of each table, `head` aside, whose own field is left out of it.
    #[test]
    fn sums_of_tables_are_those_of_the_file() {
        let count = usize::from(u16::from_be_bytes([font::TTF[4], font::TTF[5]]));
        for (i, table) in tables(font::TTF).iter().enumerate().filter(|(_, table)| &table.tag != b"head") {
            assert!(i < count);
            assert_eq!(checksum(&table.bytes), long(&font::TTF[16 + 16 * i..20 + 16 * i]), "{:?}", table.tag);
        }
    }

    #[test]
    fn a_page_carries_the_glyphs_that_it_needs() {
        let (few, more) =
            (font(&"가".chars().collect()), font(&"가나다라마바사 예산 198.0억 원".chars().collect()));
        assert_eq!(&few[..4], b"wOFF");
        assert_eq!(long(&few[8..12]) as usize, few.len());
        assert!(few.len() < more.len() && more.len() < 40_000, "{} and {}", few.len(), more.len());
    }
}
