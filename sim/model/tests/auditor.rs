//! The auditor finds planted mistakes: a small true story passes, and each falsehood in it stops with the right words.

use naru_model::observers::Auditor;
use naru_model::rules::allocation::{ServerId, Spread};
use naru_model::{
    Bill, Charge, EndReason, Fact, Frame, Kind, Observer, Outage, OutageKind, Session, Standing,
};
use naru_units::{HOUR, Instant, Share, Span, Won};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// An hour of two cards on server 0 of pool 0, asked for at 0.
fn session() -> Session {
    Session {
        id: 1,
        project: 0,
        product: 0,
        line: 0,
        supplier: 0,
        pool: 0,
        offer: 0,
        kind: Kind::Base,
        fixed: false,
        cards: 2,
        multiple: 1,
        draws: 1,
        part: Share::WHOLE,
        resumes: 0,
        requested: Instant(0),
        contribution_paid: Instant(0),
        slot_free: Instant(0),
        eligible: Instant(0),
        queued_in: 0,
        queue_seq: 0,
        wanted: Span(HOUR),
        started: Instant(0),
        not_counted: Span::ZERO,
        servers: Spread::of(ServerId(0)),
        work_end: Instant(HOUR),
        ended: Instant(HOUR),
        released: Instant(HOUR),
        suspended: Span::ZERO,
    }
}

fn bill(hours: i64, sessions: &[u32]) -> Bill {
    let amount = Won(1_000 * hours);
    Bill {
        month: 0,
        project: Some(0),
        product: 0,
        supplier: 0,
        budget_line: 0,
        charge: Charge::Hours { fixed: false, hours: Some(hours), discounted: 0 },
        unit_price: Won(1_000),
        discount: Won::ZERO,
        credit: Won::ZERO,
        deduction: Won::ZERO,
        supply: amount,
        vat: Won::ZERO,
        vat_inside: Won::ZERO,
        own_contribution: Won::ZERO,
        amount,
        true_up: Won::ZERO,
        clauses: vec!["T1"],
        sessions: sessions.to_vec(),
    }
}

/// What the story is told with; each mistake changes a part.
struct Story {
    slots: u32,
    begun_hours: bool,
    draws_hours: bool,
    allowance: Option<i64>,
    /// The server's standing when the session starts.
    stands: Standing,
    session: Session,
    /// Pool 1, in which a request waited before it moved, and until when.
    moved: Option<Instant>,
    reason: EndReason,
    bill: Option<Bill>,
}

impl Story {
    fn truth() -> Self {
        Self {
            slots: 1,
            begun_hours: true,
            draws_hours: false,
            allowance: None,
            stands: Standing::Open,
            session: session(),
            moved: None,
            reason: EndReason::Done,
            bill: Some(bill(1, &[1])),
        }
    }

    fn tell(&self) -> Auditor {
        let mut auditor = Auditor::default();
        let Self { slots, begun_hours, draws_hours, .. } = *self;
        let frame = Frame { slots, begun_hours, draws_hours, ..Frame::default() };
        auditor.hear(Instant(0), &Fact::Began(frame));
        if let Some(tf_s) = self.allowance {
            auditor.hear(Instant(0), &Fact::Allowance { project: 0, tf_s });
        }
        let server = |pool, stands| Fact::Server { pool, server: 0, cards: 2, stands };
        auditor.hear(Instant(0), &server(0, Standing::Open));
        let s = &self.session;
        if let Some(at) = self.moved {
            auditor.hear(s.requested, &Fact::Requested(&Session { pool: 1, eligible: s.requested, ..*s }));
            auditor.hear(at, &Fact::Moved { from: 1, session: s });
        } else {
            auditor.hear(s.requested, &Fact::Requested(&Session { eligible: s.requested, ..*s }));
        }
        if self.stands != Standing::Open {
            auditor.hear(s.started, &server(0, self.stands));
        }
        auditor.hear(s.started, &Fact::Started(s));
        auditor.hear(s.released, &Fact::Ended(s, self.reason));
        let end = Instant(10 * HOUR);
        let spent = self.bill.as_ref().map_or(Won::ZERO, |bill| bill.amount);
        if let Some(bill) = &self.bill {
            auditor.hear(end, &Fact::Billed(bill));
        }
        auditor.hear(end, &Fact::Closed { spent: [spent, Won::ZERO], operating: Won::ZERO });
        auditor
    }
}

/// What the auditor says; `None`: nothing.
fn objection(tell: impl FnOnce() -> Auditor) -> Option<String> {
    let heard = catch_unwind(AssertUnwindSafe(tell));
    heard.err().map(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        text.unwrap_or_else(|| panic.downcast_ref::<&str>().expect("a text").to_string())
    })
}

#[track_caller]
fn passes(story: &Story) {
    assert_eq!(objection(|| story.tell()), None);
}

#[track_caller]
fn stops(story: &Story, words: &str) {
    let said = objection(|| story.tell()).expect("the mistake is found");
    assert!(said.contains(words), "{said}");
}

/// A session that waited and started later, everything moved with it.
fn later(start: i64) -> Session {
    let at = Instant(start);
    Session {
        started: at,
        work_end: at + Span(HOUR),
        ended: at + Span(HOUR),
        released: at + Span(HOUR),
        ..session()
    }
}

