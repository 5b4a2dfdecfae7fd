//! Every nasty name in every place of real results, through the real pages and charts, into every form.

use crate::nasty::{NASTY, drawn};
use crate::{sample, verbs};
use naru_report::charts::{Dress, Look, Width};
use naru_report::document::{Block, Document};
use naru_report::pages::{self, Options, RunFiles};
use naru_report::{Lang, printable, writers};
use naru_results::{Clauses, DayRow, RunFolder, Summary, read_csv, write_csv};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A run whose scenario, supplier, pool, card, product, promise and place in the file have that name.
fn run(name: &str) -> RunFolder {
    let mut summary: Summary = sample::busy();
    let text = || name.to_owned();
    (summary.scenario, summary.title.ko, summary.title.en) = (text(), text(), text());
    let card = &mut summary.cards[0];
    (card.supplier, card.pool, card.card_type) = (text(), text(), text());
    summary.waits[0].product = text();
    summary.promises[0].name = text();
    summary.suppliers[0].supplier = text();
    let assumed = &mut summary.assumed[0];
    (assumed.path, assumed.value, assumed.why) = (text(), text(), text());
    let effective = verbs::priced(sample::effective(&summary));
    RunFolder {
        run: naru_results::RunInfo { command: text(), ..sample::run() },
        daily: sample::daily(&summary),
        waits: sample::wait_rows(&summary),
        monthly: verbs::monthly(&effective, summary.replications, 0.5),
        hourly: Vec::new(),
        replications: verbs::replications(&effective, summary.replications, 0.5, 5_400.0),
        clauses: Clauses::default(),
        uncertainty: None,
        precision: None,
        effective,
        summary,
    }
}

