//! Random small programmes: a day or two, with a midnight and often a month's end inside, few cards, odd prices.

use crate::common::{bare, offer, project, servers, sources};
use naru_kernel::Stream;
use naru_model::rules::allocation::{Backfill, Criterion, Placement, Policy, Resources};
use naru_model::rules::readings::*;
use naru_model::rules::settlement::{Terms, month_starts};
use naru_model::workload::{Behaviour, Cohort, Law, Listed, Spec};
use naru_model::{
    Allocation, Estimate, Line, Maintenance, Offer, Plan, Pool, PoolId, Product, Project, SupplierId, Tariff,
};
use naru_units::{DAY, Dated, Epoch, HOUR, Instant, Share, Span, Won};

/// Draws of one scenario, one after the other.
pub(crate) struct Dice {
    stream: Stream,
    index: u32,
}

impl Dice {
    pub(crate) fn new(scenario: u32) -> Self {
        Self { stream: Stream::new(1, 20_250_401, scenario, "money", "scenario"), index: 0 }
    }

    /// Draws of its own, so that what was drawn before stays as it was.
    pub(crate) fn of_mechanisms(scenario: u32) -> Self {
        Self { stream: Stream::new(1, 20_250_401, scenario, "money", "mechanisms"), index: 0 }
    }

    /// As above, of flat own contributions.
    pub(crate) fn of_sums(scenario: u32) -> Self {
        Self { stream: Stream::new(1, 20_250_401, scenario, "money", "sums"), index: 0 }
    }

    fn uniform(&mut self) -> f64 {
        self.index += 1;
        self.stream.uniform(self.index)
    }

    pub(crate) fn chance(&mut self, p: f64) -> bool {
        self.uniform() < p
    }

    /// In `[low, high]`.
    pub(crate) fn whole(&mut self, low: i64, high: i64) -> i64 {
        low + (self.uniform() * (high - low + 1) as f64) as i64
    }

    pub(crate) fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.whole(0, from.len() as i64 - 1) as usize]
    }
}

/// Any readings, but for those that a plan may not use.
pub(crate) fn readings(dice: &mut Dice) -> Readings {
    Readings {
        operating: dice.pick(Operating::ALL),
        vat: dice.pick(Vat::ALL),
        vat_round: dice.pick(VatRound::ALL),
        vat_scope: dice.pick(VatScope::ALL),
        transfer: dice.pick(&[Transfer::Pooled, Transfer::Never]),
        when_exhausted: dice.pick(WhenExhausted::ALL),
        accrual: if dice.chance(0.2) { Accrual::Second } else { Accrual::Hour },
        idle: dice.pick(Idle::ALL),
        clock: dice.pick(Clock::ALL),
        sla_discount: dice.pick(&[SlaDiscount::Hours, SlaDiscount::Session, SlaDiscount::Growing]),
        excess: dice.pick(Excess::ALL),
        off: dice.pick(OffRounding::ALL),
        hours: dice.pick(HourRounding::ALL),
        split: dice.pick(Split::ALL),
        price_at: dice.pick(PriceAt::ALL),
        own: dice.pick(&[Own::Outside, Own::OutOfPrice, Own::DepositThenSettled]),
        npu_month: dice.pick(&[NpuMonth::Calendar, NpuMonth::Running30, NpuMonth::Anniversary]),
        npu_days: dice.pick(NpuDays::ALL),
        npu_won: dice.pick(NpuWon::ALL),
        ..Readings::default()
    }
}

fn terms(dice: &mut Dice, end: Instant) -> Terms {
    let epoch =
        Epoch(dice.pick(&["2025-04-30", "2025-02-28", "2025-12-31", "2025-05-10"]).parse().expect("a date"));
    Terms {
        readings: readings(dice),
        epoch,
        month_starts: month_starts(epoch, Instant::START, end),
        wait_limit: Span(dice.pick(&[0, 60, 1_800, 3_600, 10_000])),
        discount_rate: Share(dice.pick(&[0, 1, 3_000, 3_333, 10_000])),
        discount_ceiling: dice.pick(&[None, Some(Share(4_500)), Some(Share(10_000))]),
        fixed_ratio: Share(5_000),
        vat_rate: Share(dice.pick(&[1_000, 700, 1])),
        cut_off: Instant(0),
    }
}

