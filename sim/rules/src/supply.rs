//! What may be supplied: a card's specification (P7), the floors of a fleet (S2), the host of a set (S4), which
//! card serves which product (S5), shares of products (S1, N1).

use crate::allocation::Resources;
use crate::readings::{Apportion, H100OnlyFloor, Performance, Product1Allowance, Row};
use naru_units::Cards;

/// Single-precision performance in tenths of a teraflop (195 is 19.5 TF).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TeraflopTenths(pub u32);

/// Whether a card meets a product's specification (상품규격): clause P7. Where it does not, nothing is paid.
///
/// Performance decides, not the name: the card's figure is at least that of the card named in the call.
pub fn meets(reading: Performance, needed: TeraflopTenths, card: TeraflopTenths) -> bool {
    match reading {
        Performance::Fp32 => card >= needed,
    }
}

/// Which cards a supplier brings (clause S5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CardTypes {
    /// A100 and H100.
    Both,
    /// H100 alone: it serves product 1 with one H100 for each user.
    H100Only,
}

/// A card type that the call names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CardType {
    /// NVIDIA A100, 19.5 TF.
    A100,
    /// NVIDIA H100, 67 TF.
    H100,
}

/// The products for sets of one server (상품번호 1 to 3); 1PF is a [`gang`](crate::gang).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetProduct {
    /// A100(2장) *39TF.
    Tf39,
    /// H100(1장) *67TF.
    Tf67,
    /// H100(2장) *134TF.
    Tf134,
}

/// Which card serves a product, and how many make a set: clause S5.
///
/// A supplier with H100 alone gives one H100 for product 1, at the product's own price (A100 2장 가격으로). A
/// burst of k takes k sets and costs k product-hours an hour, as everywhere.
///
/// ```
/// # use naru_rules::supply::{CardType, CardTypes, SetProduct, served_by};
/// # use naru_units::Cards;
/// assert_eq!(served_by(SetProduct::Tf39, CardTypes::H100Only), (CardType::H100, Cards(1)));
/// assert_eq!(served_by(SetProduct::Tf39, CardTypes::Both), (CardType::A100, Cards(2)));
/// ```
pub const fn served_by(product: SetProduct, types: CardTypes) -> (CardType, Cards) {
    match (product, types) {
        (SetProduct::Tf39, CardTypes::Both) => (CardType::A100, Cards(2)),
        (SetProduct::Tf39, CardTypes::H100Only) | (SetProduct::Tf67, _) => (CardType::H100, Cards(1)),
        (SetProduct::Tf134, _) => (CardType::H100, Cards(2)),
    }
}

/// TF that a set of product 1 on one H100 draws from the project's allowance: clause S5.
///
/// The allowance itself is the product's, 39 TF × its time. Counted in TF-seconds, such a set draws this much
/// a second.
pub const fn product1_draw_tf(reading: Product1Allowance) -> u32 {
    match reading {
        Product1Allowance::Tf39 => 39,
        Product1Allowance::Tf67 => 67,
    }
}

/// What a set needs of its server besides cards, or a server of 1PF has (서버 기준): clause S4.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HostSpec {
    /// CPU cores of 2.1 GHz or more.
    pub cores: u32,
    /// Memory in GB.
    pub memory_gb: u32,
    /// SSD in GB.
    pub disk_gb: u32,
}

impl HostSpec {
    /// With so many cards.
    pub const fn with_cards(self, cards: u32) -> Resources {
        let Self { cores, memory_gb, disk_gb } = self;
        Resources { cards, cores, memory_gb, disk_gb }
    }
}

/// The host of a set: clause S4. 16 cores, 128 GB and 2 TB; under `S4.row: gpu-134tf` the set of 134TF has the
/// row of 32 cores, which goes on down to 1PF: that has it under either reading.
pub const fn host(reading: Row, product: SetProduct) -> HostSpec {
    match (reading, product) {
        (Row::Gpu134tf, SetProduct::Tf134) => crate::gang::HOST,
        (Row::Gpu134tf, SetProduct::Tf39 | SetProduct::Tf67) | (Row::Pf1, _) => {
            HostSpec { cores: 16, memory_gb: 128, disk_gb: 2_000 }
        }
    }
}

/// Cards by type: floors, fleets, what is short.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CardsByType {
    /// A100 cards.
    pub a100: Cards,
    /// H100 cards.
    pub h100: Cards,
}

/// Floors that hold for a supplier (필요카드수): clause S2.
///
/// `call` are the floors of the call (400 and 450). For an H100-only supplier the A100 floor is void and
/// the H100 floor has one card more for each project of product 1.
pub fn floors(
    reading: H100OnlyFloor,
    call: CardsByType,
    types: CardTypes,
    product1_projects: u32,
) -> CardsByType {
    match (types, reading) {
        (CardTypes::Both, _) => call,
        (CardTypes::H100Only, H100OnlyFloor::P1UsersAdded) => {
            CardsByType { a100: Cards(0), h100: call.h100 + Cards(product1_projects) }
        }
    }
}

/// Cards missing to the floors; a fleet that is short is flagged, never refused. Clause S2.
///
/// `available` are the cards that stand there: those that come later do not count.
pub fn short(available: CardsByType, floors: CardsByType) -> CardsByType {
    let missing = |there: Cards, floor: Cards| Cards(floor.0.saturating_sub(there.0));
    CardsByType { a100: missing(available.a100, floors.a100), h100: missing(available.h100, floors.h100) }
}

/// Shares a total out in the ratio of `weights`, in whole projects: clauses N1, S1.
///
/// Products in ascending order of size. Each gets its exact share cut; what remains goes, one each, to the
/// largest fractions, and where these are equal to the smaller product. The sum is always the total.
///
/// ```
/// # use naru_rules::{readings::Apportion, supply::apportion};
/// // 39TF, 67TF, 134TF: a changed total keeps the ratios of the call.
/// assert_eq!(apportion(Apportion::default(), 601, &[200, 150, 150]), [241, 180, 180]);
/// ```
///
/// # Panics
/// If all weights are 0.
pub fn apportion(reading: Apportion, total: u32, weights: &[u32]) -> Vec<u32> {
    let all: u64 = weights.iter().copied().map(u64::from).sum();
    assert!(all > 0, "a ratio has a part that is not 0");
    let exact = |weight: u32| u64::from(total) * u64::from(weight);
    let mut shares: Vec<u32> = weights.iter().map(|weight| (exact(*weight) / all) as u32).collect();
    let left = total - shares.iter().sum::<u32>();
    let mut by_remainder: Vec<usize> = (0..weights.len()).collect();
    match reading {
        // A stable sort leaves equal remainders in order of size.
        Apportion::LargestRemainderSmallerProductFirst => {
            by_remainder.sort_by_key(|product| u64::MAX - exact(weights[*product]) % all);
        }
    }
    for product in by_remainder.into_iter().take(left as usize) {
        shares[product] += 1;
    }
    shares
}
