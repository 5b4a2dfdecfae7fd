//! Several sets at once, reasons for being closed, and servers for a gang: by hand and against a slow specification.

#[path = "slow/allocation.rs"]
mod slow;

use naru_rules::allocation::{
    Backfill, Criterion, Placement, Policy, Queue, Reason, Resources, Scratch, ServerId, Servers, Spread,
    View, Waiting, decide, drain,
};
use naru_units::Instant;
use proptest::prelude::*;
use proptest::sample::select;
use slow::Asked;
use std::collections::BTreeSet;

const REASONS: [Reason; 4] = [Reason::NotStanding, Reason::Down, Reason::Maintenance, Reason::HeldForGang];

fn policy(placement: Placement) -> Policy {
    Policy { order: vec![Criterion::Arrival], backfill: Backfill::None, placement }
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
        let one = Waiting::new(&policy, Instant(0), None, ticket as u32, Resources::cards(*cards));
        queue.enter(one.of_sets(*sets));
    }
    let mut scratch = Scratch::default();
    let grants = decide(&policy, &View { queue: &queue, servers }, &mut scratch);
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
    Ask { after: i64, set: Resources, sets: u32 },
    Close { server: usize, reason: Reason },
    Reopen { server: usize, reason: Reason },
    GiveBack { nth: usize },
    Drain { n: u32, ends: Vec<i64> },
}

prop_compose! {
    fn resources(cards: u32)(
        cards in 1..=cards, cores in 0..=20_u32, memory_gb in 0..=20_u32, disk_gb in 0..=20_u32,
    ) -> Resources {
        Resources { cards, cores, memory_gb, disk_gb }
    }
}

fn step() -> impl Strategy<Value = Step> {
    let server = || (0..70_usize, select(&REASONS[..]));
    prop_oneof![
        4 => (0..3_i64, resources(4), prop_oneof![2 => Just(1), 1 => 1..=Spread::MOST])
            .prop_map(|(after, set, sets)| Step::Ask { after, set, sets }),
        1 => server().prop_map(|(server, reason)| Step::Close { server, reason }),
        1 => server().prop_map(|(server, reason)| Step::Reopen { server, reason }),
        3 => (0..100_usize).prop_map(|nth| Step::GiveBack { nth }),
        1 => (0..6_u32, prop::collection::vec(0..9_i64, 70)).prop_map(|(n, ends)| Step::Drain { n, ends }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    /// Every grant and every drain in the life of a small pool, under every placement.
    #[test]
    fn decide_equals_a_slow_specification(
        shape in resources(8), count in 1..70_usize, placement in select(Placement::ALL.map(|(_, p)| p).to_vec()),
        steps in prop::collection::vec(step(), 1..60),
    ) {
        let policy = policy(placement);
        let mut pool = Servers::new(shape, count as u32);
        let mut free = vec![shape; count];
        // A closed server keeps what it has; the specification sees only those without a reason.
        let mut reasons = vec![BTreeSet::<u8>::new(); count];
        for server in 0..count as u32 {
            pool.reopen(ServerId(server), Reason::NotStanding);
        }
        let (mut queue, mut asked) = (Queue::default(), Vec::<Asked>::new());
        let mut running: Vec<(Vec<u32>, Resources)> = Vec::new();
        let (mut now, mut ticket) = (0, 0);
        let mut scratch = Scratch::default();
        for step in steps {
            match step {
                Step::Ask { after, set, sets } => {
                    now += after;
                    queue.enter(Waiting::new(&policy, Instant(now), None, ticket, set).of_sets(sets));
                    asked.push(Asked { key: now, ticket, set, sets });
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
                Step::GiveBack { nth } => {
                    if !running.is_empty() {
                        let (on, set) = running.swap_remove(nth % running.len());
                        for server in on {
                            pool.give(ServerId(server), &set);
                            slow::give(&mut free[server as usize], &set);
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
            let want = slow::decide(&asked, &seen, placement);
            let grants = decide(&policy, &View { queue: &queue, servers: &pool }, &mut scratch);
            let got: Vec<(u32, Vec<u32>)> =
                grants.iter().map(|g| (g.ticket, g.servers.iter().map(|s| s.0).collect())).collect();
            prop_assert_eq!(&got, &want);
            for grant in grants {
                for server in grant.servers.iter() {
                    pool.take(server, &grant.set);
                    slow::take(&mut free[server.0 as usize], &grant.set);
                }
                running.push((grant.servers.iter().map(|s| s.0).collect(), grant.set));
            }
            asked.retain(|a| got.iter().all(|(ticket, _)| *ticket != a.ticket));
            queue.leave(got.len());
        }
    }
}
