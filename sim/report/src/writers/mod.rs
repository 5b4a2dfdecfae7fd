//! Forms of a document: HTML, tables to paste, a spreadsheet, PDF, Markdown, pictures. No word for people stands here
//! beside those of `labels`.

mod glyphs;
pub(crate) mod labels;
mod markdown;
mod typst;
mod xlsx;

pub use glyphs::missing_glyphs;
pub use markdown::{facts, markdown};
pub use typst::{Typst, typst};
pub use xlsx::xlsx;
