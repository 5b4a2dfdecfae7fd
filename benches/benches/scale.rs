//! How cost and memory grow with projects, cards and the length of the queue: one replication a point, each in a process of
//! its own, so that its peak of memory is its own. `just scale` writes `docs/scale.md` and `docs/scale.svg`.
//!
//! A point costs CPU time a request. Against the first point of its row it may grow as the logarithm of what grows, and by a
//! half for caches that are left behind; more ends the bench with 1.

use naru_benches::changed;
use naru_benches::clock::{cpu_time_of, median};
use naru_model::observers::{Months, Series, Waits};
use naru_model::replicate;
use naru_model::workload::Demand;
use plotters::prelude::*;
use plotters::style::register_font;
use std::fmt::Write;
use std::path::Path;
use std::process::{Command, ExitCode};

/// Replications of a point; the median counts.
const RUNS: u32 = 3;
/// Growth beside the logarithm that is put down to caches.
const CACHES: f64 = 1.5;

/// One size of what grows.
struct Point {
    file: &'static str,
    sets: Vec<String>,
    /// What the row grows in.
    size: f64,
}

/// What a point took.
#[derive(Clone, Copy)]
struct Taken {
    size: f64,
    requests: f64,
    ns_per_request: f64,
    mean_queue: f64,
    peak_mib: f64,
}

/// Servers of the baseline's pools, by supplier and pool.
const SERVERS: [(&str, &str, u32); 11] = [
    ("naru", "A100", 50),
    ("naru", "H100", 57),
    ("npu-a", "NPU-60", 12),
    ("npu-a", "NPU-120", 13),
    ("npu-a", "NPU-240", 9),
    ("npu-b", "NPU-60", 12),
    ("npu-b", "NPU-120", 13),
    ("npu-b", "NPU-240", 9),
    ("npu-c", "NPU-60", 12),
    ("npu-c", "NPU-120", 13),
    ("npu-c", "NPU-240", 8),
];
/// Projects of the baseline's products.
const PROJECTS: [(&str, u32); 6] = [
    ("gpu-39tf", 200),
    ("gpu-67tf", 150),
    ("gpu-134tf", 150),
    ("npu-60", 120),
    ("npu-120", 60),
    ("npu-240", 20),
];

fn servers(times: f64, only: &str) -> impl Iterator<Item = String> {
    SERVERS.into_iter().filter(move |(supplier, ..)| supplier.starts_with(only)).flat_map(
        move |(supplier, pool, count)| {
            let count = (f64::from(count) * times).round();
            let place = format!("fleet.{supplier}.{pool}");
            let most = (supplier == "naru").then(|| format!("{place}.maximum_servers={}", count * 2.0));
            most.into_iter().chain([format!("{place}.servers={count}")])
        },
    )
}

/// The whole programme so many times over.
fn programme(times: u32) -> Point {
    let projects =
        PROJECTS.into_iter().map(|(product, count)| format!("products.{product}.projects={}", count * times));
    let won = |path: &str, won: u64| format!("programme.budget.{path}={}", won * u64::from(times));
    let money = [
        won("cap_won", 19_800_000_000),
        won("operating_won", 800_000_000),
        won("lines_won.npu", 4_100_000_000),
    ];
    let sets = projects.chain(money).chain(servers(f64::from(times), "")).collect();
    Point { file: "baseline-2025.ron", sets, size: f64::from(700 * times) }
}

/// The baseline's people before so many times the cards.
fn cards(times: u32) -> Point {
    let sets = servers(f64::from(times), "").collect();
    Point { file: "baseline-2025.ron", sets, size: f64::from(1_268 * times) }
}

/// Ten times the baseline's people before a part of their GPU cards: up to 5,000 wait at once. The money does not end.
fn queue(share: f64, backfill: &str) -> Point {
    let more = [format!("policy.backfill={backfill}"), "programme.budget.cap_won=900_000_000_000".to_owned()];
    let sets = servers(10.0 * share, "naru").chain(more).collect();
    Point { file: "ten-times.ron", sets, size: 0.0 }
}

fn rows() -> Vec<(&'static str, &'static str, Vec<Point>)> {
    let shares = [0.5, 0.4, 0.3, 0.2, 0.1];
    let times = |all: &[u32], of: fn(u32) -> Point| all.iter().map(|times| of(*times)).collect();
    vec![
        ("projects, with cards and money", "projects", times(&[1, 2, 4, 10, 54], programme)),
        ("cards before the same people", "cards", times(&[1, 4, 16, 64], cards)),
        (
            "queue, strict order",
            "waiting on average",
            shares.iter().map(|share| queue(*share, "none")).collect(),
        ),
        ("queue, EASY", "waiting on average", shares.iter().map(|share| queue(*share, "easy")).collect()),
    ]
}

/// One replication of a point and what it took, for the process that asked.
#[expect(clippy::print_stdout, reason = "a bench tells what it measured")]
fn take(point: &Point, replication: u32) {
    let (plan, laws) = changed(point.file, &point.sets);
    let (seconds, (requests, waited_s)) = cpu_time_of(|| {
        let demand = Demand::new(&laws, 1, replication);
        let observers = ((Waits::new(&plan), Series::new(&plan)), Months::new(&plan, &demand));
        let (outcome, ((_, series), _)) = replicate(&plan, &demand, observers);
        let waited: u64 = (0..series.pools()).flat_map(|p| series.days(p)).map(|day| day.queue_s).sum();
        (outcome.requests, waited)
    });
    let queue = waited_s as f64 / plan.end.0 as f64;
    println!("{requests} {} {queue} {}", seconds * 1e9 / requests as f64, peak_mib());
}

