//! `naru merge`: the result of a study from its shards.

use crate::Format;
use crate::exit::Exit;
use crate::run::Failure;
use crate::shard::words::{all_broken, broken, contradict, mixed, no_folder, none, renamed, unread, usage};
use crate::shard::{Study, parsed};
use crate::terminal::tell;
use crate::work::{Merged, Rows, Way, differs, may_pass, other_form, other_program};
use naru_report::Lang;
use naru_results::{Error, Shard, ShardHead};
use naru_study::Arm;
use std::collections::btree_map::{BTreeMap, Entry};
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// What stands below the options.
pub(crate) const HELP: &str = "  naru merge shards
  naru merge shards --out results/baseline-2025

The result is that of one machine, byte for byte. What is missing is listed with the lines that make it.

Exit code 0: done; 2: shards are missing or are of different studies; 3: input or output failed; \
75: try again (no room, a fault that may pass, or another naru writes it); 130: interrupted.";

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
    /// Replace results of something else in that folder, and drop finished replications of another study
    #[arg(long)]
    force: bool,
    /// What goes to standard output: text for people, or the figures, the folder's JSON file
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
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
    let merged = Merged { folder: folder.clone(), head, rows };
    Ok(study.make(Way::Merge(Box::new(merged)), lang))
}

/// What the shards of a folder are of, and their replications; broken ones are told of and not used.
fn shards(folder: &Path, lang: Lang) -> Result<(ShardHead, Rows), Failure> {
    let named = named(folder, lang)?;
    let mut first: Option<ShardHead> = None;
    let mut others = Vec::new();
    // Each replication with the shard that has it.
    let mut rows: BTreeMap<(Arm, u32), (Vec<i64>, usize)> = BTreeMap::new();
    for (at, (index, of)) in named.iter().enumerate() {
        let name = Shard::name(*index, *of);
        let path = folder.join(&name);
        let shard = match Shard::read(&path) {
            Ok(shard) => shard,
            Err(Error::Broken { .. }) => {
                tell(&broken(&path, lang));
                continue;
            }
            Err(Error::OtherForm { version, found, .. }) => {
                others.push((name, other_form(&version, found, lang)));
                continue;
            }
            Err(error) => return Err(not_read(&error, lang)),
        };
        if (shard.head.index, shard.head.of) != (*index, *of) {
            let own = Shard::name(shard.head.index, shard.head.of);
            return Err(usage(&renamed(&path, &own, lang)));
        }
        let first = first.get_or_insert_with(|| shard.head.clone());
        if let Some(how) = differs(first, &shard.head, lang) {
            others.push((name, how));
            continue;
        }
        for row in shard.rows {
            match rows.entry((Arm(row.arm), row.replication)) {
                Entry::Vacant(free) => {
                    free.insert((row.numbers, at));
                }
                Entry::Occupied(known) if known.get().0 == row.numbers => {}
                Entry::Occupied(known) => {
                    let (index, of) = named[known.get().1];
                    return Err(usage(&contradict(folder, &Shard::name(index, of), &name, lang)));
                }
            }
        }
    }
    let nothing = || match others.first() {
        Some((_, how)) => other_program(folder, how, lang),
        None if named.is_empty() => none(folder, lang),
        None => all_broken(folder, named.len(), lang),
    };
    let first = first.ok_or_else(|| usage(&nothing()))?;
    if others.is_empty() {
        return Ok((first, rows.into_iter().map(|(key, (numbers, _))| (key, numbers)).collect()));
    }
    Err(usage(&mixed(folder, &Shard::name(first.index, first.of), &others, lang)))
}

/// Index and number of each shard in a folder, in order, by their names.
fn named(folder: &Path, lang: Lang) -> Result<Vec<(u32, u32)>, Failure> {
    let io = |source: io::Error| {
        if matches!(source.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) {
            usage(&no_folder(folder, lang))
        } else {
            not_read(&Error::Io { path: folder.to_owned(), source }, lang)
        }
    };
    let mut named: Vec<(u32, u32)> = Vec::new();
    for entry in fs::read_dir(folder).map_err(io)? {
        named.extend(entry.map_err(io)?.file_name().to_str().and_then(Shard::named));
    }
    named.sort_unstable_by_key(|(index, of)| (*of, *index));
    Ok(named)
}

/// Why a shard, or the folder, cannot be read: one to try again, if it may pass.
fn not_read(error: &Error, lang: Lang) -> Failure {
    let (message, exit) = crate::run::failure(error, lang);
    let exit = if may_pass(error) { Exit::TryAgain } else { exit };
    let Error::Io { path, source } = error else { return (message, exit) };
    (unread(path, source, exit, lang), exit)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    /// By the numbers of errno(3): after `ESTALE` and `EIO` the same command may succeed, after `EACCES` it does not.
    #[test]
    fn a_shard_that_cannot_be_read_now_is_to_be_tried_again() {
        for (code, exit, reason, cure) in [
            (
                116,
                Exit::TryAgain,
                "the network folder cannot be reached",
                "give the same command again once that has passed",
            ),
            (
                5,
                Exit::TryAgain,
                "the disk or the network folder fails",
                "give the same command again once that has passed",
            ),
            (
                13,
                Exit::InputOutput,
                "no permission",
                "move or copy it to where it can be read, and merge again",
            ),
        ] {
            let source = io::Error::from_raw_os_error(code);
            let want = format!("error: shards cannot be read: {reason}\n  = {cure}");
            let error = Error::Io { path: PathBuf::from("shards"), source };
            assert_eq!(not_read(&error, Lang::En), (want, exit), "{code}");
        }
    }
}
