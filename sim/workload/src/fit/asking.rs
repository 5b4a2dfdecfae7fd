//! When people ask: shares by hour, weekends and holidays against plain weekdays.

use super::clock::{Clock, HOLIDAY, WEEKDAY, WEEKEND};
use super::{Estimate, Reason, Rows, Run, Settings, z};
use std::collections::BTreeSet;

const HOURS: usize = 24;

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// Every request: a user who submits thousands at once is a peak.
    Requests,
    /// In each hour, users who ask in it: nobody counts twice.
    ActiveUsers,
}

/// When people ask, as a calendar has it.
///
/// Intervals take days as independent of one another.
#[derive(Clone, Debug, PartialEq)]
pub struct Asking {
    /// Share of a plain weekday's requests by hour, from 0 o'clock; sums to 1.
    pub weekday_hours: [Estimate; HOURS],
    /// The same on Saturdays and Sundays; `None` if nobody asked on any.
    pub weekend_hours: Option<[Estimate; HOURS]>,
    /// Asking on a Saturday or Sunday relative to a plain weekday; `None` if there was no such day.
    pub weekend: Option<Estimate>,
    /// Asking on a holiday relative to a plain weekday; `None` if there was none.
    pub holiday: Option<Estimate>,
    /// Days by kind: weekdays, Saturdays and Sundays, holidays; a day cut by the window counts as one.
    pub days: [u64; 3],
    /// What it was made from.
    pub rows: Rows,
}

/// One day: how often it was asked in each hour, and how long somebody could have asked, in any unit.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Day {
    pub(super) kind: usize,
    pub(super) asked: [f64; HOURS],
    pub(super) exposure: [f64; HOURS],
}

/// When requests come, by counting them hour by hour.
///
/// Right for an open stream. Of people in a closed loop it shows fewer requests where many are at work: see
/// [`thinking`](super::thinking). `None` without a request on a plain weekday.
pub fn asking(runs: &[Run], settings: &Settings, counted: Counted) -> Option<Asking> {
    let clock = Clock::new(settings);
    let mut days = empty_days(&clock);
    for (cell, seconds) in clock.cells(settings.window[0], settings.window[1]) {
        days[cell / HOURS].exposure[cell % HOURS] += seconds;
    }
    let mut rows = Rows::default();
    let mut seen = BTreeSet::new();
    for run in runs {
        let Some(cell) = clock.cell(run.submit_s) else {
            rows.throw(Reason::OutsideWindow);
            continue;
        };
        let counts = match (counted, run.user) {
            (Counted::Requests, _) => true,
            (Counted::ActiveUsers, Some(user)) => seen.insert((cell, user)),
            (Counted::ActiveUsers, None) => {
                rows.throw(Reason::NoUser);
                continue;
            }
        };
        rows.used += 1;
        if counts {
            days[cell / HOURS].asked[cell % HOURS] += 1.0;
        }
    }
    summarise(&days, rows, settings.confidence)
}

/// The window's days without anything on them.
pub(super) fn empty_days(clock: &Clock) -> Vec<Day> {
    clock.kinds().iter().map(|&kind| Day { kind, ..Day::default() }).collect()
}

/// Rates by kind of day and hour: asked over exposure, 0 where nobody could ask.
pub(super) fn rates(days: &[Day]) -> [[f64; HOURS]; 3] {
    let mut sums = [[(0.0, 0.0); HOURS]; 3];
    for day in days {
        for (sum, (asked, exposure)) in sums[day.kind].iter_mut().zip(day.asked.iter().zip(&day.exposure)) {
            sum.0 += asked;
            sum.1 += exposure;
        }
    }
    sums.map(|hours| hours.map(|(asked, exposure)| if exposure > 0.0 { asked / exposure } else { 0.0 }))
}

