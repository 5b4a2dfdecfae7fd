//! The decision on one pool: by hand, against a slow specification, and the one monotone property there is.

mod common;

use common::{bare, listed, pool, product, projects, sources};
use naru_model::observers::Log;
use naru_model::rules::allocation::{
    Backfill, Criterion, Placement, Policy, Queue, Reason, Resources, Scratch, ServerId, Servers, View,
    Waiting, decide,
};
use naru_model::workload::{Demand, Laws};
use naru_model::{Line, Product, replicate};
use naru_units::{DAY, Instant, Span};
use proptest::prelude::*;

fn policy(criterion: Criterion, placement: Placement) -> Policy {
    Policy { order: vec![criterion], backfill: Backfill::None, placement }
}

/// Servers with 2, 1, 3 and 2 of 4 cards free: one more card goes to the second, the first, or the third.
#[test]
fn placement_chooses_among_servers_that_fit() {
    let mut servers = Servers::new(Resources::cards(4), 4);
    for (server, taken) in [2, 3, 1, 2].into_iter().enumerate() {
        let server = ServerId(server as u32);
        servers.reopen(server, Reason::NotStanding);
        servers.take(server, &Resources::cards(taken));
    }
    for (placement, cards, want) in [
        (Placement::BestFit, 1, Some(1)),
        (Placement::FirstFit, 1, Some(0)),
        (Placement::WorstFit, 1, Some(2)),
        (Placement::BestFit, 2, Some(0)),
        (Placement::WorstFit, 2, Some(2)),
        (Placement::BestFit, 3, Some(2)),
        (Placement::WorstFit, 4, None),
    ] {
        let mut queue = Queue::default();
        let policy = policy(Criterion::Arrival, placement);
        queue.enter(Waiting::new(&policy, Instant(0), None, 7, Resources::cards(cards)));
        let mut scratch = Scratch::default();
        let grants = decide(&policy, &View { queue: &queue, servers: &servers }, &mut scratch);
        assert_eq!(
            grants.first().and_then(|g| g.servers.first()).map(|s| s.0),
            want,
            "{placement:?} {cards}"
        );
    }
}

/// The head does not fit: nobody passes it, though the one behind would fit.
#[test]
fn a_head_that_does_not_fit_holds_back_those_behind_it() {
    let mut servers = Servers::new(Resources::cards(1), 1);
    servers.reopen(ServerId(0), Reason::NotStanding);
    let policy = policy(Criterion::Arrival, Placement::BestFit);
    let mut queue = Queue::default();
    queue.enter(Waiting::new(&policy, Instant(0), None, 0, Resources::cards(2)));
    queue.enter(Waiting::new(&policy, Instant(1), None, 1, Resources::cards(1)));
    let mut scratch = Scratch::default();
    assert_eq!(decide(&policy, &View { queue: &queue, servers: &servers }, &mut scratch), []);
}

/// A request as the specification sees it.
#[derive(Clone, Copy, Debug)]
struct Asked {
    key: i64,
    ticket: u32,
    set: Resources,
}

/// Who starts where, by nested loops over plain lists: every server is looked at for every request.
fn slowly(asked: &[Asked], free: &[Option<Resources>], placement: Placement) -> Vec<(u32, u32)> {
    let mut order: Vec<Asked> = asked.to_vec();
    order.sort_by_key(|a| a.key); // stable: equal keys stay in the order of entering
    let mut free = free.to_vec();
    let mut granted = Vec::new();
    for request in order {
        let mut best: Option<usize> = None;
        for server in 0..free.len() {
            let Some(here) = free[server] else { continue };
            let fits = here.cards >= request.set.cards
                && here.cores >= request.set.cores
                && here.memory_gb >= request.set.memory_gb
                && here.disk_gb >= request.set.disk_gb;
            let better = match (best.and_then(|b| free[b]), placement) {
                (None, _) => true,
                (Some(_), Placement::FirstFit) => false,
                (Some(there), Placement::BestFit) => here.cards < there.cards,
                (Some(there), Placement::WorstFit) => here.cards > there.cards,
            };
            if fits && better {
                best = Some(server);
            }
        }
        let Some(server) = best else { break };
        let left = free[server].as_mut().expect("it was chosen");
        left.cards -= request.set.cards;
        left.cores -= request.set.cores;
        left.memory_gb -= request.set.memory_gb;
        left.disk_gb -= request.set.disk_gb;
        granted.push((request.ticket, server as u32));
    }
    granted
}

prop_compose! {
    fn resources(cards: u32)(
        cards in 1..=cards, cores in 0..=20_u32, memory_gb in 0..=20_u32, disk_gb in 0..=20_u32,
    ) -> Resources {
        Resources { cards, cores, memory_gb, disk_gb }
    }
}

