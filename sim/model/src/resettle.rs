//! One sample path billed once more, under other terms: one simulation, two settlements.
//!
//! A reading that only re-prices changes who gets cards, and when, through the money's end alone. So what one run told
//! (its [`Tape`]) goes once more through the accounts and the ledger of an engine whose plan has the other terms, day by
//! day and in the same order; where the guard of [`ledger`](crate::ledger) does not prove that the money lasts, there is
//! no answer, and the programme must be run. Which readings these are, the caller says.

use crate::fact::{EndReason, Fact, Observer, Outage, OutageKind, Session};
use crate::outages::Supplier;
use crate::plan::{Plan, Tariff};
use crate::replication::{Engine, Stage};
use crate::settle::price_of;
use naru_kernel::Calendar;
use naru_rules::readings::Outage as OutageReading;
use naru_rules::settlement::service_from;
use naru_units::{Instant, Won};
use naru_workload::{Demand, ProjectId};

/// What of a run matters to its bills: paid sessions as they ended, and the order of starts, ends and days.
#[derive(Clone, Debug, Default)]
pub struct Tape {
    steps: Vec<(Instant, Step)>,
    sessions: Vec<Session>,
    /// By number of the session: its position.
    positions: Vec<u32>,
    /// Stretches of fixed allocation, by supplier.
    fixed: Vec<(u16, Instant, Instant)>,
    outages: Vec<Outage>,
    /// Something happened that other terms may have decided otherwise, or that is not kept here.
    apart: bool,
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Day,
    Starts(u32),
    Ends(u32, EndReason),
}

impl Observer for Tape {
    fn hear(&mut self, at: Instant, fact: &Fact<'_>) {
        match fact {
            Fact::Started(session) if session.kind.is_billed() => {
                let position = self.sessions.len() as u32;
                let number = session.id as usize;
                self.positions.resize(self.positions.len().max(number + 1), 0);
                self.positions[number] = position;
                self.sessions.push(**session);
                self.steps.push((at, Step::Starts(position)));
            }
            Fact::Ended(session, reason) if session.kind.is_billed() => {
                let position = self.positions[session.id as usize];
                self.sessions[position as usize] = **session;
                self.steps.push((at, Step::Ends(position, *reason)));
            }
            Fact::DayClosed { .. } => self.steps.push((at, Step::Day)),
            Fact::Outage(outage) if outage.kind == OutageKind::Allocator => {
                self.fixed.push((outage.supplier, outage.from, outage.until));
            }
            Fact::Outage(outage) => self.outages.push(**outage),
            Fact::Suspended { .. }
            | Fact::WaveDecided { .. }
            | Fact::GrantRecalled { .. }
            | Fact::ServiceEnded { .. } => self.apart = true,
            Fact::Began(_)
            | Fact::Allowance { .. }
            | Fact::Offered { .. }
            | Fact::Server { .. }
            | Fact::Requested(_)
            | Fact::Started(_)
            | Fact::Ended(..)
            | Fact::Left(..)
            | Fact::Moved { .. }
            | Fact::HeldForGang { .. }
            | Fact::Transferred { .. }
            | Fact::MonthClosed { .. }
            | Fact::Billed(_)
            | Fact::Closed { .. } => {}
        }
    }
}

