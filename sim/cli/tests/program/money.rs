//! A programme whose money ends: the log of it, the figures of it, and every trap as it would show there.

use crate::log::{PLAIN, Waits, logged, shared_log};
use crate::outsider::{DAY, HOUR, Log, MONTHS, date, is_npu, month_of};
use crate::workshop::Workshop;
use naru_results::{BillRow, EndReason, SessionRow, Summary, read_waits};

/// Half the cap, few H100 until more come in July: queues of both sizes in one pool, and an end in between.
fn poor_log(workshop: &Workshop) -> Log {
    let cap = "programme.budget.cap_won=9_900_000_000";
    let few = r#"fleet.naru.H100.servers={ "2025-04-01": 16, "2025-07-01": 19 }"#;
    logged(workshop, "scenarios/fewer-h100.ron", &[&PLAIN[..], &[cap, few]].concat(), 1)
}

#[test]
fn everything_ends_in_the_second_that_cannot_be_paid() {
    let workshop = Workshop::new();
    let log = poor_log(&workshop);
    log.faults().none();

    let programme = &log.effective.programme;
    let stop = programme.service_ended_s.expect("a log says when service ended");
    assert!(stop < programme.end_s);
    let cut: Vec<&SessionRow> =
        log.sessions.iter().filter(|row| row.end_reason == EndReason::Budget).collect();
    assert!(
        cut.len() > 100 && cut.iter().all(|row| row.ended_s == Some(stop) && row.released_s == Some(stop))
    );
    assert!(cut.iter().any(|row| is_npu(row)) && cut.iter().any(|row| !is_npu(row)), "both lines end");
    assert!(log.served().all(|it| it.started < stop), "what would begin in that second does not begin");
    let waiting = log.sessions.iter().filter(|row| row.end_reason == EndReason::Waiting);
    assert!(waiting.count() > 10, "somebody waited when it ended");

    // What is billed are the hours begun before it, not the one that would have begun then.
    let spent = |until: i64| log.spent_by(until);
    let billed: i64 = log.bills.iter().map(|bill| bill.amount_won).sum();
    assert_eq!(billed + log.effective.budget.operating_won, spent(stop));
    assert!(spent(stop) <= 9_900_000_000 && spent(stop) + log.begins_at(stop) > 9_900_000_000);
    let last = i64::from(log.days.last().expect("days").day);
    assert_eq!(last, (stop - 1) / DAY, "no card is in use after it");
    let last = log.bills.last().expect("bills").month.to_string();
    assert_eq!(last, MONTHS[month_of(stop - 1)].0, "no bill beyond it");

    check_summary(&workshop, &log);
}

/// One replication: its figures are the study's.
fn check_summary(workshop: &Workshop, log: &Log) {
    let summary = Summary::read(&workshop.path("out/summary.json")).expect("it can be read");
    let waits = read_waits(&workshop.path("out/waits.parquet")).expect("it can be read");
    for product in ["gpu-39tf", "gpu-67tf", "gpu-134tf", "all"] {
        let known = Waits::of(log, product).known;
        let buckets: Vec<_> = waits.iter().filter(|row| *row.product == *product).collect();
        assert!(
            buckets.windows(2).all(|two| two[0].bucket_to_s <= two[1].bucket_from_s),
            "{product}: in order"
        );
        for bucket in &buckets {
            let held = bucket.bucket_from_s.cast_signed()..bucket.bucket_to_s.cast_signed();
            let count = known.iter().filter(|wait| held.contains(wait)).count() as u64;
            assert!(count == bucket.count && count > 0, "{bucket:?}: {count}");
        }
        assert_eq!(buckets.iter().map(|row| row.count).sum::<u64>(), known.len() as u64, "{product}");
    }
    let stop = log.effective.programme.service_ended_s.expect("it ended");
    let budget = &summary.budget;
    assert_eq!(budget.exhausted_share.mean, Some(1.0));
    let day = budget.exhausted_on.given_exhausted.p50.expect("the day of the only replication");
    assert_eq!(day.to_string(), date(stop / DAY));
    let spent = log.effective.budget.cap_won - budget.left_won.mean.expect("a figure");
    assert_eq!(spent, log.spent_by(stop));
}

