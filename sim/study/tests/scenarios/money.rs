//! Prices, own contributions, fixed allocation.

use super::{Hourly, Run, endless, pair, unfailing};
use naru_model::EndReason;
use naru_model::workload::ProjectId;
use naru_units::{HOUR, Instant, Won};
use std::collections::BTreeMap;

/// The same hours in the same lines, at the prices of the file: 6,400 for 4,620 won and so on. Fixed allocation is
/// half of either, and both halves are whole won.
#[track_caller]
fn follows_its_prices(name: &str, prices: [i64; 3]) {
    let (base, other) = pair(name, &[endless]);
    for (before, after) in base.runs.iter().zip(&other.runs) {
        let (old, new) = (before.by_line(), after.by_line());
        assert!(old.keys().eq(new.keys()) && old.len() > 3_000, "{name}: the same lines");
        for ((line, (hours, paid)), (new_hours, pays)) in old.iter().zip(new.values()) {
            let (_, _, product, fixed) = *line;
            let price = |of: [i64; 3]| of[product as usize] / if fixed { 2 } else { 1 };
            assert_eq!(hours, new_hours, "{name} {line:?}");
            assert_eq!(paid.0, hours * price([4_620, 7_920, 15_840]), "{name} {line:?}");
            assert_eq!(pays.0, hours * price(prices), "{name} {line:?}");
        }
        assert_eq!(before.outcome.spent[1], after.outcome.spent[1], "{name}: NPU costs what it did");
    }
}

#[test]
fn list_prices_cost_what_the_same_hours_cost_at_them() {
    follows_its_prices("list-price", [6_400, 11_000, 22_000]);
}

#[test]
fn low_prices_cost_what_the_same_hours_cost_at_them() {
    follows_its_prices("low-price", [2_390, 4_100, 8_200]);
}

/// With the cap in force: at 1.39 times the price the money ends wherever the same hours cost more than there is, and
/// until then nobody does anything else than in the baseline. At half the price it never ends.
#[test]
fn dear_hours_end_the_money_and_cheap_ones_do_not() {
    let (base, list) = pair("list-price", &[]);
    let without_end = super::side("list-price", &[endless]);
    for ((before, dear), needed) in base.runs.iter().zip(&list.runs).zip(&without_end.runs) {
        let need = needed.outcome.spent[0] + needed.outcome.spent[1] + Won(800_000_000);
        if need > Won(19_800_000_000) {
            assert!(dear.outcome.exhausted[0].is_some(), "{need} is more than there is");
        }
        let Some(gone) = dear.outcome.exhausted[0] else { continue };
        assert!(before.outcome.exhausted[0].is_none_or(|at| gone < at), "dearer is not later");
        let until = |run: &Run| -> Vec<(u32, Instant, Instant)> {
            let gpu = run.sessions().filter(|s| s.line == 0 && s.released < gone);
            gpu.map(|s| (s.project, s.requested, s.released)).collect()
        };
        assert_eq!(until(before), until(dear));
        assert!(dear.log.sessions().filter(|l| l.session.line == 0).all(|l| l.session.requested <= gone));
        assert!(dear.log.sessions().any(|l| l.reason == EndReason::Budget && l.served));
    }
    for run in super::side("low-price", &[]).runs {
        assert_eq!(run.outcome.exhausted, [None; 2]);
    }
}

/// The programme pays less by what is credited, and that is the flat sum of the month or, if it is less, the whole
/// month's bill.
#[test]
fn contributions_come_off_the_bills_and_hours_stay() {
    let (base, offset) = pair("contributions-offset", &[endless]);
    for (replication, (before, after)) in base.runs.iter().zip(&offset.runs).enumerate() {
        let demand = offset.demand(replication);
        let hours =
            |run: &Run| run.by_line().into_iter().map(|(line, (hours, _))| (line, hours)).collect::<Vec<_>>();
        assert_eq!(hours(before), hours(after));
        let mut months = BTreeMap::<(u32, usize, u16), (Won, Won)>::new();
        for Hourly { bill, .. } in after.hourly() {
            let project = bill.project.expect("hours are a project's");
            let month = months.entry((project, bill.month, bill.product)).or_insert((Won::ZERO, Won::ZERO));
            *month = (month.0 + bill.supply + bill.vat, month.1 + bill.own_contribution);
        }
        let mut credited = Won::ZERO;
        for ((project, month, product), (total, own)) in months {
            credited += own;
            let kind = demand.user_kind(ProjectId(project)).expect("users are of a kind");
            // Who drops out owes no sum for later months, into which a last session may run.
            if demand.drops_at(ProjectId(project)).is_none() {
                // Firms, young firms, the public: 175,000, 300,000, 600,000 won, half, nothing.
                let flat = [175_000, 300_000, 600_000][product as usize];
                let due = Won([flat, flat / 2, 0][usize::from(kind)]);
                assert_eq!(own, due.min(total), "project {project}, month {month}");
            }
        }
        assert!(credited > Won::ZERO);
        assert_eq!(after.outcome.spent[0] + credited, before.outcome.spent[0]);
        assert_eq!(after.outcome.spent[1], before.outcome.spent[1], "NPU contributions stay outside");
    }
}

/// At half the price, and for all the time in which a project holds its set: from its first second of service to the
/// end, 24 hours a day. The floor is a set for everybody, so nobody waits for one.
#[test]
fn fixed_allocation_bills_all_hours_at_half_the_price() {
    let (base, fixed) = pair("all-fixed", &[endless, unfailing]);
    for (replication, (before, after)) in base.runs.iter().zip(&fixed.runs).enumerate() {
        assert!(before.hourly().all(|line| !line.fixed), "nothing fails in the baseline");
        assert_eq!(after.longest_gpu_wait_s(), 0);
        let mut held = BTreeMap::<u32, i64>::new();
        for Hourly { bill, fixed, hours } in after.hourly() {
            let half = Won([2_310, 3_960, 7_920][bill.product as usize]);
            assert!(fixed && bill.unit_price == half && bill.amount.0 == half.0 * hours, "{bill:?}");
            *held.entry(bill.project.expect("hours are a project's")).or_default() += hours;
        }
        let demand = fixed.demand(replication);
        let mut want = BTreeMap::new();
        for p in 0..500 {
            let Some(from) = demand.first_service(ProjectId(p)) else { continue };
            let until = demand.drops_at(ProjectId(p)).unwrap_or(fixed.plan.end).min(fixed.plan.end);
            if from < until {
                let seconds = (until - from).0;
                want.insert(p, seconds.div_euclid(HOUR) + i64::from(seconds % HOUR > 0));
            }
        }
        assert_eq!(held, want);
    }
}

/// The file as it is: failures suspend a set and take no price away.
#[test]
fn fixed_allocation_has_no_other_lines() {
    for run in super::side("all-fixed", &[]).runs {
        assert!(run.hourly().all(|line| line.fixed));
        let gpu = || run.sessions().filter(|s| s.line == 0);
        assert!(gpu().all(|s| s.fixed && s.multiple == 1));
    }
}
