//! What a replication brings as a list of whole numbers, and back: how replications that are done are kept.
//!
//! Every struct is taken apart without `..`, so that a new field does not compile until it is kept too.

use crate::course::Course;
use crate::hours::HourCounts;
use crate::metrics::Sample;
use crate::record::{Needs, Record};
use naru_model::Outcome;
use naru_model::observers::{Histogram, MonthRow, PoolDay, WaitTally, WaitingBy};
use naru_units::{Instant, Won};

impl Record {
    /// All of it, in a fixed order.
    pub fn to_numbers(&self) -> Vec<i64> {
        numbers_of(self)
    }

    /// From [`to_numbers`](Self::to_numbers); `None` where they are no record's.
    pub fn from_numbers(numbers: &[i64]) -> Option<Self> {
        from_numbers(numbers)
    }
}

/// All of something, in a fixed order.
pub(crate) fn numbers_of(it: &impl Numbers) -> Vec<i64> {
    let mut out = Vec::new();
    it.put(&mut out);
    out
}

/// From [`numbers_of`]; `None` where they are of something else.
pub(crate) fn from_numbers<T: Numbers>(numbers: &[i64]) -> Option<T> {
    let mut left = numbers.iter().copied();
    let it = T::take(&mut left)?;
    left.next().is_none().then_some(it)
}

/// Numbers that are still to be read.
pub(crate) type Left<'a> = std::iter::Copied<std::slice::Iter<'a, i64>>;

