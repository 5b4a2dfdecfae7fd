//! Each scenario beside the baseline: what must differ, in which direction, and how much where arithmetic says it.
//!
//! Both sides meet the same people, days and failures (draws are by address), each replication is audited, and an
//! expected value comes from the scenario's own figures or the call.

mod course;
mod money;
mod plans;
mod supply;

use naru_model::observers::{Auditor, Fragmentation, Log, Series, WaitingBy};
use naru_model::workload::{Demand, Laws};
use naru_model::{
    Bill, Charge, Fact, Kind, Observer, Outage, OutageKind, Outcome, Plan, Session, Standing, replicate,
};
use naru_scenario::{Lowered, Scenario};
use naru_units::{DAY, Instant, Won};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Without optimisation a replication takes long: there one has to do, and it says so.
const REPLICATIONS: u32 = if cfg!(debug_assertions) { 1 } else { 3 };

/// More than any programme costs, and far from where sums overflow.
const WITHOUT_END: Won = Won(1_000_000_000_000_000);

fn lowered(name: &str) -> Lowered {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../scenarios/{name}.ron"));
    Scenario::read(&path, &[]).expect("a scenario of ours").lower().expect("it makes sense")
}

/// A change of both sides, so that what is left is arithmetic.
type Change = fn(&mut Lowered);

/// The money has no end: nobody is sent home, whatever it costs.
fn endless(scenario: &mut Lowered) {
    let budget = &mut scenario.plan.budget;
    budget.opening = [WITHOUT_END; 2];
    budget.cap = WITHOUT_END + WITHOUT_END + budget.operating;
}

/// No failure is drawn; what the scenario itself puts on a date stays.
fn unfailing(scenario: &mut Lowered) {
    scenario.plan.outages.servers.clear();
    scenario.plan.outages.allocators.clear();
}

/// Allocators fail on given dates alone.
fn sure_allocators(scenario: &mut Lowered) {
    scenario.plan.outages.allocators.clear();
}

fn burstless(scenario: &mut Lowered) {
    scenario.demand.bursts = None;
}

/// A scenario that has run.
struct Side {
    plan: Plan,
    laws: Laws,
    names: Vec<String>,
    runs: Vec<Run>,
}

/// One replication.
struct Run {
    outcome: Outcome,
    log: Log,
    series: Series,
    /// By pool: waiting by cause.
    waiting: Vec<WaitingBy>,
    told: Told,
}

/// What logs leave out.
#[derive(Default)]
struct Told {
    /// By day: committed by both lines at its end.
    committed: Vec<Won>,
    /// By wave.
    admitted: Vec<bool>,
    /// Pool and number of servers that took sessions at some time.
    opened: BTreeSet<(u16, u32)>,
}

impl Observer for Told {
    fn hear(&mut self, _: Instant, fact: &Fact<'_>) {
        if let Fact::DayClosed { committed, .. } = fact {
            self.committed.push(committed[0] + committed[1]);
        } else if let Fact::WaveDecided { admitted, .. } = fact {
            self.admitted.push(*admitted);
        } else if let Fact::Server { pool, server, stands: Standing::Open, .. } = fact {
            self.opened.insert((*pool, *server));
        }
    }
}

/// A scenario as its file has it, but for the changes.
#[expect(clippy::print_stderr, reason = "fewer replications are no silent matter")]
fn side(name: &str, changes: &[Change]) -> Side {
    let mut scenario = lowered(name);
    for change in changes {
        change(&mut scenario);
    }
    let Lowered { plan, demand, names, .. } = scenario;
    if cfg!(debug_assertions) {
        eprintln!("{name}: {REPLICATIONS} replication alone, since this is no release build");
    }
    let laws = Laws::new(demand);
    let run = |replication| {
        let demand = Demand::new(&laws, 1, replication);
        let series = (Series::new(&plan), Fragmentation::new(&plan));
        let observers = ((Log::default(), series), (Told::default(), Auditor::default()));
        let (outcome, ((log, (series, causes)), (told, auditor))) = replicate(&plan, &demand, observers);
        assert!(auditor.is_closed(), "{name}: the auditor heard the whole replication");
        Run { outcome, log, series, waiting: causes.pools, told }
    };
    let runs = (0..REPLICATIONS).map(run).collect();
    let names = names.products.into_iter().map(|product| product.id).collect();
    Side { plan, laws, names, runs }
}

/// The baseline and a scenario, changed alike.
fn pair(name: &str, changes: &[Change]) -> (Side, Side) {
    (side("baseline-2025", changes), side(name, changes))
}

impl Side {
    fn demand(&self, replication: usize) -> Demand<'_> {
        Demand::new(&self.laws, 1, replication as u32)
    }

    fn product(&self, id: &str) -> u16 {
        self.names.iter().position(|name| name == id).expect("a product of the scenario") as u16
    }
}

impl Run {
    fn sessions(&self) -> impl Iterator<Item = &Session> {
        self.log.sessions().map(|logged| &logged.session)
    }

    fn of_kind(&self, kind: Kind) -> Vec<&Session> {
        self.sessions().filter(|session| session.kind == kind).collect()
    }

    /// Bill lines that count hours: the GPU's.
    fn hourly(&self) -> impl Iterator<Item = Hourly<'_>> {
        self.log.bills.iter().filter_map(|bill| match bill.charge {
            Charge::Hours { fixed, hours, .. } => {
                Some(Hourly { bill, fixed, hours: hours.expect("money runs by the hour") })
            }
            Charge::Tenancy { .. } | Charge::Statement(_) => None,
        })
    }

    /// Hours, and money before discounts, by month, project, product and allocation.
    fn by_line(&self) -> BTreeMap<(usize, u32, u16, bool), (i64, Won)> {
        let mut lines = BTreeMap::new();
        for Hourly { bill, fixed, hours } in self.hourly() {
            let project = bill.project.expect("hours are a project's");
            let line = lines.entry((bill.month, project, bill.product, fixed)).or_insert((0, Won::ZERO));
            *line = (line.0 + hours, line.1 + bill.amount + bill.discount);
        }
        lines
    }

    fn outages(&self, kind: OutageKind) -> Vec<&Outage> {
        self.log.outages.iter().filter(|outage| outage.kind == kind).collect()
    }

    fn longest_gpu_wait_s(&self) -> i64 {
        self.sessions().filter(|s| s.line == 0 && s.kind.is_counted()).map(|s| s.wait().0).max().unwrap_or(0)
    }

    /// Most cards in use at once, of a pool.
    fn peak(&self, pool: usize) -> u32 {
        self.series.days(pool).iter().map(|day| day.peak_in_use).max().unwrap_or(0)
    }
}

/// A bill line of hours.
struct Hourly<'a> {
    bill: &'a Bill,
    fixed: bool,
    hours: i64,
}

/// Midnight that a day begins with; 0 is April 1.
const fn day(n: i64) -> Instant {
    Instant(n * DAY)
}
