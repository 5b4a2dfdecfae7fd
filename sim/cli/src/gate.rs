//! `naru gate`: a change held against committed baselines.

use crate::check::{judged, show};
use crate::exit::Exit;
use crate::gate_words as told;
use crate::kind_words::wrong_kind;
use crate::progress::Progress;
use crate::run::{Clock, Failure, VERSION, failure, interrupts, stopped};
use crate::shared::Shared;
use crate::terminal::{print, tell};
use crate::{Format, words};
use naru_report::gate::{
    Accepted, AcceptedMetric, AcceptedOver, GatePaths, Listed, ListedMetric, UndecidedFails,
};
use naru_report::{Lang, gate as report};
use naru_results::{Baseline, BaselineFault, Folder, GateVerdict, names, write_csv};
use naru_scenario::{FileKind, GateFile, Problems, Reach, Scenario};
use naru_study::{Ask, Depth, GateFigure, GateRequest, Gated, Variant};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

/// What stands below the options.
pub(crate) const HELP: &str = "  naru gate scenarios/policy.gate.ron
  naru gate scenarios/policy.gate.ron --set policy.placement=worst_fit
  naru gate scenarios/policy.gate.ron --accept

The gate's file names scenarios and, by metric, how much worse each may get. Baselines are committed under \
results/baselines/; only the change is simulated, in looks of growing numbers of replications (docs/gate.md).

Exit code 0: pass, with or without a warning; 1: worse; 4: undecided; 2: a problem in the input; 3: input or output \
failed; 130: interrupted.";

#[derive(Debug, clap::Args)]
// A gate keeps no replications.
#[command(mut_arg("force", |it| it.help("Replace results of another gate in that folder")))]
pub(crate) struct GateArguments {
    /// Gate file, such as scenarios/policy.gate.ron
    gate: PathBuf,
    /// Write the baselines anew: what they are now is right
    #[arg(long, conflicts_with_all = ["list", "changes", "out", "force"])]
    accept: bool,
    /// Only say how many replications it takes, how long, and whether the margins can be shown at all
    #[arg(long, conflicts_with_all = ["out", "force"])]
    list: bool,
    /// What an undecided gate is: a failure, or a warning
    #[arg(long, value_name = "U", default_value = "fail", value_parser = ["fail", "warn"])]
    undecided: String,
    #[command(flatten)]
    shared: Shared,
}

pub(crate) fn gate(arguments: &GateArguments, lang: Lang) -> Exit {
    match done(arguments, lang) {
        Ok(exit) => exit,
        Err((message, exit)) => {
            tell(&format!("{}\n", message.trim_end()));
            exit
        }
    }
}

/// A gate made ready.
struct Ready<'a> {
    arguments: &'a GateArguments,
    file: GateFile,
    request: GateRequest,
    scenarios: Vec<Made>,
    folder: PathBuf,
    command: String,
    lang: Lang,
}

/// A scenario made ready.
struct Made {
    name: String,
    variant: Variant,
    values: Vec<(String, String)>,
    figures: Vec<GateFigure>,
}

fn done(arguments: &GateArguments, lang: Lang) -> Result<Exit, Failure> {
    let clock = Clock::start();
    let ready = read(arguments, lang)?;
    let stop = interrupts();
    let pool = arguments.shared.pool()?;
    if arguments.accept {
        return pool.install(|| accept(&ready, &stop));
    }
    if arguments.list {
        return pool.install(|| list(&ready, &stop));
    }
    judge(ready, &pool, &clock, &stop)
}

