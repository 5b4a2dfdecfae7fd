//! `naru merge`: what is in one folder, put together or told apart.

use crate::shard::{STUDIES, files, made, shard, workshop};
use naru_results::Shard;
use std::fs;

/// Two replications of a shard change places: the result is another, so it is the shards' and not made anew.
#[test]
fn a_result_is_what_the_shards_hold() {
    for (study, _) in STUDIES {
        let workshop = workshop();
        for index in 0..2 {
            made(&workshop, study, (index, 2));
        }
        workshop.done(&["merge", "shards", "--out", "merged"]);
        let path = workshop.path("shards/shard-0-of-2.bin");
        let mut shard = Shard::read(&path).expect("it is whole");
        let rows = &mut shard.rows;
        let mut pairs = (0..rows.len()).flat_map(|a| (0..a).map(move |b| (a, b)));
        let alike =
            |(a, b): &(usize, usize)| rows[*a].arm == rows[*b].arm && rows[*a].numbers != rows[*b].numbers;
        let (a, b) = pairs.find(alike).expect("two of an arm that differ");
        let numbers = rows[a].numbers.clone();
        rows[a].numbers = std::mem::replace(&mut rows[b].numbers, numbers);
        shard.write(&workshop.path("shards")).expect("it can be written");
        workshop.done(&["merge", "shards", "--out", "swapped"]);
        let all = |folder| workshop.files(folder);
        let differ =
            all("merged").iter().any(|(name, bytes)| name != "run.json" && all("swapped")[name] != *bytes);
        assert!(differ, "{study:?}: nothing changed");
    }
}

/// Another seed, scenario, number of replications or version: named, and nothing is written.
#[test]
fn shards_of_different_studies_in_one_folder_are_told_apart() {
    let workshop = workshop();
    let study = ["run", "small.ron", "--replications", "6"];
    made(&workshop, &study, (0, 5));
    made(&workshop, &[&study[..], &["--seed", "7"]].concat(), (1, 5));
    made(&workshop, &["run", "small.ron", "--replications", "7"], (2, 5));
    made(&workshop, &["run", "cap.ron", "--replications", "6"], (3, 5));
    made(&workshop, &study, (4, 5));
    let path = workshop.path("shards/shard-4-of-5.bin");
    let mut of_another_version = Shard::read(&path).expect("it is whole");
    let program = of_another_version.head.study.program_hash.clone();
    of_another_version.head.study.program_hash = "00112233445566778899".to_owned();
    of_another_version.head.version = "0.0.9".to_owned();
    of_another_version.write(&workshop.path("shards")).expect("it can be written");
    let hash = |index: u32| {
        let path = workshop.path(&format!("shards/shard-{index}-of-5.bin"));
        Shard::read(&path).expect("it is whole").head.study.scenario_hash[..16].to_owned()
    };
    let (here, cap, program) = (hash(0), hash(3), &program[..16]);
    let ko = format!(
        "오류: shards에 다른 연구의 조각이 섞여 있음. shard-0-of-5.bin과 다른 것:
  shard-1-of-5.bin: `--seed`: 그 파일은 7, 여기는 1
  shard-2-of-5.bin: `--replications`: 그 파일은 7, 여기는 6
  shard-3-of-5.bin: 다른 시나리오: 그 파일은 {cap}, 여기는 {here}
  shard-4-of-5.bin: 다른 판의 naru: 그 파일은 0.0.9 (0011223344556677), 여기는 0.1.0 ({program})
  = 이 연구의 것이 아닌 파일을 다른 폴더로 옮기고 다시 합침. 옵션만 다르면, 같은 옵션으로 다시 만들 때 반복은 다시 하지 않음\n"
    );
    let en = format!(
        "error: shards holds shards of different studies. Unlike shard-0-of-5.bin:
  shard-1-of-5.bin: `--seed`: 7 there, 1 here
  shard-2-of-5.bin: `--replications`: 7 there, 6 here
  shard-3-of-5.bin: another scenario: {cap} there, {here} here
  shard-4-of-5.bin: another version of naru: 0.0.9 (0011223344556677) there, 0.1.0 ({program}) here
  = move what is not of this study to another folder, and merge again; where only options differ, a shard that is made again with the same ones simulates nothing\n"
    );
    workshop.refuses(&["merge", "shards", "--out", "m", "--lang", "ko"], 2, &ko, "");
    workshop.refuses(&["merge", "shards", "--out", "m", "--lang", "en"], 2, &en, "");
    // Alone in its folder it is whole, and this program still has nothing to say of it.
    let mut alone = Shard::read(&path).expect("it is whole");
    (alone.head.index, alone.head.of) = (0, 1);
    fs::create_dir(workshop.path("alone")).expect("a folder can be made");
    alone.write(&workshop.path("alone")).expect("it can be written");
    let ran = workshop.naru(&["merge", "alone", "--out", "m", "--lang", "en"]);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.err.starts_with("error: the shards in alone cannot be merged by this naru\n  = another version"),
        "{}",
        ran.err
    );
}

