//! Climbing the likelihood of think times: EM over the branch, and how sure the top is.

use super::asking::{self, Asking, Day, Rates};
use super::clock::{Cell, Clock, HOLIDAY, WEEKDAY, WEEKEND};
use super::information::{self, variance_of};
use super::thinking::{Spell, ThinkFit};
use super::{Estimate, ExponentialPart, Fitted, Observed, Rows, Settings, goodness, z};
use std::collections::BTreeMap;

const STEPS: usize = 2_000;
/// The climb is over when a step moves neither the mean, the branch nor any hour by more than this share.
const CLOSE: f64 = 1e-6;

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

    /// Shares of the branches in a think time.
    fn members(self, e: f64, asked: bool) -> [f64; 2] {
        let of = self.branches().map(|(p, rate)| p * if asked { rate } else { 1.0 } * libm::exp(-rate * e));
        let sum = of[0] + of[1];
        if sum > 0.0 { of.map(|x| x / sum) } else { [0.0, 1.0] }
    }

    /// How fast members ask, relative to the mean.
    fn speed(self, members: [f64; 2]) -> f64 {
        members[0] * self.branches()[0].1 + members[1] * self.branches()[1].1
    }

    /// The free coordinate: the logit of 2p − 1; not finite for the exponential.
    fn free(self) -> f64 {
        let spread = 2.0 * self.p - 1.0;
        if spread < 1e-6 { f64::NEG_INFINITY } else { libm::log(spread / (1.0 - spread)) }
    }

    fn at(free: f64) -> Self {
        Self { p: 0.5 + 0.5 / (1.0 + libm::exp(-free)) }
    }

    /// Derivative of a think time's ln likelihood in the free coordinate.
    fn score(self, members: [f64; 2], e: f64, asked: bool) -> f64 {
        let (p, times) = (self.p, if asked { 2.0 } else { 1.0 });
        let by_p = members[0] * (times / p - 2.0 * e) - members[1] * (times / (1.0 - p) - 2.0 * e);
        let spread = 2.0 * p - 1.0;
        by_p * 0.5 * spread * (1.0 - spread)
    }
}

/// Spells with the number of who shares a mean with them, and what follows from them.
struct Thinkers<'a> {
    spells: Vec<(usize, &'a Spell)>,
    /// Kind of each day.
    kinds: &'a [usize],
    /// Spells that ended, by group.
    ended: Vec<f64>,
}

/// Where the climb is: rates a/Z of everybody together, each group's mean relative to that, the branch.
struct Place {
    /// By the second, of a user whose mean is the common one.
    rates: Rates,
    /// By group.
    slower: Vec<f64>,
    law: Balanced,
}

