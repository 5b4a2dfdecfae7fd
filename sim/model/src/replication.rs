//! One replication: users ask, pools decide, sessions run, money is owed, until the programme or the money ends.

use crate::event::Happening;
use crate::fact::{EndReason, Fact, Frame, Observer, Session, Standing};
use crate::ledger::Ledger;
use crate::outcome::Outcome;
use crate::plan::{Line, Plan, PoolId, Product, Tariff};
use crate::{exhaustion, settle};
use naru_kernel::{Calendar, Model, run};
use naru_rules::allocation::{
    Grant, Queue, Reason, Resources, Scratch, ServerId, Servers, View, Waiting, decide,
};
use naru_rules::readings::{Accrual, HourRounding, Split, WhenExhausted};
use naru_rules::settlement::{Account, ExactWon, billable_end, eligible, service_from};
use naru_units::{Instant, Share, Span};
use naru_workload::{Demand, ProjectId, Wish};

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
    let events = run(&mut engine, &mut calendar, plan.end);
    engine.close(events)
}

/// A pool while it runs.
struct PoolState {
    servers: Servers,
    /// Servers of each group of the plan: `[first, last)`.
    groups: Vec<(u32, u32)>,
    queue: Queue,
    entered: u32,
    /// Whether something changed that may let a waiting request start.
    changed: bool,
}

/// A project while the programme runs.
pub(crate) struct ProjectState {
    /// Its bill, if billed by the hour.
    pub(crate) account: Account,
    /// Its tenancies, if billed by the month.
    pub(crate) tenancies: Vec<settle::Tenancy>,
    /// Places of its running sessions; at most `plan.concurrency`, or any number for an open source.
    pub(crate) running: Vec<u32>,
    /// Owed beyond the account if its running sessions ended now; kept while its purse is watched.
    pub(crate) as_if: ExactWon,
    /// When its first service second was; `None`: it never starts.
    paid: Option<Instant>,
    slot_free: Instant,
    /// How many of its requests wait.
    waiting: u32,
    /// Number of its next wish, and the wish.
    nth: u32,
    wish: Option<Wish>,
    /// The second of its pending request; any other `Request` event is stale.
    asks: Option<Instant>,
    /// A hurry that waits for the running session: until when, and the factor on the work.
    hurry: Option<(Instant, f64)>,
    /// The factor on the work of the next request.
    factor: Option<f64>,
}

/// Where a session stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Free,
    Waiting,
    Running,
}

/// A place for a session; places are used again, so that memory does not grow with requests.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    stage: Stage,
    pub(crate) session: Session,
    /// The second in which its next billable hour begins, while its purse is watched.
    hour: Instant,
}

pub(crate) struct Engine<'a, O> {
    pub(crate) plan: &'a Plan,
    demand: &'a Demand<'a>,
    pub(crate) observer: O,
    pools: Vec<PoolState>,
    pub(crate) projects: Vec<ProjectState>,
    pub(crate) places: Vec<Place>,
    free_places: Vec<u32>,
    pub(crate) ledger: Ledger,
    scratch: Scratch,
    /// Grants of this second, not yet started.
    pub(crate) granted: Vec<(PoolId, Grant)>,
    any_changed: bool,
    /// By product and offer, for the day that runs.
    pub(crate) bounds: Vec<Vec<exhaustion::DayBound>>,
    next_session: u32,
    /// Position of the month that runs.
    month: usize,
}

impl<'a, O: Observer> Engine<'a, O> {
    fn new(plan: &'a Plan, demand: &'a Demand<'a>, observer: O) -> Self {
        let pools = plan
            .pools
            .iter()
            .map(|pool| {
                let mut first = 0;
                let groups: Vec<_> = pool
                    .servers
                    .iter()
                    .map(|g| {
                        first += g.count;
                        (first - g.count, first)
                    })
                    .collect();
                PoolState {
                    servers: Servers::new(pool.server, first),
                    groups,
                    queue: Queue::default(),
                    entered: 0,
                    changed: false,
                }
            })
            .collect();
        let projects = (0..plan.projects.len())
            .map(|p| ProjectState {
                account: Account::new(own_ratio(plan, demand, p as u32)),
                tenancies: Vec::new(),
                running: Vec::new(),
                as_if: ExactWon::ZERO,
                paid: service_from(Instant::START, demand.first_service(ProjectId(p as u32))),
                slot_free: Instant::START,
                waiting: 0,
                nth: 0,
                wish: None,
                asks: None,
                hurry: None,
                factor: None,
            })
            .collect();
        Self {
            plan,
            demand,
            observer,
            pools,
            projects,
            places: Vec::new(),
            free_places: Vec::new(),
            ledger: Ledger::new(plan),
            scratch: Scratch::default(),
            granted: Vec::new(),
            any_changed: false,
            bounds: vec![Vec::new(); plan.products.len()],
            next_session: 1,
            month: 0,
        }
    }

