//! Points for a sweep, in the unit cube: scrambled Sobol', Latin hypercube. For paths of a scenario, never for
//! the event streams of a run.
//!
//! Every draw is by address: a seed and a place give the same coordinate on every machine.

mod joe_kuo;

use joe_kuo::JOE_KUO;

/// A place in the unit cube, one coordinate a factor, each strictly between 0 and 1 (Morris's: 0..=1).
pub type Point = Vec<f64>;

/// Most dimensions of [`sobol_points`].
pub const SOBOL_DIMENSIONS: usize = JOE_KUO.len();

/// The first `n` points of Sobol's sequence (1967) with the direction numbers of Joe and Kuo (2008), scrambled as
/// Owen (1995) asks by the hash of Laine and Karras (2011), in Burley's form (2020).
///
/// Each point is uniform on the cube over seeds; together they stay a digital net: of any 2^k points each of the 2^k
/// equal slices of every factor holds exactly one. Use powers of two; more points or dimensions move none.
///
/// # Panics
/// Above [`SOBOL_DIMENSIONS`], or from 2³² points on.
pub fn sobol_points(n: usize, dimensions: usize, seed: u64) -> Vec<Point> {
    assert!(dimensions <= SOBOL_DIMENSIONS, "at most {SOBOL_DIMENSIONS} dimensions, not {dimensions}");
    let count = u32::try_from(n).expect("fewer than 2^32 points");
    let directions: Vec<[u32; 32]> = (0..dimensions).map(directions).collect();
    let scrambles: Vec<u32> =
        (0..dimensions).map(|d| (hash(seed, [SCRAMBLE, d as u64, 0]) >> 32) as u32).collect();
    let coordinate =
        |i: u32, d: usize| (f64::from(scrambled(digits(&directions[d], i), scrambles[d])) + 0.5) / TWO_TO_32;
    (0..count).map(|i| (0..dimensions).map(|d| coordinate(i, d)).collect()).collect()
}

/// `n` points of which each of the n equal slices of every factor holds exactly one (McKay, Beckman & Conover 1979).
pub fn latin_hypercube(n: usize, dimensions: usize, seed: u64) -> Vec<Point> {
    let columns: Vec<Vec<usize>> =
        (0..dimensions).map(|d| shuffled(n, seed, [LATIN_ORDER, d as u64])).collect();
    let coordinate = |i: usize, d: usize| {
        (columns[d][i] as f64 + uniform(hash(seed, [LATIN_PLACE, d as u64, i as u64]))) / n as f64
    };
    (0..n).map(|i| (0..dimensions).map(|d| coordinate(i, d)).collect()).collect()
}

const TWO_TO_32: f64 = 4_294_967_296.0;

/// What a draw is for: the first word of its address.
const SCRAMBLE: u64 = 1;
const LATIN_ORDER: u64 = 2;
const LATIN_PLACE: u64 = 3;
pub(super) const MORRIS_ORDER: u64 = 4;
pub(super) const MORRIS_START: u64 = 5;
pub(super) const BOOTSTRAP: u64 = 6;

/// 64 bits by address, each word mixed in by the finaliser of `SplitMix64` (Steele, Lea & Flood 2014).
pub(super) fn hash(seed: u64, address: [u64; 3]) -> u64 {
    let mix = |mut z: u64| {
        z = z.wrapping_add(0x9e37_79b9_7f4a_7c15);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    };
    address.into_iter().fold(mix(seed), |h, word| mix(h ^ word))
}

