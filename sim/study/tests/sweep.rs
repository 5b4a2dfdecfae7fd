//! Sweeps where the answer is known by arithmetic: money, drawn points of a function in closed form, single runs.

use naru_model::workload::Laws;
use naru_results::{SweepDifference, Swept};
use naru_scenario::{Scenario, SweepFile};
use naru_study::metrics::{Figure, Sample};
use naru_study::sweep::{Fault, Sweep, SweepOutcome, SweepPoint};
use naru_study::{Plans, Record, Request, Variant, estimate, metric_table, run};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

static NEXT: AtomicU32 = AtomicU32::new(0);

/// Few projects, so that money does not end, and allocators that do not fail (A4 halves prices): what is left is arithmetic.
const SMALL: [&str; 7] = [
    "faults.allocator.gap=\"36500d\"",
    "products.gpu-39tf.projects=10",
    "products.gpu-67tf.projects=6",
    "products.gpu-134tf.projects=4",
    "products.npu-60.projects=3",
    "products.npu-120.projects=3",
    "products.npu-240.projects=3",
];

/// A study over the baseline; it goes away with the test.
struct Bench {
    file: PathBuf,
    scenario: Scenario,
    study: SweepFile,
}

impl Drop for Bench {
    fn drop(&mut self) {
        drop(std::fs::remove_file(&self.file));
    }
}

impl Bench {
    fn new(design: &str, metrics: &str) -> Self {
        let n = NEXT.fetch_add(1, Ordering::Relaxed);
        let file = std::env::temp_dir().join(format!("naru-sweep-{}-{n}.ron", std::process::id()));
        let text = format!("(name: \"s\", scenario: \"none.ron\", {design}, metrics: [{metrics}])");
        std::fs::write(&file, text).expect("a temporary file can be written");
        let study = SweepFile::read(&file).expect("a study of ours");
        Self { file, scenario: scenario(&[]), study }
    }

    fn sweep(&self, replications: u32) -> Sweep<'_> {
        self.try_sweep(replications).expect("a sweep of ours")
    }

    fn try_sweep(&self, replications: u32) -> Result<Sweep<'_>, Fault> {
        let base = Variant::of(&self.scenario).expect("it makes sense");
        let figure = |(id, _): &(String, _)| base.table.figure(id).expect("a metric of ours");
        let metrics: Vec<Figure> = self.study.metrics.iter().map(figure).collect();
        Sweep::new(&self.study, &self.scenario, base, metrics, (1, replications))
    }
}

fn scenario(changes: &[&str]) -> Scenario {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios/baseline-2025.ron");
    let changes: Vec<String> = SMALL.iter().chain(changes).map(|c| (*c).to_owned()).collect();
    Scenario::read(&path, &changes).expect("a scenario of ours")
}

fn ran(sweep: &Sweep<'_>) -> Vec<SweepPoint> {
    sweep.run(0..sweep.points(), &(), &AtomicBool::new(false)).expect("nothing stops it")
}

fn records(changes: &[&str], replications: u32) -> Vec<Record> {
    let lowered = scenario(changes).lower().expect("it makes sense");
    let laws = Laws::new(lowered.demand.clone());
    let request = Request { seed: 1, replications: 0..replications, audit: false, log: None };
    run(&Plans::new(lowered.plan), &laws, &request, &(), &AtomicBool::new(false)).expect("nothing stops it").0
}

#[track_caller]
fn exactly(end: Option<SweepDifference>, want: f64) {
    let end = end.expect("two replications can be paired");
    assert!((end.difference - want).abs() < 1e-3, "{end:?}, not {want}");
}

fn ends(swept: &Swept, path: &str) -> (Option<SweepDifference>, Option<SweepDifference>) {
    let effect = swept.effects.iter().find(|it| it.path == path).expect("it was moved");
    (effect.metrics[0].low, effect.metrics[0].high)
}

