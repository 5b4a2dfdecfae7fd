//! Civil dates of a file against the programme's days.

use crate::surface::{Programme, Spot};
use jiff::civil::Date;
use naru_units::{Epoch, Instant};

/// The programme's days.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Days {
    pub(crate) start: Date,
    /// Exclusive.
    pub(crate) end: Date,
}

impl Days {
    /// `None` if an end is missing, or the programme would not last a day.
    pub(crate) fn of(programme: &Programme) -> Option<Self> {
        let (start, end) = (programme.start?.value, programme.end?.value);
        (start < end).then_some(Self { start, end })
    }

    pub(crate) const fn epoch(self) -> Epoch {
        Epoch(self.start)
    }

    /// First second of a date.
    pub(crate) fn instant(self, date: Date) -> Instant {
        self.epoch().midnight(date)
    }

    /// Number of a date's day.
    pub(crate) fn number(self, date: Date) -> i64 {
        self.instant(date).day()
    }

    /// Whether a day belongs to the programme.
    pub(crate) fn has(self, date: Date) -> bool {
        self.start <= date && date < self.end
    }

    /// Last day.
    pub(crate) fn last(self) -> Date {
        self.end.yesterday().expect("the end lies after the start")
    }
}

/// The date of a spot, where a value has one; the programme's start for a value for all time.
pub(crate) fn since(from: Option<Spot<Date>>, days: Days) -> Date {
    from.map_or(days.start, |spot| spot.value)
}
