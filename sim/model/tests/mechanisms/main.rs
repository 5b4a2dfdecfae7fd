//! What the rules say of outages, gangs, recall, waves, allowances and the time after, each in a small world by hand.
//!
//! A session of a second costs nothing to think through: few requests, round hours, one claim a test. All audited.

mod after;
mod allowance;
#[path = "../common/mod.rs"]
mod common;
mod december;
mod outages;
mod recall;
mod suppliers;
mod supply;

use common::{bare, offer, pool, product, project, sources};
use naru_model::observers::{Auditor, Log, Logged, Waits};
use naru_model::rules::allocation::Resources;
use naru_model::workload::{Cohort, Demand, Laws, Spec};
use naru_model::{
    Budget, Charge, EndReason, Fact, Kind, Line, Observer, Outcome, Plan, Pool, Product, Project, replicate,
};
use naru_units::{DAY, HOUR, Instant, Span, Won};

/// Ten days, but where a test says otherwise.
const END: Instant = Instant(10 * DAY);

/// Facts that no log keeps.
#[derive(Default)]
struct Heard {
    /// Second and cards that are held for gangs from then on.
    held: Vec<(i64, u32)>,
    waves: Vec<bool>,
    recalled: Vec<(i64, u32)>,
}

impl Observer for Heard {
    fn hear(&mut self, at: Instant, fact: &Fact<'_>) {
        if let Fact::HeldForGang { cards, .. } = fact {
            self.held.push((at.0, *cards));
        }
        if let Fact::WaveDecided { admitted, .. } = fact {
            self.waves.push(*admitted);
        }
        if let Fact::GrantRecalled { project } = fact {
            self.recalled.push((at.0, *project));
        }
    }
}

struct World {
    outcome: Outcome,
    log: Log,
    waits: Waits,
    heard: Heard,
}

fn run(plan: &Plan, spec: Spec) -> World {
    let laws = Laws::new(spec);
    run_laws(plan, &laws)
}

fn run_laws(plan: &Plan, laws: &Laws) -> World {
    let demand = Demand::new(laws, 1, 0);
    let observers = ((Log::default(), Auditor::default()), (Waits::new(plan), Heard::default()));
    let (outcome, ((log, auditor), (waits, heard))) = replicate(plan, &demand, observers);
    assert!(auditor.is_closed());
    World { outcome, log, waits, heard }
}

/// Runs cohorts of given requests.
fn run_cohorts(plan: &Plan, cohorts: Vec<Cohort>) -> World {
    run(plan, sources(plan.after.map_or(plan.end, |after| after.horizon), cohorts))
}

/// Pools of these servers (cards, how many), with money for everything.
fn plan(pools: &[(u32, u32)], products: Vec<Product>, projects: Vec<Project>) -> Plan {
    let pools: Vec<Pool> =
        pools.iter().map(|(cards, count)| pool(Resources::cards(*cards), *count)).collect();
    Plan {
        budget: Budget {
            cap: Won(2_000_000_000),
            operating: Won::ZERO,
            opening: [Won(1_000_000_000); 2],
            funding_stop: None,
        },
        ..bare(END, pools, products, projects)
    }
}

/// 1,000 won an hour for so many cards of the first pool; no idle tail.
fn gpu(cards: u32) -> Product {
    Product { idle_return: Span::ZERO, ..product(Line::Gpu, 0, Resources::cards(cards), 1_000) }
}

/// Hours to seconds.
const fn h(hours: i64) -> i64 {
    hours * HOUR
}

/// A row of `sessions.csv`, as the tests tell it: project, asked, started, released, why.
type Row = (u32, i64, Option<i64>, i64, EndReason);

fn row(l: &Logged) -> Row {
    let s = &l.session;
    (s.project, s.requested.0, l.served.then_some(s.started.0), l.at.0, l.reason)
}

fn rows(world: &World) -> Vec<Row> {
    world.log.sessions().map(row).collect()
}

/// Hours billed to a project: dynamic, and fixed.
fn hours(world: &World, project: u32) -> (i64, i64) {
    let mut sums = (0, 0);
    for bill in world.log.bills.iter().filter(|b| b.project == Some(project)) {
        if let Charge::Hours { fixed, hours: Some(hours), .. } = bill.charge {
            *(if fixed { &mut sums.1 } else { &mut sums.0 }) += hours;
        }
    }
    sums
}

/// One project of each product, in turn.
fn one_each(products: u16) -> Vec<Project> {
    (0..products).map(project).collect()
}
