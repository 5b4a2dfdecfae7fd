//! Which inputs move a figure: variance shares (Sobol'), and elementary effects (Morris) where runs are dear.

use super::points::{BOOTSTRAP, MORRIS_ORDER, MORRIS_START, Point, below, hash, shuffled};
use super::{Confidence, Interval, sobol_points};

/// Points at which a figure is wanted for Sobol' indices: two independent halves A and B, and A with one column of B.
///
/// n(k + 2) runs for k factors. With the same replications at all points, the noise of a run is partly the same too.
#[derive(Clone, Debug, PartialEq)]
pub struct Saltelli {
    /// A, n points.
    pub a: Vec<Point>,
    /// B, n points.
    pub b: Vec<Point>,
}

impl Saltelli {
    /// `n` rows (a power of two; 512 or more for intervals worth printing) of scrambled Sobol' points in twice as many
    /// dimensions as factors (Saltelli et al. 2010).
    ///
    /// # Panics
    /// Unless `n` is a power of two; above 32 factors, the half of [`super::SOBOL_DIMENSIONS`].
    pub fn new(n: usize, factors: usize, seed: u64) -> Self {
        assert!(n.is_power_of_two(), "Sobol' points come in powers of two, not {n}");
        let halves = sobol_points(n, 2 * factors, seed);
        let half = |side: std::ops::Range<usize>| halves.iter().map(|p| p[side.clone()].to_vec()).collect();
        Self { a: half(0..factors), b: half(factors..2 * factors) }
    }

    /// `AB_i`: A with column `factor` of B.
    pub fn mixed(&self, factor: usize) -> Vec<Point> {
        let mut points = self.a.clone();
        for (point, b) in points.iter_mut().zip(&self.b) {
            point[factor] = b[factor];
        }
        points
    }
}

/// The figure at the points of a [`Saltelli`] design, in its own unit, in the order of the points.
#[derive(Clone, Debug, PartialEq)]
pub struct Evaluated {
    /// At A.
    pub a: Vec<f64>,
    /// At B.
    pub b: Vec<f64>,
    /// At `AB_i`, one list a factor.
    pub mixed: Vec<Vec<f64>>,
}

impl Evaluated {
    /// The same less the mean over A and B: S₁ of a figure that is large beside its spread (a spend of 10¹³ won that
    /// varies by one part in a hundred) is otherwise drowned by `f_B (f_ABi − f_A)`. The indices of the law do not
    /// change, the estimates do (Sobol' 2001; Saltelli et al. 2010).
    #[must_use]
    pub fn centred(&self) -> Self {
        let n = (self.a.len() + self.b.len()) as f64;
        let mean = self.a.iter().chain(&self.b).sum::<f64>() / n;
        let less = |values: &Vec<f64>| values.iter().map(|v| v - mean).collect::<Vec<f64>>();
        Self { a: less(&self.a), b: less(&self.b), mixed: self.mixed.iter().map(less).collect() }
    }
}

/// An index and what resampling says of it. Estimates are not clipped: a little below 0 is an effect of none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Index {
    /// The estimate.
    pub value: f64,
    /// Percentile bootstrap over rows. Of Sobol' points it is wider than need be: they are more even than chance.
    pub interval: Interval,
}

/// Variance shares of a figure, one entry a factor.
#[derive(Clone, Debug, PartialEq)]
pub struct SobolIndices {
    /// V, population variance of the figure over A and B together.
    pub variance: f64,
    /// `S_1`: the part of V that goes when the factor is fixed, alone.
    pub first: Vec<Index>,
    /// `S_T`: the part that stays when all others are fixed, with every interaction of the factor.
    pub total: Vec<Index>,
}

/// Resamples of the bootstrap: 999, so that the ends of a 95 % interval are the 25th of each side.
const RESAMPLES: usize = 999;

