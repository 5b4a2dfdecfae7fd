//! Observed lengths and the laws that were laid over them, a small panel for each group of cards.

use super::canvas::{Anchor, Canvas, Pen, Point};
use super::chart::{Chart, Look};
use super::frame::{Frame, Plot, Texts};
use super::ink;
use super::lay::clip;
use super::scale::{Linear, Log};
use crate::fitting;
use crate::format::{count, decimal};
use crate::words::{Lang, say};
use naru_results::{FitCurveRow, FitFigures};

/// Times that are marked below a panel: seconds, Korean, English.
const TIMES: [(f64, &str, &str); 6] = [
    (1.0, "1초", "1 s"),
    (60.0, "1분", "1 min"),
    (3_600.0, "1시간", "1 h"),
    (86_400.0, "1일", "1 d"),
    (604_800.0, "1주", "1 wk"),
    (31_536_000.0, "1년", "1 y"),
];

struct Panel {
    title: String,
    name: String,
    /// Law, KS and A²/n.
    below: String,
    /// The same where there is little room.
    short: String,
    ks: f64,
    n: u64,
    /// What it is of: `jobs` or `sessions`.
    of: String,
    rows: Vec<FitCurveRow>,
}

pub(super) fn charts(of: &FitFigures, rows: &[FitCurveRow], version: &str, lang: Lang) -> Vec<Chart> {
    let panels = panels(of, rows, lang);
    let log = &of.log;
    let title = title(log, &panels, lang);
    let remark = lang.pick(
        "t 안에 끝난 비율(%). 점: 기록, 선: 맞춘 분포. 시간은 로그 눈금, KS는 둘의 가장 큰 거리",
        "Share that ended within t (%). Dots: the log; line: the fitted law. Time is logarithmic; KS is the greatest distance of the two",
    );
    let (used, days) = (count(of.rows.used as i64), decimal(of.days, 0));
    let described: Vec<String> = panels.iter().map(|it| format!("{}: {}", it.title, it.below)).collect();
    let texts = Texts {
        name: "fit",
        lang,
        description: format!("{title}. {}", described.join(". ")),
        title,
        unit: lang.pick("(단위: t 안에 끝난 작업 중 %)", "(% of jobs that ended within t)").to_owned(),
        remark: remark.to_owned(),
        notes: Vec::new(),
        footer: say!(
            lang,
            "{log} · 작업 {used}건 · {days}일 · naru {version}",
            "{log} · {used} jobs · {days} days · naru {version}"
        ),
    };
    vec![texts.chart(move |texts, look| draw(&panels, texts, look))]
}

fn draw(panels: &[Panel], texts: &Texts, look: Look) -> String {
    const LEFT: f64 = 32.0;
    const GUTTER: f64 = 34.0;
    let lang = texts.lang;
    let frame = Frame::new(texts, look);
    let page = frame.page;
    let columns = if page.half() { 2 } else { 3 }.min(panels.len().max(1));
    // Height of a panel with its title and axis.
    let tall = page.pick(158.0, 120.0) + page.body;
    let lines = panels.len().div_ceil(columns).max(1);
    let left = page.edge + LEFT;
    let width = (page.width - page.edge - 6.0 - left - GUTTER * (columns - 1) as f64) / columns as f64;
    frame.sheet(frame.head() + 8.0 + lines as f64 * tall + frame.foot(), |canvas| {
        let x = axis(panels);
        for (i, panel) in panels.iter().enumerate() {
            let left = left + (i % columns) as f64 * (width + GUTTER);
            let top = frame.head() + 8.0 + (i / columns) as f64 * tall;
            let plot = Plot { left, right: left + width, top: top + 36.0, bottom: top + tall - 28.0 };
            one(canvas, panel, plot, x, lang);
        }
        if panels.is_empty() {
            let says = lang.pick("맞출 만큼 긴 작업이 없음", "too few jobs to fit a law to");
            canvas.text(says, (page.width / 2.0, frame.head() + 60.0), page.body, ink::GREY, Anchor::Middle);
        }
    })
}

/// The law that is farthest from its rows says how far that is.
fn title(log: &str, panels: &[Panel], lang: Lang) -> String {
    let Some(worst) = panels.iter().max_by(|a, b| a.ks.total_cmp(&b.ks)) else {
        return say!(lang, "{log}: 분포를 맞출 작업이 너무 적음", "{log}: too few jobs to fit a law to");
    };
    let (far, name) = (decimal(worst.ks * 100.0, 1), &worst.name);
    say!(
        lang,
        "{log}: 맞춘 분포와 기록의 차이는 가장 커도 {far}%p({name})",
        "{log}: fitted laws and the log differ by at most {far} points ({name})"
    )
}

