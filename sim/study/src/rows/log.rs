//! The log of one replication.

use super::{LINES, Rows};
use crate::record::Record;
use jiff::civil::Date;
use naru_model::observers::{Log, Logged};
use naru_model::rules::budget::operating_taken;
use naru_model::rules::readings::Operating;
use naru_model::rules::settlement::{fault_report_due, filing_day, report_due};
use naru_model::{Bill, Charge, Kind, Line, NO_QUEUE, Outage, Session};
use naru_results::{
    Allocation, BillRow, BudgetRow, DayRow, EndReason, OutageKind, OutageRow, Placement, SessionKind,
    SessionRow,
};
use naru_units::{DAY, Instant, Share, Won};
use std::collections::BTreeMap;
use std::sync::Arc;

impl Rows<'_> {
    /// `sessions.csv`.
    pub fn sessions(&self, log: &Log) -> Vec<SessionRow> {
        let mut all: Vec<&Logged> = log.sessions().collect();
        all.sort_by_key(|it| (it.session.requested, it.session.project, it.session.id));
        all.into_iter().map(|logged| self.session(logged)).collect()
    }

    fn session(&self, logged: &Logged) -> SessionRow {
        let s = &logged.session;
        let served = logged.served;
        let when = |at: Instant| served.then_some(at.0);
        SessionRow {
            session: u64::from(s.id),
            project: s.project + 1,
            product: self.products[s.product as usize].clone(),
            supplier: Some(self.suppliers[s.supplier as usize].clone()),
            pool: Some(self.pools[s.pool as usize].clone()),
            kind: kind(s.kind),
            multiple: s.multiple,
            cards: s.cards,
            placement: if served { placement(s) } else { Vec::new() },
            requested_s: s.requested.0,
            contribution_paid_s: Some(s.contribution_paid.0),
            slot_free_s: Some(s.slot_free.0),
            eligible_s: Some(s.eligible.0),
            queue_seq: (s.queue_seq != NO_QUEUE).then_some(u64::from(s.queue_seq)),
            started_s: when(s.started),
            wanted_s: Some(s.wanted.0),
            ended_s: when(s.ended),
            released_s: when(s.released),
            idle_s: served.then(|| (s.released - s.work_end).0),
            wait_s: served.then(|| s.wait().0),
            left_s: (!served).then_some(logged.at.0),
            allocation: served.then_some(if s.fixed { Allocation::Fixed } else { Allocation::Dynamic }),
            suspended_s: served.then_some(s.suspended.0),
            end_reason: if served { ended_by(logged.reason) } else { left_by(logged.reason) },
            resumes: (s.resumes > 0).then_some(u64::from(s.resumes)),
            part_bp: (s.part != Share::WHOLE).then_some(s.part.0),
            not_counted_s: s.not_counted.0,
            queued_in: (s.queued_in != s.pool).then(|| self.pools[s.queued_in as usize].clone()),
        }
    }

    /// `bills.csv`.
    pub fn bills(&self, log: &Log) -> Vec<BillRow> {
        log.bills.iter().zip(1..).map(|(bill, line)| self.bill(bill, line)).collect()
    }

    fn bill(&self, bill: &Bill, line: u64) -> BillRow {
        let (mut hours, mut days, mut whole_months, mut discounted) = (None, None, None, None);
        let mut allocation = None;
        match bill.charge {
            Charge::Hours { fixed, hours: h, discounted: d } => {
                (hours, discounted) = (h, Some(d));
                allocation = Some(if fixed { Allocation::Fixed } else { Allocation::Dynamic });
            }
            Charge::Tenancy { days: d, whole_months: w } => {
                (days, whole_months, allocation) = (Some(d), Some(w), Some(Allocation::Fixed));
            }
            Charge::Statement(_) => {}
        }
        BillRow {
            line,
            month: self.plan().terms.month(bill.month),
            project: bill.project.map(|p| p + 1),
            product: bill.project.map(|_| self.products[bill.product as usize].clone()),
            supplier: Some(self.suppliers[bill.supplier as usize].clone()),
            allocation,
            budget_line: Arc::from(LINES[bill.budget_line]),
            hours,
            days,
            whole_months,
            unit_price_won: bill.project.map(|_| bill.unit_price.0),
            discounted_hours: discounted,
            discount_won: bill.discount.0,
            credit_won: bill.credit.0,
            deduction_won: bill.deduction.0,
            supply_won: bill.supply.0,
            vat_won: bill.vat.0,
            vat_inside_won: bill.vat_inside.0,
            own_contribution_won: bill.own_contribution.0,
            amount_won: bill.amount.0,
            clauses: bill.clauses.iter().map(|c| Arc::from(*c)).collect(),
            sessions: bill.sessions.iter().map(|s| u64::from(*s)).collect(),
            true_up_won: bill.true_up.0,
        }
    }

    /// `outages.csv`.
    pub fn outages(&self, log: &Log) -> Vec<OutageRow> {
        let mut all: Vec<&Outage> = log.outages.iter().collect();
        all.sort_by_key(|it| (it.from, it.supplier, it.pool, it.server, it.kind));
        all.into_iter().zip(1..).map(|(outage, number)| self.outage(outage, number)).collect()
    }

    fn outage(&self, it: &Outage, number: u64) -> OutageRow {
        OutageRow {
            outage: number,
            kind: match it.kind {
                naru_model::OutageKind::Cards => OutageKind::Cards,
                naru_model::OutageKind::Service => OutageKind::Service,
                naru_model::OutageKind::Allocator => OutageKind::Allocator,
            },
            supplier: self.suppliers[it.supplier as usize].clone(),
            pool: it.pool.map(|pool| self.pools[pool as usize].clone()),
            server: it.server,
            cards: it.pool.map(|_| it.cards),
            from_s: it.from.0,
            until_s: Some(it.until.0),
            sessions_cut: it.sessions_cut,
            report_due: (it.kind == naru_model::OutageKind::Allocator).then(|| {
                let day = self.plan().terms.epoch.date(it.from);
                filing_day(fault_report_due(day), &self.closed_days()).to_string().into()
            }),
        }
    }

    /// Days on which public offices are closed besides Saturdays and Sundays.
    ///
    /// The demand's holidays, less Workers' Day, on which offices are open.
    fn closed_days(&self) -> Vec<Date> {
        let day = |day: &i64| self.plan().terms.epoch.date(Instant(day * DAY));
        let holidays = self.lowered.demand.calendar.holidays.iter().map(day);
        holidays.filter(|date| (date.month(), date.day()) != (5, 1)).collect()
    }

    /// `budget.csv`: each month of each line, the operating cost in equal parts.
    pub fn budget(&self, log: &Log) -> Vec<BudgetRow> {
        let plan = self.plan();
        let months = plan.terms.month_starts.len() - 1;
        let mut spent = vec![[Won::ZERO; 2]; months];
        for bill in &log.bills {
            spent[bill.month][bill.budget_line] += bill.amount;
        }
        let mut moved = vec![Won::ZERO; months];
        for (month, npu_to_gpu) in &log.transfers {
            moved[*month] += *npu_to_gpu;
        }
        let accrues = plan.terms.readings.operating == Operating::MonthlyAccrual;
        let taken = |begun: usize| {
            operating_taken(Operating::MonthlyAccrual, plan.budget.operating, months as i64, begun as i64)
        };
        let mut left = plan.budget.opening;
        if accrues {
            left[Line::Gpu.index()] += plan.budget.operating;
        }
        let closed = self.closed_days();
        let mut rows = Vec::new();
        for (month, spent) in spent.iter().enumerate() {
            for line in Line::ALL {
                let l = line.index();
                // The operating cost is nobody's line: it is shown once, with the line that would hold it.
                let begins = plan.terms.month_starts[month];
                let runs = !accrues || log.service_ended[Line::Gpu.index()].is_none_or(|end| begins < end);
                let due = if runs { taken(month + 1) - taken(month) } else { Won::ZERO };
                let operating = if line == Line::Gpu { due } else { Won::ZERO };
                let allotted = left[l];
                let transfer = if line == Line::Gpu { moved[month] } else { -moved[month] };
                left[l] = left[l] - spent[l] + transfer;
                if accrues {
                    left[l] -= operating;
                }
                rows.push(BudgetRow {
                    month: plan.terms.month(month),
                    line: Arc::from(LINES[l]),
                    allotted_won: allotted.0,
                    spent_won: spent[l].0,
                    operating_won: operating.0,
                    transfer_in_won: transfer.0,
                    left_won: left[l].0,
                    report_due: Arc::from(
                        filing_day(report_due(plan.terms.month(month)), &closed).to_string(),
                    ),
                });
            }
        }
        rows
    }

    /// `daily.csv`, of the logged replication's record; days after the programme too, where its use is simulated.
    pub fn days(&self, record: &Record) -> Vec<DayRow> {
        let days = record.days.first().map_or(0, Vec::len);
        let rows = (0..days).flat_map(|day| (0..self.pools.len()).map(move |pool| (day, pool)));
        rows.map(|(day, pool)| DayRow {
            day: day as u32,
            supplier: self.supplier_of(pool),
            pool: self.pools[pool].clone(),
            queue_s: record.days[pool][day].queue_s,
            card_s: record.days[pool][day].card_s,
        })
        .filter(|row| row.queue_s > 0 || row.card_s > 0)
        .collect()
    }
}

