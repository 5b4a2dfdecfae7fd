//! The log's files from facts told by hand, without a simulation: what an auditor reads is what was told.

use naru_model::observers::Log;
use naru_model::rules::allocation::{ServerId, Spread};
use naru_model::{
    Bill, Charge, EndReason, Fact, Kind, NO_QUEUE, Observer, Outage, OutageKind, Session, StatementRow,
};
use naru_results::{Allocation, EndReason as Ended, OutageRow, Placement, SessionKind};
use naru_scenario::{Lowered, Scenario};
use naru_study::Rows;
use naru_units::{DAY, Instant, Share, Span, Won};
use std::path::Path;

fn lowered(changes: &[&str]) -> Lowered {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios/floor-split.ron");
    let changes: Vec<String> = changes.iter().map(|c| (*c).to_owned()).collect();
    Scenario::read(&path, &changes).expect("a scenario of ours").lower().expect("it makes sense")
}

fn spread(servers: &[u32]) -> Spread {
    let mut spread = Spread::default();
    for server in servers {
        spread.push(ServerId(*server));
    }
    spread
}

/// A base session of project 201 (67TF) from 100 to 3,700 s with half an hour of idle tail.
fn session() -> Session {
    Session {
        id: 1,
        project: 200,
        product: 1,
        line: 0,
        supplier: 0,
        pool: 1,
        offer: 0,
        kind: Kind::Base,
        fixed: false,
        cards: 1,
        multiple: 1,
        draws: 67,
        part: Share::WHOLE,
        resumes: 0,
        requested: Instant(100),
        contribution_paid: Instant(0),
        slot_free: Instant(0),
        eligible: Instant(100),
        queued_in: 1,
        queue_seq: 0,
        wanted: Span::hours(1),
        started: Instant(100),
        not_counted: Span::ZERO,
        servers: spread(&[3]),
        work_end: Instant(3_700),
        ended: Instant(5_500),
        released: Instant(5_500),
        suspended: Span::ZERO,
    }
}

fn log(ends: &[(Session, EndReason, bool)]) -> Log {
    let mut log = Log::default();
    for (session, ..) in ends {
        log.hear(session.requested, &Fact::Requested(session));
    }
    for (session, reason, served) in ends {
        if *served {
            log.hear(session.released, &Fact::Ended(session, *reason));
        } else {
            log.hear(Instant(9_000), &Fact::Left(session, *reason));
        }
    }
    log
}

/// A burst of 4 sets, two of them on server 7: their cards stand together, servers ascending.
#[test]
fn a_burst_names_each_server_once_with_its_cards() {
    let scenario = lowered(&[]);
    let burst =
        Session { kind: Kind::Burst, multiple: 4, cards: 8, servers: spread(&[7, 2, 7, 12]), ..session() };
    let row = &Rows::new(&scenario).sessions(&log(&[(burst, EndReason::Done, true)]))[0];
    let on = |server, cards| Placement { server, cards };
    assert_eq!(row.placement, [on(2, 2), on(7, 4), on(12, 2)]);
    assert_eq!((row.kind, row.multiple, row.cards), (SessionKind::Burst, 4, 8));
    assert_eq!((row.project, &*row.product, row.idle_s), (201, "gpu-67tf", Some(1_800)));
}

/// Rows come by request, project and creation, whatever the order in which requests were made in one second.
#[test]
fn sessions_stand_in_the_contracts_order_and_keep_their_ids() {
    let scenario = lowered(&[]);
    let of = |id, project, requested| Session { id, project, requested: Instant(requested), ..session() };
    let all = [of(1, 205, 100), of(2, 201, 100), of(3, 201, 100), of(4, 200, 101)];
    let ends = all.map(|session| (session, EndReason::Done, true));
    let rows = Rows::new(&scenario).sessions(&log(&ends));
    assert_eq!(rows.iter().map(|row| row.session).collect::<Vec<_>>(), [2, 3, 1, 4]);
}

