//! `naru explain`: how each won came about, or why an hour earned nothing.

use crate::ExplainArguments;
use crate::exit::Exit;
use crate::papers::{Failure, refused, shown};
use crate::terminal::{tell, width};
use naru_report::Lang;
use naru_report::papers::{self, Log};

/// A line that the sessions contradict is a finding: exit code 1.
pub(crate) fn explain(arguments: &ExplainArguments, lang: Lang) -> Exit {
    match done(arguments, lang) {
        Ok(true) => Exit::Done,
        Ok(false) => Exit::CheckFailed,
        Err((message, exit)) => {
            tell(&(message + "\n"));
            exit
        }
    }
}

fn done(arguments: &ExplainArguments, lang: Lang) -> Result<bool, Failure> {
    let refused = |it| refused(&it, lang);
    let log = Log::read(&arguments.folder).map_err(refused)?;
    let explained = if let Some(line) = arguments.line {
        papers::line(&log, line, lang, width()).map_err(refused)?
    } else if let Some(session) = &arguments.session {
        papers::session(&log, session, lang, width()).map_err(refused)?
    } else {
        papers::unbilled(&log, lang, width())
    };
    shown(&explained.text, lang)?;
    Ok(explained.agrees)
}
