//! Study files.

use super::{Text, list, text};

pub(crate) fn no_design(designs: &[&str]) -> Text {
    let designs = list(designs);
    text!(
        "무엇을 어떻게 바꿀지 없음: {designs} 가운데 하나",
        "nothing says how inputs are moved: one of {designs}"
    )
}

pub(crate) fn add_a_design() -> Text {
    text!("예: `tornado: (paths: all)`", "such as `tornado: (paths: all)`")
}

pub(crate) fn two_designs(second: &str) -> Text {
    text!("설계가 둘임: `{second}`", "a second design: `{second}`")
}

pub(crate) fn no_metrics() -> Text {
    text!("볼 지표가 없음", "no metric is watched")
}

pub(crate) fn name_a_metric() -> Text {
    text!("예: `[\"budget.spent_won\"]`", "such as `[\"budget.spent_won\"]`")
}

pub(crate) fn no_paths() -> Text {
    text!("바꿀 입력이 없음", "no input is moved")
}

pub(crate) fn name_a_path() -> Text {
    text!("예: `demand.level`", "such as `demand.level`")
}

pub(crate) fn name_an_axis() -> Text {
    text!(
        "예: `[(path: \"demand.level\", values: [0.8, 1.0])]`",
        "such as `[(path: \"demand.level\", values: [0.8, 1.0])]`"
    )
}

pub(crate) fn no_values() -> Text {
    text!("값이 없음", "no values")
}

pub(crate) fn name_a_value() -> Text {
    text!("예: `[0.8, 1.0, 1.2]`", "such as `[0.8, 1.0, 1.2]`")
}

pub(crate) fn outside_limits(path: &str, key: &str, found: u32) -> Text {
    let at = if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    text!("`{at}`에 쓸 수 없는 수: {found}", "`{at}` cannot be {found}")
}

pub(crate) fn from_to(least: u32, most: u32) -> Text {
    text!("{least}부터 {most}까지", "from {least} to {most}")
}

pub(crate) fn no_power_of_two(found: u32) -> Text {
    text!(
        "Sobol' 점의 수는 2의 거듭제곱이어야 함: {found}",
        "Sobol' points come in powers of two, not {found}"
    )
}

pub(crate) fn use_a_power(next: u32) -> Text {
    text!("{next}", "{next}")
}

pub(crate) fn without_range(path: &str) -> Text {
    text!("`{path}`에는 범위가 없음", "`{path}` has no range")
}

pub(crate) fn give_a_range() -> Text {
    text!(
        "시나리오에 `(value: …, low: …, high: …, assumed: \"까닭\")`으로 적거나, `grid`로 값을 줌",
        "write `(value: …, low: …, high: …, assumed: \"why\")` in the scenario, or give values by `grid`"
    )
}

pub(crate) fn no_range_at_all() -> Text {
    text!("시나리오에 범위가 있는 값이 없음", "the scenario has no figure with a range")
}

pub(crate) fn range_of_no_numbers(path: &str) -> Text {
    text!("`{path}`의 범위는 수가 아님", "the range of `{path}` is no numbers")
}

pub(crate) fn only_a_tornado() -> Text {
    text!("`tornado`나 `grid`로만 바꿀 수 있음", "only `tornado` or `grid` can move it")
}
