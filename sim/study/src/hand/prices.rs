//! What the programme pays for an hour, and for tenancies.

use naru_model::rules::readings::{Own, Vat};
use naru_model::rules::settlement::{Tenancy, vat_of_statement};
use naru_model::workload::{Behaviour, Cohort, Laws};
use naru_model::{Allocation, Offer, Plan, Project};
use naru_units::{Instant, Share};

/// What the programme pays for an hour of a product, whoever sells it: over time, with VAT that is added, without the
/// users' share of a line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Price {
    /// Of whoever the projects use at first: what they pay changes little where they go to another.
    pub(super) all: f64,
    /// What of it stands for offers on fixed allocation (A4): their price times their share of the projects.
    pub(super) fixed: f64,
}

impl Price {
    pub(super) fn new(plan: &Plan, product: usize, laws: &Laws) -> Self {
        let (terms, offered) = (&plan.terms, &plan.products[product]);
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
        let paid = (1.0 + vat) * (1.0 - own);
        let sold = shares_of_offers(plan, product);
        let price = |(offer, share): &(&Offer, f64)| share * mean_price(plan, offer) * paid;
        let fixed = |(offer, _): &&(&Offer, f64)| offer.allocation == Allocation::Fixed;
        Self { all: sold.iter().map(price).sum(), fixed: sold.iter().filter(fixed).map(price).sum() }
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

fn of_whole(share: Share) -> f64 {
    f64::from(share.0) / f64::from(Share::WHOLE.0)
}

/// Tenancies of a product from their enrolment days to a day's midnight: to the end, or to that of a forecast.
pub(super) fn tenancies(plan: &Plan, product: usize, cohort: &Cohort, until: Instant) -> f64 {
    let Behaviour::Tenancy { at_start, from_day, until_day, enrolled } = cohort.behaviour else { return 0.0 };
    let whole = |share: f64| (share * f64::from(cohort.projects)).round() as i64;
    let enrolled = whole(enrolled);
    let first = whole(at_start).min(enrolled);
    let others = enrolled - first;
    let late = (1..=others).map(|j| from_day + (until_day - from_day) * (2 * j - 1) / (2 * others));
    let last_day = Instant(until.0 - 1).day();
    let sold = shares_of_offers(plan, product);
    let owed = |first_day: i64| {
        if first_day > last_day {
            return 0.0;
        }
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
