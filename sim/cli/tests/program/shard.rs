//! `naru shard` and `naru merge`: the bytes of one machine, and everything that can be wrong with a folder of shards.

use crate::workshop::{Ran, Workshop};
use naru_results::{KeptPart, Replace, Shard, StudyHead};
use std::collections::BTreeMap;
use std::fs;

/// The baseline with few projects: a replication is short.
pub(crate) const SMALL: &str = "(
    name: \"small\",
    base: \"scenarios/baseline-2025.ron\",
    products: {
        \"gpu-39tf\": (projects: 5), \"gpu-67tf\": (projects: 3), \"gpu-134tf\": (projects: 2),
        \"npu-60\": (projects: 1), \"npu-120\": (projects: 1), \"npu-240\": (projects: 1),
    },
)
";

/// One of its points is refused: 0 is no use at all.
pub(crate) const STUDY: &str = "(
    name: \"s\",
    scenario: \"small.ron\",
    grid: [(path: \"demand.level\", values: [0.8, 1.2]), (path: \"demand.drop_out\", values: [\"1.5\", 0.1])],
    metrics: [\"budget.spent_won\", \"budget.exhausted_share\", \"waits.all.over_limit_share\"],
)
";

/// A study of every kind of verb that has shards, by its arguments and as `naru shard` may be given it.
pub(crate) const STUDIES: [(&[&str], usize); 4] = [
    (&["run", "small.ron", "--replications", "9", "--set", "demand.level=1.1"], 1),
    (&["sweep", "study.ron", "--replications", "4"], 1),
    (
        &[
            "compare",
            "small.ron",
            "cap.ron",
            "--replications",
            "5",
            "--metric",
            "budget.spent_won",
            "--metric",
            "waits.all.mean_hours",
        ],
        0,
    ),
    (&["readings", "small.ron", "--replications", "3", "--shapley", "2"], 0),
];

pub(crate) fn workshop() -> Workshop {
    let workshop = Workshop::new();
    workshop.write("small.ron", SMALL);
    workshop.write(
        "cap.ron",
        "(name: \"cap\", base: \"small.ron\", programme: (budget: (cap_won: 5_500_000_000)))",
    );
    workshop.write("study.ron", STUDY);
    workshop
}

/// Everything but how it was made.
pub(crate) fn files(workshop: &Workshop, folder: &str) -> BTreeMap<String, Vec<u8>> {
    let mut files = workshop.files(folder);
    files.remove("run.json");
    assert!(files.len() > 3, "{folder} holds a result: {:?}", files.keys());
    files
}

pub(crate) fn shard(workshop: &Workshop, study: &[&str], (index, of): (u32, u32), lang: &str) -> Ran {
    let (index, of) = (index.to_string(), of.to_string());
    let which = ["--index", &index, "--of", &of, "--out", "shards", "--lang", lang, "--threads", "1"];
    workshop.naru(&[&["shard"], study, &which[..]].concat())
}

#[track_caller]
pub(crate) fn made(workshop: &Workshop, study: &[&str], which: (u32, u32)) {
    let ran = shard(workshop, study, which, "en");
    assert_eq!(ran.code, Some(0), "{study:?} {which:?}: {}", ran.err);
    assert_eq!(ran.out, "", "what a shard says is said on the way");
}

/// In random order, one twice, options on either side, and merged elsewhere once the files of the study are gone.
#[test]
fn shards_in_any_order_make_the_bytes_of_one_machine() {
    for (study, verb) in STUDIES {
        let workshop = workshop();
        workshop.done(&[study, &["--out", "one"]].concat());
        for index in [3, 0, 4, 2, 0, 1] {
            made(&workshop, &study[verb..], (index, 5));
        }
        let names: Vec<String> = (0..5).map(|index| format!("shard-{index}-of-5.bin")).collect();
        assert_eq!(workshop.names("shards"), names);
        // A clock that jumped on one of the machines.
        for (date, index) in [("197101010000", 1), ("203701010000", 4)] {
            let path = workshop.path(&format!("shards/shard-{index}-of-5.bin"));
            let touched = std::process::Command::new("touch").args(["-t", date]).arg(path).status();
            assert!(touched.is_ok_and(|it| it.success()));
        }
        for name in ["small.ron", "study.ron", "cap.ron"] {
            fs::remove_file(workshop.path(name)).expect("it was there");
        }
        workshop.done(&["merge", "shards", "--out", "merged", "--threads", "1"]);
        let (one, merged) = (files(&workshop, "one"), files(&workshop, "merged"));
        assert!(one == merged, "{study:?}: {:?} {:?}", one.keys(), merged.keys());
        // A report's commands are made from the study's, not from the merge's.
        let run = workshop.files("merged").remove("run.json");
        assert_eq!(run.is_some(), ["run", "compare"].contains(&study[0]), "{study:?}");
        if let Some(run) = &run {
            let run: serde_json::Value = serde_json::from_slice(run).expect("JSON");
            assert_eq!(run["command"], format!("naru {}", study.join(" ")));
            assert!(run["events_per_second"].is_null(), "the shards handled them");
        }
        assert_eq!(workshop.names(""), ["merged", "one", "scenarios", "shards"], "nothing is left behind");
    }
}

/// Every replication is in one shard, and a shard made twice is the same file: nothing can be counted twice.
#[test]
fn shards_share_the_replications_out() {
    let workshop = workshop();
    let (study, _) = STUDIES[1];
    for index in 0..3 {
        made(&workshop, study, (index, 3));
    }
    let mut all = Vec::new();
    for index in 0..3 {
        let path = workshop.path(&format!("shards/shard-{index}-of-3.bin"));
        let shard = Shard::read(&path).expect("it is whole");
        assert_eq!((shard.head.index, shard.head.of, shard.head.replications), (index, 3, 20));
        all.extend(shard.rows.iter().map(|row| (row.arm, row.replication)));
        let bytes = fs::read(&path).expect("it is there");
        fs::remove_file(&path).expect("it is there");
        made(&workshop, study, (index, 3));
        assert!(fs::read(&path).expect("it is there") == bytes, "{index}");
    }
    all.sort_unstable();
    // The scenario as it stands and four points, four replications each.
    let want: Vec<(u64, u32)> = (0..5).flat_map(|point| (0..4).map(move |r| (point, r))).collect();
    assert_eq!(all, want);
}

#[test]
fn a_shard_that_stands_is_not_made_again_and_a_broken_one_is() {
    let workshop = workshop();
    let (study, _) = STUDIES[0];
    // 9 of the run and 4 of each of 5 smaller fleets: 1, 5, 9, 13, 17, 21 and 25 of 29.
    let ran = shard(&workshop, study, (1, 4), "en");
    let want = "shard 1 of 4: 7 replications (those of the smaller fleets that are tried counted in) in shards/shard-1-of-4.bin. Once all are there: naru merge shards\n";
    assert!(ran.code == Some(0) && ran.err.ends_with(want), "{}", ran.err);
    let before = workshop.files("shards");
    for (lang, want) in [
        ("ko", "shards/shard-1-of-4.bin은 이미 끝난 조각임. 다시 하지 않음\n"),
        ("en", "shards/shard-1-of-4.bin is done already: nothing to do\n"),
    ] {
        let ran = shard(&workshop, study, (1, 4), lang);
        assert!(ran.err.ends_with(want), "{}", ran.err);
        assert_eq!(ran.code, Some(0));
        assert!(workshop.files("shards") == before);
    }
    let bytes = &before["shard-1-of-4.bin"];
    workshop.write("shards/shard-1-of-4.bin", &bytes[..bytes.len() / 2]);
    let ran = shard(&workshop, study, (1, 4), "en");
    assert!(
        ran.err.contains("shards/shard-1-of-4.bin was cut short or changed: it is made again\n"),
        "{}",
        ran.err
    );
    assert!(workshop.files("shards") == before, "and is the same again");
    let other = [study, &["--seed", "2"]].concat();
    for (lang, want) in [
        (
            "ko",
            "오류: shards/shard-1-of-4.bin은 다른 연구의 조각이어서 바꾸지 않음\n  = `--seed`: 그 파일은 1, 여기는 2\n  = `--out`으로 다른 폴더를 주거나 그 파일을 옮김\n",
        ),
        (
            "en",
            "error: shards/shard-1-of-4.bin is a shard of another study and is not replaced\n  = `--seed`: 1 there, 2 here\n  = give another folder with `--out`, or move that file away\n",
        ),
    ] {
        let ran = shard(&workshop, &other, (1, 4), lang);
        assert!(ran.err.ends_with(want), "{}", ran.err);
        assert_eq!(ran.code, Some(2));
        assert_eq!(workshop.files("shards")["shard-1-of-4.bin"], *bytes, "nothing is lost");
        assert_eq!(workshop.names("shards"), ["shard-1-of-4.bin"], "nothing is left behind");
    }
}

/// A folder where one is missing and one was cut: both are named with the line that makes them; the lines are run.
#[test]
fn what_is_missing_is_listed_and_a_second_try_is_accepted() {
    let workshop = workshop();
    let (study, _) = STUDIES[0];
    workshop.done(&[study, &["--out", "one"]].concat());
    for index in [0, 1, 3, 4, 5] {
        made(&workshop, study, (index, 6));
    }
    let bytes = fs::read(workshop.path("shards/shard-3-of-6.bin")).expect("it is there");
    workshop.write("shards/shard-3-of-6.bin", &bytes[..bytes.len() - 1]);
    let line = |index| {
        format!(
            "  naru shard run small.ron --replications 9 --set demand.level=1.1 --index {index} --of 6 --out shards\n"
        )
    };
    let lines = line(2) + &line(3);
    let ko = format!(
        "경고: shards/shard-3-of-6.bin은 잘렸거나 바뀌어 있어서 쓰지 않음\n오류: shards에 조각 6개 가운데 2개가 빠져 있음: 2-3. 아무것도 쓰지 않음\n{lines}"
    );
    let en = format!(
        "warning: shards/shard-3-of-6.bin was cut short or changed and is not used\nerror: 2 of 6 shards are missing in shards: 2-3; nothing was written\n{lines}"
    );
    workshop.refuses(&["merge", "shards", "--out", "merged", "--lang", "ko"], 2, &ko, "");
    workshop.refuses(&["merge", "shards", "--out", "merged", "--lang", "en"], 2, &en, "");
    for line in lines.lines() {
        workshop.done(&line.split_whitespace().skip(1).collect::<Vec<_>>());
    }
    workshop.done(&["merge", "shards", "--out", "merged"]);
    assert!(files(&workshop, "one") == files(&workshop, "merged"));
}

/// 9 of a run and 4 of each of 5 smaller fleets among 40: the last eleven have none, say so, and are not missed.
#[test]
fn more_shards_than_replications() {
    let workshop = workshop();
    let (study, _) = STUDIES[0];
    let ran = shard(&workshop, study, (39, 40), "en");
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let last = "shard 39 of 40: none of the 29 replications (those of the smaller fleets that are tried counted in) falls to it; shards/shard-39-of-40.bin is empty. Once all are there: naru merge shards\n";
    assert!(ran.err.ends_with(last), "{}", ran.err);
    let ran = workshop.naru(&["merge", "shards", "--lang", "en"]);
    assert!(
        ran.err.starts_with("error: 29 of 40 shards are missing in shards: 0-28; nothing was written\n"),
        "{}",
        ran.err
    );
    assert!(ran.err.ends_with("--index 15 --of 40 --out shards\n  …\n"), "{}", ran.err);
}

/// Somebody else is writing the shard: exit code 75, and the other goes on undisturbed.
#[test]
fn a_second_writer_of_a_shard_tries_again() {
    let workshop = workshop();
    let (study, _) = STUDIES[0];
    let path = workshop.path("shards/.shard-0-of-4.part");
    let head = StudyHead::new("run", "…", String::new(), ("…", 1), 1);
    let (other, _) = KeptPart::open(&path, &head, Replace::SameScenario).expect("it can be written");
    let bytes = fs::read(&path).expect("it is there");
    for (lang, want) in [
        (
            "ko",
            "오류: shards/.shard-0-of-4.part는 다른 naru가 쓰고 있음\n  = 그것이 끝난 뒤에 다시 하거나 `--out`으로 다른 폴더를 줌\n",
        ),
        (
            "en",
            "error: shards/.shard-0-of-4.part is being written by another naru\n  = try again once that has ended, or give another folder with `--out`\n",
        ),
    ] {
        let ran = shard(&workshop, study, (0, 4), lang);
        assert_eq!(ran.code, Some(75), "{}", ran.err);
        assert!(ran.err.ends_with(want), "{}", ran.err);
        assert_eq!(fs::read(&path).expect("it is there"), bytes);
    }
    drop(other);
    made(&workshop, study, (0, 4));
}

/// What a shard of another study has done is not dropped unless that is asked for.
#[test]
fn kept_work_of_another_study_is_not_dropped() {
    let workshop = workshop();
    let (study, _) = STUDIES[0];
    let path = workshop.path("shards/.shard-0-of-4.part");
    let head = StudyHead::new("sweep", "…", String::new(), (naru_study::PROGRAM_HASH, 1), 1);
    let (mut other, _) = KeptPart::open(&path, &head, Replace::SameScenario).expect("it can be written");
    other.add(7, 0, &[1, 2]).expect("it can be written");
    drop(other);
    let bytes = fs::read(&path).expect("it is there");
    let ran = shard(&workshop, study, (0, 4), "en");
    let want = "error: shards/.shard-0-of-4.part holds 1 finished replication of another study\n  = another verb: sweep there, run here\n";
    assert!(ran.code == Some(2) && ran.err.contains(want), "{}", ran.err);
    assert_eq!(fs::read(&path).expect("it is there"), bytes);
    made(&workshop, &[study, &["--force"]].concat(), (0, 4));
    assert_eq!(workshop.names("shards"), ["shard-0-of-4.bin"]);
}

/// A limit on the size of files stands for a disk that is full: 75, what is done is kept, and with room it goes on.
#[cfg(unix)]
#[test]
fn a_full_disk_in_the_middle() {
    let workshop = workshop();
    workshop.done(&["run", "small.ron", "--replications", "60", "--out", "one"]);
    let line = |index: u32| {
        format!("shard small.ron --replications 60 --index {index} --of 2 --out shards --lang en")
    };
    // `ulimit` counts blocks of 512 bytes in a POSIX shell, 1,024 in others.
    let script = format!("trap '' XFSZ; ulimit -f 100; exec {} {}", env!("CARGO_BIN_EXE_naru"), line(0));
    let mut shell = std::process::Command::new("sh");
    let output = shell.args(["-c", &script]).current_dir(workshop.path("")).output().expect("a shell");
    let err = String::from_utf8(output.stderr).expect("UTF-8");
    assert_eq!(output.status.code(), Some(75), "{err}");
    let want = "error: shards/.shard-0-of-2.part cannot be written: the file is larger than is allowed\n  = make room and give the same command again: replications that are done are kept\n";
    assert!(err.ends_with(want), "{err}");
    assert_eq!(workshop.names("shards"), [".shard-0-of-2.part"], "no shard, or a whole one");
    let again = workshop.naru(&line(0).split(' ').collect::<Vec<_>>());
    assert_eq!(again.code, Some(0), "{}", again.err);
    assert!(again.err.contains("going on: "), "{}", again.err);
    workshop.done(&line(1).split(' ').collect::<Vec<_>>());
    workshop.done(&["merge", "shards", "--out", "merged"]);
    assert!(files(&workshop, "one") == files(&workshop, "merged"));
}

#[test]
fn what_makes_no_shard() {
    let workshop = workshop();
    let such = "such as: naru shard scenarios/baseline-2025.ron --index 0 --of 8 --out shards\n";
    let en = format!(
        "error: say which shard by `--index I --of N --out DIR`: I from 0 to N - 1, N up to 1000000\n  = {such}"
    );
    for arguments in [
        &["small.ron"][..],
        &["small.ron", "--index", "8", "--of", "8", "--out", "d"],
        &["small.ron", "--index", "-1", "--of", "8", "--out", "d"],
        &["small.ron", "--index", "0", "--of", "0", "--out", "d"],
        &["small.ron", "--index", "0", "--of", "8"],
    ] {
        workshop.refuses(&[&["shard", "--lang", "en"], arguments].concat(), 2, &en, "");
    }
    let which = ["--index", "0", "--of", "8", "--out", "d", "--lang", "en"];
    let refused = |arguments: &[&str]| {
        let ran = workshop.naru(&[&["shard"], arguments, &which[..]].concat());
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{}", ran.err);
        ran.err
    };
    assert!(refused(&["small.ron", "--precision"]).contains("follows from their results"));
    assert!(refused(&["compare", "small.ron"]).contains("at most"));
    assert!(refused(&["small.ron", "--replicatons", "3"]).contains("'--replications'"));
    // The language counts where it stands behind the study, too.
    let none = "오류: `solve`에는 조각이 없음\n  = 조각으로 나눌 수 있는 것: run, compare, sweep, readings\n";
    let late = ["--index", "0", "--of", "8", "--out", "d", "--lang", "ko"];
    workshop.refuses(&[&["shard", "solve", "small.ron"], &late[..]].concat(), 2, none, "");
    let ran = workshop.naru(&["shard", "small.ron", "--index", "8", "--of", "8", "--out", "d", "--lang=ko"]);
    assert!(ran.err.starts_with("오류: 어느 조각인지"), "{}", ran.err);
    let ran = workshop.naru(&[&["shard", "none.ron"], &which[..]].concat());
    assert!(ran.err.contains("cannot open the file"), "{}", ran.err);
    let ko = "오류: scenarios에 조각이 없음\n  = 먼저 만듦. 예: naru shard scenarios/baseline-2025.ron --index 0 --of 8 --out scenarios\n";
    workshop.refuses(&["merge", "scenarios", "--lang", "ko"], 2, ko, "");
    for folder in ["none", "small.ron"] {
        let ko =
            format!("오류: {folder}: 그런 폴더가 없음\n  = 조각을 모은 폴더를 적음. 예: naru merge shards\n");
        workshop.refuses(&["merge", folder, "--lang", "ko"], 2, &ko, "");
    }
    assert_eq!(workshop.names(""), ["cap.ron", "scenarios", "small.ron", "study.ron"]);
}
