//! The JSON files against the contract. The files in `tests/files` are written by hand from it; where the contract gives
//! an example, they are that example with its ellipses closed.

use naru_results::{
    Clauses, Compared, Effective, Error, Estimand, Estimate, Precision, PricedReadings, RunInfo, SCHEMA,
    Solved, Summary, Swept, Uncertainty,
};
use proptest::prelude::*;
use serde_json::Value;
use std::{fs, path::PathBuf};

fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/files").join(name)
}

fn text(name: &str) -> String {
    fs::read_to_string(file(name)).expect("a test file")
}

fn written(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).expect("JSON is UTF-8")
}

/// Key order, integers as integers, absent and null keys, indent and last newline: all of them in one comparison.
#[test]
fn each_file_is_written_as_the_contract_has_it() {
    let summary = Summary::read(&file("summary.json")).expect("reads");
    assert_eq!(written(summary.to_json()), text("summary.json"));
    let run = RunInfo::read(&file("run.json")).expect("reads");
    assert_eq!(written(run.to_json()), text("run.json"));
    let uncertainty = Uncertainty::read(&file("uncertainty.json")).expect("reads");
    assert_eq!(written(uncertainty.to_json()), text("uncertainty.json"));
    let precision = Precision::read(&file("precision.json")).expect("reads");
    assert_eq!(written(precision.to_json()), text("precision.json"));
    let effective = Effective::read(&file("scenario.effective.json")).expect("reads");
    assert_eq!(written(effective.to_json()), text("scenario.effective.json"));
    let readings = PricedReadings::read(&file("readings.json")).expect("reads");
    assert_eq!(written(readings.to_json()), text("readings.json"));
    let solved = Solved::read(&file("solve.json")).expect("reads");
    assert_eq!(written(solved.to_json()), text("solve.json"));
    let clauses = Clauses::read(&file("clauses.json")).expect("reads");
    assert_eq!(written(clauses.to_json()), text("clauses.json"));
    let swept = Swept::read(&file("sweep.json")).expect("reads");
    assert_eq!(written(swept.to_json()), text("sweep.json"));
    let compared = Compared::read(&file("compare.json")).expect("reads");
    assert_eq!(written(compared.to_json()), text("compare.json"));
}

#[track_caller]
fn keys_in_order(value: &Value, pointer: &str, contract: &str) {
    let object = value.pointer(pointer).and_then(Value::as_object).expect("an object");
    let mut keys = object.keys().map(String::as_str);
    for key in contract.split_whitespace() {
        assert!(keys.any(|it| it == key), "`{key}` is absent or out of order in `{pointer}`");
    }
}

/// Keys as the contract lists them: ours may stand between, none may be missing or move.
#[test]
fn the_keys_of_the_summary_stand_in_the_order_of_the_contract() {
    let it: Value = serde_json::from_str(&text("summary.json")).expect("JSON");
    let top = "schema scenario scenario_hash seed replications events waits cards floors budget promises suppliers \
               assumed readings";
    keys_in_order(&it, "", top);
    let waits = "product requests unserved_share undecided_share censored_share mean_hours p50_hours p90_hours \
                 p95_hours p99_hours max_hours over_limit_share over_limit_share_upper over_limit_any_share";
    keys_in_order(&it, "/waits/0", waits);
    keys_in_order(&it, "/cards/0", "supplier pool card_type installed peak_in_use utilisation");
    keys_in_order(&it, "/floors/0", "card_type installed floor short");
    let budget = "cap_won spent_won left_won need_won not_served_won break_even_use by_hand_won exhausted_share \
                  exhausted_on lines";
    keys_in_order(&it, "/budget", budget);
    keys_in_order(&it, "/budget/not_served_won", "waiting money allowance outage");
    keys_in_order(&it, "/budget/exhausted_on", "p05 p50 p95 given_exhausted");
    keys_in_order(&it, "/budget/exhausted_on/given_exhausted", "count p50");
    keys_in_order(&it, "/budget/lines", "gpu npu operating");
    keys_in_order(&it, "/promises/0", "name kept kept_share asked_share metric at_most at_least not_before");
    let supplier =
        "supplier revenue_won revenue_per_card_month_won discount_won deduction_won free_card_hours";
    keys_in_order(&it, "/suppliers/0", supplier);
    keys_in_order(&it, "/assumed/0", "path value why");
    keys_in_order(&it, "/waits/0/requests", "mean lo hi confidence p05 p50 p95 estimand");
}

