//! From points that are done to what stands in `sweep.json`, and to the table of all of them.

use super::effects::{difference, spread};
use super::{LeftOut, Sweep, SweepOutcome, SweepPoint, indices, label};
use crate::estimate::of_parts;
use crate::metrics::{Figure, Sample, Series, Unit as MetricUnit, scale};
use crate::run::{BEHAVIOUR_HASH, STREAM_LAYOUT};
use naru_results::{
    Day, Estimate, Label, MetricColumn, MetricValues, SCHEMA, SweepBy, SweepCell, SweepDesign, SweepEffect,
    SweepEnds, SweepInput, SweepLeftOut, SweepMetric, SweepPoints, SweepUncertainty, Swept, Unit,
};
use naru_rules::readings::WhenExhausted;
use naru_scenario::{Design, Factor};
use std::sync::Arc;

/// All points of one metric, in order; `None` where a point was refused.
type Column = Vec<Option<Series>>;

/// What is spent and what is left lie between nothing and the cap: an interval of theirs is cut there, as in a run's summary.
/// Where a replication lies beyond, as it may where the reading lets spend pass the cap, it is left as it is.
fn within(of: Estimate, parts: &[Sample], cap: f64) -> Estimate {
    let beyond = |it: &Sample| matches!(it, Sample::Won(won) if !(0.0..=cap).contains(&(*won as f64)));
    if parts.iter().any(beyond) {
        return of;
    }
    let cut = |end: Option<f64>| end.map(|end| end.clamp(0.0, cap));
    Estimate { lo: cut(of.lo), hi: cut(of.hi), ..of }
}

/// Whether an id is of this figure, of a request or of a programme.
fn is(id: &str, figure: &str) -> bool {
    id.strip_prefix("programme.").unwrap_or(id) == figure
}

