//! What is said of shards that cannot be made or merged; both languages side by side.

use super::{MOST, VERBS};
use crate::exit::Exit;
use crate::run::Failure;
use crate::words::{reason, say};
use naru_report::Lang;
use std::io;
use std::path::Path;

pub(crate) fn usage(message: &str) -> Failure {
    (format!("{message}\n"), Exit::Usage)
}

pub(crate) fn no_share(lang: Lang) -> String {
    say(
        lang,
        format!(
            "오류: 어느 조각인지 `--index I --of N --out 폴더`로 적어야 함. I는 0부터 N - 1까지, N은 {MOST}까지\n  = 예: naru shard scenarios/baseline-2025.ron --index 0 --of 8 --out shards"
        ),
        format!(
            "error: say which shard by `--index I --of N --out DIR`: I from 0 to N - 1, N up to {MOST}\n  = such as: naru shard scenarios/baseline-2025.ron --index 0 --of 8 --out shards"
        ),
    )
}

pub(crate) fn no_study(lang: Lang) -> String {
    say(
        lang,
        "오류: 무엇의 조각인지 없음\n  = 예: naru shard scenarios/baseline-2025.ron --index 0 --of 8 --out shards".to_owned(),
        "error: a shard of what?\n  = such as: naru shard scenarios/baseline-2025.ron --index 0 --of 8 --out shards".to_owned(),
    )
}

pub(crate) fn no_folder(folder: &Path, lang: Lang) -> String {
    let folder = folder.display();
    say(
        lang,
        format!("오류: {folder}: 그런 폴더가 없음\n  = 조각을 모은 폴더를 적음. 예: naru merge shards"),
        format!(
            "error: {folder}: there is no such folder\n  = give the folder that the shards are in, such as: naru merge shards"
        ),
    )
}

pub(crate) fn no_shards(verb: &str, lang: Lang) -> String {
    let verbs = VERBS.join(", ");
    say(
        lang,
        format!("오류: `{verb}`에는 조각이 없음\n  = 조각으로 나눌 수 있는 것: {verbs}"),
        format!("error: `{verb}` has no shards\n  = these have: {verbs}"),
    )
}

pub(crate) fn no_value(name: &str, lang: Lang) -> String {
    say(lang, format!("오류: `{name}`에 값이 있어야 함"), format!("error: a value is required for `{name}`"))
}

pub(crate) fn precise(lang: Lang) -> String {
    say(
        lang,
        "오류: `--precision`의 반복 수는 결과를 보아야 정해지므로 조각으로 나눌 수 없음\n  = `--replications N`을 적음".to_owned(),
        "error: how many replications `--precision` takes follows from their results, so they cannot be dealt out to shards\n  = give `--replications N`".to_owned(),
    )
}

/// Shards of several studies in one folder: which, and in what they differ from the first.
pub(crate) fn mixed(folder: &Path, first: &str, others: &[(String, String)], lang: Lang) -> String {
    let folder = folder.display();
    let list: String = others.iter().flat_map(|(name, how)| ["\n  ", name, ": ", how]).collect();
    say(
        lang,
        format!(
            "오류: {folder}에 다른 연구의 조각이 섞여 있음. {first}과(와) 다른 것:{list}\n  = 이 연구의 것이 아닌 파일을 다른 폴더로 옮기고 다시 합침. 옵션만 다르면, 같은 옵션으로 다시 만들 때 반복은 다시 하지 않음"
        ),
        format!(
            "error: {folder} holds shards of different studies. Unlike {first}:{list}\n  = move what is not of this study to another folder, and merge again; where only options differ, a shard that is made again with the same ones simulates nothing"
        ),
    )
}

/// No shard in the folder.
pub(crate) fn none(folder: &Path, lang: Lang) -> String {
    let folder = folder.display();
    say(
        lang,
        format!(
            "오류: {folder}에 조각이 없음\n  = 먼저 만듦. 예: naru shard scenarios/baseline-2025.ron --index 0 --of 8 --out {folder}"
        ),
        format!(
            "error: {folder} holds no shards\n  = make them first, such as: naru shard scenarios/baseline-2025.ron --index 0 --of 8 --out {folder}"
        ),
    )
}

/// Shards that are cut short or changed.
pub(crate) fn broken(path: &Path, lang: Lang) -> String {
    let path = path.display();
    say(
        lang,
        format!("경고: {path}은(는) 잘렸거나 바뀌어 있어서 쓰지 않음\n"),
        format!("warning: {path} was cut short or changed and is not used\n"),
    )
}

/// No shard in the folder is whole.
pub(crate) fn all_broken(folder: &Path, n: usize, lang: Lang) -> String {
    let (folder, s) = (folder.display(), if n == 1 { "" } else { "s" });
    say(
        lang,
        format!(
            "오류: {folder}의 조각 {n}개 가운데 온전한 것이 없음\n  = 복사하다 잘렸으면 다시 복사하고, 아니면 만든 명령으로 다시 만듦"
        ),
        format!(
            "error: not one of the {n} shard{s} in {folder} is whole\n  = copy them again if a copy was cut short, else make them again by the lines that made them"
        ),
    )
}

/// A shard, or the folder of shards, that cannot be read.
pub(crate) fn unread(path: &Path, source: &io::Error, exit: Exit, lang: Lang) -> String {
    let (path, reason) = (path.display(), reason(source, lang));
    let (ko, en) = if exit == Exit::TryAgain {
        ("그 장애가 지나간 뒤에 같은 명령을 다시 함", "give the same command again once that has passed")
    } else {
        (
            "읽을 수 있는 곳으로 옮기거나 복사하고 다시 합침",
            "move or copy it to where it can be read, and merge again",
        )
    };
    say(
        lang,
        format!("오류: {path}을(를) 읽을 수 없음: {reason}\n  = {ko}"),
        format!("error: {path} cannot be read: {reason}\n  = {en}"),
    )
}

/// A shard has another's name.
pub(crate) fn renamed(path: &Path, own: &str, lang: Lang) -> String {
    let path = path.display();
    say(
        lang,
        format!("오류: {path}은(는) 다른 이름이 붙은 {own}임\n  = 이름을 되돌리고 다시 합침"),
        format!("error: {path} is {own} under another name\n  = give it its own name again, and merge"),
    )
}

/// Two shards have the same replication, and not the same of it.
pub(crate) fn contradict(folder: &Path, one: &str, other: &str, lang: Lang) -> String {
    let folder = folder.display();
    say(
        lang,
        format!(
            "오류: {folder}의 {one}과(와) {other}에서 같은 반복의 결과가 서로 다름. 아무것도 쓰지 않음\n  = 둘 다 다른 폴더로 옮기고 다시 만듦. 또 다르면 naru의 오류이거나 기계의 고장임"
        ),
        format!(
            "error: {one} and {other} in {folder} do not agree on the same replication; nothing was written\n  = move both away and make them again; if they differ again, it is a bug in naru or a machine that fails"
        ),
    )
}
