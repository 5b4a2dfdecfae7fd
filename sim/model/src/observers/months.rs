//! Use and money by month, product and supplier.

use crate::fact::{Bill, Charge, Fact, Kind, Observer, Session};
use crate::plan::{Plan, Project, Tariff};
use crate::replication::{own_monthly, own_ratio};
use naru_rules::readings::Own;
use naru_rules::settlement::{FlatSum, months_of_support, over_limit};
use naru_units::{Instant, Share, Span, Won};
use naru_workload::{Demand, ProjectId};

/// One month of one product at one supplier.
///
/// Requests and waits belong to the month of the request; seconds of use to the month in which they pass; hours and
/// money to the month in which they are billed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MonthRow {
    /// Requests made.
    pub requests: u64,
    /// Of them allocated.
    pub served: u64,
    /// Of them never allocated.
    pub unserved: u64,
    /// Over the wait limit, served or not.
    pub late: u64,
    /// Seconds of work done × sets.
    pub used_s: u64,
    /// Seconds held, idle tail included, × sets.
    pub held_s: u64,
    /// Product-hours billed.
    pub billed_hours: i64,
    /// Of them discounted.
    pub discounted_hours: i64,
    /// Discount for late allocation.
    pub discount: Won,
    /// Taken off against a credit for late allocation.
    pub credit: Won,
    /// Taken off for resources that could not be used, or came late.
    pub deduction: Won,
    /// Card-seconds of the free month, at the supplier's cost (clause T5).
    pub free_card_s: u64,
    /// Begun product-hours after the free month, at the user's cost (clause T6).
    pub after_hours: i64,
    /// Product-seconds of trials, at the supplier's cost (clause U2).
    pub trial_s: u64,
    /// Own contributions: those on the bills, or due outside them.
    pub own_contribution: Won,
    /// Paid by the programme.
    pub amount: Won,
}

/// All months.
#[derive(Clone, Debug)]
pub struct Months {
    starts: Vec<Instant>,
    limits: Vec<Option<Span>>,
    suppliers: usize,
    /// The month that runs.
    latest: usize,
    /// By month, product (and whole statements), supplier.
    rows: Vec<MonthRow>,
    due: Vec<Due>,
    /// Own shares that are paid outside the bills, by project.
    shares: Vec<Share>,
    service_ended: [Instant; 2],
}

/// An own contribution that is due outside the bills.
#[derive(Clone, Copy, Debug)]
struct Due {
    project: u32,
    product: u16,
    supplier: u16,
    line: usize,
    /// Support: from the first service second until the project left.
    from: Instant,
    until: Instant,
    /// A month.
    won: Won,
}

impl Months {
    /// Nothing heard yet.
    pub fn new(plan: &Plan, demand: &Demand<'_>) -> Self {
        let (suppliers, products) = (plan.suppliers(), plan.products.len());
        let months = plan.terms.month_starts.len() - 1;
        let outside = plan.terms.readings.own == Own::Outside;
        Self {
            starts: plan.terms.month_starts[..months].to_vec(),
            limits: plan.products.iter().map(|p| p.limit).collect(),
            suppliers,
            latest: 0,
            rows: vec![MonthRow::default(); months * (products + 1) * suppliers],
            due: flat_contributions(plan, demand),
            shares: (0..plan.projects.len() as u32)
                .map(|p| if outside { own_ratio(plan, demand, p) } else { Share::NONE })
                .collect(),
            service_ended: [plan.end; 2],
        }
    }

    /// Flat sums are due for each calendar month of support: that of the first service second included, and none
    /// that begins after the project, or its line's service, has ended.
    fn add_due(&mut self) {
        for due in core::mem::take(&mut self.due) {
            let until = due.until.min(self.service_ended[due.line]);
            for month in months_of_support(&self.starts, due.from, until) {
                self.row(month, due.product as usize, due.supplier).own_contribution += due.won;
            }
        }
    }

    #[inline]
    fn month_of(&self, at: Instant) -> usize {
        // Most facts speak of the month that runs.
        match self.starts.get(self.latest) {
            Some(start) if *start <= at && self.starts.get(self.latest + 1).is_none_or(|next| at < *next) => {
                self.latest
            }
            Some(_) | None => self.starts.partition_point(|s| *s <= at).saturating_sub(1),
        }
    }

    #[inline]
    fn row(&mut self, month: usize, product: usize, supplier: u16) -> &mut MonthRow {
        let kinds = self.limits.len() + 1;
        &mut self.rows[(month * kinds + product) * self.suppliers + supplier as usize]
    }

    fn of(&mut self, at: Instant, session: &Session) -> &mut MonthRow {
        self.row(self.month_of(at), session.product as usize, session.supplier)
    }

    fn is_late(&self, session: &Session, wait: Span) -> bool {
        self.limits[session.product as usize].is_some_and(|limit| over_limit(wait, limit))
    }

    #[inline(never)]
    fn add_bill(&mut self, bill: &Bill) {
        // A row of a whole statement belongs to no product.
        let product = bill.project.map_or(self.limits.len(), |_| bill.product as usize);
        let share = bill.project.map_or(Share::NONE, |p| self.shares[p as usize]);
        let row = self.row(bill.month, product, bill.supplier);
        row.amount += bill.amount;
        row.discount += bill.discount;
        row.credit += bill.credit;
        row.deduction += bill.deduction;
        // Paid outside the bill, a share is still a share of it; what is left to the programme is cut.
        row.own_contribution +=
            bill.own_contribution + bill.amount - bill.amount.share_floor(Share(Share::WHOLE.0 - share.0));
        if let Charge::Hours { hours, discounted, .. } = bill.charge {
            row.billed_hours += hours.unwrap_or(0);
            row.discounted_hours += discounted;
        }
    }