fn read(arguments: &GateArguments, lang: Lang) -> Result<Ready<'_>, Failure> {
    let failed = |problems: &Problems| {
        show(problems, lang);
        let exit = if problems.reach() == Reach::NotOpened { Exit::InputOutput } else { Exit::Usage };
        (problems.tally(crate::check::of(lang)), exit)
    };
    let file = GateFile::read(&arguments.gate).map_err(|problems| {
        let wrong = wrong_kind(&arguments.gate, FileKind::Gate, lang);
        wrong.map_or_else(|| failed(&problems), |message| (message, Exit::Usage))
    })?;
    let mut scenarios = Vec::new();
    let mut unknown = Vec::new();
    for it in &file.scenarios {
        // What a scenario warns of is told by `check` and `run`.
        let scenario =
            Scenario::read(&it.path, &arguments.shared.changes).map_err(|problems| failed(&problems))?;
        let lowered = judged(&scenario).map_err(|problems| failed(&problems))?;
        let variant = Variant::new(lowered, scenario.hash(), &[]);
        let mut figures = Vec::new();
        for margin in &it.margins {
            match GateFigure::new(&variant.table, margin) {
                Ok(figure) => figures.push(figure),
                Err(fault) => {
                    unknown.push(told::metric_problem(&it.name, &margin.metric, &fault, margin.place));
                }
            }
        }
        scenarios.push(Made { name: it.name.clone(), variant, values: scenario.values(), figures });
    }
    if !unknown.is_empty() {
        return Err(failed(&file.problems(unknown)));
    }
    let folder = file.baselines.clone().unwrap_or_else(|| PathBuf::from(names::BASELINES)).join(&file.name);
    let request = GateRequest {
        gate: file.name.clone(),
        version: VERSION.to_owned(),
        replications: file.replications,
        looks: file.looks,
        seed: file.seed,
    };
    let command = format!("{} gate {}", crate::run::program(), arguments.gate.display());
    Ok(Ready { arguments, file, request, scenarios, folder, command, lang })
}

impl Ready<'_> {
    fn path(&self, scenario: &str) -> PathBuf {
        self.folder.join(format!("{scenario}.txt"))
    }

    /// Files of scenarios that the gate does not name.
    fn left_over(&self) -> Vec<PathBuf> {
        let Ok(entries) = std::fs::read_dir(&self.folder) else { return Vec::new() };
        let known = |path: &Path| self.scenarios.iter().any(|it| self.path(&it.name) == path);
        let mut found: Vec<PathBuf> = entries
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| path.extension().is_some_and(|it| it == "txt") && !known(path))
            .filter(|path| Baseline::read(path).is_ok())
            .collect();
        found.sort();
        found
    }

    /// A baseline that the gate can be held against.
    fn baseline(&self, of: &Made) -> Result<Baseline, Failure> {
        let (path, command, lang) = (self.path(&of.name), self.command.as_str(), self.lang);
        let baseline = Baseline::read(&path).map_err(|fault| {
            let exit = match fault {
                BaselineFault::Io(_) => Exit::InputOutput,
                BaselineFault::Missing
                | BaselineFault::NotOurs
                | BaselineFault::Schema { .. }
                | BaselineFault::Edited
                | BaselineFault::Broken { .. } => Exit::Usage,
            };
            (told::baseline(&path, &fault, command, lang), exit)
        })?;
        let found = (baseline.gate.as_str(), baseline.scenario.as_str());
        let wanted = (self.file.name.as_str(), of.name.as_str());
        if found != wanted {
            return Err((told::other_baseline(&path, found, wanted, command, lang), Exit::Usage));
        }
        if let Some(metric) = naru_study::lacks(&baseline, &of.figures) {
            return Err((told::metric_lacks(&path, metric, command, lang), Exit::Usage));
        }
        if baseline.rows.len() < self.request.replications as usize {
            let (found, wanted) = (baseline.rows.len(), self.request.replications);
            return Err((told::replications_lack(&path, found, wanted, command, lang), Exit::Usage));
        }
        if let Some(fault) = naru_study::misfit(&baseline, &of.figures) {
            return Err((told::misfit(&path, &fault, command, lang), Exit::Usage));
        }
        self.speaks(of, &baseline)?;
        Ok(baseline)
    }

    /// Each metric of a baseline has a value in some replication.
    fn speaks(&self, of: &Made, baseline: &Baseline) -> Result<(), Failure> {
        match naru_study::silent(&of.variant.table, &of.figures, baseline) {
            Some(metric) => {
                Err((told::silent(&self.arguments.gate, &of.name, metric, self.lang), Exit::Usage))
            }
            None => Ok(()),
        }
    }

    /// A baseline that can be shown beside a new one, and what stands there.
    fn old(&self, of: &Made) -> (Option<Baseline>, AcceptedOver) {
        match Baseline::read(&self.path(&of.name)) {
            Ok(old) if naru_study::misfit(&old, &of.figures).is_some() => (None, AcceptedOver::Unreadable),
            Ok(old) if stands(self, of, &old) => (Some(old), AcceptedOver::Same),
            Ok(old) => (Some(old), AcceptedOver::Other),
            Err(BaselineFault::Missing) => (None, AcceptedOver::Nothing),
            Err(BaselineFault::Edited) => (None, AcceptedOver::Edited),
            Err(
                BaselineFault::Io(_)
                | BaselineFault::NotOurs
                | BaselineFault::Schema { .. }
                | BaselineFault::Broken { .. },
            ) => (None, AcceptedOver::Unreadable),
        }
    }
}

