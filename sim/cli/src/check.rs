//! `naru check`: all problems of a scenario, without running it.

use crate::CheckArguments;
use crate::exit::Exit;
use crate::terminal::{print, tell};
use crate::words;
use naru_report::Lang;
use naru_scenario::{Colour, Problems, Reach, Scenario};
use std::io::IsTerminal;

pub(crate) fn check(arguments: &CheckArguments, lang: Lang) -> Exit {
    let problems = match Scenario::read(&arguments.scenario, &arguments.changes) {
        Ok(scenario) => scenario.check(),
        Err(problems) => problems,
    };
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
