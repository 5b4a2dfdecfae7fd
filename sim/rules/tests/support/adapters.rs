//! One adapter per clause: a case's input is put through the engine's own path, and all that it tells is
//! told back in the case's words.

use super::{Adapter, Input, epoch, terms, usage};
use naru_rules::budget::{OperatingCost, available, operating_taken};
use naru_rules::readings::{FaultHour, HourRounding, Readings};
use naru_rules::settlement::{
    Account, Allocation, BillLine, ExactWon, Tenancy, Terms, Usage, billable_end, ceiling, days_held,
    deposit, discount_rate, eligible, hours_over_limit, over_limit, report_due, service_from, stands,
    vat_inside, vat_of_statement,
};
use naru_rules::supply::{CardTypes, CardsByType, TeraflopTenths, apportion, floors, meets, short};
use naru_units::{Cards, Dated, Hours, Instant, Month, Share, Span, Won};
use serde_json::{Value, json};

pub(crate) fn of(clause: &str) -> Option<Adapter> {
    Some(match clause {
        "P1" => p1,
        "P2" => p2,
        "P5" => p5,
        "P7" => p7,
        "S2" => s2,
        "A1" => a1,
        "A2" => a2,
        "A3" => a3,
        "T1" | "T8" => sessions,
        "T2" => t2,
        "T3" => t3,
        "N1" => n1,
        "N3" => n3,
        _ => {
            let usage = usage::CLAUSES.iter().find(|(id, _)| *id == clause).map(|(_, adapter)| *adapter);
            return usage.or_else(|| super::money::of(clause));
        }
    })
}

fn share(basis_points: i64) -> Share {
    Share(u32::try_from(basis_points).expect("a share"))
}

fn p1(readings: &Readings, input: &Input<'_>) -> Value {
    let (day, clock) = input.text("kst").split_once(' ').expect("a day and a time");
    let parts: Vec<i64> = clock.split(':').map(|part| part.parse().expect("a number")).collect();
    let seconds = parts.iter().chain(&[0, 0]).take(3).fold(0, |sum, part| sum * 60 + part);
    let at = epoch().midnight(day.parse().expect("a date")) + Span(seconds);
    let terms = terms(readings);
    json!({
        "seconds": at.0,
        "month": terms.month(terms.month_of(at)).to_string(),
        "day": at.day(),
        "utc": format!("{}Z", epoch().utc(at)),
    })
}

/// Lines of given net amounts: an hour each, of accounts with that price.
fn p2(readings: &Readings, input: &Input<'_>) -> Value {
    let terms = terms(readings);
    if input.has("gross_won") {
        let gross = Won(input.integer("gross_won"));
        let line = one_hour(&terms, Share::NONE, gross).1;
        assert_eq!(line.vat_inside, vat_inside(readings.vat_extract, terms.vat_rate, gross));
        return json!({ "supply_won": (gross - line.vat_inside).0, "vat_won": line.vat_inside.0 });
    }
    if input.has("months") {
        let (total, months) = (Won(input.integer("operating_won")), input.integer("months"));
        let taken = |begun| operating_taken(readings.operating, total, months, begun);
        let by_month: Vec<i64> = (0..months).map(|month| (taken(month + 1) - taken(month)).0).collect();
        return json!({ "by_month_won": by_month, "total_won": taken(months).0 });
    }
    let cap = Won(input.integer("cap_won"));
    let cost = input.get("operating").expect("operating cost");
    let cost = match (cost["won"].as_i64(), cost["share_bp"].as_i64()) {
        (Some(won), None) => OperatingCost::Sum(Won(won)),
        (None, Some(bp)) => OperatingCost::Share(share(bp)),
        other => panic!("one form of operating cost, not {other:?}"),
    };
    let operating = cost.of(cap);
    let (mut net, mut owed) = (Won::ZERO, Won::ZERO);
    for line in input.list("line_net_won") {
        let (account, line) = one_hour(&terms, Share::NONE, Won(line.as_i64().expect("won")));
        net += line.supply;
        owed += account.owed();
    }
    owed += vat_of_statement(&terms, owed);
    let spent = operating + owed;
    json!({
        "operating_won": operating.0,
        "available_won": available(cap, operating_taken(readings.operating, operating, 9, 0)).0,
        "vat_added_won": (owed - net).0,
        "spent_won": spent.0,
        "left_won": (cap - spent).0,
        "within_cap": spent <= cap,
    })
}

