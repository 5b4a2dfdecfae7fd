//! December by a cut-off (T2): what statement and `explain` say of a line of which a part comes with the true-up.

use crate::folder::{BILLS, Folder, TRUE_UP, effective, gpu};
use naru_report::Lang;
use naru_report::papers::{self, Ask};
use serde_json::json;

/// 2025-12-20 00:00 KST.
const CUT_OFF: i64 = 263 * 86_400;

/// Three hours at 7,920 won, one of which begins a second before the cut-off and two after it.
fn folder() -> Folder {
    let mut effective = effective(&[("T2.december", "cut_off")]);
    effective["programme"]["december_cut_off_s"] = json!(CUT_OFF);
    let session = gpu("a", CUT_OFF - 1, 7_201, 0, 0);
    let folder = Folder::of(&effective, &[&session], &[], &[]);
    let line = "1,2025-12,1,gpu-67tf,naru,dynamic,gpu,3,,,7920,0,0,0,0,23760,0,2160,0,23760,T1;T2;P2,a,15840";
    folder.write("bills.csv", &format!("{BILLS}{TRUE_UP}\n{line}\n"));
    folder
}

#[track_caller]
fn has(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "`{part}` is not in\n{text}");
    }
}

#[test]
fn the_statement_has_two_sums() {
    let log = folder().log();
    let month = |month| naru_units::Month::parse(month);
    let made = |project: Option<&str>, of, lang| {
        let ask = Ask { project: project.map(str::to_owned), month: month(of), supplier: None };
        papers::statement(&log, &ask, lang)
            .unwrap_or_else(|refused| panic!("{}", refused.text(lang)))
            .markdown
    };
    for project in [Some("1"), None] {
        let paper = made(project, "2025-12", Lang::Ko);
        has(
            &paper,
            &["23,760원", "마감(2025. 12. 20. 0시) 전에 시작한 사용(T2): 7,920원", "추가 정산(T2): 15,840원"],
        );
        let paper = made(project, "2025-12", Lang::En);
        has(&paper, &["begun before 2025-12-20 (T2): 7,920 won", "with the true-up (T2): 15,840 won"]);
        assert!(!made(project, "2025-11", Lang::Ko).contains("추가 정산"), "November has none");
    }
}

#[test]
fn a_line_says_what_comes_later() {
    let log = folder().log();
    let told =
        papers::line(&log, 1, Lang::Ko, 120).unwrap_or_else(|refused| panic!("{}", refused.text(Lang::Ko)));
    assert!(told.agrees, "{}", told.text);
    has(&told.text, &["추가 정산", "15,840원  T2", "2025. 12. 20. 0시부터 시작한 시간"]);
}
