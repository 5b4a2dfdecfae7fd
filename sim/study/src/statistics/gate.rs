//! The gate's test: is B no worse than A by the margin, seen at a few looks fixed beforehand?
//!
//! Two one-sided group sequential tests against the same margin, at the levels of [`boundaries`]. The law of d̄
//! is taken as normal at each look (Student's t at that look's nominal level). That needs care where the
//! differences are strongly skewed: [`Judged::skewed`] says so, and `docs/gate.md` has the measured error rates.

use super::distributions::student_upper_quantile;
use super::mean::Moments;
use super::{Sides, Spending, boundaries, nominal_levels};

/// The looks of a sequential test, fixed before the first: `n_k` = `n_max·k/K` (rounded down), at error level α.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Looks {
    n_max: usize,
    count: usize,
    alpha: f64,
}

impl Looks {
    /// The gate's own: 200 replications, 5 looks, one-sided 5 %.
    pub const GATE: Self = Self { n_max: 200, count: 5, alpha: 0.05 };

    /// `count` looks at up to `n_max` replications; errs with chance `alpha` over all looks.
    ///
    /// A solve of P probes gives each probe α/P.
    ///
    /// # Panics
    /// Unless 0 < `alpha` < 1 and the first look has at least two replications.
    pub fn new(n_max: usize, count: usize, alpha: f64) -> Self {
        assert!(alpha > 0.0 && alpha < 1.0, "an error level lies between 0 and 1, not {alpha}");
        assert!(count >= 1 && n_max >= 2 * count, "{n_max} replications are too few for {count} looks");
        Self { n_max, count, alpha }
    }

    /// Replications at the last look.
    pub fn n_max(self) -> usize {
        self.n_max
    }

    /// Chance of erring over all looks.
    pub fn alpha(self) -> f64 {
        self.alpha
    }

    /// `n_1` < … < `n_K` = `n_max`.
    pub fn sizes(self) -> Vec<usize> {
        (1..=self.count).map(|k| self.n_max * k / self.count).collect()
    }

    /// `n_k/n_max`.
    pub(super) fn information(self) -> Vec<f64> {
        self.sizes().into_iter().map(|n| n as f64 / self.n_max as f64).collect()
    }

    /// One-sided nominal level of each look, for a test that errs with chance `alpha` in all.
    fn levels(self, alpha: f64) -> Vec<f64> {
        nominal_levels(&boundaries(Spending::OBrienFleming, Sides::One, alpha, &self.information()))
    }
}

/// What a look says of one metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Shown to be worse by less than the margin (or better).
    Pass,
    /// Shown to be worse by more than the margin.
    Worse,
    /// Neither yet: to the next look.
    Continue,
    /// Neither, and no look is left.
    Undecided,
}

/// What a look found, in the metric's unit; worse = larger.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Judged {
    /// The answer.
    pub verdict: Verdict,
    /// The answer where a *pass* must also stand when skewness is minded; see [`Gate`].
    pub careful: Verdict,
    /// Which look this was, from 1.
    pub look: usize,
    /// Replications seen.
    pub n: usize,
    /// d̄.
    pub mean: f64,
    /// Standard error of d̄.
    pub se: f64,
    /// d̄ − t se at the level of *worse* (α/m); minus infinity where this look cannot say *worse*.
    pub lower: f64,
    /// d̄ + t se at the level of *pass* (α); infinite where this look cannot say *pass*.
    pub upper: f64,
    /// Every difference is exactly 0: what B and A do is the same in all replications seen. That is less than "the
    /// same for ever": of a change that touches one programme in twenty, 40 replications show nothing in 13 %.
    pub identical: bool,
    /// n < 25 g₁² of the differences (Cochran 1977): that a *pass* is wrong, or a *worse*, is likelier than α.
    pub skewed: bool,
    /// Replications that would show no change to be below the margin with chance 90 %: ((1.645 + 1.282) `s_d`/M)².
    pub needed: f64,
}