/// An account with one session of an hour.
fn one_hour(terms: &Terms, own_ratio: Share, price: Won) -> (Account, BillLine) {
    let mut account = Account::new(own_ratio);
    let usage = Usage::of(1, Instant(0), Instant(3_600));
    account.enter(terms, &Dated::always(price), &usage);
    let [line] = <[BillLine; 1]>::try_from(account.close(terms)).expect("one line");
    (account, line)
}

fn p5(_: &Readings, input: &Input<'_>) -> Value {
    let line = input.get("line").expect("a line").as_object().expect("an object");
    let mut line_fields = line.clone();
    let mut won = |field: &str| Won(line_fields.remove(field).and_then(|v| v.as_i64()).expect("won"));
    let hours = Hours(won("hours").0);
    let bill = BillLine {
        hours: Some(hours),
        unit_price: won("unit_price_won"),
        discount: won("discount_won"),
        amount: won("amount_won"),
        own_contribution: won("own_contribution_won"),
        allocation: match line_fields.remove("allocation").expect("an allocation").as_str() {
            Some("dynamic") => Allocation::Dynamic,
            Some("fixed") => Allocation::Fixed,
            other => panic!("allocation {other:?}"),
        },
        ..BillLine::default()
    };
    assert!(line_fields.is_empty(), "not understood: {line_fields:?}");
    let price = Won(input.integer("agreed_dynamic_price_won"));
    let ratio = share(input.integer("fixed_ratio_bp"));
    json!({
        "ceiling_won": ceiling(price, ratio, bill.allocation, hours).0,
        "ok": stands(&bill, price, ratio),
    })
}

fn p7(readings: &Readings, input: &Input<'_>) -> Value {
    let tenths = |field| TeraflopTenths(u32::try_from(input.integer(field)).expect("tenths"));
    // Names do not decide.
    let _ = (input.text("product_needs"), input.text("card"));
    let meets = meets(readings.performance, tenths("needs_fp32_tf_x10"), tenths("card_fp32_tf_x10"));
    let mut account = Account::new(Share::NONE);
    let prices = Dated::always(Won(input.integer("unit_price_won")));
    let usage = Usage::of(1, Instant(0), Instant(0) + Span::hours(input.integer("hours")));
    if meets {
        account.enter(&terms(readings), &prices, &usage);
    }
    json!({ "meets": meets, "amount_won": account.owed().0 })
}

fn s2(readings: &Readings, input: &Input<'_>) -> Value {
    let cards = |field: &str| u32::try_from(input.integer(field)).expect("cards");
    let later = input.get("not_yet_available").expect("an object").as_object().expect("an object");
    assert!(later.keys().all(|card| card == "a100" || card == "h100"), "{later:?}");
    let there =
        |card: &str| Cards(cards(card) - later.get(card).map_or(0, |n| n.as_u64().expect("n") as u32));
    let types = match input.get("h100_only") {
        Some(Value::Bool(true)) => CardTypes::H100Only,
        Some(Value::Bool(false)) => CardTypes::Both,
        other => panic!("h100_only {other:?}"),
    };
    let call = CardsByType { a100: Cards(400), h100: Cards(450) };
    let floors = floors(readings.h100_only_floor, call, types, cards("product1_projects"));
    let short = short(CardsByType { a100: there("a100"), h100: there("h100") }, floors);
    json!({
        "a100_floor": floors.a100.0,
        "h100_floor": floors.h100.0,
        "a100_short": short.a100.0,
        "h100_short": short.h100.0,
        "flagged": short != CardsByType::default(),
        "refused": false, // no rule refuses a fleet: there is nothing to ask
    })
}

