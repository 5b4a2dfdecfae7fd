//! What demand is made of: every parameter, checked and lowered, in canonical order.
//!
//! A `Spec` is data. Times are seconds since the programme's first midnight, days are numbered from its
//! first day (0). Floats are parameters of laws only: they decide how long and when, never who is served
//! or what is owed.

use naru_units::{Instant, Span};

/// Position of a project in the programme's numbering, from 0: all projects of the first product, then the second, …
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProjectId(pub u32);

/// Everything that decides what users would ask for. Nothing of fleet, prices, policy or budget.
#[derive(Clone, Debug, PartialEq)]
pub struct Spec {
    /// Exclusive end of the agreement: starts, drop-outs, bursts, supplier changes and every mean over "the period"
    /// lie before it.
    pub end: Instant,
    /// Exclusive end of asking, not before `end`. After `end` the same people go on (free month T5, discounted months
    /// T6): the calendar's holidays and seasons and the months' shocks simply go on.
    pub last: Instant,
    /// The cohorts, in the programme's product order. Their projects are numbered through.
    pub cohorts: Vec<Cohort>,
    /// Kinds of behaviour of a programme project (idle, light, medium, heavy).
    pub classes: Vec<Class>,
    /// One factor on every class's duty.
    pub level: f64,
    /// Ceiling of duty × level × ramp × season × shocks.
    pub max_duty: f64,
    /// When people ask, and how much they want by the day.
    pub calendar: Calendar,
    /// Log standard deviation of the shock common to a whole replication (F).
    pub programme_shock: f64,
    /// Log standard deviation of the shock of each month (M).
    pub month_shock: f64,
    /// First seconds of the months that have a shock of their own; the first is 0.
    pub month_starts: Vec<Instant>,
    /// The first service day of those who pay an own contribution.
    pub start_delay: StartDelay,
    /// Kinds of user with their shares, in quota order; the ones that pay nothing start without delay.
    pub user_kinds: Vec<UserKind>,
    /// Share of projects of closed-loop cohorts that withdraw before they start.
    pub withdrawal: f64,
    /// Share of projects of closed-loop cohorts that drop out on a uniform day between their cohort's first and the end.
    pub drop_out: f64,
    /// Deadlines before which some hurry.
    pub rushes: Vec<Rush>,
    /// Weeks in which some ask for several sets at once (clause A5); `None` if nobody does.
    pub bursts: Option<Bursts>,
    /// Coefficient of variation of the think time (hyperexponential with balanced means).
    pub think_cv: f64,
    /// Short failed starts: share, and ln-seconds of their length.
    pub failed: Failed,
    /// Share of sessions that need only some of the set's cards, such as one of two (clause T12).
    pub partial_share: f64,
    /// Mean of the exponential time after which a request that still waits is given up, in seconds; `None`: never.
    pub patience_s: Option<f64>,
    /// Who claims storage of its own (별도 스토리지, clause S6); `None` if nobody does.
    pub extra_storage: Option<ExtraStorage>,
    /// Progress of tenants through their stages (진도, clause N5); `None` if it is not followed.
    pub stages: Option<Stages>,
    /// Who tries out before service (사전 체험, clause U2); `None` if nobody does.
    pub trials: Option<Trials>,
    /// Idle tail after the work (policy `idle_return`): a project thinks from the release on, so the
    /// tail takes part in the time left for thinking.
    pub tail: Span,
}

/// Projects of one product that were granted at one time.
#[derive(Clone, Debug, PartialEq)]
pub struct Cohort {
    /// Product id, such as `gpu-39tf`: with the number within the product it names a draw's entity.
    pub product: String,
    /// Number of projects granted.
    pub projects: u32,
    /// Number of its first project within the product: 1, unless it is an extra wave (추가모집, clause P6), which goes
    /// on counting where the product's cohort before it stopped. Two cohorts of a product share no number: equal
    /// names would draw the same.
    pub first_number: u32,
    /// Midnight from which it is in the programme. Nobody of it begins before; payment delay and the uniform day of
    /// dropping out count from here.
    pub from: Instant,
    /// Share of its projects that change the supplier in a month (clauses U1, N4); 0 with a single supplier.
    pub switching: f64,
    /// How its projects behave.
    pub behaviour: Behaviour,
}

impl Cohort {
    /// A product's only cohort: numbered from 1, in the programme from its first second, with its supplier to the end.
    pub const fn new(product: String, projects: u32, behaviour: Behaviour) -> Self {
        Self { product, projects, first_number: 1, from: Instant::START, switching: 0.0, behaviour }
    }
}

