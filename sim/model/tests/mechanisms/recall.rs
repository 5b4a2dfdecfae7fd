//! Resources taken back (A6), and cohorts that come later (P6).

use super::*;
use naru_model::rules::readings::Transfer;
use naru_model::{Offer, PoolId, RecallAllocation, RecallGrant, Servers, Wave};
use naru_units::Share;

/// One card. Somebody waits from 2 h on; at midnight the session has held it for 24 h, which is enough where 24 are asked
/// for, gets an hour's notice, and its rest asks again.
#[test]
fn a6_a_running_allocation_is_recalled_with_notice_for_one_who_waits() {
    for after in [4, 24] {
        let mut plan = plan(&[(1, 1)], vec![gpu(1)], vec![project(0); 2]);
        plan.recall.allocation = Some(RecallAllocation { after: Span::hours(after), notice: Span::hours(1) });
        let world = run_cohorts(&plan, vec![common::listed("p", &[(0, h(60)), (h(2), h(3))])]);
        let want = [
            (0, 0, Some(0), h(25), EndReason::Recalled),
            (1, h(2), Some(h(25)), h(28), EndReason::Done),
            (0, h(25), Some(h(28)), h(63), EndReason::Done),
        ];
        assert_eq!(rows(&world), want, "after {after} h");
        assert_eq!(hours(&world, 0), (60, 0), "25 and 35 hours");
    }
}

/// Told in the first second in which something happens once the cards have been held for four hours: what happens a second
/// before tells nobody, and then the next midnight does.
#[test]
fn a6_a_notice_comes_with_the_first_event_after_so_long() {
    for (third, end) in [(h(4) - 1, h(25)), (h(4), h(5)), (h(4) + 1, h(5) + 1)] {
        let mut plan = plan(&[(1, 1)], vec![gpu(1)], vec![project(0); 3]);
        plan.recall.allocation = Some(RecallAllocation { after: Span::hours(4), notice: Span::hours(1) });
        let requests = [(0, h(60)), (h(2), h(1)), (third, h(1))];
        let world = run_cohorts(&plan, vec![common::listed("p", &requests)]);
        assert_eq!(rows(&world)[0], (0, 0, Some(0), end, EndReason::Recalled), "another asks at {third} s");
    }
}

/// Of two that run, the one that comes first to four hours says when to look again: half an hour after it somebody asks.
#[test]
fn a6_the_first_to_have_held_its_cards_for_so_long_is_told() {
    let mut plan = plan(&[(1, 2)], vec![gpu(1)], vec![project(0); 4]);
    plan.recall.allocation = Some(RecallAllocation { after: Span::hours(4), notice: Span::hours(1) });
    let half = HOUR / 2;
    let requests = [(0, h(60)), (h(1), h(60)), (h(2), h(1)), (h(4) + half, h(1))];
    let world = run_cohorts(&plan, vec![common::listed("p", &requests)]);
    assert_eq!(rows(&world)[0], (0, 0, Some(0), h(5) + half, EndReason::Recalled));
}

/// Nobody is recalled who has held the cards for less, or for whom nobody waits.
#[test]
fn a6_nobody_is_recalled_without_need() {
    for (after, requests) in [(25, vec![(0, h(60)), (h(2), h(3))]), (4, vec![(0, h(60)), (h(60), h(3))])] {
        let mut plan = plan(&[(1, 1)], vec![gpu(1)], vec![project(0); 2]);
        plan.recall.allocation =
            Some(RecallAllocation { after: Span::hours(after), notice: Span::hours(30) });
        let world = run_cohorts(&plan, vec![common::listed("p", &requests)]);
        let first = rows(&world)[0];
        let recalled_at = if after == 25 { None } else { Some(()) };
        assert!(first.4 == EndReason::Done || recalled_at.is_none(), "{first:?}");
        if after == 4 {
            assert_eq!(first, (0, 0, Some(0), h(60), EndReason::Done));
        } else {
            // At the second midnight it has held them for 48 h; the notice of 30 h would come after its end.
            assert_eq!(first, (0, 0, Some(0), h(60), EndReason::Done));
        }
    }
}

