//! A sweep as a page: which inputs move the result, and how far the assumptions lead.

mod tables;
mod told;

use super::chapters::{Chapters, again, remarks};
use super::{Options, hidden_metrics, hidden_note, is_price, tells_price};
use crate::charts;
use crate::document::{Block, Document, Provenance};
use crate::format;
use crate::sweep;
use crate::words::{Lang, say};
use naru_results::{SweepBy, SweepCell, SweepDesign, Swept};
use tables::{effects, elementary, grid, indices, inputs, uncertainty};
use told::{Among, facts, limits, now, points, title};

/// The page of `sweep.json`.
pub fn swept(of: &Swept, options: Options, lang: Lang) -> Document {
    let without = options.hides_prices().then(|| without_prices(of));
    let (whole, of) = (of, without.as_ref().unwrap_or(of));
    let hidden = hidden_metrics(whole.metrics.len() - of.metrics.len(), lang);
    let among = if of.inputs.len() < whole.inputs.len() { Among::Shown } else { Among::All };
    let title = title(of, among, lang);
    let lead = now(of, lang).map_or_else(|| title.clone(), |now| format!("{title}. {now}"));
    let mut page = Chapters::new(lead, points(of, lang), lang);
    page.chapter("method", "방법", "Method", vec![Block::Text(sweep::remark(of, lang))]);
    page.chapter("results", "결과", "Results", results(of, among, lang));
    let wide = if of.uncertainty.is_empty() { Vec::new() } else { vec![Block::Table(uncertainty(of, lang))] };
    page.chapter("uncertainty", "모의실험 오차와 가정의 폭", "Simulation error and assumptions", wide);
    let left = sweep::left_out(of, lang);
    let left = if left.is_empty() { Vec::new() } else { vec![Block::List(left)] };
    page.chapter("left-out", "빠진 것", "Left out", left);
    let mut notes = limits(of, lang);
    notes.extend(without.is_some().then(|| hidden.unwrap_or_else(|| hidden_note(lang))));
    notes.extend(prices_as_they_stand(whole, of, lang));
    page.chapter("notes", "유의사항", "Notes", remarks(notes, lang));
    page.annex("inputs", "바꾼 입력과 범위", "Inputs and their ranges", vec![Block::Table(inputs(of, lang))]);
    let rows = vec![
        (lang.pick("연구", "study"), of.study.clone()),
        (lang.pick("시나리오", "scenario"), of.scenario.clone()),
        (lang.pick("시나리오 해시", "scenario hash"), of.scenario_hash.clone()),
        (lang.pick("동작 해시", "behaviour hash"), of.behaviour_hash.clone()),
        (lang.pick("초깃값(시드)", "seed"), of.seed.to_string()),
        (lang.pick("점", "points"), format::count(of.points.into())),
        (lang.pick("점마다의 반복", "replications of a point"), of.replications.to_string()),
    ];
    page.ending(again(&of.version, None, rows, lang));
    let provenance = Provenance {
        scenario: of.scenario.clone(),
        scenario_hash: of.scenario_hash.clone(),
        seed: Some(of.seed),
        replications: Some(of.replications),
        version: of.version.clone(),
        assumed: true,
    };
    page.document(&title, sweep::heading(of, lang), provenance, facts(of, among, lang))
}

/// The sentence of a sweep's picture: that of its page, with every input.
pub(crate) fn chart_title(of: &Swept, lang: Lang) -> String {
    title(of, Among::All, lang)
}

/// Which combinations of a grid are left where its prices are hidden.
fn prices_as_they_stand(whole: &Swept, of: &Swept, lang: Lang) -> Option<String> {
    let (all, left) = (whole.cells.len(), of.cells.len());
    (left < all).then(|| {
        say!(
            lang,
            "조합 {all}개 가운데 단가가 시나리오의 값인 {left}개만 실음",
            "Of {all} combinations, the {left} at the scenario's own prices"
        )
    })
}

/// Whether two written numbers are one.
fn same_value(a: &str, b: &str) -> bool {
    a.replace('_', "") == b.replace('_', "")
}

/// The same without unit prices: neither their values nor what moves by them is left.
fn without_prices(of_all: &Swept) -> Swept {
    let mut of = of_all.clone();
    let priced: Vec<bool> = of.inputs.iter().map(|it| is_price(&it.path)).collect();
    of.inputs.retain(|it| !is_price(&it.path));
    of.left_out.retain(|it| !is_price(&it.path));
    of.effects.retain(|it| !is_price(&it.path));
    for it in &mut of.indices {
        it.inputs.retain(|it| !is_price(&it.path));
    }
    for it in &mut of.elementary {
        it.inputs.retain(|it| !is_price(&it.path));
    }
    // Of a grid, the combinations at the prices as they stand: of the others no row could say what it is of.
    let now: Vec<&str> = of_all.inputs.iter().map(|it| it.value.as_str()).collect();
    let stands = |cell: &SweepCell| {
        cell.values.iter().zip(&now).zip(&priced).all(|((it, now), priced)| !priced || same_value(it, now))
    };
    of.cells.retain(stands);
    for cell in &mut of.cells {
        let mut priced = priced.iter();
        cell.values.retain(|_| priced.next() != Some(&true));
    }
    let mut told = of.metrics.iter().map(|it| tells_price(&it.id)).collect::<Vec<_>>().into_iter().cycle();
    // Of each input and point there are as many figures as metrics, in their order.
    for it in &mut of.effects {
        it.metrics.retain(|_| told.next() != Some(true));
    }
    for it in of.cells.iter_mut().filter(|it| !it.metrics.is_empty()) {
        it.metrics.retain(|_| told.next() != Some(true));
    }
    of.metrics.retain(|it| !tells_price(&it.id));
    of.indices.retain(|it| !tells_price(&it.metric));
    of.elementary.retain(|it| !tells_price(&it.metric));
    of.uncertainty.retain(|it| !tells_price(&it.metric));
    let by_price = |by: &Option<SweepBy>| by.as_ref().is_some_and(|by| is_price(&by.path));
    of.uncertainty.retain(|it| !by_price(&it.low_by) && !by_price(&it.high_by));
    of
}

fn results(of: &Swept, among: Among, lang: Lang) -> Vec<Block> {
    if of.metrics.is_empty() {
        return Vec::new();
    }
    // A chart names the input that moves most of all, which is not known of those that are shown.
    let charts = match among {
        Among::All => charts::of_sweep(of, &of.version, lang),
        Among::Shown => Vec::new(),
    };
    let mut blocks: Vec<Block> = charts.into_iter().map(Block::Figure).collect();
    match of.design {
        SweepDesign::Tornado => {
            blocks.extend(effects(of, "effects", 0..of.metrics.len().min(1), lang).map(Block::Table));
            blocks.extend(effects(of, "effects-others", 1..of.metrics.len(), lang).map(Block::Table));
        }
        SweepDesign::Grid => blocks.push(Block::Table(grid(of, lang))),
        SweepDesign::Sobol => blocks.push(Block::Table(indices(of, lang))),
        SweepDesign::Morris => blocks.push(Block::Table(elementary(of, lang))),
        SweepDesign::LatinHypercube => {}
    }
    blocks
}
