//! `naru solve`: the smallest fleet, price or cohort for which something holds.

mod words;

use crate::Format;
use crate::check::show;
use crate::exit::Exit;
use crate::run::{Failure, default_folder, failure, interrupts, read_quietly};
use crate::shared::Shared;
use crate::terminal::{print, tell};
use crate::work::{self, Way, Work};
use naru_report::{Lang, solve as report};
use naru_results::{Error, Folder, SolveStatus, names};
use naru_scenario::{Decimal, Lowered, Scenario};
use naru_study::solve::{Axis, Question, SolveRequest, SolveStop};
use naru_study::{Stopped, metric_table};
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What stands below the options.
pub(crate) const HELP: &str = "  naru solve scenarios/plan-easy.ron --vary fleet.naru.H100.servers=25..57 \\
      --until 'programme.waits.gpu-134tf.p95_hours < 8' --share 0.95
  naru solve scenarios/baseline-2025.ron --vary fleet.naru.H100.servers=30..57 --keep wait
  naru solve scenarios/baseline-2025.ron --largest --share 0.9 \\
      --vary prices.naru.gpu-67tf,prices.naru.gpu-134tf=4_100..11_000 \\
      --until 'budget.exhausted_on >= 2025-12-15'

Without --share the mean must hold; with it, one number of each programme must, in so many of them.
Paths joined by a comma move in the ratio that they have; --vary twice gives a front.

Exit code 0: an answer; 1: none; 2: a problem in the input; 3: input or output failed; 75: another naru writes \
it, try again; 130: interrupted.";

#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("constraint").required(true).args(["until", "keep"]))]
pub(crate) struct SolveArguments {
    /// Scenario file
    scenario: PathBuf,
    /// What is varied, and from where to where; without an upper end as far as a supplier can go
    #[arg(long, value_name = "PATH=LOW..HIGH", required = true)]
    vary: Vec<String>,
    /// From one value to the next, one for each --vary [default: 1, or about a hundredth of a wide range]
    #[arg(long, value_name = "S")]
    step: Vec<String>,
    /// What must hold, such as 'programme.waits.gpu-134tf.p95_hours < 8'
    #[arg(long, value_name = "CONSTRAINT")]
    until: Option<String>,
    /// In which share of programmes it must hold, such as 0.95 [default: the mean must hold]
    #[arg(long, value_name = "Q", requires = "until")]
    share: Option<f64>,
    /// A promise of the scenario that must hold, such as wait
    #[arg(long, value_name = "PROMISE")]
    keep: Option<String>,
    /// Look for the largest value instead of the smallest
    #[arg(long)]
    largest: bool,
    /// Chance that the answer does not hold, at most
    #[arg(long, value_name = "A", default_value_t = 0.05)]
    alpha: f64,
    /// Replications of each value tried, at most
    #[arg(long, value_name = "N", default_value_t = crate::REPLICATIONS, value_parser = clap::value_parser!(u32).range(20..=100_000))]
    replications: u32,
    /// Seed of all draws: the same seed gives the same bytes
    #[arg(long, value_name = "S", default_value_t = crate::SEED)]
    seed: u64,
    #[command(flatten)]
    shared: Shared,
}

pub(crate) fn solve(arguments: &SolveArguments, lang: Lang) -> Exit {
    match done(arguments, lang) {
        Ok(exit) => exit,
        Err((message, exit)) => {
            tell(&format!("{}\n", message.trim_end()));
            exit
        }
    }
}

