//! December is settled inside December: clause T2, `T2.december: cut_off`.
//!
//! The statement is drawn up at the cut-off and covers what has begun before it; a true-up after the month's end covers
//! the rest. Sums are those of `by_use`: a line says which part of it comes with the true-up.

use super::bill::BillLine;
use super::terms::{Counting, Terms, Usage};
use crate::readings::{December, Split};
use naru_units::{DAY, Instant, Span, Won};

impl Terms {
    /// From here on what begins comes with the true-up; `None` under `by_use`.
    pub const fn true_up_from(&self) -> Option<Instant> {
        match self.readings.december {
            December::ByUse => None,
            December::CutOff => Some(self.cut_off),
        }
    }

    /// What of a row that stands on a month's whole statement (T4, S7, P8) comes with the true-up: all of it, since the
    /// statement is whole only then; nothing in months that have closed by the cut-off.
    pub fn true_up_of_statement(&self, month: usize, amount: Won) -> Won {
        match self.true_up_from() {
            Some(cut_off) if cut_off < self.month_end(month) => amount,
            Some(_) | None => Won::ZERO,
        }
    }
}

impl Usage<'_> {
    /// Of this use, the hours that began before the cut-off, whole; `None` for none.
    ///
    /// Where hours are not a session's own (`T1.hours: month_*`, `P4.accrual: second`, `T2.split: parts_alone`), the
    /// seconds before it.
    pub(super) fn begun_before(&self, terms: &Terms, cut_off: Instant) -> Option<Self> {
        if self.started >= cut_off {
            return None;
        }
        if self.ended <= cut_off {
            return Some(*self);
        }
        let before = Usage { ended: cut_off, ..*self };
        let ended = match (terms.counting(), terms.readings.split) {
            (Counting::Hours, Split::HourBegin) => {
                let hours = Span::hours(before.usable().begun_hours().0);
                self.end_of_usable(hours).min(self.ended)
            }
            (Counting::Hours, Split::PartsAlone) | (Counting::Seconds, _) => cut_off,
        };
        Some(Usage { ended, broken: self.broken && ended == self.ended, ..*self })
    }

    /// The second at which it has been usable for so long.
    fn end_of_usable(&self, usable: Span) -> Instant {
        let mut at = self.started;
        let mut left = usable;
        for (from, until) in self.suspended {
            let stretch = (*from - at).max(Span::ZERO);
            if stretch >= left {
                break;
            }
            left = left - stretch;
            at = at.max(*until);
        }
        at + left
    }
}

/// Says in each line what of it comes with the true-up: its amount less that of the same line of what had begun.
pub(super) fn true_up(lines: &mut [BillLine], begun: &[BillLine]) {
    let key = |line: &BillLine| (line.month, line.allocation, line.unit_price);
    for line in lines {
        let before = begun.iter().find(|it| key(it) == key(line));
        line.true_up = line.amount - before.map_or(Won::ZERO, |before| before.amount);
    }
}

/// Of `days` of a tenancy from `first_day` on, those that began before the cut-off.
pub(super) fn days_before(cut_off: Instant, first_day: i64, days: i64) -> i64 {
    (-(-cut_off.0).div_euclid(DAY) - first_day).clamp(0, days)
}
