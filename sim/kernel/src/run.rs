//! The loop: one second at a time.
#![deny(clippy::float_arithmetic)]

use crate::{Calendar, Event};
use naru_units::Instant;

/// What is simulated.
pub trait Model {
    /// What can happen.
    type Event: Event;

    /// One event happens. May schedule others, at this second or later.
    fn handle(&mut self, at: Instant, event: Self::Event, calendar: &mut Calendar<Self::Event>);

    /// All events of the second have been handled: what follows from them? May schedule, at this second too.
    fn decide(&mut self, at: Instant, calendar: &mut Calendar<Self::Event>);
}

/// Runs until the calendar holds nothing before `until`; returns the number of events handled.
///
/// All events of a second are handled in key order (time, rank, payload), with those that are scheduled for the
/// same second on the way; one of a lower rank than the event at hand comes as soon as that is done. Then
/// `decide` is called. What `decide` schedules at the same second, such as the end of a session of no
/// length, is handled too, and `decide` is called again, until the second is empty. Events at or after
/// `until` stay in the calendar.
pub fn run<M: Model>(model: &mut M, calendar: &mut Calendar<M::Event>, until: Instant) -> u64 {
    let mut events = 0;
    while let Some((at, first)) = calendar.pop_before(until) {
        model.handle(at, first, calendar);
        events += 1;
        while let Some(event) = calendar.pop_now() {
            model.handle(at, event, calendar);
            events += 1;
        }
        model.decide(at, calendar);
    }
    events
}
