//! From a log of jobs to the parameters of demand: `workload.md`, section Fitting.
//!
//! Rows in, numbers out: no file, no text. [`lengths`] how long jobs run, by cards; [`sessions`] the same in the
//! programme's own form; [`thinking`] how long a user thinks between jobs, and with it when people ask, for
//! a closed loop; [`asking`] when people ask, by counting; [`users`] how unequal they are. Each says how many rows it used
//! and how many it threw away, and why. An interval holds under what its function states, mostly that
//! the law is true and rows, users or days are independent: real logs break all three, so the goodness of fit stands beside it.

mod asking;
mod climb;
mod clock;
mod closed_loop;
mod fitted;
mod goodness;
mod information;
mod lengths;
mod log;
mod observed;
mod shares;
mod thinking;
mod users;

pub use asking::{Asking, Counted, asking};
pub use fitted::{ExponentialPart, Family, Fitted, LognormalPart, Parameter};
pub use goodness::{CurvePoint, Goodness, curve, goodness};
pub use lengths::{CardGroup, LawFit, LengthFit, SessionFit, ShortStarts, lengths, sessions};
pub use log::Fit;
pub use observed::Observed;
pub use shares::{Outcomes, outcomes};
pub use thinking::{ThinkFit, Thinking, thinking};
pub use users::{UserClass, Users, users, without_top_users};

use crate::sample;

/// A row of a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// Who asked; `None` if the log does not say.
    pub user: Option<u32>,
    /// When it was asked for, in the log's own seconds.
    pub submit_s: i64,
    /// When it started; `None` if the log does not say, and then at once.
    pub start_s: Option<i64>,
    /// How long it ran, or how long so far if `censored`; `None` if it never started.
    pub run_s: Option<i64>,
    /// Cards (or processors) that it held; 0 if the log does not say.
    pub cards: u32,
    /// Still running at the log's end.
    pub censored: bool,
    /// Failed or cancelled, as the log says.
    pub failed: bool,
}

/// How a log is read.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Unix time of the log's second 0.
    pub unix_at_zero_s: i64,
    /// Seconds by which the users' clock is ahead of UTC: 32,400 in Korea.
    pub utc_offset_s: i64,
    /// First second of the log, and the one after its last, in its own seconds.
    pub window: [i64; 2],
    /// Holidays, as days since 1970-01-01 by the users' clock, sorted.
    pub holidays: Vec<i64>,
    /// Shortest real session: what ends before is a short start.
    pub least_session_s: i64,
    /// Longest session that the programme allows; longer ones count as cut there. `None`: no limit.
    pub longest_session_s: Option<i64>,
    /// How long cards stay with their user after the work: thinking begins when they go back.
    pub tail_s: i64,
    /// Think times that a user must have to be measured by himself.
    pub least_spells: usize,
    /// Shares of users of the classes, from the least to the most use.
    pub class_shares: Vec<f64>,
    /// Of every interval, such as .95.
    pub confidence: f64,
}

impl Settings {
    /// The programme's: Korean clock, sessions of 10 minutes to 14 days, baseline classes, no tail, 95 %.
    pub fn new(unix_at_zero_s: i64, window: [i64; 2]) -> Self {
        Self {
            unix_at_zero_s,
            utc_offset_s: 9 * 3_600,
            window,
            holidays: Vec::new(),
            least_session_s: 600,
            longest_session_s: Some(14 * 86_400),
            tail_s: 0,
            least_spells: 30,
            class_shares: vec![0.10, 0.20, 0.35, 0.35],
            confidence: 0.95,
        }
    }
}

/// A value with its interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The value.
    pub value: f64,
    /// Its interval; `None` if the rows do not say how sure it is.
    pub interval: Option<[f64; 2]>,
}

impl Estimate {
    /// Whether the interval has a value inside.
    pub fn covers(&self, value: f64) -> bool {
        self.interval.is_some_and(|[low, high]| low <= value && value <= high)
    }
}

/// Why a row was thrown away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// It never started.
    NeverStarted,
    /// It ran no time, or less.
    NoLength,
    /// The log does not say how many cards it held.
    NoCards,
    /// It was cut while too short to tell a session from a short start.
    CutEarly,
    /// The log does not say who asked.
    NoUser,
    /// It was asked for outside the window.
    OutsideWindow,
    /// It was asked for while the user's last one waited or ran: no thinking came before it.
    Overlapping,
    /// It was the user's first: when the thinking before it began is not known.
    First,
    /// Its user has too few think times to be measured by himself.
    FewSpells,
}

/// How many rows were used, and how many not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rows {
    /// Rows used.
    pub used: u64,
    /// Rows thrown away by reason, only those that occur.
    pub thrown: Vec<(Reason, u64)>,
}

impl Rows {
    fn throw(&mut self, why: Reason) {
        self.throw_many(why, 1);
    }

    fn throw_many(&mut self, why: Reason, rows: u64) {
        if rows == 0 {
            return;
        }
        match self.thrown.binary_search_by_key(&why, |(reason, _)| *reason) {
            Ok(i) => self.thrown[i].1 += rows,
            Err(i) => self.thrown.insert(i, (why, rows)),
        }
    }

    /// Rows thrown away for a reason.
    pub fn thrown_for(&self, why: Reason) -> u64 {
        self.thrown.iter().find(|(reason, _)| *reason == why).map_or(0, |(_, rows)| *rows)
    }
}

/// Half the width of an interval in standard errors.
fn z(confidence: f64) -> f64 {
    sample::normal_quantile(0.5 + confidence / 2.0)
}

/// A share or another ratio ΣY/ΣN over independent clusters, by linearisation.
///
/// se² = m/(m − 1) Σ (Yᵢ − R Nᵢ)²/(ΣN)² over the m clusters. No interval below two clusters.
fn ratio(clusters: impl Iterator<Item = (f64, f64)> + Clone, confidence: f64) -> Estimate {
    let (y, n, m) = clusters.clone().fold((0.0, 0.0, 0.0), |(y, n, m), (a, b)| (y + a, n + b, m + 1.0));
    let value = y / n;
    let square: f64 = clusters.map(|(y, n)| (y - value * n) * (y - value * n)).sum();
    let half = z(confidence) * (m / (m - 1.0) * square).sqrt() / n;
    let interval = (m >= 2.0 && half.is_finite()).then_some([value - half, value + half]);
    Estimate { value, interval }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three clusters (1 of 2, 0 of 2, 2 of 4): R = 3/8; residuals ¼, −¾, ½; se² = 3/2 · 14/16 / 64.
    #[test]
    fn a_ratio_by_hand() {
        let got = ratio([(1.0, 2.0), (0.0, 2.0), (2.0, 4.0)].into_iter(), 0.95);
        let half = 1.959_963_984_540_054 * (1.5 * 14.0 / 16.0 / 64.0_f64).sqrt();
        let [low, high] = got.interval.expect("three clusters");
        assert!((got.value - 0.375).abs() < 1e-15);
        assert!((low - (0.375 - half)).abs() < 1e-12 && (high - (0.375 + half)).abs() < 1e-12, "{got:?}");
        assert_eq!(ratio([(1.0, 2.0)].into_iter(), 0.95).interval, None);
    }
}
