//! What keeps those who wait from starting, a small world for each cause; and who gives up waiting. That the causes'
//! request-seconds are the queue's integral is asserted in every world of these tests: see `run_laws`.

use super::*;
use naru_model::Cause;
use naru_model::rules::allocation::{Backfill, Placement};
use naru_model::workload::ProjectId;
use naru_model::{Offer, SupplierId};

/// Request-seconds of the first pool, by those causes that have any.
fn by_cause(world: &World) -> Vec<(Cause, i64)> {
    let seconds = |(_, cause)| (cause, world.waiting[0].seconds(cause).cast_signed());
    Cause::ALL.map(seconds).into_iter().filter(|(_, s)| *s > 0).collect()
}

/// Servers of two cards; sessions of one card first look for the emptier server.
fn apart(servers: u32, products: Vec<Product>, projects: &[u16]) -> Plan {
    let mut plan = plan(&[(2, servers)], products, projects.iter().copied().map(project).collect());
    plan.policy.placement = Placement::WorstFit;
    plan
}

/// Two servers of two, both held by pairs until 5 h: who asks for a pair at 1 h waits 4 h for cards.
#[test]
fn a7_cards_are_short() {
    let plan = apart(2, vec![gpu(2)], &[0, 0, 0]);
    let world = run_cohorts(&plan, vec![common::listed("pair", &[(0, h(5)), (0, h(5)), (h(1), h(1))])]);
    assert_eq!(by_cause(&world), [(Cause::Cards, h(4))]);
}

/// Two servers of two with a card taken on each, to 3 h and 5 h. A pair asks at 1 h: two cards are free, but on two
/// servers, until 3 h. One card is asked for at 2 h: there is one, but the pair is before it; at 3 h both begin.
#[test]
fn a7_free_cards_stand_on_different_servers_and_the_next_waits_for_its_turn() {
    let plan = apart(2, vec![gpu(1), gpu(2)], &[0, 0, 0, 1]);
    let one = common::listed("one", &[(0, h(3)), (0, h(5)), (h(2), h(1))]);
    let world = run_cohorts(&plan, vec![one, common::listed("pair", &[(h(1), h(1))])]);
    assert_eq!(rows(&world)[2..].iter().map(|row| row.2).collect::<Vec<_>>(), [Some(h(3)); 2]);
    assert_eq!(by_cause(&world), [(Cause::Order, h(1)), (Cause::Servers, h(2))]);
}

/// One server of two, a card taken until 4 h; a pair asks at 1 h and has a reservation for 4 h. Who asks for one card for
/// ten hours at 2 h would delay it and waits, by the reservation but for the hour in which another has the card, who asks
/// for an hour at 2 h 30 min and passes; from 4 h on the pair works for an hour.
#[test]
fn a7_cards_are_reserved_for_somebody_before() {
    let mut plan = apart(1, vec![gpu(1), gpu(2)], &[0, 0, 0, 1]);
    plan.policy.backfill = Backfill::Easy;
    let one = common::listed("one", &[(0, h(4)), (h(2), h(10)), (h(2) + 1_800, h(1))]);
    let world = run_cohorts(&plan, vec![one, common::listed("pair", &[(h(1), h(1))])]);
    let started: Vec<_> = rows(&world).iter().map(|row| (row.0, row.2)).collect();
    assert_eq!(started, [(0, Some(0)), (3, Some(h(4))), (1, Some(h(5))), (2, Some(h(2) + 1_800))]);
    // The pair: 3 h with one card free, or none. The other: 2 h before the pair begins, less the hour, then its hour.
    assert_eq!(by_cause(&world), [(Cause::Reserved, h(1)), (Cause::Cards, h(3) + h(2))]);
}

