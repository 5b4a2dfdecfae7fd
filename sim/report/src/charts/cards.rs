//! Cards in use by day, a panel per pool or per pools of one name: daily mean and daily peak as fans, with the floor and what is installed.

use super::Fan;
use super::canvas::{Anchor, Canvas, Caption, Pen, Point, WIDTH, ink, sheet};
use super::frame::{
    ABOVE, BODY, EndLabel, Frame, MONTHS_HEIGHT, Plot, end_labels, label_room, month_axis, number_room,
};
use super::scale::{Linear, round_steps, step_places};
use crate::format;
use crate::phrase;
use crate::tables;
use crate::words::{Lang, say};
use naru_results::Summary;
use naru_units::Epoch;

const PANEL: f64 = 104.0;
/// Height of a panel whose cards are held from start to end of use, so that a day's mean is its peak (N2).
const STEADY_PANEL: f64 = 56.0;
const BETWEEN: f64 = 32.0;

/// What is drawn.
pub(super) struct Cards<'a> {
    pub(super) summary: &'a Summary,
    pub(super) epoch: Epoch,
    pub(super) days: u32,
    pub(super) pools: Vec<Pool>,
}

/// One panel.
pub(super) struct Pool {
    /// `H100`, or `naru H100` where several suppliers have a pool of that name.
    pub(super) name: String,
    /// Day from which so many cards are installed, ascending; the first entry is day 0.
    pub(super) installed: Vec<(f64, f64)>,
    /// The call's floor (S2), where the pool is the only one of its card type.
    pub(super) floor: Option<f64>,
    /// Cards in use on average over a day, over replications: one per day.
    pub(super) mean: Vec<Fan>,
    /// Most cards in use at any second of a day: one per day.
    pub(super) peak: Vec<Fan>,
}

impl Pool {
    /// Whether the median mean and the median peak of a day are one, to the card; not on the day or two on which the
    /// money ends.
    fn steady(&self) -> bool {
        let apart = |(mean, peak): &(&Fan, &Fan)| (peak.p50 - mean.p50).abs() >= 1.0;
        self.mean.iter().zip(&self.peak).filter(apart).count() <= 2
    }

    fn height(&self) -> f64 {
        if self.steady() { STEADY_PANEL } else { PANEL }
    }

    /// Numbers beside the axis, and its end.
    fn axis(&self) -> (Vec<f64>, f64) {
        let end = highest(self) * 1.06;
        let mut steps = round_steps(end);
        if self.steady() && steps.len() > 2 {
            steps.drain(1..steps.len() - 1);
        }
        (steps, end)
    }
}

pub(super) fn draw(cards: &Cards<'_>, footer: &str, lang: Lang) -> String {
    let title = phrase::cards_title(cards.summary, lang);
    let remark = lang.pick(
        "하루 중 최대(가는 선)와 하루 평균(굵은 선)의 중앙값. 띠: 사업 10회 중 9회가 드는 범위",
        "Peak (thin) and mean (thick) of the day, medians. Bands: where 9 programmes in 10 fall",
    );
    let remark = if cards.summary.budget.exhausted_on.given_exhausted.count > 0 {
        let gone = lang.pick("0에 닿는 띠: 예산이 소진된 사업", "Down to 0: programmes whose money is gone");
        format!("{remark}. {gone}")
    } else {
        remark.to_owned()
    };
    let remark = match tables::wave_note(cards.summary, lang) {
        Some(note) => format!("{remark}. {note}"),
        None => remark,
    };
    let frame = Frame::new(&title, &remark, footer);
    let top = frame.head() + 26.0;
    let panels: f64 = cards.pools.iter().map(|pool| pool.height() + BETWEEN).sum();
    let height = (top + panels - BETWEEN + MONTHS_HEIGHT + frame.foot()).ceil();

    let axes: Vec<(Vec<f64>, f64)> = cards.pools.iter().map(Pool::axis).collect();
    let numbers =
        axes.iter().flat_map(|(steps, _)| steps.iter().map(|&s| format::decimal(s, step_places(steps))));
    let left = number_room(numbers.collect::<Vec<_>>().iter().map(String::as_str));
    let labels: Vec<Vec<(f64, String, plotters::style::RGBColor)>> =
        cards.pools.iter().map(|pool| ends(pool, lang)).collect();
    let right = WIDTH - label_room(labels.iter().flatten().map(|label| label.1.as_str()));

    let description = phrase::cards_description(cards.summary, lang);
    let caption = Caption { title: &title, description: &description, language: lang.tag() };
    sheet(height, &caption, |canvas| {
        frame.draw(canvas, height);
        let x = Linear { from: 0.0, to: f64::from(cards.days), place_from: left, place_to: right };
        let mut plot = Plot { left, right, top, bottom: top };
        for ((pool, axis), labels) in cards.pools.iter().zip(&axes).zip(&labels) {
            plot.bottom = plot.top + pool.height();
            panel(canvas, pool, axis, plot, &x, lang);
            let y = Linear { from: 0.0, to: axis.1, place_from: plot.bottom, place_to: plot.top };
            let labels: Vec<EndLabel> = labels
                .iter()
                .map(|(at, text, colour)| EndLabel { at: y.place(*at), text: text.clone(), colour: *colour })
                .collect();
            end_labels(canvas, &labels, right, plot.top - 4.0, plot.bottom);
            plot.top = plot.bottom + BETWEEN;
        }
        month_axis(canvas, plot, &x, cards.epoch, lang);
    })
}