/// As an earlier version wrote it, with a head that this one does not know: never taken for one that was cut short, and nobody's
/// to replace.
#[test]
fn a_shard_of_an_earlier_form() {
    let workshop = workshop();
    let study = ["run", "small.ron", "--replications", "3"];
    for index in 0..2 {
        made(&workshop, &study, (index, 2));
    }
    let mut old = Shard::read(&workshop.path("shards/shard-1-of-2.bin")).expect("it is whole");
    (old.head.schema, old.head.version) = (1, "0.0.9".to_owned());
    old.write(&workshop.path("shards")).expect("it can be written");
    let ko = "다른 판의 naru: 그 파일은 0.0.9 (형식 1), 여기는 0.1.0 (형식 2)\n";
    let en = "another version of naru: 0.0.9 (form 1) there, 0.1.0 (form 2) here\n";
    let before = workshop.files("shards");
    for (lang, how, mixed, stands, alone) in [
        (
            "ko",
            ko,
            "오류: shards에 다른 연구의 조각이 섞여 있음. shard-0-of-2.bin과 다른 것:\n  shard-1-of-2.bin: ",
            "오류: shards/shard-1-of-2.bin은 다른 연구의 조각이어서 바꾸지 않음\n  = ",
            "오류: alone의 조각을 이 naru로 합칠 수 없음\n  = ",
        ),
        (
            "en",
            en,
            "error: shards holds shards of different studies. Unlike shard-0-of-2.bin:\n  shard-1-of-2.bin: ",
            "error: shards/shard-1-of-2.bin is a shard of another study and is not replaced\n  = ",
            "error: the shards in alone cannot be merged by this naru\n  = ",
        ),
    ] {
        let ran = workshop.naru(&["merge", "shards", "--out", "m", "--lang", lang]);
        assert!(ran.code == Some(2) && ran.err.starts_with(&format!("{mixed}{how}")), "{}", ran.err);
        let ran = shard(&workshop, &study, (1, 2), lang);
        assert!(ran.code == Some(2) && ran.err.contains(&format!("{stands}{how}")), "{}", ran.err);
        assert!(workshop.files("shards") == before, "nothing is lost, and nothing is left behind");
        workshop.write("alone/shard-1-of-2.bin", &before["shard-1-of-2.bin"]);
        let ran = workshop.naru(&["merge", "alone", "--lang", lang]);
        assert!(ran.code == Some(2) && ran.err.starts_with(&format!("{alone}{how}")), "{}", ran.err);
    }
}

/// What shapes no replication must be the same too: told by its option; the shard is written anew with nothing simulated.
#[test]
fn options_that_shape_no_replication_are_compared() {
    for (study, option, there) in [
        (STUDIES[0].0, &["--no-charts"][..], "`--no-charts`: 그 파일은 있음, 여기는 없음"),
        (STUDIES[0].0, &["--log-replication", "2"], "`--log-replication`: 그 파일은 2, 여기는 없음"),
        (
            STUDIES[2].0,
            &["--indifference", "budget.spent_won=50"],
            "`--indifference`: 그 파일은 budget.spent_won=50, 여기는 없음",
        ),
    ] {
        let workshop = workshop();
        let other = [study, option].concat();
        workshop.done(&[&other[..], &["--out", "one"]].concat());
        made(&workshop, study, (0, 2));
        made(&workshop, &other, (1, 2));
        let ko = format!(
            "오류: shards에 다른 연구의 조각이 섞여 있음. shard-0-of-2.bin과 다른 것:\n  shard-1-of-2.bin: {there}\n  = 이 연구의 것이 아닌 파일을 다른 폴더로 옮기고 다시 합침. 옵션만 다르면, 같은 옵션으로 다시 만들 때 반복은 다시 하지 않음\n"
        );
        workshop.refuses(&["merge", "shards", "--out", "m", "--lang", "ko"], 2, &ko, "");
        let path = workshop.path("shards/shard-0-of-2.bin");
        let before = Shard::read(&path).expect("it is whole");
        let ran = shard(&workshop, &other, (0, 2), "en");
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        let want = "the replications of shards/shard-0-of-2.bin stand; its options were written anew\n  = ";
        assert!(ran.err.contains(want), "{}", ran.err);
        let after = Shard::read(&path).expect("it is whole");
        assert!(after.rows == before.rows && after.head != before.head);
        workshop.done(&["merge", "shards", "--out", "merged"]);
        assert!(files(&workshop, "one") == files(&workshop, "merged"), "{option:?}");
    }
}