/// Two servers of eight, taken until 2 h and 6 h. A gang of two asks at 1 h: none of 16 cards is free, then eight. The
/// empty server is held for it when somebody asks for eight cards at 3 h: three hours; then the gang works for two.
#[test]
fn s3_servers_are_held_for_a_gang() {
    let gang = Product { offers: vec![Offer { gang: Some(2), ..gpu(8).offers[0].clone() }], ..gpu(8) };
    let plan = plan(&[(8, 2)], vec![gpu(8), gang], [0, 0, 0, 1].map(project).to_vec());
    let whole = common::listed("whole", &[(0, h(2)), (0, h(6)), (h(3), h(1))]);
    let world = run_cohorts(&plan, vec![whole, common::listed("gang", &[(h(1), h(2))])]);
    assert_eq!(by_cause(&world), [(Cause::HeldForGang, h(3)), (Cause::Cards, h(5) + h(2))]);
    assert_eq!(world.heard.held, [(h(2), 8), (h(6), 0)]);
}

/// Four servers of eight with half of each taken, to 3, 4, 5 and 6 h. Of 16 free cards a gang of two from 1 h on cannot
/// make two whole servers before 4 h.
#[test]
fn s3_a_gang_waits_for_its_servers_to_be_empty() {
    let gang = Product { offers: vec![Offer { gang: Some(2), ..gpu(8).offers[0].clone() }], ..gpu(8) };
    let mut plan = plan(&[(8, 4)], vec![gpu(4), gang], [0, 0, 0, 0, 1].map(project).to_vec());
    plan.policy.placement = Placement::WorstFit;
    let half = common::listed("half", &[(0, h(3)), (0, h(4)), (0, h(5)), (0, h(6))]);
    let world = run_cohorts(&plan, vec![half, common::listed("gang", &[(h(1), h(2))])]);
    assert_eq!(by_cause(&world), [(Cause::Servers, h(3))]);
}

/// The allocator fails at 3 h, and for ten minutes nobody is granted.
#[test]
fn a4_nobody_is_granted_while_allocation_is_switched() {
    let mut plan = plan(&[(2, 1)], vec![gpu(1)], vec![project(0); 1]);
    plan.outages.allocator_down = vec![(SupplierId(0), Instant(h(3)), Instant(h(8)))];
    plan.outages.switch_delay = Span(600);
    let world = run_cohorts(&plan, vec![common::listed("p", &[(h(3), h(1))])]);
    assert_eq!(by_cause(&world), [(Cause::Allocator, 600)]);
}

/// One card, taken to the end. Thirty ask at 1 h and wait for as long as each is patient, and a second. Those who leave
/// after more than 8 h are late, their wait a lower bound; the others are undecided; nobody else is in any share.
#[test]
fn a2_who_gives_up_is_late_past_the_limit_and_undecided_before() {
    let plan = Plan {
        concurrency: 2,
        ..plan(&[(1, 1)], vec![gpu(1), gpu(1)], {
            let mut projects = vec![project(1); 31];
            projects[0] = project(0);
            projects
        })
    };
    let mut spec = sources(
        END,
        vec![common::listed("holds", &[(0, END.0)]), common::listed("waits", &[(h(1), h(1)); 30])],
    );
    spec.patience_s = Some(28_800.0);
    let laws = Laws::new(spec);
    let world = run_laws(&plan, &laws);
    let demand = Demand::new(&laws, 1, 0);
    let left: Vec<i64> =
        (1..31).map(|p| demand.patience(ProjectId(p), 1).expect("it is so patient").0 + 1).collect();
    for (p, left) in (1..31).zip(&left) {
        let row = rows(&world).into_iter().find(|row| row.0 == p).expect("it asked");
        assert_eq!(row, (p, h(1), None, h(1) + left, EndReason::Abandoned));
    }
    let late: Vec<i64> = left.iter().copied().filter(|s| *s > h(8)).collect();
    // Mean patience is 8 h: e⁻¹ of thirty is 11; five deviations of 2.6 to either side stay inside.
    assert!((1..25).contains(&late.len()), "{} are late", late.len());
    let tally = &world.waits.products[1];
    let n = late.len() as u64;
    assert_eq!((tally.requests, tally.served, tally.abandoned), (30, 0, 30));
    assert_eq!((tally.late, tally.censored, tally.undecided), (n, n, 30 - n));
    assert_eq!(tally.sum_s.cast_signed(), late.iter().sum::<i64>());
    assert_eq!(by_cause(&world), [(Cause::Cards, left.iter().sum())]);
    assert_eq!(world.waits.products[0].abandoned, 0);
}
