//! Asserts what must hold whatever the engine does. Shares no code with what it audits: it hears facts, no more.

use crate::fact::{Bill, Charge, EndReason, Fact, Frame, Observer, Session, Standing};
use naru_units::{HOUR, Instant, Won};
use std::collections::{BTreeMap, BTreeSet};

/// Checks sanity 2 to 4 and 7 of the rules, and the traps that facts can show, while a replication runs.
///
/// # Panics
/// On the first fact that contradicts the others, with both sides.
#[derive(Debug, Default)]
pub struct Auditor {
    frame: Frame,
    /// By pool and server.
    servers: BTreeMap<(u16, u32), Capacity>,
    pools: BTreeMap<u16, Line>,
    waiting: BTreeMap<u32, Waiting>,
    /// Requests that another pool serves: their number is of the queue that they came from.
    moved: BTreeSet<u32>,
    running: BTreeMap<u32, Session>,
    held_by: BTreeMap<u32, u32>,
    ended: BTreeMap<u32, Ended>,
    service_ended: [Option<Instant>; 2],
    billed: [Won; 2],
    hours_billed: BTreeMap<u32, i64>,
    last_bill: Option<Bill>,
    /// TF-seconds that a project may still draw.
    allowances: BTreeMap<u32, i64>,
    now: Option<Instant>,
    /// When more was committed than the cap, and how much.
    beyond_cap: Option<(Instant, Won)>,
    closed: bool,
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

#[derive(Debug)]
struct Ended {
    project: u32,
    begun_hours: i64,
    by_month: bool,
    is_billed: bool,
}

impl Auditor {
    /// Whether the replication was heard to its end.
    pub fn is_closed(&self) -> bool {
        self.closed
    }

    fn requested(&mut self, at: Instant, s: &Session) {
        assert_eq!(s.eligible, at, "a request enters its queue when it is eligible: {s:?}");
        assert!(s.requested <= s.eligible, "nobody is eligible before asking: {s:?}");
        assert!(s.contribution_paid <= at, "no service before the own contribution is paid: {s:?}");
        assert!(
            self.service_ended[s.line as usize].is_none() || !s.kind.is_billed(),
            "nobody asks after the line's service has ended: {s:?}"
        );
        let waiting = Waiting { since: at, here_since: at };
        assert!(self.waiting.insert(s.id, waiting).is_none(), "a request is made once: {s:?}");
        self.pools.entry(s.pool).or_default().change(at, 1);
    }

    fn started(&mut self, at: Instant, s: &Session) {
        let waited = self.waiting.remove(&s.id).expect("only a waiting request starts");
        assert!(s.started == at && s.wait().0 >= 0, "the wait runs from eligibility to the start: {s:?}");
        assert_eq!(s.eligible, waited.since, "the wait runs from when it entered its queue: {s:?}");
        assert!(s.not_counted.0 >= 0, "what does not count lies inside the wait: {s:?}");
        assert!(
            self.service_ended[s.line as usize].is_none() || !s.kind.is_billed(),
            "nothing starts after service has ended: {s:?}"
        );
        let line = self.pools.get_mut(&s.pool).expect("the queue is known");
        line.change(at, -1);
        line.waits += i128::from(at.0 - waited.here_since.0);
        if self.frame.strict_arrival && s.queue_seq != crate::NO_QUEUE && !self.moved.contains(&s.id) {
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
        assert!(*held <= self.frame.slots, "one set of cards a slot: {s:?}");
        self.running.insert(s.id, *s);
    }

    fn ended(&mut self, at: Instant, s: &Session, reason: EndReason) {
        let begun = self.running.remove(&s.id).expect("only a running session ends");
        assert_eq!(s.released, at, "cards come back when it is said: {s:?}");
        assert!(s.started <= s.work_end && s.work_end <= s.released, "work lies inside the hold: {s:?}");
        assert!(s.started <= s.ended && s.ended <= s.released, "billable use lies inside the hold: {s:?}");
        let worked = s.work_end - s.started;
        match reason {
            EndReason::Done => {
                assert_eq!(worked, s.wanted, "a session that is done has done its work: {s:?}");
            }
            EndReason::Switched => {}
            EndReason::Budget
            | EndReason::ProgrammeEnd
            | EndReason::Outage
            | EndReason::Allowance
            | EndReason::Recalled => {
                assert!(
                    worked < s.wanted || s.ended < s.released,
                    "a session that was cut wanted more: {s:?}"
                );
            }
        }
        let each = begun.cards / s.servers.len() as u32;
        for number in s.servers.iter() {
            let server = self.servers.get_mut(&(s.pool, number.0)).expect("the server is known");
            server.in_use = server.in_use.checked_sub(each).expect("no more comes back than was taken");
        }
        *self.held_by.get_mut(&s.project).expect("the project held it") -= 1;
        let seconds = ((s.ended - s.started).0 - s.suspended.0).max(0);
        if let Some(left) = self.allowances.get_mut(&s.project).filter(|_| s.kind.is_billed()) {
            let drawn = if self.frame.draws_hours { (seconds + HOUR - 1) / HOUR * HOUR } else { seconds };
            *left -= drawn * i64::from(s.multiple * s.draws);
            assert!(*left >= 0, "nobody draws more than the allowance: {left} {s:?}");
        }
        self.ended.insert(
            s.id,
            Ended {
                project: s.project,
                begun_hours: (seconds + HOUR - 1) / HOUR * i64::from(s.multiple),
                by_month: s.line == 1 || !s.kind.is_billed(),
                is_billed: s.kind.is_billed(),
            },
        );
    }

    /// The wait so far belongs to the pool that was waited for.
    fn moved(&mut self, at: Instant, from: u16, s: &Session) {
        let waited = self.waiting.get_mut(&s.id).expect("only a waiting request moves");
        assert_eq!(s.eligible, waited.since, "a request that moves keeps its wait: {s:?}");
        let entered = core::mem::replace(&mut waited.here_since, at);
        self.moved.insert(s.id);
        let line = self.pools.get_mut(&from).expect("the queue is known");
        line.change(at, -1);
        line.waits += i128::from(at.0 - entered.0);
        self.pools.entry(s.pool).or_default().change(at, 1);
    }

    fn left(&mut self, at: Instant, s: &Session) {
        let entered = self.waiting.remove(&s.id).expect("only a waiting request leaves").here_since;
        let line = self.pools.get_mut(&s.pool).expect("the queue is known");
        line.change(at, -1);
        line.waits += i128::from(at.0 - entered.0);
    }

    fn bill(&mut self, b: &Bill) {
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
            let session = self.ended.get(id).expect("a line names sessions that ran");
            assert!(session.is_billed, "free use is never billed: {b:?}");
            assert_eq!(Some(session.project), b.project, "a line names its own project's sessions: {b:?}");
        }
        if let (Charge::Hours { hours: Some(hours), discounted, .. }, Some(project)) = (b.charge, b.project) {
            let taken_off = b.discount + b.credit + b.deduction;
            assert_eq!(b.unit_price * hours, b.supply + taken_off, "hours at the unit price: {b:?}");
            assert!((0..=hours).contains(&discounted), "no more hours are discounted than billed: {b:?}");
            assert!(
                discounted > 0 || b.discount == Won::ZERO || !self.frame.begun_hours,
                "a discount has hours: {b:?}"
            );
            *self.hours_billed.entry(project).or_default() += hours;
        }
        let after = self.last_bill.as_ref().is_none_or(|last| last.key() < b.key());
        assert!(after, "lines are in order and unique: {b:?}");
        self.last_bill = Some(b.clone());
        self.billed[b.budget_line] += b.amount;
    }