impl Thinkers<'_> {
    /// Think times in their own mean: E.
    fn es(&self, place: &Place) -> Vec<f64> {
        let e = |(group, spell): &(usize, &Spell)| {
            let thought: f64 = spell.cells.iter().map(|(cell, s)| self.rate(&place.rates, *cell) * s).sum();
            thought / place.slower[*group]
        };
        self.spells.iter().map(e).collect()
    }

    fn rate(&self, rates: &Rates, cell: Cell) -> f64 {
        rates.at(self.kinds[cell / 24], cell % 24)
    }

    /// One EM step; `days` get the exposures at the place that it starts from.
    fn step(&self, place: &Place, days: &mut [Day]) -> Place {
        let es = self.es(place);
        let mut sums = [0.0; 4];
        let mut weights = Vec::with_capacity(es.len());
        for day in days.iter_mut() {
            day.exposure = [0.0; 24];
        }
        for ((group, spell), e) in self.spells.iter().zip(&es) {
            let members = place.law.members(*e, spell.asked.is_some());
            let ended = if spell.asked.is_some() { 1.0 } else { 0.0 };
            for i in 0..2 {
                sums[i] += members[i] * (1.0 + ended);
                sums[2 + i] += members[i] * e;
            }
            // How fast this thinker asks, by what its time so far says of its branch.
            let weight = place.law.speed(members);
            for (cell, seconds) in &spell.cells {
                days[cell / 24].exposure[cell % 24] += weight / place.slower[*group] * seconds;
            }
            weights.push(weight);
        }
        let rates = Rates::new(days);
        // Given the rates, each group's mean.
        let next = Place { rates, slower: vec![1.0; self.ended.len()], law: Balanced { p: balance(sums) } };
        let mut slower = vec![0.0; self.ended.len()];
        for (((group, _), thought), weight) in self.spells.iter().zip(self.es(&next)).zip(&weights) {
            slower[*group] += weight * thought / self.ended[*group];
        }
        if slower.len() == 1 {
            slower[0] = 1.0;
        }
        Place { slower, ..next }
    }

    /// Covariance of ln rates, holidays' factor and the branch, from the score of each spell (its expectation given what was
    /// seen, by Fisher's identity): sandwiched between the scores of whole users where there are 30 or more.
    ///
    /// `None` where the spells do not decide all of them; `open` says which coordinates have anything to decide.
    fn covariance(&self, place: &Place, open: &[usize]) -> Option<Vec<Vec<f64>>> {
        let at: BTreeMap<usize, usize> = open.iter().copied().zip(0..).collect();
        let n = open.len();
        let mut information = vec![vec![0.0; n]; n];
        let mut by_user: BTreeMap<u32, Vec<f64>> = BTreeMap::new();
        for ((group, spell), e) in self.spells.iter().zip(self.es(place)) {
            let members = place.law.members(e, spell.asked.is_some());
            let weight = place.law.speed(members) / place.slower[*group];
            let mut score: BTreeMap<usize, f64> = BTreeMap::new();
            let expected = spell
                .cells
                .iter()
                .map(|(cell, seconds)| (*cell, -weight * seconds * self.rate(&place.rates, *cell)));
            for (cell, by) in expected.chain(spell.asked.map(|cell| (cell, 1.0))) {
                for coordinate in coordinates(self.kinds[cell / 24], cell % 24).into_iter().flatten() {
                    if let Some(i) = at.get(&coordinate) {
                        *score.entry(*i).or_default() += by;
                    }
                }
            }
            if let Some(i) = at.get(&BRANCH) {
                score.insert(*i, place.law.score(members, e, spell.asked.is_some()));
            }
            let of_user = by_user.entry(spell.user).or_insert_with(|| vec![0.0; n]);
            for (i, a) in &score {
                of_user[*i] += a;
                for (j, b) in &score {
                    information[*i][*j] += a * b;
                }
            }
        }
        let bread = information::inverse(&information)?;
        let users = by_user.len() as f64;
        if users < 30.0 {
            return Some(bread);
        }
        let mut covariance = vec![vec![0.0; n]; n];
        for score in by_user.values() {
            let moved: Vec<f64> =
                bread.iter().map(|row| row.iter().zip(score).map(|(b, s)| b * s).sum()).collect();
            for (row, a) in covariance.iter_mut().zip(&moved) {
                for (cell, b) in row.iter_mut().zip(&moved) {
                    *cell += users / (users - 1.0) * a * b;
                }
            }
        }
        Some(covariance)
    }
}

/// Coordinates: ln rates of weekdays, of weekends, ln of holidays' factor, the branch.
const HOLIDAY_FACTOR: usize = 48;
const BRANCH: usize = 49;

/// Which coordinates move the rate of an hour.
const fn coordinates(kind: usize, hour: usize) -> [Option<usize>; 2] {
    match kind {
        WEEKDAY => [Some(hour), None],
        WEEKEND => [Some(24 + hour), None],
        _ => [Some(24 + hour), Some(HOLIDAY_FACTOR)],
    }
}

