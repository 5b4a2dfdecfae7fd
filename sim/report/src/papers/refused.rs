//! Why no paper could be made, in words with the cure.

use crate::words::{Lang, say};
use naru_results::Error;
use std::path::PathBuf;

/// Why no paper could be made.
#[derive(Debug)]
pub enum Refused {
    /// A file could not be read or written.
    File(Error),
    /// No folder that papers are made from.
    NotResults {
        /// File or folder.
        folder: PathBuf,
        /// It is a folder.
        is_folder: bool,
    },
    /// Results without the log of a replication.
    NoLog {
        /// The folder.
        folder: PathBuf,
        /// The scenario whose results stand there.
        scenario: String,
    },
    /// The programme's first day cannot be read.
    Start {
        /// What stands there.
        found: String,
    },
    /// Something asked for that is not in the log.
    Absent {
        /// Kind of thing.
        what: What,
        /// As asked for.
        asked: String,
        /// What there is, for people.
        there: String,
    },
}

/// A kind of thing that one can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// A bill line.
    Line,
    /// A session.
    Session,
    /// A project.
    Project,
    /// A month.
    Month,
    /// A supplier.
    Supplier,
}

impl Refused {
    /// The message, without a line break at its end.
    pub fn text(&self, lang: Lang) -> String {
        match self {
            Self::File(Error::Missing { path }) => {
                let path = path.display();
                say!(lang, "오류: {path}: 그런 파일이나 폴더가 없음", "error: {path}: no such file or folder")
            }
            Self::File(error) => {
                say!(lang, "오류: 읽을 수 없음: {error}", "error: it cannot be read: {error}")
            }
            Self::NotResults { folder, is_folder } => {
                let folder = folder.display();
                let (ko, en) = if *is_folder {
                    (
                        "결과 폴더가 아님(scenario.effective.json이 없음)",
                        "no result folder (it has no scenario.effective.json)",
                    )
                } else {
                    ("폴더가 아니라 파일", "a file, not a folder")
                };
                say!(
                    lang,
                    "오류: {folder}: {ko}\n  = `naru run … --log-replication 0` 또는 `naru settle`이 `--out`에 쓴 폴더를 적음",
                    "error: {folder}: {en}\n  = give the folder that `naru run … --log-replication 0` or `naru settle` wrote to `--out`"
                )
            }
            Self::NoLog { folder, scenario } => {
                let folder = folder.display();
                say!(
                    lang,
                    "오류: {folder}에는 기록된 반복이 없음: `sessions.csv`와 `bills.csv`가 있어야 함\n  = naru run \
                     scenarios/{scenario}.ron --log-replication 0",
                    "error: {folder} holds no logged replication: `sessions.csv` and `bills.csv` are needed\n  = naru run \
                     scenarios/{scenario}.ron --log-replication 0"
                )
            }
            Self::Start { found } => say!(
                lang,
                "오류: `scenario.effective.json`의 `programme.start`가 날짜가 아님: `{found}`",
                "error: `programme.start` of `scenario.effective.json` is no date: `{found}`"
            ),
            Self::Absent { what, asked, there } => {
                let what = match what {
                    What::Line => lang.pick("정산 항목", "bill line"),
                    What::Session => lang.pick("세션", "session"),
                    What::Project => lang.pick("과제", "project"),
                    What::Month => lang.pick("달", "month"),
                    What::Supplier => lang.pick("공급사", "supplier"),
                };
                say!(
                    lang,
                    "오류: 없는 {what}: `{asked}`\n  = 있는 것: {there}",
                    "error: there is no {what} `{asked}`\n  = there are: {there}"
                )
            }
        }
    }
}

/// Names for a message: all of a few, the first and last of many.
pub(super) fn some<T: std::fmt::Display>(names: &[T]) -> String {
    let text = |names: &[T]| names.iter().map(T::to_string).collect::<Vec<_>>().join(", ");
    match names {
        [first, .., last] if names.len() > 12 => format!("{first} ... {last} ({})", names.len()),
        [] => "-".to_owned(),
        few => text(few),
    }
}
