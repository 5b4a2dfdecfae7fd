//! What pilots of the users alone measure: how much they use, how long they hold, for how many months they are served.

use naru_model::rules::readings::FixedHours;
use naru_model::rules::settlement::{FlatSum, months_of_support};
use naru_model::workload::{Behaviour, Cohort, Demand, Laws, ProjectId, Spec, chains};
use naru_model::{Allocation, Plan};
use naru_units::{HOUR, Instant};

/// Seed and number of the pilots of who holds and is served: fixed, so that it is a property of the spec.
const SEED: u64 = 2025;
const PILOTS: u32 = 16;

/// Mean use of the projects that are granted from the start.
pub(crate) fn mean_use(laws: &Laws) -> f64 {
    mean_use_of(laws, |cohort| cohort.from == Instant::START)
}

/// Mean use of some cohorts, 0..=1 of the whole period.
pub(super) fn mean_use_of(laws: &Laws, chosen: impl Fn(&Cohort) -> bool) -> f64 {
    if laws.spec().cohorts.iter().all(&chosen) {
        return chains::pilot_mean_use(laws);
    }
    let cohorts = laws.spec().cohorts.iter().filter(|cohort| chosen(cohort)).cloned().collect();
    chains::pilot_mean_use(&Laws::new(Spec { cohorts, ..laws.spec().clone() }))
}

/// How long cards would be held on fixed allocation, and for how many months projects are served.
pub(super) struct Holding {
    /// By cohort: product-hours from the first request to the end, or to dropping out.
    pub(super) hours: Vec<f64>,
    /// By cohort and kind of user: calendar months of support, of all its projects together.
    pub(super) months: Vec<Vec<f64>>,
}

impl Holding {
    /// Whether anything is billed by it.
    pub(super) fn needed(plan: &Plan) -> bool {
        let offers = || plan.products.iter().flat_map(|product| &product.offers);
        let readings = &plan.terms.readings;
        let holds = readings.fixed_hours == FixedHours::Held
            && offers().any(|offer| offer.allocation == Allocation::Fixed);
        holds || FlatSum::comes_off(readings)
    }

    pub(super) fn new(plan: &Plan, laws: &Laws) -> Self {
        let spec = laws.spec();
        let kinds = spec.user_kinds.len().max(1);
        let mut it =
            Self { hours: vec![0.0; spec.cohorts.len()], months: vec![vec![0.0; kinds]; spec.cohorts.len()] };
        for pilot in 0..PILOTS {
            let demand = Demand::new(laws, SEED, pilot);
            let mut first = 0;
            for (c, cohort) in spec.cohorts.iter().enumerate() {
                let projects = first..first + cohort.projects;
                first += cohort.projects;
                if matches!(cohort.behaviour, Behaviour::Programme { .. }) {
                    projects.for_each(|p| it.add(plan, &demand, c, ProjectId(p)));
                }
            }
        }
        let pilots = f64::from(PILOTS);
        it.hours.iter_mut().chain(it.months.iter_mut().flatten()).for_each(|x| *x /= pilots);
        it
    }

    fn add(&mut self, plan: &Plan, demand: &Demand<'_>, c: usize, p: ProjectId) {
        let Some(service) = demand.first_service(p) else { return };
        let until = demand.drops_at(p).unwrap_or(plan.end).min(plan.end);
        let kind = demand.user_kind(p).map_or(0, usize::from);
        let months = months_of_support(&plan.terms.month_starts, service, until).len();
        self.months[c][kind] += months as f64;
        let first = demand.asks_at(p, service, demand.wish(p, 0).think);
        let Some(first) = first.filter(|first| *first < until) else { return };
        let project = &plan.projects[p.0 as usize];
        let draws = plan.products[project.product.0 as usize].offers[project.offer as usize].draws;
        let most = project.allowance.map_or(i64::MAX, |allowance| allowance / i64::from(draws.max(1)));
        self.hours[c] += (until - first).0.min(most) as f64 / HOUR as f64;
    }
}
