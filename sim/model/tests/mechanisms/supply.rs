//! Gangs (S3), overflow (S5), bursts (A5), changes of supplier (N4, U1).

use super::*;
use naru_model::rules::readings::{BurstSpan, OnOutage, SwitchDay};
use naru_model::rules::settlement::month_starts;
use naru_model::workload::{Behaviour, BurstPeriod, Bursts, Multiple, ProjectId, SessionLength};
use naru_model::{Maintenance, Offer, PartSets, PoolId, SupplierId};

/// Two whole servers of eight.
fn gang() -> Product {
    let one = gpu(8);
    Product { offers: vec![Offer { gang: Some(2), ..one.offers[0].clone() }], ..one }
}

/// Four servers of eight. Whole servers end at 20 h, 4 h and 6 h, the fourth holds half a server for 30 h. A gang of two
/// asks at 1 h: it drains the second and the third. Who asks later for half a server passes; who asks for a whole
/// one waits, though the second server is empty from 4 h on.
#[test]
fn s3_a_gang_drains_the_servers_that_free_earliest_and_others_pass() {
    let projects = [0, 0, 0, 1, 2, 1, 0].map(project).to_vec();
    let mut order = projects.clone();
    order.sort_by_key(|p| p.product);
    let plan = plan(&[(8, 4)], vec![gpu(8), gpu(4), gang()], order);
    let world = run_cohorts(
        &plan,
        vec![
            common::listed("whole", &[(0, h(20)), (0, h(4)), (0, h(6)), (h(2), h(1))]),
            common::listed("half", &[(1, h(30)), (h(1) + 600, h(1))]),
            common::listed("gang", &[(h(1), h(2))]),
        ],
    );
    let of = |p: u32| rows(&world).into_iter().find(|row| row.0 == p).expect("it asked");
    assert_eq!(of(5), (5, h(1) + 600, Some(h(1) + 600), h(2) + 600, EndReason::Done), "half a server passes");
    assert_eq!(of(6), (6, h(1), Some(h(6)), h(8), EndReason::Done), "the gang");
    assert_eq!(of(3), (3, h(2), Some(h(8)), h(9), EndReason::Done), "a whole server waits");
    assert_eq!(world.heard.held, [(h(4), 8), (h(6), 0)], "idle cards that are held are told apart");
    let session = world.log.sessions().find(|l| l.session.kind == Kind::Gang).expect("it ran").session;
    let servers: Vec<u32> = session.servers.iter().map(|s| s.0).collect();
    assert_eq!((servers, session.cards), (vec![1, 2], 16));
    assert_eq!(hours(&world, 6), (2, 0), "one product, one price");
}

/// Whole servers end at 4 h, 6 h and 9 h; the gang holds the first when it fails at 5 h, and takes the third instead.
#[test]
fn s3_a_gang_looks_for_another_server_when_one_fails() {
    let projects = [0, 0, 0, 1].map(project).to_vec();
    let mut plan = plan(&[(8, 3)], vec![gpu(8), gang()], projects);
    plan.outages.maintenance = vec![Maintenance {
        pool: PoolId(0),
        servers: 1,
        from: Instant(h(5)),
        until: Instant(h(30)),
        waits_count: true,
    }];
    let whole = common::listed("whole", &[(0, h(4)), (0, h(6)), (0, h(9))]);
    let world = run_cohorts(&plan, vec![whole, common::listed("gang", &[(h(1), h(2))])]);
    assert_eq!(rows(&world)[3], (3, h(1), Some(h(9)), h(11), EndReason::Done));
    assert_eq!(world.heard.held, [(h(4), 8), (h(5), 0), (h(6), 8), (h(9), 0)]);
}

/// Nothing is held before the gang asks, and an empty pool serves it at once.
#[test]
fn s3_a_gang_waits_for_nothing_where_servers_are_empty() {
    let plan = plan(&[(8, 2)], vec![gang()], one_each(1));
    let world = run_cohorts(&plan, vec![common::listed("gang", &[(h(3), h(2))])]);
    assert_eq!(rows(&world), [(0, h(3), Some(h(3)), h(5), EndReason::Done)]);
    assert_eq!(world.heard.held, []);
}

