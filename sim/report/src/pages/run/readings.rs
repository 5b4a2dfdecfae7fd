//! 6. 공모안내서 해석안의 영향 and 붙임 2: what other readings of the call would change, and those in force.

use super::super::cells::marked;
use super::super::readings as priced;
use super::{Page, annexes};
use crate::document::{Block, DataTable, Datum, Section};
use crate::format;
use crate::metric::label;
use crate::readings::phrases;
use crate::tables;
use crate::uncertainty;
use crate::words::{Lang, say};
use naru_results::PricedReadings;

/// Readings that the report shows.
const MOST: usize = 10;

pub(super) fn section(page: &Page<'_>) -> Section {
    let lang = page.lang;
    let mut it = super::section(
        "readings",
        lang.pick("6. 공모안내서 해석안의 영향", "6. What other readings of the call would change"),
    );
    let count = page.summary().readings.len();
    it.blocks.push(Block::Text(say!(
        lang,
        "공모안내서에서 둘 이상으로 읽을 수 있는 조항 {count}개에 해석안을 하나씩 정하여 적용함(붙임 2).",
        "{count} points of the call can be read in more than one way; one reading of each is in force (annex 2)."
    )));
    if let Some(priced) = page.files.priced() {
        it.blocks.push(Block::Text(how(page, priced)));
        it.blocks.push(Block::Table(changes(page, priced)));
        return it;
    }
    it.blocks.extend(ranges(page));
    it.blocks.extend(super::outdated(page));
    it.blocks.push(Block::Text(
        lang.pick(
            "해석안별 비교표는 이 결과에 없으며, 다음 명령으로 만듦:",
            "The comparison of readings one by one is not among these results; this makes it:",
        )
        .to_owned(),
    ));
    let scenario = annexes::scenario(&page.folder().run.command, page.options);
    it.blocks.push(Block::Code(format!("naru readings {scenario}")));
    it
}

/// What `uncertainty.json` knows of readings: a sentence a figure.
fn ranges(page: &Page<'_>) -> Option<Block> {
    let lang = page.lang;
    let headlines = page.folder().uncertainty.as_ref().map_or(&[][..], |it| &it.headlines);
    let sentences: Vec<String> = headlines
        .iter()
        .filter_map(|it| {
            let range = it.readings.as_ref()?;
            let between = uncertainty::scale(it).between(range.low, range.high, lang);
            let name = label(&it.metric, lang);
            Some(say!(lang, "{name}: 해석안 하나에 따라 {between}", "{name}: {between} by one reading alone"))
        })
        .collect();
    (!sentences.is_empty()).then_some(Block::List(sentences))
}

fn how(page: &Page<'_>, of: &PricedReadings) -> String {
    let lang = page.lang;
    let (n, seed) = (format::count(of.replications.into()), of.seed);
    let (claims, percent) = (format::count(of.claims.into()), format::set_share(of.confidence));
    let spent = format::money_text(of.in_force.spent_won.mean, lang);
    say!(
        lang,
        "해석안을 하나씩 바꾸어 같은 사용자와 장애로 모의실험함({n}회, 초깃값 {seed}). 적용한 해석안의 집행액은 {spent}이며, 아래 값은 다른 안에서 적용한 안을 뺀 차이임. 괄호는 판정 {claims}개를 함께 {percent}로 맞춘 구간임.",
        "One reading at a time was changed, with the same users and faults ({n} replications, seed {seed}). With the readings in force {spent} are spent; below, the other reading less the one in force. In brackets: intervals, all {claims} claims together at {percent}."
    )
}

fn changes(page: &Page<'_>, of: &PricedReadings) -> DataTable {
    let lang = page.lang;
    let ranked = phrases::ranked(of);
    let shown = &ranked.variants[..ranked.variants.len().min(MOST)];
    let mut table = priced::table(of, shown, lang);
    let notes = phrases::notes(of, &ranked, shown, lang);
    table.notes.extend(notes.into_iter().map(|note| marked(&note.replace('\u{a0}', " "), lang)));
    for note in table.notes.iter_mut().filter(|_| lang == Lang::Ko).filter(|it| !it.starts_with(['※', '*']))
    {
        note.insert_str(0, "※ ");
    }
    table
}

/// 붙임 2: the readings in force.
pub(super) fn annex(page: &Page<'_>) -> Section {
    let lang = page.lang;
    let mut it = super::section(
        "annex-readings",
        lang.pick("붙임 2. 적용한 해석안", "Annex 2. Readings of the call in force"),
    );
    let mut table = DataTable::new("readings-in-force", lang.pick("적용한 해석안", "Readings in force"), "")
        .texts(lang.pick("조항", "clause"))
        .texts(lang.pick("공모안내서의 자리", "place in the call"))
        .texts(lang.pick("무엇을", "what is open"))
        .texts(lang.pick("적용한 해석안", "reading in force"))
        .texts(lang.pick("설정값", "value"));
    let folder = page.folder();
    for it in tables::readings_in_force(&folder.summary, &folder.clauses, lang) {
        table.row([it.id, it.place, it.open, it.label, it.value].map(Datum::text));
    }
    it.blocks.push(Block::Table(table));
    it
}
