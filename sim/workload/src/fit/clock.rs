//! The users' clock: which day a second is in, and what kind of day that is.

use super::Settings;
use naru_units::{DAY, HOUR};

pub(super) const WEEKDAY: usize = 0;
pub(super) const WEEKEND: usize = 1;
pub(super) const HOLIDAY: usize = 2;
/// 1970-01-01 was a Thursday; 0 is Monday.
const FIRST_WEEKDAY: i64 = 3;

/// The window of a log by the users' clock.
#[derive(Clone, Debug)]
pub(super) struct Clock {
    /// Local seconds since 1970 at the log's second 0.
    zero: i64,
    first_day: i64,
    /// Kind of each day that the window touches.
    kinds: Vec<usize>,
    window: [i64; 2],
}

/// An hour of one day of the window: day × 24 + hour.
pub(super) type Cell = usize;

impl Clock {
    pub(super) fn new(settings: &Settings) -> Self {
        let zero = settings.unix_at_zero_s + settings.utc_offset_s;
        let [from, until] = settings.window;
        let first_day = (zero + from).div_euclid(DAY);
        let last_day = (zero + until - 1).div_euclid(DAY);
        let kinds = (first_day..=last_day)
            .map(|day| {
                if settings.holidays.binary_search(&day).is_ok() {
                    HOLIDAY
                } else if (day + FIRST_WEEKDAY).rem_euclid(7) >= 5 {
                    WEEKEND
                } else {
                    WEEKDAY
                }
            })
            .collect();
        Self { zero, first_day, kinds, window: settings.window }
    }

    /// Kinds of the days.
    pub(super) fn kinds(&self) -> &[usize] {
        &self.kinds
    }

    /// The hour of a second; `None` outside the window.
    pub(super) fn cell(&self, t: i64) -> Option<Cell> {
        (self.window[0] <= t && t < self.window[1])
            .then(|| ((self.zero + t).div_euclid(HOUR) - self.first_day * 24) as usize)
    }

    /// The hours of `[from, until)` within the window, with the seconds in each.
    pub(super) fn cells(&self, from: i64, until: i64) -> impl Iterator<Item = (Cell, f64)> + use<> {
        let (from, until) = (from.max(self.window[0]) + self.zero, until.min(self.window[1]) + self.zero);
        let first = self.first_day * 24;
        let hours = from.div_euclid(HOUR)..(until + HOUR - 1).div_euclid(HOUR);
        hours.filter_map(move |hour| {
            let seconds = until.min((hour + 1) * HOUR) - from.max(hour * HOUR);
            (seconds > 0).then(|| ((hour - first) as usize, seconds as f64))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2025-04-04 was a Friday, day 20,182. A log from its 15:30 UTC is in Korea on Saturday from 00:30.
    #[test]
    fn utc_becomes_the_users_day() {
        let settings = Settings {
            holidays: vec![20_185],
            ..Settings::new(20_182 * DAY + 15 * HOUR + 1_800, [0, 3 * DAY])
        };
        let clock = Clock::new(&settings);
        assert_eq!(clock.kinds(), [WEEKEND, WEEKEND, HOLIDAY, WEEKDAY]);
        for (t, want) in [(-1, None), (0, Some(0)), (1_799, Some(0)), (1_800, Some(1)), (3 * DAY, None)] {
            assert_eq!(clock.cell(t), want, "{t}");
        }
        let cells: Vec<_> = clock.cells(-50, 6_000).map(|(cell, seconds)| (cell, seconds as i64)).collect();
        assert_eq!(cells, [(0, 1_800), (1, 3_600), (2, 600)]);
        for (from, until) in [(7, 7), (1_900, 1_850), (5 * DAY, 6 * DAY)] {
            assert_eq!(clock.cells(from, until).count(), 0, "no time from {from} to {until}");
        }
    }
}
