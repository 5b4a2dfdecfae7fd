//! `naru compare` as people meet it: what it writes, and what it says to what cannot be compared.

use crate::workshop::Workshop;

/// Little work: few replications of plans that need no others.
const FEW: [&str; 4] = ["--replications", "2", "--metric", "budget.spent_won"];

fn compare<'a>(rest: &[&'a str]) -> Vec<&'a str> {
    [&["compare", "scenarios/baseline-2025.ron", "scenarios/cap-90.ron"], rest].concat()
}

/// The same bytes whatever the threads, but for `run.json`; the folder is named by its scenarios and what was set.
#[test]
fn a_folder_with_all_that_was_compared() {
    let workshop = Workshop::new();
    let json = workshop.done(&compare(&[&FEW[..], &["--format", "json", "--threads", "1"]].concat()));
    let folder = "results/compare/baseline-2025+cap-90";
    let mut first = workshop.files(folder);
    assert_eq!(first["compare.json"], json.as_bytes());
    assert!(json.contains("\"path\": \"programme.budget.cap_won\""), "{json}");
    assert!(json.contains("\"same_demand\": 2"), "{json}");
    let names = workshop.names(folder);
    let want = ["compare.json", "pairs-1.parquet", "pairs-2.parquet", "run.json", "scenario", "summary.md"];
    assert_eq!(names, want);
    assert_eq!(workshop.names(&format!("{folder}/scenario")), ["1", "2"]);
    assert!(first.contains_key("scenario/2/cap-90.ron"), "{:?}", first.keys());
    workshop.done(&compare(&[&FEW[..], &["--threads", "2"]].concat()));
    let mut second = workshop.files(folder);
    assert!(first.remove("run.json").is_some() && second.remove("run.json").is_some());
    assert!(first == second, "threads change nothing");
    workshop.done(&compare(&[&FEW[..], &["--set", "demand.level=1.2"]].concat()));
    let set = workshop.names(&format!("{folder}+demand.level=1.2/scenario/1"));
    assert!(set.contains(&"set.txt".to_owned()), "{set:?}");
}

/// A scenario against itself: 0 in every pair, and it is said that nothing differs.
#[test]
fn a_scenario_against_itself() {
    let workshop = Workshop::new();
    let twice = "scenarios/baseline-2025.ron";
    let with = |lang| [&["compare", twice, twice, "--lang", lang, "--force"], &FEW[..]].concat();
    let en = workshop.done(&with("en"));
    assert!(en.contains("B baseline-2025: the same scenario as A, value by value\n"), "{en}");
    assert!(en.contains("  0      all equal\n"), "{en}");
    let ko = workshop.done(&with("ko"));
    assert!(ko.contains("나 baseline-2025: 가와 모든 값이 같은 시나리오임\n"), "{ko}");
    assert!(ko.contains("모두 같음\n") && !ko.contains("괄호"), "{ko}");
}

#[track_caller]
fn refused(arguments: &[&str], ko: &str, en: &str) {
    let workshop = Workshop::new();
    for (lang, want) in [("ko", ko), ("en", en)] {
        workshop.refuses(&[arguments, &["--lang", lang]].concat(), 2, want, "");
    }
}

#[test]
fn one_scenario_is_no_comparison() {
    refused(
        &["compare", "scenarios/baseline-2025.ron"],
        "\
오류: 견줄 시나리오가 1개임
  = 둘에서 14개까지 적음. 예: naru compare scenarios/plan-fcfs.ron scenarios/plan-easy.ron
",
        "\
error: 1 to compare: give two scenarios or more, at most 14
  = such as: naru compare scenarios/plan-fcfs.ron scenarios/plan-easy.ron
",
    );
}

#[test]
fn a_metric_that_does_not_exist() {
    refused(
        &compare(&["--metric", "budget.spend_won"]),
        "\
오류: 지표에 없는 이름: `budget.spend_won`
  = 가까운 지표: `budget.spent_won`, `budget.need_won`, `budget.left_won`
",
        "\
error: no metric is called `budget.spend_won`
  = nearest metrics: `budget.spent_won`, `budget.need_won`, `budget.left_won`
",
    );
}

