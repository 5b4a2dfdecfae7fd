//! `naru statement`: what a user owes, a supplier's whole statement, or its usage report.

use crate::StatementArguments;
use crate::exit::Exit;
use crate::papers::{Failure, refused, shown};
use crate::terminal::tell;
use crate::words;
use naru_report::Lang;
use naru_report::papers::{self, Ask, Log, Paper};
use std::fs;
use std::path::Path;

pub(crate) fn statement(arguments: &StatementArguments, lang: Lang) -> Exit {
    match done(arguments, lang) {
        Ok(()) => Exit::Done,
        Err((message, exit)) => {
            tell(&(message + "\n"));
            exit
        }
    }
}

fn done(arguments: &StatementArguments, lang: Lang) -> Result<(), Failure> {
    let ask = Ask {
        project: arguments.project.clone(),
        month: arguments.month,
        supplier: arguments.supplier.clone(),
    };
    let refused = |it| refused(&it, lang);
    let log = Log::read(&arguments.folder).map_err(refused)?;
    let made = if arguments.usage { papers::usage } else { papers::statement };
    let paper = made(&log, &ask, lang).map_err(refused)?;
    if let Some(out) = &arguments.out {
        write(out, &paper).map_err(|error| (words::results(&error, lang), Exit::InputOutput))?;
    }
    shown(&paper.markdown, lang)
}

/// Writes the paper's three forms, in place of those of the same name.
fn write(out: &Path, paper: &Paper) -> Result<(), naru_results::Error> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| naru_results::Error::Io { path, source }
    };
    fs::create_dir_all(out).map_err(failed(out))?;
    let forms = [("md", paper.markdown.as_bytes()), ("html", paper.html.as_bytes()), ("csv", &paper.csv)];
    for (ending, bytes) in forms {
        let path = out.join(format!("{}.{ending}", paper.name));
        fs::write(&path, bytes).map_err(failed(&path))?;
    }
    Ok(())
}
