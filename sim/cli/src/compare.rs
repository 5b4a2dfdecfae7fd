//! `naru compare`: scenarios on the same replications, each against the first.

use crate::check::{of, show};
use crate::exit::Exit;
use crate::run::{Clock, Failure, VERSION, failure, folder_name, interrupts};
use crate::shared::Shared;
use crate::terminal::{print, tell, width};
use crate::texts::{of_files, texts};
use crate::work::{self, Way, Work};
use crate::{Format, words};
use naru_report::{Lang, compare as report};
use naru_results::{Compared, Error, Folder, RunInfo, SCHEMA, names};
use naru_scenario::{Colour, Scenario};
use naru_study::compare::{Contender, Question, Wanted};
use naru_study::{Stopped, Variant};
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

/// What stands below the options.
pub(crate) const HELP: &str = "  naru compare scenarios/plan-fcfs.ron scenarios/plan-easy.ron
  naru compare scenarios/plan-*.ron --best waits.all.mean_hours --replications 100
  naru compare scenarios/baseline-2025.ron scenarios/demand-130.ron \\
      --metric budget.spent_won --indifference budget.spent_won=50000000

All are run on the same random numbers, so that the same users meet another programme, and are compared \
pair by pair. An interval that covers 0 shows no direction; one within the indifference shows equivalence.

Exit code 0: done; 2: a problem in the input; 3: input or output failed; 75: another naru writes \
it, try again; 130: interrupted.";

#[derive(Debug, clap::Args)]
pub(crate) struct CompareArguments {
    /// Scenario files: all others are compared with the first
    #[arg(value_name = "SCENARIO", required = true)]
    scenarios: Vec<PathBuf>,
    /// Number of replications of each
    #[arg(long, value_name = "N", default_value_t = crate::REPLICATIONS, value_parser = clap::value_parser!(u32).range(2..=1_000_000))]
    replications: u32,
    /// Seed of all draws: the same seed gives the same bytes
    #[arg(long, value_name = "S", default_value_t = crate::SEED)]
    seed: u64,
    /// What is compared, such as `waits.all.mean_hours` [default: waits, demand not served, money]
    #[arg(long = "metric", value_name = "ID")]
    metrics: Vec<String>,
    /// A difference that does not matter, in the metric's own unit, such as `budget.spent_won=50000000`
    #[arg(long, value_name = "ID=DELTA", value_parser = indifference)]
    indifference: Vec<(String, f64)>,
    /// By what the best of three or more is chosen [default: the first that has a better and a worse]
    #[arg(long, value_name = "ID")]
    best: Option<String>,
    #[command(flatten)]
    pub(crate) shared: Shared,
}

/// `ID=DELTA`.
fn indifference(text: &str) -> Result<(String, f64), String> {
    let parts = text.split_once('=').and_then(|(id, below)| Some((id, below.replace('_', "").parse().ok()?)));
    match parts {
        Some((id, below)) if below > 0.0 && f64::is_finite(below) => Ok((id.to_owned(), below)),
        Some(_) | None => Err("a metric and a number above 0, such as waits.all.mean_hours=0.1".to_owned()),
    }
}

pub(crate) fn compare(arguments: &CompareArguments, way: Way, lang: Lang) -> Exit {
    match done(arguments, way, lang) {
        Ok(()) => Exit::Done,
        Err((message, exit)) => {
            tell(&format!("{}\n", message.trim_end()));
            exit
        }
    }
}

