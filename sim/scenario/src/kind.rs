//! What a file is of, by its outermost names: whoever is given another kind than he reads can say so in one sentence.

use crate::overlay::{load, plain};
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
    /// Of a file with its bases: the kind most of whose own names it has, so that a stray one does not tell. `None` where it
    /// cannot be read, or two kinds have as many.
    pub fn of(path: &Path) -> Option<Self> {
        // The names of a base count where there is one that can be read.
        let tree =
            load(path, &mut Sources::default()).or_else(|_| plain(path, &mut Sources::default())).ok()?;
        let mut counts =
            NAMES.map(|(kind, names)| (names.iter().filter(|it| tree.get(it).is_some()).count(), kind));
        counts.sort_by_key(|(count, _)| *count);
        let [.., (second, _), (most, kind)] = counts;
        (most > second).then_some(kind)
    }
}
