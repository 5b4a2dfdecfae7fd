//! One monotone property of a queue of equal cards, and nobody overtakes.

mod common;

use common::{bare, listed, pool, product, projects, sources};
use naru_model::observers::Log;
use naru_model::rules::allocation::Resources;
use naru_model::workload::{Demand, Laws};
use naru_model::{Line, Product, replicate};
use naru_units::{DAY, Instant, Span};
use proptest::prelude::*;

/// Waits of given requests, by project, on one server of so many cards.
fn waits(cards: u32, requests: &[Vec<(i64, i64)>]) -> Vec<(u32, i64)> {
    let end = Instant(20 * DAY);
    let counts: Vec<u32> = requests.iter().map(|r| r.len() as u32).collect();
    let of_cards = |cards: usize| Product {
        limit: None,
        idle_return: Span::ZERO,
        ..product(Line::Gpu, 0, Resources::cards(cards as u32), 0)
    };
    let products = (1..=requests.len()).map(of_cards).collect();
    let plan = bare(end, vec![pool(Resources::cards(cards), 1)], products, projects(&counts));
    let cohorts = requests.iter().enumerate().map(|(i, r)| listed(&format!("cards-{i}"), r)).collect();
    let laws = Laws::new(sources(end, cohorts));
    let (_, log) = replicate(&plan, &Demand::new(&laws, 1, 0), Log::default());
    let mut waits: Vec<_> = log.sessions().map(|l| (l.session.project, l.session.wait().0)).collect();
    assert!(log.sessions().all(|l| l.ended().is_some()), "twenty days are enough for all");
    waits.sort_unstable();
    waits
}

fn requests() -> impl Strategy<Value = Vec<(i64, i64)>> {
    prop::collection::vec((0..40_000_i64, 1..9_000_i64), 0..25)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, ..ProptestConfig::default() })]

    /// Fixed request times, no server boundaries, strict order of arrival: more cards never lengthen any wait.
    /// (Each start is a minimum and maximum of earlier ends, and those only come earlier.)
    #[test]
    fn more_cards_never_lengthen_a_wait(
        requests in prop::array::uniform3(requests()),
        cards in 3..12_u32,
        more in 1..4_u32,
    ) {
        let (fewer, more) = (waits(cards, &requests), waits(cards + more, &requests));
        for (with_fewer, with_more) in fewer.iter().zip(&more) {
            prop_assert!(with_more <= with_fewer, "{:?} {:?}", with_fewer, with_more);
        }
    }
}
