//! `naru sweep`: every way in which a study can be wrong.

use crate::workshop::Workshop;

/// The baseline with few projects: a replication is short.
const SMALL: &str = "(
    name: \"small\",
    base: \"scenarios/baseline-2025.ron\",
    products: {
        \"gpu-39tf\": (projects: 20), \"gpu-67tf\": (projects: 12), \"gpu-134tf\": (projects: 8),
        \"npu-60\": (projects: 3), \"npu-120\": (projects: 3), \"npu-240\": (projects: 3),
    },
)
";

fn workshop(study: &str) -> Workshop {
    let workshop = Workshop::new();
    workshop.write("small.ron", SMALL);
    workshop.write("study.ron", study);
    workshop
}

/// Faults of a study: what follows its name and scenario, and the whole message.
const FAULTS: [(&str, &str); 11] = [
    (
        "metrics: [\"budget.spent_won\"],",
        "error: nothing says how inputs are moved: one of `tornado`, `grid`, `sobol`, `latin_hypercube`, `morris`
 --> study.ron:1:1
  |
1 | (
  | ^ such as `tornado: (paths: all)`
",
    ),
    (
        "tornado: (paths: all), metrics: [],",
        "error: no metric is watched
 --> study.ron:4:37
  |
4 |     tornado: (paths: all), metrics: [],
  |                                     ^^ such as `[\"budget.spent_won\"]`
",
    ),
    (
        "tornado: (paths: []), metrics: [\"budget.spent_won\"],",
        "error: no input is moved
 --> study.ron:4:22
  |
4 |     tornado: (paths: []), metrics: [\"budget.spent_won\"],
  |                      ^^ such as `demand.level`
",
    ),
    (
        "tornado: (paths: all), metrics: [\"budget.spend_won\"],",
        "error: there is no metric `budget.spend_won`
 --> study.ron:4:38
  |
4 |     tornado: (paths: all), metrics: [\"budget.spend_won\"],
  |                                      ^^^^^^^^^^^^^^^^^^ nearest: `budget.spent_won`, `budget.need_won`, `budget.left_won`
",
    ),
    (
        "tornado: (paths: all), metrics: [\"waits.all.p95_hours\"],",
        "error: `waits.all.p95_hours` is no number of one programme: its points cannot be paired
 --> study.ron:4:38
  |
4 |     tornado: (paths: all), metrics: [\"waits.all.p95_hours\"],
  |                                      ^^^^^^^^^^^^^^^^^^^^^ use `programme.waits.all.p95_hours`
",
    ),
    (
        "tornado: (paths: [\"fleet.naru.H100.servers\"]), metrics: [\"budget.spent_won\"],",
        "error: `fleet.naru.H100.servers` has no range
 --> study.ron:4:23
  |
4 |     tornado: (paths: [\"fleet.naru.H100.servers\"]), metrics: [\"budget.spent_won\"],
  |                       ^^^^^^^^^^^^^^^^^^^^^^^^^ write `(value: …, low: …, high: …, assumed: \"why\")` in the scenario, or give values by `grid`
",
    ),
    (
        "sobol: (paths: [\"programme.start\"], points: 512), metrics: [\"budget.spent_won\"],",
        "error: the range of `programme.start` is no numbers
 --> study.ron:4:21
  |
4 |     sobol: (paths: [\"programme.start\"], points: 512), metrics: [\"budget.spent_won\"],
  |                     ^^^^^^^^^^^^^^^^^ only `tornado` or `grid` can move it
",
    ),
    (
        "sobol: (paths: [\"demand.level\"], points: 1000), metrics: [\"budget.spent_won\"],",
        "error: Sobol' points come in powers of two, not 1000
 --> study.ron:4:46
  |
4 |     sobol: (paths: [\"demand.level\"], points: 1000), metrics: [\"budget.spent_won\"],
  |                                              ^^^^ 1024
",
    ),
    (
        "sobol: (paths: [\"demand.level\"], points: 256), metrics: [\"budget.spent_won\"],",
        "error: `sobol.points` cannot be 256
 --> study.ron:4:46
  |
4 |     sobol: (paths: [\"demand.level\"], points: 256), metrics: [\"budget.spent_won\"],
  |                                              ^^^ from 512 to 65536
",
    ),
    (
        "grid: [(path: \"demand.level\", values: [])], metrics: [\"budget.spent_won\"],",
        "error: no values
 --> study.ron:4:43
  |
4 |     grid: [(path: \"demand.level\", values: [])], metrics: [\"budget.spent_won\"],
  |                                           ^^ such as `[0.8, 1.0, 1.2]`
",
    ),
    (
        "replications: 1, tornado: (paths: all), metrics: [\"budget.spent_won\"],",
        "error: `replications` cannot be 1
 --> study.ron:4:19
  |
4 |     replications: 1, tornado: (paths: all), metrics: [\"budget.spent_won\"],
  |                   ^ from 2 to 1000000
",
    ),
];

#[test]
fn what_is_wrong_with_a_study_is_told_with_its_place() {
    for (rest, want) in FAULTS {
        let text = format!("(\n    name: \"s\",\n    scenario: \"small.ron\",\n    {rest}\n)\n");
        workshop(&text).refuses(
            &["sweep", "study.ron", "--lang", "en"],
            2,
            &format!("{want}1 error, 0 warnings\n"),
            "",
        );
    }
}

/// Names that are nearly right, and a design too many, in Korean.
#[test]
fn a_slip_is_told_in_korean() {
    let workshop = workshop(
        "(
    name: \"s\",
    scenario: \"small.ron\",
    tornado: (paths: [\"demand.lvel\"]),
    metrics: [\"budget.spent_won\"],
)
",
    );
    let ran = workshop.naru(&["sweep", "study.ron", "--lang", "ko"]);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.err.starts_with("오류: 없는 경로: `demand.lvel`") || ran.err.starts_with("오류: "),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("`demand.level`"), "{}", ran.err);
    workshop.write(
        "study.ron",
        "(name: \"s\", scenario: \"small.ron\", tornado: (paths: all), grid: [], metrics: [\"budget.spent_won\"])",
    );
    let ran = workshop.naru(&["sweep", "study.ron", "--lang", "ko"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("오류: 설계가 둘임: `grid`"), "{}", ran.err);
    let ran = workshop.naru(&["sweep", "none.ron"]);
    assert_eq!(ran.code, Some(3), "{}", ran.err);
}

/// A grid too large is told before anything runs, and so is a value that no scenario takes.
#[test]
fn points_without_number_are_refused() {
    let values = vec!["1.0"; 1_001].join(", ");
    let workshop = workshop(&format!(
        "(
    name: \"s\",
    scenario: \"small.ron\",
    grid: [
        (path: \"demand.level\", values: [{values}]),
        (path: \"demand.drop_out\", values: [{values}]),
    ],
    metrics: [\"budget.spent_won\"],
)
"
    ));
    let ran = workshop.naru(&["sweep", "study.ron", "--lang", "en"]);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.err.starts_with("error: too many points: 1002002, at most 1000000\n --> study.ron:4:5\n"),
        "{}",
        ran.err
    );
}
