//! Hand-made results: `quiet` (nobody waits, money open), `busy` (a small fleet, waits and discounts) and `broke`
//! (half the cap: money gone in every replication). The numbers are invented; only their form is real.

#![allow(
    dead_code,
    unreachable_pub,
    clippy::wildcard_imports,
    reason = "a module that several test files include, each using a part"
)]

use naru_results::*;

mod rows;

pub use rows::*;

pub fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn share(mean: f64, lo: f64, hi: f64) -> Estimate {
    ratio(mean, lo, hi)
}

fn ratio(mean: f64, lo: f64, hi: f64) -> Estimate {
    Estimate {
        mean: Some(mean),
        lo: Some(lo),
        hi: Some(hi),
        confidence: 0.95,
        percentiles: None,
        estimand: Estimand::PerRequest,
        skewed: false,
    }
}

fn programme(mean: f64, lo: f64, hi: f64, p: [f64; 3]) -> Estimate {
    Estimate {
        percentiles: Some(Percentiles { p05: Some(p[0]), p50: Some(p[1]), p95: Some(p[2]) }),
        estimand: Estimand::PerProgramme,
        ..ratio(mean, lo, hi)
    }
}

/// Money in tenths of 억 원: mean, interval, then the 5, 50 and 95 % points.
fn won(mean: i64, lo: i64, hi: i64, p: [i64; 3]) -> EstimateWon {
    let tenth = 10_000_000;
    Estimate {
        mean: Some(mean * tenth),
        lo: Some(lo * tenth),
        hi: Some(hi * tenth),
        confidence: 0.95,
        percentiles: Some(Percentiles {
            p05: Some(p[0] * tenth),
            p50: Some(p[1] * tenth),
            p95: Some(p[2] * tenth),
        }),
        estimand: Estimand::PerProgramme,
        skewed: false,
    }
}

fn nothing() -> EstimateWon {
    won(0, 0, 0, [0; 3])
}

struct Wait {
    mean: [f64; 3],
    p99: [f64; 3],
    over: [f64; 3],
    any: [f64; 3],
    unserved: [f64; 3],
}

const NO_WAIT: Wait =
    Wait { mean: [0.0; 3], p99: [0.0; 3], over: [0.0; 3], any: [0.0, 0.0, 0.018], unserved: [0.0; 3] };

fn waits(product: &str, limit: Option<f64>, requests: f64, w: &Wait) -> WaitFigures {
    let e = |[mean, lo, hi]: [f64; 3]| ratio(mean, lo, hi);
    let zero = ratio(0.0, 0.0, 0.0);
    WaitFigures {
        product: product.into(),
        limit_hours: limit,
        requests: programme(requests, requests - 90.0, requests + 90.0, [requests; 3]),
        unserved_share: e(w.unserved),
        abandoned_share: zero,
        undecided_share: e(w.unserved),
        censored_share: zero,
        mean_hours: e(w.mean),
        p50_hours: zero,
        p90_hours: zero,
        p95_hours: zero,
        p99_hours: e(w.p99),
        max_hours: zero,
        over_limit_share: e(w.over),
        over_limit_share_upper: share(w.over[0] + w.unserved[0], w.over[1], w.over[2] + w.unserved[2]),
        over_limit_any_share: Estimate { estimand: Estimand::PerProgramme, ..e(w.any) },
    }
}

fn cards(pool: &str, servers: u32, size: u32, peak: [f64; 3], p95: f64, used: f64) -> CardFigures {
    CardFigures {
        supplier: "naru".into(),
        pool: pool.into(),
        card_type: pool.into(),
        servers,
        installed: servers * size,
        installed_at_end: servers * size,
        peak_in_use: programme(peak[0], peak[1], peak[2], [peak[0] - 30.0, peak[0], p95]),
        peak_p95: programme(p95, p95 - 6.0, (p95 + 9.0).min(f64::from(servers * size)), [p95; 3]),
        utilisation: ratio(used, used - 0.004, used + 0.004),
        held_for_gang_card_hours: ratio(0.0, 0.0, 0.0),
        waiting_hours: ratio(0.0, 0.0, 0.0),
        waiting_by: WaitingBy {
            allocator: ratio(0.0, 0.0, 0.0),
            order: ratio(0.0, 0.0, 0.0),
            reserved: ratio(0.0, 0.0, 0.0),
            held_for_gang: ratio(0.0, 0.0, 0.0),
            servers: ratio(0.0, 0.0, 0.0),
            cards: ratio(0.0, 0.0, 0.0),
        },
    }
}