/// Climbs to the greatest likelihood.
pub(super) fn fit(
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
    let mut days = asking::empty_days(clock);
    let mut ended = vec![0.0; groups];
    for (group, spell) in &spells {
        if let Some(cell) = spell.asked {
            ended[*group] += 1.0;
            days[cell / 24].asked[cell % 24] += 1.0;
        }
    }
    let thinkers = Thinkers { spells, kinds: clock.kinds(), ended };
    let flat = Rates { weekday: [1e-4; 24], weekend: [1e-4; 24], holiday: 1.0 };
    let mut place = Place { rates: flat, slower: vec![1.0; groups], law: Balanced { p: 0.8 } };
    for _ in 0..STEPS {
        let next = thinkers.step(&place, &mut days);
        let moved = |old: f64, new: f64| (new - old).abs() > CLOSE * old.abs();
        let old_and_new = |of: fn(&Rates) -> [f64; 24]| of(&place.rates).into_iter().zip(of(&next.rates));
        let still = !moved(place.law.p, next.law.p)
            && place.slower.iter().zip(&next.slower).all(|(old, new)| !moved(*old, *new))
            && old_and_new(|r| r.weekday)
                .chain(old_and_new(|r| r.weekend))
                .all(|(old, new)| !moved(old, new));
        place = next;
        if still {
            break;
        }
    }
    summary(&thinkers, &place, &days, users, rows, settings.confidence)
}

/// The fit at its place, with intervals.
fn summary(
    thinkers: &Thinkers<'_>,
    place: &Place,
    days: &[Day],
    users: usize,
    rows: Rows,
    confidence: f64,
) -> Option<ThinkFit> {
    let (rates, law) = (&place.rates, place.law);
    // Relative to the groups' mean over think times.
    let mean = |rates: &Rates| {
        let slower = place.slower.iter().zip(&thinkers.ended).map(|(s, n)| s * n).sum::<f64>();
        slower / rows.used as f64 / rates.mean()
    };
    let all: Vec<f64> = rates
        .weekday
        .iter()
        .chain(&rates.weekend)
        .map(|rate| libm::log(*rate))
        .chain([libm::log(rates.holiday)])
        .chain([law.free()])
        .collect();
    let has_holidays = days.iter().any(|day| day.kind == HOLIDAY && day.asked.iter().sum::<f64>() > 0.0);
    let open: Vec<usize> =
        (0..all.len()).filter(|i| all[*i].is_finite() && (*i != HOLIDAY_FACTOR || has_holidays)).collect();
    let free: Vec<f64> = open.iter().map(|i| all[*i]).collect();
    let at = |free: &[f64]| {
        let mut moved = all.clone();
        for (i, x) in open.iter().zip(free) {
            moved[*i] = *x;
        }
        let hours = |from: usize| core::array::from_fn(|h| libm::exp(moved[from + h]));
        let rates =
            Rates { weekday: hours(0), weekend: hours(24), holiday: libm::exp(moved[HOLIDAY_FACTOR]) };
        (rates, Balanced::at(moved[BRANCH]))
    };
    let covariance = thinkers.covariance(place, &open);
    let variance = |of: &dyn Fn(&(Rates, Balanced)) -> f64| {
        covariance.as_ref().map(|covariance| variance_of(&free, covariance, |free| of(&at(free))))
    };
    let figure = |of: &dyn Fn(&(Rates, Balanced)) -> f64| {
        let value = of(&(*rates, law));
        let interval = variance(&|place| libm::log(of(place))).map(|variance| {
            let factor = libm::exp(z(confidence) * variance.sqrt());
            [value / factor, value * factor]
        });
        Estimate { value, interval: interval.filter(|[low, high]| high > low) }
    };
    let variances = core::array::from_fn(|i| variance(&|(rates, _)| rates.figures()[i]));
    let parts = law.branches().map(|(weight, rate)| ExponentialPart { weight, mean_s: 1.0 / rate });
    let fitted = Fitted::Hyperexponential(parts.to_vec());
    let es = thinkers.es(place).into_iter().zip(&thinkers.spells);
    // Nobody thinks for no time: what is less than half a second is written as none.
    let observed = Observed::new(es.map(|(e, (_, spell))| (e.max(1e-12), spell.asked.is_none())));
    Some(ThinkFit {
        users: users as u64,
        mean_s: figure(&|(rates, _)| mean(rates)),
        cv: figure(&|(_, law)| law.cv()),
        asking: Asking::of(rates, &variances, days, rows.clone(), confidence)?,
        moments_cv: observed.mean_and_cv().map(|(_, cv)| cv),
        goodness: goodness(&observed, &fitted),
        observed,
        law: fitted,
        rows,
    })
}

/// The share of the first branch that its members make likeliest: (R + Rₑ)/p − (S + Sₑ)/(1 − p) = 2(`E_R` − `E_S`), with
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
