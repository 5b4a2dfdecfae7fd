//! The supplier's side and the course of a programme, on a record made by hand.

use naru_model::Outcome;
use naru_model::observers::{MonthRow, PoolDay, WaitTally, WaitingBy};
use naru_model::rules::settlement::Clawback;
use naru_model::{After, SupplierId};
use naru_scenario::{Lowered, Scenario};
use naru_study::metrics::{Finally, Known, Labels, MetricTable};
use naru_study::{Course, Needs, Record, Rows};
use naru_units::{DAY, Instant, Share, Won};
use std::path::Path;

/// `floor-split`, with a time after the programme.
fn lowered() -> Lowered {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios/floor-split.ron");
    let mut lowered =
        Scenario::read(&path, &[]).expect("a scenario of ours").lower().expect("it makes sense");
    lowered.plan.after =
        Some(After { horizon: Instant(300 * DAY), stays: Share::WHOLE, discount: Share(3_000) });
    for offer in lowered.plan.products.iter_mut().flat_map(|p| &mut p.offers) {
        offer.market = Won(10_001);
    }
    lowered
}

/// One day is all the programme that this record has, and a day after it. Pool 0 has 400 cards.
fn record(lowered: &Lowered) -> Record {
    let pools = lowered.plan.pools.len();
    let mut days = vec![vec![PoolDay::default(); 2]; pools];
    let day = DAY.cast_unsigned();
    days[0][0] = PoolDay {
        card_s: 150 * day,
        unpaid_card_s: 50 * day,
        installed_s: 400 * day,
        held_for_gang_s: 16 * day,
        peak_in_use: 100,
        ..PoolDay::default()
    };
    days[0][1] =
        PoolDay { card_s: 300 * day, unpaid_card_s: 300 * day, installed_s: 400 * day, ..days[0][0] };
    let row = MonthRow {
        amount: Won(1_000_000),
        discount: Won(300),
        credit: Won(20),
        deduction: Won(4_000),
        free_card_s: 7_200,
        after_hours: 5,
        trial_s: 5_400,
        ..MonthRow::default()
    };
    let last = lowered.plan.terms.month_starts.len() - 2;
    let statements = lowered.plan.products.len();
    Record {
        replication: 0,
        digest: 0,
        outcome: Outcome {
            events: 0,
            requests: 0,
            spent: [Won(1_300_000), Won::ZERO],
            operating: Won(7),
            exhausted: [None; 2],
        },
        hours: naru_study::HourCounts::default(),
        waits: vec![WaitTally::default(); lowered.plan.products.len()],
        // Allocator, order, reserved, held for a gang, servers, cards.
        waiting: vec![WaitingBy([0, 1_800, 0, 900, 900, 10_800]); pools],
        course: Course {
            recalled_grants: 2,
            npu_to_gpu: Won(-50),
            fault_reports: [vec![4], vec![0; lowered.names.suppliers.len() - 1]].concat(),
            ..Course::default()
        },
        storage_tb: vec![130; lowered.names.suppliers.len()],
        stage_reports: 3,
        days,
        spent_by_day: vec![Won(1_300_007)],
        months: vec![
            (0, 0, 0, row),
            (last, 1, 0, MonthRow { amount: Won(300_000), ..MonthRow::default() }),
            (last, statements, 0, MonthRow { amount: Won(0), deduction: Won(1_000), ..MonthRow::default() }),
        ],
        needs: Some(Needs {
            all: Won(1_300_007),
            without_queues: Won(1_300_007),
            without_allowances: Some(Won(1_300_107)),
            without_outages: Some(Won(1_301_007)),
        }),
    }
}

fn table(lowered: &Lowered, known: Known) -> MetricTable {
    let names = &lowered.names;
    let products: Vec<String> = names.products.iter().map(|p| p.id.clone()).collect();
    let pools: Vec<String> = names.pools.iter().map(|p| p.name.clone()).collect();
    let labels = Labels { products: &products, pools: &pools, suppliers: &names.suppliers, waves: &[] };
    MetricTable::new(&lowered.plan, &labels, known)
}

#[track_caller]
fn close(table: &MetricTable, record: &Record, id: &str, want: f64) {
    let metric = table.find(id).unwrap_or_else(|| panic!("no metric {id}"));
    let got = table.number(metric, record).unwrap_or_else(|| panic!("{id} says nothing"));
    assert!((got - want).abs() < 1e-6, "{id}: {got}, by hand {want}");
}

