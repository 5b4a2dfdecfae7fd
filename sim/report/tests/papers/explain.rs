//! `explain` on folders reckoned by hand.

use crate::folder::{Folder, JULY, JUNE, effective, gpu};
use naru_report::Lang;
use naru_report::papers::{self, Refused};
use serde_json::json;

fn strs(rows: &[String]) -> Vec<&str> {
    rows.iter().map(String::as_str).collect()
}

/// The three sessions of docs/outputs.md: 8,173, 9,836 and 3,387 s are 3 + 3 + 1 hours; the last waited 9 h 20 min, which
/// is 2 begun hours over 8: only 1 hour of it is there to be discounted, 7,920 x 30 % = 2,376.
/// 7 x 7,920 = 55,440; 55,440 - 2,376 = 53,064; 53,064 / 11 = 4,824 exactly.
fn three() -> Folder {
    let day = 86_400;
    let sessions = [
        gpu("a", JUNE + day, 8_173, 1_800, 0),
        gpu("b", JUNE + 2 * day, 9_836, 1_800, 28_800),
        gpu("c", JUNE + 3 * day, 3_387, 1_800, 33_600),
    ];
    let bill =
        "1,2025-06,1,gpu-67tf,naru,dynamic,gpu,7,,,7920,1,2376,0,0,53064,0,4824,0,53064,T1;T2;A3;P2,a;b;c";
    Folder::new(&[], &strs(&sessions), &[bill], &[])
}

#[track_caller]
fn line(folder: &Folder, n: u64, lang: Lang) -> papers::Explained {
    papers::line(&folder.log(), n, lang, 80).unwrap_or_else(|refused| panic!("{}", refused.text(lang)))
}

#[track_caller]
fn has(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "`{part}` is not in\n{text}");
    }
}

#[test]
fn a_line_is_told_by_its_operands_with_their_clauses() {
    let folder = three();
    folder.write(
        "clauses.json",
        r#"[{"id":"T1","place":"3-①-나","sentence":"비용 지급은 1시간 단위 사용실적으로 책정","label":{"ko":"1시간 단위 정산","en":"Hourly"},
            "mechanism":"hours","readings":{"hours":{"label":{"ko":"1시간 단위","en":"Hours"},
            "values":{"session_ceil":{"ko":"세션마다 올림","en":"each session rounded up"}}}}}]"#,
    );
    let told = line(&folder, 1, Lang::Ko);
    assert!(told.agrees, "{}", told.text);
    // 8,173 + 9,836 + 3,387 = 21,396 s = 5:56:36; 25,200 - 21,396 = 3,804 s = 1:03:24, at 2.2 won a second 8,368.8.
    // Idle 3 x 1,800 s = 1:30:00: 11,880 won.
    has(
        &told.text,
        &[
            "정산 항목 1: 2025년 6월, 과제 1, 67TF, 공급사 naru, 동적할당",
            "7시간  T1",
            "세션 3개, 5:56:36: 세션마다 올림",
            "7 x 7,920원(정산단가, VAT 포함)",
            "-2,376원  A3",
            "세션 c: 9시간 20분 대기(초과 2시간): 1 x 7,920원 x 30%",
            "공급가액 48,240 + 부가가치세 4,824",
            "한도 밖: 월 300,000원은 운영기관에 따로 냄",
            "1:03:24: 8,369원[T1]",
            "1:30:00:",
            "11,880원[A1]",
            "확인: 세션에서 다시 센 것과 같음",
            "T1 1시간 단위 정산 (3-①-나): 비용 지급은 1시간 단위 사용실적으로 책정",
        ],
    );
    let told = line(&folder, 1, Lang::En);
    has(
        &told.text,
        &["session c: waited 9 h 20 min (2 h over): 1 x 7,920 won x 30%", "each session rounded up"],
    );
}