/// The gate's test for several metrics at the same looks.
///
/// All metrics must pass, which needs no correction (intersection-union, Berger 1982); that *some* metric is worse
/// is said at α/m for each (Bonferroni). A metric's verdict is that of the first look that decides: once it has
/// passed, later looks (made for the others) do not ask it again.
///
/// Differences with a long upper tail (a few programmes that got much worse) make d̄ and its spread small together, so
/// that a worsening by the margin passes more often than α says. [`Judged::careful`] is the same answer but for a
/// *pass* that is taken back, to the next look or to *undecided*: at a look before the last while n < 25 g₁², and at
/// any look where d̄ + κ₃/(6 se²)·(1 + 2t²) + t se, the upper bound corrected for skewness (Johnson 1978; κ₃ the third
/// cumulant of d̄, where above 0), is not below the margin; t is that of half the level where at the last look still
/// n < 25 g₁², since the correction itself rests on a skewness that few observations understate. And, before the last
/// look, where fewer than 60 differences all are one and the same (mostly 0): few may not have met what is rare. It costs
/// more looks. `docs/gate.md` has the rates of both.
///
/// ```
/// use naru_study::statistics::{Gate, Looks, Verdict};
/// let gate = Gate::new(Looks::GATE, 1);
/// assert_eq!(gate.sizes(), [40, 80, 120, 160, 200]);
/// let judged = gate.judge(&[0.0; 40], 0.5); // identical inputs
/// assert_eq!((judged.verdict, judged.look, judged.identical), (Verdict::Pass, 1, true));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Gate {
    looks: Looks,
    sizes: Vec<usize>,
    pass_levels: Vec<f64>,
    worse_levels: Vec<f64>,
    /// t of *pass* and of *worse* at each look with `n_k` − 1 degrees of freedom: those of paired differences.
    paired: Vec<[f64; 2]>,
}

impl Gate {
    /// A gate over `metrics` metrics: *pass* at the looks' α, *worse* at α/`metrics`. No metric counts as one.
    pub fn new(looks: Looks, metrics: usize) -> Self {
        let (sizes, alpha) = (looks.sizes(), looks.alpha());
        let pass_levels = looks.levels(alpha);
        let worse_levels = looks.levels(alpha / metrics.max(1) as f64);
        let quantiles = |(n, levels): (&usize, (&f64, &f64))| {
            [*levels.0, *levels.1].map(|level| student_upper_quantile(*n as f64 - 1.0, level))
        };
        let paired = sizes.iter().zip(pass_levels.iter().zip(&worse_levels)).map(quantiles).collect();
        Self { looks, sizes, pass_levels, worse_levels, paired }
    }

    /// Replications at each look.
    pub fn sizes(&self) -> &[usize] {
        &self.sizes
    }

    /// One-sided nominal level of *pass* at each look.
    pub fn pass_levels(&self) -> &[f64] {
        &self.pass_levels
    }

    /// One-sided nominal level of *worse* at each look.
    pub fn worse_levels(&self) -> &[f64] {
        &self.worse_levels
    }

    /// What the look at these paired differences says against `margin`, in their unit.
    ///
    /// `differences` are b − a of the first `n_k` replications, in order, worse = larger: one number per programme, or
    /// the jackknife's pseudo-values of the `n_k` where the figure is a ratio. To test a mean against a bound (a probe
    /// of solve), hand in the numbers themselves and the bound. Without spread the mean alone decides.
    ///
    /// # Panics
    /// If the number of differences is not that of a look, or one of them or the margin is not finite.
    pub fn judge(&self, differences: &[f64], margin: f64) -> Judged {
        self.judge_known(differences.len(), differences, margin)
    }

