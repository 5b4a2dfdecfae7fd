//! `statement` on folders reckoned by hand.

use crate::folder::{Folder, JUNE, effective, gpu};
use naru_report::Lang;
use naru_report::papers::{self, Ask, Paper};
use serde_json::json;

/// 7 hours at 7,920, one of them late: 55,440 - 2,376 = 53,064 (VAT inside 4,824); and in July one hour.
const GPU: &str =
    "1,2025-06,1,gpu-67tf,naru,dynamic,gpu,7,,,7920,1,2376,0,0,53064,0,4824,0,53064,T1;T2;A3;P2,a;b;c";
const JULY_GPU: &str = "3,2025-07,1,gpu-67tf,naru,dynamic,gpu,1,,,7920,0,0,0,0,7920,0,720,0,7920,T1;T2;P2,d";
/// 3/30 x 1,595,000 = 159,500 (VAT inside 14,500).
const NPU: &str = "2,2025-06,2,npu-60,naru,fixed,npu,,3,0,1595000,,0,0,0,159500,0,14500,0,159500,T2;N3;P2,n";

fn sessions() -> Vec<String> {
    let day = 86_400;
    let npu = JUNE + 27 * day;
    vec![
        gpu("a", JUNE + day, 8_173, 1_800, 0),
        gpu("b", JUNE + 2 * day, 9_836, 1_800, 28_800),
        gpu("c", JUNE + 3 * day, 3_387, 1_800, 33_600),
        format!(
            "n,2,npu-60,naru,NPU-60,npu,1,0:1,{npu},{npu},{npu},0,{0},{0},0,0,,fixed,0,done",
            npu + 3 * day
        ),
        gpu("d", JUNE + 40 * day, 3_600, 0, 0),
        // Asked in June, never allocated: 10 h over the limit when the line ends.
        format!("u,1,gpu-67tf,naru,H100,base,1,,{JUNE},{JUNE},,7200,,,,,{},,,waiting", JUNE + 36_000),
    ]
}

fn folder(readings: &[(&str, &str)], bills: &[&str]) -> Folder {
    let sessions = sessions();
    Folder::new(readings, &sessions.iter().map(String::as_str).collect::<Vec<_>>(), bills, &[])
}

fn ask(project: Option<&str>, month: Option<&str>) -> Ask {
    Ask {
        project: project.map(str::to_owned),
        month: month.map(|it| naru_units::Month::parse(it).expect("a month")),
        supplier: None,
    }
}

#[track_caller]
fn made(folder: &Folder, ask: &Ask, lang: Lang) -> Paper {
    papers::statement(&folder.log(), ask, lang).unwrap_or_else(|refused| panic!("{}", refused.text(lang)))
}

#[track_caller]
fn has(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "`{part}` is not in\n{text}");
    }
}

/// Rows of a CSV by the names of its columns.
fn csv(paper: &Paper) -> Vec<std::collections::BTreeMap<String, String>> {
    let text = std::str::from_utf8(&paper.csv).expect("UTF-8");
    let mut lines = text.strip_prefix('\u{feff}').expect("a byte order mark").lines();
    let names: Vec<&str> = lines.next().expect("a header").split(',').collect();
    let row = |line: &str| {
        names.iter().map(|it| (*it).to_owned()).zip(line.split(',').map(str::to_owned)).collect()
    };
    lines.map(row).collect()
}