/// First and total indices: `S_1` = `mean(f_B (f_ABi − f_A))/V` (Saltelli et al. 2010, table 2 b),
/// `S_T` = `mean((f_A − f_ABi)²)/2V` (Jansen 1999), with the bootstrap's intervals (rows drawn by `seed`; Archer,
/// Saltelli & Sobol' 1997).
///
/// `None` where the figure does not vary: then nothing moves it.
///
/// # Panics
/// If the lists differ in length, or are empty.
pub fn sobol_indices(figure: &Evaluated, confidence: Confidence, seed: u64) -> Option<SobolIndices> {
    let n = figure.a.len();
    let equal = figure.mixed.iter().chain([&figure.b]).all(|list| list.len() == n);
    assert!(n > 0 && equal, "A, B and every mixed list have the same rows");
    let variance = variance(figure, &(0..n).collect::<Vec<usize>>());
    if variance <= 0.0 {
        return None;
    }
    let resamples: Vec<Vec<usize>> = (0..RESAMPLES as u64)
        .map(|sample| (0..n as u64).map(|row| below(hash(seed, [BOOTSTRAP, sample, row]), n)).collect())
        .collect();
    let variances: Vec<f64> = resamples.iter().map(|rows| self::variance(figure, rows)).collect();
    let all: Vec<usize> = (0..n).collect();
    let index = |of: &dyn Fn(usize) -> f64| {
        let mean = |rows: &[usize]| rows.iter().map(|row| of(*row)).sum::<f64>() / n as f64;
        let drawn = resamples.iter().zip(&variances).filter(|(_, v)| **v > 0.0);
        let mut drawn: Vec<f64> = drawn.map(|(rows, v)| mean(rows) / v).collect();
        drawn.sort_unstable_by(f64::total_cmp);
        Index { value: mean(&all) / variance, interval: percentiles(&drawn, confidence) }
    };
    let (a, b) = (&figure.a, &figure.b);
    let first = figure.mixed.iter().map(|ab| index(&|row| b[row] * (ab[row] - a[row]))).collect();
    let total = figure.mixed.iter().map(|ab| index(&|row| 0.5 * (a[row] - ab[row]) * (a[row] - ab[row])));
    Some(SobolIndices { variance, first, total: total.collect() })
}

/// Population variance of f at these rows of A and B together.
fn variance(figure: &Evaluated, rows: &[usize]) -> f64 {
    let n = 2.0 * rows.len() as f64;
    let values = || rows.iter().flat_map(|row| [figure.a[*row], figure.b[*row]]);
    let mean = values().sum::<f64>() / n;
    values().map(|v| (v - mean) * (v - mean)).sum::<f64>() / n
}

/// The ⌊(m + 1)α/2⌋-th from either end of m sorted values, at least the first.
fn percentiles(sorted: &[f64], confidence: Confidence) -> Interval {
    let place = (sorted.len() + 1) as f64 * confidence.alpha() / 2.0;
    let place = ((place + 1e-9) as usize).clamp(1, sorted.len()); // 25, not 24.999…
    Interval { lo: sorted[place - 1], hi: sorted[sorted.len() - place] }
}

/// Paths on which each step moves one factor (Morris 1991): `paths` of `factors` + 1 points each, on a grid of
/// `levels` levels, steps of levels/(2(levels − 1)) up or down, factors in an order of chance.
///
/// Each level of each factor is as likely as the others. 20 paths and 4 levels are usual; Campolongo's choice of
/// paths that lie far apart is not made.
///
/// # Panics
/// Unless `levels` is even and at least 2.
pub fn morris_paths(paths: usize, factors: usize, levels: usize, seed: u64) -> Vec<Vec<Point>> {
    assert!(levels >= 2 && levels.is_multiple_of(2), "an even number of levels, not {levels}");
    let (half, top) = (levels / 2, (levels - 1) as f64);
    let at = |level: usize| level as f64 / top;
    (0..paths as u64)
        .map(|path| {
            let start: Vec<usize> = (0..factors)
                .map(|factor| below(hash(seed, [MORRIS_START, path, factor as u64]), levels))
                .collect();
            let mut point: Point = start.iter().map(|level| at(*level)).collect();
            let mut points = vec![point.clone()];
            for factor in shuffled(factors, seed, [MORRIS_ORDER, path]) {
                let level = start[factor];
                point[factor] = at(if level < half { level + half } else { level - half });
                points.push(point.clone());
            }
            points
        })
        .collect()
}

