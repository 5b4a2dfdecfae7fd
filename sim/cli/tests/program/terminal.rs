//! The summary on a screen of 80 columns, and streams that end before the program does.

use crate::workshop::Workshop;
use std::process::Stdio;

/// Columns that a terminal gives to a text: two for Hangul, ideographs and full-width forms, one for the rest
/// (Unicode Standard Annex 11; ambiguous characters are narrow).
pub(crate) fn columns(text: &str) -> usize {
    let wide = |c: char| matches!(u32::from(c), 0x1100..=0x115f | 0x2e80..=0x303e | 0x3041..=0xa4cf | 0xac00..=0xd7a3 | 0xf900..=0xfaff | 0xfe30..=0xfe6f | 0xff00..=0xff60 | 0xffe0..=0xffe6);
    text.chars().map(|c| if wide(c) { 2 } else { 1 }).sum()
}

#[test]
fn no_line_is_wider_than_80_columns() {
    let workshop = Workshop::new();
    for name in ["baseline-2025", "shared", "fewer-h100"] {
        for lang in ["ko", "en"] {
            let scenario = format!("scenarios/{name}.ron");
            let out =
                workshop.done(&["run", &scenario, "--replications", "3", "--no-charts", "--lang", lang]);
            assert!(out.lines().count() > 25, "{name} {lang}: the whole summary");
            assert!(
                out.ends_with('\n') && !out.contains(['\u{1b}', '\r', '\t']),
                "{name} {lang}: text alone"
            );
            for line in out.lines() {
                assert!(columns(line) <= 80, "{name} {lang}: {} columns: {line}", columns(line));
                assert_eq!(line.trim_end(), line, "{name} {lang}: blanks at a line's end");
            }
            assert_aligned(&out, lang);
        }
    }
}

/// Every verb's help on a screen of 80 columns.
#[test]
fn no_line_of_help_is_wider_than_80_columns() {
    let workshop = Workshop::new();
    let help = |arguments: &[&str]| {
        let output = workshop.command(arguments).env("COLUMNS", "80").output().expect("it can be started");
        String::from_utf8(output.stdout).expect("the program writes UTF-8")
    };
    let verbs: Vec<String> = help(&["--help", "--lang", "en"])
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .map(|line| line.split_whitespace().next().expect("a verb").to_owned())
        .collect();
    assert!(verbs.len() > 10, "{verbs:?}");
    for lang in ["ko", "en"] {
        let each =
            verbs.iter().filter(|verb| *verb != "help").map(|verb| help(&[verb, "--help", "--lang", lang]));
        for text in each.chain([help(&["--help", "--lang", lang])]) {
            assert!(text.lines().count() > 8, "{text}");
            for line in text.lines() {
                assert!(columns(line) <= 80, "{lang}: {} columns: {line}", columns(line));
            }
        }
    }
}

/// Right before a column no character whose width terminals disagree on.
#[track_caller]
fn assert_aligned(out: &str, lang: &str) {
    for line in out.lines() {
        let Some(last_gap) = line.trim_start().rfind("  ") else { continue };
        let before = &line.trim_start()[..last_gap];
        assert!(
            !before.contains(['·', '×', '±', '…', '△', '→', '※']) || !before.contains("  "),
            "{lang}: {line}"
        );
    }
}

#[test]
fn a_reader_who_went_away_is_no_failure() {
    let workshop = Workshop::new();
    let run =
        ["run", "scenarios/shared.ron", "--replications", "1", "--no-charts", "--lang", "en", "--out", "out"];
    for arguments in [&run[..], &["check", "scenarios/shared.ron"], &["--help"]] {
        let mut child = workshop.command(arguments).spawn().expect("the program can be started");
        drop((child.stdout.take(), child.stderr.take()));
        assert_eq!(child.wait().expect("it ends").code(), Some(0), "{arguments:?}");
    }
    assert!(workshop.path("out/summary.json").exists(), "the results stand");
}

/// Where the system has a device that is always full.
#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_below_standard_output_is_told() {
    let workshop = Workshop::new();
    let run = ["run", "scenarios/shared.ron", "--replications", "1", "--no-charts", "--out", "out", "--lang"];
    let check = ["check", "scenarios/shared.ron", "--lang"];
    for (lang, message) in [
        ("ko", "오류: 표준 출력에 쓸 수 없음: 남은 자리가 없음"),
        ("en", "error: standard output cannot be written: no space is left"),
    ] {
        for arguments in [&run[..], &check] {
            let full = std::fs::File::options().write(true).open("/dev/full").expect("the full device");
            let mut command = workshop.command(&[arguments, &[lang]].concat());
            let output = command.stdout(Stdio::from(full)).output().expect("the program can be started");
            let err = String::from_utf8(output.stderr).expect("UTF-8");
            assert_eq!((output.status.code(), err.lines().last()), (Some(3), Some(message)), "{arguments:?}");
        }
    }
}

/// What clap says in English is said in Korean where that is asked for, in whatever place.
#[test]
fn help_and_usage_errors_are_korean_where_asked() {
    let workshop = Workshop::new();
    let help = workshop.done(&["run", "--help", "--lang=ko"]);
    for part in ["사용법: naru run", "인자:\n", "옵션:\n", "반복 수 [기본값: 200]"] {
        assert!(help.contains(part), "`{part}` is not in\n{help}");
    }
    for (arguments, want) in [
        (&["--lang", "ko", "ran"][..], "오류: 모르는 명령 `ran`\n  = 혹시 `run`, `readings`?\n"),
        (&["run", "x.ron", "--foo", "--lang", "ko"], "오류: 모르는 인자 `--foo`\n"),
        (&["run", "--lang", "ko"], "오류: 빠진 인자: <SCENARIO>\n"),
        (&["--lang", "ko", "run", "x.ron", "--seed"], "오류: `--seed <S>`에 값이 있어야 함\n"),
        (
            &["run", "x.ron", "--replications", "0", "--lang", "ko"],
            "오류: `--replications <N>`에 쓸 수 없는 값 `0`\n  = 1..=1000000 안의 정수를 적음\n",
        ),
    ] {
        let ran = workshop.naru(arguments);
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(ran.err.starts_with(want), "{arguments:?}: {}", ran.err);
    }
}
