//! Files that people get wrong, through both verbs: exit code, the whole message in both languages, and nothing
//! written.

use crate::workshop::Workshop;

/// A wrong scenario, and what is to be said of it.
struct Wrong<'a> {
    bytes: &'a [u8],
    /// How `check` ends; `run` ends by `run`.
    check: i32,
    run: i32,
    ko: &'a str,
    en: &'a str,
    errors: u32,
    warnings: u32,
}

/// A file that can be read, with one error in it.
fn wrong<'a>(text: &'a str, ko: &'a str, en: &'a str) -> Wrong<'a> {
    Wrong { bytes: text.as_bytes(), check: 1, run: 2, ko, en, errors: 1, warnings: 0 }
}

/// A file that is no scenario at all.
fn unread<'a>(bytes: &'a [u8], ko: &'a str, en: &'a str) -> Wrong<'a> {
    Wrong { bytes, check: 2, ..wrong("", ko, en) }
}

/// `scenarios/bid.ron` of these bytes, and changes by `--set`, through `check` and `run` in both languages.
#[track_caller]
fn check_with(wrong: &Wrong<'_>, more: &[(&str, &str)], changes: &[&str]) {
    let workshop = Workshop::new();
    workshop.write("scenarios/bid.ron", wrong.bytes);
    for (name, text) in more {
        workshop.write(name, text);
    }
    let (errors, warnings, code) = (wrong.errors, wrong.warnings, wrong.check);
    let s = |n: u32| if n == 1 { "" } else { "s" };
    let of_language = [
        ("ko", wrong.ko, format!("오류 {errors}건, 경고 {warnings}건"), format!(". 종료 코드 {code}\n")),
        (
            "en",
            wrong.en,
            format!("{errors} error{}, {warnings} warning{}", s(errors), s(warnings)),
            format!(". Exit code {code}\n"),
        ),
    ];
    for (lang, message, tally, end) in of_language {
        let with = |verb| [&[verb, "scenarios/bid.ron", "--lang", lang], changes].concat();
        workshop.refuses(&with("check"), wrong.check, message, &(tally.clone() + &end));
        workshop.refuses(&with("run"), wrong.run, &format!("{message}{tally}\n"), "");
    }
}

#[track_caller]
fn check(wrong: &Wrong<'_>) {
    check_with(wrong, &[], &[]);
}

#[test]
fn a_typo_in_a_key() {
    check(&wrong(
        r#"(
    name: "bid",
    base: "baseline-2025.ron",
    policy: (placment: worst_fit),
)
"#,
        "\
오류: 알 수 없는 키 `policy.placment`
 --> scenarios/bid.ron:4:14
  |
4 |     policy: (placment: worst_fit),
  |              ^^^^^^^^ 혹시 `placement`?
  |
  = 여기에 있는 이름: `order`, `weights`, `priority`, `aims`, `half_life`, `backfill`, `placement`, `estimate`, `estimate_factor`, `declared`, `idle_return`, `concurrency`, `choice`
",
        "\
error: unknown key `policy.placment`
 --> scenarios/bid.ron:4:14
  |
4 |     policy: (placment: worst_fit),
  |              ^^^^^^^^ did you mean `placement`?
  |
  = names here: `order`, `weights`, `priority`, `aims`, `half_life`, `backfill`, `placement`, `estimate`, `estimate_factor`, `declared`, `idle_return`, `concurrency`, `choice`
",
    ));
}

