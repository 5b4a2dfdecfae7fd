//! The points of each design, as values by input. Point 0 is the scenario as it stands.

use super::Row;
use naru_scenario::{Axis, Design, Factor};

/// How many points a design has, point 0 with them.
pub(super) fn count(design: &Design, factors: usize) -> u64 {
    let factors = factors as u64;
    1 + match design {
        Design::Tornado(_) => 2 * factors,
        Design::Grid(axes) => {
            axes.iter().fold(1_u64, |all, axis| all.saturating_mul(axis.values.len() as u64))
        }
        Design::Sobol(_, rows) => (factors + 2) * u64::from(*rows),
        Design::LatinHypercube(_, points) => u64::from(*points),
        Design::Morris(_, ways) => (factors + 1) * u64::from(*ways),
    }
}

/// All of them, in order.
pub(super) fn rows(design: &Design, factors: &[Factor], seed: u64) -> Vec<Row> {
    let mut rows = vec![vec![None; factors.len()]];
    match design {
        Design::Tornado(_) => {
            for (i, factor) in factors.iter().enumerate() {
                let (low, high) = factor.range.as_ref().expect("an input of a tornado has a range");
                for end in [low, high] {
                    let mut row = vec![None; factors.len()];
                    row[i] = Some(end.clone());
                    rows.push(row);
                }
            }
        }
        Design::Grid(axes) => rows.extend(combinations(axes)),
        Design::Sobol(_, n) => {
            rows.extend(drawn(factors, &super::indices::sobol_points(factors.len(), *n, seed)));
        }
        Design::LatinHypercube(_, n) => {
            rows.extend(drawn(factors, &super::indices::hypercube_points(factors.len(), *n, seed)));
        }
        Design::Morris(_, n) => {
            rows.extend(drawn(factors, &super::indices::morris_points(factors.len(), *n, seed)));
        }
    }
    rows
}

/// Points of the unit cube as values.
fn drawn(factors: &[Factor], points: &[Vec<f64>]) -> Vec<Row> {
    points.iter().map(|point| factors.iter().zip(point).map(|(it, u)| Some(it.at(*u))).collect()).collect()
}

/// Every combination, the last axis in turn first.
fn combinations(axes: &[Axis]) -> Vec<Row> {
    let mut rows: Vec<Row> = vec![Vec::new()];
    for axis in axes {
        let with = |row: &Row| {
            let row = row.clone();
            axis.values.iter().map(move |(value, _)| {
                let mut longer = row.clone();
                longer.push(Some(value.clone()));
                longer
            })
        };
        rows = rows.iter().flat_map(with).collect();
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use naru_scenario::{Place, SourceId};

    #[test]
    fn a_grid_turns_its_last_axis_first() {
        let place = Place { source: SourceId(0), start: 0, end: 0 };
        let axis = |path: &str, values: &[&str]| Axis {
            path: path.to_owned(),
            place,
            values: values.iter().map(|it| ((*it).to_owned(), place)).collect(),
        };
        let axes = [axis("a", &["1", "2"]), axis("b", &["x", "y", "z"])];
        let rows: Vec<String> = combinations(&axes)
            .iter()
            .map(|row| row.iter().flatten().cloned().collect::<Vec<_>>().concat())
            .collect();
        assert_eq!(rows, ["1x", "1y", "1z", "2x", "2y", "2z"]);
        assert_eq!(count(&Design::Grid(axes.into()), 2), 1 + 6);
    }
}
