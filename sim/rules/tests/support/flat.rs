//! Cases of flat own contributions that come off the bill: a project with accounts at one supplier or several.

use super::{Input, terms};
use naru_rules::readings::Readings;
use naru_rules::settlement::{Account, BillLine, ExactWon, FlatSum, Usage, deposit_refund};
use naru_units::{Dated, Instant, Share, Span, Won};
use serde_json::{Value, json};

pub(crate) fn flat_sums(readings: &Readings, input: &Input<'_>) -> Value {
    let mut terms = terms(readings);
    terms.cut_off = Instant(input.integer_or("cut_off_s", terms.cut_off.0));
    terms.wait_limit = Span(input.integer_or("limit_s", terms.wait_limit.0));
    terms.discount_rate = Share(u32::try_from(input.integer_or("rate_bp", 0)).expect("a share"));
    let integer = |value: &Value, field: &str| value[field].as_i64().expect("an integer");
    let mut lines: Vec<(i64, BillLine)> = Vec::new();
    let mut owed = vec![ExactWon::ZERO; terms.month_starts.len() - 1];
    for of_supplier in input.list("accounts") {
        let prices = of_supplier["prices"].as_array().expect("prices").iter();
        let dated =
            |price: &Value| (Instant(integer(price, "from_s")), Won(integer(price, "unit_price_won")));
        let prices = Dated::new(prices.map(dated).collect()).expect("ascending prices");
        let mut account = Account::new(Share::NONE);
        for (at, session) in of_supplier["sessions"].as_array().expect("sessions").iter().enumerate() {
            let usage = Usage {
                wait: Span(session["wait_s"].as_i64().unwrap_or(0)),
                ..Usage::of(
                    at as u32 + 1,
                    Instant(integer(session, "started_s")),
                    Instant(integer(session, "ended_s")),
                )
            };
            account.enter(&terms, &prices, &usage);
        }
        account.owed_if_ended_by_month(&terms, &prices, &[], &mut owed);
        lines.extend(account.close(&terms).into_iter().map(|line| (integer(of_supplier, "supplier"), line)));
    }
    lines.sort_by_key(|(supplier, line)| (line.month, *supplier, line.allocation, line.unit_price));

    let (from, until) = (Instant(input.integer("support_from_s")), Instant(input.integer("support_until_s")));
    let planned = FlatSum::new(&terms, Won(input.integer("own_monthly_won")), from, until);
    let mut sum = planned.clone();
    if let Some(ended) = input.get("service_ended_s") {
        sum.end(&terms, Instant(ended.as_i64().expect("seconds")));
    }
    let comes_off = FlatSum::comes_off(readings);
    if comes_off {
        sum.credit_lines(lines.iter_mut().map(|(_, line)| line));
        let amounts = lines.iter().map(|(_, line)| line.amount).sum::<Won>();
        assert_eq!(sum.left_to_pay(&owed).floor(), amounts, "owed is the sum of the lines");
    }
    let credited = |month| {
        let of_month = lines.iter().filter(|(_, line)| line.month == month);
        of_month.map(|(_, line)| line.own_contribution).sum::<Won>()
    };
    let months = (0..terms.month_starts.len() - 1).filter(|month| comes_off && sum.due(*month) != Won::ZERO);
    let told = |(supplier, line): &(i64, BillLine)| {
        json!({
            "month": terms.month(line.month).to_string(),
            "supplier": supplier,
            "unit_price_won": line.unit_price.0,
            "supply_won": line.supply.0,
            "vat_won": line.vat.0,
            "own_contribution_won": line.own_contribution.0,
            "amount_won": line.amount.0,
            "true_up_won": line.true_up.0,
            "names_t3": line.clauses.iter().any(|clause| clause.id() == "T3"),
        })
    };
    let own = lines.iter().map(|(_, line)| line.own_contribution).sum::<Won>();
    let refunds = months.map(|month| {
        let (due, refund) = (sum.due(month), sum.refund(month, credited(month)));
        json!({ "month": terms.month(month).to_string(), "due_won": due.0, "refund_won": refund.0 })
    });
    json!({
        "lines": lines.iter().map(told).collect::<Vec<_>>(),
        "months": refunds.collect::<Vec<_>>(),
        "own_contribution_won": own.0,
        "amount_won": lines.iter().map(|(_, line)| line.amount.0).sum::<i64>(),
        "deposit_won": planned.total().0,
        "deposit_refund_won": deposit_refund(planned.total(), own).0,
    })
}
