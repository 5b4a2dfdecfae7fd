//! What is varied: the values that a path may take, from the least welcome to the most.

use naru_results::{Label, SolveAxis, Unit};
use naru_scenario::{Decimal, Lowered, NotNumber, Scenario};

/// A path, or several that move together, and its values.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// Paths with their values in the scenario.
    paths: Vec<(String, Decimal)>,
    low: Decimal,
    high: Decimal,
    step: Decimal,
    steps: i64,
    /// The pool whose servers are counted, if it is one.
    pub(super) pool: Option<usize>,
}

/// Why a path cannot be varied as asked.
#[derive(Clone, Debug, PartialEq)]
pub enum AxisFault {
    /// No number stands there.
    NotNumber {
        /// The path.
        path: String,
        /// What stands there.
        why: NotNumber,
    },
    /// No upper end is given, and the scenario knows of none.
    NoHigh {
        /// The path.
        path: String,
        /// What it is now.
        now: Decimal,
    },
    /// The upper end lies below the lower.
    Empty {
        /// Lower.
        low: Decimal,
        /// Upper.
        high: Decimal,
    },
    /// The ends lie further apart than can be counted, or have so many digits that their distance cannot be told.
    Wide {
        /// Lower.
        low: Decimal,
        /// Upper.
        high: Decimal,
    },
    /// A step that is not above zero, or so small that there are more than a million values.
    Step {
        /// The step.
        step: Decimal,
    },
    /// A path that moves along in a ratio cannot start from 0 or below.
    NoRatio {
        /// The path.
        path: String,
    },
}

/// More values than these are no search but a slip.
const MOST_VALUES: i64 = 1_000_000;

impl Axis {
    /// The values of `paths` from `low` to `high`. Without an upper end it is the most servers that a supplier can bring
    /// (S10); without a step 1 where both ends are whole and at most 1,000 apart, else the power of ten at or below
    /// a hundredth of the range.
    ///
    /// # Errors
    /// What cannot be varied, with the path.
    pub fn new(
        scenario: &Scenario,
        lowered: &Lowered,
        paths: &[String],
        low: Decimal,
        high: Option<Decimal>,
        step: Option<Decimal>,
    ) -> Result<Self, AxisFault> {
        let number = |path: &String| match scenario.number(path) {
            Ok(now) => Ok((path.clone(), now)),
            Err(why) => Err(AxisFault::NotNumber { path: path.clone(), why }),
        };
        let paths: Vec<(String, Decimal)> = paths.iter().map(number).collect::<Result<_, _>>()?;
        let zero = Decimal::parse("0").expect("a number");
        let above_zero = |it: &(String, Decimal)| it.1 != zero && !it.1.is_negative();
        if paths.len() > 1
            && let Some((path, _)) = paths.iter().find(|it| !above_zero(it))
        {
            return Err(AxisFault::NoRatio { path: path.clone() });
        }
        let pool = pool_of(&paths[0].0, lowered);
        let maximum = pool.and_then(|p| lowered.names.pools[p].maximum_servers);
        let maximum = maximum.and_then(|it| Decimal::parse(&it.to_string()));
        let Some(high) = high.or(maximum) else {
            let (path, now) = paths[0].clone();
            return Err(AxisFault::NoHigh { path, now });
        };
        if low.steps_to(high, Decimal::parse("1").expect("a number")).is_none() {
            let empty = high.to_f64() < low.to_f64();
            return Err(if empty { AxisFault::Empty { low, high } } else { AxisFault::Wide { low, high } });
        }
        let step = step.unwrap_or_else(|| step_for(low, high));
        match low.steps_to(high, step) {
            Some(steps) if steps < MOST_VALUES => Ok(Self { paths, low, high, step, steps, pool }),
            Some(_) | None => Err(AxisFault::Step { step }),
        }
    }

    /// Number of values.
    pub fn values(&self) -> usize {
        self.steps as usize + 1
    }

    /// The value at a place: places count from the least welcome value, the highest where the largest is looked for.
    pub fn value(&self, place: usize, largest: bool) -> Decimal {
        let steps = if largest { self.steps - place as i64 } else { place as i64 };
        self.low.stepped(self.step, steps).expect("between two numbers that fit")
    }

