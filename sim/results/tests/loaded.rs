//! A result folder is read as a whole, or it is said what is wrong with it.

use naru_results::{
    Clauses, Compared, DailyRow, Effective, Error, Loaded, MetricColumn, MetricValues, MonthlyRow,
    ReplicationKey, Replications, RunFolder, RunInfo, Summary, SweepPoints, Uncertainty, WaitRow, names,
    write_parquet,
};
use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

fn contract(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/files").join(name)
}

/// An empty folder of this test's own.
fn place(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("loaded-{name}"));
    drop(fs::remove_dir_all(&path));
    fs::create_dir_all(&path).expect("a writable folder");
    path
}

/// A whole folder of a run: the contract's example files, made to be of one scenario, seed and number of replications.
fn run_folder(name: &str) -> PathBuf {
    let dir = place(name);
    let put = |name: &str, bytes: Vec<u8>| fs::write(dir.join(name), bytes).expect("writes");
    let mut summary = Summary::read(&contract(names::SUMMARY)).expect("reads");
    summary.replications = 2;
    let mut run = RunInfo::read(&contract(names::RUN)).expect("reads");
    (run.scenario_hash, run.seed, run.replications) = (summary.scenario_hash.clone(), summary.seed, 2);
    let mut effective = Effective::read(&contract(names::EFFECTIVE)).expect("reads");
    (effective.scenario_hash, effective.seed) = (summary.scenario_hash.clone(), summary.seed);
    let mut uncertainty = Uncertainty::read(&contract(names::UNCERTAINTY)).expect("reads");
    uncertainty.scenario_hash.clone_from(&summary.scenario_hash);
    put(names::SUMMARY, summary.to_json());
    put(names::RUN, run.to_json());
    put(names::EFFECTIVE, effective.to_json());
    put(names::UNCERTAINTY, uncertainty.to_json());
    put(names::CLAUSES, Clauses::read(&contract(names::CLAUSES)).expect("reads").to_json());
    write_parquet(&dir.join(names::DAILY), [daily(0), daily(1)]).expect("writes");
    write_parquet(&dir.join(names::MONTHLY), Vec::<MonthlyRow>::new()).expect("writes");
    write_parquet(&dir.join(names::WAITS), Vec::<WaitRow>::new()).expect("writes");
    replications(2, summary.seed).write(&dir.join(names::REPLICATIONS)).expect("writes");
    dir
}

fn daily(replication: u32) -> DailyRow {
    let (supplier, pool): (Arc<str>, Arc<str>) = ("naru".into(), "H100".into());
    DailyRow {
        replication,
        day: 0,
        supplier,
        pool,
        queue_s: 0,
        card_s: 0,
        peak_in_use: 0,
        peak_queue: 0,
        spent_won: 0,
    }
}

fn replications(count: u32, seed: u64) -> Replications {
    let keys = (0..count).map(|replication| ReplicationKey { replication, seed, demand_digest: 7 }).collect();
    let values = MetricValues::Whole(vec![Some(1); count as usize]);
    Replications { keys, metrics: vec![MetricColumn { id: "budget.spent_won".into(), values }] }
}

#[test]
fn a_whole_folder_is_read_by_its_mark() {
    let dir = run_folder("whole");
    let Loaded::Run(run) = Loaded::read(&dir).expect("whole") else { panic!("the mark is a run's") };
    assert_eq!((run.daily.len(), run.replications.keys.len()), (2, 2));
    assert!(run.hourly.is_empty() && run.uncertainty.is_some() && run.precision.is_none());
    fs::remove_file(dir.join(names::UNCERTAINTY)).expect("ours");
    assert!(RunFolder::read(&dir).expect("it may lack it").uncertainty.is_none());
}

