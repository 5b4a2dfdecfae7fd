//! The few words that forms add to a document themselves, both languages side by side.

use crate::document::Provenance;
use crate::words::{Lang, say};

/// Table of contents (목차).
pub(crate) fn contents(lang: Lang) -> &'static str {
    lang.pick("목차", "Contents")
}

/// Caption of the nth table, counted from 1: `<표 1> …`.
pub(crate) fn table(n: usize, caption: &str, lang: Lang) -> String {
    say!(lang, "<표 {n}> {caption}", "<Table {n}> {caption}")
}

/// Caption of the nth picture, counted from 1: `<그림 1> …`.
pub(crate) fn figure(n: usize, title: &str, lang: Lang) -> String {
    say!(lang, "<그림 {n}> {title}", "<Figure {n}> {title}")
}

/// One line that says what makes the figures again; a long name is cut, a hash shows its first eight digits.
pub(crate) fn provenance(of: &Provenance, lang: Lang) -> String {
    const LONGEST: usize = 40;
    let mut parts = Vec::new();
    let mut name: String = of.scenario.chars().take(LONGEST).collect();
    if name.len() < of.scenario.len() {
        name.push('…');
    }
    if !name.is_empty() {
        parts.push(say!(lang, "시나리오 {name}", "scenario {name}"));
    }
    if !of.scenario_hash.is_empty() {
        parts.push(of.scenario_hash.chars().take(8).collect());
    }
    parts.extend(of.seed.map(|seed| say!(lang, "시드 {seed}", "seed {seed}")));
    parts.extend(of.replications.map(|n| say!(lang, "{n}회", "{n} replications")));
    let version = &of.version;
    parts.push(format!("naru {version}").trim_end().to_owned());
    if of.assumed {
        parts.push(assumed(lang).to_owned());
    }
    parts.join(" · ")
}

/// Headings of the list of tables: number, table, unit, name of its sheet.
pub(crate) fn contents_columns(lang: Lang) -> [&'static str; 4] {
    match lang {
        Lang::Ko => ["번호", "표", "단위", "시트"],
        Lang::En => ["no.", "table", "unit", "sheet"],
    }
}

/// Name of the nth table's sheet: in Korean its caption, as far as the 31 UTF-16 units of a sheet's name take it, without
/// what such a name may not hold; in English its id. The number keeps two of one caption apart.
pub(crate) fn sheet(n: usize, id: &str, caption: &str, lang: Lang) -> String {
    const LONGEST: usize = 31;
    match lang {
        Lang::En => id.to_owned(),
        Lang::Ko => {
            let allowed =
                |c: &char| !matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\'') && !c.is_control();
            let mut units = 0;
            let name: String = format!("표 {n} {caption}")
                .chars()
                .filter(allowed)
                .take_while(|c| {
                    units += c.len_utf16();
                    units <= LONGEST
                })
                .collect();
            name.trim_end().to_owned()
        }
    }
}

/// Headings of the three columns of an estimate: itself, lower and upper end.
pub(crate) fn interval(heading: &str, lang: Lang) -> [String; 3] {
    [
        heading.to_owned(),
        say!(lang, "{heading} 하한", "{heading}, lower end"),
        say!(lang, "{heading} 상한", "{heading}, upper end"),
    ]
}

/// What makes the figures again, in the order of [`Provenance`]'s fields.
pub(crate) fn source(lang: Lang) -> [&'static str; 6] {
    match lang {
        Lang::Ko => ["시나리오", "시나리오 해시", "초깃값(시드)", "모의실험 반복", "프로그램", "비고"],
        Lang::En => ["scenario", "scenario hash", "seed", "replications", "program", "remark"],
    }
}

/// The mark of figures that rest on assumed inputs.
pub(crate) fn assumed(lang: Lang) -> &'static str {
    lang.pick("가정값 포함", "rests on assumed inputs")
}