impl Sweep<'_> {
    /// What the points say.
    ///
    /// # Panics
    /// Unless every point is there, in order.
    pub fn figures(&self, done: &[SweepPoint]) -> Swept {
        self.check(done);
        let columns: Vec<Column> = (0..self.metrics.len()).map(|at| self.column(done, at)).collect();
        let design = match self.study.design {
            Design::Tornado(_) => SweepDesign::Tornado,
            Design::Grid(_) => SweepDesign::Grid,
            Design::Sobol(..) => SweepDesign::Sobol,
            Design::LatinHypercube(..) => SweepDesign::LatinHypercube,
            Design::Morris(..) => SweepDesign::Morris,
        };
        let lowered = &self.base.lowered;
        let refused: Vec<&Label> = done
            .iter()
            .filter_map(|it| match &it.outcome {
                SweepOutcome::Refused(why) => Some(why),
                SweepOutcome::Ran(_) => None,
            })
            .collect();
        let mut because: Vec<Label> = Vec::new();
        for why in &refused {
            if !because.contains(why) {
                because.push((*why).clone());
            }
        }
        let metrics: Vec<SweepMetric> = self
            .metrics
            .iter()
            .enumerate()
            .map(|(at, figure)| SweepMetric {
                id: figure.id.clone(),
                unit: figure.metric.unit,
                better: figure.metric.better,
                estimate: self.estimate(done, at, 0).expect("the scenario as it stands runs"),
            })
            .collect();
        let (rows, seed) = (|n: u32| (&self.factors[..], n), self.seed);
        let mut swept = Swept {
            schema: SCHEMA,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            study: self.study.name.clone(),
            title: label(&self.study.title),
            design,
            scenario: lowered.name.clone(),
            scenario_title: label(&lowered.title),
            scenario_hash: self.base.hash.clone(),
            behaviour_hash: BEHAVIOUR_HASH.to_owned(),
            stream_layout: STREAM_LAYOUT,
            seed: self.seed,
            replications: self.replications,
            start: Day(lowered.facts.start),
            cap_won: self.spend_stops(done).then_some(lowered.plan.budget.cap.0),
            points: done.len() as u32,
            refused_points: refused.len() as u32,
            refused_because: because,
            inputs: self.factors.iter().map(input).collect(),
            left_out: self.left_out(done),
            metrics,
            effects: Vec::new(),
            cells: Vec::new(),
            indices: Vec::new(),
            elementary: Vec::new(),
            uncertainty: Vec::new(),
        };
        match self.study.design {
            Design::Tornado(_) => {
                swept.effects = self.effects(&columns);
                swept.uncertainty = self.one_at_a_time(&columns, &swept.metrics);
            }
            Design::Grid(_) => swept.cells = self.cells(done),
            Design::Sobol(_, n) => {
                swept.indices = self.by_metric(&columns, |id, it| indices::sobol(id, it, rows(n), seed));
            }
            Design::Morris(_, n) => {
                swept.elementary = self.by_metric(&columns, |id, it| indices::morris(id, it, rows(n), seed));
            }
            Design::LatinHypercube(..) => swept.uncertainty = self.jointly(&columns, &swept.metrics),
        }
        swept
    }

    fn check(&self, done: &[SweepPoint]) {
        let all = done.len() == self.points() && done.iter().zip(0..).all(|(it, at)| it.point == at);
        assert!(all, "every point is there, in order");
    }

    fn parts(done: &[SweepPoint], metric: usize, point: usize) -> Option<Vec<Sample>> {
        match &done[point].outcome {
            SweepOutcome::Ran(rows) => Some(rows.iter().map(|row| row[metric]).collect()),
            SweepOutcome::Refused(_) => None,
        }
    }

    fn column(&self, done: &[SweepPoint], metric: usize) -> Column {
        let series = |parts: Vec<Sample>| self.base.table.series(&self.metrics[metric], &parts);
        (0..done.len()).map(|point| Self::parts(done, metric, point).map(series)).collect()
    }

    fn estimate(&self, done: &[SweepPoint], metric: usize, point: usize) -> Option<Estimate> {
        let parts = Self::parts(done, metric, point)?;
        let figure = &self.metrics[metric];
        let estimate = of_parts(figure, &parts, self.base.table.last_day());
        let of_cap = ["budget.spent_won", "budget.left_won"].into_iter().any(|it| is(&figure.id, it));
        Some(if of_cap { within(estimate, &parts, self.cap(point)) } else { estimate })
    }

    /// Whether spend was seen to stop at the cap: the reading ends service there, money ended early in some replication,
    /// and none spent more. Of a sweep that does not watch when money ends, nothing is known.
    fn spend_stops(&self, done: &[SweepPoint]) -> bool {
        let ends = self.base.lowered.plan.terms.readings.when_exhausted != WhenExhausted::Overrun;
        let some = |figure: &str, of: &dyn Fn(&Sample, usize) -> bool| {
            let at = self.metrics.iter().position(|it| is(&it.id, figure));
            let parts = |at: usize| (0..done.len()).map(move |point| (point, Self::parts(done, at, point)));
            at.is_some_and(|at| {
                parts(at).any(|(point, parts)| parts.iter().flatten().any(|it| of(it, point)))
            })
        };
        let reached = some("budget.exhausted_share", &|it, _| matches!(it, Sample::Happened(true)))
            || some("budget.exhausted_on", &|it, _| matches!(it, Sample::Day(Some(_))));
        let beyond = |it: &Sample, point| matches!(it, Sample::Won(won) if *won as f64 > self.cap(point));
        ends && reached && !some("budget.spent_won", &beyond)
    }

    /// The cap at a point: that of the scenario, unless the point moves it.
    fn cap(&self, point: usize) -> f64 {
        let moved = self.factors.iter().zip(&self.rows[point]);
        let moved = moved
            .filter(|(it, _)| it.path == "programme.budget.cap_won")
            .find_map(|(_, value)| value.as_ref()?.replace('_', "").parse().ok());
        moved.unwrap_or(self.base.lowered.plan.budget.cap.0 as f64)
    }

    fn by_metric<T>(&self, columns: &[Column], of: impl Fn(&str, &[&Series]) -> T) -> Vec<T> {
        let of = |(figure, column): (&Figure, &Column)| {
            of(&figure.id, &column[1..].iter().flatten().collect::<Vec<_>>())
        };
        self.metrics.iter().zip(columns).map(of).collect()
    }

    fn left_out(&self, done: &[SweepPoint]) -> Vec<SweepLeftOut> {
        let of = |LeftOut { factor, reason }: &LeftOut| SweepLeftOut {
            path: factor.path.clone(),
            label: label(&factor.label),
            value: None,
            reason: label(reason),
        };
        let mut all: Vec<SweepLeftOut> = self.left_out.iter().map(of).collect();
        if matches!(self.study.design, Design::Tornado(_)) {
            for it in done {
                if let SweepOutcome::Refused(reason) = &it.outcome {
                    let row = &self.rows[it.point as usize];
                    let moved = row.iter().position(Option::is_some).expect("a point of a tornado moves one");
                    all.push(SweepLeftOut {
                        path: self.factors[moved].path.clone(),
                        label: label(&self.factors[moved].label),
                        value: row[moved].clone(),
                        reason: reason.clone(),
                    });
                }
            }
        }
        all
    }

    /// Both ends of each input, the largest effect on the first metric first.
    fn effects(&self, columns: &[Column]) -> Vec<SweepEffect> {
        let of = |(at, factor): (usize, &Factor)| {
            let ends = |(figure, column): (&Figure, &Column)| {
                let base = column[0].as_ref().expect("the scenario as it stands runs");
                let end = |point: usize| column[point].as_ref().and_then(|it| difference(base, it));
                SweepEnds { metric: figure.id.clone(), low: end(1 + 2 * at), high: end(2 + 2 * at) }
            };
            let metrics: Vec<SweepEnds> = self.metrics.iter().zip(columns).map(ends).collect();
            (!metrics.iter().all(|it| it.low.is_none() && it.high.is_none()))
                .then(|| SweepEffect { path: factor.path.clone(), metrics })
        };
        let mut effects: Vec<SweepEffect> = self.factors.iter().enumerate().filter_map(of).collect();
        let size = |it: &SweepEffect| {
            let ends = [&it.metrics[0].low, &it.metrics[0].high];
            ends.into_iter().flatten().map(|end| end.difference.abs()).fold(0.0, f64::max)
        };
        effects.sort_by(|a, b| size(b).total_cmp(&size(a)));
        effects
    }

    /// Of each metric the lowest and the highest that one input alone makes of it.
    fn one_at_a_time(&self, columns: &[Column], metrics: &[SweepMetric]) -> Vec<SweepUncertainty> {
        let of = |(column, metric): (&Column, &SweepMetric)| {
            let base = metric.estimate.mean;
            let ends = self.rows.iter().zip(column).skip(1).filter_map(|(row, series)| {
                let moved = row.iter().position(Option::is_some)?;
                let by = SweepBy { path: self.factors[moved].path.clone(), value: row[moved].clone()? };
                Some((series.as_ref()?.point?, by))
            });
            let (mut low, mut high) = ((base, None), (base, None));
            for (value, by) in ends {
                if low.0.is_none_or(|it| value < it) {
                    low = (Some(value), Some(by.clone()));
                }
                if high.0.is_none_or(|it| value > it) {
                    high = (Some(value), Some(by));
                }
            }
            SweepUncertainty {
                assumed_low: low.0,
                low_by: low.1,
                assumed_high: high.0,
                high_by: high.1,
                ..uncertainty(metric)
            }
        };
        columns.iter().zip(metrics).map(of).collect()
    }

    /// Of each metric the spread over inputs that are drawn jointly.
    fn jointly(&self, columns: &[Column], metrics: &[SweepMetric]) -> Vec<SweepUncertainty> {
        let found = self.by_metric(columns, |_, points| spread(points));
        let of = |(found, metric): (Option<_>, &SweepMetric)| match found {
            Some((low, high, spread)) => SweepUncertainty {
                assumed_low: Some(low),
                assumed_high: Some(high),
                spread: Some(spread),
                ..uncertainty(metric)
            },
            None => uncertainty(metric),
        };
        found.into_iter().zip(metrics).map(of).collect()
    }

    fn cells(&self, done: &[SweepPoint]) -> Vec<SweepCell> {
        let of = |it: &SweepPoint| {
            let point = it.point as usize;
            let refused = match &it.outcome {
                SweepOutcome::Ran(_) => None,
                SweepOutcome::Refused(why) => Some(why.clone()),
            };
            let estimate = |metric| self.estimate(done, metric, point);
            SweepCell {
                point: it.point,
                values: self.rows[point].iter().flatten().cloned().collect(),
                refused,
                metrics: (0..self.metrics.len()).filter_map(estimate).collect(),
            }
        };
        done[1..].iter().map(of).collect()
    }

    /// Every point and replication that ran, with its values.
    ///
    /// # Panics
    /// Unless every point is there, in order.
    pub fn table(&self, done: &[SweepPoint]) -> SweepPoints {
        self.check(done);
        let mut points = Vec::new();
        let mut rows: Vec<&Vec<Sample>> = Vec::new();
        for it in done {
            if let SweepOutcome::Ran(of_point) = &it.outcome {
                points.extend(of_point.iter().map(|_| it.point));
                rows.extend(of_point);
            }
        }
        let input = |(at, factor): (usize, &Factor)| {
            let value = |point: &u32| self.rows[*point as usize][at].as_deref().map(Arc::from);
            (factor.path.clone(), points.iter().map(value).collect())
        };
        let inputs = self.factors.iter().enumerate().map(input).collect();
        let metrics = self.metrics.iter().enumerate().flat_map(|(at, figure)| {
            let values: Vec<Sample> = rows.iter().map(|row| row[at]).collect();
            columns_of(figure, &values)
        });
        let replications = done
            .iter()
            .filter(|it| matches!(it.outcome, SweepOutcome::Ran(_)))
            .flat_map(|_| 0..self.replications);
        SweepPoints { replications: replications.collect(), inputs, metrics: metrics.collect(), points }
    }
}

