//! Every value that was tried, with what was seen there.

use super::{axis_name, footer, values};
use crate::charts::canvas::{Anchor, Canvas, Pen};
use crate::charts::chart::{Chart, Look};
use crate::charts::frame::{Frame, Plot, Texts, axis_height, bottom_axis, number_room, value_axis};
use crate::charts::ink;
use crate::charts::scale::{Linear, round_steps, step_places};
use crate::font;
use crate::format::{count, decimal, set_share};
use crate::solve;
use crate::words::{Lang, say};
use naru_results::{SolveProbe, SolveVerdict, Solved};
use plotters::style::RGBColor;

/// 97.5 % point of the normal law.
const Z: f64 = 1.959_963_984_540_054;

/// A share with its interval (Wilson 1927) at 95 %.
fn wilson(held: u32, judged: u32) -> (f64, f64, f64) {
    let n = f64::from(judged.max(1));
    let p = f64::from(held) / n;
    let (middle, spread) = (p + Z * Z / (2.0 * n), Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt());
    let whole = 1.0 + Z * Z / n;
    (p, ((middle - spread) / whole).max(0.0), ((middle + spread) / whole).min(1.0))
}

/// What was seen at a value.
#[derive(Clone, Debug)]
struct Seen {
    at: f64,
    /// A share of programmes, or the metric in its unit.
    figure: f64,
    ends: (f64, f64),
    verdict: SolveVerdict,
    fresh: bool,
    /// `197/200`.
    text: String,
    /// Everything, for who points at it.
    whole: String,
}

#[derive(Clone, Debug)]
struct Probes {
    seen: Vec<Seen>,
    /// The share that is asked for, or the bound of the metric.
    asked: f64,
    asked_text: String,
    answer: Option<(f64, String)>,
    /// Values from this one on would reach the call's floor.
    floor: Option<(f64, String)>,
    /// Whether the figures are shares of programmes.
    shares: bool,
    /// What a number is divided by before it is written.
    unit: f64,
    y_name: String,
    x_name: String,
    range: (f64, f64),
}

fn seen(of: &Solved, probe: &SolveProbe, fresh: bool, lang: Lang) -> Option<Seen> {
    let axis = &of.axes[0];
    let (figure, ends, text) = match (probe.held, probe.mean) {
        (Some(held), _) => {
            let (p, lo, hi) = wilson(held, probe.judged);
            (p, (lo, hi), format!("{held}/{}", probe.judged))
        }
        (None, Some(mean)) => {
            let half = probe.standard_error.map_or(0.0, |se| Z * se);
            (mean, (mean - half, mean + half), solve::of_mean(of, mean, lang))
        }
        (None, None) => return None,
    };
    let (at, says) = (solve::value(axis, probe.at[0], probe.cards[0], lang), solve::verdict(probe, lang));
    let whole = format!("{at}: {text}, {says}");
    Some(Seen { at: probe.at[0], figure, ends, verdict: probe.verdict, fresh, text, whole })
}

