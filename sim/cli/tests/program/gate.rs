//! `naru gate`: accepted, unchanged, worse, undecided; every bad input with its message in both languages.

use crate::workshop::{Ran, Workshop};
use naru_results::{Baseline, GateReport, GateVerdict, Part};

const SCENARIO: &str = r#"(
    name: "few",
    title: (ko: "과제 20개", en: "Twenty projects"),
    base: "baseline-2025.ron",
    promises: { "wait": none, "money": none },
    products: {
        "gpu-39tf": (projects: 0), "gpu-67tf": (projects: 10), "gpu-134tf": (projects: 10),
        "npu-60": (projects: 0), "npu-120": (projects: 0), "npu-240": (projects: 0),
    },
    fleet: { "naru": { "A100": (servers: 1), "H100": (servers: 2) } },
    faults: none,
)
"#;

const GATE: &str = r#"(
    name: "small",
    replications: 20,
    looks: 2,
    scenarios: {
        "few": (file: "few.ron", margins: {
            "waits.all.mean_hours": (warn: 0.4, fail: 0.8),
            "programme.waits.gpu-134tf.p95_hours": (fail: 4),
        }),
    },
)
"#;

/// Of a product without projects.
const SILENT: &str = "programme.waits.npu-60.p95_hours";

const FILE: &str = "results/baselines/small/few.txt";

fn workshop(gate: &str) -> Workshop {
    let workshop = Workshop::new();
    workshop.write("scenarios/few.ron", SCENARIO);
    workshop.write("scenarios/small.gate.ron", gate);
    workshop
}

fn accepted() -> Workshop {
    let workshop = workshop(GATE);
    workshop.done(&["gate", "scenarios/small.gate.ron", "--accept"]);
    workshop
}

fn gate(workshop: &Workshop, more: &[&str]) -> Ran {
    workshop.naru(&[&["gate", "scenarios/small.gate.ron", "--lang", "en"], more].concat())
}

fn report(workshop: &Workshop) -> GateReport {
    GateReport::read(&workshop.path("results/gate/small/gate.json")).expect("a report")
}

/// Accepted and looked at again: nothing is simulated. The baseline is the same bytes whatever the threads; accepted
/// once more it stands.
#[test]
fn accepted_is_unchanged() {
    let workshop = accepted();
    let before = workshop.files("results/baselines");
    let ran = gate(&workshop, &[]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.out.starts_with("gate small: pass\nEvery metric is within its margin.\n"), "{}", ran.out);
    assert!(ran.out.contains("nothing\n  simulated"), "{}", ran.out);
    assert_eq!((report(&workshop).look, report(&workshop).verdict), (0, GateVerdict::Pass));
    let out = workshop.done(&["gate", "scenarios/small.gate.ron", "--accept", "--lang", "en"]);
    assert_eq!(out, format!("{FILE}: stands as it was\n"));
    std::fs::remove_dir_all(workshop.path("results/baselines")).expect("a folder");
    workshop.done(&["gate", "scenarios/small.gate.ron", "--accept", "--threads", "1"]);
    assert!(before == workshop.files("results/baselines"), "the same bytes by one thread");
}

