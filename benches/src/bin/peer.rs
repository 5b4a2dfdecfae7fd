//! naru's side of `benches/peers`: the ordinary engine, decision and replication, one a run of the process.
//!
//! ```text
//! peer queue CUSTOMERS RUNS SEED       M/M/450 at 0.95, as the exact tests of sim/model/tests/queue ask it
//! peer easy TRACE.swf PASSES [STARTS]  a replay under EASY; starts are written to STARTS, one a line
//! peer programme FILE RUNS SEED        replications of a scenario, heard as a study hears them
//! peer bare FILE RUNS SEED             the same, heard by nobody
//! peer floor REQUESTS RUNS SEED        the least that a replication can cost
//! ```
//!
//! Prints the work done and what came of it, for `run.py` to check and to divide the time by.

#[path = "../../../sim/model/tests/common/mod.rs"]
mod common;

use common::{bare, pool, product, projects, sources, terms};
use naru_benches::{flat, limit, scenario};
use naru_model::observers::{Months, Series, Waits};
use naru_model::replay::{Job, Machine, replay};
use naru_model::rules::allocation::{Backfill, Placement, Policy, Resources};
use naru_model::rules::readings::Readings;
use naru_model::rules::settlement::Terms;
use naru_model::workload::{Behaviour, Cohort, Demand, Law, Laws};
use naru_model::{Fact, Line, Observer, Plan, Product, replicate};
use naru_units::{Instant, Span};
use std::fs::{read_to_string, write};
use std::hint::black_box;

const SERVERS: u32 = 450;
const RATE: f64 = 0.95 * SERVERS as f64;
/// Projects that ask, as in the exact tests.
const PROJECTS: u32 = 64;
/// Seconds of a mean service, ten hours: whole seconds are worth 2·10⁻³ of a figure there, a fortieth of a run's sampling error.
const UNIT_S: f64 = 36_000.0;
/// A wait that is told apart, in mean services.
const LONG: f64 = 0.05;
/// Mean services after the last request in which all who wait are served.
const REST: f64 = 300.0;

/// What the peers record of a queue too.
#[derive(Default)]
struct Recorded {
    customers: u64,
    wait_s: i64,
    waited: u64,
    long: u64,
}

impl Observer for Recorded {
    fn hear(&mut self, _: Instant, fact: &Fact<'_>) {
        if let Fact::Started(session) = fact {
            let wait = session.wait();
            self.customers += 1;
            self.wait_s += wait.0;
            self.waited += u64::from(wait > Span::ZERO);
            self.long += u64::from(wait > Span((LONG * UNIT_S) as i64));
        }
    }
}

/// M/M/450 as a plan and its people: about so many customers.
fn queue(customers: f64) -> (Plan, Laws) {
    let instant = |units: f64| Instant((units * UNIT_S) as i64);
    let asking = customers / RATE;
    let behaviour = Behaviour::OpenSource {
        mean_gap_s: f64::from(PROJECTS) * UNIT_S / RATE,
        swing: None,
        length: Law::Exponential { mean_s: UNIT_S },
    };
    let cohort = Cohort::new("customers".to_owned(), PROJECTS, behaviour);
    let laws = Laws::new(sources(instant(asking), vec![cohort]));
    let end = instant(asking + REST);
    let card =
        Product { limit: None, idle_return: Span::ZERO, ..product(Line::Gpu, 0, Resources::cards(1), 0) };
    let plan = Plan {
        policy: Policy { placement: Placement::FirstFit, ..Policy::default() },
        concurrency: u32::MAX,
        terms: Terms { month_starts: vec![Instant::START, end], ..terms(Readings::default()) },
        ..bare(end, vec![pool(Resources::cards(1), SERVERS)], vec![card], projects(&[PROJECTS]))
    };
    (plan, laws)
}

fn serve(customers: f64, runs: u32, seed: u64) -> String {
    let (plan, laws) = queue(customers);
    let mut all = Recorded::default();
    for run in 0..runs {
        let (_, recorded) = replicate(&plan, &Demand::new(&laws, seed, run), Recorded::default());
        all.customers += recorded.customers;
        all.wait_s += recorded.wait_s;
        all.waited += recorded.waited;
        all.long += recorded.long;
    }
    let each = all.customers as f64;
    format!(
        "\"work\": {}, \"mean_wait\": {}, \"waited\": {}, \"long\": {}",
        all.customers,
        all.wait_s as f64 / UNIT_S / each,
        all.waited as f64 / each,
        all.long as f64 / each
    )
}

/// A job of a trace in the Standard Workload Format.
fn job(line: &str) -> Job {
    let field: Vec<i64> = line.split_whitespace().map(|f| f.parse().expect("a number")).collect();
    Job { id: 0, submit: field[1], run: field[3], estimate: field[8].max(field[3]), cards: field[7] as u32 }
}

fn easy(trace: &str, passes: u32, out: Option<&String>) -> String {
    let trace = read_to_string(trace).expect("the trace can be read");
    let jobs: Vec<Job> = trace.lines().filter(|line| !line.starts_with(';')).map(job).collect();
    let policy = Policy { backfill: Backfill::Easy, placement: Placement::FirstFit, ..Policy::default() };
    let machine = Machine { servers: 1, cards: flat::CARDS };
    let mut starts = Vec::new();
    for _ in 0..passes {
        starts = Vec::with_capacity(jobs.len());
        let each = jobs.iter().map(|job| Ok::<_, ()>(*job));
        replay(&policy, machine, each, |start| starts.push(start.at)).expect("no job is wrong");
        black_box(&starts);
    }
    if let Some(out) = out {
        let lines: String = starts.iter().flat_map(|start| [start.to_string(), "\n".to_owned()]).collect();
        write(out, lines).expect("the starts can be written");
    }
    format!("\"work\": {}", jobs.len() as u64 * u64::from(passes))
}

fn programme(file: &str, runs: u32, seed: u64, run: fn(&Plan, &Demand<'_>) -> u64) -> String {
    let (plan, laws) = scenario(file);
    let requests: u64 = (0..runs).map(|r| run(&plan, &Demand::new(&laws, seed, r))).sum();
    format!("\"work\": {requests}")
}

fn unheard(plan: &Plan, demand: &Demand<'_>) -> u64 {
    replicate(plan, demand, ()).0.requests
}

fn heard(plan: &Plan, demand: &Demand<'_>) -> u64 {
    let observers = ((Waits::new(plan), Series::new(plan)), Months::new(plan, demand));
    black_box(replicate(plan, demand, observers)).0.requests
}

fn floor(requests: u64, runs: u32) -> String {
    let made: u64 = (0..runs).map(|run| black_box(limit::run(requests, u64::from(run))).requests).sum();
    format!("\"work\": {made}")
}

#[expect(clippy::print_stdout, reason = "a bench tells what it measured")]
fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let number = |i: usize| args[i].parse::<u32>().expect("a number");
    let told = match args[0].as_str() {
        "queue" => serve(f64::from(number(1)), number(2), u64::from(number(3))),
        "easy" => easy(&args[1], number(2), args.get(3)),
        "programme" => programme(&args[1], number(2), u64::from(number(3)), heard),
        "bare" => programme(&args[1], number(2), u64::from(number(3)), unheard),
        "floor" => floor(u64::from(number(1)), number(2)),
        other => panic!("no work is called {other}"),
    };
    println!("{{{told}}}");
}
