//! Values that do not go together, or not with the call.

use super::{Text, list, text};
use crate::surface::Performance;
use jiff::civil::Date;
use naru_model::rules::allocation::Resources;
use naru_units::Span;

pub(crate) fn performance(performance: Performance) -> String {
    let (tenths, unit) = match performance {
        Performance::Tf(tenths) => (tenths, "TF"),
        Performance::Tops(tenths) => (tenths, "TOPS"),
    };
    match tenths % 10 {
        0 => format!("{}{unit}", tenths / 10),
        rest => format!("{}.{rest}{unit}", tenths / 10),
    }
}

// ---- names ----

pub(crate) fn unknown_pool(name: &str) -> Text {
    text!("투입 자원에 없는 이름: `{name}`", "pool `{name}` is not in the fleet")
}

pub(crate) fn unknown_supplier(name: &str) -> Text {
    text!("투입 자원에 없는 공급사: `{name}`", "supplier `{name}` is not in the fleet")
}

pub(crate) fn unknown_product(name: &str) -> Text {
    text!("없는 상품: `{name}`", "there is no product `{name}`")
}

pub(crate) fn unknown_server(name: &str) -> Text {
    text!("없는 서버 종류: `{name}`", "there is no server type `{name}`")
}

pub(crate) fn unknown_card(name: &str) -> Text {
    text!("없는 카드 종류: `{name}`", "there is no card type `{name}`")
}

pub(crate) fn unknown_kind(name: &str) -> Text {
    text!("없는 사용자 종류: `{name}`", "there is no kind of user `{name}`")
}

pub(crate) fn unknown_line(name: &str) -> Text {
    text!(
        "`{name}`의 금액은 적을 수 없음: GPU는 한도에서 운영비와 NPU를 뺀 나머지",
        "no sum for `{name}` here: the GPU line is the cap less operating cost and NPU"
    )
}

pub(crate) fn unknown_clause(id: &str) -> Text {
    text!("조항표에 없는 조항: `{id}`", "the clause table has no `{id}`")
}

pub(crate) fn unknown_reading(clause: &str, variant: &str) -> Text {
    text!("조항 {clause}에 없는 해석안: `{variant}`", "clause {clause} has no reading `{variant}`")
}

// ---- names and ranges of the file itself ----

pub(crate) fn no_name_of_its_own() -> Text {
    text!(
        "`name`이 없음: 결과가 바탕의 결과를 덮어쓰게 됨",
        "no `name`: results would be written over those of the base"
    )
}

pub(crate) fn give_it_a_name() -> Text {
    text!("이름을 주면 됨: name: \"…\"", "give it a name: name: \"…\"")
}

pub(crate) fn outside_the_range(value: &str, low: Option<&str>, high: Option<&str>) -> Text {
    let range = match (low, high) {
        (Some(low), Some(high)) => text!("{low}–{high}", "{low}–{high}"),
        (Some(low), None) => text!("{low} 이상", "{low} or more"),
        (None, Some(high)) => text!("{high} 이하", "{high} or less"),
        (None, None) => unreachable!("outside a range that has an end"),
    };
    let (ko, en) = (range.ko, range.en);
    text!("주어진 범위 {ko} 밖의 값: {value}", "{value} lies outside the range given for it, {en}")
}

pub(crate) fn another_range_or_value() -> Text {
    text!(
        "다른 범위를 출처와 함께 적거나 값을 확인",
        "give another range with its source, or check the value"
    )
}

// ---- readings ----

pub(crate) fn planned_reading(address: &str, value: &str) -> Text {
    text!(
        "아직 구현되지 않아 고를 수 없음: `{address}`의 `{value}`",
        "`{value}` of `{address}` is not built yet and cannot be chosen"
    )
}

pub(crate) fn can_be_chosen<'a>(names: impl Iterator<Item = &'a str>) -> Text {
    let names = list(names);
    text!("고를 수 있는 값: {names}", "what can be chosen: {names}")
}

