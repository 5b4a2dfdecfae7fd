//! A comparison as people read it: the verb follows the interval, in both languages, at 80 columns.

use naru_report::Lang;
use naru_report::compare::{markdown, text, verdict};
use naru_results::{
    BestOf, BestPair, Better, Claim, Compared, ComparedMetric, Estimand, MetricUnit, PairedDifference,
    Standing,
};
use unicode_width::UnicodeWidthStr;

/// The file that the contract's test holds: plan-fcfs against plan-easy, 134TF waits alone.
fn sample() -> Compared {
    let text = include_str!("../../results/tests/files/compare.json");
    let mut it: Compared = serde_json::from_str(text).expect("it is the contract's own");
    it.best = None;
    it.left_out.clear();
    it
}

/// B less A with an interval, and what may be claimed of it.
fn pair(first: f64, second: f64, (lo, hi): (f64, f64), claim: Claim) -> PairedDifference {
    let given = sample().metrics[0].against[0].clone();
    let (first, second, difference) = (Some(first), Some(second), Some(f64::midpoint(lo, hi)));
    PairedDifference {
        first,
        second,
        difference,
        lo: Some(lo),
        hi: Some(hi),
        claim,
        dropped: 0,
        pairs: 200,
        within_indifference: false,
        variance_reduction: None,
        ..given
    }
}

fn metric(id: &str, unit: MetricUnit, better: Better, zone: f64, it: PairedDifference) -> ComparedMetric {
    ComparedMetric {
        id: id.to_owned(),
        unit,
        better,
        estimand: Estimand::PerProgramme,
        chance: id.ends_with("exhausted_share"),
        indifference: Some(zone),
        against: vec![it],
    }
}

/// The screen of the mock-up, with what it has not: equivalence, equality, a day.
fn screen() -> Compared {
    use Better::{Larger, Neither, Smaller};
    use MetricUnit::{Day, Hours, Share, Won};
    let within = |it: PairedDifference| PairedDifference { within_indifference: true, ..it };
    let gained = |it: PairedDifference, by: f64| PairedDifference { variance_reduction: Some(by), ..it };
    let equal = PairedDifference {
        differing: 0,
        differs_below: Some(0.014_867),
        ..within(pair(0.0, 0.0, (0.0, 0.0), Claim::Equal))
    };
    Compared {
        claims: 6,
        metrics: vec![
            metric(
                "programme.waits.gpu-134tf.p95_hours",
                Hours,
                Smaller,
                0.1,
                gained(pair(5.2, 3.1, (-2.4, -1.8), Claim::Better), 3.5),
            ),
            metric(
                "programme.waits.gpu-67tf.p95_hours",
                Hours,
                Smaller,
                0.1,
                pair(1.9, 1.8, (-0.3, 0.1), Claim::NotShown),
            ),
            metric(
                "waits.all.over_limit_share",
                Share,
                Smaller,
                0.001,
                within(pair(0.0241, 0.0240, (-0.0007, 0.0005), Claim::Equivalent)),
            ),
            metric(
                "budget.spent_won",
                Won,
                Neither,
                19_800_000.0,
                gained(
                    pair(17_980_000_000.0, 18_100_000_000.0, (90_000_000.0, 150_000_000.0), Claim::Larger),
                    14.2,
                ),
            ),
            metric("budget.exhausted_share", Share, Smaller, 0.05, equal),
            metric("budget.exhausted_on", Day, Larger, 2.0, pair(267.0, 257.5, (-12.0, -7.0), Claim::Worse)),
        ],
        ..sample()
    }
}

const KOREAN: &str = "\
가 plan-fcfs, 나 plan-easy: 200회씩 반복, 초깃값(시드) 1, 같은 번호의 반복끼리
  짝지음

나 plan-easy: 가와 다른 값 1개. 사용자와 그 수요는 같음
  policy.backfill: none -> easy

                                   가       나  차이(나-가)
134TF 대기 95백분위수(시간)       5.2      3.1  -2.1 (-2.4~-1.8)      나가 나음
67TF 대기 95백분위수(시간)        1.9      1.8  -0.1 (-0.3~0.1)       확인 안 됨
GPU 기준 초과율(GPU 신청 중)    2.41%    2.40%  -0.01%p (-0.07~0.05)  0.1%p 이내
집행액(억 원)                   179.8    181.0  1.2 (0.9~1.5)         나가 더 씀
조기소진 확률(사업 중)           0.0%     0.0%  0                     모두 같음
소진일                        12. 24.  12. 15.  -9.5일 (-12.0~-7.0)   나가 못함

