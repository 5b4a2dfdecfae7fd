//! Waits by size, and the pool over time, counted as starts come.

use naru_model::replay::Histogram;
use naru_results::{CourseRow, ReplayWaits, WaitRow};
use naru_units::{DAY, HOUR};

/// Sizes that are told apart: from, to.
const SIZES: [(u32, u32); 4] = [(1, 1), (2, 8), (9, 64), (65, u32::MAX)];

/// Waits of jobs of one range of sizes.
#[derive(Clone, Debug, Default)]
struct Waits {
    histogram: Histogram,
    sum: i128,
    waited: u64,
    longest: i64,
}

impl Waits {
    fn count(&mut self, wait: i64) {
        self.histogram.add(wait as u64);
        self.sum += i128::from(wait);
        self.waited += u64::from(wait > 0);
        self.longest = self.longest.max(wait);
    }

    fn figures(&self, size: String) -> ReplayWaits {
        let jobs = self.histogram.count();
        let quantile = |per_cent: u64| {
            let rank = (jobs * per_cent).div_ceil(100).max(1);
            self.histogram.order_statistic(rank).map_or(0, |wait| (wait as i64).min(self.longest))
        };
        ReplayWaits {
            size,
            jobs,
            waited: self.waited,
            mean_s: if jobs == 0 { 0.0 } else { self.sum as f64 / jobs as f64 },
            p50_s: quantile(50),
            p90_s: quantile(90),
            p95_s: quantile(95),
            p99_s: quantile(99),
            max_s: self.longest,
        }
    }
}

/// Waits of all jobs, and by size.
#[derive(Clone, Debug, Default)]
pub(super) struct Sizes {
    all: Waits,
    by_size: [Waits; SIZES.len()],
    slowdown: f64,
}

impl Sizes {
    pub(super) fn count(&mut self, cards: u32, wait: i64, run: i64) {
        self.all.count(wait);
        let size = SIZES.iter().position(|(from, to)| (*from..=*to).contains(&cards));
        self.by_size[size.expect("sizes are positive")].count(wait);
        // Jobs that end at once would decide the mean: 10 s is the usual bound (Feitelson 2001).
        self.slowdown += ((wait + run) as f64 / run.max(10) as f64).max(1.0);
    }

    fn named(&self) -> impl Iterator<Item = (String, &Waits)> {
        let name = |(from, to): &(u32, u32)| match (from, to) {
            (from, to) if from == to => from.to_string(),
            (from, &u32::MAX) => format!("{from}-"),
            (from, to) => format!("{from}-{to}"),
        };
        let by_size = SIZES.iter().map(name).zip(&self.by_size).filter(|(_, w)| w.histogram.count() > 0);
        std::iter::once(("all".to_owned(), &self.all)).chain(by_size)
    }

    pub(super) fn waits(&self) -> Vec<ReplayWaits> {
        self.named().map(|(name, waits)| waits.figures(name)).collect()
    }

    pub(super) fn mean_bounded_slowdown(&self) -> f64 {
        self.slowdown / self.all.histogram.count().max(1) as f64
    }

    pub(super) fn histograms(&self) -> Vec<WaitRow> {
        let rows = self.named().flat_map(|(name, waits)| {
            let product: std::sync::Arc<str> = name.into();
            waits.histogram.buckets().map(move |bucket| WaitRow {
                product: std::sync::Arc::clone(&product),
                bucket_from_s: bucket.lower,
                bucket_to_s: bucket.upper + 1,
                count: bucket.count,
            })
        });
        rows.collect()
    }
}

/// Cards in use and jobs waiting by intervals of equal length.
#[derive(Clone, Debug)]
pub(super) struct Course {
    from: i64,
    step: i64,
    bins: Vec<Bin>,
}

/// Sums of an interval, and what changes from it to the next.
#[derive(Clone, Copy, Debug, Default)]
struct Bin {
    card_s: i128,
    queue_s: i128,
    cards_after: i128,
    queue_after: i128,
}

