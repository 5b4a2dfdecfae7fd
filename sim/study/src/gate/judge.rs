//! One metric at one look.

use super::{GateFigure, Gated, sample};
use crate::metrics::{Sample, Series};
use crate::statistics::{Confidence, Gate, Judged, Verdict, mean, welch};
use naru_results::{BaselineRow, GateMetric, GatePairing, GateVerdict, GateWorse};

/// A metric while it is looked at.
pub(super) struct Line {
    /// Its position among the scenario's.
    position: usize,
    /// What is known so far; `Open` until it is decided.
    pub(super) metric: GateMetric,
}

impl Line {
    /// Before the first look: what has not changed has passed, since the same code on the same values does the same.
    pub(super) fn new(of: &Gated, figure: &GateFigure, pairing: GatePairing) -> Self {
        let position = of.figures.iter().position(|it| std::ptr::eq(it, figure)).expect("it is one of them");
        let unchanged = pairing == GatePairing::Unchanged;
        let baseline = series(of, position, &of.baseline.rows).point;
        let same = |x: f64| unchanged.then_some(x);
        let metric = GateMetric {
            metric: figure.figure.id.clone(),
            unit: figure.figure.metric.unit,
            worse: figure.worse,
            warn: figure.warn,
            fail: figure.fail,
            baseline,
            now: baseline.and_then(same),
            difference: same(0.0),
            lo: same(0.0),
            hi: same(0.0),
            verdict: if unchanged { GateVerdict::Pass } else { GateVerdict::Open },
            look: 0,
            replications: 0,
            identical: unchanged,
            skewed: false,
            needed: None,
        };
        Self { position, metric }
    }
}

/// A figure from stored rows.
pub(super) fn series(of: &Gated, position: usize, rows: &[BaselineRow]) -> Series {
    let parts: Vec<Sample> = rows.iter().map(|row| sample(row.parts[position])).collect();
    of.variant.table.series(&of.figures[position].figure, &parts)
}

/// Looks at a metric.
pub(super) fn judge(line: &mut Line, of: &Gated, after: &[BaselineRow], pairing: GatePairing, test: &Gate) {
    let n = after.len();
    let paired = pairing == GatePairing::Paired;
    let before = if paired { &of.baseline.rows[..n] } else { &of.baseline.rows[..] };
    let (before, after) = (series(of, line.position, before), series(of, line.position, after));
    let metric = &mut line.metric;
    (metric.baseline, metric.now) = (before.point, after.point);
    metric.replications = n as u32;
    metric.look = test.sizes().iter().position(|size| *size == n).expect("a look") as u32 + 1;
    let found = if paired {
        differences(&before, &after).map(|d| on_pairs(&d, metric, test))
    } else {
        on_samples(&before, &after, metric, test)
    };
    // Where a replication has a value on one side only, nothing can be shown.
    let Some((judged, verdict)) = found else {
        metric.verdict = open_or_undecided(metric.look as usize, test);
        return;
    };
    if metric.look == 1 && verdict == GateVerdict::Open && test.too_narrow(&judged) {
        metric.needed = Some(judged.needed.ceil() as u64);
    }
    (metric.identical, metric.skewed) = (judged.identical, judged.skewed);
    let worse_by = metric.difference.map_or(0.0, |d| match metric.worse {
        GateWorse::Larger => d,
        GateWorse::Smaller => -d,
        GateWorse::Either => d.abs(),
    });
    let warns = verdict == GateVerdict::Pass && metric.warn.is_some_and(|warn| worse_by > warn);
    metric.verdict = if warns { GateVerdict::Warn } else { verdict };
}

/// b − a by replication; one that says nothing on either side is no difference, `None` if it does on one side only.
fn differences(before: &Series, after: &Series) -> Option<Vec<f64>> {
    let pairs = before.values.iter().zip(&after.values);
    pairs
        .map(|pair| match pair {
            (Some(a), Some(b)) => Some(b - a),
            (None, None) => Some(0.0),
            (Some(_), None) | (None, Some(_)) => None,
        })
        .collect()
}

fn on_pairs(d: &[f64], metric: &mut GateMetric, test: &Gate) -> (Judged, GateVerdict) {
    if let Ok(estimate) = mean(d, Confidence::P95) {
        tell(metric, estimate.mean, estimate.interval.lo, estimate.interval.hi);
    }
    let turned: Vec<f64> = d.iter().map(|d| -d).collect();
    either_way(metric.worse, |up| test.judge(if up { d } else { &turned }, metric.fail))
}

fn on_samples(
    before: &Series,
    after: &Series,
    metric: &mut GateMetric,
    test: &Gate,
) -> Option<(Judged, GateVerdict)> {
    let a: Vec<f64> = before.values.iter().flatten().copied().collect();
    let b: Option<Vec<f64>> = after.values.iter().copied().collect();
    let b = b?;
    let found = welch(&a, &b, Confidence::P95).ok()?;
    tell(metric, found.difference, found.interval.lo, found.interval.hi);
    let turned = |values: &[f64]| -> Vec<f64> { values.iter().map(|v| -v).collect() };
    let (down_a, down_b) = (turned(&a), turned(&b));
    Some(either_way(metric.worse, |up| {
        let (a, b) = if up { (&a, &b) } else { (&down_a, &down_b) };
        test.judge_unpaired(a, b, metric.fail)
    }))
}

fn tell(metric: &mut GateMetric, difference: f64, lo: f64, hi: f64) {
    (metric.difference, metric.lo, metric.hi) = (Some(difference), Some(lo), Some(hi));
}

/// The test on the side that is worse, or on both: there one is enough to fail, and both must pass. A *pass* must stand
/// when skewness is minded ([`Judged::careful`]): policies often change few programmes, and those much.
fn either_way(worse: GateWorse, test: impl Fn(bool) -> Judged) -> (Judged, GateVerdict) {
    let answer = |judged: Judged| {
        let verdict = match judged.careful {
            Verdict::Pass => GateVerdict::Pass,
            Verdict::Worse => GateVerdict::Worse,
            Verdict::Continue => GateVerdict::Open,
            Verdict::Undecided => GateVerdict::Undecided,
        };
        (judged, verdict)
    };
    match worse {
        GateWorse::Larger => answer(test(true)),
        GateWorse::Smaller => answer(test(false)),
        GateWorse::Either => {
            let (up, down) = (answer(test(true)), answer(test(false)));
            if up.1 >= down.1 { up } else { down }
        }
    }
}

fn open_or_undecided(look: usize, test: &Gate) -> GateVerdict {
    if look < test.sizes().len() { GateVerdict::Open } else { GateVerdict::Undecided }
}
