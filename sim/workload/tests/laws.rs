//! Closed forms of the demand: length scales, mean lengths, begun hours, and one project's calendar by hand.

mod common;

use common::{baseline, day, flat, npu};
use naru_units::{DAY, Instant, Span};
use naru_workload::{Behaviour, Cohort, Demand, Law, Laws, Listed, ProjectId, Spec, Swing};
use rand::SeedableRng;
use rand::rngs::SmallRng;
use rand_distr::{Distribution, LogNormal, Uniform};

/// `workload.md`, step 5: the scales for idle, light, medium, heavy.
#[test]
fn length_scales_are_the_published_ones() {
    let laws = Laws::new(flat());
    for (cohort, class, want) in [
        (1, 0, "0.9646"),
        (1, 1, "1.5226"),
        (1, 2, "4.733"),
        (1, 3, "17.74"),
        (0, 0, "0.07878"),
        (0, 1, "0.11848"),
        (0, 2, "0.3100"),
        (0, 3, "0.8755"),
        (2, 3, "0.8755"),
    ] {
        let decimals = want.len() - 1 - want.find('.').expect("a decimal point");
        let got = format!("{:.decimals$}", laws.length_scale(cohort, class));
        assert_eq!(got, want, "cohort {cohort}, class {class}");
    }
}

/// Drawn by another library's lognormal: the closed forms of work and of begun hours meet within 4 standard errors.
#[test]
fn session_means_are_what_sampling_gives() {
    let laws = Laws::new(flat());
    let mut rng = SmallRng::seed_from_u64(20_250_401);
    let unit = Uniform::new(0.0, 1.0).expect("0 < 1");
    for (cohort, mixture) in [(0, common::two_cards()), (1, common::one_card())] {
        for class in 0..4 {
            let scale = laws.length_scale(cohort, class);
            let real: Vec<_> = (0..2)
                .map(|i| LogNormal::new(mixture.mu[i], mixture.sigma[i]).expect("sigma is positive"))
                .collect();
            let short = LogNormal::new(4.17, 0.17).expect("sigma is positive");
            let n = 200_000;
            let (mut s, mut ss, mut h, mut hh) = (0.0, 0.0, 0.0, 0.0);
            for _ in 0..n {
                let work = if unit.sample(&mut rng) < 0.15 {
                    short.sample(&mut rng)
                } else {
                    let i = usize::from(unit.sample(&mut rng) >= mixture.weights[0]);
                    (600.0 + scale * real[i].sample(&mut rng)).min(14.0 * 86_400.0)
                };
                let work = work.round();
                let hours = ((work + 1_800.0) / 3_600.0).ceil();
                (s, ss, h, hh) = (s + work, ss + work * work, h + hours, hh + hours * hours);
            }
            let check = |what: &str, closed: f64, sum: f64, squares: f64| {
                let mean = sum / f64::from(n);
                let se = ((squares / f64::from(n) - mean * mean) / f64::from(n)).sqrt();
                assert!(
                    (closed - mean).abs() < 4.0 * se,
                    "{what} {cohort} {class}: {closed}, sampled {mean} ± {se}"
                );
            };
            let means = laws.session(cohort, class);
            check("work", means.work_s, s, ss);
            check("begun hours", means.begun_hours, h, hh);
        }
    }
}

/// A mean think time on a flat calendar: Z = L/u − L − τ. Medium: L = .85 × 12.5 h + .15 × 65.7 s; u = .6.
#[test]
fn a_flat_calendar_thinks_for_what_work_and_tail_leave() {
    let laws = Laws::new(flat());
    let demand = Demand::new(&laws, 1, 0);
    let medium = (0..500).map(ProjectId).find(|p| demand.class(*p) == Some(2)).expect("a third is medium");
    let work_s: f64 = 0.85 * 45_000.0 + 0.15 * 65.665_657_378_892_3;
    let think_s = work_s / 0.6 - work_s - 1_800.0;
    for think in [0.01_f64, 0.5, 1.0, 3.0, 100.0] {
        let want = Instant((1_000.0 + think * think_s).round() as i64);
        assert_eq!(demand.asks_at(medium, Instant(1_000), think), Some(want), "{think}");
    }
    assert_eq!(demand.asks_at(medium, Instant(1_000), 1e4), None, "beyond the end");
}