pub(crate) fn busy_share_missing() -> Text {
    text!(
        "카드 사용률이 0보다 큰 시간의 몫이 없음: `demand.gpu_busy`",
        "no share of the time with GPU use above zero: `demand.gpu_busy`"
    )
}

pub(crate) fn busy_share_like_this() -> Text {
    text!(
        "예: demand: (gpu_busy: (value: 0.9, assumed: \"까닭\"))",
        "such as demand: (gpu_busy: (value: 0.9, assumed: \"why\"))"
    )
}

pub(crate) fn refused(address: &str, value: &str, breaks: &str) -> Text {
    text!(
        "조항 {breaks}에 어긋나 고를 수 없음: `{address}`의 `{value}`",
        "`{value}` of `{address}` breaks clause {breaks} and cannot be chosen"
    )
}

pub(crate) fn the_call_says(place: &str, sentence: &str) -> Text {
    text!("공모안내서 {place} \"{sentence}\"", "the call, {place}: \"{sentence}\"")
}

// ---- supply ----

pub(crate) fn misses(card: &str, has: Performance, products: &str) -> Text {
    let has = performance(has);
    text!(
        "카드 `{card}`({has})는 상품 {products}의 규격에 못 미쳐 사용료가 지급되지 않음",
        "card `{card}` ({has}) misses the specification of product {products}: nothing would be paid"
    )
}

pub(crate) fn possible(cards: &[String]) -> Text {
    let cards = cards.join(", ");
    text!("가능: {cards}", "possible: {cards}")
}

pub(crate) fn offered_here(product: &str) -> Text {
    text!("`{product}`의 자원", "the pool of `{product}`")
}

pub(crate) fn set_misses(product: &str, cards: u32, card: &str) -> Text {
    text!(
        "`{card}` {cards}장은 상품 `{product}` 한 세트의 성능에 못 미침",
        "{cards} `{card}` are less than one set of product `{product}`"
    )
}

pub(crate) fn at_least_cards(cards: u32) -> Text {
    text!("{cards}장 이상", "at least {cards}")
}

pub(crate) fn no_room(product: &str, server: &str) -> Text {
    text!(
        "상품 `{product}` 한 세트가 서버 `{server}` 한 대에 들어가지 않음",
        "one set of product `{product}` does not fit on one server `{server}`"
    )
}

pub(crate) fn set_and_server(set: Resources, server: Resources) -> Text {
    let show = |r: Resources| (r.cards, r.cores, r.memory_gb, r.disk_gb / 1_000);
    let ((c, k, m, d), (c2, k2, m2, d2)) = (show(set), show(server));
    text!(
        "세트: 카드 {c}장, {k}코어, {m}GB, {d}TB. 서버: 카드 {c2}장, {k2}코어, {m2}GB, {d2}TB",
        "cards, cores, GB, TB: a set takes {c}, {k}, {m}, {d}; the server has {c2}, {k2}, {m2}, {d2}"
    )
}

pub(crate) fn no_server_at_all(product: &str, pool: &str) -> Text {
    text!(
        "상품 `{product}`의 자원 `{pool}`에 서버가 한 대도 없음",
        "pool `{pool}` of product `{product}` never has a server"
    )
}

pub(crate) fn idle_pool(supplier: &str, pool: &str) -> Text {
    text!("자원 `{supplier}.{pool}`을 쓰는 상품이 없음", "no product uses pool `{supplier}.{pool}`")
}

pub(crate) fn no_price(supplier: &str, product: &str) -> Text {
    text!(
        "`{product}`의 정산단가가 없음: `prices.{supplier}.{product}`",
        "no unit price for `{product}`: `prices.{supplier}.{product}`"
    )
}

pub(crate) fn price_without_offer(supplier: &str, product: &str) -> Text {
    text!(
        "쓰이지 않는 단가: 공급사 `{supplier}`의 상품에 `{product}` 없음",
        "supplier `{supplier}` does not offer `{product}`: this price is not used"
    )
}

