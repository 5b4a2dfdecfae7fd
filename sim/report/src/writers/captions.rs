//! What stands beside the pictures of a document where they are pasted elsewhere: caption, unit, remarks, source.

use super::labels;
use crate::document::{Block, Document};
use crate::table::cell;

/// The captions of all figures, as Markdown, in the order of the document.
pub fn captions(document: &Document) -> String {
    let mut out = format!("# {}\n", cell(&document.title));
    let source = cell(&labels::provenance(&document.provenance, document.lang));
    let blocks = document.sections.iter().flat_map(|section| &section.blocks);
    let charts = blocks.filter_map(|block| if let Block::Figure(chart) = block { Some(chart) } else { None });
    for (chart, n) in charts.zip(1..) {
        let caption = cell(&labels::figure(n, &chart.title, document.lang));
        out.extend(["\n## ", &caption, "\n\n`", chart.name, "`\n"]);
        for text in [&chart.unit, &chart.remark, &chart.description].into_iter().chain(&chart.notes) {
            if !text.is_empty() {
                out.extend(["\n", &cell(text), "\n"]);
            }
        }
        out.extend(["\n", &source, "\n"]);
    }
    out
}