fn panels(of: &FitFigures, rows: &[FitCurveRow], lang: Lang) -> Vec<Panel> {
    let key = |row: &FitCurveRow| (row.of.to_string(), row.cards_from, row.cards_to);
    let groups = rows.chunk_by(|a, b| key(a) == key(b)).filter_map(|rows| {
        let (kind, from, to) = key(rows.first()?);
        let is = |a: u32, b: Option<u32>| i64::from(a) == from && b.map(i64::from) == to;
        let (n, ks, ad, jobs) = if kind == "jobs" {
            let it = of.lengths.iter().find(|it| is(it.cards_from, it.cards_to))?;
            let law = it.laws.iter().find(|law| *law.law == *rows[0].law)?;
            (it.used, law.ks, law.ad_per_n, true)
        } else {
            let it = of.sessions.iter().find(|it| is(it.cards_from, it.cards_to))?;
            (it.used, it.ks, it.ad_per_n, false)
        };
        let shown = count(n as i64);
        let cards = match (from, to) {
            (from, None) => say!(lang, "{from}장 이상", "{from} cards or more"),
            (1, Some(1)) => lang.pick("1장", "1 card").to_owned(),
            (from, Some(to)) if from == to => say!(lang, "{from}장", "{from} cards"),
            (from, Some(to)) => say!(lang, "{from}~{to}장", "{from} to {to} cards"),
        };
        let name = match (jobs, from, to) {
            (true, 1, None) => lang.pick("모든 작업", "all jobs").to_owned(),
            (false, 1, None) => lang.pick("모든 세션", "all sessions").to_owned(),
            (true, ..) => say!(lang, "{cards} 작업", "jobs on {cards}"),
            (false, ..) => say!(lang, "{cards} 세션", "sessions on {cards}"),
        };
        let title = say!(lang, "{name} · {shown}건", "{name} · {shown}");
        let (law, ks_text, ad) = (fitting::law(&rows[0].law, lang), decimal(ks, 3), decimal(ad, 4));
        Some(Panel {
            title,
            name,
            below: format!("{law} · KS {ks_text} · A²/n {ad}"),
            short: format!("KS {ks_text}"),
            ks,
            n,
            of: kind,
            rows: rows.to_vec(),
        })
    });
    let mut panels: Vec<Panel> = groups.collect();
    // Where all are of one group, that is drawn once.
    let same = |a: &Panel, b: &Panel| a.of == b.of && a.n == b.n;
    let doubles: Vec<bool> =
        (0..panels.len()).map(|i| panels[i + 1..].iter().any(|it| same(&panels[i], it))).collect();
    let mut is_double = doubles.iter();
    panels.retain(|_| !is_double.next().expect("one each"));
    panels
}

/// One axis for all panels, so that they can be compared.
fn axis(panels: &[Panel]) -> (i32, i32) {
    let seconds = || panels.iter().flat_map(|it| &it.rows).map(|row| row.seconds as f64);
    let (low, high) = (seconds().fold(f64::INFINITY, f64::min), seconds().fold(1.0, f64::max));
    let from = libm::floor(libm::log10(low.clamp(1.0, high))) as i32;
    let to = libm::ceil(libm::log10(high)) as i32;
    (from, to.max(from + 1))
}

fn one(canvas: &Canvas, panel: &Panel, plot: Plot, (from, to): (i32, i32), lang: Lang) {
    let x = Log { from, to, place_from: plot.left, place_to: plot.right };
    let y = Linear { from: 0.0, to: 1e6, place_from: plot.bottom, place_to: plot.top };
    let page = &canvas.page;
    let (small, room) = (page.small, (plot.right - plot.left + 28.0).min(page.width - plot.left - 1.0));
    let below = if page.half() { &panel.short } else { &panel.below };
    canvas.text(
        &clip(&panel.title, room, page.body),
        (plot.left, plot.top - 26.0),
        page.body,
        ink::BLACK,
        Anchor::Start,
    );
    canvas.text(&clip(below, room, small), (plot.left, plot.top - 12.0), small, ink::GREY, Anchor::Start);
    for (ppm, number) in [(0.0, "0"), (5e5, "50"), (1e6, "100")] {
        let at = y.place(ppm);
        canvas.line(&[(plot.left, at), (plot.right, at)], Pen::solid(ink::FAINT, 0.7));
        canvas.text(number, (plot.left - 5.0, at), small, ink::GREY, Anchor::End);
    }
    canvas.line(&[(plot.left, plot.bottom), (plot.right, plot.bottom)], Pen::solid(ink::GREY, 0.9));
    let (least, most) = (libm::exp10(f64::from(from)), libm::exp10(f64::from(to)));
    let mut free_from = f64::NEG_INFINITY;
    for (seconds, ko, en) in TIMES.into_iter().filter(|(s, ..)| (least..=most).contains(s)) {
        let at = x.place(seconds);
        canvas.line(&[(at, plot.top), (at, plot.bottom + 4.0)], Pen::solid(ink::FAINT, 0.7));
        canvas.line(&[(at, plot.bottom), (at, plot.bottom + 4.0)], Pen::solid(ink::GREY, 0.9));
        let text = lang.pick(ko, en);
        let half = crate::font::width(text, small) / 2.0;
        if at - half > free_from {
            canvas.text(text, (at, plot.bottom + 11.0), small, ink::GREY, Anchor::Middle);
            free_from = at + half + 3.0;
        }
    }
    let places = |of: fn(&FitCurveRow) -> i64| -> Vec<Point> {
        panel.rows.iter().map(|row| (x.place(row.seconds as f64), y.place(of(row) as f64))).collect()
    };
    for dot in places(|row| row.observed_ppm) {
        canvas.dot(dot, 1.7, ink::BLUE);
    }
    canvas.line(&places(|row| row.fitted_ppm), Pen::solid(ink::ORANGE, 1.1));
}
