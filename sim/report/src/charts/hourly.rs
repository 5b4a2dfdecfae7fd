//! Hour of day by month: the wait within which 95 of 100 GPU requests get their cards, as a prediction for one request.

use super::canvas::{Anchor, Canvas, Pen, Point};
use super::chart::{Chart, Look};
use super::frame::{Frame, Plot, Texts, axis_height, bottom_axis, number_room};
use super::names::{Name, Names};
use super::{Study, footer, ink};
use crate::font;
use crate::format;
use crate::phrase;
use crate::words::{Lang, say};
use naru_results::HourlyRow;
use naru_units::Month;
use plotters::style::RGBColor;
use std::collections::BTreeSet;

const HOURS: u32 = 24;
/// A quantile of fewer requests is not shown: the 95th percentile of 100 rests on five of them.
const LEAST: u64 = 100;
/// Ends of the steps, in parts of the wait limit: each twice the one before.
const ENDS: [f64; 5] = [0.125, 0.25, 0.5, 1.0, 2.0];
/// How dark the steps are: nobody waits, up to each end, beyond the last.
const STRENGTHS: [f64; 7] = [0.05, 0.16, 0.3, 0.46, 0.64, 0.82, 1.0];

/// What is drawn.
struct Hourly {
    months: Vec<Month>,
    cells: Vec<HourlyRow>,
    /// Of all products, in hours.
    limit: f64,
}

/// The chart, where there are rows and somebody waits; else [`said`] has what it would show.
pub(super) fn chart(study: &Study<'_>, lang: Lang) -> Option<Chart> {
    let hourly = read(study)?;
    if hourly.is_plain() {
        return None;
    }
    let least = format::count(LEAST as i64);
    let over = phrase::hours_short(hourly.limit, lang);
    let texts = Texts {
        name: "wait-by-hour",
        lang,
        title: hourly.title(lang),
        unit: lang.pick("(단위: 시간)", "(hours)").to_owned(),
        remark: say!(
            lang,
            "신청할 자격이 생긴 달과 시각별로, GPU 신청 100건 중 95건이 할당되는 대기시간(모의실험 전체의 신청). 색의 단계는 2배씩, 붉은 테두리는 {over} 초과",
            "Wait within which 95 of 100 GPU requests get their cards, by month and hour of day (all simulated requests together). Each step of colour is twice the one before; red frames: over {over}"
        ),
        description: hourly.description(lang),
        notes: vec![say!(
            lang,
            "※ 신청이 {least}건 미만인 칸은 비움",
            "Cells of fewer than {least} requests are left blank"
        )],
        footer: footer(study, lang),
    };
    Some(texts.chart(move |texts, look| draw(&hourly, texts, look)))
}

/// The chart as a sentence, where it would show nothing but one colour.
pub(super) fn said(study: &Study<'_>, lang: Lang) -> Option<String> {
    read(study).filter(Hourly::is_plain).map(|it| it.title(lang))
}

fn read(study: &Study<'_>) -> Option<Hourly> {
    let mut cells: Vec<HourlyRow> =
        study.hourly.iter().filter(|row| &*row.product == "all" && row.hour < HOURS).cloned().collect();
    if cells.is_empty() {
        return None;
    }
    cells.sort_by_key(|row| (row.month, row.hour));
    let months: BTreeSet<Month> = cells.iter().map(|row| row.month).collect();
    let limit = study.summary.waits.iter().filter_map(|w| w.limit_hours).fold(f64::INFINITY, f64::min);
    let limit = if limit.is_finite() && limit > 0.0 { limit } else { 8.0 };
    Some(Hourly { months: months.into_iter().collect(), cells, limit })
}

/// The wait in hours; a bucket that ends at one second is of those who did not wait.
fn hours(row: &HourlyRow) -> f64 {
    if row.p95_s <= 1 { 0.0 } else { row.p95_s as f64 / 3_600.0 }
}

/// Hours with the digits that say something.
fn number(hours: f64) -> String {
    if hours <= 0.0 {
        "0".to_owned()
    } else if hours < 0.095 {
        format::decimal(hours, 2)
    } else {
        format::decimal(hours, usize::from(hours < 9.95))
    }
}

impl Hourly {
    fn shown(&self) -> impl Iterator<Item = &HourlyRow> {
        self.cells.iter().filter(|row| row.requests >= LEAST)
    }

    /// Whether every cell tells of no wait, those that are too small to be shown with them, or none is shown.
    fn is_plain(&self) -> bool {
        self.cells.iter().all(|row| hours(row) <= 0.0) || self.shown().next().is_none()
    }

