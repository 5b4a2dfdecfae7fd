//! What `naru fit` found in a log, in figures and as curves.

use crate::{names, row::row};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// `fit.json`: what was fitted to a log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FitFigures {
    /// Number of the contract: [`SCHEMA`](crate::SCHEMA).
    pub schema: u32,
    /// Name of the log's file.
    pub log: String,
    /// Its format: `swf`, `slurm`, `philly`, `alibaba-instances`, `alibaba-requests` or `sessions`.
    pub format: String,
    /// What its sizes count: `cards`, `processors`, or `jobs` where it has none.
    pub unit: String,
    /// Days from its first request to its last: hours of asking, think times and use count in them.
    pub days: f64,
    /// By which clock hours and days were told.
    pub clock: FitClock,
    /// What became of its rows.
    pub rows: FitRows,
    /// How long jobs run, by cards: all, 1, 2, 4, 8 and from 16 on, where there are any.
    pub lengths: Vec<FitLengths>,
    /// The same in the form of a scenario: all, 1 and 2 to 8 cards, where there are enough.
    pub sessions: Vec<FitSessions>,
    /// How long users think between requests; null where the log names no user or has no calendar.
    pub thinking: Option<FitThinking>,
    /// When people ask, as it was written to the scenario; null where the log has no calendar.
    pub asking: Option<FitAsking>,
    /// Sizes and failures; null where no job has a size.
    pub outcomes: Option<FitOutcomes>,
    /// How unequal users are; null where the log names none.
    pub users: Option<FitUsers>,
    /// What the scenario fragment holds.
    pub fragment: FitFragment,
}

/// A clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FitClock {
    /// Who says so: `log`, `option` (`--zone`), `as_written` (its times name no zone and are taken as its users' own), `assumed` (Unix times
    /// of users who are taken to be in Korea), or `none` where the log's times have no date.
    pub source: String,
    /// Seconds by which it is ahead of UTC; null where there is none.
    pub utc_offset_s: Option<i64>,
}

/// Rows of a log: `read` = `jobs` + the sum of `not_jobs`; `jobs` = `used` + the sum of `left_out`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FitRows {
    /// Rows read.
    pub read: u64,
    /// Of them, jobs.
    pub jobs: u64,
    /// Jobs that the fit was given.
    pub used: u64,
    /// Rows that are no job, by reason.
    pub not_jobs: Vec<FitReason>,
    /// Jobs that the fit was not given, by reason: `began_before` the log, `tenancy` (no session), `top_user` (`--without-top-users`), `no_user` (with it).
    pub left_out: Vec<FitReason>,
    /// What is odd about jobs that were kept, by what it is.
    pub noted: Vec<FitReason>,
}

/// How many for a reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FitReason {
    /// The reason.
    pub why: String,
    /// How many.
    pub rows: u64,
}

/// A value and its interval, which takes the law as true and rows (of shares: users) as independent of one another.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct FitValue {
    /// The value.
    pub value: f64,
    /// Lower end at 95 %; null where the rows do not say.
    pub lo: Option<f64>,
    /// Upper end.
    pub hi: Option<f64>,
}

/// Lengths of jobs of some cards.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FitLengths {
    /// Fewest cards.
    pub cards_from: u32,
    /// Most cards; null: no limit.
    pub cards_to: Option<u32>,
    /// Jobs used.
    pub used: u64,
    /// Of them, cut by the log's end: they ran at least so long.
    pub cut: u64,
    /// Jobs thrown away, by reason.
    pub thrown: Vec<FitReason>,
    /// Laws that were tried.
    pub laws: Vec<FitLaw>,
    /// The one with the smallest BIC; null where there are too few jobs for any.
    pub best: Option<String>,
}

/// A law and how well it fits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FitLaw {
    /// Its name: `lognormal`, `weibull`, `lognormal-2` (a mixture of two), `hyperexponential-3` and so on.
    pub law: String,
    /// Its parameters.
    pub parameters: Vec<FitParameter>,
    /// ln likelihood.
    pub log_likelihood: f64,
    /// Bayesian information criterion: the smaller the better.
    pub bic: f64,
    /// Greatest distance from the observed distribution (Kolmogorov-Smirnov).
    pub ks: f64,
    /// Anderson-Darling's A² over the number of jobs.
    pub ad_per_n: f64,
}

/// A parameter of a law.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FitParameter {
    /// Its name: `weight`, `mu` and `sigma` (of ln seconds), `mean_s`, `shape`, `scale_s`; parts of a mixture are numbered from 1.
    pub name: String,
    /// Its value.
    #[serde(flatten)]
    pub estimate: FitValue,
}

/// Sessions in a scenario's form: short starts, and `min(min + X, max)`, X a mixture of two lognormals.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FitSessions {
    /// Fewest cards.
    pub cards_from: u32,
    /// Most cards; null: no limit.
    pub cards_to: Option<u32>,
    /// Shortest session (`min`), in seconds.
    pub min_s: i64,
    /// Longest session (`max`), in seconds.
    pub max_s: i64,
    /// Sessions used.
    pub used: u64,
    /// Of them, cut by the log's end or at the longest.
    pub cut: u64,
    /// Parameters of X.
    pub parameters: Vec<FitParameter>,
    /// Greatest distance of X from what was observed (Kolmogorov-Smirnov).
    pub ks: f64,
    /// Anderson-Darling's A² over the number of sessions.
    pub ad_per_n: f64,
    /// Mean hours of a session by this law.
    pub mean_hours: FitValue,
    /// Starts that ended sooner than a session can; null where there are none.
    pub short: Option<FitShort>,
    /// Jobs thrown away, by reason.
    pub thrown: Vec<FitReason>,
}

