//! Pools and offers with all that they name: who has which product where, and what a set of it takes there.

use super::Judge;
use crate::surface::{Card, Line, Named, Offer, Performance, PoolText, Product, ServerType, Spot, by_name};
use crate::tree::Place;
use naru_model::rules::allocation::Resources;

/// What is needed to say what a pool is made of.
#[derive(Clone, Copy)]
pub(super) struct Pool<'a> {
    pub(super) supplier: &'a str,
    pub(super) name: &'a Named<PoolText>,
    pub(super) text: &'a PoolText,
    pub(super) server: &'a ServerType,
    /// Name of its card, where that was said, and the card.
    pub(super) card_name: &'a Spot<String>,
    pub(super) card: &'a Card,
}

/// One row of the offers, with all that it names.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    pub(super) supplier: &'a str,
    pub(super) named: &'a Named<Offer>,
    pub(super) offer: &'a Offer,
    pub(super) product: &'a Product,
    pub(super) pool: Pool<'a>,
    /// Whether it is the pool for what the offer's own one cannot serve at once (S5).
    pub(super) overflow: bool,
}

impl Pool<'_> {
    /// The line whose products its cards can serve.
    pub(super) const fn line(&self) -> Line {
        match self.card.performance {
            Performance::Tf(_) => Line::Gpu,
            Performance::Tops(_) => Line::Npu,
        }
    }

    pub(super) fn resources(&self) -> Resources {
        let server = self.server;
        Resources {
            cards: server.cards,
            cores: server.cores,
            memory_gb: server.memory_gb,
            disk_gb: server.disk_tb * 1_000,
        }
    }
}

impl Row<'_> {
    /// Where its pool is named.
    pub(super) fn pool_place(&self) -> Place {
        let overflow = self.offer.overflow.as_ref().filter(|_| self.overflow);
        overflow.unwrap_or(&self.offer.pool).place
    }

    /// Whether cards are held from the start to the end of use (고정할당): A4 (ii), N2.
    pub(super) fn is_fixed(&self) -> bool {
        self.product.line == Line::Npu || self.offer.fixed.is_some_and(|fixed| fixed.value)
    }

    /// Cards of one set: as the offer says, else by rule, else as the product says, else by performance.
    pub(super) fn set_cards(&self) -> u32 {
        if let Some(cards) = self.gang_cards() {
            return cards;
        }
        let by_offer = self.offer.cards.filter(|_| !self.overflow).map(|spot| spot.value);
        let by_rule = self.is_h100_for_a100().then_some(1);
        let by_product = self.product.named.as_ref().map(|(_, cards)| *cards);
        let by_performance = match (self.product.performance, self.pool.card.performance) {
            (Performance::Tf(needed), Performance::Tf(card))
            | (Performance::Tops(needed), Performance::Tops(card)) => needed.div_ceil(card.max(1)),
            (Performance::Tf(_), Performance::Tops(_)) | (Performance::Tops(_), Performance::Tf(_)) => 1,
        };
        by_offer.or(by_rule).or(by_product).unwrap_or(by_performance)
    }

    /// S5: one H100 stands for the two A100 of the product, at the product's price.
    pub(super) fn is_h100_for_a100(&self) -> bool {
        let named = self.product.named.as_ref().map(|(card, _)| card.value.as_str());
        named == Some("A100") && self.pool.card.class == "H100"
    }

    /// S3: cards of a set of whole servers, by the class of the pool's cards.
    fn gang_cards(&self) -> Option<u32> {
        self.product.gang.as_ref().map(|_| self.gang_of(&self.pool.card.class))
    }

    /// Cards of such a class that make a gang; 0 where the product has none of it.
    pub(super) fn gang_of(&self, class: &str) -> u32 {
        self.product.gang.as_ref().and_then(|gang| by_name(gang, class)?.value).unwrap_or(0)
    }

    /// S3: servers that are held together.
    pub(super) fn gang(&self) -> Option<u32> {
        self.gang_cards().map(|cards| cards.div_ceil(self.pool.server.cards.max(1)))
    }

    /// What a set needs of one server: of each of a gang's, all its cards.
    pub(super) fn set(&self) -> Resources {
        let product = self.product;
        Resources {
            cards: if product.gang.is_some() { self.pool.server.cards } else { self.set_cards() },
            cores: product.cores,
            memory_gb: product.memory_gb,
            disk_gb: product.disk_tb * 1_000,
        }
    }
}

impl<'a> Judge<'a> {
    /// Every pool whose server type and card are known.
    pub(super) fn pools(&self) -> Vec<Pool<'a>> {
        let surface = self.surface;
        let (Some(fleet), Some(servers), Some(cards)) = (&surface.fleet, &surface.servers, &surface.cards)
        else {
            return Vec::new();
        };
        let mut pools = Vec::new();
        for supplier in fleet {
            for name in supplier.value.iter().flatten() {
                let Some(text) = &name.value else { continue };
                let server = by_name(servers, &text.server.value).and_then(|s| s.value.as_ref());
                let Some(server) = server else { continue };
                let card_name = text.card.as_ref().unwrap_or(&server.card);
                let card = by_name(cards, &card_name.value).and_then(|c| c.value.as_ref());
                let Some(card) = card else { continue };
                pools.push(Pool { supplier: &supplier.name, name, text, server, card_name, card });
            }
        }
        pools
    }

    /// Every offer whose product and pool are known.
    pub(super) fn rows(&self) -> Vec<Row<'a>> {
        let surface = self.surface;
        let (Some(offers), Some(products)) = (&surface.offers, &surface.products) else { return Vec::new() };
        let pools = self.pools();
        let mut rows = Vec::new();
        for supplier in offers {
            for named in supplier.value.iter().flatten() {
                let Some(offer) = &named.value else { continue };
                let Some(product) = by_name(products, &named.name).and_then(|p| p.value.as_ref()) else {
                    continue;
                };
                let pool =
                    pools.iter().find(|p| p.supplier == supplier.name && p.name.name == offer.pool.value);
                let Some(pool) = pool else { continue };
                let row =
                    Row { supplier: &supplier.name, named, offer, product, pool: *pool, overflow: false };
                rows.push(row);
                let other = offer.overflow.as_ref().and_then(|other| {
                    pools.iter().find(|p| p.supplier == supplier.name && p.name.name == other.value)
                });
                rows.extend(other.map(|pool| Row { pool: *pool, overflow: true, ..row }));
            }
        }
        rows
    }
}