fn prices(dice: &mut Dice, least: i64, most: i64, end: Instant) -> Dated<Won> {
    let first = Won(dice.whole(least, most));
    if !dice.chance(0.4) {
        return Dated::always(first);
    }
    let change = match dice.whole(0, 2) {
        0 => DAY,
        1 => dice.whole(1, end.0 / HOUR - 1) * HOUR,
        _ => dice.whole(1, end.0 - 1),
    };
    let mut dated = vec![(Instant(i64::MIN), first), (Instant(change), Won(dice.whole(least, most)))];
    if dice.chance(0.3) {
        dated.push((Instant(change + dice.whole(1, 20_000)), first));
    }
    Dated::new(dated).expect("ascending")
}

/// Seconds that hit hours, midnights and their neighbours more often than chance would.
fn second(dice: &mut Dice, last: i64) -> i64 {
    let near = dice.whole(-1, 1);
    match dice.whole(0, 3) {
        0 => (dice.whole(0, last / HOUR) * HOUR + near).clamp(0, last),
        1 => (DAY + near).min(last),
        _ => dice.whole(0, last),
    }
}

fn length(dice: &mut Dice) -> i64 {
    match dice.whole(0, 3) {
        0 => dice.whole(1, 8) * HOUR + dice.whole(-1, 1),
        1 => dice.whole(1, 600),
        _ => dice.whole(1, 30_000),
    }
}

fn behaviour(dice: &mut Dice, projects: u32, end: Instant) -> Behaviour {
    let law = |dice: &mut Dice| match dice.whole(0, 2) {
        0 => Law::Fixed { s: dice.whole(1, 6) as f64 * 3_600.0 },
        _ => Law::Exponential { mean_s: dice.whole(1_200, 20_000) as f64 },
    };
    match dice.whole(0, 5) {
        0 => Behaviour::OpenSource {
            mean_gap_s: dice.whole(3_600, 30_000) as f64,
            swing: None,
            length: law(dice),
        },
        1 | 2 => {
            let request = |_| Listed { at: Instant(second(dice, end.0 - 1)), work: Span(length(dice)) };
            Behaviour::Listed { requests: (0..projects).map(request).collect() }
        }
        _ => Behaviour::ClosedSource {
            mean_think_s: dice.whole(300, 10_000) as f64,
            swing: None,
            length: law(dice),
        },
    }
}

fn npu(dice: &mut Dice, projects: u32, end: Instant) -> Behaviour {
    if dice.chance(0.5) {
        return Behaviour::Tenancy { at_start: 0.5, from_day: 0, until_day: 2, enrolled: 1.0 };
    }
    let request = |_| Listed {
        at: Instant(second(dice, end.0 - 1)),
        work: Span(dice.pick(&[1, 3_600, DAY - 1, DAY, DAY + 1, 40_000])),
    };
    Behaviour::Listed { requests: (0..projects).map(request).collect() }
}

/// A plan without money, and its people. `scenario` numbers it.
pub(crate) fn scenario(dice: &mut Dice) -> (Plan, Spec) {
    let end = Instant(dice.whole(30 * HOUR, 40 * HOUR));
    let mut pools = Vec::new();
    let mut products = Vec::new();
    let mut projects = Vec::new();
    let mut cohorts = Vec::new();
    let gpu_pools = dice.whole(1, 2);
    for pool in 0..gpu_pools {
        let supplier = SupplierId(u16::from(dice.chance(0.3)));
        let cards = dice.whole(1, 4) as u32;
        pools.push(Pool {
            supplier,
            server: Resources::cards(cards),
            servers: vec![servers(dice.whole(1, 2) as u32, Instant::START)],
        });
        for _ in 0..dice.whole(1, 2) {
            let set = Resources::cards(dice.whole(1, i64::from(cards.min(2))) as u32);
            let prices = prices(dice, 1, 9_999, end);
            let offer = Offer { supplier, prices, ..offer(pool as u16, set, 0) };
            let own = Share(dice.pick(&[0, 0, 1_000, 3_333, 10_000]));
            let gpu = product(Line::Gpu, Span(dice.pick(&[0, 599, 1_800])), offer);
            products.push(Product { own_ratio: vec![own], ..gpu });
            add_projects(dice, &mut projects, &mut cohorts, products.len() - 1, 3, |dice, n| {
                behaviour(dice, n, end)
            });
        }
    }
    if dice.chance(0.4) {
        let supplier = SupplierId(dice.whole(0, 1) as u16);
        pools.push(Pool {
            supplier,
            server: Resources::cards(2),
            servers: vec![servers(dice.whole(1, 2) as u32, Instant::START)],
        });
        let set = Resources::cards(1);
        let prices = prices(dice, 100, 900_000, end);
        let allocation = Allocation::Fixed;
        let offer = Offer { supplier, allocation, prices, ..offer(pools.len() as u16 - 1, set, 0) };
        products.push(product(Line::Npu, Span::ZERO, offer));
        add_projects(dice, &mut projects, &mut cohorts, products.len() - 1, 3, |dice, n| npu(dice, n, end));
    }
    let open = cohorts.iter().any(|c| matches!(c.behaviour, Behaviour::OpenSource { .. }));
    let plan = Plan {
        policy: Policy {
            order: vec![dice.pick(&Criterion::ALL.map(|(_, c)| c))],
            weights: vec![(Criterion::Arrival, 1), (Criterion::FairShare, 2)],
            backfill: dice.pick(&Backfill::ALL.map(|(_, b)| b)),
            placement: dice.pick(&Placement::ALL.map(|(_, p)| p)),
        },
        estimate: dice.pick(&[
            Estimate::Exact,
            Estimate::Declared,
            Estimate::Factor(15_000),
            Estimate::UserLike,
        ]),
        concurrency: if open { 100_000 } else { 1 },
        wait_bounds: Vec::new(),
        terms: terms(dice, end),
        ..bare(end, pools, products, projects)
    };
    (plan, sources(end, cohorts))
}