/// Duty above the ceiling: u = .985, and at level 100 no class thinks less than 72 s on average.
#[test]
fn use_is_capped_and_thinking_has_a_floor() {
    for (duty, level, mean_think_s) in [(0.93, 100.0, 72.0), (0.6, 100.0, 72.0)] {
        let mut spec = Spec { level, ..flat() };
        spec.classes.truncate(1);
        spec.classes[0].share = 1.0;
        spec.classes[0].duty = duty;
        let laws = Laws::new(spec);
        let demand = Demand::new(&laws, 1, 0);
        // L = 3.4 h × .85 + …: L/.985 − L is 159 s, less than the tail of 1,800 s
        assert_eq!(
            demand.asks_at(ProjectId(0), Instant(0), 10.0),
            Some(Instant((10.0 * mean_think_s) as i64))
        );
    }
}

/// 20 % on 1 April, the rest evenly from 1 May to 30 June: the j-th of 96 on day 30 + ⌊61 (j − ½)/96⌋.
#[test]
fn tenants_enrol_by_the_rule_and_stay_to_the_end() {
    let laws = Laws::new(Spec { cohorts: vec![npu("npu-60", 120), npu("npu-240", 20)], ..flat() });
    let demand = Demand::new(&laws, 2025, 1);
    for (ids, first_day, others) in [(0..120, 24, 96_i64), (120..140, 4, 16)] {
        let mut days: Vec<_> =
            ids.map(ProjectId).map(|p| demand.first_service(p).expect("all enrol").0 / DAY).collect();
        days.sort_unstable();
        let mut want = vec![0; first_day];
        want.extend((1..=others).map(|j| 30 + (61 * (2 * j - 1)) / (2 * others)));
        assert_eq!(days, want);
        assert_eq!(
            (days[first_day], days.last()),
            (if others == 96 { 30 } else { 31 }, Some(if others == 96 { &90 } else { &89 }))
        );
    }
    let tenant = ProjectId(5);
    let first = demand.first_service(tenant).expect("all enrol");
    let wish = demand.wish(tenant, 0);
    assert_eq!(demand.asks_at(tenant, first, wish.think), Some(first));
    assert_eq!(first + wish.work, Instant(275 * DAY));
    assert_eq!(demand.asks_at(tenant, first + wish.work, wish.think), None);
    assert!(demand.class(tenant).is_none() && demand.user_kind(tenant).is_some());
}

/// Half of 20 enrol: the first 4 in drawn order on day 0, 6 others over the two months, 10 never.
#[test]
fn who_never_enrols_never_asks() {
    let mut cohort = npu("npu-240", 20);
    if let Behaviour::Tenancy { enrolled, .. } = &mut cohort.behaviour {
        *enrolled = 0.5;
    }
    let laws = Laws::new(Spec { cohorts: vec![cohort], ..flat() });
    let demand = Demand::new(&laws, 2025, 1);
    let firsts: Vec<_> = (0..20).map(ProjectId).map(|p| demand.first_service(p)).collect();
    assert_eq!(firsts.iter().flatten().filter(|at| at.0 == 0).count(), 4);
    assert_eq!(firsts.iter().flatten().count(), 10);
    let never = ProjectId(firsts.iter().position(Option::is_none).expect("ten never do") as u32);
    assert_eq!(demand.wish(never, 0).work, Span::ZERO);
    assert_eq!(demand.asks_at(never, Instant(0), 0.0), None);
}

/// Shares of plain draws and the delay's quantiles over many replications: within 4 standard errors.
#[test]
fn withdrawals_drop_outs_and_delays_have_their_laws() {
    let laws = Laws::new(baseline());
    let (mut projects, mut drops, mut never, mut paying, mut by_median, mut by_p90) =
        (0_u32, 0_u32, 0, 0, 0, 0);
    let mut drop_days = 0.0;
    for replication in 0..60 {
        let demand = Demand::new(&laws, 9, replication);
        for p in (0..500).map(ProjectId) {
            projects += 1;
            if let Some(at) = demand.drops_at(p) {
                drops += 1;
                drop_days += at.0 as f64 / DAY as f64;
                assert!(at.0 % DAY == 0 && (0..275).contains(&(at.0 / DAY)));
                continue;
            }
            let pays = laws.spec().user_kinds[usize::from(demand.user_kind(p).expect("a user"))].pays;
            match demand.first_service(p) {
                None => never += 1,
                Some(at) if pays => {
                    paying += 1;
                    by_median += u32::from(at.0 <= 12 * DAY);
                    by_p90 += u32::from(at.0 <= 40 * DAY);
                }
                Some(at) => assert_eq!(at, Instant(0), "who pays nothing does not wait"),
            }
        }
    }
    let check = |what: &str, x: u32, n: u32, p: f64| {
        let (share, se) = (f64::from(x) / f64::from(n), (p * (1.0 - p) / f64::from(n)).sqrt());
        assert!((share - p).abs() < 4.0 * se, "{what}: {share}, not {p}");
    };
    check("drop-outs", drops, projects, 0.05);
    // A delay beyond the period (ln(275/12)/.9395 = 3.3 sd) is 5e-4: part of those that never begin.
    check("withdrawals", never, projects - drops, 0.05);
    check("median delay", by_median, paying, 0.5);
    check("P90 delay", by_p90, paying, 0.9);
    let mean_day = drop_days / f64::from(drops);
    let se = 275.0 / (12.0 * f64::from(drops)).sqrt();
    assert!((mean_day - 137.0).abs() < 4.0 * se, "uniform day: {mean_day}");
}

