//! Sentences that follow the interval, and figures as documents write them. Expected values are the samples' own.

use super::compared::compared_title;
use super::gated::{gate_title, limits, margin};
use super::priced::{money, readings_title};
use super::*;
use crate::charts::rows::{Marks, Tone};
use crate::compare;
use naru_results::{Claim, Compared, GateReport, GateVerdict, GateWorse, PricedReadings, ReadingClaim};

fn compare_sample() -> Compared {
    serde_json::from_str(include_str!("../../../../results/tests/files/compare.json")).expect("a comparison")
}

fn gate_sample() -> GateReport {
    serde_json::from_str(include_str!("../../../../results/tests/files/gate.json")).expect("a gate")
}

fn readings_sample() -> PricedReadings {
    serde_json::from_str(include_str!("../../../../results/tests/files/readings.json")).expect("readings")
}

/// The sample's one figure is better; not shown, it is not called better, and nothing is called equal.
#[test]
fn a_comparison_says_what_its_claims_say() {
    let mut of = compare_sample();
    for (claim, ko, en) in [
        (Claim::Better, "1개는 나음", "1 better"),
        (Claim::Worse, "1개는 못함", "1 worse"),
        (Claim::Larger, "1개는 달라짐", "1 different"),
        (Claim::Equivalent, "1개는 문제 삼지 않을 차이", "1 too close to matter"),
        (Claim::NotShown, "1개는 차이가 확인되지 않음", "1 not shown to differ"),
    ] {
        of.metrics[0].against[0].claim = claim;
        assert_eq!(
            compared_title(&of, 1, Lang::Ko),
            format!("나 plan-easy, 가 plan-fcfs와 견준 지표 1개: {ko}")
        );
        assert_eq!(
            compared_title(&of, 1, Lang::En),
            format!("B plan-easy against A plan-fcfs, 1 figure: {en}")
        );
    }
}

#[test]
fn figures_have_the_marks_of_a_document() {
    let of = compare_sample();
    let metric = &of.metrics[0];
    let scale = compare::scale(metric, &metric.against[0], &of);
    assert_eq!(figure(&scale, -2.1, Some((-2.4, -1.8)), false, Lang::Ko), "△2.1 (△2.4~△1.8)");
    assert_eq!(figure(&scale, -2.1, Some((-2.4, -1.8)), true, Lang::En), "-2.1 (-2.4 to -1.8)*");
    assert_eq!(money(-9e8, (-9.2e8, -8.8e8), Lang::Ko), "△9.0 (△9.2~△8.8)");
    assert_eq!(money(-9e8, (-9.2e8, -8.8e8), Lang::En), "-0.90 (-0.92 to -0.88)");
    assert_eq!(
        bare("programme.waits.gpu-134tf.p95_hours", MetricUnit::Hours, Lang::Ko),
        "134TF 대기 95백분위수"
    );
    assert_eq!(
        bare("waits.all.over_limit_share", MetricUnit::Share, Lang::En),
        "late, GPU (of GPU requests)"
    );
}

/// The sample has one figure beyond its margin and one within; without the first all are within.
#[test]
fn a_gate_says_how_many_are_beyond_their_margin() {
    let mut of = gate_sample();
    assert_eq!(gate_title(&of, Lang::Ko), "변경 검증 policy: 지표 2개 중 1개가 허용폭을 넘어 나빠짐");
    of.scenarios[0].metrics[0].verdict = GateVerdict::Undecided;
    assert_eq!(
        gate_title(&of, Lang::En),
        "Gate policy: 1 of 2 figures shown neither within the margin nor beyond"
    );
    of.scenarios[0].metrics[0].verdict = GateVerdict::Pass;
    assert_eq!(gate_title(&of, Lang::Ko), "변경 검증 policy: 지표 2개 모두 허용폭 안임");
}

/// Margins lie on the side that is worse: 1 h for a wait that may not grow.
/// A gate whose code has not changed simulates nothing: every figure is the baseline's, and a chart would show zeros.
#[test]
fn a_gate_in_which_nothing_differs_has_no_chart() {
    let mut of = gate_sample();
    assert_eq!(gated(&of, Lang::Ko).len(), 1);
    for metric in of.scenarios.iter_mut().flat_map(|it| &mut it.metrics) {
        metric.identical = true;
    }
    assert!(gated(&of, Lang::Ko).is_empty());
    of.scenarios[0].metrics[0].identical = false;
    assert_eq!(gated(&of, Lang::Ko).len(), 1);
}

#[test]
fn a_margin_lies_on_the_side_that_is_worse() {
    let mut metric = gate_sample().scenarios[0].metrics[0].clone();
    for (worse, zone, lines) in [
        (GateWorse::Larger, (0.0, 1.0), vec![1.0]),
        (GateWorse::Smaller, (-1.0, 0.0), vec![-1.0]),
        (GateWorse::Either, (-1.0, 1.0), vec![-1.0, 1.0]),
    ] {
        metric.worse = worse;
        assert_eq!((margin(&metric), limits(&metric)), (zone, lines));
    }
}

/// The largest that is shown, never a larger one that is not; none where none is.
#[test]
fn readings_name_the_largest_change_that_is_shown() {
    let mut of = readings_sample();
    let all = |of: &PricedReadings, lang| readings_title(&of.readings.iter().collect::<Vec<_>>(), lang);
    assert_eq!(
        all(&of, Lang::Ko),
        "평균으로 집행액을 가장 크게 바꾸는 해석안은 T3 자부담금: 단가에서 뺌(9.0억 원 줄어듦)"
    );
    of.readings[0].spent_won.claim = ReadingClaim::NotShown;
    assert_eq!(
        all(&of, Lang::En),
        "T1 Hours billed: the month's sum cut: 0.41 bn won less spent on average; whether the largest change is not shown"
    );
    for it in &mut of.readings {
        it.spent_won.claim = ReadingClaim::NotShown;
    }
    assert_eq!(all(&of, Lang::Ko), "집행액이 달라진다고 확인된 해석안이 없음");
}

/// Shares stand in points and money in its unit, so that rows of one unit have one axis.
#[test]
fn rows_are_put_together_by_unit() {
    let row = |label: &str| Row {
        label: label.to_owned(),
        figure: String::new(),
        says: String::new(),
        zone: None,
        limits: Vec::new(),
        marks: Marks::Interval { middle: None, ends: None, tone: Tone::Open },
    };
    let scale = |unit| Scale::of("x", unit, 1.0, None);
    let units = [MetricUnit::Hours, MetricUnit::Won, MetricUnit::Hours];
    let rows = units.into_iter().zip(["a", "b", "c"]).map(|(unit, it)| (scale(unit), row(it))).collect();
    let got: Vec<(String, Vec<String>)> = panels(rows, Lang::Ko)
        .into_iter()
        .map(|it| (it.unit, it.rows.into_iter().map(|row| row.label).collect()))
        .collect();
    assert_eq!(
        got,
        [
            ("차이(시간)".to_owned(), vec!["a".to_owned(), "c".to_owned()]),
            ("차이(억 원)".to_owned(), vec!["b".to_owned()])
        ]
    );
}
