//! The golden cases of the money's end (kr-2025/P4) through the engine itself: every field of what they expect.
//!
//! `NARU_CASES=dir` reads `dir/P4.json` instead of the house's own copy.

mod common;

use common::{set, sources};
use naru_model::observers::{Auditor, Log, Logged};
use naru_model::rules::allocation::Resources;
use naru_model::rules::readings::{Accrual, Readings};
use naru_model::workload::{Behaviour, Cohort, Demand, Laws, Listed};
use naru_model::{Budget, Charge, EndReason, Line, Plan, Product, replicate};
use naru_units::{HOUR, Instant, Span, Won};
use serde_json::{Map, Value, json};
use std::path::PathBuf;

fn folder() -> PathBuf {
    std::env::var_os("NARU_CASES")
        .map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../rules/cases")), PathBuf::from)
}

fn whole(value: &Value) -> i64 {
    value.as_i64().unwrap_or_else(|| panic!("a whole number, not {value}"))
}

fn readings(of_case: &Value) -> Readings {
    let mut readings = Readings::default();
    for (variant, value) in of_case.as_object().expect("readings by name") {
        let mut known = Readings::catalogue().iter().filter(|v| v.name == variant);
        let (clause, None) = (known.next().expect("a known variant").clause, known.next()) else {
            panic!("{variant} is a variant of more than one clause");
        };
        let value = value.as_str().expect("a reading is a name");
        readings.set(clause, variant, value).expect("the case's readings are known");
    }
    readings
}

/// Every session of the case is a project of its own: it asks once, and there are cards for all.
fn plan(case: &Value) -> (Plan, Laws) {
    let readings = readings(&case["reading"]);
    let sessions = case["input"]["sessions"].as_array().expect("sessions");
    let mut prices: Vec<i64> = sessions.iter().map(|s| whole(&s["price_won"])).collect();
    prices.sort_unstable();
    prices.dedup();
    let product = |price: &i64| Product {
        limit: None,
        idle_return: Span::ZERO,
        ..common::product(Line::Gpu, 0, set(1), *price)
    };
    let project = |s: &Value| {
        let price = prices.iter().position(|price| *price == whole(&s["price_won"]));
        common::project(price.expect("its price is listed") as u16)
    };
    let ends = sessions.iter().map(|s| whole(&s["started_s"]) + whole(&s["wanted_s"]));
    let end = Instant(ends.max().unwrap_or(0) + HOUR);
    let available = Won(whole(&case["input"]["available_won"]));
    let server = Resources { cards: 8, cores: 128, memory_gb: 1_024, disk_gb: 16_000 };
    let pools = vec![common::pool(server, sessions.len() as u32)];
    let products = prices.iter().map(product).collect();
    let plan = Plan {
        terms: common::terms(readings),
        budget: Budget {
            cap: available,
            operating: Won::ZERO,
            opening: [available, Won::ZERO],
            funding_stop: None,
        },
        ..common::bare(end, pools, products, sessions.iter().map(project).collect())
    };
    let request =
        |s: &Value| Listed { at: Instant(whole(&s["started_s"])), work: Span(whole(&s["wanted_s"])) };
    let cohort = Cohort::new(
        "case".to_owned(),
        sessions.len() as u32,
        Behaviour::Listed { requests: sessions.iter().map(request).collect() },
    );
    (plan, Laws::new(sources(end, vec![cohort])))
}

fn session(id: &Value, ran: Option<&Logged>, hours: Option<i64>) -> Value {
    let mut told = Map::new();
    told.insert("id".to_owned(), id.clone());
    told.insert("started_s".to_owned(), json!(ran.map(|l| l.session.started.0)));
    told.insert("ended_s".to_owned(), json!(ran.map(|l| l.session.ended.0)));
    let reason = match ran.map(|l| l.ended().expect("it ran")) {
        None => "not_served",
        Some(EndReason::Done) => "done",
        Some(EndReason::Budget) => "budget",
        Some(EndReason::ProgrammeEnd) => "programme_end",
        Some(other) => unreachable!("nothing of these cases ends by {other:?}"),
    };
    told.insert("end_reason".to_owned(), json!(reason));
    if let Some(hours) = hours {
        told.insert("hours".to_owned(), json!(hours));
    }
    Value::Object(told)
}

/// What the engine makes of a case, in the fields of `expected`.
fn run(case: &Value) -> Value {
    let (plan, laws) = plan(case);
    let demand = Demand::new(&laws, 1, 0);
    let (outcome, (log, auditor)) = replicate(&plan, &demand, (Log::default(), Auditor::default()));
    assert!(auditor.is_closed());
    let by_hour = plan.terms.readings.accrual == Accrual::Hour;
    let inputs = case["input"]["sessions"].as_array().expect("sessions");
    let sessions: Vec<Value> = (0..inputs.len() as u32)
        .map(|p| {
            // A request that is granted in the second of the money's end, and so never begins, leaves its queue.
            let ran = log.sessions().find(|l| l.session.project == p && l.ended().is_some());
            let billed = log.bills.iter().filter(|bill| bill.project == Some(p));
            let hours = billed.map(|bill| match bill.charge {
                Charge::Hours { hours, .. } => hours.unwrap_or(0),
                Charge::Tenancy { .. } | Charge::Statement(_) => {
                    unreachable!("sessions are billed by the hour")
                }
            });
            session(&inputs[p as usize]["id"], ran, by_hour.then(|| hours.sum()))
        })
        .collect();
    let (spent, available) = (outcome.spent[0], plan.budget.cap);
    json!({
        "exhausted_at_s": outcome.exhausted[0].map(|at| at.0),
        "sessions": sessions,
        "spent_won": spent.0,
        "left_won": (available - spent).0.max(0),
        "overrun_won": (spent - available).0.max(0),
    })
}

#[test]
fn every_golden_case_of_the_moneys_end_comes_out_of_the_engine() {
    let path = folder().join("P4.json");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let file: Value = serde_json::from_str(&text).expect("the cases are JSON");
    let cases = file["cases"].as_array().expect("cases");
    let mut failed = Vec::new();
    for case in cases {
        let got = run(case);
        if got != case["expected"] {
            let told = format!(
                "{}\n  input {}\n  expected {}\n  got {got}",
                case["id"], case["input"], case["expected"]
            );
            failed.push(told);
        }
    }
    assert!(failed.is_empty(), "{} of {} cases failed:\n{}", failed.len(), cases.len(), failed.join("\n"));
    assert!(!cases.is_empty(), "{} holds cases", path.display());
}
