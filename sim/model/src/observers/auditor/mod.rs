//! Asserts what must hold whatever the engine does. Shares no code with what it audits: it hears facts, no more.
//!
//! By reason: `cards` (who waits, who holds), `uses` (what has ended, cut by month, allocation and price), and against
//! it `hours`, `tenancies` and `money`.

mod cards;
mod hours;
mod money;
mod tenancies;
mod uses;

use crate::fact::{Bill, Charge, Fact, Frame, Observer, Session};
use naru_units::{Instant, Won};

/// Checks sanity 2 to 5 and 7 of the rules, and the traps that facts can show, while a replication runs.
///
/// # Panics
/// On the first fact that contradicts the others, with both sides.
#[derive(Debug, Default)]
pub struct Auditor {
    frame: Option<Frame>,
    cards: cards::Cards,
    uses: uses::Uses,
    /// What the bills of hours may hold: counted when the first is told.
    hours: Option<hours::Hours>,
    tenancies: tenancies::Tenancies,
    money: money::Money,
    now: Option<Instant>,
    closed: bool,
}

impl Auditor {
    /// Whether the replication was heard to its end.
    pub fn is_closed(&self) -> bool {
        self.closed
    }

    fn frame(&self) -> Frame {
        self.frame.expect("the frame is said before all else")
    }

    /// Nobody asks, and nothing starts, after the service that the budget pays has ended.
    fn in_service(&self, s: &Session) {
        assert!(
            self.money.service_ended[s.line as usize].is_none() || !s.kind.is_billed(),
            "nothing is asked for or starts after service has ended: {s:?}"
        );
    }

    fn hours(&mut self) -> &mut hours::Hours {
        let frame = self.frame();
        self.hours.get_or_insert_with(|| hours::Hours::of(&frame, &self.uses))
    }

    fn bill(&mut self, b: &Bill) {
        let frame = self.frame();
        self.money.bill(&frame, &self.uses, b);
        match b.charge {
            Charge::Hours { fixed, hours, discounted } => {
                self.hours().bill(&frame, b, fixed, hours, discounted);
            }
            Charge::Tenancy { days, whole_months } => {
                self.tenancies.bill(&frame, &self.uses, b, (days, whole_months));
            }
            Charge::Statement(_) => {}
        }
    }

    fn close(&mut self, at: Instant, spent: [Won; 2], operating: Won) {
        let frame = self.frame();
        self.cards.close(at);
        self.hours().close(&frame);
        self.tenancies.close(&frame, &self.uses);
        self.money.close(&frame, spent, operating);
        self.closed = true;
    }
}

impl Observer for Auditor {
    const HEARS_SESSIONS_OF_BILLS: bool = true;

    fn hear(&mut self, at: Instant, fact: &Fact<'_>) {
        assert!(self.now.is_none_or(|now| now <= at), "time does not run backwards");
        self.now = Some(at);
        assert!(!self.closed, "nothing happens after the end");
        self.money.time_passes(self.frame.as_ref(), at);
        match fact {
            Fact::Began(frame) => {
                self.frame = Some(*frame);
                self.money.began(frame);
            }
            Fact::Allowance { project, tf_s } => {
                self.cards.allowances.insert(*project, *tf_s);
            }
            Fact::Offered { product, offer, supplier, fixed, monthly, prices } => {
                let (supplier, fixed, monthly) = (*supplier, *fixed, *monthly);
                let offered = uses::Offer { supplier, fixed, monthly, prices: (*prices).clone() };
                self.uses.offers.insert((*product, *offer), offered);
            }
            Fact::Server { pool, server, cards, stands } => {
                self.cards.server((*pool, *server), *cards, *stands);
            }
            Fact::Requested(session) => {
                self.in_service(session);
                self.cards.requested(at, session);
            }
            Fact::Started(session) => {
                self.in_service(session);
                self.cards.started(at, &self.frame(), session);
            }
            Fact::Ended(session, reason) => {
                self.cards.ended(at, &self.frame(), session, *reason);
                self.uses.ended(session, *reason);
            }
            Fact::Left(session, _) => self.cards.left(at, session),
            Fact::Moved { from, session } => self.cards.moved(at, *from, session),
            Fact::Suspended { session, from, until } => {
                assert_eq!(*until, at, "a stretch without cards is told at its end");
                self.uses.suspended(*session, *from, *until);
            }
            Fact::Outage(outage) => {
                assert!(outage.from < outage.until && outage.until == at, "an outage is told at its end");
                self.uses.outage(outage);
            }
            Fact::ServiceEnded { line, .. } => self.money.service_ended[*line] = Some(at),
            Fact::Billed(bill) => self.bill(bill),
            Fact::Closed { spent, operating } => self.close(at, *spent, *operating),
            Fact::DayClosed { committed, operating, .. } => {
                self.money.day_closed(at, &self.frame(), *committed, *operating);
            }
            Fact::Transferred { npu_to_gpu, .. } => self.money.transferred(&self.frame(), *npu_to_gpu),
            Fact::MonthClosed { .. }
            | Fact::HeldForGang { .. }
            | Fact::WaveDecided { .. }
            | Fact::GrantRecalled { .. } => {}
        }
    }
}
