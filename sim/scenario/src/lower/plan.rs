//! The plan that a surface without errors describes, and what people will want to know beside it.

use super::Judge;
use super::after::{after, final_settlements, part_sets};
use super::calendar::{Days, since};
use super::cohorts::Cohort;
use super::faults::outages;
use super::lowered::{CardFloor, Facts, Kept, Lowered, Names, PoolName, ProductName, Promise, ServersOfPool};
use super::offers::{products, servers};
use super::readings::in_force;
use super::rows::Pool;
use super::spec::{JUDGED, spec, values};
use super::supply::cards_on;
use super::waves::{projects, recall, support, wave_facts, waves};
use crate::problem::{Problem, Problems};
use crate::surface::{self, Bound, Clause, Figure, Line, Programme, Surface, Unit, by_name};
use crate::tree::Sources;
use naru_model::rules::allocation::{Backfill, Criterion, Placement};
use naru_model::rules::budget::{OperatingCost, available};
use naru_model::rules::readings::Readings;
use naru_model::rules::settlement::{Terms, month_starts};
use naru_model::rules::supply::{CardTypes, CardsByType, floors};
use naru_model::{Budget, Choice, Plan, PoolId, SupplierId};
use naru_units::{Cards, HOUR, Instant, Share, Span, Won};

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
        policy: super::policy::policy(policy),
        estimate: super::policy::estimate(policy),
        fair_share_decay: super::policy::fair_share_decay(policy),
        concurrency: policy.concurrency.expect(JUDGED).value,
        terms,
        budget: budget(programme, days),
        wait_bounds: wait_bounds(surface),
        choice: match policy.choice {
            surface::Choice::Share | surface::Choice::Price => Choice::Given,
            surface::Choice::ExpectedWait => Choice::ExpectedWait,
        },
        outages: outages(&surface.faults, &pools, &rows, &suppliers, days, supplier_of),
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
        cut_off: days.instant(programme.december_cut_off.expect(JUDGED).value),
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
        backfill: name_of(&Backfill::ALL, &policy.backfill.expect(JUDGED).value),
        placement: name_of(&Placement::ALL, &policy.placement.expect(JUDGED).value),
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
