//! The plan that a surface without errors describes, and what people will want to know beside it.

use super::Judge;
use super::after::{after, final_settlements, part_sets};
use super::calendar::{Days, since};
use super::cohorts::Cohort;
use super::faults::outages;
use super::offers::{products, servers};
use super::readings::in_force;
use super::spec::{JUDGED, spec, values};
use super::supply::{Pool, cards_on};
use super::waves::{projects, recall, support, wave_facts, waves};
use crate::problem::{Problem, Problems};
use crate::surface::{self, Bound, Clause, Figure, Line, Programme, Surface, Unit, by_name};
use crate::tree::{Place, Sources};
use crate::words::Text;
use jiff::civil::Date;
use naru_model::rules::allocation::{Backfill, Criterion, Placement, Policy};
use naru_model::rules::budget::{OperatingCost, available};
use naru_model::rules::readings::Readings;
use naru_model::rules::settlement::{Clawback, Terms, month_starts};
use naru_model::rules::supply::{CardTypes, CardsByType, floors};
use naru_model::workload::Spec;
use naru_model::{Budget, Choice, Plan, PoolId, SupplierId};
use naru_units::{Cards, HOUR, Instant, Share, Span, Won};

/// A scenario that can run, and what stands beside it.
#[derive(Clone, Debug)]
pub struct Lowered {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: Text,
    /// What the engine is handed.
    pub plan: Plan,
    /// What users would ask for.
    pub demand: Spec,
    /// What the ids of the plan are called.
    pub names: Names,
    /// What a run is judged by.
    pub promises: Vec<Promise>,
    /// Figures that say where they come from, in file order.
    pub figures: Vec<Figure>,
    /// The clause table, in the call's order.
    pub clauses: Vec<Clause>,
    /// Every reading in force, as `T1.hours` and its value, in the clause table's order.
    pub readings: Vec<(String, String)>,
    /// Facts that neither plan nor demand hold.
    pub facts: Facts,
    /// What `check` warns of.
    pub warnings: Problems,
}

/// What the ids of a plan are called; positions are the plan's.
#[derive(Clone, Debug)]
pub struct Names {
    /// Suppliers, by `SupplierId`.
    pub suppliers: Vec<String>,
    /// Pools, by `PoolId`.
    pub pools: Vec<PoolName>,
    /// Products, by `ProductId`.
    pub products: Vec<ProductName>,
    /// Classes of behaviour, in the demand's order.
    pub classes: Vec<String>,
    /// Kinds of user, in the demand's order.
    pub kinds: Vec<String>,
}

/// A pool's name and card.
#[derive(Clone, Debug)]
pub struct PoolName {
    /// Its supplier.
    pub supplier: String,
    /// Its own name, such as `H100`.
    pub name: String,
    /// Class of its cards, as floors count them and results name them.
    pub card_type: String,
    /// The very card, such as `H100-SXM`.
    pub card: String,
    /// Cards of one server.
    pub cards_per_server: u32,
    /// The most servers that its supplier could bring (clause S10).
    pub maximum_servers: Option<u32>,
}

/// A product's name and specification.
#[derive(Clone, Debug)]
pub struct ProductName {
    /// Its id, such as `gpu-134tf`.
    pub id: String,
    /// What people call it, such as `134TF`.
    pub title: Text,
    /// TF or TOPS of one set, whole.
    pub performance: u32,
    /// Number of the first project, from 1. Those of its waves come after all others.
    pub first_project: u32,
    /// Number of projects, those of waves too.
    pub projects: u32,
}

/// A promise (약속) that a run is judged by.
#[derive(Clone, Debug)]
pub struct Promise {
    /// Its name, such as `wait`.
    pub name: String,
    /// What people call it.
    pub title: Text,
    /// Path of the metric.
    pub metric: String,
    /// What the metric keeps to.
    pub kept: Kept,
    /// Share of programmes in which it must.
    pub in_programmes: f64,
    /// Where the metric is named, to say so if there is none of that name.
    pub place: Place,
}

/// When a promise is kept.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kept {
    /// Not more than this.
    AtMost(f64),
    /// Not less than this.
    AtLeast(f64),
    /// Not before this second.
    NotBefore(Instant),
}

