//! Where use becomes money: sessions that have ended, and sets held by the month.

use crate::fact::{EndReason, Kind, Observer, Session};
use crate::outages::Supplier;
use crate::plan::{Allocation, Offer, Plan, Tariff};
use crate::replication::{Engine, own_monthly, own_ratio};
use naru_rules::readings::{BurstPrice, NpuMonth};
use naru_rules::settlement::{
    self, ALWAYS, Earlier, ExactWon, FlatSum, Switch, Tenancy as Months, Usage, days_billed,
};
use naru_units::{DAY, Dated, Instant, Share, Span, Won};
use naru_workload::ProjectId;
use std::collections::BTreeMap;

/// A project's bill at one supplier, by the hour.
#[derive(Clone, Debug)]
pub(crate) struct Account {
    /// Whose bill: all offers of a product at one supplier have one price, and so one bill.
    pub(crate) supplier: u16,
    /// One of them.
    pub(crate) offer: u16,
    /// Position of the product whose price is paid: another one's for some bursts.
    pub(crate) priced_as: u16,
    pub(crate) lines: settlement::Account,
}

/// A set held by the month.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tenancy {
    pub(crate) session: u32,
    pub(crate) offer: u16,
    /// First day that it is billed for.
    pub(crate) first_day: i64,
    /// What the supplier that the project has left charges in this month (N4).
    pub(crate) earlier: Option<Earlier>,
    /// End of use; `None` while it is held.
    pub(crate) ended: Option<Instant>,
    /// Days that are owed: those begun so far, or by the reading those held in the end.
    pub(crate) days: i64,
    /// Owed for them.
    pub(crate) committed: Won,
}

impl<'a, O: Observer> Engine<'a, O> {
    /// Makes sure that a project has an account where one of its product's offers serves it, at the price of a product.
    #[inline]
    pub(crate) fn account_at(&mut self, p: u32, offer: u16, priced_as: u16) {
        let state = &mut self.projects[p as usize];
        if state.product.tariff != Tariff::Hourly {
            return;
        }
        let supplier = state.product.offers[offer as usize].supplier.0;
        let accounts = &mut state.accounts;
        if !accounts.iter().any(|a| (a.supplier, a.priced_as) == (supplier, priced_as)) {
            let lines = settlement::Account::new(own_ratio(self.plan, self.demand, p));
            let lines = if O::HEARS_SESSIONS_OF_BILLS { lines } else { lines.without_sessions() };
            accounts.push(Account { supplier, offer, priced_as, lines });
            accounts.sort_by_key(|a| (a.supplier, a.priced_as));
        }
    }

    /// The flat own contribution of a project in service from `paid` on, where it comes off its bills (T3).
    pub(crate) fn flat_sum(&self, p: u32, paid: Instant) -> Option<FlatSum> {
        let (plan, demand) = (self.plan, self.demand);
        let monthly = own_monthly(plan, demand, p);
        // Users of monthly products pay nothing.
        let comes_off = FlatSum::comes_off(&plan.terms.readings) && self.product(p).tariff == Tariff::Hourly;
        let until = demand.drops_at(ProjectId(p)).unwrap_or(plan.end);
        (comes_off && monthly != Won::ZERO).then(|| FlatSum::new(&plan.terms, monthly, paid, until))
    }

    /// What the programme owes for a project's ended sessions, less a flat own contribution.
    pub(crate) fn owed_less(&self, p: u32, flat: &FlatSum) -> Won {
        let mut months = vec![Won::ZERO; self.plan.terms.month_starts.len() - 1];
        for account in &self.projects[p as usize].accounts {
            account.lines.owed_by_month(&mut months);
        }
        flat.left_to_pay(&months.into_iter().map(ExactWon::from).collect::<Vec<_>>()).floor()
    }