pub(crate) fn nobody_offers(product: &str) -> Text {
    text!("내는 공급사가 없는 상품: `{product}`", "no supplier offers product `{product}`")
}

pub(crate) fn over_the_maximum(pool: &str, servers: u32, maximum: u32) -> Text {
    text!(
        "자원 `{pool}`의 서버 {servers}대는 최대 투입물량 {maximum}대를 넘음",
        "{servers} servers of pool `{pool}` are more than its maximum of {maximum}"
    )
}

pub(crate) fn maximum_here() -> Text {
    text!("최대 투입물량", "the maximum")
}

pub(crate) fn a100_only() -> Text {
    text!("A100만으로는 사업에 참여할 수 없음", "a supplier of A100 alone cannot take part")
}

pub(crate) fn below_the_floor(class: &str, there: u32, floor: u32, short: u32) -> Text {
    text!(
        "{class} {there}장은 필요카드수 {floor}장보다 {short}장 적음. 실행은 되며 모든 보고서에 표시됨",
        "{there} {class} cards are {short} below the floor of {floor}; it runs, and every report says so"
    )
}

pub(crate) fn later_cards(cards: u32) -> Text {
    text!("뒤에 들어오는 {cards}장은 세지 않음", "{cards} cards that come later do not count")
}

pub(crate) fn cut_below_the_floor(class: &str, from: Date, there: u32, floor: u32, short: u32) -> Text {
    text!(
        "{from}부터 {class} {there}장은 필요카드수 {floor}장보다 {short}장 적음",
        "from {from} on {there} {class} cards are {short} below the floor of {floor}"
    )
}

pub(crate) fn late_servers(pool: &str, from: Date) -> Text {
    text!(
        "자원 `{pool}`의 서버가 사업 시작 뒤인 {from}에 들어옴",
        "servers of pool `{pool}` come on {from}, after the start"
    )
}

pub(crate) fn no_session() -> Text {
    text!("과제마다 세션은 1개 이상이어야 함", "a project holds at least 1 session")
}

// ---- money and dates ----

pub(crate) fn over_the_ceiling(ratio: &str, ceiling: &str) -> Text {
    text!(
        "고정할당 단가는 동적할당 단가의 {ceiling}배 이내여야 함: {ratio}배는 넘음",
        "a fixed price is at most {ceiling} of the dynamic price: {ratio} is more"
    )
}

pub(crate) fn at_most(ceiling: &str) -> Text {
    text!("{ceiling} 이하", "at most {ceiling}")
}

/// Digits in groups of three.
fn grouped(won: i64) -> String {
    let digits = won.to_string();
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().map(|g| str::from_utf8(g).expect("digits")).collect();
    groups.join(",")
}

pub(crate) fn over_the_cap(cap: i64, parts: i64) -> Text {
    let (cap, parts) = (grouped(cap), grouped(parts));
    text!(
        "운영비와 NPU 예산을 더한 {parts}원이 한도 {cap}원을 넘음",
        "operating cost and the NPU line, {parts} won together, exceed the cap of {cap} won"
    )
}

pub(crate) fn end_before_start() -> Text {
    text!("사업이 시작하기 전에 끝남", "the programme ends before it starts")
}

pub(crate) fn outside_the_programme(date: Date) -> Text {
    text!("사업기간 밖의 날짜: {date}", "{date} lies outside the programme")
}

pub(crate) fn the_programme(start: Date, last: Date) -> Text {
    text!("사업기간: {start} ~ {last}", "the programme: {start} to {last}")
}

pub(crate) fn no_price_before(path: &str, from: Date) -> Text {
    text!("`{path}`의 단가가 {from} 전에는 없음", "no price of `{path}` before {from}")
}

pub(crate) fn from_the_start(start: Date) -> Text {
    text!("첫 날짜는 {start}", "the first date is {start}")
}

// ---- demand ----

