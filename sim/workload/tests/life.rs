//! A project's life beside its requests: shares, days and places by their laws, within 4 standard errors.

mod common;

use common::{MONTHS, baseline, beside, gpu_baseline};
use naru_units::{DAY, HOUR, Instant, Span};
use naru_workload::{Demand, Laws, ProjectId, Spec};

#[track_caller]
fn check_share(what: &str, x: u32, n: u32, p: f64) {
    let share = f64::from(x) / f64::from(n);
    assert!(
        (share - p).abs() < 4.0 * (p * (1.0 - p) / f64::from(n)).sqrt(),
        "{what}: {share} of {n}, not {p}"
    );
}

fn switching(rate: f64) -> Laws {
    let mut spec = baseline();
    spec.cohorts.iter_mut().for_each(|cohort| cohort.switching = rate);
    Laws::new(spec)
}

/// Who changes every month changes once in each, on an even day, to an even pick, and only while in service.
#[test]
fn the_supplier_changes_once_a_month_at_most_and_in_service() {
    let laws = switching(1.0);
    let (mut changes, mut days, mut picks) = (0_u32, 0.0, 0.0);
    for replication in 0..20 {
        let demand = Demand::new(&laws, 5, replication);
        for p in (0..700).map(ProjectId) {
            let switches: Vec<_> = demand.switches(p).collect();
            let first = demand.first_service(p);
            for switch in &switches {
                assert_eq!(switch.at.0 % DAY, 0);
                assert!(first.is_some_and(|first| first < switch.at) && switch.at.day() < 275);
                assert!(demand.drops_at(p).is_none_or(|drop| switch.at < drop));
                assert!(0.0 < switch.pick && switch.pick < 1.0);
            }
            let months: Vec<_> =
                switches.iter().map(|s| MONTHS.partition_point(|start| *start <= s.at.day())).collect();
            assert!(months.windows(2).all(|pair| pair[0] < pair[1]), "{months:?}");
            if first.is_some_and(|first| first.day() < 30) && demand.drops_at(p).is_none() {
                assert!(months.ends_with(&[2, 3, 4, 5, 6, 7, 8, 9]), "every month from May on: {months:?}");
                // November: 30 days
                let november = switches.iter().find(|s| (214..244).contains(&s.at.day())).expect("one");
                changes += 1;
                days += (november.at.day() - 214) as f64;
                picks += november.pick;
            }
        }
    }
    let n = f64::from(changes);
    // even over 0, …, 29: variance (30² − 1)/12; over (0, 1): 1/12
    assert!((days / n - 14.5).abs() < 4.0 * (899.0 / 12.0 / n).sqrt(), "{}", days / n);
    assert!((picks / n - 0.5).abs() < 4.0 * (1.0 / 12.0 / n).sqrt(), "{}", picks / n);
}

/// 2 % a month: of the months in which somebody could have changed, and a subset of those of a higher rate.
#[test]
fn the_supplier_changes_at_its_rate() {
    let (all, some, none) = (switching(1.0), switching(0.02), switching(0.0));
    let (mut could, mut changes) = (0, 0);
    for replication in 0..20 {
        let [all, some, none] = [&all, &some, &none].map(|laws| Demand::new(laws, 5, replication));
        for p in (0..700).map(ProjectId) {
            let possible: Vec<_> = all.switches(p).collect();
            could += possible.len() as u32;
            changes += some.switches(p).inspect(|switch| assert!(possible.contains(switch))).count() as u32;
            assert_eq!(none.switches(p).count(), 0);
        }
    }
    check_share("changes", changes, could, 0.02);
}

/// Nothing changes after the end, be it within a month, and what changes before does not depend on whether people go on.
#[test]
fn going_on_after_the_end_changes_no_supplier() {
    for (end, months) in [(275, vec![]), (275, vec![275, 306, 334, 365]), (260, vec![275, 306, 334, 365])] {
        let end = Instant(end * DAY);
        let short = Spec { end, last: end, ..switching(0.5).spec().clone() };
        let mut long = Spec { last: Instant(396 * DAY), ..short.clone() };
        long.month_starts.extend(months.iter().map(|day| Instant(day * DAY)));
        let (short, long) = (Laws::new(short), Laws::new(long));
        let [short, long] = [&short, &long].map(|laws| Demand::new(laws, 5, 0));
        for p in (0..700).map(ProjectId) {
            assert!(short.switches(p).eq(long.switches(p)), "{p:?}");
        }
    }
}

