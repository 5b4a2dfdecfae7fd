//! `naru run`: the main job.

mod files;

use crate::check::{judged, show};
use crate::exit::Exit;
use crate::kind_words::wrong_kind;
use crate::terminal::{is_bold, print, tell, width};
use crate::texts::of_files;
use crate::words;
use crate::work::{self, Way, Work};
use crate::{Format, RunArguments};
pub(crate) use files::beside;
use files::{Files, kept};
use naru_report::{Lang, text};
use naru_results::{Error, Folder, Origin, Precision, Replace, RunInfo, SCHEMA, Uncertainty, names};
use naru_scenario::{FileKind, Lowered, Problems, Reach, Scenario};
use naru_study::metrics::MetricTable;
use naru_study::{Arm, Extent, Plans, Precise, Record, Request, Stopped, Study, Summary, Tries, Watch};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");

pub(crate) fn run(arguments: &RunArguments, way: Way, lang: Lang) -> Exit {
    match done(arguments, way, lang) {
        Ok(()) => Exit::Done,
        Err((message, exit)) => {
            tell(&format!("{}\n", message.trim_end()));
            exit
        }
    }
}

/// What is said, and how the program ends.
pub(crate) type Failure = (String, Exit);

fn done(arguments: &RunArguments, way: Way, lang: Lang) -> Result<(), Failure> {
    let (scenario, lowered) = way.read(0, &arguments.scenario, &arguments.changes, lang)?;
    let table = naru_study::metric_table(&lowered);
    let most = arguments.replications.unwrap_or(match arguments.precision {
        Some(_) => arguments.most,
        None => crate::REPLICATIONS,
    });
    if let Some(log) = arguments.log_replication.filter(|log| *log >= most) {
        return Err((words::no_such_replication(log, most, lang), Exit::Usage));
    }
    let hash = scenario.hash();
    let out =
        arguments.out.clone().unwrap_or_else(|| default_folder(&lowered.name, &arguments.changes, &hash));
    let replace = if arguments.force { Replace::AnyResults } else { Replace::SameScenario };
    let written = |error: Error| failure(&error, lang);
    let stop = interrupts();
    if way.has_result() {
        // Known before the work: what stands there and is not to be replaced.
        Folder::allowed(&out, names::SUMMARY, &hash, replace).map_err(written)?;
    }
    let made_by = way.command();
    let work = begin(arguments, way, (&scenario, &hash), (&lowered, &table), (&out, replace), lang)?;
    let origin = Origin::new(&hash, naru_study::PROGRAM_HASH, naru_study::STREAM_LAYOUT, arguments.seed);
    if !work.is_shard() {
        work.also(Arm::OWN, kept(&out, &origin));
    }
    let there = work.numbers(own(arguments));

    let threads = arguments.threads.map_or(0, usize::from);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    let pool = pool.map_err(|error| (error.to_string(), Exit::InputOutput))?;
    let clock = Clock::start();
    let simulated = pool.install(|| simulate(arguments, &work, &lowered, &table, &stop));
    if work.is_shard() {
        return work.write_shard(simulated);
    }
    let (study, log) = simulated.map_err(|it| work.stopped(it))?;
    if let Some(log) = arguments.log_replication.filter(|log| *log as usize >= study.records.len()) {
        return Err((words::no_such_replication(log, study.records.len() as u32, lang), Exit::Usage));
    }
    let summary = pool.install(|| {
        Study {
            lowered: &lowered,
            hash: &hash,
            laws: &study.laws,
            table: &table,
            seed: arguments.seed,
            records: &study.records,
            tries: study.tries.clone(),
        }
        .summary()
    });
    let run = RunInfo {
        schema: SCHEMA,
        version: VERSION.to_owned(),
        command: made_by,
        scenario_hash: hash.clone(),
        behaviour_hash: naru_study::BEHAVIOUR_HASH.to_owned(),
        stream_layout: naru_study::STREAM_LAYOUT,
        seed: arguments.seed,
        replications: summary.replications,
        kept_replications: there.iter().filter(|it| (**it as usize) < study.records.len()).count() as u32,
        threads: pool.current_num_threads() as u32,
        wall_seconds: clock.seconds(),
        events: summary.events,
        events_per_second: work.rate(summary.events, &clock),
    };
    let (sweeps, readings) = beside(&out);
    let uncertainty = naru_study::uncertainty(&summary, naru_study::BEHAVIOUR_HASH, &sweeps, &readings);
    let files = Files {
        arguments,
        scenario: &scenario,
        lowered: &lowered,
        table: &table,
        study: &study,
        log: log.as_ref(),
        origin,
        summary: &summary,
        run: &run,
        uncertainty: &uncertainty,
    };
    let written = |error: Error| work.failed(&error);
    let folder = Folder::begin(&out, &hash, replace).map_err(written)?;
    files.write(&folder).map_err(written)?;
    if stop.load(Ordering::Relaxed) {
        return Err(work.stopped(Stopped::Interrupted));
    }
    folder.finish().map_err(written)?;
    work.done()?;
    if arguments.audit {
        tell(&words::audited(summary.replications, lang));
    }
    print(&shown(arguments, &summary, &run, (study.precision.as_ref(), &uncertainty), &out, lang))
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
        Error::Busy { .. } => Exit::TryAgain,
        Error::OtherScenario { .. }
        | Error::OtherWork { .. }
        | Error::NotResults { .. }
        | Error::NotOurs { .. }
        | Error::Taken { .. }
        | Error::LeftBehind { .. }
        | Error::Broken { .. }
        | Error::OtherForm { .. }
        | Error::NoResults { .. }
        | Error::Incomplete { .. }
        | Error::Mixed { .. } => Exit::Usage,
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
    let (scenario, lowered) = read_quietly(path, changes, lang)?;
    show(&lowered.warnings, lang);
    Ok((scenario, lowered))
}