    /// The same where, of the look's `seen` replications, some say nothing on either side: of those that say something,
    /// at that look's level.
    ///
    /// # Panics
    /// If `seen` is not the size of a look, or there are fewer than two differences or more than that, or one of them
    /// or the margin is not finite.
    pub fn judge_known(&self, seen: usize, differences: &[f64], margin: f64) -> Judged {
        let (look, n) = (self.look(seen), differences.len());
        assert!((2..=seen).contains(&n), "{n} differences of {seen} replications");
        let t = if n == seen {
            self.paired[look]
        } else {
            [self.pass_levels[look], self.worse_levels[look]]
                .map(|level| student_upper_quantile(n as f64 - 1.0, level))
        };
        let moments = Moments::of(differences);
        let found = Found {
            n,
            df: n as f64 - 1.0,
            mean: moments.mean,
            se: moments.sd / (n as f64).sqrt(),
            sd: moments.sd,
            third: moments.third_of_mean(n),
            skewed: moments.skewed(n),
        };
        let identical = differences.iter().all(|d| *d == 0.0);
        let judged = self.decide(look, &found, t, margin);
        // Needed are pairs: where some say nothing, more replications.
        let needed = judged.needed * seen as f64 / n as f64;
        Judged { identical, needed, ..judged }
    }

    /// The same where A and B did not meet the same draws: Welch's test (1947) on two independent samples.
    ///
    /// `b` has the `n_k` replications of the look; `a` (a stored baseline) at least two, all that there are.
    /// Wider than paired differences by far, and never *identical*. Error rates are over baselines, and at most
    /// nominal: with a complete `a` the looks are more alike than the boundaries take them to be. All gates against
    /// one stored baseline share its luck.
    ///
    /// Where neither side varies there is no spread to test by, and "all differences are 0" is said of pairs only:
    /// none in 40 and none in 200 may be two different chances. Then it passes at the last look alone, if both sides
    /// have all `n_max` replications and one and the same value; [`zero_events_upper`](super::zero_events_upper) bounds
    /// what so many rule out.
    ///
    /// # Panics
    /// As [`Gate::judge`]; and if `a` has fewer than two values.
    pub fn judge_unpaired(&self, a: &[f64], b: &[f64], margin: f64) -> Judged {
        assert!(a.len() >= 2, "a baseline of {} replications has no spread", a.len());
        let look = self.look(b.len());
        let (of_a, of_b) = (Moments::of(a), Moments::of(b));
        let part = |m: &Moments, n: usize| m.sd * m.sd / n as f64;
        let (part_a, part_b) = (part(&of_a, a.len()), part(&of_b, b.len()));
        let variance = part_a + part_b;
        let split = part_a * part_a / (a.len() as f64 - 1.0) + part_b * part_b / (b.len() as f64 - 1.0);
        let df = if split > 0.0 { variance * variance / split } else { b.len() as f64 - 1.0 };
        let found = Found {
            n: b.len(),
            df,
            mean: of_b.mean - of_a.mean,
            se: variance.sqrt(),
            sd: (of_a.sd * of_a.sd + of_b.sd * of_b.sd).sqrt(),
            third: of_b.third_of_mean(b.len()) - of_a.third_of_mean(a.len()),
            skewed: of_a.skewed(a.len()) || of_b.skewed(b.len()),
        };
        let levels = [self.pass_levels[look], self.worse_levels[look]];
        let judged = self.decide(look, &found, levels.map(|level| student_upper_quantile(df, level)), margin);
        let complete = a.len().min(b.len()) >= self.looks.n_max;
        if found.se > 0.0 || judged.verdict != Verdict::Pass || complete && found.mean == 0.0 {
            return judged;
        }
        let open = self.open(look);
        Judged { verdict: open, careful: open, ..judged }
    }

    /// Whether the margin is too narrow for the replications allowed; asked, and said, at the first look.
    pub fn too_narrow(&self, judged: &Judged) -> bool {
        judged.needed > self.looks.n_max as f64
    }

