//! Likely mistakes of an invoice that are another way to settle the same log.
//!
//! Each is the rules with one thing changed: where it gives just the figure of the invoice, it is named.

use naru_results::intake::Use;
use naru_rules::readings::{
    Clock, Excess, HourRounding, NpuDays, NpuMonth, NpuWon, PriceAt, SlaDiscount, Split,
};
use naru_rules::settlement::Terms;
use naru_units::{Instant, Share, Span};

/// A way to settle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mistake {
    /// By the rules.
    None,
    /// Months from UTC: the 1st begins at 09:00 KST.
    UtcMonths,
    /// Each part of a session over a month's end rounds up alone.
    SplitRoundsTwice,
    /// A burst billed as one set.
    KMissing,
    /// k taken twice.
    KTwice,
    /// A wait of exactly the limit is late, and whole hours of excess get one more.
    LateAtTheLimit,
    /// Only full hours past the limit.
    FullHoursOfExcess,
    /// The whole session discounted.
    WholeSession,
    /// No discount.
    DiscountMissing,
    /// Wait from the request, although the own session ran or nothing was paid yet.
    WaitFromRequest,
    /// A begun hour is dropped.
    HoursCut,
    /// Hours to the nearest.
    HoursToTheNearest,
    /// Seconds of the month added, then rounded up once.
    HoursOfTheMonth,
    /// Seconds as parts of an hour.
    ExactHours,
    /// Until the cards were back.
    UntilReleased,
    /// Without the idle tail.
    IdleLeftOut,
    /// An outage inside the session.
    OutageBilled,
    /// Use that nobody owes: trial, free month, after the programme.
    FreeBilled,
    /// The price at the session's start for all of it.
    PriceAtStart,
    /// Months of thirty days from the first day held.
    Running30,
    /// Months from the day of the month on which the tenancy began.
    Anniversary,
    /// Begun stretches of 24 hours.
    Begun24h,
    /// A part month rounded to the nearest won.
    PartMonthHalfUp,
}

impl Mistake {
    /// All, the likelier first: the first that gives the figure is named.
    pub(super) const ALL: [Self; 22] = [
        Self::UtcMonths,
        Self::SplitRoundsTwice,
        Self::KMissing,
        Self::KTwice,
        Self::LateAtTheLimit,
        Self::HoursCut,
        Self::HoursToTheNearest,
        Self::HoursOfTheMonth,
        Self::ExactHours,
        Self::UntilReleased,
        Self::IdleLeftOut,
        Self::OutageBilled,
        Self::FreeBilled,
        Self::DiscountMissing,
        Self::FullHoursOfExcess,
        Self::WholeSession,
        Self::WaitFromRequest,
        Self::PriceAtStart,
        Self::Running30,
        Self::Anniversary,
        Self::Begun24h,
        Self::PartMonthHalfUp,
    ];

    /// Its id in files and the clause that it misses.
    pub(super) const fn id(self) -> (&'static str, &'static str) {
        match self {
            Self::None => ("", ""),
            Self::UtcMonths => ("utc-months", "T2"),
            Self::SplitRoundsTwice => ("split-rounds-twice", "T2"),
            Self::KMissing => ("k-missing", "A5"),
            Self::KTwice => ("k-twice", "A5"),
            Self::LateAtTheLimit => ("late-at-the-limit", "A3"),
            Self::FullHoursOfExcess => ("full-hours-of-excess", "A3"),
            Self::WholeSession => ("whole-session-discounted", "A3"),
            Self::DiscountMissing => ("discount-missing", "A3"),
            Self::WaitFromRequest => ("wait-from-request", "A2"),
            Self::HoursCut => ("hours-cut", "T1"),
            Self::HoursToTheNearest => ("hours-to-the-nearest", "T1"),
            Self::HoursOfTheMonth => ("hours-of-the-month", "T1"),
            Self::ExactHours => ("exact-hours", "T1"),
            Self::UntilReleased => ("idle-billed", "A1"),
            Self::IdleLeftOut => ("idle-left-out", "A1"),
            Self::OutageBilled => ("outage-billed", "T4"),
            Self::FreeBilled => ("free-use-billed", "T5"),
            Self::PriceAtStart => ("price-at-start", "T2"),
            Self::Running30 => ("months-of-30-days", "N3"),
            Self::Anniversary => ("months-from-the-first-day", "N3"),
            Self::Begun24h => ("days-of-24-hours", "N3"),
            Self::PartMonthHalfUp => ("rounding", "N3"),
        }
    }

    /// The terms under it.
    pub(super) fn terms(self, terms: &Terms) -> Terms {
        let mut terms = terms.clone();
        let r = &mut terms.readings;
        match self {
            Self::UtcMonths => {
                let last = terms.month_starts.len() - 1;
                for start in &mut terms.month_starts[1..last] {
                    *start = *start + Span::hours(9);
                }
            }
            Self::SplitRoundsTwice => r.split = Split::PartsAlone,
            Self::LateAtTheLimit => terms.wait_limit = terms.wait_limit - Span(1),
            Self::FullHoursOfExcess => r.excess = Excess::Full,
            Self::WholeSession => r.sla_discount = SlaDiscount::Session,
            Self::DiscountMissing => terms.discount_rate = Share::NONE,
            Self::WaitFromRequest => r.clock = Clock::Requested,
            Self::HoursCut => r.hours = HourRounding::SessionFloor,
            Self::HoursToTheNearest => r.hours = HourRounding::SessionNearest,
            Self::HoursOfTheMonth | Self::ExactHours => r.hours = HourRounding::MonthCeil,
            Self::PriceAtStart => r.price_at = PriceAt::SessionStart,
            Self::Running30 => r.npu_month = NpuMonth::Running30,
            Self::Anniversary => r.npu_month = NpuMonth::Anniversary,
            Self::Begun24h => r.npu_days = NpuDays::Begun24h,
            Self::PartMonthHalfUp => r.npu_won = NpuWon::HalfUp,
            Self::None
            | Self::KMissing
            | Self::KTwice
            | Self::UntilReleased
            | Self::IdleLeftOut
            | Self::OutageBilled
            | Self::FreeBilled => {}
        }
        terms
    }

    /// The end of use under it.
    pub(super) fn ended(self, session: &Use<'_>, ended: Instant) -> Instant {
        if self == Self::UntilReleased {
            Instant(session.released.unwrap_or(ended.0).max(ended.0))
        } else if self == Self::IdleLeftOut {
            let work_end = session.released.unwrap_or(ended.0) - session.idle;
            Instant(work_end.min(ended.0).max(session.started.unwrap_or(ended.0)))
        } else {
            ended
        }
    }

    /// Sets held together under it.
    pub(super) const fn multiple(self, k: u32) -> u32 {
        if matches!(self, Self::KMissing) {
            1
        } else if matches!(self, Self::KTwice) {
            k * k
        } else {
            k
        }
    }
}
