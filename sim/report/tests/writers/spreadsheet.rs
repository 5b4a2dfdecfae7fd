//! The spreadsheet: well-formed, the same each time. What stands in its cells is read back by openpyxl
//! (`tests/writers/read_back.py`, by `just documents`).

use crate::{example, nasty::NASTY};
use naru_report::{Lang, writers};

#[test]
fn the_same_document_gives_the_same_bytes() {
    for lang in Lang::BOTH {
        let first = writers::xlsx(&example::document(lang)).expect("a spreadsheet");
        assert!(first.starts_with(b"PK"), "a zip file");
        assert_eq!(first, writers::xlsx(&example::document(lang)).expect("a spreadsheet"));
    }
}

#[test]
fn every_name_can_be_written() {
    for (name, _) in NASTY {
        writers::xlsx(&example::all_of(name)).expect(name);
    }
    // Excel holds 32,767 characters in a cell, 255 in a title.
    writers::xlsx(&example::all_of(&"🚀".repeat(40_000))).expect("a cell is cut to what fits");
}
