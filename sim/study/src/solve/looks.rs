//! The test of one value: does it hold, or not? Seen at a few looks that are fixed beforehand.
//!
//! A share of programmes is judged by its exact law at the looks (`statistics::ShareTest`), a mean by the gate's test
//! with the bound as its margin, where skewness is minded (`statistics::Judged::careful`).

use crate::kept::Condition;
use crate::statistics::{Gate, Looks, Promise, ShareTest, Verdict};
use naru_results::{Relation, SolveVerdict};

/// Replications from one look to the next, as long as that makes no more than [`MOST_LOOKS`].
const BATCH: u32 = 20;

/// More looks end hardly earlier, and each costs some of the level.
const MOST_LOOKS: u32 = 20;

/// Looks of a probe, and what each needs to decide.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Levels {
    /// Replications at each look.
    sizes: Vec<u32>,
    test: Test,
}

#[derive(Clone, Debug, PartialEq)]
enum Test {
    Share(ShareTest),
    Mean(Gate),
}

impl Levels {
    /// Looks after every 20 replications up to `most`, or after every twentieth part where that is more; over all of
    /// them a wrong answer comes with chance `alpha` at most. `share`: the share of programmes to be shown; `None`: a
    /// mean.
    pub(super) fn new(most: u32, alpha: f64, share: Option<f64>) -> Self {
        let count = (most / BATCH).clamp(1, MOST_LOOKS);
        Self::at(Looks::new(most as usize, count as usize, alpha), share)
    }

    fn at(looks: Looks, share: Option<f64>) -> Self {
        let test = match share {
            Some(share) => Test::Share(ShareTest::new(looks, share)),
            None => Test::Mean(Gate::new(looks, 1)),
        };
        Self { sizes: looks.sizes().into_iter().map(|n| n as u32).collect(), test }
    }

    /// Replications at each look.
    pub(super) fn sizes(&self) -> &[u32] {
        &self.sizes
    }

    /// Whether so many replications can show a share at all.
    pub(super) fn can_hold(&self) -> bool {
        match &self.test {
            Test::Share(test) => test.can_hold(),
            Test::Mean(_) => true,
        }
    }

    /// Whether the share of programmes is reached, `held` of the look's replications having kept to the condition and
    /// `silent` having said nothing: these count against whatever is to be shown.
    pub(super) fn share(&self, look: usize, held: u32, silent: u32) -> SolveVerdict {
        let Test::Share(test) = &self.test else { unreachable!("it was made for a share") };
        let n = u64::from(self.sizes[look]);
        if test.judge(u64::from(held), n) == Promise::Holds {
            SolveVerdict::Holds
        } else if test.judge(u64::from(held + silent), n) == Promise::Fails {
            SolveVerdict::Fails
        } else {
            SolveVerdict::NotShown
        }
    }

    /// Whether the mean of `values`, one of each replication, keeps to a bound: `of_shares` where they are shares.
    ///
    /// Fewer values than replications show neither: what a silent programme would have said is not known. Nor do values
    /// that are all alike before the last look: what happens once in thirty programmes shows in none of 20 in half of
    /// all cases. At the last one see [`alike`].
    pub(super) fn mean(
        &self,
        look: usize,
        values: &[f64],
        condition: Condition,
        of_shares: bool,
    ) -> SolveVerdict {
        let Test::Mean(gate) = &self.test else { unreachable!("it was made for a mean") };
        if values.len() != self.sizes[look] as usize {
            return SolveVerdict::NotShown;
        }
        let up = if bounds_above(condition) { 1.0 } else { -1.0 };
        let turned: Vec<f64> = values.iter().map(|x| up * x).collect();
        let judged = gate.judge(&turned, up * condition.bound);
        if judged.se > 0.0 {
            return match judged.careful {
                Verdict::Pass => SolveVerdict::Holds,
                Verdict::Worse => SolveVerdict::Fails,
                Verdict::Continue | Verdict::Undecided => SolveVerdict::NotShown,
            };
        }
        if look + 1 < self.sizes.len() {
            return SolveVerdict::NotShown;
        }
        let hidden = 1.0 - libm::pow(gate.pass_levels()[look], 1.0 / f64::from(self.sizes[look]));
        alike(values[0], condition, of_shares.then_some(hidden))
    }
}

/// What values that are all alike show. They fail where they break the bound. Hours and won hold where they do not: the
/// mean decides, as in the gate. Of shares more can be said: programmes that are not alike make up less than `hidden` of
/// all (else one of n had been seen with chance 1 − α: (1 − `hidden`)ⁿ = α), and each is at worst 1, or 0. They hold
/// where the mean keeps to the bound even then: of 20 programmes without a late request, "5 % at most" does not follow.
fn alike(value: f64, condition: Condition, hidden: Option<f64>) -> SolveVerdict {
    if !condition.holds(value) {
        return SolveVerdict::Fails;
    }
    let worst = if bounds_above(condition) { 1.0 } else { 0.0 };
    if hidden.is_none_or(|hidden| condition.holds(value + hidden * (worst - value))) {
        SolveVerdict::Holds
    } else {
        SolveVerdict::NotShown
    }
}

