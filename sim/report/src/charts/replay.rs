//! A replayed log: cards in use and jobs waiting over time, and how long jobs of which size wait.

use super::canvas::{Canvas, Pen, Point};
use super::chart::{Chart, Look};
use super::data::Tail;
use super::frame::{Frame, Plot, Texts, axis_height, axis_unit, bottom_axis, number_room, value_axis};
use super::ink;
use super::names::{Name, Names};
use super::scale::{Linear, Log, round_steps, step_places};
use super::waits::hour_axis;
use crate::format::{count, decimal, share};
use crate::replay::heading;
use crate::words::{Lang, say};
use naru_results::{CourseRow, Replayed, WaitRow};
use naru_units::{DAY, HOUR};
use plotters::style::RGBColor;

/// The most points of a line; more would only be ink.
const POINTS: usize = 600;
/// Exponents of ten of the lowest share and the shortest wait.
const LOWEST: i32 = -4;
const SHORTEST: i32 = -2;

pub(super) fn charts(of: &Replayed, course: &[CourseRow], waits: &[WaitRow], lang: Lang) -> Vec<Chart> {
    vec![course_chart(of, course, lang), waits_chart(of, waits, lang)]
}

/// Cards in use and jobs waiting, over days from the first submit.
struct Over {
    panels: [Panel; 2],
    days: f64,
    /// All cards.
    total: f64,
}

struct Panel {
    /// Day and value.
    values: Vec<Point>,
    top: f64,
    unit: String,
    colour: RGBColor,
}

fn course_chart(of: &Replayed, rows: &[CourseRow], lang: Lang) -> Chart {
    let (used, most) = (share(of.utilisation), count(of.most_waiting as i64));
    let title = if of.most_waiting == 0 {
        say!(
            lang,
            "가동률은 {used}이고, 아무도 기다리지 않음",
            "{used} of the pool is in use, and nobody waits"
        )
    } else {
        say!(
            lang,
            "가동률은 {used}이고, 한꺼번에 {most}건까지 기다림",
            "{used} of the pool is in use, and up to {most} jobs wait at once"
        )
    };
    let total = f64::from(of.machine.servers) * f64::from(of.machine.cards_per_server);
    let points = thinned(rows, of.first_submit_s);
    let queue: Vec<Point> = points.iter().map(|p| (p.0, p.2)).collect();
    let top = queue.iter().map(|v| v.1).fold(1.0, f64::max) * 1.06;
    let waiting = lang.pick("기다리는 작업(건)", "jobs waiting (number)");
    let over = Over {
        panels: [
            Panel {
                values: points.iter().map(|p| (p.0, p.1)).collect(),
                top: total * 1.06,
                unit: unit_in_use(&of.unit, lang).to_owned(),
                colour: ink::BLUE,
            },
            Panel { values: queue, top, unit: waiting.to_owned(), colour: ink::ORANGE },
        ],
        days: (of.seconds as f64 / DAY as f64).max(1.0 / 24.0),
        total,
    };
    let remark =
        lang.pick("첫 신청부터의 시간. 각 구간의 평균", "Time from the first submit. Averages of intervals");
    texts("course", title, remark, of, lang).chart(move |texts, look| draw_course(&over, texts, look))
}

fn texts(name: &'static str, title: String, remark: &str, of: &Replayed, lang: Lang) -> Texts {
    let heading = heading(of, lang);
    Texts {
        name,
        lang,
        description: format!("{title}. {heading}"),
        title,
        unit: String::new(),
        remark: remark.to_owned(),
        notes: Vec::new(),
        footer: format!("{heading} · naru {}", of.version),
    }
}

