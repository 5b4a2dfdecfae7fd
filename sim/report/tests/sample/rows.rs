//! The tables and other files of a run, made to fit a summary.

use super::*;
use std::sync::Arc;

pub fn run() -> RunInfo {
    RunInfo {
        kept_replications: 0,
        schema: SCHEMA,
        version: "0.1.0".into(),
        command: "naru run scenarios/baseline-2025.ron".into(),
        scenario_hash: "4f1c9a2e77aa01b2".into(),
        behaviour_hash: "00".into(),
        stream_layout: 1,
        seed: 1,
        replications: 200,
        threads: 2,
        wall_seconds: 5.02,
        events: 123_456_789,
        events_per_second: Some(24_593_000.0),
    }
}

pub fn effective(summary: &Summary) -> Effective {
    let fleet = summary.cards.iter().map(|pool| FleetPool {
        supplier: pool.supplier.clone(),
        pool: pool.pool.clone(),
        card_type: pool.card_type.clone(),
        first_server: 0,
        servers: pool.servers,
        cards_per_server: pool.installed.checked_div(pool.servers).unwrap_or(0),
        cards: pool.installed,
        from_s: 0,
        until_s: None,
        agreed_s: 0,
    });
    Effective {
        schema: SCHEMA,
        scenario: summary.scenario.clone(),
        scenario_hash: summary.scenario_hash.clone(),
        seed: summary.seed,
        replication: None,
        programme: Programme {
            start: "2025-04-01T00:00:00+09:00".into(),
            end_s: 23_760_000,
            service_ended_s: None,
            npu_service_ended_s: None,
            december_cut_off_s: None,
        },
        budget: Budget {
            cap_won: summary.budget.cap_won,
            operating_won: 800_000_000,
            vat: "included".into(),
            transfer: "pooled".into(),
            when_exhausted: "stop_at_once".into(),
            funding_stop_s: None,
            opening_won: OpeningWon { gpu: 14_900_000_000, npu: 4_100_000_000 },
        },
        readings: summary.readings.clone(),
        sla: Sla { limit_s: 28_800, rate_bp: 3_000, ceiling_bp: None },
        fixed_ratio_bp: 5_000,
        products: Named::new(),
        projects: Vec::new(),
        fleet: fleet.collect(),
        queue: Queue {
            weights: Named::new(),
            priority: Named::new(),
            aims_s: Named::new(),
            half_life_days: None,
            estimate: "exact".into(),
            estimate_factor_bp: None,
            declared_s: Named::new(),
            order: vec!["arrival".into()],
            backfill: "none".into(),
            placement: "best_fit".into(),
            strict: true,
            scope: vec!["supplier".into(), "pool".into()],
        },
    }
}

/// Days of every pool: use grows in spring, is lower at weekends; spend follows and stops at the cap.
pub fn daily(summary: &Summary) -> Vec<DailyRow> {
    let mut rows = Vec::new();
    if summary.cards.iter().all(|pool| pool.installed == 0) {
        return rows;
    }
    for replication in 0..summary.replications {
        let tilt = f64::from(replication) / f64::from(summary.replications) - 0.5;
        let mut spent = 800_000_000.0;
        for day in 0..275_u32 {
            let grown = (f64::from(day) / 60.0).min(1.0);
            let weekend = if day % 7 >= 4 && day % 7 < 6 { 0.75 } else { 1.0 };
            let level = grown * weekend * (1.0 + 0.2 * tilt);
            let step = 71_000_000.0 * grown * (1.0 + 0.36 * tilt)
                + f64::from((day * 37 + replication * 11) % 13) * 1e6;
            let stopped = spent + step > summary.budget.cap_won as f64;
            if !stopped {
                spent += step;
            }
            for pool in &summary.cards {
                let jitter = f64::from((day * 31 + replication * 17) % 23) / 23.0;
                let installed = f64::from(pool.installed);
                let top = pool.peak_in_use.mean.expect("the sample has a peak") / installed;
                let mean =
                    if stopped { 0.0 } else { installed * (top - 0.15) * level * (0.95 + 0.1 * jitter) };
                let peak = if stopped { 0.0 } else { (mean * 1.12 + 25.0 * jitter).min(installed) };
                rows.push(DailyRow {
                    replication,
                    day,
                    supplier: Arc::from(pool.supplier.as_str()),
                    pool: Arc::from(pool.pool.as_str()),
                    queue_s: 0,
                    card_s: (mean * 86_400.0) as u64,
                    peak_in_use: peak as u32,
                    peak_queue: 0,
                    spent_won: spent as i64,
                });
            }
        }
    }
    rows
}

/// Wait histogram whose tail passes the summary's share at 8 hours; one bucket of zero waits where nobody waits.
pub fn wait_rows(summary: &Summary) -> Vec<WaitRow> {
    let mut rows = Vec::new();
    for w in &summary.waits {
        let product: Arc<str> = Arc::from(w.product.as_str());
        let total = 1e7;
        let Some(over) = w.over_limit_share.mean else { continue };
        if over == 0.0 {
            rows.push(WaitRow { product, bucket_from_s: 0, bucket_to_s: 1, count: total as u64 });
            continue;
        }
        // An exponential tail through (0, 8 × share) and (8 h, share).
        let start = (over * 8.0).min(0.6);
        let decay = libm::log(start / over) / 28_800.0;
        let tail = |s: u64| total * start * libm::exp(-decay * s as f64);
        rows.push(WaitRow {
            product: Arc::clone(&product),
            bucket_from_s: 0,
            bucket_to_s: 1,
            count: (total - tail(1)) as u64,
        });
        let mut from = 1_u64;
        while tail(from) >= 1.0 {
            let to = from + (from / 16).max(1);
            rows.push(WaitRow {
                product: Arc::clone(&product),
                bucket_from_s: from,
                bucket_to_s: to,
                count: (tail(from) - tail(to)) as u64,
            });
            from = to;
        }
    }
    rows
}

