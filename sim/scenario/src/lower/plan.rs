//! The plan that a surface without errors describes, and what people will want to know beside it.

use super::Judge;
use super::calendar::{Days, since};
use super::faults::{outages, pool_id};
use super::readings::in_force;
use super::spec::{JUDGED, spec, values};
use super::supply::{Pool, Row, cards_on};
use crate::problem::{Problem, Problems};
use crate::surface::{Bound, Clause, DatedText, Figure, Line, Programme, Spot, Surface, Unit, by_name};
use crate::tree::{Place, Sources};
use crate::words::Text;
use jiff::civil::Date;
use naru_model::rules::allocation::{Backfill, Criterion, Placement, Policy};
use naru_model::rules::budget::{OperatingCost, available};
use naru_model::rules::readings::{OwnForm, Readings};
use naru_model::rules::settlement::{Terms, month_starts};
use naru_model::rules::supply::{CardTypes, CardsByType, floors};
use naru_model::workload::Spec;
use naru_model::{
    Allocation, Budget, Choice, Offer, PartSets, Plan, PoolId, Product, ProductId, Project, Recall, Servers,
    SupplierId, Tariff,
};
use naru_units::{Cards, DAY, Dated, HOUR, Instant, Share, Span, Won};

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
    /// Number of the first project, from 1.
    pub first_project: u32,
    /// Number of projects.
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
    /// Allowance of such a project in product-seconds, months of 30 days (clause A5, `allowance_month: days30`).
    pub allowance_product_s: i64,
    /// Criteria of the order, by name.
    pub order: Vec<String>,
    /// Name of the backfill.
    pub backfill: String,
    /// Name of the placement.
    pub placement: String,
    /// Servers of each pool by the date from which so many stand there.
    pub fleet: Vec<ServersOfPool>,
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
    let judge = Judge { surface, days: None, problems: Vec::new() };
    let programme = surface.programme.as_ref().expect(JUDGED);
    let days = Days::of(programme).expect(JUDGED);
    let policy = surface.policy.as_ref().expect(JUDGED);
    let (pools, rows) = (judge.pools(), judge.rows());
    let suppliers: Vec<&str> = surface.fleet.iter().flatten().map(|s| s.name.as_str()).collect();
    let supplier_of =
        |name: &str| SupplierId(suppliers.iter().position(|s| *s == name).expect(JUDGED) as u16);
    let demand = spec(surface, days, policy.idle_return.expect(JUDGED))?;
    let terms = terms(programme, readings, days);
    let plan = Plan {
        end: days.instant(days.end),
        pools: pools
            .iter()
            .map(|pool| naru_model::Pool {
                supplier: supplier_of(pool.supplier),
                server: pool.resources(),
                servers: servers(&pool.text.servers, days),
            })
            .collect(),
        products: products(surface, &pools, &rows, days, readings, supplier_of),
        projects: projects(surface),
        policy: Policy {
            order: policy.order.as_ref().expect(JUDGED).value.clone(),
            backfill: policy.backfill.expect(JUDGED),
            placement: policy.placement.expect(JUDGED),
        },
        concurrency: policy.concurrency.expect(JUDGED).value,
        terms,
        budget: budget(programme, days),
        wait_bounds: wait_bounds(surface),
        choice: Choice::Given,
        outages: outages(&surface.faults, &pools, &suppliers, days, supplier_of),
        waves: Vec::new(),
        recall: Recall::default(),
        gpu_busy: Share::WHOLE,
        part_sets: PartSets::default(),
        after: None,
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
        names: names(surface, &suppliers, &pools),
        promises: promises(surface, days),
        figures: figures.iter().map(|figure| with_price_unit(figure, surface)).collect(),
        clauses: clauses.into_iter().cloned().collect(),
        readings: readings_in_force,
        facts: facts(surface, &pools, readings, days),
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

/// Numbers by date as groups that come and go: the last to come are the first to go.
fn servers(by_date: &DatedText<u32>, days: Days) -> Vec<Servers> {
    let mut groups: Vec<Servers> = Vec::new();
    let mut there = 0;
    for (from, count) in by_date {
        let (at, count) = (days.instant(since(*from, days)), count.value);
        if count > there {
            groups.push(Servers { count: count - there, agreed: at, from: at, until: None, wave: None });
        }
        let mut leaving = there.saturating_sub(count);
        while leaving > 0 {
            let last = groups.iter().rposition(|g| g.until.is_none()).expect("servers that leave once came");
            let stay = groups[last].count.saturating_sub(leaving);
            let gone = groups[last].count - stay;
            groups[last].count = gone;
            groups[last].until = Some(at);
            if stay > 0 {
                // Those that stay keep the lower numbers.
                let group = Servers { count: stay, until: None, ..groups[last] };
                groups.insert(last, group);
            }
            leaving -= gone;
        }
        there = count;
    }
    groups
}

fn products(
    surface: &Surface,
    pools: &[Pool<'_>],
    rows: &[Row<'_>],
    days: Days,
    readings: Readings,
    supplier_of: impl Fn(&str) -> SupplierId,
) -> Vec<Product> {
    let programme = surface.programme.as_ref().expect(JUDGED);
    let policy = surface.policy.as_ref().expect(JUDGED);
    let users = surface.demand.as_ref().and_then(|demand| demand.users.as_ref()).expect(JUDGED);
    let kinds: Vec<&str> = values(users).map(|(name, _)| name).collect();
    let prices = surface.prices.as_ref().expect(JUDGED);
    let form = readings.own_form;
    let all = surface.products.as_ref().expect(JUDGED);
    values(all)
        .map(|(id, product)| {
            let gpu = product.line == Line::Gpu;
            let offers = rows.iter().filter(|row| row.named.name == id).map(|row| {
                let of_supplier = by_name(prices, row.supplier).and_then(|s| s.value.as_ref()).expect(JUDGED);
                let price = by_name(of_supplier, id).and_then(|p| p.value.as_ref()).expect(JUDGED);
                Offer {
                    supplier: supplier_of(row.supplier),
                    pool: pool_id(pools, row.supplier, &row.pool.name.name),
                    allocation: if gpu { Allocation::Dynamic } else { Allocation::Fixed },
                    set: row.set(),
                    gang: None,
                    overflow: false,
                    draws: product.performance.whole(),
                    prices: dated(price, days),
                    market: Won::ZERO,
                }
            });
            let own = |kind: &&str| own_monthly(surface, kind, id, form);
            Product {
                line: if gpu { naru_model::Line::Gpu } else { naru_model::Line::Npu },
                tariff: if gpu { Tariff::Hourly } else { Tariff::Monthly },
                performance: product.performance.whole(),
                limit: gpu.then(|| programme.wait_limit.expect(JUDGED)),
                idle_return: if gpu { policy.idle_return.expect(JUDGED) } else { Span::ZERO },
                offers: offers.collect(),
                own_monthly: kinds.iter().map(own).collect(),
                own_ratio: kinds
                    .iter()
                    .map(|kind| if gpu { own_ratio(surface, kind, form) } else { Share::NONE })
                    .collect(),
            }
        })
        .collect()
}

/// A share of each bill line by kind of user, where own contributions are shares.
fn own_ratio(surface: &Surface, kind: &str, form: OwnForm) -> Share {
    let kinds = surface.own_ratio.as_ref().expect(JUDGED);
    let share = by_name(kinds, kind).and_then(|kind| kind.value).unwrap_or(Share::NONE);
    match form {
        OwnForm::Ratio => share,
        OwnForm::FlatMonthly => Share::NONE,
    }
}

/// A flat monthly sum by kind of user and product, where own contributions are flat.
fn own_monthly(surface: &Surface, kind: &str, product: &str, form: OwnForm) -> Won {
    if form == OwnForm::Ratio {
        return Won::ZERO;
    }
    let kinds = surface.own_contribution.as_ref().expect(JUDGED);
    let of_kind = by_name(kinds, kind).and_then(|kind| kind.value.as_ref());
    of_kind.and_then(|sums| by_name(sums, product)?.value).unwrap_or(Won::ZERO)
}

fn dated(values: &DatedText<Won>, days: Days) -> Dated<Won> {
    match values[..] {
        [(None, Spot { value, .. })] => Dated::always(value),
        _ => Dated::new(values.iter().map(|(from, v)| (days.instant(since(*from, days)), v.value)).collect())
            .expect("dates come in order"),
    }
}

fn projects(surface: &Surface) -> Vec<Project> {
    let products = values(surface.products.as_ref().expect(JUDGED)).enumerate();
    products
        .flat_map(|(i, (_, product))| {
            let project = Project {
                product: ProductId(i as u16),
                offer: 0,
                allowance: None,
                wave: None,
                in_recalled_place: false,
            };
            std::iter::repeat_n(project, product.projects as usize)
        })
        .collect()
}

fn names(surface: &Surface, suppliers: &[&str], pools: &[Pool<'_>]) -> Names {
    let demand = surface.demand.as_ref().expect(JUDGED);
    let mut first_project = 1;
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
        products: values(surface.products.as_ref().expect(JUDGED))
            .map(|(id, product)| {
                let first = first_project;
                first_project += product.projects;
                ProductName {
                    id: id.to_owned(),
                    title: product.title.clone(),
                    performance: product.performance.whole(),
                    first_project: first,
                    projects: product.projects,
                }
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

fn facts(surface: &Surface, pools: &[Pool<'_>], readings: Readings, days: Days) -> Facts {
    let programme = surface.programme.as_ref().expect(JUDGED);
    let policy = surface.policy.as_ref().expect(JUDGED);
    let of_class = |class: &str| pools.iter().filter(|p| p.card.class == class).copied().collect::<Vec<_>>();
    let h100_only = of_class("A100").is_empty() && !of_class("H100").is_empty();
    let call = surface.floors.expect(JUDGED);
    let call = CardsByType { a100: Cards(call.a100), h100: Cards(call.h100) };
    let judge = Judge { surface, days: Some(days), problems: Vec::new() };
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
        allowance_product_s: i64::from(support_months) * 30 * DAY,
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
