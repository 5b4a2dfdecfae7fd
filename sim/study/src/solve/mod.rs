//! The smallest or largest value of a path for which something holds, with a stated chance of being wrong.
//!
//! Every value tried meets the same users, days and faults. A probe is a sequential test at α/P, P being the probes that
//! a search may need; what is not shown does not hold, so an answer that does not hold comes with chance α at most. It is
//! looked at once more with fresh draws.

mod axis;
mod expected;
mod finite_source;
mod front;
mod looks;
mod probe;
mod question;
mod search;

pub use axis::{Axis, AxisFault};
pub use question::{Question, QuestionFault};

use crate::arm::Arm;
use crate::estimate::{CONFIDENCE, figure, won};
use crate::record::{Depth, Record};
use crate::run::{Stopped, Watch};
use crate::statistics::share;
use crate::variant::{Ask, Variant};
use looks::Levels;
use naru_model::Tariff;
use naru_results::{
    Day, Estimand, Estimate, Floor, Named, SCHEMA, SolveNeighbour, SolveProbe, SolveReason, SolveStatus,
    SolveTogether, SolveVerdict, Solved,
};
use naru_scenario::{Decimal, Lowered, Problems, Scenario};
use naru_units::Instant;
use probe::Tester;
use search::{Found, Probe, most_probes, search};
use std::sync::atomic::AtomicBool;

/// A question to a scenario.
#[derive(Clone, Debug)]
pub struct SolveRequest<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// The same, lowered.
    pub lowered: &'a Lowered,
    /// What is varied: one, or two for a front.
    pub axes: &'a [Axis],
    /// What must hold.
    pub question: &'a Question,
    /// Whether the largest value is looked for.
    pub largest: bool,
    /// The chance that the answer does not hold, at most.
    pub alpha: f64,
    /// Most replications of a probe; twice as many look at the answer once more.
    pub replications: u32,
    /// Seed of all draws.
    pub seed: u64,
}

/// Why there is no outcome.
#[derive(Debug)]
pub enum SolveStop {
    /// Interrupted, or a bug.
    Stopped(Stopped),
    /// A value of the range with which the scenario cannot run.
    Problems(Box<Problems>),
    /// So few replications cannot show a share of programmes, whatever they say.
    TooFew {
        /// As many can.
        needed: u32,
    },
}

impl From<Stopped> for SolveStop {
    fn from(stopped: Stopped) -> Self {
        Self::Stopped(stopped)
    }
}

impl From<Problems> for SolveStop {
    fn from(problems: Problems) -> Self {
        Self::Problems(problems.into())
    }
}

/// Number of the first fresh replication: beyond all that a probe makes.
const FRESH: u32 = 1_000_000;

/// Values that are looked at with fresh draws until one holds: the answer, and up to three after it.
const FRESH_VALUES: u32 = 4;

/// Looks of a glance beyond the answer.
const GLANCE: usize = 2;

/// The arm of what comes with the answer: beyond all places.
const WITH_ANSWER: u64 = u64::MAX;

/// Replications for what comes with the answer.
const TOGETHER: u32 = 20;

impl SolveRequest<'_> {
    /// Card floors of the classes that are varied, at some values: known without simulating.
    ///
    /// # Errors
    /// Problems of the scenario with these values.
    pub fn floors_at(&self, values: &[Decimal]) -> Result<Vec<Floor>, SolveStop> {
        let lowered = self.scenario_at(values)?.lower()?;
        let pools = || self.axes.iter().filter_map(|axis| axis.pool);
        let varied = |class: &str| pools().any(|p| lowered.names.pools[p].card_type == class);
        let floors = lowered.facts.floors.iter().filter(|floor| varied(&floor.card_type));
        Ok(floors
            .map(|floor| Floor {
                card_type: floor.card_type.clone(),
                installed: floor.installed,
                floor: floor.floor,
                short: floor.floor.saturating_sub(floor.installed),
            })
            .collect())
    }

    /// The values at the ends of every range, the least welcome ones first.
    pub fn ends(&self) -> [Vec<Decimal>; 2] {
        let at = |last: bool| {
            let place = |axis: &Axis| if last { axis.values() - 1 } else { 0 };
            self.axes.iter().map(|axis| axis.value(place(axis), self.largest)).collect()
        };
        [at(false), at(true)]
    }

    /// What the folder of such a result is of.
    pub fn identity(&self) -> String {
        let axes: Vec<String> = self.axes.iter().map(Axis::line).collect();
        let direction = if self.largest { "largest" } else { "smallest" };
        format!(
            "{} {direction} {}, {}, alpha {}, replications {}, seed {}",
            self.scenario.hash(),
            axes.join(" "),
            self.question.line(),
            self.alpha,
            self.replications,
            self.seed
        )
    }

    /// Looks of a probe, and of a look with fresh draws at twice as many replications.
    fn levels(&self, share: Option<f64>, shared_by: u32, fresh_by: u32) -> (Levels, Levels) {
        let at = |most: u32, by: u32| Levels::new(most, self.alpha / f64::from(by), share);
        (at(self.replications, shared_by), at(2 * self.replications, fresh_by))
    }

    fn scenario_at(&self, values: &[Decimal]) -> Result<Scenario, SolveStop> {
        let mut scenario = self.scenario.clone();
        for (axis, value) in self.axes.iter().zip(values) {
            for change in axis.changes(*value) {
                scenario.set(&change)?;
            }
        }
        Ok(scenario)
    }
}