/// A metric's uncertainty before anything is said of its inputs.
fn uncertainty(metric: &SweepMetric) -> SweepUncertainty {
    let Estimate { mean, lo, hi, .. } = metric.estimate;
    SweepUncertainty {
        metric: metric.id.clone(),
        estimate: mean,
        monte_carlo: lo.zip(hi).map(|(lo, hi)| (hi - lo) / 2.0),
        assumed_low: None,
        low_by: None,
        assumed_high: None,
        high_by: None,
        spread: None,
    }
}

fn input(factor: &Factor) -> SweepInput {
    let (low, high) = factor.range.clone().unzip();
    SweepInput {
        path: factor.path.clone(),
        label: Label { ko: factor.label.ko.clone(), en: factor.label.en.clone() },
        unit: match factor.unit {
            naru_scenario::Unit::Share => Unit::Share,
            naru_scenario::Unit::Won => Unit::Won,
            naru_scenario::Unit::WonPerHour => Unit::WonPerHour,
            naru_scenario::Unit::WonPerMonth => Unit::WonPerMonth,
            naru_scenario::Unit::Hours => Unit::Hours,
            naru_scenario::Unit::Number => Unit::Number,
        },
        value: factor.value.clone(),
        low,
        high,
    }
}

/// A metric's columns in the table of points: its number, and for a ratio what is above and below the line.
fn columns_of(figure: &Figure, values: &[Sample]) -> Vec<MetricColumn> {
    let real = |value: &Sample| match value {
        Sample::Ratio { part, of } => Some(*part as f64 / (*of as f64 * scale(figure.metric.unit))),
        Sample::Number(x) => Some(*x),
        Sample::Won(won) => Some(*won as f64),
        Sample::Happened(it) => Some(f64::from(u8::from(*it))),
        Sample::Day(day) => day.map(|it| it as f64),
        Sample::Nothing => None,
    };
    let column = |id: String, values| MetricColumn { id, values };
    let whole = |of: &dyn Fn(&Sample) -> Option<i64>| MetricValues::Whole(values.iter().map(of).collect());
    let value = match figure.metric.unit {
        MetricUnit::Won
        | MetricUnit::Cards
        | MetricUnit::Requests
        | MetricUnit::Terabytes
        | MetricUnit::Count
        | MetricUnit::Day => whole(&|it| real(it).map(|x| x.round() as i64)),
        MetricUnit::Hours | MetricUnit::SetHours | MetricUnit::Share => {
            MetricValues::Real(values.iter().map(real).collect())
        }
    };
    let mut columns = vec![column(figure.id.clone(), value)];
    if values.iter().any(|it| matches!(it, Sample::Ratio { .. })) {
        let side = |it: &Sample, above: bool| match it {
            Sample::Ratio { part, of } => i64::try_from(if above { *part } else { *of }).ok(),
            Sample::Number(_) | Sample::Won(_) | Sample::Happened(_) | Sample::Day(_) | Sample::Nothing => {
                None
            }
        };
        columns.push(column(format!("part:{}", figure.id), whole(&|it| side(it, true))));
        columns.push(column(format!("of:{}", figure.id), whole(&|it| side(it, false))));
    }
    columns
}

