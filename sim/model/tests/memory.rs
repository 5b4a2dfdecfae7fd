//! Memory of one replication: half a million requests stay within 64 MiB, observers of a study included.

mod common;

use common::{demand, split};
use naru_model::observers::{Months, Series, Waits};
use naru_model::workload::{Demand, Laws, Spec};
use naru_model::{Plan, Pool, Project, Servers, replicate};

/// Six programmes at once: six times the projects on six times the servers.
const TIMES: u32 = 6;

fn sixfold() -> (Plan, Spec) {
    let mut plan = split([50, 19, 38]);
    let pool = |pool: &Pool| Pool {
        servers: pool.servers.iter().map(|s| Servers { count: s.count * TIMES, ..*s }).collect(),
        ..pool.clone()
    };
    plan.pools = plan.pools.iter().map(pool).collect();
    plan.projects = plan.projects.iter().flat_map(|p| [*p; TIMES as usize]).collect::<Vec<Project>>();
    plan.budget.cap.0 *= i64::from(TIMES);
    plan.budget.operating.0 *= i64::from(TIMES);
    for opening in &mut plan.budget.opening {
        opening.0 *= i64::from(TIMES);
    }
    let mut spec = demand::baseline();
    for cohort in &mut spec.cohorts {
        cohort.projects *= TIMES;
    }
    (plan, spec)
}

/// A figure of this process in KiB; `None` where the system does not tell it this way.
fn kib(name: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
    line.trim().strip_suffix(" kB")?.trim().parse().ok()
}

#[test]
fn half_a_million_requests_stay_within_64_mib() {
    let Some(before) = kib("VmRSS") else {
        println!("SKIPPED: this system does not tell its memory in /proc/self/status");
        return;
    };
    let (plan, spec) = sixfold();
    let laws = Laws::new(spec);
    let demand = Demand::new(&laws, 1, 0);
    let observers = ((Waits::new(&plan), Series::new(&plan)), Months::new(&plan, &demand));
    let (outcome, _) = replicate(&plan, &demand, observers);
    let peak = kib("VmHWM").expect("who tells the one tells the other");
    assert!(outcome.requests >= 500_000, "{} requests", outcome.requests);
    let mib = (peak - before) as f64 / 1_024.0;
    println!("{} requests: {mib:.1} MiB", outcome.requests);
    assert!(mib <= 64.0, "{mib:.1} MiB");
}
