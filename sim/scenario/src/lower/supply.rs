//! Fleet, offers, prices and cards, against one another and against the call.

use super::Judge;
use super::calendar::{Days, since};
use super::rows::{Pool, Row};
use crate::overlay::suggest;
use crate::problem::Problem;
use crate::surface::{Card, DatedText, Line, Named, Performance, Spot, by_name};
use crate::words;
use jiff::civil::Date;
use naru_model::rules::readings::Readings;
use naru_model::rules::supply::{CardTypes, CardsByType, TeraflopTenths, floors, meets, short};
use naru_units::Cards;

impl<'a> Judge<'a> {
    pub(super) fn supply(&mut self, readings: &Readings) {
        self.names_of_pools();
        self.names_of_offers();
        self.names_of_prices();
        self.server_counts();
        let rows = self.rows();
        self.specification(&rows, readings);
        self.room_for_a_set(&rows);
        self.allocation(&rows);
        self.shares(&rows);
        self.idle_pools();
        self.card_floors(readings);
    }

    fn names_of_pools(&mut self) {
        let surface = self.surface;
        let (Some(fleet), Some(servers), Some(cards)) = (&surface.fleet, &surface.servers, &surface.cards)
        else {
            return;
        };
        for pool in fleet.iter().flat_map(|s| s.value.iter().flatten()).filter_map(|p| p.value.as_ref()) {
            self.known(&pool.server, servers, words::unknown_server);
            if let Some(card) = &pool.card {
                self.known(card, cards, words::unknown_card);
            }
        }
        for server in servers.iter().filter_map(|s| s.value.as_ref()) {
            self.known(&server.card, cards, words::unknown_card);
        }
        for product in surface.products.iter().flatten().filter_map(|p| p.value.as_ref()) {
            if let Some((card, _)) = &product.named {
                self.known(card, cards, words::unknown_card);
            }
        }
    }

    fn known<T>(&mut self, name: &Spot<String>, map: &'a [Named<T>], unknown: fn(&str) -> words::Text) {
        if by_name(map, &name.value).is_none() {
            let problem = Problem::error(unknown(&name.value)).at(name.place);
            self.problems.push(suggest(problem, &name.value, map.iter().map(|n| n.name.as_str())));
        }
    }

    fn known_key<T, U>(
        &mut self,
        key: &Named<T>,
        map: &'a [Named<U>],
        unknown: fn(&str) -> words::Text,
    ) -> bool {
        let found = by_name(map, &key.name).is_some();
        if !found {
            let problem = Problem::error(unknown(&key.name)).at(key.place);
            self.problems.push(suggest(problem, &key.name, map.iter().map(|n| n.name.as_str())));
        }
        found
    }

    fn names_of_offers(&mut self) {
        let surface = self.surface;
        let (Some(fleet), Some(offers), Some(products)) =
            (&surface.fleet, &surface.offers, &surface.products)
        else {
            return;
        };
        for supplier in offers {
            if !self.known_key(supplier, fleet, words::unknown_supplier) {
                continue;
            }
            let pools = by_name(fleet, &supplier.name).and_then(|s| s.value.as_ref());
            for named in supplier.value.iter().flatten() {
                let known = self.known_key(named, products, words::unknown_product);
                if let (Some(offer), Some(pools)) = (&named.value, pools) {
                    self.known(&offer.pool, pools, words::unknown_pool);
                    if let Some(other) = &offer.overflow {
                        self.known(other, pools, words::unknown_pool);
                    }
                }
                let price = surface
                    .prices
                    .as_ref()
                    .map(|prices| by_name(prices, &supplier.name).and_then(|s| s.value.as_ref()))
                    .map(|prices| prices.and_then(|p| by_name(p, &named.name)).is_some());
                if known && price == Some(false) {
                    let title = words::no_price(&supplier.name, &named.name);
                    self.problems.push(Problem::error(title).at(named.place));
                }
            }
        }
        for product in products {
            let wanted =
                product.value.as_ref().is_some_and(|p| p.projects > 0) || self.asked_for_later(&product.name);
            let mut sellers = offers.iter().filter_map(|s| by_name(s.value.as_ref()?, &product.name));
            if wanted && sellers.next().is_none() {
                let title = words::nobody_offers(&product.name);
                self.problems.push(Problem::error(title).at(product.place));
            }
        }
    }

