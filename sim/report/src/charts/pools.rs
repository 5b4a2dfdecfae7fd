//! Rows of days as cards in use by pool.

use super::Study;
use super::cards::Pool;
use super::data::{Days, Fan};
use crate::phrase;
use crate::tables::{self, Rows};
use crate::words::Lang;
use naru_units::DAY;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A panel per row of the terminal's table of cards: a pool, or those of one name that no floor asks for, together. A
/// replication without a row on a day used no card on it.
pub(super) fn pools(study: &Study<'_>, days: &Days, lang: Lang) -> Vec<Pool> {
    type Key = (Arc<str>, Arc<str>);
    let replications = study.summary.replications as usize;
    let panels = Rows::Folded.of(study.summary);
    let mut panel_of: BTreeMap<Key, usize> = BTreeMap::new();
    for (panel, pools) in panels.iter().enumerate() {
        panel_of
            .extend(pools.iter().map(|it| ((it.supplier.as_str().into(), it.pool.as_str().into()), panel)));
    }
    // By panel, then day, then replication: cards of its pools together.
    let mut mean = vec![vec![BTreeMap::<u32, f64>::new(); days.count as usize]; panels.len()];
    let mut peak = mean.clone();
    for row in study.daily {
        let key = (Arc::clone(&row.supplier), Arc::clone(&row.pool));
        let Some(&panel) = panel_of.get(&key) else { continue };
        for (table, value) in
            [(&mut mean, row.card_s as f64 / DAY as f64), (&mut peak, f64::from(row.peak_in_use))]
        {
            if let Some(day) = table[panel].get_mut(row.day as usize) {
                *day.entry(row.replication).or_default() += value;
            }
        }
    }
    let fans = |by_day: &[BTreeMap<u32, f64>]| -> Vec<Fan> {
        let fan = |of_day: &BTreeMap<u32, f64>| {
            let mut values: Vec<f64> = of_day.values().copied().collect();
            values.resize(replications.max(values.len()), 0.0);
            Fan::of(&mut values)
        };
        by_day.iter().map(fan).collect()
    };
    let figures = &study.summary.cards;
    let panel = |(panel, pools): (usize, &Vec<&naru_results::CardFigures>)| {
        let it = pools[0];
        let of_type = figures.iter().filter(|other| other.card_type == it.card_type).count();
        let floor = study.summary.floors.iter().find(|floor| floor.card_type == it.card_type);
        let mean = fans(&mean[panel]);
        Pool {
            name: match pools.len() {
                1 => phrase::pool(it, study.summary),
                n => tables::folded_name(it, n, lang),
            },
            installed: installed(study, pools),
            floor: floor.filter(|_| of_type == 1).map(|floor| f64::from(floor.floor)),
            // The peak of several pools together is not known from their own.
            peak: if pools.len() == 1 { fans(&peak[panel]) } else { mean.clone() },
            mean,
        }
    };
    panels.iter().enumerate().map(panel).collect()
}

/// Day and number of cards from then on; what the fleet's dated entries add up to.
fn installed(study: &Study<'_>, pools: &[&naru_results::CardFigures]) -> Vec<(f64, f64)> {
    let entries = study
        .effective
        .fleet
        .iter()
        .filter(|it| pools.iter().any(|pool| it.supplier == pool.supplier && it.pool == pool.pool));
    let mut changes: BTreeMap<i64, i64> = BTreeMap::from([(0, 0)]);
    for entry in entries {
        *changes.entry(entry.from_s.max(0)).or_default() += i64::from(entry.cards);
        if let Some(until) = entry.until_s {
            *changes.entry(until).or_default() -= i64::from(entry.cards);
        }
    }
    let mut cards = 0;
    let steps = changes.into_iter().filter(|&(at, _)| at < study.effective.programme.end_s);
    steps
        .map(|(at, change)| {
            cards += change;
            (at as f64 / DAY as f64, cards as f64)
        })
        .collect()
}
