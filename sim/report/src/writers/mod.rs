//! Forms of a document: HTML, tables to paste, a spreadsheet, PDF, Markdown, pictures. No word for people stands
//! here but fixed labels, in one file.

mod captions;
mod glyphs;
mod html;
mod labels;
mod markdown;
pub(crate) mod markup;
mod tables_html;
mod typst;
mod xlsx;

pub use captions::captions;
pub use glyphs::missing_glyphs;
pub use html::html;
pub use markdown::{facts, markdown};
pub use tables_html::tables_html;
pub use typst::{Typst, typst};
pub use xlsx::xlsx;
