//! `naru report` on a small run: what it writes, what it replaces, and what `--verify` finds.

use crate::workshop::Workshop;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;

const RUN: [&str; 7] = ["run", "scenarios/shared.ron", "--replications", "3", "--no-charts", "--out", "out"];

fn ran() -> Workshop {
    let workshop = Workshop::new();
    workshop.done(&RUN);
    workshop
}

fn manifest(files: &BTreeMap<String, Vec<u8>>) -> Value {
    serde_json::from_slice(&files["report.json"]).expect("JSON")
}

/// All forms and pictures, the same bytes twice whatever the locale, and nothing hidden left behind.
#[test]
fn every_form_comes_out_the_same_twice() {
    let workshop = ran();
    workshop.done(&["report", "out", "--no-pdf"]);
    workshop.written("out/report");
    let first = workshop.files("out/report");
    for name in [
        "report.html",
        "tables.html",
        "tables.xlsx",
        "facts.md",
        "summary.md",
        "report.json",
        "charts/captions.md",
    ] {
        assert!(first.get(name).is_some_and(|bytes| !bytes.is_empty()), "{name}: {:?}", first.keys());
    }
    let said = manifest(&first);
    assert_eq!(said["results"], serde_json::json!([".."]));
    let charts = said["charts"].as_array().expect("a list");
    assert_eq!(charts.len() % 4, 0, "two widths, two forms each");
    for chart in charts {
        let name = chart["file"].as_str().expect("a name");
        let magic: &[u8] = if name.rsplit('.').next() == Some("png") { b"\x89PNG" } else { b"<svg" };
        assert!(first[name].starts_with(magic), "{name}");
    }
    // In English, of the whole the same pictures; then Korean again, over it.
    workshop.done(&["report", "out", "--no-pdf", "--lang", "both"]);
    let both = workshop.files("out/report");
    assert!(both.contains_key("report.ko.html") && both.contains_key("charts/captions.en.md"));
    assert!(!both.contains_key("report.html"), "an earlier report goes as a whole");
    workshop.done(&["report", "out", "--no-pdf"]);
    assert!(workshop.files("out/report") == first, "the same bytes");
    assert!(workshop.names("out").iter().all(|name| !name.starts_with('.')), "{:?}", workshop.names("out"));
    // What somebody put there, or a file browser left, outlives the next report and the next run, between which no report
    // stands; then another is made beside it.
    let mine =
        ["out/report/proposal.docx", "out/report/charts/mine.png", "out/report/.DS_Store", "out/note.txt"];
    for file in mine {
        workshop.write(file, "mine");
    }
    workshop.done(&["report", "out", "--no-pdf", "--lang", "en"]);
    workshop.done(&RUN);
    assert_eq!(workshop.names("out/report"), [".DS_Store", "charts", "proposal.docx"]);
    assert_eq!(workshop.names("out/report/charts"), ["mine.png"]);
    workshop.done(&RUN);
    workshop.done(&["report", "out", "--no-pdf"]);
    for file in mine {
        assert_eq!(fs::read(workshop.path(file)).expect("it stays"), b"mine", "{file}");
        fs::remove_file(workshop.path(file)).expect("ours");
    }
    assert!(workshop.files("out/report") == first, "the same bytes");
    workshop.done(&RUN);
    assert!(!workshop.names("out").contains(&"report".to_owned()));
}

