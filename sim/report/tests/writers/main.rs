//! Every form of a document: what stands in it, that it is the same each time, and that no name does anything.

mod example;
mod html;
mod names;
mod nasty;
mod pdf;
mod spreadsheet;
mod text;
mod whole;

#[path = "../sample/mod.rs"]
mod sample;
#[path = "../verbs/mod.rs"]
mod verbs;

use naru_report::{Lang, writers};
use std::path::Path;
use std::{env, fs};

/// Writes the forms of three documents below the folder that `NARU_DOCUMENTS` names: `read_back.py` reads them with
/// programs that share no code with this one (`just documents`), and a person may look at them.
#[test]
fn forms_for_other_programs_to_read() {
    let Some(folder) = env::var_os("NARU_DOCUMENTS") else { return };
    let names: Vec<&str> = nasty::NASTY.iter().map(|it| it.0).collect();
    let documents = [
        ("ko", example::document(Lang::Ko)),
        ("en", example::document(Lang::En)),
        ("nasty", example::nasty(&names)),
    ];
    for (name, document) in documents {
        let folder = Path::new(&folder).join(name);
        fs::create_dir_all(&folder).expect("a folder");
        let write = |file: &str, bytes: &[u8]| fs::write(folder.join(file), bytes).expect("written");
        write("tables.xlsx", &writers::xlsx(&document).expect("a spreadsheet"));
        write("summary.md", writers::markdown(&document, |name| format!("{name}.svg")).as_bytes());
        let made = writers::typst(&document);
        write("report.typ", made.template.as_bytes());
        write("data.json", made.data.as_bytes());
        made.files.iter().for_each(|(file, bytes)| write(file, bytes));
    }
}
