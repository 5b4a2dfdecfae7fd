//! What is wrong with a result folder that is to be read, and what helps, both languages side by side.

use crate::words::say;
use naru_report::Lang;
use naru_results::{Error, Fault, names};

/// A folder that is no result folder, incomplete or mixed, or a file of another contract.
pub(crate) fn refused(error: &Error, lang: Lang) -> String {
    match error {
        Error::NoResults { path, holds } => no_results(&path.display().to_string(), holds, lang),
        Error::Incomplete { path, file, verb } => {
            let path = path.display();
            say(
                lang,
                format!(
                    "오류: {path}: `naru {verb}`의 결과 폴더인데 {file} 파일이 없음\n  = 복사하다 빠졌으면 폴더를 통째로 다시 복사하고, 아니면 `naru {verb}`을(를) 다시 실행함"
                ),
                format!(
                    "error: {path}: a folder of `naru {verb}` in which {file} is missing\n  = copy the whole folder again if a copy lost it, else run `naru {verb}` again"
                ),
            )
        }
        Error::Mixed { path, mark, file } => {
            let path = path.display();
            say(
                lang,
                format!(
                    "오류: {path}: {file} 파일이 {mark}과(와) 같은 실행에서 나온 것이 아님(시나리오, 초깃값, 반복 수 가운데 하나가 다름)\n  = 서로 다른 결과가 한 폴더에 섞임. 새 폴더에 다시 실행함"
                ),
                format!(
                    "error: {path}: {file} is not of the same run as {mark} (scenario, seed or number of replications differ)\n  = results of different runs stand in one folder: run again into a new folder"
                ),
            )
        }
        Error::Schema { path, found: None, .. } => {
            let path = path.display();
            say(
                lang,
                format!(
                    "오류: {path}: 형식 번호(`schema`)가 없음\n  = naru가 쓴 파일이 아니거나 손상됨: 결과 폴더를 확인하고, 맞으면 다시 실행함"
                ),
                format!(
                    "error: {path}: has no schema number\n  = naru did not write this file, or it is damaged: see whether this is the folder, and run again if it is"
                ),
            )
        }
        Error::Schema { path, found: Some(found), expected } => {
            let path = path.display();
            if found < expected {
                say(
                    lang,
                    format!(
                        "오류: {path}: 더 오래된 naru가 만든 결과임(형식 {found}, 이 프로그램은 {expected})\n  = 같은 시나리오를 다시 실행함"
                    ),
                    format!(
                        "error: {path}: made by an older naru (schema {found}; this program reads {expected})\n  = run the scenario again"
                    ),
                )
            } else {
                say(
                    lang,
                    format!(
                        "오류: {path}: 더 새로운 naru가 만든 결과임(형식 {found}, 이 프로그램은 {expected})\n  = naru를 새 판으로 바꿈"
                    ),
                    format!(
                        "error: {path}: made by a newer naru (schema {found}; this program reads {expected})\n  = update naru"
                    ),
                )
            }
        }
        Error::Missing { path } => {
            let path = path.display();
            say(
                lang,
                format!("오류: {path}: 그런 폴더가 없음\n  = 결과 폴더를 적음. 예: results/baseline-2025"),
                format!(
                    "error: {path}: no such folder\n  = give a result folder, such as results/baseline-2025"
                ),
            )
        }
        Error::Json { path, line, column, fault, reason } => {
            unread(&format!("{}:{line}:{column}", path.display()), fault, reason, lang)
        }
        Error::Parquet { path, fault, reason } => unread(&path.display().to_string(), fault, reason, lang),
        Error::Csv { path, line, column, found, .. } => {
            cell(&format!("{}:{line}", path.display()), column, found.as_deref(), lang)
        }
        Error::Io { .. }
        | Error::OtherScenario { .. }
        | Error::NotResults { .. }
        | Error::NotOurs { .. }
        | Error::OtherWork { .. }
        | Error::Taken { .. }
        | Error::LeftBehind { .. }
        | Error::Busy { .. }
        | Error::Broken { .. }
        | Error::OtherForm { .. } => crate::words::results(error, lang),
    }
}

