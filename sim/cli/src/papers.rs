//! What `statement` and `explain` share: how they fail and where they print.

use crate::exit::Exit;
use crate::terminal::print;
use crate::words;
use naru_report::Lang;
use naru_report::papers::Refused;
use naru_results::Error;

pub(crate) type Failure = (String, Exit);

/// A file that is not there or a system that refuses is input/output; whatever else is wrong is the caller's.
pub(crate) fn refused(refused: &Refused, lang: Lang) -> Failure {
    let exit = match refused {
        Refused::File(Error::Io { .. } | Error::Missing { .. }) => Exit::InputOutput,
        Refused::File(_)
        | Refused::NotResults { .. }
        | Refused::NoLog { .. }
        | Refused::Start { .. }
        | Refused::Absent { .. } => Exit::Usage,
    };
    (refused.text(lang), exit)
}

pub(crate) fn shown(text: &str, lang: Lang) -> Result<(), Failure> {
    print(text).map_err(|error| (words::standard_output(&error, lang), Exit::InputOutput))
}
