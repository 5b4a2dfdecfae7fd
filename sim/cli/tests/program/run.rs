//! `naru run` where nothing is wrong: the same bytes, the files of the contract, the lines of the issue.

use crate::workshop::Workshop;
use naru_results::{Clauses, Effective, RunInfo, Summary};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

/// Files that a run writes, as `docs/outputs.md` lists them.
const FILES: [&str; 12] = [
    "clauses.json",
    "daily.parquet",
    "hourly.parquet",
    "monthly.parquet",
    "records.bin",
    "replications.parquet",
    "run.json",
    "scenario.effective.json",
    "summary.json",
    "summary.md",
    "uncertainty.json",
    "waits.parquet",
];

const CHARTS: [&str; 6] = [
    "charts/budget-burn.en.svg",
    "charts/budget-burn.ko.svg",
    "charts/cards-in-use.en.svg",
    "charts/cards-in-use.ko.svg",
    "charts/waits.en.svg",
    "charts/waits.ko.svg",
];

/// With `--log-replication`.
const LOG: [&str; 5] = ["bills.csv", "budget.csv", "daily.csv", "outages.csv", "sessions.csv"];

fn names(lists: &[&[&str]]) -> BTreeSet<String> {
    lists.iter().flat_map(|list| list.iter().map(|name| (*name).to_owned())).collect()
}

fn json(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).expect("JSON")
}

/// What may differ between two runs: how they were made.
fn without_run(mut files: BTreeMap<String, Vec<u8>>) -> BTreeMap<String, Vec<u8>> {
    files.remove("run.json").expect("every run says how it was made");
    files
}

#[test]
fn the_same_bytes_at_one_two_and_seven_threads_and_others_for_another_seed() {
    let workshop = Workshop::new();
    let run = |out: &str, seed: &str, threads: &str| {
        workshop.done(&[
            "run",
            "scenarios/shared.ron",
            "--replications",
            "5",
            "--seed",
            seed,
            "--threads",
            threads,
            "--log-replication",
            "3",
            "--out",
            out,
        ]);
        workshop.files(out)
    };
    let one = run("one", "7", "1");
    assert_eq!(json(&one["run.json"])["threads"], 1);
    for (out, threads) in [("two", "2"), ("seven", "7")] {
        let other = run(out, "7", threads);
        assert_eq!(json(&other["run.json"])["threads"].to_string(), threads);
        assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>());
        for (name, bytes) in without_run(one.clone()) {
            assert!(bytes == other[&name], "{name} differs between 1 and {threads} threads");
        }
    }
    // What people and the log see of it, bytes apart from one another.
    let other = run("eight", "8", "2");
    for name in [
        "summary.json",
        "replications.parquet",
        "daily.parquet",
        "monthly.parquet",
        "records.bin",
        "waits.parquet",
        "sessions.csv",
        "bills.csv",
    ] {
        assert!(one[name] != other[name], "{name} is the same for another seed");
    }
    assert_eq!(one["clauses.json"], other["clauses.json"], "the call is the same for any seed");
}

#[test]
fn the_same_again_where_results_stand_already() {
    let workshop = Workshop::new();
    let run = ["run", "scenarios/shared.ron", "--replications", "2", "--out", "out"];
    workshop.done(&run);
    let first = workshop.files("out");
    workshop.done(&run);
    let second = workshop.files("out");
    assert_ne!(json(&first["run.json"])["wall_seconds"], json(&second["run.json"])["wall_seconds"]);
    assert!(without_run(first) == without_run(second));
    assert_eq!(workshop.names(""), ["out", "scenarios"], "nothing hidden stays beside it");
}

/// A scenario without what asks for more than a set a project, at another supplier, or takes cards away.
fn calm(workshop: &Workshop, base: &str) -> &'static str {
    let over =
        format!(r#"( name: "calm", base: "{base}", faults: none, demand: (bursts: none, switching: none) )"#);
    workshop.write("scenarios/calm.ron", over);
    "scenarios/calm.ron"
}

/// A set of cards for every project, pools split by the size of a set; no bursts, failures, changes of supplier.
#[test]
fn nobody_waits_at_the_floor() {
    let workshop = Workshop::new();
    let calm = calm(&workshop, "floor-split.ron");
    workshop.done(&["run", calm, "--replications", "5", "--audit", "--no-charts", "--out", "out"]);
    let summary = json(&workshop.files("out")["summary.json"]);
    let waits = summary["waits"].as_array().expect("a list");
    let products: Vec<&str> = waits.iter().map(|it| it["product"].as_str().expect("a name")).collect();
    assert_eq!(products, ["gpu-39tf", "gpu-67tf", "gpu-134tf", "npu-60", "npu-120", "npu-240", "all"]);
    for product in waits {
        for figure in ["mean_hours", "p99_hours", "max_hours", "unserved_share"] {
            assert_eq!(product[figure]["mean"].as_f64(), Some(0.0), "{product}: {figure}");
        }
        if !product["product"].as_str().expect("a name").starts_with("npu") {
            for figure in ["over_limit_share", "over_limit_share_upper", "over_limit_any_share"] {
                assert_eq!(product[figure]["mean"].as_f64(), Some(0.0), "{product}: {figure}");
            }
        }
        assert!(product["requests"]["mean"].as_f64() > Some(10.0));
    }
    assert!(!summary["fleet_tries"].as_array().expect("a list").is_empty(), "smaller fleets were tried");
}

