//! What a supplier expects: the order of a request, and how long it will hold its cards.

use crate::fact::{Observer, Session};
use crate::plan::{Estimate, PoolId, Tariff};
use crate::replication::{Engine, Stage};
use naru_rules::allocation::{Asked, Backfill, Criterion, FairShare, Grant, Held, Key};
use naru_units::{DAY, HOUR, Instant, MINUTE, Span};
use naru_workload::ProjectId;

/// What users declare: lengths that people like, up to the longest session that there is.
const ROUND: [i64; 16] = [
    5 * MINUTE,
    15 * MINUTE,
    30 * MINUTE,
    HOUR,
    2 * HOUR,
    4 * HOUR,
    6 * HOUR,
    8 * HOUR,
    12 * HOUR,
    DAY,
    2 * DAY,
    3 * DAY,
    5 * DAY,
    7 * DAY,
    10 * DAY,
    14 * DAY,
];

impl<O: Observer> Engine<'_, O> {
    /// How long a request is expected to hold its cards.
    #[inline]
    pub(crate) fn estimate(&self, session: &Session) -> Span {
        let work = session.wanted;
        let product = &self.plan.products[session.product as usize];
        let expected = match self.plan.estimate {
            Estimate::Exact => work,
            Estimate::Declared => product.declared,
            Estimate::Factor(per_myriad) => Span((work.0 * i64::from(per_myriad) + 5_000).div_euclid(10_000)),
            Estimate::UserLike => {
                let nth = self.projects[session.project as usize].nth;
                user_like(work, self.demand.care(ProjectId(session.project), nth))
            }
        };
        // A tenancy's end is agreed.
        (if product.tariff == Tariff::Monthly { work } else { expected }) + self.tail_of(session)
    }

    /// Where a request stands in its queue.
    #[inline]
    pub(crate) fn key(&self, session: &Session) -> Key {
        if self.plan.policy.order == [Criterion::Arrival] {
            return Key::by_arrival(session.eligible, session.queue_seq); // the usual case
        }
        let product = &self.plan.products[session.product as usize];
        let asked = Asked {
            eligible: session.eligible,
            limit: product.aim,
            priority: product.priority,
            usage: self.fair_share.as_ref().map_or(0, |fair| fair.usage(session.project)),
            allowance: self.projects[session.project as usize].allowance,
            cards: session.cards,
            number: session.queue_seq,
        };
        Key::new(&self.plan.policy, &asked)
    }

    /// Whether those who run are kept in the order in which they are expected to end.
    pub(crate) fn backfills(&self) -> bool {
        self.plan.policy.backfill != Backfill::None
    }

    /// A session is expected to hold its cards until then.
    pub(crate) fn expect_end(&mut self, slot: u32, until: Instant) {
        let place = &mut self.places[slot as usize];
        place.expected = until;
        let pool = place.session.pool;
        if self.backfills() {
            self.pools[pool as usize].running.expect(slot, until);
        }
    }

    /// The supplier has been told, or has said, that a session ends at its planned release, unless it expects it before.
    pub(crate) fn expect_release(&mut self, slot: u32) {
        let exact = self.plan.estimate == Estimate::Exact;
        let place = &self.places[slot as usize];
        let released = place.session.released;
        let expected = place.session.started + place.estimate;
        self.expect_end(slot, if exact { released } else { expected.min(released) });
    }

    /// Cards are granted: they are held from now on, also while others are still decided on in this second.
    pub(crate) fn hold(&mut self, pool: PoolId, grant: &Grant, at: Instant) {
        let place = &mut self.places[grant.ticket as usize];
        let until = at + place.estimate;
        place.expected = until;
        if self.backfills() {
            let held = Held { until, servers: grant.servers, set: grant.set };
            self.pools[pool.0 as usize].running.start(grant.ticket, held);
        }
    }

    /// A session has held its cards until its release: its project has used them.
    pub(crate) fn charge(&mut self, session: &Session, until: Instant) {
        let since = self.charged_until;
        if let Some(fair) = &mut self.fair_share {
            charge(fair, session, since, until);
        }
    }

    /// A day is over: older use counts less, and queues are ordered again.
    pub(crate) fn decay(&mut self, at: Instant) {
        let Some(fair) = &mut self.fair_share else { return };
        for place in self.places.iter().filter(|place| place.stage == Stage::Running) {
            charge(fair, &place.session, self.charged_until, at);
        }
        self.charged_until = at;
        fair.midnight();
        for pool in 0..self.pools.len() {
            let mut queue = core::mem::take(&mut self.pools[pool].queue);
            queue.order_again(|waiting| self.key(&self.places[waiting.ticket as usize].session));
            self.pools[pool].queue = queue;
            self.touch(pool as u16);
        }
    }
}

fn charge(fair: &mut FairShare, session: &Session, since: Instant, until: Instant) {
    let held = until - session.started.max(since);
    fair.charge(session.project, u64::from(session.cards) * held.0.max(0) as u64);
}

/// What a user declares who works so long, by a uniform draw of how well he knows it.
fn user_like(work: Span, care: f64) -> Span {
    let thought = work.0 as f64 / care.max(f64::MIN_POSITIVE);
    let round = ROUND.into_iter().find(|round| *round as f64 >= thought);
    Span(round.unwrap_or(ROUND[ROUND.len() - 1]).max(work.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn users_declare_a_round_length_that_is_no_less_than_their_work() {
        // 50 minutes, known exactly: an hour. Known by half: 100 minutes, two hours. Hardly known: the longest.
        for (work, care, want) in [(3_000, 1.0, 3_600), (3_000, 0.5, 7_200), (3_000, 1e-9, 1_209_600)] {
            assert_eq!(user_like(Span(work), care), Span(want));
        }
        assert_eq!(user_like(Span(3_600), 1.0), Span(3_600));
        assert_eq!(user_like(Span(2_000_000), 0.9), Span(2_000_000));
        assert_eq!(user_like(Span(0), 0.5), Span(300));
    }
}
