//! Faults and planned windows (T4, A8), and the allocator (A4).

use super::*;
use naru_model::rules::readings::{FixedHours, OnOutage};
use naru_model::{Maintenance, PoolId, SupplierId};

/// The first server of the first pool is out of service.
fn window(from: i64, until: i64) -> Maintenance {
    Maintenance { pool: PoolId(0), servers: 1, from: Instant(from), until: Instant(until), waits_count: true }
}

fn with(mut plan: Plan, windows: &[Maintenance]) -> Plan {
    plan.outages.maintenance = windows.to_vec();
    plan
}

/// The rest asks again in the same second, as a new row, and starts there if cards are free: 4 h + 6 h are 10 h.
#[test]
fn t4_what_a_fault_cuts_asks_again_in_its_second_and_the_work_adds_up() {
    for (servers, starts) in [(2, h(4)), (1, h(6))] {
        let plan = with(plan(&[(1, servers)], vec![gpu(1)], one_each(1)), &[window(h(4), h(6))]);
        let world = run_cohorts(&plan, vec![common::listed("p", &[(0, h(10))])]);
        let ends = starts + h(6);
        let want = [(0, 0, Some(0), h(4), EndReason::Outage), (0, h(4), Some(starts), ends, EndReason::Done)];
        assert_eq!(rows(&world), want, "{servers} servers");
        let resumes: Vec<_> = world.log.sessions().map(|l| (l.session.id, l.session.resumes)).collect();
        assert_eq!(resumes, [(1, 0), (2, 1)]);
        assert_eq!(hours(&world, 0), (10, 0));
        let told: Vec<_> = world.log.outages.iter().map(|o| (o.from.0, o.until.0, o.sessions_cut)).collect();
        assert_eq!(told, [(h(4), h(6), 1)]);
    }
}

/// Half an hour of idle tail after two hours of work; the work is done when the fault comes.
#[test]
fn t4_a_fault_in_the_idle_tail_leaves_the_work_done() {
    for (fault, released) in [
        (h(2) - 1, None),
        (h(2), Some(h(2))),
        (h(2) + 600, Some(h(2) + 600)),
        (h(2) + 1_800, Some(h(2) + 1_800)),
    ] {
        let tailed = Product { idle_return: Span::minutes(30), ..gpu(1) };
        let plan = with(plan(&[(1, 1)], vec![tailed], one_each(1)), &[window(fault, h(9))]);
        let world = run_cohorts(&plan, vec![common::listed("p", &[(0, h(2))])]);
        match released {
            Some(released) => assert_eq!(rows(&world), [(0, 0, Some(0), released, EndReason::Done)]),
            None => assert_eq!(rows(&world)[0], (0, 0, Some(0), fault, EndReason::Outage)),
        }
    }
}

/// Four hours of use less the outage: half an hour leaves 3.5 h, four begun hours; an hour leaves three.
#[test]
fn t4_a_held_set_is_suspended_and_its_outage_is_not_billed() {
    for (lost, billed) in [(1_800, 4), (h(1) - 1, 4), (h(1), 3)] {
        let mut plan = with(plan(&[(1, 1)], vec![gpu(1)], one_each(1)), &[window(h(1), h(1) + lost)]);
        plan.terms.readings.on_outage = OnOutage::Suspend;
        let world = run_cohorts(&plan, vec![common::listed("p", &[(0, h(4))])]);
        assert_eq!(rows(&world), [(0, 0, Some(0), h(4), EndReason::Done)]);
        assert_eq!(world.log.sessions().next().expect("one").session.suspended, Span(lost));
        assert_eq!(hours(&world, 0), (billed, 0), "{lost} s lost");
    }
}

/// Two windows over one server: out of service from the first second of the one to the last of the other.
#[test]
fn a8_windows_that_overlap_are_one() {
    let windows = [window(h(1), h(3)), window(h(2), h(5))];
    let plan = with(plan(&[(2, 1)], vec![gpu(1)], vec![project(0); 2]), &windows);
    let world = run_cohorts(&plan, vec![common::listed("p", &[(h(1), h(1)), (h(4), h(1))])]);
    let done = EndReason::Done;
    assert_eq!(rows(&world), [(0, h(1), Some(h(5)), h(6), done), (1, h(4), Some(h(5)), h(6), done)]);
}

