//! December's cut-off (T2), here the fifth midnight of ten days.

use super::*;
use naru_model::rules::readings::{December, Outage, StatementRound, Vat, VatScope};
use naru_model::{Maintenance, PoolId, Tariff};

/// Two hours at 1,001 won that begin a second before the cut-off and after it, three sets of days 4 to 6 at 30,000 won a
/// day: lines of 2,002 and 90,000, of which 1,001 and 60,000 come with the true-up (day 4 begins before the cut-off).
fn world(december: December) -> World {
    let hourly = Product { idle_return: Span::ZERO, ..product(Line::Gpu, 0, Resources::cards(1), 1_001) };
    let monthly = Product { tariff: Tariff::Monthly, ..product(Line::Npu, 1, Resources::cards(1), 900_000) };
    let mut plan = plan(&[(1, 2), (1, 1)], vec![hourly, monthly], one_each(2));
    let readings = &mut plan.terms.readings;
    readings.december = december;
    readings.vat = Vat::Excluded;
    readings.vat_scope = VatScope::Statement;
    readings.statement_round = StatementRound::Below10Dropped;
    readings.outage = Outage::Deduction;
    plan.terms.cut_off = Instant(5 * DAY);
    // The second server is out of service for an hour of the first day: 1,001 won of the card.
    plan.outages.maintenance = vec![Maintenance {
        pool: PoolId(0),
        servers: 1,
        from: Instant(HOUR),
        until: Instant(2 * HOUR),
        waits_count: true,
    }];
    let cohorts =
        vec![common::listed("gpu", &[(5 * DAY - 1, HOUR + 1)]), common::listed("npu", &[(4 * DAY, 3 * DAY)])];
    run_cohorts(&plan, cohorts)
}

/// What the statement is whole for only at its end is the true-up's: the deduction of 1,001 won, and what 2,002 - 1,001
/// with VAT of 100 (10 % of 1,001, cut), 1,101, and 90,000 + 9,000 drop below 10 won. At the cut-off VAT is 100 of the 1,001
/// of the GPU line, so nothing of it is left; 3,000 of the NPU line's 30,000, so 6,000 of its 9,000 are.
#[test]
fn t2_a_statement_by_a_cut_off_and_its_true_up() {
    let told = |world: &World| -> Vec<_> {
        world.log.bills.iter().map(|b| (b.project, b.budget_line, b.amount.0, b.true_up.0)).collect()
    };
    let want = [
        (Some(0), 0, 2_002, 1_001),
        (Some(1), 1, 90_000, 60_000),
        (None, 0, -1_001, -1_001),
        (None, 0, 100, 0),
        (None, 0, -1, -1),
        (None, 1, 9_000, 6_000),
    ];
    assert_eq!(told(&world(December::CutOff)), want);
    assert_eq!(
        told(&world(December::ByUse)),
        want.map(|(project, line, amount, _)| (project, line, amount, 0))
    );
}
