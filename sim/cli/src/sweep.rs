//! `naru sweep`: a scenario at many points of its inputs.

use crate::check::{of, show};
use crate::exit::Exit;
use crate::kind_words::wrong_kind;
use crate::run::{Failure, default_folder, failure, interrupts};
use crate::shared::Shared;
use crate::terminal::{print, tell, width};
use crate::texts::of_files;
use crate::work::{self, Way, Work};
use crate::{Format, words};
use naru_report::{Lang, charts, markdown::Charts, sweep as report};
use naru_results::{Error, Folder, Swept, names};
use naru_scenario::{FileKind, Problem, Problems, Reach, Severity, SweepFile};
use naru_study::metrics::{Figure, MetricTable};
use naru_study::sweep::{Fault, Sweep, SweepOutcome, SweepPoint, default_replications};
use naru_study::{Stopped, Variant};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

mod text;

/// What stands below the options.
pub(crate) const HELP: &str = "  naru sweep scenarios/studies/tornado.ron
  naru sweep scenarios/studies/grid.ron --replications 100

A study file has name, title, scenario (from its own folder), seed, replications, metrics and one design:
  tornado: (paths: all)               one at a time, to both ends of the ranges that stand in the scenario
  grid: [(path: \"demand.level\", values: [0.8, 1.0])]  every combination of the values
  sobol: (paths: [\"demand.level\"], points: 512)  Sobol' indices, of (inputs + 2) x 512 points
  latin_hypercube: (paths: all, points: 200)     drawn jointly from the ranges: what the assumptions leave open
  morris: (paths: all, ways: 20)      elementary effects
If it is interrupted, points that are done stay in a .part file beside the result folder: the same command goes on.

Exit code 0: done; 2: a problem in the input; 3: input or output failed; 75: another naru writes \
it, try again; 130: interrupted.";

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Study file
    study: PathBuf,
    /// Replications of each point [default: the study's, else 40 or 4]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(2..=1_000_000))]
    replications: Option<u32>,
    /// Seed of all draws [default: the study's, else 1]
    #[arg(long, value_name = "S")]
    seed: Option<u64>,
    /// Draw no charts
    #[arg(long)]
    no_charts: bool,
    #[command(flatten)]
    pub(crate) shared: Shared,
}

pub(crate) fn sweep(arguments: &Arguments, way: Way, lang: Lang) -> Exit {
    match done(arguments, way, lang) {
        Ok(()) => Exit::Done,
        Err((message, exit)) => {
            tell(&format!("{}\n", message.trim_end()));
            exit
        }
    }
}

fn done(arguments: &Arguments, way: Way, lang: Lang) -> Result<(), Failure> {
    let study = way.study(&arguments.study).map_err(|p| not_read(&arguments.study, &p, lang))?;
    let (scenario, lowered) = way.read(1, &study.scenario, &arguments.shared.changes, lang)?;
    let base = Variant::new(lowered, scenario.hash(), &[]);
    let metrics = figures(&study, &base.table).map_err(|p| refused(&p, lang))?;
    let seed = arguments.seed.or(study.seed).unwrap_or(crate::SEED);
    let replications =
        arguments.replications.or(study.replications).unwrap_or(default_replications(&study.design));
    let hash = base.hash.clone();
    let sweep = Sweep::new(&study, &scenario, base, metrics, (seed, replications))
        .map_err(|fault| refused(&faulty(fault, &study), lang))?;

    let io = |error: Error| failure(&error, lang);
    let out = arguments.shared.out.clone().unwrap_or_else(|| {
        let folder = default_folder(&study.name, &arguments.shared.changes, &hash);
        Path::new("results/sweep").join(folder.file_name().unwrap_or_default())
    });
    let replace = arguments.shared.replace();
    let stop = interrupts();
    if way.has_result() {
        Folder::allowed(&out, names::SWEEP, &hash, replace).map_err(io)?;
    }
    let about = work::Study {
        verb: "sweep",
        hash: &hash,
        question: sweep.line(),
        seed,
        out: &out,
        extent: Some(sweep.extent()),
        replace,
        files: vec![study.texts().collect(), of_files(&scenario, &arguments.shared.changes).collect()],
    };
    let work = Work::begin(way, about, lang)?;
    let pool = arguments.shared.pool()?;
    if work.is_shard() {
        let simulated = pool.install(|| sweep.run(0..sweep.points(), &work, &stop));
        return work.write_shard(simulated);
    }
    let points = pool.install(|| points(&sweep, replications, &work, &stop, lang))?;
    work.end();
    let swept = pool.install(|| sweep.figures(&points));

    let io = |error: Error| work.failed(&error);
    let folder = Folder::begin_marked(&out, names::SWEEP, &hash, replace).map_err(io)?;
    sweep.table(&points).write(&folder.path(names::POINTS).map_err(io)?).map_err(io)?;
    folder.write(names::SWEEP, &swept.to_json()).map_err(io)?;
    let drawn = if arguments.no_charts { Charts::Absent } else { Charts::Drawn };
    if drawn == Charts::Drawn {
        for (name, svg) in
            Lang::BOTH.iter().flat_map(|lang| charts::draw_sweep(&swept, env!("CARGO_PKG_VERSION"), *lang))
        {
            folder.write(&name, svg.as_bytes()).map_err(io)?;
        }
    }
    let text = report::markdown(&swept, env!("CARGO_PKG_VERSION"), drawn);
    folder.write(names::SWEEP_TEXT, text.as_bytes()).map_err(io)?;
    for (name, text) in crate::texts::texts(&scenario, &arguments.shared.changes) {
        folder.write(&name, text.as_bytes()).map_err(io)?;
    }
    folder.finish().map_err(io)?;
    work.done()?;
    print(&shown(arguments, &swept, &out, lang))
        .map_err(|error| (words::standard_output(&error, lang), Exit::InputOutput))
}

/// Every point; a study that says nothing once one is refused ends there.
fn points(
    sweep: &Sweep<'_>,
    replications: u32,
    work: &Work,
    stop: &AtomicBool,
    lang: Lang,
) -> Result<Vec<SweepPoint>, Failure> {
    let all = sweep.points();
    // So many points together that no thread waits long for the last of them.
    let together = (16 * rayon::current_num_threads()).div_ceil(replications as usize);
    let mut done = Vec::new();
    while done.len() < all {
        let next = done.len()..all.min(done.len() + together);
        let found = sweep.run(next, work, stop).map_err(|it| work.stopped(it))?;
        if sweep.needs_every_point() {
            for it in &found {
                if let SweepOutcome::Refused(why) = &it.outcome {
                    let changes = sweep.changes(it.point as usize);
                    return Err((text::point_refused(&changes, why, lang), Exit::Usage));
                }
            }
        }
        done.extend(found);
    }
    if stop.load(Ordering::Relaxed) { Err(work.stopped(Stopped::Interrupted)) } else { Ok(done) }
}

fn shown(arguments: &Arguments, swept: &Swept, out: &Path, lang: Lang) -> String {
    match arguments.shared.format {
        Format::Json => String::from_utf8_lossy(&swept.to_json()).into_owned(),
        Format::Text => report::text(swept, &out.display().to_string(), lang, width()),
    }
}

/// The metrics of a study, or those that do not exist or cannot be paired.
fn figures(study: &SweepFile, table: &MetricTable) -> Result<Vec<Figure>, Problems> {
    let mut found = Vec::new();
    let mut problems = Vec::new();
    for (id, place) in &study.metrics {
        let (title, label) = match table.figure(id) {
            Some(figure) if figure.can_be_paired() => {
                found.push(figure);
                continue;
            }
            Some(_) => text::cannot_be_paired(id),
            None => text::unknown_metric(id, &table.nearest(id)),
        };
        problems.push(Problem {
            severity: Severity::Error,
            code: None,
            title,
            place: Some(*place),
            file: None,
            label: Some(label),
            also: Vec::new(),
            notes: Vec::new(),
            reach: Reach::Read,
        });
    }
    if problems.is_empty() { Ok(found) } else { Err(study.problems(problems)) }
}

fn faulty(fault: Fault, study: &SweepFile) -> Problems {
    let (title, label) = match fault {
        Fault::Problems(problems) => return problems,
        Fault::TooManyPoints(n) => text::too_many_points(n),
        Fault::TooManyInputs(n, most) => text::too_many_inputs(n, most),
        Fault::NothingMoves(path, why) => text::nothing_moves(&path, &why),
    };
    study.of_design(title, label)
}

/// Tells why a file cannot be read as a study.
fn not_read(path: &Path, problems: &Problems, lang: Lang) -> Failure {
    match wrong_kind(path, FileKind::Study, lang) {
        Some(message) => (message, Exit::Usage),
        None => refused(problems, lang),
    }
}

/// Tells what is wrong with a study.
fn refused(problems: &Problems, lang: Lang) -> Failure {
    show(problems, lang);
    let exit = if problems.reach() == Reach::NotOpened { Exit::InputOutput } else { Exit::Usage };
    (problems.tally(of(lang)), exit)
}
