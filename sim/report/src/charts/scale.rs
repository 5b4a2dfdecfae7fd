//! From a quantity to a place on the sheet, and the round numbers beside an axis.

use naru_units::Epoch;

/// Quantities from `from` to `to`, laid evenly between two places on the sheet. Where there is no quantity at all,
/// everything lies at the beginning.
#[derive(Clone, Copy, Debug)]
pub(super) struct Linear {
    pub(super) from: f64,
    pub(super) to: f64,
    pub(super) place_from: f64,
    pub(super) place_to: f64,
}

impl Linear {
    pub(super) fn place(&self, x: f64) -> f64 {
        let span = self.to - self.from;
        let part = if span > 0.0 { (x - self.from) / span } else { 0.0 };
        self.place_from + part * (self.place_to - self.place_from)
    }
}

/// Powers of ten laid evenly; a quantity outside is put on the nearer end.
#[derive(Clone, Copy, Debug)]
pub(super) struct Log {
    /// Exponents of ten at the two ends.
    pub(super) from: i32,
    pub(super) to: i32,
    pub(super) place_from: f64,
    pub(super) place_to: f64,
}

impl Log {
    pub(super) fn place(&self, x: f64) -> f64 {
        let (from, to) = (f64::from(self.from), f64::from(self.to));
        let exponent = if x > 0.0 { libm::log10(x).clamp(from, to) } else { from };
        self.place_from + (exponent - from) / (to - from) * (self.place_to - self.place_from)
    }

    /// The powers of ten on the axis, each with its exponent.
    pub(super) fn decades(&self) -> impl Iterator<Item = (i32, f64)> {
        (self.from..=self.to).map(|e| (e, libm::exp10(f64::from(e))))
    }
}

/// About five round steps from 0 up to `top`, which need not be one of them.
pub(super) fn round_steps(top: f64) -> Vec<f64> {
    let rough = (top / 5.0).max(1e-9);
    let power = libm::exp10(libm::floor(libm::log10(rough)));
    let step = [1.0, 2.0, 2.5, 5.0, 10.0]
        .into_iter()
        .map(|m| m * power)
        .find(|&s| s >= rough * 0.999)
        .expect("ten times the power of ten below is never smaller");
    let n = (top / step + 1e-9).floor() as u32;
    (0..=n).map(|i| f64::from(i) * step).collect()
}

/// Decimals that tell the steps of an axis apart: 0 for 0, 25, 50; 1 for 0, 2.5, 5.
pub(super) fn step_places(steps: &[f64]) -> usize {
    let step = steps.get(1).copied().unwrap_or(1.0);
    (0..4)
        .find(|&places| {
            let shown = step * [1.0, 1e1, 1e2, 1e3][places];
            (shown - shown.round()).abs() < 1e-6
        })
        .unwrap_or(4)
}

/// The months that `days` days from the epoch touch: first day of each (0 = the epoch's day), days in it inside
/// the period, and its number 1..=12.
pub(super) fn months(epoch: Epoch, days: u32) -> Vec<(f64, f64, i8)> {
    let mut out = Vec::new();
    let mut day = 0;
    while day < days {
        let first = naru_units::Instant(i64::from(day) * naru_units::DAY);
        let month = epoch.month(first);
        let next = epoch.month_start(month.next()).day() as u32;
        let end = next.min(days);
        out.push((f64::from(day), f64::from(end - day), month.month));
        day = end;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A cap of nothing is drawn on an axis of nothing: every place must be a number, or a dashed line never ends.
    #[test]
    fn an_axis_without_quantity_has_places() {
        let axis = Linear { from: 0.0, to: 0.0, place_from: 10.0, place_to: 90.0 };
        for x in [-1.0, 0.0, 1.0] {
            assert!((axis.place(x) - 10.0).abs() < 1e-12);
        }
    }

    #[test]
    fn steps_are_round_and_stay_below_the_top() {
        for (top, step, end) in
            [(207.9, 50.0, 200.0), (479.0, 100.0, 400.0), (1.0, 0.2, 1.0), (20.8, 5.0, 20.0)]
        {
            let steps = round_steps(top);
            let last = steps[steps.len() - 1];
            assert!((steps[1] - step).abs() < 1e-9 && (last - end).abs() < 1e-9, "{top}: {steps:?}");
        }
    }

    #[test]
    fn steps_have_the_decimals_that_tell_them_apart() {
        for (steps, places) in [([0.0, 25.0], 0), ([0.0, 2.5], 1), ([0.0, 0.25], 2), ([0.0, 2_000.0], 0)] {
            assert_eq!(step_places(&steps), places, "{steps:?}");
        }
    }

    /// April 1 to December 31, 2025: 275 days, months of 30 31 30 31 31 30 31 30 31.
    #[test]
    fn months_of_the_programme() {
        let epoch = Epoch(jiff::civil::date(2025, 4, 1));
        let got = months(epoch, 275);
        let starts: Vec<u32> = got.iter().map(|m| m.0 as u32).collect();
        assert_eq!(starts, [0, 30, 61, 91, 122, 153, 183, 214, 244]);
        assert_eq!((got[0].2, got[8].2, got[8].1 as u32), (4, 12, 31));
    }

    #[test]
    fn a_log_axis_puts_decades_evenly_and_clamps() {
        let axis = Log { from: -1, to: 2, place_from: 0.0, place_to: 300.0 };
        for (x, want) in [(0.1, 0.0), (1.0, 100.0), (100.0, 300.0), (0.0, 0.0), (1e9, 300.0)] {
            assert!((axis.place(x) - want).abs() < 1e-9, "{x}");
        }
    }
}