/// Two A100 (one set), and one H100 beside it. The second request finds A100 busy and takes the H100 in its second; the
/// third finds both busy, and waits for A100.
#[test]
fn s5_a_request_that_its_pool_cannot_serve_goes_to_another_pool() {
    let own = gpu(2);
    let over = Offer { overflow: true, ..offer(1, Resources::cards(1), 1_000) };
    let both = Product { offers: vec![own.offers[0].clone(), over], ..own };
    let plan = plan(&[(2, 1), (1, 1)], vec![both], vec![project(0); 3]);
    let requests = [(0, h(5)), (h(1), h(9)), (h(2), h(1))];
    let world = run_cohorts(&plan, vec![common::listed("p", &requests)]);
    let told: Vec<_> = world
        .log
        .sessions()
        .map(|l| (l.session.started.0, l.session.pool, l.session.offer, l.session.cards))
        .collect();
    assert_eq!(told, [(0, 0, 0, 2), (h(1), 1, 1, 1), (h(5), 0, 0, 2)]);
    assert!(world.log.sessions().all(|l| l.session.queued_in == 0), "all asked A100");
    assert_eq!(world.outcome.spent[0], Won(15 * 1_000), "at product 1's price");
}

/// One of two A100 is busy. At 1 h a request for both goes to H100, and the one behind it, for one, starts at home in the
/// same second: nothing else happens until 9 h.
#[test]
fn s5_who_stood_behind_a_head_that_goes_elsewhere_starts_at_once() {
    let pair = gpu(2);
    let over = Offer { overflow: true, ..offer(1, Resources::cards(1), 1_000) };
    let pair = Product { offers: vec![pair.offers[0].clone(), over], ..pair };
    let plan = plan(&[(2, 1), (1, 1)], vec![pair, gpu(1)], [0, 1, 1].map(project).to_vec());
    let cohorts =
        vec![common::listed("pair", &[(h(1), h(20))]), common::listed("one", &[(0, h(9)), (h(1), h(3))])];
    let world = run_cohorts(&plan, cohorts);
    let started = |p| {
        let of_project = |l: &&Logged| l.session.project == p;
        let session = world.log.sessions().find(of_project).expect("it asked").session;
        (session.started.0, session.pool)
    };
    assert_eq!([0, 1, 2].map(started), [(h(1), 1), (0, 0), (h(1), 0)]);
}

/// One user; the programme's laws, all randomness off but for the think times.
pub(super) fn user_spec(end: Instant, cohorts_before: Vec<Cohort>) -> Spec {
    let length = SessionLength {
        min: Span(600),
        max: Span::hours(5),
        weights: [0.5, 0.5],
        mu: [8.0, 8.0],
        sigma: [0.5, 0.5],
    };
    let mut spec = sources(end, cohorts_before);
    let behaviour = Behaviour::Programme { length };
    spec.cohorts.push(Cohort::new("user".to_owned(), 1, behaviour));
    spec.classes = common::demand::flat().classes;
    spec.classes.retain(|class| class.name == "medium");
    spec.classes[0].share = 1.0;
    spec.classes[0].mean_hours = 2.0;
    spec
}

/// The user always asks for four sets at once.
fn burst_spec(end: Instant, cohorts_before: Vec<Cohort>) -> Spec {
    let mut spec = user_spec(end, cohorts_before);
    spec.bursts = Some(Bursts {
        share: 1.0,
        multiples: vec![Multiple { sets: 4, share: 1.0 }],
        days: [end.day(), end.day()],
        periods: vec![BurstPeriod { from: 0, until: 1, share: 1.0 }],
    });
    spec
}

