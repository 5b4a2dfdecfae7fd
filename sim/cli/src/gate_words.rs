//! What `naru gate` says of its file and its baselines, both languages side by side.

use crate::words::say;
use naru_report::{Lang, particle::chosen};
use naru_results::{BaselineFault, SCHEMA};
use naru_scenario::{Problem, Reach, Severity, Text};
use naru_study::{BaselineMisfit, GateFault};
use std::path::Path;

/// A metric that cannot be gated, at its place in the gate's file.
pub(crate) fn metric_problem(
    scenario: &str,
    metric: &str,
    fault: &GateFault,
    place: naru_scenario::Place,
) -> Problem {
    let text = |ko, en| Text { ko: chosen(ko), en };
    let (title, label, notes) = match fault {
        GateFault::Unknown(nearest) => {
            let first = nearest.first().expect("a scenario has metrics");
            let near = nearest.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ");
            (
                text(
                    format!("시나리오 `{scenario}`에 없는 지표: `{metric}`"),
                    format!("scenario `{scenario}` has no metric `{metric}`"),
                ),
                text(format!("혹시 `{first}`?"), format!("did you mean `{first}`?")),
                vec![text(format!("가까운 지표: {near}"), format!("nearest metrics: {near}"))],
            )
        }
        GateFault::Pooled => (
            text(
                format!("`{metric}`은(는) 모든 반복을 합친 값이어서 견줄 수 없음"),
                format!(
                    "`{metric}` is of all replications together, so it cannot be compared by the replication"
                ),
            ),
            text(format!("`programme.{metric}`을(를) 씀"), format!("write `programme.{metric}`")),
            vec![text(
                "`programme.`을 붙이면 사업 하나의 값임".to_owned(),
                "with `programme.` it is one number per programme".to_owned(),
            )],
        ),
        GateFault::NoDirection => (
            text(
                format!("`{metric}`은(는) 커지는 쪽과 작아지는 쪽 가운데 어느 쪽이 나쁜지 정해져 있지 않음"),
                format!("`{metric}` is neither better nor worse when it grows"),
            ),
            text(
                "`worse: larger`, `worse: smaller`, `worse: either` 가운데 하나를 더함".to_owned(),
                "add `worse: larger`, `worse: smaller` or `worse: either`".to_owned(),
            ),
            Vec::new(),
        ),
    };
    Problem {
        severity: Severity::Error,
        code: None,
        title,
        place: Some(place),
        file: None,
        label: Some(label),
        also: Vec::new(),
        notes,
        reach: Reach::Read,
    }
}

/// A baseline that cannot be used, with its cure.
pub(crate) fn baseline(path: &Path, fault: &BaselineFault, command: &str, lang: Lang) -> String {
    let at = path.display();
    let (ko, en) = match fault {
        BaselineFault::Missing => (format!("{at}: 기준이 없음"), format!("{at}: there is no baseline")),
        BaselineFault::Io(error) => {
            (format!("{at}: 읽을 수 없음: {error}"), format!("{at} cannot be read: {error}"))
        }
        BaselineFault::NotOurs => {
            (format!("{at}:1:1: naru의 기준 파일이 아님"), format!("{at}:1:1: this is no baseline of naru"))
        }
        BaselineFault::Schema { found } => (
            format!("{at}:2:1: schema가 {found}인 기준임. 이 프로그램은 {SCHEMA}을(를) 읽음"),
            format!("{at}:2:1: a baseline of schema {found}; this program reads schema {SCHEMA}"),
        ),
        BaselineFault::Edited => (
            format!("{at}: 손으로 고쳤거나 잘린 기준임: 마지막 줄의 해시와 맞지 않음"),
            format!("{at}: edited by hand or cut off; the hash in its last line does not fit"),
        ),
        BaselineFault::Broken { line } => {
            (format!("{at}:{line}:1: 읽을 수 없는 줄"), format!("{at}:{line}:1: a line that cannot be read"))
        }
    };
    with_cure(&ko, &en, command, lang)
}

