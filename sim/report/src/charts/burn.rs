//! Budget burn: cumulative spend by day as a fan over replications, against the cap.

use super::canvas::{Anchor, Canvas, Pen, Point};
use super::chart::{Chart, Course, Look, Trace};
use super::data::{Days, Fan, spend};
use super::frame::{Frame, Plot, Texts, axis_height, month_axis, number_room, value_axis};
use super::names::{Name, Names};
use super::scale::{Linear, round_steps, step_places};
use super::{Study, footer, ink, money_unit};
use crate::format;
use crate::phrase;
use crate::programmes;
use crate::words::{Lang, say};
use naru_results::Summary;
use naru_units::{DAY, Epoch, Instant};

/// What is drawn: spend by the end of each day, over replications, in won.
struct Burn {
    epoch: Epoch,
    days: u32,
    cap: f64,
    /// One per day.
    spend: Vec<Fan>,
    /// Days between which the money ends.
    end: Option<(f64, f64)>,
    /// What is said of it.
    ends: Vec<String>,
    replications: u32,
}

pub(super) fn chart(study: &Study<'_>, lang: Lang) -> Chart {
    let summary = study.summary;
    let days = Days::of(study);
    let spend = spend(study, &days);
    let last = spend.last().copied().unwrap_or_default();
    let burn = Burn {
        epoch: days.epoch,
        days: days.count,
        cap: summary.budget.cap_won as f64,
        end: end_of_money(summary, &days),
        ends: phrase::exhausted_on(summary, lang),
        spend,
        replications: summary.replications,
    };
    let course = course(&burn, lang);
    let texts = Texts {
        name: "budget-burn",
        lang,
        title: phrase::burn_title(summary, lang),
        unit: lang.pick("(단위: 억 원, VAT 포함)", "(bn won, VAT included)").to_owned(),
        remark: remark(summary, lang),
        description: phrase::burn_description(summary, [last.p05, last.p50, last.p95], lang),
        notes: Vec::new(),
        footer: footer(study, lang),
    };
    Chart { course: Some(course), ..texts.chart(move |texts, look| draw(&burn, texts, look)) }
}

fn remark(summary: &Summary, lang: Lang) -> String {
    let [most, half] = [programmes::spread, programmes::half].map(|of| of(summary.replications, lang));
    let bands = say!(
        lang,
        "하루가 끝날 때까지의 집행액(운영비와 VAT 포함). 띠: 사업의 범위, {most}(옅음)와 {half}(짙음)",
        "Spent by the end of each day, operating cost and VAT included. Bands of programmes: {most} (light) and {half} (dark)"
    );
    if summary.budget.exhausted_on.p05.is_none() {
        return bands;
    }
    let strip = lang.pick(
        "주황: 빠른 5%의 소진일부터 95%까지, 그 전에 끝나면 사업 끝까지",
        "Orange: from the day by which 5% of programmes ran out to that of 95%, or the programme's end",
    );
    format!("{bands}. {strip}")
}

/// From the day by which 5 % of programmes have ended to the one by which 95 % have, or the programme's end where that
/// many never do.
fn end_of_money(summary: &Summary, days: &Days) -> Option<(f64, f64)> {
    let on = &summary.budget.exhausted_on;
    let day_of = |day: naru_results::Day| days.epoch.midnight(day.0).day() as f64;
    let from = on.p05.map(day_of)?;
    Some((from, on.p95.map_or(f64::from(days.count), |day| day_of(day) + 1.0)))
}

fn course(burn: &Burn, lang: Lang) -> Course {
    let (unit, name) = money_unit(lang);
    let all = |of: fn(&Fan) -> f64| burn.spend.iter().map(|fan| of(fan) / unit).collect::<Vec<f64>>();
    Course {
        start: burn.epoch.0,
        unit: name.to_owned(),
        series: vec![Trace {
            name: lang.pick("집행액 누계(중앙값)", "spent so far (median)").to_owned(),
            middle: all(|fan| fan.p50),
            band: Some((all(|fan| fan.p05), all(|fan| fan.p95))),
        }],
        limits: vec![(lang.pick("한도", "cap").to_owned(), burn.cap / unit)],
    }
}

fn names(burn: &Burn, lang: Lang) -> Vec<Name> {
    let last = burn.spend.last().copied().unwrap_or_default();
    let amount = |won: f64| format::money(won, lang);
    let (cap, median) = (amount(burn.cap), amount(last.p50));
    let half = format::range(&amount(last.p25), &amount(last.p75), lang);
    let most = format::range(&amount(last.p05), &amount(last.p95), lang);
    let [spread, middle] = [programmes::spread, programmes::half].map(|of| of(burn.replications, lang));
    let band = |text: String, strength: f64, at: f64| Name {
        colour: ink::BLUE,
        ..Name::area(text, (ink::BLUE, strength), at)
    };
    vec![
        Name::line(say!(lang, "한도 {cap}", "cap {cap}"), cap_pen(), burn.cap),
        Name::line(say!(lang, "중앙값 {median}", "median {median}"), Pen::solid(ink::BLUE, 2.2), last.p50),
        band(say!(lang, "{middle} {half}", "{middle}: {half}"), 0.45, f64::midpoint(last.p25, last.p50)),
        band(say!(lang, "{spread} {most}", "{spread}: {most}"), 0.18, f64::midpoint(last.p05, last.p25)),
    ]
}