/// Where the money ends, a request of that second is never served, yet nobody waits for cards: smaller fleets are tried.
#[test]
fn who_asks_as_the_money_ends_waits_for_no_cards() {
    let workshop = Workshop::new();
    let run =
        ["run", calm(&workshop, "demand-130.ron"), "--seed", "3", "--replications", "20", "--no-charts"];
    workshop.done(&[&run[..], &["--out", "out"]].concat());
    let summary = json(&workshop.files("out")["summary.json"]);
    let all = &summary["waits"][6];
    assert_eq!(all["product"], "all");
    assert!(all["unserved_share"]["mean"].as_f64() > Some(0.0), "such a request was made");
    assert_eq!(all["max_hours"]["mean"].as_f64(), Some(0.0));
    assert_eq!(summary["fleet_tries"].as_array().map(Vec::len), Some(6));
}

#[test]
fn half_the_cap_is_gone_in_every_programme_and_never_passed() {
    let workshop = Workshop::new();
    let change = ["--set", "programme.budget.cap_won=9_900_000_000"];
    let run = ["run", "scenarios/baseline-2025.ron", "--replications", "5", "--audit", "--no-charts"];
    workshop.done(&[&run[..], &change].concat());
    // Changes are part of the folder's name: a what-if never replaces the baseline.
    let folder = "results/baseline-2025+programme.budget.cap_won=9_900_000_000";
    assert_eq!(workshop.names("results"), [folder.strip_prefix("results/").expect("a folder of results")]);
    let budget = &json(&workshop.files(folder)["summary.json"])["budget"];
    assert_eq!(budget["cap_won"], 9_900_000_000_i64);
    assert_eq!(budget["exhausted_share"]["mean"].as_f64(), Some(1.0));
    assert_eq!(budget["exhausted_on"]["given_exhausted"]["count"], 5);
    let table = naru_results::Replications::read(&workshop.path(folder).join("replications.parquet"));
    let table = table.expect("it can be read");
    let spent = match table.metric("budget.spent_won").expect("a column") {
        naru_results::MetricValues::Whole(values) => values.clone(),
        naru_results::MetricValues::Real(_) => panic!("won are whole"),
    };
    // What cannot pay for one more hour of the dearest product may be left, and hours of many that begin at once.
    for won in spent {
        let won = won.expect("every programme spends");
        assert!((9_800_000_000..=9_900_000_000).contains(&won), "{won}");
    }
}

#[test]
fn every_file_of_the_contract_and_no_other() {
    let workshop = Workshop::new();
    let run = ["run", "scenarios/shared.ron", "--replications", "2", "--out"];
    let texts = ["shared.ron", "floor-split.ron", "baseline-2025.ron", "programmes/kr-2025.ron"];
    let texts: Vec<String> = texts.iter().map(|name| format!("scenario/{name}")).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let found = |folder: &str| -> BTreeSet<String> { workshop.written(folder).into_keys().collect() };

    workshop.done(&[&run[..], &["plain"]].concat());
    assert_eq!(found("plain"), names(&[&FILES, &CHARTS, &texts]));
    workshop.done(&[&run[..], &["log", "--log-replication", "1"]].concat());
    assert_eq!(found("log"), names(&[&FILES, &CHARTS, &texts, &LOG]));
    workshop.done(
        &[&run[..], &["bare", "--no-charts", "--set", "demand.level=1.2", "--set", "demand.drop_out=0.1"]]
            .concat(),
    );
    assert_eq!(found("bare"), names(&[&FILES, &texts, &["scenario/set.txt"]]));

    // An audit opens the folder, not the repository.
    for name in &texts {
        let origin =
            fs::read(workshop.path("scenarios").join(name.strip_prefix("scenario/").expect("a text")));
        assert_eq!(workshop.files("plain")[*name], origin.expect("it can be read"), "{name}");
    }
    assert_eq!(workshop.files("bare")["scenario/set.txt"], b"demand.level=1.2\ndemand.drop_out=0.1\n");

    // The files say the same of themselves.
    let read = |folder: &str| {
        let path = |name: &str| workshop.path(folder).join(name);
        (
            Summary::read(&path("summary.json")).expect("it can be read"),
            RunInfo::read(&path("run.json")).expect("it can be read"),
            Effective::read(&path("scenario.effective.json")).expect("it can be read"),
        )
    };
    let (summary, run, effective) = read("plain");
    assert_eq!((summary.seed, summary.replications, summary.scenario.as_str()), (1, 2, "shared"));
    assert_eq!((run.seed, run.replications, run.events), (1, 2, summary.events));
    assert_eq!(run.command, "naru run scenarios/shared.ron --replications 2 --out plain");
    assert_eq!([&run.scenario_hash, &effective.scenario_hash], [&summary.scenario_hash; 2]);
    assert_eq!(effective.replication, None, "what a replication draws is not of the scenario");
    assert!(effective.projects.iter().all(|project| project.contribution_paid_s.is_none()));
    let (_, _, logged) = read("log");
    assert_eq!((logged.replication, logged.scenario_hash), (Some(1), summary.scenario_hash.clone()));
    let (changed, ..) = read("bare");
    assert_ne!(changed.scenario_hash, summary.scenario_hash);
    let clauses = Clauses::read(&workshop.path("plain/clauses.json")).expect("it can be read");
    assert_eq!(clauses.get("A3").expect("the clause of discounts").place, "3-①-나");
}

