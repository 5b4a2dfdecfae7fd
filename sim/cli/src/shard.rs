//! `naru shard` and `naru merge`: a study in parts that run anywhere, and its result from them.

use crate::exit::Exit;
use crate::run::Failure;
use crate::temporary::Temporary;
use crate::terminal::tell;
use crate::words::say;
use crate::work::{Asked, Merged, Way, broken, differs, may_pass, mixed, none};
use crate::{Arguments, Format, RunArguments, Verb, compare, readings, sweep};
use clap::error::ErrorKind;
use clap::{CommandFactory, FromArgMatches};
use naru_report::Lang;
use naru_results::{Error, KeptRow, Shard, ShardHead};
use naru_scenario::SweepFile;
use naru_study::Share;
use std::ffi::OsString;
use std::path::{Component, Path, PathBuf};
use std::{env, fs, io};

/// What stands below the options of `shard`.
pub(crate) const SHARD_HELP: &str = "  naru shard scenarios/baseline-2025.ron --index 3 --of 8 --out shards
  naru shard scenarios/studies/tornado.ron --index 3 --of 8 --out shards
  naru shard compare scenarios/plan-fcfs.ron scenarios/plan-easy.ron --index 3 --of 8 --out shards
  naru shard readings scenarios/baseline-2025.ron --replications 100 --index 3 --of 8 --out shards

STUDY is a scenario (a run), a sweep's study file, or a verb with its arguments: run, compare, sweep, readings.
Shards run anywhere, in any order and as often as you like. Each is written whole or not at all; what it has \
done is kept if it is interrupted. Once all are in one folder: naru merge DIR (docs/shards.md).

Exit code 0: the shard stands; 75: try again (no room, a fault that may pass, or somebody else writes it); \
2: a problem in the input; 3: input or output failed; 130: interrupted.";

/// What stands below the options of `merge`.
pub(crate) const MERGE_HELP: &str = "  naru merge shards
  naru merge shards --out results/baseline-2025

The result is that of one machine, byte for byte. What is missing is listed with the lines that make it.

Exit code 0: done; 2: shards are missing or are of different studies; 3: input or output failed; 130: interrupted.";

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

#[derive(Debug, clap::Args)]
pub(crate) struct MergeArguments {
    /// Folder of the shards
    folder: PathBuf,
    /// Worker threads [default: all cores]
    #[arg(long, value_name = "T", value_parser = clap::value_parser!(u16).range(1..=1_024))]
    threads: Option<u16>,
    /// Result folder [default: that of the verb]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Replace results of something else in that folder
    #[arg(long)]
    force: bool,
    /// What goes to standard output: text for people, or the figures, the folder's JSON file
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// Most shards of a study.
const MOST: u32 = 1_000_000;

/// Verbs whose studies have shards.
const VERBS: [&str; 4] = ["run", "compare", "sweep", "readings"];

/// A study of a verb that has shards.
enum Study {
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

