//! One replication's people: when each project may begin, when it asks next, for how long.
//!
//! Nothing here is "the next draw": the n-th wish of a project is a function of the seed, the replication, the
//! project's name and n. Two runs that differ in the fleet, or in who else takes part, meet the same wishes.

use crate::bursts::{self, Burst};
use crate::digest::Digest;
use crate::faults::{FaultLaws, Faults};
use crate::laws::Laws;
use crate::length::whole_seconds;
use crate::rates::Rates;
use crate::{Behaviour, Cohort, ProjectId, Rush, Swing, quota, sample};
use naru_kernel::{EntityStreams, LAYOUT, Stream, Streams};
use naru_units::{DAY, Instant, Span};

/// What a project wants at its n-th request.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wish {
    /// The think time before it, as a multiple of its mean (E, mean 1): see [`Demand::asks_at`].
    pub think: f64,
    /// Seconds of work.
    pub work: Span,
    /// A short failed start: its work is not hurried by a rush.
    pub failed: bool,
    /// Needs only some of the set's cards (clause T12); not drawn for a failed start.
    pub partial: bool,
}

/// A project's part in a rush.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RushPart {
    /// When it wants to hurry: thinking then, it asks at once, and its pending request is dropped.
    pub at: Instant,
    /// At work then, it asks at the next release without thinking, if that is before this second.
    pub deadline: Instant,
    /// Factor on the work of the hurried session, unless it fails.
    pub work: f64,
}

/// The demand of one replication.
#[derive(Clone, Debug)]
pub struct Demand<'a> {
    laws: &'a Laws,
    seed: u64,
    replication: u32,
    /// Λ by class.
    rates: Vec<Rates>,
    projects: Vec<Project>,
    /// By project, then by rush.
    rushes: Vec<Option<RushPart>>,
    /// By project; empty if nobody bursts.
    bursts: Vec<Option<Burst>>,
    /// By project, the draws of who needs only some of the set's cards; empty if nobody does.
    partial: Vec<Stream>,
}

#[derive(Clone, Copy, Debug)]
struct Project {
    failed: Stream,
    failed_length: Stream,
    component: Stream,
    normal: Stream,
    think: [Stream; 2],
    first_service: Option<Instant>,
    drops_at: Option<Instant>,
    cohort: u16,
    class: Option<u8>,
    user_kind: Option<u8>,
}

/// Entity of the draws that all projects share.
const PROGRAMME: &str = "programme";

impl<'a> Demand<'a> {
    /// Draws what is settled before the first second: classes, starts, drop-outs, shocks, rushes, bursts.
    pub fn new(laws: &'a Laws, seed: u64, replication: u32) -> Self {
        let streams = Streams::new(seed, replication);
        let shocks = shocks(laws, &streams);
        let rates = (0..laws.spec.classes.len()).map(|class| laws.rates(class, &shocks)).collect();
        let mut projects = Vec::with_capacity(laws.names.len());
        for cohort in 0..laws.spec.cohorts.len() {
            projects.extend(cohort_projects(laws, &streams, cohort));
        }
        let mut rushes = Vec::new();
        if !laws.spec.rushes.is_empty() {
            for (project, name) in projects.iter().zip(&laws.names) {
                let entity = streams.entity(name);
                let (takes_part, when) = (entity.stream("rush takes part"), entity.stream("rush when"));
                rushes.extend(laws.spec.rushes.iter().zip(0..).map(|(rush, r)| {
                    (project.class.is_some() && takes_part.uniform(r) < rush.share)
                        .then(|| rush_part(laws, rush, when.uniform(r)))
                        .filter(|part| project.serves(part.at))
                }));
            }
        }
        let bursts = laws.spec.bursts.as_ref().map(|b| bursts::all(laws, b, &streams)).unwrap_or_default();
        let partial = if laws.spec.partial_share > 0.0 {
            laws.names.iter().map(|name| streams.entity(name).stream("partial")).collect()
        } else {
            Vec::new()
        };
        Self { laws, seed, replication, rates, projects, rushes, bursts, partial }
    }

