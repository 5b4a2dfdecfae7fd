//! One replication: users ask, pools decide, sessions run, money is owed, until the programme or the money ends.
//!
//! Here are its state and its loop. What happens stands beside it by reason: `asking`, `holding`, `outages`, `gangs`,
//! `recall`, `service` (its end, and what comes after), `exhaustion` and `settle` (money), `bills`.

use crate::causes::{Room, Told};
use crate::event::Happening;
use crate::exhaustion;
use crate::fact::{Bill, EndReason, Fact, Observer, Outage, Session};
use crate::gangs::GangWait;
use crate::ledger::Ledger;
use crate::outages::Supplier;
use crate::outcome::Outcome;
use crate::plan::{Allocation as Holding, Line, Offer, Plan, PoolId, Product, Tariff};
use crate::service::Phase;
use crate::settle::{Account, Tenancy};
use naru_kernel::{Calendar, Model, run};
use naru_rules::allocation::{
    Criterion, FairShare, Grant, Queue, Resources, Running, Scratch, Servers, View, decide,
};
use naru_rules::readings::FixedHours;
use naru_rules::settlement::{ExactWon, FlatSum, service_from};
use naru_units::{Instant, Share, Span, Won};
use naru_workload::faults::{Faults, FaultsOf};
use naru_workload::{Demand, ProjectId, Wish};
use std::collections::{BTreeMap, BTreeSet};

/// Runs the programme once: users of `demand` under `plan`, told to `observer`.
///
/// The same plan and demand give the same outcome and the same facts, whatever the machine or thread.
///
/// # Panics
/// When an invariant breaks: a set placed where it does not fit, more released than taken, spend past the cap.
pub fn replicate<O: Observer>(plan: &Plan, demand: &Demand<'_>, observer: O) -> (Outcome, O) {
    assert_eq!(
        plan.projects.len(),
        demand.projects() as usize,
        "a plan has one entry for each project of the demand"
    );
    let mut engine = Engine::new(plan, demand, observer);
    let mut calendar = Calendar::new();
    engine.open(&mut calendar);
    let mut events = run(&mut engine, &mut calendar, plan.end);
    engine.end_programme(&mut calendar);
    events += run(&mut engine, &mut calendar, plan.horizon());
    engine.end_all(plan.horizon());
    engine.finish(events)
}

/// A pool while it runs.
pub(crate) struct PoolState<'a> {
    pub(crate) servers: Servers,
    /// By server: places of the sessions that hold it, a place for each of its sets there. Empty where no server goes down.
    pub(crate) on_server: Vec<Vec<u32>>,
    /// Servers of each group of the plan: `[first, last)`.
    pub(crate) groups: Vec<(u32, u32)>,
    /// Number of its first server among those of all pools.
    pub(crate) first_server: u32,
    /// By server: its faults, from when it comes, and how many it has had.
    pub(crate) faults: Vec<Option<(FaultsOf<'a>, u32)>>,
    pub(crate) queue: Queue,
    /// Who holds its servers, where backfill looks at when they end.
    pub(crate) running: Running,
    pub(crate) entered: u32,
    /// Whether something changed that may let a waiting request start.
    pub(crate) changed: bool,
    /// Who waits and why, as last told; kept where an observer asks.
    pub(crate) told: Told,
    /// Gangs that wait, in order of asking.
    pub(crate) gangs: Vec<GangWait>,
    /// Idle cards that are held for them, as last told.
    pub(crate) held_for_gangs: u32,
    /// Sessions that have been told to end so that others can start.
    pub(crate) noticed: u32,
    /// Before this second there is no other one to be told.
    pub(crate) recall_from: Instant,
}

