//! Logs of scenarios in which something happens: the outsider recomputes cards, queues, hours and money of each.

use crate::log::logged;
use crate::outsider::{Log, Served};
use crate::workshop::Workshop;
use naru_results::{EndReason, OutageKind, SessionKind};

#[track_caller]
fn sound(scenario: &str, changes: &[&str]) -> Log {
    // Fewer cards than projects, so that some wait.
    let fewer = ["fleet.naru.A100.servers=26", "fleet.naru.H100.servers=30"];
    let log = logged(&Workshop::new(), scenario, &[&fewer, changes].concat(), 1);
    log.faults_of_any().none();
    log
}

fn count(log: &Log, holds: impl Fn(&Served<'_>) -> bool) -> usize {
    log.served().filter(|it| holds(it)).count()
}

#[test]
fn bursts_and_faults_of_servers() {
    let log = sound("scenarios/bursts-30.ron", &[]);
    assert!(count(&log, |it| it.row.kind == SessionKind::Burst && it.row.placement.len() > 1) > 50, "bursts");
    assert!(count(&log, |it| it.row.end_reason == EndReason::Outage) > 10, "sessions cut by a fault");
    assert!(count(&log, |it| it.row.resumes.is_some()) > 10, "rests");
    assert!(log.outages.iter().any(|it| it.kind == OutageKind::Cards), "servers fail");
}

#[test]
fn an_allocator_that_is_down_for_a_week() {
    let log = sound("scenarios/allocator-down-august.ron", &[]);
    assert!(log.outages.iter().any(|it| it.kind == OutageKind::Allocator), "it is down");
    assert!(count(&log, |it| it.row.kind == SessionKind::Hold) > 100, "cards are kept");
    let fixed = |it: &&naru_results::BillRow| {
        it.hours.is_some() && it.allocation == Some(naru_results::Allocation::Fixed)
    };
    assert!(log.bills.iter().filter(fixed).count() > 100, "fixed hours are billed");
}

#[test]
fn two_suppliers_and_projects_that_change_them() {
    let log = sound("scenarios/two-suppliers.ron", &[]);
    for name in ["naru", "haneul"] {
        assert!(count(&log, |it| it.row.supplier.as_deref() == Some(name)) > 1_000, "{name} serves");
    }
    let switched = log.sessions.iter().filter(|row| row.end_reason == EndReason::Switched).count();
    assert!(switched > 0, "sets held by the month change their supplier");
}

#[test]
fn a_gang_of_whole_servers() {
    let log = sound("scenarios/one-pf.ron", &[]);
    assert!(count(&log, |it| it.row.kind == SessionKind::Pf1 && it.row.cards == 16) > 0, "1PF");
}

#[test]
fn a_wave_with_its_servers() {
    let log = sound("scenarios/waves-september.ron", &[]);
    let later = log.effective.projects.iter().filter(|it| it.wave.is_some()).count();
    assert_eq!(later, 50, "its projects");
    let came = log.effective.fleet.iter().any(|part| part.from_s > 0);
    assert_eq!(came, count(&log, |it| it.row.project > 700) > 0, "servers come with projects, or neither");
}

#[test]
fn transfers_between_the_lines() {
    let log = sound(
        "scenarios/baseline-2025.ron",
        &["readings.P3.transfer=month_end_forecast", "programme.budget.lines_won.npu=12_000_000_000"],
    );
    assert!(log.budget.iter().any(|row| row.transfer_in_won != 0), "money moves");
}

/// Half the money: service ends in the summer, and the free month and what comes after it are nobody's bill.
#[test]
fn everything_at_once_and_the_money_ends() {
    let half = "programme.budget.cap_won=9_900_000_000";
    let log = sound("scenarios/baseline-full.ron", &[half, "offers.naru.gpu-39tf.overflow=none"]);
    assert!(count(&log, |it| it.row.kind == SessionKind::Free) > 100, "the free month");
    assert!(count(&log, |it| it.row.kind == SessionKind::After) > 100, "use after it");
}

/// Who finds the A100 busy is served by the H100 (S5), and stands in the row as one of the queue of the A100. A planned
/// window of September is no wait (A8).
#[test]
fn a_request_that_another_pool_serves_names_its_queue() {
    let log = sound("scenarios/baseline-full.ron", &[]);
    let elsewhere = |it: &Served<'_>| it.row.queued_in.as_deref() == Some("A100");
    assert!(count(&log, elsewhere) > 100, "the H100 serve them");
    let h100 = |it: &Served<'_>| it.row.pool.as_deref() == Some("H100");
    assert_eq!(count(&log, elsewhere), count(&log, |it| elsewhere(it) && h100(it) && it.row.cards == 1));
    assert!(count(&log, |it| it.row.not_counted_s > 0) > 0, "some wait through the window");
}

/// The outsider is no rubber stamp: each forged cell is found under its name.
#[test]
fn a_forged_log_is_found_out() {
    let honest = sound("scenarios/bursts-30.ron", &[]);
    let forged = |what: &str, forge: &dyn Fn(&mut Log)| {
        let mut log = honest.clone();
        forge(&mut log);
        let kinds = log.faults_of_any().kinds();
        assert!(kinds.contains(&what), "{what}: {kinds:?}");
    };
    let find = |holds: &dyn Fn(&naru_results::SessionRow) -> bool| {
        honest.sessions.iter().position(holds).expect("there is such a session")
    };
    let burst = find(&|row| row.kind == SessionKind::Burst && row.started_s.is_some());
    let cut = find(&|row| row.end_reason == EndReason::Outage);
    let rest = find(&|row| row.resumes == Some(honest.sessions[cut].session));
    let gpu = honest.bills.iter().position(|row| row.hours.is_some()).expect("a line of hours");
    forged("bill-hours", &|log| log.sessions[burst].multiple = 1);
    forged("cards", &|log| log.sessions[burst].multiple = 1);
    forged("capacity", &|log| log.sessions[burst].placement[0].cards += 8);
    forged("resumes", &|log| log.sessions[rest].wanted_s = Some(1));
    forged("bill-hours", &|log| log.bills[gpu].hours = Some(1_000_000));
    forged("bill-for-free-use", &|log| {
        let billed = log.bills[gpu].sessions[0];
        let session = log.sessions.iter_mut().find(|row| row.session == billed).expect("it is there");
        session.kind = SessionKind::Free;
    });
    forged("runs-through-outage", &|log| {
        for outage in &mut log.outages {
            outage.from_s -= 36_000;
        }
    });
    forged("outages", &|log| log.outages.iter_mut().for_each(|it| it.sessions_cut += 1));
    forged("transfers", &|log| log.budget[0].transfer_in_won = 1);
    forged("allowance", &|log| {
        log.effective.projects.iter_mut().for_each(|it| it.allowance_product_s = Some(1));
    });
    forged("little", &|log| log.days[5].card_s += 1);
    forged("order", &|log| log.sessions.swap(3, 400));
}
