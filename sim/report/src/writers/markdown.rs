//! A document as Markdown, and its facts: to be read in a repository, a mail or a message.

use super::labels;
use crate::charts::Chart;
use crate::document::{Block, DataTable, Document};
use crate::table::cell;
use crate::words::Lang;

/// The document as Markdown. `picture` names the file of a chart, by its name, from where the text will stand.
pub fn markdown(document: &Document, picture: impl Fn(&str) -> String) -> String {
    let mut out = format!("# {}\n", cell(&document.title));
    paragraph(&mut out, &document.subtitle);
    paragraph(&mut out, &labels::provenance(&document.provenance, document.lang));
    let (mut tables, mut figures) = (0, 0);
    for section in &document.sections {
        out.extend(["\n## ", &cell(&section.heading), "\n"]);
        for block in &section.blocks {
            match block {
                Block::Text(text) | Block::Note(text) => paragraph(&mut out, text),
                Block::Heading(text) => out.extend(["\n### ", &cell(text), "\n"]),
                Block::Lead(text) => out.extend(["\n> **", &cell(text), "**\n"]),
                Block::List(items) => {
                    out.push('\n');
                    for item in items {
                        out.extend(["- ", &line(item), "\n"]);
                    }
                }
                Block::Code(text) => code(&mut out, text),
                Block::Table(it) => {
                    tables += 1;
                    table(&mut out, it, tables, document.lang);
                }
                Block::Figure(chart) => {
                    figures += 1;
                    figure(&mut out, chart, figures, &picture(chart.name), document.lang);
                }
            }
        }
    }
    out
}

/// The document's facts, a list: each sentence with its id, by which a document quotes it.
pub fn facts(document: &Document) -> String {
    let mut out = format!("# {}\n", cell(&document.title));
    paragraph(&mut out, &labels::provenance(&document.provenance, document.lang));
    out.push('\n');
    for (i, fact) in document.facts.iter().enumerate() {
        let n = i + 1;
        // An id may begin with a scenario's name, which is anything.
        let plain = fact.id.chars().all(|c| c.is_alphanumeric() || "._-+=%".contains(c));
        let id = if plain { format!("`{}`", fact.id) } else { cell(&fact.id) };
        out.extend([format!("{n}. ").as_str(), &line(&fact.sentence), " (", &id, ")\n"]);
    }
    out
}

fn paragraph(out: &mut String, text: &str) {
    if !text.is_empty() {
        out.extend(["\n", &line(text), "\n"]);
    }
}

/// A text that begins a line: nothing at its start makes it a heading, a list, a rule or a quotation.
fn line(text: &str) -> String {
    let text = cell(text);
    let text = text.trim_start();
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    let after = &text[digits..];
    match text.chars().next() {
        Some('#' | '+' | '-' | '=' | ':') => format!("\\{text}"),
        Some(_) if digits > 0 && after.starts_with(['.', ')']) => format!("{}\\{after}", &text[..digits]),
        Some(_) | None => text.to_owned(),
    }
}

/// A block of code, fenced by more backticks than stand in it.
fn code(out: &mut String, text: &str) {
    let text = crate::printable(text);
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    out.extend(["\n", &fence, "\n", &text, "\n", &fence, "\n"]);
}

fn notes(out: &mut String, notes: &[String]) {
    for note in notes {
        paragraph(out, note);
    }
}

fn figure(out: &mut String, chart: &Chart, n: usize, file: &str, lang: Lang) {
    out.extend(["\n**", &cell(&labels::figure(n, &chart.title, lang)), "** ", &cell(&chart.unit), "\n"]);
    let file = file.replace(' ', "%20");
    out.extend(["\n![", &cell(&chart.description), "](", &file, ")\n"]);
    paragraph(out, &chart.remark);
    notes(out, &chart.notes);
}

fn table(out: &mut String, it: &DataTable, n: usize, lang: Lang) {
    out.extend(["\n**", &cell(&labels::table(n, &it.caption, lang)), "** ", &cell(&it.unit), "\n\n"]);
    let mut row = |cells: &mut dyn Iterator<Item = String>| {
        out.push('|');
        for cell in cells {
            out.extend([" ", &cell, " |"]);
        }
        out.push('\n');
    };
    row(&mut it.columns.iter().map(|column| cell(&column.text)));
    row(&mut it.columns.iter().map(|column| if column.figures { "--:" } else { "---" }.to_owned()));
    for cells in &it.rows {
        let shown = |text: &str| match (cells.sum, cell(text)) {
            (true, text) if !text.trim().is_empty() => format!("**{}**", text.trim()),
            (true | false, text) => text,
        };
        row(&mut cells.cells.iter().map(|datum| shown(&datum.text)));
    }
    notes(out, &it.notes);
}