/// Three in ten take part, inside the 72 hours, more by day than by night.
#[test]
fn rushes_fall_into_their_window_when_people_ask() {
    let laws = Laws::new(Spec { drop_out: 0.0, withdrawal: 0.0, ..baseline() });
    let (mut parts, mut chances, mut nights) = (0_u32, 0_u32, 0_u32);
    for replication in 0..40 {
        let demand = Demand::new(&laws, 11, replication);
        for p in (0..500).map(ProjectId) {
            let deadline = day(8, 25) * DAY;
            chances += u32::from(demand.first_service(p).is_some_and(|at| at.0 < deadline - 3 * DAY));
            let Some(rush) = demand.rush(p, 0) else { continue };
            assert_eq!((rush.deadline, rush.work.to_bits()), (Instant(deadline), 2.0_f64.to_bits()));
            assert!((deadline - 3 * DAY..deadline).contains(&rush.at.0));
            parts += 1;
            nights += u32::from(rush.at.0 % DAY < 8 * 3_600);
        }
        assert_eq!(demand.rush(ProjectId(600), 0), None, "tenants do not rush");
    }
    let share = f64::from(parts) / f64::from(chances);
    assert!((share - 0.3).abs() < 0.013, "{share}");
    // Friday 22, Saturday 23, Sunday 24 August: hours 0–7 hold .1283 of a weekday's and .2191 of a weekend day's
    // requests; weighted 1 : .55 : .55 that is (.1283 + 1.1 × .2191)/2.1 = .1759.
    let night = f64::from(nights) / f64::from(parts);
    assert!((night - 0.1759).abs() < 4.0 * (0.176_f64 * 0.824 / f64::from(parts)).sqrt(), "{night}");
}

/// Synthetic sources for queueing theory: constant think rate, no calendar, given lengths.
#[test]
fn sources_know_no_calendar() {
    let source = |behaviour| Cohort::new("q".to_owned(), 3, behaviour);
    let mean = |spec: &Spec, of: fn(&Demand<'_>, u32) -> f64| {
        let laws = Laws::new(spec.clone());
        let demand = Demand::new(&laws, 5, 0);
        let n = 40_000;
        (0..n).map(|nth| of(&demand, nth)).sum::<f64>() / f64::from(n)
    };
    let closed = Behaviour::ClosedSource {
        mean_think_s: 500.0,
        swing: None,
        length: Law::Exponential { mean_s: 80.0 },
    };
    let open = Behaviour::OpenSource {
        mean_gap_s: 500.0,
        swing: None,
        length: Law::Hyperexponential { p1: 0.25, mean1_s: 300.0, mean2_s: 20.0 },
    };
    for (behaviour, is_open, mean_length) in [(closed, false, 80.0), (open, true, 90.0)] {
        let spec = Spec { cohorts: vec![source(behaviour)], ..baseline() };
        let laws = Laws::new(spec.clone());
        let demand = Demand::new(&laws, 5, 0);
        assert_eq!(demand.is_open(ProjectId(0)), is_open);
        assert_eq!(demand.first_service(ProjectId(2)), Some(Instant(0)));
        assert_eq!(demand.asks_at(ProjectId(1), Instant(100), 0.3), Some(Instant(250)));
        assert_eq!(demand.asks_at(ProjectId(1), Instant(275 * DAY - 150), 0.3), None, "the end is exclusive");
        let work = mean(&spec, |d, nth| d.wish(ProjectId(1), nth).work.0 as f64);
        assert!((work / mean_length - 1.0).abs() < 0.03, "{work}");
        let think = mean(&spec, |d, nth| d.wish(ProjectId(1), nth).think);
        assert!((think - 1.0).abs() < 0.02, "{think}");
    }
    let fixed = Behaviour::OpenSource { mean_gap_s: 1.0, swing: None, length: Law::Fixed { s: 7.0 } };
    let lognormal = Behaviour::OpenSource {
        mean_gap_s: 1.0,
        swing: None,
        length: Law::Lognormal { mu: 5.0, sigma: 0.0 },
    };
    for (behaviour, s) in [(fixed, 7), (lognormal, 148)] {
        let laws = Laws::new(Spec { cohorts: vec![source(behaviour)], ..baseline() });
        assert_eq!(Demand::new(&laws, 5, 0).wish(ProjectId(0), 3).work, Span(s));
    }
}

