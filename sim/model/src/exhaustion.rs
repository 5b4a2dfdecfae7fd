//! The exact second of the money's end (kr-2025/P4): counted, guarded, watched. How, says `ledger`.

use crate::event::Happening;
use crate::fact::{Observer, Session};
use crate::plan::Tariff;
use crate::replication::{Engine, Place, Stage, Stop};
use crate::settle::{price_of, prices};
use naru_kernel::Calendar;
use naru_rules::readings::{Accrual, PriceAt, Split, Vat, VatScope, WhenExhausted};
use naru_rules::settlement::{ExactWon, FlatSum, dearest_hour, most_added};
use naru_units::{Dated, HOUR, Instant, Span, Won};

/// What an hour of an offer can cost at most within a day.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DayBound {
    hour: Won,
    /// Hours more, where parts of a session round alone.
    parts: i64,
}

impl<O: Observer> Engine<'_, O> {
    /// Brings a project's part of a watched purse up to date.
    pub(crate) fn refresh(&mut self, p: u32, purse: usize, at: Instant) {
        let now = self.as_if(p, false, at);
        let was = core::mem::replace(&mut self.projects[p as usize].as_if, now);
        let purse = &mut self.ledger.purses[purse];
        purse.as_if += now - was;
    }

    /// Whether a purse may still end service.
    pub(crate) fn is_limited(&self, purse: usize) -> bool {
        let purse = &self.ledger.purses[purse];
        !purse.closed && purse.exhausted.is_none()
    }

    /// A bound on money with the VAT that its statement will bear; the money itself where lines bear it.
    pub(crate) fn with_vat(&self, won: Won) -> Won {
        let readings = &self.plan.terms.readings;
        match (readings.vat, readings.vat_scope) {
            // However the statement's VAT is rounded, a sum more adds no more than its own VAT, rounded up.
            (Vat::Excluded, VatScope::Statement) => won - Won(-won.0).share_floor(self.plan.terms.vat_rate),
            (Vat::Included, _) | (Vat::Excluded, VatScope::Line) => won,
        }
    }

    /// Sets the guard after an exact count; watches the purse where it does not hold.
    pub(crate) fn guard(
        &mut self,
        purse: usize,
        committed: ExactWon,
        at: Instant,
        calendar: &mut Calendar<Happening>,
    ) {
        let mut guard = self.ledger.purses[purse].available - committed.ceil();
        if self.ledger.counted_whole && FlatSum::comes_off(&self.plan.terms.readings) {
            // A line that grows may take a flat sum from another supplier's: each statement rounds its VAT up once.
            guard -= self.statements();
        }
        // What costs nothing adds nothing.
        let places = if self.costs { self.places.as_slice() } else { &[] };
        for place in places.iter().filter(|place| place.stage == Stage::Running) {
            let session = &place.session;
            if session.kind.is_billed() && self.purse_of_session(session) == purse {
                guard -= self.most_until_midnight(session, session.started, at);
            }
        }
        for granted in &self.granted {
            let session = &self.places[granted.grant.ticket as usize].session;
            if session.kind.is_billed() && self.purse_of_session(session) == purse {
                guard -= self.most_until_midnight(session, at, at);
            }
        }
        self.ledger.purses[purse].guard = guard;
        if guard < Won::ZERO {
            self.watch(purse, at, calendar);
        }
    }

    /// A won for each statement that there can be.
    pub(crate) fn statements(&self) -> Won {
        Won((2 * self.plan.suppliers() * (self.plan.terms.month_starts.len() - 1)) as i64)
    }

    /// A bound on what one session can add until the next midnight: the hours that can begin, at the day's dearest.
    #[inline]
    pub(crate) fn most_until_midnight(&self, session: &Session, started: Instant, at: Instant) -> Won {
        let product = &self.plan.products[session.product as usize];
        if product.tariff == Tariff::Monthly {
            return Won::ZERO;
        }
        let priced_as = price_of(self.plan, session);
        let midnight = at.next_midnight();
        if self.plan.terms.readings.price_at == PriceAt::SessionStart {
            // The price of a session's start may be any that was ever in force.
            let prices = prices(self.plan, session.product, session.offer, priced_as);
            return most_added(&self.plan.terms, prices, started, at, midnight, session.multiple);
        }
        let position = if priced_as == session.product {
            session.offer as usize
        } else {
            let (own, offers) = (self.offer_of(session), &self.plan.products[priced_as as usize].offers);
            let same = offers.iter().position(|o| o.gang.is_none() && o.supplier == own.supplier);
            same.expect("the target is offered by the same supplier")
        };
        let day = self.bounds[priced_as as usize][position];
        let hours = (midnight - at).begun_hours().0 + 1 + day.parts;
        day.hour * (hours * i64::from(session.multiple))
    }

    /// The dearest hour of each offer in the day that begins.
    pub(crate) fn bound_day(&mut self, at: Instant) {
        let terms = &self.plan.terms;
        let midnight = at.next_midnight();
        for (product, bounds) in self.plan.products.iter().zip(&mut self.bounds) {
            bounds.clear();
            bounds.extend(product.offers.iter().filter(|_| product.tariff == Tariff::Hourly).map(|offer| {
                let hour = dearest_hour(terms, &offer.prices, at, at, midnight, 1);
                let most = most_added(terms, &offer.prices, at, at, midnight, 1);
                let hours = (midnight - at).begun_hours().0 + 1;
                // What more than whole hours a day can bring: parts that round alone, at cuts of fixed allocation too.
                let cuts = if terms.readings.split == Split::PartsAlone {
                    2 * self.plan.outages.most_in_a_day()
                } else {
                    0
                };
                let parts = if hour == Won::ZERO { 0 } else { most.0 / hour.0 - hours + cuts };
                DayBound { hour, parts }
            }));
        }
    }

    pub(crate) fn watch(&mut self, purse: usize, at: Instant, calendar: &mut Calendar<Happening>) {
        self.ledger.purses[purse].watched = true;
        self.ledger.purses[purse].as_if = ExactWon::ZERO;
        for p in 0..self.projects.len() as u32 {
            if self.purse_of(p) != purse {
                continue;
            }
            self.projects[p as usize].as_if = ExactWon::ZERO;
            if !self.projects[p as usize].running.is_empty() {
                self.refresh(p, purse, at);
                for slot in self.projects[p as usize].running.clone() {
                    self.expect_hour(slot, at, calendar);
                }
            }
        }
        self.predict(purse, at, calendar);
    }

    /// Outages and allocation have changed: hours begin elsewhere, at other prices, than was expected.
    pub(crate) fn watch_again(&mut self, at: Instant, calendar: &mut Calendar<Happening>) {
        for purse in 0..self.ledger.purses.len() {
            if self.ledger.purses[purse].watched {
                self.watch(purse, at, calendar);
                self.ledger.purses[purse].touched = true;
            }
        }
    }

    /// What would begin in this second: the money says whether it may.
    #[inline]
    pub(crate) fn pay_for_beginnings(&mut self, at: Instant, calendar: &mut Calendar<Happening>) {
        if !self.costs || (self.granted.is_empty() && !self.ledger.purses.iter().any(|purse| purse.touched)) {
            return;
        }
        for i in 0..self.granted.len() {
            let session = &self.places[self.granted[i].grant.ticket as usize].session;
            let purse = self.purse_of_session(session);
            if session.kind.is_billed() && !self.ledger.purses[purse].watched && self.is_limited(purse) {
                let most = self.most_of_beginning(session, at);
                self.ledger.purses[purse].guard -= most;
            }
        }
        for purse in 0..self.ledger.purses.len() {
            if !self.is_limited(purse) {
                continue;
            }
            if self.ledger.purses[purse].watched {
                self.ledger.purses[purse].touched = false;
                self.check_watched(purse, at, calendar);
            } else if self.ledger.purses[purse].guard < Won::ZERO {
                self.count_beginnings(purse, at, calendar);
            }
        }
    }

    /// A bound on what a session that begins can add until the next midnight.
    #[inline]
    fn most_of_beginning(&self, session: &Session, at: Instant) -> Won {
        match self.plan.products[session.product as usize].tariff {
            Tariff::Monthly => self.with_vat(self.first_day(session, at)),
            Tariff::Hourly => self.most_until_midnight(session, at, at),
        }
    }

    /// The guard does not hold: the purse is counted.
    #[cold]
    fn count_beginnings(&mut self, purse: usize, at: Instant, calendar: &mut Calendar<Happening>) {
        let committed = self.committed_with_beginnings(purse, at);
        if committed > self.ledger.purses[purse].available.into() {
            self.exhaust(purse, at, calendar);
        } else {
            self.guard(purse, committed, at, calendar);
        }
    }

    /// A watched purse: parts kept may be too high between hours, never too low, so only an excess is counted again.
    pub(crate) fn check_watched(&mut self, purse: usize, at: Instant, calendar: &mut Calendar<Happening>) {
        let state = &self.ledger.purses[purse];
        let available = state.available.into();
        let by_second = self.plan.terms.readings.accrual == Accrual::Second;
        let kept = ExactWon::from(state.settled) + state.as_if + self.beginnings(purse, at);
        // VAT of all statements together is at most that of their sum, and half a won for each.
        let bound = if self.ledger.counted_whole {
            ExactWon::from(self.with_vat(kept.ceil()) + self.statements())
        } else {
            kept
        };
        let may_exceed = by_second || bound > available;
        if may_exceed && self.committed_with_beginnings(purse, at) > available {
            self.exhaust(purse, at, calendar);
        }
    }

    /// A session begins while its purse is watched: from now on its hours are events.
    #[inline]
    pub(crate) fn watch_start(&mut self, slot: u32, at: Instant, calendar: &mut Calendar<Happening>) {
        let p = self.places[slot as usize].session.project;
        let purse = self.purse_of(p);
        if self.ledger.purses[purse].watched {
            self.watch_watched(slot, p, purse, at, calendar);
        }
    }

    #[cold]
    fn watch_watched(
        &mut self,
        slot: u32,
        p: u32,
        purse: usize,
        at: Instant,
        calendar: &mut Calendar<Happening>,
    ) {
        self.refresh(p, purse, at);
        if self.hours_begin_with_the_session() {
            self.expect_hour(slot, at, calendar);
        } else {
            // One session more brings the next hour of the line nearer, whoever would have begun it.
            for slot in self.projects[p as usize].running.clone() {
                self.expect_hour(slot, at, calendar);
            }
        }
        self.predict(purse, at, calendar);
    }

    /// Schedules the next second in which this session's begun hours grow.
    pub(crate) fn expect_hour(&mut self, slot: u32, at: Instant, calendar: &mut Calendar<Happening>) {
        if self.plan.terms.readings.accrual == Accrual::Second {
            return;
        }
        let Place { session, suspended_since, .. } = self.places[slot as usize];
        if self.product(session.project).tariff != Tariff::Hourly || suspended_since.is_some() {
            return; // no hour begins before the outage is over
        }
        let next = if self.hours_begin_with_the_session() {
            Instant(at.0 + HOUR - (at - session.started - session.suspended).0.rem_euclid(HOUR))
        } else {
            // Hours begin with the line's sum or with the part, not with the session: find the second. Up to the
            // next cut what is owed without a discount never falls, and grows only where an hour begins.
            let p = session.project;
            let accounts = &self.projects[p as usize].accounts;
            let account = accounts.iter().find(|a| self.is_of(&session, a)).expect("it has an account");
            let owed = |t: i64| {
                let usages = self.usages(p, account, Instant(t), |_| Span::ZERO);
                account.lines.owed_if_ended(&self.plan.terms, self.prices_of(p, account), &usages)
            };
            // The months of the terms end with the programme, and so may its last second.
            let cut = self.next_cut(self.prices_of(p, account), at).min(Instant(self.plan.end.0 - 1));
            let last = cut.min(Instant(at.0 + HOUR));
            if last <= at {
                return;
            }
            first_second(at.0, last.0, |t| owed(t) > owed(at.0)).unwrap_or(last)
        };
        if next < session.ended {
            self.places[slot as usize].expect_hour(next);
            calendar.schedule(next, Happening::HourBegins(slot));
        }
    }

    /// Whether a session's hours begin at its start and every hour from there, whatever else the line holds.
    pub(crate) fn hours_begin_with_the_session(&self) -> bool {
        let readings = &self.plan.terms.readings;
        !readings.hours.by_line() && readings.split == Split::HourBegin
    }

    /// The next second after this one in which another month or price begins.
    pub(crate) fn next_cut(&self, prices: &Dated<Won>, at: Instant) -> Instant {
        let months = self.plan.terms.month_starts.iter().copied().find(|start| *start > at);
        let cut = months.into_iter().chain(prices.next_change(at)).min();
        cut.unwrap_or(Instant(i64::MAX))
    }

    pub(crate) fn hour_begins(&mut self, slot: u32, at: Instant, calendar: &mut Calendar<Happening>) {
        if !self.places[slot as usize].expects_hour(at) {
            return;
        }
        let p = self.places[slot as usize].session.project;
        let purse = self.purse_of(p);
        if self.ledger.purses[purse].watched {
            self.refresh(p, purse, at);
            self.expect_hour(slot, at, calendar);
            self.ledger.purses[purse].touched = true;
        }
    }

    /// By the second (`P4.accrual: second`) no hour begins: the second of the end is foreseen from who runs now.
    pub(crate) fn predict(&self, purse: usize, at: Instant, calendar: &mut Calendar<Happening>) {
        if self.plan.terms.readings.accrual != Accrual::Second {
            return;
        }
        let available = self.ledger.purses[purse].available.into();
        let midnight = at.next_midnight().0 - 1;
        if let Some(end) = first_second(at.0, midnight, |t| self.committed(purse, Instant(t)) > available) {
            calendar.schedule(end, Happening::MoneyEnds(purse as u32));
        }
    }

    pub(crate) fn exhaust(&mut self, purse: usize, at: Instant, calendar: &mut Calendar<Happening>) {
        self.ledger.purses[purse].exhausted = Some(at);
        let at_once = match self.plan.terms.readings.when_exhausted {
            WhenExhausted::StopAtOnce => true,
            WhenExhausted::StopNew => false,
            WhenExhausted::Overrun => return,
        };
        self.end_service(purse, at, &Stop { exhausted: true, at_once }, calendar);
        if at_once {
            let spent = self.committed(purse, at).ceil();
            let available = self.ledger.purses[purse].available;
            assert!(
                spent <= available,
                "under stop_at_once spend never passes the money: {spent} of {available}"
            );
        }
    }

    /// Funding stops: service of every line ends at once.
    pub(crate) fn stop_funding(&mut self, at: Instant, calendar: &mut Calendar<Happening>) {
        for purse in 0..self.ledger.purses.len() {
            self.end_service(purse, at, &Stop { exhausted: false, at_once: true }, calendar);
        }
    }
}

/// The first second in `(after, last]` for which a claim holds that, once true, stays true.
fn first_second(after: i64, last: i64, holds: impl Fn(i64) -> bool) -> Option<Instant> {
    let (mut low, mut high) = (after, last);
    if high <= low || !holds(high) {
        return None;
    }
    while high - low > 1 {
        let middle = low.midpoint(high);
        if holds(middle) { high = middle } else { low = middle }
    }
    Some(Instant(high))
}