/// Two servers of four cards, one of them with a card taken for five days. Set by set, four sets stand on the fuller
/// server as far as they go; on one server they need the other.
#[test]
fn a5_a_burst_is_placed_set_by_set_or_on_one_server() {
    for (reading, servers) in [(BurstSpan::SetBySet, vec![0, 0, 0, 1]), (BurstSpan::OneServer, vec![1])] {
        let mut plan = plan(&[(4, 2)], vec![gpu(1), gpu(1)], one_each(2));
        plan.terms.readings.burst_span = reading;
        let world = run(&plan, burst_spec(END, vec![common::listed("one", &[(0, 5 * DAY)])]));
        let bursts: Vec<_> = world.log.sessions().filter(|l| l.session.kind == Kind::Burst).collect();
        assert!(bursts.len() > 10, "it asks often");
        for l in bursts.iter().filter(|l| l.session.released.0 < 5 * DAY) {
            let s = &l.session;
            assert_eq!((s.cards, s.multiple, s.wait()), (4, 4, Span::ZERO));
            assert_eq!(s.servers.iter().map(|s| s.0).collect::<Vec<_>>(), servers, "{reading:?}");
        }
        let begun: i64 = bursts.iter().map(|l| (l.session.ended - l.session.started).begun_hours().0).sum();
        assert_eq!(hours(&world, 1), (4 * begun, 0), "four product-hours an hour");
    }
}

/// Four cards, one of them taken for five days: three sets would fit, so none is placed, and the cards stay free.
#[test]
fn a5_a_burst_that_does_not_fit_whole_takes_nothing() {
    let plan = plan(&[(2, 2)], vec![gpu(1), gpu(1)], one_each(2));
    let world = run(&plan, burst_spec(END, vec![common::listed("one", &[(0, 5 * DAY)])]));
    let burst = world.log.sessions().find(|l| l.session.kind == Kind::Burst).expect("it asks");
    assert!(burst.session.requested.0 < 5 * DAY);
    assert_eq!(burst.session.started.0, 5 * DAY, "in the second in which all four are free");
    assert_eq!(burst.session.servers.len(), 4);
}

/// An NPU project changes its supplier on a midnight: two rows, and each day is billed once, the switch's to the new one.
#[test]
fn n4_a_switch_gives_two_rows_and_bills_each_day_once() {
    let end = Instant(30 * DAY);
    let first = product(Line::Npu, 0, Resources::cards(1), 900_000);
    let other = Offer { supplier: SupplierId(1), pool: PoolId(1), ..first.offers[0].clone() };
    let product = Product { offers: vec![first.offers[0].clone(), other], ..first };
    let mut plan = Plan { end, ..plan(&[(1, 1), (1, 1)], vec![product], one_each(1)) };
    plan.pools[1].supplier = SupplierId(1);
    let behaviour = Behaviour::Tenancy { at_start: 1.0, from_day: 0, until_day: 1, enrolled: 1.0 };
    let cohort = Cohort { switching: 1.0, ..Cohort::new("npu".to_owned(), 1, behaviour) };
    let laws = Laws::new(sources(end, vec![cohort]));
    let switches: Vec<_> = Demand::new(&laws, 1, 0).switches(ProjectId(0)).collect();
    assert_eq!(switches.len(), 1, "one month, one switch");
    let day = switches[0].at.day();
    let world = run_laws(&plan, &laws);
    let want = [
        (0, 0, Some(0), day * DAY, EndReason::Switched),
        (0, day * DAY, Some(day * DAY), 30 * DAY, EndReason::Done),
    ];
    assert_eq!(rows(&world), want);
    assert_eq!(world.log.sessions().last().expect("two").session.resumes, 1);
    let days: Vec<_> = world.log.bills.iter().map(|b| (b.supplier, b.charge, b.amount)).collect();
    let tenancy = |days| Charge::Tenancy { days, whole_months: 0 };
    assert_eq!(
        days,
        [(0, tenancy(day), Won(30_000 * day)), (1, tenancy(30 - day), Won(30_000 * (30 - day)))],
        "a thirtieth of 900,000 a day"
    );
}