    /// Puts the first events on the calendar.
    fn open(&mut self, calendar: &mut Calendar<Happening>) {
        let plan = self.plan;
        let readings = &plan.terms.readings;
        let frame = Frame {
            cap: plan.budget.cap,
            operating: plan.budget.operating,
            slots: plan.concurrency,
            stops_at_once: readings.when_exhausted == WhenExhausted::StopAtOnce,
            strict_arrival: plan.policy.keeps_arrival_order(),
            begun_hours: readings.hours == HourRounding::SessionCeil
                && readings.split == Split::HourBegin
                && readings.accrual == Accrual::Hour,
        };
        self.observer.hear(Instant::START, &Fact::Began(frame));
        for (p, pool) in plan.pools.iter().enumerate() {
            for (g, group) in pool.servers.iter().enumerate() {
                let id = (p as u32) << 12 | g as u32;
                calendar.schedule(group.from.max(Instant::START), Happening::ServersCome(id));
                if let Some(until) = group.until {
                    calendar.schedule(until.max(Instant::START), Happening::ServersLeave(id));
                }
            }
        }
        calendar.schedule(Instant::START, Happening::Midnight);
        if let Some(stop) = plan.budget.funding_stop {
            calendar.schedule(stop.max(Instant::START), Happening::FundingStop);
        }
        for p in 0..self.projects.len() as u32 {
            let id = ProjectId(p);
            if let Some(paid) = self.projects[p as usize].paid {
                self.think(p, paid, calendar);
            }
            for r in 0..self.demand.laws().spec().rushes.len() {
                if let Some(rush) = self.demand.rush(id, r) {
                    calendar.schedule(rush.at, Happening::Rush((r as u32) << 20 | p));
                }
            }
        }
    }

    /// Requests made so far.
    pub(crate) fn requests(&self) -> u64 {
        u64::from(self.next_session - 1)
    }

