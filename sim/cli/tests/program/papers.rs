//! `statement` and `explain` on a logged replication: every line is found again, and sums are those of `bills.csv`.

use crate::log::{logged, shared_log};
use crate::terminal::columns;
use crate::workshop::Workshop;
use naru_report::Lang;
use naru_report::papers::{self, Log};
use std::collections::BTreeMap;
use std::fs;

/// `shared` with a price that changes within a month: late sessions, two prices, tenancies that begin within a month.
#[test]
fn every_line_of_a_replication_is_explained_and_every_sum_is_the_bills() {
    let workshop = Workshop::new();
    let bills = shared_log(&workshop).bills;
    let log = Log::read(&workshop.path("out")).unwrap_or_else(|refused| panic!("{}", refused.text(Lang::En)));
    for bill in &bills {
        let told =
            papers::line(&log, bill.line, Lang::En, 80).unwrap_or_else(|_| panic!("line {}", bill.line));
        assert!(told.agrees, "{}", told.text);
    }

    let late = bills.iter().find(|bill| bill.discount_won > 0).expect("somebody was late");
    let npu =
        bills.iter().find(|bill| bill.days == Some(3)).or_else(|| bills.iter().find(|it| it.days.is_some()));
    let session = late.sessions[0].to_string();
    for lang in ["ko", "en"] {
        for line in [late.line, npu.expect("an NPU line").line] {
            narrow(&workshop.done(&["explain", "out", "--line", &line.to_string(), "--lang", lang]));
        }
        narrow(&workshop.done(&["explain", "out", "--session", &session, "--lang", lang]));
        narrow(&workshop.done(&["explain", "out", "--unbilled", "--lang", lang]));
        let project = late.project.expect("a user's line").to_string();
        let month = late.month.to_string();
        let user = ["statement", "out", "--project", &project, "--month", &month, "--lang", lang];
        narrow(&workshop.done(&user));
        narrow(&workshop.done(&["statement", "out", "--lang", lang]));
    }

    // The columns of a whole statement against those of the bills, in won.
    let out = workshop.done(&["statement", "out", "--month", "2025-08", "--out", "august", "--lang", "en"]);
    assert_eq!(workshop.names("august"), ["statement.csv", "statement.html", "statement.md"]);
    assert_eq!(fs::read_to_string(workshop.path("august/statement.md")).expect("it is there"), out);
    let of_august = || bills.iter().filter(|bill| bill.month.to_string() == "2025-08");
    let want: i64 = of_august().map(|bill| bill.amount_won).sum();
    let csv = fs::read_to_string(workshop.path("august/statement.csv")).expect("it is there");
    let csv: Vec<Vec<&str>> = csv.lines().map(|line| line.split(',').collect()).collect();
    let at = |name: &str| csv[0].iter().position(|it| *it == name).expect("a column");
    let sum = |name: &str| csv[1..].iter().map(|row| row[at(name)].parse::<i64>().expect("won")).sum::<i64>();
    assert_eq!((csv.len() - 1, sum("amount_won")), (of_august().count(), want));
    assert_eq!(
        sum("net_won") + sum("vat_part_won"),
        want,
        "prices have VAT in, and own contributions are paid outside"
    );
    assert!(
        out.contains(&format!("- paid by the programme: {} won", naru_report::format::count(want))),
        "{out}"
    );

    let usage = workshop.done(&["statement", "out", "--month", "2025-08", "--usage", "--out", "august"]);
    narrow(&usage);
    let csv = fs::read_to_string(workshop.path("august/usage.csv")).expect("it is there");
    let rows = csv.lines().skip(1).map(|line| line.split(',').collect::<Vec<_>>());
    let hours: i64 = rows.map(|row| row[8].parse::<i64>().expect("hours")).sum();
    assert_eq!(hours, of_august().filter_map(|bill| bill.hours).sum::<i64>());

    // One hour more in the file: a finding, not a bug.
    let path = workshop.path("out/bills.csv");
    let text = fs::read_to_string(&path).expect("bills");
    let hours = late.hours.expect("a GPU line");
    let row = text.lines().nth(late.line as usize).expect("the line");
    let more = row.replacen(&format!(",gpu,{hours},"), &format!(",gpu,{},", hours + 1), 1);
    assert_ne!(more, row);
    fs::write(&path, text.replace(row, &more)).expect("bills");
    let ran = workshop.naru(&["explain", "out", "--line", &late.line.to_string(), "--lang", "en"]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    let want = format!("DIFFERS: hours: the line says {}, counted again {hours}", hours + 1);
    assert!(ran.out.contains(&want), "{}", ran.out);
}

/// Bursts at the price of the product that they make, and own contributions that come off the price: every line is
/// found again, and users' statements have the sums of their lines in `bills.csv`.
#[test]
fn bursts_and_own_contributions_are_found_again_and_statements_add_up() {
    for (scenario, changes) in [
        ("scenarios/bursts-30.ron", &["readings.A5.burst_price=target_product"][..]),
        ("scenarios/contributions-offset.ron", &[]),
    ] {
        let workshop = Workshop::new();
        let bills = logged(&workshop, scenario, changes, 1).bills;
        let log =
            Log::read(&workshop.path("out")).unwrap_or_else(|refused| panic!("{}", refused.text(Lang::En)));
        for bill in &bills {
            let told =
                papers::line(&log, bill.line, Lang::En, 80).unwrap_or_else(|_| panic!("line {}", bill.line));
            assert!(told.agrees && told.text.contains("checked: "), "{}", told.text);
            assert!(!told.text.contains("could not be counted"), "{}", told.text);
        }
        let mut sums: BTreeMap<_, (i64, i64)> = BTreeMap::new();
        for bill in bills.iter().filter(|bill| bill.project.is_some_and(|project| project % 61 == 7)) {
            let sum = sums.entry((bill.project, bill.month)).or_default();
            *sum = (sum.0 + bill.amount_won, sum.1 + bill.own_contribution_won);
        }
        assert!(sums.len() > 50, "{} statements", sums.len());
        for ((project, month), (amount, own)) in sums {
            let project = project.map(|it| it.to_string());
            let ask = papers::Ask { project, month: Some(month), supplier: None };
            let paper = papers::statement(&log, &ask, Lang::En).unwrap_or_else(|_| panic!("{ask:?}"));
            for (name, won) in [("paid by the programme", amount), ("of the total, own contribution", own)] {
                let line = format!("- {name}: {} won", naru_report::format::count(won));
                assert!(paper.markdown.lines().any(|it| it == line), "{line} {}", paper.markdown);
            }
        }
    }
}

#[track_caller]
fn narrow(out: &str) {
    assert!(out.lines().count() > 5 && out.ends_with('\n'), "{out}");
    // A note of a paper is one Markdown paragraph.
    for line in out.lines().filter(|line| !is_note(line)) {
        assert!(columns(line) <= 80, "{} columns: {line}", columns(line));
        assert_eq!(line.trim_end(), line, "blanks at a line's end");
    }
}

/// A paragraph or an item of a list, which whoever shows Markdown breaks.
fn is_note(line: &str) -> bool {
    line.starts_with("- ")
        || line.starts_with("Hours are")
        || line.starts_with("시간은")
        || line.starts_with("wait:")
        || line.starts_with("대기:")
}

#[test]
fn a_question_without_an_answer_is_told_with_its_cure() {
    let workshop = Workshop::new();
    let run = ["run", "scenarios/shared.ron", "--replications", "1", "--no-charts", "--out", "plain"];
    workshop.done(&run);
    for verb in [&["statement", "plain"][..], &["explain", "plain", "--unbilled"]] {
        for (lang, err) in [
            (
                "ko",
                "오류: plain에는 기록된 반복이 없음: `sessions.csv`와 `bills.csv`가 있어야 함\n  = naru run \
                 scenarios/shared.ron --log-replication 0\n",
            ),
            (
                "en",
                "error: plain holds no logged replication: `sessions.csv` and `bills.csv` are needed\n  = naru run \
                 scenarios/shared.ron --log-replication 0\n",
            ),
        ] {
            workshop.refuses(&[verb, &["--lang", lang]].concat(), 2, err, "");
        }
    }
    let gone = ["explain", "nowhere", "--line", "1", "--lang"];
    workshop.refuses(&[&gone[..], &["en"]].concat(), 3, "error: nowhere: no such file or folder\n", "");
    workshop.refuses(&[&gone[..], &["ko"]].concat(), 3, "오류: nowhere: 그런 파일이나 폴더가 없음\n", "");

    workshop.done(&[&run[..5], &["--log-replication", "0", "--out", "logged"]].concat());
    for (question, en) in [
        (
            &["explain", "logged", "--line", "999999"][..],
            "error: there is no bill line `999999`\n  = there are: 1 ... ",
        ),
        (&["explain", "logged", "--session", "x"], "error: there is no session `x`\n  = there are: 1 ... "),
        (
            &["statement", "logged", "--project", "x"],
            "error: there is no project `x`\n  = there are: 1 ... 700 (",
        ),
        (
            &["statement", "logged", "--month", "2026-02"],
            "error: there is no month `2026-02`\n  = there are: 2025-04, 2025-05, ",
        ),
        (
            &["statement", "logged", "--supplier", "x"],
            "error: there is no supplier `x`\n  = there are: naru, npu-a",
        ),
    ] {
        let ran = workshop.naru(&[question, &["--lang", "en"]].concat());
        assert!(ran.err.starts_with(en), "{}", ran.err);
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{question:?}");
    }
    // Nothing asked, two things asked, no month.
    for bad in [
        &["explain", "logged"][..],
        &["explain", "logged", "--line", "1", "--unbilled"],
        &["statement", "logged", "--month", "June"],
    ] {
        assert_eq!(workshop.naru(bad).code, Some(2), "{bad:?}");
    }
}

#[test]
fn help_has_a_line_to_copy() {
    let workshop = Workshop::new();
    for (verb, line) in [
        ("statement", "  naru statement results/baseline-2025 --project 412 --month 2025-06 --out june\n"),
        ("explain", "  naru explain results/baseline-2025 --line 88\n"),
    ] {
        let help = workshop.done(&[verb, "--help"]);
        assert!(help.contains(line), "{help}");
    }
}
