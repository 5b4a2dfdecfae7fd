//! What the command line gets wrong, and places that cannot be read or written: exit code, the whole message in both
//! languages, and nothing written.

use crate::workshop::{Ran, Workshop};

#[test]
fn a_missing_scenario_file() {
    let workshop = Workshop::new();
    let ko = "\
오류: 파일을 열 수 없음: 그런 파일이 없음
--> scenarios/baseline-2052.ron
 = 혹시 `scenarios/baseline-2025.ron`?
";
    let en = "\
error: cannot open the file: no such file
--> scenarios/baseline-2052.ron
 = did you mean `scenarios/baseline-2025.ron`?
";
    let name = "scenarios/baseline-2052.ron";
    workshop.refuses(&["check", name, "--lang", "ko"], 3, ko, "오류 1건, 경고 0건. 종료 코드 3\n");
    workshop.refuses(&["check", name, "--lang", "en"], 3, en, "1 error, 0 warnings. Exit code 3\n");
    workshop.refuses(&["run", name, "--lang", "ko"], 3, &format!("{ko}오류 1건, 경고 0건\n"), "");
    workshop.refuses(&["run", name, "--lang", "en"], 3, &format!("{en}1 error, 0 warnings\n"), "");
}

/// One sentence instead of all that is wrong with it as what it is not.
#[test]
fn a_file_of_another_kind() {
    let workshop = Workshop::new();
    let (scenario, study, gate) =
        ("scenarios/baseline-2025.ron", "scenarios/studies/tornado.ron", "scenarios/policy.gate.ron");
    for (arguments, found, wanted, verb) in [
        (&["run", gate][..], ("naru gate의 검증 파일", "a gate file"), ("시나리오가", "a scenario"), "gate"),
        (
            &["check", study],
            ("naru sweep의 연구 파일", "a sweep's study file"),
            ("시나리오가", "a scenario"),
            "sweep",
        ),
        (
            &["compare", scenario, gate],
            ("naru gate의 검증 파일", "a gate file"),
            ("시나리오가", "a scenario"),
            "gate",
        ),
        (
            &["sweep", scenario],
            ("시나리오", "a scenario"),
            ("naru sweep의 연구 파일이", "a sweep's study file"),
            "run",
        ),
        (
            &["sweep", gate],
            ("naru gate의 검증 파일", "a gate file"),
            ("naru sweep의 연구 파일이", "a sweep's study file"),
            "gate",
        ),
        (&["gate", scenario], ("시나리오", "a scenario"), ("naru gate의 검증 파일이", "a gate file"), "run"),
    ] {
        let file = arguments.last().expect("a file");
        let ko = format!(
            "오류: {file}은 {} 아니라 {}임\n  = 이 파일을 쓰는 명령: naru {verb} {file}\n",
            wanted.0, found.0
        );
        let en = format!(
            "error: {file} is {}, not {}\n  = what reads it: naru {verb} {file}\n",
            found.1, wanted.1
        );
        for (lang, want) in [("ko", ko), ("en", en)] {
            workshop.refuses(&[arguments, &["--lang", lang]].concat(), 2, &want, "");
        }
    }
    // A line to copy is one that a shell reads back.
    let text = std::fs::read_to_string(workshop.path(gate)).expect("it is there");
    workshop.write("my gate.ron", text);
    let en =
        "error: my gate.ron is a gate file, not a scenario\n  = what reads it: naru gate 'my gate.ron'\n";
    workshop.refuses(&["run", "my gate.ron", "--lang", "en"], 2, en, "");
    // A stray name makes no scenario a study, and no study a scenario: it is told at its place.
    for (file, verb, name) in [(scenario, "run", "grid"), (study, "sweep", "fleet")] {
        let text = std::fs::read_to_string(workshop.path(file)).expect("it is there");
        let begin = text.lines().position(|line| line == "(").expect("its first bracket");
        let mut lines: Vec<&str> = text.lines().collect();
        let stray = format!("    {name}: [],");
        lines.insert(begin + 1, &stray);
        workshop.write(file, lines.join("\n"));
        let place = format!("--> {file}:{}:5\n", begin + 2);
        for verb in [&[verb][..], &["shard", "--index", "0", "--of", "2", "--out", "d"]] {
            let ran = workshop.naru(&[verb, &[file, "--lang", "en"]].concat());
            assert_eq!(ran.code, Some(2), "{}", ran.err);
            let told = ran.err.contains(&place) && ran.err.contains(&format!("`{name}`"));
            assert!(told && ran.err.ends_with("1 error, 0 warnings\n"), "{verb:?}: {}", ran.err);
        }
        workshop.write(file, text);
    }
    // What is wrong with a file of the right kind is told as before.
    let ran = workshop.naru(&["run", scenario, "--set", "demand.level=none", "--lang", "en"]);
    assert!(ran.err.contains("-->"), "{}", ran.err);
}