/// What a step of one factor does to the figure, over all paths; in the figure's unit per whole range of the factor.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ElementaryEffects {
    /// μ, mean effect: with its sign, so that effects in both directions cancel.
    pub mean: f64,
    /// μ*, mean of the absolute effect (Campolongo et al. 2007): how much the factor matters.
    pub mean_absolute: f64,
    /// σ (r − 1): how much the effect depends on where the others stand; near 0 means additive and linear.
    pub sd: f64,
}

/// Elementary effects of each factor (Morris 1991), from the figure at each point of each path.
///
/// `None` below two paths: one says nothing about σ.
///
/// # Panics
/// If a path is not of points that differ by one factor each, every factor once, or values and points differ in number.
pub fn elementary_effects(paths: &[Vec<Point>], figure: &[Vec<f64>]) -> Option<Vec<ElementaryEffects>> {
    assert_eq!(paths.len(), figure.len(), "every path has its values");
    if paths.len() < 2 {
        return None;
    }
    let factors = paths[0][0].len();
    let mut effects = vec![Vec::with_capacity(paths.len()); factors];
    for (points, values) in paths.iter().zip(figure) {
        assert!(
            points.len() == values.len() && points.len() == factors + 1,
            "a path moves every factor once"
        );
        for (points, values) in points.windows(2).zip(values.windows(2)) {
            let steps = points[1].iter().zip(&points[0]).map(|(to, from)| to - from);
            let moved: Vec<(usize, f64)> = steps.enumerate().filter(|(_, step)| *step != 0.0).collect();
            let [(factor, step)] = moved[..] else { panic!("a step moves one factor, not {}", moved.len()) };
            effects[factor].push((values[1] - values[0]) / step);
        }
    }
    let summary = |effects: &Vec<f64>| {
        assert_eq!(effects.len(), paths.len(), "a path moves every factor once");
        let r = effects.len() as f64;
        let mean = effects.iter().sum::<f64>() / r;
        let squares: f64 = effects.iter().map(|e| (e - mean) * (e - mean)).sum();
        ElementaryEffects {
            mean,
            mean_absolute: effects.iter().map(|e| e.abs()).sum::<f64>() / r,
            sd: (squares / (r - 1.0)).sqrt(),
        }
    };
    Some(effects.iter().map(summary).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(points: &[Point], f: impl Fn(&Point) -> f64) -> Vec<f64> {
        points.iter().map(f).collect()
    }

    fn evaluated(design: &Saltelli, f: impl Fn(&Point) -> f64 + Copy) -> Evaluated {
        let mixed = (0..design.a[0].len()).map(|factor| at(&design.mixed(factor), f)).collect();
        Evaluated { a: at(&design.a, f), b: at(&design.b, f), mixed }
    }

    /// x₁ + 2x₂ + 0x₃: variances 1/12 and 4/12, so the shares are 1/5, 4/5 and 0, first and total alike.
    #[test]
    fn shares_of_a_sum() {
        let figure = evaluated(&Saltelli::new(1024, 3, 1), |x| x[0] + 2.0 * x[1]);
        let got = sobol_indices(&figure.centred(), Confidence::P95, 1).unwrap();
        for (i, want) in [0.2, 0.8, 0.0].into_iter().enumerate() {
            assert!((got.first[i].value - want).abs() < 0.01, "{i} {:?}", got.first[i]);
            assert!((got.total[i].value - want).abs() < 0.01, "{i} {:?}", got.total[i]);
        }
        assert_eq!(got.total[2].value.to_bits(), 0, "what is not read moves nothing at all");
    }

    /// A thousand billion beside a spread of one: without centring S₁ is noise, with it as before.
    #[test]
    fn centring_saves_a_large_figure() {
        let design = Saltelli::new(1024, 2, 1);
        let figure = evaluated(&design, |x| 1e6 + x[0] + 2.0 * x[1]);
        let raw = sobol_indices(&figure, Confidence::P95, 1).unwrap().first[0];
        let centred = sobol_indices(&figure.centred(), Confidence::P95, 1).unwrap().first[0];
        assert!((centred.value - 0.2).abs() < 0.01, "{centred:?}");
        assert!(raw.interval.hi - raw.interval.lo > 100.0, "{raw:?}");
    }

    #[test]
    fn a_constant_has_no_shares() {
        let figure = evaluated(&Saltelli::new(8, 2, 1), |_| 3.0);
        assert_eq!(sobol_indices(&figure, Confidence::P95, 1), None);
    }

    /// 999 values: the 25th and the 975th; 90 %: the 50th and the 950th.
    #[test]
    fn percentiles_are_order_statistics() {
        let sorted: Vec<f64> = (1..=999).map(f64::from).collect();
        for (confidence, lo, hi) in [(Confidence::P95, 25.0, 975.0), (Confidence::P90, 50.0, 950.0)] {
            assert_eq!(percentiles(&sorted, confidence), Interval { lo, hi });
        }
    }

    /// A linear figure has its slopes as effects, and no spread of them.
    #[test]
    fn a_linear_figure_has_its_slopes() {
        let paths = morris_paths(20, 4, 4, 3);
        let f = |x: &Point| 5.0 - 2.0 * x[0] + 3.0 * x[1] + 0.5 * x[2];
        let figure: Vec<Vec<f64>> = paths.iter().map(|path| at(path, f)).collect();
        let got = elementary_effects(&paths, &figure).unwrap();
        for (effects, slope) in got.iter().zip([-2.0, 3.0, 0.5, 0.0f64]) {
            assert!((effects.mean - slope).abs() < 1e-12, "{effects:?}");
            assert!((effects.mean_absolute - slope.abs()).abs() < 1e-12, "{effects:?}");
            assert!(effects.sd < 1e-12, "{effects:?}");
        }
        assert_eq!(elementary_effects(&paths[..1], &figure[..1]), None);
    }

    /// |x − ½| on levels 0, ⅓, ⅔, 1, steps of ⅔: 0 → ⅔ is −½, ⅓ → 1 is +½. So μ tends to 0, and μ* is ½ · (⅓/⅔).
    #[test]
    fn effects_that_cancel_still_matter() {
        let paths = morris_paths(200, 1, 4, 5);
        let figure: Vec<Vec<f64>> = paths.iter().map(|path| at(path, |x| (x[0] - 0.5).abs())).collect();
        let got = elementary_effects(&paths, &figure).unwrap()[0];
        assert!((got.mean_absolute - 0.5).abs() < 1e-12 && got.mean.abs() < 0.1, "{got:?}");
    }

    /// Every factor once a path, on the grid, every level as often as another.
    #[test]
    fn paths_are_morriss() {
        let paths = morris_paths(1_000, 3, 4, 9);
        let mut levels = [0_u32; 4];
        let mut first_moved = [0_u32; 3];
        for points in &paths {
            for point in points {
                for x in point {
                    let level = x * 3.0;
                    assert!((level - level.round()).abs() < 1e-12, "{x}");
                    levels[level.round() as usize] += 1;
                }
            }
            first_moved[(0..3).find(|i| points[0][*i].to_bits() != points[1][*i].to_bits()).unwrap()] += 1;
        }
        assert!(levels.iter().all(|n| (2_700..=3_300).contains(n)), "{levels:?}");
        assert!(first_moved.iter().all(|n| (260..=410).contains(n)), "{first_moved:?}");
    }
}
