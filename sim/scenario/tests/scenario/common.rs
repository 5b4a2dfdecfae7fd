//! A folder of scenario files that goes away with the test, and the texts that messages must have.

use naru_scenario::{Colour, Lang, Problems, Reach, Scenario};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

static NEXT: AtomicU32 = AtomicU32::new(0);

/// Scenario files in a folder of their own.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        let n = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("naru-scenario-{}-{n}", std::process::id()));
        std::fs::create_dir_all(&path).expect("a temporary folder can be made");
        let folder = Self(path);
        for (name, text) in files {
            folder.write(name, text.as_bytes());
        }
        folder
    }

    pub(crate) fn write(&self, name: &str, bytes: &[u8]) {
        let path = self.0.join(name);
        std::fs::create_dir_all(path.parent().expect("a file in the folder")).expect("a folder can be made");
        std::fs::write(path, bytes).expect("a file can be written");
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) fn read(&self, name: &str, changes: &[&str]) -> Result<Scenario, Problems> {
        let changes: Vec<String> = changes.iter().map(|c| (*c).to_owned()).collect();
        Scenario::read(&self.0.join(name), &changes)
    }

    /// All messages in both languages, with the folder's own path taken out.
    fn render(&self, problems: &Problems) -> String {
        let prefix = format!("{}/", self.0.display());
        let text = |lang| problems.render(lang, Colour::Plain).replace(&prefix, "");
        let reach = match problems.reach() {
            Reach::NotOpened => "not opened",
            Reach::NotRead => "not read",
            Reach::Read => "read",
        };
        format!("{}\n{}\n[{reach}]\n", text(Lang::Ko), text(Lang::En))
    }

    /// The whole text of the messages is that of `tests/messages/<name>.txt`. `NARU_RENEW=1` writes the file:
    /// read it before you commit it.
    #[track_caller]
    pub(crate) fn check(&self, name: &str, problems: &Problems) {
        let seen = self.render(problems);
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/messages").join(format!("{name}.txt"));
        if std::env::var_os("NARU_RENEW").is_some() {
            std::fs::write(&path, &seen).expect("the expected text can be written");
        }
        let want = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(seen == want, "{name}: the messages are\n{seen}\nand should be\n{want}");
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _gone = std::fs::remove_dir_all(&self.0);
    }
}
