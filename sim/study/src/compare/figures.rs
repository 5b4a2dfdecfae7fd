//! Which figures can be compared: in all scenarios, and as numbers of single replications.

use super::Contender;
use crate::metrics::{Figure, MetricTable, Unit, What};
use crate::variant::Variant;
use naru_results::{LeftOut, LeftOutKind};
use naru_units::Won;

/// Why something cannot be compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// No scenario has such a metric.
    Unknown {
        /// As it was asked for.
        id: String,
        /// Ids that look most like it.
        nearest: Vec<String>,
    },
    /// Some scenario has none.
    NotInAll {
        /// As it was asked for.
        id: String,
        /// The first scenario without it.
        missing: usize,
        /// Ids there that look most like it.
        nearest: Vec<String>,
    },
    /// A quantile of all requests together has no number per replication; `programme.` before it does.
    NotPaired {
        /// As it was asked for.
        id: String,
    },
    /// A difference that does not matter is given of a metric that is not compared.
    NotCompared {
        /// As it was asked for.
        id: String,
        /// What is compared.
        compared: Vec<String>,
    },
    /// A metric of which neither more nor less is better.
    NoDirection {
        /// As it was asked for.
        id: String,
    },
}

/// What most people want to know: the P95 wait of one programme for each product with a limit, mean wait and late share
/// of all requests, demand that queues held back, spend, and whether and when the money ends; those that all have.
pub fn default_metrics(first: &Variant, tables: &[&MetricTable]) -> Vec<String> {
    let products = first.lowered.plan.products.iter().zip(&first.lowered.names.products);
    let limited = products.filter(|(product, _)| product.limit.is_some());
    let waits = limited.map(|(_, name)| format!("programme.waits.{}.p95_hours", name.id));
    let others = [
        "waits.all.mean_hours",
        "waits.all.over_limit_share",
        "budget.not_served_won.waiting",
        "budget.spent_won",
        "budget.exhausted_share",
        "budget.exhausted_on",
    ];
    let all = waits.chain(others.map(str::to_owned));
    all.filter(|id| tables.iter().all(|table| table.find(id).is_some())).collect()
}

/// A figure in the table of each scenario.
///
/// # Errors
/// `Unknown`, `NotInAll` or `NotPaired`.
pub fn figure_in_all(id: &str, tables: &[&MetricTable]) -> Result<Vec<Figure>, Refused> {
    let mut figures = Vec::with_capacity(tables.len());
    for (i, table) in tables.iter().enumerate() {
        match table.figure(id) {
            Some(figure) if figure.can_be_paired() => figures.push(figure),
            Some(_) => return Err(Refused::NotPaired { id: id.to_owned() }),
            None => {
                let nearest = nearest(id, table);
                let known = tables.iter().any(|other| other.find(id).is_some());
                return Err(if known {
                    Refused::NotInAll { id: id.to_owned(), missing: i, nearest }
                } else {
                    Refused::Unknown { id: id.to_owned(), nearest }
                });
            }
        }
    }
    Ok(figures)
}

/// Ids that look most like one, in the form in which they can be paired.
fn nearest(id: &str, table: &MetricTable) -> Vec<String> {
    let pairable = |id: &str| match table.figure(id) {
        Some(figure) if !figure.can_be_paired() => format!("programme.{id}"),
        Some(_) | None => id.to_owned(),
    };
    table.nearest(id).into_iter().map(pairable).collect()
}

/// A share of programmes: each has it or not.
pub fn is_chance(what: What) -> bool {
    matches!(what, What::Exhausted | What::OverLimitAny(_) | What::WaveAdmitted(_))
}

/// The difference below which a figure counts as the same, unless another is asked for: 0.1 h, a share of 0.001, a chance
/// of 0.05, 0.1 % of the cap, two days. `None` where the unit has no size of its own.
pub fn indifference_of(figure: &Figure, cap: Won) -> Option<f64> {
    match (figure.metric.what, figure.metric.unit) {
        (what, Unit::Share) if is_chance(what) => Some(0.05),
        (_, Unit::Share) => Some(0.001),
        (_, Unit::Hours) => Some(0.1),
        (_, Unit::Day) => Some(2.0),
        // Won of a card and a month are no part of the cap.
        (What::RevenuePerCardMonth(_), Unit::Won)
        | (_, Unit::Cards | Unit::Requests | Unit::SetHours | Unit::Terabytes | Unit::Count) => None,
        (_, Unit::Won) => Some(cap.0 as f64 / 1_000.0),
    }
}

/// Products, pools and suppliers that only some scenarios have, in the order in which they first appear.
pub(super) fn left_out(contenders: &[Contender]) -> Vec<LeftOut> {
    let mut found: Vec<LeftOut> = Vec::new();
    for (scenario, contender) in (0..).zip(contenders) {
        let names = &contender.variant.lowered.names;
        let products = names.products.iter().map(|it| (LeftOutKind::Product, it.id.clone()));
        let pools = names.pools.iter().map(|it| (LeftOutKind::Pool, format!("{}.{}", it.supplier, it.name)));
        let suppliers = names.suppliers.iter().map(|it| (LeftOutKind::Supplier, it.clone()));
        for (kind, name) in products.chain(pools).chain(suppliers) {
            match found.iter_mut().find(|it| it.kind == kind && it.name == name) {
                Some(known) => known.scenarios.push(scenario),
                None => found.push(LeftOut { kind, name, scenarios: vec![scenario] }),
            }
        }
    }
    found.retain(|it| it.scenarios.len() < contenders.len());
    found
}