    fn close(&mut self, at: Instant, spent: [Won; 2], operating: Won) {
        assert!(operating <= self.frame.operating, "no more is operated than was planned: {operating}");
        assert!(self.running.is_empty() && self.waiting.is_empty(), "nothing is left over at the end");
        assert!(self.servers.values().all(|s| s.in_use == 0), "all cards are back at the end");
        for (pool, line) in &mut self.pools {
            line.change(at, 0);
            assert_eq!(
                line.integral, line.waits,
                "Little's law, pool {pool}: queue integral and sum of waits"
            );
        }
        assert_eq!(self.billed, spent, "the sum of bill lines is the drop in the budget");
        let total = spent[0] + spent[1] + operating;
        assert!(
            !self.frame.stops_at_once || total <= self.frame.cap,
            "spend never passes the cap: {total} of {}",
            self.frame.cap
        );
        if self.frame.begun_hours {
            let mut used: BTreeMap<u32, i64> = BTreeMap::new();
            for session in self.ended.values().filter(|s| !s.by_month && s.begun_hours > 0) {
                *used.entry(session.project).or_default() += session.begun_hours;
            }
            assert_eq!(used, self.hours_billed, "a split session begins no new hour");
        }
        self.closed = true;
    }
}

impl Observer for Auditor {
    fn hear(&mut self, at: Instant, fact: &Fact<'_>) {
        assert!(self.now.is_none_or(|now| now <= at), "time does not run backwards");
        self.now = Some(at);
        assert!(!self.closed, "nothing happens after the end");
        if let Some((since, total)) = self.beyond_cap.filter(|(since, _)| *since < at) {
            assert!(
                self.service_ended != [None, None],
                "committed money stays within the cap while service runs: {total} since {since:?}"
            );
        }
        match fact {
            Fact::Began(frame) => self.frame = *frame,
            Fact::Server { pool, server, cards, stands } => {
                let capacity = self.servers.entry((*pool, *server)).or_default();
                capacity.open = *stands == Standing::Open;
                capacity.cards = if *stands == Standing::Gone { 0 } else { *cards };
                assert!(
                    capacity.in_use <= capacity.cards,
                    "no server leaves with sessions on it: {capacity:?}"
                );
            }
            Fact::Requested(session) => self.requested(at, session),
            Fact::Started(session) => self.started(at, session),
            Fact::Ended(session, reason) => self.ended(at, session, *reason),
            Fact::Left(session, _) => self.left(at, session),
            Fact::Moved { from, session } => self.moved(at, *from, session),
            Fact::Allowance { project, tf_s } => {
                self.allowances.insert(*project, *tf_s);
            }
            Fact::ServiceEnded { line, .. } => self.service_ended[*line] = Some(at),
            Fact::Billed(bill) => self.bill(bill),
            Fact::Closed { spent, operating } => self.close(at, *spent, *operating),
            Fact::DayClosed { committed, operating, .. } => {
                let total = committed[0] + committed[1] + *operating;
                // An hour that begins at midnight may be the one too much: service then ends in this second.
                self.beyond_cap = (self.frame.stops_at_once && total > self.frame.cap).then_some((at, total));
            }
            Fact::Transferred { npu_to_gpu, .. } => {
                assert!(*npu_to_gpu != Won::ZERO, "nothing is not moved");
            }
            Fact::Outage(outage) => {
                assert!(outage.from < outage.until && outage.until == at, "an outage is told at its end");
            }
            Fact::MonthClosed { .. }
            | Fact::HeldForGang { .. }
            | Fact::WaveDecided { .. }
            | Fact::GrantRecalled { .. } => {}
        }
    }
}
