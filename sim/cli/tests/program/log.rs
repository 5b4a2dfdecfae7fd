//! The log of one replication, recomputed by an outsider: every second of every pool, every won of every line.

use crate::outsider::{DAY, Faults, HOUR, Log, MONTHS, Served, is_npu, month_of, served, shared};
use crate::workshop::Workshop;
use naru_results::{EndReason, MetricValues, Replications, read_daily, read_monthly};
use std::collections::{BTreeMap, BTreeSet};

/// The log of the last replication of a scenario with changes, heard by the Auditor.
pub(crate) fn logged(workshop: &Workshop, scenario: &str, changes: &[&str], replications: u32) -> Log {
    let (last, replications) = ((replications - 1).to_string(), replications.to_string());
    let sets = changes.iter().flat_map(|change| ["--set", *change]);
    let options = ["--replications", &replications, "--log-replication", &last, "--no-charts", "--audit"];
    let run: Vec<&str> =
        ["run", scenario].into_iter().chain(sets).chain(options).chain(["--out", "out"]).collect();
    workshop.done(&run);
    Log::read(&workshop.path("out"))
}

/// `shared`, whose late users get discounts, with a price that leaves fractions of a won and changes within a month.
pub(crate) fn shared_log(workshop: &Workshop) -> Log {
    let price = r#"prices.naru.gpu-67tf={ "2025-04-01": 7_921, "2025-08-15": 7_333 }"#;
    logged(workshop, "scenarios/shared.ron", &[&PLAIN[..], &[price]].concat(), 3)
}

/// A programme in which nothing happens but requests: what the outsider knows to the second.
pub(crate) const PLAIN: [&str; 4] =
    ["faults=none", "demand.bursts=none", "demand.switching=none", "readings.P3.transfer=pooled"];

