//! Boundaries of supply and time, each by hand: what a server holds, when it takes sessions, who waits for whom.

mod common;

use common::{bare, listed, pool, product, projects, set, sources};
use naru_model::observers::{Auditor, Log, Logged};
use naru_model::rules::allocation::{Resources, ServerId};
use naru_model::workload::{Behaviour, Cohort, Demand, Laws, Spec};
use naru_model::{
    Budget, EndReason, Fact, Line, Observer, Outcome, Plan, Pool, Product, Servers, SupplierId, replicate,
};
use naru_units::{DAY, HOUR, Instant, Span, Won};
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

/// Ten days.
const END: Instant = Instant(10 * DAY);

/// A plan of those pools and products, with money for everything.
fn plan(pools: Vec<Pool>, products: Vec<Product>, counts: &[u32]) -> Plan {
    Plan {
        budget: Budget {
            cap: Won(2_000_000_000),
            operating: Won::ZERO,
            opening: [Won(1_000_000_000); 2],
            funding_stop: None,
        },
        ..bare(END, pools, products, projects(counts))
    }
}

/// A product of these sets, without idle tail.
fn gpu(set: Resources) -> Product {
    Product { idle_return: Span::ZERO, ..product(Line::Gpu, 0, set, 1_000) }
}

fn run(plan: &Plan, spec: Spec) -> (Outcome, Log) {
    let laws = Laws::new(spec);
    let demand = Demand::new(&laws, 1, 0);
    let (outcome, (log, auditor)) = replicate(plan, &demand, (Log::default(), Auditor::default()));
    assert!(auditor.is_closed());
    (outcome, log)
}

/// Runs one cohort of given requests: (second, length).
fn run_listed(plan: &Plan, requests: &[(i64, i64)]) -> (Outcome, Log) {
    run(plan, sources(plan.end, vec![listed("listed", requests)]))
}

fn starts(log: &Log) -> Vec<Option<i64>> {
    let started = |l: &Logged| l.ended().map(|_| l.session.started.0);
    let mut by_project: Vec<_> = log.sessions().map(|l| (l.session.project, started(l))).collect();
    by_project.sort_unstable();
    by_project.into_iter().map(|(_, started)| started).collect()
}

/// A set of the call takes a card, 16 cores, 128 GB and 2 TB: whatever is short first says how many fit.
#[test]
fn s4_a_server_holds_as_many_users_as_its_scarcest_resource_allows() {
    let full = Resources { cards: 8, cores: 128, memory_gb: 1_024, disk_gb: 16_000 };
    for (server, users) in [
        (full, 8),
        (Resources { cards: 7, ..full }, 7),
        (Resources { cores: 112, ..full }, 7),
        (Resources { cores: 127, ..full }, 7),
        (Resources { memory_gb: 1_023, ..full }, 7),
        (Resources { disk_gb: 14_000, ..full }, 7),
        (Resources { disk_gb: 13_999, ..full }, 6),
    ] {
        let plan = plan(vec![pool(server, 1)], vec![gpu(set(1))], &[9]);
        // One a second, so that each finds those before it at work.
        let requests: Vec<(i64, i64)> = (0..9).map(|second| (second, HOUR)).collect();
        let (_, log) = run_listed(&plan, &requests);
        let want = (0..9).map(|n| Some(if n < users { n } else { n - users + HOUR }));
        assert_eq!(
            starts(&log),
            want.collect::<Vec<_>>(),
            "{server:?}: {users} at once, a next one when one ends"
        );
    }
}

/// Two servers of seven users hold fourteen, not fifteen: nothing is lent from server to server.
#[test]
fn s4_resources_of_two_servers_do_not_add_up() {
    let server = Resources { cards: 8, cores: 120, memory_gb: 1_024, disk_gb: 16_000 };
    let plan = plan(vec![pool(server, 2)], vec![gpu(set(1))], &[15]);
    let (_, log) = run_listed(&plan, &[(0, HOUR); 15]);
    assert_eq!(starts(&log).iter().filter(|s| **s == Some(0)).count(), 14);
}

fn dated(from: i64, until: Option<i64>) -> Pool {
    let servers = Servers { until: until.map(Instant), ..common::servers(1, Instant(from)) };
    Pool { supplier: SupplierId(0), server: Resources::cards(1), servers: vec![servers] }
}

#[test]
fn s7_nobody_starts_on_a_server_a_second_before_it_stands_there() {
    for (asked, started) in [(0, 5_000), (4_999, 5_000), (5_000, 5_000), (5_001, 5_001)] {
        let plan = plan(vec![dated(5_000, None)], vec![gpu(Resources::cards(1))], &[1]);
        let (_, log) = run_listed(&plan, &[(asked, 60)]);
        assert_eq!(starts(&log), [Some(started)], "asked at {asked}");
    }
}

