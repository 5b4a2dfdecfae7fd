//! What a reader of the charts relies on: the data are there, nothing overlaps, no name breaks out.

mod gallery;
mod sample;
mod verbs;

use naru_report::charts::{self, Dress, Look, Study, Width};
use naru_report::{Lang, font};
use naru_results::{DailyRow, Effective, HourlyRow, MonthlyRow, Replications, RunInfo, Summary, WaitRow};
use std::sync::LazyLock;

/// What charts read of a sample.
struct Files {
    summary: Summary,
    run: RunInfo,
    effective: Effective,
    daily: Vec<DailyRow>,
    waits: Vec<WaitRow>,
    monthly: Vec<MonthlyRow>,
    hourly: Vec<HourlyRow>,
    replications: Option<Replications>,
}

impl Files {
    fn of(summary: Summary) -> Self {
        let summary = sample::waited(summary);
        Self {
            run: sample::run(),
            effective: sample::effective(&summary),
            daily: sample::daily(&summary),
            waits: sample::wait_rows(&summary),
            monthly: sample::monthly(&summary),
            hourly: sample::hourly(&summary),
            replications: None,
            summary,
        }
    }

    /// With products, projects, months and replications: what planning charts read.
    fn priced(summary: Summary, used: f64) -> Self {
        let of = Self::of(summary);
        let (n, effective) = (of.summary.replications, verbs::priced(of.effective));
        let replications = Some(verbs::replications(&effective, n, used, 5_400.0));
        let monthly = verbs::monthly(&effective, n, used);
        Self { effective, monthly, replications, ..of }
    }

    fn study(&self) -> Study<'_> {
        Study {
            summary: &self.summary,
            run: &self.run,
            effective: &self.effective,
            daily: &self.daily,
            waits: &self.waits,
            monthly: &self.monthly,
            hourly: &self.hourly,
            replications: self.replications.as_ref(),
        }
    }
}

/// Charts of two runs.
fn side_by_side(lang: Lang) -> Vec<charts::Chart> {
    let files = [sample::quiet(), sample::busy()].map(Files::of);
    charts::of_runs(&files.each_ref().map(Files::study), lang)
}

fn draw(summary: Summary, lang: Lang) -> Vec<(String, String)> {
    charts::draw(&Files::of(summary).study(), lang)
}

const LOOKS: [Look; 4] = [
    Look { width: Width::Full, dress: Dress::Whole },
    Look { width: Width::Full, dress: Dress::Bare },
    Look { width: Width::Half, dress: Dress::Whole },
    Look { width: Width::Half, dress: Dress::Bare },
];

/// Every chart of every sample in both languages and all looks, drawn once.
fn every_picture(mut look_at: impl FnMut(&str, Look, &str)) {
    static PICTURES: LazyLock<Vec<(String, Look, String)>> = LazyLock::new(|| {
        let samples = [
            ("quiet", sample::quiet()),
            ("busy", sample::busy()),
            ("broke", sample::broke()),
            ("blank", sample::blank()),
            ("one", sample::of_size(1)),
            ("three", sample::of_size(3)),
            ("twelve", sample::of_size(12)),
        ];
        let planning = [("quiet, low use", 0.3), ("quiet, high use", 0.55)];
        let planning = planning.map(|(name, used)| (name, Files::priced(sample::quiet(), used)));
        let samples = samples.map(|(name, summary)| (name, Files::of(summary)));
        let mut pictures = Vec::new();
        for lang in Lang::BOTH {
            for chart in verbs::charts(lang).into_iter().chain(side_by_side(lang)) {
                for look in LOOKS {
                    let file = format!("verbs: {}.{} {look:?}", chart.name, lang.tag());
                    pictures.push((file, look, chart.svg(look)));
                }
            }
        }
        for (name, files) in samples.into_iter().chain(planning) {
            for lang in Lang::BOTH {
                for chart in charts::of_run(&files.study(), lang) {
                    for look in LOOKS {
                        let file = format!("{name}: {}.{} {look:?}", chart.name, lang.tag());
                        pictures.push((file, look, chart.svg(look)));
                    }
                }
            }
        }
        pictures
    });
    for (name, look, svg) in PICTURES.iter() {
        look_at(name, *look, svg);
    }
}

