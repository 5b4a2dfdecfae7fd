//! `naru settle` as people meet it: the program's own log as oracle, real logs in other shapes, every kind of bad
//! input, invoices that differ, and corrections.

mod wrong;

use crate::workshop::Workshop;
use std::fmt::Write as _;

const SCENARIO: &str = "scenarios/baseline-2025.ron";

/// Three sessions of project 17 (39TF, 4,620 won an hour): 2 h, a late one of 3 h with 1 h discounted, and 2 h over
/// the end of June, of which the second begins in July.
const LOG: &str = "\
session,project,product,supplier,started_s,ended_s,wait_s
1,17,gpu-39tf,naru,2025-06-02 10:00,2025-06-02 11:30:01,0
2,17,gpu-39tf,naru,2025-06-03 10:00,2025-06-03 13:00,28801
3,17,gpu-39tf,naru,2025-06-30 23:10,2025-07-01 01:00,0
";

/// By hand: June 2 + 3 + 1 = 6 h × 4,620 = 27,720, less 30 % of one hour (1,386); July 1 h.
const INVOICE: &str = "\
line,month,project,product,supplier,allocation,hours,unit_price_won,discounted_hours,discount_won,supply_won,vat_won,amount_won,sessions
1,2025-06,17,gpu-39tf,naru,dynamic,6,4620,1,1386,26334,0,26334,1;2;3
2,2025-07,17,gpu-39tf,naru,dynamic,1,4620,0,0,4620,0,4620,3
";

fn settle<'a>(log: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&["settle", log, "--scenario", SCENARIO, "--out", "out", "--lang", "en"], more].concat()
}

/// Runs a scenario and settles its log: no difference, and the same lines to the byte. A debug build takes less demand.
#[track_caller]
fn agrees_with_itself(scenario: &str, more: &[&str]) {
    let level = if cfg!(debug_assertions) { "demand.level=0.1" } else { "demand.level=1.0" };
    let workshop = Workshop::new();
    let changes: Vec<&str> = [level].iter().chain(more).flat_map(|change| ["--set", change]).collect();
    let run =
        ["run", scenario, "--replications", "1", "--log-replication", "0", "--no-charts", "--out", "run"];
    workshop.done(&[&run[..], &changes].concat());
    let settle =
        ["settle", "run/sessions.csv", "--scenario", scenario, "--invoice", "run/bills.csv", "--out", "out"];
    let out = workshop.done(&[&settle[..], &changes, &["--lang", "en"]].concat());
    assert!(out.contains("No difference: every line agrees to the won\n"), "{out}");
    let (run, out) = (workshop.files("run"), workshop.files("out"));
    let cut = |files: &std::collections::BTreeMap<String, Vec<u8>>| {
        let text = String::from_utf8(files["bills.csv"].clone()).expect("UTF-8");
        text.lines()
            .map(|line| line.trim_end_matches(",corrects").trim_end_matches(',').to_owned())
            .collect::<Vec<_>>()
    };
    assert!(cut(&run).len() > 1_000);
    assert!(cut(&run) == cut(&out), "the same lines to the byte");
    for copied in ["sessions.csv", "outages.csv", "scenario.effective.json", "clauses.json"] {
        assert!(run[copied] == out[copied], "{copied} comes with it as it was");
    }
}

#[test]
fn the_programs_own_log_agrees_with_its_own_bills() {
    agrees_with_itself(SCENARIO, &[]);
}

#[test]
fn bursts_agree() {
    agrees_with_itself("scenarios/bursts-30.ron", &["readings.A5.burst_price=target_product"]);
}

