//! What comes from elsewhere: a supplier's session log and invoice, read as they are.
//!
//! Columns stand in any order, under other names by a map; text is UTF-8 with or without a byte order mark, or CP949.
//! Files are streamed, and can be streamed again: nothing of a row is kept here. Whether a product or a time makes
//! sense for a programme is not known here.

mod invoice;
pub mod jobs;
mod map;
mod number;
mod sessions;
mod sheet;
mod trouble;
mod when;

pub use invoice::{INVOICE_COLUMNS, ITEMS, InvoiceLine, Item, read_invoice};
pub use map::Map;
pub use sessions::{SESSION_COLUMNS, SessionSheet, Use};
pub use sheet::{Encoding, Wanted};
pub use trouble::{Fault, Trouble, Troubles, What};
