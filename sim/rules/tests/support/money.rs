//! Adapters of clauses about money beyond one bill line.

use super::{Adapter, Input, epoch, terms};
use naru_rules::budget::{Elapsed, Forecast, LineMoney, admits_wave, purses, transfer, wave_base};
use naru_rules::readings::Readings;
use naru_rules::settlement::{
    Account, BillLine, Clawback, Earlier, SetPrice, Switch, Tenancy, Usage, billed_until, free_month,
    late_deduction, on_actual_cost, paid_after, price_after, rent_cut, statement_correction, support_until,
    within,
};
use naru_units::{Cards, Dated, Instant, Share, Span, Won};
use serde_json::{Value, json};

pub(crate) fn of(clause: &str) -> Option<Adapter> {
    Some(match clause {
        "P3" => p3,
        "P6" => p6,
        "P8" => p8,
        "S7" => s7,
        "T5" => t5,
        "T6" => t6,
        "T9" => t9,
        "T10" => t10,
        "T11" => t11,
        "N4" => n4,
        _ => return None,
    })
}

fn share(input: &Input<'_>, field: &str) -> Share {
    Share(u32::try_from(input.integer(field)).expect("a share"))
}

fn elapsed(input: &Input<'_>) -> Elapsed {
    Elapsed { days: input.integer("elapsed_days"), of: input.integer("programme_days") }
}

fn p3(readings: &Readings, input: &Input<'_>) -> Value {
    if input.has("monthly_demand") {
        return p3_months(readings, input);
    }
    let line = |name| {
        let line = input.get(name).expect("a line");
        let won = |field: &str| Won(line[field].as_i64().expect("won"));
        LineMoney { allotted: won("allotted"), spent: won("spent") }
    };
    let (gpu, npu, elapsed) = (line("gpu"), line("npu"), elapsed(input));
    let moved = transfer(readings, gpu, npu, elapsed);
    json!({
        "gpu_forecast_won": Forecast::new(readings.forecast, gpu.spent, elapsed).ceil().0,
        "npu_forecast_won": Forecast::new(readings.forecast, npu.spent, elapsed).ceil().0,
        "npu_to_gpu_won": moved.0,
        "gpu_allotted_won": (gpu.allotted + moved).0,
        "npu_allotted_won": (npu.allotted - moved).0,
    })
}

/// Lines that ask for money month by month; a purse that cannot give all of a month ends in it.
fn p3_months(readings: &Readings, input: &Input<'_>) -> Value {
    let won = |value: &Value, line: &str| value[line].as_i64().expect("won");
    let allotted = input.get("allotted").expect("money");
    let purses = purses(readings.transfer);
    let lines = ["gpu", "npu"];
    let mut left = [0; 2];
    for (line, purse) in lines.iter().zip(purses) {
        left[purse] += won(allotted, line);
    }
    let opening: i64 = left.iter().sum();
    let (mut ends, mut served) = ([None; 2], [0; 2]);
    for (month, demand) in input.list("monthly_demand").iter().enumerate() {
        for purse in 0..2 {
            let drawing = || (0..2).filter(|line| purses[*line] == purse);
            let asked: i64 = drawing().map(|line| won(demand, lines[line])).sum();
            if ends[purse].is_none() && asked > left[purse] {
                ends[purse] = Some(month + 1);
            }
            // Which of two lines gets the rest of a common purse is not asked.
            let given = asked.min(left[purse]);
            left[purse] -= given;
            if let Some(line) = drawing().next() {
                served[line] += given;
            }
        }
    }
    json!({
        "gpu_ends_in_month": ends[purses[0]],
        "npu_ends_in_month": ends[purses[1]],
        "spent_won": served.iter().sum::<i64>(),
        "left_won": opening - served.iter().sum::<i64>(),
        "gpu_served_won": served[0],
        "npu_served_won": served[1],
    })
}

fn p6(readings: &Readings, input: &Input<'_>) -> Value {
    let won = |field| Won(input.integer(field));
    let forecast = Forecast::new(readings.forecast, won("spent_won"), elapsed(input));
    let base = wave_base(readings.wave_base, won("cap_won"), won("operating_won"));
    json!({
        "forecast_won": forecast.floor().0,
        "unspent_bp_floor": forecast.unspent_basis_points(base),
        "admit": admits_wave(base, forecast, share(input, "threshold_bp")),
    })
}

fn p8(readings: &Readings, input: &Input<'_>) -> Value {
    let total = Won(input.integer("total_won"));
    let correction = statement_correction(readings.statement_round, total);
    json!({ "correction_won": correction.0, "paid_won": (total + correction).0 })
}

/// When the programme ends.
const END: Instant = Instant(23_760_000);

fn kst(at: Instant) -> String {
    format!("{}+09:00", epoch().civil(at))
}

