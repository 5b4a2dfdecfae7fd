//! `naru run`: the main job.

use crate::check::{judged, show};
use crate::exit::Exit;
use crate::progress::Progress;
use crate::terminal::{is_bold, print, tell, width};
use crate::texts::texts;
use crate::words;
use crate::{Format, RunArguments};
use naru_report::{Lang, charts, markdown, text};
use naru_results::{Error, Folder, Replace, RunInfo, SCHEMA, names, write_csv, write_parquet};
use naru_scenario::{Lowered, Reach, Scenario};
use naru_study::{Plans, Record, Request, Rows, Stopped, Study, Summary};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

const VERSION: &str = env!("CARGO_PKG_VERSION");

pub(crate) fn run(arguments: &RunArguments, lang: Lang) -> Exit {
    match done(arguments, lang) {
        Ok(()) => Exit::Done,
        Err((message, exit)) => {
            tell(&format!("{}\n", message.trim_end()));
            exit
        }
    }
}

/// What is said, and how the program ends.
pub(crate) type Failure = (String, Exit);

fn done(arguments: &RunArguments, lang: Lang) -> Result<(), Failure> {
    let (scenario, lowered) = read(&arguments.scenario, &arguments.changes, lang)?;
    let table = naru_study::metric_table(&lowered);
    if let Some(log) = arguments.log_replication.filter(|log| *log >= arguments.replications) {
        return Err((words::no_such_replication(log, arguments.replications, lang), Exit::Usage));
    }
    let hash = scenario.hash();
    let out =
        arguments.out.clone().unwrap_or_else(|| default_folder(&lowered.name, &arguments.changes, &hash));
    let replace = if arguments.force { Replace::AnyResults } else { Replace::SameScenario };
    let written = |error: Error| failure(&error, lang);
    // Heard from here on, since what is begun below must be taken away again.
    let stop = interrupts();
    // Begun before the work, so that a place that cannot be written is known at once.
    let folder = Folder::begin(&out, &hash, replace).map_err(written)?;

    let threads = arguments.threads.map_or(0, usize::from);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    let pool = pool.map_err(|error| (error.to_string(), Exit::InputOutput))?;
    let clock = Clock::start();
    let (study, log) = pool.install(|| simulate(arguments, &lowered, &table, &stop, lang))?;
    let laws = study.laws;
    let summary = pool.install(|| {
        Study {
            lowered: &lowered,
            hash: &hash,
            laws: &laws,
            table: &table,
            seed: arguments.seed,
            records: &study.records,
            tries: study.tries,
        }
        .summary()
    });
    let run = RunInfo {
        schema: SCHEMA,
        version: VERSION.to_owned(),
        command: command(),
        scenario_hash: hash.clone(),
        behaviour_hash: naru_study::BEHAVIOUR_HASH.to_owned(),
        stream_layout: naru_study::STREAM_LAYOUT,
        seed: arguments.seed,
        replications: arguments.replications,
        threads: pool.current_num_threads() as u32,
        wall_seconds: clock.seconds(),
        events: summary.events,
        events_per_second: summary.events as f64 / clock.seconds(),
    };
    let rows = Rows::new(&lowered);
    let logged = arguments.log_replication.map(|k| &study.records[k as usize]).zip(log.as_ref());
    let effective = rows.effective(&hash, arguments.seed, &laws, logged);
    let written = || -> Result<(), Error> {
        folder.write(names::SUMMARY, &summary.to_json())?;
        folder.write(names::RUN, &run.to_json())?;
        folder.write(names::EFFECTIVE, &effective.to_json())?;
        let clauses = rows.clauses();
        folder.write(names::CLAUSES, &clauses.to_json())?;
        for (name, text) in texts(&scenario, &arguments.changes) {
            folder.write(&name, text.as_bytes())?;
        }
        table.columns(&study.records, arguments.seed).write(&folder.path(names::REPLICATIONS)?)?;
        let daily: Vec<_> = rows.daily(&study.records).collect();
        let waits = rows.waits(&table, &study.records);
        write_parquet(&folder.path(names::DAILY)?, daily.iter().cloned())?;
        write_parquet(&folder.path(names::MONTHLY)?, rows.monthly(&study.records))?;
        write_parquet(&folder.path(names::WAITS)?, waits.iter().cloned())?;
        if let Some((record, log)) = logged {
            write_csv(&folder.path(names::SESSIONS_LOG)?, rows.sessions(log))?;
            write_csv(&folder.path(names::BILLS_LOG)?, rows.bills(log))?;
            write_csv(&folder.path(names::OUTAGES_LOG)?, rows.outages(log))?;
            write_csv(&folder.path(names::BUDGET_LOG)?, rows.budget(log))?;
            write_csv(&folder.path(names::DAILY_LOG)?, rows.days(record))?;
        }
        let mut drawn = markdown::Charts::Absent;
        if !arguments.no_charts {
            drawn = markdown::Charts::Drawn;
            let study = charts::Study {
                summary: &summary,
                run: &run,
                effective: &effective,
                daily: &daily,
                waits: &waits,
            };
            for (name, svg) in Lang::BOTH.iter().flat_map(|lang| charts::draw(&study, *lang)) {
                folder.write(&name, svg.as_bytes())?;
            }
        }
        let markdown = markdown::summary(&summary, &clauses, VERSION, drawn);
        folder.write(names::SUMMARY_TEXT, markdown.as_bytes())
    };
    written().map_err(|error| failure(&error, lang))?;
    if stop.load(Ordering::Relaxed) {
        return Err((words::interrupted(lang), Exit::Interrupted));
    }
    folder.finish().map_err(|error| failure(&error, lang))?;
    if arguments.audit {
        tell(&words::audited(arguments.replications, lang));
    }
    print(&shown(arguments, &summary, &run, &out, lang))
        .map_err(|error| (words::standard_output(&error, lang), Exit::InputOutput))
}

