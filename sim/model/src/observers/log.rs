//! The log of one replication: every session and every bill line.

use crate::fact::{Bill, EndReason, Fact, Observer, Outage, Session};
use naru_units::{Instant, Won};

/// A request with its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Logged {
    /// The session as it was when it ended.
    pub session: Session,
    /// Why it ended, or left its queue.
    pub reason: EndReason,
    /// Whether cards were allocated; else it left its queue unserved.
    pub served: bool,
    /// When it ended or left.
    pub at: Instant,
}

impl Logged {
    /// Why its allocation ended; `None` for a request that left its queue unserved.
    pub fn ended(&self) -> Option<EndReason> {
        self.served.then_some(self.reason)
    }
}

/// Everything that happened, in the order of the files.
#[derive(Clone, Debug, Default)]
pub struct Log {
    sessions: Vec<Option<Logged>>,
    /// Bill lines, in the order of `bills.csv`.
    pub bills: Vec<Bill>,
    /// What was out of service, by the end of it.
    pub outages: Vec<Outage>,
    /// Money moved from the NPU to the GPU line, by position of the month in whose close it was.
    pub transfers: Vec<(usize, Won)>,
    /// Projects whose grant was recalled, and when (clause A6).
    pub recalled: Vec<(u32, Instant)>,
    /// End of service by line, where it came before the programme's.
    pub service_ended: [Option<Instant>; 2],
}

impl Log {
    /// All requests in order of asking.
    pub fn sessions(&self) -> impl Iterator<Item = &Logged> {
        self.sessions.iter().map(|s| s.as_ref().expect("every request has come to its end"))
    }

    fn end(&mut self, at: Instant, session: &Session, reason: EndReason, served: bool) {
        self.sessions[session.id as usize - 1] = Some(Logged { session: *session, reason, served, at });
    }
}

impl Observer for Log {
    const HEARS_SESSIONS_OF_BILLS: bool = true;

    fn hear(&mut self, at: Instant, fact: &Fact<'_>) {
        match fact {
            Fact::Requested(session) => {
                assert_eq!(
                    session.id as usize,
                    self.sessions.len() + 1,
                    "sessions are numbered in order of asking"
                );
                self.sessions.push(None);
            }
            Fact::Ended(session, reason) => self.end(at, session, *reason, true),
            Fact::Left(session, reason) => self.end(at, session, *reason, false),
            Fact::Outage(outage) => self.outages.push(**outage),
            Fact::Transferred { month, npu_to_gpu } => self.transfers.push((*month, *npu_to_gpu)),
            Fact::GrantRecalled { project } => self.recalled.push((*project, at)),
            Fact::Billed(bill) => self.bills.push((*bill).clone()),
            Fact::ServiceEnded { line, .. } => self.service_ended[*line] = Some(at),
            Fact::Began(_)
            | Fact::Allowance { .. }
            | Fact::Offered { .. }
            | Fact::Suspended { .. }
            | Fact::Server { .. }
            | Fact::Started(_)
            | Fact::Moved { .. }
            | Fact::HeldForGang { .. }
            | Fact::WaveDecided { .. }
            | Fact::DayClosed { .. }
            | Fact::MonthClosed { .. }
            | Fact::Closed { .. } => {}
        }
    }
}