/// What the programme pays for the sessions of a tape under the terms of `plan`, operating cost included.
///
/// `plan` and `demand` are those of the run that made the tape, but for terms that change bills alone. `None` where service
/// ended in that run for want of money, where money might end under these terms, and where something else stands against
/// it: waves, recalled grants, suspended sessions. Where that run goes on without money (`P4.when_exhausted: overrun`) the
/// tape does not tell: the caller knows by its outcome.
pub fn resettle(plan: &Plan, demand: &Demand<'_>, tape: &Tape) -> Option<Won> {
    if tape.apart || !plan.waves.is_empty() || plan.budget.funding_stop.is_some() {
        return None;
    }
    let mut engine = Engine::new(plan, demand, ());
    for (s, supplier) in engine.suppliers.iter_mut().enumerate() {
        let of = tape.fixed.iter().filter(|(of, ..)| usize::from(*of) == s);
        *supplier = Supplier::fixed_in(of.map(|(_, from, until)| (*from, *until)).collect());
    }
    if plan.terms.readings.outage == OutageReading::Deduction {
        engine.ended_outages.clone_from(&tape.outages);
    }
    for p in 0..engine.projects.len() as u32 {
        if let Some(paid) = service_from(Instant::START, demand.first_service(ProjectId(p))) {
            engine.projects[p as usize].flat = engine.flat_sum(p, paid);
        }
    }
    // Filled where a purse must be watched, and then nobody looks at it: there is no answer.
    let mut calendar = Calendar::new();
    let mut slots = vec![0; tape.sessions.len()];
    let mut lasts = engine.day_again(Instant::START, &mut calendar);
    for (at, step) in &tape.steps {
        match *step {
            Step::Day if *at < plan.end => lasts = engine.day_again(*at, &mut calendar),
            Step::Day => {}
            Step::Starts(position) => {
                let session = &tape.sessions[position as usize];
                slots[position as usize] = engine.start_again(session);
                lasts = engine.pay_again(session, *at, &mut calendar);
            }
            Step::Ends(position, reason) => {
                engine.end_again(slots[position as usize], &tape.sessions[position as usize], reason);
            }
        }
        if !lasts {
            return None;
        }
    }
    engine.write_bills();
    let outcome = engine.finish(0).0;
    Some(outcome.spent[0] + outcome.spent[1] + outcome.operating)
}

impl<O: Observer> Engine<'_, O> {
    /// A day begins: whether every purse lasts to its end, as far as is known now.
    fn day_again(&mut self, at: Instant, calendar: &mut Calendar<crate::event::Happening>) -> bool {
        let (count, _) = self.begin_day(at);
        (0..self.ledger.purses.len()).all(|purse| {
            self.ledger.purses[purse].watched = false;
            let committed = self.committed_of(purse, &count);
            if committed > self.ledger.purses[purse].available.into() {
                return false;
            }
            self.guard(purse, committed, at, calendar);
            !self.ledger.purses[purse].watched
        })
    }

    /// A session runs, without queue or cards.
    fn start_again(&mut self, session: &Session) -> u32 {
        self.account_at(session.project, session.offer, price_of(self.plan, session));
        let slot = self.place();
        let place = &mut self.places[slot as usize];
        (place.stage, place.session) = (Stage::Running, *session);
        self.projects[session.project as usize].running.push(slot);
        slot
    }

    /// Whether the money still lasts to the day's end with a session that begins.
    fn pay_again(
        &mut self,
        session: &Session,
        at: Instant,
        calendar: &mut Calendar<crate::event::Happening>,
    ) -> bool {
        let purse = self.purse_of(session.project);
        let most = match self.product(session.project).tariff {
            Tariff::Monthly => {
                let first = self.with_vat(self.first_day(session, at));
                self.begin_tenancy(session);
                first
            }
            Tariff::Hourly => self.most_until_midnight(session, at, at),
        };
        self.ledger.purses[purse].guard -= most;
        if self.ledger.purses[purse].guard >= Won::ZERO {
            return true;
        }
        let committed = self.committed(purse, at);
        if committed > self.ledger.purses[purse].available.into() {
            return false;
        }
        self.guard(purse, committed, at, calendar);
        !self.ledger.purses[purse].watched
    }

    fn end_again(&mut self, slot: u32, session: &Session, reason: EndReason) {
        self.places[slot as usize].stage = Stage::Free;
        self.free_places.push(slot);
        self.projects[session.project as usize].running.retain(|it| *it != slot);
        self.settle_session(session, reason);
    }
}
