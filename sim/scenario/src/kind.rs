//! What a file is of, by its outermost names: whoever is given another kind than he reads can say so in one sentence.

use crate::overlay::plain;
use crate::tree::Sources;
use std::path::Path;

/// A kind of file that people write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// A scenario.
    Scenario,
    /// A sweep's study.
    Study,
    /// A gate.
    Gate,
}

/// Names that one kind has and the others have not.
const NAMES: [(FileKind, &[&str]); 3] = [
    (FileKind::Gate, &["scenarios", "looks", "baselines"]),
    (FileKind::Study, &["scenario", "tornado", "grid", "sobol", "latin_hypercube", "morris"]),
    (
        FileKind::Scenario,
        &[
            "programme",
            "readings",
            "products",
            "offers",
            "servers",
            "fleet",
            "prices",
            "policy",
            "faults",
            "demand",
        ],
    ),
];

impl FileKind {
    /// Of a file; `None` where it cannot be read, or its names do not tell.
    pub fn of(path: &Path) -> Option<Self> {
        let tree = plain(path, &mut Sources::default()).ok()?;
        let kind = NAMES.iter().find(|(_, names)| names.iter().any(|name| tree.get(name).is_some()));
        kind.map(|(kind, _)| *kind)
    }
}
