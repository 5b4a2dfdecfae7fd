//! Rows of the result files: tables over all replications here, the log of one in `log`, the scenario in `effective`.

mod effective;
mod log;

use crate::hours::{self, HOURS, HourCell};
use crate::metrics::{MetricTable, Whose};
use crate::record::Record;
use crate::statistics::rank;
use naru_model::Plan;
use naru_results::{
    Clause, ClauseReading, Clauses, DailyRow, HourlyRow, Label, MonthlyRow, Named, Treatment, WaitRow,
};
use naru_scenario::{Lowered, Status, Text};
use naru_units::Won;
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

    /// `daily.parquet`: the programme's own days.
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
                        // Use that the programme does not pay is in no peak, and in no mean beside it.
                        card_s: of_pool.card_s - of_pool.unpaid_card_s,
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
                    None => row.amount != Won::ZERO || row.deduction != Won::ZERO,
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
                    credit_won: row.credit.0,
                    deduction_won: row.deduction.0,
                    own_contribution_won: row.own_contribution.0,
                    amount_won: row.amount.0,
                    free_card_s: row.free_card_s,
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

    /// `hourly.parquet`.
    pub fn hourly(&self, records: &[Record]) -> Vec<HourlyRow> {
        let months = self.plan().terms.month_starts.len() - 1;
        let mut all = vec![HourCell::default(); months * HOURS];
        let mut rows = Vec::new();
        for (product, name) in self.products.iter().enumerate() {
            let cells = hours::of_product(records.iter().map(|record| &record.hours), product, months);
            // As everywhere, `all` are the products with a limit.
            if self.plan().products[product].limit.is_some() {
                all.iter_mut().zip(&cells).for_each(|(all, cell)| all.merge(cell));
            }
            rows.extend(self.hours_of(name, &cells));
        }
        rows.extend(self.hours_of(&Arc::from("all"), &all));
        rows
    }

    fn hours_of(&self, product: &Arc<str>, cells: &[HourCell]) -> impl Iterator<Item = HourlyRow> {
        cells.iter().enumerate().filter(|(_, cell)| cell.histogram.count() > 0).map(move |(at, cell)| {
            let requests = cell.histogram.count();
            let quantile = |p| cell.histogram.order_statistic(rank(requests, p)).expect("a rank of it");
            HourlyRow {
                product: product.clone(),
                month: self.plan().terms.month(at / HOURS),
                hour: (at % HOURS) as u32,
                requests,
                late: cell.late,
                p50_s: quantile(0.5),
                p90_s: quantile(0.9),
                p95_s: quantile(0.95),
            }
        })
    }

    /// `clauses.json`.
    pub fn clauses(&self) -> Clauses {
        Clauses(self.lowered.clauses.iter().map(clause).collect())
    }
}

fn clause(clause: &naru_scenario::Clause) -> Clause {
    let readings = clause.readings.iter().map(|reading| {
        let values = reading.values.iter().map(|(value, text)| (value.clone(), label(text)));
        let reading_row = ClauseReading {
            label: label(&reading.label),
            values: values.collect(),
            question: reading.question.as_ref().map(label),
        };
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

pub(crate) fn label(text: &Text) -> Label {
    Label { ko: text.ko.clone(), en: text.en.clone() }
}
