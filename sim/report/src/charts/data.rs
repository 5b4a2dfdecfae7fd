//! Result rows as what charts draw: spreads over replications, tails of waits, the programme's days.

use super::Study;
use naru_units::Epoch;
use std::collections::BTreeMap;

/// Spread over replications of one number on one day.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Fan {
    pub(super) p05: f64,
    pub(super) p25: f64,
    pub(super) p50: f64,
    pub(super) p75: f64,
    pub(super) p95: f64,
}

impl Fan {
    /// Order statistics ⌈np⌉; `values` is sorted in place.
    pub(super) fn of(values: &mut [f64]) -> Self {
        values.sort_by(f64::total_cmp);
        let at = |percent| percentile(values, percent).unwrap_or(0.0);
        Self { p05: at(5), p25: at(25), p50: at(50), p75: at(75), p95: at(95) }
    }
}

/// The order statistic ⌈np⌉ of values in ascending order; none of none.
pub(crate) fn percentile<T: Copy>(ascending: &[T], percent: usize) -> Option<T> {
    let rank = (ascending.len() * percent).div_ceil(100).max(1);
    ascending.get(rank - 1).copied()
}

/// How many of all waits are longer than a time.
#[derive(Clone, Debug, Default)]
pub(super) struct Tail {
    /// Start, end and count of each bucket, ascending.
    buckets: Vec<(u64, u64, u64)>,
    total: u64,
}

impl Tail {
    pub(super) fn of(rows: impl Iterator<Item = (u64, u64, u64)>) -> Self {
        let mut buckets: Vec<_> = rows.filter(|bucket| bucket.2 > 0).collect();
        buckets.sort_unstable();
        let total = buckets.iter().map(|bucket| bucket.2).sum();
        Self { buckets, total }
    }

    /// Whether anybody waited at all: a bucket that starts after zero.
    pub(super) fn anybody(&self) -> bool {
        self.buckets.iter().any(|bucket| bucket.0 > 0)
    }

    /// End of the last bucket in seconds.
    pub(super) fn longest_s(&self) -> f64 {
        self.buckets.last().map_or(0.0, |bucket| bucket.1 as f64)
    }

    /// Share of waits in buckets that end after `seconds`.
    pub(super) fn share_over(&self, seconds: f64) -> f64 {
        let over: u64 =
            self.buckets.iter().filter(|bucket| bucket.1 as f64 > seconds).map(|bucket| bucket.2).sum();
        over as f64 / self.total.max(1) as f64
    }

    /// Ends of buckets in seconds, each with the share of waits that are at least as long: known exactly there.
    pub(super) fn points(&self) -> impl Iterator<Item = (f64, f64)> {
        let mut over = self.total;
        self.buckets.iter().map(move |&(_, end, count)| {
            over -= count;
            (end as f64, over as f64 / self.total.max(1) as f64)
        })
    }
}

/// The programme's days.
pub(super) struct Days {
    pub(super) epoch: Epoch,
    pub(super) count: u32,
}

impl Days {
    pub(super) fn of(study: &Study<'_>) -> Self {
        let epoch = Epoch(study.summary.programme.start.0);
        let last = epoch.midnight(study.summary.programme.end.0);
        Self { epoch, count: last.day() as u32 + 1 }
    }
}

/// Spend of the programme by the end of each day.
pub(super) fn spend(study: &Study<'_>, days: &Days) -> Vec<Fan> {
    let mut by_replication: BTreeMap<u32, Vec<f64>> = BTreeMap::new();
    for row in study.daily {
        let series = by_replication.entry(row.replication).or_insert_with(|| vec![0.0; days.count as usize]);
        if let Some(day) = series.get_mut(row.day as usize) {
            *day = row.spent_won as f64;
        }
    }
    (0..days.count as usize)
        .map(|day| Fan::of(&mut by_replication.values().map(|series| series[day]).collect::<Vec<_>>()))
        .collect()
}

/// Wait histograms of the products that have a limit.
pub(super) fn tails<'a>(study: &Study<'a>) -> Vec<(&'a naru_results::WaitFigures, Tail)> {
    let limited = study.summary.waits.iter().filter(|w| w.limit_hours.is_some());
    limited
        .map(|w| {
            let rows = study.waits.iter().filter(|row| *row.product == *w.product);
            (w, Tail::of(rows.map(|row| (row.bucket_from_s, row.bucket_to_s, row.count))))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Order statistics of 1..=20 by hand: the ⌈20 p⌉-th smallest.
    #[test]
    fn a_fan_holds_order_statistics() {
        let mut values: Vec<f64> = (1..=20).rev().map(f64::from).collect();
        let want = Fan { p05: 1.0, p25: 5.0, p50: 10.0, p75: 15.0, p95: 19.0 };
        assert_eq!(Fan::of(&mut values), want);
        assert_eq!(Fan::of(&mut []), Fan::default());
    }

    /// 8 of 10 at once, one in [60, 64), one in [64, 68).
    #[test]
    fn a_tail_counts_who_waited_at_least_as_long() {
        let tail = Tail::of([(64, 68, 1), (0, 1, 8), (60, 64, 1)].into_iter());
        assert!(tail.anybody() && !Tail::of([(0, 1, 8)].into_iter()).anybody());
        assert_eq!(tail.points().collect::<Vec<_>>(), [(1.0, 0.2), (64.0, 0.1), (68.0, 0.0)]);
        for (seconds, want) in [(1.0, 0.2), (63.0, 0.2), (68.0, 0.0)] {
            assert!((tail.share_over(seconds) - want).abs() < 1e-12, "{seconds}");
        }
        assert_eq!(tail.longest_s().to_bits(), 68.0_f64.to_bits());
    }
}