#[test]
fn every_kind_and_end_has_its_word() {
    let scenario = lowered(&[]);
    let rows = Rows::new(&scenario);
    for (kind, word) in [
        (Kind::Base, SessionKind::Base),
        (Kind::Burst, SessionKind::Burst),
        (Kind::Gang, SessionKind::Pf1),
        (Kind::Monthly, SessionKind::Npu),
        (Kind::Hold, SessionKind::Hold),
        (Kind::Trial, SessionKind::Trial),
        (Kind::Free, SessionKind::Free),
        (Kind::After, SessionKind::After),
    ] {
        assert_eq!(
            rows.sessions(&log(&[(Session { kind, ..session() }, EndReason::Done, true)]))[0].kind,
            word
        );
    }
    // Served, and not: who leaves because service ends was waiting.
    for (reason, ended, left) in [
        (EndReason::Done, Ended::Done, Ended::Done),
        (EndReason::Budget, Ended::Budget, Ended::Waiting),
        (EndReason::ProgrammeEnd, Ended::ProgrammeEnd, Ended::Waiting),
        (EndReason::Outage, Ended::Outage, Ended::Outage),
        (EndReason::Allowance, Ended::Allowance, Ended::Allowance),
        (EndReason::Recalled, Ended::Recalled, Ended::Recalled),
        (EndReason::Switched, Ended::Switched, Ended::Switched),
    ] {
        assert_eq!(rows.sessions(&log(&[(session(), reason, true)]))[0].end_reason, ended);
        assert_eq!(rows.sessions(&log(&[(session(), reason, false)]))[0].end_reason, left);
    }
}

/// Cards kept by fixed allocation never queued; a rest names what it goes on with; who left has no cards.
#[test]
fn what_does_not_apply_is_empty() {
    let scenario = lowered(&[]);
    let hold =
        Session { kind: Kind::Hold, fixed: true, queue_seq: NO_QUEUE, suspended: Span(60), ..session() };
    let rest = Session { id: 2, resumes: 1, ..session() };
    let gone = Session { id: 3, ..session() };
    let ends =
        [(hold, EndReason::Done, true), (rest, EndReason::Done, true), (gone, EndReason::Switched, false)];
    let rows = Rows::new(&scenario).sessions(&log(&ends));
    assert_eq!((rows[0].queue_seq, rows[0].allocation), (None, Some(Allocation::Fixed)));
    assert_eq!((rows[0].suspended_s, rows[0].resumes), (Some(60), None));
    assert_eq!((rows[1].queue_seq, rows[1].resumes), (Some(0), Some(1)));
    assert_eq!((rows[2].left_s, rows[2].started_s, rows[2].wait_s), (Some(9_000), None, None));
    assert!(rows[2].placement.is_empty() && rows[2].allocation.is_none() && rows[2].suspended_s.is_none());
}

/// By from, supplier, pool (an allocator has none and comes first) and server, numbered from 1.
#[test]
fn outages_stand_in_order_whenever_they_were_told() {
    let scenario = lowered(&[]);
    let at = |kind, pool, server, from| Outage {
        kind,
        supplier: 0,
        pool,
        server,
        cards: 8,
        from: Instant(from),
        until: Instant(from + 50),
        sessions_cut: 2,
    };
    let mut log = Log::default();
    log.outages = vec![
        at(OutageKind::Cards, Some(1), Some(4), 500),
        at(OutageKind::Cards, Some(1), Some(2), 500),
        at(OutageKind::Allocator, None, None, 500),
        at(OutageKind::Service, Some(2), Some(0), 100),
    ];
    let rows = Rows::new(&scenario).outages(&log);
    let seen = |row: &OutageRow| (row.outage, row.from_s, row.pool.as_deref().map(str::to_owned), row.server);
    let want = [
        (1, 100, Some("H100x2".to_owned()), Some(0)),
        (2, 500, None, None),
        (3, 500, Some("H100x1".to_owned()), Some(2)),
        (4, 500, Some("H100x1".to_owned()), Some(4)),
    ];
    assert_eq!(rows.iter().map(seen).collect::<Vec<_>>(), want);
    assert_eq!((rows[1].cards, rows[2].cards, rows[2].until_s), (None, Some(8), Some(550)));
}

/// A4: within 3 days of the day (KST) of the fault. Day 125 is Monday, August 4: due on the 7th; from its last second on
/// the 5th: the 8th. Day 27 is Monday, April 28: due on Workers' Day, on which public offices are open. Day 181 is
/// Monday, September 29, the 30th's third day is Friday, October 3, the first of a week of holidays that ends on the 9th.
#[test]
fn a_fault_of_an_allocator_is_reported_within_three_days() {
    let scenario = lowered(&[]);
    let fault = |kind, from| Outage {
        kind,
        supplier: 0,
        pool: (kind != OutageKind::Allocator).then_some(1),
        server: (kind != OutageKind::Allocator).then_some(0),
        cards: 8,
        from: Instant(from),
        until: Instant(from + 7 * DAY),
        sessions_cut: 0,
    };
    let due = |kind, from| {
        let mut log = Log::default();
        log.outages = vec![fault(kind, from)];
        Rows::new(&scenario).outages(&log)[0].report_due.as_deref().map(str::to_owned)
    };
    for (from, want) in [
        (125 * DAY, "2025-08-07"),
        (126 * DAY - 1, "2025-08-07"),
        (126 * DAY, "2025-08-08"),
        (27 * DAY, "2025-05-01"),
        (181 * DAY, "2025-10-02"),
        (182 * DAY, "2025-10-10"),
    ] {
        assert_eq!(due(OutageKind::Allocator, from).as_deref(), Some(want), "from {from}");
    }
    for kind in [OutageKind::Cards, OutageKind::Service] {
        assert_eq!(due(kind, 125 * DAY), None);
    }
}