    /// Unit prices of an account.
    pub(crate) fn prices_of(&self, p: u32, account: &Account) -> &'a Dated<Won> {
        let plan = self.plan;
        prices(plan, plan.projects[p as usize].product.0, account.offer, account.priced_as)
    }

    /// A session has ended: what it owes is owed for good.
    pub(crate) fn settle_session(&mut self, session: &Session, reason: EndReason) {
        let (plan, p) = (self.plan, session.project);
        let product = self.product(p);
        let line = product.line;
        match product.tariff {
            Tariff::Hourly => {
                let priced = price_of(plan, session);
                let is_plain = reason != EndReason::Outage && self.is_plain(session, session.ended);
                // Against a flat sum stand all accounts together.
                let flat = self.projects[p as usize].flat.as_ref();
                let before = flat.map(|flat| self.owed_less(p, flat));
                let state = &mut self.projects[p as usize];
                let of = |a: &&mut Account| (a.supplier, a.priced_as) == (session.supplier, priced);
                let account = state.accounts.iter_mut().find(of).expect("it was opened at the request");
                let use_of = (session.started, session.ended);
                let sets = if priced == session.product { session.multiple } else { 1 };
                let entered = is_plain
                    .then(|| account.lines.enter_plain(&plan.terms, session.id, use_of, sets))
                    .flatten();
                let alone = entered.unwrap_or_else(|| {
                    let mut usage = usage(plan, &self.suppliers, &self.suspensions, session, session.ended);
                    usage.broken = reason == EndReason::Outage;
                    let before = account.lines.owed();
                    let agreed = prices(plan, session.product, session.offer, priced);
                    account.lines.enter(&plan.terms, agreed, &usage);
                    account.lines.owed() - before
                });
                let flat = self.projects[p as usize].flat.as_ref();
                let owed = flat.zip(before).map(|(flat, before)| self.owed_less(p, flat) - before);
                self.ledger.settle(line, owed.unwrap_or(alone));
            }
            Tariff::Monthly => {
                // A day is committed whole at its midnight; by the reading, fewer may be owed in the end.
                let tenancies = &mut self.projects[p as usize].tenancies;
                let t = tenancies.iter().rposition(|t| t.session == session.id);
                let t = t.expect("a tenancy began with its session");
                let switched = reason == EndReason::Switched;
                let readings = &plan.terms.readings;
                let first_day = tenancies[t].first_day;
                let days = days_billed(readings, session.started, first_day, session.ended, switched);
                tenancies[t].ended = Some(session.ended);
                tenancies[t].days = days;
                let tenancy = tenancies[t];
                let owed = self.months(p, &tenancy).owed(days);
                let change = owed - tenancy.committed;
                self.projects[p as usize].tenancies[t].committed = owed;
                self.ledger.settle(line, change);
            }
        }
        let purse = self.ledger.purse_of(line);
        if self.ledger.purses[purse].watched && session.released < self.plan.end {
            self.refresh(p, purse, session.released);
        }
    }

    /// Whether a session's use until an end has nothing that a bill looks at but its hours.
    #[inline]
    pub(crate) fn is_plain(&self, session: &Session, ended: Instant) -> bool {
        let plan = self.plan;
        session.suspended == Span::ZERO
            && session.wait() <= plan.terms.wait_limit
            && (session.part == Share::WHOLE || !plan.part_sets.billed_pro_rata)
            && self.offer_of(session).allocation == Allocation::Dynamic
            && self.suppliers[session.supplier as usize].fixed_within(session.started, ended).is_empty()
    }

    pub(crate) fn begin_tenancy(&mut self, session: &Session) {
        let p = session.project;
        let tenancy = self.new_tenancy(session, session.started);
        let committed = self.months(p, &tenancy).commitment(1);
        self.projects[p as usize].tenancies.push(Tenancy { committed, ..tenancy });
        self.ledger.settle(self.product(p).line, committed);
    }

    pub(crate) fn new_tenancy(&self, session: &Session, at: Instant) -> Tenancy {
        // Whoever has just left another supplier may have its first day billed there (N4).
        let switched = session.resumes != 0 && session.kind == Kind::Monthly;
        let reading = self.plan.terms.readings.switch_day;
        let first_day = if switched { Switch::on(reading, at.day()).new_first } else { at.day() };
        let left = self.projects[session.project as usize].tenancies.iter().rfind(|_| switched);
        let earlier = left.and_then(|left| {
            let month = self.plan.terms.month_of(at);
            Earlier::of(&self.months(session.project, left), left.days, month)
        });
        Tenancy {
            session: session.id,
            offer: session.offer,
            first_day,
            earlier,
            ended: None,
            days: 1,
            committed: Won::ZERO,
        }
    }

    /// A project's tenancy as settlement sees it.
    pub(crate) fn months(&self, p: u32, tenancy: &Tenancy) -> Months<'_> {
        Months {
            terms: &self.plan.terms,
            prices: &self.product(p).offers[tenancy.offer as usize].prices,
            own_ratio: Share::NONE, // users of monthly products pay nothing (T3)
            first_day: tenancy.first_day,
            earlier: tenancy.earlier,
            outages: self.suspensions.get(&tenancy.session).map_or(&[], Vec::as_slice),
        }
    }

    /// What a tenancy of this session that begins now owes for its first day.
    pub(crate) fn first_day(&self, session: &Session, at: Instant) -> Won {
        let tenancy = self.new_tenancy(session, at);
        self.months(session.project, &tenancy).commitment(1)
    }

    /// Until when a running tenancy is paid; `None` for a session that is billed by the hour.
    pub(crate) fn end_of_paid_month(&self, slot: u32, at: Instant) -> Option<Instant> {
        let session = &self.places[slot as usize].session;
        match self.product(session.project).tariff {
            Tariff::Hourly => None,
            Tariff::Monthly => {
                let terms = &self.plan.terms;
                let held = Instant((at.0 - 1).max(session.started.0));
                if terms.readings.npu_month == NpuMonth::Calendar {
                    return Some(terms.month_end(terms.month_of(held)));
                }
                // Otherwise the month that is paid ends with the day that makes it whole.
                let tenancies = &self.projects[session.project as usize].tenancies;
                let tenancy = tenancies.iter().rfind(|t| t.session == session.id).expect("it is held");
                let months = self.months(session.project, tenancy);
                let whole = |days: i64| -> i64 {
                    months.bill(session.id, days).iter().filter_map(|line| line.whole_months).sum()
                };
                let begun = held.day() - tenancy.first_day;
                let last = terms.month_starts[terms.month_starts.len() - 1].day() - tenancy.first_day;
                let paid = (begun + 1..=last).find(|days| whole(*days) > whole(begun));
                Some(Instant((tenancy.first_day + paid.unwrap_or(last)) * DAY))
            }
        }
    }
}