    /// Seconds of use and of holding, each in its month.
    fn add_use(&mut self, session: &Session) {
        let (first, last) = (self.month_of(session.started), self.month_of(session.released));
        if first == last {
            // The usual case.
            let product_s =
                |end: Instant| (end - session.started).0.max(0) as u64 * u64::from(session.multiple);
            let (used, held) = (product_s(session.work_end), product_s(session.released));
            let row = self.row(first, session.product as usize, session.supplier);
            row.used_s += used;
            row.held_s += held;
            return;
        }
        for month in first..=last {
            let from = self.starts[month].max(session.started);
            let next = self.starts.get(month + 1).copied();
            let until = |end: Instant| next.map_or(end, |next| end.min(next));
            let product_s = |end: Instant| (until(end) - from).0.max(0) as u64 * u64::from(session.multiple);
            let (used, held) = (product_s(session.work_end), product_s(session.released));
            let row = self.row(month, session.product as usize, session.supplier);
            row.used_s += used;
            row.held_s += held;
        }
    }

    /// Use that the programme does not pay, in the month of its start; in the last month, what begins after it.
    #[inline(never)]
    fn add_unpaid(&mut self, session: &Session) {
        let held = (session.released - session.started).0 as u64;
        let hours = (session.ended - session.started).begun_hours().0 * i64::from(session.multiple);
        let row = self.of(session.started, session);
        match session.kind {
            Kind::Free => row.free_card_s += held * u64::from(session.cards),
            Kind::After => row.after_hours += hours,
            Kind::Trial => row.trial_s += held * u64::from(session.multiple),
            Kind::Base | Kind::Burst | Kind::Gang | Kind::Monthly | Kind::Hold => {
                unreachable!("the programme pays for it")
            }
        }
    }

    /// All rows with their month, product and supplier, in that order. After the last product, one more place holds
    /// what belongs to whole statements.
    pub fn rows(&self) -> impl Iterator<Item = (usize, usize, usize, &MonthRow)> {
        let (kinds, suppliers) = (self.limits.len() + 1, self.suppliers);
        self.rows
            .iter()
            .enumerate()
            .map(move |(i, row)| (i / (kinds * suppliers), i / suppliers % kinds, i % suppliers, row))
    }
}

impl Observer for Months {
    #[expect(
        clippy::inline_always,
        reason = "where a fact is told, its kind is known: only its arm is left there"
    )]
    #[inline(always)]
    fn hear(&mut self, at: Instant, fact: &Fact<'_>) {
        match fact {
            Fact::Requested(session) if session.kind.is_counted() => {
                self.of(session.requested, session).requests += 1;
            }
            Fact::Started(session) if session.kind.is_counted() => {
                let late = self.is_late(session, session.wait());
                let row = self.of(session.requested, session);
                row.served += 1;
                row.late += u64::from(late);
            }
            Fact::Left(session, _) if session.kind.is_counted() => {
                let late = self.is_late(session, session.waited(at));
                let row = self.of(session.requested, session);
                row.unserved += 1;
                row.late += u64::from(late);
            }
            Fact::Ended(session, _) if session.kind.is_billed() => self.add_use(session),
            Fact::Ended(session, _) => self.add_unpaid(session),
            Fact::Billed(bill) => self.add_bill(bill),
            Fact::GrantRecalled { project } => {
                for due in self.due.iter_mut().filter(|due| due.project == *project) {
                    due.until = due.until.min(at);
                }
            }
            Fact::ServiceEnded { line, .. } => self.service_ended[*line] = at,
            Fact::Closed { .. } => self.add_due(),
            Fact::MonthClosed { month } => self.latest = month + 1,
            Fact::Requested(_)
            | Fact::Started(_)
            | Fact::Left(..)
            | Fact::Began(_)
            | Fact::Allowance { .. }
            | Fact::Offered { .. }
            | Fact::Suspended { .. }
            | Fact::Server { .. }
            | Fact::Moved { .. }
            | Fact::Outage(_)
            | Fact::HeldForGang { .. }
            | Fact::Transferred { .. }
            | Fact::WaveDecided { .. }
            | Fact::DayClosed { .. } => {}
        }
    }
}

/// Flat sums by project, but for those that come off its bills.
fn flat_contributions(plan: &Plan, demand: &Demand<'_>) -> Vec<Due> {
    let due = |(p, project): (usize, &Project)| {
        let id = ProjectId(p as u32);
        let product = &plan.products[project.product.0 as usize];
        if FlatSum::comes_off(&plan.terms.readings) && product.tariff == Tariff::Hourly {
            return None;
        }
        let won = own_monthly(plan, demand, id.0);
        Some(Due {
            project: p as u32,
            product: project.product.0,
            supplier: product.offers[project.offer as usize].supplier.0,
            line: product.line.index(),
            from: demand.first_service(id)?,
            until: demand.drops_at(id).unwrap_or(plan.end),
            won,
        })
    };
    plan.projects.iter().enumerate().filter_map(due).collect()
}

impl Plan {
    /// Number of suppliers that own a pool.
    pub fn suppliers(&self) -> usize {
        self.pools.iter().map(|p| p.supplier.0 as usize + 1).max().unwrap_or(0)
    }

    /// Products billed by the hour: the ones whose use is counted in product-hours.
    pub fn is_hourly(&self, product: usize) -> bool {
        self.products[product].tariff == Tariff::Hourly
    }
}