#[test]
fn a_users_month_is_told_to_the_won() {
    let paper = made(&folder(&[], &[GPU, NPU, JULY_GPU]), &ask(Some("1"), Some("2025-06")), Lang::Ko);
    // Rounding 3,804 s: 8,369; idle 5,400 s: 11,880; 55,440 - 8,369 - 11,880 = 35,191.
    has(
        &paper.markdown,
        &[
            "# 월별 정산내역서",
            "- 기간: 2025. 6. 1. ~ 6. 30.",
            "- 합계(공급대가): 금53,064원(금오만삼천육십사원)",
            "|    1 | 2025-06 | 67TF | 동적할당 | 7시간 |    7,920 |   55,440 |",
            "| 합계 | 2,376 |    0 |   48,240 |      4,824 |   53,064 |",
            "- 금액 중 작업 시간: 35,191원",
            "- 금액 중 반납 전 유휴(A1): 11,880원",
            "- 금액 중 1시간 단위로 맞춤(T1): 8,369원",
            "- 사업비로 지급: 53,064원",
            "- 자부담금 부과액: 300,000원",
            "- 자부담금 반환액: 0원",
            "|    c | 6. 4. 00:00:00 | 6. 4. 00:56:27 |    1 | 9:20:00 |    1 |",
        ],
    );
    assert!(!paper.markdown.contains("NPU-60"), "another project's line");
    let rows = csv(&paper);
    let found = [
        "gross_won",
        "discount_won",
        "net_won",
        "vat_part_won",
        "total_won",
        "amount_won",
        "rounding_won",
        "idle_won",
    ];
    let found: Vec<&str> = found.iter().map(|name| rows[0][*name].as_str()).collect();
    assert_eq!(
        (rows.len(), found),
        (1, vec!["55440", "2376", "48240", "4824", "53064", "53064", "8369", "11880"])
    );
    has(&paper.html, &["<html lang=\"ko\">", "<td class=\"n\">53,064</td>", "@page { size: A4"]);
    let english = made(&folder(&[], &[GPU, NPU]), &ask(Some("1"), Some("2025-06")), Lang::En).markdown;
    has(
        &english,
        &["# Monthly statement", "- of the gross, rounding to hours (T1): 8,369 won", "| total |    2,376 |"],
    );
}

/// `T3.own: out_of_price` with 30,000 won of the flat 300,000 used by the line: 270,000 go back.
#[test]
fn own_contribution_that_no_line_used_is_returned() {
    let bill = GPU.replace(",0,53064,T1", ",30000,23064,T1");
    let paper =
        made(&folder(&[("T3.own", "out_of_price")], &[&bill]), &ask(Some("1"), Some("2025-06")), Lang::Ko);
    has(
        &paper.markdown,
        &[
            "- 사업비로 지급: 23,064원",
            "- 공급대가 중 자부담금: 30,000원",
            "- 자부담금 납입액: 300,000원",
            "- 자부담금 반환액: 270,000원",
        ],
    );
}

/// A share paid outside the bill: 20 % of 53,064 is what the programme's 42,451 (cut) leave: 10,613. A month after the end
/// of service owes no flat sum.
#[test]
fn own_contribution_follows_its_form() {
    let mut terms = effective(&[("T3.own_form", "ratio")]);
    terms["projects"][0]["own_monthly_won"] = json!(0);
    terms["projects"][0]["own_ratio_bp"] = json!(2_000);
    let rows = sessions();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let paper = made(&Folder::of(&terms, &rows, &[GPU], &[]), &ask(Some("1"), Some("2025-06")), Lang::Ko);
    has(&paper.markdown, &["- 자부담금 부과액: 10,613원"]);

    let mut terms = effective(&[]);
    terms["programme"]["service_ended_s"] = json!(JUNE + 86_400);
    let ended = Folder::of(&terms, &rows, &[GPU], &[]);
    has(
        &made(&ended, &ask(Some("1"), Some("2025-06")), Lang::Ko).markdown,
        &["- 자부담금 부과액: 300,000원"],
    );
    has(
        &made(&ended, &ask(Some("1"), Some("2025-07")), Lang::Ko).markdown,
        &["- 자부담금 부과액: 0원", "정산할 사용이 없음"],
    );
}

