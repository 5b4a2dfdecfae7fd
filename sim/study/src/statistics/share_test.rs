//! A promise in a share of programmes: is P(a programme keeps it) at least q? Asked at a few looks, exactly.
//!
//! Clopper-Pearson's bound at one n is the exact binomial tail. At several looks, each at its nominal level of the
//! gate, the union of the bounds only promises the sum of the levels (1.6 α for five looks). Computed along the path
//! the error is near α, but not held to it: 5.007 % of 5 % at q = 0.91 and 1,000 replications. So the critical counts
//! are found by the exact law of the path: at each look the smallest count whose chance of being reached *there
//! first*, at P = q, fits in what the spending function has released and no look has used. They are those of the
//! nominal levels nearly everywhere, and the chance of a wrong *holds* over all looks is at most α for every P below
//! q, that of a wrong *fails* at most α for every P from q on, without any approximation.

use super::{Looks, Spending};

/// What a look says of a promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Promise {
    /// Shown: kept in at least the share asked.
    Holds,
    /// Shown: kept in less than the share asked.
    Fails,
    /// Neither yet: to the next look.
    Continue,
    /// Neither, and no look is left: *not shown*, which a solve takes as "does not hold".
    Undecided,
}

/// The test of "kept in a share q of programmes" at the looks, with its critical counts.
///
/// Both answers at the looks' α each: α/P for a probe of a solve. The counts depend on q and the looks alone: make
/// it once for all probes.
///
/// ```
/// use naru_study::statistics::{Looks, Promise, ShareTest};
/// let test = ShareTest::new(Looks::new(200, 5, 0.05), 0.95);
/// assert_eq!(test.judge(200, 200), Promise::Holds);
/// assert_eq!(test.judge(190, 200), Promise::Undecided); // 95 % seen shows neither
/// assert_eq!(test.judge(20, 40), Promise::Fails);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct ShareTest {
    sizes: Vec<usize>,
    holds_from: Vec<Option<u64>>,
    breaks_from: Vec<Option<u64>>,
}

impl ShareTest {
    /// A test of the share `q` at these looks.
    ///
    /// # Panics
    /// Unless 0 < `q` < 1: that *every* programme keeps it, or none, no number of them can show.
    pub fn new(looks: Looks, q: f64) -> Self {
        assert!(q > 0.0 && q < 1.0, "a share of programmes lies between 0 and 1, not {q}");
        Self {
            sizes: looks.sizes(),
            holds_from: critical_counts(looks, q),
            breaks_from: critical_counts(looks, 1.0 - q),
        }
    }

    /// Replications at each look.
    pub fn sizes(&self) -> &[usize] {
        &self.sizes
    }

    /// At each look the fewest programmes that kept it for *holds*; `None` where the look cannot say so.
    pub fn holds_from(&self) -> &[Option<u64>] {
        &self.holds_from
    }

    /// At each look the fewest programmes that broke it for *fails*; `None` where the look cannot say so.
    pub fn breaks_from(&self) -> &[Option<u64>] {
        &self.breaks_from
    }

    /// Whether enough replications are allowed to show *holds* at all (all kept); else say so before the first.
    pub fn can_hold(&self) -> bool {
        self.holds_from.iter().any(Option::is_some)
    }

    /// What the look at `n` replications says, `kept` of which kept the promise.
    ///
    /// # Panics
    /// If `n` is no look, or `kept` exceeds it.
    pub fn judge(&self, kept: u64, n: u64) -> Promise {
        assert!(kept <= n, "a promise is kept at most once a replication: {kept} of {n}");
        let look = self.sizes.iter().position(|size| *size as u64 == n);
        let look = look.unwrap_or_else(|| panic!("{n} replications are no look of {:?}", self.sizes));
        let reached = |from: Option<u64>, count: u64| from.is_some_and(|from| count >= from);
        if reached(self.holds_from[look], kept) {
            Promise::Holds
        } else if reached(self.breaks_from[look], n - kept) {
            Promise::Fails
        } else if look + 1 < self.sizes.len() {
            Promise::Continue
        } else {
            Promise::Undecided
        }
    }
}

