//! A study file (`scenarios/studies/*.ron`): which inputs of a scenario are moved how, and which metrics are watched.
//!
//! Read on the same tree as scenarios, with the same messages; it may lie over a base as they do. What the metrics are
//! called is the metric table's business (`study`): here they are texts with places.

mod factor;

pub use factor::Factor;

use crate::lower::Lowered;
use crate::overlay::{load, load_texts, suggest};
use crate::problem::{Problem, Problems, Reach};
use crate::surface::{Decoder, Spot};
use crate::tree::{Node, Place, Sources, Value};
use crate::words::{self, Text};
use std::path::{Path, PathBuf};

/// A study as read.
#[derive(Clone, Debug)]
pub struct SweepFile {
    /// Its name: of the result folder.
    pub name: String,
    /// What people call it.
    pub title: Text,
    /// The scenario that is moved, from the working folder.
    pub scenario: PathBuf,
    /// Seed of all draws, if it names one.
    pub seed: Option<u64>,
    /// Replications of each point, if it names a number.
    pub replications: Option<u32>,
    /// How the inputs are moved.
    pub design: Design,
    /// Ids of the metrics, the first first, with their places.
    pub metrics: Vec<(String, Place)>,
    sources: Sources,
    tree: Node,
    /// Where the design stands.
    at: Place,
}

/// How inputs are moved.
#[derive(Clone, Debug)]
pub enum Design {
    /// One at a time, to both ends of its range.
    Tornado(Paths),
    /// Every combination of the values.
    Grid(Vec<Axis>),
    /// Sobol' indices, from so many rows.
    Sobol(Paths, u32),
    /// So many points, drawn jointly and evenly from the ranges.
    LatinHypercube(Paths, u32),
    /// Elementary effects, along so many ways.
    Morris(Paths, u32),
}

/// Which inputs.
#[derive(Clone, Debug)]
pub enum Paths {
    /// All that have a range in the scenario.
    All,
    /// These.
    Named(Vec<(String, Place)>),
}

/// Values of one input of a grid.
#[derive(Clone, Debug)]
pub struct Axis {
    /// Its path.
    pub path: String,
    /// Where it is named.
    pub place: Place,
    /// Its values as written.
    pub values: Vec<(String, Place)>,
}

/// Designs, as keys of the file.
const DESIGNS: [&str; 5] = ["tornado", "grid", "sobol", "latin_hypercube", "morris"];

/// Rows of Sobol' indices: a power of two, not fewer than 512 (Saltelli 2010, Jansen 1999).
const SOBOL_ROWS: (u32, u32) = (512, 65_536);

impl SweepFile {
    /// Reads a study file.
    ///
    /// # Errors
    /// Everything that is wrong with it, by place; whether its paths and metrics exist is asked later.
    pub fn read(path: &Path) -> Result<Self, Problems> {
        let mut sources = Sources::default();
        let tree = load(path, &mut sources);
        Self::of(sources, tree, path.parent().unwrap_or(Path::new("")))
    }