/// A product of one card type.
fn product(line: &str, cards: (&str, u32)) -> Product {
    Product {
        line: line.into(),
        tf: 67,
        idle_return_s: 1_800,
        cards: [cards].into_iter().collect(),
        draws_tf: [(cards.0, 67)].into_iter().collect(),
        prices: [("naru", vec![Price { from_s: 0, unit_price_won: 7_920 }])].into_iter().collect(),
    }
}

/// A whole result folder: in each replication 1억 원 of the 67TF product in April for each number up to its own, and
/// 2억 원 of the NPU line; 1,000 requests of the 67TF product, of which the first replication has 7 late ones.
pub fn folder(summary: Summary) -> RunFolder {
    let month = naru_units::Month { year: 2025, month: 4 };
    let row = |replication: u32, product: &str, amount_won: i64| MonthlyRow {
        replication,
        month,
        product: product.into(),
        supplier: "naru".into(),
        requests: if product == "gpu-67tf" { 1_000 } else { 5 },
        served: 1_000,
        unserved: 0,
        used_s: 0,
        held_s: 0,
        billed_hours: 0,
        late: if replication == 0 && product == "gpu-67tf" { 7 } else { 0 },
        discounted_hours: 0,
        discount_won: 0,
        credit_won: 0,
        deduction_won: 0,
        own_contribution_won: 0,
        amount_won,
        free_card_s: 0,
    };
    let n = summary.replications;
    let monthly = (0..n)
        .flat_map(|r| [row(r, "gpu-67tf", i64::from(r + 1) * 100_000_000), row(r, "npu-60", 200_000_000)]);
    let operating = MetricColumn {
        id: "budget.lines.operating".into(),
        values: MetricValues::Whole(vec![Some(800_000_000); n as usize]),
    };
    let keys = (0..n).map(|replication| ReplicationKey { replication, seed: 1, demand_digest: 0 });
    let mut effective = effective(&summary);
    effective.products.insert("gpu-67tf", product("gpu", ("H100", 1)));
    effective.products.insert("npu-60", product("npu", ("NPU-60", 1)));
    RunFolder {
        run: RunInfo { replications: n, scenario_hash: summary.scenario_hash.clone(), ..run() },
        effective,
        clauses: Clauses::default(),
        daily: daily(&summary),
        waits: wait_rows(&summary),
        monthly: monthly.collect(),
        hourly: Vec::new(),
        replications: Replications { keys: keys.collect(), metrics: vec![operating] },
        uncertainty: None,
        precision: None,
        summary,
    }
}

/// Months of every product at one supplier: the spend of `daily` by month, in parts that shrink from product to product.
pub fn monthly(summary: &Summary) -> Vec<MonthlyRow> {
    let products: Vec<&str> =
        summary.waits.iter().map(|w| w.product.as_str()).filter(|id| *id != "all").collect();
    let weights: Vec<f64> = (0..products.len()).map(|i| 1.0 / f64::from(i as u32 + 1)).collect();
    let all: f64 = weights.iter().sum();
    let first_days = [0, 30, 61, 91, 122, 153, 183, 214, 244, 275];
    let daily = daily(summary);
    let mut rows = Vec::new();
    for replication in 0..summary.replications {
        let mut spent = vec![800_000_000.0; 276];
        for row in daily.iter().filter(|row| row.replication == replication) {
            spent[row.day as usize + 1] = row.spent_won as f64;
        }
        if daily.is_empty() {
            break;
        }
        for (month, days) in (4_i8..).zip(first_days.windows(2)) {
            let won = spent[days[1]] - spent[days[0]];
            for (product, weight) in products.iter().zip(&weights) {
                rows.push(MonthlyRow {
                    replication,
                    month: naru_units::Month { year: 2025, month },
                    product: Arc::from(*product),
                    supplier: Arc::from("naru"),
                    requests: 100,
                    served: 100,
                    unserved: 0,
                    used_s: 0,
                    held_s: 0,
                    billed_hours: 0,
                    late: 0,
                    discounted_hours: 0,
                    discount_won: 0,
                    credit_won: 0,
                    deduction_won: 0,
                    own_contribution_won: 0,
                    amount_won: (won * weight / all) as i64,
                    free_card_s: 0,
                });
            }
        }
    }
    rows
}

/// Every hour of nine months: longest in the afternoon and in autumn; nobody asks at four in April.
pub fn hourly(summary: &Summary) -> Vec<HourlyRow> {
    let all = summary.waits.last().and_then(|w| w.over_limit_share.mean);
    let Some(over) = all else { return Vec::new() };
    let mut rows = Vec::new();
    for month in 4_i8..=12 {
        for hour in 0..24_u32 {
            let peak = 1.0 - (f64::from(hour) - 14.0).abs() / 14.0;
            let wait = if over > 0.0 { 46_000.0 * peak * peak * f64::from(month - 3) / 9.0 } else { 0.0 };
            rows.push(HourlyRow {
                product: Arc::from("all"),
                month: naru_units::Month { year: 2025, month },
                hour,
                requests: if (month, hour) == (4, 4) { 12 } else { 24_000 },
                late: if wait > 28_800.0 { 1_300 } else { 0 },
                p50_s: 1,
                p90_s: (wait * 0.6) as u64 + 1,
                p95_s: wait as u64 + 1,
            });
        }
    }
    rows
}
