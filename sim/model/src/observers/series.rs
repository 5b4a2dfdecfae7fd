//! Queue and cards by pool and day, integrated while the replication runs; committed money by day.

use crate::fact::{Fact, Observer, Session, Standing};
use crate::plan::Plan;
use naru_units::{DAY, Instant, Span, Won};
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

/// What holds now, and the days so far.
///
/// A day's integrals hold each level to the day's end, and a change corrects what is left of the day: one product an
/// event, where bringing all levels up to now would be five.
#[derive(Clone, Debug)]
struct PoolSeries {
    since: Instant,
    /// End of the day that runs.
    midnight: Instant,
    queue: u32,
    in_use: u32,
    unpaid: u32,
    held_for_gang: u32,
    installed: u32,
    /// Servers that stand there: one that comes back from an outage has stood there all the while.
    standing: BTreeSet<u32>,
    today: PoolDay,
    days: Vec<PoolDay>,
}

impl PoolSeries {
    fn new(days: usize) -> Self {
        Self {
            since: Instant::START,
            midnight: Instant(DAY),
            queue: 0,
            in_use: 0,
            unpaid: 0,
            held_for_gang: 0,
            installed: 0,
            standing: BTreeSet::new(),
            today: PoolDay::default(),
            days: Vec::with_capacity(days),
        }
    }

    /// Brings peaks and days up to `at`; gives the seconds from there to the day's end.
    #[inline]
    fn advance(&mut self, at: Instant) -> u64 {
        if self.since < at {
            self.since = at;
            let today = &mut self.today;
            today.peak_queue = today.peak_queue.max(self.queue);
            today.peak_in_use = today.peak_in_use.max(self.in_use);
            if self.midnight <= at {
                self.begin_days(at);
            }
        }
        (self.midnight - at).0 as u64
    }

    /// Days begin up to `at`; each but one that begins there holds today's levels for a second at least.
    #[cold]
    fn begin_days(&mut self, at: Instant) {
        while self.midnight <= at {
            let lasts = self.midnight < at;
            self.begin_day();
            if lasts {
                self.today.peak_queue = self.queue;
                self.today.peak_in_use = self.in_use;
            }
        }
    }

    /// Another day, at the levels that hold now.
    fn begin_day(&mut self) {
        self.days.push(self.today);
        self.midnight = self.midnight + Span(DAY);
        let day = |level: u32| u64::from(level) * DAY as u64;
        self.today = PoolDay {
            queue_s: day(self.queue),
            card_s: day(self.in_use + self.unpaid),
            installed_s: day(self.installed),
            peak_queue: 0,
            peak_in_use: 0,
            unpaid_card_s: day(self.unpaid),
            held_for_gang_s: day(self.held_for_gang),
        };
    }

    /// More or fewer wait.
    #[inline]
    fn queue(&mut self, at: Instant, by: i32) {
        let left = self.advance(at);
        self.queue = self.queue.checked_add_signed(by).expect("who goes has waited");
        add(&mut self.today.queue_s, by, left);
    }

    /// A session takes cards, or gives them back, and so many more or fewer wait.
    #[inline]
    fn cards(&mut self, at: Instant, session: &Session, by: i32, waiting: i32) {
        let left = self.advance(at);
        self.queue = self.queue.checked_add_signed(waiting).expect("who goes has waited");
        add(&mut self.today.queue_s, waiting, left);
        let paid = session.kind.is_billed();
        let level = if paid { &mut self.in_use } else { &mut self.unpaid };
        *level = level.checked_add_signed(by).expect("what is given back was taken");
        add(&mut self.today.card_s, by, left);
        if !paid {
            add(&mut self.today.unpaid_card_s, by, left);
        }
    }

    fn installed(&mut self, at: Instant, by: i32) {
        let left = self.advance(at);
        self.installed = self.installed.checked_add_signed(by).expect("who goes has stood there");
        add(&mut self.today.installed_s, by, left);
    }

    fn held_for_gang(&mut self, at: Instant, cards: u32) {
        let left = self.advance(at);
        add(&mut self.today.held_for_gang_s, cards as i32 - self.held_for_gang as i32, left);
        self.held_for_gang = cards;
    }

    /// The end: what would have held after it is taken back.
    fn close(&mut self, at: Instant) {
        let left = self.advance(at);
        if left == DAY as u64 {
            return; // the day that would begin is none
        }
        let today = &mut self.today;
        for (sum, level) in [
            (&mut today.queue_s, self.queue),
            (&mut today.card_s, self.in_use + self.unpaid),
            (&mut today.installed_s, self.installed),
            (&mut today.unpaid_card_s, self.unpaid),
            (&mut today.held_for_gang_s, self.held_for_gang),
        ] {
            *sum -= u64::from(level) * left;
        }
        self.days.push(self.today);
    }
}

/// A level changes, with so many seconds of its day left.
#[inline]
fn add(sum: &mut u64, by: i32, left: u64) {
    *sum =
        sum.checked_add_signed(i64::from(by) * left as i64).expect("a level holds for no less than nothing");
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
        let pools = plan.pools.iter().map(|_| PoolSeries::new(days)).collect();
        Self { pools, spent: Vec::with_capacity(days) }
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
    #[expect(
        clippy::inline_always,
        reason = "where a fact is told, its kind is known: only its arm is left there"
    )]
    #[inline(always)]
    fn hear(&mut self, at: Instant, fact: &Fact<'_>) {
        match fact {
            Fact::Requested(session) => {
                let counted = i32::from(session.kind.is_counted());
                self.pools[session.pool as usize].queue(at, counted);
            }
            Fact::Started(session) => {
                let counted = i32::from(session.kind.is_counted());
                self.pools[session.pool as usize].cards(at, session, session.cards as i32, -counted);
            }
            Fact::Ended(session, _) => {
                self.pools[session.pool as usize].cards(at, session, -(session.cards as i32), 0);
            }
            Fact::Left(session, _) => {
                let counted = i32::from(session.kind.is_counted());
                self.pools[session.pool as usize].queue(at, -counted);
            }
            Fact::Moved { from, session } if session.kind.is_counted() => {
                self.pools[*from as usize].queue(at, -1);
                self.pools[session.pool as usize].queue(at, 1);
            }
            Fact::HeldForGang { pool, cards } => self.pools[*pool as usize].held_for_gang(at, *cards),
            Fact::Server { pool, server, cards, stands } => {
                let pool = &mut self.pools[*pool as usize];
                match stands {
                    Standing::Open if pool.standing.insert(*server) => pool.installed(at, *cards as i32),
                    Standing::Gone if pool.standing.remove(server) => pool.installed(at, -(*cards as i32)),
                    Standing::Open | Standing::Gone | Standing::Closing | Standing::Down => {}
                }
            }
            Fact::DayClosed { committed, operating, .. } => {
                self.spent.push(committed[0] + committed[1] + *operating);
            }
            Fact::Closed { .. } => {
                for pool in &mut self.pools {
                    pool.close(at);
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