/// Shares and factors from the rates, with intervals from how days differ (linearised).
pub(super) fn summarise(days: &[Day], rows: Rows, confidence: f64) -> Option<Asking> {
    let rates = rates(days);
    let totals = rates.map(|hours| hours.iter().sum::<f64>());
    if totals[WEEKDAY] <= 0.0 {
        return None;
    }
    let mut exposure = [[0.0; HOURS]; 3];
    let mut count = [0; 3];
    for day in days {
        count[day.kind] += 1;
        for (sum, e) in exposure[day.kind].iter_mut().zip(&day.exposure) {
            *sum += e;
        }
    }
    // What each day moves each rate by.
    let moved: Vec<(usize, [f64; HOURS])> = days
        .iter()
        .map(|day| {
            let by = core::array::from_fn(|h| {
                let all = exposure[day.kind][h];
                if all > 0.0 { (day.asked[h] - rates[day.kind][h] * day.exposure[h]) / all } else { 0.0 }
            });
            (day.kind, by)
        })
        .collect();
    let variance = |kind: usize, of: &dyn Fn(&[f64; HOURS]) -> f64| {
        let m = count[kind] as f64;
        let square: f64 =
            moved.iter().filter(|(k, _)| *k == kind).map(|(_, by)| of(by) * of(by)).sum();
        m / (m - 1.0) * square
    };
    let estimate = |value: f64, variance: f64| {
        let half = z(confidence) * variance.sqrt();
        Estimate { value, interval: half.is_finite().then_some([(value - half).max(0.0), value + half]) }
    };
    let hours = |kind: usize| -> [Estimate; HOURS] {
        core::array::from_fn(|h| {
            let share = rates[kind][h] / totals[kind];
            let of = |by: &[f64; HOURS]| (by[h] - share * by.iter().sum::<f64>()) / totals[kind];
            estimate(share, variance(kind, &of))
        })
    };
    let factor = |kind: usize| {
        (count[kind] > 0).then(|| {
            let factor = totals[kind] / totals[WEEKDAY];
            let sum = |by: &[f64; HOURS]| by.iter().sum::<f64>() / totals[WEEKDAY];
            estimate(factor, variance(kind, &sum) + factor * factor * variance(WEEKDAY, &sum))
        })
    };
    Some(Asking {
        weekday_hours: hours(WEEKDAY),
        weekend_hours: (totals[WEEKEND] > 0.0).then(|| hours(WEEKEND)),
        weekend: factor(WEEKEND),
        holiday: factor(HOLIDAY),
        days: count,
        rows,
    })
}

impl Asking {
    /// a(t) by kind of day and hour: the mean of a plain weekday is 1.
    pub(super) fn rates_of(days: &[Day]) -> [[f64; HOURS]; 3] {
        let rates = rates(days);
        let mean = rates[WEEKDAY].iter().sum::<f64>() / HOURS as f64;
        rates.map(|hours| hours.map(|rate| rate / mean))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use naru_units::{DAY, HOUR};

    /// A Friday (2025-04-04, Korean) from noon to the Saturday's end: three requests at 13, one at 20; on the Saturday two
    /// at 13. The Friday's morning is not observed; its afternoon is all there is of a weekday.
    #[test]
    fn a_day_and_a_half_by_hand() {
        let noon_s = 20_182 * DAY + 12 * HOUR - 9 * HOUR;
        let settings = Settings::new(noon_s, [0, 36 * HOUR]);
        let run = |user, submit_s| Run {
            user: Some(user),
            submit_s,
            start_s: None,
            run_s: Some(1),
            cards: 1,
            censored: false,
            failed: false,
        };
        let runs = [
            run(1, HOUR),
            run(1, HOUR + 5),
            run(2, HOUR + 6),
            run(1, 8 * HOUR),
            run(1, 25 * HOUR),
            run(2, 25 * HOUR + 1),
            run(2, 36 * HOUR),
        ];
        let by_requests = asking(&runs, &settings, Counted::Requests).expect("asked on a weekday");
        assert!((by_requests.weekday_hours[13].value - 0.75).abs() < 1e-12);
        assert!((by_requests.weekday_hours[20].value - 0.25).abs() < 1e-12);
        assert!((by_requests.weekend.expect("a Saturday").value - 0.5).abs() < 1e-12);
        assert_eq!(by_requests.days, [1, 1, 0]);
        assert_eq!((by_requests.rows.used, by_requests.rows.thrown_for(Reason::OutsideWindow)), (6, 1));
        let by_users = asking(&runs, &settings, Counted::ActiveUsers).expect("asked on a weekday");
        assert!((by_users.weekday_hours[13].value - 2.0 / 3.0).abs() < 1e-12);
        assert!((by_users.weekend.expect("a Saturday").value - 2.0 / 3.0).abs() < 1e-12);
    }
}
