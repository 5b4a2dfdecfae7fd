//! From the samples of a metric to a figure with its interval.

use crate::metrics::{Figure, Metric, MetricTable, Sample, Unit, What, Whose, scale};
use crate::record::Record;
use crate::statistics::{
    Confidence, Interval, mean, pooled_quantile, probability, quantile_order, rank, ratio, share, sum_ratio,
};
use naru_model::observers::WaitTally;
use naru_results::{Estimand, Estimate, EstimateWon, Percentiles};
use naru_units::HOUR;

/// Confidence of every interval of a summary.
pub const CONFIDENCE: Confidence = Confidence::P95;

/// A figure of requests or of programmes.
pub fn figure(table: &MetricTable, metric: &Metric, records: &[Record]) -> Estimate {
    if let What::WaitQuantile(whose, percent) = metric.what {
        return wait_quantile(table, whose, percent, records);
    }
    let samples: Vec<Sample> = records.iter().map(|record| table.sample(metric.what, record)).collect();
    match metric.estimand {
        Estimand::PerRequest => of_requests(&samples, metric.unit),
        Estimand::PerProgramme => of_programmes(&samples, metric.unit),
    }
}

/// A figure from its parts in replication order: of requests or of programmes. A day is restricted to the programme.
pub(crate) fn of_parts(figure: &Figure, parts: &[Sample], last_day: f64) -> Estimate {
    if !figure.of_programme {
        return of_requests(parts, figure.metric.unit);
    }
    if figure.metric.unit == Unit::Day {
        let days = parts.iter().filter_map(|part| match part {
            Sample::Day(day) => Some(day.map_or(last_day, |day| day as f64)),
            Sample::Ratio { .. }
            | Sample::Number(_)
            | Sample::Won(_)
            | Sample::Happened(_)
            | Sample::Nothing => None,
        });
        return numbers_of_programmes(&days.collect::<Vec<_>>());
    }
    of_programmes(parts, figure.metric.unit)
}

/// A figure in whole won. What the money's end left unserved is never negative, whatever half a width says.
pub fn won(table: &MetricTable, metric: &Metric, records: &[Record]) -> EstimateWon {
    let mut estimate = figure(table, metric, records);
    if metric.what == What::NotServedMoney {
        estimate.lo = estimate.lo.map(|lo| lo.max(0.0));
    }
    whole(estimate)
}

/// A figure that is the same in every replication.
pub fn certain(value: i64) -> EstimateWon {
    Estimate {
        mean: Some(value),
        lo: Some(value),
        hi: Some(value),
        confidence: CONFIDENCE.value(),
        percentiles: Some(Percentiles { p05: Some(value), p50: Some(value), p95: Some(value) }),
        estimand: Estimand::PerProgramme,
        skewed: false,
    }
}

fn whole(estimate: Estimate) -> EstimateWon {
    let won = |x: Option<f64>| x.map(|x| x.round() as i64);
    Estimate {
        mean: won(estimate.mean),
        lo: won(estimate.lo),
        hi: won(estimate.hi),
        confidence: estimate.confidence,
        percentiles: estimate.percentiles.map(|p| Percentiles {
            p05: won(p.p05),
            p50: won(p.p50),
            p95: won(p.p95),
        }),
        estimand: estimate.estimand,
        skewed: estimate.skewed,
    }
}

fn estimate(point: Option<f64>, interval: Option<Interval>, estimand: Estimand) -> Estimate {
    Estimate {
        mean: point,
        lo: interval.map(|i| i.lo),
        hi: interval.map(|i| i.hi),
        confidence: CONFIDENCE.value(),
        percentiles: None,
        estimand,
        skewed: false,
    }
}

/// A ratio of sums over replications: of a request drawn at random.
fn of_requests(samples: &[Sample], unit: Unit) -> Estimate {
    let (mut parts, mut wholes) = (Vec::new(), Vec::new());
    for sample in samples {
        let (part, of) = match sample {
            Sample::Ratio { part, of } => (*part, *of),
            Sample::Nothing => (0, 0),
            Sample::Number(_) | Sample::Won(_) | Sample::Happened(_) | Sample::Day(_) => {
                unreachable!("a metric per request is a ratio of counts")
            }
        };
        parts.push(part);
        wholes.push(of);
    }
    if unit == Unit::Share {
        let point = sum_ratio(&floats(&parts), &floats(&wholes));
        let found = share(&parts, &wholes, CONFIDENCE).ok().flatten();
        return Estimate {
            skewed: found.as_ref().is_some_and(|r| r.skewed),
            ..estimate(point, found.map(|r| r.interval), Estimand::PerRequest)
        };
    }
    let scaled: Vec<f64> = parts.iter().map(|part| *part as f64 / scale(unit)).collect();
    let point = sum_ratio(&scaled, &floats(&wholes));
    let found = ratio(&scaled, &floats(&wholes), CONFIDENCE).ok().flatten();
    Estimate {
        skewed: found.as_ref().is_some_and(|r| r.skewed),
        ..estimate(point, found.map(|r| at_least_zero(r.interval)), Estimand::PerRequest)
    }
}

