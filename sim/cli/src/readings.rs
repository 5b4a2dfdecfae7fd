//! `naru readings`: the price of every ambiguous sentence.

use crate::Format;
use crate::exit::Exit;
use crate::run::{Failure, default_folder, failure, interrupts};
use crate::shared::Shared;
use crate::terminal::{print, tell};
use crate::texts::{of_files, texts};
use crate::words;
use crate::work::{self, Way, Work};
use naru_report::{Lang, readings as report};
use naru_results::{Error, Folder, names};
use naru_study::{MOST_READING_REPLICATIONS, MOST_SHAPLEY, Readings, ReadingsRequest, Rows, Stopped};
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

/// What stands below the options.
pub(crate) const HELP: &str = "  naru readings scenarios/baseline-2025.ron
  naru readings scenarios/baseline-2025.ron --set demand.level=1.3 --replications 100 --no-shapley

Each reading of each clause is put in the place of the one in force, on the same users, days and faults.
DIR gets readings.json and the negotiation sheet, a page in each language as Markdown and HTML.
If it is interrupted, what is done stays in a .part file beside DIR: the same command goes on.

Exit code 0: done; 2: a problem in the input; 3: input or output failed; 75: another naru writes \
it, try again; 130: interrupted.";

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Scenario file
    scenario: PathBuf,
    /// Replications of every reading
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(2..=i64::from(MOST_READING_REPLICATIONS)))]
    replications: u32,
    /// Seed of all draws: the same seed gives the same bytes
    #[arg(long, value_name = "S", default_value_t = crate::SEED)]
    seed: u64,
    /// Share a change of the N largest clauses together out among them (2^N scenarios)
    #[arg(long, value_name = "N", default_value_t = 6, value_parser = clap::value_parser!(u32).range(2..=i64::from(MOST_SHAPLEY)))]
    shapley: u32,
    /// Price the readings one by one only
    #[arg(long)]
    no_shapley: bool,
    #[command(flatten)]
    pub(crate) shared: Shared,
}

pub(crate) fn readings(arguments: &Arguments, way: Way, lang: Lang) -> Exit {
    match done(arguments, way, lang) {
        Ok(()) => Exit::Done,
        Err((message, exit)) => {
            tell(&format!("{}\n", message.trim_end()));
            exit
        }
    }
}

fn done(arguments: &Arguments, way: Way, lang: Lang) -> Result<(), Failure> {
    let (scenario, lowered) = way.read(0, &arguments.scenario, &arguments.shared.changes, lang)?;
    let hash = scenario.hash();
    let out = arguments.shared.out.clone().unwrap_or_else(|| {
        let folder = default_folder(&lowered.name, &arguments.shared.changes, &hash);
        Path::new("results/readings").join(folder.file_name().expect("it has a name"))
    });
    let replace = arguments.shared.replace();
    let io = |error: Error| failure(&error, lang);
    let stop = interrupts();
    if way.has_result() {
        Folder::allowed(&out, names::READINGS, &hash, replace).map_err(io)?;
    }
    let request = ReadingsRequest {
        seed: arguments.seed,
        replications: arguments.replications,
        shapley: if arguments.no_shapley { 0 } else { arguments.shapley },
    };
    let readings = Readings::of(&scenario, &lowered, request);
    let study = work::Study {
        verb: "readings",
        hash: &hash,
        question: String::new(),
        seed: arguments.seed,
        out: &out,
        extent: Some(readings.extent()),
        replace,
        files: vec![of_files(&scenario, &arguments.shared.changes).collect()],
    };
    let work = Work::begin(way, study, lang)?;
    let pool = arguments.shared.pool()?;
    let priced = pool.install(|| readings.price(&work, &stop));
    if work.is_shard() {
        return work.write_shard(priced);
    }
    let priced = priced.map_err(|it| work.stopped(it))?;
    work.end();
    let io = |error: Error| work.failed(&error);
    let folder = Folder::begin_marked(&out, names::READINGS, &hash, replace).map_err(io)?;
    let write = || -> Result<(), Error> {
        folder.write(names::READINGS, &priced.to_json())?;
        folder.write(names::CLAUSES, &Rows::new(&lowered).clauses().to_json())?;
        for (name, text) in texts(&scenario, &arguments.shared.changes) {
            folder.write(&name, text.as_bytes())?;
        }
        for lang in Lang::BOTH {
            let sheet = report::sheet(&priced, lang);
            let named = |ending: &str| format!("{}.{}.{ending}", names::NEGOTIATION_SHEET, lang.tag());
            folder.write(&named("md"), sheet.markdown.as_bytes())?;
            folder.write(&named("html"), sheet.html.as_bytes())?;
        }
        Ok(())
    };
    write().map_err(io)?;
    if stop.load(Ordering::Relaxed) {
        return Err(work.stopped(Stopped::Interrupted));
    }
    folder.finish().map_err(io)?;
    work.done()?;
    let shown = match arguments.shared.format {
        Format::Json => String::from_utf8_lossy(&priced.to_json()).into_owned(),
        Format::Text => report::text(&priced, &out.display().to_string(), lang),
    };
    print(&shown).map_err(|error| (words::standard_output(&error, lang), Exit::InputOutput))
}
