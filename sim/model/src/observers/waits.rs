//! Waits by product, unserved requests included by the one rule.

use crate::fact::{EndReason, Fact, Observer, Session};
use crate::plan::Plan;
use naru_kernel::Histogram;
use naru_rules::settlement::over_limit;
use naru_units::{Instant, Span};

/// Waits of one product in one replication. Counters are exact; only quantiles read the histogram.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WaitTally {
    /// Requests made.
    pub requests: u64,
    /// Of them allocated.
    pub served: u64,
    /// Over the limit, served or not: an unserved request past the limit is late.
    pub late: u64,
    /// Late without being served: its wait so far is a lower bound.
    pub censored: u64,
    /// Given up by their users: each is late or undecided besides, by how long it had waited.
    pub abandoned: u64,
    /// Unserved and not past the limit: in no share, mean or quantile.
    pub undecided: u64,
    /// Sum of waits, censored ones with their wait so far, in seconds.
    pub sum_s: u64,
    /// Largest wait, in seconds.
    pub max_s: u64,
    /// Waits of all that are decided.
    pub histogram: Histogram,
    /// Of them, those of at most each of [`Plan::wait_bounds`]: exact, where a bound lies inside a bucket.
    pub within: Vec<u64>,
}

impl WaitTally {
    /// Requests whose wait counts: all but the undecided.
    pub fn decided(&self) -> u64 {
        self.requests - self.undecided
    }

    fn count(&mut self, wait: Span, limit: Option<Span>, bounds: &[Span]) {
        let seconds = u64::try_from(wait.0).expect("nobody is served before being eligible");
        self.sum_s += seconds;
        self.max_s = self.max_s.max(seconds);
        self.histogram.add(seconds);
        if limit.is_some_and(|limit| over_limit(wait, limit)) {
            self.late += 1;
        }
        for (bound, within) in bounds.iter().zip(&mut self.within) {
            *within += u64::from(wait <= *bound);
        }
    }
}

/// Waits of every product.
#[derive(Clone, Debug)]
pub struct Waits {
    limits: Vec<Option<Span>>,
    bounds: Vec<Span>,
    /// By position of the product.
    pub products: Vec<WaitTally>,
}

impl Waits {
    /// Nothing heard yet.
    pub fn new(plan: &Plan) -> Self {
        Self {
            limits: plan.products.iter().map(|p| p.limit).collect(),
            bounds: plan.wait_bounds.clone(),
            products: vec![
                WaitTally { within: vec![0; plan.wait_bounds.len()], ..WaitTally::default() };
                plan.products.len()
            ],
        }
    }

    fn of(&mut self, session: &Session) -> (&mut WaitTally, Option<Span>, &[Span]) {
        let product = session.product as usize;
        (&mut self.products[product], self.limits[product], &self.bounds)
    }
}

impl Observer for Waits {
    #[expect(
        clippy::inline_always,
        reason = "where a fact is told, its kind is known: only its arm is left there"
    )]
    #[inline(always)]
    fn hear(&mut self, at: Instant, fact: &Fact<'_>) {
        match fact {
            Fact::Requested(session) if session.kind.is_counted() => self.of(session).0.requests += 1,
            Fact::Started(session) if session.kind.is_counted() => {
                let (tally, limit, bounds) = self.of(session);
                tally.served += 1;
                tally.count(session.wait(), limit, bounds);
            }
            Fact::Left(session, reason) if session.kind.is_counted() => {
                let (tally, limit, bounds) = self.of(session);
                tally.abandoned += u64::from(*reason == EndReason::Abandoned);
                let so_far = session.waited(at);
                if limit.is_some_and(|limit| over_limit(so_far, limit)) {
                    tally.censored += 1;
                    tally.count(so_far, limit, bounds);
                } else {
                    tally.undecided += 1;
                }
            }
            Fact::Requested(_)
            | Fact::Started(_)
            | Fact::Left(..)
            | Fact::Ended(..)
            | Fact::Moved { .. }
            | Fact::Began(_)
            | Fact::Allowance { .. }
            | Fact::Offered { .. }
            | Fact::Suspended { .. }
            | Fact::Server { .. }
            | Fact::Outage(_)
            | Fact::HeldForGang { .. }
            | Fact::Transferred { .. }
            | Fact::WaveDecided { .. }
            | Fact::GrantRecalled { .. }
            | Fact::DayClosed { .. }
            | Fact::MonthClosed { .. }
            | Fact::ServiceEnded { .. }
            | Fact::Billed(_)
            | Fact::Closed { .. } => {}
        }
    }
}
