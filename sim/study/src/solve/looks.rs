//! The test of one value: does it hold, or not? Seen at a few looks that are fixed beforehand.
//!
//! A share of programmes is judged by its exact law at the looks (`statistics::ShareTest`), a mean by Student's t at each
//! look's level, as the gate judges a difference.

use crate::statistics::{Gate, Looks, Promise, ShareTest, student_upper_quantile};
use naru_results::SolveVerdict;

/// Replications from one look to the next.
const BATCH: u32 = 20;

/// Looks of a probe, and what each needs to decide.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Levels {
    /// Replications at each look.
    sizes: Vec<u32>,
    each: Vec<f64>,
    share: Option<ShareTest>,
}

impl Levels {
    /// Looks after every 20 replications up to `most`; over all of them a wrong answer comes with chance `alpha` at most.
    /// `share`: the share of programmes to be shown; `None`: a mean.
    pub(super) fn new(most: u32, alpha: f64, share: Option<f64>) -> Self {
        let count = (most / BATCH).max(1) as usize;
        let looks = Looks::new(most as usize, count, alpha);
        Self {
            sizes: looks.sizes().into_iter().map(|n| n as u32).collect(),
            each: Gate::new(looks, 1).pass_levels().to_vec(),
            share: share.map(|share| ShareTest::new(looks, share)),
        }
    }

    /// Replications at each look.
    pub(super) fn sizes(&self) -> &[u32] {
        &self.sizes
    }

    /// Whether so many replications can show a share at all.
    pub(super) fn can_hold(&self) -> bool {
        self.share.as_ref().is_none_or(ShareTest::can_hold)
    }

    /// Whether the share of programmes is reached, `held` of the look's replications having kept to the condition and
    /// `silent` having said nothing: these count against whatever is to be shown.
    pub(super) fn share(&self, look: usize, held: u32, silent: u32) -> SolveVerdict {
        let test = self.share.as_ref().expect("it was made for a share");
        let n = u64::from(self.sizes[look]);
        if test.judge(u64::from(held), n) == Promise::Holds {
            SolveVerdict::Holds
        } else if test.judge(u64::from(held + silent), n) == Promise::Fails {
            SolveVerdict::Fails
        } else {
            SolveVerdict::NotShown
        }
    }

    /// Whether a mean lies at or below `bound`. Where nothing varies the mean decides, at the last look: what happens once
    /// in thirty programmes shows in none of 20 in half of all cases. That so few replications say little of so skewed a
    /// mean keeps it from being shown to hold before the last look, too.
    pub(super) fn mean(&self, look: usize, found: Mean, bound: f64) -> SolveVerdict {
        let Mean { n, centre, standard_error, skewed } = found;
        let last = look + 1 == self.sizes.len();
        if n < 2 || (standard_error <= 0.0 && !last) {
            return SolveVerdict::NotShown;
        }
        let reach = if standard_error > 0.0 {
            student_upper_quantile(f64::from(n) - 1.0, self.each[look]) * standard_error
        } else {
            0.0
        };
        if centre + reach <= bound && (last || !skewed) {
            SolveVerdict::Holds
        } else if centre - reach > bound {
            SolveVerdict::Fails
        } else {
            SolveVerdict::NotShown
        }
    }
}

/// A mean over replications.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Mean {
    pub(super) n: u32,
    pub(super) centre: f64,
    pub(super) standard_error: f64,
    /// n < 25 g₁² (Cochran 1977).
    pub(super) skewed: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One look at 59 at 5 %: all must keep to it for 95 % (.95⁵⁹ = .0485, and P(58 or more) = .199). At 58 nothing can
    /// be shown (.95⁵⁸ = .0510).
    #[test]
    fn what_says_nothing_shows_nothing() {
        let levels = Levels { sizes: vec![59], ..Levels::new(59, 0.05, None) };
        let at = |most: usize| Levels {
            sizes: vec![most as u32],
            share: Some(ShareTest::new(Looks::new(most, 1, 0.05), 0.95)),
            ..levels.clone()
        };
        for (held, silent, want) in [
            (59, 0, SolveVerdict::Holds),
            (58, 0, SolveVerdict::NotShown),
            (58, 1, SolveVerdict::NotShown),
            (40, 0, SolveVerdict::Fails),
            (40, 19, SolveVerdict::NotShown),
        ] {
            assert_eq!(at(59).share(0, held, silent), want, "{held} {silent}");
        }
        assert!(at(59).can_hold() && !at(58).can_hold());
    }

    /// One look, n = 16, level 5 %: t of 15 degrees of freedom is 1.7531 (Student's table), se = 1/4.
    #[test]
    fn a_mean_is_judged_by_student() {
        let levels = Levels { sizes: vec![16], each: vec![0.05], share: None };
        let at = |mean: f64| {
            levels.mean(0, Mean { n: 16, centre: mean, standard_error: 0.25, skewed: false }, 8.0)
        };
        let reach = 1.7531 / 4.0;
        for (mean, want) in [
            (8.0 - reach - 1e-4, SolveVerdict::Holds),
            (8.0 - reach + 1e-4, SolveVerdict::NotShown),
            (8.0 + reach - 1e-4, SolveVerdict::NotShown),
            (8.0 + reach + 1e-4, SolveVerdict::Fails),
        ] {
            assert_eq!(at(mean), want, "{mean}");
        }
    }

    /// Twenty equal programmes decide nothing before the last look.
    #[test]
    fn what_does_not_vary_decides_at_the_last_look() {
        let levels = Levels::new(40, 0.05, None);
        let found = Mean { n: 20, centre: 1.0, standard_error: 0.0, skewed: false };
        assert_eq!(levels.mean(0, found, 2.0), SolveVerdict::NotShown);
        assert_eq!(levels.mean(1, found, 2.0), SolveVerdict::Holds);
        assert_eq!(levels.mean(1, found, 0.5), SolveVerdict::Fails);
        let found = Mean { standard_error: 1e-6, skewed: true, ..found };
        assert_eq!(levels.mean(0, found, 2.0), SolveVerdict::NotShown);
        assert_eq!(levels.mean(1, found, 2.0), SolveVerdict::Holds);
        assert_eq!(Levels::new(30, 0.05, None).sizes(), [30]);
        assert_eq!(Levels::new(200, 0.05, None).sizes().first(), Some(&20));
    }
}
