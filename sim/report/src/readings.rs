//! The price of every ambiguous sentence for people: on the terminal, and on one page (협상 쟁점표).

pub(crate) mod phrases;
mod sheet;

pub use sheet::{Sheet, sheet};

use crate::format::{self, Place};
use crate::table::{Side, Table, wrap};
use crate::words::{Lang, say};
use naru_results::PricedReadings;
use phrases::{Ranked, change, days, points, ranked};

/// Columns of a terminal.
const WIDTH: usize = 80;
/// Blanks before what belongs to a row.
const INDENT: usize = 7;
/// Variants that a screen shows.
const SHOWN: usize = 10;
/// Questions that a screen asks.
const ASKED: usize = 6;

/// What stands on the terminal, at most 80 columns; `folder` is where the results are.
pub fn text(of: &PricedReadings, folder: &str, lang: Lang) -> String {
    let mut out = String::new();
    for line in phrases::heading(of, lang).iter().flat_map(|line| wrap(line, WIDTH, 0, 2)) {
        out.extend([line.as_str(), "\n"]);
    }
    let ranked = ranked(of);
    let shown = &ranked.variants[..ranked.variants.len().min(SHOWN)];
    if shown.is_empty() {
        out += lang.pick(
            "\n어느 해석안도 집행액, 소진, 대기를 바꾸지 않음\n",
            "\nno reading changes spend, the money's end or waits\n",
        );
    } else {
        out.push('\n');
        main_effects(&mut out, shown, lang);
    }
    let mut paragraph = |text: &str| {
        for line in wrap(text, WIDTH, 0, 2) {
            out.extend([line.as_str(), "\n"]);
        }
    };
    for line in phrases::notes(of, &ranked, shown, lang) {
        paragraph(&line);
    }
    for line in phrases::rest(of, &ranked, shown.len(), lang) {
        paragraph(&line);
    }
    questions(&mut out, shown, lang);
    together(&mut out, of, lang);
    out += &say!(lang, "\n결과: {folder}\n", "\nresults: {folder}\n");
    out
}

/// What each variant's largest reading changes: its names on a line, the figures below.
fn main_effects(out: &mut String, shown: &[Ranked<'_>], lang: Lang) {
    let mut table = Table::default();
    table
        .column(lang.pick("    조항", "    clause"), Side::Left)
        .column(lang.pick("집행액(억 원)", "spent (bn won)"), Side::Left)
        .column(lang.pick("조기소진", "gone early"), Side::Right)
        .column(lang.pick("소진일", "gone on"), Side::Right)
        .column(lang.pick("초과율", "late"), Side::Right);
    for (rank, it) in (1..).zip(shown) {
        let reading = it.largest;
        table.row(
            [
                format!("{rank:>2}  {}", reading.clause),
                phrases::spent(&reading.spent_won, Place::Terminal, lang),
                points(&reading.exhausted_share, Place::Terminal, lang),
                days(&reading.exhausted_on, Place::Terminal, lang),
                phrases::late(reading, Place::Terminal, lang),
            ],
            "",
        );
    }
    let lines = table.lines(WIDTH);
    let head = lines.len() - shown.len();
    for line in &lines[..head] {
        out.extend([line.as_str(), "\n"]);
    }
    for (line, it) in lines[head..].iter().zip(shown) {
        out.extend([line.as_str(), "\n"]);
        for line in wrap(&phrases::readings(it.largest, lang), WIDTH, INDENT, INDENT) {
            out.extend([line.as_str(), "\n"]);
        }
        if let Some(others) = phrases::others(it, Place::Terminal, lang) {
            for line in wrap(&others, WIDTH, INDENT, INDENT) {
                out.extend([line.as_str(), "\n"]);
            }
        }
    }
}

fn questions(out: &mut String, shown: &[Ranked<'_>], lang: Lang) {
    let asked = shown.iter().filter_map(|it| phrases::question(it.largest, lang)).take(ASKED);
    let title = lang.pick("질의", "Question");
    for (number, question) in (1..).zip(asked) {
        if number == 1 {
            out.push('\n');
        }
        let indent = if lang == Lang::Ko { 7 } else { 11 };
        for line in wrap(&format!("{title} {number} {question}"), WIDTH, 0, indent) {
            out.extend([line.as_str(), "\n"]);
        }
    }
}

/// Shares of several clauses in a change of all.
fn together(out: &mut String, of: &PricedReadings, lang: Lang) {
    if let Some(why) = &of.shapley_refused {
        let why = lang.pick(&why.ko, &why.en);
        let line = phrases::no_shares(why, lang);
        out.push('\n');
        for line in wrap(&line, WIDTH, 0, 2) {
            out.extend([line.as_str(), "\n"]);
        }
    }
    let Some(shapley) = &of.shapley else { return };
    out.push('\n');
    for line in wrap(&phrases::together(shapley, Place::Terminal, lang), WIDTH, 0, 2) {
        out.extend([line.as_str(), "\n"]);
    }
    let mut table = Table::default();
    table
        .column(lang.pick("  조항", "  clause"), Side::Left)
        .column(lang.pick("다른 안", "other reading"), Side::Left)
        .column(lang.pick("몫(억 원, 95% 구간)", "share (bn won, 95% interval)"), Side::Left)
        .column(lang.pick("혼자", "alone"), Side::Right);
    for it in &shapley.clauses {
        let share = change(&format::money(it.won as f64, lang), lang, Place::Terminal);
        let (lo, hi) = (format::money(it.lo_won as f64, lang), format::money(it.hi_won as f64, lang));
        table.row(
            [
                format!("  {}", it.clause),
                lang.pick(&it.other_label.ko, &it.other_label.en).to_owned(),
                phrases::with_interval(&share, &lo, &hi, lang, Place::Terminal),
                change(&format::money(it.alone_won as f64, lang), lang, Place::Terminal),
            ],
            "",
        );
    }
    for line in table.lines(WIDTH) {
        out.extend([line.as_str(), "\n"]);
    }
}
