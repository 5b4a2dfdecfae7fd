//! What each input does to the first metric of a tornado: a bar to each end, the longest first.

use super::canvas::{Anchor, Canvas, Pen};
use super::chart::Look;
use super::frame::{Frame, Texts, number_room};
use super::ink;
use super::page::Page;
use super::scale::{Linear, round_steps};
use crate::font;
use crate::metric::{Scale, label};
use crate::sweep::{chart_title, footer, input_label, scale_of, written};
use crate::words::{Lang, say};
use naru_results::{SweepDifference, SweepEnds, Swept};

/// Drawn at one width so far.
const PAGE: Page = Page::of(Look::WHOLE);
const WIDTH: f64 = PAGE.width;
const BODY: f64 = PAGE.body;
const SMALL: f64 = PAGE.small;
/// Bars that are drawn.
const MOST: usize = 15;
const ROW: f64 = 20.0;
const BAR: f64 = 10.0;

/// An input's bars.
struct Bars<'a> {
    name: &'a str,
    low: (String, Option<SweepDifference>),
    high: (String, Option<SweepDifference>),
}

pub(super) fn draw(of: &Swept, version: &str, lang: Lang) -> String {
    let metric = &of.metrics[0];
    let scale = scale_of(of, metric);
    let name = label(&metric.id, lang);
    let now = metric.estimate.mean.map_or_else(|| "-".to_owned(), |it| scale.value(it, lang));
    let title = chart_title(of, lang);
    let remark = say!(
        lang,
        "입력을 하나씩 범위의 아래 끝(주황)과 위 끝(파랑)으로 옮길 때 {name}의 차이. 지금은 {now}. 가는 선은 95% 구간",
        "{name}: difference when one input is moved to the lower (orange) or the upper end (blue) of its range. {now} as it stands. Thin lines: 95% intervals"
    );
    let bars = bars(of, lang);
    let texts = Texts {
        name: "tornado",
        lang,
        title,
        unit: String::new(),
        remark: remark.clone(),
        description: remark,
        notes: Vec::new(),
        footer: footer(of, version, lang),
    };
    let frame = Frame::new(&texts, Look::WHOLE);
    let top = frame.head() + 10.0;
    let bottom = top + ROW * bars.len().max(1) as f64;
    let height = bottom + 44.0 + frame.foot();
    let ends = || bars.iter().flat_map(|it| [&it.low.1, &it.high.1]).flatten();
    let (least, most) = ends().fold((0.0_f64, 0.0_f64), |(lo, hi), it| (lo.min(it.lo), hi.max(it.hi)));
    let room = bars.iter().flat_map(|it| [&it.low.0, &it.high.0]).map(|it| font::width(it, SMALL));
    let room = room.fold(0.0, f64::max) + 10.0;
    let x = Linear {
        from: least,
        to: most,
        place_from: number_room(&PAGE, bars.iter().map(|it| it.name)) + room,
        place_to: WIDTH - 14.0 - room,
    };
    frame.sheet(height, |canvas| {
        axis(canvas, &x, (top, bottom), &scale, lang);
        canvas.text(
            &say!(lang, "차이, {name}", "difference, {name}"),
            (f64::midpoint(x.place_from, x.place_to), bottom + 30.0),
            BODY,
            ink::GREY,
            Anchor::Middle,
        );
        for (it, i) in bars.iter().zip(0_u32..) {
            row(canvas, it, &x, top + ROW * (f64::from(i) + 0.5));
        }
        canvas.line(&[(x.place(0.0), top), (x.place(0.0), bottom)], Pen::solid(ink::BLACK, 1.2));
    })
}

fn bars(of: &Swept, lang: Lang) -> Vec<Bars<'_>> {
    let moves = |it: &SweepEnds| [&it.low, &it.high].into_iter().flatten().any(|end| end.difference != 0.0);
    of.effects
        .iter()
        .filter(|it| moves(&it.metrics[0]))
        .take(MOST)
        .map(|it| {
            let input = of.inputs.iter().find(|input| input.path == it.path);
            let end = |of: Option<&String>| of.map_or_else(String::new, |it| written(it));
            Bars {
                name: input_label(of, &it.path, lang),
                low: (end(input.and_then(|it| it.low.as_ref())), it.metrics[0].low),
                high: (end(input.and_then(|it| it.high.as_ref())), it.metrics[0].high),
            }
        })
        .collect()
}

/// Numbers below, on both sides of none.
fn axis(canvas: &Canvas, x: &Linear, (top, bottom): (f64, f64), scale: &Scale, lang: Lang) {
    let size = x.to.max(-x.from);
    let steps = round_steps(size);
    let both = steps.iter().skip(1).map(|step| -step).chain(steps.iter().copied());
    for at in both.filter(|at| (x.from..=x.to).contains(at)) {
        let place = x.place(at);
        canvas.line(&[(place, top), (place, bottom)], Pen::solid(ink::FAINT, 0.7));
        canvas.text(&scale.difference(at, lang), (place, bottom + 12.0), BODY, ink::GREY, Anchor::Middle);
    }
}

fn row(canvas: &Canvas, it: &Bars<'_>, x: &Linear, y: f64) {
    canvas.text(it.name, (14.0, y), BODY, ink::BLACK, Anchor::Start);
    // The longer below, so that two bars on one side are both seen.
    let mut ends = [(&it.low, ink::ORANGE), (&it.high, ink::BLUE)];
    let length = |end: &(String, Option<SweepDifference>)| end.1.map_or(0.0, |it| it.difference.abs());
    ends.sort_by(|a, b| length(b.0).total_cmp(&length(a.0)));
    let same_side = ends.iter().filter_map(|it| it.0.1).map(|it| it.difference >= 0.0).collect::<Vec<_>>();
    let same_side = same_side.len() == 2 && same_side[0] == same_side[1];
    for (i, ((written, end), colour)) in ends.into_iter().enumerate() {
        let Some(end) = end else { continue };
        let (from, to) = (x.place(0.0), x.place(end.difference));
        let half = if same_side && i == 1 { BAR / 4.0 } else { BAR / 2.0 };
        canvas.fill(&[(from, y - half), (to, y - half), (to, y + half), (from, y + half)], colour, 0.85);
        let (lo, hi) = (x.place(end.lo), x.place(end.hi));
        canvas.line(&[(lo, y), (hi, y)], Pen::solid(ink::BLACK, 0.8));
        for at in [lo, hi] {
            canvas.line(&[(at, y - 2.5), (at, y + 2.5)], Pen::solid(ink::BLACK, 0.8));
        }
        if same_side && i == 1 {
            continue;
        }
        if end.difference < 0.0 {
            canvas.text(written, (lo.min(to) - 5.0, y), SMALL, ink::GREY, Anchor::End);
        } else if end.difference > 0.0 {
            canvas.text(written, (hi.max(to) + 5.0, y), SMALL, ink::GREY, Anchor::Start);
        }
    }
}