/// The default name of a folder tells the price that a run sets; a report that hides prices does not tell it on.
#[test]
fn the_name_of_the_results_tells_no_hidden_price() {
    let workshop = Workshop::new();
    let run = ["run", "scenarios/shared.ron", "--replications", "2", "--no-charts"];
    workshop.done(&[&run[..], &["--set", "prices.naru.gpu-67tf=8_111"]].concat());
    let results = "results/shared+prices.naru.gpu-67tf=8_111";
    let report = ["report", results, "--no-pdf", "--hide-prices", "--out", "sent", "--lang"];
    for (lang, want) in [
        ("ko", "결과 폴더의 이름에 단가가 있어서 sent/report.json에는 `…`로 적음\n"),
        ("en", "the name of the results' folder tells a price: sent/report.json has `…` in its place\n"),
    ] {
        let ran = workshop.naru(&[&report[..], &[lang]].concat());
        assert!(ran.code == Some(0) && ran.err.starts_with(want), "{}", ran.err);
        let files = workshop.files("sent");
        let said = serde_json::json!(["../results/shared+prices.naru.gpu-67tf=…"]);
        assert_eq!(manifest(&files)["results"], said);
        for (name, bytes) in &files {
            // "8,111" and "8111" alone are coordinates of pictures too.
            for price in ["8_111", "=8111", "8,111원", "8,111 won", "₩8,111", ">8,111<", ">8111<"] {
                assert!(!bytes.windows(price.len()).any(|it| it == price.as_bytes()), "{name}: {price}");
            }
        }
    }
}

/// A file of somebody's that has a name of the program's is not written over: nothing is.
#[test]
fn a_file_of_somebodys_in_the_way_is_named_in_both_languages() {
    let workshop = ran();
    workshop.write("out/sessions.csv", "mine");
    let log = [&RUN[..], &["--log-replication", "0"]].concat();
    for (lang, want) in [
        (
            "ko",
            "오류: out/sessions.csv는 naru가 쓴 것이 아닌데, 같은 이름으로 쓸 것이 있어서 멈춤. 아무것도 바꾸지 않음\n  = 다른 이름으로 바꾸거나 다른 곳으로 옮기고 다시 함. `--out`으로 다른 폴더를 주어도 됨\n",
        ),
        (
            "en",
            "error: out/sessions.csv was not written by naru, which would write something of that name: nothing was replaced\n  = rename it or move it elsewhere, and try again; or give another folder with `--out`\n",
        ),
    ] {
        let before = workshop.files("out");
        let found = workshop.naru(&[&log[..], &["--lang", lang]].concat());
        assert_eq!(found.code, Some(2), "{}", found.err);
        assert!(found.err.ends_with(want), "{}", found.err);
        assert!(workshop.files("out") == before);
    }
    fs::remove_file(workshop.path("out/sessions.csv")).expect("ours");
    workshop.done(&log);
}

