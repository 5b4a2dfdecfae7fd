//! What a reader of the charts relies on: the data are there, nothing overlaps, no name breaks out.

mod sample;

use naru_report::{Lang, charts, font};
use naru_results::Summary;
use std::sync::LazyLock;

fn draw(summary: &Summary, lang: Lang) -> Vec<(String, String)> {
    let (run, effective) = (sample::run(), sample::effective(summary));
    let (daily, waits) = (sample::daily(summary), sample::wait_rows(summary));
    charts::draw(
        &charts::Study { summary, run: &run, effective: &effective, daily: &daily, waits: &waits },
        lang,
    )
}

/// Every chart of every sample in both languages, drawn once.
fn every_picture(look: impl Fn(&str, &str)) {
    static PICTURES: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
        let samples = [
            ("quiet", sample::quiet()),
            ("busy", sample::busy()),
            ("broke", sample::broke()),
            ("blank", sample::blank()),
        ];
        let mut pictures = Vec::new();
        for (name, summary) in samples {
            for lang in Lang::BOTH {
                let drawn = draw(&summary, lang);
                pictures.extend(drawn.into_iter().map(|(file, svg)| (format!("{name}: {file}"), svg)));
            }
        }
        pictures
    });
    for (name, svg) in PICTURES.iter() {
        look(name, svg);
    }
}

/// Lines and shapes as lists of points, in the order of drawing.
fn shapes(svg: &str) -> Vec<Vec<(f64, f64)>> {
    let number = |text: &str| text.parse::<f64>().expect("a coordinate");
    svg.split("points=\"")
        .skip(1)
        .map(|rest| {
            let points = rest.split('"').next().expect("a closing quote");
            let pairs = points.split_whitespace().map(|pair| pair.split_once(',').expect("x,y"));
            pairs.map(|(x, y)| (number(x), number(y))).collect()
        })
        .collect()
}

/// The number of heights that the longest line of a picture takes: 1 for constant data.
fn heights(svg: &str) -> usize {
    let longest = shapes(svg).into_iter().max_by_key(Vec::len).expect("a picture has lines");
    let mut heights: Vec<i64> = longest.iter().map(|point| point.1 as i64).collect();
    heights.sort_unstable();
    heights.dedup();
    heights.len()
}

#[test]
fn names_of_the_files() {
    let names: Vec<String> = draw(&sample::quiet(), Lang::Ko).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["charts/budget-burn.ko.svg", "charts/waits.ko.svg", "charts/cards-in-use.ko.svg"]);
}

#[test]
fn drawn_data_are_not_constant() {
    let summary = sample::busy();
    for (file, svg) in draw(&summary, Lang::En) {
        assert!(heights(&svg) > 20, "{file}: {} heights", heights(&svg));
    }
}

/// The test above can fail: constant days and one bucket of waits leave flat lines.
#[test]
fn constant_data_are_caught() {
    let summary = sample::busy();
    let (run, effective) = (sample::run(), sample::effective(&summary));
    let mut daily = sample::daily(&summary);
    for row in &mut daily {
        (row.card_s, row.peak_in_use, row.spent_won) = (8_640_000, 100, 9_000_000_000);
    }
    let study =
        charts::Study { summary: &summary, run: &run, effective: &effective, daily: &daily, waits: &[] };
    for (file, svg) in charts::draw(&study, Lang::En) {
        assert!(heights(&svg) <= 2, "{file}: {} heights", heights(&svg));
    }
}

#[test]
fn the_order_of_rows_does_not_matter() {
    let summary = sample::busy();
    let (run, effective) = (sample::run(), sample::effective(&summary));
    let (mut daily, mut waits) = (sample::daily(&summary), sample::wait_rows(&summary));
    daily.reverse();
    waits.reverse();
    let study =
        charts::Study { summary: &summary, run: &run, effective: &effective, daily: &daily, waits: &waits };
    assert_eq!(charts::draw(&study, Lang::Ko), draw(&summary, Lang::Ko));
}

