//! Allowances (A5): nothing is drawn past them, and who has none left is silent.

use super::*;
use naru_model::rules::readings::{Allowance, Draw};
use naru_model::workload::{Behaviour, Law};

/// A user who works for 4,000 s and thinks for ten minutes on average.
fn worker() -> Cohort {
    let behaviour =
        Behaviour::ClosedSource { mean_think_s: 600.0, swing: None, length: Law::Fixed { s: 4_000.0 } };
    Cohort::new("worker".to_owned(), 1, behaviour)
}

fn lengths(world: &World) -> Vec<(i64, EndReason)> {
    world.log.sessions().map(|l| ((l.session.ended - l.session.started).0, l.reason)).collect()
}

/// 10,000 s of a set: two sessions, and half of a third, which ends in the last second that is covered.
#[test]
fn a5_a_session_ends_with_the_last_second_that_the_allowance_covers() {
    let mut plan = plan(&[(1, 1)], vec![gpu(1)], one_each(1));
    for (allowance, last) in [(10_000, 2_000), (8_001, 1), (11_999, 3_999)] {
        plan.projects[0].allowance = Some(allowance);
        let world = run_cohorts(&plan, vec![worker()]);
        let done = (4_000, EndReason::Done);
        assert_eq!(lengths(&world), [done, done, (last, EndReason::Allowance)], "then silence");
    }
}

/// A set draws the TF of its offer, here 67 a second.
#[test]
fn a5_a_set_draws_what_its_offer_says() {
    let mut plan = plan(&[(1, 1)], vec![gpu(1)], one_each(1));
    plan.products[0].offers[0].draws = 67;
    plan.projects[0].allowance = Some(67 * 5_000 + 66);
    let world = run_cohorts(&plan, vec![worker()]);
    assert_eq!(lengths(&world), [(4_000, EndReason::Done), (1_000, EndReason::Allowance)]);
}

/// 4,000 s draw two hours. Of 9,000 s half an hour is left: no hour of it is wholly covered, so none begins and the
/// project is silent. Of 12,600 s an hour and a half: a third session has its first hour.
#[test]
fn a5_by_hours_one_that_is_not_wholly_covered_does_not_begin() {
    let mut plan = plan(&[(1, 1)], vec![gpu(1)], one_each(1));
    plan.terms.readings.draw = Draw::BilledHours;
    for (allowance, want) in [
        (9_000, vec![(4_000, EndReason::Done)]),
        (12_600, vec![(4_000, EndReason::Done), (3_600, EndReason::Allowance)]),
    ] {
        plan.projects[0].allowance = Some(allowance);
        let world = run_cohorts(&plan, vec![worker()]);
        assert_eq!(lengths(&world), want, "{allowance} s");
    }
}

/// Five days held, used or not: all ends with them.
#[test]
fn a5_by_calendar_months_the_date_is_known_from_the_start() {
    let mut plan = plan(&[(1, 1)], vec![gpu(1)], one_each(1));
    plan.terms.readings.allowance = Allowance::CalendarMonths;
    plan.projects[0].allowance = Some(5 * DAY);
    let world = run_cohorts(&plan, vec![common::listed("p", &[(DAY, 9 * DAY)])]);
    // A listed project's service begins with its request: five days from the second day on.
    assert_eq!(rows(&world), [(0, DAY, Some(DAY), 6 * DAY, EndReason::Allowance)]);
    let world = run_cohorts(&plan, vec![worker()]);
    assert!(world.log.sessions().all(|l| l.at.0 <= 5 * DAY && l.session.requested.0 < 5 * DAY));
    assert!(world.log.sessions().count() > 50);
}
