//! The one metric table: what is measured, in which unit, which way is better, how it is estimated.
//!
//! Summary, promises, result columns and charts look up here; ids are those of `docs/outputs.md`. A path
//! `waits.X.f` names the product X, or all products that have a wait limit.

use crate::record::Record;
use crate::statistics::rank;
use naru_model::Plan;
use naru_model::observers::WaitTally;
use naru_results::{Estimand, MetricColumn, MetricValues, ReplicationKey, Replications};
use naru_units::{HOUR, Instant};

/// Which way is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    /// Less of it.
    Smaller,
    /// More of it.
    Larger,
    /// Neither: it describes.
    Neither,
}

/// Unit of a metric's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Whole won.
    Won,
    /// Hours of waiting.
    Hours,
    /// 0..=1.
    Share,
    /// Cards.
    Cards,
    /// Requests.
    Requests,
    /// Day of the programme, 0 = the first; none where the money lasts.
    Day,
}

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
    /// Card-seconds in use of those up, of a pool.
    Utilisation(usize),
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
    /// Discounts of a supplier for late allocation.
    Discount(usize),
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
    installed_cards: Vec<f64>,
    months: f64,
    cap: i64,
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
}

impl MetricTable {
    /// The table of a plan.
    pub fn new(plan: &Plan, names: &Labels<'_>) -> Self {
        let mut metrics = Vec::new();
        let all = (names.products.iter().map(String::as_str).zip((0..).map(Whose::Product)))
            .chain([("all", Whose::All)]);
        for (name, whose) in all {
            metrics.extend(wait_metrics(name, whose));
        }
        for (pool, name) in names.pools.iter().enumerate() {
            let metric = |figure: &str, unit, what| Metric {
                id: format!("cards.{name}.{figure}"),
                unit,
                better: Better::Neither,
                estimand: Estimand::PerProgramme,
                what,
            };
            metrics.push(metric("peak_in_use", Unit::Cards, What::PeakInUse(pool)));
            metrics.push(metric("utilisation", Unit::Share, What::Utilisation(pool)));
        }
        metrics.extend(money_metrics());
        for (supplier, name) in names.suppliers.iter().enumerate() {
            let metric = |figure: &str, better, what| Metric {
                id: format!("suppliers.{name}.{figure}"),
                unit: Unit::Won,
                better,
                estimand: Estimand::PerProgramme,
                what,
            };
            metrics.push(metric("revenue_won", Better::Neither, What::Revenue(supplier)));
            metrics.push(metric(
                "revenue_per_card_month_won",
                Better::Larger,
                What::RevenuePerCardMonth(supplier),
            ));
            metrics.push(metric("discount_won", Better::Smaller, What::Discount(supplier)));
        }
        let limited = (0..plan.products.len()).filter(|p| plan.products[*p].limit.is_some()).collect();
        let installed_cards = (0..names.suppliers.len())
            .map(|supplier| {
                let pools = plan.pools.iter().filter(|pool| pool.supplier.0 as usize == supplier);
                let cards = |pool: &naru_model::Pool| {
                    let stands = |s: &naru_model::Servers| {
                        let until = s.until.unwrap_or(plan.end).min(plan.end);
                        f64::from(s.count) * (until.0 - s.from.0.max(0)).max(0) as f64 / plan.end.0 as f64
                    };
                    pool.servers.iter().map(stands).sum::<f64>() * f64::from(pool.server.cards)
                };
                pools.map(cards).sum()
            })
            .collect();
        let months = (plan.terms.month_starts.len() - 1) as f64;
        Self { metrics, limited, installed_cards, months, cap: plan.budget.cap.0 }
    }