#[test]
fn a_ratio_has_no_percentiles_and_a_spread_may_have_nulls() {
    let ratio = r#"{"mean":0.5,"lo":0.4,"hi":0.6,"confidence":0.95,"estimand":"per_request"}"#;
    let it: Estimate = serde_json::from_str(ratio).expect("reads");
    assert_eq!(it.percentiles, None);
    assert_eq!(serde_json::to_string(&it).expect("writes"), ratio);

    let spread = r#"{"mean":null,"lo":null,"hi":null,"confidence":0.95,"p05":null,"p50":null,"p95":null,"estimand":"per_programme","skewed":true}"#;
    let it: Estimate = serde_json::from_str(spread).expect("reads");
    assert!(it.percentiles.is_some());
    assert_eq!(serde_json::to_string(&it).expect("writes"), spread);
}

proptest! {
    /// Every finite number comes back to the last bit, or a report would show another figure than the study found.
    #[test]
    fn what_is_read_is_what_was_written(mean in any::<f64>(), lo in 0.0..1.0) {
        let it = Estimate { mean: Some(mean), lo: Some(lo), hi: None, confidence: 0.95, percentiles: None, estimand: Estimand::PerRequest, skewed: false };
        let text = serde_json::to_string(&it).expect("writes");
        let back: Estimate = serde_json::from_str(&text).expect("reads");
        prop_assert_eq!(back.mean.map(f64::to_bits), Some(mean.to_bits()), "{}", text);
        prop_assert_eq!(back.lo.map(f64::to_bits), Some(lo.to_bits()), "{}", text);
    }
}

/// What one replication draws or finds is not in the file unless that replication is logged.
#[test]
fn an_unlogged_scenario_leaves_out_what_a_replication_finds() {
    let mut it = Effective::read(&file("scenario.effective.json")).expect("reads");
    it.replication = None;
    it.programme.service_ended_s = None;
    it.programme.npu_service_ended_s = None;
    it.projects[0].contribution_paid_s = None;
    it.projects[0].dropped_out_s = None;
    let json = written(it.to_json());
    for key in ["\"replication\"", "service_ended_s", "contribution_paid_s", "dropped_out_s"] {
        assert!(!json.contains(key), "{key} in {json}");
    }
    // Null is a value of the scenario itself and stays.
    assert!(json.contains("\"funding_stop_s\": null"), "{json}");
}

#[test]
fn a_file_of_another_contract_is_refused_before_its_keys_are_looked_at() {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("other-schema.json");
    for (text, want) in [(r#"{"schema": 2, "new": true}"#, Some(2)), (r#"{"old": true}"#, None)] {
        fs::write(&path, text).expect("a writable folder");
        match Summary::read(&path) {
            Err(Error::Schema { found, expected, .. }) => assert_eq!((found, expected), (want, SCHEMA)),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_broken_file_says_where() {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("broken.json");
    fs::write(&path, "{\n  \"schema\": 1,\n  oops\n}").expect("a writable folder");
    let error = Summary::read(&path).expect_err("no JSON").to_string();
    assert_eq!(error, format!("{}:3:3: key must be a string", path.display()));
    let absent = path.with_file_name("not-there.json");
    let error = Summary::read(&absent).expect_err("no file").to_string();
    assert_eq!(error, format!("{}: not there", absent.display()));
}
