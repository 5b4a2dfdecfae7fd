//! The need by hand: hours × mean use × price and what begun hours, idle minutes, held hours, waves, NPU and operation
//! add, less the users' flat sums.
//!
//! No queue, no shock, no fault and no draw takes part but what pilots of the users alone measure (`hand::pilot`); the
//! rest can be redone in a spreadsheet. Use is shared out over classes by share × duty and evenly over the period;
//! prices are what the programme pays: weighted by the time in which they are in force, with VAT that is added,
//! without the part that users pay as a share of a line.

mod flat;
mod pilot;
mod prices;
mod waves;

pub(crate) use pilot::mean_use;
pub(crate) use prices::shares_of_offers;

use naru_model::rules::readings::{FixedHours, HourRounding, Idle};
use naru_model::workload::{Behaviour, Cohort, Laws, Spec};
use naru_model::{Plan, Project, Tariff};
use naru_results::ByHand;
use naru_units::{HOUR, Span};
use pilot::Holding;
use prices::Price;

/// The parts of the need in won, before rounding.
#[derive(Clone, Debug, PartialEq)]
pub struct Hand {
    /// Mean use that it was made with.
    pub mean_use: f64,
    /// Product-hours used by the projects that are granted from the start.
    pub used_hours: f64,
    /// Use at the unit price, by product.
    pub use_won: Vec<f64>,
    /// What begun hours add, by product.
    pub begun_won: Vec<f64>,
    /// What idle minutes add, by product.
    pub idle_won: Vec<f64>,
    /// What hours that are held without use add under fixed allocation (A4), by product.
    pub held_won: Vec<f64>,
    /// What of the use is of hours that are billed whether used or not.
    held_use_won: f64,
    /// All that the projects of waves come to (P6), by product.
    pub waves_won: Vec<f64>,
    /// Flat own contributions that come off bills (T3): not above zero.
    pub own_won: f64,
    /// Tenancies by enrolment, by product.
    pub tenancy_won: Vec<f64>,
    /// Operating cost.
    pub operating_won: f64,
}

/// What the hours of one cohort come to.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Hourly {
    used: f64,
    begun: f64,
    idle: f64,
    held: f64,
    /// What of `used` would be billed without use.
    held_use: f64,
}

impl Hourly {
    fn all(self) -> f64 {
        self.used + self.begun + self.idle + self.held
    }
}

impl Hand {
    /// Works it out for a mean use of all hourly products.
    pub fn new(plan: &Plan, laws: &Laws, mean_use: f64) -> Self {
        let spec = laws.spec();
        let products = plan.products.len();
        let none = || vec![0.0; products];
        let mut hand = Self {
            mean_use,
            used_hours: 0.0,
            use_won: none(),
            begun_won: none(),
            idle_won: none(),
            held_won: none(),
            held_use_won: 0.0,
            waves_won: none(),
            own_won: 0.0,
            tenancy_won: none(),
            operating_won: plan.budget.operating.0 as f64,
        };
        let sessions = Sessions::new(plan, laws);
        let holding = Holding::needed(plan).then(|| Holding::new(plan, laws));
        for (c, cohort, project) in cohorts(plan, spec).filter(|(.., project)| project.wave.is_none()) {
            let p = project.product.0 as usize;
            let product = &plan.products[p];
            if product.tariff == Tariff::Monthly {
                hand.tenancy_won[p] += prices::tenancies(plan, p, cohort, plan.end);
                continue;
            }
            let price = Price::new(plan, p, laws);
            if let Behaviour::Listed { requests } = &cohort.behaviour {
                let work: f64 = requests.iter().map(|it| it.work.0.min((spec.end - it.at).0) as f64).sum();
                hand.use_won[p] += work / HOUR as f64 * price.all;
                continue;
            }
            if !matches!(cohort.behaviour, Behaviour::Programme { .. }) {
                continue;
            }
            let used = f64::from(cohort.projects) * period_hours(spec) * mean_use;
            let of = sessions.hourly(c, used, holding.as_ref(), price);
            hand.used_hours += used;
            hand.use_won[p] += of.used;
            hand.begun_won[p] += of.begun;
            hand.idle_won[p] += of.idle;
            hand.held_won[p] += of.held;
            hand.held_use_won += of.held_use;
            if let Some(holding) = &holding {
                let own = flat::own(plan, laws, holding, c, cohort, p, of.all());
                hand.own_won -= own;
            }
        }
        waves::add(&mut hand, plan, laws, &sessions, holding.as_ref());
        hand
    }

    /// What hourly products come to, waves in and flat own contributions off.
    pub fn gpu(&self) -> f64 {
        let parts = [&self.use_won, &self.begun_won, &self.idle_won, &self.held_won, &self.waves_won];
        parts.into_iter().flatten().sum::<f64>() + self.own_won
    }

    /// What tenancies come to.
    pub fn npu(&self) -> f64 {
        self.tenancy_won.iter().sum()
    }

    /// The need.
    pub fn need(&self) -> f64 {
        self.gpu() + self.npu() + self.operating_won
    }