pub(crate) fn sum_is_not_one(path: &str, sum: &str) -> Text {
    text!(
        "`{path}`의 비율을 더하면 1이어야 함: 지금은 {sum}",
        "the shares of `{path}` add up to 1: these make {sum}"
    )
}

pub(crate) fn both_level_and_use() -> Text {
    text!(
        "`demand.level`과 `demand.mean_use` 가운데 하나만 쓸 수 있음",
        "only one of `demand.level` and `demand.mean_use` may be given"
    )
}

pub(crate) fn take_level_away() -> Text {
    text!("mean_use를 쓰려면 `level: none`", "to use `mean_use`, say `level: none`")
}

pub(crate) fn neither_level_nor_use() -> Text {
    text!(
        "`demand.level`이나 `demand.mean_use`가 있어야 함",
        "one of `demand.level` and `demand.mean_use` is needed"
    )
}

pub(crate) fn level_here() -> Text {
    text!("level은 여기", "the level is here")
}

pub(crate) fn recalled_at_once() -> Text {
    text!(
        "`after`와 `notice`가 모두 0이면 회수된 작업의 나머지가 같은 초에 다시 시작되고 다시 회수됨: 하나는 0보다 커야 함",
        "with `after` and `notice` both 0 the rest of what is taken back starts in the same second, and is taken back again: make one more than 0"
    )
}

pub(crate) fn above_zero(path: &str) -> Text {
    text!("0보다 커야 함: `{path}`", "`{path}` is more than 0")
}

pub(crate) fn no_level_gives(mean_use: f64) -> Text {
    text!(
        "평균 이용률 {mean_use}에 이르는 이용 수준이 없음",
        "no level of demand gives a mean use of {mean_use}"
    )
}

pub(crate) fn mean_out_of_bounds(class: &str, least: Span, most: Span) -> Text {
    let (least, most) = (least.0 / 60, most.0 / 3_600);
    text!(
        "`{class}`의 평균 세션은 {least}분보다 길고 {most}시간보다 짧아야 함",
        "the mean session of `{class}` is longer than {least} min and shorter than {most} h"
    )
}

pub(crate) fn twenty_four(path: &str, found: usize) -> Text {
    text!(
        "`{path}`에는 24시간의 값이 있어야 함: 지금은 {found}개",
        "`{path}` has one value for each of 24 hours: these are {found}"
    )
}

pub(crate) fn mixture_lengths(path: &str) -> Text {
    text!(
        "`{path}`의 weights, mu, sigma에는 값이 둘씩 있어야 함",
        "`weights`, `mu` and `sigma` of `{path}` have two values each"
    )
}

pub(crate) fn cv_below_one() -> Text {
    text!(
        "`demand.think_cv`는 1 이상이어야 함(초지수분포)",
        "`demand.think_cv` is at least 1 (hyperexponential)"
    )
}

pub(crate) fn p90_below_median() -> Text {
    text!(
        "시작 지연의 90백분위수는 중앙값 이상이어야 함",
        "the 90th percentile of the start delay is at least its median"
    )
}

pub(crate) fn no_length(product: &str, cards: u32) -> Text {
    text!(
        "`demand.sessions.lengths`에 카드 {cards}장의 세션 길이가 없음(상품 `{product}`)",
        "`demand.sessions.lengths` has no law for {cards} cards (product `{product}`)"
    )
}

pub(crate) fn backwards(path: &str) -> Text {
    text!("`{path}`의 to가 from보다 이름", "`to` of `{path}` lies before `from`")
}

pub(crate) fn overlapping_seasons(one: &str, other: &str) -> Text {
    text!("겹치는 철: `{one}`, `{other}`", "the seasons `{one}` and `{other}` overlap")
}

pub(crate) fn overlaps_here() -> Text {
    text!("이것과 겹침", "with this one")
}

pub(crate) fn more_at_start() -> Text {
    text!(
        "첫날 참여하는 몫(at_start)이 끝내 참여하는 몫(enrolled)보다 큼",
        "the share at the start is larger than the share that ever enrols"
    )
}
