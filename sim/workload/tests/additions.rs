//! What may be added to the people: bursts, extra waves, a time after the end. Each has its law, and changes nobody
//! else's draws.

mod common;

use common::{baseline, beside, day, gpu, gpu_baseline, npu, one_card, two_cards, with_bursts};
use naru_units::{DAY, Instant, Span};
use naru_workload::{
    Behaviour, BurstPeriod, Bursts, Cohort, Demand, Law, Laws, Multiple, ProjectId, Spec, Swing, chains,
};
use std::collections::BTreeMap;

const END: Instant = Instant(275 * DAY);

/// All that the demand says of a project that no addition may change, by its name.
fn portraits(spec: Spec) -> BTreeMap<String, String> {
    let laws = Laws::new(spec);
    let demand = Demand::new(&laws, 2025, 4);
    let portrait = |p| {
        // A tenancy lasts as long as asking does: of its one wish, what lies before the end.
        let left = demand.first_service(p).filter(|_| demand.class(p).is_none()).map(|first| END - first);
        let within = |work: Span| left.map_or(work, |left| left.min(work));
        let wishes: Vec<_> = (0..20)
            .map(|nth| demand.wish(p, nth))
            .map(|wish| (wish.think, within(wish.work), wish.failed))
            .collect();
        let asks: Vec<_> = [0, 40 * DAY, 200 * DAY + 7]
            .into_iter()
            .flat_map(|after| wishes.iter().map(move |wish| (Instant(after), wish.0)))
            .map(|(after, think)| demand.asks_at(p, after, think).filter(|at| *at < END))
            .collect();
        let rushes: Vec<_> = (0..laws.spec().rushes.len()).map(|r| demand.rush(p, r)).collect();
        let who = (demand.class(p), demand.user_kind(p), demand.first_service(p), demand.drops_at(p));
        format!("{who:?} {rushes:?} {wishes:?} {asks:?}")
    };
    (0..demand.projects()).map(ProjectId).map(|p| (laws.name(p).to_owned(), portrait(p))).collect()
}

#[track_caller]
fn check_unchanged(spec: Spec, added: usize) {
    let (before, after) = (portraits(baseline()), portraits(spec));
    assert_eq!(after.len(), before.len() + added);
    for (name, portrait) in &before {
        assert_eq!(after.get(name), Some(portrait), "{name}");
    }
}

/// A wave of a product that has been granted `after` projects before.
fn wave(cohort: Cohort, after: u32, from: i64) -> Cohort {
    Cohort { first_number: after + 1, from: Instant(from * DAY), ..cohort }
}

#[test]
fn bursts_change_no_other_draw() {
    check_unchanged(with_bursts(baseline()), 0);
}

/// Cards needed in part, storage, stages, trials, changes of the supplier: beside the requests, not in their way.
#[test]
fn what_happens_beside_the_requests_changes_none() {
    let mut spec = beside(baseline());
    spec.cohorts.iter_mut().for_each(|cohort| cohort.switching = 0.5);
    check_unchanged(spec, 0);
}

#[test]
fn an_extra_wave_changes_nobody() {
    let mut spec = baseline();
    spec.cohorts.insert(1, wave(gpu("gpu-39tf", 40, two_cards()), 200, day(9, 1)));
    check_unchanged(spec, 40);
}

/// Quotas go by the number within the product: a wave deals on where the first cohort stopped.
#[test]
fn a_wave_continues_the_quotas_of_its_product() {
    let kinds = |cohorts| {
        let laws = Laws::new(with_bursts(Spec { cohorts, ..gpu_baseline() }));
        let demand = Demand::new(&laws, 2025, 4);
        let kind = |p| (demand.class(p), demand.user_kind(p), demand.burst(p));
        (0..240).map(ProjectId).map(|p| (laws.name(p).to_owned(), kind(p))).collect::<Vec<_>>()
    };
    let whole = kinds(vec![gpu("gpu-67tf", 240, one_card())]);
    let parts = kinds(vec![gpu("gpu-67tf", 200, one_card()), wave(gpu("gpu-67tf", 40, one_card()), 200, 90)]);
    assert_eq!(whole, parts);
    assert_eq!(parts[200].0, "gpu-67tf/201");
}