/// 800 M won of operating cost, 400 M to 1.6 bn: nobody's use changes, so every programme pays just the difference. A price
/// moves spend by the hours billed: 4,620 won an hour, 2,390 to 7,900. And what moves nothing moves exactly nothing.
#[test]
fn a_tornado_is_exact_where_money_is_arithmetic() {
    let bench = Bench::new(
        r#"tornado: (paths: ["prices.naru.gpu-39tf", "programme.budget.operating_won", "programme.sla_rate"])"#,
        r#""budget.spent_won""#,
    );
    let sweep = bench.sweep(3);
    let swept = sweep.figures(&ran(&sweep));
    let (low, high) = ends(&swept, "programme.budget.operating_won");
    exactly(low, -400e6);
    exactly(high, 800e6);
    let width = high.map(|it| it.hi - it.lo).expect("it has an interval");
    assert!(width.abs() < 1e-3, "all differences are equal: {width}");

    let hours: i64 = records(&[], 3)
        .iter()
        .flat_map(|it| &it.months)
        .filter(|it| it.1 == 0)
        .map(|it| it.3.billed_hours)
        .sum();
    assert!(hours > 1_000, "somebody works: {hours}");
    let mean = hours as f64 / 3.0;
    let (low, high) = ends(&swept, "prices.naru.gpu-39tf");
    exactly(low, mean * (2_390.0 - 4_620.0));
    exactly(high, mean * (7_900.0 - 4_620.0));

    // Nobody is late on the call's fleet: the rate of the discount is nobody's.
    let (low, high) = ends(&swept, "programme.sla_rate");
    assert_eq!([low, high].map(|it| it.map(|it| [it.difference, it.lo, it.hi])), [Some([0.0; 3]); 2]);

    // The largest effect comes first, and the ends of the uncertainty are those of the two largest.
    let order: Vec<&str> = swept.effects.iter().map(|it| it.path.as_str()).collect();
    assert_eq!(order, ["programme.budget.operating_won", "prices.naru.gpu-39tf", "programme.sla_rate"]);
    let it = &swept.uncertainty[0];
    let by = |it: &Option<naru_results::SweepBy>| it.as_ref().map(|it| (it.path.clone(), it.value.clone()));
    let operating = |value: &str| Some(("programme.budget.operating_won".to_owned(), value.to_owned()));
    assert_eq!((by(&it.low_by), by(&it.high_by)), (operating("400_000_000"), operating("1_600_000_000")));
    let estimate = it.estimate.expect("an estimate");
    assert!((it.assumed_high.expect("a value") - estimate - 800e6).abs() < 1e-3);
}

