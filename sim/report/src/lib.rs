//! Texts, charts and pages from result files, in Korean and English.
//!
//! Reads files through `naru-results` and never simulates: a figure that is in no file is in no report. Words for
//! people stand here and nowhere else but in the messages of `scenario`, both languages side by side.

pub mod book;
pub mod charts;
pub mod compare;
pub mod document;
pub mod fitting;
pub mod font;
pub mod format;
pub mod gate;
pub mod input;
pub mod intake;
pub mod job_log;
pub mod markdown;
pub mod metric;
pub mod pages;
pub mod papers;
pub mod particle;
mod phrase;
pub mod precision;
mod printable;
mod programmes;
mod rank;
pub mod readings;
pub mod replay;
pub mod settlement;
pub mod solve;
mod suppliers;
pub mod sweep;
mod table;
mod tables;
pub mod text;
pub mod uncertainty;
pub mod verify;
mod words;
pub mod writers;

pub use printable::printable;
pub use words::Lang;
