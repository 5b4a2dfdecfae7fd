//! What can go wrong with a file, as values.
//!
//! The text here is plain English for developers; `cli` matches on the variants and speaks to people in their
//! language, and decides the exit code.

use crate::StudyHead;
use std::{fmt, io, path::PathBuf};

/// Why a result file or folder could not be written or read.
#[derive(Debug)]
pub enum Error {
    /// The operating system refused.
    Io {
        /// File or folder.
        path: PathBuf,
        /// Its reason.
        source: io::Error,
    },
    /// A file that should be there is not.
    Missing {
        /// File or folder.
        path: PathBuf,
    },
    /// The folder holds results of another scenario, which are not replaced without being told to.
    OtherScenario {
        /// The folder.
        path: PathBuf,
        /// Hash of the scenario whose results stand there.
        found: String,
        /// Hash of the scenario that was to be written.
        expected: String,
    },
    /// The folder is not empty and holds no results: replacing it could destroy anything, so it is never done.
    NotResults {
        /// File or folder.
        path: PathBuf,
        /// Mark of the folder that was to be written there.
        mark: &'static str,
    },
    /// A file or folder in a result folder that the program did not write, and in whose place it would write one.
    Taken {
        /// What lies there.
        path: PathBuf,
    },
    /// A replacement of the folder was killed in its midst: it cannot be told what of the old one belongs where.
    LeftBehind {
        /// The folder.
        path: PathBuf,
        /// Where the old one is.
        old: PathBuf,
    },
    /// A file that this program has not made, or a folder of its name: it is not replaced.
    NotOurs {
        /// File or folder.
        path: PathBuf,
    },
    /// A file that holds finished replications of another question: they are not dropped without being told to.
    OtherWork {
        /// The file.
        path: PathBuf,
        /// What they are of; `None` where that cannot be read.
        found: Option<Box<StudyHead>>,
        /// How many there are.
        replications: usize,
    },
    /// A file that another process is writing.
    Busy {
        /// The file.
        path: PathBuf,
    },
    /// A file that was cut short or changed since it was written.
    Broken {
        /// The file.
        path: PathBuf,
    },
    /// A shard that is whole and of another version's form.
    OtherForm {
        /// The file.
        path: PathBuf,
        /// Version of the program that made it.
        version: String,
        /// Number of its form.
        found: u32,
        /// Number of the form that this program reads.
        expected: u32,
    },
    /// A folder that holds no results, or nothing at all: what stands there.
    NoResults {
        /// The folder.
        path: PathBuf,
        /// Names in it, ascending, the first few.
        holds: Vec<String>,
    },
    /// A result folder of which a file is missing.
    Incomplete {
        /// The folder.
        path: PathBuf,
        /// Name of the file.
        file: String,
        /// Verb that makes such folders.
        verb: &'static str,
    },
    /// A result folder in which files of different scenarios, seeds, runs or verbs stand together.
    Mixed {
        /// The folder.
        path: PathBuf,
        /// The file that says what it is of.
        mark: &'static str,
        /// The file that is of something else.
        file: String,
    },
    /// A file of another contract.
    Schema {
        /// The file.
        path: PathBuf,
        /// Schema number in it; `None` where it has none.
        found: Option<u32>,
        /// Schema number that this program reads.
        expected: u32,
    },
    /// A JSON file that is not what its name promises.
    Json {
        /// The file.
        path: PathBuf,
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// Of which kind it is.
        fault: Fault,
        /// What was wrong there.
        reason: String,
    },
    /// A CSV cell or header that cannot be read.
    Csv {
        /// The file.
        path: PathBuf,
        /// Line, from 1; the header is line 1.
        line: usize,
        /// Name of the column.
        column: String,
        /// What stood there; `None` where the cell or the column is absent.
        found: Option<String>,
        /// What was expected.
        expected: String,
    },
    /// A Parquet file that cannot be read or written.
    Parquet {
        /// The file.
        path: PathBuf,
        /// Of which kind it is.
        fault: Fault,
        /// What was wrong.
        reason: String,
    },
}

