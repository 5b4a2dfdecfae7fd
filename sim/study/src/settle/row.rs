//! What a row of the log says by the scenario: its offer, its wait, its part of a set, and when its cards stood still.

use super::books::Ground;
use super::mistakes::Mistake;
use naru_model::{Offer, Product, Tariff};
use naru_results::SessionKind;
use naru_results::intake::{Use, What};
use naru_rules::readings::Clock;
use naru_rules::settlement::Terms;
use naru_scenario::Lowered;
use naru_units::{Instant, Share, Span};

/// Whether the programme never pays for it.
pub(super) fn is_free(session: &Use<'_>) -> bool {
    matches!(session.kind, Some(SessionKind::Free | SessionKind::After | SessionKind::Trial))
}

/// Stretches in which its cards could not be used, and the end of its use: earlier by a sum of seconds that cannot be
/// placed, which must lie within one month at one price then. `None` where the log contradicts itself.
pub(super) fn suspended(
    on: Ground<'_>,
    mistake: Mistake,
    session: &Use<'_>,
    (product, o): (&Product, usize),
    ended: Instant,
    refuse: &mut impl FnMut(&str, &str, What),
) -> Option<(Vec<(Instant, Instant)>, Instant)> {
    let started = Instant(session.started?);
    let offer = &product.offers[o];
    let said = session.suspended.unwrap_or(0);
    if mistake == Mistake::OutageBilled {
        return Some((Vec::new(), ended));
    }
    if on.facts.tells_outages && (said == 0 || session.placement.is_some()) {
        if !on.facts.fails(offer.pool.0) && said == 0 {
            return Some((Vec::new(), ended));
        }
        let Some(servers) = session.servers() else {
            refuse("placement", session.placement.as_deref().unwrap_or_default(), What::NotPlacement);
            return None;
        };
        let held_until = Instant(session.released.unwrap_or(ended.0).max(ended.0));
        let stretches = on.facts.down(offer.pool.0, &servers, started, held_until);
        let inside = |(from, until): &(Instant, Instant)| (*until.min(&ended) - *from.min(&ended)).0;
        let sum: i64 = stretches.iter().map(inside).sum();
        if mistake == Mistake::None && session.suspended.is_some_and(|said| said != sum) {
            refuse("suspended_s", &said.to_string(), What::OtherOutages(sum));
            return None;
        }
        return Some((stretches, ended));
    }
    if said > 0 {
        let one_stretch = product.tariff == Tariff::Hourly
            && ended <= on.terms.month_end(on.terms.month_of(started))
            && offer.prices.next_change(started).is_none_or(|change| change >= ended);
        if said > (ended - started).0 {
            refuse("suspended_s", &said.to_string(), What::Above((ended - started).0));
            return None;
        }
        if !one_stretch {
            refuse("suspended_s", &said.to_string(), What::Suspended);
            return None;
        }
    }
    Some((Vec::new(), ended - Span(said)))
}

/// The part of a set that is billed (T12): as the log says, or by the cards held.
pub(super) fn part(lowered: &Lowered, session: &Use<'_>, offer: &Offer) -> Share {
    if !lowered.plan.part_sets.billed_pro_rata || session.multiple > 1 || offer.gang.is_some() {
        return Share::WHOLE;
    }
    let whole = offer.set.cards;
    let by_cards = session.cards.filter(|cards| *cards < whole).map(|cards| Share::WHOLE.0 * cards / whole);
    session.part_bp.or(by_cards).map_or(Share::WHOLE, Share)
}

/// Wait by the clock of A2; what the log says itself goes before what its times say.
pub(super) fn wait(terms: &Terms, mistake: Mistake, session: &Use<'_>, started: Instant) -> Span {
    let from = match terms.readings.clock {
        Clock::Eligible => session.eligible.or(session.requested),
        Clock::Requested => session.requested.or(session.eligible),
    };
    let said = session.wait.filter(|_| mistake != Mistake::WaitFromRequest);
    let by_times = from.map(|from| (started.0 - from - session.not_counted).max(0));
    Span(said.or(by_times).unwrap_or(0))
}

/// Product and offer of a session, by name.
pub(super) fn offer_of(
    lowered: &Lowered,
    session: &Use<'_>,
    refuse: &mut impl FnMut(&str, &str, What),
) -> Option<(usize, usize)> {
    let names = &lowered.names;
    let Some(p) = names.products.iter().position(|product| product.id == *session.product) else {
        let known = names.products.iter().map(|product| product.id.clone()).collect();
        refuse("product", &session.product, What::NoProduct(known));
        return None;
    };
    let offers = &lowered.plan.products[p].offers;
    let name = |offer: &Offer| &names.suppliers[offer.supplier.0 as usize];
    let pool =
        |offer: &Offer| Some(names.pools[offer.pool.0 as usize].name.as_str()) == session.pool.as_deref();
    let of_supplier = |offer: &&Offer| *name(offer) == *session.supplier;
    // One supplier may offer a product from two pools (S5).
    let offer = offers.iter().position(|offer| of_supplier(&offer) && pool(offer));
    let offer = offer.or_else(|| offers.iter().position(|offer| of_supplier(&offer)));
    if offer.is_none() {
        let known = offers.iter().map(|offer| name(offer).clone()).collect();
        refuse("supplier", &session.supplier, What::NoSupplier(known));
    }
    offer.map(|o| (p, o))
}
