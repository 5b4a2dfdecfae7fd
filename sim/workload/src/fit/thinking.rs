//! How long a user thinks between jobs, and when people ask, for users in a closed loop.
//!
//! A user thinks from the end of his last job (and its idle tail) to his next request. As in `workload.md`, section Algorithm, the
//! request comes when ∫a dt since then exceeds Z·E: a is asking by the hour and kind of day, with a mean of 1 on a plain
//! weekday; Z is the mean think time in seconds at that rate; E is hyperexponential with balanced means, mean 1.
//!
//! All of it is one likelihood, climbed by EM. The branch that a think time was drawn from is what is missing: given
//! it, think times are exponential, and a is requests over the time that people stood there thinking, hour by hour.

use super::asking::Asking;
use super::clock::{Cell, Clock};
use super::closed_loop::fit;
use super::{Estimate, Fitted, Goodness, Observed, Reason, Rows, Run, Settings};
use std::collections::BTreeMap;

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
    /// Coefficient of variation of E under the law.
    pub cv: Estimate,
    /// The same of the think times that ended, without a law: far from `cv`, the law does not fit, and neither is to
    /// be trusted.
    pub moments_cv: Option<f64>,
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

impl Thinking {
    /// Whether at most half of the requests came while the user's last one waited or ran.
    pub fn is_closed_loop(&self) -> bool {
        self.rows.thrown_for(Reason::Overlapping) <= self.rows.used
    }
}

/// One think time.
#[derive(Clone, Debug)]
pub(super) struct Spell {
    pub(super) user: u32,
    pub(super) cells: Vec<(Cell, f64)>,
    /// The hour of the request that ended it; `None` if the log's end cut it.
    pub(super) asked: Option<Cell>,
    wall_s: i64,
}

/// Think times, pooled and within users; `None` if the log names no user.
///
/// A request while the user's last one waits or runs has no think time and is counted as overlapping: with many of
/// those the user is no closed loop. The intervals take users as independent, or think times where there are fewer than 30
/// users. A season or a growth of use moves the mean think time and is not taken out.
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
        pooled: fit(
            spells.iter().map(|s| (0, s)).collect(),
            by_user.len(),
            &clock,
            Rows::default(),
            settings,
        ),
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