/// A settled month adds what an earlier line lacked: the file has one column more, and nothing is held against sessions.
#[test]
fn a_correction_is_no_line_of_its_sessions() {
    let folder = three();
    let head = format!("{},corrects\n", crate::folder::BILLS);
    let bill = "1,2025-06,1,gpu-67tf,naru,dynamic,gpu,1,,,7920,0,0,0,0,7920,0,720,0,7920,T1,a,2025-05/12\n";
    folder.write("bills.csv", &(head + bill));
    let told = line(&folder, 1, Lang::Ko);
    assert!(told.agrees, "{}", told.text);
    has(&told.text, &["정정: 앞 항목 2025-05/12에 더할 차이"]);
}

/// Two sessions of six begun hours, billed as seven; a wrong VAT; a session that the line does not name.
#[test]
fn a_line_that_its_sessions_do_not_give_is_a_finding() {
    let day = 86_400;
    let sessions = [gpu("a", JUNE + day, 8_173, 0, 0), gpu("b", JUNE + 2 * day, 9_836, 0, 0)];
    // 3 + 3 hours are 47,520 won; the line says 7.
    let bill = "1,2025-06,1,gpu-67tf,naru,dynamic,gpu,7,,,7920,0,0,0,0,55440,0,5040,0,55440,T1,a;b";
    let told = line(&Folder::new(&[], &strs(&sessions), &[bill], &[]), 1, Lang::En);
    assert!(!told.agrees);
    has(&told.text, &["DIFFERS: hours: the line says 7, counted again 6"]);

    let wrong_vat = "1,2025-06,1,gpu-67tf,naru,dynamic,gpu,6,,,7920,0,0,0,0,47520,0,4319,0,47520,T1,a;b";
    let told = line(&Folder::new(&[], &strs(&sessions), &[wrong_vat], &[]), 1, Lang::Ko);
    assert!(!told.agrees);
    has(&told.text, &["어긋남: 부가가치세(공급대가 / 11): 항목에는 4,319, 다시 세면 4,320"]);

    let unnamed = "1,2025-06,1,gpu-67tf,naru,dynamic,gpu,6,,,7920,0,0,0,0,47520,0,4320,0,47520,T1,a";
    let told = line(&Folder::new(&[], &strs(&sessions), &[unnamed], &[]), 1, Lang::En);
    has(&told.text, &["DIFFERS: session b: has hours in this line, which does not name it"]);
}

/// From 23:30 on June 30 for three hours: one hour begins in June, two in July.
#[test]
fn a_session_over_a_months_end_is_told_line_by_line() {
    let sessions = [gpu("7", JULY - 1_800, 10_800, 1_800, 0)];
    let bills = [
        "1,2025-06,1,gpu-67tf,naru,dynamic,gpu,1,,,7920,0,0,0,0,7920,0,720,0,7920,T1,7",
        "2,2025-07,1,gpu-67tf,naru,dynamic,gpu,2,,,7920,0,0,0,0,15840,0,1440,0,15840,T1,7",
    ];
    let folder = Folder::new(&[], &strs(&sessions), &bills, &[]);
    let told = papers::session(&folder.log(), "7", Lang::En, 80).unwrap_or_else(|_| panic!("session 7"));
    assert!(told.agrees, "{}", told.text);
    has(
        &told.text,
        &[
            "allocated     2025-06-30 23:30:00",
            "work ended    2025-07-01 02:00:00",
            "released      2025-07-01 02:30:00  idle before return 0:30:00 (billed)",
            "bill line 1 (2025-06): 1 h x 7,920 won = 7,920 won",
            "bill line 2 (2025-07): 2 h x 7,920 won = 15,840 won",
        ],
    );
    // The second line gone: two hours that nobody billed.
    let folder = Folder::new(&[], &strs(&sessions), &bills[..1], &[]);
    let told = papers::session(&folder.log(), "7", Lang::En, 80).unwrap_or_else(|_| panic!("session 7"));
    assert!(!told.agrees, "{}", told.text);
}