/// A cell of a table that cannot be read, or a column that is not there.
fn cell(place: &str, column: &str, found: Option<&str>, lang: Lang) -> String {
    let reason = match found {
        Some(found) => say(
            lang,
            format!("열 `{column}`의 값 `{found}`을(를) 읽을 수 없음"),
            format!("column `{column}` has `{found}`, which cannot be read"),
        ),
        None => say(lang, format!("열 `{column}`이(가) 없음"), format!("column `{column}` is absent")),
    };
    say(
        lang,
        format!("오류: {place}: {reason}\n  = 다른 판의 naru가 만들었거나 손상된 결과 파일임: 다시 실행함"),
        format!(
            "error: {place}: {reason}\n  = another version of naru made this result file, or it is damaged: run again"
        ),
    )
}

/// A result file that cannot be read at a place.
fn unread(place: &str, fault: &Fault, reason: &str, lang: Lang) -> String {
    match fault {
        Fault::Lacks(name) => say(
            lang,
            format!(
                "오류: {place}: `{name}` 항목이 없음\n  = 다른(대개 더 오래된) 판의 naru가 만든 결과임: 다시 실행함"
            ),
            format!(
                "error: {place}: `{name}` is missing\n  = made by another version of naru, most likely an older one: run again"
            ),
        ),
        Fault::Ends => say(
            lang,
            format!(
                "오류: {place}: 파일이 중간에서 끊김\n  = 복사가 덜 되었으면 다시 복사하고, 아니면 다시 실행함"
            ),
            format!(
                "error: {place}: the file ends too early\n  = copy it again if a copy was cut off, else run again"
            ),
        ),
        Fault::Damaged => say(
            lang,
            format!("오류: {place}: 파일이 손상되었거나 형식이 다름\n  = 다시 복사하거나, 다시 실행함"),
            format!(
                "error: {place}: {reason}\n  = this file is damaged or of another form: copy it again, or run again"
            ),
        ),
    }
}

/// A manifest that cannot be read.
pub(crate) fn manifest(error: &Error, lang: Lang) -> String {
    let (place, name) = match error {
        Error::Schema { path, found: None, .. } => (path.display().to_string(), Some("schema")),
        Error::Json { path, line, column, fault: Fault::Lacks(name), .. } => {
            (format!("{}:{line}:{column}", path.display()), Some(name.as_str()))
        }
        Error::Json { path, line, column, .. } => (format!("{}:{line}:{column}", path.display()), None),
        Error::Io { .. }
        | Error::Missing { .. }
        | Error::OtherScenario { .. }
        | Error::NotResults { .. }
        | Error::NotOurs { .. }
        | Error::OtherWork { .. }
        | Error::Taken { .. }
        | Error::LeftBehind { .. }
        | Error::NoResults { .. }
        | Error::Incomplete { .. }
        | Error::Mixed { .. }
        | Error::Schema { found: Some(_), .. }
        | Error::Csv { .. }
        | Error::Parquet { .. }
        | Error::Busy { .. }
        | Error::Broken { .. }
        | Error::OtherForm { .. } => return refused(error, lang),
    };
    let wrong = match name {
        Some(name) => say(lang, format!("`{name}` 항목이 없음"), format!("`{name}` is missing")),
        None => say(
            lang,
            "JSON으로 읽을 수 없거나 값의 형식이 다름".to_owned(),
            "this is no JSON, or a value is of another type".to_owned(),
        ),
    };
    let (cure, report) = (names::MANIFEST, names::REPORT);
    say(
        lang,
        format!(
            "오류: {place}: {wrong}\n  = 보고서의 {report}을(를) {cure}(으)로 복사하여, 문서에 쓴 수치와 그림만 남김"
        ),
        format!(
            "error: {place}: {wrong}\n  = copy a report's {report} to {cure}, and keep the numbers and charts that the documents use"
        ),
    )
}

fn no_results(path: &str, holds: &[String], lang: Lang) -> String {
    if holds.is_empty() {
        return say(
            lang,
            format!(
                "오류: {path}: 결과 폴더가 아님(빈 폴더이거나 파일임)\n  = 결과 폴더를 적음. 예: results/baseline-2025"
            ),
            format!(
                "error: {path}: no result folder: it is empty, or a file\n  = give a result folder, such as results/baseline-2025"
            ),
        );
    }
    let list = holds.join(", ");
    say(
        lang,
        format!(
            "오류: {path}: 결과 폴더가 아님. 안에 있는 것: {list}\n  = naru가 쓴 폴더 하나를 적음. 예: results/baseline-2025"
        ),
        format!(
            "error: {path}: no result folder; it holds {list}\n  = give one folder that naru wrote, such as results/baseline-2025"
        ),
    )
}
