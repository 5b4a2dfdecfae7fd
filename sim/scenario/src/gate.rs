//! The gate's file: scenarios by name, and by how much each of their metrics may get worse.
//!
//! Which metrics there are is not known here: who knows asks with the places at hand ([`GateFile::problems`]).

use crate::overlay::plain;
use crate::problem::{Problem, Problems};
use crate::surface::{Decoder, Fields};
use crate::tree::{Node, Place, Sources};
use crate::words;
use std::path::{Path, PathBuf};

/// Replications of a gate that names no number.
const REPLICATIONS: u32 = 200;
/// Looks of a gate that names no number.
const LOOKS: u32 = 5;
/// Most looks: more find hardly anything earlier.
const MOST_LOOKS: u32 = 20;
/// Seed of a gate that names none.
const SEED: u32 = 1;

/// A gate as read.
#[derive(Clone, Debug)]
pub struct GateFile {
    /// Its name: of its folders of baselines and results.
    pub name: String,
    /// Replications at the last look.
    pub replications: u32,
    /// Looks, at equal steps.
    pub looks: u32,
    /// Seed of all draws.
    pub seed: u64,
    /// Folder of baselines, from the gate file's; `None`: the project's own.
    pub baselines: Option<PathBuf>,
    /// What is gated, in file order; at least one.
    pub scenarios: Vec<GatedScenario>,
    sources: Sources,
}

/// A scenario of a gate.
#[derive(Clone, Debug)]
pub struct GatedScenario {
    /// Its name in the gate.
    pub name: String,
    /// Where that stands.
    pub place: Place,
    /// Its file, reached from the gate's.
    pub path: PathBuf,
    /// What may get worse, and by how much, in file order; at least one.
    pub margins: Vec<GateMargin>,
}

/// By how much a metric may get worse, in its unit: hours, shares of 1, won, cards, days.
#[derive(Clone, Debug)]
pub struct GateMargin {
    /// Id of the metric.
    pub metric: String,
    /// Where that stands.
    pub place: Place,
    /// From where a pass is a warning, above 0; `None`: never.
    pub warn: Option<f64>,
    /// What fails, above `warn`.
    pub fail: f64,
    /// Which way is worse; `None`: as the metric table says.
    pub worse: Option<WorseWay>,
}

/// Which way is worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WorseWay {
    /// More of it.
    Larger,
    /// Less of it.
    Smaller,
    /// Any change.
    Either,
}