/// One card, held from 0 to 4 h, out of service from 1 h to 2 h. Who asked at 0 waits for 4 h, or for 3 h where the
/// window does not count; either way it is eligible from 0 on, and the row says what does not count.
#[test]
fn a8_a_wait_inside_a_planned_window_counts_or_does_not() {
    for (waits_count, not_counted) in [(true, 0), (false, h(1))] {
        let windows = [Maintenance { waits_count, ..window(h(1), h(2)) }];
        let mut plan = with(plan(&[(1, 1)], vec![gpu(1)], vec![project(0); 2]), &windows);
        plan.terms.readings.on_outage = OnOutage::Suspend;
        let world = run_cohorts(&plan, vec![common::listed("p", &[(0, h(4)), (0, h(1))])]);
        let second = world.log.sessions().last().expect("two").session;
        assert_eq!((second.started.0, second.eligible.0, second.not_counted.0), (h(4), 0, not_counted));
        assert_eq!((second.wait().0, second.queued_in), (h(4) - not_counted, 0));
        assert_eq!(world.waits.products[0].max_s as i64, h(4) - not_counted);
    }
}

/// One card, held from 0 to the end of day 10 (240 h), out of service from `from` for an hour. The second request asks at
/// 231 h: nine hours of the limit's eight if all count, eight if the window in them does not, nine again where it lies
/// before the request or is over another pool.
#[test]
fn a8_who_is_never_served_has_not_waited_through_a_window_that_does_not_count() {
    for (pool, from, waits_count, not_counted, late) in [
        (0, h(235), true, 0, 1),
        (0, h(235), false, h(1), 0),
        (0, h(230) + 1, false, 1, 1),
        (0, h(229), false, 0, 1),
        (1, h(235), false, 0, 1),
    ] {
        let window = Maintenance { pool: PoolId(pool), waits_count, ..window(from, from + h(1)) };
        let mut plan = with(plan(&[(1, 1), (1, 1)], vec![gpu(1)], vec![project(0); 2]), &[window]);
        plan.terms.readings.on_outage = OnOutage::Suspend;
        plan.products[0].limit = Some(Span::hours(8));
        let world = run_cohorts(&plan, vec![common::listed("p", &[(0, h(300)), (h(231), h(1))])]);
        let second = world.log.sessions().last().expect("two");
        assert!(!second.served && second.at.0 == h(240));
        assert_eq!((second.session.eligible.0, second.session.not_counted.0), (h(231), not_counted));
        assert_eq!(world.waits.products[0].censored, late, "pool {pool}, from {from}, {waits_count}");
    }
}

/// Three cards. From 3 h to 8 h allocation is one to one: project 0 works on until 5 h and keeps its card, 1 and 2 get
/// one each to hold, 3 gets none (too few), 4 asks at 4 h and waits for the return.
fn allocator_down(reading: FixedHours) -> World {
    let mut plan = plan(&[(3, 1)], vec![gpu(1)], vec![project(0); 5]);
    plan.terms.readings.fixed_hours = reading;
    plan.outages.allocator_down = vec![(SupplierId(0), Instant(h(3)), Instant(h(8)))];
    let requests = [(0, h(5)), (0, h(1)), (0, h(1)), (h(1), h(1)), (h(4), h(2))];
    run_cohorts(&plan, vec![common::listed("p", &requests)])
}

#[test]
fn a4_while_the_allocator_is_down_cards_are_kept_one_to_one() {
    for reading in [FixedHours::Held, FixedHours::Used] {
        let world = allocator_down(reading);
        let done = EndReason::Done;
        let want = [
            (0, 0, Some(0), h(8), done),
            (1, 0, Some(0), h(1), done),
            (2, 0, Some(0), h(1), done),
            (3, h(1), Some(h(1)), h(2), done),
            (1, h(3), Some(h(3)), h(8), done),
            (2, h(3), Some(h(3)), h(8), done),
            (4, h(4), Some(h(8)), h(10), done),
        ];
        assert_eq!(rows(&world), want);
        let holds = world.log.sessions().filter(|l| l.session.kind == Kind::Hold).count();
        assert_eq!(holds, 2, "two cards for the three who neither work nor wait: by their numbers");
        let told: Vec<_> = world.log.outages.iter().map(|o| (o.from.0, o.until.0)).collect();
        assert_eq!(told, [(h(3), h(8))]);
    }
}