fn label(ko: &str, en: &str) -> Label {
    Label { ko: ko.into(), en: en.into() }
}

/// The numbers of the baseline's mock-up.
#[expect(clippy::too_many_lines, reason = "one value written out")]
pub fn quiet() -> Summary {
    Summary {
        schema: SCHEMA,
        scenario: "baseline-2025".into(),
        scenario_hash: "4f1c9a2e77aa01b2".into(),
        title: label("2025년 사업 기준안", "Baseline 2025"),
        programme: ProgrammeSpan {
            start: day("2025-04-01"),
            end: day("2025-12-31"),
            gpu_projects: 500,
            npu_projects: 200,
        },
        seed: 1,
        replications: 200,
        events: 123_456_789,
        waits: vec![
            waits("gpu-39tf", Some(8.0), 42_900.0, &NO_WAIT),
            waits("gpu-67tf", Some(8.0), 32_100.0, &NO_WAIT),
            waits("gpu-134tf", Some(8.0), 32_200.0, &NO_WAIT),
            waits("npu-60", None, 120.0, &NO_WAIT),
            waits("all", None, 107_320.0, &NO_WAIT),
        ],
        cards: vec![
            cards("A100", 50, 8, [298.0, 295.0, 301.0], 331.0, 0.456),
            cards("H100", 57, 8, [338.0, 335.0, 341.0], 370.0, 0.458),
            cards("NPU-60", 55, 4, [220.0, 220.0, 220.0], 220.0, 0.824),
        ],
        floors: vec![
            Floor { card_type: "A100".into(), installed: 400, floor: 400, short: 0 },
            Floor { card_type: "H100".into(), installed: 456, floor: 450, short: 0 },
        ],
        budget: BudgetFigures {
            cap_won: 19_800_000_000,
            spent_won: won(1838, 1821, 1855, [1621, 1840, 1980]),
            left_won: won(142, 125, 159, [0, 140, 359]),
            need_won: won(1848, 1830, 1866, [1621, 1842, 2050]),
            not_served_won: NotServed {
                waiting: nothing(),
                money: won(10, 7, 13, [0, 0, 81]),
                allowance: nothing(),
                outage: nothing(),
            },
            break_even_use: Some(0.497),
            by_hand_won: 18_540_000_000,
            by_hand: ByHand {
                used_hours: 1_495_000.0,
                gpu_won: 13_520_000_000,
                begun_hours_won: 420_000_000,
                idle_won: 440_000_000,
                held_won: 0,
                waves_won: 0,
                own_contribution_won: 0,
                npu_won: 3_360_000_000,
                operating_won: 800_000_000,
                mean_use: 0.456,
            },
            exhausted_share: Estimate { estimand: Estimand::PerProgramme, ..share(0.15, 0.107, 0.206) },
            exhausted_on: ExhaustedOn {
                p05: Some(day("2025-12-20")),
                p50: None,
                p95: None,
                given_exhausted: GivenExhausted { count: 30, p50: Some(day("2025-12-24")) },
            },
            lines: BudgetLines {
                gpu: won(1422, 1405, 1439, [1205, 1424, 1564]),
                npu: won(336, 336, 336, [336; 3]),
                operating: won(80, 80, 80, [80; 3]),
            },
        },
        promises: vec![
            Promise {
                name: "wait".into(),
                kept: true,
                kept_share: share(1.0, 0.982, 1.0),
                asked_share: 0.95,
                metric: "programme.waits.all.over_limit_share".into(),
                at_most: Some(0.01),
                at_least: None,
                not_before: None,
            },
            Promise {
                name: "money".into(),
                kept: false,
                kept_share: share(0.85, 0.794, 0.893),
                asked_share: 0.9,
                metric: "budget.exhausted_on".into(),
                at_most: None,
                at_least: None,
                not_before: Some(day("2026-01-01")),
            },
        ],
        suppliers: vec![SupplierFigures {
            supplier: "naru".into(),
            revenue_won: won(1422, 1405, 1439, [1205, 1424, 1564]),
            revenue_per_card_month_won: Estimate {
                mean: Some(1_850_000),
                lo: Some(1_830_000),
                hi: Some(1_870_000),
                ..nothing()
            },
            discount_won: nothing(),
            deduction_won: nothing(),
            free_card_hours: ratio(0.0, 0.0, 0.0),
            idle_card_hours: ratio(3_800_000.0, 3_780_000.0, 3_820_000.0),
            idle_share: share(0.53, 0.526, 0.534),
            trial_hours: ratio(0.0, 0.0, 0.0),
            after_hours: ratio(0.0, 0.0, 0.0),
            after_won: nothing(),
            fault_reports: ratio(0.0, 0.0, 0.0),
            storage_claimed_tb: ratio(0.0, 0.0, 0.0),
            storage_short_tb: None,
            cost_won: None,
            final_settlement_won: None,
            margin_won: None,
        }],
        course: Course {
            wave_admitted_share: Named::new(),
            recalled_grants: ratio(0.0, 0.0, 0.0),
            npu_to_gpu_won: nothing(),
            stage_reports: ratio(0.0, 0.0, 0.0),
        },
        assumed: vec![
            Assumed {
                path: "demand.level".into(),
                value: "1.0".into(),
                low: Some("0.675".into()),
                high: Some("1.97".into()),
                why: "평균 이용률 45.6%, 범위 30~65%".into(),
                changed_in: None,
            },
            Assumed {
                path: "prices.naru.gpu-67tf".into(),
                value: "7920".into(),
                low: None,
                high: None,
                why: "시중 월 단가 x 2 / 730".into(),
                changed_in: None,
            },
            Assumed {
                path: "policy.idle_return".into(),
                value: "30min".into(),
                low: None,
                high: None,
                why: String::new(),
                changed_in: Some("fewer-h100.ron:5".into()),
            },
        ],
        readings: [("A3.sla_discount", "hours"), ("T1.hours", "session_ceil"), ("T3.own", "outside")]
            .into_iter()
            .map(|(id, value)| (id, value.to_owned()))
            .collect(),
        fleet_tries: [
            (0.8, 0.0, 0.0),
            (0.7, 0.1, 0.0001),
            (0.6, 0.8, 0.006),
            (0.55, 1.8, 0.031),
            (0.5, 4.2, 0.118),
        ]
        .into_iter()
        .map(|(size, mean, late)| FleetTry {
            own: false,
            share_of_floor: size,
            replications: 20,
            servers: [("A100", 30), ("H100", 34)].into_iter().collect(),
            cards: (850.0 * size) as u32,
            revenue_per_card_month_won: Some((1_820_000.0 / size) as i64),
            spent_won: 18_000_000_000,
            late: [("gpu-39tf", 0.0), ("gpu-67tf", 1.0), ("gpu-134tf", 0.5), ("all", 0.4)]
                .into_iter()
                .map(|(product, part)| LateShare {
                    product: product.into(),
                    mean_hours: Some(mean * part),
                    over_limit_share: Some(late * part),
                    over_limit_lo: (late * part > 0.0).then_some(late * part * 0.8),
                    over_limit_hi: (late * part > 0.0).then_some(late * part * 1.2),
                })
                .collect(),
        })
        .collect(),
        largest_assumed: vec![
            LargestAssumed {
                path: "demand.level".into(),
                label: label("평균 이용률", "mean use"),
                together: Vec::new(),
                unit: Unit::Share,
                value: 0.456,
                low: 0.30,
                high: 0.65,
                need_low_won: 13_400_000_000,
                need_high_won: 24_130_000_000,
            },
            LargestAssumed {
                path: "prices.naru.gpu-67tf".into(),
                label: label("H100 단가", "H100 price"),
                together: vec!["gpu-67tf".into(), "gpu-134tf".into()],
                unit: Unit::WonPerHour,
                value: 7_920.0,
                low: 4_100.0,
                high: 11_000.0,
                need_low_won: 13_270_000_000,
                need_high_won: 22_700_000_000,
            },
            LargestAssumed {
                path: "programme.budget.operating_won".into(),
                label: label("운영비", "operating cost"),
                together: Vec::new(),
                unit: Unit::Won,
                value: 800_000_000.0,
                low: 400_000_000.0,
                high: 1_600_000_000.0,
                need_low_won: 18_140_000_000,
                need_high_won: 19_340_000_000,
            },
        ],
    }
}

