//! `docs/gallery/`: every chart of the samples at both widths in both languages, and a page that shows them all.
//!
//! The test fails where the folder is not what the program draws; `just gallery` writes it anew.

use super::{Files, sample, side_by_side, verbs};
use naru_report::Lang;
use naru_report::charts::{self, Chart, Dress, Look, Width};
use naru_results::Summary;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

const HEAD: &str = "# Every chart, at 160 and at 80 mm, in Korean and in English

Made by `just gallery` from the samples of the tests: the figures mean nothing.
";

#[test]
fn the_gallery_is_what_the_program_draws() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/gallery");
    let drawn = gallery();
    let there: BTreeSet<String> = std::fs::read_dir(&folder)
        .expect("the gallery")
        .map(|it| it.expect("an entry").file_name().into_string().expect("ASCII"))
        .collect();
    if std::env::var_os("NARU_BLESS").is_some() {
        for name in there.iter().filter(|name| !drawn.contains_key(*name)) {
            std::fs::remove_file(folder.join(name)).expect("ours");
        }
        for (name, text) in &drawn {
            std::fs::write(folder.join(name), text).expect("a file to write");
        }
        return;
    }
    let stale = |name: &&String| std::fs::read_to_string(folder.join(name)).ok().as_ref() != drawn.get(*name);
    let all: BTreeSet<&String> = there.iter().chain(drawn.keys()).collect();
    let stale: Vec<&String> = all.into_iter().filter(stale).collect();
    assert!(stale.is_empty(), "docs/gallery is stale; `just gallery`, look, commit: {stale:?}");
}

/// Name and text of each file.
fn gallery() -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let mut page = HEAD.to_owned();
    let [korean, english] = Lang::BOTH.map(groups);
    for ((heading, korean), (_, english)) in korean.into_iter().zip(english) {
        write!(page, "\n## {heading}\n").expect("a string takes all");
        for (korean, english) in korean.iter().zip(&english) {
            section(&mut page, korean, english, &mut files);
        }
    }
    files.insert("README.md".to_owned(), page);
    files
}

/// All charts, by what they are of. A new kind of chart is one line here.
fn groups(lang: Lang) -> [(&'static str, Vec<Chart>); 3] {
    [("A run", run(lang)), ("Runs side by side", side_by_side(lang)), ("Other verbs", verbs::charts(lang))]
}

/// Planning charts come from a sample with prices, fleets tried and one long month.
fn run(lang: Lang) -> Vec<Chart> {
    let busy = sample::busy();
    let tried = Summary { fleet_tries: sample::quiet().fleet_tries, ..busy.clone() };
    let (plain, planning) = (Files::of(busy), Files::priced(tried, 0.46));
    let mut all = charts::of_run(&plain.study(), lang);
    for chart in charts::of_run(&planning.study(), lang) {
        if all.iter().all(|other| other.name != chart.name) {
            all.push(chart);
        }
    }
    all
}

fn section(page: &mut String, korean: &Chart, english: &Chart, files: &mut BTreeMap<String, String>) {
    let taken = |name: &str| files.contains_key(&format!("{name}.ko.160.svg"));
    // A replay's waits have the name of a run's.
    let name = if taken(korean.name) { format!("replay-{}", korean.name) } else { korean.name.to_owned() };
    assert!(!taken(&name), "two charts of one name: {name}");
    write!(page, "\n### {name}\n\n{}\n\n{}\n\n", korean.title, english.title).expect("a string takes all");
    for (chart, lang) in [(korean, Lang::Ko), (english, Lang::En)] {
        for (width, tag, dress) in [(Width::Full, "160", Dress::Whole), (Width::Half, "80", Dress::Bare)] {
            let file = format!("{name}.{}.{tag}.svg", lang.tag());
            writeln!(page, "![{name}, {}, {tag} mm]({file})", lang.tag()).expect("a string takes all");
            files.insert(file, chart.svg(Look { width, dress }));
        }
    }
}
