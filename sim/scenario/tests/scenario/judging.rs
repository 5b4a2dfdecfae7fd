//! What values get wrong: the full text of every message, in both languages.
//!
//! Each case is a small file over the project's own baseline, so that a message is seen as a planner would see it.

use crate::common::Folder;
use std::path::{Path, PathBuf};

fn scenarios() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios");
    here.canonicalize().expect("the project's scenarios are there")
}

/// A folder with the project's own baseline, so that paths in messages are short.
fn folder(files: &[(&str, &str)]) -> Folder {
    let folder = Folder::new(files);
    for name in ["baseline-2025.ron", "programmes/kr-2025.ron"] {
        folder.write(name, &std::fs::read(scenarios().join(name)).expect("a scenario file"));
    }
    folder
}

/// `over` inside a scenario over the baseline, `changes` on the command line.
#[track_caller]
fn judged(name: &str, over: &str, changes: &[&str]) {
    let folder = folder(&[(
        "bid.ron",
        &format!("(\n    name: \"bid\",\n    base: \"baseline-2025.ron\",\n{over})\n"),
    )]);
    let scenario = folder.read("bid.ron", changes).expect("this scenario can be read");
    folder.check(name, &scenario.check());
}

#[track_caller]
pub(crate) fn check(name: &str, over: &str) {
    judged(name, &format!("    {over}\n"), &[]);
}

#[test]
fn keys_and_kinds_of_values() {
    check("unknown-key", "policy: (placment: worst_fit),");
    check("unknown-section", "polcy: (order: [arrival]),");
    check("missing-field", "fleet: { \"naru\": { \"H200\": (servers: 2) } },");
    check("text-for-a-count", "fleet: { \"naru\": { \"H100\": (servers: \"57\") } },");
    check("negative-count", "fleet: { \"naru\": { \"H100\": (servers: -3) } },");
    check("fraction-for-a-count", "fleet: { \"naru\": { \"H100\": (servers: 56.5) } },");
    check("fraction-of-a-won", "prices: { \"naru\": { \"gpu-67tf\": 7_920.5 } },");
    check("negative-won", "programme: (budget: (cap_won: -1)),");
    check("share-above-one", "demand: (withdrawal: 1.5),");
    check("share-too-fine", "programme: (sla_rate: 0.30001),");
    check("number-for-a-map", "fleet: { \"naru\": 5 },");
    check("map-for-a-struct", "policy: { \"order\": 1 },");
    check("struct-for-a-list", "policy: (order: (arrival: 1)),");
    check("wrong-word", "policy: (placement: bestfit),");
    check("wrong-duration", "policy: (idle_return: \"30 minutes\"),");
    check("number-for-a-duration", "policy: (idle_return: 30),");
    check("wrong-date", "programme: (funding_stop: \"2025-09-31\"),");
    check(
        "dates-out-of-order",
        "fleet: { \"naru\": { \"H100\": (servers: { \"2025-09-01\": 57, \"2025-04-01\": 50 }) } },",
    );
    check("yes-for-true", "demand: (users: { \"sme\": (pays: yes) }),");
    check("figure-without-basis", "demand: (withdrawal: (value: 0.05, low: 0.0)),");
    check("figure-with-a-slip", "demand: (withdrawal: (value: 0.05, asumed: \"why\")),");
    check("promise-without-bound", "promises: { \"wait\": (at_most: none) },");
}

