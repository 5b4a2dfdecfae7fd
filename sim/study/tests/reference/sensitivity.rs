//! Sobol' indices estimated on functions whose shares are known in closed form.

use crate::closed_forms::{Shares, g_function, g_shares, ishigami, ishigami_shares};
use naru_study::statistics::{Confidence, Evaluated, Saltelli, SobolIndices, sobol_indices};

fn indices(n: usize, factors: usize, seed: u64, f: impl Fn(&[f64]) -> f64) -> SobolIndices {
    let design = Saltelli::new(n, factors, seed);
    let at = |points: &[Vec<f64>]| points.iter().map(|point| f(point)).collect::<Vec<f64>>();
    let mixed = (0..factors).map(|factor| at(&design.mixed(factor))).collect();
    let figure = Evaluated { a: at(&design.a), b: at(&design.b), mixed };
    sobol_indices(&figure.centred(), Confidence::P95, seed).expect("the figure varies")
}

#[track_caller]
fn near(got: &SobolIndices, want: &Shares, tolerance: f64) {
    let lists = [(&got.first, &want.first), (&got.total, &want.total)];
    for (got, want) in lists.into_iter().flat_map(|(got, want)| got.iter().zip(want)) {
        assert!((got.value - want).abs() < tolerance, "want {want}, got {got:?}");
        assert!(got.interval.lo <= got.value && got.value <= got.interval.hi, "{got:?}");
    }
    assert!((got.variance / want.variance - 1.0).abs() < tolerance, "{} {}", got.variance, want.variance);
}

#[test]
fn ishigamis_shares_are_found() {
    near(&indices(8_192, 3, 1, |x| ishigami(x, 7.0, 0.1)), &ishigami_shares(7.0, 0.1), 0.01);
}

/// Sixteen dimensions of points, and factors that matter next to nothing.
#[test]
fn the_g_functions_shares_are_found() {
    let a = [0.0, 1.0, 4.5, 9.0, 99.0, 99.0, 99.0, 99.0];
    near(&indices(8_192, 8, 1, |x| g_function(x, &a)), &g_shares(&a), 0.01);
}

/// At the least n that method.md allows the bootstrap's intervals cover the truth at least as often as they say:
/// the points are more even than the resampling takes them to be.
#[test]
fn bootstrap_intervals_cover_over_seeds() {
    let want = ishigami_shares(7.0, 0.1);
    let (mut covered, mut asked) = (0, 0);
    for seed in 0..100 {
        let got = indices(512, 3, seed, |x| ishigami(x, 7.0, 0.1));
        let first =
            got.first.iter().zip(&want.first).filter(|(got, want)| got.interval.covers(**want)).count();
        let total =
            got.total.iter().zip(&want.total).filter(|(got, want)| got.interval.covers(**want)).count();
        covered += first + total;
        asked += 6;
    }
    assert!(
        f64::from(u32::try_from(covered).expect("few")) >= 0.93 * f64::from(asked),
        "{covered} of {asked}"
    );
}
