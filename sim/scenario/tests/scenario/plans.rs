//! The operating plan (A7): what is wrong with one, and what its values become.

use super::files::{lowered, lowered_over};
use super::judging::check;
use naru_model::rules::allocation::{Backfill, Criterion, Placement, decay};
use naru_model::{Estimate, Plan, Product};
use naru_scenario::{Basis, Lowered};
use naru_units::{HOUR, Span};

#[test]
fn orders_that_cannot_be() {
    check("a7-order-too-long", "policy: (order: [priority, fair_share, smallest_first, arrival]),");
    check("a7-no-weights", "policy: (order: [weighted_sum]),");
    check(
        "a7-unknown-criterion",
        "policy: (order: [weighted_sum], weights: { \"arrival\": 1, \"priorty\": 600 }),",
    );
    check("a7-weight-without-sum", "policy: (order: [arrival], weights: { \"arrival\": 1 }),");
    check("a7-sum-of-a-sum", "policy: (order: [weighted_sum], weights: { \"weighted_sum\": 1 }),");
    check("a7-wrong-word", "policy: (order: [arival], backfill: eazy, estimate: user_likes),");
}

#[test]
fn what_an_order_looks_at() {
    check("a7-half-life", "policy: (order: [fair_share], half_life: \"36h\"),");
    check("a7-half-life-zero", "policy: (order: [fair_share], half_life: \"0s\"),");
    check("a7-half-life-unused", "policy: (half_life: \"14d\"),");
    check("a7-aims-alike", "policy: (order: [least_slack], aims: { \"gpu-134tf\": \"8h\" }),");
    check("a7-aims-unknown", "policy: (order: [least_slack], aims: { \"gpu-143tf\": \"4h\" }),");
    check("a7-priority-unknown", "policy: (order: [priority], priority: { \"gpu-143tf\": 2 }),");
}

#[test]
fn estimates_that_cannot_be() {
    check("a7-no-factor", "policy: (backfill: easy, estimate: factor),");
    check("a7-factor", "policy: (backfill: easy, estimate: factor, estimate_factor: 1000.1),");
    check(
        "a7-declared",
        "policy: (backfill: easy, estimate: declared, declared: { \"gpu-39tf\": \"24h\", \"gpu-67ft\": \"24h\" }),",
    );
    check("a7-conservative", "policy: (backfill: conservative, placement: best_fit),");
    check("wrong-patience", "demand: (patience: \"8 hours\"),");
}

/// What is fine is not warned of: each at the edge of a case above.
#[test]
fn plans_that_can_be() {
    for over in [
        "policy: (order: [priority, fair_share, smallest_first])",
        "policy: (order: [weighted_sum, arrival], weights: { \"arrival\": 1, \"priority\": 600 })",
        "policy: (order: [weighted_sum], weights: { \"fair_share\": 1 }, half_life: \"1d\")",
        "policy: (order: [least_slack], aims: { \"gpu-134tf\": \"7h\" })",
        "policy: (backfill: easy, estimate: factor, estimate_factor: 1000)",
        "policy: (backfill: easy, estimate: factor, estimate_factor: 0)",
        "policy: (backfill: conservative, placement: first_fit)",
        "demand: (patience: \"8h\")",
    ] {
        assert!(lowered_over(over).warnings.is_empty(), "{over}");
    }
}

fn product<'a>(scenario: &'a Lowered, id: &str) -> &'a Product {
    let at = scenario.names.products.iter().position(|p| p.id == id).expect("a product");
    &scenario.plan.products[at]
}

