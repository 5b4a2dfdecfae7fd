//! Queue and cards by pool and day, integrated while the replication runs; committed money by day.

use crate::fact::{Fact, Observer, Session, Standing};
use crate::plan::Plan;
use naru_units::{DAY, Instant, Won};
use std::collections::BTreeSet;

/// One pool on one day: exact integrals and peaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PoolDay {
    /// Requests waiting × seconds.
    pub queue_s: u64,
    /// Cards in use × seconds.
    pub card_s: u64,
    /// Cards that stand there × seconds; a server that closes stands there until it is empty.
    pub installed_s: u64,
    /// Most requests waiting for at least a second.
    pub peak_queue: u32,
    /// Most cards in use for at least a second.
    pub peak_in_use: u32,
    /// Of `card_s`, use that the programme does not pay: trials, the free month, what comes after it.
    pub unpaid_card_s: u64,
    /// Idle cards × seconds that were held for a gang (clause S3).
    pub held_for_gang_s: u64,
}

#[derive(Clone, Debug)]
struct PoolSeries {
    since: Instant,
    /// Of `since`, or the day before it at a midnight.
    day: i64,
    queue: u32,
    in_use: u32,
    unpaid: u32,
    held_for_gang: u32,
    installed: u32,
    /// Servers that stand there: one that comes back from an outage has stood there all the while.
    standing: BTreeSet<u32>,
    days: Vec<PoolDay>,
}

impl PoolSeries {
    fn cards_of(&mut self, session: &Session) -> &mut u32 {
        if session.kind.is_billed() { &mut self.in_use } else { &mut self.unpaid }
    }

    /// Brings the integrals up to `at`, day by day.
    #[inline]
    fn advance(&mut self, at: Instant) {
        while self.since < at {
            let midnight = (self.day + 1) * DAY;
            if self.since.0 >= midnight {
                self.day += 1;
                continue;
            }
            let day = self.day;
            let until = at.min(Instant(midnight));
            let seconds = (until.0 - self.since.0) as u64;
            let row = &mut self.days[day as usize];
            row.queue_s += u64::from(self.queue) * seconds;
            row.card_s += u64::from(self.in_use + self.unpaid) * seconds;
            row.unpaid_card_s += u64::from(self.unpaid) * seconds;
            row.held_for_gang_s += u64::from(self.held_for_gang) * seconds;
            row.installed_s += u64::from(self.installed) * seconds;
            row.peak_queue = row.peak_queue.max(self.queue);
            row.peak_in_use = row.peak_in_use.max(self.in_use);
            self.since = until;
        }
    }
}

/// Daily series of every pool, and the money committed at each day's end.
#[derive(Clone, Debug)]
pub struct Series {
    pools: Vec<PoolSeries>,
    /// By day: what the programme would have paid at its end, operating cost included.
    pub spent: Vec<Won>,
}

impl Series {
    /// Nothing heard yet.
    pub fn new(plan: &Plan) -> Self {
        let days = (plan.horizon().0 as u64).div_ceil(DAY as u64) as usize;
        let pool = PoolSeries {
            since: Instant::START,
            day: 0,
            queue: 0,
            in_use: 0,
            unpaid: 0,
            held_for_gang: 0,
            installed: 0,
            standing: BTreeSet::new(),
            days: vec![PoolDay::default(); days],
        };
        Self { pools: vec![pool; plan.pools.len()], spent: Vec::with_capacity(days) }
    }

    /// Days of a pool, in order.
    pub fn days(&self, pool: usize) -> &[PoolDay] {
        &self.pools[pool].days
    }

    /// Number of pools.
    pub fn pools(&self) -> usize {
        self.pools.len()
    }
}

impl Observer for Series {
    fn hear(&mut self, at: Instant, fact: &Fact<'_>) {
        match fact {
            Fact::Requested(session) => {
                let pool = &mut self.pools[session.pool as usize];
                pool.advance(at);
                pool.queue += u32::from(session.kind.is_counted());
            }
            Fact::Started(session) => {
                let pool = &mut self.pools[session.pool as usize];
                pool.advance(at);
                pool.queue -= u32::from(session.kind.is_counted());
                *pool.cards_of(session) += session.cards;
            }
            Fact::Ended(session, _) => {
                let pool = &mut self.pools[session.pool as usize];
                pool.advance(at);
                *pool.cards_of(session) -= session.cards;
            }
            Fact::Left(session, _) => {
                let pool = &mut self.pools[session.pool as usize];
                pool.advance(at);
                pool.queue -= u32::from(session.kind.is_counted());
            }
            Fact::Moved { from, session } if session.kind.is_counted() => {
                for (pool, by) in [(*from, -1), (session.pool, 1)] {
                    let pool = &mut self.pools[pool as usize];
                    pool.advance(at);
                    pool.queue = pool.queue.checked_add_signed(by).expect("who moves has waited");
                }
            }
            Fact::HeldForGang { pool, cards } => {
                let pool = &mut self.pools[*pool as usize];
                pool.advance(at);
                pool.held_for_gang = *cards;
            }
            Fact::Server { pool, server, cards, stands } => {
                let pool = &mut self.pools[*pool as usize];
                pool.advance(at);
                match stands {
                    Standing::Open if pool.standing.insert(*server) => pool.installed += cards,
                    Standing::Gone if pool.standing.remove(server) => pool.installed -= cards,
                    Standing::Open | Standing::Gone | Standing::Closing | Standing::Down => {}
                }
            }
            Fact::DayClosed { committed, operating, .. } => {
                self.spent.push(committed[0] + committed[1] + *operating);
            }
            Fact::Closed { .. } => {
                for pool in &mut self.pools {
                    pool.advance(at);
                }
            }
            Fact::Began(_)
            | Fact::Allowance { .. }
            | Fact::Offered { .. }
            | Fact::Suspended { .. }
            | Fact::Outage(_)
            | Fact::Transferred { .. }
            | Fact::WaveDecided { .. }
            | Fact::GrantRecalled { .. }
            | Fact::Moved { .. }
            | Fact::MonthClosed { .. }
            | Fact::ServiceEnded { .. }
            | Fact::Billed(_) => {}
        }
    }
}
