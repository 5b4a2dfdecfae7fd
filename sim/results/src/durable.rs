//! What is on the disk, and stays there where the power fails.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;

/// Brings a file to the disk that was written before.
pub(crate) fn file(path: &Path) -> io::Result<()> {
    OpenOptions::new().write(true).open(path)?.sync_all()
}

/// Brings the names in a folder to the disk. A system that opens no folders does so itself, and some network file systems
/// say that they have nothing to be brought.
pub(crate) fn folder(path: &Path) -> io::Result<()> {
    if cfg!(not(unix)) {
        return Ok(());
    }
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    match File::open(path)?.sync_all() {
        Err(e) if matches!(e.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => Ok(()),
        other => other,
    }
}