/// Outages, a failing allocator, switches, gangs, waves; here with suspension, deductions, statements' VAT and rounding,
/// and flat own contributions that come off.
#[test]
fn everything_at_once_agrees() {
    agrees_with_itself(
        "scenarios/baseline-full.ron",
        &[
            "readings.T4.on_outage=suspend",
            "readings.T4.outage=deduction",
            "readings.T4.npu_outage=prorata_seconds",
            "readings.N4.bound=per_project_month",
            "readings.N4.switch_day=both",
            "readings.P2.vat=excluded",
            "readings.P2.vat_scope=statement",
            "readings.P8.statement_round=below_10_dropped",
            "readings.T3.own=out_of_price",
            "readings.T3.own_form=flat_monthly",
        ],
    );
}

const OUTAGES: &str = "outage,kind,supplier,pool,server,cards,from_s,until_s,sessions_cut\n";

/// From 3,600 for 4 h; the allocator is down in [9,000, 12,600): of its hours, the one from 10,800 begins then. By hand:
/// 3 × 4,620 and 1 × 2,310 (half).
#[test]
fn hours_that_begin_while_the_allocator_is_down_are_fixed() {
    let workshop = Workshop::new();
    workshop
        .write("log.csv", "session,project,product,supplier,started,ended\n1,17,gpu-39tf,naru,3600,18000\n");
    workshop.write("outages.csv", format!("{OUTAGES}1,allocator,naru,,,,9000,12600,0\n"));
    let out = workshop.done(&settle("log.csv", &[]));
    assert!(out.contains("  outages: 1 (outages.csv)\n"), "{out}");
    let text = String::from_utf8(workshop.files("out")["bills.csv"].clone()).expect("UTF-8");
    assert!(text.contains(",17,gpu-39tf,naru,dynamic,gpu,3,,,4620,0,0,0,0,13860,"), "{text}");
    assert!(text.contains(",17,gpu-39tf,naru,fixed,gpu,1,,,2310,0,0,0,0,2310,"), "{text}");
}

/// On server 3 from 0 for 5 h, of which the server is down for 7,200 s: 3 h × 4,620 = 13,860, said or not. Another sum
/// is a contradiction.
#[test]
fn time_in_which_its_server_is_down_is_not_billed() {
    let log = |suspended: &str| {
        format!(
            "session,project,product,supplier,pool,placement,started,ended,suspended_s\n1,17,gpu-39tf,naru,A100,3:2,0,18000,{suspended}\n"
        )
    };
    let workshop = Workshop::new();
    workshop.write("down.csv", format!("{OUTAGES}1,cards,naru,A100,3,8,3600,9000,0\n2,service,naru,A100,3,8,7200,10800,0\n3,cards,naru,A100,4,8,0,18000,0\n"));
    for suspended in ["", "7200"] {
        workshop.write("log.csv", log(suspended));
        workshop.done(&settle("log.csv", &["--outages", "down.csv"]));
        let text = String::from_utf8(workshop.files("out")["bills.csv"].clone()).expect("UTF-8");
        assert!(text.contains(",17,gpu-39tf,naru,dynamic,gpu,3,,,4620,0,0,0,0,13860,"), "{text}");
    }
    workshop.write("log.csv", log("7201"));
    workshop.refuses(
        &settle("log.csv", &["--outages", "down.csv"]),
        2,
        "error: log.csv, row 2, `suspended_s`: 7201 s, but by the outages its servers were down for 7200 s of it\n  \
         = correct the one that is wrong: the session's `placement` or `suspended_s`, or the outages\n\
         1 problem in the input; nothing was written\n",
        "",
    );
    workshop.write("down.csv", format!("{OUTAGES}1,cards,naru,B200,3,8,3600,9000,0\n"));
    let ran = workshop.naru(&settle("log.csv", &["--outages", "down.csv"]));
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.err.contains("error: down.csv, row 2, `pool`: \"B200\" is no pool of this supplier\n"),
        "{}",
        ran.err
    );
}