/// A fleet cut to where requests wait: the forms that `quiet` has not.
pub fn busy() -> Summary {
    let mut it = quiet();
    it.scenario = "shared".into();
    it.title = label("카드를 줄인 안", "Shared fleet");
    it.waits = vec![
        waits(
            "gpu-39tf",
            Some(8.0),
            42_310.0,
            &Wait {
                mean: [0.412, 0.388, 0.436],
                p99: [7.2, 6.9, 7.6],
                over: [0.0071, 0.0062, 0.008],
                any: [0.985, 0.957, 0.995],
                unserved: [0.0003, 0.0002, 0.0004],
            },
        ),
        waits(
            "gpu-67tf",
            Some(8.0),
            31_800.0,
            &Wait {
                mean: [0.655, 0.62, 0.69],
                p99: [9.1, 8.7, 9.5],
                over: [0.0138, 0.0123, 0.0153],
                any: [1.0, 0.982, 1.0],
                unserved: [0.0004, 0.0003, 0.0005],
            },
        ),
        waits(
            "gpu-134tf",
            Some(8.0),
            31_400.0,
            &Wait {
                mean: [1.372, 1.29, 1.454],
                p99: [14.3, 13.6, 15.1],
                over: [0.0412, 0.0379, 0.0445],
                any: [1.0, 0.982, 1.0],
                unserved: [0.0009, 0.0007, 0.0011],
            },
        ),
        waits(
            "all",
            None,
            105_510.0,
            &Wait {
                mean: [0.771, 0.73, 0.812],
                p99: [11.2, 10.7, 11.8],
                over: [0.0192, 0.0175, 0.0209],
                any: [1.0, 0.982, 1.0],
                unserved: [0.0005, 0.0004, 0.0006],
            },
        ),
    ];
    it.cards = vec![
        cards("A100", 28, 8, [224.0, 224.0, 224.0], 224.0, 0.812),
        cards("H100", 31, 8, [248.0, 248.0, 248.0], 248.0, 0.835),
        cards("NPU-60", 55, 4, [220.0, 220.0, 220.0], 220.0, 0.824),
    ];
    it.floors = vec![
        Floor { card_type: "A100".into(), installed: 224, floor: 400, short: 176 },
        Floor { card_type: "H100".into(), installed: 248, floor: 450, short: 202 },
    ];
    it.budget.spent_won = won(1763, 1748, 1778, [1570, 1765, 1943]);
    it.budget.left_won = won(217, 202, 232, [37, 215, 410]);
    it.budget.need_won = won(1773, 1757, 1789, [1570, 1766, 1960]);
    it.budget.not_served_won.money = won(1, 0, 2, [0, 0, 4]);
    it.budget.not_served_won.waiting = won(9, 8, 10, [5, 9, 14]);
    it.budget.break_even_use = None;
    it.budget.exhausted_share = share(0.02, 0.0078, 0.0503);
    it.budget.exhausted_on = ExhaustedOn {
        p05: None,
        p50: None,
        p95: None,
        given_exhausted: GivenExhausted { count: 4, p50: Some(day("2025-12-28")) },
    };
    it.promises[0].kept = false;
    it.promises[0].kept_share = share(0.06, 0.034, 0.102);
    it.promises[1].kept = true;
    it.promises[1].kept_share = share(0.98, 0.9497, 0.9922);
    it.suppliers[0].discount_won = Estimate {
        mean: Some(4_130_000),
        lo: Some(3_820_000),
        hi: Some(4_440_000),
        skewed: true,
        ..nothing()
    };
    it.fleet_tries.clear();
    it
}

