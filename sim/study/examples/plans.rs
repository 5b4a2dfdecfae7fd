//! The table of `docs/plans.md`: what each operating plan does to waits, by product and by class of user.
//!
//! `cargo run --release -p naru-study --example plans -- 100` for 100 replications, seed 1. What follows is laid over
//! `plan-easy`, as by `--set`: `-- 10 policy.backfill=conservative`.

#![expect(clippy::print_stdout, reason = "the table is what it makes")]

use naru_model::rules::settlement::over_limit;
use naru_model::workload::{Demand, Laws, ProjectId};
use naru_model::{Fact, Kind, Observer, Plan, Session, replicate};
use naru_scenario::{Lowered, Scenario};
use naru_study::statistics::{Confidence, rank, ratio};
use naru_units::{HOUR, Instant};
use rayon::prelude::*;
use std::path::Path;

/// The four plans; with changes, `plan-easy` alone and changed.
const PLANS: [&str; 4] = ["plan-fcfs", "plan-easy", "plan-slack", "plan-fair"];

/// Products, then classes. A burst is in its product's group alone.
struct Groups {
    names: Vec<String>,
    products: usize,
}

/// Waits of one replication by group, in seconds; how many of them are late.
struct Heard<'a> {
    plan: &'a Plan,
    demand: &'a Demand<'a>,
    products: usize,
    waits: Vec<Vec<u32>>,
    late: Vec<u32>,
}

impl Heard<'_> {
    /// A wait that is over, or that left past its limit; who left before it is undecided and in no figure.
    fn count(&mut self, at: Instant, session: &Session, served: bool) {
        let product = usize::from(session.product);
        let Some(limit) = self.plan.products[product].limit.filter(|_| session.kind.is_counted()) else {
            return;
        };
        let wait = if served { session.wait() } else { session.waited(at) };
        let late = over_limit(wait, limit);
        if !served && !late {
            return;
        }
        let class = self.demand.class(ProjectId(session.project)).filter(|_| session.kind == Kind::Base);
        for group in
            [Some(product), class.map(|class| self.products + usize::from(class))].into_iter().flatten()
        {
            self.waits[group].push(u32::try_from(wait.0).expect("no wait is longer than a programme"));
            self.late[group] += u32::from(late);
        }
    }
}

impl Observer for Heard<'_> {
    fn hear(&mut self, at: Instant, fact: &Fact<'_>) {
        if let Fact::Started(session) = fact {
            self.count(at, session, true);
        } else if let Fact::Left(session, _) = fact {
            self.count(at, session, false);
        }
    }
}

fn lowered(name: &str, changes: &[String]) -> Lowered {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../scenarios/{name}.ron"));
    Scenario::read(&path, changes).expect("a scenario of ours").lower().expect("it makes sense")
}

/// Rows of one plan: mean with its interval, P95, share late, by group.
fn rows(name: &str, changes: &[String], replications: u32) -> (Groups, Vec<[String; 3]>) {
    let scenario = lowered(name, changes);
    let names = &scenario.names;
    let products = names.products.len();
    let groups: Vec<String> =
        names.products.iter().map(|p| p.id.clone()).chain(names.classes.iter().cloned()).collect();
    let laws = Laws::new(scenario.demand.clone());
    let heard: Vec<(Vec<Vec<u32>>, Vec<u32>)> = (0..replications)
        .into_par_iter()
        .map(|replication| {
            let demand = Demand::new(&laws, 1, replication);
            let (waits, late) = (vec![Vec::new(); groups.len()], vec![0; groups.len()]);
            let heard = Heard { plan: &scenario.plan, demand: &demand, products, waits, late };
            let (_, heard) = replicate(&scenario.plan, &demand, heard);
            (heard.waits, heard.late)
        })
        .collect();
    let of_group = |group: usize| {
        let sums: Vec<f64> = heard
            .iter()
            .map(|(waits, _)| waits[group].iter().map(|s| u64::from(*s)).sum::<u64>() as f64 / HOUR as f64)
            .collect();
        let counts: Vec<f64> = heard.iter().map(|(waits, _)| waits[group].len() as f64).collect();
        let late: Vec<f64> = heard.iter().map(|(_, late)| f64::from(late[group])).collect();
        let mut all: Vec<u32> = heard.iter().flat_map(|(waits, _)| waits[group].iter().copied()).collect();
        if all.is_empty() {
            return ["-", "-", "-"].map(str::to_owned);
        }
        all.sort_unstable();
        let p95 = f64::from(all[rank(all.len() as u64, 0.95) as usize - 1]) / HOUR as f64;
        let figure = |y: &[f64], scale: f64, places: usize| {
            let ratio =
                ratio(y, &counts, Confidence::P95).expect("some replications").expect("some requests");
            format!("{:.places$} ± {:.places$}", ratio.point * scale, ratio.half_width * scale)
        };
        [figure(&sums, 1.0, 2), format!("{p95:.1}"), figure(&late, 100.0, 1)]
    };
    let rows = (0..groups.len()).map(of_group).collect();
    (Groups { names: groups, products }, rows)
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let replications = arguments.next().map_or(100, |n| n.parse().expect("a number of replications"));
    let changes: Vec<String> = arguments.collect();
    let plans = if changes.is_empty() { &PLANS[..] } else { &PLANS[1..2] };
    let title = |name: &&str| {
        [*name].into_iter().chain(changes.iter().map(String::as_str)).collect::<Vec<_>>().join(" ")
    };
    let all: Vec<_> = plans.iter().map(|name| (title(name), rows(name, &changes, replications))).collect();
    let (groups, _) = &all[0].1;
    for (range, what) in [(0..groups.products, "product"), (groups.products..groups.names.len(), "class")] {
        println!("\n| {what} | plan | mean wait, h | P95, h | over 8 h, % |\n|---|---|--:|--:|--:|");
        for group in range {
            for (title, (_, rows)) in &all {
                let [mean, p95, late] = &rows[group];
                if mean != "-" {
                    println!("| {} | `{title}` | {mean} | {p95} | {late} |", groups.names[group]);
                }
            }
        }
    }
}
