//! The calendar against a sorted multiset, and the loop's order within a second.

use naru_kernel::{Calendar, Event, Model, run};
use naru_units::Instant;
use proptest::prelude::*;
use std::collections::BTreeMap;

/// An event that is nothing but its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Tick {
    rank: u8,
    id: u32,
}

impl Event for Tick {
    fn rank(self) -> u8 {
        self.rank
    }
    fn pack(self) -> u32 {
        self.id
    }
    fn unpack(rank: u8, id: u32) -> Self {
        Self { rank, id }
    }
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Schedule { later: i64, rank: u8, id: u32 },
    Pop,
    PopBefore { later: i64 },
}

fn step() -> impl Strategy<Value = Step> {
    // Few distinct values, so that ties of all kinds are common; and lengths at which slots of the wheel begin and end.
    let later = || {
        let near = (6..32_u32, -2..3_i64).prop_map(|(bits, off)| ((1_i64 << bits) + off).max(0));
        prop_oneof![6 => 0..5_i64, 2 => near, 1 => 0..200_000_i64]
    };
    prop_oneof![
        8 => (later(), 0..16_u8, prop_oneof![0..4_u32, Just((1 << 28) - 1)])
            .prop_map(|(later, rank, id)| Step::Schedule { later, rank, id }),
        5 => Just(Step::Pop),
        2 => later().prop_map(|later| Step::PopBefore { later }),
    ]
}

/// A sorted multiset of (time, rank, payload): the order that the calendar's rule names.
#[derive(Default)]
struct Sorted(BTreeMap<(i64, Tick), usize>);

