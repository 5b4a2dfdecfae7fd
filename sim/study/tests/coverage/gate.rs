//! The gate's operating characteristic on drawn differences: how often it errs, by law, margin and true change.

use naru_study::statistics::{Gate, Looks, Verdict};

use super::{SplitMix, repetitions};

/// Verdicts of many gates at one law and one true change, as shares; n is the mean number of replications.
#[derive(Default)]
struct Rates {
    pass: f64,
    flagged_pass: f64,
    identical: f64,
    worse: f64,
    undecided: f64,
    narrow: f64,
    n: f64,
}

fn rates(seed: u64, margin: f64, mut draw: impl FnMut(&mut SplitMix) -> f64) -> Rates {
    let gate = Gate::new(Looks::GATE, 1);
    let mut random = SplitMix(seed);
    let mut rates = Rates::default();
    let one = 1.0 / f64::from(repetitions());
    for _ in 0..repetitions() {
        let mut d = Vec::new();
        let last = gate.sizes().iter().map(|n| {
            d.extend((d.len()..*n).map(|_| draw(&mut random)));
            let judged = gate.judge(&d, margin);
            if judged.look == 1 && gate.too_narrow(&judged) {
                rates.narrow += one;
            }
            judged
        });
        let last = last.into_iter().find(|judged| judged.verdict != Verdict::Continue).unwrap();
        rates.n += one * last.n as f64;
        match last.verdict {
            Verdict::Pass => {
                rates.pass += one;
                rates.flagged_pass += if last.skewed && !last.identical { one } else { 0.0 };
                rates.identical += if last.identical { one } else { 0.0 };
            }
            Verdict::Worse => rates.worse += one,
            Verdict::Undecided | Verdict::Continue => rates.undecided += one,
        }
    }
    rates
}

/// A law of differences with a given mean: `draw(random, mean)`.
type Law = (&'static str, fn(&mut SplitMix, f64) -> f64);

#[test]
fn explore() {
    let laws: [Law; 8] = [
        ("normal", |r, mean| mean + r.normal()),
        ("exponential up", |r, mean| mean + r.exponential() - 1.0),
        ("exponential down", |r, mean| mean - r.exponential() + 1.0),
        ("lognormal 0.5 up", |r, mean| mean + (libm::exp(0.5 * r.normal()) - libm::exp(0.125)) / 0.6039),
        ("lognormal 1 up", |r, mean| mean + (libm::exp(r.normal()) - libm::exp(0.5)) / 2.1612),
        ("lognormal 1 down", |r, mean| mean - (libm::exp(r.normal()) - libm::exp(0.5)) / 2.1612),
        ("1/2 zero, normal", |r, mean| if r.uniform() < 0.5 { mean / 0.5 + r.normal() * 1.41 } else { 0.0 }),
        ("9/10 zero, normal", |r, mean| if r.uniform() < 0.1 { mean / 0.1 + r.normal() * 3.16 } else { 0.0 }),
    ];
    for (name, draw) in laws {
        for margin in [0.2, 0.25, 0.3, 0.4, 0.6, 1.0] {
            let same = rates(71, margin, |r| draw(r, 0.0));
            let at = rates(72, margin, |r| draw(r, margin));
            let twice = rates(73, margin, |r| draw(r, 2.0 * margin));
            println!(
                "{name:20} M {margin:.2} | 0: worse {:.4} undecided {:.4} n {:.0} narrow {:.3}| M: pass {:.4} (fl {:.4} id {:.4}) worse {:.4} n {:.0} | 2M: pass {:.4} worse {:.4}",
                same.worse,
                same.undecided,
                same.n,
                same.narrow,
                at.pass,
                at.flagged_pass,
                at.identical,
                at.worse,
                at.n,
                twice.pass,
                twice.worse
            );
        }
    }
    for share in [0.5, 0.2, 0.1, 0.05] {
        for (name, f) in [("const", 0), ("exp", 1), ("normal-sym", 2)] {
            let at = rates(74, 1.0, |r| {
                if r.uniform() < share {
                    match f {
                        0 => 1.0 / share,
                        1 => r.exponential() / share,
                        _ => 1.0 / share * (1.0 + 0.3 * r.normal()),
                    }
                } else {
                    0.0
                }
            });
            println!(
                "touches {share} {name:10}: pass {:.4} (fl {:.4} id {:.4}) worse {:.4} undecided {:.4} narrow {:.3}",
                at.pass, at.flagged_pass, at.identical, at.worse, at.undecided, at.narrow
            );
        }
    }
}