/// A baseline of other code is held against a simulation, which finds exactly the same.
#[test]
fn other_code_is_simulated() {
    let workshop = accepted();
    let path = workshop.path(FILE);
    let old = Baseline::read(&path).expect("a baseline");
    Baseline { behaviour_hash: "0123456789abcdef".into(), ..old }.write(&path).expect("it can be written");
    let ran = gate(&workshop, &[]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let report = report(&workshop);
    assert_eq!((report.look, report.replications), (2, 20)); // ten that are alike are too few
    assert!(report.scenarios[0].metrics.iter().all(|it| it.identical));
    assert!(ran.out.contains("the code differs from the baseline's"), "{}", ran.out);
}

/// One server instead of two: exit 1, the folder's files, `JUnit` that a parser reads, and a log to look the sessions up in.
#[test]
fn a_change_for_the_worse_fails() {
    let workshop = accepted();
    let ran = gate(&workshop, &["--set", "fleet.naru.H100.servers=1"]);
    assert_eq!(ran.code, Some(1), "{}{}", ran.out, ran.err);
    assert!(ran.out.starts_with("gate small: worse\nmean wait, GPU (h) in few: +"), "{}", ran.out);
    assert!(ran.out.contains("\n  fleet.naru.H100.servers: 2 → 1\n"), "{}", ran.out);
    assert!(ran.out.lines().all(|line| line.chars().count() <= 80), "{}", ran.out);
    let names = workshop.names("results/gate/small");
    assert_eq!(names, ["few", "gate.json", "gate.junit.xml", "gate.md"]);
    let read =
        |name: &str| std::fs::read_to_string(workshop.path("results/gate/small").join(name)).expect("a file");
    let markdown = read("gate.md");
    assert!(markdown.starts_with("### naru gate: worse\n**mean wait, GPU (h) in few: +"), "{markdown}");
    assert_eq!(markdown.matches("<details>").count(), 1, "{markdown}");
    assert_eq!(markdown.matches("</details>").count(), 1, "{markdown}");
    let sessions = report(&workshop).scenarios[0].lost.as_ref().expect("it failed").sessions.clone();
    let log = read("few/sessions.csv");
    for session in &sessions {
        assert!(log.lines().any(|line| line.starts_with(&format!("{},", session.session))), "{session:?}");
        assert!(markdown.contains(&format!("Session {} (", session.session)), "{markdown}");
    }
    let xml = read("gate.junit.xml");
    assert_eq!(elements(&xml, "failure"), 1 + usize::from(xml.contains("failures=\"2\"")));
    assert_eq!((elements(&xml, "testsuite"), elements(&xml, "testcase")), (1, 2));
}

/// A small reader of XML: elements nest and close, attributes are quoted, no bare `<` or `&`. Counts elements of a name.
fn elements(xml: &str, name: &str) -> usize {
    let mut open: Vec<&str> = Vec::new();
    let mut count = 0;
    let mut rest = xml.strip_prefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>").expect("a declaration");
    while let Some(at) = rest.find('<') {
        let text = &rest[..at];
        for reference in text.split('&').skip(1) {
            assert!(
                ["amp;", "lt;", "gt;", "quot;", "#39;"].iter().any(|it| reference.starts_with(it)),
                "{text}"
            );
        }
        let end = at + rest[at..].find('>').expect("a tag ends");
        let tag = &rest[at + 1..end];
        assert!(tag.matches('"').count().is_multiple_of(2), "{tag}");
        if let Some(closed) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(closed));
        } else {
            let of = tag.split([' ', '/']).next().expect("a tag has a name");
            count += usize::from(of == name);
            if !tag.ends_with('/') {
                open.push(of);
            }
        }
        rest = &rest[end + 1..];
    }
    assert!(open.is_empty(), "{open:?} never closed");
    count
}

/// At the last look nothing is shown: exit 4, or 0 with `--undecided=warn`.
#[test]
fn undecided_is_a_failure_or_a_warning() {
    let narrow = GATE.replace("warn: 0.4, fail: 0.8", "fail: 0.001").replace("fail: 4", "fail: 400");
    let workshop = workshop(&narrow);
    workshop.done(&["gate", "scenarios/small.gate.ron", "--accept"]);
    let change = ["--set", "policy.placement=worst_fit"];
    let ran = gate(&workshop, &change);
    assert_eq!(ran.code, Some(4), "{}{}", ran.out, ran.err);
    assert!(ran.out.starts_with("gate small: undecided\n"), "{}", ran.out);
    assert!(ran.out.contains("the margin is too narrow"), "{}", ran.out);
    let ran = gate(&workshop, &[&change[..], &["--undecided", "warn"]].concat());
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    let xml = std::fs::read_to_string(workshop.path("results/gate/small/gate.junit.xml")).expect("XML");
    assert_eq!((elements(&xml, "failure"), elements(&xml, "skipped")), (0, 1), "{xml}");
}

/// `--list` simulates two replications and writes nothing.
#[test]
fn list_says_what_it_takes() {
    let workshop = accepted();
    let before = workshop.files("");
    let out = workshop.done(&["gate", "scenarios/small.gate.ron", "--list", "--lang", "en"]);
    assert!(out.starts_with("gate small: 1 scenario, 2 looks from 10 to 20 replications\n"), "{out}");
    assert!(out.contains("\nfew: as its baseline: not simulated\n"), "{out}");
    assert!(before == workshop.files(""));
}

#[track_caller]
fn refused(workshop: &Workshop, code: i32, ko: &str, en: &str) {
    for (lang, message) in [("ko", ko), ("en", en)] {
        workshop.refuses(&["gate", "scenarios/small.gate.ron", "--lang", lang], code, message, "");
    }
}

