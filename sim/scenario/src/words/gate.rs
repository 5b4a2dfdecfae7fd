//! A gate's file.

use super::{Text, text};

pub(crate) fn empty_gate() -> Text {
    text!("이 검증에는 시나리오가 없음", "this gate names no scenario")
}

pub(crate) fn no_margins(scenario: &str) -> Text {
    text!("시나리오 `{scenario}`에 지표가 없음", "scenario `{scenario}` has no metric")
}

pub(crate) fn gate_example() -> Text {
    text!(
        "예: `scenarios: {{ \"plan-easy\": (file: \"plan-easy.ron\", margins: {{ \"waits.all.mean_hours\": (warn: 0.1, fail: 0.2) }}) }}`",
        "such as `scenarios: {{ \"plan-easy\": (file: \"plan-easy.ron\", margins: {{ \"waits.all.mean_hours\": (warn: 0.1, fail: 0.2) }}) }}`"
    )
}

pub(crate) fn margin_not_positive(path: &str) -> Text {
    text!("`{path}`은(는) 0보다 커야 함", "`{path}` must be above 0")
}

pub(crate) fn why_positive() -> Text {
    text!(
        "나빠져도 되는 폭임. 0이면 아무리 반복해도 보일 수 없음",
        "it is by how much the metric may get worse: none at all can be shown by no number of replications"
    )
}

pub(crate) fn warn_not_below_fail(path: &str) -> Text {
    text!("`{path}.warn`은 `{path}.fail`보다 작아야 함", "`{path}.warn` must be below `{path}.fail`")
}

pub(crate) fn fail_here() -> Text {
    text!("실패하는 폭", "what fails")
}

pub(crate) fn name_is_folder(path: &str) -> Text {
    text!(
        "`{path}`은(는) 폴더 이름이 됨: 글자, 숫자, `-`, `_`, `.`만 쓰고 `.`으로 시작하지 않음",
        "`{path}` becomes the name of a folder: letters, digits, `-`, `_` and `.` only, and no `.` at its start"
    )
}

pub(crate) fn too_few_replications(replications: u32, looks: u32) -> Text {
    let least = 2 * looks;
    text!(
        "반복 {replications}회로 {looks}번 볼 수 없음: {least}회 이상이어야 함",
        "{replications} replications are too few for {looks} looks: at least {least}"
    )
}

pub(crate) fn looks_between() -> Text {
    text!("`looks`는 1에서 20까지임", "`looks` lies between 1 and 20")
}
