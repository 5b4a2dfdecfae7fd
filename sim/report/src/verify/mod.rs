//! Whether documents still say what the results say: each quoted figure and each picture against the results as they are.

mod texts;

pub use texts::{Texts, is_broken};

use crate::book::{self, Picture, Source, Tagged};
use crate::document::Document;
use crate::pages::{Options, Prices};
use crate::words::{Lang, say};
use naru_results::{Manifest, QuotedChart, QuotedNumber};
use sha2::{Digest as _, Sha256};
use std::path::{Component, Path};

/// Something of a document that the results no longer say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stale {
    /// Id of the fact, key of the manifest, or name of the picture's file.
    pub what: String,
    /// What the document has.
    pub was: String,
    /// What the results have.
    pub is: String,
    /// Where.
    pub file: String,
    /// What is wrong.
    pub why: Why,
}

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The results are of another scenario, seed or number of replications.
    OtherResults,
    /// The results have another figure.
    Figure,
    /// The results have no such fact.
    NoFact,
    /// No document has the figure.
    NotQuoted,
    /// The picture would be drawn otherwise now.
    Picture,
    /// The results have no such picture.
    NoPicture,
    /// The file is not there.
    NoFile,
}

/// What the results are of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Of {
    /// Hash; of several results, joined by `+`.
    pub scenario_hash: String,
    /// Seed of all draws.
    pub seed: Option<u64>,
    /// Number of replications.
    pub replications: Option<u32>,
}

/// An entry of a manifest that cannot be held against anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misfit {
    /// Where in the manifest, such as `numbers[0].lang`.
    pub place: String,
    /// What stands there.
    pub given: String,
    /// Whether it is a language, else a file.
    pub is_lang: bool,
}

/// Languages that are none, and files of charts outside the manifest's folder; in the manifest's order.
pub fn misfits(manifest: &Manifest) -> Vec<Misfit> {
    let of_lang = |list: &str, at: usize, lang: &str| {
        let known = Lang::BOTH.iter().any(|it| it.tag() == lang);
        (!known).then(|| Misfit {
            place: format!("{list}[{at}].lang"),
            given: lang.to_owned(),
            is_lang: true,
        })
    };
    let of_file = |at: usize, file: &str| {
        let mut parts = Path::new(file).components();
        let inside = parts.all(|it| matches!(it, Component::Normal(_) | Component::CurDir));
        (!inside).then(|| Misfit {
            place: format!("charts[{at}].file"),
            given: file.to_owned(),
            is_lang: false,
        })
    };
    let numbers = manifest.numbers.iter().enumerate().filter_map(|(at, it)| of_lang("numbers", at, &it.lang));
    let charts = manifest.charts.iter().enumerate();
    numbers
        .chain(charts.flat_map(|(at, it)| [of_file(at, &it.file), of_lang("charts", at, &it.lang)]).flatten())
        .collect()
}

/// Everything that is stale, in the manifest's order; of a manifest without [`misfits`].
pub fn stale(
    manifest: &Manifest,
    named: &str,
    folder: &Path,
    texts: &Texts,
    of: &Of,
    source: Source<'_>,
) -> Vec<Stale> {
    let mut out = other_results(manifest, named, of);
    let prices = if manifest.hide_prices { Prices::Hidden } else { Prices::Shown };
    for lang in Lang::BOTH {
        let numbers: Vec<&QuotedNumber> =
            manifest.numbers.iter().filter(|it| it.lang == lang.tag()).collect();
        let charts: Vec<&QuotedChart> = manifest.charts.iter().filter(|it| it.lang == lang.tag()).collect();
        if numbers.is_empty() && charts.is_empty() {
            continue;
        }
        let document = book::document(source, Options { prices }, lang);
        out.extend(numbers.into_iter().filter_map(|it| number(it, &document, texts, named)));
        out.extend(pictures(&charts, &document, folder));
    }
    out
}

fn other_results(manifest: &Manifest, named: &str, of: &Of) -> Vec<Stale> {
    let text = |it: Option<u64>| it.map_or_else(|| "-".to_owned(), |it| it.to_string());
    let replications = |it: Option<u32>| text(it.map(u64::from));
    let all = [
        ("scenario_hash", manifest.scenario_hash.clone(), of.scenario_hash.clone()),
        ("seed", text(manifest.seed), text(of.seed)),
        ("replications", replications(manifest.replications), replications(of.replications)),
    ];
    let differ = all.into_iter().filter(|(_, was, is)| was != is);
    differ
        .map(|(what, was, is)| Stale {
            what: what.to_owned(),
            was,
            is,
            file: named.to_owned(),
            why: Why::OtherResults,
        })
        .collect()
}

fn number(quoted: &QuotedNumber, document: &Document, texts: &Texts, named: &str) -> Option<Stale> {
    let fact = document.facts.iter().find(|fact| fact.id == quoted.id);
    let stale = |why, is: &str, file: &str| Stale {
        what: quoted.id.clone(),
        was: quoted.figure.clone(),
        is: is.to_owned(),
        file: file.to_owned(),
        why,
    };
    match (fact, texts.first_with(&quoted.figure)) {
        (None, file) => Some(stale(Why::NoFact, "", file.unwrap_or(named))),
        (Some(fact), file) if fact.figure != quoted.figure => {
            Some(stale(Why::Figure, &fact.figure, file.unwrap_or(named)))
        }
        (Some(fact), None) => Some(stale(Why::NotQuoted, &fact.figure, &texts.names())),
        (Some(_), Some(_)) => None,
    }
}