fn a1(readings: &Readings, input: &Input<'_>) -> Value {
    let terms = terms(readings);
    let started = Instant(0);
    let work_end = started + Span(input.integer("work_s"));
    let released = work_end + Span(input.integer("idle_until_return_s"));
    let busy = share(input.integer_or("busy_bp", 10_000));
    let ended = billable_end(readings, started, work_end, released, busy);
    let usage = Usage::of(1, started, ended);
    let prices = Dated::always(Won(input.integer("unit_price_won")));
    let told = billed(&terms, Share::NONE, &prices, &[usage]);
    json!({
        "cards_held_s": (released - started).0,
        "billable_s": (ended - started).0,
        "hours": told["hours"],
        "amount_won": told["amount_won"],
    })
}

fn a2(readings: &Readings, input: &Input<'_>) -> Value {
    let at = |field| Instant(input.integer(field));
    let eligible =
        eligible(readings.clock, at("requested_s"), at("contribution_paid_s"), at("own_slot_free_s"));
    let (wait, limit) = (at("started_s") - eligible, Span(input.integer("limit_s")));
    json!({
        "eligible_s": eligible.0,
        "wait_s": wait.0,
        "over_limit": over_limit(wait, limit),
        "excess_hours": hours_over_limit(readings.excess, wait, limit).0,
    })
}

fn a3(readings: &Readings, input: &Input<'_>) -> Value {
    let mut told = sessions(readings, input);
    let first = &input.list("sessions")[0];
    let wait = Span(first["wait_s"].as_i64().expect("a wait"));
    let over = hours_over_limit(readings.excess, wait, Span(input.integer("limit_s")));
    let ceiling = input.get("ceiling_bp").map(|bp| share(bp.as_i64().expect("a share")));
    let rate = discount_rate(readings.sla_discount, share(input.integer("rate_bp")), ceiling, over);
    told["excess_hours"] = json!(over.0);
    told["rate_bp"] = json!(rate.0);
    told
}

fn t2(readings: &Readings, input: &Input<'_>) -> Value {
    if input.has("monthly_price_won") {
        return n3(readings, input);
    }
    if input.has("own_monthly_won") {
        return super::flat::flat_sums(readings, input);
    }
    if !input.has("statement_month") {
        return sessions(readings, input);
    }
    let month = Month::parse(input.text("statement_month")).expect("a month");
    let terms = terms(readings);
    let position = terms.month_of(epoch().month_start(month));
    json!({ "closes_s": terms.month_end(position).0, "report_due": report_due(month).to_string() })
}