/// Nobody of a wave begins before it; the delay counts from it, and who drops out does so on a day between it and the end.
#[test]
fn a_wave_counts_from_its_day() {
    let from = day(10, 1);
    let of = |from: i64| Spec {
        cohorts: vec![wave(gpu("gpu-39tf", 400, two_cards()), 0, from), wave(npu("npu-60", 20), 120, from)],
        drop_out: 0.5,
        ..gpu_baseline()
    };
    let (early, late) = (Laws::new(of(0)), Laws::new(of(from)));
    let (early, late) = (Demand::new(&early, 2025, 4), Demand::new(&late, 2025, 4));
    let (mut delayed, mut first_drop, mut last_drop) = (0, i64::MAX, 0);
    for p in (0..400).map(ProjectId) {
        if let (Some(at), None) = (late.first_service(p), late.drops_at(p)) {
            let before = early.first_service(p).expect("who begins within three months begins within nine");
            assert_eq!(at.0 - from * DAY, before.0, "the delay is the same");
            delayed += i32::from(at.0 > from * DAY);
        }
        if let Some(at) = late.drops_at(p) {
            first_drop = first_drop.min(at.day());
            last_drop = last_drop.max(at.day());
        }
    }
    assert!(delayed > 100, "{delayed}");
    // two hundred uniform days among the 92 of the last quarter: none in the first or last 10 % is below 1e-8
    assert!(
        (from..from + 10).contains(&first_drop) && (265..275).contains(&last_drop),
        "{first_drop}-{last_drop}"
    );
    // May and June are over: every tenant of the wave enrols on its first day
    for p in (400..420).map(ProjectId) {
        assert_eq!(late.first_service(p), Some(Instant(from * DAY)));
    }
}

/// A tenth of every product, any class; k, lengths, periods and days by their shares: within 4 standard errors.
#[test]
fn bursts_have_their_laws() {
    let laws = Laws::new(with_bursts(baseline()));
    let (mut taken, mut twos, mut days, mut by_period) = (0_u32, 0_u32, 0.0, [0_u32; 3]);
    let (mut shortest, mut longest, mut august_days, mut last_end) = (i64::MAX, 0, 0.0, 0);
    let replications = 100;
    for replication in 0..replications {
        let demand = Demand::new(&laws, 11, replication);
        for (product, projects) in [(0..200, 200), (200..350, 150), (350..500, 150)] {
            let takers = product.filter_map(|p| demand.burst(ProjectId(p))).count() as u32;
            assert!(takers.abs_diff(projects / 10) <= 3, "a quota: {takers} of {projects}");
        }
        for burst in (0..500).filter_map(|p| demand.burst(ProjectId(p))) {
            let (from, length) = (burst.from.day(), (burst.until - burst.from).0 / DAY);
            assert_eq!((burst.from.0 % DAY, burst.until.0 % DAY), (0, 0));
            taken += 1;
            twos += u32::from(burst.sets == 2);
            assert!(burst.sets == 2 || burst.sets == 4);
            (shortest, longest, days) = (shortest.min(length), longest.max(length), days + length as f64);
            let period = [(day(8, 1), day(9, 1)), (day(10, 1), 275), (day(6, 15), day(8, 1))]
                .iter()
                .position(|(first, after)| (*first..*after).contains(&from))
                .expect("in a period");
            by_period[period] += 1;
            last_end = last_end.max(burst.until.day());
            if period == 0 {
                august_days += (from - day(8, 1)) as f64;
            }
        }
        assert!((500..700).all(|p| demand.burst(ProjectId(p)).is_none()), "tenants do not burst");
    }
    let n = f64::from(taken);
    assert!((n / f64::from(replications) - 50.0).abs() < 0.5, "{n}");
    let share = |what: &str, x: u32, p: f64| {
        assert!((f64::from(x) / n - p).abs() < 4.0 * (p * (1.0 - p) / n).sqrt(), "{what}: {x} of {n}");
    };
    share("k = 2", twos, 0.7);
    share("August", by_period[0], 0.2);
    share("autumn", by_period[1], 0.6);
    share("summer", by_period[2], 0.2);
    // whole days 21 to 56: mean 38.5, variance (36² − 1)/12
    assert_eq!((shortest, longest, last_end), (21, 56, 275));
    assert!((days / n - 38.5).abs() < 4.0 * (1_295.0 / 12.0 / n).sqrt(), "{}", days / n);
    // 31 days of August: mean 15, variance (31² − 1)/12
    let august = f64::from(by_period[0]);
    assert!((august_days / august - 15.0).abs() < 4.0 * (80.0 / august).sqrt(), "{}", august_days / august);
}

/// One way to burst: 3 sets for 10 days from day 5. A request on the first second counts, one on the last does not.
#[test]
fn a_request_inside_a_burst_asks_for_k_sets() {
    let bursts = Bursts {
        share: 1.0,
        multiples: vec![Multiple { sets: 3, share: 1.0 }],
        days: [10, 10],
        periods: vec![BurstPeriod { from: 5, until: 6, share: 1.0 }],
    };
    let laws = Laws::new(Spec { bursts: Some(bursts), ..baseline() });
    let demand = Demand::new(&laws, 1, 0);
    for (at, want) in [(5 * DAY - 1, 1), (5 * DAY, 3), (15 * DAY - 1, 3), (15 * DAY, 1)] {
        assert_eq!(demand.sets(ProjectId(0), Instant(at)), want, "{at}");
        assert_eq!(demand.sets(ProjectId(600), Instant(at)), 1, "a tenant");
    }
}

