//! The one metric table: what is measured, in which unit, which way is better, how it is estimated.
//!
//! Summary, promises, result columns and charts look up here; ids are those of `docs/outputs.md`. A path
//! `waits.X.f` names the product X, or all products that have a wait limit.

mod list;
mod series;

use crate::record::{Depth, Needs, Record};
use crate::statistics::rank;
use list::{card_metrics, course_metrics, money_metrics, of_programmes, supplier_metrics, wait_metrics};
use naru_model::observers::{MonthRow, PoolDay, WaitTally};
use naru_model::rules::settlement::{Clawback, on_actual_cost, price_after, rent_cut};
use naru_model::{Cause, Plan, Tariff};
pub use naru_results::{Better, MetricUnit as Unit};
use naru_results::{Estimand, MetricColumn, MetricValues, ReplicationKey, Replications};
use naru_units::{HOUR, Instant, Share, Won};
pub use series::{Figure, Series};

/// Whose waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// Of one product.
    Product(usize),
    /// Of all products with a wait limit.
    All,
}

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// Requests of a programme.
    Requests(Whose),
    /// Never served.
    UnservedShare(Whose),
    /// Given up by their users.
    AbandonedShare(Whose),
    /// Unserved before the limit had passed.
    UndecidedShare(Whose),
    /// Waits known only as a lower bound.
    CensoredShare(Whose),
    /// Mean wait.
    MeanWait(Whose),
    /// A quantile of waits, in per cent.
    WaitQuantile(Whose, u8),
    /// Longest wait.
    MaxWait(Whose),
    /// Waits past the limit, of those decided.
    OverLimit(Whose),
    /// With the undecided counted as late.
    OverLimitUpper(Whose),
    /// Whether any request was late.
    OverLimitAny(Whose),
    /// Most cards of a pool in use.
    PeakInUse(usize),
    /// Card-seconds in use that the programme pays, of those that stand there, of a pool.
    Utilisation(usize),
    /// Idle card-hours of a pool that were held for gangs (S3).
    HeldForGang(usize),
    /// Request-hours of waiting for a pool.
    Waiting(usize),
    /// The share of them that a cause has.
    WaitingBy(usize, Cause),
    /// Paid by the programme.
    Spent,
    /// Cap less spent.
    Left,
    /// What it would have cost with money without end.
    Need,
    /// Cost of demand that queues held back.
    NotServedWaiting,
    /// Cost of demand after the money's end.
    NotServedMoney,
    /// Cost of demand that allowances held back (A5).
    NotServedAllowance,
    /// Cost of demand that outages held back (T4, A4, A8).
    NotServedOutage,
    /// Whether the money ended early.
    Exhausted,
    /// On which day.
    ExhaustedOn,
    /// Spent by line.
    LineSpent(usize),
    /// Paid to a supplier.
    Revenue(usize),
    /// The same by card installed and month.
    RevenuePerCardMonth(usize),
    /// Operating cost taken.
    Operating,
    /// Discounts and credits of a supplier for late allocation.
    Discount(usize),
    /// Its deductions for what could not be used, or came late.
    Deduction(usize),
    /// Card-hours that it gives free (T5).
    FreeCardHours(usize),
    /// Its card-hours installed and not in use while the programme lasts.
    IdleCardHours(usize),
    /// Their share of its card-hours installed.
    IdleShare(usize),
    /// Product-hours of trials (U2).
    TrialHours(usize),
    /// Begun product-hours after the free month (T6).
    AfterHours(usize),
    /// What their users pay.
    AfterWon(usize),
    /// Faults of its allocator, each with a report that falls due (A4).
    FaultReports(usize),
    /// Storage that its projects claim (S6).
    StorageClaimed(usize),
    /// Of it, beyond what it has.
    StorageShort(usize),
    /// Cost of its servers while they stand there.
    Cost(usize),
    /// Revenue less what is settled finally, less that cost.
    Margin(usize),
    /// What the final settlement takes off its revenue (T9, T10, T11).
    FinalSettlement(usize),
    /// Whether a wave was admitted (P6).
    WaveAdmitted(usize),
    /// Grants withdrawn for under-use (A6).
    RecalledGrants,
    /// Money moved from the NPU to the GPU line (P3).
    NpuToGpu,
    /// Reports due for a stay of two months in a stage (N5).
    StageReports,
}

