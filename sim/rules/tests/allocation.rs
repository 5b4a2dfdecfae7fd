//! Several sets at once, reasons for being closed, and servers for a gang: by hand and against a slow specification.

#[path = "slow/allocation.rs"]
mod slow;

use naru_rules::allocation::{
    Asked, Backfill, Criterion, Held, Key, Placement, Policy, Queue, Reason, Resources, Running, Scratch,
    ServerId, Servers, Spread, View, Waiting, decide, drain,
};
use naru_units::{Instant, Span};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use slow::{Hold, Pool, Request};
use std::collections::BTreeSet;

const REASONS: [Reason; 4] = [Reason::NotStanding, Reason::Down, Reason::Maintenance, Reason::HeldForGang];

fn policy(placement: Placement) -> Policy {
    Policy { placement, ..Policy::default() }
}

/// Open servers of eight cards with so many free.
fn servers(free: &[u32]) -> Servers {
    let mut servers = Servers::new(Resources::cards(8), free.len() as u32);
    for (server, free) in free.iter().enumerate() {
        let server = ServerId(server as u32);
        servers.reopen(server, Reason::NotStanding);
        servers.take(server, &Resources::cards(8 - free));
    }
    servers
}

/// What starts of requests (cards of a set, sets) in that order.
fn started(placement: Placement, servers: &Servers, requests: &[(u32, u32)]) -> Vec<(u32, Vec<u32>)> {
    let policy = policy(placement);
    let mut queue = Queue::default();
    for (ticket, (cards, sets)) in requests.iter().enumerate() {
        let key = Key::new(&policy, &Asked::at(Instant(0), ticket as u32));
        let one = Waiting::new(key, ticket as u32, Resources::cards(*cards), Span(1));
        queue.enter(one.of_sets(*sets));
    }
    let mut scratch = Scratch::default();
    let running = Running::default();
    let view = View { now: Instant(0), queue: &queue, servers, running: &running, fresh: None };
    let grants = decide(&policy, &view, &mut scratch);
    grants.iter().map(|g| (g.ticket, g.servers.iter().map(|server| server.0).collect())).collect()
}

/// Servers with 5, 3 and 8 cards free; sets of two cards. Best fit goes on where the last set left least room.
#[test]
fn the_sets_of_a_burst_are_placed_one_by_one() {
    let servers = servers(&[5, 3, 8]);
    for (placement, sets, want) in [
        (Placement::BestFit, 1, &[1][..]),
        (Placement::BestFit, 4, &[1, 0, 0, 2]),
        (Placement::FirstFit, 4, &[0, 0, 1, 2]),
        (Placement::WorstFit, 4, &[2, 2, 0, 2]),
        (Placement::BestFit, 7, &[1, 0, 0, 2, 2, 2, 2]),
        // Sixteen cards are free, but the fifth and the third card of two servers are no set.
        (Placement::BestFit, 8, &[]),
    ] {
        let got = started(placement, &servers, &[(2, sets)]);
        let want: Vec<(u32, Vec<u32>)> = if want.is_empty() { vec![] } else { vec![(0, want.to_vec())] };
        assert_eq!(got, want, "{placement:?} {sets}");
    }
}

/// A burst that does not fit whole leaves nothing promised, and holds back those behind it like any head.
#[test]
fn a_burst_starts_whole_or_not_at_all() {
    let servers = servers(&[8, 7]);
    assert_eq!(started(Placement::BestFit, &servers, &[(2, 8), (1, 1)]), []);
    let before = [(1, 1), (2, 8)];
    assert_eq!(started(Placement::BestFit, &servers, &before), [(0, vec![1])]);
    let two = [(1, 1), (2, 7), (1, 1), (1, 1)];
    assert_eq!(
        started(Placement::BestFit, &servers, &two),
        [(0, vec![1]), (1, vec![1, 1, 1, 0, 0, 0, 0])],
        "the last cards are taken"
    );
}