/// Facts for people and for files.
#[derive(Clone, Debug)]
pub struct Facts {
    /// First day.
    pub start: Date,
    /// Day after the last.
    pub end: Date,
    /// Card floors with what stands there on the first day.
    pub floors: Vec<CardFloor>,
    /// Months of support of a project granted at the start (clause A5).
    pub support_months: u32,
    /// Allowance of such a project in product-seconds (clause A5).
    pub allowance_product_s: i64,
    /// The waves, in the plan's order (clause P6).
    pub waves: Vec<WaveName>,
    /// Terabytes of storage beside the servers, by supplier (clause S6).
    pub storage_tb: Vec<(SupplierId, u32)>,
    /// What is settled with suppliers after the last statement (clauses T9, T10, T11).
    pub final_settlements: Vec<FinalSettlement>,
    /// Criteria of the order, by name.
    pub order: Vec<String>,
    /// Name of the backfill.
    pub backfill: String,
    /// Name of the placement.
    pub placement: String,
    /// Servers of each pool by the date from which so many stand there.
    pub fleet: Vec<ServersOfPool>,
}

/// A wave (추가모집).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaveName {
    /// Its name.
    pub name: String,
    /// When it is decided.
    pub at: Instant,
    /// Whole months of support of its projects.
    pub support_months: u32,
}

/// What is settled with one supplier after the last statement; it changes no bill line and no date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FinalSettlement {
    /// With whom.
    pub supplier: SupplierId,
    /// Share of its whole rent that is cut after a poor evaluation (clause T9).
    pub rent_cut: Option<Share>,
    /// What is asked back after fraud (clause T10).
    pub clawback: Option<Clawback>,
    /// What its servers really cost (clause T11).
    pub actual_cost: Option<ActualCost>,
}

/// Settlement on actual cost (실비 정산).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActualCost {
    /// Cost of a server of each of the supplier's pools for a month.
    pub server_month: Vec<(PoolId, Won)>,
    /// Added to the cost.
    pub margin: Share,
}

/// A card floor (필요카드수).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardFloor {
    /// Class of cards.
    pub card_type: String,
    /// Cards that stand there on the first day.
    pub installed: u32,
    /// The floor that holds for this fleet (clause S2).
    pub floor: u32,
}

/// How many servers a pool has, from when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServersOfPool {
    /// The pool.
    pub pool: PoolId,
    /// First second and number of servers, ascending.
    pub servers: Vec<(Instant, u32)>,
}

/// Lowers a surface without errors.
pub(super) fn lowered(
    surface: &Surface,
    readings: Readings,
    figures: &[Figure],
) -> Result<Lowered, Box<Problem>> {
    let programme = surface.programme.as_ref().expect(JUDGED);
    let days = Days::of(programme).expect(JUDGED);
    let judge = Judge { surface, days: Some(days), problems: Vec::new() };
    let policy = surface.policy.as_ref().expect(JUDGED);
    let users = surface.demand.as_ref().expect(JUDGED);
    let (pools, rows) = (judge.pools(), judge.rows());
    let suppliers: Vec<&str> = surface.fleet.iter().flatten().map(|s| s.name.as_str()).collect();
    let supplier_of =
        |name: &str| SupplierId(suppliers.iter().position(|s| *s == name).expect(JUDGED) as u16);
    let terms = terms(programme, readings, days);
    let after = after(surface, &terms, days);
    let last = after.map_or(days.instant(days.end), |after| after.horizon);
    let cohorts = judge.cohorts();
    let demand = spec(&judge, &cohorts, &rows, days, last)?;
    let products = products(&judge, &pools, &rows, days, readings, supplier_of);
    let plan = Plan {
        end: days.instant(days.end),
        pools: pools
            .iter()
            .map(|pool| naru_model::Pool {
                supplier: supplier_of(pool.supplier),
                server: pool.resources(),
                servers: servers(&judge, pool, days),
            })
            .collect(),
        projects: projects(&judge, &cohorts, &rows, &products, &terms, days),
        products,
        policy: Policy {
            order: policy.order.as_ref().expect(JUDGED).value.clone(),
            backfill: policy.backfill.expect(JUDGED),
            placement: policy.placement.expect(JUDGED),
        },
        concurrency: policy.concurrency.expect(JUDGED).value,
        terms,
        budget: budget(programme, days),
        wait_bounds: wait_bounds(surface),
        choice: match policy.choice {
            surface::Choice::ByShare | surface::Choice::ByPrice => Choice::Given,
            surface::Choice::ByExpectedWait => Choice::ExpectedWait,
        },
        outages: outages(&surface.faults, &pools, &suppliers, days, supplier_of),
        waves: waves(&judge, days),
        recall: recall(&surface.recall, days),
        gpu_busy: users.gpu_busy.unwrap_or(Share::WHOLE),
        part_sets: part_sets(surface),
        after,
    };
    let clauses: Vec<&Clause> =
        values(surface.clauses.as_ref().expect(JUDGED)).map(|(_, clause)| clause).collect();
    let chosen = surface.readings.as_ref().expect(JUDGED);
    let readings_in_force = in_force(&clauses, |clause, variant| {
        let variants = by_name(chosen, clause)?.value.as_ref()?;
        Some(by_name(variants, variant)?.value.as_ref()?.value.clone())
    });
    Ok(Lowered {
        name: surface.name.clone().expect(JUDGED),
        title: surface.title.clone().expect(JUDGED),
        names: names(&judge, &cohorts, &suppliers, &pools),
        promises: promises(surface, days),
        figures: figures.iter().map(|figure| with_price_unit(figure, surface)).collect(),
        clauses: clauses.into_iter().cloned().collect(),
        readings: readings_in_force,
        facts: facts(&judge, &pools, &plan.terms, days, supplier_of),
        warnings: Problems::new(Sources::default(), Vec::new()),
        plan,
        demand,
    })
}