    pub(crate) fn product(&self, project: u32) -> &'a Product {
        let plan = self.plan;
        &plan.products[plan.projects[project as usize].product.0 as usize]
    }

    pub(crate) fn purse_of(&self, project: u32) -> usize {
        self.ledger.purse_of(self.product(project).line)
    }

    /// The project thinks from `from` on, and asks when its thought is over.
    fn think(&mut self, p: u32, from: Instant, calendar: &mut Calendar<Happening>) {
        let state = &mut self.projects[p as usize];
        let wish = self.demand.wish(ProjectId(p), state.nth);
        state.wish = Some(wish);
        state.asks = self.demand.asks_at(ProjectId(p), from, wish.think);
        if let Some(at) = state.asks {
            calendar.schedule(at, Happening::Request(p));
        }
    }

    fn ask_now(&mut self, p: u32, at: Instant, factor: f64, calendar: &mut Calendar<Happening>) {
        let state = &mut self.projects[p as usize];
        state.wish.get_or_insert_with(|| self.demand.wish(ProjectId(p), state.nth));
        state.asks = Some(at);
        state.factor = Some(factor);
        calendar.schedule(at, Happening::Request(p));
    }

    fn request(&mut self, p: u32, at: Instant, calendar: &mut Calendar<Happening>) {
        let state = &mut self.projects[p as usize];
        if state.asks != Some(at) {
            return;
        }
        state.asks = None;
        let plan = self.plan;
        let project = &plan.projects[p as usize];
        let product = &plan.products[project.product.0 as usize];
        if self.ledger.purses[self.ledger.purse_of(product.line)].closed {
            return;
        }
        assert!(
            (state.running.len() as u32 + state.waiting) < plan.concurrency,
            "a project asks only while it has a slot: project {p}"
        );
        let wish = state.wish.take().expect("a request was thought of");
        let work = hurried(&wish, state.factor.take());
        state.nth += 1;
        state.waiting += 1;
        let offer = &product.offers[project.offer as usize];
        let paid = state.paid.expect("only a project that has started asks");
        let from = eligible(plan.terms.readings.clock, at, paid, state.slot_free);
        let pool = &mut self.pools[offer.pool.0 as usize];
        let session = Session {
            id: self.next_session,
            project: p,
            product: project.product.0,
            line: product.line.index() as u8,
            supplier: offer.supplier.0,
            pool: offer.pool.0,
            cards: offer.set.cards,
            multiple: 1,
            requested: at,
            contribution_paid: paid,
            slot_free: state.slot_free,
            eligible: from,
            queue_seq: pool.entered,
            wanted: work,
            started: from,
            server: 0,
            work_end: at,
            ended: at,
            released: at,
        };
        self.next_session += 1;
        pool.entered += 1;
        pool.changed = true;
        self.any_changed = true;
        let place = Place { stage: Stage::Waiting, session, hour: Instant(-1) };
        let ticket = if let Some(free) = self.free_places.pop() {
            self.places[free as usize] = place;
            free
        } else {
            self.places.push(place);
            self.places.len() as u32 - 1
        };
        pool.queue.enter(Waiting::new(&plan.policy, from, product.limit, ticket, offer.set));
        self.observer.hear(at, &Fact::Requested(&session));
        if self.demand.is_open(ProjectId(p)) {
            self.think(p, at, calendar);
        }
    }

    /// Cards come back: the session's hours become owed, and the project thinks again.
    fn release(&mut self, slot: u32, at: Instant, calendar: &mut Calendar<Happening>) {
        let place = self.places[slot as usize];
        if place.stage != Stage::Running || place.session.released != at {
            return;
        }
        let done = place.session.work_end - place.session.started == place.session.wanted;
        self.end_session(slot, at, if done { EndReason::Done } else { EndReason::Budget });
        let p = place.session.project;
        let purse = self.purse_of(p);
        if self.ledger.purses[purse].closed || self.demand.is_open(ProjectId(p)) {
            return;
        }
        match self.projects[p as usize].hurry.take() {
            Some((deadline, factor)) if at < deadline => self.ask_now(p, at, factor, calendar),
            Some(_) | None => self.think(p, at, calendar),
        }
    }

    /// Ends a running session as its `ended` and `released` say.
    pub(crate) fn end_session(&mut self, slot: u32, at: Instant, reason: EndReason) {
        let place = &mut self.places[slot as usize];
        assert_eq!(place.stage, Stage::Running, "only a running session ends");
        place.stage = Stage::Free;
        let session = place.session;
        self.free_places.push(slot);
        let set = self.set_of(&session);
        let pool = &mut self.pools[session.pool as usize];
        pool.servers.give(ServerId(session.server), &set);
        if !pool.queue.is_empty() {
            pool.changed = true;
            self.any_changed = true;
        }
        let state = &mut self.projects[session.project as usize];
        let index =
            state.running.iter().position(|s| *s == slot).expect("a running session is its project's");
        state.running.remove(index);
        state.slot_free = at;
        self.settle_session(&session);
        self.observer.hear(at, &Fact::Ended(&session, reason));
        let servers = &self.pools[session.pool as usize].servers;
        let server = ServerId(session.server);
        if !servers.is_open(server) && servers.is_idle(server) {
            let (pool, server, cards) = (session.pool, session.server, servers.cards_per_server());
            self.observer.hear(at, &Fact::Server { pool, server, cards, stands: Standing::Gone });
        }
    }

    fn set_of(&self, session: &Session) -> Resources {
        let project = &self.plan.projects[session.project as usize];
        self.plan.products[session.product as usize].offers[project.offer as usize].set
    }

    fn servers(&mut self, id: u32, at: Instant, open: bool) {
        let p = id >> 12;
        let pool = &mut self.pools[p as usize];
        let (first, last) = pool.groups[(id & 0xFFF) as usize];
        let cards = pool.servers.cards_per_server();
        for server in first..last {
            if open {
                pool.servers.reopen(ServerId(server), Reason::NotStanding);
            } else {
                pool.servers.close(ServerId(server), Reason::NotStanding);
            }
            let stands = if open { Standing::Open } else { Standing::Closing };
            self.observer.hear(at, &Fact::Server { pool: p as u16, server, cards, stands });
            if !open && pool.servers.is_idle(ServerId(server)) {
                self.observer
                    .hear(at, &Fact::Server { pool: p as u16, server, cards, stands: Standing::Gone });
            }
        }
        if open {
            pool.changed = true;
            self.any_changed = true;
        }
    }

    fn rush(&mut self, id: u32, at: Instant, calendar: &mut Calendar<Happening>) {
        let (p, r) = (id & 0xF_FFFF, id >> 20);
        let rush = self.demand.rush(ProjectId(p), r as usize).expect("the event was made from this rush");
        let closed = self.ledger.purses[self.purse_of(p)].closed;
        let dropped = self.demand.drops_at(ProjectId(p)).is_some_and(|d| at >= d);
        let state = &mut self.projects[p as usize];
        if closed || dropped || state.paid.is_none_or(|paid| at < paid) {
            return;
        }
        if state.running.is_empty() && state.waiting == 0 {
            self.ask_now(p, at, rush.work, calendar);
        } else {
            state.hurry = Some((rush.deadline, rush.work));
        }
    }

    fn midnight(&mut self, at: Instant, calendar: &mut Calendar<Happening>) {
        calendar.schedule(at.next_midnight(), Happening::Midnight);
        self.count_day(at, calendar);
        if at > Instant::START && self.plan.terms.month_starts.get(self.month + 1) == Some(&at) {
            self.observer.hear(at, &Fact::MonthClosed { month: self.month });
            self.month += 1;
        }
    }

    /// Starts a granted session.
    fn start(&mut self, pool: PoolId, grant: &Grant, at: Instant, calendar: &mut Calendar<Happening>) {
        let plan = self.plan;
        let server = grant.servers.first().expect("a grant has a server");
        self.pools[pool.0 as usize].servers.take(server, &grant.set);
        let place = &mut self.places[grant.ticket as usize];
        place.stage = Stage::Running;
        let session = &mut place.session;
        let product = &plan.products[session.product as usize];
        session.started = at;
        session.server = server.0;
        session.work_end = at + session.wanted;
        session.released = session.work_end + product.idle_return;
        session.ended =
            billable_end(&plan.terms.readings, at, session.work_end, session.released, Share::WHOLE);
        let session = *session;
        let state = &mut self.projects[session.project as usize];
        state.waiting -= 1;
        state.running.push(grant.ticket);
        if product.tariff == Tariff::Monthly {
            self.begin_tenancy(&session);
        }
        if session.released < plan.end {
            calendar.schedule(session.released, Happening::Release(grant.ticket));
        }
        self.observer.hear(at, &Fact::Started(&session));
        self.watch_start(grant.ticket, at, calendar);
    }

    /// Ends service of a purse's lines: at once, or for new sessions only.
    pub(crate) fn end_service(
        &mut self,
        purse: usize,
        at: Instant,
        stop: &Stop,
        calendar: &mut Calendar<Happening>,
    ) {
        let had_service = !core::mem::replace(&mut self.ledger.purses[purse].closed, true);
        self.ledger.purses[purse].watched = false;
        for line in Line::ALL {
            if had_service && self.ledger.purse_of(line) == purse {
                self.observer.hear(at, &Fact::ServiceEnded { line: line.index(), exhausted: stop.exhausted });
            }
        }
        for pool in 0..self.pools.len() {
            let (places, projects, free) = (&mut self.places, &mut self.projects, &mut self.free_places);
            let (plan, ledger, observer) = (self.plan, &self.ledger, &mut self.observer);
            self.pools[pool].queue.retain(|waiting| {
                let place = &mut places[waiting.ticket as usize];
                let line = plan.products[place.session.product as usize].line;
                if ledger.purse_of(line) != purse {
                    return true;
                }
                place.stage = Stage::Free;
                projects[place.session.project as usize].waiting -= 1;
                free.push(waiting.ticket);
                observer.hear(at, &Fact::Left(&place.session));
                false
            });
        }
        let (places, plan, ledger) = (&self.places, self.plan, &self.ledger);
        self.granted.retain(|(_, grant)| {
            let product = places[grant.ticket as usize].session.product;
            ledger.purse_of(plan.products[product as usize].line) != purse
        });
        for slot in 0..self.places.len() as u32 {
            let place = &mut self.places[slot as usize];
            if place.stage != Stage::Running {
                continue;
            }
            let session = &mut place.session;
            if self.ledger.purse_of(self.plan.products[session.product as usize].line) != purse {
                continue;
            }
            if stop.at_once {
                let reason = if session.work_end <= at { EndReason::Done } else { EndReason::Budget };
                session.ended = session.ended.min(at);
                session.work_end = session.work_end.min(at);
                session.released = at;
                self.end_session(slot, at, reason);
            } else if let Some(end) = self.end_of_paid_month(slot, at) {
                // A tenancy runs to the end of the month that is paid, and not further.
                let session = &mut self.places[slot as usize].session;
                session.released = session.released.min(end);
                session.ended = session.ended.min(end);
                session.work_end = session.work_end.min(end);
                calendar.schedule(end, Happening::Release(slot));
            }
        }
    }

    /// The programme's end: what runs ends with it, what waits leaves, bills are written.
    fn close(mut self, events: u64) -> (Outcome, O) {
        let end = self.plan.end;
        for slot in 0..self.places.len() as u32 {
            let place = &mut self.places[slot as usize];
            if place.stage != Stage::Running {
                continue;
            }
            let session = &mut place.session;
            let reason = if session.work_end <= end { EndReason::Done } else { EndReason::ProgrammeEnd };
            session.ended = session.ended.min(end);
            session.work_end = session.work_end.min(end);
            session.released = end;
            self.end_session(slot, end, reason);
        }
        for pool in &mut self.pools {
            for waiting in pool.queue.clear() {
                self.observer.hear(end, &Fact::Left(&self.places[waiting.ticket as usize].session));
            }
        }
        self.finish(events)
    }
}