impl What {
    /// How deep a replication must be run for it.
    pub fn depth(self) -> Depth {
        if matches!(self, Self::NotServedAllowance | Self::NotServedOutage) {
            Depth::Otherwise
        } else if matches!(self, Self::Need | Self::NotServedWaiting | Self::NotServedMoney) {
            Depth::Queues
        } else {
            Depth::Own
        }
    }

    /// Whether it is told by waits alone.
    pub fn is_of_waits(self) -> bool {
        matches!(
            self,
            Self::Requests(_)
                | Self::UnservedShare(_)
                | Self::AbandonedShare(_)
                | Self::UndecidedShare(_)
                | Self::CensoredShare(_)
                | Self::MeanWait(_)
                | Self::WaitQuantile(..)
                | Self::MaxWait(_)
                | Self::OverLimit(_)
                | Self::OverLimitUpper(_)
                | Self::OverLimitAny(_)
        )
    }
}

/// A metric.
#[derive(Clone, Debug, PartialEq)]
pub struct Metric {
    /// Id, such as `waits.gpu-134tf.mean_hours`.
    pub id: String,
    /// Unit of its values.
    pub unit: Unit,
    /// Which way is better.
    pub better: Better,
    /// Of a request, or of a programme.
    pub estimand: Estimand,
    /// What it measures.
    pub what: What,
}

/// One replication's part in a metric.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Sample {
    /// Σ over Σ: a ratio of sums over replications.
    Ratio {
        /// Numerator.
        part: u64,
        /// Denominator.
        of: u64,
    },
    /// A number of this programme.
    Number(f64),
    /// Whole won of this programme.
    Won(i64),
    /// Whether something happened.
    Happened(bool),
    /// A day, or never.
    Day(Option<i64>),
    /// Nothing to say, such as the longest wait of no requests.
    Nothing,
}

/// All metrics of a scenario, in a fixed order.
#[derive(Clone, Debug)]
pub struct MetricTable {
    metrics: Vec<Metric>,
    limited: Vec<usize>,
    pools: Vec<PoolFacts>,
    known: Known,
    after: Vec<AfterPrice>,
    months: f64,
    end_s: f64,
    cap: i64,
}

/// What figures of a pool need.
#[derive(Clone, Copy, Debug)]
struct PoolFacts {
    supplier: usize,
    cards_per_server: u32,
}

/// What users pay after the free month (T6).
#[derive(Clone, Copy, Debug)]
struct AfterPrice {
    product: usize,
    supplier: usize,
    won: Won,
    /// For so many hours: 1, or a month of 30 days.
    hours: i64,
}

/// What a scenario may say of suppliers beside its plan. Empty: nothing.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Cost of a server a month, by pool.
    pub server_month_cost: Vec<Option<Won>>,
    /// Storage for projects' own, in TB, by supplier (S6).
    pub storage_tb: Vec<Option<u64>>,
    /// What is settled after the last statement, by supplier.
    pub finally: Vec<Option<Finally>>,
}

/// What is settled with a supplier after the last statement.
#[derive(Clone, Copy, Debug, Default)]
pub struct Finally {
    /// Share of its whole rent that is cut after a poor evaluation (T9).
    pub rent_cut: Option<Share>,
    /// What is asked back after fraud (T10).
    pub clawback: Option<Clawback>,
    /// Settled on actual cost (T11), with this margin on it.
    pub cost_margin: Option<Share>,
}

impl Known {
    fn costs_all(&self, pools: &[PoolFacts], supplier: usize) -> bool {
        let mut pools_of = (0..pools.len()).filter(|p| pools[*p].supplier == supplier);
        pools_of.all(|p| self.server_month_cost.get(p).is_some_and(Option::is_some))
    }
}

/// Names that make ids.
#[derive(Clone, Debug)]
pub struct Labels<'a> {
    /// Products in the plan's order.
    pub products: &'a [String],
    /// Pools in the plan's order.
    pub pools: &'a [String],
    /// Suppliers in the plan's order.
    pub suppliers: &'a [String],
    /// Waves in the plan's order.
    pub waves: &'a [String],
}