/// A report's own folder agrees with its results; a document with a digit, or a picture with a byte changed, does not.
#[test]
fn one_digit_and_one_byte_are_stale() {
    let workshop = ran();
    workshop.done(&["report", "out", "--no-pdf"]);
    workshop.done(&["report", "--verify", "out/report", "--lang", "en"]);
    let said = manifest(&workshop.files("out/report"));
    let number = said["numbers"]
        .as_array()
        .expect("a list")
        .iter()
        .find(|it| it["figure"].as_str().is_some_and(|it| it.contains(|c: char| c.is_ascii_digit())))
        .expect("a fact with a number");
    let (id, figure) = (number["id"].as_str().expect("an id"), number["figure"].as_str().expect("a text"));
    let chart = said["charts"][0]["file"].as_str().expect("a name");

    let mut mine = said.clone();
    mine["results"] = serde_json::json!(["../out"]);
    mine["numbers"] = serde_json::json!([number]);
    mine["charts"] = serde_json::json!([said["charts"][0]]);
    workshop.write("letter/manifest.json", mine.to_string());
    workshop.write("letter/section.md", format!("본문에 **{figure}** 이라고 적음.\n"));
    workshop.write(
        &format!("letter/{chart}"),
        fs::read(workshop.path("out/report").join(chart)).expect("it is there"),
    );
    let verify = ["report", "--verify", "letter", "--lang", "en"];
    assert_eq!(workshop.done(&verify), "all agrees with the results (numbers: 1, pictures: 1)\n");

    // The document says another digit than the manifest, which still says what the results do.
    let at = figure.find(|c: char| c.is_ascii_digit()).expect("it has one");
    let digit = if figure.as_bytes()[at] == b'7' { "8" } else { "7" };
    let wrong = format!("{}{digit}{}", &figure[..at], &figure[at + 1..]);
    workshop.write("letter/section.md", format!("본문에 **{wrong}** 이라고 적음.\n"));
    let found = workshop.naru(&verify);
    assert_eq!(found.code, Some(1));
    assert_eq!(
        found.out,
        format!(
            "{id}: {figure} stands in none of the documents (section.md)\nstale: 1 (numbers: 1, pictures: 1)\n"
        )
    );
    // The manifest says it too: then it is the results that have another figure.
    mine["numbers"][0]["figure"] = wrong.as_str().into();
    workshop.write("letter/manifest.json", mine.to_string());
    let found = workshop.naru(&verify);
    assert_eq!(
        (found.code, found.out.lines().next()),
        (Some(1), Some(&*format!("{id}: was {wrong}, is {figure} (section.md)")))
    );

    workshop.write("letter/section.md", format!("본문에 **{figure}** 이라고 적음.\n"));
    mine["numbers"][0]["figure"] = figure.into();
    workshop.write("letter/manifest.json", mine.to_string());
    // An entry that matches nothing is not passed over.
    for (place, wrong, want) in [
        ("/numbers/0/lang", "KO", "error: letter/manifest.json: numbers[0].lang: \"KO\"\n"),
        (
            "/charts/0/file",
            "../a.svg",
            "error: letter/manifest.json: charts[0].file: \"../a.svg\" is outside",
        ),
    ] {
        let mut bad = mine.clone();
        *bad.pointer_mut(place).expect("it is there") = wrong.into();
        workshop.write("letter/manifest.json", bad.to_string());
        let found = workshop.naru(&verify);
        assert!(found.code == Some(2) && found.err.starts_with(want), "{}", found.err);
    }
    workshop.write("letter/manifest.json", mine.to_string());
    let path = workshop.path("letter").join(chart);
    let mut bytes = fs::read(&path).expect("it was written");
    let last = bytes.len() - 2;
    bytes[last] ^= 1;
    fs::write(&path, bytes).expect("ours");
    let found = workshop.naru(&verify);
    assert_eq!(found.code, Some(1));
    assert!(
        found.out.contains("the picture differs from the results") && found.out.contains(chart),
        "{}",
        found.out
    );
    fs::remove_file(&path).expect("ours");
    assert!(workshop.naru(&verify).out.contains("the file is missing"));
}

#[test]
fn runs_side_by_side_make_one_report() {
    let workshop = ran();
    workshop.done(&["run", "scenarios/cap-90.ron", "--replications", "2", "--no-charts", "--out", "other"]);
    workshop.done(&["report", "out", "other", "--no-pdf"]);
    let files = workshop.files("results/report/shared+cap-90");
    assert_eq!(manifest(&files)["results"], serde_json::json!(["../../../out", "../../../other"]));
    assert!(files.contains_key("report.html"));
    for chart in ["runs-waits", "runs-shares", "runs-spend"] {
        assert!(files.contains_key(&format!("charts/{chart}.svg")), "{chart}: {:?}", files.keys());
    }
    // One folder twice, by whatever way.
    workshop.refuses(
        &["report", "out", "./out", "--no-pdf", "--lang", "ko"],
        2,
        "오류: out, ./out: 같은 폴더임. 견줄 것이 없음\n  = 다른 실행의 폴더를 주거나, 하나만 줌: naru report out\n",
        "",
    );
}