    /// Which look these many replications are, from 0.
    fn look(&self, n: usize) -> usize {
        let look = self.sizes.iter().position(|size| *size == n);
        look.unwrap_or_else(|| panic!("{n} replications are no look of {:?}", self.sizes))
    }

    /// What a look that shows neither says.
    fn open(&self, k: usize) -> Verdict {
        if k + 1 == self.sizes.len() { Verdict::Undecided } else { Verdict::Continue }
    }

    fn decide(&self, k: usize, found: &Found, t: [f64; 2], margin: f64) -> Judged {
        assert!(margin.is_finite(), "a margin is a number, not {margin}");
        let Found { n, df, mean, se, sd, third, skewed } = *found;
        // Without spread there is no doubt, also at a look that may not spend any error.
        let [pass_reach, worse_reach] = if se > 0.0 { t.map(|t| t * se) } else { [0.0; 2] };
        let (upper, lower) = (mean + pass_reach, mean - worse_reach);
        let last = k + 1 == self.sizes.len();
        let open = self.open(k);
        let verdict = if upper < margin {
            Verdict::Pass
        } else if lower > margin {
            Verdict::Worse
        } else {
            open
        };
        let stands = if se > 0.0 {
            let tailed = third > 0.0;
            let t =
                if skewed && tailed { student_upper_quantile(df, self.pass_levels[k] / 2.0) } else { t[0] };
            let tail = if tailed { third / (6.0 * se * se) * (1.0 + 2.0 * t * t) } else { 0.0 };
            (last || !skewed) && mean + t * se + tail < margin
        } else {
            last || n >= WITHOUT_SPREAD
        };
        let careful = if verdict == Verdict::Pass && !stands { open } else { verdict };
        let needed = if sd > 0.0 { (POWER_90 * sd / margin) * (POWER_90 * sd / margin) } else { 0.0 };
        let (look, identical) = (k + 1, false);
        Judged { verdict, careful, look, n, mean, se, lower, upper, identical, skewed, needed }
    }
}

/// Differences without any spread that a careful *pass* asks for before the last look: a change that touches one programme
/// in twenty shows in one of 60 with chance 95.4 % (1 − 0.95^60), in one of 40 with 87.1 %.
const WITHOUT_SPREAD: usize = 60;

/// z at 95 % + z at 90 %, as method.md rounds them.
const POWER_90: f64 = 1.645 + 1.282;

struct Found {
    /// Differences behind it.
    n: usize,
    /// Degrees of freedom of its t.
    df: f64,
    mean: f64,
    se: f64,
    sd: f64,
    /// Third cumulant of the mean.
    third: f64,
    skewed: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Half at `mean` − `spread`, half at `mean` + `spread`: se = spread·√(n/(n−1))/√n = spread/√(n−1).
    fn halves(n: usize, mean: f64, spread: f64) -> Vec<f64> {
        (0..n).map(|i| if i % 2 == 0 { mean - spread } else { mean + spread }).collect()
    }

    /// Both sides of the boundary at each look; the t by hand from the levels of method.md's z.
    #[test]
    fn each_look_decides_just_inside_its_boundary() {
        let gate = Gate::new(Looks::GATE, 1);
        let last = Verdict::Undecided;
        for (k, n, open) in [
            (0, 40, Verdict::Continue),
            (1, 80, Verdict::Continue),
            (2, 120, Verdict::Continue),
            (3, 160, Verdict::Continue),
            (4, 200, last),
        ] {
            let t = student_upper_quantile(n as f64 - 1.0, gate.pass_levels()[k]);
            let reach = t / (n as f64 - 1.0).sqrt(); // with spread 1
            for (mean, want) in [
                (1.0 - reach - 1e-9, Verdict::Pass),
                (1.0 - reach + 1e-9, open),
                (1.0 + reach - 1e-9, open),
                (1.0 + reach + 1e-9, Verdict::Worse),
            ] {
                let judged = gate.judge(&halves(n, mean, 1.0), 1.0);
                assert_eq!((judged.verdict, judged.look), (want, k + 1), "{judged:?}");
            }
        }
    }

