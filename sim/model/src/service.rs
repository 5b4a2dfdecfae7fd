//! The end of service, and what comes after it (clauses P4, T5, T6).

use crate::event::Happening;
use crate::fact::{EndReason, Fact, Kind, Observer, Session};
use crate::plan::{Line, Tariff};
use crate::replication::{Engine, Stage, Stop};
use naru_kernel::Calendar;
use naru_rules::settlement::{free_month, paid_after, support_until};
use naru_units::{Instant, Share, Span};
use naru_workload::ProjectId;

/// What a line's users can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    /// Service that the budget pays.
    Service,
    /// The free month.
    Free,
    /// Use at the user's cost.
    After,
    /// Nothing.
    Over,
}

impl<O: Observer> Engine<'_, O> {
    /// Whether a project's line has nothing more to give.
    pub(crate) fn line_is_over(&self, p: u32) -> bool {
        self.phases[self.product(p).line.index()] == Phase::Over
    }

    /// Ends service of a purse's lines: at once, or for new sessions only.
    pub(crate) fn end_service(
        &mut self,
        purse: usize,
        at: Instant,
        stop: &Stop,
        calendar: &mut Calendar<Happening>,
    ) {
        let had_service = !core::mem::replace(&mut self.ledger.purses[purse].closed, true);
        self.ledger.purses[purse].watched = false;
        for line in Line::ALL {
            if had_service && self.ledger.purse_of(line) == purse {
                self.observer.hear(at, &Fact::ServiceEnded { line: line.index(), exhausted: stop.exhausted });
                self.phases[line.index()] = Phase::Over;
            }
        }
        for p in 0..self.projects.len() as u32 {
            // Later months are no months of support, also for what goes on into them.
            if had_service
                && self.purse_of(p) == purse
                && let Some(flat) = &mut self.projects[p as usize].flat
            {
                flat.end(&self.plan.terms, at);
            }
        }
        for slot in 0..self.places.len() as u32 {
            let place = &self.places[slot as usize];
            if self.purse_of(place.session.project) != purse || !place.session.kind.is_billed() {
                continue;
            }
            match place.stage {
                Stage::Free => {}
                Stage::Waiting => self.leave(slot, at, EndReason::Budget),
                Stage::Promised => self.unpromise(slot, at),
                Stage::Running if stop.at_once => {
                    self.stop(slot, at, EndReason::Budget);
                }
                Stage::Running if self.projects[place.session.project as usize].keeps == Some(slot) => {
                    self.give_up(slot, at);
                }
                Stage::Running => {
                    if let Some(end) = self.end_of_paid_month(slot, at) {
                        // A tenancy runs to the end of the month that is paid, and not further.
                        let place = &mut self.places[slot as usize];
                        let session = &mut place.session;
                        session.released = session.released.min(end);
                        session.ended = session.ended.min(end);
                        session.work_end = session.work_end.min(end);
                        place.ends_by = EndReason::Budget;
                        calendar.schedule(end, Happening::Release(slot));
                        self.expect_release(slot);
                    }
                }
            }
        }
        self.granted.retain(|granted| self.places[granted.grant.ticket as usize].stage != Stage::Free);
        if had_service {
            for line in Line::ALL {
                if self.ledger.purse_of(line) == purse {
                    self.begin_free_month(line, at, calendar);
                }
            }
        }
    }

    /// A grant of this second that may not begin gives its cards back.
    fn unpromise(&mut self, slot: u32, at: Instant) {
        let of_slot = |g: &&crate::replication::Granted| g.grant.ticket == slot;
        let granted = *self.granted.iter().find(of_slot).expect("it was granted now");
        let pool = self.places[slot as usize].session.pool;
        self.give(pool, slot, granted.grant.servers, &granted.grant.set);
        if let Some(queue) = granted.queue {
            // It may stand in another pool's queue than the one that was to serve it.
            self.pools[queue.0 as usize].queue.retain(|waiting| waiting.ticket != slot);
        }
        self.leave(slot, at, EndReason::Budget);
    }

    /// The programme's end: what runs and is paid ends with it, what waits leaves, bills are written.
    pub(crate) fn end_programme(&mut self, calendar: &mut Calendar<Happening>) {
        let end = self.plan.end;
        self.end_sessions(end, |session| session.kind.is_billed());
        self.tell_causes(end);
        self.write_bills();
        for line in Line::ALL {
            if self.phases[line.index()] == Phase::Service {
                self.begin_free_month(line, end, calendar);
            }
        }
    }

    /// All that still runs ends, and what is still out of service is told.
    pub(crate) fn end_all(&mut self, at: Instant) {
        self.end_sessions(at, |_| true);
        self.close_outages(at);
    }

    /// Sessions end, and requests leave, with what they belonged to.
    fn end_sessions(&mut self, at: Instant, which: impl Fn(&Session) -> bool) {
        for slot in 0..self.places.len() as u32 {
            let place = &self.places[slot as usize];
            match place.stage {
                Stage::Running if which(&place.session) => self.stop(slot, at, EndReason::ProgrammeEnd),
                Stage::Waiting if which(&place.session) => self.leave(slot, at, EndReason::ProgrammeEnd),
                Stage::Running | Stage::Waiting | Stage::Free | Stage::Promised => {}
            }
        }
    }

    fn begin_free_month(&mut self, line: Line, at: Instant, calendar: &mut Calendar<Happening>) {
        if self.plan.after.is_none() {
            self.phases[line.index()] = Phase::Over;
            return;
        }
        let (from, until) = free_month(&self.plan.terms.readings, self.plan.terms.epoch, at, self.plan.end);
        if from > at {
            self.phases[line.index()] = Phase::Over;
            calendar.schedule(from, Happening::Stage(1 + line as u32));
            return;
        }
        let until = support_until(self.plan.terms.readings.late_supply, until, self.plan.latest_supply(line));
        self.phases[line.index()] = Phase::Free;
        calendar.schedule(until, Happening::Stage(1 + line as u32));
        self.go_on_with(line, at, until, |_| true, calendar);
    }

    /// The free month begins after a pause, ends, or the discounted months end.
    pub(crate) fn next_phase(&mut self, line: usize, at: Instant, calendar: &mut Calendar<Happening>) {
        let plan = self.plan;
        let Some(after) = plan.after else { return };
        let of_line = if line == 0 { Line::Gpu } else { Line::Npu };
        match self.phases[line] {
            Phase::Over => self.begin_free_month(of_line, at, calendar),
            Phase::Free => {
                self.end_unpaid(of_line, at);
                let (_, until) = paid_after(&plan.terms.readings, plan.terms.epoch, at);
                if after.stays == Share::NONE || until <= at {
                    self.phases[line] = Phase::Over;
                    return;
                }
                self.phases[line] = Phase::After;
                calendar.schedule(until, Happening::Stage(1 + line as u32));
                // Who stays is a quota over the projects' numbers.
                let whole = i64::from(Share::WHOLE.0);
                let stays = |p: u32| {
                    let upto = |n: i64| n * i64::from(after.stays.0) / whole;
                    upto(i64::from(p) + 1) > upto(i64::from(p))
                };
                self.go_on_with(of_line, at, until, stays, calendar);
            }
            Phase::After => {
                self.end_unpaid(of_line, at);
                self.phases[line] = Phase::Over;
                // Nothing comes after it.
            }
            Phase::Service => unreachable!("service has ended"),
        }
    }

    fn end_unpaid(&mut self, line: Line, at: Instant) {
        let of_line = line.index() as u8;
        self.end_sessions(at, |session| !session.kind.is_billed() && session.line == of_line);
    }

    /// The projects of a line that were in service use it on: by the hour as before, a set held to the phase's end.
    fn go_on_with(
        &mut self,
        line: Line,
        at: Instant,
        until: Instant,
        stays: impl Fn(u32) -> bool,
        calendar: &mut Calendar<Happening>,
    ) {
        for p in 0..self.projects.len() as u32 {
            let product = self.product(p);
            let state = &self.projects[p as usize];
            if product.line != line || state.silent || !state.running.is_empty() || state.waiting > 0 {
                continue; // who still runs a paid session goes on when it ends
            }
            let in_service = state.paid.is_some_and(|paid| paid <= at)
                && self.demand.drops_at(ProjectId(p)).is_none_or(|drop| at < drop);
            if !in_service || !stays(p) {
                self.projects[p as usize].silent = true;
                continue;
            }
            self.projects[p as usize].asks = None;
            if product.tariff == Tariff::Monthly || self.holds_throughout(p) {
                let work = until - at;
                let ask = crate::asking::Ask {
                    work,
                    kind: Kind::Free,
                    multiple: 1,
                    resumes: 0,
                    part: Share::WHOLE,
                };
                self.ask(p, at, &ask);
            } else if self.offer(p).gang.is_none() {
                self.think(p, at, calendar);
            }
        }
    }
}

impl crate::plan::Plan {
    /// By how much the latest servers of a line's products came after the agreed second (clause S7).
    fn latest_supply(&self, line: Line) -> Span {
        let offers = self.products.iter().filter(|product| product.line == line).flat_map(|p| &p.offers);
        let groups = offers.flat_map(|offer| &self.pools[offer.pool.0 as usize].servers);
        groups.filter(|g| g.wave.is_none()).map(|g| g.from - g.agreed).max().unwrap_or(Span::ZERO)
    }

    /// Exclusive end of all that is simulated.
    #[inline]
    pub fn horizon(&self) -> Instant {
        self.after.map_or(self.end, |after| after.horizon)
    }
}
