//! A result folder: written beside its final name and renamed into place, so that a reader sees the whole result or none.

use crate::outlives::{Kept, is_emptied, is_litter, put_right};
use crate::{Error, durable, names};
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
/// program wrote, the report of these results in it too ([`names::REPORT_FOLDER`]); whatever else lies there is taken over.
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
    /// Begins a folder of a run: marked by its summary, as [`begin_marked`](Self::begin_marked) says.
    ///
    /// # Errors
    /// As for [`begin_marked`](Self::begin_marked).
    pub fn begin(path: &Path, scenario_hash: &str, replace: Replace) -> Result<Self, Error> {
        Self::begin_marked(path, names::SUMMARY, scenario_hash, replace)
    }

    /// Begins a folder that a file of the name `mark` marks: it holds the scenario's hash, and one kind never replaces
    /// another. It may take the place of nothing, of an empty folder, of one in which only files are left that outlived an
    /// earlier replacement, and of such results as `replace` says. What a killed replacement left behind is put right first.
    ///
    /// # Errors
    /// `OtherScenario` or `NotResults` where something else stands there; `LeftBehind` where a killed replacement left what
    /// cannot be put right; `Io` where it cannot be written.
    pub fn begin_marked(
        path: &Path,
        mark: &'static str,
        scenario_hash: &str,
        replace: Replace,
    ) -> Result<Self, Error> {
        let target = Self::target(path)?;
        let (Some(parent), Some(name)) = (target.parent(), target.file_name()) else {
            return Err(Error::NotResults { path: path.to_owned(), mark });
        };
        put_right(path, &target, mark)?;
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
    pub fn allowed(
        path: &Path,
        mark: &'static str,
        scenario_hash: &str,
        replace: Replace,
    ) -> Result<(), Error> {
        let target = Self::target(path)?;
        if target.file_name().is_none() {
            return Err(Error::NotResults { path: path.to_owned(), mark });
        }
        put_right(path, &target, mark)?;
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
    /// `Taken` where a file that the program did not write lies where one of these comes, and as for [`begin`](Self::begin),
    /// since another run may have ended meanwhile; what stood there then still stands. `Io` of a hidden neighbour where
    /// what lay in the old folder cannot be taken over: it is there, and the next to [`begin`](Self::begin) takes it over.
    pub fn finish(self) -> Result<(), Error> {
        let names = self.written.lock().expect("nobody breaks while holding it").clone();
        let list: String = names.iter().flat_map(|name| [name, "\n"]).collect();
        self.write(names::WRITTEN, list.as_bytes())?;
        check_replaceable(&self.named, &self.target, self.mark, &self.scenario_hash, self.replace)?;
        // What it was made from may go once it stands: not before it is on the disk.
        self.to_disk(&names).map_err(Error::io(&self.named))?;
        let parent = self.target.parent().expect("begin saw a parent");
        let placed = || durable::folder(parent).map_err(Error::io(&self.named));
        if !self.target.exists() {
            fs::rename(&self.part, &self.target).map_err(Error::io(&self.named))?;
            return placed();
        }
        let new = names.iter().map(PathBuf::from).chain([names::WRITTEN.into()]).collect();
        self.kept(&self.target, &new)?;
        let name = self.target.file_name().expect("begin saw a name");
        let old =
            fresh(parent, name, "old", |it| fs::rename(&self.target, it)).map_err(Error::io(&self.named))?;
        // Again: somebody may have put a file there meanwhile.
        let renamed = self.kept(&old, &new).and_then(|kept| {
            fs::rename(&self.part, &self.target).map(|()| kept).map_err(Error::io(&self.named))
        });
        match renamed {
            Ok(kept) => {
                placed()?;
                kept.take_over(&old, &self.target).map_err(Error::io(old))
            }
            Err(error) => {
                fs::rename(&old, &self.target).map_err(Error::io(&self.named))?;
                Err(error)
            }
        }
    }

    /// Brings all files to the disk, and the folders that they are in.
    fn to_disk(&self, names: &BTreeSet<String>) -> io::Result<()> {
        let mut folders = BTreeSet::new();
        for name in names.iter().map(String::as_str).chain([names::WRITTEN]) {
            let path = self.part.join(name);
            durable::file(&path)?;
            folders.extend(
                path.ancestors().skip(1).take_while(|it| it.starts_with(&self.part)).map(PathBuf::from),
            );
        }
        folders.iter().try_for_each(|it| durable::folder(it))
    }

    /// What in a folder outlives it; `Taken` where a file of the new one would come to its place.
    fn kept(&self, folder: &Path, new: &BTreeSet<PathBuf>) -> Result<Kept, Error> {
        let kept = Kept::of(folder, self.mark, new).map_err(Error::io(&self.named))?;
        match kept.in_the_way(new) {
            Some(way) => Err(Error::Taken { path: self.named.join(way) }),
            None => Ok(kept),
        }
    }
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

pub(crate) fn marked_hash(folder: &Path, mark: &str) -> Result<String, Error> {
    #[derive(Deserialize)]
    struct Hashed {
        scenario_hash: String,
    }
    crate::json::read::<Hashed>(&folder.join(mark)).map(|it| it.scenario_hash)
}

fn check_replaceable(
    named: &Path,
    target: &Path,
    mark: &'static str,
    expected: &str,
    replace: Replace,
) -> Result<(), Error> {
    let not_results = || Error::NotResults { path: named.to_owned(), mark };
    let io = |source| Error::Io { path: named.to_owned(), source };
    let mut entries = match fs::read_dir(target) {
        Ok(entries) => entries,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(e) if e.kind() == io::ErrorKind::NotADirectory && target.exists() => return Err(not_results()),
        Err(source) => return Err(io(source)),
    };
    let is_empty = entries.all(|it| it.is_ok_and(|it| is_litter(&it.file_name())));
    if is_empty || is_emptied(target).map_err(io)? {
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
pub(crate) fn fresh(
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
