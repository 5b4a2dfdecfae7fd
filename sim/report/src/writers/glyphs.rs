//! Characters of a document that the compiled-in font cannot draw.

use crate::charts::{Chart, Dress, Look, Width};
use crate::document::{Block, Document};
use crate::font;
use crate::printable;
use resvg::usvg::roxmltree;

/// Characters of a document and its pictures without a glyph in the font, each once, in order of appearance.
///
/// Such a character is still text: a browser or a word processor draws it in another font, a picture shows a box.
pub fn missing_glyphs(document: &Document) -> Vec<char> {
    let mut absent = Vec::new();
    let mut look = |text: &str| {
        let text = printable(text).replace('\t', " ");
        absent.extend(font::missing(&text).into_iter().filter(|c| !absent.contains(c)).collect::<Vec<_>>());
    };
    for text in [&document.title, &document.subtitle, &document.provenance.scenario] {
        look(text);
    }
    for section in &document.sections {
        look(&section.heading);
        for block in &section.blocks {
            match block {
                Block::Text(text)
                | Block::Heading(text)
                | Block::Lead(text)
                | Block::Note(text)
                | Block::Code(text) => look(text),
                Block::List(items) => items.iter().for_each(|it| look(it)),
                Block::Table(it) => {
                    [&it.caption, &it.unit].into_iter().chain(&it.notes).for_each(|it| look(it));
                    it.columns.iter().for_each(|column| look(&column.text));
                    it.rows.iter().flat_map(|row| &row.cells).for_each(|cell| look(&cell.text));
                }
                Block::Figure(chart) => figure(chart, &mut look),
            }
        }
    }
    document.facts.iter().for_each(|fact| look(&fact.sentence));
    absent
}

fn figure(chart: &Chart, look: &mut impl FnMut(&str)) {
    [&chart.title, &chart.unit, &chart.remark].into_iter().chain(&chart.notes).for_each(|it| look(it));
    let svg = chart.svg(Look { width: Width::Full, dress: Dress::Bare });
    if let Ok(picture) = roxmltree::Document::parse(&svg) {
        let drawn = picture.descendants().filter(|it| it.has_tag_name("text"));
        drawn.flat_map(|it| it.descendants()).filter_map(|it| it.text()).for_each(look);
    }
}