/// 20,000 won a month from May on: April's 3 h cost all of 13,860; May's 5 h (23,100) leave 3,100.
#[test]
fn a_flat_own_contribution_of_a_real_log_comes_off() {
    let workshop = Workshop::new();
    workshop.write(
        "log.csv",
        "session,project,product,supplier,started,ended,own_monthly_won,contribution_paid\n\
         1,A-1,gpu-39tf,naru,2025-04-30 10:00,2025-04-30 13:00,20000,2025-05-02 00:00\n\
         2,A-1,gpu-39tf,naru,2025-05-02 10:00,2025-05-02 15:00,20000,2025-05-02 00:00\n",
    );
    let changes = ["--set", "readings.T3.own=out_of_price", "--set", "readings.T3.own_form=flat_monthly"];
    workshop.done(&settle("log.csv", &changes));
    let text = String::from_utf8(workshop.files("out")["bills.csv"].clone()).expect("UTF-8");
    assert!(text.contains(",13860,0,1260,0,13860,"), "{text}");
    assert!(text.contains(",23100,0,2100,20000,3100,"), "{text}");
}

/// Session 2 begins while 1 runs: billed, and said.
#[test]
fn sessions_side_by_side_are_a_warning() {
    let workshop = Workshop::new();
    workshop.write(
        "log.csv",
        "session,project,product,supplier,started,ended\n2,17,gpu-39tf,naru,3599,7200\n1,17,gpu-39tf,naru,0,3600\n",
    );
    let out = workshop.done(&settle("log.csv", &[]));
    assert!(
        out.contains(
            "  warning: sessions beyond those that a project may hold at once (S11):\n  1, the first: 2\n"
        ),
        "{out}"
    );
    assert!(out.contains("2 sessions, 1 line, 13,860 won"), "{out}");
}

#[test]
fn papers_can_be_made_of_a_settlement() {
    let workshop = Workshop::new();
    workshop.write("log.csv", LOG);
    workshop.done(&settle("log.csv", &[]));
    let line = workshop.done(&["explain", "out", "--line", "1", "--lang", "en"]);
    assert!(line.contains("26,334 won") && line.contains("checked: the sessions give the same"), "{line}");
    let session = workshop.done(&["explain", "out", "--session", "2", "--lang", "en"]);
    assert!(session.contains("13,860") || session.contains("12,474"), "{session}");
    let paper = workshop.done(&["statement", "out", "--project", "17", "--month", "2025-06", "--lang", "en"]);
    assert!(paper.contains("26,334"), "{paper}");
}

/// Beside the log of a run, its projects are known: one that it does not have, one on another product, and a multiple that
/// nobody can ask for are told together.
#[test]
fn projects_of_a_run_are_known() {
    let workshop = Workshop::new();
    let small = ["--set", "demand.level=0.7", "--set", "faults=none"];
    let run =
        ["run", SCENARIO, "--replications", "1", "--log-replication", "0", "--no-charts", "--out", "run"];
    workshop.done(&[&run[..], &small].concat());
    let files = workshop.files("run");
    let log = String::from_utf8(files["sessions.csv"].clone()).expect("UTF-8");
    let header = log.lines().next().expect("a header");
    let column = |name: &str| header.split(',').position(|it| it == name).expect("a column");
    let changed = |row: &str, name: &str, to: &str| {
        let mut cells: Vec<&str> = row.split(',').collect();
        cells[column(name)] = to;
        cells.join(",")
    };
    let of = |product: &str| log.lines().find(|row| row.contains(product)).expect("a row");
    let rows = [
        changed(of("gpu-39tf"), "project", "99999"),
        changed(of("npu-60"), "project", "1"),
        changed(of("gpu-67tf"), "multiple", "3"),
    ];
    workshop.write("log.csv", format!("{header}\n{}\n", rows.join("\n")));
    workshop.write("scenario.effective.json", &files["scenario.effective.json"]);
    let want = "\
error: log.csv, row 2, `project`: \"99999\" is no project of this programme
  = its 700 projects stand in scenario.effective.json beside the log
error: log.csv, row 3, `product`: \"npu-60\", but the project is granted gpu-39tf
  = correct the project or the product
error: log.csv, row 4, `multiple`: 3 is no multiple
  = only 1, 2, 4 and 8 sets at once (A5)
3 problems in the input; nothing was written
";
    workshop.refuses(&[&settle("log.csv", &[])[..], &small].concat(), 2, want, "");
}