impl MetricTable {
    /// The table of a plan.
    pub fn new(plan: &Plan, names: &Labels<'_>, known: Known) -> Self {
        let mut metrics = Vec::new();
        let all = (names.products.iter().map(String::as_str).zip((0..).map(Whose::Product)))
            .chain([("all", Whose::All)]);
        for (name, whose) in all {
            metrics.extend(wait_metrics(name, whose));
        }
        let pools: Vec<PoolFacts> = plan
            .pools
            .iter()
            .map(|p| PoolFacts { supplier: p.supplier.0 as usize, cards_per_server: p.server.cards })
            .collect();
        for (pool, name) in names.pools.iter().enumerate() {
            // A name that several suppliers have is the supplier's.
            let several = names.pools.iter().filter(|it| *it == name).count() > 1;
            let name = if several {
                format!("{}.{name}", names.suppliers[pools[pool].supplier])
            } else {
                name.clone()
            };
            metrics.extend(card_metrics(&name, pool));
        }
        metrics.extend(money_metrics());
        for (supplier, name) in names.suppliers.iter().enumerate() {
            metrics.extend(supplier_metrics(name, supplier));
            let costed = known.costs_all(&pools, supplier);
            if costed {
                metrics.push(of_programmes(
                    format!("suppliers.{name}.cost_won"),
                    Unit::Won,
                    Better::Neither,
                    What::Cost(supplier),
                ));
                metrics.push(of_programmes(
                    format!("suppliers.{name}.margin_won"),
                    Unit::Won,
                    Better::Larger,
                    What::Margin(supplier),
                ));
            }
            if known.finally.get(supplier).is_some_and(Option::is_some) {
                let id = format!("suppliers.{name}.final_settlement_won");
                metrics.push(of_programmes(id, Unit::Won, Better::Neither, What::FinalSettlement(supplier)));
            }
            if known.storage_tb.get(supplier).is_some_and(Option::is_some) {
                let id = format!("suppliers.{name}.storage_short_tb");
                metrics.push(of_programmes(
                    id,
                    Unit::Terabytes,
                    Better::Smaller,
                    What::StorageShort(supplier),
                ));
            }
        }
        metrics.extend(course_metrics(names.waves));
        let limited = (0..plan.products.len()).filter(|p| plan.products[*p].limit.is_some()).collect();
        let months = (plan.terms.month_starts.len() - 1) as f64;
        let (end_s, cap) = (plan.end.0 as f64, plan.budget.cap.0);
        Self { metrics, limited, pools, known, after: after_prices(plan), months, end_s, cap }
    }

    /// All metrics.
    pub fn iter(&self) -> impl Iterator<Item = &Metric> {
        self.metrics.iter()
    }

    /// Whether a metric is of the waits of a product with a wait limit, or of all of them.
    pub fn is_limited(&self, what: What) -> bool {
        let (What::MeanWait(whose) | What::OverLimit(whose)) = what else { return false };
        match whose {
            Whose::Product(p) => self.limited.contains(&p),
            Whose::All => true,
        }
    }

    /// The metric of an id; `programme.` before an id asks for the number of one programme.
    pub fn find(&self, id: &str) -> Option<&Metric> {
        let id = id.strip_prefix("programme.").unwrap_or(id);
        self.metrics.iter().find(|metric| metric.id == id)
    }

    /// Ids that look most like this one, at most three.
    pub fn nearest(&self, id: &str) -> Vec<&str> {
        let id = id.strip_prefix("programme.").unwrap_or(id);
        let mut all: Vec<(usize, &str)> =
            self.metrics.iter().map(|metric| (differences(id, &metric.id), metric.id.as_str())).collect();
        all.sort_unstable();
        all.into_iter().take(3).map(|(_, id)| id).collect()
    }

    /// The tally of waits that a metric speaks of.
    pub fn waits(&self, record: &Record, whose: Whose) -> WaitTally {
        self.of_products(&record.waits, whose)
    }

    /// The same from the tallies of all products.
    pub fn of_products(&self, products: &[WaitTally], whose: Whose) -> WaitTally {
        match whose {
            Whose::Product(p) => products[p].clone(),
            Whose::All => {
                let mut sum = WaitTally::default();
                for p in &self.limited {
                    let one = &products[*p];
                    sum.requests += one.requests;
                    sum.served += one.served;
                    sum.late += one.late;
                    sum.censored += one.censored;
                    sum.undecided += one.undecided;
                    sum.abandoned += one.abandoned;
                    sum.sum_s += one.sum_s;
                    sum.max_s = sum.max_s.max(one.max_s);
                    sum.within.resize(one.within.len(), 0);
                    for (all, one) in sum.within.iter_mut().zip(&one.within) {
                        *all += one;
                    }
                    sum.histogram.merge(&one.histogram);
                }
                sum
            }
        }
    }

