//! Plans for tests: the baseline's supply, prices and terms beside the workload room's baseline demand.
#![allow(dead_code, reason = "each test file uses its own part")]

#[path = "../../../workload/tests/common/mod.rs"]
pub(crate) mod demand;

use naru_model::rules::allocation::{Policy, Resources, decay};
use naru_model::rules::readings::{Readings, Transfer};
use naru_model::rules::settlement::{Terms, month_starts};
use naru_model::workload::{Behaviour, Cohort, Failed, Listed, Spec};
use naru_model::{
    Allocation, Budget, Choice, Estimate, Line, Offer, Outages, PartSets, Plan, Pool, PoolId, Product,
    ProductId, Project, Recall, Servers, SupplierId, Tariff,
};
use naru_units::{DAY, Dated, Epoch, Instant, Share, Span, Won};

/// The programme's exclusive end: 275 days.
pub(crate) const END: Instant = Instant(275 * DAY);

/// A server of 8 cards for 8 one-card users.
pub(crate) const GPU_SERVER: Resources =
    Resources { cards: 8, cores: 128, memory_gb: 2_048, disk_gb: 30_000 };

/// A set of the call: cards, 16 cores, 128 GB, 2 TB.
pub(crate) fn set(cards: u32) -> Resources {
    Resources { cards, cores: 16, memory_gb: 128, disk_gb: 2_000 }
}

/// Terms as the baseline reads the call.
pub(crate) fn terms(readings: Readings) -> Terms {
    let epoch = Epoch("2025-04-01".parse().expect("a date"));
    Terms {
        readings,
        epoch,
        month_starts: month_starts(epoch, Instant::START, END),
        wait_limit: Span::hours(8),
        discount_rate: Share(3_000),
        discount_ceiling: None,
        fixed_ratio: Share(5_000),
        vat_rate: Share(1_000),
        cut_off: Instant(0),
    }
}

/// A GPU pool of whole servers that stand there from the first second.
pub(crate) fn gpu_pool(servers: u32) -> Pool {
    pool(GPU_SERVER, servers)
}

/// A pool of whole servers that stand there from the first second.
pub(crate) fn pool(server: Resources, count: u32) -> Pool {
    Pool { supplier: SupplierId(0), server, servers: vec![servers(count, Instant::START)] }
}

/// Servers that come at a second, as agreed, and stay.
pub(crate) fn servers(count: u32, from: Instant) -> Servers {
    Servers { count, agreed: from, from, until: None, wave: None }
}

/// An offer of the first supplier, dynamic.
pub(crate) fn offer(pool: u16, set: Resources, price: i64) -> Offer {
    Offer {
        supplier: SupplierId(0),
        pool: PoolId(pool),
        allocation: Allocation::Dynamic,
        set,
        gang: None,
        overflow: false,
        draws: 1,
        prices: Dated::always(Won(price)),
        market: Won(price),
    }
}

/// A product with one offer.
pub(crate) fn product(line: Line, pool: u16, set: Resources, price: i64) -> Product {
    let hourly = line == Line::Gpu;
    Product {
        line,
        tariff: if hourly { Tariff::Hourly } else { Tariff::Monthly },
        performance: 1,
        limit: hourly.then_some(Span::hours(8)),
        idle_return: if hourly { Span::minutes(30) } else { Span::ZERO },
        aim: hourly.then_some(Span::hours(8)),
        priority: 0,
        declared: Span::days(14),
        offers: vec![Offer {
            allocation: if hourly { Allocation::Dynamic } else { Allocation::Fixed },
            ..offer(pool, set, price)
        }],
        own_monthly: Vec::new(),
        own_ratio: Vec::new(),
    }
}

/// A project at its product's first offer, without an allowance.
pub(crate) fn project(product: u16) -> Project {
    Project { product: ProductId(product), offer: 0, allowance: None, wave: None, in_recalled_place: false }
}

/// Projects of each product in turn.
pub(crate) fn projects(counts: &[u32]) -> Vec<Project> {
    let of = |(product, count): (usize, &u32)| {
        let project = project(product as u16);
        vec![project; *count as usize]
    };
    counts.iter().enumerate().flat_map(of).collect()
}

/// The call as the baseline of these tests reads it: one pot.
pub(crate) fn readings() -> Readings {
    Readings { transfer: Transfer::Pooled, ..Readings::default() }
}

/// A plan without money, everything else as it is by default.
pub(crate) fn bare(end: Instant, pools: Vec<Pool>, products: Vec<Product>, projects: Vec<Project>) -> Plan {
    Plan {
        end,
        pools,
        products,
        projects,
        policy: Policy::default(),
        estimate: Estimate::Exact,
        fair_share_decay: decay(7),
        concurrency: 1,
        terms: terms(readings()),
        budget: Budget { cap: Won::ZERO, operating: Won::ZERO, opening: [Won::ZERO; 2], funding_stop: None },
        wait_bounds: Vec::new(),
        choice: Choice::Given,
        outages: Outages::default(),
        waves: Vec::new(),
        recall: Recall::default(),
        gpu_busy: Share::WHOLE,
        part_sets: PartSets::default(),
        after: None,
    }
}

/// The 2025 programme with GPU pools split by set size: servers for 39TF, 67TF, 134TF; NPU as the cohort needs.
pub(crate) fn split(servers: [u32; 3]) -> Plan {
    let npu_server =
        |cards| Resources { cards, cores: 16 * cards, memory_gb: 256 * cards, disk_gb: 1_000 * cards };
    let pools = vec![
        gpu_pool(servers[0]),
        gpu_pool(servers[1]),
        gpu_pool(servers[2]),
        pool(npu_server(4), 30),
        pool(npu_server(4), 30),
        pool(npu_server(4), 20),
    ];
    let products = vec![
        product(Line::Gpu, 0, set(2), 4_620),
        product(Line::Gpu, 1, set(1), 7_920),
        product(Line::Gpu, 2, set(2), 15_840),
        product(Line::Npu, 3, Resources::cards(1), 1_595_000),
        product(Line::Npu, 4, Resources::cards(2), 2_805_000),
        product(Line::Npu, 5, Resources::cards(4), 4_620_000),
    ];
    Plan {
        budget: Budget {
            cap: Won(19_800_000_000),
            operating: Won(800_000_000),
            opening: [Won(14_900_000_000), Won(4_100_000_000)],
            funding_stop: None,
        },
        ..bare(END, pools, products, projects(&[200, 150, 150, 120, 60, 20]))
    }
}

/// A spec of synthetic cohorts alone: no classes, no calendar, no delay, no idle tail.
pub(crate) fn sources(end: Instant, cohorts: Vec<Cohort>) -> Spec {
    Spec {
        end,
        last: end,
        cohorts,
        classes: Vec::new(),
        user_kinds: Vec::new(),
        month_starts: vec![Instant::START],
        failed: Failed { share: 0.0, mu: 0.0, sigma: 0.0 },
        tail: Span::ZERO,
        ..demand::flat()
    }
}

/// A cohort of given requests, one a project: (second, seconds of work).
pub(crate) fn listed(product: &str, requests: &[(i64, i64)]) -> Cohort {
    let listed = |(at, work): &(i64, i64)| Listed { at: Instant(*at), work: Span(*work) };
    Cohort::new(
        product.to_owned(),
        requests.len() as u32,
        Behaviour::Listed { requests: requests.iter().map(listed).collect() },
    )
}