#[test]
fn no_baseline() {
    refused(
        &workshop(GATE),
        2,
        "오류: results/baselines/small/few.txt: 기준이 없음\n  = 옳은 상태에서 `naru gate scenarios/small.gate.ron --accept`로 새로 만듦. 되돌리려면 `git checkout`\n",
        "error: results/baselines/small/few.txt: there is no baseline\n  = from a state that is right, `naru gate scenarios/small.gate.ron --accept` makes one; `git checkout` brings back what was committed\n",
    );
}

/// One digit changed by hand; another schema; another scenario's file; other metrics; fewer replications; no baseline at
/// all.
#[test]
fn baselines_that_cannot_be_used() {
    let workshop = accepted();
    let path = workshop.path(FILE);
    let text = std::fs::read_to_string(&path).expect("a baseline");
    let old = Baseline::read(&path).expect("a baseline");
    let other = Baseline { scenario: "many".into(), ..old.clone() }.to_text();
    let fewer = Baseline { rows: old.rows[..10].to_vec(), ..old.clone() }.to_text();
    let causes = Baseline { causes: old.causes.iter().rev().cloned().collect(), ..old.clone() }.to_text();
    let mut rows = old.rows.clone();
    rows[3].parts[0] = Part::Number(1.5);
    let part = Baseline { rows, ..old.clone() }.to_text();
    let metrics = Baseline { metrics: vec![old.metrics[0].clone(), "x".into()], ..old }.to_text();
    for (text, ko, en) in [
        (
            text.replace("\n3,", "\n03,"),
            "손으로 고쳤거나 잘린 기준임: 마지막 줄의 해시와 맞지 않음",
            "edited by hand or cut off; the hash in its last line does not fit",
        ),
        (
            text.replace("schema = 1", "schema = 9"),
            ":2:1: schema가 9인 기준임. 이 프로그램은 1을 읽음",
            ":2:1: a baseline of schema 9; this program reads schema 1",
        ),
        ("a,b\n".to_owned(), ":1:1: naru의 기준 파일이 아님", ":1:1: this is no baseline of naru"),
        (
            other,
            "검증 `small`의 시나리오 `many`의 기준임. `small`의 `few`가 아님",
            "the baseline of `many` in gate `small`, not of `few` in `small`",
        ),
        (
            metrics,
            "기준에 지표 `programme.waits.gpu-134tf.p95_hours`가 없음",
            "the baseline has no metric `programme.waits.gpu-134tf.p95_hours`",
        ),
        (
            fewer,
            "반복이 10회뿐임. 이 검증은 20회까지 봄",
            "10 replications only; this gate looks at up to 20",
        ),
        (
            causes,
            "대기의 까닭이 이 프로그램의 것과 다름",
            "its causes of waiting are not those of this program",
        ),
        (
            part,
            "반복 3의 `waits.all.mean_hours` 값이 그 지표의 값이 아님",
            "in replication 3 the value of `waits.all.mean_hours` is none of that metric",
        ),
    ] {
        workshop.write(FILE, text);
        let sep = if en.starts_with(':') { "" } else { ": " };
        let cure = (
            "옳은 상태에서 `naru gate scenarios/small.gate.ron --accept`로 새로 만듦. 되돌리려면 `git checkout`",
            "from a state that is right, `naru gate scenarios/small.gate.ron --accept` makes one; `git checkout` brings back what was committed",
        );
        refused(
            &workshop,
            2,
            &format!("오류: {FILE}{sep}{ko}\n  = {}\n", cure.0),
            &format!("error: {FILE}{sep}{en}\n  = {}\n", cure.1),
        );
    }
    std::fs::remove_file(&path).expect("it is there");
    std::fs::create_dir(&path).expect("a folder in its place");
    assert_eq!(gate(&workshop, &[]).code, Some(3), "what cannot be read is a failure of input");
}

/// A metric of a product that nobody has: neither accepted nor, from a baseline made before that was asked, passed.
#[test]
fn a_metric_that_says_nothing_is_refused() {
    let workshop = accepted();
    let old = Baseline::read(&workshop.path(FILE)).expect("a baseline");
    let asked = GATE.replace("programme.waits.gpu-134tf.p95_hours", SILENT);
    workshop.write("scenarios/small.gate.ron", asked);
    let mut silent = Baseline { metrics: vec![old.metrics[0].clone(), SILENT.to_owned()], ..old };
    for row in &mut silent.rows {
        row.parts[1] = Part::Nothing;
    }
    let ko = format!(
        "오류: scenarios/small.gate.ron: 시나리오 `few`의 `{SILENT}`: 기준의 어느 반복에도 값이 없어 견줄 수 없음\n  = 이 지표를 빼거나, 값이 나오는 시나리오를 적음\n"
    );
    let en = format!(
        "error: scenarios/small.gate.ron: `{SILENT}` has no value in any replication of the baseline of `few`, so nothing can be shown\n  = leave the metric out, or name a scenario in which it has values\n"
    );
    for accept in [&[][..], &["--accept"]] {
        silent.write(&workshop.path(FILE)).expect("it can be written");
        for (lang, message) in [("ko", &ko), ("en", &en)] {
            let arguments = [&["gate", "scenarios/small.gate.ron", "--lang", lang], accept].concat();
            workshop.refuses(&arguments, 2, message, "");
        }
    }
    std::fs::remove_file(workshop.path(FILE)).expect("it is there");
    assert_eq!(gate(&workshop, &["--accept"]).code, Some(2));
    assert!(!workshop.path(FILE).exists(), "nothing is written");
}

