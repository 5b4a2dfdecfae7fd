//! The gate on simulated programmes: its answers, its looks, its pairing, and how often it errs on policy changes.

#[path = "../../behaviour.rs"]
mod behaviour;
mod changed_code;
mod operating;

use naru_results::{Baseline, GatePairing, GateReport, GateScenario, GateVerdict, GateWorse, Part};
use naru_scenario::{GateMargin, Place, Scenario, SourceId, WorseWay};
use naru_study::{GateFault, GateFigure, GateRequest, Gated, STREAM_LAYOUT, Variant, baseline_of, gate};
use std::path::Path;
use std::sync::atomic::AtomicBool;

const MEAN: &str = "waits.all.mean_hours";
const P95: &str = "programme.waits.gpu-134tf.p95_hours";

/// The 20-project scenario with changes.
fn variant(changes: &[&str]) -> (Variant, Vec<(String, String)>) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/gate/twenty.ron");
    let changes: Vec<String> = changes.iter().map(|it| (*it).to_owned()).collect();
    let scenario = Scenario::read(&path, &changes).expect("a scenario of ours");
    (Variant::of(&scenario).expect("it makes sense"), scenario.values())
}

fn margin(metric: &str, fail: f64, worse: Option<WorseWay>) -> GateMargin {
    let place = Place { source: SourceId(0), start: 0, end: 0 };
    GateMargin { metric: metric.to_owned(), place, warn: None, fail, worse }
}

fn request(replications: u32, looks: u32) -> GateRequest {
    GateRequest { gate: "test".into(), version: "0".into(), replications, looks, seed: 1 }
}

fn figures(variant: &Variant, margins: &[GateMargin]) -> Vec<GateFigure> {
    margins.iter().map(|it| GateFigure::new(&variant.table, it).expect("a metric of ours")).collect()
}

fn accepted(request: &GateRequest, margins: &[GateMargin]) -> Baseline {
    let (variant, values) = variant(&[]);
    let figures = figures(&variant, margins);
    let stop = AtomicBool::new(false);
    baseline_of(request, "twenty", &variant, &values, &figures, &(), &stop).expect("nothing stops it")
}

fn judged(request: &GateRequest, changes: &[&str], margins: &[GateMargin], baseline: Baseline) -> GateReport {
    let (variant, values) = variant(changes);
    let figures = figures(&variant, margins);
    let gated = [Gated::new("twenty".into(), variant, values, figures, baseline)];
    gate(request, &gated, &(), &AtomicBool::new(false)).expect("nothing stops it").report
}

fn only(report: &GateReport) -> &GateScenario {
    &report.scenarios[0]
}

/// Neither scenario nor code has changed: no look is taken. Other code and the same outcome: simulated, exactly 0, and
/// passed at the last look, since five that are alike are too few before.
#[test]
fn unchanged_is_answered_at_once_and_identical_differs_by_exactly_zero() {
    let request = request(10, 2);
    let margins = [
        margin(MEAN, 0.5, None),
        margin(P95, 1.0, None),
        margin("budget.spent_won", 1e7, Some(WorseWay::Either)),
    ];
    let baseline = accepted(&request, &margins);
    let report = judged(&request, &[], &margins, baseline.clone());
    assert_eq!(
        (report.verdict, report.look, only(&report).pairing),
        (GateVerdict::Pass, 0, GatePairing::Unchanged)
    );

    for change in [
        |it: &mut Baseline| it.behaviour_hash = "0".into(),
        |it: &mut Baseline| it.scenario_hash = "0".into(),
        |it: &mut Baseline| it.plan_hash = "0".into(),
    ] {
        let mut other = baseline.clone();
        change(&mut other);
        let report = judged(&request, &[], &margins, other);
        assert_eq!((report.verdict, report.look, report.replications), (GateVerdict::Pass, 2, 10));
        assert_eq!(only(&report).pairing, GatePairing::Paired);
        for metric in &only(&report).metrics {
            let exact = [metric.difference, metric.lo, metric.hi].map(|it| it.map(f64::to_bits));
            assert_eq!((metric.identical, exact), (true, [Some(0); 3]), "{metric:?}");
            assert_eq!(metric.baseline, metric.now);
        }
    }
}

