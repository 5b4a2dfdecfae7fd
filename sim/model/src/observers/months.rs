//! Use and money by month, product and supplier.

use crate::fact::{Charge, Fact, Observer, Session};
use crate::plan::{Plan, Tariff};
use naru_units::{Instant, Won};
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
    /// Own contributions: those on the bills, or due outside them.
    pub own_contribution: Won,
    /// Paid by the programme.
    pub amount: Won,
}

/// All months.
#[derive(Clone, Debug)]
pub struct Months {
    starts: Vec<Instant>,
    limits: Vec<Option<naru_units::Span>>,
    suppliers: usize,
    /// The month that runs.
    latest: usize,
    /// By month, product, supplier.
    rows: Vec<MonthRow>,
}

impl Months {
    /// Nothing heard yet. Contributions that are due outside the bills are known from the start.
    pub fn new(plan: &Plan, demand: &Demand<'_>) -> Self {
        let suppliers = plan.suppliers();
        let months = plan.terms.month_starts.len() - 1;
        let mut all = Self {
            starts: plan.terms.month_starts[..months].to_vec(),
            limits: plan.products.iter().map(|p| p.limit).collect(),
            suppliers,
            latest: 0,
            rows: vec![MonthRow::default(); months * plan.products.len() * suppliers],
        };
        all.add_flat_contributions(plan, demand);
        all
    }

    /// Flat sums are due for each calendar month of support, the month of the first service second included.
    fn add_flat_contributions(&mut self, plan: &Plan, demand: &Demand<'_>) {
        for (p, project) in plan.projects.iter().enumerate() {
            let id = ProjectId(p as u32);
            let product = &plan.products[project.product.0 as usize];
            let (Some(paid), Some(kind)) = (demand.first_service(id), demand.user_kind(id)) else { continue };
            let Some(&due) = product.own_monthly.get(kind as usize) else { continue };
            let supplier = product.offers[project.offer as usize].supplier.0;
            let left = demand.drops_at(id).unwrap_or(plan.end);
            for month in self.month_of(paid)..=self.month_of(Instant((left.0 - 1).max(paid.0))) {
                self.row(month, project.product.0, supplier).own_contribution += due;
            }
        }
    }

    fn month_of(&self, at: Instant) -> usize {
        // Most facts speak of the month that runs.
        match self.starts.get(self.latest) {
            Some(start) if *start <= at && self.starts.get(self.latest + 1).is_none_or(|next| at < *next) => {
                self.latest
            }
            Some(_) | None => self.starts.partition_point(|s| *s <= at).saturating_sub(1),
        }
    }

    fn row(&mut self, month: usize, product: u16, supplier: u16) -> &mut MonthRow {
        let products = self.limits.len();
        &mut self.rows[(month * products + product as usize) * self.suppliers + supplier as usize]
    }

    fn of(&mut self, at: Instant, session: &Session) -> &mut MonthRow {
        self.row(self.month_of(at), session.product, session.supplier)
    }

    /// Seconds of use and of holding, each in its month.
    fn add_use(&mut self, session: &Session) {
        let (first, last) = (self.month_of(session.started), self.month_of(session.released));
        for month in first..=last {
            let from = self.starts[month].max(session.started);
            let next = self.starts.get(month + 1).copied();
            let until = |end: Instant| next.map_or(end, |next| end.min(next));
            let product_s = |end: Instant| (until(end) - from).0.max(0) as u64 * u64::from(session.multiple);
            let (used, held) = (product_s(session.work_end), product_s(session.released));
            let row = self.row(month, session.product, session.supplier);
            row.used_s += used;
            row.held_s += held;
        }
    }

    /// All rows with their month, product and supplier, in that order.
    pub fn rows(&self) -> impl Iterator<Item = (usize, usize, usize, &MonthRow)> {
        let (products, suppliers) = (self.limits.len(), self.suppliers);
        self.rows
            .iter()
            .enumerate()
            .map(move |(i, row)| (i / (products * suppliers), i / suppliers % products, i % suppliers, row))
    }
}

impl Observer for Months {
    fn hear(&mut self, at: Instant, fact: &Fact<'_>) {
        match fact {
            Fact::Requested(session) => self.of(session.requested, session).requests += 1,
            Fact::Started(session) => {
                let late = self.limits[session.product as usize].is_some_and(|limit| session.wait() > limit);
                let row = self.of(session.requested, session);
                row.served += 1;
                row.late += u64::from(late);
            }
            Fact::Left(session) => {
                let late =
                    self.limits[session.product as usize].is_some_and(|limit| at - session.eligible > limit);
                let row = self.of(session.requested, session);
                row.unserved += 1;
                row.late += u64::from(late);
            }
            Fact::Ended(session, _) => self.add_use(session),
            Fact::Billed(bill) => {
                let row = self.row(bill.month, bill.product, bill.supplier);
                row.amount += bill.amount;
                row.discount += bill.discount;
                row.own_contribution += bill.own_contribution;
                if let Charge::Hours { hours, discounted, .. } = bill.charge {
                    row.billed_hours += hours.unwrap_or(0);
                    row.discounted_hours += discounted;
                }
            }
            Fact::MonthClosed { month } => self.latest = month + 1,
            Fact::Began(_)
            | Fact::Server { .. }
            | Fact::DayClosed { .. }
            | Fact::ServiceEnded { .. }
            | Fact::Closed { .. } => {}
        }
    }
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
