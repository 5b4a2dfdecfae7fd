//! `naru shard`: one part of a study of many replications.

pub(crate) mod words;

use crate::exit::Exit;
use crate::run::Failure;
use crate::terminal::tell;
use crate::work::{Asked, Way};
use crate::{Arguments, RunArguments, Verb, compare, readings, sweep};
use clap::error::ErrorKind;
use clap::{CommandFactory, FromArgMatches};
use naru_report::Lang;
use naru_scenario::FileKind;
use naru_study::Share;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use words::{no_shards, no_share, no_study, no_value, precise, usage};

/// What stands below the options.
pub(crate) const HELP: &str = "  naru shard scenarios/baseline-2025.ron --index 3 --of 8 --out shards
  naru shard scenarios/studies/tornado.ron --index 3 --of 8 --out shards
  naru shard compare scenarios/plan-fcfs.ron scenarios/plan-easy.ron --index 3 --of 8 --out shards
  naru shard readings scenarios/baseline-2025.ron --replications 100 --index 3 --of 8 --out shards

STUDY is a scenario (a run), a sweep's study file, or a verb with its arguments: run, compare, sweep, readings.
Shards run anywhere, in any order and as often as you like. Each is written whole or not at all; what it has \
done is kept if it is interrupted. Once all are in one folder: naru merge DIR (docs/shards.md).

Exit code 0: the shard stands; 75: try again (no room, a fault that may pass, or somebody else writes it); \
2: a problem in the input; 3: input or output failed; 130: interrupted.";

#[derive(Debug, clap::Args)]
pub(crate) struct ShardArguments {
    /// Which shard, from 0
    #[arg(long, value_name = "I")]
    index: Option<String>,
    /// How many shards there are
    #[arg(long, value_name = "N")]
    of: Option<String>,
    /// Folder of the shards
    #[arg(long, value_name = "DIR")]
    out: Option<String>,
    /// A scenario, a sweep's study file, or a verb with its arguments; options may follow
    #[arg(value_name = "STUDY", required = true, trailing_var_arg = true, allow_hyphen_values = true)]
    study: Vec<String>,
}

/// Most shards of a study.
pub(super) const MOST: u32 = 1_000_000;

/// Verbs whose studies have shards.
pub(super) const VERBS: [&str; 4] = ["run", "compare", "sweep", "readings"];

/// A study of a verb that has shards.
pub(crate) enum Study {
    Run(RunArguments),
    Compare(compare::CompareArguments),
    Sweep(sweep::Arguments),
    Readings(readings::Arguments),
}

impl Study {
    /// `None` for a verb that has none.
    fn of(verb: Verb) -> Option<Self> {
        match verb {
            Verb::Run(it) => Some(Self::Run(it)),
            Verb::Compare(it) => Some(Self::Compare(it)),
            Verb::Sweep(it) => Some(Self::Sweep(it)),
            Verb::Readings(it) => Some(Self::Readings(it)),
            Verb::Check(_)
            | Verb::Gate(_)
            | Verb::Settle(_)
            | Verb::Report(_)
            | Verb::Replay(_)
            | Verb::Solve(_)
            | Verb::Statement(_)
            | Verb::Explain(_)
            | Verb::Fit(_)
            | Verb::Shard(_)
            | Verb::Merge(_) => None,
        }
    }

    pub(crate) fn make(&self, way: Way, lang: Lang) -> Exit {
        match self {
            Self::Run(it) => crate::run::run(it, way, lang),
            Self::Compare(it) => compare::compare(it, way, lang),
            Self::Sweep(it) => sweep::sweep(it, way, lang),
            Self::Readings(it) => readings::readings(it, way, lang),
        }
    }
}

pub(crate) fn shard(arguments: &ShardArguments, lang: Lang) -> Exit {
    // Behind the study, the language is one of its words.
    let told = arguments.study.iter().any(|word| word.split('=').next() == Some("--lang"));
    let lang = if told { crate::lang_asked(arguments.study.iter().map(OsString::from)) } else { lang };
    match asked(arguments, lang) {
        Ok((asked, study)) => study.make(Way::Shard(asked), lang),
        Err((message, exit)) => {
            tell(&message);
            exit
        }
    }
}

