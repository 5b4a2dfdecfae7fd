//! What of a result folder outlives its replacement: all that the program did not write.

use crate::folder::{fresh, marked_hash};
use crate::{Error, names};
use std::{
    collections::BTreeSet,
    ffi::OsStr,
    fs, io,
    path::{Path, PathBuf},
};

/// What a file browser leaves in a folder that was looked at: a folder with nothing else is as good as empty.
const LITTER: [&str; 3] = [".DS_Store", "Thumbs.db", "desktop.ini"];

pub(crate) fn is_litter(name: &OsStr) -> bool {
    LITTER.iter().any(|it| name == *it)
}

/// What the program wrote into a folder; none where it left no list.
pub(crate) fn list(folder: &Path) -> io::Result<Option<BTreeSet<PathBuf>>> {
    match fs::read_to_string(folder.join(names::WRITTEN)) {
        Ok(list) => Ok(Some(list.lines().map(PathBuf::from).collect())),
        Err(e) if matches!(e.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(None),
        Err(e) => Err(e),
    }
}

/// Whether what the program wrote there was taken away, so that only what outlived it is left.
pub(crate) fn is_emptied(folder: &Path) -> io::Result<bool> {
    Ok(list(folder)?.is_some_and(|list| list.is_empty()))
}

/// Files and whole folders in a result folder that are not the program's.
#[derive(Debug)]
pub(crate) struct Kept {
    /// Ways from the folder's top, ascending.
    ways: Vec<PathBuf>,
    /// Whether its report is the program's: of these results, or emptied before.
    report: bool,
}

impl Kept {
    /// Looks through a folder that `mark` marks and in whose place files of the names `new` come. Where it has no list of
    /// what was written, what comes again is the program's.
    pub(crate) fn of(folder: &Path, mark: &str, new: &BTreeSet<PathBuf>) -> io::Result<Self> {
        let mut ours = list(folder)?.unwrap_or_else(|| new.clone());
        ours.insert(names::WRITTEN.into());
        let dir = folder.join(names::REPORT_FOLDER);
        let mut report = false;
        if let Some(list) = list(&dir)? {
            report = match marked_hash(&dir, names::REPORT) {
                Ok(found) => marked_hash(folder, mark).is_ok_and(|it| it == found),
                Err(_) => list.is_empty(),
            };
            if report {
                let list = list.into_iter().chain([names::WRITTEN.into()]);
                ours.extend(list.map(|it| Path::new(names::REPORT_FOLDER).join(it)));
            }
        }
        let mut ways = Vec::new();
        walk(folder, Path::new(""), &ours, new, &mut ways)?;
        ways.sort_unstable();
        Ok(Self { ways, report })
    }

    /// The first that is in the way of a new file.
    pub(crate) fn in_the_way(&self, new: &BTreeSet<PathBuf>) -> Option<&Path> {
        let meets = |way: &&PathBuf| new.iter().any(|it| it.starts_with(way) || way.starts_with(it));
        self.ways.iter().find(meets).map(PathBuf::as_path)
    }

    /// Whether none of them has anything in another folder to meet.
    pub(crate) fn fits(&self, other: &Path) -> bool {
        self.ways.iter().all(|it| fs::symlink_metadata(other.join(it)).is_err())
    }

    /// Moves them from `old` to `new`, and takes away what is left of `old`. A report of which something stays gets an empty
    /// list: another may begin there.
    pub(crate) fn take_over(&self, old: &Path, new: &Path) -> io::Result<()> {
        for way in &self.ways {
            let to = new.join(way);
            fs::create_dir_all(to.parent().expect("it is inside the folder"))?;
            match fs::rename(old.join(way), &to) {
                // Another process took it for left behind, and was faster.
                Err(e) if e.kind() == io::ErrorKind::NotFound && fs::symlink_metadata(&to).is_ok() => {}
                done => done?,
            }
        }
        let report = Path::new(names::REPORT_FOLDER);
        if self.report && self.ways.iter().any(|it| it.starts_with(report) && it != report) {
            fs::write(new.join(report).join(names::WRITTEN), "")?;
        }
        // By its name, what is left of one that is killed while it goes is nothing of anybody's.
        let (parent, name) = new.parent().zip(new.file_name()).expect("a result folder has both");
        match fresh(parent, name, "gone", |it| fs::rename(old, it)) {
            Ok(gone) => fs::remove_dir_all(gone),
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(e) => Err(e),
        }
    }
}

fn walk(
    folder: &Path,
    at: &Path,
    ours: &BTreeSet<PathBuf>,
    new: &BTreeSet<PathBuf>,
    ways: &mut Vec<PathBuf>,
) -> io::Result<()> {
    for entry in fs::read_dir(folder.join(at))? {
        let entry = entry?;
        let way = at.join(entry.file_name());
        let above = |files: &BTreeSet<PathBuf>| files.iter().any(|it| *it != way && it.starts_with(&way));
        if !entry.file_type()?.is_dir() {
            if !ours.contains(&way) {
                ways.push(way);
            }
        } else if above(ours) || above(new) {
            walk(folder, &way, ours, new, ways)?;
        } else {
            // Somebody's folder, empty or not, goes as it is.
            ways.push(way);
        }
    }
    Ok(())
}

/// Puts right what was left behind by a replacement that was killed in its midst: folders `.NAME.old-PID-N` beside a result
/// folder. Where that is gone, the old one is it again; else what outlives the old one comes to it. What is called
/// `.NAME.gone-PID-N` goes.
///
/// # Errors
/// `LeftBehind` where it cannot be told what belongs where; `Io` where it cannot be moved.
pub(crate) fn put_right(named: &Path, target: &Path, mark: &str) -> Result<(), Error> {
    let (Some(parent), Some(name)) = (target.parent(), target.file_name()) else { return Ok(()) };
    // Where there is no such folder there is nothing in it; any other fault is told by whoever writes there.
    let Ok(entries) = fs::read_dir(parent) else { return Ok(()) };
    let found: Vec<PathBuf> = entries.filter_map(Result::ok).map(|it| it.path()).collect();
    let hidden = |what: &str| {
        let of = |it: &&PathBuf| is_hidden(it.file_name().unwrap_or_default(), name, what) && it.is_dir();
        let mut all: Vec<PathBuf> = found.iter().filter(of).cloned().collect();
        all.sort_unstable();
        all
    };
    for gone in hidden("gone") {
        // Whoever put it there may be removing it: then there is nothing to be done.
        drop(fs::remove_dir_all(gone));
    }
    for old in hidden("old") {
        let io = |source| Error::Io { path: old.clone(), source };
        if fs::symlink_metadata(target).is_err() {
            fs::rename(&old, target).map_err(io)?;
            continue;
        }
        let told = list(&old).map_err(io)?.is_some();
        let kept = match Kept::of(&old, mark, &BTreeSet::new()) {
            // A process that is at work put it right meanwhile.
            Err(e) if e.kind() == io::ErrorKind::NotFound => continue,
            kept => kept.map_err(io)?,
        };
        if !(told && kept.fits(target)) {
            return Err(Error::LeftBehind { path: named.to_owned(), old });
        }
        kept.take_over(&old, target).map_err(io)?;
    }
    Ok(())
}

/// Whether it is `.NAME.WHAT-PID-N`.
fn is_hidden(found: &OsStr, name: &OsStr, what: &str) -> bool {
    let number = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit());
    let rest = found.as_encoded_bytes().strip_prefix(b".");
    rest.and_then(|it| it.strip_prefix(name.as_encoded_bytes()))
        .and_then(|it| std::str::from_utf8(it).ok())
        .and_then(|it| it.strip_prefix('.')?.strip_prefix(what)?.strip_prefix('-')?.split_once('-'))
        .is_some_and(|(pid, n)| number(pid) && number(n))
}
