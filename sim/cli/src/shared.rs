//! Arguments that the verbs of many replications share: what they do is the same, whatever the question.

use crate::Format;
use crate::exit::Exit;
use crate::run::Failure;
use naru_results::Replace;
use std::path::PathBuf;

// No doc comment: clap would take it for what the verb is about.
#[derive(Debug, clap::Args)]
pub(crate) struct Shared {
    /// Worker threads [default: all cores]
    #[arg(long, value_name = "T", value_parser = clap::value_parser!(u16).range(1..=1_024))]
    threads: Option<u16>,
    /// Change a value of the scenario (of all, where there are several), such as demand.level=1.5
    #[arg(long = "set", value_name = "PATH=VALUE")]
    pub(crate) changes: Vec<String>,
    /// Result folder [default: results/VERB/NAME…]
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Replace results of something else in that folder, and drop finished replications of another study
    #[arg(long)]
    force: bool,
    /// What goes to standard output: text for people, or the figures, the folder's JSON file
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}

impl Shared {
    /// Threads to work on.
    pub(crate) fn pool(&self) -> Result<rayon::ThreadPool, Failure> {
        let threads = self.threads.map_or(0, usize::from);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        pool.map_err(|error| (error.to_string(), Exit::InputOutput))
    }

    /// On which machine and terminal, where the rest was said elsewhere.
    pub(crate) fn made(&mut self, threads: Option<u16>, out: Option<PathBuf>, force: bool, format: Format) {
        (self.threads, self.out, self.force, self.format) = (threads, out, force, format);
    }

    /// What may be replaced.
    pub(crate) fn replace(&self) -> Replace {
        if self.force { Replace::AnyResults } else { Replace::SameScenario }
    }
}
