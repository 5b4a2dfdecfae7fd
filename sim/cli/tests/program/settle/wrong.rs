//! Logs, invoices and maps that cannot be taken: each is told with its row, column and cure, and nothing is written.

use super::{LOG, SCENARIO, settle};
use crate::workshop::Workshop;
use std::fmt::Write as _;

/// A log in which all is well but for `row`, and what is said of it in English; nothing is written.
#[track_caller]
fn refused(log: impl AsRef<[u8]>, want: &str) {
    let workshop = Workshop::new();
    workshop.write("log.csv", log);
    let count = want.matches("error: ").count();
    let s = if count == 1 { "" } else { "s" };
    let want = format!("{want}{count} problem{s} in the input; nothing was written\n");
    workshop.refuses(&settle("log.csv", &[]), 2, &want, "");
}

fn row(row: &str) -> String {
    format!("{LOG}{row}\n")
}

#[test]
fn columns_that_are_missing_or_double() {
    let headers = "headers here: `session`, `product`, `supplier`, `started_s`; if it has another name";
    refused(
        "session,product,supplier,started_s\n1,gpu-39tf,naru,0\n",
        &format!(
            "error: log.csv, row 1, `project`: no such column\n  = {headers}, write \"project\": \"HEADER\" in the `--map` file\n\
             error: log.csv, row 1, `ended_s`: no such column\n  = {headers}, write \"ended_s\": \"HEADER\" in the `--map` file\n"
        ),
    );
    refused(
        LOG.replacen("wait_s", "started", 1),
        "error: log.csv, row 1, `started_s`: two columns mean the same: `started_s`\n  = leave one, or choose one by `--map`\n",
    );
}

#[test]
fn files_that_are_no_csv_text() {
    refused("", "error: log.csv: nothing stands in it\n  = give a CSV with a header line and rows\n");
    let sheet = "  = save it from the spreadsheet as `CSV UTF-8 (comma delimited)`\n";
    refused(
        b"PK\x03\x04xl/worksheets",
        &format!("error: log.csv: no CSV (a spreadsheet file, or UTF-16)\n{sheet}"),
    );
    refused(
        b"\xff\xfes\x00e\x00",
        &format!("error: log.csv: no CSV (a spreadsheet file, or UTF-16)\n{sheet}"),
    );
    // 0xff begins no character of either; the row before it is good CP949.
    let text = [&LOG.as_bytes()[..LOG.len() - 1], b"\xb0\xa1\n\xff\xff,1\n"].concat();
    refused(
        text,
        "error: log.csv, row 5: neither UTF-8 nor CP949\n  = save it again as `CSV UTF-8`; see whether texts of both encodings were pasted together\n",
    );
}

