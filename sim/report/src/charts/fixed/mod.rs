//! Dynamic against fixed allocation: what one set costs by its use, and where the two cost the same.
//!
//! In per cent of the dynamic price: no price is shown.

mod data;
mod words;

use super::canvas::{Anchor, Canvas, Pen, Point};
use super::chart::{Chart, Look};
use super::frame::{Frame, Plot, Texts, axis_height, bottom_axis, number_room, value_axis};
use super::names::{Mark, Name, Names};
use super::scale::Linear;
use super::{Study, footer, ink};
use crate::format;
use crate::phrase;
use crate::words::{Lang, say};
use data::Fixed;

/// `None` where no product of the GPU line is billed by the hour, or projects come with waves.
pub(super) fn chart(study: &Study<'_>, lang: Lang) -> Option<Chart> {
    let of = Fixed::of(study)?;
    let texts = Texts {
        name: "dynamic-or-fixed",
        lang,
        title: words::title(&of, lang),
        unit: lang.pick("(단위: 동적할당 단가에 대한 %)", "(% of the dynamic price)").to_owned(),
        remark: words::remark(&of, lang),
        description: words::description(&of, lang),
        notes: words::notes(lang),
        footer: footer(study, lang),
    };
    Some(texts.chart(move |texts, look| draw(&of, texts, look)))
}

fn names(of: &Fixed, lang: Lang) -> Vec<Name> {
    let ratio = format::set_share(of.ratio);
    let mut names = vec![
        Name::line(lang.pick("동적할당: 쓴 만큼", "dynamic: what is used"), dynamic(), 1.0),
        Name::line(say!(lang, "고정할당: 늘 {ratio}", "fixed: always {ratio}"), fixed(), of.ratio),
    ];
    names.extend(of.products.iter().enumerate().map(|(i, it)| {
        let (name, billed) = (phrase::product(&it.id), format::share(it.billed.p50));
        Name {
            text: say!(lang, "{name} 과금 {billed}", "{name}: billed {billed}"),
            colour: colour(i),
            mark: Mark::Dot(colour(i)),
            at: it.billed.p50,
            series: None,
        }
    }));
    names
}

const fn dynamic() -> Pen {
    Pen::solid(ink::BLACK, 2.0)
}

const fn fixed() -> Pen {
    Pen::broken(ink::RED, 1.8, 8.0, 4.0)
}

/// Products in colours that neither line has.
fn colour(product: usize) -> plotters::style::RGBColor {
    [ink::BLUE, ink::ORANGE, ink::GREEN, ink::PURPLE][product % 4]
}

fn draw(of: &Fixed, texts: &Texts, look: Look) -> String {
    const STEPS: [f64; 5] = [0.0, 0.25, 0.5, 0.75, 1.0];
    let lang = texts.lang;
    let frame = Frame::new(texts, look);
    let page = frame.page;
    let numbers = STEPS.map(|it| format!("{:.0}%", it * 100.0));
    let top = frame.head() + page.above() + page.body;
    let high = page.pick(250.0, 170.0);
    let names = Names::new(page, names(of, lang), high);
    let plot = Plot {
        left: number_room(&page, numbers.iter().map(String::as_str)),
        right: names.right(),
        top,
        bottom: top + high,
    };
    let most = of.products.iter().map(|it| it.billed.p95).fold(1.0, f64::max);
    let x = Linear { from: 0.0, to: 1.0, place_from: plot.left, place_to: plot.right };
    let y = Linear { from: 0.0, to: most, place_from: plot.bottom, place_to: plot.top };
    let key = plot.bottom + axis_height(&page);
    frame.sheet(key + names.height() + frame.foot(), |canvas| {
        let ticks: Vec<(f64, String)> =
            STEPS.iter().zip(&numbers).map(|(it, n)| (y.place(*it), n.clone())).collect();
        value_axis(
            canvas,
            plot,
            &ticks,
            lang.pick("비용(동적할당 단가에 대한 %)", "cost (% of the dynamic price)"),
        );
        let ticks: Vec<(f64, String)> =
            STEPS.iter().zip(&numbers).map(|(it, n)| (x.place(*it), n.clone())).collect();
        bottom_axis(
            canvas,
            plot,
            &ticks,
            lang.pick("세트 이용률(지원기간 시간 중)", "use of a set (of the hours of the period)"),
        );
        canvas.line(&[(x.place(0.0), y.place(0.0)), (x.place(1.0), y.place(1.0))], dynamic());
        canvas.line(&[(plot.left, y.place(of.ratio)), (plot.right, y.place(of.ratio))], fixed());
        sides(canvas, of.ratio, &y, plot, lang);
        for (i, it) in of.products.iter().enumerate() {
            let middle = (x.place(it.used.p50), y.place(it.billed.p50));
            let pen = Pen::solid(colour(i), 1.2);
            canvas.line(&[(x.place(it.used.p05), middle.1), (x.place(it.used.p95), middle.1)], pen);
            canvas.line(&[(middle.0, y.place(it.billed.p05)), (middle.0, y.place(it.billed.p95))], pen);
            canvas.dot(middle, 3.4, colour(i));
        }
        names.draw(canvas, plot, |at| y.place(at), key);
    })
}

/// Which side is cheaper, above and below what fixed allocation costs: it is what is billed that decides, and a set is billed
/// for more than it is used.
fn sides(canvas: &Canvas, ratio: f64, y: &Linear, plot: Plot, lang: Lang) {
    let page = &canvas.page;
    // The narrow plot has no room for more before the dots.
    let texts = if page.half() {
        [
            (lang.pick("위: 고정할당이 적음", "above: fixed less"), -1.0),
            (lang.pick("아래: 동적할당이 적음", "below: dynamic less"), 1.0),
        ]
    } else {
        [
            (lang.pick("점이 이 위: 고정할당이 적음", "dots above: fixed costs less"), -1.0),
            (lang.pick("점이 이 아래: 동적할당이 적음", "dots below: dynamic costs less"), 1.0),
        ]
    };
    for (text, side) in texts {
        let at: Point = (plot.left + 6.0, y.place(ratio) + side * page.body);
        canvas.text(text, at, page.body, ink::GREY, Anchor::Start);
    }
}
