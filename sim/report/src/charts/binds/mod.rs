//! What binds: the price of a card-hour against the use of the cards, with the curve on which the money just lasts and
//! a dot for every replication.

mod data;
mod words;

use super::canvas::{Anchor, Canvas, Pen, Point};
use super::chart::{Chart, Look};
use super::frame::{Frame, Plot, Texts, axis_height, bottom_axis, number_room, value_axis};
use super::scale::{Linear, round_steps};
use super::{Study, footer, ink};
use crate::font;
use crate::format::{self, count};
use crate::words::{Lang, say};
use data::Binds;

/// Dots that are drawn: more would only be ink.
const DOTS: usize = 400;
/// Points of the curve.
const CURVE: u32 = 120;

/// `None` where there are no GPU cards, nobody uses them, or `replications.parquet` is not there. It shows a price.
pub(super) fn chart(study: &Study<'_>, lang: Lang) -> Option<Chart> {
    let of = Binds::of(study, study.replications?)?;
    let texts = Texts {
        name: "what-binds",
        lang,
        title: words::title(&of, lang),
        unit: lang
            .pick("(단위: 원/카드시간, 카드 가동률 %)", "(won a card-hour, use of the cards in %)")
            .to_owned(),
        remark: words::remark(lang).to_owned(),
        description: words::description(&of, lang),
        notes: words::notes(&of, lang),
        footer: footer(study, lang),
    };
    Some(texts.chart(move |texts, look| draw(&of, texts, look)))
}

struct Axes {
    plot: Plot,
    x: Linear,
    y: Linear,
}

impl Axes {
    fn at(&self, price: f64, share: f64) -> Point {
        (self.x.place(price), self.y.place(share))
    }

    /// From the upper edge of the plot, or the left one, to its right edge.
    fn curve(&self, of: &Binds) -> Vec<Point> {
        let from = (of.bounds.money_won / (self.y.to * of.bounds.card_hours)).max(self.x.from);
        (0..=CURVE)
            .map(|i| {
                let price = from + (self.x.to - from) * f64::from(i) / f64::from(CURVE);
                self.at(price, of.bounds.use_at(price))
            })
            .collect()
    }
}

fn draw(of: &Binds, texts: &Texts, look: Look) -> String {
    let lang = texts.lang;
    let frame = Frame::new(texts, look);
    let page = frame.page;
    let most = of.spots.iter().map(|it| it.price).fold(of.price, f64::max);
    let highest = of.spots.iter().map(|it| it.needed).fold(1.0, f64::max);
    let shares = round_steps(highest);
    let numbers: Vec<String> = shares.iter().map(|it| format!("{:.0}%", it * 100.0)).collect();
    let top = frame.head() + page.above() + page.body;
    let plot = Plot {
        left: number_room(&page, numbers.iter().map(String::as_str)),
        right: page.width - page.edge - 8.0,
        top,
        bottom: top + page.pick(250.0, 170.0),
    };
    let axes = Axes {
        plot,
        x: Linear {
            from: 0.0,
            to: (1.6 * of.price.max(of.bounds.price_of_all())).max(1.05 * most),
            place_from: plot.left,
            place_to: plot.right,
        },
        y: Linear { from: 0.0, to: highest.max(1.0), place_from: plot.bottom, place_to: plot.top },
    };
    frame.sheet(plot.bottom + axis_height(&page) + frame.foot(), |canvas| {
        regions(canvas, of, &axes);
        let ticks: Vec<(f64, String)> =
            shares.iter().zip(&numbers).map(|(it, n)| (axes.y.place(*it), n.clone())).collect();
        value_axis(canvas, plot, &ticks, lang.pick("카드 가동률", "use of the cards"));
        let prices: Vec<(f64, String)> = round_steps(axes.x.to)
            .into_iter()
            .map(|it| {
                let number = count(it.round() as i64);
                (axes.x.place(it), if lang == Lang::En { format!("₩{number}") } else { number })
            })
            .collect();
        bottom_axis(
            canvas,
            plot,
            &prices,
            lang.pick("카드시간 단가(원, VAT 포함)", "price of a card-hour (VAT included)"),
        );
        canvas.line(&axes.curve(of), Pen::solid(ink::BLACK, 2.2));
        spots(canvas, of, &axes);
        labels(canvas, of, &axes, lang);
    })
}

/// Where money ends first, and the prices at which cards do.
fn regions(canvas: &Canvas, of: &Binds, axes: &Axes) {
    let plot = axes.plot;
    let curve = axes.curve(of);
    let mut above = curve.clone();
    above.extend([(plot.right, plot.top), (curve[0].0, plot.top)]);
    canvas.fill(&above, ink::ORANGE, 0.1);
    let all = axes.x.place(of.bounds.price_of_all()).min(plot.right);
    canvas.block((plot.left, plot.top), (all, plot.bottom), ink::BLUE, 0.1);
    let pen = Pen::broken(ink::BLUE, 1.2, 4.0, 3.0);
    canvas.line(&[(all, axes.y.place(1.0)), (all, plot.bottom)], pen);
}