    /// m metrics: the same data may pass as before, but *worse* needs more.
    #[test]
    fn worse_shares_its_error_among_the_metrics_pass_does_not() {
        let (one, four) = (Gate::new(Looks::GATE, 1), Gate::new(Looks::GATE, 4));
        assert_eq!(one.pass_levels(), four.pass_levels());
        assert_eq!(four.worse_levels(), Gate::new(Looks::new(200, 5, 0.0125), 1).pass_levels());
        let d = halves(200, 1.15, 1.0); // (1.15 − 1)·√199 = 2.12: beyond 1.75, not beyond 2.3
        assert_eq!(one.judge(&d, 1.0).verdict, Verdict::Worse);
        assert_eq!(four.judge(&d, 1.0).verdict, Verdict::Undecided);
    }

    /// Without spread the mean decides at once; a difference of exactly the margin is neither below nor above it.
    #[test]
    fn without_spread_the_mean_decides() {
        let gate = Gate::new(Looks::GATE, 3);
        for (d, want, identical) in [
            (0.0, Verdict::Pass, true),
            (-0.0, Verdict::Pass, true),
            (0.49, Verdict::Pass, false),
            (0.5, Verdict::Continue, false),
            (0.51, Verdict::Worse, false),
        ] {
            let judged = gate.judge(&[d; 40], 0.5);
            assert_eq!(
                (judged.verdict, judged.identical, judged.needed.to_bits()),
                (want, identical, 0),
                "{d}"
            );
        }
        assert_eq!(gate.judge(&[0.5; 200], 0.5).verdict, Verdict::Undecided);
    }

    /// No difference in 40 programmes is no proof of none in 20 (0.95⁴⁰ = 12.9 %); in 60 it is one at 95 % (0.95⁶⁰ = 4.6 %).
    #[test]
    fn a_careful_pass_without_spread_waits_for_sixty() {
        let gate = Gate::new(Looks::GATE, 1);
        for (seen, known, want) in [
            (40, 40, Verdict::Continue),
            (80, 80, Verdict::Pass),
            (80, 59, Verdict::Continue),
            (80, 60, Verdict::Pass),
        ] {
            for d in [0.0, 0.1] {
                let judged = gate.judge_known(seen, &vec![d; known], 0.5);
                assert_eq!((judged.verdict, judged.careful), (Verdict::Pass, want), "{seen} {known}");
            }
        }
        assert_eq!(gate.judge(&[0.6; 40], 0.5).careful, Verdict::Worse, "nothing is gained by waiting");
        let short = Gate::new(Looks::new(40, 1, 0.05), 1);
        assert_eq!(short.judge(&[0.0; 40], 0.5).careful, Verdict::Pass, "no look is left");
    }

    /// One replication that differs is no longer identical, and is not passed over in silence.
    #[test]
    fn one_difference_is_a_difference() {
        let mut d = [0.0; 40];
        d[17] = 4.0; // d̄ = 0.1, se = 0.1, t = 4.86: upper 0.59
        let judged = Gate::new(Looks::GATE, 1).judge(&d, 0.5);
        assert_eq!((judged.verdict, judged.identical, judged.skewed), (Verdict::Continue, false, true));
    }

