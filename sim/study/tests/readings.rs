//! Prices of readings against hand arithmetic on the log of the same replications, and shares that add up.

use naru_model::Tariff;
use naru_results::{PricedReading, PricedReadings, ReadingClaim};
use naru_scenario::{Lowered, Scenario};
use naru_study::{Ask, Depth, Laws, Log, Plans, Readings, ReadingsRequest, Record, Variant};
use naru_units::{HOUR, Instant};
use std::path::Path;
use std::sync::atomic::AtomicBool;

const REPLICATIONS: u32 = 2;

/// Thirty projects on a fleet whose allocator never fails, with a set for each, prices in whole tens of won, so that a tenth is whole too.
const SMALL: [&str; 16] = [
    "products.gpu-39tf.projects=5",
    "products.gpu-67tf.projects=5",
    "products.gpu-134tf.projects=5",
    "products.npu-60.projects=9",
    "products.npu-120.projects=4",
    "products.npu-240.projects=2",
    "prices.npu-a.npu-60=1_500_000",
    "prices.npu-b.npu-60=1_500_000",
    "prices.npu-c.npu-60=1_500_000",
    "prices.npu-a.npu-120=3_000_000",
    "prices.npu-b.npu-120=3_000_000",
    "prices.npu-c.npu-120=3_000_000",
    "prices.npu-a.npu-240=4_500_000",
    "prices.npu-b.npu-240=4_500_000",
    "prices.npu-c.npu-240=4_500_000",
    "faults.allocator=none",
];

fn scenario(changes: &[&str]) -> Scenario {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios/baseline-2025.ron");
    let changes: Vec<String> = changes.iter().map(|it| (*it).to_owned()).collect();
    Scenario::read(&path, &changes).expect("a scenario of ours")
}

fn priced(scenario: &Scenario, shapley: u32) -> PricedReadings {
    let lowered = scenario.lower().expect("it makes sense");
    let request = ReadingsRequest { seed: 1, replications: REPLICATIONS, shapley };
    let readings = Readings::of(scenario, &lowered, request);
    readings.price(&(), &AtomicBool::new(false)).expect("nothing stops it")
}

fn logs(lowered: &Lowered) -> Vec<(Record, Log)> {
    let (plans, laws) = (Plans::new(lowered.plan.clone()), Laws::new(lowered.demand.clone()));
    (0..REPLICATIONS).map(|r| plans.run(&laws, 1, r, Depth::Own, Log::default())).collect()
}

fn find<'a>(of: &'a PricedReadings, clause: &str, variant: &str, other: &str) -> &'a PricedReading {
    let found =
        of.readings.iter().find(|it| (&*it.clause, &*it.variant, &*it.other) == (clause, variant, other));
    found.unwrap_or_else(|| panic!("{clause}.{variant}={other} was tried"))
}

#[test]
fn effects_are_those_of_hand_arithmetic_to_the_won() {
    let scenario = scenario(&SMALL);
    let lowered = scenario.lower().expect("it makes sense");
    let of = priced(&scenario, 0);
    let logs = logs(&lowered);

    // VAT on top: every line is a whole number of tens, so a tenth of all that is paid for use.
    let use_won: i64 = logs.iter().map(|(record, _)| (record.spent() - record.outcome.operating).0).sum();
    assert!(use_won > 0 && use_won % 10 == 0);
    assert_eq!(find(&of, "P2", "vat", "excluded").spent_sum_won, use_won / 10);
    let change = find(&of, "P2", "vat", "excluded").spent_won;
    let mean = (use_won / 10) as f64 / f64::from(REPLICATIONS);
    assert!((change.mean - mean).abs() <= 0.5, "to the nearest won: {change:?}");

    // One claim for each change of a figure, and none against the interval beside it.
    let changes = |it: &PricedReading| {
        let three = [it.spent_won, it.exhausted_share, it.exhausted_on];
        three.into_iter().chain(it.over_limit_share).collect::<Vec<_>>()
    };
    let all: Vec<_> = of.readings.iter().flat_map(changes).collect();
    assert_eq!(of.claims as usize, all.len());
    for change in all {
        assert!(change.lo <= change.marginal_lo && change.marginal_hi <= change.hi, "{change:?}");
        match change.claim {
            ReadingClaim::More => assert!(change.lo >= 0.0 && change.mean >= 0.0, "{change:?}"),
            ReadingClaim::Less => assert!(change.hi <= 0.0 && change.mean <= 0.0, "{change:?}"),
            ReadingClaim::NotShown => assert!(change.lo <= 0.0 && 0.0 <= change.hi, "{change:?}"),
            ReadingClaim::Same => assert_eq!([change.lo, change.hi].map(f64::to_bits), [0; 2], "{change:?}"),
        }
    }

    // Hours: begun ones against completed and nearest ones, session by session, at the price of a set.
    let mut whole = [0_i64; 2];
    for (_, log) in &logs {
        for logged in log.sessions().filter(|it| it.served && it.session.kind.is_billed()) {
            let session = &logged.session;
            let product = &lowered.plan.products[session.product as usize];
            if product.tariff == Tariff::Monthly {
                continue;
            }
            let price = product.offers[session.offer as usize].prices.at(Instant(0)).0;
            let price = price * i64::from(session.multiple);
            let (hours, rest) =
                ((session.ended - session.started).0 / HOUR, (session.ended - session.started).0 % HOUR);
            let begun = hours + i64::from(rest > 0);
            whole[0] += (hours - begun) * price;
            whole[1] += (hours + i64::from(2 * rest >= HOUR) - begun) * price;
        }
    }
    assert!(whole[0] < whole[1] && whole[1] < 0, "sessions end within hours: {whole:?}");
    assert_eq!(find(&of, "T1", "hours", "session_floor").spent_sum_won, whole[0]);
    assert_eq!(find(&of, "T1", "hours", "session_nearest").spent_sum_won, whole[1]);

    // A cap that is far away: what only matters at the money's end changes nothing, nor does when it is set aside.
    for (clause, variant, other) in [
        ("P4", "when_exhausted", "overrun"),
        ("P3", "transfer", "never"),
        ("P2", "operating", "monthly_accrual"),
    ] {
        let reading = find(&of, clause, variant, other);
        assert_eq!((reading.spent_sum_won, reading.spent_won.claim), (0, ReadingClaim::Same), "{clause}");
    }
    let refused: Vec<String> =
        of.not_tried.iter().map(|it| format!("{}.{}={}", it.clause, it.variant, it.other)).collect();
    assert_eq!(refused, ["A1.billed_time=gpu_busy", "T3.own=on_top"]);
    assert!(of.not_tried[1].why.ko.contains("P5") && of.not_tried[1].why.en.contains("P5"));
}