/// A message with the cure of all that is wrong with a baseline.
fn with_cure(ko: &str, en: &str, command: &str, lang: Lang) -> String {
    say(
        lang,
        format!("오류: {ko}\n  = 옳은 상태에서 `{command} --accept`로 새로 만듦. 되돌리려면 `git checkout`"),
        format!(
            "error: {en}\n  = from a state that is right, `{command} --accept` makes one; `git checkout` brings back what was committed"
        ),
    )
}

/// A baseline of another gate or scenario.
pub(crate) fn other_baseline(
    path: &Path,
    found: (&str, &str),
    wanted: (&str, &str),
    command: &str,
    lang: Lang,
) -> String {
    let at = path.display();
    let ((gate, scenario), (want_gate, want_scenario)) = (found, wanted);
    with_cure(
        &format!(
            "{at}: 검증 `{gate}`의 시나리오 `{scenario}`의 기준임. `{want_gate}`의 `{want_scenario}`이(가) 아님"
        ),
        &format!(
            "{at}: the baseline of `{scenario}` in gate `{gate}`, not of `{want_scenario}` in `{want_gate}`"
        ),
        command,
        lang,
    )
}

/// A baseline without a metric that the gate's file now names.
pub(crate) fn metric_lacks(path: &Path, metric: &str, command: &str, lang: Lang) -> String {
    let at = path.display();
    with_cure(
        &format!("{at}: 기준에 지표 `{metric}`이(가) 없음"),
        &format!("{at}: the baseline has no metric `{metric}`"),
        command,
        lang,
    )
}

/// A baseline with fewer replications than the gate may look at.
pub(crate) fn replications_lack(path: &Path, found: usize, wanted: u32, command: &str, lang: Lang) -> String {
    let at = path.display();
    with_cure(
        &format!("{at}: 반복이 {found}회뿐임. 이 검증은 {wanted}회까지 봄"),
        &format!("{at}: {found} replications only; this gate looks at up to {wanted}"),
        command,
        lang,
    )
}

/// A baseline that was made by other code, or put together by hand.
pub(crate) fn misfit(path: &Path, fault: &BaselineMisfit, command: &str, lang: Lang) -> String {
    let at = path.display();
    let (ko, en) = match fault {
        BaselineMisfit::Causes => (
            format!("{at}: 대기의 까닭이 이 프로그램의 것과 다름"),
            format!("{at}: its causes of waiting are not those of this program"),
        ),
        BaselineMisfit::Part { metric, replication } => (
            format!("{at}: 반복 {replication}의 `{metric}` 값이 그 지표의 값이 아님"),
            format!("{at}: in replication {replication} the value of `{metric}` is none of that metric"),
        ),
    };
    with_cure(&ko, &en, command, lang)
}

/// A metric that says nothing in any replication of a baseline.
pub(crate) fn silent(gate: &Path, scenario: &str, metric: &str, lang: Lang) -> String {
    let at = gate.display();
    say(
        lang,
        format!(
            "오류: {at}: 시나리오 `{scenario}`의 `{metric}`: 기준의 어느 반복에도 값이 없어 견줄 수 없음\n  = 이 지표를 빼거나, 값이 나오는 시나리오를 적음"
        ),
        format!(
            "error: {at}: `{metric}` has no value in any replication of the baseline of `{scenario}`, so nothing can be shown\n  = leave the metric out, or name a scenario in which it has values"
        ),
    )
}

/// Baselines of scenarios that the gate does not name.
pub(crate) fn left_over(path: &Path, lang: Lang) -> String {
    let at = path.display();
    say(
        lang,
        format!("알림: {at}: 이 검증에 없는 시나리오의 기준임. `--accept`가 지움\n"),
        format!(
            "note: {at}: a baseline of a scenario that the gate does not name; `--accept` takes it away\n"
        ),
    )
}
