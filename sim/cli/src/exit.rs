//! Exit codes: a contract (`README.md`).

use std::process::ExitCode;

/// How the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Done.
    Done,
    /// A check said no.
    CheckFailed,
    /// Bad usage, or a problem in the input.
    Usage,
    /// Input or output failed.
    InputOutput,
    /// The replications allowed cannot tell.
    Undecided,
    /// A bug.
    Bug,
    /// A fault that may pass: the same command may succeed.
    TryAgain,
    /// Interrupted.
    Interrupted,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::CheckFailed => 1,
            Exit::Usage => 2,
            Exit::InputOutput => 3,
            Exit::Undecided => 4,
            Exit::Bug => 70,
            Exit::TryAgain => 75,
            Exit::Interrupted => 130,
        })
    }
}