/// Below a file no folder can be made, not even by root.
#[test]
fn an_output_folder_that_cannot_be_written() {
    let workshop = Workshop::new();
    workshop.write("notes.txt", "mine");
    let run = ["run", "scenarios/baseline-2025.ron", "--out", "notes.txt/out", "--lang"];
    let ko = "\
오류: notes.txt/out에 쓰거나 읽을 수 없음: 경로 가운데에 폴더가 아닌 것이 있음
  = 쓸 수 있는 폴더를 `--out`으로 주어야 함
";
    let en = "\
error: notes.txt/out cannot be written or read: part of the path is no folder
  = give a folder that can be written with `--out`
";
    workshop.refuses(&[&run[..], &["ko"]].concat(), 3, ko, "");
    workshop.refuses(&[&run[..], &["en"]].concat(), 3, en, "");
}

#[test]
fn a_log_of_a_replication_that_is_not_run() {
    let workshop = Workshop::new();
    let run =
        ["run", "scenarios/baseline-2025.ron", "--replications", "5", "--log-replication", "5", "--lang"];
    let ko = "오류: `--log-replication 5`: 반복은 0부터 4까지임. `--replications`를 늘리거나 그 안의 수를 적어야 함\n";
    let en = "error: `--log-replication 5`: replications run from 0 to 4; give one of them, or raise `--replications`\n";
    workshop.refuses(&[&run[..], &["ko"]].concat(), 2, ko, "");
    workshop.refuses(&[&run[..], &["en"]].concat(), 2, en, "");
}

#[test]
fn usage_that_makes_no_sense() {
    let workshop = Workshop::new();
    for arguments in [
        &["run"][..],
        &["ran", "scenarios/baseline-2025.ron"],
        &["run", "scenarios/baseline-2025.ron", "--replications", "0"],
        &["run", "scenarios/baseline-2025.ron", "--threads", "0"],
        &["run", "scenarios/baseline-2025.ron", "--seed", "-1"],
        &["run", "scenarios/baseline-2025.ron", "--lang", "fr"],
    ] {
        let before = workshop.files("");
        let Ran { code, out, err } = workshop.naru(arguments);
        assert_eq!((code, out.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(err.starts_with("error: ") && err.contains("--help"), "{arguments:?}: {err}");
        assert!(workshop.files("") == before, "{arguments:?}");
    }
}

/// What two short runs of different scenarios want to write to one folder.
const SHORT: [&str; 4] = ["--replications", "1", "--no-charts", "--out"];

#[test]
fn results_of_another_scenario_stay_unless_forced_away() {
    let workshop = Workshop::new();
    let run = |more: &[&str]| workshop.naru(&[&["run", "scenarios/shared.ron"], &SHORT[..], more].concat());
    assert_eq!(run(&["out"]).code, Some(0));
    let hash = |folder: &str| {
        let summary = workshop.files(folder).remove("summary.json").expect("a summary");
        let summary: serde_json::Value = serde_json::from_slice(&summary).expect("JSON");
        summary["scenario_hash"].as_str().expect("a text").to_owned()
    };
    let other = ["--set", "demand.level=1.1", "--lang"];
    assert_eq!(run(&["there", "--set", "demand.level=1.1"]).code, Some(0));
    let (found, now) = (&hash("out")[..16], &hash("there")[..16]);
    assert_ne!(found, now);

    let before = workshop.files("");
    for (lang, message) in [
        (
            "ko",
            format!(
                "오류: out에는 다른 시나리오의 결과가 있음(시나리오 {found}, 지금은 {now})\n  = `--out`으로 다른 폴더를 주거나, 바꿔도 되면 `--force`를 더함\n"
            ),
        ),
        (
            "en",
            format!(
                "error: out holds results of another scenario ({found}; this one is {now})\n  = give another folder with `--out`, or add `--force` to replace them\n"
            ),
        ),
    ] {
        let ran = run(&[&["out"], &other[..], &[lang]].concat());
        // After the warnings that 200 A100 and 224 H100 are few (S2).
        assert!(ran.err.ends_with(&format!("^\n{message}")), "{}", ran.err);
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""));
        assert!(workshop.files("") == before, "nothing may change");
    }

    // The same scenario may take its own place, and a forced one any results' place.
    assert_eq!(run(&["out", "--seed", "2"]).code, Some(0));
    assert_eq!(run(&["out", "--set", "demand.level=1.1", "--force"]).code, Some(0));
    assert_eq!(hash("out"), hash("there"));
    assert_eq!(workshop.names(""), ["out", "scenarios", "there"]);
}

#[test]
fn a_folder_that_holds_no_results_is_never_replaced() {
    let workshop = Workshop::new();
    workshop.write("thesis/chapter-1.md", "years of work");
    let run = [&["run", "scenarios/baseline-2025.ron"], &SHORT[..], &["thesis"]].concat();
    let ko = "\
오류: thesis는 naru의 결과 폴더가 아니어서 바꾸지 않음
  = 비어 있거나 없는 폴더를 `--out`으로 주어야 함
";
    let en = "\
error: thesis is no result folder of naru and is not replaced
  = give an empty folder, or one that does not exist, with `--out`
";
    workshop.refuses(&[&run[..], &["--lang", "ko"]].concat(), 2, ko, "");
    workshop.refuses(&[&run[..], &["--lang", "en"]].concat(), 2, en, "");
    workshop.refuses(&[&run[..], &["--lang", "en", "--force"]].concat(), 2, en, "");
}
