//! The front of two pools: combinations of which nothing can be taken away.

use super::{axis_name, footer, values};
use crate::charts::canvas::{Anchor, Canvas, Pen, Point};
use crate::charts::chart::{Chart, Look};
use crate::charts::frame::{Frame, Plot, Texts, axis_height, bottom_axis, number_room, value_axis};
use crate::charts::ink;
use crate::charts::lay::clip;
use crate::charts::scale::Linear;
use crate::font;
use crate::format;
use crate::solve;
use crate::words::{Lang, say};
use naru_results::{SolveAxis, SolveVerdict, Solved};

/// A point of the front.
#[derive(Clone, Debug)]
struct Spot {
    at: Point,
    fresh: SolveVerdict,
    /// `28대, 31대`.
    text: String,
}

#[derive(Clone, Debug)]
struct Front {
    spots: Vec<Spot>,
    now: Point,
    /// Floors of the two pools, in values of their axes.
    floors: [Option<f64>; 2],
    names: [String; 2],
    largest: bool,
}

pub(super) fn chart(of: &Solved, version: &str, lang: Lang) -> Chart {
    let [first, second] = [&of.axes[0], &of.axes[1]];
    let mut spots: Vec<Spot> = of
        .front
        .iter()
        .map(|it| Spot {
            at: (it.at[0], it.at[1]),
            fresh: it.fresh,
            text: format!(
                "{}, {}",
                solve::value(first, it.at[0], it.cards[0], lang),
                solve::value(second, it.at[1], it.cards[1], lang)
            ),
        })
        .collect();
    spots.sort_by(|a, b| a.at.0.total_cmp(&b.at.0));
    let floor = |axis: &SolveAxis| {
        let pool = axis.pool.as_ref()?;
        let floor = of.floors.iter().find(|it| it.card_type == *pool)?;
        Some(f64::from(floor.floor) / f64::from(axis.cards_per_server?))
    };
    let front = Front {
        now: (first.now, second.now),
        floors: [floor(first), floor(second)],
        names: [axis_name(first, lang), axis_name(second, lang)],
        largest: of.question.largest,
        spots,
    };
    let title = front_title(of, lang);
    let described: Vec<&str> = front.spots.iter().map(|it| it.text.as_str()).collect();
    let texts = Texts {
        name: "front",
        lang,
        description: format!("{title}. {}", described.join("; ")),
        title,
        unit: String::new(),
        remark: lang
            .pick(
                "점: 더 줄일 수 없는 조합(찬 점은 새 난수에서도 지킴, 빈 점은 보이지 못함). 파란 바탕: 그보다 많은 조합. 회색 점: 시나리오의 값",
                "Dots: combinations of which nothing can be taken away (filled: hold on fresh draws too; hollow: not shown). Blue ground: combinations with more. Grey: as in the scenario",
            )
            .to_owned(),
        notes: Vec::new(),
        footer: footer(of, version, lang),
    };
    texts.chart(move |texts, look| draw_front(&front, texts, look))
}

/// How many combinations hold, and how many of them do on fresh draws.
fn front_title(of: &Solved, lang: Lang) -> String {
    let (n, fresh) = (of.front.len(), of.front.iter().filter(|it| it.fresh == SolveVerdict::Holds).count());
    let holds = solve::holds(of, lang);
    let counted = format::counted(n as i64, "combination");
    if fresh == n {
        return say!(
            lang,
            "조합 {n}개에서 지켜지며 새 난수에서도 확인됨: {holds}",
            "{counted}, all confirmed on fresh draws: {holds}"
        );
    }
    say!(
        lang,
        "조합 {n}개에서 지켜지며 그중 {fresh}개가 새 난수에서 확인됨: {holds}",
        "{counted}, {fresh} of them confirmed on fresh draws: {holds}"
    )
}

