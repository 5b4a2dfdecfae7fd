//! 3. 필요 카드 수: what stands there, what is asked, what is used.

use super::super::cells;
use super::{Page, Rests};
use crate::document::{Block, DataTable, Datum, Section};
use crate::phrase;
use crate::programmes;
use crate::tables;
use crate::text;
use crate::words::{Lang, say};
use naru_results::{CardFigures, Summary};

pub(super) fn section(page: &Page<'_>, figures: Vec<Block>) -> Section {
    let (summary, lang) = (page.summary(), page.lang);
    let mut it = super::section("cards", lang.pick("3. 필요 카드 수", "3. Cards needed"));
    it.blocks.push(Block::Text(
        lang.pick(
            "최대 사용은 한 사업에서 같은 순간에 쓰인 카드의 가장 큰 수이며, 사업이 돈을 내는 사용만 셈함. 필요카드수는 공모안내서가 요구하는 최소 투입 카드 수임.",
            "The peak is the largest number of cards in use at one moment of a programme, of use that the programme pays. The floor is the least number of cards that the call asks for.",
        )
        .to_owned(),
    ));
    it.blocks.push(Block::Table(cards(page)));
    let lines = [tables::shared_floors(summary, lang), text::warnings(summary, lang)].concat();
    if !lines.is_empty() {
        it.blocks.push(Block::List(lines));
    }
    it.blocks.extend(figures);
    it
}

fn cards(page: &Page<'_>) -> DataTable {
    let (summary, lang) = (page.summary(), page.lang);
    let mut table = DataTable::new(
        "cards",
        lang.pick("자원별 카드", "Cards by pool"),
        lang.pick("(단위: 장)", "(cards)"),
    )
    .texts(lang.pick("자원", "pool"))
    .figures(lang.pick("투입", "installed"))
    .figures(lang.pick("필요카드수", "floor"))
    .figures(lang.pick("최대 사용(평균)", "peak in use (mean)"))
    .figures(programmes::stay_within(summary.replications, ' ', lang))
    .figures(lang.pick("남는 카드", "spare"))
    .figures(lang.pick("가동률(투입 카드·시간 중)", "in use (of card-hours installed)"));
    for it in &summary.cards {
        table.row([
            Datum::text(phrase::pool(it, summary)),
            cells::count(it.installed.into(), lang),
            tables::floor_of(it, summary).map_or_else(Datum::none, |floor| cells::count(floor.into(), lang)),
            cells::estimate(&it.peak_in_use, 0, lang),
            cells::estimate(&it.peak_p95, 0, lang),
            spare(it, lang),
            cells::share_estimate(&it.utilisation, lang),
        ]);
    }
    table.notes.extend(notes(summary, lang));
    table.notes.extend(page.notes(Rests::Assumed));
    table
}

/// Cards that 95 % of programmes never touch.
fn spare(it: &CardFigures, lang: Lang) -> Datum {
    let cell = |cards: u32| Datum { text: tables::spare(it, lang), ..cells::count(cards.into(), lang) };
    tables::spare_cards(it).map_or_else(Datum::none, cell)
}

fn notes(summary: &Summary, lang: Lang) -> Vec<String> {
    let within = programmes::stay_within(summary.replications, ' ', lang);
    let mut out = vec![say!(
        lang,
        "※ 괄호 안은 95% 신뢰구간. 남는 카드: 투입에서 '{within}'의 수를 뺀 것(서버 한 대를 뺄 수 있을 때)",
        "In brackets: 95% intervals. Spare: installed less '{within}', where it is a whole server."
    )];
    out.extend(tables::wave_note(summary, lang).map(|note| match lang {
        Lang::Ko => format!("※ {note}"),
        Lang::En => note.to_owned(),
    }));
    out.extend(tables::skewed_note(summary, lang).map(str::to_owned));
    out
}
