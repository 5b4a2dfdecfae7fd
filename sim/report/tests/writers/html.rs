//! The page and the tables to paste: well formed, closed in themselves, the same each time.

use crate::example;
use crate::nasty::NASTY;
use crate::whole::document;
use naru_report::Lang;
use naru_report::writers::{html, tables_html};
use std::collections::BTreeSet;

const PLAIN: &str = "NPU-60";

/// The page without the contents of styles and scripts, which are no XML.
fn markup(page: &str) -> String {
    let mut out = String::new();
    let mut rest = page.strip_prefix("<!DOCTYPE html>\n").expect("a document type");
    while let Some((at, name)) =
        ["<style", "<script"].iter().filter_map(|name| Some((rest.find(name)?, &name[1..]))).min()
    {
        let (before, after) = rest.split_at(at);
        let (tag, after) = after.split_once('>').expect("a tag ends");
        let (_, after) = after.split_once(&format!("</{name}>")).expect("an element ends");
        out.extend([before, tag, "/>"]);
        rest = after;
    }
    out + rest
}

fn check(page: &str, look: impl Fn(&roxmltree::Document<'_>)) {
    let markup = markup(page);
    look(&roxmltree::Document::parse(&markup).unwrap_or_else(|error| panic!("{error}")));
}

#[test]
fn a_page_is_well_formed_and_its_ids_are_its_own() {
    for lang in Lang::BOTH {
        check(&html(&document(lang, PLAIN)), |page| {
            let mut ids = BTreeSet::new();
            for id in page.descendants().filter_map(|it| it.attribute("id")) {
                assert!(ids.insert(id), "{id} stands twice");
            }
            // What is referred to is there.
            for it in page.descendants() {
                let names =
                    ["aria-labelledby", "aria-describedby"].iter().filter_map(|name| it.attribute(*name));
                for id in names.flat_map(str::split_whitespace) {
                    assert!(ids.contains(id), "{id} is nowhere");
                }
                if let Some(id) = it.attribute("href").and_then(|to| to.strip_prefix('#')) {
                    assert!(ids.contains(id), "#{id} leads nowhere");
                }
            }
            assert_eq!(page.root_element().attribute("lang"), Some(lang.tag()));
        });
    }
}

#[test]
fn a_page_asks_for_nothing_outside_itself() {
    for page in [html(&document(Lang::Ko, PLAIN)), tables_html(&document(Lang::Ko, PLAIN))] {
        check(&page, |page| {
            for it in page.descendants().filter(roxmltree::Node::is_element) {
                for attribute in it.attributes() {
                    let value = attribute.value();
                    assert!(
                        !value.contains("//"),
                        "{} of {}: {value}",
                        attribute.name(),
                        it.tag_name().name()
                    );
                    assert!(!attribute.name().starts_with("on"), "{}: {value}", attribute.name());
                }
                assert!(
                    !["link", "img", "iframe", "object", "embed", "base"].contains(&it.tag_name().name())
                );
            }
        });
        let addresses = page.matches("url(").count() - page.matches("url(data:").count();
        assert_eq!(addresses, 0, "addresses in styles");
        assert!(page.contains("default-src 'none'"));
    }
}

#[test]
fn every_block_stands_in_the_page() {
    for lang in Lang::BOTH {
        let whole = document(lang, PLAIN);
        check(&html(&whole), |page| {
            let count = |name: &str| page.descendants().filter(|it| it.tag_name().name() == name).count();
            assert_eq!(count("section"), whole.sections.len());
            assert_eq!((count("table"), count("figure"), count("figcaption")), (1, 2, 2));
            // Wide for the desk and paper, narrow for the hand.
            assert_eq!(count("svg"), 2);
            let words: String =
                page.descendants().filter(roxmltree::Node::is_text).filter_map(|it| it.text()).collect();
            let number =
                if lang == Lang::Ko { ["<그림 1>", "<표 1>"] } else { ["<Figure 1>", "<Table 1>"] };
            let source = if lang == Lang::Ko {
                "시나리오 NPU-60 · 4f1c9a2e · 시드 1 · 200회 · naru 0.1.0 · 가정값 포함"
            } else {
                "scenario NPU-60 · 4f1c9a2e · seed 1 · 200 replications · naru 0.1.0 · rests on assumed inputs"
            };
            for wanted in number.into_iter().chain([source, &whole.title, &whole.subtitle, "Σ"]) {
                assert!(words.contains(wanted), "{wanted}");
            }
            // At the head, the figure, the table and the foot.
            assert_eq!(words.matches(source).count(), 4);
        });
    }
}

#[test]
fn cells_carry_the_values_that_a_column_is_sorted_by() {
    check(&html(&document(Lang::En, PLAIN)), |page| {
        let rows = page.descendants().filter(|it| it.tag_name().name() == "tr").skip(1);
        let values: Vec<Vec<Option<&str>>> = rows
            .map(|row| {
                row.children()
                    .filter(roxmltree::Node::is_element)
                    .map(|cell| cell.attribute("data-v"))
                    .collect()
            })
            .collect();
        assert_eq!(
            values[..2],
            [
                [None, Some("400"), Some("298"), Some("0.456"), Some("9120000000"), Some("20251220")],
                [None, Some("456"), Some("338"), Some("0.458"), Some("10000000001"), Some("")],
            ]
        );
    });
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    for lang in Lang::BOTH {
        assert_eq!(html(&document(lang, PLAIN)), html(&document(lang, PLAIN)));
        assert_eq!(tables_html(&document(lang, PLAIN)), tables_html(&document(lang, PLAIN)));
    }
}

#[test]
fn tables_to_paste_have_their_styles_inline() {
    check(&tables_html(&document(Lang::Ko, PLAIN)), |page| {
        let element = |name: &str| {
            page.descendants().filter(move |it| it.tag_name().name() == name).collect::<Vec<_>>()
        };
        for gone in ["style", "script", "link", "svg"] {
            assert_eq!(element(gone).len(), 0, "{gone}");
        }
        assert!(page.descendants().all(|it| it.attribute("class").is_none()));
        assert_eq!(element("table")[0].attribute("border"), Some("1"));
        let cells = element("td");
        assert_eq!(cells.len(), 4 * 6);
        assert!(
            cells
                .iter()
                .all(|it| it.attribute("style").is_some_and(|style| style.contains("border:1px solid")))
        );
    });
}

/// Each of the nasty names, in every place that a text can stand in, is shown and is nothing else.
#[test]
fn a_name_cannot_become_markup() {
    for (name, shown) in NASTY {
        let whole = example::all_of(name);
        for (page, scripts) in [(html(&whole), 2), (tables_html(&whole), 0)] {
            check(&page, |page| {
                let count = |tag: &str| page.descendants().filter(|it| it.tag_name().name() == tag).count();
                assert_eq!((count("script"), count("img")), (scripts, 0), "{name}");
                let texts = page.descendants().filter(roxmltree::Node::is_text).filter_map(|it| it.text());
                assert!(texts.filter(|text| text.contains(shown)).count() > 5, "{name}");
                let named =
                    |it: &roxmltree::Node<'_, '_>| it.attributes().any(|it| it.name().starts_with("on"));
                assert!(!page.descendants().any(|it| named(&it)), "{name}");
            });
        }
    }
}

/// A name in the data of the script cannot end its element.
#[test]
fn a_name_cannot_end_a_script() {
    let page = html(&document(Lang::En, "</script><script>alert(1)</script><!--<script>"));
    assert!(!page.contains("<script>alert") && !page.contains("<!--"));
    check(&page, |page| {
        assert_eq!(page.descendants().filter(|it| it.tag_name().name() == "script").count(), 3);
    });
}

/// For the browser test: pages with an ordinary name, with a bad one and with every nasty name, in the folder that
/// `NARU_PAGES` names.
#[test]
fn pages_for_the_browser() {
    let Some(folder) = std::env::var_os("NARU_PAGES") else { return };
    let folder = std::path::Path::new(&folder);
    let write = |file: &str, page: String| std::fs::write(folder.join(file), page).expect("a file to write");
    let bad = format!(
        "<script>document.title='run'</script><img src=x onerror=alert(1)> \u{202e}{}😀",
        "길".repeat(300)
    );
    for lang in Lang::BOTH {
        for (file, name) in [("whole", PLAIN), ("bad", &bad)] {
            write(&format!("{file}.{}.html", lang.tag()), html(&document(lang, name)));
        }
    }
    let names: Vec<&str> = NASTY.iter().map(|it| it.0).collect();
    write("nasty.ko.html", html(&example::nasty(&names)));
    write("tables.html", tables_html(&example::nasty(&names)));
}