    /// The same of texts that were read before: the file's own and its bases', in that order, each with its name. No file is
    /// opened; its scenario is where it says, from nowhere.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn of_texts(chain: &[(&str, &str)]) -> Result<Self, Problems> {
        let mut sources = Sources::default();
        let tree = load_texts(chain, &mut sources);
        Self::of(sources, tree, Path::new(""))
    }

    fn of(sources: Sources, tree: Result<Node, Vec<Problem>>, folder: &Path) -> Result<Self, Problems> {
        let read = tree.and_then(|tree| decode(&tree, &sources, folder));
        match read {
            Ok(read) => Ok(Self { sources, ..read }),
            Err(list) => Err(Problems::new(sources, list)),
        }
    }

    /// The study as one line of text that does not depend on layout or comments: two equal ones ask the same.
    pub fn canonical(&self) -> String {
        self.tree.canonical()
    }

    /// The texts that it came from, by name.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.sources.iter()
    }

    /// What another room found in the study.
    pub fn problems(&self, found: Vec<Problem>) -> Problems {
        Problems::new(self.sources.clone(), found)
    }

    /// A problem of the whole design, such as too many points.
    pub fn of_design(&self, title: Text, label: Text) -> Problems {
        self.problems(vec![Problem::error(title).at(self.at).label(label)])
    }

    /// The inputs that are moved, in the order of the study, or of the scenario where it says `all`.
    ///
    /// # Errors
    /// A path that the scenario does not have, one without a range where the design needs one, or one whose range
    /// is no numbers where the design draws from it.
    pub fn factors(&self, tree: &Node, lowered: &Lowered) -> Result<Vec<Factor>, Problems> {
        let (paths, numeric) = match &self.design {
            Design::Grid(axes) => {
                let (factors, missing): (Vec<_>, Vec<_>) =
                    axes.iter().map(|axis| factor::of_axis(axis, tree, lowered)).partition(Result::is_ok);
                let missing: Vec<Problem> = missing.into_iter().filter_map(Result::err).map(|p| *p).collect();
                return if missing.is_empty() {
                    Ok(factors.into_iter().flatten().collect())
                } else {
                    Err(self.problems(missing))
                };
            }
            Design::Tornado(paths) => (paths, false),
            Design::Sobol(paths, _) | Design::LatinHypercube(paths, _) | Design::Morris(paths, _) => {
                (paths, true)
            }
        };
        let named = match paths {
            Paths::All => {
                let all = lowered.figures.iter().filter_map(Factor::of);
                let all: Vec<Factor> = all.filter(|it| !numeric || it.is_numeric()).collect();
                return if all.is_empty() {
                    Err(self.of_design(words::no_range_at_all(), words::give_a_range()))
                } else {
                    Ok(all)
                };
            }
            Paths::Named(named) => named,
        };
        let mut problems = Vec::new();
        let mut factors = Vec::new();
        for (path, place) in named {
            match factor::named(path, *place, tree, lowered) {
                Ok(it) if numeric && !it.is_numeric() => {
                    let problem = Problem::error(words::range_of_no_numbers(path)).at(*place);
                    problems.push(problem.label(words::only_a_tornado()));
                }
                Ok(it) => factors.push(it),
                Err(problem) => problems.push(*problem),
            }
        }
        if problems.is_empty() { Ok(factors) } else { Err(self.problems(problems)) }
    }
}

fn decode(tree: &Node, sources: &Sources, folder: &Path) -> Result<SweepFile, Vec<Problem>> {
    let mut d = Decoder::new(sources);
    let Some(mut f) = d.fields(tree, "") else { return Err(d.problems) };
    let name = d.field(&mut f, "name", Decoder::text);
    let title = d.maybe(&mut f, "title", Decoder::title).flatten();
    let scenario = d.field(&mut f, "scenario", Decoder::text);
    let seed = d.maybe(&mut f, "seed", Decoder::count).flatten().map(u64::from);
    let replications = d.maybe(&mut f, "replications", at_least(2)).flatten();
    let designs = [
        d.maybe(&mut f, DESIGNS[0], tornado),
        d.maybe(&mut f, DESIGNS[1], grid),
        d.maybe(&mut f, DESIGNS[2], |d, n, p| {
            let (paths, points) = drawn(d, n, p, "points", SOBOL_ROWS)?;
            if points.value.is_power_of_two() {
                return Some(Design::Sobol(paths, points.value));
            }
            let problem = Problem::error(words::no_power_of_two(points.value)).at(points.place);
            d.problems.push(problem.label(words::use_a_power(points.value.next_power_of_two())));
            None
        }),
        d.maybe(&mut f, DESIGNS[3], |d, n, p| {
            drawn(d, n, p, "points", (2, 100_000)).map(|(paths, n)| Design::LatinHypercube(paths, n.value))
        }),
        d.maybe(&mut f, DESIGNS[4], |d, n, p| {
            drawn(d, n, p, "ways", (20, 10_000)).map(|(paths, n)| Design::Morris(paths, n.value))
        }),
    ];
    let metrics =
        d.field(&mut f, "metrics", |d, n, p| d.list(n, p, |d, n, p| Decoder::spot(Decoder::text)(d, n, p)));
    if let Some(metrics) = &metrics {
        once(&mut d, metrics.iter().map(|it| (it.value.as_str(), it.place)));
        if metrics.is_empty() {
            let at = tree.get("metrics").expect("it was read").place;
            d.problems.push(Problem::error(words::no_metrics()).at(at).label(words::name_a_metric()));
        }
    }
    d.done(&f);
    let stand: Vec<(Place, &str)> = f
        .entries()
        .iter()
        .filter(|e| DESIGNS.contains(&e.key.as_str()))
        .map(|e| (e.key_place, e.key.as_str()))
        .collect();
    let at = match stand.as_slice() {
        [] => {
            let problem = Problem::error(words::no_design(&DESIGNS)).at(f.place());
            d.problems.push(problem.label(words::add_a_design()));
            f.place()
        }
        [(one, _)] => *one,
        [(first, _), (second, key), ..] => {
            let problem = Problem::error(words::two_designs(key)).at(*second);
            d.problems.push(problem.also(*first, words::first_here()));
            *first
        }
    };
    let design = designs.into_iter().flatten().flatten().next();
    let (Some(name), Some(scenario), Some(design), Some(metrics), true) =
        (name, scenario, design, metrics, d.problems.is_empty())
    else {
        return Err(d.problems);
    };
    Ok(SweepFile {
        title: title.unwrap_or_else(|| Text { ko: name.clone(), en: name.clone() }),
        name,
        scenario: folder.join(scenario),
        seed,
        replications,
        design,
        metrics: metrics.into_iter().map(|it| (it.value, it.place)).collect(),
        sources: Sources::default(),
        tree: tree.clone(),
        at,
    })
}