/// Which shard, and of what.
fn asked(arguments: &ShardArguments, lang: Lang) -> Result<(Asked, Study), Failure> {
    let mut own = [arguments.index.clone(), arguments.of.clone(), arguments.out.clone()];
    let rest = without(&arguments.study, &["--index", "--of", "--out"], &mut own, lang)?;
    let [index, of, out] = own;
    let number = |text: &Option<String>| text.as_deref().and_then(|text| text.parse::<u32>().ok());
    let (Some(index), Some(of), Some(out)) = (number(&index), number(&of), out) else {
        return Err(usage(&no_share(lang)));
    };
    if of == 0 || of > MOST || index >= of {
        return Err(usage(&no_share(lang)));
    }
    let Some(first) = rest.first() else { return Err(usage(&no_study(lang))) };
    let mut words = rest.clone();
    if !VERBS.contains(&first.as_str()) {
        if Arguments::command().find_subcommand(first).is_some() {
            return Err(usage(&no_shards(first, lang)));
        }
        let is_study = FileKind::of(Path::new(first)) == Some(FileKind::Study);
        let verb = if is_study { "sweep" } else { "run" };
        words.insert(0, verb.to_owned());
    }
    let study = parsed(&words, lang)?;
    if matches!(&study, Study::Run(run) if run.precision.is_some()) {
        return Err(usage(&precise(lang)));
    }
    let asked =
        Asked { share: Share { index, of }, folder: PathBuf::from(out), arguments: kept(&words, lang)? };
    Ok((asked, study))
}

/// Arguments that other shards and the result are made with: those of this machine and terminal are left out.
fn kept(words: &[String], lang: Lang) -> Result<Vec<String>, Failure> {
    let words: Vec<String> = words.iter().filter(|word| *word != "--force").cloned().collect();
    without(&words, &["--threads", "--format", "--lang"], &mut [None, None, None], lang)
}

/// The words without some options and their values, which are taken out.
fn without(
    words: &[String],
    options: &[&str],
    values: &mut [Option<String>],
    lang: Lang,
) -> Result<Vec<String>, Failure> {
    let mut rest = Vec::new();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let (name, joined) =
            word.split_once('=').map_or((word.as_str(), None), |(name, it)| (name, Some(it)));
        match options.iter().position(|it| *it == name) {
            Some(at) => {
                let value = joined.map(str::to_owned).or_else(|| words.next().cloned());
                values[at] = Some(value.ok_or_else(|| usage(&no_value(name, lang)))?);
            }
            None => rest.push(word.clone()),
        }
    }
    Ok(rest)
}

/// The verb with its arguments; what is wrong with them is told as the verb itself would.
pub(crate) fn parsed(words: &[String], lang: Lang) -> Result<Study, Failure> {
    let command = match lang {
        Lang::Ko => crate::korean::command(Arguments::command()),
        Lang::En => Arguments::command(),
    };
    let all = std::iter::once("naru").chain(words.iter().map(String::as_str));
    let parsed = command.try_get_matches_from(all).and_then(|matches| Arguments::from_arg_matches(&matches));
    match parsed {
        Ok(arguments) => Study::of(arguments.verb).ok_or_else(|| usage(&no_shards(&words[0], lang))),
        Err(error) if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) => {
            drop(error.print());
            Err((String::new(), Exit::Done))
        }
        Err(error) => {
            let text = crate::korean::error(&error).filter(|_| lang == Lang::Ko);
            Err((text.unwrap_or_else(|| error.to_string()), Exit::Usage))
        }
    }
}

/// Options of a verb that was given by its words, in the order of its help, each with its values or its default: what two
/// lines ask for, in whatever order they were typed.
pub(crate) fn options(words: &[String]) -> Vec<(String, Option<String>)> {
    let command = Arguments::command();
    let all = std::iter::once("naru").chain(words.iter().map(String::as_str));
    let (Some(verb), Ok(matches)) = (
        words.first().and_then(|verb| command.find_subcommand(verb)).cloned(),
        command.try_get_matches_from(all),
    ) else {
        return Vec::new();
    };
    let matches = matches.subcommand().expect("a verb is required").1;
    let value = |id: &str| {
        let values = matches.get_raw(id)?.map(|value| value.to_string_lossy().into_owned());
        Some(values.collect::<Vec<_>>().join(" "))
    };
    let named = verb.get_arguments().filter_map(|it| Some((it.get_long()?, it.get_id().as_str())));
    named.map(|(name, id)| (format!("--{name}"), value(id))).collect()
}