#[test]
fn a_log_by_hand_gives_the_bill_by_hand() {
    let workshop = Workshop::new();
    workshop.write("log.csv", LOG);
    workshop.write("bill.csv", INVOICE);
    let out = workshop.done(&settle("log.csv", &["--invoice", "bill.csv"]));
    assert_eq!(
        out,
        "\
Settled: 3 sessions, 2 lines, 30,954 won
  session log: UTF-8; not billed: 0 never served, 0 free or trial
Invoice (UTF-8): 2 lines, 30,954 won
No difference: every line agrees to the won
out: bills.csv, differences.csv, differences.md
"
    );
    let json = workshop.done(&settle("log.csv", &["--format", "json"]));
    assert!(json.contains("\"amount_won\": 30954,\n  \"invoice\": null\n"), "{json}");
    assert!(workshop.files("out")["settlement.json"] == json.as_bytes());
    assert_eq!(
        workshop.names("out"),
        ["bills.csv", "clauses.json", "scenario.effective.json", "sessions.csv", "settlement.json"]
    );
    // The log in columns of the contract: June 2, 10:00 is 62 days and 10 h after April 1.
    let log = String::from_utf8(workshop.files("out")["sessions.csv"].clone()).expect("UTF-8");
    let first = log.lines().nth(1).expect("a row");
    assert_eq!(first, format!("1,17,gpu-39tf,naru,{},{},0", 62 * 86_400 + 36_000, 62 * 86_400 + 41_401));
}

/// CP949, a byte order mark, CRLF, other headers in another order, quoted cells, text ids, extra columns, zones.
#[test]
fn a_log_of_another_shape_is_the_same_log() {
    let plain = Workshop::new();
    plain.write("log.csv", LOG);
    plain.done(&settle("log.csv", &[]));
    let want = plain.files("out")["bills.csv"].clone();
    let map = r#"(
        sessions: { "session": "접속", "project": "과제", "product": "상품", "started_s": "시작", "ended_s": "끝", "wait_s": "대기" },
        values: { "product": { "A100 두 장": "gpu-39tf" }, "supplier": { "나루": "naru" } },
    )"#;
    let log = "비고,끝,시작,대기,supplier,상품,과제,접속\r\n\
        \"가, 나\",2025-06-02T11:30:01+09:00,2025-06-02T01:00:00Z,0,나루,A100 두 장,17,1\r\n\
        ,2025-06-03T04:00:00Z,2025-06-03 10:00:00,\"28,801\",나루,A100 두 장,17,2\r\n\
        \"\"\"다\"\"\",2025-07-01 01:00,2025-06-30 23:10,0,나루,A100 두 장,17,3\r\n\
        ,,,,,,,\r\n";
    // The same text in CP949, by another program's table (Python's `cp949`): only these words are not ASCII.
    let words: [(&str, &[u8]); 12] = [
        ("비고", b"\xba\xf1\xb0\xed"),
        ("끝", b"\xb3\xa1"),
        ("시작", b"\xbd\xc3\xc0\xdb"),
        ("대기", b"\xb4\xeb\xb1\xe2"),
        ("상품", b"\xbb\xf3\xc7\xb0"),
        ("과제", b"\xb0\xfa\xc1\xa6"),
        ("접속", b"\xc1\xa2\xbc\xd3"),
        ("가", b"\xb0\xa1"),
        ("나루", b"\xb3\xaa\xb7\xe7"),
        ("나", b"\xb3\xaa"),
        ("두 장", b"\xb5\xce \xc0\xe5"),
        ("다", b"\xb4\xd9"),
    ];
    let mut cp949 = Vec::new();
    let mut rest = log;
    while let Some(next) = rest.chars().next() {
        if next.is_ascii() {
            cp949.push(next as u8);
            rest = &rest[1..];
        } else {
            let (word, bytes) =
                words.iter().find(|(word, _)| rest.starts_with(word)).expect("a word of the table");
            cp949.extend_from_slice(bytes);
            rest = &rest[word.len()..];
        }
    }
    let with_mark = [b"\xef\xbb\xbf", log.as_bytes()].concat();
    for (bytes, said) in [(log.as_bytes(), "UTF-8;"), (&with_mark, "UTF-8 (BOM);"), (&cp949, "CP949;")] {
        let workshop = Workshop::new();
        workshop.write("log.csv", bytes);
        workshop.write("names.ron", map);
        let out = workshop.done(&settle("log.csv", &["--map", "names.ron"]));
        assert!(out.contains(said), "{out}");
        assert!(workshop.files("out")["bills.csv"] == want, "{said}");
    }
}

