//! A folder with a copy of the project's scenarios, in which the program runs; it goes away with the test.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// The list of what the program wrote into a folder.
const WRITTEN: &str = ".written";

static NEXT: AtomicU32 = AtomicU32::new(0);

/// A working folder. Names in it are short and the same everywhere, so that whole messages can be compared.
pub(crate) struct Workshop(PathBuf);

/// What a run of the program left behind on its two streams, and its exit code.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Workshop {
    pub(crate) fn new() -> Self {
        let n = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("naru-program-{}-{n}", std::process::id()));
        let workshop = Self(path);
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios"), &workshop.path("scenarios"));
        workshop
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a file in the folder")).expect("a folder can be made");
        fs::write(path, bytes).expect("a file can be written");
    }

    /// The program with these arguments, its streams piped: as in CI, where no terminal is.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_naru"));
        command.args(arguments).current_dir(&self.0);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        // As if called by its own name and without a locale, whoever runs the test.
        for variable in ["LC_ALL", "LC_MESSAGES", "LANG", "CARGO"] {
            command.env_remove(variable);
        }
        command
    }

    pub(crate) fn naru(&self, arguments: &[&str]) -> Ran {
        let output = self.command(arguments).output().expect("the program can be started");
        let text = |bytes| String::from_utf8(bytes).expect("the program writes UTF-8");
        Ran { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }

    /// The program, where nothing may go wrong: what it prints.
    #[track_caller]
    pub(crate) fn done(&self, arguments: &[&str]) -> String {
        let ran = self.naru(arguments);
        assert_eq!(ran.code, Some(0), "{arguments:?}: {}", ran.err);
        ran.out
    }

    /// The program says exactly this and leaves everything as it was.
    #[track_caller]
    pub(crate) fn refuses(&self, arguments: &[&str], code: i32, err: &str, out: &str) {
        let before = self.files("");
        let ran = self.naru(arguments);
        assert_eq!(ran.err, err, "{arguments:?}: messages");
        assert_eq!(
            (ran.out.as_str(), ran.code),
            (out, Some(code)),
            "{arguments:?}: standard output, exit code"
        );
        let after = self.files("");
        assert!(before == after, "{arguments:?} changed {:?}", after.keys());
    }

    /// Every file below a folder by its name there, hidden ones too; a folder that is not there has none.
    pub(crate) fn files(&self, below: &str) -> BTreeMap<String, Vec<u8>> {
        let mut found = BTreeMap::new();
        let root = self.path(below);
        collect(&root, &root, &mut found);
        found
    }

    /// Every file below a result folder but the list of what the program wrote, which names just these.
    #[track_caller]
    pub(crate) fn written(&self, folder: &str) -> BTreeMap<String, Vec<u8>> {
        let mut files = self.files(folder);
        let list = files.remove(WRITTEN).expect("every result folder has a list");
        let names: String = files.keys().flat_map(|name| [name, "\n"]).collect();
        assert_eq!(String::from_utf8(list).expect("UTF-8"), names, "{folder}");
        files
    }

    /// Names directly in a folder, hidden ones too, but for the list of what the program wrote.
    pub(crate) fn names(&self, below: &str) -> Vec<String> {
        let entries = fs::read_dir(self.path(below)).expect("the folder is there");
        let name = |entry: fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
        let mut names: Vec<String> = entries.map(|entry| name(entry.expect("an entry"))).collect();
        names.retain(|name| name != WRITTEN);
        names.sort_unstable();
        names
    }
}

impl Drop for Workshop {
    fn drop(&mut self) {
        // What is left stays in the system's folder of temporary files.
        drop(fs::remove_dir_all(&self.0));
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder can be made");
    for entry in fs::read_dir(from).expect("the scenarios are there") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("an entry has a name");
        if path.is_dir() {
            copy(&path, &to.join(name));
        } else {
            fs::copy(&path, to.join(name)).expect("a scenario can be copied");
        }
    }
}

fn collect(root: &Path, folder: &Path, found: &mut BTreeMap<String, Vec<u8>>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(root, &path, found);
        } else {
            let name = path.strip_prefix(root).expect("it is below").to_string_lossy().into_owned();
            found.insert(name, fs::read(&path).expect("a file can be read"));
        }
    }
}
