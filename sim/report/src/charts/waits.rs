//! Share of requests that wait longer than t, by product, both axes logarithmic, with the wait limit (A2).

use super::Tail;
use super::canvas::{Anchor, Canvas, Caption, Dash, Pen, Point, WIDTH, ink, sheet};
use super::frame::{ABOVE, BODY, Frame, Plot, label_room, number_room, value_axis};
use super::scale::Log;
use crate::phrase;
use crate::words::{Lang, say};
use naru_results::{Summary, WaitFigures};
use plotters::style::RGBColor;

const HEIGHT: f64 = 380.0;
const SECONDS: f64 = 3_600.0;

/// Products are told apart by colour, by dash and by the order of the key.
const LOOKS: [(RGBColor, Dash); 4] = [
    (ink::BLUE, Dash::Solid),
    (ink::ORANGE, Dash::Broken(10.0, 3.0)),
    (ink::GREEN, Dash::Broken(4.0, 2.5)),
    (ink::BLACK, Dash::Broken(1.5, 2.0)),
];

/// What is drawn: one tail per product with a wait limit.
pub(super) struct Waits<'a> {
    pub(super) summary: &'a Summary,
    pub(super) products: Vec<(&'a WaitFigures, Tail)>,
}

pub(super) fn draw(waits: &Waits<'_>, footer: &str, lang: Lang) -> String {
    let title = phrase::waits_title(waits.summary, lang);
    let remark = lang.pick(
        "모의실험 전체의 신청 중, 할당까지 t시간보다 오래 기다린 비율. 두 축 모두 로그 눈금",
        "Of all simulated requests, the share that waited longer than t for its cards. Both axes are logarithmic",
    );
    let frame = Frame::new(&title, remark, footer);
    let somebody_waits = waits.products.iter().any(|(_, tail)| tail.anybody());

    let lowest = waits.products.iter().filter_map(|(w, _)| w.over_limit_share.mean).filter(|&s| s > 0.0);
    let lowest = lowest.fold(0.01, f64::min);
    let longest = waits.products.iter().map(|(_, tail)| tail.longest_s()).fold(0.0, f64::max) / SECONDS;
    let y_from = (libm::floor(libm::log10(lowest)) as i32 - 1).clamp(-6, -3);
    let x_to = (libm::ceil(libm::log10(longest.max(1.0))) as i32).clamp(2, 4);

    let key: Vec<[String; 3]> = waits.products.iter().map(|(w, tail)| key_lines(w, tail, lang)).collect();
    let percent = |e: i32| {
        if e >= -2 {
            format!("{:.0}%", libm::exp10(f64::from(e + 2)))
        } else {
            format!(
                "{:.*}%",
                usize::try_from(-e - 2).expect("below one per cent"),
                libm::exp10(f64::from(e + 2))
            )
        }
    };
    let numbers: Vec<String> = (y_from..=0).map(percent).collect();
    let plot = Plot {
        left: number_room(numbers.iter().map(String::as_str)),
        right: WIDTH - label_room(key.iter().flatten().map(String::as_str)) - 14.0,
        top: frame.head() + 26.0,
        bottom: HEIGHT - frame.foot() - 38.0,
    };
    let x = Log { from: -1, to: x_to, place_from: plot.left, place_to: plot.right };
    let y = Log { from: y_from, to: 0, place_from: plot.bottom, place_to: plot.top };

    let description = phrase::waits_description(waits.summary, lang);
    let caption = Caption { title: &title, description: &description, language: lang.tag() };
    sheet(HEIGHT, &caption, |canvas| {
        frame.draw(canvas, HEIGHT);
        let ticks: Vec<(f64, String)> =
            y.decades().zip(&numbers).map(|((_, v), n)| (y.place(v), n.clone())).collect();
        value_axis(
            canvas,
            plot,
            &ticks,
            lang.pick("t보다 오래 기다린 신청(신청 중 %)", "waited longer than t (% of requests)"),
        );
        hour_axis(canvas, plot, &x, lang);
        limit_line(canvas, waits, plot, &x, lang);
        if somebody_waits {
            for ((_, tail), look) in waits.products.iter().zip(LOOKS.iter().cycle()) {
                curve(canvas, tail, &x, &y, *look);
            }
            for ((w, _), look) in waits.products.iter().zip(LOOKS.iter().cycle()) {
                interval_at_limit(canvas, w, &x, &y, look.0);
            }
        } else {
            let middle = (f64::midpoint(plot.left, plot.right), plot.top + (plot.bottom - plot.top) * 0.4);
            let says = phrase::nobody_waits(waits.summary, lang);
            for (line, i) in says.iter().filter(|line| !line.is_empty()).zip(0_u32..) {
                let at = (plot.left + (middle.0 - plot.left) * 0.62, middle.1 + f64::from(i) * BODY * 1.5);
                canvas.text(line, at, BODY, ink::BLACK, Anchor::Middle);
            }
        }
        draw_key(canvas, waits, &key, plot, somebody_waits);
    })
}