#[test]
fn texts_are_ids_and_extra_columns_come_with_a_disputed_session() {
    let workshop = Workshop::new();
    workshop.write(
        "log.csv",
        "session,project,product,supplier,started,ended,담당\n\
         2025-GPU-0312,A-17,gpu-39tf,naru,0,3600,김\n0312,A-17,gpu-39tf,naru,7200,7201,이\n",
    );
    workshop.write("bill.csv", "month,project,product,supplier,hours,amount_won,sessions\n2025-04,A-17,gpu-39tf,naru,3,\"13,860원\",2025-GPU-0312\n");
    let ran = workshop.naru(&settle("log.csv", &["--invoice", "bill.csv"]));
    assert_eq!((ran.code, ran.err.as_str()), (Some(1), ""));
    let files = workshop.files("out");
    let text = |name: &str| String::from_utf8(files[name].clone()).expect("UTF-8");
    assert!(text("bills.csv").contains(",A-17,gpu-39tf,naru,dynamic,gpu,2,,,4620,0,0,0,0,9240,"));
    assert!(text("bills.csv").contains("2025-GPU-0312;0312"));
    assert_eq!(
        text("differences.csv"),
        "line,our_line,month,project,product,supplier,column,theirs,ours,difference_won,clause,cause\n\
         2,1,2025-04,A-17,gpu-39tf,naru,hours,3,2,4620,T1,\n\
         2,1,2025-04,A-17,gpu-39tf,naru,sessions,,0312,0,T8,\n"
    );
    assert_eq!(
        text("disputed-sessions.csv"),
        "our_line,session,project,product,supplier,started,ended,담당\n\
         1,2025-GPU-0312,A-17,gpu-39tf,naru,0,3600,김\n1,0312,A-17,gpu-39tf,naru,7200,7201,이\n"
    );
    assert!(
        text("differences.md").contains("| 시간 | 3 | 2 | 4,620 | T1 |")
            || text("differences.md").contains("| hours | 3 | 2 | 4,620 | T1 |")
    );
}

