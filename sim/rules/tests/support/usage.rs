//! Adapters of the clauses about how sets are used: bursts and their allowance, faults, gangs.

use super::adapters::{billed, sessions};
use super::{Adapter, Input, terms};
use naru_rules::allocation::{
    Policy, Queue, Reason, Resources, Scratch, ServerId, Servers, View, Waiting, decide,
};
use naru_rules::allowance::{
    Drawing, Window, burst_months, burst_price, burst_sets, drawn, end, ends, multiple, product_seconds,
    used_up,
};
use naru_rules::readings::{Allowance, OnOutage, Readings};
use naru_rules::settlement::{
    ALWAYS, Allocation, BillLine, Tenancy, Terms, Usage, ended_by_fault, fixed_length, fixed_offer,
    outage_deduction,
};
use naru_units::{Dated, HOUR, Instant, Month, Share, Span, Won};
use serde_json::{Value, json};

/// Adapters, and cases whose adapters are here.
pub(crate) const CLAUSES: [(&str, Adapter); 3] = [("A4", a4), ("A5", a5), ("T4", t4)];

fn count(value: i64) -> u32 {
    u32::try_from(value).expect("a count")
}

fn seconds(value: &Value, field: &str) -> Instant {
    Instant(value[field].as_i64().expect("seconds"))
}

fn a4(readings: &Readings, input: &Input<'_>) -> Value {
    if input.has("sessions") {
        return sessions(readings, input);
    }
    let dynamic = Won(input.integer("dynamic_price_won"));
    let ratio = Share(count(input.integer("fixed_ratio_bp")));
    let price = fixed_offer(dynamic, ratio);
    if !input.has("held_s") {
        return json!({ "accepted": price.is_some(), "fixed_price_won": price.map(|price| price.0) });
    }
    let (held, used) = (Span(input.integer("held_s")), Span(input.integer("used_s")));
    let billed_for = fixed_length(readings.fixed_hours, held, used);
    let usage = Usage { fixed: ALWAYS, ..Usage::of(1, Instant(0), Instant(0) + billed_for) };
    let terms = Terms { fixed_ratio: ratio, ..terms(readings) };
    let told = billed(&terms, Share::NONE, &Dated::always(dynamic), &[usage]);
    for line in told["lines"].as_array().expect("lines") {
        assert_eq!(line["allocation"], Allocation::Fixed.name());
        assert_eq!(line["unit_price_won"].as_i64(), price.map(|price| price.0));
    }
    told
}

fn a5(readings: &Readings, input: &Input<'_>) -> Value {
    let small = |field: &str| count(input.integer(field));
    if input.has("set_cards") {
        return burst_span(readings, input);
    }
    if input.has("bursts") {
        assert_eq!(readings.allowance, Allowance::CalendarMonths);
        let window = |burst: &Value| Window {
            from: seconds(burst, "from_s"),
            until: seconds(burst, "until_s"),
            multiple: count(burst["multiple"].as_i64().expect("a multiple")),
        };
        let windows: Vec<Window> = input.list("bursts").iter().map(window).collect();
        let first = Instant(input.integer("first_service_s"));
        return json!({ "used_up_s": used_up(input.integer("allowance_product_s"), first, &windows).0 });
    }
    if input.has("sessions") {
        return drawings(readings, input);
    }
    if input.has("first_month") {
        let first = Month::parse(input.text("first_month")).expect("a month");
        let all = product_seconds(readings.allowance_month, first, small("months"));
        return json!({ "allowance_product_s": all, "allowance_product_hours": all / HOUR });
    }
    if input.has("own_price_won") {
        let (own, target) = (Won(input.integer("own_price_won")), Won(input.integer("target_price_won")));
        let hours = input.integer("clock_hours");
        let k = multiple(small("product_tf"), small("target_tf")).expect("a burst");
        let drawn = drawn(readings.draw, Instant(0), Instant(0) + Span::hours(hours), k);
        return json!({
            "amount_won": (burst_price(readings.burst_price, own, k, Some(target)) * hours).0,
            "drawn_tf_hours": drawn / HOUR * input.integer("product_tf"),
        });
    }
    let (product, months, burst) = (small("product_tf"), small("months"), small("burst_tf"));
    let multiple = multiple(product, burst);
    let lasts = burst_months(product, months, burst);
    json!({
        "allowance_tf_months": product * months,
        "multiple_ok": multiple.is_some(),
        "multiple": multiple,
        "burst_months": [lasts.0, lasts.1],
    })
}

