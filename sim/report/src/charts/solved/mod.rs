//! A solve: every value that was tried with what was seen there, and the front of two pools.

mod front;
mod probes;

use super::chart::Chart;
use super::scale::{Linear, round_steps, step_places};
use crate::format::{decimal, set_share};
use crate::phrase;
use crate::solve;
use crate::words::{Lang, say};
use naru_results::{SolveAxis, Solved};

pub(super) fn charts(of: &Solved, version: &str, lang: Lang) -> Vec<Chart> {
    match of.axes.len() {
        1 if !of.probes.is_empty() => vec![probes::chart(of, version, lang)],
        2 if !of.front.is_empty() => vec![front::chart(of, version, lang)],
        _ => Vec::new(),
    }
}

fn footer(of: &Solved, version: &str, lang: Lang) -> String {
    // The question stands behind the hash.
    let hash: String = of.scenario_hash.chars().take_while(|c| *c != ' ').take(8).collect();
    let (name, seed, alpha) = (&of.scenario, of.seed, set_share(of.alpha));
    let what = say!(
        lang,
        "{name} · 시나리오 {hash} · 시드 {seed} · 오류 확률 {alpha}",
        "{name} · scenario {hash} · seed {seed} · error {alpha}"
    );
    phrase::origin(&what, version, true, lang)
}

fn axis_name(axis: &SolveAxis, lang: Lang) -> String {
    let name = solve::name(axis, lang);
    match (&axis.pool, axis.cards_per_server) {
        (Some(_), Some(cards)) => {
            say!(lang, "{name} 서버(대, 한 대에 카드 {cards}장)", "{name} servers ({cards} cards each)")
        }
        (Some(_), None) => say!(lang, "{name} 서버(대)", "{name} servers"),
        (None, _) => name,
    }
}

/// Round values on the axis of what was varied.
fn values(x: &Linear) -> Vec<(f64, String)> {
    let steps = round_steps(x.to - x.from);
    let step = steps.get(1).copied().unwrap_or(1.0).max(if x.to - x.from > 2.0 { 1.0 } else { 0.0 });
    let places = step_places(&[0.0, step]);
    let first = (x.from / step).ceil() as i64;
    let last = (x.to / step).floor() as i64;
    (first..=last)
        .map(|i| {
            let at = i as f64 * step;
            (x.place(at), decimal(at, places))
        })
        .collect()
}

#[cfg(test)]
fn sample() -> Solved {
    serde_json::from_str(include_str!("../../../../results/tests/files/solve.json")).expect("a solve")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 24 to 37 servers: whole servers, in steps that are round.
    #[test]
    fn an_axis_of_servers_has_whole_numbers() {
        let x = Linear { from: 24.0, to: 37.0, place_from: 0.0, place_to: 130.0 };
        let got = values(&x);
        let numbers: Vec<&str> = got.iter().map(|it| it.1.as_str()).collect();
        assert_eq!(numbers, ["25", "30", "35"]);
        assert!((got[0].0 - 10.0).abs() < 1e-9);
        let two = values(&Linear { from: 30.0, to: 32.5, place_from: 0.0, place_to: 1.0 });
        assert_eq!(two.iter().map(|it| it.1.as_str()).collect::<Vec<_>>(), ["30", "31", "32"]);
    }
}
