//! Laws come back from samples of them, cut or whole, with the confidence that is claimed; closed forms where there are any.

use naru_kernel::{LAYOUT, Stream};
use naru_workload::fit::{ExponentialPart, Family, Fitted, LawFit, LognormalPart, Observed, Parameter};
use naru_workload::sample::{exponential, lognormal, normal_cdf, normal_quantile, weibull};

const SEEDS: u32 = 200;
/// P(Bin(200, .95) ≤ 180) = .0013, P(all 200) = .00004.
const COVERED: core::ops::RangeInclusive<u32> = 181..=199;

/// `n` lengths of a law, cut at `limit`.
fn sample(law: &Fitted, seed: u32, n: u32, limit: f64) -> Observed {
    let stream = |purpose| Stream::new(LAYOUT, 2025, seed, "fit", purpose);
    let (component, value) = (stream("component"), stream("value"));
    Observed::new((0..n).map(|i| {
        let (c, u) = (component.uniform(i), value.uniform(i));
        let x = match law {
            Fitted::Lognormal(parts) => {
                let part = &parts[chosen(c, parts.iter().map(|p| p.weight))];
                lognormal(u, part.mu, part.sigma)
            }
            Fitted::Weibull { shape, scale_s } => weibull(u, *shape, *scale_s),
            Fitted::Hyperexponential(parts) => {
                exponential(u) * parts[chosen(c, parts.iter().map(|p| p.weight))].mean_s
            }
        };
        (x.min(limit), x >= limit)
    }))
}

fn chosen(u: f64, weights: impl Iterator<Item = f64>) -> usize {
    let mut below = 0.0;
    weights
        .take_while(|w| {
            below += w;
            below <= u
        })
        .count()
}

/// Over 200 samples, each parameter's 95 % interval has the true value as often as it says.
#[track_caller]
fn check(law: &Fitted, n: u32, limit: f64) {
    let truth = law.parameters();
    let mut covered = vec![0; truth.len()];
    for seed in 0..SEEDS {
        let observed = sample(law, seed, n, limit);
        let fit = LawFit::of(law.family(), &observed, 0.95).expect("there are enough");
        for (covered, (parameter, value)) in covered.iter_mut().zip(&truth) {
            let estimate = fit.estimate(*parameter).expect("the same family");
            *covered += u32::from(estimate.covers(*value));
        }
    }
    for (covered, (parameter, _)) in covered.iter().zip(&truth) {
        // The weight of an only component is not estimated.
        if *parameter == Parameter::Weight(0) && truth.len() <= 3 {
            continue;
        }
        assert!(COVERED.contains(covered), "{parameter:?}: {covered} of {SEEDS}; all {covered:?}");
    }
}

fn one_lognormal() -> Fitted {
    Fitted::Lognormal(vec![LognormalPart { weight: 1.0, mu: 7.0, sigma: 2.0 }])
}

#[test]
fn a_lognormal_comes_back() {
    check(&one_lognormal(), 300, f64::INFINITY);
}

/// A third is cut.
#[test]
fn a_cut_lognormal_comes_back() {
    check(&one_lognormal(), 300, 3_000.0);
}

#[test]
fn a_weibull_comes_back_cut_or_not() {
    let law = Fitted::Weibull { shape: 0.45, scale_s: 3_000.0 };
    check(&law, 300, f64::INFINITY);
    check(&law, 300, 4_000.0);
}

#[test]
#[cfg_attr(debug_assertions, ignore = "takes a minute in a debug build; release builds run it")]
fn two_exponentials_come_back_cut_or_not() {
    let law = Fitted::Hyperexponential(vec![
        ExponentialPart { weight: 0.4, mean_s: 100.0 },
        ExponentialPart { weight: 0.6, mean_s: 10_000.0 },
    ]);
    check(&law, 600, f64::INFINITY);
    check(&law, 600, 12_000.0);
}

#[test]
#[cfg_attr(debug_assertions, ignore = "takes minutes in a debug build; release builds run it")]
fn two_lognormals_come_back_cut_or_not() {
    let law = Fitted::Lognormal(vec![
        LognormalPart { weight: 0.35, mu: 4.2, sigma: 0.5 },
        LognormalPart { weight: 0.65, mu: 8.5, sigma: 1.5 },
    ]);
    check(&law, 600, f64::INFINITY);
    check(&law, 600, 15_000.0);
}

#[track_caller]
fn near(what: &str, got: f64, want: f64, allowed: f64) {
    assert!((got - want).abs() <= allowed * want.abs().max(1.0), "{what}: {got}, not {want}");
}

