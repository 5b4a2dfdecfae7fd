//! The need by hand: hours × mean use × price and what begun hours, idle minutes, NPU and operation add.
//!
//! No queue, no shock, no fault, no wave and no draw takes part but the mean use itself (a pilot of the users alone); the rest can be
//! redone in a spreadsheet. Use is shared out over classes by share × duty and evenly over the period; prices are
//! what the programme pays: weighted by the time in which they are in force, with VAT that is added, without the
//! part that users pay.

use naru_model::rules::readings::{HourRounding, Idle, Own, Vat};
use naru_model::rules::settlement::{Tenancy, vat_of_statement};
use naru_model::workload::{Behaviour, Cohort, Laws, Spec, chains};
use naru_model::{Allocation, Offer, Plan, Project, Tariff};
use naru_results::ByHand;
use naru_units::{HOUR, Instant, Share, Span};

/// Mean use of the projects that are granted from the start, by a pilot of the users alone.
pub(crate) fn mean_use(laws: &Laws) -> f64 {
    let granted = |cohort: &&Cohort| cohort.from == Instant::START;
    if laws.spec().cohorts.iter().all(|cohort| granted(&cohort)) {
        return chains::pilot_mean_use(laws);
    }
    let cohorts = laws.spec().cohorts.iter().filter(granted).cloned().collect();
    chains::pilot_mean_use(&Laws::new(Spec { cohorts, ..laws.spec().clone() }))
}

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
    /// Tenancies by enrolment, by product.
    pub tenancy_won: Vec<f64>,
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
            tenancy_won: vec![0.0; products],
            operating_won: plan.budget.operating.0 as f64,
        };
        // What rounds up by itself is a session without its idle tail, where that is not billed.
        let billed = match readings.idle {
            Idle::Billed => None,
            Idle::NotBilled => Some(Laws::new(Spec { tail: Span::ZERO, ..spec.clone() })),
        };
        let (billed, tail) = match &billed {
            None => (laws, spec.tail.0 as f64 / HOUR as f64),
            Some(without_tail) => (without_tail, 0.0),
        };
        let mut first = 0;
        for (c, cohort) in spec.cohorts.iter().enumerate() {
            // A cohort's projects are all of one product; one that comes with a wave is left out.
            let Some(project) = plan.projects.get(first).filter(|_| cohort.projects > 0) else { continue };
            first += cohort.projects as usize;
            let p = project.product.0 as usize;
            let product = &plan.products[p];
            if product.offers.is_empty() || project.wave.is_some() {
                continue;
            }
            if product.tariff == Tariff::Monthly {
                hand.tenancy_won[p] += tenancies(plan, p, cohort);
                continue;
            }
            let price = paid_price(plan, p, laws);
            if let Behaviour::Listed { requests } = &cohort.behaviour {
                let work: f64 = requests.iter().map(|it| it.work.0.min((spec.end - it.at).0) as f64).sum();
                hand.use_won[p] += work / HOUR as f64 * price;
                continue;
            }
            if !matches!(cohort.behaviour, Behaviour::Programme { .. }) {
                continue;
            }
            let used = f64::from(cohort.projects) * period * mean_use;
            hand.used_hours += used;
            hand.use_won[p] += used * price;
            for (class, weight) in weights.iter().enumerate() {
                let means = billed.session(c, class as u8);
                let work = means.work_s / HOUR as f64;
                let sessions = used * weight / total / work;
                // Rounding to the nearest hour, and month sums, add little and are left out.
                let begun = match readings.hours {
                    HourRounding::SessionCeil => means.begun_hours - work - tail,
                    HourRounding::SessionFloor => means.begun_hours - work - tail - 1.0,
                    HourRounding::SessionNearest
                    | HourRounding::MonthCeil
                    | HourRounding::MonthFloor
                    | HourRounding::MonthNearest => 0.0,
                };
                hand.idle_won[p] += sessions * tail * price;
                hand.begun_won[p] += sessions * begun * price;
            }
        }
        hand
    }

    /// What hourly products come to.
    pub fn gpu(&self) -> f64 {
        [&self.use_won, &self.begun_won, &self.idle_won].into_iter().flatten().sum()
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
    pub fn break_even_use(&self, cap: i64) -> Option<f64> {
        let gpu = self.gpu();
        let even = self.mean_use * (cap as f64 - self.npu() - self.operating_won) / gpu;
        (gpu > 0.0 && even > 0.0 && even <= 1.0).then_some(even)
    }

    /// In whole won, as files carry it. The parts add up to the need.
    pub fn rounded(&self) -> (i64, ByHand) {
        let won = |parts: &[f64]| parts.iter().sum::<f64>().round() as i64;
        let by_hand = ByHand {
            used_hours: self.used_hours,
            gpu_won: won(&self.use_won),
            begun_hours_won: won(&self.begun_won),
            idle_won: won(&self.idle_won),
            npu_won: self.npu().round() as i64,
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

/// The offers that a product's first cohort uses at first, with their shares of its projects.
pub(crate) fn shares_of_offers(plan: &Plan, product: usize) -> Vec<(&Offer, f64)> {
    let users = |o: Option<usize>| {
        let of = |it: &&Project| it.product.0 as usize == product && it.wave.is_none();
        let users = plan.projects.iter().filter(of);
        users.filter(|it| o.is_none_or(|o| it.offer as usize == o)).count() as f64
    };
    let all = users(None);
    let offers = plan.products[product].offers.iter().enumerate();
    offers.map(|(o, offer)| (offer, if all > 0.0 { users(Some(o)) / all } else { 0.0 })).collect()
}

/// An offer's price over time; on fixed allocation the lower one (A4).
fn mean_price(plan: &Plan, offer: &Offer) -> f64 {
    let prices: Vec<(Instant, f64)> =
        offer.prices.iter().map(|(from, won)| ((*from).max(Instant::START), won.0 as f64)).collect();
    let ends = prices.iter().skip(1).map(|(from, _)| (*from).min(plan.end)).chain([plan.end]);
    let weighted = prices.iter().zip(ends).map(|((from, won), until)| won * (until - *from).0.max(0) as f64);
    let ratio = match offer.allocation {
        Allocation::Dynamic => 1.0,
        Allocation::Fixed => of_whole(plan.terms.fixed_ratio),
    };
    ratio * weighted.sum::<f64>() / plan.end.0 as f64
}

/// What the programme pays for an hour of a product: over time, with VAT that is added, without the users' part.
fn paid_price(plan: &Plan, product: usize, laws: &Laws) -> f64 {
    let (terms, offered) = (&plan.terms, &plan.products[product]);
    // Of whoever the projects use at first: what they pay changes little where they go to another.
    let sold = shares_of_offers(plan, product);
    let price: f64 = sold.iter().map(|(offer, share)| share * mean_price(plan, offer)).sum();
    let vat = match terms.readings.vat {
        Vat::Included => 0.0,
        Vat::Excluded => of_whole(terms.vat_rate),
    };
    let own = match terms.readings.own {
        Own::OutOfPrice | Own::DepositThenSettled => {
            let kinds = laws.spec().user_kinds.iter().zip(&offered.own_ratio);
            kinds.map(|(kind, ratio)| kind.share * of_whole(*ratio)).sum()
        }
        Own::Outside | Own::OnTop => 0.0,
    };
    price * (1.0 + vat) * (1.0 - own)
}

fn of_whole(share: Share) -> f64 {
    f64::from(share.0) / f64::from(Share::WHOLE.0)
}

/// Tenancies of a product from their enrolment days to the end.
fn tenancies(plan: &Plan, product: usize, cohort: &Cohort) -> f64 {
    let Behaviour::Tenancy { at_start, from_day, until_day, enrolled } = cohort.behaviour else { return 0.0 };
    let whole = |share: f64| (share * f64::from(cohort.projects)).round() as i64;
    let enrolled = whole(enrolled);
    let first = whole(at_start).min(enrolled);
    let others = enrolled - first;
    let late = (1..=others).map(|j| from_day + (until_day - from_day) * (2 * j - 1) / (2 * others));
    let last_day = Instant(plan.end.0 - 1).day();
    let sold = shares_of_offers(plan, product);
    let owed = |first_day: i64| {
        let of = |(offer, share): &(&Offer, f64)| {
            let tenancy = Tenancy {
                terms: &plan.terms,
                prices: &offer.prices,
                own_ratio: Share::NONE,
                first_day,
                earlier: None,
                outages: &[],
            };
            let owed = tenancy.owed(last_day - first_day + 1);
            share * (owed + vat_of_statement(&plan.terms, owed)).0 as f64
        };
        sold.iter().map(of).sum::<f64>()
    };
    first as f64 * owed(0) + late.map(owed).sum::<f64>()
}
