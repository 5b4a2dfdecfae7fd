//! A document as data for the typst template `typst/report.typ`, from which typst makes a PDF.
//!
//! The template holds no word of a document and the data no markup: a name is a JSON string, shown as it stands. The
//! same document gives the same data, and typst, told no date, the same bytes.

use super::labels;
use crate::charts::{Chart, Dress, Look, Width};
use crate::document::{Block, DataTable, Document, Heading};
use crate::font;
use crate::printable;
use serde_json::{Value, json};

/// What typst needs for a PDF, to be laid into one folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typst {
    /// `report.typ`.
    pub template: &'static str,
    /// `data.json`.
    pub data: String,
    /// Pictures and the font, by their names in the folder.
    pub files: Vec<(String, Vec<u8>)>,
}

/// A text as the one font of the PDF can draw it: a character that it has no glyph for, such as an emoji in somebody's
/// name, stands by its number instead of as an empty box.
fn drawable(text: &str) -> String {
    let shown = printable(text);
    let absent = font::missing(&shown.replace(['\t', '\n'], " "));
    if absent.is_empty() {
        return shown.to_string();
    }
    let one = |c: char| if absent.contains(&c) { format!("\\u{{{:x}}}", c as u32) } else { c.to_string() };
    shown.chars().map(one).collect()
}

/// Width of the text on the page in points: 160 mm.
const TEXT_WIDTH: f64 = 160.0 / 25.4 * 72.0;
/// Blank on both sides of a cell together, in points, and a little that keeps a figure from being broken.
const PADDING: f64 = 2.0 * 3.5 + 1.0;
/// Characters up to which the template leaves a word whole.
const BREAK_AFTER: usize = 28;

/// The document for typst.
pub fn typst(document: &Document) -> Typst {
    let mut files = vec![("NaruSans-Regular.ttf".to_owned(), font::TTF.to_vec())];
    let (mut tables, mut figures) = (0, 0);
    let sections: Vec<Value> = document
        .sections
        .iter()
        .map(|section| {
            let blocks: Vec<Value> = section
                .blocks
                .iter()
                .map(|block| match block {
                    Block::Text(text) => words("text", text),
                    Block::Heading(text) => words("heading", text),
                    Block::Lead(text) => words("lead", text),
                    Block::Note(text) => words("note", text),
                    Block::Code(text) => words("code", text),
                    Block::List(items) => json!({ "kind": "list", "items": all(items) }),
                    Block::Table(it) => {
                        tables += 1;
                        table(it, &labels::table(tables, &it.caption, document.lang))
                    }
                    Block::Figure(chart) => {
                        figures += 1;
                        figure(chart, &labels::figure(figures, &chart.title, document.lang), &mut files)
                    }
                })
                .collect();
            json!({ "heading": drawable(&section.heading), "blocks": blocks })
        })
        .collect();
    let data = json!({
        "lang": document.lang.tag(),
        "title": drawable(&document.title),
        "subtitle": drawable(&document.subtitle),
        "provenance": drawable(&labels::provenance(&document.provenance, document.lang)),
        "contents": labels::contents(document.lang),
        "sections": sections,
    });
    Typst { template: include_str!("../../typst/report.typ"), data: data.to_string(), files }
}

fn words(kind: &str, text: &str) -> Value {
    json!({ "kind": kind, "text": drawable(text) })
}

fn all(texts: &[String]) -> Vec<Value> {
    texts.iter().map(|text| json!(drawable(text))).collect()
}

fn figure(chart: &Chart, caption: &str, files: &mut Vec<(String, Vec<u8>)>) -> Value {
    let file = format!("{}.svg", chart.name);
    let svg = chart.svg(Look { width: Width::Full, dress: Dress::Bare });
    files.push((file.clone(), svg.into_bytes()));
    let notes = std::iter::once(&chart.remark).filter(|it| !it.is_empty()).chain(&chart.notes);
    json!({
        "kind": "figure",
        "caption": drawable(caption),
        "unit": drawable(&chart.unit),
        "file": file,
        "alt": drawable(&chart.description),
        "notes": notes.map(|note| drawable(note)).collect::<Vec<_>>(),
    })
}

fn table(it: &DataTable, caption: &str) -> Value {
    let (widths, size) = layout(it);
    let rows: Vec<Value> = it
        .rows
        .iter()
        .map(|row| {
            let cells: Vec<_> = row.cells.iter().map(|cell| drawable(&cell.text)).collect();
            json!({ "cells": cells, "sum": row.sum })
        })
        .collect();
    json!({
        "kind": "table",
        "caption": drawable(caption),
        "unit": drawable(&it.unit),
        "columns": it.columns.iter().map(|column| drawable(&column.text)).collect::<Vec<_>>(),
        "figures": it.columns.iter().map(|column| column.figures).collect::<Vec<_>>(),
        "widths": widths,
        "size": size,
        "rows": rows,
        "notes": all(&it.notes),
    })
}