/// Whether larger is worse.
const fn bounds_above(condition: Condition) -> bool {
    match condition.relation {
        Relation::AtMost | Relation::Below => true,
        Relation::Above | Relation::AtLeast => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn condition(relation: Relation, bound: f64) -> Condition {
        Condition { relation, bound }
    }

    /// One look at 59 at 5 %: all must keep to it for 95 % (.95⁵⁹ = .0485, and P(58 or more) = .199). At 58 nothing can
    /// be shown (.95⁵⁸ = .0510).
    #[test]
    fn what_says_nothing_shows_nothing() {
        let at = |most: usize| Levels::at(Looks::new(most, 1, 0.05), Some(0.95));
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

    /// One look, n = 16, level 5 %: t of 15 degrees of freedom is 1.7531 (Student's table). Half lie √15/4 below the mean
    /// and half above it, so that se = 1/4.
    #[test]
    fn a_mean_is_judged_by_student() {
        let levels = Levels::at(Looks::new(16, 1, 0.05), None);
        let at = |mean: f64, relation| {
            let spread = 15f64.sqrt() / 4.0;
            let values: Vec<f64> =
                (0..16).map(|i| mean + if i % 2 == 0 { spread } else { -spread }).collect();
            levels.mean(0, &values, condition(relation, 8.0), false)
        };
        let reach = 1.7531 / 4.0;
        for (mean, at_most, at_least) in [
            (8.0 - reach - 1e-4, SolveVerdict::Holds, SolveVerdict::Fails),
            (8.0 - reach + 1e-4, SolveVerdict::NotShown, SolveVerdict::NotShown),
            (8.0 + reach - 1e-4, SolveVerdict::NotShown, SolveVerdict::NotShown),
            (8.0 + reach + 1e-4, SolveVerdict::Fails, SolveVerdict::Holds),
        ] {
            assert_eq!(
                (at(mean, Relation::AtMost), at(mean, Relation::AtLeast)),
                (at_most, at_least),
                "{mean}"
            );
        }
    }

    /// Eight of 40 at 2: mean .4, m₂ = .64, g₁ = 1.5, s = √(.64·40/39) = .8102, se = .1281. 25 g₁² = 56.25 > 40, so half the
    /// level, of which t of 39 degrees of freedom is 2.0227: Student reaches .4 + .2591 = .6591, Johnson's correction
    /// g₁ s/(6n)·(1 + 2t²) = .0465 to .7056. Turned around the long tail is on the safe side, at the whole level (t =
    /// 1.6849): the bound below is .4 − .2158 = .1842.
    #[test]
    fn a_skewed_mean_is_judged_with_care() {
        let values: Vec<f64> = (0..40).map(|i| if i % 5 == 0 { 2.0 } else { 0.0 }).collect();
        let levels = Levels::at(Looks::new(40, 1, 0.05), None);
        for (relation, bound, want) in [
            (Relation::AtMost, 0.7052, SolveVerdict::NotShown),
            (Relation::AtMost, 0.7060, SolveVerdict::Holds),
            (Relation::AtMost, 0.18, SolveVerdict::Fails),
            (Relation::AtLeast, 0.18, SolveVerdict::Holds),
            (Relation::AtLeast, 0.188, SolveVerdict::NotShown),
        ] {
            assert_eq!(
                levels.mean(0, &values, condition(relation, bound), false),
                want,
                "{relation:?} {bound}"
            );
        }
        // 25 g₁² = 56.25 > 40: nothing holds before the last look.
        let levels = Levels::at(Looks::new(80, 2, 0.05), None);
        let far = condition(Relation::AtMost, 9.0);
        assert_eq!(levels.mean(0, &values, far, false), SolveVerdict::NotShown);
    }

    /// Equal programmes decide nothing before the last look. Of shares at one look of 5 %: 59 without an event show 5 %
    /// at most (.95⁵⁹ = .0485), 58 do not (.95⁵⁸ = .0510); and the same from the other side.
    #[test]
    fn what_does_not_vary_shows_no_small_share() {
        let two = Levels::new(40, 0.05, None);
        let at_most = |bound| condition(Relation::AtMost, bound);
        assert_eq!(two.mean(0, &[1.0; 20], at_most(2.0), false), SolveVerdict::NotShown);
        assert_eq!(two.mean(1, &[1.0; 40], at_most(1.0), false), SolveVerdict::Holds);
        assert_eq!(two.mean(1, &[1.0; 40], condition(Relation::Below, 1.0), false), SolveVerdict::Fails);
        assert_eq!(two.mean(1, &[1.0; 40], at_most(0.5), false), SolveVerdict::Fails);
        assert_eq!(two.mean(1, &[1.0; 39], at_most(2.0), false), SolveVerdict::NotShown, "one is silent");
        for (n, want) in [(59, SolveVerdict::Holds), (58, SolveVerdict::NotShown)] {
            let levels = Levels::at(Looks::new(n, 1, 0.05), None);
            assert_eq!(levels.mean(0, &vec![0.0; n], at_most(0.05), true), want, "{n}");
            let at_least = condition(Relation::AtLeast, 0.95);
            assert_eq!(levels.mean(0, &vec![1.0; n], at_least, true), want, "{n}");
            assert_eq!(levels.mean(0, &vec![0.0; n], at_most(0.0), true), SolveVerdict::NotShown, "{n}");
            assert_eq!(levels.mean(0, &vec![0.1; n], at_most(0.05), true), SolveVerdict::Fails, "{n}");
        }
    }

    #[test]
    fn there_are_twenty_looks_at_most() {
        for (most, first, looks) in
            [(30, 30, 1), (200, 20, 10), (400, 20, 20), (1_000, 50, 20), (4_000, 200, 20)]
        {
            for share in [None, Some(0.9)] {
                let levels = Levels::new(most, 0.05, share);
                assert_eq!((levels.sizes()[0], levels.sizes().len()), (first, looks), "{most}");
                assert_eq!(levels.sizes().last(), Some(&most));
            }
        }
    }
}