fn judge(
    mut ready: Ready<'_>,
    pool: &rayon::ThreadPool,
    clock: &Clock,
    stop: &AtomicBool,
) -> Result<Exit, Failure> {
    let (arguments, lang) = (ready.arguments, ready.lang);
    let io = |error| failure(&error, lang);
    let baselines: Vec<Baseline> =
        ready.scenarios.iter().map(|it| ready.baseline(it)).collect::<Result<_, _>>()?;
    for path in ready.left_over() {
        tell(&told::left_over(&path, lang));
    }
    let gate = ready.request.gate.clone();
    let out = arguments.shared.out.clone().unwrap_or_else(|| Path::new("results/gate").join(&gate));
    let replace = arguments.shared.replace();
    let folder =
        Folder::begin_marked(&out, names::GATE, &naru_study::identity(&gate), replace).map_err(io)?;
    let gated: Vec<Gated> = std::mem::take(&mut ready.scenarios)
        .into_iter()
        .zip(baselines)
        .map(|(it, baseline)| Gated::new(it.name, it.variant, it.values, it.figures, baseline))
        .collect();
    let changed = gated.iter().filter(|it| !naru_study::is_current(it, ready.request.seed)).count() as u32;
    let progress = Progress::new(ready.request.replications * changed, words::replications(lang));
    let found = pool.install(|| naru_study::gate(&ready.request, &gated, &progress, stop));
    progress.end();
    let found = found.map_err(|it| stopped(it, ready.request.seed, lang))?;
    let report = &found.report;
    let results = out.display().to_string();
    // A baseline is of what stands in the files: what `--set` changed cannot be accepted.
    let accept = Some(ready.command.as_str()).filter(|_| arguments.shared.changes.is_empty());
    let paths = GatePaths { accept, results: &results, seconds: clock.seconds() };
    let fails = if arguments.undecided == "warn" { UndecidedFails::No } else { UndecidedFails::Yes };
    folder.write(names::GATE, &report.to_json()).map_err(io)?;
    folder.write(names::GATE_TEXT, report::markdown(report, &paths, lang).as_bytes()).map_err(io)?;
    let junit = report::junit(report, paths.seconds, fails, lang);
    folder.write(names::GATE_JUNIT, junit.as_bytes()).map_err(io)?;
    for (position, sessions) in found.logs {
        let name = format!("{}/{}", gated[position].name, names::SESSIONS_LOG);
        write_csv(&folder.path(&name).map_err(io)?, sessions).map_err(io)?;
    }
    if stop.load(Ordering::Relaxed) {
        return Err((words::interrupted(lang), Exit::Interrupted));
    }
    folder.finish().map_err(io)?;
    let text = match arguments.shared.format {
        Format::Json => String::from_utf8_lossy(&report.to_json()).into_owned(),
        Format::Text => report::text(report, &paths, lang),
    };
    print(&text).map_err(|error| (words::standard_output(&error, lang), Exit::InputOutput))?;
    Ok(match report.verdict {
        GateVerdict::Pass | GateVerdict::Warn => Exit::Done,
        GateVerdict::Worse => Exit::CheckFailed,
        GateVerdict::Undecided | GateVerdict::Open if fails == UndecidedFails::No => Exit::Done,
        GateVerdict::Undecided | GateVerdict::Open => Exit::Undecided,
    })
}

