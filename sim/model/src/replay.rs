//! A job log once more: rigid jobs on servers of one pool, under an operating plan.
//!
//! The same calendar and the same decision as a programme's, and nothing else of it: no users who think, no money, no
//! limit. What published schedules can be held against.

pub use naru_kernel::Histogram;
use naru_kernel::{Calendar, Event, Model, run};
use naru_rules::allocation::{
    Asked, Held, Key, Policy, Queue, Reason, Resources, Running, Scratch, ServerId, Servers, Spread, View,
    Waiting, decide,
};
use naru_units::{Instant, Span};
use std::collections::VecDeque;

/// A job of a log, as it is to be replayed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Job<I = u64> {
    /// The log's name for it; decides nothing.
    pub id: I,
    /// When it is submitted, on the log's clock; not before the job before it.
    pub submit: i64,
    /// How long it runs, 0 or more seconds.
    pub run: i64,
    /// How long it is expected to run.
    pub estimate: i64,
    /// Cards or processors; more than a server has take whole servers.
    pub cards: u32,
}

/// The pool on which a log is replayed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Machine {
    /// How many servers; one is a pool without boundaries.
    pub servers: u32,
    /// Cards of each.
    pub cards: u32,
}

impl Machine {
    /// The set that a job takes and how many of it; `None` for more than there is, or than a session can have.
    pub fn sets(&self, cards: u32) -> Option<(Resources, u32)> {
        let sets = if cards <= self.cards { 1 } else { cards.div_ceil(self.cards) };
        let set = Resources::cards(if sets == 1 { cards } else { self.cards });
        (cards > 0 && sets <= self.servers.min(if self.servers == 1 { 1 } else { Spread::MOST }))
            .then_some((set, sets))
    }

    /// The largest job that it can hold.
    pub fn largest(&self) -> u32 {
        if self.servers == 1 { self.cards } else { self.cards * self.servers.min(Spread::MOST) }
    }

    /// All its cards.
    pub fn total(&self) -> u64 {
        u64::from(self.servers) * u64::from(self.cards)
    }
}

/// A job has started.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Start<I = u64> {
    /// The job.
    pub job: Job<I>,
    /// When, on the log's clock.
    pub at: i64,
}

/// How long things took, in card-seconds and request-seconds, exactly.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Integrals {
    /// Seconds from the first submit to the last end.
    pub seconds: i64,
    /// Cards in use, over time.
    pub card_s: i128,
    /// Jobs that wait, over time.
    pub queue_s: i128,
    /// Seconds in which the head of the queue waits although as many cards as it needs are free.
    pub fragmented_s: i64,
    /// The most that waited at once.
    pub most_waiting: usize,
}

/// The last second of a replay, from the first submit: 136 years on.
pub const LAST_S: i64 = u32::MAX as i64 - 1;

/// Why a replay did not come to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stopped<E> {
    /// A job could not be had.
    Job(E),
    /// Something would happen later than [`LAST_S`].
    Clock,
}

/// Replays jobs in order of submit (ties as they come), and tells each start in the order of the log.
///
/// Memory holds who waits or runs, not the log. At one second: all ends, then all submits, then one decision; what
/// starts with no length ends in its second, and is decided on again.
///
/// # Errors
/// The first error of the jobs, or that the replay takes longer than the clock goes.
///
/// # Panics
/// For a job that the machine cannot hold, or one submitted before the job before it.
pub fn replay<I: Copy, E>(
    policy: &Policy,
    machine: Machine,
    jobs: impl Iterator<Item = Result<Job<I>, E>>,
    tell: impl FnMut(&Start<I>),
) -> Result<Integrals, Stopped<E>> {
    let mut jobs = jobs;
    let Some(first) = jobs.next().transpose().map_err(Stopped::Job)? else { return Ok(Integrals::default()) };
    let mut servers =
        Servers::new(Resources::cards(machine.cards), machine.servers).placed_by(policy.placement);
    for server in 0..machine.servers {
        servers.reopen(ServerId(server), Reason::NotStanding);
    }
    let mut engine = Engine {
        policy,
        machine,
        zero: first.submit,
        next: Some(first),
        jobs,
        error: None,
        servers,
        queue: Queue::default(),
        running: Running::default(),
        scratch: Scratch::default(),
        places: Vec::new(),
        free_places: Vec::new(),
        submitted: 0,
        entered: Entered::Nobody,
        ended: false,
        in_order: InOrder { told: 0, waits: VecDeque::new(), tell },
        free_cards: machine.total(),
        fragmented: false,
        since: Instant::START,
        integrals: Integrals::default(),
    };
    let mut calendar = Calendar::new();
    calendar.schedule(Instant::START, Happening::Submit);
    run(&mut engine, &mut calendar, Instant(i64::from(u32::MAX)));
    match engine.error {
        Some(stopped) => Err(stopped),
        None => Ok(engine.integrals),
    }
}

