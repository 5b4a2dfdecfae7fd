//! `naru fit`: from a log to a scenario's demand.

use crate::check::{judged, show};
use crate::exit::Exit;
use crate::run::{Failure, failure, interrupts, read};
use crate::terminal::{print, tell, width};
use crate::{FitArguments, Format, words};
use naru_report::{Lang, charts, fitting, job_log};
use naru_results::intake::jobs::{BadRows, Format as LogFormat, JobLog, LogFault, Options};
use naru_results::{Error, Replace, Together, names, write_csv};
use naru_scenario::Scenario;
use naru_study::{Fragment, LogReading, fit_log};
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::Ordering;

/// What stands below the options.
pub(crate) const HELP: &str = "  naru fit sacct.txt --out scenarios/fit.ron
  naru fit results/baseline-2025/sessions.csv --out scenarios/fit.ron
  naru check scenarios/fit.ron

Logs: SWF, `sacct --parsable2`, Philly CSV, Alibaba 2025 and 2026 CSV, and sessions.csv of a run; gzip or not. A row \
takes some 60 bytes of memory.
Beside fit.ron: fit.json (laws, intervals, KS, A²/n, rows thrown away and why), fit.csv and the chart fit.en.svg.
Of sessions.csv, --base is the scenario that it was run with.

Exit code 0: done; 2: a problem in the input; 3: input or output failed; 130: interrupted.";

/// The scenario below a fragment that names none.
pub(crate) const BASE: &str = "scenarios/baseline-2025.ron";

pub(crate) fn fit(arguments: &FitArguments, lang: Lang) -> Exit {
    match done(arguments, lang) {
        Ok(()) => Exit::Done,
        Err((message, exit)) => {
            tell(&format!("{}\n", message.trim_end()));
            exit
        }
    }
}

fn done(arguments: &FitArguments, lang: Lang) -> Result<(), Failure> {
    let io = |error: Error| failure(&error, lang);
    let refused = |fault: LogFault| refusal(&fault, lang);
    let stop = interrupts();
    let files = arguments.out.as_deref().map(|out| begin(out, arguments, lang)).transpose()?;
    let options = Options {
        format: arguments.log_format.map(LogFormat::from),
        pool: None,
        bad_rows: if arguments.skip_bad_rows { BadRows::Skip } else { BadRows::Refuse },
    };
    let log = JobLog::open(&arguments.log, options).map_err(refused)?;
    // Our own sessions have the base's calendar; a log from elsewhere is read without one, unless it is to lie over one.
    let based = files.is_some() || log.format == LogFormat::Sessions;
    let base = if based { Some(read(&arguments.base, &[], lang)?) } else { None };
    let reading = LogReading {
        zone_s: arguments.zone,
        without_top_users: arguments.without_top_users,
        base: base.as_ref().map(|(_, lowered)| lowered),
    };
    let fit = fit_log(&log, &reading).map_err(refused)?;
    if arguments.without_top_users > 0 && fit.fit.users.is_none() {
        return Err((words::no_users_left(arguments.without_top_users, lang), Exit::Usage));
    }
    let figures = fit.figures();
    if let (Some(files), Some(out)) = (files, &arguments.out) {
        let stem = out.file_stem().unwrap_or_default().to_string_lossy();
        let base = from_folder_of(out, &arguments.base);
        let fragment =
            fit.fragment(&Fragment { name: &stem, base: &base.display().to_string(), log: &figures.log });
        files.write(names::FIT, fragment.as_bytes()).map_err(io)?;
        checked(files.part(names::FIT), lang)?;
        let curves = fit.curves();
        files.write(names::FIT_FIGURES, &figures.to_json()).map_err(io)?;
        write_csv(files.part(names::FIT_CURVES), curves.iter().cloned()).map_err(io)?;
        for (ending, of) in names::FIT_CHARTS.into_iter().zip(Lang::BOTH) {
            let svg = charts::fit(&figures, &curves, env!("CARGO_PKG_VERSION"), of);
            files.write(ending, svg.as_bytes()).map_err(io)?;
        }
        if stop.load(Ordering::Relaxed) {
            return Err((words::interrupted(lang), Exit::Interrupted));
        }
        files.finish().map_err(io)?;
    }
    let shown = match arguments.format {
        Format::Json => String::from_utf8_lossy(&figures.to_json()).into_owned(),
        Format::Text => {
            let out = arguments.out.as_deref().map(|out| words::fitted(out, lang)).unwrap_or_default();
            fitting::text(&figures, width().max(80), lang) + &out
        }
    };
    print(&shown).map_err(|error| (words::standard_output(&error, lang), Exit::InputOutput))
}

