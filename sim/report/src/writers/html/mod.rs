//! A document as one HTML file that needs nothing else: styles, script, font and pictures stand inside.
//!
//! Its policy (CSP) allows the page's own style and script by their hashes and no request at all. Everything can be
//! read without the script, which only adds: values under the pointer, series on and off, zoom, sorting, dark.

mod blocks;
mod controls;
mod ink;
mod svg;
mod woff;

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use super::labels;
use super::markup::escape;
use crate::document::{Block, Document};
use crate::words::Lang;
use blocks::Blocks;
use controls::Controls;

const STYLE: &str = include_str!("../../../web/page.css");
const SCRIPT: &str = include_str!("../../../web/page.js");
const UPLOT: &str = include_str!("../../../vendor/uplot/uPlot.iife.min.js");
const UPLOT_STYLE: &str = include_str!("../../../vendor/uplot/uPlot.min.css");
const UPLOT_LICENCE: &str = include_str!("../../../vendor/uplot/LICENSE");

const MEMORY: &str = "writing to a string does not fail";

/// The document as an HTML page in UTF-8: the same text each time.
///
/// Void elements are closed as in XML, so that what is between the script's and the style's tags aside, any XML
/// reader can take it.
pub fn html(document: &Document) -> String {
    let lang = document.lang;
    let mut blocks = Blocks::new(document);
    let body = body(document, &mut blocks);
    let zooms = document.sections.iter().flat_map(|section| &section.blocks).any(has_course);
    let words = words(lang);
    // What the script writes is figures, and text that stands in the page already.
    let font =
        woff::font(&(' '..='~').chain(['\u{2013}']).chain(body.chars()).chain(words.chars()).collect());
    let style = style(&font, &ink::rules(&blocks.colours), zooms);
    let script = if zooms { format!("/*\n{UPLOT_LICENCE}*/\n{UPLOT}\n{SCRIPT}") } else { SCRIPT.to_owned() };
    let policy = format!(
        "default-src 'none'; style-src '{}'; script-src '{}'; font-src data:; img-src data:; base-uri 'none'; \
         form-action 'none'",
        hash(&style),
        hash(&script)
    );
    format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\" />\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\" />\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\" />\n\
         <meta name=\"color-scheme\" content=\"light dark\" />\n\
         <meta name=\"generator\" content=\"naru {}\" />\n<title>{}</title>\n<style>{style}</style>\n</head>\n\
         {body}<script id=\"words\" type=\"application/json\">{}</script>\n<script>{script}</script>\n</body>\n</html>\n",
        lang.tag(),
        escape(&document.provenance.version),
        escape(&document.title),
        words,
    )
}

fn has_course(block: &Block) -> bool {
    matches!(block, Block::Figure(chart) if chart.course.is_some())
}

fn body(document: &Document, blocks: &mut Blocks) -> String {
    let (lang, controls) = (document.lang, Controls::of(document.lang));
    let source = escape(&labels::provenance(&document.provenance, lang));
    let mut out = format!(
        "<body>\n<a class=\"skip\" href=\"#main\">{}</a>\n<div class=\"page\">\n\
         <header>\n<p id=\"hint\" class=\"vh\">{}</p>\n<div class=\"bar\"><button id=\"theme\" type=\"button\" hidden=\"hidden\">{}</button></div>\n\
         <h1>{}</h1>\n<p class=\"subtitle\">{}</p>\n<p class=\"source\">{source}</p>\n</header>\n",
        controls.skip,
        controls.hint,
        controls.dark,
        escape(&document.title),
        escape(&document.subtitle),
    );
    contents(&mut out, document);
    out.push_str("<main id=\"main\" tabindex=\"-1\">\n");
    for section in &document.sections {
        let id = section.id;
        writeln!(
            out,
            "<section id=\"{id}\" aria-labelledby=\"{id}-heading\">\n<h2 id=\"{id}-heading\">{}</h2>",
            escape(&section.heading)
        )
        .expect(MEMORY);
        for block in &section.blocks {
            blocks.write(&mut out, block);
        }
        out.push_str("</section>\n");
    }
    writeln!(out, "</main>\n<footer>\n<p class=\"source\">{source}</p>\n</footer>\n</div>").expect(MEMORY);
    out
}

fn contents(out: &mut String, document: &Document) {
    let heading = labels::contents(document.lang);
    writeln!(out, "<nav class=\"toc\" aria-labelledby=\"toc\">\n<h2 id=\"toc\">{heading}</h2>\n<ol>")
        .expect(MEMORY);
    for section in &document.sections {
        writeln!(out, "<li><a href=\"#{}\">{}</a></li>", section.id, escape(&section.heading)).expect(MEMORY);
    }
    out.push_str("</ol>\n</nav>\n");
}

/// The page's style: font, rules, colours of the pictures.
fn style(font: &[u8], colours: &str, zooms: bool) -> String {
    let zoom = if zooms { UPLOT_STYLE } else { "" };
    format!(
        "@font-face{{font-family:\"Naru Sans\";src:url(data:font/woff;base64,{}) format(\"woff\");font-display:block}}\n\
         {zoom}\n{STYLE}{colours}",
        base64(font)
    )
}

/// The script's words, as JSON that cannot end its element.
fn words(lang: Lang) -> String {
    let it = Controls::of(lang);
    let months: Vec<&str> = it.months.split(' ').collect();
    let all = serde_json::json!({
        "lang": lang.tag(), "series": it.series, "explore": it.explore, "keys": it.keys, "drag": it.drag,
        "range": it.range, "in": it.zoom_in, "out": it.zoom_out, "earlier": it.earlier, "later": it.later,
        "all": it.all, "sort": it.sort, "months": months,
    });
    blocks::json(&all)
}

/// What a policy calls a text that it allows: `sha256-…`.
fn hash(of: &str) -> String {
    format!("sha256-{}", base64(&Sha256::digest(of.as_bytes())))
}

/// Base64 with its padding (RFC 4648, 4).
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let group =
            three.iter().fold(0_u32, |sum, &byte| sum << 8 | u32::from(byte)) << (8 * (3 - three.len()));
        for place in 0..4 {
            let digit = DIGITS[(group >> (18 - 6 * place) & 63) as usize];
            out.push(if place > three.len() { '=' } else { char::from(digit) });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The test vectors of RFC 4648, 10.
    #[test]
    fn base64_is_that_of_the_rfc() {
        for (plain, want) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(plain.as_bytes()), want);
        }
    }

    /// SHA-256 of the empty text (FIPS 180-4 example values).
    #[test]
    fn a_policy_names_a_text_by_its_hash() {
        assert_eq!(hash(""), "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    }
}
