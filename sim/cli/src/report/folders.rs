//! Result folders that a report is of.

use super::{unread, words};
use crate::exit::Exit;
use crate::run::{Failure, folder_name};
use naru_report::pages::is_price;
use naru_report::verify::Of;
use naru_report::{Lang, book, compare::MOST};
use naru_results::{Label, Loaded, PricedReadings, RunFolder, Swept, names};
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
    for (i, dir) in folders.iter().enumerate() {
        if let Some(same) = folders[..i].iter().find(|other| whole(other) == whole(dir)) {
            return Err((words::twice(same, dir, lang), Exit::Usage));
        }
    }
    let mut runs = Vec::new();
    for dir in folders {
        let loaded = Loaded::read(dir).map_err(|error| unread(&error, lang))?;
        if folders.len() == 1 {
            return Ok(Source::One(loaded));
        }
        let verb = loaded.verb();
        let Loaded::Run(run) = loaded else {
            return Err((words::only_runs(dir, verb, lang), Exit::Usage));
        };
        runs.push(*run);
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

    /// Leaves prices out of the titles, where `--set` puts what it sets.
    pub(super) fn hide_prices(&mut self) {
        let titles: Vec<&mut Label> = match self {
            Self::Runs(runs) => runs.iter_mut().map(|run| &mut run.summary.title).collect(),
            Self::One(Loaded::Run(it)) => vec![&mut it.summary.title],
            Self::One(Loaded::Compare(it)) => {
                it.compared.scenarios.iter_mut().map(|it| &mut it.title).collect()
            }
            Self::One(Loaded::Sweep(it)) => vec![&mut it.swept.title],
            Self::One(Loaded::Readings(it)) => vec![&mut it.priced.title],
            Self::One(Loaded::Solve(_) | Loaded::Gate(_) | Loaded::Replay(_) | Loaded::Settlement(_)) => {
                Vec::new()
            }
        };
        for title in titles {
            (title.ko, title.en) = (without_prices(&title.ko), without_prices(&title.en));
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
        ([one], _) => one.join(names::REPORT_FOLDER),
        (_, Source::Runs(runs)) => {
            let names = runs.iter().map(|run| run.summary.scenario.as_str());
            Path::new("results/report").join(folder_name(names, hash))
        }
        (_, Source::One(_)) => PathBuf::from("results/report"),
    }
}

/// A path with all links followed; of one that does not exist (yet), in its nearest parent that does.
fn whole(path: &Path) -> Option<PathBuf> {
    let path = std::path::absolute(path).ok()?;
    let (there, mut found) =
        path.ancestors().find_map(|it| std::fs::canonicalize(it).ok().map(|found| (it, found)))?;
    for part in path.strip_prefix(there).ok()?.components() {
        match part {
            Component::ParentDir => {
                found.pop();
            }
            Component::Normal(name) => found.push(name),
            Component::CurDir | Component::RootDir | Component::Prefix(_) => {}
        }
    }
    Some(found)
}

/// The way from a folder to another, with `/`; as it was given where there is none.
pub(super) fn relative(from: &Path, to: &Path) -> String {
    let Some((from, to)) = whole(from).zip(whole(to)) else { return to.display().to_string() };
    let (from, to): (Vec<Component<'_>>, Vec<Component<'_>>) =
        (from.components().collect(), to.components().collect());
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = from[shared..].iter().map(|_| "..".to_owned());
    let down = to[shared..].iter().map(|part| part.as_os_str().to_string_lossy().into_owned());
    let parts: Vec<String> = up.chain(down).collect();
    if parts.is_empty() { ".".to_owned() } else { parts.join("/") }
}

/// The same way or title where prices are hidden: `naru run --set prices…` names both by the price that it sets.
pub(super) fn without_prices(way: &str) -> String {
    let change = |part: &str| match part.split_once('=') {
        Some((path, value)) if is_price(path.trim()) => {
            format!("{path}=…{}", &value[value.trim_end().len()..])
        }
        _ => part.to_owned(),
    };
    let changes = |name: &str| name.split('+').map(change).collect::<Vec<_>>().join("+");
    way.split('/').map(changes).collect::<Vec<_>>().join("/")
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn prices_in_the_names_of_folders_are_left_out() {
        for (way, want) in [
            ("../../baseline-2025", "../../baseline-2025"),
            (
                "../a+prices.naru.gpu-67tf=8_000+demand.level=1.2",
                "../a+prices.naru.gpu-67tf=…+demand.level=1.2",
            ),
            ("prices=_x_1_+b/report", "prices=…+b/report"),
            ("함께 + prices.x=1 + demand.level=2", "함께 + prices.x=… + demand.level=2"),
        ] {
            assert_eq!(without_prices(way), want);
        }
    }

    #[test]
    fn the_way_follows_links_whether_or_not_the_end_exists() {
        let base = std::env::temp_dir().join(format!("naru-relative-{}", std::process::id()));
        std::fs::create_dir_all(base.join("deep/er")).expect("ours");
        std::fs::create_dir_all(base.join("out")).expect("ours");
        std::os::unix::fs::symlink(base.join("deep/er"), base.join("link")).expect("ours");
        let way = |from: &str| relative(&base.join(from), &base.join("out"));
        let all =
            ["link/report", "link/none/report", "none/../report", "link/../report", "out/report", "out"]
                .map(way);
        std::fs::remove_dir_all(&base).expect("ours");
        assert_eq!(all, ["../../../out", "../../../../out", "../out", "../../out", "..", "."]);
    }
}
