//! After the service and after the last statement (T5, T6, T9, T10, T11), jobs on parts of sets (T12), storage (S6).

use super::Judge;
use super::calendar::Days;
use super::faults::pool_id;
use super::lowered::{ActualCost, FinalSettlement};
use super::rows::Pool;
use super::spec::values;
use crate::overlay::suggest;
use crate::problem::Problem;
use crate::surface::{self, Billed, Spot, Surface, by_name};
use crate::words;
use naru_model::rules::readings::{AfterBase, Readings};
use naru_model::rules::settlement::{Clawback, Terms, free_month, paid_after};
use naru_model::{After, PartSets, SupplierId};
use naru_units::Share;

impl Judge<'_> {
    pub(super) fn after(&mut self, readings: &Readings) {
        let surface = self.surface;
        if let (Some(after), Some(products)) = (&surface.after, &surface.products) {
            for price in &after.market {
                if by_name(products, &price.name).is_none() {
                    let problem = Problem::error(words::unknown_product(&price.name)).at(price.place);
                    self.problems.push(suggest(
                        problem,
                        &price.name,
                        products.iter().map(|p| p.name.as_str()),
                    ));
                }
            }
            let needed = after.stays > Share::NONE && readings.after_base == AfterBase::Market;
            for (name, product) in self.products_in_use() {
                let there = by_name(&after.market, name).is_some();
                if needed && !there && product.gang.is_none() {
                    let problem = Problem::error(words::no_market_price(name)).code("T6").at(after.place);
                    self.problems.push(problem.label(words::missing_here(name)));
                }
            }
        }
        for (name, place) in surface
            .storage_tb
            .iter()
            .map(|s| (&s.name, s.place))
            .chain(surface.final_settlement.iter().map(|s| (&s.name, s.place)))
        {
            self.supplier(&Spot { value: name.clone(), place });
        }
        for settlement in &surface.final_settlement {
            let cost = settlement.value.as_ref().and_then(|s| s.actual_cost.as_ref());
            if let Some(cost) = cost {
                self.every_pool_has_a_cost(settlement, cost);
            }
        }
    }

    fn every_pool_has_a_cost(
        &mut self,
        supplier: &surface::Named<surface::FinalSettlement>,
        cost: &surface::ActualCost,
    ) {
        let pools = self.surface.fleet.as_ref().and_then(|f| by_name(f, &supplier.name)?.value.as_ref());
        let Some(pools) = pools else { return };
        for entry in &cost.server_month {
            if by_name(pools, &entry.name).is_none() {
                let problem = Problem::error(words::unknown_pool(&entry.name)).at(entry.place);
                self.problems.push(suggest(problem, &entry.name, pools.iter().map(|p| p.name.as_str())));
            }
        }
        for pool in pools.iter().filter(|pool| by_name(&cost.server_month, &pool.name).is_none()) {
            let title = words::no_server_cost(&supplier.name, &pool.name);
            self.problems.push(Problem::error(title).code("T11").at(supplier.place));
        }
    }
}

/// The end of all that is simulated: the discounted months of a service that lasts to the programme's end.
pub(super) fn after(surface: &Surface, terms: &Terms, days: Days) -> Option<After> {
    let after = surface.after.as_ref()?;
    let end = days.instant(days.end);
    let (_, free_until) = free_month(&terms.readings, terms.epoch, end, end);
    let (_, horizon) = paid_after(&terms.readings, terms.epoch, free_until);
    Some(After { horizon, stays: after.stays, discount: after.discount })
}

pub(super) fn part_sets(surface: &Surface) -> PartSets {
    let partial = surface.demand.as_ref().and_then(|demand| demand.partial.as_ref());
    partial.map_or_else(PartSets::default, |partial| PartSets {
        billed_pro_rata: partial.billed == Billed::ProRata,
        frees_the_rest: partial.frees,
    })
}

pub(super) fn final_settlements(
    surface: &Surface,
    pools: &[Pool<'_>],
    supplier_of: impl Fn(&str) -> SupplierId,
) -> Vec<FinalSettlement> {
    values(&surface.final_settlement)
        .map(|(name, settlement)| FinalSettlement {
            supplier: supplier_of(name),
            rent_cut: settlement.rent_cut,
            clawback: settlement.clawback.map(|clawback| match clawback {
                surface::Clawback::Won(won) => Clawback::Sum(won),
                surface::Clawback::Share(share) => Clawback::Share(share),
            }),
            actual_cost: settlement.actual_cost.as_ref().map(|cost| ActualCost {
                server_month: values(&cost.server_month)
                    .map(|(pool, won)| (pool_id(pools, name, pool), *won))
                    .collect(),
                margin: cost.margin,
            }),
        })
        .collect()
}
