//! The operating plan: orders, backfill, placement, estimates (A7, S11).

use super::Judge;
use super::plan::name_of;
use super::spec::JUDGED;
use crate::overlay::suggest;
use crate::problem::Problem;
use crate::surface::{self, Line, Named, Spot, by_name};
use crate::words;
use naru_model::Estimate;
use naru_model::rules::allocation::{Backfill, Criterion, Key, Placement, Policy, decay};
use naru_units::{DAY, HOUR, Span};

/// Days after which use counts by half, where a scenario does not say.
const HALF_LIFE_DAYS: u32 = 7;

impl Judge<'_> {
    /// A7 and S11.
    pub(super) fn policy(&mut self) {
        let Some(policy) = &self.surface.policy else { return };
        if let Some(concurrency) = policy.concurrency.filter(|c| c.value == 0) {
            self.problems.push(Problem::error(words::no_session()).code("S11").at(concurrency.place));
        }
        if let Some(order) = &policy.order {
            self.order(policy, order);
        }
        for (key, place) in named(&policy.priority).chain(named(&policy.aims)).chain(named(&policy.declared))
        {
            let products = self.surface.products.iter().flatten().map(|p| p.name.as_str());
            if self.surface.products.as_ref().is_some_and(|products| by_name(products, key).is_none()) {
                let problem = Problem::error(words::unknown_product(key)).code("A7").at(place);
                self.problems.push(suggest(problem, key, products));
            }
        }
        self.estimate(policy);
        if let (Some(backfill), Some(placement)) = (policy.backfill, policy.placement)
            && backfill.value == Backfill::Conservative
            && placement.value != Placement::FirstFit
        {
            let title = words::conservative_is_first_fit(&name_of(&Placement::ALL, &placement.value));
            self.problems.push(Problem::warning(title).code("A7").at(placement.place));
        }
    }

    fn order(&mut self, policy: &surface::Policy, order: &Spot<Vec<Criterion>>) {
        let mut error = |title| self.problems.push(Problem::error(title).code("A7").at(order.place));
        if order.value.is_empty() {
            error(words::empty_order());
        }
        if order.value.len() > Key::MOST {
            error(words::order_too_long(order.value.len(), Key::MOST));
        }
        let weighted = order.value.contains(&Criterion::WeightedSum);
        if weighted && policy.weights.is_empty() {
            error(words::weights_missing());
        }
        for weight in &policy.weights {
            let criteria = Criterion::ALL.map(|(name, _)| name);
            let simple = criteria.into_iter().filter(|name| *name != "weighted_sum");
            if !simple.clone().any(|name| name == weight.name) {
                let title = words::unknown_criterion(&weight.name);
                let problem = Problem::error(title).code("A7").at(weight.place);
                self.problems.push(suggest(problem, &weight.name, simple));
            } else if !weighted {
                let title = words::weight_without_sum(&weight.name);
                self.problems.push(Problem::warning(title).code("A7").at(weight.place));
            }
        }
        let rules = lowered(policy, order.value.clone());
        if let Some(half_life) = policy.half_life {
            if half_life.value.0 < DAY || half_life.value.0 % DAY != 0 {
                let title = words::half_life_in_days();
                self.problems.push(Problem::error(title).code("A7").at(half_life.place));
            } else if !rules.looks_at(Criterion::FairShare) {
                let title = words::half_life_without_share();
                self.problems.push(Problem::warning(title).code("A7").at(half_life.place));
            }
        }
        // Where every product has the same aim, slack is arrival.
        let limit = self.surface.programme.as_ref().and_then(|programme| programme.wait_limit);
        let aims = policy.aims.iter().filter_map(|aim| aim.value);
        let slack = order.value.contains(&Criterion::LeastSlack) && self.line_used(Line::Gpu);
        if let Some(limit) = limit.filter(|limit| slack && aims.clone().all(|aim| aim == *limit)) {
            let names: Vec<String> = order.value.iter().map(|c| name_of(&Criterion::ALL, c)).collect();
            let title = words::same_order(&names.join(", "), limit.0 / HOUR);
            self.problems.push(Problem::warning(title).code("A7").at(order.place));
        }
    }

    fn estimate(&mut self, policy: &surface::Policy) {
        let Some(estimate) = policy.estimate else { return };
        let mut error = |title| self.problems.push(Problem::error(title).code("A7").at(estimate.place));
        match estimate.value {
            surface::Estimate::Factor => {
                if policy.estimate_factor.is_none_or(|factor| !(0.0..=1_000.0).contains(&factor.value)) {
                    error(words::estimate_factor_missing());
                }
            }
            surface::Estimate::Declared => {
                let products = self.surface.products.iter().flatten();
                let hourly = products.filter(|p| p.value.as_ref().is_some_and(|p| p.line == Line::Gpu));
                let missing = |p: &&Named<surface::Product>| by_name(&policy.declared, &p.name).is_none();
                for product in hourly.filter(missing) {
                    error(words::declared_missing(&product.name));
                }
            }
            surface::Estimate::Exact | surface::Estimate::UserLike => {}
        }
    }
}

fn named<T>(map: &[Named<T>]) -> impl Iterator<Item = (&str, crate::tree::Place)> {
    map.iter().map(|named| (named.name.as_str(), named.place))
}

/// Names in a file become choices.
fn lowered(policy: &surface::Policy, order: Vec<Criterion>) -> Policy {
    let weights = policy.weights.iter().filter_map(|weight| {
        let (_, criterion) = Criterion::ALL.iter().find(|(name, _)| *name == weight.name)?;
        Some((*criterion, i64::from(weight.value?)))
    });
    Policy {
        order,
        weights: weights.collect(),
        backfill: policy.backfill.map_or(Backfill::None, |b| b.value),
        placement: policy.placement.map_or(Placement::BestFit, |p| p.value),
    }
}

/// The operating plan as the engine takes it.
pub(super) fn policy(policy: &surface::Policy) -> Policy {
    lowered(policy, policy.order.as_ref().expect(JUDGED).value.clone())
}

/// What suppliers expect of a request's length.
pub(super) fn estimate(policy: &surface::Policy) -> Estimate {
    match policy.estimate.map(|estimate| estimate.value) {
        None | Some(surface::Estimate::Exact) => Estimate::Exact,
        Some(surface::Estimate::Declared) => Estimate::Declared,
        Some(surface::Estimate::UserLike) => Estimate::UserLike,
        Some(surface::Estimate::Factor) => {
            let factor = policy.estimate_factor.expect(JUDGED).value;
            Estimate::Factor((factor * 10_000.0).round() as u32)
        }
    }
}

/// What a day's use counts a day later.
pub(super) fn fair_share_decay(policy: &surface::Policy) -> u64 {
    decay(policy.half_life.map_or(HALF_LIFE_DAYS, |life| (life.value.0 / DAY) as u32))
}

/// What an order by slack aims at for a product whose limit is this.
pub(super) fn aim(policy: &surface::Policy, product: &str, limit: Option<Span>) -> Option<Span> {
    by_name(&policy.aims, product).and_then(|aim| aim.value).or(limit)
}

/// A product's priority; 0 for those that the plan does not name.
pub(super) fn priority(policy: &surface::Policy, product: &str) -> i32 {
    by_name(&policy.priority, product).and_then(|priority| priority.value).unwrap_or(0) as i32
}

/// What a product's users declare.
pub(super) fn declared(policy: &surface::Policy, product: &str) -> Span {
    by_name(&policy.declared, product).and_then(|declared| declared.value).unwrap_or(Span::ZERO)
}
