//! How users behave.

use super::asides::{self, Bursts, Grant, Partial, Stages};
use super::decode::{Decoder, Named, Spot};
use super::figure::Unit;
use crate::tree::{Node, Place};
use jiff::civil::Date;
use naru_units::Span;

/// A share that is summed up with others: its exact text decides whether they make 1.
pub(crate) type Share = Spot<f64>;

/// Each field is `None` where it is missing or wrong, so that one slip hides no other.
pub(crate) struct Demand {
    pub(crate) level: Option<Spot<f64>>,
    pub(crate) mean_use: Option<Spot<f64>>,
    /// Where a level would be looked for.
    pub(crate) place: Place,
    pub(crate) max_duty: Option<f64>,
    pub(crate) classes: Option<Vec<Named<Class>>>,
    pub(crate) sessions: Option<Sessions>,
    pub(crate) think_cv: Option<Spot<f64>>,
    pub(crate) asking: Option<Asking>,
    pub(crate) ramp: Option<(f64, u32)>,
    pub(crate) seasons: Option<Vec<Named<Season>>>,
    /// Log standard deviations: of the programme, of each month.
    pub(crate) shocks: Option<(f64, f64)>,
    pub(crate) users: Option<Vec<Named<UserKind>>>,
    /// Days: median, 90th percentile.
    pub(crate) start_delay: Option<(Spot<f64>, Spot<f64>)>,
    pub(crate) withdrawal: Option<f64>,
    pub(crate) drop_out: Option<f64>,
    pub(crate) rush: Option<Vec<Named<Rush>>>,
    pub(crate) npu: Option<Enrolment>,
    /// Of what follows nothing happens where it is left out.
    pub(crate) bursts: Option<Bursts>,
    /// Shares of projects that change the supplier in a month: GPU, NPU.
    pub(crate) switching: Option<(f64, f64)>,
    /// Share of the work's seconds with GPU use above zero (A1).
    pub(crate) gpu_busy: Option<naru_units::Share>,
    pub(crate) partial: Option<Partial>,
    /// Share of projects, terabytes.
    pub(crate) extra_storage: Option<(f64, u32)>,
    pub(crate) stages: Option<Stages>,
    /// Share of projects, length.
    pub(crate) trials: Option<(f64, Span)>,
    /// Mean of the time after which a request that still waits is given up.
    pub(crate) patience: Option<Span>,
    pub(crate) grants: Vec<Named<Grant>>,
}

pub(crate) struct Class {
    pub(crate) share: Share,
    pub(crate) duty: f64,
    pub(crate) mean_hours: Spot<f64>,
}

pub(crate) struct Sessions {
    pub(crate) at_least: Span,
    pub(crate) at_most: Span,
    /// By cards of a set.
    pub(crate) lengths: Vec<Named<Mixture>>,
    pub(crate) failed_share: f64,
    pub(crate) failed_mu: f64,
    pub(crate) failed_sigma: f64,
}

pub(crate) struct Mixture {
    pub(crate) weights: Spot<Vec<f64>>,
    pub(crate) mu: Vec<f64>,
    pub(crate) sigma: Vec<f64>,
}

pub(crate) struct Asking {
    /// `None`: evenly over the day.
    pub(crate) weekday_hours: Option<Spot<Vec<f64>>>,
    pub(crate) weekend_hours: Option<Spot<Vec<f64>>>,
    pub(crate) weekend: f64,
    pub(crate) holiday: f64,
}

pub(crate) struct Season {
    pub(crate) from: Spot<Date>,
    /// Inclusive.
    pub(crate) to: Spot<Date>,
    pub(crate) factor: f64,
}

pub(crate) struct UserKind {
    pub(crate) share: Share,
    pub(crate) pays: bool,
}

pub(crate) struct Rush {
    pub(crate) before: Spot<Date>,
    pub(crate) within: Span,
    pub(crate) share: f64,
    pub(crate) work: f64,
}

/// Enrolment of the NPU projects (N6).
pub(crate) struct Enrolment {
    pub(crate) at_start: Spot<f64>,
    pub(crate) from: Spot<Date>,
    /// Inclusive.
    pub(crate) to: Spot<Date>,
    pub(crate) enrolled: f64,
}