/// VAT apart: 53,064 + 5,306; by the statement it stands in a row of its own, and so does what P8 drops.
#[test]
fn vat_apart_and_rows_of_the_statement_add_up() {
    let apart = GPU.replace("53064,0,4824,0,53064", "53064,5306,0,0,58370");
    let paper = made(&folder(&[("P2.vat", "excluded")], &[&apart]), &ask(Some("1"), None), Lang::Ko);
    has(&paper.markdown, &["| 2,376 |    0 |   53,064 |      5,306 |   58,370 |"]);

    let line = GPU.replace("53064,0,4824,0,53064", "53064,0,0,0,53064");
    let bills = [
        line.as_str(),
        "2,2025-06,,,naru,,gpu,,,,,,0,0,0,0,5306,0,0,5306,P2,",
        "3,2025-06,,,naru,,gpu,,,,,,0,0,0,0,0,0,0,-4,P8,",
    ];
    let folder = folder(&[("P2.vat", "excluded"), ("P2.vat_scope", "statement")], &bills);
    let whole = made(&folder, &ask(None, Some("2025-06")), Lang::Ko);
    // 53,064 + 5,306 - 4 = 58,366; without VAT 53,060.
    has(
        &whole.markdown,
        &["금58,366원(금오만팔천삼백육십육원)", "내역서 단위", "|   53,060 |      5,306 |   58,366 |"],
    );
    let sum: i64 = csv(&whole).iter().map(|row| row["amount_won"].parse::<i64>().expect("won")).sum();
    assert_eq!(sum, 58_366);
}

#[test]
fn the_whole_statement_has_every_supplier_product_and_month() {
    let folder = folder(&[], &[GPU, NPU, JULY_GPU]);
    let paper = made(&folder, &ask(None, None), Lang::Ko);
    // 53,064 + 159,500 = 212,564 in June; 7,920 in July; 220,484 in all.
    has(
        &paper.markdown,
        &[
            "금220,484원",
            "| 2025-06 |  193,240 |     19,324 |  212,564 |     212,564 |",
            "| 합계    |  200,440 |     20,044 |  220,484 |     220,484 |",
            "| naru   | 67TF   | 7시간 |   48,240 |      4,824 |   53,064 |",
            "| naru   | NPU-60 |   3일 |  145,000 |     14,500 |  159,500 |",
        ],
    );
    assert_eq!(csv(&paper).len(), 3);
}

/// June of project 1: four requests, three served. Waits 0, 28,800 and 33,600 s and, never served, 36,000 s so far: mean
/// 24,600 s, two past 8 h. Held 21,396 s, of them 5,400 idle.
#[test]
fn the_usage_report_counts_by_user_and_product() {
    let folder = folder(&[], &[GPU, NPU, JULY_GPU]);
    let paper = papers::usage(&folder.log(), &ask(None, Some("2025-06")), Lang::Ko)
        .unwrap_or_else(|_| panic!("June"));
    let rows = csv(&paper);
    let of = |name: &str| rows.iter().find(|row| row["project"] == "1").expect("project 1")[name].clone();
    let names =
        ["requests", "sessions", "used_s", "held_s", "billed_hours", "amount_won", "waits", "wait_sum_s"];
    assert_eq!(names.map(of), ["4", "3", "15996", "21396", "7", "53064", "4", "98400"]);
    assert_eq!((of("wait_max_s"), of("over_limit")), ("36000".to_owned(), "2".to_owned()));
    let npu = rows.iter().find(|row| row["project"] == "2").expect("project 2");
    assert_eq!(
        (npu["billed_days"].as_str(), npu["held_s"].as_str(), npu["over_limit"].as_str()),
        ("3", "259200", "0")
    );
    has(
        &paper.markdown,
        &["## 2025년 6월, naru, 67TF", "|    4 |    3 |  4.4 |  5.9 |    7 |  6.8 | 10.0 |    2 |"],
    );
}

#[test]
fn what_is_not_there_is_answered_with_what_is() {
    let log = folder(&[], &[GPU]).log();
    for (asked, want) in [
        (ask(Some("8"), None), "error: there is no project `8`\n  = there are: 1, 2"),
        (
            ask(None, Some("2024-06")),
            "error: there is no month `2024-06`\n  = there are: 2025-04, 2025-05, 2025-06, 2025-07, 2025-08, 2025-09, \
             2025-10, 2025-11, 2025-12",
        ),
        (
            Ask { supplier: Some("bada".to_owned()), ..Ask::default() },
            "error: there is no supplier `bada`\n  = there are: naru",
        ),
    ] {
        let refused = papers::statement(&log, &asked, Lang::En).expect_err("it is not there");
        assert_eq!(refused.text(Lang::En), want);
    }
}
