//! Share of requests that wait longer than t, by product, both axes logarithmic, with the wait limit (A2).

use super::canvas::{Anchor, Canvas, Pen, Point};
use super::chart::{Chart, Look};
use super::data::{Tail, tails};
use super::frame::{Frame, Plot, Texts, axis_height, axis_unit, bottom_axis, number_room, value_axis};
use super::names::{Mark, Name, Names, sample};
use super::scale::Log;
use super::{Study, footer, ink, runs};
use crate::font;
use crate::format;
use crate::phrase;
use crate::words::{Lang, say};
use naru_results::Summary;

const SECONDS: f64 = 3_600.0;
/// Products that have a key of three lines right of the plot; more have one line each below it.
const BESIDE: usize = 4;
/// Hours that tell their values to who points at them.
const POINTED: [f64; 10] = [0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 24.0, 72.0, 168.0, 720.0];

/// What is drawn.
struct Waits {
    /// Those with a wait limit.
    products: Vec<Product>,
    /// What stands where there is nothing to draw.
    nobody: [String; 2],
    /// Between a name and what is said of it in one line.
    after: &'static str,
}

/// One line.
struct Product {
    name: String,
    tail: Tail,
    limit_hours: Option<f64>,
    /// Share over the limit with its interval.
    over: Option<f64>,
    interval: Option<(f64, f64)>,
    /// What its key says: share over the limit, and the interval.
    says: [String; 2],
}

pub(super) fn chart(study: &Study<'_>, lang: Lang) -> Chart {
    let waits = Waits {
        products: products(study, lang),
        nobody: phrase::nobody_waits(study.summary, lang),
        after: "",
    };
    let texts = texts(study.summary, footer(study, lang), lang);
    texts.chart(move |texts, look| draw(&waits, texts, look))
}

/// A line per run, of all products with a limit together; `limit` is what all are held to, or the word for it. `texts` lacks
/// what is of waits.
pub(super) fn together(
    studies: &[Study<'_>],
    (named, limit): (&[String], &str),
    texts: Texts,
    lang: Lang,
) -> Chart {
    let products: Vec<Product> =
        studies.iter().zip(named).filter_map(|(study, name)| run(study, name, lang)).collect();
    let title = runs::late_title(studies, limit, lang);
    let described: Vec<String> = products.iter().map(|it| format!("{}: {}", it.name, it.says[0])).collect();
    let texts = Texts {
        description: format!("{title}. {}", described.join(". ")),
        title,
        unit: lang.pick("(단위: GPU 신청 중 %)", "(% of GPU requests)").to_owned(),
        remark: remark(lang).to_owned(),
        ..texts
    };
    let waits = Waits {
        products,
        nobody: [
            lang.pick(
                "할당된 GPU 신청은 모두 대기 없이 즉시 할당됨",
                "Every GPU request that was served got its cards at once",
            )
            .to_owned(),
            String::new(),
        ],
        after: ":",
    };
    texts.chart(move |texts, look| draw(&waits, texts, look))
}

fn run(study: &Study<'_>, name: &str, lang: Lang) -> Option<Product> {
    let all = runs::all_waits(study)?;
    let limited: Vec<&str> = study
        .summary
        .waits
        .iter()
        .filter(|it| it.limit_hours.is_some())
        .map(|it| it.product.as_str())
        .collect();
    let rows = study.waits.iter().filter(|row| limited.contains(&&*row.product));
    let limits = study.summary.waits.iter().filter_map(|it| it.limit_hours);
    let (over, n) = (&all.over_limit_share, study.summary.replications);
    let says = runs::share(over, n, lang);
    Some(Product {
        name: name.to_owned(),
        tail: Tail::of(rows.map(|row| (row.bucket_from_s, row.bucket_to_s, row.count))),
        limit_hours: limits.reduce(f64::min),
        over: over.mean,
        interval: over.lo.zip(over.hi),
        says: [says, String::new()],
    })
}

const fn remark(lang: Lang) -> &'static str {
    lang.pick(
        "모의실험 전체의 GPU 신청 중, 할당까지 t시간보다 오래 기다린 비율. 두 축 모두 로그 눈금",
        "Of all simulated GPU requests, the share that waited longer than t for its cards. Both axes are logarithmic",
    )
}