    fn title(&self, lang: Lang) -> String {
        let requests: u64 = self.cells.iter().map(|row| row.requests).sum();
        let requests = format::count(requests as i64);
        let low = self.shown().map(hours).fold(f64::INFINITY, f64::min);
        let high = self.shown().map(hours).fold(0.0, f64::max);
        if !low.is_finite() {
            return say!(
                lang,
                "GPU 신청이 적어 시각별 대기시간을 말할 수 없음(신청 {requests}건)",
                "Too few GPU requests to tell waits by the hour ({requests})"
            );
        }
        if high <= 0.0 && !self.is_plain() {
            let least = format::count(LEAST as i64);
            return say!(
                lang,
                "GPU 신청이 {least}건 이상인 달과 시각에서는 100건 중 95건이 대기 없이 할당됨(신청 {requests}건)",
                "At hours and months of {least} GPU requests or more, 95 of 100 got their cards at once ({requests} requests)"
            );
        }
        if high <= 0.0 {
            return say!(
                lang,
                "어느 달 어느 시각에도 GPU 신청 100건 중 95건은 대기 없이 할당됨(신청 {requests}건)",
                "At every hour of every month, 95 of 100 GPU requests got their cards at once ({requests} requests)"
            );
        }
        let (low, high) = (number(low), number(high));
        say!(
            lang,
            "GPU 신청 100건 중 95건의 대기시간은 신청 시각에 따라 {low}~{high}시간으로 나타남(신청 {requests}건)",
            "95 of 100 GPU requests get their cards within {low} to {high} hours, by hour and month ({requests} requests)"
        )
    }

    fn description(&self, lang: Lang) -> String {
        let month = |month: &Month| {
            let of_month = || self.shown().filter(|row| row.month == *month);
            let most = of_month().max_by(|a, b| hours(a).total_cmp(&hours(b)))?;
            let (name, hour, wait) = (format::month(month.month, lang), most.hour, number(hours(most)));
            Some(say!(lang, "{name} {hour}시 {wait}시간", "{name} {hour}:00 {wait} h"))
        };
        let months: Vec<String> = self.months.iter().filter_map(month).collect();
        let months = months.join(", ");
        say!(
            lang,
            "달마다 대기가 가장 긴 시각과 그 95백분위수: {months}",
            "The hour of the longest wait of each month, with its 95th percentile: {months}"
        )
    }

    /// Which step a wait is on, and its colour.
    fn step(&self, hours: f64) -> usize {
        if hours <= 0.0 { 0 } else { 1 + ENDS.iter().filter(|&end| hours > end * self.limit).count() }
    }

    /// Names of the steps, from no wait to the longest that there is.
    fn key(&self, lang: Lang) -> Vec<Name> {
        let at = |i: usize| format::plain(ENDS[i] * self.limit);
        let last = ENDS.len();
        let text = |step: usize| match step {
            0 => lang.pick("대기 없음", "no wait").to_owned(),
            1 => {
                let to = at(0);
                say!(lang, "{to}시간 이내", "up to {to} h")
            }
            step if step == last + 1 => {
                let from = at(last - 1);
                say!(lang, "{from}시간 초과", "over {from} h")
            }
            step => {
                let (from, to) = (at(step - 2), at(step - 1));
                say!(lang, "{from}~{to}", "{from}-{to}")
            }
        };
        let most = self.shown().map(|row| self.step(hours(row))).max().unwrap_or(0);
        (0..=most).map(|step| Name::area(text(step), (ground(step), 1.0), 0.0)).collect()
    }
}

fn ground(step: usize) -> RGBColor {
    ink::on_paper(ink::BLUE, STRENGTHS[step])
}

