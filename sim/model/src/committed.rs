//! Committed money: what would be owed if every running session ended now (kr-2025/P4). Counts, and changes nothing.

use crate::fact::{Observer, Session};
use crate::plan::{Line, Tariff};
use crate::replication::{Engine, Granted, Place};
use crate::settle::{Account, Tenancy, price_of, usage};
use naru_rules::settlement::{ExactWon, Usage, billable_end, vat_of_statement_exact};
use naru_units::{Instant, Span, Won};

impl<O: Observer> Engine<'_, O> {
    /// What a project owes beyond its accounts if its running sessions, and those that would begin now, ended now.
    ///
    /// The second `at` counts as used: an hour that begins in it is owed.
    pub(crate) fn as_if(&self, p: u32, with_beginnings: bool, at: Instant) -> ExactWon {
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
                    if let Some(more) = self.plainly_beyond(place, account, at) {
                        sum += more.into();
                        continue;
                    }
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

    /// What a running session would add if it ended now, where that is nothing but hours of a line that stands.
    #[inline]
    fn plainly_beyond(&self, place: &Place, account: &Account, at: Instant) -> Option<Won> {
        let session = &place.session;
        let ended = Instant(at.0 + 1).min(session.ended);
        if place.suspended_since.is_some() || !self.is_plain(session, ended) {
            return None;
        }
        let sets = if account.priced_as == session.product { session.multiple } else { 1 };
        account.lines.plainly_beyond((session.started, ended), sets)
    }

    /// What a project would owe by month, before a flat own contribution, if what runs ended now.
    pub(crate) fn owed_by_month(&self, p: u32, with_beginnings: bool, at: Instant) -> Vec<ExactWon> {
        let mut months = vec![ExactWon::ZERO; self.plan.terms.month_starts.len() - 1];
        for account in &self.projects[p as usize].accounts {
            self.add_owed(p, account, with_beginnings, at, &mut months);
        }
        months
    }

    pub(crate) fn add_owed(
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
        account.lines.owed_if_ended_by_month(&self.plan.terms, prices, &running, months);
    }

    #[inline]
    pub(crate) fn owed_beyond(&self, p: u32, account: &Account, usages: &[Usage<'_>]) -> ExactWon {
        account.lines.owed_beyond(&self.plan.terms, self.prices_of(p, account), usages)
    }

    /// Whether a session is billed in an account.
    #[inline]
    pub(crate) fn is_of(&self, session: &Session, account: &Account) -> bool {
        session.kind.is_billed()
            && session.supplier == account.supplier
            && price_of(self.plan, session) == account.priced_as
    }

    /// Exactly what each line would owe if every session ended now; VAT on whole statements included.
    pub(crate) fn count(&self, at: Instant) -> [ExactWon; 2] {
        if self.ledger.counted_whole {
            return self.count_whole(at, false);
        }
        let mut committed = self.ledger.spent.map(ExactWon::from);
        if !self.costs {
            return committed;
        }
        for p in 0..self.projects.len() as u32 {
            if !self.projects[p as usize].running.is_empty() {
                committed[self.product(p).line.index()] += self.as_if(p, false, at);
            }
        }
        committed
    }

    /// As [`Self::count`] where no project's part is known alone: every line of every account, by statement. With
    /// `granted`, as if those that would begin in this second ended in it too.
    pub(crate) fn count_whole(&self, at: Instant, granted: bool) -> [ExactWon; 2] {
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
    pub(crate) fn committed(&self, purse: usize, at: Instant) -> ExactWon {
        self.committed_of(purse, &self.count(at))
    }

    pub(crate) fn committed_of(&self, purse: usize, count: &[ExactWon; 2]) -> ExactWon {
        let lines = || Line::ALL.iter().filter(|l| self.ledger.purse_of(**l) == purse);
        let spent: Won = lines().map(|l| self.ledger.spent[l.index()]).sum();
        let accrued = self.ledger.purses[purse].settled - spent;
        lines().map(|l| count[l.index()]).sum::<ExactWon>() + accrued.into()
    }

    /// Committed money of a purse with the sessions that would begin in this second, taken together.
    pub(crate) fn committed_with_beginnings(&self, purse: usize, at: Instant) -> ExactWon {
        if self.ledger.counted_whole {
            return self.committed_of(purse, &self.count_whole(at, true));
        }
        self.committed(purse, at) + self.beginnings(purse, at)
    }

    /// What the sessions that would begin now add in this very second, where projects are known alone.
    pub(crate) fn beginnings(&self, purse: usize, at: Instant) -> ExactWon {
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
    pub(crate) fn granted_of(&self, p: u32) -> impl Iterator<Item = &Place> {
        let granted = self.granted.iter().map(|granted| &self.places[granted.grant.ticket as usize]);
        granted.filter(move |place| place.session.project == p && place.session.kind.is_billed())
    }

    /// Their use by the end of this second. A session of no length begins no hour.
    pub(crate) fn beginning_usages(
        &self,
        p: u32,
        account: &Account,
        at: Instant,
    ) -> impl Iterator<Item = Usage<'_>> {
        let of = self.granted_of(p).filter(|place| self.is_of(&place.session, account));
        let length = move |place: &Place| self.length(&Session { started: at, ..place.session });
        let begins = of.filter(move |place| length(place) > 0);
        begins
            .map(move |place| {
                let session = &place.session;
                let not_counted = self.plan.outages.not_counted(session, at);
                let session = Session { started: at, not_counted, ..*session };
                self.usage(&session, Instant(at.0 + 1))
            })
            .collect::<Vec<_>>()
            .into_iter()
    }

    /// Billable seconds of a session that begins.
    pub(crate) fn length(&self, session: &Session) -> i64 {
        let end = session.started + session.wanted;
        let (readings, released) = (&self.plan.terms.readings, end + self.tail_of(session));
        (billable_end(readings, session.started, end, released, self.plan.gpu_busy) - session.started).0
    }

    /// The running sessions of an account as if they ended now, with a wait of the caller's choice.
    pub(crate) fn usages(
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
    pub(crate) fn as_if_ended(&self, place: &Place, at: Instant) -> Usage<'_> {
        self.usage(&place.session, Instant(at.0 + 1).min(place.session.ended))
    }

    pub(crate) fn usage(&self, session: &Session, ended: Instant) -> Usage<'_> {
        usage(self.plan, &self.suppliers, &self.suspensions, session, ended)
    }
}
