//! How each metric of the file is read off the sums of replications.

use crate::meter::Sums;
use crate::reference::Row;
use crate::statistics::{Verdict, judge, judge_bound};
use crate::system::System;

type Estimate = Box<dyn Fn(&Sums) -> f64 + Send + Sync>;

/// How a row is judged.
pub(crate) enum Reading {
    /// The estimate is the exact value.
    Equal(Estimate),
    /// A quantile of 0: the share that waits is at most this.
    AtMost(Estimate, f64),
}

impl Reading {
    /// What the blocks of a run say of a row.
    pub(crate) fn judge(&self, blocks: &[Sums], row: &Row) -> Verdict {
        match self {
            Self::Equal(estimate) => judge(blocks, estimate, row.value),
            Self::AtMost(share, bound) => judge_bound(blocks, share, *bound),
        }
    }
}

/// Edges between which waits are counted, in mean services: the thresholds, and about each quantile 64 up to it and as
/// many again three times. Between two edges the share is taken as linear: for an exponential tail a quantile is at
/// most 2·10⁻⁴ of itself off, and not at all where it is right.
pub(crate) fn edges(rows: &[Row]) -> Vec<f64> {
    let mut edges = vec![0.0];
    for row in rows {
        match row.metric.as_str() {
            "p_wait_gt" => edges.extend(threshold(&row.arg)),
            "wait_quantile" => edges.extend((1..=256).map(|k| row.value * f64::from(k) / 64.0)),
            _ => {}
        }
    }
    edges.sort_by(f64::total_cmp);
    edges.dedup();
    edges
}

/// Of `t`, or `class;t`.
fn threshold(arg: &str) -> Option<f64> {
    arg.rsplit(';').next()?.parse().ok()
}

/// How a row is read off; `None` for a metric that is not known here.
pub(crate) fn reading(row: &Row, system: &System) -> Option<Reading> {
    let unit = system.unit_s;
    let class = match row.arg.split(';').next().unwrap_or_default() {
        "class1" => 0..1,
        "class2" => 1..2,
        _ => 0..2,
    };
    let of = |by_class: fn(&Sums) -> &[f64; 2]| {
        let class = class.clone();
        move |s: &Sums| by_class(s)[class.clone()].iter().sum::<f64>()
    };
    let (counted, left, waited, wait) =
        (of(|s| &s.counted), of(|s| &s.left), of(|s| &s.waited), of(|s| &s.wait));
    let place = |of: &[f64], arg: f64| of.iter().position(|x| (x - arg).abs() < 1e-9);
    let probe = |what: usize| -> Option<Estimate> {
        let i = place(&system.probes, row.arg.parse().ok()?)?;
        Some(Box::new(move |s| s.probes[i][what] / s.replications))
    };
    let estimate: Estimate = match row.metric.as_str() {
        "p_wait" => Box::new(move |s| waited(s) / counted(s)),
        "p_block" | "p_abandon" => Box::new(move |s| left(s) / counted(s)),
        "mean_wait" => Box::new(move |s| wait(s) / counted(s) / unit),
        "mean_wait_of_those_who_wait" => Box::new(move |s| wait(s) / waited(s) / unit),
        "sd_wait" => Box::new(move |s| {
            let mean = wait(s) / counted(s);
            (s.wait_square / counted(s) - mean * mean).sqrt() / unit
        }),
        "p_wait_gt" => {
            let i = place(&system.edges, threshold(&row.arg)?)?;
            let class = class.clone();
            Box::new(move |s| class.clone().map(|c| s.above(c, i)).sum::<f64>() / counted(s))
        }
        "wait_quantile" => {
            let beyond = 1.0 - row.arg.parse::<f64>().ok()?;
            if row.value == 0.0 {
                return Some(Reading::AtMost(Box::new(move |s| waited(s) / counted(s)), beyond));
            }
            let edges = system.edges.clone();
            Box::new(move |s| quantile(s, &edges, beyond * s.requests()))
        }
        "mean_queue_length" => Box::new(|s| s.queue / s.seconds),
        "mean_busy" | "mean_cards_in_use" | "time_average_busy" => Box::new(|s| s.cards / s.seconds),
        "throughput" => Box::new(move |s| (counted(s) - left(s)) / s.seconds * unit),
        "mean_number_in_system_at" => probe(0)?,
        "mean_queue_length_at" => probe(1)?,
        "p_all_busy_at" => probe(2)?,
        "time_average_number_in_system" => Box::new(|s| (s.queue + s.cards) / s.seconds),
        "expected_waiting_time_accrued" => Box::new(move |s| s.queue / s.replications / unit),
        "expected_requests" => Box::new(|s| s.asked / s.replications),
        "expected_requests_that_wait" => Box::new(|s| (s.asked - s.at_once) / s.replications),
        _ => return None,
    };
    Some(Reading::Equal(estimate))
}

/// The wait, in the unit of the edges, that so many requests exceed, linear between two edges; 0 if fewer wait at all, the last edge if
/// more exceed it.
fn quantile(s: &Sums, edges: &[f64], beyond: f64) -> f64 {
    let mut above = s.waited[0] + s.waited[1];
    if above <= beyond {
        return 0.0;
    }
    for (i, pair) in edges.windows(2).enumerate() {
        let here = s.between[0][i + 1] + s.between[1][i + 1];
        if above - here <= beyond {
            return pair[0] + (above - beyond) / here * (pair[1] - pair[0]);
        }
        above -= here;
    }
    edges[edges.len() - 1]
}
