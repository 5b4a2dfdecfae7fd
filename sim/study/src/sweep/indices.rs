//! Designs that draw from ranges, in the unit cube, and the indices that belong to them.

use crate::metrics::Series;
use crate::statistics::{
    Confidence, Evaluated, Index, Point, Saltelli, elementary_effects, latin_hypercube, morris_paths,
    sobol_indices,
};
use naru_results::{SweepElementary, SweepIndex, SweepIndices, SweepInterval, SweepMorris};
use naru_scenario::Factor;

/// Levels of each input in Morris's design.
const LEVELS: usize = 4;

/// A, then B, then A with one column of B, input by input.
pub(super) fn sobol_points(factors: usize, rows: u32, seed: u64) -> Vec<Point> {
    let design = Saltelli::new(rows as usize, factors, seed);
    let mixed: Vec<Point> = (0..factors).flat_map(|factor| design.mixed(factor)).collect();
    design.a.into_iter().chain(design.b).chain(mixed).collect()
}

pub(super) fn hypercube_points(factors: usize, points: u32, seed: u64) -> Vec<Point> {
    latin_hypercube(points as usize, factors, seed)
}

/// The points of each way, one after the other.
pub(super) fn morris_points(factors: usize, ways: u32, seed: u64) -> Vec<Point> {
    morris_paths(ways as usize, factors, LEVELS, seed).concat()
}

/// Sobol' indices of a metric from the points after point 0, in their order.
pub(super) fn sobol(
    metric: &str,
    points: &[&Series],
    (factors, rows): (&[Factor], u32),
    seed: u64,
) -> SweepIndices {
    let none =
        SweepIndices { metric: metric.to_owned(), variance: None, noise_share: None, inputs: Vec::new() };
    let Some(values) = points.iter().map(|it| it.point).collect::<Option<Vec<f64>>>() else { return none };
    let mut blocks = values.chunks(rows as usize).map(<[f64]>::to_vec);
    let (Some(a), Some(b)) = (blocks.next(), blocks.next()) else { return none };
    let figure = Evaluated { a, b, mixed: blocks.collect() }.centred();
    let Some(found) = sobol_indices(&figure, Confidence::P95, seed) else { return none };
    let halves = &points[..2 * rows as usize];
    let noise = super::effects::noise_variance(halves);
    let interval = |it: &Index| SweepInterval { value: it.value, lo: it.interval.lo, hi: it.interval.hi };
    let of = |(factor, (first, total)): (&Factor, (&Index, &Index))| SweepIndex {
        path: factor.path.clone(),
        first: interval(first),
        total: interval(total),
    };
    SweepIndices {
        variance: Some(found.variance),
        noise_share: noise.map(|it| it / found.variance),
        inputs: factors.iter().zip(found.first.iter().zip(&found.total)).map(of).collect(),
        ..none
    }
}

/// Elementary effects on a metric from the points after point 0, in their order.
pub(super) fn morris(
    metric: &str,
    points: &[&Series],
    (factors, ways): (&[Factor], u32),
    seed: u64,
) -> SweepElementary {
    let none = SweepElementary { metric: metric.to_owned(), inputs: Vec::new() };
    let Some(values) = points.iter().map(|it| it.point).collect::<Option<Vec<f64>>>() else { return none };
    let paths = morris_paths(ways as usize, factors.len(), LEVELS, seed);
    let values: Vec<Vec<f64>> = values.chunks(factors.len() + 1).map(<[f64]>::to_vec).collect();
    let Some(effects) = elementary_effects(&paths, &values) else { return none };
    let inputs = factors.iter().zip(effects).map(|(factor, it)| SweepMorris {
        path: factor.path.clone(),
        mean_size: it.mean_absolute,
        mean: it.mean,
        sd: it.sd,
    });
    SweepElementary { inputs: inputs.collect(), ..none }
}
