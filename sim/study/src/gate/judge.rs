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
    /// Before the first look: what has not changed has passed, since the same code on the same values does the same;
    /// unless it says nothing at all.
    pub(super) fn new(of: &Gated, figure: &GateFigure, pairing: GatePairing) -> Self {
        let position = of.figures.iter().position(|it| std::ptr::eq(it, figure)).expect("it is one of them");
        let unchanged = pairing == GatePairing::Unchanged;
        let baseline = series(of, position, &of.baseline.rows).point;
        let known = baseline.is_some();
        let same = |x: f64| (unchanged && known).then_some(x);
        let verdict = match (unchanged, known) {
            (true, true) => GateVerdict::Pass,
            (true, false) => GateVerdict::Undecided,
            (false, _) => GateVerdict::Open,
        };
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
            verdict,
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
        differences(&before, &after).and_then(|d| on_pairs(&d, n, metric, test))
    } else {
        on_samples(&before, &after, metric, test)
    };
    // Where a replication has a value on one side only, or hardly any has one, nothing can be shown.
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

/// b − a of the replications that say something; `None` if one does on one side only. One that is silent on both sides
/// is no difference of 0: a ratio whose requests are all in one replication is silent in all, however much it grew.
fn differences(before: &Series, after: &Series) -> Option<Vec<f64>> {
    let pairs = before.values.iter().zip(&after.values);
    pairs
        .filter_map(|pair| match pair {
            (Some(a), Some(b)) => Some(Some(b - a)),
            (None, None) => None,
            (Some(_), None) | (None, Some(_)) => Some(None),
        })
        .collect()
}

/// On the known pairs among `seen` replications; `None` if they are fewer than two.
fn on_pairs(d: &[f64], seen: usize, metric: &mut GateMetric, test: &Gate) -> Option<(Judged, GateVerdict)> {
    metric.replications = d.len() as u32;
    let estimate = mean(d, Confidence::P95).ok()?;
    tell(metric, estimate.mean, estimate.interval.lo, estimate.interval.hi);
    let turned: Vec<f64> = d.iter().map(|d| -d).collect();
    Some(either_way(metric.worse, |up| test.judge_known(seen, if up { d } else { &turned }, metric.fail)))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gate::GateFigure;
    use crate::statistics::Looks;
    use crate::variant::Variant;
    use naru_results::{Baseline, Part};
    use naru_scenario::{GateMargin, Place, Scenario, SourceId};
    use std::path::Path;

    const MEAN: &str = "waits.all.mean_hours";
    const P95: &str = "programme.waits.all.p95_hours";
    const H: u64 = 3_600;

    fn rows(parts: &[Part]) -> Vec<BaselineRow> {
        let row =
            |part: &Part| BaselineRow { digest: 1, requests: 1, waiting_s: Vec::new(), parts: vec![*part] };
        parts.iter().map(row).collect()
    }

    /// One metric at one look of as many replications as there are parts; its margin is one hour.
    fn looked(metric: &str, before: &[Part], after: &[Part], pairing: GatePairing) -> GateMetric {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/gate/twenty.ron");
        let scenario = Scenario::read(&path, &[]).expect("a scenario of ours");
        let variant = Variant::of(&scenario).expect("it makes sense");
        let place = Place { source: SourceId(0), start: 0, end: 0 };
        let margin = GateMargin { metric: metric.to_owned(), place, warn: None, fail: 1.0, worse: None };
        let figures = vec![GateFigure::new(&variant.table, &margin).expect("a metric of ours")];
        let baseline = Baseline {
            gate: String::new(),
            scenario: String::new(),
            scenario_hash: String::new(),
            plan_hash: String::new(),
            behaviour_hash: String::new(),
            version: String::new(),
            stream_layout: 0,
            seed: 1,
            values: Vec::new(),
            metrics: vec![metric.to_owned()],
            causes: Vec::new(),
            rows: rows(before),
            waits: Vec::new(),
        };
        let of = Gated::new(String::new(), variant, Vec::new(), figures, baseline);
        let mut line = Line::new(&of, &of.figures[0], pairing);
        if pairing != GatePairing::Unchanged {
            let test = Gate::new(Looks::new(after.len(), 1, 0.05), 1);
            judge(&mut line, &of, &rows(after), pairing, &test);
        }
        line.metric
    }

    /// Nothing but in the first replications.
    fn first<const N: usize>(parts: [Part; N]) -> Vec<Part> {
        parts.into_iter().chain([Part::Nothing; 40]).take(40).collect()
    }

    /// 1 h a request and 100 h, in one replication of 40: jackknife has no number for any.
    #[test]
    fn a_ratio_with_requests_in_one_replication_does_not_pass() {
        let before = first([Part::Ratio { part: 20 * H, of: 20 }]);
        let after = first([Part::Ratio { part: 2_000 * H, of: 20 }]);
        for pairing in [GatePairing::Paired, GatePairing::OtherSeed] {
            let metric = looked(MEAN, &before, &after, pairing);
            assert_eq!((metric.baseline, metric.now), (Some(1.0), Some(100.0)));
            assert_eq!((metric.verdict, metric.difference), (GateVerdict::Undecided, None), "{metric:?}");
        }
    }

    /// Worse by 3 h and by 5 h in the two replications that say anything: 38 zeros beside them would make 0.2 h of it.
    #[test]
    fn replications_that_say_nothing_are_no_evidence() {
        let metric = looked(
            P95,
            &first([Part::Number(1.0), Part::Number(1.0)]),
            &first([Part::Number(4.0), Part::Number(6.0)]),
            GatePairing::Paired,
        );
        assert_eq!((metric.verdict, metric.replications), (GateVerdict::Undecided, 2));
        assert_eq!(metric.difference, Some(4.0));
    }

    #[test]
    fn fewer_than_two_pairs_show_nothing() {
        let one = first([Part::Number(1.0)]);
        let metric = looked(P95, &one, &one, GatePairing::Paired);
        assert_eq!((metric.verdict, metric.replications), (GateVerdict::Undecided, 1));
        let none = first([]);
        for pairing in [GatePairing::Paired, GatePairing::OtherSeed, GatePairing::Unchanged] {
            assert_eq!(looked(P95, &none, &none, pairing).verdict, GateVerdict::Undecided, "{pairing:?}");
        }
        let two = first([Part::Number(1.0), Part::Number(2.0)]);
        let metric = looked(P95, &two, &two, GatePairing::Paired);
        assert_eq!((metric.verdict, metric.identical), (GateVerdict::Pass, true), "as they were");
    }
}