    /// The laws behind it.
    pub const fn laws(&self) -> &'a Laws {
        self.laws
    }

    /// The faults that these laws give in the same replication.
    pub fn faults<'l>(&self, laws: &'l FaultLaws) -> Faults<'l> {
        Faults::new(laws, self.seed, self.replication)
    }

    /// Number of projects.
    pub fn projects(&self) -> u32 {
        self.laws.projects()
    }

    /// The second from which a project may ask: its contribution is paid, or it has enrolled.
    ///
    /// `None` if it never comes: it withdrew, never enrols, would begin at or after the end, or drops out no later.
    pub fn first_service(&self, p: ProjectId) -> Option<Instant> {
        self.project(p).first_service
    }

    /// Midnight from which a project asks no more; a running session ends as it would.
    pub fn drops_at(&self, p: ProjectId) -> Option<Instant> {
        self.project(p).drops_at
    }

    /// Whether its requests do not wait for one another: the next think time begins at the last request.
    pub fn is_open(&self, p: ProjectId) -> bool {
        match self.behaviour(self.project(p)) {
            Behaviour::OpenSource { .. } => true,
            Behaviour::Programme { .. }
            | Behaviour::Tenancy { .. }
            | Behaviour::ClosedSource { .. }
            | Behaviour::Listed { .. } => false,
        }
    }

    /// Its class, as an index of [`Spec::classes`](crate::Spec::classes); `None` if its cohort has none.
    pub fn class(&self, p: ProjectId) -> Option<u8> {
        self.project(p).class
    }

    /// How long its n-th request waits at most; to the nearest second. `None`: as long as it takes.
    pub fn patience(&self, p: ProjectId, nth: u32) -> Option<Span> {
        let mean_s = self.laws.spec.patience_s?;
        let u = self.stream(p, "patience").uniform(nth);
        Some(Span(whole_seconds(mean_s * sample::exponential(u))))
    }

    /// A uniform draw for what its n-th request declares: how good its user's estimate is.
    pub fn care(&self, p: ProjectId, nth: u32) -> f64 {
        self.stream(p, "estimate").uniform(nth)
    }

    fn stream(&self, p: ProjectId, purpose: &str) -> Stream {
        Streams::new(self.seed, self.replication).entity(&self.laws.names[p.0 as usize]).stream(purpose)
    }

    /// What kind of user it belongs to, as an index of [`Spec::user_kinds`](crate::Spec::user_kinds); `None` for
    /// synthetic sources, and if there are no kinds.
    pub fn user_kind(&self, p: ProjectId) -> Option<u8> {
        self.project(p).user_kind
    }

    /// Its n-th wish (from 0): always the same, whatever happened before.
    ///
    /// A tenancy has one wish, to the last second of asking, and a listed project the one listed; later ones are empty.
    #[inline]
    pub fn wish(&self, p: ProjectId, nth: u32) -> Wish {
        let project = self.project(p);
        match self.behaviour(project) {
            Behaviour::Programme { .. } => self.programme_wish(p, project, nth),
            Behaviour::Tenancy { .. } => {
                let work = project
                    .first_service
                    .filter(|_| nth == 0)
                    .map_or(Span::ZERO, |at| self.laws.spec.last - at);
                Wish { think: 0.0, work, failed: false, partial: false }
            }
            Behaviour::ClosedSource { length, .. } | Behaviour::OpenSource { length, .. } => {
                let [value, think] = Stream::uniforms([&project.normal, &project.think[0]], nth);
                let s = length.at(|| project.component.uniform(nth), value);
                let think = sample::exponential(think);
                Wish { think, work: Span(whole_seconds(s)), failed: false, partial: false }
            }
            Behaviour::Listed { requests } => {
                let first = self.laws.cohorts[usize::from(project.cohort)].first;
                if nth > 0 {
                    // Work of no length ends in the second in which it was asked for: only this says that it was.
                    return Wish { think: f64::INFINITY, work: Span::ZERO, failed: false, partial: false };
                }
                Wish {
                    think: 0.0,
                    work: requests[(p.0 - first) as usize].work,
                    failed: false,
                    partial: false,
                }
            }
        }
    }

    #[inline]
    fn programme_wish(&self, p: ProjectId, project: &Project, nth: u32) -> Wish {
        let spec = &self.laws.spec;
        let [first, second] = &project.think;
        let [u1, u2] = Stream::uniforms([first, second], nth);
        let [fails, component] = Stream::uniforms([&project.failed, &project.component], nth);
        let think = self.laws.think.at(u1, u2);
        let failed = fails < spec.failed.share;
        if failed {
            let u = project.failed_length.uniform(nth);
            let s = sample::lognormal(u, spec.failed.mu, spec.failed.sigma);
            return Wish { think, work: Span(whole_seconds(s)), failed, partial: false };
        }
        let (value, partial) = match self.partial.get(p.0 as usize) {
            None => (project.normal.uniform(nth), false),
            Some(draws) => {
                let [value, partial] = Stream::uniforms([&project.normal, draws], nth);
                (value, partial < spec.partial_share)
            }
        };
        let class = project.class.expect("a programme's project has a class");
        let length = &self.laws.cohorts[usize::from(project.cohort)].lengths[usize::from(class)];
        Wish { think, work: Span(whole_seconds(length.at(component, value))), failed, partial }
    }

    /// When a project that thinks from `after` on asks: inf{t: Λ(t) > Λ(after) + think}, to the nearest second.
    ///
    /// `after` is the last release, the first service for the first request, or the last request for an open
    /// source. `None` if that is at or after the spec's `last`, or after it dropped out. A tenancy and a listed project ask
    /// once, at their first service.
    #[inline]
    pub fn asks_at(&self, p: ProjectId, after: Instant, think: f64) -> Option<Instant> {
        let project = self.project(p);
        let gap = |mean_s: f64, swing: &Option<Swing>| {
            let (from, mean_s) = (after.0 as f64, mean_s * think);
            Some(Instant(whole_seconds(swing.map_or(from + mean_s, |swing| swing.next(from, mean_s)))))
        };
        let at = match self.behaviour(project) {
            Behaviour::Programme { .. } => {
                let class = project.class.expect("a programme's project has a class");
                self.rates[usize::from(class)].next(&self.laws.asking, after, think)
            }
            Behaviour::Tenancy { .. } | Behaviour::Listed { .. } => {
                project.first_service.filter(|first| *first == after && think <= 0.0)
            }
            Behaviour::ClosedSource { mean_think_s, swing, .. } => gap(*mean_think_s, swing),
            Behaviour::OpenSource { mean_gap_s, swing, .. } => gap(*mean_gap_s, swing),
        }?;
        (at < self.laws.spec.last && project.drops_at.is_none_or(|drop| at < drop)).then_some(at)
    }

    /// A project's part in the r-th rush of the spec; `None` if it takes none.
    ///
    /// Who is not in service yet at that second, or no more, takes no part.
    pub fn rush(&self, p: ProjectId, r: usize) -> Option<RushPart> {
        let rushes = self.laws.spec.rushes.len();
        assert!(r < rushes, "the spec has {rushes} rushes, no rush {r}");
        self.rushes[p.0 as usize * rushes + r]
    }

    /// The weeks in which a project bursts; `None` if it never does. Whether it is in service then is not asked.
    pub fn burst(&self, p: ProjectId) -> Option<Burst> {
        self.bursts.get(p.0 as usize).copied().flatten()
    }

    /// How many sets a request asks for that the project makes at this second: k inside its burst, 1 otherwise.
    pub fn sets(&self, p: ProjectId, at: Instant) -> u32 {
        self.burst(p).filter(|burst| burst.from <= at && at < burst.until).map_or(1, |burst| burst.sets)
    }

    /// A 64-bit hash of layout, seed, replication, every parameter of the spec, and the first three wishes of each
    /// project: two runs with the same digest met the same demand. Nothing of fleet, prices or budget.
    pub fn digest(&self) -> u64 {
        let mut digest = Digest::default();
        digest.u64(u64::from(LAYOUT));
        digest.u64(self.seed);
        digest.u64(u64::from(self.replication));
        digest.spec(&self.laws.spec);
        for p in (0..self.projects()).map(ProjectId) {
            for nth in 0..3 {
                let Wish { think, work, failed, partial } = self.wish(p, nth);
                digest.f64(think);
                digest.i64(work.0);
                digest.u64(u64::from(failed));
                digest.u64(u64::from(partial));
            }
        }
        digest.finish()
    }

    /// The draws of a project's name, for what is drawn seldom.
    pub(crate) fn entity(&self, p: ProjectId) -> EntityStreams {
        self.streams().entity(self.laws.name(p))
    }

    pub(crate) fn streams(&self) -> Streams {
        Streams::new(self.seed, self.replication)
    }

    /// The cohort it belongs to, and its number within the product.
    pub(crate) fn cohort(&self, p: ProjectId) -> (&'a Cohort, u32) {
        let index = usize::from(self.project(p).cohort);
        let cohort = &self.laws.spec.cohorts[index];
        (cohort, cohort.first_number + (p.0 - self.laws.cohorts[index].first))
    }

    #[inline]
    fn project(&self, p: ProjectId) -> &Project {
        &self.projects[p.0 as usize]
    }

    #[inline]
    fn behaviour(&self, project: &Project) -> &'a Behaviour {
        &self.laws.spec.cohorts[usize::from(project.cohort)].behaviour
    }
}

