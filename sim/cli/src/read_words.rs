//! What is wrong with a result folder that is to be read, and what helps, both languages side by side.

use crate::words::say;
use naru_report::Lang;
use naru_results::Error;

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
        Error::Schema { path, found, expected } => {
            let path = path.display();
            let found = found.unwrap_or_default();
            if found < *expected {
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
        Error::Json { .. } | Error::Csv { .. } | Error::Parquet { .. } => say(
            lang,
            format!(
                "오류: {error}\n  = 읽을 수 없는 결과 파일임. 다른 판의 naru가 만들었거나 손상됨: 다시 실행함"
            ),
            format!(
                "error: {error}\n  = this result file cannot be read: another version of naru made it, or it is damaged. Run again"
            ),
        ),
        Error::Io { .. }
        | Error::OtherScenario { .. }
        | Error::NotResults { .. }
        | Error::NotOurs { .. }
        | Error::Busy { .. }
        | Error::Broken { .. } => crate::words::results(error, lang),
    }
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