fn texts(summary: &Summary, footer: String, lang: Lang) -> Texts {
    Texts {
        name: "waits",
        lang,
        title: phrase::waits_title(summary, lang),
        unit: lang.pick("(단위: GPU 신청 중 %)", "(% of GPU requests)").to_owned(),
        remark: remark(lang).to_owned(),
        description: phrase::waits_description(summary, lang),
        notes: Vec::new(),
        footer,
    }
}

fn products(study: &Study<'_>, lang: Lang) -> Vec<Product> {
    let product = |(w, tail): (&naru_results::WaitFigures, Tail)| {
        let over = &w.over_limit_share;
        let says = if tail.anybody() {
            let (limit, share) = (phrase::limit(w, lang), phrase::share_of(over));
            let interval = if over.mean.is_some_and(|mean| mean > 0.0) {
                phrase::share_interval(over, lang)
            } else {
                let n = study.summary.replications;
                say!(lang, "({n}회에서 없음)", "(none in {n})")
            };
            [say!(lang, "{limit} 초과 {share}", "over {limit}: {share}"), interval]
        } else {
            [lang.pick("대기 없음", "nobody waits").to_owned(), String::new()]
        };
        Product {
            name: phrase::product(&w.product),
            tail,
            limit_hours: w.limit_hours,
            over: over.mean,
            interval: over.lo.zip(over.hi),
            says,
        }
    };
    tails(study).into_iter().map(product).collect()
}

impl Waits {
    fn anybody(&self) -> bool {
        self.products.iter().any(|it| it.tail.anybody())
    }

    /// Powers of ten at the lower end of the shares and at the upper end of the hours.
    fn ends(&self) -> (i32, i32) {
        let lowest = self.products.iter().filter_map(|it| it.over).filter(|&s| s > 0.0).fold(0.01, f64::min);
        let longest = self.products.iter().map(|it| it.tail.longest_s()).fold(0.0, f64::max) / SECONDS;
        (
            (libm::floor(libm::log10(lowest)) as i32 - 1).clamp(-6, -3),
            (libm::ceil(libm::log10(longest.max(1.0))) as i32).clamp(2, 4),
        )
    }

    /// Names in one line each.
    fn names(&self) -> Vec<Name> {
        let name = |(i, it): (usize, &Product)| {
            let [share, interval] = &it.says;
            let text = format!("{}{} {share} {interval}", it.name, self.after);
            let pen = ink::series(i, 2.0);
            let name = Name::line(text.trim_end(), pen, 0.0).of(&it.name);
            if it.tail.anybody() { name } else { Name { colour: ink::BLACK, ..name } }
        };
        self.products.iter().enumerate().map(name).collect()
    }

    /// Width of the key of three lines, with the gap before it.
    fn key_width(&self, size: f64) -> f64 {
        let wide = |it: &Product| {
            let says = it.says.iter().map(|text| font::width(text, size)).fold(0.0, f64::max);
            says.max(font::width(&it.name, size) + 24.0)
        };
        self.products.iter().map(wide).fold(0.0, f64::max) + 16.0
    }
}

fn percent(exponent: i32) -> String {
    let places = usize::try_from(-exponent - 2).unwrap_or(0);
    format!("{}%", format::decimal(libm::exp10(f64::from(exponent + 2)), places))
}