/// What a file that cannot be read lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A key or column that such a file has today: another version made it.
    Lacks(String),
    /// Its end.
    Ends,
    /// Anything else.
    Damaged,
}

impl Error {
    /// An operating-system error at a path.
    pub(crate) fn io(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { path, source }
    }

    /// The same where a file is to be read: an absent file is [`Error::Missing`].
    pub(crate) fn reading(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| {
            if source.kind() == io::ErrorKind::NotFound {
                Self::Missing { path }
            } else {
                Self::Io { path, source }
            }
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io { path, source } => write!(f, "{}: {source}", path.display()),
            Self::Missing { path } => write!(f, "{}: not there", path.display()),
            Self::OtherScenario { path, found, expected } => write!(
                f,
                "{}: holds results of scenario {found}, not of {expected}; it is not replaced unless forced",
                path.display()
            ),
            Self::NotResults { path, .. } => {
                write!(f, "{}: is there and holds no results of naru; it is never replaced", path.display())
            }
            Self::Taken { path } => {
                write!(f, "{}: was not made by naru and stands where it would write", path.display())
            }
            Self::LeftBehind { path, old } => {
                write!(f, "{}: was being replaced; what lay there is in {}", path.display(), old.display())
            }
            Self::NotOurs { path } => {
                write!(
                    f,
                    "{}: is there and was not made by naru; it is not replaced unless forced",
                    path.display()
                )
            }
            Self::OtherWork { path, replications, .. } => {
                write!(f, "{}: holds {replications} replications of another question", path.display())
            }
            Self::Busy { path } => write!(f, "{}: another process is writing it", path.display()),
            Self::Broken { path } => write!(f, "{}: was cut short or changed", path.display()),
            Self::OtherForm { path, version, found, expected } => write!(
                f,
                "{}: a shard of naru {version}, of form {found}; this program reads form {expected}",
                path.display()
            ),
            Self::NoResults { path, holds } if holds.is_empty() => {
                write!(f, "{}: no result folder", path.display())
            }
            Self::NoResults { path, holds } => {
                write!(f, "{}: no result folder; it holds {}", path.display(), holds.join(", "))
            }
            Self::Incomplete { path, file, verb } => {
                write!(f, "{}: a folder of `naru {verb}` without {file}", path.display())
            }
            Self::Mixed { path, mark, file } => {
                write!(f, "{}: {file} does not belong to {mark}", path.display())
            }
            Self::Schema { path, found: Some(found), expected } => {
                write!(f, "{}: has schema {found}; this program reads schema {expected}", path.display())
            }
            Self::Schema { path, found: None, expected } => {
                write!(f, "{}: has no schema number; this program reads schema {expected}", path.display())
            }
            Self::Json { path, line, column, reason, .. } => {
                write!(f, "{}:{line}:{column}: {reason}", path.display())
            }
            Self::Csv { path, line, column, found: Some(found), expected } => {
                write!(f, "{}:{line}: column `{column}` has `{found}`; expected {expected}", path.display())
            }
            Self::Csv { path, line, column, found: None, expected } => {
                write!(f, "{}:{line}: column `{column}` is absent; expected {expected}", path.display())
            }
            Self::Parquet { path, reason, .. } => write!(f, "{}: {reason}", path.display()),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { source, .. } => Some(source),
            Self::Missing { .. }
            | Self::OtherScenario { .. }
            | Self::NotResults { .. }
            | Self::Taken { .. }
            | Self::LeftBehind { .. }
            | Self::NotOurs { .. }
            | Self::OtherWork { .. }
            | Self::Busy { .. }
            | Self::Broken { .. }
            | Self::OtherForm { .. }
            | Self::NoResults { .. }
            | Self::Incomplete { .. }
            | Self::Mixed { .. }
            | Self::Schema { .. }
            | Self::Json { .. }
            | Self::Csv { .. }
            | Self::Parquet { .. } => None,
        }
    }
}
