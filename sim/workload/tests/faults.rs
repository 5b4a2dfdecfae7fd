//! Faults: their laws in closed form, and that a name's faults are its own.

use naru_units::{DAY, HOUR, Span};
use naru_workload::Law;
use naru_workload::faults::{Fault, FaultLaw, FaultLaws, Faults};

/// `workload.md`: server faults (trace) and allocator outages (assumed).
fn baseline() -> FaultLaws {
    FaultLaws {
        server: Some(FaultLaw {
            mean_up_s: 238.0 * DAY as f64,
            down: Law::Weibull { shape: 0.4216, scale_s: 161_420.0 },
        }),
        allocator: Some(FaultLaw {
            mean_up_s: 60.0 * DAY as f64,
            down: Law::lognormal(4.0 * HOUR as f64, 18.0 * HOUR as f64),
        }),
    }
}

const SERVERS: u32 = 400;
const EACH: u32 = 500;

/// 500 faults of each of 400 names.
fn many(of: impl Fn(&Faults<'_>, u32, u32) -> Fault) -> Vec<Fault> {
    let laws = baseline();
    let faults = Faults::new(&laws, 2025, 0);
    (0..SERVERS).flat_map(|i| (0..EACH).map(move |n| (i, n))).map(|(i, n)| of(&faults, i, n)).collect()
}

fn servers() -> Vec<Fault> {
    many(|faults, i, n| faults.server(&format!("naru/H100/{i}")).expect("servers fail").nth(n))
}

fn allocators() -> Vec<Fault> {
    many(|faults, i, n| faults.allocator(&format!("s{i}/allocator")).expect("allocators fail").nth(n))
}

/// Within 4 standard errors of its closed form: the mean, and the share below each quantile.
#[track_caller]
fn check(seconds: impl Iterator<Item = Span>, mean_h: f64, sd_h: f64, quantiles: &[(f64, f64)]) {
    let hours: Vec<f64> = seconds.map(|s| s.0 as f64 / HOUR as f64).collect();
    let n = hours.len() as f64;
    let mean = hours.iter().sum::<f64>() / n;
    assert!((mean - mean_h).abs() < 4.0 * sd_h / n.sqrt(), "mean {mean} h, not {mean_h}");
    for (p, quantile_h) in quantiles {
        let below = hours.iter().filter(|h| *h < quantile_h).count() as f64 / n;
        assert!(
            (below - p).abs() < 4.0 * (p * (1.0 - p) / n).sqrt(),
            "{below} below {quantile_h} h, not {p}"
        );
    }
}

/// Weibull: mean = scale Γ(1 + 1/k), 1/k = 2.37192; Γ(3.37192) = 2.37192 × 1.37192 × Γ(1.37192), and Γ(1.37192) = .88916
/// (Abramowitz and Stegun, table 6.1). E X² = scale² Γ(5.74383) = 77.98 scale². Quantile p: scale (−ln(1 − p))^(1/k).
#[test]
fn servers_come_back_by_their_weibull() {
    let scale_h: f64 = 161_420.0 / 3_600.0;
    let mean_h = scale_h * 2.371_92 * 1.371_92 * 0.889_16;
    let sd_h = (scale_h * scale_h * 77.98 - mean_h * mean_h).sqrt();
    assert!((mean_h - 129.7).abs() < 0.05, "{mean_h}");
    // (ln 4/3)^2.37192, (ln 2)^2.37192 (the page: "median 19 h") and (ln 10)^2.37192, times 44.839 h
    let quantiles = [(0.25, 2.335), (0.5, 18.80), (0.9, 324.2)];
    check(servers().iter().map(|fault| fault.down), mean_h, sd_h, &quantiles);
}

/// An exponential: standard deviation = mean, median = mean × ln 2, P90 = mean × ln 10.
#[test]
fn servers_are_up_for_238_days_and_allocators_for_60() {
    for (faults, days) in [(servers(), 238.0), (allocators(), 60.0)] {
        let mean_h = days * 24.0;
        let quantiles = [(0.5, mean_h * core::f64::consts::LN_2), (0.9, mean_h * core::f64::consts::LN_10)];
        check(faults.iter().map(|fault| fault.up), mean_h, mean_h, &quantiles);
    }
}

/// σ = ln(18/4)/1.28155 = 1.17364: the mean is 4 h × e^{σ²/2} = 7.9646 h, the standard
/// deviation 7.9646 √(e^{1.37743} − 1) = 13.71 h, and the upper
/// quartile 4 h × e^{.67449 σ} = 8.828 h.
#[test]
fn allocators_come_back_by_their_lognormal() {
    let quantiles = [(0.5, 4.0), (0.75, 8.828), (0.9, 18.0)];
    check(allocators().iter().map(|fault| fault.down), 7.9646, 13.71, &quantiles);
}

/// Up and down in turn, a server is away for 129.7 h in 238 d + 129.7 h, 2.22 % (the trace: 2.32 %).
#[test]
fn a_server_is_away_for_two_in_a_hundred() {
    let (up, down) =
        servers().iter().fold((0, 0), |(up, down), fault| (up + fault.up.0, down + fault.down.0));
    let away = down as f64 / (up + down) as f64;
    assert!((away - 0.0222).abs() < 0.0008, "{away}");
}

/// A fault is a function of seed, replication, name and n: a server more, or a law more, changes no other's.
#[test]
fn a_names_faults_are_its_own() {
    let laws = baseline();
    let alone = FaultLaws { allocator: None, ..baseline() };
    let of = |laws: &FaultLaws, seed, replication, name: &str| {
        let server = Faults::new(laws, seed, replication).server(name).expect("servers fail");
        [4, 0, 3, 1].map(|n| server.nth(n))
    };
    let base = of(&laws, 1, 0, "naru/H100/3");
    assert_eq!(of(&alone, 1, 0, "naru/H100/3"), base);
    for (what, other) in [
        ("seed", of(&laws, 2, 0, "naru/H100/3")),
        ("replication", of(&laws, 1, 1, "naru/H100/3")),
        ("number", of(&laws, 1, 0, "naru/H100/4")),
        ("pool", of(&laws, 1, 0, "naru/A100/3")),
        ("supplier", of(&laws, 1, 0, "other/H100/3")),
    ] {
        assert!(other.iter().zip(base).all(|(a, b)| a.up != b.up && a.down != b.down), "{what}");
    }
    assert!(Faults::new(&alone, 1, 0).allocator("naru/allocator").is_none());
    assert!(Faults::new(&FaultLaws::default(), 1, 0).server("naru/H100/3").is_none());
}

/// Shorter than a second is a second: two faults of one thing never meet.
#[test]
fn nothing_fails_twice_in_a_second() {
    let brief = FaultLaw { mean_up_s: 0.01, down: Law::Fixed { s: 0.2 } };
    let laws = FaultLaws { server: Some(brief), allocator: None };
    let server = Faults::new(&laws, 1, 0).server("naru/H100/3").expect("servers fail");
    assert!((0..100).all(|n| server.nth(n) == Fault { up: Span(1), down: Span(1) }));
}