/// A variant may have its base's name, and a base may lie elsewhere: no text takes another's place.
#[test]
fn texts_lie_in_the_folder_as_they_lay() {
    let workshop = Workshop::new();
    let variant = r#"( name: "shared", base: "../shared.ron" )"#;
    workshop.write("scenarios/mine/shared.ron", variant);
    workshop.done(&[
        "run",
        "scenarios/mine/shared.ron",
        "--replications",
        "1",
        "--no-charts",
        "--out",
        "out",
    ]);
    let texts = workshop.files("out/scenario");
    let names: Vec<&str> = texts.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        ["baseline-2025.ron", "floor-split.ron", "mine/shared.ron", "programmes/kr-2025.ron", "shared.ron"]
    );
    assert_eq!(texts["mine/shared.ron"], variant.as_bytes());
    assert_eq!(texts["shared.ron"], workshop.files("scenarios")["shared.ron"]);
}

#[test]
fn the_json_on_standard_output_is_the_file() {
    let workshop = Workshop::new();
    let run =
        ["run", "scenarios/shared.ron", "--replications", "2", "--no-charts", "--format", "json", "--lang"];
    for lang in ["ko", "en"] {
        let out = workshop.done(&[&run[..], &[lang]].concat());
        assert!(out.as_bytes() == workshop.files("results/shared")["summary.json"], "{lang}");
    }
}

/// Words follow `--lang`, and without it the locale.
#[test]
fn the_language_is_asked_for_or_the_locale_s() {
    let workshop = Workshop::new();
    let run = ["run", "scenarios/shared.ron", "--replications", "2", "--no-charts", "--out", "out"];
    let said = |arguments: &[&str], locale: &str| {
        let mut command = workshop.command(&[&run[..], arguments].concat());
        let output = command.env("LANG", locale).output().expect("the program can be started");
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    let (ko, en) = ("함께 쓰는 계획, ", "Shared plan, ");
    for (arguments, locale, first) in [
        (&["--lang", "ko"][..], "C.UTF-8", ko),
        (&["--lang", "en"], "ko_KR.UTF-8", en),
        (&[], "ko_KR.UTF-8", ko),
        (&[], "C.UTF-8", en),
    ] {
        let out = said(arguments, locale);
        assert!(out.starts_with(first), "{arguments:?} {locale}: {out}");
    }
}

/// One folder in `results`, whatever stands in a name or a change.
#[test]
fn a_folder_s_name_keeps_what_can_stand_in_a_name() {
    let workshop = Workshop::new();
    let folder = |changes: &[&str]| {
        let run = ["run", "scenarios/shared.ron", "--replications", "1", "--no-charts"];
        workshop.done(&[&run[..], changes].concat());
        assert_eq!(workshop.names(""), ["results", "scenarios"]);
        let names = workshop.names("results");
        fs::remove_dir_all(workshop.path("results")).expect("the results can be taken away");
        let [name] = names.try_into().expect("one folder");
        name
    };
    let servers = r#"fleet.naru.A100.servers={ "2025-04-01": 25, "2025-09-01": 26 }"#;
    assert_eq!(
        folder(&["--set", servers, "--set", "demand.level= 0.9"]),
        "shared+fleet.naru.A100.servers=__2025-04-01__25__2025-09-01__26_+demand.level=0.9"
    );
    assert_eq!(folder(&["--set", r#"name="../../함께""#]), "_.._.._함께+name=_.._.._함께_");
    let long = format!("title.en=\"{}\"", "가".repeat(100));
    let name = folder(&["--set", &long]);
    assert!(name.starts_with("shared+title.en=_가가") && name.len() <= 200 + 17, "{name}");
}
