//! Studies of real scenarios, small: what figures say must follow from what replications counted.

use naru_model::observers::WaitTally;
use naru_model::workload::Laws;
use naru_scenario::{Lowered, Scenario};
use naru_study::metrics::{MetricTable, Sample, What, Whose};
use naru_study::{Plans, Record, Request, Study, Summary, estimate, metric_table, run};
use std::path::Path;
use std::sync::atomic::AtomicBool;

fn lowered(name: &str, changes: &[&str]) -> Lowered {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios").join(name);
    let changes: Vec<String> = changes.iter().map(|c| (*c).to_owned()).collect();
    Scenario::read(&path, &changes).expect("a scenario of ours").lower().expect("it makes sense")
}

fn records(lowered: &Lowered, laws: &Laws, replications: u32) -> Vec<Record> {
    let request = Request { seed: 1, replications: 0..replications, audit: true, log: None };
    let plans = Plans::new(lowered.plan.clone());
    run(&plans, laws, &request, &(), &AtomicBool::new(false)).expect("nothing stops it").0
}

fn summary(lowered: &Lowered, laws: &Laws, records: &[Record]) -> Summary {
    let table = metric_table(lowered);
    Study { lowered, hash: "0", laws, table: &table, seed: 1, records, tries: Vec::new() }.summary()
}

/// Both sides meet the same users, days and faults, since every draw is by address (sanity 8).
#[test]
fn an_identical_scenario_differs_by_exactly_zero() {
    let scenario = lowered("shared.ron", &[]);
    let laws = Laws::new(scenario.demand.clone());
    let (a, b) = (records(&scenario, &laws, 2), records(&scenario, &laws, 2));
    let table = metric_table(&scenario);
    for metric in table.iter() {
        for (a, b) in a.iter().zip(&b) {
            assert_eq!(table.sample(metric.what, a), table.sample(metric.what, b), "{}", metric.id);
        }
    }
    assert_eq!(summary(&scenario, &laws, &a).to_json(), summary(&scenario, &laws, &b).to_json());
}

/// 67TF and 134TF are both on H100: one price stands for both and names them. 39TF is alone on A100.
#[test]
fn an_assumed_price_names_the_products_that_move_with_it() {
    let scenario = lowered("baseline-2025.ron", &[]);
    let laws = Laws::new(scenario.demand.clone());
    let all = summary(&scenario, &laws, &records(&scenario, &laws, 1)).largest_assumed;
    let together = |path: &str| &all.iter().find(|it| it.path == path).expect("it is assumed").together;
    assert_eq!(together("prices.naru.gpu-67tf"), &["gpu-67tf", "gpu-134tf"]);
    assert_eq!(together("prices.npu-a.npu-60"), &["npu-60", "npu-120", "npu-240"]);
    assert!(together("prices.naru.gpu-39tf").is_empty() && together("demand.level").is_empty());
}

/// The call's fleet, half of it: who meets it is the same people.
#[test]
fn another_fleet_meets_the_same_demand() {
    let (floor, shared) = (lowered("floor-split.ron", &[]), lowered("shared.ron", &[]));
    let (a, b) = (Laws::new(floor.demand.clone()), Laws::new(shared.demand.clone()));
    let digests = |records: Vec<Record>| records.iter().map(|r| r.digest).collect::<Vec<_>>();
    assert_eq!(digests(records(&floor, &a, 2)), digests(records(&shared, &b, 2)));
}

