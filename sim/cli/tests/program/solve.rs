//! `naru solve`: what it says of questions that are none, what it writes, how it ends.

use crate::workshop::Workshop;

const SERVERS: &str = "fleet.naru.H100.servers=30..57";
const UNTIL: &str = "programme.waits.gpu-134tf.p95_hours < 8";

/// A question of the baseline that is none: told in both languages, exit code 2, nothing written.
#[track_caller]
fn check(arguments: &[&str], ko: &str, en: &str) {
    let workshop = Workshop::new();
    for (lang, message) in [("ko", ko), ("en", en)] {
        let all = [&["solve", "scenarios/baseline-2025.ron", "--lang", lang], arguments].concat();
        workshop.refuses(&all, 2, &format!("{message}\n"), "");
    }
}

#[test]
fn an_unknown_metric_gets_the_nearest_names() {
    check(
        &["--vary", SERVERS, "--until", "programme.waits.gpu-134f.p95_hours < 8"],
        "오류: 지표 `programme.waits.gpu-134f.p95_hours`가 없음\n  = 혹시: waits.gpu-134tf.p95_hours, waits.gpu-134tf.p90_hours, waits.gpu-134tf.p99_hours",
        "error: there is no metric `programme.waits.gpu-134f.p95_hours`\n  = nearest: waits.gpu-134tf.p95_hours, waits.gpu-134tf.p90_hours, waits.gpu-134tf.p99_hours",
    );
}

#[test]
fn a_constraint_needs_a_relation_and_a_bound() {
    check(
        &["--vary", SERVERS, "--until", "waits.all.mean_hours"],
        "오류: `--until`에 부등호가 없음\n  = `지표 < 값`처럼 적음. 쓸 수 있는 것: < <= > >=. 예: 'programme.waits.gpu-134tf.p95_hours < 8'",
        "error: `--until` has no relation\n  = write `METRIC < BOUND` with one of < <= > >=, such as 'programme.waits.gpu-134tf.p95_hours < 8'",
    );
    check(
        &["--vary", SERVERS, "--until", "budget.exhausted_on >= 8"],
        "오류: `8`은 날짜가 아님\n  = 소진일은 2025-12-15처럼 적음",
        "error: `8` is no date\n  = a day of exhaustion is held against a date such as 2025-12-15",
    );
}

#[test]
fn a_share_of_programmes_is_of_one_number_per_programme() {
    check(
        &["--vary", SERVERS, "--until", "waits.gpu-134tf.p95_hours < 8", "--share", "0.95"],
        "오류: `waits.gpu-134tf.p95_hours`는 모든 사업의 신청을 모은 값이라 사업의 몫을 물을 수 없음\n  = 사업마다의 값은 `programme.waits.gpu-134tf.p95_hours`, 모은 값이면 `--share`를 뺌",
        "error: `waits.gpu-134tf.p95_hours` is a figure of all requests: no share of programmes has it\n  = ask for `programme.waits.gpu-134tf.p95_hours`, one number per programme, or leave `--share` out",
    );
    check(
        &["--vary", SERVERS, "--until", UNTIL, "--share", "1"],
        "오류: 사업의 몫 1은 0과 1 사이여야 함\n  = 모든 사업에서 지켜짐은 몇 번을 모의실험해도 보일 수 없음. 예: 0.99(일어나는 일의 상한이면 0.01)",
        "error: a share of 1 is not between 0 and 1\n  = that all programmes keep to something cannot be shown by any number of them; give 0.99, say (or 0.01 as the upper bound on what happens)",
    );
    check(
        &["--vary", SERVERS, "--until", "budget.exhausted_share <= 0"],
        "오류: 사업의 몫 1은 0과 1 사이여야 함\n  = 모든 사업에서 지켜짐은 몇 번을 모의실험해도 보일 수 없음. 예: 0.99(일어나는 일의 상한이면 0.01)",
        "error: a share of 1 is not between 0 and 1\n  = that all programmes keep to something cannot be shown by any number of them; give 0.99, say (or 0.01 as the upper bound on what happens)",
    );
}