/// A server is open only while nothing keeps it closed; the same reason twice is one reason.
#[test]
fn by_arrival_is_the_order_of_the_default_policy() {
    for (at, number) in [(0, 0), (7, 3), (-5, 9)] {
        let key = Key::new(&Policy::default(), &Asked::at(Instant(at), number));
        assert_eq!(Key::by_arrival(Instant(at), number), key);
    }
}

#[test]
fn a_server_is_open_when_no_reason_is_left() {
    let mut servers = Servers::new(Resources::cards(8), 1);
    let server = ServerId(0);
    assert!(!servers.is_open(server));
    servers.close(server, Reason::Down);
    servers.close(server, Reason::Down);
    servers.reopen(server, Reason::NotStanding);
    assert!(!servers.is_open(server) && servers.is_closed_for(server, Reason::Down));
    assert_eq!(started(Placement::BestFit, &servers, &[(1, 1)]), []);
    servers.reopen(server, Reason::Maintenance);
    assert!(!servers.is_open(server));
    servers.reopen(server, Reason::Down);
    servers.reopen(server, Reason::Down);
    assert!(servers.is_open(server));
    assert_eq!(started(Placement::BestFit, &servers, &[(1, 1)]), [(0, vec![0])]);
}

/// Of servers whose last sessions end at 30, 10, 20, 10: the empty one first, then 10 and 10 by number.
#[test]
fn a_gang_holds_the_servers_that_are_empty_first() {
    let mut servers = servers(&[4, 4, 4, 8, 4, 4]);
    servers.close(ServerId(5), Reason::Down);
    let ends = |server: ServerId| Instant([30, 10, 20, 0, 10, 0][server.0 as usize]);
    for (n, want) in [
        (0, Some(&[][..])),
        (1, Some(&[3])),
        (2, Some(&[3, 1])),
        (3, Some(&[3, 1, 4])),
        (5, Some(&[3, 1, 4, 2, 0])),
        (6, None),
    ] {
        let got = drain(&servers, n, ends).map(|s| s.iter().map(|server| server.0).collect::<Vec<_>>());
        assert_eq!(got.as_deref(), want, "{n}");
    }
}

/// What may happen to a pool between two decisions.
#[derive(Clone, Debug)]
enum Step {
    Ask { after: i64, asked: Asked, set: Resources, sets: u32, estimate: i64 },
    Close { server: usize, reason: Reason },
    Reopen { server: usize, reason: Reason },
    GiveBack { after: i64, nth: usize },
    Drain { n: u32, ends: Vec<i64> },
}

prop_compose! {
    fn resources(cards: u32)(
        cards in 1..=cards, cores in 0..=20_u32, memory_gb in 0..=20_u32, disk_gb in 0..=20_u32,
    ) -> Resources {
        Resources { cards, cores, memory_gb, disk_gb }
    }
}

prop_compose! {
    /// Everything but when, and the number.
    fn asked()(
        limit in prop_oneof![Just(None), (0..400_i64).prop_map(|s| Some(Span(s)))], priority in -2..3_i32,
        usage in prop_oneof![0..9_u64, 0..90_000_u64],
        allowance in prop_oneof![Just(None), (0..20_000_i64).prop_map(Some)],
    ) -> Asked {
        Asked { limit, priority, usage, allowance, ..Asked::at(Instant(0), 0) }
    }
}

fn step() -> impl Strategy<Value = Step> {
    let server = || (0..70_usize, select(&REASONS[..]));
    let estimate = prop_oneof![0..4_i64, 0..40_i64, Just(9)];
    // Mostly plain cards, so that something is left to those behind a head.
    let set = prop_oneof![2 => (1..5_u32).prop_map(Resources::cards), 1 => resources(4)];
    let sets = prop_oneof![3 => Just(1), 1 => 1..4_u32, 1 => 1..=Spread::MOST];
    prop_oneof![
        8 => (0..3_i64, asked(), set, sets, estimate).prop_map(|(after, asked, set, sets, estimate)| {
            Step::Ask { after, asked: Asked { cards: set.cards * sets, ..asked }, set, sets, estimate }
        }),
        1 => server().prop_map(|(server, reason)| Step::Close { server, reason }),
        2 => server().prop_map(|(server, reason)| Step::Reopen { server, reason }),
        4 => (0..9_i64, 0..100_usize).prop_map(|(after, nth)| Step::GiveBack { after, nth }),
        1 => (0..6_u32, prop::collection::vec(0..9_i64, 70)).prop_map(|(n, ends)| Step::Drain { n, ends }),
    ]
}