    /// Eight of 40 at 2, the others 0: d̄ = 0.4, m₂ = 0.64, m₃ = 0.768, so g₁ = 1.5 and 25 g₁² = 56.25 > 40; of 200
    /// (forty at 2) no longer. There se² = 0.64/199, κ₃ = g₁ s³/n² and the correction is g₁ s/(6n)·(1 + 2t²).
    #[test]
    fn a_careful_pass_waits_while_skewed_and_bears_the_correction() {
        let gate = Gate::new(Looks::GATE, 1);
        let some = |n: usize| (0..n).map(|i| if i % 5 == 0 { 2.0 } else { 0.0 }).collect::<Vec<f64>>();
        let early = gate.judge(&some(40), 9.0);
        assert_eq!((early.verdict, early.careful, early.skewed), (Verdict::Pass, Verdict::Continue, true));
        assert_eq!(gate.judge(&some(80), 9.0).careful, Verdict::Pass);

        let (s, t) = ((0.64f64 * 200.0 / 199.0).sqrt(), student_upper_quantile(199.0, gate.pass_levels()[4]));
        let upper = 0.4 + t * s / 200.0f64.sqrt();
        let corrected = upper + 1.5 * s / 1_200.0 * (1.0 + 2.0 * t * t);
        for (margin, verdict, careful) in [
            (upper - 1e-9, Verdict::Undecided, Verdict::Undecided),
            (upper + 1e-9, Verdict::Pass, Verdict::Undecided),
            (corrected - 1e-9, Verdict::Pass, Verdict::Undecided),
            (corrected + 1e-9, Verdict::Pass, Verdict::Pass),
        ] {
            let judged = gate.judge(&some(200), margin);
            assert_eq!((judged.verdict, judged.careful), (verdict, careful), "{margin}");
        }
        // a long lower tail corrects nothing
        let down: Vec<f64> = some(200).iter().map(|d| 0.8 - d).collect();
        assert_eq!(gate.judge(&down, upper + 1e-9).careful, Verdict::Pass);
    }

    /// Four of 200 at 10, the others 0: p = 0.02, d̄ = 0.2, m₂ = 100 p(1 − p) = 1.96, g₁ = (1 − 2p)/√(p(1 − p)) = 6.857, so
    /// 25 g₁² = 1,175.5 > 200: skewed to the last. se² = 1.96/199, κ₃ = g₁ s³/n², t at half the level.
    #[test]
    fn a_careful_pass_that_is_skewed_to_the_last_bears_half_the_level() {
        let gate = Gate::new(Looks::GATE, 1);
        let bound = |of: fn(f64) -> f64| {
            let d: Vec<f64> = (0..200).map(|i| of(if i % 50 == 0 { 10.0 } else { 0.0 })).collect();
            let pass = |margin: f64| gate.judge(&d, margin).careful == Verdict::Pass;
            assert!(gate.judge(&d, 9.0).skewed && pass(9.0) && !pass(0.0));
            let halve = |(low, high): (f64, f64), _| {
                let middle = f64::midpoint(low, high);
                if pass(middle) { (low, middle) } else { (middle, high) }
            };
            (0..60).fold((0.0, 9.0), halve).1
        };
        let s = (1.96f64 * 200.0 / 199.0).sqrt();
        let se = s / 200.0f64.sqrt();
        let t = |share: f64| student_upper_quantile(199.0, gate.pass_levels()[4] * share);
        let g1 = 0.96 / 0.0196f64.sqrt();
        let want = 0.2 + t(0.5) * se + g1 * s / 1_200.0 * (1.0 + 2.0 * t(0.5) * t(0.5));
        assert!((bound(|d| d) - want).abs() < 1e-9, "{} {want}", bound(|d| d));
        // a long lower tail errs to the other side
        let want = 0.8 + t(1.0) * se;
        assert!((bound(|d| 1.0 - d) - want).abs() < 1e-9, "{} {want}", bound(|d| 1.0 - d));
    }

    /// `s_d` = 1 by halves of ±√(39/40): ((1.645 + 1.282)/M)² is 200 at M = 2.927/√200 = 0.20697.
    #[test]
    fn a_margin_too_narrow_is_said_at_the_first_look() {
        let gate = Gate::new(Looks::GATE, 1);
        let d = halves(40, 0.0, (39.0f64 / 40.0).sqrt());
        for (margin, narrow) in [(0.2069, true), (0.2070, false)] {
            assert_eq!(gate.too_narrow(&gate.judge(&d, margin)), narrow, "{margin}");
        }
    }