/// What can happen.
#[derive(Clone, Copy, Debug)]
enum Happening {
    /// The job in this place ends.
    End(u32),
    /// The next job is submitted.
    Submit,
}

impl Event for Happening {
    #[inline]
    fn rank(self) -> u8 {
        match self {
            Self::End(_) => 0,
            Self::Submit => 1,
        }
    }

    #[inline]
    fn pack(self) -> u32 {
        match self {
            Self::End(place) => place,
            Self::Submit => 0,
        }
    }

    #[inline]
    fn unpack(rank: u8, id: u32) -> Self {
        if rank == 0 { Self::End(id) } else { Self::Submit }
    }
}

/// A job that waits or runs.
#[derive(Clone, Copy, Debug)]
struct Place<I> {
    job: Job<I>,
    /// Its number in the log.
    number: u64,
}

/// Who entered a queue.
#[derive(Clone, Copy, Debug)]
enum Entered {
    Nobody,
    /// All stand at the end, from this position on.
    AtTheEnd(usize),
    Elsewhere,
}

struct Engine<'a, I, J, E, T> {
    policy: &'a Policy,
    machine: Machine,
    /// The log's clock at the first submit.
    zero: i64,
    next: Option<Job<I>>,
    jobs: J,
    error: Option<Stopped<E>>,
    servers: Servers,
    queue: Queue,
    running: Running,
    scratch: Scratch,
    places: Vec<Place<I>>,
    free_places: Vec<u32>,
    /// Jobs submitted so far.
    submitted: u64,
    /// Who entered the queue since the last decision.
    entered: Entered,
    /// Whether anything has ended since the last decision.
    ended: bool,
    in_order: InOrder<I, T>,
    free_cards: u64,
    /// Whether the head waits although as many cards as it needs are free.
    fragmented: bool,
    /// What follows has been counted until here.
    since: Instant,
    integrals: Integrals,
}

/// Starts come as they happen and are told in the order of the log.
struct InOrder<I, T> {
    /// Jobs whose start has been told.
    told: u64,
    waits: VecDeque<Option<Start<I>>>,
    tell: T,
}

impl<I: Copy, T: FnMut(&Start<I>)> InOrder<I, T> {
    fn started(&mut self, number: u64, start: Start<I>) {
        let at = (number - self.told) as usize;
        if self.waits.len() <= at {
            self.waits.resize(at + 1, None);
        }
        self.waits[at] = Some(start);
        while let Some(Some(start)) = self.waits.front() {
            (self.tell)(start);
            self.waits.pop_front();
            self.told += 1;
        }
    }
}