#[test]
fn names_that_do_not_meet() {
    check("unknown-pool", "offers: { \"naru\": { \"gpu-67tf\": (pool: \"H10O\") } },");
    check("unknown-supplier", "prices: { \"nara\": { \"gpu-67tf\": 7_920 } },");
    check("unknown-product", "prices: { \"naru\": { \"gpu-76tf\": 7_920 } },");
    check("unknown-server", "fleet: { \"naru\": { \"H100\": (server: \"hgx-h1000\") } },");
    check("unknown-card", "fleet: { \"naru\": { \"H100\": (card: \"H100-SMX\") } },");
    check("unknown-kind", "own_contribution: { \"smes\": { \"gpu-67tf\": 300_000 } },");
    check("unknown-line", "programme: (budget: (lines_won: { \"gpu\": 14_900_000_000 })),");
    check("pool-nobody-uses", "fleet: { \"naru\": { \"H200\": (servers: 2, server: \"hgx-h100\") } },");
    check(
        "product-nobody-offers",
        "offers: { \"naru\": { \"gpu-67tf\": none } }, prices: { \"naru\": { \"gpu-67tf\": none } },",
    );
    check("no-price", "prices: { \"naru\": { \"gpu-67tf\": none } },");
    check("price-without-offer", "prices: { \"npu-a\": { \"gpu-67tf\": 7_920 } },");
    check("no-server", "fleet: { \"npu-a\": { \"NPU-60\": (servers: 0) } },");
}

#[test]
fn what_the_call_forbids_or_flags() {
    check("p7-card-misses", "fleet: { \"naru\": { \"H100\": (card: \"H100-PCIe\") } },");
    check("p7-npu-for-gpu", "fleet: { \"naru\": { \"A100\": (card: \"Warboy\") } },");
    check("p7-too-few-cards", "offers: { \"naru\": { \"gpu-134tf\": (pool: \"H100\", cards: 1) } },");
    check("s2-below-the-floor", "fleet: { \"naru\": { \"A100\": (servers: 49), \"H100\": (servers: 56) } },");
    check(
        "s2-later-cards",
        "fleet: { \"naru\": { \"H100\": (servers: { \"2025-04-01\": 26, \"2025-09-01\": 57 }) } },",
    );
    check(
        "s12-cut",
        "fleet: { \"naru\": { \"H100\": (servers: { \"2025-04-01\": 57, \"2025-10-01\": 50 }) } },",
    );
    check("s7-late-servers", "fleet: { \"naru\": { \"H100\": (servers: { \"2025-05-01\": 57 }) } },");
    check(
        "s8-late-npu",
        "fleet: { \"npu-a\": { \"NPU-240\": (servers: { \"2025-04-01\": 10, \"2025-05-01\": 20 }) } },",
    );
    check("s10-over-the-maximum", "fleet: { \"naru\": { \"H100\": (servers: 65) } },");
    check(
        "s5-a100-only",
        "fleet: { \"naru\": { \"H100\": none } }, offers: { \"naru\": { \"gpu-67tf\": (pool: \"A100\"), \"gpu-134tf\": (pool: \"A100\") } },",
    );
    check("s4-no-room", "servers: { \"hgx-h100\": (cores: 8) },");
    check("a4-ratio", "programme: (fixed_ratio: 0.5001),");
    check("a7-same-order", "policy: (order: [least_slack]),");
    check("a7-empty-order", "policy: (order: []),");
    check("s11-no-session", "policy: (concurrency: 0),");
    check("p2-over-the-cap", "programme: (budget: (operating_won: 16_000_000_000)),");
}

#[test]
fn dates_outside_the_programme() {
    check(
        "date-of-servers",
        "fleet: { \"naru\": { \"H100\": (servers: { \"2025-04-01\": 57, \"2026-01-01\": 60 }) } },",
    );
    check("date-of-a-price", "prices: { \"naru\": { \"gpu-67tf\": { \"2025-03-01\": 7_920 } } },");
    check("price-from-later", "prices: { \"naru\": { \"gpu-67tf\": { \"2025-05-01\": 7_920 } } },");
    check("date-of-a-rush", "demand: (rush: { \"중간점검\": (before: \"2025-02-25\") }),");
    check("date-of-funding", "programme: (funding_stop: \"2026-01-02\"),");
    check(
        "date-of-the-cut-off",
        "programme: (december_cut_off: \"2026-01-01\"), readings: { \"T2\": (december: cut_off) },",
    );
    check("end-before-start", "programme: (end: \"2025-04-01\"),");
    check("season-backwards", "demand: (seasons: { \"추석\": (from: \"2025-10-12\", to: \"2025-10-03\") }),");
    check("seasons-overlap", "demand: (seasons: { \"추석\": (from: \"2025-10-20\", to: \"2025-11-03\") }),");
}

