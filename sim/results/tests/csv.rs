//! The log of one replication against the contract's header lines, and its reader against files from elsewhere.

use naru_results::{
    Allocation, BillEntry, BillRow, BudgetRow, DayRow, EndReason, OutageKind, OutageRow, Placement, Row,
    SessionEntry, SessionKind, SessionRow, read_csv, write_csv, write_csv_to,
};
use naru_units::Month;
use proptest::prelude::*;
use std::{fs, path::PathBuf};

fn temp(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name)
}

fn text<R: Row>(rows: impl IntoIterator<Item = R>) -> String {
    let mut bytes = Vec::new();
    write_csv_to(&mut bytes, rows).expect("memory takes it");
    String::from_utf8(bytes).expect("UTF-8")
}

#[track_caller]
fn header<R: Row>(contract: &str) {
    assert_eq!(text::<R>([]), contract.replace(", ", ",") + "\n");
}

#[test]
fn headers_are_the_contract() {
    header::<SessionRow>(
        "session, project, product, supplier, pool, kind, multiple, cards, placement, requested_s, \
         contribution_paid_s, slot_free_s, eligible_s, queue_seq, started_s, wanted_s, ended_s, released_s, idle_s, \
         wait_s, left_s, allocation, suspended_s, end_reason, resumes, part_bp, not_counted_s, \
         queued_in",
    );
    header::<BillRow>(
        "line, month, project, product, supplier, allocation, budget_line, hours, days, whole_months, \
         unit_price_won, discounted_hours, discount_won, credit_won, deduction_won, supply_won, vat_won, \
         vat_inside_won, own_contribution_won, amount_won, clauses, sessions, true_up_won",
    );
    header::<OutageRow>(
        "outage, kind, supplier, pool, server, cards, from_s, until_s, sessions_cut, report_due",
    );
    header::<BudgetRow>(
        "month, line, allotted_won, spent_won, operating_won, transfer_in_won, left_won, report_due",
    );
    header::<DayRow>("day, supplier, pool, queue_s, card_s");
}

fn session() -> SessionRow {
    SessionRow {
        session: 6204,
        project: 351,
        product: "gpu-134tf".into(),
        supplier: Some("naru".into()),
        pool: Some("H100".into()),
        kind: SessionKind::Burst,
        multiple: 2,
        cards: 4,
        placement: vec![Placement { server: 0, cards: 1 }, Placement { server: 12, cards: 3 }],
        requested_s: 100,
        contribution_paid_s: Some(90),
        slot_free_s: Some(80),
        eligible_s: Some(100),
        queue_seq: Some(7),
        started_s: Some(28_901),
        wanted_s: Some(3_600),
        ended_s: Some(32_501),
        released_s: Some(33_101),
        idle_s: Some(600),
        wait_s: Some(28_801),
        left_s: None,
        allocation: Some(Allocation::Dynamic),
        suspended_s: None,
        end_reason: EndReason::Done,
        resumes: None,
        part_bp: None,
        not_counted_s: 0,
        queued_in: None,
    }
}

fn unserved() -> SessionRow {
    SessionRow {
        session: 6205,
        placement: Vec::new(),
        started_s: None,
        ended_s: None,
        released_s: None,
        idle_s: None,
        wait_s: None,
        left_s: Some(23_760_000),
        allocation: None,
        end_reason: EndReason::Waiting,
        ..session()
    }
}

fn bill() -> BillRow {
    BillRow {
        line: 1,
        month: Month { year: 2025, month: 4 },
        project: Some(351),
        product: Some("gpu-134tf".into()),
        supplier: Some("naru".into()),
        allocation: Some(Allocation::Dynamic),
        budget_line: "gpu".into(),
        hours: Some(4),
        days: None,
        whole_months: None,
        unit_price_won: Some(15_840),
        discounted_hours: Some(2),
        discount_won: 9_504,
        credit_won: 0,
        deduction_won: 0,
        supply_won: 53_856,
        vat_won: 0,
        vat_inside_won: 4_896,
        own_contribution_won: 0,
        amount_won: 53_856,
        clauses: vec!["T1".into(), "A3".into()],
        sessions: vec![6204, 6210],
        true_up_won: 0,
    }
}