impl WorseWay {
    const ALL: [(&'static str, Self); 3] =
        [("larger", Self::Larger), ("smaller", Self::Smaller), ("either", Self::Either)];
}

impl GateFile {
    /// Reads a gate's file.
    ///
    /// # Errors
    /// A file that cannot be opened or is no RON text; keys that are missing, unknown or of another kind; no scenario,
    /// or one without metrics; margins that are not above 0, or of which `warn` is not below `fail`.
    pub fn read(path: &Path) -> Result<Self, Problems> {
        let mut sources = Sources::default();
        let tree = match plain(path, &mut sources) {
            Ok(tree) => tree,
            Err(list) => return Err(Problems::new(sources, list)),
        };
        let folder = path.parent().unwrap_or(Path::new(""));
        let mut decoder = Decoder::new(&sources);
        let gate = gate(&mut decoder, &tree, folder);
        let problems = decoder.problems;
        match gate {
            Some(gate) if problems.is_empty() => Ok(Self { sources, ..gate }),
            Some(_) | None => Err(Problems::new(sources, problems)),
        }
    }

    /// What was found in its text by who knows the metrics.
    pub fn problems(&self, found: Vec<Problem>) -> Problems {
        Problems::new(self.sources.clone(), found)
    }
}

fn gate(d: &mut Decoder<'_>, tree: &Node, folder: &Path) -> Option<GateFile> {
    let mut f = d.fields(tree, "")?;
    let name = d.field(&mut f, "name", folder_name);
    let replications = d.maybe(&mut f, "replications", Decoder::spot(Decoder::count));
    let looks = d.maybe(&mut f, "looks", Decoder::spot(Decoder::count));
    let seed = d.maybe(&mut f, "seed", Decoder::count);
    let baselines = d.maybe(&mut f, "baselines", Decoder::text);
    let scenarios = d.field(&mut f, "scenarios", |d, node, path| scenarios(d, node, path, folder));
    d.done(&f);
    let (replications, looks) = (replications?, looks?);
    let n = replications.as_ref().map_or(REPLICATIONS, |it| it.value);
    let k = looks.as_ref().map_or(LOOKS, |it| it.value);
    if !(1..=MOST_LOOKS).contains(&k) {
        let place = looks.expect("the default lies between").place;
        d.problems.push(Problem::error(words::looks_between()).at(place));
        return None;
    }
    if n < 2 * k {
        let place = replications.or(looks).map_or(tree.place, |it| it.place);
        d.problems.push(Problem::error(words::too_few_replications(n, k)).at(place));
        return None;
    }
    Some(GateFile {
        name: name?,
        replications: n,
        looks: k,
        seed: u64::from(seed?.unwrap_or(SEED)),
        baselines: baselines?.map(|it| folder.join(it)),
        scenarios: scenarios?,
        sources: Sources::default(),
    })
}

/// A text that can be the name of a folder.
fn folder_name(d: &mut Decoder<'_>, node: &Node, path: &str) -> Option<String> {
    let name = d.text(node, path)?;
    if is_folder_name(&name) {
        return Some(name);
    }
    d.problems.push(Problem::error(words::name_is_folder(path)).at(node.place));
    None
}

fn is_folder_name(name: &str) -> bool {
    let plain = name.chars().all(|c| c.is_alphanumeric() || "-_.".contains(c));
    plain && !name.is_empty() && !name.starts_with('.')
}

fn scenarios(d: &mut Decoder<'_>, node: &Node, path: &str, folder: &Path) -> Option<Vec<GatedScenario>> {
    let named = d.map(node, path, |d, node, path| scenario(d, node, path, folder))?;
    if named.is_empty() {
        d.problems.push(Problem::error(words::empty_gate()).at(node.place).note(words::gate_example()));
        return None;
    }
    for it in named.iter().filter(|it| !is_folder_name(&it.name)) {
        let problem = Problem::error(words::name_is_folder(&format!("{path}.{}", it.name))).at(it.place);
        d.problems.push(problem);
    }
    let all = named.into_iter().map(|it| {
        let (path, margins) = it.value?;
        Some(GatedScenario { name: it.name, place: it.place, path, margins })
    });
    all.collect()
}

fn scenario(
    d: &mut Decoder<'_>,
    node: &Node,
    path: &str,
    folder: &Path,
) -> Option<(PathBuf, Vec<GateMargin>)> {
    let mut f = d.fields(node, path)?;
    let file = d.field(&mut f, "file", Decoder::text);
    let margins =
        d.field(&mut f, "margins", |d, node, path| d.map(node, path, margin).map(|it| (it, node.place)));
    d.done(&f);
    let (margins, place) = margins?;
    if margins.is_empty() {
        let name = path.rsplit_once("scenarios.").map_or(path, |(_, name)| name);
        d.problems.push(Problem::error(words::no_margins(name)).at(place).note(words::gate_example()));
        return None;
    }
    let margins: Option<Vec<GateMargin>> = margins
        .into_iter()
        .map(|it| it.value.map(|margin| GateMargin { metric: it.name, place: it.place, ..margin }))
        .collect();
    Some((folder.join(file?), margins?))
}

fn margin(d: &mut Decoder<'_>, node: &Node, path: &str) -> Option<GateMargin> {
    let mut f: Fields<'_> = d.fields(node, path)?;
    let fail = d.field(&mut f, "fail", Decoder::spot(positive));
    let warn = d.maybe(&mut f, "warn", Decoder::spot(positive));
    let worse = d.maybe(&mut f, "worse", |d, node, path| d.choice(node, path, &WorseWay::ALL));
    d.done(&f);
    let (fail, warn) = (fail?, warn?);
    if let Some(warn) = warn.as_ref().filter(|warn| warn.value >= fail.value) {
        let problem = Problem::error(words::warn_not_below_fail(path)).at(warn.place);
        d.problems.push(problem.also(fail.place, words::fail_here()));
        return None;
    }
    Some(GateMargin {
        metric: String::new(),
        place: node.place,
        warn: warn.map(|it| it.value),
        fail: fail.value,
        worse: worse?,
    })
}

fn positive(d: &mut Decoder<'_>, node: &Node, path: &str) -> Option<f64> {
    let value = d.number(node, path)?;
    if value > 0.0 {
        return Some(value);
    }
    let problem = Problem::error(words::margin_not_positive(path)).at(node.place);
    d.problems.push(problem.note(words::why_positive()));
    None
}