/// From `until` on nobody starts; who started a second before ends of itself.
#[test]
fn s12_a_server_that_leaves_takes_no_new_session_and_lets_the_old_one_end() {
    for (asked, started) in [(4_998, Some(4_998)), (4_999, Some(4_999)), (5_000, None), (5_001, None)] {
        let plan = plan(vec![dated(0, Some(5_000))], vec![gpu(Resources::cards(1))], &[1]);
        let (_, log) = run_listed(&plan, &[(asked, 2 * HOUR)]);
        assert_eq!(starts(&log), [started], "asked at {asked}");
        let logged = log.sessions().next().expect("one request");
        let ends = started.map(|s| (s + 2 * HOUR, EndReason::Done));
        assert_eq!(logged.ended().map(|reason| (logged.session.released.0, reason)), ends);
    }
}

/// The one who waits when the only server leaves starts on the next that comes, in that second.
#[test]
fn s12_a_server_may_be_followed_by_another() {
    let mut servers = dated(0, Some(5_000));
    servers.servers.push(common::servers(1, Instant(9_000)));
    let plan = plan(vec![servers], vec![gpu(Resources::cards(1))], &[2]);
    let (_, log) = run_listed(&plan, &[(0, 5_000), (100, 60)]);
    assert_eq!(starts(&log), [Some(0), Some(9_000)], "released at 5,000, but the server has left");
    assert_eq!(log.sessions().last().expect("two").session.servers.first(), Some(ServerId(1)));
}

#[test]
fn s11_a_project_has_one_session_at_a_time_and_asks_again_after_its_release() {
    let behaviour = Behaviour::ClosedSource {
        mean_think_s: 900.0,
        swing: None,
        length: naru_model::workload::Law::Exponential { mean_s: 9_000.0 },
    };
    let cohort = Cohort::new("closed".to_owned(), 3, behaviour);
    let one = Product { idle_return: Span::minutes(30), ..gpu(Resources::cards(1)) };
    let plan = plan(vec![pool(Resources::cards(10), 1)], vec![one], &[3]);
    let (_, log) = run(&plan, sources(END, vec![cohort]));
    for p in 0..3 {
        let of: Vec<_> = log.sessions().filter(|l| l.session.project == p).collect();
        assert!(of.len() > 50, "they ask often");
        for pair in of.windows(2) {
            let (before, after) = (&pair[0].session, &pair[1].session);
            assert!(after.requested >= before.released, "{before:?} {after:?}");
            assert_eq!(after.slot_free, before.released);
        }
    }
}

fn npu(price: i64) -> Product {
    product(Line::Npu, 0, Resources::cards(1), price)
}

/// One card: the second tenancy waits for the first to end, the third for the second, and each holds to its end.
#[test]
fn n2_a_set_is_held_from_start_to_end_and_the_next_waits_for_a_slot() {
    let plan = plan(vec![pool(Resources::cards(1), 1)], vec![npu(900_000)], &[3]);
    let (_, log) = run_listed(&plan, &[(0, 2 * DAY), (DAY, 3 * DAY + 1), (DAY + 5, 2 * DAY)]);
    assert_eq!(starts(&log), [Some(0), Some(2 * DAY), Some(5 * DAY + 1)]);
    let ends: Vec<_> = log.sessions().map(|l| (l.session.released.0, l.ended())).collect();
    let done = Some(EndReason::Done);
    assert_eq!(ends, [(2 * DAY, done), (5 * DAY + 1, done), (7 * DAY + 1, done)]);
    let days: Vec<_> = log.bills.iter().map(|b| b.amount.0).collect();
    assert_eq!(
        days,
        [60_000, 120_000, 90_000],
        "2, 4 and 3 days that are touched, at a thirtieth of 900,000"
    );
}

/// A cohort of four: half from the first day, the others in the middle of each half of [10, 20).
#[test]
fn n6_a_cohort_has_its_own_dates() {
    let end = Instant(30 * DAY);
    let behaviour = Behaviour::Tenancy { at_start: 0.5, from_day: 10, until_day: 20, enrolled: 1.0 };
    let cohort = Cohort::new("npu".to_owned(), 4, behaviour);
    let plan = Plan { end, ..plan(vec![pool(Resources::cards(4), 1)], vec![npu(900_000)], &[4]) };
    let (_, log) = run(&plan, sources(end, vec![cohort]));
    let mut days: Vec<_> = log.sessions().map(|l| l.session.started.0).collect();
    days.sort_unstable();
    assert_eq!(days, [0, 0, 12 * DAY, 17 * DAY]);
    assert!(log.sessions().all(|l| l.session.released == end && l.ended() == Some(EndReason::Done)));
}

