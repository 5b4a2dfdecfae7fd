//! From what a file says to what the engine is handed, and every judgement on the way.
//!
//! `Judge` looks at the whole surface and collects problems; only a surface without errors becomes a plan and a
//! demand (`plan`, `spec`). Nothing is simulated here; a mean use asked for is turned into a level by pilot runs
//! of the demand alone.

mod after;
mod calendar;
mod choice;
mod cohorts;
mod demand;
mod faults;
mod lowered;
mod money;
mod naming;
mod offers;
mod plan;
mod policy;
mod ranges;
mod readings;
mod rows;
mod spec;
mod supply;
mod waves;

pub use lowered::{
    ActualCost, CardFloor, Facts, FinalSettlement, Kept, Lowered, Names, PoolName, ProductName, Promise,
    ServersOfPool, WaveName,
};

use crate::problem::{Problem, Problems, Severity};
use crate::surface::{Figure, Surface, by_name, decode};
use crate::tree::{Node, Place, Sources, Value};
use crate::words;
use calendar::Days;
use naru_model::rules::readings::Readings;

/// Looks at a whole surface.
struct Judge<'a> {
    surface: &'a Surface,
    days: Option<Days>,
    problems: Vec<Problem>,
}

/// A surface with everything that can be said of it.
pub(crate) struct Judged {
    surface: Surface,
    figures: Vec<Figure>,
    readings: Readings,
    problems: Vec<Problem>,
}

/// Decodes and judges a tree.
pub(crate) fn judge(tree: &Node, sources: &Sources) -> Judged {
    let (mut surface, mut problems, figures) = decode(tree, sources);
    slipped_row(&mut surface);
    surface.title = surface.title.map(|given| naming::title(given, tree, sources));
    let mut judge = Judge {
        surface: &surface,
        days: surface.programme.as_ref().and_then(Days::of),
        problems: Vec::new(),
    };
    let readings = judge.readings();
    judge.money();
    judge.dates();
    judge.policy();
    judge.supply(&readings);
    judge.demand();
    judge.bursts(&readings);
    judge.faults();
    judge.grants();
    judge.waves_and_recall();
    judge.after(&readings);
    problems.append(&mut judge.problems);
    if let Some(at) = baseless(tree) {
        // All else that is missing follows from this.
        problems = vec![Problem::error(words::no_base()).at(at).note(words::add_base())];
    }
    problems.extend(naming::nameless(tree, sources));
    ranges::judge(&figures, &mut problems);
    Judged { surface, figures, readings, problems }
}

/// Where a tree begins that has no programme, no cards and no products: a base was forgotten, not a key.
fn baseless(tree: &Node) -> Option<Place> {
    let Value::Struct(entries) = &tree.value else { return None };
    let has = |key: &str| entries.iter().any(|e| e.key == key);
    let start = Place { end: tree.place.start + 1, ..tree.place };
    (!["programme", "cards", "products"].into_iter().any(has)).then_some(start)
}

/// S4: the text's table has slipped, so the 32-core row may be meant for another product than the one of whole servers.
///
/// `S4.row` names a product that then takes that row too.
fn slipped_row(surface: &mut Surface) {
    let Some(row) = surface.readings.as_ref().and_then(|readings| {
        let s4 = by_name(readings, "S4")?.value.as_ref()?;
        Some(by_name(s4, "row")?.value.as_ref()?.value.clone())
    }) else {
        return;
    };
    let mut products = surface.products.iter_mut().flatten().collect::<Vec<_>>();
    let gang = products.iter().filter_map(|p| p.value.as_ref()).find(|p| p.gang.is_some());
    let Some((cores, memory_gb, disk_tb)) = gang.map(|p| (p.cores, p.memory_gb, p.disk_tb)) else { return };
    let named = products.iter_mut().find(|p| p.name == row).and_then(|p| p.value.as_mut());
    if let Some(product) = named {
        (product.cores, product.memory_gb, product.disk_tb) = (cores, memory_gb, disk_tb);
    }
}

impl Judged {
    fn broken(&self) -> bool {
        self.problems.iter().any(|p| p.severity == Severity::Error)
    }

    /// All problems, errors and warnings.
    pub(crate) fn problems(self, sources: &Sources) -> Problems {
        Problems::new(sources.clone(), self.problems)
    }

    /// The engine's input, with the warnings; or all problems if one of them is an error.
    pub(crate) fn lower(mut self, sources: &Sources) -> Result<Lowered, Problems> {
        if !self.broken() {
            match plan::lowered(&self.surface, self.readings, &self.figures) {
                Ok(lowered) => {
                    return Ok(Lowered {
                        warnings: Problems::new(sources.clone(), self.problems),
                        ..lowered
                    });
                }
                Err(problem) => self.problems.push(*problem),
            }
        }
        Err(self.problems(sources))
    }
}
