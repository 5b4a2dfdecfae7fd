//! How long a user thinks between jobs, and when people ask, for users in a closed loop.
//!
//! A user thinks from the end of his last job (and its idle tail) to his next request. As in `workload.md`, section Algorithm, the
//! request comes when ∫a dt since then exceeds Z·E: a is asking by the hour and kind of day, with a mean of 1 on a plain
//! weekday; Z is the mean think time in seconds at that rate; E is hyperexponential with balanced means, mean 1.
//!
//! All of it is one likelihood, climbed by EM. The branch that a think time was drawn from is what is missing: given
//! it, think times are exponential, and a is requests over the time that people stood there thinking, hour by hour.

use super::asking::{self, Asking};
use super::clock::{Cell, Clock};
use super::information::{covariance, variance_of};
use super::{
    Estimate, ExponentialPart, Fitted, Goodness, Observed, Reason, Rows, Run, Settings, goodness, z,
};
use std::collections::BTreeMap;

const STEPS: usize = 2_000;
/// The climb is over when a step moves neither the mean, the branch nor any hour by more than this share.
const CLOSE: f64 = 1e-7;

/// Think times of a log.
#[derive(Clone, Debug, PartialEq)]
pub struct Thinking {
    /// Think times that ended in a request, and requests thrown away by reason.
    pub rows: Rows,
    /// Think times cut by the log's end.
    pub cut: u64,
    /// Mean and coefficient of variation of those that ended, in seconds by the wall clock.
    pub wall: Option<(f64, f64)>,
    /// All users with one mean: its variation holds the differences between users too.
    pub pooled: Option<ThinkFit>,
    /// Each user with a mean of his own, only users with many think times: variation within a user, which is what
    /// a scenario's `think_cv` is. `None` if there is no such user.
    pub within_users: Option<ThinkFit>,
}

/// The law of think times.
#[derive(Clone, Debug, PartialEq)]
pub struct ThinkFit {
    /// Users that it was made from.
    pub users: u64,
    /// Mean think time in seconds at a plain weekday's rate; of users' means, the mean over think times.
    pub mean_s: Estimate,
    /// Coefficient of variation of E.
    pub cv: Estimate,
    /// When people ask, given that they think.
    pub asking: Asking,
    /// E as observed, Z's and a's effect taken out; cut ones too.
    pub observed: Observed,
    /// The law of E: two exponentials of mean 1 together.
    pub law: Fitted,
    /// How far E is from it.
    pub goodness: Goodness,
    /// Think times that ended, users left out.
    pub rows: Rows,
}

/// One think time.
#[derive(Clone, Debug)]
struct Spell {
    user: u32,
    cells: Vec<(Cell, f64)>,
    /// The hour of the request that ended it; `None` if the log's end cut it.
    asked: Option<Cell>,
    wall_s: i64,
}

/// Think times, pooled and within users; `None` if the log names no user.
///
/// A request while the user's last one waits or runs has no think time and is counted as overlapping: with many of
/// those the user is no closed loop. The intervals take think times as independent, and a as known for `mean_s` and `cv`.
pub fn thinking(runs: &[Run], settings: &Settings) -> Option<Thinking> {
    let clock = Clock::new(settings);
    let mut rows = Rows::default();
    let spells = spells(runs, settings, &clock, &mut rows);
    if runs.iter().all(|run| run.user.is_none()) {
        return None;
    }
    let ended = spells.iter().filter(|spell| spell.asked.is_some());
    // A think time of no second is one of less than half a second.
    let wall = Observed::new(ended.map(|spell| (spell.wall_s.max(0) as f64 + 1e-9, false))).mean_and_cv();
    let mut by_user: BTreeMap<u32, usize> = BTreeMap::new();
    for spell in spells.iter().filter(|spell| spell.asked.is_some()) {
        *by_user.entry(spell.user).or_default() += 1;
    }
    let (mut groups, mut own) = (BTreeMap::new(), Vec::new());
    let mut few = 0;
    for spell in &spells {
        if by_user.get(&spell.user).is_some_and(|n| *n >= settings.least_spells) {
            let next = groups.len();
            own.push((*groups.entry(spell.user).or_insert(next), spell));
        } else if spell.asked.is_some() {
            few += 1;
        }
    }
    let mut within_rows = Rows::default();
    within_rows.throw_many(Reason::FewSpells, few);
    Some(Thinking {
        cut: spells.iter().filter(|spell| spell.asked.is_none()).count() as u64,
        wall,
        pooled: fit(spells.iter().map(|s| (0, s)).collect(), by_user.len(), &clock, Rows::default(), settings),
        within_users: fit(own, groups.len(), &clock, within_rows, settings),
        rows,
    })
}

