//! Result folders that a report is of.

use super::{unread, words};
use crate::exit::Exit;
use crate::run::{Failure, folder_name};
use naru_report::verify::Of;
use naru_report::{Lang, book, compare::MOST};
use naru_results::{Loaded, PricedReadings, RunFolder, Swept};
use std::path::{Component, Path, PathBuf};

/// What was read.
pub(super) enum Source {
    /// One folder of any verb.
    One(Loaded),
    /// Runs.
    Runs(Vec<RunFolder>),
}

/// Reads the folders: one of any verb, or several of runs.
pub(super) fn sources(folders: &[PathBuf], lang: Lang) -> Result<Source, Failure> {
    if folders.len() > MOST {
        return Err((words::so_many(folders.len(), MOST, lang), Exit::Usage));
    }
    let mut runs = Vec::new();
    for dir in folders {
        let loaded = Loaded::read(dir).map_err(|error| unread(&error, lang))?;
        match loaded {
            it if folders.len() == 1 => return Ok(Source::One(it)),
            Loaded::Run(run) => runs.push(*run),
            other => return Err((words::only_runs(dir, other.verb(), lang), Exit::Usage)),
        }
    }
    Ok(Source::Runs(runs))
}

impl Source {
    pub(super) fn of(&self) -> Of {
        match self {
            Self::One(it) => Of {
                scenario_hash: it.scenario_hash().to_owned(),
                seed: it.seed(),
                replications: it.replications(),
            },
            Self::Runs(runs) => {
                let hashes: Vec<&str> = runs.iter().map(|run| run.summary.scenario_hash.as_str()).collect();
                let all = || runs.iter().map(|run| &run.summary);
                Of {
                    scenario_hash: hashes.join("+"),
                    seed: all().next().map(|it| it.seed).filter(|seed| all().all(|it| it.seed == *seed)),
                    replications: all().map(|it| it.replications).min(),
                }
            }
        }
    }

    pub(super) fn book<'a>(
        &'a self,
        sweeps: &'a [Swept],
        readings: &'a [PricedReadings],
    ) -> book::Source<'a> {
        match self {
            Self::One(it) => book::Source::One(it, sweeps, readings),
            Self::Runs(runs) => book::Source::Runs(runs),
        }
    }
}

/// `DIR/report`; of several runs `results/report/NAMES`.
pub(super) fn default_out(folders: &[PathBuf], source: &Source, hash: &str) -> PathBuf {
    match (folders, source) {
        ([one], _) => one.join("report"),
        (_, Source::Runs(runs)) => {
            let names = runs.iter().map(|run| run.summary.scenario.as_str());
            Path::new("results/report").join(folder_name(names, hash))
        }
        (_, Source::One(_)) => PathBuf::from("results/report"),
    }
}

/// The way from a folder to another, with `/`; as it was given where there is none.
pub(super) fn relative(from: &Path, to: &Path) -> String {
    let whole = |path: &Path| std::fs::canonicalize(path).or_else(|_| std::path::absolute(path)).ok();
    let Some((from, to)) = whole(from).zip(whole(to)) else { return to.display().to_string() };
    let (from, to): (Vec<Component<'_>>, Vec<Component<'_>>) =
        (from.components().collect(), to.components().collect());
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = from[shared..].iter().map(|_| "..".to_owned());
    let down = to[shared..].iter().map(|part| part.as_os_str().to_string_lossy().into_owned());
    let parts: Vec<String> = up.chain(down).collect();
    if parts.is_empty() { ".".to_owned() } else { parts.join("/") }
}