/// A file with every part of a plan becomes what the engine takes, part by part.
#[test]
fn every_part_of_a_plan_is_lowered() {
    let scenario = lowered_over(
        "policy: (
            order: [priority, weighted_sum, arrival],
            weights: { \"arrival\": 1, \"fair_share\": (value: 3, assumed: \"nobody has said\") },
            priority: { \"gpu-67tf\": 7 },
            aims: { \"gpu-134tf\": (value: \"4h\", assumed: \"ours\") },
            half_life: (value: \"14d\", assumed: \"ours\"),
            backfill: easy,
            placement: packed,
            estimate: (value: factor, assumed: \"ours\"),
            estimate_factor: (value: 1.25, assumed: \"ours\"),
            declared: { \"gpu-39tf\": \"30h\" },
        ),
        demand: (patience: (value: \"90min\", assumed: \"ours\"))",
    );
    let Plan { policy, estimate, fair_share_decay, .. } = &scenario.plan;
    assert_eq!(policy.order, [Criterion::Priority, Criterion::WeightedSum, Criterion::Arrival]);
    assert_eq!(policy.weights, [(Criterion::Arrival, 1), (Criterion::FairShare, 3)]);
    assert_eq!((policy.backfill, policy.placement), (Backfill::Easy, Placement::Packed));
    assert_eq!((*estimate, *fair_share_decay), (Estimate::Factor(12_500), decay(14)));
    let of = |id| {
        let it = product(&scenario, id);
        (it.priority, it.aim, it.limit, it.declared)
    };
    let limit = Some(Span::hours(8)); // the call's stays, whatever an order aims at (A2)
    assert_eq!(of("gpu-39tf"), (0, limit, limit, Span::hours(30)));
    assert_eq!(of("gpu-67tf"), (7, limit, limit, Span::ZERO));
    assert_eq!(of("gpu-134tf"), (0, Some(Span::hours(4)), limit, Span::ZERO));
    assert_eq!(scenario.plan.terms.wait_limit, Span::hours(8));
    assert_eq!(scenario.demand.patience_s.map(|s| s as i64), Some(3 * HOUR / 2));
    let facts = &scenario.facts;
    assert_eq!(facts.order, ["priority", "weighted_sum", "arrival"]);
    assert_eq!((facts.backfill.as_str(), facts.placement.as_str()), ("easy", "packed"));
    assert_eq!((facts.estimate.as_str(), facts.half_life_days), ("factor", Some(14)));
    // What is marked is in the list of assumptions.
    for (path, written) in [
        ("policy.weights.fair_share", "3"),
        ("policy.aims.gpu-134tf", "\"4h\""),
        ("policy.half_life", "\"14d\""),
        ("policy.estimate", "factor"),
        ("policy.estimate_factor", "1.25"),
        ("demand.patience", "\"90min\""),
    ] {
        let figure = scenario.figures.iter().find(|figure| figure.path == path);
        let figure = figure.unwrap_or_else(|| panic!("{path} is a marked figure"));
        assert_eq!(figure.written, written, "{path}");
        assert!(matches!(figure.basis, Basis::Assumed(_)), "{path}");
    }
}

/// The baseline says little of its plan; what it leaves out is this.
#[test]
fn a_plan_that_says_nothing_more_is_simple() {
    let scenario = lowered("baseline-2025.ron", &[]);
    assert!(scenario.plan.policy.keeps_arrival_order());
    assert_eq!((scenario.plan.estimate, scenario.plan.fair_share_decay), (Estimate::Exact, decay(7)));
    assert_eq!(scenario.facts.half_life_days, None);
    assert!(scenario.plan.products.iter().all(|p| p.priority == 0 && p.aim == p.limit));
    assert!(scenario.plan.policy.weights.is_empty() && scenario.demand.patience_s.is_none());
}

#[test]
fn estimates_by_name() {
    for (written, want) in
        [("exact", Estimate::Exact), ("user_like", Estimate::UserLike), ("declared", Estimate::Declared)]
    {
        let declared = "declared: { \"gpu-39tf\": \"24h\", \"gpu-67tf\": \"24h\", \"gpu-134tf\": \"24h\" }";
        let scenario = lowered_over(&format!("policy: (backfill: easy, estimate: {written}, {declared})"));
        assert_eq!((scenario.plan.estimate, scenario.facts.estimate.as_str()), (want, written));
    }
}