/// Files of another version and broken ones are told with their place and a cure, in the language asked for.
#[test]
fn a_file_that_cannot_be_read_is_told_in_both_languages() {
    let workshop = ran();
    let check = |arguments: &[&str], [ko, en]: [[&str; 2]; 2]| {
        for (lang, [begins, ends]) in [("ko", ko), ("en", en)] {
            let found = workshop.naru(&[arguments, &["--lang", lang]].concat());
            assert_eq!(found.code, Some(2), "{}", found.err);
            assert!(found.err.starts_with(begins) && found.err.ends_with(ends), "{lang}: {}", found.err);
            let english = ["EOF", "missing field", "Parquet", "line"].iter().any(|it| found.err.contains(it));
            assert!(lang == "en" || !english, "{}", found.err);
        }
    };
    let summary =
        String::from_utf8(fs::read(workshop.path("out/summary.json")).expect("there")).expect("UTF-8");
    workshop.write("out/summary.json", summary.replace("\"own\":", "\"before\":"));
    check(
        &["report", "out", "--no-pdf"],
        [
            [
                "오류: out/summary.json:",
                ": `own` 항목이 없음\n  = 다른(대개 더 오래된) 판의 naru가 만든 결과임: 다시 실행함\n",
            ],
            [
                "error: out/summary.json:",
                ": `own` is missing\n  = made by another version of naru, most likely an older one: run again\n",
            ],
        ],
    );
    workshop.write("out/summary.json", &summary[..summary.len() / 2]);
    check(
        &["report", "out", "--no-pdf"],
        [
            [
                "오류: out/summary.json:",
                ": 파일이 중간에서 끊김\n  = 복사가 덜 되었으면 다시 복사하고, 아니면 다시 실행함\n",
            ],
            [
                "error: out/summary.json:",
                ": the file ends too early\n  = copy it again if a copy was cut off, else run again\n",
            ],
        ],
    );
    workshop.write("out/summary.json", &summary);
    let daily = fs::read(workshop.path("out/daily.parquet")).expect("there");
    workshop.write("out/daily.parquet", &daily[..daily.len() / 2]);
    check(
        &["report", "out", "--no-pdf"],
        [
            [
                "오류: out/daily.parquet: 파일이 손상되었거나 형식이 다름\n",
                "  = 다시 복사하거나, 다시 실행함\n",
            ],
            [
                "error: out/daily.parquet: ",
                "  = this file is damaged or of another form: copy it again, or run again\n",
            ],
        ],
    );
    workshop.write("out/daily.parquet", &daily);
    for (text, ko, en) in [
        ("{}", "manifest.json: `schema` 항목이 없음", "manifest.json: `schema` is missing"),
        (
            "{\"schema\": 1}",
            "manifest.json:1:13: `results` 항목이 없음",
            "manifest.json:1:13: `results` is missing",
        ),
        (
            "[]",
            "manifest.json:1:2: JSON으로 읽을 수 없거나 값의 형식이 다름",
            "manifest.json:1:2: this is no JSON, or a value is of another type",
        ),
        (
            "",
            "manifest.json:1:0: JSON으로 읽을 수 없거나 값의 형식이 다름",
            "manifest.json:1:0: this is no JSON, or a value is of another type",
        ),
    ] {
        workshop.write("documents/manifest.json", text);
        let (ko, en) = (format!("오류: documents/{ko}\n"), format!("error: documents/{en}\n"));
        check(
            &["report", "--verify", "documents"],
            [
                [
                    &ko,
                    "  = 보고서의 report.json을 manifest.json으로 복사하여, 문서에 쓴 수치와 그림만 남김\n",
                ],
                [
                    &en,
                    "  = copy a report's report.json to manifest.json, and keep the numbers and charts that the documents use\n",
                ],
            ],
        );
    }
}