/// A project while the programme runs.
///
/// In this order: what every request looks at lies together, since the states of all projects do not fit the first cache.
#[repr(C)]
pub(crate) struct ProjectState<'a> {
    /// The second of its pending request; any other `Request` event is stale.
    pub(crate) asks: Option<Instant>,
    /// When its first service second was; `None`: it never starts, or not yet.
    pub(crate) paid: Option<Instant>,
    /// What it was granted.
    pub(crate) product: &'a Product,
    /// The wish of its next request, and its number.
    pub(crate) wish: Option<Wish>,
    pub(crate) nth: u32,
    /// How many of its requests wait.
    pub(crate) waiting: u32,
    /// Which of its product's offers it asks at.
    pub(crate) offer: u16,
    /// It asks no more: its grant was recalled, or its allowance is used up.
    pub(crate) silent: bool,
    /// Place of the session whose cards it keeps without working on them, while allocation is fixed.
    pub(crate) keeps: Option<u32>,
    pub(crate) slot_free: Instant,
    /// Its bills at each offer that it has used, if billed by the hour.
    pub(crate) accounts: Vec<Account>,
    /// Places of its running sessions; at most `plan.concurrency`, or any number for an open source.
    pub(crate) running: Vec<u32>,
    /// TF-seconds of its allowance that its ended sessions have left (clause A5); `None`: no bound.
    pub(crate) allowance: Option<i64>,
    /// Product-seconds worked.
    pub(crate) worked: i64,
    /// A hurry that waits for the running session: until when, and the factor on the work.
    pub(crate) hurry: Option<(Instant, f64)>,
    /// The factor on the work of the next request.
    pub(crate) factor: Option<f64>,
    /// Its flat own contribution, if that comes off its bills.
    pub(crate) flat: Option<FlatSum>,
    /// Its tenancies, if billed by the month.
    pub(crate) tenancies: Vec<Tenancy>,
    /// Owed beyond the accounts if its running sessions ended now; kept while its purse is watched.
    pub(crate) as_if: ExactWon,
    /// When the calendar has used its allowance up (`A5.allowance: calendar_months`).
    pub(crate) support_ends: Option<Instant>,
}

/// Where a session stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Stage {
    #[default]
    Free,
    Waiting,
    /// Granted in this second, and its cards taken already.
    Promised,
    Running,
}

/// A place for a session; places are used again, so that memory does not grow with requests.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Place {
    pub(crate) stage: Stage,
    pub(crate) session: Session,
    /// The second in which its next billable hour begins, while its purse is watched.
    pub(crate) hour: Instant,
    /// Why it ends at its planned release, unless its work is done by then.
    pub(crate) ends_by: EndReason,
    /// Since when its cards cannot be used.
    pub(crate) suspended_since: Option<Instant>,
    /// When its cards are taken back, if it has been told.
    pub(crate) noticed: Option<Instant>,
    /// How long the supplier expects it to hold its cards.
    pub(crate) estimate: Span,
    /// Once granted: until when.
    pub(crate) expected: Instant,
    /// When it leaves its queue if it still waits.
    pub(crate) gives_up: Option<Instant>,
}

/// Of a request that is given up: its place counts from here.
const GIVEN_UP: u32 = 1 << 27;

/// A grant of this second.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Granted {
    pub(crate) pool: PoolId,
    pub(crate) grant: Grant,
    /// The queue that it stands in; `None`: it never entered one.
    pub(crate) queue: Option<PoolId>,
}

pub(crate) struct Engine<'a, O> {
    pub(crate) plan: &'a Plan,
    pub(crate) demand: &'a Demand<'a>,
    pub(crate) observer: O,
    pub(crate) pools: Vec<PoolState<'a>>,
    pub(crate) suppliers: Vec<Supplier<'a>>,
    /// By product: places of recalled grants that no wave has taken yet.
    pub(crate) recalled: Vec<u32>,
    pub(crate) projects: Vec<ProjectState<'a>>,
    /// Projects that are billed by the month.
    pub(crate) tenants: Vec<u32>,
    /// Whether anything has a price: else no purse can end.
    pub(crate) costs: bool,
    pub(crate) places: Vec<Place>,
    pub(crate) free_places: Vec<u32>,
    pub(crate) ledger: Ledger,
    /// By line: whether its service runs, or what came after it.
    pub(crate) phases: [Phase; 2],
    pub(crate) faults: Faults<'a>,
    pub(crate) down: Vec<crate::outages::Down>,
    /// Stretches in which a session's cards could not be used, by session: few have any.
    pub(crate) suspensions: BTreeMap<u32, Vec<(Instant, Instant)>>,
    /// Where the order is by fair share: what each project has used.
    pub(crate) fair_share: Option<FairShare>,
    /// Until when running sessions have been charged for it.
    pub(crate) charged_until: Instant,
    /// Requests of this second that wait only so long.
    pub(crate) impatient: Vec<(Instant, u32)>,
    scratch: Scratch,
    /// What fits, by set of those who wait: room that is used again.
    pub(crate) room: Vec<(Resources, Room)>,
    /// Grants of this second, not yet started.
    pub(crate) granted: Vec<Granted>,
    /// Pools whose head has gone elsewhere in this second: they decide once more.
    pub(crate) again: Vec<u16>,
    /// Those whose [`changed`](PoolState::changed) is set.
    changed: Vec<u16>,
    /// Those that have decided in this second, if any has.
    decided: Vec<u16>,
    /// Whether a pool has changed, or one that only those who wait for another may look at.
    any_changed: bool,
    /// Whether anybody waited for a pool after the last decision.
    anybody_waits: bool,
    /// By product and offer, for the day that runs.
    pub(crate) bounds: Vec<Vec<exhaustion::DayBound>>,
    pub(crate) next_session: u32,
    /// Position of the month that runs.
    pub(crate) month: usize,
    /// Outages of servers that are over, where they are deducted (`T4.outage: deduction`).
    pub(crate) ended_outages: Vec<Outage>,
    /// What has to be looked at beside the queues.
    pub(crate) beside: Beside,
    /// The bills, once service has ended.
    pub(crate) bills: Vec<Bill>,
}