괄호: 차이의 구간, 판정 6개를 함께 95%로 맞춤
이내: 차이의 90% 구간이 따지지 않을 차이(비율 0.1%p) 안에 있음
확인되지 않은 차이도 이보다 크지 않음(95%): 67TF 대기 95백분위수 0.3시간
모두 같음: 짝마다 같았음. 같지 않은 사업이 나올 확률은 1.5% 미만(95%)
짝지음에 따른 차이의 분산: 가장 많이 줄어 집행액 14분의 1, 가장 적게 줄어
  134TF 대기 95백분위수 3.5분의 1
소진일: 예산이 남은 반복은 사업이 끝난 다음 날로 셈

결과: results/compare/plan-fcfs+plan-easy
";

const ENGLISH: &str = "\
A plan-fcfs, B plan-easy: 200 replications of each, seed 1, paired by their
  number

B plan-easy: 1 value other than in A; the same users with the same demand
  policy.backfill: none -> easy

                                 A      B  B - A
P95 wait, 134TF (h)            5.2    3.1  -2.1 (-2.4 to -1.8)    B better
P95 wait, 67TF (h)             1.9    1.8  -0.1 (-0.3 to 0.1)     not shown
late, GPU (of GPU requests)  2.41%  2.40%  -0.01 (-0.07 to 0.05)  within 0.1pp
spent (bn won)               17.98  18.10  0.12 (0.09 to 0.15)    spends more
gone early (of programmes)    0.0%   0.0%  0                      all equal
gone on                      12-24  12-15  -9.5 (-12.0 to -7.0)   B worse

in brackets: interval of the difference (shares: points, dates: days), all 6
  verdicts together at 95%
within: the 90% interval lies inside differences that do not matter
  (shares 0.1 pp)
what is not shown is no larger (95%) than: P95 wait, 67TF 0.3 h
all equal: in every pair. The chance of a programme in which they differ is
  below 1.5% (95%)
variance of differences by pairing: at best spent 1/14, at worst
  P95 wait, 134TF 1/3.5
gone on: where the money lasts, the day after the programme's last is counted

results: results/compare/plan-fcfs+plan-easy
";

#[test]
fn the_first_screen_in_both_languages() {
    for (lang, want) in [(Lang::Ko, KOREAN), (Lang::En, ENGLISH)] {
        let got = text(&screen(), Some("results/compare/plan-fcfs+plan-easy"), lang, 80);
        for (got, want) in got.lines().zip(want.lines()) {
            assert_eq!(got, want);
        }
        assert_eq!(got, want);
    }
}

#[test]
fn the_verb_follows_the_interval() {
    let said = |claim: Claim, id: &str, within: bool| {
        let it = PairedDifference { within_indifference: within, ..pair(1.0, 2.0, (0.5, 1.5), claim) };
        let metric = metric(id, MetricUnit::Hours, Better::Smaller, 0.1, it.clone());
        Lang::BOTH.map(|lang| verdict(&metric, &it, 2, lang))
    };
    let wait = "waits.all.mean_hours";
    for (claim, id, within, ko, en) in [
        (Claim::Better, wait, false, "다가 나음", "C better"),
        (Claim::Better, wait, true, "다가 나음(0.1 이내)", "C better, within 0.1"),
        (Claim::Worse, wait, false, "다가 못함", "C worse"),
        (Claim::Larger, "cards.H100.peak_in_use", false, "다가 더 큼", "C larger"),
        (Claim::Smaller, "cards.H100.peak_in_use", false, "다가 더 작음", "C smaller"),
        (Claim::Larger, "budget.spent_won", false, "다가 더 씀", "spends more"),
        (Claim::Smaller, "budget.spent_won", false, "다가 덜 씀", "spends less"),
        (Claim::Equivalent, wait, true, "0.1 이내", "within 0.1"),
        (Claim::Equal, wait, true, "모두 같음", "all equal"),
        (Claim::NotShown, wait, false, "확인 안 됨", "not shown"),
        (Claim::Nothing, wait, false, "짝이 모자람", "too few pairs"),
    ] {
        assert_eq!(said(claim, id, within), [ko, en], "{claim:?}");
    }
}

/// Demand that differs, values that only one has, and many of them.
#[test]
fn what_differs_is_named_first_and_cut_when_long() {
    let mut of = screen();
    let one = of.scenarios[1].differences[0].clone();
    of.scenarios[1].same_demand = 3;
    of.scenarios[1].differences = (0..11)
        .map(|i| naru_results::ScenarioDifference { path: format!("a.b{i}"), before: None, ..one.clone() })
        .collect();
    let en = text(&of, None, Lang::En, 80);
    assert!(
        en.contains("B plan-easy: 11 values other than in A; demand differs (3 of 200 are the same):"),
        "{en}"
    );
    assert!(en.contains("\n  a.b7: none -> easy\n  3 more: compare.json\n\n"), "{en}");
    let ko = text(&of, None, Lang::Ko, 80);
    assert!(ko.contains("수요가 다름(200회 중 3회만 같음)"), "{ko}");
    of.scenarios[1].differences.clear();
    let ko = text(&of, None, Lang::Ko, 80);
    assert!(ko.contains("나 plan-easy: 가와 모든 값이 같은 시나리오임\n"), "{ko}");
}

