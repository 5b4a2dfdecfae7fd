//! A guard that does not flake: ratios of CPU time beside in-process references, held against `benches/ratios.txt`.
//!
//! `just bench-gate` fails where a ratio is more than a quarter above the one committed, twice in a row; with `--accept` it
//! writes what it measures. A ratio that has become smaller is no fault, and is told. On another kind of processor than that
//! of the committed ratios, one that is above is told too, and judged by nobody: caches and widths differ.

use naru_benches::clock::{cpu_time_of, median};
use naru_benches::{flat, limit, scenario};
use naru_kernel::{Stream, Streams};
use naru_model::observers::{Months, Series, Waits};
use naru_model::replay::{Machine, replay};
use naru_model::replicate;
use naru_model::rules::allocation::{Backfill, Placement, Policy};
use naru_model::workload::{Demand, Laws, ProjectId};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::hint::black_box;
use std::path::Path;
use std::process::ExitCode;

/// Rounds in turn; the median of their ratios counts.
const ROUNDS: u32 = 9;
/// A ratio may be so many times the committed one.
const LIMIT: f64 = 1.25;
const REQUESTS: u64 = 250_000;
const JOBS: u32 = 50_000;

/// Nanoseconds of one of the units of work that is called `work`.
fn ns(call: impl FnOnce() -> u64) -> f64 {
    let (seconds, work) = cpu_time_of(call);
    seconds * 1e9 / work as f64
}

/// What is measured in one round, by name.
fn round(number: u32) -> Vec<(&'static str, f64)> {
    let floor = ns(|| limit::run(REQUESTS, u64::from(number)).requests);
    let mut ratios = Vec::new();
    for (file, heard, unheard) in [
        ("baseline-2025.ron", "baseline heard / floor", "baseline unheard / floor"),
        ("baseline-full.ron", "everything on, heard / floor", "everything on, unheard / floor"),
    ] {
        let (plan, laws) = scenario(file);
        let demands: Vec<_> = (2 * number..2 * number + 2).map(|r| Demand::new(&laws, 1, r)).collect();
        let all = |run: &dyn Fn(&Demand<'_>) -> u64| ns(|| demands.iter().map(run).sum());
        let told = all(&|demand| {
            let observers = ((Waits::new(&plan), Series::new(&plan)), Months::new(&plan, demand));
            black_box(replicate(&plan, demand, observers)).0.requests
        });
        let alone = all(&|demand| black_box(replicate(&plan, demand, ())).0.requests);
        ratios.extend([(heard, told / floor), (unheard, alone / floor)]);
        if file == "baseline-full.ron" {
            let (address, shared) = (by_address(&laws, number), by_one_generator());
            // The same replication, were its uniforms the next ones of one generator.
            ratios.push(("draws by address / by a shared generator", alone / (alone - address + shared)));
        }
    }
    let jobs = flat::trace(JOBS);
    let least = ns(|| black_box(flat::easy(&jobs)).len() as u64);
    let policy = Policy { backfill: Backfill::Easy, placement: Placement::FirstFit, ..Policy::default() };
    let ours = ns(|| {
        let mut starts = Vec::with_capacity(jobs.len());
        let each = jobs.iter().map(|job| Ok::<_, ()>(*job));
        replay(&policy, Machine { servers: 1, cards: flat::CARDS }, each, |start| starts.push(start.at))
            .expect("no job is wrong");
        black_box(starts).len() as u64
    });
    ratios.push(("EASY / flat loop", ours / least));
    ratios
}

/// Uniforms of one wish where everything is on, drawn two by two: see `Demand::wish`.
const PURPOSES: [[&str; 2]; 3] = [["think 1", "think 2"], ["failed", "component"], ["normal", "partial"]];

/// Nanoseconds that the uniforms of a request take by address.
fn by_address(laws: &Laws, number: u32) -> f64 {
    let streams = Streams::new(1, number);
    let of = |p: u32| {
        let entity = streams.entity(laws.name(ProjectId(p)));
        PURPOSES.map(|pair| pair.map(|purpose| entity.stream(purpose)))
    };
    let projects: Vec<[[Stream; 2]; 3]> = (0..laws.projects()).map(of).collect();
    let wishes = 300;
    ns(|| {
        let mut sum = 0.0;
        for nth in 0..wishes {
            for [a, b] in projects.iter().flatten() {
                let [first, second] = Stream::uniforms([a, b], nth);
                sum += first + second;
            }
        }
        black_box(sum);
        u64::from(wishes) * projects.len() as u64
    })
}

/// Nanoseconds of as many uniforms, each the next one of one generator (`SplitMix64`).
fn by_one_generator() -> f64 {
    let mut state = black_box(1_u64);
    let mut uniform = || {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    };
    ns(|| {
        let draws = REQUESTS * 2 * PURPOSES.len() as u64;
        black_box((0..draws).map(|_| uniform()).sum::<f64>());
        REQUESTS
    })
}

fn measure() -> BTreeMap<&'static str, f64> {
    let mut all = BTreeMap::<_, Vec<f64>>::new();
    for number in 0..=ROUNDS {
        for (name, ratio) in round(number) {
            // The first round warms caches and clocks up.
            if number > 0 {
                all.entry(name).or_default().push(ratio);
            }
        }
    }
    all.into_iter().map(|(name, mut ratios)| (name, median(&mut ratios))).collect()
}

