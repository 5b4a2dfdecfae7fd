//! The time after (T5, T6): never billed, no request of the programme, and over in its second.

use super::*;
use naru_model::After;
use naru_model::rules::readings::LateSupply;
use naru_model::workload::{Behaviour, Law};
use naru_units::Share;

/// April 2025 alone: the programme ends on May 1, its free month on June 1, three months more on September 1.
const MAY: Instant = Instant(30 * DAY);
const JUNE: Instant = Instant(61 * DAY);
const SEPTEMBER: Instant = Instant(153 * DAY);

fn users() -> Vec<Cohort> {
    let behaviour =
        Behaviour::ClosedSource { mean_think_s: 9_000.0, swing: None, length: Law::Fixed { s: 20_000.0 } };
    let tenancy = Behaviour::Tenancy { at_start: 1.0, from_day: 0, until_day: 1, enrolled: 1.0 };
    vec![Cohort::new("gpu".to_owned(), 4, behaviour), Cohort::new("npu".to_owned(), 2, tenancy)]
}

fn world(cap: i64, stays: Share) -> World {
    world_with(cap, stays, |_| ())
}

fn world_with(cap: i64, stays: Share, change: impl Fn(&mut Plan)) -> World {
    let npu = product(Line::Npu, 1, Resources::cards(1), 900_000);
    let projects = common::projects(&[4, 2]);
    let mut plan = Plan { end: MAY, ..plan(&[(2, 1), (2, 1)], vec![gpu(1), npu], projects) };
    plan.terms.month_starts = vec![Instant::START, MAY];
    plan.budget.cap = Won(cap);
    plan.budget.opening = [Won(cap), Won::ZERO];
    plan.after = Some(After { horizon: Instant(200 * DAY), stays, discount: Share(3_000) });
    let horizon = Instant(200 * DAY);
    change(&mut plan);
    run(&plan, Spec { end: MAY, ..sources(horizon, users()) })
}

fn check(world: &World, from: i64, until: i64) {
    let free: Vec<&Logged> = world.log.sessions().filter(|l| l.session.kind == Kind::Free).collect();
    assert!(free.len() > 20, "they go on: {}", free.len());
    for l in &free {
        assert!(from <= l.session.requested.0 && l.at.0 <= until, "{:?}", l.session);
        assert!(world.log.bills.iter().all(|b| !b.sessions.contains(&l.session.id)), "never billed");
    }
    assert!(
        free.iter().any(|l| l.at.0 == until && l.reason == EndReason::ProgrammeEnd),
        "what runs at its end ends with it"
    );
    let tenancies = free.iter().filter(|l| l.session.line == 1);
    let held: Vec<_> = tenancies.map(|l| (l.session.started.0, l.session.released.0)).collect();
    assert_eq!(held, [(from, until); 2], "a set is held through the month");
    let counted = world.log.sessions().filter(|l| l.session.kind.is_counted()).count() as u64;
    let waits = &world.waits.products;
    assert_eq!(waits[0].requests + waits[1].requests, counted, "no request of the programme");
    assert!(world.log.sessions().all(|l| l.session.kind.is_counted() == (l.session.requested.0 < from)));
}

#[test]
fn t5_the_free_month_follows_the_programme() {
    let world = world(1_000_000_000, Share::NONE);
    check(&world, MAY.0, JUNE.0);
    assert!(world.log.sessions().all(|l| l.at <= JUNE), "nobody stays");
}

/// The GPU servers came five days late: under `period_moved` their users have the free month five days longer (S7).
#[test]
fn s7_support_moves_out_by_the_delay() {
    for (reading, gpu_ends) in [(LateSupply::PeriodMoved, JUNE.0 + 5 * DAY), (LateSupply::NoRevenue, JUNE.0)]
    {
        let world = world_with(1_000_000_000, Share::NONE, |plan| {
            plan.terms.readings.late_supply = reading;
            plan.pools[0].servers[0].from = Instant(5 * DAY);
        });
        let ends = |line: u8| {
            let free =
                world.log.sessions().filter(|l| l.session.kind == Kind::Free && l.session.line == line);
            free.map(|l| l.at.0).max()
        };
        assert_eq!((ends(0), ends(1)), (Some(gpu_ends), Some(JUNE.0)), "{reading:?}");
    }
}

/// From the second in which the money ended: the same clock time on the same day of the next month.
#[test]
fn t5_the_free_month_follows_an_early_end_of_the_money() {
    let world = world(1_500_000, Share::NONE);
    let end = world.outcome.exhausted[0].expect("a million and a half is not enough").0;
    assert!(end < MAY.0 - DAY);
    // April has 30 days.
    check(&world, end, end + 30 * DAY);
    let line_ends = world.log.sessions().filter(|l| l.session.kind.is_counted()).map(|l| l.at.0).max();
    assert_eq!(line_ends, Some(end));
}

/// Half of the projects stay for three months at their own cost, by their numbers.
#[test]
fn t6_who_stays_pays_and_the_budget_does_not() {
    let world = world(1_000_000_000, Share(5_000));
    let after: Vec<&Logged> = world.log.sessions().filter(|l| l.session.kind == Kind::After).collect();
    assert!(after.iter().all(|l| JUNE <= l.session.requested && l.at <= SEPTEMBER));
    let mut who: Vec<u32> = after.iter().map(|l| l.session.project).collect();
    who.sort_unstable();
    who.dedup();
    assert_eq!(who, [1, 3, 5], "every second project");
    assert!(after.iter().any(|l| l.at == SEPTEMBER));
    assert!(world.log.sessions().all(|l| l.at <= SEPTEMBER));
    let billed = world.log.bills.iter().flat_map(|b| &b.sessions).max().expect("April is billed");
    assert!(after.iter().all(|l| l.session.id > *billed));
}

/// Funding stops in the second in which two tenants would begin: each has one set, free, from that second on.
#[test]
fn t5_who_begins_as_the_funding_stops_begins_free() {
    let npu = product(Line::Npu, 0, Resources::cards(1), 900_000);
    let mut plan = Plan { end: MAY, ..plan(&[(2, 1)], vec![npu], vec![project(0); 2]) };
    plan.terms.month_starts = vec![Instant::START, MAY];
    plan.budget.funding_stop = Some(Instant(DAY));
    plan.after = Some(After { horizon: Instant(200 * DAY), stays: Share::NONE, discount: Share(0) });
    let behaviour = Behaviour::Tenancy { at_start: 0.0, from_day: 1, until_day: 2, enrolled: 1.0 };
    let cohorts = vec![Cohort::new("npu".to_owned(), 2, behaviour)];
    let world = run(&plan, Spec { end: MAY, ..sources(Instant(200 * DAY), cohorts) });
    let told: Vec<_> = world.log.sessions().map(|l| (l.session.kind, l.session.started.0, l.at.0)).collect();
    // April has 30 days.
    assert_eq!(told, [(Kind::Free, DAY, 31 * DAY); 2]);
    assert!(world.log.bills.is_empty());
}