fn pictures(charts: &[&QuotedChart], document: &Document, folder: &Path) -> Vec<Stale> {
    let drawn: Vec<Picture<'_>> =
        [Tagged::No, Tagged::Yes].into_iter().flat_map(|tagged| book::pictures(document, tagged)).collect();
    let base = |path: &str| path.rsplit('/').next().unwrap_or(path).to_owned();
    let wanted: Vec<Option<Picture<'_>>> = charts
        .iter()
        .map(|chart| drawn.iter().find(|picture| base(&picture.name) == base(&chart.file)).cloned())
        .collect();
    let known: Vec<Picture<'_>> = wanted.iter().flatten().cloned().collect();
    let mut bytes = book::draw(&known).into_iter();
    let mut out = Vec::new();
    for (chart, picture) in charts.iter().zip(&wanted) {
        let stale = |why, was: &str, is: &str| Stale {
            what: base(&chart.file),
            was: was.to_owned(),
            is: is.to_owned(),
            file: chart.file.clone(),
            why,
        };
        let now = picture.as_ref().and_then(|_| bytes.next()).map(|it| sha256(&it));
        let there = std::fs::read(folder.join(&chart.file)).map(|it| sha256(&it));
        match (now, there) {
            (None, _) => out.push(stale(Why::NoPicture, &chart.sha256, "")),
            (Some(now), Err(_)) => out.push(stale(Why::NoFile, "", &now)),
            (Some(now), Ok(there)) => {
                if there != now {
                    out.push(stale(Why::Picture, &there, &now));
                } else if chart.sha256 != now {
                    out.push(stale(Why::Picture, &chart.sha256, &now));
                }
            }
        }
    }
    out
}

/// SHA-256 in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from_digit(u32::from(half), 16).expect("half a byte is a hexadecimal digit");
    Sha256::digest(bytes).iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

impl Stale {
    /// One line of it.
    pub fn line(&self, lang: Lang) -> String {
        let Self { what, was, is, file, .. } = self;
        let short = |hash: &str| hash.chars().take(12).collect::<String>();
        match self.why {
            Why::OtherResults => say!(
                lang,
                "{what}: 적힌 값 {was}, 결과는 {is} ({file})",
                "{what}: was {was}, results have {is} ({file})"
            ),
            Why::Figure => {
                say!(lang, "{what}: 문서 {was}, 결과 {is} ({file})", "{what}: was {was}, is {is} ({file})")
            }
            Why::NoFact => say!(
                lang,
                "{what}: 문서 {was}, 결과에는 그런 수치가 없음 ({file})",
                "{what}: was {was}, the results have no such fact ({file})"
            ),
            Why::NotQuoted => say!(
                lang,
                "{what}: {is} 표현을 어느 문서에서도 찾지 못함 ({file})",
                "{what}: {is} stands in none of the documents ({file})"
            ),
            Why::Picture => {
                let (was, is) = (short(was), short(is));
                say!(
                    lang,
                    "{what}: 그림이 결과와 다름. SHA-256 {was}…, 지금 그리면 {is}… ({file})",
                    "{what}: the picture differs from the results: SHA-256 was {was}…, drawn now it is {is}… ({file})"
                )
            }
            Why::NoPicture => say!(
                lang,
                "{what}: 결과에는 그런 그림이 없음 ({file})",
                "{what}: the results have no such picture ({file})"
            ),
            Why::NoFile => say!(lang, "{what}: 파일이 없음 ({file})", "{what}: the file is missing ({file})"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_that_match_nothing_are_told() {
        let number = |lang: &str| QuotedNumber { id: "a".into(), lang: lang.into(), figure: "1".into() };
        let chart = |file: &str, lang: &str| QuotedChart {
            file: file.into(),
            lang: lang.into(),
            sha256: String::new(),
        };
        let manifest = Manifest {
            numbers: ["ko", "KO", "en", "kr"].map(number).to_vec(),
            charts: vec![
                chart("charts/a.svg", "ko"),
                chart("../a.svg", "En"),
                chart("/etc/a.svg", "en"),
                chart("charts/../../a.svg", "en"),
                chart("./a.svg", "en"),
            ],
            ..Manifest::new(String::new())
        };
        let found = misfits(&manifest);
        let found: Vec<_> =
            found.iter().map(|it| (it.place.as_str(), it.given.as_str(), it.is_lang)).collect();
        assert_eq!(
            found,
            [
                ("numbers[1].lang", "KO", true),
                ("numbers[3].lang", "kr", true),
                ("charts[1].file", "../a.svg", false),
                ("charts[1].lang", "En", true),
                ("charts[2].file", "/etc/a.svg", false),
                ("charts[3].file", "charts/../../a.svg", false),
            ]
        );
    }
}
