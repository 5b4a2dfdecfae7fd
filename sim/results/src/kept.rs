//! Replications that are done and wait for the rest of their study: beside an unfinished result (`DIR.part`), and in shards.
//!
//! As in `records.bin`, a JSON line says what they came from and lists of whole numbers follow; the file is gzip, a member
//! for each replication that was added, so that what a power cut tore off is told by its checksum and dropped.

use crate::records::{get, put, unzigzag, zigzag};
use crate::{Error, SCHEMA};
use flate2::{Compression, bufread::GzDecoder, write::GzEncoder};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// What replications may be used for: nothing else than the same question to the same program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StudyHead {
    /// Number of the contract.
    pub schema: u32,
    /// The verb: run, compare, sweep, readings or solve.
    pub verb: String,
    /// Hash of the scenario, or of all of them.
    pub scenario_hash: String,
    /// What is asked of it beside, in one line, as far as it shapes what is kept.
    pub question: String,
    /// Hash of the sources that can change what is kept.
    pub program_hash: String,
    /// Version of the layout of random streams.
    pub stream_layout: u32,
    /// Seed of all draws.
    pub seed: u64,
}

impl StudyHead {
    /// Of this contract.
    pub fn new(verb: &str, scenario_hash: &str, question: String, program: (&str, u32), seed: u64) -> Self {
        Self {
            schema: SCHEMA,
            verb: verb.to_owned(),
            scenario_hash: scenario_hash.to_owned(),
            question,
            program_hash: program.0.to_owned(),
            stream_layout: program.1,
            seed,
        }
    }
}

/// One replication of one arm of a study. Which arms there are is the study's business.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptRow {
    /// Number of the arm.
    pub arm: u64,
    /// Number of the replication.
    pub replication: u32,
    /// What came of it.
    pub numbers: Vec<i64>,
}

/// How the JSON line of such a file begins.
const HEAD: &[u8] = b"{\"schema\":";

/// Replications of a study that is not done, open for more. One process at a time holds it.
#[derive(Debug)]
pub struct Part {
    path: PathBuf,
    file: File,
}

impl Part {
    /// Where those of a result folder are kept: beside it, with `.part` behind its name.
    pub fn path_of(folder: &Path) -> PathBuf {
        // `.` has a name once it is whole.
        let whole = std::path::absolute(folder).unwrap_or_default();
        let folder = if folder.file_name().is_some() { folder } else { &whole };
        let mut name = folder.file_name().unwrap_or_default().to_owned();
        name.push(".part");
        folder.with_file_name(name)
    }

    /// Opens such a file, or begins it. What was kept of the same question comes back, in the order in which it was added;
    /// what was kept of another is dropped, and so is a replication that was cut short or changed with all behind it.
    ///
    /// # Errors
    /// `Busy` where another process holds it, `NotOurs` where something else stands there, `Io` where it cannot be read or
    /// written.
    pub fn open(path: &Path, head: &StudyHead) -> Result<(Self, Vec<KeptRow>), Error> {
        let io = |source| Error::Io { path: path.to_owned(), source };
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(io)?;
        }
        let mut file = OpenOptions::new().create(true).read(true).append(true).open(path).map_err(io)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(Error::Busy { path: path.to_owned() }),
            // Some network file systems know no locks: what two writers mix up is then told by its checksum.
            Err(TryLockError::Error(e)) if knows_no_locks(&e) => {}
            Err(TryLockError::Error(source)) => return Err(io(source)),
        }
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(io)?;
        let (mut left, mut rows, mut kept) = (bytes.as_slice(), Vec::new(), 0);
        while let Some(plain) =
            member(&mut left, kept == 0).map_err(|()| Error::NotOurs { path: path.to_owned() })?
        {
            let mut plain = plain.as_slice();
            if kept == 0 && line::<StudyHead>(&mut plain).as_ref() != Some(head) {
                break;
            }
            let Some(more) = rows_of(plain) else { break };
            rows.extend(more);
            kept = bytes.len() - left.len();
        }
        file.set_len(kept as u64).map_err(io)?;
        let mut part = Self { path: path.to_owned(), file };
        if kept == 0 {
            part.write(&head_line(head))?;
        }
        Ok((part, rows))
    }

    /// Adds a replication: it is the system's to bring to the disk once this returns, whatever becomes of the program.
    ///
    /// # Errors
    /// `Io` where it cannot be written.
    pub fn add(&mut self, arm: u64, replication: u32, numbers: &[i64]) -> Result<(), Error> {
        let mut plain = Vec::new();
        put_row(&mut plain, arm, replication, numbers);
        self.write(&plain)
    }

    fn write(&mut self, plain: &[u8]) -> Result<(), Error> {
        self.file.write_all(&zipped(plain)).map_err(Error::io(&self.path))
    }

    /// Takes the file away: all that was kept stands in the result.
    ///
    /// # Errors
    /// `Io` where it cannot be removed.
    pub fn remove(self) -> Result<(), Error> {
        fs::remove_file(&self.path).map_err(Error::io(&self.path))
    }
}

/// Whether a file system has no locks, as it says itself or by Linux's `ENOLCK` (NFS without its lock daemon) and `EOPNOTSUPP`.
fn knows_no_locks(error: &io::Error) -> bool {
    const ENOLCK: i32 = 37;
    const EOPNOTSUPP: i32 = 95;
    error.kind() == io::ErrorKind::Unsupported || matches!(error.raw_os_error(), Some(ENOLCK | EOPNOTSUPP))
}