#[test]
fn where_no_results_are_it_is_said_what_stands_there() {
    let dir = place("none");
    fs::write(dir.join("letter.hwp"), "").expect("writes");
    fs::create_dir(dir.join("baseline-2025")).expect("writes");
    fs::write(dir.join(".hidden"), "").expect("writes");
    match Loaded::read(&dir) {
        Err(Error::NoResults { holds, .. }) => assert_eq!(holds, ["baseline-2025", "letter.hwp"]),
        other => panic!("{other:?}"),
    }
    assert!(matches!(Loaded::read(&dir.join("nowhere")), Err(Error::Missing { .. })));
    match Loaded::read(&dir.join("letter.hwp")) {
        Err(Error::NoResults { holds, .. }) => assert!(holds.is_empty()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn each_missing_file_is_named() {
    for name in [
        names::RUN,
        names::EFFECTIVE,
        names::CLAUSES,
        names::DAILY,
        names::WAITS,
        names::MONTHLY,
        names::REPLICATIONS,
    ] {
        let dir = run_folder("missing");
        fs::remove_file(dir.join(name)).expect("ours");
        match Loaded::read(&dir) {
            Err(Error::Incomplete { file, verb: "run", .. }) => assert_eq!(file, name),
            other => panic!("{name}: {other:?}"),
        }
    }
}

fn edit(path: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(path).expect("a text");
    assert!(text.contains(from), "{from} in {}", path.display());
    fs::write(path, text.replacen(from, to, 1)).expect("writes");
}

#[test]
fn another_schema_is_told_before_anything_else() {
    for (to, want) in [("\"schema\": 0", Some(0)), ("\"schema\": 99", Some(99)), ("\"old\": 1", None)] {
        let dir = run_folder("schema");
        edit(&dir.join(names::SUMMARY), "\"schema\": 1", to);
        match Loaded::read(&dir) {
            Err(Error::Schema { found, expected: 1, .. }) => assert_eq!(found, want),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn files_that_do_not_belong_together_are_named() {
    let is_mixed = |dir: &Path, name: &str| match Loaded::read(dir) {
        Err(Error::Mixed { file, .. }) => assert_eq!(file, name),
        other => panic!("{name}: {other:?}"),
    };
    for name in [names::RUN, names::EFFECTIVE, names::UNCERTAINTY] {
        let dir = run_folder("mixed");
        edit(&dir.join(name), "\"scenario_hash\": \"", "\"scenario_hash\": \"0000");
        is_mixed(&dir, name);
    }
    let dir = run_folder("mixed");
    edit(&dir.join(names::RUN), "\"seed\": ", "\"seed\": 9");
    is_mixed(&dir, names::RUN);
    let dir = run_folder("mixed");
    let seed = Summary::read(&dir.join(names::SUMMARY)).expect("reads").seed;
    replications(2, seed + 1).write(&dir.join(names::REPLICATIONS)).expect("writes");
    is_mixed(&dir, names::REPLICATIONS);
    replications(3, seed).write(&dir.join(names::REPLICATIONS)).expect("writes");
    is_mixed(&dir, names::REPLICATIONS);
    let dir = run_folder("mixed");
    write_parquet(&dir.join(names::DAILY), [daily(0), daily(2)]).expect("writes");
    is_mixed(&dir, names::DAILY);
    let dir = run_folder("mixed");
    fs::write(dir.join(names::SOLVE), "{}").expect("writes");
    is_mixed(&dir, names::SOLVE);
}

#[test]
fn a_comparison_needs_a_table_of_pairs_for_each_scenario() {
    let dir = place("compare");
    let compared = Compared::read(&contract(names::COMPARE)).expect("reads");
    let mut run = RunInfo::read(&contract(names::RUN)).expect("reads");
    (run.scenario_hash, run.seed) = (compared.scenario_hash.clone(), compared.seed);
    fs::write(dir.join(names::COMPARE), compared.to_json()).expect("writes");
    fs::write(dir.join(names::RUN), run.to_json()).expect("writes");
    let count = compared.scenarios.len();
    for scenario in 1..count {
        replications(2, compared.seed).write(&dir.join(names::pairs(scenario))).expect("writes");
    }
    match Loaded::read(&dir) {
        Err(Error::Incomplete { file, verb: "compare", .. }) => assert_eq!(file, names::pairs(count)),
        other => panic!("{other:?}"),
    }
    replications(2, compared.seed).write(&dir.join(names::pairs(count))).expect("writes");
    assert!(matches!(Loaded::read(&dir), Ok(Loaded::Compare(_))));
    assert!(matches!(RunFolder::read(&dir), Err(Error::NoResults { .. })));
}

#[test]
fn the_points_of_a_sweep_read_back_as_they_were_written() {
    let points = SweepPoints {
        points: vec![0, 1],
        replications: vec![0, 0],
        inputs: vec![("demand.level".into(), vec![None, Some("1.3".into())])],
        metrics: vec![
            MetricColumn { id: "a".into(), values: MetricValues::Whole(vec![Some(-1), None]) },
            MetricColumn { id: "part:b".into(), values: MetricValues::Real(vec![Some(0.1), None]) },
        ],
    };
    let path = place("points").join(names::POINTS);
    points.write(&path).expect("writes");
    assert_eq!(SweepPoints::read(&path).expect("reads"), points);
}