/// The same; its warnings are left to the caller.
pub(crate) fn read_quietly(
    path: &Path,
    changes: &[String],
    lang: Lang,
) -> Result<(Scenario, Lowered), Failure> {
    let refused = |problems: Problems| match wrong_kind(path, FileKind::Scenario, lang) {
        Some(message) => (message, Exit::Usage),
        None => failed(&problems, lang),
    };
    let scenario = Scenario::read(path, changes).map_err(refused)?;
    let lowered = judged(&scenario).map_err(refused)?;
    Ok((scenario, lowered))
}

/// Shows what is wrong with a scenario, and says how the program ends.
pub(crate) fn failed(problems: &Problems, lang: Lang) -> Failure {
    show(problems, lang);
    let exit = if problems.reach() == Reach::NotOpened { Exit::InputOutput } else { Exit::Usage };
    (problems.tally(crate::check::of(lang)), exit)
}

/// What was simulated.
struct Simulated {
    laws: naru_study::Laws,
    records: Vec<Record>,
    /// Kept replications with higher numbers than this run asked for: kept on.
    beyond: Vec<Record>,
    precision: Option<Precision>,
    tries: Vec<naru_results::FleetTry>,
}

/// The arm of a run's own replications.
const fn own(arguments: &RunArguments) -> Arm {
    if arguments.audit { Arm::AUDITED } else { Arm::OWN }
}

/// Replications that are known to be asked for.
fn first(arguments: &RunArguments) -> u32 {
    arguments.replications.unwrap_or(crate::REPLICATIONS)
}

fn begin(
    arguments: &RunArguments,
    way: Way,
    (scenario, hash): (&Scenario, &str),
    (lowered, table): (&Lowered, &MetricTable),
    (out, replace): (&Path, Replace),
    lang: Lang,
) -> Result<Work, Failure> {
    let n = first(arguments);
    let extent = arguments.precision.is_none().then(|| {
        let tries = Tries::new(lowered, table, n);
        Extent::new(std::iter::once((own(arguments), n)).chain(tries.arms()))
    });
    let study = work::Study {
        verb: "run",
        hash,
        // What was not audited is nothing to an audit.
        question: if arguments.audit { "audit".to_owned() } else { String::new() },
        seed: arguments.seed,
        out,
        extent,
        replace,
        files: vec![of_files(scenario, &arguments.changes).collect()],
    };
    Work::begin(way, study, lang)
}

fn simulate(
    arguments: &RunArguments,
    work: &Work,
    lowered: &Lowered,
    table: &MetricTable,
    stop: &AtomicBool,
) -> Result<(Simulated, Option<naru_study::Log>), Stopped> {
    let first = first(arguments);
    let laws = naru_study::Laws::new(lowered.demand.clone());
    let plans = Plans::new(lowered.plan.clone());
    let request =
        |replications, log| Request { seed: arguments.seed, replications, audit: arguments.audit, log };
    if arguments.precision.is_some() {
        work.more(first);
    }
    let mut all: Vec<Record> = Vec::new();
    let mut up_to = |n: u32| {
        let done = all.len() as u32;
        if done < n {
            let (more, _) = naru_study::run(&plans, &laws, &request(done..n, None), work, stop)?;
            all.extend(more);
        }
        Ok(all[..n as usize].to_vec())
    };
    let records = match arguments.precision {
        Some(scale) => {
            let asked = Precise { scale, most: arguments.most };
            naru_study::precise(&lowered.plan, table, asked, &mut up_to)
                .map(|(records, precision)| (records, Some(precision)))
        }
        None => up_to(first).map(|records| (records, None)),
    };
    let n = match &records {
        Ok((records, _)) => records.len() as u32,
        // A shard has its part of the fleets that are tried too.
        Err(Stopped::Elsewhere) => first,
        Err(_) => 0,
    };
    let tries = Tries::new(lowered, table, n);
    if n > 0 && arguments.precision.is_some() {
        work.more(tries.replications());
    }
    let others = if n > 0 { tries.run(&laws, arguments.seed, work, stop) } else { Ok(Vec::new()) };
    let ((records, precision), others) = match (records, others) {
        (Ok(records), Ok(others)) => (records, others),
        // What stops one of them stops the shard, though the other left replications to others.
        (Err(Stopped::Elsewhere) | Ok(_), Err(stopped)) | (Err(stopped), _) => return Err(stopped),
    };
    let tries = tries.with_own(&records, others);
    let logged = arguments.log_replication.filter(|k| (*k as usize) < records.len());
    let log = match logged {
        Some(k) => naru_study::run(&plans, &laws, &request(k..k + 1, Some(k)), work, stop)?.1,
        None => None,
    };
    // What was kept with higher numbers is kept on.
    let mut beyond = all.split_off(records.len());
    let kept = work.from(Arm::OWN, all.len() as u32 + beyond.len() as u32);
    beyond.extend(kept.iter().map_while(|row| Record::from_numbers(row)));
    work.end();
    Ok((Simulated { laws, records, beyond, precision, tries }, log))
}