/// Before the kind of processor that the committed ratios were taken on.
const TAKEN_ON: &str = "# Taken on: ";

/// What the processor calls itself; nothing where Linux does not say it.
fn processor() -> String {
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find_map(|line| line.strip_prefix("model name")?.split_once(':'));
    model.map(|(_, name)| name.trim().to_owned()).unwrap_or_default()
}

/// The committed ratios, one a line: name, tab, ratio.
fn committed(text: &str) -> BTreeMap<&str, f64> {
    fn ratio(line: &str) -> Option<(&str, f64)> {
        let (name, ratio) = line.split_once('\t')?;
        Some((name, ratio.trim().parse().ok()?))
    }
    text.lines().filter(|line| !line.starts_with('#')).filter_map(ratio).collect()
}

/// Names of ratios that are above their limit; what is committed for no figure counts too, as does the other way round.
#[expect(clippy::print_stdout, reason = "a bench tells what it measured")]
fn above(measured: &BTreeMap<&str, f64>, committed: &BTreeMap<&str, f64>) -> Vec<String> {
    let mut above = Vec::new();
    for (name, ratio) in measured {
        let Some(was) = committed.get(name) else {
            above.push(format!("{name}: not in benches/ratios.txt"));
            continue;
        };
        let word = if *ratio > was * LIMIT {
            above.push((*name).to_owned());
            "ABOVE"
        } else if *ratio * LIMIT < *was {
            "below: accept it"
        } else {
            "holds"
        };
        println!("{name:44} {ratio:6.2}  committed {was:6.2}, limit {:6.2}  {word}", was * LIMIT);
    }
    above.extend(
        committed
            .keys()
            .filter(|name| !measured.contains_key(*name))
            .map(|name| format!("{name}: not measured")),
    );
    above
}

#[expect(clippy::print_stdout, reason = "a bench tells what it measured")]
fn main() -> ExitCode {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/ratios.txt"));
    if std::env::args().any(|arg| arg == "--accept") {
        let mut text = String::from(
            "# Ratios of CPU time: `just bench-gate` fails a quarter above them. Written by `just bench-gate --accept`.\n",
        );
        let _ = writeln!(text, "{TAKEN_ON}{}", processor());
        for (name, ratio) in measure() {
            let _ = writeln!(text, "{name}\t{ratio:.2}");
        }
        print!("{text}");
        std::fs::write(path, text).expect("the file can be written");
        return ExitCode::SUCCESS;
    }
    let text = std::fs::read_to_string(path).expect("benches/ratios.txt is there");
    let committed = committed(&text);
    for attempt in 1..=2 {
        let above = above(&measure(), &committed);
        if above.is_empty() {
            return ExitCode::SUCCESS;
        }
        println!("attempt {attempt}: {}", above.join(" · "));
    }
    let taken_on = text.lines().find_map(|line| line.strip_prefix(TAKEN_ON)).unwrap_or_default();
    if taken_on != processor() {
        println!("not judged: the ratios were taken on {taken_on}, this is {}", processor());
        return ExitCode::SUCCESS;
    }
    ExitCode::FAILURE
}