/// Lays over a scenario what the first ones did not have: credits, forecasts, outages, fixed allocation, second offers.
pub(crate) fn grow(dice: &mut Dice, plan: &mut Plan, spec: &mut Spec) {
    let readings = &mut plan.terms.readings;
    if dice.chance(0.3) {
        readings.sla_discount = SlaDiscount::Credit;
    }
    if dice.chance(0.3) {
        readings.statement_round = StatementRound::Below10Dropped;
    }
    if dice.chance(0.3) {
        // Whole days, a month's end after the first or second of them.
        readings.transfer = Transfer::MonthEndForecast;
        plan.terms.epoch =
            Epoch(dice.pick(&["2025-04-30", "2025-04-29", "2025-12-31"]).parse().expect("a date"));
        plan.end = Instant(dice.pick(&[2, 3]) * DAY);
        (spec.end, spec.last) = (plan.end, plan.end);
        plan.terms.month_starts = month_starts(plan.terms.epoch, Instant::START, plan.end);
    }
    readings.on_outage = dice.pick(OnOutage::ALL);
    readings.fault_hour = dice.pick(FaultHour::ALL);
    readings.npu_outage = dice.pick(NpuOutage::ALL);
    readings.fixed_hours = dice.pick(FixedHours::ALL);
    let end = plan.end;
    if dice.chance(0.4) {
        add_offers(dice, plan);
    }
    if dice.chance(0.3) {
        for (product, cohort) in plan.products.iter_mut().zip(&spec.cohorts) {
            let open = matches!(cohort.behaviour, Behaviour::OpenSource { .. });
            if product.tariff == Tariff::Hourly && !open && dice.chance(0.6) {
                product.offers.iter_mut().for_each(|offer| offer.allocation = Allocation::Fixed);
            }
        }
    }
    if dice.chance(0.6) {
        for _ in 0..dice.whole(1, 3) {
            let pool = dice.whole(0, plan.pools.len() as i64 - 1) as u16;
            let standing: u32 = plan.pools[pool as usize].servers.iter().map(|s| s.count).sum();
            let (from, until) = window(dice, end);
            let window = Maintenance {
                pool: PoolId(pool),
                servers: dice.whole(1, i64::from(standing)) as u32,
                from,
                until,
                waits_count: dice.chance(0.5),
            };
            plan.outages.maintenance.push(window);
        }
    }
    if dice.chance(0.5) {
        for _ in 0..dice.whole(1, 2) {
            let supplier = plan.pools[dice.whole(0, plan.pools.len() as i64 - 1) as usize].supplier;
            let (from, until) = window(dice, end);
            let down = &mut plan.outages.allocator_down;
            if down.iter().all(|d| d.0 != supplier || until < d.1 || d.2 < from) {
                down.push((supplier, from, until));
            }
        }
        plan.outages.switch_delay = Span(dice.pick(&[0, 0, 1, 1_000]));
        plan.outages.return_delay = Span(dice.pick(&[0, 0, 1, 5_000]));
    }
}

/// Lays flat own contributions over a scenario in the place of shares: small and large ones beside what its months cost.
pub(crate) fn flat_sums(dice: &mut Dice, plan: &mut Plan) {
    plan.terms.readings.own = dice.pick(&[Own::Outside, Own::OutOfPrice, Own::DepositThenSettled]);
    for product in plan.products.iter_mut().filter(|product| product.tariff == Tariff::Hourly) {
        let most = dice.pick(&[1, 2_000, 30_000, 300_000]);
        product.own_ratio.clear();
        product.own_monthly = vec![Won(dice.whole(0, most))];
    }
}