/// A cell is the same as a run of that scenario by `run`.
#[test]
fn a_grid_is_single_runs() {
    let bench = Bench::new(
        r#"grid: [(path: "demand.level", values: [0.8, 1.2]), (path: "policy.idle_return", values: ["10min", "2h"])]"#,
        r#""budget.spent_won", "waits.all.mean_hours", "budget.exhausted_share""#,
    );
    let sweep = bench.sweep(2);
    let swept = sweep.figures(&ran(&sweep));
    let changes = [
        [r"demand.level=0.8", r#"policy.idle_return="10min""#],
        [r"demand.level=0.8", r#"policy.idle_return="2h""#],
        [r"demand.level=1.2", r#"policy.idle_return="10min""#],
        [r"demand.level=1.2", r#"policy.idle_return="2h""#],
    ];
    assert_eq!(swept.cells.len(), changes.len());
    for (cell, changes) in swept.cells.iter().zip(changes) {
        let table = metric_table(&scenario(&changes).lower().expect("it makes sense"));
        let records = records(&changes, 2);
        for (id, found) in
            ["budget.spent_won", "waits.all.mean_hours", "budget.exhausted_share"].iter().zip(&cell.metrics)
        {
            let metric = table.find(id).expect("a metric of ours");
            assert_eq!(*found, estimate::figure(&table, metric, &records), "{changes:?} {id}");
        }
    }
}

/// Points whose metric is a function of the inputs alone, and of the replication.
fn faked(sweep: &Sweep<'_>, replications: u32, f: impl Fn(&[f64], u32) -> f64) -> Vec<SweepPoint> {
    let point = |at: usize| {
        let number = |change: &String| {
            let value = change.split_once('=').expect("path=value").1;
            value.trim_matches(|c| c == '"' || c == 's').parse::<f64>().expect("a number")
        };
        let inputs: Vec<f64> = sweep.changes(at).iter().map(number).collect();
        let row = |r| vec![Sample::Number(if inputs.is_empty() { 0.0 } else { f(&inputs, r) })];
        let rows = (0..replications).map(row).collect();
        SweepPoint { point: at as u32, outcome: SweepOutcome::Ran(rows) }
    };
    (0..sweep.points()).map(point).collect()
}

/// 100 `level` + 0 `drop_out` + 10 `weekend`, each even over its range: level 0.675 to 1.97, weekend 0.45 to 0.77. Variances are
/// (100 × 1.295)²/12 and (10 × 0.32)²/12: the parts are 0.99939 and 0.00061.
#[test]
fn sobol_indices_of_a_sum() {
    let bench = Bench::new(
        r#"sobol: (paths: ["demand.level", "demand.drop_out", "demand.asking.weekend"], points: 1024)"#,
        r#""budget.spent_won""#,
    );
    let sweep = bench.sweep(2);
    assert_eq!(sweep.points(), 1 + 5 * 1024);
    // Chance: what all points share is none of their variance; what is each point's own is.
    let own = |x: &[f64], r: u32| if r == 0 { 0.0 } else { 4.0 * ((x[0] * 1e6) as i64 % 2) as f64 };
    let quiet = faked(&sweep, 2, |x, r| 100.0 * x[0] + 10.0 * x[2] + 1_000.0 * f64::from(r));
    let loud = faked(&sweep, 2, |x, r| 100.0 * x[0] + 10.0 * x[2] + own(x, r));
    let found = &sweep.figures(&quiet).indices[0];
    let (level, weekend) = (129.5 * 129.5 / 12.0, 3.2 * 3.2 / 12.0);
    let variance = found.variance.expect("it varies");
    assert!((variance / (level + weekend) - 1.0).abs() < 0.01, "{variance}");
    assert!(found.noise_share.expect("two replications") < 1e-9, "{found:?}");
    let parts = [level / (level + weekend), 0.0, weekend / (level + weekend)];
    for (it, want) in found.inputs.iter().zip(parts) {
        assert!(
            (it.first.value - want).abs() < 0.02 && (it.total.value - want).abs() < 0.02,
            "{it:?} {want}"
        );
        assert!(it.first.lo <= it.first.value && it.first.value <= it.first.hi, "{it:?}");
    }
    // u is 0 or 4 in the second of two replications, of variance 4: residuals are ±(u − ū)/2, their mean square 4/2, and half
    // of it is in a mean of two.
    let noise = sweep.figures(&loud).indices[0].noise_share.expect("two replications") * variance;
    assert!((noise - 1.0).abs() < 0.1, "{noise}");
}

/// Elementary effects of a linear function are its slopes over whole ranges, without spread.
#[test]
fn morris_of_a_sum() {
    let bench = Bench::new(
        r#"morris: (paths: ["demand.level", "demand.drop_out"], ways: 20)"#,
        r#""budget.spent_won""#,
    );
    let sweep = bench.sweep(2);
    let found = sweep.figures(&faked(&sweep, 2, |x, _| 100.0 * x[0] - 20.0 * x[1]));
    for (it, want) in found.elementary[0].inputs.iter().zip([129.5, -3.0]) {
        assert!((it.mean - want).abs() < 1e-3 && it.sd < 1e-3, "{it:?}");
        assert!((it.mean_size - want.abs()).abs() < 1e-3, "{it:?}");
    }
}

/// level even over 0.675 to 1.97: the 5th and 95th percentile lie a twentieth inside; its variance is 1.295²/12. Chance adds
/// ±3 of a replication to all points alike: one programme varies by 18 about its point, and the points by nothing more.
#[test]
fn a_latin_hypercube_parts_inputs_from_chance() {
    let bench =
        Bench::new(r#"latin_hypercube: (paths: ["demand.level"], points: 1000)"#, r#""budget.spent_won""#);
    let sweep = bench.sweep(2);
    let found = sweep.figures(&faked(&sweep, 2, |x, r| x[0] + if r == 0 { -3.0 } else { 3.0 }));
    let it = &found.uncertainty[0];
    let (low, high) = (it.assumed_low.expect("a value"), it.assumed_high.expect("a value"));
    assert!(
        (low - (0.675 + 0.05 * 1.295)).abs() < 0.002 && (high - (1.97 - 0.05 * 1.295)).abs() < 0.002,
        "{it:?}"
    );
    let spread = it.spread.expect("a spread");
    assert!((spread.inputs_variance / (1.295 * 1.295 / 12.0) - 1.0).abs() < 0.005, "{spread:?}");
    assert!((spread.programme_variance.expect("two replications") - 18.0).abs() < 1e-9, "{spread:?}");
    assert!(spread.noise_variance.expect("two replications") < 1e-9, "{spread:?}");
    assert_eq!((spread.points, it.monte_carlo), (1_000, Some(0.0)));
}

/// Won come whole, shares that bill in basis points, lengths of time in seconds: so finely as the scenario takes them.
#[test]
fn what_is_drawn_is_what_the_scenario_takes() {
    let bench = Bench::new(
        r#"latin_hypercube: (paths: ["prices.naru.gpu-39tf", "programme.sla_rate", "policy.idle_return", "demand.level"], points: 3)"#,
        r#""budget.spent_won""#,
    );
    let sweep = bench.sweep(2);
    let decimals = |text: &str| text.split_once('.').map_or(0, |(_, rest)| rest.len());
    for at in 1..sweep.points() {
        let changes = sweep.changes(at);
        let values: Vec<&str> = changes.iter().map(|it| it.split_once('=').expect("path=value").1).collect();
        assert!(values[2].starts_with('"') && values[2].ends_with("s\""), "{values:?}");
        assert_eq!([values[0], values[1], values[3]].map(decimals), [0, 4, 6], "{values:?}");
    }
    assert!(ran(&sweep).iter().all(|it| matches!(it.outcome, SweepOutcome::Ran(_))));
}

/// One kind of user's share alone breaks their sum: it is named and left out, with what `check` says. Where nothing else is
/// to be moved, there is no sweep.
#[test]
fn what_check_refuses_is_left_out_and_named() {
    let bench = Bench::new(
        r#"tornado: (paths: ["demand.users.sme.share", "programme.budget.operating_won"])"#,
        r#""budget.spent_won""#,
    );
    let sweep = bench.sweep(2);
    let swept = sweep.figures(&ran(&sweep));
    let left: Vec<(&str, Option<&str>)> =
        swept.left_out.iter().map(|it| (it.path.as_str(), it.value.as_deref())).collect();
    let path = "demand.users.sme.share";
    assert_eq!(left, [(path, Some("0.35")), (path, Some("0.55"))]);
    assert!(swept.left_out[0].reason.en.contains("add up to 1"), "{:?}", swept.left_out[0].reason);
    assert_eq!((swept.refused_points, swept.effects.len()), (2, 1));

    let bench =
        Bench::new(r#"sobol: (paths: ["demand.users.sme.share"], points: 512)"#, r#""budget.spent_won""#);
    assert!(matches!(bench.try_sweep(2), Err(Fault::NothingMoves(it, _)) if it == path));
}

/// Points come back the same whatever the threads, and one at a time as all together.
#[test]
fn points_do_not_know_of_each_other() {
    let bench = Bench::new(
        r#"tornado: (paths: ["demand.level", "policy.idle_return"])"#,
        r#""budget.spent_won", "waits.all.mean_hours""#,
    );
    let sweep = bench.sweep(2);
    let together = ran(&sweep);
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a pool");
    let stop = AtomicBool::new(false);
    let alone: Vec<SweepPoint> = one.install(|| {
        (0..sweep.points())
            .flat_map(|at| sweep.run(at..at + 1, &(), &stop).expect("nothing stops it"))
            .collect()
    });
    assert_eq!(together, alone);
    assert_eq!(sweep.figures(&together).to_json(), sweep.figures(&alone).to_json());
}
