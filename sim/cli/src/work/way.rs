//! How a study is made: here, in shards, or from shards.

use super::Rows;
use crate::check::{judged, show};
use crate::run::{Failure, failed, read_quietly};
use naru_report::Lang;
use naru_results::ShardHead;
use naru_scenario::{Lowered, Problems, Scenario, SweepFile};
use naru_study::Share;
use std::path::{Path, PathBuf};

/// How a study is made.
pub(crate) enum Way {
    /// Here, to its result.
    Here,
    /// One shard of it.
    Shard(Asked),
    /// Its result, from shards.
    Merge(Box<Merged>),
}

/// The shard that is asked for.
pub(crate) struct Asked {
    pub(crate) share: Share,
    pub(crate) folder: PathBuf,
    /// The verb's arguments as they were given.
    pub(crate) arguments: Vec<String>,
}

/// The shards that are there.
pub(crate) struct Merged {
    pub(crate) folder: PathBuf,
    pub(crate) head: ShardHead,
    pub(crate) rows: Rows,
}

impl Way {
    /// Whether there is a result to be written.
    pub(crate) const fn has_result(&self) -> bool {
        !matches!(self, Self::Shard(_))
    }

    /// Whether warnings are shown: of a merge the shards have shown them.
    pub(crate) const fn shows(&self) -> bool {
        !matches!(self, Self::Merge(_))
    }

    /// The command line that makes the result in one piece, to be typed again: reports make other commands of it.
    pub(crate) fn command(&self) -> String {
        match self {
            Self::Merge(merged) => crate::run::command_of(merged.head.arguments.iter().map(String::as_str)),
            Self::Here | Self::Shard(_) => crate::run::command(),
        }
    }

    /// The study file.
    pub(crate) fn study(&self, path: &Path) -> Result<SweepFile, Problems> {
        match self {
            Self::Merge(merged) => SweepFile::of_texts(&merged.texts(0)),
            Self::Here | Self::Shard(_) => SweepFile::read(path),
        }
    }

    /// A scenario that can run, or why not: the `k`th file that the study names.
    pub(crate) fn read(
        &self,
        k: usize,
        path: &Path,
        changes: &[String],
        lang: Lang,
    ) -> Result<(Scenario, Lowered), Failure> {
        let (scenario, lowered) = self.read_quietly(k, path, changes, lang)?;
        if self.shows() {
            show(&lowered.warnings, lang);
        }
        Ok((scenario, lowered))
    }

    /// The same; its warnings are left to the caller.
    pub(crate) fn read_quietly(
        &self,
        k: usize,
        path: &Path,
        changes: &[String],
        lang: Lang,
    ) -> Result<(Scenario, Lowered), Failure> {
        let Self::Merge(merged) = self else { return read_quietly(path, changes, lang) };
        let scenario = Scenario::of_texts(&merged.texts(k), changes).map_err(|p| failed(&p, lang))?;
        let lowered = judged(&scenario).map_err(|p| failed(&p, lang))?;
        Ok((scenario, lowered))
    }
}

impl Merged {
    /// Texts of the `k`th file that the study names: a shard has them all, and nothing else is looked at.
    fn texts(&self, k: usize) -> Vec<(&str, &str)> {
        let text = |name: &String| {
            let (name, text) =
                self.head.texts.iter().find(|(it, _)| it == name).expect("a shard has its texts");
            (name.as_str(), text.as_str())
        };
        self.head.files[k].iter().map(text).collect()
    }
}
