//! Scratch.
use naru_report::book::{self, Tagged};
use naru_report::pages::{Options, Prices};
use naru_report::{Lang, writers};
use naru_results::{Loaded, PricedReadings, Swept, names};
use std::path::{Path, PathBuf};
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let (dir, out) = (PathBuf::from(&args[1]), PathBuf::from(&args[2]));
    let lang = if args.iter().any(|a| a == "en") { Lang::En } else { Lang::Ko };
    let prices = if args.iter().any(|a| a == "hide") { Prices::Hidden } else { Prices::Shown };
    let near = Path::new(args.iter().find_map(|a| a.strip_prefix("near=")).unwrap_or("/nonexistent"));
    let folders = |kind: &str| -> Vec<PathBuf> {
        std::fs::read_dir(near.join(kind)).into_iter().flatten().flatten().map(|e| e.path()).collect()
    };
    let sweeps: Vec<Swept> = folders("sweep").iter().filter_map(|it| Swept::read(&it.join(names::SWEEP)).ok()).collect();
    let readings: Vec<PricedReadings> = folders("readings").iter().filter_map(|it| PricedReadings::read(&it.join(names::READINGS)).ok()).collect();
    let loaded = match Loaded::read(&dir) { Ok(it) => it, Err(e) => { println!("{dir:?} {e:?}"); return } };
    let doc = book::document(book::Source::One(&loaded, &sweeps, &readings), Options { prices }, lang);
    std::fs::create_dir_all(out.join("charts")).unwrap();
    std::fs::create_dir_all(out.join("pdf")).unwrap();
    for (name, bytes) in book::texts(&doc, Tagged::No).unwrap() { std::fs::write(out.join(name), bytes).unwrap(); }
    let t = writers::typst(&doc);
    std::fs::write(out.join("pdf/report.typ"), t.template).unwrap();
    std::fs::write(out.join("pdf/data.json"), &t.data).unwrap();
    for (name, bytes) in &t.files { std::fs::write(out.join("pdf").join(name), bytes).unwrap(); }
}