fn done(arguments: &SolveArguments, lang: Lang) -> Result<Exit, Failure> {
    let (scenario, lowered) = read_quietly(&arguments.scenario, &arguments.shared.changes, lang)?;
    let usage = |message: String| (message, Exit::Usage);
    if !(arguments.alpha > 0.0 && arguments.alpha < 0.5) {
        return Err(usage(words::alpha(arguments.alpha, lang)));
    }
    let question = question(arguments, &lowered).map_err(|fault| usage(words::question(&fault, lang)))?;
    let axes = axes(arguments, &scenario, &lowered, lang).map_err(usage)?;
    let request = SolveRequest {
        scenario: &scenario,
        lowered: &lowered,
        axes: &axes,
        question: &question,
        largest: arguments.largest,
        alpha: arguments.alpha,
        replications: arguments.replications,
        seed: arguments.seed,
    };
    let refused = |stop: SolveStop| match stop {
        SolveStop::Problems(found) => {
            show(&found, lang);
            (words::cannot_run(lang), Exit::Usage)
        }
        SolveStop::TooFew { needed } => (words::too_few(arguments.replications, needed, lang), Exit::Usage),
        SolveStop::Stopped(stopped) => crate::run::stopped(stopped, arguments.seed, lang),
    };
    below_the_floor(&request, lang).map_err(refused)?;
    let io = |error: Error| failure(&error, lang);
    let stop = interrupts();
    let out = arguments.shared.out.clone().unwrap_or_else(|| folder(arguments, &lowered, &scenario.hash()));
    let replace = arguments.shared.replace();
    let identity = request.identity();
    Folder::allowed(&out, names::SOLVE, &identity, replace).map_err(io)?;
    let study = work::Study {
        verb: "solve",
        hash: &scenario.hash(),
        question: identity.clone(),
        seed: arguments.seed,
        out: &out,
        extent: None,
        replace,
        files: Vec::new(),
    };
    let work = Work::begin(Way::Here, study, lang)?;
    let pool = arguments.shared.pool()?;
    let solved = pool.install(|| naru_study::solve::solve(&request, &work, &stop));
    let solved = solved.map_err(|stop| match stop {
        SolveStop::Stopped(stopped) => work.stopped(stopped),
        SolveStop::Problems(_) | SolveStop::TooFew { .. } => refused(stop),
    })?;
    work.end();
    let io = |error: Error| work.failed(&error);
    let folder = Folder::begin_marked(&out, names::SOLVE, &identity, replace).map_err(io)?;
    folder.write(names::SOLVE, &solved.to_json()).map_err(io)?;
    folder.write(names::SOLVE_TEXT, report::markdown(&solved, VERSION).as_bytes()).map_err(io)?;
    if stop.load(Ordering::Relaxed) {
        return Err(work.stopped(Stopped::Interrupted));
    }
    folder.finish().map_err(io)?;
    work.done()?;
    let text = match arguments.shared.format {
        Format::Json => String::from_utf8_lossy(&solved.to_json()).into_owned(),
        Format::Text => report::text(&solved, Some(&out.display().to_string()), lang),
    };
    print(&text).map_err(|error| (crate::words::standard_output(&error, lang), Exit::InputOutput))?;
    Ok(if solved.status == SolveStatus::Answer { Exit::Done } else { Exit::CheckFailed })
}

fn question(
    arguments: &SolveArguments,
    lowered: &Lowered,
) -> Result<Question, naru_study::solve::QuestionFault> {
    let table = metric_table(lowered);
    match (&arguments.until, &arguments.keep) {
        (Some(until), _) => Question::parse(until, arguments.share, lowered, &table),
        (None, keep) => {
            let keep = keep.as_deref().expect("one of the two is asked for when arguments are read");
            Question::of_promise(keep, lowered, &table)
        }
    }
}

fn axes(
    arguments: &SolveArguments,
    scenario: &Scenario,
    lowered: &Lowered,
    lang: Lang,
) -> Result<Vec<Axis>, String> {
    if arguments.vary.len() > 2 {
        return Err(words::too_many_axes(arguments.vary.len(), lang));
    }
    if arguments.step.len() > arguments.vary.len() {
        return Err(words::too_many_steps(lang));
    }
    let one = |(i, vary): (usize, &String)| {
        let no_range = || words::no_range(vary, lang);
        let (paths, range) = vary.split_once('=').ok_or_else(no_range)?;
        let (low, high) = range.split_once("..").ok_or_else(no_range)?;
        let number =
            |text: &str| Decimal::parse(text.trim()).ok_or_else(|| words::no_number(text.trim(), vary, lang));
        let high = if high.trim().is_empty() { None } else { Some(number(high)?) };
        let step = arguments.step.get(i).map(|step| number(step)).transpose()?;
        let paths: Vec<String> = paths.split(',').map(|path| path.trim().to_owned()).collect();
        Axis::new(scenario, lowered, &paths, number(low)?, high, step)
            .map_err(|fault| words::axis(&fault, lang))
    };
    arguments.vary.iter().enumerate().map(one).collect()
}

/// Told before anything is simulated: no value of the range meets the card floor (S2).
fn below_the_floor(request: &SolveRequest<'_>, lang: Lang) -> Result<(), SolveStop> {
    let [first, last] = request.ends();
    let (first, last) = (request.floors_at(&first)?, request.floors_at(&last)?);
    for (first, last) in first.iter().zip(&last).filter(|(first, last)| first.short > 0 && last.short > 0) {
        let most = if first.installed > last.installed { first } else { last };
        tell(&words::below_the_floor(&report::short(most.installed, most.floor, most.short, lang), lang));
    }
    Ok(())
}

/// `results/solve/NAME+…`: the question is part of the name.
fn folder(arguments: &SolveArguments, lowered: &Lowered, hash: &str) -> PathBuf {
    let mut parts = arguments.shared.changes.clone();
    parts.extend(arguments.vary.iter().cloned());
    parts.extend(arguments.largest.then(|| "largest".to_owned()));
    parts.extend(arguments.until.iter().chain(&arguments.keep).cloned());
    parts.extend(arguments.share.map(|share| share.to_string()));
    let named = default_folder(&lowered.name, &parts, hash);
    Path::new("results/solve").join(named.file_name().expect("a default folder has a name"))
}