/// Three in ten of the sessions that do not fail; none if nobody does.
#[test]
fn some_sessions_need_only_some_cards() {
    let laws = Laws::new(beside(baseline()));
    let demand = Demand::new(&laws, 5, 0);
    let wishes: Vec<_> = (0..500)
        .flat_map(|p| (0..100).map(move |nth| (ProjectId(p), nth)))
        .map(|(p, n)| demand.wish(p, n))
        .collect();
    assert!(wishes.iter().all(|wish| !(wish.failed && wish.partial)));
    let real = wishes.iter().filter(|wish| !wish.failed).count() as u32;
    check_share("partial", wishes.iter().filter(|wish| wish.partial).count() as u32, real, 0.3);
    assert!((500..700).all(|p| !demand.wish(ProjectId(p), 0).partial), "a tenant has its cards");
    let laws = Laws::new(baseline());
    let demand = Demand::new(&laws, 5, 0);
    assert!((0..500).all(|p| !demand.wish(ProjectId(p), 3).partial));
}

/// A fifth of each product, by quota: every cohort is within three projects of it.
#[test]
fn storage_is_claimed_by_quota() {
    let laws = Laws::new(beside(baseline()));
    for replication in 0..20 {
        let demand = Demand::new(&laws, 5, replication);
        for (product, fifth) in [
            (0..200, 40_usize),
            (200..350, 30),
            (350..500, 30),
            (500..620, 24),
            (620..680, 12),
            (680..700, 4),
        ] {
            let claims: Vec<_> =
                product.map(|p| demand.storage_tb(ProjectId(p))).filter(|tb| *tb > 0).collect();
            assert!(claims.iter().all(|tb| *tb == 5));
            assert!(claims.len().abs_diff(fifth) <= 3, "{} of {fifth}", claims.len());
        }
    }
    let laws = Laws::new(baseline());
    assert_eq!(Demand::new(&laws, 5, 0).storage_tb(ProjectId(0)), 0);
}

/// σ = .457: a tenant stays under 61 days with Φ(ln(61/21)/σ) = .9902, Φ(ln(61/28)/σ) = .9558, Φ(ln(61/42)/σ) = .7930 in
/// the stages 1 to 3, .7505 in all three. Stage 1 is over within 20 days (under 20½) with Φ(ln(20.5/21)/σ) = .479,
/// and stage 4 (median 42 days) lasts over 61 with 1 − .7930.
#[test]
fn stages_have_their_medians_and_their_spread() {
    let laws = Laws::new(beside(baseline()));
    let (mut tenants, mut reported, mut early, mut long_fourth) = (0_u32, 0_u32, 0_u32, 0_u32);
    for replication in 0..100 {
        let demand = Demand::new(&laws, 5, replication);
        assert_eq!(demand.stage_ends(ProjectId(0)), None, "stages are a tenant's");
        for p in (500..700).map(ProjectId) {
            let [first, second, third, fourth] = demand.stage_ends(p).expect("a tenant goes through stages");
            assert!(0 < first && first < second && second < third && third < fourth);
            tenants += 1;
            reported += u32::from([first, second - first, third - second].iter().any(|stay| *stay > 61));
            early += u32::from(first <= 20);
            long_fourth += u32::from(fourth - third > 61);
        }
    }
    // Ends are rounded to days, so a stay over 61 days is one of about 61½ or more: half a day at about 1 % a day less.
    let share = |x: u32| f64::from(x) / f64::from(tenants);
    assert!((share(reported) - 0.25).abs() < 0.015, "{}", share(reported));
    assert!((share(long_fourth) - 0.207).abs() < 0.015, "{}", share(long_fourth));
    check_share("stage 1 within 20 days", early, tenants, 0.479);
    let laws = Laws::new(baseline());
    assert_eq!(Demand::new(&laws, 5, 0).stage_ends(ProjectId(600)), None);
}

/// Four in ten of those who have the time, over by the first service, by day more than by night.
#[test]
fn trials_come_before_service() {
    let laws = Laws::new(beside(gpu_baseline()));
    let (mut trials, mut could, mut nights) = (0, 0, 0);
    for replication in 0..40 {
        let demand = Demand::new(&laws, 5, replication);
        for p in (0..500).map(ProjectId) {
            let first = demand.first_service(p);
            let time = first.is_some_and(|first| first.0 > 8 * HOUR);
            could += u32::from(time);
            let Some((at, length)) = demand.trial(p) else { continue };
            assert!(time && at >= Instant::START && first.is_some_and(|first| at + length <= first));
            assert_eq!(length, Span::hours(8));
            trials += 1;
            nights += u32::from(at.0 % DAY < 8 * HOUR);
        }
    }
    check_share("trials", trials, could, 0.4);
    // hours 0 to 7 hold .128 of a weekday's requests and .219 of a weekend day's: far from a third
    let night = f64::from(nights) / f64::from(trials);
    assert!((0.12..0.17).contains(&night), "{night}");
    let laws = Laws::new(baseline());
    assert!((0..700).all(|p| Demand::new(&laws, 5, 0).trial(ProjectId(p)).is_none()));
}
