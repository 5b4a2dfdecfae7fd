//! An input that is moved: where it stands, and what it may be.

use super::{Axis, no_such_path};
use crate::Scenario;
use crate::lower::Lowered;
use crate::problem::{Problem, Severity};
use crate::surface::{Figure, Unit};
use crate::tree::{Node, Place, Value};
use crate::words::{self, Text};

/// An input that is moved.
#[derive(Clone, Debug)]
pub struct Factor {
    /// Its path, as `--set` takes it.
    pub path: String,
    /// What people call it; its path where nobody has named it.
    pub label: Text,
    /// What its values are in.
    pub unit: Unit,
    /// As it stands in the scenario, written.
    pub value: String,
    /// The ends of its range, written; `None` for an axis of a grid.
    pub range: Option<(String, String)>,
    /// The same as numbers, if they are; a length of time in hours.
    ends: Option<(f64, f64)>,
    /// A length of time, written as text.
    is_span: bool,
    /// Decimals that the scenario takes of a number between the ends.
    places: usize,
}

/// Decimals that are tried for a number between the ends of a range, the finest first: laws take any, shares that bill
/// take basis points, money takes whole won.
const PLACES: [usize; 4] = [6, 4, 2, 0];

/// A place inside a range that is at no end and at no middle: one over the golden ratio squared.
const INSIDE: f64 = 0.381_966_011_250_105;

impl Factor {
    /// The factor of a marked figure with both ends of a range.
    pub(super) fn of(figure: &Figure) -> Option<Self> {
        let ((low, x), (high, y)) = (figure.low.clone()?, figure.high.clone()?);
        Some(Self {
            path: figure.path.clone(),
            label: figure.label.clone().unwrap_or_else(|| named_by(&figure.path)),
            unit: figure.unit,
            value: figure.written.clone(),
            is_span: low.starts_with('"'),
            range: Some((low, high)),
            ends: x.zip(y),
            places: 0,
        })
    }

    /// Whether it can be drawn from its range.
    pub fn is_numeric(&self) -> bool {
        self.ends.is_some()
    }

    /// The value so far (0 to 1) from the lower to the upper end, as `--set` takes it.
    ///
    /// # Panics
    /// If the range is no numbers.
    pub fn at(&self, part: f64) -> String {
        let (low, high) = self.ends.expect("only numbers are drawn");
        let x = low + (high - low) * part;
        if self.is_span {
            return format!("\"{}s\"", (x * 3_600.0).round());
        }
        let places = self.places;
        format!("{x:.places$}")
    }

    /// Finds out how finely the scenario takes it.
    ///
    /// # Errors
    /// Why not at all: what `check` says of a value inside the range.
    pub fn settle(&mut self, scenario: &Scenario) -> Result<(), Text> {
        let mut why = None;
        for places in if self.is_span { &PLACES[3..] } else { &PLACES[..] } {
            self.places = *places;
            match refused(scenario, &[format!("{}={}", self.path, self.at(INSIDE))]) {
                None => return Ok(()),
                Some(reason) => why = Some(reason),
            }
        }
        Err(why.expect("something was tried"))
    }
}

/// Why a scenario with these changes cannot run: the first error. `None` where it can.
pub(crate) fn refused(scenario: &Scenario, changes: &[String]) -> Option<Text> {
    let moved = scenario.with(changes);
    let problems = match moved {
        Ok(it) => it.check(),
        Err(problems) => problems,
    };
    problems.iter().find(|it| it.severity == Severity::Error).map(|it| it.title.clone())
}

fn named_by(path: &str) -> Text {
    Text { ko: path.to_owned(), en: path.to_owned() }
}

/// The factor of a path that the study names.
pub(super) fn named(
    path: &str,
    place: Place,
    tree: &Node,
    lowered: &Lowered,
) -> Result<Factor, Box<Problem>> {
    if let Some(figure) = lowered.figures.iter().find(|it| it.path == path) {
        return Factor::of(figure).ok_or_else(|| {
            Box::new(Problem::error(words::without_range(path)).at(place).label(words::give_a_range()))
        });
    }
    Err(Box::new(match find(tree, path) {
        Some(_) => Problem::error(words::without_range(path)).at(place).label(words::give_a_range()),
        None => no_such_path(path, place, lowered),
    }))
}

/// The factor of an axis of a grid.
pub(super) fn of_axis(axis: &Axis, tree: &Node, lowered: &Lowered) -> Result<Factor, Box<Problem>> {
    let figure = lowered.figures.iter().find(|it| it.path == axis.path);
    let Some(node) = find(tree, &axis.path) else {
        return Err(Box::new(no_such_path(&axis.path, axis.place, lowered)));
    };
    Ok(Factor {
        path: axis.path.clone(),
        label: figure.and_then(|it| it.label.clone()).unwrap_or_else(|| named_by(&axis.path)),
        unit: figure.map_or(Unit::Number, |it| it.unit),
        value: figure.map_or_else(|| written(node), |it| it.written.clone()),
        range: None,
        ends: None,
        is_span: false,
        places: 0,
    })
}

/// The node of a path; a marked figure's parts lie in its value.
fn find<'t>(tree: &'t Node, path: &str) -> Option<&'t Node> {
    path.split('.').try_fold(tree, |node, key| {
        let inner = if node.is_marked() { node.get("value").unwrap_or(node) } else { node };
        inner.get(key)
    })
}

fn written(node: &Node) -> String {
    match &node.value {
        Value::Text(text) => format!("\"{text}\""),
        Value::Struct(_) | Value::Map(_) | Value::List(_) | Value::Number(_) | Value::Word(_) => {
            node.canonical()
        }
    }
}