fn statement(row: StatementRow, amount: i64) -> Bill {
    Bill {
        month: 0,
        project: None,
        product: 0,
        supplier: 0,
        budget_line: 0,
        charge: Charge::Statement(row),
        unit_price: Won::ZERO,
        discount: Won::ZERO,
        credit: Won::ZERO,
        deduction: Won::ZERO,
        supply: Won(amount),
        vat: Won::ZERO,
        vat_inside: Won::ZERO,
        own_contribution: Won::ZERO,
        amount: Won(amount),
        true_up: Won::ZERO,
        clauses: vec![row.clause()],
        sessions: Vec::new(),
    }
}

/// 3 hours at 7,920: 23,760 = 19,000 + 2,376 discount + 1,384 credit + 1,000 deduction; then the statement's own rows.
#[test]
fn a_bill_shows_credit_and_deduction_and_a_statements_row_says_what_it_is_for() {
    let scenario = lowered(&[]);
    let line = Bill {
        project: Some(200),
        product: 1,
        charge: Charge::Hours { fixed: true, hours: Some(3), discounted: 1 },
        unit_price: Won(7_920),
        discount: Won(2_376),
        credit: Won(1_384),
        deduction: Won(1_000),
        clauses: vec!["T1", "A3", "T4"],
        sessions: vec![1],
        ..statement(StatementRow::Vat, 19_000)
    };
    let mut log = Log::default();
    log.bills = vec![line, statement(StatementRow::Late, -500), statement(StatementRow::Rounding, -7)];
    let rows = Rows::new(&scenario).bills(&log);
    let first = &rows[0];
    assert_eq!(
        (first.credit_won, first.deduction_won, first.allocation),
        (1_384, 1_000, Some(Allocation::Fixed))
    );
    let price = first.hours.expect("hours") * first.unit_price_won.expect("a price");
    assert_eq!(price, first.supply_won + first.discount_won + first.credit_won + first.deduction_won);
    for (row, clause, amount) in [(&rows[1], "S7", -500), (&rows[2], "P8", -7)] {
        assert_eq!((row.project, row.product.as_ref(), row.allocation, row.hours), (None, None, None, None));
        assert_eq!((&*row.clauses[0], row.amount_won, row.unit_price_won), (clause, amount, None));
    }
}

/// In May's close 300 won go from the NPU to the GPU line, in June's 100 back: shown on both lines, summing to 0.
#[test]
fn a_transfer_stands_in_both_lines_of_its_month() {
    let scenario = lowered(&[]);
    let mut log = Log::default();
    log.transfers = vec![(1, Won(300)), (2, Won(-100))];
    let rows = Rows::new(&scenario).budget(&log);
    let of = |month: usize, line: usize| &rows[2 * month + line];
    let opening = scenario.plan.budget.opening;
    for (month, moved) in [(0, 0), (1, 300), (2, -100), (3, 0)] {
        assert_eq!((of(month, 0).transfer_in_won, of(month, 1).transfer_in_won), (moved, -moved));
    }
    assert_eq!((of(1, 0).left_won, of(1, 1).left_won), (opening[0].0 + 300, opening[1].0 - 300));
    assert_eq!((of(3, 0).allotted_won, of(3, 1).allotted_won), (opening[0].0 + 200, opening[1].0 - 200));
    for row in &rows {
        assert_eq!(row.left_won, row.allotted_won - row.spent_won + row.transfer_in_won);
    }
    assert_eq!(rows.iter().map(|row| row.transfer_in_won).sum::<i64>(), 0);
}

/// A row of what a replication draws is left out where none was logged; allowances are nine months of 30 days.
#[test]
fn the_effective_scenario_has_each_projects_own_allowance() {
    let scenario = lowered(&[]);
    let laws = naru_study::Laws::new(scenario.demand.clone());
    let effective = Rows::new(&scenario).effective("0", 1, &laws, None);
    let of = |number: usize| &effective.projects[number - 1];
    assert_eq!(of(1).allowance_product_s, Some(9 * 30 * DAY));
    assert_eq!(of(501).allowance_product_s, None, "NPU has none");
    assert!(effective.projects.iter().all(|p| p.contribution_paid_s.is_none() && p.wave.is_none()));
    let draws = effective.products.get("gpu-134tf").expect("a product").draws_tf.get("H100");
    assert_eq!(draws, Some(&134));
    assert_eq!(effective.fleet[1].first_server, 0);
}