fn draw(waits: &Waits, texts: &Texts, look: Look) -> String {
    let lang = texts.lang;
    let frame = Frame::new(texts, look);
    let page = frame.page;
    let (y_from, x_to) = waits.ends();
    let numbers: Vec<String> = (y_from..=0).map(percent).collect();
    let names = Names::below(page, waits.names());
    let beside =
        !page.half() && waits.products.len() <= BESIDE && waits.key_width(page.body) < page.width * 0.36;
    let (right, key_height) = if beside {
        (page.width - page.edge - waits.key_width(page.body), 0.0)
    } else {
        (page.width - page.edge - 8.0, names.height())
    };
    // The limit's text has a row of its own where the axis' unit takes most of the width.
    let rows = page.pick(1.0, 2.0);
    let top = frame.head() + rows * page.above() + page.body;
    let plot = Plot {
        left: number_room(&page, numbers.iter().map(String::as_str)),
        right,
        top,
        bottom: top + page.pick(236.0, 150.0),
    };
    let x = Log { from: -1, to: x_to, place_from: plot.left, place_to: plot.right };
    let y = Log { from: y_from, to: 0, place_from: plot.bottom, place_to: plot.top };
    let key = plot.bottom + axis_height(&page);
    frame.sheet(key + key_height + frame.foot(), |canvas| {
        let ticks: Vec<(f64, String)> =
            y.decades().zip(&numbers).map(|((_, v), n)| (y.place(v), n.clone())).collect();
        value_axis(canvas, plot, &ticks, "");
        let unit =
            lang.pick("t보다 오래 기다린 신청(GPU 신청 중 %)", "waited longer than t (% of GPU requests)");
        axis_unit(canvas, plot.top - rows * page.above(), unit);
        hour_axis(canvas, plot, &x, lang.pick("할당 대기시간 t(시간)", "wait t for cards (hours)"));
        limit_lines(canvas, waits, plot, &x, lang);
        if waits.anybody() {
            lines(canvas, waits, &x, &y);
            hot(canvas, waits, plot, &x, lang);
        } else {
            nobody(canvas, waits, plot);
        }
        if beside {
            draw_key(canvas, waits, plot);
        } else {
            names.draw(canvas, plot, |at| at, key);
        }
    })
}

fn nobody(canvas: &Canvas, waits: &Waits, plot: Plot) {
    let size = canvas.page.body;
    let middle = plot.left + (plot.right - plot.left) * 0.5;
    let lines = waits.nobody.iter().filter(|line| !line.is_empty());
    let lines = lines.flat_map(|line| super::lay::balance(line, (plot.right - plot.left) * 0.9, size));
    for (line, i) in lines.zip(0_u32..) {
        let y = plot.top + (plot.bottom - plot.top) * 0.4 + f64::from(i) * size * 1.5;
        let half = font::width(&line, size) / 2.0 + 3.0;
        canvas.block((middle - half, y - size * 0.7), (middle + half, y + size * 0.7), ink::WHITE, 1.0);
        canvas.text(&line, (middle, y), size, ink::BLACK, Anchor::Middle);
    }
}

fn lines(canvas: &Canvas, waits: &Waits, x: &Log, y: &Log) {
    for (i, it) in waits.products.iter().enumerate() {
        canvas.layer(&it.name, |canvas| curve(canvas, &it.tail, x, y, ink::series(i, 2.0)));
    }
    for (i, it) in waits.products.iter().enumerate() {
        canvas.layer(&it.name, |canvas| interval_at_limit(canvas, it, x, y, ink::hue(i)));
    }
}

/// Name, share over the limit, and its interval, right of the plot.
fn draw_key(canvas: &Canvas, waits: &Waits, plot: Plot) {
    let page = &canvas.page;
    let mut y = plot.top + page.body / 2.0;
    let x = plot.right + 16.0;
    for (i, it) in waits.products.iter().enumerate() {
        canvas.layer(&it.name, |canvas| {
            let (name_at, colour) = if it.tail.anybody() {
                sample(canvas, Mark::Line(ink::series(i, 2.2)), (x, y));
                (x + 24.0, ink::hue(i))
            } else {
                (x, ink::BLACK)
            };
            canvas.text(&it.name, (name_at, y), page.body, colour, Anchor::Start);
            for line in it.says.iter().filter(|line| !line.is_empty()) {
                y += page.line();
                canvas.text(line, (x, y), page.body, ink::GREY, Anchor::Start);
            }
        });
        y += page.body * 2.2;
    }
}