impl<'a, O: Observer> Engine<'a, O> {
    pub(crate) fn new(plan: &'a Plan, demand: &'a Demand<'a>, observer: O) -> Self {
        let mut first_server = 0;
        let pools = plan
            .pools
            .iter()
            .enumerate()
            .map(|(p, pool)| {
                let mut first = 0;
                let groups: Vec<_> = pool
                    .servers
                    .iter()
                    .map(|g| {
                        first += g.count;
                        (first - g.count, first)
                    })
                    .collect();
                first_server += first;
                PoolState {
                    servers: Servers::new(pool.server, first).placed_by(plan.policy.placement),
                    on_server: vec![Vec::new(); if plan.outages.may_go_down(p) { first as usize } else { 0 }],
                    groups,
                    first_server: first_server - first,
                    faults: vec![None; first as usize],
                    queue: Queue::default(),
                    running: Running::default(),
                    entered: 0,
                    changed: false,
                    told: Told::default(),
                    gangs: Vec::new(),
                    held_for_gangs: 0,
                    noticed: 0,
                    recall_from: Instant::START,
                }
            })
            .collect();
        let projects = (0..plan.projects.len())
            .map(|p| ProjectState {
                product: &plan.products[plan.projects[p].product.0 as usize],
                accounts: Vec::new(),
                flat: None,
                tenancies: Vec::new(),
                running: Vec::new(),
                as_if: ExactWon::ZERO,
                offer: plan.projects[p].offer,
                paid: None,
                slot_free: Instant::START,
                waiting: 0,
                nth: 0,
                wish: None,
                asks: None,
                hurry: None,
                factor: None,
                allowance: plan.projects[p].allowance,
                keeps: None,
                silent: false,
                worked: 0,
                support_ends: None,
            })
            .collect();
        Self {
            plan,
            demand,
            observer,
            pools,
            suppliers: vec![Supplier::default(); plan.suppliers()],
            recalled: vec![0; plan.products.len()],
            projects,
            tenants: (0..)
                .zip(&plan.projects)
                .filter(|(_, project)| plan.products[project.product.0 as usize].tariff == Tariff::Monthly)
                .map(|(p, _)| p)
                .collect(),
            costs: plan.products.iter().flat_map(|product| &product.offers).any(Offer::costs),
            places: Vec::new(),
            free_places: Vec::new(),
            ledger: Ledger::new(plan),
            phases: [Phase::Service; 2],
            faults: demand.faults(&plan.outages.laws),
            down: Vec::new(),
            suspensions: BTreeMap::new(),
            fair_share: plan
                .policy
                .looks_at(Criterion::FairShare)
                .then(|| FairShare::new(plan.projects.len(), plan.fair_share_decay)),
            charged_until: Instant::START,
            impatient: Vec::new(),
            scratch: Scratch::default(),
            room: Vec::new(),
            granted: Vec::new(),
            again: Vec::new(),
            changed: Vec::new(),
            decided: Vec::new(),
            any_changed: false,
            anybody_waits: false,
            bounds: vec![Vec::new(); plan.products.len()],
            next_session: 1,
            month: 0,
            beside: Beside::new(plan),
            bills: Vec::new(),
            ended_outages: Vec::new(),
        }
    }