/// Ten days are left: a burst of ten days can only begin at once; one of twelve is cut by the end.
#[test]
fn a_burst_ends_with_the_programme() {
    for (days, want) in [(9, vec![(265, 274), (266, 275)]), (10, vec![(265, 275)]), (12, vec![(265, 275)])] {
        let bursts = Bursts {
            share: 1.0,
            multiples: vec![Multiple { sets: 2, share: 1.0 }],
            days: [days, days],
            periods: vec![BurstPeriod { from: 265, until: 300, share: 1.0 }],
        };
        let laws = Laws::new(Spec { bursts: Some(bursts), last: Instant(400 * DAY), ..baseline() });
        let demand = Demand::new(&laws, 1, 0);
        let mut seen: Vec<_> = (0..500)
            .map(|p| demand.burst(ProjectId(p)).expect("all burst"))
            .map(|burst| (burst.from.day(), burst.until.day()))
            .collect();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen, want, "{days} days");
    }
}

/// Asking goes on after the end; what is said of the period does not change.
#[test]
fn people_who_go_on_after_the_end_change_nothing_before_it() {
    let longer = || {
        let mut spec = Spec { last: Instant(400 * DAY), ..baseline() };
        spec.month_starts.extend([275, 306, 334, 365].map(|day| Instant(day * DAY)));
        spec
    };
    check_unchanged(longer(), 0);
    assert_eq!(chains::run(&Laws::new(longer()), 7, 0), chains::run(&Laws::new(baseline()), 7, 0));
    let laws = Laws::new(longer());
    let demand = Demand::new(&laws, 2025, 4);
    let (mut after, mut tenants) = (0, 0);
    for p in (0..700).map(ProjectId) {
        assert!(demand.first_service(p).is_none_or(|at| at < END), "nobody begins after the end");
        assert!(demand.drops_at(p).is_none_or(|at| at < END));
        let Some(first) = demand.first_service(p) else { continue };
        if p.0 < 500 {
            let ask = demand.asks_at(p, END, demand.wish(p, 0).think);
            assert!(ask.is_none() || demand.drops_at(p).is_none(), "who has dropped out does not come back");
            assert!(ask.is_none_or(|at| at < laws.spec().last));
            after += i32::from(ask.is_some());
        } else {
            assert_eq!(first + demand.wish(p, 0).work, Instant(400 * DAY), "a tenancy lasts to the last");
            tenants += 1;
        }
    }
    assert!(after > 300 && tenants == 200, "{after} {tenants}");
}

#[test]
#[should_panic(expected = "asking does not end before the programme")]
fn asking_that_ends_before_the_programme_is_refused() {
    Laws::new(Spec { last: Instant(10 * DAY), ..baseline() });
}

/// Each addition stands in the digest.
#[test]
fn additions_change_the_digest() {
    let digest = |spec| Demand::new(&Laws::new(spec), 2025, 0).digest();
    let base = digest(baseline());
    let mut late = baseline();
    late.cohorts[0].from = Instant(DAY);
    let mut counted = baseline();
    counted.cohorts[3].first_number = 2;
    let mut moving = baseline();
    moving.cohorts[3].switching = 0.02;
    let whole = beside(baseline());
    for (what, spec) in [
        ("switching", moving),
        ("partial share", Spec { partial_share: whole.partial_share, ..baseline() }),
        ("storage", Spec { extra_storage: whole.extra_storage, ..baseline() }),
        ("stages", Spec { stages: whole.stages, ..baseline() }),
        ("trials", Spec { trials: whole.trials, ..baseline() }),
        ("bursts", with_bursts(baseline())),
        ("last", Spec { last: Instant(276 * DAY), ..baseline() }),
        ("from", late),
        ("first number", counted),
    ] {
        assert_ne!(digest(spec), base, "{what}");
    }
    let source = |swing| {
        let behaviour = Behaviour::OpenSource { mean_gap_s: 500.0, swing, length: Law::Fixed { s: 7.0 } };
        Spec { cohorts: vec![Cohort::new("q".to_owned(), 1, behaviour)], ..baseline() }
    };
    let swing = Swing { amplitude: 0.5, period_s: 4_000.0 };
    assert_ne!(digest(source(Some(swing))), digest(source(None)), "swing");
}
