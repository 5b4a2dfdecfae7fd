//! Inversion samplers against `rand_distr`, by the two-sample Kolmogorov-Smirnov test, with fixed seeds.

use naru_kernel::{LAYOUT, Stream};
use naru_workload::sample::{Hyperexponential, exponential, lognormal, normal_quantile, weibull};
use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};
use rand_distr::{Distribution, Exp, Exp1, LogNormal, StandardNormal, Uniform, Weibull};

const N: u32 = 50_000;

/// The greatest distance between two empirical distributions of N values each stays below 1.95 √(2/N) with
/// probability 0.999.
#[track_caller]
fn check(what: &str, ours: impl Fn(f64, f64) -> f64, mut theirs: impl FnMut(&mut SmallRng) -> f64) {
    let streams = [what, "second uniform"].map(|purpose| Stream::new(LAYOUT, 2025, 0, "samplers", purpose));
    let mut rng = SmallRng::seed_from_u64(1);
    let mut ours: Vec<f64> = (0..N).map(|j| ours(streams[0].uniform(j), streams[1].uniform(j))).collect();
    let mut theirs: Vec<f64> = (0..N).map(|_| theirs(&mut rng)).collect();
    ours.sort_by(f64::total_cmp);
    theirs.sort_by(f64::total_cmp);
    let (mut i, mut j, mut distance) = (0, 0, 0_i64);
    while i < ours.len() && j < theirs.len() {
        if ours[i] <= theirs[j] {
            i += 1;
        } else {
            j += 1;
        }
        distance = distance.max((i as i64 - j as i64).abs());
    }
    let distance = distance as f64 / f64::from(N);
    assert!(distance < 1.95 * (2.0 / f64::from(N)).sqrt(), "{what}: distance {distance}");
}

#[test]
fn the_exponential_is_theirs() {
    check(
        "exponential",
        |u, _| 240.0 * exponential(u),
        |rng| Exp::new(1.0 / 240.0).expect("positive").sample(rng),
    );
}

#[test]
fn the_normal_is_theirs() {
    check("normal", |u, _| normal_quantile(u), |rng| StandardNormal.sample(rng));
}

#[test]
fn the_lognormal_is_theirs() {
    check(
        "lognormal",
        |u, _| lognormal(u, 7.7263, 2.193),
        |rng| LogNormal::new(7.7263, 2.193).expect("sigma is positive").sample(rng),
    );
}

#[test]
fn the_weibull_is_theirs() {
    check(
        "weibull",
        |u, _| weibull(u, 0.4216, 161_420.0),
        |rng| Weibull::new(161_420.0, 0.4216).expect("positive").sample(rng),
    );
}

/// Two exponentials by hand: with p = .8873 the one of mean 1/(2p), else the one of mean 1/(2(1 − p)).
#[test]
fn the_hyperexponential_is_two_exponentials() {
    let law = Hyperexponential::balanced(2.0);
    let p = 0.887_298_334_620_742;
    let branch = Uniform::new(0.0, 1.0).expect("0 < 1");
    check(
        "hyperexponential",
        |u1, u2| law.at(u1, u2),
        |rng: &mut SmallRng| {
            let x: f64 = Exp1.sample(rng);
            if branch.sample(rng) < p { x / (2.0 * p) } else { x / (2.0 * (1.0 - p)) }
        },
    );
}

/// Mean and variance in closed form, within 5 standard errors or so: Exp 1, 1; H₂ of CV 2: 1, 4; N: 0, 1.
#[test]
fn moments_are_the_closed_forms() {
    let stream = Stream::new(LAYOUT, 2025, 0, "samplers", "moments");
    let branch = Stream::new(LAYOUT, 2025, 0, "samplers", "branch");
    let law = Hyperexponential::balanced(2.0);
    let n = 400_000;
    let moments = |of: &dyn Fn(u32) -> f64| {
        let (s, ss) = (0..n).map(of).fold((0.0, 0.0), |(s, ss), x| (s + x, ss + x * x));
        let mean = s / f64::from(n);
        (mean, ss / f64::from(n) - mean * mean)
    };
    for (what, (mean, variance), want_mean, want_variance, allowed) in [
        ("exponential", moments(&|j| exponential(stream.uniform(j))), 1.0, 1.0, 0.02),
        ("hyperexponential", moments(&|j| law.at(stream.uniform(j), branch.uniform(j))), 1.0, 4.0, 0.03),
        ("normal", moments(&|j| normal_quantile(stream.uniform(j))), 0.0, 1.0, 0.012),
    ] {
        assert!((mean - want_mean).abs() < allowed, "{what}: mean {mean}");
        assert!((variance / want_variance - 1.0).abs() < 3.0 * allowed, "{what}: variance {variance}");
    }
}

/// The oracle itself draws from a generator, so the test is only worth something if that one is seeded.
#[test]
fn the_oracle_is_seeded() {
    assert_eq!(SmallRng::seed_from_u64(1).next_u64(), SmallRng::seed_from_u64(1).next_u64());
}