/// Half the cap.
pub fn broke() -> Summary {
    let mut it = quiet();
    it.scenario = "baseline-2025+programme.budget.cap_won=9_900_000_000".into();
    it.budget.cap_won = 9_900_000_000;
    it.budget.spent_won = won(990, 990, 990, [990; 3]);
    it.budget.left_won = nothing();
    it.budget.not_served_won.money = won(858, 840, 876, [631, 852, 1060]);
    it.budget.break_even_use = Some(0.231);
    it.budget.exhausted_share = share(1.0, 0.982, 1.0);
    it.budget.exhausted_on = ExhaustedOn {
        p05: Some(day("2025-07-28")),
        p50: Some(day("2025-08-14")),
        p95: Some(day("2025-09-03")),
        given_exhausted: GivenExhausted { count: 200, p50: Some(day("2025-08-14")) },
    };
    it.promises[1].kept_share = share(0.0, 0.0, 0.018);
    it
}

/// One replication of a programme without requests: nothing has an interval, most has no value.
pub fn blank() -> Summary {
    let mut it = quiet();
    it.replications = 1;
    let none = Estimate { mean: None, lo: None, hi: None, percentiles: None, ..ratio(0.0, 0.0, 0.0) };
    for w in &mut it.waits {
        w.requests = Estimate { mean: Some(0.0), ..none };
        for share in [&mut w.unserved_share, &mut w.mean_hours, &mut w.p99_hours, &mut w.max_hours] {
            *share = none;
        }
        (w.over_limit_share, w.over_limit_any_share) = (none, none);
    }
    for pool in &mut it.cards {
        (pool.servers, pool.installed) = (0, 0);
        (pool.peak_in_use, pool.peak_p95, pool.utilisation) =
            (Estimate { mean: Some(0.0), ..none }, none, none);
    }
    let spent = Estimate { mean: Some(800_000_000), lo: None, hi: None, percentiles: None, ..nothing() };
    it.budget.spent_won = spent;
    (it.budget.left_won, it.budget.need_won) = (spent, spent);
    it.budget.not_served_won.money = nothing();
    it.budget.break_even_use = None;
    it.budget.exhausted_share = Estimate { mean: Some(0.0), ..none };
    it.budget.exhausted_on = ExhaustedOn {
        p05: None,
        p50: None,
        p95: None,
        given_exhausted: GivenExhausted { count: 0, p50: None },
    };
    it.promises.clear();
    it.assumed.clear();
    it.largest_assumed.clear();
    it.fleet_tries.clear();
    it
}