/// A mistake of `traps`, made in the files: its number there (0: a runner-up), what an audit calls it, how it is made.
type Trap = (u32, &'static str, fn(&mut Log));

/// An outsider who finds nothing is worth something only if he finds what is there.
#[track_caller]
fn check(log: &Log, traps: &[Trap]) {
    for (number, kind, plant) in traps {
        let mut with = log.clone();
        plant(&mut with);
        let found = with.faults().kinds();
        assert!(found.contains(kind), "trap {number} shows as {found:?}, not as {kind}");
    }
}

/// The first GPU line that holds.
fn line(log: &mut Log, holds: fn(&BillRow) -> bool) -> &mut BillRow {
    log.bills.iter_mut().find(|row| holds(row)).expect("there is such a line")
}

/// The first session that holds, somewhere in the middle.
fn session(log: &mut Log, holds: fn(&SessionRow) -> bool) -> &mut SessionRow {
    let half = log.sessions.len() / 2;
    log.sessions[half..].iter_mut().find(|row| holds(row)).expect("there is such a session")
}

/// So many hours more, and the money that goes with them.
fn add_hours(row: &mut BillRow, hours: i64) {
    let won = hours * row.unit_price_won.expect("a line of hours has a price");
    row.hours = row.hours.map(|it| it + hours);
    row.supply_won += won;
    row.amount_won += won;
    row.vat_inside_won = row.supply_won / 11;
}

fn change_amount(row: &mut BillRow, won: i64) {
    row.discount_won -= won;
    row.supply_won += won;
    row.amount_won += won;
    row.vat_inside_won = row.supply_won / 11;
}

/// Money of the GPU line from the start, told in every row.
fn add_money(log: &mut Log, won: i64) {
    log.effective.budget.cap_won += won;
    log.effective.budget.opening_won.gpu += won;
    for row in log.budget.iter_mut().filter(|row| *row.line == *"gpu") {
        row.allotted_won += won;
        row.left_won += won;
    }
}

#[test]
fn traps_in_bills_show_where_they_are_set() {
    let workshop = Workshop::new();
    let log = shared_log(&workshop);
    check(
        &log,
        &[
            (1, "bill-hours", |log| {
                // An hour after midnight on the first of May, billed to April.
                let at = log
                    .bills
                    .iter()
                    .position(|row| row.month.to_string() == "2025-05" && row.hours > Some(1));
                let may = log.bills[at.expect("bills of May")].clone();
                let same = |row: &&mut BillRow| row.project == may.project;
                add_hours(log.bills.iter_mut().find(same).expect("a line of April"), 1);
                add_hours(&mut log.bills[at.expect("bills of May")], -1);
            }),
            (2, "bill-hours", |log| add_hours(line(log, |row| row.hours > Some(10)), 1)),
            (3, "bill-discounted-hours", |log| {
                let row = line(log, |row| row.discounted_hours > Some(1));
                row.discounted_hours = row.discounted_hours.map(|it| it + 1);
            }),
            (6, "bill-discount", |log| change_amount(line(log, |row| row.discount_won > 0), 1)),
            (6, "bill-supply", |log| line(log, |row| row.discount_won > 0).discount_won += 1),
            (7, "bill-own", |log| {
                let row = line(log, |row| row.hours > Some(10));
                (row.own_contribution_won, row.amount_won) = (1_000, row.amount_won - 1_000);
            }),
            (8, "bill-vat", |log| {
                let row = line(log, |row| row.hours > Some(10));
                (row.vat_won, row.amount_won) = (row.supply_won / 10, row.amount_won + row.supply_won / 10);
            }),
            (9, "budget-left", |log| {
                let operating = log.budget[0].operating_won;
                log.budget[0].left_won -= operating;
            }),
            (10, "bill-lines", |log| {
                let row = line(log, |row| row.hours > Some(10));
                row.unit_price_won = row.unit_price_won.map(|price| price / 2);
            }),
            (18, "bill-supply", |log| {
                let row = line(log, |row| row.whole_months == Some(1) && row.days == Some(31));
                let won = row.unit_price_won.expect("a line has a price") / 30;
                (row.supply_won, row.amount_won) = (row.supply_won + won, row.amount_won + won);
            }),
            (18, "bill-days", |log| {
                let row = line(log, |row| row.whole_months == Some(0) && row.days < Some(29));
                row.days = row.days.map(|it| it + 1);
            }),
            (20, "budget-left", |log| {
                (log.budget[0].transfer_in_won, log.budget[1].transfer_in_won) = (1_000_000, -999_999);
            }),
            (0, "bill-lines", |log| {
                let mut row = log.bills[0].clone();
                (row.line, row.hours, row.supply_won, row.amount_won) =
                    (log.bills.len() as u64 + 1, Some(0), 0, 0);
                log.bills.push(row);
            }),
            (0, "bill-lines", |log| {
                // The price of the month's end for the whole month.
                let old =
                    |row: &BillRow| row.month.to_string() == "2025-08" && row.unit_price_won == Some(7_921);
                line(log, old).unit_price_won = Some(7_333);
            }),
        ],
    );
}

#[test]
fn traps_in_allocation_show_where_they_are_set() {
    let workshop = Workshop::new();
    let log = shared_log(&workshop);
    check(
        &log,
        &[
            (12, "cards-left-free", |log| {
                let row = session(log, |row| row.wait_s > Some(HOUR) && row.end_reason == EndReason::Done);
                for when in [&mut row.started_s, &mut row.ended_s, &mut row.released_s, &mut row.wait_s] {
                    *when = when.map(|it| it + 1);
                }
            }),
            (13, "eligible", |log| {
                let row = session(log, |row| row.wait_s > Some(HOUR));
                row.eligible_s = row.eligible_s.map(|it| it + 600);
                row.wait_s = row.wait_s.map(|it| it - 600);
            }),
            (13, "little", |log| log.sessions.retain(|row| row.end_reason != EndReason::Waiting)),
            (14, "allowance", |log| {
                for project in &mut log.effective.projects {
                    project.allowance_product_s = project.allowance_product_s.map(|it| it / 4);
                }
            }),
            (17, "after-service-end", |log| {
                let row = session(log, |row| row.end_reason == EndReason::ProgrammeEnd);
                (row.ended_s, row.released_s) =
                    (row.ended_s.map(|it| it + 1), row.released_s.map(|it| it + 1));
            }),
            (19, "cards", |log| {
                let row = session(log, |row| *row.product == *"gpu-67tf" && row.started_s.is_some());
                row.cards = 2;
                row.placement[0].cards = 2;
            }),
            (0, "fcfs", |log| {
                // The second of two who waited goes first.
                let waited = |row: &&mut SessionRow| *row.product == *"gpu-39tf" && row.wait_s > Some(HOUR);
                let two = log.sessions.iter_mut().filter(waited).take(2).collect::<Vec<_>>();
                let [one, other] = two.try_into().expect("two of them");
                std::mem::swap(&mut one.started_s, &mut other.started_s);
            }),
            (0, "capacity", |log| {
                for row in log.sessions.iter_mut().filter(|row| *row.product == *"gpu-39tf") {
                    row.placement.iter_mut().for_each(|part| part.server %= 2);
                }
            }),
            (0, "concurrency", |log| {
                let row = session(log, |row| row.end_reason == EndReason::Done && row.wait_s == Some(0));
                row.released_s = row.released_s.map(|it| it + 30 * DAY);
            }),
            (0, "numbering", |log| log.effective.projects.swap(0, 300)),
        ],
    );
}

#[test]
fn traps_of_the_money_s_end_show_too() {
    let workshop = Workshop::new();
    let log = poor_log(&workshop);
    check(
        &log,
        &[
            (15, "cap", |log| add_money(log, -10_000_000)),
            (16, "stopped-too-early", |log| add_money(log, 10_000_000)),
            (15, "end", |log| {
                let row = session(log, |row| row.end_reason == EndReason::Budget);
                row.released_s = row.released_s.map(|it| it + HOUR);
            }),
            (17, "after-service-end", |log| {
                let stop = log.effective.programme.service_ended_s.expect("it ended");
                session(log, |row| row.end_reason == EndReason::Waiting).requested_s = stop + 1;
            }),
            (17, "end-reason", |log| {
                let row = session(log, |row| row.end_reason == EndReason::Waiting);
                row.left_s = row.left_s.map(|it| it + 1);
            }),
        ],
    );
}
