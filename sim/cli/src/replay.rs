//! `naru replay`: a job log once more under an operating plan, and a reference schedule held against it.

use crate::exit::Exit;
use crate::run::{Failure, failure, interrupts};
use crate::terminal::{print, tell};
use crate::{Format, ReplayArguments, words};
use naru_report::{Lang, charts, job_log, replay};
use naru_results::intake::jobs::{BadRows, JobLog, LogFault, Options};
use naru_results::{CsvLines, Error, Folder, Replace, StartRow, names, write_csv, write_parquet};
use naru_study::{Comparison, Expected, Machine, ReplayRequest, replay_log};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::sync::atomic::Ordering;

/// What stands below the options.
pub(crate) const HELP: &str = "  naru replay KTH-SP2-1996-2.swf.gz --cards 100 --backfill easy
  naru replay jobs.sacct --servers 57x8 --backfill conservative --placement packed --out results/june

LOG: Standard Workload Format, Slurm accounting (sacct --parsable2), GPU cluster traces, or sessions.csv of a \
run; gzip or not, told by what stands in it. Rows that are no job are left out, counted and named.

Exit code 0: done; 1: the schedule differs from --against; 2: a problem in the input; 3: input or output \
failed; 130: interrupted.";

pub(crate) fn replay(arguments: &ReplayArguments, lang: Lang) -> Exit {
    match done(arguments, lang) {
        Ok(exit) => exit,
        Err((message, exit)) => {
            tell(&format!("{}\n", message.trim_end()));
            exit
        }
    }
}

fn done(arguments: &ReplayArguments, lang: Lang) -> Result<Exit, Failure> {
    let fault = |fault: LogFault| {
        if let LogFault::Io(error) = &fault {
            return failure(error, lang);
        }
        (words::error(&job_log::fault(&fault, lang), lang), Exit::Usage)
    };
    let io = |error: Error| failure(&error, lang);
    let format = arguments.log_format.as_deref().and_then(naru_results::intake::jobs::Format::of);
    let bad_rows = if arguments.skip_bad_rows { BadRows::Skip } else { BadRows::Refuse };
    if arguments.order.len() > naru_study::MOST_CRITERIA {
        return Err((words::order_too_long(arguments.order.len(), lang), Exit::Usage));
    }
    let options = Options { format, bad_rows, pool: None };
    let machine = match (arguments.cards, arguments.servers) {
        (Some(cards), _) => Machine { servers: 1, cards },
        (None, Some(machine)) => machine,
        (None, None) => {
            // The machine of the log's header.
            let log = JobLog::open(&arguments.log, options).map_err(fault)?;
            let cards = log.processors.ok_or_else(|| (words::no_machine(lang), Exit::Usage))?;
            Machine { servers: 1, cards }
        }
    };
    // The most that one job can hold: whole servers, as many as a session can have.
    let pool =
        (1..=machine.total().min(u64::from(u32::MAX)) as u32).rev().find(|n| machine.sets(*n).is_some());
    let log = JobLog::open(&arguments.log, Options { pool, ..options }).map_err(fault)?;
    let plan = (&arguments.order[..], arguments.backfill.as_str(), arguments.placement.as_str());
    let request = ReplayRequest::named(machine, plan, arguments.estimate, arguments.kill_at_estimate)
        .expect("names are checked when arguments are read");
    let reference = arguments.against.as_deref().map(Comparison::open).transpose().map_err(fault)?;

    let stop = interrupts();
    let title = request.title(&log);
    let out = arguments
        .out
        .clone()
        .unwrap_or_else(|| PathBuf::from("results/replay").join(title.replace(' ', ".")));
    let replace = if arguments.force { Replace::AnyResults } else { Replace::SameScenario };
    let folder = Folder::begin_marked(&out, names::REPLAY, &title, replace).map_err(io)?;
    let path = folder.path(names::STARTS).map_err(io)?;
    let shown = out.join(names::STARTS);
    let in_file = |source| failure(&Error::Io { path: shown.clone(), source }, lang);
    let mut file = BufWriter::new(File::create(&path).map_err(in_file)?);
    let mut lines = CsvLines::begin(&mut file).map_err(in_file)?;
    let mut failed = None;
    let outcome = replay_log(&log, &request, reference, |row: StartRow| {
        if failed.is_none() {
            failed = lines.write(&row).err();
        }
    })
    .map_err(fault)?;
    failed.map_or_else(|| file.flush(), Err).map_err(in_file)?;
    drop(file);
    write_csv(&folder.path(names::COURSE).map_err(io)?, outcome.course.iter().cloned()).map_err(io)?;
    write_parquet(&folder.path(names::WAITS).map_err(io)?, outcome.waits.iter().cloned()).map_err(io)?;
    folder.write(names::REPLAY, &outcome.figures.to_json()).map_err(io)?;
    if !arguments.no_charts {
        for lang in Lang::BOTH {
            for (name, svg) in charts::draw_replay(&outcome.figures, &outcome.course, &outcome.waits, lang) {
                folder.write(&name, svg.as_bytes()).map_err(io)?;
            }
        }
    }
    if stop.load(Ordering::Relaxed) {
        return Err((words::interrupted(lang), Exit::Interrupted));
    }
    folder.finish().map_err(io)?;
    let text = match arguments.format {
        Format::Json => String::from_utf8_lossy(&outcome.figures.to_json()).into_owned(),
        Format::Text => replay::text(&outcome.figures, Some(&out.display().to_string()), lang),
    };
    print(&text).map_err(|error| (words::standard_output(&error, lang), Exit::InputOutput))?;
    let differs = outcome.figures.against.as_ref().is_some_and(|against| against.differences > 0);
    Ok(if differs { Exit::CheckFailed } else { Exit::Done })
}

/// `57x8`: servers and cards of each.
pub(crate) fn machine(text: &str) -> Result<Machine, String> {
    let parts = text.split_once(['x', '×']);
    let whole = |text: &str| text.trim().parse::<u32>().ok().filter(|n| *n > 0);
    let machine =
        parts.and_then(|(servers, cards)| Some(Machine { servers: whole(servers)?, cards: whole(cards)? }));
    machine.filter(|machine| machine.servers <= 65_536 && machine.cards <= 1_024).ok_or_else(|| {
        "servers are written SERVERSxCARDS, such as 57x8; up to 65536 servers of up to 1024 cards".to_owned()
    })
}

/// `logged`, `exact` or a factor.
pub(crate) fn expected(text: &str) -> Result<Expected, String> {
    Expected::of(text)
        .ok_or_else(|| "an estimate is `logged`, `exact`, or a factor on the run time such as 1.5".to_owned())
}
