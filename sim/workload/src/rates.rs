//! Λ: the integral of one class's rate of asking over the programme, and its inverse.
//!
//! λ(t) = a(t)/Z(d), with a by the hour of the day (three kinds of day) and Z by the day. So Λ is linear within
//! each hour, and a day needs only its start, its Z and the kind of its profile: a table of 9 KB a class that
//! stays in the cache, where one entry an hour would not.

use crate::laws::Asking;
use crate::length::whole_seconds;
use naru_units::{DAY, Instant};

/// Λ of one class in one replication.
#[derive(Clone, Debug)]
pub(crate) struct Rates {
    /// One entry a day, and a last one that holds Λ of the end.
    days: Vec<Day>,
}

#[derive(Clone, Copy, Debug)]
struct Day {
    /// Λ at midnight.
    start: f64,
    /// 1/Z; 0 if nobody of the class asks on this day.
    per_asked: f64,
    /// Z in seconds.
    think_s: f64,
}

impl Rates {
    /// Adds up Λ from the mean think time of each day; `f64::INFINITY` for a day without requests.
    pub(crate) fn new(asking: &Asking, think_s: impl Iterator<Item = f64>) -> Self {
        let mut start = 0.0;
        let mut days: Vec<Day> = Vec::with_capacity(asking.days() + 1);
        for (day, think_s) in think_s.enumerate() {
            let per_asked = 1.0 / think_s;
            days.push(Day { start, per_asked, think_s });
            start += asking.profile(day).whole_day() * per_asked;
        }
        days.push(Day { start, per_asked: 0.0, think_s: f64::INFINITY });
        Self { days }
    }

    /// Λ at a second; after the last day, Λ of the end.
    #[inline]
    pub(crate) fn at(&self, asking: &Asking, t: Instant) -> f64 {
        let last = self.days.len() - 1;
        match usize::try_from(t.day()) {
            Ok(d) if d < last => {
                let today = self.days[d];
                today.start + asking.profile(d).asked_until(t.0.rem_euclid(DAY)) * today.per_asked
            }
            Ok(_) => self.days[last].start,
            Err(_) => 0.0,
        }
    }

    /// inf{t: Λ(t) > Λ(after) + `think`}, to the nearest second; `None` if Λ does not get there by the last midnight.
    #[inline]
    pub(crate) fn next(&self, asking: &Asking, after: Instant, think: f64) -> Option<Instant> {
        let goal = self.at(asking, after) + think;
        let mut d = usize::try_from(after.day()).unwrap_or(0);
        while self.days.get(d + 1)?.start <= goal {
            d += 1;
        }
        let day = self.days[d];
        let second = asking.profile(d).second_at((goal - day.start) * day.think_s);
        Some(Instant(d as i64 * DAY + whole_seconds(second)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::laws::Asking;
    use crate::profile::Profile;

    /// Three days: the first and the last ask evenly with Z = one day, so Λ grows by 1; on the second nobody asks.
    fn with_a_gap() -> (Asking, Rates) {
        let even = Profile::new(&[1.0 / 24.0; 24], 1.0);
        let none = Profile::new(&[0.0; 24], 1.0);
        let asking = Asking::of_profiles([even, none.clone(), none], &[0, 1, 0]);
        let whole_day = asking.profile(0).whole_day();
        let rates = Rates::new(&asking, core::iter::repeat_n(whole_day, 3));
        (asking, rates)
    }

    /// The answer is an infimum over Λ > goal: a goal that is reached at midnight is passed after the empty day.
    #[test]
    fn a_day_without_requests_is_jumped() {
        let (asking, rates) = with_a_gap();
        for (after, think, want) in [
            (0, 0.5, Some(DAY / 2)),
            (0, 1.0, Some(2 * DAY)),
            (DAY / 2, 0.5, Some(2 * DAY)),
            (DAY, 0.25, Some(2 * DAY + DAY / 4)),
            (DAY + 7, 0.25, Some(2 * DAY + DAY / 4)),
            (0, 1.75, Some(2 * DAY + DAY * 3 / 4)),
            (0, 2.0, None),
            (3 * DAY, 0.0, None),
            (9 * DAY, 0.0, None),
        ] {
            assert_eq!(rates.next(&asking, Instant(after), think), want.map(Instant), "{think} from {after}");
        }
    }

    #[test]
    fn the_integral_stands_still_on_a_day_without_requests() {
        let (asking, rates) = with_a_gap();
        for (t, want) in [
            (-1, 0.0),
            (0, 0.0),
            (DAY / 4, 0.25),
            (DAY, 1.0),
            (2 * DAY - 1, 1.0),
            (3 * DAY, 2.0),
            (9 * DAY, 2.0),
        ] {
            assert!((rates.at(&asking, Instant(t)) - want).abs() < 1e-12, "{t}");
        }
    }
}