impl<O: Observer> Model for Engine<'_, O> {
    type Event = Happening;

    #[inline]
    fn handle(&mut self, at: Instant, event: Happening, calendar: &mut Calendar<Happening>) {
        match event {
            Happening::Release(slot) => self.release(slot, at, calendar),
            Happening::Request(p) => self.request(p, at, calendar),
            Happening::ServersCome(id) => self.servers(id, at, true),
            Happening::ServersLeave(id) => self.servers(id, at, false),
            Happening::Midnight => self.midnight(at, calendar),
            Happening::FundingStop => self.stop_funding(at, calendar),
            Happening::HourBegins(slot) => self.hour_begins(slot, at, calendar),
            Happening::MoneyEnds(purse) => self.ledger.purses[purse as usize].touched = true,
            Happening::Rush(id) => self.rush(id, at, calendar),
        }
    }

    /// Each pool that changed decides once; then the money says whether what was granted may begin.
    #[inline]
    fn decide(&mut self, at: Instant, calendar: &mut Calendar<Happening>) {
        if self.any_changed {
            self.any_changed = false;
            for (p, pool) in self.pools.iter_mut().enumerate() {
                if core::mem::take(&mut pool.changed) && !pool.queue.is_empty() {
                    let view = View { queue: &pool.queue, servers: &pool.servers };
                    let grants = decide(&self.plan.policy, &view, &mut self.scratch);
                    self.granted.extend(grants.iter().map(|g| (PoolId(p as u16), *g)));
                }
            }
        }
        self.pay_for_beginnings(at, calendar);
        let mut granted = core::mem::take(&mut self.granted);
        for (pool, grant) in &granted {
            // Under strict order those granted stand first in their queue.
            self.pools[pool.0 as usize].queue.leave(1);
            self.start(*pool, grant, at, calendar);
        }
        granted.clear();
        self.granted = granted;
    }
}

/// Work of a wish, longer by the factor of a rush unless it fails at once; to the nearest second.
fn hurried(wish: &Wish, factor: Option<f64>) -> Span {
    match factor {
        Some(factor) if !wish.failed => Span((wish.work.0 as f64 * factor).round() as i64),
        Some(_) | None => wish.work,
    }
}

/// The user's share of each bill line, by the kind of user that the project drew.
pub(crate) fn own_ratio(plan: &Plan, demand: &Demand<'_>, p: u32) -> Share {
    let by_kind = &plan.products[plan.projects[p as usize].product.0 as usize].own_ratio;
    let kind = demand.user_kind(ProjectId(p)).map_or(0, usize::from);
    by_kind.get(kind).copied().unwrap_or(Share::NONE)
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