    /// One replication's part.
    #[expect(clippy::too_many_lines, reason = "one arm a metric")]
    pub fn sample(&self, what: What, record: &Record) -> Sample {
        let ratio = |part: u64, of: u64| if of == 0 { Sample::Nothing } else { Sample::Ratio { part, of } };
        match what {
            What::Requests(w) => Sample::Number(self.waits(record, w).requests as f64),
            What::UnservedShare(w) => {
                let t = self.waits(record, w);
                ratio(t.requests - t.served, t.requests)
            }
            What::AbandonedShare(w) => {
                let t = self.waits(record, w);
                ratio(t.abandoned, t.requests)
            }
            What::UndecidedShare(w) => {
                let t = self.waits(record, w);
                ratio(t.undecided, t.requests)
            }
            What::CensoredShare(w) => {
                let t = self.waits(record, w);
                ratio(t.censored, t.decided())
            }
            What::MeanWait(w) => {
                let t = self.waits(record, w);
                ratio(t.sum_s, t.decided())
            }
            What::WaitQuantile(w, percent) => {
                let t = self.waits(record, w);
                match t.decided() {
                    0 => Sample::Nothing,
                    n => {
                        let k = rank(n, f64::from(percent) / 100.0);
                        let wait = t.histogram.order_statistic(k).expect("the rank lies in the sample");
                        Sample::Number(wait as f64 / HOUR as f64)
                    }
                }
            }
            What::MaxWait(w) => {
                let t = self.waits(record, w);
                if t.decided() == 0 { Sample::Nothing } else { Sample::Number(t.max_s as f64 / HOUR as f64) }
            }
            What::OverLimit(w) => {
                let t = self.waits(record, w);
                ratio(t.late, t.decided())
            }
            What::OverLimitUpper(w) => {
                let t = self.waits(record, w);
                ratio(t.late + t.undecided, t.requests)
            }
            What::OverLimitAny(w) => {
                let t = self.waits(record, w);
                if t.requests == 0 { Sample::Nothing } else { Sample::Happened(t.late > 0) }
            }
            What::PeakInUse(pool) => {
                let peak = record.programme_days(pool).iter().map(|day| day.peak_in_use).max().unwrap_or(0);
                Sample::Number(f64::from(peak))
            }
            What::Utilisation(pool) => {
                let days = record.programme_days(pool);
                let used = days.iter().map(|d| d.card_s - d.unpaid_card_s).sum();
                ratio(used, days.iter().map(|d| d.installed_s).sum())
            }
            What::HeldForGang(pool) => {
                hours(record.programme_days(pool).iter().map(|d| d.held_for_gang_s).sum())
            }
            What::Waiting(pool) => hours(record.waiting[pool].total()),
            What::WaitingBy(pool, cause) => {
                let waiting = &record.waiting[pool];
                ratio(waiting.seconds(cause), waiting.total())
            }
            What::Spent => Sample::Won(record.spent().0),
            What::Left => Sample::Won(self.cap - record.spent().0),
            What::Need => Sample::Won(needs(record).all.0),
            What::NotServedWaiting => Sample::Won((needs(record).without_queues - needs(record).all).0),
            What::NotServedMoney => Sample::Won((needs(record).all - record.spent()).0),
            What::NotServedAllowance => beyond(record, needs(record).without_allowances),
            What::NotServedOutage => beyond(record, needs(record).without_outages),
            What::Exhausted => Sample::Happened(record.exhausted().is_some()),
            What::ExhaustedOn => Sample::Day(record.exhausted().map(Instant::day)),
            What::LineSpent(line) => Sample::Won(record.outcome.spent[line].0),
            What::Revenue(s) => Sample::Won(of_supplier(record, s, |row| row.amount.0)),
            What::RevenuePerCardMonth(s) => {
                let installed_s: u64 = self.days_of(record, s).map(|(_, day)| day.installed_s).sum();
                let card_months = installed_s as f64 / self.end_s * self.months;
                if card_months == 0.0 {
                    return Sample::Nothing;
                }
                Sample::Number(of_supplier(record, s, |row| row.amount.0) as f64 / card_months)
            }
            What::Operating => Sample::Won(record.outcome.operating.0),
            What::Discount(s) => Sample::Won(of_supplier(record, s, |row| (row.discount + row.credit).0)),
            What::Deduction(s) => Sample::Won(of_supplier(record, s, |row| row.deduction.0)),
            What::FreeCardHours(s) => {
                hours(of_supplier(record, s, |row| row.free_card_s.cast_signed()).cast_unsigned())
            }
            What::IdleCardHours(s) => hours(self.idle_s(record, s)),
            What::IdleShare(s) => {
                let installed_s = self.days_of(record, s).map(|(_, day)| day.installed_s).sum();
                ratio(self.idle_s(record, s), installed_s)
            }
            What::TrialHours(s) => {
                hours(of_supplier(record, s, |row| row.trial_s.cast_signed()).cast_unsigned())
            }
            What::AfterHours(s) => Sample::Number(of_supplier(record, s, |row| row.after_hours) as f64),
            What::AfterWon(s) => Sample::Won(self.after_won(record, s)),
            What::FaultReports(s) => Sample::Number(f64::from(record.course.fault_reports[s])),
            What::StorageClaimed(s) => Sample::Number(record.storage_tb[s] as f64),
            What::StorageShort(s) => match self.known.storage_tb[s] {
                Some(has) => Sample::Number(record.storage_tb[s].saturating_sub(has) as f64),
                None => Sample::Nothing,
            },
            What::Cost(s) => Sample::Won(self.cost(record, s)),
            What::Margin(s) => {
                let revenue = of_supplier(record, s, |row| row.amount.0);
                Sample::Won(revenue - self.final_settlement(record, s) - self.cost(record, s))
            }
            What::FinalSettlement(s) => Sample::Won(self.final_settlement(record, s)),
            What::WaveAdmitted(w) => Sample::Happened(record.course.waves[w]),
            What::RecalledGrants => Sample::Number(f64::from(record.course.recalled_grants)),
            What::NpuToGpu => Sample::Won(record.course.npu_to_gpu.0),
            What::StageReports => Sample::Number(record.stage_reports as f64),
        }
    }

