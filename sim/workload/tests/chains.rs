//! The chains against an event-by-event run of the same people on the kernel's loop: two ways to the same numbers.

mod common;

use common::{baseline, gpu_baseline, npu, two_cards, with_bursts};
use naru_kernel::{Calendar, Event, Model, run};
use naru_units::{DAY, Instant, Span};
use naru_workload::{Behaviour, Cohort, Demand, Law, Laws, ProjectId, Rush, RushPart, Spec, chains};

/// Within a second: releases, then rushes, then requests.
#[derive(Clone, Copy)]
enum What {
    Release(u32),
    Rush(u32),
    Ask(u32),
}

impl Event for What {
    fn rank(self) -> u8 {
        match self {
            Self::Release(_) => 0,
            Self::Rush(_) => 1,
            Self::Ask(_) => 2,
        }
    }
    fn pack(self) -> u32 {
        match self {
            Self::Release(p) | Self::Rush(p) | Self::Ask(p) => p,
        }
    }
    fn unpack(rank: u8, p: u32) -> Self {
        [Self::Release, Self::Rush, Self::Ask][usize::from(rank)](p)
    }
}

#[derive(Clone, Copy, Default)]
struct State {
    nth: u32,
    /// The request that is coming; another second means a stale event.
    pending: Option<Instant>,
    at_work: bool,
    hurry: Option<RushPart>,
}

/// People without a queue: every request starts at once.
struct People<'a> {
    demand: &'a Demand<'a>,
    states: Vec<State>,
    requests: u64,
    used_s: u64,
    held_s: u64,
}

impl People<'_> {
    fn think(&mut self, p: u32, from: Instant, calendar: &mut Calendar<What>) {
        let id = ProjectId(p);
        let pending = self.demand.asks_at(id, from, self.demand.wish(id, self.states[p as usize].nth).think);
        self.states[p as usize].pending = pending;
        if let Some(at) = pending {
            calendar.schedule(at, What::Ask(p));
        }
    }

    fn ask(&mut self, p: u32, at: Instant, hurry: Option<RushPart>, calendar: &mut Calendar<What>) {
        let (id, spec) = (ProjectId(p), self.demand.laws().spec());
        let state = &mut self.states[p as usize];
        let wish = self.demand.wish(id, state.nth);
        let factor = hurry.filter(|_| !wish.failed).map_or(1.0, |rush| rush.work);
        let work = Span((wish.work.0 as f64 * factor).round() as i64);
        state.nth += 1;
        state.pending = None;
        let release = at + work + spec.tail;
        self.requests += 1;
        let sets = match self.demand.burst(id) {
            Some(burst) if (burst.from..burst.until).contains(&at) => u64::from(burst.sets),
            Some(_) | None => 1,
        };
        self.used_s += sets * ((at + work).min(spec.end) - at).0 as u64;
        self.held_s += sets * (release.min(spec.end) - at).0 as u64;
        if self.demand.is_open(id) {
            self.think(p, at, calendar);
        } else {
            state.at_work = true;
            calendar.schedule(release, What::Release(p));
        }
    }
}

impl Model for People<'_> {
    type Event = What;

    fn handle(&mut self, at: Instant, event: What, calendar: &mut Calendar<What>) {
        match event {
            What::Release(p) => {
                let state = &mut self.states[p as usize];
                state.at_work = false;
                match state.hurry.take().filter(|rush| at < rush.deadline) {
                    Some(rush) if self.demand.drops_at(ProjectId(p)).is_none_or(|drop| at < drop) => {
                        self.ask(p, at, Some(rush), calendar);
                    }
                    Some(_) | None => self.think(p, at, calendar),
                }
            }
            What::Rush(p) => {
                let rushes = self.demand.laws().spec().rushes.len();
                let rush = (0..rushes)
                    .filter_map(|r| self.demand.rush(ProjectId(p), r))
                    .find(|rush| rush.at == at)
                    .expect("a rush was scheduled from the demand");
                let state = &mut self.states[p as usize];
                if state.at_work {
                    state.hurry = Some(rush);
                } else {
                    self.ask(p, at, Some(rush), calendar);
                }
            }
            What::Ask(p) => {
                let state = &self.states[p as usize];
                if !state.at_work && state.pending == Some(at) {
                    self.ask(p, at, None, calendar);
                }
            }
        }
    }

    fn decide(&mut self, _: Instant, _: &mut Calendar<What>) {}
}

