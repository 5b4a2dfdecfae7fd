//! Asking by the hour: how the rate of new requests runs through one kind of day.

use naru_units::{DAY, HOUR};

const HOURS: usize = 24;
/// Places to start the search from, when inverting.
const HINTS: usize = 64;

/// One kind of day: a(t), its integral from midnight, and the inverse of that.
#[derive(Clone, Debug)]
pub(crate) struct Profile {
    /// a(t) in each hour; the mean of a plain weekday is 1.
    rate: [f64; HOURS],
    /// ∫a from midnight to each full hour, in seconds at the plain rate.
    asked: [f64; HOURS + 1],
    /// The last hour in which anybody asks.
    last_hour: u8,
    hints_per_asked: f64,
    hints: [u8; HINTS],
}

impl Profile {
    /// A day's profile: shares of the day's requests by hour, times how much is asked compared with a plain weekday.
    pub(crate) fn new(hour_shares: &[f64; HOURS], factor: f64) -> Self {
        let rate = hour_shares.map(|share| HOURS as f64 * share * factor);
        let mut asked = [0.0; HOURS + 1];
        for (hour, rate) in rate.iter().enumerate() {
            asked[hour + 1] = asked[hour] + HOUR as f64 * rate;
        }
        let total = asked[HOURS];
        let last_hour = rate.iter().rposition(|rate| *rate > 0.0).unwrap_or(0) as u8;
        let mut hints = [last_hour; HINTS];
        for (i, hint) in hints.iter_mut().enumerate() {
            let from = total * i as f64 / HINTS as f64;
            if let Some(hour) = (0..HOURS).find(|&hour| asked[hour + 1] > from) {
                *hint = hour as u8;
            }
        }
        let hints_per_asked = if total > 0.0 { HINTS as f64 / total } else { 0.0 };
        Self { rate, asked, last_hour, hints_per_asked, hints }
    }

    /// ∫a over the whole day.
    pub(crate) const fn whole_day(&self) -> f64 {
        self.asked[HOURS]
    }

    /// ∫a from midnight to a second of the day.
    #[inline]
    pub(crate) fn asked_until(&self, second: i64) -> f64 {
        debug_assert!((0..DAY).contains(&second), "a second of one day");
        let hour = (second / HOUR) as usize;
        self.asked[hour] + self.rate[hour] * (second % HOUR) as f64
    }

    /// inf{second: ∫a from midnight to it > `asked`}: hours in which nobody asks are jumped. What rounding puts
    /// beyond the day's integral is the end of its last hour of asking.
    ///
    /// Not for a day on which nobody asks at all.
    #[inline]
    pub(crate) fn second_at(&self, asked: f64) -> f64 {
        let hint = ((asked * self.hints_per_asked) as usize).min(HINTS - 1);
        let mut hour = usize::from(self.hints[hint]);
        // A hint that rounding put an hour late.
        while hour > 0 && self.asked[hour] > asked {
            hour -= 1;
        }
        while hour < usize::from(self.last_hour) && self.asked[hour + 1] <= asked {
            hour += 1;
        }
        hour as f64 * HOUR as f64 + ((asked - self.asked[hour]) / self.rate[hour]).min(HOUR as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Nobody from 0 to 6, one third of the day's requests in hour 6, none in hour 7, the rest in hour 23.
    fn gappy() -> Profile {
        let mut shares = [0.0; 24];
        shares[6] = 1.0 / 3.0;
        shares[23] = 2.0 / 3.0;
        Profile::new(&shares, 0.5)
    }

    #[test]
    fn the_integral_is_piecewise_linear() {
        let day = gappy();
        let total = 86_400.0 * 0.5;
        for (second, want) in [
            (0, 0.0),
            (6 * 3_600, 0.0),
            (6 * 3_600 + 1_800, total / 6.0),
            (7 * 3_600, total / 3.0),
            (23 * 3_600, total / 3.0),
            (86_399, total / 3.0 + total * 2.0 / 3.0 * 3_599.0 / 3_600.0),
        ] {
            assert!((day.asked_until(second) - want).abs() < 1e-9, "{second}");
        }
        assert!((day.whole_day() - total).abs() < 1e-9);
    }

    /// The definition is an infimum over > : at the start of a flat piece the answer is its end.
    #[test]
    fn flat_pieces_are_jumped() {
        let day = gappy();
        let third = day.asked[7];
        for (asked, want) in [
            (0.0, 6.0 * 3_600.0),
            (third / 2.0, 6.5 * 3_600.0),
            (third, 23.0 * 3_600.0),
            (day.whole_day(), 24.0 * 3_600.0),
            (day.whole_day() + 1e-6, 24.0 * 3_600.0),
        ] {
            assert!((day.second_at(asked) - want).abs() < 1e-6, "{asked}: {}", day.second_at(asked));
        }
    }

    #[test]
    fn the_inverse_undoes_the_integral() {
        let mut shares = [0.0; 24];
        for (i, share) in shares.iter_mut().enumerate() {
            *share = (1.0 + (i * i % 7) as f64) / 98.0;
        }
        let day = Profile::new(&shares, 1.3);
        for second in (0..86_400).step_by(7) {
            let back = day.second_at(day.asked_until(second));
            assert!((back - second as f64).abs() < 1e-6, "{second}: {back}");
        }
    }
}