/// method.md, "Unserved, one rule", on counts made by hand: 10 requests, 6 served (1 late, waits 9 h and five of 1 h),
/// 4 unserved: 3 past the limit with 10 h each so far, 1 not.
#[test]
fn the_unserved_count_by_the_one_rule() {
    let scenario = lowered("floor-split.ron", &[]);
    let laws = Laws::new(scenario.demand.clone());
    let mut all = records(&scenario, &laws, 2);
    let mut tally = WaitTally {
        requests: 10,
        served: 6,
        late: 4,
        censored: 3,
        undecided: 1,
        abandoned: 2,
        ..WaitTally::default()
    };
    for hours in [9, 1, 1, 1, 1, 1, 10, 10, 10] {
        tally.sum_s += hours * 3_600;
        tally.max_s = tally.max_s.max(hours * 3_600);
        tally.histogram.add(hours * 3_600);
    }
    for record in &mut all {
        record.waits[0] = tally.clone();
    }
    let table = metric_table(&scenario);
    let point = |id: &str| {
        let metric = table.find(id).expect("the metric exists");
        estimate::figure(&table, metric, &all).mean.expect("there are requests")
    };
    let close = |id: &str, want: f64| {
        let got = point(id);
        assert!((got - want).abs() < 1e-12, "{id}: {got}, by hand {want}");
    };
    close("waits.gpu-39tf.unserved_share", 4.0 / 10.0);
    close("waits.gpu-39tf.abandoned_share", 2.0 / 10.0);
    close("waits.gpu-39tf.undecided_share", 1.0 / 10.0);
    close("waits.gpu-39tf.censored_share", 3.0 / 9.0);
    close("waits.gpu-39tf.over_limit_share", 4.0 / 9.0);
    close("waits.gpu-39tf.over_limit_share_upper", 5.0 / 10.0);
    close("waits.gpu-39tf.mean_hours", (9.0 + 5.0 + 30.0) / 9.0);
    close("waits.gpu-39tf.max_hours", 10.0);
    close("waits.gpu-39tf.over_limit_any_share", 1.0);
}

/// Spent, need and what was not served are tied: cap = spent + left, need = spent + not served for want of money.
#[test]
fn money_adds_up_where_it_ends() {
    let scenario = lowered("baseline-2025.ron", &["programme.budget.cap_won=9_900_000_000"]);
    let laws = Laws::new(scenario.demand.clone());
    let all = records(&scenario, &laws, 3);
    let table = metric_table(&scenario);
    for record in &all {
        let won = |what| {
            let Sample::Won(won) = table.sample(what, record) else { panic!("money comes in won: {what:?}") };
            won
        };
        assert!(won(What::Left) >= 0 && won(What::NotServedMoney) >= 0);
        assert_eq!(won(What::Spent) + won(What::Left), 9_900_000_000);
        assert_eq!(won(What::Spent) + won(What::NotServedMoney), won(What::Need));
        assert_eq!(won(What::LineSpent(0)) + won(What::LineSpent(1)) + 800_000_000, won(What::Spent));
        assert_eq!(table.sample(What::Exhausted, record), Sample::Happened(true));
        let Sample::Day(Some(day)) = table.sample(What::ExhaustedOn, record) else { panic!("it has a day") };
        // Half the money of a programme that ramps up is gone between July and October.
        assert!((91..214).contains(&day), "day {day}");
    }
    let found = summary(&scenario, &laws, &all);
    let money = found.promises.iter().find(|p| p.name == "money").expect("the baseline promises money");
    assert!(!money.kept && money.kept_share.mean == Some(0.0));
}

/// The hand check knows no shocks; without them it must meet the simulated need within sampling and pilot error.
#[test]
fn the_need_by_hand_meets_the_simulated_need() {
    let scenario = lowered("floor-split.ron", &["demand.shocks.programme=0", "demand.shocks.month=0"]);
    let laws = Laws::new(scenario.demand.clone());
    let all = records(&scenario, &laws, 12);
    let found = summary(&scenario, &laws, &all).budget;
    let (hand, need) = (found.by_hand_won as f64, found.need_won.mean.expect("a need") as f64);
    assert!((hand / need - 1.0).abs() < 0.01, "by hand {hand}, simulated {need}");
    assert_eq!(found.by_hand.total_won(), found.by_hand_won);
}

/// NPU by enrolment, by hand: 24, 12 and 4 projects for nine months, the others spread over May and June.
#[test]
fn npu_costs_what_the_data_page_says() {
    let scenario = lowered("baseline-2025.ron", &[]);
    let laws = Laws::new(scenario.demand.clone());
    let found = summary(&scenario, &laws, &records(&scenario, &laws, 2)).budget;
    // baseline.json: "NPU then costs 33.6 (100 M won) under N3 calendar".
    assert!((found.by_hand.npu_won as f64 / 3.36e9 - 1.0).abs() < 0.002, "{}", found.by_hand.npu_won);
}