fn draw(hourly: &Hourly, texts: &Texts, look: Look) -> String {
    let lang = texts.lang;
    let frame = Frame::new(texts, look);
    let page = frame.page;
    let names = Names::below(page, hourly.key(lang));
    let labels: Vec<String> = hourly.months.iter().map(|it| month_name(*it, &hourly.months, lang)).collect();
    let row = page.pick(20.0, 15.0);
    let top = frame.head() + 4.0;
    let plot = Plot {
        left: number_room(&page, labels.iter().map(String::as_str)),
        right: page.width - page.edge - 6.0,
        top,
        bottom: top + row * hourly.months.len() as f64,
    };
    let wide = (plot.right - plot.left) / f64::from(HOURS);
    let key = plot.bottom + axis_height(&page);
    // All cells have their numbers or none has: a few would look like the important ones.
    let widest = hourly.shown().map(|row| font::width(&number(hours(row)), page.small)).fold(0.0, f64::max);
    let written = widest <= wide - 2.0;
    frame.sheet(key + names.height() + frame.foot(), |canvas| {
        for (label, i) in labels.iter().zip(0_u32..) {
            let y = plot.top + row * (f64::from(i) + 0.5);
            canvas.text(label, (plot.left - 6.0, y), page.body, ink::GREY, Anchor::End);
        }
        for it in &hourly.cells {
            let line = hourly.months.iter().position(|month| *month == it.month).unwrap_or(0);
            let from = (plot.left + wide * f64::from(it.hour), plot.top + row * line as f64);
            let to = (from.0 + wide, from.1 + row);
            cell(canvas, hourly, it, (from, to));
            let wait = hours(it);
            if written && wait > 0.0 && it.requests >= LEAST {
                let middle = (f64::midpoint(from.0, to.0), f64::midpoint(from.1, to.1));
                let colour = ink::on(ground(hourly.step(wait)));
                canvas.text(&number(wait), middle, page.small, colour, Anchor::Middle);
            }
            // 216 texts are the larger part of the picture: the narrow one, for paper and phones, does without.
            if !page.half() {
                canvas.hot(from, to, &pointed(hourly, it, lang));
            }
        }
        let every = if page.half() { 6 } else { 3 };
        let ticks: Vec<(f64, String)> = (0..=HOURS)
            .step_by(every)
            .map(|hour| (plot.left + wide * f64::from(hour), hour.to_string()))
            .collect();
        bottom_axis(canvas, plot, &ticks, lang.pick("하루 중 시각(시)", "hour of day"));
        names.draw(canvas, plot, |at| at, key);
    })
}

/// The month, with its year where there are several.
fn month_name(month: Month, all: &[Month], lang: Lang) -> String {
    let name = format::month(month.month, lang);
    if all.iter().all(|other| other.year == month.year) {
        return name;
    }
    let year = month.year % 100;
    say!(lang, "'{year:02}.{name}", "{name} '{year:02}")
}

fn cell(canvas: &Canvas, hourly: &Hourly, it: &HourlyRow, (from, to): (Point, Point)) {
    if it.requests < LEAST {
        return;
    }
    let wait = hours(it);
    let ground = ground(hourly.step(wait));
    canvas.block((from.0 + 0.4, from.1 + 0.4), (to.0 - 0.4, to.1 - 0.4), ground, 1.0);
    if wait > hourly.limit {
        let corners = [from, (to.0, from.1), to, (from.0, to.1), from];
        canvas.line(&corners, Pen::solid(ink::RED, 1.0));
    }
}

/// What a cell tells to who points at it.
fn pointed(hourly: &Hourly, it: &HourlyRow, lang: Lang) -> String {
    let (month, hour, next) = (format::month(it.month.month, lang), it.hour, it.hour + 1);
    let requests = format::count(it.requests as i64);
    if it.requests < LEAST {
        return say!(
            lang,
            "{month} {hour}~{next}시: 신청 {requests}건",
            "{month} {hour}-{next} h: {requests} requests"
        );
    }
    let wait = number(hours(it));
    if it.late == 0 {
        return say!(
            lang,
            "{month} {hour}~{next}시: 100건 중 95건이 {wait}시간 이내(신청 {requests}건)",
            "{month} {hour}-{next} h: 95 of 100 within {wait} h ({requests} requests)"
        );
    }
    let (limit, late) = (phrase::hours_short(hourly.limit, lang), format::count(it.late as i64));
    say!(
        lang,
        "{month} {hour}~{next}시: 100건 중 95건이 {wait}시간 이내(신청 {requests}건, {limit} 초과 {late}건)",
        "{month} {hour}-{next} h: 95 of 100 within {wait} h ({requests} requests, {late} over {limit})"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(of: &[(u64, u64)]) -> Hourly {
        let month = Month { year: 2025, month: 4 };
        let cell = |((requests, p95_s), hour): (&(u64, u64), u32)| HourlyRow {
            month,
            product: "all".into(),
            hour,
            requests: *requests,
            late: 0,
            p50_s: 1,
            p90_s: 1,
            p95_s: *p95_s,
        };
        Hourly { months: vec![month], cells: of.iter().zip(0..).map(cell).collect(), limit: 8.0 }
    }

    /// A cell of 5 requests that wait is not drawn; that nobody waits at any hour is not said for it.
    #[test]
    fn no_hour_is_said_to_be_without_waits_because_it_is_small() {
        let all = cells(&[(400, 1), (5, 1)]);
        assert!(all.is_plain() && all.title(Lang::Ko).starts_with("어느 달 어느 시각에도"));
        let small = cells(&[(400, 1), (5, 7_200)]);
        assert!(!small.is_plain());
        assert_eq!(
            small.title(Lang::Ko),
            "GPU 신청이 100건 이상인 달과 시각에서는 100건 중 95건이 대기 없이 할당됨(신청 405건)"
        );
    }
}
