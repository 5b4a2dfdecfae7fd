//! What is drawn: the money that GPU cards may cost, the hours they stand there, and where each replication lies.

use crate::charts::Study;
use naru_results::{Effective, Estimate, MetricValues, Replications};
use naru_units::HOUR;

/// Money and card-hours: what one price of a card-hour makes of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Bounds {
    /// What GPU cards may cost in all: the cap less NPU and operating cost.
    pub(super) money_won: f64,
    /// Hours that the cards stand there, all cards together.
    pub(super) card_hours: f64,
}

impl Bounds {
    /// The use of the cards that costs just the money, at a price of so many won per card-hour. Above 1 all cards in use
    /// all the time cost less.
    pub(super) fn use_at(self, price: f64) -> f64 {
        self.money_won / (price * self.card_hours)
    }

    /// The price at which all cards in use all the time cost just the money.
    pub(super) fn price_of_all(self) -> f64 {
        self.money_won / self.card_hours
    }
}

/// Where one replication lies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Spot {
    /// Won that the programme paid for a card-hour in use: begun hours and discounts included.
    pub(super) price: f64,
    /// Use of the cards, with what money that had ended did not pay for: 0..=1, more where the demand was greater.
    pub(super) needed: f64,
    /// Whether its money ended early.
    pub(super) gone: bool,
}

/// All of the picture.
#[derive(Clone, Debug)]
pub(super) struct Binds {
    pub(super) bounds: Bounds,
    /// Replications in which GPU cards were used, in their order.
    pub(super) spots: Vec<Spot>,
    /// Mean price: all won over all card-hours.
    pub(super) price: f64,
    /// Mean of `needed`.
    pub(super) needed: f64,
    pub(super) replications: u32,
    /// Share of programmes whose money ends early.
    pub(super) exhausted: Estimate,
}

impl Binds {
    /// `None` where there are no GPU cards, no use of them, or columns are missing.
    pub(super) fn of(study: &Study<'_>, replications: &Replications) -> Option<Self> {
        let pools = pools(study.effective);
        let card_hours: f64 = pools.iter().map(|it| it.card_hours).sum();
        let used = used(&pools, replications)?;
        let won = column(replications, "budget.lines.gpu")?;
        // What was missed for want of money is of both lines, and so is what it is held against.
        let npu = column(replications, "budget.lines.npu")?;
        let missed = column(replications, "budget.not_served_won.money")?;
        let gone = column(replications, "budget.exhausted_share")?;
        let (mut spots, mut all_won, mut all_hours) = (Vec::new(), 0.0, 0.0);
        for ((((hours, won), npu), missed), gone) in used.iter().zip(&won).zip(&npu).zip(&missed).zip(&gone) {
            if *hours <= 0.0 || *won <= 0.0 {
                continue;
            }
            (all_won, all_hours) = (all_won + won, all_hours + hours);
            spots.push(Spot {
                price: won / hours,
                needed: needed(hours / card_hours, *missed, won + npu),
                gone: *gone > 0.5,
            });
        }
        let money_won = money(study)?;
        (!spots.is_empty() && money_won > 0.0).then(|| Self {
            bounds: Bounds { money_won, card_hours },
            price: all_won / all_hours,
            needed: spots.iter().map(|it| it.needed).sum::<f64>() / spots.len() as f64,
            spots,
            replications: study.summary.replications,
            exhausted: study.summary.budget.exhausted_share,
        })
    }
}

/// Use of the cards if nothing had been missed for want of money; `missed` and `served` are won of both lines.
fn needed(used: f64, missed: f64, served: f64) -> f64 {
    used * (1.0 + missed / served)
}

/// What the GPU line can have: the cap less operating cost and what NPU costs; without transfers (P3) its own money.
fn money(study: &Study<'_>) -> Option<f64> {
    let budget = &study.effective.budget;
    if budget.transfer == "never" {
        return Some(budget.opening_won.gpu as f64);
    }
    let npu = study.summary.budget.lines.npu.mean?;
    Some((budget.cap_won - budget.operating_won - npu) as f64)
}

struct Pool<'a> {
    supplier: &'a str,
    name: &'a str,
    card_hours: f64,
}

/// Pools whose cards a product of the GPU line takes, with the hours that their cards stand there in the programme.
fn pools(effective: &Effective) -> Vec<Pool<'_>> {
    let gpu = |card: &str| {
        let mut products = effective.products.iter().filter(|(_, it)| it.line == "gpu");
        products.any(|(_, it)| it.cards.get(card).is_some())
    };
    let end = effective.programme.end_s;
    let mut out: Vec<Pool<'_>> = Vec::new();
    for it in effective.fleet.iter().filter(|it| gpu(&it.card_type)) {
        let seconds = it.until_s.unwrap_or(end).min(end) - it.from_s.max(0);
        let hours = f64::from(it.cards) * seconds.max(0) as f64 / HOUR as f64;
        match out.iter_mut().find(|other| other.supplier == it.supplier && other.name == it.pool) {
            Some(other) => other.card_hours += hours,
            None => out.push(Pool { supplier: &it.supplier, name: &it.pool, card_hours: hours }),
        }
    }
    out
}

/// Card-hours in use of each replication.
fn used(pools: &[Pool<'_>], replications: &Replications) -> Option<Vec<f64>> {
    let mut sum = vec![0.0; replications.keys.len()];
    for it in pools {
        let (supplier, pool) = (it.supplier, it.name);
        // A pool whose name no other supplier has stands without its supplier.
        let shares = column(replications, &format!("cards.{pool}.utilisation"))
            .or_else(|| column(replications, &format!("cards.{supplier}.{pool}.utilisation")))?;
        for (sum, share) in sum.iter_mut().zip(shares) {
            *sum += share * it.card_hours;
        }
    }
    Some(sum)
}

/// A metric's values; one that a replication does not have counts as nothing.
fn column(replications: &Replications, id: &str) -> Option<Vec<f64>> {
    Some(match replications.metric(id)? {
        MetricValues::Whole(it) => it.iter().map(|x| x.unwrap_or(0) as f64).collect(),
        MetricValues::Real(it) => it.iter().map(|x| x.unwrap_or(0.0)).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 120 of GPU and 30 of NPU were served and 30 missed: of all that was wanted 150/180, so half use stood for 0.6.
    #[test]
    fn what_was_missed_is_held_against_both_lines() {
        assert!((needed(0.5, 30.0, 120.0 + 30.0) - 0.6).abs() < 1e-12);
        assert!((needed(0.5, 0.0, 150.0) - 0.5).abs() < 1e-12);
    }

    /// The call by hand: 850 cards × 6,600 h are 5.61 M card-hours; ₩19.8 bn over them is ₩3,529 a card-hour. At twice
    /// that price the money lasts for half of them.
    #[test]
    fn the_calls_cards_and_cap_make_3_529_won_a_card_hour() {
        let bounds = Bounds { money_won: 19.8e9, card_hours: 850.0 * 6_600.0 };
        assert!((bounds.card_hours - 5.61e6).abs() < 1e-6);
        assert!((bounds.price_of_all() - 3_529.41).abs() < 0.005, "{}", bounds.price_of_all());
        assert!((bounds.use_at(bounds.price_of_all()) - 1.0).abs() < 1e-12);
        assert!((bounds.use_at(2.0 * bounds.price_of_all()) - 0.5).abs() < 1e-12);
        // Dearer: less use. ₩5,000: 19.8e9 / (5,000 × 5.61e6) = 70.6 %.
        assert!((bounds.use_at(5_000.0) - 0.705_88).abs() < 1e-5);
    }
}
