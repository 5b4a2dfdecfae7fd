//! People ask: they think, hurry, go on with what was cut, change their supplier.

use crate::event::Happening;
use crate::fact::{EndReason, Fact, Kind, Observer, Session};
use crate::gangs::GangWait;
use crate::plan::{Allocation as Holding, Choice, Offer, PoolId, Tariff};
use crate::replication::{Engine, Granted, Place, Stage};
use crate::service::Phase;
use crate::settle::price_of;
use naru_kernel::Calendar;
use naru_rules::allocation::{Grant, ServerId, Spread, Waiting};
use naru_rules::allowance::{Window, used_up};
use naru_rules::readings::{Allowance, BurstSpan};
use naru_rules::settlement::{Switch, eligible};
use naru_units::{Instant, Share, Span};
use naru_workload::{ProjectId, Wish};

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ask {
    pub(crate) work: Span,
    pub(crate) kind: Kind,
    /// Sets at once.
    pub(crate) multiple: u32,
    /// The session that it goes on with; 0 for none.
    pub(crate) resumes: u32,
    /// The share of a set that it needs.
    pub(crate) part: Share,
}

/// A request that never entered a queue.
pub const NO_QUEUE: u32 = u32::MAX;

impl<O: Observer> Engine<'_, O> {
    /// A project's first second of service.
    pub(crate) fn begin(&mut self, p: u32, paid: Instant, calendar: &mut Calendar<Happening>) {
        self.expect_end_of_support(p, paid, calendar);
        if self.holds_throughout(p) {
            // One session from the first second to the last.
            let until = self.demand.drops_at(ProjectId(p)).unwrap_or(self.plan.end).min(self.plan.end);
            let state = &mut self.projects[p as usize];
            state.wish = Some(Wish { think: 0.0, work: until - paid, failed: false, partial: false });
            state.asks = Some(paid);
            calendar.schedule(paid, Happening::Request(p));
        } else {
            self.think(p, paid, calendar);
        }
    }

    /// Under `A5.allowance: calendar_months` the second in which the allowance is used up is known from the start.
    fn expect_end_of_support(&mut self, p: u32, paid: Instant, calendar: &mut Calendar<Happening>) {
        let Some(tf_s) = self.projects[p as usize].allowance else { return };
        if self.plan.terms.readings.allowance != Allowance::CalendarMonths {
            return;
        }
        let product_s = tf_s / i64::from(self.product(p).performance);
        let burst = self.demand.burst(ProjectId(p));
        let window = burst.map(|b| Window { from: b.from, until: b.until, multiple: b.sets });
        let until = used_up(product_s, paid, window.as_slice());
        if until < self.plan.end {
            self.projects[p as usize].support_ends = Some(until);
            calendar.schedule(until, Happening::Recall(2 * p + 1));
        }
    }

    /// The project thinks from `from` on, and asks when its thought is over.
    pub(crate) fn think(&mut self, p: u32, from: Instant, calendar: &mut Calendar<Happening>) {
        let state = &mut self.projects[p as usize];
        if state.silent {
            return;
        }
        let wish = self.demand.wish(ProjectId(p), state.nth);
        state.wish = Some(wish);
        state.asks = self.demand.asks_at(ProjectId(p), from, wish.think);
        if let Some(at) = state.asks {
            calendar.schedule(at, Happening::Request(p));
        }
    }

    fn ask_now(&mut self, p: u32, at: Instant, factor: f64, calendar: &mut Calendar<Happening>) {
        let state = &mut self.projects[p as usize];
        state.wish.get_or_insert_with(|| self.demand.wish(ProjectId(p), state.nth));
        state.asks = Some(at);
        state.factor = Some(factor);
        calendar.schedule(at, Happening::Request(p));
    }

    /// A request waits no longer than its user's patience: whoever has not started by then leaves in the next second.
    fn expect_patience(&mut self, ticket: u32) {
        if self.demand.laws().spec().patience_s.is_none() {
            return; // the usual case: nothing is looked up for it
        }
        let place = &mut self.places[ticket as usize];
        let p = place.session.project;
        if let Some(patience) = self.demand.patience(ProjectId(p), self.projects[p as usize].nth) {
            let at = place.session.eligible + patience + Span(1);
            place.gives_up = Some(at);
            self.impatient.push((at, ticket));
        }
    }

    /// The request in a place is given up, if it is the one that was meant and still waits; its user goes on thinking.
    pub(crate) fn give_up_waiting(&mut self, slot: u32, at: Instant, calendar: &mut Calendar<Happening>) {
        let place = &self.places[slot as usize];
        if place.stage == Stage::Waiting && place.gives_up == Some(at) {
            let p = place.session.project;
            self.leave(slot, at, EndReason::Abandoned);
            self.go_on(p, at, calendar);
        }
    }

    /// A project whose session has ended asks at once if it hurries, and thinks otherwise.
    pub(crate) fn go_on(&mut self, p: u32, at: Instant, calendar: &mut Calendar<Happening>) {
        if self.demand.is_open(ProjectId(p)) || self.holds_throughout(p) {
            return;
        }
        match self.projects[p as usize].hurry.take() {
            Some((deadline, factor)) if at < deadline && !self.projects[p as usize].silent => {
                self.ask_now(p, at, factor, calendar);
            }
            Some(_) | None => self.think(p, at, calendar),
        }
    }

    pub(crate) fn request(&mut self, p: u32, at: Instant, calendar: &mut Calendar<Happening>) {
        let state = &mut self.projects[p as usize];
        if state.asks != Some(at) {
            return;
        }
        state.asks = None;
        if state.silent {
            return;
        }
        if state.paid.is_some_and(|paid| at < paid) {
            let (_, work) = self.demand.trial(ProjectId(p)).expect("only a trial comes before service");
            let ask = Ask { work, kind: Kind::Trial, multiple: 1, resumes: 0, part: Share::WHOLE };
            self.ask(p, at, &ask);
            return;
        }
        let wish = state.wish.take().expect("a request was thought of");
        let work = hurried(&wish, state.factor.take());
        state.nth += 1;
        let kind = match self.product(p).tariff {
            Tariff::Hourly if self.offer(p).gang.is_some() => Kind::Gang,
            Tariff::Hourly => Kind::Base,
            Tariff::Monthly => Kind::Monthly,
        };
        let (mut kind, mut multiple) = (kind, 1);
        if kind == Kind::Base
            && !self.holds_throughout(p)
            && let Some(burst) = self.demand.burst(ProjectId(p))
            && burst.from <= at
            && at < burst.until
            && self.may_draw(p, burst.sets)
        {
            (kind, multiple) = (Kind::Burst, burst.sets);
        }
        let cards = self.offer(p).set.cards;
        let part = if wish.partial && kind == Kind::Base && cards > 1 {
            Share(Share::WHOLE.0 / cards)
        } else {
            Share::WHOLE
        };
        self.ask(p, at, &Ask { work, kind, multiple, resumes: 0, part });
        if self.demand.is_open(ProjectId(p)) {
            self.think(p, at, calendar);
        }
    }

    /// Work that was cut goes on: the rest is asked for at once.
    pub(crate) fn resume(&mut self, cut: &Place, rest: Span, at: Instant) {
        let session = &cut.session;
        let ask = Ask {
            work: rest,
            kind: session.kind,
            multiple: session.multiple,
            resumes: session.id,
            part: session.part,
        };
        self.ask(session.project, at, &ask);
    }

    /// A request is made, and enters its queue.
    pub(crate) fn ask(&mut self, p: u32, at: Instant, ask: &Ask) {
        let line = self.product(p).line;
        let mut ask = *ask;
        match self.phases[line.index()] {
            Phase::Service => {}
            Phase::Free => ask = Ask { kind: Kind::Free, multiple: 1, ..ask },
            Phase::After => ask = Ask { kind: Kind::After, multiple: 1, ..ask },
            Phase::Over => return,
        }
        if ask.resumes == 0 {
            self.choose_supplier(p);
        }
        let kept = self.keeps_for(p, at, &ask);
        self.make(p, at, &ask, kept);
    }

    /// Makes a request; one whose servers are known already, and free, never enters a queue.
    pub(crate) fn make(&mut self, p: u32, at: Instant, ask: &Ask, servers: Option<Spread>) {
        let plan = self.plan;
        let state = &mut self.projects[p as usize];
        assert!(
            (state.running.len() as u32 + state.waiting) < plan.concurrency,
            "a project asks only while it has a slot: project {p}"
        );
        state.waiting += 1;
        let (product, slot_free, offer_at) = (state.product, state.slot_free, state.offer);
        let offer = &product.offers[offer_at as usize];
        let paid = state.paid.expect("only a project that is granted asks");
        let paid = if ask.kind == Kind::Trial { at } else { paid };
        let from = eligible(plan.terms.readings.clock, at, paid, slot_free);
        let mut set = offer.set;
        if ask.part != Share::WHOLE && plan.part_sets.frees_the_rest {
            set.cards = 1;
        }
        let mut sets = offer.gang.unwrap_or(ask.multiple);
        if ask.multiple > 1 && plan.terms.readings.burst_span == BurstSpan::OneServer {
            set = set.times(ask.multiple);
            sets = 1;
        }
        let queued = offer.gang.is_none() && servers.is_none();
        let pool = &mut self.pools[offer.pool.0 as usize];
        let queue_seq = if queued { pool.entered } else { NO_QUEUE };
        pool.entered += u32::from(queued);
        let ticket = self.place();
        // Written where it stays: it is large, and made at every request.
        let place = &mut self.places[ticket as usize];
        place.stage = Stage::Waiting;
        place.hour = Instant(-1);
        place.ends_by = EndReason::Done;
        place.suspended_since = None;
        place.noticed = None;
        place.gives_up = None;
        place.session = Session {
            id: self.next_session,
            project: p,
            product: plan.projects[p as usize].product.0,
            line: product.line.index() as u8,
            supplier: offer.supplier.0,
            pool: offer.pool.0,
            offer: offer_at,
            kind: ask.kind,
            fixed: false,
            cards: set.cards * sets,
            multiple: ask.multiple,
            draws: offer.draws,
            part: ask.part,
            resumes: ask.resumes,
            requested: at,
            contribution_paid: paid,
            slot_free,
            eligible: from,
            queued_in: offer.pool.0,
            queue_seq,
            wanted: ask.work,
            started: from,
            not_counted: Span::ZERO,
            servers: Spread::default(),
            work_end: at,
            ended: at,
            released: at,
            suspended: Span::ZERO,
        };
        self.next_session += 1;
        let session = &self.places[ticket as usize].session;
        let (estimate, priced_as, key) = (self.estimate(session), price_of(plan, session), self.key(session));
        self.places[ticket as usize].estimate = estimate;
        self.account_at(p, offer_at, priced_as);
        if let Some(servers) = servers {
            let grant = Grant { ticket, at: 0, servers, set };
            self.take(offer.pool, &grant, at);
            self.places[ticket as usize].stage = Stage::Promised;
            self.granted.push(Granted { pool: offer.pool, grant, queue: None });
        } else if offer.gang.is_some() {
            self.pools[offer.pool.0 as usize].gangs.push(GangWait::new(ticket, sets));
        } else {
            self.pools[offer.pool.0 as usize]
                .queue
                .enter(Waiting::new(key, ticket, set, estimate).of_sets(sets));
            // Whoever tries out or holds cards throughout has nothing else to do.
            if matches!(ask.kind, Kind::Base | Kind::Burst) && !self.holds_throughout(p) {
                self.expect_patience(ticket);
            }
        }
        self.touch(offer.pool.0);
        self.observer.hear(at, &Fact::Requested(&self.places[ticket as usize].session));
    }

    /// Under `Choice::ExpectedWait`, a project that has used nobody yet goes where the least is held and waited for.
    fn choose_supplier(&mut self, p: u32) {
        let state = &self.projects[p as usize];
        let known = state.nth > 1 || !state.accounts.is_empty() || !state.tenancies.is_empty();
        if self.plan.choice != Choice::ExpectedWait || known {
            return;
        }
        let load = |offer: &Offer| {
            let pool = &self.pools[offer.pool.0 as usize];
            let open = || (0..pool.servers.len() as u32).map(ServerId).filter(|s| pool.servers.is_open(*s));
            let there = open().count() as u32 * pool.servers.cards_per_server();
            let taken = there - open().map(|s| pool.servers.free_on(s).cards).sum::<u32>();
            let wanted: u32 = pool.queue.iter().map(|w| w.set.cards * w.sets).sum();
            (taken + wanted, there)
        };
        let offers = self.product(p).offers.iter().enumerate().filter(|(_, offer)| !offer.overflow);
        // Shares of cards are compared across; a pool without cards is never the better one.
        let less = offers.map(|(i, offer)| (i, load(offer))).reduce(|best, other| {
            let (of_best, of_other) = (best.1, other.1);
            let across = |taken: u32, there: u32| u64::from(taken) * u64::from(there);
            let better = of_best.1 == 0 || across(of_other.0, of_best.1) < across(of_best.0, of_other.1);
            if of_other.1 > 0 && better { other } else { best }
        });
        if let Some((offer, _)) = less {
            self.projects[p as usize].offer = offer as u16;
        }
    }

    pub(crate) fn rush(&mut self, id: u32, at: Instant, calendar: &mut Calendar<Happening>) {
        let (p, r) = (id & 0xF_FFFF, id >> 20);
        let rush = self.demand.rush(ProjectId(p), r as usize).expect("the event was made from this rush");
        let closed = self.line_closed(self.product(p).line);
        let dropped = self.demand.drops_at(ProjectId(p)).is_some_and(|d| at >= d);
        let through = self.holds_throughout(p);
        let state = &mut self.projects[p as usize];
        if closed || dropped || through || state.silent || state.paid.is_none_or(|paid| at < paid) {
            return;
        }
        let works = state.running.iter().any(|slot| state.keeps != Some(*slot));
        if !works && state.waiting == 0 {
            self.ask_now(p, at, rush.work, calendar);
        } else {
            state.hurry = Some((rush.deadline, rush.work));
        }
    }

    /// Puts the next change of supplier after `from` on the calendar.
    pub(crate) fn expect_switch(&self, p: u32, from: Instant, calendar: &mut Calendar<Happening>) {
        if self.product(p).offers.iter().filter(|offer| !offer.overflow).count() > 1 {
            for switch in self.demand.switches(ProjectId(p)) {
                if switch.at >= from {
                    calendar.schedule(switch.at, Happening::Switch(p));
                }
            }
        }
    }

    /// A project goes to another supplier (clauses N4, U1): its place in the queue is lost, its allowance stays.
    ///
    /// Sets held by the month or on fixed allocation change at once; a dynamic session runs to its end where it is.
    pub(crate) fn switch(&mut self, p: u32, at: Instant) {
        let pick = self.demand.switches(ProjectId(p)).find(|s| s.at == at).map(|s| s.pick);
        let pick = pick.expect("the event was made from this switch");
        let now = self.projects[p as usize].offer;
        let others: Vec<u16> = (0..self.product(p).offers.len() as u16)
            .filter(|o| *o != now && !self.product(p).offers[*o as usize].overflow)
            // Who takes part on fixed allocation stays on it, and who does not stays off it.
            .filter(|o| self.product(p).offers[*o as usize].allocation == self.offer(p).allocation)
            .collect();
        let service = self.phases[self.product(p).line.index()] == Phase::Service;
        if !service || self.projects[p as usize].silent || others.is_empty() {
            return;
        }
        // A day that the old supplier has last leaves the new one none on the programme's last.
        let monthly = self.product(p).tariff == Tariff::Monthly;
        let first_day = Switch::on(self.plan.terms.readings.switch_day, at.day()).new_first;
        if monthly && first_day >= self.plan.end.day() {
            return;
        }
        let other = others[((pick * others.len() as f64) as usize).min(others.len() - 1)];
        let holds = self.offer(p).allocation == Holding::Fixed;
        let mut moved = Vec::new();
        for (slot, place) in self.places.iter().enumerate() {
            if place.session.project == p && place.stage == Stage::Waiting {
                moved.push((slot as u32, place.session.wanted));
            }
        }
        for (slot, _) in &moved {
            self.leave(*slot, at, EndReason::Switched);
        }
        if holds {
            for slot in self.projects[p as usize].running.clone() {
                if self.projects[p as usize].keeps == Some(slot) {
                    self.give_up(slot, at); // no work is lost
                    continue;
                }
                let place = self.places[slot as usize];
                let rest = place.session.released - at;
                moved.push((slot, rest));
                self.cut_short(slot, at);
                self.end_session(slot, at, EndReason::Switched);
            }
        }
        self.projects[p as usize].offer = other;
        for (slot, rest) in moved {
            let left = self.places[slot as usize];
            self.resume(&left, rest, at);
        }
    }

    /// A waiting request leaves its queue unserved.
    pub(crate) fn leave(&mut self, slot: u32, at: Instant, reason: EndReason) {
        let place = &mut self.places[slot as usize];
        place.stage = Stage::Free;
        let mut session = place.session;
        session.not_counted = self.plan.outages.not_counted(&session, at);
        let pool = &mut self.pools[session.pool as usize];
        pool.queue.retain(|waiting| waiting.ticket != slot);
        self.forget_gang(session.pool, slot, at);
        self.projects[session.project as usize].waiting -= 1;
        self.free_places.push(slot);
        self.observer.hear(at, &Fact::Left(&session, reason));
        self.touch(session.pool);
    }

    /// Ids of the pools that a product's requests of a project may be served from besides its own.
    pub(crate) fn overflow_of(&self, session: &Session) -> Option<(u16, PoolId)> {
        let offers = &self.product(session.project).offers;
        let home = session.supplier;
        let over = offers.iter().position(|o| o.overflow && o.supplier.0 == home)?;
        Some((over as u16, offers[over].pool))
    }
}

/// Work of a wish, longer by the factor of a rush unless it fails at once; to the nearest second.
fn hurried(wish: &Wish, factor: Option<f64>) -> Span {
    match factor {
        Some(factor) if !wish.failed => Span((wish.work.0 as f64 * factor).round() as i64),
        Some(_) | None => wish.work,
    }
}
