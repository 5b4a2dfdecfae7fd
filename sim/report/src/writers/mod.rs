//! Forms of a document: HTML, tables to paste, a spreadsheet, PDF, Markdown, pictures. No word for people stands
//! here but fixed labels, in one file.

mod html;
mod labels;
mod markup;
mod tables_html;

pub use html::html;
pub use tables_html::tables_html;