/// How small a column may get before it is too narrow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Narrow {
    /// Figures stay on one line, texts keep a readable width.
    Figures,
    /// Figures break at blanks: an estimate and the interval behind it.
    Intervals,
    /// Everything breaks where it can.
    Words,
}

/// Type sizes of tables in points, and what may break in them: the first that fits is taken, else the last.
const TRIES: [(f64, Narrow); 5] = [
    (9.0, Narrow::Figures),
    (8.0, Narrow::Figures),
    (8.0, Narrow::Intervals),
    (7.0, Narrow::Intervals),
    (7.0, Narrow::Words),
];
/// Width that a column of texts keeps, where they are as wide, in ems.
const READABLE: f64 = 11.0;

/// Shares of the page's width for the columns, and the type size in points.
fn layout(it: &DataTable) -> (Vec<f64>, f64) {
    let sum = |of: &[f64]| of.iter().sum::<f64>();
    let mut tries = TRIES.iter().map(|&(size, narrow)| (size, needs(it, size, narrow)));
    let fits = |(_, (least, _)): &(f64, (Vec<f64>, Vec<f64>))| sum(least) <= TEXT_WIDTH;
    let (smallest, narrow) = TRIES[TRIES.len() - 1];
    let (size, (least, whole)) = tries.find(fits).unwrap_or_else(|| (smallest, needs(it, smallest, narrow)));
    let spare = (TEXT_WIDTH - sum(&least)).max(0.0);
    let wanted: Vec<f64> = whole.iter().zip(&least).map(|(whole, least)| whole - least).collect();
    let wants = sum(&wanted);
    let widths = if wants > spare {
        least.iter().zip(&wanted).map(|(least, wanted)| least + wanted / wants * spare).collect()
    } else {
        let each = (spare - wants) / least.len().max(1) as f64;
        whole.iter().map(|whole| whole + each).collect()
    };
    (widths, size)
}

/// For each column, the width that it must have and the one that it would take on one line.
fn needs(it: &DataTable, size: f64, narrow: Narrow) -> (Vec<f64>, Vec<f64>) {
    let width = |text: &str| font::width(&drawable(text), size);
    let words = |text: &str| {
        let pieces = text.split(char::is_whitespace).flat_map(pieces);
        pieces.map(|piece| width(&piece)).fold(0.0, f64::max)
    };
    let column = |(i, heading): (usize, &Heading)| {
        let texts = || it.rows.iter().map(|row| row.cells[i].text.as_str());
        let lines = texts().map(width).fold(0.0, f64::max);
        let broken = texts().map(words).fold(words(&heading.text), f64::max);
        let least = match (narrow, heading.figures) {
            (Narrow::Figures, true) => lines,
            (Narrow::Figures | Narrow::Intervals, false) => lines.min(READABLE * size),
            (Narrow::Intervals, true) | (Narrow::Words, true | false) => broken,
        };
        let least = least.max(broken);
        (least + PADDING, width(&heading.text).max(lines).max(least) + PADDING)
    };
    it.columns.iter().enumerate().map(column).unzip()
}

/// The pieces into which a word is broken where it must: a long one of Hangul anywhere, another after marks or, without,
/// after so many characters, as the template does it.
fn pieces(word: &str) -> Vec<String> {
    let hangul = |c: char| ('가'..='\u{d7a3}').contains(&c);
    let long = word.chars().count() > BREAK_AFTER;
    let mut pieces = vec![String::new()];
    let mut before = ' ';
    for c in word.chars() {
        let piece = pieces.last_mut().expect("there always is a piece");
        let so_far = piece.chars().count();
        let after_mark = long && "./_+=".contains(before);
        let in_hangul = hangul(before) && hangul(c) && so_far >= 7;
        if so_far > 0 && (after_mark || in_hangul || so_far == BREAK_AFTER) {
            pieces.push(String::new());
        }
        pieces.last_mut().expect("there always is a piece").push(c);
        before = c;
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_break_where_the_template_breaks_them() {
        for (word, want) in [
            ("demand.classes.light.duty", &["demand.classes.light.duty"] as &[_]),
            ("demand.classes.heavy.mean_hours", &["demand.", "classes.", "heavy.", "mean_", "hours"]),
            ("개인정보보호위원회", &["개인정보보호위", "원회"]),
            ("ab", &["ab"]),
        ] {
            assert_eq!(pieces(word), want, "{word}");
        }
        let hash = pieces(&"f".repeat(64));
        assert_eq!(hash.iter().map(String::len).collect::<Vec<_>>(), [28, 28, 8]);
    }
}
