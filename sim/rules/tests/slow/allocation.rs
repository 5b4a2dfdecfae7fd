//! The decision on one pool by nested loops over plain lists: every server is looked at for every set.

use naru_rules::allocation::{Placement, Resources};

/// A request as the specification sees it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked {
    pub(crate) key: i64,
    pub(crate) ticket: u32,
    pub(crate) set: Resources,
    pub(crate) sets: u32,
}

/// Who starts, and the servers of its sets. `free` is `None` for a closed server.
pub(crate) fn decide(
    asked: &[Asked],
    free: &[Option<Resources>],
    placement: Placement,
) -> Vec<(u32, Vec<u32>)> {
    let mut order: Vec<Asked> = asked.to_vec();
    order.sort_by_key(|a| a.key); // stable: equal keys stay in the order of entering
    let mut free = free.to_vec();
    let mut granted = Vec::new();
    for request in order {
        let mut left = free.clone();
        let mut chosen = Vec::new();
        for _ in 0..request.sets {
            chosen.extend(best(&left, &request.set, placement).inspect(|server| {
                take(left[*server as usize].as_mut().expect("it is open"), &request.set);
            }));
        }
        if chosen.len() < request.sets as usize {
            break;
        }
        free = left;
        granted.push((request.ticket, chosen));
    }
    granted
}

fn best(free: &[Option<Resources>], set: &Resources, placement: Placement) -> Option<u32> {
    let mut best: Option<usize> = None;
    for server in 0..free.len() {
        let Some(here) = free[server] else { continue };
        let fits = here.cards >= set.cards
            && here.cores >= set.cores
            && here.memory_gb >= set.memory_gb
            && here.disk_gb >= set.disk_gb;
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
    best.map(|server| server as u32)
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
