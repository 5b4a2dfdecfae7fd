//! The exact second of the money's end (kr-2025/P4): counted, guarded, watched. How, says `ledger`.

use crate::event::Happening;
use crate::fact::{Fact, Observer, Session};
use crate::plan::{Line, Tariff};
use crate::replication::{Engine, Granted, Place, Stop};
use crate::settle::{Account, Tenancy, price_of, prices, usage};
use naru_kernel::Calendar;
use naru_rules::budget::{self, Elapsed, LineMoney};
use naru_rules::readings::{Accrual, Operating, PriceAt, Split, Transfer, Vat, VatScope, WhenExhausted};
use naru_rules::settlement::{
    ExactWon, FlatSum, Usage, billable_end, dearest_hour, most_added, vat_of_statement_exact,
};
use naru_units::{Dated, HOUR, Instant, Share, Span, Won};

/// What an hour of an offer can cost at most within a day.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DayBound {
    hour: Won,
    /// Hours more, where parts of a session round alone.
    parts: i64,
}

impl<O: Observer> Engine<'_, O> {
    /// What a project owes beyond its accounts if its running sessions, and those that would begin now, ended now.
    ///
    /// The second `at` counts as used: an hour that begins in it is owed.
    fn as_if(&self, p: u32, with_beginnings: bool, at: Instant) -> ExactWon {
        if let Some(flat) = &self.projects[p as usize].flat {
            let months = self.owed_by_month(p, with_beginnings, at);
            return flat.left_to_pay(&months) - self.owed_less(p, flat).into();
        }
        let mut sum = ExactWon::ZERO;
        for account in &self.projects[p as usize].accounts {
            if let [one] = self.projects[p as usize].running.as_slice()
                && !with_beginnings
            {
                // The usual case.
                let place = &self.places[*one as usize];
                if self.is_of(&place.session, account) {
                    let usage = self.as_if_ended(place, at);
                    sum += self.owed_beyond(p, account, &[usage]);
                }
                continue;
            }
            let mut all = self.usages(p, account, at, Session::wait);
            if with_beginnings {
                all.extend(self.beginning_usages(p, account, at));
            }
            if !all.is_empty() {
                sum += self.owed_beyond(p, account, &all);
            }
        }
        sum
    }

    /// What a project would owe by month, before a flat own contribution, if what runs ended now.
    fn owed_by_month(&self, p: u32, with_beginnings: bool, at: Instant) -> Vec<ExactWon> {
        let mut months = vec![ExactWon::ZERO; self.plan.terms.month_starts.len() - 1];
        for account in &self.projects[p as usize].accounts {
            self.add_owed(p, account, with_beginnings, at, &mut months);
        }
        months
    }

    fn add_owed(
        &self,
        p: u32,
        account: &Account,
        with_beginnings: bool,
        at: Instant,
        months: &mut [ExactWon],
    ) {
        let mut running = self.usages(p, account, at, Session::wait);
        if with_beginnings {
            running.extend(self.beginning_usages(p, account, at));
        }
        let prices = self.prices_of(p, account);
        account.account.owed_if_ended_by_month(&self.plan.terms, prices, &running, months);
    }

    fn owed_beyond(&self, p: u32, account: &Account, usages: &[Usage<'_>]) -> ExactWon {
        let prices = self.prices_of(p, account);
        account.account.owed_if_ended(&self.plan.terms, prices, usages) - account.account.owed().into()
    }

    /// Whether a session is billed in an account.
    fn is_of(&self, session: &Session, account: &Account) -> bool {
        session.kind.is_billed()
            && session.offer == account.offer
            && price_of(self.plan, session) == account.priced_as
    }

    /// Brings a project's part of a watched purse up to date.
    pub(crate) fn refresh(&mut self, p: u32, purse: usize, at: Instant) {
        let now = self.as_if(p, false, at);
        let was = core::mem::replace(&mut self.projects[p as usize].as_if, now);
        let purse = &mut self.ledger.purses[purse];
        purse.as_if += now - was;
    }

    /// Exactly what each line would owe if every session ended now; VAT on whole statements included.
    pub(crate) fn count(&self, at: Instant) -> [ExactWon; 2] {
        if self.ledger.counted_whole {
            return self.count_whole(at, false);
        }
        let mut committed = self.ledger.spent.map(ExactWon::from);
        for p in 0..self.projects.len() as u32 {
            if !self.projects[p as usize].running.is_empty() {
                committed[self.product(p).line.index()] += self.as_if(p, false, at);
            }
        }
        committed
    }

    /// As [`Self::count`] where no project's part is known alone: every line of every account, by statement. With
    /// `granted`, as if those that would begin in this second ended in it too.
    fn count_whole(&self, at: Instant, granted: bool) -> [ExactWon; 2] {
        let plan = self.plan;
        let (months, suppliers) = (plan.terms.month_starts.len() - 1, plan.suppliers());
        let mut net = vec![vec![ExactWon::ZERO; months]; 2 * suppliers];
        for p in 0..self.projects.len() as u32 {
            let state = &self.projects[p as usize];
            let line = self.product(p).line.index();
            let statement =
                |offer: u16| line * suppliers + self.product(p).offers[offer as usize].supplier.0 as usize;
            match &state.flat {
                None => {
                    for account in &state.accounts {
                        self.add_owed(p, account, granted, at, &mut net[statement(account.offer)]);
                    }
                }
                Some(flat) => {
                    let mut own = vec![vec![ExactWon::ZERO; months]; suppliers];
                    for account in &state.accounts {
                        let supplier = self.product(p).offers[account.offer as usize].supplier;
                        self.add_owed(p, account, granted, at, &mut own[supplier.0 as usize]);
                    }
                    // In the order of lines: a month's suppliers one after the other.
                    for month in 0..months {
                        let mut used = ExactWon::ZERO;
                        for (supplier, owed) in own.iter().map(|months| months[month]).enumerate() {
                            let credited = flat.credit(month, used, owed);
                            used += credited;
                            net[line * suppliers + supplier][month] += owed - credited;
                        }
                    }
                }
            }
            let mut held: Vec<(Tenancy, i64)> = state.tenancies.iter().map(|t| (*t, t.days)).collect();
            if granted && self.product(p).tariff == Tariff::Monthly {
                held.extend(self.granted_of(p).map(|place| (self.new_tenancy(&place.session, at), 1)));
            }
            for (tenancy, days) in held {
                let mut months = self.months(p, &tenancy);
                if tenancy.ended.is_none() {
                    months.outages = &[]; // committed is the most that its days can cost (N3)
                }
                for line in months.bill(0, days) {
                    net[statement(tenancy.offer)][line.month] += line.amount.into();
                }
            }
        }
        Line::ALL.map(|line| {
            let statements = net[line.index() * suppliers..(line.index() + 1) * suppliers].iter().flatten();
            statements.map(|net| *net + vat_of_statement_exact(&plan.terms, *net)).sum()
        })
    }

    /// What a purse would owe if every session ended now, operating cost that has fallen due included.
    fn committed(&self, purse: usize, at: Instant) -> ExactWon {
        self.committed_of(purse, &self.count(at))
    }

    fn committed_of(&self, purse: usize, count: &[ExactWon; 2]) -> ExactWon {
        let lines = || Line::ALL.iter().filter(|l| self.ledger.purse_of(**l) == purse);
        let spent: Won = lines().map(|l| self.ledger.spent[l.index()]).sum();
        let accrued = self.ledger.purses[purse].settled - spent;
        lines().map(|l| count[l.index()]).sum::<ExactWon>() + accrued.into()
    }

    /// A day begins: tenancies owe another day, and every purse is counted and guarded.
    pub(crate) fn count_day(&mut self, at: Instant, calendar: &mut Calendar<Happening>) {
        let plan = self.plan;
        self.bound_day(at);
        let mut count = self.count(at);
        if at > Instant::START {
            let committed = count.map(ExactWon::ceil);
            let operating = self.ledger.operating;
            self.observer.hear(at, &Fact::DayClosed { day: at.day() - 1, committed, operating });
        }
        let months = plan.terms.month_starts.len() - 1;
        let gpu = self.ledger.purse_of(Line::Gpu);
        self.transfer(at, &count);
        let mut due = Won::ZERO;
        if plan.terms.readings.operating == Operating::MonthlyAccrual
            && let Some(month) =
                plan.terms.month_starts[..months].iter().position(|m| *m.max(&Instant::START) == at)
        {
            // Who has no service any more has nothing to operate.
            let taken = |begun: usize| {
                let reading = plan.terms.readings.operating;
                budget::operating_taken(reading, plan.budget.operating, months as i64, begun as i64)
            };
            if !self.ledger.purses[gpu].closed {
                due = taken(month + 1) - taken(month);
                self.operate(gpu, due);
            }
        }
        let days = self.begin_days(at);
        if days != [Won::ZERO; 2] {
            // Days of tenancies add to their line and nothing else, but where statements bear the VAT.
            count = if self.ledger.counted_whole {
                self.count(at)
            } else {
                [count[0] + days[0].into(), count[1] + days[1].into()]
            };
        }
        for purse in 0..self.ledger.purses.len() {
            self.ledger.purses[purse].watched = false;
            if self.is_limited(purse) {
                let committed = self.committed_of(purse, &count);
                if committed > self.ledger.purses[purse].available.into() {
                    if purse == gpu && plan.terms.readings.when_exhausted == WhenExhausted::StopAtOnce {
                        // The month that would begin has no service to operate.
                        self.operate(gpu, -due);
                    }
                    self.exhaust(purse, at, calendar);
                } else {
                    self.guard(purse, committed, at, calendar);
                }
            }
        }
    }

    /// In the close of a month, money moves between the lines (clause P3).
    ///
    /// What each has executed is its committed money; what is moved is never committed, so no line ends by it.
    fn transfer(&mut self, at: Instant, count: &[ExactWon; 2]) {
        let plan = self.plan;
        let starts = &plan.terms.month_starts;
        if plan.terms.readings.transfer != Transfer::MonthEndForecast
            || !starts[1..starts.len() - 1].contains(&at)
        {
            return;
        }
        let elapsed = Elapsed { days: at.day(), of: plan.end.day() };
        let [gpu, npu] = Line::ALL.map(|line| LineMoney {
            allotted: self.ledger.allotted[line.index()],
            spent: count[line.index()].ceil(),
        });
        let npu_to_gpu = budget::transfer(&plan.terms.readings, gpu, npu, elapsed);
        if npu_to_gpu != Won::ZERO {
            self.ledger.transfer(npu_to_gpu);
            let month = plan.terms.month_of(Instant(at.0 - 1));
            self.observer.hear(at, &Fact::Transferred { month, npu_to_gpu });
        }
    }

    /// Operating cost falls due, or is taken back.
    fn operate(&mut self, purse: usize, due: Won) {
        self.ledger.purses[purse].settled += due;
        self.ledger.operating += due;
    }

    /// Whether a purse may still end service.
    fn is_limited(&self, purse: usize) -> bool {
        let purse = &self.ledger.purses[purse];
        !purse.closed && purse.exhausted.is_none()
    }

    /// Tenancies that are held into the day that begins owe another day; how much, by line.
    ///
    /// It is owed before the money is looked at: where service ends in this second, its end takes it back.
    fn begin_days(&mut self, at: Instant) -> [Won; 2] {
        let mut sum = [Won::ZERO; 2];
        for p in 0..self.projects.len() as u32 {
            for t in 0..self.projects[p as usize].tenancies.len() {
                let tenancy = self.projects[p as usize].tenancies[t];
                let days = at.day() - tenancy.first_day + 1;
                // Billed elsewhere for its first day (N4), a tenancy owes that day already.
                if tenancy.ended.is_none() && days > tenancy.days {
                    let owed = self.months(p, &tenancy).commitment(days);
                    let tenancy = &mut self.projects[p as usize].tenancies[t];
                    tenancy.days = days;
                    tenancy.committed += owed;
                    let line = self.product(p).line;
                    self.ledger.settle(line, owed);
                    sum[line.index()] += owed;
                }
            }
        }
        sum
    }

    /// A bound on money with the VAT that its statement will bear; the money itself where lines bear it.
    fn with_vat(&self, won: Won) -> Won {
        let readings = &self.plan.terms.readings;
        match (readings.vat, readings.vat_scope) {
            // However the statement's VAT is rounded, a sum more adds no more than its own VAT, rounded up.
            (Vat::Excluded, VatScope::Statement) => won - Won(-won.0).share_floor(self.plan.terms.vat_rate),
            (Vat::Included, _) | (Vat::Excluded, VatScope::Line) => won,
        }
    }

    /// Sets the guard after an exact count; watches the purse where it does not hold.
    fn guard(&mut self, purse: usize, committed: ExactWon, at: Instant, calendar: &mut Calendar<Happening>) {
        let mut guard = self.ledger.purses[purse].available - committed.ceil();
        if self.ledger.counted_whole && FlatSum::comes_off(&self.plan.terms.readings) {
            // A line that grows may take a flat sum from another supplier's: each statement rounds its VAT up once.
            guard -= self.statements();
        }
        for p in 0..self.projects.len() as u32 {
            if self.purse_of(p) == purse {
                for slot in &self.projects[p as usize].running {
                    let session = &self.places[*slot as usize].session;
                    if !session.kind.is_billed() {
                        continue;
                    }
                    guard -= self.most_until_midnight(session, session.started, at);
                }
            }
        }
        for granted in &self.granted {
            let session = &self.places[granted.grant.ticket as usize].session;
            if self.purse_of(session.project) == purse && session.kind.is_billed() {
                guard -= self.most_until_midnight(session, at, at);
            }
        }
        self.ledger.purses[purse].guard = guard;
        if guard < Won::ZERO {
            self.watch(purse, at, calendar);
        }
    }

    /// A won for each statement that there can be.
    fn statements(&self) -> Won {
        Won((2 * self.plan.suppliers() * (self.plan.terms.month_starts.len() - 1)) as i64)
    }

    /// A bound on what one session can add until the next midnight: the hours that can begin, at the day's dearest.
    fn most_until_midnight(&self, session: &Session, started: Instant, at: Instant) -> Won {
        if self.product(session.project).tariff == Tariff::Monthly {
            return Won::ZERO;
        }
        let midnight = at.next_midnight();
        let offer = self.offer_of(session);
        let priced_as = price_of(self.plan, session);
        let prices = prices(self.plan, session.product, session.offer, priced_as);
        if self.plan.terms.readings.price_at == PriceAt::SessionStart {
            // The price of a session's start may be any that was ever in force.
            return most_added(&self.plan.terms, prices, started, at, midnight, session.multiple);
        }
        let offers = &self.plan.products[priced_as as usize].offers;
        let priced = if priced_as == session.product {
            session.offer as usize
        } else {
            let same = offers.iter().position(|o| o.gang.is_none() && o.supplier == offer.supplier);
            same.expect("the target is offered by the same supplier")
        };
        let day = self.bounds[priced_as as usize][priced];
        let hours = (midnight - at).begun_hours().0 + 1 + day.parts;
        day.hour * (hours * i64::from(session.multiple))
    }

    /// The dearest hour of each offer in the day that begins.
    fn bound_day(&mut self, at: Instant) {
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

    fn watch(&mut self, purse: usize, at: Instant, calendar: &mut Calendar<Happening>) {
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
    pub(crate) fn pay_for_beginnings(&mut self, at: Instant, calendar: &mut Calendar<Happening>) {
        for purse in 0..self.ledger.purses.len() {
            let state = &self.ledger.purses[purse];
            if (self.granted.is_empty() && !state.touched) || !self.is_limited(purse) {
                continue;
            }
            if self.ledger.purses[purse].watched {
                self.ledger.purses[purse].touched = false;
                self.check_watched(purse, at, calendar);
            } else {
                self.take_off_guard(purse, at, calendar);
            }
        }
    }

    /// Committed money of a purse with the sessions that would begin in this second, taken together.
    fn committed_with_beginnings(&self, purse: usize, at: Instant) -> ExactWon {
        if self.ledger.counted_whole {
            return self.committed_of(purse, &self.count_whole(at, true));
        }
        self.committed(purse, at) + self.beginnings(purse, at)
    }

    /// What the sessions that would begin now add in this very second, where projects are known alone.
    fn beginnings(&self, purse: usize, at: Instant) -> ExactWon {
        let mut sum = ExactWon::ZERO;
        for (i, granted) in self.granted.iter().enumerate() {
            let session = &self.places[granted.grant.ticket as usize].session;
            let p = session.project;
            let of_same = |other: &Granted| self.places[other.grant.ticket as usize].session.project == p;
            if self.purse_of(p) != purse || self.granted[..i].iter().any(of_same) {
                continue;
            }
            sum += match self.product(p).tariff {
                Tariff::Monthly if !session.kind.is_billed() => ExactWon::ZERO,
                Tariff::Monthly => (self.first_day(session, at) * self.granted_of(p).count() as i64).into(),
                Tariff::Hourly => self.as_if(p, true, at) - self.as_if(p, false, at),
            };
        }
        sum
    }

    /// Paid sessions of a project that would begin in this second.
    fn granted_of(&self, p: u32) -> impl Iterator<Item = &Place> {
        let granted = self.granted.iter().map(|granted| &self.places[granted.grant.ticket as usize]);
        granted.filter(move |place| place.session.project == p && place.session.kind.is_billed())
    }

    /// Their use by the end of this second. A session of no length begins no hour.
    fn beginning_usages(&self, p: u32, account: &Account, at: Instant) -> impl Iterator<Item = Usage<'_>> {
        let of = self.granted_of(p).filter(|place| self.is_of(&place.session, account));
        let length = move |place: &Place| self.length(&Session { started: at, ..place.session });
        let begins = of.filter(move |place| length(place) > 0);
        begins
            .map(move |place| {
                let session = &place.session;
                let eligible = self.plan.outages.counted_from(session.eligible, at, session.pool);
                let session = Session { started: at, eligible, ..*session };
                self.usage(&session, place.part, Instant(at.0 + 1))
            })
            .collect::<Vec<_>>()
            .into_iter()
    }

    /// Billable seconds of a session that begins.
    fn length(&self, session: &Session) -> i64 {
        let end = session.started + session.wanted;
        let (readings, released) = (&self.plan.terms.readings, end + self.tail_of(session));
        (billable_end(readings, session.started, end, released, self.plan.gpu_busy) - session.started).0
    }

    fn take_off_guard(&mut self, purse: usize, at: Instant, calendar: &mut Calendar<Happening>) {
        let mut guard = self.ledger.purses[purse].guard;
        for granted in &self.granted {
            let session = &self.places[granted.grant.ticket as usize].session;
            let p = session.project;
            if self.purse_of(p) == purse && session.kind.is_billed() {
                guard -= match self.product(p).tariff {
                    Tariff::Monthly => self.with_vat(self.first_day(session, at)),
                    Tariff::Hourly => self.most_until_midnight(session, at, at),
                };
            }
        }
        self.ledger.purses[purse].guard = guard;
        if guard >= Won::ZERO {
            return;
        }
        let committed = self.committed_with_beginnings(purse, at);
        if committed > self.ledger.purses[purse].available.into() {
            self.exhaust(purse, at, calendar);
        } else {
            self.guard(purse, committed, at, calendar);
        }
    }

    /// A watched purse: parts kept may be too high between hours, never too low, so only an excess is counted again.
    fn check_watched(&mut self, purse: usize, at: Instant, calendar: &mut Calendar<Happening>) {
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
    pub(crate) fn watch_start(&mut self, slot: u32, at: Instant, calendar: &mut Calendar<Happening>) {
        let p = self.places[slot as usize].session.project;
        let purse = self.purse_of(p);
        if self.ledger.purses[purse].watched {
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
    }

    /// Schedules the next second in which this session's begun hours grow.
    fn expect_hour(&mut self, slot: u32, at: Instant, calendar: &mut Calendar<Happening>) {
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
                account.account.owed_if_ended(&self.plan.terms, self.prices_of(p, account), &usages)
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
    fn hours_begin_with_the_session(&self) -> bool {
        let readings = &self.plan.terms.readings;
        !readings.hours.by_line() && readings.split == Split::HourBegin
    }

    /// The next second after this one in which another month or price begins.
    fn next_cut(&self, prices: &Dated<Won>, at: Instant) -> Instant {
        let months = self.plan.terms.month_starts.iter().copied().find(|start| *start > at);
        let cut = months.into_iter().chain(prices.next_change(at)).min();
        cut.unwrap_or(Instant(i64::MAX))
    }

    /// The running sessions of an account as if they ended now, with a wait of the caller's choice.
    fn usages(
        &self,
        p: u32,
        account: &Account,
        at: Instant,
        wait: impl Fn(&Session) -> Span,
    ) -> Vec<Usage<'_>> {
        let running = self.projects[p as usize].running.iter();
        running
            .map(|slot| &self.places[*slot as usize])
            .filter(|place| self.is_of(&place.session, account))
            .map(|place| Usage { wait: wait(&place.session), ..self.as_if_ended(place, at) })
            .collect()
    }

    /// A running session's use if it ended now; the second `at` counts as used.
    fn as_if_ended(&self, place: &Place, at: Instant) -> Usage<'_> {
        self.usage(&place.session, place.part, Instant(at.0 + 1).min(place.session.ended))
    }

    fn usage(&self, session: &Session, part: Share, ended: Instant) -> Usage<'_> {
        usage(self.plan, &self.suppliers, &self.suspensions, session, part, ended)
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
    fn predict(&self, purse: usize, at: Instant, calendar: &mut Calendar<Happening>) {
        if self.plan.terms.readings.accrual != Accrual::Second {
            return;
        }
        let available = self.ledger.purses[purse].available.into();
        let midnight = at.next_midnight().0 - 1;
        if let Some(end) = first_second(at.0, midnight, |t| self.committed(purse, Instant(t)) > available) {
            calendar.schedule(end, Happening::MoneyEnds(purse as u32));
        }
    }

    fn exhaust(&mut self, purse: usize, at: Instant, calendar: &mut Calendar<Happening>) {
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