    fn names_of_prices(&mut self) {
        let surface = self.surface;
        let (Some(prices), Some(fleet), Some(products)) =
            (&surface.prices, &surface.fleet, &surface.products)
        else {
            return;
        };
        for supplier in prices {
            if !self.known_key(supplier, fleet, words::unknown_supplier) {
                continue;
            }
            for price in supplier.value.iter().flatten() {
                let known = self.known_key(price, products, words::unknown_product);
                let offered = surface.offers.as_ref().is_none_or(|offers| {
                    let offers = by_name(offers, &supplier.name).and_then(|s| s.value.as_ref());
                    offers.is_some_and(|o| by_name(o, &price.name).is_some())
                });
                if known && !offered {
                    let title = words::price_without_offer(&supplier.name, &price.name);
                    self.problems.push(Problem::warning(title).at(price.place));
                }
            }
        }
    }

    fn server_counts(&mut self) {
        for pool in self.pools() {
            let most =
                pool.text.servers.iter().max_by_key(|(_, n)| n.value).expect("a dated value has one value");
            let Some(maximum) = pool.text.maximum else { continue };
            let added: Vec<Spot<u32>> = self.added_servers(pool.supplier, &pool.name.name).collect();
            let all = most.1.value + added.iter().map(|n| n.value).sum::<u32>();
            if maximum.value < all {
                let title = words::over_the_maximum(&pool.name.name, all, maximum.value);
                let at = if most.1.value > maximum.value { None } else { added.last() }.unwrap_or(&most.1);
                let problem = Problem::error(title).code("S10").at(at.place);
                self.problems.push(problem.also(maximum.place, words::maximum_here()));
            }
        }
    }

    /// Servers that the waves add to a pool (P6).
    pub(super) fn added_servers(&self, supplier: &str, pool: &str) -> impl Iterator<Item = Spot<u32>> {
        let waves = self.waves().into_iter();
        waves.filter_map(move |(_, wave)| {
            let of = by_name(&wave.servers, supplier)?.value.as_ref()?;
            by_name(of, pool)?.value
        })
    }

