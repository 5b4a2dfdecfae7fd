//! What one replication leaves behind for the study: integers only.

use naru_model::observers::{MonthRow, Months, PoolDay, Series, WaitTally, Waits};
use naru_model::workload::{Demand, Laws};
use naru_model::{Observer, Outcome, Plan, Servers, replicate};
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
    /// Days by pool.
    pub days: Vec<Vec<PoolDay>>,
    /// Spent by the end of each day, operating cost included.
    pub spent_by_day: Vec<Won>,
    /// Month, product (after the last: whole statements), supplier, row.
    pub months: Vec<(usize, usize, usize, MonthRow)>,
    /// What the same people would have cost on this fleet if the money had no end, operating cost included.
    pub need: Won,
    /// The same with a card for everybody.
    pub need_without_queues: Won,
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
}

/// More than any programme costs, and far from where sums overflow.
const WITHOUT_END: Won = Won(1_000_000_000_000_000);

impl Plans {
    /// Derives the other two from the scenario's plan.
    pub fn new(plan: Plan) -> Self {
        let mut uncapped = plan.clone();
        uncapped.budget.cap = WITHOUT_END;
        uncapped.budget.opening = [WITHOUT_END; 2];
        uncapped.budget.funding_stop = None;
        let mut unlimited = uncapped.clone();
        for pool in 0..unlimited.pools.len() {
            let users = plan.projects.iter().filter(|project| {
                let offer = &plan.products[project.product.0 as usize].offers[project.offer as usize];
                offer.pool.0 as usize == pool
            });
            let count = users.count() as u32;
            unlimited.pools[pool].servers = vec![Servers { count, from: Instant::START, until: None }];
        }
        Self { plan, uncapped, unlimited }
    }

    /// Waits of one replication alone: for a fleet that is tried.
    pub fn waits(&self, laws: &Laws, seed: u64, replication: u32) -> Vec<WaitTally> {
        let demand = Demand::new(laws, seed, replication);
        replicate(&self.plan, &demand, Waits::new(&self.plan)).1.products
    }

    /// Runs one replication, told to `also` besides.
    pub fn run<O: Observer>(&self, laws: &Laws, seed: u64, replication: u32, also: O) -> (Record, O) {
        let plan = &self.plan;
        let demand = Demand::new(laws, seed, replication);
        let observers = ((Waits::new(plan), Series::new(plan)), (Months::new(plan, &demand), also));
        let (outcome, ((waits, series), (months, also))) = replicate(plan, &demand, observers);
        let cost = |plan: &Plan| total(&replicate(plan, &demand, ()).0);
        let stopped = outcome.exhausted != [None; 2] || plan.budget.funding_stop.is_some();
        let need = if stopped { cost(&self.uncapped) } else { total(&outcome) };
        // Where nobody waited, cards changed nothing. (After the money's end nobody waits either, but then the
        // uncapped run may have a queue.)
        let waited = stopped || waits.products.iter().any(|tally| tally.sum_s > 0 || tally.undecided > 0);
        let need_without_queues = if waited { cost(&self.unlimited) } else { need };
        let record = Record {
            replication,
            digest: demand.digest(),
            outcome,
            waits: waits.products,
            days: (0..series.pools()).map(|pool| series.days(pool).to_vec()).collect(),
            spent_by_day: series.spent,
            months: months.rows().map(|(m, p, s, row)| (m, p, s, *row)).collect(),
            need,
            need_without_queues,
        };
        (record, also)
    }
}
