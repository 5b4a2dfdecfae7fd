//! The negotiation sheet (협상 쟁점표): one page that goes into the meeting.

use super::phrases::{self, change, days, points, ranked};
use crate::format::{self, Place};
use crate::papers::document::{self, Block, SUM};
use crate::table::{Side, Table};
use crate::words::{Lang, say};
use naru_results::{PricedReadings, ShapleyReadings};

/// Variants that fit on the page.
const SHOWN: usize = 8;
/// Questions that do.
const ASKED: usize = 6;

/// One page of A4 holds it.
const STYLE: &str = "\
@page { margin: 10mm 12mm }
body { font-size: 8pt; line-height: 1.25; max-width: 186mm }
h1 { font-size: 14pt; margin: 0 0 3mm }
h2 { font-size: 9.5pt; margin: 2mm 0 .8mm }
p { margin: 0 0 .7mm }
table { margin: 0 0 2mm }
th, td { padding: .3mm 1.2mm }
.n, thead th { white-space: nowrap }
th[scope=row] { width: 16% }
";

/// The sheet in its two forms.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// For people who write on.
    pub markdown: String,
    /// One page to print.
    pub html: String,
}

/// The sheet in one language.
pub fn sheet(of: &PricedReadings, lang: Lang) -> Sheet {
    let blocks = blocks(of, lang);
    Sheet { markdown: document::markdown(&blocks), html: document::html_with(&blocks, lang, STYLE) }
}

fn blocks(of: &PricedReadings, lang: Lang) -> Vec<Block> {
    let [title, how, in_force] = phrases::heading(of, lang);
    let ranked = ranked(of);
    let shown = &ranked.variants[..ranked.variants.len().min(SHOWN)];
    let mut blocks = vec![Block::Title(title), Block::Text(how), Block::Text(in_force)];
    if !shown.is_empty() {
        blocks.push(Block::Heading(
            lang.pick("1. 해석이 갈리는 조항과 그 값", "1. What each sentence is worth").to_owned(),
        ));
        blocks.push(Block::Table(main_effects(shown, lang)));
    }
    let notes = phrases::notes(of, &ranked, shown, lang);
    blocks.extend(notes.into_iter().map(Block::Text));
    let asked: Vec<(String, String)> = shown
        .iter()
        .filter_map(|it| Some((it.largest, it.largest.question.as_ref()?)))
        .take(ASKED)
        .map(|(reading, question)| {
            let (clause, place) = (&reading.clause, &reading.place);
            (format!("{clause} ({place})"), lang.pick(&question.ko, &question.en).to_owned())
        })
        .collect();
    if !asked.is_empty() {
        let title = lang.pick("2. 운영기관에 물을 것", "2. What to ask the agency");
        blocks.push(Block::Heading(title.to_owned()));
        blocks.push(Block::Facts(asked));
    }
    if let Some(shapley) = &of.shapley {
        let title = lang.pick("3. 함께 바뀔 때", "3. If they change together");
        blocks.push(Block::Heading(title.to_owned()));
        blocks.push(Block::Text(phrases::together(shapley, Place::Document, lang)));
        blocks.push(Block::Table(shares(shapley, lang)));
    }
    blocks.extend(phrases::rest(of, &ranked, shown.len(), lang).into_iter().map(Block::Text));
    let hash = of.scenario_hash.get(..8).unwrap_or_default();
    let (n, seed, version) = (of.replications, of.seed, of.behaviour_hash.get(..8).unwrap_or_default());
    blocks.push(Block::Text(say!(
        lang,
        "※ 단수처리로 합계가 일치하지 않을 수 있음. 시나리오 {hash} · 시드 {seed} · {n}회 · 동작 {version} · 가정값 포함",
        "Sums may differ in the last place because of rounding. Scenario {hash}, seed {seed}, {n} replications, behaviour {version}, assumed inputs"
    )));
    blocks
}

fn main_effects(shown: &[phrases::Ranked<'_>], lang: Lang) -> Table {
    let place = Place::Document;
    let mut table = Table::default();
    table
        .column("", Side::Right)
        .column(lang.pick("조항", "clause"), Side::Left)
        .column(lang.pick("기본안 / 다른 안", "in force / other reading"), Side::Left)
        .column(lang.pick("집행액(억 원)", "spent (bn won)"), Side::Right)
        .column(lang.pick("조기소진", "gone early"), Side::Right)
        .column(lang.pick("소진일", "gone on"), Side::Right)
        .column(lang.pick("기준 초과율", "late"), Side::Right);
    for (rank, it) in (1..).zip(shown) {
        let reading = it.largest;
        let others = phrases::others(it, place, lang).map_or_else(String::new, |it| format!(" ({it})"));
        table.row(
            [
                rank.to_string(),
                reading.clause.clone(),
                format!("{}{others}", phrases::readings(reading, lang)).replace('\u{a0}', " "),
                phrases::spent(&reading.spent_won, place, lang),
                points(&reading.exhausted_share, place, lang),
                days(&reading.exhausted_on, place, lang),
                phrases::late(reading, place, lang),
            ],
            "",
        );
    }
    table
}

fn shares(of: &ShapleyReadings, lang: Lang) -> Table {
    let place = Place::Document;
    let won = |won: i64| change(&format::count(won), lang, place);
    let mut table = Table::default();
    table
        .column(lang.pick("조항", "clause"), Side::Left)
        .column(lang.pick("다른 안", "other reading"), Side::Left)
        .column(lang.pick("몫(원)", "share (won)"), Side::Right)
        .column(lang.pick("95% 구간(억 원)", "95% interval (bn won)"), Side::Right)
        .column(lang.pick("혼자 바뀔 때(원)", "alone (won)"), Side::Right);
    for it in &of.clauses {
        let (lo, hi) = (format::money(it.lo_won as f64, lang), format::money(it.hi_won as f64, lang));
        let (lo, hi) = (change(&lo, lang, place), change(&hi, lang, place));
        let label = lang.pick(&it.label.ko, &it.label.en);
        let other = lang.pick(&it.other_label.ko, &it.other_label.en);
        table.row(
            [
                it.clause.clone(),
                format!("{label}: {other}"),
                won(it.won),
                say!(lang, "{lo}~{hi}", "{lo} to {hi}"),
                won(it.alone_won),
            ],
            "",
        );
    }
    let whole = lang.pick("합", "sum").to_owned();
    table.row([whole, String::new(), won(of.won), String::new(), String::new()], SUM);
    table
}