fn read(of: &Solved, lang: Lang) -> Probes {
    let axis = &of.axes[0];
    let first = of.probes.iter().filter_map(|it| seen(of, it, false, lang));
    let fresh = of.confirmations.iter().filter_map(|it| seen(of, it, true, lang));
    let seen: Vec<Seen> = first.chain(fresh).collect();
    let question = &of.question;
    let (asked, asked_text, shares) = if let Some(share) = question.in_programmes {
        let text = set_share(share);
        (share, say!(lang, "물은 비율 {text}", "asked: {text}"), true)
    } else if pooled(of) {
        let share = quantile(of).unwrap_or(0.5);
        let text = set_share(share);
        (share, say!(lang, "물은 비율 {text}", "asked: {text}"), true)
    } else {
        let text = solve::bound(of, lang);
        (question.bound, say!(lang, "물은 값 {text}", "asked: {text}"), false)
    };
    let cards = |at: &Vec<f64>| of.probes.iter().chain(&of.confirmations).find(|it| it.at == *at)?.cards[0];
    let answer = of.answer.as_ref().map(|at| {
        let value = solve::value(axis, at[0], cards(at), lang);
        (at[0], say!(lang, "답 {value}", "answer: {value}"))
    });
    let floor = of.floors.first().zip(axis.cards_per_server).map(|(floor, cards)| {
        let n = count(floor.floor.into());
        (f64::from(floor.floor) / f64::from(cards), say!(lang, "필요카드수 {n}장", "floor: {n} cards"))
    });
    let at = || seen.iter().map(|it| it.at).chain(answer.iter().map(|it| it.0));
    let range = (at().fold(axis.high, f64::min), at().fold(axis.low, f64::max));
    let x_name = axis_name(axis, lang);
    let y_name = if question.in_programmes.is_some() {
        lang.pick("지킨 사업(사업 중 %)", "programmes that keep it (%)").to_owned()
    } else if shares {
        lang.pick("기준 안에 할당된 신청(신청 중 %)", "requests within the bound (%)").to_owned()
    } else {
        crate::metric::label(&question.metric, lang)
    };
    let unit = if shares { 0.01 } else { 1.0 / solve::scale(of).in_unit(1.0, lang) };
    Probes { seen, asked, asked_text, answer, floor, shares, unit, y_name, x_name, range }
}

/// Whether probes hold the share of requests within the bound of a pooled quantile.
fn pooled(of: &Solved) -> bool {
    of.question.metric.starts_with("waits.") && quantile(of).is_some()
}

/// 0.95 of `….p95_hours`.
fn quantile(of: &Solved) -> Option<f64> {
    let (_, figure) = of.question.metric.rsplit_once('.')?;
    figure.strip_prefix('p')?.strip_suffix("_hours")?.parse::<f64>().ok().map(|it| it / 100.0)
}

pub(super) fn chart(of: &Solved, version: &str, lang: Lang) -> Chart {
    let read = read(of, lang);
    let title = solve::answer(of, lang);
    let described: Vec<&str> = read.seen.iter().map(|it| it.whole.as_str()).collect();
    let texts = Texts {
        name: "probes",
        lang,
        description: format!("{title}. {}", described.join("; ")),
        title,
        unit: String::new(),
        remark: lang
            .pick(
                "해 본 값마다 지킨 비율과 95% 구간(하나씩 볼 때). 파란 점: 지킨다고 보임, 주황 점: 못 지킨다고 보임, 빈 점: 어느 쪽도 보이지 못함, 마름모: 새 난수",
                "What was seen at each value tried, with 95% intervals (each on its own). Blue: shown to hold, orange: shown to fail, hollow: neither, diamond: fresh draws",
            )
            .to_owned(),
        notes: vec![
            lang.pick(
                "판정은 여러 번 보아도 틀릴 확률이 정해진 검정에 따르며, 여기의 구간과 다를 수 있음",
                "Verdicts follow a test whose error covers every look, and may differ from these intervals",
            )
            .to_owned(),
        ],
        footer: footer(of, version, lang),
    };
    texts.chart(move |texts, look| draw_probes(&read, texts, look))
}

const fn verdict_colour(verdict: SolveVerdict) -> RGBColor {
    match verdict {
        SolveVerdict::Holds => ink::BLUE,
        SolveVerdict::Fails => ink::ORANGE,
        SolveVerdict::NotShown => ink::GREY,
    }
}

