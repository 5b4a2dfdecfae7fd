//! Rows of the result files, from records and from the log of one replication.

use crate::metrics::{MetricTable, Whose};
use crate::record::Record;
use naru_model::observers::{Log, Logged};
use naru_model::rules::budget::operating_taken;
use naru_model::rules::readings::Operating;
use naru_model::rules::settlement::{filing_day, report_due};
use naru_model::workload::{Demand, Laws, ProjectId};
use naru_model::{Bill, Charge, EndReason, Line, Plan, Tariff};
use naru_results::{
    Allocation, BillRow, Budget, BudgetRow, Clause, ClauseReading, Clauses, DailyRow, DayRow, Effective,
    FleetPool, Label, MonthlyRow, Named, OpeningWon, Placement, Price, Product, Programme, Project, Queue,
    SCHEMA, SessionKind, SessionRow, Sla, Treatment, WaitRow,
};
use naru_scenario::{Lowered, Status, Text};
use naru_units::{DAY, Instant, Won};
use std::sync::Arc;

/// Names of both budget lines in every file.
const LINES: [&str; 2] = ["gpu", "npu"];

/// The names of a scenario, shared by all rows that carry them.
pub struct Rows<'a> {
    lowered: &'a Lowered,
    suppliers: Vec<Arc<str>>,
    pools: Vec<Arc<str>>,
    products: Vec<Arc<str>>,
    /// Stands for the product in rows of whole statements.
    statement: Arc<str>,
}

impl<'a> Rows<'a> {
    /// Rows of a scenario.
    pub fn new(lowered: &'a Lowered) -> Self {
        let names = &lowered.names;
        Self {
            lowered,
            suppliers: names.suppliers.iter().map(|s| Arc::from(s.as_str())).collect(),
            pools: names.pools.iter().map(|p| Arc::from(p.name.as_str())).collect(),
            products: names.products.iter().map(|p| Arc::from(p.id.as_str())).collect(),
            statement: Arc::from("statement"),
        }
    }

