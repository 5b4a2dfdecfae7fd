//! A replayed log: cards in use and jobs waiting over time, and how long jobs of which size wait.

use super::canvas::{Anchor, Canvas, Dash, Pen, Point};
use super::chart::Look;
use super::data::Tail;
use super::frame::{Frame, Plot, Texts, number_room, value_axis};
use super::ink;
use super::names::{Name, Names};
use super::page::Page;
use super::scale::{Linear, Log, round_steps, step_places};
use crate::font;
use crate::format::{count, decimal, share};
use crate::replay::heading;
use crate::words::{Lang, say};
use naru_results::{CourseRow, ReplayWaits, Replayed, WaitRow};
use naru_units::{DAY, HOUR};
use plotters::style::RGBColor;

/// Drawn at one width so far.
const PAGE: Page = Page::of(Look::WHOLE);
const WIDTH: f64 = PAGE.width;
const BODY: f64 = PAGE.body;
const PANEL: f64 = 150.0;
const BETWEEN: f64 = 34.0;
const AXIS: f64 = 34.0;
/// The most points of a line; more would only be ink.
const POINTS: usize = 600;

const LOOKS: [(RGBColor, Dash); 5] = [
    (ink::BLACK, Dash::Solid),
    (ink::BLUE, Dash::Solid),
    (ink::ORANGE, Dash::Broken(10.0, 3.0)),
    (ink::GREEN, Dash::Broken(4.0, 2.5)),
    (ink::RED, Dash::Broken(1.5, 2.0)),
];

/// Cards in use and jobs waiting, a panel each, over days from the first submit.
pub(super) fn course(of: &Replayed, rows: &[CourseRow], lang: Lang) -> String {
    let (used, most) = (share(of.utilisation), count(of.most_waiting as i64));
    let title = if of.most_waiting == 0 {
        say!(
            lang,
            "가동률은 {used}이고, 아무도 기다리지 않는다",
            "{used} of the pool is in use, and nobody waits"
        )
    } else {
        say!(
            lang,
            "가동률은 {used}이고, 한꺼번에 {most}건까지 기다린다",
            "{used} of the pool is in use, and up to {most} jobs wait at once"
        )
    };
    let remark =
        lang.pick("첫 신청부터의 시간. 각 구간의 평균", "Time from the first submit. Averages of intervals");
    let texts = Texts {
        name: "course",
        lang,
        title,
        unit: String::new(),
        remark: remark.to_owned(),
        description: heading(of, lang),
        notes: Vec::new(),
        footer: heading(of, lang),
    };
    let frame = Frame::new(&texts, Look::WHOLE);
    let total = f64::from(of.machine.servers) * f64::from(of.machine.cards_per_server);
    let points = thinned(rows, of.first_submit_s);
    let cards: Vec<(f64, f64)> = points.iter().map(|p| (p.0, p.1)).collect();
    let queue: Vec<(f64, f64)> = points.iter().map(|p| (p.0, p.2)).collect();
    let top_of = |values: &[(f64, f64)]| values.iter().map(|v| v.1).fold(1.0, f64::max) * 1.06;
    let panels = [
        (cards, total * 1.06, unit_in_use(&of.unit, lang), ink::BLUE),
        (queue.clone(), top_of(&queue), lang.pick("기다리는 작업(건)", "jobs waiting (number)"), ink::ORANGE),
    ];
    let axes: Vec<Vec<f64>> = panels.iter().map(|p| round_steps(p.1)).collect();
    let numbers: Vec<String> =
        axes.iter().flat_map(|steps| steps.iter().map(|s| decimal(*s, step_places(steps)))).collect();
    let all = count(total as i64);
    let label = say!(lang, "전체 {all}", "all {all}");
    let left = number_room(&PAGE, numbers.iter().map(String::as_str));
    let names = Names::new(PAGE, vec![Name::line(label, Pen::solid(ink::BLACK, 1.0), total)], PANEL);
    let right = names.right();
    let days = of.seconds as f64 / DAY as f64;
    let x = Linear { from: 0.0, to: days.max(1.0 / 24.0), place_from: left, place_to: right };
    let top = frame.head() + 26.0;
    let height = (top + 2.0 * PANEL + BETWEEN + AXIS + frame.foot()).ceil();
    frame.sheet(height, |canvas| {
        let mut plot = Plot { left, right, top, bottom: top + PANEL };
        for ((values, end, unit, colour), steps) in panels.iter().zip(&axes) {
            let y = Linear { from: 0.0, to: *end, place_from: plot.bottom, place_to: plot.top };
            let ticks: Vec<(f64, String)> =
                steps.iter().map(|s| (y.place(*s), decimal(*s, step_places(steps)))).collect();
            value_axis(canvas, plot, &ticks, unit);
            let line: Vec<Point> = values.iter().map(|(at, v)| (x.place(*at), y.place(*v))).collect();
            canvas.line(&line, Pen::solid(*colour, 1.4));
            if *colour == ink::BLUE {
                let at = y.place(total);
                canvas.line(&[(left, at), (right, at)], Pen::solid(ink::BLACK, 1.0));
                names.draw(canvas, plot, |at| y.place(at), plot.bottom);
            }
            plot.top = plot.bottom + BETWEEN;
            plot.bottom = plot.top + PANEL;
        }
        let bottom = plot.top - BETWEEN;
        canvas.line(&[(left, bottom), (right, bottom)], Pen::solid(ink::GREY, 0.9));
        for day in round_steps(x.to) {
            canvas.line(&[(x.place(day), bottom), (x.place(day), bottom + 5.0)], Pen::solid(ink::GREY, 0.9));
            let number = decimal(day, step_places(&round_steps(x.to)));
            canvas.text(&number, (x.place(day), bottom + 12.0), BODY, ink::GREY, Anchor::Middle);
        }
        let unit = lang.pick("첫 신청부터(일)", "from the first submit (days)");
        canvas.text(unit, (f64::midpoint(left, right), bottom + 27.0), BODY, ink::GREY, Anchor::Middle);
    })
}