    /// The place at or after a number of units of the path.
    pub(super) fn place_of(&self, value: f64, largest: bool) -> usize {
        let steps = ((value - self.low.to_f64()) / self.step.to_f64()).ceil().clamp(0.0, self.steps as f64);
        (if largest { self.steps - steps as i64 } else { steps as i64 }) as usize
    }

    /// The changes that put a value in: those of further paths keep their ratio to the first.
    pub fn changes(&self, value: Decimal) -> impl Iterator<Item = String> {
        let now = self.paths[0].1;
        self.paths.iter().enumerate().map(move |(i, (path, own))| {
            let moved = if i == 0 { Some(value) } else { own.in_ratio(value, now) };
            format!("{path}={}", moved.expect("numbers of a scenario are far from where they overflow"))
        })
    }

    /// In one line.
    pub fn line(&self) -> String {
        let paths: Vec<&str> = self.paths.iter().map(|(path, _)| path.as_str()).collect();
        format!("{}={}..{} by {}", paths.join(","), self.low, self.high, self.step)
    }

    pub(super) fn row(&self, lowered: &Lowered, expected: Option<f64>) -> SolveAxis {
        let figure = lowered.figures.iter().find(|it| it.path == self.paths[0].0);
        SolveAxis {
            paths: self.paths.iter().map(|(path, _)| path.clone()).collect(),
            label: figure
                .and_then(|it| it.label.as_ref())
                .map(|it| Label { ko: it.ko.clone(), en: it.en.clone() }),
            unit: figure.map(|it| unit(it.unit)),
            low: self.low.to_f64(),
            high: self.high.to_f64(),
            step: self.step.to_f64(),
            now: self.paths[0].1.to_f64(),
            cards_per_server: self.pool.map(|p| lowered.names.pools[p].cards_per_server),
            pool: self.pool.map(|p| lowered.names.pools[p].name.clone()),
            expected,
        }
    }
}

/// The same for files.
const fn unit(of: naru_scenario::Unit) -> Unit {
    match of {
        naru_scenario::Unit::Share => Unit::Share,
        naru_scenario::Unit::Won => Unit::Won,
        naru_scenario::Unit::WonPerHour => Unit::WonPerHour,
        naru_scenario::Unit::WonPerMonth => Unit::WonPerMonth,
        naru_scenario::Unit::Hours => Unit::Hours,
        naru_scenario::Unit::Number => Unit::Number,
    }
}

/// The pool whose servers a path counts.
fn pool_of(path: &str, lowered: &Lowered) -> Option<usize> {
    let parts: Vec<&str> = path.split('.').collect();
    let ["fleet", supplier, pool, "servers"] = parts[..] else { return None };
    lowered.names.pools.iter().position(|it| it.supplier == supplier && it.name == pool)
}

/// A step for a range: see [`Axis::new`].
fn step_for(low: Decimal, high: Decimal) -> Decimal {
    let one = Decimal::parse("1").expect("a number");
    let whole = low.whole().zip(high.whole());
    if whole.is_some_and(|(low, high)| high - low <= 1_000) {
        return one;
    }
    let hundredth = (high.to_f64() - low.to_f64()) / 100.0;
    let power = |exponent: i32| Decimal::parse(&format!("1e{exponent}"));
    (-12..=15).rev().filter_map(power).find(|it| it.to_f64() <= hundredth).unwrap_or(one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_1_for_small_whole_ranges_and_else_makes_a_hundred_values_or_more() {
        for (low, high, want) in [
            ("25", "57", "1"),
            ("0", "1000", "1"),
            ("0", "1001", "10"),
            ("4_100", "22_000", "100"),
            ("0.675", "1.97", "0.01"),
            ("1", "1.5", "0.001"),
            ("1_000_000", "2_000_000", "10000"),
        ] {
            let [low, high] = [low, high].map(|it| Decimal::parse(it).expect("a number"));
            assert_eq!(step_for(low, high).to_string(), want, "{low}..{high}");
        }
    }
}