impl Project {
    /// Whether it may ask at a second.
    fn serves(&self, at: Instant) -> bool {
        self.first_service.is_some_and(|first| first <= at) && self.drops_at.is_none_or(|drop| at < drop)
    }
}

/// F × `M_m` by month: each of mean 1.
fn shocks(laws: &Laws, streams: &Streams) -> Vec<f64> {
    let shock = |purpose: &str, index: u32, sigma: f64| {
        let normal = sample::normal_quantile(streams.entity(PROGRAMME).stream(purpose).uniform(index));
        libm::exp(sigma * normal - sigma * sigma / 2.0)
    };
    let all = shock("programme shock", 0, laws.spec.programme_shock);
    (0..laws.spec.month_starts.len() as u32)
        .map(|m| all * shock("month shock", m, laws.spec.month_shock))
        .collect()
}

fn cohort_projects(laws: &Laws, streams: &Streams, index: usize) -> Vec<Project> {
    let (spec, cohort) = (&laws.spec, &laws.spec.cohorts[index]);
    let product = streams.entity(&cohort.product);
    let (class_at, kind_at) = (product.stream("class").uniform(0), product.stream("kind").uniform(0));
    let first = laws.cohorts[index].first as usize;
    let names = &laws.names[first..first + cohort.projects as usize];
    let enrolments = enrolments(laws, streams, index);
    (0..)
        .zip(names)
        .map(|(i, name)| {
            let number = cohort.first_number + i;
            let entity = streams.entity(name);
            let draw = |purpose: &str| entity.stream(purpose).uniform(0);
            let kind =
                || quota::category(spec.user_kinds.iter().map(|k| k.share), quota::position(kind_at, number));
            let (mut class, mut user_kind, mut drops_at) = (None, None, None);
            let first_service = match &cohort.behaviour {
                Behaviour::Programme { .. } => {
                    class = quota::category(
                        spec.classes.iter().map(|c| c.share),
                        quota::position(class_at, number),
                    );
                    user_kind = kind();
                    if draw("drops") < spec.drop_out {
                        let (from, days) = (cohort.from.day(), Instant(spec.end.0 - 1).day() + 1);
                        let day = from + (draw("drop day") * (days - from) as f64) as i64;
                        drops_at = Some(Instant(day * DAY));
                    }
                    let pays = user_kind.is_none_or(|kind| spec.user_kinds[usize::from(kind)].pays);
                    let paid = match laws.delay {
                        Some((mu, sigma)) if pays => {
                            cohort.from + Span(whole_seconds(sample::lognormal(draw("delay"), mu, sigma)))
                        }
                        Some(_) | None => cohort.from,
                    };
                    let stays =
                        draw("withdraws") >= spec.withdrawal && drops_at.is_none_or(|drop| paid < drop);
                    Some(paid).filter(|_| stays)
                }
                Behaviour::Tenancy { .. } => {
                    user_kind = kind();
                    enrolments[i as usize]
                }
                Behaviour::ClosedSource { .. } | Behaviour::OpenSource { .. } => Some(Instant::START),
                Behaviour::Listed { requests } => Some(requests[i as usize].at),
            };
            let first_service = first_service.map(|at| at.max(cohort.from)).filter(|at| *at < spec.end);
            Project {
                failed: entity.stream("failed"),
                failed_length: entity.stream("failed length"),
                component: entity.stream("component"),
                normal: entity.stream("normal"),
                think: [entity.stream("think 1"), entity.stream("think 2")],
                first_service,
                drops_at,
                cohort: u16::try_from(index).expect("a programme has few products"),
                class,
                user_kind,
            }
        })
        .collect()
}