#[test]
fn demand_that_does_not_add_up() {
    check("class-shares", "demand: (classes: { \"heavy\": (share: 0.45) }),");
    check("user-shares", "demand: (users: { \"public\": (share: 0.2) }),");
    check("hour-shares", "demand: (asking: (weekday_hours: [0.5, 0.5])),");
    check("level-and-use", "demand: (mean_use: 0.5),");
    check("neither-level-nor-use", "demand: (level: none),");
    check("level-zero", "demand: (level: 0),");
    check("mean-out-of-bounds", "demand: (classes: { \"heavy\": (mean_hours: 400) }),");
    check("cv-below-one", "demand: (think_cv: 0.5),");
    check("p90-below-median", "demand: (start_delay: (p90_days: 10)),");
    check("no-law-of-length", "demand: (sessions: (lengths: { \"2\": none })),");
    check("three-weights", "demand: (sessions: (lengths: { \"1\": (weights: [0.5, 0.25, 0.25]) })),");
    check("outside-the-range", "demand: (level: 120),");
    check("more-at-start", "demand: (npu: (at_start: 0.5, enrolled: 0.2)),");
}

/// Both ends of a range lie inside it.
#[test]
fn a_value_at_an_end_of_its_range_is_not_warned_of() {
    for (change, want) in [
        ("demand.level=0.674", 1),
        ("demand.level=0.675", 0),
        ("demand.level=0.676", 0),
        ("demand.level=1.96", 0),
        ("demand.level=1.97", 0),
        ("demand.level=1.98", 1),
        ("demand.ramp.days=0", 1),
        ("demand.ramp.days=1", 1),
        (r#"demand.level=(value: 120, low: 100, high: 130, source: "a survey")"#, 0),
        (r#"demand.level=(value: 99, low: 100, source: "a survey")"#, 1),
        (r#"demand.level=(value: 101, high: 100, source: "a survey")"#, 1),
    ] {
        let scenario = folder(&[]).read("baseline-2025.ron", &[change]).expect("this scenario can be read");
        let problems = scenario.check();
        assert_eq!((problems.errors(), problems.warnings()), (0, want), "{change}");
    }
}

#[test]
fn a_file_over_a_base_without_a_name_of_its_own() {
    let folder =
        folder(&[("bid.ron", "(\n    base: \"baseline-2025.ron\",\n    demand: (level: 1.1),\n)\n")]);
    let check = |changes: &[&str]| folder.read("bid.ron", changes).expect("it can be read").check();
    folder.check("no-name-of-its-own", &check(&[]));
    folder.check("no-name-of-its-own", &check(&["demand.level=1.2"]));
    assert!(check(&["name=\"bid\""]).is_empty());
}

#[test]
fn readings() {
    check("reading-value", "readings: { \"T1\": (hours: month_cell) },");
    check("reading-variant", "readings: { \"T1\": (hour: month_ceil) },");
    check("reading-clause", "readings: { \"T14\": (hours: month_ceil) },");
    check(
        "reading-planned",
        "clauses: { \"T2\": (readings: { \"december\": (planned: [\"cut_off\"]) }) }, readings: { \"T2\": (december: cut_off) },",
    );
    check(
        "too-large",
        "prices: { \"naru\": { \"gpu-67tf\": 99_000_000_000_000 } }, fleet: { \"naru\": { \"A100\": (servers: 4_000_000_000) } },",
    );
    check("a1-no-busy-share", "readings: { \"A1\": (billed_time: gpu_busy) },");
    check("reading-refused", "readings: { \"T3\": (own: on_top), \"A1\": (idle: not_billed) },");
}

#[test]
fn faults_that_cannot_be() {
    check("fault-shape-zero", "faults: (servers: (down: (shape: 0))),");
    check("fault-no-time", "faults: (servers: (mean_up: \"0s\")),");
    check("fault-line", "faults: (servers: (lines: [gpus])),");
    check("outage-p90", "faults: (allocator: (p90: \"1h\")),");
    let down = |supplier, from, until| {
        format!(
            "faults: (allocator_down: {{ \"x\": (supplier: \"{supplier}\", from: \"{from}\", until: \"{until}\") }}),"
        )
    };
    check("outage-unknown-supplier", &down("nara", "2025-08-04", "2025-08-11"));
    check("outage-backwards", &down("naru", "2025-08-04", "2025-08-04"));
    check("outage-outside", &down("naru", "2025-12-30", "2026-01-01T00:01"));
    check("wrong-moment", &down("naru", "2025-08-04 22:00", "2025-08-11"));
    let window = |pool, servers| {
        format!(
            "faults: (maintenance: {{ \"x\": (supplier: \"naru\", pool: \"{pool}\", servers: {servers}, \
             from: \"2025-09-13\", until: \"2025-09-14\", waits_count: true) }}),"
        )
    };
    check("a8-unknown-pool", &window("H200", 1));
    check("a8-servers", &window("H100", 58));
}

#[test]
fn bursts_and_stages_that_cannot_be() {
    let bursts = |rest: &str| format!("demand: (bursts: ({rest})),");
    check("a5-multiple", &bursts("multiples: { \"4\": none, \"3\": 0.3 }"));
    check("a5-shares", &bursts("multiples: { \"4\": 0.4 }"));
    check("a5-weeks", &bursts("weeks: (from: 9)"));
    check("a5-period", &bursts("periods: { \"8월\": (to: \"2025-07-15\") }"));
    check("a5-period-shares", &bursts("periods: { \"8월\": (share: 0.3) }"));
    check(
        "a5-one-server",
        "readings: { \"A5\": (burst_span: one_server) },\n    demand: (bursts: (multiples: { \"4\": 0.2, \"8\": 0.1 })),",
    );
    check("n5-three-stages", "demand: (stages: (median_weeks: [3, 4, 6], over_two_months: 0.25)),");
    check("n5-share", "demand: (stages: (median_weeks: [3, 4, 6, 6], over_two_months: 0.9)),");
}

#[test]
fn suppliers_that_cannot_share() {
    let second = |share: &str| {
        format!(
            "offers: {{ \"npu-a\": {{ \"gpu-67tf\": (pool: \"H\"{share}) }} }},\n    prices: {{ \"npu-a\": {{ \"gpu-67tf\": 7_920 }} }},\n    \
             fleet: {{ \"npu-a\": {{ \"H\": (servers: 2, server: \"hgx-h100\") }} }},"
        )
    };
    check("s9-share-missing", &second(""));
    check("s9-shares", "offers: { \"npu-b\": { \"npu-60\": (share: 0.3) } },");
    check("s9-choice", "policy: (choice: by_prize),");
    check("s5-unknown-overflow", "offers: { \"naru\": { \"gpu-39tf\": (overflow: \"H10O\") } },");
    check("n2-dynamic", "offers: { \"npu-a\": { \"npu-60\": (allocation: dynamic) } },");
}

/// A grant of 1PF on H100 with something else over it.
fn one_pf(from: &str, rest: &str) -> String {
    format!(
        "offers: {{ \"naru\": {{ \"gpu-1pf\": (pool: \"H100\") }} }},\n    prices: {{ \"naru\": {{ \"gpu-1pf\": 126_720 }} }},\n    \
         demand: (grants: {{ \"a\": (product: \"gpu-1pf\", from: \"{from}\", length: \"61d\") }}),\n    {rest}"
    )
}

#[test]
fn grants_of_1pf_that_cannot_be() {
    check("s3-too-early", &one_pf("2025-06-30", ""));
    check("s3-outside", &one_pf("2026-01-01", ""));
    check("s3-cohort", &one_pf("2025-07-01", "products: { \"gpu-1pf\": (projects: 3) },"));
    check(
        "s3-card-misses",
        &one_pf("2025-07-01", "fleet: { \"naru\": { \"H100\": (card: \"H100-NVL\") } },"),
    );
    check("s3-no-room", &one_pf("2025-07-01", "servers: { \"hgx-h100\": (disk_tb: 9) },"));
    check(
        "s3-nobody-offers",
        "demand: (grants: { \"a\": (product: \"gpu-1pf\", from: \"2025-07-01\", length: \"61d\") }),",
    );
    check(
        "s3-not-alone",
        "demand: (grants: { \"a\": (product: \"gpu-134tf\", from: \"2025-07-01\", length: \"0s\") }),",
    );
    check(
        "s3-unknown-product",
        "demand: (grants: { \"a\": (product: \"gpu-2pf\", from: \"2025-07-01\", length: \"61d\") }),",
    );
    check(
        "s3-fixed",
        "offers: { \"naru\": { \"gpu-1pf\": (pool: \"H100\", allocation: fixed) } },\n    prices: { \"naru\": { \"gpu-1pf\": 126_720 } },",
    );
}

#[test]
fn waves_that_cannot_be() {
    let wave = |decide: &str, rest: &str| {
        format!("waves: {{ \"w\": (decide: \"{decide}\", threshold: 0.1, {rest}) }},")
    };
    check("p6-mid-month", &wave("2025-09-02", "projects: { \"gpu-39tf\": 20 }"));
    check("p6-at-the-start", &wave("2025-04-01", "projects: { \"gpu-39tf\": 20 }"));
    check("p6-after-the-end", &wave("2026-01-01", "projects: { \"gpu-39tf\": 20 }"));
    check("p6-unknown-product", &wave("2025-09-01", "projects: { \"gpu-93tf\": 20 }"));
    check("p6-1pf", &one_pf("2025-07-01", &wave("2025-09-01", "projects: { \"gpu-1pf\": 2 }")));
    let servers =
        |servers: &str| wave("2025-09-01", &format!("projects: {{ \"gpu-39tf\": 20 }}, servers: {servers}"));
    check("p6-unknown-pool", &servers("{ \"naru\": { \"A10\": 3 } }"));
    check("p6-unknown-supplier", &servers("{ \"nara\": { \"A100\": 3 } }"));
    check("s10-over-the-maximum-by-a-wave", &servers("{ \"naru\": { \"A100\": 11 } }"));
    check("a6-at-once", "recall: (allocation: (after: \"0s\", notice: \"0s\")),");
    check("a6-outside", "recall: (grant: (at: \"2026-02-01\", below: 0.05, notice: \"7d\")),");
}

#[test]
fn what_comes_after_and_cannot_be() {
    check(
        "t6-no-market-price",
        "after: (stays: 0.2, discount: 0.3, market: { \"gpu-39tf\": 2_397, \"gpu-67ft\": 1 }),",
    );
    check("t10-two", "final_settlement: { \"naru\": (clawback: (won: 5, share: 0.1)) },");
    check(
        "t11-no-cost",
        "final_settlement: { \"naru\": (actual_cost: (server_month: { \"A100\": 7_000_000 }, margin: 0.05)) },",
    );
    check("s6-unknown-supplier", "storage_tb: { \"nara\": 100 },");
    check(
        "s7-agreed",
        "fleet: { \"naru\": { \"H100\": (servers: { \"2025-05-01\": 57 }, agreed: \"2026-05-01\") } },",
    );
}

#[test]
fn changes_on_the_command_line() {
    judged("set-unknown-key", "", &["demand.levle=1.5"]);
    judged("set-wrong-value", "", &["fleet.naru.H100.servers=many"]);
    judged("set-below-the-floor", "", &["fleet.naru.H100.servers=45"]);
    judged("set-outside-the-range", "", &["demand.level=120"]);
    judged("set-two", "", &["programme.fixed_ratio=0.6", "demand.withdrawal=-1"]);
}

#[test]
fn the_broken_example_has_all_its_problems_told() {
    let text = std::fs::read_to_string(scenarios().join("broken-example.ron")).expect("the example is there");
    let folder = folder(&[("broken-example.ron", &text)]);
    let scenario = folder.read("broken-example.ron", &[]).expect("it can be read");
    let problems = scenario.check();
    folder.check("broken-example", &problems);
    assert_eq!(problems.tally(naru_scenario::Lang::Ko), "오류 13건, 경고 4건");
    assert_eq!(problems.tally(naru_scenario::Lang::En), "13 errors, 4 warnings");
    assert!(scenario.lower().is_err());
}