/// How the projects of a cohort ask.
#[derive(Clone, Debug, PartialEq)]
pub enum Behaviour {
    /// The programme's users: classes, calendar, shocks, closed loop (think → ask → wait → work → tail → think).
    Programme {
        /// Law of a real session's length.
        length: SessionLength,
    },
    /// One long tenancy from an enrolment date to the end (NPU).
    Tenancy {
        /// Share of the cohort that starts on the first day, first in drawn order.
        at_start: f64,
        /// The others start evenly over the days `[from_day, until_day)`:
        /// the j-th of m (from 1) at day `from_day + floor((until_day − from_day)(j − ½)/m)`, 00:00.
        from_day: i64,
        /// See `from_day`.
        until_day: i64,
        /// Share of the cohort that ever enrols (the rest never asks); applied after drawing the order.
        enrolled: f64,
    },
    /// A synthetic source for queueing theory: each project is a closed loop from time 0, without a calendar.
    ClosedSource {
        /// Mean think time in seconds, exponential; at the mean rate if the rate swings.
        mean_think_s: f64,
        /// How the rate of asking while thinking swings; `None`: it is constant.
        swing: Option<Swing>,
        /// Law of the length.
        length: Law,
    },
    /// A synthetic open source: each project is a Poisson stream; requests do not wait for one another.
    OpenSource {
        /// Mean gap in seconds; at the mean rate if the rate swings.
        mean_gap_s: f64,
        /// How the rate swings; `None`: it is constant.
        swing: Option<Swing>,
        /// Law of the length.
        length: Law,
    },
    /// Given requests: the i-th project makes exactly one, the i-th listed. For golden cases and worked examples.
    Listed {
        /// As many as the cohort has projects.
        requests: Vec<Listed>,
    },
}

/// A rate that swings about its mean: mean × (1 + amplitude × sin(2π t / period)), t from the first second.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Swing {
    /// In 0..=1: at 1 the rate falls to 0.
    pub amplitude: f64,
    /// Seconds of a whole swing.
    pub period_s: f64,
}

/// One given request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listed {
    /// When it is made; at or after the end it never is.
    pub at: Instant,
    /// How long its work is.
    pub work: Span,
}

/// A law of lengths in seconds; the drawn value is rounded once, to the nearest second.
#[derive(Clone, Debug, PartialEq)]
pub enum Law {
    /// Exponential.
    Exponential {
        /// Mean in seconds.
        mean_s: f64,
    },
    /// Always the same.
    Fixed {
        /// Seconds.
        s: f64,
    },
    /// Lognormal of ln seconds.
    Lognormal {
        /// Mean of ln seconds.
        mu: f64,
        /// Standard deviation of ln seconds.
        sigma: f64,
    },
    /// Two exponentials.
    Hyperexponential {
        /// Probability of the first.
        p1: f64,
        /// Mean of the first, in seconds.
        mean1_s: f64,
        /// Mean of the second, in seconds.
        mean2_s: f64,
    },
    /// Weibull: P(more than x) = exp(−(x/scale)^shape).
    Weibull {
        /// Below 1, the longer it has lasted the longer it will last.
        shape: f64,
        /// Seconds that a share of 1/e exceeds.
        scale_s: f64,
    },
}

/// `min(min_s + s·X, max_s)`, X a mixture of two lognormals, s solved per class so that the mean is the class's.
#[derive(Clone, Debug, PartialEq)]
pub struct SessionLength {
    /// Shortest real session.
    pub min: Span,
    /// Longest session.
    pub max: Span,
    /// Weights of the two components.
    pub weights: [f64; 2],
    /// Means of ln seconds.
    pub mu: [f64; 2],
    /// Standard deviations of ln seconds.
    pub sigma: [f64; 2],
}

/// A kind of behaviour.
#[derive(Clone, Debug, PartialEq)]
pub struct Class {
    /// Name, such as `heavy`.
    pub name: String,
    /// Share of a product's projects.
    pub share: f64,
    /// Share of time at work on a flat calendar at level 1.
    pub duty: f64,
    /// Mean hours of a real session.
    pub mean_hours: f64,
}

