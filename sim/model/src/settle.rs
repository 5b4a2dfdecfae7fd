//! Where use becomes money: sessions that have ended, and sets held by the month.

use crate::fact::{Observer, Session};
use crate::plan::{Offer, Tariff};
use crate::replication::Engine;
use naru_rules::readings::NpuMonth;
use naru_rules::settlement::{Tenancy as Months, Usage, days_held};
use naru_units::{DAY, Instant, Share, Won};

/// A set held by the month.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tenancy {
    pub(crate) session: u32,
    pub(crate) started: Instant,
    /// End of use; `None` while it is held.
    pub(crate) ended: Option<Instant>,
    /// Days that are owed: those begun so far, or by the reading those held in the end.
    pub(crate) days: i64,
    /// Owed for them.
    pub(crate) committed: Won,
}

impl<O: Observer> Engine<'_, O> {
    pub(crate) fn offer(&self, project: u32) -> &Offer {
        &self.product(project).offers[self.plan.projects[project as usize].offer as usize]
    }

    /// A session has ended: what it owes is owed for good.
    pub(crate) fn settle_session(&mut self, session: &Session) {
        let (plan, p) = (self.plan, session.project);
        let product = self.product(p);
        let line = product.line;
        match product.tariff {
            Tariff::Hourly => {
                let prices = &product.offers[plan.projects[p as usize].offer as usize].prices;
                let account = &mut self.projects[p as usize].account;
                let before = account.owed();
                account.enter(&plan.terms, prices, &usage(session, session.ended));
                let owed = account.owed() - before;
                self.ledger.settle(line, owed);
            }
            Tariff::Monthly => {
                // A day is committed whole at its midnight; by the reading, fewer may be owed in the end.
                let days = days_held(plan.terms.readings.npu_days, session.started, session.ended);
                let owed = self.months(p, session.started).owed(days);
                let tenancies = &mut self.projects[p as usize].tenancies;
                let tenancy = tenancies.iter_mut().rfind(|t| t.session == session.id);
                let tenancy = tenancy.expect("a tenancy began with its session");
                tenancy.ended = Some(session.ended);
                tenancy.days = days;
                let change = owed - tenancy.committed;
                tenancy.committed = owed;
                self.ledger.settle(line, change);
            }
        }
        let purse = self.ledger.purse_of(line);
        if self.ledger.purses[purse].watched {
            self.refresh(p, purse, session.released);
        }
    }

    pub(crate) fn begin_tenancy(&mut self, session: &Session) {
        let p = session.project;
        let committed = self.first_day(p, session.started);
        self.projects[p as usize].tenancies.push(Tenancy {
            session: session.id,
            started: session.started,
            ended: None,
            days: 1,
            committed,
        });
        self.ledger.settle(self.product(p).line, committed);
    }

    /// A project's tenancy as settlement sees it.
    pub(crate) fn months(&self, p: u32, started: Instant) -> Months<'_> {
        Months {
            terms: &self.plan.terms,
            prices: &self.offer(p).prices,
            own_ratio: Share::NONE, // users of monthly products pay nothing (T3)
            first_day: started.day(),
            outages: &[],
        }
    }

    /// What a tenancy that begins now owes for its first day.
    pub(crate) fn first_day(&self, p: u32, at: Instant) -> Won {
        self.months(p, at).commitment(1)
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
                let months = self.months(session.project, session.started);
                let whole = |days: i64| -> i64 {
                    months.bill(session.id, days).iter().filter_map(|line| line.whole_months).sum()
                };
                let begun = held.day() - session.started.day();
                let last = terms.month_starts[terms.month_starts.len() - 1].day() - session.started.day();
                let paid = (begun + 1..=last).find(|days| whole(*days) > whole(begun));
                Some(Instant((session.started.day() + paid.unwrap_or(last)) * DAY))
            }
        }
    }
}

/// A session's use until its end.
pub(crate) fn usage(session: &Session, ended: Instant) -> Usage<'static> {
    Usage {
        multiple: session.multiple,
        wait: session.wait(),
        ..Usage::of(session.id, session.started, ended)
    }
}
