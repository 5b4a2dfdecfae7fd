//! The need by hand against arithmetic that can be redone on paper.
//!
//! Everybody begins at once, stays, and asks again as soon as cards are back (level 20), so that all time is in use.

use naru_model::workload::Laws;
use naru_scenario::{Lowered, Scenario};
use naru_study::Hand;
use std::path::Path;

const BUSY: [&str; 6] = [
    "demand.level=20",
    "demand.start_delay.median_days=0",
    "demand.start_delay.p90_days=0",
    "demand.withdrawal=0",
    "demand.drop_out=0",
    "demand.bursts=none",
];

fn lowered(name: &str, changes: &[&str]) -> Lowered {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios").join(name);
    let changes: Vec<String> = BUSY.iter().chain(changes).map(|c| (*c).to_owned()).collect();
    let read = Scenario::read(&path, &changes).unwrap_or_else(|p| panic!("{p:?}"));
    read.lower().unwrap_or_else(|p| panic!("{p:?}"))
}

/// With a mean use that the test chooses.
fn hand(scenario: &Lowered, mean_use: f64) -> Hand {
    Hand::new(&scenario.plan, &Laws::new(scenario.demand.clone()), mean_use)
}

#[track_caller]
fn near(got: f64, want: f64, within: f64) {
    assert!((got / want - 1.0).abs() <= within, "{got}, by hand {want}");
}

/// 200 projects of 39TF, 150 of 67TF, 150 of 134TF for 275 days x 24 h = 6,600 h, at half of 4,620, 7,920 and 15,840 won:
/// 6,600 x (200 x 2,310 + 150 x 3,960 + 150 x 7,920) = 6,600 x 2,244,000 = 14,810,400,000 won, whatever the use. At a
/// use of 0.4 that is 0.4 of it used and 0.6 held.
#[test]
fn fixed_allocation_bills_every_hour_from_the_first_request() {
    let scenario = lowered("all-fixed.ron", &[]);
    let hand = hand(&scenario, 0.4);
    let sum = |parts: &[f64]| parts.iter().sum::<f64>();
    near(sum(&hand.use_won), 0.4 * 14_810_400_000.0, 1e-9);
    near(sum(&hand.held_won), 0.6 * 14_810_400_000.0, 0.01);
    assert!(sum(&hand.idle_won).abs() < 1.0, "cards that are kept have no idle tail");
    assert!(hand.break_even_use(1_000_000_000_000).is_none(), "what is held does not hang on the use");
    let used = lowered("all-fixed.ron", &["readings.A4.fixed_hours=used"]);
    assert!(sum(&self::hand(&used, 0.4).held_won).abs() < 1.0, "by the other reading only use is billed");
}

/// Nine months: of the small firms 175,000, 300,000 and 600,000 won a month by product, of the young half of it.
/// Shares of small and young firms among users: s and y. 9 x (200 x 175,000 + 150 x 300,000 + 150 x 600,000) x (s + y / 2)
/// = 9 x 170,000,000 x (s + y / 2); everybody owes more than that, so all of it comes off.
#[test]
fn flat_sums_come_off_for_every_month_of_support() {
    let scenario = lowered("contributions-offset.ron", &[]);
    let share = |name: &str| {
        let kinds = &scenario.demand.user_kinds;
        kinds.iter().find(|kind| kind.name == name).map_or(0.0, |kind| kind.share)
    };
    let want = 9.0 * 170_000_000.0 * (share("sme") + share("young_firm") / 2.0);
    near(-hand(&scenario, 0.9).own_won, want, 0.01);
    let outside = lowered("baseline-2025.ron", &[]);
    assert!(hand(&outside, 0.9).own_won.abs() < 1e-9, "paid outside, nothing comes off");
    // Where hardly anything is owed, no more than that comes off: all of what the seven in ten who pay owe.
    let idle = hand(&scenario, 1e-6);
    near(-idle.own_won, 0.7 * (idle.gpu() - idle.own_won), 0.02);
}

/// 20, 15 and 15 projects from September 1: 122 days x 24 h = 2,928 h x (20 x 4,620 + 15 x 7,920 + 15 x 15,840) =
/// 2,928 x 448,800 = 1,314,086,400 won for all of the time; sessions that round up to hours add a little, and the time
/// until the first request is not used.
#[test]
fn a_wave_that_is_admitted_adds_its_projects() {
    let rich = ["programme.budget.cap_won=90_000_000_000"];
    let scenario = lowered("waves-september.ron", &rich);
    let sum = |hand: &Hand| hand.waves_won.iter().sum::<f64>();
    let with = hand(&scenario, 0.9);
    near(sum(&with), 1_314_086_400.0, 0.08);
    let mut never = lowered("waves-september.ron", &rich);
    never.plan.waves.iter_mut().for_each(|wave| wave.threshold = naru_units::Share::WHOLE);
    let without = hand(&never, 0.9);
    assert!(sum(&without).abs() < 1e-9, "all money must be left, and is not");
    near(with.need() - without.need(), sum(&with), 1e-9);
    // A money that is long gone by September admits nobody.
    assert!(sum(&hand(&lowered("waves-september.ron", &[]), 0.9)).abs() < 1e-9);
}