/// Sessions of one project with one supplier, entered and closed: T1, T2, T8, and the lines of A3.
pub(crate) fn sessions(readings: &Readings, input: &Input<'_>) -> Value {
    let mut terms = terms(readings);
    terms.wait_limit = Span(input.integer_or("limit_s", terms.wait_limit.0));
    terms.cut_off = Instant(input.integer_or("cut_off_s", terms.cut_off.0));
    terms.discount_rate = share(input.integer_or("rate_bp", 0));
    terms.discount_ceiling = input.get("ceiling_bp").map(|bp| share(bp.as_i64().expect("a share")));
    terms.fixed_ratio = share(input.integer_or("fixed_ratio_bp", 5_000));
    let seconds = |value: &Value, field: &str| Instant(value[field].as_i64().expect("seconds"));
    let constant = ["unit_price_won", "dynamic_price_won"].into_iter().find(|field| input.has(field));
    let prices = if let Some(field) = constant {
        Dated::always(Won(input.integer(field)))
    } else {
        let dated =
            |price: &Value| (seconds(price, "from_s"), Won(price["unit_price_won"].as_i64().expect("won")));
        Dated::new(input.list("prices").iter().map(dated).collect()).expect("ascending prices")
    };
    let down: Vec<(Instant, Instant)> = input
        .list("allocator_down")
        .iter()
        .map(|outage| (seconds(outage, "from_s"), seconds(outage, "until_s")))
        .collect();
    let usages: Vec<Usage<'_>> = input
        .list("sessions")
        .iter()
        .enumerate()
        .map(|(at, session)| Usage {
            multiple: session["multiple"].as_u64().expect("a multiple") as u32,
            wait: Span(session.get("wait_s").map_or(0, |wait| wait.as_i64().expect("a wait"))),
            fixed: &down,
            ..Usage::of(
                session["session"].as_u64().map_or(at as u32 + 1, |id| id as u32),
                seconds(session, "started_s"),
                seconds(session, "ended_s"),
            )
        })
        .collect();
    billed(&terms, share(input.integer_or("own_ratio_bp", 0)), &prices, &usages)
}

