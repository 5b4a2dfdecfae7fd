//! A figure over replications as numbers that can be paired with those of another scenario.

use super::{Metric, MetricTable, Sample, What, scale};
use crate::record::Record;
use crate::statistics::pseudo_values;
use naru_results::Estimand;

/// A metric as somebody named it: of a request drawn at random, or of a programme.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// As it was named, `programme.` included.
    pub id: String,
    /// What it is of.
    pub metric: Metric,
    /// One number per programme (`programme.` before the id, or a metric that is of programmes anyway).
    pub of_programme: bool,
}

impl MetricTable {
    /// The figure of a name; `None` where no metric has that id ([`nearest`](Self::nearest) knows what may be meant).
    pub fn figure(&self, id: &str) -> Option<Figure> {
        let metric = self.find(id)?.clone();
        let of_programme = id.starts_with("programme.") || metric.estimand == Estimand::PerProgramme;
        Some(Figure { id: id.to_owned(), metric, of_programme })
    }

    /// One replication's part in a figure.
    pub fn part(&self, figure: &Figure, record: &Record) -> Sample {
        self.sample(figure.metric.what, record)
    }

    /// The day after the last, as a day of the programme: where a money that lasts is counted to.
    pub fn last_day(&self) -> f64 {
        self.end_s / naru_units::DAY as f64
    }

    /// A figure over replications, from their parts in replication order.
    pub fn series(&self, figure: &Figure, parts: &[Sample]) -> Series {
        Series::new(figure, parts, self.last_day())
    }
}

/// A figure over replications.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// The estimate: a mean over programmes or a ratio of sums; `None` where no replication says anything.
    pub point: Option<f64>,
    /// A number per replication, in order: the programme's own, or the jackknife's pseudo-value where the figure is a
    /// ratio of sums. `None` where a replication says nothing. Hours, shares, won, or days of the programme.
    pub values: Vec<Option<f64>>,
}

impl Figure {
    /// Whether differences of it can be paired: all but a quantile of the waits of all replications together, which
    /// has no number per replication (ask for `programme.…` instead).
    pub fn can_be_paired(&self) -> bool {
        self.of_programme || !matches!(self.metric.what, What::WaitQuantile(..))
    }
}

impl Series {
    /// Money that lasts counts to the programme's end: the figure is the *restricted* mean of the day of exhaustion.
    fn new(figure: &Figure, parts: &[Sample], last_day: f64) -> Self {
        if figure.of_programme {
            let values: Vec<Option<f64>> = parts
                .iter()
                .map(|part| match part {
                    Sample::Ratio { part, of } => {
                        Some(*part as f64 / (*of as f64 * scale(figure.metric.unit)))
                    }
                    Sample::Number(x) => Some(*x),
                    Sample::Won(won) => Some(*won as f64),
                    Sample::Happened(it) => Some(f64::from(u8::from(*it))),
                    Sample::Day(day) => Some(day.map_or(last_day, |day| day as f64)),
                    Sample::Nothing => None,
                })
                .collect();
            let known: Vec<f64> = values.iter().flatten().copied().collect();
            let point = (!known.is_empty()).then(|| known.iter().sum::<f64>() / known.len() as f64);
            return Self { point, values };
        }
        let (y, per): (Vec<f64>, Vec<f64>) = parts
            .iter()
            .map(|part| match part {
                Sample::Ratio { part, of } => (*part as f64 / scale(figure.metric.unit), *of as f64),
                Sample::Nothing => (0.0, 0.0),
                Sample::Number(_) | Sample::Won(_) | Sample::Happened(_) | Sample::Day(_) => {
                    unreachable!("a figure per request that can be paired is a ratio of counts")
                }
            })
            .unzip();
        match pseudo_values(&y, &per) {
            Ok(Some(pseudo)) => Self {
                point: crate::statistics::sum_ratio(&y, &per),
                values: pseudo.into_iter().map(Some).collect(),
            },
            Ok(None) | Err(_) => {
                Self { point: crate::statistics::sum_ratio(&y, &per), values: vec![None; parts.len()] }
            }
        }
    }
}