/// A100 busy until 9 h, H100 until 5 h. Who waits for A100 from 1 h on takes the H100 in the second in which it is free,
/// with its wait of four hours.
#[test]
fn s5_a_request_that_waits_goes_over_when_the_other_pool_frees() {
    let own = gpu(2);
    let over = Offer { overflow: true, ..offer(1, Resources::cards(1), 1_000) };
    let both = Product { offers: vec![own.offers[0].clone(), over], ..own };
    let h100 = Product { offers: vec![offer(1, Resources::cards(1), 2_000)], ..gpu(1) };
    let plan = plan(&[(2, 1), (1, 1)], vec![both, h100], [0, 0, 1].map(project).to_vec());
    let cohorts =
        vec![common::listed("a100", &[(0, h(9)), (h(1), h(1))]), common::listed("h100", &[(0, h(5))])];
    let world = run_cohorts(&plan, cohorts);
    let moved = world.log.sessions().find(|l| l.session.project == 1).expect("it asked").session;
    assert_eq!((moved.started.0, moved.pool, moved.wait().0), (h(5), 1, h(4)));
    assert_eq!((moved.queued_in, moved.queue_seq), (0, 1), "second in the queue of A100");
}

/// As above. A window over the H100 from 2 h to 3 h is none of the queue that it waits in, one over A100 is.
#[test]
fn s5_a8_a_request_that_goes_over_waited_where_it_asked() {
    for (pool, wait) in [(0, 3), (1, 4)] {
        let own = gpu(2);
        let over = Offer { overflow: true, ..offer(1, Resources::cards(1), 1_000) };
        let both = Product { offers: vec![own.offers[0].clone(), over], ..own };
        let h100 = Product { offers: vec![offer(1, Resources::cards(1), 2_000)], ..gpu(1) };
        let mut plan = plan(&[(2, 1), (1, 1)], vec![both, h100], [0, 0, 1].map(project).to_vec());
        plan.terms.readings.on_outage = OnOutage::Suspend;
        plan.outages.maintenance = vec![Maintenance {
            pool: PoolId(pool),
            servers: 1,
            from: Instant(h(2)),
            until: Instant(h(3)),
            waits_count: false,
        }];
        let cohorts =
            vec![common::listed("a100", &[(0, h(9)), (h(1), h(1))]), common::listed("h100", &[(0, h(5))])];
        let world = run_cohorts(&plan, cohorts);
        let moved = world.log.sessions().find(|l| l.session.project == 1).expect("it asked").session;
        assert_eq!((moved.started.0, moved.pool, moved.wait().0), (h(5), 1, h(wait)), "pool {pool}");
    }
}

/// A user who waits for a card that somebody else holds goes to another supplier: the request leaves its queue and is
/// made again there, in the same second.
#[test]
fn u1_a_waiting_request_moves_with_its_project() {
    let end = Instant(30 * DAY);
    let other = Offer { supplier: SupplierId(1), ..offer(1, Resources::cards(1), 1_000) };
    let two = Product { offers: vec![gpu(1).offers[0].clone(), other], ..gpu(1) };
    let mut plan = Plan { end, ..plan(&[(1, 1), (1, 1)], vec![gpu(1), two], one_each(2)) };
    plan.pools[1].supplier = SupplierId(1);
    let mut spec = user_spec(end, vec![common::listed("one", &[(0, 30 * DAY)])]);
    spec.cohorts[1].switching = 1.0;
    let laws = Laws::new(spec);
    let at = Demand::new(&laws, 1, 0).switches(ProjectId(1)).next().expect("every month").at;
    let world = run_laws(&plan, &laws);
    let of: Vec<&Logged> = world.log.sessions().filter(|l| l.session.project == 1).collect();
    let (first, second) = (of[0], of[1]);
    assert!(first.session.requested < at, "it asked before");
    assert_eq!((first.served, first.at, first.reason), (false, at, EndReason::Switched));
    let s = &second.session;
    assert_eq!((s.requested, s.started, s.supplier, s.pool, s.resumes), (at, at, 1, 1, first.session.id));
    assert_eq!(s.wanted, first.session.wanted, "the same wish");
    assert!(of[1..].iter().all(|l| l.session.supplier == 1), "and it stays there");
}

