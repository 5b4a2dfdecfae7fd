//! What is said of files and folders that cannot be written or read, or must not be; both languages side by side.

use crate::read_words;
use crate::words::{say, short};
use naru_report::Lang;
use naru_results::{Error, verb_in, verb_of};
use std::io;
use std::path::Path;

/// A result file or folder that could not be written or read.
pub(crate) fn results(error: &Error, lang: Lang) -> String {
    let shown = |path: &Path| path.display().to_string();
    match error {
        Error::OtherScenario { .. }
        | Error::NotOurs { .. }
        | Error::Taken { .. }
        | Error::LeftBehind { .. } => not_replaced(error, lang),
        Error::NotResults { path, mark } => no_results_of_it(path, mark, lang),
        Error::Io { path, source } => {
            let path = shown(path);
            let reason = reason(source, lang);
            say(
                lang,
                format!(
                    "오류: {path}에 쓰거나 읽을 수 없음: {reason}\n  = 쓸 수 있는 폴더를 `--out`으로 주어야 함"
                ),
                format!(
                    "error: {path} cannot be written or read: {reason}\n  = give a folder that can be written with `--out`"
                ),
            )
        }
        Error::Busy { path } => {
            let path = shown(path);
            say(
                lang,
                format!(
                    "오류: {path}은(는) 다른 naru가 쓰고 있음\n  = 그것이 끝난 뒤에 다시 하거나 `--out`으로 다른 폴더를 줌"
                ),
                format!(
                    "error: {path} is being written by another naru\n  = try again once that has ended, or give another folder with `--out`"
                ),
            )
        }
        Error::Broken { path } => {
            let path = shown(path);
            say(
                lang,
                format!("오류: {path}은(는) 잘렸거나 바뀌어 있음\n  = 지우고 다시 만듦"),
                format!("error: {path} was cut short or changed\n  = remove it and make it again"),
            )
        }
        Error::NoResults { .. }
        | Error::Incomplete { .. }
        | Error::Mixed { .. }
        | Error::Schema { .. }
        | Error::Json { .. }
        | Error::Csv { .. }
        | Error::Parquet { .. } => read_words::refused(error, lang),
        Error::Missing { path } => {
            let path = shown(path);
            say(lang, format!("오류: {path}: 그런 파일이 없음"), format!("error: {path}: no such file"))
        }
        // Who opens kept work or a shard says what it is of.
        Error::OtherWork { .. } | Error::OtherForm { .. } => {
            say(lang, format!("오류: {error}"), format!("error: {error}"))
        }
    }
}

/// What stands in the way and is not replaced.
fn not_replaced(error: &Error, lang: Lang) -> String {
    let shown = |path: &Path| path.display().to_string();
    match error {
        Error::OtherScenario { path, found, expected } => {
            let (path, found, expected) = (shown(path), short(found), short(expected));
            say(
                lang,
                format!(
                    "오류: {path}에는 다른 시나리오의 결과가 있음(시나리오 {found}, 지금은 {expected})\n  = `--out`으로 다른 폴더를 주거나, 바꿔도 되면 `--force`를 더함"
                ),
                format!(
                    "error: {path} holds results of another scenario ({found}; this one is {expected})\n  = give another folder with `--out`, or add `--force` to replace them"
                ),
            )
        }
        Error::Taken { path } => {
            let path = shown(path);
            say(
                lang,
                format!(
                    "오류: {path}은(는) naru가 쓴 것이 아닌데, 같은 이름으로 쓸 것이 있어서 멈춤. 아무것도 바꾸지 않음\n  = 다른 이름으로 바꾸거나 다른 곳으로 옮기고 다시 함. `--out`으로 다른 폴더를 주어도 됨"
                ),
                format!(
                    "error: {path} was not written by naru, which would write something of that name: nothing was replaced\n  = rename it or move it elsewhere, and try again; or give another folder with `--out`"
                ),
            )
        }
        Error::LeftBehind { path, old } => {
            let (path, old) = (shown(path), shown(old));
            say(
                lang,
                format!(
                    "오류: {path}을(를) 바꾸던 naru가 도중에 끝남. 그 전에 있던 것은 {old}에 있음\n  = 거기에서 본인의 파일을 {path}(으)로 옮기고 그 폴더를 지운 다음 다시 함. `--out`으로 다른 폴더를 주어도 됨"
                ),
                format!(
                    "error: a naru ended while it replaced {path}; what lay there before is in {old}\n  = move files of yours from there to {path}, remove that folder, and try again; or give another folder with `--out`"
                ),
            )
        }
        Error::NotOurs { path } if path.extension().is_some_and(|it| it == "part") => {
            let path = shown(path);
            say(
                lang,
                format!(
                    "오류: {path}은(는) naru가 쓴 것이 아니어서 바꾸지 않음\n  = 그 파일을 옮기거나 `--out`으로 다른 폴더를 줌"
                ),
                format!(
                    "error: {path} was not written by naru and is not replaced\n  = move it away, or give another folder with `--out`"
                ),
            )
        }
        Error::NotOurs { path } => {
            let path = shown(path);
            say(
                lang,
                format!(
                    "오류: {path}은(는) naru fit이 쓴 것이 아니어서 바꾸지 않음\n  = `--out`으로 다른 이름을 주거나, 바꿔도 되는 파일이면 `--force`를 더함"
                ),
                format!(
                    "error: {path} was not written by naru fit and is not replaced\n  = give another name with `--out`, or add `--force` if the file may go"
                ),
            )
        }
        Error::Io { .. }
        | Error::OtherWork { .. }
        | Error::NotResults { .. }
        | Error::Missing { .. }
        | Error::Busy { .. }
        | Error::Broken { .. }
        | Error::OtherForm { .. }
        | Error::NoResults { .. }
        | Error::Incomplete { .. }
        | Error::Mixed { .. }
        | Error::Schema { .. }
        | Error::Json { .. }
        | Error::Csv { .. }
        | Error::Parquet { .. } => unreachable!("only what stands in the way is told here"),
    }
}