impl Course {
    /// Intervals of an hour up to ten days, of a day up to ten years, else of thirty days.
    pub(super) fn over(from: i64, until: i64) -> Self {
        let step = match until - from {
            0..=864_000 => HOUR,
            864_001..=315_360_000 => DAY,
            _ => 30 * DAY,
        };
        Self { from, step, bins: Vec::new() }
    }

    /// A job waits from its submit to its start, and holds its cards to its end.
    pub(super) fn count(&mut self, submit: i64, start: i64, end: i64, cards: i64) {
        self.add(submit, start, |bin, s| bin.queue_s += s, |bin, change| bin.queue_after += change);
        let cards = i128::from(cards);
        self.add(
            start,
            end,
            |bin, s| bin.card_s += s * cards,
            |bin, change| bin.cards_after += change * cards,
        );
    }

    /// Adds `[from, until)`: parts of the first and the last interval, and the level of all between.
    fn add(&mut self, from: i64, until: i64, part: impl Fn(&mut Bin, i128), level: impl Fn(&mut Bin, i128)) {
        if until <= from {
            return;
        }
        let (from, until) = (from - self.from, until - self.from);
        let (first, last) = ((from / self.step) as usize, ((until - 1) / self.step) as usize);
        if self.bins.len() <= last {
            self.bins.resize(last + 1, Bin::default());
        }
        if first == last {
            part(&mut self.bins[first], i128::from(until - from));
            return;
        }
        part(&mut self.bins[first], i128::from((first as i64 + 1) * self.step - from));
        part(&mut self.bins[last], i128::from(until - last as i64 * self.step));
        level(&mut self.bins[first], 1);
        level(&mut self.bins[last - 1], -1);
    }

    /// All intervals up to the end of the replay.
    pub(super) fn rows(&self, end: i64) -> Vec<CourseRow> {
        let (mut cards, mut queue) = (0, 0);
        let row = |(i, bin): (usize, &Bin)| {
            let from = self.from + i as i64 * self.step;
            let whole = i128::from(self.step);
            let row = CourseRow {
                from,
                seconds: self.step.min(end - from).max(1),
                card_s: (bin.card_s + cards * whole) as i64,
                queue_s: (bin.queue_s + queue * whole) as i64,
            };
            cards += bin.cards_after;
            queue += bin.queue_after;
            row
        };
        self.bins.iter().enumerate().map(row).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two cards in [3000, 90000) after a wait of 3000 s, by hours from 0: 600 s of hour 0, all of 1 to 24, none of 25.
    #[test]
    fn a_course_is_the_sum_of_its_jobs() {
        let mut course = Course::over(0, 90_000);
        course.count(0, 3_000, 90_000, 2);
        course.count(4_000, 4_000, 4_000, 7);
        let rows = course.rows(90_000);
        assert_eq!(rows.len(), 25);
        assert_eq!((rows[0].card_s, rows[0].queue_s), (1_200, 3_000));
        assert!(rows[1..25].iter().all(|row| (row.card_s, row.queue_s, row.seconds) == (7_200, 0, 3_600)));
        assert_eq!(rows.iter().map(|row| row.card_s).sum::<i64>(), 2 * 87_000);
    }

    /// Waits 0, 0, 10 and 100 with runs of 5, 20, 10 and 100: slowdowns 1, 1, 2 and 2.
    #[test]
    fn waits_are_told_by_size() {
        let mut sizes = Sizes::default();
        for (cards, wait, run) in [(1, 0, 5), (1, 0, 20), (4, 10, 10), (100, 100, 100)] {
            sizes.count(cards, wait, run);
        }
        let waits = sizes.waits();
        let told: Vec<_> =
            waits.iter().map(|w| (w.size.as_str(), w.jobs, w.waited, w.p50_s, w.max_s)).collect();
        assert_eq!(
            told,
            [("all", 4, 2, 0, 100), ("1", 2, 0, 0, 0), ("2-8", 1, 1, 10, 10), ("65-", 1, 1, 100, 100)]
        );
        assert!((sizes.mean_bounded_slowdown() - 1.5).abs() < 1e-12);
        assert!((waits[0].mean_s - 27.5).abs() < 1e-12);
    }
}
