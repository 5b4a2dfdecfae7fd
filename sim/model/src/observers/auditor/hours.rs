//! Lines of hours against the hours that sessions used: traps 1 to 5 and 10.
//!
//! Where each session is billed by its begun hours ([`Frame::begun_hours`]), which lines there are, with which hours
//! and which of them at a discount, is counted again and must agree. Any other reading of T1, T2, T4 or A5 rounds
//! otherwise, and would have to be written a second time here; what they all share is checked for every one: a line
//! of a month and an allocation holds hours of sessions that were used in that month under that allocation, no more
//! than they had begun there, and discounts some only if one of these sessions waited longer than the limit.

use super::uses::{Use, Uses};
use crate::fact::{Bill, Discounted, Frame};
use naru_units::{HOUR, Span, Won};
use std::collections::BTreeMap;

/// Month, project, product, supplier, and whether allocation is fixed.
type Part = (usize, u32, u16, u16, bool);

/// What the bills of hours may hold.
#[derive(Debug, Default)]
pub(super) struct Hours {
    /// By part and unit price; a line that has been told is taken out.
    exact: BTreeMap<(Part, Won), Counted>,
    most: BTreeMap<Part, Counted>,
}

/// Product-hours, those of them at a discount, and the sessions that made them, ascending.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Counted {
    hours: i64,
    discounted: i64,
    sessions: Vec<u32>,
}

impl Counted {
    fn add(&mut self, u: &Use, hours: i64, discounted: i64) {
        self.hours += hours * u.multiple;
        self.discounted += discounted * u.multiple;
        if self.sessions.last() != Some(&u.session) {
            self.sessions.push(u.session);
        }
    }
}

/// Clock hours from a session's start that are discounted: a wait of exactly the limit is not late (초과), and a part
/// of an hour past it counts whole or not at all, as the reading says.
fn first_discounted(frame: &Frame, wait: Span) -> i64 {
    let over = (wait - frame.wait_limit).0.max(0);
    let (begun, full) = (over.div_euclid(HOUR) + i64::from(over % HOUR > 0), over.div_euclid(HOUR));
    let all_if = |hours| if hours > 0 { i64::MAX } else { 0 };
    match frame.discounted {
        Discounted::Nothing => 0,
        Discounted::BegunHours => begun,
        Discounted::FullHours => full,
        Discounted::SessionIfBegun => all_if(begun),
        Discounted::SessionIfFull => all_if(full),
    }
}

impl Hours {
    /// Counts what has ended.
    pub(super) fn of(frame: &Frame, uses: &Uses) -> Self {
        let mut counted = Self::default();
        for u in uses.paid(false) {
            let discounted = first_discounted(frame, u.wait);
            for piece in uses.pieces(frame, u) {
                let part = (piece.month, u.project, u.product, u.supplier, piece.fixed);
                let length = (piece.until - piece.from).0;
                let begun = (length + HOUR - 1) / HOUR;
                counted.most.entry(part).or_default().add(u, begun, begun.min(discounted));
                // Hours begin at every 3,600th usable second of the session, the first one included.
                let first = (piece.used + HOUR - 1) / HOUR;
                let end = (piece.used + length + HOUR - 1) / HOUR;
                if end > first {
                    let at_discount = end.min(discounted) - first.min(discounted);
                    counted.exact.entry((part, piece.price)).or_default().add(u, end - first, at_discount);
                }
            }
        }
        counted
    }

    /// A line of hours; `None` where money runs by the second.
    pub(super) fn bill(&mut self, frame: &Frame, b: &Bill, fixed: bool, hours: Option<i64>, discounted: i64) {
        let Some(project) = b.project else { return };
        let part = (b.month, project, b.product, b.supplier, fixed);
        let most = self.most.get(&part);
        let most = most.unwrap_or_else(|| panic!("no line without use in its month and allocation: {b:?}"));
        assert!(
            b.sessions.iter().all(|id| most.sessions.binary_search(id).is_ok()),
            "a line names sessions used in its month and allocation, {most:?}: {b:?}"
        );
        assert!(
            hours.is_none_or(|hours| hours <= most.hours),
            "a line has no more hours than began in its month and allocation, {most:?}: {b:?}"
        );
        assert!(
            discounted <= most.discounted && (b.discount == Won::ZERO || most.discounted > 0),
            "only who waited longer than the limit gets a discount, for the hours past it, {most:?}: {b:?}"
        );
        if frame.begun_hours {
            let told = Counted { hours: hours.unwrap_or(0), discounted, sessions: b.sessions.clone() };
            let counted = self.exact.remove(&(part, b.unit_price));
            assert_eq!(counted, Some(told), "a line has the hours that begin in it, at their price: {b:?}");
        }
    }

    /// All lines have been told.
    pub(super) fn close(&self, frame: &Frame) {
        if frame.begun_hours {
            assert!(self.exact.is_empty(), "every begun hour is billed: {:?}", self.exact);
        }
    }
}
