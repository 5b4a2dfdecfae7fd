//! A project's life beside its requests: changes of the supplier, storage of its own, stages, a trial.
//!
//! Drawn when asked for, once a project, and not kept. What each of them means is a rule, and not here.

use crate::sample::{self, normal_cdf};
use crate::{Behaviour, Demand, ProjectId, Stages, quota};
use naru_units::{DAY, Instant, Span};

/// Two months in days, for stages: 30 + 31.
const TWO_MONTHS: f64 = 61.0;
/// Stages in which a stay of over two months asks for a reason.
const REPORTED: usize = 3;

/// A change of the supplier.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Switch {
    /// The midnight that it changes at: the new supplier's first second.
    pub at: Instant,
    /// In (0, 1): which of the other suppliers; of n others, in fleet order, the one numbered ⌊n × pick⌋ (from 0).
    pub pick: f64,
}

impl<'a> Demand<'a> {
    /// Midnights at which a project changes the supplier, in order; at most one a month.
    ///
    /// A month is drawn by its index in [`Spec::month_starts`](crate::Spec::month_starts), the day evenly among its days.
    /// Only before the end, after the first second of service and before it drops out; synthetic sources never change.
    pub fn switches(&self, p: ProjectId) -> impl Iterator<Item = Switch> + use<'a> {
        let spec = self.laws().spec();
        let (cohort, _) = self.cohort(p);
        let entity = self.entity(p);
        let (whether, day, to) =
            (entity.stream("switch"), entity.stream("switch day"), entity.stream("switch to"));
        let rate = if self.is_user(p) { cohort.switching } else { 0.0 };
        let (first, drops_at) = (self.first_service(p), self.drops_at(p));
        (0..).zip(&spec.month_starts).filter_map(move |(m, starts)| {
            if whether.uniform(m) >= rate {
                return None;
            }
            let from = starts.day();
            let until =
                spec.month_starts.get(m as usize + 1).map_or(spec.end, |next| *next.min(&spec.end)).day();
            let at = Instant((from + (day.uniform(m) * (until - from) as f64) as i64) * DAY);
            let serves = first.is_some_and(|first| first < at) && drops_at.is_none_or(|drop| at < drop);
            (serves && at < spec.end).then(|| Switch { at, pick: to.uniform(m) })
        })
    }

    /// Terabytes of storage of its own that a project claims (clause S6); 0 for most.
    pub fn storage_tb(&self, p: ProjectId) -> u32 {
        let Some(extra) = &self.laws().spec().extra_storage else { return 0 };
        let (cohort, number) = self.cohort(p);
        let claimed_at = self.streams().entity(&cohort.product).stream("extra storage").uniform(0);
        let claims = self.is_user(p) && quota::position(claimed_at, number) < extra.share;
        if claims { extra.tb } else { 0 }
    }

    /// Days since a tenant's start at which its stages 1 to 4 end, each to the nearest day, perhaps beyond the end of the
    /// programme (clause N5). `None` for others, for who never enrols, and if stages are not followed.
    pub fn stage_ends(&self, p: ProjectId) -> Option<[i64; 4]> {
        let (stages, sigma) = (self.laws().spec().stages.as_ref()?, self.laws().stage_sigma?);
        if !matches!(self.cohort(p).0.behaviour, Behaviour::Tenancy { .. }) {
            return None;
        }
        self.first_service(p)?;
        let stage = self.entity(p).stream("stage");
        let mut days = 0.0;
        let mut ends = [0; 4];
        for ((i, median), end) in (0..).zip(stages.median_weeks).zip(&mut ends) {
            days += sample::lognormal(stage.uniform(i), libm::log(7.0 * median), sigma);
            *end = (days + 0.5) as i64;
        }
        Some(ends)
    }

    /// When a project tries out, and for how long (clause U2): within its cohort's time and over by its first service,
    /// when people ask. `None` for most, and if there is no time for it: who starts at once does not try before.
    pub fn trial(&self, p: ProjectId) -> Option<(Instant, Span)> {
        let trials = self.laws().spec().trials.as_ref()?;
        let from = self.cohort(p).0.from;
        let latest = self.first_service(p)? - trials.length;
        let entity = self.entity(p);
        let tries = self.is_user(p) && from < latest && entity.stream("trial").uniform(0) < trials.share;
        tries.then(|| {
            let at = self.laws().asking_quantile(from, latest, entity.stream("trial when").uniform(0));
            (at, trials.length)
        })
    }

    /// Whether a project is one of the programme's users: no synthetic source.
    fn is_user(&self, p: ProjectId) -> bool {
        match self.cohort(p).0.behaviour {
            Behaviour::Programme { .. } | Behaviour::Tenancy { .. } => true,
            Behaviour::ClosedSource { .. } | Behaviour::OpenSource { .. } | Behaviour::Listed { .. } => false,
        }
    }
}

impl Stages {
    /// Standard deviation of ln days at which `over_two_months` stay over two months in one of the stages 1 to 3.
    ///
    /// The share that stays shorter in all of them falls as the spread grows (the medians lie below two months), down
    /// to 1/8: a share of 7/8 or more has no spread. The scenario's checks keep it out.
    pub(crate) fn sigma(&self) -> f64 {
        let shorter = |sigma: f64| {
            let stay = |weeks: &f64| normal_cdf(libm::log(TWO_MONTHS / (7.0 * weeks)) / sigma);
            self.median_weeks[..REPORTED].iter().map(stay).product::<f64>()
        };
        let (mut low, mut high) = (1e-6, 1e3);
        for _ in 0..100 {
            let middle = 0.5 * (low + high);
            if shorter(middle) > 1.0 - self.over_two_months {
                low = middle;
            } else {
                high = middle;
            }
        }
        0.5 * (low + high)
    }
}
