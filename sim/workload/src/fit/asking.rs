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
/// Counted, the intervals take days as independent of one another; of a closed loop, users.
#[derive(Clone, Debug, PartialEq)]
pub struct Asking {
    /// Share of a plain weekday's requests by hour, from 0 o'clock; sums to 1.
    pub weekday_hours: [Estimate; HOURS],
    /// The same on Saturdays, Sundays and holidays; `None` if nobody asked on any.
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
    let rates = Rates::new(&days);
    Asking::of(&rates, &by_days(&rates, &days), &days, rows, settings.confidence)
}

/// The window's days without anything on them.
pub(super) fn empty_days(clock: &Clock) -> Vec<Day> {
    clock.kinds().iter().map(|&kind| Day { kind, ..Day::default() }).collect()
}

/// Rates of asking by hour, in the unit of the exposure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rates {
    pub(super) weekday: [f64; HOURS],
    /// Saturdays and Sundays. Holidays have the same shape, as a scenario has it.
    pub(super) weekend: [f64; HOURS],
    /// A holiday's rate relative to a Saturday's or Sunday's.
    pub(super) holiday: f64,
}

impl Rates {
    /// The likeliest rates: asked over exposure, 0 where nobody could ask; shape and factor of holidays in turns.
    pub(super) fn new(days: &[Day]) -> Self {
        let mut sums = [[(0.0, 0.0); HOURS]; 3];
        for day in days {
            for (sum, (asked, exposure)) in sums[day.kind].iter_mut().zip(day.asked.iter().zip(&day.exposure))
            {
                sum.0 += asked;
                sum.1 += exposure;
            }
        }
        let over = |asked: f64, exposure: f64| if exposure > 0.0 { asked / exposure } else { 0.0 };
        let asked_on_holidays: f64 = sums[HOLIDAY].iter().map(|(asked, _)| asked).sum();
        let mut rates = Self {
            weekday: sums[WEEKDAY].map(|(asked, exposure)| over(asked, exposure)),
            weekend: [0.0; HOURS],
            holiday: 1.0,
        };
        for _ in 0..20 {
            for (h, rate) in rates.weekend.iter_mut().enumerate() {
                let ((asked, exposure), (more, beside)) = (sums[WEEKEND][h], sums[HOLIDAY][h]);
                *rate = over(asked + more, exposure + rates.holiday * beside);
            }
            let expected: f64 = sums[HOLIDAY].iter().zip(&rates.weekend).map(|((_, e), rate)| e * rate).sum();
            if expected > 0.0 {
                rates.holiday = asked_on_holidays / expected;
            }
        }
        rates
    }

    pub(super) fn at(&self, kind: usize, hour: usize) -> f64 {
        match kind {
            WEEKDAY => self.weekday[hour],
            WEEKEND => self.weekend[hour],
            _ => self.holiday * self.weekend[hour],
        }
    }

    /// Mean of a plain weekday.
    pub(super) fn mean(&self) -> f64 {
        self.weekday.iter().sum::<f64>() / HOURS as f64
    }

    /// The figures of an [`Asking`] in order: weekday's and weekend's hour shares, factors of weekends and holidays.
    pub(super) fn figures(&self) -> [f64; 50] {
        let (weekday, weekend) = (self.weekday.iter().sum::<f64>(), self.weekend.iter().sum::<f64>());
        core::array::from_fn(|i| match i {
            0..24 => self.weekday[i] / weekday,
            24..48 => self.weekend[i - 24] / weekend,
            48 => weekend / weekday,
            _ => self.holiday * weekend / weekday,
        })
    }
}

impl Asking {
    /// From rates, with the variance of each of their figures. `None` if nobody asked on a plain weekday.
    pub(super) fn of(
        rates: &Rates,
        variances: &[Option<f64>; 50],
        days: &[Day],
        rows: Rows,
        confidence: f64,
    ) -> Option<Self> {
        if rates.mean() <= 0.0 {
            return None;
        }
        let figures = rates.figures();
        let estimate = |i: usize| {
            let interval = variances[i].map(|variance| {
                let half = z(confidence) * variance.sqrt();
                [(figures[i] - half).max(0.0), figures[i] + half]
            });
            Estimate { value: figures[i], interval: interval.filter(|[low, high]| high > low) }
        };
        let mut count = [0; 3];
        for day in days {
            count[day.kind] += 1;
        }
        Some(Self {
            weekday_hours: core::array::from_fn(estimate),
            weekend_hours: (rates.weekend.iter().sum::<f64>() > 0.0)
                .then(|| core::array::from_fn(|h| estimate(24 + h))),
            weekend: (count[WEEKEND] > 0).then(|| estimate(48)),
            holiday: (count[HOLIDAY] > 0).then(|| estimate(49)),
            days: count,
            rows,
        })
    }
}

/// Variance of each figure from how days differ, linearised; exposures are known.
fn by_days(rates: &Rates, days: &[Day]) -> [Option<f64>; 50] {
    let figures = rates.figures();
    let mut exposure = [[0.0; HOURS]; 2];
    for day in days {
        let row = usize::from(day.kind != WEEKDAY);
        let factor = if day.kind == HOLIDAY { rates.holiday } else { 1.0 };
        for (sum, e) in exposure[row].iter_mut().zip(&day.exposure) {
            *sum += factor * e;
        }
    }
    let totals = [rates.weekday.iter().sum::<f64>(), rates.weekend.iter().sum::<f64>()];
    let asked_on_holidays: f64 =
        days.iter().filter(|day| day.kind == HOLIDAY).flat_map(|day| day.asked).sum();
    let mut count = [0.0; 3];
    let mut sums = [0.0; 50];
    // What each day moves each figure by; a factor moves with both of its kinds of day.
    for day in days {
        count[day.kind] += 1.0;
        let row = usize::from(day.kind != WEEKDAY);
        let rest: [f64; HOURS] =
            core::array::from_fn(|h| day.asked[h] - rates.at(day.kind, h) * day.exposure[h]);
        let moved: [f64; HOURS] =
            core::array::from_fn(|h| if exposure[row][h] > 0.0 { rest[h] / exposure[row][h] } else { 0.0 });
        let total = moved.iter().sum::<f64>();
        let of_row = 24 * row..24 * (row + 1);
        for ((sum, share), moved) in sums[of_row.clone()].iter_mut().zip(&figures[of_row]).zip(&moved) {
            let by = (moved - share * total) / totals[row];
            *sum += by * by;
        }
        let relative = total / totals[row];
        sums[48] += figures[48] * figures[48] * relative * relative;
        match day.kind {
            WEEKDAY => sums[49] += figures[49] * figures[49] * relative * relative,
            WEEKEND => {}
            _ => {
                let relative = rest.iter().sum::<f64>() / asked_on_holidays;
                sums[49] += figures[49] * figures[49] * relative * relative;
            }
        }
    }
    core::array::from_fn(|i| {
        let kinds: &[usize] = match i {
            0..24 => &[WEEKDAY],
            24..48 => &[WEEKEND, HOLIDAY],
            48 => &[WEEKDAY, WEEKEND],
            _ => &[WEEKDAY, HOLIDAY],
        };
        // The smaller kind decides how few days there are.
        let fewest = if (24..48).contains(&i) {
            count[WEEKEND] + count[HOLIDAY]
        } else {
            kinds.iter().map(|kind| count[*kind]).fold(f64::INFINITY, f64::min)
        };
        (fewest >= 2.0 && sums[i].is_finite()).then(|| sums[i] * fewest / (fewest - 1.0))
    })
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