/// Set once somebody presses Ctrl-C.
pub(crate) fn interrupts() -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&stop);
    // Only the first handler counts: a second run in one process would find it set.
    drop(ctrlc::set_handler(move || seen.store(true, Ordering::Relaxed)));
    stop
}

/// A folder that must not be replaced is the caller's choice to change; anything else is the system's.
pub(crate) fn failure(error: &Error, lang: Lang) -> Failure {
    let exit = match error {
        Error::OtherScenario { .. } | Error::NotResults { .. } | Error::NotOurs { .. } => Exit::Usage,
        Error::Io { .. }
        | Error::Missing { .. }
        | Error::Schema { .. }
        | Error::Json { .. }
        | Error::Csv { .. }
        | Error::Parquet { .. } => Exit::InputOutput,
    };
    (words::results(error, lang), exit)
}

/// A scenario that can run, or why not; warnings are shown.
pub(crate) fn read(path: &Path, changes: &[String], lang: Lang) -> Result<(Scenario, Lowered), Failure> {
    let scenario = Scenario::read(path, changes).map_err(|p| failed(&p, lang))?;
    let lowered = judged(&scenario).map_err(|p| failed(&p, lang))?;
    show(&lowered.warnings, lang);
    Ok((scenario, lowered))
}

/// Shows what is wrong with a scenario, and says how the program ends.
pub(crate) fn failed(problems: &naru_scenario::Problems, lang: Lang) -> Failure {
    show(problems, lang);
    let exit = if problems.reach() == Reach::NotOpened { Exit::InputOutput } else { Exit::Usage };
    (problems.tally(crate::check::of(lang)), exit)
}

/// What was simulated.
struct Simulated {
    laws: naru_study::Laws,
    records: Vec<Record>,
    tries: Vec<naru_results::FleetTry>,
}