fn spots(canvas: &Canvas, of: &Binds, axes: &Axes) {
    let every = of.spots.len().div_ceil(DOTS).max(1);
    for spot in of.spots.iter().step_by(every) {
        let colour = if spot.gone { ink::ORANGE } else { ink::BLUE };
        canvas.dot(axes.at(spot.price, spot.needed), 1.5, colour);
    }
    let mean = axes.at(of.price, of.needed);
    canvas.dot(mean, 5.0, ink::WHITE);
    canvas.dot(mean, 4.0, ink::BLACK);
}

/// Names of the areas, the mean, and the use that the money bears.
fn labels(canvas: &Canvas, of: &Binds, axes: &Axes, lang: Lang) {
    let (page, plot) = (&canvas.page, axes.plot);
    let line = page.line();
    let write = |lines: &[&str], (x, y): Point, colour, anchor| {
        for (text, i) in lines.iter().zip(0_u32..) {
            // A text that begins too far right ends at the edge.
            let over = anchor == Anchor::Start && x + font::width(text, page.body) > page.width - page.edge;
            let (x, anchor) = if over { (page.width - page.edge, Anchor::End) } else { (x, anchor) };
            canvas.text(text, (x, y + f64::from(i) * line), page.body, colour, anchor);
        }
    };
    let all = axes.x.place(of.bounds.price_of_all()).min(plot.right);
    let first = plot.top + page.body;
    let money = lang.pick("예산이 먼저 다함", "money ends first");
    if plot.right - all > font::width(money, page.body) + 16.0 {
        write(&[money], (plot.right - 6.0, first), ink::ORANGE, Anchor::End);
    }
    let price = count(of.bounds.price_of_all().round() as i64);
    let (cards, below) =
        (lang.pick("카드가 먼저 다함", "cards end first"), say!(lang, "{price}원까지", "up to ₩{price}"));
    if all - plot.left > font::width(cards, page.body) + 8.0 {
        write(&[cards, &below], (plot.left + 6.0, plot.bottom - line - page.body), ink::BLUE, Anchor::Start);
    }
    let mean = axes.at(of.price, of.needed);
    let bears = axes.at(of.price, of.bears().min(axes.y.to));
    let (share, price) = (format::share(of.needed), count(of.price.round() as i64));
    let demand = say!(lang, "수요 평균 {share}", "mean demand {share}");
    let at = say!(lang, "({price}원)", "(at ₩{price})");
    let bears_text = format::share(of.bears());
    let bears_text = say!(lang, "버티는 가동률 {bears_text}", "money bears {bears_text}");
    // Each on the side of the curve on which it lies, so that the curve crosses neither.
    let under = of.needed < of.bears();
    let side = |left: bool| if left { (-9.0, Anchor::End) } else { (9.0, Anchor::Start) };
    let cloud = of.spots.iter().map(|it| axes.x.place(it.price));
    let (from, to) = cloud.fold((mean.0, mean.0), |(from, to), x| (from.min(x), to.max(x)));
    let (shift, anchor) = side(under);
    let beside = if under { from } else { to };
    let lowest = of.spots.iter().map(|it| axes.y.place(it.needed)).fold(mean.1, f64::max);
    let wide = font::width(&demand, page.body).max(font::width(&at, page.body));
    // Left of the cloud the text would lie over the price at which cards end: then it stands below the cloud.
    if under && all < beside && beside + shift - wide < all + 4.0 {
        let middle = mean.0.max(all + 4.0 + wide / 2.0).min(plot.right - wide / 2.0);
        write(&[&demand, &at], (middle, lowest + line), ink::BLACK, Anchor::Middle);
    } else {
        write(&[&demand, &at], (beside + shift, mean.1 - line / 2.0), ink::BLACK, anchor);
    }
    if of.bears() <= axes.y.to {
        let (shift, anchor) = side(!under);
        let beside = if under { to } else { from };
        let up = if under { -line } else { line };
        let wide = font::width(&bears_text, page.body);
        let within = match anchor {
            Anchor::Start => (beside + shift).min(page.width - page.edge - wide),
            Anchor::Middle | Anchor::End => (beside + shift).max(page.edge + wide),
        };
        // Not over the price at which cards end either.
        let (text, anchor, to) = if !under && all < bears.0 && within - wide < all + 4.0 {
            let middle = bears.0.max(all + 4.0 + wide / 2.0).min(plot.right - wide / 2.0);
            let low = lowest.max(bears.1) + line;
            ((middle, low), Anchor::Middle, (bears.0, low - line / 2.0))
        } else {
            let text = (within, bears.1 + up);
            (text, anchor, (beside + shift / 2.0, text.1))
        };
        canvas.line(&[bears, to], Pen::solid(ink::BLACK, 0.7));
        canvas.dot(bears, 3.4, ink::BLACK);
        canvas.dot(bears, 2.2, ink::WHITE);
        write(&[&bears_text], text, ink::BLACK, anchor);
    }
}
