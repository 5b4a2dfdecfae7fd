//! A result folder: written beside its final name and renamed into place, so that a reader sees the whole result or none.

use crate::{Error, names};
use serde::Deserialize;
use std::{
    collections::BTreeSet,
    ffi::OsStr,
    fs, io,
    path::{Component, Path, PathBuf},
    sync::Mutex,
};

/// What a result folder may take the place of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replace {
    /// Results of the same scenario hash.
    SameScenario,
    /// Results of any scenario (`--force`). Even so nothing but results is replaced.
    AnyResults,
}

/// A result folder that is being written.
///
/// Files go into a hidden folder beside the final name; [`finish`](Self::finish) puts it in place. Dropped before
/// that, it leaves nothing behind and what stood there stays. Of a result folder that is replaced all goes that the
/// program wrote, the report in it too; whatever else lies there is taken over.
#[derive(Debug)]
pub struct Folder {
    /// As the caller named it, for messages.
    named: PathBuf,
    target: PathBuf,
    part: PathBuf,
    /// File that marks such a folder and holds the scenario's hash.
    mark: &'static str,
    scenario_hash: String,
    replace: Replace,
    /// Names of the files so far.
    written: Mutex<BTreeSet<String>>,
}

impl Folder {
    /// Begins a folder, so that whatever is wrong with its place is known before the work is done.
    ///
    /// # Errors
    /// `OtherScenario` or `NotResults` where something else stands there; `Io` where it cannot be written.
    pub fn begin(path: &Path, scenario_hash: &str, replace: Replace) -> Result<Self, Error> {
        Self::begin_marked(path, names::SUMMARY, scenario_hash, replace)
    }

    /// Begins a folder that another file marks than a run's summary: one kind never replaces another.
    ///
    /// # Errors
    /// As for [`begin`](Self::begin).
    pub fn begin_marked(
        path: &Path,
        mark: &'static str,
        scenario_hash: &str,
        replace: Replace,
    ) -> Result<Self, Error> {
        let target = Self::target(path)?;
        let (Some(parent), Some(name)) = (target.parent(), target.file_name()) else {
            return Err(Error::NotResults { path: path.to_owned() });
        };
        check_replaceable(path, &target, mark, scenario_hash, replace)?;
        fs::create_dir_all(parent).map_err(Error::io(path))?;
        let part = fresh(parent, name, "part", |it| fs::create_dir(it)).map_err(Error::io(path))?;
        Ok(Self {
            named: path.to_owned(),
            part,
            mark,
            scenario_hash: scenario_hash.to_owned(),
            replace,
            target,
            written: Mutex::default(),
        })
    }

    /// Whether such a folder may be put there, asked before the work is done.
    ///
    /// # Errors
    /// As for [`begin`](Self::begin).
    pub fn allowed(path: &Path, mark: &str, scenario_hash: &str, replace: Replace) -> Result<(), Error> {
        let target = Self::target(path)?;
        if target.file_name().is_none() {
            return Err(Error::NotResults { path: path.to_owned() });
        }
        check_replaceable(path, &target, mark, scenario_hash, replace)
    }

    /// Resolved, so that a link stays a link and `.` has a name.
    fn target(path: &Path) -> Result<PathBuf, Error> {
        fs::canonicalize(path).or_else(|_| std::path::absolute(path)).map_err(Error::io(path))
    }

    /// Where to write a file of this name, such as [`names::DAILY`] or `scenario/baseline-2025.ron`.
    ///
    /// # Errors
    /// `Io` where the folder of a name with `/` cannot be made.
    pub fn path(&self, name: &str) -> Result<PathBuf, Error> {
        let inside = Path::new(name).components().all(|it| matches!(it, Component::Normal(_)));
        assert!(inside && !name.is_empty(), "a name inside the folder: {name}");
        self.written.lock().expect("nobody breaks while holding it").insert(name.to_owned());
        let path = self.part.join(name);
        let parent = path.parent().expect("it is inside the folder");
        fs::create_dir_all(parent).map_err(Error::io(self.named.join(name)))?;
        Ok(path)
    }