/// What can be kept.
pub(crate) trait Numbers: Sized {
    fn put(&self, out: &mut Vec<i64>);
    fn take(left: &mut Left<'_>) -> Option<Self>;
}

/// Integers as they are; the bits of an unsigned one.
macro_rules! whole {
    ($($of:ty),*) => {$(
        #[allow(clippy::cast_lossless, reason = "one macro for all widths")]
        impl Numbers for $of {
            fn put(&self, out: &mut Vec<i64>) {
                out.push(*self as i64);
            }
            fn take(left: &mut Left<'_>) -> Option<Self> {
                left.next().map(|it| it as $of)
            }
        }
    )*};
}
whole!(i64, u64, u32, usize);

/// Its bits.
impl Numbers for f64 {
    fn put(&self, out: &mut Vec<i64>) {
        self.to_bits().put(out);
    }
    fn take(left: &mut Left<'_>) -> Option<Self> {
        u64::take(left).map(Self::from_bits)
    }
}

impl Numbers for bool {
    fn put(&self, out: &mut Vec<i64>) {
        out.push(i64::from(*self));
    }
    fn take(left: &mut Left<'_>) -> Option<Self> {
        match left.next()? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }
}

impl<T: Numbers> Numbers for Option<T> {
    fn put(&self, out: &mut Vec<i64>) {
        self.is_some().put(out);
        if let Some(it) = self {
            it.put(out);
        }
    }
    fn take(left: &mut Left<'_>) -> Option<Self> {
        if bool::take(left)? { T::take(left).map(Some) } else { Some(None) }
    }
}

impl<T: Numbers> Numbers for Vec<T> {
    fn put(&self, out: &mut Vec<i64>) {
        self.len().put(out);
        for it in self {
            it.put(out);
        }
    }
    fn take(left: &mut Left<'_>) -> Option<Self> {
        let len = usize::take(left)?;
        // Every element has a number at least: a broken length asks for no memory.
        (len <= left.len()).then(|| (0..len).map(|_| T::take(left)).collect())?
    }
}

impl<T: Numbers, const N: usize> Numbers for [T; N] {
    fn put(&self, out: &mut Vec<i64>) {
        for it in self {
            it.put(out);
        }
    }
    fn take(left: &mut Left<'_>) -> Option<Self> {
        let all: Option<Vec<T>> = (0..N).map(|_| T::take(left)).collect();
        all?.try_into().ok()
    }
}

/// Tuples, part by part.
macro_rules! tuples {
    ($(($($of:ident $part:tt),*))*) => {$(
        impl<$($of: Numbers),*> Numbers for ($($of),*) {
            fn put(&self, out: &mut Vec<i64>) {
                $(self.$part.put(out);)*
            }
            fn take(left: &mut Left<'_>) -> Option<Self> {
                Some(($($of::take(left)?),*))
            }
        }
    )*};
}
tuples! { (A 0, B 1, C 2) (A 0, B 1, C 2, D 3) }

/// Its kind, then what it holds.
impl Numbers for Sample {
    fn put(&self, out: &mut Vec<i64>) {
        match self {
            Self::Nothing => out.push(0),
            Self::Ratio { part, of } => (1_u32, *part, *of).put(out),
            Self::Number(x) => {
                out.push(2);
                x.put(out);
            }
            Self::Won(won) => out.extend([3, *won]),
            Self::Happened(it) => out.extend([4, i64::from(*it)]),
            Self::Day(day) => {
                out.push(5);
                day.put(out);
            }
        }
    }
    fn take(left: &mut Left<'_>) -> Option<Self> {
        Some(match left.next()? {
            0 => Self::Nothing,
            1 => Self::Ratio { part: Numbers::take(left)?, of: Numbers::take(left)? },
            2 => Self::Number(Numbers::take(left)?),
            3 => Self::Won(Numbers::take(left)?),
            4 => Self::Happened(Numbers::take(left)?),
            5 => Self::Day(Numbers::take(left)?),
            _ => return None,
        })
    }
}

/// Structs, field by field.
macro_rules! fields {
    ($($of:ident { $($field:ident),* })*) => {$(
        impl Numbers for $of {
            fn put(&self, out: &mut Vec<i64>) {
                let Self { $($field),* } = self;
                $($field.put(out);)*
            }
            fn take(left: &mut Left<'_>) -> Option<Self> {
                $(let $field = Numbers::take(left)?;)*
                Some(Self { $($field),* })
            }
        }
    )*};
}
fields! {
    Record {
        replication, digest, outcome, waits, hours, waiting, course, storage_tb, stage_reports, days, spent_by_day, months, needs
    }
    Outcome { events, requests, spent, operating, exhausted }
    Course { waves, granted, recalled_grants, npu_to_gpu, fault_reports, allowance_cut }
    Needs { all, without_queues, without_allowances, without_outages }
    PoolDay { queue_s, card_s, installed_s, peak_queue, peak_in_use, unpaid_card_s, held_for_gang_s }
    MonthRow {
        requests, served, unserved, late, used_s, held_s, billed_hours, discounted_hours, discount, credit, deduction,
        free_card_s, after_hours, trial_s, own_contribution, amount
    }
    WaitTally { requests, served, late, censored, abandoned, undecided, sum_s, max_s, histogram, within }
}

impl Numbers for Won {
    fn put(&self, out: &mut Vec<i64>) {
        self.0.put(out);
    }
    fn take(left: &mut Left<'_>) -> Option<Self> {
        i64::take(left).map(Self)
    }
}

impl Numbers for Instant {
    fn put(&self, out: &mut Vec<i64>) {
        self.0.put(out);
    }
    fn take(left: &mut Left<'_>) -> Option<Self> {
        i64::take(left).map(Self)
    }
}

impl Numbers for WaitingBy {
    fn put(&self, out: &mut Vec<i64>) {
        self.0.put(out);
    }
    fn take(left: &mut Left<'_>) -> Option<Self> {
        Numbers::take(left).map(Self)
    }
}

/// Each key as its step from the one before: there are many, and small numbers take one byte.
impl Numbers for HourCounts {
    fn put(&self, out: &mut Vec<i64>) {
        self.0.len().put(out);
        let mut before = 0;
        for (key, count) in &self.0 {
            (key - before).put(out);
            count.put(out);
            before = *key;
        }
    }
    fn take(left: &mut Left<'_>) -> Option<Self> {
        let mut key: u32 = 0;
        let steps = Vec::<[u32; 2]>::take(left)?.into_iter().map(|[step, count]| {
            key = key.checked_add(step)?;
            Some((key, count))
        });
        steps.collect::<Option<_>>().map(Self)
    }
}

/// Upper edge and count of each bucket that is not empty.
impl Numbers for Histogram {
    fn put(&self, out: &mut Vec<i64>) {
        let buckets: Vec<[u64; 2]> = self.buckets().map(|it| [it.upper, it.count]).collect();
        buckets.put(out);
    }
    fn take(left: &mut Left<'_>) -> Option<Self> {
        let mut histogram = Self::default();
        for [value, times] in Vec::<[u64; 2]>::take(left)? {
            histogram.add_many(value, times);
        }
        Some(histogram)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every kind of part a replication has in a metric comes back to the bit, and nothing else is read as one.
    #[test]
    fn what_is_kept_comes_back() {
        let all = [
            Sample::Nothing,
            Sample::Ratio { part: 3, of: u64::MAX },
            Sample::Number(0.1 + 0.2),
            Sample::Number(-0.0),
            Sample::Number(1e300),
            Sample::Won(i64::MIN),
            Sample::Happened(true),
            Sample::Happened(false),
            Sample::Day(None),
            Sample::Day(Some(-3)),
        ];
        for it in all {
            let row = (u64::MAX, 7_u64, vec![it, Sample::Nothing]);
            let back: (u64, u64, Vec<Sample>) = from_numbers(&numbers_of(&row)).expect("its own numbers");
            assert_eq!(numbers_of(&back), numbers_of(&row), "{it:?}");
            assert_eq!(back.2[0], it);
        }
        for none in [&[][..], &[6], &[4, 2], &[1, 3], &[0, 0]] {
            assert_eq!(from_numbers::<Sample>(none), None, "{none:?}");
        }
    }
}