/// Looked at after ten days, half is asked for, a day's notice. Four days of ten are too few, five are not; one whose
/// session runs is cut at the end of the notice. Who began two days ago and worked for both stays.
#[test]
fn a6_a_grant_that_is_hardly_used_is_recalled() {
    let end = Instant(20 * DAY);
    let projects = [0, 0, 0, 1, 1].map(project).to_vec();
    let narrow = Product { offers: vec![Offer { pool: PoolId(1), ..gpu(1).offers[0].clone() }], ..gpu(1) };
    let mut plan = Plan { end, ..plan(&[(8, 1), (1, 1)], vec![gpu(1), narrow], projects) };
    plan.recall.grant =
        Some(RecallGrant { at: Instant(10 * DAY), below: Share(5_000), notice: Span::days(1) });
    let world = run_cohorts(
        &plan,
        vec![
            common::listed("wide", &[(0, 4 * DAY), (0, 5 * DAY), (8 * DAY, 5 * DAY)]),
            common::listed("narrow", &[(0, 9 * DAY), (0, 5 * DAY)]),
        ],
    );
    assert_eq!(world.heard.recalled, [(11 * DAY, 0), (11 * DAY, 4)]);
    let want = [
        (0, 0, Some(0), 4 * DAY, EndReason::Done),
        (1, 0, Some(0), 5 * DAY, EndReason::Done),
        (3, 0, Some(0), 9 * DAY, EndReason::Done),
        (4, 0, Some(9 * DAY), 11 * DAY, EndReason::Recalled),
        (2, 8 * DAY, Some(8 * DAY), 13 * DAY, EndReason::Done),
    ];
    assert_eq!(rows(&world), want);
}

/// 100,000 won in 5 of 10 days: 200,000 by the end, of a million. Four fifths are left: that admits, a ten-thousandth
/// more does not. The wave's servers come with it.
#[test]
fn p6_a_wave_is_admitted_at_the_exact_threshold_and_its_servers_come_with_it() {
    for (threshold, admitted) in [(8_000, true), (8_001, false)] {
        let mut plan = plan(&[(1, 1), (1, 0)], vec![gpu(1), gpu(1)], one_each(2));
        plan.products[1].offers[0].pool = PoolId(1);
        plan.projects[1].wave = Some(0);
        plan.pools[1].servers = vec![Servers { wave: Some(0), ..common::servers(1, Instant(7 * DAY)) }];
        plan.waves = vec![Wave { at: Instant(5 * DAY), threshold: Share(threshold) }];
        plan.budget.cap = Won(1_000_000);
        plan.budget.opening = [Won(1_000_000), Won::ZERO];
        assert_eq!(plan.terms.readings.transfer, Transfer::Pooled);
        let cohorts =
            vec![common::listed("first", &[(0, h(100))]), common::listed("wave", &[(6 * DAY, h(1))])];
        let world = run_cohorts(&plan, cohorts);
        assert_eq!(world.heard.waves, [admitted]);
        let mut want = vec![(0, 0, Some(0), h(100), EndReason::Done)];
        if admitted {
            want.push((1, 6 * DAY, Some(7 * DAY), 7 * DAY + h(1), EndReason::Done));
        }
        assert_eq!(rows(&world), want, "threshold {threshold}");
    }
}

/// In the place of a recalled grant of its product, and in no other.
#[test]
fn a6_a_recalled_place_goes_to_the_next_wave() {
    for (used, admitted) in [(h(10), true), (4 * DAY, false)] {
        let mut plan = plan(&[(8, 1)], vec![gpu(1)], vec![project(0); 2]);
        plan.projects[1] = Project { wave: Some(0), in_recalled_place: true, ..project(0) };
        plan.waves = vec![Wave { at: Instant(6 * DAY), threshold: Share(1) }];
        plan.recall.grant =
            Some(RecallGrant { at: Instant(4 * DAY), below: Share(5_000), notice: Span::days(1) });
        let wave = Cohort { first_number: 2, ..common::listed("p", &[(7 * DAY, h(1))]) };
        let world = run_cohorts(&plan, vec![common::listed("p", &[(0, used)]), wave]);
        assert_eq!(world.log.sessions().filter(|l| l.session.project == 1).count(), usize::from(admitted));
    }
}

/// A notice ends with the session that had it. Two cards; project 0 is told at 24 h to end at 54 h, but a fault cuts it at
/// 30 h. Its rest runs from 36 h on and is told at 48 h, when two wait: its thirty hours end at 78 h.
#[test]
fn a6_a_notice_is_not_inherited() {
    let mut plan = plan(&[(1, 2)], vec![gpu(1)], vec![project(0); 5]);
    plan.recall.allocation = Some(RecallAllocation { after: Span::hours(4), notice: Span::hours(30) });
    plan.outages.maintenance = vec![naru_model::Maintenance {
        pool: PoolId(0),
        servers: 1,
        from: Instant(h(30)),
        until: Instant(h(31)),
        waits_count: true,
    }];
    let requests = [(0, h(200)), (0, h(200)), (h(2), h(5)), (h(37), h(1)), (h(37), h(1))];
    let world = run_cohorts(&plan, vec![common::listed("p", &requests)]);
    let of_first: Vec<Row> = rows(&world).into_iter().filter(|row| row.0 == 0).collect();
    assert_eq!(of_first[0], (0, 0, Some(0), h(30), EndReason::Outage));
    assert_eq!(of_first[1], (0, h(30), Some(h(36)), h(78), EndReason::Recalled));
}