#[test]
fn a_quantile_of_all_requests_cannot_be_paired() {
    refused(
        &compare(&["--metric", "waits.gpu-134tf.p95_hours"]),
        "\
오류: `waits.gpu-134tf.p95_hours`는 모든 반복의 신청을 합한 값이어서 반복마다 짝지을 수 없음
  = 사업 하나의 값 `programme.waits.gpu-134tf.p95_hours`를 적음
",
        "\
error: `waits.gpu-134tf.p95_hours` is of the requests of all replications together and cannot be paired
  = ask for one number per programme: `programme.waits.gpu-134tf.p95_hours`
",
    );
}

#[test]
fn a_best_by_what_has_no_better() {
    refused(
        &compare(&["--best", "budget.spent_won"]),
        "\
오류: `--best budget.spent_won`: 크고 작음에 낫고 못함이 없는 지표임
  = 대기, 초과율, 미충족 수요 같은 지표를 적음. 예: waits.all.mean_hours
",
        "\
error: `--best budget.spent_won`: neither more nor less of it is better
  = give a metric such as waits.all.mean_hours
",
    );
}

#[test]
fn an_indifference_of_what_is_not_compared() {
    refused(
        &compare(&["--metric", "waits.all.mean_hours", "--indifference", "budget.spent_won=5"]),
        "\
오류: `--indifference budget.spent_won=…`: 견주지 않는 지표임
  = 견주는 지표: `waits.all.mean_hours`
",
        "\
error: `--indifference budget.spent_won=…`: this metric is not compared
  = compared are: `waits.all.mean_hours`
",
    );
    let workshop = Workshop::new();
    for wrong in ["budget.spent_won", "budget.spent_won=-1", "budget.spent_won=nan"] {
        let ran = workshop.naru(&compare(&["--indifference", wrong, "--lang", "ko"]));
        assert_eq!(ran.code, Some(2), "{}", ran.err);
        assert!(ran.err.contains("= 지표=0보다 큰 수로 적음. 예: waits.all.mean_hours=0.1\n"), "{}", ran.err);
    }
}

#[test]
fn a_metric_that_only_one_scenario_has() {
    let (baseline, h100) = ("scenarios/baseline-2025.ron", "scenarios/h100-only.ron");
    refused(
        &["compare", baseline, h100, "--metric", "cards.A100.utilisation"],
        "\
오류: `cards.A100.utilisation`은 시나리오 `h100-only`에 없는 지표임
  = 그 시나리오의 가까운 지표: `cards.H100.utilisation`, `cards.H100.waiting_hours`, `cards.npu-a.NPU-120.utilisation`
",
        "\
error: scenario `h100-only` has no metric `cards.A100.utilisation`
  = nearest metrics there: `cards.H100.utilisation`, `cards.H100.waiting_hours`, `cards.npu-a.NPU-120.utilisation`
",
    );
}

/// Nothing but a comparison of the same scenarios is replaced.
#[test]
fn what_stands_there_stays() {
    let workshop = Workshop::new();
    workshop.write("out/note.txt", "mine");
    workshop.refuses(
        &compare(&["--out", "out", "--lang", "en"]),
        2,
        "\
error: out is no result folder of naru and is not replaced
  = give an empty folder, or one that does not exist, with `--out`
",
        "",
    );
    let twice = ["compare", "scenarios/baseline-2025.ron", "scenarios/baseline-2025.ron"];
    workshop.done(&compare(&[&FEW[..], &["--out", "c"]].concat()));
    let other = workshop.naru(&[&twice[..], &FEW, &["--out", "c", "--lang", "en"]].concat());
    assert_eq!(other.code, Some(2), "{}", other.err);
    assert!(other.err.starts_with("error: c holds results of another scenario ("), "{}", other.err);
    workshop.done(&[&twice[..], &FEW, &["--out", "c", "--force"]].concat());
}