/// 4 of a million requests are not none.
#[test]
fn a_share_that_is_not_0_does_not_look_like_it() {
    let mut of = screen();
    let rare = pair(0.0, 0.000_004, (-0.000_01, 0.000_02), Claim::NotShown);
    of.metrics = vec![metric("waits.all.over_limit_share", MetricUnit::Share, Better::Smaller, 0.001, rare)];
    let shown = text(&of, None, Lang::En, 80);
    assert!(shown.contains(" 0.00%  0.0004%  0.00 (0.00 to 0.00)  not shown\n"), "{shown}");
}

#[test]
fn the_best_of_three_in_a_sentence() {
    let mut of = screen();
    let mut third = of.scenarios[1].clone();
    "plan-fair".clone_into(&mut third.name);
    of.scenarios.push(third);
    for metric in &mut of.metrics {
        metric.against.push(metric.against[0].clone());
    }
    let pair = |first, second, lo, hi| BestPair {
        first,
        second,
        difference: Some(f64::midpoint(lo, hi)),
        lo: Some(lo),
        hi: Some(hi),
    };
    of.best = Some(BestOf {
        metric: of.metrics[0].id.clone(),
        standings: vec![Standing::NotBest, Standing::WithinIndifference, Standing::MayBeBest],
        pairs: vec![pair(0, 1, -3.0, -1.0), pair(0, 2, -3.0, -1.0), pair(1, 2, -0.3, 0.05)],
    });
    let ko = text(&of, None, Lang::Ko, 80).replace("\n  ", " ");
    assert!(
        ko.contains("134TF 대기 95백분위수(시간) 기준으로 골라도 가장 나은 것보다 0.1시간 넘게 못하지 않음: 나 plan-easy. 가장 나을 수 있음: 다 plan-fair. 더 나은 것이 있음: 가 plan-fcfs\n"),
        "{ko}"
    );
    assert!(ko.contains("나-가 -2.0 (-3.0~-1.0), 다-가 -2.0 (-3.0~-1.0), 다-나 -0.1 (-0.3~0.1)\n"), "{ko}");
    of.best.as_mut().expect("it was just put there").standings =
        vec![Standing::NotBest, Standing::Best, Standing::NotBest];
    let en = text(&of, None, Lang::En, 80).replace("\n  ", " ");
    assert!(
        en.contains(
            "by P95 wait, 134TF (h), best: B plan-easy; another is better: A plan-fcfs, C plan-fair\n"
        ),
        "{en}"
    );
}

#[test]
fn no_line_is_wider_and_no_word_is_surer_than_it_may_be() {
    let mut of = screen();
    of.metrics[1].against[0].skewed = true;
    of.metrics[1].against[0].dropped = 7;
    of.left_out = serde_json::from_str::<Compared>(include_str!("../../results/tests/files/compare.json"))
        .expect("it is the contract's own")
        .left_out;
    for lang in Lang::BOTH {
        let shown = text(&of, Some("results/compare/x"), lang, 80);
        for line in shown.lines() {
            assert!(line.width() <= 80 && line.trim_end() == line, "{}: {line}", line.width());
        }
        assert!(shown.contains("naru.H200") && shown.contains(")*"), "{shown}");
        for wrong in ["확실", "차이가 없", "no difference", "certain"] {
            assert!(!shown.contains(wrong) && !markdown(&of, "0").contains(wrong), "{wrong}");
        }
    }
}

/// A row has as many cells as its heading, and both languages have every metric.
#[test]
fn the_page_has_a_row_for_each_metric_in_both_languages() {
    let page = markdown(&screen(), "0.1.0");
    let rows = |label: &str| page.lines().filter(|line| line.starts_with(&format!("| {label} |"))).count();
    for (ko, en) in [("집행액(억 원)", "spent (bn won)"), ("소진일", "gone on")] {
        assert_eq!((rows(ko), rows(en)), (1, 1), "{page}");
    }
    let cells = |line: &str| line.matches(" |").count();
    let heading = page.lines().find(|line| line.starts_with("| 지표 |")).expect("a heading");
    let row = page.lines().find(|line| line.starts_with("| 소진일 |")).expect("a row");
    assert_eq!(cells(heading), cells(row));
    assert!(row.contains("| △9.5 | △12.0\\~△7.0 |"), "{row}");
}