    /// Puts the first events on the calendar.
    fn open(&mut self, calendar: &mut Calendar<Happening>) {
        let plan = self.plan;
        self.tell_plan();
        for (p, pool) in plan.pools.iter().enumerate() {
            for (g, group) in pool.servers.iter().enumerate() {
                if group.wave.is_none() {
                    self.expect_servers(p as u32, g as u32, Instant::START, calendar);
                }
            }
        }
        self.open_outages(calendar);
        calendar.schedule(Instant::START, Happening::Midnight(0));
        if let Some(stop) = plan.budget.funding_stop {
            calendar.schedule(stop.max(Instant::START), Happening::Stage(0));
        }
        for (w, wave) in plan.waves.iter().enumerate() {
            calendar.schedule(wave.at, Happening::Wave(w as u32));
        }
        if let Some(recall) = plan.recall.grant {
            calendar.schedule(recall.at, Happening::Recall(crate::recall::CHECK));
        }
        for p in 0..self.projects.len() as u32 {
            if plan.projects[p as usize].wave.is_none() {
                self.admit(p, calendar);
            }
        }
    }

    /// A project is granted: from its first service second on it may ask.
    pub(crate) fn admit(&mut self, p: u32, calendar: &mut Calendar<Happening>) {
        let id = ProjectId(p);
        let paid = service_from(Instant::START, self.demand.first_service(id));
        self.projects[p as usize].paid = paid;
        let Some(paid) = paid else { return };
        self.projects[p as usize].flat = self.flat_sum(p, paid);
        if let Some((at, _)) = self.demand.trial(id) {
            // It tries out before its first service second, and begins when that is over.
            self.projects[p as usize].asks = Some(at);
            calendar.schedule(at, Happening::Request(p));
        } else {
            self.begin(p, paid, calendar);
        }
        for r in 0..self.demand.laws().spec().rushes.len() {
            if let Some(rush) = self.demand.rush(id, r) {
                calendar.schedule(rush.at, Happening::Rush((r as u32) << 20 | p));
            }
        }
        self.expect_switch(p, paid, calendar);
    }

    /// Requests made so far.
    pub(crate) fn requests(&self) -> u64 {
        u64::from(self.next_session - 1)
    }