#[cfg(test)]
mod tests {
    use super::within;
    use crate::metrics::Sample;
    use naru_results::{Estimand, Estimate};

    /// 196.2 ± 2.3 under a cap of 198; where one replication spends 198.1, the cap is no end of the interval.
    #[test]
    fn an_interval_of_spend_ends_at_the_cap_where_no_replication_passes_it() {
        let of = |mean, lo, hi| Estimate {
            mean: Some(mean),
            lo: Some(lo),
            hi: Some(hi),
            confidence: 0.95,
            percentiles: None,
            estimand: Estimand::PerProgramme,
            skewed: false,
        };
        let ends = |it: Estimate, parts: [i64; 2]| {
            let it = within(it, &parts.map(Sample::Won), 198.0);
            (it.lo, it.hi)
        };
        assert_eq!(ends(of(196.2, 193.9, 198.5), [196, 198]), (Some(193.9), Some(198.0)));
        assert_eq!(ends(of(1.8, -0.5, 4.1), [0, 4]), (Some(0.0), Some(4.1)));
        assert_eq!(ends(of(197.0, 195.4, 198.6), [196, 199]), (Some(195.4), Some(198.6)));
        assert_eq!(ends(of(-1.0, -2.5, 0.5), [-3, 1]), (Some(-2.5), Some(0.5)));
    }
}
