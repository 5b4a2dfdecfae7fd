//! What a solve says of its answer.

use naru_report::{Lang, solve};
use naru_results::{SolveStatus, SolveVerdict, Solved};

fn solved() -> Solved {
    let text = include_str!("../../results/tests/files/solve.json");
    serde_json::from_str(text).expect("it is the contract's own")
}

fn both(of: &Solved) -> [String; 2] {
    [Lang::Ko, Lang::En].map(|lang| solve::text(of, None, lang))
}

#[test]
fn an_error_rate_stands_only_where_the_answers_rows_bear_it_out() {
    const RATE: [&str; 2] =
        ["(이 답이 틀릴 확률 5% 이하)", "(the chance that this does not hold is 5% at most)"];
    let says = |of: &Solved| {
        let texts = both(of);
        [0, 1].map(|i| texts[i].contains(RATE[i]))
    };
    assert_eq!(says(&solved()), [true; 2]);
    let mut skewed = solved();
    skewed.probes[0].skewed = true;
    assert_eq!(says(&skewed), [false; 2]);
    let mut undecided = solved();
    undecided.probes[0].verdict = SolveVerdict::NotShown;
    assert_eq!(says(&undecided), [false; 2]);
    let mut skewed = solved();
    skewed.confirmations[0].skewed = true;
    assert_eq!(says(&skewed), [false; 2]);
    // Another value's rows take nothing away.
    let mut other = solved();
    other.probes.push(other.probes[0].clone());
    other.probes[1].at = vec![30.0];
    other.probes[1].skewed = true;
    assert_eq!(says(&other), [true; 2]);
}

/// No particle hangs on a figure or a sentence whose last sound is not known.
#[test]
fn korean_needs_no_choice_of_particles() {
    let mut none = solved();
    none.status = SolveStatus::Nothing;
    for of in [solved(), none] {
        let (text, page) = (solve::text(&of, None, Lang::Ko), solve::markdown(&of, "1.0.0"));
        for it in [text, page] {
            assert!(!it.contains("을(를)") && !it.contains("대는") && !it.contains("장)와"), "{it}");
        }
    }
    let page = solve::markdown(&solved(), "1.0.0");
    let title = "# plan-easy: 다음을 지키는 가장 작은 H100 서버 수: 사업 100개 중 95개 이상에서 134TF 신청의 95%가 8시간 안에 할당됨\n";
    assert!(page.starts_with(title), "{page}");
}

#[test]
fn rows_that_are_all_alike_say_what_helps() {
    let mut alike = solved();
    alike.probes[0].standard_error = Some(0.0);
    assert!(!both(&alike)[1].contains("--replications"), "it holds");
    alike.probes[0].verdict = SolveVerdict::NotShown;
    assert!(both(&alike).iter().all(|text| text.contains("--replications")));
}