    fn plan(&self) -> &'a Plan {
        &self.lowered.plan
    }

    fn supplier_of(&self, pool: usize) -> Arc<str> {
        self.suppliers[self.plan().pools[pool].supplier.0 as usize].clone()
    }

    /// `daily.parquet`.
    pub fn daily(&self, records: &'a [Record]) -> impl Iterator<Item = DailyRow> {
        records.iter().flat_map(move |record| {
            let days = record.spent_by_day.iter().enumerate();
            days.flat_map(move |(day, spent)| {
                (0..self.pools.len()).map(move |pool| {
                    let of_pool = &record.days[pool][day];
                    DailyRow {
                        replication: record.replication,
                        day: day as u32,
                        supplier: self.supplier_of(pool),
                        pool: self.pools[pool].clone(),
                        queue_s: of_pool.queue_s,
                        card_s: of_pool.card_s,
                        peak_in_use: of_pool.peak_in_use,
                        peak_queue: of_pool.peak_queue,
                        spent_won: spent.0,
                    }
                })
            })
        })
    }

    /// `monthly.parquet`: months of products at the suppliers that offer them.
    pub fn monthly(&self, records: &'a [Record]) -> impl Iterator<Item = MonthlyRow> {
        records.iter().flat_map(move |record| {
            record.months.iter().filter_map(move |(month, product, supplier, row)| {
                let offered = match self.plan().products.get(*product) {
                    Some(product) => {
                        product.offers.iter().any(|offer| offer.supplier.0 as usize == *supplier)
                    }
                    None => row.amount != Won::ZERO,
                };
                offered.then(|| MonthlyRow {
                    replication: record.replication,
                    month: self.plan().terms.month(*month),
                    product: self.products.get(*product).unwrap_or(&self.statement).clone(),
                    supplier: self.suppliers[*supplier].clone(),
                    requests: row.requests,
                    served: row.served,
                    unserved: row.unserved,
                    used_s: row.used_s,
                    held_s: row.held_s,
                    billed_hours: row.billed_hours,
                    late: row.late,
                    discounted_hours: row.discounted_hours,
                    discount_won: row.discount.0,
                    own_contribution_won: row.own_contribution.0,
                    amount_won: row.amount.0,
                })
            })
        })
    }

    /// `waits.parquet`.
    pub fn waits(&self, table: &MetricTable, records: &[Record]) -> Vec<WaitRow> {
        let all = (0..self.products.len()).map(|p| (self.products[p].clone(), Whose::Product(p)));
        let mut rows = Vec::new();
        for (product, whose) in all.chain([(Arc::from("all"), Whose::All)]) {
            let mut tallies = records.iter().map(|record| table.waits(record, whose).histogram);
            let Some(mut merged) = tallies.next() else { continue };
            tallies.for_each(|histogram| merged.merge(&histogram));
            rows.extend(merged.buckets().map(|bucket| WaitRow {
                product: product.clone(),
                bucket_from_s: bucket.lower,
                bucket_to_s: bucket.upper + 1,
                count: bucket.count,
            }));
        }
        rows
    }

    /// `sessions.csv`.
    pub fn sessions(&self, log: &Log) -> Vec<SessionRow> {
        log.sessions().map(|logged| self.session(logged)).collect()
    }

    fn session(&self, logged: &Logged) -> SessionRow {
        let s = &logged.session;
        let product = &self.plan().products[s.product as usize];
        let served = logged.reason.is_some();
        let when = |at: Instant| served.then_some(at.0);
        SessionRow {
            session: u64::from(s.id),
            project: s.project + 1,
            product: self.products[s.product as usize].clone(),
            supplier: Some(self.suppliers[s.supplier as usize].clone()),
            pool: Some(self.pools[s.pool as usize].clone()),
            kind: match product.tariff {
                Tariff::Hourly => SessionKind::Base,
                Tariff::Monthly => SessionKind::Npu,
            },
            multiple: s.multiple,
            cards: s.cards,
            placement: if served { vec![Placement { server: s.server, cards: s.cards }] } else { Vec::new() },
            requested_s: s.requested.0,
            contribution_paid_s: Some(s.contribution_paid.0),
            slot_free_s: Some(s.slot_free.0),
            eligible_s: Some(s.eligible.0),
            queue_seq: Some(u64::from(s.queue_seq)),
            started_s: when(s.started),
            wanted_s: Some(s.wanted.0),
            ended_s: when(s.ended),
            released_s: when(s.released),
            idle_s: served.then(|| (s.released - s.work_end).0),
            wait_s: served.then(|| s.wait().0),
            left_s: (!served).then_some(logged.at.0),
            allocation: served.then_some(match product.allocation {
                naru_model::Allocation::Dynamic => Allocation::Dynamic,
                naru_model::Allocation::Fixed => Allocation::Fixed,
            }),
            suspended_s: served.then_some(0),
            end_reason: match logged.reason {
                Some(EndReason::Done) => naru_results::EndReason::Done,
                Some(EndReason::Budget) => naru_results::EndReason::Budget,
                Some(EndReason::ProgrammeEnd) => naru_results::EndReason::ProgrammeEnd,
                None => naru_results::EndReason::Waiting,
            },
            resumes: None,
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
            Charge::StatementVat => {}
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
            credit_won: 0,
            deduction_won: 0,
            supply_won: bill.supply.0,
            vat_won: bill.vat.0,
            vat_inside_won: bill.vat_inside.0,
            own_contribution_won: bill.own_contribution.0,
            amount_won: bill.amount.0,
            clauses: bill.clauses.iter().map(|c| Arc::from(*c)).collect(),
            sessions: bill.sessions.iter().map(|s| u64::from(*s)).collect(),
        }
    }

    /// `budget.csv`: each month of each line, the operating cost in equal parts.
    pub fn budget(&self, log: &Log) -> Vec<BudgetRow> {
        let plan = self.plan();
        let months = plan.terms.month_starts.len() - 1;
        let mut spent = vec![[Won::ZERO; 2]; months];
        for bill in &log.bills {
            spent[bill.month][bill.budget_line] += bill.amount;
        }
        let accrues = plan.terms.readings.operating == Operating::MonthlyAccrual;
        let taken = |begun: usize| {
            operating_taken(Operating::MonthlyAccrual, plan.budget.operating, months as i64, begun as i64)
        };
        let mut left = plan.budget.opening;
        if accrues {
            left[Line::Gpu.index()] += plan.budget.operating;
        }
        // The demand's holidays hold Workers' Day too, on which offices are open; it is never a 7th.
        let day = |day: &i64| plan.terms.epoch.date(Instant(day * DAY));
        let closed: Vec<_> = self.lowered.demand.calendar.holidays.iter().map(day).collect();
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
                left[l] -= spent[l];
                if accrues {
                    left[l] -= operating;
                }
                rows.push(BudgetRow {
                    month: plan.terms.month(month),
                    line: Arc::from(LINES[l]),
                    allotted_won: allotted.0,
                    spent_won: spent[l].0,
                    operating_won: operating.0,
                    transfer_in_won: 0,
                    left_won: left[l].0,
                    report_due: Arc::from(
                        filing_day(report_due(plan.terms.month(month)), &closed).to_string(),
                    ),
                });
            }
        }
        rows
    }

    /// `daily.csv`, of the logged replication's record.
    pub fn days(&self, record: &Record) -> Vec<DayRow> {
        let days = record.spent_by_day.len();
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

    /// `scenario.effective.json`; with what the logged replication drew, if one was logged.
    pub fn effective(&self, hash: &str, seed: u64, laws: &Laws, logged: Option<(u32, &Log)>) -> Effective {
        let (plan, lowered) = (self.plan(), self.lowered);
        let demand = logged.map(|(replication, _)| Demand::new(laws, seed, replication));
        let ended = |line: Line| logged.map(|(_, log)| log.service_ended[line.index()].unwrap_or(plan.end).0);
        let by_address: Vec<(String, String)> = lowered.readings.clone();
        let reading = |address: &str| {
            let found = by_address.iter().find(|(a, _)| a == address);
            found.map(|(_, value)| value.clone()).unwrap_or_default()
        };
        Effective {
            schema: SCHEMA,
            scenario: lowered.name.clone(),
            scenario_hash: hash.to_owned(),
            seed,
            replication: logged.map(|(replication, _)| replication),
            programme: Programme {
                start: format!("{}T00:00:00+09:00", plan.terms.epoch.0),
                end_s: plan.end.0,
                service_ended_s: ended(Line::Gpu),
                npu_service_ended_s: ended(Line::Npu),
            },
            budget: Budget {
                cap_won: plan.budget.cap.0,
                operating_won: plan.budget.operating.0,
                vat: reading("P2.vat"),
                transfer: reading("P3.transfer"),
                when_exhausted: reading("P4.when_exhausted"),
                funding_stop_s: plan.budget.funding_stop.map(|at| at.0),
                opening_won: OpeningWon { gpu: plan.budget.opening[0].0, npu: plan.budget.opening[1].0 },
            },
            readings: by_address.into_iter().collect(),
            sla: Sla {
                limit_s: plan.terms.wait_limit.0,
                rate_bp: plan.terms.discount_rate.0,
                ceiling_bp: plan.terms.discount_ceiling.map(|c| c.0),
            },
            fixed_ratio_bp: plan.terms.fixed_ratio.0,
            products: (0..self.products.len())
                .map(|p| (self.products[p].to_string(), self.product(p)))
                .collect(),
            projects: (0..plan.projects.len()).map(|p| self.project(p as u32, demand.as_ref())).collect(),
            fleet: self.fleet(),
            queue: Queue {
                order: lowered.facts.order.clone(),
                backfill: lowered.facts.backfill.clone(),
                placement: lowered.facts.placement.clone(),
                strict: plan.policy.keeps_arrival_order(),
                scope: vec!["supplier".to_owned(), "pool".to_owned()],
            },
        }
    }

    fn product(&self, p: usize) -> Product {
        let product = &self.plan().products[p];
        let card = |offer: &naru_model::Offer| {
            (self.lowered.names.pools[offer.pool.0 as usize].card_type.clone(), offer.set.cards)
        };
        let prices = |offer: &naru_model::Offer| {
            let price = |(from, won): &(Instant, Won)| Price { from_s: from.0.max(0), unit_price_won: won.0 };
            (self.suppliers[offer.supplier.0 as usize].to_string(), offer.prices.iter().map(price).collect())
        };
        Product {
            line: LINES[product.line.index()].to_owned(),
            tf: self.lowered.names.products[p].performance,
            idle_return_s: product.idle_return.0,
            cards: product.offers.iter().map(card).collect(),
            prices: product.offers.iter().map(prices).collect(),
        }
    }

    fn project(&self, p: u32, demand: Option<&Demand<'_>>) -> Project {
        let plan = self.plan();
        let project = &plan.projects[p as usize];
        let product = &plan.products[project.product.0 as usize];
        let hourly = product.tariff == Tariff::Hourly;
        let kind = demand.and_then(|d| d.user_kind(ProjectId(p)));
        let own = kind.and_then(|kind| product.own_monthly.get(kind as usize)).copied().unwrap_or(Won::ZERO);
        Project {
            project: p + 1,
            product: self.products[project.product.0 as usize].to_string(),
            allowance_product_s: hourly.then_some(self.lowered.facts.allowance_product_s),
            own_ratio_bp: kind.and_then(|k| product.own_ratio.get(k as usize)).map_or(0, |share| share.0),
            own_monthly_won: own.0,
            concurrency: plan.concurrency,
            contribution_paid_s: demand.and_then(|d| d.first_service(ProjectId(p))).map(|at| at.0),
            support_months: self.lowered.facts.support_months,
        }
    }

    fn fleet(&self) -> Vec<FleetPool> {
        let mut rows = Vec::new();
        for (p, pool) in self.plan().pools.iter().enumerate() {
            rows.extend(pool.servers.iter().map(|group| FleetPool {
                supplier: self.supplier_of(p).to_string(),
                pool: self.pools[p].to_string(),
                card_type: self.lowered.names.pools[p].card_type.clone(),
                servers: group.count,
                cards_per_server: pool.server.cards,
                cards: group.count * pool.server.cards,
                from_s: group.from.0,
                until_s: group.until.map(|at| at.0),
            }));
        }
        rows
    }

    /// `clauses.json`.
    pub fn clauses(&self) -> Clauses {
        Clauses(self.lowered.clauses.iter().map(clause).collect())
    }
}

fn clause(clause: &naru_scenario::Clause) -> Clause {
    let readings = clause.readings.iter().map(|reading| {
        let values = reading.values.iter().map(|(value, text)| (value.clone(), label(text)));
        let reading_row = ClauseReading { label: label(&reading.label), values: values.collect() };
        (reading.variant.clone(), reading_row)
    });
    Clause {
        id: clause.id.clone(),
        place: clause.place.clone(),
        sentence: clause.sentence.clone(),
        label: label(&clause.label),
        treatment: match &clause.status {
            Status::Built => Treatment::Mechanism(clause.mechanism.clone()),
            Status::Planned => Treatment::NotSimulated(format!("not yet: {}", clause.mechanism)),
            Status::NotSimulated(because) => Treatment::NotSimulated(because.en.clone()),
        },
        readings: readings.collect::<Named<ClauseReading>>(),
    }
}

fn label(text: &Text) -> Label {
    Label { ko: text.ko.clone(), en: text.en.clone() }
}
