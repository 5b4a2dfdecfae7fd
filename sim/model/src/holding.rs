//! Cards are held: a granted session starts, ends, is cut; its project's allowance bounds it; fixed allocation keeps
//! its cards when it has ended.

use crate::asking::Ask;
use crate::event::Happening;
use crate::fact::{EndReason, Fact, Kind, Observer, Session, Standing};
use crate::plan::{Allocation, PoolId, Tariff};
use crate::replication::{Engine, Granted, Stage};
use naru_kernel::Calendar;
use naru_rules::allocation::{Grant, Reason, Resources, Spread};
use naru_rules::allowance::{Drawing, drawn, ends};
use naru_rules::readings::{Allowance, Draw, FixedHours};
use naru_rules::settlement::billable_end;
use naru_units::{HOUR, Instant, Share, Span};

impl<O: Observer> Engine<'_, O> {
    /// Takes the cards of a grant.
    pub(crate) fn take(&mut self, pool: PoolId, grant: &Grant, at: Instant) {
        self.hold(pool, grant, at);
        let pool = &mut self.pools[pool.0 as usize];
        for server in grant.servers.iter() {
            pool.servers.take(server, &grant.set);
            if let Some(on) = pool.on_server.get_mut(server.0 as usize) {
                on.push(grant.ticket);
            }
        }
    }

    /// Gives back what a session, or a grant that did not begin, has taken.
    pub(crate) fn give(&mut self, pool: u16, slot: u32, servers: Spread, set: &Resources) {
        if self.backfills() {
            self.pools[pool as usize].running.end(slot);
        }
        let pool = &mut self.pools[pool as usize];
        for server in servers.iter() {
            pool.servers.give(server, set);
            if let Some(on) = pool.on_server.get_mut(server.0 as usize) {
                let at =
                    on.iter().position(|other| *other == slot).expect("who gives a server back holds it");
                on.swap_remove(at);
            }
        }
    }

    /// What one set of a session takes on one server.
    pub(crate) fn set_of(&self, session: &Session) -> Resources {
        let offered = self.offer_of(session).set;
        if session.cards == offered.cards && session.servers.len() == 1 {
            return offered; // the usual case
        }
        // A burst on one server is one set of several; a part of a set may leave cards to others.
        let cards = session.cards / session.servers.len().max(1) as u32;
        match cards {
            c if c == offered.cards => offered,
            c if c > offered.cards => offered.times(session.multiple),
            c => Resources { cards: c, ..offered },
        }
    }

    /// How long a session's cards stay with it after its work.
    pub(crate) fn tail_of(&self, session: &Session) -> Span {
        let none = matches!(session.kind, Kind::Hold | Kind::Gang)
            || self.offer_of(session).allocation == Allocation::Fixed;
        if none { Span::ZERO } else { self.plan.products[session.product as usize].idle_return }
    }

    /// Starts a granted session.
    pub(crate) fn start(&mut self, granted: &Granted, at: Instant, calendar: &mut Calendar<Happening>) {
        let plan = self.plan;
        let Granted { pool, grant, .. } = granted;
        let tail = self.tail_of(&self.places[grant.ticket as usize].session);
        if self.places[grant.ticket as usize].stage != Stage::Promised {
            self.take(*pool, grant, at);
        }
        let place = &mut self.places[grant.ticket as usize];
        place.stage = Stage::Running;
        let session = &mut place.session;
        let product = &plan.products[session.product as usize];
        let offer = &product.offers[session.offer as usize];
        session.started = at;
        session.servers = grant.servers;
        session.not_counted = plan.outages.not_counted(session, at);
        session.fixed =
            offer.allocation == Allocation::Fixed || self.suppliers[session.supplier as usize].is_fixed();
        session.work_end = at + session.wanted;
        session.released = session.work_end + tail;
        session.ended =
            billable_end(&plan.terms.readings, at, session.work_end, session.released, plan.gpu_busy);
        let (p, released, billed) = (session.project, session.released, session.kind.is_billed());
        let state = &mut self.projects[p as usize];
        state.waiting -= 1;
        state.running.push(grant.ticket);
        let allowance = state.allowance.is_some();
        if product.tariff == Tariff::Monthly && billed {
            let session = *session;
            self.begin_tenancy(&session);
        }
        if released < plan.horizon() {
            calendar.schedule(released, Happening::Release(grant.ticket));
        }
        if allowance {
            self.bound_by_allowance(p, at, calendar);
        }
        self.observer.hear(at, &Fact::Started(&self.places[grant.ticket as usize].session));
        if billed {
            self.watch_start(grant.ticket, at, calendar);
        }
    }

    /// Nothing is drawn past the allowance (clause A5): the sessions of a project end before.
    ///
    /// Looked at whenever who runs has changed, from what the ended ones have left.
    fn bound_by_allowance(&mut self, p: u32, at: Instant, calendar: &mut Calendar<Happening>) {
        let state = &self.projects[p as usize];
        let Some(left) = state.allowance else { return };
        let readings = &self.plan.terms.readings;
        if readings.allowance == Allowance::CalendarMonths {
            return; // months held: the date is known from the start, see `support_ends`
        }
        let whole = |slot: &u32| {
            let place = &self.places[*slot as usize];
            let session = &place.session;
            let most = drawn(readings.draw, session.started, session.ended, session.multiple * session.draws);
            (most, place.ends_by == EndReason::Allowance)
        };
        let all = state.running.iter().map(whole);
        if all.fold((0, false), |(sum, cut), (most, by)| (sum + most, cut || by)) <= (left, false) {
            return; // the usual case: what they want is covered
        }
        let billed: Vec<u32> = state
            .running
            .iter()
            .copied()
            .filter(|s| self.places[*s as usize].session.kind.is_billed())
            .collect();
        let kept = state.keeps;
        let plans = |slot: u32| {
            let session = &self.places[slot as usize].session;
            let work_end = session.started + session.wanted;
            let released =
                if kept == Some(slot) { session.released } else { work_end + self.tail_of(session) };
            let ended = if kept == Some(slot) {
                session.ended
            } else {
                billable_end(readings, session.started, work_end, released, self.plan.gpu_busy)
            };
            (work_end, ended, released)
        };
        let drawings: Vec<Drawing> = billed
            .iter()
            .map(|slot| {
                let session = &self.places[*slot as usize].session;
                let (_, wants_until, _) = plans(*slot);
                Drawing { started: session.started, wants_until, multiple: session.multiple * session.draws }
            })
            .collect();
        let mut covered = Vec::new();
        ends(readings.draw, left, &drawings, &mut covered);
        let plans: Vec<_> = billed.iter().map(|slot| plans(*slot)).collect();
        for ((slot, end), (work_end, ended, released)) in billed.into_iter().zip(covered).zip(plans) {
            let place = &mut self.places[slot as usize];
            let session = &mut place.session;
            let was = session.released;
            self.pools[session.pool as usize].recall_from = at; // it may work longer than it did
            if end < ended {
                let end = end.max(at);
                (session.work_end, session.ended, session.released) = (work_end.min(end), end, end);
                place.ends_by = EndReason::Allowance;
            } else if place.ends_by == EndReason::Allowance {
                (session.work_end, session.ended, session.released) = (work_end, ended, released);
                place.ends_by = EndReason::Done;
            }
            if session.released != was {
                if session.released < self.plan.end {
                    calendar.schedule(session.released, Happening::Release(slot));
                }
                self.expect_release(slot);
            }
        }
    }

    /// Whether a second of so many sets more (by hours: an hour) is covered by a project's allowance. Who cannot draw for
    /// one set is silent; who cannot for a burst asks for one set.
    pub(crate) fn may_draw(&self, p: u32, sets: u32) -> bool {
        let readings = &self.plan.terms.readings;
        let Some(left) = self.projects[p as usize].allowance else { return true };
        let least = match readings.draw {
            Draw::Seconds => 1,
            Draw::BilledHours => HOUR,
        };
        readings.allowance == Allowance::CalendarMonths
            || left >= i64::from(sets * self.offer(p).draws) * least
    }

    /// Cards come back: the session's hours become owed, and the project goes on.
    pub(crate) fn release(&mut self, slot: u32, at: Instant, calendar: &mut Calendar<Happening>) {
        let place = &self.places[slot as usize];
        let session = &place.session;
        if place.stage != Stage::Running || session.released != at {
            return;
        }
        let (p, kind) = (session.project, session.kind);
        if self.projects[p as usize].keeps == Some(slot) {
            // Its project has left, or its allowance is used up; whoever thinks goes on thinking.
            let reason =
                if place.ends_by == EndReason::Allowance { EndReason::Allowance } else { EndReason::Done };
            self.end_session(slot, at, reason);
            return;
        }
        let done = session.work_end - session.started == session.wanted;
        let reason = if done { EndReason::Done } else { place.ends_by };
        if reason == EndReason::Done && place.suspended_since.is_none() && self.keeps_cards(session) {
            self.keep(slot, at, calendar);
        } else if reason == EndReason::Recalled {
            let cut = *place;
            let rest = session.wanted - (session.work_end - session.started);
            self.end_session(slot, at, reason);
            self.resume(&cut, rest, at);
            return;
        } else {
            self.end_session(slot, at, reason);
        }
        if kind == Kind::Trial {
            let paid = self.projects[p as usize].paid.expect("who tries out is granted");
            self.begin(p, paid.max(at), calendar);
        } else if kind != Kind::Hold && !self.line_is_over(p) {
            self.go_on(p, at, calendar);
        }
    }

    /// Whether a session whose work and tail have ended keeps its cards, since allocation is one to one now.
    fn keeps_cards(&self, session: &Session) -> bool {
        let p = session.project;
        let one_to_one = match self.offer_of(session).allocation {
            Allocation::Dynamic => self.suppliers[session.supplier as usize].is_fixed(),
            Allocation::Fixed => self.product(p).tariff == Tariff::Hourly && !self.holds_throughout(p),
        };
        one_to_one
            && matches!(session.kind, Kind::Base | Kind::Hold)
            && !self.line_closed(self.product(p).line) // nothing is asked for any more
            && self.projects[p as usize].keeps.is_none() // one set a project
            && !self.projects[p as usize].silent
            && self.demand.drops_at(naru_workload::ProjectId(p)).is_none_or(|drop| session.released < drop)
            && self.offer(p).supplier.0 == session.supplier
    }

    /// Cards stay with their project until it asks again, or allocation is dynamic again.
    fn keep(&mut self, slot: u32, at: Instant, calendar: &mut Calendar<Happening>) {
        let held = self.plan.terms.readings.fixed_hours == FixedHours::Held;
        let session = &mut self.places[slot as usize].session;
        // Until its project leaves, if not before.
        let drops = self.demand.drops_at(naru_workload::ProjectId(session.project));
        let end = drops.map_or(self.plan.end, |drop| drop.min(self.plan.end));
        if end < self.plan.end {
            calendar.schedule(end, Happening::Release(slot));
        }
        session.released = end;
        if held {
            session.ended = end;
        }
        let p = session.project;
        self.expect_end(slot, end);
        self.projects[p as usize].keeps = Some(slot);
        if held {
            self.bound_by_allowance(p, at, calendar);
            self.watch_start(slot, at, calendar);
            let purse = self.purse_of(p);
            self.ledger.purses[purse].touched = true; // an hour may begin in this second
        }
    }

    /// The cards that a project keeps and asks for now; it gives them back if it asks for others.
    pub(crate) fn keeps_for(&mut self, p: u32, at: Instant, ask: &Ask) -> Option<Spread> {
        let slot = self.projects[p as usize].keeps?;
        let kept = &self.places[slot as usize].session;
        // Who has gone to another supplier, or kept a part of a set, has no use for them.
        let here = kept.offer == self.projects[p as usize].offer && kept.cards == self.offer(p).set.cards;
        let servers = kept.servers;
        let pool = self.places[slot as usize].session.pool;
        self.give_up(slot, at);
        let open = servers.iter().all(|server| self.pools[pool as usize].servers.is_open(server));
        (here && open && ask.kind == Kind::Base && ask.multiple == 1 && ask.part == Share::WHOLE)
            .then_some(servers)
    }

    /// A project gives up the cards that it only keeps.
    pub(crate) fn give_up(&mut self, slot: u32, at: Instant) {
        let held = self.plan.terms.readings.fixed_hours == FixedHours::Held;
        let place = &mut self.places[slot as usize];
        place.session.released = at;
        if held {
            place.session.ended = place.session.ended.min(at);
        }
        self.end_session(slot, at, EndReason::Done);
    }

    /// A running session ends in this second: done, or by what had bounded it before, or for this reason.
    pub(crate) fn stop(&mut self, slot: u32, at: Instant, reason: EndReason) {
        let place = &self.places[slot as usize];
        let session = &place.session;
        let done = session.work_end <= at && session.work_end - session.started == session.wanted;
        let why = match (done, session.work_end <= at) {
            (true, _) => EndReason::Done,
            (false, true) => place.ends_by,
            (false, false) => reason,
        };
        self.cut_short(slot, at);
        self.end_session(slot, at, why);
    }

    /// A session ends in this second, whatever it had planned.
    pub(crate) fn cut_short(&mut self, slot: u32, at: Instant) {
        let session = &mut self.places[slot as usize].session;
        session.ended = session.ended.min(at);
        session.work_end = session.work_end.min(at);
        session.released = at;
    }

    /// Ends a running session as its `ended` and `released` say.
    pub(crate) fn end_session(&mut self, slot: u32, at: Instant, reason: EndReason) {
        let place = &mut self.places[slot as usize];
        assert_eq!(place.stage, Stage::Running, "only a running session ends");
        place.stage = Stage::Free;
        if let Some(since) = place.suspended_since.take() {
            place.session.suspended += at - since;
            let stretches = self.suspensions.get_mut(&place.session.id).expect("it was suspended");
            stretches.last_mut().expect("one stretch is open").1 = at;
            let told = Fact::Suspended { session: place.session.id, from: since, until: at };
            self.observer.hear(at, &told);
        }
        if let Some(stretches) = self.suspensions.get(&place.session.id) {
            // An idle tail that is not billed is no use, whatever happens in it.
            let end = place.session.ended;
            let lost = |(from, until): &(Instant, Instant)| *until.min(&end) - *from.min(&end);
            place.session.suspended = stretches.iter().map(lost).fold(Span::ZERO, core::ops::Add::add);
        }
        if place.noticed.take().is_some() {
            self.pools[place.session.pool as usize].noticed -= 1;
        }
        let session = place.session;
        self.free_places.push(slot);
        let set = self.set_of(&session);
        self.charge(&session, at);
        self.give(session.pool, slot, session.servers, &set);
        self.come_back(session.pool);
        let state = &mut self.projects[session.project as usize];
        let index =
            state.running.iter().rposition(|s| *s == slot).expect("a running session is its project's");
        if index + 1 == state.running.len() {
            state.running.pop();
        } else {
            state.running.remove(index);
        }
        state.slot_free = at;
        state.worked +=
            (session.work_end - session.started - session.suspended).0 * i64::from(session.multiple);
        if state.keeps == Some(slot) {
            state.keeps = None;
        }
        if session.kind.is_billed() {
            if let Some(left) = &mut state.allowance {
                let multiple = session.multiple * session.draws;
                // What cards could not be used for is not drawn.
                let until = (session.ended - session.suspended).max(session.started);
                *left -= drawn(self.plan.terms.readings.draw, session.started, until, multiple);
                self.projects[session.project as usize].silent |= !self.may_draw(session.project, 1);
            }
            self.settle_session(&session, reason);
        }
        self.observer.hear(at, &Fact::Ended(&session, reason));
        let servers = &self.pools[session.pool as usize].servers;
        let cards = servers.cards_per_server();
        for server in session.servers.iter() {
            if servers.is_closed_for(server, Reason::NotStanding) && servers.is_idle(server) {
                let stands = Standing::Gone;
                self.observer.hear(at, &Fact::Server { pool: session.pool, server: server.0, cards, stands });
            }
        }
    }
}
