//! Where queueing theory expects the answer: servers of a pool, for a bound on waits.
//!
//! Users are a closed loop, so the pool is a finite-source queue. Only a place to begin at: probes decide.

use super::finite_source::FiniteSource;
use super::question::Question;
use crate::hand::{cohorts, shares_of_offers};
use crate::metrics::What;
use naru_model::workload::{Behaviour, Laws};
use naru_model::{Plan, Tariff};
use naru_results::Relation;
use naru_units::HOUR;

/// Servers of a pool from which a bound on waits should hold; `None` where theory has nothing to say.
pub(super) fn servers(plan: &Plan, laws: &Laws, pool: usize, question: &Question) -> Option<f64> {
    if !matches!(question.condition.relation, Relation::Below | Relation::AtMost) {
        return None;
    }
    let (bound, what) = (question.condition.bound, question.figure.metric.what);
    let users = Users::of(plan, laws, pool)?;
    let limit = plan.products.iter().find_map(|product| product.limit).map_or(0.0, |limit| limit.0 as f64);
    let holds = |cards: u32| {
        let queue = FiniteSource { cards, ..users.queue };
        if let What::WaitQuantile(_, percent) = what {
            queue.waits_longer(bound * HOUR as f64) <= 1.0 - f64::from(percent) / 100.0
        } else if matches!(what, What::OverLimit(_) | What::OverLimitUpper(_)) {
            queue.waits_longer(limit) <= bound
        } else {
            matches!(what, What::MeanWait(_)) && queue.mean_wait() <= bound * HOUR as f64
        }
    };
    let (mut low, mut high) = (0, users.queue.sources);
    if !holds(high) {
        return None;
    }
    while high - low > 1 {
        let middle = u32::midpoint(low, high);
        if holds(middle) { high = middle } else { low = middle }
    }
    let cards = f64::from(high) * users.set_cards;
    Some((cards / f64::from(plan.pools[pool].server.cards) + users.gang_servers).ceil())
}

/// Who uses a pool, as sources that ask for sets of one size.
struct Users {
    queue: FiniteSource,
    /// Cards of such a set.
    set_cards: f64,
    /// Servers that gangs hold on average.
    gang_servers: f64,
}

impl Users {
    /// Sets of several sizes are taken as sets of their size weighted by variance, b = Σ N k² d(1 − d) / Σ N k d(1 − d),
    /// and Σ N k / b projects that ask for them.
    fn of(plan: &Plan, laws: &Laws, pool: usize) -> Option<Self> {
        let spec = laws.spec();
        let tail = spec.tail.0 as f64;
        // Σ N k, of it in use, Σ N k d(1 − d), Σ N k² d(1 − d), requests and seconds held over time.
        let (mut cards, mut used, mut spread, mut squares, mut asks, mut held) =
            (0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
        let mut gang_servers = 0.0;
        for (c, cohort, project) in cohorts(plan, spec) {
            let p = project.product.0 as usize;
            if plan.products[p].tariff != Tariff::Hourly
                || !matches!(cohort.behaviour, Behaviour::Programme { .. })
            {
                continue;
            }
            for (offer, share) in shares_of_offers(plan, p) {
                if offer.pool.0 as usize != pool || offer.overflow {
                    continue;
                }
                let gang = f64::from(offer.gang.unwrap_or_default());
                let k = f64::from(offer.set.cards);
                let projects = f64::from(cohort.projects) * share * (1.0 - spec.withdrawal);
                for (class, of) in spec.classes.iter().enumerate() {
                    let work = laws.session(c, class as u8).work_s;
                    let rate = (of.duty * spec.level).min(spec.max_duty) / work;
                    let duty = (rate * (work + tail)).min(0.999);
                    let n = projects * of.share;
                    if gang > 0.0 {
                        gang_servers += n * gang * duty;
                        continue;
                    }
                    cards += n * k;
                    used += n * k * duty;
                    spread += n * k * duty * (1.0 - duty);
                    squares += n * k * k * duty * (1.0 - duty);
                    asks += n * rate;
                    held += n * duty;
                }
            }
        }
        if spread <= 0.0 || asks <= 0.0 {
            return None;
        }
        let (set_cards, run, duty) = (squares / spread, held / asks, used / cards);
        let sources = (cards / set_cards).round().max(1.0) as u32;
        let think = run * (1.0 - duty) / duty;
        Some(Self { queue: FiniteSource { sources, cards: 1, run, think }, set_cards, gang_servers })
    }
}
