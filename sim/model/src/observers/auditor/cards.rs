//! Who waits and who holds: sanity 2, 5 and 7, strict order, what a session draws, what goes on after a fault.

use crate::fact::{EndReason, Frame, Session, Standing};
use naru_units::{HOUR, Instant, Span};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Debug, Default)]
pub(super) struct Cards {
    /// By pool and server.
    servers: BTreeMap<(u16, u32), Capacity>,
    pools: BTreeMap<u16, Line>,
    waiting: BTreeMap<u32, Waiting>,
    /// Requests that another pool serves: their number is of the queue that they came from.
    moved: BTreeSet<u32>,
    running: BTreeMap<u32, Session>,
    held_by: BTreeMap<u32, u32>,
    /// TF-seconds that a project may still draw.
    pub(super) allowances: BTreeMap<u32, i64>,
    /// Work that a fault left undone, by session.
    broken: BTreeMap<u32, (u32, Span)>,
}

/// A request that waits.
#[derive(Clone, Copy, Debug)]
struct Waiting {
    /// When it became eligible.
    since: Instant,
    /// When it came to the pool that it waits for now.
    here_since: Instant,
}

#[derive(Debug, Default)]
struct Capacity {
    cards: u32,
    in_use: u32,
    open: bool,
}

/// Little's law by pool: the integral of the queue is the sum of waits.
#[derive(Debug, Default)]
struct Line {
    since: i64,
    length: i64,
    integral: i128,
    waits: i128,
    last_seq: Option<u32>,
}

impl Line {
    fn change(&mut self, at: Instant, by: i64) {
        self.integral += i128::from(self.length) * i128::from(at.0 - self.since);
        self.since = at.0;
        self.length += by;
        assert!(self.length >= 0, "nobody leaves a queue twice");
    }
}

impl Cards {
    pub(super) fn server(&mut self, key: (u16, u32), cards: u32, stands: Standing) {
        let capacity = self.servers.entry(key).or_default();
        capacity.open = stands == Standing::Open;
        capacity.cards = if stands == Standing::Gone { 0 } else { cards };
        assert!(capacity.in_use <= capacity.cards, "no server leaves with sessions on it: {capacity:?}");
    }

    pub(super) fn requested(&mut self, at: Instant, s: &Session) {
        assert_eq!(s.eligible, at, "a request enters its queue when it is eligible: {s:?}");
        assert!(s.requested <= s.eligible, "nobody is eligible before asking: {s:?}");
        assert!(s.contribution_paid <= at, "no service before the own contribution is paid: {s:?}");
        if let Some((project, rest)) = self.broken.get(&s.resumes) {
            assert_eq!(
                (*project, *rest),
                (s.project, s.wanted),
                "after a fault the rest of the work is asked for: {s:?}"
            );
        }
        let waiting = Waiting { since: at, here_since: at };
        assert!(self.waiting.insert(s.id, waiting).is_none(), "a request is made once: {s:?}");
        self.pools.entry(s.pool).or_default().change(at, 1);
    }

    pub(super) fn started(&mut self, at: Instant, frame: &Frame, s: &Session) {
        let waited = self.waiting.remove(&s.id).expect("only a waiting request starts");
        assert!(s.started == at && s.wait().0 >= 0, "the wait runs from eligibility to the start: {s:?}");
        assert_eq!(s.eligible, waited.since, "the wait runs from when it entered its queue: {s:?}");
        assert!(s.not_counted.0 >= 0, "what does not count lies inside the wait: {s:?}");
        let line = self.pools.get_mut(&s.pool).expect("the queue is known");
        line.change(at, -1);
        line.waits += i128::from(at.0 - waited.here_since.0);
        if frame.strict_arrival && s.queue_seq != crate::NO_QUEUE && !self.moved.contains(&s.id) {
            assert!(
                line.last_seq < Some(s.queue_seq),
                "strict order of arrival: {s:?} after {:?}",
                line.last_seq
            );
            line.last_seq = Some(s.queue_seq);
        }
        assert!(!s.servers.is_empty(), "a session runs on servers: {s:?}");
        let each = s.cards / s.servers.len() as u32;
        for number in s.servers.iter() {
            let server =
                self.servers.get_mut(&(s.pool, number.0)).expect("sessions run on servers that exist");
            assert!(server.open, "no session starts on a server that takes none: {s:?}");
            server.in_use += each;
            assert!(server.in_use <= server.cards, "nobody holds cards that do not exist: {server:?} {s:?}");
        }
        let held = self.held_by.entry(s.project).or_default();
        *held += 1;
        assert!(*held <= frame.slots, "one set of cards a slot: {s:?}");
        self.running.insert(s.id, *s);
    }