    /// Writes a file.
    ///
    /// # Errors
    /// `Io` where it cannot be written.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        fs::write(self.path(name)?, bytes).map_err(Error::io(self.named.join(name)))
    }

    /// Puts the folder in place.
    ///
    /// # Errors
    /// As for [`begin`](Self::begin), since another run may have ended meanwhile; what stood there then still stands.
    /// `Io` of a hidden neighbour where what lay in the old folder cannot be taken over: it is there.
    pub fn finish(self) -> Result<(), Error> {
        let mut names: Vec<u8> = Vec::new();
        for name in self.written.lock().expect("nobody breaks while holding it").iter() {
            names.extend(name.bytes().chain([b'\n']));
        }
        self.write(names::WRITTEN, &names)?;
        check_replaceable(&self.named, &self.target, self.mark, &self.scenario_hash, self.replace)?;
        if !self.target.exists() {
            return fs::rename(&self.part, &self.target).map_err(Error::io(&self.named));
        }
        let parent = self.target.parent().expect("begin saw a parent");
        let name = self.target.file_name().expect("begin saw a name");
        let old =
            fresh(parent, name, "old", |it| fs::rename(&self.target, it)).map_err(Error::io(&self.named))?;
        if let Err(source) = fs::rename(&self.part, &self.target) {
            fs::rename(&old, &self.target).map_err(Error::io(&self.named))?;
            return Err(Error::Io { path: self.named.clone(), source });
        }
        let written = written(&old).unwrap_or_default();
        take_over(&old, &self.target, &written, Path::new(""))
            .and_then(|()| fs::remove_dir_all(&old))
            .map_err(Error::io(old))
    }
}

/// What the program wrote into a folder; none where it left no list.
fn written(folder: &Path) -> Option<BTreeSet<PathBuf>> {
    let list = fs::read_to_string(folder.join(names::WRITTEN)).ok()?;
    Some(list.lines().map(PathBuf::from).collect())
}

/// Moves what is not among `ours` from below `old` to below `new`, but for what is there again. `at` is the way from the
/// top of the result folder.
fn take_over(old: &Path, new: &Path, ours: &BTreeSet<PathBuf>, at: &Path) -> io::Result<()> {
    for entry in fs::read_dir(old.join(at))? {
        let entry = entry?;
        let way = at.join(entry.file_name());
        let (from, to) = (old.join(&way), new.join(&way));
        if entry.file_type()?.is_dir() {
            // The report of these results has a list of its own.
            match written(&from).filter(|_| from.join(names::REPORT).is_file() && at == Path::new("")) {
                Some(report) => take_over(&from, &to, &report, Path::new(""))?,
                None => take_over(old, new, ours, &way)?,
            }
        } else if way != Path::new(names::WRITTEN)
            && !ours.contains(&way)
            && fs::symlink_metadata(&to).is_err()
        {
            fs::create_dir_all(to.parent().expect("it is inside the folder"))?;
            fs::rename(from, to)?;
        }
    }
    Ok(())
}

impl Drop for Folder {
    fn drop(&mut self) {
        // After `finish` it is gone; before, there is nobody left to tell.
        drop(fs::remove_dir_all(&self.part));
    }
}

/// The scenario hash of the results that stand in a folder.
///
/// # Errors
/// `Missing` where there is no such folder or no summary in it, `Json` where the summary is broken.
pub fn scenario_hash(folder: &Path) -> Result<String, Error> {
    marked_hash(folder, names::SUMMARY)
}

fn marked_hash(folder: &Path, mark: &str) -> Result<String, Error> {
    #[derive(Deserialize)]
    struct Hashed {
        scenario_hash: String,
    }
    crate::json::read::<Hashed>(&folder.join(mark)).map(|it| it.scenario_hash)
}

fn check_replaceable(
    named: &Path,
    target: &Path,
    mark: &str,
    expected: &str,
    replace: Replace,
) -> Result<(), Error> {
    let not_results = || Error::NotResults { path: named.to_owned() };
    let mut entries = match fs::read_dir(target) {
        Ok(entries) => entries,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(e) if e.kind() == io::ErrorKind::NotADirectory && target.exists() => return Err(not_results()),
        Err(source) => return Err(Error::Io { path: named.to_owned(), source }),
    };
    if entries.next().is_none() {
        return Ok(());
    }
    let found = marked_hash(target, mark).map_err(|_| not_results())?;
    match replace {
        Replace::SameScenario if found != expected => {
            Err(Error::OtherScenario { path: named.to_owned(), found, expected: expected.to_owned() })
        }
        Replace::SameScenario | Replace::AnyResults => Ok(()),
    }
}

/// Makes a hidden neighbour `.name.what-pid-n` by a call that fails where there is one already: a run that was killed,
/// in a container with the same process id, may have left one.
fn fresh(
    parent: &Path,
    name: &OsStr,
    what: &str,
    mut make: impl FnMut(&Path) -> io::Result<()>,
) -> io::Result<PathBuf> {
    let mut n = 0;
    loop {
        let mut hidden = OsStr::new(".").to_owned();
        hidden.push(name);
        hidden.push(format!(".{what}-{}-{n}", std::process::id()));
        let path = parent.join(hidden);
        match make(&path) {
            Ok(()) => return Ok(path),
            Err(e) if matches!(e.kind(), io::ErrorKind::AlreadyExists | io::ErrorKind::DirectoryNotEmpty) => {
                n += 1;
            }
            Err(e) => return Err(e),
        }
    }
}