/// What may happen to a pool between two decisions.
#[derive(Clone, Debug)]
enum Step {
    Ask { after: i64, limit: Option<i64>, set: Resources },
    Open { server: usize, open: bool },
    GiveBack { nth: usize },
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0..3_i64, proptest::option::of(0..10_i64), resources(4))
            .prop_map(|(after, limit, set)| Step::Ask { after, limit, set }),
        1 => (0..70_usize, any::<bool>()).prop_map(|(server, open)| Step::Open { server, open }),
        3 => (0..100_usize).prop_map(|nth| Step::GiveBack { nth }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    /// Every grant of every decision in the life of a small pool, under every placement and order.
    #[test]
    fn decide_equals_a_slow_specification(
        shape in resources(8),
        servers in 1..70_usize,
        placement in prop::sample::select(Placement::ALL.map(|(_, p)| p).to_vec()),
        criterion in prop::sample::select(Criterion::ALL.map(|(_, c)| c).to_vec()),
        steps in prop::collection::vec(step(), 1..80),
    ) {
        let policy = policy(criterion, placement);
        let mut pool = Servers::new(shape, servers as u32);
        let mut free = vec![Some(shape); servers];
        // A closed server keeps what it has; the specification sees only open ones.
        let mut open = vec![true; servers];
        for server in 0..servers {
            pool.reopen(ServerId(server as u32), Reason::NotStanding);
        }
        let (mut queue, mut asked) = (Queue::default(), Vec::<Asked>::new());
        let mut running: Vec<(u32, Resources)> = Vec::new();
        let (mut now, mut ticket) = (0, 0);
        let mut scratch = Scratch::default();
        for step in steps {
            match step {
                Step::Ask { after, limit, set } => {
                    now += after;
                    queue.enter(Waiting::new(&policy, Instant(now), limit.map(Span), ticket, set));
                    let key = match criterion {
                        Criterion::Arrival => now,
                        Criterion::LeastSlack => limit.map_or(i64::MAX, |limit| now + limit),
                    };
                    asked.push(Asked { key, ticket, set });
                    ticket += 1;
                }
                Step::Open { server, open: opens } => {
                    let server = server % servers;
                    open[server] = opens;
                    if opens {
                        pool.reopen(ServerId(server as u32), Reason::NotStanding);
                    } else {
                        pool.close(ServerId(server as u32), Reason::NotStanding);
                    }
                }
                Step::GiveBack { nth } => {
                    if !running.is_empty() {
                        let (server, set) = running.swap_remove(nth % running.len());
                        pool.give(ServerId(server), &set);
                        let here = free[server as usize].as_mut().expect("every server is known");
                        here.cards += set.cards;
                        here.cores += set.cores;
                        here.memory_gb += set.memory_gb;
                        here.disk_gb += set.disk_gb;
                    }
                }
            }
            let seen: Vec<_> = free.iter().zip(&open).map(|(f, open)| f.filter(|_| *open)).collect();
            let want = slowly(&asked, &seen, placement);
            let grants = decide(&policy, &View { queue: &queue, servers: &pool }, &mut scratch);
            let got: Vec<_> = grants.iter().map(|g| (g.ticket, g.servers.first().expect("one").0)).collect();
            prop_assert_eq!(&got, &want);
            for grant in grants {
                let server = grant.servers.first().expect("one");
                pool.take(server, &grant.set);
                let here = free[server.0 as usize].as_mut().expect("every server is known");
                here.cards -= grant.set.cards;
                here.cores -= grant.set.cores;
                here.memory_gb -= grant.set.memory_gb;
                here.disk_gb -= grant.set.disk_gb;
                running.push((server.0, grant.set));
            }
            asked.retain(|a| got.iter().all(|(ticket, _)| *ticket != a.ticket));
            queue.leave(got.len());
        }
    }
}

/// Waits of given requests, by project, on one server of so many cards.
fn waits(cards: u32, requests: &[Vec<(i64, i64)>]) -> Vec<(u32, i64)> {
    let end = Instant(20 * DAY);
    let counts: Vec<u32> = requests.iter().map(|r| r.len() as u32).collect();
    let of_cards = |cards: usize| Product {
        limit: None,
        idle_return: Span::ZERO,
        ..product(Line::Gpu, 0, Resources::cards(cards as u32), 0)
    };
    let products = (1..=requests.len()).map(of_cards).collect();
    let plan = bare(end, vec![pool(Resources::cards(cards), 1)], products, projects(&counts));
    let cohorts = requests.iter().enumerate().map(|(i, r)| listed(&format!("cards-{i}"), r)).collect();
    let laws = Laws::new(sources(end, cohorts));
    let (_, log) = replicate(&plan, &Demand::new(&laws, 1, 0), Log::default());
    let mut waits: Vec<_> = log.sessions().map(|l| (l.session.project, l.session.wait().0)).collect();
    assert!(log.sessions().all(|l| l.ended().is_some()), "twenty days are enough for all");
    waits.sort_unstable();
    waits
}

fn requests() -> impl Strategy<Value = Vec<(i64, i64)>> {
    prop::collection::vec((0..40_000_i64, 1..9_000_i64), 0..25)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, ..ProptestConfig::default() })]

    /// Fixed request times, no server boundaries, strict order of arrival: more cards never lengthen any wait.
    /// (Each start is a minimum and maximum of earlier ends, and those only come earlier.)
    #[test]
    fn more_cards_never_lengthen_a_wait(
        requests in prop::array::uniform3(requests()),
        cards in 3..12_u32,
        more in 1..4_u32,
    ) {
        let (fewer, more) = (waits(cards, &requests), waits(cards + more, &requests));
        for (with_fewer, with_more) in fewer.iter().zip(&more) {
            prop_assert!(with_more <= with_fewer, "{:?} {:?}", with_fewer, with_more);
        }
    }
}