#[test]
fn rows_that_cannot_be_read() {
    let quotes =
        "  = put cells with commas in double quotes (\"1,234\"); look for a quote that is not closed\n";
    refused(
        row("4,17,gpu-39tf,naru,0,3600,1,234"),
        &format!("error: log.csv, row 5: 8 cells where the header has 7\n{quotes}"),
    );
    refused(
        row("4,\"17,gpu-39tf,naru,0,3600,0"),
        &format!("error: log.csv, row 5: 2 cells where the header has 7\n{quotes}"),
    );
    refused(
        row(",17,gpu-39tf,naru,0,3600,0"),
        "error: log.csv, row 5, `session`: empty\n  = give a value, or leave the row out\n",
    );
    let times = "  = write 2025-08-22 18:30:00 (Korean time), 2025/08/22 18:30, 2025-08-22T09:30:00Z, or seconds since the first midnight\n";
    refused(
        row("4,17,gpu-39tf,naru,soon,2025-13-01 00:00,0"),
        &format!(
            "error: log.csv, row 5, `started_s`: \"soon\" is no time\n{times}\
             error: log.csv, row 5, `ended_s`: \"2025-13-01 00:00\" is no time\n{times}"
        ),
    );
    refused(
        row("4,17,gpu-39tf,naru,3600,0,0"),
        "error: log.csv, row 5, `ended_s`: 0 is before 3600, which should come first\n  \
         = correct the two times: requested, allocated, ended in this order, and in one time zone\n",
    );
    refused(
        row("4,17,gpu-39tf,naru,0,3600,-5"),
        "error: log.csv, row 5, `wait_s`: -5 is below 0\n  = write 0 or more\n",
    );
    refused(
        row("4,17,gpu-39tf,naru,0,,0"),
        "error: log.csv, row 5, `ended_s`: one of start and end is missing\n  \
         = a session that runs is settled when it has ended; for a request never served leave both empty\n",
    );
    let outside = "lies outside the programme (2025-04-01 to 2026-01-01)\n  \
         = mark use after the programme by `kind` free or after; check the time zone\n";
    refused(
        row("4,17,gpu-39tf,naru,-3600,3600,0"),
        &format!("error: log.csv, row 5, `started_s`: 2025-03-31T23:00:00 {outside}"),
    );
    refused(
        row("4,17,gpu-39tf,naru,2025-12-31 23:00,2026-01-01 00:00:01,0"),
        &format!("error: log.csv, row 5, `ended_s`: 2026-01-01T00:00:01 {outside}"),
    );
}

#[test]
fn ids_and_names() {
    refused(
        row("2,18,gpu-39tf,naru,0,3600,0"),
        "error: log.csv, row 5, `session`: \"2\" stands in row 3 already\n  \
         = delete one if they are the same session, else give them ids of their own\n",
    );
    let all = "`gpu-39tf`, `gpu-67tf`, `gpu-134tf`, `npu-60`, `npu-120`, `npu-240`";
    refused(
        row("4,17,gpu-39,naru,0,3600,0"),
        &format!(
            "error: log.csv, row 5, `product`: \"gpu-39\" is no product of the scenario\n  \
             = products: {all}; other names go into `values` of the `--map` file\n"
        ),
    );
    refused(
        row("4,17,gpu-39tf,npu-a,0,3600,0"),
        "error: log.csv, row 5, `supplier`: \"npu-a\" does not offer this product\n  \
         = suppliers: `naru`; other names go into `values` of the `--map` file\n",
    );
    let header =
        "session,project,product,supplier,started_s,ended_s,kind,multiple,eligible_s,wait_s,suspended_s\n";
    refused(
        format!(
            "{header}1,17,gpu-39tf,naru,0,3600,burst?,0,,,\n2,17,gpu-39tf,naru,3600,7200,base,1,0,60,\n\
             3,17,gpu-39tf,naru,2025-04-30 23:00,2025-05-01 01:00,base,1,,,60\n"
        ),
        "\
error: log.csv, row 2, `multiple`: 0 is below 1
  = write 1 or more
error: log.csv, row 2, `kind`: \"burst?\" is none of the words
  = one of `base`, `burst`, `pf1`, `npu`, `hold`, `trial`, `free`, `after`; other words go into `values` of the `--map` file
error: log.csv, row 3, `wait_s`: 60, but allocated less eligible is 3600 s
  = make them agree, or leave one of the columns out
error: log.csv, row 4, `suspended_s`: an outage of 60 s cannot be placed in a month or at a price
  = split the session into two rows around the outage, without `suspended_s`
",
    );
}

/// The first twenty are told, all are counted, in Korean as well.
#[test]
fn many_problems() {
    let workshop = Workshop::new();
    let mut log = LOG.to_owned();
    for n in 4..34 {
        writeln!(log, "{n},17,gpu-39tf,naru,언젠가,3600,0").expect("text");
    }
    workshop.write("log.csv", log);
    let ran = workshop.naru(&["settle", "log.csv", "--scenario", SCENARIO, "--out", "out", "--lang", "ko"]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""));
    assert_eq!(ran.err.matches("오류: ").count(), 20);
    assert!(
        ran.err.starts_with("오류: log.csv 5행 `started_s`: \"언젠가\"는 시각이 아님\n  = "),
        "{}",
        ran.err
    );
    assert!(ran.err.ends_with("입력 오류 30건(앞의 20건만 보임). 아무것도 쓰지 않음\n"), "{}", ran.err);
    assert!(!workshop.path("out").exists());
}

