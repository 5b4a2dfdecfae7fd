//! From what a file says to what the engine is handed, and every judgement on the way.
//!
//! `Judge` looks at the whole surface and collects problems; only a surface without errors becomes a plan and a
//! demand (`plan`, `spec`). Nothing is simulated here; a mean use asked for is turned into a level by pilot runs
//! of the demand alone.

mod calendar;
mod demand;
mod faults;
mod money;
mod naming;
mod plan;
mod ranges;
mod readings;
mod spec;
mod supply;

pub use plan::{CardFloor, Facts, Kept, Lowered, Names, PoolName, ProductName, Promise, ServersOfPool};

use crate::problem::{Problem, Problems, Severity};
use crate::surface::{Figure, Surface, decode};
use crate::tree::{Node, Sources};
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
    judge.faults();
    problems.append(&mut judge.problems);
    problems.extend(naming::nameless(tree, sources));
    ranges::judge(&figures, &mut problems);
    Judged { surface, figures, readings, problems }
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