/// Ended at 3, 5, 8 s, cut at 10 and 10: the mean is 36/3 = 12 s, the information of its logarithm the 3 that ended.
#[test]
fn a_cut_exponential_is_time_over_ends() {
    let observed = Observed::new([(3.0, false), (5.0, false), (8.0, false), (10.0, true), (10.0, true)]);
    let fit = LawFit::of(Family::Hyperexponential(1), &observed, 0.95).expect("three ended");
    let mean = fit.estimate(Parameter::MeanS(0)).expect("it has a mean");
    let factor = libm::exp(normal_quantile(0.975) / 3.0_f64.sqrt());
    let [low, high] = mean.interval.expect("it has an interval");
    near("mean", mean.value, 12.0, 1e-7);
    near("low", low, 12.0 / factor, 1e-5);
    near("high", high, 12.0 * factor, 1e-5);
    near("ln likelihood", fit.log_likelihood, -3.0 * libm::log(12.0) - 3.0, 1e-9);
    near("BIC", fit.bic, libm::log(5.0) + 6.0 * libm::log(12.0) + 6.0, 1e-9);
}

/// Whole lognormal lengths: mean and root mean square of ln seconds; standard errors σ/√n, and 1/√(2n) of ln σ.
#[test]
fn a_whole_lognormal_is_its_moments() {
    let ln = [2.0, 3.0, 3.5, 5.5, 6.0];
    let observed = Observed::new(ln.map(|ln| (libm::exp(ln), false)));
    let fit = LawFit::of(Family::Lognormal(1), &observed, 0.95).expect("five ended");
    let sigma = ((4.0 + 1.0 + 0.25 + 2.25 + 4.0) / 5.0_f64).sqrt();
    let of = |parameter| fit.estimate(parameter).expect("it is one of the law's");
    let z = normal_quantile(0.975);
    near("mu", of(Parameter::Mu(0)).value, 4.0, 1e-9);
    near("sigma", of(Parameter::Sigma(0)).value, sigma, 1e-9);
    let [low, high] = of(Parameter::Mu(0)).interval.expect("an interval");
    near("mu low", low, 4.0 - z * sigma / 5.0_f64.sqrt(), 1e-5);
    near("mu high", high, 4.0 + z * sigma / 5.0_f64.sqrt(), 1e-5);
    let [low, high] = of(Parameter::Sigma(0)).interval.expect("an interval");
    near("sigma low", low, sigma / libm::exp(z / 10.0_f64.sqrt()), 1e-5);
    near("sigma high", high, sigma * libm::exp(z / 10.0_f64.sqrt()), 1e-5);
    assert_eq!(of(Parameter::Weight(0)).interval, None, "an only weight is 1");
}

/// Cohen's equations for a censored normal: Σ z + Σ h = 0 and Σ (z² − 1) + Σ z h = 0, the first sums over what ended, h =
/// φ/(1 − Φ) over what was cut.
#[test]
fn a_cut_lognormal_solves_cohens_equations() {
    let observed = sample(&one_lognormal(), 7, 400, 2_000.0);
    let Some(Fitted::Lognormal(parts)) = Family::Lognormal(1).fit(&observed) else { panic!("a lognormal") };
    let z = |x: f64| (libm::log(x) - parts[0].mu) / parts[0].sigma;
    let (mut first, mut second) = (0.0, 0.0);
    for i in 0..400 {
        let x = lognormal(Stream::new(LAYOUT, 2025, 7, "fit", "value").uniform(i), 7.0, 2.0);
        let at = z(x.min(2_000.0));
        if x < 2_000.0 {
            first += at;
            second += at * at - 1.0;
        } else {
            let h = libm::exp(-at * at / 2.0) / (2.0 * core::f64::consts::PI).sqrt() / normal_cdf(-at);
            first += h;
            second += at * h;
        }
    }
    assert!(observed.cut() > 100, "a good part is cut");
    assert!(first.abs() < 1e-3 && second.abs() < 1e-3, "{first} {second}");
}

/// Cut lengths must not count as ended: then the mean of ln seconds would be below 7 by half of sigma.
#[test]
fn what_is_cut_is_not_what_ended() {
    let cut = sample(&one_lognormal(), 3, 4_000, 1_000.0);
    let Some(Fitted::Lognormal(parts)) = Family::Lognormal(1).fit(&cut) else { panic!("a lognormal") };
    near("mu", parts[0].mu, 7.0, 0.02);
    near("sigma", parts[0].sigma, 2.0, 0.05);
}

#[test]
fn too_few_lengths_have_no_law() {
    let observed = Observed::new([(3.0, false), (3.0, false), (5.0, true), (9.0, true)]);
    for family in [Family::Lognormal(1), Family::Weibull, Family::Hyperexponential(1)] {
        assert_eq!(family.fit(&observed), None, "{family:?}");
    }
}

/// A third of the lengths is one second: no component may claim a density above 1 there.
#[test]
fn a_spike_on_one_second_is_no_narrower_than_a_second() {
    let others = (0..600).map(|i| 1.0 + f64::from(i % 200) * f64::from(i % 7 + 1));
    let lengths = others.chain([1.0; 300]).map(|s| (s, false));
    let Some(Fitted::Lognormal(parts)) = Family::Lognormal(2).fit(&Observed::new(lengths)) else {
        panic!("two lognormals")
    };
    for part in &parts {
        let density = 1.0 / (part.sigma * libm::exp(part.mu) * (2.0 * core::f64::consts::PI).sqrt());
        assert!(density <= 1.0 + 1e-9, "{part:?}");
    }
}