fn draw_front(of: &Front, texts: &Texts, look: Look) -> String {
    let frame = Frame::new(texts, look);
    let page = frame.page;
    let ends = |pick: fn(&Point) -> f64, i: usize| {
        let all = of.spots.iter().map(|it| pick(&it.at)).chain([pick(&of.now)]).chain(of.floors[i]);
        let (from, to) = all.fold((f64::INFINITY, 0.0_f64), |(lo, hi), v| (lo.min(v), hi.max(v)));
        let room = (to - from).max(1.0) * 0.12;
        (from - room, to + room)
    };
    let (xs, ys) = (ends(|p| p.0, 0), ends(|p| p.1, 1));
    let rows = values(&Linear { from: ys.0, to: ys.1, place_from: 0.0, place_to: 1.0 });
    let top = frame.head() + page.above() + page.body;
    let plot = Plot {
        left: number_room(&page, rows.iter().map(|it| it.1.as_str())),
        right: page.width - page.edge - 10.0,
        top,
        bottom: top + page.pick(240.0, 170.0),
    };
    let x = Linear { from: xs.0, to: xs.1, place_from: plot.left, place_to: plot.right };
    let y = Linear { from: ys.0, to: ys.1, place_from: plot.bottom, place_to: plot.top };
    frame.sheet(plot.bottom + axis_height(&page) + frame.foot(), |canvas| {
        staircase(canvas, of, plot, (&x, &y));
        value_axis(canvas, plot, &values(&y), &clip(&of.names[1], page.inner(), page.body));
        bottom_axis(canvas, plot, &values(&x), &clip(&of.names[0], page.inner(), page.body));
        floors(canvas, of, plot, (&x, &y), texts.lang);
        let now = (x.place(of.now.0), y.place(of.now.1));
        canvas.dot(now, 4.0, ink::GREY);
        for it in &of.spots {
            let at = (x.place(it.at.0), y.place(it.at.1));
            canvas.dot(at, 4.4, ink::BLUE);
            match it.fresh {
                SolveVerdict::Holds => {}
                SolveVerdict::NotShown | SolveVerdict::Fails => canvas.dot(at, 2.6, ink::WHITE),
            }
            canvas.hot((at.0 - 6.0, at.1 - 6.0), (at.0 + 6.0, at.1 + 6.0), &it.text);
        }
        front_labels(canvas, of, plot, (&x, &y));
    })
}

/// Combinations with at least as much of both as a point of the front.
fn staircase(canvas: &Canvas, of: &Front, plot: Plot, (x, y): (&Linear, &Linear)) {
    let mut line: Vec<Point> = Vec::new();
    for it in &of.spots {
        let at = (x.place(it.at.0), y.place(it.at.1));
        let before = line.last().map_or(if of.largest { plot.bottom } else { plot.top }, |p| p.1);
        line.push((at.0, before));
        line.push(at);
    }
    let Some(last) = line.last().copied() else { return };
    line.push((plot.right, last.1));
    let mut area = line.clone();
    area.push((plot.right, if of.largest { plot.bottom } else { plot.top }));
    canvas.fill(&area, ink::BLUE, 0.12);
    canvas.line(&line, Pen::solid(ink::BLUE, 1.4));
}

fn floors(canvas: &Canvas, of: &Front, plot: Plot, (x, y): (&Linear, &Linear), lang: Lang) {
    let page = &canvas.page;
    let pen = Pen::broken(ink::RED, 1.2, 6.0, 4.0);
    let name = lang.pick("필요카드수", "floor");
    if let Some(at) = of.floors[0].map(|it| x.place(it)) {
        canvas.line(&[(at, plot.top), (at, plot.bottom)], pen);
        canvas.text(name, (at - 4.0, plot.bottom - page.body * 0.8), page.body, ink::RED, Anchor::End);
    }
    if let Some(at) = of.floors[1].map(|it| y.place(it)) {
        canvas.line(&[(plot.left, at), (plot.right, at)], pen);
        canvas.text(name, (plot.right - 4.0, at + page.body * 0.8), page.body, ink::RED, Anchor::End);
    }
}

/// Values of each point, right above it, where they touch no other.
fn front_labels(canvas: &Canvas, of: &Front, plot: Plot, (x, y): (&Linear, &Linear)) {
    let page = &canvas.page;
    let mut taken: Vec<(f64, f64, f64)> = Vec::new();
    for it in &of.spots {
        let at = (x.place(it.at.0) + 7.0, y.place(it.at.1) - page.small);
        let to = at.0 + font::width(&it.text, page.small);
        let free = taken.iter().all(|&(l, r, h)| to < l || at.0 > r || (h - at.1).abs() > page.small);
        if free && to < plot.right {
            canvas.text(&it.text, at, page.small, ink::BLACK, Anchor::Start);
            taken.push((at.0, to, at.1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    /// The title of a front says how many were confirmed, never more.
    #[test]
    fn a_front_says_how_much_of_it_was_confirmed() {
        let mut of = sample();
        assert!(
            front_title(&of, Lang::Ko)
                .starts_with("조합 1개에서 지켜지며 새 난수에서도 확인됨: 사업 100개 중")
        );
        of.front[0].fresh = SolveVerdict::NotShown;
        assert!(
            front_title(&of, Lang::Ko).starts_with("조합 1개에서 지켜지며 그중 0개가 새 난수에서 확인됨")
        );
        assert!(
            front_title(&of, Lang::En)
                .starts_with("1 combination, 0 of them confirmed on fresh draws: in 95%")
        );
    }
}