/// Nothing is written where the input is no good, and each message helps.
#[test]
fn what_cannot_be_reported_on_is_said_and_nothing_is_written() {
    let workshop = ran();
    let both = |arguments: &[&str], ko: &str, en: &str| {
        for (lang, want) in [("ko", ko), ("en", en)] {
            workshop.refuses(&[arguments, &["--no-pdf", "--lang", lang]].concat(), 2, want, "");
        }
    };
    both(
        &["report", "nowhere"],
        "오류: nowhere: 그런 폴더가 없음\n  = 결과 폴더를 적음. 예: results/baseline-2025\n",
        "error: nowhere: no such folder\n  = give a result folder, such as results/baseline-2025\n",
    );
    both(
        &["report", "scenarios/programmes"],
        "오류: scenarios/programmes: 결과 폴더가 아님. 안에 있는 것: kr-2025.ron\n  = naru가 쓴 폴더 하나를 적음. 예: results/baseline-2025\n",
        "error: scenarios/programmes: no result folder; it holds kr-2025.ron\n  = give one folder that naru wrote, such as results/baseline-2025\n",
    );
    workshop.write("mine/letter.txt", "");
    both(
        &["report", "out", "--out", "mine"],
        "오류: mine은 naru의 결과 폴더가 아니어서 바꾸지 않음\n  = 비어 있거나 없는 폴더를 `--out`으로 주어야 함\n",
        "error: mine is no result folder of naru and is not replaced\n  = give an empty folder, or one that does not exist, with `--out`\n",
    );
    both(
        &["report", "out", "--out", "out"],
        "오류: out는 `naru run`의 폴더여서 `naru report`의 것으로 바꾸지 않음\n  = `--out`으로 다른 폴더를 줌\n",
        "error: out is a folder of `naru run` and is not replaced by one of `naru report`\n  = give another folder with `--out`\n",
    );
    let summary =
        String::from_utf8(fs::read(workshop.path("out/summary.json")).expect("there")).expect("UTF-8");
    for (schema, ko, en) in [
        (
            "0",
            "더 오래된 naru가 만든 결과임(형식 0, 이 프로그램은 1)\n  = 같은 시나리오를 다시 실행함",
            "made by an older naru (schema 0; this program reads 1)\n  = run the scenario again",
        ),
        (
            "9",
            "더 새로운 naru가 만든 결과임(형식 9, 이 프로그램은 1)\n  = naru를 새 판으로 바꿈",
            "made by a newer naru (schema 9; this program reads 1)\n  = update naru",
        ),
    ] {
        workshop.write(
            "out/summary.json",
            summary.replacen("\"schema\": 1", &format!("\"schema\": {schema}"), 1),
        );
        let (ko, en) =
            (format!("오류: out/summary.json: {ko}\n"), format!("error: out/summary.json: {en}\n"));
        both(&["report", "out"], &ko, &en);
    }
    workshop.write("out/summary.json", summary.replacen("\"seed\": 1", "\"seed\": 2", 1));
    both(
        &["report", "out"],
        "오류: out: run.json 파일이 summary.json과 같은 실행에서 나온 것이 아님(시나리오, 초깃값, 반복 수 가운데 하나가 다름)\n  = 서로 다른 결과가 한 폴더에 섞임. 새 폴더에 다시 실행함\n",
        "error: out: run.json is not of the same run as summary.json (scenario, seed or number of replications differ)\n  = results of different runs stand in one folder: run again into a new folder\n",
    );
    workshop.write("out/summary.json", summary);
    fs::remove_file(workshop.path("out/daily.parquet")).expect("ours");
    both(
        &["report", "out"],
        "오류: out: `naru run`의 결과 폴더인데 daily.parquet 파일이 없음\n  = 복사하다 빠졌으면 폴더를 통째로 다시 복사하고, 아니면 `naru run`을 다시 실행함\n",
        "error: out: a folder of `naru run` in which daily.parquet is missing\n  = copy the whole folder again if a copy lost it, else run `naru run` again\n",
    );
    let found = workshop.naru(&["check", "scenarios/shared.ron", "--lang", "both"]);
    assert_eq!(found.code, Some(2));
    assert!(found.err.starts_with("error: `--lang both` is for `naru report` alone"), "{}", found.err);
}