/// Held: 3 dynamic and 5 fixed hours of project 0, 5 fixed hours of each hold. Used: 3 and 2, and no hold is billed.
#[test]
fn a4_fixed_hours_are_those_held_or_those_used() {
    let held = allocator_down(FixedHours::Held);
    assert_eq!([0, 1, 2, 3, 4].map(|p| hours(&held, p)), [(3, 5), (1, 5), (1, 5), (1, 0), (2, 0)]);
    assert_eq!(held.outcome.spent[0], Won(8 * 1_000 + 15 * 500), "8 dynamic hours, 15 at a half");
    let used = allocator_down(FixedHours::Used);
    assert_eq!([0, 1, 2, 3, 4].map(|p| hours(&used, p)), [(3, 2), (1, 0), (1, 0), (1, 0), (2, 0)]);
}

/// Nothing is allocated until the switch is done, and allocation is fixed until the return is.
#[test]
fn a4_the_switch_and_the_return_take_their_time() {
    let mut plan = plan(&[(2, 1)], vec![gpu(1)], vec![project(0); 2]);
    plan.outages.allocator_down = vec![(SupplierId(0), Instant(h(3)), Instant(h(8)))];
    plan.outages.switch_delay = Span(600);
    plan.outages.return_delay = Span(900);
    let world = run_cohorts(&plan, vec![common::listed("p", &[(h(3), h(1)), (h(5), h(10))])]);
    let (first, second) = (rows(&world)[0], rows(&world)[1]);
    assert_eq!(first, (0, h(3), Some(h(3) + 600), h(8) + 900, EndReason::Done));
    assert_eq!(second, (1, h(5), Some(h(5)), h(15), EndReason::Done));
    assert_eq!(hours(&world, 1), (6, 4), "hours that begin from 5 h to 8 h 15 min are fixed");
}

/// The money ends in an hour that begins only because an outage is over: 10 minutes lost in the first hour, so that the
/// second begins at 1 h 10 min, not at 1 h.
#[test]
fn p4_an_hour_of_a_suspended_session_begins_later() {
    let mut plan = with(plan(&[(1, 1)], vec![gpu(1)], one_each(1)), &[window(1_800, 2_400)]);
    plan.terms.readings.on_outage = OnOutage::Suspend;
    plan.budget.cap = Won(1_999);
    plan.budget.opening = [Won(1_999), Won::ZERO];
    let world = run_cohorts(&plan, vec![common::listed("p", &[(0, h(5))])]);
    assert_eq!(world.outcome.exhausted[0], Some(Instant(4_200)));
    assert_eq!(world.outcome.spent[0], Won(1_000));
}

/// The allocator is back at 2 h: an hour that begins there costs 1,000 won again, not 500. 1,000 + 500 are there for the
/// hours that begin at 0 and 1 h, and 999 more.
#[test]
fn p4_an_hour_after_the_allocators_return_costs_its_whole_price() {
    for (cap, end) in [(2_499, Some(h(2))), (2_500, Some(h(3)))] {
        let mut plan = plan(&[(1, 1)], vec![gpu(1)], one_each(1));
        plan.outages.allocator_down = vec![(SupplierId(0), Instant(h(1)), Instant(h(2)))];
        plan.budget.cap = Won(cap);
        plan.budget.opening = [Won(cap), Won::ZERO];
        let world = run_cohorts(&plan, vec![common::listed("p", &[(0, h(5))])]);
        assert_eq!(world.outcome.exhausted[0], end.map(Instant));
    }
}

/// Under `stop_new` nobody can ask any more: cards that are only kept go back in the second of the money's end.
#[test]
fn p4_kept_cards_go_back_when_the_money_ends() {
    use naru_model::rules::readings::WhenExhausted;
    let mut plan = plan(&[(2, 1)], vec![gpu(1)], vec![project(0); 2]);
    plan.terms.readings.when_exhausted = WhenExhausted::StopNew;
    plan.outages.allocator_down = vec![(SupplierId(0), Instant(0), Instant(h(20)))];
    // 500 won an hour each: at 2 h project 0 has worked for two, and keeps its card. Six hours are there in all.
    plan.budget.cap = Won(3_000);
    plan.budget.opening = [Won(3_000), Won::ZERO];
    let world = run_cohorts(&plan, vec![common::listed("p", &[(0, h(2)), (0, h(9))])]);
    assert_eq!(world.outcome.exhausted[0], Some(Instant(h(3))), "the seventh hour begins at 3 h");
    let want = [(0, 0, Some(0), h(3), EndReason::Done), (1, 0, Some(0), h(9), EndReason::Done)];
    assert_eq!(rows(&world), want, "who works goes on");
}
