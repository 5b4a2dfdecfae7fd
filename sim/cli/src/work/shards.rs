//! One shard held against another, against one that stands, and all of them against the study.

use super::faults::{Reader, unwritten};
use super::{Merged, Rows, words};
use crate::exit::Exit;
use crate::run::{Failure, VERSION};
use crate::shard::options;
use crate::terminal::tell;
use naru_report::Lang;
use naru_results::{Error, Shard, ShardHead, StudyHead};
use naru_study::{Extent, Share};
use std::collections::BTreeSet;
use std::path::Path;

/// Whether the shard may be made: done where it stands already, with no more to say. One that stands with other options is
/// written anew from its replications, a broken one is made again, and one of another study or version is nobody's to replace.
pub(super) fn already(head: &ShardHead, folder: &Path, lang: Lang) -> Result<(), Failure> {
    let path = folder.join(Shard::name(head.index, head.of));
    let found = match Shard::read(&path) {
        Ok(found) => found,
        Err(Error::Missing { .. }) => return Ok(()),
        Err(Error::Broken { .. }) => {
            tell(&words::made_again(&path, lang));
            return Ok(());
        }
        Err(Error::OtherForm { version, found, .. }) => {
            let how = words::other_form(&version, found, lang);
            return Err((words::another_stands(&path, &how, lang), Exit::Usage));
        }
        Err(error) => return Err(unwritten(&error, Reader::Queue, lang)),
    };
    let Some(how) = differs(head, &found.head, lang) else {
        return Err((words::stands(&path, lang), Exit::Done));
    };
    if !same_rows(head, &found.head) || (head.index, head.of) != (found.head.index, found.head.of) {
        return Err((words::another_stands(&path, &how, lang), Exit::Usage));
    }
    let shard = Shard { head: head.clone(), rows: found.rows };
    shard.write(folder).map_err(|error| unwritten(&error, Reader::Queue, lang))?;
    Err((words::options_anew(&path, &how, lang), Exit::Done))
}

/// Whether the replications of one are those of the other, whatever is made of them.
fn same_rows(a: &ShardHead, b: &ShardHead) -> bool {
    a.study == b.study && a.replications == b.replications
}

/// In what a shard differs from what it is held against; `None` if both are of one study.
pub(crate) fn differs(this: &ShardHead, other: &ShardHead, lang: Lang) -> Option<String> {
    let (a, b) = (&this.study, &other.study);
    if a.program_hash != b.program_hash || a.stream_layout != b.stream_layout || a.verb != b.verb {
        let versions = (this.version.as_str(), other.version.as_str());
        return words::apart_of(versions, a, b, lang);
    }
    if this.arguments != other.arguments {
        let (here, there) = (options(&this.arguments), options(&other.arguments));
        // How many there are and their seed may also stand in a study file: they are compared below.
        let elsewhere = |name: &str| same_rows(this, other) && ["--replications", "--seed"].contains(&name);
        let mut pairs = here.iter().zip(&there).filter(|(here, there)| here != there && !elsewhere(&here.0));
        if let Some(((name, here), (_, there))) = pairs.next() {
            return Some(words::option_differs(name, there.as_deref(), here.as_deref(), lang));
        }
    }
    if let Some(how) = words::apart(a, b, lang) {
        return Some(how);
    }
    let (here, there) = (this.replications, other.replications);
    (here != there).then(|| words::totals_differ(there, here, lang))
}

/// All replications of the shards, by arm and number.
pub(super) fn complete(
    merged: Merged,
    head: &StudyHead,
    extent: &Extent,
    lang: Lang,
) -> Result<Rows, Failure> {
    let of_shards = &merged.head;
    if of_shards.study != *head {
        let this = ShardHead { study: head.clone(), version: VERSION.to_owned(), ..of_shards.clone() };
        let how = differs(&this, of_shards, lang).unwrap_or_default();
        return Err((words::other_program(&merged.folder, &how, lang), Exit::Usage));
    }
    let missing: BTreeSet<u32> = extent
        .iter()
        .filter(|(_, arm, replication)| !merged.rows.contains_key(&(*arm, *replication)))
        .map(|(place, ..)| Share::index_of(place, of_shards.of))
        .collect();
    if missing.is_empty() {
        return Ok(merged.rows);
    }
    Err((words::missing(&missing, of_shards, &merged.folder, lang), Exit::Usage))
}