/// The product whose price a session pays: see [`priced_as`].
#[inline]
pub(crate) fn price_of(plan: &Plan, session: &Session) -> u16 {
    match session.kind {
        Kind::Burst => priced_as(plan, session.product, session.supplier, session.multiple),
        Kind::Base | Kind::Gang | Kind::Monthly | Kind::Hold | Kind::Trial | Kind::Free | Kind::After => {
            session.product
        }
    }
}

/// The product (by position) whose price is paid for `multiple` sets together: their own, but under
/// `A5.burst_price: target_product` for a burst that makes another product of the same supplier (2 × 67TF is 134TF).
pub fn priced_as(plan: &Plan, product: u16, supplier: u16, multiple: u32) -> u16 {
    if multiple == 1 || plan.terms.readings.burst_price == BurstPrice::Multiple {
        return product;
    }
    let own = &plan.products[product as usize];
    let target = plan.products.iter().position(|product| {
        product.line == own.line
            && product.performance == own.performance * multiple
            && product.offers.iter().any(|o| o.gang.is_none() && o.supplier.0 == supplier)
    });
    target.map_or(product, |target| target as u16)
}

/// Unit prices that an account pays for an offer of a product, by the product whose price it is: see [`priced_as`].
#[inline]
pub fn prices(plan: &Plan, product: u16, offer: u16, priced_as: u16) -> &Dated<Won> {
    let own: &Offer = &plan.products[product as usize].offers[offer as usize];
    if priced_as == product {
        return &own.prices;
    }
    let offers = &plan.products[priced_as as usize].offers;
    let target = offers.iter().find(|o| o.gang.is_none() && o.supplier == own.supplier);
    &target.expect("the target is offered by the same supplier").prices
}

/// A session's use until its end.
#[inline]
pub(crate) fn usage<'s>(
    plan: &Plan,
    suppliers: &'s [Supplier],
    suspensions: &'s BTreeMap<u32, Vec<(Instant, Instant)>>,
    session: &Session,
    ended: Instant,
) -> Usage<'s> {
    let offer = &plan.products[session.product as usize].offers[session.offer as usize];
    let fixed = match offer.allocation {
        Allocation::Fixed => ALWAYS,
        Allocation::Dynamic => suppliers[session.supplier as usize].fixed_within(session.started, ended),
    };
    let suspended = if suspensions.is_empty() { None } else { suspensions.get(&session.id) };
    let whole = price_of(plan, session) == session.product;
    Usage {
        session: session.id,
        started: session.started,
        ended,
        multiple: if whole { session.multiple } else { 1 },
        wait: session.wait(),
        fixed,
        suspended: suspended.map_or(&[], Vec::as_slice),
        broken: false,
        part: if plan.part_sets.billed_pro_rata { session.part } else { Share::WHOLE },
    }
}