#[test]
fn lines_are_the_contract() {
    let lines = text([session(), unserved()]);
    let want = "6204,351,gpu-134tf,naru,H100,burst,2,4,0:1;12:3,100,90,80,100,7,28901,3600,32501,33101,600,28801,,\
                dynamic,,done,,,0,";
    assert_eq!(lines.lines().nth(1), Some(want));
    let want = "6205,351,gpu-134tf,naru,H100,burst,2,4,,100,90,80,100,7,,3600,,,,,23760000,,,waiting,,,0,";
    assert_eq!(lines.lines().nth(2), Some(want));
    let want = "1,2025-04,351,gpu-134tf,naru,dynamic,gpu,4,,,15840,2,9504,0,0,53856,0,4896,0,53856,T1;A3,6204;6210,0";
    assert_eq!(text([bill()]).lines().nth(1), Some(want));
    assert!(!lines.contains('\r') && lines.ends_with('\n'));
}

#[test]
fn rows_come_back() {
    // Cards kept while allocation is fixed stand in no queue; every kind has its word.
    let hold = SessionRow {
        kind: SessionKind::Hold,
        queue_seq: None,
        allocation: Some(Allocation::Fixed),
        ..session()
    };
    let kinds = [
        (SessionKind::Base, "base"),
        (SessionKind::Burst, "burst"),
        (SessionKind::Pf1, "pf1"),
        (SessionKind::Npu, "npu"),
        (SessionKind::Hold, "hold"),
        (SessionKind::Trial, "trial"),
        (SessionKind::Free, "free"),
        (SessionKind::After, "after"),
    ];
    for (kind, word) in kinds {
        assert_eq!(kind.word(), word);
    }
    assert!(text([hold.clone()]).contains(",hold,2,4,0:1;12:3,100,90,80,100,,28901,"));
    let path = temp("sessions.csv");
    write_csv(&path, [session(), unserved(), hold.clone()]).expect("writes");
    assert_eq!(read_csv::<SessionRow>(&path).expect("reads"), [session(), unserved(), hold]);

    // An allocator is no server and has no cards.
    let allocator = OutageRow {
        outage: 1,
        kind: OutageKind::Allocator,
        supplier: "naru".into(),
        pool: None,
        server: None,
        cards: None,
        from_s: 3_600,
        until_s: Some(7_200),
        sessions_cut: 0,
        report_due: Some("2025-04-04".into()),
    };
    let server = OutageRow {
        outage: 2,
        kind: OutageKind::Cards,
        pool: Some("H100".into()),
        server: Some(12),
        cards: Some(8),
        sessions_cut: 3,
        report_due: None,
        ..allocator.clone()
    };
    let lines = text([allocator.clone(), server.clone()]);
    assert!(
        lines.ends_with("1,allocator,naru,,,,3600,7200,0,2025-04-04\n2,cards,naru,H100,12,8,3600,7200,3,\n"),
        "{lines}"
    );
    let path = temp("outages.csv");
    write_csv(&path, [allocator.clone(), server.clone()]).expect("writes");
    assert_eq!(read_csv::<OutageRow>(&path).expect("reads"), [allocator, server]);

    // A statement's own row (P8) and names that need quotes.
    let statement =
        BillRow { project: None, product: None, allocation: None, hours: None, amount_won: -7, ..bill() };
    let odd = BillRow { supplier: Some("a,\"b\"\nc".into()), sessions: Vec::new(), ..bill() };
    let path = temp("bills.csv");
    write_csv(&path, [statement.clone(), odd.clone(), bill()]).expect("writes");
    assert_eq!(read_csv::<BillRow>(&path).expect("reads"), [statement, odd, bill()]);
}

/// A real log: from a spreadsheet (byte order mark, CRLF), its columns in another order and with one more.
#[test]
fn a_log_from_elsewhere_is_read_by_the_names_of_its_columns() {
    let path = temp("elsewhere.csv");
    fs::write(&path, "\u{feff}pool,note,day,queue_s,card_s,supplier\r\nH100,\"a, b\",3,0,86400,naru\r\n\r\n")
        .expect("writes");
    let want = DayRow { day: 3, supplier: "naru".into(), pool: "H100".into(), queue_s: 0, card_s: 86_400 };
    assert_eq!(read_csv::<DayRow>(&path).expect("reads"), [want]);
}

