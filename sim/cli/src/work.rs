//! A study at work: its replications counted, kept as they are done, and found again. One way for all verbs, whether a study
//! is made here, in shards, or from shards.

mod words;

pub(crate) use words::{broken, differs, mixed, none};

use crate::exit::Exit;
use crate::file_words::is_full;
use crate::progress::Progress;
use crate::run::{Failure, VERSION, bug, failure, read, read_quietly};
use crate::terminal::tell;
use crate::texts::bundle;
use crate::words::replications;
use naru_report::Lang;
use naru_results::{Error, KeptPart, KeptRow, SCHEMA, Shard, ShardHead, StudyHead};
use naru_scenario::{Lowered, Scenario};
use naru_study::{Arm, Extent, PROGRAM_HASH, STREAM_LAYOUT, Share, Stopped, Watch};
use std::collections::{BTreeMap, BTreeSet};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard};

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
    pub(crate) rows: Vec<KeptRow>,
    /// Where the files stand that the verb is given.
    pub(crate) files: Vec<PathBuf>,
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

    /// Where the file stands that the verb was given as its `k`th.
    pub(crate) fn file<'a>(&'a self, k: usize, given: &'a Path) -> &'a Path {
        match self {
            Self::Merge(merged) => &merged.files[k],
            Self::Here | Self::Shard(_) => given,
        }
    }

    /// A scenario that can run, or why not.
    pub(crate) fn read(
        &self,
        path: &Path,
        changes: &[String],
        lang: Lang,
    ) -> Result<(Scenario, Lowered), Failure> {
        if self.shows() { read(path, changes, lang) } else { read_quietly(path, changes, lang) }
    }
}

/// What is to be done.
pub(crate) struct Study<'a> {
    pub(crate) verb: &'static str,
    pub(crate) hash: &'a str,
    /// What is asked beside, in one line.
    pub(crate) question: String,
    pub(crate) seed: u64,
    /// Its result folder.
    pub(crate) out: &'a Path,
    /// All its replications; `None` where how many there are follows from themselves.
    pub(crate) extent: Option<Extent>,
    /// Files that the verb is given, in order.
    pub(crate) files: Vec<&'a Path>,
    /// Names and texts of all files that it is read from.
    pub(crate) texts: Vec<(&'a str, &'a str)>,
}

type Rows = BTreeMap<(Arm, u32), Vec<i64>>;

/// A study at work.
pub(crate) struct Work {
    progress: Progress,
    /// Where what is done is kept until the result stands.
    path: PathBuf,
    part: Mutex<KeptPart>,
    /// Replications that are done and not yet asked for; a shard's stay.
    rows: Mutex<Rows>,
    /// Replications that stand in `path`.
    kept: AtomicU64,
    failure: Mutex<Option<Error>>,
    shard: Option<(ShardHead, PathBuf, Extent)>,
    seed: u64,
    lang: Lang,
}

impl Work {
    /// Begins: opens what was kept of it, and says what is missing of its shards.
    pub(crate) fn begin(way: Way, study: Study<'_>, lang: Lang) -> Result<Self, Failure> {
        let head =
            StudyHead::new(study.verb, study.hash, study.question, (PROGRAM_HASH, STREAM_LAYOUT), study.seed);
        let total = study.extent.as_ref().map_or(0, Extent::replications);
        let mut rows = Rows::new();
        let (path, shard) = match way {
            Way::Here => (KeptPart::path_of(study.out), None),
            Way::Merge(merged) => {
                let extent = study.extent.as_ref().expect("only what has an extent has shards");
                rows = complete(*merged, &head, extent, lang)?;
                (KeptPart::path_of(study.out), None)
            }
            Way::Shard(asked) => {
                let extent = study.extent.expect("only what has an extent has shards");
                let (files, texts) = bundle(&study.files, &study.texts);
                let Share { index, of } = asked.share;
                let head = ShardHead {
                    schema: SCHEMA,
                    study: head.clone(),
                    index,
                    of,
                    version: VERSION.to_owned(),
                    replications: total,
                    arguments: asked.arguments,
                    files,
                    texts,
                };
                let path = asked.folder.join(format!(".shard-{index}-of-{of}.part"));
                (path, Some((head, asked.folder, extent)))
            }
        };
        let (part, found) =
            KeptPart::open(&path, &head).map_err(|error| unwritten(&error, shard.is_some(), lang))?;
        if let Some((head, folder, _)) = &shard {
            // Looked for once nobody else can be writing it.
            if let Some(message) = already(head, folder, lang)? {
                drop(part.remove());
                return Err((message, Exit::Done));
            }
        }
        if !found.is_empty() {
            tell(&words::goes_on(found.len(), lang));
        }
        let kept = AtomicU64::new(found.len() as u64);
        rows.extend(found.into_iter().map(|row| ((Arm(row.arm), row.replication), row.numbers)));
        let mine = shard.as_ref().map_or(total, |(head, ..)| share_of(total, head.index, head.of));
        let progress = Progress::new(u32::try_from(mine).unwrap_or(u32::MAX), replications(lang));
        let (part, rows, failure) = (Mutex::new(part), Mutex::new(rows), Mutex::new(None));
        Ok(Self { progress, path, part, rows, kept, failure, shard, seed: study.seed, lang })
    }