impl Sorted {
    fn pop_before(&mut self, until: i64) -> Option<(Instant, Tick)> {
        let (&(at, tick), _) = self.0.first_key_value().filter(|((at, _), _)| *at < until)?;
        let left = self.0.get_mut(&(at, tick)).expect("just seen");
        *left -= 1;
        if *left == 0 {
            self.0.remove(&(at, tick));
        }
        Some((Instant(at), tick))
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn the_calendar_is_a_sorted_multiset(steps in prop::collection::vec(step(), 0..120)) {
        let mut calendar = Calendar::new();
        let mut sorted = Sorted::default();
        let mut now = 0;
        for step in steps {
            match step {
                Step::Schedule { later, rank, id } => {
                    let at = (now + later).min(i64::from(u32::MAX));
                    calendar.schedule(Instant(at), Tick { rank, id });
                    *sorted.0.entry((at, Tick { rank, id })).or_default() += 1;
                }
                Step::Pop => {
                    let got = calendar.pop();
                    prop_assert_eq!(got, sorted.pop_before(i64::MAX));
                    now = got.map_or(now, |(at, _)| at.0);
                }
                Step::PopBefore { later } => {
                    let got = calendar.pop_before(Instant(now + later));
                    prop_assert_eq!(got, sorted.pop_before(now + later));
                    now = got.map_or(now, |(at, _)| at.0);
                }
            }
            prop_assert_eq!(calendar.len(), sorted.0.values().sum::<usize>());
            prop_assert_eq!(calendar.is_empty(), sorted.0.is_empty());
        }
    }
}

/// The same events in any order of insertion come out in one order.
#[test]
fn order_of_insertion_never_matters() {
    let mut ticks: Vec<(i64, Tick)> = (0..60_u32)
        .map(|i| (i64::from(i % 3), Tick { rank: (i / 3 % 4) as u8, id: i * 7_919 % 60 }))
        .collect();
    let drain = |ticks: &[(i64, Tick)]| {
        let mut calendar = Calendar::new();
        for &(at, tick) in ticks {
            calendar.schedule(Instant(at), tick);
        }
        std::iter::from_fn(|| calendar.pop()).collect::<Vec<_>>()
    };
    let forwards = drain(&ticks);
    ticks.reverse();
    assert_eq!(drain(&ticks), forwards);
    assert!(forwards.is_sorted());
}

/// Thousands that are scheduled within the minute that runs, each before the last ones, still come in order.
#[test]
fn the_slot_that_runs_takes_many() {
    let mut calendar = Calendar::new();
    let first = Tick { rank: 0, id: 0 };
    calendar.schedule(Instant(0), first);
    assert_eq!(calendar.pop(), Some((Instant(0), first)));
    let mut want = Vec::new();
    for i in 0..6_000_u32 {
        let (at, tick) = (i64::from(50 - i / 150), Tick { rank: (i % 16) as u8, id: i });
        calendar.schedule(Instant(at), tick);
        want.push((Instant(at), tick));
    }
    want.sort();
    for (half, expected) in want.into_iter().enumerate() {
        if half == 3_000 {
            // One that comes in between goes before all that are left.
            let at = expected.0;
            calendar.schedule(at, first);
            assert_eq!(calendar.pop(), Some((at, first)));
        }
        assert_eq!(calendar.pop(), Some(expected));
    }
    assert_eq!(calendar.pop(), None);
}

#[test]
#[should_panic(expected = "an event's second is 0 to 2^32 - 1, not -1")]
fn a_negative_second_is_refused() {
    Calendar::new().schedule(Instant(-1), Tick { rank: 0, id: 0 });
}

#[test]
#[should_panic(expected = "an event's second is 0 to 2^32 - 1, not 4294967296")]
fn a_second_beyond_the_key_is_refused() {
    Calendar::new().schedule(Instant(1 << 32), Tick { rank: 0, id: 0 });
}

#[test]
#[should_panic(expected = "an event's rank is 0 to 15, not 16")]
fn a_rank_beyond_the_key_is_refused() {
    Calendar::new().schedule(Instant(0), Tick { rank: 16, id: 0 });
}

#[test]
#[should_panic(expected = "an event's payload is below 2^28, not 268435456")]
fn a_payload_beyond_the_key_is_refused() {
    Calendar::new().schedule(Instant(0), Tick { rank: 0, id: 1 << 28 });
}

#[test]
#[should_panic(expected = "nothing is scheduled in the past")]
fn the_past_is_refused() {
    let mut calendar = Calendar::new();
    calendar.schedule(Instant(10), Tick { rank: 0, id: 0 });
    calendar.pop();
    calendar.schedule(Instant(9), Tick { rank: 0, id: 0 });
}

/// Writes down what the loop does, and schedules what its script says.
struct Recorder {
    heard: Vec<(i64, &'static str, u32)>,
    /// (second, id of the event or `DECIDE`) → event to schedule, once.
    script: Vec<Line>,
}

type Line = ((i64, u32), (i64, Tick));

const DECIDE: u32 = u32::MAX;

impl Recorder {
    fn follow(&mut self, at: Instant, id: u32, calendar: &mut Calendar<Tick>) {
        while let Some(i) = self.script.iter().position(|(when, _)| *when == (at.0, id)) {
            let (_, (then, tick)) = self.script.remove(i);
            calendar.schedule(Instant(then), tick);
        }
    }
}

impl Model for Recorder {
    type Event = Tick;
    fn handle(&mut self, at: Instant, tick: Tick, calendar: &mut Calendar<Tick>) {
        self.heard.push((at.0, "handle", tick.id));
        self.follow(at, tick.id, calendar);
    }
    fn decide(&mut self, at: Instant, calendar: &mut Calendar<Tick>) {
        self.heard.push((at.0, "decide", 0));
        self.follow(at, DECIDE, calendar);
    }
}

#[track_caller]
fn check(events: &[(i64, Tick)], script: &[Line], until: i64, want: &[(i64, &'static str, u32)]) {
    let mut calendar = Calendar::new();
    for &(at, tick) in events {
        calendar.schedule(Instant(at), tick);
    }
    let mut model = Recorder { heard: Vec::new(), script: script.to_vec() };
    let handled = run(&mut model, &mut calendar, Instant(until));
    assert_eq!(model.heard, want);
    assert_eq!(handled, want.iter().filter(|(_, what, _)| *what == "handle").count() as u64);
}

const fn tick(rank: u8, id: u32) -> Tick {
    Tick { rank, id }
}

#[test]
fn a_second_is_handled_by_rank_then_payload_and_decided_once() {
    check(
        &[(5, tick(2, 1)), (5, tick(0, 9)), (5, tick(0, 3)), (7, tick(0, 4))],
        &[],
        100,
        &[
            (5, "handle", 3),
            (5, "handle", 9),
            (5, "handle", 1),
            (5, "decide", 0),
            (7, "handle", 4),
            (7, "decide", 0),
        ],
    );
}

/// Scheduled for the same second on the way, even with a lower rank than the event at hand: before `decide`.
#[test]
fn what_handling_schedules_at_its_second_belongs_to_the_second() {
    check(
        &[(5, tick(3, 1)), (5, tick(3, 2))],
        &[((5, 1), (5, tick(0, 8)))],
        100,
        &[(5, "handle", 1), (5, "handle", 8), (5, "handle", 2), (5, "decide", 0)],
    );
}

/// A session of no length ends in the second in which it starts; its end is followed by another decision.
#[test]
fn what_a_decision_schedules_at_its_second_is_handled_and_decided_again() {
    check(
        &[(5, tick(1, 1))],
        &[((5, DECIDE), (5, tick(0, 2))), ((5, 2), (6, tick(0, 3)))],
        100,
        &[
            (5, "handle", 1),
            (5, "decide", 0),
            (5, "handle", 2),
            (5, "decide", 0),
            (6, "handle", 3),
            (6, "decide", 0),
        ],
    );
}

#[test]
fn events_at_the_end_are_not_handled() {
    check(&[(9, tick(0, 1)), (10, tick(0, 2))], &[], 10, &[(9, "handle", 1), (9, "decide", 0)]);
}