    /// The programme's days of a supplier's pools.
    fn days_of<'r>(&self, record: &'r Record, supplier: usize) -> impl Iterator<Item = (usize, &'r PoolDay)> {
        let pools: Vec<usize> =
            (0..self.pools.len()).filter(|p| self.pools[*p].supplier == supplier).collect();
        pools.into_iter().flat_map(|p| record.programme_days(p).iter().map(move |day| (p, day)))
    }

    /// Card-seconds of a supplier installed and not in use.
    fn idle_s(&self, record: &Record, supplier: usize) -> u64 {
        // A server that is emptied by its last session may hold cards that stand there no more.
        self.days_of(record, supplier).map(|(_, day)| day.installed_s.saturating_sub(day.card_s)).sum()
    }

    /// Cost of a supplier's servers while they stand there, a month being an equal part of the programme; whole won,
    /// cut.
    fn cost(&self, record: &Record, supplier: usize) -> i64 {
        let of_pool = |(p, day): (usize, &PoolDay)| {
            let won = self.known.server_month_cost[p].expect("there is a metric of what is known");
            let servers = day.installed_s as f64 / f64::from(self.pools[p].cards_per_server);
            servers / self.end_s * self.months * won.0 as f64
        };
        self.days_of(record, supplier).map(of_pool).sum::<f64>().floor() as i64
    }

    /// What a supplier does not get of what was billed: on actual cost (T11), then the rent that is cut, at most the last
    /// month's payment (T9), then what is asked back of the rest (T10).
    fn final_settlement(&self, record: &Record, supplier: usize) -> i64 {
        let Some(Some(finally)) = self.known.finally.get(supplier) else { return 0 };
        let billed = Won(of_supplier(record, supplier, |row| row.amount.0));
        let last_month = self.months as usize - 1;
        let of_last = record.months.iter().filter(|(month, _, s, _)| (*month, *s) == (last_month, supplier));
        let final_payment: Won = of_last.map(|(_, _, _, row)| row.amount).sum();
        let due = match finally.cost_margin.filter(|_| self.known.costs_all(&self.pools, supplier)) {
            Some(margin) => on_actual_cost(billed, Won(self.cost(record, supplier)), margin),
            None => billed,
        };
        let cut = finally.rent_cut.map_or(Won::ZERO, |rate| rent_cut(due, rate, final_payment));
        let paid = due - cut;
        let back = finally.clawback.map_or(Won::ZERO, |clawback| clawback.of(paid));
        (billed - paid + back).0
    }

    /// What users pay a supplier after the free month: begun hours at the price off the market's (T6), a month of a set
    /// held by the month being 720 hours, cut to whole won by month and product.
    fn after_won(&self, record: &Record, supplier: usize) -> i64 {
        let of = |(_, product, s, row): &(usize, usize, usize, MonthRow)| -> i64 {
            let price = self.after.iter().find(|it| it.product == *product && it.supplier == *s);
            price.map_or(0, |it| row.after_hours * it.won.0 / it.hours)
        };
        record.months.iter().filter(|(_, _, s, _)| *s == supplier).map(of).sum()
    }

    /// One number of one programme, as result columns and promises see it. Waits in hours, days as numbers.
    pub fn number(&self, metric: &Metric, record: &Record) -> Option<f64> {
        match self.sample(metric.what, record) {
            Sample::Ratio { part, of } => Some(part as f64 / (of as f64 * scale(metric.unit))),
            Sample::Number(x) => Some(x),
            Sample::Won(won) => Some(won as f64),
            Sample::Happened(it) => Some(f64::from(u8::from(it))),
            Sample::Day(day) => day.map(|d| d as f64),
            Sample::Nothing => None,
        }
    }

    /// Every metric of every replication, for `replications.parquet`.
    pub fn columns(&self, records: &[Record], seed: u64) -> Replications {
        let keys = records
            .iter()
            .map(|r| ReplicationKey { replication: r.replication, seed, demand_digest: r.digest })
            .collect();
        let column = |metric: &Metric| {
            let numbers = records.iter().map(|record| self.number(metric, record));
            let values = match metric.unit {
                Unit::Won | Unit::Cards | Unit::Requests | Unit::Terabytes | Unit::Count | Unit::Day => {
                    MetricValues::Whole(numbers.map(|n| n.map(|x| x.round() as i64)).collect())
                }
                Unit::Hours | Unit::SetHours | Unit::Share => MetricValues::Real(numbers.collect()),
            };
            MetricColumn { id: metric.id.clone(), values }
        };
        Replications { keys, metrics: self.metrics.iter().map(column).collect() }
    }
}

