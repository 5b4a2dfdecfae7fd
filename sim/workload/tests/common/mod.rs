//! The baseline's demand, as numbers: `baseline.json` and `calibration.json` of the programme's data. Bursts stand apart.
//!
//! Assumed values may not be changed to reach a figure. Days are numbered from 2025-04-01, a Tuesday.
#![allow(dead_code, reason = "each test file uses its own part")]

use naru_units::{DAY, Instant, Span};
use naru_workload::{
    Behaviour, BurstPeriod, Bursts, Calendar, Class, Cohort, ExtraStorage, Failed, Multiple, Rush, Season,
    SessionLength, Spec, Stages, StartDelay, Trials, UserKind,
};

/// First days of April to December, and the day after the last.
pub(crate) const MONTHS: [i64; 10] = [0, 30, 61, 91, 122, 153, 183, 214, 244, 275];

/// Number of a day of 2025, April to December.
pub(crate) fn day(month: usize, of_month: i64) -> i64 {
    MONTHS[month - 4] + of_month - 1
}

/// `calibration.json`, `hour_share_weekday_kst`.
#[expect(clippy::unreadable_literal, reason = "as in the file")]
pub(crate) const WEEKDAY_HOURS: [f64; 24] = [
    0.030479, 0.022577, 0.015927, 0.012613, 0.012333, 0.010233, 0.010455, 0.013686, 0.019449, 0.041839,
    0.061673, 0.07066, 0.05204, 0.059985, 0.069792, 0.072968, 0.071556, 0.071692, 0.054421, 0.050994,
    0.049045, 0.047175, 0.043092, 0.035317,
];

/// `calibration.json`, `hour_share_weekend_kst`.
#[expect(clippy::unreadable_literal, reason = "as in the file")]
pub(crate) const WEEKEND_HOURS: [f64; 24] = [
    0.045797, 0.041705, 0.034078, 0.024536, 0.019156, 0.017689, 0.016595, 0.019548, 0.021738, 0.036262,
    0.040614, 0.048379, 0.047733, 0.049666, 0.05541, 0.055299, 0.066738, 0.055172, 0.050333, 0.04067,
    0.050067, 0.054061, 0.053002, 0.055751,
];

pub(crate) fn one_card() -> SessionLength {
    SessionLength {
        min: Span(600),
        max: Span::days(14),
        weights: [0.4903, 0.5097],
        mu: [7.4343, 7.7263],
        sigma: [0.80551, 2.193],
    }
}

pub(crate) fn two_cards() -> SessionLength {
    SessionLength {
        min: Span(600),
        max: Span::days(14),
        weights: [0.3809, 0.6191],
        mu: [8.6791, 11.462],
        sigma: [2.2994, 1.184],
    }
}

pub(crate) fn gpu(product: &str, projects: u32, length: SessionLength) -> Cohort {
    Cohort::new(product.to_owned(), projects, Behaviour::Programme { length })
}

pub(crate) fn npu(product: &str, projects: u32) -> Cohort {
    let behaviour =
        Behaviour::Tenancy { at_start: 0.2, from_day: day(5, 1), until_day: day(7, 1), enrolled: 1.0 };
    Cohort::new(product.to_owned(), projects, behaviour)
}

/// 500 GPU projects.
pub(crate) fn gpu_cohorts() -> Vec<Cohort> {
    vec![
        gpu("gpu-39tf", 200, two_cards()),
        gpu("gpu-67tf", 150, one_card()),
        gpu("gpu-134tf", 150, two_cards()),
    ]
}

/// The flat calendar: no profiles, ramp, seasons, shocks, rush, delay, withdrawal, drop-out.
pub(crate) fn flat() -> Spec {
    let class =
        |name: &str, share, duty, mean_hours| Class { name: name.to_owned(), share, duty, mean_hours };
    let kind = |name: &str, share, pays| UserKind { name: name.to_owned(), share, pays };
    Spec {
        end: Instant(275 * DAY),
        last: Instant(275 * DAY),
        cohorts: gpu_cohorts(),
        classes: vec![
            class("idle", 0.10, 0.03, 3.4),
            class("light", 0.20, 0.20, 5.0),
            class("medium", 0.35, 0.60, 12.5),
            class("heavy", 0.35, 0.93, 32.6),
        ],
        level: 1.0,
        max_duty: 0.985,
        calendar: Calendar {
            first_weekday: 1,
            holidays: Vec::new(),
            hour_share_weekday: [1.0 / 24.0; 24],
            hour_share_weekend: [1.0 / 24.0; 24],
            weekend: 1.0,
            holiday: 1.0,
            ramp_floor: 1.0,
            ramp_days: 0,
            seasons: Vec::new(),
        },
        programme_shock: 0.0,
        month_shock: 0.0,
        month_starts: MONTHS[..9].iter().map(|d| Instant(d * DAY)).collect(),
        start_delay: StartDelay { median_days: 0.0, p90_days: 0.0 },
        user_kinds: vec![kind("sme", 0.45, true), kind("young", 0.25, true), kind("free", 0.30, false)],
        withdrawal: 0.0,
        drop_out: 0.0,
        rushes: Vec::new(),
        bursts: None,
        think_cv: 2.0,
        failed: Failed { share: 0.15, mu: 4.17, sigma: 0.17 },
        partial_share: 0.0,
        patience_s: None,
        extra_storage: None,
        stages: None,
        trials: None,
        tail: Span::minutes(30),
    }
}