    #[inline]
    pub(crate) fn product(&self, project: u32) -> &'a Product {
        self.projects[project as usize].product
    }

    /// The offer that a project asks at.
    #[inline]
    pub(crate) fn offer(&self, project: u32) -> &'a Offer {
        let state = &self.projects[project as usize];
        &state.product.offers[state.offer as usize]
    }

    /// The offer that serves a session.
    #[inline]
    pub(crate) fn offer_of(&self, session: &Session) -> &'a Offer {
        let plan = self.plan;
        &plan.products[session.product as usize].offers[session.offer as usize]
    }

    pub(crate) fn purse_of(&self, project: u32) -> usize {
        self.ledger.purse_of(self.product(project).line)
    }

    #[inline]
    pub(crate) fn purse_of_session(&self, session: &Session) -> usize {
        self.ledger.purse_of(Line::ALL[session.line as usize])
    }

    pub(crate) fn line_closed(&self, line: Line) -> bool {
        self.ledger.purses[self.ledger.purse_of(line)].closed
    }

    /// Whether a project holds its cards from its first to its last second of service, and pays for all of them.
    pub(crate) fn holds_throughout(&self, project: u32) -> bool {
        self.offer(project).allocation == Holding::Fixed
            && self.product(project).tariff == Tariff::Hourly
            && self.plan.terms.readings.fixed_hours == FixedHours::Held
    }

    /// A place for a new session: what stands there is that of one that has gone.
    #[inline]
    pub(crate) fn place(&mut self) -> u32 {
        self.free_places.pop().unwrap_or_else(|| {
            self.places.push(Place::default());
            self.places.len() as u32 - 1
        })
    }

    /// Who waits for a pool has changed, or what they wait for.
    pub(crate) fn touch(&mut self, pool: u16) {
        self.pools[pool as usize].told.is_stale = true;
        self.decide_on(pool);
    }

    /// A pool decides when this second's events have been handled.
    pub(crate) fn decide_on(&mut self, pool: u16) {
        if !core::mem::replace(&mut self.pools[pool as usize].changed, true) {
            self.changed.push(pool);
            self.any_changed = true;
        }
    }

    /// Cards of a pool have come back.
    #[inline]
    pub(crate) fn come_back(&mut self, pool: u16) {
        let state = &self.pools[pool as usize];
        if !state.queue.is_empty() || !state.gangs.is_empty() {
            self.decide_on(pool);
        }
        // Who waits for another pool may go over to this one.
        self.any_changed |= self.anybody_waits && !self.beside.overflow.is_empty();
    }

    /// Requests of this second that wait only so long have their places now.
    fn expect_the_impatient(&mut self, calendar: &mut Calendar<Happening>) {
        for (until, ticket) in self.impatient.drain(..) {
            if until < self.plan.horizon() {
                calendar.schedule(until, Happening::Request(GIVEN_UP + ticket));
            }
        }
    }

    /// Pools whose head has gone elsewhere decide once more in this second.
    fn decide_again(&mut self, at: Instant, calendar: &mut Calendar<Happening>) {
        for pool in core::mem::take(&mut self.again) {
            if !self.pools[pool as usize].queue.is_empty() {
                self.touch(pool);
                // An event that means nothing: the second is decided on once more.
                calendar.schedule(at, Happening::Request(GIVEN_UP));
            }
        }
    }

    /// Who starts now from a pool's queue, if its allocator works.
    fn decide_pool(&mut self, pool: u16, at: Instant) {
        let state = &mut self.pools[pool as usize];
        state.changed = false;
        if state.queue.is_empty()
            || self.suppliers[self.plan.pools[pool as usize].supplier.0 as usize].is_frozen(at)
        {
            return;
        }
        let view = View {
            now: at,
            queue: &state.queue,
            servers: &state.servers,
            running: &state.running,
            fresh: None,
        };
        let pool = PoolId(pool);
        let grants = decide(&self.plan.policy, &view, &mut self.scratch);
        self.granted.extend(grants.iter().map(|g| Granted { pool, grant: *g, queue: Some(pool) }));
    }

    fn midnight(&mut self, at: Instant, calendar: &mut Calendar<Happening>) {
        if at >= self.plan.end {
            return; // the programme's days have been counted
        }
        calendar.schedule(at.next_midnight(), Happening::Midnight(0));
        self.count_day(at, calendar);
        if at > Instant::START && self.plan.terms.month_starts.get(self.month + 1) == Some(&at) {
            self.observer.hear(at, &Fact::MonthClosed { month: self.month });
            self.month += 1;
        }
        self.decay(at);
        self.recall_for_the_waiting(at, calendar);
    }
}

impl<O: Observer> Model for Engine<'_, O> {
    type Event = Happening;

    #[inline]
    fn handle(&mut self, at: Instant, event: Happening, calendar: &mut Calendar<Happening>) {
        match event {
            Happening::Release(slot) => self.release(slot, at, calendar),
            Happening::Request(id) if id >= GIVEN_UP => self.give_up_waiting(id - GIVEN_UP, at, calendar),
            Happening::Request(p) => self.request(p, at, calendar),
            Happening::ServersCome(id) => self.servers(id, at, true, calendar),
            Happening::ServersLeave(id) => self.servers(id, at, false, calendar),
            Happening::ServerUp(server) => {
                self.server_up(server, at, calendar);
                self.watch_again(at, calendar);
            }
            Happening::ServerDown(server) => {
                self.server_fails(server, at, calendar);
                self.watch_again(at, calendar);
            }
            Happening::Maintenance(id) => {
                self.maintenance(id, at, calendar);
                self.watch_again(at, calendar);
            }
            Happening::Allocator(id) => {
                self.allocator(id, at, calendar);
                self.watch_again(at, calendar);
            }
            Happening::Midnight(_) => self.midnight(at, calendar),
            Happening::Stage(0) => self.stop_funding(at, calendar),
            Happening::Stage(line) => self.next_phase(line as usize - 1, at, calendar),
            Happening::HourBegins(slot) => self.hour_begins(slot, at, calendar),
            Happening::MoneyEnds(purse) => self.ledger.purses[purse as usize].touched = true,
            Happening::Wave(w) => self.wave(w, at, calendar),
            Happening::Recall(id) => self.recall(id, at, calendar),
            Happening::Switch(p) => self.switch(p, at),
            Happening::Rush(id) => self.rush(id, at, calendar),
        }
    }

    /// Each pool that changed decides once; then the money says whether what was granted may begin.
    #[inline]
    fn decide(&mut self, at: Instant, calendar: &mut Calendar<Happening>) {
        if !self.impatient.is_empty() {
            self.expect_the_impatient(calendar);
        }
        let somebody_may_wait = self.any_changed || self.anybody_waits;
        if self.any_changed {
            self.any_changed = false;
            self.gather_gangs(at);
            if self.changed.len() > 1 {
                self.changed.sort_unstable();
            }
            for i in 0..self.changed.len() {
                self.decide_pool(self.changed[i], at);
            }
            core::mem::swap(&mut self.changed, &mut self.decided);
            self.changed.clear();
            self.overflow_all(at);
        }
        self.pay_for_beginnings(at, calendar);
        for i in 0..self.granted.len() {
            let granted = self.granted[i];
            if let Some(pool) = granted.queue {
                // By name: whoever the money has turned away meanwhile has left, and positions with him.
                let pool = &mut self.pools[pool.0 as usize];
                pool.queue.leave(pool.queue.position(granted.grant.ticket, granted.grant.at));
                pool.told.is_stale = true;
            }
            self.start(&granted, at, calendar);
        }
        self.granted.clear();
        if !self.again.is_empty() {
            self.decide_again(at, calendar);
        }
        if somebody_may_wait {
            let waits = |pool: &PoolState<'_>| !pool.queue.is_empty();
            self.anybody_waits = if self.anybody_waits {
                self.pools.iter().any(waits)
            } else {
                self.decided.iter().any(|pool| waits(&self.pools[*pool as usize]))
            };
            if self.anybody_waits {
                self.recall_for_the_waiting(at, calendar);
            }
        }
        self.tell_causes(at);
    }
}