impl<I: Copy, E, J: Iterator<Item = Result<Job<I>, E>>, T: FnMut(&Start<I>)> Engine<'_, I, J, E, T> {
    /// What has been so since the last change.
    fn count(&mut self, at: Instant) {
        let seconds = (at - self.since).0;
        let sums = &mut self.integrals;
        sums.seconds = at.0;
        sums.card_s += i128::from(seconds) * i128::from(self.machine.total() - self.free_cards);
        sums.queue_s += i128::from(seconds) * self.queue.len() as i128;
        sums.fragmented_s += if self.fragmented { seconds } else { 0 };
        sums.most_waiting = sums.most_waiting.max(self.queue.len());
        self.since = at;
    }

    fn submit(&mut self, at: Instant, calendar: &mut Calendar<Happening>) {
        let job = self.next.take().expect("a submit is on the calendar only with its job");
        let (set, sets) = self.machine.sets(job.cards).expect("a job fits the machine");
        let place = Place { job, number: self.submitted };
        self.submitted += 1;
        let slot = if let Some(slot) = self.free_places.pop() {
            self.places[slot as usize] = place;
            slot
        } else {
            self.places.push(place);
            self.places.len() as u32 - 1
        };
        let asked = Asked { cards: job.cards, ..Asked::at(at, place.number as u32) };
        let waiting = Waiting::new(Key::new(self.policy, &asked), slot, set, Span(job.estimate));
        let position = self.queue.enter(waiting.of_sets(sets));
        let last = self.queue.from(position).nth(1).is_none();
        self.entered = match self.entered {
            Entered::Nobody if last => Entered::AtTheEnd(position),
            // A queue that was tidied up on the way has other positions.
            Entered::AtTheEnd(first) if last && first < position => self.entered,
            Entered::Nobody | Entered::AtTheEnd(_) | Entered::Elsewhere => Entered::Elsewhere,
        };
        match self.jobs.next() {
            Some(Ok(next)) => {
                assert!(
                    next.submit >= job.submit,
                    "jobs come in order of submit: {} after {}",
                    next.submit,
                    job.submit
                );
                if self.expect(next.submit - self.zero, Happening::Submit, calendar) {
                    self.next = Some(next);
                }
            }
            Some(Err(error)) => self.error = Some(Stopped::Job(error)),
            None => {}
        }
    }

    /// Puts an event on the calendar, if the clock goes so far.
    fn expect(&mut self, at: i64, event: Happening, calendar: &mut Calendar<Happening>) -> bool {
        if at > LAST_S {
            self.error = Some(Stopped::Clock);
            return false;
        }
        calendar.schedule(Instant(at), event);
        true
    }

    fn end(&mut self, slot: u32) {
        let held = self.running.end(slot);
        for server in held.servers.iter() {
            self.servers.give(server, &held.set);
        }
        self.free_cards += u64::from(held.set.cards) * held.servers.len() as u64;
        self.free_places.push(slot);
        self.ended = true;
    }
}

impl<I: Copy, E, J: Iterator<Item = Result<Job<I>, E>>, T: FnMut(&Start<I>)> Model
    for Engine<'_, I, J, E, T>
{
    type Event = Happening;

    #[inline]
    fn handle(&mut self, at: Instant, event: Happening, calendar: &mut Calendar<Happening>) {
        if at > self.since {
            self.count(at);
        }
        match event {
            Happening::End(slot) => self.end(slot),
            Happening::Submit => self.submit(at, calendar),
        }
    }

    fn decide(&mut self, at: Instant, calendar: &mut Calendar<Happening>) {
        if self.queue.is_empty() || self.error.is_some() {
            return;
        }
        let fresh = match (core::mem::replace(&mut self.entered, Entered::Nobody), self.ended) {
            (Entered::AtTheEnd(first), false) => Some(first),
            (Entered::Nobody | Entered::AtTheEnd(_) | Entered::Elsewhere, _) => None,
        };
        self.ended = false;
        let view =
            View { now: at, queue: &self.queue, servers: &self.servers, running: &self.running, fresh };
        for grant in decide(self.policy, &view, &mut self.scratch) {
            let Place { job, number } = self.places[grant.ticket as usize];
            self.queue.leave(grant.at);
            for server in grant.servers.iter() {
                self.servers.take(server, &grant.set);
            }
            self.free_cards -= u64::from(grant.set.cards) * grant.servers.len() as u64;
            let until = at + Span(job.estimate);
            self.running.start(grant.ticket, Held { until, servers: grant.servers, set: grant.set });
            let end = at.0 + job.run;
            if end > LAST_S {
                self.error = Some(Stopped::Clock);
            } else {
                calendar.schedule(Instant(end), Happening::End(grant.ticket));
            }
            self.in_order.started(number, Start { job, at: at.0 + self.zero });
        }
        let head = self.queue.iter().next();
        self.fragmented =
            head.is_some_and(|head| u64::from(head.set.cards) * u64::from(head.sets) <= self.free_cards);
    }
}