/// Short starts.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct FitShort {
    /// How many.
    pub starts: u64,
    /// Their share of all that ran.
    pub share: FitValue,
    /// Mean of their ln seconds.
    pub mu: FitValue,
    /// Standard deviation of their ln seconds.
    pub sigma: FitValue,
}

/// Think times.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FitThinking {
    /// Whether most requests came after a pause of their user: only then does a think time say anything.
    pub closed_loop: bool,
    /// Think times that ended in a request.
    pub used: u64,
    /// Think times that the log's end cut.
    pub cut: u64,
    /// Requests without a think time, by reason.
    pub thrown: Vec<FitReason>,
    /// Whether each user has a mean of his own; else all have one.
    pub within_users: bool,
    /// Seconds between an end of work and the return of its cards that were counted as work.
    pub tail_s: i64,
    /// The law; null where there are too few think times.
    pub law: Option<FitThinkLaw>,
}

/// The law of think times: hyperexponential with balanced means.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct FitThinkLaw {
    /// Users that it was made from.
    pub users: u64,
    /// Mean seconds at a plain weekday's rate of asking.
    pub mean_s: FitValue,
    /// Coefficient of variation.
    pub cv: FitValue,
    /// The same as counted, without the law: far from `cv`, the law does not fit.
    pub counted_cv: Option<f64>,
    /// Greatest distance from the observed distribution (Kolmogorov-Smirnov).
    pub ks: f64,
    /// Anderson-Darling's A² over the number of think times.
    pub ad_per_n: f64,
}

/// When people ask.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FitAsking {
    /// What was counted: `thinking` (requests of people who think), `users` (each once an hour) or `requests`.
    pub counted: String,
    /// Requests used.
    pub used: u64,
    /// Weekdays in the log.
    pub weekdays: u64,
    /// Saturdays and Sundays in the log.
    pub weekends: u64,
    /// Holidays in the log, as far as they are known.
    pub holidays: u64,
    /// Share of a weekday's requests by hour, from 0 o'clock.
    pub weekday_hours: Vec<FitValue>,
    /// The same on days off; null where nobody asked on any.
    pub weekend_hours: Option<Vec<FitValue>>,
    /// Asking on a Saturday or Sunday relative to a weekday; null without such a day.
    pub weekend: Option<FitValue>,
    /// Asking on a holiday relative to a weekday; null without one.
    pub holiday: Option<FitValue>,
}

/// Sizes and failures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FitOutcomes {
    /// Jobs used.
    pub used: u64,
    /// Share that failed or was cancelled, as the log says.
    pub failed: FitValue,
    /// Mean size in use that the log asks for: its jobs' size × seconds over its seconds.
    pub offered: f64,
    /// Shares by size, ascending.
    pub by_cards: Vec<FitSize>,
}

/// A size.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct FitSize {
    /// The size.
    pub cards: u32,
    /// Its share of requests.
    pub requests: FitValue,
    /// Its share of size × time.
    pub card_time: f64,
}

/// Users.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FitUsers {
    /// How many.
    pub users: u64,
    /// Shares of requests of the ten who ask most, the first first.
    pub top: Vec<FitUser>,
    /// Mean over users of the share of the log's time in which they work.
    pub mean_use: f64,
    /// Classes by use, from the least.
    pub classes: Vec<FitClass>,
}

/// A user who asks often.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FitUser {
    /// His name or number in the log.
    pub user: String,
    /// His share of all requests.
    pub share: f64,
}

/// Users of similar use.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct FitClass {
    /// How many.
    pub users: u64,
    /// Mean share of the log's time in which they work.
    pub duty: f64,
    /// Mean hours of their sessions; null where they had none.
    pub mean_hours: Option<f64>,
}

/// What of a scenario was fitted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FitFragment {
    /// Parts of `demand` that it holds: `classes`, `lengths`, `failed`, `think_cv`, `asking`.
    pub holds: Vec<String>,
    /// Parts that the log does not tell; they stay as the base has them.
    pub lacks: Vec<String>,
}

row! {
    /// `fit.csv`: a place of the observed distribution and of the law that was laid over it.
    FitCurveRow in names::FIT_CURVE, per "law and place on its axis, spaced evenly in ln seconds" {
        of: Arc<str>, "", "`jobs`: whole lengths under their best law; `sessions`: real sessions in the form of a scenario.";
        cards_from: i64, "cards", "Fewest cards.";
        cards_to: Option<i64>, "cards", "Most cards; empty: no limit.";
        law: Arc<str>, "", "The law, as in `fit.json`.";
        seconds: i64, "s", "Length.";
        observed_ppm: i64, "ppm", "Of a million, how many were observed to be no longer (Kaplan-Meier where lengths are cut).";
        fitted_ppm: i64, "ppm", "The same by the law.";
    }
}
