//! Do the intervals cover as often as they say? On laws whose true value is known in closed form, fixed seeds.
//!
//! 2,000 repetitions each, so that chance alone moves a coverage by 0.5 % (one standard error); asked is 93–97 %.
//! `just coverage` makes ten times as many. A test that held for requests taken as independent would show it here: the clusters are strongly alike inside.

#![expect(clippy::print_stdout, reason = "the coverage found is what a reader of the test wants to see")]

#[path = "coverage/gate.rs"]
mod gate;
#[path = "coverage/stopping.rs"]
mod stopping;

use naru_study::statistics::{
    Confidence, mean, pooled_quantile_of_waits, probability, quantile_order, ratio, share, wilson,
};

/// 2,000; under `NARU_COVERAGE` 20,000.
fn repetitions() -> u32 {
    if std::env::var_os("NARU_COVERAGE").is_some() { 20_000 } else { 2_000 }
}

/// Share of repetitions whose interval covered; `covers` makes one sample and asks its interval.
fn coverage(seed: u64, mut covers: impl FnMut(&mut SplitMix) -> bool) -> f64 {
    let mut random = SplitMix(seed);
    let hits = (0..repetitions()).filter(|_| covers(&mut random)).count();
    hits as f64 / f64::from(repetitions())
}

#[track_caller]
fn check(what: &str, coverage: f64) {
    println!("{what}: {:.1} %", 100.0 * coverage);
    assert!((0.93..=0.97).contains(&coverage), "{what} covers {coverage}");
}

#[test]
fn a_mean_covers() {
    for (n, seed) in [(5, 1), (40, 2), (200, 3)] {
        let got = coverage(seed, |random| {
            let x: Vec<f64> = (0..n).map(|_| 3.0 + random.uniform() + random.uniform()).collect();
            mean(&x, Confidence::P95).unwrap().interval.covers(4.0)
        });
        check(&format!("mean of {n}"), got);
    }
    // exponential: skewed (g₁ = 2, so 100 are asked), and from there on the nominal coverage is near
    let got = coverage(4, |random| {
        let x: Vec<f64> = (0..200).map(|_| random.exponential()).collect();
        mean(&x, Confidence::P95).unwrap().interval.covers(1.0)
    });
    check("mean of 200 exponentials", got);
}

/// The flag is no decoration: a figure that is 0 in 19 of 20 programmes covers well below 93 % at n = 40.
#[test]
fn where_a_mean_is_flagged_it_does_not_cover() {
    let mut flagged = 0;
    let got = coverage(5, |random| {
        let x: Vec<f64> =
            (0..40).map(|_| if random.uniform() < 0.05 { random.exponential() } else { 0.0 }).collect();
        let got = mean(&x, Confidence::P95).unwrap();
        flagged += u32::from(got.skewed || got.sd == 0.0); // never seen in 40: [0, 0], as `zero_events_upper` says better
        got.interval.covers(0.05)
    });
    println!("mean of a rare figure: {:.1} %, flagged {flagged} of {}", 100.0 * got, repetitions());
    assert!(got < 0.90 && flagged == repetitions(), "{got} {flagged}");
}

/// A busy replication (3 in 10) has 40 requests of mean wait 3, a quiet one 10 of mean 1: per request the mean is
/// (0.3·40·3 + 0.7·10·1)/(0.3·40 + 0.7·10) = 43/19, and not the 1.6 of the mean over replications.
#[test]
fn a_ratio_covers_the_mean_per_request() {
    for (n, seed) in [(40, 11), (200, 12)] {
        let got = coverage(seed, |random| {
            let (mut sums, mut counts) = (vec![], vec![]);
            for _ in 0..n {
                let (requests, scale) = busy_or_quiet(random);
                sums.push((0..requests).map(|_| scale * random.exponential()).sum());
                counts.push(f64::from(requests));
            }
            ratio(&sums, &counts, Confidence::P95).unwrap().unwrap().interval.covers(43.0 / 19.0)
        });
        check(&format!("ratio over {n}"), got);
    }
}

