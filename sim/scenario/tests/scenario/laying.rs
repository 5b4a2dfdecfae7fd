//! What lies over what: bases, overrides, changes on the command line.

use crate::common::Folder;
use naru_scenario::{Scenario, Value};

const BASE: &str = r#"(
    name: "base",
    fleet: { "naru": { "A100": (servers: 50, server: "a"), "H100": (servers: 57, server: "h") } },
    prices: { "naru": { "gpu-67tf": (value: 7_920, low: 4_100, high: 11_000, assumed: "no price is public") } },
    servers: { "2025-04-01": 26, "2025-09-01": 28 },
    order: [arrival],
    seasons: (value: { "summer": 1, "winter": 2 }, source: "the call"),
)"#;

fn over(text: &str, changes: &[&str]) -> Scenario {
    let folder = Folder::new(&[("base.ron", BASE), ("over.ron", text)]);
    folder.read("over.ron", changes).unwrap_or_else(|p| panic!("{p:?}"))
}

/// The value at a path, in canonical text.
#[track_caller]
fn check(scenario: &Scenario, path: &str, want: &str) {
    let found = scenario.tree().find(path).map(naru_scenario::Node::canonical);
    assert_eq!(found.as_deref(), (!want.is_empty()).then_some(want), "{path}");
}

#[test]
fn structs_and_maps_meet_key_by_key_and_everything_else_is_replaced_whole() {
    let scenario = over(
        r#"( base: "base.ron", name: "over", order: [least_slack, arrival], servers: { "2025-05-01": 30 },
             fleet: { "naru": { "H100": (servers: 45), "B200": (servers: 1) }, "other": {} } )"#,
        &[],
    );
    check(&scenario, "name", "4:over");
    check(&scenario, "base", "");
    check(&scenario, "order", "[least_slack,arrival,]");
    check(&scenario, "servers", "{10:2025-05-01=30,}");
    check(&scenario, "fleet.naru.A100", "(6:server=1:a,7:servers=50,)");
    check(&scenario, "fleet.naru.H100", "(6:server=1:h,7:servers=45,)");
    check(&scenario, "fleet.naru.B200", "(7:servers=1,)");
    check(&scenario, "fleet.other", "{}");
}

#[test]
fn none_takes_a_name_out_of_a_map() {
    let scenario = over(r#"( base: "base.ron", fleet: { "naru": { "A100": none } } )"#, &[]);
    check(&scenario, "fleet.naru.A100", "");
    check(&scenario, "fleet.naru.H100.servers", "57");
}

#[test]
fn a_bare_value_over_a_marked_one_keeps_range_and_reason() {
    let bare = over(r#"( base: "base.ron", prices: { "naru": { "gpu-67tf": 8_000 } } )"#, &[]);
    check(&bare, "prices.naru.gpu-67tf.value", "8000");
    check(&bare, "prices.naru.gpu-67tf.high", "11000");
    let dated =
        over(r#"( base: "base.ron", prices: { "naru": { "gpu-67tf": { "2025-04-01": 8_000 } } } )"#, &[]);
    check(&dated, "prices.naru.gpu-67tf.value", "{10:2025-04-01=8000,}");
    check(&dated, "prices.naru.gpu-67tf.low", "4100");
    let range = over(r#"( base: "base.ron", prices: { "naru": { "gpu-67tf": (high: 9_000) } } )"#, &[]);
    check(&range, "prices.naru.gpu-67tf.value", "7920");
    check(&range, "prices.naru.gpu-67tf.high", "9000");
    let marked =
        over(r#"( base: "base.ron", prices: { "naru": { "gpu-67tf": (value: 1, source: "x") } } )"#, &[]);
    check(&marked, "prices.naru.gpu-67tf", "(6:source=1:x,5:value=1,)");
    let inside = over(r#"( base: "base.ron", seasons: { "winter": 3 } )"#, &[]);
    check(&inside, "seasons.value", "{6:summer=1,6:winter=3,}");
}

#[test]
fn a_change_on_the_command_line_is_one_more_layer() {
    let changes =
        ["fleet.naru.H100.servers=45", "prices.naru.gpu-67tf=8_000", "order=[least_slack]", "funding=yes"];
    let scenario = over(r#"( base: "base.ron" )"#, &changes);
    check(&scenario, "fleet.naru.H100", "(6:server=1:h,7:servers=45,)");
    check(&scenario, "prices.naru.gpu-67tf.value", "8000");
    check(&scenario, "prices.naru.gpu-67tf.low", "4100");
    check(&scenario, "order", "[least_slack,]");
    check(&scenario, "funding", "yes"); // a new key: the schema will judge it
    let seasons = over(r#"( base: "base.ron" )"#, &["seasons.winter=4"]);
    check(&seasons, "seasons.value.winter", "4");
}

#[test]
fn a_failed_change_leaves_the_scenario_as_it_was() {
    let mut scenario = over(r#"( base: "base.ron" )"#, &[]);
    let (hash, texts) = (scenario.hash(), scenario.texts().count());
    assert!(scenario.set("fleet.nara.H100.servers=1").is_err());
    assert_eq!((scenario.hash(), scenario.texts().count()), (hash, texts));
}

#[test]
fn the_hash_is_of_the_values() {
    let files = over(r#"( base: "base.ron", fleet: { "naru": { "H100": (servers: 45) } } )"#, &[]);
    let command = over("/* the same */ ( base: \"base.ron\", )", &["fleet.naru.H100.servers=4_5"]);
    assert_eq!(files.hash(), command.hash());
    assert_ne!(files.hash(), over(r#"( base: "base.ron" )"#, &[]).hash());
    assert_eq!(files.hash().len(), 64);
}

#[test]
fn the_texts_are_those_of_all_layers() {
    let scenario = over(r#"( base: "base.ron" )"#, &["order=[]"]);
    let texts: Vec<String> =
        scenario.texts().map(|(name, _)| name.rsplit('/').next().unwrap().to_owned()).collect();
    assert_eq!(texts, ["over.ron", "base.ron", "--set"]);
    assert!(matches!(scenario.tree().value, Value::Struct(_)));
}

#[test]
fn a_base_is_found_from_the_file_that_names_it_or_by_its_whole_path() {
    let folder = Folder::new(&[("base.ron", BASE)]);
    folder.write("sub/over.ron", br#"( base: "../base.ron" )"#);
    assert!(folder.read("sub/over.ron", &[]).is_ok());
    let absolute = folder.path().join("base.ron");
    folder.write("abs.ron", format!("( base: {:?} )", absolute.display().to_string()).as_bytes());
    assert!(folder.read("abs.ron", &[]).is_ok());
}