/// What the targets of `--precision` are multiplied by.
pub(crate) fn scale(text: &str) -> Result<f64, String> {
    let scale = text.parse().ok().filter(|scale: &f64| scale.is_finite() && *scale > 0.0);
    scale.ok_or_else(|| "a factor on the targets is a number above 0, such as 0.5".to_owned())
}

/// A study that did not come to its end.
pub(crate) fn stopped(stopped: Stopped, seed: u64, lang: Lang) -> Failure {
    match stopped {
        Stopped::Interrupted => (words::interrupted(lang), Exit::Interrupted),
        Stopped::Bug { replication, message } => bug(seed, replication, &message, lang),
        Stopped::Elsewhere | Stopped::NotKept => unreachable!("nothing is kept, and there are no shards"),
    }
}

/// An invariant broke in a replication.
pub(crate) fn bug(seed: u64, replication: u32, message: &str, lang: Lang) -> Failure {
    (words::bug(message, Some((seed, replication)), &command(), lang), Exit::Bug)
}

/// What goes to standard output.
fn shown(
    arguments: &RunArguments,
    summary: &Summary,
    run: &RunInfo,
    (precision, uncertainty): (Option<&Precision>, &Uncertainty),
    out: &Path,
    lang: Lang,
) -> String {
    match arguments.format {
        Format::Json => String::from_utf8_lossy(&summary.to_json()).into_owned(),
        Format::Text => {
            let paths = text::Paths {
                program: program(),
                scenario: &arguments.scenario.display().to_string(),
                options: &options(arguments),
                results: &out.display().to_string(),
            };
            let text = text::summary(summary, run, precision, Some(uncertainty), &paths, lang, width());
            if is_bold() { text::with_bold_verdict(&text, lang) } else { text }
        }
    }
}

/// The options that shape a study, for lines to copy.
fn options(arguments: &RunArguments) -> String {
    let set = arguments.changes.iter().map(|change| format!(" --set {}", quoted(change)));
    let seed = (arguments.seed != crate::SEED).then(|| format!(" --seed {}", arguments.seed));
    let replications = arguments.replications.filter(|n| *n != crate::REPLICATIONS);
    let replications = replications.map(|n| format!(" --replications {n}"));
    set.chain(seed).chain(replications).collect()
}

/// How the program was called, for lines to copy: cargo says so to what it runs.
pub(crate) fn program() -> &'static str {
    if std::env::var_os("CARGO").is_some() { "cargo run --release --" } else { "naru" }
}

/// Longest name of a folder, in bytes: most file systems end at 255.
const LONGEST: usize = 200;

/// `results/NAME`, with changes as part of the name: a what-if never replaces the baseline.
pub(crate) fn default_folder(name: &str, changes: &[String], hash: &str) -> PathBuf {
    let parts = std::iter::once(name).chain(changes.iter().map(String::as_str));
    Path::new("results").join(folder_name(parts, hash))
}

/// One folder's name, whatever stands in its parts. A long one ends with a part of the scenario's hash instead.
pub(crate) fn folder_name<'a>(parts: impl Iterator<Item = &'a str>, hash: &str) -> String {
    let mut folder = String::new();
    for (part, plus) in parts.zip(0..) {
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
    folder
}

/// The command line, to be typed again.
pub(crate) fn command() -> String {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    command_of(arguments.iter().map(String::as_str))
}

/// The command line of a verb and its arguments.
pub(crate) fn command_of<'a>(arguments: impl Iterator<Item = &'a str>) -> String {
    ["naru".to_owned()].into_iter().chain(arguments.map(quoted)).collect::<Vec<_>>().join(" ")
}

/// An argument as a shell reads it back.
pub(crate) fn quoted(argument: &str) -> String {
    let plain = argument.chars().all(|c| c.is_alphanumeric() || "-_./=+,:".contains(c));
    if plain { argument.to_owned() } else { format!("'{}'", argument.replace('\'', r"'\''")) }
}

/// The wall clock, for `run.json` alone.
pub(crate) struct Clock(
    #[expect(clippy::disallowed_types, reason = "cli may read the wall clock")] std::time::Instant,
);

impl Clock {
    pub(crate) fn start() -> Self {
        #[expect(clippy::disallowed_types, reason = "cli may read the wall clock")]
        Self(std::time::Instant::now())
    }

    pub(crate) fn seconds(&self) -> f64 {
        self.0.elapsed().as_secs_f64()
    }
}