/// A real log has names for ids and lacks what only a simulation knows.
#[test]
fn a_column_that_may_be_empty_may_be_absent() {
    let path = temp("real.csv");
    fs::write(&path, "session,project,product,started_s\nS-1,가나대,gpu-67tf,100\n").expect("writes");
    let rows = read_csv::<SessionEntry>(&path).expect("reads");
    let row = &rows[0];
    assert_eq!((&*row.session, &*row.project, row.started_s), ("S-1", "가나대", Some(100)));
    assert_eq!((row.kind, row.ended_s, row.placement.len()), (None, None, 0));

    fs::write(&path, "session,project,started_s\nS-1,가나대,100\n").expect("writes");
    let error = read_csv::<SessionEntry>(&path).expect_err("it has no product").to_string();
    assert!(error.ends_with(":1: column `product` is absent; expected a column of sessions.csv"), "{error}");
}

/// What a run writes is what a paper reads.
#[test]
fn the_log_of_a_replication_is_read_as_entries() {
    let path = temp("entries.csv");
    write_csv(&path, [session(), unserved()]).expect("writes");
    let rows = read_csv::<SessionEntry>(&path).expect("reads");
    assert_eq!(
        (&*rows[0].session, rows[0].kind, rows[0].wait_s),
        ("6204", Some(SessionKind::Burst), Some(28_801))
    );
    assert_eq!((rows[1].started_s, rows[1].end_reason), (None, Some(EndReason::Waiting)));
    write_csv(&path, [bill()]).expect("writes");
    let rows = read_csv::<BillEntry>(&path).expect("reads");
    assert_eq!((rows[0].hours, rows[0].amount_won, rows[0].sessions.len()), (Some(4), 53_856, 2));
}

#[track_caller]
fn refused(name: &str, body: &str, want: &str) {
    let path = temp(name);
    fs::write(&path, body).expect("a writable folder");
    let error = read_csv::<DayRow>(&path).expect_err("must be refused").to_string();
    assert_eq!(error, want.replace("FILE", &path.display().to_string()));
}

#[test]
fn a_cell_that_does_not_fit_is_named_with_its_line() {
    refused(
        "no-integer.csv",
        "day,supplier,pool,queue_s,card_s\n0,naru,H100,0,0\n1,naru,H100,1.5,0\n",
        "FILE:3: column `queue_s` has `1.5`; expected integer",
    );
    refused(
        "negative.csv",
        "day,supplier,pool,queue_s,card_s\n-1,naru,H100,0,0\n",
        "FILE:2: column `day` has `-1`; expected integer",
    );
    refused(
        "empty-cell.csv",
        "day,supplier,pool,queue_s,card_s\n1,,H100,0,0\n",
        "FILE:2: column `supplier` has ``; expected text",
    );
    refused(
        "thousands.csv",
        "day,supplier,pool,queue_s,card_s\n1,naru,\"H\n100\",0,0\n1,naru,H100,0,86,400\n",
        "FILE:4: column `card_s` has `6 cells`; expected 5 cells as in the header",
    );
    refused(
        "no-column.csv",
        "day,supplier,queue_s,card_s\n1,naru,0,0\n",
        "FILE:1: column `pool` is absent; expected a column of daily.csv",
    );
    refused("nothing.csv", "", "FILE:1: column `day` is absent; expected a column of daily.csv");
}

#[test]
fn a_word_that_is_not_known_is_answered_with_those_that_are() {
    let path = temp("word.csv");
    fs::write(
        &path,
        "outage,kind,supplier,pool,server,cards,from_s,until_s,sessions_cut\n1,fire,naru,,,,0,1,0\n",
    )
    .expect("writes");
    let error = read_csv::<OutageRow>(&path).expect_err("no such kind").to_string();
    assert!(error.ends_with("column `kind` has `fire`; expected cards · service · allocator"), "{error}");
}

proptest! {
    /// Whatever a supplier is called: separators, quotes and line ends inside a name are the name's.
    #[test]
    fn any_name_comes_back(supplier in "[a, \"\\n\\r;가]{1,6}", pool in "\\PC{1,6}") {
        let path = temp("any-name.csv");
        let row = DayRow { day: 1, supplier: supplier.into(), pool: pool.into(), queue_s: 0, card_s: u64::MAX >> 1 };
        write_csv(&path, [row.clone(), row.clone()]).expect("writes");
        prop_assert_eq!(read_csv::<DayRow>(&path).expect("reads"), [row.clone(), row]);
    }
}
