//! Smaller fleets, tried: where nobody waits, the next question is how few cards would still do.

use crate::metrics::{MetricTable, Whose};
use crate::record::{Plans, Record, replace_servers};
use crate::run::{Stopped, Watch, each};
use naru_model::observers::WaitTally;
use naru_model::workload::Laws;
use naru_model::{Plan, Tariff};
use naru_results::{FleetTry, LateShare, Named};
use naru_scenario::Lowered;
use naru_units::{HOUR, Instant};
use std::sync::atomic::AtomicBool;

/// Shares of the dedicated number of cards that are tried, in per cent.
const SHARES: [u32; 5] = [80, 70, 65, 60, 55];
/// Replications of each try.
const REPLICATIONS: u32 = 20;
/// Replications of all tries together.
pub const TRIED_REPLICATIONS: u32 = REPLICATIONS * SHARES.len() as u32;

/// Whether requests of products with a limit were made, and none of them waited in any replication, in a fleet that
/// has a set of cards for every project from the first day: then smaller ones are worth trying.
pub fn nobody_waited(lowered: &Lowered, table: &MetricTable, records: &[Record]) -> bool {
    let dedicated = (0..lowered.plan.pools.len()).all(|pool| {
        let standing =
            lowered.plan.pools[pool].servers.iter().filter(|s| s.from <= Instant::START && s.wave.is_none());
        let servers: u32 = standing.map(|s| s.count).sum();
        servers * lowered.plan.pools[pool].server.cards >= dedicated_cards(lowered, pool)
    });
    let mut requests = 0;
    let mut waited = 0;
    for record in records {
        let tally = table.waits(record, Whose::All);
        requests += tally.requests;
        waited += tally.sum_s;
        // A request of the second in which the money ends gets no cards, but it waits for none.
        waited += if record.exhausted().is_some() { 0 } else { tally.undecided };
    }
    dedicated && requests > 0 && waited == 0
}

/// Cards of a pool that give every project billed by the hour a set of its own.
fn dedicated_cards(lowered: &Lowered, pool: usize) -> u32 {
    let users = lowered.plan.projects.iter().filter_map(|project| {
        let product = &lowered.plan.products[project.product.0 as usize];
        let offer = &product.offers[project.offer as usize];
        let served_here =
            product.tariff == Tariff::Hourly && offer.pool.0 as usize == pool && project.wave.is_none();
        served_here.then_some(offer.set.cards * offer.gang.unwrap_or(1))
    });
    users.sum()
}

/// Runs the scenario with each share of the cards that one set for everybody takes, in whole servers (rounded up).
///
/// # Errors
/// As [`run`](crate::run()).
pub fn tries(
    lowered: &Lowered,
    table: &MetricTable,
    laws: &Laws,
    seed: u64,
    watch: &dyn Watch,
    stop: &AtomicBool,
) -> Result<Vec<FleetTry>, Stopped> {
    SHARES.iter().map(|share| one(*share, lowered, table, laws, seed, watch, stop)).collect()
}

fn one(
    share: u32,
    lowered: &Lowered,
    table: &MetricTable,
    laws: &Laws,
    seed: u64,
    watch: &dyn Watch,
    stop: &AtomicBool,
) -> Result<FleetTry, Stopped> {
    let (plan, servers) = smaller(lowered, share);
    let plans = Plans::new(plan);
    let one = |replication| plans.waits(laws, seed, replication);
    let tried = each(0..REPLICATIONS, one, watch, stop)?;
    let limited = lowered.plan.products.iter().enumerate().filter(|(_, p)| p.limit.is_some());
    let all = limited.map(|(p, _)| (lowered.names.products[p].id.clone(), Whose::Product(p)));
    let late = all
        .chain([("all".to_owned(), Whose::All)])
        .map(|(product, whose)| LateShare {
            product,
            mean_hours: ratio(table, &tried, whose, |t| t.sum_s).map(|s| s / HOUR as f64),
            over_limit_share: ratio(table, &tried, whose, |t| t.late),
        })
        .collect();
    Ok(FleetTry { share_of_floor: f64::from(share) / 100.0, replications: tried.len() as u32, servers, late })
}

/// The plan with fewer servers in every pool that serves by the hour.
fn smaller(lowered: &Lowered, share: u32) -> (Plan, Named<u32>) {
    let mut plan = lowered.plan.clone();
    let mut servers = Named::new();
    for pool in 0..plan.pools.len() {
        let dedicated = dedicated_cards(lowered, pool);
        if dedicated == 0 {
            continue;
        }
        let count = (dedicated * share).div_ceil(100 * plan.pools[pool].server.cards);
        servers.insert(lowered.names.pools[pool].name.clone(), count);
        replace_servers(&mut plan, pool, count);
    }
    (plan, servers)
}

/// Σ of something over Σ of decided requests.
fn ratio(
    table: &MetricTable,
    all: &[Vec<WaitTally>],
    whose: Whose,
    part: fn(&WaitTally) -> u64,
) -> Option<f64> {
    let tallies = all.iter().map(|products| table.of_products(products, whose));
    let (parts, of) = tallies.fold((0, 0), |(p, n), tally| (p + part(&tally), n + tally.decided()));
    (of > 0).then(|| parts as f64 / of as f64)
}
