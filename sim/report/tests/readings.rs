//! The price of readings on a screen and on the sheet, from a file written by hand.

use naru_report::{Lang, readings};
use naru_results::PricedReadings;
use std::path::Path;
use unicode_width::UnicodeWidthStr;

fn priced() -> PricedReadings {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../results/tests/files/readings.json");
    PricedReadings::read(&path).expect("it is in the contract's form")
}

#[track_caller]
fn check(lang: Lang, want: &str) {
    let got = readings::text(&priced(), "results/readings/baseline-2025", lang);
    if std::env::var_os("NARU_BLESS").is_some() {
        let name = format!("tests/text/readings.{}.txt", lang.tag());
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
        std::fs::write(path, &got).expect("a writable project");
        return;
    }
    for (got, want) in got.lines().zip(want.lines()) {
        assert_eq!(got, want);
    }
    assert_eq!(got, want);
    assert!(got.lines().all(|line| line.width() <= 80), "{got}");
}

#[test]
fn the_screen_at_80_columns() {
    check(Lang::Ko, include_str!("text/readings.ko.txt"));
    check(Lang::En, include_str!("text/readings.en.txt"));
}

/// A decrease is a triangle on a Korean sheet; every question has its clause and place; a name starts no tag.
#[test]
fn the_sheet_is_a_document() {
    let mut of = priced();
    of.title.ko = "<b>\"가&나\"".to_owned();
    let sheet = readings::sheet(&of, Lang::Ko);
    assert!(sheet.html.contains("<h1>협상 쟁점표: &lt;b&gt;&quot;가&amp;나&quot;</h1>"), "{}", sheet.html);
    assert!(!sheet.html.contains("<b>"));
    assert!(sheet.html.contains("△9.0 (△9.2~△8.8)") && !sheet.html.contains("-9.0"), "{}", sheet.html);
    assert!(sheet.html.contains("T3 (3-①-라)</th><td>자부담금이 한도 안의 사용료를"), "{}", sheet.html);
    assert!(sheet.markdown.contains("△1,310,000,000") && sheet.markdown.contains("# 협상 쟁점표: &lt;b&gt;"));
    let english = readings::sheet(&of, Lang::En);
    assert!(
        english.html.contains("-0.90 (-0.92 to -0.88)") && !english.html.contains('△'),
        "{}",
        english.html
    );
    assert!(english.html.contains("Does the own contribution reduce"), "{}", english.html);
}

/// Nothing differs: the screen says so, in both languages, and shows no empty table.
#[test]
fn nothing_to_negotiate() {
    let mut of = priced();
    of.readings.retain(|reading| reading.clause == "T2");
    of.shapley = None;
    for (lang, want) in [
        (Lang::Ko, "어느 해석안도 집행액, 소진, 대기를 바꾸지 않음"),
        (Lang::En, "no reading changes spend, the money's end or waits"),
    ] {
        let text = readings::text(&of, "results/x", lang);
        assert!(text.contains(want), "{text}");
        assert!(!text.contains("집행액(억 원)") && !text.contains("spent (bn won)"), "{text}");
        let sheet = readings::sheet(&of, lang);
        assert!(!sheet.markdown.contains("## 2"), "{}", sheet.markdown);
    }
}