/// Enrolment midnights of a tenancy's projects, by number; empty for other cohorts.
///
/// The projects in drawn order: the first share on day 0, the j-th of the m others on day
/// `from + ⌊(until − from)(j − ½)/m⌋`, as many as enrol at all. Shares of the cohort are rounded to whole projects.
fn enrolments(laws: &Laws, streams: &Streams, index: usize) -> Vec<Option<Instant>> {
    let cohort = &laws.spec.cohorts[index];
    let Behaviour::Tenancy { at_start, from_day, until_day, enrolled } = cohort.behaviour else {
        return Vec::new();
    };
    let first = laws.cohorts[index].first as usize;
    let mut order: Vec<(f64, usize)> = (0..cohort.projects as usize)
        .map(|i| (streams.entity(&laws.names[first + i]).stream("enrolment order").uniform(0), i))
        .collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let whole = |share: f64| whole_seconds(share * f64::from(cohort.projects)) as usize;
    let enrolled = whole(enrolled).min(order.len());
    let at_start = whole(at_start).min(enrolled);
    let others = (enrolled - at_start) as i64;
    let mut midnights = vec![None; order.len()];
    for (place, (_, i)) in order.into_iter().take(enrolled).enumerate() {
        let day = if place < at_start {
            0
        } else {
            let j = (place - at_start + 1) as i64;
            from_day + (until_day - from_day) * (2 * j - 1) / (2 * others)
        };
        midnights[i] = Some(Instant(day * DAY));
    }
    midnights
}

/// A part at the `u`-quantile of asking within the window.
fn rush_part(laws: &Laws, rush: &Rush, u: f64) -> RushPart {
    let from = (rush.before - rush.within).max(Instant::START);
    RushPart { at: laws.asking_quantile(from, rush.before, u), deadline: rush.before, work: rush.work }
}