fn t5(readings: &Readings, input: &Input<'_>) -> Value {
    let at = |field| Instant(input.integer(field));
    let service_ended = at("service_ended_s");
    let free = free_month(readings, epoch(), service_ended, END);
    if !input.has("started_s") {
        return json!({
            "free_from_s": free.0.0,
            "free_until_s": free.1.0,
            "free_from_kst": kst(free.0),
            "free_until_kst": kst(free.1),
        });
    }
    let (started, ended) = (at("started_s"), at("ended_s"));
    let mut account = Account::new(Share::NONE);
    let usage = Usage::of(1, started, billed_until(ended, service_ended));
    let terms = terms(readings);
    account.enter(&terms, &Dated::always(Won(input.integer("unit_price_won"))), &usage);
    let hours = account.close(&terms).into_iter().filter_map(|line| line.hours);
    json!({
        "billed_hours": hours.map(|hours| hours.0).sum::<i64>(),
        "amount_won": account.owed().0,
        "free_s": within((started, ended), free).0,
    })
}

fn t6(readings: &Readings, input: &Input<'_>) -> Value {
    if input.has("service_ended_s") {
        let ended = Instant(input.integer("service_ended_s"));
        let (from, until) = paid_after(readings, epoch(), free_month(readings, epoch(), ended, END).1);
        return json!({
            "from_s": from.0,
            "until_s": until.0,
            "from_kst": kst(from),
            "until_kst": kst(until),
        });
    }
    let won = |field| Won(input.integer(field));
    let price =
        price_after(readings, won("market_price_won"), won("agreed_price_won"), share(input, "discount_bp"));
    json!({
        "unit_price_won": price.0,
        "user_pays_won": (price * input.integer("hours")).0,
        "programme_pays_won": 0, // no rule of T6 gives the programme a part: there is nothing to ask
    })
}

fn n4(readings: &Readings, input: &Input<'_>) -> Value {
    let terms = terms(readings);
    let day = |field| epoch().midnight(input.text(field).parse().expect("a date")).day();
    let switch = Switch::on(readings.switch_day, day("switch_day"));
    let price = |field| Dated::always(Won(input.integer(field)));
    let (old_price, new_price) = (price("old_monthly_price_won"), price("new_monthly_price_won"));
    let of = |prices, first_day, earlier| Tenancy {
        terms: &terms,
        prices,
        own_ratio: Share::NONE,
        first_day,
        earlier,
        outages: &[],
    };
    let old = of(&old_price, day("first_day"), None);
    let old_days = switch.old_last + 1 - old.first_day;
    let month = terms.month_of(epoch().midnight(input.text("switch_day").parse().expect("a date")));
    let new = of(&new_price, switch.new_first, Earlier::of(&old, old_days, month));
    let new_days = day("last_day") + 1 - new.first_day;
    let months = |tenancy: Tenancy<'_>, days| {
        let lines = tenancy.bill(1, days);
        assert_eq!(tenancy.owed(days), (1..=days).map(|day| tenancy.commitment(day)).sum());
        assert_eq!(tenancy.owed(days), lines.iter().map(|line| line.amount).sum());
        let told = |line: &BillLine| {
            json!({
                "month": terms.month(line.month).to_string(),
                "days": line.days,
                "whole_month": line.whole_months == Some(1),
                "amount_won": line.amount.0,
            })
        };
        lines.iter().map(told).collect::<Vec<_>>()
    };
    json!({
        "old": months(old, old_days),
        "new": months(new, new_days),
        "old_won": old.owed(old_days).0,
        "new_won": new.owed(new_days).0,
        "amount_won": (old.owed(old_days) + new.owed(new_days)).0,
    })
}

fn s7(readings: &Readings, input: &Input<'_>) -> Value {
    let cards = |value: &Value| Cards(value.as_u64().and_then(|n| u32::try_from(n).ok()).expect("cards"));
    let pool: Vec<SetPrice> = input
        .list("pool")
        .iter()
        .map(|product| SetPrice {
            unit_price: Won(product["unit_price_won"].as_i64().expect("won")),
            cards: cards(&product["cards_per_set"]),
        })
        .collect();
    let late = cards(input.get("cards_late").expect("cards"));
    let delay = Span(input.integer("delay_s"));
    let until = Instant(input.integer("support_until_s"));
    json!({
        "deduction_won": late_deduction(readings.late_supply, late, &pool, delay).0,
        "support_until_s": support_until(readings.late_supply, until, delay).0,
    })
}

fn t9(_: &Readings, input: &Input<'_>) -> Value {
    let payment = Won(input.integer("final_payment_won"));
    let cut = rent_cut(Won(input.integer("whole_rent_won")), share(input, "rate_bp"), payment);
    json!({ "cut_won": cut.0, "final_payment_won": (payment - cut).0 })
}

fn t10(_: &Readings, input: &Input<'_>) -> Value {
    let paid = Won(input.integer("paid_won"));
    let clawback = match (input.has("amount_won"), input.has("share_bp")) {
        (true, false) => Clawback::Sum(Won(input.integer("amount_won"))),
        (false, true) => Clawback::Share(share(input, "share_bp")),
        other => panic!("one form of clawback, not {other:?}"),
    };
    json!({ "clawback_won": clawback.of(paid).0, "kept_won": (paid - clawback.of(paid)).0 })
}

fn t11(_: &Readings, input: &Input<'_>) -> Value {
    let won = |field| Won(input.integer(field));
    let settled = on_actual_cost(won("billed_won"), won("cost_won"), share(input, "margin_bp"));
    json!({ "settled_won": settled.0, "correction_won": (settled - won("billed_won")).0 })
}
