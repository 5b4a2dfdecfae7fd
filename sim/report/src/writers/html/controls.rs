//! Words of a page beyond the document's: its buttons, and what a screen reader is told of them.

use crate::words::Lang;

/// What stands on the buttons of a page, and what a screen reader is told of them.
#[derive(Clone, Copy)]
pub(super) struct Controls {
    /// Link over the head, for who reads by keyboard.
    pub(super) skip: &'static str,
    /// Button between light and dark.
    pub(super) dark: &'static str,
    /// How to read a picture's values by keyboard.
    pub(super) hint: &'static str,
    /// Group of buttons that show and hide series.
    pub(super) series: &'static str,
    /// The view in which one can zoom.
    pub(super) explore: &'static str,
    /// Its keys.
    pub(super) keys: &'static str,
    /// What to do in it.
    pub(super) drag: &'static str,
    /// Its buttons: the group, nearer, farther, earlier, later, the whole.
    pub(super) range: &'static str,
    pub(super) zoom_in: &'static str,
    pub(super) zoom_out: &'static str,
    pub(super) earlier: &'static str,
    pub(super) later: &'static str,
    pub(super) all: &'static str,
    /// A heading of a table.
    pub(super) sort: &'static str,
    /// Months on an axis, short, separated by spaces.
    pub(super) months: &'static str,
}

impl Controls {
    /// In one language.
    pub(super) const fn of(lang: Lang) -> Self {
        Self {
            skip: lang.pick("본문으로 건너뛰기", "Skip to the text"),
            dark: lang.pick("어두운 화면", "Dark"),
            hint: lang
                .pick("화살표 키로 값을 하나씩 읽을 수 있음", "The arrow keys read the values one by one"),
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