/// Sessions on one allowance, to their ends and their bill.
fn drawings(readings: &Readings, input: &Input<'_>) -> Value {
    let total = input.integer("allowance_product_s");
    let drawing = |session: &Value| Drawing {
        started: seconds(session, "started_s"),
        wants_until: seconds(session, "started_s") + Span(session["wanted_s"].as_i64().expect("seconds")),
        multiple: count(session["multiple"].as_i64().expect("a multiple")),
    };
    let drawings: Vec<Drawing> = input.list("sessions").iter().map(drawing).collect();
    let mut until = Vec::new();
    ends(readings.draw, total, &drawings, &mut until);
    let (mut left, mut told, mut usages) = (total, Vec::new(), Vec::new());
    for (n, (drawing, ended)) in drawings.iter().zip(&until).enumerate() {
        if drawings.len() == 1 {
            assert_eq!(*ended, end(readings.draw, total, drawing));
        }
        let drawn = drawn(readings.draw, drawing.started, *ended, drawing.multiple);
        left -= drawn;
        let reason = if *ended < drawing.wants_until { "allowance" } else { "done" };
        told.push(json!({ "ended_s": ended.0, "end_reason": reason, "drawn_s": drawn }));
        let usage = Usage::of(n as u32 + 1, drawing.started, *ended);
        usages.push(Usage { multiple: drawing.multiple, ..usage });
    }
    let prices = Dated::always(Won(input.integer("unit_price_won")));
    let bill = billed(&terms(readings), Share::NONE, &prices, &usages);
    json!({
        "sessions": told,
        "left_product_s": left,
        "hours": bill["hours"],
        "amount_won": bill["amount_won"],
    })
}

/// What a burst asks for, and whether servers with so many free cards can start it.
fn burst_span(readings: &Readings, input: &Input<'_>) -> Value {
    let server = Resources::cards(count(input.integer("cards_per_server")));
    let own = Resources::cards(count(input.integer("set_cards")));
    let free = input.list("free_cards_by_server");
    let asked = burst_sets(readings.burst_span, own, count(input.integer("multiple")), server);
    let starts = asked.is_some_and(|(sets, set)| {
        let mut servers = Servers::new(server, free.len() as u32);
        for (n, free) in free.iter().enumerate() {
            let n = ServerId(n as u32);
            servers.reopen(n, Reason::NotStanding);
            servers.take(n, &Resources::cards(server.cards - count(free.as_i64().expect("cards"))));
        }
        let policy = Policy::default();
        let mut queue = Queue::default();
        queue.enter(Waiting::new(&policy, Instant(0), None, 0, set).of_sets(sets));
        !decide(&policy, &View { queue: &queue, servers: &servers }, &mut Scratch::default()).is_empty()
    });
    json!({
        "sets": asked.map(|(sets, _)| sets),
        "cards_per_set": asked.map(|(_, set)| set.cards),
        "starts": starts,
    })
}

fn t4(readings: &Readings, input: &Input<'_>) -> Value {
    match input.text("kind") {
        "gpu" => gpu_outage(readings, input),
        "npu" => npu_outage(readings, input),
        "resources" => {
            let price = Won(input.integer("unit_price_won"));
            let (cards, per_set) = (count(input.integer("cards")), count(input.integer("cards_per_set")));
            let unusable = Span(input.integer("outage_s"));
            json!({ "deduction_won": outage_deduction(readings.outage, cards, price, per_set, unusable).0 })
        }
        other => panic!("kind {other}"),
    }
}

/// A session and the outages of its cards, to its end and its bill.
fn gpu_outage(readings: &Readings, input: &Input<'_>) -> Value {
    let (started, wanted) = (Instant(input.integer("started_s")), Instant(input.integer("wanted_until_s")));
    let stretch = |outage: &Value| (seconds(outage, "from_s"), seconds(outage, "until_s"));
    let outages: Vec<(Instant, Instant)> = input.list("outages").iter().map(stretch).collect();
    let fault = ended_by_fault(readings.on_outage, started, wanted, &outages);
    let usage = Usage {
        broken: fault.is_some(),
        suspended: match readings.on_outage {
            OnOutage::Cut => &[],
            OnOutage::Suspend => &outages,
        },
        ..Usage::of(1, started, fault.unwrap_or(wanted))
    };
    let prices = Dated::always(Won(input.integer("unit_price_won")));
    let bill = billed(&terms(readings), Share::NONE, &prices, &[usage]);
    json!({
        "ended_s": usage.ended.0,
        "end_reason": if usage.broken { "outage" } else { "done" },
        "billable_s": usage.usable().0,
        "hours": bill["hours"],
        "amount_won": bill["amount_won"],
    })
}

/// So many days of April, with an outage from their first second.
fn npu_outage(readings: &Readings, input: &Input<'_>) -> Value {
    let (terms, days) = (terms(readings), input.integer("days_used"));
    let prices = Dated::always(Won(input.integer("monthly_price_won")));
    let outages = [(Instant(0), Instant(input.integer("outage_s")))];
    let plain = Tenancy {
        terms: &terms,
        prices: &prices,
        own_ratio: Share::NONE,
        first_day: 0,
        earlier: None,
        outages: &[],
    };
    let tenancy = Tenancy { outages: &outages, ..plain };
    let [line] = <[BillLine; 1]>::try_from(tenancy.bill(1, days)).expect("one line");
    assert_eq!(tenancy.owed(days), line.amount);
    assert_eq!((1..=days).map(|day| tenancy.commitment(day)).sum::<Won>(), plain.owed(days));
    json!({
        "before_won": plain.owed(days).0,
        "deduction_won": line.deduction.0,
        "amount_won": line.amount.0,
    })
}