#[test]
fn likely_mistakes_are_named() {
    for (theirs, column, cause) in [
        // June 30 23:10 is June in UTC too, and so is July 1 00:10 (15:10 of June 30): both hours in June.
        ("1,2025-06,17,gpu-39tf,naru,dynamic,7,4620,1,1386,30954,0,30954,1;2;3\n", "hours", "utc-months"),
        (
            "1,2025-06,17,gpu-39tf,naru,dynamic,6,4620,0,0,27720,0,27720,1;2;3\n",
            "discounted_hours",
            "discount-missing",
        ),
        (
            "1,2025-06,17,gpu-39tf,naru,dynamic,6,7920,1,2376,45144,0,45144,1;2;3\n",
            "unit_price_won",
            "price-of-another-product",
        ),
        ("1,2025-06,17,gpu-39tf,naru,dynamic,6,4620,1,1386,26334,2633,28967,1;2;3\n", "vat_won", "vat-twice"),
        (
            "1,2025-06,17,gpu-39tf,naru,dynamic,6,4620,1,1386,27720,0,27720,1;2;3\n",
            "supply_won",
            "discount-not-taken-off",
        ),
        ("1,2025-06,17,gpu-39tf,naru,dynamic,6,4620,1,1386,26334,0,26335,1;2;3\n", "amount_won", "rounding"),
        ("", "line", "line-missing"),
    ] {
        let workshop = Workshop::new();
        workshop.write("log.csv", LOG);
        let (header, rest) = INVOICE.split_once('\n').expect("a header");
        let july = rest.lines().nth(1).expect("a second line");
        workshop.write("bill.csv", format!("{header}\n{theirs}{july}\n"));
        let ran = workshop.naru(&settle("log.csv", &["--invoice", "bill.csv"]));
        assert_eq!((ran.code, ran.err.as_str()), (Some(1), ""), "{cause}");
        let files = workshop.files("out");
        let text = String::from_utf8(files["differences.csv"].clone()).expect("UTF-8");
        let rows: Vec<&str> = text.lines().skip(1).collect();
        assert!(rows[0].contains(&format!(",{column},")) && rows[0].ends_with(cause), "{cause}: {text}");
        assert_eq!(rows.len(), 1, "{cause}: {text}");
    }
}

#[test]
fn a_line_too_many_and_free_use() {
    let workshop = Workshop::new();
    workshop.write("log.csv", format!("{},kind\n1,17,gpu-39tf,naru,0,3600,0,base\n2,18,gpu-39tf,naru,0,3600,0,trial\n3,19,gpu-39tf,naru,,,,base\n", LOG.lines().next().expect("a header")));
    let line = |n: u32, project: u32| format!("{n},2025-04,{project},gpu-39tf,naru,4620\n");
    workshop.write(
        "bill.csv",
        format!(
            "line,month,project,product,supplier,amount_won\n{}{}{}",
            line(1, 17),
            line(2, 17),
            line(3, 18)
        ),
    );
    let ran = workshop.naru(&settle("log.csv", &["--invoice", "bill.csv"]));
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert!(ran.out.contains("not billed: 1 never served, 1 free or trial"), "{}", ran.out);
    let files = workshop.files("out");
    let text = String::from_utf8(files["differences.csv"].clone()).expect("UTF-8");
    assert!(text.contains("2,,2025-04,17,gpu-39tf,naru,line,4620,,4620,T8,line-twice\n"), "{text}");
    assert!(text.contains("3,,2025-04,18,gpu-39tf,naru,line,4620,,4620,T5,free-use-billed\n"), "{text}");
    assert!(ran.out.lines().all(|line| line.chars().count() <= 80), "{}", ran.out);
}