fn draw_probes(of: &Probes, texts: &Texts, look: Look) -> String {
    let frame = Frame::new(texts, look);
    let page = frame.page;
    let highest = of.seen.iter().map(|it| it.ends.1).fold(of.asked, f64::max);
    let lowest = of.seen.iter().map(|it| it.ends.0).fold(of.asked, f64::min);
    let (least, most) = if of.shares { (0.0, 1.0) } else { (lowest.min(0.0), highest * 1.06) };
    let steps: Vec<f64> = round_steps(most / of.unit);
    let places = step_places(&steps);
    let numbers: Vec<String> = steps
        .iter()
        .map(|it| format!("{}{}", decimal(*it, places), if of.shares { "%" } else { "" }))
        .collect();
    let top = frame.head() + page.above() + page.body + if of.shares { page.line() } else { 0.0 };
    let plot = Plot {
        left: number_room(&page, numbers.iter().map(String::as_str)),
        right: page.width - page.edge - 16.0,
        top,
        bottom: top + page.pick(220.0, 150.0),
    };
    let (from, to) = of.range;
    let wide = (to - from).max(1.0) * 0.06;
    let x = Linear { from: from - wide, to: to + wide, place_from: plot.left, place_to: plot.right };
    let y = Linear { from: least, to: most, place_from: plot.bottom, place_to: plot.top };
    frame.sheet(plot.bottom + axis_height(&page) + frame.foot(), |canvas| {
        let ticks: Vec<(f64, String)> =
            steps.iter().zip(&numbers).map(|(it, n)| (y.place(it * of.unit), n.clone())).collect();
        value_axis(
            canvas,
            Plot { top: if of.shares { top - page.line() } else { top }, ..plot },
            &ticks,
            &of.y_name,
        );
        bottom_axis(canvas, plot, &values(&x), &of.x_name);
        let mut taken = lines(canvas, of, plot, (&x, &y));
        for it in &of.seen {
            taken.push(mark(canvas, it, (&x, &y)));
        }
        for it in &of.seen {
            counts(canvas, it, (&x, &y), (&mut taken, y.place(of.asked)), plot);
        }
        asked(canvas, of, plot, y.place(of.asked), &taken);
    })
}

/// What is asked for, the answer, the floor; gives the room that the upright lines take.
fn lines(canvas: &Canvas, of: &Probes, plot: Plot, (x, y): (&Linear, &Linear)) -> Vec<Taken> {
    let page = &canvas.page;
    let at = y.place(of.asked);
    canvas.line(&[(plot.left, at), (plot.right, at)], Pen::broken(ink::RED, 1.6, 8.0, 4.0));
    let (from, to) = (x.from, x.to);
    let mut taken = Vec::new();
    let mut bottom = plot.bottom - page.body * 0.7;
    for (value, text, pen) in of
        .answer
        .iter()
        .map(|it| (it.0, &it.1, Pen::solid(ink::BLUE, 1.0)))
        .chain(of.floor.iter().map(|it| (it.0, &it.1, Pen::broken(ink::GREY, 1.0, 3.0, 3.0))))
        .filter(|it| (from..=to).contains(&it.0))
    {
        let place = x.place(value);
        canvas.line(&[(place, plot.top), (place, plot.bottom)], pen);
        let wide = font::width(text, page.body) + 6.0;
        let right = place + wide < plot.right;
        let (shift, anchor) = if right { (5.0, Anchor::Start) } else { (-5.0, Anchor::End) };
        canvas.text(text, (place + shift, bottom), page.body, pen.colour, anchor);
        bottom -= page.line();
        // Below the top alone, where counts of probes stand.
        taken.push((place - 1.0, place + 1.0, plot.top + page.body, plot.bottom));
    }
    taken
}

/// Left, right, top and bottom of something that no text may cover.
type Taken = (f64, f64, f64, f64);

/// Names what is asked for, below its line: at the first place from the left where nothing stands.
fn asked(canvas: &Canvas, of: &Probes, plot: Plot, at: f64, taken: &[Taken]) {
    let page = &canvas.page;
    let (wide, low) = (font::width(&of.asked_text, page.body), at + page.body * 0.85);
    let (top, bottom) = (low - page.body * 0.5, low + page.body * 0.5);
    let free = |left: &f64| {
        let right = left + wide + 3.0;
        taken.iter().all(|it| right < it.0 || *left - 3.0 > it.1 || bottom < it.2 || top > it.3)
    };
    let places = (0_u32..).map(|i| plot.left + 4.0 + 6.0 * f64::from(i));
    let place = places.take_while(|left| left + wide < plot.right).find(free);
    canvas.text(&of.asked_text, (place.unwrap_or(plot.left + 4.0), low), page.body, ink::RED, Anchor::Start);
}