/// A wait is above 2 with chance e^{-2/scale}: weighted by requests 12/19·e^{-2/3} + 7/19·e^{-2}.
#[test]
fn a_share_covers() {
    let truth = (12.0 * libm::exp(-2.0 / 3.0) + 7.0 * libm::exp(-2.0)) / 19.0;
    let got = coverage(13, |random| {
        let (mut late, mut all) = (vec![], vec![]);
        for _ in 0..60 {
            let (requests, scale) = busy_or_quiet(random);
            late.push((0..requests).filter(|_| scale * random.exponential() > 2.0).count() as u64);
            all.push(u64::from(requests));
        }
        share(&late, &all, Confidence::P95).unwrap().unwrap().interval.covers(truth)
    });
    check("share over 60", got);
}

#[test]
fn wilson_covers() {
    for (n, p, seed) in [(40, 0.3, 21), (200, 0.1, 22), (200, 0.9, 23)] {
        let got = coverage(seed, |random| {
            let x = (0..n).filter(|_| random.uniform() < p).count() as u64;
            assert!(x == 0 || x == n || probability(x, n, Confidence::P95) == wilson(x, n, Confidence::P95));
            wilson(x, n, Confidence::P95).unwrap().covers(p)
        });
        check(&format!("Wilson at {p} of {n}"), got);
    }
}

/// The pooled law is the mixture by requests, 12/19 Exp(mean 3) + 7/19 Exp(mean 1); its quantile by bisection.
#[test]
fn woodruff_covers_the_pooled_quantile() {
    const UNITS: f64 = 1e6; // waits are whole numbers: so fine that rounding moves nothing
    for (p, n, seed) in [(0.5, 40, 31), (0.95, 40, 32), (0.95, 200, 33)] {
        let cdf = |t: f64| 1.0 - (12.0 * libm::exp(-t / 3.0) + 7.0 * libm::exp(-t)) / 19.0;
        let (mut lo, mut hi) = (0.0, 100.0);
        while hi - lo > 1e-9 {
            let middle = f64::midpoint(lo, hi);
            if cdf(middle) < p { lo = middle } else { hi = middle }
        }
        let got = coverage(seed, |random| {
            let waits: Vec<Vec<u64>> = (0..n)
                .map(|_| {
                    let (requests, scale) = busy_or_quiet(random);
                    (0..requests).map(|_| (UNITS * scale * random.exponential()) as u64).collect()
                })
                .collect();
            pooled_quantile_of_waits(&waits, p, Confidence::P95).unwrap().unwrap().interval.covers(hi * UNITS)
        });
        check(&format!("Woodruff at {p}, {n} replications"), got);
    }
}

/// Distribution-free: the coverage that the ranks state is the coverage found (three standard errors).
#[test]
fn order_statistics_cover_as_often_as_they_state() {
    for (n, p, seed) in [(40, 0.5, 41), (100, 0.9, 42)] {
        let ranks = quantile_order(n, p, Confidence::P95).unwrap();
        let (lower, upper) = (ranks.lower.unwrap() as usize, ranks.upper.unwrap() as usize);
        let got = coverage(seed, |random| {
            let mut x: Vec<f64> = (0..n).map(|_| random.uniform()).collect();
            x.sort_unstable_by(f64::total_cmp);
            x[lower - 1] <= p && p <= x[upper - 1]
        });
        let error = (ranks.coverage * (1.0 - ranks.coverage) / f64::from(repetitions())).sqrt();
        println!(
            "order statistics at {p} of {n}: {:.1} %, stated {:.1} %",
            100.0 * got,
            100.0 * ranks.coverage
        );
        assert!((got - ranks.coverage).abs() < 3.0 * error, "{got} {}", ranks.coverage);
    }
}

/// Requests of one replication, and their mean wait.
fn busy_or_quiet(random: &mut SplitMix) -> (u32, f64) {
    if random.uniform() < 0.3 { (40, 3.0) } else { (10, 1.0) }
}

/// `SplitMix64` (Steele, Lea & Flood 2014): small, and none of the simulator's own.
struct SplitMix(u64);

impl SplitMix {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Strictly between 0 and 1.
    fn uniform(&mut self) -> f64 {
        ((self.next() >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
    }

    /// Mean 0, variance 1 (Box & Muller 1958).
    fn normal(&mut self) -> f64 {
        let radius = (-2.0 * libm::log(self.uniform())).sqrt();
        radius * libm::cos(2.0 * std::f64::consts::PI * self.uniform())
    }

    /// Mean 1.
    fn exponential(&mut self) -> f64 {
        -libm::log(self.uniform())
    }
}