#[test]
fn an_outsider_finds_no_fault_in_the_log() {
    let workshop = Workshop::new();
    let log = shared_log(&workshop);
    log.faults().none();

    // What was looked at did occur.
    let count = |holds: &dyn Fn(&Served<'_>) -> bool| log.served().filter(|it| holds(it)).count();
    let limit = log.effective.sla.limit_s;
    assert!(count(&|it| it.wait > limit) > 1_000, "late requests");
    assert!(
        count(&|it| it.wait > limit && month_of(it.started) != month_of(it.ended - 1)) > 10,
        "over a month's end"
    );
    assert!(count(&|it| is_npu(it.row) && it.started > 0) > 100, "tenancies that begin within a month");
    assert!(log.bills.iter().any(|bill| bill.discount_won % 10 != 0), "discounts that had to be rounded");
    assert!(log.sessions.iter().any(|row| row.end_reason == EndReason::Waiting), "somebody was never served");
    assert!(
        log.sessions.iter().any(|row| row.end_reason == EndReason::ProgrammeEnd),
        "somebody was still running"
    );
    let two_prices =
        log.bills.windows(2).filter(|two| two[0].month == two[1].month && two[0].project == two[1].project);
    assert!(two_prices.count() > 50, "the price of 67TF changes on August 15");
    assert_eq!(log.effective.replication, Some(2));

    check_tables(&workshop, &log);
    check_metrics(&workshop, &log);
}

/// The same replication's rows of `daily.parquet` and `monthly.parquet`.
fn check_tables(workshop: &Workshop, log: &Log) {
    let daily = read_daily(&workshop.path("out/daily.parquet")).expect("it can be read");
    let of_replication: Vec<_> = daily.iter().filter(|row| row.replication == 2).collect();
    let pools: BTreeSet<_> = log.effective.fleet.iter().map(|part| (&part.supplier, &part.pool)).collect();
    assert_eq!(of_replication.len(), 275 * pools.len(), "275 days of each pool");
    for row in &log.days {
        let same = |it: &&&naru_results::DailyRow| {
            (it.day, &it.supplier, &it.pool) == (row.day, &row.supplier, &row.pool)
        };
        let same = of_replication.iter().find(same).expect("a row");
        assert_eq!((same.queue_s, same.card_s), (row.queue_s, row.card_s));
    }
    // In the middle of things: running sessions owe the hours that they have begun.
    for day in [0, 45, 121, 136, 230, 274] {
        let told = of_replication.iter().find(|row| i64::from(row.day) == day).expect("a row");
        assert_eq!(told.spent_won, log.spent_by((day + 1) * DAY), "spent by the end of day {day}");
    }

    let monthly = read_monthly(&workshop.path("out/monthly.parquet")).expect("it can be read");
    let mut told = BTreeMap::new();
    for row in monthly.iter().filter(|row| row.replication == 2) {
        let figures = [
            row.requests.cast_signed(),
            row.served.cast_signed(),
            row.unserved.cast_signed(),
            row.late.cast_signed(),
            row.used_s.cast_signed(),
            row.held_s.cast_signed(),
            row.billed_hours,
            row.discounted_hours,
            row.discount_won,
            row.amount_won,
        ];
        // Flat sums outside the cap (T3): of whom the money has come in by then, but for the few who dropped out.
        let month = MONTHS.iter().find(|it| it.0 == row.month.to_string()).expect("a month");
        let paid_in = |paid: i64| paid < month.2 * DAY;
        let payers = log.effective.projects.iter().filter(|it| *it.product == *row.product);
        let payers = payers.filter(|it| it.contribution_paid_s.is_some_and(paid_in));
        let due: i64 = payers.map(|it| it.own_monthly_won).sum();
        let told_own = row.own_contribution_won;
        assert!(told_own <= due && told_own >= due * 8 / 10, "{row:?}: at most {due}");
        // A product's suppliers together.
        let all = told.entry((row.month.to_string(), row.product.to_string())).or_insert([0; 10]);
        all.iter_mut().zip(figures).for_each(|(all, one)| *all += one);
        assert_eq!((row.credit_won, row.deduction_won, row.free_card_s), (0, 0, 0), "{row:?}");
    }
    assert_eq!(told.len(), MONTHS.len() * 6);
    for ((month, product), figures) in told {
        assert_eq!(figures, month_by_hand(log, &month, &product), "{month} {product}");
    }
}

fn month_by_hand(log: &Log, month: &str, product: &str) -> [i64; 10] {
    let (_, from, to) = MONTHS.iter().find(|it| it.0 == month).expect("a month");
    let (from, to) = (from * DAY, to * DAY);
    let mut sum = [0; 10];
    for row in log.sessions.iter().filter(|row| *row.product == *product) {
        let asked = i64::from((from..to).contains(&row.requested_s));
        let it = served(row);
        let waited = it.map_or_else(
            || row.left_s.unwrap_or_default() - row.eligible_s.unwrap_or_default(),
            |it| it.wait,
        );
        // NPU has no limit to its wait.
        let late = !is_npu(row) && waited > log.effective.sla.limit_s;
        sum[0] += asked;
        sum[1] += asked * i64::from(it.is_some());
        sum[2] += asked * i64::from(it.is_none());
        sum[3] += asked * i64::from(late);
        if let Some(it) = it {
            let work_end = (it.started + row.wanted_s.unwrap_or_default()).min(it.released);
            sum[4] += i64::from(row.multiple) * shared((it.started, work_end), (from, to));
            sum[5] += i64::from(row.multiple) * shared((it.started, it.released), (from, to));
        }
    }
    for bill in log
        .bills
        .iter()
        .filter(|bill| bill.month.to_string() == month && bill.product.as_deref() == Some(product))
    {
        sum[6] += bill.hours.unwrap_or_default();
        sum[7] += bill.discounted_hours.unwrap_or_default();
        sum[8] += bill.discount_won;
        sum[9] += bill.amount_won;
    }
    sum
}

/// The replication's row of `replications.parquet`: waits by the one rule for the unserved, cards, money.
fn check_metrics(workshop: &Workshop, log: &Log) {
    let table = Replications::read(&workshop.path("out/replications.parquet")).expect("it can be read");
    #[expect(clippy::cast_precision_loss, reason = "counts and won are far below 2^53")]
    let number = |id: &str| match table.metric(id) {
        Some(MetricValues::Whole(values)) => values[2].map(|it| it as f64),
        Some(MetricValues::Real(values)) => values[2],
        None => panic!("no column {id}"),
    };
    let near = |id: &str, want: f64| {
        let found = number(id).unwrap_or_else(|| panic!("{id} is null"));
        assert!((found - want).abs() <= 1e-9 * want.abs(), "{id}: {found}, by hand {want}");
    };
    for product in ["gpu-39tf", "gpu-67tf", "gpu-134tf", "all"] {
        let waits = Waits::of(log, product);
        let id = |figure: &str| format!("waits.{product}.{figure}");
        let (all, known) = (waits.requests, waits.known.len() as f64);
        near(&id("requests"), all);
        near(&id("unserved_share"), waits.unserved / all);
        near(&id("undecided_share"), waits.undecided / all);
        near(&id("censored_share"), waits.censored / known);
        near(&id("over_limit_share"), waits.late / known);
        near(&id("over_limit_share_upper"), (waits.late + waits.undecided) / all);
        near(&id("mean_hours"), waits.known.iter().sum::<i64>() as f64 / HOUR as f64 / known);
        near(&id("max_hours"), *waits.known.last().expect("waits") as f64 / HOUR as f64);
        for (figure, percent) in [("p50_hours", 50), ("p90_hours", 90), ("p95_hours", 95), ("p99_hours", 99)]
        {
            // The ⌈Mp⌉-th wait, told as the upper edge of a bucket of relative width 1/64.
            let rank = (waits.known.len() * percent).div_ceil(100);
            let wait = waits.known[rank - 1] as f64 / HOUR as f64;
            let found = number(&id(figure)).expect("a quantile");
            assert!(
                wait <= found && found <= wait * (1.0 + 1.0 / 64.0),
                "{product} {figure}: {found}, by hand {wait}"
            );
        }
    }
    for pool in &log.pools() {
        let here = |part: &&naru_results::FleetPool| log.is_of(pool, Some(&part.supplier), Some(&part.pool));
        let installed: i64 = log.effective.fleet.iter().filter(here).map(|part| i64::from(part.cards)).sum();
        let there = |day: &&naru_results::DayRow| log.is_of(pool, Some(&day.supplier), Some(&day.pool));
        let held: u64 = log.days.iter().filter(there).map(|day| day.card_s).sum();
        near(&format!("cards.{pool}.utilisation"), held as f64 / (installed * 275 * DAY) as f64);
        near(&format!("cards.{pool}.peak_in_use"), log.walk(pool, &mut Faults::default()) as f64);
    }
    let billed = |line: &str| -> i64 {
        log.bills.iter().filter(|bill| *bill.budget_line == *line).map(|bill| bill.amount_won).sum()
    };
    let (gpu, npu, operating) = (billed("gpu"), billed("npu"), log.effective.budget.operating_won);
    near("budget.spent_won", (gpu + npu + operating) as f64);
    near("budget.left_won", (log.effective.budget.cap_won - gpu - npu - operating) as f64);
    near("budget.lines.gpu", gpu as f64);
    near("budget.lines.npu", npu as f64);
    near("suppliers.naru.revenue_won", gpu as f64);
    let discounts: i64 = log.bills.iter().map(|bill| bill.discount_won).sum();
    near("suppliers.naru.discount_won", discounts as f64);
}

/// Waits of a product by the rule for the unserved: past the limit they count with their wait so far, else not at all.
pub(crate) struct Waits {
    requests: f64,
    unserved: f64,
    undecided: f64,
    censored: f64,
    late: f64,
    /// In ascending order.
    pub(crate) known: Vec<i64>,
}

impl Waits {
    pub(crate) fn of(log: &Log, product: &str) -> Self {
        let mut waits = Self {
            requests: 0.0,
            unserved: 0.0,
            undecided: 0.0,
            censored: 0.0,
            late: 0.0,
            known: Vec::new(),
        };
        let limit = log.effective.sla.limit_s;
        for row in &log.sessions {
            // `all` is of the products that have a limit.
            if *row.product != *product && (product != "all" || is_npu(row)) {
                continue;
            }
            waits.requests += 1.0;
            let eligible = row.eligible_s.expect("every request becomes eligible");
            let wait = match row.left_s {
                None => row.wait_s.expect("a served request waited"),
                Some(left) => {
                    waits.unserved += 1.0;
                    if left - eligible <= limit {
                        waits.undecided += 1.0;
                        continue;
                    }
                    waits.censored += 1.0;
                    left - eligible
                }
            };
            waits.late += if wait > limit { 1.0 } else { 0.0 };
            waits.known.push(wait);
        }
        waits.known.sort_unstable();
        waits
    }
}
