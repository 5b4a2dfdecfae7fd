//! Resources taken back (자원회수): clause A6. Cohorts that are admitted later: clause P6.

use crate::event::Happening;
use crate::fact::{EndReason, Fact, Observer, Session};
use crate::plan::{Allocation, Line, RecallAllocation, Tariff};
use crate::replication::{Engine, Place, Stage};
use crate::service::Phase;
use naru_kernel::Calendar;
use naru_rules::budget::{Elapsed, Forecast, admits_wave, wave_base};
use naru_rules::settlement::ExactWon;
use naru_units::Instant;

/// The event of the mid-check.
pub(crate) const CHECK: u32 = (1 << 28) - 1;

impl<O: Observer> Engine<'_, O> {
    /// Grants are looked at; a session, or a grant, whose notice is over ends.
    pub(crate) fn recall(&mut self, id: u32, at: Instant, calendar: &mut Calendar<Happening>) {
        if id == CHECK {
            self.check_grants(at, calendar);
        } else if id.is_multiple_of(2) {
            let place = self.places[(id / 2) as usize];
            if place.stage == Stage::Running && place.noticed == Some(at) {
                let rest = place.session.wanted - (at - place.session.started);
                self.cut_short(id / 2, at);
                self.end_session(id / 2, at, EndReason::Recalled);
                if !self.projects[place.session.project as usize].silent {
                    self.resume(&place, rest, at);
                }
            }
        } else {
            let used_up = self.projects[(id / 2) as usize].support_ends == Some(at);
            self.end_grant(id / 2, at, if used_up { EndReason::Allowance } else { EndReason::Recalled });
        }
    }

    /// Grants whose hours of use are below the share of the hours since their first service second get their notice.
    fn check_grants(&mut self, at: Instant, calendar: &mut Calendar<Happening>) {
        let recall = self.plan.recall.grant.expect("the event was made from it");
        for p in 0..self.projects.len() as u32 {
            let state = &self.projects[p as usize];
            let Some(paid) = state.paid.filter(|paid| *paid < at) else { continue };
            let service = self.phases[self.product(p).line.index()] == Phase::Service;
            if !service || self.product(p).tariff != Tariff::Hourly || self.holds_throughout(p) {
                continue;
            }
            let running = state.running.iter().map(|slot| {
                let session = &self.places[*slot as usize].session;
                (session.work_end.min(at) - session.started).0 * i64::from(session.multiple)
            });
            let worked = state.worked + running.sum::<i64>();
            if worked * 10_000 < (at - paid).0 * i64::from(recall.below.0) {
                calendar.schedule(at + recall.notice, Happening::Recall(2 * p + 1));
            }
        }
    }

    /// A project asks no more; what it has ends.
    pub(crate) fn end_grant(&mut self, p: u32, at: Instant, reason: EndReason) {
        let service = self.phases[self.product(p).line.index()] == Phase::Service;
        if self.projects[p as usize].silent || !service {
            return;
        }
        self.projects[p as usize].silent = true;
        let terms = &self.plan.terms;
        if let Some(flat) = &mut self.projects[p as usize].flat {
            flat.end(terms, at); // later months are not due
        }
        if reason == EndReason::Recalled {
            let product = self.plan.projects[p as usize].product.0;
            self.recalled[product as usize] += 1;
            self.observer.hear(at, &Fact::GrantRecalled { project: p });
        }
        for slot in 0..self.places.len() as u32 {
            let place = self.places[slot as usize];
            if place.session.project != p {
                continue;
            }
            match place.stage {
                Stage::Waiting => self.leave(slot, at, reason),
                Stage::Running => {
                    self.stop(slot, at, reason);
                }
                Stage::Free | Stage::Promised => {}
            }
        }
    }

    /// While more wait for a pool than have been told to end, the session that has run longest gets its notice.
    #[inline]
    pub(crate) fn recall_for_the_waiting(&mut self, at: Instant, calendar: &mut Calendar<Happening>) {
        for i in 0..self.beside.recall.len() {
            let pool = self.beside.recall[i] as usize;
            let state = &self.pools[pool];
            if state.recall_from <= at && (state.noticed as usize) < state.queue.len() {
                self.recall_in(pool, at, calendar);
            }
        }
    }

    fn recall_in(&mut self, pool: usize, at: Instant, calendar: &mut Calendar<Happening>) {
        let recall = self.plan.recall.allocation.expect("pools are listed where it is");
        while (self.pools[pool].noticed as usize) < self.pools[pool].queue.len() {
            let Some(slot) = self.to_be_told(pool, recall, at) else {
                self.pools[pool].recall_from = self.next_to_be_told(pool, recall, at);
                return;
            };
            let place = &mut self.places[slot as usize];
            place.noticed = Some(at + recall.notice);
            let expected = place.expected.min(at + recall.notice);
            self.expect_end(slot, expected);
            self.pools[pool].noticed += 1;
            calendar.schedule(at + recall.notice, Happening::Recall(2 * slot));
        }
    }

    /// Sessions of a pool that may be told to end, now or later.
    fn recallable(&self, pool: usize) -> impl Iterator<Item = (u32, &Session)> {
        let may = move |place: &Place| {
            let session = &place.session;
            place.stage == Stage::Running
                && session.pool as usize == pool
                && place.noticed.is_none()
                && self.offer_of(session).allocation == Allocation::Dynamic
                && self.offer_of(session).gang.is_none()
        };
        (0..)
            .zip(&self.places)
            .filter(move |(_, place)| may(place))
            .map(|(slot, place)| (slot, &place.session))
    }

    /// The one that has run longest, of those that have held their cards for so long and work past the notice.
    fn to_be_told(&self, pool: usize, recall: RecallAllocation, at: Instant) -> Option<u32> {
        let now = self.recallable(pool).filter(|(_, session)| {
            session.started + recall.after <= at && session.work_end > at + recall.notice
        });
        now.min_by_key(|(_, session)| (session.started, session.id)).map(|(slot, _)| slot)
    }

    /// While nobody can be told, nobody can before one has held its cards for so long. A session that starts later
    /// comes later; what makes one work longer sets [`PoolState::recall_from`](crate::replication::PoolState) back.
    fn next_to_be_told(&self, pool: usize, recall: RecallAllocation, at: Instant) -> Instant {
        let told_from = self.recallable(pool).map(|(_, session)| session.started + recall.after);
        told_from.filter(|from| *from > at).min().unwrap_or(at + recall.after)
    }

    /// A cohort is admitted if enough is forecast to be left, together with the servers that come for it.
    pub(crate) fn wave(&mut self, w: u32, at: Instant, calendar: &mut Calendar<Happening>) {
        let plan = self.plan;
        let wave = plan.waves[w as usize];
        let spent: ExactWon = self.count(at).into_iter().sum();
        let readings = &plan.terms.readings;
        let base = wave_base(readings.wave_base, plan.budget.cap, plan.budget.operating);
        let elapsed = Elapsed { days: at.day(), of: plan.end.day() };
        let forecast = Forecast::new(readings.forecast, spent.ceil(), elapsed);
        let admitted =
            self.phases[Line::Gpu.index()] == Phase::Service && admits_wave(base, forecast, wave.threshold);
        self.observer.hear(at, &Fact::WaveDecided { wave: w as u16, admitted });
        if !admitted {
            return;
        }
        for (p, project) in plan.projects.iter().enumerate().filter(|(_, p)| p.wave == Some(w as u16)) {
            if project.in_recalled_place {
                let places = &mut self.recalled[project.product.0 as usize];
                if *places == 0 {
                    continue;
                }
                *places -= 1;
            }
            self.admit(p as u32, calendar);
        }
        for (p, pool) in plan.pools.iter().enumerate() {
            for (g, _) in pool.servers.iter().enumerate().filter(|(_, s)| s.wave == Some(w as u16)) {
                self.expect_servers(p as u32, g as u32, at, calendar);
            }
        }
    }
}