    fn make(&self, way: Way, lang: Lang) -> Exit {
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
        let verb = if SweepFile::is_study(Path::new(first)) { "sweep" } else { "run" };
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
fn parsed(words: &[String], lang: Lang) -> Result<Study, Failure> {
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

pub(crate) fn merge(arguments: &MergeArguments, lang: Lang) -> Exit {
    match merged(arguments, lang) {
        Ok(exit) => exit,
        Err((message, exit)) => {
            tell(&format!("{}\n", message.trim_end()));
            exit
        }
    }
}

fn merged(arguments: &MergeArguments, lang: Lang) -> Result<Exit, Failure> {
    let folder = &arguments.folder;
    let (head, rows) = shards(folder, lang)?;
    let texts = lay(&head)
        .map_err(|source| crate::run::failure(&Error::Io { path: env::temp_dir(), source }, lang))?;
    let mut study = parsed(&head.arguments, lang)?;
    let MergeArguments { threads, out, force, format, .. } = arguments;
    match &mut study {
        Study::Run(it) => {
            (it.threads, it.force, it.format) = (*threads, *force, *format);
            it.out.clone_from(out);
        }
        Study::Compare(it) => it.shared.made(*threads, out.clone(), *force, *format),
        Study::Sweep(it) => it.shared.made(*threads, out.clone(), *force, *format),
        Study::Readings(it) => it.shared.made(*threads, out.clone(), *force, *format),
    }
    let files = head.files.iter().map(|name| texts.path().join(name)).collect();
    let merged = Merged { folder: folder.clone(), head, rows, files };
    Ok(study.make(Way::Merge(Box::new(merged)), lang))
}

/// What the shards of a folder are of, and their replications; broken ones are told of and not used.
fn shards(folder: &Path, lang: Lang) -> Result<(ShardHead, Vec<KeptRow>), Failure> {
    let failed = |error: Error| {
        let (message, exit) = crate::run::failure(&error, lang);
        (message, if may_pass(&error) { Exit::TryAgain } else { exit })
    };
    let io = |source| failed(Error::Io { path: folder.to_owned(), source });
    let mut named: Vec<(u32, u32)> = Vec::new();
    if !folder.is_dir() {
        return Err(usage(&no_folder(folder, lang)));
    }
    for entry in fs::read_dir(folder).map_err(io)? {
        named.extend(entry.map_err(io)?.file_name().to_str().and_then(Shard::named));
    }
    named.sort_unstable_by_key(|(index, of)| (*of, *index));
    let mut first: Option<ShardHead> = None;
    let (mut rows, mut others) = (Vec::new(), Vec::new());
    for (index, of) in named {
        let name = Shard::name(index, of);
        let path = folder.join(&name);
        let shard = match Shard::read(&path) {
            Ok(shard) => shard,
            Err(Error::Broken { .. }) => {
                tell(&broken(&path, lang));
                continue;
            }
            Err(error) => return Err(failed(error)),
        };
        let first = first.get_or_insert_with(|| shard.head.clone());
        match differs(first, &shard.head, lang) {
            Some(how) => others.push((name, how)),
            None => rows.extend(shard.rows),
        }
    }
    let first = first.ok_or_else(|| (none(folder, lang), Exit::Usage))?;
    if others.is_empty() {
        return Ok((first, rows));
    }
    Err((mixed(folder, &Shard::name(first.index, first.of), &others, lang), Exit::Usage))
}

/// Lays the texts of a study into a folder of their own.
fn lay(head: &ShardHead) -> io::Result<Temporary> {
    let folder = Temporary::new("merge")?;
    for (name, text) in &head.texts {
        // A file that was tampered with writes nothing outside.
        if Path::new(name).components().any(|part| !matches!(part, Component::Normal(_))) {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("it is inside the folder"))?;
        fs::write(path, text)?;
    }
    Ok(folder)
}

fn usage(message: &str) -> Failure {
    (format!("{message}\n"), Exit::Usage)
}

fn no_share(lang: Lang) -> String {
    say(
        lang,
        format!(
            "오류: 어느 조각인지 `--index I --of N --out 폴더`로 적어야 함. I는 0부터 N - 1까지, N은 {MOST}까지\n  = 예: naru shard scenarios/baseline-2025.ron --index 0 --of 8 --out shards"
        ),
        format!(
            "error: say which shard by `--index I --of N --out DIR`: I from 0 to N - 1, N up to {MOST}\n  = such as: naru shard scenarios/baseline-2025.ron --index 0 --of 8 --out shards"
        ),
    )
}

fn no_study(lang: Lang) -> String {
    say(
        lang,
        "오류: 무엇의 조각인지 없음\n  = 예: naru shard scenarios/baseline-2025.ron --index 0 --of 8 --out shards".to_owned(),
        "error: a shard of what?\n  = such as: naru shard scenarios/baseline-2025.ron --index 0 --of 8 --out shards".to_owned(),
    )
}

fn no_folder(folder: &Path, lang: Lang) -> String {
    let folder = folder.display();
    say(
        lang,
        format!("오류: {folder}: 그런 폴더가 없음\n  = 조각을 모은 폴더를 적음. 예: naru merge shards"),
        format!(
            "error: {folder}: there is no such folder\n  = give the folder that the shards are in, such as: naru merge shards"
        ),
    )
}

fn no_shards(verb: &str, lang: Lang) -> String {
    let verbs = VERBS.join(", ");
    say(
        lang,
        format!("오류: `{verb}`에는 조각이 없음\n  = 조각으로 나눌 수 있는 것: {verbs}"),
        format!("error: `{verb}` has no shards\n  = these have: {verbs}"),
    )
}

fn no_value(name: &str, lang: Lang) -> String {
    say(lang, format!("오류: `{name}`에 값이 있어야 함"), format!("error: a value is required for `{name}`"))
}

fn precise(lang: Lang) -> String {
    say(
        lang,
        "오류: `--precision`의 반복 수는 결과를 보아야 정해지므로 조각으로 나눌 수 없음\n  = `--replications N`을 적음".to_owned(),
        "error: how many replications `--precision` takes follows from their results, so they cannot be dealt out to shards\n  = give `--replications N`".to_owned(),
    )
}