#[test]
fn a_wrong_type() {
    check(&wrong(
        r#"(
    name: "bid",
    base: "baseline-2025.ron",
    fleet: { "naru": { "H100": (servers: "57") } },
)
"#,
        "\
오류: `fleet.naru.H100.servers`에는 0 이상의 정수가 와야 함(예: 57)
 --> scenarios/bid.ron:4:42
  |
4 |     fleet: { \"naru\": { \"H100\": (servers: \"57\") } },
  |                                          ^^^^ 지금은 글 \"57\"
",
        "\
error: `fleet.naru.H100.servers` takes a whole number, 0 or more (such as 57)
 --> scenarios/bid.ron:4:42
  |
4 |     fleet: { \"naru\": { \"H100\": (servers: \"57\") } },
  |                                          ^^^^ this is the text \"57\"
",
    ));
}

#[test]
fn a_negative_count() {
    check(&wrong(
        r#"(
    name: "bid",
    base: "baseline-2025.ron",
    fleet: { "naru": { "H100": (servers: -3) } },
)
"#,
        "\
오류: `fleet.naru.H100.servers`에는 0 이상의 정수가 와야 함(예: 57)
 --> scenarios/bid.ron:4:42
  |
4 |     fleet: { \"naru\": { \"H100\": (servers: -3) } },
  |                                          ^^ 지금은 -3
",
        "\
error: `fleet.naru.H100.servers` takes a whole number, 0 or more (such as 57)
 --> scenarios/bid.ron:4:42
  |
4 |     fleet: { \"naru\": { \"H100\": (servers: -3) } },
  |                                          ^^ this is -3
",
    ));
}

#[test]
fn a_ratio_above_a_half() {
    check(&wrong(
        r#"(
    name: "bid",
    base: "baseline-2025.ron",
    programme: (fixed_ratio: 0.5001),
)
"#,
        "\
오류[A4]: 고정할당 단가는 동적할당 단가의 0.5배 이내여야 함: 0.5001배는 넘음
 --> scenarios/bid.ron:4:30
  |
4 |     programme: (fixed_ratio: 0.5001),
  |                              ^^^^^^ 0.5 이하
  |
  = 공모안내서 3-①-나 \"만약 동적할당 기능에 장애가 발생하면 Pass-Through (이하 고정할당) 방식으로 변경이 가능해야 하고 이 경우 정산단가가 하향 조정됨 … 단 고정할당 참여 희망 시 동적할당 협상가의 50% 이내로 가격을 제시해야함\"
",
        "\
error[A4]: a fixed price is at most 0.5 of the dynamic price: 0.5001 is more
 --> scenarios/bid.ron:4:30
  |
4 |     programme: (fixed_ratio: 0.5001),
  |                              ^^^^^^ at most 0.5
  |
  = the call, 3-①-나: \"만약 동적할당 기능에 장애가 발생하면 Pass-Through (이하 고정할당) 방식으로 변경이 가능해야 하고 이 경우 정산단가가 하향 조정됨 … 단 고정할당 참여 희망 시 동적할당 협상가의 50% 이내로 가격을 제시해야함\"
",
    ));
}

#[test]
fn a_date_outside_the_programme() {
    check(&wrong(
        r#"(
    name: "bid",
    base: "baseline-2025.ron",
    fleet: { "naru": { "H100": (servers: { "2025-04-01": 57, "2026-01-01": 60 }) } },
)
"#,
        "\
오류[P1]: 사업기간 밖의 날짜: 2026-01-01
 --> scenarios/bid.ron:4:62
  |
4 |     fleet: { \"naru\": { \"H100\": (servers: { \"2025-04-01\": 57, \"2026-01-01\": 60 }) } },
  |                                                              ^^^^^^^^^^^^ 사업기간: 2025-04-01 ~ 2025-12-31
",
        "\
error[P1]: 2026-01-01 lies outside the programme
 --> scenarios/bid.ron:4:62
  |
4 |     fleet: { \"naru\": { \"H100\": (servers: { \"2025-04-01\": 57, \"2026-01-01\": 60 }) } },
  |                                                              ^^^^^^^^^^^^ the programme: 2025-04-01 to 2025-12-31
",
    ));
}

#[test]
fn an_unknown_pool() {
    check(&wrong(
        r#"(
    name: "bid",
    base: "baseline-2025.ron",
    offers: { "naru": { "gpu-67tf": (pool: "H10O") } },
)
"#,
        "\
오류: 투입 자원에 없는 이름: `H10O`
 --> scenarios/bid.ron:4:44
  |
4 |     offers: { \"naru\": { \"gpu-67tf\": (pool: \"H10O\") } },
  |                                            ^^^^^^ 혹시 `H100`?
  |
  = 여기에 있는 이름: `A100`, `H100`
",
        "\
error: pool `H10O` is not in the fleet
 --> scenarios/bid.ron:4:44
  |
4 |     offers: { \"naru\": { \"gpu-67tf\": (pool: \"H10O\") } },
  |                                            ^^^^^^ did you mean `H100`?
  |
  = names here: `A100`, `H100`
",
    ));
}

/// A change of the command line is no text of a file: its place is `--set`, first line, column within the change.
#[test]
fn an_override_of_a_path_that_does_not_exist() {
    check_with(
        &unread(
            b"( name: \"bid\", base: \"baseline-2025.ron\" )",
            "\
오류: 시나리오에 `fleet.naru.H10O` 경로가 없음
 --> --set:1:12
  |
1 | fleet.naru.H10O.servers=45
  |            ^^^^ 혹시 `H100`?
  |
  = 여기에 있는 이름: `A100`, `H100`
",
            "\
error: the scenario has no path `fleet.naru.H10O`
 --> --set:1:12
  |
1 | fleet.naru.H10O.servers=45
  |            ^^^^ did you mean `H100`?
  |
  = names here: `A100`, `H100`
",
        ),
        &[],
        &["--set", "fleet.naru.H10O.servers=45"],
    );
}

#[test]
fn a_missing_base() {
    check(&unread(
        br#"(
    name: "bid",
    base: "baseline-2052.ron",
)
"#,
        "\
오류: 열 수 없는 바탕 파일: `scenarios/baseline-2052.ron`
 --> scenarios/bid.ron:3:11
  |
3 |     base: \"baseline-2052.ron\",
  |           ^^^^^^^^^^^^^^^^^^^ 그런 파일이 없음
  |
  = 혹시 `scenarios/baseline-2025.ron`?
",
        "\
error: cannot open the base file `scenarios/baseline-2052.ron`
 --> scenarios/bid.ron:3:11
  |
3 |     base: \"baseline-2052.ron\",
  |           ^^^^^^^^^^^^^^^^^^^ no such file
  |
  = did you mean `scenarios/baseline-2025.ron`?
",
    ));
}

#[test]
fn a_base_loop() {
    check_with(
        &unread(
            b"( name: \"bid\", base: \"bid-b.ron\" )\n",
            "\
오류: 바탕 파일이 되돌아옴: scenarios/bid.ron -> scenarios/bid-b.ron -> scenarios/bid.ron
 --> scenarios/bid-b.ron:3:11
  |
3 |     base: \"bid.ron\",
  |           ^^^^^^^^^
",
            "\
error: the bases form a loop: scenarios/bid.ron -> scenarios/bid-b.ron -> scenarios/bid.ron
 --> scenarios/bid-b.ron:3:11
  |
3 |     base: \"bid.ron\",
  |           ^^^^^^^^^
",
        ),
        &[("scenarios/bid-b.ron", "(\n    name: \"b\",\n    base: \"bid.ron\",\n)\n")],
        &[],
    );
}

#[test]
fn an_empty_file() {
    check(&unread(
        b"",
        "\
오류: 빈 파일: `( name: \"…\", base: \"…\", … )` 꼴의 시나리오가 와야 함
 --> scenarios/bid.ron:1:1
  |
1 |
  | ^
",
        "\
error: empty file: expected a scenario, `( name: \"…\", base: \"…\", … )`
 --> scenarios/bid.ron:1:1
  |
1 |
  | ^
",
    ));
}

/// The outer bracket is the first level, so that the 64th of the list is one too many.
#[test]
fn a_nesting_of_a_hundred_thousand() {
    let text = format!("(\n    a: {}{}\n)\n", "[".repeat(100_000), "]".repeat(100_000));
    // A line that long is shown as far as 200 columns go, `2 | `, `    a: ` and the dots among them.
    let shown = format!(
        " --> scenarios/bid.ron:2:71\n  |\n2 |     a: {}...\n  | {}^\n",
        "[".repeat(200 - 4 - 7 - 3),
        " ".repeat(70)
    );
    check(&unread(
        text.as_bytes(),
        &format!("오류: 괄호가 64겹보다 깊음\n{shown}"),
        &format!("error: brackets nested deeper than 64 levels\n{shown}"),
    ));
}

#[test]
fn a_binary_file() {
    check(&unread(
        b"PK\x03\x04\x00\x00",
        "\
오류: 글 파일이 아님: 5번째 바이트가 0. RON 글(.ron)이 와야 함
--> scenarios/bid.ron:1:5
",
        "\
error: not a text file: byte 5 is 0; expected RON text (.ron)
--> scenarios/bid.ron:1:5
",
    ));
}

#[test]
fn a_promise_that_names_an_unknown_metric() {
    check(&Wrong {
        errors: 2,
        ..wrong(
            r#"(
    name: "bid",
    base: "baseline-2025.ron",
    promises: {
        "wait": (metric: "programme.waits.all.over_limit_shar"),
        "money": (metric: "budget.exhausted_no"),
    },
)
"#,
            "\
오류: 약속 `wait`의 지표에 없는 이름: `programme.waits.all.over_limit_shar`
 --> scenarios/bid.ron:5:26
  |
5 |         \"wait\": (metric: \"programme.waits.all.over_limit_shar\"),
  |                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 혹시 `programme.waits.all.over_limit_share`?
  |
  = 가까운 지표: `programme.waits.all.over_limit_share`, `programme.waits.all.over_limit_any_share`, `programme.waits.all.over_limit_share_upper`

오류: 약속 `money`의 지표에 없는 이름: `budget.exhausted_no`
 --> scenarios/bid.ron:6:27
  |
6 |         \"money\": (metric: \"budget.exhausted_no\"),
  |                           ^^^^^^^^^^^^^^^^^^^^^ 혹시 `budget.exhausted_on`?
  |
  = 가까운 지표: `budget.exhausted_on`, `budget.exhausted_share`, `budget.need_won`
",
            "\
error: promise `wait` names a metric that does not exist: `programme.waits.all.over_limit_shar`
 --> scenarios/bid.ron:5:26
  |
5 |         \"wait\": (metric: \"programme.waits.all.over_limit_shar\"),
  |                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ did you mean `programme.waits.all.over_limit_share`?
  |
  = nearest metrics: `programme.waits.all.over_limit_share`, `programme.waits.all.over_limit_any_share`, `programme.waits.all.over_limit_share_upper`

error: promise `money` names a metric that does not exist: `budget.exhausted_no`
 --> scenarios/bid.ron:6:27
  |
6 |         \"money\": (metric: \"budget.exhausted_no\"),
  |                           ^^^^^^^^^^^^^^^^^^^^^ did you mean `budget.exhausted_on`?
  |
  = nearest metrics: `budget.exhausted_on`, `budget.exhausted_share`, `budget.need_won`
",
        )
    });
}

/// Every problem of the file in one run, in the order of the file. Counted in `broken-example.ron` by hand.
#[test]
fn all_problems_of_a_file_in_one_run() {
    let places = [
        ("error[A4]", "6:30"),
        ("warning[S2]", "9:31"),
        ("warning[S2]", "10:47"),
        ("error[P1]", "10:51"),
        ("error[P7]", "10:77"),
        ("warning", "11:13"),
        ("error", "14:45"),
        ("error", "15:37"),
        ("warning[A7]", "16:21"),
        ("error", "16:36"),
        ("error", "16:70"),
        ("error", "17:31"),
        ("error[P5]", "17:56"),
        ("error", "19:19"),
        ("error", "20:49"),
        ("error[P1]", "21:34"),
        ("error", "22:29"),
    ];
    let workshop = Workshop::new();
    let before = workshop.files("");
    for (lang, tally) in [("en", "13 errors, 4 warnings"), ("ko", "오류 13건, 경고 4건")] {
        let name = "scenarios/broken-example.ron";
        let end = if lang == "en" { "Exit code" } else { "종료 코드" };
        let checked = workshop.naru(&["check", name, "--lang", lang]);
        let run = workshop.naru(&["run", name, "--lang", lang]);
        assert_eq!((checked.code, checked.out), (Some(1), format!("{tally}. {end} 1\n")));
        assert_eq!((run.code, run.out.as_str()), (Some(2), ""));
        assert_eq!(run.err, format!("{}{tally}\n", checked.err));
        let messages: Vec<&str> = checked.err.trim_end().split("\n\n").collect();
        assert_eq!(messages.len(), places.len(), "{}", checked.err);
        for (message, (title, place)) in messages.iter().zip(places) {
            let title = title.replace("error", if lang == "en" { "error" } else { "오류" });
            let title = title.replace("warning", if lang == "en" { "warning" } else { "경고" });
            assert!(message.starts_with(&format!("{title}: ")), "{title} {place}: {message}");
            assert!(message.contains(&format!("--> {name}:{place}\n")), "{title} {place}: {message}");
        }
    }
    assert!(workshop.files("") == before);
}
