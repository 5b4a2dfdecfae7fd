//! Who stands with which cards: suppliers, H100 alone, gangs, bursts.

use super::{Hourly, Run, burstless, day, endless, pair, side, unfailing};
use naru_model::workload::ProjectId;
use naru_model::{Kind, Session};
use naru_units::Won;
use std::collections::{BTreeMap, BTreeSet};

/// 30 % of the projects for 10 %: three times the takers, those of the baseline among them and with the same weeks.
/// k sets for the same work are k times the cards and the hours.
#[test]
fn more_bursts_take_more_cards_at_once_and_cost_more() {
    let (base, thirty) = pair("bursts-30", &[endless]);
    let mut peaks = [[0; 2]; 2];
    for (replication, (before, after)) in base.runs.iter().zip(&thirty.runs).enumerate() {
        let (few, many) = (base.demand(replication), thirty.demand(replication));
        let mut takers = [0; 2];
        for p in (0..500).map(ProjectId) {
            takers[0] += i32::from(few.burst(p).is_some());
            takers[1] += i32::from(many.burst(p).is_some());
            assert!(few.burst(p).is_none() || few.burst(p) == many.burst(p), "project {}", p.0);
        }
        // A quota of each of three cohorts, to the project.
        assert!((takers[0] - 50).abs() <= 3 && (takers[1] - 150).abs() <= 3, "{takers:?}");
        for burst in after.of_kind(Kind::Burst) {
            let its = many.burst(ProjectId(burst.project)).expect("only takers burst");
            assert_eq!(burst.multiple, its.sets);
        }
        let rows = |run: &Run| run.of_kind(Kind::Burst).len();
        assert!(rows(after) > rows(before));
        assert!(after.outcome.spent[0] > before.outcome.spent[0]);
        for (pool, [few, many]) in peaks.iter_mut().enumerate() {
            *few += before.peak(pool);
            *many += after.peak(pool);
        }
    }
    for [before, after] in peaks {
        assert!(after > before, "the peaks of all replications: {before}, {after}");
    }
}

/// Four grants of whole servers, from July: 62 + 61 + 61 + 61 days of 24 hours.
#[test]
fn grants_of_whole_servers_bill_their_months() {
    let (base, one_pf) = pair("one-pf", &[endless, unfailing]);
    let gang = one_pf.product("gpu-1pf");
    assert!(!base.names.contains(&"gpu-1pf".to_owned()));
    for (before, after) in base.runs.iter().zip(&one_pf.runs) {
        assert!(before.of_kind(Kind::Gang).is_empty());
        let mut by_month = BTreeMap::<usize, i64>::new();
        let mut paid = Won::ZERO;
        for Hourly { bill, hours, .. } in after.hourly().filter(|line| line.bill.product == gang) {
            *by_month.entry(bill.month).or_default() += hours;
            paid += bill.amount;
        }
        // July to November, months of 31, 31, 30, 31 and 30 days: one grant, two, two, two, one.
        let want = [(3, 31), (4, 62), (5, 60), (6, 62), (7, 30)].map(|(month, days)| (month, 24 * days));
        assert_eq!(by_month, BTreeMap::from(want));
        assert_eq!(paid, Won(126_720 * 24 * 245));
        assert_eq!(after.outcome.spent[1], before.outcome.spent[1]);
        assert!(after.outcome.spent[0] > before.outcome.spent[0]);
        // Two whole servers of eight, and nobody else on them.
        let gangs = after.of_kind(Kind::Gang);
        assert_eq!(gangs.len(), 4);
        for gang in gangs {
            assert_eq!((gang.cards, gang.servers.len()), (16, 2));
            let beside = |s: &&Session| {
                s.id != gang.id
                    && s.pool == gang.pool
                    && s.started < gang.released
                    && gang.started < s.released
                    && s.servers.iter().any(|server| gang.servers.contains(server))
            };
            assert!(after.log.sessions().filter(|l| l.served).all(|l| !beside(&&l.session)));
        }
    }
}

/// With failures, each cut leaves a begun hour at most: two months at the price, within as many hours.
#[test]
fn a_cut_gang_goes_on_and_costs_a_begun_hour_at_most() {
    let one_pf = side("one-pf", &[endless]);
    let gang = one_pf.product("gpu-1pf");
    for run in &one_pf.runs {
        let hours: i64 = run.hourly().filter(|line| line.bill.product == gang).map(|line| line.hours).sum();
        let cuts = run.of_kind(Kind::Gang).len() as i64 - 4;
        assert!((24 * 245..=24 * 245 + cuts).contains(&hours), "{hours} hours with {cuts} cuts");
        assert!(run.of_kind(Kind::Gang).iter().all(|s| s.requested >= day(91)), "not before July");
    }
}