/// Enters sessions, and tells lines and sums. On the way: what was owed agrees with the lines, and where a
/// begun hour is whole anyway, with what would have been owed just before they ended.
pub(crate) fn billed(terms: &Terms, own_ratio: Share, prices: &Dated<Won>, usages: &[Usage<'_>]) -> Value {
    let mut account = Account::new(own_ratio);
    let committed = account.owed_if_ended(terms, prices, usages);
    for usage in usages {
        account.enter(terms, prices, usage);
    }
    let lines = account.close(terms);
    assert_eq!(account.owed(), lines.iter().map(|line| line.amount).sum(), "owed is the sum of the lines");
    let whole = terms.readings.fault_hour == FaultHour::Round || usages.iter().all(|usage| !usage.broken);
    if terms.readings.hours == HourRounding::SessionCeil && whole {
        assert_eq!(committed, ExactWon::from(account.owed()), "committed money becomes the bill");
    }
    assert!(committed >= account.owed().into(), "committed money covers the bill");
    let sum = |of: fn(&BillLine) -> i64| lines.iter().map(of).sum::<i64>();
    json!({
        "lines": lines.iter().map(|line| told(terms, line)).collect::<Vec<_>>(),
        "hours": sum(|line| line.hours.expect("hours are counted").0),
        "discounted_hours": sum(|line| line.discounted_hours.0),
        "discount_won": sum(|line| line.discount.0),
        "credit_won": sum(|line| line.credit.0),
        "own_contribution_won": sum(|line| line.own_contribution.0),
        "amount_won": sum(|line| line.amount.0),
    })
}

fn told(terms: &Terms, line: &BillLine) -> Value {
    json!({
        "month": terms.month(line.month).to_string(),
        "allocation": line.allocation.name(),
        "unit_price_won": line.unit_price.0,
        "hours": line.hours.expect("hours are counted").0,
        "discounted_hours": line.discounted_hours.0,
        "discount_won": line.discount.0,
        "credit_won": line.credit.0,
        "supply_won": line.supply.0,
        "vat_won": line.vat.0,
        "own_contribution_won": line.own_contribution.0,
        "amount_won": line.amount.0,
        "true_up_won": line.true_up.0,
        "sessions": line.sessions,
    })
}

fn t3(readings: &Readings, input: &Input<'_>) -> Value {
    if input.has("agreement_s") {
        let paid = input.get("paid_s").map(|paid| Instant(paid.as_i64().expect("seconds")));
        let from = service_from(Instant(input.integer("agreement_s")), paid);
        return json!({ "service_from_s": from.map(|from| from.0) });
    }
    if input.has("own_monthly_won") {
        return super::flat::flat_sums(readings, input);
    }
    let terms = terms(readings);
    let ratio = share(input.integer("own_ratio_bp"));
    if input.has("planned_net_won") {
        let deposit = deposit(&terms, ratio, Won(input.integer("planned_net_won")));
        let own = one_hour(&terms, ratio, Won(input.integer("actual_net_won"))).1.own_contribution;
        return json!({
            "deposit_won": deposit.0,
            "own_contribution_won": own.0,
            "refund_won": (deposit - own).0,
        });
    }
    if input.has("net_won") {
        let line = one_hour(&terms, ratio, Won(input.integer("net_won"))).1;
        return json!({
            "own_contribution_won": line.own_contribution.0,
            "amount_won": line.amount.0,
            "supplier_receives_won": (line.amount + line.own_contribution).0,
        });
    }
    // A discount of a given sum: the first hour of a session that waited for one hour too long, at the rate
    // that comes to it.
    let (hours, price) = (input.integer("hours"), input.integer("unit_price_won"));
    let rate = input.integer("discount_won") * 10_000;
    assert_eq!(rate % price, 0, "the discount is a share of an hour's price");
    let terms = Terms { discount_rate: share(rate / price), ..terms };
    let usage = Usage {
        wait: terms.wait_limit + Span(1),
        ..Usage::of(1, Instant(0), Instant(0) + Span::hours(hours))
    };
    let mut account = Account::new(ratio);
    account.enter(&terms, &Dated::always(Won(price)), &usage);
    let [line] = <[BillLine; 1]>::try_from(account.close(&terms)).expect("one line");
    json!({
        "net_won": line.supply.0,
        "vat_won": line.vat.0,
        "own_contribution_won": line.own_contribution.0,
        "amount_won": line.amount.0,
    })
}

fn n1(readings: &Readings, input: &Input<'_>) -> Value {
    let total = u32::try_from(input.integer("projects")).expect("a count");
    let shares = apportion(readings.apportion, total, &[60, 30, 10]);
    json!({ "npu60": shares[0], "npu120": shares[1], "npu240": shares[2] })
}

fn n3(readings: &Readings, input: &Input<'_>) -> Value {
    let mut terms = terms(readings);
    terms.cut_off = Instant(input.integer_or("cut_off_s", terms.cut_off.0));
    if input.has("started_s") {
        let (from, until) = (Instant(input.integer("started_s")), Instant(input.integer("ended_s")));
        return json!({ "days": days_held(readings.npu_days, from, until) });
    }
    let day = |field| epoch().midnight(input.text(field).parse().expect("a date"));
    let days = days_held(readings.npu_days, day("first_day"), day("last_day") + Span::days(1));
    let prices = Dated::always(Won(input.integer("monthly_price_won")));
    let first_day = day("first_day").day();
    let tenancy = Tenancy {
        terms: &terms,
        prices: &prices,
        own_ratio: Share::NONE,
        first_day,
        earlier: None,
        outages: &[],
    };
    let lines = tenancy.bill(1, days);
    let whole = |days| tenancy.bill(1, days).iter().filter_map(|line| line.whole_months).sum::<i64>();
    let in_whole = (0..=days).find(|fewer| whole(*fewer) == whole(days)).expect("at the latest all days");
    let amount: Won = lines.iter().map(|line| line.amount).sum();
    assert_eq!(amount, tenancy.owed(days));
    assert_eq!(amount, (1..=days).map(|day| tenancy.commitment(day)).sum(), "day by day comes to the same");
    json!({
        "months": lines.iter().map(|line| json!({
            "month": terms.month(line.month).to_string(),
            "days": line.days,
            "whole_month": line.whole_months == Some(1),
            "amount_won": line.amount.0,
            "true_up_won": line.true_up.0,
        })).collect::<Vec<_>>(),
        "whole": whole(days),
        "part_days": days - in_whole,
        "amount_won": amount.0,
        "days": lines.iter().filter_map(|line| line.days).sum::<i64>(),
    })
}