#[test]
fn the_truth_passes() {
    passes(&Story::truth());
    passes(&Story { session: later(HOUR), ..Story::truth() });
}

#[test]
fn an_allowance_is_never_exceeded_in_the_unit_of_the_reading() {
    let words = "nobody draws more than the allowance";
    passes(&Story { allowance: Some(HOUR), ..Story::truth() });
    stops(&Story { allowance: Some(HOUR - 1), ..Story::truth() }, words);
    // 67 TF a second.
    let tf = Session { draws: 67, ..session() };
    passes(&Story { allowance: Some(67 * HOUR), session: tf, ..Story::truth() });
    stops(&Story { allowance: Some(67 * HOUR - 1), session: tf, ..Story::truth() }, words);
    // Half an hour draws a whole one by billed hours.
    let half = Instant(HOUR / 2);
    let half = Session { wanted: Span(HOUR / 2), work_end: half, ended: half, released: half, ..session() };
    let by_hours =
        |allowance| Story { draws_hours: true, allowance: Some(allowance), session: half, ..Story::truth() };
    passes(&by_hours(HOUR));
    stops(&by_hours(HOUR - 1), words);
    // A billed idle tail draws, work or not.
    let tail = Instant(HOUR + 1_800);
    let tail = Session { ended: tail, released: tail, ..session() };
    let with_tail = |allowance| Story {
        allowance: Some(allowance),
        session: tail,
        bill: Some(bill(2, &[1])),
        ..Story::truth()
    };
    passes(&with_tail(HOUR + 1_800));
    stops(&with_tail(HOUR + 1_799), words);
    // Free use draws nothing.
    let free = Session { kind: Kind::Free, ..session() };
    passes(&Story { allowance: Some(0), session: free, bill: None, ..Story::truth() });
}

#[test]
fn no_session_starts_on_a_server_that_takes_none() {
    for stands in [Standing::Closing, Standing::Down] {
        stops(&Story { stands, ..Story::truth() }, "no session starts on a server that takes none");
    }
    let cards = Session { cards: 3, ..session() };
    stops(&Story { session: cards, ..Story::truth() }, "nobody holds cards that do not exist");
}

/// Whatever the tariff and the rounding: hours, days, or exact seconds.
#[test]
fn free_use_is_never_billed() {
    for kind in [Kind::Trial, Kind::Free, Kind::After] {
        let free = Session { kind, ..session() };
        passes(&Story { session: free, bill: None, ..Story::truth() });
        for begun_hours in [true, false] {
            let story = Story { session: free, begun_hours, ..Story::truth() };
            stops(&story, "free use is never billed");
        }
        let days = Bill { charge: Charge::Tenancy { days: 1, whole_months: 0 }, ..bill(1, &[1]) };
        let story = Story { session: free, bill: Some(days), begun_hours: false, ..Story::truth() };
        stops(&story, "free use is never billed");
    }
}

/// A request that waited an hour for pool 1 and starts in pool 0 in the second in which it moves.
#[test]
fn a_moved_request_keeps_its_wait() {
    let moved = Some(Instant(HOUR));
    passes(&Story { moved, session: later(HOUR), ..Story::truth() });
    // Its wait counted from the move on would be none.
    let forgotten = Session { eligible: Instant(HOUR), ..later(HOUR) };
    stops(&Story { moved, session: forgotten, ..Story::truth() }, "a request that moves keeps its wait");
    // Planned windows may make a wait less than the time in the queue: they say so, and it is not eligible later.
    stops(&Story { session: forgotten, ..Story::truth() }, "the wait runs from when it entered its queue");
    let early = Session { eligible: Instant(-1), ..later(HOUR) };
    stops(&Story { session: early, ..Story::truth() }, "the wait runs from when it entered its queue");
    let through = |seconds| Session { not_counted: Span(seconds), ..later(HOUR) };
    passes(&Story { session: through(HOUR), ..Story::truth() });
    stops(
        &Story { session: through(HOUR + 1), ..Story::truth() },
        "the wait runs from eligibility to the start",
    );
    stops(&Story { session: through(-1), ..Story::truth() }, "what does not count lies inside the wait");
}

#[test]
fn an_end_and_its_reason_agree() {
    let half = Instant(HOUR / 2);
    let cut = Session { work_end: half, ended: half, released: half, ..session() };
    for reason in [EndReason::Outage, EndReason::Allowance, EndReason::Recalled, EndReason::Budget] {
        passes(&Story { session: cut, reason, ..Story::truth() });
        stops(&Story { reason, ..Story::truth() }, "a session that was cut wanted more");
    }
    stops(&Story { session: cut, ..Story::truth() }, "a session that is done has done its work");
}

#[test]
fn an_outage_is_told_at_its_end() {
    let outage = |from, until| Outage {
        kind: OutageKind::Cards,
        supplier: 0,
        pool: Some(0),
        server: Some(0),
        cards: 2,
        from: Instant(from),
        until: Instant(until),
        sessions_cut: 0,
    };
    for (from, until, found) in [(0, 5, false), (5, 5, true), (0, 4, true), (0, 6, true)] {
        let said = objection(|| {
            let mut auditor = Auditor::default();
            auditor.hear(Instant(5), &Fact::Outage(&outage(from, until)));
            auditor
        });
        assert_eq!(said.is_some(), found, "[{from}, {until}) told at 5");
    }
}
