//! Fleets, tried: from a set of cards for everybody to fewer and fewer cards that are shared.
//!
//! The first is the scenario's own, from the replications that are there; the others are simulated, money and waits alone.

use crate::arm::Arm;
use crate::metrics::{MetricTable, Whose};
use crate::record::{Plans, Record, replace_servers};
use crate::run::{Stopped, Watch, kept, together};
use crate::statistics::{Confidence, share};
use naru_model::observers::WaitTally;
use naru_model::workload::{Demand, Laws};
use naru_model::{Plan, Tariff};
use naru_results::{FleetTry, LateShare, Named};
use naru_scenario::Lowered;
use naru_units::{HOUR, Instant};
use std::sync::atomic::AtomicBool;

/// Shares of the dedicated number of cards that are tried, in per cent.
const SHARES: [u32; 6] = [100, 80, 70, 65, 60, 55];

/// The fleets of a scenario that are worth trying.
#[derive(Clone, Debug)]
pub struct Tries<'a> {
    lowered: &'a Lowered,
    table: &'a MetricTable,
    /// In per cent, descending.
    shares: Vec<u32>,
    replications: u32,
}

impl<'a> Tries<'a> {
    /// For a run of so many replications: a twentieth of them for each fleet, 4 to 10, which adds less than a tenth to the
    /// work of a run of 200. None where no product is billed by the hour.
    pub fn new(lowered: &'a Lowered, table: &'a MetricTable, replications: u32) -> Self {
        let (cards, dedicated) = own_cards(lowered);
        // A fleet that has a set for everybody is its own first point.
        let shares =
            SHARES.iter().copied().filter(|share| dedicated > 0 && (*share < 100 || cards < dedicated));
        Self { lowered, table, shares: shares.collect(), replications: (replications / 20).clamp(4, 10) }
    }

    /// Replications of all of them together.
    pub fn replications(&self) -> u32 {
        self.replications * self.shares.len() as u32
    }

    /// The arms of the others, each with the number of its replications.
    pub fn arms(&self) -> impl Iterator<Item = (Arm, u32)> {
        (0..self.shares.len()).map(|i| (Arm::TRIES.plus(i as u64), self.replications))
    }

    /// Simulates the others, each with whole servers (rounded up).
    ///
    /// # Errors
    /// As [`run`](crate::run()).
    pub fn run(
        &self,
        laws: &Laws,
        seed: u64,
        watch: &dyn Watch,
        stop: &AtomicBool,
    ) -> Result<Vec<FleetTry>, Stopped> {
        together(self.shares.iter().zip(self.arms()).map(|(share, (arm, replications))| {
            let (plan, servers, cards) = smaller(self.lowered, *share);
            let plans = Plans::new(plan);
            let one = |replication| plans.headlines(&Demand::new(laws, seed, replication), replication, ()).0;
            let records = kept(arm, 0..replications, one, watch, stop)?;
            let installed_s = i128::from(cards) * i128::from(self.lowered.plan.end.0) * records.len() as i128;
            Ok(self.row(false, f64::from(*share) / 100.0, servers, cards, installed_s, &records))
        }))
    }

    /// The scenario's own fleet from its `records`, before the others where there are any.
    pub fn with_own(&self, records: &[Record], others: Vec<FleetTry>) -> Vec<FleetTry> {
        let own = (!self.shares.is_empty()).then(|| self.own(records));
        own.into_iter().chain(others).collect()
    }

    fn own(&self, records: &[Record]) -> FleetTry {
        let lowered = self.lowered;
        let pools = || (0..lowered.plan.pools.len()).filter(|pool| dedicated_cards(lowered, *pool) > 0);
        let servers = pools().map(|pool| (lowered.names.pools[pool].name.clone(), standing(lowered, pool)));
        let (cards, dedicated) = own_cards(lowered);
        let days = records.iter().flat_map(|record| pools().flat_map(|pool| record.programme_days(pool)));
        let installed_s = days.map(|day| i128::from(day.installed_s)).sum();
        let share = f64::from(cards) / f64::from(dedicated);
        self.row(true, share, servers.collect(), cards, installed_s, records)
    }

