//! The decision on one pool by nested loops over plain lists: every server and every second that matters is looked at.

use naru_rules::allocation::{Asked, Backfill, Criterion, Placement, Policy, Resources};
use std::cmp::Ordering;

/// A request as the specification sees it.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) asked: Asked,
    pub(crate) ticket: u32,
    pub(crate) set: Resources,
    pub(crate) sets: u32,
    pub(crate) estimate: i64,
}

/// Sets that are held, or will be, in `[from, until)`.
#[derive(Clone, Debug)]
pub(crate) struct Hold {
    pub(crate) from: i64,
    pub(crate) until: i64,
    pub(crate) servers: Vec<u32>,
    pub(crate) set: Resources,
}

/// A pool at a second. `free` is `None` for a closed server.
#[derive(Clone, Debug)]
pub(crate) struct Pool {
    pub(crate) now: i64,
    pub(crate) free: Vec<Option<Resources>>,
    /// Expected ends as they are known.
    pub(crate) running: Vec<Hold>,
}

/// Who starts, and the servers of its sets.
pub(crate) fn decide(policy: &Policy, requests: &[Request], pool: &Pool) -> Vec<(u32, Vec<u32>)> {
    let mut order = requests.to_vec();
    order.sort_by(|a, b| before(policy, &a.asked, &b.asked));
    let mut pool = pool.clone();
    for hold in &mut pool.running {
        hold.until = hold.until.max(pool.now + 1); // whoever runs longer is expected to end in the next second
    }
    match policy.backfill {
        Backfill::None => in_order(policy.placement, &mut order, &mut pool),
        Backfill::Easy => easy(policy.placement, order, pool),
        Backfill::Conservative => conservative(&order, &pool),
    }
}

/// The order by its words, criterion by criterion.
fn before(policy: &Policy, a: &Asked, b: &Asked) -> Ordering {
    for criterion in &policy.order {
        let by = match criterion {
            Criterion::WeightedSum => {
                let sum = |x: &Asked| -> i64 {
                    policy.weights.iter().map(|(c, weight)| weight * points(x, *c)).sum()
                };
                sum(a).cmp(&sum(b))
            }
            Criterion::Arrival => a.eligible.cmp(&b.eligible),
            Criterion::LeastSlack => deadline(a).cmp(&deadline(b)),
            Criterion::Priority => b.priority.cmp(&a.priority),
            Criterion::FairShare => a.usage.cmp(&b.usage),
            Criterion::LeastAllowance => left(a).cmp(&left(b)),
            Criterion::SmallestFirst => a.cards.cmp(&b.cards),
            Criterion::LargestFirst => b.cards.cmp(&a.cards),
        };
        if by != Ordering::Equal {
            return by;
        }
    }
    (a.eligible, a.number).cmp(&(b.eligible, b.number))
}

fn deadline(x: &Asked) -> i64 {
    x.eligible.0 + x.limit.map_or(31_536_000, |limit| limit.0)
}

fn left(x: &Asked) -> i64 {
    x.allowance.unwrap_or(1_099_511_627_776)
}

/// In minutes, points, card-hours, TF-hours and cards, cut.
fn points(x: &Asked, criterion: Criterion) -> i64 {
    match criterion {
        Criterion::Arrival => x.eligible.0.div_euclid(60),
        Criterion::LeastSlack => deadline(x).div_euclid(60),
        Criterion::Priority => -i64::from(x.priority),
        Criterion::FairShare => (x.usage / 3_600) as i64,
        Criterion::LeastAllowance => left(x).div_euclid(3_600),
        Criterion::SmallestFirst => i64::from(x.cards),
        Criterion::LargestFirst => -i64::from(x.cards),
        Criterion::WeightedSum => 0,
    }
}

/// Starts whoever stands first as long as he fits; what cannot stays in the queue.
fn in_order(placement: Placement, queue: &mut Vec<Request>, pool: &mut Pool) -> Vec<(u32, Vec<u32>)> {
    let mut granted = Vec::new();
    while !queue.is_empty() {
        let Some(servers) = place(placement, &queue[0], &pool.free, &pool.running) else { break };
        let request = queue.remove(0);
        start(pool, &request, &servers);
        granted.push((request.ticket, servers));
    }
    granted
}

fn start(pool: &mut Pool, request: &Request, servers: &[u32]) {
    for server in servers {
        take(pool.free[*server as usize].as_mut().expect("it is open"), &request.set);
    }
    pool.running.push(Hold {
        from: pool.now,
        until: pool.now + request.estimate.max(1),
        servers: servers.to_vec(),
        set: request.set,
    });
}