/// A stretch within the programme.
fn window(dice: &mut Dice, end: Instant) -> (Instant, Instant) {
    let from = second(dice, end.0 - 2);
    let longest = length(dice);
    (Instant(from), Instant(dice.whole(from + 1, from + longest)))
}

/// Another supplier offers some hourly products, and some projects are its.
fn add_offers(dice: &mut Dice, plan: &mut Plan) {
    let end = plan.end;
    for product in 0..plan.products.len() {
        let first = plan.products[product].offers[0].clone();
        if dice.chance(0.5) {
            continue;
        }
        let supplier = SupplierId(1 - first.supplier.0);
        let server = plan.pools[first.pool.0 as usize].server;
        plan.pools.push(Pool { supplier, server, servers: vec![servers(1, Instant::START)] });
        let pool = PoolId(plan.pools.len() as u16 - 1);
        let most = if plan.products[product].tariff == Tariff::Hourly { 9_999 } else { 900_000 };
        let prices = prices(dice, 1, most, end);
        plan.products[product].offers.push(Offer { supplier, pool, prices, ..first });
        for project in plan.projects.iter_mut().filter(|p| p.product.0 as usize == product) {
            project.offer = u16::from(dice.chance(0.5));
        }
    }
}

/// Sets by the month alone, over months: a count at midnights is enough.
pub(crate) fn months(dice: &mut Dice) -> (Plan, Spec) {
    let (epoch, days) = dice.pick(&[
        ("2025-04-01", [30, 61, 91]),
        ("2025-01-01", [31, 59, 90]),
        ("2025-11-01", [30, 61, 92]),
    ]);
    let end = Instant(dice.pick(&days) * DAY);
    let count = dice.whole(1, 4) as u32;
    let price = prices(dice, 100, 900_000, end);
    let set = Offer { allocation: Allocation::Fixed, prices: price, ..offer(0, Resources::cards(1), 0) };
    let pools = vec![Pool {
        supplier: SupplierId(0),
        server: Resources::cards(2),
        servers: vec![servers(1, Instant::START)],
    }];
    let request = |_| Listed {
        at: Instant(dice.whole(0, end.0 - 1)),
        work: Span(dice.whole(1, 70) * DAY - dice.whole(0, 1)),
    };
    let behaviour = Behaviour::Listed { requests: (0..count).map(request).collect() };
    let spec = sources(end, vec![Cohort::new("npu".to_owned(), count, behaviour)]);
    let mut readings = readings(dice);
    readings.npu_month = dice.pick(NpuMonth::ALL);
    readings.npu_outage = dice.pick(NpuOutage::ALL);
    readings.transfer = dice.pick(Transfer::ALL);
    readings.statement_round = dice.pick(StatementRound::ALL);
    let mut terms = terms(dice, end);
    terms.readings = readings;
    terms.epoch = Epoch(epoch.parse().expect("a date"));
    terms.month_starts = month_starts(terms.epoch, Instant::START, end);
    let products = vec![product(Line::Npu, Span::ZERO, set)];
    let projects = vec![project(0); count as usize];
    let mut plan = Plan { terms, ..bare(end, pools, products, projects) };
    for _ in 0..dice.whole(0, 3) {
        let from = dice.whole(0, end.0 - 2);
        let until = Instant((from + dice.whole(1, 4 * DAY)).min(end.0 - 1));
        let window =
            Maintenance { pool: PoolId(0), servers: 1, from: Instant(from), until, waits_count: true };
        plan.outages.maintenance.push(window);
    }
    (plan, spec)
}

fn product(line: Line, idle_return: Span, offer: Offer) -> Product {
    let tariff = match line {
        Line::Gpu => Tariff::Hourly,
        Line::Npu => Tariff::Monthly,
    };
    Product {
        line,
        tariff,
        performance: 1,
        limit: Some(Span::hours(1)),
        idle_return,
        aim: Some(Span::hours(1)),
        priority: 0,
        declared: Span::hours(5),
        offers: vec![offer],
        own_monthly: Vec::new(),
        own_ratio: Vec::new(),
    }
}

fn add_projects(
    dice: &mut Dice,
    projects: &mut Vec<Project>,
    cohorts: &mut Vec<Cohort>,
    product: usize,
    most: i64,
    behaviour: impl FnOnce(&mut Dice, u32) -> Behaviour,
) {
    let count = dice.whole(1, most) as u32;
    let project = project(product as u16);
    projects.extend(core::iter::repeat_n(project, count as usize));
    cohorts.push(Cohort::new(format!("product-{product}"), count, behaviour(dice, count)));
}
