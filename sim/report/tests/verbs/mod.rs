//! Charts of the verbs and for planning, from samples whose numbers are invented.

#![allow(dead_code, unreachable_pub, reason = "a module that several test files include, each using a part")]

use naru_report::Lang;
use naru_report::charts::{self, Chart};
use naru_results::{
    Compared, CourseRow, Effective, FitCurveRow, FitFigures, MetricColumn, MetricValues, MonthlyRow, Named,
    Price, PricedReadings, Product, Project, Replayed, ReplicationKey, Replications, SolvePoint,
    SolveVerdict, Solved, Swept, WaitRow,
};
use std::sync::Arc;

/// A file of the contract's own tests.
macro_rules! file {
    ($name:literal) => {
        serde_json::from_str(include_str!(concat!("../../../results/tests/files/", $name)))
            .expect("it is the contract's own")
    };
}

pub fn compared() -> Compared {
    file!("compare.json")
}

pub fn solved() -> Solved {
    file!("solve.json")
}

/// Two pools of which five combinations hold.
pub fn front() -> Solved {
    let mut of = solved();
    of.answer = None;
    of.confirmations.clear();
    let mut other = of.axes[0].clone();
    (other.pool, other.now) = (Some("A100".to_owned()), 28.0);
    of.axes.insert(0, other);
    let point = |(a, h, fresh): (u32, u32, SolveVerdict)| SolvePoint {
        at: vec![f64::from(a), f64::from(h)],
        cards: vec![Some(a * 8), Some(h * 8)],
        held: Some(190),
        judged: 200,
        fresh,
    };
    let (holds, open) = (SolveVerdict::Holds, SolveVerdict::NotShown);
    let front = [(24, 37, holds), (25, 34, open), (26, 33, holds), (28, 32, holds), (31, 31, open)];
    of.front = front.map(point).to_vec();
    of
}

/// Probes of which some fail and one is open.
pub fn probes() -> Solved {
    let mut of = solved();
    for (at, held, judged, verdict) in [
        (26.0, 0, 40, SolveVerdict::Fails),
        (28.0, 25, 40, SolveVerdict::Fails),
        (29.0, 33, 40, SolveVerdict::Fails),
        (30.0, 189, 200, SolveVerdict::NotShown),
        (34.0, 200, 200, SolveVerdict::Holds),
    ] {
        let mut probe = of.probes[0].clone();
        (probe.at, probe.held, probe.judged, probe.verdict) = (vec![at], Some(held), judged, verdict);
        of.probes.push(probe);
    }
    of
}

/// Every chart of the verbs in one language.
pub fn charts(lang: Lang) -> Vec<Chart> {
    let (gate, readings, swept): (_, PricedReadings, Swept) =
        (file!("gate.json"), file!("readings.json"), file!("sweep.json"));
    let mut all = charts::of_compared(&compared(), "0.1.0", lang);
    all.extend(charts::of_gate(&gate, lang));
    all.extend(charts::of_readings(&readings, "0.1.0", lang));
    all.extend(charts::of_sweep(&swept, "0.1.0", lang));
    all.extend(charts::of_solved(&probes(), "0.1.0", lang));
    all.extend(charts::of_solved(&front(), "0.1.0", lang));
    all.extend(fit(lang));
    all.extend(replay(lang));
    all
}

/// Curves for every group of the fit's file.
fn fit(lang: Lang) -> Vec<Chart> {
    let of: FitFigures = file!("fit.json");
    let mut rows = Vec::new();
    let groups = of.lengths.iter().map(|it| ("jobs", it.cards_from, it.cards_to, it.laws[0].law.as_str()));
    for (of, from, to, law) in groups {
        rows.extend((0..40_i32).map(|i| {
            let share = libm::tanh(f64::from(i) / 15.0);
            FitCurveRow {
                of: Arc::from(of),
                cards_from: from.into(),
                cards_to: to.map(i64::from),
                law: Arc::from(law),
                seconds: libm::exp10(f64::from(i) / 7.0) as i64,
                observed_ppm: (share * 1e6) as i64,
                fitted_ppm: (share * 0.97e6) as i64,
            }
        }));
    }
    charts::of_fit(&of, &rows, "0.1.0", lang)
}

