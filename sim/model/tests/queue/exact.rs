//! What holds to the second, without statistics.

use crate::reference;
use crate::system::System;
use naru_model::{Fact, Observer};
use naru_units::Instant;
use std::collections::BTreeMap;

/// One log, counted twice: who waits, by the second; and how long each has waited, by its own stamps.
#[derive(Default)]
struct Log {
    since: i64,
    waiting: i64,
    /// Requests waiting × seconds.
    queue: i64,
    /// By session, since when it waits.
    eligible: BTreeMap<u32, i64>,
    /// Waits of those who wait no more.
    waits: i64,
    asked: usize,
    at_once: usize,
    left: usize,
}

impl Log {
    fn joins_or_leaves(&mut self, at: Instant, change: i64) {
        self.queue += self.waiting * (at.0 - self.since);
        self.since = at.0;
        self.waiting += change;
    }
}

impl Observer for Log {
    fn hear(&mut self, at: Instant, fact: &Fact<'_>) {
        match fact {
            Fact::Requested(session) => {
                self.joins_or_leaves(at, 1);
                self.asked += 1;
                self.eligible.insert(session.id, session.eligible.0);
            }
            Fact::Started(session) => {
                self.joins_or_leaves(at, -1);
                self.waits += session.wait().0;
                self.at_once += usize::from(session.wait().0 == 0);
                self.eligible.remove(&session.id);
            }
            Fact::Left(session, _) => {
                self.joins_or_leaves(at, -1);
                self.waits += at.0 - session.eligible.0;
                self.left += 1;
                self.eligible.remove(&session.id);
            }
            Fact::Began { .. }
            | Fact::Offered { .. }
            | Fact::Suspended { .. }
            | Fact::Ended(..)
            | Fact::Allowance { .. }
            | Fact::Outage(_)
            | Fact::HeldForGang { .. }
            | Fact::Transferred { .. }
            | Fact::WaveDecided { .. }
            | Fact::GrantRecalled { .. }
            | Fact::Moved { .. }
            | Fact::Server { .. }
            | Fact::DayClosed { .. }
            | Fact::MonthClosed { .. }
            | Fact::ServiceEnded { .. }
            | Fact::Billed(_)
            | Fact::Closed { .. } => {}
        }
    }
}

/// Length of a log in mean services: no whole number of anything.
const UNITS: f64 = 30.3;

/// Little's law (1961) on one log, to the second: ∫ queue length = Σ waits + the waits so far of who still waits at the end.
#[test]
fn littles_law_holds_on_one_log_of_every_queue() {
    let (mut logs, mut left, mut still_waiting) = (0, 0, 0);
    for case in reference::cases().0 {
        let Some(system) = System::of(&case) else { continue };
        let mut log = system.hear(&case.name, UNITS, Log::default());
        let end = Instant((UNITS * system.unit_s).round() as i64);
        log.joins_or_leaves(end, 0);
        let so_far: i64 = log.eligible.values().map(|eligible| end.0 - eligible).sum();
        assert_eq!(log.queue, log.waits + so_far, "{}", case.name);
        assert_eq!(log.waiting, log.eligible.len() as i64, "{}", case.name);
        assert!(log.asked > 0, "{}: somebody asks", case.name);
        logs += 1;
        left += log.left;
        still_waiting += log.eligible.len();
    }
    println!(
        "Little's law holds on {logs} logs; {left} requests left without cards, {still_waiting} waited at an end"
    );
    assert!(logs > 0, "there are cases");
}

/// As many cards as projects, or more: nobody waits. One card fewer, and somebody does.
#[test]
fn nobody_queues_where_each_project_has_its_card() {
    let (mut cases, mut waited) = (0, 0);
    for case in reference::cases().0 {
        if case.model != "M/M/c//N" {
            continue;
        }
        let projects = case.number("sources") as u32;
        for (cards, waits) in [(projects, false), (projects + 1, false), (projects - 1, true)] {
            let system = System { cards, ..System::of(&case).expect("the engine has closed loops") };
            let log = system.hear(&case.name, UNITS, Log::default());
            assert!(log.asked > 20, "{}: {} requests", case.name, log.asked);
            if waits {
                waited += log.asked - log.at_once;
            } else {
                assert_eq!((log.at_once, log.queue), (log.asked, 0), "{} with {cards} cards", case.name);
            }
        }
        cases += 1;
    }
    assert!(cases > 0 || !reference::is_own(), "there are closed loops");
    assert!(cases == 0 || waited > 0, "with a card fewer somebody waits");
}