/// Options in another order, with their defaults, and another way to the same file are the same study.
#[test]
fn the_same_study_may_be_told_in_other_words() {
    let workshop = workshop();
    made(&workshop, &["small.ron", "--replications", "3", "--set", "demand.level=1.1"], (0, 2));
    let other =
        ["run", "./scenarios/../small.ron", "--set=demand.level=1.1", "--seed", "1", "--replications=3"];
    made(&workshop, &other, (1, 2));
    workshop.done(&["merge", "shards", "--out", "m"]);
    let ran = shard(&workshop, &other, (0, 2), "en");
    assert!(ran.err.ends_with("shards/shard-0-of-2.bin is done already: nothing to do\n"), "{}", ran.err);
}

/// What an auditor heard and what he did not are two studies, to `shard` as to `merge`; and so are other metrics.
#[test]
fn audited_and_other_metrics_are_other_studies() {
    let metrics = ["compare", "small.ron", "cap.ron", "--replications", "3", "--metric"];
    let spent = [&metrics[..], &["budget.spent_won"]].concat();
    let hours = [&metrics[..], &["waits.all.mean_hours"]].concat();
    let run = ["run", "small.ron", "--replications", "3"];
    let audit = [&run[..], &["--audit"]].concat();
    for (one, other, how) in [
        (&run[..], &audit[..], "`--audit`: none there, given here"),
        (&spent, &hours, "`--metric`: budget.spent_won there, waits.all.mean_hours here"),
    ] {
        let workshop = workshop();
        made(&workshop, one, (0, 2));
        let ran = shard(&workshop, other, (0, 2), "en");
        assert_eq!(ran.code, Some(2), "{}", ran.err);
        assert!(ran.err.contains("is a shard of another study and is not replaced\n  = "), "{}", ran.err);
        assert!(ran.err.contains(how), "{}", ran.err);
        made(&workshop, other, (1, 2));
        let ran = workshop.naru(&["merge", "shards", "--lang", "en"]);
        assert!(ran.code == Some(2) && ran.err.contains("shard-1-of-2.bin: `--"), "{}", ran.err);
    }
}

#[test]
fn a_shard_under_another_name_is_told() {
    let workshop = workshop();
    let (study, _) = STUDIES[1];
    made(&workshop, study, (0, 3));
    fs::copy(workshop.path("shards/shard-0-of-3.bin"), workshop.path("shards/shard-1-of-3.bin"))
        .expect("a copy");
    let ko = "오류: shards/shard-1-of-3.bin은 다른 이름이 붙은 shard-0-of-3.bin임\n  = 이름을 되돌리고 다시 합침\n";
    let en = "error: shards/shard-1-of-3.bin is shard-0-of-3.bin under another name\n  = give it its own name again, and merge\n";
    workshop.refuses(&["merge", "shards", "--lang", "ko"], 2, ko, "");
    workshop.refuses(&["merge", "shards", "--lang", "en"], 2, en, "");
}

/// Two deals of one study in a folder: a replication that both have counts once, and must be the same.
#[test]
fn a_replication_that_two_shards_have_is_the_same() {
    let workshop = workshop();
    let (study, _) = STUDIES[0];
    workshop.done(&[study, &["--out", "one"]].concat());
    for which in [(0, 2), (1, 3), (1, 2)] {
        made(&workshop, study, which);
    }
    workshop.done(&["merge", "shards", "--out", "merged"]);
    assert!(files(&workshop, "one") == files(&workshop, "merged"));
    let path = workshop.path("shards/shard-1-of-3.bin");
    let mut other = Shard::read(&path).expect("it is whole");
    other.rows[0].numbers[0] += 1;
    other.write(&workshop.path("shards")).expect("it can be written");
    let ko = "오류: shards의 shard-1-of-2.bin과 shard-1-of-3.bin에서 같은 반복의 결과가 서로 다름. 아무것도 쓰지 않음\n  = 둘 다 다른 폴더로 옮기고 다시 만듦. 또 다르면 naru의 오류이거나 기계의 고장임\n";
    let en = "error: shard-1-of-2.bin and shard-1-of-3.bin in shards do not agree on the same replication; nothing was written\n  = move both away and make them again; if they differ again, it is a bug in naru or a machine that fails\n";
    workshop.refuses(&["merge", "shards", "--out", "m", "--lang", "ko"], 2, ko, "");
    workshop.refuses(&["merge", "shards", "--out", "m", "--lang", "en"], 2, en, "");
}

