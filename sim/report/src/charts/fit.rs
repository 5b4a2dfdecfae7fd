//! Observed lengths and the laws that were laid over them, a small panel for each group of cards.

use super::canvas::{Anchor, Canvas, Pen, Point};
use super::chart::Look;
use super::frame::{Frame, Plot, Texts};
use super::ink;
use super::page::Page;
use super::scale::{Linear, Log};
use crate::fitting;
use crate::format::{count, decimal};
use crate::words::{Lang, say};
use naru_results::{FitCurveRow, FitFigures};

/// Drawn at one width so far.
const PAGE: Page = Page::of(Look::WHOLE);
const WIDTH: f64 = PAGE.width;
const BODY: f64 = PAGE.body;
const SMALL: f64 = PAGE.small;
const COLUMNS: usize = 3;
/// Height of a panel with its title and axis.
const PANEL: f64 = 158.0;
const LEFT: f64 = 46.0;
const RIGHT: f64 = 14.0;
const GUTTER: f64 = 34.0;
/// Times that are marked below a panel: seconds, Korean, English.
const TIMES: [(f64, &str, &str); 6] = [
    (1.0, "1초", "1 s"),
    (60.0, "1분", "1 min"),
    (3_600.0, "1시간", "1 h"),
    (86_400.0, "1일", "1 d"),
    (604_800.0, "1주", "1 wk"),
    (31_536_000.0, "1년", "1 y"),
];

struct Panel<'a> {
    title: String,
    name: String,
    /// Law, KS and A²/n.
    below: String,
    ks: f64,
    n: u64,
    rows: Vec<&'a FitCurveRow>,
}

pub(super) fn draw(of: &FitFigures, rows: &[FitCurveRow], version: &str, lang: Lang) -> String {
    let panels = panels(of, rows, lang);
    let log = &of.log;
    let title = title(log, &panels, lang);
    let remark = lang.pick(
        "t 안에 끝난 비율(%). 점: 기록, 선: 맞춘 분포. 시간은 로그 눈금, KS는 둘의 가장 큰 거리",
        "Share that ended within t (%). Dots: the log; line: the fitted law. Time is logarithmic; KS is the greatest distance of the two",
    );
    let (used, days) = (count(of.rows.used as i64), decimal(of.days, 0));
    let footer = say!(
        lang,
        "{log} · 작업 {used}건 · {days}일 · naru {version}",
        "{log} · {used} jobs · {days} days · naru {version}"
    );
    let texts = Texts {
        name: "fit",
        lang,
        title,
        unit: String::new(),
        remark: remark.to_owned(),
        description: remark.to_owned(),
        notes: Vec::new(),
        footer,
    };
    let frame = Frame::new(&texts, Look::WHOLE);
    let lines = panels.len().div_ceil(COLUMNS).max(1);
    let height = frame.head() + 8.0 + lines as f64 * PANEL + frame.foot();
    let width = (WIDTH - LEFT - RIGHT - GUTTER * (COLUMNS - 1) as f64) / COLUMNS as f64;
    frame.sheet(height, |canvas| {
        let x = axis(&panels);
        for (i, panel) in panels.iter().enumerate() {
            let left = LEFT + (i % COLUMNS) as f64 * (width + GUTTER);
            let top = frame.head() + 8.0 + (i / COLUMNS) as f64 * PANEL;
            let plot = Plot { left, right: left + width, top: top + 36.0, bottom: top + PANEL - 28.0 };
            one(canvas, panel, plot, x, lang);
        }
        if panels.is_empty() {
            let says = lang.pick("맞출 만큼 긴 작업이 없음", "too few jobs to fit a law to");
            canvas.text(says, (WIDTH / 2.0, frame.head() + 60.0), BODY, ink::GREY, Anchor::Middle);
        }
    })
}

/// The law that is farthest from its rows says how far that is.
fn title(log: &str, panels: &[Panel<'_>], lang: Lang) -> String {
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

fn panels<'a>(of: &FitFigures, rows: &'a [FitCurveRow], lang: Lang) -> Vec<Panel<'a>> {
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
            ks,
            n,
            rows: rows.iter().collect(),
        })
    });
    let mut panels: Vec<Panel<'_>> = groups.collect();
    // Where all are of one group, that is drawn once.
    let same = |a: &Panel<'_>, b: &Panel<'_>| a.rows[0].of == b.rows[0].of && a.n == b.n;
    let doubles: Vec<bool> =
        (0..panels.len()).map(|i| panels[i + 1..].iter().any(|it| same(&panels[i], it))).collect();
    let mut is_double = doubles.iter();
    panels.retain(|_| !is_double.next().expect("one each"));
    panels
}

/// One axis for all panels, so that they can be compared.
fn axis(panels: &[Panel<'_>]) -> (i32, i32) {
    let seconds = || panels.iter().flat_map(|it| &it.rows).map(|row| row.seconds as f64);
    let (low, high) = (seconds().fold(f64::INFINITY, f64::min), seconds().fold(1.0, f64::max));
    let from = libm::floor(libm::log10(low.clamp(1.0, high))) as i32;
    let to = libm::ceil(libm::log10(high)) as i32;
    (from, to.max(from + 1))
}

fn one(canvas: &Canvas, panel: &Panel<'_>, plot: Plot, (from, to): (i32, i32), lang: Lang) {
    let x = Log { from, to, place_from: plot.left, place_to: plot.right };
    let y = Linear { from: 0.0, to: 1e6, place_from: plot.bottom, place_to: plot.top };
    canvas.text(&panel.title, (plot.left, plot.top - 27.0), BODY, ink::BLACK, Anchor::Start);
    canvas.text(&panel.below, (plot.left, plot.top - 12.0), SMALL, ink::GREY, Anchor::Start);
    for (ppm, number) in [(0.0, "0"), (5e5, "50"), (1e6, "100")] {
        let at = y.place(ppm);
        canvas.line(&[(plot.left, at), (plot.right, at)], Pen::solid(ink::FAINT, 0.7));
        canvas.text(number, (plot.left - 5.0, at), SMALL, ink::GREY, Anchor::End);
    }
    canvas.line(&[(plot.left, plot.bottom), (plot.right, plot.bottom)], Pen::solid(ink::GREY, 0.9));
    let (least, most) = (libm::exp10(f64::from(from)), libm::exp10(f64::from(to)));
    let mut free_from = f64::NEG_INFINITY;
    for (seconds, ko, en) in TIMES.into_iter().filter(|(s, ..)| (least..=most).contains(s)) {
        let at = x.place(seconds);
        canvas.line(&[(at, plot.top), (at, plot.bottom + 4.0)], Pen::solid(ink::FAINT, 0.7));
        canvas.line(&[(at, plot.bottom), (at, plot.bottom + 4.0)], Pen::solid(ink::GREY, 0.9));
        let text = lang.pick(ko, en);
        let half = crate::font::width(text, SMALL) / 2.0;
        if at - half > free_from {
            canvas.text(text, (at, plot.bottom + 11.0), SMALL, ink::GREY, Anchor::Middle);
            free_from = at + half + 3.0;
        }
    }
    let places = |of: fn(&FitCurveRow) -> i64| -> Vec<Point> {
        panel.rows.iter().map(|row| (x.place(row.seconds as f64), y.place(of(row) as f64))).collect()
    };
    for dot in places(|row| row.observed_ppm) {
        canvas.dot(dot, 2.0, ink::BLUE);
    }
    canvas.line(&places(|row| row.fitted_ppm), Pen::solid(ink::ORANGE, 1.1));
}