/// Three days of May: 3/30 x 1,595,000 = 159,500; 159,500 / 11 = 14,500.
#[test]
fn a_tenancy_is_told_by_its_days() {
    let may_29 = 58 * 86_400;
    let session = format!(
        "n1,2,npu-60,naru,NPU-60,npu,1,0:1,{may_29},{may_29},{may_29},0,{JULY},{JULY},0,0,,fixed,0,done"
    );
    let bills = [
        "1,2025-05,2,npu-60,naru,fixed,npu,,3,0,1595000,,0,0,0,159500,0,14500,0,159500,T2;N3;P2,n1",
        "2,2025-06,2,npu-60,naru,fixed,npu,,30,1,1595000,,0,0,0,1595000,0,145000,0,1595000,T2;N3;P2,n1",
    ];
    let folder = Folder::new(&[], &[&session], &bills, &[]);
    let (part, whole) = (line(&folder, 1, Lang::Ko), line(&folder, 2, Lang::Ko));
    assert!(part.agrees && whole.agrees, "{}{}", part.text, whole.text);
    has(&part.text, &["3일  N3", "1,595,000원(정산단가, 월, VAT 포함) x 3일 / 30일", "과제 2, NPU-60"]);
    has(&whole.text, &["1개월 x 1,595,000원(정산단가, 월, VAT 포함)"]);

    let four =
        bills[0].replace(",3,0,", ",4,0,").replace("159500,0,14500,0,159500", "212666,0,19333,0,212666");
    let told = line(&Folder::new(&[], &[&session], &[&four], &[]), 1, Lang::En);
    has(&told.text, &["DIFFERS: days: the line says 4, counted again 3"]);
    assert!(!told.agrees);
}

/// June of a project that moves on the 16th at noon: its day is the new supplier's (N4), so 15 days of June are the first
/// tenancy's, 15 x 1,595,000 / 30 = 797,500 (VAT inside 72,500), and 15 the second's.
#[test]
fn the_day_of_a_move_is_billed_once() {
    let (noon, day) = (JUNE + 15 * 86_400 + 43_200, 86_400);
    let row = |id: &str, supplier: &str, from: i64, to: i64, why: &str| {
        format!(
            "{id},2,npu-60,{supplier},NPU-60,npu,1,0:1,{from},{from},{from},0,{to},{to},0,0,,fixed,0,{why}"
        )
    };
    let sessions =
        [row("o", "naru", JUNE, noon, "switched"), row("w", "bada", noon, JUNE + 30 * day, "done")];
    let bill = |n: i64, supplier: &str, session: &str| {
        format!(
            "{n},2025-06,2,npu-60,{supplier},fixed,npu,,15,0,1595000,,0,0,0,797500,0,72500,0,797500,T2;N3;N4;P2,{session}"
        )
    };
    let bills = [bill(1, "bada", "w"), bill(2, "naru", "o")];
    let folder = Folder::new(&[("N4.switch_day", "day_to_new")], &strs(&sessions), &strs(&bills), &[]);
    for n in [1, 2] {
        let told = line(&folder, n, Lang::En);
        assert!(told.agrees, "{}", told.text);
    }
    // Both suppliers billing the day is a finding for the old one's line.
    let both = Folder::new(&[("N4.switch_day", "both")], &strs(&sessions), &strs(&bills), &[]);
    has(&line(&both, 2, Lang::En).text, &["DIFFERS: days: the line says 15, counted again 16"]);
}

/// Two hours held, the second under a fault: 20 minutes of outage inside leave 6,000 s, which are 2 begun hours; the fixed
/// price of the allocator's hour is half.
#[test]
fn fixed_hours_and_time_suspended_are_found_again() {
    let at = JUNE + 86_400;
    let suspended = format!(
        "s,1,gpu-67tf,naru,H100,base,1,3:1,{at},{at},{at},7200,{},{},0,0,,dynamic,1200,done",
        at + 7_200,
        at + 7_200
    );
    let bills = ["1,2025-06,1,gpu-67tf,naru,dynamic,gpu,2,,,7920,0,0,0,0,15840,0,1440,0,15840,T1,s"];
    let outage = format!("1,cards,naru,H100,3,8,{},{},0", at + 600, at + 1_800);
    let told = line(&Folder::new(&[], &[&suspended], &bills, &[&outage]), 1, Lang::En);
    assert!(told.agrees, "{}", told.text);
    has(&told.text, &["1 session, 1:40:00: session_ceil", "the sessions give the same"]);
    // Nobody says when: the hours are not claimed.
    let told = line(&Folder::new(&[], &[&suspended], &bills, &[]), 1, Lang::En);
    assert!(told.agrees);
    has(&told.text, &["hours could not be counted again"]);

    let plain = gpu("f", at, 7_200, 0, 0);
    let bills = [
        "1,2025-06,1,gpu-67tf,naru,dynamic,gpu,1,,,7920,0,0,0,0,7920,0,720,0,7920,T1,f",
        "2,2025-06,1,gpu-67tf,naru,fixed,gpu,1,,,3960,0,0,0,0,3960,0,360,0,3960,T1;A4,f",
    ];
    let outage = format!("1,allocator,naru,,,,{},{},0", at + 3_600, at + 9_000);
    let folder = Folder::new(&[], &[&plain], &bills, &[&outage]);
    assert!(line(&folder, 1, Lang::En).agrees);
    let told = line(&folder, 2, Lang::En);
    assert!(told.agrees, "{}", told.text);
    has(&told.text, &["fixed allocation: 50% of the dynamic price"]);
}