/// At the mean rate, t + A·P/2π·(1 − cos(2πt/P)) seconds have passed by t. With a period of 4,000 s, A·P/2π is 636.62 A:
/// a quarter brings 636.62 A more than it is long, a half twice that, and a whole period no more.
#[test]
fn a_swinging_source_asks_when_its_integral_says_so() {
    let check = |amplitude: f64, after: i64, mean_s: f64, want: i64| {
        let swing = Some(Swing { amplitude, period_s: 4_000.0 });
        let length = || Law::Fixed { s: 7.0 };
        for behaviour in [
            Behaviour::OpenSource { mean_gap_s: 500.0, swing, length: length() },
            Behaviour::ClosedSource { mean_think_s: 500.0, swing, length: length() },
        ] {
            let cohort = Cohort::new("q".to_owned(), 1, behaviour);
            let laws = Laws::new(Spec { cohorts: vec![cohort], ..baseline() });
            let demand = Demand::new(&laws, 5, 0);
            let got = demand.asks_at(ProjectId(0), Instant(after), mean_s / 500.0);
            assert_eq!(got, Some(Instant(want)), "{amplitude} from {after}, {mean_s} s at the mean rate");
        }
    };
    for (amplitude, after, mean_s, want) in [
        (0.0, 700, 333.0, 1_033),
        (0.5, 0, 1_000.0 + 318.31, 1_000),
        (0.5, 0, 2_000.0 + 636.62, 2_000),
        (0.5, 1_000, 1_000.0 + 318.31, 2_000),
        (0.5, 2_000, 2_000.0 - 636.62, 4_000),
        (0.5, 3_000, 1_000.0 - 318.31, 4_000),
        (0.5, 400_000, 4_000.0, 404_000),
        (1.0, 0, 2_000.0 + 1_273.24, 2_000),
        (1.0, 0, 0.0, 0),
        // An eighth: 636.62 × (2 − 1.7071) less.
        (1.0, 2_000, 500.0 - 186.46, 2_500),
        // The rate is 0 at 3,000 s: 0.411 s at the mean rate take 100 s there, ∫₀¹⁰⁰ (1 − cos(2πx/4000)) dx.
        (1.0, 3_000, 0.411, 3_100),
    ] {
        check(amplitude, after, mean_s, want);
    }
}

/// One request a project, at the listed second and of the listed length, be it none; beyond the end, none at all.
#[test]
fn a_listed_project_asks_once() {
    let listed = |at, work| Listed { at: Instant(at), work: Span(work) };
    let cohort = |requests: Vec<Listed>| {
        Cohort::new("listed".to_owned(), requests.len() as u32, Behaviour::Listed { requests })
    };
    let of = |requests| {
        Laws::new(Spec { cohorts: vec![cohort(vec![listed(9, 9)]), cohort(requests)], ..baseline() })
    };
    let laws = of(vec![listed(0, 7), listed(100, 0), listed(275 * DAY, 5)]);
    let demand = Demand::new(&laws, 5, 0);
    for (p, at, work) in [(1, 0, 7), (2, 100, 0)] {
        let (p, at) = (ProjectId(p), Instant(at));
        let wish = demand.wish(p, 0);
        assert_eq!((demand.first_service(p), wish.work), (Some(at), Span(work)));
        assert_eq!(demand.asks_at(p, at, wish.think), Some(at));
        assert_eq!(demand.asks_at(p, at + wish.work, demand.wish(p, 1).think), None, "never again");
    }
    assert_eq!(demand.first_service(ProjectId(3)), None);
    assert!(!demand.is_open(ProjectId(1)));
    let other = of(vec![listed(0, 7), listed(100, 0), listed(275 * DAY, 6)]);
    assert_ne!(demand.digest(), Demand::new(&other, 5, 0).digest(), "a list is a parameter");
}

#[test]
#[should_panic(expected = "every project has one listed request")]
fn a_list_that_is_too_short_is_refused() {
    let behaviour = Behaviour::Listed { requests: Vec::new() };
    Laws::new(Spec { cohorts: vec![Cohort::new("listed".to_owned(), 1, behaviour)], ..baseline() });
}