fn terms(programme: &Programme, readings: Readings, days: Days) -> Terms {
    Terms {
        readings,
        epoch: days.epoch(),
        month_starts: month_starts(days.epoch(), Instant::START, days.instant(days.end)),
        wait_limit: programme.wait_limit.expect(JUDGED),
        discount_rate: programme.sla_rate.expect(JUDGED),
        discount_ceiling: programme.sla_ceiling,
        fixed_ratio: programme.fixed_ratio.expect(JUDGED).value,
        vat_rate: programme.budget.as_ref().and_then(|money| money.vat_rate).expect(JUDGED),
    }
}

/// P2 and P3: the GPU line has what the operating cost and the NPU line leave of the cap.
fn budget(programme: &Programme, days: Days) -> Budget {
    let money = programme.budget.as_ref().expect(JUDGED);
    let cap = money.cap.expect(JUDGED).value;
    let operating = OperatingCost::Sum(money.operating.expect(JUDGED).value).of(cap);
    let npu = by_name(money.lines.as_ref().expect(JUDGED), "npu")
        .and_then(|line| line.value)
        .map_or(Won::ZERO, |spot| spot.value);
    Budget {
        cap,
        operating,
        opening: [available(cap, operating) - npu, npu],
        funding_stop: programme.funding_stop.map(|date| days.instant(date.value)),
    }
}

fn names(judge: &Judge<'_>, cohorts: &[Cohort<'_>], suppliers: &[&str], pools: &[Pool<'_>]) -> Names {
    let demand = judge.surface.demand.as_ref().expect(JUDGED);
    let first_project = |product: usize| {
        let before = cohorts.iter().take_while(|cohort| cohort.product != product);
        before.map(|cohort| cohort.projects).sum::<u32>() + 1
    };
    let all_of = |product: usize| {
        let of = cohorts.iter().filter(|cohort| cohort.product == product);
        of.map(|cohort| cohort.projects).sum()
    };
    Names {
        suppliers: suppliers.iter().map(|s| (*s).to_owned()).collect(),
        pools: pools
            .iter()
            .map(|pool| PoolName {
                supplier: pool.supplier.to_owned(),
                name: pool.name.name.clone(),
                card_type: pool.card.class.clone(),
                card: pool.card_name.value.clone(),
                cards_per_server: pool.server.cards,
                maximum_servers: pool.text.maximum.map(|m| m.value),
            })
            .collect(),
        products: judge
            .products_in_use()
            .into_iter()
            .enumerate()
            .map(|(i, (id, product))| ProductName {
                id: id.to_owned(),
                title: product.title.clone(),
                performance: product.performance.whole(),
                first_project: first_project(i),
                projects: all_of(i),
            })
            .collect(),
        classes: values(demand.classes.as_ref().expect(JUDGED)).map(|(name, _)| name.to_owned()).collect(),
        kinds: values(demand.users.as_ref().expect(JUDGED)).map(|(name, _)| name.to_owned()).collect(),
    }
}

