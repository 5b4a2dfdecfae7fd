//! Random small programmes: a day or two, with a midnight and often a month's end inside, few cards, odd prices.

use crate::common::{bare, offer, project, servers, sources};
use naru_kernel::Stream;
use naru_model::rules::allocation::{Backfill, Criterion, Placement, Policy, Resources};
use naru_model::rules::readings::*;
use naru_model::rules::settlement::{Terms, month_starts};
use naru_model::workload::{Behaviour, Cohort, Law, Listed, Spec};
use naru_model::{Allocation, Line, Offer, Plan, Pool, Product, Project, SupplierId, Tariff};
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
        0 => Behaviour::OpenSource { mean_gap_s: dice.whole(3_600, 30_000) as f64, length: law(dice) },
        1 | 2 => {
            let request = |_| Listed { at: Instant(second(dice, end.0 - 1)), work: Span(length(dice)) };
            Behaviour::Listed { requests: (0..projects).map(request).collect() }
        }
        _ => Behaviour::ClosedSource { mean_think_s: dice.whole(300, 10_000) as f64, length: law(dice) },
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
            order: vec![dice.pick(&[Criterion::Arrival, Criterion::LeastSlack])],
            backfill: Backfill::None,
            placement: dice.pick(&[Placement::BestFit, Placement::FirstFit, Placement::WorstFit]),
        },
        concurrency: if open { 100_000 } else { 1 },
        wait_bounds: Vec::new(),
        terms: terms(dice, end),
        ..bare(end, pools, products, projects)
    };
    (plan, sources(end, cohorts))
}

/// Flat own contributions for some of the products that are billed by the hour (T3); drawn beside the scenario.
pub(crate) fn add_flat_sums(plan: &mut Plan, scenario: u32) {
    let mut dice = Dice { stream: Stream::new(1, 20_250_401, scenario, "money", "flat sums"), index: 0 };
    for product in plan.products.iter_mut().filter(|product| product.tariff == Tariff::Hourly) {
        let monthly = match dice.whole(0, 3) {
            0 | 1 => 0,
            2 => dice.whole(1, 60_000),
            _ => dice.pick(&[1, 9_999, 300_000, 1_000_000_000]),
        };
        product.own_monthly = vec![Won(monthly)];
    }
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