fn unit_in_use(unit: &str, lang: Lang) -> &str {
    match unit {
        "processors" => lang.pick("사용 중인 프로세서(개)", "processors in use (number)"),
        "cards" => lang.pick("사용 중인 카드(장)", "cards in use (number)"),
        _ => lang.pick("실행 중인 작업(건)", "jobs running (number)"),
    }
}

/// Middle in days, cards and jobs waiting: averages of as many intervals together as the sheet can show.
fn thinned(rows: &[CourseRow], first: i64) -> Vec<(f64, f64, f64)> {
    let together = rows.len().div_ceil(POINTS).max(1);
    let of = |rows: &[CourseRow]| {
        let seconds: i64 = rows.iter().map(|row| row.seconds).sum();
        let middle = rows[0].from - first + seconds / 2;
        let mean = |sum: i64| sum as f64 / seconds.max(1) as f64;
        (
            middle as f64 / DAY as f64,
            mean(rows.iter().map(|row| row.card_s).sum()),
            mean(rows.iter().map(|row| row.queue_s).sum()),
        )
    };
    rows.chunks(together).map(of).collect()
}

/// Share of jobs that wait longer than t, by size, both axes logarithmic.
pub(super) fn waits(of: &Replayed, rows: &[WaitRow], lang: Lang) -> String {
    const HEIGHT: f64 = 380.0;
    let all = &of.waits[0];
    let waited = share(all.waited as f64 / all.jobs.max(1) as f64);
    let title = if all.waited == 0 {
        lang.pick("모든 작업이 신청한 때에 시작한다", "Every job starts when it is submitted").to_owned()
    } else {
        say!(
            lang,
            "작업의 {waited}가 신청한 때에 시작하지 못하고 기다린다",
            "{waited} of the jobs do not start when they are submitted"
        )
    };
    let remark = lang.pick(
        "t시간보다 오래 기다린 작업의 비율, 작업의 크기별. 두 축 모두 로그 눈금",
        "Share of jobs that waited longer than t, by size. Both axes are logarithmic",
    );
    let texts = Texts {
        name: "waits",
        lang,
        title,
        unit: String::new(),
        remark: remark.to_owned(),
        description: heading(of, lang),
        notes: Vec::new(),
        footer: heading(of, lang),
    };
    let frame = Frame::new(&texts, Look::WHOLE);
    let tails: Vec<(&ReplayWaits, Tail)> = of
        .waits
        .iter()
        .map(|w| {
            let rows = rows.iter().filter(|row| *row.product == *w.size);
            (w, Tail::of(rows.map(|row| (row.bucket_from_s, row.bucket_to_s, row.count))))
        })
        .collect();
    let hours = HOUR as f64;
    let longest = tails.iter().map(|(_, tail)| tail.longest_s()).fold(0.0, f64::max) / hours;
    let x_to = (libm::ceil(libm::log10(longest.max(1.0))) as i32).clamp(1, 6);
    let y_from = -4;
    let percent = |e: i32| {
        let places = usize::try_from(-e - 2).unwrap_or(0);
        format!("{}%", decimal(libm::exp10(f64::from(e + 2)), places))
    };
    let numbers: Vec<String> = (y_from..=0).map(percent).collect();
    let key: Vec<String> = tails.iter().map(|(w, _)| size(&w.size, &of.unit, lang)).collect();
    let plot = Plot {
        left: number_room(&PAGE, numbers.iter().map(String::as_str)),
        right: WIDTH - key.iter().map(|it| font::width(it, BODY)).fold(0.0, f64::max) - 66.0 - PAGE.edge,
        top: frame.head() + 26.0,
        bottom: HEIGHT - frame.foot() - 38.0,
    };
    let x = Log { from: -2, to: x_to, place_from: plot.left, place_to: plot.right };
    let y = Log { from: y_from, to: 0, place_from: plot.bottom, place_to: plot.top };
    frame.sheet(HEIGHT, |canvas| {
        let ticks: Vec<(f64, String)> =
            y.decades().zip(&numbers).map(|((_, v), n)| (y.place(v), n.clone())).collect();
        let unit = lang.pick("t보다 오래 기다린 작업(작업 중 %)", "waited longer than t (% of jobs)");
        value_axis(canvas, plot, &ticks, unit);
        hours_axis(canvas, plot, &x, lang);
        for (((_, tail), key), (i, look)) in tails.iter().zip(&key).zip((0_u32..).zip(LOOKS)) {
            let mut points: Vec<Point> =
                vec![(plot.left, y.place(tail.share_over(libm::exp10(-2.0) * hours)))];
            for (seconds, share) in tail.points().filter(|p| p.0 > libm::exp10(-2.0) * hours) {
                // A share stays until somebody has waited just so long.
                let before = points[points.len() - 1].1;
                points.push((x.place(seconds / hours), before));
                points.push((x.place(seconds / hours), y.place(share)));
            }
            canvas.line(&points, Pen { colour: look.0, width: 1.8, dash: look.1 });
            let at = plot.top + BODY / 2.0 + f64::from(i) * BODY * 1.8;
            let from = plot.right + 16.0;
            canvas.line(&[(from, at), (from + 30.0, at)], Pen { colour: look.0, width: 2.2, dash: look.1 });
            canvas.text(key, (from + 36.0, at), BODY, look.0, Anchor::Start);
        }
    })
}