/// One server instead of two: everybody waits far longer. Said at a look, with causes and matched sessions.
#[test]
fn a_change_for_the_worse_is_called_worse_and_explained() {
    let request = request(40, 2);
    let margins = [margin(MEAN, 0.5, None)];
    let report = judged(&request, &["fleet.naru.H100.servers=1"], &margins, accepted(&request, &margins));
    let scenario = only(&report);
    assert_eq!((report.verdict, scenario.verdict), (GateVerdict::Worse, GateVerdict::Worse));
    let changed = &scenario.changes[..];
    assert_eq!(changed.len(), 1, "{changed:?}");
    assert_eq!(
        (changed[0].path.as_str(), changed[0].before.as_deref(), changed[0].after.as_deref()),
        ("fleet.naru.H100.servers", Some("2"), Some("1"))
    );
    let lost = scenario.lost.as_ref().expect("it failed, and was paired");
    assert_eq!(lost.sessions.len(), 5);
    let losses: Vec<i64> = lost.sessions.iter().map(|it| it.now_minutes - it.before_minutes).collect();
    assert!(losses.is_sorted_by(|a, b| a >= b) && losses[4] > 0, "{losses:?}");
    assert!(lost.matched > 0);
    let shares: f64 = lost.causes.iter().map(|it| it.added_share).sum();
    assert!((shares - 1.0).abs() < 1e-9, "causes share what was added: {shares}");
}

/// Better by more than the margin: passed on the side that counts, and not where any change is worse.
#[test]
fn worse_is_the_side_that_the_gate_names() {
    let request = request(40, 2);
    let changes = ["fleet.naru.H100.servers=3"];
    for (worse, want) in [
        (None, GateVerdict::Pass),
        (Some(WorseWay::Larger), GateVerdict::Pass),
        (Some(WorseWay::Smaller), GateVerdict::Worse),
        (Some(WorseWay::Either), GateVerdict::Worse),
    ] {
        let margins = [margin(MEAN, 0.1, worse)];
        let report = judged(&request, &changes, &margins, accepted(&request, &margins));
        assert_eq!(report.verdict, want, "{worse:?}");
    }
}

/// Another seed, another layout, other demand: two independent samples, wider, and said so.
#[test]
fn what_cannot_be_paired_is_compared_as_two_samples() {
    let request = request(20, 1);
    let margins = [margin(MEAN, 100.0, None)];
    let baseline = accepted(&request, &margins);
    let paired = judged(&request, &["policy.placement=worst_fit"], &margins, baseline.clone());
    assert_eq!(only(&paired).pairing, GatePairing::Paired);
    let width = |report: &GateReport| {
        let metric = &only(report).metrics[0];
        metric.hi.expect("an end") - metric.lo.expect("an end")
    };
    let seed = Baseline { seed: 2, ..baseline.clone() };
    let layout = Baseline { stream_layout: STREAM_LAYOUT + 1, ..baseline.clone() };
    for (changes, baseline, want) in [
        ("policy.placement=worst_fit", seed, GatePairing::OtherSeed),
        ("policy.placement=worst_fit", layout, GatePairing::OtherStreamLayout),
        ("demand.level=1.1", baseline, GatePairing::OtherDemand),
    ] {
        let report = judged(&request, &[changes], &margins, baseline);
        assert_eq!(only(&report).pairing, want);
        assert!(width(&report) > 2.0 * width(&paired), "{want:?}: {} {}", width(&report), width(&paired));
        assert_eq!((report.verdict, only(&report).lost.is_none()), (GateVerdict::Pass, true));
    }
}