/// Every user's think times between requests, and the one that the window's end cut.
fn spells(runs: &[Run], settings: &Settings, clock: &Clock, rows: &mut Rows) -> Vec<Spell> {
    let mut by_user: BTreeMap<u32, Vec<&Run>> = BTreeMap::new();
    for run in runs {
        match (run.user, run.run_s) {
            (None, _) => rows.throw(Reason::NoUser),
            (_, None) => rows.throw(Reason::NeverStarted),
            _ if clock.cell(run.submit_s).is_none() => rows.throw(Reason::OutsideWindow),
            (Some(user), Some(_)) => by_user.entry(user).or_default().push(run),
        }
    }
    let until = settings.window[1];
    let mut spells = Vec::new();
    for (user, mut runs) in by_user {
        runs.sort_by_key(|run| run.submit_s);
        // When the user's work so far ends; the free moment after it is when the cards are back.
        let mut busy = None;
        for run in runs {
            match busy {
                None => rows.throw(Reason::First),
                Some(end) if run.submit_s < end => rows.throw(Reason::Overlapping),
                Some(end) => {
                    rows.used += 1;
                    let from = (end + settings.tail_s).min(run.submit_s);
                    spells.push(Spell {
                        user,
                        cells: clock.cells(from, run.submit_s).collect(),
                        asked: clock.cell(run.submit_s),
                        wall_s: run.submit_s - from,
                    });
                }
            }
            let end = if run.censored {
                i64::MAX
            } else {
                run.start_s.unwrap_or(run.submit_s) + run.run_s.unwrap_or(0).max(0)
            };
            busy = Some(busy.map_or(end, |busy: i64| busy.max(end)));
        }
        if let Some(from) = busy.map(|end| end.saturating_add(settings.tail_s)).filter(|from| *from < until) {
            let cells = clock.cells(from, until).collect();
            spells.push(Spell { user, cells, asked: None, wall_s: until - from });
        }
    }
    spells
}

/// Two exponentials of mean 1 with balanced means: `p` is the share of the first, ½ or more.
#[derive(Clone, Copy)]
struct Balanced {
    p: f64,
}

impl Balanced {
    const fn branches(self) -> [(f64, f64); 2] {
        [(self.p, 2.0 * self.p), (1.0 - self.p, 2.0 * (1.0 - self.p))]
    }

    fn cv(self) -> f64 {
        let square = (2.0 * self.p - 1.0) * (2.0 * self.p - 1.0);
        ((1.0 + square) / (1.0 - square)).sqrt()
    }

    /// Shares of the branches and ln likelihood of a think time.
    fn members(self, e: f64, asked: bool) -> ([f64; 2], f64) {
        let of = self.branches().map(|(p, rate)| p * if asked { rate } else { 1.0 } * libm::exp(-rate * e));
        let sum = of[0] + of[1];
        if sum > 0.0 { (of.map(|x| x / sum), libm::log(sum)) } else { ([0.0, 1.0], -self.branches()[1].1 * e) }
    }
}