/// More tenancies than slots: the last never begins, and owes nothing.
#[test]
fn n2_without_a_slot_a_tenancy_never_begins() {
    let behaviour = Behaviour::Tenancy { at_start: 1.0, from_day: 0, until_day: 1, enrolled: 1.0 };
    let cohort = Cohort::new("npu".to_owned(), 3, behaviour);
    let plan = plan(vec![pool(Resources::cards(2), 1)], vec![npu(30_000)], &[3]);
    let (outcome, log) = run(&plan, sources(END, vec![cohort]));
    assert_eq!(log.sessions().filter(|l| l.ended().is_none()).count(), 1);
    assert_eq!(outcome.spent, [Won::ZERO, Won(20_000)], "two times ten days at 1,000");
}

/// Everything ends in the second of the stop, hours begun before it are billed, and nobody asks any more.
#[test]
fn p4_a_funding_stop_ends_everything_in_its_second() {
    let stop = 5 * HOUR;
    let gpu_pool = pool(Resources::cards(3), 1);
    let npu = Product {
        offers: vec![naru_model::Offer { pool: naru_model::PoolId(1), ..npu(30_000).offers[0].clone() }],
        ..npu(30_000)
    };
    let mut plan =
        plan(vec![gpu_pool, pool(Resources::cards(1), 1)], vec![gpu(Resources::cards(1)), npu], &[5, 1]);
    plan.budget.funding_stop = Some(Instant(stop));
    let spec = sources(
        END,
        vec![
            // Ends in that second; runs on; begins a second before; waits; would ask in that second.
            listed(
                "gpu",
                &[(HOUR, 4 * HOUR), (0, 9 * HOUR), (stop - 1, HOUR), (stop - 1, HOUR), (stop, HOUR)],
            ),
            listed("npu", &[(0, 9 * DAY)]),
        ],
    );
    let (outcome, log) = run(&plan, spec);
    assert_eq!(log.service_ended, [Some(Instant(stop)); 2]);
    assert_eq!(outcome.exhausted, [None; 2], "there was money");
    let mut told: Vec<_> = log.sessions().map(|l| (l.session.project, l.at.0, l.ended())).collect();
    told.sort_unstable_by_key(|(project, ..)| *project);
    assert_eq!(
        told,
        [
            (0, stop, Some(EndReason::Done)),
            (1, stop, Some(EndReason::Budget)),
            (2, stop, Some(EndReason::Budget)),
            (3, stop, None),
            (5, stop, Some(EndReason::Budget)),
        ]
    );
    assert_eq!(outcome.spent, [Won((4 + 5 + 1) * 1_000), Won(1_000)]);
}

/// The hour that begins at midnight is the one that nobody can pay: t* is that midnight, and the audit holds.
#[test]
fn p4_the_money_may_end_at_a_midnight() {
    let mut plan = plan(vec![pool(Resources::cards(1), 1)], vec![gpu(Resources::cards(1))], &[1]);
    plan.budget.cap = Won(24_999);
    plan.budget.opening = [Won(24_999), Won::ZERO];
    let (outcome, log) = run_listed(&plan, &[(0, 30 * HOUR)]);
    assert_eq!(outcome.exhausted[0], Some(Instant(DAY)));
    assert_eq!((outcome.spent[0], log.service_ended[0]), (Won(24_000), Some(Instant(DAY))));
}

/// Hashes every fact with its second.
#[derive(Default)]
struct FactHash(DefaultHasher);

impl Observer for FactHash {
    const HEARS_SESSIONS_OF_BILLS: bool = true;

    fn hear(&mut self, at: Instant, fact: &Fact<'_>) {
        (at, format!("{fact:?}")).hash(&mut self.0);
    }
}

/// The same plan, people and replication: the same facts in the same order. Another replication: others.
#[test]
fn two_runs_tell_identical_facts() {
    let (plan, laws) = (common::split([25, 10, 19]), Laws::new(common::demand::baseline()));
    let facts = |replication| {
        let demand = Demand::new(&laws, 1, replication);
        let (outcome, hash) = replicate(&plan, &demand, FactHash::default());
        (outcome, hash.0.finish())
    };
    assert_eq!(facts(0), facts(0));
    assert_ne!(facts(0).1, facts(1).1);
}

/// A pool that serves nobody: a policy silly enough to test the simulator. All wait to the end, nothing is owed, no card
/// is used, and the queue's integral is the sum of the waits so far (the auditor adds it up).
#[test]
fn a_pool_that_serves_nobody() {
    let never = pool(Resources::cards(4), 1);
    let servers = never.servers.iter().map(|s| Servers { agreed: END, from: END, ..*s }).collect();
    let plan = plan(vec![Pool { servers, ..never }], vec![gpu(Resources::cards(1))], &[3]);
    let (outcome, log) = run_listed(&plan, &[(0, 5), (100, 10), (100, 0)]);
    assert_eq!(starts(&log), [None; 3]);
    assert_eq!((outcome.requests, outcome.spent), (3, [Won::ZERO; 2]));
}
