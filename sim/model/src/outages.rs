//! What is out of service: servers that come, leave, fail and are repaired, planned windows, allocators.

use crate::asking::Ask;
use crate::event::Happening;
use crate::fact::{EndReason, Fact, Kind, Observer, Outage, OutageKind, Session, Standing};
use crate::plan::{Allocation, Maintenance, Outages, Tariff};
use crate::replication::{Engine, Stage};
use crate::service::Phase;
use naru_kernel::Calendar;
use naru_rules::allocation::{Reason, ServerId, Spread};
use naru_rules::readings::{OnOutage, Outage as OutageReading};
use naru_units::{Instant, Share, Span};
use naru_workload::ProjectId;
use naru_workload::faults::FaultsOf;
use std::collections::BTreeSet;

/// Later than everything: the open end of a stretch that goes on.
const OPEN: Instant = Instant(i64::MAX);

/// A supplier while the programme runs.
#[derive(Clone, Debug, Default)]
pub(crate) struct Supplier<'a> {
    /// Stretches of fixed allocation because the allocator is down, ascending; the last may be open.
    fixed: Vec<(Instant, Instant)>,
    /// Until when it is down.
    until: Instant,
    /// Nothing is allocated before.
    frozen_until: Instant,
    /// The faults of its allocator, and how many it has had.
    faults: Option<(FaultsOf<'a>, u32)>,
}

impl Supplier<'_> {
    /// One whose allocation was fixed in these stretches, ascending.
    pub(crate) fn fixed_in(fixed: Vec<(Instant, Instant)>) -> Self {
        Self { fixed, ..Self::default() }
    }

    /// Whether allocation is one to one now, since the allocator is down.
    pub(crate) fn is_fixed(&self) -> bool {
        self.fixed.last().is_some_and(|(_, end)| *end == OPEN)
    }

    /// The stretches of fixed allocation that touch `[from, until)`.
    #[inline]
    pub(crate) fn fixed_within(&self, from: Instant, until: Instant) -> &[(Instant, Instant)] {
        if self.fixed.last().is_none_or(|(_, end)| *end <= from) {
            return &[]; // the usual case
        }
        let first = self.fixed.partition_point(|(_, end)| *end <= from);
        let last = self.fixed.partition_point(|(begin, _)| *begin < until);
        &self.fixed[first..last.max(first)]
    }

    pub(crate) fn is_frozen(&self, at: Instant) -> bool {
        at < self.frozen_until
    }
}

/// A server that is out of service.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Down {
    server: u32,
    outage: Outage,
}