/// A session 9 h 20 min late earns 2 x 7,920 x 30 % = 4,752 won, which this line uses.
#[test]
fn a_credit_names_who_earned_it() {
    let sessions = [gpu("c", JUNE, 3_600, 0, 33_600)];
    let bill = "1,2025-06,1,gpu-67tf,naru,dynamic,gpu,1,,,7920,0,0,4752,0,3168,0,288,0,3168,T1;A3,c";
    let told =
        line(&Folder::new(&[("A3.sla_discount", "credit")], &strs(&sessions), &[bill], &[]), 1, Lang::Ko);
    assert!(told.agrees, "{}", told.text);
    has(&told.text, &["-4,752원  A3", "세션 c: 9시간 20분 대기, 4,752원"]);
}

#[test]
fn rows_of_a_whole_statement_are_told() {
    let bills = [
        "1,2025-06,,,naru,,gpu,,,,,,0,0,0,0,4752,0,0,4752,P2,",
        "2,2025-06,,,naru,,gpu,,,,,,0,0,0,-2,0,0,0,-2,P8,",
    ];
    let folder = Folder::new(&[("P2.vat", "excluded"), ("P2.vat_scope", "statement")], &[], &bills, &[]);
    has(&line(&folder, 1, Lang::Ko).text, &["부가가치세  4,752원  P2"]);
    let told = line(&folder, 2, Lang::Ko);
    has(&told.text, &["10원 미만 절사  -2원  P8"]);
    assert!(told.agrees);
}

