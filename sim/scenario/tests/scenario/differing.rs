//! In which values two scenarios differ.

use naru_scenario::Scenario;
use std::path::Path;

fn read(name: &str, changes: &[&str]) -> Scenario {
    let changes: Vec<String> = changes.iter().map(|it| (*it).to_owned()).collect();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios").join(name);
    Scenario::read(&path, &changes).expect("a scenario of the project")
}

fn told(a: &Scenario, b: &Scenario) -> Vec<String> {
    let text = |it: Option<String>| it.unwrap_or_else(|| "-".to_owned());
    a.differences(b)
        .into_iter()
        .map(|it| format!("{}: {} -> {}", it.path, text(it.before), text(it.after)))
        .collect()
}

/// plan-easy.ron says `policy: (backfill: easy)` over plan-fcfs.ron, beside its name and title.
#[test]
fn a_variant_differs_in_what_its_file_says() {
    let (fcfs, easy) = (read("plan-fcfs.ron", &[]), read("plan-easy.ron", &[]));
    assert_eq!(told(&fcfs, &easy), ["policy.backfill: none -> easy"]);
    assert!(told(&easy, &easy).is_empty());
}

/// A number that is written otherwise is no difference; a figure is its value; a dated value is one value.
#[test]
fn values_are_compared_not_their_spelling() {
    let base = read("baseline-2025.ron", &[]);
    let same = read("baseline-2025.ron", &["prices.naru.gpu-39tf=4620", "demand.level=1"]);
    assert!(told(&base, &same).is_empty());
    let other = read(
        "baseline-2025.ron",
        &[
            "demand.level=1.5",
            "fleet.naru.H100.servers={ \"2025-04-01\": 26, \"2025-09-01\": 28 }",
            "prices.npu-c=none",
        ],
    );
    let mut differing = told(&base, &other);
    let npu: Vec<String> = differing.extract_if(.., |it| it.starts_with("prices.npu-c")).collect();
    assert_eq!(
        npu,
        [
            "prices.npu-c.npu-60: 1_595_000 -> -",
            "prices.npu-c.npu-120: 2_805_000 -> -",
            "prices.npu-c.npu-240: 4_620_000 -> -"
        ]
    );
    assert_eq!(
        differing,
        [
            "fleet.naru.H100.servers: 57 -> { \"2025-04-01\": 26, \"2025-09-01\": 28 }",
            "demand.level: 1.0 -> 1.5",
        ]
    );
}
