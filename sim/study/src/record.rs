//! What one replication leaves behind for the study: integers only.

use crate::course::{Course, Decisions, stage_reports, storage_tb};
use crate::hours::{HourCounts, HourWaits};
use naru_model::observers::{Fragmentation, MonthRow, Months, PoolDay, Series, WaitTally, WaitingBy, Waits};
use naru_model::rules::readings::Allowance;
use naru_model::workload::{Demand, Laws};
use naru_model::{Observer, Offer, Outages, Outcome, Plan, Servers, Tariff, replicate};
use naru_units::{Instant, Won};

/// One replication, counted.
#[derive(Clone, Debug)]
pub struct Record {
    /// Its number.
    pub replication: u32,
    /// What demand it met.
    pub digest: u64,
    /// What the money decided.
    pub outcome: Outcome,
    /// Waits by product.
    pub waits: Vec<WaitTally>,
    /// Waits by product, month and hour of day; told by [`Depth::Otherwise`] alone.
    pub hours: HourCounts,
    /// Waiting by cause, by pool.
    pub waiting: Vec<WaitingBy>,
    /// What was decided on the way.
    pub course: Course,
    /// Storage of their own that projects claim, in TB, by supplier (clause S6).
    pub storage_tb: Vec<u64>,
    /// Reports due for a stay of two months in a stage (clause N5).
    pub stage_reports: u64,
    /// Days by pool, those after the programme included.
    pub days: Vec<Vec<PoolDay>>,
    /// Spent by the end of each day, operating cost included.
    pub spent_by_day: Vec<Won>,
    /// Month, product (after the last: whole statements), supplier, row.
    pub months: Vec<(usize, usize, usize, MonthRow)>,
    /// What the same people would have cost otherwise; `None` unless it was asked for.
    pub needs: Option<Needs>,
}

/// What the same people would have cost, operating cost included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Needs {
    /// On this fleet, if the money had no end.
    pub all: Won,
    /// The same with a card for everybody.
    pub without_queues: Won,
    /// As `all`, with no end to allowances; told by [`Depth::Otherwise`] alone.
    pub without_allowances: Option<Won>,
    /// As `all`, with nothing out of service; told by [`Depth::Otherwise`] alone.
    pub without_outages: Option<Won>,
}

/// How much is simulated of one replication; what is deeper has all that is less deep.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Depth {
    /// The programme itself.
    Own,
    /// Beside it what its people would have cost with money without end, and with cards for everybody: up to two further
    /// programmes.
    Queues,
    /// Beside it what its people would have cost with money, cards, allowances and service without end: up to four
    /// further programmes, for [`Needs`].
    Otherwise,
}

impl Record {
    /// Paid by the programme, operating cost included.
    pub fn spent(&self) -> Won {
        total(&self.outcome)
    }

    /// The first second in which money was gone: the GPU line's, which `pooled` shares with the other.
    pub fn exhausted(&self) -> Option<Instant> {
        self.outcome.exhausted[0]
    }

    /// Days of a pool in which the programme lasts.
    pub fn programme_days(&self, pool: usize) -> &[PoolDay] {
        let days = &self.days[pool];
        &days[..days.len().min(self.spent_by_day.len())]
    }
}

/// Paid by the programme, operating cost included.
fn total(outcome: &Outcome) -> Won {
    outcome.spent[0] + outcome.spent[1] + outcome.operating
}

/// The plans that one study needs besides its own.
#[derive(Clone, Debug)]
pub struct Plans {
    /// The scenario's.
    pub plan: Plan,
    /// The same with money without end.
    uncapped: Plan,
    /// And with a card set for everybody at any time.
    unlimited: Plan,
    /// The scenario's, without use after the programme.
    until_end: Plan,
    /// Without end of money and allowances; `None` where there are none.
    without_allowances: Option<Plan>,
    /// Without end of money, and nothing fails; `None` where nothing does.
    without_outages: Option<Plan>,
}

/// More than any programme costs, and far from where sums overflow.
const WITHOUT_END: Won = Won(1_000_000_000_000_000);

/// The largest burst that the call knows: 8 sets at once (clause A5).
const MOST_SETS: u32 = 8;

/// Servers that hold so many sets of an offer, or its gang.
fn servers_for(offer: &Offer, sets: u32, cards_per_server: u32) -> u32 {
    offer.gang.unwrap_or_else(|| (offer.set.cards * sets).div_ceil(cards_per_server.max(1)).max(1))
}

/// Puts so many servers in the place of a pool's, from the first second to the last. A planned window that took all of
/// them still does.
pub(crate) fn replace_servers(plan: &mut Plan, pool: usize, count: u32) {
    let before: u32 = plan.pools[pool].servers.iter().map(|servers| servers.count).sum();
    for window in plan.outages.maintenance.iter_mut().filter(|window| window.pool.0 as usize == pool) {
        window.servers = if window.servers >= before { count } else { window.servers.min(count) };
    }
    let from = Instant::START;
    plan.pools[pool].servers = vec![Servers { count, agreed: from, from, until: None, wave: None }];
}

