//! The file people write: a tree with places, base and overrides, checks, lowering to a `Plan`.
//!
//! Problems are values with a place, and come all at once. No simulation here.

mod difference;
mod gate;
mod kind;
mod lower;
mod number;
mod overlay;
mod problem;
mod surface;
mod sweep;
mod tree;
mod words;

pub use difference::Difference;
pub use gate::{GateFile, GateMargin, GatedScenario, WorseWay};
pub use kind::FileKind;
pub use lower::{
    ActualCost, CardFloor, Facts, FinalSettlement, Kept, Lowered, Names, PoolName, ProductName, Promise,
    ServersOfPool, WaveName,
};
pub use number::NotNumber;
pub use problem::{Colour, Lang, Problem, Problems, Reach, Severity};
pub use surface::{Basis, Clause, Figure, Reading, Status, Unit};
pub use sweep::{Axis, Design, Factor, Paths, SweepFile};
pub use tree::{Decimal, Entry, Node, Place, SourceId, Sources, Value};
pub use words::Text;

use sha2::{Digest, Sha256};
use std::path::Path;

/// A scenario as read: all its texts, laid over one another. Whether it makes sense is not asked yet.
#[derive(Clone, Debug)]
pub struct Scenario {
    sources: Sources,
    tree: Node,
}

impl Scenario {
    /// Reads a scenario file with its chain of bases, and lays `--set path=value` changes over it, in order.
    ///
    /// # Errors
    /// Files that cannot be opened or are no RON text, a missing base or a loop of bases, a change whose path does
    /// not exist: what stops the reading, with file, line and column. What the values get wrong is left to `check`.
    pub fn read(path: &Path, changes: &[String]) -> Result<Self, Problems> {
        let mut sources = Sources::default();
        let tree = overlay::load(path, &mut sources);
        Self::of(sources, tree, changes)
    }

    /// The same of texts that were read before: the file's own and its bases', in that order, each with its name. No file is
    /// opened.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn of_texts(chain: &[(&str, &str)], changes: &[String]) -> Result<Self, Problems> {
        let mut sources = Sources::default();
        let tree = overlay::load_texts(chain, &mut sources);
        Self::of(sources, tree, changes)
    }

    fn of(sources: Sources, tree: Result<Node, Vec<Problem>>, changes: &[String]) -> Result<Self, Problems> {
        match tree {
            Ok(tree) => {
                let mut scenario = Self { sources, tree };
                for change in changes {
                    scenario.set(change)?;
                }
                Ok(scenario)
            }
            Err(list) => Err(Problems::new(sources, list)),
        }
    }

    /// Lays `path=value` over the scenario, as `--set` does. On error the scenario stays as it was.
    ///
    /// # Errors
    /// A path that does not exist, or a value that is no RON, with its place in the change.
    pub fn set(&mut self, change: &str) -> Result<(), Problems> {
        let mut sources = self.sources.clone();
        match overlay::set(self.tree.clone(), change, &mut sources) {
            Ok(tree) => {
                *self = Self { sources, tree };
                Ok(())
            }
            Err(list) => Err(Problems::new(sources, list)),
        }
    }

    /// The scenario with these changes laid over it.
    ///
    /// # Errors
    /// As [`set`](Self::set).
    pub fn with(&self, changes: &[String]) -> Result<Self, Problems> {
        let mut moved = self.clone();
        for change in changes {
            moved.set(change)?;
        }
        Ok(moved)
    }

    /// Everything that is wrong with the scenario, and what is worth saying of it: errors and warnings, by place.
    pub fn check(&self) -> Problems {
        lower::judge(&self.tree, &self.sources).problems(&self.sources)
    }

    /// The plan and the demand that it describes.
    ///
    /// # Errors
    /// All problems, if one of them is an error.
    pub fn lower(&self) -> Result<Lowered, Problems> {
        lower::judge(&self.tree, &self.sources).lower(&self.sources)
    }

    /// SHA-256 over the merged tree, in hexadecimal: the same for the same values, however the files are laid out,
    /// split into bases or commented.
    pub fn hash(&self) -> String {
        hexadecimal(&self.tree.canonical())
    }

    /// One hash of several scenarios, in their order.
    pub fn hash_of_all<'a>(scenarios: impl IntoIterator<Item = &'a Self>) -> String {
        let hashes: Vec<String> = scenarios.into_iter().map(Self::hash).collect();
        hexadecimal(&hashes.join(" "))
    }

    /// In which values another scenario differs from this one: paths as `--set` takes them.
    pub fn differences(&self, other: &Self) -> Vec<Difference> {
        difference::differences((&self.tree, &self.sources), (&other.tree, &other.sources))
    }

    /// Every value that decides something, by its path as `--set` takes it, in one line each, sorted by path: what two
    /// scenarios of which one is gone can be compared by.
    pub fn values(&self) -> Vec<(String, String)> {
        difference::values(&self.tree)
    }

    /// The number that stands at a path, as `--set` takes paths: of a marked figure its value.
    ///
    /// # Errors
    /// No such path, or what stands there is no number.
    pub fn number(&self, path: &str) -> Result<Decimal, NotNumber> {
        number::at(&self.tree, path)
    }

    /// The texts that it came from, by name: the file, its bases, changes on the command line.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.sources.iter()
    }

    /// The merged tree.
    pub fn tree(&self) -> &Node {
        &self.tree
    }

    /// The texts, to say where a value stands.
    pub fn sources(&self) -> &Sources {
        &self.sources
    }
}

/// SHA-256 of a text.
fn hexadecimal(text: &str) -> String {
    let digit = |half: u8| char::from_digit(u32::from(half), 16).expect("half a byte is a hexadecimal digit");
    Sha256::digest(text.as_bytes()).iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}