    /// P7: a card that misses the product's specification is paid nothing.
    fn specification(&mut self, rows: &[Row<'a>], readings: &Readings) {
        let Some(cards) = &self.surface.cards else { return };
        let mut judged: Vec<(&str, &str)> = Vec::new();
        for row in rows {
            let pool = (row.supplier, row.pool.name.name.as_str());
            if judged.contains(&pool) {
                continue;
            }
            judged.push(pool);
            let misses: Vec<&Row<'_>> = rows
                .iter()
                .filter(|r| {
                    (r.supplier, r.pool.name.name.as_str()) == pool
                        && !self.card_meets(r, r.pool.card, readings)
                })
                .collect();
            let Some(worst) = misses.first() else { continue };
            let products = words::list(misses.iter().map(|r| r.named.name.as_str()));
            let title = words::misses(&row.pool.card_name.value, row.pool.card.performance, &products);
            let possible: Vec<String> = cards
                .iter()
                .filter_map(|c| Some((c.name.as_str(), c.value.as_ref()?)))
                .filter(|(_, card)| misses.iter().all(|r| self.card_meets(r, card, readings)))
                .map(|(name, card)| format!("{name}({})", words::performance(card.performance)))
                .collect();
            let problem = Problem::error(title).code("P7").at(row.pool.card_name.place);
            let problem =
                if possible.is_empty() { problem } else { problem.label(words::possible(&possible)) };
            let problem = problem.also(worst.pool_place(), words::offered_here(&worst.named.name));
            let problem = self.quote(problem, "P7");
            self.problems.push(problem);
        }
        for row in rows {
            let cards = row.offer.cards.filter(|_| !row.overflow && row.product.gang.is_none());
            let Some(cards) = cards.filter(|_| self.card_meets(row, row.pool.card, readings)) else {
                continue;
            };
            let (needed, card) = match (row.product.performance, row.pool.card.performance) {
                (Performance::Tf(needed), Performance::Tf(card))
                | (Performance::Tops(needed), Performance::Tops(card)) => (needed, card),
                (Performance::Tf(_), Performance::Tops(_)) | (Performance::Tops(_), Performance::Tf(_)) => {
                    continue;
                }
            };
            if cards.value.saturating_mul(card) < needed {
                let title = words::set_misses(&row.named.name, cards.value, &row.pool.card_name.value);
                let least = words::at_least_cards(needed.div_ceil(card.max(1)));
                let problem = Problem::error(title).code("P7").at(cards.place).label(least);
                let problem = self.quote(problem, "P7");
                self.problems.push(problem);
            }
        }
    }

    fn card_meets(&self, row: &Row<'_>, card: &Card, readings: &Readings) -> bool {
        match (row.product.performance, card.performance) {
            // S3: the cards of the gang together.
            (Performance::Tf(needed), Performance::Tf(has)) if row.product.gang.is_some() => {
                row.gang_of(&card.class).saturating_mul(has) >= needed
            }
            (Performance::Tf(_), Performance::Tf(has)) => {
                let named = row.product.named.as_ref().map(|(name, _)| &name.value);
                let named =
                    named.and_then(|name| by_name(self.surface.cards.as_ref()?, name)?.value.as_ref());
                match named.map(|card| card.performance) {
                    Some(Performance::Tf(needed)) => {
                        meets(readings.performance, TeraflopTenths(needed), TeraflopTenths(has))
                    }
                    Some(Performance::Tops(_)) | None => true, // an unknown card has been told
                }
            }
            (Performance::Tops(_), Performance::Tops(has)) => has > 0,
            (Performance::Tf(_), Performance::Tops(_)) | (Performance::Tops(_), Performance::Tf(_)) => false,
        }
    }

    /// S4: one server holds a whole set.
    fn room_for_a_set(&mut self, rows: &[Row<'a>]) {
        for row in rows {
            let (set, server) = (row.set(), row.pool.resources());
            let nothing = row.pool.text.servers.iter().all(|(_, n)| n.value == 0);
            if nothing {
                let title = words::no_server_at_all(&row.named.name, &row.pool.name.name);
                self.problems.push(Problem::error(title).at(row.pool_place()));
            } else if !server.holds(&set) {
                let title = words::no_room(&row.named.name, &row.pool.text.server.value);
                let problem = Problem::error(title).code("S4").at(row.pool_place());
                self.problems.push(problem.note(words::set_and_server(set, server)));
            }
        }
    }

    /// A4 and N2: who may hold cards from the start to the end of use.
    fn allocation(&mut self, rows: &[Row<'a>]) {
        for row in rows.iter().filter(|row| !row.overflow) {
            let Some(fixed) = row.offer.fixed else { continue };
            match (row.product.line, row.product.gang.is_some(), fixed.value) {
                (Line::Npu, _, false) => {
                    let problem =
                        Problem::error(words::npu_is_fixed(&row.named.name)).code("N2").at(fixed.place);
                    let problem = self.quote(problem, "N2");
                    self.problems.push(problem);
                }
                (Line::Gpu, true, true) => {
                    let title = words::gang_is_not_fixed(&row.named.name);
                    self.problems.push(Problem::error(title).code("S3").at(fixed.place));
                }
                (_, _, _) => {}
            }
        }
    }

    /// Pools that no offer names.
    fn idle_pools(&mut self) {
        let (Some(fleet), Some(offers)) = (&self.surface.fleet, &self.surface.offers) else { return };
        for supplier in fleet {
            let rows = by_name(offers, &supplier.name).map(|o| o.value.as_deref().unwrap_or_default());
            for pool in supplier.value.iter().flatten() {
                let broken = rows.is_some_and(|rows| rows.iter().any(|r| r.value.is_none()));
                let used = rows.is_some_and(|rows| {
                    rows.iter().filter_map(|r| r.value.as_ref()).any(|offer| {
                        let other = offer.overflow.as_ref();
                        offer.pool.value == pool.name || other.is_some_and(|other| other.value == pool.name)
                    })
                });
                if !used && !broken {
                    let title = words::idle_pool(&supplier.name, &pool.name);
                    self.problems.push(Problem::warning(title).at(pool.place));
                }
            }
        }
    }

    /// S2, S12 and S5: floors of the fleet of GPU cards. Below is flagged, never refused.
    fn card_floors(&mut self, readings: &Readings) {
        let (Some(call), Some(days)) = (self.surface.floors, self.days) else { return };
        let pools = self.pools();
        let named = self.surface.fleet.iter().flatten().map(|s| s.value.as_ref().map_or(0, Vec::len));
        if named.sum::<usize>() != pools.len() {
            return; // a pool whose cards are not known has been told: counting the others would mislead
        }
        let of = |class: &str| pools.iter().filter(|p| p.card.class == class).copied().collect::<Vec<_>>();
        let (a100, h100) = (of("A100"), of("H100"));
        for supplier in self.surface.fleet.iter().flatten() {
            let mut of = pools.iter().filter(|p| p.supplier == supplier.name && p.line() == Line::Gpu);
            if let Some(pool) = of.clone().next().filter(|_| of.all(|p| p.card.class == "A100")) {
                let problem = Problem::error(words::a100_only()).code("S5").at(pool.name.place);
                let problem = self.quote(problem, "S5");
                self.problems.push(problem);
            }
        }
        let types = if a100.is_empty() && !h100.is_empty() { CardTypes::H100Only } else { CardTypes::Both };
        let call = CardsByType { a100: Cards(call.a100), h100: Cards(call.h100) };
        let floor = floors(readings.h100_only_floor, call, types, self.product1_projects());
        let there =
            |date| CardsByType { a100: cards_on(&a100, date, days), h100: cards_on(&h100, date, days) };
        let missing = |date| short(there(date), floor);
        for (class, pools, pick) in
            [("A100", &a100, a100_of as fn(CardsByType) -> u32), ("H100", &h100, h100_of)]
        {
            let problem =
                card_floor(class, pools, pick(floor), days, |date| (pick(there(date)), pick(missing(date))));
            self.problems.extend(problem);
        }
    }

    /// Projects of the products whose card is an A100.
    pub(super) fn product1_projects(&self) -> u32 {
        let products = self.surface.products.iter().flatten().filter_map(|p| p.value.as_ref());
        products
            .filter(|p| p.named.as_ref().is_some_and(|(card, _)| card.value == "A100"))
            .map(|p| p.projects)
            .sum()
    }

    /// S7 and S8: servers that come after the programme has begun.
    pub(super) fn late_servers(&mut self, days: Days) {
        for pool in self.pools() {
            let first = pool.text.servers[0].0.filter(|from| from.value > days.start);
            let npu = matches!(pool.card.performance, Performance::Tops(_));
            let more =
                pool.text.servers.windows(2).find(|w| w[1].1.value > w[0].1.value).and_then(|w| w[1].0);
            let (late, code) = if npu { (first.or(more), "S8") } else { (first, "S7") };
            if let Some(from) = late.filter(|from| days.has(from.value)) {
                let title = words::late_servers(&pool.name.name, from.value);
                let problem = Problem::warning(title).code(code).at(from.place);
                let problem = self.quote(problem, code);
                self.problems.push(problem);
            }
        }
    }

    /// Whether any product of a line has projects.
    pub(super) fn line_used(&self, line: Line) -> bool {
        let mut products = self.surface.products.iter().flatten().filter_map(|p| p.value.as_ref());
        products.any(|p| p.line == line && p.projects > 0)
    }
}

const fn a100_of(cards: CardsByType) -> u32 {
    cards.a100.0
}

const fn h100_of(cards: CardsByType) -> u32 {
    cards.h100.0
}

/// The floor of one class; `on` gives the cards that stand on a date, and how many are missing.
fn card_floor(
    class: &str,
    pools: &[Pool<'_>],
    floor: u32,
    days: Days,
    on: impl Fn(Date) -> (u32, u32),
) -> Option<Problem> {
    let first = pools.iter().min_by_key(|p| p.text.servers[0].1.place)?;
    let (there, missing) = on(days.start);
    if missing > 0 {
        let title = words::below_the_floor(class, there, floor, missing);
        let problem = Problem::warning(title).code("S2").at(first.text.servers[0].1.place);
        let later = on(days.last()).0.saturating_sub(there);
        return Some(if later > 0 { problem.note(words::later_cards(later)) } else { problem });
    }
    let changes = pools.iter().flat_map(|p| p.text.servers.iter().filter_map(|(from, _)| *from));
    let cut =
        changes.filter(|from| days.has(from.value) && on(from.value).1 > 0).min_by_key(|from| from.value)?;
    let (there, missing) = on(cut.value);
    let title = words::cut_below_the_floor(class, cut.value, there, floor, missing);
    Some(Problem::warning(title).code("S12").at(cut.place))
}

pub(super) fn cards_on(pools: &[Pool<'_>], date: Date, days: Days) -> Cards {
    Cards(pools.iter().map(|p| servers_on(&p.text.servers, date, days) * p.server.cards).sum())
}

/// Servers of a pool that stand on a date.
pub(super) fn servers_on(servers: &DatedText<u32>, date: Date, days: Days) -> u32 {
    servers.iter().rfind(|(from, _)| since(*from, days) <= date).map_or(0, |(_, n)| n.value)
}