fn done(arguments: &CompareArguments, way: Way, lang: Lang) -> Result<(), Failure> {
    let given = arguments.scenarios.len();
    if !(2..=report::MOST).contains(&given) {
        return Err((words::so_many_scenarios(given, lang), Exit::Usage));
    }
    let contenders = contenders(&arguments.scenarios, &way, &arguments.shared.changes, lang)?;
    let wanted = Wanted {
        metrics: arguments.metrics.clone(),
        indifference: arguments.indifference.clone(),
        best: arguments.best.clone(),
    };
    let names: Vec<&str> = contenders.iter().map(|it| it.variant.lowered.name.as_str()).collect();
    let question = Question::new(&contenders, &wanted)
        .map_err(|refused| (words::not_compared(&refused, &names, lang), Exit::Usage))?;

    let hash = Scenario::hash_of_all(contenders.iter().map(|it| &it.scenario));
    let parts = names.iter().copied().chain(arguments.shared.changes.iter().map(String::as_str));
    let out = arguments.shared.out.clone();
    let out = out.unwrap_or_else(|| Path::new("results/compare").join(folder_name(parts, &hash)));
    let replace = arguments.shared.replace();
    let written = |error: Error| failure(&error, lang);
    let stop = interrupts();
    if way.has_result() {
        Folder::allowed(&out, names::COMPARE, &hash, replace).map_err(written)?;
    }
    let (seed, n) = (arguments.seed, arguments.replications);
    let study = work::Study {
        verb: "compare",
        hash: &hash,
        question: question.line(),
        seed,
        out: &out,
        extent: Some(question.extent(n)),
        replace,
        files: contenders
            .iter()
            .map(|it| of_files(&it.scenario, &arguments.shared.changes).collect())
            .collect(),
    };
    let made_by = way.command();
    let work = Work::begin(way, study, lang)?;
    let kept_replications = work.of_all(contenders.len() as u64, n);
    let pool = arguments.shared.pool()?;
    let clock = Clock::start();
    let measured = pool.install(|| question.measure_all(seed, n, &work, &stop));
    if work.is_shard() {
        return work.write_shard(measured);
    }
    let measured = measured.map_err(|it| work.stopped(it))?;
    work.end();
    let compared = question.answer(arguments.seed, &measured);
    let events = measured.iter().map(|it| it.events).sum();
    let run = RunInfo {
        kept_replications,
        schema: SCHEMA,
        version: VERSION.to_owned(),
        command: made_by,
        scenario_hash: hash.clone(),
        behaviour_hash: naru_study::BEHAVIOUR_HASH.to_owned(),
        stream_layout: naru_study::STREAM_LAYOUT,
        seed: arguments.seed,
        replications: arguments.replications,
        threads: pool.current_num_threads() as u32,
        wall_seconds: clock.seconds(),
        events,
        events_per_second: work.rate(events, &clock),
    };
    let written = |error: Error| work.failed(&error);
    let folder = Folder::begin_marked(&out, names::COMPARE, &run.scenario_hash, replace).map_err(written)?;
    write(&folder, &compared, &run, (&contenders, &arguments.shared.changes)).map_err(written)?;
    for k in 0..contenders.len() {
        let path = folder.path(&names::pairs(k + 1)).map_err(written)?;
        question.columns(k, arguments.seed, &measured).write(&path).map_err(written)?;
    }
    if stop.load(Ordering::Relaxed) {
        return Err(work.stopped(Stopped::Interrupted));
    }
    folder.finish().map_err(written)?;
    work.done()?;
    let text = match arguments.shared.format {
        Format::Json => String::from_utf8_lossy(&compared.to_json()).into_owned(),
        Format::Text => report::text(&compared, Some(&out.display().to_string()), lang, width()),
    };
    print(&text).map_err(|error| (words::standard_output(&error, lang), Exit::InputOutput))
}

/// The scenarios; warnings that several have alike, as from one base, are shown once.
fn contenders(
    paths: &[PathBuf],
    way: &Way,
    changes: &[String],
    lang: Lang,
) -> Result<Vec<Contender>, Failure> {
    let (mut contenders, mut shown) = (Vec::new(), Vec::new());
    for (k, path) in paths.iter().enumerate() {
        let (scenario, lowered) = way.read_quietly(k, path, changes, lang)?;
        let warnings = lowered.warnings.render(of(lang), Colour::Plain);
        if way.shows() && !shown.contains(&warnings) {
            show(&lowered.warnings, lang);
            shown.push(warnings);
        }
        let variant = Variant::new(lowered, scenario.hash(), &[]);
        contenders.push(Contender { scenario, variant });
    }
    Ok(contenders)
}

fn write(
    folder: &Folder,
    compared: &Compared,
    run: &RunInfo,
    (contenders, changes): (&[Contender], &[String]),
) -> Result<(), Error> {
    folder.write(names::COMPARE, &compared.to_json())?;
    folder.write(names::RUN, &run.to_json())?;
    folder.write(names::SUMMARY_TEXT, report::markdown(compared, VERSION).as_bytes())?;
    for (number, contender) in (1..).zip(contenders) {
        for (name, text) in texts(&contender.scenario, changes) {
            let inside = name.strip_prefix(names::SCENARIO).unwrap_or(&name);
            folder.write(&format!("{}/{number}{inside}", names::SCENARIO), text.as_bytes())?;
        }
    }
    Ok(())
}
