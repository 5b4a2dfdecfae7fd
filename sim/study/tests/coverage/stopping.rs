//! After sequential stopping, and for paired differences.

use naru_study::statistics::{Batches, Confidence, Skewness, Target, mean, paired};

use super::{SplitMix, check, coverage};

/// Draws until the target is met or the cap is reached, then asks whether the interval covers. Returns n beside it.
fn stopped(
    random: &mut SplitMix,
    target: Target,
    truth: f64,
    draw: fn(&mut SplitMix) -> f64,
) -> (bool, usize) {
    let batches = Batches::up_to(2_000);
    let mut x = Vec::new();
    let mut next = batches.next(0, 0.0);
    loop {
        let n = next.expect("a look is due");
        x.extend((x.len()..n).map(|_| draw(random)));
        let figure = mean(&x, Confidence::P95).expect("a look has replications");
        let worst = target.shortfall(&figure, Skewness::Waits);
        next = batches.next(n, worst);
        if worst <= 1.0 || next.is_none() {
            return (figure.interval.covers(truth), n);
        }
    }
}

/// Asked is 91–96 %: the data decide when to stop, and stop a little too readily where the spread looks small.
#[test]
fn after_sequential_stopping() {
    type Law = (&'static str, f64, fn(&mut SplitMix) -> f64);
    let laws: [Law; 3] = [
        ("uniform", 0.5, SplitMix::uniform),
        ("normal", 5.0, |random| 5.0 + random.normal()),
        ("exponential", 1.0, SplitMix::exponential),
    ];
    for (seed, (name, truth, draw)) in (51..).zip(laws) {
        for relative in [0.2, 0.1, 0.05] {
            let target = Target { absolute: 0.0, relative };
            let (mut total, mut capped) = (0, 0_u32);
            let got = coverage(seed, |random| {
                let (covers, n) = stopped(random, target, truth, draw);
                total += n;
                capped += u32::from(n == 2_000);
                covers
            });
            let n = total as f64 / f64::from(super::repetitions());
            println!(
                "{name} to {:.0} %: {:.1} %, mean n {n:.0}, {capped} capped",
                100.0 * relative,
                100.0 * got
            );
            assert!((0.91..=0.96).contains(&got), "{name} to {relative} covers {got}");
        }
    }
}

/// Common luck and a little of each one's own: d has mean ½, and pairing takes the common part out.
#[test]
fn a_paired_difference_covers() {
    for (n, seed) in [(40, 61), (200, 62)] {
        let got = coverage(seed, |random| {
            let common: Vec<f64> = (0..n).map(|_| 10.0 * random.exponential()).collect();
            let a: Vec<f64> = common.iter().map(|c| c + random.uniform()).collect();
            let b: Vec<f64> = common.iter().map(|c| c + 0.5 + random.uniform()).collect();
            paired(&a, &b, 0.0, Confidence::P95).unwrap().interval.covers(0.5)
        });
        check(&format!("paired difference of {n}"), got);
    }
}