/// Under the readings that bill least: idle 1,800 s after 4,000 s of work; 4,000 s are one full hour and 400 s cut. A fault
/// breaks 600 s. A free month's two hours with k = 2 are 4 product-hours. Idle 0.5, cut 0.1, fault 0.2, free 4.0.
#[test]
fn what_earned_nothing_is_told_by_cause() {
    let at = JUNE + 86_400;
    let row = |id: &str, kind: &str, k: i64, ended: i64, released: i64, idle: i64, why: &str| {
        format!(
            "{id},1,gpu-67tf,naru,H100,{kind},{k},0:1,{at},{at},{at},1,{ended},{released},{idle},0,,dynamic,0,{why}"
        )
    };
    let sessions = [
        row("w", "base", 1, at + 4_000, at + 5_800, 1_800, "done"),
        row("x", "base", 1, at + 4_200, at + 4_200, 0, "outage"),
        row("y", "free", 2, at + 7_200, at + 7_200, 0, "done"),
        row("z", "base", 1, at, at, 0, "done"),
        format!("u,1,gpu-67tf,naru,H100,base,1,,{at},{at},,7200,,,,,{JULY},,,waiting"),
    ];
    let readings =
        [("A1.idle", "not_billed"), ("T1.hours", "session_floor"), ("T4.fault_hour", "not_billed")];
    let folder = Folder::new(&readings, &strs(&sessions), &[], &[]);
    let told = papers::unbilled(&folder.log(), Lang::En, 80).text;
    let figures = |cause: &str| {
        let line =
            told.lines().find(|line| line.starts_with(cause)).unwrap_or_else(|| panic!("{cause}\n{told}"));
        line[cause.len()..].split_whitespace().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(figures("idle before return"), ["A1", "0.5", "1"]);
    assert_eq!(figures("cut by rounding"), ["T1", "0.1", "1"]);
    assert_eq!(figures("hour broken by a fault"), ["T4", "0.2", "1"]);
    assert_eq!(figures("free month"), ["T5", "4.0", "1"]);
    // 1,800 + 400 + 600 + 14,400 = 17,200 s = 4.78 h.
    assert_eq!(figures("total"), ["4.8", "4"]);
    has(&told, &["1 session of no length", "1 request never allocated (2.0 h wanted)"]);

    // The readings that bill all of it.
    let folder = Folder::new(&[], &strs(&sessions[..2]), &[], &[]);
    let told = papers::unbilled(&folder.log(), Lang::Ko, 80).text;
    let told_idle = told.lines().any(|line| line.starts_with("반납 전 유휴"));
    assert!(
        told_idle,
        "ended_s before released_s: that time is not in the bill whatever the reading\n{told}"
    );
    let served = [gpu("a", at, 4_000, 1_800, 0)];
    let told = papers::unbilled(&Folder::new(&[], &strs(&served), &[], &[]).log(), Lang::Ko, 80).text;
    has(&told, &["정산하지 않은 시간이 없음", "유휴도 정산하므로", "올림이므로 버리는 시간은 없음"]);
}

/// `month_floor` cuts a line, not a session: 20 + 50 minutes are 1 hour, 10 minutes earn nothing.
#[test]
fn a_line_that_is_rounded_down_leaves_minutes() {
    let sessions = [gpu("a", JUNE, 1_200, 0, 0), gpu("b", JUNE + 86_400, 3_000, 0, 0)];
    let bill = "1,2025-06,1,gpu-67tf,naru,dynamic,gpu,1,,,7920,0,0,0,0,7920,0,720,0,7920,T1,a;b";
    let folder = Folder::new(&[("T1.hours", "month_floor")], &strs(&sessions), &[bill], &[]);
    assert!(line(&folder, 1, Lang::En).agrees);
    let told = papers::unbilled(&folder.log(), Lang::En, 80).text;
    assert!(told.lines().any(|line| line.starts_with("cut by rounding") && line.contains("0.2")), "{told}");
    assert!(told.lines().any(|line| line.starts_with("line 1") && line.ends_with("0:10:00")), "{told}");
}

#[test]
fn what_is_not_there_is_answered_with_what_is() {
    let folder = three();
    let log = folder.log();
    let text = |refused: Option<Refused>, lang| refused.expect("refused").text(lang);
    assert_eq!(
        text(papers::line(&log, 9, Lang::Ko, 80).err(), Lang::Ko),
        "오류: 없는 정산 항목: `9`\n  = 있는 것: 1"
    );
    assert_eq!(
        text(papers::session(&log, "9", Lang::En, 80).err(), Lang::En),
        "error: there is no session `9`\n  = there are: a, b, c"
    );
}

/// A real log's ids are names, its prices another supplier's; nothing of it is wider than a terminal.
#[test]
fn names_are_ids_and_lines_keep_their_width() {
    let mut terms = effective(&[]);
    terms["replication"] = json!(null);
    let session =
        gpu("세션-가", JUNE, 3_600, 0, 0).replace(",1,gpu-67tf", ",한국대학교 인공지능연구소,gpu-67tf");
    let bill = "1,2025-06,한국대학교 인공지능연구소,gpu-67tf,naru,dynamic,gpu,1,,,7920,0,0,0,0,7920,0,720,0,7920,T1,세션-가";
    let folder = Folder::of(&terms, &[&session], &[bill], &[]);
    for lang in Lang::BOTH {
        let told = line(&folder, 1, lang);
        assert!(told.agrees, "{}", told.text);
        has(&told.text, &["한국대학교 인공지능연구소", "세션-가"]);
        for line in told.text.lines() {
            let wide = |c: char| if ('\u{1100}'..='\u{ffdc}').contains(&c) { 2 } else { 1 };
            assert!(line.chars().map(wide).sum::<usize>() <= 80, "{line}");
        }
    }
}