/// Part months of NPU cut or rounded: by hand from the log, 30 days a month, a whole month its price.
#[test]
fn npu_won_below_one_are_cut_or_rounded_by_hand() {
    let odd: Vec<&str> = SMALL
        .iter()
        .map(|change| match *change {
            "prices.npu-a.npu-60=1_500_000" => "prices.npu-a.npu-60=1_595_011",
            "prices.npu-b.npu-60=1_500_000" => "prices.npu-b.npu-60=1_595_029",
            other => other,
        })
        .chain(["products.npu-60.projects=40"])
        .collect();
    let scenario = scenario(&odd);
    let lowered = scenario.lower().expect("it makes sense");
    let of = priced(&scenario, 0);
    let starts: Vec<i64> = lowered.plan.terms.month_starts.iter().map(|at| at.day()).collect();
    let mut more = 0;
    for (_, log) in logs(&lowered) {
        for logged in log.sessions().filter(|it| it.served && it.session.kind.is_billed()) {
            let session = &logged.session;
            let product = &lowered.plan.products[session.product as usize];
            if product.tariff != Tariff::Monthly {
                continue;
            }
            let price = product.offers[session.offer as usize].prices.at(Instant(0)).0;
            // The day of a switch is the new supplier's (N4.switch_day: day_to_new).
            let switched = logged.reason == naru_model::EndReason::Switched;
            let last = if switched { session.ended.day() - 1 } else { Instant(session.ended.0 - 1).day() };
            for month in starts.windows(2) {
                let days = last.min(month[1] - 1) - session.started.day().max(month[0]) + 1;
                if days > 0 && days < month[1] - month[0] {
                    // Rounded up only where the part is at least half a won, and nothing is above the month's price.
                    let part = price * days;
                    more += i64::from(part % 30 >= 15 && part / 30 < price);
                }
            }
        }
    }
    assert!(more > 0, "some part month has half a won");
    assert_eq!(find(&of, "N3", "won", "half_up").spent_sum_won, more);
}

/// All changed together is a run of its own: its change is the sum of the shares, exactly and in won.
#[test]
fn shapley_shares_add_up_to_a_run_with_all_of_them() {
    let scenario = scenario(&SMALL);
    let of = priced(&scenario, 3);
    let shapley = of.shapley.expect("three clauses change the spend");
    assert_eq!((shapley.clauses.len(), shapley.subsets), (3, 8));
    let ask = Ask { seed: 1, replications: 0..REPLICATIONS, depth: Depth::Own };
    let spent = |scenario: &Scenario| -> i64 {
        let variant = Variant::of(scenario).expect("it makes sense");
        let won = variant.map(&ask, |record| record.spent().0, &(), &AtomicBool::new(false));
        won.expect("nothing stops it").into_iter().sum()
    };
    let mut all = scenario.clone();
    for clause in &shapley.clauses {
        all.set(&format!("readings.{}.{}={}", clause.clause, clause.variant, clause.other))
            .expect("it can be set");
    }
    let change = spent(&all) - spent(&scenario);
    // 3! orders, 2 replications.
    assert_eq!((shapley.denominator, shapley.numerator), (12, 6 * change));
    assert_eq!(shapley.clauses.iter().map(|it| it.numerator).sum::<i64>(), 6 * change);
    assert_eq!(shapley.clauses.iter().map(|it| it.won).sum::<i64>(), shapley.won);
    assert!((2 * shapley.won - change).abs() <= 1, "{} {change}", shapley.won);
    for (clause, next) in shapley.clauses.iter().zip(&shapley.clauses[1..]) {
        assert!(clause.alone_won.abs() >= next.alone_won.abs());
    }
}

/// The clause table asks a question for every variant that can be read in several ways.
#[test]
fn every_open_variant_has_its_question() {
    let lowered = scenario(&[]).lower().expect("it makes sense");
    let mut open = 0;
    for clause in &lowered.clauses {
        for reading in &clause.readings {
            let built = reading.values.len() - reading.planned.len();
            let address = format!("{}.{}", clause.id, reading.variant);
            match &reading.question {
                Some(question) => {
                    assert!(question.ko.ends_with('?') && question.en.ends_with('?'), "{address}");
                    assert!(built >= 2, "{address} has nothing to ask");
                    open += 1;
                }
                None => assert!(built < 2, "{address} has no question"),
            }
        }
    }
    assert_eq!(open, 41);
}
