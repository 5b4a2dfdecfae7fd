//! The whole programme, audited: what must hold in every replication.

mod common;

use common::{demand, split};
use naru_model::observers::{Auditor, Series, Waits};
use naru_model::workload::{Demand, Laws};
use naru_model::{Outcome, Plan, replicate};
use naru_units::Won;

fn audited(plan: &Plan, laws: &Laws, replication: u32) -> (Outcome, Waits, Series) {
    let demand = Demand::new(laws, 1, replication);
    let observers = ((Waits::new(plan), Series::new(plan)), Auditor::default());
    let (outcome, ((waits, series), auditor)) = replicate(plan, &demand, observers);
    assert!(auditor.is_closed(), "the auditor heard the whole replication");
    (outcome, waits, series)
}

/// Floor fleet, pools split by set size, no bursts, one session a project: a set of cards for everybody.
#[test]
fn at_the_dedicated_floor_every_wait_is_zero() {
    let (plan, laws) = (split([50, 19, 38]), Laws::new(demand::baseline()));
    for replication in 0..10 {
        let (_, waits, series) = audited(&plan, &laws, replication);
        for tally in &waits.products {
            assert_eq!((tally.sum_s, tally.max_s, tally.late, tally.undecided), (0, 0, 0, 0));
        }
        for pool in 0..series.pools() {
            assert!(series.days(pool).iter().all(|d| d.queue_s == 0), "nobody queues in pool {pool}");
        }
    }
}

/// Little's law and the identities of the money are the auditor's; here the fleet is small enough to queue.
#[test]
fn on_half_the_floor_people_wait_and_the_audit_holds() {
    let (plan, laws) = (split([25, 10, 19]), Laws::new(demand::baseline()));
    for replication in 0..5 {
        let (_, waits, _) = audited(&plan, &laws, replication);
        assert!(waits.products[..3].iter().all(|t| t.sum_s > 0), "somebody waits for every product");
    }
}

#[test]
fn half_the_money_is_gone_in_every_replication_and_never_overdrawn() {
    let mut plan = split([50, 19, 38]);
    plan.budget.cap = Won(9_900_000_000);
    plan.budget.opening[0] = Won(5_000_000_000);
    let laws = Laws::new(demand::baseline());
    for replication in 0..5 {
        let (outcome, ..) = audited(&plan, &laws, replication);
        assert!(outcome.exhausted[0].is_some());
        let spent = outcome.spent[0] + outcome.spent[1] + plan.budget.operating;
        assert!(spent <= plan.budget.cap && spent > plan.budget.cap - Won(10_000_000), "spent {spent}");
    }
}