/// Powers of ten with their hours, smaller ticks between them.
pub(super) fn hour_axis(canvas: &Canvas, plot: Plot, x: &Log, unit: &str) {
    let number = |(exponent, hours): (i32, f64)| {
        (x.place(hours), format::decimal(hours, usize::try_from(-exponent).unwrap_or(0)))
    };
    bottom_axis(canvas, plot, &x.decades().map(number).collect::<Vec<_>>(), unit);
    for (_, hours) in x.decades() {
        for m in 2..10 {
            let minor = x.place(hours * f64::from(m));
            if minor < plot.right - 0.1 {
                canvas.line(&[(minor, plot.bottom), (minor, plot.bottom + 2.5)], Pen::solid(ink::GREY, 0.5));
            }
        }
    }
}

fn limit_lines(canvas: &Canvas, waits: &Waits, plot: Plot, x: &Log, lang: Lang) {
    let page = &canvas.page;
    let mut limits: Vec<f64> = waits.products.iter().filter_map(|it| it.limit_hours).collect();
    limits.sort_by(f64::total_cmp);
    limits.dedup();
    let mut free_from = f64::NEG_INFINITY;
    for hours in limits {
        let at = x.place(hours);
        canvas.line(&[(at, plot.top), (at, plot.bottom)], Pen::broken(ink::RED, 1.6, 8.0, 4.0));
        let number = phrase::hours_short(hours, lang);
        let text = say!(lang, "기준 {number}", "limit {number}");
        let half = font::width(&text, page.body) / 2.0;
        if at - half > free_from {
            canvas.text(&text, (at, plot.top - page.above()), page.body, ink::RED, Anchor::Middle);
            free_from = at + half + 3.0;
        }
    }
}

/// The share waiting longer than t, down to the bottom of the plot.
fn curve(canvas: &Canvas, tail: &Tail, x: &Log, y: &Log, pen: Pen) {
    let shortest = libm::exp10(f64::from(x.from)) * SECONDS;
    let mut points: Vec<Point> = vec![(x.place_from, y.place(tail.share_over(shortest)))];
    for (seconds, share) in tail.points() {
        if seconds <= shortest {
            continue;
        }
        let point = (x.place(seconds / SECONDS), y.place(share));
        points.push(point);
        if point.1 >= y.place_from {
            break;
        }
    }
    canvas.line(&points, pen);
}

/// The interval of the share over the limit, as a bar on the limit's line.
fn interval_at_limit(canvas: &Canvas, it: &Product, x: &Log, y: &Log, colour: plotters::style::RGBColor) {
    let (Some(limit), Some(mean), Some((lo, hi))) = (it.limit_hours, it.over, it.interval) else {
        return;
    };
    if mean <= 0.0 {
        return;
    }
    let at = x.place(limit);
    canvas.line(&[(at, y.place(lo)), (at, y.place(hi))], Pen::solid(colour, 1.4));
    for end in [lo, hi] {
        canvas.line(&[(at - 2.5, y.place(end)), (at + 2.5, y.place(end))], Pen::solid(colour, 1.2));
    }
    canvas.dot((at, y.place(mean)), 2.6, colour);
}

/// Strips around some hours tell every product's share there.
fn hot(canvas: &Canvas, waits: &Waits, plot: Plot, x: &Log, lang: Lang) {
    let most = libm::exp10(f64::from(x.to));
    let hours: Vec<f64> = POINTED.into_iter().filter(|&hours| hours <= most).collect();
    let middle = |a: f64, b: f64| f64::midpoint(x.place(a), x.place(b));
    for (i, &at) in hours.iter().enumerate() {
        let from = if i == 0 { plot.left } else { middle(hours[i - 1], at) };
        let to = hours.get(i + 1).map_or(plot.right, |&next| middle(at, next));
        let shares: Vec<String> = waits
            .products
            .iter()
            .map(|it| format!("{} {}", it.name, format::share(it.tail.share_over(at * SECONDS))))
            .collect();
        let (number, shares) = (format::plain(at), shares.join(", "));
        let text = say!(lang, "{number}시간 초과: {shares}", "over {number} h: {shares}");
        canvas.hot((from, plot.top), (to, plot.bottom), &text);
    }
}
