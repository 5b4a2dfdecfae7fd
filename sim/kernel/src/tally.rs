//! Tallies that add up exactly: integer integrals over time, and histograms of whole seconds.
//!
//! Integers only, so that the order of adding and merging cannot matter.
#![deny(clippy::float_arithmetic)]

use naru_units::Instant;

/// Integral of a whole-number level over time, with its peak.
///
/// The level holds from the second in which it is set up to, not including, the second of the next change.
///
/// ```
/// # use naru_kernel::TimeIntegral;
/// # use naru_units::Instant;
/// let mut cards = TimeIntegral::new(Instant(0));
/// cards.set(Instant(10), 4); // 0 for 10 s
/// cards.add(Instant(15), -1); // 4 for 5 s
/// assert_eq!(cards.total(Instant(20)), 4 * 5 + 3 * 5);
/// assert_eq!(cards.peak(), 4);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeIntegral {
    since: Instant,
    level: u64,
    peak: u64,
    sum: u64,
}

impl TimeIntegral {
    /// Level 0 from a second on.
    pub const fn new(since: Instant) -> Self {
        Self { since, level: 0, peak: 0, sum: 0 }
    }

    /// The level from `at` on. A level that is replaced in the same second leaves no trace, not even in the peak.
    ///
    /// # Panics
    /// If `at` is before the last change.
    #[inline]
    pub fn set(&mut self, at: Instant, level: u64) {
        assert!(at >= self.since, "time does not run backwards: {at:?} after {:?}", self.since);
        if at > self.since {
            self.peak = self.peak.max(self.level);
            self.sum += self.level * (at.0 - self.since.0) as u64;
            self.since = at;
        }
        self.level = level;
    }

    /// Changes the level from `at` on.
    ///
    /// # Panics
    /// If `at` is before the last change, or the level would fall below 0.
    #[inline]
    pub fn add(&mut self, at: Instant, change: i64) {
        let level = self.level.checked_add_signed(change).expect("a level never falls below 0");
        self.set(at, level);
    }

    /// The level now.
    pub const fn level(&self) -> u64 {
        self.level
    }

    /// The highest level that ever held for a second, the present one included.
    pub fn peak(&self) -> u64 {
        self.peak.max(self.level)
    }

    /// Level × seconds up to a second that is not before the last change.
    ///
    /// # Panics
    /// If `until` is before the last change.
    pub fn total(&self, until: Instant) -> u64 {
        assert!(until >= self.since, "what came after {until:?} is in the sum already: {:?}", self.since);
        self.sum + self.level * (until.0 - self.since.0) as u64
    }
}

/// Buckets per doubling: a bucket is at most 2⁻⁶ of its values wide.
const PER_DOUBLING: u64 = 1 << PRECISION;
const PRECISION: u32 = 6;

/// A log-linear histogram of whole numbers, such as waits in seconds.
///
/// Values below 128 have a bucket each; above, a bucket is at most 1/64 of its lower edge wide. It takes
/// memory up to the largest value seen: 10 KiB for a wait of nine months. Counts are exact, values are not:
/// whether a wait is over a limit is asked of a counter, never of this.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Histogram {
    counts: Vec<u64>,
    count: u64,
}

/// A bucket that is not empty: how many values lie in `lower..=upper`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bucket {
    /// Least value that belongs here.
    pub lower: u64,
    /// Greatest value that belongs here.
    pub upper: u64,
    /// Number of values, at least 1.
    pub count: u64,
}

impl Histogram {
    /// Counts a value.
    #[inline]
    pub fn add(&mut self, value: u64) {
        self.add_many(value, 1);
    }

    /// Counts a value several times.
    #[inline]
    pub fn add_many(&mut self, value: u64, times: u64) {
        let i = bucket_of(value);
        if i >= self.counts.len() {
            if times == 0 {
                return;
            }
            self.counts.resize(i + 1, 0);
        }
        self.counts[i] += times;
        self.count += times;
    }

    /// Adds another histogram's counts.
    pub fn merge(&mut self, other: &Self) {
        if self.counts.len() < other.counts.len() {
            self.counts.resize(other.counts.len(), 0);
        }
        for (mine, theirs) in self.counts.iter_mut().zip(&other.counts) {
            *mine += theirs;
        }
        self.count += other.count;
    }

    /// Number of values.
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// Number of values in buckets that end at or before `edge`. Exact if `edge` is a bucket's upper edge (or
    /// below 128); otherwise the values of the bucket around `edge` are left out.
    pub fn count_at_most(&self, edge: u64) -> u64 {
        let at = bucket_of(edge);
        let whole = if edge == upper_edge(at) { at + 1 } else { at };
        self.counts.iter().take(whole).sum()
    }

    /// The `rank`-th smallest value (from 1), as the upper edge of its bucket; `None` if there is no such rank.
    pub fn order_statistic(&self, rank: u64) -> Option<u64> {
        if rank == 0 || rank > self.count {
            return None;
        }
        let mut below = 0;
        let at = self.counts.iter().position(|count| {
            below += count;
            below >= rank
        })?;
        Some(upper_edge(at))
    }

