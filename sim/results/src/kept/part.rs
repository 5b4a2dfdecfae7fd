//! Replications of a study that is not done, beside its result folder.

use super::{KeptRow, StudyHead, head_line, is_ours, line, member, put_row, rows_of, zipped};
use crate::{Error, Replace};
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

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

    /// Opens such a file, or begins it. What was kept of the same question comes back, in the order in which it was added; a
    /// replication that was cut short or changed is dropped with all behind it. Replications of another question are dropped
    /// where `replace` says so.
    ///
    /// # Errors
    /// `Busy` where another process holds it, `OtherWork` where it holds replications of another question, `NotOurs` where
    /// something else stands there, `Io` where it cannot be read or written.
    pub fn open(path: &Path, head: &StudyHead, replace: Replace) -> Result<(Self, Vec<KeptRow>), Error> {
        let io = |source| Error::Io { path: path.to_owned(), source };
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(io)?;
        }
        let mut file = held(path)?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(io)?;
        if !is_ours(&bytes) {
            return Err(Error::NotOurs { path: path.to_owned() });
        }
        let mut left = bytes.as_slice();
        let found = member(&mut left).and_then(|plain| line::<StudyHead>(&mut plain.as_slice()));
        let same = found.as_ref() == Some(head);
        let mut kept = if same { bytes.len() - left.len() } else { 0 };
        let (mut rows, mut replications) = (Vec::new(), 0);
        while let Some(plain) = member(&mut left) {
            replications += 1;
            if same {
                let Some(more) = rows_of(&plain) else { break };
                rows.extend(more);
                kept = bytes.len() - left.len();
            }
        }
        if kept == 0 && replications > 0 && replace == Replace::SameScenario {
            return Err(Error::OtherWork { path: path.to_owned(), found: found.map(Box::new), replications });
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

/// Opens the file and locks it.
fn held(path: &Path) -> Result<File, Error> {
    let io = |source| Error::Io { path: path.to_owned(), source };
    loop {
        let file = OpenOptions::new().create(true).read(true).append(true).open(path).map_err(io)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(Error::Busy { path: path.to_owned() }),
            // Some network file systems know no locks: what two writers mix up is then told by its checksum.
            Err(TryLockError::Error(e)) if knows_no_locks(&e) => {}
            Err(TryLockError::Error(source)) => return Err(io(source)),
        }
        if is_at(&file, path).map_err(io)? {
            return Ok(file);
        }
    }
}

/// Whether the open file is still the one of that name: who held it before may have taken it away between open and lock.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt;
    let of = |it: fs::Metadata| (it.dev(), it.ino());
    match fs::metadata(path) {
        Ok(named) => Ok(of(named) == of(file.metadata()?)),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(e) => Err(e),
    }
}

/// An open file keeps its name.
#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "elsewhere it may fail")]
fn is_at(_: &File, _: &Path) -> io::Result<bool> {
    Ok(true)
}

/// Whether a file system has no locks, as it says itself or by Linux's `ENOLCK` (NFS without its lock daemon) and `EOPNOTSUPP`.
fn knows_no_locks(error: &io::Error) -> bool {
    const ENOLCK: i32 = 37;
    const EOPNOTSUPP: i32 = 95;
    error.kind() == io::ErrorKind::Unsupported || matches!(error.raw_os_error(), Some(ENOLCK | EOPNOTSUPP))
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    /// By the numbers of errno(3): `ENOLCK`, `EOPNOTSUPP` and `ENOSYS` say that there are no locks; `EIO` and `ENOSPC` do not.
    #[test]
    fn some_file_systems_know_no_locks() {
        for (code, want) in [(37, true), (95, true), (38, true), (5, false), (28, false)] {
            assert_eq!(knows_no_locks(&io::Error::from_raw_os_error(code)), want, "{code}");
        }
    }
}
