//! Files of one name that belong together, written beside each other: a reader sees all of them, or those that stood there.

use crate::{Error, Replace};
use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// Files that are being written: `fit.ron`, and `fit.json`, `fit.ko.svg` … beside it.
///
/// They go into hidden files; [`finish`](Self::finish) puts them in place. Dropped before that, it leaves nothing behind.
#[derive(Debug)]
pub struct Together {
    first: PathBuf,
    mark: &'static str,
    replace: Replace,
    /// Hidden file, and where it goes.
    parts: Vec<(PathBuf, PathBuf)>,
}

impl Together {
    /// Begins such files. `first` is their main file, whose text begins with `mark`; the others are named by it, with
    /// another ending of `endings`. They take the place of files whose main file has the mark, and with `--force` of any.
    ///
    /// # Errors
    /// `NotOurs` where something else stands there; `Io` where nothing can be written.
    pub fn begin(
        first: &Path,
        mark: &'static str,
        endings: &[&str],
        replace: Replace,
    ) -> Result<Self, Error> {
        let mut together = Self { first: first.to_owned(), mark, replace, parts: Vec::new() };
        let folder = first.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
        for ending in endings {
            let target = first.with_extension(ending);
            let name = target.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let part = folder.join(format!(".{name}.part-{}", std::process::id()));
            together.parts.push((part, target));
        }
        together.check()?;
        fs::create_dir_all(folder).map_err(Error::io(folder))?;
        // Known before the work whether anything can be written here.
        for (part, target) in &together.parts {
            fs::write(part, "").map_err(Error::io(target))?;
        }
        Ok(together)
    }

    /// Where a file stands until the end, for who wants to read it before.
    pub fn part(&self, ending: &str) -> &Path {
        let target = self.first.with_extension(ending);
        let (part, _) = self.parts.iter().find(|(_, it)| *it == target).expect("one of its endings");
        part
    }

    /// Writes one of the files.
    ///
    /// # Errors
    /// `Io` where it cannot be written.
    pub fn write(&self, ending: &str, bytes: &[u8]) -> Result<(), Error> {
        fs::write(self.part(ending), bytes).map_err(Error::io(self.first.with_extension(ending)))
    }

    /// Puts the files in place, the main one last.
    ///
    /// # Errors
    /// As for [`begin`](Self::begin), since another run may have ended meanwhile.
    pub fn finish(self) -> Result<(), Error> {
        self.check()?;
        let (main, others): (Vec<_>, Vec<_>) = self.parts.iter().partition(|(_, it)| *it == self.first);
        for (part, target) in others.into_iter().chain(main) {
            fs::rename(part, target).map_err(Error::io(target))?;
        }
        Ok(())
    }

    fn check(&self) -> Result<(), Error> {
        let ours = self.replace == Replace::AnyResults || marked(&self.first, self.mark)?;
        for (_, target) in &self.parts {
            // A folder is never replaced.
            if target.is_dir() || (!ours && target.symlink_metadata().is_ok()) {
                return Err(Error::NotOurs { path: target.clone() });
            }
        }
        Ok(())
    }
}

impl Drop for Together {
    fn drop(&mut self) {
        for (part, _) in &self.parts {
            // After `finish` it is gone; before, there is nobody left to tell.
            drop(fs::remove_file(part));
        }
    }
}

fn marked(path: &Path, mark: &str) -> Result<bool, Error> {
    match fs::read(path) {
        Ok(bytes) => Ok(bytes.starts_with(mark.as_bytes())),
        Err(e) if e.kind() == io::ErrorKind::NotFound || path.is_dir() => Ok(false),
        Err(source) => Err(Error::Io { path: path.to_owned(), source }),
    }
}