impl<O: Observer> Engine<'_, O> {
    /// Puts planned windows and the first failures on the calendar.
    pub(crate) fn open_outages(&mut self, calendar: &mut Calendar<Happening>) {
        let plan = self.plan;
        let outages = &plan.outages;
        for (w, window) in outages.maintenance.iter().enumerate() {
            calendar.schedule(window.from, Happening::Maintenance(2 * w as u32));
            calendar.schedule(window.until, Happening::Maintenance(2 * w as u32 + 1));
        }
        for (supplier, from, _) in &outages.allocator_down {
            calendar.schedule(*from, Happening::Allocator(2 * u32::from(supplier.0)));
        }
        for (s, name) in outages.allocators.iter().enumerate() {
            if let Some(faults) = name.as_ref().and_then(|name| self.faults.allocator(name)) {
                calendar.schedule(Instant::START + faults.nth(0).up, Happening::Allocator(2 * s as u32));
                self.suppliers[s].faults = Some((faults, 0));
            }
        }
    }

    /// Puts a group of servers on the calendar: when it comes, when it leaves.
    pub(crate) fn expect_servers(
        &self,
        pool: u32,
        group: u32,
        now: Instant,
        calendar: &mut Calendar<Happening>,
    ) {
        let servers = &self.plan.pools[pool as usize].servers[group as usize];
        let id = pool << 12 | group;
        calendar.schedule(servers.from.max(now), Happening::ServersCome(id));
        if let Some(until) = servers.until {
            calendar.schedule(until.max(now), Happening::ServersLeave(id));
        }
    }

    /// A group of servers comes or leaves.
    pub(crate) fn servers(&mut self, id: u32, at: Instant, come: bool, calendar: &mut Calendar<Happening>) {
        let p = id >> 12;
        let pool = &mut self.pools[p as usize];
        let (first, last) = pool.groups[(id & 0xFFF) as usize];
        let cards = pool.servers.cards_per_server();
        for server in first..last {
            if come {
                pool.servers.reopen(ServerId(server), Reason::NotStanding);
            } else {
                pool.servers.close(ServerId(server), Reason::NotStanding);
            }
            let stands = if come { Standing::Open } else { Standing::Closing };
            self.observer.hear(at, &Fact::Server { pool: p as u16, server, cards, stands });
            if !come && pool.servers.is_idle(ServerId(server)) {
                self.observer
                    .hear(at, &Fact::Server { pool: p as u16, server, cards, stands: Standing::Gone });
            }
            let name = self.plan.outages.servers.get(p as usize).and_then(Option::as_deref);
            let name = name.filter(|_| come).map(|name| format!("{name}/{server}"));
            if let Some(faults) = name.and_then(|name| self.faults.server(&name)) {
                let number = pool.first_server + server;
                calendar.schedule(at + faults.nth(0).up, Happening::ServerDown(number));
                pool.faults[server as usize] = Some((faults, 0));
            }
        }
        self.touch(p as u16);
    }

    fn locate(&self, number: u32) -> (u16, u32) {
        let pool = self.pools.partition_point(|pool| pool.first_server <= number) - 1;
        (pool as u16, number - self.pools[pool].first_server)
    }

    /// A server fails, and its repair is known to the calendar.
    pub(crate) fn server_fails(&mut self, number: u32, at: Instant, calendar: &mut Calendar<Happening>) {
        let (pool, server) = self.locate(number);
        if self.pools[pool as usize].servers.is_closed_for(ServerId(server), Reason::NotStanding) {
            return;
        }
        let (faults, nth) = self.pools[pool as usize].faults[server as usize].expect("its servers fail");
        let down = faults.nth(nth).down;
        calendar.schedule(at + down, Happening::ServerUp(number));
        self.take_out(pool, server, OutageKind::Cards, at, calendar);
    }

    /// A server is repaired: it fails again after its next length of life.
    pub(crate) fn server_up(&mut self, number: u32, at: Instant, calendar: &mut Calendar<Happening>) {
        let (pool, server) = self.locate(number);
        let (faults, nth) = self.pools[pool as usize].faults[server as usize].as_mut().expect("it failed");
        *nth += 1;
        let up = faults.nth(*nth).up;
        calendar.schedule(at + up, Happening::ServerDown(number));
        self.bring_back(pool, server, OutageKind::Cards, at);
    }

    /// A planned window begins or ends.
    pub(crate) fn maintenance(&mut self, id: u32, at: Instant, calendar: &mut Calendar<Happening>) {
        let window = self.plan.outages.maintenance[(id / 2) as usize];
        for server in 0..window.servers {
            if id.is_multiple_of(2) {
                self.take_out(window.pool.0, server, OutageKind::Service, at, calendar);
            } else {
                self.bring_back(window.pool.0, server, OutageKind::Service, at);
            }
        }
    }

    /// A server takes no session and runs none: those on it are cut, or held and suspended (clause T4).
    fn take_out(
        &mut self,
        pool: u16,
        server: u32,
        kind: OutageKind,
        at: Instant,
        calendar: &mut Calendar<Happening>,
    ) {
        let servers = &mut self.pools[pool as usize].servers;
        servers.close(ServerId(server), reason_of(kind));
        let cards = servers.cards_per_server();
        self.observer.hear(at, &Fact::Server { pool, server, cards, stands: Standing::Down });
        let mut hit: Vec<(u32, u32)> =
            self.running_on(pool, server).map(|slot| (self.places[slot as usize].session.id, slot)).collect();
        hit.sort_unstable();
        hit.dedup();
        let mut cut = 0;
        for (id, slot) in hit {
            let place = self.places[slot as usize];
            let session = place.session;
            let p = session.project;
            let held = self.offer_of(&session).allocation == Allocation::Fixed
                || self.plan.terms.readings.on_outage == OnOutage::Suspend;
            if session.work_end <= at {
                // Inside the idle tail the work is done.
                self.cut_short(slot, at);
                self.end_session(slot, at, EndReason::Done);
                if session.kind != Kind::Hold
                    && !self.line_is_over(p)
                    && self.projects[p as usize].waiting == 0
                    && place.session.released != self.plan.end
                {
                    self.go_on(p, at, calendar);
                }
            } else if held {
                if place.suspended_since.is_none() {
                    self.places[slot as usize].suspended_since = Some(at);
                    self.suspensions.entry(id).or_default().push((at, OPEN));
                }
            } else {
                self.cut_short(slot, at);
                self.end_session(slot, at, EndReason::Outage);
                cut += 1;
                let rest = session.wanted - (at - session.started);
                if !self.projects[p as usize].silent {
                    self.resume(&place, rest, at);
                }
            }
        }
        let supplier = self.plan.pools[pool as usize].supplier.0;
        let outage = Outage {
            kind,
            supplier,
            pool: Some(pool),
            server: Some(server),
            cards,
            from: at,
            until: OPEN,
            sessions_cut: cut,
        };
        self.down.push(Down { server: self.pools[pool as usize].first_server + server, outage });
        self.touch(pool); // a gang may hold it
    }

    /// Places of the sessions that run on a server; one comes as often as it has sets there.
    fn running_on(&self, pool: u16, server: u32) -> impl Iterator<Item = u32> {
        let on = self.pools[pool as usize].on_server[server as usize].iter().copied();
        on.filter(|slot| self.places[*slot as usize].stage == Stage::Running)
    }

    /// A server that was out of service is back.
    fn bring_back(&mut self, pool: u16, server: u32, kind: OutageKind, at: Instant) {
        let number = self.pools[pool as usize].first_server + server;
        let was = self.down.iter().position(|d| d.server == number && d.outage.kind == kind);
        // What was down at the programme's end has been told then.
        if let Some(was) = was {
            let outage = self.down.remove(was).outage;
            self.tell_outage(&Outage { until: at, ..outage }, at);
        }
        let servers = &mut self.pools[pool as usize].servers;
        if !self.down.iter().any(|d| d.server == number && d.outage.kind == kind) {
            servers.reopen(ServerId(server), reason_of(kind)); // planned windows may overlap
        }
        if self.down.iter().any(|d| d.server == number) {
            return;
        }
        if !servers.is_closed_for(ServerId(server), Reason::NotStanding) {
            let cards = servers.cards_per_server();
            self.observer.hear(at, &Fact::Server { pool, server, cards, stands: Standing::Open });
        }
        let held: BTreeSet<u32> = self.running_on(pool, server).collect();
        for slot in held {
            let place = &mut self.places[slot as usize];
            let session = &mut place.session;
            let elsewhere = |s: ServerId| {
                self.down.iter().any(|d| d.server == self.pools[pool as usize].first_server + s.0)
            };
            if place.suspended_since.is_some() && !session.servers.iter().any(elsewhere) {
                let since = place.suspended_since.take().expect("it is suspended");
                session.suspended += at - since;
                let stretches = self.suspensions.get_mut(&session.id).expect("it was suspended");
                stretches.last_mut().expect("one stretch is open").1 = at;
                let told = Fact::Suspended { session: session.id, from: since, until: at };
                self.observer.hear(at, &told);
            }
        }
        self.touch(pool);
    }

    /// Outages of servers that are over, and those that go on with an open end.
    pub(crate) fn outages_so_far(&self) -> impl Iterator<Item = &Outage> {
        self.ended_outages.iter().chain(self.down.iter().map(|down| &down.outage))
    }

    fn tell_outage(&mut self, outage: &Outage, at: Instant) {
        if self.plan.terms.readings.outage == OutageReading::Deduction && at <= self.plan.end {
            self.ended_outages.push(*outage);
        }
        self.observer.hear(at, &Fact::Outage(outage));
    }

    /// The allocator of a supplier fails, or allocation is dynamic again (clause A4).
    pub(crate) fn allocator(&mut self, id: u32, at: Instant, calendar: &mut Calendar<Happening>) {
        let s = (id / 2) as u16;
        let outages = &self.plan.outages;
        if id.is_multiple_of(2) {
            let given = outages.allocator_down.iter().find(|(of, from, _)| of.0 == s && *from == at);
            let repaired = if let Some((_, _, until)) = given {
                *until
            } else {
                let faults = self.suppliers[s as usize].faults.as_mut();
                let (faults, nth) = faults.expect("this allocator fails");
                let until = at + faults.nth(*nth).down;
                *nth += 1;
                let next = until + faults.nth(*nth).up;
                calendar.schedule(next, Happening::Allocator(id));
                until
            };
            let until = repaired + outages.return_delay;
            let supplier = &mut self.suppliers[s as usize];
            supplier.until = supplier.until.max(until);
            calendar.schedule(until, Happening::Allocator(id + 1));
            if !supplier.is_fixed() {
                supplier.fixed.push((at, OPEN));
                supplier.frozen_until = at + outages.switch_delay;
                if outages.switch_delay > Span::ZERO {
                    calendar.schedule(supplier.frozen_until, Happening::Allocator(id + 1));
                }
                self.hold_one_to_one(s, at);
            }
        } else if self.suppliers[s as usize].is_fixed() && at >= self.suppliers[s as usize].until {
            self.allocator_is_back(s, at);
        }
        for pool in 0..self.pools.len() {
            if self.plan.pools[pool].supplier.0 == s {
                self.touch(pool as u16);
            }
        }
    }

    fn allocator_is_back(&mut self, s: u16, at: Instant) {
        let stretch = self.suppliers[s as usize].fixed.last_mut().expect("it is down");
        stretch.1 = at;
        let from = stretch.0;
        for p in 0..self.projects.len() {
            if let Some(slot) = self.projects[p].keeps
                && self.places[slot as usize].session.supplier == s
                && self.offer(p as u32).allocation == Allocation::Dynamic
            {
                self.give_up(slot, at);
            }
        }
        let outage = Outage {
            kind: OutageKind::Allocator,
            supplier: s,
            pool: None,
            server: None,
            cards: 0,
            from,
            until: at,
            sessions_cut: 0,
        };
        self.observer.hear(at, &Fact::Outage(&outage));
    }

    /// Every project in service that neither works nor waits gets a set to keep, as far as there are any: those who work
    /// keep theirs, those who wait are served in the queue's order, the others by their numbers.
    fn hold_one_to_one(&mut self, s: u16, at: Instant) {
        for p in 0..self.projects.len() as u32 {
            let (product, offer) = (self.product(p), self.offer(p));
            let state = &self.projects[p as usize];
            let serves = state.paid.is_some_and(|paid| paid <= at)
                && !state.silent
                && state.asks != Some(at)
                && self.demand.drops_at(ProjectId(p)).is_none_or(|drop| at < drop)
                && self.phases[product.line.index()] == Phase::Service;
            let dynamic = offer.allocation == Allocation::Dynamic
                && product.tariff == Tariff::Hourly
                && offer.gang.is_none()
                && offer.supplier.0 == s;
            if !(serves && dynamic && self.may_draw(p, 1) && state.running.is_empty() && state.waiting == 0) {
                continue;
            }
            let pool = &self.pools[offer.pool.0 as usize];
            if !pool.queue.is_empty() {
                continue; // the queue goes first
            }
            if let Some(server) = pool.servers.find(&offer.set, self.plan.policy.placement) {
                let ask =
                    Ask { work: Span::ZERO, kind: Kind::Hold, multiple: 1, resumes: 0, part: Share::WHOLE };
                self.make(p, at, &ask, Some(Spread::of(server)));
            }
        }
    }

    /// What has not come back by the end is told.
    pub(crate) fn close_outages(&mut self, at: Instant) {
        for Down { outage, .. } in core::mem::take(&mut self.down) {
            self.tell_outage(&Outage { until: at, ..outage }, at);
        }
        for s in 0..self.suppliers.len() {
            if self.suppliers[s].is_fixed() {
                self.allocator_is_back(s as u16, at);
            }
        }
    }
}