/// Peak of this process's memory in MiB; 0 where the system does not say.
fn peak_mib() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok()).unwrap_or(0.0) / 1_024.0
}

/// A point's median over replications in processes of their own.
fn measure(row: usize, at: usize, point: &Point) -> Taken {
    let mut all: [Vec<f64>; 4] = Default::default();
    for replication in 0..RUNS {
        let program = std::env::current_exe().expect("a program knows where it stands");
        let output = Command::new(program)
            .args(["point", &row.to_string(), &at.to_string(), &replication.to_string()])
            .output()
            .expect("it can be started again");
        assert!(output.status.success(), "a point fails: {}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8(output.stdout).expect("numbers are text");
        for (values, word) in all.iter_mut().zip(text.split_whitespace()) {
            values.push(word.parse().expect("a number"));
        }
    }
    let [requests, ns_per_request, mean_queue, peak_mib] = all.each_mut().map(|values| median(values));
    let size = if point.size > 0.0 { point.size } else { mean_queue };
    Taken { size, requests, ns_per_request, mean_queue, peak_mib }
}

/// The least n log n that a growth from the first point allows, in nanoseconds a request.
fn allowed(first: &Taken, at: &Taken) -> f64 {
    let log = |size: f64| size.max(2.0).log2();
    CACHES * first.ns_per_request * (log(at.size) / log(first.size)).max(1.0)
}

type Row = (&'static str, &'static str, Vec<Taken>);

fn table(rows: &[Row]) -> String {
    let mut text = String::from(
        "| grows | size | requests | waiting on average | a request, µs | allowed, µs | peak of memory, MiB |\n|---|---|---|---|---|---|---|\n",
    );
    for (name, unit, points) in rows {
        for point in points {
            let _ = writeln!(
                text,
                "| {name} | {:.0} {unit} | {:.0} | {:.1} | {:.2} | {:.2} | {:.0} |",
                point.size,
                point.requests,
                point.mean_queue,
                point.ns_per_request / 1e3,
                allowed(&points[0], point) / 1e3,
                point.peak_mib
            );
        }
    }
    text
}

/// Cost a request over what grows, a picture a row, with what n log n allows.
fn draw(path: &Path, rows: &[Row]) -> Result<(), Box<dyn std::error::Error>> {
    let font = include_bytes!("../../sim/report/font/NaruSans-Regular.ttf");
    register_font("sans-serif", FontStyle::Normal, font).map_err(|_| "the font is one")?;
    let root = SVGBackend::new(path, (1_000, 640)).into_drawing_area();
    root.fill(&WHITE)?;
    for (area, (name, unit, points)) in root.split_evenly((2, 2)).iter().zip(rows) {
        let (from, to) = (points[0].size, points[points.len() - 1].size);
        let (least, most) = (from.min(to).max(1.0) * 0.9, from.max(to) * 1.1);
        let highest = points
            .iter()
            .map(|point| allowed(&points[0], point).max(point.ns_per_request))
            .fold(0.0, f64::max)
            / 1e3
            * 1.1;
        let mut chart = ChartBuilder::on(area)
            .caption(format!("{name}: µs a request"), ("sans-serif", 18))
            .margin(12)
            .x_label_area_size(38)
            .y_label_area_size(46)
            .build_cartesian_2d((least..most).log_scale(), 0.0..highest)?;
        chart
            .configure_mesh()
            .light_line_style(WHITE)
            .x_labels(4)
            .x_desc(*unit)
            .x_label_formatter(&|x| format!("{x:.0}"))
            .draw()?;
        let line =
            |of: &dyn Fn(&Taken) -> f64| points.iter().map(|p| (p.size, of(p) / 1e3)).collect::<Vec<_>>();
        let grey = RGBColor(120, 120, 120);
        chart.draw_series(DashedLineSeries::new(line(&|p| allowed(&points[0], p)), 5, 4, grey.into()))?;
        let blue = RGBColor(0, 90, 160);
        chart.draw_series(LineSeries::new(line(&|p| p.ns_per_request), blue.stroke_width(2)))?;
        chart.draw_series(
            line(&|p| p.ns_per_request).into_iter().map(|at| Circle::new(at, 3, blue.filled())),
        )?;
    }
    root.present()?;
    Ok(())
}

#[expect(clippy::print_stdout, reason = "a bench tells what it measured")]
fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().collect();
    let rows = rows();
    if let Some(point) = args.iter().position(|arg| arg == "point") {
        let number = |i: usize| args[point + i].parse::<usize>().expect("a number");
        take(&rows[number(1)].2[number(2)], number(3) as u32);
        return ExitCode::SUCCESS;
    }
    let mut taken: Vec<Row> = Vec::new();
    for (row, (name, unit, points)) in rows.iter().enumerate() {
        let points = points.iter().enumerate().map(|(at, point)| measure(row, at, point)).collect();
        taken.push((name, unit, points));
    }
    let text = table(&taken);
    println!("{text}");
    let docs = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs"));
    let page = docs.join("scale.md");
    let whole = std::fs::read_to_string(&page).expect("the page is there");
    let (head, _) = whole.split_once("| grows |").expect("the page has the table");
    std::fs::write(&page, format!("{head}{text}")).expect("the page can be written");
    draw(&docs.join("scale.svg"), &taken).expect("the picture can be drawn");
    let too_much = |points: &[Taken]| points.iter().any(|at| at.ns_per_request > allowed(&points[0], at));
    ExitCode::from(u8::from(taken.iter().any(|(.., points)| too_much(points))))
}
