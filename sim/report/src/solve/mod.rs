//! A solve for people: on the terminal and in `solve.md`.

mod answer;
mod question;

pub use answer::short;
pub(crate) use answer::{answer, borne_out, doubt, notes, of_mean, sentence, verdict};
pub(crate) use question::{bare, bound, holds, name, question, scale, value};

use crate::format::{count, set_share};
use crate::table::{Side, Table, wrap};
use crate::words::{Lang, say};
use naru_results::Solved;

/// Columns of a terminal.
const WIDTH: usize = 80;

/// What stands on the terminal.
pub fn text(of: &Solved, folder: Option<&str>, lang: Lang) -> String {
    let mut out = String::new();
    told(&mut out, lang.pick("답", "Answer"), &answer(of, lang), lang);
    let doubt = doubt(of, lang);
    if !doubt.is_empty() {
        lines(&mut out, &doubt, margin(lang));
    }
    out.push('\n');
    for line in table(of, lang).lines(WIDTH - 2) {
        out.extend(["  ", line.as_str(), "\n"]);
    }
    out.push('\n');
    for (heading, text) in notes(of, lang) {
        told(&mut out, heading, &text, lang);
    }
    if let Some(folder) = folder {
        out += &say!(lang, "\n결과: {folder}\n", "\nresults: {folder}\n");
    }
    out
}

/// `solve.md`: Korean, then English.
pub fn markdown(of: &Solved, version: &str) -> String {
    let in_language = |lang: Lang| {
        let mut out = String::new();
        out.extend(["# ", &of.scenario, ": ", &question(of, lang), "\n\n"]);
        let (answer, doubt) = (answer(of, lang), doubt(of, lang));
        out.extend(["**", &crate::table::cell(&answer), "**"]);
        out.extend([if doubt.is_empty() { "" } else { " " }, &crate::table::cell(&doubt), "\n\n"]);
        out += &table(of, lang).markdown("");
        out.push('\n');
        for (heading, text) in notes(of, lang) {
            out.extend(["- ", heading, ": ", &crate::table::cell(&text), "\n"]);
        }
        let (seed, alpha, shared) = (of.seed, set_share(of.alpha), of.shared_by);
        out += &say!(
            lang,
            "\nnaru {version}, 초깃값 {seed}, 오류 확률 {alpha}를 탐침 {shared}회에 나눔\n",
            "\nnaru {version}, seed {seed}, error {alpha} shared by {shared} probes\n"
        );
        out
    };
    Lang::BOTH.map(in_language).join("\n---\n\n")
}

/// Cells of a heading before its text.
fn margin(lang: Lang) -> usize {
    match lang {
        Lang::Ko => 6,
        Lang::En => 10,
    }
}

fn told(out: &mut String, heading: &str, text: &str, lang: Lang) {
    let margin = margin(lang);
    let first = format!("{heading}{}", " ".repeat(margin - crate::table::cells(heading)));
    for (i, line) in wrap(text, WIDTH, margin, margin).iter().enumerate() {
        out.extend([if i == 0 { first.as_str() } else { &line[..margin] }, &line[margin..], "\n"]);
    }
}

fn lines(out: &mut String, text: &str, margin: usize) {
    for line in wrap(text, WIDTH, margin, margin) {
        out.extend([line.as_str(), "\n"]);
    }
}

/// Every value that was tried, in the order of trying.
fn table(of: &Solved, lang: Lang) -> Table {
    let mut table = Table::default();
    for axis in &of.axes {
        let name = name(axis, lang);
        let heading = match (of.axes.len(), &axis.pool) {
            (1, Some(_)) => lang.pick("서버", "servers").to_owned(),
            (_, Some(pool)) => say!(lang, "{pool} 서버", "{pool} servers"),
            (_, None) => name,
        };
        table.column(&heading, Side::Right);
        if axis.pool.is_some() {
            table.column(lang.pick("카드", "cards"), Side::Right);
        }
    }
    let by_share = of.probes.iter().any(|it| it.held.is_some());
    if by_share {
        table.column(lang.pick("지킨 사업", "kept"), Side::Right);
    } else {
        table.column(lang.pick("반복", "runs"), Side::Right);
        table.column(lang.pick("평균", "mean"), Side::Right);
    }
    table.column(lang.pick("판정", "verdict"), Side::Left);
    for probe in of.probes.iter().chain(&of.confirmations) {
        let mut texts = Vec::new();
        for (i, axis) in of.axes.iter().enumerate() {
            texts.push(bare(axis, probe.at[i]));
            if axis.pool.is_some() {
                texts.push(probe.cards[i].map_or_else(String::new, |cards| count(i64::from(cards))));
            }
        }
        if let Some(held) = probe.held {
            texts.push(format!("{held}/{}", probe.judged));
        } else {
            texts.push(probe.judged.to_string());
            texts.push(probe.mean.map_or_else(|| "-".to_owned(), |mean| of_mean(of, mean, lang)));
        }
        texts.push(verdict(probe, lang));
        table.rows.push(crate::table::Row { texts, remark: String::new() });
    }
    table
}