    pub(super) fn ended(&mut self, at: Instant, frame: &Frame, s: &Session, reason: EndReason) {
        let begun = self.running.remove(&s.id).expect("only a running session ends");
        assert_eq!(s.released, at, "cards come back when it is said: {s:?}");
        assert_eq!(
            (begun.started, begun.eligible),
            (s.started, s.eligible),
            "its start and its wait stay what they were: {s:?}"
        );
        assert!(s.started <= s.work_end && s.work_end <= s.released, "work lies inside the hold: {s:?}");
        assert!(s.started <= s.ended && s.ended <= s.released, "billable use lies inside the hold: {s:?}");
        let worked = s.work_end - s.started;
        match reason {
            EndReason::Done => {
                assert_eq!(worked, s.wanted, "a session that is done has done its work: {s:?}");
            }
            EndReason::Switched => {}
            EndReason::Abandoned => panic!("only who waits gives up waiting: {s:?}"),
            EndReason::Budget
            | EndReason::ProgrammeEnd
            | EndReason::Outage
            | EndReason::Allowance
            | EndReason::Recalled => {
                // While allocation is fixed, cards that are kept without work draw on the allowance too.
                let was_kept = reason == EndReason::Allowance && s.work_end < s.ended;
                assert!(
                    worked < s.wanted || s.ended < s.released || was_kept,
                    "a session that was cut wanted more: {s:?}"
                );
            }
        }
        if reason == EndReason::Outage {
            self.broken.insert(s.id, (s.project, s.wanted - worked));
        }
        let each = begun.cards / s.servers.len() as u32;
        for number in s.servers.iter() {
            let server = self.servers.get_mut(&(s.pool, number.0)).expect("the server is known");
            server.in_use = server.in_use.checked_sub(each).expect("no more comes back than was taken");
        }
        *self.held_by.get_mut(&s.project).expect("the project held it") -= 1;
        let seconds = ((s.ended - s.started).0 - s.suspended.0).max(0);
        if let Some(left) = self.allowances.get_mut(&s.project).filter(|_| s.kind.is_billed()) {
            let drawn = if frame.draws_hours { (seconds + HOUR - 1) / HOUR * HOUR } else { seconds };
            *left -= drawn * i64::from(s.multiple * s.draws);
            assert!(*left >= 0, "nobody draws more than the allowance: {left} {s:?}");
        }
    }

    /// The wait so far belongs to the pool that was waited for.
    pub(super) fn moved(&mut self, at: Instant, from: u16, s: &Session) {
        let waited = self.waiting.get_mut(&s.id).expect("only a waiting request moves");
        assert_eq!(s.eligible, waited.since, "a request that moves keeps its wait: {s:?}");
        let entered = core::mem::replace(&mut waited.here_since, at);
        self.moved.insert(s.id);
        let line = self.pools.get_mut(&from).expect("the queue is known");
        line.change(at, -1);
        line.waits += i128::from(at.0 - entered.0);
        self.pools.entry(s.pool).or_default().change(at, 1);
    }

    pub(super) fn left(&mut self, at: Instant, s: &Session) {
        let entered = self.waiting.remove(&s.id).expect("only a waiting request leaves").here_since;
        let line = self.pools.get_mut(&s.pool).expect("the queue is known");
        line.change(at, -1);
        line.waits += i128::from(at.0 - entered.0);
    }

    pub(super) fn close(&mut self, at: Instant) {
        assert!(self.running.is_empty() && self.waiting.is_empty(), "nothing is left over at the end");
        assert!(self.servers.values().all(|s| s.in_use == 0), "all cards are back at the end");
        for (pool, line) in &mut self.pools {
            line.change(at, 0);
            assert_eq!(
                line.integral, line.waits,
                "Little's law, pool {pool}: queue integral and sum of waits"
            );
        }
    }
}