fn size(size: &str, unit: &str, lang: Lang) -> String {
    let unit = match unit {
        "processors" => lang.pick("프로세서", "processors"),
        "cards" => lang.pick("카드", "cards"),
        _ => lang.pick("자리", "places"),
    };
    match size {
        "all" => lang.pick("전체", "all jobs").to_owned(),
        "1" => say!(lang, "{unit} 1개", "1 {unit}")
            .replace("1 processors", "1 processor")
            .replace("1 cards", "1 card"),
        open if open.ends_with('-') => {
            let from = open.trim_end_matches('-');
            say!(lang, "{unit} {from}개 이상", "{from} {unit} or more")
        }
        range => {
            let range = range.replace('-', "–");
            say!(lang, "{unit} {range}개", "{range} {unit}")
        }
    }
}

fn hours_axis(canvas: &Canvas, plot: Plot, x: &Log, lang: Lang) {
    canvas.line(&[(plot.left, plot.bottom), (plot.right, plot.bottom)], Pen::solid(ink::GREY, 0.9));
    for (exponent, hours) in x.decades() {
        let at = x.place(hours);
        canvas.line(&[(at, plot.bottom), (at, plot.bottom + 5.0)], Pen::solid(ink::GREY, 0.9));
        let number = decimal(hours, usize::try_from(-exponent).unwrap_or(0));
        canvas.text(&number, (at, plot.bottom + 12.0), BODY, ink::GREY, Anchor::Middle);
    }
    let unit = lang.pick("대기시간 t(시간)", "wait t (hours)");
    let middle = (f64::midpoint(plot.left, plot.right), plot.bottom + 27.0);
    canvas.text(unit, middle, BODY, ink::GREY, Anchor::Middle);
}
