//! The operating plan.

use super::{Text, text};

pub(crate) fn same_order(order: &str, hours: i64) -> Text {
    text!(
        "배정 순서 `[{order}]`은 `[arrival]`과 늘 같음: 모든 상품의 기준 대기시간이 {hours}시간임. policy.aims로 상품별 목표를 달리 둠",
        "order `[{order}]` is always the same as `[arrival]`: every product has the same wait limit, {hours} h; give products aims of their own in policy.aims"
    )
}

pub(crate) fn empty_order() -> Text {
    text!("배정 순서가 비어 있음: 기준을 하나 이상 적음", "the order is empty: give at least one criterion")
}

pub(crate) fn order_too_long(given: usize, most: usize) -> Text {
    text!(
        "배정 순서의 기준이 {given}개임: {most}개까지 적을 수 있음. 더 섞으려면 `weighted_sum`",
        "the order has {given} criteria: at most {most}; `weighted_sum` mixes more"
    )
}

pub(crate) fn weights_missing() -> Text {
    text!(
        "`weighted_sum`에 가중치가 없음: weights: {{ \"arrival\": 1, \"priority\": 600 }}처럼 적음",
        "`weighted_sum` has no weights: say weights: {{ \"arrival\": 1, \"priority\": 600 }}"
    )
}

pub(crate) fn unknown_criterion(name: &str) -> Text {
    text!("없는 배정 기준: `{name}`", "there is no criterion `{name}`")
}

pub(crate) fn weight_without_sum(name: &str) -> Text {
    text!(
        "가중치 `{name}`은 쓰이지 않음: 배정 순서에 `weighted_sum`이 없음",
        "weight `{name}` is not used: the order has no `weighted_sum`"
    )
}

pub(crate) fn half_life_in_days() -> Text {
    text!(
        "반감기(half_life)는 하루 이상, 하루 단위: \"7d\"처럼 적음",
        "a half-life is whole days, one at least: say \"7d\""
    )
}

pub(crate) fn half_life_without_share() -> Text {
    text!(
        "반감기(half_life)는 쓰이지 않음: 배정 순서에 `fair_share`가 없음",
        "the half-life is not used: the order does not look at `fair_share`"
    )
}

pub(crate) fn estimate_factor_missing() -> Text {
    text!(
        "`estimate: factor`에는 estimate_factor(0에서 1000)가 있어야 함: estimate_factor: 1.5처럼 적음",
        "`estimate: factor` needs an estimate_factor, 0 to 1000: say estimate_factor: 1.5"
    )
}

pub(crate) fn declared_missing(product: &str) -> Text {
    text!(
        "`estimate: declared`에 상품 `{product}`의 신고 시간이 없음: declared: {{ \"{product}\": \"24h\" }}처럼 적음",
        "`estimate: declared` has no length for product `{product}`: say declared: {{ \"{product}\": \"24h\" }}"
    )
}

pub(crate) fn conservative_is_first_fit(placement: &str) -> Text {
    text!(
        "`backfill: conservative`의 예약은 번호가 앞선 서버부터 잡음: `placement: {placement}`는 쓰이지 않음",
        "reservations of `backfill: conservative` take the first servers that fit: `placement: {placement}` is not used"
    )
}