impl Plans {
    /// Derives the others from the scenario's plan.
    pub fn new(plan: Plan) -> Self {
        let mut uncapped = plan.clone();
        uncapped.budget.cap = WITHOUT_END;
        uncapped.budget.opening = [WITHOUT_END; 2];
        uncapped.budget.funding_stop = None;
        uncapped.after = None;
        let until_end = Plan { after: None, ..plan.clone() };
        let mut unlimited = uncapped.clone();
        for pool in 0..unlimited.pools.len() {
            let servers_of = |project: &naru_model::Project| -> u32 {
                let product = &plan.products[project.product.0 as usize];
                let offers = product.offers.iter().filter(|offer| offer.pool.0 as usize == pool);
                let most_sets = if product.tariff == Tariff::Hourly { MOST_SETS } else { 1 };
                offers.map(|offer| servers_for(offer, most_sets, plan.pools[pool].server.cards)).sum()
            };
            let count = plan.projects.iter().map(servers_of).sum();
            replace_servers(&mut unlimited, pool, count);
        }
        let limited = plan.projects.iter().any(|project| project.allowance.is_some());
        let without_allowances = limited.then(|| {
            let mut without = uncapped.clone();
            without.projects.iter_mut().for_each(|project| project.allowance = None);
            without
        });
        let Outages { servers, allocators, allocator_down, maintenance, .. } = &plan.outages;
        let fails = servers.iter().chain(allocators).any(Option::is_some)
            || !allocator_down.is_empty()
            || !maintenance.is_empty();
        let without_outages = fails.then(|| Plan { outages: Outages::default(), ..uncapped.clone() });
        Self { plan, uncapped, unlimited, until_end, without_allowances, without_outages }
    }

    /// One replication with no more in its record than the headlines come from: money and waits.
    pub(crate) fn headlines<O: Observer>(
        &self,
        demand: &Demand<'_>,
        replication: u32,
        also: O,
    ) -> (Record, O) {
        Self::headlines_of(&self.plan, demand, replication, also)
    }

    /// The same with nothing simulated after the programme: for metrics of waits.
    pub(crate) fn until_end(&self, laws: &Laws, seed: u64, replication: u32) -> Record {
        Self::headlines_of(&self.until_end, &Demand::new(laws, seed, replication), replication, ()).0
    }

    fn headlines_of<O: Observer>(plan: &Plan, demand: &Demand<'_>, replication: u32, also: O) -> (Record, O) {
        let (outcome, (waits, also)) = replicate(plan, demand, (Waits::new(plan), also));
        let record = Record {
            replication,
            digest: demand.digest(),
            outcome,
            waits: waits.products,
            hours: HourCounts::default(),
            waiting: Vec::new(),
            course: Course::default(),
            storage_tb: Vec::new(),
            stage_reports: 0,
            days: Vec::new(),
            spent_by_day: Vec::new(),
            months: Vec::new(),
            needs: None,
        };
        (record, also)
    }

    /// Runs one replication, told to `also` besides.
    pub fn run<O: Observer>(
        &self,
        laws: &Laws,
        seed: u64,
        replication: u32,
        depth: Depth,
        also: O,
    ) -> (Record, O) {
        let plan = &self.plan;
        let demand = Demand::new(laws, seed, replication);
        let hours = (depth == Depth::Otherwise).then(|| HourWaits::new(plan));
        let observers = (
            ((Waits::new(plan), Fragmentation::new(plan)), (Series::new(plan), hours)),
            (Months::new(plan, &demand), (Decisions::new(plan), also)),
        );
        let (outcome, (((waits, fragmentation), (series, hours)), (months, (decisions, also)))) =
            replicate(plan, &demand, observers);
        let course = decisions.course;
        let needs = match depth {
            Depth::Own => None,
            Depth::Queues | Depth::Otherwise => Some(self.needs(depth, &demand, &outcome, &waits, &course)),
        };
        let record = Record {
            replication,
            digest: demand.digest(),
            outcome,
            storage_tb: storage_tb(plan, &demand, &course.granted),
            stage_reports: stage_reports(plan, &demand, &course.granted),
            course,
            waits: waits.products,
            hours: hours.map(HourWaits::counts).unwrap_or_default(),
            waiting: fragmentation.pools,
            days: (0..series.pools()).map(|pool| series.days(pool).to_vec()).collect(),
            spent_by_day: series.spent,
            months: months.rows().map(|(m, p, s, row)| (m, p, s, *row)).collect(),
            needs,
        };
        (record, also)
    }

    /// What the people of one replication would have cost otherwise.
    fn needs(
        &self,
        depth: Depth,
        demand: &Demand<'_>,
        outcome: &Outcome,
        waits: &Waits,
        course: &Course,
    ) -> Needs {
        let plan = &self.plan;
        let stopped = outcome.exhausted != [None; 2] || plan.budget.funding_stop.is_some();
        let cost = |plan: &Plan| total(&replicate(&course.decided(plan), demand, ()).0);
        let (all, allowance_cut) = if stopped {
            let uncapped = course.decided(&self.uncapped);
            let (outcome, decisions) = replicate(&uncapped, demand, Decisions::new(&uncapped));
            (total(&outcome), decisions.course.allowance_cut)
        } else {
            (total(outcome), course.allowance_cut)
        };
        // Where nobody waited, cards changed nothing. (After the money's end nobody waits either, but then the
        // uncapped run may have a queue.)
        let waited = stopped || waits.products.iter().any(|tally| tally.sum_s > 0 || tally.undecided > 0);
        // Support that ends by the calendar cuts no work that anybody hears of.
        let bounded = allowance_cut || plan.terms.readings.allowance == Allowance::CalendarMonths;
        let without_allowances = self.without_allowances.as_ref().filter(|_| bounded);
        let others = depth == Depth::Otherwise;
        Needs {
            all,
            without_queues: if waited { cost(&self.unlimited) } else { all },
            without_allowances: others.then(|| without_allowances.map_or(all, cost)),
            without_outages: others.then(|| self.without_outages.as_ref().map_or(all, cost)),
        }
    }
}