/// Name, share over the limit, and its interval.
fn key_lines(w: &WaitFigures, tail: &Tail, lang: Lang) -> [String; 3] {
    let name = phrase::product(&w.product);
    if !tail.anybody() {
        return [name, lang.pick("대기 없음", "nobody waits").to_owned(), String::new()];
    }
    let limit = phrase::limit(w, lang);
    let share = phrase::share_of(&w.over_limit_share);
    let interval = phrase::share_interval(&w.over_limit_share, lang);
    [name, say!(lang, "{limit} 초과 {share}", "over {limit}: {share}"), interval]
}

fn draw_key(canvas: &Canvas<'_>, waits: &Waits<'_>, key: &[[String; 3]], plot: Plot, lines: bool) {
    let mut y = plot.top + BODY / 2.0;
    let x = plot.right + 16.0;
    for (((_, tail), texts), (colour, dash)) in waits.products.iter().zip(key).zip(LOOKS.iter().cycle()) {
        let (name_at, colour) = if lines && tail.anybody() {
            canvas.line(&[(x, y), (x + 30.0, y)], Pen { colour: *colour, width: 2.2, dash: *dash });
            (x + 36.0, *colour)
        } else {
            (x, ink::BLACK)
        };
        let [name, share, interval] = texts;
        canvas.text(name, (name_at, y), BODY, colour, Anchor::Start);
        for line in [share, interval].into_iter().filter(|line| !line.is_empty()) {
            y += BODY * 1.35;
            canvas.text(line, (x, y), BODY, ink::GREY, Anchor::Start);
        }
        y += BODY * 2.2;
    }
}

fn hour_axis(canvas: &Canvas<'_>, plot: Plot, x: &Log, lang: Lang) {
    canvas.line(&[(plot.left, plot.bottom), (plot.right, plot.bottom)], Pen::solid(ink::GREY, 0.9));
    for (exponent, hours) in x.decades() {
        let at = x.place(hours);
        canvas.line(&[(at, plot.bottom), (at, plot.bottom + 5.0)], Pen::solid(ink::GREY, 0.9));
        let number = if exponent < 0 { format!("{hours:.1}") } else { crate::format::decimal(hours, 0) };
        canvas.text(&number, (at, plot.bottom + 12.0), BODY, ink::GREY, Anchor::Middle);
        for m in 2..10 {
            let minor = x.place(hours * f64::from(m));
            if minor < plot.right - 0.1 {
                canvas.line(&[(minor, plot.bottom), (minor, plot.bottom + 2.5)], Pen::solid(ink::GREY, 0.5));
            }
        }
    }
    let unit = lang.pick("할당 대기시간 t(시간)", "wait t for cards (hours)");
    canvas.text(
        unit,
        (f64::midpoint(plot.left, plot.right), plot.bottom + 27.0),
        BODY,
        ink::GREY,
        Anchor::Middle,
    );
}

fn limit_line(canvas: &Canvas<'_>, waits: &Waits<'_>, plot: Plot, x: &Log, lang: Lang) {
    let mut limits: Vec<f64> = waits.products.iter().filter_map(|(w, _)| w.limit_hours).collect();
    limits.sort_by(f64::total_cmp);
    limits.dedup();
    for hours in limits {
        let at = x.place(hours);
        canvas.line(&[(at, plot.top), (at, plot.bottom)], Pen::broken(ink::RED, 1.6, 8.0, 4.0));
        let number = phrase::hours_short(hours, lang);
        let text = say!(lang, "기준 {number}", "limit {number}");
        canvas.text(&text, (at, plot.top - ABOVE), BODY, ink::RED, Anchor::Middle);
    }
}

/// The share waiting longer than t, down to the bottom of the plot.
fn curve(canvas: &Canvas<'_>, tail: &Tail, x: &Log, y: &Log, (colour, dash): (RGBColor, Dash)) {
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
    canvas.line(&points, Pen { colour, width: 2.0, dash });
}

/// The interval of the share over the limit, as a bar on the limit's line.
fn interval_at_limit(canvas: &Canvas<'_>, w: &WaitFigures, x: &Log, y: &Log, colour: RGBColor) {
    let over = &w.over_limit_share;
    let (Some(limit), Some(mean), Some(lo), Some(hi)) = (w.limit_hours, over.mean, over.lo, over.hi) else {
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