/// The files that are to be written, begun before the work so that a bad place is known at once.
fn begin(out: &Path, arguments: &FitArguments, lang: Lang) -> Result<Together, Failure> {
    if out.extension().is_none_or(|it| it != names::FIT) {
        return Err((words::not_ron(out, lang), Exit::Usage));
    }
    let endings = [&[names::FIT, names::FIT_FIGURES, names::FIT_CURVES], &names::FIT_CHARTS[..]].concat();
    let whole = |path: &Path| std::fs::canonicalize(path).unwrap_or_else(|_| plain(path));
    let inputs = [whole(&arguments.log), whole(&arguments.base)];
    let own = endings.iter().map(|it| out.with_extension(it)).find(|it| inputs.contains(&whole(it)));
    if let Some(own) = own {
        return Err((words::over_its_input(&own, lang), Exit::Usage));
    }
    let replace = if arguments.force { Replace::AnyResults } else { Replace::SameScenario };
    Together::begin(out, names::FIT_MARK, &endings, replace).map_err(|error| failure(&error, lang))
}

/// A fragment that `naru check` would refuse is not written.
fn checked(path: &Path, lang: Lang) -> Result<(), Failure> {
    let problems = match Scenario::read(path, &[]) {
        Ok(scenario) => judged(&scenario).err(),
        Err(problems) => Some(problems),
    };
    let Some(problems) = problems else { return Ok(()) };
    show(&problems, lang);
    Err((words::fragment_refused(&problems.tally(crate::check::of(lang)), lang), Exit::Usage))
}

fn refusal(fault: &LogFault, lang: Lang) -> Failure {
    let exit = match fault {
        LogFault::Io(_) | LogFault::Changed(_) => Exit::InputOutput,
        LogFault::NotAFile(_)
        | LogFault::TooLong(_)
        | LogFault::NotALog { .. }
        | LogFault::Broken { .. }
        | LogFault::Problems(_)
        | LogFault::NoJob { .. } => Exit::Usage,
    };
    (words::error(&job_log::fault(fault, lang), lang), exit)
}

/// The way to a file from the folder of another; the whole way where they have nothing in common.
fn from_folder_of(file: &Path, to: &Path) -> PathBuf {
    let (mut folder, to) = (plain(file), plain(to));
    folder.pop();
    let common = folder.components().zip(to.components()).take_while(|(a, b)| a == b).count();
    if common == 0 {
        return to;
    }
    let up = folder.components().skip(common).map(|_| Component::ParentDir);
    up.chain(to.components().skip(common)).collect()
}

/// The whole path without `.` and `..`, whatever links there are.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in std::path::absolute(path).unwrap_or_else(|_| path.to_owned()).components() {
        match part {
            Component::ParentDir => drop(plain.pop()),
            Component::CurDir => {}
            Component::Prefix(_) | Component::RootDir | Component::Normal(_) => plain.push(part),
        }
    }
    plain
}

/// `+09:00`, `-8`, `+0530` as seconds ahead of UTC.
pub(crate) fn zone(text: &str) -> Result<i64, String> {
    let refused = || "a zone is written +09:00".to_owned();
    let (sign, rest) = match text.split_at_checked(1) {
        Some(("+", rest)) => (1, rest),
        Some(("-", rest)) => (-1, rest),
        _ => return Err(refused()),
    };
    let (hours, minutes) = match rest.split_once(':') {
        Some(parts) => parts,
        None if rest.len() == 4 => rest.split_at_checked(2).ok_or_else(refused)?,
        None => (rest, "0"),
    };
    let number = |text: &str, most: i64| {
        let digits = !text.is_empty() && text.len() <= 2 && text.bytes().all(|b| b.is_ascii_digit());
        text.parse().ok().filter(|n: &i64| digits && *n <= most).ok_or_else(refused)
    };
    Ok(sign * (number(hours, 14)? * 3_600 + number(minutes, 59)? * 60))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_is_read() {
        for (text, want) in [
            ("+09:00", Some(32_400)),
            ("+0900", Some(32_400)),
            ("-8", Some(-28_800)),
            ("+05:30", Some(19_800)),
            ("+00:00", Some(0)),
            ("09:00", None),
            ("+", None),
            ("+15", None),
            ("+09:60", None),
            ("Asia/Seoul", None),
            ("+9:", None),
            ("", None),
        ] {
            assert_eq!(zone(text).ok(), want, "{text}");
        }
    }

    #[test]
    fn a_base_is_found_from_the_fragment() {
        for (file, to, want) in [
            ("fit.ron", "scenarios/b.ron", "scenarios/b.ron"),
            ("scenarios/fit.ron", "scenarios/b.ron", "b.ron"),
            ("x/y/fit.ron", "scenarios/b.ron", "../../scenarios/b.ron"),
            ("x/../fit.ron", "./b.ron", "b.ron"),
        ] {
            assert_eq!(from_folder_of(Path::new(file), Path::new(to)), Path::new(want), "{file} {to}");
        }
    }
}