const fn cap_pen() -> Pen {
    Pen::broken(ink::RED, 1.6, 8.0, 4.0)
}

fn draw(burn: &Burn, texts: &Texts, look: Look) -> String {
    let lang = texts.lang;
    let frame = Frame::new(texts, look);
    let page = frame.page;
    let last = burn.spend.last().copied().unwrap_or_default();
    let (unit, _) = money_unit(lang);
    let top = burn.cap.max(last.p95) / unit * 1.06;
    let steps = round_steps(top);
    let places = step_places(&steps);
    let numbers: Vec<String> = steps.iter().map(|&step| format::decimal(step, places)).collect();
    let high = page.pick(236.0, 150.0);
    let names = Names::new(page, names(burn, lang), high);
    let plot_top = frame.head() + page.above() + page.body;
    let plot = Plot {
        left: number_room(&page, numbers.iter().map(String::as_str)),
        right: names.right(),
        top: plot_top,
        bottom: plot_top + high,
    };
    let x = Linear { from: 0.0, to: f64::from(burn.days), place_from: plot.left, place_to: plot.right };
    let y = Linear { from: 0.0, to: top * unit, place_from: plot.bottom, place_to: plot.top };
    let line = |of: fn(&Fan) -> f64| -> Vec<Point> {
        // A day's spend is known at its end, one day right of its start.
        burn.spend.iter().zip(1_u32..).map(|(fan, day)| (x.place(f64::from(day)), y.place(of(fan)))).collect()
    };
    let key = plot.bottom + axis_height(&page);
    frame.sheet(key + names.height() + frame.foot(), |canvas| {
        let ticks: Vec<(f64, String)> =
            steps.iter().zip(&numbers).map(|(&s, n)| (y.place(s * unit), n.clone())).collect();
        value_axis(canvas, plot, &ticks, lang.pick("집행액 누계(억 원)", "spent so far (₩ bn)"));
        exhaustion_band(canvas, burn, plot, &x);
        canvas.band(&line(|f| f.p95), &line(|f| f.p05), ink::BLUE, 0.18);
        canvas.band(&line(|f| f.p75), &line(|f| f.p25), ink::BLUE, 0.32);
        canvas.line(&line(|f| f.p50), Pen::solid(ink::BLUE, 2.2));
        canvas.line(&[(plot.left, y.place(burn.cap)), (plot.right, y.place(burn.cap))], cap_pen());
        month_axis(canvas, plot, &x, burn.epoch, lang);
        names.draw(canvas, plot, |at| y.place(at), key);
        hot(canvas, burn, plot, &x, lang);
    })
}

/// Every week tells its last day.
fn hot(canvas: &Canvas, burn: &Burn, plot: Plot, x: &Linear, lang: Lang) {
    let most = programmes::spread(burn.replications, lang);
    for (week, i) in burn.spend.chunks(7).zip(0_u32..) {
        let days = u32::try_from(week.len()).expect("seven at most");
        let (from, to) = (f64::from(i * 7), f64::from(i * 7 + days));
        let fan = week[week.len() - 1];
        let day = burn.epoch.date(Instant(i64::from(i * 7 + days - 1) * DAY));
        let (day, middle) = (format::date(day, lang), format::money_text(fan.p50, lang));
        let range = format::range(&format::money(fan.p05, lang), &format::money(fan.p95, lang), lang);
        let text =
            say!(lang, "{day} 중앙값 {middle}({most} {range})", "{day}: median {middle} ({most}: {range})");
        canvas.hot((x.place(from), plot.top), (x.place(to), plot.bottom), &text);
    }
}

fn exhaustion_band(canvas: &Canvas, burn: &Burn, plot: Plot, x: &Linear) {
    let Some((from, to)) = burn.end else { return };
    let size = canvas.page.body;
    let (left, right) = (x.place(from), x.place(to).max(x.place(from) + 1.0));
    canvas.block((left, plot.top), (right, plot.bottom), ink::ORANGE, 0.14);
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
    let lines = burn.ends.len() as f64;
    for (line, i) in burn.ends.iter().zip(0_u32..) {
        let y = plot.bottom - (lines - f64::from(i) - 0.5) * size * 1.35 - 4.0;
        canvas.text(line, (at, y), size, ink::ORANGE, anchor);
    }
}