pub(crate) fn demand(d: &mut Decoder<'_>, node: &Node, path: &str) -> Option<Demand> {
    let mut f = d.fields(node, path)?;
    let days = |d: &mut Decoder<'_>, n: &Node, p: &str| Decoder::spot(Decoder::amount)(d, n, p);
    let demand = Demand {
        place: f.place(),
        level: d.maybe(&mut f, "level", Decoder::spot(Decoder::amount)).flatten(),
        mean_use: d.maybe(&mut f, "mean_use", Decoder::spot(Decoder::share)).flatten(),
        max_duty: d.field(&mut f, "max_duty", Decoder::share),
        classes: d.field(&mut f, "classes", |d, n, p| d.map(n, p, class)),
        sessions: d.field(&mut f, "sessions", sessions),
        think_cv: d.field(&mut f, "think_cv", Decoder::spot(Decoder::amount)),
        asking: d.field(&mut f, "asking", asking),
        ramp: d.field(&mut f, "ramp", |d, n, p| {
            pair(d, n, p, ("floor", Decoder::share), ("days", Decoder::count))
        }),
        seasons: d.maybe(&mut f, "seasons", |d, n, p| d.map(n, p, season)).map(Option::unwrap_or_default),
        shocks: d.field(&mut f, "shocks", |d, n, p| {
            pair(d, n, p, ("programme", Decoder::amount), ("month", Decoder::amount))
        }),
        users: d.field(&mut f, "users", |d, n, p| d.map(n, p, user_kind)),
        start_delay: d
            .field(&mut f, "start_delay", |d, n, p| pair(d, n, p, ("median_days", days), ("p90_days", days))),
        withdrawal: d.field(&mut f, "withdrawal", Decoder::share),
        drop_out: d.field(&mut f, "drop_out", Decoder::share),
        rush: d.maybe(&mut f, "rush", |d, n, p| d.map(n, p, rush_before)).map(Option::unwrap_or_default),
        npu: d.field(&mut f, "npu", enrolment),
        bursts: d.maybe(&mut f, "bursts", asides::bursts).flatten(),
        switching: d
            .maybe(&mut f, "switching", |d, n, p| {
                pair(d, n, p, ("gpu", Decoder::share), ("npu", Decoder::share))
            })
            .flatten(),
        gpu_busy: d.maybe(&mut f, "gpu_busy", Decoder::basis_points).flatten(),
        partial: d.maybe(&mut f, "partial", asides::partial).flatten(),
        extra_storage: d
            .maybe(&mut f, "extra_storage", |d, n, p| {
                pair(d, n, p, ("share", Decoder::share), ("tb", Decoder::count))
            })
            .flatten(),
        stages: d.maybe(&mut f, "stages", asides::stages).flatten(),
        patience: d.maybe(&mut f, "patience", Decoder::duration).flatten(),
        trials: d
            .maybe(&mut f, "trials", |d, n, p| {
                pair(d, n, p, ("share", Decoder::share), ("length", Decoder::duration))
            })
            .flatten(),
        grants: d.maybe(&mut f, "grants", |d, n, p| d.map(n, p, asides::grant)).flatten().unwrap_or_default(),
    };
    d.done(&f);
    Some(demand)
}

/// A struct of two fields.
pub(super) fn pair<'s, A, B>(
    d: &mut Decoder<'s>,
    node: &Node,
    path: &str,
    (first, read_first): (&'static str, impl FnOnce(&mut Decoder<'s>, &Node, &str) -> Option<A>),
    (second, read_second): (&'static str, impl FnOnce(&mut Decoder<'s>, &Node, &str) -> Option<B>),
) -> Option<(A, B)> {
    let mut f = d.fields(node, path)?;
    let first = d.field(&mut f, first, |d, n, p| read_first(d, n, p));
    let second = d.field(&mut f, second, |d, n, p| read_second(d, n, p));
    d.done(&f);
    first.zip(second)
}

fn class(d: &mut Decoder<'_>, node: &Node, path: &str) -> Option<Class> {
    let mut f = d.fields(node, path)?;
    let share = d.field(&mut f, "share", Decoder::spot(Decoder::share));
    let duty = d.field(&mut f, "duty", Decoder::share);
    let mean_hours = d.field(&mut f, "mean_hours", Decoder::spot(Decoder::amount));
    d.done(&f);
    Some(Class { share: share?, duty: duty?, mean_hours: mean_hours? })
}

