//! The auditor finds planted mistakes: a small true story passes, and each falsehood in it stops with the right words.

mod bills;
mod money;

use naru_model::observers::Auditor;
use naru_model::rules::allocation::{ServerId, Spread};
use naru_model::{
    Bill, Charge, Discounted, EndReason, Fact, Frame, Kind, Observer, Outage, OutageKind, Session, Standing,
};
use naru_units::{Dated, Epoch, HOUR, Instant, Share, Span, Won};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A programme that began on April 1, 2025, as the call is read by default; two purses of a million won.
fn frame() -> Frame {
    Frame {
        epoch: Epoch("2025-04-01".parse().expect("a date")),
        cap: Won(2_000_000),
        operating: Won::ZERO,
        opening: [Won(1_000_000); 2],
        pooled: false,
        slots: 1,
        stops_at_once: true,
        strict_arrival: false,
        begun_hours: true,
        price_at_start: false,
        pro_rata: false,
        fixed_ratio: Share(5_000),
        wait_limit: Span::hours(8),
        discounted: Discounted::BegunHours,
        draws_hours: false,
        calendar_months: true,
        calendar_days: true,
        switch_day_twice: false,
    }
}

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
    frame: Frame,
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
            frame: frame(),
            allowance: None,
            stands: Standing::Open,
            session: session(),
            moved: None,
            reason: EndReason::Done,
            bill: Some(bill(1, &[1])),
        }
    }

    fn started(&self) -> Auditor {
        let mut auditor = Auditor::default();
        auditor.hear(Instant(0), &Fact::Began(self.frame));
        auditor.hear(Instant(0), &offered(0, false, false, &Dated::always(Won(1_000))));
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
        auditor
    }

    fn tell(&self) -> Auditor {
        let mut auditor = self.started();
        let s = &self.session;
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

/// The first supplier's offer of a product.
fn offered(product: u16, fixed: bool, monthly: bool, prices: &Dated<Won>) -> Fact<'_> {
    Fact::Offered { product, offer: 0, supplier: 0, fixed, monthly, prices }
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
    let by_hours = |allowance| Story {
        frame: Frame { draws_hours: true, ..frame() },
        allowance: Some(allowance),
        session: half,
        ..Story::truth()
    };
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
            let story = Story { session: free, frame: Frame { begun_hours, ..frame() }, ..Story::truth() };
            stops(&story, "free use is never billed");
        }
        let days = Bill { charge: Charge::Tenancy { days: 1, whole_months: 0 }, ..bill(1, &[1]) };
        let story = Story { session: free, bill: Some(days), ..Story::truth() };
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
    // Its work done, its project kept the cards (A4) until the allowance was used up.
    let kept = Session { wanted: Span(HOUR / 2), work_end: half, ..session() };
    passes(&Story { session: kept, reason: EndReason::Allowance, ..Story::truth() });
    stops(
        &Story { session: kept, reason: EndReason::Budget, ..Story::truth() },
        "a session that was cut wanted more",
    );
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

/// After a fault the rest of the work is asked for (T4), not the whole of it again.
#[test]
fn after_a_fault_the_rest_is_asked_for() {
    let half = Instant(HOUR / 2);
    let cut = Session { work_end: half, ended: half, released: half, ..session() };
    for (rest, found) in [(HOUR / 2, false), (HOUR, true), (HOUR / 2 - 1, true)] {
        let said = objection(|| {
            let mut auditor = Auditor::default();
            auditor.hear(Instant(0), &Fact::Began(frame()));
            auditor.hear(Instant(0), &offered(0, false, false, &Dated::always(Won(1_000))));
            let server = Fact::Server { pool: 0, server: 0, cards: 2, stands: Standing::Open };
            auditor.hear(Instant(0), &server);
            auditor.hear(Instant(0), &Fact::Requested(&cut));
            auditor.hear(Instant(0), &Fact::Started(&cut));
            auditor.hear(half, &Fact::Ended(&cut, EndReason::Outage));
            let resumed = Session { id: 2, resumes: 1, requested: half, eligible: half, ..session() };
            auditor.hear(half, &Fact::Requested(&Session { wanted: Span(rest), ..resumed }));
            auditor
        });
        assert_eq!(said.is_some_and(|said| said.contains("the rest of the work")), found, "{rest}");
    }
}

/// A start that is told otherwise at the end would bill another wait.
#[test]
fn a_start_stays_what_it_was() {
    let said = objection(|| {
        let mut auditor = Story { bill: None, ..Story::truth() }.started();
        let other = Session { eligible: Instant(-1), ..session() };
        auditor.hear(Instant(HOUR), &Fact::Ended(&other, EndReason::Done));
        auditor
    });
    assert!(said.expect("it is found").contains("its start and its wait stay what they were"));
}

/// It shares no code with the engine or the rules: units and facts are all that it uses.
#[test]
fn it_uses_units_and_facts_alone() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/observers/auditor");
    let mut files = 0;
    for entry in std::fs::read_dir(folder).expect("the auditor has a folder") {
        let path = entry.expect("it can be read").path();
        let text = std::fs::read_to_string(&path).expect("it can be read");
        let is_root = path.ends_with("mod.rs");
        files += 1;
        for line in text.lines().map(str::trim).filter(|line| !line.starts_with("//")) {
            if let Some(used) = line.strip_prefix("use ") {
                let known = ["crate::fact::", "naru_units::", "std::collections::"];
                let own = !is_root && used.starts_with("super::");
                assert!(own || known.iter().any(|k| used.starts_with(k)), "{}: {line}", path.display());
            } else {
                let bare = line.replace("crate::NO_QUEUE", "");
                let reaches = ["crate::", "naru_rules", "naru_kernel", "naru_workload", "super::super"];
                assert!(reaches.iter().all(|r| !bare.contains(r)), "{}: {line}", path.display());
            }
        }
    }
    assert!(files > 3);
}
