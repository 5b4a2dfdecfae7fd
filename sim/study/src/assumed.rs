//! Which assumed inputs the need hangs on most: the need by hand at both ends of their ranges.

use crate::hand::{Hand, shares_of_offers};
use naru_model::workload::Laws;
use naru_model::{Offer, Tariff};
use naru_results::{Label, LargestAssumed, Unit};
use naru_scenario::{Basis, Figure, Lowered};

/// Assumed inputs with a range, the one that moves the need most first.
///
/// Prices of products on the same card are negotiated together, so they are moved together.
pub(crate) fn largest(lowered: &Lowered, laws: &Laws, hand: &Hand) -> Vec<LargestAssumed> {
    let mut all: Vec<LargestAssumed> = lowered
        .figures
        .iter()
        .filter(|figure| matches!(figure.basis, Basis::Assumed(_)))
        .filter_map(|figure| worth(figure, lowered, laws, hand))
        .collect();
    all.sort_by_key(|it| core::cmp::Reverse((it.need_high_won - it.need_low_won).abs()));
    all
}

fn worth(figure: &Figure, lowered: &Lowered, laws: &Laws, hand: &Hand) -> Option<LargestAssumed> {
    let value = figure.value?;
    let (low, high) = (figure.low.as_ref()?.1?, figure.high.as_ref()?.1?);
    let ends = |unit, value: f64, low: (f64, f64), high: (f64, f64)| LargestAssumed {
        path: figure.path.clone(),
        label: figure.label.as_ref().map_or_else(
            || Label { ko: figure.path.clone(), en: figure.path.clone() },
            |text| Label { ko: text.ko.clone(), en: text.en.clone() },
        ),
        together: Vec::new(),
        unit,
        value,
        low: low.0,
        high: high.0,
        need_low_won: low.1.round() as i64,
        need_high_won: high.1.round() as i64,
    };
    match figure.path.split('.').collect::<Vec<_>>().as_slice() {
        ["demand", "level"] => {
            // The knob is a factor; what people know is the mean use that it gives.
            let at = |level: f64| {
                let mut spec = laws.spec().clone();
                spec.level = level;
                let laws = Laws::new(spec);
                let mean_use = crate::hand::mean_use(&laws);
                (mean_use, Hand::new(&lowered.plan, &laws, mean_use).need())
            };
            Some(ends(Unit::Share, hand.mean_use, at(low), at(high)))
        }
        ["prices", supplier, product] => {
            let together = priced_together(lowered, supplier, product)?;
            let monthly = lowered.plan.products[together[0]].tariff == Tariff::Monthly;
            let sold = cost(lowered, hand, supplier, &together);
            let at = |end: f64| (end, hand.need() + (end / value - 1.0) * sold);
            let unit = if monthly { Unit::WonPerMonth } else { Unit::WonPerHour };
            let ids = together.iter().map(|p| lowered.names.products[*p].id.clone());
            let ids = if together.len() > 1 { ids.collect() } else { Vec::new() };
            Some(LargestAssumed { together: ids, ..ends(unit, value, at(low), at(high)) })
        }
        ["programme", "budget", "operating_won"] => {
            let at = |end: f64| (end, hand.need() - hand.operating_won + end);
            Some(ends(Unit::Won, value, at(low), at(high)))
        }
        _ => None,
    }
}

/// Products on the same card as this one; `None` unless this is the first of them with a set of fewest cards, which
/// stands for all.
fn priced_together(lowered: &Lowered, supplier: &str, product: &str) -> Option<Vec<usize>> {
    let names = &lowered.names;
    let card = |p: usize| {
        let offer = lowered.plan.products[p]
            .offers
            .iter()
            .find(|offer| names.suppliers[offer.supplier.0 as usize] == supplier)?;
        Some((&names.pools[offer.pool.0 as usize].card_type, offer.set.cards))
    };
    let this = names.products.iter().position(|p| p.id == product)?;
    let (card_type, _) = card(this)?;
    let same: Vec<usize> =
        (0..names.products.len()).filter(|p| card(*p).is_some_and(|(c, _)| c == card_type)).collect();
    let stands_for = *same.iter().min_by_key(|p| card(**p).map(|(_, cards)| cards))?;
    (stands_for == this).then_some(same)
}

/// What these products cost in the need by hand, as far as this supplier sells them.
fn cost(lowered: &Lowered, hand: &Hand, supplier: &str, products: &[usize]) -> f64 {
    let of = |p: &usize| {
        let sold = shares_of_offers(&lowered.plan, *p).into_iter();
        let name = |offer: &Offer| &lowered.names.suppliers[offer.supplier.0 as usize];
        let share: f64 = sold.filter(|(offer, _)| name(offer) == supplier).map(|(_, share)| share).sum();
        let hourly = [&hand.use_won, &hand.begun_won, &hand.idle_won, &hand.held_won, &hand.waves_won];
        share * (hourly.iter().map(|parts| parts[*p]).sum::<f64>() + hand.tenancy_won[*p])
    };
    products.iter().map(of).sum()
}