fn simulate(
    arguments: &RunArguments,
    lowered: &Lowered,
    table: &naru_study::metrics::MetricTable,
    stop: &AtomicBool,
    lang: Lang,
) -> Result<(Simulated, Option<naru_study::Log>), Failure> {
    let progress = Progress::new(arguments.replications, words::replications(lang));
    let laws = naru_study::Laws::new(lowered.demand.clone());
    let plans = Plans::new(lowered.plan.clone());
    let request = Request {
        seed: arguments.seed,
        replications: 0..arguments.replications,
        audit: arguments.audit,
        log: arguments.log_replication,
    };
    let failed = |stopped: Stopped| match stopped {
        Stopped::Interrupted => (words::interrupted(lang), Exit::Interrupted),
        Stopped::Bug { replication, message } => {
            (words::bug(&message, Some((arguments.seed, replication)), &command(), lang), Exit::Bug)
        }
    };
    let (records, log) = naru_study::run(&plans, &laws, &request, &progress, stop).map_err(failed)?;
    let tries = if naru_study::nobody_waited(lowered, table, &records) {
        progress.more(naru_study::TRIED_REPLICATIONS);
        naru_study::tries(lowered, table, &laws, arguments.seed, &progress, stop).map_err(failed)?
    } else {
        Vec::new()
    };
    progress.end();
    Ok((Simulated { laws, records, tries }, log))
}

/// What goes to standard output.
fn shown(arguments: &RunArguments, summary: &Summary, run: &RunInfo, out: &Path, lang: Lang) -> String {
    match arguments.format {
        Format::Json => String::from_utf8_lossy(&summary.to_json()).into_owned(),
        Format::Text => {
            let paths = text::Paths {
                program: program(),
                scenario: &arguments.scenario.display().to_string(),
                options: &options(arguments),
                results: &out.display().to_string(),
            };
            let text = text::summary(summary, run, &paths, lang, width());
            if is_bold() { text::with_bold_verdict(&text, lang) } else { text }
        }
    }
}

/// The options that shape a study, for lines to copy.
fn options(arguments: &RunArguments) -> String {
    let set = arguments.changes.iter().map(|change| format!(" --set {}", quoted(change)));
    let seed = (arguments.seed != crate::SEED).then(|| format!(" --seed {}", arguments.seed));
    let replications = (arguments.replications != crate::REPLICATIONS)
        .then(|| format!(" --replications {}", arguments.replications));
    set.chain(seed).chain(replications).collect()
}

/// How the program was called, for lines to copy: cargo says so to what it runs.
fn program() -> &'static str {
    if std::env::var_os("CARGO").is_some() { "cargo run --release --" } else { "naru" }
}

/// Longest name of a folder, in bytes: most file systems end at 255.
const LONGEST: usize = 200;

/// `results/NAME`, with changes as part of the name: a what-if never replaces the baseline.
///
/// One folder in `results`, whatever stands in the name. A long name ends with a part of the scenario's hash instead.
pub(crate) fn default_folder(name: &str, changes: &[String], hash: &str) -> PathBuf {
    let mut folder = String::new();
    for (part, plus) in std::iter::once(name).chain(changes.iter().map(String::as_str)).zip(0..) {
        folder.push_str(if plus > 0 { "+" } else { "" });
        let plain = part.chars().filter(|c| !c.is_whitespace());
        folder.extend(plain.map(|c| if c.is_alphanumeric() || "._=-".contains(c) { c } else { '_' }));
    }
    if folder.starts_with('.') || folder.is_empty() {
        folder.insert(0, '_');
    }
    if folder.len() > LONGEST {
        let keep = (0..=LONGEST).rfind(|end| folder.is_char_boundary(*end)).unwrap_or_default();
        folder.truncate(keep);
        folder.push('+');
        folder.push_str(&hash[..16]);
    }
    Path::new("results").join(folder)
}

/// The command line, to be typed again.
pub(crate) fn command() -> String {
    let rest = std::env::args().skip(1).map(|argument| quoted(&argument));
    ["naru".to_owned()].into_iter().chain(rest).collect::<Vec<_>>().join(" ")
}

/// An argument as a shell reads it back.
fn quoted(argument: &str) -> String {
    let plain = argument.chars().all(|c| c.is_alphanumeric() || "-_./=+,:".contains(c));
    if plain { argument.to_owned() } else { format!("'{}'", argument.replace('\'', r"'\''")) }
}

/// The wall clock, for `run.json` alone.
struct Clock(#[expect(clippy::disallowed_types, reason = "cli may read the wall clock")] std::time::Instant);

impl Clock {
    fn start() -> Self {
        #[expect(clippy::disallowed_types, reason = "cli may read the wall clock")]
        Self(std::time::Instant::now())
    }

    fn seconds(&self) -> f64 {
        self.0.elapsed().as_secs_f64()
    }
}