/// What `--accept` writes over is told: nothing, an edited baseline, one of another program, a folder's worth of else.
#[test]
fn accepting_says_what_it_replaces() {
    let workshop = accepted();
    let text = std::fs::read_to_string(workshop.path(FILE)).expect("a baseline");
    let old = Baseline::read(&workshop.path(FILE)).expect("a baseline");
    let causes = Baseline { causes: old.causes.iter().rev().cloned().collect(), ..old.clone() }.to_text();
    let seed = Baseline { seed: 2, ..old }.to_text();
    for (before, want) in [
        (text.replace("\n3,", "\n03,"), "an edited baseline is replaced"),
        (text.replace("schema = 1", "schema = 9"), "a baseline that cannot be read is replaced"),
        (causes, "a baseline that cannot be read is replaced"),
        (seed, "replaced"),
        (text.clone(), "stands as it was"),
    ] {
        workshop.write(FILE, before);
        let out = workshop.done(&["gate", "scenarios/small.gate.ron", "--accept", "--lang", "en"]);
        assert!(out.starts_with(&format!("{FILE}: {want}\n")), "{out}");
        assert_eq!(std::fs::read_to_string(workshop.path(FILE)).expect("a baseline"), text);
    }
}

/// A baseline of a scenario that the gate no longer names is told, and taken away by `--accept`.
#[test]
fn a_baseline_left_over() {
    let workshop = accepted();
    let old = Baseline::read(&workshop.path(FILE)).expect("a baseline");
    let gone = "results/baselines/small/gone.txt";
    Baseline { scenario: "gone".into(), ..old }.write(&workshop.path(gone)).expect("it can be written");
    let ran = gate(&workshop, &[]);
    let note = format!(
        "note: {gone}: a baseline of a scenario that the gate does not name; `--accept` takes it away\n"
    );
    assert_eq!((ran.code, ran.err), (Some(0), note));
    workshop.done(&["gate", "scenarios/small.gate.ron", "--accept"]);
    assert_eq!(workshop.names("results/baselines/small"), ["few.txt"]);
}

/// The gate with one text changed has one error.
#[track_caller]
fn nonsense(from: &str, to: &str, ko: &str, en: &str) {
    let workshop = workshop(&GATE.replace(from, to));
    let (ko, en) = (format!("{ko}오류 1건, 경고 0건\n"), format!("{en}1 error, 0 warnings\n"));
    refused(&workshop, 2, &ko, &en);
}