const fn kind(kind: Kind) -> SessionKind {
    match kind {
        Kind::Base => SessionKind::Base,
        Kind::Burst => SessionKind::Burst,
        Kind::Gang => SessionKind::Pf1,
        Kind::Monthly => SessionKind::Npu,
        Kind::Hold => SessionKind::Hold,
        Kind::Trial => SessionKind::Trial,
        Kind::Free => SessionKind::Free,
        Kind::After => SessionKind::After,
    }
}

/// Cards by server: sets on the same one together.
fn placement(session: &Session) -> Vec<Placement> {
    let each = session.cards / session.servers.len() as u32;
    let mut cards = BTreeMap::<u32, u32>::new();
    for server in session.servers.iter() {
        *cards.entry(server.0).or_default() += each;
    }
    cards.into_iter().map(|(server, cards)| Placement { server, cards }).collect()
}

const fn ended_by(reason: naru_model::EndReason) -> EndReason {
    match reason {
        naru_model::EndReason::Done => EndReason::Done,
        naru_model::EndReason::Budget => EndReason::Budget,
        naru_model::EndReason::ProgrammeEnd => EndReason::ProgrammeEnd,
        naru_model::EndReason::Outage => EndReason::Outage,
        naru_model::EndReason::Allowance => EndReason::Allowance,
        naru_model::EndReason::Recalled => EndReason::Recalled,
        naru_model::EndReason::Switched => EndReason::Switched,
        naru_model::EndReason::Abandoned => EndReason::Abandoned,
    }
}

/// Who leaves a queue because service has ended was still waiting.
const fn left_by(reason: naru_model::EndReason) -> EndReason {
    match reason {
        naru_model::EndReason::Budget | naru_model::EndReason::ProgrammeEnd => EndReason::Waiting,
        naru_model::EndReason::Done
        | naru_model::EndReason::Outage
        | naru_model::EndReason::Allowance
        | naru_model::EndReason::Recalled
        | naru_model::EndReason::Switched
        | naru_model::EndReason::Abandoned => ended_by(reason),
    }
}