fn draw_course(of: &Over, texts: &Texts, look: Look) -> String {
    let lang = texts.lang;
    let frame = Frame::new(texts, look);
    let page = frame.page;
    let (high, between) = (page.pick(150.0, 96.0), page.above() + page.body * 1.6);
    let axes: Vec<Vec<f64>> = of.panels.iter().map(|it| round_steps(it.top)).collect();
    let numbers: Vec<String> =
        axes.iter().flat_map(|steps| steps.iter().map(|s| decimal(*s, step_places(steps)))).collect();
    let all = count(of.total as i64);
    let all = say!(lang, "전체 {all}", "all {all}");
    let names = Names::new(page, vec![Name::line(all, Pen::solid(ink::BLACK, 1.0), of.total)], high);
    let top = frame.head() + page.above() + page.body;
    let mut plot = Plot {
        left: number_room(&page, numbers.iter().map(String::as_str)),
        right: names.right(),
        top,
        bottom: top + high,
    };
    let x = Linear { from: 0.0, to: of.days, place_from: plot.left, place_to: plot.right };
    let key = top + 2.0 * high + between + axis_height(&page);
    frame.sheet(key + names.height() + frame.foot(), |canvas| {
        for ((panel, steps), i) in of.panels.iter().zip(&axes).zip(0..) {
            if i > 0 {
                plot.top = plot.bottom + between;
                plot.bottom = plot.top + high;
            }
            let y = Linear { from: 0.0, to: panel.top, place_from: plot.bottom, place_to: plot.top };
            let ticks: Vec<(f64, String)> =
                steps.iter().map(|s| (y.place(*s), decimal(*s, step_places(steps)))).collect();
            value_axis(canvas, plot, &ticks, &panel.unit);
            let line: Vec<Point> = panel.values.iter().map(|(at, v)| (x.place(*at), y.place(*v))).collect();
            canvas.line(&line, Pen::solid(panel.colour, 1.4));
            if i == 0 {
                let at = y.place(of.total);
                canvas.line(&[(plot.left, at), (plot.right, at)], Pen::solid(ink::BLACK, 1.0));
                names.draw(canvas, plot, |at| y.place(at), key);
            }
        }
        let days = round_steps(x.to);
        let ticks: Vec<(f64, String)> =
            days.iter().map(|&day| (x.place(day), decimal(day, step_places(&days)))).collect();
        bottom_axis(canvas, plot, &ticks, lang.pick("첫 신청부터(일)", "from the first submit (days)"));
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
fn waits_chart(of: &Replayed, rows: &[WaitRow], lang: Lang) -> Chart {
    let (jobs, waited) = of.waits.first().map_or((0, 0), |all| (all.jobs, all.waited));
    let waits = share(waited as f64 / jobs.max(1) as f64);
    let title = if waited == 0 {
        lang.pick("모든 작업이 신청한 때에 시작함", "Every job starts when it is submitted").to_owned()
    } else {
        say!(
            lang,
            "작업의 {waits}가 신청한 때에 시작하지 못하고 기다림",
            "{waits} of the jobs do not start when they are submitted"
        )
    };
    let tails: Vec<(String, Tail)> = of
        .waits
        .iter()
        .map(|w| {
            let rows = rows.iter().filter(|row| *row.product == *w.size);
            let tail = Tail::of(rows.map(|row| (row.bucket_from_s, row.bucket_to_s, row.count)));
            (size(&w.size, &of.unit, lang), tail)
        })
        .collect();
    let remark = lang.pick(
        "t시간보다 오래 기다린 작업의 비율, 작업의 크기별. 두 축 모두 로그 눈금",
        "Share of jobs that waited longer than t, by size. Both axes are logarithmic",
    );
    texts("waits", title, remark, of, lang).chart(move |texts, look| draw_waits(&tails, texts, look))
}

fn draw_waits(tails: &[(String, Tail)], texts: &Texts, look: Look) -> String {
    let lang = texts.lang;
    let frame = Frame::new(texts, look);
    let page = frame.page;
    let hours = HOUR as f64;
    let longest = tails.iter().map(|(_, tail)| tail.longest_s()).fold(0.0, f64::max) / hours;
    let to = (libm::ceil(libm::log10(longest.max(1.0))) as i32).clamp(1, 6);
    let percent = |e: i32| {
        let places = usize::try_from(-e - 2).unwrap_or(0);
        format!("{}%", decimal(libm::exp10(f64::from(e + 2)), places))
    };
    let numbers: Vec<String> = (LOWEST..=0).map(percent).collect();
    let key = tails.iter().enumerate();
    let names = Names::below(
        page,
        key.map(|(i, it)| Name::line(&it.0, ink::series(i, 1.8), 0.0).of(&it.0)).collect(),
    );
    let top = frame.head() + page.above() + page.body;
    let plot = Plot {
        left: number_room(&page, numbers.iter().map(String::as_str)),
        right: names.right().min(page.width - page.edge - 10.0),
        top,
        bottom: top + page.pick(236.0, 150.0),
    };
    let x = Log { from: SHORTEST, to, place_from: plot.left, place_to: plot.right };
    let y = Log { from: LOWEST, to: 0, place_from: plot.bottom, place_to: plot.top };
    let below = plot.bottom + axis_height(&page);
    frame.sheet(below + names.height() + frame.foot(), |canvas| {
        let ticks: Vec<(f64, String)> =
            y.decades().zip(&numbers).map(|((_, v), n)| (y.place(v), n.clone())).collect();
        value_axis(canvas, plot, &ticks, "");
        let unit = lang.pick("t보다 오래 기다린 작업(작업 중 %)", "waited longer than t (% of jobs)");
        axis_unit(canvas, plot.top - page.above(), unit);
        hour_axis(canvas, plot, &x, lang.pick("대기시간 t(시간)", "wait t (hours)"));
        for (i, (name, tail)) in tails.iter().enumerate() {
            canvas.layer(name, |canvas| curve(canvas, tail, (&x, &y), ink::series(i, 1.8)));
        }
        names.draw(canvas, plot, |at| at, below);
    })
}

/// The share waiting longer than t: it stays until somebody has waited just so long.
fn curve(canvas: &Canvas, tail: &Tail, (x, y): (&Log, &Log), pen: Pen) {
    let hours = HOUR as f64;
    let shortest = libm::exp10(f64::from(SHORTEST)) * hours;
    let mut points: Vec<Point> = vec![(x.place_from, y.place(tail.share_over(shortest)))];
    for (seconds, share) in tail.points().filter(|p| p.0 > shortest) {
        let before = points[points.len() - 1].1;
        points.push((x.place(seconds / hours), before));
        points.push((x.place(seconds / hours), y.place(share)));
    }
    canvas.line(&points, pen);
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
