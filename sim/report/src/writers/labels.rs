//! Fixed labels of a document's forms, both languages side by side.

use crate::document::Provenance;
use crate::words::{Lang, say};

/// `<그림 1>`.
pub(crate) fn figure(number: usize, lang: Lang) -> String {
    say!(lang, "<그림 {number}>", "Figure {number}.")
}

/// `<표 1>`.
pub(crate) fn table(number: usize, lang: Lang) -> String {
    say!(lang, "<표 {number}>", "Table {number}.")
}

/// What makes a figure again, in a line: `시나리오 4f1c9a2e · 시드 1 · 200회 · naru 0.1.0 · 가정값 포함`.
///
/// Without a hash the name stands in its place; what nothing was drawn for is left out.
pub(crate) fn provenance(of: &Provenance, lang: Lang) -> String {
    let hash: String = of.scenario_hash.chars().take(8).collect();
    let version = &of.version;
    let mut parts = vec![if hash.is_empty() {
        of.scenario.clone()
    } else {
        say!(lang, "시나리오 {hash}", "scenario {hash}")
    }];
    if let Some(seed) = of.seed {
        parts.push(say!(lang, "시드 {seed}", "seed {seed}"));
    }
    if let Some(n) = of.replications {
        parts.push(say!(lang, "{n}회", "{n} replications"));
    }
    parts.push(format!("naru {version}"));
    if of.assumed {
        parts.push(lang.pick("가정값 포함", "rests on assumed inputs").to_owned());
    }
    parts.join(" · ")
}

/// Heading of the table of contents.
pub(crate) const fn contents(lang: Lang) -> &'static str {
    lang.pick("목차", "Contents")
}

/// What stands on the buttons of a page, and what a screen reader is told of them.
#[derive(Clone, Copy)]
pub(crate) struct Controls {
    /// Link over the head, for who reads by keyboard.
    pub(crate) skip: &'static str,
    /// Button between light and dark.
    pub(crate) dark: &'static str,
    /// How to read a picture's values by keyboard.
    pub(crate) hint: &'static str,
    /// Group of buttons that show and hide series.
    pub(crate) series: &'static str,
    /// The view in which one can zoom.
    pub(crate) explore: &'static str,
    /// Its keys.
    pub(crate) keys: &'static str,
    /// What to do in it.
    pub(crate) drag: &'static str,
    /// Its buttons: the group, nearer, farther, earlier, later, the whole.
    pub(crate) range: &'static str,
    pub(crate) zoom_in: &'static str,
    pub(crate) zoom_out: &'static str,
    pub(crate) earlier: &'static str,
    pub(crate) later: &'static str,
    pub(crate) all: &'static str,
    /// A heading of a table.
    pub(crate) sort: &'static str,
    /// Months on an axis, short, separated by spaces.
    pub(crate) months: &'static str,
}

impl Controls {
    /// In one language.
    pub(crate) const fn of(lang: Lang) -> Self {
        Self {
            skip: lang.pick("본문으로 건너뛰기", "Skip to the text"),
            dark: lang.pick("어두운 화면", "Dark"),
            hint: lang.pick(
                "화살표 키로 값을 하나씩 읽을 수 있음",
                "The arrow keys read the values one by one",
            ),
            series: lang.pick("표시할 계열", "Series shown"),
            explore: lang.pick("기간을 확대해 보기", "Zoom on the time axis"),
            keys: lang.pick(
                "좌우 화살표로 날짜 이동, + 확대, - 축소, 0 전체 기간",
                "left and right arrows move by a day, + nearer, - farther, 0 whole period",
            ),
            drag: lang.pick(
                "그림 위를 끌면 그 기간이 확대되고, 두 번 누르면 전체 기간으로 돌아감",
                "Drag across the picture to zoom, double-click for the whole period",
            ),
            range: lang.pick("보는 기간", "Period shown"),
            zoom_in: lang.pick("확대", "Nearer"),
            zoom_out: lang.pick("축소", "Farther"),
            earlier: lang.pick("이전", "Earlier"),
            later: lang.pick("이후", "Later"),
            all: lang.pick("전체 기간", "Whole period"),
            sort: lang.pick("이 열로 정렬", "Sort by this column"),
            months: lang.pick(
                "1월 2월 3월 4월 5월 6월 7월 8월 9월 10월 11월 12월",
                "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
            ),
        }
    }
}