fn highest(pool: &Pool) -> f64 {
    let drawn = pool.peak.iter().map(|fan| fan.p95);
    let lines = pool.installed.iter().map(|&(_, cards)| cards).chain(pool.floor);
    drawn.chain(lines).fold(1.0, f64::max)
}

/// Labels at the right end: what they name in cards, text, colour.
fn ends(pool: &Pool, lang: Lang) -> Vec<(f64, String, plotters::style::RGBColor)> {
    let whole = |x: f64| format::decimal(x, 0);
    let installed = pool.installed.last().map_or(0.0, |&(_, cards)| cards);
    let n = whole(installed);
    let mut out = Vec::new();
    match pool.floor {
        Some(floor) if floor.total_cmp(&installed).is_eq() => {
            out.push((installed, say!(lang, "투입 = 필요카드수 {n}", "installed = floor {n}"), ink::BLACK));
        }
        Some(floor) => {
            let f = whole(floor);
            out.push((installed, say!(lang, "투입 {n}", "installed {n}"), ink::BLACK));
            out.push((floor, say!(lang, "필요카드수 {f}", "floor {f}"), ink::RED));
        }
        None => out.push((installed, say!(lang, "투입 {n}", "installed {n}"), ink::BLACK)),
    }
    let at_end = |fans: &[Fan]| fans.last().map_or(0.0, |fan| fan.p50);
    if pool.steady() {
        out.push((at_end(&pool.mean), lang.pick("사용", "in use").to_owned(), ink::BLUE));
        return out;
    }
    out.push((at_end(&pool.peak), lang.pick("하루 중 최대", "peak of the day").to_owned(), ink::ORANGE));
    out.push((at_end(&pool.mean), lang.pick("하루 평균", "mean of the day").to_owned(), ink::BLUE));
    out
}

fn panel(
    canvas: &Canvas<'_>,
    pool: &Pool,
    (steps, end): &(Vec<f64>, f64),
    plot: Plot,
    x: &Linear,
    lang: Lang,
) {
    let y = Linear { from: 0.0, to: *end, place_from: plot.bottom, place_to: plot.top };
    for &step in steps {
        canvas.line(&[(plot.left, y.place(step)), (plot.right, y.place(step))], Pen::solid(ink::FAINT, 0.7));
        let number = format::decimal(step, step_places(steps));
        canvas.text(&number, (plot.left - 6.0, y.place(step)), BODY, ink::GREY, Anchor::End);
    }
    canvas.line(&[(plot.left, plot.bottom), (plot.right, plot.bottom)], Pen::solid(ink::GREY, 0.9));
    let name = &pool.name;
    let heading = say!(lang, "{name} 사용 카드(장)", "{name} cards in use (number)");
    canvas.text(&heading, (14.0, plot.top - ABOVE), BODY, ink::BLACK, Anchor::Start);

    let line = |fans: &[Fan], of: fn(&Fan) -> f64| -> Vec<Point> {
        fans.iter().zip(0_u32..).map(|(fan, day)| (x.place(f64::from(day) + 0.5), y.place(of(fan)))).collect()
    };
    for (fans, colour, strength) in [(&pool.peak, ink::ORANGE, 0.22), (&pool.mean, ink::BLUE, 0.22)] {
        canvas.band(&line(fans, |f| f.p95), &line(fans, |f| f.p05), colour, strength);
    }
    if !pool.steady() {
        canvas.line(&line(&pool.peak, |f| f.p50), Pen::solid(ink::ORANGE, 0.9));
    }
    canvas.line(&line(&pool.mean, |f| f.p50), Pen::solid(ink::BLUE, 2.0));
    let mut installed: Vec<Point> = Vec::new();
    for (&(day, cards), i) in pool.installed.iter().zip(1..) {
        let until = pool.installed.get(i).map_or(x.to, |next| next.0);
        installed.extend([(x.place(day), y.place(cards)), (x.place(until), y.place(cards))]);
    }
    canvas.line(&installed, Pen::solid(ink::BLACK, 1.2));
    if let Some(floor) = pool.floor {
        canvas.line(
            &[(plot.left, y.place(floor)), (plot.right, y.place(floor))],
            Pen::broken(ink::RED, 1.6, 8.0, 4.0),
        );
    }
}