/// Bases and a study's scenario that are named by whole paths: the shards' texts count, not what has become of the files.
#[test]
fn a_merge_reads_what_the_shards_hold() {
    let workshop = workshop();
    let whole = |name: &str| workshop.path(name).display().to_string();
    let base = "(name: \"far\", base: \"PATH\", demand: (level: 1.1))".replace("PATH", &whole("small.ron"));
    workshop.write("far/far.ron", base);
    let study = fs::read_to_string(workshop.path("study.ron")).expect("it is there");
    workshop.write("far/study.ron", study.replace("small.ron", &whole("far/far.ron")));
    for (n, study) in [["run", "far/far.ron"], ["sweep", "far/study.ron"]].iter().enumerate() {
        let study = [&study[..], &["--replications", "3"]].concat();
        let folder = format!("one-{n}");
        workshop.done(&[&study[..], &["--out", &folder]].concat());
        for index in 0..2 {
            made(&workshop, &study, (index, 2));
        }
        fs::rename(workshop.path("shards"), workshop.path(&format!("shards-{n}"))).expect("it is there");
    }
    workshop.write("small.ron", "(name: \"gone\")");
    fs::remove_dir_all(workshop.path("far")).expect("it was there");
    for n in 0..2 {
        let (one, merged) = (format!("one-{n}"), format!("merged-{n}"));
        workshop.done(&["merge", &format!("shards-{n}"), "--out", &merged]);
        assert!(files(&workshop, &one) == files(&workshop, &merged), "{n}");
    }
}

#[test]
fn shards_of_which_none_is_whole() {
    let workshop = workshop();
    for index in 0..2 {
        workshop.write(&format!("shards/shard-{index}-of-2.bin"), b"");
    }
    let ran = workshop.naru(&["merge", "shards", "--lang", "en"]);
    let want = "error: not one of the 2 shards in shards is whole\n  = copy them again if a copy was cut short, else make them again by the lines that made them\n";
    assert!(ran.code == Some(2) && ran.err.ends_with(want), "{}", ran.err);
}

/// A link to itself stands for a folder that is there and cannot be opened, by root neither.
#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_read_is_not_absent() {
    let workshop = workshop();
    std::os::unix::fs::symlink("loop", workshop.path("loop")).expect("a link can be made");
    for (lang, first, rest) in [
        ("ko", "오류: loop를 읽을 수 없음: ", "\n  = 읽을 수 있는 곳으로 옮기거나 복사하고 다시 합침\n"),
        (
            "en",
            "error: loop cannot be read: ",
            "\n  = move or copy it to where it can be read, and merge again\n",
        ),
    ] {
        let ran = workshop.naru(&["merge", "loop", "--lang", lang]);
        assert_eq!(ran.code, Some(3), "{}", ran.err);
        assert!(ran.err.starts_with(first) && ran.err.ends_with(rest), "{}", ran.err);
    }
}

/// A limit on the size of files stands for a disk that is full: 75, and nothing of the result stands.
#[cfg(unix)]
#[test]
fn a_merge_onto_a_full_disk() {
    let workshop = workshop();
    made(&workshop, &["small.ron", "--replications", "5"], (0, 1));
    let script = format!(
        "trap '' XFSZ; ulimit -f 4; exec {} merge shards --out merged --lang en",
        env!("CARGO_BIN_EXE_naru")
    );
    let mut shell = std::process::Command::new("sh");
    let output = shell.args(["-c", &script]).current_dir(workshop.path("")).output().expect("a shell");
    let err = String::from_utf8(output.stderr).expect("UTF-8");
    assert_eq!(output.status.code(), Some(75), "{err}");
    assert!(
        err.contains("the file is larger than is allowed\n  = make room and give the same command again"),
        "{err}"
    );
    assert!(!workshop.path("merged").exists());
    workshop.done(&["merge", "shards", "--out", "merged"]);
}