/// Climbs to the greatest likelihood. Spells come with the number of who shares a mean with them.
fn fit(
    spells: Vec<(usize, &Spell)>,
    users: usize,
    clock: &Clock,
    mut rows: Rows,
    settings: &Settings,
) -> Option<ThinkFit> {
    rows.used = spells.iter().filter(|(_, spell)| spell.asked.is_some()).count() as u64;
    // Two parameters and a day's shape: below this nothing can be said.
    if rows.used < 10 {
        return None;
    }
    let groups = spells.iter().map(|(group, _)| group + 1).max()?;
    let kinds = clock.kinds();
    let cell_rate = |rates: &[[f64; 24]; 3], cell: Cell| rates[kinds[cell / 24]][cell % 24];
    let mut asked = vec![0.0; groups];
    let mut days = asking::empty_days(clock);
    for (group, spell) in &spells {
        if let Some(cell) = spell.asked {
            asked[*group] += 1.0;
            days[cell / 24].asked[cell % 24] += 1.0;
        }
    }
    let mut a = [[1.0; 24]; 3];
    let mut law = Balanced { p: 0.8 };
    let mut z: Vec<f64> = vec![0.0; groups];
    let on_clock = |a: &[[f64; 24]; 3]| -> Vec<f64> {
        spells
            .iter()
            .map(|(_, spell)| spell.cells.iter().map(|(cell, s)| cell_rate(a, *cell) * s).sum())
            .collect()
    };
    let mut thought = on_clock(&a);
    for ((group, _), thought) in spells.iter().zip(&thought) {
        z[*group] += thought / asked[*group];
    }
    for _ in 0..STEPS {
        let before = (law.p, z.clone(), a);
        // Rate at which each thinker asks, by what its time so far says of its branch.
        let mut sums = [0.0; 4];
        for day in &mut days {
            day.exposure = [0.0; 24];
        }
        for ((group, spell), thought) in spells.iter().zip(&thought) {
            let e = thought / z[*group];
            let (members, _) = law.members(e, spell.asked.is_some());
            let rate = members[0] * law.branches()[0].1 + members[1] * law.branches()[1].1;
            let ended = if spell.asked.is_some() { 1.0 } else { 0.0 };
            sums[0] += members[0] * (1.0 + ended);
            sums[1] += members[1] * (1.0 + ended);
            sums[2] += members[0] * e;
            sums[3] += members[1] * e;
            for (cell, seconds) in &spell.cells {
                days[cell / 24].exposure[cell % 24] += rate * seconds / z[*group];
            }
        }
        law = Balanced { p: balance(sums) };
        // a from the exposures, then each mean given a.
        a = Asking::rates_of(&days);
        let next = on_clock(&a);
        let mut scaled = vec![0.0; groups];
        for (((group, spell), old), new) in spells.iter().zip(&thought).zip(&next) {
            let (members, _) = law.members(old / z[*group], spell.asked.is_some());
            let rate = members[0] * law.branches()[0].1 + members[1] * law.branches()[1].1;
            scaled[*group] += rate * new;
        }
        for ((z, scaled), asked) in z.iter_mut().zip(&scaled).zip(&asked) {
            *z = scaled / asked;
        }
        thought = next;
        let moved = |old: f64, new: f64| (new - old).abs() > CLOSE * old.abs().max(1e-9);
        let still = !moved(before.0, law.p)
            && before.1.iter().zip(&z).all(|(old, new)| !moved(*old, *new))
            && before.2.iter().flatten().zip(a.iter().flatten()).all(|(old, new)| !moved(*old, *new));
        if still {
            break;
        }
    }
    let es: Vec<(f64, bool)> = spells
        .iter()
        .zip(&thought)
        .map(|((group, spell), thought)| (thought / z[*group], spell.asked.is_none()))
        .collect();
    let mean = z.iter().zip(&asked).map(|(z, asked)| z * asked).sum::<f64>() / rows.used as f64;
    let (mean_s, cv) = estimates(&es, law, mean, settings.confidence);
    let parts = law.branches().map(|(weight, rate)| ExponentialPart { weight, mean_s: 1.0 / rate });
    let fitted = Fitted::Hyperexponential(parts.to_vec());
    let observed = Observed::new(es.into_iter().map(|(e, cut)| (e.max(1e-12), cut)));
    Some(ThinkFit {
        users: users as u64,
        mean_s,
        cv,
        asking: asking::summarise(&days, rows.clone(), settings.confidence)?,
        goodness: goodness(&observed, &fitted),
        observed,
        law: fitted,
        rows,
    })
}

/// The share of the first branch that its members make likeliest: (R + Rₑ)/p − (S + Sₑ)/(1 − p) = 2(E_R − E_S), with
/// members R and S, those that ended Rₑ and Sₑ, and their think times. The left side falls in p.
fn balance([first, second, e_first, e_second]: [f64; 4]) -> f64 {
    let (mut low, mut high) = (0.5, 1.0 - 1e-9);
    for _ in 0..60 {
        let p = 0.5 * (low + high);
        if first / p - second / (1.0 - p) > 2.0 * (e_first - e_second) {
            low = p;
        } else {
            high = p;
        }
    }
    0.5 * (low + high)
}

/// Mean and coefficient of variation with intervals: information over a common factor on the means and the branch.
fn estimates(es: &[(f64, bool)], law: Balanced, mean: f64, confidence: f64) -> (Estimate, Estimate) {
    let spread = 2.0 * law.p - 1.0;
    let at = |free: f64| Balanced { p: 0.5 + 0.5 / (1.0 + libm::exp(-free)) };
    let log_likelihood = |free: &[f64]| -> f64 {
        let (factor, law) = (libm::exp(free[0]), at(free[1]));
        es.iter()
            .map(|(e, cut)| law.members(e / factor, !cut).1 - if *cut { 0.0 } else { free[0] })
            .sum()
    };
    let free = [0.0, libm::log(spread / (1.0 - spread))];
    let covariance = (spread > 1e-6).then(|| covariance(&free, log_likelihood)).flatten();
    let estimate = |value: f64, of: &dyn Fn(&[f64]) -> f64| {
        let interval = covariance.as_ref().map(|covariance| {
            let factor = libm::exp(z(confidence) * variance_of(&free, covariance, of).sqrt());
            [value / factor, value * factor]
        });
        Estimate { value, interval }
    };
    (estimate(mean, &|free| free[0]), estimate(law.cv(), &|free| libm::log(at(free[1]).cv())))
}