    /// Whether one shard of the study is made.
    pub(crate) const fn is_shard(&self) -> bool {
        self.shard.is_some()
    }

    /// Replications of an arm that stand elsewhere, from number 0.
    pub(crate) fn also(&self, arm: Arm, rows: Vec<Vec<i64>>) {
        let mut all = lock(&self.rows);
        for (replication, numbers) in (0..).zip(rows) {
            all.entry((arm, replication)).or_insert(numbers);
        }
    }

    /// How many replications of an arm are there and have not been asked for.
    pub(crate) fn count(&self, arm: Arm) -> usize {
        lock(&self.rows).range((arm, 0)..=(arm, u32::MAX)).count()
    }

    /// Those that follow a number without a gap.
    pub(crate) fn from(&self, arm: Arm, first: u32) -> Vec<Vec<i64>> {
        let mut rows = lock(&self.rows);
        (first..).map_while(|replication| rows.remove(&(arm, replication))).collect()
    }

    /// Takes the progress bar away.
    pub(crate) fn end(&self) {
        self.progress.end();
    }

    /// A study that did not come to its end: what is done is kept.
    pub(crate) fn stopped(&self, stopped: Stopped) -> Failure {
        self.end();
        match stopped {
            Stopped::Interrupted => {
                (words::kept(self.kept.load(Ordering::Relaxed), &self.path, self.lang), Exit::Interrupted)
            }
            Stopped::Bug { replication, message } => bug(self.seed, replication, &message, self.lang),
            Stopped::NotKept => {
                let error = lock(&self.failure).take();
                self.failed(&error.expect("what could not be kept left its reason"))
            }
            Stopped::Elsewhere => unreachable!("only a shard leaves replications to others"),
        }
    }

    /// A failure to write: of a shard one to try again, if it may pass.
    pub(crate) fn failed(&self, error: &Error) -> Failure {
        unwritten(error, self.is_shard(), self.lang)
    }

    /// Writes the shard once its replications are done, and says so.
    pub(crate) fn write_shard<T>(self, simulated: Result<T, Stopped>) -> Result<(), Failure> {
        match simulated {
            Ok(_) | Err(Stopped::Elsewhere) => {}
            Err(other) => return Err(self.stopped(other)),
        }
        self.end();
        let (head, folder, extent) = self.shard.as_ref().expect("a shard is made");
        let share = Share { index: head.index, of: head.of };
        let mut rows = lock(&self.rows);
        let mine = extent.iter().filter(|(place, ..)| share.has(*place));
        let mine = mine.map(|(_, arm, replication)| KeptRow {
            arm: arm.0,
            replication,
            numbers: rows.remove(&(arm, replication)).expect("every replication of the shard was done"),
        });
        let whole = Shard { head: head.clone(), rows: mine.collect() };
        drop(rows);
        whole.write(folder).map_err(|error| self.failed(&error))?;
        tell(&words::shard_done(&whole, folder, self.lang));
        // Nothing is lost where it stays: the next try finds the shard.
        drop(self.part.into_inner().expect("nobody panics with it").remove());
        Ok(())
    }

    /// The result stands: what was kept for it goes.
    pub(crate) fn done(self) -> Result<(), Failure> {
        let lang = self.lang;
        let part = self.part.into_inner().expect("nobody panics with it");
        part.remove().map_err(|error| failure(&error, lang))
    }
}

impl Watch for Work {
    fn done(&self) {
        self.progress.done();
    }

    fn more(&self, replications: u32) {
        self.progress.more(replications);
    }

    fn wants(&self, arm: Arm, replication: u32) -> bool {
        self.shard.as_ref().is_none_or(|(head, _, extent)| {
            let share = Share { index: head.index, of: head.of };
            extent.place(arm, replication).is_some_and(|place| share.has(place))
        })
    }

    fn found(&self, arm: Arm, replication: u32) -> Option<Vec<i64>> {
        let mut rows = lock(&self.rows);
        if self.is_shard() {
            rows.get(&(arm, replication)).cloned()
        } else {
            rows.remove(&(arm, replication))
        }
    }

