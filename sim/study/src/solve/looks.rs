//! The test of one value: does it hold, or not? Seen at a few looks that are fixed beforehand.
//!
//! Two one-sided group sequential tests at the levels of `statistics::boundaries`. A share of programmes is judged by
//! the exact bounds of Clopper and Pearson (1934) at each look's level: it holds where so many could keep to the
//! condition by chance at most at that level if the share were not reached. A mean is judged by Student's t, as the gate
//! judges a difference.

use crate::statistics::{Gate, Looks, binomial_cdf, student_upper_quantile};
use naru_results::SolveVerdict;

/// Replications from one look to the next.
const BATCH: u32 = 20;

/// Looks of a probe, and the level of each.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Levels {
    /// Replications at each look.
    sizes: Vec<u32>,
    levels: Vec<f64>,
}

impl Levels {
    /// Looks after every 20 replications up to `most`; over all of them a wrong answer comes with chance `alpha` at most.
    pub(super) fn new(most: u32, alpha: f64) -> Self {
        let count = (most / BATCH).max(1) as usize;
        let gate = Gate::new(Looks::new(most as usize, count, alpha), 1);
        Self {
            sizes: gate.sizes().iter().map(|n| *n as u32).collect(),
            levels: gate.pass_levels().to_vec(),
        }
    }

    /// Replications at each look.
    pub(super) fn sizes(&self) -> &[u32] {
        &self.sizes
    }

    fn is_last(&self, look: usize) -> bool {
        look + 1 == self.sizes.len()
    }

    /// Whether a share of programmes reaches `share`, after `held` of `judged` have kept to the condition.
    pub(super) fn share(&self, look: usize, held: u32, judged: u32, share: f64) -> SolveVerdict {
        let (held, judged) = (u64::from(held), u64::from(judged));
        let level = self.levels[look];
        // So many or more of them, if the share were only just reached.
        let above = binomial_cdf(judged, 1.0 - share, judged - held);
        let below = binomial_cdf(judged, share, held);
        if judged == 0 {
            SolveVerdict::NotShown
        } else if above <= level {
            SolveVerdict::Holds
        } else if below <= level {
            SolveVerdict::Fails
        } else {
            SolveVerdict::NotShown
        }
    }

    /// Whether a mean lies at or below `bound`. Where nothing varies the mean decides, at the last look: what happens once
    /// in thirty programmes shows in none of 20 in half of all cases.
    pub(super) fn mean(&self, look: usize, found: Mean, bound: f64) -> SolveVerdict {
        let Mean { n, mean, standard_error } = found;
        if n < 2 || (standard_error == 0.0 && !self.is_last(look)) {
            return SolveVerdict::NotShown;
        }
        let reach = if standard_error > 0.0 {
            student_upper_quantile(f64::from(n) - 1.0, self.levels[look]) * standard_error
        } else {
            0.0
        };
        if mean + reach <= bound {
            SolveVerdict::Holds
        } else if mean - reach > bound {
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
    pub(super) mean: f64,
    pub(super) standard_error: f64,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The looks' levels are those of a normal sum; a count is no normal sum. Its own law, by recursion over all
    /// counts that have crossed no bound so far: what does not hold (the share is missed by nothing) is still shown to
    /// hold with chance α at most, and what holds to fail.
    #[test]
    fn a_count_errs_no_more_often_than_its_level() {
        for (most, alpha, share) in [(200, 0.05, 0.95), (200, 0.05 / 8.0, 0.95), (200, 0.05 / 8.0, 0.9), (100, 0.01, 0.5), (400, 0.0125, 0.99)] {
            let levels = Levels::new(most, alpha);
            let (mut law, mut before) = (vec![1.0], 0);
            let (mut holds, mut fails) = (0.0, 0.0);
            for (look, size) in levels.sizes().iter().enumerate() {
                for _ in before..*size {
                    let mut next = vec![0.0; law.len() + 1];
                    for (x, chance) in law.iter().enumerate() {
                        next[x] += chance * (1.0 - share);
                        next[x + 1] += chance * share;
                    }
                    law = next;
                }
                before = *size;
                for (x, chance) in law.iter_mut().enumerate() {
                    match levels.share(look, x as u32, *size, share) {
                        SolveVerdict::Holds => holds += core::mem::take(chance),
                        SolveVerdict::Fails => fails += core::mem::take(chance),
                        SolveVerdict::NotShown => {}
                    }
                }
            }
            assert!(holds <= alpha && fails <= alpha, "{most} {alpha} {share}: {holds} {fails}");
            assert!(holds > 0.0 && fails > 0.0, "{most} {alpha} {share}: the test can decide");
        }
    }

    /// One look at 5 %: of 40 programmes 38 of 95 % asked say nothing; 33 are too few (P(X ≤ 33) = .0034 < .05 by the
    /// binomial table), and 59 of 59 are needed at least for 95 % (.95⁵⁸ = .0510, .95⁵⁹ = .0485).
    #[test]
    fn one_look_is_clopper_and_pearson() {
        let at = |n: u32, held: u32| Levels { sizes: vec![n], levels: vec![0.05] }.share(0, held, n, 0.95);
        for (n, held, want) in [
            (40, 38, SolveVerdict::NotShown),
            (40, 33, SolveVerdict::Fails),
            (58, 58, SolveVerdict::NotShown),
            (59, 59, SolveVerdict::Holds),
        ] {
            assert_eq!(at(n, held), want, "{held} of {n}");
        }
    }

    /// One look, n = 16, level 5 %: t of 15 degrees of freedom is 1.7531 (Student's table), se = 1/4.
    #[test]
    fn a_mean_is_judged_by_student() {
        let levels = Levels { sizes: vec![16], levels: vec![0.05] };
        let at = |mean: f64| levels.mean(0, Mean { n: 16, mean, standard_error: 0.25 }, 8.0);
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
        let levels = Levels::new(40, 0.05);
        let found = Mean { n: 20, mean: 1.0, standard_error: 0.0 };
        assert_eq!(levels.mean(0, found, 2.0), SolveVerdict::NotShown);
        assert_eq!(levels.mean(1, found, 2.0), SolveVerdict::Holds);
        assert_eq!(levels.mean(1, found, 0.5), SolveVerdict::Fails);
        assert_eq!(Levels::new(30, 0.05).sizes(), [30]);
        assert_eq!(Levels::new(200, 0.05).sizes().first(), Some(&20));
    }
}