/// A file of the contract's own tests with that name wherever people choose one.
fn file<T: DeserializeOwned>(text: &str, name: &str) -> T {
    const CHOSEN: [&str; 14] = [
        "scenario",
        "name",
        "ko",
        "en",
        "pool",
        "sentence",
        "place",
        "before",
        "after",
        "command",
        "log",
        "reference",
        "job_id",
        "study",
    ];
    fn rename(value: &mut Value, key: &str, name: &str) {
        match value {
            Value::Object(fields) => {
                fields.iter_mut().for_each(|(key, value)| rename(value, &key.clone(), name));
            }
            Value::Array(values) => values.iter_mut().for_each(|value| rename(value, key, name)),
            Value::String(text) if CHOSEN.contains(&key) => name.clone_into(text),
            Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
    let mut value: Value = serde_json::from_str(text).expect("the contract's own");
    rename(&mut value, "", name);
    serde_json::from_value(value).expect("of the same form")
}

macro_rules! named {
    ($file:literal, $name:expr) => {
        file(include_str!(concat!("../../../results/tests/files/", $file)), $name)
    };
}

fn documents(name: &str, lang: Lang) -> Vec<Document> {
    let options = Options::default();
    let folder = run(name);
    vec![
        pages::run(&RunFiles::alone(&folder), options, lang),
        pages::comparison(&[RunFiles::alone(&folder), RunFiles::alone(&folder)], options, lang),
        pages::compared(&named!("compare.json", name), &folder.run, options, lang),
        pages::solved(&named!("solve.json", name), options, lang),
        pages::swept(&named!("sweep.json", name), options, lang),
        pages::readings(&named!("readings.json", name), Options::default(), lang),
        pages::gate(&named!("gate.json", name), options, lang),
        pages::replayed(&named!("replay.json", name), &[], &[], Options::default(), lang),
        pages::settled(&named!("settlement.json", name), &[], &[], options, lang),
    ]
}

/// Names of the elements of a page that is well formed; the contents of its own styles and scripts are left out.
fn elements(page: &str) -> BTreeSet<String> {
    let mut markup = String::new();
    let mut rest = page.strip_prefix("<!DOCTYPE html>\n").unwrap_or(page);
    while let Some((at, name)) =
        ["<style", "<script"].iter().filter_map(|name| Some((rest.find(name)?, &name[1..]))).min()
    {
        let (before, after) = rest.split_at(at);
        let (tag, after) = after.split_once('>').expect("a tag ends");
        let (_, after) = after.split_once(&format!("</{name}>")).expect("an element ends");
        markup.extend([before, tag, "/>"]);
        rest = after;
    }
    markup += rest;
    let page = roxmltree::Document::parse(&markup).unwrap_or_else(|error| panic!("{error}"));
    for it in page.descendants() {
        for attribute in it.attributes() {
            assert!(!attribute.name().starts_with("on"), "{} does something", attribute.name());
            let (name, value) = (attribute.name(), attribute.value());
            assert!(name != "href" || value.starts_with('#'), "a link leads outside: {value}");
            assert!(name != "src" || value.starts_with("data:"), "{value} is fetched");
        }
    }
    page.descendants().filter(roxmltree::Node::is_element).map(|it| it.tag_name().name().to_owned()).collect()
}

#[test]
fn no_name_does_anything_in_any_form() {
    for (name, shown) in NASTY {
        assert_eq!(printable(name), shown);
        for lang in Lang::BOTH {
            let plain = documents("plain", lang);
            for (document, plain) in documents(name, lang).iter().zip(&plain) {
                let html = writers::html(document);
                assert_eq!(elements(&html), elements(&writers::html(plain)), "{name}");
                let tables = writers::tables_html(document);
                assert_eq!(elements(&tables), elements(&writers::tables_html(plain)), "{name}");
                let markdown = writers::markdown(document, |chart| format!("{chart}.svg"));
                let texts = [
                    writers::typst(document).data,
                    markdown,
                    writers::facts(document),
                    writers::captions(document),
                ];
                for text in texts.iter().chain([&tables]) {
                    assert!(
                        !text.chars().any(|c| c.is_control() && c != '\n'),
                        "{name}: something unseen acts"
                    );
                    assert!(!text.contains('\u{202e}'), "{name}: text runs backwards");
                }
                let active = |text: &str| text.contains("<script") || text.contains("<img");
                for text in &texts[1..] {
                    let found = outside_code(text).lines().find(|line| active(line)).map(str::to_owned);
                    assert_eq!(found, None, "{name}");
                }
                writers::xlsx(document).expect(name);
                pictures(document, name);
            }
        }
    }
}

/// Markdown without its blocks of code, in which a name stands letter by letter.
fn outside_code(text: &str) -> String {
    let mut code = false;
    let outside = text.lines().filter(|line| {
        code ^= line.starts_with("```");
        !code
    });
    outside.collect::<Vec<_>>().join("\n")
}

/// A picture is XML of shapes and texts alone, and names no file.
fn pictures(document: &Document, name: &str) {
    for block in document.sections.iter().flat_map(|section| &section.blocks) {
        let Block::Figure(chart) = block else { continue };
        for width in [Width::Full, Width::Half] {
            for dress in [Dress::Whole, Dress::Bare] {
                let svg = chart.svg(Look { width, dress });
                let known = [
                    "svg", "title", "desc", "rect", "g", "text", "tspan", "polyline", "polygon", "circle",
                    "path", "line",
                ];
                for it in elements(&svg) {
                    assert!(known.contains(&it.as_str()), "{name}: {it} in {}", chart.name);
                }
            }
        }
    }
}

/// The names are there to be read: the title of the page, the first cells of its tables.
#[test]
fn names_are_shown() {
    for (name, shown) in NASTY {
        let document = &documents(name, Lang::Ko)[0];
        let one_line = drawn(shown).replace('\n', " ");
        let mut cells = document.tables().flat_map(|table| &table.rows).flat_map(|row| &row.cells);
        assert!(cells.any(|cell| cell.text.contains(name)), "{name}: in no table");
        let html = writers::html(document);
        let escaped = shown.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let escaped = escaped.replace('"', "&quot;").replace('\'', "&#39;");
        assert!(html.contains(&escaped), "{name}: not on the page");
        let data: Value = serde_json::from_str(&writers::typst(document).data).expect("JSON");
        let title = data["title"].as_str().expect("a title");
        assert!(title.replace('\n', " ").contains(&one_line), "{name}: {title}");
    }
}

/// CSV is for programs: a name comes back as it was, whatever it begins with.
#[test]
fn a_name_comes_back_from_csv() {
    let rows: Vec<DayRow> = NASTY
        .iter()
        .map(|&(name, _)| DayRow {
            day: 0,
            supplier: Arc::from(name),
            pool: Arc::from(name),
            queue_s: 1,
            card_s: 2,
        })
        .collect();
    let file = std::env::temp_dir().join(format!("naru-names-{}.csv", std::process::id()));
    write_csv(&file, rows.clone()).expect("written");
    let back = read_csv::<DayRow>(&file).expect("read");
    std::fs::remove_file(&file).expect("removed");
    assert_eq!(back, rows);
}