#[test]
fn a_path_that_is_no_number_says_what_stands_there() {
    let until = ["--until", UNTIL];
    check(
        &[&["--vary", "policy.idle_return=1..2"], &until[..]].concat(),
        "오류: `policy.idle_return`의 값 `30min`은 수가 아님\n  = 수로 적힌 값만 바꿀 수 있음. 예: fleet.naru.H100.servers, prices.naru.gpu-67tf, demand.level",
        "error: `policy.idle_return` is `30min`, which is no number\n  = only numbers can be varied, such as fleet.naru.H100.servers, prices.naru.gpu-67tf, demand.level",
    );
    check(
        &[&["--vary", "fleet.naru.H10O.servers=1..2"], &until[..]].concat(),
        "오류: `fleet.naru.H10O`가 시나리오에 없음\n  = 혹시 `fleet.naru.H100`?",
        "error: there is no `fleet.naru.H10O` in the scenario\n  = did you mean `fleet.naru.H100`?",
    );
    check(
        &[&["--vary", "fleet.naru.H100.servers"], &until[..]].concat(),
        "오류: `--vary fleet.naru.H100.servers`에 범위가 없음\n  = `경로=낮은값..높은값`처럼 적음. 예: fleet.naru.H100.servers=25..57",
        "error: `--vary fleet.naru.H100.servers` has no range\n  = write `PATH=LOW..HIGH`, such as fleet.naru.H100.servers=25..57",
    );
    check(
        &[&["--vary", "demand.level=1..0.5"], &until[..]].concat(),
        "오류: 범위 1..0.5에 값이 없음\n  = 낮은 값을 앞에 적음: 0.5..1",
        "error: the range 1..0.5 is empty\n  = the lower end comes first: 0.5..1",
    );
    check(
        &[&["--vary", "demand.level=1..9e29"], &until[..]].concat(),
        "오류: 범위가 너무 넓음: 1..900000000000000000000000000000\n  = 두 끝을 더 가깝게, 더 적은 자릿수로 적음",
        "error: the range 1..900000000000000000000000000000 is too wide\n  = give ends that are closer, with fewer digits",
    );
}

#[test]
fn a_promise_that_is_not_there_names_those_that_are() {
    check(
        &["--vary", SERVERS, "--keep", "waits"],
        "오류: 약속 `waits`가 시나리오에 없음\n  = 있는 약속: wait, money",
        "error: the scenario has no promise `waits`\n  = promises: wait, money",
    );
}

/// Five servers of one card for 24 projects: told to be below the floor before anything is simulated, exit code 1 where
/// nothing holds and 0 where something does; no line is wider than a terminal.
#[test]
fn an_answer_and_none_are_written_and_told() {
    let workshop = Workshop::new();
    workshop.write(
        "scenarios/small.ron",
        include_str!("../../../study/tests/files/small-solve.ron").replace("../../../../scenarios/", ""),
    );
    let solve = |range: &str, lang: &str| {
        let vary = format!("fleet.naru.H100.servers={range}");
        let until = "programme.waits.gpu-67tf.p95_hours < 8";
        workshop.naru(&[
            "solve",
            "scenarios/small.ron",
            "--vary",
            &vary,
            "--until",
            until,
            "--share",
            "0.9",
            "--replications",
            "60",
            "--out",
            "solved",
            "--force",
            "--lang",
            lang,
        ])
    };
    for lang in ["ko", "en"] {
        let (none, some) = (solve("3..5", lang), solve("22..24", lang));
        assert_eq!((none.code, some.code), (Some(1), Some(0)), "{none:?}{some:?}");
        for ran in [&none, &some] {
            for line in ran.out.lines() {
                assert!(console::measure_text_width(line) <= 80, "{line}");
            }
        }
        let floor = if lang == "ko" {
            "24장은 필요카드수 450장보다 426장 적음[S2]"
        } else {
            "24 cards are 426 below the floor of 450 [S2]"
        };
        assert!(some.err.contains(floor), "{}", some.err);
        let answer =
            if lang == "ko" { "답    H100 22대(22장)." } else { "Answer    H100: 22 servers (22 cards)." };
        assert!(some.out.starts_with(answer), "{}", some.out);
    }
    assert_eq!(workshop.names("solved"), ["solve.json", "solve.md"]);
}

/// Another question does not replace the results of the first unless it is told to.
#[test]
fn another_question_replaces_nothing() {
    let workshop = Workshop::new();
    workshop.write(
        "scenarios/small.ron",
        include_str!("../../../study/tests/files/small-solve.ron").replace("../../../../scenarios/", ""),
    );
    let solve = |share: &str| {
        let vary = "fleet.naru.H100.servers=24..24";
        let until = "programme.waits.gpu-67tf.p95_hours < 8";
        workshop.naru(&[
            "solve",
            "scenarios/small.ron",
            "--vary",
            vary,
            "--until",
            until,
            "--share",
            share,
            "--replications",
            "40",
            "--out",
            "solved",
            "--lang",
            "en",
        ])
    };
    assert_eq!(solve("0.8").code, Some(0));
    let before = workshop.files("solved");
    let refused = solve("0.7");
    assert_eq!(refused.code, Some(2), "{refused:?}");
    assert!(before == workshop.files("solved"));
    assert_eq!(solve("0.8").code, Some(0));
    assert!(before == workshop.files("solved"), "the same question, the same bytes");
}