const fn reason_of(kind: OutageKind) -> Reason {
    match kind {
        OutageKind::Cards | OutageKind::Allocator => Reason::Down,
        OutageKind::Service => Reason::Maintenance,
    }
}

impl Outages {
    /// Whether a server of a pool can be taken out of service.
    pub(crate) fn may_go_down(&self, pool: usize) -> bool {
        self.servers.get(pool).is_some_and(Option::is_some)
            || self.maintenance.iter().any(|window| window.pool.0 as usize == pool)
    }

    /// The most failures of one allocator that can begin in a day: each lasts, and is up, at least a second.
    pub(crate) fn most_in_a_day(&self) -> i64 {
        let drawn = self.allocators.iter().any(Option::is_some);
        // Drawn failures come weeks apart: more than one an hour is beyond any law of theirs.
        if drawn { 24 } else { self.allocator_down.len() as i64 }
    }

    /// Of the time that a request has stood in its queue by a second, what does not count: planned windows of the pool
    /// that it asked (clause A8).
    #[inline]
    pub(crate) fn not_counted(&self, session: &Session, until: Instant) -> Span {
        if self.maintenance.is_empty() {
            return Span::ZERO;
        }
        let windows = self.maintenance.iter().filter(|w| !w.waits_count && w.pool.0 == session.queued_in);
        let stood = |w: &Maintenance| (w.until.min(until) - w.from.max(session.eligible)).max(Span::ZERO);
        let sum = windows.map(stood).fold(Span::ZERO, core::ops::Add::add);
        sum.min(until - session.eligible)
    }
}
