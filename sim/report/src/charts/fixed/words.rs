//! What the picture says.

use super::data::{Cheaper, Fixed};
use crate::format::{self, percent_number};
use crate::phrase;
use crate::programmes;
use crate::words::{Lang, say};

/// Title: where the two cost the same, and on which side the products lie in 9 programmes of 10.
pub(super) fn title(of: &Fixed, lang: Lang) -> String {
    let ratio = format::set_share(of.ratio);
    let (low, high) = of
        .products
        .iter()
        .fold((f64::INFINITY, 0.0_f64), |(low, high), it| (low.min(it.billed.p05), high.max(it.billed.p95)));
    let billed = format::range(&percent_number(low, 1), &percent_number(high, 1), lang);
    let most = programmes::range(of.replications, lang);
    match of.verdict() {
        Cheaper::Dynamic => say!(
            lang,
            "동적할당이 고정할당보다 비용이 적음: 과금된 시간은 {billed}%로, 두 비용이 같아지는 {ratio}에 못 미침({most})",
            "Dynamic allocation costs less than fixed: {billed}% of the hours are billed, below the {ratio} at which both cost the same ({most})"
        ),
        Cheaper::Fixed => say!(
            lang,
            "고정할당이 동적할당보다 비용이 적음: 과금된 시간은 {billed}%로, 두 비용이 같아지는 {ratio}를 넘음({most})",
            "Fixed allocation costs less than dynamic: {billed}% of the hours are billed, above the {ratio} at which both cost the same ({most})"
        ),
        Cheaper::Either => say!(
            lang,
            "동적할당과 고정할당 가운데 어느 쪽이 적게 드는지는 상품과 사업에 따라 갈림: 과금된 시간 {billed}%, 두 비용은 {ratio}에서 같아짐",
            "Which of dynamic and fixed allocation costs less depends on product and programme: {billed}% of the hours are billed; both cost the same at {ratio}"
        ),
    }
}

/// What lines and points are.
pub(super) fn remark(of: &Fixed, lang: Lang) -> String {
    let (ratio, most) = (format::set_share(of.ratio), programmes::range(of.replications, lang));
    say!(
        lang,
        "세트 하나를 내내 둘 때의 비용(동적할당 단가에 대한 %). 동적할당은 쓴 만큼, 고정할당은 쓰지 않아도 {ratio}. 점: 상품의 중앙값, 가는 선: {most}",
        "Cost of one set over the whole period (% of the dynamic price). Dynamic: what is used; fixed: {ratio} whether used or not. Dots: medians of products; thin lines: {most}"
    )
}

/// The picture in words and numbers.
pub(super) fn description(of: &Fixed, lang: Lang) -> String {
    let products: Vec<String> = of
        .products
        .iter()
        .map(|it| {
            let name = phrase::product(&it.id);
            let (used, billed) = (format::share(it.used.p50), format::share(it.billed.p50));
            say!(lang, "{name} 이용률 {used}, 과금 {billed}", "{name}: used {used}, billed {billed}")
        })
        .collect();
    let (products, ratio) = (products.join(", "), format::set_share(of.ratio));
    say!(
        lang,
        "이용률에 따른 동적할당과 고정할당의 비용. 두 비용은 지원기간 시간의 {ratio}가 과금될 때 같음. {products}",
        "Cost of dynamic and of fixed allocation by use. Both are the same where {ratio} of the hours of the period are billed. {products}"
    )
}

/// What must be known beside it.
pub(super) fn notes(lang: Lang) -> Vec<String> {
    vec![
        lang.pick(
            "이용률 = 사용시간 / 지원기간 시간. 점이 선보다 위에 있는 만큼이 1시간 단위 올림과 반납 전 유휴시간임",
            "Use = hours of work / hours of the period. What a dot lies above the line are begun hours and idle time before the return",
        )
        .to_owned(),
        lang.pick(
            "상품 전체의 값이며, 과제마다의 이용률은 이보다 넓게 흩어짐",
            "Of products as a whole: single projects differ far more",
        )
        .to_owned(),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::data::Product;
    use super::*;
    use crate::charts::data::Fan;

    fn sample(billed: [[f64; 3]; 2]) -> Fixed {
        let fan = |[p05, p50, p95]: [f64; 3]| Fan { p05, p25: p50, p50, p75: p50, p95 };
        let product = |id: &str, billed: [f64; 3]| Product {
            id: id.to_owned(),
            used: fan([0.40, 0.45, 0.49]),
            billed: fan(billed),
        };
        let products = vec![product("gpu-39tf", billed[0]), product("gpu-67tf", billed[1])];
        Fixed { ratio: 0.5, products, replications: 200 }
    }

    /// By hand: 42.1 to 49.9 % lies below 50 %, 51 to 60 % above, anything that reaches over 50 % on neither side.
    #[test]
    fn the_title_follows_where_nine_programmes_in_ten_lie() {
        for (billed, ko, en) in [
            (
                [[0.421, 0.48, 0.499], [0.43, 0.47, 0.49]],
                "동적할당이 고정할당보다 비용이 적음: 과금된 시간은 42.1~49.9%로",
                "Dynamic allocation costs less than fixed: 42.1-49.9% of the hours",
            ),
            (
                [[0.51, 0.53, 0.60], [0.52, 0.53, 0.54]],
                "고정할당이 동적할당보다 비용이 적음: 과금된 시간은 51.0~60.0%로",
                "Fixed allocation costs less than dynamic: 51.0-60.0% of the hours",
            ),
            (
                [[0.421, 0.48, 0.501], [0.43, 0.47, 0.49]],
                "동적할당과 고정할당 가운데 어느 쪽이 적게 드는지는 상품과 사업에 따라 갈림: 과금된 시간 42.1~50.1%",
                "Which of dynamic and fixed allocation costs less depends",
            ),
            (
                [[0.40, 0.42, 0.44], [0.52, 0.53, 0.54]],
                "동적할당과 고정할당 가운데 어느 쪽이 적게 드는지는",
                "Which of dynamic and fixed allocation costs less depends",
            ),
        ] {
            let of = sample(billed);
            assert!(title(&of, Lang::Ko).starts_with(ko), "{}", title(&of, Lang::Ko));
            assert!(title(&of, Lang::En).starts_with(en), "{}", title(&of, Lang::En));
        }
    }
}
