//! Whether one programme keeps to a bound on a metric: for promises, and for what solve looks for.

use crate::metrics::{Metric, MetricTable, Sample, What};
use crate::record::Record;
use crate::statistics::rank;
use naru_results::Relation;
use naru_scenario::Kept;
use naru_units::{DAY, HOUR, Span};

/// A bound on a metric: in its unit, a day as a day of the programme.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Condition {
    /// On which side.
    pub relation: Relation,
    /// Of what.
    pub bound: f64,
}

impl From<Kept> for Condition {
    fn from(kept: Kept) -> Self {
        match kept {
            Kept::AtMost(most) => Self { relation: Relation::AtMost, bound: most },
            Kept::AtLeast(least) => Self { relation: Relation::AtLeast, bound: least },
            // A day in which the money ends is before the next one.
            Kept::NotBefore(date) => {
                Self { relation: Relation::AtLeast, bound: (date.0 as f64 / DAY as f64).ceil() }
            }
        }
    }
}

impl Condition {
    /// Whether a number keeps to it.
    pub fn holds(self, x: f64) -> bool {
        match self.relation {
            Relation::Below => x < self.bound,
            Relation::AtMost => x <= self.bound,
            Relation::Above => x > self.bound,
            Relation::AtLeast => x >= self.bound,
        }
    }

    /// The wait whose exact count decides a bound in hours on a quantile of waits. Waits are whole seconds: a quantile
    /// is below 8 h where it is at most 7 h 59 m 59 s.
    pub fn wait_bound(self) -> Span {
        let seconds = self.bound * HOUR as f64;
        // 0.1 h is 360 s, whatever a float makes of it.
        let nearest = seconds.round();
        let exact = if (seconds - nearest).abs() < 1e-6 { nearest } else { seconds };
        Span(match self.relation {
            Relation::AtMost | Relation::Above => exact.floor() as i64,
            Relation::Below | Relation::AtLeast => exact.ceil() as i64 - 1,
        })
    }

    /// Whether one programme keeps to it; `None` where it says nothing of the metric, such as the wait of no requests.
    ///
    /// A quantile of waits is decided by an exact count where its bound is among those of the plan (`wait_bounds`),
    /// since the bound may lie inside a bucket of the histogram. Money that lasts is gone on no day: after any.
    pub fn kept(
        self,
        table: &MetricTable,
        wait_bounds: &[Span],
        metric: &Metric,
        record: &Record,
    ) -> Option<bool> {
        if let What::WaitQuantile(whose, percent) = metric.what
            && let Some(i) = wait_bounds.iter().position(|bound| *bound == self.wait_bound())
        {
            let tally = table.waits(record, whose);
            let of = tally.decided();
            let within = (of > 0).then(|| tally.within[i] >= rank(of, f64::from(percent) / 100.0));
            return match self.relation {
                Relation::AtMost | Relation::Below => within,
                Relation::Above | Relation::AtLeast => within.map(|it| !it),
            };
        }
        match table.sample(metric.what, record) {
            Sample::Nothing => None,
            Sample::Day(day) => Some(self.holds(day.map_or(f64::INFINITY, |day| day as f64))),
            Sample::Ratio { .. } | Sample::Number(_) | Sample::Won(_) | Sample::Happened(_) => {
                table.number(metric, record).map(|x| self.holds(x))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 8 h = 28,800 s: at most counts it in, below does not; 0.1 h is 360 s though 0.1 × 3,600 is a float; 1.5 s by hand.
    #[test]
    fn a_bound_in_hours_is_a_whole_second() {
        for (relation, bound, want) in [
            (Relation::AtMost, 8.0, 28_800),
            (Relation::Above, 8.0, 28_800),
            (Relation::Below, 8.0, 28_799),
            (Relation::AtLeast, 8.0, 28_799),
            (Relation::Below, 0.1, 359),
            (Relation::AtMost, 0.1, 360),
            (Relation::AtMost, 1.5 / 3_600.0, 1),
            (Relation::Below, 1.5 / 3_600.0, 1),
            (Relation::Below, 0.0, -1),
        ] {
            assert_eq!(Condition { relation, bound }.wait_bound(), Span(want), "{relation:?} {bound}");
        }
    }

    #[test]
    fn a_promise_of_a_date_holds_on_that_day() {
        let of = |seconds| Condition::from(Kept::NotBefore(naru_units::Instant(seconds)));
        for (seconds, day, want) in
            [(10 * DAY, 9.0, false), (10 * DAY, 10.0, true), (10 * DAY + 1, 10.0, false)]
        {
            assert_eq!(of(seconds).holds(day), want, "{seconds} {day}");
        }
        assert!(of(10 * DAY).holds(f64::INFINITY), "money that lasts");
    }
}