/// Edit distance (Levenshtein 1966).
fn differences(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = core::mem::replace(&mut row[0], i + 1);
        for (j, y) in b.iter().enumerate() {
            let cost = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = cost.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

/// What a ratio's denominator is multiplied by, so that waits come in hours.
pub(crate) fn scale(unit: Unit) -> f64 {
    match unit {
        Unit::Hours => HOUR as f64,
        Unit::Won
        | Unit::Share
        | Unit::Cards
        | Unit::Requests
        | Unit::SetHours
        | Unit::Terabytes
        | Unit::Count
        | Unit::Day => 1.0,
    }
}

/// What would have been paid beyond the need as it is; never negative.
fn beyond(record: &Record, otherwise: Option<Won>) -> Sample {
    let otherwise = otherwise.expect("asked of records that were run to `What::depth`");
    Sample::Won((otherwise - needs(record).all).0.max(0))
}

/// What the same people would have cost otherwise.
fn needs(record: &Record) -> &Needs {
    record.needs.as_ref().expect("asked of records that were run to `What::depth`")
}

/// Hours of so many seconds.
fn hours(seconds: u64) -> Sample {
    Sample::Number(seconds as f64 / HOUR as f64)
}

/// What users of each product pay each supplier for an hour, or a month, after the free month.
fn after_prices(plan: &Plan) -> Vec<AfterPrice> {
    let Some(after) = plan.after else { return Vec::new() };
    let mut prices = Vec::new();
    for (product, of) in plan.products.iter().enumerate() {
        for offer in of.offers.iter().filter(|offer| !offer.overflow) {
            let agreed = *offer.prices.at(Instant(plan.end.0 - 1));
            prices.push(AfterPrice {
                product,
                supplier: offer.supplier.0 as usize,
                won: price_after(&plan.terms.readings, offer.market, agreed, after.discount),
                hours: if of.tariff == Tariff::Monthly { 720 } else { 1 },
            });
        }
    }
    prices
}

fn of_supplier(record: &Record, supplier: usize, of: fn(&MonthRow) -> i64) -> i64 {
    record.months.iter().filter(|(_, _, s, _)| *s == supplier).map(|(_, _, _, row)| of(row)).sum()
}