struct Written {
    text: String,
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

fn attribute<'a>(tag: &'a str, name: &str) -> &'a str {
    let (_, rest) = tag.split_once(&format!(" {name}=\"")).unwrap_or_else(|| panic!("`{name}` in {tag}"));
    rest.split('"').next().expect("a closing quote")
}

/// Every text with the box that it takes in the vendored font, in units of the view box.
fn written(svg: &str) -> Vec<Written> {
    svg.split("<text")
        .skip(1)
        .map(|rest| {
            let (tag, rest) = rest.split_once('>').expect("a text has a tag");
            let (text, _) = rest.split_once("</text>").expect("a text ends");
            let text = text.trim().replace("&gt;", ">").replace("&lt;", "<").replace("&amp;", "&");
            let number = |name| attribute(tag, name).parse::<f64>().expect("a number");
            let (x, y, size) = (number("x"), number("y"), number("font-size"));
            let width = font::width(&text, size);
            let left = match attribute(tag, "text-anchor") {
                "start" => x,
                "middle" => x - width / 2.0,
                "end" => x - width,
                other => panic!("anchor {other}"),
            };
            // Hangul fills about 0.92 em around the middle of the x-height.
            Written { text, left, right: left + width, top: y - 0.46 * size, bottom: y + 0.46 * size }
        })
        .collect()
}

#[test]
fn no_text_covers_another_or_leaves_the_sheet() {
    every_picture(|file, svg| {
        let view = attribute(svg.split_once('>').expect("a tag").0, "viewBox");
        let size: Vec<f64> = view.split(' ').map(|n| n.parse().expect("a number")).collect();
        let texts = written(svg);
        assert!(texts.len() > 10, "{file}: {} texts", texts.len());
        for (i, a) in texts.iter().enumerate() {
            assert!(
                a.left >= 0.0 && a.right <= size[2] && a.top >= 0.0 && a.bottom <= size[3],
                "{file}: `{}` leaves the sheet",
                a.text
            );
            for b in &texts[i + 1..] {
                let apart = a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
                assert!(apart, "{file}: `{}` covers `{}`", a.text, b.text);
            }
        }
    });
}

#[test]
fn every_text_has_its_glyphs() {
    every_picture(|file, svg| assert_eq!(font::missing(svg), [], "{file}"));
}

#[test]
fn where_nobody_waits_the_picture_says_so() {
    for (lang, says, requests) in [
        (Lang::Ko, "모든 신청이 대기 없이 즉시 할당됨", "(모의실험 200회, 신청 21,440,000건)"),
        (Lang::En, "Every request got its cards at once", "(21,440,000 requests in 200 programmes)"),
    ] {
        let (_, svg) = draw(&sample::quiet(), lang).swap_remove(1);
        let texts: Vec<String> = written(&svg).into_iter().map(|it| it.text).collect();
        for wanted in [says, requests] {
            assert!(texts.iter().any(|text| text == wanted), "{wanted}: {texts:?}");
        }
    }
}

/// Names come from files that anyone may have written.
#[test]
fn a_name_cannot_become_markup() {
    let mut summary = sample::quiet();
    let bad = "<script>alert(\"1\")</script> & ]]>";
    (summary.title.ko, summary.title.en) = (bad.into(), bad.into());
    summary.cards[0].pool = bad.into();
    summary.waits[0].product = bad.into();
    for lang in Lang::BOTH {
        for (file, svg) in draw(&summary, lang) {
            assert!(!svg.to_lowercase().contains("<script"), "{file}");
            assert!(svg.contains("&lt;script&gt;") || svg.contains("&lt;SCRIPT&gt;"), "{file}");
            let tags = svg.matches('<').count();
            assert_eq!(tags, svg.matches('>').count(), "{file}: every < has its >");
        }
    }
}

#[test]
fn a_picture_is_160_mm_wide_and_tells_screen_readers_what_it_shows() {
    every_picture(|file, svg| {
        assert!(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"160mm\""), "{file}");
        for wanted in ["role=\"img\"", "<title id=\"title\">", "<desc id=\"desc\">", "Naru Sans"] {
            assert!(svg.contains(wanted), "{file}: {wanted}");
        }
        assert!(svg.len() < 120_000, "{file}: {} bytes", svg.len());
    });
}