    /// All metrics.
    pub fn iter(&self) -> impl Iterator<Item = &Metric> {
        self.metrics.iter()
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
    pub fn sample(&self, what: What, record: &Record) -> Sample {
        let ratio = |part: u64, of: u64| if of == 0 { Sample::Nothing } else { Sample::Ratio { part, of } };
        match what {
            What::Requests(w) => Sample::Number(self.waits(record, w).requests as f64),
            What::UnservedShare(w) => {
                let t = self.waits(record, w);
                ratio(t.requests - t.served, t.requests)
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
                let peak = record.days[pool].iter().map(|day| day.peak_in_use).max().unwrap_or(0);
                Sample::Number(f64::from(peak))
            }
            What::Utilisation(pool) => {
                let sum =
                    |of: fn(&naru_model::observers::PoolDay) -> u64| record.days[pool].iter().map(of).sum();
                ratio(sum(|d| d.card_s), sum(|d| d.installed_s))
            }
            What::Spent => Sample::Won(record.spent().0),
            What::Left => Sample::Won(self.cap - record.spent().0),
            What::Need => Sample::Won(record.need.0),
            What::NotServedWaiting => Sample::Won((record.need_without_queues - record.need).0),
            What::NotServedMoney => Sample::Won((record.need - record.spent()).0),
            What::Exhausted => Sample::Happened(record.exhausted().is_some()),
            What::ExhaustedOn => Sample::Day(record.exhausted().map(Instant::day)),
            What::LineSpent(line) => Sample::Won(record.outcome.spent[line].0),
            What::Revenue(s) => Sample::Won(of_supplier(record, s, |row| row.amount.0)),
            What::RevenuePerCardMonth(s) => match self.installed_cards[s] * self.months {
                0.0 => Sample::Nothing,
                card_months => {
                    Sample::Number(of_supplier(record, s, |row| row.amount.0) as f64 / card_months)
                }
            },
            What::Discount(s) => Sample::Won(of_supplier(record, s, |row| row.discount.0)),
        }
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
                Unit::Won | Unit::Cards | Unit::Requests | Unit::Day => {
                    MetricValues::Whole(numbers.map(|n| n.map(|x| x.round() as i64)).collect())
                }
                Unit::Hours | Unit::Share => MetricValues::Real(numbers.collect()),
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
        Unit::Won | Unit::Share | Unit::Cards | Unit::Requests | Unit::Day => 1.0,
    }
}

fn of_supplier(record: &Record, supplier: usize, of: fn(&naru_model::observers::MonthRow) -> i64) -> i64 {
    record.months.iter().filter(|(_, _, s, _)| *s == supplier).map(|(_, _, _, row)| of(row)).sum()
}

fn wait_metrics(name: &str, whose: Whose) -> Vec<Metric> {
    use Better::{Neither, Smaller};
    use Estimand::{PerProgramme, PerRequest};
    let metric = |figure: &str, unit, better, estimand, what| Metric {
        id: format!("waits.{name}.{figure}"),
        unit,
        better,
        estimand,
        what,
    };
    let mut all = vec![
        metric("requests", Unit::Requests, Neither, PerProgramme, What::Requests(whose)),
        metric("unserved_share", Unit::Share, Smaller, PerRequest, What::UnservedShare(whose)),
        metric("undecided_share", Unit::Share, Neither, PerRequest, What::UndecidedShare(whose)),
        metric("censored_share", Unit::Share, Neither, PerRequest, What::CensoredShare(whose)),
        metric("mean_hours", Unit::Hours, Smaller, PerRequest, What::MeanWait(whose)),
    ];
    for percent in [50, 90, 95, 99] {
        let what = What::WaitQuantile(whose, percent);
        all.push(metric(&format!("p{percent}_hours"), Unit::Hours, Smaller, PerRequest, what));
    }
    all.extend([
        metric("max_hours", Unit::Hours, Smaller, PerProgramme, What::MaxWait(whose)),
        metric("over_limit_share", Unit::Share, Smaller, PerRequest, What::OverLimit(whose)),
        metric("over_limit_share_upper", Unit::Share, Smaller, PerRequest, What::OverLimitUpper(whose)),
        metric("over_limit_any_share", Unit::Share, Smaller, PerProgramme, What::OverLimitAny(whose)),
    ]);
    all
}

fn money_metrics() -> Vec<Metric> {
    use Better::{Larger, Neither, Smaller};
    let metric = |figure: &str, unit, better, what| Metric {
        id: format!("budget.{figure}"),
        unit,
        better,
        estimand: Estimand::PerProgramme,
        what,
    };
    vec![
        metric("spent_won", Unit::Won, Neither, What::Spent),
        metric("left_won", Unit::Won, Neither, What::Left),
        metric("need_won", Unit::Won, Smaller, What::Need),
        metric("not_served_won.waiting", Unit::Won, Smaller, What::NotServedWaiting),
        metric("not_served_won.money", Unit::Won, Smaller, What::NotServedMoney),
        metric("exhausted_share", Unit::Share, Smaller, What::Exhausted),
        metric("exhausted_on", Unit::Day, Larger, What::ExhaustedOn),
        metric("lines.gpu", Unit::Won, Neither, What::LineSpent(0)),
        metric("lines.npu", Unit::Won, Neither, What::LineSpent(1)),
    ]
}
