//! A part of a study, made anywhere.

use super::{HEAD, KeptRow, StudyHead, head_line, line, member, put_row, rows_of, zipped};
use crate::{Error, durable};
use serde::{Deserialize, Serialize};
use std::fs::{self, OpenOptions};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::{self, Write};
use std::path::Path;

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
    /// Number of the form: [`SCHEMA`](Self::SCHEMA).
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
    /// Names of the texts that each file is read from which the study names, itself first, then its bases.
    pub files: Vec<Vec<String>>,
    /// Name, below a common folder, and text of every file that the study is read from.
    pub texts: Vec<(String, String)>,
}

impl ShardHead {
    /// Number of the form that shards have in this program. It changes with what a shard's head holds, whatever becomes of the
    /// results.
    pub const SCHEMA: u32 = 2;
}

/// What the head of a shard has in every form.
#[derive(Deserialize)]
struct AnyHead {
    schema: u32,
    version: String,
}

impl Shard {
    /// Its file's name.
    pub fn name(index: u32, of: u32) -> String {
        format!("shard-{index}-of-{of}.bin")
    }

    /// Index and number of shards, from a file's name as [`name`](Self::name) writes it.
    pub fn named(name: &str) -> Option<(u32, u32)> {
        let (index, of) = name.strip_prefix("shard-")?.strip_suffix(".bin")?.split_once("-of-")?;
        let (index, of) = (index.parse().ok()?, of.parse().ok()?);
        // `01` and `+1` are numbers too, and would be looked for under another name.
        (Self::name(index, of) == name).then_some((index, of))
    }

    /// Writes it to a folder, whole or not at all, also where the power fails. Whoever else writes the same one does no harm:
    /// each writes a file of its own first, and whichever comes last stands. What a killed one left of its own goes.
    ///
    /// # Errors
    /// `Io` where it cannot be written.
    pub fn write(&self, folder: &Path) -> Result<(), Error> {
        let name = Self::name(self.head.index, self.head.of);
        let path = folder.join(&name);
        let mut plain = head_line(&self.head);
        for row in &self.rows {
            put_row(&mut plain, row.arm, row.replication, &row.numbers);
        }
        let bytes = zipped(&plain);
        // Nobody else on any machine has that name, neither now nor once this one is gone.
        let begin = format!(".{name}.new-");
        let write = || {
            let hidden = folder.join(format!("{begin}{:016x}", RandomState::new().build_hasher().finish()));
            let mut file = OpenOptions::new().write(true).create_new(true).open(&hidden)?;
            let written = file.write_all(&bytes).and_then(|()| file.sync_all());
            match written.and_then(|()| fs::rename(&hidden, &path)) {
                Ok(()) => {}
                // Another writer of the same shard was first and swept this one away.
                Err(e) if e.kind() == io::ErrorKind::NotFound && fs::read(&path)? == bytes => {}
                Err(e) => {
                    drop(fs::remove_file(&hidden));
                    return Err(e);
                }
            }
            durable::folder(folder)?;
            sweep(folder, &begin);
            Ok(())
        };
        write().map_err(|source| Error::Io { path, source })
    }

    /// Reads it.
    ///
    /// # Errors
    /// `Missing`, `Io`; `OtherForm` where another version made it; `Broken` where it was cut or changed, or is no shard.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let bytes = fs::read(path).map_err(Error::reading(path))?;
        let broken = || Error::Broken { path: path.to_owned() };
        let mut left = bytes.as_slice();
        let plain =
            member(&mut left).filter(|it| left.is_empty() && it.starts_with(HEAD)).ok_or_else(broken)?;
        let AnyHead { schema, version } = line(&mut plain.as_slice()).ok_or_else(broken)?;
        let mut plain = plain.as_slice();
        // Its checksum holds: a head that this program cannot read is another's.
        let head = line(&mut plain).filter(|it: &ShardHead| it.schema == ShardHead::SCHEMA);
        let head = head.ok_or_else(|| Error::OtherForm {
            path: path.to_owned(),
            version,
            found: schema,
            expected: ShardHead::SCHEMA,
        })?;
        let rows = rows_of(plain).ok_or_else(broken)?;
        let texts = |name: &String| head.texts.iter().any(|(it, _)| it == name);
        let whole = head.files.iter().all(|chain| !chain.is_empty() && chain.iter().all(texts));
        if whole { Ok(Self { head, rows }) } else { Err(broken()) }
    }
}

/// Takes files away whose names begin so; what cannot be removed does no harm.
fn sweep(folder: &Path, begin: &str) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_name().to_str().is_some_and(|name| name.starts_with(begin)) {
            drop(fs::remove_file(entry.path()));
        }
    }
}