/// Problems of the log, the invoice and the map come in one run.
#[test]
fn invoices_and_maps_that_are_wrong() {
    let workshop = Workshop::new();
    workshop.write("log.csv", LOG);
    workshop.write(
        "bill.csv",
        "month,project,product,supplier,amount_won\n2025-13,17,gpu-39tf,naru,1\n2025-06,17,gpu-39tf,naru,\"1,23\"\n\
         2025-06,17,gpu-1,haru,1\n2026-01,17,gpu-39tf,naru,1\n2025-06,,gpu-39tf,naru,\n",
    );
    workshop.write("names.ron", r#"( sessions: { "seson": "session", "wait_s": "대기" } )"#);
    let ran = workshop.naru(&settle("log.csv", &["--invoice", "bill.csv", "--map", "names.ron"]));
    assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""));
    for want in [
        "error: log.csv `seson`: the map names no column of naru\n  = names on the left: `session`, ",
        "error: log.csv, row 1, `wait_s`: the map's header `대기` is not there\n  = headers here: `session`, ",
        "error: bill.csv, row 2, `month`: \"2025-13\" is no month\n  = write it as 2025-06\n",
        "error: bill.csv, row 3, `amount_won`: \"1,23\" is no number\n  = write a whole number (1234567, 1,234,567); hours may have decimals\n",
        "error: bill.csv, row 4, `product`: \"gpu-1\" is no product of the scenario\n",
        "error: bill.csv, row 4, `supplier`: \"haru\" does not offer this product\n",
        "error: bill.csv, row 5, `month`: 2026-01 lies outside the programme (2025-04 to 2025-12)\n",
        "error: bill.csv, row 6, `project`: empty\n",
        "error: bill.csv, row 6, `amount_won`: empty\n",
    ] {
        assert!(ran.err.contains(want), "{want}\nis not in\n{}", ran.err);
    }
    assert!(ran.err.ends_with("9 problems in the input; nothing was written\n"), "{}", ran.err);
    assert!(!workshop.path("out").exists());

    workshop.write("names.ron", "( sesions: {} )");
    let ran = workshop.naru(&settle("log.csv", &["--map", "names.ron"]));
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.starts_with("error: names.ron: cannot be read: 1:"), "{}", ran.err);
}

#[test]
fn files_that_are_not_there_and_folders_that_are_something_else() {
    let workshop = Workshop::new();
    let ran = workshop.naru(&settle("none.csv", &[]));
    assert_eq!((ran.code, ran.out.as_str()), (Some(3), ""));
    assert!(!workshop.path("out").exists());
    workshop.write("log.csv", LOG);
    workshop.write("out/summary.json", r#"{ "scenario_hash": "0" }"#);
    let ran = workshop.naru(&settle("log.csv", &["--force"]));
    assert_eq!(ran.code, Some(2), "a run's results are no settlement: {}", ran.err);
    assert_eq!(workshop.names("out"), ["summary.json"]);
}

/// A header alone, a folder, and a count with decimals.
#[test]
fn what_is_no_log_says_what_it_is() {
    let head = LOG.lines().next().expect("a header").to_owned() + "\n";
    refused(
        &head,
        "error: log.csv: a header and no row\n  = rows stand below the header, one each; see whether an empty sheet or another file was saved\n",
    );
    let workshop = Workshop::new();
    workshop.write("logs/sessions.csv", LOG);
    workshop.refuses(
        &settle("logs", &[]),
        2,
        "error: logs: a folder, not a file\n  = name the CSV file in it (of a run's results: sessions.csv, bills.csv)\n1 problem in the input; nothing was written\n",
        "",
    );
}
