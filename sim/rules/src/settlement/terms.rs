//! What settlement is handed: the terms of the programme, and one session's use.

use crate::readings::{Accrual, Readings};
use naru_units::{Epoch, Instant, Month, Share, Span};

/// How cards are held, and so at which price (clauses A1, A4, N2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Allocation {
    /// 동적할당: for the length of a session.
    #[default]
    Dynamic,
    /// 고정할당: one to one, while the allocator is down or from the start to the end of use.
    Fixed,
}

impl Allocation {
    /// The name in results.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Dynamic => "dynamic",
            Self::Fixed => "fixed",
        }
    }
}

/// The terms of settlement that hold for the whole programme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// How the call is read.
    pub readings: Readings,
    /// The programme's first day.
    pub epoch: Epoch,
    /// First seconds of calendar months: month `i` is `[month_starts[i], month_starts[i + 1])`. One entry
    /// more than there are months; the first may lie before the programme's first day. See
    /// [`month_starts`].
    pub month_starts: Vec<Instant>,
    /// 기준 대기시간: a longer wait earns a discount (clause A2).
    pub wait_limit: Span,
    /// Discount for a late allocation; under `A3.sla_discount: growing` for each hour over the limit.
    pub discount_rate: Share,
    /// The most that a growing discount comes to; `None`: the whole price.
    pub discount_ceiling: Option<Share>,
    /// Price under fixed allocation as a share of the dynamic one (clause A4).
    pub fixed_ratio: Share,
    /// VAT as a share of the price without it.
    pub vat_rate: Share,
    /// When December's statement is drawn up (clause T2); plays no part but under `T2.december: cut_off`.
    pub cut_off: Instant,
}

/// First seconds of the calendar months that `[from, until)` touches, and of the month after them.
///
/// ```
/// # use naru_rules::settlement::month_starts;
/// # use naru_units::{Epoch, Instant};
/// # let epoch = Epoch("2025-04-01".parse().unwrap());
/// let starts = month_starts(epoch, Instant(0), Instant(23_760_000));
/// assert_eq!(starts.len(), 10); // April to December, and January 1
/// assert_eq!((starts[0], starts[9]), (Instant(0), Instant(23_760_000)));
/// ```
pub fn month_starts(epoch: Epoch, from: Instant, until: Instant) -> Vec<Instant> {
    let mut month = epoch.month(from);
    let mut starts = vec![epoch.month_start(month)];
    while starts.last().is_some_and(|last| *last < until) {
        month = month.next();
        starts.push(epoch.month_start(month));
    }
    starts
}

/// What tallies count: product-hours of a session, or exact product-seconds of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Counting {
    Hours,
    Seconds,
}

impl Terms {
    /// Position of the month (KST) that a second belongs to.
    ///
    /// # Panics
    /// For a second outside the months of these terms.
    #[inline]
    pub fn month_of(&self, at: Instant) -> usize {
        let after = self.month_starts.partition_point(|start| *start <= at);
        assert!(
            (1..self.month_starts.len()).contains(&after),
            "use lies inside the months of the terms: {at:?} does not"
        );
        after - 1
    }

    /// The calendar month at a position.
    pub fn month(&self, position: usize) -> Month {
        self.epoch.month(self.month_starts[position])
    }

    /// Exclusive end of the month at a position: when its statement closes (clause T2).
    pub fn month_end(&self, position: usize) -> Instant {
        self.month_starts[position + 1]
    }

    #[inline]
    pub(super) const fn counting(&self) -> Counting {
        match self.readings.accrual {
            Accrual::Second => Counting::Seconds,
            Accrual::Hour if self.readings.hours.by_line() => Counting::Seconds,
            Accrual::Hour => Counting::Hours,
        }
    }
}

/// One session's use of a product's card sets. [`Usage::of`] is the plain one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Usage<'a> {
    /// Id that its bill lines name (clause T8).
    pub session: u32,
    /// First second of allocation.
    pub started: Instant,
    /// Exclusive end of billable use: the idle tail is in where it is billed (clause A1).
    pub ended: Instant,
    /// Card sets held together: 1, or k of a burst (clause A5).
    pub multiple: u32,
    /// From eligibility to allocation, by the clock of A2.
    pub wait: Span,
    /// Stretches of fixed allocation (clause A4), ascending and apart; usually none, [`ALWAYS`] for a
    /// supplier that takes part on fixed allocation.
    pub fixed: &'a [(Instant, Instant)],
    /// Stretches in which held cards could not be used (`T4.on_outage: suspend`), ascending and apart: they
    /// are no use, and hours of use go on after them where they stopped.
    pub suspended: &'a [(Instant, Instant)],
    /// Whether a fault ended it (clause T4).
    pub broken: bool,
    /// The part of a set that is billed (clause T12): the unit price is this part of the agreed one, cut.
    pub part: Share,
}

/// One stretch over all time: of [`Usage::fixed`], where the cards are never held otherwise.
pub const ALWAYS: &[(Instant, Instant)] = &[(Instant(i64::MIN), Instant(i64::MAX))];

impl Usage<'_> {
    /// One whole set, allocated at once, dynamically, without a fault.
    pub const fn of(session: u32, started: Instant, ended: Instant) -> Self {
        Self {
            session,
            started,
            ended,
            multiple: 1,
            wait: Span::ZERO,
            fixed: &[],
            suspended: &[],
            broken: false,
            part: Share::WHOLE,
        }
    }

    /// How long its cards could be used: its length less what was suspended.
    pub fn usable(&self) -> Span {
        let whole = (self.ended - self.started).max(Span::ZERO);
        self.suspended.iter().fold(whole, |usable, (from, until)| {
            usable - (self.ended.min(*until) - self.started.max(*from)).max(Span::ZERO)
        })
    }
}
