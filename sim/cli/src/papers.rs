//! What `statement` and `explain` share: how they fail and where they print.

use crate::exit::Exit;
use crate::terminal::print;
use crate::words;
use naru_report::Lang;
use naru_report::papers::Refused;
use naru_results::Error;

pub(crate) type Failure = (String, Exit);

/// A system that refuses is input/output; whatever else is wrong with the folder or the question is the caller's.
pub(crate) fn refused(refused: &Refused, lang: Lang) -> Failure {
    match refused {
        Refused::File(error) => {
            let exit = match error {
                Error::Io { .. } | Error::Missing { .. } => Exit::InputOutput,
                Error::OtherScenario { .. }
                | Error::NotResults { .. }
                | Error::Schema { .. }
                | Error::Json { .. }
                | Error::Csv { .. }
                | Error::Parquet { .. } => Exit::Usage,
            };
            (words::results(error, lang), exit)
        }
        Refused::NoLog { .. } | Refused::Start { .. } | Refused::Absent { .. } => {
            (refused.text(lang), Exit::Usage)
        }
    }
}

pub(crate) fn shown(text: &str, lang: Lang) -> Result<(), Failure> {
    print(text).map_err(|error| (words::standard_output(&error, lang), Exit::InputOutput))
}