    /// The buckets that are not empty, ascending.
    pub fn buckets(&self) -> impl Iterator<Item = Bucket> {
        self.counts.iter().enumerate().filter(|(_, count)| **count > 0).map(|(i, &count)| Bucket {
            lower: lower_edge(i),
            upper: upper_edge(i),
            count,
        })
    }
}

#[inline]
const fn bucket_of(value: u64) -> usize {
    if value < PER_DOUBLING {
        return value as usize;
    }
    let above = value.ilog2() - PRECISION; // doublings above the first 64 values
    (above as u64 * PER_DOUBLING + (value >> above)) as usize
}

const fn lower_edge(bucket: usize) -> u64 {
    let bucket = bucket as u64;
    if bucket < 2 * PER_DOUBLING {
        return bucket;
    }
    let above = bucket / PER_DOUBLING - 1;
    (bucket - above * PER_DOUBLING) << above
}

const fn upper_edge(bucket: usize) -> u64 {
    let b = bucket as u64;
    if b < 2 * PER_DOUBLING {
        return b;
    }
    let above = b / PER_DOUBLING - 1;
    lower_edge(bucket) + ((1 << above) - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_counts_from_its_second_to_the_next_change() {
        let mut level = TimeIntegral::new(Instant(100));
        level.set(Instant(100), 7);
        level.add(Instant(100), -5); // same second: the 7 held for no time
        assert_eq!((level.level(), level.peak(), level.total(Instant(100))), (2, 2, 0));
        level.add(Instant(103), 8);
        level.add(Instant(104), -10);
        assert_eq!((level.peak(), level.total(Instant(1_000))), (10, 2 * 3 + 10));
    }

    #[test]
    #[should_panic(expected = "a level never falls below 0")]
    fn a_level_below_0_is_refused() {
        TimeIntegral::new(Instant(0)).add(Instant(5), -1);
    }

    #[test]
    #[should_panic(expected = "time does not run backwards")]
    fn a_change_in_the_past_is_refused() {
        let mut level = TimeIntegral::new(Instant(0));
        level.set(Instant(5), 1);
        level.set(Instant(4), 1);
    }

    /// Widths by hand: 127 and 128 are the last value of width 1 and the first of width 2; 28,800 s lies in
    /// 2^14..2^15, where a bucket is 2^14/64 = 256 wide: 28,672 to 28,927.
    #[test]
    fn buckets_have_the_edges_of_the_definition() {
        for (value, lower, upper) in [
            (0, 0, 0),
            (63, 63, 63),
            (64, 64, 64),
            (127, 127, 127),
            (128, 128, 129),
            (129, 128, 129),
            (130, 130, 131),
            (28_800, 28_672, 28_927),
            (u64::MAX, 0xFE00_0000_0000_0000, u64::MAX),
        ] {
            let mut h = Histogram::default();
            if value == u64::MAX {
                let i = bucket_of(value);
                assert_eq!((lower_edge(i), upper_edge(i)), (lower, upper));
                continue;
            }
            h.add(value);
            assert_eq!(h.buckets().collect::<Vec<_>>(), [Bucket { lower, upper, count: 1 }], "{value}");
            assert!((upper - lower) * 64 <= lower, "relative width");
        }
    }

    #[test]
    fn buckets_follow_one_another_without_gap() {
        for i in 0..1_500 {
            assert_eq!(upper_edge(i) + 1, lower_edge(i + 1), "after bucket {i}");
            assert_eq!((bucket_of(lower_edge(i)), bucket_of(upper_edge(i))), (i, i));
        }
    }

    #[test]
    fn counts_ranks_and_merging_agree() {
        let (mut a, mut b, mut both) = (Histogram::default(), Histogram::default(), Histogram::default());
        for v in [0, 0, 5, 90, 28_800] {
            a.add(v);
            both.add(v);
        }
        for v in [3, 1_000_000] {
            b.add_many(v, 2);
            both.add_many(v, 2);
        }
        a.merge(&b);
        assert_eq!(a, both);
        assert_eq!(a.count(), 9);
        for (edge, want) in [
            (0, 2),
            (2, 2),
            (3, 4),
            (5, 5),
            (89, 5),
            (90, 6),
            (28_800, 6),
            (28_926, 6),
            (28_927, 7),
            (u64::MAX, 9),
        ] {
            assert_eq!(a.count_at_most(edge), want, "at most {edge}");
        }
        for (rank, want) in [
            (0, None),
            (1, Some(0)),
            (2, Some(0)),
            (3, Some(3)),
            (5, Some(5)),
            (7, Some(28_927)),
            (9, Some(1_007_615)),
            (10, None),
        ] {
            assert_eq!(a.order_statistic(rank), want, "rank {rank}");
        }
    }
}