    /// What a fleet came to; `installed_s` are the card-seconds that stood there, all replications together.
    fn row(
        &self,
        own: bool,
        share_of_floor: f64,
        servers: Named<u32>,
        cards: u32,
        installed_s: i128,
        records: &[Record],
    ) -> FleetTry {
        let (lowered, plan) = (self.lowered, &self.lowered.plan);
        let limited = plan.products.iter().enumerate().filter(|(_, product)| product.limit.is_some());
        let whose = limited.map(|(p, _)| (lowered.names.products[p].id.clone(), Whose::Product(p)));
        let all = whose.chain([("all".to_owned(), Whose::All)]);
        let count = records.len().max(1) as i128;
        let spent: i128 = records.iter().map(|record| i128::from(record.spent().0)).sum();
        let gpu: i128 = records.iter().map(|record| i128::from(record.outcome.spent[0].0)).sum();
        let months = plan.terms.month_starts.len() as i128 - 1;
        // Won over card-months, where a card-month is that part of the programme's card-seconds.
        let per_card_month =
            (installed_s > 0).then(|| rounded(gpu * i128::from(plan.end.0), installed_s * months));
        FleetTry {
            own,
            share_of_floor,
            replications: records.len() as u32,
            servers,
            cards,
            revenue_per_card_month_won: per_card_month,
            spent_won: rounded(spent, count),
            late: all.map(|(product, whose)| self.late(product, whose, records)).collect(),
        }
    }

    fn late(&self, product: String, whose: Whose, records: &[Record]) -> LateShare {
        let tallies: Vec<_> = records.iter().map(|record| self.table.waits(record, whose)).collect();
        let late: Vec<u64> = tallies.iter().map(|tally| tally.late).collect();
        let of: Vec<u64> = tallies.iter().map(WaitTally::decided).collect();
        let (parts, all) = (late.iter().sum::<u64>(), of.iter().sum::<u64>());
        let waited: u64 = tallies.iter().map(|tally| tally.sum_s).sum();
        let over = |part: u64| (all > 0).then(|| part as f64 / all as f64);
        // Of none that are late, replications that are alike say nothing.
        let told = share(&late, &of, Confidence::P95).ok().flatten().filter(|_| parts > 0 && parts < all);
        LateShare {
            product,
            mean_hours: over(waited).map(|seconds| seconds / HOUR as f64),
            over_limit_share: over(parts),
            over_limit_lo: told.as_ref().map(|share| share.interval.lo),
            over_limit_hi: told.as_ref().map(|share| share.interval.hi),
        }
    }
}

/// To the nearest whole number, halves away from 0.
fn rounded(part: i128, of: i128) -> i64 {
    let half = if part < 0 { -of / 2 } else { of / 2 };
    i64::try_from((part + half) / of).expect("won of one programme")
}

/// Servers of a pool on the first day.
fn standing(lowered: &Lowered, pool: usize) -> u32 {
    let servers = lowered.plan.pools[pool].servers.iter();
    servers.filter(|s| s.from <= Instant::START && s.wave.is_none()).map(|s| s.count).sum()
}

/// Cards on the first day in the pools that serve by the hour, and the cards of one set for everybody there.
fn own_cards(lowered: &Lowered) -> (u32, u32) {
    (0..lowered.plan.pools.len()).fold((0, 0), |(cards, all), pool| {
        let dedicated = dedicated_cards(lowered, pool);
        let own =
            if dedicated > 0 { standing(lowered, pool) * lowered.plan.pools[pool].server.cards } else { 0 };
        (cards + own, all + dedicated)
    })
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

/// The plan with that share of the dedicated cards in every pool that serves by the hour, its servers and cards.
fn smaller(lowered: &Lowered, share: u32) -> (Plan, Named<u32>, u32) {
    let mut plan = lowered.plan.clone();
    let mut servers = Named::new();
    let mut cards = 0;
    for pool in 0..plan.pools.len() {
        let dedicated = dedicated_cards(lowered, pool);
        if dedicated == 0 {
            continue;
        }
        let count = (dedicated * share).div_ceil(100 * plan.pools[pool].server.cards);
        cards += count * plan.pools[pool].server.cards;
        servers.insert(lowered.names.pools[pool].name.clone(), count);
        replace_servers(&mut plan, pool, count);
    }
    (plan, servers, cards)
}