#[test]
fn a_suppliers_figures_follow_from_what_was_counted() {
    let lowered = lowered();
    let (table, record) = (table(&lowered, Known::default()), record(&lowered));
    let naru = |figure: &str| format!("suppliers.naru.{figure}");
    close(&table, &record, &naru("revenue_won"), 1_300_000.0);
    // 400 cards for one of 275 days, nine months long.
    close(&table, &record, &naru("revenue_per_card_month_won"), 1_300_000.0 / (400.0 / 275.0 * 9.0));
    close(&table, &record, &naru("discount_won"), 320.0);
    close(&table, &record, &naru("deduction_won"), 5_000.0);
    close(&table, &record, &naru("free_card_hours"), 2.0);
    close(&table, &record, &naru("trial_hours"), 1.5);
    close(&table, &record, &naru("after_hours"), 5.0);
    // 70 % of the market's 10,001 is 7,000.7, cut; five hours of it.
    close(&table, &record, &naru("after_won"), 35_000.0);
    // 400 − 150 cards for a day; the day after the programme is not looked at.
    close(&table, &record, &naru("idle_card_hours"), 250.0 * 24.0);
    close(&table, &record, &naru("idle_share"), 250.0 / 400.0);
    close(&table, &record, &naru("fault_reports"), 4.0);
    close(&table, &record, &naru("storage_claimed_tb"), 130.0);
    assert!(table.find(&naru("margin_won")).is_none() && table.find(&naru("storage_short_tb")).is_none());
    // Unpaid use is no utilisation: 100 of 400.
    close(&table, &record, "cards.A100.utilisation", 0.25);
    close(&table, &record, "cards.A100.peak_in_use", 100.0);
    close(&table, &record, "cards.A100.held_for_gang_card_hours", 16.0 * 24.0);
    // 14,400 request-seconds.
    close(&table, &record, "cards.A100.waiting_hours", 4.0);
    for (cause, share) in [
        ("allocator", 0.0),
        ("order", 0.125),
        ("reserved", 0.0),
        ("held_for_gang", 0.0625),
        ("servers", 0.0625),
        ("cards", 0.75),
    ] {
        close(&table, &record, &format!("cards.A100.waiting_by.{cause}"), share);
    }
}

/// 150 cards held through the day, 50 of them by use that the programme does not pay: a planner's day has 100 in use, as its peak
/// and its utilisation have. The log of one replication has all 150, since its sessions have.
#[test]
fn a_days_cards_in_use_are_those_that_the_programme_pays_for() {
    let lowered = lowered();
    let records = [record(&lowered)];
    let day = DAY.cast_unsigned();
    let rows = Rows::new(&lowered);
    let daily: Vec<_> = rows.daily(&records).filter(|row| row.card_s > 0).collect();
    let of_pool: Vec<_> =
        daily.iter().map(|row| (row.day, row.pool.as_ref(), row.card_s, row.peak_in_use)).collect();
    assert_eq!(of_pool, [(0, "A100", 100 * day, 100)], "the day after the programme is not one of its days");
    let logged: Vec<_> = rows.days(&records[0]).iter().map(|row| (row.day, row.card_s)).collect();
    assert_eq!(logged, [(0, 150 * day), (1, 300 * day)]);
}

#[test]
fn the_course_and_what_was_held_back_are_figures_too() {
    let lowered = lowered();
    let (table, record) = (table(&lowered, Known::default()), record(&lowered));
    close(&table, &record, "course.recalled_grants", 2.0);
    close(&table, &record, "course.npu_to_gpu_won", -50.0);
    close(&table, &record, "course.stage_reports", 3.0);
    close(&table, &record, "budget.not_served_won.allowance", 100.0);
    close(&table, &record, "budget.not_served_won.outage", 1_000.0);
    close(&table, &record, "budget.lines.operating", 7.0);
}

/// A server of 8 cards at 1,000,000 a month: 50 servers for 1/275 of nine months cost 1,636,363.6, cut.
#[test]
fn cost_margin_storage_and_final_settlement_where_they_are_known() {
    let lowered = lowered();
    let record = record(&lowered);
    assert_eq!(lowered.plan.pools[0].supplier, SupplierId(0));
    let mut known = Known {
        server_month_cost: vec![Some(Won(1_000_000)); lowered.plan.pools.len()],
        storage_tb: vec![Some(100); lowered.names.suppliers.len()],
        finally: vec![None; lowered.names.suppliers.len()],
    };
    let naru = |figure: &str| format!("suppliers.naru.{figure}");
    let without = table(&lowered, known.clone());
    close(&without, &record, &naru("cost_won"), 1_636_363.0);
    close(&without, &record, &naru("margin_won"), 1_300_000.0 - 1_636_363.0);
    close(&without, &record, &naru("storage_short_tb"), 30.0);
    assert!(without.find(&naru("final_settlement_won")).is_none());

    // T9: half of 1,300,000 is more than the last month's 300,000, so 300,000 are cut; T10: a tenth of 1,000,000 back.
    let tenth = Some(Clawback::Share(Share(1_000)));
    known.finally[0] = Some(Finally { rent_cut: Some(Share(5_000)), clawback: tenth, cost_margin: None });
    close(&table(&lowered, known.clone()), &record, &naru("final_settlement_won"), 400_000.0);
    // T11: with a cost of 16,363 and a tenth on it, 16,363 + 1,636 are due of 1,300,000.
    known.server_month_cost = vec![Some(Won(10_000)); lowered.plan.pools.len()];
    known.finally[0] = Some(Finally { cost_margin: Some(Share(1_000)), ..Finally::default() });
    let settled = table(&lowered, known);
    close(&settled, &record, &naru("final_settlement_won"), 1_300_000.0 - 17_999.0);
    close(&settled, &record, &naru("margin_won"), 17_999.0 - 16_363.0);
}
