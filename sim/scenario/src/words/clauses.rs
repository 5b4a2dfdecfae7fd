//! Mechanisms of single clauses: suppliers that share, faults, bursts, grants, waves, what comes after.

use super::{Text, text};
use jiff::civil::Date;

// ---- several suppliers ----

pub(crate) fn share_missing(product: &str, supplier: &str) -> Text {
    text!(
        "여러 공급사가 내는 상품 `{product}`: `{supplier}`의 몫(share)이 없음",
        "several suppliers offer `{product}`: `{supplier}` has no share"
    )
}

pub(crate) fn share_or_choice(supplier: &str, product: &str) -> Text {
    text!(
        "offers: {{ \"{supplier}\": {{ \"{product}\": (share: 0.5) }} }}처럼 적거나 policy: (choice: by_price)",
        "say offers: {{ \"{supplier}\": {{ \"{product}\": (share: 0.5) }} }}, or policy: (choice: by_price)"
    )
}

pub(crate) fn npu_is_fixed(product: &str) -> Text {
    text!(
        "NPU 상품 `{product}`은 고정할당으로만 제공할 수 있음",
        "NPU product `{product}` is on fixed allocation alone"
    )
}

pub(crate) fn gang_is_not_fixed(product: &str) -> Text {
    text!(
        "특별지원 상품 `{product}`은 배정된 기간에만 쓰므로 고정할당으로 낼 수 없음",
        "`{product}` is granted for a time of its own and cannot be on fixed allocation"
    )
}

// ---- faults ----

pub(crate) fn p90_of_outage_below_median() -> Text {
    text!(
        "장애 길이의 90백분위수는 중앙값 이상이어야 함",
        "the 90th percentile of an outage's length is at least its median"
    )
}

pub(crate) fn servers_of_a_window(pool: &str, servers: u32, most: u32) -> Text {
    text!(
        "자원 `{pool}`의 점검 서버는 1~{most}대여야 함: 지금은 {servers}대",
        "maintenance takes 1 to {most} servers of pool `{pool}`: this is {servers}"
    )
}

pub(crate) fn ends_before_it_begins(path: &str) -> Text {
    text!("`{path}`의 until이 from보다 뒤여야 함", "`until` of `{path}` lies after its `from`")
}

// ---- bursts, grants, waves, what comes after ----

pub(crate) fn weeks_of_a_burst() -> Text {
    text!(
        "당겨쓰기의 기간은 1주 이상이고 to가 from 이상이어야 함",
        "a burst lasts at least 1 week, and `to` is at least `from`"
    )
}

pub(crate) fn unknown_multiple(k: &str) -> Text {
    text!("당겨쓰기의 배수는 2, 4, 8 가운데 하나: 지금은 `{k}`", "a burst has 2, 4 or 8 sets: this is `{k}`")
}

pub(crate) fn burst_above_a_server(product: &str, k: u32, server: &str) -> Text {
    text!(
        "상품 `{product}` {k}세트가 서버 `{server}` 한 대에 들어가지 않음(`A5.burst_span: one_server`)",
        "{k} sets of product `{product}` do not fit on one server `{server}` (`A5.burst_span: one_server`)"
    )
}

pub(crate) fn four_stages() -> Text {
    text!(
        "`demand.stages.median_weeks`에는 1~4단계의 값이 넷 있어야 하고 1~3단계는 두 달(61일)보다 짧아야 함",
        "`demand.stages.median_weeks` has four values, those of stages 1 to 3 below two months (61 days)"
    )
}

pub(crate) fn share_over_two_months() -> Text {
    text!(
        "`demand.stages.over_two_months`는 0보다 크고 0.875보다 작아야 함",
        "`demand.stages.over_two_months` lies between 0 and 0.875, both excluded"
    )
}

pub(crate) fn gang_has_no_cohort(product: &str) -> Text {
    text!(
        "특별지원 상품 `{product}`은 과제마다 따로 지원함: demand: (grants: {{ \"이름\": (product: \"{product}\", from: \"2025-07-01\", length: \"61d\") }})",
        "`{product}` is granted one by one: demand: (grants: {{ \"name\": (product: \"{product}\", from: \"2025-07-01\", length: \"61d\") }})"
    )
}

pub(crate) fn not_granted_alone(product: &str) -> Text {
    text!(
        "따로 지원하는 상품이 아님: `{product}`. 과제 수는 products나 waves에 적음",
        "`{product}` is not granted one by one: its projects are counted in `products` or `waves`"
    )
}

pub(crate) fn granted_too_early(product: &str, first: Date) -> Text {
    text!("상품 `{product}`은 {first}부터 지원할 수 있음", "`{product}` is granted from {first} on")
}

pub(crate) fn decided_at_a_months_start() -> Text {
    text!(
        "추가모집은 사업 시작 뒤 어느 달의 첫날에 정함(예: \"2025-09-01\")",
        "a wave is decided on the first day of a month after the start (such as \"2025-09-01\")"
    )
}

pub(crate) fn no_market_price(product: &str) -> Text {
    text!(
        "`{product}`의 시중가가 없음: `after.market.{product}`",
        "no market price of `{product}`: `after.market.{product}`"
    )
}

pub(crate) fn no_server_cost(supplier: &str, pool: &str) -> Text {
    text!(
        "자원 `{pool}`의 서버 원가가 없음: `final_settlement.{supplier}.actual_cost.server_month.{pool}`",
        "no cost of a server of `{pool}`: `final_settlement.{supplier}.actual_cost.server_month.{pool}`"
    )
}