/// The user's share of each bill line, by the kind of user that the project drew.
pub(crate) fn own_ratio(plan: &Plan, demand: &Demand<'_>, p: u32) -> Share {
    let by_kind = &plan.products[plan.projects[p as usize].product.0 as usize].own_ratio;
    let kind = demand.user_kind(ProjectId(p)).map_or(0, usize::from);
    by_kind.get(kind).copied().unwrap_or(Share::NONE)
}

/// The flat own contribution of a month, by the kind of user that the project drew.
pub(crate) fn own_monthly(plan: &Plan, demand: &Demand<'_>, p: u32) -> Won {
    let by_kind = &plan.products[plan.projects[p as usize].product.0 as usize].own_monthly;
    let kind = demand.user_kind(ProjectId(p)).map_or(0, usize::from);
    by_kind.get(kind).copied().unwrap_or(Won::ZERO)
}

/// Pools, ascending, at which something has to be looked at beside their queue.
#[derive(Clone, Debug)]
pub(crate) struct Beside {
    /// Gangs wait for their servers (clause S3).
    pub(crate) gangs: Vec<u16>,
    /// Those who wait may go over to another pool (S5).
    pub(crate) overflow: Vec<u16>,
    /// Running sessions may be told to end (A6).
    pub(crate) recall: Vec<u16>,
}

impl Beside {
    fn new(plan: &Plan) -> Self {
        let pools = |is: &dyn Fn(&Product, &Offer) -> bool| {
            let offers =
                plan.products.iter().flat_map(|product| product.offers.iter().map(move |o| (product, o)));
            let pools: BTreeSet<u16> = offers.filter(|(p, o)| is(p, o)).map(|(_, o)| o.pool.0).collect();
            pools.into_iter().collect()
        };
        let recalls = plan.recall.allocation.is_some();
        Self {
            gangs: pools(&|_, offer| offer.gang.is_some()),
            overflow: pools(&|product, offer| {
                product.offers.iter().any(|other| other.overflow && other.supplier == offer.supplier)
            }),
            recall: pools(&|_, offer| {
                recalls && offer.allocation == Holding::Dynamic && offer.gang.is_none()
            }),
        }
    }
}

/// How service ends.
pub(crate) struct Stop {
    /// The money is gone; else funding was stopped.
    pub(crate) exhausted: bool,
    /// Running sessions end too.
    pub(crate) at_once: bool,
}

impl Place {
    /// Sets the second of the next billable hour.
    pub(crate) fn expect_hour(&mut self, at: Instant) {
        self.hour = at;
    }

    /// Whether an hour event of this second is still meant for this session.
    pub(crate) fn expects_hour(&self, at: Instant) -> bool {
        self.stage == Stage::Running && self.hour == at
    }
}