/// Session 2 comes too late for June's invoice: July's statement has it as a line of its own.
#[test]
fn a_session_of_an_earlier_month_is_a_correction() {
    let workshop = Workshop::new();
    workshop.write("log.csv", LOG);
    let (header, _) = INVOICE.split_once('\n').expect("a header");
    // June without session 2: 2 + 1 = 3 h × 4,620 = 13,860.
    let june = "7,2025-06,17,gpu-39tf,naru,dynamic,3,4620,0,0,13860,0,13860,1;3\n";
    let july = "8,2025-07,17,gpu-39tf,naru,dynamic,1,4620,0,0,4620,0,4620,3\n";
    workshop.write("bill.csv", format!("{header}\n{june}{july}"));
    let ran = workshop.naru(&settle("log.csv", &["--invoice", "bill.csv", "--month", "2025-07"]));
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    let files = workshop.files("out");
    let text = |name: &str| String::from_utf8(files[name].clone()).expect("UTF-8");
    // 3 h × 4,620 − 1,386 = 12,474.
    assert!(
        text("bills.csv")
            .lines()
            .nth(2)
            .expect("a second line")
            .starts_with("2,2025-07,17,gpu-39tf,naru,dynamic,gpu,3,,,4620,1,1386,0,0,12474,")
    );
    assert!(text("bills.csv").lines().nth(2).expect("a second line").ends_with(",2,0,2025-06/7"));
    assert!(
        text("differences.csv").contains(",2,2025-07,17,gpu-39tf,naru,line,,12474,-12474,T8,line-missing\n")
    );

    // The supplier takes it up: nothing differs, then or in the whole.
    let taken_up = "9,2025-07,17,gpu-39tf,naru,dynamic,3,4620,1,1386,12474,0,12474,2,2025-06/7\n";
    workshop.write(
        "bill.csv",
        format!("{header},corrects\n{},\n{},\n{taken_up}", june.trim_end(), july.trim_end()),
    );
    workshop.done(&settle("log.csv", &["--invoice", "bill.csv", "--month", "2025-07"]));
    workshop.done(&settle("log.csv", &["--invoice", "bill.csv"]));
}

#[test]
fn a_month_of_the_programme() {
    let workshop = Workshop::new();
    workshop.write("log.csv", LOG);
    workshop.refuses(
        &settle("log.csv", &["--month", "2026-06"]),
        2,
        "error: `--month 2026-06`: no month of the programme\n  = give one from 2025-04 to 2025-12, such as 2025-04\n",
        "",
    );
}

/// Sessions of one second cost an hour each: 1,000,000 × 4,620 won.
#[test]
#[cfg_attr(debug_assertions, ignore = "takes a minute in a debug build; release builds run it")]
fn a_million_sessions() {
    let workshop = Workshop::new();
    let mut log = LOG.lines().next().expect("a header").to_owned() + "\n";
    for n in 0..1_000_000_u64 {
        let (project, at) = (n % 200 + 1, n / 200 * 4_000);
        writeln!(log, "{n},{project},gpu-39tf,naru,{at},{},0", at + 1).expect("text");
    }
    workshop.write("log.csv", log);
    let out = workshop.done(&settle("log.csv", &[]));
    assert!(out.starts_with("Settled: 1,000,000 sessions, 1,600 lines, 4,620,000,000 won\n"), "{out}");
}

/// 6 h are due; 5.3 x 4,620 = 24,486, less 1,386: 23,100, which is 3,234 less. July's hour (4,620) is missing: the larger.
#[test]
fn parts_of_an_hour_are_named_and_the_largest_differences_come_first() {
    let workshop = Workshop::new();
    workshop.write("log.csv", LOG.replace("2025-06-02 10:00,2025-06-02", "2025. 6. 2. 10:00,2025/06/02"));
    let head = INVOICE.lines().next().expect("a header");
    let june = "1,2025. 6. 30.,17,gpu-39tf,naru,dynamic,5.3,4620,1,1386,23100,0,23100,1;2;3";
    workshop.write("bill.csv", format!("{head}\n{june}\n"));
    let ran = workshop.naru(&settle("log.csv", &["--invoice", "bill.csv"]));
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    for part in [
        "Largest differences\n  project 17, 2025-07, 39TF: -4,620 won\n  project 17, 2025-06, 39TF: -3,234 won\n",
        "  parts of an hour billed, not begun hours: 1\n",
        "  note: the invoice has only 2025-06, the log has other months too.\n  To settle one month alone: --month 2025-06\n",
    ] {
        assert!(ran.out.contains(part), "`{part}` is not in\n{}", ran.out);
    }
    // A folder of one month is of that month.
    workshop.naru(&settle("log.csv", &["--invoice", "bill.csv", "--month", "2025-06"]));
    let paper = workshop.done(&["statement", "out", "--project", "17", "--lang", "en"]);
    assert!(paper.contains("- period: 2025-06-01 to 06-30\n"), "{paper}");
}