fn sessions(d: &mut Decoder<'_>, node: &Node, path: &str) -> Option<Sessions> {
    let mut f = d.fields(node, path)?;
    let at_least = d.field(&mut f, "at_least", Decoder::duration);
    let at_most = d.field(&mut f, "at_most", Decoder::duration);
    let lengths = d.field(&mut f, "lengths", |d, n, p| d.map(n, p, mixture));
    let failed = d.field(&mut f, "failed", |d, node, path| {
        let mut f = d.fields(node, path)?;
        let share = d.field(&mut f, "share", Decoder::share);
        let mu = d.field(&mut f, "mu", Decoder::number);
        let sigma = d.field(&mut f, "sigma", Decoder::amount);
        d.done(&f);
        Some((share?, mu?, sigma?))
    });
    d.done(&f);
    let (failed_share, failed_mu, failed_sigma) = failed?;
    Some(Sessions {
        at_least: at_least?,
        at_most: at_most?,
        lengths: lengths?,
        failed_share,
        failed_mu,
        failed_sigma,
    })
}

fn mixture(d: &mut Decoder<'_>, node: &Node, path: &str) -> Option<Mixture> {
    let node = d.bare(node, path, Unit::Number);
    let mut f = d.fields(node, path)?;
    let weights = d.field(&mut f, "weights", Decoder::spot(|d, n, p| d.list(n, p, Decoder::share)));
    let mu = d.field(&mut f, "mu", |d, n, p| d.list(n, p, Decoder::number));
    let sigma = d.field(&mut f, "sigma", |d, n, p| d.list(n, p, Decoder::amount));
    d.done(&f);
    Some(Mixture { weights: weights?, mu: mu?, sigma: sigma? })
}

fn asking(d: &mut Decoder<'_>, node: &Node, path: &str) -> Option<Asking> {
    let mut f = d.fields(node, path)?;
    let hours = |d: &mut Decoder<'_>, n: &Node, p: &str| {
        Decoder::spot(|d: &mut Decoder<'_>, n: &Node, p: &str| d.list(n, p, Decoder::share))(d, n, p)
    };
    let weekday_hours = d.maybe(&mut f, "weekday_hours", hours);
    let weekend_hours = d.maybe(&mut f, "weekend_hours", hours);
    let weekend = d.field(&mut f, "weekend", Decoder::amount);
    let holiday = d.field(&mut f, "holiday", Decoder::amount);
    d.done(&f);
    Some(Asking {
        weekday_hours: weekday_hours?,
        weekend_hours: weekend_hours?,
        weekend: weekend?,
        holiday: holiday?,
    })
}

fn season(d: &mut Decoder<'_>, node: &Node, path: &str) -> Option<Season> {
    let mut f = d.fields(node, path)?;
    let from = d.field(&mut f, "from", Decoder::spot(Decoder::date));
    let to = d.field(&mut f, "to", Decoder::spot(Decoder::date));
    let factor = d.field(&mut f, "factor", Decoder::amount);
    d.done(&f);
    Some(Season { from: from?, to: to?, factor: factor? })
}

fn user_kind(d: &mut Decoder<'_>, node: &Node, path: &str) -> Option<UserKind> {
    let mut f = d.fields(node, path)?;
    let share = d.field(&mut f, "share", Decoder::spot(Decoder::share));
    let pays = d.field(&mut f, "pays", Decoder::yes_no);
    d.done(&f);
    Some(UserKind { share: share?, pays: pays? })
}

fn rush_before(d: &mut Decoder<'_>, node: &Node, path: &str) -> Option<Rush> {
    let mut f = d.fields(node, path)?;
    let before = d.field(&mut f, "before", Decoder::spot(Decoder::date));
    let within = d.field(&mut f, "within", Decoder::duration);
    let share = d.field(&mut f, "share", Decoder::share);
    let work = d.field(&mut f, "work", Decoder::amount);
    d.done(&f);
    Some(Rush { before: before?, within: within?, share: share?, work: work? })
}

fn enrolment(d: &mut Decoder<'_>, node: &Node, path: &str) -> Option<Enrolment> {
    let mut f = d.fields(node, path)?;
    let at_start = d.field(&mut f, "at_start", Decoder::spot(Decoder::share));
    let from = d.field(&mut f, "from", Decoder::spot(Decoder::date));
    let to = d.field(&mut f, "to", Decoder::spot(Decoder::date));
    let enrolled = d.field(&mut f, "enrolled", Decoder::share);
    d.done(&f);
    Some(Enrolment { at_start: at_start?, from: from?, to: to?, enrolled: enrolled? })
}
