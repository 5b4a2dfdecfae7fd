//! `naru check`: all problems of a scenario, without running it.

use crate::CheckArguments;
use crate::exit::Exit;
use crate::kind_words::wrong_kind;
use crate::terminal::{print, tell};
use crate::words;
use naru_report::Lang;
use naru_scenario::{Colour, FileKind, Lowered, Problem, Problems, Reach, Scenario, Severity};
use std::io::IsTerminal;

pub(crate) fn check(arguments: &CheckArguments, lang: Lang) -> Exit {
    let problems = match Scenario::read(&arguments.scenario, &arguments.changes) {
        Ok(scenario) => judged(&scenario).map_or_else(|problems| problems, |lowered| lowered.warnings),
        Err(problems) => problems,
    };
    let wrong =
        if problems.errors() > 0 { wrong_kind(&arguments.scenario, FileKind::Scenario, lang) } else { None };
    if let Some(message) = wrong {
        tell(&(message + "\n"));
        return Exit::Usage;
    }
    show(&problems, lang);
    let exit = match problems.reach() {
        Reach::NotOpened => Exit::InputOutput,
        Reach::NotRead => Exit::Usage,
        Reach::Read if problems.errors() > 0 => Exit::CheckFailed,
        Reach::Read => Exit::Done,
    };
    let line = words::tally(&problems.tally(of(lang)), exit, lang) + "\n";
    match print(&line) {
        Ok(()) => exit,
        Err(error) => {
            tell(&(words::standard_output(&error, lang) + "\n"));
            Exit::InputOutput
        }
    }
}

/// What the engine takes, or all that is wrong: a promise can only be held against the metrics of a scenario without
/// other errors.
pub(crate) fn judged(scenario: &Scenario) -> Result<Lowered, Problems> {
    let lowered = scenario.lower()?;
    let table = naru_study::metric_table(&lowered);
    let unknown = naru_study::promises_without_metric(&lowered, &table);
    if unknown.is_empty() {
        return Ok(lowered);
    }
    let of_promise = |promise: &&naru_scenario::Promise| {
        let (title, label, note) =
            words::unknown_metric(&promise.name, &promise.metric, &table.nearest(&promise.metric));
        Problem {
            severity: Severity::Error,
            code: None,
            title,
            place: Some(promise.place),
            file: None,
            label: Some(label),
            also: Vec::new(),
            notes: vec![note],
            reach: Reach::Read,
        }
    };
    let found = unknown.iter().map(of_promise).collect();
    Err(lowered.warnings.and(found))
}

/// Prints problems to standard error.
pub(crate) fn show(problems: &Problems, lang: Lang) {
    let colour = if std::io::stderr().is_terminal() { Colour::Ansi } else { Colour::Plain };
    tell(&problems.render(of(lang), colour));
}

/// The language as the scenario room names it.
pub(crate) fn of(lang: Lang) -> naru_scenario::Lang {
    match lang {
        Lang::Ko => naru_scenario::Lang::Ko,
        Lang::En => naru_scenario::Lang::En,
    }
}
