//! Shares of requests: by cards, failed.

use super::{Estimate, Reason, Rows, Run, Settings, ratio};
use std::collections::BTreeMap;

/// What became of requests, and how large they were.
///
/// Intervals take users as independent, or requests where the log has no users.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcomes {
    /// Share of requests by cards, ascending.
    pub by_cards: Vec<(u32, Estimate)>,
    /// Share of card-seconds by cards, ascending.
    pub card_time_by_cards: Vec<(u32, f64)>,
    /// Share that failed or was cancelled, as the log says; of those that started.
    pub failed: Estimate,
    /// Mean cards in use that the log asks for: card-seconds of its runs over the window's seconds.
    pub offered_cards: f64,
    /// What it was made from: requests with cards that started.
    pub rows: Rows,
}

/// Requests that come from one user: all, those that failed, by cards.
#[derive(Default)]
struct Cluster {
    all: f64,
    failed: f64,
    by_cards: BTreeMap<u32, f64>,
}

/// Shares of requests; `None` if none started with cards.
pub fn outcomes(runs: &[Run], settings: &Settings) -> Option<Outcomes> {
    let mut rows = Rows::default();
    let mut clusters: BTreeMap<(Option<u32>, usize), Cluster> = BTreeMap::new();
    let mut card_time: BTreeMap<u32, f64> = BTreeMap::new();
    for (i, run) in runs.iter().enumerate() {
        let Some(seconds) = run.run_s else {
            rows.throw(Reason::NeverStarted);
            continue;
        };
        if run.cards == 0 {
            rows.throw(Reason::NoCards);
            continue;
        }
        rows.used += 1;
        let cluster = clusters.entry((run.user, if run.user.is_some() { 0 } else { i })).or_default();
        cluster.all += 1.0;
        cluster.failed += f64::from(u8::from(run.failed));
        *cluster.by_cards.entry(run.cards).or_default() += 1.0;
        *card_time.entry(run.cards).or_default() += f64::from(run.cards) * seconds.max(0) as f64;
    }
    if rows.used == 0 {
        return None;
    }
    let share = |of: &dyn Fn(&Cluster) -> f64| {
        let estimate = ratio(clusters.values().map(|c| (of(c), c.all)), settings.confidence);
        Estimate { interval: estimate.interval.map(|i| i.map(|x| x.clamp(0.0, 1.0))), ..estimate }
    };
    let by_cards = card_time
        .keys()
        .map(|&cards| (cards, share(&|cluster| cluster.by_cards.get(&cards).copied().unwrap_or(0.0))))
        .collect();
    let all_time: f64 = card_time.values().sum();
    Some(Outcomes {
        by_cards,
        failed: share(&|cluster| cluster.failed),
        card_time_by_cards: card_time.iter().map(|(&cards, time)| (cards, time / all_time)).collect(),
        offered_cards: all_time / (settings.window[1] - settings.window[0]) as f64,
        rows,
    })
}
