//! `scenario.effective.json`.

use super::{LINES, Rows};
use crate::record::Record;
use naru_model::observers::Log;
use naru_model::workload::{Demand, Laws, ProjectId};
use naru_model::{Line, Offer};
use naru_results::{
    Budget, Effective, FleetPool, Named, OpeningWon, Price, Product, Programme, Project, Queue, SCHEMA, Sla,
};
use naru_units::{Instant, Won};

impl Rows<'_> {
    /// `scenario.effective.json`; with what the logged replication drew and decided, if one was logged.
    pub fn effective(
        &self,
        hash: &str,
        seed: u64,
        laws: &Laws,
        logged: Option<(&Record, &Log)>,
    ) -> Effective {
        let (plan, lowered) = (self.plan(), self.lowered);
        let record = logged.map(|(record, _)| record);
        let demand = record.map(|record| Demand::new(laws, seed, record.replication));
        let ended = |line: Line| logged.map(|(_, log)| log.service_ended[line.index()].unwrap_or(plan.end).0);
        let by_address: Vec<(String, String)> = lowered.readings.clone();
        let reading = |address: &str| {
            let found = by_address.iter().find(|(a, _)| a == address);
            found.map(|(_, value)| value.clone()).unwrap_or_default()
        };
        Effective {
            schema: SCHEMA,
            scenario: lowered.name.clone(),
            scenario_hash: hash.to_owned(),
            seed,
            replication: record.map(|record| record.replication),
            programme: Programme {
                start: format!("{}T00:00:00+09:00", plan.terms.epoch.0),
                end_s: plan.end.0,
                service_ended_s: ended(Line::Gpu),
                npu_service_ended_s: ended(Line::Npu),
                december_cut_off_s: plan.terms.true_up_from().map(|at| at.0),
            },
            budget: Budget {
                cap_won: plan.budget.cap.0,
                operating_won: plan.budget.operating.0,
                vat: reading("P2.vat"),
                transfer: reading("P3.transfer"),
                when_exhausted: reading("P4.when_exhausted"),
                funding_stop_s: plan.budget.funding_stop.map(|at| at.0),
                opening_won: OpeningWon { gpu: plan.budget.opening[0].0, npu: plan.budget.opening[1].0 },
            },
            readings: by_address.into_iter().collect(),
            sla: Sla {
                limit_s: plan.terms.wait_limit.0,
                rate_bp: plan.terms.discount_rate.0,
                ceiling_bp: plan.terms.discount_ceiling.map(|c| c.0),
            },
            fixed_ratio_bp: plan.terms.fixed_ratio.0,
            products: (0..self.products.len())
                .map(|p| (self.products[p].to_string(), self.product(p)))
                .collect(),
            projects: (0..plan.projects.len() as u32)
                .map(|p| {
                    let recalled = logged.and_then(|(_, log)| log.recalled.iter().find(|(of, _)| *of == p));
                    let left = recalled.map(|(_, at)| at.0);
                    let project = self.project(p, record.zip(demand.as_ref()));
                    // Whose grant was recalled has left as one that dropped out.
                    let dropped_out_s = project.dropped_out_s.into_iter().chain(left).min();
                    Project { dropped_out_s, ..project }
                })
                .collect(),
            fleet: self.fleet(record),
            queue: Queue {
                order: lowered.facts.order.clone(),
                backfill: lowered.facts.backfill.clone(),
                placement: lowered.facts.placement.clone(),
                strict: plan.policy.keeps_arrival_order(),
                scope: vec!["supplier".to_owned(), "pool".to_owned()],
            },
        }
    }

    fn product(&self, p: usize) -> Product {
        let product = &self.plan().products[p];
        let (mut cards, mut draws_tf, mut prices) = (Named::new(), Named::new(), Named::new());
        // What only takes the overflow of another offer of the same supplier is sold at that one's price (S5).
        let (own, overflow): (Vec<&Offer>, Vec<&Offer>) = product.offers.iter().partition(|o| !o.overflow);
        for offer in own.into_iter().chain(overflow) {
            let card_type = &self.lowered.names.pools[offer.pool.0 as usize].card_type;
            if cards.get(card_type).is_none() {
                cards.insert(card_type, offer.set.cards * offer.gang.unwrap_or(1));
                draws_tf.insert(card_type, offer.draws);
            }
            let supplier = &*self.suppliers[offer.supplier.0 as usize];
            let price = |(from, won): &(Instant, Won)| Price { from_s: from.0.max(0), unit_price_won: won.0 };
            if prices.get(supplier).is_none() {
                prices.insert(supplier, offer.prices.iter().map(price).collect());
            }
        }
        Product {
            line: LINES[product.line.index()].to_owned(),
            tf: self.lowered.names.products[p].performance,
            idle_return_s: product.idle_return.0,
            cards,
            draws_tf,
            prices,
        }
    }

    fn project(&self, p: u32, logged: Option<(&Record, &Demand<'_>)>) -> Project {
        let plan = self.plan();
        let project = &plan.projects[p as usize];
        let product = &plan.products[project.product.0 as usize];
        let demand = logged.filter(|(record, _)| record.course.granted[p as usize]).map(|(_, demand)| demand);
        let kind = demand.and_then(|d| d.user_kind(ProjectId(p)));
        let own = kind.and_then(|kind| product.own_monthly.get(kind as usize)).copied().unwrap_or(Won::ZERO);
        Project {
            project: p + 1,
            product: self.products[project.product.0 as usize].to_string(),
            allowance_product_s: project.allowance.map(|tf_s| tf_s / i64::from(product.performance)),
            own_ratio_bp: kind.and_then(|k| product.own_ratio.get(k as usize)).map_or(0, |share| share.0),
            own_monthly_won: own.0,
            concurrency: plan.concurrency,
            dropped_out_s: demand.and_then(|d| d.drops_at(ProjectId(p))).map(|at| at.0),
            contribution_paid_s: demand.and_then(|d| d.first_service(ProjectId(p))).map(|at| at.0),
            support_months: match project.wave {
                None => self.lowered.facts.support_months,
                Some(wave) => self.lowered.facts.waves[wave as usize].support_months,
            },
            wave: project.wave.map(|wave| u32::from(wave) + 1),
        }
    }

    fn fleet(&self, record: Option<&Record>) -> Vec<FleetPool> {
        let plan = self.plan();
        let mut rows = Vec::new();
        for (p, pool) in plan.pools.iter().enumerate() {
            let mut first_server = 0;
            for group in &pool.servers {
                let first = first_server;
                first_server += group.count;
                let admitted = |wave: u16| record.is_some_and(|record| record.course.waves[wave as usize]);
                if !group.wave.is_none_or(admitted) {
                    continue;
                }
                let decided = group.wave.map_or(Instant::START, |wave| plan.waves[wave as usize].at);
                rows.push(FleetPool {
                    supplier: self.supplier_of(p).to_string(),
                    pool: self.pools[p].to_string(),
                    card_type: self.lowered.names.pools[p].card_type.clone(),
                    first_server: first,
                    servers: group.count,
                    cards_per_server: pool.server.cards,
                    cards: group.count * pool.server.cards,
                    from_s: group.from.max(decided).0,
                    until_s: group.until.map(|at| at.0),
                    agreed_s: group.agreed.0,
                });
            }
        }
        rows
    }
}