/// A part of a study's replications, to be put together with the other parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shard {
    /// What it is of.
    pub head: ShardHead,
    /// Its replications.
    pub rows: Vec<KeptRow>,
}

/// What a shard is of: all that it takes to make the other shards and the result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShardHead {
    /// Number of the contract.
    pub schema: u32,
    /// The study.
    pub study: StudyHead,
    /// Which of them it is, from 0.
    pub index: u32,
    /// How many there are.
    pub of: u32,
    /// Version of the program.
    pub version: String,
    /// Replications of all shards together.
    pub replications: u64,
    /// The verb's arguments as they were given.
    pub arguments: Vec<String>,
    /// Which of the texts the verb is given, in order.
    pub files: Vec<String>,
    /// Name, below a common folder, and text of every file that the study is read from.
    pub texts: Vec<(String, String)>,
}

impl Shard {
    /// Its file's name.
    pub fn name(index: u32, of: u32) -> String {
        format!("shard-{index}-of-{of}.bin")
    }

    /// Index and number of shards, from a file's name.
    pub fn named(name: &str) -> Option<(u32, u32)> {
        let (index, of) = name.strip_prefix("shard-")?.strip_suffix(".bin")?.split_once("-of-")?;
        Some((index.parse().ok()?, of.parse().ok()?))
    }

    /// Writes it to a folder, whole or not at all, also where the power fails.
    ///
    /// # Errors
    /// `Io` where it cannot be written.
    pub fn write(&self, folder: &Path) -> Result<(), Error> {
        let name = Self::name(self.head.index, self.head.of);
        let (path, hidden) = (folder.join(&name), folder.join(format!(".{name}")));
        let mut plain = head_line(&self.head);
        for row in &self.rows {
            put_row(&mut plain, row.arm, row.replication, &row.numbers);
        }
        let write = || {
            let mut file = File::create(&hidden)?;
            file.write_all(&zipped(&plain))?;
            file.sync_all()?;
            fs::rename(&hidden, &path)?;
            // The new name is on the disk once its folder is; where folders cannot be opened it is the system's to do.
            File::open(folder).and_then(|folder| folder.sync_all()).or(Ok(()))
        };
        write().map_err(|source| {
            drop(fs::remove_file(&hidden));
            Error::Io { path, source }
        })
    }

    /// Reads it.
    ///
    /// # Errors
    /// `Missing`, `Io`; `Broken` where it was cut or changed, or is no shard.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let bytes = fs::read(path).map_err(Error::reading(path))?;
        let broken = || Error::Broken { path: path.to_owned() };
        let mut left = bytes.as_slice();
        let plain = member(&mut left, false).ok().flatten().filter(|_| left.is_empty()).ok_or_else(broken)?;
        let mut plain = plain.as_slice();
        let head: ShardHead = line(&mut plain).ok_or_else(broken)?;
        let rows = rows_of(plain).ok_or_else(broken)?;
        Ok(Self { head, rows })
    }
}

/// The next member of a gzip file; `None` at its end and where it is broken. A `first` one must be ours, as far as it goes.
fn member(left: &mut &[u8], first: bool) -> Result<Option<Vec<u8>>, ()> {
    if left.is_empty() {
        return Ok(None);
    }
    let mut plain = Vec::new();
    let mut decoder = GzDecoder::new(*left);
    let read = decoder.read_to_end(&mut plain);
    let common = plain.len().min(HEAD.len());
    if first && (!left.starts_with(&[0x1f, 0x8b]) || plain[..common] != HEAD[..common]) {
        return Err(());
    }
    if read.is_err() {
        return Ok(None);
    }
    *left = decoder.into_inner();
    Ok(Some(plain))
}

fn zipped(plain: &[u8]) -> Vec<u8> {
    let mut zipped = GzEncoder::new(Vec::new(), Compression::fast());
    zipped.write_all(plain).and_then(|()| zipped.finish()).expect("memory takes every byte")
}

fn head_line(head: &impl Serialize) -> Vec<u8> {
    let mut line = serde_json::to_vec(head).expect("text keys only");
    line.push(b'\n');
    line
}

/// Takes the first line away and reads it.
fn line<T: DeserializeOwned>(plain: &mut &[u8]) -> Option<T> {
    let end = plain.iter().position(|byte| *byte == b'\n')?;
    let (line, rest) = plain.split_at(end);
    *plain = &rest[1..];
    serde_json::from_slice(line).ok()
}

fn put_row(out: &mut Vec<u8>, arm: u64, replication: u32, numbers: &[i64]) {
    put(out, arm);
    put(out, u64::from(replication));
    put(out, numbers.len() as u64);
    for number in numbers {
        put(out, zigzag(*number));
    }
}

fn rows_of(mut left: &[u8]) -> Option<Vec<KeptRow>> {
    let mut rows = Vec::new();
    while !left.is_empty() {
        let (arm, replication) = (get(&mut left)?, u32::try_from(get(&mut left)?).ok()?);
        let len = get(&mut left)?;
        // A number has a byte at least: a broken length asks for no memory.
        if len > left.len() as u64 {
            return None;
        }
        let numbers: Option<Vec<i64>> = (0..len).map(|_| get(&mut left).map(unzigzag)).collect();
        rows.push(KeptRow { arm, replication, numbers: numbers? });
    }
    Some(rows)
}
