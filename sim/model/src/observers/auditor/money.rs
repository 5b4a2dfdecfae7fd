//! Bills and money: sanity 3 and 4, and what each line has (clauses P3, P4; traps 9, 15 and 20).

use super::uses::{Uses, month_of};
use crate::fact::{Bill, Charge, Frame};
use naru_units::{Instant, Won};
use std::collections::BTreeMap;

#[derive(Debug, Default)]
pub(super) struct Money {
    /// Money of each line, transfers in.
    allotted: [Won; 2],
    /// As the last day said.
    committed: [Won; 2],
    pub(super) service_ended: [Option<Instant>; 2],
    /// By purse: when more was committed than it has, and how much.
    beyond: [Option<(Instant, Won)>; 2],
    billed: [Won; 2],
    last_bill: Option<Bill>,
    /// First month in which a session of a project began late, by project and supplier.
    late_since: Option<BTreeMap<(u32, u16), usize>>,
}

/// Lines that draw on each purse; the second is empty where there is one.
fn purses(frame: &Frame) -> [&'static [usize]; 2] {
    if frame.pooled { [&[0, 1], &[]] } else { [&[0], &[1]] }
}

impl Money {
    pub(super) fn began(&mut self, frame: &Frame) {
        let [gpu, npu] = frame.opening;
        assert_eq!(gpu + npu + frame.operating, frame.cap, "the lines and the operating cost are the cap");
        self.allotted = frame.opening;
    }

    /// What the lines of a purse have. The GPU line holds what of the operating cost is not taken yet (P2).
    fn available(&self, frame: &Frame, lines: &[usize], operating: Won) -> Won {
        let allotted = lines.iter().fold(Won::ZERO, |sum, line| sum + self.allotted[*line]);
        if lines.contains(&0) { allotted + (frame.operating - operating) } else { allotted }
    }

    /// Service goes on only where no more was committed than there is.
    pub(super) fn time_passes(&self, frame: Option<&Frame>, at: Instant) {
        for (beyond, lines) in self.beyond.iter().zip(frame.map_or([&[][..]; 2], purses)) {
            if let Some((since, total)) = beyond.filter(|(since, _)| *since < at) {
                assert!(
                    lines.iter().all(|line| self.service_ended[*line].is_some()),
                    "committed money stays within what its line has while service runs: {total} since {since:?}"
                );
            }
        }
    }

    pub(super) fn day_closed(&mut self, at: Instant, frame: &Frame, committed: [Won; 2], operating: Won) {
        self.committed = committed;
        if !frame.stops_at_once {
            return;
        }
        for (purse, lines) in purses(frame).into_iter().enumerate() {
            let total = lines.iter().fold(Won::ZERO, |sum, line| sum + committed[*line]);
            // Money that runs by the second is told rounded up, of each line: of two, up to a won too much.
            let rounded_up = Won((lines.len() as i64 - 1).max(0));
            let available = self.available(frame, lines, operating) + rounded_up;
            // An hour that begins at midnight may be the one too much: service then ends in this second.
            self.beyond[purse] = (total > available).then_some((at, total));
            assert!(
                total <= available
                    || lines.iter().all(|l| self.service_ended[*l].is_none_or(|end| end >= at)),
                "after its end a line owes no more than it had: {total} of {available}"
            );
        }
    }

    /// Money moves between the lines: only what is not committed.
    pub(super) fn transferred(&mut self, frame: &Frame, npu_to_gpu: Won) {
        assert!(npu_to_gpu != Won::ZERO, "nothing is not moved");
        assert!(!frame.pooled, "one purse moves nothing to itself: {npu_to_gpu}");
        self.allotted[0] += npu_to_gpu;
        self.allotted[1] += -npu_to_gpu;
        let gives = usize::from(npu_to_gpu > Won::ZERO);
        assert!(
            self.committed[gives] <= self.allotted[gives],
            "committed money is not moved: {npu_to_gpu} leaves {} for {}",
            self.allotted[gives],
            self.committed[gives]
        );
    }

    pub(super) fn bill(&mut self, frame: &Frame, uses: &Uses, b: &Bill) {
        // By the second, a few seconds alone may come to less than a won.
        assert!(
            b.amount != Won::ZERO
                || b.credit != Won::ZERO
                || b.deduction != Won::ZERO
                || b.own_contribution != Won::ZERO
                || b.discount != Won::ZERO
                || b.unit_price == Won::ZERO
                // A month that was paid whole in the month before it (N3.month: short_use_only), or by its thirtieth day.
                || matches!(b.charge, Charge::Hours { hours: None, .. } | Charge::Tenancy { days: 1.., .. }),
            "no empty line: {b:?}"
        );
        assert_eq!(
            b.supply + b.vat,
            b.amount + b.own_contribution,
            "supply and VAT are paid by somebody: {b:?}"
        );
        let of_project = b.project.is_some();
        assert!(
            b.discount >= Won::ZERO && (b.amount >= Won::ZERO || !of_project),
            "no project's line gives money: {b:?}"
        );
        for id in &b.sessions {
            let session = uses.ended.get(id).expect("a line names sessions that ran");
            assert!(session.kind.is_billed(), "free use is never billed: {b:?}");
            assert_eq!(Some(session.project), b.project, "a line names its own project's sessions: {b:?}");
        }
        if let (Charge::Hours { hours: Some(hours), discounted, .. }, true) = (b.charge, of_project) {
            let taken_off = b.discount + b.credit + b.deduction;
            assert_eq!(b.unit_price * hours, b.supply + taken_off, "hours at the unit price: {b:?}");
            assert!((0..=hours).contains(&discounted), "no more hours are discounted than billed: {b:?}");
            assert!(
                discounted > 0 || b.discount == Won::ZERO || !frame.begun_hours,
                "a discount has hours: {b:?}"
            );
        }
        if let (Some(project), true) = (b.project, b.credit != Won::ZERO) {
            let late = self.late_since.get_or_insert_with(|| late_since(frame, uses));
            assert!(
                late.get(&(project, b.supplier)).is_some_and(|since| *since <= b.month),
                "a credit is earned before it is taken: {b:?}"
            );
        }
        let after = self.last_bill.as_ref().is_none_or(|last| last.key() < b.key());
        assert!(after, "lines are in order and unique: {b:?}");
        self.last_bill = Some(b.clone());
        self.billed[b.budget_line] += b.amount;
    }

    pub(super) fn close(&self, frame: &Frame, spent: [Won; 2], operating: Won) {
        assert!(operating <= frame.operating, "no more is operated than was planned: {operating}");
        assert_eq!(self.billed, spent, "the sum of bill lines is the drop in the budget");
        let total = spent[0] + spent[1] + operating;
        assert!(
            !frame.stops_at_once || total <= frame.cap,
            "spend never passes the cap: {total} of {}",
            frame.cap
        );
        for lines in purses(frame) {
            let total = lines.iter().fold(Won::ZERO, |sum, line| sum + spent[*line]);
            let available = self.available(frame, lines, operating);
            assert!(
                !frame.stops_at_once || total <= available,
                "no line spends more than it has: {total} of {available}"
            );
        }
    }
}

/// When the projects first began late, whatever was discounted for it.
fn late_since(frame: &Frame, uses: &Uses) -> BTreeMap<(u32, u16), usize> {
    let mut since = BTreeMap::new();
    for u in uses.paid(false).filter(|u| u.wait > frame.wait_limit) {
        let month = month_of(frame, u.started);
        let first = since.entry((u.project, u.supplier)).or_insert(month);
        *first = month.min(*first);
    }
    since
}
