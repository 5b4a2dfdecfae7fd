//! What is measured of one replication, as sums that add up over replications.

use naru_model::{Fact, Observer, Session};
use naru_units::Instant;

/// Sums of one or many replications. Waits are in seconds.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sums {
    pub(crate) replications: f64,
    /// Requests counted, by class (the position of the product): all, those of them that left without cards, those that
    /// waited, and their waits.
    pub(crate) counted: [f64; 2],
    pub(crate) left: [f64; 2],
    pub(crate) waited: [f64; 2],
    pub(crate) wait: [f64; 2],
    pub(crate) wait_square: f64,
    /// By class, waits of those who waited between the gauge's edges: the i-th after i edges.
    pub(crate) between: [Vec<f64>; 2],
    /// Seconds of the window.
    pub(crate) seconds: f64,
    /// Requests waiting × seconds, in the window.
    pub(crate) queue: f64,
    /// Cards in use × seconds, in the window.
    pub(crate) cards: f64,
    /// In the whole replication: requests made, and those that were allocated in the same second.
    pub(crate) asked: f64,
    pub(crate) at_once: f64,
    /// By probe: requests in the system, requests waiting, whether every card was in use.
    pub(crate) probes: Vec<[f64; 3]>,
}

impl Sums {
    /// Adds another's sums `sign` times.
    pub(crate) fn add(&mut self, other: &Self, sign: f64) {
        self.probes.resize(self.probes.len().max(other.probes.len()), [0.0; 3]);
        self.replications += sign * other.replications;
        for class in 0..2 {
            self.counted[class] += sign * other.counted[class];
            self.left[class] += sign * other.left[class];
            self.waited[class] += sign * other.waited[class];
            self.wait[class] += sign * other.wait[class];
            let (sums, more) = (&mut self.between[class], &other.between[class]);
            sums.resize(sums.len().max(more.len()), 0.0);
            for (sum, more) in sums.iter_mut().zip(more) {
                *sum += sign * more;
            }
        }
        self.wait_square += sign * other.wait_square;
        self.seconds += sign * other.seconds;
        self.queue += sign * other.queue;
        self.cards += sign * other.cards;
        self.asked += sign * other.asked;
        self.at_once += sign * other.at_once;
        for (sum, more) in self.probes.iter_mut().zip(&other.probes) {
            for (sum, more) in sum.iter_mut().zip(more) {
                *sum += sign * more;
            }
        }
    }

    /// Requests counted.
    pub(crate) fn requests(&self) -> f64 {
        self.counted[0] + self.counted[1]
    }

    /// Requests whose wait was longer than the i-th edge.
    pub(crate) fn above(&self, class: usize, edge: usize) -> f64 {
        self.between[class][edge + 1..].iter().sum()
    }
}

/// What to measure: the same for all replications of a case.
#[derive(Clone, Debug)]
pub(crate) struct Gauge {
    /// Requests of `[from, until)` are counted, and integrals taken.
    pub(crate) from: i64,
    pub(crate) until: i64,
    /// Edges between which waits are counted, in seconds, ascending.
    pub(crate) edges_s: Vec<f64>,
    /// Seconds at which the state is looked at, ascending.
    pub(crate) probes: Vec<i64>,
    /// All cards there are.
    pub(crate) cards: u32,
}

/// Hears one replication.
pub(crate) struct Meter<'a> {
    gauge: &'a Gauge,
    pub(crate) sums: Sums,
    since: i64,
    waiting: i64,
    running: i64,
    cards: i64,
}

impl<'a> Meter<'a> {
    pub(crate) fn new(gauge: &'a Gauge) -> Self {
        let sums = Sums {
            replications: 1.0,
            between: core::array::from_fn(|_| vec![0.0; gauge.edges_s.len() + 1]),
            seconds: (gauge.until - gauge.from) as f64,
            ..Sums::default()
        };
        Self { gauge, sums, since: 0, waiting: 0, running: 0, cards: 0 }
    }

    /// Brings integrals and probes up to a second.
    fn advance(&mut self, at: Instant) {
        while let Some(probe) = self.gauge.probes.get(self.sums.probes.len()).filter(|probe| **probe < at.0) {
            let busy = f64::from(u8::from(self.cards == i64::from(self.gauge.cards)));
            debug_assert!(*probe >= self.since, "probes ascend");
            self.sums.probes.push([(self.waiting + self.running) as f64, self.waiting as f64, busy]);
        }
        let seconds = (at.0.min(self.gauge.until) - self.since.max(self.gauge.from)).max(0) as f64;
        self.sums.queue += self.waiting as f64 * seconds;
        self.sums.cards += self.cards as f64 * seconds;
        self.since = at.0;
    }

    /// A request has waited its time, whether it was allocated or left.
    fn waited(&mut self, session: &Session, wait_s: i64) {
        if !(self.gauge.from..self.gauge.until).contains(&session.eligible.0) {
            return;
        }
        let (class, wait) = (session.product as usize, wait_s as f64);
        self.sums.counted[class] += 1.0;
        if wait_s > 0 {
            self.sums.waited[class] += 1.0;
            self.sums.wait[class] += wait;
            self.sums.wait_square += wait * wait;
            let before = self.gauge.edges_s.partition_point(|edge| *edge < wait);
            self.sums.between[class][before] += 1.0;
        }
    }
}

impl Observer for Meter<'_> {
    fn hear(&mut self, at: Instant, fact: &Fact<'_>) {
        match fact {
            Fact::Requested(_) => {
                self.advance(at);
                self.waiting += 1;
                self.sums.asked += 1.0;
            }
            Fact::Started(session) => {
                self.advance(at);
                self.waiting -= 1;
                self.running += 1;
                self.cards += i64::from(session.cards);
                let wait_s = session.wait().0;
                self.sums.at_once += f64::from(u8::from(wait_s == 0));
                self.waited(session, wait_s);
            }
            Fact::Ended(session, _) => {
                self.advance(at);
                self.running -= 1;
                self.cards -= i64::from(session.cards);
            }
            Fact::Left(session, _) => {
                self.advance(at);
                self.waiting -= 1;
                if (self.gauge.from..self.gauge.until).contains(&session.eligible.0) {
                    self.sums.left[session.product as usize] += 1.0;
                }
                self.waited(session, (at - session.eligible).0);
            }
            Fact::Began { .. }
            | Fact::Allowance { .. }
            | Fact::Offered { .. }
            | Fact::Suspended { .. }
            | Fact::Outage(_)
            | Fact::HeldForGang { .. }
            | Fact::Transferred { .. }
            | Fact::WaveDecided { .. }
            | Fact::GrantRecalled { .. }
            | Fact::Moved { .. }
            | Fact::Server { .. }
            | Fact::DayClosed { .. }
            | Fact::MonthClosed { .. }
            | Fact::ServiceEnded { .. }
            | Fact::Billed(_)
            | Fact::Closed { .. } => {}
        }
    }
}
