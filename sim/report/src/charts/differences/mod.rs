//! Differences with their intervals and margins: scenarios compared, a gate, readings of the call. One design for all.

mod compared;
mod gated;
mod priced;

pub(super) use compared::compared;
pub(super) use gated::gated;
pub(super) use priced::priced;

use super::chart::{Chart, Look};
use super::frame::{Frame, Texts};
use super::rows::{self, Panel, Row};
use crate::format::{self, count, set_share};
use crate::metric::{Scale, label};
use crate::phrase;
use crate::words::{Lang, say};
use naru_results::MetricUnit;

fn drawn(texts: Texts, panels: Vec<Panel>, none: &'static str) -> Chart {
    texts.chart(move |texts, look: Look| rows::draw(&Frame::new(texts, look), &panels, none, texts.lang))
}

/// `△2.1 (△2.4~△1.8)`, `*` where the interval is not to be trusted.
fn figure(scale: &Scale, d: f64, ends: Option<(f64, f64)>, skewed: bool, lang: Lang) -> String {
    let number = |x: f64| format::change(&scale.difference(x, lang), lang, format::Place::Document);
    let unit = scale.unit_of_difference(lang);
    let (middle, mark) = (number(d), if skewed { "*" } else { "" });
    let Some((lo, hi)) = ends else { return format!("{middle}{unit}{mark}") };
    let (lo, hi) = (number(lo), number(hi));
    // A hyphen between two signed numbers cannot be read.
    let range = say!(lang, "{lo}~{hi}", "{lo} to {hi}");
    format!("{middle}{unit} ({range}){mark}")
}

/// Puts rows of one unit together, in the order in which units appear.
fn panels(rows: Vec<(Scale, Row)>, lang: Lang) -> Vec<Panel> {
    let mut out: Vec<Panel> = Vec::new();
    for (scale, row) in rows {
        let unit = scale.unit_of_axis(lang);
        let unit = say!(lang, "차이({unit})", "difference ({unit})");
        match out.iter_mut().find(|it| it.unit == unit) {
            Some(panel) => panel.rows.push(row),
            None => out.push(Panel { unit, rows: vec![row] }),
        }
    }
    out
}

/// A name without its unit, which stands below the axis.
fn bare(id: &str, unit: MetricUnit, lang: Lang) -> String {
    let name = label(id, lang);
    match (unit, name.rsplit_once('(')) {
        // What a share is of stays.
        (MetricUnit::Share, _) | (_, None) => name,
        (_, Some((name, _))) => name.trim_end().to_owned(),
    }
}

/// What a star behind a figure means, where there is one.
fn skewed_note(panels: &[Panel], lang: Lang) -> Option<String> {
    let starred = panels.iter().flat_map(|it| &it.rows).any(|it| it.figure.ends_with('*'));
    starred.then(|| phrase::skewed(lang).to_owned())
}

fn claims_note(claims: u32, confidence: f64, lang: Lang) -> String {
    let (claims, percent) = (count(claims.into()), set_share(confidence));
    say!(
        lang,
        "구간은 판정 {claims}개를 함께 {percent}로 맞춘 것임",
        "Intervals are so wide that all {claims} claims hold together at {percent}"
    )
}

#[cfg(test)]
mod tests;