/// Fixed from the start to the end: ten days at a half. By the hours used: those of the sessions.
#[test]
fn a4_a_supplier_on_fixed_allocation_from_the_start() {
    use naru_model::Allocation;
    use naru_model::rules::readings::FixedHours;
    use naru_model::workload::Law;
    let fixed = Offer { allocation: Allocation::Fixed, ..gpu(1).offers[0].clone() };
    let mut plan = plan(&[(1, 1)], vec![Product { offers: vec![fixed], ..gpu(1) }], one_each(1));
    let behaviour =
        Behaviour::ClosedSource { mean_think_s: 9_000.0, swing: None, length: Law::Fixed { s: 7_200.0 } };
    let user = || vec![Cohort::new("user".to_owned(), 1, behaviour.clone())];
    let world = run_cohorts(&plan, user());
    assert_eq!(
        rows(&world),
        [(0, 0, Some(0), END.0, EndReason::Done)],
        "one session from its first second on"
    );
    assert_eq!((hours(&world, 0), world.outcome.spent[0]), ((0, 240), Won(240 * 500)));

    plan.terms.readings.fixed_hours = FixedHours::Used;
    let world = run_cohorts(&plan, user());
    let sessions: Vec<&Logged> = world.log.sessions().collect();
    assert!(sessions.len() > 30);
    for pair in sessions.windows(2) {
        let (before, after) = (&pair[0].session, &pair[1].session);
        assert_eq!((after.started, after.wait()), (before.released, Span::ZERO), "the cards are its own");
        assert_eq!((before.ended - before.started).0, 7_200);
    }
    let begun: i64 = sessions.iter().map(|l| (l.session.ended - l.session.started).begun_hours().0).sum();
    assert_eq!(hours(&world, 0), (0, begun));
}

/// A job that needs one card of two takes one, and is billed half the unit price (T12); a week of fixed allocation in the
/// middle, in which such a job's card is kept, and the next job may need both.
#[test]
fn t12_part_of_a_set_takes_its_cards_and_costs_its_part() {
    let mut plan = common::split([25, 10, 19]);
    plan.part_sets = PartSets { billed_pro_rata: true, frees_the_rest: true };
    plan.outages.allocator_down = vec![(SupplierId(0), Instant(60 * DAY), Instant(67 * DAY))];
    let spec = Spec { partial_share: 0.3, ..common::demand::baseline() };
    let world = run(&plan, spec);
    let (mut parts, mut fixed_parts) = (0, 0);
    for bill in world.log.bills.iter().filter(|bill| bill.product < 3) {
        let full = [4_620, 7_920, 15_840][bill.product as usize];
        let Charge::Hours { fixed, .. } = bill.charge else { panic!("hourly: {bill:?}") };
        let whole = if fixed { full / 2 } else { full };
        let cards: Vec<u32> = world
            .log
            .sessions()
            .filter(|l| bill.sessions.contains(&l.session.id))
            .map(|l| l.session.cards)
            .collect();
        let set = if bill.product == 1 { 1 } else { 2 };
        if bill.unit_price == Won(whole) {
            assert!(cards.iter().all(|c| *c == set), "{bill:?} {cards:?}");
        } else {
            assert_eq!((bill.unit_price, set), (Won(whole / 2), 2), "half of the price in force: {bill:?}");
            assert!(cards.iter().all(|c| *c == 1), "{bill:?} {cards:?}");
            (parts, fixed_parts) = (parts + 1, fixed_parts + u32::from(fixed));
        }
    }
    assert!(parts > 500 && fixed_parts > 10, "{parts} {fixed_parts}");
}