/// At each look the smallest count of events of chance `q` whose chance of being reached there first fits in what may
/// have been spent; what a look leaves over, later looks may use. The other boundary is ignored, which only adds paths.
fn critical_counts(looks: Looks, q: f64) -> Vec<Option<u64>> {
    let mut law = vec![1.0]; // of the count, on the paths that have reached nothing
    let mut spent = 0.0;
    let mut counts = Vec::new();
    for (n, t) in looks.sizes().into_iter().zip(looks.information()) {
        while law.len() <= n {
            let mut next = vec![0.0; law.len() + 1];
            for (count, chance) in law.iter().enumerate() {
                next[count] += chance * (1.0 - q);
                next[count + 1] += chance * q;
            }
            law = next;
        }
        let left = Spending::OBrienFleming.spent(looks.alpha(), t) - spent;
        let (mut from, mut beyond) = (n + 1, 0.0);
        while from > 0 && beyond + law[from - 1] <= left {
            from -= 1;
            beyond += law[from];
        }
        law[from..].fill(0.0);
        spent += beyond;
        // Nothing lies beyond an earlier look's count plus the replications since: no count there is a finding.
        counts.push((beyond > 0.0).then_some(from as u64));
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::{Sides, binomial_cdf, boundaries, nominal_levels};

    /// Chance that a path of events of chance `p` reaches its look's count at some look: by convolving each stretch's
    /// binomial law (from its cdf), not by single steps as the code does.
    fn reaches(sizes: &[usize], from: &[Option<u64>], p: f64) -> f64 {
        let (mut law, mut before, mut reached) = (vec![1.0], 0, 0.0);
        for (n, from) in sizes.iter().zip(from) {
            let more = (n - before) as u64;
            let cdf = |k: u64| binomial_cdf(more, p, k);
            let pmf: Vec<f64> = (0..=more).map(|k| cdf(k) - if k == 0 { 0.0 } else { cdf(k - 1) }).collect();
            let mut next = vec![0.0; n + 1];
            for (a, x) in law.iter().enumerate() {
                for (b, y) in pmf.iter().enumerate() {
                    next[a + b] += x * y;
                }
            }
            let from = from.map_or(n + 1, |from| from as usize);
            reached += next[from..].iter().sum::<f64>();
            next[from..].fill(0.0);
            (law, before) = (next, *n);
        }
        reached
    }

    /// No sampling: the exact chance of a wrong answer, on a grid of shares, sizes, numbers of looks and levels.
    #[test]
    fn it_errs_at_most_alpha_over_all_looks_exactly() {
        for (n_max, count) in [(100, 5), (200, 5), (400, 5), (200, 1), (60, 3)] {
            for alpha in [0.05, 0.05 / 8.0, 1e-3] {
                for q in [0.5, 0.8, 0.9, 0.95, 0.99] {
                    let test = ShareTest::new(Looks::new(n_max, count, alpha), q);
                    // a wrong "holds" is likeliest at P = q, where it is not wrong yet; below it is rarer
                    let holds = [q, q - 0.01, q - 0.1].map(|p| reaches(test.sizes(), test.holds_from(), p));
                    let fails = [q, q + 0.005].map(|p| reaches(test.sizes(), test.breaks_from(), 1.0 - p));
                    assert!(
                        holds[0] <= alpha + 1e-12 && holds[0] >= holds[1] && holds[1] >= holds[2],
                        "{holds:?}"
                    );
                    assert!(fails[0] <= alpha + 1e-12 && fails[0] >= fails[1], "{fails:?}");
                }
            }
        }
    }

    /// No look could decide with one count less: the error spent by then would be more than may be.
    #[test]
    fn the_counts_are_the_smallest() {
        let looks = Looks::new(200, 5, 0.05);
        let test = ShareTest::new(looks, 0.9);
        for (k, t) in looks.information().into_iter().enumerate() {
            let may = Spending::OBrienFleming.spent(0.05, t);
            let mut from = test.holds_from()[..=k].to_vec();
            assert!(reaches(&test.sizes()[..=k], &from, 0.9) <= may + 1e-12, "{k}");
            if let Some(count) = &mut from[k] {
                *count -= 1;
                assert!(reaches(&test.sizes()[..=k], &from, 0.9) > may, "{k}");
            }
        }
    }

    /// One look is Clopper-Pearson at 1 − α, one-sided: 200 replications show 95 % at 5 % from 196 on, since
    /// P(X ≥ 196) = 0.0264 and P(X ≥ 195) = 0.0623 for Bin(200, 0.95).
    #[test]
    fn one_look_is_clopper_pearson() {
        let test = ShareTest::new(Looks::new(200, 1, 0.05), 0.95);
        assert_eq!(test.holds_from(), [Some(196)]);
        assert_eq!((test.judge(195, 200), test.judge(196, 200)), (Promise::Undecided, Promise::Holds));
    }

    /// 58 kept of 58 show nothing of 95 % at 5 % (0.95⁵⁸ = 0.0510), 59 of 59 do (0.0485).
    #[test]
    fn so_few_replications_cannot_show_a_share() {
        for (n, can) in [(58, false), (59, true)] {
            assert_eq!(ShareTest::new(Looks::new(n, 1, 0.05), 0.95).can_hold(), can, "{n}");
        }
    }

    /// By scipy 1.18 (`binom`), the same recursion in another program; at 5 % they are also the counts of
    /// Clopper-Pearson at the nominal levels.
    #[test]
    fn the_counts_are_scipys() {
        for (alpha, q, n_max, want) in [
            (0.05, 0.90, 200, [None, Some(80), Some(116), Some(152), Some(188)]),
            (0.05, 0.95, 200, [None, None, Some(120), Some(158), Some(196)]),
            (0.05, 0.90, 400, [None, Some(155), Some(227), Some(299), Some(371)]),
            (0.05, 0.95, 400, [None, Some(160), Some(236), Some(312), Some(388)]),
            (0.00625, 0.90, 200, [None, None, Some(118), Some(155), Some(191)]),
            (0.00625, 0.95, 400, [None, None, Some(239), Some(315), Some(391)]),
        ] {
            assert_eq!(
                ShareTest::new(Looks::new(n_max, 5, alpha), q).holds_from(),
                want,
                "{alpha} {q} {n_max}"
            );
        }
        for (alpha, q, n_max, want) in [
            (0.05, 0.90, 200, [15, 18, 21, 25, 28]),
            (0.05, 0.95, 200, [11, 12, 13, 15, 16]),
            (0.00625, 0.95, 400, [21, 23, 26, 29, 33]),
        ] {
            let test = ShareTest::new(Looks::new(n_max, 5, alpha), q);
            assert_eq!(test.breaks_from(), want.map(Some), "{alpha} {q} {n_max}");
            let (n, from) = (test.sizes()[1] as u64, want[1]);
            assert_eq!(test.judge(n - from, n), Promise::Fails);
            assert_eq!(test.judge(n - from + 1, n), Promise::Continue);
        }
    }

    /// Why the path: Clopper-Pearson at each look's nominal level is not held to α, here by a hair.
    #[test]
    fn bounds_at_the_nominal_levels_are_not_held_to_alpha() {
        let looks = Looks::new(1_000, 5, 0.05);
        let z = boundaries(Spending::OBrienFleming, Sides::One, 0.05, &looks.information());
        let shown = |(n, level): (&usize, f64)| {
            let n = *n as u64;
            (0..=n).rev().take_while(|x| 1.0 - binomial_cdf(n, 0.91, x - 1) <= level).last()
        };
        let from: Vec<Option<u64>> = looks.sizes().iter().zip(nominal_levels(&z)).map(shown).collect();
        let error = reaches(&looks.sizes(), &from, 0.91);
        assert!((0.0500..0.0502).contains(&error), "{error}");
    }
}