/// Looks for the answer.
///
/// # Errors
/// `Problems` where the scenario cannot run with a value of the range, `Stopped` as [`run`](crate::run()).
pub fn solve(request: &SolveRequest<'_>, watch: &dyn Watch, stop: &AtomicBool) -> Result<Solved, SolveStop> {
    // What cannot run at an end is known before anything is simulated.
    for values in request.ends() {
        request.scenario_at(&values)?.lower()?;
    }
    let tester = Tester { question: request.question, seed: request.seed, watch, stop };
    if request.axes.len() > 1 { front::solve(request, tester) } else { alone(request, tester) }
}

/// What tries values: it keeps what it saw.
struct Prober<'a> {
    request: &'a SolveRequest<'a>,
    tester: Tester<'a>,
    levels: Levels,
    fresh: Levels,
    probes: Vec<SolveProbe>,
    confirmations: Vec<SolveProbe>,
}

impl<'a> Prober<'a> {
    fn new(
        request: &'a SolveRequest<'a>,
        tester: Tester<'a>,
        shared_by: u32,
        fresh_by: u32,
    ) -> Result<Self, SolveStop> {
        let share = request.question.share_shown().map(|it| it.share);
        let (levels, fresh) = request.levels(share, shared_by, fresh_by);
        if !levels.can_hold() || !fresh.can_hold() {
            // All kept: q^n must come down to the level; five in a hundred more, since looks take their part.
            let alone = |by: u32| libm::log(request.alpha / f64::from(by)) / libm::log(share.unwrap_or(0.5));
            let needed = 1.05 * alone(shared_by).max(0.5 * alone(fresh_by));
            return Err(SolveStop::TooFew { needed: (needed / 20.0).ceil() as u32 * 20 });
        }
        Ok(Self { request, tester, levels, fresh, probes: Vec::new(), confirmations: Vec::new() })
    }

    fn values(&self, places: &[usize]) -> Vec<Decimal> {
        let axes = self.request.axes.iter().zip(places);
        axes.map(|(axis, place)| axis.value(*place, self.request.largest)).collect()
    }

    /// The arm of a place: its number among all places.
    fn arm(&self, places: &[usize]) -> Arm {
        let axes = self.request.axes.iter().zip(places);
        Arm(axes.fold(0, |number, (axis, place)| number * axis.values() as u64 + *place as u64))
    }

    fn variant(&self, values: &[Decimal]) -> Result<Variant, SolveStop> {
        let scenario = self.request.scenario_at(values)?;
        Ok(Variant::new(scenario.lower()?, String::new(), &self.tester.bounds()))
    }

    /// Tries a place; on fresh draws if it is to be confirmed.
    fn at(&mut self, places: &[usize], why: SolveReason) -> Result<SolveProbe, SolveStop> {
        let values = self.values(places);
        let variant = self.variant(&values)?;
        let (levels, first, looks) = match why {
            SolveReason::Fresh => (&self.fresh, FRESH, usize::MAX),
            SolveReason::Beyond => (&self.levels, 0, GLANCE),
            SolveReason::End | SolveReason::Half => (&self.levels, 0, usize::MAX),
        };
        let probe = self.tester.probe((self.arm(places), &variant), levels, first, looks)?;
        let probe = SolveProbe {
            at: values.iter().map(|value| value.to_f64()).collect(),
            cards: self.cards(&values),
            why,
            ..probe
        };
        let kept = if why == SolveReason::Fresh { &mut self.confirmations } else { &mut self.probes };
        kept.push(probe.clone());
        Ok(probe)
    }