/// Billed to the old supplier, a switch on the last day leaves the new one no day (N4): nobody moves.
#[test]
fn n4_nobody_moves_for_no_day() {
    let mut npu = product(Line::Npu, 0, Resources::cards(1), 900_000);
    npu.offers.push(Offer { supplier: SupplierId(1), pool: PoolId(1), ..npu.offers[0].clone() });
    let mut plan = plan(&[(1, 1), (1, 1)], vec![npu], vec![project(0)]);
    plan.pools[1].supplier = SupplierId(1);
    plan.terms.readings.switch_day = SwitchDay::DayToOld;
    let behaviour = Behaviour::Tenancy { at_start: 1.0, from_day: 0, until_day: 1, enrolled: 1.0 };
    let cohort = Cohort { switching: 1.0, ..Cohort::new("npu".to_owned(), 1, behaviour) };
    let laws = Laws::new(sources(plan.end, vec![cohort]));
    let last = Instant(plan.end.0 - DAY);
    let on_the_last =
        |r: &u32| Demand::new(&laws, 1, *r).switches(ProjectId(0)).any(|switch| switch.at == last);
    let replication = (0..500).find(|r| on_the_last(r)).expect("one in ten days");
    let demand = Demand::new(&laws, 1, replication);
    let (_, (log, auditor)) = replicate(&plan, &demand, (Log::default(), Auditor::default()));
    assert!(auditor.is_closed());
    let days: Vec<_> = log.bills.iter().map(|b| (b.supplier, b.charge)).collect();
    assert_eq!(days, [(0, Charge::Tenancy { days: 10, whole_months: 0 })]);
    let held: Vec<_> = log.sessions().map(|l| (l.session.supplier, l.reason)).collect();
    assert_eq!(held, [(0, EndReason::Done)], "one session, to the end");
}

/// Billed to the old supplier, each switch's day is the old one's, and the next tenancy is billed from the day after (N4): all
/// days of a stay are billed once, at whichever supplier.
#[test]
fn n4_days_of_a_stay_are_billed_once_by_either_reading() {
    for reading in [SwitchDay::DayToOld, SwitchDay::DayToNew] {
        let mut npu = product(Line::Npu, 0, Resources::cards(1), 900_000);
        let other = Offer { supplier: SupplierId(1), pool: PoolId(1), ..npu.offers[0].clone() };
        npu.offers.push(other);
        let mut plan = plan(&[(1, 1), (1, 1)], vec![npu], vec![project(0)]);
        plan.pools[1].supplier = SupplierId(1);
        plan.end = Instant(91 * DAY); // April to June
        plan.terms.month_starts = month_starts(plan.terms.epoch, Instant::START, plan.end);
        plan.terms.readings.switch_day = reading;
        let behaviour = Behaviour::Tenancy { at_start: 1.0, from_day: 0, until_day: 1, enrolled: 1.0 };
        let cohort = Cohort { switching: 1.0, ..Cohort::new("npu".to_owned(), 1, behaviour) };
        let mut spec = sources(plan.end, vec![cohort]);
        spec.month_starts = plan.terms.month_starts[..3].to_vec();
        let world = run(&plan, spec);
        let days: i64 = world
            .log
            .bills
            .iter()
            .map(|bill| match bill.charge {
                Charge::Tenancy { days, .. } => days,
                Charge::Hours { .. } | Charge::Statement(_) => 0,
            })
            .sum();
        assert_eq!(days, 91, "{reading:?}");
        assert!(world.log.bills.iter().any(|bill| bill.supplier == 1), "it has moved");
    }
}

/// By expected wait (S9) a project goes, at its first request, where the least is held and waited for per card: one card here,
/// three there. The first finds both empty and takes the first; the others find one of one and none, one, two of three.
#[test]
fn s9_by_expected_wait() {
    let one = gpu(1);
    let there = Offer { supplier: SupplierId(1), pool: PoolId(1), ..one.offers[0].clone() };
    let product = Product { offers: vec![one.offers[0].clone(), there], ..one };
    let mut plan = plan(&[(1, 1), (1, 3)], vec![product], vec![project(0); 4]);
    plan.pools[1].supplier = SupplierId(1);
    plan.choice = naru_model::Choice::ExpectedWait;
    let requests = [(0, h(50)), (10, h(50)), (20, h(50)), (30, h(50))];
    let world = run_cohorts(&plan, vec![common::listed("p", &requests)]);
    let suppliers: Vec<u16> = world.log.sessions().map(|l| l.session.supplier).collect();
    assert_eq!(suppliers, [0, 1, 1, 1]);
    assert!(world.log.sessions().all(|l| l.session.wait() == Span::ZERO));
}