/// The whole log in 48 parts, and waits that halve with each hour, the longer the larger the job.
fn replay(lang: Lang) -> Vec<Chart> {
    let of: Replayed = file!("replay.json");
    let total = i64::from(of.machine.servers) * i64::from(of.machine.cards_per_server);
    let seconds = of.seconds / 48;
    let course: Vec<CourseRow> = (0..48_i64)
        .map(|part| CourseRow {
            from: of.first_submit_s + part * seconds,
            seconds,
            card_s: total * seconds * (part % 12 + 1) / 12,
            queue_s: seconds * (part % 7) * 100,
        })
        .collect();
    let waits: Vec<WaitRow> = of
        .waits
        .iter()
        .zip(0_u64..)
        .flat_map(|(w, k)| {
            let size: Arc<str> = Arc::from(w.size.as_str());
            (0..12 - 2 * k).map(move |i| WaitRow {
                product: Arc::clone(&size),
                bucket_from_s: i * 3_600,
                bucket_to_s: (i + 1) * 3_600,
                count: 4_096 >> i,
            })
        })
        .collect();
    charts::of_replay(&of, &course, &waits, lang)
}

/// Products of the call and a project of each GPU product, in a sample that has none.
pub fn priced(mut of: Effective) -> Effective {
    for (id, cards, number, won) in
        [("gpu-39tf", "A100", 2, 4_620), ("gpu-67tf", "H100", 1, 7_920), ("gpu-134tf", "H100", 2, 15_840)]
    {
        let prices = [("naru", vec![Price { from_s: 0, unit_price_won: won }])].into_iter().collect();
        let product = Product {
            line: "gpu".into(),
            tf: 67,
            idle_return_s: 1_800,
            cards: [(cards, number)].into_iter().collect(),
            draws_tf: Named::new(),
            prices,
        };
        of.products.insert(id, product);
        of.projects.push(Project {
            project: of.projects.len() as u32 + 1,
            product: id.into(),
            allowance_product_s: None,
            own_ratio_bp: 0,
            own_monthly_won: 0,
            concurrency: 1,
            contribution_paid_s: None,
            dropped_out_s: None,
            support_months: 9,
            wave: None,
        });
    }
    of
}

/// Programmes whose use lies around `used`, at so many won a card-hour; those whose need passes the cap are stopped by it.
pub fn replications(of: &Effective, n: u32, used: f64, won: f64) -> Replications {
    let hours = f64::from(of.fleet.iter().filter(|it| it.card_type != "NPU").map(|it| it.cards).sum::<u32>())
        * of.programme.end_s as f64
        / 3_600.0;
    let cap = (of.budget.cap_won - of.budget.operating_won) as f64;
    let (mut share, mut gpu, mut missed, mut gone) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for i in 0..n {
        let need = used * (0.9 + 0.2 * f64::from(i) / f64::from(n));
        let price = won * (0.98 + 0.04 * f64::from(i * 7 % 10) / 10.0);
        let full = need * hours * price;
        let paid = full.min(cap);
        share.push(Some(need * paid / full));
        gpu.push(Some(paid as i64));
        missed.push(Some((full - paid) as i64));
        gone.push(Some(f64::from(u8::from(full > cap))));
    }
    let column = |id: &str, values: MetricValues| MetricColumn { id: id.into(), values };
    Replications {
        keys: (0..n).map(|replication| ReplicationKey { replication, seed: 1, demand_digest: 0 }).collect(),
        metrics: vec![
            column("cards.A100.utilisation", MetricValues::Real(share.clone())),
            column("cards.H100.utilisation", MetricValues::Real(share)),
            column("budget.lines.gpu", MetricValues::Whole(gpu)),
            column("budget.lines.npu", MetricValues::Whole(vec![Some(0); n as usize])),
            column("budget.not_served_won.money", MetricValues::Whole(missed)),
            column("budget.exhausted_share", MetricValues::Real(gone)),
        ],
    }
}

/// One month of the whole programme: each project uses a share of its hours and is billed 1.07 of them.
pub fn monthly(of: &Effective, n: u32, used: f64) -> Vec<MonthlyRow> {
    let hours = of.programme.end_s as f64 / 3_600.0;
    let mut rows = Vec::new();
    for replication in 0..n {
        let used = used * (0.9 + 0.2 * f64::from(replication) / f64::from(n));
        for (id, product) in of.products.iter() {
            let price = product.prices.get("naru").map_or(0, |it| it[0].unit_price_won);
            let billed = (used * hours * 1.07) as i64;
            rows.push(MonthlyRow {
                replication,
                month: naru_units::Month::parse("2025-04").expect("a month"),
                product: Arc::from(id),
                supplier: Arc::from("naru"),
                requests: 100,
                served: 100,
                unserved: 0,
                used_s: (used * hours * 3_600.0) as u64,
                held_s: (used * hours * 3_600.0) as u64,
                billed_hours: billed,
                late: 0,
                discounted_hours: 0,
                discount_won: 0,
                credit_won: 0,
                deduction_won: 0,
                own_contribution_won: 0,
                amount_won: billed * price,
                free_card_s: 0,
            });
        }
    }
    rows
}
