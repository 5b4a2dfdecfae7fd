//! Draws at neighbouring addresses look independent: correlation and a two-dimensional χ² test.
//!
//! Neighbours differ by one in the seed, the replication, the entity's number, the index or the block, or in
//! the purpose. Seeds are fixed, so a failure is a changed generator, not chance.

use naru_kernel::{LAYOUT, Stream, Streams};

const PAIRS: u32 = 40_000;
/// Cells per side of the χ² table.
const SIDE: usize = 10;

/// 99 degrees of freedom (the cells' probabilities are known): mean 99, sd 14.07. Bounds at ±4 sd or so; the
/// upper one is the 1 − 5e-5 quantile, the lower one guards against draws that are too even.
const CHI_SQUARE: (f64, f64) = (52.0, 163.0);

#[track_caller]
fn check(what: &str, pair: impl Fn(u32) -> (f64, f64)) {
    let mut cells = [[0_u32; SIDE]; SIDE];
    let (mut xy, mut xx, mut yy) = (0.0, 0.0, 0.0);
    for i in 0..PAIRS {
        let (x, y) = pair(i);
        cells[(x * SIDE as f64) as usize][(y * SIDE as f64) as usize] += 1;
        let (x, y) = (x - 0.5, y - 0.5);
        xy += x * y;
        xx += x * x;
        yy += y * y;
    }
    let correlation = xy / (xx * yy).sqrt();
    // under independence the correlation has sd 1/√n: four of them
    assert!(correlation.abs() < 4.0 / f64::from(PAIRS).sqrt(), "{what}: correlation {correlation}");
    let expected = f64::from(PAIRS) / (SIDE * SIDE) as f64;
    let chi: f64 = cells.iter().flatten().map(|&n| f64::from(n) - expected).map(|d| d * d / expected).sum();
    assert!((CHI_SQUARE.0..CHI_SQUARE.1).contains(&chi), "{what}: chi-square {chi}");
}

fn uniform(seed: u64, replication: u32, entity: u32, purpose: &str, index: u32) -> f64 {
    Stream::new(LAYOUT, seed, replication, &format!("gpu/{entity}"), purpose).uniform(index)
}

#[test]
fn neighbouring_replications() {
    check("same draw", |r| (uniform(2025, r, 1, "normal", 0), uniform(2025, r + 1, 1, "normal", 0)));
}

#[test]
fn neighbouring_entities() {
    let streams = Streams::new(2025, 3);
    let u = |e: u32| streams.entity(&format!("gpu/{e}")).stream("normal").uniform(4);
    check("same draw", |e| (u(e), u(e + 1)));
}

#[test]
fn neighbouring_indices() {
    let stream = Stream::new(LAYOUT, 2025, 3, "gpu/1", "normal");
    check("next index", |j| (stream.uniform(j), stream.uniform(j + 1)));
    check("index after next", |j| (stream.uniform(j), stream.uniform(j + 2)));
    check("next block", |j| (stream.uniform_in(j, 0), stream.uniform_in(j, 1)));
    check("index and block swapped", |j| (stream.uniform_in(j, j + 1), stream.uniform_in(j + 1, j)));
}

#[test]
fn neighbouring_seeds_and_purposes() {
    check("next seed", |i| {
        (uniform(u64::from(i), 0, 1, "normal", 0), uniform(u64::from(i) + 1, 0, 1, "normal", 0))
    });
    check("another purpose", |i| (uniform(2025, i, 1, "normal", 0), uniform(2025, i, 1, "component", 0)));
    check("seed and replication swapped", |i| {
        (uniform(u64::from(i), i + 1, 1, "normal", 0), uniform(u64::from(i) + 1, i, 1, "normal", 0))
    });
}
