//! A folder of the program's own for temporary files: of a proposal's figures, prices that are being negotiated.

use std::path::{Path, PathBuf};
use std::{env, fs, io, process};

/// Such a folder, gone when it is dropped.
pub(crate) struct Temporary(PathBuf);

impl Temporary {
    /// Makes `naru-what-pid-n` where the system keeps temporary files; nobody else on the machine reads what is in it.
    ///
    /// # Errors
    /// Those of that place.
    pub(crate) fn new(what: &str) -> io::Result<Self> {
        let base = env::temp_dir();
        #[cfg_attr(not(unix), expect(unused_mut, reason = "only unix has modes"))]
        let mut maker = fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut maker, 0o700);
        let mut n = 0_u32;
        loop {
            let path = base.join(format!("naru-{what}-{}-{n}", process::id()));
            match maker.create(&path) {
                Ok(()) => return Ok(Self(path)),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && n < 1_000 => n += 1,
                Err(error) => return Err(error),
            }
        }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        // What cannot be removed stays where the system sweeps.
        drop(fs::remove_dir_all(&self.0));
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::Temporary;
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn nobody_else_reads_it_and_it_goes() {
        let folder = Temporary::new("test").expect("a place for temporary files");
        let path = folder.path().to_owned();
        assert_eq!(fs::metadata(&path).expect("it is there").permissions().mode() & 0o777, 0o700);
        drop(folder);
        assert!(!path.exists());
    }
}