/// `busy` with so many products and as many pools.
pub fn of_size(n: usize) -> Summary {
    let mut it = busy();
    let all = it.waits.pop().expect("the last is all");
    let product = |i: usize| {
        let mut w = it.waits[i % it.waits.len()].clone();
        w.product = format!("gpu-{}tf", 39 + 28 * i);
        w
    };
    let pool = |i: usize| {
        let mut pool = it.cards[i % it.cards.len()].clone();
        pool.pool = format!("{}-{i}", pool.pool);
        pool
    };
    (it.waits, it.cards) = ((0..n).map(product).chain([all]).collect(), (0..n).map(pool).collect());
    it
}

/// With hours that requests waited, by causes of several sizes; the second pool holds cards for gangs.
pub fn waited(mut it: Summary) -> Summary {
    if it.waits.iter().any(|w| w.over_limit_share.mean.is_some_and(|mean| mean > 0.0)) {
        for (pool, i) in it.cards.iter_mut().zip(0_u32..) {
            let size = f64::from(i + 1);
            pool.waiting_hours = ratio(9_000.0 / size, 8_800.0 / size, 9_200.0 / size);
            let part = |mean: f64| ratio(mean, mean - 0.01, mean + 0.01);
            let by = &mut pool.waiting_by;
            (by.cards, by.servers, by.order) = (part(0.71), part(0.17), part(0.06));
            (by.reserved, by.held_for_gang, by.allocator) = (part(0.03), part(0.02), part(0.01));
            if i == 1 {
                pool.held_for_gang_card_hours = ratio(1_240.0, 1_180.0, 1_300.0);
            }
        }
    }
    it
}
