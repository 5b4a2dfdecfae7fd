//! Budget burn: cumulative spend by day as a fan over replications, against the cap.

use super::Fan;
use super::canvas::{Anchor, Canvas, Caption, Pen, Point, ink, sheet};
use super::frame::{
    BODY, EndLabel, Frame, MONTHS_HEIGHT, Plot, end_labels, label_room, month_axis, number_room, value_axis,
};
use super::scale::{Linear, round_steps, step_places};
use crate::format;
use crate::phrase;
use crate::words::{Lang, say};
use naru_results::Summary;
use naru_units::Epoch;

const HEIGHT: f64 = 400.0;

/// What is drawn: spend by the end of each day, over replications, in won.
pub(super) struct Burn<'a> {
    pub(super) summary: &'a Summary,
    pub(super) epoch: Epoch,
    pub(super) days: u32,
    /// One per day.
    pub(super) spend: Vec<Fan>,
}

pub(super) fn draw(burn: &Burn<'_>, footer: &str, lang: Lang) -> String {
    let budget = &burn.summary.budget;
    let cap = budget.cap_won as f64;
    let title = phrase::burn_title(burn.summary, lang);
    let remark = say!(
        lang,
        "하루가 끝날 때까지의 집행액(운영비와 VAT 포함). 띠: 사업 10회 중 9회(옅음)와 5회(짙음)가 드는 범위",
        "Spent by the end of each day, operating cost and VAT included. Bands: 9 (light) and 5 (dark) programmes in 10"
    );
    let remark = if budget.exhausted_on.given_exhausted.count > 0 {
        let strip = lang.pick(
            "주황: 빠른 5%의 소진일부터 95%까지, 그 전에 끝나면 사업 끝까지",
            "Orange: from the day by which 5% of programmes ran out to that of 95%, or the programme's end",
        );
        format!("{remark}. {strip}")
    } else {
        remark
    };
    let frame = Frame::new(&title, &remark, footer);

    let last = burn.spend.last().copied().unwrap_or_default();
    let unit = match lang {
        Lang::Ko => 1e8,
        Lang::En => 1e9,
    };
    let top = cap.max(last.p95) / unit * 1.06;
    let steps = round_steps(top);
    let places = step_places(&steps);
    let tick = |step: f64| match lang {
        Lang::Ko => format::decimal(step, places),
        Lang::En => format!("₩{}", format::decimal(step, places)),
    };
    let numbers: Vec<String> = steps.iter().map(|&s| tick(s)).collect();
    let amount = |won: f64| format::money(won, lang);
    let cap_label = {
        let cap = amount(cap);
        say!(lang, "한도 {cap}", "cap {cap}")
    };
    let median_label = {
        let median = amount(last.p50);
        say!(lang, "중앙값 {median}", "median {median}")
    };
    let half_label = {
        let range = format::range(&amount(last.p25), &amount(last.p75), lang);
        say!(lang, "10회 중 5회 {range}", "5 in 10: {range}")
    };
    let most_label = {
        let range = format::range(&amount(last.p05), &amount(last.p95), lang);
        say!(lang, "10회 중 9회 {range}", "9 in 10: {range}")
    };
    let plot = Plot {
        left: number_room(numbers.iter().map(String::as_str)),
        right: super::canvas::WIDTH
            - label_room([cap_label.as_str(), &median_label, &half_label, &most_label]),
        top: frame.head() + 26.0,
        bottom: HEIGHT - frame.foot() - MONTHS_HEIGHT,
    };
    let x = Linear { from: 0.0, to: f64::from(burn.days), place_from: plot.left, place_to: plot.right };
    let y = Linear { from: 0.0, to: top * unit, place_from: plot.bottom, place_to: plot.top };
    let line = |of: fn(&Fan) -> f64| -> Vec<Point> {
        // A day's spend is known at its end, one day right of its start.
        burn.spend.iter().zip(1_u32..).map(|(fan, day)| (x.place(f64::from(day)), y.place(of(fan)))).collect()
    };

    let description = phrase::burn_description(burn.summary, [last.p05, last.p50, last.p95], lang);
    let caption = Caption { title: &title, description: &description, language: lang.tag() };
    sheet(HEIGHT, &caption, |canvas| {
        frame.draw(canvas, HEIGHT);
        let ticks: Vec<(f64, String)> =
            steps.iter().zip(&numbers).map(|(&s, n)| (y.place(s * unit), n.clone())).collect();
        value_axis(canvas, plot, &ticks, lang.pick("집행액 누계(억 원)", "spent so far (₩ bn)"));
        exhaustion_band(canvas, burn, plot, &x, lang);
        canvas.band(&line(|f| f.p95), &line(|f| f.p05), ink::BLUE, 0.18);
        canvas.band(&line(|f| f.p75), &line(|f| f.p25), ink::BLUE, 0.32);
        canvas.line(&line(|f| f.p50), Pen::solid(ink::BLUE, 2.2));
        canvas.line(
            &[(plot.left, y.place(cap)), (plot.right, y.place(cap))],
            Pen::broken(ink::RED, 1.6, 8.0, 4.0),
        );
        month_axis(canvas, plot, &x, burn.epoch, lang);
        let end = |at: f64, text: &str, colour| EndLabel { at: y.place(at), text: text.to_owned(), colour };
        let labels = [
            end(cap, &cap_label, ink::RED),
            end(last.p50, &median_label, ink::BLUE),
            end(f64::midpoint(last.p25, last.p50), &half_label, ink::BLUE),
            end(f64::midpoint(last.p05, last.p25), &most_label, ink::BLUE),
        ];
        end_labels(canvas, &labels, plot.right, plot.top, plot.bottom - BODY);
    })
}

/// Days between which the money ends: from the day by which 5 % of programmes have ended to the one by which 95 %
/// have, or the programme's end where that many never do.
fn exhaustion_band(canvas: &Canvas<'_>, burn: &Burn<'_>, plot: Plot, x: &Linear, lang: Lang) {
    let on = &burn.summary.budget.exhausted_on;
    let text = phrase::exhausted_on(burn.summary, lang);
    let day_of = |day: naru_results::Day| burn.epoch.midnight(day.0).day() as f64;
    let from = on.p05.or(on.given_exhausted.p50).map(day_of);
    let Some(from) = from else { return };
    let to = on.p95.map_or(f64::from(burn.days), |day| day_of(day) + 1.0);
    let (left, right) = (x.place(from), x.place(to).max(x.place(from) + 1.0));
    canvas.fill(
        &[(left, plot.top), (right, plot.top), (right, plot.bottom), (left, plot.bottom)],
        ink::ORANGE,
        0.14,
    );
    for edge in [left, right] {
        canvas.line(&[(edge, plot.top), (edge, plot.bottom)], Pen::broken(ink::ORANGE, 0.8, 2.0, 2.0));
    }
    let (at, anchor) = if left > plot.left + (plot.right - plot.left) / 2.0 {
        (left - 6.0, Anchor::End)
    } else if right < plot.right - (plot.right - plot.left) / 3.0 {
        (right + 6.0, Anchor::Start)
    } else {
        (left + 6.0, Anchor::Start)
    };
    let lines = text.len() as f64;
    for (line, i) in text.iter().zip(0_u32..) {
        let y = plot.bottom - (lines - f64::from(i) - 0.5) * BODY * 1.35 - 4.0;
        canvas.text(line, (at, y), BODY, ink::ORANGE, anchor);
    }
}
