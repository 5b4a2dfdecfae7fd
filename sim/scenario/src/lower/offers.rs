//! Pools, products and offers as the plan has them.

use super::Judge;
use super::calendar::{Days, since};
use super::faults::pool_id;
use super::rows::{Pool, Row};
use super::spec::{JUDGED, values};
use crate::surface::{DatedText, Line, Performance, Spot, Surface, by_name};
use naru_model::rules::readings::{OwnForm, Product1Allowance, Readings};
use naru_model::{Allocation, Offer, Product, Servers, SupplierId, Tariff};
use naru_units::{Dated, Share, Span, Won};

/// Numbers by date as groups that come and go: the last to come are the first to go.
///
/// Those that come after the date for which they were agreed are late (S7); those of waves come last (P6).
pub(super) fn servers(judge: &Judge<'_>, pool: &Pool<'_>, days: Days) -> Vec<Servers> {
    let by_date = &pool.text.servers;
    let agreed = pool.text.agreed.map(|date| days.instant(date.value));
    let mut groups: Vec<Servers> = Vec::new();
    let mut there = 0;
    for (from, count) in by_date {
        let (at, count) = (days.instant(since(*from, days)), count.value);
        if count > there {
            let agreed = agreed.map_or(at, |agreed| agreed.min(at));
            groups.push(Servers { count: count - there, agreed, from: at, until: None, wave: None });
        }
        let mut leaving = there.saturating_sub(count);
        while leaving > 0 {
            let last = groups.iter().rposition(|g| g.until.is_none()).expect("servers that leave once came");
            let stay = groups[last].count.saturating_sub(leaving);
            let gone = groups[last].count - stay;
            groups[last].count = gone;
            groups[last].until = Some(at);
            if stay > 0 {
                // Those that stay keep the lower numbers.
                let group = Servers { count: stay, until: None, ..groups[last] };
                groups.insert(last, group);
            }
            leaving -= gone;
        }
        there = count;
    }
    for (w, (_, wave)) in judge.waves().into_iter().enumerate() {
        let of = by_name(&wave.servers, pool.supplier).and_then(|s| s.value.as_ref());
        let added = of.and_then(|of| by_name(of, &pool.name.name)?.value).filter(|n| n.value > 0);
        let from = days.instant(wave.decide.value);
        groups.extend(added.map(|added| Servers {
            count: added.value,
            agreed: from,
            from,
            until: None,
            wave: Some(w as u16),
        }));
    }
    groups
}

pub(super) fn products(
    judge: &Judge<'_>,
    pools: &[Pool<'_>],
    rows: &[Row<'_>],
    days: Days,
    readings: Readings,
    supplier_of: impl Fn(&str) -> SupplierId,
) -> Vec<Product> {
    let surface = judge.surface;
    let programme = surface.programme.as_ref().expect(JUDGED);
    let policy = surface.policy.as_ref().expect(JUDGED);
    let users = surface.demand.as_ref().and_then(|demand| demand.users.as_ref()).expect(JUDGED);
    let kinds: Vec<&str> = values(users).map(|(name, _)| name).collect();
    let prices = surface.prices.as_ref().expect(JUDGED);
    let form = readings.own_form;
    let market = surface.after.as_ref().map_or(&[][..], |after| &after.market);
    let as_card = readings.product1_allowance == Product1Allowance::Tf67;
    judge
        .products_in_use()
        .into_iter()
        .map(|(id, product)| {
            let gpu = product.line == Line::Gpu;
            let offers = rows.iter().filter(|row| row.named.name == id).map(|row| {
                let of_supplier = by_name(prices, row.supplier).and_then(|s| s.value.as_ref()).expect(JUDGED);
                let price = by_name(of_supplier, id).and_then(|p| p.value.as_ref()).expect(JUDGED);
                let card = match row.pool.card.performance {
                    Performance::Tf(_) if row.is_h100_for_a100() && as_card => {
                        row.set_cards() * row.pool.card.performance.whole()
                    }
                    Performance::Tf(_) | Performance::Tops(_) => product.performance.whole(),
                };
                Offer {
                    supplier: supplier_of(row.supplier),
                    pool: pool_id(pools, row.supplier, &row.pool.name.name),
                    allocation: if row.is_fixed() { Allocation::Fixed } else { Allocation::Dynamic },
                    set: if row.gang().is_some() { row.pool.resources() } else { row.set() },
                    gang: row.gang(),
                    overflow: row.overflow,
                    draws: card,
                    prices: dated(price, days),
                    market: by_name(market, id).and_then(|price| price.value).unwrap_or(Won::ZERO),
                }
            });
            let limit = gpu.then(|| programme.wait_limit.expect(JUDGED));
            let own = |kind: &&str| own_monthly(surface, kind, id, form);
            Product {
                line: if gpu { naru_model::Line::Gpu } else { naru_model::Line::Npu },
                tariff: if gpu { Tariff::Hourly } else { Tariff::Monthly },
                performance: product.performance.whole(),
                limit,
                aim: super::policy::aim(policy, id, limit),
                priority: super::policy::priority(policy, id),
                declared: super::policy::declared(policy, id),
                idle_return: if gpu { policy.idle_return.expect(JUDGED) } else { Span::ZERO },
                offers: offers.collect(),
                own_monthly: kinds.iter().map(own).collect(),
                own_ratio: kinds
                    .iter()
                    .map(|kind| if gpu { own_ratio(surface, kind, form) } else { Share::NONE })
                    .collect(),
            }
        })
        .collect()
}

/// A share of each bill line by kind of user, where own contributions are shares.
fn own_ratio(surface: &Surface, kind: &str, form: OwnForm) -> Share {
    let kinds = surface.own_ratio.as_ref().expect(JUDGED);
    let share = by_name(kinds, kind).and_then(|kind| kind.value).unwrap_or(Share::NONE);
    match form {
        OwnForm::Ratio => share,
        OwnForm::FlatMonthly => Share::NONE,
    }
}

/// A flat monthly sum by kind of user and product, where own contributions are flat.
fn own_monthly(surface: &Surface, kind: &str, product: &str, form: OwnForm) -> Won {
    if form == OwnForm::Ratio {
        return Won::ZERO;
    }
    let kinds = surface.own_contribution.as_ref().expect(JUDGED);
    let of_kind = by_name(kinds, kind).and_then(|kind| kind.value.as_ref());
    of_kind.and_then(|sums| by_name(sums, product)?.value).unwrap_or(Won::ZERO)
}

fn dated(values: &DatedText<Won>, days: Days) -> Dated<Won> {
    match values[..] {
        [(None, Spot { value, .. })] => Dated::always(value),
        _ => Dated::new(values.iter().map(|(from, v)| (days.instant(since(*from, days)), v.value)).collect())
            .expect("dates come in order"),
    }
}