/// Fresh draws stand beside the value's own.
fn place_of(it: &Seen, x: &Linear) -> f64 {
    x.place(it.at) + if it.fresh { 8.0 } else { 0.0 }
}

/// A probe: its interval and its point; gives the room that they take.
fn mark(canvas: &Canvas, it: &Seen, (x, y): (&Linear, &Linear)) -> Taken {
    let at = place_of(it, x);
    let colour = verdict_colour(it.verdict);
    let (middle, lo, hi) = (y.place(it.figure), y.place(it.ends.0), y.place(it.ends.1));
    canvas.line(&[(at, lo), (at, hi)], Pen::solid(colour, 1.4));
    for end in [lo, hi] {
        canvas.line(&[(at - 3.0, end), (at + 3.0, end)], Pen::solid(colour, 1.2));
    }
    if it.fresh {
        let r = 4.4;
        let diamond = [(at, middle - r), (at + r, middle), (at, middle + r), (at - r, middle)];
        canvas.fill(&diamond, colour, 1.0);
    } else {
        canvas.dot((at, middle), 3.6, colour);
    }
    if it.verdict == SolveVerdict::NotShown {
        canvas.dot((at, middle), 2.2, ink::WHITE);
    }
    canvas.hot((at - 5.0, hi - 4.0), (at + 5.0, lo + 4.0), &it.whole);
    (at - 4.0, at + 4.0, hi, lo)
}

/// A probe's counts, where there is room; never on the line of what is asked.
fn counts(
    canvas: &Canvas,
    it: &Seen,
    (x, y): (&Linear, &Linear),
    (taken, asked): (&mut Vec<Taken>, f64),
    plot: Plot,
) {
    let page = &canvas.page;
    let (at, hi) = (place_of(it, x), y.place(it.ends.1));
    // Counts stand over the plot where the interval reaches its top, else over the interval.
    let half = font::width(&it.text, page.small) / 2.0;
    let place = (hi - page.small * 0.8).max(plot.top - page.small * 0.9);
    let place = if (place - asked).abs() < page.small * 0.7 { asked - page.small * 0.8 } else { place };
    let (left, right) = (at - half - 2.0, at + half + 2.0);
    let (top, bottom) = (place - page.small / 2.0, place + page.small / 2.0);
    let free = taken.iter().all(|it| right < it.0 || left > it.1 || bottom < it.2 || top > it.3);
    if free && right < page.width {
        canvas.text(&it.text, (at, place), page.small, ink::GREY, Anchor::Middle);
        taken.push((left, right, top, bottom));
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    /// Wilson's interval of 47 of 200 as `summary.json` of the baseline has it: 0.18157 to 0.29841; of 0 of 200 the upper
    /// end is z² / (n + z²) = 3.8415 / 203.8415.
    #[test]
    fn the_interval_of_a_share_is_wilsons() {
        let (p, lo, hi) = wilson(47, 200);
        assert!((p - 0.235).abs() < 1e-12 && (lo - 0.181_574).abs() < 1e-6 && (hi - 0.298_414).abs() < 1e-6);
        let (_, lo, hi) = wilson(0, 200);
        assert!(lo.abs() < 1e-12 && (hi - 3.841_459 / 203.841_459).abs() < 1e-6);
    }

    /// By hand: 197 of 200 at 31 servers, asked 95 %; a floor of 450 cards is 56.25 servers of 8 cards.
    #[test]
    fn probes_are_read_as_they_stand() {
        let of = read(&sample(), Lang::Ko);
        let seen: Vec<(f64, &str, bool)> =
            of.seen.iter().map(|it| (it.at, it.text.as_str(), it.fresh)).collect();
        assert_eq!(seen, [(31.0, "197/200", false), (31.0, "392/400", true)]);
        assert!((of.asked - 0.95).abs() < 1e-12 && of.shares);
        assert_eq!(of.answer, Some((31.0, "답 31대(248장)".to_owned())));
        assert_eq!(of.floor, Some((56.25, "필요카드수 450장".to_owned())));
    }
}