#[test]
fn gates_that_make_no_sense() {
    for (from, to, ko, en) in [
        (
            "waits.all.mean_hours",
            "waits.all.mean_hour",
            "\
오류: 시나리오 `few`에 없는 지표: `waits.all.mean_hour`
 --> scenarios/small.gate.ron:7:13
  |
7 |             \"waits.all.mean_hour\": (warn: 0.4, fail: 0.8),
  |             ^^^^^^^^^^^^^^^^^^^^^ 혹시 `waits.all.mean_hours`?
  |
  = 가까운 지표: `waits.all.mean_hours`, `waits.all.max_hours`, `waits.all.p50_hours`
",
            "\
error: scenario `few` has no metric `waits.all.mean_hour`
 --> scenarios/small.gate.ron:7:13
  |
7 |             \"waits.all.mean_hour\": (warn: 0.4, fail: 0.8),
  |             ^^^^^^^^^^^^^^^^^^^^^ did you mean `waits.all.mean_hours`?
  |
  = nearest metrics: `waits.all.mean_hours`, `waits.all.max_hours`, `waits.all.p50_hours`
",
        ),
        (
            "fail: 4",
            "fail: 0",
            "\
오류: `scenarios.few.margins.programme.waits.gpu-134tf.p95_hours.fail`은(는) 0보다 커야 함
 --> scenarios/small.gate.ron:8:59
  |
8 |             \"programme.waits.gpu-134tf.p95_hours\": (fail: 0),
  |                                                           ^
  |
  = 나빠져도 되는 폭임. 0이면 아무리 반복해도 보일 수 없음
",
            "\
error: `scenarios.few.margins.programme.waits.gpu-134tf.p95_hours.fail` must be above 0
 --> scenarios/small.gate.ron:8:59
  |
8 |             \"programme.waits.gpu-134tf.p95_hours\": (fail: 0),
  |                                                           ^
  |
  = it is by how much the metric may get worse: none at all can be shown by no number of replications
",
        ),
        (
            "warn: 0.4",
            "warn: 0.8",
            "\
오류: `scenarios.few.margins.waits.all.mean_hours.warn`은 `scenarios.few.margins.waits.all.mean_hours.fail`보다 작아야 함
 --> scenarios/small.gate.ron:7:44
  |
7 |             \"waits.all.mean_hours\": (warn: 0.8, fail: 0.8),
  |                                            ^^^        --- 실패하는 폭
",
            "\
error: `scenarios.few.margins.waits.all.mean_hours.warn` must be below `scenarios.few.margins.waits.all.mean_hours.fail`
 --> scenarios/small.gate.ron:7:44
  |
7 |             \"waits.all.mean_hours\": (warn: 0.8, fail: 0.8),
  |                                            ^^^        --- what fails
",
        ),
    ] {
        nonsense(from, to, ko, en);
    }
}

#[test]
fn gates_without_room_for_their_looks_or_a_name() {
    for (from, to, ko, en) in [
        (
            "looks: 2",
            "looks: 11",
            "\
오류: 반복 20회로 11번 볼 수 없음: 22회 이상이어야 함
 --> scenarios/small.gate.ron:3:19
  |
3 |     replications: 20,
  |                   ^^
",
            "\
error: 20 replications are too few for 11 looks: at least 22
 --> scenarios/small.gate.ron:3:19
  |
3 |     replications: 20,
  |                   ^^
",
        ),
        (
            "\"small\"",
            "\"../small\"",
            "\
오류: `name`은(는) 폴더 이름이 됨: 글자, 숫자, `-`, `_`, `.`만 쓰고 `.`으로 시작하지 않음
 --> scenarios/small.gate.ron:2:11
  |
2 |     name: \"../small\",
  |           ^^^^^^^^^^
",
            "\
error: `name` becomes the name of a folder: letters, digits, `-`, `_` and `.` only, and no `.` at its start
 --> scenarios/small.gate.ron:2:11
  |
2 |     name: \"../small\",
  |           ^^^^^^^^^^
",
        ),
    ] {
        nonsense(from, to, ko, en);
    }
}

#[test]
fn an_empty_gate() {
    let example = "`scenarios: { \"plan-easy\": (file: \"plan-easy.ron\", margins: { \"waits.all.mean_hours\": (warn: 0.1, fail: 0.2) }) }`";
    refused(
        &workshop("(name: \"small\", scenarios: {})\n"),
        2,
        &format!(
            "오류: 이 검증에는 시나리오가 없음\n --> scenarios/small.gate.ron:1:28\n  |\n1 | (name: \"small\", scenarios: {{}})\n  |                            ^^\n  |\n  = 예: {example}\n오류 1건, 경고 0건\n"
        ),
        &format!(
            "error: this gate names no scenario\n --> scenarios/small.gate.ron:1:28\n  |\n1 | (name: \"small\", scenarios: {{}})\n  |                            ^^\n  |\n  = such as {example}\n1 error, 0 warnings\n"
        ),
    );
}

/// No such gate: input failed. A gate's folder is not replaced by another gate's.
#[test]
fn files_and_folders() {
    let workshop = accepted();
    let ran = workshop.naru(&["gate", "scenarios/smal.gate.ron", "--lang", "en"]);
    assert_eq!(ran.code, Some(3), "{}", ran.err);
    assert!(ran.err.contains("did you mean `scenarios/small.gate.ron`?"), "{}", ran.err);
    gate(&workshop, &["--out", "here"]);
    workshop.write("scenarios/small.gate.ron", GATE.replace("\"small\"", "\"other\""));
    workshop.done(&["gate", "scenarios/small.gate.ron", "--accept"]);
    let ran = gate(&workshop, &["--out", "here"]);
    assert_eq!(ran.code, Some(2), "{}", ran.err);
    assert_eq!(gate(&workshop, &["--out", "here", "--force"]).code, Some(0));
}