    fn keep(&self, arm: Arm, replication: u32, numbers: &dyn Fn() -> Vec<i64>) -> bool {
        let numbers = numbers();
        let added = lock(&self.part).add(arm.0, replication, &numbers);
        if self.is_shard() {
            lock(&self.rows).insert((arm, replication), numbers);
        }
        match added {
            Ok(()) => {
                self.kept.fetch_add(1, Ordering::Relaxed);
                true
            }
            Err(error) => {
                lock(&self.failure).get_or_insert(error);
                false
            }
        }
    }
}

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().expect("nobody panics with it")
}

/// Replications of so many that a shard has.
fn share_of(total: u64, index: u32, of: u32) -> u64 {
    (total + u64::from(of) - 1 - u64::from(index)) / u64::from(of)
}

/// Why replications cannot be kept, or a shard not be written.
fn unwritten(error: &Error, of_shard: bool, lang: Lang) -> Failure {
    let (mut message, exit) = failure(error, lang);
    if let Error::Io { path, source } = error
        && is_full(source)
    {
        message = words::full(path, source, lang);
    }
    (message, if of_shard && may_pass(error) { Exit::TryAgain } else { exit })
}

/// Whether the same command may succeed later with nothing changed but the machine: no room, a network folder that went
/// away, another process that holds the file.
pub(crate) fn may_pass(error: &Error) -> bool {
    match error {
        Error::Busy { .. } => true,
        Error::Io { source, .. } => {
            matches!(
                source.kind(),
                ErrorKind::StorageFull
                    | ErrorKind::QuotaExceeded
                    | ErrorKind::FileTooLarge
                    | ErrorKind::TimedOut
                    | ErrorKind::Interrupted
                    | ErrorKind::ResourceBusy
                    | ErrorKind::StaleNetworkFileHandle
                    | ErrorKind::WouldBlock
            ) || source.raw_os_error() == Some(EIO)
        }
        Error::Missing { .. }
        | Error::OtherScenario { .. }
        | Error::NotResults { .. }
        | Error::NotOurs { .. }
        | Error::Taken { .. }
        | Error::LeftBehind { .. }
        | Error::Broken { .. }
        | Error::NoResults { .. }
        | Error::Incomplete { .. }
        | Error::Mixed { .. }
        | Error::Schema { .. }
        | Error::Json { .. }
        | Error::Csv { .. }
        | Error::Parquet { .. } => false,
    }
}

/// Input/output error, which has no kind of its own: a disk or a network folder that fails.
const EIO: i32 = 5;

/// What to say where the shard stands already; a broken one is made again, one of another study is nobody's to replace.
fn already(head: &ShardHead, folder: &Path, lang: Lang) -> Result<Option<String>, Failure> {
    let path = folder.join(Shard::name(head.index, head.of));
    match Shard::read(&path) {
        Err(Error::Missing { .. }) => Ok(None),
        Err(Error::Broken { .. }) => {
            tell(&words::made_again(&path, lang));
            Ok(None)
        }
        Err(error) => Err(unwritten(&error, true, lang)),
        Ok(found) => match differs(head, &found.head, lang) {
            None => Ok(Some(words::stands(&path, lang))),
            Some(how) => Err((words::another_stands(&path, &how, lang), Exit::Usage)),
        },
    }
}

/// All replications of the shards, by arm and number: a replication that two shards have counts once.
fn complete(merged: Merged, head: &StudyHead, extent: &Extent, lang: Lang) -> Result<Rows, Failure> {
    let of_shards = &merged.head;
    if of_shards.study != *head {
        let this = ShardHead { study: head.clone(), version: VERSION.to_owned(), ..of_shards.clone() };
        let how = differs(&this, of_shards, lang).unwrap_or_default();
        return Err((words::other_program(&merged.folder, &how, lang), Exit::Usage));
    }
    let rows: Rows =
        merged.rows.into_iter().map(|row| ((Arm(row.arm), row.replication), row.numbers)).collect();
    let missing: BTreeSet<u32> = extent
        .iter()
        .filter(|(_, arm, replication)| !rows.contains_key(&(*arm, *replication)))
        .map(|(place, ..)| Share::index_of(place, of_shards.of))
        .collect();
    if missing.is_empty() {
        return Ok(rows);
    }
    Err((words::missing(&missing, of_shards, &merged.folder, lang), Exit::Usage))
}

#[cfg(test)]
mod tests {
    use super::share_of;

    /// 7 among 3 shards: 3, 2 and 2; 2 among 5: 1, 1 and none.
    #[test]
    fn shards_have_so_many_each() {
        for (total, of, want) in [(7, 3, &[3, 2, 2][..]), (2, 5, &[1, 1, 0, 0, 0]), (0, 2, &[0, 0])] {
            let found: Vec<u64> = (0..of).map(|index| share_of(total, index, of)).collect();
            assert_eq!(found, want, "{total} among {of}");
        }
    }
}