/// Less than half the fleet (`fewer-h100`), on which no two servers are empty when a grant begins: cards stand idle until
/// it has its own.
#[test]
fn a_gang_that_must_wait_holds_cards_apart() {
    let fewer = |scenario: &mut naru_scenario::Lowered| scenario.plan.pools[1].servers[0].count = 24;
    let (base, one_pf) = pair("one-pf", &[endless, unfailing, fewer]);
    for (before, after) in base.runs.iter().zip(&one_pf.runs) {
        let apart = |run: &Run| run.series.days(1).iter().map(|day| day.held_for_gang_s).sum::<u64>();
        assert_eq!(apart(before), 0);
        let waited: i64 = after.of_kind(Kind::Gang).iter().map(|s| s.wait().0).sum();
        assert!(waited > 0 && apart(after) > 0, "{waited} s, {} card-seconds", apart(after));
        // Never more than two servers a gang.
        assert!(apart(after) <= 16 * waited.cast_unsigned());
    }
}

/// One H100 for two A100, at the A100's price: where nobody waits, the same sessions and the same bills on half the
/// cards.
#[test]
fn h100_alone_serves_39tf_with_one_card_at_its_price() {
    let (base, alone) = pair("h100-only", &[endless, unfailing, burstless]);
    assert_eq!((base.plan.pools.len(), alone.plan.pools.len()), (11, 10));
    for (before, after) in base.runs.iter().zip(&alone.runs) {
        assert_eq!((before.longest_gpu_wait_s(), after.longest_gpu_wait_s()), (0, 0));
        assert_eq!(before.by_line(), after.by_line());
        let cards = |run: &Run| -> BTreeSet<(u16, u32)> {
            run.sessions().filter(|s| s.product == 0).map(|s| (s.pool, s.cards)).collect()
        };
        assert_eq!((cards(before), cards(after)), ([(0, 2)].into(), [(0, 1)].into()));
    }
    // The file as it is: pool 0 is all that it has for GPU, and 4,620 won is product 1's price.
    for run in &side("h100-only", &[]).runs {
        assert!(run.sessions().filter(|s| s.line == 0).all(|s| s.pool == 0));
        for Hourly { bill, fixed, .. } in run.hourly().filter(|line| line.bill.product == 0) {
            assert_eq!(bill.unit_price, Won(if fixed { 2_310 } else { 4_620 }));
        }
    }
}

/// 60 % of the projects of each product with one supplier, 40 % with the other, and 1 % a month who change.
#[test]
fn two_suppliers_share_projects_money_and_those_who_change() {
    let (base, two) = pair("two-suppliers", &[endless]);
    for (product, (here, there)) in [(120, 80), (90, 60), (90, 60)].into_iter().enumerate() {
        let of = |offer| {
            let projects = two.plan.projects.iter();
            projects.filter(|p| usize::from(p.product.0) == product && p.offer == offer).count()
        };
        let suppliers = two.plan.products[product].offers.iter().map(|offer| offer.supplier.0);
        assert_eq!((of(0), of(1)), (here, there));
        assert_eq!(suppliers.collect::<BTreeSet<_>>().len(), 2);
    }
    let paid = |run: &Run| {
        let mut paid = BTreeMap::<u16, f64>::new();
        for Hourly { bill, .. } in run.hourly() {
            *paid.entry(bill.supplier).or_default() += bill.amount.0 as f64;
        }
        paid.into_values().collect::<Vec<_>>()
    };
    let changed = |run: &Run| {
        let mut suppliers = BTreeMap::<u32, BTreeSet<u16>>::new();
        for session in run.sessions().filter(|s| s.line == 0) {
            suppliers.entry(session.project).or_default().insert(session.supplier);
        }
        suppliers.values().filter(|of| of.len() > 1).count()
    };
    let mut shares = 0.0;
    for (before, after) in base.runs.iter().zip(&two.runs) {
        assert_eq!((paid(before).len(), changed(before)), (1, 0));
        let paid = paid(after);
        assert_eq!(paid.len(), 2);
        shares += paid.iter().copied().fold(0.0, f64::max) / paid.iter().sum::<f64>();
        // 500 less a tenth who leave, of whom 1 % change in each of some seven to nine months: 32 to 41, and three
        // times the root of that to either side.
        assert!((14..=60).contains(&changed(after)), "{} changed", changed(after));
    }
    // 500 projects whose money differs by three quarters of its mean: 0.03 to either side of 0.6, a deviation.
    let share = shares / two.runs.len() as f64;
    assert!((share - 0.6).abs() < 3.0 * 0.03, "the larger supplier has {share} of the money");
}