    /// Equal sizes and spreads: se² = 2 s²/n, df = 2(n − 1) (Welch 1947 then is Student's two-sample test).
    #[test]
    fn unpaired_is_welch() {
        let gate = Gate::new(Looks::new(40, 1, 0.05), 1);
        let judged = gate.judge_unpaired(&halves(40, 1.0, 2.0), &halves(40, 1.5, 2.0), 1.0);
        let se = (2.0f64 * 4.0 / 39.0).sqrt();
        assert!((judged.se - se).abs() < 1e-12 && (judged.mean - 0.5).abs() < 1e-12, "{judged:?}");
        let t = student_upper_quantile(78.0, gate.pass_levels()[0]);
        assert!((judged.upper - (0.5 + t * se)).abs() < 1e-12, "{judged:?}");
    }

    /// No event in 40 against none in 200: a chance of 1 in 20 on one side shows none in 0.95⁴⁰ = 13 %.
    #[test]
    fn unpaired_without_spread_passes_at_the_last_look_only_and_on_one_value() {
        let gate = Gate::new(Looks::GATE, 1);
        for (a, b, n, want) in [
            (0.0, 0.0, 40, Verdict::Continue),
            (0.0, 0.0, 160, Verdict::Continue),
            (0.0, 0.0, 200, Verdict::Pass),
            (3.0, 3.0, 200, Verdict::Pass),
            (3.0, 2.9, 200, Verdict::Undecided),
            (0.0, 0.02, 200, Verdict::Undecided),
            (0.0, 1.0, 40, Verdict::Worse),
        ] {
            let judged = gate.judge_unpaired(&[a; 200], &vec![b; n], 0.05);
            assert_eq!(
                (judged.verdict, judged.careful, judged.identical),
                (want, want, false),
                "{a} {b} {n}"
            );
        }
        let few = gate.judge_unpaired(&[0.0; 40], &[0.0; 200], 0.05);
        assert_eq!(few.verdict, Verdict::Undecided, "forty rule out less");
    }

    /// d̄ = 4 and s = √2 of two pairs, so se = 1; one look: the level is α, and t of one degree of freedom is
    /// tan(0.45 π) = 6.3138.
    #[test]
    fn known_pairs_are_judged_by_their_own_number() {
        let gate = Gate::new(Looks::new(40, 1, 0.05), 1);
        let judged = gate.judge_known(40, &[3.0, 5.0], 1.0);
        assert_eq!((judged.verdict, judged.n, judged.look), (Verdict::Undecided, 2, 1));
        assert!((judged.upper - (4.0 + 6.313_751_5)).abs() < 1e-6, "{judged:?}");
        assert!((judged.needed - 20.0 * 2.0 * POWER_90 * POWER_90).abs() < 1e-9, "{judged:?}");
        assert_eq!(gate.judge_known(40, &[3.0, 5.0], 10.4).verdict, Verdict::Pass);
        assert_eq!(gate.judge_known(40, &[1.0; 40], 9.0), gate.judge(&[1.0; 40], 9.0));
    }

    /// A level so small that 1 − level is 1 (many metrics, first look) must neither panic nor decide.
    #[test]
    fn a_tiny_level_does_not_decide() {
        let gate = Gate::new(Looks::new(2_000, 50, 1e-6), 100);
        assert!(gate.worse_levels()[0] < 1e-200, "{:?}", gate.worse_levels()[0]);
        let judged = gate.judge(&halves(40, 5.0, 1.0), 1.0);
        assert_eq!((judged.verdict, judged.lower < 1.0), (Verdict::Continue, true), "{judged:?}");
    }

    #[test]
    #[should_panic(expected = "41 replications are no look of [40, 80, 120, 160, 200]")]
    fn only_looks_fixed_beforehand_are_made() {
        let _ = Gate::new(Looks::GATE, 1).judge(&[0.0; 41], 0.5);
    }
}