/// Asking by the hour (rate of new requests), wanting by the day (use).
#[derive(Clone, Debug, PartialEq)]
pub struct Calendar {
    /// Weekday of day 0: 0 = Monday … 6 = Sunday.
    pub first_weekday: u8,
    /// Days that are holidays (sorted); a holiday beats a weekend.
    pub holidays: Vec<i64>,
    /// Share of a weekday's new requests by hour, KST; sums to 1.
    pub hour_share_weekday: [f64; 24],
    /// Share by hour on Saturdays, Sundays and holidays; sums to 1.
    pub hour_share_weekend: [f64; 24],
    /// Asking on a Saturday or Sunday, relative to a plain weekday.
    pub weekend: f64,
    /// Asking on a holiday, relative to a plain weekday.
    pub holiday: f64,
    /// Use on day 0; linear to 1 on `ramp_days`.
    pub ramp_floor: f64,
    /// Day from which the ramp is over; 0 for none.
    pub ramp_days: i64,
    /// Factors on use over days `[from, until)`, not overlapping.
    pub seasons: Vec<Season>,
}

/// A factor on use over some days.
#[derive(Clone, Debug, PartialEq)]
pub struct Season {
    /// First day.
    pub from: i64,
    /// Day after the last.
    pub until: i64,
    /// Factor on use.
    pub factor: f64,
}

/// Delay of the first service second after the agreement: lognormal days.
#[derive(Clone, Debug, PartialEq)]
pub struct StartDelay {
    /// Median in days; 0 means nobody waits.
    pub median_days: f64,
    /// 90th percentile in days.
    pub p90_days: f64,
}

/// A kind of user, by what it contributes.
#[derive(Clone, Debug, PartialEq)]
pub struct UserKind {
    /// Name, such as `sme`.
    pub name: String,
    /// Share of a product's projects.
    pub share: f64,
    /// Whether an own contribution is due before service starts.
    pub pays: bool,
}

/// Work hurried before a deadline.
#[derive(Clone, Debug, PartialEq)]
pub struct Rush {
    /// The deadline.
    pub before: Instant,
    /// Window before it.
    pub within: Span,
    /// Share of projects that take part.
    pub share: f64,
    /// Factor on the length of the hurried session, unless it fails.
    pub work: f64,
}

/// Weeks in which a project asks for several sets at once (당겨쓰기/몰아쓰기, clause A5).
///
/// Whole days: a burst begins and ends at a midnight.
#[derive(Clone, Debug, PartialEq)]
pub struct Bursts {
    /// Share of a product's projects that burst once, any class: a quota that does not re-deal.
    pub share: f64,
    /// How many sets at once.
    pub multiples: Vec<Multiple>,
    /// Fewest and most days of a burst; every whole number of days between, both included, is as likely. The
    /// baseline's 3 to 8 weeks are 21 to 56 days, 5½ weeks on average.
    pub days: [i64; 2],
    /// When they begin.
    pub periods: Vec<BurstPeriod>,
}

/// A multiple k of the granted sets.
#[derive(Clone, Debug, PartialEq)]
pub struct Multiple {
    /// k: sets that one request asks for.
    pub sets: u32,
    /// Share of those who burst.
    pub share: f64,
}

/// Days `[from, until)` on which a burst may begin, each as likely. A burst also ends no later than the programme: its
/// last possible first day comes as much earlier as it is long.
#[derive(Clone, Debug, PartialEq)]
pub struct BurstPeriod {
    /// First day.
    pub from: i64,
    /// Day after the last.
    pub until: i64,
    /// Share of those who burst.
    pub share: f64,
}

/// Storage that some claim beside their cards.
#[derive(Clone, Debug, PartialEq)]
pub struct ExtraStorage {
    /// Share of a product's projects: a quota that does not re-deal.
    pub share: f64,
    /// Terabytes that each of them claims.
    pub tb: u32,
}

/// Five stages of a tenant's work, one after the other; the fifth lasts to the end.
///
/// Stages 1 to 4 are lognormal with these medians and one spread, the one at which a given share of tenants stays over
/// two months (61 days) in at least one of the stages 1 to 3. The clause asks no reason for stages 4 and 5, so these
/// do not count. The baseline's 3, 4, 6, 6 weeks and 25 % make a standard deviation of .457 of ln days.
#[derive(Clone, Debug, PartialEq)]
pub struct Stages {
    /// Medians of the stages 1 to 4.
    pub median_weeks: [f64; 4],
    /// Share of tenants that stay over two months in one of the stages 1 to 3.
    pub over_two_months: f64,
}

/// Trial hours before service.
#[derive(Clone, Debug, PartialEq)]
pub struct Trials {
    /// Share of projects, by plain draw.
    pub share: f64,
    /// How long one tries.
    pub length: Span,
}

/// Short failed starts.
#[derive(Clone, Debug, PartialEq)]
pub struct Failed {
    /// Share of requests.
    pub share: f64,
    /// Mean of ln seconds.
    pub mu: f64,
    /// Standard deviation of ln seconds.
    pub sigma: f64,
}