/// Lines and shapes as lists of points, in the order of drawing.
fn shapes(svg: &str) -> Vec<Vec<(f64, f64)>> {
    let number = |text: &str| text.parse::<f64>().expect("a coordinate");
    svg.split(" d=\"M")
        .skip(1)
        .map(|rest| {
            let steps =
                rest.split('"').next().expect("a closing quote").trim_end_matches('z').replace('l', " ");
            let mut at = (0.0, 0.0);
            steps
                .split_whitespace()
                .map(|pair| {
                    let (x, y) = pair.split_once(',').expect("x,y");
                    at = (at.0 + number(x), at.1 + number(y));
                    at
                })
                .collect()
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
    let names: Vec<String> = draw(sample::quiet(), Lang::Ko).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["charts/budget-burn.ko.svg", "charts/waits.ko.svg", "charts/cards-in-use.ko.svg"]);
}

#[test]
fn drawn_data_are_not_constant() {
    for (file, svg) in draw(sample::busy(), Lang::En) {
        assert!(heights(&svg) > 20, "{file}: {} heights", heights(&svg));
    }
}

/// The test above can fail: constant days and one bucket of waits leave flat lines.
#[test]
fn constant_data_are_caught() {
    let mut files = Files::of(sample::busy());
    for row in &mut files.daily {
        (row.card_s, row.peak_in_use, row.spent_won) = (8_640_000, 100, 9_000_000_000);
    }
    files.waits.clear();
    for (file, svg) in charts::draw(&files.study(), Lang::En) {
        assert!(heights(&svg) <= 2, "{file}: {} heights", heights(&svg));
    }
}

#[test]
fn the_order_of_rows_does_not_matter() {
    let mut files = Files::of(sample::busy());
    let pictures = |files: &Files| -> Vec<String> {
        charts::of_run(&files.study(), Lang::Ko).iter().map(|chart| chart.svg(Look::WHOLE)).collect()
    };
    let in_order = pictures(&files);
    assert_eq!(in_order.len(), 6);
    files.daily.reverse();
    files.waits.reverse();
    files.monthly.reverse();
    files.hourly.reverse();
    assert_eq!(pictures(&files), in_order);
}

/// Of 2 and of 10 programmes no picture says where 9 in 10 lie: not in its texts, nor where one points. Of 20 they do.
#[test]
fn pictures_count_no_more_programmes_than_were_simulated() {
    let words =
        ["사업 10회 중 9회", "(10회 중 9회 ", "9 in 10", "5 in 10", "9 programmes in 10", "열에 아홉"];
    for (n, want) in [(2, false), (10, false), (20, true)] {
        let of = |summary: Summary| Summary { replications: n, ..summary };
        let files = [of(sample::quiet()), of(sample::busy())].map(|it| Files::priced(it, 0.3));
        for lang in Lang::BOTH {
            let mut seen = Vec::new();
            let studies = files.each_ref().map(Files::study);
            for chart in charts::of_run(&studies[0], lang).into_iter().chain(charts::of_runs(&studies, lang))
            {
                let text = format!(
                    "{} {} {} {}",
                    chart.title,
                    chart.remark,
                    chart.description,
                    chart.svg(Look::WHOLE)
                );
                if words.iter().any(|it| text.contains(it)) {
                    seen.push(chart.name);
                }
            }
            let all = ["budget-burn", "monthly-spend", "cards-in-use", "dynamic-or-fixed", "runs-spend"];
            assert_eq!(seen, if want { all.to_vec() } else { Vec::new() }, "{n} {lang:?}");
        }
    }
}

/// 8 hours beside 4: each name has its run's own limit, and no sentence holds all to one.
#[test]
fn runs_of_other_limits_name_each() {
    let mut busy = sample::busy();
    for it in busy.waits.iter_mut().filter(|it| it.limit_hours.is_some()) {
        it.limit_hours = Some(4.0);
    }
    let files = [sample::quiet(), busy].map(Files::of);
    let studies = files.each_ref().map(Files::study);
    for (lang, title, limits) in [
        (
            Lang::Ko,
            "각자의 기준 대기시간을 넘겨 기다린 GPU 신청의 비율은 가 ",
            ["(기준 8시간)", "(기준 4시간)"],
        ),
        (Lang::En, "Share of GPU requests that waited over their limit: A ", ["(limit 8 h)", "(limit 4 h)"]),
    ] {
        for chart in &charts::of_runs(&studies, lang)[..2] {
            assert!(chart.title.starts_with(title), "{}", chart.title);
            let described = format!("{} {}", chart.description, chart.svg(Look::WHOLE));
            assert!(limits.iter().all(|it| described.contains(it)), "{described}");
        }
    }
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
            let text = text
                .trim()
                .replace("&gt;", ">")
                .replace("&lt;", "<")
                .replace("&apos;", "'")
                .replace("&#39;", "'")
                .replace("&amp;", "&");
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
    every_picture(|file, _, svg| {
        let view = attribute(svg.split_once('>').expect("a tag").0, "viewBox");
        let size: Vec<f64> = view.split(' ').map(|n| n.parse().expect("a number")).collect();
        let texts = written(svg);
        assert!(!texts.is_empty(), "{file}");
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

/// The use of all pictures of a name: the upright dashed line of the price at which cards end is crossed by no text.
#[test]
fn no_text_lies_over_the_price_at_which_cards_end() {
    let mut seen = 0;
    every_picture(|file, _, svg| {
        if !file.contains("what-binds") {
            return;
        }
        let dashed = svg.split("stroke-dasharray").skip(1).map(|it| it.split("</g>").next().unwrap_or(it));
        let line = dashed.flat_map(shapes).find(|it| it.len() == 2 && (it[0].0 - it[1].0).abs() < 1.0);
        let line = line.expect("the line stands there");
        seen += 1;
        for it in written(svg) {
            let beside = it.right <= line[0].0 || it.left >= line[0].0;
            let (top, bottom) = (line[0].1.min(line[1].1), line[0].1.max(line[1].1));
            assert!(beside || it.bottom <= top || it.top >= bottom, "{file}: `{}`", it.text);
        }
    });
    assert!(seen > 0);
}

/// Two suppliers' pools of one name share a panel: the title names neither.
#[test]
fn the_title_names_no_pool_that_is_shown_with_others() {
    let title = |files: &Files| {
        let all = charts::of_run(&files.study(), Lang::Ko);
        all.into_iter().find(|it| it.name == "cards-in-use").expect("it is drawn").title
    };
    let mut files = Files::of(sample::busy());
    assert_eq!(title(&files), "사업 중 최대 사용은 A100 224장, H100 248장, NPU-60 220장으로 나타남(평균)");
    let mut other = files.summary.cards[2].clone();
    other.supplier = "npu-b".to_owned();
    files.summary.cards.push(other);
    assert_eq!(title(&files), "사업 중 최대 사용은 A100 224장, H100 248장 등으로 나타남(평균)");
}

/// Nobody waits at any hour: a sentence instead of one colour; with one cell of waits it is a picture again.
#[test]
fn a_map_of_one_colour_is_a_sentence() {
    let mut files = Files::of(sample::busy());
    let has =
        |files: &Files| charts::of_run(&files.study(), Lang::Ko).iter().any(|it| it.name == "wait-by-hour");
    assert!(has(&files) && charts::said_of_run(&files.study(), Lang::Ko).is_empty());
    for row in &mut files.hourly {
        (row.p95_s, row.requests) = (1, 1_000);
    }
    assert!(!has(&files));
    let said = charts::said_of_run(&files.study(), Lang::En);
    assert_eq!(said[0].0, "wait-by-hour");
    assert!(
        said[0].1.starts_with("At every hour of every month, 95 of 100 GPU requests got their cards at once"),
        "{said:?}"
    );
    files.hourly[0].p95_s = 7_200;
    assert!(has(&files));
}

#[test]
fn every_text_has_its_glyphs() {
    every_picture(|file, _, svg| assert_eq!(font::missing(svg), [], "{file}"));
}

#[test]
fn where_nobody_waits_the_picture_says_so() {
    for (lang, says, requests) in [
        (Lang::Ko, "모든 GPU 신청이 대기 없이 즉시 할당됨", "(모의실험 200회, GPU 신청 21,440,000건)"),
        (Lang::En, "Every GPU request got its cards at once", "(21,440,000 GPU requests in 200 programmes)"),
    ] {
        let (_, svg) = draw(sample::quiet(), lang).swap_remove(1);
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
        for (file, svg) in draw(summary.clone(), lang) {
            assert!(!svg.to_lowercase().contains("<script"), "{file}");
            assert!(svg.contains("&lt;script&gt;") || svg.contains("&lt;SCRIPT&gt;"), "{file}");
            let tags = svg.matches('<').count();
            assert_eq!(tags, svg.matches('>').count(), "{file}: every < has its >");
        }
    }
}

#[test]
fn a_picture_is_160_or_80_mm_wide_and_tells_screen_readers_what_it_shows() {
    every_picture(|file, look, svg| {
        let width = match look.width {
            Width::Full => "160mm",
            Width::Half => "80mm",
        };
        assert_eq!(attribute(svg, "width"), width, "{file}");
        let name = file.split(": ").nth(1).and_then(|it| it.split('.').next()).expect("a name");
        for wanted in [
            "role=\"img\"",
            &format!("<title id=\"{name}-title\">"),
            &format!("<desc id=\"{name}-desc\">"),
            "Naru Sans",
        ] {
            assert!(svg.contains(wanted), "{file}: {wanted}");
        }
        let most = if file.starts_with("twelve: cards") { 180_000 } else { 80_000 };
        assert!(svg.len() < most, "{file}: {} bytes", svg.len());
    });
}

/// A page has title, remark and footer as text: a bare picture does not repeat them, and its type is never below
/// 6 points (8.47 quarter millimetres).
#[test]
fn a_bare_picture_is_a_plot_alone_and_type_is_never_too_small() {
    every_picture(|file, look, svg| {
        let texts = written(svg);
        let all: Vec<&str> = texts.iter().map(|it| it.text.as_str()).collect(); // a footer may be of several lines
        let footer = all.join(" ").contains("naru 0.1.0");
        assert_eq!(footer, look.dress == Dress::Whole, "{file}");
        for it in texts {
            assert!(it.bottom - it.top >= 84.7 * 0.92, "{file}: `{}` is too small", it.text);
        }
    });
}

/// What a reader can hide is drawn in layers of its name, and what can be pointed at says something.
#[test]
fn series_are_layers_and_hot_spots_speak() {
    let files = Files::of(sample::busy());
    for chart in charts::of_run(&files.study(), Lang::En) {
        let svg = chart.svg(Look::WHOLE);
        let hot =
            svg.split("<g class=\"hot\"").nth(1).unwrap_or_else(|| panic!("{} has hot spots", chart.name));
        let spots = hot.matches("<rect").count();
        assert!(spots > 3 && spots == hot.matches("<title>").count(), "{}: {spots}", chart.name);
    }
    let svg = draw(sample::busy(), Lang::En).swap_remove(1).1;
    for product in ["39TF", "67TF", "134TF"] {
        assert_eq!(svg.matches(&format!("<g data-series=\"{product}\">")).count(), 3, "line, bar and key");
    }
}

/// Contrast by the formula of WCAG 2.2 on `#rrggbb`, written here a second time.
fn contrast(a: &str, b: &str) -> f64 {
    let luminance = |colour: &str| {
        let part = |at: usize| {
            let c = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).expect("a hex colour")) / 255.0;
            if c <= 0.040_45 { c / 12.92 } else { libm::pow((c + 0.055) / 1.055, 2.4) }
        };
        0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
    };
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// On white, or on the block that lies below it (a cell, a part of a bar).
#[test]
fn every_text_is_read_on_its_ground() {
    every_picture(|file, _, svg| {
        let blocks: Vec<(Vec<(f64, f64)>, &str)> = svg
            .split("<path ")
            .skip(1)
            .filter(|tag| tag.starts_with("opacity=") || tag.starts_with("fill=\"#"))
            .filter(|tag| tag.split("/>").next().is_some_and(|it| it.contains("z\"")))
            .filter(|tag| !tag.starts_with("opacity="))
            .map(|tag| (shapes(&tag[..tag.find("/>").expect("it ends")]).swap_remove(0), &tag[6..13]))
            .collect();
        for (it, tag) in written(svg).iter().zip(svg.split("<text").skip(1)) {
            let (x, y) = (f64::midpoint(it.left, it.right), f64::midpoint(it.top, it.bottom));
            let holds = |points: &[(f64, f64)]| {
                let of = |pick: fn(&(f64, f64)) -> f64| points.iter().map(pick).collect::<Vec<f64>>();
                let within = |all: Vec<f64>, at: f64| {
                    all.iter().copied().fold(f64::INFINITY, f64::min) <= at
                        && at <= all.iter().copied().fold(0.0, f64::max)
                };
                points.len() == 4 && within(of(|p| p.0), x) && within(of(|p| p.1), y)
            };
            let ground = blocks.iter().rev().find(|(points, _)| holds(points)).map_or("#FFFFFF", |it| it.1);
            let ink = attribute(tag.split('>').next().expect("a tag"), "fill");
            assert!(contrast(ink, ground) >= 4.5, "{file}: `{}` {ink} on {ground}", it.text);
        }
    });
}

/// 160 mm at 300 dots an inch are 160 / 25.4 × 300 = 1889.8 dots, 80 mm 944.9; 300 dpi are 11,811 dots a metre.
#[test]
fn a_png_is_of_the_size_that_it_is_printed_in() {
    let files = Files::of(sample::busy());
    let charts = charts::of_run(&files.study(), Lang::Ko);
    for (look, width) in [(Look::WHOLE, 1_890), (LOOKS[3], 945)] {
        let svg = charts[0].svg(look);
        let png = charts::png(&svg, 300);
        assert_eq!(png, charts::png(&svg, 300), "the same bytes");
        let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().expect("four bytes"));
        assert_eq!((&png[..8], &png[12..16], number(16)), (&b"\x89PNG\r\n\x1a\n"[..], &b"IHDR"[..], width));
        assert_eq!((&png[37..41], number(41), number(45), png[49]), (&b"pHYs"[..], 11_811, 11_811, 1));
        assert!(png.len() > 20_000, "{} bytes are hardly a picture", png.len());
        // Text is drawn: without it the file is another.
        let silent: String =
            svg.split("<text").map(|it| it.split_once("</text>").map_or(it, |it| it.1)).collect();
        assert!(charts::png(&silent, 300).len() + 5_000 < png.len(), "{width}");
    }
}

/// Three programmes of 200 whose money ends: fewer than 5 %, so there is no day by which 5 % have ended and no strip from it.
#[test]
fn a_strip_of_days_stands_only_where_one_in_twenty_has_ended() {
    const ORANGE: &str = "#B44A00";
    let burn = |summary: Summary| {
        let files = Files::of(summary);
        let charts = charts::of_run(&files.study(), Lang::Ko);
        let burn = charts.iter().find(|it| it.name == "budget-burn").expect("it is always there");
        (burn.remark.contains("주황"), burn.svg(LOOKS[0]).to_uppercase().contains(ORANGE))
    };
    assert_eq!(burn(sample::quiet()), (true, true));
    let mut few = sample::quiet();
    let on = &mut few.budget.exhausted_on;
    (on.p05, on.p50, on.p95, on.given_exhausted.count) = (None, None, None, 3);
    assert!(on.given_exhausted.p50.is_some(), "the median of the three is known");
    assert_eq!(burn(few), (false, false));
}
