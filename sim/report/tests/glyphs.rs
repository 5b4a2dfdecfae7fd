//! Every fixed word has its glyphs: the texts of the program in both languages, and those of the shipped scenarios,
//! which its documents quote.

use naru_report::font;
use std::fs;
use std::path::{Path, PathBuf};

fn files(folder: &Path, endings: &[&str], found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).expect("a folder").map(|it| it.expect("an entry").path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files(&path, endings, found);
        } else if path.extension().is_some_and(|it| endings.iter().any(|ending| it == *ending)) {
            found.push(path);
        }
    }
}

/// Lines of source that are no comments: words stand in them letter by letter, an escape is ASCII.
#[test]
fn every_fixed_word_has_its_glyphs() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut found = Vec::new();
    for folder in ["sim/report/src", "sim/report/typst", "sim/report/web", "sim/cli/src", "scenarios"] {
        files(&root.join(folder), &["rs", "typ", "js", "ron"], &mut found);
    }
    let (mut absent, mut lines) = (Vec::new(), 0);
    for path in &found {
        let text = fs::read_to_string(path).expect("a text");
        // Tests hold characters that are not there on purpose.
        let text = text.split("#[cfg(test)]").next().expect("a first part");
        for (i, line) in text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//")) {
            lines += 1;
            let missing = font::missing(&line.replace('\t', " "));
            if !missing.is_empty() {
                absent.push(format!("{}:{}: {missing:?}", path.display(), i + 1));
            }
        }
    }
    assert!(found.len() > 100 && lines > 10_000, "{} files, {lines} lines", found.len());
    assert!(absent.is_empty(), "{}", absent.join("\n"));
}
