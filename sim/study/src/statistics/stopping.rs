//! How many replications: batches until every headline figure meets its target (Law 2015, chapter 9).
//!
//! Intervals stay those of a fixed n. Because the data decide when to stop, they cover a little less often:
//! asymptotically as stated (Glynn & Whitt 1992), measured 91–96 % with a first look at 20 or more
//! (`tests/coverage.rs`), lowest where the figure is skewed. Hence Cochran's rule is part of the target.

use super::Estimate;

/// Half-width that is narrow enough: the larger of an absolute one and one relative to the figure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Target {
    /// In the figure's unit; 0 asks for the relative one alone.
    pub absolute: f64,
    /// γ: the error relative to the *true* value, which asks γ/(1 + γ) of the estimate. 0 asks for the absolute alone.
    pub relative: f64,
}

/// Whether strong skewness keeps a figure waiting for more replications.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Skewness {
    /// n ≥ 25 g₁² is asked (Cochran 1977): a mean of one number per programme.
    Waits,
    /// It is only flagged: a share, which would wait without end where the event is rare.
    Flags,
}

impl Target {
    /// The half-width asked of a figure of this estimate: max(absolute, γ/(1 + γ)·|x̄|).
    pub fn half_width(self, mean: f64) -> f64 {
        self.absolute.max(self.relative / (1.0 + self.relative) * mean.abs())
    }

    /// How far a figure is from its target: half-width over target. At most 1: met; 0 where there is no spread, and
    /// infinite where a target of 0 is asked of a figure that has some.
    pub fn ratio(self, mean: f64, half_width: f64) -> f64 {
        if half_width <= 0.0 { 0.0 } else { half_width / self.half_width(mean) }
    }

    /// The same for a mean over replications, whose skewness may ask for more of them: √(25 g₁²/n) if that is larger.
    /// So n times its square is the number of replications that this figure seems to need.
    pub fn shortfall(self, figure: &Estimate, skewness: Skewness) -> f64 {
        let ratio = self.ratio(figure.mean, figure.half_width);
        match skewness {
            Skewness::Waits => ratio.max((figure.enough_at / figure.n as f64).sqrt()),
            Skewness::Flags => ratio,
        }
    }
}

/// When to look: first at n₀, then after whole batches, up to a cap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Batches {
    /// n₀, replications at the first look.
    pub first: usize,
    /// Replications of one batch.
    pub batch: usize,
    /// Most replications.
    pub cap: usize,
}

impl Batches {
    /// n₀ = 40, then batches of 20, up to `cap`.
    pub fn up_to(cap: usize) -> Self {
        Self { first: 40, batch: 20, cap }
    }

    /// Replications at the next look, when the look at `n` found a worst ratio (half-width over target) above 1;
    /// `None` at the cap. At 0 replications the first look.
    ///
    /// min(cap, 2n, ⌈n·worst²⌉), where what is added is rounded up to whole batches and is at least one: half-widths
    /// fall like 1/√n, and fewer looks err less. Doubling at most, since an early spread is itself uncertain.
    ///
    /// # Panics
    /// If a batch is empty, or the ratio is not a number.
    ///
    /// ```
    /// use naru_study::statistics::Batches;
    /// let batches = Batches::up_to(400);
    /// assert_eq!(batches.next(0, 0.0), Some(40));
    /// assert_eq!(batches.next(40, 1.2), Some(60)); // 40 × 1.44 = 57.6
    /// assert_eq!(batches.next(60, 5.0), Some(120)); // at most doubled
    /// assert_eq!(batches.next(400, 1.2), None);
    /// ```
    pub fn next(self, n: usize, worst: f64) -> Option<usize> {
        assert!(self.batch > 0, "a batch has at least one replication");
        assert!(!worst.is_nan(), "half-width over target is a number");
        if n >= self.cap {
            return None;
        }
        if n == 0 {
            return Some(self.first.min(self.cap));
        }
        let needed = (n as f64 * worst * worst).ceil().min(2.0 * n as f64) as usize;
        let more = needed.saturating_sub(n).next_multiple_of(self.batch).min(n).max(self.batch);
        Some((n + more).min(self.cap))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::{Confidence, mean};

    /// Law's γ/(1 + γ): at 10 % of 11 it is 1, and the absolute target counts where it is wider.
    #[test]
    fn the_wider_target_counts() {
        for (absolute, relative, figure, want) in
            [(0.0, 0.1, 11.0, 1.0), (2.0, 0.1, -11.0, 2.0), (0.5, 0.1, -11.0, 1.0), (0.5, 0.0, 1e9, 0.5)]
        {
            let got = Target { absolute, relative }.half_width(figure);
            assert!((got - want).abs() < 1e-12, "{absolute} {relative} {figure}: {got}");
        }
    }

    #[test]
    fn a_figure_without_spread_has_met_any_target() {
        let nothing = Target { absolute: 0.0, relative: 0.1 };
        assert_eq!(nothing.ratio(0.0, 0.0).to_bits(), 0);
        assert!(nothing.ratio(0.0, 1e-9).is_infinite());
    }

    /// One in twenty: 25 g₁² = 426.3 (Bernoulli, g₁ = 0.9/√0.0475). So 200 replications wait for √(427/200).
    #[test]
    fn a_skewed_mean_waits_a_share_does_not() {
        let x: Vec<f64> = (0..200).map(|i| f64::from(u8::from(i % 20 == 0))).collect();
        let figure = mean(&x, Confidence::P95).unwrap();
        let wide = Target { absolute: 1.0, relative: 0.0 };
        assert!((wide.shortfall(&figure, Skewness::Waits) - (427.0f64 / 200.0).sqrt()).abs() < 1e-12);
        assert!((wide.shortfall(&figure, Skewness::Flags) - figure.half_width).abs() < 1e-15);
        let next = Batches::up_to(1_000).next(200, wide.shortfall(&figure, Skewness::Waits));
        assert_eq!(next, Some(400)); // at most doubled
        let met: Vec<f64> = (0..440).map(|i| f64::from(u8::from(i % 20 == 0))).collect();
        assert!(wide.shortfall(&mean(&met, Confidence::P95).unwrap(), Skewness::Waits) <= 1.0);
    }

    #[test]
    fn the_next_look() {
        for (n, worst, want) in [
            (40, 1.0 + 1e-9, Some(60)), // never less than a batch
            (40, 1.22, Some(60)),       // 59.5
            (40, 1.23, Some(80)),       // 60.5
            (40, f64::INFINITY, Some(80)),
            (80, 1.4, Some(160)), // 156.8
            (80, 1.5, Some(160)),
            (180, 1.01, Some(190)), // the cap cuts a batch
            (190, 2.0, None),
            (200, 2.0, None),
        ] {
            assert_eq!(Batches::up_to(190).next(n, worst), want, "{n} {worst}");
        }
        assert_eq!(Batches::up_to(30).next(0, 0.0), Some(30));
        assert_eq!(Batches { first: 10, batch: 20, cap: 100 }.next(10, 9.0), Some(30)); // less than a batch is none
    }
}