/// The product of all choices: up to three criteria in any order, weights, backfill, placement.
fn any_policy() -> impl Strategy<Value = Policy> {
    let criteria = Criterion::ALL.map(|(_, c)| c).to_vec();
    let order = prop_oneof![
        Just(vec![Criterion::Arrival]),
        subsequence(criteria.clone(), 0..=Key::MOST).prop_shuffle(),
    ];
    let weights = subsequence(criteria, 0..5).prop_flat_map(|chosen| {
        let n = chosen.len();
        prop::collection::vec(-3..9_i64, n).prop_map(move |w| chosen.iter().copied().zip(w).collect())
    });
    let backfill = select(Backfill::ALL.map(|(_, b)| b).to_vec());
    let placement = select(Placement::ALL.map(|(_, p)| p).to_vec());
    (order, weights, backfill, placement).prop_map(|(order, weights, backfill, placement)| Policy {
        order,
        weights,
        backfill,
        placement,
    })
}

/// Several servers, or one, on which a set has no boundaries.
fn pool_size() -> impl Strategy<Value = usize> {
    prop_oneof![Just(1), 1..8_usize, 1..70_usize]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    /// Every grant and every drain in the life of a small pool, under every policy.
    #[test]
    fn decide_equals_a_slow_specification(
        shape in prop_oneof![Just(Resources::cards(8)), resources(8)], count in pool_size(), policy in any_policy(),
        steps in prop::collection::vec(step(), 1..60),
    ) {
        let mut pool = Servers::new(shape, count as u32).placed_by(policy.placement);
        let mut free = vec![shape; count];
        // A closed server keeps what it has; the specification sees only those without a reason.
        let mut reasons = vec![BTreeSet::<u8>::new(); count];
        for server in 0..count as u32 {
            pool.reopen(ServerId(server), Reason::NotStanding);
        }
        let (mut queue, mut requests) = (Queue::default(), Vec::<Request>::new());
        let mut running = Running::default();
        let mut holds: Vec<(u32, Hold)> = Vec::new();
        let (mut now, mut ticket) = (0, 0);
        let mut scratch = Scratch::default();
        for step in steps {
            let mut fresh = None;
            match step {
                Step::Ask { after, asked, set, sets, estimate } => {
                    now += after;
                    let asked = Asked { eligible: Instant(now), number: ticket, ..asked };
                    let key = Key::new(&policy, &asked);
                    let waiting = Waiting::new(key, ticket, set, Span(estimate)).of_sets(sets);
                    let at = queue.enter(waiting);
                    let last = queue.from(at).count() == 1;
                    fresh = last.then_some(at);
                    requests.push(Request { asked, ticket, set, sets, estimate });
                    ticket += 1;
                }
                Step::Close { server, reason } => {
                    reasons[server % count].insert(reason as u8);
                    pool.close(ServerId((server % count) as u32), reason);
                }
                Step::Reopen { server, reason } => {
                    reasons[server % count].remove(&(reason as u8));
                    pool.reopen(ServerId((server % count) as u32), reason);
                }
                Step::GiveBack { after, nth } => {
                    now += after;
                    if !holds.is_empty() {
                        let (ticket, hold) = holds.swap_remove(nth % holds.len());
                        let held = running.end(ticket);
                        prop_assert_eq!(held.until.0, hold.until);
                        for server in hold.servers {
                            pool.give(ServerId(server), &hold.set);
                            slow::give(&mut free[server as usize], &hold.set);
                        }
                    }
                }
                Step::Drain { n, ends } => {
                    let mut rest: Vec<usize> = (0..count).filter(|s| reasons[*s].is_empty()).collect();
                    let mut want = Vec::new();
                    while want.len() < n as usize && !rest.is_empty() {
                        let key = |s: usize| (free[s] != shape, if free[s] == shape { 0 } else { ends[s] });
                        let mut first = 0;
                        for other in 1..rest.len() {
                            if key(rest[other]) < key(rest[first]) {
                                first = other;
                            }
                        }
                        want.push(rest.remove(first) as u32);
                    }
                    let got = drain(&pool, n, |server| Instant(ends[server.0 as usize]));
                    let got = got.map(|spread| spread.iter().map(|server| server.0).collect::<Vec<_>>());
                    prop_assert_eq!(got, (want.len() == n as usize).then_some(want));
                }
            }
            let seen: Vec<_> =
                free.iter().zip(&reasons).map(|(f, r)| r.is_empty().then_some(*f)).collect();
            let run = holds.iter().map(|(_, hold)| hold.clone()).collect();
            let want = slow::decide(&policy, &requests, &Pool { now, free: seen, running: run });
            let view = View { now: Instant(now), queue: &queue, servers: &pool, running: &running, fresh };
            let grants = decide(&policy, &view, &mut scratch).to_vec();
            let got: Vec<(u32, Vec<u32>)> =
                grants.iter().map(|g| (g.ticket, g.servers.iter().map(|s| s.0).collect())).collect();
            prop_assert_eq!(&got, &want);
            for grant in &grants {
                for server in grant.servers.iter() {
                    pool.take(server, &grant.set);
                    slow::take(&mut free[server.0 as usize], &grant.set);
                }
                queue.leave(grant.at);
                let at = requests.iter().position(|r| r.ticket == grant.ticket).expect("it has asked");
                let until = now + requests.remove(at).estimate.max(1);
                running.start(grant.ticket, Held { until: Instant(until), servers: grant.servers, set: grant.set });
                let servers = grant.servers.iter().map(|s| s.0).collect();
                holds.push((grant.ticket, Hold { from: now, until, servers, set: grant.set }));
            }
            prop_assert_eq!(queue.len(), requests.len());
        }
    }

    /// Who entered the queue first in one second decides nothing.
    #[test]
    fn a_seconds_decisions_do_not_hang_on_insertion_order(
        policy in any_policy(), count in pool_size(),
        requests in prop::collection::vec((asked(), 0..3_i64, 1..9_u32, 0..30_i64), 1..20)
            .prop_flat_map(|requests| (Just(requests.clone()), Just((0..requests.len()).collect::<Vec<_>>()).prop_shuffle())),
    ) {
        let (requests, shuffled) = requests;
        let mut servers = Servers::new(Resources::cards(8), count as u32).placed_by(policy.placement);
        for server in 0..count as u32 {
            servers.reopen(ServerId(server), Reason::NotStanding);
        }
        let running = Running::default();
        let started = |order: &[usize]| {
            let mut queue = Queue::default();
            for i in order {
                let (asked, at, cards, estimate) = &requests[*i];
                let asked = Asked { eligible: Instant(*at), number: *i as u32, cards: *cards, ..*asked };
                let key = Key::new(&policy, &asked);
                queue.enter(Waiting::new(key, *i as u32, Resources::cards((*cards).min(8)), Span(*estimate)));
            }
            let view = View { now: Instant(9), queue: &queue, servers: &servers, running: &running, fresh: None };
            let grants = decide(&policy, &view, &mut Scratch::default()).to_vec();
            grants.iter().map(|g| (g.ticket, g.servers)).collect::<Vec<_>>()
        };
        let in_order: Vec<usize> = (0..requests.len()).collect();
        prop_assert_eq!(started(&in_order), started(&shuffled));
    }
}