/// A folder of another verb than the one whose mark it was to have, or of none.
fn no_results_of_it(path: &Path, mark: &str, lang: Lang) -> String {
    let (found, asked) = (verb_in(path), verb_of(mark).unwrap_or_default());
    let path = path.display();
    let Some(found) = found else {
        return say(
            lang,
            format!(
                "오류: {path}은(는) naru의 결과 폴더가 아니어서 바꾸지 않음\n  = 비어 있거나 없는 폴더를 `--out`으로 주어야 함"
            ),
            format!(
                "error: {path} is no result folder of naru and is not replaced\n  = give an empty folder, or one that does not exist, with `--out`"
            ),
        );
    };
    let (ko, en) = match (found, asked) {
        ("settle", _) => (
            format!(". 정산을 보려면 `naru statement {path}`나 `naru explain {path}`"),
            format!("; to read the settlement: `naru statement {path}`, `naru explain {path}`"),
        ),
        ("run", "settle") => (
            format!(". 이 결과의 기록을 정산하려면 `naru settle {path}/sessions.csv --out 다른폴더`"),
            format!("; to settle this run's log: `naru settle {path}/sessions.csv --out OTHER`"),
        ),
        _ => (String::new(), String::new()),
    };
    say(
        lang,
        format!(
            "오류: {path}은(는) `naru {found}`의 폴더여서 `naru {asked}`의 것으로 바꾸지 않음\n  = `--out`으로 다른 폴더를 줌{ko}"
        ),
        format!(
            "error: {path} is a folder of `naru {found}` and is not replaced by one of `naru {asked}`\n  = give another folder with `--out`{en}"
        ),
    )
}

/// Standard output cannot be written.
pub(crate) fn standard_output(error: &io::Error, lang: Lang) -> String {
    let reason = reason(error, lang);
    say(
        lang,
        format!("오류: 표준 출력에 쓸 수 없음: {reason}"),
        format!("error: standard output cannot be written: {reason}"),
    )
}

/// Whether there is no room.
pub(crate) fn is_full(error: &io::Error) -> bool {
    use io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
    matches!(error.kind(), StorageFull | QuotaExceeded | FileTooLarge)
}

/// Why the system refused. What is rare keeps the system's own words.
pub(crate) fn reason(error: &io::Error, lang: Lang) -> String {
    let away = ("네트워크 폴더에 닿지 않음", "the network folder cannot be reached");
    let known: [(io::ErrorKind, &str, &str); 14] = [
        (
            io::ErrorKind::NotADirectory,
            "경로 가운데에 폴더가 아닌 것이 있음",
            "part of the path is no folder",
        ),
        (io::ErrorKind::NotFound, "그런 폴더가 없음", "no such folder"),
        (io::ErrorKind::PermissionDenied, "권한이 없음", "no permission"),
        (io::ErrorKind::ReadOnlyFilesystem, "읽기만 되는 곳임", "it can only be read"),
        (io::ErrorKind::StorageFull, "남은 자리가 없음", "no space is left"),
        (io::ErrorKind::QuotaExceeded, "할당된 자리를 다 씀", "the quota is used up"),
        (io::ErrorKind::FileTooLarge, "파일이 허용된 크기를 넘음", "the file is larger than is allowed"),
        (io::ErrorKind::IsADirectory, "파일이 아니라 폴더임", "it is a folder"),
        (io::ErrorKind::NotConnected, away.0, away.1),
        (io::ErrorKind::HostUnreachable, away.0, away.1),
        (io::ErrorKind::NetworkUnreachable, away.0, away.1),
        (io::ErrorKind::NetworkDown, away.0, away.1),
        (io::ErrorKind::TimedOut, away.0, away.1),
        (io::ErrorKind::StaleNetworkFileHandle, away.0, away.1),
    ];
    match known.into_iter().find(|(kind, ..)| *kind == error.kind()) {
        Some((_, ko, en)) => say(lang, ko.to_owned(), en.to_owned()),
        // `EIO` has no kind of its own; the number is Linux's.
        None if cfg!(target_os = "linux") && error.raw_os_error() == Some(5) => say(
            lang,
            "디스크나 네트워크 폴더의 입출력 오류".to_owned(),
            "the disk or the network folder fails".to_owned(),
        ),
        None => error.to_string(),
    }
}