fn accept(ready: &Ready<'_>, stop: &AtomicBool) -> Result<Exit, Failure> {
    let lang = ready.lang;
    let (mut all, mut made) = (Vec::new(), Vec::new());
    for it in &ready.scenarios {
        let path = ready.path(&it.name);
        let (old, over) = ready.old(it);
        let told = |metrics: Vec<AcceptedMetric>| Accepted {
            scenario: it.name.clone(),
            file: path.display().to_string(),
            over,
            start: it.variant.lowered.facts.start,
            metrics,
        };
        if let (Some(old), AcceptedOver::Same) = (&old, over) {
            ready.speaks(it, old)?;
            all.push(told(Vec::new()));
            continue;
        }
        let progress = Progress::new(ready.request.replications, words::replications(lang));
        let (variant, figures) = (&it.variant, &it.figures);
        let baseline =
            naru_study::baseline_of(&ready.request, &it.name, variant, &it.values, figures, &progress, stop);
        progress.end();
        let baseline = baseline.map_err(|it| stopped(it, ready.request.seed, lang))?;
        ready.speaks(it, &baseline)?;
        all.push(told(metrics(it, old.as_ref(), &baseline)));
        made.push((path, baseline));
    }
    // All are simulated before any is written: who interrupts it finds everything as it was.
    for (path, baseline) in made {
        baseline.write(&path).map_err(|error| failure(&error, lang))?;
    }
    let mut removed = Vec::new();
    for path in ready.left_over() {
        std::fs::remove_file(&path)
            .map_err(|source| failure(&naru_results::Error::Io { path: path.clone(), source }, lang))?;
        removed.push(path.display().to_string());
    }
    print(&report::accepted(&all, &removed, lang))
        .map_err(|error| (words::standard_output(&error, lang), Exit::InputOutput))?;
    Ok(Exit::Done)
}

/// Figures of a baseline, and of the one before.
fn metrics(of: &Made, before: Option<&Baseline>, now: &Baseline) -> Vec<AcceptedMetric> {
    let points = |baseline| naru_study::baseline_points(&of.variant.table, &of.figures, baseline);
    let before = before.map_or_else(|| vec![None; of.figures.len()], points);
    of.figures
        .iter()
        .zip(before.into_iter().zip(points(now)))
        .map(|(it, (before, now))| AcceptedMetric {
            metric: it.figure.id.clone(),
            unit: it.figure.metric.unit,
            fail: it.fail,
            before,
            now,
        })
        .collect()
}

/// Whether a baseline is what `--accept` would write.
fn stands(ready: &Ready<'_>, it: &Made, old: &Baseline) -> bool {
    let same_metrics = old.metrics.iter().eq(it.figures.iter().map(|figure| &figure.figure.id));
    same_metrics
        && old.gate == ready.request.gate
        && old.scenario == it.name
        && old.rows.len() == ready.request.replications as usize
        && naru_study::is_current_baseline(old, &it.variant, ready.request.seed)
}

/// Replications by which the time of one is measured.
const MEASURED: u32 = 2;

fn list(ready: &Ready<'_>, stop: &AtomicBool) -> Result<Exit, Failure> {
    let (lang, seed) = (ready.lang, ready.request.seed);
    let mut all = Vec::new();
    for it in &ready.scenarios {
        let missing = matches!(Baseline::read(&ready.path(&it.name)), Err(BaselineFault::Missing));
        let baseline = if missing { None } else { Some(ready.baseline(it)?) };
        let depth = naru_study::depth_of(&it.figures);
        let clock = Clock::start();
        let ask = Ask { seed, replications: 0..MEASURED, depth };
        it.variant.map(&ask, |_| (), &(), stop).map_err(|it| stopped(it, seed, lang))?;
        let at_once = f64::from(MEASURED).min(rayon::current_num_threads() as f64);
        let cost = |figure: &GateFigure| {
            baseline.as_ref().and_then(|it_is| naru_study::cost_of(&it.variant.table, figure, it_is))
        };
        let metrics = it.figures.iter().map(|figure| {
            let cost = cost(figure);
            ListedMetric {
                metric: figure.figure.id.clone(),
                unit: figure.figure.metric.unit,
                fail: figure.fail,
                sd: cost.map(|it| it.sd),
                unpaired: cost.map(|it| it.unpaired),
                deep: figure.figure.metric.what.depth() > Depth::Own,
            }
        });
        all.push(Listed {
            scenario: it.name.clone(),
            current: baseline.as_ref().map(|old| naru_study::is_current_baseline(old, &it.variant, seed)),
            wait_hours: baseline.as_ref().and_then(naru_study::mean_wait_hours),
            replication_s: clock.seconds() * at_once / f64::from(MEASURED),
            metrics: metrics.collect(),
        });
    }
    let (gate, n, looks) = (&ready.request.gate, ready.request.replications, ready.request.looks);
    print(&report::list(gate, &all, n, looks, rayon::current_num_threads(), lang))
        .map_err(|error| (words::standard_output(&error, lang), Exit::InputOutput))?;
    Ok(Exit::Done)
}
