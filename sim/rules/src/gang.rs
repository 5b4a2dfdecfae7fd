//! The 1PF product (1PF형, 특별지원): clause S3. A gang of whole servers, all of them or none.
//!
//! Here is what it asks for; how its servers come to be empty is the allocation's
//! ([`drain`](crate::allocation::drain)).

use crate::allocation::{Resources, ServerId, Servers, Spread};
use crate::readings::GangServers;
use crate::supply::{CardType, HostSpec};
use jiff::civil::Date;
use naru_units::{Cards, Epoch, Instant};

/// What each of its servers must have besides cards (서버 기준): clauses S3, S4.
pub const HOST: HostSpec = HostSpec { cores: 32, memory_gb: 384, disk_gb: 10_000 };

/// Its cards: A100(56장) 또는 H100(16장).
pub const fn cards(card: CardType) -> Cards {
    match card {
        CardType::A100 => Cards(56),
        CardType::H100 => Cards(16),
    }
}

/// Its servers: as many whole ones as have the cards.
///
/// # Panics
/// For servers without cards.
pub const fn servers_needed(reading: GangServers, card: CardType, cards_per_server: u32) -> u32 {
    match reading {
        GangServers::WholeServers => cards(card).0.div_ceil(cards_per_server),
    }
}

/// What it asks of servers of a shape: how many, and what it takes on each, surplus cards included.
///
/// `None` where such servers cannot serve it: too small a host, or more servers than a session can have.
pub fn sets(reading: GangServers, card: CardType, server: Resources) -> Option<(u32, Resources)> {
    let set = HOST.with_cards(server.cards);
    if server.cards == 0 || !server.holds(&set) {
        return None;
    }
    let servers = servers_needed(reading, card, server.cards);
    (servers <= Spread::MOST).then_some((servers, set))
}

/// The first second in which it is given: the year's second half (하반기) begins on July 1.
///
/// ```
/// # use naru_rules::gang::second_half;
/// # use naru_units::{DAY, Epoch, Instant};
/// assert_eq!(second_half(Epoch("2025-04-01".parse().unwrap())), Instant(91 * DAY));
/// ```
pub fn second_half(epoch: Epoch) -> Instant {
    epoch.midnight(Date::new(epoch.0.year(), 7, 1).expect("every year has a July"))
}

/// Whether one can start: from the second half on, with enough open servers that are wholly free.
pub fn can_start(reading: GangServers, card: CardType, servers: &Servers, epoch: Epoch, at: Instant) -> bool {
    let Some((needed, _)) = sets(reading, card, servers.shape()) else { return false };
    let free = (0..servers.len() as u32).map(ServerId);
    let free = free.filter(|server| servers.is_open(*server) && servers.is_idle(*server)).count();
    at >= second_half(epoch) && free >= needed as usize
}
