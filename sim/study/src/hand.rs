//! The need by hand: hours × mean use × price and what begun hours, idle minutes, NPU and operation add.
//!
//! No queue and no draw takes part but the mean use itself (a pilot of the users alone, without shocks); the rest can
//! be redone in a spreadsheet. Use is shared out over classes by share × duty.

use naru_model::rules::readings::{HourRounding, Idle};
use naru_model::rules::settlement::Tenancy;
use naru_model::workload::{Behaviour, Laws};
use naru_model::{Plan, Tariff};
use naru_results::ByHand;
use naru_units::HOUR;

/// The parts of the need in won, before rounding.
#[derive(Clone, Debug, PartialEq)]
pub struct Hand {
    /// Mean use that it was made with.
    pub mean_use: f64,
    /// Product-hours used.
    pub used_hours: f64,
    /// Use at the unit price, by product.
    pub use_won: Vec<f64>,
    /// What begun hours add, by product.
    pub begun_won: Vec<f64>,
    /// What idle minutes add, by product.
    pub idle_won: Vec<f64>,
    /// Tenancies by enrolment.
    pub npu_won: f64,
    /// Operating cost.
    pub operating_won: f64,
}

impl Hand {
    /// Works it out for a mean use of all hourly products.
    pub fn new(plan: &Plan, laws: &Laws, mean_use: f64) -> Self {
        let spec = laws.spec();
        let period = spec.end.0 as f64 / HOUR as f64;
        let weights: Vec<f64> =
            spec.classes.iter().map(|c| c.share * (c.duty * spec.level).min(spec.max_duty)).collect();
        let total: f64 = weights.iter().sum();
        let readings = &plan.terms.readings;
        let products = plan.products.len();
        let mut hand = Self {
            mean_use,
            used_hours: 0.0,
            use_won: vec![0.0; products],
            begun_won: vec![0.0; products],
            idle_won: vec![0.0; products],
            npu_won: 0.0,
            operating_won: plan.budget.operating.0 as f64,
        };
        for (p, (product, cohort)) in plan.products.iter().zip(&spec.cohorts).enumerate() {
            let price = product.offers[0].prices.at(naru_units::Instant::START).0 as f64;
            if product.tariff == Tariff::Monthly {
                hand.npu_won += tenancies(plan, p, laws);
                continue;
            }
            if !matches!(cohort.behaviour, Behaviour::Programme { .. }) {
                continue;
            }
            let used = f64::from(cohort.projects) * period * mean_use;
            hand.used_hours += used;
            hand.use_won[p] = used * price;
            for (class, weight) in weights.iter().enumerate() {
                let means = laws.session(p, class as u8);
                let sessions = used * weight / total * HOUR as f64 / means.work_s;
                let idle = match readings.idle {
                    Idle::Billed => spec.tail.0 as f64 / HOUR as f64,
                    Idle::NotBilled => 0.0,
                };
                // Rounding to the nearest hour adds nothing on average; month sums add less than an hour a month.
                let begun = match (readings.hours, readings.idle) {
                    (HourRounding::SessionCeil, Idle::Billed) => {
                        means.begun_hours - means.work_s / HOUR as f64 - idle
                    }
                    (HourRounding::SessionCeil, Idle::NotBilled) => 0.5,
                    (HourRounding::SessionFloor, _) => -0.5,
                    (
                        HourRounding::SessionNearest
                        | HourRounding::MonthCeil
                        | HourRounding::MonthFloor
                        | HourRounding::MonthNearest,
                        _,
                    ) => 0.0,
                };
                hand.idle_won[p] += sessions * idle * price;
                hand.begun_won[p] += sessions * begun * price;
            }
        }
        hand
    }

    /// What hourly products come to.
    pub fn gpu(&self) -> f64 {
        [&self.use_won, &self.begun_won, &self.idle_won].into_iter().flatten().sum()
    }

    /// The need.
    pub fn need(&self) -> f64 {
        self.gpu() + self.npu_won + self.operating_won
    }

    /// Mean use at which the need is the cap; `None` where use costs nothing.
    pub fn break_even_use(&self, cap: i64) -> Option<f64> {
        let gpu = self.gpu();
        (gpu > 0.0).then(|| self.mean_use * (cap as f64 - self.npu_won - self.operating_won) / gpu)
    }

    /// In whole won, as files carry it. The parts add up to the need.
    pub fn rounded(&self) -> (i64, ByHand) {
        let won = |parts: &[f64]| parts.iter().sum::<f64>().round() as i64;
        let by_hand = ByHand {
            used_hours: self.used_hours,
            gpu_won: won(&self.use_won),
            begun_hours_won: won(&self.begun_won),
            idle_won: won(&self.idle_won),
            npu_won: self.npu_won.round() as i64,
            operating_won: self.operating_won.round() as i64,
            mean_use: self.mean_use,
        };
        let need = by_hand.gpu_won
            + by_hand.begun_hours_won
            + by_hand.idle_won
            + by_hand.npu_won
            + by_hand.operating_won;
        (need, by_hand)
    }
}

/// Tenancies of a product from their enrolment days to the end.
fn tenancies(plan: &Plan, product: usize, laws: &Laws) -> f64 {
    let cohort = &laws.spec().cohorts[product];
    let Behaviour::Tenancy { at_start, from_day, until_day, enrolled } = cohort.behaviour else { return 0.0 };
    let whole = |share: f64| (share * f64::from(cohort.projects)).round() as i64;
    let enrolled = whole(enrolled);
    let first = whole(at_start).min(enrolled);
    let others = enrolled - first;
    let late = (1..=others).map(|j| from_day + (until_day - from_day) * (2 * j - 1) / (2 * others));
    let last_day = naru_units::Instant(plan.end.0 - 1).day();
    let owed = |first_day: i64| {
        let offer = &plan.products[product].offers[0];
        let own_ratio = naru_units::Share::NONE;
        let tenancy = Tenancy { terms: &plan.terms, prices: &offer.prices, own_ratio, first_day };
        tenancy.owed(last_day - first_day + 1).0 as f64
    };
    first as f64 * owed(0) + late.map(owed).sum::<f64>()
}