/// Whatever the readings, a programme pays no more than its cap, and the last day's spend is what was spent.
#[test]
fn no_reading_overspends_the_cap_and_the_last_day_is_the_sum() {
    let half = "programme.budget.cap_won=9_900_000_000";
    for readings in [
        &["readings.P2.operating=monthly_accrual"][..],
        &["readings.P2.vat=excluded", "readings.P2.vat_scope=statement"],
        &["readings.P2.vat=excluded"],
        &["readings.T1.hours=month_ceil"],
    ] {
        let scenario = lowered("baseline-2025.ron", &[&[half], readings].concat());
        let laws = Laws::new(scenario.demand.clone());
        for record in records(&scenario, &laws, 2) {
            assert!(record.spent().0 <= 9_900_000_000, "{readings:?}: {:?}", record.spent());
            assert_eq!(record.spent_by_day.last(), Some(&record.spent()), "{readings:?}");
            let by_month: i64 = record.months.iter().map(|(_, _, _, row)| row.amount.0).sum();
            assert_eq!(by_month + record.outcome.operating.0, record.spent().0, "{readings:?}");
        }
    }
}

/// Operating cost accrues while there is service: with the money gone in a month, the months after it cost nothing.
#[test]
fn operating_cost_ends_with_service() {
    let scenario = lowered(
        "baseline-2025.ron",
        &["programme.budget.cap_won=9_900_000_000", "readings.P2.operating=monthly_accrual"],
    );
    let laws = Laws::new(scenario.demand.clone());
    for record in records(&scenario, &laws, 2) {
        let end = record.exhausted().expect("half the money ends early");
        let begun = scenario.plan.terms.month_of(end) as i64 + 1;
        assert_eq!(record.outcome.operating.0, 800_000_000 * begun / 9);
    }
}

/// The hand check follows prices, VAT and own shares as bills do.
#[test]
fn the_need_by_hand_follows_the_readings() {
    let calm =
        ["demand.shocks.programme=0", "demand.shocks.month=0", "programme.budget.cap_won=90_000_000_000"];
    for changes in [
        &["readings.P2.vat=excluded"][..],
        &["readings.A1.idle=not_billed"],
        &["readings.T1.hours=session_floor"],
        &["readings.T3.own=out_of_price", "readings.T3.own_form=ratio", "own_ratio={\"sme\": 0.5}"],
    ] {
        let scenario = lowered("floor-split.ron", &[&calm[..], changes].concat());
        let laws = Laws::new(scenario.demand.clone());
        let found = summary(&scenario, &laws, &records(&scenario, &laws, 8)).budget;
        let (hand, need) = (found.by_hand_won as f64, found.need_won.mean.expect("a need") as f64);
        assert!((hand / need - 1.0).abs() < 0.015, "{changes:?}: by hand {hand}, simulated {need}");
    }
}

/// 28,800 s lies inside a bucket of the histogram: a promise of 8 h is judged by a count.
#[test]
fn a_promised_quantile_is_counted_exactly() {
    let promise = "promises={\"p\": (title: (ko: \"p\", en: \"p\"), metric: \"programme.waits.gpu-39tf.p95_hours\", at_most: 8, in_programmes: 1)}";
    let scenario = lowered("floor-split.ron", &[promise]);
    let laws = Laws::new(scenario.demand.clone());
    let mut all = records(&scenario, &laws, 2);
    for (late, kept) in [(5, true), (6, false)] {
        let mut tally =
            WaitTally { requests: 100, served: 100, within: vec![100 - late], ..WaitTally::default() };
        tally.histogram.add_many(28_800, 100 - late);
        tally.histogram.add_many(28_801, late);
        for record in &mut all {
            record.waits[0] = tally.clone();
        }
        let found = summary(&scenario, &laws, &all).promises;
        let promise = found.iter().find(|p| p.name == "p").expect("it was promised");
        assert_eq!(promise.kept, kept, "{late} of 100 waited longer than 8 h");
    }
}

/// A quantile of one programme is the order statistic of its own waits.
#[test]
fn a_programmes_quantile_is_its_own() {
    let scenario = lowered("shared.ron", &[]);
    let laws = Laws::new(scenario.demand.clone());
    let all = records(&scenario, &laws, 2);
    let table: MetricTable = metric_table(&scenario);
    let metric =
        table.find("programme.waits.all.p95_hours").expect("`programme.` asks for the number of one");
    for record in &all {
        let waits = table.waits(record, Whose::All);
        let at_most = waits.histogram.count_at_most(
            (table.number(metric, record).expect("there are requests") * 3_600.0).round() as u64,
        );
        assert!(at_most as f64 >= 0.95 * waits.decided() as f64);
    }
}
