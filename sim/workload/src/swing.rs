//! A rate that swings: the next request by inverting its integral, as for the programme's users.

use crate::Swing;
use core::f64::consts::{FRAC_1_PI, TAU};

impl Swing {
    /// Seconds at the mean rate that come to as much as the first `t` seconds: ∫₀ᵗ (1 + A sin(2πx/P)) dx.
    fn at_the_mean(&self, t: f64) -> f64 {
        t + self.amplitude * self.period_s / TAU * (1.0 - libm::cos(TAU * t / self.period_s))
    }

    /// The second at which `mean_s` seconds at the mean rate have passed since `after`; to a thousandth of a second.
    ///
    /// Newton's steps from the middle of what can be, halved where they leave it: at amplitude 1 the rate may be 0.
    pub(crate) fn next(&self, after: f64, mean_s: f64) -> f64 {
        let goal = self.at_the_mean(after) + mean_s;
        // 1 − cos is at most 2.
        let (mut low, mut high) =
            (after.max(goal - self.amplitude * self.period_s * FRAC_1_PI), goal.max(after));
        let mut t = 0.5 * (low + high);
        while high - low > 1e-3 {
            let short = goal - self.at_the_mean(t);
            if short > 0.0 {
                low = t;
            } else {
                high = t;
            }
            let step = short / (1.0 + self.amplitude * libm::sin(TAU * t / self.period_s));
            if step.abs() < 1e-3 {
                return t + step;
            }
            t = if low < t + step && t + step < high { t + step } else { 0.5 * (low + high) };
        }
        t
    }
}