fn easy(placement: Placement, mut queue: Vec<Request>, mut pool: Pool) -> Vec<(u32, Vec<u32>)> {
    let mut granted = in_order(placement, &mut queue, &mut pool);
    if queue.is_empty() {
        return granted;
    }
    let head = queue.remove(0);
    // The shadow time: the first expected end by which the head can be placed if nobody else starts.
    let mut ends: Vec<i64> = pool.running.iter().map(|hold| hold.until).collect();
    ends.sort_unstable();
    let mut shadow = i64::MAX;
    let mut then = pool.free.clone();
    for end in ends {
        let mut copy = pool.free.clone();
        for hold in &pool.running {
            for server in &hold.servers {
                if hold.until <= end
                    && let Some(free) = &mut copy[*server as usize]
                {
                    give(free, &hold.set);
                }
            }
        }
        if can_place(&head, &copy) {
            (shadow, then) = (end, copy);
            break;
        }
    }
    for request in queue {
        let Some(servers) = place(placement, &request, &pool.free, &pool.running) else { continue };
        if pool.now + request.estimate.max(1) > shadow {
            let mut copy = then.clone();
            for server in &servers {
                take(copy[*server as usize].as_mut().expect("it is open"), &request.set);
            }
            if !can_place(&head, &copy) {
                continue;
            }
            then = copy;
        }
        start(&mut pool, &request, &servers);
        granted.push((request.ticket, servers));
    }
    granted
}

fn conservative(queue: &[Request], pool: &Pool) -> Vec<(u32, Vec<u32>)> {
    // What each server has when nobody runs.
    let mut all = pool.free.clone();
    for hold in &pool.running {
        for server in &hold.servers {
            if let Some(free) = &mut all[*server as usize] {
                give(free, &hold.set);
            }
        }
    }
    let mut holds = pool.running.clone();
    let mut granted = Vec::new();
    for request in queue {
        let mut times: Vec<i64> = holds.iter().map(|hold| hold.until).chain([pool.now]).collect();
        times.sort_unstable();
        for start in times {
            let end = start + request.estimate.max(1);
            // The least that is free on each server at any second that matters.
            let mut least = all.clone();
            let seconds =
                holds.iter().map(|hold| hold.from).filter(|s| start < *s && *s < end).chain([start]);
            for second in seconds {
                for (server, least) in least.iter_mut().enumerate() {
                    let Some(mut free) = all[server] else { continue };
                    for hold in holds.iter().filter(|hold| hold.from <= second && second < hold.until) {
                        for _ in hold.servers.iter().filter(|s| **s as usize == server) {
                            take(&mut free, &hold.set);
                        }
                    }
                    let seen = least.as_mut().expect("it is open");
                    seen.cards = seen.cards.min(free.cards);
                    seen.cores = seen.cores.min(free.cores);
                    seen.memory_gb = seen.memory_gb.min(free.memory_gb);
                    seen.disk_gb = seen.disk_gb.min(free.disk_gb);
                }
            }
            if let Some(servers) = place(Placement::FirstFit, request, &least, &[]) {
                let hold = Hold { from: start, until: end, servers: servers.clone(), set: request.set };
                if start == pool.now {
                    granted.push((request.ticket, servers));
                }
                holds.push(hold);
                break;
            }
        }
    }
    granted
}

fn can_place(request: &Request, free: &[Option<Resources>]) -> bool {
    place(Placement::FirstFit, request, free, &[]).is_some()
}

/// A server for each set, one after the other, or nothing.
fn place(
    placement: Placement,
    request: &Request,
    free: &[Option<Resources>],
    running: &[Hold],
) -> Option<Vec<u32>> {
    let (mut left, mut company) = (free.to_vec(), running.to_vec());
    let mut chosen = Vec::new();
    for _ in 0..request.sets {
        let server = best(&left, &request.set, placement, &company)?;
        take(left[server as usize].as_mut().expect("it is open"), &request.set);
        company.push(Hold { from: 0, until: 0, servers: vec![server], set: request.set });
        chosen.push(server);
    }
    Some(chosen)
}

fn best(free: &[Option<Resources>], set: &Resources, placement: Placement, running: &[Hold]) -> Option<u32> {
    let mut best: Option<(u32, u32, usize)> = None;
    for (server, here) in free.iter().enumerate() {
        let Some(here) = here else { continue };
        let fits = here.cards >= set.cards
            && here.cores >= set.cores
            && here.memory_gb >= set.memory_gb
            && here.disk_gb >= set.disk_gb;
        if !fits {
            continue;
        }
        let company: Vec<&Resources> =
            running.iter().filter(|h| h.servers.contains(&(server as u32))).map(|h| &h.set).collect();
        let company = match (company.is_empty(), company.iter().all(|other| *other == set)) {
            (false, true) => 0,
            (true, _) => 1,
            (false, false) => 2,
        };
        let rank = match placement {
            Placement::FirstFit => (0, 0, server),
            Placement::BestFit => (0, here.cards, server),
            Placement::WorstFit => (0, 1000 - here.cards, server),
            Placement::Packed => (company, here.cards, server),
        };
        if best.is_none_or(|best| rank < best) {
            best = Some(rank);
        }
    }
    best.map(|(_, _, server)| server as u32)
}

pub(crate) fn take(free: &mut Resources, set: &Resources) {
    free.cards -= set.cards;
    free.cores -= set.cores;
    free.memory_gb -= set.memory_gb;
    free.disk_gb -= set.disk_gb;
}

pub(crate) fn give(free: &mut Resources, set: &Resources) {
    free.cards += set.cards;
    free.cores += set.cores;
    free.memory_gb += set.memory_gb;
    free.disk_gb += set.disk_gb;
}
