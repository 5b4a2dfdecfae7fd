//! All tables of a document as plain bordered ones, made for pasting into a word processor.
//!
//! Word processors keep what stands at an element itself and lose sheets, classes and scripts: every style is inline.

use std::fmt::Write as _;

use super::labels;
use super::markup::escape;
use crate::document::{Block, Cells, DataTable, Document, Heading, Native};
use crate::words::Lang;

const MEMORY: &str = "writing to a string does not fail";

/// Fonts that the word processors of both languages have.
const FAMILY: &str = "font-family:'맑은 고딕','Malgun Gothic',sans-serif;font-size:10pt;line-height:1.3";

/// Text that a spreadsheet must not take as a formula or a number of its own.
const AS_TEXT: &str = "mso-number-format:'\\@'";

/// The document's tables as an HTML page in UTF-8: the same text each time.
pub fn tables_html(document: &Document) -> String {
    let lang = document.lang;
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\" />\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\" />\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\" />\n<title>{}</title>\n</head>\n\
         <body style=\"margin:10mm;color:#000000;background-color:#ffffff;{FAMILY};word-break:keep-all;\
         overflow-wrap:anywhere\">\n",
        lang.tag(),
        escape(&document.title),
    );
    paragraph(&mut out, "font-size:12pt;margin:0 0 8pt 0", &document.title);
    let source = labels::provenance(&document.provenance, lang);
    let blocks = document.sections.iter().flat_map(|section| &section.blocks);
    let tables = blocks.filter_map(|block| if let Block::Table(table) = block { Some(table) } else { None });
    for (i, it) in tables.enumerate() {
        table(&mut out, it, i + 1, &source, lang);
    }
    out.push_str("</body>\n</html>\n");
    out
}

fn paragraph(out: &mut String, style: &str, words: &str) {
    writeln!(out, "<p style=\"{FAMILY};{style}\">{}</p>", escape(words)).expect(MEMORY);
}

fn table(out: &mut String, it: &DataTable, number: usize, source: &str, lang: Lang) {
    paragraph(out, "margin:14pt 0 2pt 0", &labels::table(number, &it.caption, lang));
    if !it.unit.is_empty() {
        paragraph(out, "font-size:9pt;text-align:right;margin:0 0 2pt 0", &it.unit);
    }
    out.push_str(
        "<table border=\"1\" cellspacing=\"0\" cellpadding=\"3\" style=\"border-collapse:collapse;width:100%;\
         border:1px solid #000000\">\n<thead>\n<tr>",
    );
    for heading in &it.columns {
        write!(
            out,
            "<th scope=\"col\" style=\"{FAMILY};border:1px solid #000000;padding:2pt 4pt;text-align:center;\
             font-weight:normal;background-color:#eeeeee;{AS_TEXT}\">{}</th>",
            escape(&heading.text)
        )
        .expect(MEMORY);
    }
    out.push_str("</tr>\n</thead>\n<tbody>\n");
    for row in &it.rows {
        out.push_str("<tr>");
        cells(out, row, &it.columns);
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody>\n</table>\n");
    for note in &it.notes {
        paragraph(out, "font-size:9pt;margin:2pt 0 0 0", note);
    }
    paragraph(out, "font-size:8pt;color:#4b5563;margin:2pt 0 0 0", source);
}

fn cells(out: &mut String, row: &Cells, columns: &[Heading]) {
    for (datum, heading) in row.cells.iter().zip(columns) {
        let side = if heading.figures { "right" } else { "left" };
        let ground = if row.sum { "background-color:#f6f6f6;" } else { "" };
        // An interval beside its estimate is text to a spreadsheet as well.
        let kind = match datum.value {
            Native::Text | Native::Empty | Native::Interval { .. } => AS_TEXT,
            Native::Number(..) | Native::Won(_) | Native::Day(_) => "mso-number-format:General",
        };
        write!(
            out,
            "<td style=\"{FAMILY};border:1px solid #000000;padding:2pt 4pt;text-align:{side};vertical-align:top;\
             {ground}{kind}\">{}</td>",
            escape(&datum.text)
        )
        .expect(MEMORY);
    }
}