    fn cards(&self, values: &[Decimal]) -> Vec<Option<u32>> {
        let names = &self.request.lowered.names;
        let of = |(axis, value): (&Axis, &Decimal)| {
            let servers = value.whole()?;
            Some(names.pools[axis.pool?].cards_per_server * u32::try_from(servers).ok()?)
        };
        self.request.axes.iter().zip(values).map(of).collect()
    }
}

/// One row of places: the last axis; those before it stand still.
struct Row<'p, 'a> {
    prober: &'p mut Prober<'a>,
    before: Vec<usize>,
}

impl Row<'_, '_> {
    fn places(&self, place: usize) -> Vec<usize> {
        self.before.iter().copied().chain([place]).collect()
    }
}

impl Probe for Row<'_, '_> {
    type Stopped = SolveStop;

    fn probe(&mut self, place: usize, why: SolveReason) -> Result<SolveVerdict, SolveStop> {
        // What is asked beyond an answer is asked to the end.
        let why = if why == SolveReason::Beyond { SolveReason::End } else { why };
        Ok(self.prober.at(&self.places(place), why)?.verdict)
    }

    fn glance(&mut self, place: usize) -> Result<SolveVerdict, SolveStop> {
        Ok(self.prober.at(&self.places(place), SolveReason::Beyond)?.verdict)
    }
}

fn alone(request: &SolveRequest<'_>, tester: Tester<'_>) -> Result<Solved, SolveStop> {
    let axis = &request.axes[0];
    let places = axis.values();
    let shared_by = most_probes(places);
    let mut prober = Prober::new(request, tester, shared_by, FRESH_VALUES)?;
    let expected = expected(request, axis);
    let bracket = expected.map(|servers| {
        let [low, high] = [0.9, 1.1].map(|part| axis.place_of(part * servers, request.largest));
        (low.min(high), low.max(high))
    });
    let found = search(places, bracket, &mut Row { prober: &mut prober, before: Vec::new() })?;
    let mut solved = Solved { shared_by, axes: vec![axis.row(request.lowered, expected)], ..empty(request) };
    match found {
        Found::From(place) => confirm(&mut prober, place, &mut solved)?,
        Found::Nowhere => solved.status = SolveStatus::Nothing,
        Found::OtherWay => solved.status = SolveStatus::OtherWay,
        Found::NotMonotone(from) => {
            solved.status = SolveStatus::NotMonotone;
            solved.from_here_on = from.map(|place| axis.value(place, request.largest).to_f64());
        }
    }
    (solved.probes, solved.confirmations) = (prober.probes, prober.confirmations);
    Ok(solved)
}

/// Where theory expects servers to suffice; it has nothing to say of the largest value, or of what is no pool.
fn expected(request: &SolveRequest<'_>, axis: &Axis) -> Option<f64> {
    let pool = axis.pool.filter(|_| !request.largest)?;
    let laws = crate::Laws::new(request.lowered.demand.clone());
    expected::servers(&request.lowered.plan, &laws, pool, request.question)
}

/// Looks at the answer with fresh draws; where it does not hold there, at the values after it.
fn confirm(prober: &mut Prober<'_>, found: usize, solved: &mut Solved) -> Result<(), SolveStop> {
    let axis = &prober.request.axes[0];
    let last = (found + FRESH_VALUES as usize).min(axis.values());
    let confirmed = (found..last)
        .map(|place| Ok((place, prober.at(&[place], SolveReason::Fresh)?.verdict)))
        .find(|tried: &Result<_, SolveStop>| {
            !matches!(tried, Ok((_, SolveVerdict::Fails | SolveVerdict::NotShown)))
        })
        .transpose()?;
    let Some((place, _)) = confirmed else {
        solved.status = SolveStatus::NotConfirmed;
        return Ok(());
    };
    let values = prober.values(&[place]);
    solved.status = SolveStatus::Answer;
    solved.answer = Some(values.iter().map(|value| value.to_f64()).collect());
    if let Some(before) = place.checked_sub(1) {
        let at = axis.value(before, prober.request.largest).to_f64();
        let seen = |probes: &[SolveProbe]| probes.iter().find(|it| it.at == [at]).map(|it| it.verdict);
        let verdict = seen(&prober.confirmations).or_else(|| seen(&prober.probes));
        solved.neighbour = verdict.map(|verdict| SolveNeighbour { at, verdict });
    }
    solved.floors = prober.request.floors_at(&values)?;
    solved.together = Some(together(prober, &values)?);
    Ok(())
}