pub(crate) fn with_hours(mut spec: Spec) -> Spec {
    spec.calendar.hour_share_weekday = WEEKDAY_HOURS;
    spec.calendar.hour_share_weekend = WEEKEND_HOURS;
    spec
}

/// Weekends and holidays (`holidays-2025.csv`, rows in the programme; 1 May too).
pub(crate) fn with_weekends(mut spec: Spec) -> Spec {
    let holidays = [
        (5, 1),
        (5, 5),
        (5, 6),
        (6, 3),
        (6, 6),
        (8, 15),
        (10, 3),
        (10, 5),
        (10, 6),
        (10, 7),
        (10, 8),
        (10, 9),
        (12, 25),
    ];
    spec.calendar.holidays = holidays.into_iter().map(|(month, of_month)| day(month, of_month)).collect();
    spec.calendar.weekend = 0.55;
    spec.calendar.holiday = 0.60;
    spec
}

pub(crate) fn with_ramp(mut spec: Spec) -> Spec {
    spec.calendar.ramp_floor = 0.35;
    spec.calendar.ramp_days = 75;
    spec
}

pub(crate) fn with_seasons(mut spec: Spec) -> Spec {
    let season = |from, last, factor| Season { from, until: last + 1, factor };
    spec.calendar.seasons = vec![
        season(day(7, 28), day(8, 8), 0.85),
        season(day(8, 11), day(8, 24), 1.15),
        season(day(10, 3), day(10, 12), 0.8),
        season(day(11, 1), day(11, 30), 1.1),
        season(day(12, 1), day(12, 14), 1.2),
        season(day(12, 20), day(12, 31), 0.75),
    ];
    spec
}

pub(crate) fn with_withdrawal(spec: Spec) -> Spec {
    Spec { withdrawal: 0.05, ..spec }
}

pub(crate) fn with_drop_out(spec: Spec) -> Spec {
    Spec { drop_out: 0.05, ..spec }
}

pub(crate) fn with_delay(spec: Spec) -> Spec {
    Spec { start_delay: StartDelay { median_days: 12.0, p90_days: 40.0 }, ..spec }
}

pub(crate) fn with_bursts(spec: Spec) -> Spec {
    let period = |from, until, share| BurstPeriod { from, until, share };
    let bursts = Bursts {
        share: 0.1,
        multiples: vec![Multiple { sets: 2, share: 0.7 }, Multiple { sets: 4, share: 0.3 }],
        days: [21, 56],
        periods: vec![
            period(day(8, 1), day(9, 1), 0.2),
            period(day(10, 1), 275, 0.6),
            period(day(6, 15), day(8, 1), 0.2),
        ],
    };
    Spec { bursts: Some(bursts), ..spec }
}

/// What may happen beside the requests. The stages are `workload.md`'s, the other values only for tests.
pub(crate) fn beside(spec: Spec) -> Spec {
    Spec {
        partial_share: 0.3,
        extra_storage: Some(ExtraStorage { share: 0.2, tb: 5 }),
        stages: Some(Stages { median_weeks: [3.0, 4.0, 6.0, 6.0], over_two_months: 0.25 }),
        trials: Some(Trials { share: 0.4, length: Span::hours(8) }),
        ..spec
    }
}

pub(crate) fn with_rush(spec: Spec) -> Spec {
    let rush = |month, of_month| Rush {
        before: Instant(day(month, of_month) * DAY),
        within: Span::hours(72),
        share: 0.3,
        work: 2.0,
    };
    Spec { rushes: vec![rush(8, 25), rush(12, 8)], ..spec }
}

pub(crate) fn with_shocks(spec: Spec) -> Spec {
    Spec { programme_shock: 0.10, month_shock: 0.08, ..spec }
}

/// Everything but bursts; the GPU projects alone.
pub(crate) fn gpu_baseline() -> Spec {
    let steps = [
        with_hours,
        with_weekends,
        with_ramp,
        with_seasons,
        with_withdrawal,
        with_drop_out,
        with_delay,
        with_rush,
    ];
    with_shocks(steps.into_iter().fold(flat(), |spec, step| step(spec)))
}

/// The whole baseline: 500 GPU and 200 NPU projects.
pub(crate) fn baseline() -> Spec {
    let mut spec = gpu_baseline();
    spec.cohorts.extend([npu("npu-60", 120), npu("npu-120", 60), npu("npu-240", 20)]);
    spec
}
