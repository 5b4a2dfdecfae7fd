//! The golden cases of the call, seen from their bills: a second way of counting gives every line again.

use crate::folder::{Folder, effective};
use naru_report::Lang;
use naru_report::papers;
use serde_json::{Value, json};
use std::fs;
use std::path::PathBuf;

fn n(value: &Value) -> i64 {
    value.as_i64().expect("an integer")
}

/// Variants of a case by their full address; those that no bill of hours depends on are left out.
fn readings(case: &Value) -> Vec<(&'static str, String)> {
    let named = case["reading"].as_object().expect("readings");
    let address = |variant: &str| match variant {
        "hours" => Some("T1.hours"),
        "split" => Some("T2.split"),
        "price_at" => Some("T2.price_at"),
        "sla_discount" => Some("A3.sla_discount"),
        "excess" => Some("A3.excess"),
        "won" => Some("A3.won"),
        "vat" => Some("P2.vat"),
        "own" => Some("T3.own"),
        _ => None,
    };
    named
        .iter()
        .filter_map(|(variant, value)| Some((address(variant)?, value.as_str()?.to_owned())))
        .collect()
}

fn session(i: usize, it: &Value) -> String {
    let (started, ended, k) = (n(&it["started_s"]), n(&it["ended_s"]), n(&it["multiple"]));
    let wait = it["wait_s"].as_i64().unwrap_or(0);
    let id = it["session"].as_i64().unwrap_or(i as i64 + 1);
    format!(
        "{id},1,gpu-67tf,naru,H100,base,{k},,{started},{started},{started},{},{ended},{ended},0,{wait},,dynamic,0,done",
        ended - started
    )
}

fn bill(i: usize, it: &Value) -> String {
    let or_zero = |name: &str| it[name].as_i64().unwrap_or(0);
    let (hours, price, off) = (n(&it["hours"]), n(&it["unit_price_won"]), or_zero("discount_won"));
    let amount = n(&it["amount_won"]);
    let supply = hours * price - off;
    // Whole-line cases name VAT and own contribution; in the others the amount is the supply.
    let inside = if it["vat_won"].as_i64().unwrap_or(0) == 0 { supply / 11 } else { 0 };
    let sessions =
        it["sessions"].as_array().map(|ids| ids.iter().map(Value::to_string).collect::<Vec<_>>().join(";"));
    format!(
        "{},{},1,gpu-67tf,naru,{},gpu,{hours},,,{price},{},{off},0,0,{supply},{},{inside},{},{amount},T1,{}",
        i + 1,
        it["month"].as_str().expect("a month"),
        it["allocation"].as_str().unwrap_or("dynamic"),
        or_zero("discounted_hours"),
        or_zero("vat_won"),
        or_zero("own_contribution_won"),
        sessions.unwrap_or_default(),
    )
}

fn folder(case: &Value) -> Folder {
    let (input, expected) = (&case["input"], &case["expected"]);
    let readings = readings(case);
    let readings: Vec<(&str, &str)> = readings.iter().map(|(id, value)| (*id, value.as_str())).collect();
    let mut effective = effective(&readings);
    effective["products"]["gpu-67tf"]["prices"]["naru"] = match input["dynamic_price_won"].as_i64() {
        Some(price) => json!([{ "from_s": 0, "unit_price_won": price }]),
        None => input["prices"].clone(),
    };
    effective["fixed_ratio_bp"] = json!(input["fixed_ratio_bp"].as_i64().unwrap_or(5_000));
    if input["limit_s"].is_i64() {
        effective["sla"] = json!({ "limit_s": input["limit_s"], "rate_bp": input["rate_bp"], "ceiling_bp": input["ceiling_bp"] });
    }
    effective["projects"][0]["own_monthly_won"] = json!(0);
    effective["projects"][0]["own_ratio_bp"] = json!(input["own_ratio_bp"].as_i64().unwrap_or(0));
    let sessions = input["sessions"].as_array().expect("sessions");
    let sessions: Vec<String> = sessions.iter().enumerate().map(|(i, it)| session(i, it)).collect();
    let bills = expected["lines"].as_array().expect("lines");
    let bills: Vec<String> = bills.iter().enumerate().map(|(i, it)| bill(i, it)).collect();
    let down = input["allocator_down"].as_array().map_or(&[][..], Vec::as_slice);
    let outage = |it: &Value| format!("1,allocator,naru,,,,{},{},0", n(&it["from_s"]), n(&it["until_s"]));
    let outages: Vec<String> = down.iter().map(outage).collect();
    Folder::of(&effective, &as_strs(&sessions), &as_strs(&bills), &as_strs(&outages))
}

fn as_strs(rows: &[String]) -> Vec<&str> {
    rows.iter().map(String::as_str).collect()
}

/// Every line of every case of T2, A3, A4 and T8 that has lines is found again from its sessions.
#[test]
fn a_second_count_gives_the_lines_of_the_golden_cases() {
    let cases = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../rules/cases");
    let (mut seen, mut lines) = (0, 0);
    for clause in ["T2", "A3", "A4", "T8"] {
        let Ok(text) = fs::read_to_string(cases.join(format!("{clause}.json"))) else { continue };
        let file: Value = serde_json::from_str(&text).expect("JSON");
        for case in file["cases"].as_array().expect("cases") {
            let Some(expected) = case["expected"]["lines"].as_array() else { continue };
            if case["reading"]["fixed_hours"] == "used" {
                continue; // A log does not tell held from used time.
            }
            let folder = folder(case);
            let log = folder.log();
            for i in 1..=expected.len() {
                let told = papers::line(&log, i as u64, Lang::En, 80).unwrap_or_else(|_| panic!("line {i}"));
                assert!(told.agrees, "{}\n{}", case["id"], told.text);
                lines += 1;
            }
            seen += 1;
        }
    }
    assert!(seen >= 50 && lines >= 70, "{seen} cases, {lines} lines");
}
