//! Adapters of the clauses about how sets are used: bursts and their allowance, faults, gangs.

use super::adapters::{billed, sessions};
use super::{Adapter, Input, epoch, terms};
use naru_rules::allocation::{
    Asked, Key, Policy, Queue, Reason, Resources, Running, Scratch, ServerId, Servers, View, Waiting, decide,
};
use naru_rules::allowance::{
    Drawing, Window, burst_months, burst_price, burst_sets, drawn, end, ends, multiple, product_seconds,
    used_up,
};
use naru_rules::gang;
use naru_rules::readings::{Allowance, Draw, OnOutage, Readings};
use naru_rules::settlement::{
    ALWAYS, Allocation, BillLine, Tenancy, Terms, Usage, ended_by_fault, fixed_length, fixed_offer,
    outage_deduction,
};
use naru_rules::supply::{
    CardType, CardTypes, HostSpec, SetProduct, TeraflopTenths, host, product1_draw_tf, served_by,
};
use naru_units::{Dated, HOUR, Instant, Month, Share, Span, Won};
use serde_json::{Value, json};

/// Adapters, and cases whose adapters are here.
pub(crate) const CLAUSES: [(&str, Adapter); 6] =
    [("S3", s3), ("S4", s4), ("S5", s5), ("A4", a4), ("A5", a5), ("T4", t4)];

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

/// Open servers of a shape with so many cards free.
fn servers_with(shape: Resources, free: &[Value]) -> Servers {
    let mut servers = Servers::new(shape, free.len() as u32);
    for (n, free) in free.iter().enumerate() {
        let n = ServerId(n as u32);
        servers.reopen(n, Reason::NotStanding);
        servers.take(n, &Resources::cards(shape.cards - count(free.as_i64().expect("cards"))));
    }
    servers
}

/// Whether a request alone in the queue starts.
fn starts(servers: &Servers, sets: u32, set: Resources) -> bool {
    let policy = Policy::default();
    let mut queue = Queue::default();
    let key = Key::new(&policy, &Asked::at(Instant(0), 0));
    queue.enter(Waiting::new(key, 0, set, Span(1)).of_sets(sets));
    let view = View { now: Instant(0), queue: &queue, servers, running: &Running::default(), fresh: None };
    !decide(&policy, &view, &mut Scratch::default()).is_empty()
}

/// What a burst asks for, and whether servers with so many free cards can start it.
fn burst_span(readings: &Readings, input: &Input<'_>) -> Value {
    let server = Resources::cards(count(input.integer("cards_per_server")));
    let own = Resources::cards(count(input.integer("set_cards")));
    let free = input.list("free_cards_by_server");
    let asked = burst_sets(readings.burst_span, own, count(input.integer("multiple")), server);
    let starts = asked.is_some_and(|(sets, set)| starts(&servers_with(server, free), sets, set));
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

fn card_type(name: &str) -> CardType {
    match name {
        "A100" => CardType::A100,
        "H100" => CardType::H100,
        other => panic!("card {other}"),
    }
}

fn s3(readings: &Readings, input: &Input<'_>) -> Value {
    let card = card_type(input.text("card"));
    let cards = gang::cards(card).0;
    if !input.has("cards_per_server") {
        // Of the cards that the call names: 19.5 and 67 TF each.
        let TeraflopTenths(tenths) = match card {
            CardType::A100 => TeraflopTenths(195),
            CardType::H100 => TeraflopTenths(670),
        };
        return json!({ "cards": cards, "tf": cards * tenths / 10 });
    }
    let small = |field: &str| count(input.integer(field));
    let shape = Resources {
        cards: small("cards_per_server"),
        cores: small("cores"),
        memory_gb: small("memory_gb"),
        disk_gb: small("disk_tb") * 1_000,
    };
    let servers = servers_with(shape, input.list("free_cards_by_server"));
    let at = Instant(input.integer("at_s"));
    let can_start = gang::can_start(readings.gang, card, &servers, epoch(), at);
    let asked = gang::sets(readings.gang, card, shape);
    // The allocation says the same of the same request.
    let placed = asked.is_some_and(|(sets, set)| starts(&servers, sets, set));
    assert_eq!(can_start, placed && at >= gang::second_half(epoch()));
    json!({
        "cards_needed": cards,
        "servers_needed": gang::servers_needed(readings.gang, card, shape.cards),
        "cards_taken": if can_start { asked.map_or(0, |(sets, set)| sets * set.cards) } else { 0 },
        "can_start": can_start,
    })
}

fn set_product(number: i64) -> SetProduct {
    match number {
        1 => SetProduct::Tf39,
        2 => SetProduct::Tf67,
        3 => SetProduct::Tf134,
        other => panic!("product {other}"),
    }
}

fn s4(readings: &Readings, input: &Input<'_>) -> Value {
    let spec = match input.integer("product") {
        4 => gang::HOST,
        set => host(readings.row, set_product(set)),
    };
    let small = |field: &str| count(input.integer(field));
    let server = Resources {
        cards: 0,
        cores: small("server_cores"),
        memory_gb: small("server_memory_gb"),
        disk_gb: small("server_disk_tb") * 1_000,
    };
    let fit = (1..100).take_while(|n| server.holds(&spec.with_cards(0).times(*n))).count();
    let HostSpec { cores, memory_gb, disk_gb } = spec;
    json!({ "cores": cores, "memory_gb": memory_gb, "disk_tb": disk_gb / 1_000, "sets_on_a_server": fit })
}

fn s5(readings: &Readings, input: &Input<'_>) -> Value {
    let k = count(input.integer("multiple"));
    if input.has("allowance_product_s") {
        let drawn_tf = product1_draw_tf(readings.product1_allowance) * k;
        // In TF-seconds of the product's 39 TF.
        let left = input.integer("allowance_product_s") * 39;
        let drawing = Drawing { started: Instant(0), wants_until: Instant(i64::MAX / 2), multiple: drawn_tf };
        return json!({ "drawn_tf": drawn_tf, "ended_s": end(Draw::Seconds, left, &drawing).0 });
    }
    let number = input.integer("product");
    let types = match input.get("supplier_owns_a100") {
        Some(Value::Bool(true)) => CardTypes::Both,
        Some(Value::Bool(false)) => CardTypes::H100Only,
        other => panic!("supplier_owns_a100 {other:?}"),
    };
    let (card, cards) = served_by(set_product(number), types);
    let price = input.list("prices_won")[number as usize - 1].as_i64().expect("won");
    let ended = Instant(0) + Span::hours(input.integer("clock_hours"));
    let usage = Usage { multiple: k, ..Usage::of(1, Instant(0), ended) };
    let told = billed(&terms(readings), Share::NONE, &Dated::always(Won(price)), &[usage]);
    json!({
        "card": match card {
            CardType::A100 => "A100",
            CardType::H100 => "H100",
        },
        "cards": cards.0 * k,
        "hours": told["hours"],
        "unit_price_won": price,
        "amount_won": told["amount_won"],
    })
}