/// Strictly between 0 and 1.
fn uniform(bits: u64) -> f64 {
    ((bits >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
}

/// 0..n, each as likely as the others to within n/2⁶⁴.
pub(super) fn below(bits: u64, n: usize) -> usize {
    ((u128::from(bits) * n as u128) >> 64) as usize
}

/// 0..n in an order of chance: by the hash of each, ties by number.
pub(super) fn shuffled(n: usize, seed: u64, [purpose, which]: [u64; 2]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by_key(|i| (hash(seed, [purpose, which, *i as u64]), *i));
    order
}

/// The i-th point's first 32 binary digits in one dimension, in plain (not Gray code) order.
fn digits(directions: &[u32; 32], i: u32) -> u32 {
    (0..32).filter(|bit| i >> bit & 1 == 1).fold(0, |x, bit| x ^ directions[bit as usize])
}

/// Direction numbers of a dimension by the recurrence of its polynomial (Joe & Kuo 2008, section 2).
fn directions(dimension: usize) -> [u32; 32] {
    let (polynomial, initial) = JOE_KUO[dimension];
    let degree = initial.len();
    let mut v = [0; 32];
    for k in 0..32 {
        v[k] = match initial.get(k) {
            Some(m) => m << (31 - k),
            None if dimension == 0 => 1 << (31 - k), // van der Corput
            None => (1..degree)
                .filter(|j| polynomial >> (degree - j) & 1 == 1)
                .fold(v[k - degree] ^ (v[k - degree] >> degree), |x, j| x ^ v[k - j]),
        };
    }
    v
}

/// Each binary digit flipped or not by a hash of the digits before it.
fn scrambled(x: u32, seed: u32) -> u32 {
    let mut x = x.reverse_bits().wrapping_add(seed);
    for factor in [0x6c50_b47c_u32, 0xb82f_1e52, 0xc7af_e638, 0x8d22_f6e6] {
        x ^= x.wrapping_mul(factor);
    }
    x.reverse_bits()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Slices of equal width hit by coordinate `d`, counted.
    fn hits(points: &[Point], d: usize, slices: usize) -> Vec<usize> {
        let mut hits = vec![0; slices];
        for point in points {
            hits[(point[d] * slices as f64) as usize] += 1;
        }
        hits
    }

    /// Published with the direction numbers: the first points of the first three dimensions, in Gray code order.
    #[test]
    fn the_first_points_are_the_published_ones() {
        let want = [
            [0.0, 0.0, 0.0],
            [0.5, 0.5, 0.5],
            [0.75, 0.25, 0.25],
            [0.25, 0.75, 0.75],
            [0.375, 0.375, 0.625],
            [0.875, 0.875, 0.125],
            [0.625, 0.125, 0.875],
            [0.125, 0.625, 0.375],
            [0.1875, 0.3125, 0.9375],
        ];
        for (i, want) in (0_u32..).zip(want) {
            let got = [0, 1, 2].map(|d| f64::from(digits(&directions(d), i ^ (i >> 1))) / TWO_TO_32);
            assert_eq!(got.map(f64::to_bits), want.map(f64::to_bits), "{i}");
        }
    }

    /// scipy 1.18 (`qmc.Sobol(64, scramble=False, bits=32)`, another program over its own copy of the numbers): the
    /// sum of `(d + 1)·x_d·2³²` over all 64 dimensions of its points 5, 1023 and 12345.
    #[test]
    fn all_dimensions_are_scipys() {
        for (i, want) in
            [(5_u32, 4_651_449_581_568_u64), (1_023, 5_044_640_415_744), (12_345, 4_770_247_999_488)]
        {
            let gray = i ^ (i >> 1);
            let got: u64 =
                (0..SOBOL_DIMENSIONS).map(|d| (d as u64 + 1) * u64::from(digits(&directions(d), gray))).sum();
            assert_eq!(got, want, "{i}");
        }
    }

    /// The first two dimensions are a (0, m, 2)-net: each of the 2^m boxes 2^-a by 2^-(m-a) holds one of 2^m points,
    /// before and after scrambling.
    #[test]
    fn scrambled_points_stay_a_net() {
        for seed in 0..20 {
            let points = sobol_points(64, 2, seed);
            for a in 0..=6_u32 {
                let (wide, high) = (f64::from(1 << a), f64::from(1 << (6 - a)));
                let mut seen = vec![0; 64];
                for point in &points {
                    let column = (point[0] * wide) as usize;
                    seen[column * (1 << (6 - a)) + (point[1] * high) as usize] += 1;
                }
                assert!(seen.iter().all(|n| *n == 1), "{seed} {a} {seen:?}");
            }
        }
    }

    /// In every dimension each slice holds one point, and the points of another dimension do not follow them.
    #[test]
    fn each_slice_of_each_factor_holds_one_point() {
        for points in [sobol_points(256, SOBOL_DIMENSIONS, 7), latin_hypercube(256, 10, 7)] {
            for d in 0..points[0].len() {
                assert!(hits(&points, d, 256).iter().all(|n| *n == 1), "{d}");
            }
            for d in 1..points[0].len() {
                let product: f64 =
                    points.iter().map(|p| (p[d - 1] - 0.5) * (p[d] - 0.5)).sum::<f64>() / 256.0;
                assert!(
                    (12.0 * product).abs() < 0.35,
                    "correlation of {d} with its neighbour: {}",
                    12.0 * product
                );
            }
        }
    }

    /// One point over many seeds is uniform: each tenth hit 2,000 ± 5·√1,800 times of 20,000.
    #[test]
    fn over_seeds_a_scrambled_point_is_uniform() {
        let points: Vec<Point> = (0..20_000).map(|seed| sobol_points(4, 64, seed).swap_remove(3)).collect();
        for d in [0, 1, 63] {
            let hits = hits(&points, d, 10);
            assert!(hits.iter().all(|n| (1_788..=2_212).contains(n)), "{d} {hits:?}");
        }
    }

    #[test]
    fn a_seed_is_a_seed() {
        assert_eq!(sobol_points(8, 3, 1), sobol_points(8, 3, 1));
        assert_ne!(sobol_points(8, 3, 1), sobol_points(8, 3, 2));
        assert_ne!(latin_hypercube(8, 3, 1), latin_hypercube(8, 3, 2));
        let (few, many) = (sobol_points(8, 3, 1), sobol_points(16, 5, 1));
        assert!(few.iter().zip(&many).all(|(few, many)| few[..] == many[..3]), "more points move no other");
    }
}