/// What comes with the answer: spend, and demand that is not served.
fn together(prober: &Prober<'_>, values: &[Decimal]) -> Result<SolveTogether, SolveStop> {
    let variant = prober.variant(values)?;
    prober.tester.watch.more(TOGETHER);
    let ask = Ask { seed: prober.request.seed, replications: FRESH..FRESH + TOGETHER, depth: Depth::Queues };
    let (watch, stop) = (prober.tester.watch, prober.tester.stop);
    let records = variant.map_kept(Arm(WITH_ANSWER), &ask, |record| record, watch, stop)?;
    let metric = |id: &str| variant.table.find(id).expect("every scenario has a budget");
    Ok(SolveTogether {
        replications: TOGETHER,
        spent_won: won(&variant.table, metric("budget.spent_won"), &records),
        not_served_share: not_served(&records),
        exhausted_share: figure(&variant.table, metric("budget.exhausted_share"), &records),
    })
}

/// Of what would be paid with cards for everybody and money without end, the part that is not.
fn not_served(records: &[Record]) -> Estimate {
    let of = |record: &Record| {
        let all = record.needs.as_ref().expect("it was asked for").without_queues;
        let won = |won: i64| u64::try_from(won).unwrap_or_default();
        (won((all - record.spent()).0), won(all.0))
    };
    let (part, all): (Vec<u64>, Vec<u64>) = records.iter().map(of).unzip();
    let found = share(&part, &all, CONFIDENCE).ok().flatten();
    Estimate {
        mean: found.as_ref().map(|it| it.point),
        lo: found.as_ref().map(|it| it.interval.lo),
        hi: found.as_ref().map(|it| it.interval.hi),
        confidence: CONFIDENCE.value(),
        percentiles: None,
        estimand: Estimand::PerRequest,
        skewed: found.is_some_and(|it| it.skewed),
    }
}

/// Servers that stand from the first second in pools that are not varied and serve by the hour.
fn other_servers(request: &SolveRequest<'_>) -> Named<u32> {
    let plan = &request.lowered.plan;
    let hourly = |pool: usize| {
        let products = plan.products.iter().filter(|product| product.tariff == Tariff::Hourly);
        products.flat_map(|product| &product.offers).any(|offer| offer.pool.0 as usize == pool)
    };
    let varied = |pool: usize| request.axes.iter().any(|axis| axis.pool == Some(pool));
    let others = (0..plan.pools.len()).filter(|pool| hourly(*pool) && !varied(*pool));
    let standing = |pool: usize| -> u32 {
        let servers = plan.pools[pool].servers.iter();
        servers.filter(|it| it.from == Instant::START && it.wave.is_none()).map(|it| it.count).sum()
    };
    let anything_varied = request.axes.iter().any(|axis| axis.pool.is_some());
    let named = |pool: usize| (request.lowered.names.pools[pool].name.clone(), standing(pool));
    others.filter(|_| anything_varied).map(named).collect()
}

fn empty(request: &SolveRequest<'_>) -> Solved {
    Solved {
        schema: SCHEMA,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        scenario_hash: request.identity(),
        scenario: request.lowered.name.clone(),
        start: Day(request.lowered.plan.terms.epoch.0),
        seed: request.seed,
        question: request.question.row(request.largest),
        axes: Vec::new(),
        alpha: request.alpha,
        shared_by: 0,
        status: SolveStatus::Nothing,
        answer: None,
        from_here_on: None,
        probes: Vec::new(),
        confirmations: Vec::new(),
        neighbour: None,
        front: Vec::new(),
        shared_users: None,
        floors: Vec::new(),
        other_servers: other_servers(request),
        together: None,
    }
}
