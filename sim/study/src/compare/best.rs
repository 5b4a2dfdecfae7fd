//! Which of several is best: all pairs, their intervals together (Bonferroni), with an indifference zone.

use super::Rule;
use super::difference::interval;
use crate::metrics::{Figure, Series};
use crate::statistics::{Interval, mean};
use naru_results::{BestOf, BestPair, Better, MetricUnit, Standing};

/// How far the second of two lies above the first; `None` where nothing can be said.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Between {
    /// Number of the first.
    pub first: usize,
    /// Number of the second.
    pub second: usize,
    /// The interval of second less first, all intervals together at one confidence.
    pub interval: Option<Interval>,
}

/// What each of `count` may be called, by the intervals of all pairs; `below` is the indifference zone.
///
/// *Best*: better than every other. *Within*: the best is better by less than `below`, if at all (multiple comparisons with
/// the best, Hsu 1984). *May be best*: no other is shown to be better. All hold together at the intervals' confidence.
pub fn standings(count: usize, pairs: &[Between], better: Better, below: Option<f64>) -> Vec<Standing> {
    // How much worse `i` is than `j`, at least and at most.
    let worse = |i: usize, j: usize| {
        let of = pairs.iter().find(|it| (it.first, it.second) == (i.min(j), i.max(j)));
        let interval = of.and_then(|it| it.interval)?;
        let larger = if i > j { (interval.lo, interval.hi) } else { (-interval.hi, -interval.lo) };
        Some(match better {
            Better::Smaller | Better::Neither => larger,
            Better::Larger => (-larger.1, -larger.0),
        })
    };
    let standing = |i: usize| {
        let others: Vec<_> = (0..count).filter(|j| *j != i).map(|j| worse(i, j)).collect();
        let all_at_most = |bound: f64| others.iter().all(|it| it.is_some_and(|(_, most)| most < bound));
        if all_at_most(0.0) {
            Standing::Best
        } else if below.is_some_and(all_at_most) {
            Standing::WithinIndifference
        } else if others.iter().any(|it| it.is_some_and(|(least, _)| least > 0.0)) {
            Standing::NotBest
        } else {
            Standing::MayBeBest
        }
    };
    (0..count).map(standing).collect()
}

/// The best of the scenarios by one figure.
pub(super) fn best_of(figure: &Figure, series: &[Series], rule: &Rule) -> BestOf {
    let count = series.len();
    let each = rule.confidence.shared_by(count * (count - 1) / 2);
    let (mut between, mut pairs) = (Vec::new(), Vec::new());
    for first in 0..count {
        for second in first + 1..count {
            let both = series[first].values.iter().zip(&series[second].values);
            let (x, y): (Vec<f64>, Vec<f64>) = both.filter_map(|(x, y)| Some(((*x)?, (*y)?))).unzip();
            let interval = interval(&x, &y, rule.chance, each);
            let differences: Vec<f64> = x.iter().zip(&y).map(|(x, y)| y - x).collect();
            let shown = |it: f64| if figure.metric.unit == MetricUnit::Won { it.round() } else { it };
            between.push(Between { first, second, interval });
            pairs.push(BestPair {
                first: first as u32,
                second: second as u32,
                difference: mean(&differences, each).ok().map(|it| shown(it.mean)),
                lo: interval.map(|it| shown(it.lo)),
                hi: interval.map(|it| shown(it.hi)),
            });
        }
    }
    let standings = standings(count, &between, rule.better, rule.indifference);
    BestOf { metric: figure.id.clone(), standings, pairs }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn between(first: usize, second: usize, lo: f64, hi: f64) -> Between {
        Between { first, second, interval: Some(Interval { lo, hi }) }
    }

    /// Waits of three plans. 1 is below 0 by 1 to 3; 2 is below 1 by more; and so on.
    #[test]
    fn what_each_may_be_called() {
        use Standing::{Best, MayBeBest, NotBest, WithinIndifference};
        let clear = [between(0, 1, -3.0, -1.0), between(0, 2, -6.0, -4.0), between(1, 2, -4.0, -2.0)];
        assert_eq!(standings(3, &clear, Better::Smaller, Some(0.1)), [NotBest, NotBest, Best]);
        assert_eq!(standings(3, &clear, Better::Larger, Some(0.1)), [Best, NotBest, NotBest]);
        // 1 and 2 cannot be told apart, but for 2 being at most 0.05 worse.
        let close = [between(0, 1, -3.0, -1.0), between(0, 2, -3.0, -1.0), between(1, 2, -0.3, 0.05)];
        assert_eq!(
            standings(3, &close, Better::Smaller, Some(0.1)),
            [NotBest, MayBeBest, WithinIndifference]
        );
        assert_eq!(standings(3, &close, Better::Smaller, None), [NotBest, MayBeBest, MayBeBest]);
        // Worse than the best, but by less than matters.
        let near = [between(0, 1, -0.08, -0.02)];
        assert_eq!(standings(2, &near, Better::Smaller, Some(0.1)), [WithinIndifference, Best]);
        let silent = [Between { first: 0, second: 1, interval: None }];
        assert_eq!(standings(2, &silent, Better::Smaller, Some(0.1)), [MayBeBest, MayBeBest]);
    }
}
