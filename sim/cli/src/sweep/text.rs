//! What `naru sweep` says to people, both languages side by side.

use crate::words::say;
use naru_report::Lang;
use naru_results::Label;
use naru_scenario::Text;
use naru_study::sweep::MOST_POINTS;

fn text(ko: String, en: String) -> Text {
    Text { ko, en }
}

/// A point that an index cannot do without.
pub(super) fn point_refused(changes: &[String], why: &Label, lang: Lang) -> String {
    let changes = changes.join(" ");
    say(
        lang,
        format!(
            "오류: 범위 안의 한 점을 검사가 받아들이지 않음: {}\n  {changes}\n  = 지수는 모든 점이 있어야 함. 함께 옮길 수 없는 입력을 빼거나 `latin_hypercube`를 씀",
            why.ko
        ),
        format!(
            "error: check refuses a point inside the ranges: {}\n  {changes}\n  = indices need every point: leave out inputs that cannot move together, or use `latin_hypercube`",
            why.en
        ),
    )
}

/// Title and label: a metric that does not exist.
pub(super) fn unknown_metric(id: &str, nearest: &[&str]) -> (Text, Text) {
    let prefix = if id.starts_with("programme.") { "programme." } else { "" };
    let near = nearest.iter().map(|it| format!("`{prefix}{it}`")).collect::<Vec<_>>().join(", ");
    (
        text(format!("없는 지표: `{id}`"), format!("there is no metric `{id}`")),
        text(format!("가까운 지표: {near}"), format!("nearest: {near}")),
    )
}

/// Title and label: a quantile of all programmes together.
pub(super) fn cannot_be_paired(id: &str) -> (Text, Text) {
    (
        text(
            format!("`{id}`는 사업 하나의 수가 아니어서 점끼리 짝지을 수 없음"),
            format!("`{id}` is no number of one programme: its points cannot be paired"),
        ),
        text(format!("`programme.{id}`를 씀"), format!("use `programme.{id}`")),
    )
}

pub(super) fn too_many_points(n: u64) -> (Text, Text) {
    (
        text(
            format!("점이 너무 많음: {n}개. {MOST_POINTS}개까지"),
            format!("too many points: {n}, at most {MOST_POINTS}"),
        ),
        text("값이나 입력을 줄임".to_owned(), "fewer values, or fewer inputs".to_owned()),
    )
}

pub(super) fn too_many_inputs(n: usize, most: usize) -> (Text, Text) {
    (
        text(
            format!("Sobol' 지수의 입력이 너무 많음: {n}개. {most}개까지"),
            format!("too many inputs for Sobol' indices: {n}, at most {most}"),
        ),
        text(
            "`tornado`나 `morris`로 큰 것을 찾아 그것만 적음".to_owned(),
            "find the large ones by `tornado` or `morris`, and name those".to_owned(),
        ),
    )
}

pub(super) fn nothing_moves(path: &str, why: &Text) -> (Text, Text) {
    (
        text(
            format!("움직일 수 있는 입력이 없음. `{path}`: {}", why.ko),
            format!("no input can be moved; `{path}`: {}", why.en),
        ),
        text("다른 입력을 적음".to_owned(), "name other inputs".to_owned()),
    )
}
