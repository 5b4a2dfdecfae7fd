//! `naru readings`: what it writes and says, the same bytes whatever the threads, and what it refuses.

use crate::workshop::Workshop;
use std::fs;

/// A programme of few projects and plenty of money, quick to run.
const SMALL: &str = r#"(
    name: "few", title: (ko: "작은 사업 <시험>", en: "A few"), base: "baseline-2025.ron",
    products: {
        "gpu-39tf": (projects: 3), "gpu-67tf": (projects: 2), "gpu-134tf": (projects: 2),
        "npu-60": (projects: 2), "npu-120": (projects: 1), "npu-240": (projects: 1),
    },
)"#;

#[test]
fn a_page_in_each_language_and_the_same_bytes_whatever_the_threads() {
    let workshop = Workshop::new();
    workshop.write("scenarios/few.ron", SMALL);
    let base = ["readings", "scenarios/few.ron", "--replications", "3", "--shapley", "2"];
    let run = |more: &[&str]| workshop.done(&[&base[..], more].concat());
    let korean = run(&["--lang", "ko", "--threads", "1"]);
    assert!(korean.starts_with("협상 쟁점표: 작은 사업 <시험>\n"), "{korean}");
    assert!(korean.contains("\n질의 1 ["), "{korean}");
    assert!(korean.ends_with("\n결과: results/readings/few\n"), "{korean}");
    let english = run(&["--lang", "en", "--threads", "2", "--out", "other"]);
    assert!(
        english.starts_with("Negotiation sheet: A few\n") && english.contains("\nQuestion 1 ["),
        "{english}"
    );
    for name in [
        "readings.json",
        "clauses.json",
        "negotiation-sheet.ko.md",
        "negotiation-sheet.ko.html",
        "negotiation-sheet.en.md",
        "negotiation-sheet.en.html",
        "scenario/few.ron",
    ] {
        let read =
            |folder: &str| fs::read(workshop.path(&format!("{folder}/{name}"))).expect("it was written");
        assert_eq!(read("results/readings/few"), read("other"), "{name}");
    }
    let page = fs::read_to_string(workshop.path("other/negotiation-sheet.ko.html")).expect("text");
    assert!(page.contains("작은 사업 &lt;시험&gt;") && !page.contains("<시험>"), "{page}");
    let json = run(&["--format", "json", "--no-shapley", "--out", "third"]);
    assert!(json.starts_with("{\n  \"schema\": 1,\n") && json.contains("\"shapley\": null,"), "{json}");
}

#[test]
fn what_it_refuses() {
    let workshop = Workshop::new();
    let ran = workshop.naru(&["readings", "scenarios/few.ron", "--lang", "en"]);
    assert_eq!(ran.code, Some(3), "{}", ran.err);
    let ran =
        workshop.naru(&["readings", "scenarios/baseline-2025.ron", "--replications", "1", "--lang", "ko"]);
    assert!(ran.err.contains("`--replications <N>`에 쓸 수 없는 값 `1`"), "{}", ran.err);
    assert_eq!(ran.code, Some(2));
    // The folder of a run is not one of readings.
    workshop.write("results/readings/baseline-2025/summary.json", "{}");
    let ran = workshop.naru(&["readings", "scenarios/baseline-2025.ron", "--lang", "en"]);
    assert_eq!(ran.code, Some(2), "{}", ran.err);
    assert!(ran.err.contains("results/readings/baseline-2025"), "{}", ran.err);
}