fn tornado(d: &mut Decoder<'_>, node: &Node, path: &str) -> Option<Design> {
    let mut f = d.fields(node, path)?;
    let found = d.field(&mut f, "paths", paths);
    d.done(&f);
    found.map(Design::Tornado)
}

/// A design that draws so many points, between two limits.
fn drawn(
    d: &mut Decoder<'_>,
    node: &Node,
    path: &str,
    key: &'static str,
    (least, most): (u32, u32),
) -> Option<(Paths, Spot<u32>)> {
    let mut f = d.fields(node, path)?;
    let found = d.field(&mut f, "paths", paths);
    let number = d.field(&mut f, key, Decoder::spot(Decoder::count));
    d.done(&f);
    let number = number?;
    if !(least..=most).contains(&number.value) {
        let problem = Problem::error(words::outside_limits(path, key, number.value)).at(number.place);
        d.problems.push(problem.label(words::from_to(least, most)));
        return None;
    }
    Some((found?, number))
}

/// `all`, or a list of paths.
fn paths(d: &mut Decoder<'_>, node: &Node, path: &str) -> Option<Paths> {
    if matches!(&node.value, Value::Word(word) if word == "all") {
        return Some(Paths::All);
    }
    let named = d.list(node, path, |d, n, p| Decoder::spot(Decoder::text)(d, n, p))?;
    if named.is_empty() {
        d.problems.push(Problem::error(words::no_paths()).at(node.place).label(words::name_a_path()));
        return None;
    }
    once(d, named.iter().map(|it| (it.value.as_str(), it.place)))?;
    Some(Paths::Named(named.into_iter().map(|it| (it.value, it.place)).collect()))
}

/// A list of paths with their values.
fn grid(d: &mut Decoder<'_>, node: &Node, path: &str) -> Option<Design> {
    let axes = d.list(node, path, axis)?;
    if axes.is_empty() {
        d.problems.push(Problem::error(words::no_paths()).at(node.place).label(words::name_an_axis()));
        return None;
    }
    once(d, axes.iter().map(|it| (it.path.as_str(), it.place)))?;
    Some(Design::Grid(axes))
}

fn axis(d: &mut Decoder<'_>, node: &Node, path: &str) -> Option<Axis> {
    let mut f = d.fields(node, path)?;
    let name = d.field(&mut f, "path", Decoder::spot(Decoder::text));
    let values = d.field(&mut f, "values", |d, n, p| {
        let values = d.list(n, p, |d, n, _| Some((d.written(n), n.place)))?;
        if values.is_empty() {
            d.problems.push(Problem::error(words::no_values()).at(n.place).label(words::name_a_value()));
            return None;
        }
        Some(values)
    });
    d.done(&f);
    let name = name?;
    Some(Axis { path: name.value, place: name.place, values: values? })
}

/// No path twice.
fn once<'a>(d: &mut Decoder<'_>, named: impl Iterator<Item = (&'a str, Place)>) -> Option<()> {
    let mut seen: Vec<(&str, Place)> = Vec::new();
    for (path, place) in named {
        if let Some((_, first)) = seen.iter().find(|(it, _)| *it == path) {
            d.problems.push(Problem::error(words::twice(path)).at(place).also(*first, words::first_here()));
            return None;
        }
        seen.push((path, place));
    }
    Some(())
}

fn at_least(least: u32) -> impl FnOnce(&mut Decoder<'_>, &Node, &str) -> Option<u32> {
    move |d, node, path| {
        let number = d.count(node, path)?;
        if number >= least {
            return Some(number);
        }
        d.problems.push(
            Problem::error(words::outside_limits("", path, number))
                .at(node.place)
                .label(words::from_to(least, 1_000_000)),
        );
        None
    }
}

/// A path that the scenario does not have.
fn no_such_path(path: &str, place: Place, lowered: &Lowered) -> Problem {
    let problem = Problem::error(words::no_such_path(path)).at(place).reach(Reach::Read);
    suggest(problem, path, lowered.figures.iter().filter(|it| it.low.is_some()).map(|it| it.path.as_str()))
}