/// Waits are not negative, whatever half a width says.
fn at_least_zero(interval: Interval) -> Interval {
    Interval { lo: interval.lo.max(0.0), hi: interval.hi.max(0.0) }
}

fn floats(counts: &[u64]) -> Vec<f64> {
    counts.iter().map(|count| *count as f64).collect()
}

/// A mean over programmes with the spread of one; a share of programmes with its count.
fn of_programmes(samples: &[Sample], unit: Unit) -> Estimate {
    let happened = samples.iter().filter_map(|sample| match sample {
        Sample::Happened(it) => Some(*it),
        Sample::Ratio { .. } | Sample::Number(_) | Sample::Won(_) | Sample::Day(_) | Sample::Nothing => None,
    });
    let happened: Vec<bool> = happened.collect();
    if !happened.is_empty() {
        return share_of_programmes(happened.iter().filter(|it| **it).count(), happened.len());
    }
    let numbers: Vec<f64> = samples
        .iter()
        .filter_map(|sample| match sample {
            Sample::Ratio { part, of } => Some(*part as f64 / (*of as f64 * scale(unit))),
            Sample::Number(x) => Some(*x),
            Sample::Won(won) => Some(*won as f64),
            Sample::Happened(_) | Sample::Day(_) | Sample::Nothing => None,
        })
        .collect();
    numbers_of_programmes(&numbers)
}

/// A share of programmes: Wilson, at the ends Clopper-Pearson.
pub fn share_of_programmes(count: usize, of: usize) -> Estimate {
    let point = (of > 0).then(|| count as f64 / of as f64);
    let interval = probability(count as u64, of as u64, CONFIDENCE).ok();
    estimate(point, interval, Estimand::PerProgramme)
}

/// Mean, interval and percentiles of a number of each programme.
fn numbers_of_programmes(numbers: &[f64]) -> Estimate {
    if numbers.is_empty() {
        return estimate(None, None, Estimand::PerProgramme);
    }
    let found = mean(numbers, CONFIDENCE).ok();
    let mut sorted = numbers.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = |p: f64| Some(sorted[rank(sorted.len() as u64, p) as usize - 1]);
    Estimate {
        percentiles: Some(Percentiles { p05: at(0.05), p50: at(0.5), p95: at(0.95) }),
        skewed: found.as_ref().is_some_and(|m| m.skewed),
        ..estimate(
            Some(found.as_ref().map_or(numbers[0], |m| m.mean)),
            found.map(|m| m.interval),
            Estimand::PerProgramme,
        )
    }
}

/// A quantile over programmes with its interval by order statistics; ends that do not exist are left open.
pub fn quantile_of_programmes(numbers: &[f64], p: f64) -> Estimate {
    let Ok(ranks) = quantile_order(numbers.len() as u64, p, CONFIDENCE) else {
        return estimate(None, None, Estimand::PerProgramme);
    };
    let mut sorted = numbers.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = |rank: u64| sorted[rank as usize - 1];
    Estimate {
        lo: ranks.lower.map(at),
        hi: ranks.upper.map(at),
        ..estimate(Some(at(ranks.point)), None, Estimand::PerProgramme)
    }
}

/// A quantile of the waits of all replications together (Woodruff), in hours.
fn wait_quantile(table: &MetricTable, whose: Whose, percent: u8, records: &[Record]) -> Estimate {
    let tallies: Vec<WaitTally> = records.iter().map(|record| table.waits(record, whose)).collect();
    let mut merged = tallies.first().map(|t| t.histogram.clone()).unwrap_or_default();
    for tally in &tallies[1.min(tallies.len())..] {
        merged.merge(&tally.histogram);
    }
    if merged.count() == 0 {
        return estimate(None, None, Estimand::PerRequest);
    }
    let p = f64::from(percent) / 100.0;
    let requests: Vec<u64> = tallies.iter().map(WaitTally::decided).collect();
    let value_at = |rank: u64| merged.order_statistic(rank).expect("the rank lies in the sample");
    let at_or_below = |r: usize, wait: u64| tallies[r].histogram.count_at_most(wait);
    let hours = |wait: u64| wait as f64 / HOUR as f64;
    match pooled_quantile(&requests, p, CONFIDENCE, value_at, at_or_below) {
        Ok(Some(found)) => {
            let in_hours = |seconds: f64| seconds / HOUR as f64;
            let interval = Interval { lo: in_hours(found.interval.lo), hi: in_hours(found.interval.hi) };
            Estimate {
                skewed: found.skewed,
                ..estimate(Some(hours(found.quantile)), Some(interval), Estimand::PerRequest)
            }
        }
        Ok(None) | Err(_) => {
            estimate(Some(hours(value_at(rank(merged.count(), p)))), None, Estimand::PerRequest)
        }
    }
}