fn promises(surface: &Surface, days: Days) -> Vec<Promise> {
    values(surface.promises.as_ref().expect(JUDGED))
        .map(|(name, promise)| Promise {
            name: name.to_owned(),
            title: promise.title.clone(),
            metric: promise.metric.value.clone(),
            kept: match promise.bound {
                Bound::AtMost(most) => Kept::AtMost(most),
                Bound::AtLeast(least) => Kept::AtLeast(least),
                Bound::NotBefore(date) => Kept::NotBefore(days.instant(date.value)),
            },
            in_programmes: promise.in_programmes,
            place: promise.metric.place,
        })
        .collect()
}

/// Bounds of promised wait quantiles: judged by exact counts, never by a histogram's edge.
fn wait_bounds(surface: &Surface) -> Vec<Span> {
    let promises = values(surface.promises.as_ref().expect(JUDGED)).map(|(_, promise)| promise);
    let mut bounds: Vec<Span> = promises
        .filter(|promise| promise.metric.value.ends_with("_hours"))
        .filter_map(|promise| match promise.bound {
            Bound::AtMost(hours) | Bound::AtLeast(hours) => Some(Span((hours * HOUR as f64).floor() as i64)),
            Bound::NotBefore(_) => None,
        })
        .collect();
    bounds.sort_unstable();
    bounds.dedup();
    bounds
}

fn facts(
    judge: &Judge<'_>,
    pools: &[Pool<'_>],
    terms: &Terms,
    days: Days,
    supplier_of: impl Fn(&str) -> SupplierId,
) -> Facts {
    let surface = judge.surface;
    let readings = &terms.readings;
    let programme = surface.programme.as_ref().expect(JUDGED);
    let policy = surface.policy.as_ref().expect(JUDGED);
    let of_class = |class: &str| pools.iter().filter(|p| p.card.class == class).copied().collect::<Vec<_>>();
    let h100_only = of_class("A100").is_empty() && !of_class("H100").is_empty();
    let call = surface.floors.expect(JUDGED);
    let call = CardsByType { a100: Cards(call.a100), h100: Cards(call.h100) };
    let types = if h100_only { CardTypes::H100Only } else { CardTypes::Both };
    let floor = floors(readings.h100_only_floor, call, types, judge.product1_projects());
    let support_months = programme.support_months.expect(JUDGED);
    let order = policy.order.as_ref().expect(JUDGED);
    Facts {
        start: days.start,
        end: days.end,
        floors: [("A100", floor.a100), ("H100", floor.h100)]
            .map(|(class, floor)| CardFloor {
                card_type: class.to_owned(),
                installed: cards_on(&of_class(class), days.start, days).0,
                floor: floor.0,
            })
            .to_vec(),
        support_months,
        allowance_product_s: support(terms, Instant::START, support_months),
        waves: wave_facts(judge, days),
        storage_tb: values(&surface.storage_tb).map(|(name, tb)| (supplier_of(name), tb.value)).collect(),
        final_settlements: final_settlements(surface, pools, &supplier_of),
        order: order.value.iter().map(|c| name_of(&Criterion::ALL, c)).collect(),
        backfill: name_of(&Backfill::ALL, &policy.backfill.expect(JUDGED)),
        placement: name_of(&Placement::ALL, &policy.placement.expect(JUDGED)),
        fleet: pools
            .iter()
            .enumerate()
            .map(|(i, pool)| ServersOfPool {
                pool: PoolId(i as u16),
                servers: pool
                    .text
                    .servers
                    .iter()
                    .map(|(from, count)| (days.instant(since(*from, days)), count.value))
                    .collect(),
            })
            .collect(),
    }
}

/// A price is won per product-hour or per month, as its product is billed.
fn with_price_unit(figure: &Figure, surface: &Surface) -> Figure {
    let product = figure.path.strip_prefix("prices.").and_then(|rest| rest.split('.').nth(1));
    let product = product.and_then(|id| by_name(surface.products.as_ref()?, id)?.value.as_ref());
    let unit = match product.map(|product| product.line) {
        Some(Line::Gpu) => Unit::WonPerHour,
        Some(Line::Npu) => Unit::WonPerMonth,
        None => figure.unit,
    };
    Figure { unit, ..figure.clone() }
}

/// The name in a file of one of our choices.
pub(super) fn name_of<T: PartialEq>(all: &[(&'static str, T)], value: &T) -> String {
    all.iter().find(|(_, v)| v == value).expect("every choice has a name").0.to_owned()
}
