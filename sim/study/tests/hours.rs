//! `hourly.parquet` against the log of the same replication, counted anew from its rows.

use naru_model::workload::Laws;
use naru_results::{SessionKind, SessionRow};
use naru_scenario::Scenario;
use naru_study::{Plans, Request, Rows, metric_table, run};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::AtomicBool;

const HOUR: i64 = 3_600;
const DAY: i64 = 86_400;
/// Days before each month of the programme, April to December 2025, by the calendar.
const MONTHS: [(&str, i64); 9] = [
    ("2025-04", 0),
    ("2025-05", 30),
    ("2025-06", 61),
    ("2025-07", 91),
    ("2025-08", 122),
    ("2025-09", 153),
    ("2025-10", 183),
    ("2025-11", 214),
    ("2025-12", 244),
];

/// The wait that counts: of a served request, and so far of an unserved one past the 8 hours.
fn counted(row: &SessionRow) -> Option<i64> {
    let is_request = match row.kind {
        SessionKind::Base | SessionKind::Burst | SessionKind::Pf1 | SessionKind::Npu => true,
        SessionKind::Hold | SessionKind::Trial | SessionKind::Free | SessionKind::After => false,
    };
    let so_far =
        row.left_s.zip(row.eligible_s).map(|(left, from)| left - from).filter(|wait| *wait > 8 * HOUR);
    row.wait_s.or(so_far).filter(|_| is_request)
}

#[test]
fn hours_are_those_of_the_log() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios/shared.ron");
    // So few cards and so little money that it ends while people wait, some of them for long.
    let changes = ["fleet.naru.A100.servers=22", "programme.budget.cap_won=9_000_000_000"].map(str::to_owned);
    let scenario = Scenario::read(&path, &changes).expect("ours").lower().expect("it makes sense");
    let (plans, laws) = (Plans::new(scenario.plan.clone()), Laws::new(scenario.demand.clone()));
    let request = Request { seed: 1, replications: 3..4, audit: false, log: Some(3) };
    let (records, log) = run(&plans, &laws, &request, &(), &AtomicBool::new(false)).expect("it ends");
    let rows = Rows::new(&scenario);
    let limited: Vec<&str> = (0..scenario.plan.products.len())
        .filter(|p| scenario.plan.products[*p].limit.is_some())
        .map(|p| scenario.names.products[p].id.as_str())
        .collect();
    assert!(limited.iter().all(|id| id.starts_with("gpu")), "the 8 hours of this test are theirs");

    let mut expected: BTreeMap<(String, String, i64), Vec<i64>> = BTreeMap::new();
    let mut unserved = [0_u32; 2]; // within the limit, which is no wait that is known, and past it
    for row in rows.sessions(&log.expect("it was asked for")) {
        let Some(wait) = counted(&row) else {
            unserved[0] += u32::from(row.left_s.is_some() && limited.contains(&&*row.product));
            continue;
        };
        unserved[1] += u32::from(row.wait_s.is_none());
        let eligible = row.eligible_s.expect("it was");
        let (month, _) = MONTHS.iter().rfind(|(_, day)| eligible >= day * DAY).expect("April at least");
        let hour = eligible / HOUR % 24;
        let mut put = |product: &str| {
            expected.entry((product.to_owned(), (*month).to_owned(), hour)).or_default().push(wait);
        };
        put(&row.product);
        if limited.contains(&&*row.product) {
            put("all");
        }
    }
    assert!(unserved.iter().all(|n| *n > 0), "both kinds are there: {unserved:?}");
    let got = rows.hourly(&records);
    assert_eq!(got.len(), expected.len());
    let mut late_anywhere = 0;
    for row in &got {
        let key = (row.product.to_string(), row.month.to_string(), i64::from(row.hour));
        let waits = expected.get_mut(&key).expect("the log has such requests");
        waits.sort_unstable();
        let late = waits.iter().filter(|wait| **wait > 8 * HOUR).count() as u64;
        let late = if row.product.starts_with("npu") { 0 } else { late };
        assert_eq!((row.requests, row.late), (waits.len() as u64, late), "{key:?}");
        late_anywhere += late;
        for (percent, end) in [(50, row.p50_s), (90, row.p90_s), (95, row.p95_s)] {
            let exact = waits[(waits.len() * percent).div_ceil(100) - 1] as u64;
            // A bucket is at most 1/64 of its lower end wide.
            assert!(exact <= end && end <= exact + exact / 64, "{key:?} {percent} %: {exact} {end}");
        }
    }
    assert!(late_anywhere > 100, "the scenario has something to tell: {late_anywhere}");

    let table = metric_table(&scenario);
    let mut of_waits: BTreeMap<String, u64> = BTreeMap::new();
    for row in rows.waits(&table, &records) {
        *of_waits.entry(row.product.to_string()).or_default() += row.count;
    }
    let mut of_hours: BTreeMap<String, u64> = BTreeMap::new();
    for row in got {
        *of_hours.entry(row.product.to_string()).or_default() += row.requests;
    }
    assert_eq!(of_hours, of_waits);
}