    /// Mean use at which the need is the cap; `None` where no use between none and all is it.
    ///
    /// Without waves, which come where money is left. What fixed allocation bills for hours held does not hang on the
    /// use, and the flat sums are taken as they are.
    pub fn break_even_use(&self, cap: i64) -> Option<f64> {
        let sum = |parts: &[f64]| parts.iter().sum::<f64>();
        let grows = sum(&self.use_won) + sum(&self.begun_won) + sum(&self.idle_won) - self.held_use_won;
        let need = self.need() - sum(&self.waves_won);
        let even = self.mean_use * (cap as f64 - (need - grows)) / grows;
        (grows > 0.0 && even > 0.0 && even <= 1.0).then_some(even)
    }

    /// In whole won, as files carry it. The parts add up to the need.
    pub fn rounded(&self) -> (i64, ByHand) {
        let won = |parts: &[f64]| parts.iter().sum::<f64>().round() as i64;
        let by_hand = ByHand {
            used_hours: self.used_hours,
            gpu_won: won(&self.use_won),
            begun_hours_won: won(&self.begun_won),
            idle_won: won(&self.idle_won),
            held_won: won(&self.held_won),
            waves_won: won(&self.waves_won),
            own_contribution_won: self.own_won.round() as i64,
            npu_won: self.npu().round() as i64,
            operating_won: self.operating_won.round() as i64,
            mean_use: self.mean_use,
        };
        (by_hand.total_won(), by_hand)
    }
}

/// Cohorts of products that somebody offers, by their number, each with its first project: all of a cohort are of one product and
/// wave.
pub(crate) fn cohorts<'p>(
    plan: &'p Plan,
    spec: &'p Spec,
) -> impl Iterator<Item = (usize, &'p Cohort, &'p Project)> {
    let mut first = 0;
    let placed = spec.cohorts.iter().enumerate().map(move |(c, cohort)| {
        let from = first;
        first += cohort.projects as usize;
        (c, cohort, from)
    });
    placed.filter_map(|(c, cohort, from)| {
        let project = plan.projects.get(from).filter(|_| cohort.projects > 0)?;
        (!plan.products[project.product.0 as usize].offers.is_empty()).then_some((c, cohort, project))
    })
}

fn period_hours(spec: &Spec) -> f64 {
    spec.end.0 as f64 / HOUR as f64
}

/// What sessions add to the hours used, by class.
struct Sessions<'a> {
    plan: &'a Plan,
    laws: &'a Laws,
    /// Laws without the idle tail: what rounds up by itself where the tail is not billed, or there is none.
    tailless: Laws,
    /// Share of the use, by class.
    shares: Vec<f64>,
}

impl<'a> Sessions<'a> {
    fn new(plan: &'a Plan, laws: &'a Laws) -> Self {
        let spec = laws.spec();
        let weights = spec.classes.iter().map(|c| c.share * (c.duty * spec.level).min(spec.max_duty));
        let weights: Vec<f64> = weights.collect();
        let total: f64 = weights.iter().sum();
        Self {
            plan,
            laws,
            tailless: Laws::new(Spec { tail: Span::ZERO, ..spec.clone() }),
            shares: weights.iter().map(|weight| weight / total).collect(),
        }
    }

    /// What a cohort's use comes to.
    fn hourly(&self, c: usize, used: f64, holding: Option<&Holding>, price: Price) -> Hourly {
        let readings = &self.plan.terms.readings;
        let dynamic = price.all - price.fixed;
        let (billed, tail) = match readings.idle {
            Idle::Billed => (self.laws, self.laws.spec().tail.0 as f64 / HOUR as f64),
            Idle::NotBilled => (&self.tailless, 0.0),
        };
        let held = holding.filter(|_| readings.fixed_hours == FixedHours::Held);
        let mut of = Hourly { used: used * price.all, ..Hourly::default() };
        for (class, share) in self.shares.iter().enumerate() {
            let means = billed.session(c, class as u8);
            let work = means.work_s / HOUR as f64;
            let sessions = used * share / work;
            // Rounding to the nearest hour, and month sums, add little and are left out.
            let rounds = |up: f64| match readings.hours {
                HourRounding::SessionCeil => up,
                HourRounding::SessionFloor => up - 1.0,
                HourRounding::SessionNearest
                | HourRounding::MonthCeil
                | HourRounding::MonthFloor
                | HourRounding::MonthNearest => 0.0,
            };
            of.idle += sessions * tail * dynamic;
            of.begun += sessions * rounds(means.begun_hours - work - tail) * dynamic;
            if price.fixed > 0.0 {
                // From one request to the next a held session is as likely to end early in its hour as late.
                let up = match held {
                    Some(_) => 0.5,
                    None => self.tailless.session(c, class as u8).begun_hours - work,
                };
                of.begun += sessions * rounds(up) * price.fixed;
            }
        }
        if let Some(held) = held {
            of.held_use = used * price.fixed;
            of.held = (held.hours[c] - used).max(0.0) * price.fixed;
        }
        of
    }
}
