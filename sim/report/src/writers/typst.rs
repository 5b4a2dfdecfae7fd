//! A document as data for the typst template `typst/report.typ`, from which typst makes a PDF.
//!
//! The template holds no word of a document and the data no markup: a name is a JSON string, shown as it stands. The
//! same document gives the same data, and typst, told no date, the same bytes.

use super::labels;
use crate::charts::{Chart, Dress, Look, Width};
use crate::document::{Block, DataTable, Document};
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

/// Width of the text on the page in points: 160 mm.
const TEXT_WIDTH: f64 = 160.0 / 25.4 * 72.0;
/// Blank on both sides of a cell together, in points, and a little that keeps a figure from being broken.
const PADDING: f64 = 2.0 * 3.5 + 1.0;
/// Type sizes of tables in points, tried from the first.
const SIZES: [f64; 3] = [9.0, 8.0, 7.0];
/// Characters after which the template may break a word.
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
            json!({ "heading": printable(&section.heading), "blocks": blocks })
        })
        .collect();
    let data = json!({
        "lang": document.lang.tag(),
        "title": printable(&document.title),
        "subtitle": printable(&document.subtitle),
        "provenance": printable(&labels::provenance(&document.provenance, document.lang)),
        "contents": labels::contents(document.lang),
        "sections": sections,
    });
    Typst { template: include_str!("../../typst/report.typ"), data: data.to_string(), files }
}

fn words(kind: &str, text: &str) -> Value {
    json!({ "kind": kind, "text": printable(text) })
}

fn all(texts: &[String]) -> Vec<Value> {
    texts.iter().map(|text| json!(printable(text))).collect()
}

fn figure(chart: &Chart, caption: &str, files: &mut Vec<(String, Vec<u8>)>) -> Value {
    let file = format!("{}.svg", chart.name);
    let svg = chart.svg(Look { width: Width::Full, dress: Dress::Bare });
    files.push((file.clone(), svg.into_bytes()));
    let notes = std::iter::once(&chart.remark).filter(|it| !it.is_empty()).chain(&chart.notes);
    json!({
        "kind": "figure",
        "caption": printable(caption),
        "unit": printable(&chart.unit),
        "file": file,
        "alt": printable(&chart.description),
        "notes": notes.map(|note| printable(note)).collect::<Vec<_>>(),
    })
}

fn table(it: &DataTable, caption: &str) -> Value {
    let (widths, size) = layout(it);
    let rows: Vec<Value> = it
        .rows
        .iter()
        .map(|row| {
            let cells: Vec<_> = row.cells.iter().map(|cell| printable(&cell.text)).collect();
            json!({ "cells": cells, "sum": row.sum })
        })
        .collect();
    json!({
        "kind": "table",
        "caption": printable(caption),
        "unit": printable(&it.unit),
        "columns": it.columns.iter().map(|column| printable(&column.text)).collect::<Vec<_>>(),
        "figures": it.columns.iter().map(|column| column.figures).collect::<Vec<_>>(),
        "widths": widths,
        "size": size,
        "rows": rows,
        "notes": all(&it.notes),
    })
}

/// Shares of the page's width for the columns, and the type size in points.
///
/// No figure and no word is broken where that can be had, in the largest size in which it can. Beyond that, texts get
/// what is left by the width that they would take on one line.
fn layout(it: &DataTable) -> (Vec<f64>, f64) {
    let needs = |size: f64| -> Vec<(f64, f64)> {
        let column = |i: usize| {
            let heading = &it.columns[i];
            let texts = it.rows.iter().map(|row| row.cells[i].text.as_str());
            let widest = |parts: &mut dyn Iterator<Item = String>| {
                parts.map(|part| font::width(&printable(&part), size)).fold(0.0, f64::max)
            };
            let pieces = |text: &str| -> Vec<String> { text.split(char::is_whitespace).flat_map(broken).collect() };
            let words = widest(&mut texts.clone().flat_map(pieces).chain(pieces(&heading.text)));
            let lines = widest(&mut texts.map(str::to_owned));
            let whole = lines.max(font::width(&printable(&heading.text), size));
            let least = if heading.figures { lines.min(TEXT_WIDTH / 3.0).max(words) } else { words };
            (least + PADDING, whole.max(least) + PADDING)
        };
        (0..it.columns.len()).map(column).collect()
    };
    let sum = |of: &[f64]| of.iter().sum::<f64>();
    for size in SIZES {
        let (least, whole): (Vec<f64>, Vec<f64>) = needs(size).into_iter().unzip();
        let last = size <= SIZES[SIZES.len() - 1];
        if sum(&least) > TEXT_WIDTH && !last {
            continue;
        }
        let spare = (TEXT_WIDTH - sum(&least)).max(0.0);
        let wanted: Vec<f64> = whole.iter().zip(&least).map(|(whole, least)| whole - least).collect();
        let wants = sum(&wanted);
        let widths = if wants > spare {
            least.iter().zip(&wanted).map(|(least, wanted)| least + wanted / wants * spare).collect()
        } else {
            // Room for all: columns keep the proportions of what they hold.
            let each = (spare - wants) / least.len().max(1) as f64;
            whole.iter().map(|whole| whole + each).collect()
        };
        return (widths, size);
    }
    unreachable!("the last size is always taken")
}

/// The pieces into which the template may break a word: Hangul anywhere, others after so many characters.
fn broken(word: &str) -> Vec<String> {
    let hangul = |c: char| ('가'..='\u{d7a3}').contains(&c);
    let mut pieces = vec![String::new()];
    let mut before = None;
    for c in word.chars() {
        let piece = pieces.last_mut().expect("there always is a piece");
        let two_syllables = hangul(c) && before.is_some_and(hangul);
        if piece.chars().count() == BREAK_AFTER || two_syllables && piece.chars().count() >= 3 {
            pieces.push(String::new());
        }
        pieces.last_mut().expect("there always is a piece").push(c);
        before = Some(c);
    }
    pieces
}
