//! A study at work: its replications counted, kept as they are done, and found again. One way for all verbs, whether a study
//! is made here, in shards, or from shards.

mod faults;
mod shards;
mod way;
mod words;

pub(crate) use faults::may_pass;
pub(crate) use shards::differs;
pub(crate) use way::{Asked, Merged, Way};
pub(crate) use words::{other_form, other_program};

use crate::exit::Exit;
use crate::progress::Progress;
use crate::run::{Clock, Failure, VERSION, bug};
use crate::terminal::tell;
use crate::texts::bundle;
use crate::words::replications;
use faults::{Reader, unwritten};
use naru_report::Lang;
use naru_results::{Error, KeptPart, KeptRow, Replace, Shard, ShardHead, StudyHead};
use naru_study::{Arm, Extent, PROGRAM_HASH, STREAM_LAYOUT, Share, Stopped, Watch};
use shards::{already, complete};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard};

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
    /// Whether finished replications of another question may go.
    pub(crate) replace: Replace,
    /// Files that it names, each by the names and texts that it is read from.
    pub(crate) files: Vec<Vec<(&'a str, &'a str)>>,
}

/// Replications by arm and number.
pub(crate) type Rows = BTreeMap<(Arm, u32), Vec<i64>>;

/// A study at work.
pub(crate) struct Work {
    progress: Progress,
    /// Where what is done is kept until the result stands.
    path: PathBuf,
    part: Mutex<KeptPart>,
    /// Replications that are done and not yet asked for; a shard's stay.
    rows: Mutex<Rows>,
    /// Those of them that `path` held from the beginning.
    earlier: Vec<(Arm, u32)>,
    /// Replications that stand in `path`.
    kept: AtomicU64,
    /// Replications that were asked for and were done before.
    found: AtomicU64,
    failure: Mutex<Option<Error>>,
    shard: Option<(ShardHead, PathBuf, Extent)>,
    reader: Reader,
    seed: u64,
    /// What is counted beside a scenario's own replications.
    counted: words::Counted,
    lang: Lang,
}

impl Work {
    /// Begins: opens what was kept of it, and says what is missing of its shards.
    pub(crate) fn begin(way: Way, study: Study<'_>, lang: Lang) -> Result<Self, Failure> {
        let head =
            StudyHead::new(study.verb, study.hash, study.question, (PROGRAM_HASH, STREAM_LAYOUT), study.seed);
        let total = study.extent.as_ref().map_or(0, Extent::replications);
        let counted = words::Counted::new(study.verb, study.extent.as_ref());
        let reader = if matches!(way, Way::Here) { Reader::Person } else { Reader::Queue };
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
                let (files, texts) = bundle(&study.files);
                let Share { index, of } = asked.share;
                let head = ShardHead {
                    schema: ShardHead::SCHEMA,
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
        let opened = KeptPart::open(&path, &head, study.replace).map_err(|error| {
            let Error::OtherWork { path, found, replications } = &error else {
                return unwritten(&error, reader, lang);
            };
            let how = found.as_ref().and_then(|found| words::apart(&head, found, lang));
            (words::other_work(path, *replications, how.as_deref(), lang), Exit::Usage)
        });
        let (part, found) = opened?;
        if let Some((head, folder, _)) = &shard {
            // Looked for once nobody else can be writing it.
            if let Err(failure) = already(head, folder, lang) {
                if failure.1 == Exit::Done || found.is_empty() {
                    drop(part.remove());
                }
                return Err(failure);
            }
        }
        if !found.is_empty() {
            tell(&words::goes_on(found.len(), counted, lang));
        }
        let kept = AtomicU64::new(found.len() as u64);
        let earlier = found.iter().map(|row| (Arm(row.arm), row.replication)).collect();
        rows.extend(found.into_iter().map(|row| ((Arm(row.arm), row.replication), row.numbers)));
        let mine = shard.as_ref().map_or(total, |(head, ..)| share_of(total, head.index, head.of));
        let progress = Progress::new(u32::try_from(mine).unwrap_or(u32::MAX), replications(lang));
        let (part, rows, failure) = (Mutex::new(part), Mutex::new(rows), Mutex::new(None));
        let (found, seed) = (AtomicU64::new(0), study.seed);
        Ok(Self {
            progress,
            path,
            part,
            rows,
            earlier,
            kept,
            found,
            failure,
            shard,
            reader,
            seed,
            counted,
            lang,
        })
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

    /// Numbers of an arm's replications that are there and have not been asked for.
    pub(crate) fn numbers(&self, arm: Arm) -> Vec<u32> {
        lock(&self.rows).range((arm, 0)..=(arm, u32::MAX)).map(|((_, replication), _)| *replication).collect()
    }

    /// How many of so many replications are there of each of the first arms, and have not been asked for.
    pub(crate) fn of_all(&self, arms: u64, replications: u32) -> u32 {
        let rows = lock(&self.rows);
        let all = |replication: &u32| (0..arms).all(|arm| rows.contains_key(&(Arm(arm), *replication)));
        (0..replications).filter(all).count() as u32
    }

    /// Those that follow a number without a gap.
    pub(crate) fn from(&self, arm: Arm, first: u32) -> Vec<Vec<i64>> {
        let mut rows = lock(&self.rows);
        (first..).map_while(|replication| rows.remove(&(arm, replication))).collect()
    }

    /// Events a second, where all were handled just now.
    pub(crate) fn rate(&self, events: u64, clock: &Clock) -> Option<f64> {
        (self.found.load(Ordering::Relaxed) == 0).then(|| events as f64 / clock.seconds())
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
                let kept = self.kept.load(Ordering::Relaxed);
                (words::kept(kept, self.counted, &self.path, self.lang), Exit::Interrupted)
            }
            Stopped::Bug { replication, message } => bug(self.seed, replication, &message, self.lang),
            Stopped::NotKept => {
                let error = lock(&self.failure).take();
                self.failed(&error.expect("what could not be kept left its reason"))
            }
            Stopped::Elsewhere => unreachable!("only a shard leaves replications to others"),
        }
    }

    /// A failure to write: of a shard and a merge one to try again, if it may pass.
    pub(crate) fn failed(&self, error: &Error) -> Failure {
        unwritten(error, self.reader, self.lang)
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
        tell(&words::shard_done(&whole, self.counted, folder, self.lang));
        // Nothing is lost where it stays: the next try finds the shard.
        drop(self.part.into_inner().expect("nobody panics with it").remove());
        Ok(())
    }

    /// The result stands: what was kept for it goes, unless there is more that the result did not take.
    pub(crate) fn done(self) -> Result<(), Failure> {
        let left = {
            let rows = lock(&self.rows);
            self.earlier.iter().filter(|it| rows.contains_key(it)).count()
        };
        if left > 0 {
            tell(&words::left(left, &self.path, self.lang));
            return Ok(());
        }
        let (reader, lang) = (self.reader, self.lang);
        let part = self.part.into_inner().expect("nobody panics with it");
        part.remove().map_err(|error| unwritten(&error, reader, lang))
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
        let found = if self.is_shard() {
            rows.get(&(arm, replication)).cloned()
        } else {
            rows.remove(&(arm, replication))
        };
        self.found.fetch_add(u64::from(found.is_some()), Ordering::Relaxed);
        found
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