#[track_caller]
fn check(spec: Spec) {
    let laws = Laws::new(spec);
    for replication in 0..2 {
        let demand = Demand::new(&laws, 3, replication);
        let mut calendar = Calendar::new();
        let states = vec![State::default(); demand.projects() as usize];
        let mut people = People { demand: &demand, states, requests: 0, used_s: 0, held_s: 0 };
        for p in 0..demand.projects() {
            if let Some(first) = demand.first_service(ProjectId(p)) {
                people.think(p, first, &mut calendar);
                for rush in (0..laws.spec().rushes.len()).filter_map(|r| demand.rush(ProjectId(p), r)) {
                    calendar.schedule(rush.at, What::Rush(p));
                }
            }
        }
        run(&mut people, &mut calendar, laws.spec().end);
        let rows = chains::run(&laws, 3, replication).rows;
        let sum = |of: fn(&chains::ClassUse) -> u64| rows.iter().map(of).sum::<u64>();
        assert_eq!(
            (sum(|row| row.requests), sum(|row| row.used_s), sum(|row| row.held_s)),
            (people.requests, people.used_s, people.held_s)
        );
        assert_eq!(sum(|row| row.projects), u64::from(demand.projects()));
    }
}

#[test]
fn the_baseline_runs_the_same_both_ways() {
    check(baseline());
    check(with_bursts(baseline()));
    // people who go on after the end change nothing within the period
    check(Spec { last: Instant(400 * DAY), ..with_bursts(baseline()) });
}

/// Everybody, every week: thinking, at work, released before and after the deadline, dropped out in between.
#[test]
fn rushes_run_the_same_both_ways() {
    let rushes = (1..39)
        .map(|week| Rush { before: Instant(week * 7 * DAY), within: Span::hours(72), share: 0.8, work: 1.7 })
        .collect();
    check(Spec { rushes, drop_out: 0.5, ..gpu_baseline() });
}

/// Deadlines at the very second of a release: that is too late, a second later is not.
#[test]
fn a_release_on_the_deadline_is_too_late_to_hurry() {
    let calm = Spec { rushes: Vec::new(), drop_out: 0.0, ..gpu_baseline() };
    let laws = Laws::new(calm.clone());
    let demand = Demand::new(&laws, 3, 0);
    let mut deadlines = Vec::new();
    for p in (0..40).map(ProjectId) {
        let Some(mut after) = demand.first_service(p) else { continue };
        for nth in 0..20 {
            let wish = demand.wish(p, nth);
            let Some(at) = demand.asks_at(p, after, wish.think) else { break };
            after = at + wish.work + laws.spec().tail;
            if wish.work > Span::hours(2) {
                deadlines.push(after);
                break;
            }
        }
    }
    assert!(deadlines.len() > 20, "most of forty projects work for two hours once: {}", deadlines.len());
    for late in [0, 1] {
        // Everybody hurries in the hour before one project's release.
        for before in deadlines.iter().take(6).map(|release| Instant(release.0 + late)) {
            let rush = Rush { before, within: Span::hours(1), share: 1.0, work: 3.0 };
            check(Spec { rushes: vec![rush], ..calm.clone() });
        }
    }
}

#[test]
fn sources_and_tenants_run_the_same_both_ways() {
    let cohort = |product: &str, behaviour| Cohort::new(product.to_owned(), 5, behaviour);
    let length = || Law::Exponential { mean_s: 40_000.0 };
    let cohorts = vec![
        cohort("closed", Behaviour::ClosedSource { mean_think_s: 9_000.0, swing: None, length: length() }),
        cohort("open", Behaviour::OpenSource { mean_gap_s: 30_000.0, swing: None, length: length() }),
        cohort("gpu", Behaviour::Programme { length: two_cards() }),
        npu("npu", 5),
    ];
    check(Spec { cohorts, ..gpu_baseline() });
}