/// A baseline shifted by hand, so that the change adds one hour to each replication, or none and two in turn: d̄ = 1 h.
/// Against 0.5 h it is worse at the first look; against 2 h it passes at the last, since ten without spread are too few to
/// pass before; with spread, 1 h is shown neither way.
#[test]
fn looks_go_on_until_the_margin_is_shown_or_none_is_left() {
    let request = request(20, 2);
    let margins = |fail| [margin("waits.gpu-67tf.max_hours", fail, None)];
    let accepted = accepted(&request, &margins(1.0));
    for (spread, fail, want, look) in [
        (0.0, 2.0, GateVerdict::Pass, 2),
        (0.0, 0.5, GateVerdict::Worse, 1),
        (1.0, 1.0, GateVerdict::Undecided, 2),
    ] {
        let mut baseline = accepted.clone();
        baseline.behaviour_hash = "0".into();
        for (i, row) in baseline.rows.iter_mut().enumerate() {
            let Part::Number(hours) = row.parts[0] else { panic!("the longest wait is a number") };
            let less = if i % 2 == 0 { 1.0 - spread } else { 1.0 + spread };
            row.parts[0] = Part::Number(hours - less);
        }
        let report = judged(&request, &[], &margins(fail), baseline);
        let metric = &only(&report).metrics[0];
        assert!((metric.difference.expect("a difference") - 1.0).abs() < 1e-9, "{metric:?}");
        assert_eq!((report.verdict, report.look), (want, look), "{metric:?}");
    }
}

/// Passed, and above the margin that warns.
#[test]
fn a_pass_above_the_lower_margin_warns() {
    let request = request(20, 1);
    let margins = [GateMargin { warn: Some(0.01), ..margin(MEAN, 100.0, None) }];
    let report = judged(&request, &["fleet.naru.H100.servers=1"], &margins, accepted(&request, &margins));
    assert_eq!((report.verdict, only(&report).metrics[0].verdict), (GateVerdict::Warn, GateVerdict::Warn));
}

/// sd of the differences over the margin, as the first look finds it, asks for more replications than there are.
#[test]
fn a_margin_too_narrow_is_said_at_the_first_look() {
    let request = request(20, 2);
    let margins = [margin(MEAN, 0.0001, None)];
    let report = judged(&request, &["policy.placement=worst_fit"], &margins, accepted(&request, &margins));
    let needed = only(&report).metrics[0].needed;
    assert!(needed.is_some_and(|needed| needed > 20), "{needed:?}");
}

/// A fleet at which nobody waits.
#[test]
fn a_scenario_in_which_hardly_anybody_waits_says_so() {
    let request = request(4, 1);
    let margins = [margin(MEAN, 0.5, None)];
    let (variant, values) = variant(&["fleet.naru.H100.servers=12"]);
    let figures = figures(&variant, &margins);
    let stop = AtomicBool::new(false);
    let baseline =
        baseline_of(&request, "twenty", &variant, &values, &figures, &(), &stop).expect("nothing stops it");
    let gated = [Gated::new("twenty".into(), variant, values, figures, baseline)];
    let report = gate(&request, &gated, &(), &stop).expect("nothing stops it").report;
    assert!(only(&report).hardly_waits);
    let waits = judged(&request, &[], &margins, accepted(&request, &margins));
    assert!(!only(&waits).hardly_waits);
    let mut nobody = accepted(&request, &margins);
    for row in &mut nobody.rows {
        row.requests = 0;
        row.waiting_s.fill(0);
    }
    assert!(
        only(&judged(&request, &[], &margins, nobody)).hardly_waits,
        "who asks for nothing waits for nothing"
    );
}

#[test]
fn metrics_that_cannot_be_gated() {
    let (variant, _) = variant(&[]);
    let fault = |metric: &str, worse| GateFigure::new(&variant.table, &margin(metric, 1.0, worse)).err();
    assert_eq!(fault("waits.all.p95_hours", None), Some(GateFault::Pooled));
    assert_eq!(fault("programme.waits.all.p95_hours", None), None);
    assert_eq!(fault("budget.spent_won", None), Some(GateFault::NoDirection));
    assert_eq!(fault("budget.spent_won", Some(WorseWay::Larger)), None);
    let Some(GateFault::Unknown(near)) = fault("programme.waits.all.mean_hour", None) else {
        panic!("there is no such metric")
    };
    assert_eq!(near[0], "programme.waits.all.mean_hours");
    let larger = GateFigure::new(&variant.table, &margin("budget.exhausted_on", 1.0, None));
    assert_eq!(larger.expect("a metric of ours").worse, GateWorse::Smaller, "a later end is better");
}
